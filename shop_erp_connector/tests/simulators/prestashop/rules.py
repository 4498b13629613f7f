"""What the shop does around a save of the webservice: checks, rows it writes by itself, mails."""

import hashlib
from dataclasses import dataclass, replace

from . import order_rules, product_rules
from .failures import unable_to_save

#: Fields that are written through something else than the row.
COMPUTED = {
    "products": (
        "type", "id_default_image", "id_default_combination", "cache_default_attribute",
        "position_in_category", "unit_price_ratio",
    ),
    "orders": ("current_state", "shipping_number"),
    "combinations": ("quantity",),
    "customers": ("passwd", "secure_key", "last_passwd_gen"),
}  # fmt: skip
#: Associations that are read from other tables and ignored, or handled by a rule, when they are sent.
FOREIGN = ("combinations", "stock_availables", "images", "product_option_values", "order_rows", "products")
UNIQUE_PRICE = (
    "id_product", "id_product_attribute", "id_customer", "id_cart", "from", "to", "id_shop", "id_shop_group",
    "id_currency", "id_country", "id_group", "from_quantity", "id_specific_price_rule",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One save.

    :param row: the row before, None for a new one
    :param values: field: text, or None for nothing
    :param associations: those that were sent, lists of dicts
    :param mail: the caller asked for mails
    """

    store: object
    resource: str
    row: dict | None
    values: dict
    associations: dict
    method: str
    mail: bool

    def on(self, row):
        """Return this change with the row that was written."""
        return replace(self, row=row)

    def stored(self):
        """Return what goes into the row itself, associations included."""
        computed = COMPUTED.get(self.resource, ())
        values = {name: value for name, value in self.values.items() if name not in computed}
        foreign = () if self.resource == "combinations" else FOREIGN
        lists = {name: rows for name, rows in self.associations.items() if name not in foreign}
        return {**values, **lists}


def create(change):
    """Return the row when a resource is created in its own way, None for an ordinary one."""
    function = CREATE.get(change.resource)
    return function(change) if function else None


def before(change):
    """Check what can only be checked with the other rows; raises ``ApiError``."""
    function = BEFORE.get(change.resource)
    if function:
        function(change)


def after(change):
    """Do what follows from a save; ``change.row`` is the row as it is now."""
    function = AFTER.get(change.resource)
    if function:
        function(change)


# customers and addresses


def _check_customer(change):
    """An account's e-mail is unique, letters' case aside; guests may repeat it while no account has it."""
    email = change.values.get("email")
    if email is None:
        return
    for other in change.store.rows("customers"):
        same = other["email"].lower() == email.lower() and other["is_guest"] == "0"
        if same and other is not change.row:
            code = 140 if change.row is None else 141
            raise unable_to_save((code, "The email is already used, please choose another one"))


def _after_customer(change):
    store, row, password = change.store, change.row, change.values.get("passwd")
    if change.method == "POST":
        store.update("customers", row, secrets_of(store, row))
    elif change.method == "PUT":
        store.update("customers", row, {"secure_key": ""})
    if password and password != row["passwd"]:
        store.update("customers", row, {"passwd": hashed(password)})


def secrets_of(store, row):
    """Return the key and the time that the shop gives to a new customer."""
    key = hashlib.md5(f"customer {row['id']}".encode(), usedforsecurity=False).hexdigest()
    return {"secure_key": key, "last_passwd_gen": store.now()}


def hashed(password):
    """Return what the shop keeps instead of a password."""
    return "$2y$10$" + hashlib.sha256(password.encode()).hexdigest()[:53]


# prices


def _check_specific_price(change):
    fields = change.store.resources["specific_prices"].by_name
    sent = {name: fields[name].stored(value) for name, value in change.values.items()}
    wanted = {name: sent.get(name, (change.row or {}).get(name)) for name in UNIQUE_PRICE}
    for other in change.store.find("specific_prices", **wanted):
        if other is not change.row:
            raise unable_to_save()


# option values


def _after_option(change):
    """The values of a group that are not sent are deleted."""
    if "product_option_values" not in change.associations:
        return
    kept = {one["id"] for one in change.associations["product_option_values"]}
    for value in change.store.find("product_option_values", id_attribute_group=change.row["id"]):
        if str(value["id"]) not in kept:
            change.store.delete("product_option_values", value)


CREATE = {"orders": order_rules.create_order, "order_histories": order_rules.create_history}
BEFORE = {
    "customers": _check_customer,
    "specific_prices": _check_specific_price,
    "combinations": product_rules.check_combination,
    "categories": product_rules.check_category,
}
AFTER = {
    "customers": _after_customer,
    "product_options": _after_option,
    "products": product_rules.after_product,
    "combinations": product_rules.after_combination,
    "categories": product_rules.after_category,
    "stock_availables": product_rules.after_stock,
    "orders": order_rules.after_order,
    "order_carriers": order_rules.after_carrier,
    "order_slip": order_rules.after_slip,
}


def delete(store, resource, row):
    """Delete a row as the shop does: what hangs on it goes too, an address of an order is only marked."""
    used = resource == "addresses" and any(
        str(row["id"]) in (order["id_address_delivery"], order["id_address_invoice"]) for order in store.rows("orders")
    )
    if used:
        store.update(resource, row, {"deleted": 1})
        return
    if resource == "products":
        product_rules.delete_parts(store, row)
    if resource == "combinations":
        product_rules.delete_combination(store, row)
        return
    store.delete(resource, row)
