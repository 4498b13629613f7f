"""PrestaShop keeps the promises of a remote, in the versions that shops use."""

import base64
import unittest
from dataclasses import replace
from decimal import Decimal
from itertools import count

from ...remotes.documents import Address, Category, Customer, Invoice, OrderStatus, Price, Return, Shipment
from .. import make
from ..simulators.prestashop import PrestaShopSimulator
from .suite import ContractSuite

#: Kind → resource of its rows, for the kinds that are one.
RESOURCES = {
    "category": "categories",
    "product": "products",
    "customer": "customers",
    "order": "orders",
    "return": "order_slip",
}

#: A field that people change, by kind.
FIELDS = {
    "category": "position",
    "product": "weight",
    "customer": "note",
    "order": "shipping_number",
    "return": "shipping_cost_amount",
}


class TestPrestaShop(ContractSuite, unittest.TestCase):
    system = "prestashop"
    simulator_class = PrestaShopSimulator
    simulator_options = {"version": "8.2.1"}
    leaves_unchanged = frozenset({"category", "product", "stock", "status", "shipment", "invoice"})
    seen_at = {
        "category": "index.php?controller=AdminCategories&id_category=7&updatecategory",
        "product": "index.php?controller=AdminProducts&id_product=7&updateproduct",
        "customer": "index.php?controller=AdminCustomers&id_customer=7&viewcustomer",
        "order": "index.php?controller=AdminOrders&id_order=7&vieworder",
    }
    clears = frozenset({"category", "product", "customer"})
    update = "PATCH"
    is_base = True

    def setUp(self):
        self.numbers, self.turn = count(1001), count()
        super().setUp()

    @property
    def writes(self):
        return {
            "category": {"method": "POST", "kind": "categories"},
            "product": {"method": "POST", "kind": "products"},
            "price": {"method": self.update, "kind": "products"}
            if self.is_base
            else {"method": "POST", "kind": "specific_prices"},
            "stock": {"method": self.update, "kind": "stock_availables"},
            "customer": {"method": "POST", "kind": "customers"},
            "status": {"method": "POST", "kind": "order_histories"},
            "shipment": {"method": self.update, "kind": "order_carriers"},
            "invoice": {"method": "POST", "kind": "customer_messages"},
            "return": {"method": "POST", "kind": "order_slip"},
        }

    def seed(self):
        shop = self.simulator
        # A zone that is never UTC, and whose dates differ from it at night.
        shop.configure("PS_TIMEZONE", "Asia/Kolkata")
        parent = 2
        for number in range(12):
            category = shop.add_category(f"Category {number}", parent=parent)
            parent = category["id"] if number % 3 == 0 else 2
        shop.populate(products=12, customers=12, orders=11)
        red, blue = shop.add_option("Colour", ["red", "blue"])
        shirt = shop.add_product("SHIRT", "15.00", tax=2)
        shop.add_combination(shirt, "SHIRT-R", values=[red], quantity=5)
        shop.add_combination(shirt, "SHIRT-B", values=[blue], quantity=7, price="2.50")
        shop.store.insert("manufacturers", {"name": "Invented brand", "active": 1})
        shop.store.insert("product_features", {"name": "Material"})
        # Edited since those orders: the shop makes a new carrier then, and the reference stays.
        shop.add_carrier("Home delivery", "7.50", id_reference=2)
        shop.add_special_price(shirt, percent=10, id_group=3)
        shop.add_special_price(shirt, amount="1.50", from_quantity=5, to="2030-12-31 23:59:59")
        voucher = shop.add_cart_rule("Ten off", percent=10)
        shop.place_order(shop.add_customer(guest=True), [(shirt, 2)], cart_rules=[voucher], wrapping="2.00")
        for order in shop.rows("orders")[:12]:
            shop.refund(order, "1.23")

    def ids(self, kind):
        if kind == "stock":
            rows = self.simulator.rows("stock_availables")
            combined = {row["id_product"] for row in rows if row["id_product_attribute"] != "0"}
            rows = [row for row in rows if row["id_product_attribute"] != "0" or row["id_product"] not in combined]
            return [f"{row['id_product']}-{row['id_product_attribute']}" for row in rows]
        if kind == "price":
            return self._price_ids()
        rows = self.simulator.rows(RESOURCES[kind])
        # Above the shop's home category there is one without parent, which is no category of the shop.
        return [str(row["id"]) for row in rows if kind != "category" or row["id_parent"] != "0"]

    def _price_ids(self):
        combinations = self.simulator.rows("combinations")
        combined = {row["id_product"] for row in combinations}
        products = [str(row["id"]) for row in self.simulator.rows("products")]
        plain = [id if id in combined else f"{id}-0" for id in products]
        specific = [f"specific-{row['id']}" for row in self.simulator.rows("specific_prices")]
        return plain + [f"{row['id_product']}-{row['id']}" for row in combinations] + specific

    def touch(self, kind, id):
        self.simulator.edit(RESOURCES[kind], int(id), **{FIELDS[kind]: str(next(self.numbers))})

    def missing_id(self, kind):
        return "999999-0" if kind in ("stock", "price") else "999999"

    def new(self, kind, count):
        return [getattr(self, f"_{kind}")(next(self.numbers), next(self.turn)) for _document in range(count)]

    def refused(self, kind):
        (document,) = self.new(kind, 1)
        wrong = {
            "category": {"name": {}},
            "product": {"tax_ids": ("9999",)},
            "price": {"product_id": "999999", "variant_id": "999999-0"} if self.is_base else {"group_id": "999"},
            "stock": {"variant_id": "999999-0", "product_id": "999999"},
            "customer": {"group_id": "999"},
            "status": {"state_id": "999"},
            "shipment": {"order_id": "999999"},
            "invoice": {"order_id": "999999"},
            "return": {"order_id": "999999"},
        }
        return replace(document, **wrong[kind])

    def held(self, kind, document):
        found = getattr(self, f"_held_{kind}")(document)
        return [str(row["id"] if isinstance(row, dict) else row) for row in found]

    def key(self, kind, document):
        if kind in ("return", "customer"):
            return document.email if kind == "customer" else document.key
        return f"{document.parent_id}/{document.name['en']}" if kind == "category" else document.code

    def secrets(self):
        # The key travels as the user of HTTP Basic, without a password.
        return [self.simulator.key, base64.b64encode(f"{self.simulator.key}:".encode()).decode()]

    def _turned(self, resource, turn):
        """Return the next of the rows that were there at first, each in its turn; and the round."""
        rows = self.simulator.rows(resource)[:12]
        return rows[turn % 12], turn // 12

    def _category(self, number, _turn):
        return Category(parent_id="2", name={"en": f"Lamps {number}", "pt": f"Candeeiros {number}"})

    def _held_category(self, category):
        rows = self.simulator.rows("categories", id_parent=category.parent_id)
        return [row for row in rows if category.name["en"] in row["name"].values()]

    def _product(self, number, _turn):
        country = self.simulator.only("countries", iso_code="PT")["id"]
        rule = self.simulator.only("tax_rules", id_tax_rules_group=1, id_country=country)
        name = {"en": f"Lamp {number}"}
        return make.product(id="", code=f"N{number}X", name=name, tax_ids=(str(rule["id_tax"]),), variants=())

    def _held_product(self, product):
        return self.simulator.rows("products", reference=product.code)

    def _price(self, number, turn):
        row, round = self._turned("products", turn)
        if not self.is_base:
            quantity = Decimal(5 + round)
            return Price(variant_id=f"{row['id']}-0", group_id="3", amount=Decimal(number), minimum_quantity=quantity)
        return Price(product_id=str(row["id"]), variant_id=f"{row['id']}-0", amount=Decimal(number))

    def _held_price(self, price):
        product_id = int(price.variant_id.partition("-")[0])
        if not self.is_base:
            rows = self.simulator.rows("specific_prices", id_product=product_id, id_group=3)
            return [f"specific-{row['id']}" for row in rows if Decimal(row["price"]) == price.amount]
        row = self.simulator.row("products", product_id)
        return [price.variant_id] if Decimal(row["price"]) == price.amount else []

    def _stock(self, number, turn):
        row, _round = self._turned("products", turn)
        return make.level(f"{row['id']}-0", number)

    def _held_stock(self, level):
        return [level.variant_id] if self.simulator.stock(int(level.product_id)) == level.quantity else []

    def _customer(self, number, _turn):
        home = Address(street=f"Street {number}", zip="1000-001", city="Lisboa", country="PT", phone="210000000")
        return Customer(first_name="Ana", last_name="Reis", email=f"ana{number}@shop.invalid", billing=home)

    def _held_customer(self, customer):
        return self.simulator.rows("customers", email=customer.email)

    def _status(self, _number, turn):
        row, round = self._turned("orders", turn)
        return OrderStatus(id=str(row["id"]), state_id=("3", "4", "5")[round])

    def _held_status(self, status):
        rows = self.simulator.rows("order_histories", id_order=status.id, id_order_state=status.state_id)
        return [status.id for _row in rows]

    def _shipment(self, number, turn):
        row, _round = self._turned("orders", turn)
        return Shipment(order_id=str(row["id"]), tracking_number=f"TRACK{number}")

    def _held_shipment(self, shipment):
        return self.simulator.rows("order_carriers", tracking_number=shipment.tracking_number)

    def _invoice(self, number, turn):
        row, _round = self._turned("orders", turn)
        return Invoice(order_id=str(row["id"]), number=f"FT W/{number}", pdf_url=f"https://erp.invalid/{number}.pdf")

    def _return(self, number, turn):
        row, _round = self._turned("orders", turn)
        gross = Decimal(number) / 100
        return Return(
            key=f"HUB-RET{number}", type="refund", order_id=str(row["id"]), adjustment=gross, net=gross, gross=gross
        )

    def _held_return(self, document):
        rows = self.simulator.rows("order_slip", id_order=int(document.order_id))
        return [row for row in rows if Decimal(row["total_products_tax_incl"]) == document.gross]

    def _held_invoice(self, invoice):
        return [row for row in self.simulator.rows("customer_messages") if f"{invoice.number}:" in row["message"]]


class TestPrestaShop17(TestPrestaShop):
    simulator_options = {"version": "1.7.8.11"}
    update = "PUT"


class TestPrestaShop16(TestPrestaShop):
    simulator_options = {"version": "1.6.1.24"}
    update = "PUT"


class TestPrestaShop9(TestPrestaShop):
    simulator_options = {"version": "9.0.0"}


class TestSpecificPrices(TestPrestaShop):
    """The same promises for prices of a group from a quantity on."""

    is_base = False
    leaves_unchanged = frozenset({"price"})


for _name in [name for name in dir(TestSpecificPrices) if name.startswith("test_") and not name.endswith("__price")]:
    setattr(TestSpecificPrices, _name, None)
