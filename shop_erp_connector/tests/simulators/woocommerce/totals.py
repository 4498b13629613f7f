"""Taxes, coupons and totals of an order, as WooCommerce works them out.

Amounts of lines are without tax and kept with six decimals. Taxes are rounded per line, or only in the total where the
shop says so. Recordings order-create-coupons-fee-shipping, order-get-dp6, order-create-variation.
"""

from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

SIX = Decimal("0.000001")
ZERO = Decimal(0)


def six(amount):
    """Round to what the database keeps."""
    return Decimal(amount).quantize(SIX, rounding=ROUND_HALF_UP)


class Totals:
    """Works out one shop's orders."""

    def __init__(self, store):
        self.store = store

    @property
    def cent(self):
        """The smallest amount that the shop shows."""
        return Decimal(1).scaleb(-self.store.options["decimals"])

    def rounded(self, amount):
        """Round an amount of money."""
        return amount.quantize(self.cent, rounding=ROUND_HALF_UP)

    def rounded_tax(self, amount):
        """Round a tax; shops whose prices hold the tax round half a cent down."""
        mode = ROUND_HALF_DOWN if self.store.options["prices_include_tax"] else ROUND_HALF_UP
        return amount.quantize(self.cent, rounding=mode)

    # rates

    def rates(self, tax_class, address):
        """Return the tax rates of a class at an address."""
        if not self.store.options["calc_taxes"]:
            return []
        country = address or self.store.options["country"]
        rows = [row for row in self.store.rows("taxes") if row["class"] == (tax_class or "standard")]
        fitting = [row for row in rows if row["country"] in ("", country)]
        by_priority = {}
        for row in sorted(fitting, key=lambda row: (row["country"] == "", row["id"])):
            by_priority.setdefault(row["priority"], row)
        return [by_priority[priority] for priority in sorted(by_priority)]

    def net(self, gross, tax_class):
        """Take the tax of the shop's own country out of a price."""
        rate = sum((Decimal(row["rate"]) for row in self.rates(tax_class, "")), ZERO)
        return gross / (1 + rate / 100)

    def taxes(self, amount, rates):
        """Return ``{rate id: tax}`` of a net amount."""
        return {row["id"]: six(amount * Decimal(row["rate"]) / 100) for row in rates}

    def tax(self, taxes):
        """Return the tax of a line from its taxes, rounded where the shop rounds per line."""
        if self.store.options["round_at_subtotal"]:
            return sum(taxes.values(), ZERO)
        return sum((self.rounded_tax(amount) for amount in taxes.values()), ZERO)

    # orders

    def recalculate(self, order):
        """Work out taxes and totals of an order afresh."""
        address = order["shipping"]["country"] or order["billing"]["country"]
        for line in order["line_items"]:
            rates = self.rates(line["tax_class"], address) if line["taxable"] else []
            line["taxes"] = self.taxes(line["total"], rates)
            line["subtotal_taxes"] = self.taxes(line["subtotal"], rates)
        self._tax_shipping(order, address)
        for fee in order["fee_lines"]:
            fee["taxes"] = self._taxes_of_fee(order, fee, address)
        self._collect_taxes(order)
        self._sum(order)

    def _tax_shipping(self, order, address):
        classes = [line["tax_class"] for line in order["line_items"]]
        tax_class = "" if "" in classes or not classes else classes[0]
        for line in order["shipping_lines"]:
            rates = [row for row in self.rates(tax_class, address) if row["shipping"]]
            line["taxes"] = self.taxes(line["total"], rates) if line["tax_status"] == "taxable" else {}

    def _taxes_of_fee(self, order, fee, address):
        """A negative fee is shared over the taxes of what it reduces; any other has its own class."""
        if fee["tax_status"] != "taxable":
            return {}
        if fee["total"] >= 0:
            return self.taxes(fee["total"], self.rates(fee["tax_class"], address))
        costs = {}
        for line in order["line_items"]:
            name = line["tax_class"] if line["taxable"] else None
            costs[name] = costs.get(name, ZERO) + line["total"]
        whole = sum(costs.values(), ZERO)
        taxes = {}
        for tax_class, cost in costs.items():
            if tax_class is not None and whole:
                share = fee["total"] * cost / whole
                for id, amount in self.taxes(share, self.rates(tax_class, address)).items():
                    taxes[id] = taxes.get(id, ZERO) + amount
        return taxes

    def _collect_taxes(self, order):
        """Make one tax line per rate; a rate that was there keeps its line."""
        found = {}
        parts = (("tax", (*order["line_items"], *order["fee_lines"])), ("shipping", order["shipping_lines"]))
        for name, lines in parts:
            for line in lines:
                for id, amount in line["taxes"].items():
                    sums = found.setdefault(id, {"tax": ZERO, "shipping": ZERO})
                    sums[name] += amount if self.store.options["round_at_subtotal"] else self.rounded_tax(amount)
        known = {line["rate_id"]: line for line in order["tax_lines"]}
        order["tax_lines"] = []
        for id, sums in found.items():
            line = known.get(id) or {"id": self.store.next_id("item"), "rate_id": id, "meta_data": []}
            line |= {
                "tax_total": self.rounded_tax(sums["tax"]),
                "shipping_tax_total": self.rounded_tax(sums["shipping"]),
            }
            order["tax_lines"].append(line)

    def _sum(self, order):
        lines = order["line_items"]
        if self.store.options["round_at_subtotal"]:
            subtotal = self.rounded(sum((line["subtotal"] for line in lines), ZERO))
            total = self.rounded(sum((line["total"] for line in lines), ZERO))
        else:
            subtotal = sum((self.rounded(line["subtotal"]) for line in lines), ZERO)
            total = sum((self.rounded(line["total"]) for line in lines), ZERO)
        fees = sum((fee["total"] for fee in order["fee_lines"]), ZERO)
        shipping = sum((line["total"] for line in order["shipping_lines"]), ZERO)
        cart_tax = sum((line["tax_total"] for line in order["tax_lines"]), ZERO)
        shipping_tax = sum((line["shipping_tax_total"] for line in order["tax_lines"]), ZERO)
        taken = sum((sum(line["subtotal_taxes"].values()) - sum(line["taxes"].values()) for line in lines), ZERO)
        order |= {
            "discount_total": subtotal - total,
            "discount_tax": self.rounded(taken),
            "shipping_total": self.rounded(shipping),
            "shipping_tax": shipping_tax,
            "cart_tax": cart_tax,
            "total_tax": cart_tax + shipping_tax,
            "total": max(self.rounded(total + fees + shipping + cart_tax + shipping_tax), ZERO),
        }

    # coupons

    def apply_coupons(self, order, coupons):
        """Reduce the lines by coupons, all counted from the full prices; note what each took off."""
        is_gross = self.store.options["prices_include_tax"]
        order["coupon_lines"] = []
        prices = [self._price(line, is_gross=is_gross) for line in order["line_items"]]
        reduced = list(prices)
        taken = [ZERO] * len(prices)
        for coupon in coupons:
            shares = self._shares(order["line_items"], prices, reduced, coupon)
            pairs = zip(order["line_items"], shares, strict=True)
            nets = [self._net_of(line, share, is_gross=is_gross) for line, share in pairs]
            reduced = [price - share for price, share in zip(reduced, shares, strict=True)]
            taken = [sum_ + six(net) for sum_, net in zip(taken, nets, strict=True)]
            discount = sum((net.quantize(self.cent, rounding=ROUND_HALF_DOWN) for net in nets), ZERO)
            taxes = sum((self._tax_off(line, net) for line, net in zip(order["line_items"], nets, strict=True)), ZERO)
            tax = sum(shares, ZERO) - discount if is_gross else taxes
            order["coupon_lines"].append(
                {"id": self.store.next_id("item"), "coupon_id": coupon["id"], "discount": discount, "discount_tax": tax}
            )
        for line, amount in zip(order["line_items"], taken, strict=True):
            line["total"] = line["subtotal"] - amount
        self.recalculate(order)

    def _price(self, line, *, is_gross):
        return line["subtotal"] + (sum(line["subtotal_taxes"].values(), ZERO) if is_gross else ZERO)

    def _net_of(self, line, amount, *, is_gross):
        gross = line["subtotal"] + sum(line["subtotal_taxes"].values(), ZERO)
        return amount * line["subtotal"] / gross if is_gross and gross else amount

    def _tax_off(self, line, net):
        return (
            self.rounded(net * sum(line["subtotal_taxes"].values(), ZERO) / line["subtotal"])
            if line["subtotal"]
            else ZERO
        )

    def _shares(self, lines, prices, reduced, coupon):
        """Return how much a coupon takes off each line, in whole cents."""
        amount = Decimal(coupon["amount"])
        if coupon["discount_type"] == "percent":
            shares = [(price * amount / 100).quantize(self.cent, rounding=ROUND_HALF_UP) for price in prices]
        elif coupon["discount_type"] == "fixed_product":
            shares = [amount * line["quantity"] for line in lines]
        else:
            pieces = sum(line["quantity"] for line in lines) or 1
            each = (amount / pieces).quantize(self.cent, rounding=ROUND_DOWN)
            shares = [each * line["quantity"] for line in lines]
            rest = amount - sum(shares, ZERO)
            shares = [share + (rest if place == 0 else ZERO) for place, share in enumerate(shares)]
        pairs = zip(shares, reduced, strict=True)
        return [min(share, left.quantize(self.cent, rounding=ROUND_HALF_UP)) for share, left in pairs]
