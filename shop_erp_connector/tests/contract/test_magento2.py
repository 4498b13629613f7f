"""Magento 2 keeps the promises of a remote: with a bearer token and sources, and signed with the legacy stock."""

import unittest
from dataclasses import replace
from decimal import Decimal
from itertools import count

from ...remotes.documents import (
    AttributeValue,
    Category,
    Customer,
    Invoice,
    OrderStatus,
    Price,
    Return,
    ReturnedLine,
    Shipment,
    ShippedLine,
    Variant,
)
from .. import make
from ..simulators.magento2 import Magento2Simulator
from .suite import ContractSuite

#: Kind → table of its rows, for the kinds that are one.
TABLES = {
    "category": "category",
    "product": "product",
    "customer": "customer",
    "order": "order",
    "status": "order",
    "shipment": "shipment",
    "invoice": "invoice",
    "return": "creditmemo",
}

#: Kind → a field that people change there.
FIELDS = {
    "category": "position",
    "product": "cost",
    "customer": "taxvat",
    "order": "customer_note",
    "status": "customer_note",
    "shipment": "store_id",
    "invoice": "store_id",
    "return": "store_id",
}


class TestMagento2(ContractSuite, unittest.TestCase):
    system = "magento2"
    simulator_class = Magento2Simulator
    simulator_options = {"auth": "bearer", "msi": True}
    leaves_unchanged = frozenset({"status", "shipment", "invoice", "return"})
    clears = frozenset({"category", "product", "customer"})
    compulsory = frozenset({"door phone"})
    field_code = "material"
    chosen = {"barcode_attribute": "ean", "store_views": "default,pt"}
    #: The interface takes these one by one; what the call does not tell is read afterwards.
    calls_per_document = {
        "category": 1, "product": 1, "customer": 1, "status": 1, "shipment": 1, "invoice": 2, "return": 2,
    }  # fmt: skip
    seen_at = {
        "category": "catalog/category/edit/id/7/",
        "product": "catalog/product/edit/id/7/",
        "customer": "customer/index/edit/id/7/",
        "order": "sales/order/view/order_id/7/",
    }
    writes = {
        "category": {"method": "POST", "kind": "categories"},
        "product": {"method": "POST", "kind": "products"},
        "price": {"method": "POST", "kind": "products/base-prices"},
        "stock": {"method": "POST", "kind": "inventory/source-items"},
        "customer": {"method": "POST", "kind": "customers"},
        "status": {"method": "POST", "kind": "orders/comments"},
        "shipment": {"method": "POST", "kind": "order/ship"},
        "invoice": {"method": "POST", "kind": "orders/comments"},
        "return": {"method": "POST", "kind": "order/refund"},
    }

    def setUp(self):
        self.numbers, self.turn = count(1001), count()
        super().setUp()

    def seed(self):
        shop = self.simulator
        shop.add_store("pt", "pt_PT")
        shop.add_attribute("ean", kind="text")
        shop.add_attribute("material", kind="text", scope="store")
        parent = 2
        for number in range(12):
            category = shop.add_category(f"Category {number}", parent=parent)
            parent = category["id"] if number % 3 == 0 else 2
        red, blue = shop.add_option("Red"), shop.add_option("Blue")
        goods = [shop.add_product(f"P-{number:02d}", "24.39", quantity=50) for number in range(12)]
        children = [
            shop.add_product(f"SHIRT-{name}", price, quantity=9, color=option, visibility=1)
            for name, option, price in (("R", red, "15.00"), ("B", blue, "17.50"))
        ]
        shirt = shop.add_configurable("SHIRT", children)
        pack = shop.add_bundle("PACK", [("P-00", 2), ("P-01", 1)])
        shop.add_grouped("GROUP", [("P-02", 1), ("P-03", 2)])
        people = [shop.add_customer() for _number in range(12)]
        for number in range(13):
            lines = [(goods[number % 12], 4), (shirt, 2, children[number % 2]), (pack, 1)]
            order = shop.place_order(people[number % 12], lines, coupon="TEN", percent_off=Decimal(10))
            shop.invoice(order, items=[_item(order, 0, 3)])
            shop.ship(order, items=[_item(order, 0, 1)], tracks=[_track(f"OLD{number}")])
            shop.refund(order, items=[_item(order, 0, 1)], arguments={"shipping_amount": 0})
        shop.place_order(None, [(goods[0], 1)], email="guest@mail.test")

    def ids(self, kind):
        shop = self.simulator
        if kind == "stock":
            return [f"{shop.store.product(sku)['id']}/{code}" for sku, code in shop.store.source_items]
        if kind == "price":
            return [str(row["id"]) for row in shop.store.all("product") if row["type_id"] == "simple"]
        rows = shop.store.rows[TABLES[kind]]
        if kind == "category":
            return [str(number) for number in sorted(rows) if number != 1]
        children = {id for row in shop.store.all("product") for id in row["configurable_links"]}
        return [str(number) for number in sorted(rows) if kind != "product" or number not in children]

    def touch(self, kind, id):
        self.simulator.edit(TABLES[kind], int(id), **{FIELDS[kind]: next(self.numbers)})

    def missing_id(self, kind):
        return "999999/default" if kind == "stock" else "999999"

    def new(self, kind, count):
        return [getattr(self, f"_{kind}")(next(self.numbers), next(self.turn)) for _document in range(count)]

    def refused(self, kind):
        (document,) = self.new(kind, 1)
        wrong = {
            "category": {"name": {}},
            "product": {"tax_ids": ("NONE",)},
            "price": {"product_id": "999999", "variant_id": "999999"},
            "stock": {"variant_id": "999999"},
            "customer": {"group_id": "999"},
            "status": {"state_id": "nosuch"},
            "shipment": {"order_id": "999999"},
            "invoice": {"order_id": "999999"},
            "return": {"order_id": "999999"},
        }
        return replace(document, **wrong[kind])

    def held(self, kind, document):
        return [str(found) for found in getattr(self, f"_held_{kind}")(document)]

    def key(self, kind, document):
        if kind == "category":
            return f"{document.parent_id}/{document.name['en_US']}"
        return document.email if kind == "customer" else document.code

    def _turned(self, table, turn, **values):
        """Return the next of the rows that were there at first, each in its turn; and the round."""
        rows = self.simulator.store.find(table, **values)[:12]
        return rows[turn % 12], turn // 12

    def _category(self, number, _turn):
        return Category(parent_id="2", name={"en_US": f"Lamps {number}"})

    def _held_category(self, category):
        rows = self.simulator.store.all("category")
        return [row["id"] for row in rows if row["values"]["name"][0] == category.name["en_US"]]

    def _product(self, number, _turn):
        return make.product(
            id="", code=f"N{number}X", name={"en_US": f"Lamp {number}"}, tax_ids=("DE-19",), variants=()
        )

    def _held_product(self, product):
        return [row["id"] for row in self.simulator.store.find("product", sku=product.code)]

    def _price(self, number, turn):
        row, _round = self._turned("product", turn, type_id="simple")
        return Price(product_id=str(row["id"]), variant_id=str(row["id"]), amount=Decimal(number))

    def _held_price(self, price):
        row = self.simulator.store.rows["product"][int(price.variant_id)]
        return [row["id"]] if row["values"]["price"][0] == price.amount else []

    def _stock(self, number, turn):
        row, _round = self._turned("product", turn, type_id="simple")
        return make.level(str(row["id"]), number, location_id="default")

    def _held_stock(self, level):
        row = self.simulator.store.rows["product"][int(level.variant_id)]
        quantity = self.simulator.store.source_items[(row["sku"], "default")][0]
        return [f"{row['id']}/default"] if quantity == level.quantity else []

    def _customer(self, number, _turn):
        return Customer(
            email=f"new{number}x@mail.test",
            first_name="Ana",
            last_name=f"Silva {number}",
            group_id="2",
            billing=make.address(id="", zip="4050-100", country="PT"),
        )

    def _held_customer(self, customer):
        return [row["id"] for row in self.simulator.store.find("customer", email=customer.email)]

    def _status(self, _number, turn):
        row, round = self._turned("order", turn)
        return OrderStatus(id=str(row["entity_id"]), state_id=("fraud", "payment_review", "pending")[round % 3])

    def _held_status(self, status):
        row = self.simulator.store.rows["order"][int(status.id)]
        return [row["entity_id"] for history in row["histories"] if history.get("status") == status.state_id]

    def _shipment(self, number, turn):
        row, _round = self._turned("order", turn)
        line = ShippedLine(order_line_id=str(row["items"][0]["item_id"]), quantity=Decimal(1))
        return Shipment(
            key=f"OUT/{number}", order_id=str(row["entity_id"]), tracking_number=f"TRACK{number}", lines=(line,)
        )

    def _held_shipment(self, shipment):
        return _with_comment(self.simulator.store.all("shipment"), shipment.key)

    def _invoice(self, number, turn):
        row, _round = self._turned("order", turn)
        url = f"https://erp.invalid/{number}.pdf"
        return Invoice(order_id=str(row["entity_id"]), number=f"FT W/{number}", pdf_url=url)

    def _held_invoice(self, invoice):
        histories = [one for row in self.simulator.store.all("order") for one in row["histories"]]
        return [one["entity_id"] for one in histories if f"{invoice.number}:" in one["comment"]]

    def _return(self, number, turn):
        row, _round = self._turned("order", turn)
        line = ReturnedLine(order_line_id=str(row["items"][0]["item_id"]), quantity=Decimal(1), restock=True)
        return Return(key=f"RET/{number}", order_id=str(row["entity_id"]), lines=(line,))

    def _held_return(self, document):
        return _with_comment(self.simulator.store.all("creditmemo"), document.key)


class TestMagento2Legacy(TestMagento2):
    """Signed with OAuth 1.0a, in a shop without sources."""

    simulator_options = {"auth": "oauth", "msi": False}
    calls_per_document = TestMagento2.calls_per_document | {"stock": 1}
    calls_per_read = {"stock": 1}
    writes = TestMagento2.writes | {"stock": {"method": "PUT", "kind": "products/stockItems"}}

    def ids(self, kind):
        if kind != "stock":
            return super().ids(kind)
        rows = self.simulator.store.all("product")
        return [f"{row['id']}/default" for row in rows if row["type_id"] == "simple"]

    def _held_stock(self, level):
        row = self.simulator.store.rows["product"][int(level.variant_id)]
        return [f"{row['id']}/default"] if row["stock_item"]["qty"] == level.quantity else []


def _item(order, place, quantity):
    return {"order_item_id": order["items"][place]["item_id"], "qty": quantity}


def _track(number):
    return {"track_number": number, "title": "DHL", "carrier_code": "custom"}


def _with_comment(rows, key):
    return [row["entity_id"] for row in rows for one in row["comments"] if one["comment"].endswith(f" {key}")]


__all__ = ["AttributeValue", "Variant"]
