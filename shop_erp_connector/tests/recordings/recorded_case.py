"""A recorded shop, replayed on loopback, with a backend connected to it."""

from ..common import SimulatedCase
from ..remotes.prestashop.test_prestashop_recordings import code_lists
from ..remotes.recordings import Replay, listed, recorded, rows

#: The recordings name these categories, taxes and states; what they are called is invented.
_CATEGORIES = rows(
    "categories",
    "category",
    *(
        {
            "id": id,
            "id_parent": parent,
            "active": 1,
            "position": 0,
            "date_upd": "2026-11-22 06:43:50",
            "name": {1: name},
            "link_rewrite": {1: name.lower()},
            **{field: {1: ""} for field in ("description", "meta_title", "meta_description")},
        }
        for id, parent, name in ((2, 1, "Home"), (3, 2, "Clothes"), (4, 3, "Men"), (5, 3, "Women"))
    ),
)
_STATES = rows(
    "order_states",
    "order_state",
    *(
        {"id": id, "paid": paid, "deleted": 0, "name": {1: name}}
        for id, name, paid in (
            (1, "Awaiting check payment", 0),
            (6, "Canceled", 0),
            (8, "Payment error", 0),
            (11, "Remote payment accepted", 1),
        )
    ),
)


class RecordedCase(SimulatedCase):
    """``folder`` is the recorded shop, ``rate`` its tax; skipped where the recordings are not at hand."""

    folder = version = rate = ""

    @classmethod
    def setUpClass(cls):
        recorded(cls.folder, "root")
        super().setUpClass()
        cls.replay = cls.enterClassContext(Replay(cls.version))
        cls.replay.answers.update(code_lists(cls.rate))
        cls.replay.answers |= {"categories": _CATEGORIES, "order_states": _STATES}
        cls.replay.record(cls.folder, **{"": "root"})
        cls.backend = cls.connected()

    @classmethod
    def connected(cls):
        backend = cls.env["shop_erp.backend"].create({"name": "Recorded shop", "system": "prestashop"})
        backend._set_settings({"url": cls.replay.url, "key": "SIMULATEDSHOPKEYSIMULATEDSHOPKEY"})
        backend.action_check()
        if backend.state != "ready":
            raise AssertionError(backend.state_reason)
        cls.vat = cls.tax15.copy({"name": f"VAT {cls.rate}", "amount": float(cls.rate)})
        cls.map_codes(backend, "tax", tax_id=cls.vat.id)
        cls.map_codes(backend, "state", order_action="quotation")
        carrier = cls.env["delivery.carrier"].create({"name": "Parcel", "product_id": backend.shipping_product_id.id})
        cls.map_codes(backend, "carrier", carrier_id=carrier.id)
        for module in ("ps_wirepayment", "ps_checkpayment"):
            cls.map("payment", module, backend=backend, journal_id=cls.journal.id)
        return backend

    def setUp(self):
        super().setUp()
        before = dict(self.replay.answers)
        self.addCleanup(self.replay.answers.update, before)
        self.addCleanup(self.replay.answers.clear)

    def serve(self, **names):
        """Serve recordings of lists: ``{resource: name}``."""
        self.replay.record(self.folder, **names)

    def serve_one(self, **names):
        """Serve recordings of single records as lists of one."""
        for resource, name in names.items():
            _status, _headers, body = recorded(self.folder, name)
            self.replay.answers[resource] = listed(body, resource)

    def serve_rows(self, resource, node, *records):
        """Serve rows of our own, where the recordings hold none."""
        self.replay.answers[resource] = rows(resource, node, *records)

    def read(self, kind):
        """Read a kind and return the binding rows, oldest first."""
        self.sync(self.backend, kind, "in")
        model = self.flow(self.backend, kind, "in")._bindings_model()
        return model.search([("backend_id", "=", self.backend.id)], order="id")

    def read_catalogue(self):
        """Read the two recorded products with the combinations that were recorded, and the one that was created."""
        self.serve(products="full-products", combinations="full-combinations")
        self.read("category")
        self.read("product")
        self.serve_one(products="create-product")
        return self.read("product")

    def tax_per_rate(self, order):
        """Return ``{rate: tax}`` of a sale order as Odoo shows it to the buyer."""
        groups = {}
        for line in order.order_line:
            rate = sum(line.tax_ids.mapped("amount"))
            groups[rate] = round(groups.get(rate, 0.0) + line.price_tax, 2)
        return groups
