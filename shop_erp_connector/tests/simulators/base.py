"""What every simulator is: a server in a thread, with a clock, a log of calls and faults to order.

    class MyShop(Simulator):
        @property
        def settings(self): ...          # the dict for open_remote()
        def answer(self, request): ...   # werkzeug Request -> Response; runs under the lock
        def kind_of(self, request): ...  # a short name of what is asked for, for faults and the log
        def state(self): ...             # what save() writes
        def restore(self, state): ...    # the other way round

In a test:

    with MyShop() as shop:
        shop.faults.status(503, kind="orders", times=2)
        ...
        assert shop.log.count("GET", r"/orders") == 3
"""

import logging
import pickle
import re
import socket
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote_plus

from werkzeug.http import http_date
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request

from .faults import ConnectionCut, Faults


@dataclass(frozen=True, slots=True)
class Call:
    """One request that arrived.

    :param path: without the query, decoded
    :param query: decoded, without the question mark
    :param status: 0 when the connection was cut without an answer
    :param bytes: size of the answer's body as sent
    :param kind: what the simulator's ``kind_of()`` made of it
    """

    method: str
    path: str
    query: str
    status: int
    bytes: int
    kind: str = ""

    @property
    def target(self):
        """Path and query as one decoded text; what a regular expression is searched in."""
        return f"{self.path}?{self.query}" if self.query else self.path


class CallLog:
    """The calls in the order of their answers; may be read while the server works."""

    def __init__(self):
        self._lock = threading.Lock()
        self._calls = []

    def __iter__(self):
        with self._lock:
            return iter(list(self._calls))

    def __len__(self):
        with self._lock:
            return len(self._calls)

    def __getitem__(self, index):
        with self._lock:
            return self._calls[index]

    def add(self, call):
        """Append one call."""
        with self._lock:
            self._calls.append(call)

    def clear(self):
        """Forget all calls, to count from here on."""
        with self._lock:
            self._calls.clear()

    def calls(self, method=None, path="", *, kind=None):
        """Return the calls of this method and kind whose path and query match ``path`` somewhere."""
        return [
            call
            for call in self
            if method in (None, call.method) and kind in (None, call.kind) and re.search(path, call.target)
        ]

    def count(self, method=None, path="", *, kind=None):
        """Return how many calls ``calls()`` finds."""
        return len(self.calls(method, path, kind=kind))

    def summary(self):
        """Return ``{(method, kind): number of calls}``: a budget in one comparison."""
        return dict(Counter((call.method, call.kind) for call in self))


class Clock:
    """The simulator's time: runs like the real one with an offset, or stands still."""

    def __init__(self):
        self._lock = threading.Lock()
        self._offset = timedelta(0)
        self._frozen = None

    def now(self):
        """Return the simulator's time, aware, UTC."""
        with self._lock:
            return self._frozen or datetime.now(UTC) + self._offset

    def freeze(self, moment=None):
        """Stand still at ``moment`` (aware), by default where the clock is now."""
        moment = (moment or self.now()).astimezone(UTC)
        with self._lock:
            self._frozen = moment

    def run(self, moment=None):
        """Run on from ``moment`` (aware), by default from where the clock is now."""
        moment = (moment or self.now()).astimezone(UTC)
        with self._lock:
            self._frozen = None
            self._offset = moment - datetime.now(UTC)

    def advance(self, seconds):
        """Move the clock by so many seconds (negative: back), frozen or not."""
        step = timedelta(seconds=seconds)
        with self._lock:
            self._offset += step
            if self._frozen is not None:
                self._frozen += step


class _Handler(WSGIRequestHandler):
    """Dates answers by the simulator's clock; writes no line per request."""

    def date_time_string(self, timestamp=None):
        return http_date(timestamp if timestamp is not None else self.server.clock.now())

    def log(self, type, message, *args):
        logging.getLogger(__name__).debug(message, *args)


class Simulator:
    """A server on 127.0.0.1 in a thread; a context manager. Port 0 takes any free one."""

    def __init__(self, *, port=0):
        self.port = port
        self.lock = threading.RLock()
        self.log = CallLog()
        self.clock = Clock()
        self.faults = Faults()
        self._server = None
        self._thread = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_exception):
        self.stop()

    @property
    def url(self):
        """Where the server listens, without a slash at the end; known after ``start()``."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self):
        """The settings to give to ``open_remote()``."""
        raise NotImplementedError

    def start(self):
        """Listen and serve; returns when requests are accepted."""
        self._server = make_server("127.0.0.1", self.port, self._application, threaded=True, request_handler=_Handler)
        self._server.clock = self.clock
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)
        self._thread.start()

    def stop(self):
        """Stop serving and free the port; the state stays and ``start()`` listens on the same port again."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, request):
        """Return the werkzeug ``Response`` to a ``Request``; the lock is held, the body is read."""
        raise NotImplementedError

    def kind_of(self, request):
        """Return a short name of what is asked for; by default the last part of the path."""
        return request.path.rstrip("/").rpartition("/")[2]

    def state(self):
        """Return what ``save()`` writes: plain values only."""
        raise NotImplementedError

    def restore(self, state):
        """Take over what ``state()`` returned."""
        raise NotImplementedError

    def save(self, path):
        """Write state and time to a file; the file is whole or the one before."""
        with self.lock:
            content = pickle.dumps({"now": self.clock.now(), "state": self.state()})
        path = Path(path)
        part = path.with_name(f"{path.name}.part")
        part.write_bytes(content)
        part.replace(path)

    def load(self, path):
        """Take over a file of ``save()``: time runs on from where it was, unless the real time is later."""
        content = pickle.loads(Path(path).read_bytes())
        with self.lock:
            self.restore(content["state"])
        self.clock.run(max(content["now"], datetime.now(UTC)))

    def _application(self, environ, start_response):
        request = Request(environ)
        call = Call(
            request.method, request.path, unquote_plus(request.query_string.decode("latin-1")), 0, 0,
            self.kind_of(request),
        )  # fmt: skip
        try:
            response = self._respond(request, call)
        except ConnectionCut:
            self.log.add(call)
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise
        size = 0 if call.method == "HEAD" else len(response.get_data())
        self.log.add(Call(call.method, call.path, call.query, response.status_code, size, call.kind))
        return response(environ, start_response)

    def _respond(self, request, call):
        fault = self.faults.take(call)
        return fault(lambda: self._carry_out(request)) if fault else self._carry_out(request)

    def _carry_out(self, request):
        request.get_data()
        with self.lock:
            return self.answer(request)
