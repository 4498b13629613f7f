"""Where everything lies."""

import hashlib
import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
ADDON = REPOSITORY / "shop_erp_connector"
#: The addon and those that join it to further modules of Odoo, once these are installed.
ADDONS = sorted(manifest.parent for manifest in REPOSITORY.glob("*/__manifest__.py"))
REQUIREMENTS = Path(__file__).resolve().parent / "requirements.txt"


def cache() -> Path:
    """The folder that holds everything fetched; never inside the repository."""
    chosen = os.environ.get("SHOP_ERP_CACHE")
    if chosen:
        return Path(chosen).expanduser().absolute()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).expanduser().absolute() / "shop_erp_connector"


def clone() -> Path:
    """What belongs to this copy of the repository alone, so that several copies share the rest in peace."""
    return cache() / "clones" / digest(str(REPOSITORY))


def digest(*texts: str) -> str:
    """Eight hexadecimal digits that change with any of the texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:8]
