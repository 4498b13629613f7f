"""Who a buyer is: the rules in their order, a person's choice among several, and the policies for guests."""

from itertools import count

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ....engine.customers import matching
from ... import make
from ...common import HubCase


class BuyerCase(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bind_product("100")
        cls.order_ids = count(900)

    @classmethod
    def partner(cls, **vals):
        return cls.env["res.partner"].create({"name": "Rita Exemplo", "email": "rita@example.com"} | vals)

    def rules(self, *names):
        """Let exactly these rules be on, in this order."""
        for rule in self.backend.match_rule_ids:
            rule.active = rule.rule in names
            rule.sequence = names.index(rule.rule) if rule.active else 99

    def order(self, customer, **fields):
        fields = {"billing": None, "delivery": None} | fields
        return self.receive("order", make.order(str(next(self.order_ids)), customer=customer, **fields))


@tagged("post_install", "-at_install")
class TestRulesInOrder(BuyerCase):
    def test_the_first_rule_that_finds_somebody_decides(self):
        by_vat, by_code = self.partner(name="V", vat="PT503504564"), self.partner(name="C", ref="C-7")
        by_email = self.partner(name="E", email="e@example.com")
        customer = make.customer("1", code="C-7", vat="PT503504564", email="e@example.com")
        for names, expected in (
            (("vat", "code", "email"), by_vat),
            (("code", "vat", "email"), by_code),
            (("email", "vat"), by_email),
            (("name_email",), self.env["res.partner"]),
        ):
            self.rules(*names)
            found, problems = matching.match(self.backend, [customer])
            self.assertEqual((self.env["res.partner"].browse(found.get("1")), problems), (expected, {}), names)

    def test_an_email_that_cannot_be_one_recognises_nobody(self):
        self.rules("email", "name_email")
        self.partner(email="none")
        row = self.receive("customer", make.customer("1", email="none"))
        self.assertEqual(self.env["res.partner"].search_count([("name", "=", "Rita Exemplo")]), 2)
        self.assertEqual(row.reason_code, "warning")

    def test_two_customers_with_one_email_are_two_contacts(self):
        rows = self.receive("customer", make.customer("1"), make.customer("2", first_name="Rui"))
        self.assertEqual(rows.odoo_id.mapped("name"), ["Rita Exemplo", "Rui Exemplo"])


@tagged("post_install", "-at_install")
class TestChoice(BuyerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one, cls.two = cls.partner(city="Porto"), cls.partner(city="Faro")

    def setUp(self):
        super().setUp()
        self.account = self.receive("customer", make.customer("6"))
        self.first, self.second = self.order(make.customer("6")), self.order(make.customer("6"))
        for row in (self.account, self.first, self.second):
            self.assertEqual((row.state, row.reason_code), ("held", "ambiguous"))

    def choose(self, row):
        return self.env["shop_erp.buyer.choice"].browse(row.action_choose_buyer()["res_id"])

    def test_the_candidates_are_shown_with_what_the_shop_says(self):
        choice = self.choose(self.first)
        self.assertEqual(choice.line_ids.partner_id, self.one | self.two)
        self.assertIn("rita@example.com", choice.told)

    def test_what_is_chosen_on_an_order_holds_for_the_account_and_all_its_orders(self):
        self.choose(self.first).line_ids.filtered(lambda line: line.partner_id == self.two).action_take()
        for row in (self.account, self.first, self.second):
            self.assertEqual(row.state, "done", row.reason)
        self.assertEqual(self.account.odoo_id, self.two)
        self.assertEqual((self.first | self.second).odoo_id.partner_id, self.two)
        self.assertEqual(self.order(make.customer("6")).odoo_id.partner_id, self.two)

    def test_a_new_contact_is_made_once(self):
        self.choose(self.account).action_create()
        for row in (self.account, self.first, self.second):
            self.assertEqual(row.state, "done", row.reason)
        self.assertNotIn(self.account.odoo_id, self.one | self.two)
        self.assertEqual((self.first | self.second).odoo_id.partner_id, self.account.odoo_id)

    def test_a_new_contact_chosen_on_an_order(self):
        self.choose(self.second).action_create()
        self.assertEqual((self.first | self.second).odoo_id.partner_id, self.account.odoo_id)
        self.assertNotIn(self.account.odoo_id, self.one | self.two)

    def test_somebody_whom_no_rule_found(self):
        other = self.partner(name="Somebody", email="x@example.com")
        choice = self.choose(self.first)
        choice.partner_id = other
        choice.action_take_other()
        self.assertEqual((self.account.odoo_id, self.first.odoo_id.partner_id), (other, other))

    def test_a_guest_without_an_id_stays_whom_he_was_made(self):
        guest = make.customer("", is_guest=True)
        row = self.order(guest)
        self.assertEqual(row.reason_code, "ambiguous")
        self.choose(row).line_ids.filtered(lambda line: line.partner_id == self.one).action_take()
        self.assertEqual((row.state, row.odoo_id.partner_id), ("done", self.one))

    def test_who_only_looks_may_not_choose(self):
        user = new_test_user(self.env, "looker", groups="shop_erp_connector.group_user,sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.first.with_user(user).action_choose_buyer()


@tagged("post_install", "-at_install")
class TestGuests(BuyerCase):
    def guest(self, id="", **fields):
        return make.customer(id, is_guest=True, **fields)

    def test_one_contact_per_email(self):
        first = self.order(self.guest("71")).odoo_id.partner_id
        second = self.order(self.guest("72", first_name="R.", email="RITA@example.com")).odoo_id.partner_id
        self.assertEqual(first, second)

    def test_one_contact_per_order(self):
        self.backend.guest_policy = "order"
        known = self.partner()
        first, second = self.order(self.guest()), self.order(self.guest())
        self.assertEqual(len(first.odoo_id.partner_id | second.odoo_id.partner_id | known), 3)
        again = self.receive(
            "order", make.order(first.external_id, customer=self.guest(), customer_note="x", state_id="1")
        )
        self.assertEqual(again.odoo_id.partner_id, first.odoo_id.partner_id)

    def test_a_draft_that_is_read_again_keeps_its_guest(self):
        self.backend.guest_policy = "order"
        document = make.order("77", customer=self.guest(), billing=None, delivery=None, state_id="1")
        partner = self.receive("order", document).odoo_id.partner_id
        changed = make.order("77", customer=self.guest(), billing=None, delivery=None, state_id="1", customer_note="x")
        self.assertEqual(self.receive("order", changed).odoo_id.partner_id, partner)

    def test_one_contact_for_all(self):
        common = self.partner(name="Guests", email=False)
        with self.assertRaises(ValidationError):
            self.backend.guest_policy = "common"
        self.backend.write({"guest_policy": "common", "guest_partner_id": common.id})
        home = make.address("", first_name="Ana", street="Rua A")
        row = self.order(self.guest("71", first_name="Ana"), billing=home, delivery=home)
        self.assertEqual(row.odoo_id.partner_id, common)
        self.assertEqual(row.odoo_id.partner_shipping_id.parent_id, common)
        self.assertEqual(row.odoo_id.partner_shipping_id.name, "Ana Exemplo")
        account = self.receive("customer", self.guest("72", phone="999"))
        self.assertEqual((account.odoo_id, common.name, common.phone), (common, "Guests", False))

    def test_a_guest_with_a_tax_number_is_a_customer_of_his_own(self):
        common = self.partner(name="Guests", email=False)
        self.backend.write({"guest_policy": "common", "guest_partner_id": common.id})
        row = self.order(self.guest("71", vat="PT503504564"))
        self.assertEqual((row.odoo_id.partner_id.vat, row.odoo_id.partner_id == common), ("PT503504564", False))
