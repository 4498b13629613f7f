"""How many calls the shops' remotes need, beside the fewest that their interfaces allow; no Odoo and no clock in it."""

from datetime import UTC, datetime
from decimal import Decimal

from measures import figure

from odoo.addons.shop_erp_connector.remotes import open_remote
from odoo.addons.shop_erp_connector.remotes.documents import Price, StockLevel
from odoo.addons.shop_erp_connector.tests.simulators.magento1 import Magento1Simulator
from odoo.addons.shop_erp_connector.tests.simulators.magento2 import Magento2Simulator
from odoo.addons.shop_erp_connector.tests.simulators.woocommerce import WooCommerceSimulator

ORDERS, LEVELS, PRICES = 1_000, 10_000, 1_000


def shop_calls(_hub, _shop, divisor):
    """Read 1,000 orders, send 10,000 stock levels and 1,000 prices to each shop; count the calls."""
    results = {}
    for system, (simulator_class, settings, goods, per_call) in SHOPS.items():
        with simulator_class() as shop:
            _fill(shop, divisor)
            variants = goods(shop)
            with open_remote(system, shop.settings | settings) as remote:
                remote.check()
                for kind, calls, count in _counted(remote, shop, variants, divisor):
                    results[f"{system}_calls_{kind}"] = figure(calls, "calls", -(-count // per_call[kind]))
    return results


def _fill(shop, divisor):
    """Fill a shop with what is read and written. Orders come one a second."""
    shop.clock.advance(-7200)
    shop.populate(products=LEVELS // divisor)
    for _number in range(ORDERS // divisor):
        shop.clock.advance(1)
        shop.populate(orders=1)
    shop.clock.run(datetime.now(UTC))


def _woocommerce(shop):
    """Return (product id, variant id) of all goods."""
    return [(str(row["id"]), f"{row['id']}-0") for row in shop.rows("products")]


def _magento1(shop):
    return [(str(row["id"]), str(row["id"])) for row in shop.rows("products")]


def _magento2(shop):
    return [(str(row["id"]), str(row["id"])) for row in shop.store.all("product")]


def _counted(remote, shop, variants, divisor):
    """Yield (kind, calls, records) of each task; the shop's lists and SKUs are known, as after a minute of work."""
    for kind in sorted(remote.capabilities.lookups):
        remote.lookups(kind)
    yield "order", _calls(shop, lambda: list(remote.pull("order"))), ORDERS // divisor
    before, levels = (
        [StockLevel(product_id=id, variant_id=variant, quantity=Decimal(quantity)) for id, variant in variants]
        for quantity in (6, 7)
    )
    _pushed(remote, "stock", before)
    yield "stock", _calls(shop, lambda: _pushed(remote, "stock", levels)), len(levels)
    prices = [
        Price(product_id=id, variant_id=variant, amount=Decimal("12.34"), includes_tax=True)
        for id, variant in variants[: PRICES // divisor]
    ]
    _pushed(remote, "price", prices[:1])
    yield "price", _calls(shop, lambda: _pushed(remote, "price", prices)), len(prices)


def _calls(shop, work):
    shop.log.clear()
    work()
    return len(shop.log)


def _pushed(remote, kind, documents):
    size = remote.capabilities.batch[kind]
    for start in range(0, len(documents), size):
        failed = [result.error for result in remote.push(kind, documents[start : start + size]) if result.error]
        if failed:
            raise SystemExit(f"{kind}: {failed[0]}")


#: system: (simulator, settings, its goods, records that one call can carry at most).
SHOPS = {
    "magento1": (Magento1Simulator, {}, _magento1, {"order": 50, "stock": 500, "price": 50}),
    "magento2": (
        Magento2Simulator,
        {"prices_include_tax": "1"},
        _magento2,
        {"order": 100, "stock": 1000, "price": 1000},
    ),
    "woocommerce": (WooCommerceSimulator, {}, _woocommerce, {"order": 100, "stock": 100, "price": 100}),
}
