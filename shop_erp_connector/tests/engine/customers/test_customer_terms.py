"""What is agreed with a customer comes in and goes out: groups, price tables, payment terms, taxes, discount."""

from dataclasses import replace
from decimal import Decimal

from odoo.tests import tagged

from ....engine.mappings import propose
from ....remotes.documents import Customer
from ...common import HubCase

ANA = Customer(id="7", first_name="Ana", last_name="Reis", email="ana@reis.invalid")


@tagged("post_install", "-at_install")
class TestCustomerTerms(HubCase):
    system = "file_exchange"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.retail, cls.trade = cls.env["res.partner.category"].create([{"name": "Retail"}, {"name": "Trade"}])
        cls.env["product.pricelist"].create({"name": "Everybody's", "sequence": 1})
        cls.prices, cls.others = cls.env["product.pricelist"].create([{"name": "Trade"}, {"name": "Others"}])
        cls.term = cls.env["account.payment.term"].create({"name": "Within 45 days"})
        cls.position = cls.env["account.fiscal.position"].create({"name": "Islands"})
        cls.map("group", "g1", tag_id=cls.retail.id)
        cls.map("group", "g2", tag_id=cls.trade.id, pricelist_id=cls.prices.id)

    def received(self, **said):
        row = self.receive("customer", replace(ANA, **said))
        return row, row.odoo_id

    def sent(self, row):
        found = row._make_documents(None)[row.id]
        if isinstance(found, Exception):
            raise found
        return found

    def test_groups_are_tags_and_the_main_one_gives_its_prices(self):
        mine = self.env["res.partner.category"].create({"name": "Nice people"})
        _row, partner = self.received(group_id="g2", group_ids=("g2", "g1"))
        self.assertEqual(partner.category_id, self.retail | self.trade)
        self.assertEqual(partner.property_product_pricelist, self.prices)
        partner.category_id |= mine
        self.received(group_id="g1", group_ids=("g1",))
        self.assertEqual(partner.category_id, self.retail | mine)
        self.assertFalse(partner.specific_property_product_pricelist)

    def test_a_price_list_of_his_own_goes_before_the_groups_and_stays(self):
        self.map("price_table", "p9", pricelist_id=self.others.id)
        _row, partner = self.received(group_id="g2", price_table_id="p9")
        self.assertEqual(partner.property_product_pricelist, self.others)
        self.received(group_id="g1", untold=("price_table_id",))
        self.assertEqual(partner.property_product_pricelist, self.others)
        self.received(group_id="g2")  # the table was taken away: the group's prices hold again
        self.assertEqual(partner.property_product_pricelist, self.prices)

    def test_what_was_taken_away_there_goes_and_what_odoo_has_made_of_it_stays(self):
        self.map("price_table", "p9", pricelist_id=self.others.id)
        self.map("payment_term", "30 dias", payment_term_id=self.term.id)
        self.map("territory", "Madeira", fiscal_position_id=self.position.id)
        terms = {"price_table_id": "p9", "payment_term": "30 dias", "tax_territory": "Madeira"}
        _row, partner = self.received(**terms)
        row, other = self.received(id="8", email="eva@reis.invalid", **terms)
        other.property_payment_term_id = later = self.term.copy()
        self.received()
        self.assertFalse(partner.specific_property_product_pricelist)
        self.assertFalse(partner.property_payment_term_id or partner.property_account_position_id)
        self.received(id="8", email="eva@reis.invalid")
        self.assertEqual(other.property_payment_term_id, later)
        self.assertFalse(other.property_account_position_id)
        self.assertEqual(row.state, "done", row.reason)

    def test_what_nobody_has_mapped_is_a_question_and_never_the_default(self):
        for number, (said, lookup_type, target, words) in enumerate(
            (
                ({"price_table_id": "p1"}, "price_table", {"pricelist_id": self.prices.id}, "price table «p1»"),
                ({"payment_term": "30 dias"}, "payment_term", {"payment_term_id": self.term.id}, "terms «30 dias»"),
                ({"tax_territory": "Madeira"}, "territory", {"fiscal_position_id": self.position.id}, "«Madeira»"),
                ({"tax_exempt": True}, "territory", {"fiscal_position_id": self.position.id}, "«exempt»"),
            )
        ):
            with self.subTest(words):
                row, partner = self.received(id=f"c{number}", email=f"c{number}@reis.invalid", **said)
                self.assertEqual((row.state, partner.id), ("held", False))
                self.assertIn(words, row.reason)
                waiting = self.backend.mapping_ids.filtered(
                    lambda one, lookup_type=lookup_type: (one.type, one.state) == (lookup_type, "open")
                )
                waiting.write(target)
                self.env["shop_erp.binding"]._retry_waiting_for(self.backend)
                self.assertEqual(row.state, "done", row.reason)
                self.assertTrue(row.odoo_id)

    def test_terms_taxes_and_discount_are_written_and_told(self):
        self.map("payment_term", "30 dias", payment_term_id=self.term.id)
        self.map("territory", "Madeira", fiscal_position_id=self.position.id)
        row, partner = self.received(
            payment_term="30 dias", tax_territory="Madeira", discount_percent=Decimal("7.5"), group_id="g2"
        )
        self.assertEqual(partner.property_payment_term_id, self.term)
        self.assertEqual(partner.property_account_position_id, self.position)
        self.assertEqual(partner.shop_erp_discount, 7.5)
        document = self.sent(row)
        self.assertEqual(
            (document.payment_term, document.tax_territory, document.discount_percent, document.group_id),
            ("30 dias", "Madeira", Decimal("7.5"), "g2"),
        )

    def test_buyers_without_vat_are_told_so_and_no_more_when_they_are_not(self):
        self.map("territory", "exempt", fiscal_position_id=self.position.id)
        row, partner = self.received(tax_exempt=True)
        self.assertEqual(partner.property_account_position_id, self.position)
        self.assertEqual((self.sent(row).tax_exempt, self.sent(row).tax_territory), (True, ""))
        self.received(tax_exempt=False)
        self.assertFalse(partner.property_account_position_id)
        self.assertEqual(self.sent(row).tax_exempt, False)

    def test_what_is_not_told_changes_nothing(self):
        self.map("payment_term", "30 dias", payment_term_id=self.term.id)
        _row, partner = self.received(payment_term="30 dias", group_id="g2", discount_percent=Decimal(5))
        self.received(note="Rings twice", untold=("payment_term",))
        self.assertEqual(partner.property_payment_term_id, self.term)
        self.assertEqual((partner.category_id, partner.shop_erp_discount), (self.trade, 5.0))

    def test_tags_are_groups_and_groups_without_meaning_stay(self):
        row, partner = self.received(group_id="g0", group_ids=("g0", "g2"))
        partner.category_id = self.retail
        self.assertEqual((self.sent(row).group_id, self.sent(row).group_ids), ("g1", ("g1", "g0")))
        partner.category_id = False
        self.assertEqual((self.sent(row).group_id, self.sent(row).group_ids), ("g0", ("g0",)))

    def test_the_main_group_follows_the_prices_or_is_a_question(self):
        row, partner = self.received(group_id="g1")
        partner.category_id |= self.trade
        self.assertEqual(self.sent(row).group_id, "g1")
        new = self.env["shop_erp.binding.partner"].create(
            {"backend_id": self.backend.id, "odoo_id": partner.copy().id, "key": "K1", "state": "dirty"}
        )
        self.assertEqual(new._make_documents(None)[new.id].code, "ambiguous_there")
        new.odoo_id.property_product_pricelist = self.prices
        self.assertEqual(self.sent(new).group_id, "g2")

    def test_who_loses_his_only_group_is_a_question(self):
        row, partner = self.received(group_id="g2")
        partner.category_id = False
        self.assertEqual(row._make_documents(None)[row.id].code, "no_group_left")

    def test_a_price_list_that_is_nothing_there_is_a_question(self):
        erp = self.make_backend("Program", "ebp")
        row = self.receive("customer", ANA, backend=erp)
        row.odoo_id.property_product_pricelist = self.others
        self.assertEqual(row._make_documents(None)[row.id].code, "pricelist_not_there")
        self.map("price_table", "p9", backend=erp, pricelist_id=self.others.id)
        self.assertEqual(self.sent(row).price_table_id, "p9")

    def test_a_changed_agreement_is_sent_and_known_as_such(self):
        row, partner = self.received(group_id="g1")
        row._set_unchanged(row)
        for vals in (
            {"category_id": self.trade.ids},
            {"property_product_pricelist": self.prices.id},
            {"property_payment_term_id": self.term.id},
            {"property_account_position_id": self.position.id},
            {"shop_erp_discount": 3.0},
        ):
            partner.write(vals)
            row.flush_recordset()
            self.assertTrue(row.group_changed_at and not row.identity_changed_at, vals)
            row._set_unchanged(row)

    def test_another_company_has_other_terms(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.map("payment_term", "30 dias", payment_term_id=self.term.id)
        _row, partner = self.received(payment_term="30 dias", discount_percent=Decimal(5))
        elsewhere = partner.with_company(other)
        self.assertNotEqual(elsewhere.property_payment_term_id, self.term)
        self.assertEqual(elsewhere.shop_erp_discount, 0.0)

    def test_a_group_that_means_nothing_is_confirmed_so(self):
        mapping = self.map("group", "g5")
        self.assertEqual(mapping.state, "open")
        mapping.action_confirm()
        self.assertEqual(mapping.state, "confirmed")
        _row, partner = self.received(group_id="g5")
        self.assertFalse(partner.category_id)

    def test_the_form_names_what_was_agreed(self):
        self.map("price_table", "p9", name="Distributors", pricelist_id=self.others.id)
        row, _partner = self.received(group_id="g2", group_ids=("g1",), price_table_id="p9")
        self.assertEqual((row.group_names, row.price_table_name), ("g2, g1", "Distributors"))

    def test_rules_propose_by_name_and_codes_of_customers_are_counted_apart(self):
        before = self.backend.open_mapping_count
        mapping = self.map("payment_term", "x", name="within 45 days")
        self.assertEqual((self.backend.open_term_count, self.backend.open_mapping_count), (1, before))
        propose(self.backend)
        self.assertEqual((mapping.state, mapping.payment_term_id), ("proposed", self.term))
