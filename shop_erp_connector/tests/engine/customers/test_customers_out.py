"""Customers of Odoo with their addresses, sent to shops: what is new, changed or gone; the rest stays."""

from odoo.tests import tagged

from ....remotes.documents import Customer
from ..shop_case import ShopOutCase


class CustomersOutCase(ShopOutCase):
    """A PrestaShop with an account that Odoo has read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.make_account()
        cls.sync(cls.backend, "customer", "in")
        cls.row = cls.env["shop_erp.binding.partner"].search(
            [("backend_id", "=", cls.backend.id), ("external_id", "=", str(cls.account["id"]))]
        )
        cls.partner = cls.row.odoo_id

    @classmethod
    def make_account(cls):
        """An account of the shop with an address at home and one at work."""
        account = cls.shop.add_customer("ana@mail.test", firstname="Ana Maria", lastname="da Silva")
        cls.home_there = cls.shop.add_address(
            account, alias="Home", address1="Rua A 1", city="Porto", postcode="4000-001"
        )
        cls.work_there = cls.shop.add_address(
            account, alias="Work", address1="Rua B 2", city="Lisboa", postcode="1000-001"
        )
        return account

    def change_work_there(self, street):
        """The buyer moves to another street."""
        self.shop.edit("addresses", self.work_there, address1=street)

    def person_there(self, account):
        """Names and birthday of an account in the shop."""
        row = self.shop.row("customers", account["id"])
        return row["firstname"], row["lastname"], row["birthday"]

    def there(self):
        """The account's addresses in the shop: alias and first line of those that are not deleted."""
        rows = [row for row in self.shop.rows("addresses") if row["id_customer"] == str(self.account["id"])]
        return [(row["alias"], row["address1"]) for row in rows if not int(row["deleted"] or 0)]

    def send(self):
        run = self.sync(self.backend, "customer", "out")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        return run


@tagged("post_install", "-at_install")
class TestCustomersOut(CustomersOutCase):
    def test_nothing_is_sent_while_nothing_changed(self):
        self.assertEqual((self.row.state, self.partner.name), ("done", "Ana Maria da Silva"), self.row.reason)
        self.shop.log.clear()
        run = self.send()
        self.assertEqual((run.changed, run.created, self.writes()), (0, 0, []))

    def test_a_changed_name_arrives_and_the_rest_stays_as_it_was_told(self):
        self.partner.name = "Ana Maria da Costa"
        self.send()
        self.assertEqual(self.person_there(self.account)[:2], ("Ana Maria", "da Costa"))
        self.assertEqual(self.there(), [("Home", "Rua A 1"), ("Work", "Rua B 2")])

    def test_names_of_a_hungarian_shop_survive_the_way_through_odoo(self):
        self.backend.is_family_name_first = True
        account = self.shop.add_customer("anna@mail.test", firstname="Anna Mária", lastname="Kovács")
        self.sync(self.backend, "customer", "in")
        row = self.row.search([("backend_id", "=", self.backend.id), ("external_id", "=", str(account["id"]))])
        self.assertEqual(row.odoo_id.name, "Kovács Anna Mária")
        row.odoo_id.shop_erp_birthday = "1990-05-17"
        self.send()
        self.assertEqual(self.person_there(account), ("Anna Mária", "Kovács", "1990-05-17"))
        row.odoo_id.name = "Nagy Anna Mária"
        self.send()
        self.assertEqual(self.person_there(account)[:2], ("Anna Mária", "Nagy"))

    def test_a_changed_address_changes_its_own(self):
        contact = self.partner.child_ids.filtered(lambda child: child.street == "Rua B 2")
        contact.street = "Rua C 3"
        self.send()
        self.assertEqual(self.there(), [("Home", "Rua A 1"), ("Work", "Rua C 3")])
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])

    def test_the_customers_own_address_is_the_main_one(self):
        self.partner.street = "Rua Nova 9"
        self.send()
        self.assertEqual(self.there(), [("Home", "Rua Nova 9"), ("Work", "Rua B 2")])
        self.assertEqual(sorted(self.partner.child_ids.mapped("street")), ["Rua B 2", "Rua Nova 9"])
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])

    def test_the_customer_follows_his_main_contact(self):
        contact = self.partner.child_ids.filtered(lambda child: child.street == "Rua A 1")
        contact.street = "Rua Nova 9"
        self.send()
        self.assertEqual(self.there(), [("Home", "Rua Nova 9"), ("Work", "Rua B 2")])
        self.partner.comment = "Pays late"
        self.send()
        self.assertEqual(self.there(), [("Home", "Rua Nova 9"), ("Work", "Rua B 2")])
        self.assertEqual(self.partner.street, "Rua Nova 9")

    def test_a_new_contact_is_a_new_address_once(self):
        contact = self.env["res.partner"].create(
            {
                "parent_id": self.partner.id,
                "type": "delivery",
                "name": "Porta Quatro",
                "street": "Rua D 4",
                "city": "Faro",
                "zip": "8000-001",
                "country_id": self.env.ref("base.pt").id,
            }
        )
        self.send()
        self.assertEqual(self.there(), [("Home", "Rua A 1"), ("Work", "Rua B 2"), ("Faro", "Rua D 4")])
        bound = self.env["shop_erp.binding.partner"].search([("odoo_id", "=", contact.id)])
        self.assertEqual((bound.state, bound.owner_id, bound.is_address), ("done", self.row, True))
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])
        self.sync(self.backend, "customer", "in")
        self.assertEqual(len(self.partner.child_ids), 3)

    def test_an_archived_contact_is_removed_there(self):
        self.partner.child_ids.filtered(lambda child: child.street == "Rua B 2").active = False
        self.send()
        self.assertEqual(self.there(), [("Home", "Rua A 1")])

    def test_the_main_address_is_not_removed(self):
        self.partner.child_ids.active = False
        self.send()
        self.assertEqual(self.there(), [("Home", "Rua A 1")])

    def test_contacts_that_orders_made_are_not_sent(self):
        self.env["shop_erp.binding.partner"].create(
            {
                "backend_id": self.backend.id,
                "external_id": "9/x",
                "is_address": True,
                "is_of_order": True,
                "state": "done",
                "odoo_id": self.env["res.partner"]
                .create({"parent_id": self.partner.id, "type": "delivery", "street": "Order street"})
                .id,
            }
        )
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])

    def test_the_agreed_document_is_what_is_sent(self):
        self.partner.comment = "Pays late"
        document = self.row._make_documents(None)[self.row.id]
        agreed = Customer.from_json(self.row.document)
        self.assertEqual(document.addresses, agreed.addresses)
        self.assertEqual(
            (document.first_name, document.last_name, document.note), ("Ana Maria", "da Silva", "Pays late")
        )


@tagged("post_install", "-at_install")
class TestAccountsMadeHere(CustomersOutCase):
    def test_a_mobile_of_a_customer_made_here_stands_in_his_address(self):
        self.backend.account_rule = "rule"
        vals = {
            "name": "Rita Costa",
            "email": "rita@mail.test",
            "customer_rank": 1,
            "country_id": self.env.ref("base.pt").id,
        }
        rita = self.env["res.partner"].create(vals | {"street": "Rua E 5", "city": "Braga", "zip": "4700-001"})
        for mobile in ("+351 910 000 001", "+351 910 000 002"):
            rita.shop_erp_mobile = mobile
            self.send()
            (there,) = self.shop.rows("addresses", address1="Rua E 5")
            self.assertEqual(there["phone_mobile"], mobile)

    def test_a_new_account_whose_answer_was_lost_is_read_before_it_is_sent_again(self):
        self.flow(self.backend, "customer", "in").active = self.flow(self.backend, "customer", "out").active = True
        self.backend.account_rule = "rule"
        rita = self.env["res.partner"].create({"name": "Rita Costa", "email": "rita@mail.test", "customer_rank": 1})
        self.shop.faults.cut_after_accepting(method="POST")
        self.sync(self.backend, "customer", "out")
        self.assertEqual(rita.shop_erp_binding_ids.mapped("state"), ["in_doubt"])
        self.sync(self.backend, "customer", "in")
        rita.shop_erp_binding_ids.next_try = self.env["queue.job"].search([("state", "=", "pending")]).eta = False
        self.sync(self.backend, "customer", "out")
        there = self.shop.only("customers", email="rita@mail.test")
        (row,) = rita.shop_erp_binding_ids
        self.assertEqual((row.state, row.external_id, bool(row.key)), ("done", str(there["id"]), True), row.reason)


@tagged("post_install", "-at_install")
class TestAddressesOfBothSides(CustomersOutCase):
    """Both flows are on: an address that both sides changed follows the owner of the addresses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for direction in ("in", "out"):
            cls.flow(cls.backend, "customer", direction).active = True
        cls.contact = cls.partner.child_ids.filtered(lambda child: child.street == "Rua B 2")
        cls.address_row = cls.env["shop_erp.binding.partner"].search([("odoo_id", "=", cls.contact.id)])

    def own(self, owner):
        lines = self.env["shop_erp.ownership"].search([("backend_id", "=", self.backend.id), ("kind", "=", "customer")])
        lines.filtered(lambda line: line.field_group in ("identity", "address")).owner = owner

    def change_both(self):
        self.contact.street = "Rua de Odoo 1"
        self.change_work_there("Rua da Loja 1")
        self.sync(self.backend, "customer", "in")

    def test_the_shop_decides(self):
        self.own("remote")
        self.change_both()
        self.assertEqual(self.contact.street, "Rua da Loja 1")

    def test_odoo_decides(self):
        self.own("odoo")
        self.change_both()
        self.assertEqual(self.contact.street, "Rua de Odoo 1")
        self.send()
        self.assertEqual(self.there(), [("Home", "Rua A 1"), ("Work", "Rua de Odoo 1")])

    def test_a_person_decides(self):
        self.own("ask")
        self.change_both()
        self.assertEqual((self.contact.street, self.address_row.state), ("Rua de Odoo 1", "held"))
        self.assertEqual(self.address_row.reason_code, "conflict")
