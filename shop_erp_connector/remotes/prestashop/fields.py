"""The fields of a product as the shop takes them: what a document says and nothing else."""

from dataclasses import dataclass

from ..documents.amounts import rounded
from ..errors import Rejected
from . import taxes, units
from .changes import bit
from .choices import has_choices, is_sold
from .pricing import net
from .rows import SYSTEM
from .texts import checked_barcode, checked_code, checked_text, link_names, name_key, translated

#: What a new product needs to be seen and sold.
VISIBLE = {
    "state": "1",
    "available_for_order": "1",
    "show_price": "1",
    "minimal_quantity": "1",
    "visibility": "both",
    "condition": "new",
    "pack_stock_type": "3",
}

#: Field of a document → field of the shop, for texts that may be missing.
TEXTS = {
    "short_description": "description_short",
    "description": "description",
    "meta_title": "meta_title",
    "meta_description": "meta_description",
}

#: From which version on the Webservice has a field, and what it is called in a sentence.
SINCE = {
    "unit_price": ((8,), "unit price"),
    "low_stock": ((1, 7, 4), "stock alert"),
}

#: ``additional_delivery_times``: the delivery text is the product's own.
OWN_DELIVERY_TEXT = "2"

#: The same: the shop's own text, which is how a product begins.
DEFAULT_DELIVERY_TEXT = "1"


@dataclass(frozen=True, slots=True)
class Means:
    """What all products of one push share; see ``names``, ``features``, ``mentions``.

    :param brands: ``names.Known``; :param tags: ``{name key: id}``
    """

    brands: object
    tags: dict
    features: object
    codes: object


def fields_of(shop, means, product, row):
    """Return the fields that creating and changing have in common.

    :param row: of the product in the shop, None for a new one
    :raises RemoteError: a text is too long, a name could not be made, a tax is unknown …
    """
    lists, is_new = shop.lists, row is None
    fields = {
        "reference": checked_code(product.code),
        "active": bit(is_sold(product)),
        "name": translated(lists, product.name, "name", is_new=is_new),
    }
    if product.tells("barcode"):
        fields["ean13"] = checked_barcode(product.barcode)
    if product.tells("supplier_code"):
        fields["supplier_reference"] = checked_code(product.supplier_code, "supplier_code")
    if product.tells("brand"):
        fields["id_manufacturer"] = means.brands.id_of(product.brand) if product.brand else "0"
    if product.on_sale is not None:
        fields["on_sale"] = bit(product.on_sale)
    if has_choices(product):
        fields["product_type"] = "combinations"
    elif product.components:
        fields |= {"type": "pack", "product_type": "pack"}
    fields |= texts_of(shop, product, row)
    fields |= _delivery(shop, product, row)
    fields |= _measures(lists, product)
    fields |= selling(product)
    return fields | _prices(lists, product, row)


def texts_of(shop, document, row):
    """Return the texts of a product or category, and the name of its page.

    :param row: of it in the shop, None for a new one
    """
    lists, is_new = shop.lists, row is None
    fields = {
        name: translated(lists, getattr(document, own), own, is_new=is_new, present=_present(row, name))
        for own, name in TEXTS.items()
        if _is_told(getattr(document, own, {}), is_new=is_new)
    }
    has_slug = any(document.slug.values())
    slugs = translated(lists, document.slug, "slug", is_new=is_new) if has_slug else {}
    names = translated(lists, document.name, "name", is_new=is_new)
    # Every page has an address: one that is told to be empty is that of the name again.
    is_cleared = bool(document.slug) and not has_slug
    links = link_names(slugs, names, getattr(document, "code", "") or document.KIND, is_new=is_new or is_cleared)
    return fields | ({"link_rewrite": links} if links else {})


def _is_told(texts, *, is_new):
    """Tell whether texts are to be sent: nothing is emptied on a new record."""
    return any(texts.values()) if is_new else bool(texts)


def _present(row, name):
    return row.texts(name) if row is not None and row.has(name) else {}


def too_old(shop, product):
    """Return a sentence about what this version of the shop cannot be told, "" for nothing."""
    lacking = [
        words
        for name, (version, words) in SINCE.items()
        if getattr(product, name) is not None and not shop.wire.is_since(*version)
    ]
    return f"The Webservice of PrestaShop {shop.wire.version} takes no {' and no '.join(lacking)}." if lacking else ""


def category_rows(ids):
    """Return the rows of the association with categories."""
    return [{"id": id} for id in dict.fromkeys(ids) if id]


def associations_of(means, product, row):
    """Return ``{association: (row name, rows)}`` of what differs in the shop, or of a new product.

    The shop replaces a whole association: what it has and the document does not name is sent again.
    """
    found = {}
    present = row.associated_ids("categories") if row is not None else ()
    wanted = [id for id in (product.category_id, *product.category_ids) if id]
    removed = set(product.removed_category_ids) - set(wanted)
    if set(wanted) - set(present) or removed & set(present):
        found["categories"] = "category", category_rows(id for id in (*present, *wanted) if id not in removed)
    if product.fields:
        rows = means.features.rows(product, row)
        held = {(one.text("id"), one.text("id_feature_value")) for one in _held(row, "product_features")}
        if {(one["id"], one["id_feature_value"]) for one in rows} != held:
            found["product_features"] = "product_feature", rows
    if product.tells("accessory_codes"):
        held = [one.text("id") for one in _held(row, "accessories")]
        ids = [id for id in held if id in means.codes.nameless]
        ids += [id for code in product.accessory_codes for id in means.codes.product_ids(code)]
        if set(ids) != set(held):
            found["accessories"] = "product", [{"id": id} for id in dict.fromkeys(ids)]
    return found


def tag_rows(means, product, row, languages):
    """Return the rows of the product's tags, None where they are there: other languages' stay.

    :param languages: ``{tag id: language id}`` of the tags that the product has; :param means: its ``tags`` are ours
    """
    if not product.tells("tags"):
        return None
    held = [one.text("id") for one in _held(row, "tags")]
    wanted = [means.tags[name_key(tag)] for tag in product.tags if name_key(tag)]
    foreign = [id for id in held if languages.get(id) == "other"]
    return None if set(held) == {*wanted, *foreign} else [{"id": id} for id in dict.fromkeys((*foreign, *wanted))]


def unsaid(means, product):
    """Return a sentence about accessories that the shop does not have, and about what it has no place for."""
    missing = [code for code in product.accessory_codes if not means.codes.product_ids(code)]
    sentences = [f"The shop has no product {', '.join(missing)} to show beside this one."] if missing else []
    if product.related_codes:
        sentences.append("The shop has no list of alternatives: only accessories are sent.")
    if product.payment_codes:
        sentences.append("The shop keeps no payment methods of a product: it may be bought with any.")
    return " ".join(sentences)


def _held(row, name):
    return row.associated(name) if row is not None else ()


def _delivery(shop, product, row):
    """Return the text that says how soon it is delivered; before 1.7.3 it is shown in place of "in stock"."""
    is_new, is_own_field = row is None, shop.wire.is_since(1, 7, 3)
    if not _is_told(product.delivery_text, is_new=is_new):
        return {}
    present = _present(row, "delivery_in_stock" if is_own_field else "available_now")
    texts = translated(shop.lists, product.delivery_text, "delivery_text", is_new=is_new, present=present)
    if is_own_field:
        is_own = any(product.delivery_text.values())
        return {
            "delivery_in_stock": texts,
            "additional_delivery_times": OWN_DELIVERY_TEXT if is_own else DEFAULT_DELIVERY_TEXT,
        }
    return {"available_now": texts}


def _measures(lists, product):
    """Return weight and sizes in the shop's units; one whose unit is not known is left out."""
    values = {name: getattr(product, name) for name in ("width", "height", "depth")}
    fields = {name: units.length_text(lists, value) for name, value in values.items() if value is not None}
    if product.weight is not None:
        fields["weight"] = units.weight_text(lists, product.weight)
    return {name: text for name, text in fields.items() if text is not None}


def selling(product):
    """Return how many are sold at least, when to warn, and from when on.

    :raises Rejected: a number is none of whole pieces
    """
    fields = {}
    for own, name in (("minimum_quantity", "minimal_quantity"), ("low_stock", "low_stock_threshold")):
        number = getattr(product, own)
        if number is None:
            continue
        if number != int(number) or number < 0:
            message = f"The {own.replace('_', ' ')} is {number:f}; the shop counts whole pieces."
            raise Rejected(message, system=SYSTEM, field=own)
        fields[name] = str(int(number))
    if product.available_on is not None:
        fields["available_date"] = product.available_on.isoformat()
    return fields


def _prices(lists, product, row):
    """Return prices without tax."""
    tax_ids, fields = product.tax_ids or taxes.of_product(lists, row), {}
    for own, name in (("price", "price"), ("unit_price", "unit_price")):
        amount = getattr(product, own)
        if amount is not None:
            fields[name] = f"{net(lists, amount, product.price_includes_tax, tax_ids):f}"
    if "unit_price" in product.emptied:
        fields["unit_price"] = "0"
    if product.tells("unit_price_unit"):
        fields["unity"] = checked_text(product.unit_price_unit, "unit_price_unit")
    if product.cost is not None:
        fields["wholesale_price"] = f"{rounded(product.cost, 6):f}"
    return fields
