"""Magento 2, written: prices of every kind, and stock."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from ....remotes.documents import Price
from ....remotes.errors import NotFound, Rejected
from ... import make
from .magento2_case import Magento2Case


class TestOffers(Magento2Case):
    def setUp(self):
        super().setUp()
        self.lamp = self.shop.add_product("LAMP", "24.39")
        self.id = str(self.lamp["id"])

    def price(self, **fields):
        """Return a price of the lamp."""
        return Price(**{"product_id": self.id, "variant_id": self.id, "amount": Decimal("19.90")} | fields)

    def test_each_kind_of_price_is_read_as_it_was_written(self):
        begin, end = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 31, 12, tzinfo=UTC)
        prices = (
            self.price(),
            self.price(amount=Decimal("14.90"), is_promotion=True, starts_at=begin, ends_at=end),
            self.price(amount=Decimal(18), minimum_quantity=Decimal(10)),
            self.price(amount=Decimal(0), group_id="2", minimum_quantity=Decimal(5), discount_percent=Decimal(15)),
        )
        results = self.pushed("price", *prices)
        read = {one.id: one for one in self.documents("price")}
        self.assertEqual([result.id for result in results], list(read))
        _base, special, tier, group = read.values()
        self.assertEqual((special.amount, special.starts_at, special.ends_at), (Decimal("14.9"), begin, end))
        self.assertEqual((tier.amount, group.discount_percent, group.group_id), (Decimal(18), Decimal(15), "2"))
        self.shop.log.clear()
        self.assertEqual([result.unchanged for result in self.pushed("price", *prices)], [True] * 4)
        self.assertFalse(self.pushed("price", prices[0])[0].unchanged)
        self.shop.log.clear()
        self.pushed("price", *prices[1:])
        self.assertEqual(self.shop.log.count("POST"), 0)

    def test_prices_are_taken_away(self):
        promotion, tier = self.price(is_promotion=True), self.price(minimum_quantity=Decimal(10))
        self.pushed("price", promotion, tier)
        self.assertEqual(len(self.documents("price")), 3)
        self.pushed("price", replace(promotion, active=False), replace(tier, active=False))
        self.assertEqual([one.id for one in self.documents("price")], [self.id])
        again = self.pushed("price", replace(promotion, active=False), replace(tier, active=False))
        self.assertEqual([result.unchanged for result in again], [True, True])

    def test_a_discount_is_counted_from_the_base_price(self):
        self.pushed("price", self.price(is_promotion=True, discount_percent=Decimal(10)))
        self.assertEqual(self.lamp["values"]["special_price"][0], Decimal("21.951"))
        self.pushed("price", self.price(is_promotion=True, discount_amount=Decimal("4.39")))
        self.assertEqual(self.lamp["values"]["special_price"][0], Decimal(20))

    def test_prices_the_shop_does_not_have_are_refused(self):
        now = datetime(2026, 3, 1, tzinfo=UTC)
        cases = (
            {"customer_id": "1"}, {"table_id": "1"}, {"category_id": "1"}, {"currency": "USD"}, {"group_id": "77"},
            {"amount": Decimal(-1)}, {"minimum_quantity": Decimal(5), "starts_at": now},
            {"minimum_quantity": Decimal(5), "discount_percent": Decimal(120)},
        )  # fmt: skip
        for fields in cases:
            with self.subTest(**fields):
                self.assertIn(self.refusal("price", self.price(**fields)).field, fields)

    def test_a_refusal_of_the_shop_finds_its_price(self):
        others = [self.shop.add_product(f"P{number}") for number in range(3)]
        prices = [Price(variant_id=str(row["id"]), product_id=str(row["id"]), amount=Decimal(5)) for row in others]
        # Deleted between reading and writing, by somebody else.
        self.shop.faults.slow(0, kind="products/base-prices")
        take = self.shop.faults.take

        def deleting(call):
            if call.kind == "products/base-prices":
                self.shop.store.rows["product"].pop(others[1]["id"], None)
            return take(call)

        self.shop.faults.take = deleting
        first, second, third = self.remote.push("price", prices)
        self.assertEqual((first.error, third.error), (None, None))
        self.assertIn("Invalid attribute SKU = P1", second.error.text)

    def test_prices_move_no_date(self):
        self.settle()
        before = self.lamp["updated_at"]
        self.pushed("price", self.price())
        self.assertEqual(self.lamp["updated_at"], before)


class TestStock(Magento2Case):
    def test_levels_of_several_sources_go_in_one_call(self):
        rows = [self.shop.add_product(f"P{number}") for number in range(3)]
        self.shop.add_source("north")
        levels = [make.level(str(row["id"]), 5, location_id=place) for row in rows for place in ("default", "north")]
        self.shop.log.clear()
        self.pushed("stock", *levels)
        self.assertEqual(self.shop.log.count("POST"), 1)
        self.assertEqual(self.shop.store.source_items["P2", "north"], [Decimal(5), 1])

    def test_nothing_left_can_still_be_sold_on_backorder(self):
        row = self.shop.add_product("LAMP", quantity=5)
        for backorders, status in ((None, 1), (True, 1), (False, 0)):
            self.pushed("stock", make.level(str(row["id"]), 0, location_id="default", backorders=backorders))
            self.assertEqual(self.shop.store.source_items["LAMP", "default"], [Decimal(0), status])

    def test_the_switch_for_selling_more_is_written_once_and_before_the_levels(self):
        rows = [self.shop.add_product(sku, quantity=5) for sku in ("LAMP", "BULB", "CABLE/1")]
        self.shop.add_source("north")

        def told(backorders, place="default"):
            self.shop.log.clear()
            levels = [make.level(str(row["id"]), 0, location_id=place, backorders=backorders) for row in rows]
            self.pushed("stock", *levels)
            return [call.kind for call in self.shop.log if call.method != "GET"]

        switches = ["products/stockItems", "products/stockItems", "products"]
        self.assertEqual(told(True), [*switches, "inventory/source-items"])
        items = [row["stock_item"] for row in rows]
        self.assertEqual([(one["backorders"], one["use_config_backorders"], one["is_in_stock"]) for one in items],
                         [(1, False, True)] * 3)  # fmt: skip
        self.assertEqual(told(True, "north"), ["inventory/source-items"])
        self.assertEqual(told(None), ["inventory/source-items"])
        self.assertEqual(told(False), [*switches, "inventory/source-items"])
        self.assertEqual([row["stock_item"]["backorders"] for row in rows], [0, 0, 0])

    def test_a_switch_that_is_refused_keeps_its_level_back_and_no_other(self):
        first, second = (self.shop.add_product(sku, quantity=5) for sku in ("LAMP", "BULB"))
        self.shop.faults.status(400, kind="products/stockItems", body='{"message":"No."}')
        levels = [make.level(str(row["id"]), 3, backorders=True) for row in (first, second)]
        refused, taken = self.remote.push("stock", levels)
        self.assertIsInstance(refused.error, Rejected)
        held = [self.shop.store.source_items[sku, "default"][0] for sku in ("LAMP", "BULB")]
        self.assertEqual((taken.error, held), (None, [5, 3]))
        self.pushed("stock", *levels)
        self.assertEqual(first["stock_item"]["backorders"], 1)

    def test_below_which_quantity_people_are_warned_goes_with_the_product_and_moves_no_level(self):
        row = self.shop.add_product("LAMP", quantity=5)
        lamp = make.product(id=str(row["id"]), code="LAMP", name={"en_US": "Lamp"}, tax_ids=(), variants=())
        self.shop.log.clear()
        self.pushed("product", replace(lamp, low_stock=Decimal(3)))
        item = row["stock_item"]
        self.assertEqual((item["notify_stock_qty"], item["use_config_notify_stock_qty"]), (3, False))
        self.pushed("product", lamp)
        self.assertFalse(item["use_config_notify_stock_qty"], "nothing was said of it")
        self.pushed("product", replace(lamp, emptied=("low_stock",)))
        self.assertTrue(item["use_config_notify_stock_qty"])
        self.assertEqual((item["qty"], self.shop.log.count("POST")), (5, 3))
        self.assertIn("low_stock", self.only("product").untold)

    def test_the_legacy_stock_takes_the_switch_with_the_level(self):
        self.shop.msi = False
        row = self.shop.add_product("LAMP", quantity=5)
        self.remote = self.opened(stock="legacy")
        self.shop.log.clear()
        self.pushed("stock", make.level(str(row["id"]), 0, backorders=True))
        self.assertEqual((row["stock_item"]["backorders"], self.shop.log.count("PUT")), (1, 1))
        self.assertTrue(self.only("stock").backorders)

    def test_a_sku_that_changed_is_followed(self):
        row = self.shop.add_product("OLD")
        self.pushed("stock", make.level(str(row["id"]), 3))
        self.shop.clock.advance(600)
        self.shop.edit("product", row["id"], sku="NEW")
        with self.memory.locked("skus") as kept:
            kept["checked_at"] -= 301
        self.shop.log.clear()
        self.pushed("stock", make.level(str(row["id"]), 4))
        self.assertEqual(self.shop.store.source_items["NEW", "default"], [Decimal(4), 1])
        self.assertEqual(len(self.shop.log), 2)

    def test_levels_that_have_no_place_are_refused(self):
        row = self.shop.add_product("LAMP", quantity=5)
        parent = self.shop.add_bundle("PACK", [("LAMP", 1)])
        error = self.refusal("stock", make.level(str(row["id"]), 1, location_id="moon"))
        self.assertEqual((type(error), error.field), (Rejected, "location_id"))
        self.assertEqual(self.refusal("stock", make.level(str(parent["id"]), 1)).field, "variant_id")
        self.assertIsInstance(self.refusal("stock", make.level("999999", 1)), NotFound)
        self.assertEqual(self.shop.store.source_items["LAMP", "default"], [Decimal(5), 1])

    def test_the_legacy_stock_takes_a_slash(self):
        self.shop.msi = False
        row = self.shop.add_product("LAMP/RED")
        self.remote = self.opened(stock="legacy")
        self.pushed("stock", make.level(str(row["id"]), 4))
        self.assertEqual((row["stock_item"]["qty"], row["stock_item"]["is_in_stock"]), (Decimal(4), True))
