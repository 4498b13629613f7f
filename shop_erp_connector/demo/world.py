"""The simulated shop and ERP: an invented company with a web shop, kept in files between two starts."""

import json

from ..tests.simulators.keyinvoice import KeyInvoiceSimulator
from ..tests.simulators.prestashop import PrestaShopSimulator
from . import people
from .places import free_port

COMPANY = "Casa Azul, Lda."
VERSION = "8.2.1"
GOODS, FAMILIES = 132, 12

#: The carriers of the shop: (id or None for a new one, name, price without tax, where a parcel is followed).
CARRIERS = (
    (1, "Pick up in the shop", "0", ""),
    (2, "Home delivery", "4.07", "https://track.invalid/home/@"),
    (None, "Express 24 h", "7.32", "https://track.invalid/express/@"),
)
#: Services of the ERP; the first one is in every account of the simulator.
SHIPPING, WRAPPING = ("PORTES", "Portes de envio"), ("EMBRULHO", "Embrulho para oferta")

QUOTE = "Quote"

_SECONDS = 10

_FACTS, _SHOP, _ERP = "world.json", "shop.state", "erp.state"


def remembered(folder):
    """Return what ``World.remember()`` has kept in a folder, {} when there is nothing."""
    file = folder / _FACTS
    return json.loads(file.read_text()) if file.exists() else {}


class World:
    """Both simulated systems; a context manager during which they answer.

    :param folder: where they are kept
    :param is_new: begin with an empty shop and an ERP that has a catalogue, whatever is kept there
    """

    def __init__(self, folder, *, is_new):
        self._folder = folder
        self.is_new = is_new
        self.facts = {} if is_new else remembered(folder)
        # At the same ports again, Odoo finds them without being told.
        ports = self.facts.get("ports", (0, 0))
        self.shop = PrestaShopSimulator(VERSION, port=free_port(ports[0]))
        self.erp = KeyInvoiceSimulator(port=free_port(ports[1]))
        if is_new:
            (folder / _FACTS).unlink(missing_ok=True)
            _found_erp(self.erp)
            _found_shop(self.shop)
            people.move_in(self.shop, self.erp)
        else:
            self.shop.load(folder / _SHOP)
            self.erp.load(folder / _ERP)

    def __enter__(self):
        self.shop.start()
        self.erp.start()
        return self

    def __exit__(self, *_exc_info):
        self.shop.stop()
        self.erp.stop()
        if self.facts:
            self.remember()

    def remember(self, **facts):
        """Keep both systems as they are now, and further facts about this world (JSON-able).

        Nothing is kept before the first time; from then on the end of the context does it as well.
        """
        self.facts |= facts | {"ports": [self.shop.port, self.erp.port]}
        self.shop.save(self._folder / _SHOP)
        self.erp.save(self._folder / _ERP)
        (self._folder / _FACTS).write_text(json.dumps(self.facts))

    def pass_time(self):
        """Let some seconds go by in the shop: what has just happened there is read once it is that old."""
        self.shop.clock.advance(_SECONDS)

    def sell_at_the_counter(self, count):
        """Let the ERP sell some goods over the counter, one to three of each."""
        for number in range(count):
            self.erp.counter_sale(f"KI{number * 9 % GOODS + 1:05d}", 1 + number % 3)


def _found_erp(erp):
    erp.account.company["Name"] = COMPANY
    erp.seed_catalogue(products=GOODS, families=FAMILIES)
    erp.add_product(*WRAPPING, price="1.63", is_service=True)


def _found_shop(shop):
    shop.configure("PS_SHOP_NAME", "Casa Azul")
    shop.configure("PS_TIMEZONE", "Europe/Lisbon")
    for row in shop.rows("taxes"):
        # It sells in Portugal alone.
        shop.edit("taxes", row, active=int(row["name"][1].startswith("PT ")))
    for key, name, price, url in CARRIERS:
        values = {"name": name, "delay": name, "url": url, "_price": price, "is_free": int(price == "0")}
        if key:
            shop.edit("carriers", key, **values)
        else:
            shop.add_carrier(name, price, url=url)
    with shop.lock:
        # as quote modules of PrestaShop do: an order in a state of its own
        shop.store.insert("order_states", {"name": {1: QUOTE, 2: "Orçamento"}, "color": "#888888"})
