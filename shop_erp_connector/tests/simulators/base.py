"""What every simulator is: a server in a thread, with a clock, a log of calls and faults to order.

    class MyShop(Simulator):
        @property
        def settings(self): ...          # the dict for open_remote()
        def answer(self, request): ...   # werkzeug Request -> Response; runs under the lock
        def kind_of(self, request): ...  # a short name of what is asked for, for faults and the log
        def state(self): ...             # what save() writes
        def restore(self, state): ...    # the other way round

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
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote_plus

from werkzeug.http import http_date
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

#: An XML document that grows to a thousand million letters where entities are expanded.
ENTITY_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE bomb ['
    '<!ENTITY a0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{step} "{f"&a{step - 1};" * 10}">' for step in range(1, 9))
    + "]><bomb>&a8;</bomb>"
)


class ConnectionCut(ConnectionError):
    """Raised inside the server to close the connection without an answer."""


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
        """Return the calls with this method and kind whose path and query contain the regular expression ``path``."""
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


@dataclass(slots=True)
class _Fault:
    """A way to answer, and the requests it waits for; ``around`` gets a function that carries the request out."""

    around: object
    times: int
    method: str | None
    path: str
    kind: str | None

    def matches(self, call):
        return (
            self.method in (None, call.method)
            and self.kind in (None, call.kind)
            and re.search(self.path, call.target) is not None
        )


class Faults:
    """Things that go wrong for the next matching requests, in the order they were asked for.

    Every method takes ``times`` (how many requests), and which ones: ``method``, ``path`` (a regular expression
    searched in the decoded path with its query) and ``kind`` (see ``Simulator.kind_of``).
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._waiting = []

    def refuse(self, **which):
        """Close the connection without an answer; nothing is carried out."""

        def around(_answer):
            raise ConnectionCut

        self._add(around, **which)

    def status(self, code, *, body="", headers=None, content_type="text/html; charset=utf-8", **which):
        """Answer with this code, body and headers; nothing is carried out."""
        self._add(
            lambda _answer: Response(body, status=code, headers=headers, content_type=content_type), **which
        )

    def cut_after_accepting(self, **which):
        """Carry the request out, then close the connection without an answer."""

        def around(answer):
            answer()
            raise ConnectionCut

        self._add(around, **which)

    def slow(self, seconds, **which):
        """Wait before carrying the request out; other requests are served meanwhile."""

        def around(answer):
            time.sleep(seconds)
            return answer()

        self._add(around, **which)

    def cut_body(self, **which):
        """Carry the request out, announce the whole answer, send half of it and close."""

        def around(answer):
            response = answer()
            body = response.get_data()
            half = Response(body[: len(body) // 2], status=response.status, headers=response.headers)
            half.automatically_set_content_length = False
            half.headers["Content-Length"] = str(len(body))
            return half

        self._add(around, **which)

    def clear(self):
        """Forget the faults that did not happen yet."""
        with self._lock:
            self._waiting.clear()

    def pending(self):
        """Return how many faults are still to come: 0 when a test used up what it asked for."""
        with self._lock:
            return sum(fault.times for fault in self._waiting)

    def take(self, call):
        """Return what to do with this call instead of answering it, None to answer it; counts the fault as used."""
        with self._lock:
            for fault in self._waiting:
                if fault.matches(call):
                    fault.times -= 1
                    self._waiting = [other for other in self._waiting if other.times > 0]
                    return fault.around
        return None

    def _add(self, around, *, times=1, method=None, path="", kind=None):
        with self._lock:
            self._waiting.append(_Fault(around, times, method, path, kind))


class _Handler(WSGIRequestHandler):
    """Dates answers by the simulator's clock; writes no line per request."""

    def date_time_string(self, timestamp=None):
        return http_date(timestamp if timestamp is not None else self.server.clock.now())

    def log(self, type, message, *args):  # noqa: A002
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
        self._server = make_server(
            "127.0.0.1", self.port, self._application, threaded=True, request_handler=_Handler
        )
        self._server.clock = self.clock
        self.port = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def stop(self):
        """Stop serving and free the port; the state stays and ``start()`` listens on the same port again."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, request):
        """Return the werkzeug ``Response`` to a ``Request``; called under the lock, the body is read already."""
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
        self.log.add(
            Call(call.method, call.path, call.query, response.status_code, size, call.kind)
        )
        return response(environ, start_response)

    def _respond(self, request, call):
        fault = self.faults.take(call)
        return fault(lambda: self._carry_out(request)) if fault else self._carry_out(request)

    def _carry_out(self, request):
        request.get_data()
        with self.lock:
            return self.answer(request)
