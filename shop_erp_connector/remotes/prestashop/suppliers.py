"""References of the product's own supplier: rows of product and supplier; a variant has its own (0 is the product).

A product without supplier has only the column of old, which the shop's back office no longer shows; documents name no
supplier, so none is made. List list-product_suppliers.
"""

from ..errors import RemoteError
from .batches import Batches, Sending, only_a_delay
from .changes import BATCH, changing, differing, send_changes
from .choices import name_of
from .rows import entity

RESOURCE = "product_suppliers"


def references_of(shop, rows):
    """Return ``{(product id, combination id): reference}`` of products' own suppliers: one call for a page."""
    suppliers = {row.id: row.reference("id_supplier") for row in rows}
    found = _rows(shop, {id for id, supplier_id in suppliers.items() if supplier_id})
    return {
        (product_id, combination_id): row.text("product_supplier_reference")
        for (product_id, combination_id, supplier_id), row in found.items()
        if supplier_id == suppliers[product_id]
    }


def push_references(shop, families):
    """Write the references of products that have a supplier; what is refused stands in the families."""
    wanted = {key: one for family in families if family.error is None for key, one in _wanted(family).items()}
    if not wanted:
        return
    try:
        present = _rows(shop, {key[0] for key in wanted})
    except RemoteError as exc:
        for family, _code in wanted.values():
            family.error = only_a_delay(exc)
        return
    # What is not there need not be emptied.
    wanted = {key: one for key, one in wanted.items() if key in present or one[1]}
    changed = {key: one for key, one in wanted.items() if key not in present or differing(present[key], _field(one[1]))}
    batches = Batches(shop.wire, len(changed))
    creates, updates = [], []
    for index, (key, (_family, code)) in enumerate(changed.items()):
        if key in present:
            updates.append(Sending(index, changing(shop, present[key], _field(code))))
        else:
            product_id, combination_id, supplier_id = key
            ids = {"id_product": product_id, "id_product_attribute": combination_id, "id_supplier": supplier_id}
            creates.append(Sending(index, entity("product_supplier", {**ids, **_field(code)}), key=key))
    send_changes(shop, batches, RESOURCE, updates)
    batches.create(RESOURCE, creates, BATCH, lambda part: _saved(shop, part))
    for (family, _code), result in zip(changed.values(), batches.outcomes, strict=True):
        family.is_changed = True
        if result.error is not None:
            family.error = family.error or only_a_delay(result.error)


def _wanted(family):
    """Return ``{(product id, combination id, supplier id): (family, reference)}`` of what a document says."""
    supplier_id = family.row.reference("id_supplier") if family.row is not None else ""
    if not supplier_id:
        return {}
    found, product = {}, family.product
    if product.tells("supplier_code"):
        found[family.product_id, "0", supplier_id] = family, product.supplier_code
    for variant in product.variants:
        combination_id = family.part_ids.get(name_of(variant), "").partition("-")[2]
        if variant.tells("supplier_code") and combination_id:
            found[family.product_id, combination_id, supplier_id] = family, variant.supplier_code
    return found


def _field(code):
    return {"product_supplier_reference": code}


def _rows(shop, product_ids):
    rows = shop.wire.rows_by(RESOURCE, "id_product", product_ids) if product_ids else ()
    names = ("id_product", "id_product_attribute", "id_supplier")
    return {tuple(row.text(name) for name in names): row for row in rows}


def _saved(shop, part):
    present = _rows(shop, {sending.key[0] for sending in part})
    return {sending.index: present[sending.key].id for sending in part if sending.key in present}
