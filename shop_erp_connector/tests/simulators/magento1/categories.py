"""The tree of categories. Above the shops' root categories there is one without a parent, the root of the tree."""

from .soap import Fault

#: What a new category must say although the form fills it in by itself.
REQUIRED = ("name", "is_active", "available_sort_by", "default_sort_by", "include_in_menu")


def _found(shop, id):
    row = shop.store.categories.get(id)
    if row is None:
        raise Fault(102, "Category not exists.")
    return row


def tree(shop, arguments):
    """catalogCategoryTree: from a category down, by default from the root of the tree."""
    parent = arguments.get("parentId")
    row = _found(shop, int(parent) if str(parent or "").isdigit() and int(parent) else 1)
    answer = _node(shop, row)
    del answer["is_active"]
    return answer


def _children(shop, id):
    rows = [row for row in shop.store.categories.values() if row["parent_id"] == id]
    return sorted(rows, key=lambda row: row["position"])


def _level(shop, row):
    parent = shop.store.categories.get(row["parent_id"])
    return _level(shop, parent) + 1 if parent else 0


def _node(shop, row):
    return {
        "category_id": row["id"],
        "parent_id": row["parent_id"],
        "name": row["name"],
        "is_active": row["is_active"],
        "position": row["position"],
        "level": _level(shop, row),
        "children": [_node(shop, child) for child in _children(shop, row["id"])],
    }


def _path(shop, row):
    parent = shop.store.categories.get(row["parent_id"])
    return f"{_path(shop, parent)}/{row['id']}" if parent else str(row["id"])


def info(shop, arguments):
    """catalogCategoryInfo."""
    row = _found(shop, int(arguments.get("categoryId") or 0))
    children = [str(child["id"]) for child in _children(shop, row["id"])]
    answer = {
        "category_id": str(row["id"]),
        "is_active": row["is_active"],
        "position": str(row["position"]),
        "level": str(_level(shop, row)),
        "parent_id": str(row["parent_id"]),
        "all_children": ",".join([str(row["id"]), *children]),
        "children": ",".join(children),
        "path": _path(shop, row),
        "children_count": len(children),
    }
    names = ("name", "created_at", "updated_at", "url_key", "description", "meta_title", "meta_description")
    values = row | row.get("views", {}).get(arguments.get("storeView"), {})
    return answer | {name: values.get(name) for name in names}


def create(shop, arguments):
    """catalogCategoryCreate: return the new id."""
    parent = _found(shop, arguments.get("parentId"))
    data = arguments.get("categoryData") or {}
    missing = [name for name in REQUIRED if data.get(name) in (None, "", [])]
    if missing:
        raise Fault(103, f'Attribute "{missing[0]}" is required.')
    now = shop.store.now()
    row = {"parent_id": parent["id"], "created_at": now, "updated_at": now, "is_active": 1}
    row["position"] = len(_children(shop, parent["id"])) + 1
    _change(shop, row, data)
    row.setdefault("url_key", row["name"].lower().replace(" ", "-"))
    return shop.store.add("categories", row)["id"]


def _change(shop, row, data):
    row["updated_at"] = shop.store.now()
    names = ("name", "is_active", "position", "description", "url_key", "meta_title", "meta_description")
    row |= {name: data[name] for name in names if data.get(name) is not None}


def update(shop, arguments):
    """catalogCategoryUpdate: change what is given."""
    row = _found(shop, arguments.get("categoryId"))
    data = arguments.get("categoryData") or {}
    if "name" in data and not data["name"]:
        raise Fault(103, 'Attribute "name" is required.')
    view = arguments.get("storeView")
    _change(shop, row.setdefault("views", {}).setdefault(view, {}) if view else row, data)
    return True


def move(shop, arguments):
    """catalogCategoryMove: under another parent, after another child of it."""
    row, parent = _found(shop, arguments.get("categoryId")), _found(shop, arguments.get("parentId"))
    above = parent
    while above:
        if above is row:
            raise Fault(104, "Category not moved. Details in error message.")
        above = shop.store.categories.get(above["parent_id"])
    row["parent_id"], row["position"] = parent["id"], len(_children(shop, parent["id"])) + 1
    row["updated_at"] = shop.store.now()
    return True
