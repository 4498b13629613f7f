"""From a request to an answer: who may ask, what for, and in which of the shop's ways it is said."""

import hashlib
import re
from decimal import Decimal

from werkzeug.wrappers import Response

from . import money, rules, writing
from .checkout import rounding_of
from .failures import ApiError, Died
from .images import Images, content_type, uploaded
from .query import Query
from .render import Renderer, Selection, document, errors

REALM = (
    'Basic realm="Welcome to PrestaShop Webservice, please enter the authentication key as the login. '
    'No password required."'
)
METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD")
#: The longest request line that Apache takes.
LONGEST_LINE = 8190
XML = "text/xml;charset=utf-8"


class Webservice:
    """The webservice of one shop: ``answer()`` a request.

    :param shop: the simulator: its key, permissions, version, store, clock and url
    """

    def __init__(self, shop):
        self.shop = shop
        self.store = shop.store
        self.base = f"{shop.url}/api"

    def answer(self, request):
        """Return the ``Response`` of a request below ``/api``."""
        line = f"{request.method} {request.environ['REQUEST_URI']} HTTP/1.1"
        if len(line) > LONGEST_LINE:
            return Response("<html><body>Request-URI Too Long</body></html>", status=414, content_type="text/html")
        if not self.shop.active:
            return self._errors(ApiError(503, 22, "The PrestaShop webservice is disabled"))
        refused = self._refused_key(request)
        if refused is not None:
            return refused
        try:
            return self._answer(request)
        except ApiError as error:
            return self._errors(error)
        except Died as death:
            return self._headed(Response(death.text, status=500, content_type="text/html; charset=utf-8"))

    # who asks

    def _refused_key(self, request):
        key = request.args.get("ws_key")
        if key is None and request.authorization is not None:
            key = request.authorization.username
        if key is None:
            text = Response("401 Unauthorized", status=401, content_type="text/html; charset=utf-8")
            text.headers["WWW-Authenticate"] = REALM
            return text
        if key == self.shop.key:
            return None
        if not key:
            error = ApiError(401, 17, "Authentication key is empty")
        elif len(key) != len(self.shop.key):
            error = ApiError(401, 18, "Invalid authentication key format")
        else:
            more = (21, "No permission for this authentication key")
            error = ApiError(401, 20, "Authentification key is not active", more)
        answer = self._errors(error)
        answer.headers["WWW-Authenticate"] = REALM
        if self.store.version >= (8,):
            answer.headers["PSWS-Version"] = "0"
        return answer

    def _check_allowed(self, resource, method):
        allowed = self.shop.permissions.get(resource)
        if not allowed:
            known = resource in self.store.resources or resource == "images"
            if not known:
                raise ApiError(400, 27, self._unknown(resource))
            message = f'Resource of type "{resource}" is not allowed with this authentication key'
            raise ApiError(401, 26, message)
        if method not in allowed:
            message = f"Method {method} is not allowed for the resource {resource} with this authentication key"
            raise ApiError(405, 25, message)

    def _unknown(self, resource):
        names = ", ".join(f'"{name}"' for name in sorted((*self.store.resources, "images")))
        return f'Resource of type "{resource}" does not exists. The full list is: {names}'

    # what for

    def _answer(self, request):
        method = request.args.get("ps_method", request.method).upper()
        if method not in METHODS or (method == "PATCH" and self.store.version < (8,)):
            raise ApiError(405, 23, f"Method {method} is not valid")
        parts = [part for part in request.path.removeprefix("/api").split("/") if part]
        if not parts:
            return self._xml(request, self._resources())
        self._check_allowed(parts[0], method)
        outside = self._outside_shop(request)
        if outside is not None:
            return outside
        if parts[0] == "images":
            return self._image(request, method, parts[1:])
        resource = self.store.resources[parts[0]]
        if method in resource.refused:
            raise ApiError(405, 101, f"Method {method} is not allowed for the resource {resource.name}")
        return self._entities(request, method, resource, parts[1] if len(parts) > 1 else "")

    def _entities(self, request, method, resource, key):
        if method in ("GET", "HEAD"):
            return self._read(request, resource, key)
        if method == "DELETE":
            return self._delete(request, resource, key)
        return self._write(request, resource, method)

    def _outside_shop(self, request):
        """A shop that does not exist sends to the front page, a group that does not exist is an error."""
        shop = request.args.get("id_shop", "1")
        if shop not in ("1", "all"):
            return Response(status=302, headers={"Location": f"{self.shop.url}/"})
        group = request.args.get("id_shop_group", request.args.get("id_group_shop", "1"))
        if group != "1":
            raise ApiError(500, 999, "Shop group is not valid")
        return None

    # reading

    def _read(self, request, resource, key):
        arguments = request.args.to_dict(flat=False)
        arguments = {name: values[-1] for name, values in arguments.items()}
        if "schema" in arguments:
            return self._schema(request, resource, arguments["schema"])
        query = Query(self.store, resource, arguments)
        selection = self._with_prices(resource, query.selection, arguments)
        renderer = Renderer(self.store, resource, self.base, selection)
        if not key:
            rows = query.select()
            text = renderer.references(rows) if query.display is None else renderer.list(rows)
            return self._xml(request, document(text))
        row = self.store.get(resource.name, key) if key.isdigit() else None
        if row is None:
            return self._headed(Response(status=404, headers={"Content-Length": "0"}, content_type=""))
        text = renderer.entity(row) if query.display is None else renderer.list([row])
        return self._xml(request, document(text))

    def _schema(self, request, resource, kind):
        renderer = Renderer(self.store, resource, self.base)
        if kind not in ("blank", "synopsis"):
            message = "Please select a schema of type 'synopsis' to get the whole schema information, or 'blank'"
            raise ApiError(400, 28, message)
        text = renderer.blank() if kind == "blank" else renderer.synopsis()
        return self._xml(request, document(text))

    def _with_prices(self, resource, selection, arguments):
        if resource.name not in ("products", "combinations"):
            return selection
        asked = {}
        for name, value in arguments.items():
            found = re.fullmatch(r"price\[(\w+)\]\[(\w+)\]", name)
            if found:
                asked.setdefault(found.group(1), {})[found.group(2)] = value
        prices = tuple((name, self._price_function(resource, options)) for name, options in asked.items())
        return Selection(selection.fields, selection.associations, selection.languages, prices)

    def _price_function(self, resource, options):
        store = self.store
        country = options.get("country") or store.configuration("PS_COUNTRY_DEFAULT")
        buyer = money.Buyer(int(country), int(options.get("group", 1)))

        def price(row):
            product, combination = row, store.get("combinations", options.get("product_attribute"))
            if resource.name == "combinations":
                product, combination = store.get("products", row["id_product"]), row
            found = money.price_of(store, product, combination, Decimal(options.get("quantity", 1)), buyer)
            value = found.including if options.get("use_tax", "1") == "1" else found.excluding
            return f"{rounding_of(store).cents(value):.6f}"

        return price

    # writing

    def _write(self, request, resource, method):
        entities = writing.parse(resource, request.get_data())
        mail = request.args.get("sendemail") == "1"
        saved = writing.save(self.store, resource, entities, method, mail=mail)
        renderer = Renderer(self.store, resource, self.base)
        if method == "PATCH":
            text = "".join(renderer.entity(row) for row, _entity in saved)
        else:
            text = "".join(renderer.echo(row, entity.values) for row, entity in saved)
        return self._xml(request, document(text), 201 if method == "POST" else 200)

    def _delete(self, request, resource, key):
        keys = [key] if key else re.findall(r"\d+", request.args.get("id", ""))
        rows = [self.store.get(resource.name, one) for one in keys if one.isdigit()]
        if not rows or None in rows:
            raise ApiError(404, 87, f"Id(s) not exists: {', '.join(keys)}")
        for row in rows:
            rules.delete(self.store, resource.name, row)
        return self._empty()

    # pictures

    def _image(self, request, method, parts):
        images = Images(self.store, self.base)
        if parts and parts[0] == "categories":
            return self._category_image(request, images, method, parts[1:])
        if not parts or parts[0] != "products":
            raise ApiError(400, 49, "Only the images of products and categories are simulated")
        if method in ("GET", "HEAD"):
            return self._read_image(request, images, parts[1:])
        if method == "POST" and len(parts) == 2:
            return self._xml(request, images.add(int(parts[1]), uploaded(request, self.store)))
        row = images.find(*parts[1:3]) if len(parts) > 2 else None
        if row is None:
            raise ApiError(400, 57, "This image does not exist on disk")
        if method == "DELETE":
            images.delete(row)
            return self._empty()
        images.replace(row, uploaded(request, self.store))
        return self._headed(Response(row["content"], content_type=content_type(row["content"])))

    def _category_image(self, request, images, method, parts):
        if not parts:
            return self._xml(request, images.category_index())
        row = self.store.get("categories", parts[0])
        if row is None:
            raise ApiError(400, 76, "Image upload error : this category does not exist")
        if method in ("POST", "PUT"):
            images.set_category(row, uploaded(request, self.store), is_new=method == "POST")
        elif "_picture" not in row:
            return self._headed(Response(status=404, content_type=""))
        elif method == "DELETE":
            del row["_picture"]
            return self._empty()
        return self._headed(Response(row["_picture"], content_type=content_type(row["_picture"])))

    def _read_image(self, request, images, parts):
        if not parts:
            return self._xml(request, images.index())
        if len(parts) == 1:
            text = images.declinations(parts[0])
            return self._xml(request, text) if text else self._headed(Response(status=404, content_type=""))
        row = images.find(*parts[:2])
        if row is None:
            return self._headed(Response(status=404, content_type=""))
        return self._headed(Response(row["content"], content_type=content_type(row["content"])))

    # how it is said

    def _resources(self):
        verbs = [verb for verb in METHODS if verb != "PATCH" or self.store.version >= (8,)]
        order = [verb for verb in ("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD") if verb in verbs]
        text = "".join(self._resource_entry(name, order) for name in sorted(self.shop.permissions))
        name = self.store.configuration("PS_SHOP_NAME")
        return document(f'<api shopName="{name}">\n{text}</api>\n')

    def _resource_entry(self, name, verbs):
        allowed = self.shop.permissions[name]
        if not allowed:
            return ""
        flags = " ".join(f'{verb.lower()}="{str(verb in allowed).lower()}"' for verb in verbs)
        link = f'xlink:href="{self.base}/{name}"'
        about = "The images" if name == "images" else self.store.resources[name].about
        schemas = "".join(
            f'<schema xlink:href="{self.base}/{name}?schema={kind}" type="{kind}"/>\n'
            for kind in (() if name == "images" else ("blank", "synopsis"))
        )
        description = f"<description {link} {flags}>\n{about}</description>\n"
        return f"<{name} {link} {flags}>\n{description}{schemas}</{name}>\n"

    def _xml(self, request, text, status=200):
        """An answer with its checksum; 304 when the caller has it already (from 8.0 on)."""
        body = text.encode()
        digest = hashlib.sha1(body, usedforsecurity=False).hexdigest()
        known = request.headers.get("Local-Content-Sha1") == digest
        if known and self.store.version >= (8,):
            return self._headed(Response(status=304, content_type=""))
        answer = self._headed(Response(body, status=status, content_type=XML))
        answer.headers["Content-Sha1"] = digest
        return answer

    def _empty(self):
        answer = self._headed(Response(b"", content_type=""))
        answer.headers["Content-Sha1"] = hashlib.sha1(b"", usedforsecurity=False).hexdigest()
        return answer

    def _errors(self, error):
        return self._headed(Response(errors(error.errors), status=error.status, content_type=XML))

    def _headed(self, answer):
        if not answer.headers.get("Content-Type"):
            answer.headers.pop("Content-Type", None)
        answer.headers["Access-Time"] = str(int(self.shop.clock.now().timestamp()))
        answer.headers["X-Powered-By"] = "PrestaShop Webservice"
        answer.headers["PSWS-Version"] = self.shop.version
        answer.headers["Execution-Time"] = "0.005"
        answer.headers["Set-Cookie"] = "PrestaShop-simulated=visitor; path=/; HttpOnly; SameSite=Lax"
        return answer
