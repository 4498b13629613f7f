"""Cleared is cleared: on either side of PrestaShop and Odoo; what Odoo never knew stays in the shop."""

from odoo.tests import tagged

from ..catalogue.test_listing_texts import Portuguese
from ..catalogue.test_user_fields import FieldCase
from ..customers.test_customers_out import CustomersOutCase
from ..shop_case import ShopOutCase


class ClearedCase(Portuguese, ShopOutCase, FieldCase):
    """Three lamps with texts in two languages, sent to the shop and read again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule("description_purchase", "Material", backend=cls.backend)
        cls.lamps_sold = cls.make_products(3, description_purchase="Brass", shop_erp_description="<p>Solid</p>")
        cls.lamps_sold.with_context(lang="pt_PT").write({"description_sale": "Feito de latão"})
        brand = cls.env["shop_erp.brand"].create({"name": "Lumen"})
        cls.lamps_sold.write({"shop_erp_brand_id": brand.id, "shop_erp_width": 10})
        cls.send_catalogue()
        cls.rows = cls.lamps_sold.shop_erp_binding_ids
        cls.rows.write({"meta_title": "Buy lamps", "slug": "a-lamp", "delivery_text": "In two days"})
        run = cls.send_catalogue()[1]
        assert run.changed == 3, run.errors

    def there(self, number=0):
        return self.shop.only("products", reference=f"LAMP-{number}")

    def read(self):
        self.sync(self.backend, "category", "in")
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)


@tagged("post_install", "-at_install")
class TestClearedHere(ClearedCase):
    def test_it_is_gone_there_with_one_call_for_the_batch(self):
        self.assertEqual((self.there()["ean13"], self.there()["width"]), ("560123400000", "10.000000"))
        self.lamps_sold.write(
            {
                "shop_erp_description": False,
                "barcode": False,
                "description_purchase": False,
                "shop_erp_brand_id": False,
                "shop_erp_width": 0,
            }
        )
        self.rows.write({"meta_title": False, "slug": False, "delivery_text": False})
        self.shop.log.clear()
        run = self.send_catalogue()[1]
        self.assertEqual((run.changed, run.failed, run.held), (3, 0, 0), run.errors)
        self.assertEqual(len([call for call in self.shop.log if call.method == "PATCH"]), 1)
        for number in range(3):
            row = self.there(number)
            self.assertEqual((row["description"][1], row["meta_title"][1], row["delivery_in_stock"][1]), ("", "", ""))
            self.assertEqual((row["ean13"], row["id_manufacturer"], row["width"]), ("", "0", "0.000000"))
            self.assertEqual(row["description_short"][1], "Made of brass")
        self.shop.log.clear()
        self.send_catalogue()
        self.assertEqual(self.writes(), [])
        self.read()
        self.assertRecordValues(
            self.lamps_sold[0],
            [{"shop_erp_description": False, "barcode": False, "description_purchase": False, "shop_erp_width": 0.0}],
        )

    def test_one_translation_goes_alone(self):
        self.assertEqual(self.there()["description_short"][2], "Feito de latão")
        self.lamps_sold[0].update_field_translations("description_sale", {"pt_PT": False})
        run = self.send_catalogue()[1]
        self.assertEqual((run.changed, run.failed), (1, 0), run.errors)
        self.assertEqual(
            (self.there()["description_short"][1], self.there()["description_short"][2]), ("Made of brass", "")
        )
        self.assertEqual(self.there(1)["description_short"][2], "Feito de latão")

    def test_a_name_is_never_empty_in_a_language(self):
        lamp = self.lamps_sold[0]
        lamp.with_context(lang="pt_PT").name = "Candeeiro"
        self.send_catalogue()
        self.assertEqual(self.there()["name"][2], "Candeeiro")
        lamp.update_field_translations("name", {"pt_PT": False})
        self.send_catalogue()
        self.assertEqual((self.there()["name"][1], self.there()["name"][2]), ("Lamp 0", "Lamp 0"))


@tagged("post_install", "-at_install")
class TestNeverKnown(ShopOutCase):
    def test_the_first_export_of_a_product_that_is_taken_over_blanks_nothing(self):
        there = self.shop.add_product(
            "LAMP-0", "20.00", name="Lamp", description="Solid", ean13="5601234000017", weight="2.000000"
        )
        self.make_products(1, barcode=False, description_sale=False, weight=0)
        run = self.send_catalogue()[1]
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        row = self.shop.row("products", there["id"])
        self.assertEqual((row["description"][1], row["ean13"], row["weight"]), ("Solid", "5601234000017", "2.000000"))

    def test_what_odoo_did_not_take_from_the_shop_is_no_clearing(self):
        there = self.shop.add_product("LAMP-0", "20.00", name="Lamp", description="Solid", ean13="5601234000017")
        lamp = self.make_products(1, barcode=False, description_sale=False)
        for kind in ("category", "product"):
            for direction in ("in", "out"):
                self.flow(self.backend, kind, direction).active = True
        self.backend.ownership_ids.filtered(lambda line: line.kind == "product").owner = "odoo"
        self.sync(self.backend, "category", "in")
        self.sync(self.backend, "product", "in")
        self.assertFalse(lamp.barcode)
        lamp.weight = 3
        run = self.send_catalogue()[1]
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        row = self.shop.row("products", there["id"])
        self.assertEqual((row["weight"], row["ean13"], row["description"][1]), ("3.000000", "5601234000017", "Solid"))


@tagged("post_install", "-at_install")
class TestClearedThere(ClearedCase):
    def test_it_is_gone_in_odoo(self):
        lamp = self.lamps_sold[0]
        lamp.country_of_origin = self.env.ref("base.pt")
        self.send_catalogue()
        self.read()
        self.shop.edit(
            "products",
            self.there(),
            ean13="",
            description={1: "", 2: ""},
            description_short={1: "Made of brass", 2: ""},
            meta_title={1: "", 2: ""},
            id_manufacturer="0",
        )
        self.read()
        self.assertRecordValues(
            lamp, [{"barcode": False, "shop_erp_description": False, "shop_erp_brand_id": False, "name": "Lamp 0"}]
        )
        self.assertEqual(self.texts(lamp, "description_sale"), ("Made of brass", ""))
        self.assertFalse(lamp.shop_erp_binding_ids.meta_title)
        self.assertEqual(lamp.country_of_origin.code, "PT", "of which the shop has never spoken")
        self.assertEqual(self.lamps_sold[1].barcode, "560123400001")

    def test_a_main_text_goes_and_its_translation_stays(self):
        self.shop.edit("products", self.there(), description_short={1: "", 2: "Feito de latão"})
        self.read()
        self.assertEqual(self.texts(self.lamps_sold[0], "description_sale"), ("", "Feito de latão"))


@tagged("post_install", "-at_install")
class TestClearedOfCustomers(CustomersOutCase):
    @classmethod
    def make_account(cls):
        account = super().make_account()
        cls.shop.edit("addresses", cls.home_there, phone="220000001", vat_number="PT501442600", other="Ring twice")
        cls.shop.edit("customers", account, website="https://ana.invalid", birthday="1990-05-17")
        return account

    def test_phone_and_vat_go_there(self):
        self.assertEqual((self.partner.phone, self.partner.vat), ("220000001", "PT501442600"))
        self.partner.write({"phone": False, "vat": False, "website": False, "shop_erp_birthday": False})
        self.shop.log.clear()
        self.send()
        self.assertEqual(len([call for call in self.shop.log if call.method == "PATCH"]), 2, "account and address")
        home, account = (self.shop.row(*one) for one in self.homes())
        self.assertEqual((home["phone"], home["vat_number"], home["other"]), ("", "", "Ring twice"))
        self.assertEqual((account["website"], account["birthday"]), ("", "0000-00-00"))
        self.sync(self.backend, "customer", "in")
        self.assertFalse(self.partner.phone or self.partner.vat)

    def test_phone_and_vat_go_in_odoo(self):
        self.shop.edit("addresses", self.home_there, phone="", vat_number="")
        self.sync(self.backend, "customer", "in")
        self.assertFalse(self.partner.phone or self.partner.vat)
        self.assertEqual((self.partner.website, self.partner.street), ("https://ana.invalid", "Rua A 1"))

    def test_what_the_shop_does_not_keep_stays_in_odoo(self):
        self.partner.shop_erp_mobile = "910000001"
        self.send()
        self.shop.edit("customers", self.account, firstname="Anabela")
        self.sync(self.backend, "customer", "in")
        self.assertEqual((self.partner.name, self.partner.shop_erp_mobile), ("Anabela da Silva", "910000001"))

    def homes(self):
        return ("addresses", self.home_there["id"]), ("customers", self.account["id"])
