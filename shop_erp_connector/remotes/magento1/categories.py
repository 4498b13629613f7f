"""Categories: the tree by one call, texts by one call per category, bundled. Recording category-tree.

Above the shops' root categories stands one without a parent that no shop shows; it is not handed out, and the root
categories are top ones.
"""

from ..contract import Page, Result
from ..cursors import chunked
from ..documents import Category
from ..errors import NotFound, ProtocolError, Rejected
from .catalogue import first_error
from .rows import Row, read_each
from .sending import one_by_one
from .texts import checked_name, is_main_told, own_texts, slug_of, the_text
from .wire import SYSTEM, rows_of

ROOT = "1"

#: Deeper trees than this are no trees.
_DEEPEST = 30


def pull_categories(shop, cursor, ids, limit):
    """Yield pages of ``Category``, parents before their children; the whole tree each time: it carries no dates."""
    nodes = {node["id"]: node for node in _tree(shop)}
    known = [id for id in nodes if ids is None or id in ids]
    missing = [] if ids is None else [id for id in dict.fromkeys(ids) if id not in nodes]
    start = (cursor or {}).get("after", "") if (cursor or {}).get("more") else ""
    if start:
        # A category that was deleted meanwhile has no place any more: begin again rather than leave any out.
        known = known[known.index(start) + 1 :] if start in known else known
    parts = list(chunked([*known, *missing], limit)) or [[]]
    for number, part in enumerate(parts):
        documents, refusals = _read(shop, part, nodes)
        more = number < len(parts) - 1
        position = {"more": True, "after": part[-1]} if more else {"more": False}
        yield Page(documents=documents, cursor=position, refusals=tuple(refusals))


def _tree(shop):
    """Return the categories of the tree as (id, parent, values), parents first."""
    top = shop.wire.read("catalogCategoryTree", None, None)
    if not isinstance(top, dict):
        raise ProtocolError("The answer is no tree of categories.", system=SYSTEM, call="catalogCategoryTree")
    waiting, nodes = [(top, 0)], []
    while waiting:
        values, depth = waiting.pop(0)
        row = Row(values, f"category {values.get('category_id')}")
        id, parent = row.must("category_id"), row.id("parent_id")
        if depth > _DEEPEST:
            raise ProtocolError("The tree of categories does not end.", system=SYSTEM, call="catalogCategoryTree")
        if id != ROOT:
            nodes.append({"id": id, "parent": "" if parent == ROOT else parent, "row": row})
        waiting += [(child, depth + 1) for child in rows_of(values.get("children"), "catalogCategoryTree")]
    return nodes


def _read(shop, ids, nodes):
    known = [id for id in ids if id in nodes]
    views = (None, *shop.views.values())
    answers = shop.wire.each([("catalogCategoryInfo", id, view) for view in views for id in known])
    by_view = [answers[start : start + len(known)] for start in range(0, len(answers), len(known) or 1)]
    told = {id: infos for id, *infos in zip(known, *by_view, strict=True)} if known else {}
    keyed = [(id, first_error(told[id]) or (nodes[id], told[id]) if id in told else _no_category(id)) for id in ids]
    return read_each(keyed, lambda parts: _category(shop, *parts))


def _no_category(id):
    return NotFound(f"The shop has no category {id}.", system=SYSTEM, code="102")


def _category(shop, node, infos):
    row = node["row"]
    languages = (shop.main_language, *shop.views)
    texts = {language: Row(info, row.name) for language, info in zip(languages, infos, strict=True)}

    def translated(field):
        return own_texts(shop.main_language, {language: text.text(field) for language, text in texts.items()})

    return Category(
        id=node["id"],
        updated_at=texts[shop.main_language].moment("updated_at"),
        parent_id=node["parent"],
        name=translated("name") or {shop.main_language: row.must("name")},
        description=translated("description"),
        slug=translated("url_key"),
        meta_title=translated("meta_title"),
        meta_description=translated("meta_description"),
        active=row.flag("is_active"),
        position=int(row.amount_or_zero("position")),
    )


def push_categories(shop, categories):
    """Create or change categories; each takes a call, the interface has none for many.

    A new one whose name its parent has a child of already is that child: the shop itself does not keep names apart.
    """
    nodes = {node["id"]: node for node in _tree(shop)}
    return one_by_one(
        categories,
        lambda category: Result(id=_changed(shop, category, nodes) if category.id else _created(shop, category, nodes)),
    )


def find_category(shop, key):
    """Return the ``Result`` of the category "<parent id>/<name>", None for none."""
    parent, _slash, name = key.partition("/")
    nodes = {node["id"]: node for node in _tree(shop)}
    found = _child(nodes.values(), parent or _top(nodes), name)
    return Result(id=found) if found else None


def _child(nodes, parent, name):
    """Return the id of a parent's child by its name, "" for none.

    :raises Rejected: several have that name
    """
    found = [node["id"] for node in nodes if node["parent"] == parent and node["row"].text("name") == name]
    if len(found) > 1:
        message = f"The categories {', '.join(found)} share the name {name!r}."
        raise Rejected(message, system=SYSTEM, field="name")
    return found[0] if found else ""


def _created(shop, category, nodes):
    name = the_text(shop, category.name, "name")
    parent = category.parent_id or _top(nodes)
    if parent not in nodes and parent != ROOT:
        raise Rejected(f"The shop has no category {parent}.", system=SYSTEM, field="parent_id")
    id = _child(nodes.values(), "" if parent == ROOT else parent, name)
    if not id:
        # What a form fills in by itself has to be said: a category without it is refused or never shown.
        data = _data(shop, category, shop.main_language) | {
            "available_sort_by": ["position"],
            "default_sort_by": "position",
            "include_in_menu": 1,
        }
        id = str(shop.wire.write("catalogCategoryCreate", parent, data, None))
        nodes[id] = {"id": id, "parent": parent, "row": Row({"name": name}, f"category {id}")}
    _translate(shop, category, id)
    return id


def _top(nodes):
    """Return the only root category of the shops, under which a category without parent goes."""
    tops = [node["id"] for node in nodes.values() if not node["parent"]]
    if len(tops) != 1:
        message = f"The shop has {len(tops)} root categories: say under which this one goes."
        raise Rejected(message, system=SYSTEM, field="parent_id")
    return tops[0]


def _changed(shop, category, nodes):
    if category.id not in nodes:
        raise _no_category(category.id)
    shop.wire.read("catalogCategoryUpdate", category.id, _data(shop, category, shop.main_language), None)
    parent = nodes[category.id]["parent"]
    if category.parent_id and category.parent_id != parent:
        shop.wire.read("catalogCategoryMove", category.id, category.parent_id, None)
    _translate(shop, category, category.id)
    return category.id


def _translate(shop, category, id):
    for language, view in shop.views.items():
        data = _data(shop, category, language)
        if data:
            shop.wire.read("catalogCategoryUpdate", id, data, view)


def _data(shop, category, language):
    texts = {
        "name": category.name,
        "description": category.description,
        "url_key": category.slug,
        "meta_title": category.meta_title,
        "meta_description": category.meta_description,
    }
    is_main = language == shop.main_language
    data = {
        name: (the_text(shop, text, name) if is_main else text[language])
        for name, text in texts.items()
        if (is_main_told(shop, text) if is_main else language in text)
    }
    if "name" not in data and is_main:
        data["name"] = the_text(shop, category.name, "name")
    checked_name(data.get("name", ""))
    if "url_key" in data:
        data["url_key"] = slug_of(data["url_key"])
    if is_main:
        data["is_active"] = int(category.active)
        if category.position:
            data["position"] = category.position
    return data
