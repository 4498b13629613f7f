"""What Firebird's driver needs beyond SQLAlchemy's dialect; the driver is loaded when the first connection is opened.

The dialect keeps what it knows of a database under its path, so that two servers with the same path would be taken for
one: connections are made here instead. And a connection that broke must never be spoken to again, see ``let_go``.
"""

import contextlib
import hashlib

CONNECT_TIMEOUT = 10

#: A login of Firebird 2.5 is only tried where the connection need not be encrypted.
_ENCRYPTED, _OPEN = "WireCrypt=Required", "WireCrypt=Enabled\nAuthClient=Srp256,Srp,Legacy_Auth"


def connection(place, port):
    """Return a new connection of the driver."""
    from firebird.driver import DefaultAction, connect, driver_config  # loads the client's library

    facts = (place.host, str(port), place.name, place.charset, str(place.is_encrypted))
    name = hashlib.sha256("\0".join(facts).encode()).hexdigest()
    known = driver_config.get_database(name)
    if known is None:
        known = driver_config.register_database(name)
        known.dsn.value = f"{place.host}/{port}:{place.name}"
        known.timeout.value = CONNECT_TIMEOUT
        known.config.value = _ENCRYPTED if place.is_encrypted else _OPEN
    opened = connect(name, user=place.user, password=place.password, charset=place.charset or "UTF8")
    # By itself the driver commits what is unfinished when Python tidies a transaction up.
    opened.main_transaction.default_action = DefaultAction.ROLLBACK
    # It asks the server for the precision of every number's column, which nobody here wants to know; and when the
    # connection breaks over that question, it fails with an error that tells nothing.
    opened._determine_field_precision = lambda _meta: 0
    return opened


def begin(opened, *, writes, lock_timeout):
    """Begin a transaction that reads what is committed, and waits so many seconds for locked rows."""
    from firebird.driver import Isolation, TraAccessMode, tpb  # loaded by now

    if opened.is_active():  # the pool has asked whether the connection is alive
        opened.rollback()
    mode = TraAccessMode.WRITE if writes else TraAccessMode.READ
    opened.begin(tpb(Isolation.READ_COMMITTED_RECORD_VERSION, lock_timeout=lock_timeout, access_mode=mode))


def is_gone(error, _connection, _cursor):
    """Tell whether an error means that the connection is dead. The dialect's own test fails on errors without codes."""
    return str(getattr(error, "sqlstate", None) or "").startswith("08")


def let_go(opened):
    """Give up a connection that is dead.

    What belongs to it is disowned, not closed: asked to close a cursor of a dead connection, now or when Python tidies
    up, the client's library may wait for ever or meet memory that it has freed. The connection itself is detached: one
    that stays makes the library crash when the process ends.
    """
    from firebird.driver import DatabaseError  # loaded by now

    for reference in opened._statements:
        _disown(reference(), "_istmt")
    for transaction in (opened.main_transaction, opened.query_transaction, *opened.transactions):
        for reference in transaction._cursors:
            cursor = reference()
            _disown(cursor, "_result")
            if cursor is not None:
                cursor._stmt = None
        _disown(transaction, "_tra")
    with contextlib.suppress(DatabaseError):
        opened._att.detach()
    _disown(opened, "_att")


def _disown(owner, name):
    interface = getattr(owner, name, None)
    if interface is not None:
        interface._refcnt = 0  # so the driver marks what it must not release
        setattr(owner, name, None)
