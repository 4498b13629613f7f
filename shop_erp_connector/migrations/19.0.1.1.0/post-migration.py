"""Shops and ERPs that are connected already get what new ones begin with; what people had chosen stays."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL
from odoo.tools.sql import column_exists


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    backends = env["shop_erp.backend"].search([])
    for backend in backends:
        env["shop_erp.flow"]._sync(backend)
        env["shop_erp.ownership"]._sync(backend)
    env["shop_erp.match.rule"]._sync(backends)
    _keep_matching(cr)
    _keep_listings(env)


def _keep_matching(cr):
    """Two switches have become rules in an order."""
    for column, rule in (("match_customer_by_vat", "vat"), ("match_customer_by_name_email", "name_email")):
        if column_exists(cr, "shop_erp_backend", column):
            query = SQL(
                """UPDATE shop_erp_match_rule AS rule SET active = backend.%s
                     FROM shop_erp_backend AS backend WHERE backend.id = rule.backend_id AND rule.rule = %s""",
                SQL.identifier(column),
                rule,
            )
            cr.execute(query)


def _keep_listings(env):
    """Products that came from a shop stay there as they are; those that were sent follow the shop's rule."""
    rows = env["shop_erp.binding.product"].search([("direction", "=", "in"), ("odoo_id", "!=", False)])
    for is_active, switch in ((True, "on"), (False, "off")):
        rows.filtered(lambda row, is_active=is_active: row.odoo_id.active == is_active).switch = switch
    rows.flush_recordset()
    rows._set_unchanged(rows)
