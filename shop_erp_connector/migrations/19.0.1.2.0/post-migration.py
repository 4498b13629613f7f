"""Shops and ERPs that are connected already get the settings and flows that their systems have learned since."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for backend in env["shop_erp.backend"].search([]):
        env["shop_erp.backend.setting"]._sync(backend)
        env["shop_erp.flow"]._sync(backend)
        env["shop_erp.ownership"]._sync(backend)
