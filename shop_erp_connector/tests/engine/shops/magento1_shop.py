"""A Magento 1 shop, connected: the one set-up of all tests that need such a shop with Odoo."""

from ...simulators.magento1 import Magento1Simulator
from ...simulators.magento1.operations import is_reading

#: The shop's states: what they mean when an order comes in, and of what they tell the shop.
STATES = (
    ("pending", "quotation", False),
    ("processing", "confirm", "confirmed"),
    ("complete", "confirm", "delivered"),
    ("canceled", "cancel", "cancelled"),
)

#: Calls that only look, beside those whose names say so.
LOOKS = ("wsdl", "login", "multiCall", "page")


class Magento1Shop:
    """Joined with ``SimulatedCase`` or a case of its kind, whose shop it replaces."""

    settings = {}

    @classmethod
    def connect_shop(cls, *_version):
        """Return (simulator, backend) of a shop whose codes are all mapped; ``settings`` of a class are added."""
        shop = Magento1Simulator()
        backend = cls.connect(shop, "magento1", "Shop")
        backend._set_settings(shop.settings | cls.settings)
        backend.action_check()
        cls.map_taxes(backend)
        cls.map("payment", "checkmo", backend=backend, journal_id=cls.journal.id)
        carrier = cls.env["delivery.carrier"].create({"name": "Parcel", "product_id": backend.shipping_product_id.id})
        cls.map("carrier", "flatrate_flatrate", backend=backend, carrier_id=carrier.id)
        cls.map_codes(backend, "state", order_action="confirm")
        for state_id, action, status in STATES:
            cls.mapping(backend, "state", state_id).write({"order_action": action, "order_status": status})
        return shop, backend

    def writes(self):
        """The operations that changed something in the shop."""
        return [call.kind for call in self.shop.log if not is_reading(call.kind) and call.kind not in LOOKS]
