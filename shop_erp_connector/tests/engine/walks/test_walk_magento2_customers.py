"""A random walk through the customers and addresses of a Magento 2 and of Odoo."""

from odoo.tests import tagged

from ..shop_case import ShopOutCase
from ..shops.magento2_shop import Magento2Shop
from .cells import Side, text
from .customer_walk import CustomerWalk

ACCOUNT_KEYS = {"email": "email", "birthday": "dob"}
ADDRESS_KEYS = {"company": "company", "zip": "postcode", "city": "city", "phone": "telephone"}


@tagged("post_install", "-at_install")
class TestWalkMagento2Customers(CustomerWalk, Magento2Shop, ShopOutCase):
    """One walk for each owner; ``RandomWalk`` says how to walk further. An account has one group here."""

    rounds = 2
    fault_methods = (None, "GET", "POST", "PUT")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tags = cls.env["res.partner.category"]
        cls.shop.store.rows["customer"].clear()
        for direction in ("in", "out"):
            cls.flow(cls.backend, "customer", direction).active = True
        cls.env["res.partner"].search([]).customer_rank = 0
        cls.backend.account_rule = "rule"
        for number, (first, last) in enumerate((("Ana", "Silva"), ("Rita", "Costa")), 1):
            addresses = [cls.address_of(f"{number}{place}", place == 0) for place in range(2)]
            cls.shop.add_customer(f"mail0-{number}@mail.test", firstname=first, lastname=last, addresses=addresses)
        run = cls.sync(cls.backend, "customer", "in")
        if run.failed or run.held:
            raise AssertionError(run.errors)

    @classmethod
    def address_of(cls, number, is_default=False):
        """Return an address as the shop keeps it."""
        return cls.in_lisbon(
            firstname="Porta", lastname="Um", street=[f"Rua A {number}"], telephone="+351 210 000 001",
            default_billing=is_default, default_shipping=is_default,
        )  # fmt: skip

    # the shop's side

    def account_row(self, row):
        return self.shop.store.rows["customer"][int(row.external_id)]

    def address_row(self, row):
        """Return the shop's address of a binding."""
        id = int(row.external_id.removeprefix("address-"))
        return next(one for one in self.account_row(row.owner_id)["addresses"] if one["id"] == id)

    def account_there(self, row, part):
        """Return the shop's side of a part of an account."""
        if part == "name":
            return self.person(lambda: self.account_row(row), row)
        if part == "newsletter":
            return self.key(lambda: self.account_row(row), row, "is_subscribed", {"yes": True, "no": False})
        return self.key(lambda: self.account_row(row), row, ACCOUNT_KEYS[part]) if part in ACCOUNT_KEYS else None

    def address_there(self, row, part):
        """Return the shop's side of a part of an address; what is edited of it moves the account's date."""
        if part == "name":
            return self.person(lambda: self.address_row(row), row.owner_id)
        if part in ("street", "street2"):
            return self.street_line(row, int(part == "street2"))
        # What stands as company in the main address is the company of the account.
        found = part in ADDRESS_KEYS and not (part == "company" and self.is_main(row))
        return self.key(lambda: self.address_row(row), row.owner_id, ADDRESS_KEYS[part]) if found else None

    def moved(self, account):
        self.shop.edit("customer", int(account.external_id))

    def key(self, place, account, key, codes=None):
        codes = codes or {}
        values = {code: value for value, code in codes.items()}

        def read():
            found = place().get(key)
            return values.get(found, text(found))

        def write(value):
            place()[key] = codes.get(value, value)
            self.moved(account)

        return Side(read, write)

    def person(self, place, account):
        def write(value):
            first, _space, last = value.rpartition(" ")
            place().update(firstname=first, lastname=last)
            self.moved(account)

        return Side(lambda: f"{place()['firstname']} {place()['lastname']}", write)

    def street_line(self, row, number):
        def lines():
            return [*self.address_row(row)["street"], "", ""][:2]

        def write(value):
            found = lines()
            found[number] = value
            self.address_row(row)["street"] = [line for line in found if line]
            self.moved(row.owner_id)

        return Side(lambda: lines()[number], write)

    # additions

    def new_account_there(self, number):
        """Add an account with an address."""
        addresses = [self.address_of(f"T{number}", is_default=True)]
        self.shop.add_customer(f"there{number}@mail.test", firstname="Eva Maria", lastname="Lima", addresses=addresses)

    def new_address_there(self, account, number):
        """Add an address."""
        new = self.address_of(f"N{number}") | {"city": "Faro", "id": self.shop.store.number("address")}
        row = self.account_row(account)
        row["addresses"].append(new | {"customer_id": row["id"]})
        self.moved(account)

    def remove_address_there(self, address):
        """Remove an address."""
        row, gone = self.account_row(address.owner_id), self.address_row(address)
        row["addresses"] = [one for one in row["addresses"] if one is not gone]
        self.moved(address.owner_id)

    def counts_there(self):
        """Return accounts and addresses."""
        rows = self.shop.store.all("customer")
        return {"accounts": len(rows), "addresses": sum(len(row["addresses"]) for row in rows)}
