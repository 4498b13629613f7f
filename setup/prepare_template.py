"""Runs inside Odoo: a chart of accounts for the template database, and attachments kept in the database."""

import sys

import odoo
import odoo.tools
from odoo.modules.registry import Registry

database, chart = sys.argv[1:]
odoo.tools.config.parse_config(["--database", database, "--no-http", "--log-level", "warn"])
with Registry(database).cursor() as cr:
    env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
    company = env.company
    if not company.chart_template:
        env["account.chart.template"].try_loading(chart, company=company, install_demo=False)
    env["ir.config_parameter"].set_param("ir_attachment.location", "db")
    env["ir.attachment"].force_storage()
