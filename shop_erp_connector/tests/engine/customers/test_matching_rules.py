"""The backend's matching rules, one switch each: on finds the one record, off does not, two hits are a question."""

from odoo.tests import tagged

from ....engine import mappings
from ....remotes.documents import Lookup
from ... import make
from ...common import HubCase


@tagged("post_install", "-at_install")
class TestProductRules(HubCase):
    def make_template(self, **vals):
        return self.env["product.template"].create({"name": "Lamp", **vals})

    def assert_question(self, row, *candidates):
        self.assertEqual((row.state, row.reason_code, row.odoo_id.ids), ("held", "ambiguous", []))
        for candidate in candidates:
            self.assertIn(f"(#{candidate.id})", row.reason)

    def test_product_is_found_by_its_code(self):
        self.make_template(default_code="LAMP-2")
        lamp = self.make_template(default_code="LAMP")
        row = self.receive("product", make.product("1", code="LAMP"))
        self.assertEqual((row.state, row.odoo_id), ("done", lamp), row.reason)

    def test_product_is_not_found_by_its_code_when_the_rule_is_off(self):
        lamp = self.make_template(default_code="LAMP")
        self.backend.match_product_by_code = False
        row = self.receive("product", make.product("1", code="LAMP"))
        self.assertEqual((row.state, row.odoo_id.name, lamp.name), ("done", "Product 1", "Lamp"), row.reason)
        self.assertNotEqual(row.odoo_id, lamp)

    def test_two_products_with_the_code_are_a_question(self):
        lamps = self.make_template(default_code="LAMP") | self.make_template(default_code="LAMP")
        self.assert_question(self.receive("product", make.product("1", code="LAMP")), *lamps)

    def test_product_is_found_by_its_barcode(self):
        self.make_template(barcode="5601234567906")
        lamp = self.make_template(barcode="5601234567890")
        row = self.receive("product", make.product("1", barcode="5601234567890"))
        self.assertEqual((row.state, row.odoo_id), ("done", lamp), row.reason)

    def test_product_is_not_found_by_its_barcode_when_the_rule_is_off(self):
        lamp = self.make_template(barcode="5601234567890", active=False)
        self.backend.match_product_by_barcode = False
        row = self.receive("product", make.product("1", barcode="5601234567890"))
        self.assertEqual((row.state, row.odoo_id.name, lamp.name), ("done", "Product 1", "Lamp"), row.reason)
        self.assertNotEqual(row.odoo_id, lamp)

    def test_barcode_of_an_active_product_is_not_given_away_when_the_rule_is_off(self):
        self.make_template(barcode="5601234567890")
        self.backend.match_product_by_barcode = False
        row = self.receive("product", make.product("1", barcode="5601234567890"))
        self.assertEqual((row.state, row.reason_code, row.odoo_id.ids), ("failed", "refused", []))
        self.assertIn("5601234567890", row.reason)

    def test_two_products_with_the_barcode_are_a_question(self):
        lamps = self.env["product.template"]
        for _lamp in range(2):  # Odoo lets only archived products share a barcode
            lamps |= self.make_template(barcode="5601234567890")
            lamps.active = False
        self.assert_question(self.receive("product", make.product("1", barcode="5601234567890")), *lamps)

    def test_service_is_found_by_its_name(self):
        self.make_template(name="Assembly")  # goods of that name are something else
        service = self.make_template(name="Assembly", type="service")
        row = self.receive("product", make.product("1", name={"en": "Assembly"}, is_service=True))
        self.assertEqual((row.state, row.odoo_id), ("done", service), row.reason)

    def test_goods_are_not_found_by_name(self):
        lamp, service = self.make_template(), self.make_template(type="service")
        row = self.receive("product", make.product("1", name={"en": "Lamp"}))
        self.assertEqual((row.state, len(row.odoo_id)), ("done", 1), row.reason)
        self.assertNotIn(row.odoo_id, lamp | service)

    def test_service_is_not_found_by_its_name_when_the_rule_is_off(self):
        service = self.make_template(name="Assembly", type="service")
        self.backend.match_service_by_name = False
        row = self.receive("product", make.product("1", name={"en": "Assembly"}, is_service=True))
        self.assertEqual((row.state, row.odoo_id.name), ("done", "Assembly"), row.reason)
        self.assertNotEqual(row.odoo_id, service)

    def test_two_services_with_the_name_are_a_question(self):
        services = self.make_template(name="Assembly", type="service")
        services |= self.make_template(name="Assembly", type="service")
        row = self.receive("product", make.product("1", name={"en": "Assembly"}, is_service=True))
        self.assert_question(row, *services)


@tagged("post_install", "-at_install")
class TestCustomerRules(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bind_product("100")
        cls.with_vat = make.customer("11", vat="PT503504564")
        cls.rita = make.customer("12")

    def make_partner(self, **vals):
        return self.env["res.partner"].create(vals)

    def switch(self, **rules):
        for rule in self.backend.match_rule_ids:
            rule.active = rules.get(rule.rule, rule.active)

    def buyer(self, customer):
        """The contact behind an order of a customer."""
        row = self.receive("order", make.order(customer=customer, billing=None, delivery=None))
        self.assertEqual(row.state, "done", row.reason)
        return row.odoo_id.partner_id

    def test_buyer_and_account_are_found_by_vat_number(self):
        self.make_partner(name="Oficina", vat="PT501442600")
        partner = self.make_partner(name="Oficina", vat="PT503504564")
        self.assertEqual(self.receive("customer", self.with_vat).odoo_id, partner)
        self.assertEqual(self.buyer(make.customer("13", vat="503504564")), partner)

    def test_buyer_and_account_are_new_when_the_vat_rule_is_off(self):
        partner = self.make_partner(name="Oficina", vat="PT503504564")
        self.switch(vat=False)
        row = self.receive("customer", self.with_vat)
        self.assertEqual((row.state, row.odoo_id.name), ("done", "Rita Exemplo"), row.reason)
        other = make.customer("13", first_name="Ana", email="ana@example.com", vat="PT503504564")
        buyer = self.buyer(other)
        self.assertEqual(buyer.name, "Ana Exemplo")
        self.assertEqual(len(partner | row.odoo_id | buyer), 3)

    def test_two_contacts_with_the_vat_number_are_a_question(self):
        partners = self.make_partner(name="A", vat="PT503504564") | self.make_partner(name="B", vat="PT503504564")
        self.assert_question(self.with_vat, partners, "PT503504564")

    def test_buyer_and_account_are_found_by_name_and_email(self):
        self.make_partner(name="Rita Exemplo", email="other@example.com")
        self.make_partner(name="Rui Exemplo", email="rita@example.com")
        partner = self.make_partner(name="Rita Exemplo", email="rita@example.com")
        self.assertEqual(self.receive("customer", self.rita).odoo_id, partner)
        self.assertEqual(self.buyer(make.customer("13")), partner)

    def test_buyer_and_account_are_new_when_the_email_rule_is_off(self):
        partner = self.make_partner(name="Rita Exemplo", email="rita@example.com")
        self.switch(name_email=False)
        row = self.receive("customer", self.rita)
        self.assertEqual((row.state, row.odoo_id.email), ("done", "rita@example.com"), row.reason)
        self.assertEqual(len(partner | row.odoo_id | self.buyer(make.customer("13"))), 3)

    def test_two_contacts_with_name_and_email_are_a_question(self):
        partners = self.env["res.partner"].create([{"name": "Rita Exemplo", "email": "rita@example.com"}] * 2)
        self.assert_question(self.rita, partners, "rita@example.com")

    def assert_question(self, customer, partners, value):
        """Neither the account nor an order of it takes any of the contacts; both name them."""
        rows = (
            self.receive("customer", customer),
            self.receive("order", make.order(customer=customer, billing=None, delivery=None)),
        )
        for row in rows:
            self.assertEqual((row.state, row.reason_code, row.odoo_id.ids), ("held", "ambiguous", []))
            self.assertIn(value, row.reason)
            for partner in partners:
                self.assertIn(f"(#{partner.id})", row.reason)


@tagged("post_install", "-at_install")
class TestTaxRules(HubCase):
    """Rates that the chart of accounts does not have: the taxes of a test are the only ones."""

    def make_tax(self, name, rate=17, **vals):
        return self.tax15.copy({"name": name, "amount": rate, "invoice_label": False, **vals})

    def propose(self, **entry):
        """The mapping of the one active tax of the backend's code list, once the rules have looked at it."""
        document = Lookup(**{"id": "t17", "type": "tax", "name": "Seventeen", "rate": make.dec(17)} | entry)
        lookups = self.env["shop_erp.lookup"]._store(self.backend, "tax", [document])
        mappings.propose(self.backend)
        return lookups.filtered(lambda lookup: lookup.external_id == document.id).mapping_ids

    def assert_proposed(self, mapping, tax):
        self.assertEqual((mapping.state, mapping.tax_id), ("proposed", tax))

    def assert_open(self, mapping):
        self.assertEqual((mapping.state, mapping.tax_id.ids), ("open", []))

    def test_tax_is_found_by_its_short_name_among_those_of_its_rate(self):
        self.make_tax("Other")
        self.make_tax("V17", rate=18)
        tax = self.make_tax("IVA 17", invoice_label="V17")
        self.assert_proposed(self.propose(code="V17"), tax)

    def test_name_in_the_code_list_is_a_short_name_too(self):
        self.make_tax("Other")
        tax = self.make_tax("Seventeen")
        self.assert_proposed(self.propose(), tax)

    def test_tax_is_not_found_by_its_short_name_when_the_rule_is_off(self):
        self.make_tax("Other")
        self.make_tax("V17")
        self.backend.match_tax_by_name = False
        self.assert_open(self.propose(code="V17"))

    def test_two_taxes_with_the_short_name_are_a_question(self):
        self.make_tax("V17")
        self.make_tax("IVA 17", invoice_label="V17")
        self.backend.match_tax_by_rate = False
        self.assert_open(self.propose(code="V17"))

    def test_tax_is_found_by_its_rate(self):
        self.make_tax("Other", rate=18)
        self.make_tax("Bought", type_tax_use="purchase")
        tax = self.make_tax("IVA")
        self.assert_proposed(self.propose(), tax)

    def test_rate_inclusion_and_country_must_all_fit(self):
        excluded, included = self.make_tax("Net"), self.make_tax("Gross", price_include_override="tax_included")
        self.assert_proposed(self.propose(id="gross", included=True), included)
        self.assert_proposed(self.propose(id="net", included=False, country=excluded.country_id.code), excluded)
        self.assert_open(self.propose(id="abroad", included=False, country="AQ"))

    def test_tax_is_not_found_by_its_rate_when_the_rule_is_off(self):
        self.make_tax("IVA")
        self.backend.match_tax_by_rate = False
        self.assert_open(self.propose())

    def test_two_taxes_of_the_rate_are_a_question(self):
        self.make_tax("IVA")
        self.make_tax("VAT")
        self.assert_open(self.propose())


@tagged("post_install", "-at_install")
class TestHeldSentences(HubCase):
    """Whoever reads why an order waits can act on it: the sentence names what is not known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bind_product("100")

    def assert_held(self, reason_code, *names, **fields):
        row = self.receive("order", make.order(**fields))
        self.assertEqual((row.state, row.reason_code, row.odoo_id.ids), ("held", reason_code, []))
        for name in names:
            self.assertIn(name, row.reason)

    def test_tax(self):
        lines = [make.line(taxes=(make.tax("23", id="t23"),), name="Floor lamp")]
        self.assert_held("tax_unmapped", "«Floor lamp»", "Tax 23", "(23 %)", lines=lines)

    def test_tax_of_a_product(self):
        row = self.receive("product", make.product("7", tax_ids=("t23",)))
        self.assertEqual((row.state, row.reason_code), ("held", "product_tax_unmapped"))
        self.assertIn("Tax t23", row.reason)

    def test_carrier(self):
        self.assert_held("carrier_unmapped", "«Pigeon» (7)", carrier_id="7", carrier_name="Pigeon")

    def test_payment_method(self):
        self.assert_held(
            "payment_unmapped", "«Coins» (crypto)", payment_method_code="crypto", payment_method_name="Coins"
        )

    def test_order_state(self):
        self.assert_held("state_unmapped", "«Strange» (77)", state_id="77", state_name="Strange")

    def test_country(self):
        self.assert_held("unknown_country", "«XX»", billing=make.address("address-9", country="XX"))

    def test_state_of_a_country(self):
        billing = make.address("address-9", country="US", state="Atlantis")
        self.assert_held("unknown_state", "«Atlantis»", "United States", billing=billing)

    def test_product(self):
        lines = [make.line(variant="999-0", name="Floor lamp", code="LAMP-09")]
        self.assert_held("product_unknown", "«Floor lamp»", "LAMP-09", lines=lines)

    def test_product_without_a_code(self):
        self.assert_held("product_unknown", "999-0", lines=[make.line(variant="999-0", code="")])
