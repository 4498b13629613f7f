"""A random walk through the customers and addresses of a PrestaShop and of Odoo."""

from odoo.tests import tagged

from ..shop_case import ShopOutCase
from .cells import Side, text
from .customer_walk import TAX_NUMBERS, CustomerWalk

#: Where the shop keeps parts of an account and of an address.
ACCOUNT_COLUMNS = {
    "email": "email",
    "newsletter": "newsletter",
    "birthday": "birthday",
    "note": "note",
    "website": "website",
    "identity": "siret",
    "company": "company",
    "language": "id_lang",
    "active": "active",
}
ADDRESS_COLUMNS = {
    "company": "company",
    "street": "address1",
    "street2": "address2",
    "zip": "postcode",
    "city": "city",
    "phone": "phone",
    "mobile": "phone_mobile",
    "identity": "dni",
    "note": "other",
}

#: How the shop writes what is a plain text elsewhere.
CODES = {
    "newsletter": {"yes": "1", "no": "0"},
    "active": {True: "1", False: "0"},
    "language": {"en_US": "1", "pt_PT": "2"},
    "birthday": {"": "0000-00-00"},
}


@tagged("post_install", "-at_install")
class TestWalkCustomers(CustomerWalk, ShopOutCase):
    """One walk for each owner; ``RandomWalk`` says how to walk further."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pt_PT")
        cls.tags = cls.env["res.partner.category"].create({"name": "Trade"})
        groups = [cls.shop.add_group(tag.name) for tag in cls.tags]
        cls.backend.action_check()
        cls.group_ids = {}
        for tag, group in zip(cls.tags, groups, strict=True):
            cls.group_ids[tag.name] = str(group["id"])
            cls.mapping(cls.backend, "group", str(group["id"])).tag_id = tag
        for direction in ("in", "out"):
            cls.flow(cls.backend, "customer", direction).active = True
        cls.env["res.partner"].search([]).customer_rank = 0
        cls.backend.account_rule = "rule"
        ana = cls.shop.add_customer("mail0-1@mail.test", firstname="Ana", lastname="Silva")
        firm = cls.shop.add_customer("mail0-2@mail.test", firstname="Rui", lastname="Gomes", company="Firma Zero")
        for account, vat in ((ana, ""), (ana, ""), (firm, TAX_NUMBERS[0]), (firm, "")):
            cls.add_address(account, vat_number=vat)
        cls.sync(cls.backend, "customer", "in")

    @classmethod
    def add_address(cls, account, **values):
        """Add an address to an account of the shop."""
        number = cls.shop.store.last_ids["addresses"] + 1
        vals = {
            "firstname": "Porta",
            "lastname": "Um",
            "company": "",
            "address1": f"Rua A {number}",
            "phone": "+351 210 000 001",
        }
        return cls.shop.add_address(account, alias=f"Alias {number}", **vals | values)

    def account_there(self, row, part):
        """Return the shop's side of a part of an account."""
        if part == "vat":
            address = self.addresses(row)[:1]
            return self.column("addresses", address, "vat_number")
        if part in self.group_ids:
            return self.membership(row, self.group_ids[part])
        if part == "name":
            return self.person("customers", row)
        side = self.column("customers", row, ACCOUNT_COLUMNS[part], CODES.get(part))
        if part == "website":  # Odoo adds what a browser needs
            return Side(lambda: side.read().removeprefix("https://"), side.write)
        return side

    def address_there(self, row, part):
        """Return the shop's side of a part of an address."""
        if part == "name":
            return self.person("addresses", row)
        return self.column("addresses", row, ADDRESS_COLUMNS[part])

    def there(self, resource, row):
        """Return the shop's row of a binding."""
        return self.shop.row(resource, int(row.external_id.removeprefix("address-")))

    def edit_there(self, resource, row, **values):
        """Edit the shop's row of a binding."""
        self.shop.edit(resource, self.there(resource, row)["id"], **values)

    def column(self, resource, row, column, codes=None):
        """Return the side of a column; ``codes`` say how the shop writes some values."""
        codes = codes or {}
        values = {code: value for value, code in codes.items()} | ({"": False} if False in codes else {})

        def read():
            found = text(self.there(resource, row)[column])
            return values.get(found, found)

        return Side(read, lambda value: self.edit_there(resource, row, **{column: codes.get(value, value)}))

    def person(self, resource, row):
        """Return the side of first and family name."""

        def read():
            there = self.there(resource, row)
            return f"{there['firstname']} {there['lastname']}"

        def write(value):
            first, _space, last = value.rpartition(" ")
            self.edit_there(resource, row, firstname=first, lastname=last)

        return Side(read, write)

    def membership(self, row, group_id):
        """Return the side of whether an account is in a group."""

        def ids():
            return [one["id"] for one in self.there("customers", row)["groups"]]

        def write(value):
            kept = [id for id in ids() if id != group_id] + [group_id] * value
            self.edit_there("customers", row, groups=[{"id": id} for id in kept])

        return Side(lambda: group_id in ids(), write)

    def new_account_there(self, number):
        """Add an account with an address."""
        account = self.shop.add_customer(f"there{number}@mail.test", firstname="Eva Maria", lastname="Lima")
        self.add_address(account)

    def new_address_there(self, account, number):
        """Add an address; it moves its own date only."""
        self.add_address(self.there("customers", account), city="Faro")

    def remove_address_there(self, address):
        """Remove an address; the shop tells of it once the customer himself is edited."""
        self.shop.remove("addresses", self.there("addresses", address)["id"])
        self.edit_there("customers", address.owner_id)

    def counts_there(self):
        """Return accounts and addresses."""
        addresses = [row for row in self.shop.rows("addresses") if row["deleted"] != "1" and row["id_customer"] != "0"]
        return {"accounts": len(self.shop.rows("customers")), "addresses": len(addresses)}
