"""Why a level is as it is, in words that a clerk can check."""

from .availability import PARTS

#: Which parts count for which basis, and with which sign.
_COUNTED = {
    "free": {"on_hand": 1, "reserved": -1, "own": 1, "promised": -1, "quoted": -1, "seen": -1, "suppliers": 1},
    "on_hand": {"on_hand": 1, "seen": -1, "suppliers": 1},
    "forecast": {"on_hand": 1, "expected": 1, "leaving": -1, "quoted": -1, "seen": -1, "suppliers": 1},
}


def text(env, pieces):
    """Return the explanation of one level.

    :param pieces: its ``availability.Explanation`` rows
    """
    first = pieces[0]
    lines = [_kit_line(env, piece) for piece in pieces] if first.needed else [_parts_line(env, first)]
    result = f"= {number(first.there)}"
    if first.keep:
        result += env._(" − %(quantity)s kept back", quantity=number(first.keep))
    if first.maximum and first.there - first.keep > first.maximum:
        result += env._(", at most %(quantity)s shown", quantity=number(first.maximum))
    if first.there != first.quantity:
        result += env._(" → %(quantity)s offered", quantity=number(first.quantity))
    return "\n".join([*lines, result])


def _parts_line(env, piece):
    words = _words(env)
    signs = _COUNTED[piece.basis]
    texts = []
    for name in PARTS:
        quantity = getattr(piece, name)
        if name in signs and (quantity or name == "on_hand"):
            sign = "" if not texts else "+ " if signs[name] > 0 else "− "
            texts.append(sign + words[name] % {"quantity": number(quantity)})
    return " ".join(texts)


def _kit_line(env, piece):
    return env._(
        "%(needed)s × %(component)s: %(parts)s",
        needed=number(piece.needed),
        component=env["product.product"].browse(piece.product_id).display_name,
        parts=_parts_line(env, piece),
    )


def _words(env):
    return {
        "on_hand": env._("%(quantity)s on hand"),
        "reserved": env._("%(quantity)s reserved"),
        "promised": env._("%(quantity)s sold, not reserved yet"),
        "quoted": env._("%(quantity)s held for orders not confirmed yet"),
        "seen": env._("%(quantity)s in orders not imported yet"),
        "leaving": env._("%(quantity)s leaving"),
        "expected": env._("%(quantity)s on the way"),
        "suppliers": env._("%(quantity)s of suppliers"),
        "own": env._("%(quantity)s that are taken off there"),
    }


def number(quantity):
    """Return a quantity without trailing zeros."""
    return f"{quantity:.4f}".rstrip("0").rstrip(".")
