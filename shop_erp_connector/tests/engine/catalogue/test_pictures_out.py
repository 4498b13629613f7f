"""Pictures that Odoo sends: each content once, whatever else changes; what is gone is taken away."""

from odoo.tests import tagged

from ...simulators.magento2 import Magento2Simulator
from ..shops.magento1_shop import Magento1Shop
from ..shops.woocommerce_shop import WooCommerceShop
from .picture_case import PictureCase, field, picture


class PicturesToShop:
    """Joined with ``PictureCase``; ``uploads()`` counts what was sent, ``shown()`` tells the legends in their order."""

    def test_each_is_uploaded_once_whatever_else_changes(self):
        lamp = self.make_lamp("red", "green", "blue")
        lamp.shop_erp_picture_legend = "Lamp"
        self.send()
        self.assertEqual((self.shown(), self.uploads()), (["Lamp", "green", "blue"], 3))
        lamp.write({"name": "Fine lamp", "list_price": 30.0})
        self.send()
        self.assertEqual(self.uploads(), 0)
        self.env["shop_erp.memory"].search([]).unlink()  # what the remote remembered itself is lost
        green, blue = lamp.shop_erp_picture_ids
        green.sequence = 9
        self.send()
        self.assertEqual((self.shown(), self.uploads()), (["Lamp", "blue", "green"], 0))
        blue.name = "At night"
        self.send()
        self.assertEqual((self.shown(), self.uploads()), (["Lamp", "At night", "green"], 0))

    def test_a_run_after_that_sends_nothing(self):
        self.make_lamp("red", "green")
        self.send()
        self.env["shop_erp.binding.product"].search([])._look_for_changes()
        self.shop.log.clear()
        run = self.send()
        self.assertEqual((run.skipped, self.writes()), (1, []))

    def test_an_exchanged_one_is_sent_and_the_former_taken_away(self):
        lamp = self.make_lamp("red", "green")
        self.send()
        self.uploads()
        lamp.shop_erp_picture_ids.image_1920 = field(picture("white"))
        self.send()
        self.assertEqual((len(self.shown()), self.uploads()), (2, 1))

    def test_removed_ones_are_removed_also_the_last(self):
        lamp = self.make_lamp("red", "green")
        self.send()
        lamp.shop_erp_picture_ids.unlink()
        self.send()
        self.assertEqual(len(self.shown()), 1)
        lamp.image_1920 = False
        self.send()
        self.assertEqual(self.shown(), [])
        self.assertFalse(lamp.shop_erp_binding_ids.picture_notes)


@tagged("post_install", "-at_install")
class TestPicturesToFirstShop(PicturesToShop, WooCommerceShop, PictureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.take_pictures(cls.shop, cls.backend)

    def uploads(self):
        count = len([call for call in self.shop.log if call.method == "POST" and "/media" in call.path])
        self.shop.log.clear()
        return count

    def writes(self):
        return [call for call in self.shop.log if call.method != "GET"]

    def shown(self):
        """The legends of the lamp's pictures in the shop, in order."""
        (row,) = self.shop.rows("products")
        return [self.shop.row("media", id)["alt"] for id in row["images"]]

    def test_one_that_somebody_deleted_there_is_sent_anew_by_the_next_try(self):
        lamp = self.make_lamp("red")
        self.send()
        self.shop.store.remove("media", self.shop.rows("products")[0]["images"][0])
        lamp.shop_erp_picture_legend = "Lamp"
        self.sync(self.backend, "product", "out")
        row = lamp.shop_erp_binding_ids
        self.assertEqual(row.state, "failed")
        self.uploads()
        row.action_retry()
        self.work()
        self.assertEqual((row.state, self.uploads(), self.shown()), ("done", 1, ["Lamp"]))

    def test_variants_show_their_own(self):
        shirt, small, large = self.make_shirt()
        small.image_variant_1920 = field(picture("green"))
        shirt.shop_erp_picture_ids = [
            (0, 0, {"image_1920": field(picture("blue")), "variant_ids": [(6, 0, large.ids)]})
        ]
        self.send()
        self.assertEqual(self.uploads(), 3)
        (row,) = [row for row in self.shop.rows("products") if row["sku"].startswith("P")]
        shown = {one["sku"]: one["image"] for one in self.shop.rows("variations")}
        self.assertEqual(shown, {"SHIRT-S": row["images"][2], "SHIRT-L": row["images"][1]})
        small.image_variant_1920 = False
        self.send()
        shown = {one["sku"]: one["image"] for one in self.shop.rows("variations")}
        self.assertEqual((shown["SHIRT-S"], len(self.shop.row("products", row["id"])["images"])), (0, 2))


@tagged("post_install", "-at_install")
class TestPicturesToSecondShop(PictureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = Magento2Simulator()
        cls.backend = cls.connect(cls.shop, "magento2", "Shop")
        tax = cls.taxes[23].copy({"name": "19%", "amount": 19})
        cls.mapping(cls.backend, "tax", "DE-19").tax_id = tax
        cls.backend.sends_images = True

    def media(self):
        return self.shop.store.product("LAMP")["media"]

    def calls(self):
        calls = [call.method for call in self.shop.log if "/media" in call.path and call.method != "GET"]
        self.shop.log.clear()
        return calls

    def test_each_is_sent_once_and_changes_cost_what_they_need(self):
        taxes = self.mapping(self.backend, "tax", "DE-19").tax_id
        lamp = self.make_lamp("red", "green", "blue", taxes_id=taxes.ids)
        self.send()
        self.assertEqual(self.calls(), ["POST", "POST", "POST"])
        lamp.write({"name": "Fine lamp", "list_price": 30.0})
        self.send()
        self.assertEqual(self.calls(), [])
        lamp.shop_erp_picture_ids[0].name = "At night"
        self.send()
        self.assertEqual((self.calls(), self.media()[1]["label"]), (["PUT"], "At night"))
        lamp.shop_erp_picture_ids[0].sequence = 9
        self.send()
        self.assertEqual(self.calls(), ["PUT"])
        lamp.shop_erp_picture_ids[1].unlink()
        self.send()
        self.assertEqual((self.calls(), len(self.media())), (["DELETE"], 2))


@tagged("post_install", "-at_install")
class TestPicturesToThirdShop(PicturesToShop, Magento1Shop, PictureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.backend.sends_images = True

    def uploads(self):
        count = self.shop.log.count(kind="catalogProductAttributeMediaCreate")
        self.shop.log.clear()
        return count

    def shown(self):
        """The legends of the lamp's pictures in the shop, in order, the main one first."""
        (row,) = self.shop.rows("products")
        images = sorted(row["images"], key=lambda image: ("image" not in image["types"], image["position"]))
        return [image["label"] for image in images]
