"""What a shop asks for: prices of products, taxes of a country, totals of a cart, rounded as the shop is set.

Checked against recorded orders: unit prices keep six digits and are not rounded to cents, the rounding type
decides where cents begin; a voucher of an amount is shared between taxes by the average rate of the products.
"""

from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal

ONE = Decimal(1)
ZERO = Decimal(0)
HUNDRED = Decimal(100)
#: PS_PRICE_ROUND_MODE
MODES = {"0": ROUND_UP, "1": ROUND_DOWN, "2": ROUND_HALF_UP, "3": ROUND_HALF_DOWN, "4": ROUND_HALF_EVEN}
#: PS_ROUND_TYPE
BY_ITEM, BY_LINE, BY_TOTAL = "1", "2", "3"


def six(value):
    """Return a number with six digits after the dot, as prices are kept."""
    return Decimal(value).quantize(Decimal("0.000001"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Rounding:
    """How the shop rounds: ``mode`` of PS_PRICE_ROUND_MODE, ``type`` of PS_ROUND_TYPE."""

    mode: str
    type: str

    def cents(self, value):
        """Return a number with two digits after the dot."""
        return Decimal(value).quantize(Decimal("0.01"), MODES[self.mode])

    def line(self, unit, quantity):
        """Return the total of a line."""
        if self.type == BY_ITEM:
            return self.cents(unit) * quantity
        total = unit * quantity
        return self.cents(total) if self.type == BY_LINE else six(total)


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax of something in a country: ``rate`` as a fraction, ``ids`` of the taxes."""

    rate: Decimal = ZERO
    ids: tuple[int, ...] = ()

    def added_to(self, value):
        """Return a price with the tax in it, six digits."""
        return six(value * (ONE + self.rate))


def tax_of(store, group, country):
    """Return the ``Tax`` of a tax rule group in a country; rules are combined as their behaviour says."""
    rate, ids = ZERO, []
    for rule in store.find("tax_rules", id_tax_rules_group=group, id_country=country):
        tax = store.get("taxes", rule["id_tax"])
        if rule["behavior"] == "0":
            return Tax(Decimal(tax["rate"]) / HUNDRED, (tax["id"],))
        add = Decimal(tax["rate"]) / HUNDRED
        rate = (ONE + rate) * (ONE + add) - ONE if rule["behavior"] == "2" else rate + add
        ids.append(tax["id"])
    return Tax(rate, tuple(ids))


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """What one piece costs.

    :param original: without tax, before reductions
    :param excluding, including: without and with tax, after reductions, six digits
    :param percent: the reduction in percent; ``amount_excluding`` and ``amount_including`` one in money
    """

    original: Decimal
    excluding: Decimal
    including: Decimal
    tax: Tax
    percent: Decimal = ZERO
    amount_excluding: Decimal = ZERO
    amount_including: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Buyer:
    """For whom prices are asked: ids, 0 for nobody in particular.

    :param rate: of the currency, against the shop's own
    """

    country: int
    group: int = 0
    customer: int = 0
    currency: int = 0
    rate: Decimal = ONE


def price_of(store, product, combination, quantity, buyer):
    """Return the ``UnitPrice`` of a product row, with a combination row or None."""
    base = Decimal(product["price"])
    special = _special_price(store, product, combination, quantity, buyer)
    if special and Decimal(special["price"]) >= 0:
        base = Decimal(special["price"])
    if combination:
        base += Decimal(combination["price"])
    base = six(base * buyer.rate)
    tax = tax_of(store, product["id_tax_rules_group"], buyer.country)
    kept = ONE - Decimal(store.get("groups", buyer.group)["reduction"]) / HUNDRED if buyer.group else ONE
    if not special or Decimal(special["reduction"]) == 0:
        return UnitPrice(base, six(base * kept), tax.added_to(base * kept), tax)
    if special["reduction_type"] == "percentage":
        fraction = Decimal(special["reduction"])
        after = base * (ONE - fraction) * kept
        return UnitPrice(base, six(after), tax.added_to(after), tax, percent=fraction * HUNDRED)
    return _less_amount(base, kept, tax, special, buyer)


def _less_amount(base, kept, tax, special, buyer):
    amount = Decimal(special["reduction"]) * buyer.rate
    with_tax = special["reduction_tax"] == "1"
    excluding = amount / (ONE + tax.rate) if with_tax else amount
    after = (base - excluding) * kept
    return UnitPrice(
        base, six(after), tax.added_to(after), tax,
        amount_excluding=six(excluding), amount_including=tax.added_to(excluding),
    )  # fmt: skip


def _special_price(store, product, combination, quantity, buyer):
    """The specific price that fits best: the most conditions named, then the highest quantity."""
    now = store.now()
    wanted = {
        "id_product_attribute": combination["id"] if combination else 0,
        "id_currency": buyer.currency,
        "id_country": buyer.country,
        "id_group": buyer.group,
        "id_customer": buyer.customer,
    }
    fitting = []
    for row in store.find("specific_prices", id_product=product["id"]):
        named = [name for name in wanted if row[name] != "0"]
        in_time = row["from"] <= now and (row["to"].startswith("0000") or now <= row["to"])
        enough = quantity >= int(row["from_quantity"])
        if in_time and enough and all(row[name] == str(wanted[name]) for name in named):
            fitting.append((len(named), int(row["from_quantity"]), row["id"], row))
    return max(fitting)[3] if fitting else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cart with its price and totals."""

    product: dict
    combination: dict | None
    quantity: int
    price: UnitPrice
    including: Decimal
    excluding: Decimal


@dataclass(frozen=True, slots=True)
class Amount:
    """Something with and without tax."""

    including: Decimal = ZERO
    excluding: Decimal = ZERO

    def __add__(self, other):
        return Amount(self.including + other.including, self.excluding + other.excluding)


@dataclass(frozen=True, slots=True)
class Totals:
    """A cart that is worked out; ``vouchers`` are pairs of (cart rule row, ``Amount`` with six digits)."""

    lines: list
    products: Amount
    shipping: Amount
    wrapping: Amount
    discounts: Amount
    paid: Amount
    carrier_tax: Tax
    vouchers: list = field(default_factory=list)


def line_of(rounding, product, combination, quantity, price):
    """Return the ``Line`` of a quantity at a price."""
    including = rounding.line(price.including, quantity)
    return Line(product, combination, quantity, price, including, rounding.line(price.excluding, quantity))


def taxed(rounding, value, tax):
    """Return an amount that is known without tax, in cents."""
    return Amount(rounding.cents(tax.added_to(value)), rounding.cents(value))


def totals(rounding, lines, *, shipping, wrapping, carrier_tax, cart_rules, rate):
    """Return the ``Totals`` of lines, shipping and wrapping (``Amount``) and rows of cart rules."""
    products = Amount(
        rounding.cents(sum((line.including for line in lines), ZERO)),
        rounding.cents(sum((line.excluding for line in lines), ZERO)),
    )
    vouchers = _vouchers(cart_rules, products, shipping, rate)
    given = sum((amount for _rule, amount in vouchers), Amount())
    before = products + shipping + wrapping
    discounts = Amount(
        min(rounding.cents(given.including), before.including),
        min(rounding.cents(given.excluding), before.excluding),
    )
    paid = before + Amount(-discounts.including, -discounts.excluding)
    return Totals(lines, products, shipping, wrapping, discounts, paid, carrier_tax, vouchers)


def _vouchers(cart_rules, products, shipping, rate):
    """What each rule is worth; only the first rule with free shipping gives the shipping."""
    free = [rule for rule in cart_rules if rule["free_shipping"] == "1"][:1]
    found = []
    for rule in cart_rules:
        amount = _reduction(rule, products, rate) + (shipping if rule in free else Amount())
        found.append((rule, Amount(six(amount.including), six(amount.excluding))))
    return found


def _reduction(rule, products, rate):
    percent = Decimal(rule["reduction_percent"])
    if percent:
        return Amount(products.including * percent / HUNDRED, products.excluding * percent / HUNDRED)
    amount = Decimal(rule["reduction_amount"]) * rate
    average = products.including / products.excluding if products.excluding else ONE
    if rule["reduction_tax"] == "1":
        including = min(amount, products.including)
        return Amount(including, including / average)
    excluding = min(amount, products.excluding)
    return Amount(excluding * average, excluding)
