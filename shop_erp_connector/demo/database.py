"""The demo's database: a copy of the set-up's template with the addon installed."""

import os
import subprocess
from contextlib import contextmanager

from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.tools import config

from .places import DemoError, clone

MODULE = "shop_erp_connector"
TOKEN = f"{MODULE}.demo"


def name():
    """Return the database's name: one for each copy of the repository."""
    return f"shop_erp_demo_{clone()}"


def configure(log):
    """Tell this process's Odoo which database it works on and where its log goes."""
    config.parse_config(
        ["--database", name(), "--no-http", "--logfile", str(log), "--log-level", "warn"], setup_logging=True
    )


def create():
    """Make the database anew from the template, with the addon."""
    template = os.environ.get("SHOP_ERP_TEMPLATE_DB")
    if not template:
        raise DemoError("SHOP_ERP_TEMPLATE_DB names no database to start from: start the demo by bin/demo.")
    drop()
    _run("createdb", "--template", template, name())
    Registry.new(name(), update_module=True, install_modules=[MODULE])


def drop():
    """Remove the database, whoever is connected to it."""
    _run("dropdb", "--if-exists", "--force", name())


def _run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        words = done.stderr.strip().splitlines() or ["no message"]
        raise DemoError(f"{command[0]} failed: {words[-1]}")


def token():
    """Return the mark that ``mark()`` left in the database, "" without a database or a mark."""
    query = f"SELECT value FROM ir_config_parameter WHERE key = '{TOKEN}'"  # noqa: S608
    command = ["psql", "--no-password", "--no-psqlrc", "-d", name(), "-Atc", query]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def mark(env, text):
    """Leave a mark by which the simulated systems know their database again."""
    env["ir.config_parameter"].sudo().set_param(TOKEN, text)


@contextmanager
def session():
    """Yield an administrator's environment; what was done is committed and told to the server's processes."""
    registry = Registry(name()).check_signaling()
    with registry.cursor() as cr:
        env = Environment(cr, 1, {})
        yield env(user=env.ref("base.user_admin"))
    registry.signal_changes()
