"""Packs: what is in a product, and how often. Recordings product-pack-post, product-pack-get.

The shop writes a variant's id in a pack as ``id_product_attribute`` and reads it as ``product_attribute_id``; with the
first alone it would take the default combination without a word, so both are sent.
"""

from ..documents import Component
from ..errors import Rejected
from .rows import SYSTEM

#: Whose stock a sold pack takes: as the shop is set.
AS_CONFIGURED = "3"


def components_of(row, codes):
    """Return what is in a product of the shop.

    :param codes: see ``mentions.Codes``
    """
    return tuple(_component(one, codes) for one in row.associated("product_bundle"))


def bundle_rows(product, codes):
    """Return the rows of the association of a pack.

    :raises Rejected: a part is no product of the shop, no whole number, or a choice
    """
    return [_row(component, codes) for component in product.components]


def same_bundle(row, wanted):
    """Tell whether a product of the shop holds just these rows."""
    present = {
        (one.text("id"), one.optional("id_product_attribute") or "0", one.amount("quantity"))
        for one in row.associated("product_bundle")
    }
    return present == {(one["id"], one["id_product_attribute"], _number(one["quantity"])) for one in wanted}


def _component(row, codes):
    product_id, combination_id = row.text("id"), row.optional("id_product_attribute") or "0"
    return Component(
        product_id=product_id,
        variant_id=f"{product_id}-{combination_id}",
        code=codes.of(product_id, combination_id),
        quantity=row.amount("quantity"),
    )


def _row(component, codes):
    if component.option or not component.is_default:
        message = f"{component.code or component.variant_id}: the shop has no choices in a pack."
        raise Rejected(message, system=SYSTEM, field="components")
    if component.quantity != int(component.quantity) or component.quantity <= 0:
        message = f"{component.code or component.variant_id}: a pack holds whole pieces, not {component.quantity:f}."
        raise Rejected(message, system=SYSTEM, field="components")
    variant_id = component.variant_id or codes.variant_id(component.code)
    product_id, _hyphen, combination_id = (variant_id or component.product_id).partition("-")
    if not product_id:
        message = f"{component.code}: the shop has no such product (yet), so it cannot be in a pack."
        raise Rejected(message, system=SYSTEM, field="components")
    combination_id = combination_id or "0"
    return {
        "id": product_id,
        "id_product_attribute": combination_id,
        "product_attribute_id": combination_id,
        "quantity": str(int(component.quantity)),
    }


def _number(text):
    return int(text)
