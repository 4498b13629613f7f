"""A WooCommerce shop in Lisbon, connected: the one set-up of all tests that need such a shop with Odoo."""

from ...simulators.woocommerce import WooCommerceSimulator
from ...simulators.woocommerce.shopping import ADDRESS

#: Where its buyers live: an order of theirs bears the shop's own taxes.
LISBON = {**ADDRESS, "city": "Lisboa", "postcode": "1100-148", "country": "PT"}

#: The shop's states: what they mean when an order comes in, and of what they tell the shop.
STATES = (
    ("pending", "quotation", False),
    ("on-hold", "quotation", False),
    ("processing", "confirm", "confirmed"),
    ("completed", "confirm", "delivered"),
    ("cancelled", "cancel", "cancelled"),
)


class WooCommerceShop:
    """Joined with ``SimulatedCase`` or ``ShopOutCase``, before it."""

    @classmethod
    def connect_shop(cls, _version="", name="Shop"):
        """Return (simulator, backend) of a shop with Portuguese taxes in its prices and all codes mapped."""
        shop = WooCommerceSimulator()
        shop.configure(country="PT", timezone="Europe/Lisbon")
        shop.add_tax(23, "PT", name="IVA")
        shop.add_tax(6, "PT", name="IVA red.", tax_class="reduced-rate")
        backend = cls.connect(shop, "woocommerce", name)
        cls.map_taxes(backend)
        cls.map_codes(backend, "payment", journal_id=cls.journal.id)
        carrier = cls.env["delivery.carrier"].create({"name": "Parcel", "product_id": backend.shipping_product_id.id})
        cls.map_codes(backend, "carrier", carrier_id=carrier.id)
        cls.map_codes(backend, "state", order_action="confirm")
        for state_id, action, status in STATES:
            cls.mapping(backend, "state", state_id).write({"order_action": action, "order_status": status})
        return shop, backend

    @classmethod
    def take_pictures(cls, shop, backend):
        """Let the backend upload pictures as a user of the shop's library."""
        user, password = shop.media_user
        backend._set_settings({"media_user": user, "media_password": password})
        backend.action_check()
        backend.sends_images = True
