"""The virtual environment with the pinned packages."""

import platform
import sys
from pathlib import Path

from . import apt
from .places import REQUIREMENTS, cache, digest
from .shell import SetupError, is_complete, locked, mark_complete, need_space, remove, run, say


def ensure() -> Path:
    """The folder of the virtual environment, made when it is not there yet."""
    folder = cache() / f"venv-{_key()}"
    if not is_complete(folder):
        with locked("Python"):
            if not is_complete(folder):
                _make(folder)
    return folder


def site_packages(folder: Path) -> Path:
    """Where the packages of the virtual environment lie."""
    return folder / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"


def _key() -> str:
    return digest(REQUIREMENTS.read_text(), platform.python_version(), platform.machine(), sys.base_prefix)


def _make(folder: Path) -> None:
    """Built in place, because the programs of a virtual environment contain its path; the mark comes last."""
    say("Installing the Python packages …")
    need_space(1_000, "Installing the Python packages")
    remove(folder)
    _make_empty(folder)
    python = folder / "bin" / "python"
    options = ["--disable-pip-version-check", "--no-input", "--no-deps", "--quiet"]
    run(
        [python, "-m", "pip", "install", *options, "--requirement", REQUIREMENTS],
        "Installing the Python packages",
    )
    mark_complete(folder)


def _make_empty(folder: Path) -> None:
    purpose = "Making the virtual environment"
    try:
        import ensurepip  # noqa: F401 (Debian's Python lacks it unless python3-venv is there)
    except ImportError:
        run([sys.executable, "-m", "venv", "--without-pip", folder], purpose)
        _install_pip(folder)
    else:
        run([sys.executable, "-m", "venv", folder], purpose)


def _install_pip(folder: Path) -> None:
    """Debian packs pip itself as a wheel, which Python can run as it is."""
    wheels = folder / "wheels"
    apt.unpack(["python3-pip-whl"], wheels, "Fetching pip")
    found = sorted(wheels.glob("usr/share/python-wheels/pip-*.whl"))
    if not found:
        raise SetupError("Python has no ensurepip here, and Debian's package python3-pip-whl holds no pip.")
    python = folder / "bin" / "python"
    run([python, found[-1] / "pip", "install", "--quiet", "--no-deps", found[-1]], "Installing pip")
