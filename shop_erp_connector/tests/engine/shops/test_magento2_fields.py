"""Magento 2: any field of Odoo's products and contacts is an attribute of the shop, both ways, in every language."""

from odoo.tests import tagged

from ...common import SimulatedCase
from ..catalogue import test_user_fields
from .magento2_shop import Magento2Shop


@tagged("post_install", "-at_install")
class TestMagento2Fields(Magento2Shop, SimulatedCase, test_user_fields.FieldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connect_magento2()
        cls.shop.add_attribute("care", "Care", kind="textarea", scope="store")
        cls.shop.add_attribute("material", "Material")
        cls.shop.add_customer_attribute("job", "Job")
        cls.backend.action_check()  # which reads the shop's attributes
        cls.env["product.template"].search([]).sale_ok = False
        cls.lamp = cls.env["product.template"].create(
            {"name": "Lamp", "default_code": "LAMP", "list_price": 5, "taxes_id": cls.taxes[23].ids}
        )

    def send(self):
        self.sent("category")
        return self.sent("product")

    def nothing_more(self, kind):
        """A further run sends nothing."""
        self.shop.log.clear()
        self.sent(kind)
        self.assertEqual(self.writes(), [])

    def test_a_translated_field_has_a_text_in_each_store_view(self):
        self.added("care", "text", translate="standard")
        self.rule("x_care", "care", is_translated=True)
        self.lamp.with_context(lang="en_US").x_care = "Wipe"
        self.in_portuguese(self.lamp).x_care = "Limpar"
        self.send()
        self.assertEqual(self.row_of("LAMP")["values"]["care"], {0: "Wipe", 2: "Limpar"})
        self.nothing_more("product")
        self.shop.clock.advance(600)
        row = self.row_of("LAMP")
        row["values"]["care"][2] = "Lavar"
        self.shop.edit("product", row["id"])
        self.taken("category")
        self.taken("product")
        self.assertEqual((self.lamp.x_care, self.in_portuguese(self.lamp).x_care), ("Wipe", "Lavar"))

    def test_a_choice_that_the_shop_lacks_is_made_and_comes_back_by_its_name(self):
        self.rule("description_purchase", "material")
        self.lamp.description_purchase = "Brass"
        self.send()
        (option,) = self.shop.store.find("attribute", attribute_code="material")[0]["options"]
        self.assertEqual((option["label"], self.value("LAMP", "material")), ("Brass", option["value"]))
        self.nothing_more("product")
        self.shop.clock.advance(600)
        self.shop.edit(
            "product", self.row_of("LAMP")["id"], material=self.shop.add_option("Steel", attribute="material")
        )
        self.taken("category")
        self.taken("product")
        self.assertEqual(self.lamp.description_purchase, "Steel")

    def test_a_contacts_field_goes_both_ways(self):
        self.rule("function", "job", model="res.partner")
        there = self.shop.add_customer(
            "ana@mail.test",
            addresses=[self.in_lisbon()],
            custom_attributes=[{"attribute_code": "job", "value": "Baker"}],
        )
        self.taken("customer")
        partner = self.rows("customer", str(there["id"]), backend=self.backend).odoo_id
        self.assertEqual(partner.function, "Baker")
        partner.function = "Miller"
        self.sent("customer")
        row = self.shop.store.rows["customer"][there["id"]]
        self.assertEqual(row["custom_attributes"], [{"attribute_code": "job", "value": "Miller"}])
        self.nothing_more("customer")
