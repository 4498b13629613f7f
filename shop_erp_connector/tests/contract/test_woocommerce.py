"""WooCommerce keeps the promises of a remote: over https, over plain http with signatures, and in an older version."""

import unittest
from dataclasses import replace
from decimal import Decimal
from itertools import count

from ...remotes.documents import Category, Invoice, OrderStatus, Price, Return, ReturnedLine, Shipment
from .. import make
from ..simulators.woocommerce import CONSUMER_SECRET, WooCommerceSimulator
from .suite import ContractSuite

#: Kind → table of its rows.
TABLES = {
    "category": "categories",
    "product": "products",
    "customer": "customers",
    "order": "orders",
    "return": "refunds",
}


class TestWooCommerce(ContractSuite, unittest.TestCase):
    system = "woocommerce"
    simulator_class = WooCommerceSimulator
    leaves_unchanged = frozenset({"status", "shipment", "invoice", "return"})
    clears = frozenset({"category", "product", "customer"})
    # A customer is looked up by e-mail, which the shop takes one at a time; refunds are read and made order by order.
    calls_per_document = {"customer": 1, "return": 2}
    seen_at = {
        "category": "term.php?taxonomy=product_cat&tag_ID=7&post_type=product",
        "product": "post.php?post=7&action=edit",
        "customer": "user-edit.php?user_id=7",
        "order": "post.php?post=7&action=edit",
    }
    writes = {
        "category": {"method": "POST", "kind": "products/categories/batch"},
        "product": {"method": "POST", "kind": "products/batch"},
        "price": {"method": "POST", "kind": "products/batch"},
        "stock": {"method": "POST", "kind": "products/batch"},
        "customer": {"method": "POST", "kind": "customers/batch"},
        "status": {"method": "POST", "kind": "orders/batch"},
        "shipment": {"method": "POST", "kind": "orders/batch"},
        "invoice": {"method": "POST", "kind": "orders/batch"},
        "return": {"method": "POST", "kind": "orders/refunds"},
    }

    def setUp(self):
        self.numbers, self.turn = count(1001), count()
        super().setUp()

    def seed(self):
        shop = self.simulator
        # A zone that is never UTC, and whose dates differ from it at night.
        shop.configure(timezone="Asia/Kolkata")
        for number in range(12):
            parent = shop.rows("categories")[-1]["id"] if number % 3 == 1 else 0
            shop.add_category(f"Category {number}", parent=parent)
        shop.terms.create("brands", {"name": "Lumen & Sons"})
        shop.populate(products=12, customers=12, orders=12)
        colour = shop.add_attribute("Colour", ["Red", "Blue"])
        shirt = shop.add_variable("SHIRT", [(colour, ["Red", "Blue"]), ("Logo", ["Yes", "No"])], name="Shirt")
        red = shop.add_variation(shirt, "SHIRT-R", "15.00", ["Red", "Yes"], quantity=5)
        shop.add_variation(shirt, "SHIRT-B", "17.50", ["Blue", "No"], quantity=7)
        shop.products.create({"name": "Set", "type": "grouped", "grouped_products": [shirt["id"]]})
        for row in shop.rows("products")[:3]:
            shop.edit_product(row["id"], sale_price="2.50", date_on_sale_to_gmt="2031-01-01T00:00:00")
        shop.add_coupon("ten", "10")
        order = shop.place_order([(red, 2)], shipping="4.88", coupons=["ten"], fees=[("Wrapping", "1.00", "")])
        for order in shop.rows("orders")[:12]:
            shop.refund(order, amount="1.00", reason="Broken")

    def ids(self, kind):
        shop = self.simulator
        if kind == "stock":
            plain = [f"{row['id']}-0" for row in shop.rows("products") if row["manage_stock"]]
            varied = [f"{row['product_id']}-{row['id']}" for row in shop.rows("variations") if row["manage_stock"]]
            return plain + varied
        if kind == "price":
            return self._price_ids()
        return [str(row["id"]) for row in shop.rows(TABLES[kind])]

    def _price_ids(self):
        rows = [(f"{row['id']}-0", row) for row in self.simulator.rows("products") if row["type"] == "simple"]
        rows += [(f"{row['product_id']}-{row['id']}", row) for row in self.simulator.rows("variations")]
        return [id for id, _row in rows] + [f"{id}/sale" for id, row in rows if row["sale_price"]]

    def touch(self, kind, id):
        if kind == "return":
            # Refunds never change: what is new is one that was made now.
            self.simulator.row("refunds", int(id))["date_created"] = self.simulator.store.now()
        elif kind == "order":
            self.simulator.edit_order(int(id), transaction_id=str(next(self.numbers)))
        else:
            self.simulator.edit_product(int(id), weight=str(next(self.numbers)))

    def missing_id(self, kind):
        return "999999-0" if kind in ("stock", "price") else "999999"

    def new(self, kind, count):
        return [getattr(self, f"_{kind}")(next(self.numbers), next(self.turn)) for _document in range(count)]

    def refused(self, kind):
        (document,) = self.new(kind, 1)
        wrong = {
            "category": {"name": {}},
            "product": {"tax_ids": ("9999",)},
            "price": {"product_id": "999999", "variant_id": "999999-0"},
            "stock": {"variant_id": "999999-0", "product_id": "999999"},
            "customer": {"email": "not an e-mail"},
            "status": {"state_id": "no-such-state"},
            "shipment": {"order_id": "999999"},
            "invoice": {"order_id": "999999"},
            "return": {"order_id": "999999"},
        }
        return replace(document, **wrong[kind])

    def held(self, kind, document):
        return getattr(self, f"_held_{kind}")(document)

    def key(self, kind, document):
        keys = {"customer": "email", "product": "code"}
        return f"{document.parent_id}/{document.name['de']}" if kind == "category" else getattr(document, keys[kind])

    def _turned(self, table, turn):
        """Return the next of the rows that were there at first, each in its turn; and the round."""
        rows = self.simulator.rows(table)[:12]
        return rows[turn % 12], turn // 12

    def _category(self, number, _turn):
        return Category(name={"de": f"Lampen & Licht {number}"})

    def _held_category(self, category):
        rows = self.simulator.rows("categories", name=category.name["de"].replace("&", "&amp;"))
        return [str(row["id"]) for row in rows]

    def _product(self, number, _turn):
        name = {"en": f"Lamp {number}", "de": f"Lampe {number}"}
        return make.product(id="", code=f"N{number}X", name=name, tax_ids=("1",), variants=())

    def _held_product(self, product):
        return [str(row["id"]) for row in self.simulator.rows("products", sku=product.code)]

    def _price(self, number, turn):
        row, _round = self._turned("products", turn)
        amount, id = Decimal(number), str(row["id"])
        return Price(product_id=id, variant_id=f"{id}-0", amount=amount, includes_tax=True)

    def _held_price(self, price):
        row = self.simulator.row("products", int(price.product_id))
        return [price.variant_id] if Decimal(row["regular_price"]) == price.amount else []

    def _stock(self, number, turn):
        row, _round = self._turned("products", turn)
        return make.level(f"{row['id']}-0", number)

    def _held_stock(self, level):
        row = self.simulator.row("products", int(level.product_id))
        return [level.variant_id] if row["stock_quantity"] == level.quantity else []

    def _customer(self, number, _turn):
        email = f"ana{number}@mail.invalid"
        return make.customer(id="", email=email, billing=make.address(), addresses=())

    def _held_customer(self, customer):
        return [str(row["id"]) for row in self.simulator.rows("customers", email=customer.email)]

    def _status(self, _number, turn):
        row, round = self._turned("orders", turn)
        return OrderStatus(id=str(row["id"]), state_id=("completed", "on-hold", "cancelled")[round])

    def _held_status(self, status):
        notes = self.simulator.notes({"id": int(status.id)})
        names = {"completed": "Completed", "on-hold": "On hold", "cancelled": "Cancelled"}
        return [status.id for note in notes if note.endswith(f"to {names[status.state_id]}.")]

    def _shipment(self, number, turn):
        row, _round = self._turned("orders", turn)
        return Shipment(key=f"OUT/{number}", order_id=str(row["id"]), tracking_number=f"TRACK{number}")

    def _held_shipment(self, shipment):
        texts = self.simulator.meta(self.simulator.row("orders", int(shipment.order_id))).get("_tracking_number", "")
        id = f"{shipment.order_id}/{shipment.key}"
        return [id for number in texts.split(", ") if number == shipment.tracking_number]

    def _invoice(self, number, turn):
        row, _round = self._turned("orders", turn)
        url = f"https://erp.invalid/{number}.pdf?access_token=t0ken"
        return Invoice(order_id=str(row["id"]), number=f"FT W/{number}", pdf_url=url)

    def _held_invoice(self, invoice):
        texts = self.simulator.meta(self.simulator.row("orders", int(invoice.order_id))).get("_odoo_invoice_number", "")
        id = f"{invoice.order_id}/{invoice.number}"
        return [id for number in texts.split(", ") if number == invoice.number]

    def _return(self, number, turn):
        row, _round = self._turned("orders", turn)
        line = row["line_items"][0]
        item = ReturnedLine(order_line_id=str(line["id"]), net=Decimal("0.84"), tax=Decimal("0.16"), gross=Decimal(1))
        gross = Decimal(1)
        totals = {"net": Decimal("0.84"), "tax": Decimal("0.16"), "gross": gross}
        return Return(key=f"RET/{number}", type="refund", order_id=str(row["id"]), lines=(item,), **totals)

    def _held_return(self, document):
        return [
            str(row["id"])
            for row in self.simulator.rows("refunds")
            if self.simulator.meta(row).get("_odoo_ref") == document.key
        ]


class TestWooCommerceSigned(TestWooCommerce):
    """Plain http: calls are signed with OAuth 1.0a, and the secret itself never travels."""

    simulator_options = {"https": False}

    def test_secrets_never_travel_in_the_clear(self):
        """Nothing but a signature does, so http:// is allowed."""
        list(self.remote.pull("order"))
        targets = [call.target for call in self.simulator.log]
        self.assertTrue(all("oauth_signature=" in target for target in targets if "/wc/v3/" in target))
        self.assertEqual([target for target in targets if CONSUMER_SECRET in target], [])
        self.opened(url="http://shop.example/somewhere").close()


class TestWooCommerce9(TestWooCommerce):
    """Before 10.3 variations are listed product by product."""

    simulator_options = {"version": "9.9.5"}
