"""How people buy in a Magento 2 shop, and what it shows of their orders; see ``goods``."""

from decimal import Decimal

from ...simulators.magento2.failures import ApiError
from .goods import PRICES, QUANTITIES, STOCK, VAT, ZERO, cents


class Magento2Counter:
    """A Magento 2 shop with variants, bundles of both kinds and a coupon."""

    refund_calls = ({"method": "POST", "kind": "order/refund"},)

    @classmethod
    def open_counter(cls):
        shop = cls.shop
        cls.goods, cls.offers = {}, []
        for number, price in enumerate(PRICES):
            code = f"G{number}"
            cls.goods[code] = shop.add_product(code, str(price), quantity=STOCK, tax_class=4 if number % 2 else 2)
            cls.offers.append((cls.goods[code],))
        for size in ("S", "M"):
            code = f"SHIRT-{size}"
            cls.goods[code] = shop.add_product(code, "8.11", color=shop.add_option(size), visibility=1, quantity=STOCK)
        forms = [cls.goods[f"SHIRT-{size}"] for size in ("S", "M")]
        shirt = shop.add_configurable("SHIRT", forms, name="Shirt")
        cls.offers += [(shirt, form) for form in forms]
        cls.offers.append((shop.add_bundle("PACK", [("G0", 2), ("G2", 1)], name="Pack"),))
        cls.offers.append((shop.add_bundle("BOX", [("G4", 1), ("SHIRT-S", 2)], price="49.95", name="Box"),))
        home = shop.address(city="Lisboa", postcode="1100-148", country_id="PT")
        trade = shop.add_customer("trade@mail.test", addresses=[home | {"company": "Oficina", "vat_id": f"PT{VAT}"}],
                                  taxvat=f"PT{VAT}")  # fmt: skip
        cls.home = home
        cls.buyers = [shop.add_customer("ana@mail.test", addresses=[home]), trade, None]

    def shop_settings(self):
        self.shop.store.configuration["prices_include_tax"] = self.chance.random() < 0.5
        self.shop.store.configuration["shipping_tax_class"] = self.chance.choice((2, 2, 2, 0))

    def buy(self):
        chance = self.chance
        chosen = chance.sample(self.offers, chance.randint(1, 4))
        lines = [(offer[0], chance.choice(QUANTITIES), *offer[1:]) for offer in chosen]
        percent, coupon = chance.choice(((0, ""), (0, ""), (10, "TEN"), (Decimal("33.33"), "THIRD")))
        buyer = chance.choice(self.buyers)
        home = {name: value for name, value in self.home.items() if not name.startswith("default_")}
        terms = {} if buyer else {"email": "ana@mail.test", "billing": home, "shipping": home}
        row = self.shop.place_order(
            buyer, lines, coupon=coupon, percent_off=Decimal(percent),
            freight=Decimal(chance.choice(("0", "4.07", "5.55"))), note=chance.choice(("", "Ring twice")), **terms,
        )  # fmt: skip
        if chance.random() < 0.5:
            self.shop.invoice(row)
        return str(row["entity_id"])

    def order_row(self, id):
        return self.shop.store.rows["order"][int(id)]

    def pay(self, id):
        row = self.order_row(id)
        if row["state"] == "new":
            self.shop.invoice(row)
            return True
        return False

    def cancel(self, id):
        row = self.order_row(id)
        if row["state"] != "new":
            return False
        self.shop._office("POST", f"/orders/{id}/cancel", {}, "order")
        return True

    def change(self, id):
        return False

    def give_back(self, id):
        row = self.order_row(id)
        if row["state"] not in ("processing", "complete"):
            return False
        how = self.chance.choice(("line", "line", "amount", "rest"))
        left = row["total_paid"] - row.get("total_refunded", ZERO)
        if how == "line":
            item = self.chance.choice([one for one in row["items"] if "parent_item_id" not in one])
            if item["product_type"] == "bundle":
                return False
            open = int(item["qty_invoiced"] - item["qty_refunded"])
            if not open:
                return False
            body = {"items": [{"order_item_id": item["item_id"], "qty": self.chance.randint(1, open)}],
                    "arguments": {"shipping_amount": 0}}  # fmt: skip
        elif how == "amount":
            amount = cents(left * Decimal(self.chance.random()))
            if amount <= 0:
                return False
            items = [{"order_item_id": one["item_id"], "qty": 0} for one in row["items"]]
            body = {"items": items, "arguments": {"shipping_amount": 0, "adjustment_positive": amount}}
        else:
            body = {}
        try:
            self.shop.refund(row, **body)
        except ApiError as error:
            self.story.append(f"  shop refuses {error}")
            return False
        return True

    def totals(self, id):
        row = self.order_row(id)
        return row["grand_total"] - row["tax_amount"], row["grand_total"]

    def sold(self, id):
        found = []
        for item in self.order_row(id)["items"]:
            if "applied" not in item:
                continue
            gross = (
                item["row_total"] + item["tax_amount"] - item["discount_amount"]
                + item["discount_tax_compensation_amount"]
            )  # fmt: skip
            found.append((item["sku"], item["qty_ordered"], gross - item["tax_amount"], gross))
        return found

    def reference(self, id):
        return self.order_row(id)["increment_id"]

    def life(self, id):
        state = self.order_row(id)["state"]
        return {"canceled": "cancelled", "new": "open"}.get(state, "alive")

    def given_back(self, id):
        return [memo["grand_total"] for memo in self.shop.store.find("creditmemo", order_id=int(id))]

    def tracked(self, id):
        parcels = self.shop.store.find("shipment", order_id=int(id))
        return [track["track_number"] for parcel in parcels for track in parcel["tracks"]]

    def told(self, id):
        histories = self.order_row(id)["histories"]
        return [one["comment"] for one in histories if one.get("comment") and one["is_visible_on_front"]]

    def kept_back(self, code):
        """The shop goes on keeping the goods of what it closed unsent, and of what it would not cancel for Odoo."""
        kept = 0
        for order in self.shop.store.all("order"):
            here = self.row(str(order["entity_id"])).odoo_id
            if order["state"] == "closed" or (here.state == "cancel" and order["state"] != "canceled"):
                for item in order["items"]:
                    if item["sku"] == code and item["product_type"] == "simple":
                        kept += int(item["qty_ordered"] - item["qty_shipped"] - item["qty_canceled"])
        return kept

    def level(self, code):
        return int(self.shop.salable(code))

    def set_level(self, code, quantity):
        self.shop.set_stock(code, quantity)
