"""Products as the interface tells and takes them. A product is looked for by SKU first, unless the caller says how."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from . import inventory
from .filters import selected
from .soap import Fault
from .store import ZERO

TYPES = ("simple", "virtual", "downloadable", "configurable", "grouped", "bundle")

#: What a product has of itself in every shop; the rest are attributes that people made.
COLUMNS = (
    "name", "description", "short_description", "weight", "status", "url_key", "visibility", "price", "special_price",
    "special_from_date", "special_to_date", "tax_class_id", "meta_title", "meta_keyword", "meta_description",
    "options_container", "gift_message_available", "custom_design", "custom_layout_update",
)  # fmt: skip
MONEY = ("weight", "price", "special_price")
DATES = ("special_from_date", "special_to_date")
FIELDS = {
    "product_id": "id", "entity_id": "id", "sku": "sku", "name": "name", "set": "set", "type": "type",
    "type_id": "type", "status": "status", "visibility": "visibility", "updated_at": "updated_at",
    "created_at": "created_at", "tax_class_id": "tax_class_id", "price": "price",
}  # fmt: skip


def find(shop, given, identifier=None):
    """Return the product that a caller means, None for none."""
    text = str(given or "")
    by_sku = next((row for row in shop.store.products.values() if row["sku"] == text), None)
    if identifier == "sku" or (by_sku and identifier != "id"):
        return by_sku
    return shop.store.products.get(int(text)) if text.isdigit() else None


def found(shop, given, identifier=None):
    """Return the product that a caller means.

    :raises Fault: there is none
    """
    row = find(shop, given, identifier)
    if row is None:
        raise Fault(101, "Product not exists.")
    return row


def listed(shop, arguments):
    """catalogProductList: everything that the filters let through, unsorted where they name the SKU."""
    store_of(shop, arguments.get("storeView"))
    filters = arguments.get("filters")
    rows = selected(list(shop.store.products.values()), filters, FIELDS, _unknown_field)
    if any("sku" in str(entry) for entry in (filters or {}).items()):
        rows = sorted(rows, key=lambda row: row["sku"])
    return [
        {
            "product_id": str(row["id"]),
            "sku": row["sku"],
            "name": row["name"],
            "set": str(row["set"]),
            "type": row["type"],
            "category_ids": _texts(row["category_ids"]),
            "website_ids": _texts(row["website_ids"]),
        }
        for row in rows
    ]


def _unknown_field(_field):
    raise Fault(0, "Unknown Error")


def info(shop, arguments):
    """catalogProductInfo: the attributes of one product, in a store view's words."""
    row = found(shop, arguments.get("productId"), arguments.get("identifierType"))
    store_id = store_of(shop, arguments.get("storeView"))
    shown = _shown(shop, row, store_id)
    asked = arguments.get("attributes") or {}
    additional = asked.get("additional_attributes") or []
    only = asked.get("attributes") or []
    answer = {
        "product_id": str(row["id"]),
        "sku": row["sku"],
        "set": str(row["set"]),
        "type": row["type"],
        "categories": _texts(row["category_ids"]),
        "websites": _texts(row["website_ids"]),
    }
    answer |= {name: value for name, value in shown.items() if name not in additional and (not only or name in only)}
    if additional:
        known = {"sku": row["sku"]} | shown | _own(shop, row, store_id)
        answer["additional_attributes"] = [
            {"key": name, "value": known[name]} for name in known if name in additional and known[name] is not None
        ]
    return answer | {name: value for name, value in row.items() if name.startswith("plugin_")}


def info1(shop, arguments):
    """catalog_product.info: the same with every attribute that the product's set has."""
    row = found(shop, arguments.get("productId"), arguments.get("identifierType"))
    answer = info(shop, arguments)
    names = [attribute["code"] for attribute in shop.store.attributes.values() if row["set"] in attribute["sets"]]
    own = _own(shop, row, store_of(shop, arguments.get("storeView")))
    return {name: own.get(name) for name in names} | answer | {"group_price": []}


def _shown(shop, row, store_id):
    values = row | shop.store.translations.get((row["id"], store_id), {})
    created = datetime.strptime(row["created_at"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZoneInfo("UTC"))
    return {
        # The one is written in the shop's own zone, the other in UTC.
        "created_at": created.astimezone(ZoneInfo(shop.timezone)).isoformat(),
        "updated_at": row["updated_at"],
        "type_id": row["type"],
        **{name: values.get(name) for name in COLUMNS},
        "url_path": f"{values['url_key']}.html",
        "category_ids": _texts(row["category_ids"]),
        "has_options": "0",
        # The rows are kept under other names than the interface has for them, so that it shows the price alone.
        "tier_price": [{"price": tier["price"]} for tier in row["tiers"]],
    }


def create(shop, arguments):
    """catalogProductCreate: return the new id."""
    data, sku, type = arguments.get("productData"), arguments.get("sku") or "", arguments.get("type") or ""
    if not type or not arguments.get("set") or not sku or data is None:
        raise Fault(102, "Invalid data given. Details in error message.")
    if type not in TYPES:
        raise Fault(104, "Product type is not in allowed types.")
    if not str(arguments["set"]).isdigit() or int(arguments["set"]) not in shop.store.sets:
        raise Fault(105, "Product attribute set is not existed")
    if find(shop, sku, "sku"):
        raise Fault(1, 'The value of attribute "SKU" must be unique')
    row = new_row(shop, sku, type=type, set=int(arguments["set"]))
    _change(shop, row, data, 0)
    if not row["name"]:
        raise Fault(102, 'The value of attribute "name" must be set')
    shop.store.add("products", row)
    # Without a word about stock the shop counts none: the product is sold whatever there is of it.
    inventory.take_with_product(row, data.get("stock_data") or {"use_config_manage_stock": 0})
    return row["id"]


def new_row(shop, sku, *, type, set):
    """Return the row of a product that has nothing yet."""
    now = shop.store.now()
    row = {"sku": sku, "type": type, "set": set, "created_at": now, "updated_at": now, "category_ids": [], "tiers": []}
    row |= dict.fromkeys(COLUMNS) | {"status": "2", "visibility": "4", "tax_class_id": "0", "name": "", "url_key": sku}
    return row | {
        "options_container": "container1",
        "website_ids": [],
        "attributes": {},
        "links": [],
        "qty": ZERO,
        "is_in_stock": 0,
        "backorders": 0,
        "stock": {"manage_stock": 0, "use_config_manage_stock": 1},
        "images": [],
    }


def update(shop, arguments):
    """catalogProductUpdate: change what is given."""
    row = found(shop, arguments.get("product"), arguments.get("identifierType"))
    store_id = store_of(shop, arguments.get("storeView"))
    data = arguments.get("productData") or {}
    _change(shop, row, data, store_id)
    row["updated_at"] = shop.store.now()
    return True


def multi_update(shop, arguments):
    """catalogProductMultiUpdate: each on its own; those that fail are named at the end."""
    ids, rows = arguments.get("productIds") or [], arguments.get("productData") or []
    if len(ids) != len(rows):
        raise Fault(107, "Quantity of product IDs and product data should match. Products were not updated.")
    failed = []
    for id, data in zip(ids, rows, strict=True):
        one = {"product": id, "productData": data, "storeView": arguments.get("store")}
        try:
            update(shop, one | {"identifierType": arguments.get("identifierType")})
        except Fault as exc:
            if exc.code == "1":  # nobody there expects it: it stops the whole call
                raise
            failed.append(f"Product ID {id}:\n{exc.text}")
    if failed:
        raise Fault(108, "\n".join(failed))
    return True


def _change(shop, row, data, store_id):
    values = {name: _value(name, data[name]) for name in COLUMNS if name in data}
    _check_required(values)
    if values.get("url_key"):
        values["url_key"] = _free_url_key(shop, row, values["url_key"])
    for name in ("category_ids", "categories"):
        if name in data:
            row["category_ids"] = _known(shop.store.categories, data[name])
    for name in ("website_ids", "websites"):
        if name in data:
            row["website_ids"] = [int(id) for id in data[name] or ()]
    if "tier_price" in data:
        row["tiers"] = [tier_of(shop, tier) for tier in data["tier_price"] or ()]
    if data.get("stock_data"):
        inventory.take_with_product(row, data["stock_data"])
    additional = data.get("additional_attributes") or {}
    for pair in (*(additional.get("single_data") or ()), *(additional.get("multi_data") or ())):
        _set_attribute(shop, row, pair["key"], pair["value"], store_id)
    if store_id:
        shop.store.translations.setdefault((row["id"], store_id), {}).update(values)
    else:
        row.update(values)


def _check_required(values):
    if len(values.get("name") or "") > 255:
        raise Fault(1, "SQLSTATE[22001]: String data, right truncated: 1406 Data too long for column 'value' at row 1")
    for name in ("description", "short_description"):
        if name in values and not values[name]:
            raise Fault(102, f'Value for "{name}" is invalid.')


def _set_attribute(shop, row, code, value, store_id):
    if code == "sku":
        _rename(shop, row, value)
        return
    attribute = next((entry for entry in shop.store.attributes.values() if entry["code"] == code), None)
    # What the set of the product does not have is passed over without a word.
    if attribute and row["set"] in attribute["sets"]:
        # Only what belongs to store views has a value of its own there.
        is_views = store_id and attribute.get("scope") == "store"
        view = shop.store.translations.setdefault((row["id"], store_id), {}) if is_views else row
        view.setdefault("attributes", {})[code] = ",".join(value) if isinstance(value, list) else value or None


def _own(shop, row, store_id):
    """Return people's own attributes of a product in a store view."""
    return row["attributes"] | shop.store.translations.get((row["id"], store_id), {}).get("attributes", {})


def _rename(shop, row, sku):
    """The SKU is an attribute like others, if it is nobody else's."""
    taken = find(shop, sku, "sku")
    if not sku or (taken and taken is not row):
        raise Fault(1, 'The value of attribute "SKU" must be unique')
    row["sku"] = sku


def _value(name, value):
    if name in MONEY:
        return _money(name, value)
    if name in DATES and value:
        return f"{value[:10]} 00:00:00"
    return value if value not in ("", None) or name == "name" else None


def _money(name, value):
    if value in ("", None):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Fault(102, f'Please enter a number 0 or greater in "{name}".') from None
    if number < 0:
        raise Fault(102, f'Please enter a number 0 or greater in "{name}".')
    return number


def tier_of(shop, tier):
    """Return a tier price as it is kept.

    :raises Fault: its group or website does not exist
    """
    group, website = str(tier.get("customer_group_id") or "all"), str(tier.get("website") or "all")
    if group != "all" and (not group.isdigit() or int(group) not in shop.store.groups):
        raise Fault(101, "Invalid data given. Details in error message.")
    if website not in ("all", "0", "base", "1"):
        raise Fault(101, "Invalid data given. Details in error message.")
    return {
        "customer_group_id": group,
        "website": "all" if website in ("all", "0") else "base",
        "qty": int(tier.get("qty") or 1),
        "price": Decimal(tier.get("price") or 0),
    }


def _free_url_key(shop, row, wanted):
    taken = {other["url_key"] for other in shop.store.products.values() if other is not row}
    key, number = wanted, 0
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    return key


def store_of(shop, given):
    """Return the id of a store view that is given by id or code, 0 for none."""
    if given in (None, "", "0", "admin"):
        return 0
    for row in shop.store.stores.values():
        if str(given) in (str(row["id"]), row["code"]):
            return row["id"]
    raise Fault(100, "Requested store view not found.")


def _known(table, ids):
    return [int(id) for id in ids or () if str(id).isdigit() and int(id) in table]


def _texts(ids):
    return [str(id) for id in ids]
