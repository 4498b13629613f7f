"""Customers with their addresses. Recordings customer-*."""

from . import criteria
from .failures import ApiError, internal, no_such
from .schema import bound
from .web import route

CUSTOMERS = "Magento_Customer::customer"
MANAGE = "Magento_Customer::manage"

#: Fields that a body may change.
WRITABLE = (
    "group_id", "dob", "email", "firstname", "lastname", "middlename", "prefix", "suffix", "gender", "taxvat",
    "disable_auto_group_change",
)  # fmt: skip


@route("GET", "/customers/search", CUSTOMERS)
def search(shop, call):
    """Customers with their addresses."""
    rows, asked, total = criteria.answer(
        shop, call, shop.store.rows["customer"].values(), value=_column, key=lambda row: row["id"]
    )
    return {"items": [shown(row) for row in rows], "search_criteria": asked, "total_count": total}


@route("GET", "/attributeMetadata/customer", CUSTOMERS)
def metadata(shop, _call):
    """What customers can be asked: the merchant's own attributes come after the shop's."""
    own = [("email", "Email", "text"), ("firstname", "First Name", "text"), ("taxvat", "Tax/VAT Number", "text")]
    rows = [_metadata(code, label, kind, {}, is_own=False) for code, label, kind in own]
    return rows + [_metadata(row["code"], row["label"], row["kind"], row["options"], is_own=True)
                   for row in shop.store.all("customer_attribute")]  # fmt: skip


def _metadata(code, label, kind, options, *, is_own):
    return {
        "frontend_input": kind, "input_filter": "", "store_label": label, "validation_rules": [],
        "multiline_count": 0, "visible": True, "required": not is_own, "data_model": "",
        "options": [{"label": " ", "value": ""}] * bool(options)
        + [{"label": text, "value": value} for value, text in options.items()],
        "frontend_class": "", "user_defined": is_own, "sort_order": 0, "frontend_label": label, "note": "",
        "system": not is_own, "backend_type": "varchar", "is_used_in_grid": False, "is_visible_in_grid": False,
        "is_filterable_in_grid": False, "is_searchable_in_grid": False, "attribute_code": code,
    }  # fmt: skip


@route("GET", "/customers/{}", CUSTOMERS)
def get_customer(shop, _call, number):
    """One customer."""
    return shown(_customer(shop, number))


@route("POST", "/customers", "anonymous")
def create(shop, call):
    """Open an account; without a password the buyer is mailed how to set one."""
    data = bound(call.body, "customer")
    _require(data)
    website = data.get("website_id") or 1
    if any(row["email"].casefold() == data["email"].casefold() and row["website_id"] == website
           for row in shop.store.rows["customer"].values()):  # fmt: skip
        raise ApiError(400, "A customer with the same email address already exists in an associated website.")
    number = shop.store.number("customer")
    row = {
        "id": number, "group_id": 1, "created_at": shop.store.now, "updated_at": shop.store.now,
        "store_id": data.get("store_id") or 1, "website_id": website, "addresses": [],
        "disable_auto_group_change": 0, "is_subscribed": False, "custom_attributes": [],
    }  # fmt: skip
    _set(shop, row, data)
    shop.store.insert("customer", row, number=number)
    shop.store.mails.append(("account_new" if call.body.get("password") else "account_new_no_password", number))
    return shown(row)


@route("PUT", "/customers/{}", MANAGE)
def change(shop, call, number):
    """Change what is named; a list of addresses replaces the one that was there. The date moves always."""
    row = _customer(shop, number)
    data = bound(call.body, "customer")
    _require(data)
    _set(shop, row, data)
    row["updated_at"] = shop.store.now
    return shown(row)


@route("DELETE", "/customers/{}", MANAGE)
def delete(shop, _call, number):
    """The account goes; orders keep what they say of the buyer."""
    del shop.store.rows["customer"][_customer(shop, number)["id"]]
    return True


def shown(row):
    """Return a customer as answers have it: without what is empty."""
    answer = {"id": row["id"], "group_id": row["group_id"]}
    for name in ("billing", "shipping"):
        chosen = [address["id"] for address in row["addresses"] if address.get(f"default_{name}")]
        if chosen:
            answer[f"default_{name}"] = str(chosen[0])
    names = ("created_at", "updated_at", "dob", "email", "firstname", "lastname", "middlename", "prefix", "suffix",
             "gender", "store_id", "taxvat", "website_id")  # fmt: skip
    answer |= {name: row[name] for name in names if row.get(name) not in (None, "")}
    answer["created_in"] = "Default Store View"
    answer["addresses"] = [_address_shown(address) for address in row["addresses"]]
    answer["disable_auto_group_change"] = row["disable_auto_group_change"]
    answer["extension_attributes"] = {"is_subscribed": row["is_subscribed"]}
    if row["custom_attributes"]:
        answer["custom_attributes"] = row["custom_attributes"]
    return answer


def _customer(shop, number):
    row = shop.store.rows["customer"].get(int(number)) if str(number).isdigit() else None
    if row is None:
        raise no_such("customerId", number)
    return row


def _column(row, field):
    if field == "entity_id":
        return row["id"]
    if field not in (*WRITABLE, "created_at", "updated_at", "website_id", "store_id"):
        raise internal(len(field))
    return row.get(field)


def _require(data):
    missing = [name for name in ("firstname", "lastname", "email") if not data.get(name)]
    for address in data.get("addresses") or ():
        names = ("firstname", "lastname", "street", "city", "telephone", "country_id")
        missing += [name for name in names if not address.get(name)]
    if missing:
        errors = [
            {"message": '"%fieldName" is required. Enter and try again.', "parameters": {"fieldName": name}}
            for name in missing
        ]
        raise ApiError(400, "One or more input exceptions have occurred." if len(errors) > 1 else errors[0]["message"],
                       parameters=None if len(errors) > 1 else errors[0]["parameters"],
                       errors=errors if len(errors) > 1 else None)  # fmt: skip


def _set(shop, row, data):
    row |= {name: data[name] for name in WRITABLE if data.get(name) is not None}
    row.setdefault("email", "")
    subscribed = (data.get("extension_attributes") or {}).get("is_subscribed")
    if subscribed is not None:
        row["is_subscribed"] = bool(subscribed)
    _set_own(shop, row, data.get("custom_attributes") or ())
    if data.get("addresses") is not None:
        row["addresses"] = [_address(shop, row, given) for given in data["addresses"]]
        _choose_defaults(row["addresses"])


def _set_own(shop, row, given):
    """Values of attributes that nobody speaks of stay; an attribute that the shop does not have is passed over."""
    known = {one["code"] for one in shop.store.all("customer_attribute")}
    values = {one["attribute_code"]: one["value"] for one in (*row["custom_attributes"], *given)}
    row["custom_attributes"] = [
        {"attribute_code": code, "value": value}
        for code, value in values.items()
        if code in known and value not in (None, "")
    ]


def _choose_defaults(addresses):
    """They are saved one by one: of several that are called the default, the last one is it."""
    for name in ("default_billing", "default_shipping"):
        chosen = [address for address in addresses if address.get(name)]
        for address in chosen[:-1]:
            address[name] = False


def _address(shop, row, given):
    known = [address for address in row["addresses"] if str(address["id"]) == str(given.get("id"))]
    number = known[0]["id"] if known else shop.store.number("address")
    return {**(known[0] if known else {}), **given, "id": number, "customer_id": row["id"]}


def _address_shown(address):
    region = address.get("region") or {}
    region = region if isinstance(region, dict) else {"region": region}
    shown = {
        "id": address["id"], "customer_id": address["customer_id"],
        "region": {name: region.get(name) for name in ("region_code", "region")}
        | {"region_id": region.get("region_id") or address.get("region_id") or 0},
    }  # fmt: skip
    if "region_id" in address:
        shown["region_id"] = address["region_id"]
    names = ("country_id", "street", "company", "telephone", "fax", "postcode", "city", "firstname", "lastname",
             "middlename", "prefix", "suffix", "vat_id", "default_shipping", "default_billing")  # fmt: skip
    return shown | {name: address[name] for name in names if address.get(name)}
