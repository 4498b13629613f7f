"""Categories, read and written."""

from ..contract import Result
from ..documents import Category
from .batches import Batches, Sending
from .changes import BATCH, bit, changing, current_rows, recognised, send_changes, sorted_out
from .rows import entity
from .shop import read_each
from .texts import link_name, name_key, translated


def pull_categories(shop, cursor, ids, limit):
    """Yield pages of ``Category``; the technical root above the shops' home categories is left out."""
    return shop.pages("categories", cursor, ids, limit, lambda rows: read_each(rows, lambda row: _category(shop, row)))


def push_categories(shop, categories):
    """Create or change categories; parents must come before their children.

    A category of that name under that parent is taken for the one to create, so creating may be repeated.
    """
    batches = Batches(shop.wire, len(categories))
    current = current_rows(shop, "categories", [category.id for category in categories], "[id,id_parent]")
    creates, updates = sorted_out(shop, batches, categories, current, _new_category, _category_changes)
    send_changes(shop, batches, "categories", updates)
    present = _categories(shop, creates)
    for sending in creates:
        if sending.key in present:
            batches.settle(sending.index, id=present[sending.key])
    creates = [sending for sending in creates if sending.key not in present]
    batches.create("categories", creates, BATCH, lambda part: recognised(part, _categories(shop, part)))
    return batches.results


def find_category(shop, key):
    """Return the ``Result`` of a category by "<parent id>/<name in the default language>", None for none."""
    parent_id, _separator, name = key.partition("/")
    key = (parent_id or shop.home_category_id, name_key(name))
    id = _categories(shop, [Sending(0, None, key=key)]).get(key)
    return Result(id=id) if id else None


def _new_category(shop, category):
    name = translated(shop.lists, category.name, "name", is_new=True)
    parent_id = category.parent_id or shop.home_category_id
    fields = {"id_parent": parent_id, "active": bit(category.active), "name": name}
    fields["link_rewrite"] = {language_id: link_name(text, "category") for language_id, text in name.items()}
    return (parent_id, name_key(shop.lists.name(name))), entity("category", fields)


def _category_changes(shop, category, row):
    fields = {
        "active": bit(category.active),
        "name": translated(shop.lists, category.name, "name", is_new=False),
    }
    if category.parent_id:
        fields["id_parent"] = category.parent_id
    return changing(shop, row, fields)


def _categories(shop, sendings):
    """Return ``{(parent id, name): id}`` of the categories under the parents of these."""
    parents = {sending.key[0] for sending in sendings}
    rows = shop.wire.rows_by("categories", "id_parent", parents, display="[id,id_parent,name]")
    return {(row.text("id_parent"), name_key(shop.lists.name(row.texts("name")))): row.id for row in rows}


def _category(shop, row):
    parent_id = row.reference("id_parent")
    if not parent_id:
        return None
    return Category(
        id=row.id,
        updated_at=row.moment("date_upd", shop.zone),
        parent_id="" if parent_id == _root_id(shop.lists) else parent_id,
        name=shop.lists.texts(row.texts("name")),
        active=row.flag("active"),
        position=int(row.amount("position")) if row.has("position") else 0,
    )


def _root_id(lists):
    """Return the id of the technical root above all shops' trees; 1 unless configured otherwise."""
    return lists.configuration("PS_ROOT_CATEGORY") or "1"
