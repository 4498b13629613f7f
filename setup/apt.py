"""Debian packages: fetched and unpacked beside the system, or, for root alone, installed.

For unpacking, apt runs on private folders with one line of sources: the site that this machine's apt already uses,
and the suite that has the package. apt checks the signatures.
"""

import os
import shutil
import tempfile
from pathlib import Path

from .places import cache
from .shell import SetupError, run

SUITE = "sid"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def unpack(packages: list[str], target: Path, purpose: str) -> None:
    """Fetch these packages of the suite and unpack them into one folder."""
    with tempfile.TemporaryDirectory(prefix="apt-", dir=cache()) as scratch:
        options = _refresh(Path(scratch), purpose)
        debs = Path(scratch) / "debs"
        debs.mkdir()
        run(["apt-get", *options, "--quiet", "download", *packages], purpose, cwd=debs)
        target.mkdir(parents=True, exist_ok=True)
        for deb in sorted(debs.glob("*.deb")):
            run(["dpkg-deb", "--extract", deb, target], f"Unpacking {deb.name.split('_')[0]}")


def install(packages: list[str], purpose: str) -> None:
    """Install packages of the machine's own suite; needs root."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "--quiet", "update"], "Reading apt's lists", env=quiet)
    run(["apt-get", "install", "--yes", "--no-install-recommends", *packages], purpose, env=quiet)


def extract(package: str, target: Path, purpose: str) -> None:
    """Unpack a package of the machine's own suite into a folder, which is whole or absent; its scripts do not run."""
    with tempfile.TemporaryDirectory(prefix="apt-", dir=cache()) as scratch:
        run(
            ["apt-get", "--quiet", "--option", "APT::Sandbox::User=root", "download", package],
            purpose,
            cwd=Path(scratch),
        )
        for deb in Path(scratch).glob("*.deb"):
            run(["dpkg-deb", "--extract", deb, Path(scratch) / "half"], purpose)
        (Path(scratch) / "half").rename(target)


def _refresh(scratch: Path, purpose: str) -> list[str]:
    """Read the suite's list of packages from the first site that has it; the options that select it."""
    failure = SetupError(f"{purpose} failed: apt knows no archive on this machine, and ODOO_HOME is not set.")
    for site in _sites():
        options = _options(scratch, site)
        try:
            # Without Any, apt only warns when a site cannot be read, and ends well.
            run(["apt-get", *options, "--option", "APT::Update::Error-Mode=any", "update"], purpose)
        except SetupError as exc:
            failure = exc
        else:
            return options
    raise failure


def _sites() -> list[str]:
    """The archives that this machine's apt uses, Debian's own first, without security updates."""
    if not shutil.which("apt-get"):
        raise SetupError("There is no apt on this machine to fetch Odoo with: set ODOO_HOME to an Odoo 19.")
    listing = run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN)|$(SITE)|$(RELEASE)", "Created-By: Packages"],
        "Asking apt for its archives",
    )
    rows = [line.split("|") for line in listing.splitlines() if line.count("|") == 2]
    usable = [row for row in rows if "security" not in row[1] + row[2] and not row[1].startswith("cdrom")]
    usable.sort(key=lambda row: row[0] != "Debian")
    return list(dict.fromkeys(row[1] for row in usable))


def _options(scratch: Path, site: str) -> list[str]:
    for name in ("lists/partial", "cache/archives/partial"):
        (scratch / name).mkdir(parents=True, exist_ok=True)
    signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
    sources = scratch / "sources.list"
    sources.write_text(f"deb {signed}{site} {SUITE} main\n")
    settings = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": scratch / "lists",
        "Dir::Cache": scratch / "cache",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    if os.geteuid() == 0:  # apt's own user cannot read root's folders
        settings["APT::Sandbox::User"] = "root"
    return [part for name, value in settings.items() for part in ("--option", f"{name}={value}")]
