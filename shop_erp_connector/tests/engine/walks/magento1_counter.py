"""How people buy in a Magento 1 shop, and what it shows of their orders; see ``goods``."""

from decimal import Decimal

from ...simulators.magento1 import order_life, papers, refunds
from .goods import PRICES, QUANTITIES, STOCK, VAT, ZERO, cents


class Magento1Counter:
    """A Magento 1 shop with variants and a coupon."""

    refund_calls = ({"kind": "salesOrderCreditmemoCreate"},)

    @classmethod
    def open_counter(cls):
        shop = cls.shop
        cls.goods, cls.offers = {}, []
        for number, price in enumerate(PRICES):
            code = f"G{number}"
            cls.goods[code] = shop.add_product(code, str(cents(price)), quantity=STOCK,
                                               tax_class_id="4" if number % 2 else "2")  # fmt: skip
            cls.offers.append((cls.goods[code],))
        shirt = shop.add_product("SHIRT", "8.11", type="configurable")
        for size in ("S", "M"):
            code = f"SHIRT-{size}"
            cls.goods[code] = shop.add_product(code, "8.11", quantity=STOCK)
            cls.offers.append((shirt, ((cls.goods[code], 1, 0),)))
        cls.buyers = [shop.add_customer("ana@mail.test"), shop.add_customer("trade@mail.test", taxvat=f"PT{VAT}"), None]

    def shop_settings(self):
        pass

    def buy(self):
        chance = self.chance
        chosen = chance.sample(self.offers, chance.randint(1, 4))
        lines = [(offer[0], chance.choice(QUANTITIES), *offer[1:]) for offer in chosen]
        percent, coupon = chance.choice((("0", ""), ("0", ""), ("10", "TEN"), ("33.33", "THIRD")))
        number = self.shop.place_order(
            chance.choice(self.buyers), lines, percent=percent, coupon=coupon,
            shipping=chance.choice((("5.00", "1.15", "0"), ("0", "0", "0"), ("4.07", "0.94", "0"), ("3.33", "0", "0"))),
            note=chance.choice(("", "Ring twice")),
        )  # fmt: skip
        if chance.random() < 0.5:
            papers.invoice(self.shop, {"invoiceIncrementId": number})
        return number

    def order_row(self, id):
        return self.shop.order(id)

    def pay(self, id):
        if self.order_row(id)["state"] == "new":
            papers.invoice(self.shop, {"invoiceIncrementId": id})
            return True
        return False

    def cancel(self, id):
        if self.order_row(id)["state"] != "new":
            return False
        order_life.cancel(self.shop, {"orderIncrementId": id})
        return True

    def change(self, id):
        return False

    def give_back(self, id):
        row = self.order_row(id)
        if not row["total_paid"] or row["state"] not in ("processing", "complete"):
            return False
        left = row["total_paid"] - (row["total_refunded"] or ZERO)
        how = self.chance.choice(("line", "line", "amount", "rest"))
        data = {}
        if how == "line":
            item = self.chance.choice([one for one in row["items"] if one["parent_item_id"] is None])
            open = int(item["qty_invoiced"] - item["qty_refunded"])
            if not open:
                return False
            quantity = Decimal(self.chance.randint(1, open))
            data = {"qtys": [{"order_item_id": item["item_id"], "qty": quantity}], "shipping_amount": ZERO}
        elif how == "amount":
            amount = cents(left * Decimal(self.chance.random()))
            if amount <= 0:
                return False
            data = {"qtys": [{"order_item_id": one["item_id"], "qty": ZERO} for one in row["items"]],
                    "shipping_amount": ZERO, "adjustment_positive": amount}  # fmt: skip
        try:
            refunds.refund(self.shop, {"orderIncrementId": id, "creditmemoData": data})
        except order_life.Fault as error:
            self.story.append(f"  shop refuses {error}")
            return False
        return True

    def totals(self, id):
        row = self.order_row(id)
        return row["grand_total"] - row["tax_amount"], row["grand_total"]

    def sold(self, id):
        found = []
        for item in self.order_row(id)["items"]:
            if item["is_part"] and not item["row_total"]:
                continue
            gross = item["row_total"] + item["tax_amount"] - item["discount_amount"] + item["hidden_tax_amount"]
            found.append((item["sku"], item["qty_ordered"], gross - item["tax_amount"], gross))
        return found

    def reference(self, id):
        return id

    def life(self, id):
        state = self.order_row(id)["state"]
        return {"canceled": "cancelled", "new": "open"}.get(state, "alive")

    def given_back(self, id):
        order = self.order_row(id)["id"]
        return [memo["grand_total"] for memo in self.shop.rows("creditmemos") if memo["order_id"] == order]

    def tracked(self, id):
        order = self.order_row(id)["id"]
        parcels = [row for row in self.shop.rows("shipments") if row["order_id"] == order]
        return [track["number"] for parcel in parcels for track in parcel["tracks"]]

    def told(self, id):
        return [entry["comment"] for entry in self.shop.order(id)["history"] if entry["comment"]]

    def level(self, code):
        return int(self.shop.product(self.goods[code])["qty"])

    def set_level(self, code, quantity):
        self.shop.edit("products", self.goods[code], qty=Decimal(quantity))
