"""What the scripts in bin/ do, each in one function."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from . import browser, databases, environment, postgres, servers
from .environment import Environment
from .places import REPOSITORY
from .shell import SetupError, explain, say

PYTHON = (3, 11)
TESTS = ("shop_erp_connector/tests", "setup/tests")
#: Modules of Odoo that the addon can do without, and the tests of what it does with them: those run afterwards.
OPTIONAL_MODULES = ("mrp", "product_expiry")
OPTIONAL_TESTS = ("shop_erp_connector/tests/optional", "shop_erp_connector_mrp/tests")
#: Tests that need no Odoo; when all run, these run in a process beside the others.
BARE_TESTS = tuple(f"shop_erp_connector/tests/{name}" for name in ("contract", "remotes", "documents", "convert"))
#: What pytest says when it has found no test.
NO_TESTS = 5
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
        return _test(here, name, variables, arguments)
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


def _test(here: Environment, name: str, variables: dict[str, str], arguments: list[str]) -> int:
    """The tests of the addon by itself, then those that need further modules."""
    plain, optional = _sorted_out(arguments)
    code = _install(here, name, variables, [environment.ADDON.name])
    codes = []
    if not code and plain:
        beside = () if _named(arguments) else BARE_TESTS
        ignored = [f"--ignore={REPOSITORY / tests}" for tests in (*OPTIONAL_TESTS, *beside)]
        bare = _Beside(here, variables, [word for word in arguments if word.startswith("-")]) if beside else None
        codes.append(_child([here.python, *_pytest(name, [*ignored, *plain])], variables))
        if bare:
            codes.append(bare.wait())
    if not code and optional:
        code = _install(here, name, variables, OPTIONAL_MODULES)
        codes.append(code or _child([here.python, *_pytest(name, optional)], variables))
    failed = [one for one in (code, *codes) if one not in (0, NO_TESTS)]
    return failed[0] if failed else min(codes, default=0)


def _sorted_out(arguments: list[str]) -> tuple[list[str], list[str]]:
    """The arguments for the tests of the addon by itself, and those for the tests with further modules; [] for none."""
    named = _named(arguments)
    options = [word for word in arguments if word not in named]
    places = {word: Path(word.split("::")[0]).resolve() for word in named or [str(REPOSITORY / one) for one in TESTS]}
    folders = [REPOSITORY / tests for tests in OPTIONAL_TESTS if (REPOSITORY / tests).exists()]
    optional = [word for word, path in places.items() if any(path.is_relative_to(folder) for folder in folders)]
    plain = [word for word in places if word not in optional]
    if not named:
        optional += map(str, folders)
    return [*options, *plain] if plain else [], [*options, *optional] if optional else []


def _named(arguments: list[str]) -> list[str]:
    """The arguments that name tests; without any, all run."""
    return [word for word in arguments if not word.startswith("-") and Path(word.split("::")[0]).exists()]


class _Beside:
    """The tests that need no Odoo, in a process of their own; what it says is shown when it has ended."""

    def __init__(self, here: Environment, variables: dict[str, str], options: list[str]):
        plugins = str(REPOSITORY / "setup" / "server")
        path = os.pathsep.join(part for part in (plugins, variables.get("PYTHONPATH", "")) if part)
        command = [here.python, "-m", "pytest", "-c", REPOSITORY / "pyproject.toml", "--rootdir", REPOSITORY]
        command += ["-p", "no:odoo", "-p", "bare_addon", "-p", "no:cacheprovider", *options]
        command += [REPOSITORY / tests for tests in BARE_TESTS if (REPOSITORY / tests).exists()]
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115 - read when the process has ended
        self._process = subprocess.Popen(
            [str(part) for part in command],
            env=variables | {"PYTHONPATH": path},
            stdout=self._said,
            stderr=subprocess.STDOUT,
            cwd=REPOSITORY,
        )

    def wait(self) -> int:
        """End with it; return its code."""
        try:
            code = self._process.wait()
        except KeyboardInterrupt:
            self._process.terminate()
            raise
        say("Tests that need no Odoo:")
        self._said.seek(0)
        print(self._said.read(), flush=True)
        return code if code >= 0 else 128 - code


def _install(here: Environment, name: str, variables: dict[str, str], modules: Sequence[str]) -> int:
    if not (environment.ADDON / "__manifest__.py").exists():
        return 0
    say(f"Installing {', '.join(modules)} …")
    options = ["--database", name, "--init", ",".join(modules), "--stop-after-init", "--no-http"]
    return _child([here.python, "-m", "odoo", *options, "--log-level", "warn"], variables)


def _pytest(name: str, arguments: list[str]) -> list[str]:
    options = ["-c", str(REPOSITORY / "pyproject.toml"), "--rootdir", str(REPOSITORY)]
    return ["-m", "pytest", *options, "--odoo-database", name, "--odoo-http", *arguments]


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
