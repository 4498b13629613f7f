"""What is bought in walks of orders, and what a counter has to offer them.

A counter joins a case: ``open_counter()`` fills the shop, ``shop_settings()`` chooses how it reckons. ``buy()`` places
an order and returns its id as Odoo's binding has it; ``pay``, ``cancel``, ``change`` (of its lines) and ``give_back``
return True, or False where the shop does not allow it now. What the shop shows comes from its own rows, never from a
document: ``totals(id)`` (net, gross), ``sold(id)`` [(code, quantity, net, gross)], ``reference(id)``, ``life(id)``
("open", "alive", "cancelled"), ``given_back(id)`` (amounts), ``tracked(id)``, ``told(id)``, ``level(code)``.
"""

from decimal import Decimal

ZERO, CENT = Decimal(0), Decimal("0.01")
VAT = "503504564"  # invented; the check digits are right

#: Prices with odd cents; quantities people type; how much there is of each.
PRICES = ("19.99", "0.07", "3.33", "12.345", "104.71", "1.005")
QUANTITIES = (1, 1, 2, 3, 7, 11)
STOCK = 400


def dec(value):
    """Return what a shop's row has as an exact number."""
    return Decimal(str(value or 0))


def cents(value):
    """Return an amount in whole cents."""
    return dec(value).quantize(CENT)
