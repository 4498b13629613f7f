"""Customers: WordPress users with one billing and one shipping address.

Recordings create-customer*, customers-batch.
"""

import hashlib

from .failures import ApiError
from .schema import is_email
from .store import both_texts

SHIPPING = (
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "state",
    "postcode",
    "country",
    "phone",
)
BILLING = (*SHIPPING[:-1], "email", "phone")

CUSTOMER = {
    "email": "", "first_name": "", "last_name": "", "role": "customer", "username": "", "is_paying_customer": False,
    "billing": dict.fromkeys(BILLING, ""), "shipping": dict.fromkeys(SHIPPING, ""), "meta_data": [],
}  # fmt: skip


class Customers:
    """Saves and shows the customers of one shop."""

    def __init__(self, shop, base):
        self.shop = shop
        self.store = shop.store
        self.base = base

    def create(self, values):
        """Make an account; the shop makes up name and password and may mail them."""
        email = values.get("email", "")
        if not is_email(email):
            raise ApiError(400, "customer_invalid_email", "Invalid email address")
        if self._owner(email):
            message = f"An account is already registered with {email}. Please log in or use a different email address."
            raise ApiError(400, "registration-error-email-exists", message)
        username = values.get("username") or self._free_name(email.partition("@")[0])
        if self.store.rows("customers", username=username):
            message = "An account is already registered with that username. Please choose another."
            raise ApiError(400, "registration-error-username-exists", message)
        now = self.store.now()
        row = self.store.insert("customers", {**CUSTOMER, "date_created": now, "date_modified": now})
        row.update(email=email, username=username)
        self.store.mails.append(("customer_new_account", row["id"]))
        if not values.get("password"):
            self.store.write_meta(row, [{"key": "default_password_nag", "value": "1"}])
        self._fill(row, values)
        self.shop.announce("customer.created", row["id"])
        return row

    def update(self, key, values):
        """Change an account."""
        row = self.store.get("customers", key)
        if row is None:
            raise ApiError(400, "woocommerce_rest_invalid_id", "Invalid resource ID.")
        owner = self._owner(values.get("email", row["email"]))
        if owner and owner["id"] != key:
            raise ApiError(400, "woocommerce_rest_customer_invalid_email", "Email address is invalid.")
        self._fill(row, values)
        row["date_modified"] = self.store.now()
        self.shop.announce("customer.updated", key)
        return row

    def _fill(self, row, values):
        row.update({name: values[name] for name in ("email", "first_name", "last_name") if name in values})
        for part, names in (("billing", BILLING), ("shipping", SHIPPING)):
            given = values.get(part) or {}
            row[part] = row[part] | {name: given[name] for name in names if name in given}
        self.store.write_meta(row, values.get("meta_data"))

    def _owner(self, email):
        found = [row for row in self.store.rows("customers") if row["email"].lower() == email.lower()]
        return found[0] if found else None

    def _free_name(self, name):
        taken = {row["username"] for row in self.store.rows("customers")}
        number, free = 0, name
        while free in taken:
            number += 1
            free = f"{name}{number}"
        return free

    def shown(self, row, *, with_meta=True):
        """Return a customer as answers have it; meta data is for administrators only."""
        names = (
            "id",
            "email",
            "first_name",
            "last_name",
            "role",
            "username",
            "billing",
            "shipping",
            "is_paying_customer",
        )
        digest = hashlib.sha256(row["email"].lower().encode()).hexdigest()
        links = {
            "self": [{"href": f"{self.base}/customers/{row['id']}", "targetHints": _ALLOW}],
            "collection": [{"href": f"{self.base}/customers"}],
        }
        zone = self.store.zone
        return {
            **{name: row[name] for name in names},
            **both_texts("date_created", row["date_created"], zone),
            **both_texts("date_modified", row["date_modified"], zone),
            "avatar_url": f"https://secure.gravatar.example/avatar/{digest}?s=96&d=mm&r=g",
            "meta_data": row["meta_data"] if with_meta else [],
            "_links": links,
        }


_ALLOW = {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}
