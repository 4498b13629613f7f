"""Connected shops and ERPs get the settings and flows that their systems have learned since; nothing looks cleared."""

from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

from odoo.addons.shop_erp_connector.engine.customers.addresses import home


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
                    _take_mobiles(bindings.browse(page).filtered(lambda row: row.odoo_id and not row.is_address))


def _take_mobiles(rows):
    """The mobile of a customer's address is his since; without one he would seem to have lost it."""
    found = {}
    for row_id, document in rows._agreed_documents().items():
        address, partner = home(document), rows.browse(row_id).odoo_id
        if address and address.mobile and not partner.shop_erp_mobile:
            found[partner.id] = address.mobile
    for partner_id, mobile in found.items():  # nothing that shops and ERPs would have to be told
        rows.env.cr.execute("UPDATE res_partner SET shop_erp_mobile = %s WHERE id = %s", (mobile, partner_id))
    rows.odoo_id.invalidate_recordset(["shop_erp_mobile"])
