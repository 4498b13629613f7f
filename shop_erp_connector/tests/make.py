"""Builders of documents with readable defaults: a test names only what it is about."""

from datetime import UTC, datetime
from decimal import Decimal

from ..remotes.documents import (
    Address,
    AppliedTax,
    Customer,
    Order,
    OrderLine,
    Payment,
    Product,
    StockLevel,
    Variant,
)

PLACED = datetime(2026, 3, 2, 17, 44, 10, tzinfo=UTC)


def dec(text):
    """Return a Decimal, from text or a whole number."""
    return Decimal(str(text))


def tax(rate="15", id="t15", amount="0"):
    """A tax as applied to a line; the default is the tax of the test company's chart."""
    return AppliedTax(id=id, name=f"Tax {rate}", rate=dec(rate), amount=dec(amount))


def line(net="10.00", rate="15", *, id="l1", variant="100-0", quantity=1, gross=None, taxes=None, **fields):
    """An order line of ``net`` for the whole line; tax at ``rate`` percent, rounded half up."""
    net = dec(net)
    if taxes is None:
        taxes = (tax(rate, id=f"t{rate}"),) if rate else ()
    if gross is None:
        amount = (net * sum((applied.rate for applied in taxes), Decimal(0)) / 100).quantize(
            dec("0.01"), "ROUND_HALF_UP"
        )
        gross = net + amount
    gross = dec(gross)
    return OrderLine(
        **{"name": "Desk lamp", "code": "LAMP-01", "product_id": variant.split("-")[0]} | fields,
        id=id,
        variant_id=variant,
        quantity=dec(quantity),
        net=net,
        tax=gross - net,
        gross=gross,
        taxes=taxes,
    )


def address(id="address-1", **fields):
    """A postal address in Porto."""
    return Address(
        **{
            "id": id,
            "first_name": "Rita",
            "last_name": "Exemplo",
            "street": "Rua do Cais 12",
            "zip": "4050-100",
            "city": "Porto",
            "country": "PT",
            "phone": "220000000",
        }
        | fields
    )


def customer(id="6", **fields):
    """A buyer with an account."""
    return Customer(
        **{"id": id, "first_name": "Rita", "last_name": "Exemplo", "email": "rita@example.com", "language": "en"}
        | fields
    )


def order(id="41", lines=None, **fields):
    """An order of one line, paid, whose totals are the sums of its lines unless said otherwise."""
    lines = (line(),) if lines is None else tuple(lines)
    totals = {
        "net": sum((item.net for item in lines), Decimal(0)),
        "gross": sum((item.gross for item in lines), Decimal(0)),
    }
    defaults = {
        "number": f"REF{id}",
        "placed_at": PLACED,
        "updated_at": PLACED,
        "state_id": "2",
        "state_name": "Payment accepted",
        "currency": "USD",
        "customer": customer(),
        "billing": address(),
        "delivery": address(),
        "payment_method_code": "bankwire",
        "payment_method_name": "Bank transfer",
        "payments": (Payment(method_code="bankwire", state="paid", amount=totals["gross"], reference="TRX-1"),),
    }
    fields = defaults | totals | fields
    fields.setdefault("tax", fields["gross"] - fields["net"])
    return Order(id=id, lines=lines, **fields)


def product(id="100", **fields):
    """A plain product with one form."""
    defaults = {
        "code": f"P{id}",
        "name": {"en": f"Product {id}"},
        "price": dec("10.00"),
        "variants": (Variant(id=f"{id}-0", code=f"P{id}"),),
        "tax_ids": ("t15",),
    }
    return Product(id=id, **defaults | fields)


def level(variant="100-0", quantity="5", **fields):
    """A stock level of one variant."""
    defaults = {"id": variant, "variant_id": variant, "product_id": variant.split("-")[0]}
    return StockLevel(**defaults | fields, quantity=dec(quantity))
