"""What a person tells about an exchange by files, and what follows from it."""

from dataclasses import dataclass, replace

from ..contract import Setting
from ..errors import InvalidSettings
from ..transport.connections import Account
from ..transport.dialects import ENCODINGS, PRESETS

LOCATION = (
    Setting(
        name="location",
        label="Address of the exchange folder",
        required=True,
        help="A folder of this server (/srv/exchange), or sftp://server/folder, ftps://…, ftp://…, webdavs://server/folder"
        " (needs the Python package webdav4), s3://bucket/folder (s3fs).",
    ),
    Setting(name="user", label="User"),
    Setting(
        name="password",
        label="Password",
        type="secret",
        help="Or the passphrase of the private key. S3: the secret of the access key that is the user.",
    ),
    Setting(name="private_key", label="Private key", type="secret", help="SFTP: Ed25519, ECDSA or RSA, as text."),
    Setting(
        name="fingerprint",
        label="Fingerprint of the server",
        help="SFTP: SHA256:… of the server's key; several with spaces. Leave it empty once: the test shows what the"
        " server has, to be compared with what its people say.",
    ),
    Setting(name="certificate", label="Certificate", help="FTPS or WebDAV with a certificate of its own: PEM text."),
    Setting(
        name="plain_ftp",
        label="Allow FTP and WebDAV without encryption",
        type="boolean",
        help="Everybody on the way can read the password and the files.",
    ),
    Setting(
        name="endpoint", label="S3 service", help="Address of one that is not Amazon's, such as https://s3.example.com."
    ),
    Setting(name="region", label="S3 region", help="Such as eu-west-3, where the service needs it."),
    Setting(name="max_megabytes", label="Largest file (MiB)", type="integer", default="1024"),
)

FOLDERS = (
    Setting(name="incoming_folder", label="Folder of files from the ERP", required=True, default="e2h/pending"),
    Setting(name="archive_folder", label="Folder of files that were read", required=True, default="e2h/done"),
    Setting(name="error_folder", label="Folder of files set aside", required=True, default="e2h/error"),
    Setting(name="outgoing_folder", label="Folder of files for the ERP", required=True, default="h2e/pending"),
    Setting(
        name="taken_folder",
        label="Where the ERP moves files it took",
        default="h2e/done",
        may_be_empty=True,
        help="Empty: it deletes them.",
    ),
    Setting(
        name="refused_folder",
        label="Where the ERP moves files it refuses",
        default="h2e/error",
        may_be_empty=True,
        help="Empty: it only answers.",
    ),
    Setting(name="answers_folder", label="Folder of acknowledgements", required=True, default="ack/h2e"),
    Setting(name="contents_folder", label="Folder of PDFs and pictures", required=True, default="doc"),
)

DIALECT = (
    Setting(
        name="dialect",
        label="Way of writing",
        type="choice",
        choices=tuple(PRESETS),
        default="neutral",
        help="neutral: UTF-8, decimal point, 2025-03-04. The others as is usual there; each can be changed below.",
    ),
    Setting(name="encoding", label="Encoding", type="choice", choices=ENCODINGS),
    Setting(name="separator", label="Separator of CSV", help="One sign, or tab."),
    Setting(name="decimal", label="Decimal sign", type="choice", choices=(".", ",")),
    Setting(name="date_format", label="Dates", help="For example %d/%m/%Y."),
    Setting(name="time_format", label="Times", help="For example %d/%m/%Y %H:%M:%S."),
    Setting(name="zone", label="Time zone of times without one", help="For example Europe/Paris."),
    Setting(name="byte_order_mark", label="Write the mark of UTF-8", type="boolean"),
    Setting(
        name="guards_formulas",
        label="People open the files in a spreadsheet",
        type="boolean",
        help="A text that would become a formula there gets an apostrophe in front; it is taken off when read.",
    ),
)

RULES = (
    Setting(name="format", label="Format we write", type="choice", choices=("csv", "jsonl", "xml"), default="csv"),
    Setting(name="company", label="Company in file names", help="Only files of this company are read."),
    Setting(
        name="complete_when",
        label="A file is complete when",
        type="choice",
        choices=("stable", "marker", "renamed"),
        default="stable",
        help="stable: it has a marker or closing line, else when it has not changed for a minute; marker: only with"
        " its .ok file; renamed: the ERP renames it when it is complete.",
    ),
    Setting(
        name="numbers",
        label="A missing number",
        type="choice",
        choices=("strict", "any"),
        default="strict",
        help="strict: stops the reading until it comes; any: is nothing special.",
    ),
    Setting(
        name="most_lost",
        label="Records that a full file may leave out (%)",
        type="integer",
        default="20",
        help="They are told as gone there. A full file that leaves out more is set aside; 0: they stay as they are.",
    ),
    Setting(
        name="closing_line",
        label="End our CSV files with a closing line",
        type="boolean",
        default="1",
        may_be_empty=True,
        help="Empty: no.",
    ),
    Setting(name="marker", label="Put an .ok file beside ours", type="boolean"),
    Setting(
        name="answers",
        label="How the ERP answers",
        type="choice",
        choices=("acknowledgements", "moves", "none"),
        default="acknowledgements",
        help="acknowledgements: a file beside each of ours; moves: it moves or removes what it took; none: not at all.",
    ),
    Setting(
        name="stock_basis",
        label="Stock figures are",
        type="choice",
        choices=("physical", "available"),
        default="physical",
        help="available: the ERP has subtracted the orders it was given.",
    ),
)

SETTINGS = (*LOCATION, *FOLDERS, *DIALECT, *RULES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Names of the folders below the root; ``taken`` and ``refused`` may be ""."""

    incoming: str
    archive: str
    error: str
    outgoing: str
    taken: str
    refused: str
    answers: str
    contents: str

    @property
    def all(self):
        """Return every folder there is."""
        return [name for name in (getattr(self, field) for field in self.__dataclass_fields__) if name]


def account(settings):
    """Return the transport's account."""
    return Account(
        location=settings["location"],
        user=settings["user"],
        secret=settings["password"],
        private_key=settings["private_key"],
        fingerprints=tuple(settings["fingerprint"].split()),
        certificate=settings["certificate"],
        allows_plain_ftp=settings.is_on("plain_ftp"),
        endpoint=settings["endpoint"],
        region=settings["region"],
    )


def folders(settings):
    """Return the folders' names."""
    names = (*Folders.__dataclass_fields__,)
    return Folders(**{name: settings[f"{name}_folder"] for name in names})


def dialect(settings, system):
    """Return the dialect: the preset with what was changed in it.

    :raises InvalidSettings: a separator that is none
    """
    separator = {"tab": "\t"}.get(settings["separator"].lower(), settings["separator"])
    if len(separator) > 1:
        raise InvalidSettings("The separator must be one sign, or tab.", system=system, field="separator")
    changes = {
        "encoding": settings["encoding"],
        "separator": separator,
        "decimal": settings["decimal"],
        "date": settings["date_format"],
        "time": settings["time_format"],
        "zone": settings["zone"],
    }
    found = replace(PRESETS[settings["dialect"]], **{name: value for name, value in changes.items() if value})
    return replace(found, has_bom=settings.is_on("byte_order_mark"), guards_formulas=settings.is_on("guards_formulas"))
