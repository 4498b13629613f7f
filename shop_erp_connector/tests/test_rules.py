"""The house as a test: who may import whom, how large things may be, and what has no place in the repository."""

import ast
import re
import sys
import unittest
from functools import cache
from pathlib import Path

ADDON = Path(__file__).resolve().parents[1]
REPOSITORY = ADDON.parent

#: Folders that hold no source of ours.
NOT_OURS = {"__pycache__", ".git", ".pytest_cache", ".ruff_cache", ".hypothesis", "lib"}

#: What the modules of a place may import of the addon; the first place that fits counts. A place may import itself.
FLOORS = (
    ("remotes/documents", ()),
    ("remotes/errors", ()),
    ("remotes/capabilities", ()),
    ("remotes/memory", ()),
    ("remotes/cursors", ()),
    ("remotes/contract", ("remotes/documents", "remotes/errors", "remotes/capabilities", "remotes/memory")),
    ("remotes/records", ("remotes/contract", "remotes/errors")),
    ("remotes/transport", ("remotes/errors",)),
    ("remotes/__init__", ("remotes/errors",)),
    (
        "remotes/",
        (
            "remotes/documents",
            "remotes/errors",
            "remotes/capabilities",
            "remotes/contract",
            "remotes/cursors",
            "remotes/records",
            "remotes/transport",
            "remotes/exchange",  # what partners reached through files and tables have in common
        ),
    ),
    ("convert", ("remotes/documents",)),
    ("engine", ("convert", "remotes/__init__", "remotes/documents", "remotes/errors", "remotes/contract")),
    ("models", ("engine", "convert", "remotes/__init__", "remotes/documents", "remotes/errors", "remotes/contract")),
    ("controllers", ("remotes/errors",)),
    ("wizards", ("engine", "convert", "remotes/errors")),
    ("demo", ("tests/simulators", "remotes/__init__")),
    ("tests/simulators", ()),
    ("tests", ("",)),
    ("", ("controllers", "models", "wizards")),
)

#: Foreign libraries and the one place that knows each of them.
WIRES = {"requests", "urllib3", "lxml", "zeep", "fsspec", "sqlalchemy", "oauthlib"}

#: Everything above the remotes: no system has a name there.
NEUTRAL = ("convert", "engine", "models", "controllers", "wizards", "views", "data", "security", "static", "migrations")

#: Packages under remotes/ that are no system: what all share, and the two systems without a brand.
SHARED = {"documents", "transport", "exchange"}

TEXTS = (".py", ".xml", ".csv", ".md", ".rst", ".toml", ".js", ".sql", ".txt", ".sh", ".yml", "")


def files(*suffixes, below=REPOSITORY):
    """Return our files with one of these suffixes, as paths."""
    return sorted(
        path
        for path in below.rglob("*")
        if path.suffix in suffixes and path.is_file() and not NOT_OURS.intersection(path.relative_to(REPOSITORY).parts)
    )


def named(path):
    """Return a path as shown in a failure: relative to the repository."""
    return path.relative_to(REPOSITORY).as_posix()


@cache
def tree(path):
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text())


def imports(path):
    """Yield ``(level, dotted name, line)`` of every import; a name from a package counts as its module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.level, ".".join(filter(None, (node.module, alias.name))), node.lineno


def systems():
    """Return the names of the systems that have a package of their own."""
    folders = [path.name for path in (ADDON / "remotes").iterdir() if (path / "__init__.py").exists()]
    return sorted(name for name in folders if name not in SHARED)


def target(path, level, name):
    """Return the module of the addon that an import means ("remotes/errors", "engine/__init__"), None for others."""
    prefix = f"odoo.addons.{ADDON.name}."
    if level:
        folder = path.relative_to(ADDON).parent.parts
        parts = [*folder[: len(folder) - level + 1], *name.split(".")]
    elif name.startswith(prefix):
        parts = name.removeprefix(prefix).split(".")
    else:
        return None
    while parts and not ADDON.joinpath(*parts).with_suffix(".py").exists():
        if ADDON.joinpath(*parts, "__init__.py").exists():
            return "/".join((*parts, "__init__"))
        parts.pop()
    return "/".join(parts)


def is_in(module, place):
    """Return whether a module is this place, or lies in it; every module lies in ""."""
    return not place or module == place or module.startswith(f"{place}/")


def place_of(module):
    """Return (the module's own place, what it may import besides)."""
    for place, allowed in FLOORS:
        if place == "remotes/" and is_in(module, "remotes"):
            return "/".join(module.split("/")[:2]), allowed
        if place != "remotes/" and is_in(module, place):
            return place, allowed
    raise LookupError(module)


def is_allowed(module, wanted):
    """Return whether a module of the addon may import another one."""
    place, allowed = place_of(module)
    return bool(place and is_in(wanted, place)) or any(is_in(wanted, other) for other in allowed)


def functions(path):
    """Yield every function of a module."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(node):
    """Return how many lines a function has, its docstring included."""
    return node.end_lineno - node.lineno + 1


def complexity(node):
    """Return the number of ways through a function: one, and one for each branch, loop and handler."""
    branches = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.match_case, ast.FunctionDef)
    return sum(isinstance(inner, branches) for inner in ast.walk(node))


def share_above(values, limit):
    """Return which share of the values is above a limit."""
    values = list(values)
    return sum(value > limit for value in values) / len(values)


class RulesCase(unittest.TestCase):
    """Collects what breaks a rule and shows it all at once."""

    def check(self, rule, broken):
        """Fail when there is anything in ``broken``, with the rule and the places."""
        broken = list(broken)
        self.assertFalse(broken, f"{rule}:\n  " + "\n  ".join(broken))


class TestFloors(RulesCase):
    def test_each_floor_imports_only_the_floors_under_it(self):
        broken = []
        for path in files(".py", below=ADDON):
            module = path.relative_to(ADDON).with_suffix("").as_posix()
            for level, name, line in imports(path):
                wanted = target(path, level, name)
                if wanted is not None and not is_allowed(module, wanted):
                    broken.append(f"{named(path)}:{line} imports {wanted}")
        self.check("Imports against the direction of the house", broken)

    def test_remotes_and_simulators_know_no_odoo(self):
        places = (ADDON / "remotes", ADDON / "tests" / "simulators")
        self.check(
            "Odoo has no place here",
            (
                f"{named(path)}:{line} imports {name}"
                for place in places
                for path in files(".py", below=place)
                for level, name, line in imports(path)
                if not level and name.split(".")[0] == "odoo"
            ),
        )

    def test_foreign_libraries_are_known_by_the_transport_alone(self):
        broken = []
        for path in files(".py", below=ADDON):
            if is_in(path.relative_to(ADDON).as_posix(), "remotes/transport") or "tests" in path.parts:
                continue
            in_remotes = is_in(path.relative_to(ADDON).as_posix(), "remotes")
            for level, name, line in imports(path):
                library = "" if level else name.split(".")[0]
                if library in WIRES or (in_remotes and library and library not in sys.stdlib_module_names):
                    broken.append(f"{named(path)}:{line} imports {name}")
        self.check("Only remotes/transport/ imports these", broken)

    def test_no_system_has_a_name_above_the_remotes(self):
        brands = {system.rstrip("0123456789") for system in systems()} | {"openmage", "c-plus"}
        # "magento" stands for both of them; beginnings of words only: "webp" is a format of pictures
        name = re.compile(rf"(?<![a-z])({'|'.join(map(re.escape, sorted(brands)))})", re.IGNORECASE)
        self.assertTrue(name.search("id_magento_2") and name.search("a C-Plus") and not name.search("webp"))
        self.check(
            "A system's name above remotes/",
            (
                f"{named(path)}:{number} {line.strip()}"
                for folder in NEUTRAL
                for path in files(*TEXTS, below=ADDON / folder)
                for number, line in enumerate(path.read_text().splitlines(), 1)
                if name.search(line)
            ),
        )

    def test_a_system_is_one_package_one_line_one_simulator_and_one_test(self):
        registry = re.findall(
            r'^    "\w+": \("[^"]*", "\.(\w+)"', (ADDON / "remotes/__init__.py").read_text(), re.MULTILINE
        )
        self.assertEqual(sorted(registry), sorted(systems()), "one line in the registry for each package")
        simulators = {path.stem for path in (ADDON / "tests/simulators").iterdir()}
        tests = {path.stem for path in (ADDON / "tests/contract").glob("test_*.py")}
        broken = [f"{system} has no simulator" for system in systems() if system not in simulators]
        broken += [f"{system} keeps no contract" for system in systems() if f"test_{system}" not in tests]
        broken += [
            f"{system} says nothing of itself"
            for system in systems()
            if not (ADDON / "remotes" / system / "README.md").exists()
        ]
        self.check("What belongs to a system", broken)


class TestSizes(RulesCase):
    def test_files(self):
        sizes = {path: len(path.read_text().splitlines()) for path in files(".py")}
        self.check("Above 450 lines", (f"{named(path)}: {size}" for path, size in sizes.items() if size > 450))
        self.assertLessEqual(
            share_above(sizes.values(), 300), 0.1, "More than a tenth of the files has over 300 lines."
        )

    def test_functions(self):
        found = [(path, node) for path in files(".py") for node in functions(path)]
        self.check(
            "Functions above 50 lines",
            (f"{named(path)}:{node.lineno} {node.name}: {length(node)}" for path, node in found if length(node) > 50),
        )
        share = share_above((length(node) for _path, node in found), 25)
        self.assertLessEqual(share, 0.1, "More than a tenth of the functions has over 25 lines.")
        self.check(
            "Functions with more than 10 ways through them",
            (f"{named(path)}:{node.lineno} {node.name}" for path, node in found if complexity(node) > 10),
        )


class TestDocstrings(RulesCase):
    def test_public_names_of_remotes_are_explained(self):
        broken = []
        for path in files(".py", below=ADDON / "remotes"):
            for node in (tree(path), *self._public(tree(path))):
                if not ast.get_docstring(node):
                    broken.append(f"{named(path)}:{getattr(node, 'lineno', 1)} {getattr(node, 'name', 'module')}")
        self.check("Public names without docstring", broken)

    def _public(self, node):
        for inner in node.body:
            if isinstance(inner, ast.ClassDef | ast.FunctionDef) and not inner.name.startswith("_"):
                yield inner
                if isinstance(inner, ast.ClassDef):
                    yield from self._public(inner)


class TestTests(RulesCase):
    def test_every_test_module_is_collected(self):
        broken = []
        for path in [*files(".py", below=ADDON / "tests"), *files(".py", below=REPOSITORY / "setup" / "tests")]:
            has_tests = any(re.match("Test|test_", getattr(node, "name", "")) for node in tree(path).body)
            if path.name.startswith("test_") and not has_tests:
                broken.append(f"{named(path)} has no tests")
            if has_tests and not path.name.startswith("test_"):
                broken.append(f"{named(path)} has tests but is not called test_….py")
            if not (path.parent / "__init__.py").exists():
                broken.append(f"{named(path.parent)} has no __init__.py")
        self.check("Tests that nobody runs", sorted(set(broken)))

    def test_no_error_is_swallowed_unseen(self):
        self.check(
            "Catch what you can name",
            (
                f"{named(path)}:{node.lineno}"
                for path in files(".py")
                for node in ast.walk(tree(path))
                if isinstance(node, ast.ExceptHandler)
                and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
            ),
        )

    def test_nothing_is_skipped_without_a_reason(self):
        broken = []
        for path in files(".py"):
            for node in ast.walk(tree(path)):
                name = self._name(node.func) if isinstance(node, ast.Call) else ""
                if re.search(r"(^|\.)(skip\w*|xfail|SkipTest|expectedFailure)$", name) and not self._has_reason(node):
                    broken.append(f"{named(path)}:{node.lineno} {name}")
        self.check("Skipped without a sentence why", broken)

    def _name(self, node):
        return f"{self._name(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else getattr(node, "id", "")

    def _has_reason(self, call):
        values = [*call.args, *(keyword.value for keyword in call.keywords)]
        return any(
            isinstance(value, ast.JoinedStr | ast.Name | ast.Attribute)
            or (isinstance(value, ast.Constant) and isinstance(value.value, str) and len(value.value) > 10)
            for value in values
        )


class TestTexts(RulesCase):
    #: Put together here, so that this file does not break its own rules.
    UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
    PLACES = re.compile(r"(?<![\w.])/(" + "|".join(("ho" + "me", "ro" + "ot", "wo" + "rk", "Us" + "ers")) + ")/")

    def test_nothing_is_left_for_later(self):
        self.check("Unfinished", self._lines(self.UNFINISHED))

    def test_no_file_names_a_place_on_a_machine(self):
        self.check("Paths of somebody's machine", self._lines(self.PLACES))

    def _lines(self, pattern):
        for path in files(*TEXTS):
            try:
                lines = path.read_text().splitlines()
            except UnicodeDecodeError:
                continue
            yield from (
                f"{named(path)}:{number} {line.strip()[:100]}"
                for number, line in enumerate(lines, 1)
                if pattern.search(line)
            )
