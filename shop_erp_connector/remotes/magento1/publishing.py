"""Products, written: a new one by a call of its own, changes fifty at a time. Recordings product-create*.

The interface neither makes configurable products, bundles and groups nor says what is in them (dossier B3): such a
product is refused, and its simple ones can be sent. A product is never deleted, only switched off.
"""

from dataclasses import replace

from ..contract import Result
from ..documents.amounts import rounded
from ..errors import NotFound, Rejected
from . import attributes, links
from .changes import filters
from .pictures import Pictures
from .sending import one_by_one, together
from .texts import checked_name, is_main_told, slug_of, text_of_view, the_text
from .wire import SYSTEM

MULTI, SINGLE = "catalogProductMultiUpdate", "catalogProductUpdate"

#: Products of one changing call: fifty took 1.5 s (dossier B3).
CHANGED_AT_ONCE = 50

#: Seen in catalogue and search.
VISIBLE = "4"


def push_products(shop, products):
    """Create or change simple products; a new one whose SKU the shop has is that product."""
    known = _Known(shop, products)
    ready = [known.taken_over(product) for product in products]
    created = one_by_one(ready, lambda product: Result(id=_prepared(shop, product, known)))
    results = list(created)
    for store_view, language in ((None, shop.main_language), *((view, lang) for lang, view in shop.views.items())):
        sendings = []
        for index, product in enumerate(ready):
            if results[index].error:
                continue
            is_new = not product.id
            # A new product was made with its default texts.
            if store_view or not is_new:
                data = _in_view(shop, product, language, known) if store_view else _changes(shop, product, known)
                if data:
                    sendings.append((index, (results[index].id, data)))
        errors = update(shop, sendings, store_view)
        results = [replace(result, error=errors.get(index, result.error)) for index, result in enumerate(results)]
    results = [_named(product, result, known) for product, result in zip(ready, results, strict=True)]
    results = links.sent(shop, ready, results, lambda codes, ids: _skus(shop, codes, ids))
    return Pictures(shop).sent(ready, results)


def find_product(shop, sku):
    """Return the ``Result`` of the product with exactly this SKU, None for none."""
    for row in _rows_by_sku(shop, [sku]) if sku else ():
        if str(row.get("sku")) == sku:
            id = str(row.get("product_id"))
            return Result(id=id, variant_id=id)
    return None


def update(shop, sendings, store_view=None):
    """Change products; return ``{index: error}`` of those that the shop did not take.

    :param sendings: list of (index, (product id, data))
    """

    def send(part):
        items = [item for _index, item in part]
        if shop.wire.has(MULTI):
            shop.wire.read(MULTI, [id for id, _data in items], [data for _id, data in items], store_view, "id")
            return
        # Shops before 1.7 take one product a call.
        for id, data in items:
            shop.wire.read(SINGLE, id, data, store_view, "id")

    return together(sendings, CHANGED_AT_ONCE if shop.wire.has(MULTI) else 1, send)


def _named(product, result, known):
    if result.error:
        return result
    warning = attributes.warning(known.shop, product, known.set_of(product))
    part_ids = {product.code: result.id} if product.code else {}
    return replace(result, variant_id=result.id, part_ids=part_ids, warning=warning)


def _skus(shop, codes, ids):
    """Return ({code: SKU}, {id: SKU}) of the products that the shop has: a call for each of the two, if needed."""
    codes, ids = [code for code in codes if code], [id for id in dict.fromkeys(ids) if id]
    by_code = {str(row.get("sku")): str(row.get("sku")) for row in (_rows_by_sku(shop, codes) if codes else ())}
    rows = _rows(shop, ("product_id", "in", ",".join(ids))) if ids else ()
    return by_code, {str(row.get("product_id")): str(row.get("sku")) for row in rows}


class _Known:
    """What the shop has of the products that are to be sent: two list calls, whatever their number."""

    def __init__(self, shop, products):
        self.shop = shop
        self.rows, self.by_sku = {}, {}
        for row in _rows_by_sku(shop, [product.code for product in products if product.code and not product.id]):
            self.rows[str(row.get("product_id"))] = row
            self.by_sku[str(row.get("sku"))] = str(row.get("product_id"))
        ids = [product.id for product in products if product.id]
        for row in _rows(shop, ("product_id", "in", ",".join(ids))) if ids else ():
            self.rows[str(row.get("product_id"))] = row

    def taken_over(self, product):
        """Return a new product with the id of the one that has its SKU, if any."""
        return product if product.id else replace(product, id=self.by_sku.get(product.code, ""))

    def set_of(self, product):
        """Return the id of the attribute set that a product has, or is to have."""
        row = self.rows.get(product.id)
        return str(row.get("set")) if row else _set_id(self.shop, product)


def _rows(shop, *conditions):
    return shop.wire.rows("catalogProductList", filters(*conditions))


def _rows_by_sku(shop, skus):
    """Return the products with these SKUs; a list cannot name one that holds a comma, which is asked for alone."""
    plain = [sku for sku in dict.fromkeys(skus) if "," not in sku]
    rows = _rows(shop, ("sku", "in", ",".join(plain))) if plain else []
    for sku in dict.fromkeys(skus):
        if "," in sku:
            rows += _rows(shop, ("sku", "eq", sku))
    return rows


def _prepared(shop, product, known):
    """Return the id of a product to change, or of the one that was just made."""
    if len(product.variants) > 1 or any(variant.attributes for variant in product.variants):
        message = "The shop's interface makes no products with variants: create it in the shop, then send its variants."
        raise Rejected(message, system=SYSTEM, field="variants")
    if product.id and product.id not in known.rows:
        raise NotFound(f"The shop has no product {product.id}.", system=SYSTEM, code="101")
    if product.components and not (product.id and known.rows[product.id].get("type") == links.PARTS):
        message = "The shop's interface makes no packs: create it in the shop."
        raise Rejected(message, system=SYSTEM, field="components")
    for language in shop.views:
        _texts(shop, product, language)
    if product.id:
        _changes(shop, product, known)
        return product.id
    if not product.code:
        raise Rejected("The shop knows products by their SKU; this one has no code.", system=SYSTEM, field="code")
    if product.price is None:
        raise Rejected("A new product needs a price: without one it would be sold for 0.", system=SYSTEM, field="price")
    type = "virtual" if product.is_service else "simple"
    data = _new(shop, product, known)
    return str(shop.wire.write("catalogProductCreate", type, _set_id(shop, product), product.code, data, None))


def _set_id(shop, product):
    sets = {str(row["set_id"]): str(row["name"]) for row in shop.lists.sets()}
    fitting = [id for id, name in sets.items() if product.attribute_set in (id, name)] if product.attribute_set else []
    if product.attribute_set and not fitting:
        message = f"The shop has no attribute set {product.attribute_set}."
        raise Rejected(message, system=SYSTEM, field="attribute_set")
    fitting = fitting or list(sets)
    if len(fitting) != 1:
        message = f"The shop has {len(fitting)} attribute sets that fit: {', '.join(sets.values())}. Name one."
        raise Rejected(message, system=SYSTEM, field="attribute_set")
    return fitting[0]


def _new(shop, product, known):
    """Return all that makes a new product seen and sold; its form insists on both descriptions and a weight.

    Without a word about stock the shop would count none of a new product, and sell it for ever (its source).
    """
    data = _changes(shop, product, known)
    counted = {"use_config_manage_stock": 1} if product.is_stored else {"use_config_manage_stock": 0, "manage_stock": 0}
    data["stock_data"] = data.get("stock_data", {}) | counted
    data |= {"visibility": VISIBLE, "websites": shop.website_ids()}
    data.setdefault("description", data["name"])
    data.setdefault("short_description", data["name"])
    data.setdefault("weight", "0")
    data["tax_class_id"] = _tax_class(shop, product)
    return data


def _changes(shop, product, known):
    """Return what the document says; the shop's further categories of a product are kept."""
    data = _texts(shop, product, shop.main_language) | {"status": "1" if product.active else "2"}
    if product.weight is not None:
        data["weight"] = f"{rounded(product.weight / shop.factor, 4):f}"
    if product.tax_ids:
        data["tax_class_id"] = _tax_class(shop, product)
    if product.price is not None:
        data["price"] = f"{_price(shop, product):f}"
    if product.tells("tags"):
        data["meta_keyword"] = ", ".join(product.tags)
    categories = [id for id in dict.fromkeys((*product.category_ids, product.category_id)) if id]
    removed = set(product.removed_category_ids) - set(categories)
    if categories or removed:
        present = (known.rows[product.id].get("category_ids") or []) if product.id else []
        ids = dict.fromkeys((*map(str, present), *_existing(shop, categories)))
        data["category_ids"] = [id for id in ids if id not in removed]
    further = attributes.data_of(shop, product, known.set_of(product), renamed=_is_renamed(product, known))
    if further:
        data["additional_attributes"] = further
    stock = _stock_data(product)
    if stock:
        data["stock_data"] = stock
    return data


def _is_renamed(product, known):
    row = known.rows.get(product.id) or {}
    return bool(product.id and product.code) and product.code != str(row.get("sku"))


def _stock_data(product):
    """Return what stands with a product's stock: the smallest order, and when people are told; never the quantity.

    :raises Rejected: the shop's interface takes whole pieces for both
    """
    data = {}
    for field, name in (("minimum_quantity", "min_sale_qty"), ("low_stock", "notify_stock_qty")):
        value = getattr(product, field)
        if value is None:
            continue
        if value != int(value):
            message = f"The shop's interface takes whole pieces only; {value.normalize():f} is none."
            raise Rejected(message, system=SYSTEM, field=field)
        data |= {name: int(value), f"use_config_{name}": 0}
    return data


def _in_view(shop, product, language, known):
    """Return what a store view is told: texts and fields in its language."""
    further = attributes.data_of_view(shop, product, known.set_of(product), language)
    return _texts(shop, product, language) | ({"additional_attributes": further} if further else {})


def _texts(shop, product, language):
    """Return the texts in one language."""
    is_main = language == shop.main_language
    texts = {
        "name": product.name,
        "short_description": product.short_description,
        "description": product.description,
        "url_key": product.slug,
        "meta_title": product.meta_title,
        "meta_description": product.meta_description,
    }
    data = {
        name: the_text(shop, text, name) if is_main else text_of_view(text, language, name)
        for name, text in texts.items()
        if (is_main and (is_main_told(shop, text) or name == "name")) or language in text
    }
    if "url_key" in data:
        data["url_key"] = slug_of(data["url_key"])
    checked_name(data.get("name", ""))
    return data


def _tax_class(shop, product):
    """Return the tax class, "0" for none.

    :raises Rejected: there are several, or the shop does not have it
    """
    if not product.tax_ids:
        return "0"
    if len(product.tax_ids) > 1 or product.tax_ids[0] not in shop.lists.tax_classes():
        message = f"The shop has no tax class {' + '.join(product.tax_ids)}."
        raise Rejected(message, system=SYSTEM, field="tax_ids")
    return product.tax_ids[0]


def _price(shop, product):
    tax_class = product.tax_ids[0] if product.tax_ids else ""
    return shop.in_shops_basis(product.price, includes_tax=product.price_includes_tax, tax_class=tax_class)


def _existing(shop, ids):
    """Return category ids that the shop has: of others it would say nothing and do nothing."""
    for _turn in "read", "read again":
        known = shop.lists.category_ids()
        missing = [id for id in ids if id not in known]
        if not missing:
            return ids
        shop.lists.forget_categories()
    message = f"The shop has no category {', '.join(missing)}."
    raise Rejected(message, system=SYSTEM, field="category_ids")
