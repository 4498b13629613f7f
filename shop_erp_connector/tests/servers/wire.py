"""A wire between a client and a server, to be cut at any step, whatever the two say to each other.

A step is one piece of bytes from the client: a request, or a part of one. Cutting *before* a step loses the request;
cutting *after* it loses the answer to a request that the server has received.
"""

import contextlib
import select
import socket
import threading

#: Seconds without a word from the server after which its answer counts as whole.
SILENCE = 0.02


class CuttableWire:
    """Listens on a port of this machine and passes everything on; a context manager.

    :param host, port: where the server is; a host that begins with / is the folder of PostgreSQL's socket
    """

    def __init__(self, host, port):
        self._server = (host, port)
        self._lock = threading.Lock()
        self._open = set()
        self._steps = 0
        self._cut_at = 0
        self._after = False
        self.port = 0

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_exception):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            left, self._open = self._open, set()
        for one in left:
            _close(one)

    def cut(self, step, *, after):
        """Cut the connection of the step-th piece from now on, once."""
        with self._lock:
            self._steps, self._cut_at, self._after = 0, step, after

    @property
    def is_pending(self):
        """Return whether the cut has still to come."""
        return bool(self._cut_at)

    def _accept(self):
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client):
        server = self._connected()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._open |= {client, server}
        try:
            while self._piece(client, server):
                pass
        except OSError:
            return  # one of the two has gone
        finally:
            _close(client)
            _close(server)

    def _connected(self):
        host, port = self._server
        if host.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{host}/.s.PGSQL.{port}")
            return server
        server = socket.create_connection((host, port))
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return server

    def _piece(self, client, server):
        """Pass one piece on, in either direction; return whether the connection goes on."""
        ready, _w, _x = select.select([client, server], [], [])
        for one in ready:
            content = one.recv(65536)
            if not content:
                return False
            if one is server:
                client.sendall(content)
                continue
            is_cut = self._is_cut()
            if is_cut and not self._after:
                return False
            server.sendall(content)
            if is_cut:
                while select.select([server], [], [], SILENCE)[0] and server.recv(65536):
                    pass
                return False
        return True

    def _is_cut(self):
        with self._lock:
            self._steps += 1
            if self._steps != self._cut_at:
                return False
            self._cut_at = 0
            return True


def _close(one):
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
