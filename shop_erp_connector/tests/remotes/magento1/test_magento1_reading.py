"""What the Magento 1 remote reads: lines told once and to the cent, texts, pictures, pages of a list that has none."""

from datetime import UTC, datetime
from decimal import Decimal

from ....remotes.errors import NotFound, Rejected
from ...simulators.magento1 import papers, refunds
from .magento1_case import Magento1Case


def amounts(order):
    """Return (role, code, quantity, net, tax) of each line, as texts."""
    return [
        (line.role, line.code, f"{line.quantity:.0f}", f"{line.net:.2f}", f"{line.tax:.2f}") for line in order.lines
    ]


class TestOrderLines(Magento1Case):
    def setUp(self):
        super().setUp()
        self.red = self.shop.add_product("RED", "12.30", quantity=50)
        self.blue = self.shop.add_product("BLUE", "6.15", quantity=50)
        self.buyer = self.shop.add_customer(taxvat="PT503504564")

    def order(self, *lines, **options):
        """Place an order and return it as read through both doors, which must tell the same."""
        number = self.shop.place_order(options.pop("customer", self.buyer), lines, **options)
        second = self.shop.place_order(self.buyer, [(self.red, 1)])
        bundled = self.pulled("order", ids=[number, second])[0]
        alone = self.only("order", ids=[number])
        self.assertIn("multiCall", self.calls())
        self.assertEqual(bundled, alone)
        self.assertEqual(bundled.difference(), (0, 0, 0))
        return bundled

    def test_a_configurable_product_is_told_once_with_the_chosen_one(self):
        shirt = self.shop.add_product("SHIRT", "24.60", type="configurable")
        order = self.order((shirt, 2, ((self.red, 1, 0),)), (self.blue, 1), shipping=("0", "0", "0"))
        self.assertEqual(
            amounts(order),
            [("product", "RED", "2", "40.00", "9.20"), ("product", "BLUE", "1", "5.00", "1.15")],
        )
        self.assertEqual([line.variant_id for line in order.lines], [str(self.red), str(self.blue)])
        self.assertEqual(order.lines[0].name, "Product SHIRT")

    def test_a_simple_product_after_a_configurable_one_is_its_own(self):
        shirt = self.shop.add_product("SHIRT", "24.60", type="configurable")
        order = self.order((shirt, 1, ((self.red, 1, 0),)), (self.red, 1), shipping=("0", "0", "0"))
        self.assertEqual(
            amounts(order), [("product", "RED", "1", "20.00", "4.60"), ("product", "RED", "1", "10.00", "2.30")]
        )

    def test_a_bundle_whose_parts_have_the_prices(self):
        box = self.shop.add_product("BOX", "0", type="bundle")
        order = self.order((box, 1, ((self.red, 2, "12.30"), (self.blue, 1, "6.15"))), shipping=("0", "0", "0"))
        self.assertEqual(
            amounts(order),
            [
                ("product", "BOX", "1", "0.00", "0.00"),
                ("component", "RED", "2", "20.00", "4.60"),
                ("component", "BLUE", "1", "5.00", "1.15"),
            ],
        )
        self.assertEqual({line.parent_id for line in order.lines[1:]}, {order.lines[0].id})

    def test_a_bundle_with_a_price_of_its_own(self):
        box = self.shop.add_product("BOX", "24.60", type="bundle", price_type="fixed")
        order = self.order((box, 1, ((self.red, 2, "0"), (self.blue, 1, "0"))), shipping=("0", "0", "0"))
        self.assertEqual(
            amounts(order),
            [
                ("product", "BOX", "1", "20.00", "4.60"),
                ("component", "RED", "2", "0.00", "0.00"),
                ("component", "BLUE", "1", "0.00", "0.00"),
            ],
        )

    def test_a_discount_on_prices_with_tax_of_two_rates(self):
        reduced = self.shop.add_product("BOOK", "9.99", tax_class_id="4")
        order = self.order((self.red, 3), (reduced, 1), percent="10", coupon="TEN", shipping=("5.00", "1.15", "0"))
        self.assertEqual(
            amounts(order),
            [
                ("product", "RED", "3", "27.00", "6.21"),
                ("product", "BOOK", "1", "8.48", "0.51"),
                ("shipping", "", "1", "5.00", "1.15"),
            ],
        )
        self.assertEqual([line.taxes[0].rate for line in order.lines], [23, 6, 23])
        self.assertEqual((order.coupons, order.gross), (("TEN",), Decimal("48.35")))
        self.assertEqual(order.lines[0].discount_percent, 10)

    def test_a_discounted_carriage(self):
        order = self.order((self.red, 1), shipping=("5.00", "0", "2.00"))
        self.assertEqual(amounts(order)[-1], ("shipping", "", "1", "3.00", "0.00"))
        self.assertEqual(order.lines[-1].taxes, ())

    def test_who_bought_and_what_was_said(self):
        number = self.shop.place_order(self.buyer, [(self.red, 1)], note="Ring twice", billing={"company": "Lda."})
        self.shop.comment(number, "Packed")
        order = self.only("order", ids=[number])
        self.assertEqual((order.customer.id, order.customer.vat), (str(self.buyer), "PT503504564"))
        self.assertEqual(
            (order.billing.company, order.billing.vat, order.delivery.company), ("Lda.", "PT503504564", "")
        )
        self.assertEqual(
            (order.customer_note, [message.text for message in order.messages]), ("Ring twice", ["Packed"])
        )

    def test_a_guest(self):
        order = self.order((self.red, 1), customer=None)
        self.assertEqual((order.customer.id, order.customer.is_guest), ("", True))
        self.assertEqual(order.customer.email, "guest@example.com")

    def test_a_gift_card_of_the_paid_edition(self):
        number = self.shop.place_order(self.buyer, [(self.red, 1)], shipping=("0", "0", "0"))
        row = self.shop.order(number)
        self.shop.edit("orders", row["id"], gift_cards_amount=Decimal("5.00"), grand_total=Decimal("7.30"))
        order = self.only("order", ids=[number])
        self.assertEqual(amounts(order)[-1], ("gift_card", "", "1", "-5.00", "0.00"))
        self.assertEqual(order.difference(), (0, 0, 0))

    def test_only_the_chosen_store_views_orders(self):
        english = self.shop.add_store("english", "English")
        self.shop.place_order(self.buyer, [(self.red, 1)])
        number = self.shop.place_order(self.buyer, [(self.red, 1)], store=english)
        self.assertEqual([order.id for order in self.pulled("order", self.opened(store_id=str(english)))], [number])


class TestOrderLinesWithoutTax(TestOrderLines):
    """Prices of the catalogue without tax; the same amounts are asked for, from other prices."""

    options = {"prices_include_tax": False}

    def setUp(self):
        super().setUp()
        for id, price in ((self.red, "10.00"), (self.blue, "5.00")):
            self.shop.edit("products", id, price=Decimal(price))

    def order(self, *lines, **options):
        for product, *_rest in lines:
            price = {"SHIRT": "20.00", "BOOK": "9.42"}.get(self.shop.product(product)["sku"])
            if self.shop.product(product)["sku"] == "BOX" and self.shop.product(product)["price"]:
                price = "20.00"
            if price:
                self.shop.edit("products", product, price=Decimal(price))
        net = {"12.30": "10.00", "6.15": "5.00"}
        lines = [
            (product, quantity, *[[(id, count, net.get(price, price)) for id, count, price in part] for part in parts])
            for product, quantity, *parts in lines
        ]
        return super().order(*lines, **options)


class TestProducts(Magento1Case):
    def test_what_there_is_of_a_product(self):
        tea = self.shop.add_option("manufacturer", "Tea & Co")
        self.shop.add_product(
            "TEA",
            "4.90",
            tax_class_id="4",
            weight=Decimal("0.2500"),
            meta_title="Tea",
            meta_keyword="tea, green",
            status="2",
            attributes={"manufacturer": str(tea), "ean": "5601234567890"},
        )
        remote = self.opened(fields="manufacturer, color", barcode_field="ean", languages="pt")
        product = self.only("product", remote)
        self.assertEqual((product.code, product.barcode, product.active), ("TEA", "5601234567890", False))
        self.assertEqual((product.price, product.price_includes_tax, product.tax_ids), (Decimal("4.90"), True, ("4",)))
        self.assertEqual((product.name, product.meta_title), ({"pt": "Product TEA"}, {"pt": "Tea"}))
        self.assertEqual((product.tags, product.weight), (("tea", "green"), Decimal("0.25")))
        self.assertEqual([(each.code, each.name, each.value) for each in product.fields], [
            ("manufacturer", "Manufacturer", {"": "Tea & Co"})
        ])  # fmt: skip
        self.assertTrue(product.is_stored)

    def test_both_doors_tell_the_same(self):
        options = [self.shop.add_option("material", name) for name in ("Clay", "Glass")]
        for number in range(3):
            attributes = {"material": ",".join(map(str, options)), "ean": f"560{number}"}
            self.shop.add_product(f"P{number}", attributes=attributes)
        settings = {"fields": "material,ean,nosuch", "barcode_field": "ean"}
        bundled = self.pulled("product", self.opened(**settings))
        self.assertIn("multiCall", self.calls())
        self.shop.v1 = False
        self.forget_doors()
        alone = self.pulled("product", self.opened(**settings))
        self.assertEqual(self.calls()["catalogProductInfo"], 3)
        self.assertEqual(bundled, alone)
        self.assertEqual(bundled[0].fields[0].value, {"": "Clay, Glass"})

    def test_texts_in_several_languages(self):
        id = self.shop.add_product("TEA")
        english = self.shop.add_store("english", "English")
        self.shop.store.translations[(id, english)] = {"name": "Green tea"}
        product = self.only("product", self.opened(languages="pt, en=english"))
        self.assertEqual(product.name, {"pt": "Product TEA", "en": "Green tea"})

    def test_types(self):
        cup, pot = self.shop.add_product("CUP"), self.shop.add_product("POT")
        group = self.shop.add_product("TEA-SET", type="grouped")
        self.shop.link("grouped", group, cup, "6.0000")
        self.shop.link("grouped", group, pot, "1.0000")
        self.shop.add_product("COURSE", type="virtual")
        self.shop.add_product("SHIRT", type="configurable")
        products = {product.code: product for product in self.pulled("product")}
        parts = products["TEA-SET"].components
        self.assertEqual(
            [(part.code, part.variant_id, part.quantity) for part in parts], [("CUP", "1", 6), ("POT", "2", 1)]
        )
        stored = {code: (product.is_stored, product.is_service) for code, product in products.items()}
        self.assertEqual(stored["CUP"], (True, False))
        self.assertEqual(stored["COURSE"], (False, True))
        self.assertEqual((stored["SHIRT"], stored["TEA-SET"]), ((False, False), (False, False)))
        self.assertEqual([level.id for level in self.pulled("stock")], ["1", "2"])

    def test_pictures_come_main_first_and_can_be_fetched(self):
        id = self.shop.add_product("CUP")
        self.shop.store.images["/c/u/cup.jpg"] = b"\xff\xd8\xffcup"
        rows = [("/c/u/side.jpg", 1, [], False), ("/c/u/cup.jpg", 2, ["image"], False), ("/c/u/no.jpg", 3, [], True)]
        self.shop.store.products[id]["images"] = [
            {"file": file, "label": "", "position": position, "types": types, "exclude": exclude}
            for file, position, types, exclude in rows
        ]
        main, side = self.only("product").images
        self.assertEqual((main.name, side.name), ("cup.jpg", "side.jpg"))
        self.assertEqual(self.remote.download(main.url), b"\xff\xd8\xffcup")
        behind_a_proxy = main.url.replace("http://", "https://")
        self.assertEqual(self.remote.download(behind_a_proxy), b"\xff\xd8\xffcup")
        with self.assertRaises(Rejected):
            self.remote.download("https://elsewhere.invalid/cup.jpg")

    def test_several_categories_have_no_main_one(self):
        lamps = self.shop.add_category("Lamps")
        self.shop.add_product("A", categories=(lamps,))
        self.shop.add_product("B", categories=(2, lamps))
        first, second = self.pulled("product")
        self.assertEqual((first.category_id, second.category_id), (str(lamps), ""))
        self.assertEqual(second.category_ids, ("2", str(lamps)))

    def test_an_id_is_not_taken_for_another_products_sku(self):
        self.shop.add_product("2")
        self.shop.add_product("MUG")
        self.assertEqual(self.only("product", ids=["2"]).code, "MUG")


class TestPrices(Magento1Case):
    def setUp(self):
        super().setUp()
        self.remote = self.opened(timezone="Europe/Berlin")
        self.tea = self.shop.add_product("TEA", "4.90")
        self.shop.edit(
            "products",
            self.tea,
            special_price=Decimal("3.90"),
            special_from_date="2026-03-01 00:00:00",
            special_to_date="2026-03-07 00:00:00",
            tiers=[
                {"customer_group_id": "2", "website": "all", "qty": 10, "price": Decimal("4.00")},
                {"customer_group_id": "all", "website": "all", "qty": 5, "price": Decimal("4.50")},
                {"customer_group_id": "all", "website": "base", "qty": 5, "price": Decimal("1.00")},
            ],
        )

    def test_all_sorts(self):
        base, special, wholesale, tier = self.pulled("price")
        self.assertEqual((base.id, base.amount, base.is_base), ("1", Decimal("4.90"), True))
        self.assertEqual((special.id, special.amount, special.is_promotion), ("1-special", Decimal("3.90"), True))
        self.assertEqual(special.starts_at, datetime(2026, 2, 28, 23, 0, tzinfo=UTC))
        self.assertEqual(special.ends_at, datetime(2026, 3, 7, 23, 0, tzinfo=UTC))
        self.assertEqual((wholesale.id, wholesale.group_id, wholesale.minimum_quantity), ("1-tier-2-10", "2", 10))
        self.assertEqual((tier.id, tier.group_id, tier.minimum_quantity), ("1-tier-all-5", "", 5))
        self.assertTrue(
            all(price.includes_tax and price.variant_id == "1" for price in (base, special, wholesale, tier))
        )

    def test_what_is_read_can_be_written(self):
        prices = self.pulled("price")
        before = self.shop.product(self.tea)
        self.pushed("price", *prices)
        after = self.shop.product(self.tea)
        for name in ("price", "special_price", "special_from_date", "special_to_date"):
            self.assertEqual(after[name], before[name], name)
        # Also the tier of a website, which is not told, stays.
        tiers = [{tuple(sorted(tier.items())) for tier in row["tiers"]} for row in (before, after)]
        self.assertEqual(tiers[0], tiers[1])

    def test_pages_may_end_inside_a_product(self):
        pages = list(self.remote.pull("price", limit=3))
        self.assertEqual([[price.id for price in page.documents] for page in pages], [
            ["1", "1-special", "1-tier-2-10"], ["1-tier-all-5"]
        ])  # fmt: skip


class TestPages(Magento1Case):
    """Lists have no pages there; the reading has."""

    def made(self, *ids):
        """Add products with these ids."""
        for id in ids:
            self.shop.store.counters["products"] = id - 1
            self.shop.add_product(f"P{id}")
        return [str(id) for id in ids]

    def read(self):
        """Return the ids of all products, and how many lists they took."""
        ids = [product.id for product in self.pulled("product")]
        return ids, self.calls()["catalogProductList"]

    def test_a_first_reading_passes_over_gaps(self):
        ids = self.made(1, 2, 1400, 7000, 90_000)
        # The first slice is full at its end, the second is empty; then the rest at once.
        self.assertEqual(self.read(), (ids, 3))

    def test_a_shop_that_begins_late_or_has_nothing(self):
        self.assertEqual(self.read(), ([], 2))
        ids = self.made(50_000, 50_001)
        self.assertEqual(self.read(), (ids, 2))

    def test_a_rest_that_is_too_much_for_one_answer_is_read_by_slices(self):
        ids = self.made(1, 9000, 9001)
        self.pulled("product", ids=["1"])
        self.calls()
        pages = self.remote.pull("product", limit=1)
        self.shop.faults.slow(0, kind="catalogProductList")
        self.shop.faults.status(502, kind="catalogProductList")
        read = [document.id for page in pages for document in page.documents]
        self.assertEqual(read, ids)
        # A slice; above it too much; twenty slices, also empty ones; then the rest.
        self.assertEqual(self.calls()["catalogProductList"], 23)

    def test_another_worker_needs_no_list_to_go_on(self):
        buyer, lamp = self.shop.add_customer(), self.shop.add_product("LAMP")
        numbers = [self.shop.place_order(buyer, [(lamp, 1)]) for _number in range(6)]
        page = next(self.remote.pull("order", limit=2))
        self.calls()
        rest = list(self.opened().pull("order", cursor=page.cursor, limit=4))
        self.assertEqual([order.id for page in rest for order in page.documents], numbers[2:])
        # The list looks whether there are more ids after the last.
        self.assertEqual(self.calls(), {"multiCall": 1, "salesOrderList": 1})

    def test_an_order_that_is_gone_meanwhile_is_refused_alone(self):
        """A page past the end: what a cursor names is not there any more."""
        buyer, lamp = self.shop.add_customer(), self.shop.add_product("LAMP")
        numbers = [self.shop.place_order(buyer, [(lamp, 1)]) for _number in range(4)]
        page = next(self.remote.pull("order", limit=1))
        self.shop.remove("orders", 3)
        (rest,) = self.opened().pull("order", cursor=page.cursor, limit=10)
        self.assertEqual([order.id for order in rest.documents], [numbers[1], numbers[3]])
        ((refusal),) = rest.refusals
        self.assertEqual((refusal.id, type(refusal.error)), (numbers[2], NotFound))

    def test_calls_per_thousand_orders(self):
        buyer = self.shop.add_customer()
        self.shop.populate(products=3)
        for number in range(200):
            self.shop.place_order(buyer, [(1 + number % 3, 1)])
        self.assertEqual(len(self.pulled("order")), 200)
        # Two hundred orders: four bundles of fifty; a slice and a look above it.
        self.assertEqual(self.calls(), {"multiCall": 4, "salesOrderList": 2})
        self.shop.v1 = False
        self.forget_doors()
        self.pulled("order")
        # Each order by a call, as the interface forces without v1; that it is closed is seen once.
        self.assertEqual(self.calls(), {"multiCall": 1, "salesOrderInfo": 200, "salesOrderList": 2})
        self.pulled("order", self.opened())
        self.assertEqual(self.calls(), {"salesOrderInfo": 200, "salesOrderList": 2})

    def test_calls_per_ten_thousand_levels(self):
        self.shop.populate(products=1100)
        self.assertEqual(len(self.pulled("stock")), 1100)
        self.assertEqual(self.calls(), {"catalogProductList": 2, "catalogInventoryStockItemList": 1})

    def test_the_first_reading_ends_where_the_next_begins(self):
        self.shop.clock.freeze(datetime(2026, 3, 1, 11, 0, tzinfo=UTC))
        lamp = self.shop.add_product("LAMP")
        self.shop.clock.advance(3600)
        (page,) = self.remote.pull("product")
        self.assertEqual(page.cursor, {"more": False, "until": "2026-03-01T12:00:00+00:00"})
        self.shop.clock.advance(3600)
        self.assertEqual(self.pulled("product", cursor=page.cursor), [])
        self.shop.edit("products", lamp)
        self.assertEqual(len(self.pulled("product", cursor=page.cursor)), 1)


class TestPapers(Magento1Case):
    def setUp(self):
        super().setUp()
        lamp = self.shop.add_product("LAMP", "12.30", quantity=9)
        self.number = self.shop.place_order(
            self.shop.add_customer(), [(lamp, 3)], percent="10", shipping=("5.00", "1.15", "0")
        )
        papers.invoice(self.shop, {"invoiceIncrementId": self.number, "comment": "F/1"})
        line = {"order_item_id": 1, "qty": Decimal(2)}
        number = papers.ship(self.shop, {"orderIncrementId": self.number, "itemsQty": [line], "comment": ""})
        track = {"carrier": "ups", "title": "UPS", "trackNumber": "1Z9"}
        papers.add_track(self.shop, {"shipmentIncrementId": number, **track})
        data = {"qtys": [line], "shipping_amount": Decimal("5.00"), "adjustment_positive": Decimal("1.00")}
        refunds.refund(self.shop, {"orderIncrementId": self.number, "creditmemoData": data, "comment": "broken"})

    def test_a_shipment(self):
        shipment = self.only("shipment")
        self.assertEqual((shipment.order_id, shipment.number), (self.number, "100000001"))
        self.assertEqual((shipment.carrier_id, shipment.tracking_number), ("ups", "1Z9"))
        self.assertEqual([(line.code, line.quantity) for line in shipment.lines], [("LAMP", 2)])

    def test_an_invoice(self):
        invoice = self.only("invoice")
        self.assertEqual((invoice.order_number, invoice.state, invoice.note), (self.number, "paid", "F/1"))
        self.assertEqual(
            (invoice.net, invoice.tax, invoice.gross), (Decimal("32.00"), Decimal("7.36"), Decimal("39.36"))
        )

    def test_a_refund(self):
        refund = self.only("return")
        self.assertEqual((refund.type, refund.order_id, refund.note), ("refund", self.number, "broken"))
        goods, carriage = refund.lines
        self.assertEqual((goods.order_line_id, goods.quantity, goods.gross), ("1", 2, Decimal("22.14")))
        self.assertEqual((carriage.role, carriage.net, carriage.tax), ("shipping", 5, Decimal("1.15")))
        self.assertEqual((refund.adjustment, refund.gross), (1, Decimal("29.29")))
        self.assertEqual(self.only("order").payments[1].amount, Decimal("-29.29"))


class TestCustomers(Magento1Case):
    def test_a_customer_with_addresses(self):
        id = self.shop.add_customer("ana@example.com", taxvat="PT1", dob="1980-05-17 00:00:00", group_id=2)
        (address,) = self.shop.rows("addresses")
        self.shop.edit("addresses", address["id"], company="Lda.", street="Rua do Cais 12\n3.º esq.\nPorta B")
        customer = self.only("customer")
        self.assertEqual((customer.id, customer.email, customer.vat), (str(id), "ana@example.com", "PT1"))
        self.assertEqual(
            (customer.company, customer.group_id, customer.birthday.isoformat()), ("Lda.", "2", "1980-05-17")
        )
        (home,) = customer.addresses
        self.assertEqual((home.street, home.street2), ("Rua do Cais 12", "3.º esq., Porta B"))
        self.assertEqual((home.is_default, customer.billing), (True, home))

    def test_categories_with_their_texts(self):
        lamps = self.shop.add_category("Lamps")
        self.shop.edit("categories", lamps, description="All lamps", meta_title="Lamps!")
        top, category = self.pulled("category")
        self.assertEqual((top.id, top.parent_id, top.name), ("2", "", {"": "Default Category"}))
        self.assertEqual((category.parent_id, category.slug), ("2", {"": "lamps"}))
        self.assertEqual((category.description, category.meta_title), ({"": "All lamps"}, {"": "Lamps!"}))
