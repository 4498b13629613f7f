"""Both sides changed what an address says besides its street: nothing of it is lost."""

from odoo.tests import tagged

from ..customers.test_customers_out import CustomersOutCase


class AddressCase(CustomersOutCase):
    """An account whose address at work both sides change; customers go both ways."""

    owner = "newest"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for direction in ("in", "out"):
            cls.flow(cls.backend, "customer", direction).active = True
        cls.backend.ownership_ids.owner = cls.owner
        cls.contact = cls.partner.child_ids.filtered(lambda child: child.street == "Rua B 2")
        cls.address_row = cls.env["shop_erp.binding.partner"].search([("odoo_id", "=", cls.contact.id)])

    def change_there(self, address, **values):
        self.shop.clock.advance(3600)
        self.shop.edit("addresses", address["id"], **values)

    def at_work(self):
        row = self.shop.row("addresses", self.work_there["id"])
        return f"{row['firstname']} {row['lastname']}", row["dni"]

    def exchange(self, *directions):
        for direction in directions:
            self.sync(self.backend, "customer", direction)


@tagged("post_install", "-at_install")
class TestNewest(AddressCase):
    def change_both(self):
        self.contact.name = "Porta Nove"
        self.change_there(self.work_there, dni="12345")

    def assert_both(self):
        self.assertEqual((self.contact.name, self.contact.shop_erp_identity_number), ("Porta Nove", "12345"))
        self.assertEqual(self.at_work(), ("Porta Nove", "12345"))

    def test_a_name_here_and_a_number_there_meet_when_it_is_read_first(self):
        self.change_both()
        self.exchange("in", "out")
        self.assert_both()

    def test_a_name_here_and_a_number_there_meet_when_it_is_sent_first(self):
        self.change_both()
        self.exchange("out", "in")
        self.assert_both()

    def test_a_note_here_and_the_tax_number_of_the_main_address_there_meet(self):
        self.partner.comment = "Pays late"
        self.change_there(self.home_there, vat_number="PT503504564")
        self.exchange("in", "out")
        self.assertEqual(self.partner.vat, "PT503504564")
        self.assertEqual(self.shop.row("addresses", self.home_there["id"])["vat_number"], "PT503504564")
        self.assertEqual(self.shop.row("customers", self.account["id"])["note"], "Pays late")


@tagged("post_install", "-at_install")
class TestAsked(AddressCase):
    owner = "ask"

    def test_a_name_that_both_changed_is_a_question_and_stays_there_until_it_is_answered(self):
        self.contact.name = "Porta Nove"
        self.partner.comment = "Pays late"
        self.change_there(self.work_there, firstname="Loja", lastname="Sul", dni="12345")
        self.exchange("in", "out", "in", "out")
        self.assertEqual(self.at_work(), ("Loja Sul", "12345"))
        self.assertEqual(self.shop.row("customers", self.account["id"])["note"], "Pays late")
        line = self.address_row.conflict_ids
        self.assertEqual(
            (line.base_text, line.odoo_text, line.there_text), ("Ana Maria da Silva", "Porta Nove", "Loja Sul")
        )

    def test_the_answer_counts_whatever_was_sent_of_the_account_meanwhile(self):
        for choice, name in (("odoo", "Porta Nove"), ("remote", "Loja Sul")):
            with self.subTest(choice):
                self.test_a_name_that_both_changed_is_a_question_and_stays_there_until_it_is_answered()
                self.address_row.conflict_ids.choice = choice
                self.address_row.action_resolve()
                self.work()
                self.exchange("out", "in")
                self.assertEqual((self.contact.name, self.contact.shop_erp_identity_number), (name, "12345"))
                self.assertEqual(self.at_work(), (name, "12345"))
                self.contact.write({"name": "Ana Maria da Silva", "shop_erp_identity_number": False})
                self.partner.comment = False
                self.exchange("out", "in")


@tagged("post_install", "-at_install")
class TestOdooDecides(AddressCase):
    owner = "odoo"

    def test_what_only_the_shop_says_is_neither_taken_nor_overwritten(self):
        self.change_there(self.work_there, dni="12345", other="Ring twice")
        self.exchange("in")
        self.contact.street2 = "cave"
        self.exchange("out", "in")
        self.assertEqual((self.contact.shop_erp_identity_number, self.contact.comment), (False, False))
        self.assertEqual(self.at_work()[1], "12345")
        self.assertEqual(self.shop.row("addresses", self.work_there["id"])["address2"], "cave")
        self.shop.log.clear()
        self.exchange("in", "out")
        self.assertEqual(self.writes(), [])
