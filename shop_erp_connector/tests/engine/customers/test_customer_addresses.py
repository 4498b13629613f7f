"""Addresses of an account: one binding row and one contact each, and an order keeps the one it was placed with."""

from odoo.tests import tagged

from ....convert.partner_out import customer_of
from ....remotes.documents import Consent
from ... import make
from ...common import HubCase


@tagged("post_install", "-at_install")
class TestCustomerAddresses(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bind_product("100")
        cls.home = make.address("address-1", alias="Home")
        cls.work = make.address("address-2", alias="Work", company="Oficina", street="Rua Nova 2", zip="4000-200")

    def account(self, *addresses, **fields):
        """The row of the account 6, read with these addresses."""
        return self.receive("customer", make.customer("6", addresses=addresses, **fields))

    def address(self, external_id):
        return self.rows("customer", external_id)

    def contacts(self, account):
        return account.odoo_id.child_ids.sorted("id")

    def test_each_address_has_a_row_and_a_contact(self):
        account = self.account(self.home, self.work)
        self.assertEqual((account.state, account.is_address), ("done", False), account.reason)
        rows = self.rows("customer", "address-1", "address-2")
        self.assertEqual(rows.mapped("state"), ["done", "done"])
        self.assertEqual((rows.owner_id, rows.mapped("is_address")), (account, [True, True]))
        self.assertEqual(rows.odoo_id, self.contacts(account))
        self.assertEqual(rows.odoo_id.mapped("street"), ["Rua do Cais 12", "Rua Nova 2"])
        self.assertEqual(rows[1].odoo_id.shop_erp_company, "Oficina")
        self.assertEqual(rows[1].odoo_id.shop_erp_alias, "Work")
        self.assertEqual(account.odoo_id.street, "Rua do Cais 12")

    def test_a_changed_address_changes_its_own_contact(self):
        account = self.account(self.home, self.work)
        before = self.contacts(account)
        self.account(self.home, make.address("address-2", alias="Work", street="Rua Mudada 3"))
        self.assertEqual(self.contacts(account), before)
        self.assertEqual(before.mapped("street"), ["Rua do Cais 12", "Rua Mudada 3"])
        self.assertFalse(before[1].shop_erp_company)

    def test_a_new_address_is_added_and_the_rest_is_left_alone(self):
        account = self.account(self.home)
        before = self.contacts(account)
        self.account(self.home, self.work)
        self.assertEqual(self.contacts(account)[0], before)
        self.assertEqual(self.contacts(account).mapped("zip"), ["4050-100", "4000-200"])

    def test_a_removed_address_is_archived_and_comes_back(self):
        account = self.account(self.home, self.work)
        gone = self.address("address-2").odoo_id
        self.account(self.home)
        self.assertEqual((self.address("address-2").is_removed, gone.active), (True, False))
        self.account(self.home, self.work)
        self.assertEqual((self.address("address-2").is_removed, gone.active), (False, True))
        self.assertEqual(len(self.contacts(account)), 2)

    def test_the_last_address_stays(self):
        account = self.account(self.home, self.work)
        self.account()
        self.assertEqual(self.contacts(account).mapped("street"), ["Rua do Cais 12"])
        self.assertIn("last one", self.address("address-1").reason)

    def test_an_order_keeps_its_address_when_the_accounts_changes(self):
        account = self.account(self.home)
        order = self.receive(
            "order", make.order("91", customer=make.customer("6"), billing=self.home, delivery=self.home)
        )
        self.assertEqual(order.state, "done", order.reason)
        used = order.odoo_id.partner_shipping_id
        self.assertEqual((used, used.parent_id), (self.address("address-1").odoo_id, account.odoo_id))
        moved = make.address("address-1", alias="Home", street="Avenida Nova 9")
        self.account(moved)
        self.assertEqual((used.street, used.active), ("Rua do Cais 12", False))
        self.assertEqual(order.odoo_id.partner_shipping_id, used)
        self.assertEqual(self.contacts(account).mapped("street"), ["Avenida Nova 9"])
        self.assertEqual(account.odoo_id.street, "Avenida Nova 9")

    def test_an_older_order_finds_the_contact_it_would_have_had(self):
        account = self.account(self.home)
        first = self.receive("order", make.order("91", billing=self.home, delivery=self.home))
        self.account(make.address("address-1", street="Avenida Nova 9"))
        second = self.receive("order", make.order("92", billing=self.home, delivery=self.home))
        self.assertEqual(second.odoo_id.partner_shipping_id, first.odoo_id.partner_shipping_id)
        self.assertEqual(self.address("address-1").odoo_id.street, "Avenida Nova 9")
        self.assertEqual(len(self.contacts(account)), 1)

    def test_an_address_of_an_order_becomes_the_accounts(self):
        order = self.receive("order", make.order("91", billing=self.home, delivery=self.home))
        self.assertTrue(self.address("address-1").is_of_order)
        account = self.account(self.home)
        self.assertFalse(self.address("address-1").is_of_order)
        self.assertEqual(self.address("address-1").owner_id, account)
        self.assertEqual(self.contacts(account), order.odoo_id.partner_shipping_id)

    def test_a_contact_that_stands_at_the_door_is_taken(self):
        partner = self.env["res.partner"].create({"name": "Rita Exemplo", "email": "rita@example.com"})
        child = self.env["res.partner"].create(
            {"parent_id": partner.id, "type": "delivery", "street": "rua nova 2", "zip": "4000-200", "city": "Porto"}
        )
        account = self.account(self.home, self.work)
        self.assertEqual(account.odoo_id, partner)
        self.assertEqual(self.address("address-2").odoo_id, child)
        self.assertEqual(len(self.contacts(account)), 2)

    def test_an_address_that_cannot_be_read_waits_alone(self):
        wrong = make.address("address-3", country="XX")
        account = self.account(self.home, wrong)
        self.assertEqual((account.state, len(self.contacts(account))), ("done", 1))
        held = self.address("address-3")
        self.assertEqual((held.state, held.reason_code), ("held", "unknown_country"))
        self.assertIn("XX", held.reason)
        country = self.env["res.country"].create({"name": "Xanadu", "code": "XX"})
        held._set_state("pending")
        self.apply(held)
        self.assertEqual((held.state, held.odoo_id.country_id), ("done", country))
        self.assertEqual(held.odoo_id.parent_id, account.odoo_id)

    def test_an_address_without_a_name_and_twenty_addresses(self):
        many = [make.address(f"address-{number}", street=f"Rua {number}") for number in range(1, 20)]
        nameless = make.address("address-20", first_name="", last_name="", street="Rua 20")
        account = self.account(*many, nameless)
        self.assertEqual((account.state, len(self.contacts(account))), ("done", 20))
        self.assertFalse(self.address("address-20").odoo_id.name)

    def test_any_script_arrives_whole(self):
        arabic = make.address(
            "address-1", first_name="محمد", last_name="بن علي", street="شارع النيل ١٢", city="🏙 القاهرة"
        )
        account = self.account(arabic, first_name="محمد", last_name="بن علي", note="😀 <b>x</b>")
        contact = self.address("address-1").odoo_id
        self.assertEqual((contact.name, contact.street, contact.city), ("محمد بن علي", "شارع النيل ١٢", "🏙 القاهرة"))
        self.assertEqual(account.odoo_id.comment, "<p>😀 &lt;b&gt;x&lt;/b&gt;</p>")


@tagged("post_install", "-at_install")
class TestCustomerData(HubCase):
    def test_what_odoo_has_no_field_for(self):
        row = self.receive(
            "customer",
            make.customer(
                "6",
                mobile="910000000",
                birthday=make.PLACED.date(),
                newsletter=False,
                website="example.com",
                identity_number="X-1",
                code="C-1",
            ),
        )
        partner = row.odoo_id
        self.assertEqual((partner.name, partner.shop_erp_first_name), ("Rita Exemplo", "Rita"))
        self.assertEqual((partner.phone, partner.shop_erp_mobile), ("910000000", "910000000"))
        self.assertEqual(str(partner.shop_erp_birthday), "2026-03-02")
        self.assertEqual((partner.shop_erp_newsletter, partner.website), ("no", "http://example.com"))
        self.assertEqual((partner.ref, partner.shop_erp_identity_number), ("C-1", "X-1"))

    def test_consents_are_kept_with_their_day_and_go_back(self):
        consents = (Consent(name="Offers", given=True, given_at=make.PLACED), Consent(name="Partners", given=False))
        row = self.receive("customer", make.customer("6", consents=consents))
        self.assertEqual(row.odoo_id.shop_erp_consents_shown, "Offers: given 2026-03-02\nPartners: not given")
        self.assertEqual(customer_of(row.odoo_id).consents, consents)

    def test_the_customers_telephone_goes_before_that_of_his_address(self):
        home = make.address("address-1", phone="222")
        rows = self.receive(
            "customer",
            make.customer("6", phone="111", addresses=(home,)),
            make.customer("7", email="b@example.com", addresses=(make.address("address-2", phone="333"),)),
        )
        self.assertEqual(rows.odoo_id.mapped("phone"), ["111", "333"])

    def test_what_the_shop_forgot_is_forgotten(self):
        row = self.receive("customer", make.customer("6", phone="1", note="Old"))
        self.receive("customer", make.customer("6", phone="", note=""))
        self.assertEqual((row.odoo_id.phone, row.odoo_id.comment), (False, False))

    def test_family_name_first(self):
        self.backend.is_family_name_first = True
        row = self.receive("customer", make.customer("6", first_name="Anna", last_name="Kovács"))
        self.assertEqual(row.odoo_id.name, "Kovács Anna")

    def test_a_wrong_number_is_kept_as_text_with_a_warning(self):
        rows = self.receive(
            "customer",
            make.customer("6", vat="PT503504565", email="no mail"),
            make.customer("7", email="b@example.com"),
        )
        self.assertEqual(rows.mapped("state"), ["done", "done"])
        partner = rows[0].odoo_id
        self.assertEqual((partner.vat, partner.shop_erp_vat_text), (False, "PT503504565"))
        self.assertEqual(partner.email, "no mail")
        self.assertEqual(rows[0].reason_code, "warning")
        self.assertIn("PT503504565", rows[0].reason)
        self.assertIn("no mail", rows[0].reason)
        self.assertFalse(rows[1].reason)

    def test_a_wrong_number_is_held_where_the_backend_says_so(self):
        self.backend.wrong_vat = "hold"
        rows = self.receive(
            "customer", make.customer("6", vat="PT503504565"), make.customer("7", email="b@example.com")
        )
        self.assertEqual(rows.mapped("state"), ["held", "done"])
        self.assertIn("PT503504565", rows[0].reason)

    def test_the_only_number_of_the_addresses_is_the_customers(self):
        one = make.address("address-1", vat="PT503504564")
        self.assertEqual(self.receive("customer", make.customer("6", addresses=(one,))).odoo_id.vat, "PT503504564")
        two = make.address("address-2", vat="PT501442600", street="B")
        row = self.receive("customer", make.customer("7", email="c@example.com", addresses=(one, two)))
        self.assertFalse(row.odoo_id.vat)

    def test_a_second_account_fills_in_and_does_not_overwrite(self):
        self.receive("customer", make.customer("6", phone="111", vat="PT503504564"))
        second = self.receive("customer", make.customer("7", phone="222", website="example.com", vat="PT503504564"))
        partner = second.odoo_id
        self.assertEqual((second.is_secondary, partner.phone), (True, "111"))
        self.assertEqual(partner.website, "http://example.com")
