"""PrestaShop: pictures are sent once, taken away by id, read with the key; what broke goes on where it was."""

from ....remotes.documents import Category, Image, Product
from ....remotes.errors import NotFound, Rejected, Unavailable
from .prestashop_goods import GoodsCase, image, png


def lamp(*images, **values):
    return Product(**{"code": "LAMP", "name": {"en": "Lamp"}, "images": images, **values})


class Pictures:
    def test_pictures_are_sent_once(self):
        (result,) = self.pushed(lamp(image("key1"), image("key2")))
        ids = [result.part_ids["key1"], result.part_ids["key2"]]
        self.assertEqual([one.id for one in self.found(result).images], ids)
        self.assertEqual(self.pictures.read_keys, ["key1", "key2"])
        self.shop.log.clear()
        known = (image("key1", id=ids[0]), image("key2", id=ids[1]))
        (again,) = self.pushed(lamp(*known, id=result.id))
        self.assertTrue(again.unchanged)
        self.assertEqual((self.writes(), self.pictures.read_keys), ([], ["key1", "key2"]))

    def test_a_new_picture_alone_is_sent_and_the_one_that_is_gone_deleted(self):
        (result,) = self.pushed(lamp(image("key1"), image("key2")))
        first, second = result.part_ids["key1"], result.part_ids["key2"]
        self.shop.log.clear()
        wanted = lamp(image("key2", id=second), image("key3"), id=result.id, removed_image_ids=(first, "999"))
        (again,) = self.pushed(wanted)
        path = f"images/products/{result.id}"
        # Which picture the shop promotes for the main one that is gone is not known: it is told.
        self.assertEqual(self.writes()[:2], [("POST", path), ("DELETE", f"{path}/{first}")])
        self.assertEqual(len(self.writes()), 3)
        self.assertEqual([one.id for one in self.found(result).images], [second, again.part_ids["key3"]])

    def test_the_first_picture_becomes_the_main_one(self):
        (result,) = self.pushed(lamp(image("key1"), image("key2"), image("key3")))
        ids = result.part_ids
        (again,) = self.pushed(lamp(image("key3", id=ids["key3"]), image("key1", id=ids["key1"]), id=result.id))
        self.assertFalse(again.unchanged)
        found = self.found(result)
        self.assertEqual([one.id for one in found.images], [ids["key3"], ids["key1"], ids["key2"]])
        (row,) = self.shop.rows("products")
        self.assertEqual((row["name"][1], row["active"]), ("Lamp", "1"))

    def test_pictures_of_the_shop_stay_when_no_document_names_them(self):
        product = self.shop.add_product("LAMP", "10")
        self.remote.push("product", [lamp(image("key1"), id=str(product["id"]))])
        (result,) = self.pushed(lamp(image("key2"), id=str(product["id"])))
        self.assertEqual(len(self.found(result).images), 2)

    def test_a_picture_that_somebody_deleted_in_the_shop_is_sent_again(self):
        (result,) = self.pushed(lamp(image("key1")))
        id = result.part_ids["key1"]
        self.shop.store.delete("images", self.shop.only("images"))
        (again,) = self.pushed(lamp(image("key1", id=id), id=result.id))
        self.assertNotEqual(again.part_ids["key1"], id)
        self.assertEqual(len(self.found(result).images), 1)

    def test_a_broken_picture_fails_its_product_and_no_other(self):
        self.pictures.contents |= {"broken": png(1)[:40], "text": b"no picture"}
        products = [lamp(image("broken"), code="A"), lamp(image("key1"), code="B"), lamp(image("text"), code="C")]
        results = self.remote.push(
            "product", [*products, lamp(image("gone"), code="D"), lamp(Image(url="x"), code="E")]
        )
        errors = [type(one.error) for one in results]
        self.assertEqual(errors, [Rejected, type(None), Rejected, Rejected, Rejected])
        self.assertEqual([one.error.field for one in results if one.error], ["images"] * 4)
        self.assertIn("broken.png", results[0].error.message)
        self.assertIn("gone.png is no longer there", results[3].error.message)

    def test_a_picture_that_is_too_large_is_refused_by_name(self):
        self.shop.configure("PS_PRODUCT_PICTURE_MAX_SIZE", "50")
        (result,) = self.remote.push("product", [lamp(image("key1"))])
        self.assertEqual((type(result.error), result.error.code), (Rejected, "72"))
        self.assertIn("key1.png", result.error.message)

    def test_an_upload_whose_answer_was_lost_is_not_sent_again(self):
        for after in (0, 1, 2):
            with self.subTest(after=after):
                product = lamp(image("key1"), image("key2"), image("key3"), code=f"LAMP{after}")
                self.remote.push("product", [lamp(code=f"LAMP{after}")])
                for _time in range(after):
                    self.shop.faults.slow(0, method="POST", kind="images")
                self.shop.faults.cut_after_accepting(method="POST", kind="images")
                (result,) = self.remote.push("product", [product])
                self.assertIsInstance(result.error, Unavailable)
                (result,) = self.opened().push("product", [product])
                self.assertIsNone(result.error)
                ids = [one.id for one in self.found(result).images]
                self.assertEqual(ids, [result.part_ids[key] for key in ("key1", "key2", "key3")])

    def test_uploads_of_a_killed_worker_are_not_sent_again(self):
        """It noted what it was going to send; of that the shop has the first one."""
        (result,) = self.pushed(lamp())
        with self.memory.locked("pictures") as known:
            known[result.id] = {"ids": {}, "before": [], "sent": ["key1", "key2"]}
        row = self.shop.store.insert("images", {"id_product": result.id, "position": 1, "cover": True, "content": b""})
        (again,) = self.pushed(lamp(image("key1"), image("key2"), id=result.id))
        self.assertEqual(self.pictures.read_keys, ["key2"])
        self.assertEqual(again.part_ids["key1"], str(row["id"]))
        self.assertEqual(len(self.found(result).images), 2)

    def test_after_a_lost_connection_the_other_pictures_wait(self):
        self.shop.faults.refuse(method="POST", kind="images")
        products = [lamp(image("key1"), code="A"), lamp(image("key2"), code="B"), lamp(code="C")]
        results = self.remote.push("product", products)
        self.assertEqual([type(one.error) for one in results], [Unavailable, Unavailable, type(None)])
        self.assertEqual(self.pictures.read_keys, ["key1"])

    def test_pictures_are_read_with_the_key(self):
        (result,) = self.pushed(lamp(image("key1")))
        (found,) = self.found(result).images
        # The shop writes every picture anew.
        self.assertEqual(self.remote.download(found.url), png(1) + b"\n")
        with self.assertRaises(NotFound):
            self.remote.download(f"{found.url}99")
        for url in ("https://elsewhere.invalid/1.jpg", f"{self.shop.url}/api/customers/1", "", found.url + "/../.."):
            with self.subTest(url), self.assertRaises(Rejected):
                self.remote.download(url)

    def test_a_category_has_one_picture(self):
        (result,) = self.remote.push("category", [Category(name={"en": "Lamps"}, image=image("key1"))])
        self.assertEqual(result.part_ids, {"key1": result.id})
        (found,) = self.documents("category", ids=[result.id])
        self.assertEqual(self.remote.download(found.image.url), png(1) + b"\n")
        self.assertIsNone(self.documents("category", ids=["2"])[0].image)
        again = Category(id=result.id, name={"en": "Lamps"}, image=image("key1", id=result.id))
        self.assertTrue(self.remote.push("category", [again])[0].unchanged)
        (changed,) = self.remote.push("category", [Category(id=result.id, name={"en": "Lamps"}, image=image("key2"))])
        self.assertIsNone(changed.error)
        self.assertEqual(self.remote.download(found.image.url), png(2) + b"\n")
        self.pictures.contents["text"] = b"no picture"
        results = self.remote.push("category", [Category(name={"en": name}, image=image("text")) for name in "AB"])
        self.assertEqual([one.error.field for one in results], ["images", "images"])

    def test_a_key_without_the_right_to_pictures_reads_categories(self):
        self.shop.permissions["images"] = set()
        self.assertEqual([one.id for one in self.documents("category")], ["2"])


class TestPictures(Pictures, GoodsCase):
    """8.2: single fields by PATCH."""


class TestPictures17(Pictures, GoodsCase):
    """1.7: whole records by PUT."""

    version = "1.7.8.11"
