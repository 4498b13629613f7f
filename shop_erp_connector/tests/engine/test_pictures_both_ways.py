"""A shop that keeps neither our names nor, over its interface, legends: pictures are told apart by their ids alone."""

from odoo.tests import tagged

from .picture_case import PictureCase, field, picture

RED, GREEN, BLUE = (255, 0, 0), (0, 128, 0), (0, 0, 255)


@tagged("post_install", "-at_install")
class TestPicturesBothWays(PictureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.backend.sends_images = True

    def calls(self):
        """How often a picture was (read, sent, taken away) since the last question."""
        methods = [call.method for call in self.shop.log if "/images/products/" in call.path]
        self.shop.log.clear()
        return methods.count("GET"), methods.count("POST"), methods.count("DELETE")

    def add_picture(self, product, content, **values):
        """Add a picture in the shop's back office."""
        self.shop.store.insert(
            "images", {"id_product": str(product["id"]), "position": 9, "cover": False, "content": content, **values}
        )
        self.shop.store.update("products", product, {})

    def test_out_once_then_new_ones_of_the_shop_come_in_and_nothing_goes_back(self):
        lamp = self.make_lamp("red", "green")
        self.send()
        self.assertEqual(self.calls(), (0, 2, 0))
        lamp.list_price = 77.0
        lamp.shop_erp_picture_legend = "Lamp"
        self.send()
        self.assertEqual(self.calls(), (0, 0, 0))
        (product,) = [row for row in self.shop.rows("products") if row["reference"] == "LAMP"]
        self.add_picture(product, picture("blue"))
        run = self.take()
        self.assertEqual((run.failed, run.held, self.calls()), (0, 0, (1, 0, 0)), run.errors)
        self.assertEqual(self.colour_of(lamp.image_1920), RED)
        self.assertEqual([colour for colour, _legend in self.gallery(lamp)], [GREEN, BLUE])
        lamp.list_price = 78.0
        self.send()
        self.assertEqual(self.calls(), (0, 0, 0))
        lamp.shop_erp_picture_ids[1].unlink()
        self.send()
        self.assertEqual((self.calls(), len(self.shop.rows("images"))), ((0, 0, 1), 2))

    def test_one_that_somebody_took_away_there_is_sent_once_more(self):
        lamp = self.make_lamp("red", "green")
        self.send()
        self.shop.store.delete("images", self.shop.rows("images")[1])
        self.calls()
        for price in (77.0, 78.0, 79.0):
            lamp.list_price = price
            lamp.image_1920 = field(picture("red"))
            self.send()
        self.assertEqual(self.calls()[1], 1)

    def test_bad_ones_of_the_shop_are_named(self):
        product = self.shop.add_product("DESK", "10.00")
        self.add_picture(product, picture("red"), cover=True)
        self.add_picture(product, b"\xff\xd8\xff broken")
        run = self.take()
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        template = self.env["product.template"].search([("default_code", "=", "DESK")])
        self.assertEqual(self.colour_of(template.image_1920), RED)
        self.assertRegex(template.shop_erp_binding_ids.reason, r"^The picture «\d+.jpg» is broken")
        self.assertEqual(self.calls(), (2, 0, 0))

    def test_variants(self):
        _shirt, small, large = self.make_shirt()
        small.image_variant_1920 = field(picture("green"))
        large.image_variant_1920 = field(picture("green"))
        self.send()
        self.assertEqual(self.calls(), (0, 2, 0))
        _red, green = self.shop.rows("images")
        shown = {row["reference"]: [str(one["id"]) for one in row["images"]] for row in self.shop.rows("combinations")}
        self.assertEqual(shown, {"SHIRT-S": [str(green["id"])], "SHIRT-L": [str(green["id"])]})
