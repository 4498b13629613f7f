"""Attributes, their options, and attribute sets. Recordings attr-*, attribute-option-*."""

from . import criteria
from .failures import ApiError, internal, no_such
from .schema import bound
from .web import route

ATTRIBUTES = "Magento_Catalog::attributes_attributes"


@route("GET", "/products/attributes", ATTRIBUTES)
def list_attributes(shop, call):
    """Attributes with their options as the scope shows them."""
    rows, asked, total = criteria.answer(
        shop, call, shop.store.rows["attribute"].values(), value=_column, key=lambda row: row["attribute_id"]
    )
    items = [_shown(row, call.store_id) for row in rows]
    return {"items": items, "search_criteria": asked, "total_count": total}


@route("GET", "/products/attributes/{}", ATTRIBUTES)
def get_attribute(shop, call, code):
    """One attribute."""
    return _shown(_attribute(shop, code), call.store_id)


@route("GET", "/products/attributes/{}/options", ATTRIBUTES)
def list_options(shop, call, code):
    """The empty choice comes first."""
    return _shown(_attribute(shop, code), call.store_id)["options"]


@route("POST", "/products/attributes/{}/options", ATTRIBUTES)
def add_option(shop, call, code):
    """Add a value; one label cannot be there twice."""
    row = _attribute(shop, code)
    given = bound(call.body, "option")
    label = given["label"]
    if any(option["label"] == label for option in row["options"]):
        raise ApiError(400, 'Admin store attribute option label "%1" is already exists.', [label])
    number = str(shop.store.number("option"))
    labels = {one["store_id"]: one["label"] for one in given.get("store_labels") or ()}
    row["options"].append({"value": number, "label": label, "store_labels": labels})
    return f"id_{number}" if shop.version_number < (2, 4, 0) else number


@route("GET", "/products/attribute-sets/sets/list", "Magento_Catalog::sets")
def list_sets(shop, call):
    """The attribute sets of products."""
    rows, asked, total = criteria.answer(
        shop, call, shop.store.rows["attribute_set"].values(), value=_column, key=lambda row: row["attribute_set_id"]
    )
    return {"items": rows, "search_criteria": asked, "total_count": total}


def _attribute(shop, code):
    found = shop.store.find("attribute", attribute_code=code)
    if not found:
        raise no_such("attributeCode", code)
    return found[0]


def _column(row, field):
    if field not in row:
        raise internal(len(field))
    value = row[field]
    return int(value) if isinstance(value, bool) else value


def _shown(row, store_id):
    shown = dict(row)
    options = [
        {"label": option["store_labels"].get(store_id, option["label"]), "value": option["value"]}
        for option in row["options"]
    ]
    empty = [{"label": " ", "value": ""}] if row["frontend_input"] == "select" else []
    shown["options"] = [*empty, *options]
    return shown
