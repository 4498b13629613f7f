"""Things that go wrong between a caller and a server, to be asked for in a test."""

import re
import threading
import time
from dataclasses import dataclass

from werkzeug.wrappers import Response

#: An XML document that grows to a thousand million letters where entities are expanded.
ENTITY_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE bomb ['
    '<!ENTITY a0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{step} "{f"&a{step - 1};" * 10}">' for step in range(1, 9))
    + "]><bomb>&a8;</bomb>"
)


class ConnectionCut(ConnectionError):
    """Raised inside the server to close the connection without an answer."""


@dataclass(slots=True)
class _Fault:
    """What to do with which requests; ``around`` gets a function that carries the request out."""

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

    Every method takes ``times`` (how many requests), and which ones: ``method``, ``path`` (a regular
    expression searched in the decoded path with its query) and ``kind`` (see ``Simulator.kind_of``).
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
        self._add(lambda _answer: Response(body, status=code, headers=headers, content_type=content_type), **which)

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
        """Return what to do with this call, None for just answering it; the fault counts as used."""
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
