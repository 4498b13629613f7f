"""PrestaShop: base prices of products and combinations, and specific prices, read and written."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from unittest import TestCase

from ....remotes import open_remote
from ....remotes.documents import Price
from ....remotes.errors import NotFound, OutcomeUnknown, Rejected, Unavailable
from ..recordings import Replay, listed, recorded
from .prestashop_case import PrestaShopCase
from .test_prestashop_recordings import CODE_LISTS


class TestReading(PrestaShopCase):
    def setUp(self):
        super().setUp()
        self.lamp = self.added("product", "LAMP", "20.00", tax=1)
        self.shirt = self.added("product", "SHIRT", "15.00", tax=1)
        values = self.shop.add_option("Colour", ["red", "blue"])
        self.red = self.added("combination", self.shirt, "SHIRT-R", values=[values[0]])
        self.blue = self.added("combination", self.shirt, "SHIRT-B", values=[values[1]], price="2.50")

    def prices(self, **options):
        return {price.id: price for price in self.documents("price", **options)}

    def special(self, product, **values):
        return f"specific-{self.added('special_price', product, **values)}"

    def test_base_prices_are_those_of_products_and_surcharges_of_their_combinations(self):
        prices = self.prices()
        lamp, red, blue = f"{self.lamp}-0", f"{self.shirt}-{self.red}", f"{self.shirt}-{self.blue}"
        found = {id: (price.variant_id, price.amount, price.surcharge) for id, price in prices.items()}
        self.assertEqual(
            found,
            {
                lamp: (lamp, Decimal("20.000000"), None),
                str(self.shirt): ("", Decimal("15.000000"), None),
                red: (red, Decimal(0), Decimal("0.000000")),
                blue: (blue, Decimal(0), Decimal("2.500000")),
            },
        )
        self.assertTrue(all(price.is_base and not price.includes_tax for price in prices.values()))

    def test_reduction_in_percent_for_a_group_and_a_time(self):
        self.shop.configure("PS_TIMEZONE", "Europe/Warsaw")
        id = self.special(
            self.lamp, percent=15, id_group=3, **{"from": "2026-06-01 00:00:00", "to": "2026-06-30 23:59:59"}
        )
        price = self.prices()[id]
        self.assertEqual(
            (price.variant_id, price.group_id, price.discount_percent), (f"{self.lamp}-0", "3", Decimal(15))
        )
        self.assertEqual(price.starts_at, datetime(2026, 5, 31, 22, tzinfo=UTC))
        self.assertEqual(price.ends_at, datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC))
        self.assertEqual((price.is_promotion, price.is_base, price.minimum_quantity), (True, False, None))

    def test_reduction_in_money_keeps_its_basis(self):
        id = self.special(self.lamp, amount="2.00", from_quantity=10)
        price = self.prices()[id]
        self.assertEqual(
            (price.discount_amount, price.includes_tax, price.minimum_quantity), (Decimal(2), True, Decimal(10))
        )

    def test_fixed_price_of_a_customer_in_a_country(self):
        country = self.shop.only("countries", iso_code="PT")["id"]
        id = self.special(self.shirt, price="12.30", id_customer=7, id_country=country, id_product_attribute=self.red)
        price = self.prices()[id]
        self.assertEqual((price.variant_id, price.customer_id), (f"{self.shirt}-{self.red}", "7"))
        self.assertEqual((price.country, price.amount, price.discount_percent), ("PT", Decimal("12.30"), None))

    def test_price_for_all_combinations_names_no_variant(self):
        id = self.special(self.shirt, percent=5)
        price = self.prices()[id]
        self.assertEqual((price.product_id, price.variant_id), (str(self.shirt), ""))
        self.assertFalse(price.is_base)

    def test_rows_of_single_carts_are_left_out(self):
        id = self.special(self.lamp, percent=5, id_cart=3)
        self.assertNotIn(id, self.prices())

    def test_price_with_a_reduction_in_percent_is_one_amount(self):
        id = self.special(self.lamp, percent=25, price="16.00", id_group=3)
        price = self.prices()[id]
        self.assertEqual((price.amount, price.discount_percent), (Decimal("12.000000"), None))

    def test_by_id_what_is_gone_is_refused_as_missing(self):
        id = self.special(self.lamp, percent=5)
        (page,) = self.pages("price", ids=[id, f"{self.lamp}-0", "specific-999", "999-0"])
        self.assertEqual([price.id for price in page.documents], [id, f"{self.lamp}-0"])
        self.assertEqual([refusal.id for refusal in page.refusals], ["specific-999", "999-0"])
        self.assertTrue(all(isinstance(refusal.error, NotFound) for refusal in page.refusals))

    def test_a_page_ends_where_it_is_full_and_the_next_goes_on(self):
        self.special(self.lamp, percent=5)
        pages = self.pages("price", limit=3)
        self.assertEqual([len(page.documents) for page in pages], [3, 2])
        self.assertEqual(len({price.id for page in pages for price in page.documents}), 5)


class TestWriting(PrestaShopCase):
    def setUp(self):
        super().setUp()
        self.lamp = self.added("product", "LAMP", "20.00", tax=1)

    def push(self, *prices):
        return self.remote.push("price", list(prices))

    def row(self):
        return self.shop.only("specific_prices", id_product=self.lamp)

    def special(self, **values):
        values = {"variant_id": f"{self.lamp}-0", "group_id": "3", **values}
        return Price(**values)

    def test_one_price_without_tax_is_one_call(self):
        self.push(Price(variant_id=f"{self.lamp}-0", amount=Decimal(21)))
        self.settle()
        (result,) = self.push(Price(variant_id=f"{self.lamp}-0", amount=Decimal("22.5")))
        self.assertEqual((result.id, result.error), (f"{self.lamp}-0", None))
        self.assertEqual(len(self.shop.log), 1 if self.version >= "8" else 2)
        self.assertEqual(self.shop.row("products", self.lamp)["price"], "22.500000")

    def test_a_price_with_tax_is_stored_without(self):
        price = Price(product_id=str(self.lamp), amount=Decimal("29.99"), includes_tax=True)
        self.assertIsNone(self.push(price)[0].error)
        self.assertEqual(self.shop.row("products", self.lamp)["price"], "24.382114")

    def test_the_same_product_twice_ends_with_the_last_price(self):
        prices = [Price(product_id=str(self.lamp), amount=Decimal(amount)) for amount in (5, 6)]
        self.assertEqual([result.error for result in self.push(*prices)], [None, None])
        self.assertEqual(self.shop.row("products", self.lamp)["price"], "6.000000")

    def test_the_price_of_a_combination_is_its_surcharge(self):
        (red,) = self.shop.add_option("Colour", ["red"])
        combination = self.added("combination", self.lamp, "LAMP-R", values=[red])
        id = f"{self.lamp}-{combination}"
        (result,) = self.push(Price(variant_id=id, amount=Decimal("18.75")))
        self.assertEqual((result.id, result.error), (id, None))
        self.assertEqual(self.shop.row("combinations", combination)["price"], "-1.250000")
        self.assertEqual(self.shop.row("products", self.lamp)["price"], "20.000000")

    def test_a_surcharge_is_one_call_and_may_be_less_than_nothing(self):
        (red,) = self.shop.add_option("Colour", ["red"])
        combination = self.added("combination", self.lamp, "LAMP-R", values=[red])
        id = f"{self.lamp}-{combination}"
        self.push(Price(variant_id=id, surcharge=Decimal(1)))
        self.settle()
        (result,) = self.push(Price(variant_id=id, product_id=str(self.lamp), surcharge=Decimal("-2.5")))
        self.assertEqual((result.id, result.error), (id, None))
        self.assertEqual(self.shop.row("combinations", combination)["price"], "-2.500000")
        self.assertEqual(len(self.shop.log), 1 if self.version >= "8" else 2)
        self.push(Price(variant_id=id, surcharge=Decimal("1.23"), includes_tax=True))
        self.assertEqual(self.shop.row("combinations", combination)["price"], "1.000000")

    def test_unknown_combinations_and_products_are_refused_alone(self):
        results = self.push(
            Price(variant_id=f"{self.lamp}-999", amount=Decimal(3)),
            Price(variant_id="999-0", amount=Decimal(3)),
            Price(variant_id="", amount=Decimal(3)),
            Price(variant_id=f"{self.lamp}-0", amount=Decimal(3)),
        )
        self.assertEqual([type(result.error) for result in results], [NotFound, NotFound, Rejected, type(None)])

    def test_percent_amount_and_fixed_price(self):
        for given, stored in (
            ({"discount_percent": Decimal("12.5")}, ("-1.000000", "0.125000", "percentage")),
            ({"discount_amount": Decimal(3), "includes_tax": True}, ("-1.000000", "3.000000", "amount")),
            ({"amount": Decimal("24.60"), "includes_tax": True}, ("20.000000", "0.000000", "amount")),
        ):
            (result,) = self.push(self.special(**given))
            row = self.row()
            self.assertEqual(tuple(row[name] for name in ("price", "reduction", "reduction_type")), stored)
            self.assertEqual((result.id, result.error), (f"specific-{row['id']}", None))
            self.push(replace(self.special(), id=result.id, active=False))

    def test_case_of_a_price_is_written_whole(self):
        self.shop.configure("PS_TIMEZONE", "Europe/Warsaw")
        self.push(
            self.special(
                customer_id="4", country="PT", minimum_quantity=Decimal(10), discount_percent=Decimal(5),
                starts_at=datetime(2026, 1, 1, tzinfo=UTC), ends_at=datetime(2026, 1, 31, 12, tzinfo=UTC),
            )
        )  # fmt: skip
        row, country = self.row(), self.shop.only("countries", iso_code="PT")["id"]
        self.assertEqual((row["id_group"], row["id_customer"], row["id_country"]), ("3", "4", str(country)))
        self.assertEqual((row["from_quantity"], row["from"]), ("10", "2026-01-01 01:00:00"))
        self.assertEqual(row["to"], "2026-01-31 13:00:00")

    def test_changed_period_and_discount_change_the_same_row(self):
        (first,) = self.push(self.special(discount_percent=Decimal(5)))
        changed = self.special(id=first.id, discount_percent=Decimal(7), ends_at=datetime(2030, 1, 1, tzinfo=UTC))
        (second,) = self.push(changed)
        self.assertEqual((second.id, second.error), (first.id, None))
        self.assertEqual((self.row()["reduction"], self.row()["to"][:10]), ("0.070000", "2030-01-01"))
        (third,) = self.push(changed)
        self.assertTrue(third.unchanged)

    def test_price_that_the_shop_has_for_this_case_is_taken_over(self):
        there = self.added("special_price", self.lamp, percent=3, id_group=3)
        (result,) = self.push(self.special(discount_percent=Decimal(4)))
        self.assertEqual(result.id, f"specific-{there}")
        self.assertEqual(self.row()["reduction"], "0.040000")

    def test_prices_are_taken_away_by_one_call_and_missing_ones_are_no_news(self):
        results = self.push(*(self.special(minimum_quantity=Decimal(n), amount=Decimal(9)) for n in range(2, 12)))
        self.settle()
        gone = [self.special(id=result.id, active=False) for result in results]
        gone.append(self.special(id="specific-999", active=False))
        again = self.push(*gone)
        self.assertEqual([result.error for result in again], [None] * 11)
        self.assertEqual(self.shop.rows("specific_prices"), [])
        self.assertEqual([call.method for call in self.shop.log], ["GET", "DELETE"])

    def test_what_the_shop_cannot_keep_is_refused_by_field(self):
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        for values, field in (
            ({"table_id": "A"}, "table_id"),
            ({"group_id": "99"}, "group_id"),
            ({"country": "XX"}, "country"),
            ({"currency": "ZZZ"}, "currency"),
            ({"minimum_quantity": Decimal("2.5")}, "minimum_quantity"),
            ({"discount_percent": Decimal(101)}, "discount_percent"),
            ({"discount_amount": Decimal(-1)}, "discount_amount"),
            ({"amount": Decimal(-1)}, "amount"),
            ({"starts_at": moment, "ends_at": moment.replace(year=2025)}, "ends_at"),
        ):
            with self.subTest(field=field):
                good = self.special(minimum_quantity=Decimal(7), amount=Decimal(9))
                refused, taken = self.push(self.special(**values), good)
                self.assertEqual((type(refused.error), refused.error.field), (Rejected, field))
                self.assertIsNone(taken.error)

    def test_lost_answer_may_be_sent_again(self):
        self.shop.faults.cut_after_accepting(method="POST", kind="specific_prices")
        price = self.special(discount_percent=Decimal(5))
        (lost,) = self.push(price)
        self.assertIsInstance(lost.error, Unavailable)
        self.assertNotIsInstance(lost.error, OutcomeUnknown)
        (again,) = self.push(price)
        self.assertEqual(again.id, f"specific-{self.row()['id']}")

    def test_what_was_written_is_read_again(self):
        written = (
            self.special(discount_percent=Decimal("7.5"), minimum_quantity=Decimal(3)),
            self.special(amount=Decimal("11.11"), ends_at=datetime(2031, 5, 1, tzinfo=UTC)),
            self.special(discount_amount=Decimal(2), includes_tax=True, minimum_quantity=Decimal(8)),
        )
        ids = [result.id for result in self.push(*written)]
        found = self.documents("price", ids=ids)
        for before, after in zip(written, found, strict=True):
            same = replace(after, id="", product_id="", is_promotion=None)
            self.assertEqual(same.digest(), before.digest())


class TestWriting17(TestWriting):
    version = "1.7.8.11"


class TestWriting16(TestWriting):
    version = "1.6.1.24"


class TestRecorded(TestCase):
    """What a shop of 8.2 answered to a specific price."""

    def test_reduction_of_a_group_from_ten_pieces_on(self):
        status, headers, body = recorded("prestashop-8.2", "specific-price-post")
        self.assertEqual(status, 201)
        replay = self.enterContext(Replay("8.2.1"))
        replay.answers |= CODE_LISTS
        replay.answers["specific_prices"] = (200, headers, listed(body, "specific_prices"))
        remote = self.enterContext(open_remote("prestashop", {"url": replay.url, "key": "K"}))
        (page,) = remote.pull("price", ids=["specific-3"])
        (price,) = page.documents
        self.assertEqual((price.id, price.product_id, price.group_id), ("specific-3", "1", "3"))
        self.assertEqual((price.minimum_quantity, price.discount_percent), (Decimal(10), Decimal(10)))
        self.assertEqual(price.starts_at, datetime(2025, 12, 31, 23, tzinfo=UTC))
        self.assertEqual(price.ends_at, datetime(2027, 12, 31, 22, 59, 59, tzinfo=UTC))

    def test_second_row_of_a_case_is_refused_without_a_word(self):
        status, _headers, body = recorded("prestashop-8.2", "specific-price-duplicate")
        self.assertEqual((status, b"<![CDATA[46]]>" in body), (500, True))
