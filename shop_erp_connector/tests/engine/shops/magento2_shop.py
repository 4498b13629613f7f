"""A Magento 2 shop in Portugal with two languages, connected: the one set-up of all tests that need it with Odoo."""

from ...simulators.magento2 import Magento2Simulator

#: The shop's states: what they mean when an order comes in, and of what they tell the shop.
STATES = (
    ("pending", "quotation", False),
    ("processing", "confirm", "confirmed"),
    ("complete", "confirm", "delivered"),
    ("canceled", "cancel", "cancelled"),
)


class Magento2Shop:
    """Joined with ``SimulatedCase``; ``shop`` and ``backend`` are there when the class is."""

    options = {}
    settings = {}

    @classmethod
    def connect_magento2(cls):
        """Set ``shop`` and ``backend``: all codes mapped, English and Portuguese texts, pictures sent."""
        cls.env["res.lang"]._activate_lang("pt_PT")
        cls.shop = shop = Magento2Simulator(**cls.options)
        shop.add_store("pt", "pt_PT")
        # What the interface has no list of is learned from the newest orders.
        first = shop.add_customer("first@mail.test", addresses=[cls.in_lisbon()])
        shop.place_order(first, [(shop.add_product("SEEN", quantity=9), 1)])
        cls.backend = backend = cls.connect(shop, "magento2", "Magento")
        backend._set_settings(shop.settings | {"country": "PT", "store_views": "default,pt"} | cls.settings)
        backend.action_check()
        cls.map_taxes(backend)
        cls.map_codes(backend, "payment", journal_id=cls.journal.id)
        carrier = cls.env["delivery.carrier"].create({"name": "Parcel", "product_id": backend.shipping_product_id.id})
        cls.map_codes(backend, "carrier", carrier_id=carrier.id)
        cls.map_codes(backend, "state", order_action="confirm")
        for state_id, action, status in STATES:
            cls.mapping(backend, "state", state_id).write({"order_action": action, "order_status": status})
        backend.sends_images = True

    @classmethod
    def connect_shop(cls, version="", name=""):
        """Return (simulator, backend), for the cases of all shops."""
        cls.connect_magento2()
        return cls.shop, cls.backend

    @classmethod
    def in_lisbon(cls, **values):
        """Return the address of a buyer who pays the shop's Portuguese taxes."""
        return cls.shop.address(**{"city": "Lisboa", "postcode": "1100-148", "country_id": "PT"} | values)

    def row_of(self, sku):
        """The shop's row of a SKU."""
        return self.shop.store.product(sku)

    def value(self, sku, code, store=0):
        """An attribute's value in a store view (2: Portuguese), or for all of them."""
        return self.row_of(sku)["values"].get(code, {}).get(store)

    def writes(self):
        """The kinds of the calls that changed something in the shop."""
        return [call.kind for call in self.shop.log if call.method != "GET"]

    def sent(self, kind):
        """Send what is new or changed of a kind; nothing may be refused; return the run."""
        run = self.sync(self.backend, kind, "out")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        return run

    def taken(self, kind):
        """Read what is new or changed of a kind; nothing may be refused; return the run."""
        run = self.sync(self.backend, kind, "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        return run

    @classmethod
    def in_portuguese(cls, record):
        """A record with its Portuguese texts."""
        return record.with_context(lang="pt_PT")
