"""Categories, read and written: base values in the scope of all store views, translations in theirs.

Magento has a tree of several roots under a technical one; a root is a top category here, and a category without parent
hangs under the first root. Recordings categories, category-create.
"""

from ..contract import Result
from ..documents import Category
from ..errors import NotFound, Rejected
from .fields import checked_name
from .languages import in_language, in_store_view
from .rows import SYSTEM
from .sending import Sending
from .shop import read_each

PATH = "/categories/list"

#: The technical root above all trees.
ROOT = "1"

#: Texts of a category: our field → the attribute's code.
TEXTS = {
    "description": "description",
    "slug": "url_key",
    "meta_title": "meta_title",
    "meta_description": "meta_description",
}


def pull_categories(shop, cursor, ids, limit):
    """Yield pages of ``Category``; the technical root is none."""
    return shop.pages(PATH, cursor, ids, limit, lambda rows: _categories(shop, rows), key="id")


def push_categories(shop, categories):
    """Create or change categories; parents come before their children.

    A category of that name under that parent is taken for the one to create, so creating may be repeated: the shop
    itself keeps no names apart.
    """
    sending = Sending(len(categories))
    home = home_id(shop) if any(not category.parent_id for category in categories) else ""
    current = {row.text("id"): row for row in shop.wire.rows_by(PATH, "entity_id", [one.id for one in categories])}
    parents = {category.parent_id or home for category in categories if not category.id}
    present = _by_name(shop, parents)
    for index, category in enumerate(categories):
        sending.each(index, lambda category=category: _push(shop, category, current, present, home))
    return sending.results


def find_category(shop, key):
    """Return the ``Result`` of a category by "<parent id>/<name in the main language>", None for none."""
    parent_id, _separator, name = key.partition("/")
    parent_id = parent_id or home_id(shop)
    id = _by_name(shop, {parent_id}).get((parent_id, _name_key(name)))
    return Result(id=id) if id else None


def home_id(shop):
    """Return the id of the first root: where categories without parent belong.

    :raises Rejected: the shop has none
    """
    rows = shop.wire.all(PATH, filters=((("level", "eq", "1"),),), sort=("entity_id",), fields="id")
    if not rows:
        raise Rejected("The shop has no root category.", system=SYSTEM, field="parent_id")
    return rows[0].text("id")


def _categories(shop, rows):
    rows = [row for row in rows if row.text("id") != ROOT]
    ids = [row.text("id") for row in rows]
    translated = {
        language: {row.text("id"): row for row in shop.wire.rows_by(PATH, "entity_id", ids, scope=code)}
        for language, code in shop.languages.translations.items()
        if ids
    }
    return read_each(rows, lambda row: _category(shop, row, translated), key="id")


def _category(shop, row, translated):
    id = row.text("id")
    views = {language: rows[id] for language, rows in translated.items() if id in rows}
    parent_id = row.reference("parent_id")
    texts = {
        field: shop.languages.texts(row.custom(code), {language: view.custom(code) for language, view in views.items()})
        for field, code in TEXTS.items()
    }
    names = {language: view.text("name") for language, view in views.items()}
    return Category(
        id=id,
        updated_at=row.moment("updated_at"),
        parent_id="" if parent_id == ROOT else parent_id,
        name=shop.languages.texts(row.text("name"), names),
        active=row.flag("is_active"),
        position=int(row.amount_or_zero("position")),
        **texts,
    )


def _push(shop, category, current, present, home):
    body = _body(shop, category)
    if category.id and category.id not in current:
        raise NotFound(f"The shop has no category {category.id}.", system=SYSTEM, code="404")
    if category.id:
        return _changed(shop, category, current[category.id], body)
    parent_id = category.parent_id or home
    key = parent_id, _name_key(body["name"])
    if key in present:
        return Result(id=present[key])
    body |= {"parent_id": int(parent_id), "include_in_menu": True}
    answer = shop.wire.write("POST", "/categories", {"category": body})
    present[key] = str(answer["id"])
    _translate(shop, category, present[key])
    return Result(id=present[key])


def _changed(shop, category, row, body):
    id = row.text("id")
    moves = bool(category.parent_id) and category.parent_id != row.text("parent_id")
    if moves:
        move = {"parentId": int(category.parent_id), "afterId": 0}
        shop.wire.write("PUT", f"/categories/{id}/move", move, safe=True)
    same = row.text("name") == body["name"] and row.flag("is_active") == body["is_active"]
    # A move puts it first among its new sisters.
    same = same and ("position" not in body or (not moves and row.amount_or_zero("position") == body["position"]))
    custom = {one["attribute_code"]: one["value"] for one in body.get("custom_attributes", ())}
    if not same or any(row.custom(code) != value for code, value in custom.items()):
        shop.wire.write("PUT", f"/categories/{id}", {"category": body}, safe=True)
    _translate(shop, category, id)
    return Result(id=id)


def _body(shop, category):
    name = shop.languages.main_text(category.name)
    if not name:
        raise Rejected("The name is missing.", system=SYSTEM, field="name")
    body = {"name": checked_name(name), "is_active": category.active}
    if category.position:
        body["position"] = category.position
    custom = {code: shop.languages.main_told(getattr(category, field)) for field, code in TEXTS.items()}
    custom = [{"attribute_code": code, "value": text} for code, text in custom.items() if text is not None]
    return body | ({"custom_attributes": custom} if custom else {})


def _translate(shop, category, id):
    for language, code in shop.languages.translations.items():
        name = in_language(category.name, language)
        custom = in_store_view({code: getattr(category, field) for field, code in TEXTS.items()}, language)
        body = ({"name": name} if name else {}) | ({"custom_attributes": custom} if custom else {})
        if body:
            shop.wire.write("PUT", f"/categories/{id}", {"category": body}, scope=code, safe=True)


def _by_name(shop, parents):
    """Return ``{(parent id, name): id}`` of the categories under these parents, the oldest of equal names."""
    rows = shop.wire.rows_by(PATH, "parent_id", parents, fields="id,parent_id,name")
    rows.sort(key=lambda row: -int(row.text("id")))
    return {(row.text("parent_id"), _name_key(row.text("name"))): row.text("id") for row in rows}


def _name_key(name):
    return " ".join(name.split()).casefold()
