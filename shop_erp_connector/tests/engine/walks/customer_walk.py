"""A random walk through the customers and addresses of any shop: Odoo's side, and what is looked at."""

from odoo import fields

from ....convert.notes import as_html, as_text
from .cells import Addition, Cell, Side, text
from .random_walk import RandomWalk

#: Parts of an account: Odoo's field, and the values that they take; {} stands for the account's number.
ACCOUNT_PARTS = {
    "name": ("name", ("Ana Silva", "Rita Costa", "Eva Maria Lima")),
    "email": ("email", tuple(f"mail{number}-{{}}@mail.test" for number in range(4))),
    "birthday": ("shop_erp_birthday", ("", "1990-05-17", "1991-06-18", "1992-07-19")),
    "newsletter": ("shop_erp_newsletter", ("no", "yes")),
    "note": ("comment", ("", "Pays late", "Calls & asks", "Two\nlines")),
    "website": ("website", ("", "a.example", "b.example", "c.example")),
    "identity": ("shop_erp_identity_number", ("", "111", "222", "333")),
    "language": ("lang", ("en_US", "pt_PT")),
}

#: The same of an address, never without a telephone: a mobile would stand in for it; {} stands for its number.
ADDRESS_PARTS = {
    "name": ("name", ("Porta Um", "Porta Nove", "Loja Maria Sul")),
    "company": ("shop_erp_company", ("", "Oficina A", "Oficina B", "Oficina C")),
    "street": ("street", tuple(f"Rua {letter} {{}}" for letter in "ABCD")),
    "street2": ("street2", ("", "2.o esq.", "3.o dto.", "cave")),
    "zip": ("zip", ("1000-001", "4000-002", "8000-003")),
    "city": ("city", ("Lisboa", "Porto", "Faro")),
    "phone": ("phone", ("+351 210 000 001", "+351 210 000 002", "+351 210 000 003")),
    "mobile": ("shop_erp_mobile", ("", "+351 910 000 001", "+351 910 000 002", "+351 910 000 003")),
    "identity": ("shop_erp_identity_number", ("", "D1", "D2", "D3")),
    "note": ("comment", ("", "Ring twice", "Leave it & go", "Up\nDown")),
}

#: Tax numbers of companies, invented; the check digits are right.
TAX_NUMBERS = ("503504564", "509999999", "500000000", "507957547")

#: How a part's value becomes Odoo's, and how Odoo's is read, where they are not the same text.
_WRITTEN = {
    "birthday": lambda value: value and fields.Date.to_date(value),
    "note": as_html,
    "website": lambda value: value and f"https://{value}",
}
_READ = {
    "note": as_text,
    "website": lambda value: text(value).split("://")[-1],
}


class CustomerWalk(RandomWalk):
    """Joined with a case whose ``shop`` has accounts with addresses that Odoo knows, one of a company among them.

    Every account and every address that is bound joins; the first address of an account is its main one. A case says
    what the shop has: ``account_there()``, ``address_there()``, ``counts_there()``, and what is added and removed.
    """

    kinds = ("customer",)

    def account_there(self, row, part):
        """Return the shop's ``Side`` of a part of an account, None where it has no place for it.

        :param part: one of ``ACCOUNT_PARTS``, "company", "vat", "active" (whether he may sign in), or the name of a tag
        """
        raise NotImplementedError

    def address_there(self, row, part):
        """Return the shop's ``Side`` of one of ``ADDRESS_PARTS`` of an address, None where it has no place for it."""
        raise NotImplementedError

    def counts_there(self):
        """Return how many "accounts" and "addresses" the shop has."""
        raise NotImplementedError

    def new_account_there(self, number):
        """Add an account with one address to the shop; its values are the first ones of the parts, with this number."""
        raise NotImplementedError

    def new_address_there(self, account, number):
        """Add a further address to an account's row."""
        raise NotImplementedError

    def remove_address_there(self, address):
        """Remove an address in the shop so that the next run learns of it."""
        raise NotImplementedError

    # rows

    def accounts(self):
        """Return the binding rows of all accounts that speak for their contacts."""
        return self.partner_rows(is_address=False).filtered(lambda row: not row.is_secondary)

    def addresses(self, account=None):
        """Return the binding rows of all addresses, or of one account's, the oldest first."""
        rows = self.partner_rows(is_address=True).filtered(lambda row: not row.is_removed and not row.is_of_order)
        return rows.filtered(lambda row: account in (None, row.owner_id)).sorted("id")

    def partner_rows(self, *, is_address):
        """Return binding rows of accounts or of addresses."""
        domain = [("backend_id", "=", self.backend.id), ("external_id", "!=", False), ("is_address", "=", is_address)]
        return self.env["shop_erp.binding.partner"].search(domain, order="id")

    def is_main(self, address):
        """Tell whether an address is its account's main one."""
        return address == self.addresses(address.owner_id)[:1]

    # cells

    def cells(self):
        """Return the cells of all accounts and addresses."""
        accounts = [cell for row in self.accounts() for cell in self.account_cells(row)]
        return accounts + [cell for row in self.addresses() for cell in self.address_cells(row)]

    def account_cells(self, row):
        """Return what an account says; a company has a tax number."""
        for part, (name, values) in ACCOUNT_PARTS.items():
            if part == "name" and row.odoo_id.is_company:
                continue
            values = tuple(value.format(row.external_id) for value in values)
            yield self.account_cell(row, part, record_side(lambda row=row: row.odoo_id, name, part), values)
        if row.odoo_id.is_company:
            names = tuple(f"Firma {letter} {row.external_id}" for letter in "ABC")
            yield self.account_cell(row, "company", record_side(lambda: row.odoo_id, "name", "company"), names)
            here = record_side(lambda: row.odoo_id, "vat", "vat")
            yield self.account_cell(row, "vat", here, TAX_NUMBERS)
        may_sign_in = Side(lambda: row.switch != "off", lambda value: row.write({"switch": "on" if value else "off"}))
        yield self.account_cell(row, "active", may_sign_in, (True, False))
        for tag in self.tags:
            yield self.account_cell(row, tag.name, tag_side(row.odoo_id, tag), (True, False))

    def account_cell(self, row, part, here, values):
        """Return a cell of an account."""
        return Cell(f"account {row.external_id}.{part}", row, here, self.account_there(row, part), values)

    def address_cells(self, row):
        """Return what an address says. The main one of a company is edited on the company's own contact."""
        is_own = self.is_main(row) and row.owner_id.odoo_id.is_company
        has_no_contact = row.odoo_id == row.owner_id.odoo_id
        for part, (name, values) in ADDRESS_PARTS.items():
            if has_no_contact and part not in OWN:
                continue  # what the customer says here is his, not his address's
            if part == "company" and row.owner_id.odoo_id.is_company:
                continue  # an address made here bears its company's name there
            values = tuple(value.format(row.external_id) for value in values)
            place = (lambda row=row: row.owner_id.odoo_id) if is_own and part in OWN else lambda row=row: row.odoo_id
            here = record_side(place, name, part)
            yield Cell(f"{row.external_id}.{part}", row, here, self.address_there(row, part), values)

    # looking

    def check_all(self):
        """Beside every value: a customer's own address is his main one, and no contact is there twice."""
        super().check_all()
        for account in self.accounts():
            customer, main = account.odoo_id, self.addresses(account)[:1].odoo_id
            for name in ("street", "street2", "zip", "city") if self.owner != "remote" else ():
                message = f"{customer.name}: {name} is {customer[name]!r} and {main[name]!r}"
                self.assert_that(not main or (customer[name] or "") == (main[name] or ""), message)
            doors = [(child.street, child.zip, child.city) for child in customer.child_ids]
            self.assert_that(len(doors) == len(set(doors)), f"{customer.name} has contacts twice: {doors}")

    def counts(self):
        """Return accounts and addresses on both sides."""
        return {
            "accounts_here": len(self.partner_rows(is_address=False).odoo_id),
            "addresses_here": len(self.addresses()),
            **{f"{name}_there": number for name, number in self.counts_there().items()},
        }

    # additions

    def additions(self):
        """Return new customers and addresses of both sides, and removed addresses."""
        account, address, gone = {}, {}, {}
        for side in ("here", "there"):
            account |= {f"accounts_{side}": 1, f"addresses_{side}": 1}
            address[f"addresses_{side}"], gone[f"addresses_{side}"] = 1, -1
        found = [
            Addition("a new account there", lambda: self.new_account_there(self.next_number()), account),
            Addition("a new customer here", self.new_customer_here, account),
        ]
        if self.owner != "odoo":
            found.append(Addition("a new address there", self.add_address_there, address))
        if self.owner != "remote":
            found.append(Addition("a new address here", self.new_address_here, address))
        if self.owner in ("ask", "newest") and self.removable():
            found.append(Addition("an address removed here", self.remove_address_here, gone))
            found.append(Addition("an address removed there", self.remove_some_address_there, gone))
        return found

    def next_number(self):
        """Return a number for what is made next."""
        self.made = getattr(self, "made", 100) + 1
        return self.made

    def new_customer_here(self):
        """Make a customer with an address."""
        number = self.next_number()
        vals = {"name": "Rita Costa", "email": f"here{number}@mail.test", "customer_rank": 1}
        self.env["res.partner"].create(vals | self.address_vals(number))

    def new_address_here(self):
        """Make an address of a random customer."""
        number, account = self.next_number(), self.random.choice(self.accounts())
        self.story.append(f"  of account {account.external_id}")
        vals = {"parent_id": account.odoo_id.id, "type": "delivery", "name": "Porta Um"}
        self.env["res.partner"].create(vals | self.address_vals(number))

    def address_vals(self, number):
        """Return a postal address."""
        country_id = self.env.ref("base.pt").id
        return {
            "street": f"Rua Nova {number}",
            "city": "Braga",
            "zip": "4700-001",
            "country_id": country_id,
            "phone": "+351 210 000 001",
        }

    def add_address_there(self):
        """Add an address to a random account of the shop."""
        account = self.random.choice(self.accounts())
        self.story.append(f"  of account {account.external_id}")
        self.new_address_there(account, self.next_number())

    def removable(self):
        """Return the addresses that nobody edited since both sides agreed, main ones left out."""
        edited = {cell.row for cell in self.known_cells if cell.edits}
        known = {cell.row for cell in self.known_cells}
        return [row for row in self.addresses() if row in known - edited and not self.is_main(row)]

    def remove_address_here(self):
        """Archive the contact of an address."""
        self.taken_away().odoo_id.active = False

    def remove_some_address_there(self):
        """Remove an address in the shop."""
        self.remove_address_there(self.taken_away())

    def taken_away(self):
        """Return an address to remove; nobody edits it any more."""
        row = self.random.choice(self.removable())
        self.story.append(f"  {row.external_id}")
        self.known_cells = [cell for cell in self.known_cells if cell.row != row]
        return row


#: What a customer's own address has on the customer himself.
OWN = ("street", "street2", "zip", "city", "phone", "mobile")


def record_side(place, name, part):
    """Return Odoo's side of a field of the contact that ``place()`` returns."""
    read, written = _READ.get(part, text), _WRITTEN.get(part, lambda value: value)

    def current():
        return read(place()[name])

    def write(value):
        place()[name] = written(value) or False

    return Side(current, write)


def tag_side(partner, tag):
    """Return Odoo's side of whether a customer has a tag."""

    def write(value):
        partner.category_id = partner.category_id | tag if value else partner.category_id - tag

    return Side(lambda: tag in partner.category_id, write)
