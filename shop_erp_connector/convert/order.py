"""Order → sale.order values, and sale.order or account.move → Order or Invoice."""

from dataclasses import replace
from decimal import Decimal

from odoo.fields import Command

from ..remotes.documents import AppliedTax, OrderLine
from ..remotes.documents.amounts import ZERO, rounded
from ..remotes.documents.order import COMPONENT, DISCOUNT, PRODUCT, SHIPPING
from .money import line_amounts, settled
from .problem import Problem


def order_vals(order, known):
    """Return sale.order values of a balanced order (see ``money.balanced``), lines included.

    :param known: ``engine.references.OrderReferences``: every id that the page needs, already looked up
    :raises Problem: the first thing that is not known, as code and facts
    """
    partner_id, invoice_id, shipping_id = known.parties[order.id]
    currency_id, pricelist_id, currency_rate = known.currency(order.currency)
    carrier = known.carrier(order) if order.carrier_id else None
    vals = {
        "partner_id": partner_id,
        "partner_invoice_id": invoice_id,
        "partner_shipping_id": shipping_id,
        "company_id": known.company_id,
        "warehouse_id": known.warehouse_id,
        "currency_id": currency_id,
        "pricelist_id": pricelist_id,
        "client_order_ref": order.number or order.id,
        "origin": known.origin(order),
        "user_id": False,
        "fiscal_position_id": False,
        "require_signature": False,
        "require_payment": False,
        "order_line": [
            Command.create(line_vals(line, order, known, carrier, currency_id, currency_rate))
            for line in order.lines
            if not known.comes_with_its_pack(line, order)
        ],
    }
    if known.team_id:
        vals["team_id"] = known.team_id
    if order.placed_at:
        vals["date_order"] = order.placed_at.replace(tzinfo=None)
    if carrier:
        vals["carrier_id"] = carrier.id
    return vals


def line_vals(line, order, known, carrier, currency_id, currency_rate):
    """Return sale.order.line values of one line.

    :raises Problem: "quantity_missing": Odoo multiplies, so nothing times a price is no amount
    """
    if not line.quantity and (line.net or line.gross):
        raise Problem("quantity_missing", line=line.name or line.code, amount=f"{line.gross:f}")
    product_id, uom_id = _line_product(line, known, carrier)
    taxes = [(*known.tax(tax, order, line), tax) for tax in _taxes_of(line, order)]
    return known.line_defaults | {
        "product_id": product_id,
        "product_uom_id": uom_id,
        "product_uom_qty": float(line.quantity),
        "shop_erp_line_id": line.id or False,
        "name": line.name or line.code,
        "discount": 0.0,
        "is_delivery": line.role == SHIPPING,
        "tax_ids": [Command.set([tax_id for tax_id, _include, _tax in taxes])],
        **line_amounts(line, taxes, digits=order.digits, currency_id=currency_id, currency_rate=currency_rate),
    }


def _taxes_of(line, order):
    """Return the line's taxes; a part of a pack that costs nothing of its own is taxed as its pack is.

    Some ERPs take no line without a tax, and would refuse the whole order for it.
    """
    if line.taxes or line.role != COMPONENT or line.net or line.gross:
        return line.taxes
    pack = next((one for one in order.lines if one.id == line.parent_id), None)
    return tuple(replace(tax, amount=ZERO) for tax in pack.taxes) if pack else ()


def _line_product(line, known, carrier):
    if line.role in (PRODUCT, COMPONENT):
        return known.variant(line)
    if line.role == SHIPPING and carrier:
        return carrier.product_id, carrier.uom_id
    return known.service(line)


def decimal_of(number, digits):
    """Return an Odoo float as an exact Decimal of that many decimals."""
    return rounded(Decimal(repr(float(number))), digits)


def in_product_unit(quantity, unit, product):
    """Return a quantity in the unit in which the product is kept and remotes count it: two dozen are 24 there."""
    if not product or not unit:
        return quantity
    return unit._compute_quantity(quantity, product.uom_id, round=False)


def lines_of(records, known, *, net, gross, digits):
    """Return ``OrderLine`` documents of sale order lines or invoice lines, as another remote wants them.

    :param net, gross: the document's totals, to which the lines add up

    :param known: needs ``variant_external_id(product)``, ``tax_external_id(tax)`` and ``role(line)``
    """
    return settled([_line_of(record, known, digits) for record in records], net, gross, digits)


def _line_of(record, known, digits):
    is_sale = record._name == "sale.order.line"
    quantity = record.product_uom_qty if is_sale else record.quantity
    quantity = in_product_unit(quantity, record.product_uom_id, record.product_id)
    net, gross = decimal_of(record.price_subtotal, digits), decimal_of(record.price_total, digits)
    role = known.role(record)
    return OrderLine(
        id=str(record.id),
        role=role,
        variant_id="" if role == DISCOUNT else known.variant_external_id(record),
        code=record.product_id.default_code or "",
        name=(record.name or record.product_id.display_name or "").split("\n")[0],
        quantity=decimal_of(quantity, 4),
        net=net,
        tax=gross - net,
        gross=gross,
        taxes=tuple(
            AppliedTax(id=known.tax_external_id(tax), name=tax.name, rate=decimal_of(tax.amount, 4))
            for tax in record.tax_ids
        ),
    )
