"""Magento 2, written: catalogue, prices, stock and people; what is sent, and above all what is not."""

from dataclasses import replace
from decimal import Decimal

from ....remotes.documents import AttributeValue, Category, Component, FieldValue, Image, Product, Variant
from ....remotes.errors import NotFound, Rejected
from ... import make
from .magento2_case import Magento2Case

GIF = b"GIF89a picture"


def shirt(*colours, **fields):
    """Return a shirt in these colours."""
    variants = tuple(
        Variant(code=f"SHIRT-{colour}", attributes=(AttributeValue(attribute="Color", value=colour),),
                price_extra=Decimal(place), barcode=f"560000000000{place}")
        for place, colour in enumerate(colours)
    )  # fmt: skip
    defaults = {"code": "SHIRT", "name": {"en_US": "Shirt"}, "price": Decimal(15), "tax_ids": ("DE-19",)}
    return Product(variants=variants, **defaults | fields)


class TestProducts(Magento2Case):
    settings = {"barcode_attribute": "ean"}

    def setUp(self):
        super().setUp()
        self.shop.add_attribute("ean", "EAN", kind="text")

    def row(self, sku):
        """Return the shop's row of a SKU."""
        return self.shop.store.product(sku)

    def value(self, sku, code, store=0):
        """Return an attribute's value."""
        return self.row(sku)["values"].get(code, {}).get(store)

    def lamp(self, **fields):
        """Return a lamp as Odoo tells it."""
        defaults = {"id": "", "code": "LAMP", "name": {"en_US": "Lamp"}, "tax_ids": ("DE-19",), "variants": ()}
        return make.product(**defaults | fields)

    def test_a_new_product_is_whole(self):
        category = self.shop.add_category("Lamps")
        lamp = self.lamp(
            price=Decimal("24.39"), weight=Decimal("1.2"), barcode="5601234567890", cost=Decimal("7.5"),
            brand="Lumen", category_ids=(str(category["id"]),), description={"en_US": "<p>Bright</p>"},
            meta_title={"en_US": "A lamp"}, tags=("light", "desk"), origin_country="PT",
        )  # fmt: skip
        (result,) = self.pushed("product", lamp)
        row = self.row("LAMP")
        self.assertEqual((result.id, result.variant_id), (str(row["id"]), str(row["id"])))
        self.assertEqual((row["type_id"], row["attribute_set_id"], row["website_ids"]), ("simple", 4, [1]))
        self.assertEqual([link["category_id"] for link in row["category_links"]], [str(category["id"])])
        told = {code: str(self.value("LAMP", code)) for code in ("price", "weight", "ean", "cost", "tax_class_id")}
        self.assertEqual(told, {"price": "24.39", "weight": "1.2", "ean": "5601234567890", "cost": "7.5",
                                "tax_class_id": "2"})  # fmt: skip
        (brand,) = self.shop.store.find("attribute", attribute_code="manufacturer")[0]["options"]
        self.assertEqual((brand["label"], self.value("LAMP", "manufacturer")), ("Lumen", brand["value"]))
        self.assertEqual((self.value("LAMP", "url_key"), self.value("LAMP", "visibility")), ("lamp-lamp", 4))

    def test_a_change_sends_nothing_but_what_it_says(self):
        self.shop.add_picture(self.shop.add_product("LAMP", "24.39", meta_keyword="light"), "own.gif")
        row = self.row("LAMP")
        row["tier_prices"] = [{"customer_group_id": 0, "qty": 1, "value": 1, "extension_attributes": {}}]
        lamp = self.lamp(id=str(row["id"]), price=None, tax_ids=(), name={"en_US": "New lamp"}, active=False)
        self.pushed("product", lamp)
        self.assertEqual((self.value("LAMP", "name"), self.value("LAMP", "status")), ("New lamp", 2))
        self.assertEqual((self.value("LAMP", "price"), self.value("LAMP", "meta_keyword")), (Decimal("24.39"), "light"))
        self.assertEqual((len(row["media"]), len(row["tier_prices"])), (1, 1))

    def test_products_shown_beside_are_sent_and_other_links_stay(self):
        for sku in ("CABLE", "BULB", "PART"):
            self.shop.add_product(sku)
        row = self.shop.add_product("LAMP")
        part = {"sku": "LAMP", "link_type": "associated", "linked_product_sku": "PART", "linked_product_type": "simple",
                "position": 1, "extension_attributes": {"qty": 2}}  # fmt: skip
        row["product_links"] = [part]
        lamp = self.lamp(related_codes=("bulb",), accessory_codes=("CABLE", "NONE"), tax_ids=())
        (result,) = self.pushed("product", lamp)
        self.assertIn("NONE", result.warning)
        links = [(link["link_type"], link["linked_product_sku"]) for link in row["product_links"]]
        self.assertEqual(links, [("associated", "PART"), ("related", "BULB"), ("crosssell", "CABLE")])
        self.assertEqual(row["product_links"][0], part)
        (page,) = self.remote.pull("product", ids=[result.id])
        self.assertEqual(page.documents[0].related_codes, ("BULB",))
        self.assertEqual(page.documents[0].accessory_codes, ("CABLE",))

    def test_a_list_that_is_emptied_does_not_wait_for_the_queue(self):
        """The queue takes a product's own fields alone."""
        self.shop.add_product("BULB")
        row = self.shop.add_product("LAMP")
        row["product_links"] = [
            {"sku": "LAMP", "link_type": "related", "linked_product_sku": "BULB", "linked_product_type": "simple",
             "position": 1, "extension_attributes": {}}
        ]  # fmt: skip
        self.remote = self.opened(async_products="1")
        (result,) = self.pushed("product", self.lamp(id=str(row["id"]), emptied=("related_codes",), tax_ids=()))
        self.assertEqual((row["product_links"], result.ticket), ([], ""))

    def test_a_sku_that_is_there_is_taken_over(self):
        row = self.shop.add_product("Lamp")
        (result,) = self.pushed("product", self.lamp(code="LAMP"))
        self.assertEqual(result.id, str(row["id"]))
        self.assertEqual(len(self.shop.store.rows["product"]), 1)

    def test_a_sku_is_not_renamed_but_told(self):
        row = self.shop.add_product("OLD")
        (result,) = self.pushed("product", self.lamp(id=str(row["id"]), code="NEW"))
        self.assertIn("The shop keeps the SKU OLD; change it there to NEW.", result.warning)
        self.assertEqual((self.value("OLD", "name"), self.row("NEW")), ("Lamp", None))

    def test_a_price_with_tax_is_kept_without(self):
        self.pushed("product", self.lamp(price=Decimal("30.00"), price_includes_tax=True))
        self.assertEqual(self.value("LAMP", "price"), Decimal("25.2101"))
        self.remote = self.opened(prices_include_tax="1")
        self.pushed("product", self.lamp(price=Decimal("30.00"), price_includes_tax=True))
        self.assertEqual(self.value("LAMP", "price"), Decimal(30))

    def test_translations_go_into_their_store_view(self):
        self.shop.add_store("pt", "pt_PT")
        self.remote = self.opened(store_views="default,pt")
        self.pushed("product", self.lamp(name={"en_US": "Lamp", "pt": "Candeeiro"}))
        self.assertEqual((self.value("LAMP", "name"), self.value("LAMP", "name", 2)), ("Lamp", "Candeeiro"))
        self.assertIsNone(self.value("LAMP", "name", 1))

    def test_variants_options_and_parent_are_made(self):
        (result,) = self.pushed("product", shirt("Red", "Blue"))
        parent = self.row("SHIRT")
        self.assertEqual((parent["type_id"], result.id, result.variant_id), ("configurable", str(parent["id"]), ""))
        red, blue = (self.row(f"SHIRT-{colour}") for colour in ("Red", "Blue"))
        self.assertEqual(parent["configurable_links"], [red["id"], blue["id"]])
        self.assertEqual(result.part_ids, {"SHIRT-Red": str(red["id"]), "SHIRT-Blue": str(blue["id"])})
        self.assertEqual((self.value("SHIRT-Blue", "price"), self.value("SHIRT-Blue", "ean")), (16, "5600000000001"))
        self.assertEqual((self.value("SHIRT-Red", "visibility"), self.value("SHIRT", "visibility")), (1, 4))
        options = self.shop.store.find("attribute", attribute_code="color")[0]["options"]
        self.assertEqual([option["label"] for option in options], ["Red", "Blue"])
        self.assertEqual(self.value("SHIRT-Red", "color"), options[0]["value"])

    def test_what_was_made_is_read_the_same(self):
        self.pushed("product", shirt("Red", "Blue"))
        (product,) = self.documents("product")
        self.assertEqual((product.price, [one.price_extra for one in product.variants]), (Decimal(15), [0, 1]))
        self.assertEqual([one.attributes[0].text for one in product.variants], ["Color=Red", "Color=Blue"])
        self.assertEqual([one.barcode for one in product.variants], ["5600000000000", "5600000000001"])

    def test_a_further_variant_joins_its_sisters(self):
        self.pushed("product", shirt("Red", "Blue"))
        self.pushed("product", shirt("Green"))
        self.assertEqual(len(self.row("SHIRT")["configurable_links"]), 3)
        (option,) = self.row("SHIRT")["configurable_options"]
        self.assertEqual(len(option["values"]), 3)

    def test_an_option_that_another_worker_made_is_found(self):
        self.pushed("product", shirt("Red", "Blue"))
        self.shop.add_option("Green")
        self.pushed("product", shirt("Green"))
        options = self.shop.store.find("attribute", attribute_code="color")[0]["options"]
        self.assertEqual([option["label"] for option in options], ["Red", "Blue", "Green"])

    def test_variants_that_cannot_be_are_refused(self):
        cases = {
            "must have a value of each attribute": shirt("Red", "Blue", code="S2"),
            "Two variants are red": shirt("Red", "red", code="S3"),
        }
        second = cases["must have a value of each attribute"]
        cases["must have a value of each attribute"] = replace(
            second, variants=(second.variants[0], replace(second.variants[1], attributes=()))
        )
        for words, document in cases.items():
            with self.subTest(words):
                error = self.refusal("product", document)
                self.assertIsInstance(error, Rejected)
                self.assertIn(words, str(error))
                self.assertEqual(error.field, "variants")

    def test_a_pack_is_a_bundle_with_fixed_parts(self):
        a = self.shop.add_product("A")
        self.shop.add_product("B")
        parts = (Component(variant_id=str(a["id"]), quantity=Decimal(2)), Component(code="B", quantity=Decimal(1)))
        pack = self.lamp(code="PACK", price=Decimal("19.90"), components=parts)
        self.pushed("product", pack)
        row = self.row("PACK")
        told = [(one["product_links"][0]["sku"], one["product_links"][0]["qty"]) for one in row["bundle_options"]]
        self.assertEqual((row["type_id"], told), ("bundle", [("A", 2), ("B", 1)]))
        self.assertEqual((self.value("PACK", "price_type"), self.value("PACK", "price")), ("1", Decimal("19.9")))
        before = row["bundle_options"]
        self.pushed("product", replace(pack, id=str(row["id"])))
        self.assertIs(row["bundle_options"], before)
        (read,) = [one for one in self.documents("product") if one.code == "PACK"]
        self.assertEqual([(one.code, one.quantity) for one in read.components], [("A", 2), ("B", 1)])

    def test_pictures_are_sent_once(self):
        key, other = self.pictures.add(GIF), self.pictures.add(GIF + b"2")
        images = tuple(Image(content_key=one, name=f"lamp {one[:2]}.gif", legend={"en_US": "Front"})
                       for one in (key, other))  # fmt: skip
        (result,) = self.pushed("product", self.lamp(images=images))
        media = self.row("LAMP")["media"]
        self.assertEqual([entry["types"] for entry in media], [["image", "small_image", "thumbnail"], []])
        self.assertEqual(result.part_ids, {key: str(media[0]["id"]), other: str(media[1]["id"])})
        self.assertEqual(self.shop.store.files[media[0]["file"]], GIF)
        self.pictures.reads.clear()
        self.shop.log.clear()
        (again,) = self.pushed("product", self.lamp(images=images))
        self.assertEqual((again.part_ids, self.pictures.reads), (result.part_ids, []))
        self.assertEqual(self.shop.log.count(kind="products/media"), 0)

    def test_pictures_move_and_go_but_those_of_others_stay(self):
        key, other = self.pictures.add(GIF), self.pictures.add(GIF + b"2")
        first, second = (Image(content_key=one, name="lamp.gif") for one in (key, other))
        self.pushed("product", self.lamp(images=(first, second)))
        self.shop.add_picture(self.row("LAMP"), "own.gif")
        self.pushed("product", self.lamp(images=(second,)))
        files = [entry["file"].rpartition("/")[2] for entry in self.row("LAMP")["media"]]
        self.assertEqual(files, [f"lamp-{other[:16]}.gif", "own.gif"])
        self.assertIn("image", self.row("LAMP")["media"][0]["types"])

    def test_a_picture_that_the_shop_does_not_take_is_refused(self):
        key = self.pictures.add(b"RIFF webp")
        error = self.refusal("product", self.lamp(images=(Image(content_key=key, name="lamp.webp"),)))
        self.assertEqual((type(error), error.field), (Rejected, "images"))

    def test_fields_of_the_merchants_own_are_written(self):
        self.shop.add_attribute("material", "Material")
        field = FieldValue(code="material", value={"": "Steel"})
        self.pushed("product", self.lamp(fields=(field,)))
        (option,) = self.shop.store.find("attribute", attribute_code="material")[0]["options"]
        self.assertEqual((option["label"], self.value("LAMP", "material")), ("Steel", option["value"]))
        error = self.refusal("product", self.lamp(fields=(replace(field, code="nosuch"),)))
        self.assertEqual(error.field, "fields")

    def test_what_cannot_be_saved_names_its_field(self):
        bundle = self.shop.add_bundle("B", [(self.shop.add_product("A")["sku"], 1)])
        cases = (
            ({"code": ""}, "code"), ({"code": "X" * 65}, "code"), ({"name": {}}, "name"),
            ({"tax_ids": ("DE-99",)}, "tax_ids"), ({"attribute_set": "Nosuch"}, "attribute_set"),
            ({"category_ids": ("lamps",)}, "category_ids"),
            ({"components": (Component(product_id="7"),)}, "components"),
            ({"id": str(bundle["id"]), "components": (Component(code=""),)}, "components"),
        )  # fmt: skip
        for fields, field in cases:
            with self.subTest(**fields):
                self.assertEqual(self.refusal("product", self.lamp(**fields)).field, field)
        self.assertIsInstance(self.refusal("product", self.lamp(id="999999")), NotFound)

    def test_a_sku_with_a_slash_is_written(self):
        (result,) = self.pushed("product", self.lamp(code="LAMP/RED ä"))
        self.pushed("product", self.lamp(id=result.id, code="LAMP/RED ä", name={"en_US": "Red"}))
        self.assertEqual(self.value("LAMP/RED ä", "name"), "Red")
        self.assertEqual(self.remote.find("product", "LAMP/RED ä").id, result.id)

    def test_a_sku_with_a_comma_is_found(self):
        row = self.shop.add_product("LAMP,RED")
        self.assertEqual(self.remote.find("product", "LAMP,RED").id, str(row["id"]))
        self.assertIsNone(self.remote.find("product", "LAMP"))


class TestLater(Magento2Case):
    """Products that the shop saves later."""

    settings = {"async_products": "1"}

    def lamps(self, count):
        """Return new lamps."""
        return [
            make.product(id="", code=f"L{number}", name={"en_US": f"Lamp {number}"}, tax_ids=(), variants=())
            for number in range(count)
        ]

    def test_tickets_tell_later_what_became_of_them(self):
        self.shop.consumes = False
        lamps = self.lamps(3)
        lamps[1] = replace(lamps[1], category_ids=("999",))
        results = self.pushed("product", *lamps)
        tickets = [result.ticket for result in results]
        self.assertEqual(len(set(filter(None, tickets))), 3)
        self.assertEqual(self.shop.log.count("POST"), 1)
        self.assertEqual([one.ticket for one in self.remote.outcomes("product", tickets)], tickets)
        self.shop.work()
        first, second, third = self.opened().outcomes("product", tickets)
        ids = [str(self.shop.store.product(sku)["id"]) for sku in ("L0", "L2")]
        self.assertEqual([first.id, third.id], ids)
        self.assertEqual((first.variant_id, first.ticket, first.error), (ids[0], "", None))
        self.assertIsInstance(second.error, Rejected)

    def test_a_bulk_that_the_shop_forgot_is_an_open_question(self):
        (result,) = self.pushed("product", *self.lamps(1))
        self.shop.store.rows["bulk"].clear()
        (outcome,) = self.remote.outcomes("product", [result.ticket])
        self.assertEqual((outcome.error.reason, outcome.ticket), ("outcome_unknown", ""))

    def test_what_needs_several_calls_is_saved_now(self):
        plain, (several,) = self.lamps(1), [shirt("Red", "Blue", tax_ids=())]
        first, second = self.pushed("product", *plain, several)
        self.assertTrue(first.ticket)
        self.assertEqual((second.ticket, second.id), ("", str(self.shop.store.product("SHIRT")["id"])))

    def test_asking_for_a_hundred_outcomes_costs_two_calls(self):
        tickets = [result.ticket for result in self.pushed("product", *self.lamps(100))]
        self.shop.log.clear()
        self.assertEqual({one.error for one in self.remote.outcomes("product", tickets)}, {None})
        self.assertEqual(len(self.shop.log), 2)


class TestCategories(Magento2Case):
    def test_a_tree_is_made_moved_and_switched_off(self):
        (top,) = self.pushed("category", Category(name={"en_US": "Lamps"}))
        (child,) = self.pushed("category", Category(name={"en_US": "Desk"}, parent_id=top.id))
        rows = self.shop.store.rows["category"]
        self.assertEqual((rows[int(top.id)]["parent_id"], rows[int(child.id)]["path"]), (2, f"1/2/{top.id}/{child.id}"))
        (other,) = self.pushed("category", Category(name={"en_US": "Light"}))
        self.pushed("category", Category(id=child.id, name={"en_US": "Desk"}, parent_id=other.id, active=False))
        row = rows[int(child.id)]
        self.assertEqual((row["parent_id"], row["values"]["is_active"]), (int(other.id), {0: False}))

    def test_translations_go_into_their_store_view(self):
        self.shop.add_store("pt", "pt_PT")
        self.remote = self.opened(store_views="default,pt")
        (result,) = self.pushed("category", Category(name={"en_US": "Lamps", "pt_PT": "Candeeiros"}))
        self.assertEqual(self.shop.store.rows["category"][int(result.id)]["values"]["name"],
                         {0: "Lamps", 2: "Candeeiros"})  # fmt: skip

    def test_places_among_sisters_are_told_and_survive_a_move(self):
        first, second = (self.shop.add_category(name) for name in ("First", "Second"))
        lamps = self.shop.add_category("Lamps", parent=first["id"])
        document = Category(id=str(lamps["id"]), name={"en_US": "Lamps"}, parent_id=str(first["id"]), position=5)
        self.pushed("category", document)
        self.assertEqual(lamps["position"], 5)
        self.shop.add_category("Sister", parent=second["id"])
        self.pushed("category", replace(document, parent_id=str(second["id"]), position=1))
        self.assertEqual((lamps["parent_id"], lamps["position"]), (second["id"], 1))
        self.pushed("category", replace(document, parent_id=str(first["id"]), position=9))
        self.assertEqual(lamps["position"], 9)
        self.shop.log.clear()
        self.pushed("category", replace(document, position=9))
        self.assertEqual(self.shop.log.count("PUT"), 0)
        (new,) = self.pushed("category", Category(name={"en_US": "New"}, parent_id=str(first["id"]), position=4))
        self.assertEqual(self.shop.store.rows["category"][int(new.id)]["position"], 4)


class TestCustomers(Magento2Case):
    def customer(self, **fields):
        """Return a buyer with an address."""
        defaults = {"id": "", "email": "ana@mail.test", "billing": make.address(id="", alias="home", country="PT")}
        return make.customer(**defaults | fields)

    def test_an_account_is_opened_and_the_shop_mails_it(self):
        (result,) = self.pushed("customer", self.customer(vat="PT123456789", group_id="2", newsletter=True))
        row = self.shop.store.rows["customer"][int(result.id)]
        self.assertEqual((row["group_id"], row["taxvat"], row["is_subscribed"]), (2, "PT123456789", True))
        self.assertEqual(result.part_ids, {"home": f"address-{row['addresses'][0]['id']}"})
        self.assertEqual(self.shop.store.mails, [("account_new_no_password", int(result.id))])

    def test_an_account_with_that_address_is_taken_over(self):
        row = self.shop.add_customer("Ana@mail.test", firstname="Old")
        (result,) = self.pushed("customer", self.customer())
        self.assertEqual((result.id, row["firstname"]), (str(row["id"]), "Rita"))
        self.assertEqual(len(row["addresses"]), 2)

    def test_addresses_that_are_not_spoken_of_stay(self):
        row = self.shop.add_customer(addresses=[self.shop.address(city=city) for city in ("Berlin", "Bonn")])
        first = row["addresses"][0]
        moved = make.address(id=f"address-{first['id']}", city="Hamburg", country="DE")
        self.pushed("customer", self.customer(id=str(row["id"]), email=row["email"], billing=None, addresses=(moved,)))
        self.assertEqual([one["city"] for one in row["addresses"]], ["Hamburg", "Bonn"])
        self.assertEqual(row["addresses"][0]["id"], first["id"])

    def test_removed_addresses_go_and_nothing_else(self):
        cities = ("Berlin", "Bonn", "Köln")
        row = self.shop.add_customer(addresses=[self.shop.address(city=city) for city in cities])
        gone = f"address-{row['addresses'][1]['id']}"
        document = self.customer(
            id=str(row["id"]), email=row["email"], billing=None, removed_address_ids=(gone, "address-999")
        )
        self.pushed("customer", document)
        self.assertEqual([one["city"] for one in row["addresses"]], ["Berlin", "Köln"])
        self.settle()
        (again,) = self.pushed("customer", document)
        self.assertTrue(again.unchanged)
        self.assertEqual(self.shop.log.count("PUT"), 0)

    def test_the_billing_address_is_the_one_that_is_told(self):
        row = self.shop.add_customer(addresses=[self.shop.address(city="Bonn")])
        self.pushed("customer", self.customer(id=str(row["id"]), email=row["email"]))
        chosen = [one["city"] for one in row["addresses"] if one.get("default_billing")]
        self.assertEqual((len(row["addresses"]), chosen), (2, ["Porto"]))

    def test_nothing_new_moves_no_date(self):
        (result,) = self.pushed("customer", self.customer(group_id="1"))
        self.settle()
        before = self.shop.store.rows["customer"][int(result.id)]["updated_at"]
        (again,) = self.pushed("customer", self.customer(id=result.id, group_id="1"))
        self.assertTrue(again.unchanged)
        self.assertEqual(self.shop.store.rows["customer"][int(result.id)]["updated_at"], before)

    def test_regions_go_by_the_shops_list(self):
        (result,) = self.pushed("customer", self.customer(billing=make.address(id="", country="US", state="NY")))
        address = self.shop.store.rows["customer"][int(result.id)]["addresses"][0]
        self.assertEqual(address["region_id"], 43)
        nowhere = make.address(id="", country="US", state="XX")
        error = self.refusal("customer", self.customer(email="b@mail.test", billing=nowhere))
        self.assertEqual(error.field, "state")

    def test_what_the_shop_asks_for_is_named(self):
        for fields, field in (
            ({"email": ""}, "email"), ({"billing": make.address(id="", phone="", country="PT")}, "phone"),
            ({"billing": make.address(id="", country="XX")}, "country"), ({"group_id": "77"}, "group_id"),
        ):  # fmt: skip
            with self.subTest(field):
                self.assertEqual(self.refusal("customer", self.customer(**fields)).field, field)
