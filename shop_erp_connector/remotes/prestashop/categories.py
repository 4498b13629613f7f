"""Categories, read and written: texts, place in the tree, and the one picture that each may have.

Which categories have a picture is asked for once a page; a key without the right to look at pictures reads none.
"""

from dataclasses import replace

from ..contract import Result
from ..documents import Category
from ..errors import Rejected, RemoteError
from .batches import Batches, only_a_delay
from .changes import BATCH, bit, changing, current_rows, differing, recognised, send_changes, sorted_out
from .fields import texts_of
from .pictures import category_image, category_pictures, send_category_image
from .rows import SYSTEM, entity
from .shop import read_each
from .texts import name_key, translated


def pull_categories(shop, cursor, ids, limit):
    """Yield pages of ``Category``; the technical root above the shops' home categories is left out."""
    return shop.pages("categories", cursor, ids, limit, lambda rows: _read(shop, rows))


def push_categories(shop, categories):
    """Create or change categories; parents must come before their children.

    A category of that name under that parent is taken for the one to create, so creating may be repeated. A place that
    another category has makes the shop put this one last.
    """
    batches = Batches(shop.wire, len(categories))
    categories = _taken_over(shop, categories)
    current = current_rows(shop, "categories", [category.id for category in categories], "full")
    creates, updates = sorted_out(shop, batches, categories, current, _new_category, _category_changes)
    for sending in updates:
        if sending.entity is None:
            batches.settle(sending.index, id=categories[sending.index].id, unchanged=True)
    send_changes(shop, batches, "categories", [sending for sending in updates if sending.entity is not None])
    # Names that this push brings itself may be there twice: the second one is the first.
    first = {sending.key: sending for sending in reversed(creates)}
    batches.create(
        "categories", list(first.values()), BATCH, lambda part: recognised(part, _categories(shop, _parents(part)))
    )
    for sending in creates:
        outcome = batches.outcomes[first[sending.key].index]
        batches.settle(sending.index, id=outcome.id, error=outcome.error)
    return _with_pictures(shop, categories, batches.results)


def _taken_over(shop, categories):
    """Return the categories, new ones that the shop has already with the id that they have there."""
    keys = [None if category.id else _key(shop, category) for category in categories]
    known = _categories(shop, {key[0] for key in keys if key})
    return [replace(one, id=known[key]) if key in known else one for one, key in zip(categories, keys, strict=True)]


def _key(shop, category):
    """Return by what a category is recognised, None for one without a name."""
    try:
        name = translated(shop.lists, category.name, "name", is_new=True)
    except Rejected:
        return None
    return category.parent_id or shop.home_category_id, name_key(shop.lists.name(name))


def _parents(sendings):
    return {sending.key[0] for sending in sendings}


def find_category(shop, key):
    """Return the ``Result`` of a category by "<parent id>/<name in the default language>", None for none."""
    parent_id, _separator, name = key.partition("/")
    key = (parent_id or shop.home_category_id, name_key(name))
    id = _categories(shop, {key[0]}).get(key)
    return Result(id=id) if id else None


def _new_category(shop, category):
    parent_id = category.parent_id or shop.home_category_id
    fields = _fields(shop, category, None)
    return (parent_id, name_key(shop.lists.name(fields["name"]))), entity(
        "category", {"id_parent": parent_id, **fields}
    )


def _category_changes(shop, category, row):
    """Return the element that makes a category what the document says, None when it is that already."""
    if category.parent_id == category.id:
        raise Rejected("A category cannot be below itself.", system=SYSTEM, field="parent_id")
    fields = _fields(shop, category, row)
    if category.parent_id:
        fields["id_parent"] = category.parent_id
    fields = differing(row, fields)
    return changing(shop, row, fields) if fields else None


def _fields(shop, category, row):
    name = translated(shop.lists, category.name, "name", is_new=row is None)
    fields = {"active": bit(category.active), "name": name, **texts_of(shop, category, row)}
    return fields | ({"position": str(category.position)} if category.position else {})


def _with_pictures(shop, categories, results):
    """Send the pictures that the shop does not have; which it has is told by the ids that documents carry."""
    new = [
        index
        for index, (category, result) in enumerate(zip(categories, results, strict=True))
        if result.error is None and category.image is not None and category.image.content_key and not category.image.id
    ]
    if not new:
        return results
    results, present, broken = list(results), category_pictures(shop), None
    for index in new:
        image, id = categories[index].image, results[index].id
        try:
            if broken is not None:
                raise broken
            send_category_image(shop, id, image, replacing=id in present)
            results[index] = replace(results[index], unchanged=False, part_ids={image.content_key: id})
        except Rejected as exc:
            results[index] = replace(results[index], unchanged=False, error=exc)
        except RemoteError as exc:
            broken = only_a_delay(exc)
            results[index] = replace(results[index], unchanged=False, error=broken)
    return results


def _categories(shop, parents):
    """Return ``{(parent id, name): id}`` of the categories under these parents."""
    if not parents:
        return {}
    rows = shop.wire.rows_by("categories", "id_parent", parents, display="[id,id_parent,name]")
    return {(row.text("id_parent"), name_key(shop.lists.name(row.texts("name")))): row.id for row in rows}


def _read(shop, rows):
    pictures = category_pictures(shop) if rows else ()
    return read_each(rows, lambda row: _category(shop, row, pictures))


def _category(shop, row, pictures):
    parent_id = row.reference("id_parent")
    if not parent_id:
        return None
    return Category(
        id=row.id,
        updated_at=row.moment("date_upd", shop.zone),
        parent_id="" if parent_id == _root_id(shop.lists) else parent_id,
        name=shop.lists.texts(row.texts("name")),
        description=shop.lists.texts(row.texts("description")),
        slug=shop.lists.texts(row.texts("link_rewrite")),
        meta_title=shop.lists.texts(row.texts("meta_title")),
        meta_description=shop.lists.texts(row.texts("meta_description")),
        image=category_image(shop, row.id) if row.id in pictures else None,
        active=row.flag("active"),
        position=int(row.amount("position")) if row.has("position") else 0,
    )


def _root_id(lists):
    """Return the id of the technical root above all shops' trees; 1 unless configured otherwise."""
    return lists.configuration("PS_ROOT_CATEGORY") or "1"
