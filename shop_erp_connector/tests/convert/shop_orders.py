"""Orders as shops compute them, for property tests: every way of rounding, tax in the prices or on top of them."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import strategies as st

from ...remotes.documents import AppliedTax, Order, OrderLine

ZERO = Decimal(0)

#: Taxes that apply together: mostly one; in some countries two are charged side by side.
TAX_GROUPS = (("23",), ("13",), ("6",), ("0",), ("5.5",), ("19",), ("8.1",), ("25",), ("5", "9.975"), ())

#: When a shop rounds: the price of one item, each line, or only the totals.
ROUNDINGS = ("item", "line", "total")


@dataclass(frozen=True, slots=True)
class Shop:
    """How a shop computes: decimals of its currency, basis of its prices, and when it rounds."""

    digits: int
    prices_include_tax: bool
    rounding: str

    def rounded(self, amount):
        """Round half up to the currency."""
        return amount.quantize(Decimal(1).scaleb(-self.digits), ROUND_HALF_UP)

    def amounts(self, price, quantity, rates):
        """Return (net, gross) of a line as the shop shows them; unrounded ones have six decimals."""
        factor = 1 + sum(rates, ZERO) / 100
        net, gross = (price / factor, price) if self.prices_include_tax else (price, price * factor)
        if self.rounding == "item":
            return self.rounded(net) * quantity, self.rounded(gross) * quantity
        if self.rounding == "line":
            return self.rounded(net * quantity), self.rounded(gross * quantity)
        return _six_decimals(net * quantity), _six_decimals(gross * quantity)

    def line(self, role, price, quantity, rates):
        """Return an order line."""
        net, gross = self.amounts(price, quantity, rates)
        return OrderLine(
            id=f"{role} {price} × {quantity}",
            role=role,
            quantity=Decimal(quantity),
            net=net,
            tax=gross - net,
            gross=gross,
            taxes=self._taxes(net, gross, rates),
        )

    def _taxes(self, net, gross, rates):
        """Return the taxes applied: where there are two, each is stated for itself and rounded for itself."""
        amounts = [gross - net] if len(rates) == 1 else [self.rounded(net * rate / 100) for rate in rates]
        return tuple(
            AppliedTax(id=f"t{rate}", rate=rate, amount=amount) for rate, amount in zip(rates, amounts, strict=True)
        )


def _six_decimals(amount):
    return amount.quantize(Decimal("0.000001"), ROUND_HALF_UP)


@st.composite
def orders(draw):
    """Draw an order of 1 to 8 products under 1 to 3 taxes, often with a discount, often with shipping."""
    shop = Shop(draw(st.sampled_from((2, 2, 2, 0, 3))), draw(st.booleans()), draw(st.sampled_from(ROUNDINGS)))
    groups = [
        tuple(map(Decimal, group)) for group in draw(st.lists(st.sampled_from(TAX_GROUPS), min_size=1, max_size=3))
    ]
    step = Decimal(1).scaleb(-shop.digits)
    goods = draw(
        st.lists(
            st.tuples(
                st.integers(1, 20_000_000),
                st.integers(1, 20),
                st.integers(0, len(groups) - 1),
                st.sampled_from((0, 0, 0, 5, 10, 15, 33)),
            ),
            min_size=1,
            max_size=8,
        )
    )
    lines = [
        shop.line("product", Decimal(price) * step / 1000 * (100 - percent) / 100, quantity, groups[index])
        for price, quantity, index, percent in goods
    ]
    lines += discounts(shop, lines, draw(st.sampled_from((0, 0, 7, 10, 25))), draw(st.integers(0, 3)) * step * 111)
    if draw(st.booleans()):
        lines.append(shop.line("shipping", Decimal(draw(st.integers(1, 1500))) * step, 1, groups[0]))
    return order(shop, lines)


def discounts(shop, lines, percent, amount):
    """Return a discount line per tax group: a percentage of its goods and its share of an amount of money."""
    goods = defaultdict(Decimal)
    for line in lines:
        goods[tuple(tax.rate for tax in line.taxes)] += line.gross if shop.prices_include_tax else line.net
    whole = sum(goods.values(), ZERO)
    amount = min(amount, whole)
    off = {rates: value * percent / 100 + (amount * value / whole if whole else ZERO) for rates, value in goods.items()}
    return [shop.line("discount", -value, 1, rates) for rates, value in off.items() if value]


def order(shop, lines):
    """Return the order of these lines with the totals that the shop states."""
    net, gross = (shop.rounded(sum((getattr(line, name) for line in lines), ZERO)) for name in ("net", "gross"))
    return Order(
        id="1",
        currency="EUR",
        digits=shop.digits,
        prices_include_tax=shop.prices_include_tax,
        lines=tuple(lines),
        net=net,
        tax=gross - net,
        gross=gross,
    )
