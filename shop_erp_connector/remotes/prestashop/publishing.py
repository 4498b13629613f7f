"""Products and prices, written.

On creation the shop takes every field that is not sent as 0 or empty, so all that makes a product visible is
sent. How a change is sent: see changes.py. Recording create-product.
"""

from dataclasses import replace

from ..contract import Result
from ..documents.amounts import rounded
from ..errors import Rejected
from . import taxes
from .batches import Batches
from .catalogue import weight_factor
from .changes import BATCH, bit, changing, current_rows, recognised, send_changes, sorted_out
from .rows import SYSTEM, entity, put_association
from .texts import checked_barcode, checked_code, link_name, translated

#: What a new product needs to be seen and sold.
VISIBLE = {
    "state": "1",
    "available_for_order": "1",
    "show_price": "1",
    "minimal_quantity": "1",
    "visibility": "both",
    "condition": "new",
}


def push_products(shop, products):
    """Create products without variants, or change the common fields of any product.

    A new product whose reference the shop has already is that product: it is taken over, never made twice. The shop
    itself does not keep references apart.
    """
    batches = Batches(shop.wire, len(products))
    known = _ids_by_code(shop, [product.code for product in products if not product.id])
    products = [_taken_over(product, known) for product in products]
    display = "[id,price,id_tax_rules_group,categories[id],combinations[id]]"
    current = current_rows(shop, "products", [product.id for product in products], display)
    creates, updates = sorted_out(
        shop, batches, products, current, lambda shop, product: _new_product(shop, product, known), _product_changes
    )
    send_changes(shop, batches, "products", updates)
    codes = [sending.key for sending in creates]
    # Only a reference that is there, is unique and can be asked for tells later what was saved.
    together = [sending for sending in creates if _is_recognisable(sending.key) and codes.count(sending.key) == 1]
    alone = [sending for sending in creates if sending not in together]
    newest = _newest_id(shop, "products") if len(together) > 1 else 0
    batches.create("products", together, BATCH, lambda part: recognised(part, _products_after(shop, part, newest)))
    batches.create("products", alone, 1, None)
    with_combinations = {id for id, row in current.items() if row.associated("combinations")}
    return [_with_variant(result, with_combinations) for result in batches.results]


def find_product(shop, code):
    """Return the ``Result`` of the product with exactly this reference, None for none.

    :raises Rejected: several products have it
    """
    # A bar separates values and a comma makes a range: such references are looked for by a piece of them.
    piece = max(code.replace(",", "|").split("|"), key=len)
    condition = f"[{code}]" if _is_recognisable(code) else f"%[{piece}]%"
    display = "[id,reference,combinations[id]]"
    rows = shop.wire.rows("products", display=display, filters={"reference": condition}) if code else []
    found = {row.id: row for row in rows if row.text("reference") == code}
    if len(found) > 1:
        message = f"The products {', '.join(found)} of the shop share the reference {code}."
        raise Rejected(message, system=SYSTEM, field="code")
    for id, row in found.items():
        return _with_variant(Result(id=id), {id} if row.associated("combinations") else ())
    return None


def _ids_by_code(shop, codes):
    """Return ``{reference: [id]}`` of the shop's products with these references."""
    ids = {}
    wanted = {code for code in codes if code and _is_recognisable(code)}
    for row in shop.wire.rows_by("products", "reference", wanted, display="[id,reference]"):
        ids.setdefault(row.text("reference"), []).append(row.id)
    return ids


def _taken_over(product, known):
    ids = known.get(product.code, ())
    return replace(product, id=ids[0]) if not product.id and len(ids) == 1 else product


def _new_product(shop, product, known):
    if product.code in known:
        message = f"The products {', '.join(known[product.code])} of the shop share the reference {product.code}."
        raise Rejected(message, system=SYSTEM, field="code")
    if len(product.variants) > 1 or any(variant.attributes for variant in product.variants):
        message = "A product with variants cannot be created here: create it in the shop."
        raise Rejected(message, system=SYSTEM, field="variants")
    category_id = product.category_id or shop.home_category_id
    fields = _product_fields(shop, product, product.tax_ids, is_new=True)
    fields |= {
        **VISIBLE,
        "id_category_default": category_id,
        "id_tax_rules_group": taxes.group_for(shop.lists, product.tax_ids) if product.tax_ids else "0",
        "type": "virtual" if product.is_service else "simple",
        "product_type": "virtual" if product.is_service else "standard",
        "link_rewrite": {id: link_name(text, product.code or "product") for id, text in fields["name"].items()},
    }
    fields.setdefault("price", "0")
    categories = _category_rows((*product.category_ids, category_id))
    return product.code, entity("product", fields, {"categories": ("category", categories)})


def _product_changes(shop, product, row):
    """Change what the document holds; the shop's further categories of a product are kept."""
    group_id = row.reference("id_tax_rules_group")
    country_id = shop.lists.configuration("PS_COUNTRY_DEFAULT")
    tax_ids = product.tax_ids or taxes.of_group(shop.lists, group_id, country_id)
    fields = _product_fields(shop, product, tax_ids, is_new=False)
    if product.tax_ids:
        fields["id_tax_rules_group"] = taxes.group_for(shop.lists, product.tax_ids, current=group_id)
    if product.category_id:
        fields["id_category_default"] = product.category_id
    element = changing(shop, row, fields)
    present = row.associated_ids("categories")
    wanted = tuple(id for id in (*product.category_ids, product.category_id) if id)
    if set(wanted) - set(present):
        put_association(element, "categories", "category", _category_rows((*present, *wanted)))
    return element


def _product_fields(shop, product, tax_ids, *, is_new):
    """Return the fields that creating and changing have in common."""
    factor = weight_factor(shop.lists)
    fields = {
        "reference": checked_code(product.code),
        "ean13": checked_barcode(product.barcode),
        "active": bit(product.active),
        "name": translated(shop.lists, product.name, "name", is_new=is_new),
    }
    if product.supplier_code:
        fields["supplier_reference"] = checked_code(product.supplier_code, "supplier_code")
    if product.short_description:
        texts = translated(shop.lists, product.short_description, "short_description", is_new=is_new)
        fields["description_short"] = texts
    if product.description:
        fields["description"] = translated(shop.lists, product.description, "description", is_new=is_new)
    if product.price is not None:
        fields["price"] = f"{_net(shop.lists, product.price, product.price_includes_tax, tax_ids):f}"
    if product.cost is not None:
        fields["wholesale_price"] = f"{rounded(product.cost, 6):f}"
    if product.weight is not None and factor is not None:
        fields["weight"] = f"{rounded(product.weight * factor, 6):f}"
    return fields


def _with_variant(result, with_combinations):
    """Name the only form of a product that has one."""
    if result.error or result.id in with_combinations:
        return result
    return replace(result, variant_id=f"{result.id}-0")


def _newest_id(shop, resource):
    rows = shop.wire.rows(resource, display="[id]", sort="[id_DESC]", limit="1")
    return int(rows[0].id) if rows else 0


def _products_after(shop, part, newest):
    """Return ``{reference: id}`` of those products that the shop has saved after the id ``newest``."""
    rows = shop.wire.rows_by("products", "reference", [sending.key for sending in part], display="[id,reference]")
    return {row.text("reference"): row.id for row in rows if int(row.id) > newest}


def _is_recognisable(code):
    return bool(code) and not set(code) & set("|,[]%")


def _net(lists, price, includes_tax, tax_ids):
    """Return a price without tax, six decimals: with fewer the shop would show another price with tax."""
    return rounded(price / taxes.factor(lists, tax_ids) if includes_tax else price, 6)


def _category_rows(ids):
    return [{"id": id} for id in dict.fromkeys(ids)]
