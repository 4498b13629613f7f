"""Answers recorded from real shops, served again on loopback: what a client reads is byte for byte what a
shop said.

The recordings lie beside the repository, in ``../shared/recordings``, and are not part of it.
"""

import re
from pathlib import Path
from unittest import SkipTest

from werkzeug.wrappers import Request, Response

from .loopback import Loopback

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "recordings"


def recorded(shop, name):
    """Return (status, headers, body) of a recording.

    :raises SkipTest: the recordings are not there
    """
    path = FOLDER / shop / f"{name}.http"
    if not FOLDER.is_dir():
        raise SkipTest("The recordings of real shops (../shared/recordings beside the repository) are not here.")
    content = path.read_bytes()
    head, _separator, body = content[content.index(b"\nHTTP ") + 1 :].partition(b"\n\n")
    status, *lines = head.decode().splitlines()
    headers = dict(line.split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body


def listed(body, collection):
    """Turn the answer to one record into the answer of a list that holds it."""
    return re.sub(
        rb"(<prestashop[^>]*>)(.*)(</prestashop>)",
        rb"\1<%s>\2</%s>\3" % (collection.encode(), collection.encode()),
        body,
        flags=re.DOTALL,
    )


def rows(collection, node, *records):
    """Return a list as the Webservice writes it, of ``{field: text}`` or ``{field: {language id: text}}``."""
    parts = []
    for record in records:
        fields = []
        for name, value in record.items():
            if isinstance(value, dict):
                value = "".join(f'<language id="{id}"><![CDATA[{text}]]></language>' for id, text in value.items())
            else:
                value = f"<![CDATA[{value}]]>"
            fields.append(f"<{name}>{value}</{name}>")
        parts.append(f"<{node}>{''.join(fields)}</{node}>")
    return f"<prestashop><{collection}>{''.join(parts)}</{collection}></prestashop>".encode()


class Replay(Loopback):
    """A server that answers each resource with one body; a context manager.

    ``answers`` is ``{resource: body or (status, headers, body)}``; what is not in it is an empty list.
    ``calls`` are the (method, path with query) that arrived.
    """

    def __init__(self, version):
        self.version = version
        self.answers = {}
        self.calls = []

    def record(self, shop, **names):
        """Serve recordings: ``{resource: name}``."""
        for resource, name in names.items():
            self.answers[resource] = recorded(shop, name)

    def _answer(self, environ, start_response):
        request = Request(environ)
        self.calls.append((request.method, request.full_path))
        resource = request.path.split("/")[2] if request.path.count("/") > 1 else ""
        answer = self.answers.get(resource, rows(resource, "row"))
        if isinstance(answer, bytes):
            headers = {"PSWS-Version": self.version, "Access-Time": "1795326400"}
            answer = (200, {**headers, "Content-Type": "text/xml;charset=utf-8"}, answer)
        status, headers, body = answer
        headers = {name: value for name, value in headers.items() if name != "Transfer-Encoding"}
        return Response(body, status=status, headers=headers)(environ, start_response)
