"""Products: shown, listed, saved and deleted. Recordings product-*, products-*, configurable-*, bundle-*."""

from decimal import Decimal

from . import criteria
from .attributes import is_in_set
from .failures import ApiError, no_product
from .media import entries_shown, replace_entries
from .placing import place
from .schema import bound
from .store import slug
from .web import route

CATALOG = "Magento_Catalog::products"

#: Fields of their own in an answer; everything else of a product stands among its custom attributes.
OWN = ("name", "price", "status", "visibility", "weight")

#: What a product gets that nobody asked for.
DEFAULTS = {
    "options_container": "container2",
    "msrp_display_actual_price_type": "0",
    "required_options": "0",
    "has_options": "0",
    "tax_class_id": "2",
}

STOCK_ITEM = {
    "is_qty_decimal": False, "show_default_notification_message": False, "use_config_min_qty": True, "min_qty": 0,
    "use_config_min_sale_qty": 1, "min_sale_qty": 1, "use_config_max_sale_qty": True, "max_sale_qty": 10000,
    "use_config_backorders": True, "backorders": 0, "use_config_notify_stock_qty": True, "notify_stock_qty": 1,
    "use_config_qty_increments": True, "qty_increments": 0, "use_config_enable_qty_inc": True,
    "enable_qty_increments": False, "use_config_manage_stock": True, "manage_stock": True, "low_stock_date": None,
    "is_decimal_divided": False, "stock_status_changed_auto": 0,
}  # fmt: skip

#: Types that hold other products and no stock.
COMPOSITE = ("configurable", "bundle", "grouped")


@route("GET", "/products", CATALOG)
def list_products(shop, call):
    """Rows without stock item; the rest of each product is there."""
    rows, asked, total = criteria.answer(
        shop, call, shop.store.rows["product"].values(), value=lambda row, field: column(shop, row, field),
        key=lambda row: row["id"], table="product",
    )  # fmt: skip
    return {
        "items": [shown(shop, row, call.store_id, listed=True) for row in rows],
        "search_criteria": asked,
        "total_count": total,
    }


@route("GET", "/products/types", CATALOG)
def list_types(_shop, _call):
    """See the recording types."""
    names = ("simple", "virtual", "downloadable", "bundle", "grouped", "configurable")
    return [{"name": name, "label": f"{name.capitalize()} Product"} for name in names]


@route("GET", "/products/{}", CATALOG)
def get_product(shop, call, sku):
    """One product with its stock item."""
    return shown(shop, by_sku(shop, sku), call.store_id)


@route("DELETE", "/products/{}", CATALOG)
def delete_product(shop, _call, sku):
    """Orders keep their lines; source items of the product stay behind as orphans."""
    row = by_sku(shop, sku)
    del shop.store.rows["product"][row["id"]]
    for other in shop.store.rows["product"].values():
        other["configurable_links"] = [id for id in other["configurable_links"] if id != row["id"]]
    return True


@route("POST", "/products", CATALOG)
def post_product(shop, call):
    """Create, or save the product of this SKU."""
    data = bound(call.body, "product")
    row = shop.store.product(data.get("sku") or "")
    row = save(shop, row, data, call.store_id)
    return shown(shop, row, call.store_id, created=True)


@route("PUT", "/products/{}", CATALOG)
def put_product(shop, call, sku):
    """Save the product of the address; a SKU in the body is not looked at."""
    data = dict(bound(call.body, "product"), sku=sku)
    row = shop.store.product(sku)
    return shown(shop, save(shop, row, data, call.store_id), call.store_id, created=row is None)


def by_sku(shop, sku):
    """Return the row of a SKU.

    :raises ApiError: 404
    """
    row = shop.store.product(sku)
    if row is None:
        raise no_product()
    return row


def value_of(row, code, store_id=0):
    """Return an attribute's value in a store view, else the one for all."""
    values = row["values"].get(code, {})
    return values.get(store_id, values.get(0))


def column(shop, row, field):
    """Return what a product is filtered and sorted by.

    :raises ApiError: 400 for an attribute that does not exist
    """
    if field in ("entity_id", "sku", "type_id", "attribute_set_id", "created_at", "updated_at"):
        return row["id" if field == "entity_id" else field]
    if not shop.store.find("attribute", attribute_code=field):
        raise ApiError(400, 'The "%1" attribute name is invalid. Reset the name and try again.', [field])
    return value_of(row, field)


def save(shop, row, data, store_id):
    """Create or change a product from a body; absent fields stay, lists replace."""
    is_new = row is None
    if is_new:
        row = _new(shop, data)
        store_id = 0
    elif "attribute_set_id" in data and data["attribute_set_id"] not in shop.store.rows["attribute_set"]:
        raise _bad_set()
    _set_values(shop, row, data, store_id)
    _set_url_key(shop, row, store_id, is_new=is_new)
    _set_extensions(shop, row, data.get("extension_attributes") or {})
    place(shop, row, data)
    if "options" in data:
        row["options"] = data["options"] or []
    if "product_links" in data:
        row["product_links"] = [_checked_link(shop, link) for link in data["product_links"] or []]
    if data.get("tier_prices") is not None:
        row["tier_prices"] = data["tier_prices"]
    if data.get("media_gallery_entries") is not None:
        replace_entries(shop, row, data["media_gallery_entries"])
    if is_new:
        shop.store.insert("product", row, number=row["id"])
    row["updated_at"] = shop.store.now
    return row


def _new(shop, data):
    if data.get("attribute_set_id") not in shop.store.rows["attribute_set"]:
        raise _bad_set()
    if not data.get("sku"):
        raise _empty("SKU")
    if not data.get("name"):
        raise _empty("Product Name")
    kind = data.get("type_id") or "simple"
    if kind in ("simple", "virtual") and data.get("price") is None:
        raise _empty("Price")
    values = {code: {0: value} for code, value in DEFAULTS.items()}
    values |= {"status": {0: 1}, "visibility": {0: 4}}
    return {
        "id": shop.store.number("product"), "sku": data["sku"], "type_id": kind,
        "attribute_set_id": data["attribute_set_id"], "created_at": shop.store.now, "updated_at": shop.store.now,
        "website_ids": [1], "category_links": [], "values": values, "media": [], "options": [], "product_links": [],
        "tier_prices": [], "configurable_options": [], "configurable_links": [], "bundle_options": [],
        "stock_item": dict(STOCK_ITEM, qty=Decimal(0), is_in_stock=False),
    }  # fmt: skip


def _bad_set():
    return ApiError(400, "Invalid product data: %1", ["Invalid attribute set entity type"])


def _empty(label):
    return ApiError(400, f'The "{label}" attribute value is empty. Set the attribute and try again.')


def _set_values(shop, row, data, store_id):
    given = {name: data[name] for name in OWN if data.get(name) is not None}
    for custom in data.get("custom_attributes") or ():
        given[custom["attribute_code"]] = custom.get("value")
    if isinstance(given.get("price"), Decimal) and given["price"] < 0:
        raise ApiError(400, 'The value of attribute "%1" must be set', ["price"])
    if "attribute_set_id" in data:
        row["attribute_set_id"] = data["attribute_set_id"]
    if "type_id" in data:
        row["type_id"] = data["type_id"]
    for code, value in given.items():
        _set_value(shop, row, code, value, store_id)


def _set_value(shop, row, code, value, store_id):
    found = shop.store.find("attribute", attribute_code=code)
    if not found or code == "category_ids":
        # An attribute that the shop, or the product's set, does not know is left out without a word.
        return
    (attribute,) = found
    if not is_in_set(attribute, row["attribute_set_id"]):
        return
    has_options = attribute["frontend_input"] == "select" and attribute["is_user_defined"]
    if has_options and value not in (None, "", *(option["value"] for option in attribute["options"])):
        raise ApiError(400, 'Attribute "%1" has invalid option value "%2"', [code, str(value)])
    scope = 0 if attribute["scope"] == "global" else store_id
    values = row["values"].setdefault(code, {})
    if value is None:
        values.pop(scope, None)
        if not values:
            del row["values"][code]
    else:
        values[scope] = value


def _checked_link(shop, link):
    """A link of any type names a product of the shop; the list as a whole replaces the one that is there."""
    sku = str(link.get("linked_product_sku", ""))
    if shop.store.product(sku) is None:
        raise ApiError(404, "The product that was requested doesn't exist. Verify the product and try again.")
    return link


def _set_url_key(shop, row, store_id, *, is_new):
    key = value_of(row, "url_key", store_id)
    if is_new and not key:
        key = slug(value_of(row, "name", store_id) or row["sku"])
        row["values"]["url_key"] = {0: key}
    for other in shop.store.rows["product"].values():
        if other["id"] != row["id"] and value_of(other, "url_key", store_id) == key:
            raise ApiError(400, "URL key for specified store already exists.")


def _set_extensions(shop, row, given):
    if "website_ids" in given:
        row["website_ids"] = list(given["website_ids"])
    if given.get("stock_item"):
        _set_stock(shop, row, given["stock_item"])
    if "bundle_product_options" in given:
        row["bundle_options"] = [_bundle_option(shop, row, one) for one in given["bundle_product_options"]]
    if "configurable_product_options" in given:
        row["configurable_options"] = [_variant_option(shop, one) for one in given["configurable_product_options"]]
    if "configurable_product_links" in given:
        set_children(shop, row, given["configurable_product_links"])


def _set_stock(shop, row, given):
    row["stock_item"].update(given)
    if "qty" in given and row["type_id"] not in COMPOSITE:
        shop.set_default_quantity(row, given["qty"], bool(row["stock_item"]["is_in_stock"]))


def _bundle_option(shop, row, option):
    number = option.get("option_id") or shop.store.number("bundle_option")
    links = []
    for link in option.get("product_links", ()):
        child = by_sku(shop, link["sku"])
        links.append({
            "id": str(shop.store.number("bundle_selection")), "sku": child["sku"], "option_id": number,
            "qty": link.get("qty", 1), "position": link.get("position", 0),
            "is_default": link.get("is_default", False), "price": link.get("price") or value_of(child, "price"),
            "price_type": None, "can_change_quantity": link.get("can_change_quantity", 0),
        })  # fmt: skip
    return {
        "option_id": number, "title": option.get("title", ""), "required": bool(option.get("required")),
        "type": option.get("type", "select"), "position": option.get("position", 0), "sku": row["sku"],
        "product_links": links,
    }  # fmt: skip


def _variant_option(shop, option):
    attribute = shop.store.rows["attribute"].get(int(option["attribute_id"]))
    if attribute is None:
        raise ApiError(400, "The attribute isn't available.")
    return {
        "id": option.get("id") or shop.store.number("configurable_option"),
        "attribute_id": str(option["attribute_id"]),
        "label": option.get("label") or attribute["default_frontend_label"],
        "position": option.get("position", 0),
        "values": [{"value_index": int(value["value_index"])} for value in option["values"]],
    }


def set_children(shop, row, ids):
    """Give a configurable product its variants.

    :raises ApiError: 400 for an unknown product, one without the attribute, or two alike
    """
    codes = [shop.store.rows["attribute"][int(one["attribute_id"])]["attribute_code"]
             for one in row["configurable_options"]]  # fmt: skip
    seen = set()
    for number in ids:
        child = shop.store.rows["product"].get(int(number))
        if child is None:
            raise ApiError(400, "The product that was requested doesn't exist. Verify the product and try again.")
        values = tuple(str(value_of(child, code) or "") for code in codes)
        if not all(values):
            raise ApiError(400, 'The child product doesn\'t have the "%1" attribute value. Verify the value and try '
                           "again.", [codes[values.index("")]])  # fmt: skip
        if values in seen:
            raise ApiError(400, "Products \"%1\" and \"%2\" have the same set of attribute values.",
                           [child["sku"], row["sku"]])  # fmt: skip
        seen.add(values)
    row["configurable_links"] = [int(number) for number in ids]


def shown(shop, row, store_id, *, listed=False, created=False):
    """Return a product as an answer has it; a list leaves the stock item out, a POST its links and tiers."""
    answer = {"id": row["id"], "sku": row["sku"], "name": value_of(row, "name", store_id)}
    answer["attribute_set_id"] = row["attribute_set_id"]
    answer |= {code: value_of(row, code, store_id) for code in ("price", "status", "visibility")}
    answer |= {"type_id": row["type_id"], "created_at": row["created_at"], "updated_at": row["updated_at"]}
    if row["type_id"] == "bundle":
        answer["weight"] = value_of(row, "weight") or 0
    elif value_of(row, "weight") is not None:
        answer["weight"] = value_of(row, "weight")
    answer["price"] = answer["price"] if answer["price"] is not None else 0
    answer["extension_attributes"] = _extensions(row, listed=listed)
    if not created:
        answer["product_links"] = row["product_links"]
    answer |= {"options": row["options"], "media_gallery_entries": entries_shown(row)}
    if not created:
        answer["tier_prices"] = row["tier_prices"]
    answer["custom_attributes"] = _custom(row, store_id)
    return answer


def _extensions(row, *, listed):
    shown = {"website_ids": row["website_ids"]}
    if row["category_links"]:
        shown["category_links"] = row["category_links"]
    if not listed:
        shown["stock_item"] = stock_item(row)
    if row["configurable_options"]:
        options = [dict(one, product_id=row["id"]) for one in row["configurable_options"]]
        shown |= {"configurable_product_options": options, "configurable_product_links": row["configurable_links"]}
    if row["bundle_options"]:
        shown["bundle_product_options"] = row["bundle_options"]
    return shown


def stock_item(row):
    """Return the legacy stock item of a product as an answer has it."""
    return {"item_id": row["id"], "product_id": row["id"], "stock_id": 1, **row["stock_item"]}


def _custom(row, store_id):
    values = {code: value_of(row, code, store_id) for code in row["values"] if code not in OWN}
    values |= {role: entry["file"] for entry in row["media"] for role in entry["types"]}
    values["category_ids"] = [link["category_id"] for link in row["category_links"]]
    return [{"attribute_code": code, "value": _as_text(value)} for code, value in values.items() if value is not None]


def _as_text(value):
    if isinstance(value, list):
        return value
    return f"{value:.6f}" if isinstance(value, Decimal) else str(value)
