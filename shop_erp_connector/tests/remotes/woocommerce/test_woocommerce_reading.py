"""WooCommerce, read: what documents say of a shop, in how many calls, and that nothing is left out."""

from datetime import UTC, datetime, timedelta

from ....remotes.errors import NotFound, Unsupported
from .woocommerce_case import WooCommerceCase, dec


class TestCatalogueRead(WooCommerceCase):
    def test_a_plain_product(self):
        shop = self.shop
        lamps = shop.add_category("Lamps & Lights")
        picture = "https://erp.invalid/i/lamp.png"
        shop.internet[picture] = b"png"
        row = shop.add_product(
            "LAMP-01", "24.90", quantity=7, name="Desk lamp & bulb", description="<p>Bright</p>", weight="1.25",
            dimensions={"length": "10", "width": "20", "height": "30.5"}, categories=[{"id": lamps["id"]}],
            images=[{"src": picture, "alt": "Front"}], global_unique_id="4006381333931", low_stock_amount=2,
            meta_data=[{"key": "origin", "value": "Porto"}, {"key": "_hidden", "value": "x"}],
        )  # fmt: skip
        product = self.only("product", row["id"])
        self.assertEqual((product.code, product.barcode), ("LAMP-01", "4006381333931"))
        self.assertEqual((product.name, product.description), ({"": "Desk lamp & bulb"}, {"": "<p>Bright</p>"}))
        self.assertEqual((product.slug, product.low_stock), ({"": "desk-lamp-bulb"}, 2))
        self.assertEqual((product.price, product.price_includes_tax, product.tax_ids), (dec("24.90"), True, ("1",)))
        self.assertEqual(
            (product.weight, product.depth, product.width, product.height), (dec("1.25"), 10, 20, dec("30.5"))
        )
        self.assertEqual((product.category_id, product.category_ids), (str(lamps["id"]), (str(lamps["id"]),)))
        self.assertTrue(product.active and product.is_stored and not product.is_service)
        (variant,) = product.variants
        self.assertEqual((variant.id, variant.code, variant.attributes), (f"{row['id']}-0", "LAMP-01", ()))
        (image,) = product.images
        self.assertEqual((image.legend, image.name.rpartition(".")[2]), ({"": "Front"}, "png"))
        self.assertEqual(self.remote.download(image.url), b"png")
        self.assertEqual([(field.code, field.value) for field in product.fields], [("origin", {"": "Porto"})])
        self.assertEqual(product.updated_at, row["date_modified"])

    def test_units_of_the_shop(self):
        self.shop.configure(weight_unit="g", dimension_unit="mm")
        row = self.shop.add_product("A", "1.00", weight="250", dimensions={"length": "95"})
        self.remote.check()
        product = self.only("product", row["id"])
        self.assertEqual((product.weight, product.depth), (dec("0.25"), dec("9.5")))

    def test_variations_come_with_their_product(self):
        shop = self.shop
        colour = shop.add_attribute("Colour", ["Red", "Blue"])
        shirt = shop.add_variable("SHIRT", [(colour, ["Red", "Blue"]), ("Logo & text", ["Yes", "No"])], weight="0.2")
        red = shop.add_variation(shirt, "SHIRT-R", "15.00", ["Red", "Yes"], quantity=5, weight="0.3")
        blue = shop.add_variation(shirt, "", "17.50", ["Blue", "No"], status="private")
        product = self.only("product", shirt["id"])
        self.assertEqual((product.price, len(product.variants)), (dec("15.00"), 2))
        first, second = product.variants
        self.assertEqual((first.id, first.code), (f"{shirt['id']}-{red['id']}", "SHIRT-R"))
        self.assertEqual([value.text for value in first.attributes], ["Colour=Red", "Logo & text=Yes"])
        self.assertEqual([value.attribute_id for value in first.attributes], [str(colour["id"]), ""])
        self.assertEqual((first.price_extra, first.weight, first.active), (0, dec("0.3"), True))
        # A variation without an SKU of its own shows its product's, and its product's weight.
        self.assertEqual((second.id, second.code), (f"{shirt['id']}-{blue['id']}", ""))
        self.assertEqual((second.price_extra, second.weight, second.active), (dec("2.50"), dec("0.2"), False))

    def test_variations_of_a_page_are_one_call(self):
        self._add_shirts(30)
        self.remote.pull("product")
        products = self.read("product")
        self.assertEqual(sum(len(product.variants) for product in products), 90)
        self.assertEqual(self.calls()["GET", "variations"], 1)

    def test_a_group_is_its_products(self):
        shop = self.shop
        lamp, shade = shop.add_product("LAMP", "20.00"), shop.add_product("SHADE", "5.00")
        values = {"name": "Set", "sku": "SET", "type": "grouped", "grouped_products": [lamp["id"], shade["id"]]}
        product = self.only("product", shop.products.create(values)["id"])
        found = [(part.product_id, part.variant_id, part.code, part.quantity) for part in product.components]
        self.assertEqual(found, [(str(row["id"]), f"{row['id']}-0", row["sku"], 1) for row in (lamp, shade)])
        self.assertIsNone(product.price)

    def test_a_draft_is_not_active_and_the_trash_is_gone(self):
        draft = self.shop.add_product("DRAFT", "1.00", status="draft")
        gone = self.shop.add_product("GONE", "1.00")
        self.shop.trash_product(gone)
        self.assertFalse(self.only("product", draft["id"]).active)
        (page,) = self.remote.pull("product", ids=[str(gone["id"])])
        self.assertIsInstance(page.refusals[0].error, NotFound)

    def test_categories_are_a_tree(self):
        top = self.shop.add_category("Lamps & Lights")
        self.shop.add_category("Desk", parent=top["id"])
        found = {category.name[""]: (category.id, category.parent_id) for category in self.read("category")}
        self.assertEqual(found["Lamps & Lights"], (str(top["id"]), ""))
        self.assertEqual(found["Desk"][1], str(top["id"]))

    def _add_shirts(self, count):
        colour = self.shop.add_attribute("Colour", ["Red", "Blue", "Green"])
        for number in range(count):
            shirt = self.shop.add_variable(f"S{number}", [(colour, ["Red", "Blue", "Green"])])
            for name in ("Red", "Blue", "Green"):
                self.shop.add_variation(shirt, f"S{number}-{name}", "9.00", [name], quantity=3)


class TestOlderShopRead(TestCatalogueRead):
    """Before 10.3 variations are listed product by product."""

    options = {"version": "9.9.5"}

    def test_variations_of_a_page_are_one_call(self):
        self._add_shirts(4)
        self.assertEqual(len(self.read("product")), 4)
        calls = self.calls()
        self.assertEqual((calls["GET", "products"], calls["GET", "variations"]), (1, 1))
        self.assertEqual(calls["GET", "products/variations"], 4)
        # That the shop cannot do it is remembered.
        self.read("product")
        self.assertNotIn(("GET", "variations"), self.calls())


class TestStockRead(WooCommerceCase):
    def test_what_is_counted_has_a_level(self):
        shop = self.shop
        lamp, _free = shop.add_product("LAMP", "20.00", quantity=7), shop.add_product("FREE", "1.00")
        sizes = shop.add_attribute("Size", ["S", "L"])
        own = shop.add_variable("OWN", [(sizes, ["S", "L"])])
        small = shop.add_variation(own, "OWN-S", "9.00", ["S"], quantity=3)
        shared = shop.add_variable("SHARED", [(sizes, ["S", "L"])], manage_stock=True, stock_quantity=11)
        shop.add_variation(shared, "SHARED-S", "9.00", ["S"])
        backed = shop.add_product("BACK", "1.00", quantity=0, backorders="notify")
        found = {level.id: (level.quantity, level.backorders) for level in self.read("stock")}
        expected = {
            f"{lamp['id']}-0": (7, False),
            f"{own['id']}-{small['id']}": (3, False),
            f"{shared['id']}-0": (11, False),
            f"{backed['id']}-0": (0, True),
        }
        self.assertEqual(found, expected)
        ids = [f"{own['id']}-{small['id']}", f"{lamp['id']}-0"]
        self.assertCountEqual([level.id for level in self.read("stock", ids=ids)], ids)


class TestWindow(WooCommerceCase):
    """Reading by date: the floor of calls, ties of any size, and none lost."""

    def fill(self):
        self.shop.clock.advance(-7200)

    def test_a_thousand_orders_are_ten_calls(self):
        lamp = self.shop.add_product("LAMP", "20.00")
        for _number in range(1000):
            self.shop.clock.advance(1)
            self.shop.place_order([(lamp, 1)])
        self.shop.clock.run(datetime.now(UTC))
        self.remote.check()
        self.assertTrue(self.remote.lookups("state"))
        self.calls()
        orders = self.read("order")
        self.assertEqual(len({order.id for order in orders}), 1000)
        self.assertEqual(self.calls(), {("GET", "orders"): 10})

    def test_a_thousand_orders_of_one_second_are_hardly_more(self):
        self.shop.clock.freeze()
        lamp = self.shop.add_product("LAMP", "20.00")
        for _number in range(1000):
            self.shop.place_order([(lamp, 1)])
        self.shop.clock.run(datetime.now(UTC))
        self.remote.check()
        self.assertTrue(self.remote.lookups("state"))
        self.calls()
        self.assertEqual(len({order.id for order in self.read("order")}), 1000)
        self.assertLessEqual(self.calls()["GET", "orders"], 11)

    def test_orders_that_leave_their_second_move_no_other_out(self):
        self.shop.clock.freeze()
        lamp = self.shop.add_product("LAMP", "20.00")
        ids = [str(self.shop.place_order([(lamp, 1)])["id"]) for _number in range(250)]
        self.shop.clock.run(datetime.now(UTC))
        pages = self.remote.pull("order")
        read = [next(pages)]
        for order in read[0].documents[:30]:
            self.shop.edit_order(int(order.id), transaction_id="changed")
        read.append(next(pages))
        for order in read[1].documents[:9]:
            self.shop.edit_order(int(order.id), transaction_id="changed")
        read += pages
        self.assertEqual({order.id for page in read for order in page.documents}, set(ids))

    def test_the_question_is_asked_in_utc_without_a_zone(self):
        """With a zone the shop would shift it by its own offset, and miss the last hours without a word."""
        lamp = self.shop.add_product("LAMP", "20.00")
        self.shop.place_order([(lamp, 1)])
        self.shop.clock.run(datetime.now(UTC))
        cursor = list(self.remote.pull("order"))[-1].cursor
        self.calls()
        order = self.shop.place_order([(lamp, 1)])
        self.assertEqual([found.id for found in self.read("order", cursor=cursor)], [str(order["id"])])
        (call,) = self.shop.log.calls("GET", kind="orders")
        since = datetime.fromisoformat(cursor["until"]) - timedelta(minutes=5, seconds=1)
        self.assertIn(f"modified_after={since:%Y-%m-%dT%H:%M:%S}&dates_are_gmt=true", call.query)


class TestReturnsRead(WooCommerceCase):
    def test_a_refund_of_lines(self):
        lamp = self.shop.add_product("LAMP", "25.00", quantity=10)
        order = self.shop.place_order([(lamp, 3)], shipping="4.88")
        line, shipping = order["line_items"][0], order["shipping_lines"][0]
        tax = {"id": 1, "refund_total": "3.99"}
        self.shop.refund(
            order,
            reason="Broken & bent",
            line_items=[
                {"id": line["id"], "quantity": 1, "refund_total": "21.01", "refund_tax": [tax]},
                {"id": shipping["id"], "refund_total": "4.88", "refund_tax": [{"id": 1, "refund_total": "0.93"}]},
            ],
        )
        (document,) = self.read("return")
        self.assertEqual(
            (document.type, document.order_id, document.reason), ("refund", str(order["id"]), "Broken & bent")
        )
        self.assertEqual((document.currency, document.order_number), ("EUR", str(order["id"])))
        self.assertEqual((document.net, document.tax, document.gross), (dec("25.89"), dec("4.92"), dec("30.81")))
        goods, carriage = document.lines
        self.assertEqual((goods.role, goods.order_line_id, goods.quantity), ("product", str(line["id"]), 1))
        self.assertEqual((goods.net, goods.tax, goods.gross), (dec("21.01"), dec("3.99"), dec("25.00")))
        self.assertEqual([(one.id, one.amount) for one in goods.taxes], [("1", dec("3.99"))])
        self.assertEqual((carriage.role, carriage.order_line_id), ("shipping", str(shipping["id"])))
        self.assertEqual((carriage.gross, document.adjustment), (dec("5.81"), 0))

    def test_a_refund_of_an_amount(self):
        order = self.shop.place_order([(self.shop.add_product("LAMP", "25.00"), 1)])
        self.shop.refund(order, amount="5.00")
        (document,) = self.read("return")
        self.assertEqual((document.lines, document.adjustment, document.gross), ((), 5, 5))


class TestReturnsOfAnOldShop(WooCommerceCase):
    options = {"version": "8.9.1"}

    def test_they_cannot_be_listed(self):
        with self.assertRaisesRegex(Unsupported, "9.0"):
            list(self.remote.pull("return"))

    def test_states_are_told_with_their_figures(self):
        self.assertIn("processing", [entry.id for entry in self.remote.lookups("state")])
