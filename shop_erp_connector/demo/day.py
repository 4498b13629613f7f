"""The steps of the day, from the ERP's catalogue to the shop's orders and back."""

import time

from . import backends, buying, catalogue, database, office
from .backends import ERP, SHOP

ORDERS = 220
COUNTER_SALES = 12


class Day:
    """One day of exchange.

    :param say: takes one line of progress
    """

    def __init__(self, hub, world, say):
        self._hub = hub
        self._world = world
        self._say = say

    def first(self):
        """The day on which everything begins: both systems are new and the people are at work."""
        self._erp_catalogue()
        self._step("Pictures, a shirt in sizes and colours, prices for professionals", catalogue.dress)
        self._shop_catalogue()
        self._step("Buyers place orders in the shop", self._buy)
        self._orders()
        self._step("The warehouse sends parcels, the office writes invoices", self._work)
        self._fiscal()
        self._back_to_the_shop()
        self._step("Goods are sold at the ERP's counter", self._sell_at_the_counter)
        self._levels()

    def next(self):
        """Any other day: only the exchange."""
        self._erp_catalogue()
        self._shop_catalogue()
        self._orders()
        self._fiscal()
        self._back_to_the_shop()
        self._levels()

    def _step(self, title, work):
        began = time.monotonic()
        work()
        self._say(f"{title} … {time.monotonic() - began:.1f} s")

    def _sync(self, title, backend_name, *flows):
        self._step(title, lambda: self._hub.sync(backend_name, *flows))

    def _erp_catalogue(self):
        flows = tuple((kind, "in") for kind in ("category", "product", "stock"))
        self._sync("ERP → Odoo: families, products, stock", ERP, *flows)

    def _shop_catalogue(self):
        flows = tuple((kind, "out") for kind in ("category", "product", "price", "stock"))
        self._sync("Odoo → shop: categories, products with pictures and variants, prices, stock", SHOP, *flows)

    def _buy(self):
        buyers = buying.Buyers(self._world.shop)
        buyers.buy(ORDERS)
        with database.session() as env:
            # The shop's payment methods are known once somebody has used them.
            backends.check(backends.find(env, SHOP))
            backends.confirm_mappings(env)
            # They bought in the days before; with its first levels the shop has been asked for orders of later ones.
            flows = backends.find(env, SHOP).flow_ids
            flows.filtered(lambda flow: (flow.kind, flow.direction) == ("order", "in")).cursor = False

    def _orders(self):
        self._sync("Shop → Odoo: orders", SHOP, ("order", "in"))

    def _work(self):
        buying.Buyers(self._world.shop).pay_late()
        self._world.pass_time()
        self._hub.sync(SHOP, ("order", "in"))
        office.deliver()
        office.invoice()

    def _fiscal(self):
        flows = (("customer", "out"), ("order", "out"), ("invoice", "out"))
        self._sync("Odoo → ERP: clients, orders, invoices; numbers and PDFs come back", ERP, *flows)

    def _back_to_the_shop(self):
        flows = (("status", "out"), ("shipment", "out"), ("invoice", "out"))
        self._sync("Odoo → shop: states, tracking numbers, invoices", SHOP, *flows)

    def _sell_at_the_counter(self):
        self._world.sell_at_the_counter(COUNTER_SALES)

    def _levels(self):
        self._world.pass_time()
        self._sync("ERP → Odoo: stock", ERP, ("stock", "in"))
        self._sync("Shop → Odoo: orders as the shop has them now", SHOP, ("order", "in"))
        self._sync("Odoo → shop: stock", SHOP, ("stock", "out"))
