"""What prices and stock levels have in common: written to products, or to variations of many products, by hundreds.

A variation's batch is addressed to one product, but each record in it may name its own (dossier section 2; recordings
variations-batch-*). A shop that does not take that answers those with an error; they are sent again to their product.
"""

from collections import defaultdict
from dataclasses import replace

from ..cursors import chunked
from ..errors import Rejected, Unsupported
from .catalogue import MEMORY, lists_variations
from .rows import SYSTEM
from .shop import variant_id, variant_parts
from .wire import IDS, PAGE

#: How a shop says that a variation is not one of the product that the batch was addressed to.
FOREIGN = "woocommerce_rest_product_variation_invalid_id"


def valid_parts(id):
    """Return (product id, variation id) of a variant's id.

    :raises Rejected: it is none
    """
    product_id, variation_id = variant_parts(id)
    if not product_id.isdigit() or not (variation_id.isdigit() or not variation_id):
        raise Rejected(f"{id or '(nothing)'} is no product of the shop.", system=SYSTEM, field="variant_id")
    return product_id, variation_id


def send_offers(shop, batches, sendings):
    """Send (variant id, ``Sending``) pairs: products by hundreds, then variations of all products by hundreds."""
    products, variations = [], []
    for id, sending in sendings:
        product_id, variation_id = valid_parts(id)
        if variation_id:
            values = {"id": int(variation_id), "product_id": int(product_id), **sending.values}
            variations.append(replace(sending, values=values))
        else:
            products.append(replace(sending, values={"id": int(product_id), **sending.values}))
    batches.update("products", products)
    send_variations(batches, variations)


def send_variations(batches, variations):
    """Send changes of variations; each names its product."""
    for part in chunked(variations, PAGE):
        first = part[0].values["product_id"]
        batches.update(_path(first), part)
        strangers = [one for one in part if one.values["product_id"] != first and batches.code(one.index) == FOREIGN]
        by_product = defaultdict(list)
        for one in strangers:
            by_product[one.values["product_id"]].append(one)
        for product_id, ones in by_product.items():
            batches.update(_path(product_id), ones)


def _path(product_id):
    return f"products/{product_id}/variations"


def offered_rows(shop, ids, fields):
    """Return ``{variant id: row}`` of products and variations.

    :param fields: comma-separated names of what is needed; "id" and "parent_id" must be among them
    """
    if not ids:
        return {}
    parts = [variant_parts(id) for id in ids]
    plain = [product_id for product_id, variation_id in parts if not variation_id]
    rows = shop.wire.by_ids("products", "product", plain, status="any", _fields=fields)
    found = {variant_id(id): row for id, row in rows.items()}
    varied = [(product_id, variation_id) for product_id, variation_id in parts if variation_id]
    for row in _variations(shop, varied, fields):
        found[variant_id(row.reference("parent_id"), row.id)] = row
    return found


def _variations(shop, pairs, fields):
    if not pairs:
        return []
    if lists_variations(shop):
        try:
            rows = []
            for part in chunked(dict.fromkeys(variation_id for _product_id, variation_id in pairs), IDS):
                asked = {"include": ",".join(part), "per_page": str(PAGE), "status": "any", "_fields": fields}
                rows += shop.wire.list("variations", "variation", **asked).rows
            return rows
        except Unsupported:
            with shop.memory.locked(MEMORY) as abilities:
                abilities["lists_variations"] = False
    # Before WooCommerce 10.3 variations are asked for product by product.
    rows = []
    for product_id in dict.fromkeys(product_id for product_id, _variation_id in pairs):
        rows += shop.wire.all(_path(product_id), "variation", status="any", _fields=fields)
    return rows
