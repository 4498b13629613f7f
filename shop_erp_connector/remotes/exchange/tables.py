"""The universal exchange by tables: any ERP that can read and write staging tables. Described in docs/exchange.md."""

import dataclasses

from ..capabilities import FEATURES, Capabilities
from ..contract import Remote, RemoteInfo, Setting
from ..documents import LOOKUP_TYPES
from ..errors import InvalidSettings, ProtocolError
from ..transport import databases
from ..transport.rowqueue import RowQueue, States
from ..transport.tables import Tables
from . import staging
from .columns import MAIN
from .table_inbox import TableInbox
from .table_outbox import BATCH, TableOutbox

KINDS = frozenset(MAIN) - {"lookup"}

#: Kinds whose records the partner makes and numbers: each message is answered.
CREATED = frozenset({"category", "product", "customer", "order", "shipment", "invoice", "return"})

STATES = States(
    building=staging.BUILDING,
    ready=staging.READY,
    taken=staging.TAKEN,
    done=staging.DONE,
    retry=staging.RETRY,
    failed=staging.FAILED,
    superseded=staging.SUPERSEDED,
    cancelled=staging.CANCELLED,
)


class TableExchange(Remote):
    """A partner that reads and writes tables."""

    system = "table_exchange"
    label = "Tables in a database"
    SETTINGS = (
        Setting(
            name="database",
            label="Kind of database",
            type="choice",
            choices=tuple(databases.KINDS),
            default="postgresql",
            help="mysql is also MariaDB. Each but PostgreSQL and SQLite needs a Python package on Odoo's server.",
        ),
        Setting(name="host", label="Server", help="Its name or address, with \\INSTANCE for one of SQL Server."),
        Setting(name="port", label="Port", type="integer", help="Empty: the usual one."),
        Setting(
            name="name",
            label="Database",
            required=True,
            help="Its name; Firebird: its path or alias on the server; SQLite: the path of its file.",
        ),
        Setting(name="user", label="User", help="One of its own, with rights on the exchange's tables only."),
        Setting(name="password", label="Password", type="secret"),
        Setting(
            name="encryption",
            label="Encryption",
            type="choice",
            choices=("verified", "none"),
            default="verified",
            help="verified: to other machines always, and the server must prove who it is; none: for a connection that"
            " lies inside a VPN.",
        ),
        Setting(
            name="reader",
            label="Our name as a reader",
            required=True,
            default="odoo",
            help="Written into taken_by. Several hubs that read the same tables need different names; no row then goes"
            " to two of them.",
        ),
        Setting(
            name="answers",
            label="How the ERP answers",
            type="choice",
            choices=("states", "none"),
            default="states",
            help="states: it writes the state, its key and its number into our rows; none: not at all.",
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
    capabilities = Capabilities(
        pulls=KINDS,
        pulls_by_id=KINDS,
        pushes=KINDS,
        creates=CREATED,
        lookups=frozenset(LOOKUP_TYPES),
        pulls_changes=KINDS,
        finds_own_key=CREATED - {"customer"},  # a customer's key of the hub is in no column
        repeats_safely=CREATED | {"price"},
        batch=dict.fromkeys(KINDS, BATCH),
        page=dict.fromkeys(KINDS, 500),
        clock="utc",
        reads=frozenset(FEATURES),
        writes=frozenset(FEATURES),
        defers=CREATED,
    )

    @classmethod
    def settled(cls, settings):
        """See ``Remote.settled``: whether the ERP answers, and which figure it tells."""
        answered = CREATED if settings["answers"] == "states" else frozenset()
        return dataclasses.replace(cls.capabilities, defers=answered, stock_basis=settings["stock_basis"])

    def __init__(self, settings, *, memory=None, contents=None):
        super().__init__(settings, memory=memory, contents=contents)
        self._tables = Tables(system=self.system, place=_place(self.settings, self.system))
        self._queues = {}
        self._inbox = TableInbox(self._tables, lambda kind: self._queue(kind, staging.IN))
        self._outbox = TableOutbox(
            self._tables,
            lambda kind: self._queue(kind, staging.OUT),
            answered=self.capabilities.defers,
            found=self.capabilities.finds_own_key,
        )

    def check(self):
        """Log in, and compare the tables with what they should be; what an ERP does not use may be missing.

        :raises ProtocolError: none of the tables is there
        """
        wanted = {layout.name: {field.name for field in layout.fields} for layout in staging.every_layout()}
        with self._tables.transaction("check the tables", writes=False) as transaction:
            found = transaction.columns(wanted)
        if not found:
            raise ProtocolError(
                "None of the exchange's tables is there: create them with the statements of docs/exchange.",
                system=self.system,
                call="check the tables",
            )
        has_lists = _LISTS in found
        lists = {type: tuple(self.lookups(type)) if has_lists else () for type in ("shop", "language", "currency")}
        return RemoteInfo(
            name=self.label,
            version=f"{len(found)} of {len(wanted)} tables",
            shops=lists["shop"],
            languages=lists["language"],
            currencies=lists["currency"],
            clock="UTC",
            warnings=tuple(_warnings(wanted, found)),
        )

    def _lookups(self, type):
        """Read from the tables of lookups, whose rows are never taken."""
        return self._inbox.lookups(type)

    def _pull(self, kind, cursor, ids, limit):
        """Rows that say that a record is gone are refusals with ``NotFound``."""
        limit = min(limit or self.capabilities.page[kind], self.capabilities.page[kind])
        if ids is not None:
            return self._inbox.by_id(kind, ids, limit)
        return self._inbox.pages(kind, cursor, limit)

    def _push(self, kind, documents):
        return self._outbox.push(kind, documents)

    def outcomes(self, kind, tickets):
        """See ``Remote``."""
        if kind not in self.capabilities.defers:
            raise self._cannot(f"tell what became of {kind}")
        return self._outbox.outcomes(kind, tickets)

    def _find(self, kind, key):
        return self._outbox.find(kind, key)

    @property
    def calls(self):
        """See ``Remote``: statements, and commits of what was written."""
        return self._tables.calls

    def close(self):
        """See ``Remote``."""
        self._tables.close()

    def _queue(self, kind, direction):
        if (kind, direction) not in self._queues:
            layouts = staging.layouts(kind, direction)
            self._queues[kind, direction] = RowQueue(
                self._tables,
                layouts,
                states=STATES,
                identity=staging.identity(kind),
                reader=self.settings["reader"],
            )
        return self._queues[kind, direction]


def _place(given, system):
    """Return where the tables are.

    :raises InvalidSettings: a server without a name
    """
    if given["database"] != "sqlite" and not given["host"]:
        raise InvalidSettings("The server is missing.", system=system, field="host")
    return databases.Place(
        kind=given["database"],
        host=given["host"],
        port=given.integer("port"),
        name=given["name"],
        user=given["user"],
        password=given["password"],
        encryption=given["encryption"],
    )


_LISTS = staging.table_name(staging.IN, MAIN["lookup"])


def _warnings(wanted, found):
    if _LISTS not in found:
        yield f"There is no table {_LISTS}: taxes, ways of paying and other codes of the ERP cannot be mapped."
    for name in sorted(found):
        missing = sorted(wanted[name] - found[name])
        if missing:
            yield f"The table {name} lacks the columns {', '.join(missing)}."
