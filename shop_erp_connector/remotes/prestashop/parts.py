"""What hangs on a product that was saved: pictures, combinations, which picture is the main one; and its outcome."""

from dataclasses import dataclass, field, replace

from ..errors import RemoteError
from .batches import Batches, Sending, only_a_delay
from .changes import changing, current_rows, send_changes
from .choices import has_choices
from .combinations import push_combinations
from .fields import too_old, unsaid
from .pictures import Gallery, send_galleries
from .suppliers import push_references


@dataclass(slots=True)
class Family:
    """The combinations of one product on their way.

    :param product: the document; :param row: of the product in the shop, None for a new one
    :param gallery: its pictures, see ``pictures.Gallery``
    :param part_ids, warning, error: what became of them
    """

    product: object
    product_id: str
    row: object
    gallery: object
    part_ids: dict = field(default_factory=dict)
    warning: str = ""
    error: RemoteError | None = None
    is_changed: bool = False


def families_of(results, products, current):
    """Return ``{index: Family}`` of the products that the shop has now."""
    families = {}
    for index, (product, result) in enumerate(zip(products, results, strict=True)):
        if result.error is None:
            row = current.get(result.id)
            present = row.associated_ids("images") if row else ()
            gallery = Gallery(result.id, present, product.images, product.removed_image_ids)
            families[index] = Family(product, result.id, row, gallery)
    return families


def finish(shop, families, choices):
    """Send pictures, then the combinations that show them, then which picture is the main one."""
    galleries = [family.gallery for family in families.values()]
    send_galleries(shop, galleries)
    push_combinations(shop, list(families.values()), choices)
    push_references(shop, families.values())
    covers = {
        family.product_id: family
        for family in families.values()
        if family.gallery.main_id and family.gallery.main_id != _cover(family)
    }
    if not covers:
        return
    try:
        _choose_covers(shop, covers)
    except RemoteError as exc:
        for family in covers.values():
            family.error = family.error or only_a_delay(exc)


def _cover(family):
    """Return the id of the main picture as it is there: of a product without pictures the first that came."""
    present = (
        family.row.reference("id_default_image")
        if family.row is not None and family.row.has("id_default_image")
        else ""
    )
    if present and present not in family.gallery.removed:
        return present
    return next(iter(family.gallery.ids.values()), "")


def _choose_covers(shop, covers):
    """Make pictures the main ones. A whole record that is sent back must be as it is now: it is read again."""
    batches = Batches(shop.wire, len(covers))
    rows = current_rows(shop, "products", covers, "[id]")
    sendings = [
        Sending(index, changing(shop, rows[id], {"id_default_image": covers[id].gallery.main_id}))
        for index, id in enumerate(covers)
        if id in rows
    ]
    send_changes(shop, batches, "products", sendings)
    for family, result in zip(covers.values(), batches.outcomes, strict=True):
        family.is_changed = True
        if result is not None and result.error is not None:
            family.error = family.error or only_a_delay(result.error)


def outcome(shop, means, result, family):
    """Return what became of a product with all its parts."""
    if family is None:
        return result
    is_divided = has_choices(family.product) or (family.row is not None and family.row.associated("combinations"))
    warning = " ".join(filter(None, (too_old(shop, family.product), unsaid(means, family.product))))
    result = replace(result, warning=warning, variant_id="" if is_divided else f"{result.id}-0")
    return _told(result, family)


def _told(result, family):
    """Return a product's result together with what became of its combinations and pictures."""
    error = family.error or family.gallery.error
    is_changed = family.is_changed or family.gallery.is_changed
    pictures = {image.content_key: family.gallery.id_of(image) for image in family.gallery.images if image.content_key}
    part_ids = {**family.part_ids, **{key: id for key, id in pictures.items() if id}}
    return replace(
        result,
        part_ids=part_ids,
        warning=" ".join(filter(None, (result.warning, family.warning))),
        unchanged=result.unchanged and not is_changed and error is None,
        error=error,
    )
