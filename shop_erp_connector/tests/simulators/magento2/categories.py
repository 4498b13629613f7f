"""The tree of categories. Recordings categories, category-create."""

from . import criteria
from .failures import ApiError, internal, no_such
from .schema import bound
from .store import slug
from .web import route

CATEGORIES = "Magento_Catalog::categories"

OWN = ("name", "is_active", "include_in_menu")


@route("GET", "/categories", CATEGORIES)
def tree(shop, call):
    """The tree below the default root, or the one asked for."""
    root = int(dict(call.query).get("rootCategoryId") or 2)
    return _branch(shop, _category(shop, root), call.store_id)


@route("GET", "/categories/list", CATEGORIES)
def list_categories(shop, call):
    """Categories with their attributes; the root of all is among them."""
    rows, asked, total = criteria.answer(
        shop, call, shop.store.rows["category"].values(), value=_column, key=lambda row: row["id"]
    )
    items = [shown(shop, row, call.store_id) for row in rows]
    return {"items": items, "search_criteria": asked, "total_count": total}


@route("GET", "/categories/{}", CATEGORIES)
def get_category(shop, call, number):
    """One category."""
    return shown(shop, _category(shop, number), call.store_id)


@route("POST", "/categories", CATEGORIES)
def create(shop, call):
    """A new category; the same name may stand there already."""
    data = bound(call.body, "category")
    if not data.get("name"):
        raise ApiError(400, 'The "Name" attribute value is empty. Set the attribute and try again.')
    parent = _category(shop, data.get("parent_id") or 2)
    number = shop.store.number("category")
    values = {"is_active": {0: False}, "include_in_menu": {0: True}, "is_anchor": {0: "1"}}
    row = {
        "id": number, "parent_id": parent["id"], "level": parent["level"] + 1, "path": f"{parent['path']}/{number}",
        "position": len(_children(shop, parent)) + 1, "values": values,
        "created_at": shop.store.now, "updated_at": shop.store.now,
    }  # fmt: skip
    _set(shop, row, data, 0, is_new=True)
    shop.store.insert("category", row, number=number)
    return shown(shop, row, call.store_id)


@route("PUT", "/categories/{}", CATEGORIES)
def change(shop, call, number):
    """Change what is named; the parent is changed by a move."""
    row = _category(shop, number)
    _set(shop, row, bound(call.body, "category"), call.store_id, is_new=False)
    row["updated_at"] = shop.store.now
    return shown(shop, row, call.store_id)


@route("PUT", "/categories/{}/move", CATEGORIES)
def move(shop, call, number):
    """Hang a branch somewhere else."""
    row = _category(shop, number)
    parent = _category(shop, bound(call.body, "parentId"))
    if f"/{row['id']}/" in f"/{parent['path']}/":
        raise ApiError(400, 'The "%1" category can\'t be moved.', [row["id"]])
    before = row["path"]
    _make_room(shop, parent, row, call.body.get("afterId"))
    row |= {"parent_id": parent["id"], "updated_at": shop.store.now}
    for other in shop.store.rows["category"].values():
        if other["path"] == before or other["path"].startswith(f"{before}/"):
            other["path"] = f"{parent['path']}/{row['id']}{other['path'][len(before) :]}"
            other["level"] = other["path"].count("/")
    return True


def _make_room(shop, parent, row, after_id):
    """A branch hangs behind a sister, or first for the number 0; without a number it is the last one."""
    sisters = [one for one in _children(shop, parent) if one is not row]
    places = {one["id"]: one["position"] for one in sisters}
    place = max(places.values(), default=0) if after_id is None else places.get(after_id, 0)
    for one in sisters:
        one["position"] += one["position"] > place
    row["position"] = place + 1


@route("DELETE", "/categories/{}", CATEGORIES)
def delete(shop, _call, number):
    """A category goes with all that is below it."""
    row = _category(shop, number)
    for other in list(shop.store.rows["category"].values()):
        if f"{other['path']}/".startswith(f"{row['path']}/"):
            del shop.store.rows["category"][other["id"]]
    return True


def shown(shop, row, store_id):
    """Return a category as answers have it."""
    answer = {"id": row["id"], "parent_id": row["parent_id"]}
    answer |= {"name": _value(row, "name", store_id), "is_active": bool(_value(row, "is_active", store_id))}
    answer |= {name: row[name] for name in ("position", "level")}
    children = _children(shop, row)
    answer["children"] = ",".join(str(child["id"]) for child in children)
    answer |= {name: row[name] for name in ("created_at", "updated_at", "path")}
    answer["include_in_menu"] = bool(_value(row, "include_in_menu", store_id))
    custom = {code: _value(row, code, store_id) for code in row["values"] if code not in OWN}
    custom |= {"path": row["path"], "children_count": str(len(children))}
    answer["custom_attributes"] = [{"attribute_code": code, "value": value} for code, value in custom.items()]
    return answer


def _set(shop, row, data, store_id, *, is_new):
    given = {name: data[name] for name in OWN if data.get(name) is not None}
    given |= {custom["attribute_code"]: custom.get("value") for custom in data.get("custom_attributes") or ()}
    for code, value in given.items():
        values = row["values"].setdefault(code, {})
        if value is None:
            values.pop(store_id, None)  # the store view shows the value for all again
        else:
            values[store_id] = value
    if is_new and "url_key" not in row["values"]:
        row["values"]["url_key"] = {0: slug(_value(row, "name", 0))}
    row["values"]["url_path"] = {0: _value(row, "url_key", 0)}
    if data.get("position") is not None:
        row["position"] = data["position"]
    for other in _children(shop, {"id": row["parent_id"]}):
        if other is not row and _value(other, "url_key", 0) == _value(row, "url_key", 0):
            raise ApiError(400, "URL key for specified store already exists.")


def _category(shop, number):
    row = shop.store.rows["category"].get(int(number)) if str(number).isdigit() else None
    if row is None:
        raise no_such("id", number)
    return row


def _children(shop, row):
    return [other for other in shop.store.all("category") if other["parent_id"] == row["id"]]


def _value(row, code, store_id):
    values = row["values"].get(code, {})
    return values.get(store_id, values.get(0))


def _branch(shop, row, store_id):
    links = [link for product in shop.store.rows["product"].values() for link in product["category_links"]]
    children = [_branch(shop, child, store_id) for child in _children(shop, row)]
    return {
        "id": row["id"], "parent_id": row["parent_id"], "name": _value(row, "name", store_id),
        "is_active": bool(_value(row, "is_active", store_id)), "position": row["position"], "level": row["level"],
        "product_count": sum(link["category_id"] == str(row["id"]) for link in links), "children_data": children,
    }  # fmt: skip


def _column(row, field):
    own = {"entity_id": row["id"], "parent_id": row["parent_id"], "path": row["path"], "level": row["level"],
           "position": row["position"], "updated_at": row["updated_at"], "created_at": row["created_at"]}  # fmt: skip
    if field in own:
        return own[field]
    if field not in ("name", "is_active", "url_key"):
        raise internal(len(field))
    value = _value(row, field, 0)
    return int(value) if isinstance(value, bool) else value
