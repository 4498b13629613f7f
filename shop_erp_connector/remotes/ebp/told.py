"""What a person tells about an EBP installation, and what follows from it."""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..contract import Setting
from ..transport.connections import Account
from ..transport.dialects import PRESETS
from . import unconfirmed, wire

_DATABASE = (
    Setting(
        name="kind",
        label="Kind of database",
        type="choice",
        choices=("sqlserver", "sqlite"),
        default="sqlserver",
        help="SQLite is for trying things out on a copy.",
    ),
    Setting(name="host", label="Server", help="Such as HOST\\EBP. Reached through a VPN, never open to the internet."),
    Setting(name="port", label="Port", type="integer", default="0", help="0: asked of the server."),
    Setting(name="database", label="Database", required=True),
    Setting(name="user", label="User of the database", help="One that may only read (db_datareader)."),
    Setting(name="password", label="Password of the database", type="secret"),
    Setting(
        name="encryption",
        label="Encryption of the database",
        type="choice",
        choices=("verified", "none"),
        default="verified",
        help="'none' only inside a VPN.",
    ),
    Setting(name="zone", label="Time zone", default="Europe/Paris", help="Of the server's clock, as an IANA name."),
)

_FILES = (
    Setting(
        name="location",
        label="Address of the exchange folder",
        required=True,
        help="A folder of this server, or sftp://server/folder, ftps://…, as for the exchange by files.",
    ),
    Setting(name="files_user", label="User of the folder"),
    Setting(name="files_password", label="Password of the folder", type="secret"),
    Setting(name="private_key", label="Private key", type="secret", help="SFTP: Ed25519, ECDSA or RSA, as text."),
    Setting(name="fingerprint", label="Fingerprint of the server", help="SFTP: SHA256:…, shown by the first test."),
    Setting(name="certificate", label="Certificate", help="FTPS with a certificate of its own: PEM text."),
    Setting(name="import_folder", label="Folder of import files", required=True, default="in"),
    Setting(
        name="taken_folder",
        label="Where files are moved after the import",
        default="done",
        may_be_empty=True,
        help="Empty: they are deleted.",
    ),
    Setting(
        name="refused_folder",
        label="Where files are moved when the import fails",
        default="error",
        may_be_empty=True,
        help="Empty: nowhere.",
    ),
    Setting(
        name="pdf_folder",
        label="Folder of PDFs",
        default="pdf",
        may_be_empty=True,
        help="Named by the document's number. Empty: there are none.",
    ),
)

_RULES = (
    Setting(name="published_only", label="Only items for the web", type="boolean", default="1", may_be_empty=True),
    Setting(name="storehouses", label="Storehouses", help="Ids divided by commas. Empty: all in use."),
    Setting(
        name="number_start",
        label="Begin of our numbers",
        default="WEB-",
        help="By it our orders are told from those of other programs. Do not change it once orders were sent.",
    ),
    Setting(name="customer_prefix", label="Begin of customers' codes", default="WEB", help="Of those we make up."),
    Setting(
        name="default_customer",
        label="Default customer",
        help="Code of the customer for orders of buyers whom EBP does not know. Empty: such orders are refused.",
    ),
    Setting(name="discount_item", label="Item for discounts", help="Code. Empty: orders with discounts are refused."),
    Setting(name="fee_item", label="Item for fees", help="Code. Empty: orders with fees or wrapping are refused."),
    Setting(
        name="watched_days",
        label="Days to look back",
        type="integer",
        default="90",
        help="States are read of the orders of so many days.",
    ),
)

SETTINGS = (*_DATABASE, *_FILES, *_RULES, *unconfirmed.SETTINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Names of the folders below the address; all but ``incoming`` may be ""."""

    incoming: str
    taken: str
    refused: str
    pdf: str

    @property
    def all(self):
        """Return every folder there is."""
        return [name for name in (self.incoming, self.taken, self.refused, self.pdf) if name]

    @property
    def of_imports(self):
        """Return the folders in which an import file may lie, the one that we write into first."""
        return [name for name in (self.incoming, self.taken, self.refused) if name]


def folders(settings):
    """Return the folders."""
    return Folders(
        incoming=settings["import_folder"],
        taken=settings["taken_folder"],
        refused=settings["refused_folder"],
        pdf=settings["pdf_folder"],
    )


def account(settings):
    """Return the transport's account of the folder."""
    return Account(
        location=settings["location"],
        user=settings["files_user"],
        secret=settings["files_password"],
        private_key=settings["private_key"],
        fingerprints=tuple(settings["fingerprint"].split()),
        certificate=settings["certificate"],
    )


def dialect(settings):
    """Return how import files are written: as in France, in the profile's encoding."""
    return replace(PRESETS["france"], encoding=settings["encoding"])


def zone(settings):
    """Return the zone of the database's clock.

    :raises InvalidSettings: there is none of this name
    """
    try:
        return ZoneInfo(settings["zone"])
    except (ZoneInfoNotFoundError, ValueError):
        raise wire.unusable(f"There is no time zone {settings['zone']!r}.", "zone") from None


def captions(settings):
    """Return ``{our caption: another one}``.

    :raises InvalidSettings: an entry is no pair
    """
    pairs = [entry.partition("=") for entry in settings["captions"].split("|") if entry.strip()]
    if not all(ours.strip() and theirs.strip() for ours, _equals, theirs in pairs):
        raise wire.unusable("Captions are pairs, ours=yours, divided by |.", "captions")
    return {ours.strip(): theirs.strip() for ours, _equals, theirs in pairs}
