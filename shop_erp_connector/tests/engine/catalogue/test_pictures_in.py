"""Pictures that come in: fetched once each, put in their places, refused ones named, and never sent back as new."""

from odoo.tests import tagged

from ....engine import downloads
from ....engine.catalogue import pictures
from ...simulators.magento2 import Magento2Simulator
from ...simulators.woocommerce import images
from ..shops.woocommerce_shop import WooCommerceShop
from .picture_case import PictureCase, picture, size_of

RED, GREEN, BLUE = (255, 0, 0), (0, 128, 0), (0, 0, 255)


class FromShop(WooCommerceShop, PictureCase):
    """A shop whose product LAMP has pictures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.lamp = cls.shop.add_product("LAMP", "24.60", name="Lamp")

    def show(self, *contents, row=None):
        """Make these the pictures of the lamp: bytes are new ones, with their place as legend; return their ids."""
        row = row or self.shop.only("products", sku="LAMP")
        ids = []
        for place, content in enumerate(contents):
            if isinstance(content, bytes):
                media = images.add(self.shop, f"lamp-{place}.png", content)
                media["alt"] = f"Picture {place}"
                content = media["id"]
            ids.append(content)
        row.update(images=ids, date_modified=self.shop.store.now())
        return ids

    @property
    def template(self):
        return self.env["product.template"].search([("default_code", "=", "LAMP")])

    @property
    def row(self):
        return self.template.shop_erp_binding_ids

    def downloads(self):
        count = len([call for call in self.shop.log if "/uploads/" in call.path])
        self.shop.log.clear()
        return count


@tagged("post_install", "-at_install")
class TestPicturesFromShop(FromShop):
    def test_main_and_gallery_come_in_once(self):
        self.show(picture("red"), picture("green"), picture("blue", form="JPEG"))
        run = self.take()
        self.assertEqual((run.created, run.failed, run.held, run.errors), (1, 0, 0, False))
        self.assertEqual(self.colour_of(self.template.image_1920), RED)
        self.assertEqual(self.template.shop_erp_picture_legend, "Picture 0")
        self.assertEqual([legend for _c, legend in self.gallery(self.template)], ["Picture 1", "Picture 2"])
        self.assertEqual((self.downloads(), self.row.awaits_files), (3, False))
        self.shop.only("products", sku="LAMP").update(name="Fine lamp", date_modified=self.shop.store.now())
        run = self.take()
        self.assertEqual((run.changed, self.downloads()), (1, 0))

    def test_order_legend_and_what_is_gone_follow_the_shop_without_fetching(self):
        red, green, blue = self.show(picture("red"), picture("green"), picture("blue"))
        self.take()
        self.downloads()
        self.show(blue, red, green)
        self.take()
        self.assertEqual(self.colour_of(self.template.image_1920), BLUE)
        self.assertEqual(self.gallery(self.template), [(RED, "Picture 0"), (GREEN, "Picture 1")])
        self.shop.row("media", green)["alt"] = "At night"
        self.show(blue, green)
        self.take()
        self.assertEqual(self.gallery(self.template), [(GREEN, "At night")])
        self.show()
        self.take()
        self.assertEqual((self.template.image_1920, self.gallery(self.template)), (False, []))
        self.assertEqual(self.downloads(), 0)

    def test_a_change_of_anything_else_costs_no_look_at_pictures(self):
        self.show(picture("red"), picture("green"))
        self.take()
        lookups = []
        self.patch(pictures, "attachments_of", lookups.append)
        self.shop.only("products", sku="LAMP").update(name="Fine lamp", date_modified=self.shop.store.now())
        run = self.take()
        self.assertEqual((run.changed, run.failed, lookups), (1, 0, []), run.errors)

    def test_odoos_own_pictures_stay(self):
        self.show(picture("red"))
        template = self.make_lamp("white", "black")
        self.take()
        self.assertEqual(self.colour_of(template.image_1920), RED)
        own = [((0, 0, 0), "black"), ((255, 255, 255), False)]
        self.assertEqual(sorted(self.gallery(template)), sorted(own))
        self.show()
        self.take()
        self.assertEqual(sorted(self.gallery(template)), sorted(own))

    def test_large_ones_are_scaled(self):
        self.show(picture("red", size=(2400, 1200)))
        self.take()
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "product.template"),
                ("res_field", "=", "image_1920"),
                ("res_id", "=", self.template.id),
            ]
        )
        self.assertEqual(size_of(attachment.raw), (1920, 960))
        self.show(*self.shop.only("products", sku="LAMP")["images"], picture("green"))
        self.take()
        self.assertEqual((self.colour_of(self.template.image_1920), len(self.gallery(self.template))), (RED, 1))

    def test_bad_ones_are_named_the_product_and_the_good_ones_come_in(self):
        noise = picture("red", size=(300, 300), form="JPEG")
        bad = [b"no picture", picture("blue", size=(8000, 5000)), noise[: len(noise) // 2], picture("blue")[:-20]]
        red, *_rest = self.show(picture("red"), *bad, picture("green"))
        run = self.take()
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0))
        self.assertEqual((self.row.state, self.row.reason_code), ("done", "picture"))
        sentences = self.row.reason.split("\n")
        self.assertEqual(len(sentences), 4)
        self.assertRegex(sentences[0], r"^The picture «\d+-lamp-1.png» is broken, or none of the formats")
        self.assertRegex(sentences[1], r"^The picture «\d+-lamp-2.png» has 40 megapixels, and 32 are the most\. Put a")
        self.assertEqual([colour for colour, _legend in self.gallery(self.template)], [GREEN])
        self.assertEqual(self.template.shop_erp_refused_pictures, "\n".join(f"Shop: {one}" for one in sentences))
        self.assertEqual(self.downloads(), 6)
        self.shop.only("products", sku="LAMP").update(name="Fine lamp", date_modified=self.shop.store.now())
        self.take()
        self.assertEqual((self.downloads(), len(self.row.reason.split("\n"))), (0, 4), "not again, but still said")
        self.show(red, picture("white"))
        self.take()
        self.assertEqual((self.row.reason, len(self.gallery(self.template))), (False, 1))

    def test_one_that_cannot_be_had_is_named(self):
        red, green = self.show(picture("red"), picture("green"))
        self.shop.row("media", red)["file"] = "gone.png"
        self.take()
        self.assertIn("could not be fetched", self.row.reason)
        self.assertEqual(self.colour_of(self.template.image_1920), GREEN)
        self.assertTrue(green)

    def test_what_came_in_is_not_sent_back(self):
        self.take_pictures(self.shop, self.backend)
        ids = self.show(picture("red"), picture("green"))
        self.take()
        self.sync(self.backend, "category", "out")
        self.assertFalse(self.row.content_changed, "an echo is no change")
        self.template.list_price = 55.0
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.changed, run.failed), (1, 0), run.errors)
        self.assertEqual([call.path for call in self.shop.log if "/media" in call.path], [])
        self.assertEqual(self.shop.only("products", sku="LAMP")["images"], ids)
        self.template.shop_erp_picture_ids.unlink()
        self.sync(self.backend, "product", "out")
        self.assertEqual(self.shop.only("products", sku="LAMP")["images"], ids[:1])

    def test_where_odoo_owns_pictures_later_ones_do_not_come_in(self):
        for direction in ("in", "out"):
            self.flow(self.backend, "product", direction).active = True
        red, *_ = self.show(picture("red"), picture("green"))
        self.take()
        owner = self.backend.ownership_ids.filtered(lambda one: (one.kind, one.field_group) == ("product", "images"))
        self.assertEqual((owner.owner, len(self.gallery(self.template))), ("odoo", 1))
        self.show(red)
        self.take()
        self.assertEqual(len(self.gallery(self.template)), 1)
        owner.owner = "remote"
        self.show(red, picture("white"))
        self.take()
        self.assertEqual([colour for colour, _legend in self.gallery(self.template)], [(255, 255, 255)])

    def test_switched_off_none_is_fetched_switched_on_they_come(self):
        self.backend.takes_images = False
        self.show(picture("red"))
        self.take()
        self.assertEqual((self.downloads(), self.template.image_1920), (0, False))
        self.backend.takes_images = True
        self.take()
        self.assertEqual((self.downloads(), self.colour_of(self.template.image_1920)), (1, RED))

    def test_a_step_fetches_some_and_leaves_the_rest_to_the_next(self):
        self.patch(downloads, "FILES", 2)
        self.show(*(picture((shade, 0, 0)) for shade in range(5)))
        run = self.take()
        steps = self.env["shop_erp.run.step"].search([("run_id", "=", run.id), ("task", "=", "download")])
        self.assertEqual((len(steps), self.downloads(), len(self.gallery(self.template))), (3, 5, 4))

    def test_rows_whose_fetching_was_lost_are_taken_along_by_the_next_run(self):
        self.show(picture("red"))
        self.sync(self.backend, "category", "in")
        for simulator in self.simulators:
            simulator.clock.advance(60)
        self.flow(self.backend, "product", "in")._start(trigger="user")
        while job := self.due_jobs()[:1]:
            if "download" in job.name:
                job.state = "cancelled"
            else:
                self.perform(job)
        self.env["shop_erp.run"]._close_finished()
        self.assertEqual((self.row.awaits_files, self.downloads()), (True, 0))
        self.take()
        self.assertEqual((self.row.awaits_files, self.downloads()), (False, 1))


@tagged("post_install", "-at_install")
class TestVariantPicturesFromShop(FromShop):
    def test_variants_get_their_own(self):
        size = self.shop.add_attribute("Size", ["S", "L"])
        shirt = self.shop.add_variable("SHIRT", [(size, ["S", "L"])], name="Shirt")
        small = self.shop.add_variation(shirt, "SHIRT-S", "12.30", ["S"])
        self.shop.add_variation(shirt, "SHIRT-L", "15.00", ["L"])
        _red, green = self.show(picture("red"), picture("green"), row=shirt)
        small["image"] = green
        run = self.take()
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        products = self.env["product.product"].search([("default_code", "in", ("SHIRT-S", "SHIRT-L"))])
        own = {product.default_code: self.colour_of(product.image_variant_1920) for product in products}
        self.assertEqual(own, {"SHIRT-S": GREEN, "SHIRT-L": None})
        line = products.product_tmpl_id.shop_erp_picture_ids
        self.assertEqual((line.variant_ids.default_code, line.name), ("SHIRT-S", "Picture 1"))
        small["image"] = 0
        shirt["date_modified"] = self.shop.store.now()
        self.show(shirt["images"][0], row=shirt)
        self.take()
        products.invalidate_recordset()
        self.assertEqual([product.image_variant_1920 for product in products], [False, False])


@tagged("post_install", "-at_install")
class TestPicturesFromSecondShop(PictureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = Magento2Simulator()
        cls.lamp = cls.shop.add_product("LAMP", "24.39", name="Lamp")
        for place, colour in enumerate(("red", "green")):
            content = picture(colour, form="GIF")
            cls.shop.add_picture(cls.lamp, f"{colour}.gif", content, label=colour, types=["image"] * (not place))
        cls.backend = cls.connect(cls.shop, "magento2", "Shop")
        tax = cls.taxes[23].copy({"name": "19%", "amount": 19})
        cls.mapping(cls.backend, "tax", "DE-19").tax_id = tax

    def test_they_come_in_and_are_not_sent_back(self):
        run = self.take()
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        template = self.env["product.template"].search([("default_code", "=", "LAMP")])
        self.assertEqual(self.colour_of(template.image_1920), RED)
        self.assertEqual(self.gallery(template), [(GREEN, "green")])
        self.backend.sends_images = True
        template.list_price = 55.0
        self.shop.log.clear()
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), run.errors)
        self.assertEqual([call.method for call in self.shop.log if "/media" in call.path], [])
