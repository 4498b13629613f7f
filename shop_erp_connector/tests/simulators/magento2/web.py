"""From a request to an answer: routes, store scopes, rights, bodies, ``fields``, errors."""

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from urllib.parse import parse_qsl, unquote

from werkzeug.wrappers import Response

from .failures import ApiError

#: (method, pattern, resource of the access list, function); filled by ``route``.
ROUTES = []

#: The patterns as they were written.
PATTERNS = set()

HTML_404 = (
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n'
    "<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n"
    "<p>The requested URL was not found on this server.</p>\n</body></html>\n"
)

#: Scope, way and path of an address.
PATH = re.compile(r"/rest/(?:(?P<store>\w+)/)??(?P<bulk>async/bulk/)?V1(?P<path>/.*)$")


@dataclass(slots=True)
class Call:
    """One call of the interface.

    :param store_id: 0 for the scope ``all``; the default store view's where the address names none
    :param bulk: whether it is to be done later
    :param query: decoded (name, value) pairs; ``body``: the decoded JSON, None without one
    """

    method: str
    path: str
    store_id: int
    bulk: bool = False
    query: list = field(default_factory=list)
    body: object = None


def route(method, pattern, resource):
    """Register a function ``(shop, call, *parts of the path)``; ``{}`` in the pattern is one part."""
    expression = re.compile(re.escape(pattern).replace(r"\{\}", r"([^/]+)") + "$")

    PATTERNS.add(pattern)

    def register(function):
        ROUTES.append((method, expression, resource, function))
        return function

    return register


@cache
def words(place):
    """Return the words that routes have at a place of their path; everything else there is a number or SKU."""
    patterns = [pattern.split("/")[1:] for pattern in PATTERNS]
    return {pattern[place] for pattern in patterns if len(pattern) > place} - {"{}"}


def respond(shop, request):
    """Answer a request below ``/rest``."""
    raw = request.environ.get("RAW_URI") or request.path
    path, _mark, query = raw.partition("?")
    if "%2f" in path.lower() and not shop.encoded_slashes:
        return Response(HTML_404, status=404, content_type="text/html; charset=iso-8859-1")
    try:
        call = _call(shop, request, path, query)
        result, status = _carried_out(shop, request, call)
        fields = dict(call.query).get("fields")
        return _response(_narrowed(result, _parsed_fields(fields)) if fields else result, status)
    except ApiError as exc:
        return _response(exc.body, exc.status)


def found(method, path):
    """Return (resource, function, parts) of a path below V1.

    :raises ApiError: 404 or 405
    """
    matching = [(route_, match) for route_ in ROUTES if (match := route_[1].match(path))]
    # /products/attributes is no product: what is written out goes before what is a placeholder.
    for (wanted, _expression, resource, function), match in sorted(matching, key=lambda one: len(one[1].groups())):
        if wanted == method:
            return resource, function, [unquote(part) for part in match.groups()]
    raise ApiError(404, "Request does not match any route.")


def shown(value):
    """Return a value as JSON has it: exact numbers as numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {name: shown(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [shown(one) for one in value]
    return value


def _call(shop, request, path, query):
    match = PATH.match(path)
    if not match:
        raise ApiError(404, "Request does not match any route.")
    body = request.get_data()
    pairs = [(name, value) for name, value in parse_qsl(query.replace("+", "%2B"), keep_blank_values=True)]
    return Call(
        method=request.method,
        path=match["path"].rstrip("/"),
        store_id=_store_id(shop, match["store"]),
        bulk=bool(match["bulk"]),
        query=pairs,
        body=_decoded(body) if body else None,
    )


def _store_id(shop, code):
    if code == "all":
        return 0
    if code is None:
        return 1
    for store in shop.store.all("store"):
        if store["code"] == code and store["id"]:
            return store["id"]
    raise ApiError(404, "Request does not match any route.")


def _decoded(body):
    try:
        return json.loads(body, parse_float=Decimal)
    except ValueError:
        raise ApiError(400, "Decoding error.") from None


def _carried_out(shop, request, call):
    if call.bulk:
        return shop.accept_bulk(request, call), 202
    resource, function, parts = found(call.method, call.path)
    shop.authorise(request, resource)
    if call.bulk is False and shop.input_limits:
        _check_size(call.body)
    return function(shop, call, *parts), 200


def _check_size(body):
    for value in (body or {}).values() if isinstance(body, dict) else ():
        if isinstance(value, list) and len(value) > 20:
            raise ApiError(400, 'Maximum items of type "%type" is %max', {"type": "array", "max": 20})


def _response(result, status):
    return Response(
        json.dumps(shown(result), separators=(",", ":")),
        status=status,
        content_type="application/json; charset=utf-8",
    )


def _parsed_fields(text):
    """Turn ``items[id,sku],total_count`` into ``{"items": {"id": {}, "sku": {}}, "total_count": {}}``."""
    stack, name = [{}], ""
    for letter in f"{text},":
        if letter in ",[]":
            if name:
                stack[-1][name] = {}
            if letter == "[":
                stack.append(stack[-1][name])
            elif letter == "]":
                stack.pop()
            name = ""
        else:
            name += letter
    return stack[0]


def _narrowed(value, wanted):
    if isinstance(value, list):
        return [_narrowed(one, wanted) for one in value]
    if not isinstance(value, dict) or not wanted:
        return value
    return {name: _narrowed(one, wanted[name]) for name, one in value.items() if name in wanted}
