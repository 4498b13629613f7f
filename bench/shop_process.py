"""The simulated shop in a process of its own, so that its work does not count as the hub's."""

import multiprocessing
import random
import time

from odoo.addons.shop_erp_connector.tests.simulators.prestashop import PrestaShopSimulator


class ShopProcess:
    """A PrestaShop simulator in a child process; its methods are called through a pipe."""

    def __enter__(self):
        context = multiprocessing.get_context("spawn")
        self._pipe, far_end = context.Pipe()
        self._process = context.Process(target=_serve, args=(far_end,), daemon=True)
        self._process.start()
        self.settings = self._pipe.recv()
        return self

    def __exit__(self, *_exc_info):
        self._pipe.send(("stop", {}))
        self._process.join(10)

    def call(self, name, **arguments):
        """Call one of the functions below in the shop's process and return its answer."""
        self._pipe.send((name, arguments))
        return self._pipe.recv()


def _serve(pipe):
    with PrestaShopSimulator() as shop:
        pipe.send(shop.settings)
        while True:
            name, arguments = pipe.recv()
            if name == "stop":
                return
            pipe.send(_FUNCTIONS[name](shop, **arguments))


def _populate(shop, products, customers):
    shop.populate(products=products, customers=customers)
    shop.clock.advance(60)  # the shop's last seconds are read by the next run
    return len(shop.rows("products"))


def _add_customers(shop, count):
    """Customers with two addresses each."""
    with shop.lock:
        for number in range(count):
            customer = shop.add_customer()
            for street in ("Rua A", "Rua B"):
                shop.add_address(customer, address1=f"{street} {number}")
    shop.clock.advance(60)


def _change_customers(shop, count):
    for row in shop.rows("customers")[:count]:
        shop.edit("customers", row, company=f"Changed {row['id']}")


def _product_ids(shop):
    return [row["id"] for row in shop.rows("products")]


def _place_orders(shop, count, lines, seed):
    chance = random.Random(seed)
    customers, products = shop.rows("customers"), shop.rows("products")
    for number in range(count):
        chosen = chance.sample(products, lines)
        shop.place_order(
            customers[number % len(customers)],
            [(product, chance.randrange(1, 4)) for product in chosen],
            state="Payment accepted",
        )
    return count


def _calls(shop, clear=False):
    total, writes = shop.log.count(), sum(shop.log.count(method) for method in ("POST", "PUT", "PATCH", "DELETE"))
    if clear:
        shop.log.clear()
    return total, writes


def _advance(shop, seconds):
    shop.clock.advance(seconds)


def _busy_seconds(_shop):
    """What the simulator's process has computed: while it does, the hub waits."""
    return time.process_time()


_FUNCTIONS = {
    "busy_seconds": _busy_seconds,
    "populate": _populate,
    "add_customers": _add_customers,
    "change_customers": _change_customers,
    "place_orders": _place_orders,
    "calls": _calls,
    "advance": _advance,
    "product_ids": _product_ids,
}
