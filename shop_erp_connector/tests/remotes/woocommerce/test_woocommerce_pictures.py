"""WooCommerce: pictures that the shop has under an id, those of others, legends, and what is taken away."""

from dataclasses import replace

from ....remotes.documents import Image
from ... import make
from .test_woocommerce_writing import BLUE, RED, shirt
from .woocommerce_case import PNG, Pictures, WooCommerceCase


class TestPictures(WooCommerceCase):
    def setUp(self):
        super().setUp()
        self.pictures = Pictures(PNG, PNG + b"2")
        self.remote = self.with_media(self.pictures)
        self.images = [Image(content_key=key, name="lamp.png", legend={"": "Lamp"}) for key in self.pictures.keys]

    def product(self, *images, **fields):
        return make.product(**{"id": "", "code": "LAMP", "tax_ids": ("1",), "images": images} | fields)

    def sent(self, *images):
        """Send a lamp with these pictures; return it with the ids that the shop gave."""
        (result,) = self.push("product", self.product(*images))
        named = [replace(image, id=result.part_ids[image.content_key]) for image in images]
        self.calls()
        return result.id, named

    def uploads(self):
        return self.calls().get(("POST", "v2/media"), 0)

    def test_the_shop_says_what_each_is_called(self):
        _id, named = self.sent(*self.images)
        self.assertEqual([int(image.id) for image in named], self.shop.only("products")["images"])

    def test_one_with_an_id_is_there_also_when_the_hub_remembers_nothing(self):
        id, (first, second) = self.sent(*self.images)
        self.memory.__init__()
        self.push("product", self.product(second, first, id=id))
        self.assertEqual(self.shop.only("products")["images"], [int(second.id), int(first.id)])
        self.assertEqual(self.uploads(), 0)

    def test_a_new_legend_is_told_without_its_picture(self):
        id, (first, second) = self.sent(*self.images)
        self.push("product", self.product(first, replace(second, legend={"": "At night"}), id=id))
        self.assertEqual(self.shop.row("media", int(second.id))["alt"], "At night")
        self.assertEqual(self.uploads(), 0)

    def test_one_that_is_gone_is_taken_off_and_those_of_others_stay(self):
        id, (first, second) = self.sent(*self.images)
        self.shop.internet["https://elsewhere.invalid/a.png"] = PNG
        self.push(
            "product", self.product(first, second, Image(url="https://elsewhere.invalid/a.png", name="a.png"), id=id)
        )
        other = self.shop.only("products")["images"][2]
        self.push("product", self.product(second, id=id, removed_image_ids=(first.id,)))
        self.assertEqual(self.shop.only("products")["images"], [int(second.id), other])
        self.push("product", self.product(id=id, removed_image_ids=(second.id,)))
        self.assertEqual(self.shop.only("products")["images"], [other])

    def test_one_that_only_a_variation_shows_stays_out_of_the_gallery(self):
        product = shirt(RED, BLUE, images=tuple(self.images[:1]))
        (result,) = self.push("product", product)
        (blue,) = [one for one in self.shop.rows("variations") if one["sku"] == product.variants[1].code]
        own = self.images[1]
        (uploaded,) = self.push("product", self.product(own, code="OTHER"))
        blue["image"] = int(uploaded.part_ids[own.content_key])
        known = replace(own, id=str(blue["image"]))
        main = replace(self.images[0], id=result.part_ids[self.images[0].content_key])
        variants = (product.variants[0], replace(product.variants[1], image_ids=(known.id,)))
        self.push("product", replace(product, id=result.id, images=(main, known), variants=variants))
        (row,) = [row for row in self.shop.rows("products") if row["sku"] == "SHIRT"]
        self.assertEqual((row["images"], blue["image"]), ([int(main.id)], int(known.id)))
        key = self.pictures.add(PNG + b"3")
        new = Image(content_key=key, name="shirt.png")
        (result,) = self.push("product", replace(product, id=result.id, images=(known, main, new), variants=variants))
        self.assertEqual([int(main.id), int(result.part_ids[key])], row["images"], "each is known by its own id")

    def test_one_that_is_gone_is_gone_from_its_variation_too(self):
        keyed = tuple(replace(image, legend={}) for image in self.images)
        product = shirt(RED, BLUE, images=keyed)
        red, blue = product.variants
        product = replace(product, variants=(red, replace(blue, image_ids=(keyed[1].content_key,))))
        (result,) = self.push("product", product)
        (blue,) = [one for one in self.shop.rows("variations") if one["sku"] == product.variants[1].code]
        ids = [result.part_ids[image.content_key] for image in keyed]
        self.assertEqual(blue["image"], int(ids[1]))
        main, variants = replace(keyed[0], id=ids[0]), (product.variants[0], replace(product.variants[1], image_ids=()))
        gone = replace(product, id=result.id, images=(main,), variants=variants, removed_image_ids=(ids[1],))
        self.push("product", gone)
        self.assertEqual(blue["image"], 0)
        (other,) = self.push("product", self.product(replace(keyed[1], content_key=self.pictures.add(PNG + b"4"))))
        blue["image"] = int(next(iter(other.part_ids.values())))
        self.push("product", gone)
        self.assertNotEqual(blue["image"], 0, "one that others put there stays")

    def test_an_id_that_the_shop_does_not_know_is_said(self):
        unknown = Image(id="999", content_key=self.pictures.keys[0], name="lamp.png")
        self.assertEqual(self.refusal("product", self.product(unknown), self.remote).reason, "unknown_picture")
