"""Combinations written: matched with those that the shop has, and changed or created for many products in one call.

The shop has no inactive combination, and one without stock is still sold where the product may be ordered without: so
an inactive variant's combination is deleted (orders keep their rows), and made anew when the variant is active again.
Those that no variant stands for stay, with a warning. Recordings combination-multi-post, combination-second-default,
combination-same-values (the shop itself would take the same values twice).
"""

from ..documents.amounts import ZERO
from ..errors import Rejected, RemoteError
from . import taxes, units
from .batches import Batches, Sending, only_a_delay
from .catalogue import combination_rows
from .changes import BATCH, changing, differing, recognised
from .choices import has_choices, is_sold, name_of, variant_codes
from .fields import selling
from .pricing import net
from .rows import SYSTEM, entity, put_association

#: What a new combination needs besides.
NEW = {"minimal_quantity": "1"}


def push_combinations(shop, families, choices):
    """Write the combinations of products that were saved; what became of them stands in the families.

    :param families: see ``parts.Family``
    """
    families = [family for family in families if has_choices(family.product)]
    if not families:
        return
    present = combination_rows(shop, _divided(families))
    creates, updates, deletes = [], [], []
    for family in families:
        try:
            sorted_out = _sorted_out(shop, family, choices, present.get(family.product_id, ()))
        except RemoteError as exc:
            family.error = only_a_delay(exc)
            continue
        for all_of_them, own in zip((creates, updates, deletes), sorted_out, strict=True):
            all_of_them += [(family, *one) for one in own]
    _update(shop, updates)
    _create(shop, creates)
    _delete(shop, deletes)


def _divided(families):
    """Return the ids of the products that have combinations by now."""
    return [
        family.product_id for family in families if family.row is not None and family.row.associated("combinations")
    ]


def _sorted_out(shop, family, choices, rows):
    """Return ([(variant, element, key)], [(variant, element, combination id)], [combination id])."""
    creates, updates, deletes, left = [], [], [], list(rows)
    values = {id for row in rows for id in row.associated_ids("product_option_values")}
    is_first = not rows
    # The active ones first: one that is not must not take the combination of its successor.
    for variant in sorted(family.product.variants, key=lambda variant: not variant.active):
        value_ids = choices.value_ids(variant, values) if variant.active else ()
        found = _match(family, variant, value_ids, left)
        if found is not None:
            left.remove(found)
        if not variant.active and found is None:
            continue
        if not variant.active and is_sold(family.product):
            deletes.append((found.id,))
        elif not variant.active:
            # Of a product that is switched off as a whole nothing is taken away.
            family.part_ids[name_of(variant)] = f"{family.product_id}-{found.id}"
        elif found is not None:
            family.part_ids[name_of(variant)] = f"{family.product_id}-{found.id}"
            element = _changes(shop, family, variant, value_ids, found)
            updates += [] if element is None else [(variant, element, found.id)]
        else:
            fields = {"default_on": "1" if is_first else "0", **NEW, **_fields(shop, family, variant, None)}
            is_first = False
            element = entity("combination", {"id_product": family.product_id, **fields})
            _associate(element, value_ids, family.gallery.named(variant.image_ids))
            creates.append((variant, element, (family.product_id, frozenset(value_ids))))
    if left:
        names = ", ".join(f"{family.product_id}-{row.id}" for row in left)
        family.warning = f"The shop has combinations that the product here has not: {names}."
    return creates, updates, deletes


def _match(family, variant, value_ids, rows):
    """Return the combination that a variant is: by id, else by its own reference, else by its values."""
    product_id, _hyphen, id = variant.id.partition("-")
    found = [row for row in rows if row.id == id and product_id == family.product_id]
    if not found and variant.code and variant.code != family.product.code:
        found = [row for row in rows if row.text("reference") == variant.code]
    if not found and value_ids:
        wanted = set(value_ids)
        found = [row for row in rows if set(row.associated_ids("product_option_values")) == wanted]
    return found[0] if found else None


def _fields(shop, family, variant, row):
    """Return the fields of a combination; weight and price are what it has more than the product."""
    product, lists = family.product, shop.lists
    fields = variant_codes(variant)
    if product.price is not None or row is None:
        tax_ids = product.tax_ids or taxes.of_product(lists, family.row)
        fields["price"] = f"{net(lists, variant.price_extra, product.price_includes_tax, tax_ids):f}"
    if variant.weight is not None:
        fields |= _weight(lists, family, variant.weight)
    if variant.cost is not None:
        fields["wholesale_price"] = f"{variant.cost:f}"
    return fields | selling(product)


def _weight(lists, family, weight):
    """Return what a combination weighs more than its product, {} where the shop's unit is not known."""
    base = family.product.weight
    if base is None:
        base = ZERO if family.row is None else units.kilograms(lists, family.row.amount("weight"))
    text = None if base is None else units.weight_text(lists, weight - base)
    return {} if text is None else {"weight": text}


def _changes(shop, family, variant, value_ids, row):
    """Return the element that makes a combination what the variant is, None when it is that already."""
    fields = differing(row, _fields(shop, family, variant, row))
    if set(value_ids) == set(row.associated_ids("product_option_values")):
        value_ids = ()
    image_ids = family.gallery.named(variant.image_ids)
    if set(image_ids) == set(row.associated_ids("images")):
        image_ids = ()
    if not fields and not value_ids and not image_ids:
        return None
    element = changing(shop, row, fields)
    _associate(element, value_ids, image_ids)
    return element


def _associate(element, value_ids, image_ids):
    if value_ids:
        rows = [{"id": id} for id in value_ids]
        put_association(element, "product_option_values", "product_option_value", rows)
    if image_ids:
        put_association(element, "images", "image", [{"id": id} for id in image_ids])


def _update(shop, updates):
    batches = Batches(shop.wire, len(updates))
    sendings = [Sending(index, one[2]) for index, one in enumerate(updates)]
    batches.update("PATCH" if shop.wire.can_patch else "PUT", "combinations", sendings, BATCH)
    for (family, variant, _element, _id), result in zip(updates, batches.outcomes, strict=True):
        _note(family, variant, result)


def _create(shop, creates):
    batches = Batches(shop.wire, len(creates))
    sendings = [Sending(index, element, key=key) for index, (_family, _variant, element, key) in enumerate(creates)]

    def saved(part):
        by_key = {}
        for product_id, rows in combination_rows(shop, {sending.key[0] for sending in part}).items():
            by_key |= {(product_id, frozenset(row.associated_ids("product_option_values"))): row.id for row in rows}
        return recognised(part, by_key)

    batches.create("combinations", sendings, BATCH, saved)
    for (family, variant, _element, _key), result in zip(creates, batches.outcomes, strict=True):
        _note(family, variant, result)


def _note(family, variant, result):
    family.is_changed = True
    if result.error is None:
        family.part_ids[name_of(variant)] = f"{family.product_id}-{result.id}"
        return
    error = only_a_delay(result.error)
    if isinstance(error, Rejected):
        message = f"The variant {name_of(variant)}: {error.message}"
        error = Rejected(message, system=SYSTEM, call=error.call, code=error.code, text=error.text, field="variants")
    family.error = family.error or error


def _delete(shop, deletes):
    """Delete after creating: a product that has no combination for a moment would lose its kind."""
    deletes = [(family, id) for family, id in deletes if family.error is None]
    if not deletes:
        return
    try:
        shop.wire.delete("combinations", [id for _family, id in deletes])
    except RemoteError as exc:
        for family, _id in deletes:
            family.error = only_a_delay(exc)
        return
    for family, _id in deletes:
        family.is_changed = True
