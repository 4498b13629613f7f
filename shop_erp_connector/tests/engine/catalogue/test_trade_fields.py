"""Brand, size, weight, origin, customs code, supplier's reference, low stock, links and barcodes, both ways."""

from odoo.tests import tagged

from ... import make
from ...common import HubCase
from ..shop_case import ShopOutCase

RIGHT, WRONG = "5601234000016", "5601234000012"


@tagged("post_install", "-at_install")
class TestGoodsIn(HubCase):
    def lamp(self, id="1", **fields):
        return make.product(id, **fields)

    def test_what_the_remote_says_of_goods_is_kept(self):
        row = self.receive(
            "product",
            self.lamp(
                brand="Luz & Filhos",
                width=make.dec("12.5"),
                height=make.dec(30),
                depth=make.dec(8),
                weight=make.dec("1.25"),
                origin_country="PT",
                customs_code="94052040",
                low_stock=make.dec(3),
            ),
        )
        self.assertRecordValues(
            row.odoo_id,
            [
                {
                    "shop_erp_width": 12.5,
                    "shop_erp_height": 30.0,
                    "shop_erp_depth": 8.0,
                    "weight": 1.25,
                    "country_of_origin": self.env.ref("base.pt").id,
                    "hs_code": "94052040",
                    "shop_erp_low_stock": 3.0,
                }
            ],
        )
        self.assertEqual(row.odoo_id.shop_erp_brand_id.name, "Luz & Filhos")

    def test_a_brand_is_one_however_it_is_written(self):
        rows = self.receive("product", self.lamp("1", brand="ACME"), self.lamp("2", brand="Acme"))
        third = self.receive("product", self.lamp("3", brand="acme"))
        self.assertEqual(len((rows | third).odoo_id.shop_erp_brand_id), 1)

    def test_what_a_remote_never_says_stays_and_what_it_takes_back_goes(self):
        row = self.receive("product", self.lamp(customs_code="94052040"))
        row.odoo_id.shop_erp_width = 7
        row.odoo_id.weight = 2
        self.receive("product", self.lamp())
        self.assertEqual((row.odoo_id.hs_code, row.odoo_id.shop_erp_width, row.odoo_id.weight), (False, 7.0, 2.0))

    def test_country_that_does_not_exist_is_held(self):
        rows = self.receive("product", self.lamp("1", origin_country="XX"), self.lamp("2"))
        self.assertEqual(rows.mapped("state"), ["held", "done"])
        self.assertIn("XX", rows[0].reason)

    def test_weights_are_kept_in_odoos_unit(self):
        self.env["ir.config_parameter"].set_param("product.weight_in_lbs", "1")
        row = self.receive("product", self.lamp(weight=make.dec(2)))
        self.assertAlmostEqual(row.odoo_id.weight, 4.41, 2)

    def test_suppliers_reference_is_the_vendors_else_the_listings(self):
        row = self.receive("product", self.lamp(supplier_code="SUP-1"))
        self.assertEqual((row.supplier_code, bool(row.odoo_id.seller_ids)), ("SUP-1", False))
        vendor = self.env["res.partner"].create({"name": "Vendor"})
        row.odoo_id.seller_ids = [(0, 0, {"partner_id": vendor.id})]
        self.receive("product", self.lamp(supplier_code="SUP-2"))
        self.assertEqual(row.odoo_id.seller_ids.product_code, "SUP-2")
        self.backend.supplier_id = vendor
        other = self.receive("product", self.lamp("2", supplier_code="SUP-3"))
        self.assertRecordValues(other.odoo_id.seller_ids, [{"partner_id": vendor.id, "product_code": "SUP-3"}])

    def test_accessories_and_alternatives_are_linked_when_both_are_there(self):
        lamp = self.receive("product", self.lamp("1", accessory_codes=("P2", "P3"), related_codes=("P4",)))
        self.assertEqual((lamp.odoo_id.shop_erp_accessory_ids.ids, len(lamp.link_ids)), ([], 3))
        bulb, other = self.receive("product", self.lamp("2"), self.lamp("4"))
        self.assertEqual(lamp.odoo_id.shop_erp_accessory_ids, bulb.odoo_id)
        self.assertEqual(lamp.odoo_id.shop_erp_alternative_ids, other.odoo_id)
        self.assertEqual((lamp.link_ids.mapped("code"), lamp.content_changed), (["P3"], False))
        self.receive("product", self.lamp("1", related_codes=("P4",)))
        self.assertFalse(lamp.odoo_id.shop_erp_accessory_ids)
        self.assertFalse(lamp.link_ids)


@tagged("post_install", "-at_install")
class TestCodes(HubCase):
    def test_wrong_check_digit_is_taken_and_marked(self):
        rows = self.receive("product", make.product("1", barcode=WRONG), make.product("2", barcode=RIGHT))
        self.assertEqual(rows.mapped("state"), ["done", "done"])
        self.assertEqual(rows[0].odoo_id.barcode, WRONG)
        self.assertEqual(rows.mapped("wrong_barcodes"), [WRONG, False])
        rows[0].odoo_id.barcode = "INTERNAL-7"
        self.assertFalse(rows[0].wrong_barcodes)

    def test_barcode_that_another_product_has_fails_with_both_names_and_the_others_pass(self):
        rows = self.receive(
            "product",
            make.product("1", barcode=RIGHT, name={"en": "First"}),
            make.product("2", code="OTHER", barcode=RIGHT, name={"en": "Second"}),
            make.product("3"),
        )
        self.assertEqual(sorted(rows.mapped("state")), ["done", "done", "failed"])
        self.assertIn(RIGHT, rows.filtered(lambda row: row.state == "failed").reason)

    def test_products_that_share_a_code_are_a_question(self):
        rows = self.receive(
            "product", make.product("1", code="SAME"), make.product("2", code="SAME"), make.product("3")
        )
        self.assertEqual(rows.mapped("state"), ["held", "held", "done"])
        self.assertEqual(
            rows[0].reason,
            "Several products there have the code SAME: 1, 2. Give each a code of its own there; they are then read"
            " again.",
        )
        self.receive("product", make.product("2", code="OWN"))
        self.assertEqual(rows[1].state, "done")

    def test_changed_code_and_name_update_the_same_product(self):
        row = self.receive("product", make.product("1", code="OLD"))
        product = row.odoo_id
        self.receive("product", make.product("1", code="NEW", name={"en": "New name"}))
        self.assertEqual((row.odoo_id, product.default_code, product.name), (product, "NEW", "New name"))
        self.assertEqual(row.number, "NEW")


@tagged("post_install", "-at_install")
class TestGoodsOut(ShopOutCase):
    def document(self, row):
        with self.backend._opened() as remote:
            return row._make_documents(remote)[row.id]

    def test_what_odoo_says_of_goods_goes_out(self):
        vendor = self.env["res.partner"].create({"name": "Vendor"})
        product = self.make_products(
            1,
            shop_erp_brand_id=self.env["shop_erp.brand"].create({"name": "Luz"}).id,
            shop_erp_width=12.5,
            shop_erp_low_stock=3,
            country_of_origin=self.env.ref("base.pt").id,
            hs_code="94052040",
            seller_ids=[(0, 0, {"partner_id": vendor.id, "product_code": "SUP-1"})],
        )
        self.sync(self.backend, "product", "out")
        document = self.document(product.shop_erp_binding_ids)
        self.assertEqual((document.brand, document.width, document.height), ("Luz", make.dec("12.5"), None))
        self.assertEqual((document.origin_country, document.customs_code), ("PT", "94052040"))
        self.assertEqual((document.low_stock, document.supplier_code), (make.dec(3), "SUP-1"))
        self.assertEqual(self.shop.only("products", reference="LAMP-0")["supplier_reference"], "SUP-1")
        self.shop.log.clear()
        product.seller_ids.product_code = "SUP-2"
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.changed, self.writes()), (1, ["products"]))

    def test_links_are_told_once_the_other_product_is_there(self):
        lamp, bulb = self.make_products(2)
        lamp.shop_erp_accessory_ids = bulb
        rows = self.env["shop_erp.binding.product"]
        rows._put_online(self.backend, bulb, "off")
        self.sync(self.backend, "product", "out")
        self.assertEqual(self.document(lamp.shop_erp_binding_ids).accessory_codes, ())
        rows._put_online(self.backend, bulb, "on")
        self.sync(self.backend, "product", "out")
        self.assertTrue(lamp.shop_erp_binding_ids.content_changed)
        self.assertEqual(self.document(lamp.shop_erp_binding_ids).accessory_codes, ("LAMP-1",))

    def test_changed_code_and_name_change_the_same_product_there(self):
        product = self.make_products(1)
        self.sync(self.backend, "product", "out")
        product.write({"default_code": "LAMP-NEW", "name": "New name"})
        self.sync(self.backend, "product", "out")
        there = self.shop.only("products", reference="LAMP-NEW")
        self.assertEqual((there["name"][1], len(self.shop.rows("products"))), ("New name", 1))
        self.assertEqual(str(there["id"]), product.shop_erp_binding_ids.external_id)

    def test_name_that_is_too_long_for_the_shop_fails_with_its_words_and_the_others_go(self):
        products = self.make_products(2)
        products[0].name = "N" * 300
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.created, run.failed), (1, 1))
        self.assertIn("300 characters", products[0].shop_erp_binding_ids.reason)
