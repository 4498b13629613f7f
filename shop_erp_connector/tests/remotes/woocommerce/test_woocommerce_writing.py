"""WooCommerce, written: products with their variations and pictures, prices, stock, categories and customers."""

from dataclasses import replace
from datetime import UTC, datetime

from ....remotes.documents import AttributeValue, Category, Component, FieldValue, Image, Price, Variant
from ....remotes.errors import NotFound, OutcomeUnknown, Rejected
from ... import make
from .woocommerce_case import PNG, Pictures, WooCommerceCase, dec


def shirt(*variants, **fields):
    """Return a product with variants, given as (code, price above the lowest, {attribute: value})."""
    defaults = {"code": "SHIRT", "name": {"": "Shirt"}, "price": dec("15.00"), "price_includes_tax": True}
    made = tuple(
        Variant(
            code=code,
            price_extra=dec(extra),
            attributes=tuple(AttributeValue(attribute=name, value=value) for name, value in values.items()),
        )
        for code, extra, values in variants
    )
    return make.product(**{"id": "", "tax_ids": ("1",), "variants": made} | defaults | fields)


RED = ("SHIRT-R", "0.00", {"Colour": "Red", "Size": "L"})
BLUE = ("SHIRT-B", "2.50", {"Colour": "Blue", "Size": "L"})


class TestProducts(WooCommerceCase):
    def test_a_new_product(self):
        lights = self.shop.add_category("Lights")
        product = make.product(
            id="", code="LAMP", name={"en_US": "Lamp & bulb", "de_DE": "Lampe"}, description={"": "<p>Bright</p>"},
            price=dec("24.90"), price_includes_tax=True, tax_ids=("2",), category_id=str(lights["id"]),
            barcode="4006381333931",
            weight=dec("1.2345"), depth=dec(10), tags=("new", "Lights & co"), brand="Lumen", low_stock=dec(3),
            fields=(FieldValue(code="origin", value={"": "Porto"}),), variants=(),
        )  # fmt: skip
        (result,) = self.push("product", product)
        row = self.shop.only("products", sku="LAMP")
        self.assertEqual((result.id, result.variant_id), (str(row["id"]), f"{row['id']}-0"))
        self.assertEqual(
            (row["name"], row["description"], row["status"]), ("Lamp &amp; bulb", "<p>Bright</p>", "publish")
        )
        self.assertEqual(
            (row["regular_price"], row["tax_class"], row["tax_status"]), ("24.90", "reduced-rate", "taxable")
        )
        self.assertEqual((row["weight"], row["dimensions"]["length"], row["low_stock_amount"]), ("1.2345", "10", 3))
        self.assertEqual((row["categories"], row["global_unique_id"]), ([lights["id"]], "4006381333931"))
        self.assertEqual(self.shop.meta(row), {"origin": "Porto"})
        read = self.only("product", result.id)
        self.assertEqual((read.tags, read.brand, read.name), (("Lights & co", "new"), "Lumen", {"": "Lamp & bulb"}))
        self.assertTrue(read.is_stored)

    def test_an_equal_reference_is_taken_over(self):
        row = self.shop.add_product("LAMP", "20.00", name="Old")
        (result,) = self.push("product", make.product(id="", code="lamp", name={"": "New"}, tax_ids=("1",)))
        self.assertEqual((result.id, self.shop.only("products")["name"]), (str(row["id"]), "New"))

    def test_a_reference_of_the_trash_is_revived(self):
        row = self.shop.add_product("LAMP", "20.00")
        self.shop.trash_product(row)
        (result,) = self.push("product", make.product(id="", code="LAMP", tax_ids=("1",)))
        self.assertEqual((result.id, row["status"]), (str(row["id"]), "publish"))

    def test_a_change_keeps_what_the_shop_has_besides(self):
        mine, theirs = self.shop.add_category("Mine"), self.shop.add_category("Theirs")
        colour = self.shop.add_attribute("Material", ["Oak"])
        attributes = [{"id": colour["id"], "options": ["Oak"]}, {"name": "Care", "options": ["Wipe"]}]
        row = self.shop.add_product("LAMP", "20.00", categories=[{"id": theirs["id"]}], attributes=attributes)
        product = make.product(str(row["id"]), code="LAMP", category_id=str(mine["id"]), tax_ids=())
        self.push("product", product)
        self.assertEqual((row["categories"], row["tax_status"]), ([mine["id"], theirs["id"]], "taxable"))
        self.push("product", replace(product, category_id="", removed_category_ids=(str(mine["id"]), "999")))
        self.assertEqual(self.shop.only("products")["categories"], [theirs["id"]])
        self.assertEqual([one["options"] for one in row["attributes"]], [["Oak"], ["Wipe"]])

    def test_it_is_switched_off_and_never_deleted(self):
        row = self.shop.add_product("LAMP", "20.00")
        product = make.product(str(row["id"]), code="LAMP", active=False)
        self.push("product", replace(product, tax_ids=()))
        self.assertEqual(row["status"], "draft")
        row["status"] = "private"
        self.push("product", replace(product, tax_ids=()))
        self.assertEqual(row["status"], "private")

    def test_the_shops_language_decides(self):
        self.shop.configure(language="pt_PT")
        self.remote.check()
        name = {"en_US": "Lamp", "pt_BR": "Luminária", "de_DE": "Lampe"}
        self.push("product", make.product(id="", code="A", name=name, tax_ids=("1",)))
        self.assertEqual(self.shop.only("products")["name"], "Luminária")
        error = self.refusal(
            "product", make.product(id="", code="B", name={"en_US": "Lamp", "de_DE": "Lampe"}, tax_ids=("1",))
        )
        self.assertEqual(error.field, "name")

    def test_prices_in_the_other_basis(self):
        self.push("product", make.product(id="", code="A", price=dec("20.924370"), tax_ids=("1",)))
        self.assertEqual(self.shop.only("products")["regular_price"], "24.90")

    def test_what_a_pack_is_the_shop_does_not_know(self):
        product = make.product(id="", code="PACK", components=(Component(product_id="1"),))
        self.assertEqual(self.refusal("product", product).field, "components")

    def test_a_gone_product(self):
        self.assertIsInstance(self.refusal("product", make.product("999999")), NotFound)

    def test_related_products_are_named_by_reference(self):
        shade = self.shop.add_product("SHADE", "5.00")
        product = make.product(id="", code="LAMP", accessory_codes=("SHADE", "unknown"), tax_ids=("1",))
        (result,) = self.push("product", product)
        self.assertEqual(self.shop.row("products", int(result.id))["cross_sell_ids"], [shade["id"]])
        self.assertEqual(self.only("product", result.id).accessory_codes, ("SHADE",))

    def test_texts_for_search_engines(self):
        remote = self.opened(meta_title_key="_yoast_wpseo_title")
        product = make.product(id="", code="A", meta_title={"": "Best lamp"}, slug={"": "best-lamp"}, tax_ids=("1",))
        (result,) = self.push("product", product, remote=remote)
        row = self.shop.only("products")
        self.assertEqual((self.shop.meta(row), row["slug"]), ({"_yoast_wpseo_title": "Best lamp"}, "best-lamp"))
        (read,) = self.read("product", remote=remote, ids=[result.id])
        self.assertEqual(read.meta_title, {"": "Best lamp"})

    def test_a_lost_answer_is_looked_up(self):
        product = make.product(id="", code="LAMP", tax_ids=("1",))
        self.shop.faults.cut_after_accepting(method="POST", kind="products/batch")
        self.assertIsInstance(self.refusal("product", product), OutcomeUnknown)
        found = self.remote.find("product", "LAMP")
        self.assertEqual((found.id, found.variant_id), (str(self.shop.only("products")["id"]), f"{found.id}-0"))

    def test_a_reference_with_a_comma(self):
        self.shop.add_product("A,B", "1.00")
        self.shop.add_product("A,BC", "1.00")
        self.assertEqual(self.remote.find("product", "A,B").id, str(self.shop.only("products", sku="A,B")["id"]))
        self.assertIsNone(self.remote.find("product", "A"))


class TestVariations(WooCommerceCase):
    def test_attributes_and_values_are_made(self):
        (result,) = self.push("product", shirt(RED, BLUE))
        product = self.shop.only("products")
        self.assertEqual((product["type"], result.variant_id), ("variable", ""))
        self.assertEqual([row["name"] for row in self.shop.rows("attributes")], ["Colour", "Size"])
        self.assertEqual({row["name"] for row in self.shop.rows("terms")}, {"Red", "Blue", "L"})
        red, blue = self.shop.rows("variations")
        self.assertEqual((red["sku"], red["regular_price"], red["manage_stock"]), ("SHIRT-R", "15.00", True))
        self.assertEqual((blue["sku"], blue["regular_price"]), ("SHIRT-B", "17.50"))
        self.assertEqual(result.part_ids, {row["sku"]: f"{product['id']}-{row['id']}" for row in (red, blue)})
        read = self.only("product", result.id)
        self.assertEqual([value.text for value in read.variants[1].attributes], ["Colour=Blue", "Size=L"])

    def test_they_are_matched_and_changed(self):
        (result,) = self.push("product", shirt(RED, BLUE))
        before = [row["id"] for row in self.shop.rows("variations")]
        self.shop.edit_product(before[0], stock_quantity=9)
        # By reference; by values, when the reference is new; and a third is new.
        green = ("SHIRT-G", "0.00", {"Colour": "Green", "Size": "L"})
        again = shirt(RED, ("NEW-B", "3.00", BLUE[2]), green, id=result.id)
        self.push("product", again)
        rows = self.shop.rows("variations")
        self.assertEqual([row["id"] for row in rows][:2], before)
        self.assertEqual([row["sku"] for row in rows], ["SHIRT-R", "NEW-B", "SHIRT-G"])
        self.assertEqual([row["regular_price"] for row in rows], ["15.00", "18.00", "15.00"])
        self.assertEqual(rows[0]["stock_quantity"], 9)

    def test_one_that_the_shop_has_besides_is_told_and_kept(self):
        (result,) = self.push("product", shirt(RED, BLUE))
        (result,) = self.push("product", shirt(RED, id=result.id))
        extra = self.shop.only("variations", sku="SHIRT-B")
        self.assertIn(f"{result.id}-{extra['id']}", result.warning)
        self.assertEqual(extra["status"], "publish")

    def test_one_that_is_switched_off_is_private(self):
        product = shirt(RED, BLUE)
        product = replace(product, variants=(product.variants[0], replace(product.variants[1], active=False)))
        self.push("product", product)
        self.assertEqual([row["status"] for row in self.shop.rows("variations")], ["publish", "private"])

    def test_many_products_are_few_calls(self):
        products = [
            shirt((f"{n}-R", "0", {"Colour": "Red"}), (f"{n}-B", "0", {"Colour": "Blue"}), code=f"S{n}")
            for n in range(20)
        ]
        self.push("product", *products)
        calls = self.calls()
        self.assertEqual(len(self.shop.rows("variations")), 40)
        # New ones are created product by product, and changed all at once.
        self.assertEqual((calls["POST", "products/batch"], calls["POST", "products/variations/batch"]), (1, 20))
        self.push("product", *products)
        calls = self.calls()
        self.assertEqual((calls["POST", "products/batch"], calls["POST", "products/variations/batch"]), (1, 1))

    def test_a_reference_that_another_product_has(self):
        self.shop.add_product("SHIRT-B", "1.00")
        error = self.refusal("product", shirt(RED, BLUE))
        self.assertEqual((error.field, error.code), ("variants", "product_invalid_sku"))
        self.assertIn("Colour=Blue, Size=L", str(error))

    def test_a_shop_that_takes_them_product_by_product(self):
        self.shop.mixes_parents = False
        products = [shirt((f"{n}-R", "0", {"Colour": "Red"}), code=f"S{n}") for n in range(3)]
        results = self.push("product", *products)
        rows = self.shop.rows("variations")
        self.assertEqual([f"{row['product_id']}" for row in rows], [result.id for result in results])
        self.push("stock", *(make.level(f"{row['product_id']}-{row['id']}", 5) for row in rows))
        self.assertEqual([row["stock_quantity"] for row in rows], [5, 5, 5])

    def test_a_product_with_variations_does_not_lose_them(self):
        (result,) = self.push("product", shirt(RED, BLUE))
        plain = make.product(result.id, code="SHIRT", tax_ids=("1",))
        self.assertEqual(self.refusal("product", plain).field, "variants")


class TestPictures(WooCommerceCase):
    def product(self, *images, **fields):
        return make.product(**{"id": "", "code": "LAMP", "tax_ids": ("1",), "images": images} | fields)

    def test_bytes_are_uploaded_once(self):
        pictures = Pictures(PNG, PNG + b"2")
        remote = self.with_media(pictures)
        images = [
            Image(content_key=key, name=f"lamp ä {n}.png", legend={"": "Front"}) for n, key in enumerate(pictures.keys)
        ]
        (result,) = self.push("product", self.product(*images), remote=remote)
        row = self.shop.only("products")
        self.assertEqual([self.shop.row("media", id)["content"] for id in row["images"]], [PNG, PNG + b"2"])
        self.assertEqual(self.shop.row("media", row["images"][0])["alt"], "Front")
        self.push("product", self.product(*images, id=result.id), remote=remote)
        self.push("product", self.product(images[1], images[0], id=result.id), remote=remote)
        self.assertEqual((len(self.shop.rows("media")), pictures.read_count), (2, 2))
        self.assertEqual(self.only("product", result.id).images[1].id, str(self.shop.rows("media")[0]["id"]))

    def test_unchanged_pictures_are_not_sent(self):
        pictures = Pictures(PNG)
        remote = self.with_media(pictures)
        image = Image(content_key=pictures.keys[0], name="lamp.png")
        (result,) = self.push("product", self.product(image), remote=remote)
        before = self.shop.row("media", self.shop.only("products")["images"][0])["date_modified"]
        self.calls()
        self.push("product", self.product(image, id=result.id), remote=remote)
        self.assertNotIn(("POST", "v2/media"), self.calls())
        self.assertEqual(self.shop.row("media", self.shop.only("products")["images"][0])["date_modified"], before)

    def test_a_public_address_is_fetched_by_the_shop_once(self):
        url = "https://erp.invalid/i/lamp.png"
        self.shop.internet[url] = PNG
        image = Image(url=url, name="lamp.png")
        (result,) = self.push("product", self.product(image))
        self.push("product", self.product(image, id=result.id))
        self.assertEqual(len(self.shop.rows("media")), 1)

    def test_an_address_that_cannot_be_fetched(self):
        error = self.refusal("product", self.product(Image(url="https://erp.invalid/gone.png", name="gone.png")))
        self.assertEqual((error.field, error.code), ("images", "woocommerce_product_image_upload_error"))

    def test_without_an_application_password(self):
        pictures = Pictures(PNG)
        image = Image(content_key=pictures.keys[0], name="lamp.png")
        error = self.refusal("product", self.product(image), remote=self.opened(contents=pictures))
        self.assertIn("application password", str(error))

    def test_one_that_was_deleted_in_the_shop_is_sent_again(self):
        pictures = Pictures(PNG, PNG + b"2")
        remote = self.with_media(pictures)
        first, second = (Image(content_key=key, name="lamp.png") for key in pictures.keys)
        (result,) = self.push("product", self.product(first), remote=remote)
        self.shop.store.remove("media", self.shop.only("products")["images"][0])
        product = self.product(first, second, id=result.id)
        self.assertEqual(self.refusal("product", product, remote).code, "woocommerce_product_invalid_image_id")
        self.push("product", product, remote=remote)
        self.assertEqual(len(self.only("product", result.id).images), 2)

    def test_a_variation_shows_its_own(self):
        pictures = Pictures(PNG, PNG + b"2")
        remote = self.with_media(pictures)
        images = tuple(Image(content_key=key, name="shirt.png") for key in pictures.keys)
        product = shirt(RED, BLUE, images=images)
        blue = replace(product.variants[1], image_ids=(pictures.keys[1],))
        self.push("product", replace(product, variants=(product.variants[0], blue)), remote=remote)
        row = self.shop.only("products")
        self.assertEqual([one["image"] for one in self.shop.rows("variations")], [0, row["images"][1]])


class TestPrices(WooCommerceCase):
    def price(self, row, amount="0", **fields):
        product_id = str(row.get("product_id", row["id"]))
        id = f"{product_id}-{row['id']}" if "product_id" in row else f"{product_id}-0"
        defaults = {"product_id": product_id, "variant_id": id, "amount": dec(amount), "includes_tax": True}
        return Price(**defaults | fields)

    def test_a_thousand_prices_are_ten_calls(self):
        self.shop.populate(products=1000)
        rows = self.shop.rows("products")
        self.assertEqual(self.remote.lookups("currency")[0].code, "EUR")
        self.push("price", self.price(rows[0], "1.00"))
        self.calls()
        self.push("price", *(self.price(row, "12.34") for row in rows))
        self.assertEqual(self.calls(), {("POST", "products/batch"): 10})
        self.assertEqual({row["regular_price"] for row in rows}, {"12.34"})

    def test_a_promotion_and_its_end(self):
        row = self.shop.add_product("LAMP", "24.90")
        starts, ends = datetime(2026, 11, 1, 23, tzinfo=UTC), datetime(2026, 12, 24, 23, tzinfo=UTC)
        self.push("price", self.price(row, "19.90", starts_at=starts, ends_at=ends, is_promotion=True))
        self.assertEqual((row["regular_price"], row["sale_price"]), ("24.90", "19.90"))
        self.assertEqual((row["date_on_sale_from"], row["date_on_sale_to"]), (starts, ends))
        self.push("price", self.price(row, starts_at=starts, ends_at=ends, is_promotion=True, active=False))
        self.assertEqual((row["sale_price"], row["date_on_sale_from"]), ("", None))

    def test_a_promotion_that_is_no_cheaper_is_dropped_by_the_shop(self):
        row = self.shop.add_product("LAMP", "24.90")
        error = self.refusal("price", self.price(row, "24.90", is_promotion=True))
        self.assertEqual((error.field, row["sale_price"]), ("amount", ""))

    def test_a_discount_is_taken_off_the_regular_price(self):
        row = self.shop.add_product("LAMP", "24.90")
        self.push("price", self.price(row, discount_percent=dec(10), is_promotion=True))
        self.assertEqual(row["sale_price"], "22.41")
        self.push("price", self.price(row, discount_amount=dec("4.90"), is_promotion=True))
        self.assertEqual(row["sale_price"], "20.00")

    def test_the_other_tax_basis(self):
        plain = self.shop.add_product("LAMP", "1.00")
        reduced = self.shop.add_product("BOOK", "1.00", tax_class="reduced-rate")
        free = self.shop.add_product("FREE", "1.00", tax_status="none")
        self.push("price", *(self.price(row, "100.00", includes_tax=False) for row in (plain, reduced, free)))
        self.assertEqual([row["regular_price"] for row in (plain, reduced, free)], ["119.00", "107.00", "100.00"])

    def test_a_basis_that_nobody_knows(self):
        row = self.shop.add_product("LAMP", "1.00", tax_class="zero-rate")
        self.assertEqual(self.refusal("price", self.price(row, "100.00", includes_tax=False)).field, "includes_tax")
        self.assertEqual(row["regular_price"], "1.00")

    def test_variations_of_many_products(self):
        colour = self.shop.add_attribute("Colour", ["Red"])
        rows = []
        for number in range(30):
            parent = self.shop.add_variable(f"S{number}", [(colour, ["Red"])])
            rows.append(self.shop.add_variation(parent, f"S{number}-R", "1.00", ["Red"]))
        self.calls()
        self.push("price", *(self.price(row, "7.50") for row in rows))
        self.assertEqual(self.calls()["POST", "products/variations/batch"], 1)
        self.assertEqual({row["regular_price"] for row in rows}, {"7.50"})

    def test_cases_that_only_plugins_know(self):
        row = self.shop.add_product("LAMP", "1.00")
        for name, value in (("group_id", "3"), ("customer_id", "3"), ("table_id", "1"), ("minimum_quantity", dec(5))):
            with self.subTest(name):
                self.assertEqual(self.refusal("price", self.price(row, "9.00", **{name: value})).field, name)
        self.assertEqual(self.refusal("price", self.price(row, "9.00", currency="USD")).field, "currency")


class TestStock(WooCommerceCase):
    def test_ten_thousand_levels_are_a_hundred_calls(self):
        self.shop.populate(products=10_000)
        rows = self.shop.rows("products")
        levels = [make.level(f"{row['id']}-0", number % 50) for number, row in enumerate(rows)]
        self.calls()
        for start in range(0, len(levels), self.remote.capabilities.batch["stock"]):
            self.push("stock", *levels[start : start + self.remote.capabilities.batch["stock"]])
        self.assertEqual(self.calls(), {("POST", "products/batch"): 100})
        self.assertEqual([row["stock_quantity"] for row in rows[48:52]], [48, 49, 0, 1])

    def test_the_shop_counts_from_then_on(self):
        row = self.shop.add_product("LAMP", "1.00")
        self.push("stock", make.level(f"{row['id']}-0", 7, backorders=True))
        self.assertEqual((row["manage_stock"], row["stock_quantity"], row["backorders"]), (True, 7, "notify"))

    def test_a_shop_that_counts_nothing(self):
        row = self.shop.add_product("LAMP", "1.00")
        self.shop.configure(manage_stock=False)
        self.assertIn("count stock", str(self.refusal("stock", make.level(f"{row['id']}-0", 7))))
        self.assertIn("does not count stock", self.remote.check().warnings[0])

    def test_pieces_are_whole(self):
        row = self.shop.add_product("LAMP", "1.00", quantity=3)
        self.assertEqual(self.refusal("stock", make.level(f"{row['id']}-0", "2.5")).field, "quantity")
        for field in ("lot", "location_id"):
            self.assertEqual(self.refusal("stock", make.level(f"{row['id']}-0", 2, **{field: "A"})).field, field)
        self.assertEqual(row["stock_quantity"], 3)


class TestCategories(WooCommerceCase):
    def test_new_equal_and_changed(self):
        top = self.shop.add_category("Lamps & Lights")
        (taken,) = self.push("category", Category(name={"": "lamps & lights"}))
        self.assertEqual(taken.id, str(top["id"]))
        (made,) = self.push("category", Category(name={"": "Desk"}, parent_id=taken.id, description={"": "For desks"}))
        row = self.shop.row("categories", int(made.id))
        self.assertEqual((row["parent"], row["description"]), (top["id"], "For desks"))
        (off,) = self.push("category", Category(id=made.id, name={"": "Desks"}, active=False))
        self.assertEqual((row["name"], row["parent"]), ("Desks", 0))
        self.assertIn("cannot switch", off.warning)
        self.assertEqual(self.remote.find("category", f"{taken.id}/Desk"), None)
        self.assertEqual(self.remote.find("category", "/DESKS").id, made.id)


class TestCustomers(WooCommerceCase):
    def customer(self, **fields):
        return make.customer(
            **{"id": "", "email": "ana@mail.invalid", "billing": make.address(), "vat": "PT123"} | fields
        )

    def test_an_account_is_made(self):
        delivery = make.address("d", street="Rua da Foz 3")
        (result,) = self.push("customer", self.customer(addresses=(delivery,), login="ana"))
        row = self.shop.only("customers", email="ana@mail.invalid")
        self.assertEqual((result.id, row["username"]), (str(row["id"]), "ana"))
        self.assertEqual((row["billing"]["address_1"], row["billing"]["country"]), ("Rua do Cais 12", "PT"))
        self.assertEqual(row["shipping"]["address_1"], "Rua da Foz 3")
        self.assertEqual(self.shop.meta(row)["_billing_vat_number"], "PT123")
        read = self.only("customer", result.id)
        self.assertEqual((read.vat, read.billing.vat, read.login), ("PT123", "PT123", "ana"))
        self.assertEqual([address.street for address in read.addresses], ["Rua da Foz 3"])

    def test_an_account_with_that_e_mail_is_taken_over(self):
        row = self.shop.add_customer("Ana@mail.invalid", first_name="Old")
        (result,) = self.push("customer", self.customer())
        self.assertEqual((result.id, row["first_name"]), (str(row["id"]), "Rita"))

    def test_without_an_e_mail(self):
        self.assertEqual(self.refusal("customer", self.customer(email="")).field, "email")

    def test_another_role_is_a_customer_too(self):
        row = self.shop.add_customer("big@mail.invalid")
        row["role"] = "wholesale_customer"
        self.assertIn(str(row["id"]), [customer.id for customer in self.read("customer")])
        self.assertEqual(self.only("customer", row["id"]).email, "big@mail.invalid")

    def test_a_key_that_is_no_administrators_sees_no_meta_data(self):
        (result,) = self.push("customer", self.customer())
        self.shop.key.role = "shop_manager"
        self.assertEqual(self.only("customer", result.id).vat, "")


class TestRefusals(WooCommerceCase):
    def test_a_key_that_may_only_read(self):
        self.shop.key.permissions = "read"
        (warning,) = self.remote.check().warnings
        self.assertIn("may only read", warning)

    def test_a_bad_record_is_the_shops_own_word(self):
        row = self.shop.add_product("LAMP", "1.00")
        self.shop.add_product("OTHER", "1.00", global_unique_id="4006381333931")
        product = make.product(str(row["id"]), code="LAMP", barcode="4006381333931", tax_ids=())
        error = self.refusal("product", product)
        self.assertIsInstance(error, Rejected)
        self.assertEqual((error.field, error.code), ("barcode", "product_invalid_global_unique_id"))
