"""Everything put together: the variables of a program that runs here, and Odoo's configuration."""

import os
from dataclasses import dataclass
from pathlib import Path

from . import odoo, packages, postgres, servers
from .odoo import Odoo
from .places import ADDON, ADDONS, REPOSITORY, cache, clone
from .shell import SetupError, locked

CHANNELS = "root:2,root.shop_erp:2"
# Ours replace them: a value left from outside would lead the program to another Odoo or another server.
REPLACED = ("PYTHONHOME", "OPENERP_SERVER", "DATABASE_URL")


@dataclass(frozen=True, slots=True)
class Environment:
    """What the set-up made: `venv` and `odoo` lie in the cache, `variables` is the whole environment."""

    venv: Path
    odoo: Odoo
    variables: dict[str, str]

    @property
    def python(self) -> Path:
        """The interpreter that sees Odoo, the packages and this addon."""
        return self.venv / "bin" / "python"


def ensure() -> Environment:
    """Set up whatever is missing; fast when nothing is."""
    if cache().is_relative_to(REPOSITORY):
        raise SetupError("The cache must lie outside the repository: choose another SHOP_ERP_CACHE.")
    cache().mkdir(parents=True, exist_ok=True)
    venv = packages.ensure()
    found = odoo.ensure(venv)
    server = postgres.ensure(venv)
    namespace = _expose_addons()
    conf = _configure(found, namespace)
    return Environment(venv, found, _variables(venv, found, server, namespace, conf))


def _expose_addons() -> Path:
    """A folder through which this copy's addons are `odoo.addons.shop_erp_connector` and so on."""
    namespace = clone() / "python"
    links = {namespace / "odoo" / "addons" / addon.name: addon for addon in ADDONS}
    missing = [link for link in links if not link.is_symlink()]
    if missing:
        with locked("the clone"):
            for link in missing:
                link.parent.mkdir(parents=True, exist_ok=True)
                if not link.is_symlink():
                    link.symlink_to(links[link])
    return namespace


def _configure(found: Odoo, namespace: Path) -> Path:
    """Odoo's configuration file, written again only when it differs: a running Odoo may be reading it."""
    addons = [namespace / "odoo" / "addons", *found.addons]
    lines = [
        "[options]",
        f"addons_path = {','.join(str(folder) for folder in addons)}",
        f"data_dir = {cache() / 'data'}",
        "server_wide_modules = base,rpc,web,queue_job",
        "http_interface = 127.0.0.1",
        "[queue_job]",
        f"channels = {CHANNELS}",
    ]
    text = "\n".join(lines) + "\n"
    conf = clone() / "odoo.conf"
    if not conf.exists() or conf.read_text() != text:
        fresh = conf.with_name(f"odoo.conf.{os.getpid()}")
        fresh.write_text(text)
        fresh.replace(conf)
    return conf


def _variables(venv: Path, found: Odoo, server: dict[str, str], namespace: Path, conf: Path) -> dict[str, str]:
    variables = {name: value for name, value in os.environ.items() if name not in REPLACED}
    variables.setdefault("ODOO_QUEUE_JOB_CHANNELS", CHANNELS)
    variables.setdefault("ODOO_RC", str(conf))
    variables["VIRTUAL_ENV"] = str(venv)
    variables["PATH"] = _joined(
        venv / "bin", postgres.programs(venv), servers.programs(), os.environ.get("PATH"), "/usr/sbin"
    )
    # First ours, then Odoo, then the packages: all three hold a part of the namespace odoo.addons.
    variables["PYTHONPATH"] = _joined(namespace, found.python_path, os.environ.get("PYTHONPATH"))
    return {**variables, **server}


def _joined(*places: Path | str | None) -> str:
    """A search path, each place once: a script of bin/ may be started from inside another one."""
    parts = os.pathsep.join(str(place) for place in places if place).split(os.pathsep)
    return os.pathsep.join(dict.fromkeys(parts))


def need_addon(part: str) -> None:
    """Refuse clearly when the clone lacks what the command is about."""
    if not (ADDON.parent / part).exists():
        raise SetupError(f"This copy of the repository has no {part}.")
