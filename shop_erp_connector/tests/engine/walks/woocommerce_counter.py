"""How people buy in a WooCommerce shop, and what it shows of their orders; see ``goods``."""

from decimal import Decimal

from ..shops.woocommerce_shop import LISBON
from .goods import PRICES, QUANTITIES, STOCK, ZERO, cents, dec


class WooCommerceCounter:
    """A WooCommerce shop with variations, coupons, fees and odd shipping."""

    refund_calls = ({"method": "POST", "kind": "orders/refunds"},)

    @classmethod
    def open_counter(cls):
        shop = cls.shop
        cls.goods = {}
        for number, price in enumerate(PRICES):
            code = f"G{number}"
            cls.goods[code] = shop.add_product(code, str(cents(price) or price), quantity=STOCK,
                                               tax_class="reduced-rate" if number % 2 else "")  # fmt: skip
        size = shop.add_attribute("Size", ["S", "M"])
        shirt = shop.add_variable("SHIRT", [(size, ["S", "M"])], name="Shirt")
        for value in ("S", "M"):
            code = f"SHIRT-{value}"
            cls.goods[code] = shop.add_variation(shirt, code, "8.11", [value], quantity=STOCK)
        shop.edit_product(cls.goods["G4"]["id"], sale_price="93.17")
        shop.add_coupon("ten", "10")
        shop.add_coupon("third", "33.33")
        shop.add_coupon("seven", "7.35", discount_type="fixed_cart")
        cls.buyers = [shop.add_customer("ana@mail.test"), None]

    def shop_settings(self):
        self.shop.configure(prices_include_tax=self.chance.random() < 0.5, round_at_subtotal=self.chance.random() < 0.3)

    def buy(self):
        chance = self.chance
        codes = chance.sample(sorted(self.goods), chance.randint(1, 4))
        fees = chance.choice(((), (), (("Wrapping", "1.03", ""),), (("Payment", "0.97", "reduced-rate"),)))
        row = self.shop.place_order(
            [(self.goods[code], chance.choice(QUANTITIES)) for code in codes],
            customer=chance.choice(self.buyers), shipping=chance.choice(("", "4.07", "3.333")), fees=fees,
            coupons=chance.sample(("ten", "third", "seven"), chance.choice((0, 0, 1, 1, 2))),
            status=chance.choice(("processing", "pending", "on-hold")), address=LISBON,
            customer_note=chance.choice(("", "Ring twice")),
        )  # fmt: skip
        return str(row["id"])

    def order_row(self, id):
        return self.shop.row("orders", int(id))

    def pay(self, id):
        if self.order_row(id)["status"] in ("pending", "on-hold"):
            self.shop.edit_order(int(id), status="processing")
            return True
        return False

    def cancel(self, id):
        if self.order_row(id)["status"] not in ("pending", "on-hold", "processing"):
            return False
        self.shop.edit_order(int(id), status="cancelled")
        return True

    def change(self, id):
        row = self.order_row(id)
        if row["status"] not in ("pending", "on-hold", "processing") or self.shop.rows("refunds", parent_id=int(id)):
            return False
        if row["coupon_lines"]:
            return False
        line = self.chance.choice(row["line_items"])
        if len(row["line_items"]) > 1 and self.chance.random() < 0.5:
            self.shop.life.adjust_stock(line, 0)
            self.shop.edit_order(int(id), line_items=[{"id": line["id"], "quantity": 0}])
            return True
        quantity = line["quantity"] + self.chance.choice((1, 2))
        total = line["total"] / line["quantity"] * quantity
        self.shop.edit_order(int(id), line_items=[
            {"id": line["id"], "quantity": quantity, "total": f"{total:.6f}", "subtotal": f"{total:.6f}"}
        ])  # fmt: skip
        return True

    def give_back(self, id):
        row = self.order_row(id)
        if row["status"] not in ("processing", "completed"):
            return False
        left = row["total"] - sum(self.given_back(id))
        how = self.chance.choice(("line", "line", "amount", "shipping", "rest"))
        if how in ("line", "shipping"):
            kind = "line_items" if how == "line" else "shipping_lines"
            if not row[kind]:
                return False
            line = self.chance.choice(row[kind])
            refunds = self.shop.rows("refunds", parent_id=int(id))
            done = [
                one
                for refund in refunds
                for one in refund[kind]
                if self.shop.meta(one).get("_refunded_item_id") == str(line["id"])
            ]
            whole = line.get("quantity", 1)
            quantity = self.chance.randint(1, whole)
            if quantity - sum(one.get("quantity", -1) for one in done) > whole:
                return False
            share = Decimal(quantity) / whole
            net, taxes = cents(line["total"] * share), {id: cents(tax * share) for id, tax in line["taxes"].items()}
            gross = net + sum(taxes.values(), ZERO)
            if gross <= 0 or gross > left:
                return False
            told = {"id": line["id"], "refund_total": str(net),
                    "refund_tax": [{"id": id, "refund_total": str(tax)} for id, tax in taxes.items()]}  # fmt: skip
            self.shop.refund(row, line_items=[told | ({"quantity": quantity} if how == "line" else {})])
            return True
        amount = left if how == "rest" else cents(left * Decimal(self.chance.random()))
        if amount <= 0:
            return False
        self.shop.refund(row, amount=str(amount))
        return True

    def totals(self, id):
        row = self.order_row(id)
        return row["total"] - row["total_tax"], row["total"]

    def sold(self, id):
        found = []
        for line in self.order_row(id)["line_items"]:
            table = "variations" if line["variation_id"] else "products"
            code = self.shop.row(table, line["variation_id"] or line["product_id"])["sku"]
            gross = line["total"] + sum(line["taxes"].values(), ZERO)
            found.append((code, dec(line["quantity"]), line["total"], gross))
        return found

    def reference(self, id):
        return self.order_row(id)["number"]

    def life(self, id):
        state = self.order_row(id)["status"]
        return {"cancelled": "cancelled", "pending": "open", "on-hold": "open"}.get(state, "alive")

    def given_back(self, id):
        return [row["amount"] for row in self.shop.rows("refunds", parent_id=int(id))]

    def tracked(self, id):
        number = self.shop.meta(self.order_row(id)).get("_tracking_number")
        return number.split(", ") if number else []

    def told(self, id):
        return self.shop.notes({"id": int(id)}, is_for_customer=True)

    def level(self, code):
        row = self.goods[code]
        return self.shop.row("variations" if "product_id" in row else "products", row["id"])["stock_quantity"]

    def set_level(self, code, quantity):
        self.shop.edit_product(self.goods[code]["id"], stock_quantity=quantity)
