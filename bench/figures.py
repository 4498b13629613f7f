"""The shape of what is measured."""


def figure(value, unit, floor=None):
    """Return one figure; ``ratio`` is value / floor."""
    return {
        "value": round(value, 3),
        "unit": unit,
        "floor": None if floor is None else round(floor, 3),
        "ratio": None if not floor else round(value / floor, 3),
    }
