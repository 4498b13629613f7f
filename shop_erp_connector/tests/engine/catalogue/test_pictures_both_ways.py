"""A shop that keeps neither our names nor, over its interface, legends: pictures are told apart by their ids alone."""

from odoo.tests import tagged

from .picture_case import PictureCase, field, picture

RED, GREEN, BLUE = (255, 0, 0), (0, 128, 0), (0, 0, 255)


class PicturesBothWaysCase(PictureCase):
    """A PrestaShop that takes and gives pictures."""

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


@tagged("post_install", "-at_install")
class TestPicturesBothWays(PicturesBothWaysCase):
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


@tagged("post_install", "-at_install")
class TestBothChangedPictures(PicturesBothWaysCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind in ("category", "product"):
            for direction in ("in", "out"):
                cls.flow(cls.backend, kind, direction).active = True
        cls.backend.ownership_ids.owner = "ask"

    def setUp(self):
        super().setUp()
        self.lamp = self.make_lamp("red", "green")
        self.send()
        self.take()
        self.product = self.shop.only("products", reference="LAMP")
        self.row = self.lamp.shop_erp_binding_ids

    def add_there(self, colour):
        self.shop.clock.advance(3600)
        self.add_picture(self.product, picture(colour))

    def test_each_side_added_a_picture(self):
        self.lamp.shop_erp_picture_ids = [(0, 0, {"image_1920": field(picture("blue")), "name": "b", "sequence": 50})]
        self.add_there("yellow")
        self.take()
        self.assertEqual(self.row.state, "done", self.row.reason)
        found = {colour for colour, _legend in self.gallery(self.lamp)}
        self.assertEqual((self.colour_of(self.lamp.image_1920), found), (RED, {GREEN, BLUE, (255, 255, 0)}))
        self.send()
        self.assertEqual(len(self.shop.rows("images")), 4)

    def test_another_main_picture_here_and_a_new_one_there_is_a_question(self):
        self.lamp.image_1920 = field(picture("blue"))
        self.add_there("yellow")
        self.take()
        self.assertEqual(self.row.conflict_ids.label, "Pictures")
        self.row.action_keep_odoo()
        self.work()
        self.assertEqual((self.row.state, self.colour_of(self.lamp.image_1920)), ("done", BLUE), self.row.reason)
