"""Connected shops and ERPs get the settings and flows that their systems have learned since; nothing looks cleared."""

from odoo import SUPERUSER_ID, api
from odoo.tools import split_every


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for backend in env["shop_erp.backend"].search([]):
        env["shop_erp.backend.setting"]._sync(backend)
        env["shop_erp.flow"]._sync(backend)
        env["shop_erp.ownership"]._sync(backend)
        for model in ("category", "product", "partner"):
            bindings = env[f"shop_erp.binding.{model}"]
            ids = bindings.search([("backend_id", "=", backend.id), ("document", "!=", False)]).ids
            for page in split_every(500, ids):
                bindings.browse(page)._note_owned()
                if model == "partner":
                    bindings.browse(page)._take_mobiles()
