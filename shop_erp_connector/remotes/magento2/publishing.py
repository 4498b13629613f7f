"""Products, written: one call for each product or variant, for the interface saves them one by one.

A SKU names a product, so a new product whose SKU the shop has is that product, and sending twice does no harm. On a
change only what the document says is sent: every list that is sent replaces the one that is there. Nothing is ever
deleted. Recordings product-create, product-create-again, configurable-put, bundle-post.
"""

from ..contract import Result
from ..errors import Rejected
from . import bulk, links, media, packs, placing, variants
from .catalogue import PATH
from .fields import VISIBLE
from .rows import SYSTEM
from .saving import Saver, renamed, result_of
from .sending import Sending


def push_products(shop, products):
    """Create or change products with their variants, parts and pictures."""
    sending = Sending(len(products))
    saver = Saver.prepared(shop, products)
    later = {}
    work = _queued if shop.settings.is_on("async_products") else _saved
    for index, product in enumerate(products):
        sending.each(index, lambda index=index, product=product: work(saver, product, index, later))
    if later:
        sending.together(list(later), lambda part: bulk.accepted(shop, {index: later[index] for index in part}))
    return sending.results


def find_product(shop, sku):
    """Return the ``Result`` of the product with this SKU, None for none."""
    rows = shop.wire.rows_by(PATH, "sku", {sku}, fields="id,sku,type_id")
    return next((result_of(row) for row in rows if row.text("sku").casefold() == sku.casefold()), None)


def _saved(saver, product, _index, _later):
    """Save a product whole and return its result."""
    saver.unkept.clear()  # what is left of a product that failed is not this one's
    if variants.are_several(product):
        return variants.saved(saver, product)
    row = saver.present(product)
    body, warning = _body(saver, product, row), renamed(product, row)
    beside, links_warning = links.beside(saver, product, row)
    row = saver.save(body | beside)
    category_warning = placing.taken_out(saver.shop, product, row)
    saver.translate(product, row)
    part_ids, media_warning = media.sent(saver.shop, row, product.images, product.removed_image_ids)
    warnings = (warning, saver.unkept_told(), links_warning, category_warning, media_warning)
    return result_of(row, part_ids=part_ids, warnings=warnings)


def _queued(saver, product, index, later):
    """Note a product for the queue; what needs more than one call is saved now."""
    parts = (
        product.images, product.removed_image_ids, product.removed_category_ids,
        *(product.tells(name) for name in links.TYPES),
    )  # fmt: skip
    if variants.are_several(product) or any(parts) or saver.translations(product):
        return _saved(saver, product, index, later)
    later[index] = _body(saver, product, saver.present(product))
    return Result()


def _body(saver, product, row):
    """Return what is sent of a product with a single form."""
    if row is not None and row.text("type_id") == "configurable":
        message = f"{row.text('sku')} has variants in the shop; it cannot become a product without."
        raise Rejected(message, system=SYSTEM, field="variants")
    body = saver.fields.common(product, row)
    if row is None:
        kind = "bundle" if product.components else "virtual" if product.is_service else "simple"
        body = saver.fields.completed(body, product, kind=kind, visibility=VISIBLE)
    return packs.with_components(saver, product, row, body) if product.components else body
