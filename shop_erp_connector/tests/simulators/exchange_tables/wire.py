"""PostgreSQL's protocol (version 3, https://www.postgresql.org/docs/current/protocol.html) as far as statements go:
a server in front of a real one, which asks for a password, logs what is said about the exchange's tables, and does
what the faults say.

A statement is "SELECT", "INSERT" … of a table; a COMMIT is of the table that was written last. Statements about
anything else pass unseen.
"""

import contextlib
import re
import socket
import struct
import threading
from contextlib import suppress

from werkzeug.wrappers import Response

from ..base import Call
from ..faults import ConnectionCut

PASSWORD = "s3cret of the exchange"

#: What a status of ``Faults.status()`` means here.
SQLSTATES = {401: "28P01", 403: "42501", 404: "42P01", 429: "53400", 500: "XX000", 502: "57P03", 503: "57P03"}

_SSL_REQUEST, _GSS_REQUEST, _CANCEL_REQUEST = 80877103, 80877104, 80877102
_PASSED_ON = "application/postgresql"
_TABLE = re.compile(r'(?:FROM|INTO|UPDATE)\s+"?((?:e2h|h2e)_\w+)', re.IGNORECASE)


class Wire:
    """Listens on a port of this machine and leads to a place that asks for no password itself."""

    def __init__(self, place, log, faults):
        self.port = 0
        self._place = place
        self._log = log
        self._faults = faults
        self._listener = None
        self._sockets = set()
        self._lock = threading.Lock()

    def start(self):
        """Accept connections."""
        self._listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def stop(self):
        """Accept none, and cut those that are open."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            open_ones, self._sockets = self._sockets, set()
        for one in open_ones:
            _cut(one)

    def _accept(self, listener):
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        server = self._connected()
        with self._lock:
            self._sockets |= {client, server}
        # an end that is cut by a fault, by the client or by stop() is an end like any other
        with suppress(ConnectionCut, OSError, EOFError):
            session = _Session(client, server, self._log, self._faults)
            if session.log_in():
                while session.exchange():
                    pass
        _cut(client)
        _cut(server)

    def _connected(self):
        host, port = self._place.host, self._place.port
        if host.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{host}/.s.PGSQL.{port}")
            return server
        return socket.create_connection((host, port))


class _Session:
    """One client and its connection to the real server."""

    def __init__(self, client, server, log, faults):
        self._client, self._server = client, server
        self._log, self._faults = log, faults
        self._written = ""

    def log_in(self):
        """Ask for the password, then log in at the real server; return whether that went well."""
        startup = self._startup()
        if startup is None:
            return False
        self._client.sendall(_message(b"R", struct.pack("!i", 3)))
        kind, body = _read(self._client)
        if kind != b"p" or body != PASSWORD.encode() + b"\0":
            self._client.sendall(
                _error("28P01", "password authentication failed for the user of the exchange", "FATAL")
            )
            return False
        self._server.sendall(startup)
        self._client.sendall(self._answer())
        return True

    def exchange(self):
        """Pass one statement on, and its answer back; return whether the connection goes on."""
        kind, body = _read(self._client)
        whole = _message(kind, body)
        if kind != b"Q":
            self._server.sendall(whole)
            return kind != b"X"
        call = self._call(body[:-1].decode())
        if call is None:
            self._client.sendall(self._passed_on(whole).get_data())
            return True
        return self._faulty(call, whole)

    def _faulty(self, call, whole):
        fault = self._faults.take(call)
        try:
            response = fault(lambda: self._passed_on(whole)) if fault else self._passed_on(whole)
        except ConnectionCut:
            self._log.add(call)
            raise
        self._log.add(Call(call.method, call.path, "", response.status_code, len(response.get_data()), call.kind))
        is_whole = int(response.headers.get("Content-Length", 0)) == len(response.get_data())
        if response.content_type == _PASSED_ON and is_whole:
            self._client.sendall(response.get_data())
            return True
        if response.status_code == 200:  # half an answer, or nonsense
            self._client.sendall(response.get_data())
            return False
        text = response.get_data(as_text=True) or "the server has a problem"
        state = b"E"
        if call.method == "COMMIT":  # one that is refused ends the transaction
            self._passed_on(_message(b"Q", b"ROLLBACK\0"))
            state = b"I"
        self._client.sendall(_error(SQLSTATES.get(response.status_code, "XX000"), text) + _message(b"Z", state))
        return True

    def _passed_on(self, whole):
        self._server.sendall(whole)
        return Response(self._answer(), content_type=_PASSED_ON)

    def _answer(self):
        """Return what the real server says until it is ready again."""
        answer = bytearray()
        while True:
            kind, body = _read(self._server)
            answer += _message(kind, body)
            if kind == b"Z":
                return bytes(answer)

    def _call(self, statement):
        words = statement.split(None, 1)
        method = words[0].upper() if words else ""
        if method in ("BEGIN", "ROLLBACK"):
            self._written = ""
        if method == "COMMIT":
            return Call("COMMIT", f"/{self._written}", "", 0, 0, self._written) if self._written else None
        found = _TABLE.search(statement)
        if not found:
            return None
        table = found[1].lower()
        if method != "SELECT":
            self._written = self._written or table
        return Call(method, f"/{table}", "", 0, 0, table)

    def _startup(self):
        while True:
            (length,) = struct.unpack("!i", _exactly(self._client, 4))
            body = _exactly(self._client, length - 4)
            (code,) = struct.unpack("!i", body[:4])
            if code in (_SSL_REQUEST, _GSS_REQUEST):
                self._client.sendall(b"N")
            elif code == _CANCEL_REQUEST:
                return None
            else:
                return struct.pack("!i", length) + body


def _message(kind, body):
    return kind + struct.pack("!i", len(body) + 4) + body


def _error(state, text, severity="ERROR"):
    fields = (("S", severity), ("V", severity), ("C", state), ("M", text))
    return _message(b"E", b"".join(f"{name}{value}\0".encode() for name, value in fields) + b"\0")


def _read(stream):
    kind = _exactly(stream, 1)
    (length,) = struct.unpack("!i", _exactly(stream, 4))
    return kind, _exactly(stream, length - 4)


def _exactly(stream, count):
    pieces = bytearray()
    while len(pieces) < count:
        piece = stream.recv(count - len(pieces))
        if not piece:
            raise EOFError
        pieces += piece
    return bytes(pieces)


def _cut(one):
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
