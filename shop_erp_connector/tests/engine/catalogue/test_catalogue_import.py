"""Products of a shop or ERP meet products of Odoo: each stands for one, and what others put there stays."""

from odoo.tests import tagged

from ....remotes.documents import AttributeValue, Variant
from ... import make
from ...common import HubCase


@tagged("post_install", "-at_install")
class TestCatalogueImport(HubCase):
    def make_template(self, **vals):
        return self.env["product.template"].create({"name": "Lamp", "default_code": "LAMP", **vals})

    def colours(self, *colours, id="300"):
        variants = tuple(
            Variant(
                id=f"{id}-{number}", code=f"C{number}", attributes=(AttributeValue(attribute="Colour", value=colour),)
            )
            for number, colour in enumerate(colours, 1)
        )
        return make.product(id, variants=variants)

    def test_two_products_that_match_one_are_a_question(self):
        self.make_template()
        rows = self.receive("product", make.product("1", code="LAMP"), make.product("2", code="LAMP"))
        self.assertEqual((rows.mapped("state"), rows.mapped("reason_code")), (["held"] * 2, ["matched_twice"] * 2))
        self.assertFalse(rows.odoo_id)

    def test_a_product_that_another_one_stands_for_is_a_question(self):
        self.make_template()
        first = self.receive("product", make.product("1", code="LAMP"))
        second = self.receive("product", make.product("2", code="LAMP"))
        self.assertEqual((first.state, second.state, second.reason_code), ("done", "held", "matched_twice"))
        self.assertIn("LAMP", second.reason)

    def test_a_product_whose_counterpart_is_gone_may_come_back_under_a_new_id(self):
        template = self.make_template()
        first = self.receive("product", make.product("1", code="LAMP"))
        first._set_state("gone")
        second = self.receive("product", make.product("2", code="LAMP"))
        self.assertEqual((second.state, second.odoo_id), ("done", template), second.reason)

    def test_archived_product_is_matched_only_for_want_of_others(self):
        archived = self.make_template(active=False)
        active = self.make_template()
        self.assertEqual(self.receive("product", make.product("1", code="LAMP")).odoo_id, active)
        archived.default_code = "OLD"
        again = self.receive("product", make.product("2", code="OLD"))
        self.assertEqual((again.odoo_id, archived.active), (archived, True), again.reason)

    def test_taxes_of_other_companies_stay_on_a_shared_product(self):
        other = self.env["res.company"].create({"name": "Other"})
        country = self.env.ref("base.us")
        other.account_fiscal_country_id = country
        group = self.env["account.tax.group"].create({"name": "G", "company_id": other.id, "country_id": country.id})
        theirs = self.env["account.tax"].create(
            {
                "name": "Theirs",
                "amount": 7,
                "company_id": other.id,
                "country_id": country.id,
                "tax_group_id": group.id,
            }
        )
        old = self.tax15.copy({"name": "Old"})
        template = self.make_template(taxes_id=(old | theirs).ids)
        row = self.receive("product", make.product("1", code="LAMP"))
        self.assertEqual((row.odoo_id, template.taxes_id), (template, self.tax15 | theirs), row.reason)

    def test_variants_are_bound_by_their_attributes(self):
        row = self.receive("product", self.colours("Red", "Blue"))
        self.assertEqual(row.state, "done", row.reason)
        self.assertEqual(sorted(row.variant_ids.odoo_id.mapped("default_code")), ["C1", "C2"])

    def test_two_variants_with_the_same_attributes_are_a_question(self):
        row = self.receive("product", self.colours("Red", "Red"))
        self.assertEqual((row.state, row.reason_code), ("held", "ambiguous"))
        self.assertIn("C1, C2", row.reason)

    def test_odoo_product_without_the_remotes_forms_is_left_alone(self):
        template = self.make_template(default_code="P300")
        row = self.receive("product", self.colours("Red", "Blue"))
        self.assertEqual((row.state, row.reason_code), ("held", "variant_unknown"))
        self.assertTrue(template.product_variant_id.active)

    def test_variants_of_an_archived_product_are_bound(self):
        variants = self.colours("Red", "Blue").variants
        self.receive("product", make.product("300", variants=variants, active=False))
        row = self.rows("product", "300")
        row.variant_ids.unlink()
        row = self.receive("product", make.product("300", variants=variants, active=False, weight=make.dec(2)))
        self.assertEqual((row.state, row.odoo_id.active), ("done", False), row.reason)
        self.assertEqual(sorted(row.variant_ids.odoo_id.mapped("default_code")), ["C1", "C2"])

    def test_a_form_that_is_sold_again_is_active_again(self):
        both = self.colours("Red", "Blue")
        row = self.receive("product", both)
        blue = row.variant_ids.odoo_id.filtered(lambda one: one.default_code == "C2")
        self.receive("product", self.colours("Red"))
        self.assertFalse(blue.active)
        self.receive("product", both)
        self.assertTrue(blue.active)
