"""The template database, with everything installed that the addon depends on, and copies of it.

A copy takes a second, an installation a minute. The template keeps attachments in the database, so that
a copy needs no files beside it.
"""

import ast
from pathlib import Path

from .environment import Environment
from .places import ADDON, REQUIREMENTS, digest
from .postgres import programs
from .shell import locked, run, say

DEPENDENCIES = [
    "sale_management",
    "sale_stock",
    "stock",
    "account",
    "delivery",
    "stock_delivery",
    "queue_job",
]
CHART = "generic_coa"
PREPARE = Path(__file__).resolve().parent / "prepare_template.py"
TEST_PREFIX = "shop_erp_test_"


def ensure_template(here: Environment) -> str:
    """The name of the template database, installed when it is not there yet."""
    name = template_name(here)
    if not _exists(here, name):
        with locked("the template database"):
            if not _exists(here, name):
                _build(here, name)
    return name


def template_name(here: Environment) -> str:
    """Changes with Odoo's version, the pins, the addon's dependencies and the way the template is made."""
    parts = (
        str(here.odoo.python_path),
        here.odoo.version,
        REQUIREMENTS.read_text(),
        PREPARE.read_text(),
        *dependencies(),
    )
    return f"shop_erp_template_{digest(*parts)}"


def dependencies() -> list[str]:
    """What the manifest names; the plain list while there is no manifest."""
    manifest = ADDON / "__manifest__.py"
    named = ast.literal_eval(manifest.read_text())["depends"] if manifest.exists() else DEPENDENCIES
    return sorted(named)


def copy(here: Environment, name: str) -> None:
    """A new database with all dependencies installed."""
    template = ensure_template(here)
    _postgres(here, "createdb", "--template", template, name, purpose=f"Creating the database {name}")


def drop(here: Environment, name: str) -> None:
    """Remove a database, whoever is still connected to it."""
    _postgres(here, "dropdb", "--if-exists", "--force", name, purpose=f"Removing the database {name}")


def drop_left_over(here: Environment) -> None:
    """Remove test databases whose process was killed before it could."""
    for name in _sql(here, f"SELECT datname FROM pg_database WHERE datname LIKE '{TEST_PREFIX}%'").split():
        owner = name.removeprefix(TEST_PREFIX)
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            drop(here, name)


def _exists(here: Environment, name: str) -> bool:
    return bool(_sql(here, f"SELECT 1 FROM pg_database WHERE datname = '{name}'").strip())


def _build(here: Environment, name: str) -> None:
    """Under another name until it is whole; afterwards nobody can connect to it and change it."""
    say("Installing Odoo's modules into the template database (once) …")
    half = f"{name}_half"
    drop(here, half)
    modules = ",".join(dependencies())
    variables = {**here.variables, "ODOO_QUEUE_JOB_CHANNELS": "root:0"}
    options = ["--database", half, "--init", modules, "--stop-after-init", "--no-http", "--log-level", "warn"]
    run([here.python, "-m", "odoo", *options], "Installing Odoo's modules", env=variables)
    run([here.python, "-P", PREPARE, half, CHART], "Preparing the template database", env=variables)
    _sql(here, f'ALTER DATABASE "{half}" WITH ALLOW_CONNECTIONS false')
    _sql(here, f'ALTER DATABASE "{half}" RENAME TO "{name}"')


def _sql(here: Environment, statement: str) -> str:
    command = ["psql", "--no-password", "--no-psqlrc", "-d", "postgres", "-Atc", statement]
    return _postgres(here, *command, purpose="Asking PostgreSQL")


def _postgres(here: Environment, program: str, *arguments: str, purpose: str) -> str:
    return run([programs(here.venv) / program, *arguments], purpose, env=here.variables)
