"""Attributes, their options, and attribute sets. Recordings attr-*, attribute-option-*."""

import re

from . import criteria
from .failures import ApiError, internal, no_such, required
from .schema import bound
from .web import route

ATTRIBUTES = "Magento_Catalog::attributes_attributes"
SETS = "Magento_Catalog::sets"


@route("GET", "/products/attributes", ATTRIBUTES)
def list_attributes(shop, call):
    """Attributes with their options as the scope shows them."""
    rows, asked, total = criteria.answer(
        shop, call, shop.store.rows["attribute"].values(), value=_column, key=lambda row: row["attribute_id"]
    )
    items = [_shown(row, call.store_id) for row in rows]
    return {"items": items, "search_criteria": asked, "total_count": total}


@route("POST", "/products/attributes", ATTRIBUTES)
def create_attribute(shop, call):
    """A new attribute of the merchant's own; it is in no set."""
    data = bound(call.body, "attribute")
    label, code = data.get("default_frontend_label"), data.get("attribute_code") or ""
    if not label:
        raise required("frontend_label")
    if not re.fullmatch(r"[a-z][a-z_0-9]{0,30}", code):
        raise ApiError(400, 'Invalid value of "%1" provided for the %2 field.', [code, "attribute_code"])
    if shop.store.find("attribute", attribute_code=code):
        raise ApiError(400, "An attribute with this code already exists.")
    row = shop.add_attribute(code, label, kind=data["frontend_input"], scope=data.get("scope", "store"), sets=())
    return _shown(row, call.store_id)


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


@route("GET", "/products/attribute-sets/sets/list", SETS)
def list_sets(shop, call):
    """The attribute sets of products."""
    rows, asked, total = criteria.answer(
        shop, call, shop.store.rows["attribute_set"].values(), value=_column, key=lambda row: row["attribute_set_id"]
    )
    return {"items": rows, "search_criteria": asked, "total_count": total}


@route("GET", "/products/attribute-sets/{}/attributes", SETS)
def list_of_set(shop, call, number):
    """All attributes that products of a set can have."""
    _set(shop, number)
    return [_shown(row, call.store_id) for row in shop.store.all("attribute") if is_in_set(row, int(number))]


@route("GET", "/products/attribute-sets/groups/list", SETS)
def list_groups(shop, call):
    """The groups of sets: every set has the same ones here."""
    rows = [
        {"attribute_group_id": f"{number * 10 + place}", "attribute_group_name": name, "attribute_set_id": number,
         "extension_attributes": {"attribute_group_code": code, "sort_order": str(place)}}
        for number in shop.store.rows["attribute_set"]
        for place, (name, code) in enumerate((("Content", "content"), ("Product Details", "product-details")))
    ]  # fmt: skip
    rows, asked, total = criteria.answer(
        shop, call, rows, value=_column, key=lambda row: int(row["attribute_group_id"])
    )
    return {"items": rows, "search_criteria": asked, "total_count": total}


@route("POST", "/products/attribute-sets/attributes", SETS)
def assign(shop, call):
    """Put an attribute into a group of a set; doing it twice does no harm."""
    set_id, group_id, code, _place = bound(
        call.body, "attributeSetId", "attributeGroupId", "attributeCode", "sortOrder"
    )
    row = _attribute(shop, code)
    if _set(shop, set_id)["attribute_set_id"] != int(group_id) // 10:
        raise ApiError(400, "The attribute group doesn't belong to the attribute set.")
    if row.get("sets") is not None:
        row["sets"] = sorted({*row["sets"], int(set_id)})
    return row["attribute_id"]


def is_in_set(row, number):
    """Return whether products of a set can have an attribute; ``sets`` None stands for all of them."""
    return row.get("sets") is None or number in row["sets"]


def _set(shop, number):
    row = shop.store.rows["attribute_set"].get(int(number))
    if row is None:
        raise no_such("id", number)
    return row


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
    shown = {name: value for name, value in row.items() if name != "sets"}
    options = [
        {"label": option["store_labels"].get(store_id, option["label"]), "value": option["value"]}
        for option in row["options"]
    ]
    empty = [{"label": " ", "value": ""}] if row["frontend_input"] == "select" else []
    shown["options"] = [*empty, *options]
    return shown
