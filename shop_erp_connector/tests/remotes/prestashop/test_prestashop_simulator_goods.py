"""What the simulated webservice makes of the catalogue's parts, with the ways of the real one."""

import unittest

from ...simulators.prestashop import PrestaShopSimulator
from .prestashop_calls import Calls, codes
from .prestashop_goods import png

NAME = '<name><language id="1">{}</language></name>'


class TestGoodsRules(unittest.TestCase):
    def setUp(self):
        self.shop = self.enterContext(PrestaShopSimulator("8.2.1"))
        self.calls = Calls(self.shop)

    def upload(self, path, content, method="", part="image"):
        files = {part: ("a.png", content, "image/png")}
        return self.calls.send("POST", path + (f"?ps_method={method}" if method else ""), files=files)

    def test_descriptions_hold_no_scripts_frames_and_events(self):
        self.shop.add_product("P", 1)
        body = '<product><id>1</id><description><language id="1"><![CDATA[{}]]></language></description></product>'
        wrong = ("<script>", "< SCRIPT src=x>", "<a onclick = x>", "javascript:x", "<iframe>", "<form>", "<object>")
        for text in wrong:
            with self.subTest(text):
                self.assertEqual(codes(self.calls.write("PATCH", "products", body.format(text))), (400, ["84"]))
        answer = self.calls.write("PATCH", "products", body.format("<p style='color:red'>fine only = 1</p>"))
        self.assertEqual(answer.status_code, 200)

    def test_a_name_that_is_too_long_is_refused(self):
        self.shop.add_product("P", 1)
        answer = self.calls.write("PATCH", "products", f"<product><id>1</id>{NAME.format('x' * 300)}</product>")
        self.assertEqual(codes(answer), (400, ["84"]))

    def test_a_combination_is_deleted_with_what_hangs_on_it_and_another_becomes_the_default(self):
        product = self.shop.add_product("P", 10)
        first, second = (self.shop.add_combination(product, f"P-{name}", quantity=3) for name in "AB")
        self.shop.add_special_price(product, percent=10, id_product_attribute=first["id"])
        self.assertEqual(codes(self.calls.send("DELETE", f"combinations?id=[{first['id']},99]")), (404, ["87"]))
        self.assertEqual(len(self.shop.rows("combinations")), 2)
        self.assertEqual(self.calls.send("DELETE", f"combinations?id=[{first['id']}]").status_code, 200)
        self.assertEqual(second["default_on"], "1")
        self.assertEqual((self.shop.stock(product), self.shop.rows("specific_prices")), (3, []))

    def test_the_same_values_are_taken_twice(self):
        product = self.shop.add_product("P", 10)
        (red,) = self.shop.add_option("Colour", ["red"])
        value = f"<product_option_value><id>{red['id']}</id></product_option_value>"
        body = (
            f"<combination><id_product>{product['id']}</id_product><minimal_quantity>1</minimal_quantity><associations>"
            f"<product_option_values>{value}</product_option_values></associations></combination>"
        )
        self.assertEqual(self.calls.write("POST", "combinations", body, body).status_code, 201)
        self.assertEqual(len(self.shop.rows("combinations")), 2)

    def test_an_association_that_is_sent_replaces_the_whole_set(self):
        kept, lost = ({"id": str(number), "id_feature_value": str(number)} for number in (1, 2))
        product = self.shop.add_product("P", 10, product_features=[kept, lost])
        row = "<product_feature><id>1</id><id_feature_value>1</id_feature_value></product_feature>"
        body = f"<associations><product_features>{row}</product_features></associations>"
        self.calls.write("PATCH", "products", f"<product><id>1</id>{body}</product>")
        self.assertEqual(product["product_features"], [kept])
        self.calls.write("PATCH", "products", "<product><id>1</id><price>2</price></product>")
        self.assertEqual(product["product_features"], [kept])
        self.calls.write(
            "PATCH", "products", "<product><id>1</id><associations><product_features/></associations></product>"
        )
        self.assertEqual(product["product_features"], [])

    def test_the_ratio_of_the_unit_price_is_the_shops_own_business(self):
        product = self.shop.add_product("P", 10)
        body = "<product><id>1</id><unit_price>2</unit_price><unit_price_ratio>7</unit_price_ratio></product>"
        self.calls.write("PATCH", "products", body)
        self.assertEqual((product["unit_price"], product["unit_price_ratio"]), ("2.000000", "0.000000"))

    def test_broken_and_large_pictures_are_refused(self):
        self.shop.add_product("P", 1)
        self.assertEqual(codes(self.upload("images/products/1", png(1)[:40])), (400, ["76"]))
        self.assertEqual(codes(self.upload("images/products/1", png(1), part="file")), (400, ["76"]))
        self.assertEqual(codes(self.upload("images/products/9", png(1))), (400, ["76"]))
        self.shop.configure("PS_PRODUCT_PICTURE_MAX_SIZE", "10")
        self.assertEqual(codes(self.upload("images/products/1", png(1))), (400, ["72"]))

    def test_a_picture_is_written_anew_and_gone_ones_are_missing(self):
        self.shop.add_product("P", 1)
        self.assertEqual(self.upload("images/products/1", png(1)).status_code, 200)
        self.assertNotEqual(self.calls.get("images/products/1/1").content, png(1))
        self.assertEqual(self.calls.send("DELETE", "images/products/1/1").status_code, 200)
        self.assertEqual(codes(self.calls.send("DELETE", "images/products/1/1")), (400, ["57"]))

    def test_a_category_has_one_picture(self):
        self.assertEqual(codes(self.upload("images/categories/2", png(1), "PUT")), (400, ["57"]))
        answer = self.upload("images/categories/2", png(1))
        self.assertEqual((answer.status_code, answer.headers["Content-Type"]), (200, "image/png"))
        self.assertEqual(codes(self.upload("images/categories/2", png(2))), (400, ["65"]))
        self.assertEqual(self.upload("images/categories/2", png(2), "PUT").status_code, 200)
        self.assertIn('<image id="2"', self.calls.get("images/categories").text)

    def test_a_place_that_is_taken_makes_a_category_the_last_one(self):
        rows = [self.shop.add_category(f"C{number}") for number in range(3)]
        for number, row in enumerate(rows):
            self.shop.edit("categories", row, position=number)
        body = f"<category><id>{rows[2]['id']}</id><position>0</position></category>"
        self.calls.write("PATCH", "categories", body)
        self.assertEqual(rows[2]["position"], "2")

    def test_a_category_cannot_be_its_own_parent(self):
        row = self.shop.add_category("C")
        answer = self.calls.write(
            "PATCH", "categories", f"<category><id>{row['id']}</id><id_parent>{row['id']}</id_parent></category>"
        )
        self.assertEqual(answer.status_code, 500)
