"""Bad input of a shop and an ERP that are connected, both ways: one record's matter each, the others pass."""

import io

from PIL import Image

from odoo.tests import tagged

from ...common import SimulatedCase
from ..shop_case import ShopOutCase
from .picture_case import field, picture

LONG = "N" * 300
SCRIPTED = '<p onclick="go()">Brass</p><script>track()</script>'
SOUND = "<p>Made of <em>brass</em></p>"


def huge_picture():
    """Return the bytes of a picture of 40 megapixels; it is small for being of one colour."""
    content = io.BytesIO()
    Image.new("1", (8000, 5000)).save(content, "PNG")
    return content.getvalue()


@tagged("post_install", "-at_install")
class TestBadInputOfAShop(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()

    def row(self, product):
        return self.rows("product", str(product["id"]), backend=self.backend)

    def test_each_bad_product_is_held_or_fails_and_the_others_pass(self):
        add = self.shop.add_product
        good = [add("GOOD-1", "1.00")]
        bad = {
            "code": add("TWICE", "2.00"),
            "code again": add("TWICE", "3.00"),
            "name": add("NAMELESS", "4.00"),
            "long": add("LONG", "5.00", name=LONG),
            "html": add("HTML", "6.00", name="Lamp <b>fine</b>", description={1: SCRIPTED}),
            "byte": add("BYTE", "7.00", name="Desk\x00lamp"),
            "sign": add("SIGN", "8.00", name="Desk\x0blamp"),
        }
        good.append(add("GOOD-2", "9.00"))
        self.shop.edit("products", bad["name"], name={1: "", 2: ""})
        self.sync(self.backend, "category", "in")
        run = self.sync(self.backend, "product", "in")
        rows = {name: self.row(product) for name, product in bad.items()}
        self.assertEqual([self.row(product).state for product in good], ["done", "done"], run.errors)
        codes = {name: (row.state, row.reason_code) for name, row in rows.items()}
        self.assertEqual(codes["code"], ("held", "code_twice"))
        self.assertEqual(codes["code again"], ("held", "code_twice"))
        self.assertEqual(codes["name"], ("held", "name_missing"))
        self.assertIn("NAMELESS", rows["name"].reason)
        self.assertEqual((codes["long"][0], rows["long"].odoo_id.name), ("done", LONG))
        self.assertEqual(rows["html"].odoo_id.name, "Lamp fine")
        self.assertEqual(rows["html"].odoo_id.shop_erp_description, "<p>Brass</p>")
        self.assertEqual(codes["byte"], ("failed", "unstorable"))
        self.assertIn("«name en» holds a character that cannot be stored (0x00)", rows["byte"].reason)
        self.assertEqual((codes["sign"][0], rows["sign"].odoo_id.name), ("done", "Desk lamp"))

    def test_what_odoo_read_of_html_does_not_overwrite_the_shops(self):
        product = self.shop.add_product("HTML", "6.00", description={1: SCRIPTED})
        self.sync(self.backend, "category", "in")
        self.sync(self.backend, "product", "in")
        self.row(product).odoo_id.list_price = 77.0
        run = self.sync(self.backend, "product", "out")
        there = self.shop.only("products", reference="HTML")
        self.assertEqual((run.failed, there["price"], there["description"][1]), (0, "77.000000", SCRIPTED), run.errors)

    def test_a_loop_of_categories_is_named_and_the_others_pass(self):
        one, two = self.shop.add_category("One"), self.shop.add_category("Two")
        self.shop.edit("categories", one, id_parent=str(two["id"]))
        self.shop.edit("categories", two, id_parent=str(one["id"]))
        good = self.shop.add_category("Good")
        self.sync(self.backend, "category", "in")
        rows = self.rows("category", str(one["id"]), str(two["id"]), str(good["id"]), backend=self.backend)
        self.assertEqual(rows.mapped("state"), ["held", "held", "done"])
        self.assertEqual(set((rows[0] | rows[1]).mapped("reason_code")), {"category_loop"})
        self.assertIn("One", rows[0].reason)

    def test_pictures_too_large_and_broken_are_named_and_the_product_comes_in(self):
        product = self.shop.add_product("DESK", "10.00")
        for place, content in enumerate((huge_picture(), b"\xff\xd8\xff broken", picture("red"))):
            values = {"id_product": str(product["id"]), "position": place, "cover": not place, "content": content}
            self.shop.store.insert("images", values)
        self.sync(self.backend, "category", "in")
        self.sync(self.backend, "product", "in")
        row = self.row(product)
        self.assertEqual((row.state, row.reason_code), ("done", "picture"), row.reason)
        large, broken = row.reason.split("\n")
        self.assertRegex(large, r"40 megapixels, and 32 are the most")
        self.assertRegex(broken, r"is broken")
        self.assertTrue(row.odoo_id.image_1920)


@tagged("post_install", "-at_install")
class TestBadInputForAShop(ShopOutCase):
    def test_each_bad_product_fails_and_the_others_go(self):
        products = self.make_products(6)
        good, long, signs, scripted, twin, other = products
        long.name = LONG
        signs.name = "Lamp {#1} <50 cm; 4=2+2>"
        scripted.shop_erp_description = f"{SOUND}<script>track()</script>"
        twin.default_code = other.default_code
        _categories, run = self.send_catalogue()
        self.assertEqual((good.shop_erp_state, signs.shop_erp_state), ("done", "done"), run.errors)
        there = {row["reference"]: row for row in self.shop.rows("products")}
        self.assertEqual(there["LAMP-2"]["name"][1], "Lamp 1 50 cm 4 2+2")
        self.assertEqual(there["LAMP-3"]["description"][1], SOUND)
        self.assertIn("300 characters", long.shop_erp_binding_ids.reason)
        states = sorted((twin | other).shop_erp_binding_ids.mapped("state"))
        self.assertEqual(states, ["done", "failed"])
        failed = (twin | other).shop_erp_binding_ids.filtered(lambda row: row.state == "failed")
        self.assertIn("LAMP-5", failed.reason)
        self.assertEqual(len(self.shop.rows("products", reference="LAMP-5")), 1)

    def test_a_category_with_a_long_name_fails_alone_and_its_products_say_so(self):
        long = self.env["product.category"].create({"name": LONG})
        products = self.make_products(2)
        products[0].categ_id = long
        categories, run = self.send_catalogue()
        row = self.env["shop_erp.binding.category"].search([("odoo_id", "=", long.id)])
        self.assertEqual((categories.created, row.state), (2, "failed"), categories.errors)
        self.assertIn("300 characters", row.reason)
        self.assertEqual((run.created, products[1].shop_erp_state), (1, "done"))

    def test_a_picture_that_odoo_holds_broken_is_named_and_the_product_goes(self):
        self.backend.sends_images = True
        products = self.make_products(2)
        products[0].image_1920 = field(picture("red"))
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "product.template"),
                ("res_field", "=", "image_1920"),
                ("res_id", "=", products[0].id),
            ]
        )
        attachment.raw = b"\xff\xd8\xff broken"
        self.send_catalogue()
        row = products[0].shop_erp_binding_ids
        self.assertEqual(products[1].shop_erp_state, "done")
        self.assertTrue(row.reason)
        self.assertIn("picture", row.reason.lower())


@tagged("post_install", "-at_install")
class TestBadInputOfAnErp(SimulatedCase):
    def test_each_bad_record_is_held_or_fails_and_the_others_pass(self):
        account, backend = self.connect_erp()
        family = account.add_family("Good")
        one = account.add_family("One")
        two = account.add_family("Two", parent=one)
        account.account.families[one]["FamilyCategoryId"] = two
        account.add_family("")
        account.add_product("GOOD", "Azulejo", family=family)
        account.add_product("NAMELESS", "")
        account.add_product("LONG", LONG)
        account.add_product("HTML", "Lamp <b>fine</b>", long=SCRIPTED)
        account.add_product("BYTE", "Desk\x00lamp")
        account.add_product("TAX", "Two taxes of nothing", tax="4")
        account.account.taxes.append({"Id": "6", "Value": "0", "ExemptionReason": "", "ExemptionReasonCode": "M16"})
        self.sync(backend, "category", "in")
        run = self.sync(backend, "product", "in")
        rows = {row.external_id: row for row in self.env["shop_erp.binding.product"].search([])}
        states = {id: row.state for id, row in rows.items()}
        self.assertEqual((states["GOOD"], states["LONG"], states["HTML"]), ("done", "done", "done"), run.errors)
        self.assertEqual(rows["HTML"].odoo_id.shop_erp_description, "<p>Brass</p>")
        self.assertEqual((states["NAMELESS"], rows["NAMELESS"].reason_code), ("held", "name_missing"))
        self.assertEqual((states["BYTE"], rows["BYTE"].reason_code), ("failed", "unstorable"))
        categories = self.env["shop_erp.binding.category"].search([("backend_id", "=", backend.id)])
        self.assertEqual(len(categories.filtered(lambda row: row.state == "done")), 3)
        self.assertEqual(categories.filtered(lambda row: row.state == "held").reason_code, "name_missing")
