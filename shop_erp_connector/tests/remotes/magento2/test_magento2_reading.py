"""Magento 2, read from the simulated shop: what a catalogue, prices and stock of every kind come to."""

from datetime import UTC, datetime
from decimal import Decimal

from ....remotes.documents import Price
from ....remotes.errors import NotFound
from .magento2_case import Magento2Case


class TestCatalogue(Magento2Case):
    def configurable(self):
        """Return a shirt in two colours, (parent, red, blue)."""
        shop = self.shop
        options = [shop.add_option(label) for label in ("Red", "Blue")]
        red, blue = (
            shop.add_product(f"SHIRT-{name}", price, color=option, visibility=1)
            for name, price, option in (("R", "15.00", options[0]), ("B", "17.50", options[1]))
        )
        return shop.add_configurable("SHIRT", [red, blue], name="Shirt"), red, blue

    def test_variants_are_told_with_their_parent_alone(self):
        parent, red, blue = self.configurable()
        product = self.only("product")
        self.assertEqual((product.id, product.code, product.price), (str(parent["id"]), "SHIRT", Decimal("15.00")))
        self.assertEqual(
            [(one.id, one.code, one.price_extra) for one in product.variants],
            [(str(red["id"]), "SHIRT-R", Decimal(0)), (str(blue["id"]), "SHIRT-B", Decimal("2.5"))],
        )
        values = [value for variant in product.variants for value in variant.attributes]
        self.assertEqual([value.text for value in values], ["Color=Red", "Color=Blue"])
        self.assertEqual({(value.attribute_id, value.attribute_code) for value in values}, {("93", "color")})

    def test_who_asks_for_a_variant_gets_its_parent(self):
        parent, red, blue = self.configurable()
        (product,) = self.documents("product", ids=[str(red["id"]), str(blue["id"])])
        self.assertEqual(product.id, str(parent["id"]))

    def test_a_changed_variant_is_a_change_of_its_parent(self):
        parent, red, _blue = self.configurable()
        cursor = self.pages("product")[-1].cursor
        self.settle()
        self.shop.edit("product", red["id"], price=Decimal("16.00"))
        (product,) = self.documents("product", cursor)
        self.assertEqual((product.id, product.price), (str(parent["id"]), Decimal("16.00")))
        self.assertEqual(product.updated_at.strftime("%Y-%m-%d %H:%M:%S"), red["updated_at"])

    def test_a_variant_that_lost_its_parent_is_a_product(self):
        parent, red, _blue = self.configurable()
        self.settle()
        cursor = self.pages("product")[-1].cursor
        self.settle()
        del self.shop.store.rows["product"][parent["id"]]
        self.shop.edit("product", red["id"], price=Decimal("16.00"))
        self.assertEqual([product.code for product in self.documents("product", cursor)], ["SHIRT-R"])
        self.assertEqual([product.code for product in self.documents("product")], ["SHIRT-B", "SHIRT-R"])

    def test_a_variant_that_joins_later_is_found(self):
        _parent, red, blue = self.configurable()
        cursor = self.pages("product")[-1].cursor
        self.settle()
        green = self.shop.add_product("SHIRT-G", "15.00", color=self.shop.add_option("Green"), visibility=1)
        row = self.shop.store.product("SHIRT")
        row["configurable_links"] = [red["id"], blue["id"], green["id"]]
        self.shop.edit("product", row["id"], meta_title="New")
        (product,) = self.documents("product", cursor)
        self.assertEqual([one.attributes[0].value for one in product.variants], ["Red", "Blue", "Green"])

    def test_parts_of_bundles_and_groups_are_named(self):
        shop = self.shop
        a, b = shop.add_product("A"), shop.add_product("B")
        shop.add_bundle("PACK", [("A", 2), ("B", 1)], price="19.90")
        shop.add_grouped("SET", [("A", 1), ("B", 3)])
        pack, group = self.documents("product")[2:]
        parts = [(one.variant_id, one.code, one.quantity, one.is_default) for one in pack.components]
        self.assertEqual(parts, [(str(a["id"]), "A", Decimal(2), True), (str(b["id"]), "B", Decimal(1), True)])
        self.assertEqual([(one.code, one.quantity) for one in group.components], [("A", 1), ("B", 3)])
        self.assertEqual((pack.price, pack.is_stored, group.is_stored), (Decimal("19.90"), False, False))

    def test_a_choice_in_a_bundle_names_its_option(self):
        shop = self.shop
        for sku in ("RED", "BLUE"):
            shop.add_product(sku)
        row = shop.add_bundle("CHOICE", [("RED", 1)])
        (option,) = row["bundle_options"]
        option["product_links"].append(dict(option["product_links"][0], id="9", sku="BLUE", is_default=False))
        (product,) = [one for one in self.documents("product") if one.code == "CHOICE"]
        self.assertEqual(
            [(one.code, one.option, one.is_default) for one in product.components],
            [("RED", "Part 1", True), ("BLUE", "Part 1", False)],
        )

    def test_store_views_translate(self):
        self.shop.add_store("pt", "pt_PT")
        lamp = self.shop.add_product("LAMP", name="Lamp", description="Bright")
        lamp["values"]["name"][2] = "Candeeiro"
        category = self.shop.add_category("Lamps")
        category["values"]["name"][2] = "Candeeiros"
        self.remote = self.opened(store_views="default, pt")
        product = self.only("product")
        self.assertEqual(product.name, {"en_US": "Lamp", "pt_PT": "Candeeiro"})
        self.assertEqual(product.description, {"en_US": "Bright"}, "inherited, and no text of the store view's own")
        names = [category.name for category in self.documents("category")]
        self.assertIn({"en_US": "Lamps", "pt_PT": "Candeeiros"}, names)

    def test_pictures_come_with_their_address_and_can_be_fetched(self):
        lamp = self.shop.add_product("LAMP")
        self.shop.add_picture(lamp, "back.gif", b"GIF8back")
        self.shop.add_picture(lamp, "front.gif", b"GIF8front", types=["image", "thumbnail"], label="Front")
        front, back = self.only("product").images
        self.assertEqual((front.name, back.name), ("front.gif", "back.gif"))
        self.assertEqual(front.legend, {"en_US": "Front"})
        self.assertEqual(front.url, f"{self.shop.url}/media/catalog/product/f/r/front.gif")
        self.assertEqual(self.remote.download(front.url), b"GIF8front")
        with self.assertRaises(NotFound):
            self.remote.download(front.url.replace("front", "gone"))

    def test_attributes_of_the_merchants_own_are_fields(self):
        self.shop.add_attribute("material", "Material")
        self.shop.add_attribute("ean", "EAN", kind="text")
        steel = self.shop.add_option("Steel", attribute="material")
        brand = self.shop.add_option("Lumen", attribute="manufacturer")
        self.shop.add_product("LAMP", material=steel, manufacturer=brand, ean="5601234567890", cost=Decimal("7.5"))
        self.remote = self.opened(barcode_attribute="ean")
        product = self.only("product")
        self.assertEqual([(one.code, one.name, one.value) for one in product.fields],
                         [("material", "Material", {"": "Steel"})])  # fmt: skip
        self.assertEqual((product.brand, product.barcode, product.cost), ("Lumen", "5601234567890", Decimal("7.5")))

    def test_a_product_tells_its_taxes_at_home(self):
        self.shop.add_product("LAMP", tax_class=2)
        self.shop.add_product("BOOK", tax_class=4)
        self.shop.add_product("GIFT", tax_class=0)
        self.assertEqual([one.tax_ids for one in self.documents("product")], [("DE-19",), ("DE-7",), ()])
        self.remote = self.opened(country="PT")
        self.assertEqual([one.tax_ids for one in self.documents("product")], [("PT-23",), ("PT-6",), ()])


class TestOffers(Magento2Case):
    def test_special_prices_and_tiers_are_prices_of_their_own(self):
        dates = {"special_from_date": "2026-03-01 00:00:00", "special_to_date": "2026-03-31 23:59:59"}
        lamp = self.shop.add_product("LAMP", "24.39", special_price=Decimal("19.90"), **dates)
        lamp["tier_prices"] = [
            {"customer_group_id": 32000, "qty": 10, "value": Decimal(22), "extension_attributes": {"website_id": 0}},
            {"customer_group_id": 2, "qty": 5, "value": 0,
             "extension_attributes": {"website_id": 0, "percentage_value": Decimal(15)}},
        ]  # fmt: skip
        id = str(lamp["id"])
        base, special, everybody, wholesale = self.documents("price")
        self.assertEqual(base, Price(id=id, product_id=id, variant_id=id, amount=Decimal("24.39")))
        self.assertEqual((special.id, special.amount, special.is_promotion), (f"{id}/special", Decimal("19.9"), True))
        # Wall-clock time of Berlin, before and after summer time begins.
        self.assertEqual(special.starts_at, datetime(2026, 2, 28, 23, tzinfo=UTC))
        self.assertEqual(special.ends_at, datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC))
        self.assertEqual((everybody.group_id, everybody.minimum_quantity, everybody.amount), ("", 10, Decimal(22)))
        self.assertEqual((wholesale.group_id, wholesale.discount_percent), ("2", Decimal(15)))
        self.assertEqual([one.id for one in self.documents("price", ids=[f"{id}/2/5"])], [f"{id}/2/5"])

    def test_pages_end_inside_a_product(self):
        for number in range(4):
            row = self.shop.add_product(f"P{number}", "10", special_price=Decimal(number + 1))
            row["tier_prices"] = [
                {"customer_group_id": 32000, "qty": quantity, "value": Decimal(9), "extension_attributes": {}}
                for quantity in (5, 10)
            ]
        whole = [one.id for one in self.documents("price")]
        self.assertEqual(len(whole), 16)
        for limit in (1, 3, 5, 7, 16):
            pages = self.pages("price", limit=limit)
            self.assertLessEqual(max(len(page.documents) for page in pages), limit)
            self.assertEqual([one.id for page in pages for one in page.documents], whole)

    def test_what_costs_what_its_parts_cost_has_no_price(self):
        self.shop.add_product("A", "5")
        self.shop.add_bundle("PACK", [("A", 2)])
        self.shop.add_bundle("BOX", [("A", 2)], price="8.00")
        self.assertEqual([one.amount for one in self.documents("price")], [Decimal(5), Decimal(8)])


class TestStock(Magento2Case):
    def test_each_source_is_a_level_and_orphans_are_none(self):
        lamp = self.shop.add_product("LAMP", quantity=7)
        self.shop.add_source("north")
        self.shop.set_stock("LAMP", 3, "north")
        self.shop.store.source_items["GONE", "default"] = [Decimal(9), 1]
        levels = self.documents("stock")
        self.assertEqual([(one.id, one.location_id, one.quantity) for one in levels],
                         [(f"{lamp['id']}/default", "default", 7), (f"{lamp['id']}/north", "north", 3)])  # fmt: skip
        self.assertEqual({entry.id for entry in self.remote.lookups("location")}, {"default", "north"})

    def test_salable_is_what_is_not_promised(self):
        lamp = self.shop.add_product("LAMP", quantity=7)
        self.shop.place_order(self.shop.add_customer(), [(lamp, 2)])
        self.remote = self.opened(stock="salable")
        level = self.only("stock")
        self.assertEqual((level.quantity, level.basis, level.id), (Decimal(5), "available", str(lamp["id"])))
        self.remote = self.opened(stock="sources")
        self.assertEqual((self.only("stock").quantity, self.only("stock").basis), (Decimal(7), "physical"))


class TestPaging(Magento2Case):
    options = {"version": "2.4.3"}

    def test_an_older_shop_repeats_its_last_page(self):
        self.shop.populate(products=7)
        self.assertEqual(len(self.documents("product", limit=3)), 7)
        self.assertEqual(len(self.documents("stock", limit=7)), 7)
        self.assertEqual(len(self.remote.lookups("attribute")), 2)

    def test_input_limits_make_pages_and_lists_smaller(self):
        self.shop.populate(products=320)
        self.shop.input_limits = True
        levels = [one.variant_id for one in self.documents("stock", limit=1000)]
        self.assertEqual(len(set(levels)), 320)
        prices = [Price(variant_id=id, product_id=id, amount=Decimal(9)) for id in levels[:45]]
        self.pushed("price", *prices)
        told = {row["values"]["price"][0] for row in self.shop.store.all("product")[:45]}
        self.assertEqual(told, {Decimal(9)})
