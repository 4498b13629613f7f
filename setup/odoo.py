"""Odoo 19: the user's own (ODOO_HOME), or Debian's package unpacked into the cache."""

import ast
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import apt, packages
from .places import cache, digest
from .shell import SetupError, is_complete, locked, mark_complete, need_space, remove, say

SERIES = 19
PYTHON_PATH = Path("usr/lib/python3/dist-packages")
ODOO_PACKAGE = "odoo-19"
# Odoo's fonts and three of its scripts are links to files of these; a dangling link makes pages fail.
LINKED_PACKAGES = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
)


@dataclass(frozen=True, slots=True)
class Odoo:
    """One Odoo: the folder to put on Python's path, more folders with addons, and its version."""

    python_path: Path
    addons: tuple[Path, ...]
    version: str


def ensure(venv: Path) -> Odoo:
    """The Odoo to use, fetched when it is not there yet."""
    home = os.environ.get("ODOO_HOME")
    return _own(Path(home).expanduser().absolute()) if home else _from_debian(venv)


def _own(home: Path) -> Odoo:
    """Accepts a source tree, the parent of the package `odoo`, or the package itself."""
    for folder in (home, home.parent):
        if (folder / "odoo" / "release.py").is_file() and home in (folder, folder / "odoo"):
            addons = folder / "addons"
            more = (addons,) if any(addons.glob("*/__manifest__.py")) else ()
            return Odoo(folder, more, _version(folder))
    raise SetupError(f"ODOO_HOME names {home}, where no Odoo is (looked for odoo/release.py).")


def _version(folder: Path) -> str:
    """Read from the source: importing Odoo here would need its packages."""
    for node in ast.parse((folder / "odoo" / "release.py").read_text()).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "version_info":
            numbers = [part.value for part in node.value.elts if isinstance(part, ast.Constant)]
            if numbers[0] != SERIES:
                raise SetupError(f"Odoo {SERIES} is needed, and {folder} holds Odoo {numbers[0]}.")
            return ".".join(str(number) for number in numbers if number != "")
    raise SetupError(f"{folder} holds an Odoo without a version (odoo/release.py).")


def _from_debian(venv: Path) -> Odoo:
    root = cache() / f"odoo-{digest(ODOO_PACKAGE, *LINKED_PACKAGES)}"
    mended = root / f".mended-{digest(Path(__file__).read_text())}"
    if not mended.exists():
        with locked("Odoo"):
            if not is_complete(root):
                _fetch(root)
            _mend(root, packages.site_packages(venv))
            mended.touch()
    folder = root / PYTHON_PATH
    return Odoo(folder, (), _version(folder))


def _fetch(root: Path) -> None:
    say(f"Fetching Odoo {SERIES} …")
    need_space(2_000, f"Unpacking Odoo {SERIES}")
    half = root.with_name(root.name + ".half")
    remove(half)
    apt.unpack([ODOO_PACKAGE, *LINKED_PACKAGES], half, f"Fetching Odoo {SERIES}")
    mark_complete(half)
    remove(root)
    half.rename(root)


def _mend(root: Path, site: Path) -> None:
    """Give Odoo the few files that Debian's packages name differently, or leave out."""
    share = root / "usr" / "share"
    for font in (site / "xstatic" / "pkg" / "font_awesome" / "data" / "fonts").iterdir():
        _put(font, share / "fonts-font-awesome" / "fonts" / font.name)
    fonts = share / "fonts"
    regular = fonts / "opentype" / "inconsolata" / "Inconsolata-Regular.otf"
    _put(regular, fonts / "truetype" / "inconsolata" / "Inconsolata.otf")
    # Only blurred video calls use it, but a listed script that is missing is an error in every page.
    script = root / PYTHON_PATH / "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text("// Left out of Debian's package.\n")


def _put(source: Path, target: Path) -> None:
    if source.exists() and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
