"""PrestaShop: nothing is left out or invented when the shop is read, in as few calls as it allows."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from ....remotes.errors import (
    AuthenticationFailed,
    InvalidSettings,
    NotFound,
    ProtocolError,
    RateLimited,
    Unavailable,
    Unsupported,
)
from .prestashop_case import PrestaShopCase


def roles(order):
    return [(line.role, line.net, line.gross, [tax.rate for tax in line.taxes]) for line in order.lines]


def _texts(variant):
    return tuple(attribute.text for attribute in variant.attributes)


class TestChanges(PrestaShopCase):
    def test_a_second_pull_brings_only_what_changed(self):
        self.shop.populate(products=5)
        self.settle()
        (page,) = self.pages("product")
        self.assertEqual([document.id for document in page.documents], ["1", "2", "3", "4", "5"])
        self.shop.edit("products", 3, price="7")
        self.settle()
        (page,) = self.pages("product", page.cursor)
        self.assertEqual([(document.id, document.price) for document in page.documents], [("3", Decimal(7))])

    def test_a_change_in_the_second_of_the_reading_is_seen_by_the_next_pull(self):
        self.shop.clock.freeze()
        self.shop.populate(products=1)
        (page,) = self.pages("product")
        self.assertEqual([document.id for document in page.documents], ["1"])
        self.assertFalse(page.cursor["more"])
        self.shop.populate(products=1)  # in the same second, after it was read
        self.shop.clock.advance(3)
        self.assertEqual([document.id for document in self.documents("product", page.cursor)], ["1", "2"])

    def test_a_pull_is_resumed_by_another_worker_from_any_page(self):
        self.shop.populate(products=25)
        self.settle()
        ids, cursor, more = [], None, True
        while more:
            remote = self.opened()
            page = next(remote.pull("product", cursor=cursor, limit=10))
            cursor = json.loads(json.dumps(page.cursor))
            more = cursor["more"]
            ids += [document.id for document in page.documents]
        self.assertEqual(list(dict.fromkeys(ids)), [str(number) for number in range(1, 26)])

    def test_rows_of_one_second_are_all_read_although_some_leave_it_meanwhile(self):
        self.shop.clock.freeze()
        self.shop.populate(products=40)
        self.shop.clock.advance(60)
        pages = self.remote.pull("product", limit=20)
        seen = [document.id for document in next(pages).documents]
        for product in (2, 5, 11):
            self.shop.edit("products", product, price="1")
        for page in pages:
            seen += [document.id for document in page.documents]
        self.assertEqual(set(seen), {str(number) for number in range(1, 41)})

    def test_nothing_is_lost_in_the_hour_that_autumn_repeats(self):
        paris = ZoneInfo("Europe/Paris")
        start = datetime(2026, 10, 25, 1, 50, tzinfo=paris)
        self.shop.clock.freeze(start)
        self.shop.populate(products=1)
        self.shop.clock.advance(10)
        cursor = self.pages("product")[-1].cursor
        seen = []
        for step in range(1, 19):
            self.shop.clock.freeze(start + timedelta(minutes=10 * step))
            now = start.timestamp() + 600 * step
            self.shop.clock.freeze(datetime.fromtimestamp(now, ZoneInfo("UTC")))
            product = self.added("product", f"AT-{step}", "1")
            self.shop.clock.advance(10)
            for page in self.remote.pull("product", cursor=cursor):
                cursor = page.cursor
                seen += [document.id for document in page.documents]
            self.assertIn(str(product), seen, f"written {step * 10} minutes after the start")

    def test_an_edited_or_deleted_address_brings_its_customer(self):
        ana, rui = self.shop.add_customer(), self.shop.add_customer()
        home, work = self.shop.add_address(ana, alias="Home"), self.shop.add_address(ana, alias="Work")
        self.shop.add_address(rui)
        self.settle()
        (page,) = self.pages("customer")
        self.assertEqual([len(document.addresses) for document in page.documents], [2, 1])
        self.shop.edit("addresses", home, city="Porto")
        self.shop.edit("addresses", work, deleted=1)
        self.settle()
        page = self.pages("customer", page.cursor)[-1]
        self.assertEqual([document.id for document in page.documents], [str(ana["id"])])
        self.assertEqual(
            [(address.id, address.city) for address in page.documents[0].addresses], [("address-1", "Porto")]
        )
        self.assertFalse(page.cursor["more"])

    def test_customers_resume_in_both_parts(self):
        for _number in range(6):
            self.shop.add_address(self.shop.add_customer())
        self.settle()
        cursor = self.pages("customer")[-1].cursor
        for number in (1, 2, 3):
            self.shop.edit("customers", number, company="Exemplo Lda")
        for number in (4, 5, 6):
            self.shop.edit("addresses", number, city="Porto")
        self.settle()
        ids, more = [], True
        while more:
            page = next(self.opened().pull("customer", cursor=cursor, limit=2))
            cursor, more = json.loads(json.dumps(page.cursor)), page.cursor["more"]
            ids += [document.id for document in page.documents]
        self.assertEqual(set(ids), {"1", "2", "3", "4", "5", "6"})
        self.settle()
        self.assertEqual(self.documents("customer", cursor), [])

    def test_missing_ids_are_refused_and_the_others_come(self):
        self.shop.populate(products=2)
        (page,) = self.pages("product", ids=["2", "77", "1"])
        self.assertEqual([document.id for document in page.documents], ["2", "1"])
        self.assertEqual([(refusal.id, type(refusal.error)) for refusal in page.refusals], [("77", NotFound)])

    def test_one_unreadable_record_does_not_spoil_the_page(self):
        self.shop.populate(products=3)
        self.settle()
        self.shop.store.get("products", "2")["price"] = "1,5"
        (page,) = self.pages("product")
        self.assertEqual([document.id for document in page.documents], ["1", "3"])
        self.assertEqual([(refusal.id, type(refusal.error)) for refusal in page.refusals], [("2", ProtocolError)])


class TestCatalogue(PrestaShopCase):
    def test_categories_hang_below_the_shops_home(self):
        lamps = self.added("category", "Lamps")
        desk = self.added("category", "Desk", parent=lamps)
        self.settle()
        found = {document.id: document.parent_id for document in self.documents("category")}
        self.assertEqual(found, {"2": "", str(lamps): "2", str(desk): str(lamps)})

    def test_a_product_with_combinations_has_them_as_variants(self):
        shirt = self.added("product", "SHIRT", "20", weight="0.3", tax=2)
        red, blue = self.shop.add_option("Colour", ["red", "blue"])
        first = self.added(
            "combination", shirt, "SHIRT-R", values=[red], price="2", ean13="5901234123457", weight="0.1"
        )
        second = self.added("combination", shirt, "SHIRT-B", values=[blue], price="-1")
        (product,) = self.documents("product", ids=[str(shirt)])
        self.assertEqual(
            [(v.id, v.code, v.barcode, _texts(v), v.price_extra, v.weight) for v in product.variants],
            [
                (f"{shirt}-{first}", "SHIRT-R", "5901234123457", ("Colour=red",), Decimal(2), Decimal("0.4")),
                (f"{shirt}-{second}", "SHIRT-B", "", ("Colour=blue",), Decimal(-1), Decimal("0.3")),
            ],
        )
        self.assertEqual((product.price, product.price_includes_tax, product.tax_ids), (Decimal(20), False, ("6",)))

    def test_values_that_were_made_a_moment_ago_are_found(self):
        shirt = self.added("product", "SHIRT", "20")
        for number, size in enumerate(("S", "M", "L"), 1):
            (value,) = self.shop.add_option(f"Size {size}", [size])
            self.added("combination", shirt, f"SHIRT-{size}", values=[value])
            (product,) = self.documents("product", ids=[str(shirt)])
            self.assertEqual([len(one.attributes) for one in product.variants], [1] * number)

    def test_stock_leaves_out_the_sums_and_splits_no_product_over_pages(self):
        plain = self.added("product", "PLAIN", "10", quantity=5)
        shirt = self.added("product", "SHIRT", "20")
        values = self.shop.add_option("Size", ["S", "M", "L"])
        sizes = [self.added("combination", shirt, f"S{n}", values=[v], quantity=n) for n, v in enumerate(values)]
        last = self.added("product", "LAST", "10", quantity=9)
        expected = {
            f"{plain}-0": 5,
            f"{shirt}-{sizes[0]}": 0,
            f"{shirt}-{sizes[1]}": 1,
            f"{shirt}-{sizes[2]}": 2,
        }
        expected[f"{last}-0"] = 9
        for limit in (1, 2, 3, 4, 100):
            found = {level.id: level.quantity for level in self.documents("stock", limit=limit)}
            self.assertEqual(found, expected, f"pages of {limit}")
        (page,) = self.pages("stock", ids=[f"{plain}-0", f"{shirt}-0"])
        self.assertEqual([level.basis for level in page.documents], ["available"])
        self.assertEqual([refusal.id for refusal in page.refusals], [f"{shirt}-0"])

    def test_stock_resumes_after_a_page(self):
        for number in range(5):
            self.added("product", f"P{number}", "10", quantity=number)
        ids, cursor = [], None
        while True:
            page = next(self.opened().pull("stock", cursor=cursor, limit=2))
            ids += [level.id for level in page.documents]
            cursor = page.cursor
            if not cursor["more"]:
                break
        self.assertEqual(ids, ["1-0", "2-0", "3-0", "4-0", "5-0"])
        self.assertEqual(len(self.documents("stock", cursor)), 5)

    def test_lookups(self):
        taxes = {entry.id: (entry.name, entry.rate, entry.country) for entry in self.remote.lookups("tax")}
        self.assertEqual(taxes["1"], ("PT 23%", Decimal(23), "PT"))
        self.assertEqual(taxes["3"], ("ES 21%", Decimal(21), ""))
        self.assertEqual([(e.id, e.code) for e in self.remote.lookups("language")], [("1", "en"), ("2", "pt")])
        with self.assertRaises(Unsupported):
            self.remote.lookups("series")

    def test_a_carrier_keeps_its_id_when_it_is_edited(self):
        old = self.shop.only("carriers", name="My carrier")
        new = self.shop.add_carrier("My carrier 2", "5", id_reference=old["id_reference"])
        product = self.shop.add_product("P", "10", quantity=5)
        order = self.shop.place_order(self.shop.add_customer(), [(product, 1)], carrier=new)
        (document,) = self.documents("order", ids=[str(order["id"])])
        self.assertEqual((document.carrier_id, document.carrier_name), (str(old["id_reference"]), "My carrier 2"))
        names = {entry.id: entry.name for entry in self.remote.lookups("carrier")}
        self.assertEqual(names[str(old["id_reference"])], "My carrier 2")


class TestOrders(PrestaShopCase):
    def setUp(self):
        super().setUp()
        self.customer = self.shop.add_customer()
        self.lamp = self.shop.add_product("LAMP", "100", quantity=50, tax=1)
        self.book = self.shop.add_product("BOOK", "50", quantity=50, tax=3)

    def order(self, *lines, **options):
        order = self.shop.place_order(self.customer, lines, **options)
        (document,) = self.documents("order", ids=[str(order["id"])])
        return document

    def check_sums(self, order):
        self.assertEqual(order.difference(), (0, 0, 0), roles(order))
        self.assertEqual(order.net + order.tax, order.gross)

    def test_a_voucher_is_divided_over_the_taxes_it_reduces(self):
        order = self.order((self.lamp, 1), (self.book, 1), cart_rules=[self.shop.add_cart_rule("TEN", percent=10)])
        self.check_sums(order)
        discounts = [line for line in order.lines if line.role == "discount"]
        self.assertEqual(
            [(line.name, line.net, line.tax, line.gross, line.taxes[0].rate) for line in discounts],
            [
                ("TEN", Decimal("-10.00"), Decimal("-2.30"), Decimal("-12.30"), Decimal(23)),
                ("TEN", Decimal("-5.00"), Decimal("-0.30"), Decimal("-5.30"), Decimal(6)),
            ],
        )
        self.assertEqual(order.coupons, ("TEN",))

    def test_free_shipping_goes_against_the_shippings_tax(self):
        order = self.order((self.book, 2), cart_rules=[self.shop.add_cart_rule("FREE", free_shipping=True)])
        self.check_sums(order)
        by_role = {line.role: line for line in order.lines}
        self.assertEqual(by_role["discount"].gross, -by_role["shipping"].gross)
        self.assertEqual(by_role["discount"].taxes[0].rate, by_role["shipping"].taxes[0].rate)
        self.assertEqual(by_role["shipping"].taxes[0].id, "1")

    def test_many_odd_vouchers_add_up_within_a_cent_for_each_tax(self):
        third = self.shop.add_product("THIRD", "33.33", quantity=50, tax=2)
        for amount in ("0.01", "3.33", "7.77", "19.99"):
            rules = [
                self.shop.add_cart_rule("A", amount=amount),
                self.shop.add_cart_rule("B", percent=7),
                self.shop.add_cart_rule("C", free_shipping=True),
            ]
            order = self.order((self.lamp, 1), (self.book, 3), (third, 2), cart_rules=rules)
            self.check_sums(order)
            groups = {}
            for line in order.lines:
                if line.role == "discount":
                    net, tax = groups.get(line.taxes[0].rate, (0, 0))
                    groups[line.taxes[0].rate] = (net + line.net, tax + line.tax)
            for rate, (net, tax) in groups.items():
                self.assertLessEqual(abs(net * rate / 100 - tax), Decimal("0.011"), (amount, rate))

    def test_a_voucher_that_does_not_explain_the_order_leaves_the_difference(self):
        order = self.shop.place_order(
            self.customer, [(self.lamp, 1)], cart_rules=[self.shop.add_cart_rule("TEN", percent=10)]
        )
        rule = self.shop.only("order_cart_rules", id_order=order["id"])
        self.shop.edit("order_cart_rules", rule, value="5.00", value_tax_excl="4.07")
        (document,) = self.documents("order", ids=[str(order["id"])])
        self.assertEqual(document.difference(), (Decimal("-5.93"), Decimal("-1.37"), Decimal("-7.30")))

    def test_gift_wrapping_has_its_tax_and_message(self):
        order = self.order((self.lamp, 1), wrapping="2.00", gift_message="Happy birthday")
        self.check_sums(order)
        (line,) = [line for line in order.lines if line.role == "wrapping"]
        self.assertEqual((line.net, line.gross, line.taxes[0].id), (Decimal(2), Decimal("2.46"), "1"))
        self.assertEqual([message.text for message in order.messages], ["Happy birthday"])

    def test_what_buyer_and_merchant_see(self):
        order = self.order((self.lamp, 1), message="Ring twice", state="Payment accepted")
        self.assertTrue(order.prices_include_tax)
        self.assertEqual(order.customer_note, "Ring twice")
        self.assertEqual((order.state_name, order.language, order.currency), ("Payment accepted", "en", "EUR"))
        self.assertEqual((order.payment_method_code, order.payment_method_name), ("ps_wirepayment", "Bank transfer"))
        (payment,) = order.payments
        self.assertEqual((payment.state, payment.amount, payment.method_code), ("paid", order.gross, "ps_wirepayment"))
        self.assertEqual((order.billing.id, order.billing.country), ("address-1", "PT"))
        self.assertEqual(order.customer.email, "customer1@shop.invalid")

    def test_an_unpaid_order_says_what_is_to_be_paid(self):
        (payment,) = self.order((self.lamp, 1)).payments
        self.assertEqual((payment.state, payment.amount), ("pending", Decimal("123.00") + self.shipping()))

    def shipping(self):
        row = self.shop.rows("orders")[-1]
        return Decimal(row["total_shipping_tax_incl"])

    def test_a_group_that_sees_prices_without_tax(self):
        group = self.shop.add_group("Trade", tax_excluded=True)
        self.customer = self.shop.add_customer(group=group)
        order = self.order((self.lamp, 1))
        self.assertFalse(order.prices_include_tax)
        self.assertEqual(order.customer.group_id, str(group["id"]))

    def test_times_are_told_in_utc(self):
        self.shop.clock.freeze(datetime(2026, 7, 1, 10, 0, tzinfo=ZoneInfo("UTC")))
        order = self.order((self.lamp, 1))
        self.assertEqual(order.placed_at.isoformat(), "2026-07-01T10:00:00+00:00")

    def test_a_thousand_orders_take_twenty_five_calls(self):
        self.shop.populate(customers=300, products=50, orders=1000)
        self.shop.add_cart_rule("UNUSED", percent=10)
        self.settle()
        self.memory = type(self.memory)()
        self.remote = self.opened()
        pages = self.pages("order", limit=500)
        self.assertEqual([len(page.documents) for page in pages], [500, 500])
        self.assertLessEqual(len(self.shop.log), 25)
        longest = max(len(quote(call.query, safe="&=,:")) for call in self.shop.log)
        self.assertTrue(5000 < longest <= 6144, longest)

    def test_several_jobs_in_a_row_do_not_read_the_code_lists_again(self):
        self.order((self.lamp, 1))
        self.settle()
        list(self.opened().pull("order"))
        lists = ("countries", "currencies", "order_states", "carriers", "groups", "taxes", "configurations")
        self.assertEqual([self.shop.log.count(kind=kind) for kind in lists], [0] * 7)

    def test_a_new_state_is_read_when_it_turns_up(self):
        self.order((self.lamp, 1))
        state = self.shop.store.insert("order_states", {"name": {1: "At the tailor", 2: "No alfaiate"}})
        order = self.order((self.lamp, 1), state=state["id"])
        self.assertEqual(order.state_name, "At the tailor")

    def test_only_the_orders_of_the_chosen_shop(self):
        self.order((self.lamp, 1))
        self.settle()
        self.assertEqual(len(next(self.opened(shop_id="1").pull("order")).documents), 1)
        self.assertTrue(self.shop.log.count("GET", r"orders\?.*filter\[id_shop\]=\[1\].*id_shop=1"))


class TestTrouble(PrestaShopCase):
    def test_check_names_version_shops_and_missing_rights(self):
        self.shop.permissions["stock_availables"] = {"GET"}
        self.shop.permissions["messages"] = set()
        info = self.remote.check()
        self.assertEqual((info.name, info.version, info.clock), ("Invented shop", "8.2.1", "Europe/Paris"))
        self.assertEqual([entry.code for entry in info.languages], ["en", "pt"])
        self.assertEqual(
            info.warnings,
            (
                "The key lacks PATCH on stock_availables, which is needed for stock levels.",
                "The key lacks GET on messages, which is needed for orders.",
            ),
        )

    def test_check_warns_of_a_wrong_clock(self):
        self.shop.clock.advance(-900)
        self.assertEqual(self.remote.check().warnings, ("The shop's clock is 15 minutes behind.",))

    def test_each_trouble_has_its_error(self):
        for fault, error in (
            ({"code": 401, "body": "401 Unauthorized"}, AuthenticationFailed),
            ({"code": 503, "headers": {"Retry-After": "120"}}, Unavailable),
            ({"code": 500}, Unavailable),
            ({"code": 429, "headers": {"Retry-After": "7"}}, RateLimited),
            ({"code": 200, "body": "<html><body>Back soon</body></html>"}, ProtocolError),
            ({"code": 200, "body": "Cart cannot be loaded"}, ProtocolError),
            ({"code": 302, "headers": {"Location": "/"}}, InvalidSettings),
            ({"code": 404, "body": "<html>Not Found</html>"}, InvalidSettings),
            ({"code": 414, "body": "<html>too long</html>"}, ProtocolError),
        ):
            with self.subTest(fault=fault):
                self.shop.faults.status(kind="products", **fault)
                with self.assertRaises(error) as caught:
                    self.pages("product")
                self.assertEqual(caught.exception.system, "prestashop")
                self.assertNotIn(self.shop.key, str(caught.exception))
                if "Retry-After" in fault.get("headers", {}):
                    self.assertEqual(caught.exception.retry_after, float(fault["headers"]["Retry-After"]))

    def test_a_wrong_key_and_a_switched_off_webservice(self):
        with self.assertRaises(AuthenticationFailed) as caught:
            self.opened(key="A" * 32).check()
        self.assertNotIn("A" * 32, str(caught.exception) + repr(caught.exception))
        self.shop.active = False
        with self.assertRaises(Unavailable):
            self.remote.check()

    def test_a_shop_that_does_not_exist(self):
        with self.assertRaises(InvalidSettings) as caught:
            self.opened(shop_id="9").check()
        self.assertEqual(caught.exception.field, "shop_id")

    def test_a_missing_right_stops_a_pull(self):
        self.shop.permissions["products"] = set()
        with self.assertRaises(AuthenticationFailed):
            self.pages("product")

    def test_an_unsupported_kind_is_refused_at_once(self):
        for call in (
            lambda: self.remote.pull("invoice"),
            lambda: self.remote.push("order", []),
            lambda: self.remote.find("order", "x"),
        ):
            with self.assertRaises(Unsupported):
                call()
