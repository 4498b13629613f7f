"""Customers and their addresses, stores, groups, countries."""

import hashlib

from .filters import selected
from .soap import Fault

FIELDS = {
    name: name
    for name in ("email", "firstname", "lastname", "group_id", "website_id", "store_id", "created_at", "updated_at")
} | {"customer_id": "id", "entity_id": "id"}

_CUSTOMER = (
    "email", "firstname", "middlename", "lastname", "group_id", "prefix", "suffix", "dob", "taxvat", "website_id",
    "store_id", "gender",
)  # fmt: skip
_ADDRESS = (
    "city", "company", "country_id", "fax", "firstname", "lastname", "middlename", "postcode", "prefix", "region",
    "suffix", "telephone",
)  # fmt: skip


def _unknown_field(_field):
    raise Fault(101, "Invalid filters specified. Details in error message.")


def _found(shop, id):
    row = shop.store.customers.get(id)
    if row is None:
        raise Fault(102, "Customer not exists.")
    return row


def _shown(row):
    names = ("created_at", "updated_at", *_CUSTOMER)
    shown = {name: row.get(name) for name in names}
    return shown | {
        "customer_id": row["id"],
        "created_in": "Default Store View",
        "confirmation": True,
        "password_hash": row["password_hash"],
    }


def listed(shop, arguments):
    """customerCustomerList: whole customers, hash of the password included, without their addresses."""
    rows = selected(list(shop.store.customers.values()), arguments.get("filters"), FIELDS, _unknown_field)
    return [_shown(row) for row in rows]


def info(shop, arguments):
    """customerCustomerInfo."""
    return _shown(_found(shop, int(arguments.get("customerId") or 0)))


def create(shop, arguments):
    """customerCustomerCreate: return the new id."""
    data = arguments.get("customerData") or {}
    now = shop.store.now()
    row = {"created_at": now, "updated_at": now, "group_id": 1, "website_id": 0, "store_id": 0}
    _change(shop, row, data)
    return shop.store.add("customers", row)["id"]


def update(shop, arguments):
    """customerCustomerUpdate."""
    row = _found(shop, arguments.get("customerId"))
    _change(shop, row, arguments.get("customerData") or {})
    row["updated_at"] = shop.store.now()
    return True


def _change(shop, row, data):
    values = {name: data[name] for name in _CUSTOMER if data.get(name) is not None}
    email = values.get("email", row.get("email", ""))
    for name in ("firstname", "lastname", "email"):
        if not (row | values).get(name):
            raise Fault(100, f"The {name} cannot be empty.")
    if "@" not in email:
        raise Fault(100, f'Invalid email address "{email}".')
    website = values.get("website_id", row.get("website_id"))
    for other in shop.store.customers.values():
        if other is not row and other["email"].lower() == email.lower() and other["website_id"] == website:
            raise Fault(100, "This customer email already exists")
    row |= values
    salt = f"{email}{data.get('password') or ''}"
    row["password_hash"] = f"{hashlib.sha256(salt.encode()).hexdigest()}:SALT"


def addresses(shop, arguments):
    """customerAddressList."""
    customer = _found(shop, int(arguments.get("customerId") or 0))
    rows = [row for row in shop.store.addresses.values() if row["customer_id"] == customer["id"]]
    return [
        {
            "customer_address_id": row["id"],
            "created_at": row["created_at"],
            "updated_at": row["updated_at"],
            **{name: row.get(name) for name in _ADDRESS},
            "region_id": row.get("region_id"),
            "street": row["street"],
            "is_default_billing": customer.get("billing") == row["id"],
            "is_default_shipping": customer.get("shipping") == row["id"],
        }
        for row in rows
    ]


def create_address(shop, arguments):
    """customerAddressCreate: return the new id."""
    customer = shop.store.customers.get(arguments.get("customerId"))
    if customer is None:
        raise Fault(101, "Customer not exists.")
    row = {"customer_id": customer["id"], "created_at": shop.store.now(), "street": ""}
    _change_address(shop, row, arguments.get("addressData") or {})
    shop.store.add("addresses", row)
    _make_default(customer, row, arguments["addressData"])
    return row["id"]


def update_address(shop, arguments):
    """customerAddressUpdate."""
    row = _found_address(shop, arguments)
    _change_address(shop, row, arguments.get("addressData") or {})
    _make_default(shop.store.customers[row["customer_id"]], row, arguments.get("addressData") or {})
    return True


def delete_address(shop, arguments):
    """customerAddressDelete."""
    del shop.store.addresses[_found_address(shop, arguments)["id"]]
    return True


def _found_address(shop, arguments):
    row = shop.store.addresses.get(arguments.get("addressId"))
    if row is None:
        raise Fault(102, "Address not exists")
    return row


def _change_address(shop, row, data):
    values = {name: data[name] for name in _ADDRESS if data.get(name) is not None}
    if data.get("street") is not None:
        values["street"] = "\n".join(line for line in data["street"] if line)
    if data.get("region_id") is not None and not int(data["region_id"]):
        values["region_id"] = None
    elif data.get("region_id"):
        values["region_id"] = data["region_id"]
        names = {region: name for _country, region, _code, name in shop.regions}
        values["region"] = names.get(data["region_id"], values.get("region"))
    for name in ("firstname", "lastname", "street", "city", "country_id", "telephone"):
        if not (row | values).get(name):
            raise Fault(100, f"Please enter the {name}.")
    if (row | values)["country_id"] not in shop.countries:
        raise Fault(100, "Please enter the country.")
    row |= values
    row["updated_at"] = shop.store.now()


def _make_default(customer, row, data):
    for name, flag in (("billing", "is_default_billing"), ("shipping", "is_default_shipping")):
        if data.get(flag):
            customer[name] = row["id"]


def groups(shop, _arguments):
    """customerGroupList."""
    return [{"customer_group_id": row["id"], "customer_group_code": row["code"]} for row in shop.store.groups.values()]


def stores(shop, _arguments):
    """storeList: every store view but the admin's."""
    return [
        {
            "store_id": row["id"],
            "code": row["code"],
            "website_id": row["website_id"],
            "group_id": 1,
            "name": row["name"],
            "sort_order": 0,
            "is_active": 1,
        }
        for row in shop.store.stores.values()
    ]


def countries(shop, _arguments):
    """directoryCountryList."""
    return [
        {"country_id": code, "iso2_code": code, "iso3_code": iso3, "name": name}
        for code, (iso3, name) in shop.countries.items()
    ]


def regions(shop, arguments):
    """directoryRegionList."""
    country = arguments.get("country")
    if country not in shop.countries:
        raise Fault(101, "Country not exists.")
    return [{"region_id": str(id), "code": code, "name": name} for of, id, code, name in shop.regions if of == country]


def version(shop, _arguments):
    """magentoInfo."""
    return {"magento_version": shop.version, "magento_edition": "Community"}
