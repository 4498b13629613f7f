"""Magento 1 keeps the promises of a remote: by its usual WSDL, by that of WS-I, and with v1's bundles closed."""

import unittest
from dataclasses import replace
from decimal import Decimal
from itertools import count

from ...remotes.documents import Category, Invoice, OrderStatus, Price, Return, ReturnedLine, Shipment, ShippedLine
from ...remotes.transport.soap import forget_wsdls
from .. import make
from ..simulators.magento1 import Magento1Simulator, orders, papers, refunds
from .suite import ContractSuite

#: Kind → table of its rows, for the kinds that are one.
TABLES = {
    "product": "products",
    "customer": "customers",
    "order": "orders",
    "shipment": "shipments",
    "invoice": "invoices",
    "return": "creditmemos",
}


class TestMagento1(ContractSuite, unittest.TestCase):
    system = "magento1"
    simulator_class = Magento1Simulator
    simulator_options = {}
    clears = frozenset({"category", "product", "customer"})
    compulsory = frozenset({"short_description", "description"})
    field_code = "material"
    chosen = {"barcode_field": "ean", "fields": "material", "languages": "en, pt=pt", "store_id": "1"}
    leaves_unchanged = frozenset({"stock", "status", "shipment", "invoice", "return"})
    # The interface takes one of these at a time. Customers are looked for first and bring an address each; a parcel has
    # its tracking number added, after a look at the parcels that its order has.
    calls_per_document = {
        "category": 1,
        "product": 1,
        "customer": 4,
        "status": 1,
        "shipment": 3,
        "invoice": 1,
        "return": 2,
    }
    seen_at = {
        "category": "catalog_category/edit/id/7/",
        "product": "catalog_product/edit/id/7/",
        "customer": "customer/edit/id/7/",
        # In Base64 the list is asked for the order with the number 7.
        "order": "sales_order/index/filter/cmVhbF9vcmRlcl9pZD03/",
    }
    writes = {
        "category": {"kind": "catalogCategoryCreate"},
        "product": {"kind": "catalogProductCreate"},
        "price": {"kind": "catalogProductMultiUpdate"},
        "stock": {"kind": "catalogInventoryStockItemMultiUpdate"},
        "customer": {"kind": "customerCustomerCreate"},
        "status": {"kind": "salesOrderAddComment"},
        "shipment": {"kind": "salesOrderShipmentCreate"},
        "invoice": {"kind": "salesOrderAddComment"},
        "return": {"kind": "salesOrderCreditmemoCreate"},
    }

    def setUp(self):
        self.numbers, self.turn = count(1001), count()
        # A shop of another form may have had the port that this one gets: its WSDL is not this one's.
        self.addCleanup(forget_wsdls)
        super().setUp()

    def seed(self):
        shop = self.simulator
        parent = 2
        for number in range(12):
            category = shop.add_category(f"Category {number}", parent=parent)
            parent = category if number % 3 == 0 else 2
        goods = [shop.add_product(f"G-{number:02}", "12.30", quantity=500) for number in range(12)]
        shirt = shop.add_product("SHIRT", "30.00", type="configurable")
        box = shop.add_product("BOX", "0", type="bundle")
        group = shop.add_product("SET", "0", type="grouped")
        shop.edit("products", shirt, special_price=Decimal("25.00"), special_to_date="2030-01-01 00:00:00")
        shop.edit(
            "products", goods[0], tiers=[{"customer_group_id": "2", "website": "all", "qty": 5, "price": Decimal(9)}]
        )
        shop.link("grouped", group, goods[0], "2.0000")
        buyers = [shop.add_customer() for _number in range(12)]
        for number in range(12):
            shop.place_order(buyers[number], [(goods[number], 100)], note="Ring twice" if number else "")
        for number in range(12):
            order = shop.place_order(
                buyers[number] if number else None,
                [(goods[number], 100), (shirt, 1, ((goods[1], 1, 0),)), (box, 1, ((goods[2], 2, "5.00"),))],
                percent="10",
                coupon="TEN",
                shipping=("5.00", "1.15", "0"),
            )
            self._settle(order)

    def _settle(self, order):
        """Invoice an order, ship and give back a piece of it."""
        shop = self.simulator
        line = {"order_item_id": orders.found(shop, order)["items"][0]["item_id"], "qty": Decimal(1)}
        papers.invoice(shop, {"invoiceIncrementId": order, "comment": "by hand"})
        shipment = papers.ship(shop, {"orderIncrementId": order, "itemsQty": [line], "comment": "first"})
        papers.add_track(shop, {"shipmentIncrementId": shipment, "carrier": "ups", "title": "UPS", "trackNumber": "1Z"})
        data = {"qtys": [line], "shipping_amount": Decimal(0)}
        refunds.refund(shop, {"orderIncrementId": order, "creditmemoData": data, "comment": "broken"})

    def _filled(self, kind):
        if len(self.simulator.rows("stores")) == 1:
            self.simulator.add_store("pt", "Portuguese")
        return super()._filled(kind)

    def ids(self, kind):
        shop = self.simulator
        if kind == "category":
            return [str(row["id"]) for row in shop.rows("categories") if row["id"] != 1]
        if kind == "stock":
            return [str(row["id"]) for row in shop.rows("products", type="simple")]
        if kind == "price":
            rows = shop.rows("products")
            specials = [f"{row['id']}-special" for row in rows if row["special_price"]]
            tiers = [
                f"{row['id']}-tier-{tier['customer_group_id']}-{tier['qty']}" for row in rows for tier in row["tiers"]
            ]
            return [*(str(row["id"]) for row in rows), *specials, *tiers]
        name = "id" if kind in ("product", "customer") else "increment_id"
        return [str(row[name]) for row in shop.rows(TABLES[kind])]

    def touch(self, kind, id):
        shop = self.simulator
        if kind == "price":
            kind, id = "product", id.partition("-")[0]
        name = "id" if kind in ("product", "customer") else "increment_id"
        (row,) = [row for row in shop.rows(TABLES[kind]) if str(row[name]) == id]
        shop.edit(TABLES[kind], row["id"])

    def new(self, kind, count):
        return [getattr(self, f"_{kind}")(next(self.numbers), next(self.turn)) for _document in range(count)]

    def refused(self, kind):
        (document,) = self.new(kind, 1)
        wrong = {
            "category": {"parent_id": "999999"},
            "product": {"tax_ids": ("9999",)},
            "price": {"product_id": "999999", "variant_id": "999999"},
            "stock": {"product_id": "999999", "variant_id": "999999"},
            "customer": {"email": "no address"},
            "status": {"state_id": "nosuch"},
            "shipment": {"order_id": "999999"},
            "invoice": {"order_id": "999999"},
            "return": {"order_id": "999999"},
        }
        return replace(document, **wrong[kind])

    def held(self, kind, document):
        return [str(id) for id in getattr(self, f"_held_{kind}")(document)]

    def key(self, kind, document):
        if kind == "category":
            return f"{document.parent_id}/{document.name['en']}"
        return document.code if kind == "product" else document.email

    def end_session(self):
        self.simulator.expire_sessions()

    def secrets(self):
        return [*super().secrets(), *self.simulator.store.sessions]

    def _turned(self, rows, turn):
        """Return the next of twelve rows, each in its turn; and the round."""
        return rows[turn % 12], turn // 12

    def _plain_order(self, turn):
        return self._turned([row["increment_id"] for row in self.simulator.rows("orders")[:12]], turn)

    def _category(self, number, _turn):
        return Category(parent_id="2", name={"en": f"Lamps {number} new"})

    def _held_category(self, category):
        rows = self.simulator.rows("categories", parent_id=int(category.parent_id), name=category.name["en"])
        return [row["id"] for row in rows]

    def _product(self, number, _turn):
        return make.product(id="", code=f"N{number}X", name={"en": f"Lamp {number}"}, tax_ids=("2",), variants=())

    def _held_product(self, product):
        return [row["id"] for row in self.simulator.rows("products", sku=product.code)]

    def _price(self, number, turn):
        id, _round = self._turned(self.ids("stock"), turn)
        return Price(product_id=id, variant_id=id, amount=Decimal(number), includes_tax=True)

    def _held_price(self, price):
        row = self.simulator.product(int(price.product_id))
        return [row["id"]] if row["price"] == price.amount else []

    def _stock(self, number, turn):
        id, _round = self._turned(self.ids("stock"), turn)
        return make.level(id, number)

    def _held_stock(self, level):
        row = self.simulator.product(int(level.product_id))
        return [row["id"]] if row["qty"] == level.quantity else []

    def _customer(self, number, _turn):
        address = make.address(id="", alias="home")
        return make.customer(id="", email=f"new{number}@example.com", addresses=(address,))

    def _held_customer(self, customer):
        return [row["id"] for row in self.simulator.rows("customers", email=customer.email)]

    def _status(self, _number, turn):
        number, round = self._plain_order(turn)
        return OrderStatus(id=number, state_id=("processing", "fraud", "pending_paypal", "payment_review")[round])

    def _held_status(self, status):
        history = self.simulator.order(status.id)["history"]
        return [status.id for row in history if row["status"] == status.state_id]

    def _shipment(self, number, turn):
        order, _round = self._plain_order(turn)
        line = ShippedLine(order_line_id=self._line(order), quantity=Decimal(1))
        key = f"WH/OUT/{number}"
        return Shipment(key=key, order_id=order, lines=(line,), tracking_number=f"TRACK{number}", carrier_id="dhl")

    def _line(self, order):
        return str(self.simulator.order(order)["items"][0]["item_id"])

    def _held_shipment(self, shipment):
        return self._noted("shipments", shipment.key)

    def _noted(self, table, key):
        rows = self.simulator.rows(table)
        return [row["increment_id"] for row in rows if any(entry["comment"] == key for entry in row["comments"])]

    def _invoice(self, number, turn):
        order, _round = self._plain_order(turn)
        return Invoice(order_id=order, number=f"FT W/{number}", pdf_url=f"https://erp.invalid/{number}.pdf")

    def _held_invoice(self, invoice):
        if invoice.order_id == "999999":
            return []
        history = self.simulator.order(invoice.order_id)["history"]
        return [invoice.order_id for row in history if f"{invoice.number}:" in (row["comment"] or "")]

    def _return(self, number, turn):
        order, _round = self._turned([row["increment_id"] for row in self.simulator.rows("orders")[12:]], turn)
        line = ReturnedLine(order_line_id=self._line(order), quantity=Decimal(1))
        return Return(key=f"RMA/{number}", type="refund", order_id=order, lines=(line,), currency="EUR")

    def _held_return(self, document):
        return self._noted("creditmemos", document.key)


class TestMagento1WsI(TestMagento1):
    """A shop that complies with WS-I: document/literal instead of rpc/encoded; prices without tax."""

    simulator_options = {"wsi": True, "prices_include_tax": False}

    def _price(self, number, turn):
        return replace(super()._price(number, turn), includes_tax=False)


class TestMagento1WithoutV1(TestMagento1):
    """An OpenMage shop that has v1 closed: what the interface tells one by one is asked one by one."""

    simulator_options = {"v1": False, "namespace": "urn:OpenMage"}
    calls_per_document = TestMagento1.calls_per_document | {"status": 2, "shipment": 4, "invoice": 3, "return": 5}
    calls_per_read = {
        "category": 1,
        "product": 4,
        "price": 1,
        "customer": 1,
        "order": 1,
        "shipment": 1,
        "invoice": 1,
        "return": 1,
    }
