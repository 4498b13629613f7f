"""What people buy in the shop, and how: every way to pay, to be given a discount and to have it sent."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from . import people, world

PAID, AWAITING = "Payment accepted", "Awaiting bank wire payment"
ON_DELIVERY = "Awaiting Cash On Delivery validation"

#: What customers choose at the till: (module, what they read). Each is a journal of Odoo.
CARD, WIRE = ("creditcard", "Cartão de crédito"), ("ps_wirepayment", "Transferência")
REFERENCE, CASH = ("multibanco", "Multibanco"), ("ps_cashondelivery", "Numerário")

PICK_UP, HOME, EXPRESS = 1, 2, 3
#: Hours between two orders, so that the first ones are a week old.
_PACE = 0.8
#: What has to be left on the shelf, so that an order can be delivered at once.
_LEFT = 4


@dataclass(frozen=True, slots=True)
class Way:
    """One way of buying.

    :param vouchers: names out of ``Buyers``
    """

    payment: tuple = CARD
    state: str = PAID
    who: str = "person"
    carrier: int = HOME
    vouchers: tuple = ()
    wrapping: str = "0"
    message: str = ""
    other_invoice: bool = False
    cancelled: bool = False


WAYS = (
    Way(),
    Way(REFERENCE),
    Way(WIRE, vouchers=("TEN",)),
    Way(WIRE, who="company"),
    Way(who="guest"),
    Way(CASH, ON_DELIVERY),
    Way(WIRE, AWAITING),
    Way(vouchers=("FIVE",)),
    Way(message="Please ring twice, the bell is weak."),
    Way(WIRE, who="company", vouchers=("TEN",)),
    Way(REFERENCE, who="guest", vouchers=("SHIP",)),
    Way(wrapping="1.63"),
    Way(WIRE, world.QUOTE, who="company"),
    Way(cancelled=True),
    Way(REFERENCE, vouchers=("WELCOME",)),
    Way(carrier=PICK_UP),
    Way(carrier=EXPRESS),
    Way(WIRE, who="company", carrier=EXPRESS, vouchers=("FIVE",)),
    Way(REFERENCE, AWAITING),
    Way(other_invoice=True, vouchers=("TEN", "SHIP")),
)


class Buyers:
    """The customers of a simulated shop at work; the same numbers buy the same things.

    :param shop: a ``PrestaShopSimulator`` that has goods
    """

    def __init__(self, shop):
        self._shop = shop
        customers = shop.rows("customers", is_guest="0")
        group = str(shop.only("groups", price_display_method="1")["id"])
        self._companies = [row for row in customers if row["id_default_group"] == group]
        self._persons = [row for row in customers if row["id_default_group"] != group]
        in_forms = {row["id_product"] for row in shop.rows("combinations")}
        self._goods = [row for row in shop.rows("products") if str(row["id"]) not in in_forms]
        self._vouchers = {row["code"]: row for row in shop.rows("cart_rules")} or self._print_vouchers()

    def _print_vouchers(self):
        """Vouchers and reduced goods: the same for everybody."""
        shop = self._shop
        for number, product in enumerate(self._goods):
            if number % 11 == 0:
                shop.add_special_price(product, percent=15)
            elif number % 17 == 0:
                shop.add_special_price(product, amount="0.50")
        vouchers = (
            shop.add_cart_rule("Ten percent", percent=10, code="TEN"),
            shop.add_cart_rule("Five euros", amount=5, code="FIVE"),
            shop.add_cart_rule("Free shipping", free_shipping=True, code="SHIP"),
            shop.add_cart_rule("Welcome", percent=5, free_shipping=True, code="WELCOME"),
        )
        return {row["code"]: row for row in vouchers}

    def buy(self, count):
        """Place orders, the oldest a week ago."""
        clock = self._shop.clock
        clock.freeze(datetime.now(UTC) - timedelta(hours=_PACE * count))
        for _number in range(count):
            self.buy_once()
            clock.advance(_PACE * 3600)
        clock.run(datetime.now(UTC))

    def buy_once(self):
        """Place the next order and return it."""
        shop = self._shop
        number = shop.totals().count
        chance, way = random.Random(number), WAYS[number % len(WAYS)]
        customer = self._customer(way, number, chance)
        order = shop.place_order(
            customer,
            self._lines(chance),
            carrier=way.carrier,
            cart_rules=[self._vouchers[code] for code in way.vouchers],
            payment=way.payment,
            state=way.state,
            message=way.message,
            wrapping=way.wrapping,
            invoice_address=people.second_address(shop, customer, number) if way.other_invoice else None,
        )
        return shop.cancel(order) if way.cancelled else order

    def pay_late(self):
        """Let the money of every second order that waits for it arrive."""
        waiting = self._shop.state_named(AWAITING)["id"]
        for order in self._shop.rows("orders", current_state=waiting)[::2]:
            self._shop.pay(order)

    def _customer(self, way, number, chance):
        if way.who == "guest":
            return people.guest(self._shop, number)
        return chance.choice(self._companies if way.who == "company" else self._persons)

    def _lines(self, chance):
        """One to eight different goods that are on the shelf."""
        stocked = [(row, self._shop.stock(row)) for row in self._goods]
        choice = [(row, left) for row, left in stocked if left > _LEFT]
        chosen = chance.sample(choice, min(len(choice), 1 + chance.randrange(8)))
        return [(row, min(chance.choice((1, 1, 1, 2, 3)), left - _LEFT)) for row, left in chosen]
