"""A KeyInvoice account: API5 (JSON) and API3 (SOAP), read from the dossier alone.

    account.py   tables, sessions, the call counter        people.py  clients
    goods.py     families, products, seeding               papers.py  documents, receipts, PDFs
    tables.py    the list of API5's methods                soap.py    API3 with its WSDL

Every answer has status 200. ``kind`` of a call, for the log and for faults, is its method or operation:
``account.faults.cut_after_accepting(kind="insertDocument")``.
"""

import json
from copy import deepcopy
from decimal import Decimal

from werkzeug.wrappers import Response

from ..base import Simulator
from . import goods, papers, people, soap
from .account import Account, Refused
from .tables import METHODS

KEY = "chave-de-exemplo"


class KeyInvoiceSimulator(Simulator):
    """One account.

    :param prices_with_vat: whether prices of the key hold the tax
    :param api3: whether ``settings`` name API3, for stock per warehouse
    """

    def __init__(self, *, port=0, prices_with_vat=True, api3=False):
        super().__init__(port=port)
        self.account = Account(key=KEY, prices_with_vat=prices_with_vat)
        self._has_api3 = api3

    @property
    def settings(self):
        """See ``Simulator``."""
        settings = {"url": f"{self.url}/API5.php", "api_key": self.account.key}
        return settings | ({"api3_url": f"{self.url}/API3_ws.php?wsdl"} if self._has_api3 else {})

    def kind_of(self, request):
        """Return the method or operation of a call, "wsdl" for the WSDL, "" for anything else."""
        if request.path == "/API3_ws.php":
            return "wsdl" if request.method == "GET" else soap.operation_of(request.get_data())[0]
        try:
            return str(json.loads(request.get_data()).get("method", ""))
        except (ValueError, AttributeError):
            return ""

    def answer(self, request):
        """See ``Simulator``."""
        if request.path == "/API5.php" and request.method == "POST":
            return self._api5(request)
        if request.path == "/API3_ws.php":
            return self._api3(request)
        return Response("<html><body>Página não encontrada</body></html>", content_type="text/html; charset=utf-8")

    def state(self):
        """See ``Simulator``."""
        return deepcopy(vars(self.account))

    def restore(self, state):
        """See ``Simulator``."""
        vars(self.account).update(deepcopy(state))

    def seed_catalogue(self, *, products=60, families=8):
        """Add a tree of families, so many goods with barcode, weight and stock, and three services."""
        with self.lock:
            goods.seed(self.account, products=products, families=families)

    def add_family(self, name, *, ref="", parent=""):
        """Add a family and return its id."""
        with self.lock:
            return goods.add_family(self.account, name, ref=ref, parent=parent)

    def add_product(self, reference, name, **values):
        """Add a product; see ``goods.add_product``."""
        with self.lock:
            goods.add_product(self.account, reference, name, **values)

    def add_grid(self, reference, colours, sizes, stock):
        """Give a product colours and sizes; see ``goods.add_grid``."""
        with self.lock:
            goods.add_grid(self.account, reference, colours, sizes, stock)

    def set_price(self, reference, price):
        """Change the price of a product."""
        with self.lock:
            goods.product_of(self.account, reference)["price"] = Decimal(price)

    def set_level_price(self, reference, level, price):
        """Give a product its price at a price level."""
        with self.lock:
            goods.product_of(self.account, reference).setdefault("levels", {})[level] = Decimal(price)

    def add_client(self, vat, name, **values):
        """Add a client with KeyInvoice's own field names and return its id."""
        with self.lock:
            return people.insert(self.account, {"VATIN": vat, "Name": name, **values}, self.clock.now())["Id"]

    def client(self, vat):
        """Return a copy of the client with a tax number, None when there is none."""
        with self.lock:
            found = [row for row in self.account.clients.values() if row["VATIN"] == vat]
            return dict(found[0]) if found else None

    def counter_sale(self, reference, quantity):
        """Sell at the counter: a simplified invoice, the stock goes down. Return its full number."""
        with self.lock:
            product = goods.product_of(self.account, reference)
            parameters = {
                "DocType": "32",
                "Name": "Consumidor Final",
                "Address": "Desconhecida",
                "PostalCode": "0000-000",
                "Locality": "Desconhecida",
                "CountryCode": "PT",
                "DocLines": [{"IdProduct": reference, "Qty": str(quantity), "Price": str(product["price"])}],
            }
            return papers.insert(self.account, parameters, self.clock.now())["FullDocNumber"]

    def stock(self, reference):
        """Return how much of a product there is in all warehouses."""
        with self.lock:
            return goods.stock_of(goods.product_of(self.account, reference))

    def documents(self, *doc_types):
        """Return copies of the documents of these types, oldest first."""
        with self.lock:
            return deepcopy([row for row in self.account.documents if row["DocType"] in doc_types])

    def settle(self, full_number):
        """Pay an invoice: a receipt for all that is open."""
        with self.lock:
            (invoice,) = [row for row in self.account.documents if row["FullDocNumber"] == full_number]
            papers.settle(self.account, invoice, self.clock.now())

    def expire_session(self):
        """End the sessions; the next call with one of them is refused."""
        with self.lock:
            self.account.expire_sessions()

    def use_calls(self, count):
        """Count so many calls of other programs on today's budget."""
        with self.lock:
            self.account.count_call(self.clock.now())
            self.account.calls_used += count - 1

    def totals(self):
        """Return ``{"orders": {"count", "gross"}, "invoices": …, "credit_notes": …, "counter": …, "clients",
        "products", "stock"}``; void documents do not count."""
        with self.lock:
            totals = {
                name: self._total(*types)
                for name, types in (
                    ("orders", ("13",)),
                    ("invoices", ("4", "34")),
                    ("credit_notes", ("7",)),
                    ("counter", ("32",)),
                )
            }
            stock = sum((goods.stock_of(row) for row in self.account.products.values()), Decimal(0))
            counts = {"clients": len(self.account.clients), "products": len(self.account.products)}
            return totals | counts | {"stock": stock}

    def _total(self, *doc_types):
        rows = [row for row in self.account.documents if row["DocType"] in doc_types and not row["Voided"]]
        return {"count": len(rows), "gross": sum((row["GrossTotal"] for row in rows), Decimal(0))}

    def _api5(self, request):
        try:
            answer = {"Status": 1} | self._carried_out(request)
        except Refused as exc:
            answer = {"Status": 0, "ErrorMessage": exc.words}
        return Response(json.dumps(answer, ensure_ascii=False), content_type="application/json; charset=utf-8")

    def _carried_out(self, request):
        now = self.clock.now()
        parameters = json.loads(request.get_data())
        method = parameters.pop("method", "")
        self.account.count_call(now)
        if method == "authenticate":
            return {"Sid": self.account.log_in("api5", request.headers.get("Apikey", ""), now)}
        self.account.check_session("api5", request.headers.get("Sid", ""), now)
        if method not in METHODS:
            raise Refused("Método desconhecido.")
        return {"Data": METHODS[method](self.account, parameters, now)}

    def _api3(self, request):
        if request.method == "GET":
            content = soap.wsdl("http://interno.invalid/API3_ws.php")
        else:
            operation, arguments = soap.operation_of(request.get_data())
            if operation in soap.OPERATIONS or operation == "authenticate":
                content = soap.answer(self.account, operation, arguments, self.clock.now())
            else:
                content = soap.fault(f"Function ({operation}) is not a valid method for this service")
        return Response(content, content_type="text/xml; charset=utf-8")
