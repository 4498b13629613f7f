"""Each side changed another thing of one product with variants: neither change is lost."""

from odoo.tests import tagged

from .both_changed_case import BothChangedCase


class VariantCase(BothChangedCase):
    def meet(self):
        """What each side changed goes to the other one."""
        self.come_in()
        self.go_out()
        self.assertEqual(self.shirt_row.state, "done", self.shirt_row.reason)
        self.assert_calm()

    def add_large(self):
        """A size that the shop has not."""
        line = self.shirt.attribute_line_ids
        line.value_ids = [(0, 0, {"name": "L", "attribute_id": line.attribute_id.id})]
        self.shirt.product_variant_ids.filtered(lambda one: not one.default_code).default_code = "SHIRT-L"

    def barcodes(self, code, there):
        return self.form(code).barcode or "", self.read_there("combinations", there)["ean13"]

    def extras(self, code, there):
        return self.form(code).price_extra, float(self.read_there("combinations", there)["price"])


@tagged("post_install", "-at_install")
class TestNewest(VariantCase):
    owner = "newest"

    def test_a_barcode_here_and_a_name_there(self):
        self.form("SHIRT-M").barcode = "2000000000039"
        self.change_there("products", self.shirt_there, name={1: "Blouse"})
        self.meet()
        self.assertEqual(self.barcodes("SHIRT-M", self.medium), ("2000000000039", "2000000000039"))

    def test_a_barcode_cleared_here_and_a_name_there(self):
        self.form("SHIRT-S").barcode = False
        self.change_there("products", self.shirt_there, name={1: "Blouse"})
        self.meet()
        self.assertEqual(self.barcodes("SHIRT-S", self.small), ("", ""))

    def test_a_product_switched_off_on_either_side_keeps_its_variants_here(self):
        forms = self.shirt.product_variant_ids
        self.change_there("products", self.shirt_there, active="0")
        self.meet()
        self.assertEqual((self.shirt_row.switch, forms.mapped("active")), ("off", [True, True]))
        self.shirt_row.switch = "on"
        self.meet()
        self.assertEqual(self.read_there("products", self.shirt_there)["active"], "1")
        self.shirt_row.switch = "off"
        self.meet()
        self.assertEqual(self.read_there("products", self.shirt_there)["active"], "0")
        self.assertEqual(forms.mapped("active"), [True, True])

    def test_a_barcode_here_and_switched_off_there(self):
        self.form("SHIRT-M").barcode = "2000000000039"
        self.change_there("products", self.shirt_there, active="0")
        self.meet()
        self.assertEqual(self.barcodes("SHIRT-M", self.medium), ("2000000000039", "2000000000039"))

    def test_a_barcode_and_a_further_variant_here_and_a_name_there(self):
        self.add_large()
        self.form("SHIRT-M").barcode = "2000000000039"
        self.change_there("products", self.shirt_there, name={1: "Blouse"})
        self.meet()
        self.assertEqual(self.barcodes("SHIRT-M", self.medium), ("2000000000039", "2000000000039"))

    def test_a_second_new_variant_here_and_a_name_there(self):
        self.add_large()
        self.meet()
        line = self.shirt.attribute_line_ids
        line.value_ids = [(0, 0, {"name": "XL", "attribute_id": line.attribute_id.id})]
        self.shirt.product_variant_ids.filtered(lambda one: not one.default_code).default_code = "SHIRT-XL"
        self.change_there("products", self.shirt_there, name={1: "Blouse"})
        self.meet()
        codes = sorted(row["reference"] for row in self.shop.rows("combinations"))
        self.assertEqual(codes, ["SHIRT-L", "SHIRT-M", "SHIRT-S", "SHIRT-XL"])


@tagged("post_install", "-at_install")
class TestAsked(VariantCase):
    def test_an_extra_cleared_here_and_switched_off_there(self):
        self.form("SHIRT-M").shop_erp_price_extra -= 2
        self.change_there("products", self.shirt_there, active="0")
        self.meet()
        self.assertEqual(self.extras("SHIRT-M", self.medium), (0, 0))

    def test_a_barcode_cleared_here_and_a_name_there(self):
        self.form("SHIRT-S").barcode = False
        self.change_there("products", self.shirt_there, name={1: "Blouse"})
        self.meet()
        self.assertEqual(self.barcodes("SHIRT-S", self.small), ("", ""))

    def test_an_extra_cleared_here_and_a_name_there(self):
        self.form("SHIRT-M").shop_erp_price_extra -= 2
        self.change_there("products", self.shirt_there, name={1: "Blouse"})
        self.meet()
        self.assertEqual(self.extras("SHIRT-M", self.medium), (0, 0))
