"""Magento 2: pictures that the shop has under an id, legends, places, those of variants, and what is taken away."""

from dataclasses import replace

from ....remotes.documents import Image
from .magento2_case import Magento2Case
from .test_magento2_writing import GIF, shirt


class TestPictures(Magento2Case):
    def setUp(self):
        super().setUp()
        self.keys = [self.pictures.add(GIF + bytes([number])) for number in range(3)]
        self.row = self.shop.add_product("LAMP", "10.00", name="Lamp")
        self.entries = [
            self.shop.add_picture(self.row, f"own{n}.gif", label="Lamp", types=["image"] if n == 0 else [])
            for n in range(3)
        ]
        self.remote.check()
        self.shop.log.clear()

    def lamp(self, *places, **fields):
        images = tuple(self.image(place) for place in places)
        return replace(self.only("product", ids=[str(self.row["id"])]), images=images, **fields)

    def image(self, place, **fields):
        id = str(self.entries[place]["id"])
        return Image(**{"id": id, "content_key": self.keys[place], "name": "lamp.gif"} | fields)

    def writes(self):
        calls = [(call.method, call.path.rpartition("/")[2]) for call in self.shop.log if "/media" in call.path]
        self.shop.log.clear()
        return calls

    def test_pictures_of_the_shop_are_not_sent_back(self):
        (result,) = self.pushed("product", self.lamp(0, 1, 2))
        self.assertEqual((self.writes(), self.pictures.reads), ([], []))
        self.assertEqual([result.part_ids[key] for key in self.keys], [str(entry["id"]) for entry in self.entries])

    def test_a_new_legend_and_a_new_place_cost_one_call_each(self):
        lamp = self.lamp(0, 1, 2)
        told = (lamp.images[0], self.image(1, legend={"en_US": "At night"}), lamp.images[2])
        self.pushed("product", replace(lamp, images=told))
        self.assertEqual(self.writes(), [("PUT", str(self.entries[1]["id"]))])
        self.assertEqual((self.entries[1]["label"], self.entries[1]["position"]), ("At night", 2))
        self.pushed("product", self.lamp(0, 2, 1))
        self.assertEqual(self.writes(), [("PUT", str(self.entries[1]["id"]))])
        self.assertEqual([entry["position"] for entry in self.entries], [1, 4, 3])

    def test_another_main_picture(self):
        self.pushed("product", self.lamp(1, 0, 2))
        self.assertEqual(self.entries[1]["types"], ["image", "small_image", "thumbnail"])
        self.assertEqual(self.pictures.reads, [])

    def test_those_that_are_gone_are_taken_away_also_the_last(self):
        ids = tuple(str(entry["id"]) for entry in self.entries)
        self.pushed("product", self.lamp(0, 2, removed_image_ids=ids[1:2]))
        self.assertEqual([str(entry["id"]) for entry in self.row["media"]], [ids[0], ids[2]])
        self.pushed("product", self.lamp(removed_image_ids=(ids[0], ids[2], "999")))
        self.assertEqual(self.row["media"], [])

    def test_a_variant_has_its_own(self):
        images = tuple(Image(content_key=key, name="shirt.gif") for key in self.keys[:2])
        product = shirt("Red", "Blue", images=images)
        blue = replace(product.variants[1], image_ids=(self.keys[1],))
        self.pushed("product", replace(product, variants=(product.variants[0], blue)))
        pictures = {sku: len(self.shop.store.product(sku)["media"]) for sku in ("SHIRT", "SHIRT-Red", "SHIRT-Blue")}
        self.assertEqual(pictures, {"SHIRT": 1, "SHIRT-Red": 0, "SHIRT-Blue": 1})
