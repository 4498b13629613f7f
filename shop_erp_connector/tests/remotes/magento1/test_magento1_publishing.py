"""What the Magento 1 remote writes of the catalogue: products, pictures, prices, stock; and how many calls it takes."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from ....remotes.documents import Component, FieldValue, Image, Price, Product, Variant
from ....remotes.errors import NotFound, Rejected
from ... import make
from .magento1_case import Magento1Case

JPEG = b"\xff\xd8\xff\xe0picture"
PNG = b"\x89PNG\r\n\x1a\nanother"


def key(content):
    """Return the key by which the hub hands out bytes."""
    return hashlib.sha256(content).hexdigest()


class TestProducts(Magento1Case):
    def product(self, **values):
        """Return a new product."""
        document = Product(code="TEA", name={"": "Tea"}, price=Decimal("4.90"), price_includes_tax=True, tax_ids=("4",))
        return replace(document, **values)

    def row(self, sku="TEA"):
        """Return the shop's row of a product."""
        (row,) = self.shop.rows("products", sku=sku)
        return row

    def test_a_new_product_is_seen_and_sold(self):
        tea = self.product(weight=Decimal("0.25"), category_id="2", tags=("tea", "green"), slug={"": "Chá Verde"})
        (result,) = self.pushed("product", tea)
        row = self.row()
        self.assertEqual(
            (result.id, result.variant_id, result.part_ids), (str(row["id"]), str(row["id"]), {"TEA": result.id})
        )
        self.assertEqual((row["type"], row["set"], row["status"], row["visibility"]), ("simple", 4, "1", "4"))
        self.assertEqual((row["price"], row["tax_class_id"], row["weight"]), (Decimal("4.90"), "4", Decimal("0.25")))
        self.assertEqual((row["category_ids"], row["website_ids"], row["url_key"]), ([2], [1], "cha-verde"))
        self.assertEqual((row["description"], row["meta_keyword"]), ("Tea", "tea, green"))

    def test_a_sku_that_is_there_is_that_product(self):
        id = self.shop.add_product("TEA", "1.00")
        (result,) = self.pushed("product", self.product())
        self.assertEqual((result.id, self.row()["price"]), (str(id), Decimal("4.90")))

    def test_a_change_keeps_what_it_does_not_name(self):
        lamps, mugs = self.shop.add_category("Lamps"), self.shop.add_category("Mugs")
        id = self.shop.add_product("TEA", categories=(lamps,), short_description="Fresh")
        self.pushed("product", self.product(id=str(id), category_ids=(str(mugs),), active=False, price=None))
        row = self.row()
        self.assertEqual((row["category_ids"], row["status"], row["price"]), ([lamps, mugs], "2", Decimal("10.00")))
        gone = self.product(id=str(id), category_ids=(), category_id="", removed_category_ids=(str(mugs), "77"))
        self.pushed("product", gone)
        self.assertEqual(self.shop.store.products[id]["category_ids"], [lamps])
        self.assertEqual((row["name"], row["short_description"]), ("Tea", "Fresh"))

    def test_prices_are_turned_into_the_shops_basis(self):
        net = self.product(price=Decimal("10.00"), price_includes_tax=False, tax_ids=("2",))
        self.pushed("product", net)
        self.assertEqual(self.row()["price"], Decimal("12.30"))
        self.remote = self.opened(tax_rates="4=6")
        self.assertEqual(self.refused("product", net, code="MUG").field, "tax_ids")

    def test_a_sku_is_renamed_unless_it_is_anothers(self):
        cup, mug = (self.shop.add_product(sku) for sku in ("CUP", "MUG"))
        self.pushed("product", self.product(id=str(cup)))
        self.assertEqual(self.row()["id"], cup)
        changes = [self.product(id=str(mug)), self.product(id=str(cup), name={"": "Green tea"})]
        results = self.remote.push("product", changes)
        self.assertEqual([type(result.error) for result in results], [Rejected, type(None)])
        self.assertIn("must be unique", results[0].error.text)
        self.assertEqual((self.row()["name"], self.row("MUG")["id"]), ("Green tea", mug))

    def test_the_shop_counts_what_there_is_of_a_new_product(self):
        self.pushed("product", self.product(minimum_quantity=Decimal(6), low_stock=Decimal(2)))
        stock = {"use_config_min_sale_qty": 0, "min_sale_qty": 6, "use_config_notify_stock_qty": 0}
        stock |= {"notify_stock_qty": 2, "use_config_manage_stock": 1, "manage_stock": 0}
        self.assertEqual(self.row()["stock"], stock)
        self.pushed("product", self.product(code="GIFT", is_stored=False))
        self.assertEqual(self.row("GIFT")["stock"], {"use_config_manage_stock": 0, "manage_stock": 0})
        id = self.shop.add_product("CUP", quantity=7)
        self.pushed("product", self.product(id=str(id), code="CUP", minimum_quantity=Decimal(3)))
        row = self.row("CUP")
        self.assertEqual((row["stock"]["min_sale_qty"], row["qty"], row["stock"]["use_config_manage_stock"]), (3, 7, 1))

    def test_brand_origin_and_cost(self):
        self.shop.add_option("manufacturer", "Tea & Co")
        tea = self.product(brand="Leaf Ltd", origin_country="PT", cost=Decimal("2.25"))
        self.pushed("product", tea)
        attributes = self.row()["attributes"]
        self.assertEqual((attributes["country_of_manufacture"], attributes["cost"]), ("PT", "2.25"))
        read = self.only("product")
        self.assertEqual((read.brand, read.origin_country, read.cost), ("Leaf Ltd", "PT", Decimal("2.25")))
        self.forget_doors()
        self.shop.v1 = False
        self.assertEqual(self.only("product"), read)

    def test_what_an_attribute_set_lacks_is_said(self):
        (color,) = self.shop.rows("attributes", code="manufacturer")
        self.shop.edit("attributes", color["id"], sets=[])
        (result,) = self.pushed("product", self.product(brand="Leaf Ltd", cost=Decimal(2)))
        sentence = "The attribute set Default has no manufacturer: the shop would not keep it."
        self.assertEqual((result.warning, self.row()["attributes"]), (sentence, {"cost": "2"}))

    def test_fields_of_store_views(self):
        self.shop.add_store("english", "English")
        (ean,) = self.shop.rows("attributes", code="ean")
        self.shop.edit("attributes", ean["id"], scope="store")
        self.remote = self.opened(languages="pt, en=english", store_id="1", fields="ean,color")
        texts = FieldValue(code="ean", value={"en": "Dry", "pt": "Seco"})
        fields = (texts, FieldValue(code="color", value={"": "Green"}))
        tea = self.product(name={"pt": "Chá", "en": "Tea"}, fields=fields)
        (result,) = self.pushed("product", tea)
        self.assertEqual((result.warning, self.row()["attributes"]["ean"]), ("", "Seco"))
        for _door in "v1", "v2":
            read = self.only("product").fields
            self.assertEqual([field.value for field in read], [{"pt": "Seco", "en": "Dry"}, {"": "Green"}])
            self.forget_doors()
            self.shop.v1 = False

    def test_what_has_no_place_is_said(self):
        tea = self.product(width=Decimal(4), height=Decimal(9), delivery_text={"": "tomorrow"})
        (result,) = self.pushed("product", tea)
        sentence = "The shop itself keeps no size and no delivery time: an attribute as field can hold it."
        self.assertEqual(result.warning, sentence)

    def test_fields_and_barcode(self):
        old = self.shop.add_option("manufacturer", "Tea & Co")
        self.remote = self.opened(barcode_field="ean", fields="manufacturer,color,material")
        fields = (
            FieldValue(code="manufacturer", value={"": "tea & co"}),
            FieldValue(code="color", value={"": "Green"}),
            FieldValue(code="material", value={"": "Leaf, Stalk"}),
        )
        self.pushed("product", self.product(barcode="5601234567890", fields=fields))
        attributes = self.row()["attributes"]
        self.assertEqual((attributes["ean"], attributes["manufacturer"]), ("5601234567890", str(old)))
        product = self.only("product")
        self.assertEqual([field.value[""] for field in product.fields], ["Tea & Co", "Green", "Leaf, Stalk"])
        error = self.refused("product", self.product(code="X", fields=(FieldValue(code="taste", value={"": "good"}),)))
        self.assertEqual(str(error), "The shop has no attribute taste. (magento1)")

    def test_texts_of_store_views(self):
        self.shop.add_store("english", "English")
        self.remote = self.opened(languages="pt, en=english", store_id="1")
        self.pushed("product", self.product(name={"pt": "Chá", "en": "Tea"}))
        self.pushed("product", self.product(name={"pt": "Chá verde", "en": "Green tea"}))
        self.assertEqual(self.only("product").name, {"pt": "Chá verde", "en": "Green tea"})

    def test_what_the_interface_cannot_make_is_refused(self):
        variants = (Variant(code="A"), Variant(code="B"))
        self.assertEqual(self.refused("product", self.product(variants=variants)).field, "variants")
        self.assertEqual(self.refused("product", self.product(components=(Component(code="A"),))).field, "components")
        self.assertEqual(self.refused("product", self.product(code="")).field, "code")
        self.assertEqual(self.refused("product", self.product(price=None)).field, "price")
        self.assertEqual(self.refused("product", self.product(tax_ids=("9",))).field, "tax_ids")
        self.assertEqual(self.refused("product", self.product(category_ids=("77",))).field, "category_ids")
        self.assertEqual(self.refused("product", self.product(attribute_set="Teas")).field, "attribute_set")
        self.assertIsInstance(self.refused("product", self.product(id="77")), NotFound)
        self.assertEqual(
            self.refused("product", self.product(minimum_quantity=Decimal("0.5"))).field, "minimum_quantity"
        )
        self.assertEqual(self.shop.rows("products"), [])

    def test_calls_of_many_changes(self):
        self.shop.populate(products=120)
        rows = self.shop.rows("products")
        changed = [self.product(id=str(row["id"]), code=row["sku"], tax_ids=()) for row in rows]
        self.pushed("product", *changed)
        # One look, and fifty changes a call.
        self.assertEqual(self.calls(), {"catalogProductList": 1, "catalogProductMultiUpdate": 3})


class TestPictures(Magento1Case):
    def setUp(self):
        super().setUp()
        self.id = self.shop.add_product("CUP", tax_class_id="2")
        self.pictures.contents = {key(JPEG): JPEG, key(PNG): PNG, key(b"RIFFwebp"): b"RIFFwebp"}

    def cup(self, *contents):
        """Return the product with these pictures."""
        images = tuple(
            Image(content_key=key(content), name="Big Cup.jpg", legend={"": "A cup"}) for content in contents
        )
        return Product(id=str(self.id), code="CUP", name={"": "Cup"}, images=images)

    def files(self):
        """Return (the end of the file's name, types, label) of the shop's pictures."""
        images = self.shop.product(self.id)["images"]
        return [(image["file"].rpartition("-")[2], image["types"], image["label"]) for image in images]

    def test_they_are_sent_once(self):
        (result,) = self.pushed("product", self.cup(JPEG, PNG))
        main = ["image", "small_image", "thumbnail"]
        self.assertEqual(self.files(), [("cup.jpg", main, "A cup"), ("cup.png", [], "A cup")])
        self.assertEqual(set(result.part_ids), {"CUP", key(JPEG), key(PNG)})
        self.assertIn(JPEG, self.shop.store.images.values())
        self.pictures.read_keys.clear()
        self.calls()
        (again,) = self.pushed("product", self.cup(JPEG, PNG))
        self.assertEqual((again.part_ids, self.pictures.read_keys), (result.part_ids, []))
        writes = {name for name in self.calls() if "Media" in name}
        self.assertEqual(writes, {"catalogProductAttributeMediaList"})

    def test_legends_order_and_the_main_one_change_without_sending_a_picture_again(self):
        self.pushed("product", self.cup(JPEG, PNG))
        cup = self.cup(PNG, JPEG)
        night = replace(cup.images[0], legend={"": "At night"})
        self.pictures.read_keys.clear()
        self.pushed("product", replace(cup, images=(night, cup.images[1])))
        product = self.only("product", ids=[str(self.id)])
        told = [(image.name.rpartition(".")[2], image.legend) for image in product.images]
        self.assertEqual(told, [("png", {"": "At night"}), ("jpg", {"": "A cup"})])
        main = ["image", "small_image", "thumbnail"]
        self.assertEqual({name: types for name, types, _label in self.files()}, {"cup.jpg": [], "cup.png": main})
        self.assertEqual(self.pictures.read_keys, [])

    def test_legends_in_several_languages(self):
        self.shop.add_store("english", "English")
        self.remote = self.opened(languages="pt, en=english", store_id="1")
        cup = self.cup(JPEG, PNG)
        first, second = (replace(image, legend={"pt": "Chávena", "en": "Cup"}) for image in cup.images)
        cup = replace(cup, name={"pt": "Chávena"}, images=(first, second))
        self.pushed("product", cup)
        read = self.only("product", ids=[str(self.id)])
        self.assertEqual([image.legend for image in read.images], [{"pt": "Chávena", "en": "Cup"}] * 2)
        self.calls()
        self.pushed("product", cup)
        self.assertNotIn("catalogProductAttributeMediaUpdate", self.calls())
        self.pushed("product", replace(cup, images=(second, first)))
        read = self.only("product", ids=[str(self.id)])
        self.assertEqual([image.name.rpartition(".")[2] for image in read.images], ["png", "jpg"])
        self.assertEqual([image.legend for image in read.images], [{"pt": "Chávena", "en": "Cup"}] * 2)

    def test_what_is_left_out_goes_and_other_peoples_stay(self):
        self.pushed("product", self.cup(JPEG, PNG))
        theirs = {"file": "/h/a/hand.jpg", "label": "", "position": 9, "types": [], "exclude": False}
        self.shop.store.products[self.id]["images"].append(theirs)
        self.pushed("product", self.cup(JPEG))
        self.assertEqual([name for name, _types, _label in self.files()], ["cup.jpg", "/h/a/hand.jpg"])
        self.pushed("product", self.cup())
        self.assertEqual(len(self.files()), 2)

    def test_one_that_came_from_the_shop_is_not_sent_back_and_goes_when_it_is_gone(self):
        theirs = {"file": "/h/a/hand.jpg", "label": "", "position": 1, "types": ["image"], "exclude": False}
        self.shop.store.products[self.id]["images"].append(theirs)
        known = replace(self.cup(JPEG).images[0], id="/h/a/hand.jpg")
        (result,) = self.pushed("product", replace(self.cup(), images=(known,)))
        self.assertEqual((result.part_ids[key(JPEG)], self.pictures.read_keys), ("/h/a/hand.jpg", []))
        self.pushed("product", replace(self.cup(), removed_image_ids=("/h/a/hand.jpg", "/g/o/gone.jpg")))
        self.assertEqual(self.files(), [])

    def test_a_picture_that_is_not_taken_is_said(self):
        (result,) = self.pushed("product", self.cup(b"RIFFwebp", JPEG))
        self.assertEqual(len(self.files()), 1)
        self.assertIn("The shop takes JPEG, PNG and GIF only.", result.warning)
        (result,) = self.pushed("product", self.cup(b"gone"))
        self.assertIn("The hub has this picture no more.", result.warning)


class TestPrices(Magento1Case):
    def setUp(self):
        super().setUp()
        self.ids = [str(self.shop.add_product(sku, tax_class_id="2")) for sku in ("A", "B")]

    def price(self, amount, product=0, **values):
        """Return a price of one of the products, with tax."""
        id = self.ids[product]
        document = Price(product_id=id, variant_id=id, amount=Decimal(amount), includes_tax=True)
        return replace(document, **values)

    def offer(self, amount, **values):
        """Return an offer of the first week of March, as the shop's clock in Berlin has it."""
        starts = datetime(2026, 2, 28, 23, 0, tzinfo=UTC)
        ends = datetime(2026, 3, 7, 23, 0, tzinfo=UTC)
        return self.price(amount, **{"starts_at": starts, "ends_at": ends, "is_promotion": True} | values)

    def row(self, product=0):
        """Return a product's row."""
        return self.shop.product(int(self.ids[product]))

    def test_all_sorts_of_one_product_travel_together(self):
        self.remote = self.opened(timezone="Europe/Berlin")
        results = self.pushed(
            "price",
            self.price("20.00"),
            self.offer("15.00"),
            self.price("18.00", group_id="2", minimum_quantity=Decimal(10)),
            self.price("9.00", product=1),
        )
        self.assertEqual(self.calls(), {"catalogProductAttributeTierPriceInfo": 1, "catalogProductMultiUpdate": 1})
        self.assertEqual([result.id for result in results], ["1", "1-special", "1-tier-2-10", "2"])
        row = self.row()
        self.assertEqual((row["price"], row["special_price"]), (20, 15))
        self.assertEqual(
            (row["special_from_date"], row["special_to_date"]), ("2026-03-01 00:00:00", "2026-03-07 00:00:00")
        )
        self.assertEqual(
            row["tiers"], [{"customer_group_id": "2", "website": "all", "qty": 10, "price": Decimal("18.00")}]
        )
        self.assertEqual(self.row(1)["price"], 9)

    def test_other_tiers_stay(self):
        mine = {"customer_group_id": "1", "website": "base", "qty": 5, "price": Decimal("17.0000")}
        old = {"customer_group_id": "all", "website": "all", "qty": 3, "price": Decimal("19.0000")}
        self.shop.edit("products", int(self.ids[0]), tiers=[mine, old])
        self.pushed("price", self.price("18.00", minimum_quantity=Decimal(3)))
        self.assertEqual([tier["price"] for tier in self.row()["tiers"]], [17, 18])
        self.pushed("price", self.price("18.00", minimum_quantity=Decimal(3), active=False))
        self.assertEqual([tier["price"] for tier in self.row()["tiers"]], [17])

    def test_an_offer_is_taken_away(self):
        self.pushed("price", self.offer("15.00"))
        self.pushed("price", self.offer("0", active=False))
        row = self.row()
        self.assertEqual((row["special_price"], row["special_from_date"], row["special_to_date"]), (None, None, None))

    def test_another_basis_is_turned_by_the_products_class(self):
        self.shop.edit("products", int(self.ids[1]), tax_class_id="4")
        net = {"includes_tax": False}
        self.pushed("price", self.price("10.00", **net), self.price("10.00", product=1, **net))
        self.assertEqual([self.row(0)["price"], self.row(1)["price"]], [Decimal("12.30"), Decimal("10.60")])
        # One list per class that the settings name.
        self.assertEqual(self.calls(), {"catalogProductList": 2, "catalogProductMultiUpdate": 1})

    def test_prices_of_other_forms_are_refused(self):
        for values in (
            {"customer_id": "1"},
            {"table_id": "1"},
            {"discount_percent": Decimal(5)},
            {"minimum_quantity": Decimal("1.5")},
            {"amount": Decimal(-1)},
            {"product_id": "", "variant_id": ""},
        ):
            with self.subTest(values):
                error = self.refused("price", self.price("1.00"), **values)
                self.assertIsInstance(error, Rejected)
                self.assertTrue(error.field)

    def test_calls_per_thousand_prices(self):
        self.shop.populate(products=1000)
        ids = [str(row["id"]) for row in self.shop.rows("products")][2:]
        prices = [Price(product_id=id, variant_id=id, amount=Decimal("7.77"), includes_tax=True) for id in ids]
        for start in range(0, 1000, self.remote.capabilities.batch["price"]):
            self.pushed("price", *prices[start : start + 200])
        self.assertEqual(self.calls(), {"catalogProductMultiUpdate": 20})


class TestStock(Magento1Case):
    def test_what_is_there_is_left_alone(self):
        ids = [self.shop.add_product(f"P{number}", quantity=5) for number in range(3)]
        levels = [make.level(str(id), quantity) for id, quantity in zip(ids, (5, 6, 0), strict=True)]
        results = self.pushed("stock", *levels)
        self.assertEqual([result.unchanged for result in results], [True, False, False])
        rows = [(self.shop.product(id)["qty"], self.shop.product(id)["is_in_stock"]) for id in ids]
        self.assertEqual(rows, [(5, 1), (6, 1), (0, 0)])

    def test_an_id_that_is_another_products_sku_is_told_apart(self):
        first = self.shop.add_product("MUG", quantity=1)
        second = self.shop.add_product(str(first), quantity=1)
        self.pushed("stock", make.level(str(first), 7), make.level(str(second), 8))
        self.assertEqual([self.shop.product(first)["qty"], self.shop.product(second)["qty"]], [7, 8])
        self.pushed("stock", make.level(str(first), 9))
        self.assertEqual([self.shop.product(first)["qty"], self.shop.product(second)["qty"]], [9, 8])

    def test_more_than_there_is_may_be_sold(self):
        id = self.shop.add_product("MUG")
        self.pushed("stock", make.level(str(id), 0, backorders=True))
        row = self.shop.product(id)
        self.assertEqual((row["is_in_stock"], row["backorders"]), (1, 1))

    def test_figures_that_do_not_fit_are_refused(self):
        id = self.shop.add_product("MUG")
        for quantity in ("0.00001", "123456789012"):
            self.assertEqual(self.refused("stock", make.level(str(id), quantity)).field, "quantity")

    def test_calls_per_ten_thousand_levels(self):
        self.shop.populate(products=2500)
        levels = [make.level(str(row["id"]), 77) for row in self.shop.rows("products")]
        size = 2000
        for start in range(0, 2500, size):
            self.pushed("stock", *levels[start : start + size])
        # One look a batch, one call for five hundred.
        self.assertEqual(self.calls(), {"catalogInventoryStockItemList": 2, "catalogInventoryStockItemMultiUpdate": 5})
