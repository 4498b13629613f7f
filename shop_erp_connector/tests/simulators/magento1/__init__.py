"""A Magento 1 (or OpenMage) shop: SOAP v2 with its WSDL, SOAP v1 beside it, its back office and buyers.

    with Magento1Simulator() as shop:
        lamp = shop.add_product("LAMP-01", "24.39", quantity=10)
        number = shop.place_order(shop.add_customer(), [(lamp, 2)])
        remote = open_remote("magento1", shop.settings)

    schema*.py wsdl.py      structures, operations, and the WSDL made of them
    soap.py soap1.py        envelopes of the two interfaces
    operations.py           which function carries out what; filters.py what list calls make of their filters
    catalogue.py offers.py inventory.py categories.py people.py orders.py order_life.py
    papers.py refunds.py carts.py money.py
    store.py seed.py back_office.py

``kind`` of a call, for the log and for faults, is its operation; "wsdl" for the WSDL and "multiCall" for v1's bundles.
"""

import secrets

from werkzeug.wrappers import Response

from ..base import Simulator
from . import seed, soap, soap1
from .back_office import BackOffice
from .operations import OPERATIONS, PATHS, is_reading
from .soap import Fault
from .store import Store
from .wsdl import wsdl

USER, KEY = "hub", "simulated-api-key"

#: A session that nobody used for so long is forgotten, in seconds.
SESSION_LIFETIME = 3600

_XML = "text/xml; charset=UTF-8"
_PAGE = "<!DOCTYPE html><html><body>404 Not Found</body></html>"


class Magento1Simulator(BackOffice, Simulator):
    """A freshly installed shop in euros whose prices hold the tax.

    :param wsi: whether the shop complies with WS-I, which makes its WSDL another one
    :param v1: whether SOAP v1 is open beside v2
    :param namespace: of the shop's edition: "urn:Magento", "urn:OpenMage"
    :param prices_include_tax: whether prices of the catalogue hold the tax
    :param one_session: whether a session of one interface serves the other too

    ``taxes_weee`` and ``weee_in_subtotal`` are the shop's settings of fixed taxes on products (their "weee").
    ``read_only`` True leaves the user's role nothing but rights to read; ``active`` False switches it off.
    """

    def __init__(
        self, *, port=0, wsi=False, v1=True, namespace="urn:Magento", prices_include_tax=True, one_session=True
    ):
        super().__init__(port=port)
        self.one_session = one_session
        self.wsi, self.v1, self.namespace = wsi, v1, namespace
        self.version = "1.9.4.5"
        self.user, self.key = USER, KEY
        self.active, self.read_only = True, False
        self.currency, self.timezone = "EUR", "Europe/Berlin"
        self.prices_include_tax = prices_include_tax
        self.rates, self.countries, self.regions = dict(seed.RATES), dict(seed.COUNTRIES), seed.REGIONS
        self.taxes_weee, self.weee_in_subtotal = False, False
        self.mails = []
        self.store = Store(self.clock)
        seed.fill(self.store)

    @property
    def settings(self):
        """The settings to give to ``open_remote("magento1", …)``."""
        return {
            "url": self.url,
            "user": self.user,
            "api_key": self.key,
            "currency": self.currency,
            "prices": "with tax" if self.prices_include_tax else "without tax",
            "tax_rates": ", ".join(f"{id}={rate}" for id, rate in self.rates.items()),
        }

    def kind_of(self, request):
        """Return the operation of a call, "" for anything that is none."""
        if request.method == "GET":
            return "wsdl" if request.path.rstrip("/").endswith("/v2_soap") else "page"
        try:
            element = soap.called(request.get_data())
        except Fault:
            return ""
        is_v2 = request.path.rstrip("/").endswith("/v2_soap")
        return soap.operation_of(element, wsi=self.wsi and is_v2)

    def answer(self, request):
        """Answer at the addresses of the two interfaces, and pictures; everything else is not there."""
        path = request.path.removeprefix("/index.php").rstrip("/")
        if path == "/api/v2_soap":
            if request.method == "GET":
                return Response(wsdl(self.namespace, wsi=self.wsi), content_type=_XML)
            return self._replied(lambda: self._v2(request))
        if path == "/api/soap" and self.v1 and request.method == "POST":
            return self._replied(lambda: self._v1(request))
        content = self.store.images.get(request.path.removeprefix("/media/catalog/product"))
        if request.method == "GET" and content is not None:
            return Response(content, content_type="image/jpeg")
        return Response(_PAGE, status=404, content_type="text/html; charset=UTF-8")

    def expire_sessions(self):
        """Forget who is logged in."""
        with self.lock:
            self.store.sessions.clear()

    def state(self):
        """See ``Simulator``."""
        return self.store.state()

    def restore(self, state):
        """See ``Simulator``."""
        self.store.restore(state)

    def _replied(self, work):
        """Return the answer, or the fault: with status 200, unless the protocol itself was hurt."""
        try:
            return Response(work(), content_type=_XML)
        except Fault as exc:
            status = 200 if exc.code.isdigit() else 500
            return Response(soap.fault(exc), status=status, content_type=_XML)

    def _v2(self, request):
        operation, arguments = soap.arguments(soap.called(request.get_data()), wsi=self.wsi)
        value = self._carried_out(operation, arguments)
        return soap.answer(operation, value, self.namespace, wsi=self.wsi)

    def _carried_out(self, operation, arguments):
        if operation == "login":
            return self._log_in(arguments, door="2")
        session = arguments.pop("sessionId", None) or ""
        self._check_session(session, door="2")
        if operation == "endSession":
            self.store.sessions.pop(session)
            return True
        self._check_rights(operation)
        return OPERATIONS[operation](self, arguments)

    def _log_in(self, arguments, *, door):
        given = (arguments.get("username"), arguments.get("apiKey"))
        if given != (self.user, self.key) or not self.active:
            raise Fault(2, "Access denied.")
        session = door + secrets.token_hex(16)[1:]
        self.store.sessions[session] = self.clock.now()
        return session

    def _check_session(self, session, *, door):
        last, now = self.store.sessions.get(session), self.clock.now()
        is_foreign = not self.one_session and not session.startswith(door)
        if last is None or is_foreign or abs((now - last).total_seconds()) > SESSION_LIFETIME:
            if not is_foreign:
                self.store.sessions.pop(session, None)
            raise Fault(5, "Session expired. Try to relogin.")
        self.store.sessions[session] = now

    def _check_rights(self, operation):
        if self.read_only and not is_reading(operation):
            raise Fault(2, "Access denied.")

    def _v1(self, request):
        element = soap.called(request.get_data())
        operation, arguments = soap.local(element), soap1.arguments(element)
        if operation == "login":
            return soap1.answer(operation, self._log_in(arguments, door="1"), self.namespace)
        if operation not in ("call", "multiCall"):
            raise Fault("SOAP-ENV:Server", f"Procedure '{operation}' not present")
        self._check_session(arguments.get("sessionId") or "", door="1")
        if operation == "call":
            value = self._called(arguments.get("resourcePath"), arguments.get("args"))
        else:
            value = [self._one(call) for call in arguments.get("calls") or ()]
        return soap1.answer(operation, value, self.namespace)

    def _one(self, call):
        """Carry out one call of a bundle; that it fails is its own matter."""
        try:
            path, arguments = (*call, [])[:2]
            return self._called(path, arguments)
        except Fault as exc:
            return {"isFault": True, "faultCode": exc.code, "faultMessage": exc.text}

    def _called(self, path, arguments):
        if path not in PATHS:
            raise Fault(3, "Invalid api path.")
        arguments = arguments if isinstance(arguments, list) else [arguments]
        return PATHS[path](self, arguments)
