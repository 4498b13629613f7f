"""Exact money: rounding as shops do it, and spreading an amount over parts without losing a cent."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

ZERO = Decimal(0)


def cents(digits):
    """Return the smallest amount of a currency with that many decimals: ``cents(2)`` is 0.01."""
    return Decimal(1).scaleb(-digits)


def rounded(amount, digits):
    """Round half away from zero to a currency's decimals (what shops and Odoo call "half up")."""
    return amount.quantize(cents(digits), rounding=ROUND_HALF_UP)


def spread(amount, weights, digits):
    """Divide ``amount`` over parts in proportion to ``weights``, each part rounded, the sum exact.

    Largest remainder: every part is cut to the currency's decimals and the cents left over go, one each, to the
    parts that lost most. All weights zero: the whole amount goes to the first part.

    :param amount: a Decimal already rounded to ``digits``
    :param weights: one non-negative Decimal per part, at least one
    :return: a list of Decimals, as long as ``weights``
    """
    step = cents(digits)
    total = sum(weights, ZERO)
    if not total:
        return [amount, *[ZERO] * (len(weights) - 1)]
    exact = [amount * weight / total for weight in weights]
    parts = [value.quantize(step, rounding=ROUND_DOWN) for value in exact]
    left = int((amount - sum(parts, ZERO)) / step)
    sign = -1 if left < 0 else 1
    by_loss = sorted(range(len(parts)), key=lambda i: (abs(exact[i] - parts[i]), weights[i]), reverse=True)
    for index in by_loss[: abs(left)]:
        parts[index] += sign * step
    return parts
