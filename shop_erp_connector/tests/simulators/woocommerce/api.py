"""From a request to an answer: routes, methods, rights, headers.

WordPress matches the route first, then checks the parameters, then the rights, then works (recordings bad-id,
post-bad-json, no-auth).
"""

import json
import re

from werkzeug.http import parse_options_header
from werkzeug.wrappers import Response

from . import images
from .authentication import authenticated
from .failures import ApiError
from .query import Arguments, only_fields
from .routes_orders import ORDER_ROUTES
from .routes_products import PRODUCT_ROUTES
from .routes_shop import SHOP_ROUTES

BASE = "/wp-json/wc/v3"
ROUTES = [(re.compile(pattern), methods) for pattern, methods in (*PRODUCT_ROUTES, *ORDER_ROUTES, *SHOP_ROUTES)]
JSON = "application/json; charset=UTF-8"
_WRITES = ("POST", "PUT", "PATCH")

_FORBIDDEN = {
    "GET": ("woocommerce_rest_cannot_view", "Sorry, you cannot list resources."),
    "POST": ("woocommerce_rest_cannot_create", "Sorry, you are not allowed to create resources."),
    "PUT": ("woocommerce_rest_cannot_edit", "Sorry, you are not allowed to edit this resource."),
    "DELETE": ("woocommerce_rest_cannot_delete", "Sorry, you are not allowed to delete this resource."),
}


class Call:
    """One request below the API, as handlers see it.

    :param shop: the simulator; :param key: who asks; :param values: the JSON body
    """

    def __init__(self, shop, request, key, method):
        self.shop = shop
        self.store = shop.store
        self.key = key
        self.method = method
        self.path = request.path.removeprefix(BASE).strip("/")
        self.base = f"{shop.home_url}{BASE}"
        self.arguments = Arguments(request.args)
        self.fields = self.arguments.list("_fields")
        self.headers = []
        self.status = 200
        self.values = _body(request) if method in _WRITES else {}
        self.digits = self.arguments.integer("dp", None, 0)

    @property
    def is_new(self):
        """Whether something is to be created."""
        return self.method == "POST"

    def created(self, row, path):
        """Answer 201 with the place of what is new."""
        self.status = 201
        self.headers.append(("Location", f"{self.base}/{path.format(row['id'])}"))


class Api:
    """The REST API of one shop."""

    def __init__(self, shop):
        self.shop = shop

    def answer(self, request):
        """Return the ``Response`` to a request below ``/wp-json``."""
        method = request.args.get("_method", request.method).upper()
        try:
            response = self._answer(request, method)
        except ApiError as error:
            response = _json(error.content, error.status)
            if error.allowed:
                response.headers["Allow"] = error.allowed
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.add("Link", f'<{self.shop.home_url}/wp-json/>; rel="https://api.w.org/"')
        response.headers["Cache-Control"] = "no-cache, must-revalidate, max-age=0, no-store, private"
        return response

    def _answer(self, request, method):
        path = request.path.rstrip("/")
        if path == "/wp-json":
            names = Arguments(request.args).list("_fields")
            return _json(only_fields(self.shop.reference.index(), names))
        if path == "/wp-json/wp/v2/media":
            return self._media(request)
        key = authenticated(self.shop, request) if path.startswith(f"{BASE}/") else None
        handler, found, allowed = self._route(path.removeprefix(BASE).strip("/"), method)
        try:
            call = Call(self.shop, request, key, method)
            self._check_rights(key, method)
            content = handler(call, **{name: int(value) if value.isdigit() else value for name, value in found.items()})
        except ApiError as error:
            error.allowed = allowed if key else ""
            raise
        return self._shown(call, content, allowed)

    def _route(self, path, method):
        """Return (handler, names in the path, methods of the route).

        :raises ApiError: 404, there is no such route, or not for this method
        """
        for pattern, methods in ROUTES:
            found = pattern.fullmatch(path)
            if found and methods.get("since", (0,)) <= self.shop.store.version:
                name = _name_of(method, path, methods)
                if name in methods:
                    return methods[name], found.groupdict(), _allowed(path, methods)
        raise ApiError(404, "rest_no_route", "No route was found matching the URL and request method.")

    def _check_rights(self, key, method):
        code, message = _FORBIDDEN.get("PUT" if method == "PATCH" else method, _FORBIDDEN["GET"])
        if key is None:
            raise ApiError(401, code, message)
        if key.role not in ("administrator", "shop_manager"):
            raise ApiError(403, code, message)

    def _shown(self, call, content, allowed):
        """Answer; single records carry their links also when they are not among the fields asked for."""
        shown = only_fields(content, call.fields)
        if call.fields and isinstance(content, dict):
            # Nothing left is an empty array to PHP, as after a batch.
            shown = {**shown, "_links": content["_links"]} if "_links" in content else shown or []
        response = _json(shown, call.status)
        for name, value in call.headers:
            response.headers.add(name, value)
        response.headers["Allow"] = allowed
        return response

    def _media(self, request):
        """Take a picture in: for people with an application password, never for keys of WooCommerce."""
        given = request.authorization
        if not (given and (given.username, given.password) == self.shop.media_user):
            message = "Sorry, you are not allowed to create posts as this user."
            raise ApiError(401, "rest_cannot_create", message)
        _kind, options = parse_options_header(request.headers.get("Content-Disposition"))
        name = options.get("filename", "")
        if not name:
            raise ApiError(400, "rest_upload_no_content_disposition", "No Content-Disposition supplied.")
        if name.rpartition(".")[2].lower() not in images.EXTENSIONS or not request.get_data():
            message = "Sorry, you are not allowed to upload this file type."
            raise ApiError(500, "rest_upload_unknown_error", message)
        row = images.add(self.shop, name, request.get_data())
        answer = {"id": row["id"], "title": {"raw": row["name"], "rendered": row["name"]}, "alt_text": ""}
        answer |= {"media_type": "image", "mime_type": images.mime_type(name), "source_url": row["src"]}
        return _json(answer, 201)


def _name_of(method, path, methods):
    """Return under which name a route keeps a method: POST, PUT and PATCH are one to records, and to batches."""
    if method in _WRITES and "PUT" in methods:
        return "PUT"
    return "POST" if method in _WRITES and path.endswith("/batch") else method


def _allowed(path, methods):
    names = [name for name in ("GET", "POST", "PUT", "DELETE") if name in methods]
    if path.endswith("/batch"):
        return "POST, PUT, PATCH"
    if "PUT" in methods:
        names = ["GET", "POST", "PUT", "PATCH", *(["DELETE"] if "DELETE" in methods else [])]
    return ", ".join(names)


def _body(request):
    """Return the JSON body.

    :raises ApiError: it is no JSON
    """
    text = request.get_data(as_text=True)
    if not text or "json" not in request.headers.get("Content-Type", ""):
        return dict(request.form)
    try:
        values = json.loads(text)
    except ValueError:
        facts = {"json_error_code": 4, "json_error_message": "Syntax error"}
        raise ApiError(400, "rest_invalid_json", "Invalid JSON body passed.", **facts) from None
    return values if isinstance(values, dict) else {}


def _json(content, status=200):
    # As PHP writes it: every other character than ASCII is escaped, and slashes are too.
    text = json.dumps(content, separators=(",", ":")).replace("/", "\\/")
    return Response(text, status=status, content_type=JSON)
