"""Weights and sizes: kilograms and centimetres ⇄ the units that the shop is set to."""

from decimal import Decimal

from ..documents.amounts import rounded

#: Kilograms → the shop's unit of weight.
WEIGHTS = {"kg": Decimal(1), "g": Decimal(1000), "lbs": Decimal("2.2046226"), "oz": Decimal("35.2739619")}

#: Centimetres → the shop's unit of length.
LENGTHS = {
    "cm": Decimal(1), "m": Decimal("0.01"), "mm": Decimal(10), "in": Decimal("0.3937008"), "yd": Decimal("0.0109361"),
}  # fmt: skip


def kilograms(lists, weight):
    """Return a weight of the shop in kilograms, None for none or one in an unknown unit."""
    factor = WEIGHTS.get(lists.option("weight_unit"))
    return None if weight is None or factor is None else _clean(weight / factor, 6)


def centimetres(lists, length):
    """Return a length of the shop in centimetres, None for none or one in an unknown unit."""
    factor = LENGTHS.get(lists.option("dimension_unit"))
    return None if length is None or factor is None else _clean(length / factor, 4)


def weight_text(lists, weight):
    """Return kilograms as the shop writes weights."""
    return _text(weight * WEIGHTS.get(lists.option("weight_unit"), Decimal(1)))


def length_text(lists, length):
    """Return centimetres as the shop writes lengths."""
    return _text(length * LENGTHS.get(lists.option("dimension_unit"), Decimal(1)))


def _clean(number, digits):
    return rounded(number, digits).normalize() + 0


def _text(number):
    text = f"{rounded(number, 4):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
