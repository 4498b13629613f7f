"""What the scripts in bin/ do, each in one function."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from . import browser, databases, environment, postgres, servers
from .environment import Environment
from .places import REPOSITORY
from .shell import SetupError, explain, say

PYTHON = (3, 11)
TESTS = ("shop_erp_connector/tests", "setup/tests")
USAGE = "Usage: python3 -m setup {python|odoo|test|demo|bench} ARGUMENTS | database NAME | stop"


def main(arguments: Sequence[str]) -> int:
    """Run one command; the set-up's own failures are one sentence and the code 2."""
    try:
        if sys.version_info[:2] != PYTHON:
            raise SetupError(f"Python {PYTHON[0]}.{PYTHON[1]} is needed; this is {sys.version.split()[0]}.")
        if not arguments or arguments[0] not in COMMANDS:
            raise SetupError(USAGE)
        return COMMANDS[arguments[0]](list(arguments[1:]))
    except SetupError as exc:
        say(str(exc))
    except OSError as exc:
        say(explain(exc))
    except KeyboardInterrupt:
        return 130
    return 2


def run_python(arguments: list[str]) -> int:
    """Python in this environment."""
    return _become(environment.ensure(), arguments)


def run_odoo(arguments: list[str]) -> int:
    """Odoo's own command line."""
    return _become(environment.ensure(), [str(REPOSITORY / "setup" / "server" / "start_odoo.py"), *arguments])


def run_demo(arguments: list[str]) -> int:
    """The main job from end to end, on simulated systems."""
    environment.need_addon("shop_erp_connector/demo/__main__.py")
    return _with_template(["-m", "odoo.addons.shop_erp_connector.demo", *arguments])


def run_bench(arguments: list[str]) -> int:
    """The measurements."""
    environment.need_addon("bench/__main__.py")
    return _with_template([str(REPOSITORY / "bench"), *arguments])


def run_test(arguments: list[str]) -> int:
    """All tests, or those named, in a database that lasts as long as they do."""
    here = environment.ensure()
    browser.ensure()
    servers.ensure()
    databases.drop_left_over(here)
    name = f"{databases.TEST_PREFIX}{os.getpid()}"
    databases.copy(here, name)
    try:
        # No job may run by itself while tests look at the queue.
        variables = {**here.variables, "ODOO_QUEUE_JOB_CHANNELS": "root:0"}
        return _install(here, name, variables) or _child([here.python, *_pytest(name, arguments)], variables)
    finally:
        if os.environ.get("SHOP_ERP_KEEP_DB"):
            say(f"The test database {name} is kept.")
        else:
            databases.drop(here, name)


def make_database(arguments: list[str]) -> int:
    """A new database with everything installed that the addon depends on."""
    if len(arguments) != 1:
        raise SetupError(USAGE)
    databases.copy(environment.ensure(), arguments[0])
    return 0


def stop(arguments: list[str]) -> int:
    """End the PostgreSQL server that the other commands leave running."""
    postgres.stop()
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "python": run_python,
    "odoo": run_odoo,
    "demo": run_demo,
    "bench": run_bench,
    "test": run_test,
    "database": make_database,
    "stop": stop,
}


def _with_template(arguments: list[str]) -> int:
    """Become a program that makes its own databases: by name of the template, so that this takes a second."""
    here = environment.ensure()
    here.variables["SHOP_ERP_TEMPLATE_DB"] = databases.ensure_template(here)
    return _become(here, arguments)


def _become(here: Environment, arguments: list[str]) -> int:
    sys.stdout.flush()
    os.execve(here.python, [str(here.python), *arguments], here.variables)


def _install(here: Environment, name: str, variables: dict[str, str]) -> int:
    if not (environment.ADDON / "__manifest__.py").exists():
        return 0
    say("Installing the addon …")
    options = ["--database", name, "--init", environment.ADDON.name, "--stop-after-init", "--no-http"]
    return _child([here.python, "-m", "odoo", *options, "--log-level", "warn"], variables)


def _pytest(name: str, arguments: list[str]) -> list[str]:
    options = ["-c", str(REPOSITORY / "pyproject.toml"), "--rootdir", str(REPOSITORY)]
    options += ["--odoo-database", name, "--odoo-http"]
    named = any(not word.startswith("-") and Path(word.split("::")[0]).exists() for word in arguments)
    defaults = [str(REPOSITORY / tests) for tests in TESTS if (REPOSITORY / tests).exists()]
    return ["-m", "pytest", *options, *arguments, *([] if named else defaults)]


def _child(command: Sequence[str | Path], variables: dict[str, str]) -> int:
    """Run a program to its end, passing signals on, so that what follows still happens."""
    process = subprocess.Popen([str(part) for part in command], env=variables)
    before = {
        # Ctrl-C reaches the whole group of processes by itself, a polite end only this one.
        signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN),
        signal.SIGTERM: signal.signal(signal.SIGTERM, lambda *_: process.terminate()),
    }
    try:
        code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code
