"""How people buy in a PrestaShop shop, and what it shows of their orders; see ``goods``."""

from decimal import Decimal

from ...simulators.prestashop import order_life
from .goods import PRICES, QUANTITIES, STOCK, VAT, cents, dec


class PrestaShopCounter:
    """A PrestaShop with combinations, a foreign currency, vouchers, wrapping and a carrier without tax."""

    refund_calls = ({"method": "POST", "kind": "order_slip"},)

    @classmethod
    def open_counter(cls):
        shop = cls.shop
        cls.goods = {}
        for number, price in enumerate(PRICES):
            code = f"G{number}"
            row = shop.add_product(code, price, tax=1 + number % 3, quantity=STOCK)
            cls.goods[code] = (row, None)
        shirt = shop.add_product("SHIRT", "7.77", tax=1)
        for size, value in zip(("S", "M"), shop.add_option("Size", ["S", "M"]), strict=True):
            form = shop.add_combination(shirt["id"], f"SHIRT-{size}", values=[value], price="0.333", quantity=STOCK)
            cls.goods[f"SHIRT-{size}"] = (shirt, form)
        shop.add_special_price(cls.goods["G0"][0], percent=15)
        shop.add_special_price(cls.goods["G4"][0], amount="5.55", from_quantity=3)
        cls.vouchers = [
            shop.add_cart_rule("Ten", percent=10),
            shop.add_cart_rule("Seven", amount="7.35"),
            shop.add_cart_rule("Net", amount="3.21", tax_included=False),
            shop.add_cart_rule("Post", free_shipping=True),
        ]
        cls.carriers = [1, 2, shop.add_carrier("Untaxed", "4.44", tax=0)["id"], shop.add_carrier("Odd", "4.065")["id"]]
        cls.dollar = shop.add_currency("USD", "1.137")
        trade = shop.add_group("Trade", tax_excluded=True, reduction=7)
        cls.buyers = [shop.add_customer("ana@mail.test"), shop.add_customer("trade@mail.test", group=trade)]
        for buyer in cls.buyers:
            shop.add_address(buyer)
        shop.edit("addresses", shop.only("addresses", id_customer=str(cls.buyers[1]["id"]))["id"],
                  company="Oficina", vat_number=f"PT{VAT}")  # fmt: skip

    def shop_settings(self):
        self.shop.configure("PS_ROUND_TYPE", self.chance.choice((1, 2, 3)))

    def buy(self):
        chance = self.chance
        codes = chance.sample(sorted(self.goods), chance.randint(1, 4))
        lines = [(row["id"], chance.choice(QUANTITIES), form and form["id"])
                 for row, form in (self.goods[code] for code in codes)]  # fmt: skip
        buyer = chance.choice((*self.buyers, None, None))
        if buyer is None:
            buyer = self.shop.add_customer("ana@mail.test", guest=True)
            self.shop.add_address(buyer)
        order = self.shop.place_order(
            buyer, lines, carrier=chance.choice(self.carriers),
            cart_rules=chance.choice(((), (), *((rule["id"],) for rule in self.vouchers))),
            wrapping=chance.choice(("0", "0", "0", "2.03")), currency=chance.choice((1, 1, 1, 1, 1, self.dollar["id"])),
            message=chance.choice(("", "Ring twice")),
            state=chance.choice(("Payment accepted", "Awaiting bank wire payment")),
        )  # fmt: skip
        return str(order["id"])

    def order_row(self, id):
        return self.shop.row("orders", int(id))

    def pay(self, id):
        if self.order_row(id)["current_state"] == "10":
            self.shop.pay(int(id))
            return True
        return False

    def cancel(self, id):
        if self.order_row(id)["current_state"] in ("6", "7", "5", "4"):
            return False
        self.shop.cancel(int(id))
        return True

    def change(self, id):
        """The back office takes a line off an order, or one piece of it."""
        order = self.order_row(id)
        details = self.shop.rows("order_details", id_order=id)
        if len(details) < 2 or order["current_state"] not in ("10", "2") or self.shop.rows("order_slip", id_order=id):
            return False
        if dec(order["total_discounts"]) or dec(order["total_paid_real"]):
            return False
        detail = self.chance.choice(details)
        gross, net = dec(detail["total_price_tax_incl"]), dec(detail["total_price_tax_excl"])
        with self.shop.lock:
            self.shop.store.delete("order_details", detail)
        order_life.move_stock(self.shop.store, detail["product_id"], detail["product_attribute_id"],
                                   int(detail["product_quantity"]))  # fmt: skip
        values = {"total_products": dec(order["total_products"]) - net,
                  "total_products_wt": dec(order["total_products_wt"]) - gross}  # fmt: skip
        for name in ("total_paid", "total_paid_tax_incl"):
            values[name] = dec(order[name]) - gross
        values["total_paid_tax_excl"] = dec(order["total_paid_tax_excl"]) - net
        self.shop.edit("orders", order, **{name: f"{value:.6f}" for name, value in values.items()})
        return True

    def give_back(self, id):
        order = self.order_row(id)
        if not dec(order["total_paid_real"]) or order["current_state"] in ("6", "10"):
            return False
        left = dec(order["total_paid_real"]) - sum(self.given_back(id))
        how = self.chance.choice(("line", "line", "amount", "shipping", "rest"))
        details = self.shop.rows("order_details", id_order=id)
        if how == "line":
            detail = self.chance.choice(details)
            done = sum(
                int(one["product_quantity"])
                for slip in self.shop.rows("order_slip", id_order=id)
                for one in slip.get("order_slip_details", ())
                if one["id_order_detail"] == str(detail["id"])
            )
            quantity = self.chance.randint(1, int(detail["product_quantity"]))
            if quantity + done > int(detail["product_quantity"]):
                return False
            net = (dec(detail["unit_price_tax_excl"]) * quantity).quantize(Decimal("0.000001"))
            gross = (dec(detail["unit_price_tax_incl"]) * quantity).quantize(Decimal("0.000001"))
            if gross > left or cents(gross) <= 0:
                return False
            self.shop.refund(order, gross, lines=[(detail, quantity, net, gross)])
            return True
        if how == "shipping":
            net, gross = dec(order["total_shipping_tax_excl"]), dec(order["total_shipping_tax_incl"])
            told = any(dec(one["total_shipping_tax_incl"]) for one in self.shop.rows("order_slip", id_order=id))
            if not gross or gross > left or told:
                return False
            self.shop.refund(order, "0", shipping=(net, gross))
            return True
        amount = left if how == "rest" else cents(left * Decimal(self.chance.random()))
        if amount <= 0:
            return False
        self.shop.refund(order, amount)
        return True

    # --- what it shows ---

    def totals(self, id):
        row = self.order_row(id)
        return cents(row["total_paid_tax_excl"]), cents(row["total_paid_tax_incl"])

    def sold(self, id):
        """Return [(code, quantity, net, gross)] of the goods."""
        return [
            (row["product_reference"], dec(row["product_quantity"]), dec(row["total_price_tax_excl"]),
             dec(row["total_price_tax_incl"]))
            for row in self.shop.rows("order_details", id_order=id)
        ]  # fmt: skip

    def reference(self, id):
        return self.order_row(id)["reference"]

    def life(self, id):
        state = self.order_row(id)["current_state"]
        return {"6": "cancelled", "10": "open"}.get(state, "alive")

    def given_back(self, id):
        return [
            dec(slip["total_products_tax_incl"]) + dec(slip["total_shipping_tax_incl"])
            for slip in self.shop.rows("order_slip", id_order=id)
        ]

    def tracked(self, id):
        parcels = self.shop.rows("order_carriers", id_order=id)
        return [one for parcel in parcels for one in parcel["tracking_number"].split(", ") if one]

    def told(self, id):
        threads = {str(thread["id"]) for thread in self.shop.rows("customer_threads", id_order=id)}
        rows = self.shop.rows("customer_messages")
        return [row["message"] for row in rows if str(row["id_customer_thread"]) in threads]

    def level(self, code):
        row, form = self.goods[code]
        return self.shop.stock(row, form or 0)

    def set_level(self, code, quantity):
        row, form = self.goods[code]
        self.shop.set_stock(row, quantity, form or 0)
