"""Product ⇄ product.template values."""

from decimal import Decimal

from odoo.fields import Command

from ..remotes.documents import (
    CATEGORIES,
    IDENTITY,
    PRICE,
    STATE,
    TEXT,
    Product,
)
from ..remotes.documents.amounts import rounded
from .problem import Problem
from .texts import first_text, lines, one_line

#: The field group that each value of ``product_vals`` belongs to.
FIELD_GROUPS = {
    "name": TEXT,
    "description_sale": TEXT,
    "default_code": IDENTITY,
    "barcode": IDENTITY,
    "type": IDENTITY,
    "is_storable": IDENTITY,
    "weight": IDENTITY,
    "attribute_line_ids": IDENTITY,
    "list_price": PRICE,
    "standard_price": PRICE,
    "taxes_id": PRICE,
    "categ_id": CATEGORIES,
    "active": STATE,
}


def product_vals(product, known, *, category_id, present_tax_ids=()):
    """Return product.template values of a product; its variants are the binding's business.

    :param present_tax_ids: the company's own taxes that the Odoo product has; other companies' are not touched
    :param known: needs ``languages`` and ``sale_tax(lookup id)`` → (odoo tax id, price_include, rate)
    :raises Problem: "name_missing", or what the tax lookup raises
    """
    name = one_line(first_text(product.name, known.languages))
    if not name:
        raise Problem("name_missing", record=product.code or product.id)
    taxes = [known.sale_tax(tax_id) for tax_id in product.tax_ids]
    vals = {
        "name": name,
        "default_code": product.code or False,
        "barcode": product.barcode or False,
        "type": "service" if product.is_service else "consu",
        "is_storable": product.is_stored and not product.is_service,
        "weight": float(product.weight or 0),
        "description_sale": lines(first_text(product.short_description, known.languages)) or False,
        "taxes_id": _tax_commands({tax_id for tax_id, _include, _rate in taxes}, set(present_tax_ids)),
        "active": product.active,
    }
    if category_id:
        vals["categ_id"] = category_id
    if product.price is not None:
        vals["list_price"] = float(in_odoo_basis(product.price, product, taxes))
    if product.cost is not None:
        vals["standard_price"] = float(product.cost)
    return vals


def _tax_commands(wanted, present):
    return [Command.unlink(tax_id) for tax_id in sorted(present - wanted)] + [
        Command.link(tax_id) for tax_id in sorted(wanted - present)
    ]


def in_odoo_basis(price, product, taxes):
    """Return a price of a product as Odoo keeps it: with the tax in it when the product's tax says so.

    :param taxes: what ``known.sale_tax`` says of each of the product's taxes
    """
    included = any(include for _id, include, _rate in taxes)
    rate = sum((rate for _id, _include, rate in taxes), Decimal(0)) / 100
    if included == product.price_includes_tax or not rate:
        return price
    if included:
        return rounded(price * (1 + rate), 2)
    return rounded(price / (1 + rate), 6)


def product_of(
    template,
    *,
    code,
    id="",
    variants=(),
    category_id="",
    tax_ids=(),
    price_includes_tax=False,
    language="",
):
    """Return the ``Product`` of a product.template record.

    :param code: the code of the product as a whole
    :param variants: its ``Variant`` documents
    :param tax_ids: lookup ids of the remote that the product's taxes stand for
    """
    price = rounded(Decimal(repr(template.list_price)), 6)
    return Product(
        id=id,
        code=code,
        barcode=template.barcode or "",
        variants=tuple(variants),
        is_service=template.type == "service",
        is_stored=template.is_storable,
        weight=rounded(Decimal(repr(template.weight or 0.0)), 6),
        name={language: template.name or ""},
        short_description={language: template.description_sale} if template.description_sale else {},
        price=price,
        price_includes_tax=price_includes_tax,
        tax_ids=tuple(tax_ids),
        category_id=category_id,
        category_ids=(category_id,) if category_id else (),
        active=template.active,
    )
