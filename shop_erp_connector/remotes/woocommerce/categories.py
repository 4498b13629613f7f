"""Categories: they carry no date, so they are read whole each time; names come with entities.

Recordings list-products-categories; the dossier's sections 4 and 11.
"""

from ..contract import Result
from ..documents import Category
from ..errors import Rejected
from .batches import Batches, Sending
from .images import Pictures, image_of
from .refusals import existing_id
from .rows import SYSTEM
from .shop import not_there, read_each
from .texts import name_key, spoken, told

PATH = "products/categories"

#: Longest name of a WordPress term (its source): a longer one would make the whole record fail, or be cut.
LONGEST_NAME = 200


def pull_categories(shop, cursor, ids, limit):
    """Yield pages of ``Category``."""

    def read(rows):
        return read_each(rows, _category)

    if ids is not None:
        return shop.pages_by_id(PATH, "category", ids, limit, read)
    return shop.pages_in_full(PATH, "category", cursor, limit, read)


def push_categories(shop, categories):
    """Create or change categories. A new one whose name its parent has already is taken over, never made twice."""
    batches = Batches(shop.wire, len(categories), "category")
    pictures = Pictures(shop, [category.image for category in categories if category.image])
    current = shop.wire.by_ids(PATH, "category", [category.id for category in categories])
    creates, updates = [], []
    for index, category in enumerate(categories):
        try:
            if category.id and category.id not in current:
                raise not_there("category", category.id)
            fields = _fields(shop, category, current.get(category.id), pictures)
        except Rejected as exc:
            batches.settle(index, error=exc)
            continue
        if category.id:
            updates.append(Sending(index, {"id": int(category.id), **fields}))
        else:
            creates.append(Sending(index, fields, adopt=_adopted))
    batches.update(PATH, updates)
    batches.create(PATH, creates, repeatable=True)
    for index, row in batches.rows.items():
        if categories[index].image and row.row("image"):
            pictures.learn([categories[index].image], [row.row("image")])
    return [_with_warning(result, category) for result, category in zip(batches.results, categories, strict=True)]


def find_category(shop, key):
    """Return the ``Result`` of the category "<parent id>/<name>", None for none."""
    parent_id, _slash, name = key.partition("/")
    rows = shop.wire.all(PATH, "category", parent=parent_id or "0", orderby="id", order="asc") if name else []
    found = [row.id for row in rows if name_key(row.plain("name")) == name_key(name)]
    return Result(id=found[0]) if found else None


def _category(row):
    image = row.row("image")
    return Category(
        id=row.id,
        parent_id=row.reference("parent"),
        name=spoken(row.plain("name")),
        description=spoken(row.text("description")),
        slug=spoken(row.text("slug")),
        image=image_of(image) if image else None,
        position=int(row.amount("menu_order") or 0),
        untold=("meta_title", "meta_description"),
    )


def _fields(shop, category, row, pictures):
    name = told(shop.lists, category.name, "name")
    if not name:
        raise Rejected("The name is missing.", system=SYSTEM, field="name")
    if len(name) > LONGEST_NAME:
        message = f"The name has {len(name)} characters, the shop takes {LONGEST_NAME} of a category."
        raise Rejected(message, system=SYSTEM, field="name")
    fields = {"name": name, "parent": int(category.parent_id or 0)}
    for field in ("description", "slug"):
        if getattr(category, field):
            fields[field] = told(shop.lists, getattr(category, field), field)
    if category.position:
        fields["menu_order"] = category.position
    present = row.row("image") if row else None
    if category.image and not (present and present.id == pictures.id_of(category.image)):
        fields["image"] = pictures.entry(category.image)
    return fields


def _adopted(error):
    """An equal name under the same parent is that category."""
    return existing_id(error) if error.get("code") == "term_exists" else ""


def _with_warning(result, category):
    if result.error or category.active:
        return result
    return Result(id=result.id, warning="WooCommerce cannot switch a category off; it stays visible.")
