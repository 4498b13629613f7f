"""Products written, in steps that each take a whole push: what they name, themselves, their pictures, their variants.

On creation the shop takes every field that is not sent as 0 or empty, so all that makes a product visible is sent. How
a change is sent: see changes.py. A push that broke between the steps is repeated: the product is found by its
reference, pictures and combinations that are there are not sent again. Recording create-product.
"""

from dataclasses import replace

from ..contract import Result
from ..errors import NotFound, Rejected, RemoteError
from . import packs, taxes
from .batches import Batches, Sending
from .changes import BATCH, changing, current_rows, differing, recognised, send_changes
from .choices import check_variants, ensured_choices, has_choices
from .features import ensured_features
from .fields import VISIBLE, Means, associations_of, category_rows, fields_of, tag_rows
from .mentions import codes_of_documents, is_askable
from .names import BRAND, ensured, ensured_tags
from .parts import families_of, finish, outcome
from .rows import SYSTEM, entity, put_association
from .texts import checked_text


def push_products(shop, products):
    """Create products with their variants and pictures, or change them.

    A new product whose reference the shop has already is that product: it is taken over, never made twice. The shop
    itself does not keep references apart.
    """
    batches = Batches(shop.wire, len(products))
    known = _ids_by_code(shop, [product.code for product in products if not product.id])
    products = [_taken_over(product, known) for product in products]
    sound = _sound(batches, products, known)
    choices = ensured_choices(shop, sound)
    current = current_rows(shop, "products", [product.id for product in sound], "full")
    means = _means(shop, sound, current)
    creates, updates = _sorted_out(shop, batches, products, current, means, choices)
    send_changes(shop, batches, "products", updates)
    _create(shop, batches, creates)
    families = families_of(batches.results, products, current)
    finish(shop, families, choices)
    return [outcome(shop, means, result, families.get(index)) for index, result in enumerate(batches.results)]


def find_product(shop, code):
    """Return the ``Result`` of the product with exactly this reference, None for none.

    :raises Rejected: several products have it
    """
    # A bar separates values and a comma makes a range: such references are looked for by a piece of them.
    piece = max(code.replace(",", "|").split("|"), key=len)
    condition = f"[{code}]" if is_askable(code) else f"%[{piece}]%"
    display = "[id,reference,combinations[id]]"
    rows = shop.wire.rows("products", display=display, filters={"reference": condition}) if code else []
    found = {row.id: row for row in rows if row.text("reference") == code}
    if len(found) > 1:
        raise _shared(code, found)
    for id, row in found.items():
        return Result(id=id, variant_id="" if row.associated("combinations") else f"{id}-0")
    return None


def _ids_by_code(shop, codes):
    """Return ``{reference: [id]}`` of the shop's products with these references."""
    ids = {}
    wanted = {code for code in codes if is_askable(code)}
    for row in shop.wire.rows_by("products", "reference", wanted, display="[id,reference]"):
        ids.setdefault(row.text("reference"), []).append(row.id)
    return ids


def _taken_over(product, known):
    ids = known.get(product.code, ())
    return replace(product, id=ids[0]) if not product.id and len(ids) == 1 else product


def _shared(code, ids):
    message = f"The products {', '.join(ids)} of the shop share the reference {code}."
    return Rejected(message, system=SYSTEM, field="code")


def _sound(batches, products, known):
    """Return the documents that make sense by themselves; the others are settled."""
    sound, codes = [], set()
    for index, product in enumerate(products):
        try:
            if has_choices(product):
                check_variants(product)
            for tag in product.tags:
                checked_text(tag, "tags")
            if any(not image.id and not image.content_key for image in product.images):
                message = "A picture is named by its address alone: the shop takes pictures only as files."
                raise Rejected(message, system=SYSTEM, field="images")
            if not product.id:
                _check_code(product, known, codes)
        except Rejected as exc:
            batches.settle(index, error=exc)
        else:
            sound.append(product)
    return sound


def _check_code(product, known, codes):
    if product.code in known:
        raise _shared(product.code, known[product.code])
    if product.code and product.code in codes:
        message = f"Another product of this push has the reference {product.code}: the shop would have it twice."
        raise Rejected(message, system=SYSTEM, field="code")
    codes.add(product.code)


def _means(shop, products, current):
    tags = [checked_text(tag, "tags") for product in products for tag in product.tags]
    return Means(
        brands=ensured(shop, BRAND, [("", product.brand) for product in products if product.brand]),
        tags=ensured_tags(shop, tags),
        features=ensured_features(shop, products),
        codes=codes_of_documents(shop, products, current),
    )


def _sorted_out(shop, batches, products, current, means, choices):
    """Return (creates, updates) as sendings; what needs none or cannot be sent is settled."""
    languages = _tag_languages(shop, products, current)
    creates, updates = [], []
    for index, product in enumerate(products):
        if batches.outcomes[index] is not None:
            continue
        try:
            row = current.get(product.id)
            if product.id and row is None:
                raise NotFound(f"The shop has no product {product.id}.", system=SYSTEM, code="404")
            _check_kind(product, row)
            choices.check(product, row.associated_ids("product_option_values") if row is not None else ())
            tags = tag_rows(means, product, row, languages)
            if row is None:
                creates.append(Sending(index, _new(shop, means, product, tags), key=product.code))
                continue
            element = _changed(shop, means, product, row, tags)
        except RemoteError as exc:
            batches.settle(index, error=exc)
        else:
            if element is None:
                batches.settle(index, id=product.id, unchanged=True)
            else:
                updates.append(Sending(index, element))
    return creates, updates


def _check_kind(product, row):
    """A pack has no combinations, and what has combinations becomes no pack."""
    is_pack = bool(product.components) or (row is not None and row.optional("type") == "pack")
    if is_pack and (has_choices(product) or (row is not None and row.associated("combinations"))):
        message = "The shop has no packs with variants."
        raise Rejected(message, system=SYSTEM, field="components")


def _tag_languages(shop, products, current):
    """Return ``{tag id: "own" or "other"}`` of the tags that changed products have: those of other languages stay."""
    rows = [current[product.id] for product in products if product.tells("tags") and product.id in current]
    ids = {id for row in rows for id in row.associated_ids("tags")}
    if not ids:
        return {}
    own = shop.lists.configuration("PS_LANG_DEFAULT")
    found = shop.wire.rows_by("tags", "id", ids, display="[id,id_lang]")
    return {row.id: "own" if row.text("id_lang") == own else "other" for row in found}


def _new(shop, means, product, tags):
    category_id = product.category_id or shop.home_category_id
    kind = "virtual" if product.is_service else ""
    fields = {
        **VISIBLE,
        "id_category_default": category_id,
        "id_tax_rules_group": taxes.group_for(shop.lists, product.tax_ids) if product.tax_ids else "0",
        "type": kind or "simple",
        "product_type": kind or "standard",
        "price": "0",
        **fields_of(shop, means, product, None),
    }
    associations = {"categories": ("category", category_rows((*product.category_ids, category_id)))}
    associations |= {name: rows for name, rows in associations_of(means, product, None).items() if name != "categories"}
    if product.components:
        associations["product_bundle"] = "product", packs.bundle_rows(product, means.codes)
    if tags:
        associations["tags"] = "tag", tags
    return entity("product", fields, associations)


def _changed(shop, means, product, row, tags):
    """Return the element that makes a product what the document says, None when it is that already."""
    fields = fields_of(shop, means, product, row)
    if product.tax_ids:
        group_id = row.reference("id_tax_rules_group")
        fields["id_tax_rules_group"] = taxes.group_for(shop.lists, product.tax_ids, current=group_id)
    if product.category_id:
        fields["id_category_default"] = product.category_id
    fields = differing(row, fields)
    associations = associations_of(means, product, row)
    if product.components:
        bundle = packs.bundle_rows(product, means.codes)
        if not packs.same_bundle(row, bundle):
            associations["product_bundle"] = "product", bundle
    if tags is not None:
        associations["tags"] = "tag", tags
    if not fields and not associations:
        return None
    element = changing(shop, row, fields)
    for name, (row_name, rows) in associations.items():
        put_association(element, name, row_name, rows)
    return element


def _create(shop, batches, creates):
    # Only a reference that is there and can be asked for tells later what was saved.
    together = [sending for sending in creates if is_askable(sending.key)]
    alone = [sending for sending in creates if not is_askable(sending.key)]
    newest = _newest_id(shop) if len(together) > 1 else 0
    batches.create("products", together, BATCH, lambda part: recognised(part, _products_after(shop, part, newest)))
    batches.create("products", alone, 1, None)


def _newest_id(shop):
    rows = shop.wire.rows("products", display="[id]", sort="[id_DESC]", limit="1")
    return int(rows[0].id) if rows else 0


def _products_after(shop, part, newest):
    """Return ``{reference: id}`` of those products that the shop has saved after the id ``newest``."""
    rows = shop.wire.rows_by("products", "reference", [sending.key for sending in part], display="[id,reference]")
    return {row.text("reference"): row.id for row in rows if int(row.id) > newest}
