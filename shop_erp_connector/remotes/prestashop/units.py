"""Weights and sizes: kilograms and centimetres here, the shop's own units there."""

from decimal import Decimal

from ..documents.amounts import rounded

#: Kilograms → the shop's weight unit.
WEIGHTS = {"kg": Decimal(1), "g": Decimal(1000), "lb": Decimal("2.2046226"), "oz": Decimal("35.2739619")}

#: Centimetres → the shop's unit of length.
LENGTHS = {"cm": Decimal(1), "mm": Decimal(10), "m": Decimal("0.01"), "in": Decimal("0.3937008")}


def kilograms(lists, weight):
    """Return a weight of the shop in kilograms, None when its unit is not known."""
    factor = _factor(lists, "PS_WEIGHT_UNIT", WEIGHTS, "kg")
    return None if factor is None else rounded(weight / factor, 6)


def centimetres(lists, length):
    """Return a length of the shop in centimetres, None when its unit is not known."""
    factor = _factor(lists, "PS_DIMENSION_UNIT", LENGTHS, "cm")
    return None if factor is None else rounded(length / factor, 6)


def not_read(lists):
    """Return the names of a product's sizes and weight that cannot be read: the shop's unit of them is not known."""
    sizes = () if _factor(lists, "PS_DIMENSION_UNIT", LENGTHS, "cm") else ("width", "height", "depth")
    return (*sizes, *weight_not_read(lists))


def weight_not_read(lists):
    """Return ("weight",) where the shop's unit of weight is not known, else ()."""
    return () if _factor(lists, "PS_WEIGHT_UNIT", WEIGHTS, "kg") else ("weight",)


def weight_text(lists, weight):
    """Return kilograms as the shop writes them, None when its unit is not known."""
    factor = _factor(lists, "PS_WEIGHT_UNIT", WEIGHTS, "kg")
    return None if factor is None else f"{rounded(weight * factor, 6):f}"


def length_text(lists, length):
    """Return centimetres as the shop writes them, None when its unit is not known."""
    factor = _factor(lists, "PS_DIMENSION_UNIT", LENGTHS, "cm")
    return None if factor is None else f"{rounded(length * factor, 6):f}"


def _factor(lists, setting, factors, otherwise):
    return factors.get(lists.configuration(setting).strip().lower() or otherwise)
