"""Packs, written as bundles: each component is an option with one part that the buyer cannot change.

A bundle's price is its own when the document states one, else what its parts cost. Recording bundle-post.
"""

from ..errors import Rejected
from .rows import SYSTEM

#: What makes a bundle a pack: shipped as one parcel, its own SKU and weight, prices as a range.
KIND = {"sku_type": "1", "weight_type": "1", "price_view": "0", "shipment_type": "0"}


def with_components(saver, product, row, body):
    """Return a product's body with its parts; parts that the shop has just so are not sent.

    :raises Rejected: a part is not in the shop, or the product is something else there
    """
    if row is not None and row.text("type_id") != "bundle":
        message = f"{row.text('sku')} is no bundle in the shop; it cannot become a pack."
        raise Rejected(message, system=SYSTEM, field="components")
    parts = [(_sku(saver, component), component) for component in product.components]
    if row is None:
        values = KIND | {"price_type": "0" if product.price is None else "1"}
        custom = [{"attribute_code": code, "value": value} for code, value in values.items()]
        body = {"price": 0} | body | {"custom_attributes": [*custom, *body["custom_attributes"]]}
    elif _present(row) == [(sku.casefold(), part.quantity) for sku, part in parts]:
        return body
    options = [_option(body["sku"], position, sku, part) for position, (sku, part) in enumerate(parts, 1)]
    extension = body.get("extension_attributes", {}) | {"bundle_product_options": options}
    return body | {"extension_attributes": extension}


def _sku(saver, component):
    row = saver.by_id.get(component.variant_id)
    if row is None and not component.code:
        message = f"The shop has no product {component.variant_id or component.product_id} for the pack."
        raise Rejected(message, system=SYSTEM, field="components")
    return row.text("sku") if row is not None else component.code


def _present(row):
    links = [link for option in row.extension.rows("bundle_product_options") for link in option.rows("product_links")]
    return [(link.text("sku").casefold(), link.amount("qty")) for link in links]


def _option(sku, position, part_sku, part):
    link = {
        "sku": part_sku,
        "qty": part.quantity,
        "position": 1,
        "is_default": True,
        "price": 0,
        "price_type": 0,
        "can_change_quantity": 0,
    }
    return {
        "title": part.option or part_sku,
        "required": True,
        "type": "select",
        "position": position,
        "sku": sku,
        "product_links": [link],
    }
