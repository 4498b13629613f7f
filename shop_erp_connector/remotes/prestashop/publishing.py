"""Categories, products and prices, written.

On creation the shop takes every field that is not sent as 0 or empty, so all that makes a product visible
is sent. On a change only our fields are written: by PATCH, or before version 8 as the whole record, read
again, with our fields put in. Recordings create-product, product-put-clean, product-patch,
product-put-readonly.
"""

from dataclasses import replace

from ..contract import Result
from ..documents.amounts import rounded
from ..errors import NotFound, Rejected
from . import taxes
from .batches import Batches, Sending
from .catalogue import weight_factor
from .rows import entity, put, put_association
from .texts import checked_barcode, checked_code, link_name, name_key, translated
from .wire import SYSTEM, any_of

#: Entities of one write: each product is indexed for search while the shop saves it (100 take it 0.65 s).
BATCH = 50

#: Read-only fields that a PUT must not hold (code 93), and the position (codes 134 and 135). Associations
#: are left out of it as a whole: the shop leaves alone what it is not sent, and combinations that were
#: missing in it would be deleted with their stock.
NOT_TO_SEND = (
    "manufacturer_name",
    "quantity",
    "position_in_category",
    "level_depth",
    "nb_products_recursive",
)

#: What a new product needs to be seen and sold.
VISIBLE = {
    "state": "1",
    "available_for_order": "1",
    "show_price": "1",
    "minimal_quantity": "1",
    "visibility": "both",
    "condition": "new",
}


def push_categories(shop, categories):
    """Create or change categories; parents must come before their children.

    A category of that name under that parent is taken for the one to create, so creating may be repeated.
    """
    batches = Batches(shop.wire, len(categories))
    current = _current(shop, "categories", [category.id for category in categories], "[id,id_parent]")
    creates, updates = _sorted_out(shop, batches, categories, current, _new_category, _category_changes)
    _update(shop, batches, "categories", updates)
    present = _categories(shop, creates)
    for sending in creates:
        if sending.key in present:
            batches.settle(sending.index, id=present[sending.key])
    creates = [sending for sending in creates if sending.key not in present]
    batches.create("categories", creates, BATCH, lambda part: _found(part, _categories(shop, part)))
    return batches.results


def find_category(shop, key):
    """Return the ``Result`` of a category by "<parent id>/<name in the default language>", None for none."""
    parent_id, _separator, name = key.partition("/")
    key = (parent_id or shop.home_category_id, name_key(name))
    id = _categories(shop, [Sending(0, None, key=key)]).get(key)
    return Result(id=id) if id else None


def push_products(shop, products):
    """Create products without variants, or change the common fields of any product."""
    batches = Batches(shop.wire, len(products))
    display = "[id,price,id_tax_rules_group,categories[id],combinations[id]]"
    current = _current(shop, "products", [product.id for product in products], display)
    creates, updates = _sorted_out(shop, batches, products, current, _new_product, _product_changes)
    _update(shop, batches, "products", updates)
    codes = [sending.key for sending in creates]
    # Only a reference that is there, is unique and can be asked for tells later what was saved.
    together = [
        sending for sending in creates if _is_recognisable(sending.key) and codes.count(sending.key) == 1
    ]
    alone = [sending for sending in creates if sending not in together]
    newest = _newest_id(shop, "products") if len(together) > 1 else 0
    batches.create(
        "products", together, BATCH, lambda part: _found(part, _products_after(shop, part, newest))
    )
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


def push_prices(shop, prices):
    """Write product prices; one that is in the shop already is left alone."""
    batches = Batches(shop.wire, len(prices))
    current = _current(shop, "products", map(_priced_product, prices), "[id,price,id_tax_rules_group]")
    sendings = []
    for index, price in enumerate(prices):
        row = current.get(_priced_product(price))
        try:
            amount = _amount(shop, price, row)
        except Rejected as exc:
            batches.settle(index, error=exc)
            continue
        if rounded(row.amount("price"), 6) == amount:
            batches.settle(index, id=row.id, unchanged=True)
        else:
            sendings.append(Sending(index, _changes(shop, row, {"price": f"{amount:f}"})))
    _update(shop, batches, "products", sendings)
    return batches.results


def _sorted_out(shop, batches, documents, current, build_new, build_changes):
    """Return (creates, updates) as sendings; a document that cannot be sent is settled with the reason."""
    creates, updates = [], []
    for index, document in enumerate(documents):
        try:
            if not document.id:
                key, element = build_new(shop, document)
                creates.append(Sending(index, element, key=key))
            elif document.id in current:
                updates.append(Sending(index, build_changes(shop, document, current[document.id])))
            else:
                raise NotFound(f"The shop has no {document.KIND} {document.id}.", system=SYSTEM, code="404")
        except Rejected as exc:
            batches.settle(index, error=exc)
    return creates, updates


def _update(shop, batches, resource, sendings):
    batches.update("PATCH" if shop.wire.can_patch else "PUT", resource, sendings, BATCH)


def _current(shop, resource, ids, narrow):
    """Return ``{id: row}`` of records to change: whole where they must be sent back whole."""
    ids = [id for id in ids if id]
    if not ids:
        return {}
    display = narrow if shop.wire.can_patch else "full"
    return {row.id: row for row in shop.wire.rows_by(resource, "id", ids, display=display)}


def _changes(shop, row, fields):
    """Return the element that changes these fields of a record and nothing else."""
    if shop.wire.can_patch:
        return entity(row.node, {"id": row.id, **fields})
    element = row.copy(without=NOT_TO_SEND)
    for name, value in fields.items():
        put(element, name, value)
    return element


def _new_category(shop, category):
    name = translated(shop.lists, category.name, "name", is_new=True)
    parent_id = category.parent_id or shop.home_category_id
    fields = {"id_parent": parent_id, "active": _flag(category.active), "name": name}
    fields["link_rewrite"] = {language_id: link_name(text, "category") for language_id, text in name.items()}
    return (parent_id, name_key(shop.lists.name(name))), entity("category", fields)


def _category_changes(shop, category, row):
    fields = {
        "active": _flag(category.active),
        "name": translated(shop.lists, category.name, "name", is_new=False),
    }
    if category.parent_id:
        fields["id_parent"] = category.parent_id
    return _changes(shop, row, fields)


def _categories(shop, sendings):
    """Return ``{(parent id, name): id}`` of the categories under the parents of these."""
    parents = {sending.key[0] for sending in sendings}
    rows = shop.wire.rows_by("categories", "id_parent", parents, display="[id,id_parent,name]")
    return {(row.text("id_parent"), name_key(shop.lists.name(row.texts("name")))): row.id for row in rows}


def _found(part, ids_by_key):
    return {sending.index: ids_by_key[sending.key] for sending in part if sending.key in ids_by_key}


def _new_product(shop, product):
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
        "link_rewrite": {
            id: link_name(text, product.code or "product") for id, text in fields["name"].items()
        },
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
    element = _changes(shop, row, fields)
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
        "active": _flag(product.active),
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
    """Return ``{reference: id}`` of these products as far as the shop has saved them after the id ``newest``."""
    rows = shop.wire.rows_by(
        "products", "reference", [sending.key for sending in part], display="[id,reference]"
    )
    return {row.text("reference"): row.id for row in rows if int(row.id) > newest}


def _is_recognisable(code):
    return bool(code) and not set(code) & set("|,[]%")


def _priced_product(price):
    return price.product_id or price.variant_id.partition("-")[0]


def _amount(shop, price, row):
    """Return the product price without tax.

    :raises Rejected: there is no such product, or the price is a combination's
    """
    if row is None:
        raise NotFound(f"The shop has no product {_priced_product(price)}.", system=SYSTEM, code="404")
    if price.variant_id.partition("-")[2] not in ("", "0"):
        message = "The shop keeps the price of a combination as a surcharge on its product's."
        raise Rejected(message, system=SYSTEM, field="variant_id")
    country_id = shop.lists.configuration("PS_COUNTRY_DEFAULT")
    tax_ids = taxes.of_group(shop.lists, row.reference("id_tax_rules_group"), country_id)
    return _net(shop.lists, price.amount, price.includes_tax, tax_ids)


def _net(lists, price, includes_tax, tax_ids):
    """Return a price without tax, six decimals: with fewer the shop would not show the price with tax that was meant."""
    return rounded(price / taxes.factor(lists, tax_ids) if includes_tax else price, 6)


def _category_rows(ids):
    return [{"id": id} for id in dict.fromkeys(ids)]


def _flag(value):
    return "1" if value else "0"
