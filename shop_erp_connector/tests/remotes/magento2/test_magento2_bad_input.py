"""Magento 2: what goes wrong outside the shop's own rules, and what the hub is told then."""

import json
import re
from decimal import Decimal

from werkzeug.wrappers import Response

from ....remotes.documents import OrderStatus, Price
from ....remotes.errors import (
    AuthenticationFailed,
    InvalidSettings,
    NotFound,
    ProtocolError,
    RateLimited,
    Rejected,
    Unavailable,
    Unsupported,
)
from ... import make
from .magento2_case import Magento2Case

#: What a proxy answers while the shop is being deployed.
PAGE = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


class Rewritten:
    """Answers of the simulator, rewritten: what a plug-in, an older PHP or a careless proxy does to them."""

    def __init__(self, shop, rewrite):
        self._answer, self._rewrite = shop.answer, rewrite
        shop.answer = self

    def __call__(self, request):
        response = self._answer(request)
        if response.content_type.startswith("application/json") and response.status_code == 200:
            body = self._rewrite(json.loads(response.get_data()))
            return Response(json.dumps(body), content_type=response.content_type)
        return response


def with_more(value):
    """Add fields that nobody knows to every object."""
    if isinstance(value, dict):
        more = {"acme_loyalty": {"points": 7}, "zz_flag": None}
        return more | {name: with_more(one) for name, one in value.items()}
    return [with_more(one) for one in value] if isinstance(value, list) else value


def as_texts(value):
    """Write every number as text, as older PHP does."""
    if isinstance(value, dict):
        return {name: as_texts(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_texts(one) for one in value]
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def as_numbers(value):
    """Write every text that looks like a number as one."""
    if isinstance(value, dict):
        return {name: as_numbers(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_numbers(one) for one in value]
    return int(value) if isinstance(value, str) and re.fullmatch(r"[1-9]\d{0,8}", value) else value


class BadInputCase(Magento2Case):
    def setUp(self):
        super().setUp()
        option = self.shop.add_option("Red")
        self.red = self.shop.add_product("SHIRT-R", "10.00", color=option, quantity=9)
        self.shirt = self.shop.add_configurable("SHIRT", [self.red])
        self.lamp = self.shop.add_product("LAMP", "24.39", quantity=9, special_price=Decimal("19.9"))
        self.ana = self.shop.add_customer()
        self.order = self.shop.place_order(self.ana, [(self.lamp, 2), (self.shirt, 1, self.red)])
        self.shop.invoice(self.order)
        self.shop.ship(self.order)
        self.shop.refund(self.order)

    def everything(self):
        """Return the digests of all documents, whatever their kind."""
        remote = self.opened()
        kinds = sorted(remote.capabilities.pulls - {"stock"})
        read = {kind: [one.digest() for page in remote.pull(kind) for one in page.documents] for kind in kinds}
        levels = [(one.id, one.quantity) for page in remote.pull("stock") for one in page.documents]
        return read | {"stock": levels}


class TestOtherPeoplesFields(BadInputCase):
    def test_what_plugins_add_is_passed_over(self):
        before = self.everything()
        self.assertTrue(all(before.values()))
        Rewritten(self.shop, with_more)
        self.assertEqual(self.everything(), before)

    def test_numbers_may_be_texts_and_texts_numbers(self):
        before = self.everything()
        for rewrite in (as_texts, as_numbers):
            with self.subTest(rewrite.__name__):
                Rewritten(self.shop, rewrite)
                self.assertEqual(self.everything(), before)

    def test_writing_passes_over_them_too(self):
        for rewrite in (with_more, as_texts, as_numbers):
            with self.subTest(rewrite.__name__):
                Rewritten(self.shop, rewrite)
                number = rewrite.__name__
                product = make.product(id="", code=number, name={"en_US": number}, tax_ids=("DE-19",), variants=())
                (result,) = self.pushed("product", product)
                self.assertEqual(result.id, str(self.shop.store.product(number)["id"]))

    def test_a_record_that_makes_no_sense_spoils_nothing_but_itself(self):
        self.shop.place_order(self.ana, [(self.lamp, 1)])
        self.order["grand_total"] = "a lot"
        (page,) = self.pages("order")
        ((refusal,), (order,)) = page.refusals, page.documents
        self.assertEqual((refusal.id, order.id), (str(self.order["entity_id"]), "2"))
        self.assertIsInstance(refusal.error, ProtocolError)
        self.assertIn("grand_total", str(refusal.error))


class TestRights(BadInputCase):
    def test_an_expired_token_stops_everything(self):
        self.remote.check()
        self.shop.integration_as_bearer = False
        for work in (self.remote.check, lambda: self.documents("order"), lambda: self.remote.lookups("group")):
            with self.assertRaises(AuthenticationFailed):
                work()
        with self.assertRaises(AuthenticationFailed):
            self.remote.push("status", [OrderStatus(id="1", state_id="complete")])
        with self.assertRaises(AuthenticationFailed) as caught:
            self.remote.check()
        self.assertIn("use the four values", str(caught.exception))

    def test_a_token_that_may_only_read_is_refused_when_it_writes(self):
        self.shop.denied = {"Magento_Sales::comment"}
        with self.assertRaises(AuthenticationFailed) as caught:
            self.remote.push("status", [OrderStatus(id="1", state_id="fraud")])
        self.assertIn("Magento_Sales::comment", caught.exception.text)
        self.assertEqual(self.order["status"], "closed")
        self.assertEqual(len(self.documents("order")), 1)

    def test_the_check_names_missing_rights_and_vain_settings(self):
        self.assertEqual(self.remote.check().warnings, ())
        self.shop.denied = {"Magento_Sales::shipment", "Magento_Customer::group"}
        warnings = self.remote.check().warnings
        self.assertEqual(len(warnings), 2)
        self.assertIn("Magento_Sales::shipment", warnings[0])
        self.shop.denied = set()
        self.assertIn("no source moon", self.opened(source_code="moon").check().warnings[0])
        self.shop.clock.advance(3600)
        self.assertEqual(self.remote.check().warnings, ("The shop's clock is 60 minutes ahead.",))

    def test_a_shop_without_sources_is_told(self):
        self.shop.msi = False
        self.assertIn("choose the legacy stock", self.remote.check().warnings[0])
        self.assertEqual(self.opened(stock="legacy").check().warnings, ())

    def test_settings_that_name_nothing_are_refused(self):
        for name, value in (("store_views", "nosuch"), ("store_views", "default,nosuch")):
            with self.subTest(value), self.assertRaises(InvalidSettings) as caught:
                self.opened(**{name: value}).check()
            self.assertEqual(caught.exception.field, name)
        with self.assertRaises(InvalidSettings) as caught:
            self.opened(token="", consumer_key="only this")
        self.assertEqual(caught.exception.field, "consumer_secret")

    def test_a_second_website_must_be_chosen(self):
        row = {"id": 2, "code": "b2b", "name": "B2B", "default_group_id": 2}
        self.shop.store.insert("website", row, number=2)
        buyer = make.customer(id="", email="new@mail.test")
        self.remote.check()
        with self.assertRaises(InvalidSettings) as caught:
            self.remote.push("customer", [buyer])
        self.assertIn("base, b2b", str(caught.exception))
        self.remote = self.opened(website="b2b")
        (result,) = self.pushed("customer", buyer)
        self.assertEqual(self.shop.store.rows["customer"][int(result.id)]["website_id"], 2)


class TestBetween(BadInputCase):
    def test_a_page_of_a_proxy_is_no_answer(self):
        self.documents("order")
        for code, expected in ((200, ProtocolError), (502, Unavailable), (503, Unavailable), (504, Unavailable)):
            with self.subTest(code):
                self.shop.faults.status(code, body=PAGE)
                with self.assertRaises(expected):
                    self.documents("order")

    def test_too_many_calls_are_told_with_their_time(self):
        self.shop.faults.status(429, headers={"Retry-After": "9"})
        with self.assertRaises(RateLimited) as caught:
            self.documents("order")
        self.assertEqual(caught.exception.retry_after, 9)

    def test_a_page_past_the_end_ends(self):
        for version in ((2, 4, 3), (2, 4, 5)):
            self.shop.version_number = version
            (page,) = self.pages("order", limit=1)
            self.assertEqual((len(page.documents), page.cursor["more"]), (1, False))

    def test_a_last_page_that_is_told_again_and_again_is_told_once(self):
        """Before 2.4.4 a page past the end repeats the last one: of 600 rates no third page is asked for."""
        (pattern,) = self.shop.store.find("tax_rate", code="PT-23")
        for number in range(101, 101 + 596):
            self.shop.store.insert("tax_rate", pattern | {"id": number, "code": f"PT-{number}"}, number=number)
        for _order in range(4):
            self.shop.place_order(self.ana, [(self.lamp, 1)])
        for version in ((2, 4, 3), (2, 4, 5)):
            with self.subTest(version):
                self.shop.version_number = version
                self.remote.check()
                self.shop.log.clear()
                self.assertEqual(len({one.id for one in self.remote.lookups("tax")}), 600)
                self.assertEqual(self.shop.log.count(kind="taxRates/search"), 2)
                self.documents("order")
                self.shop.log.clear()
                self.assertEqual([one.id for one in self.documents("order", limit=5)], ["1", "2", "3", "4", "5"])
                self.assertEqual(self.shop.log.count(kind="orders"), 1)

    def test_the_rest_is_not_sent_over_a_broken_line(self):
        self.shop.place_order(self.ana, [(self.lamp, 1)])
        self.shop.place_order(self.ana, [(self.lamp, 1)])
        self.shop.faults.cut_after_accepting(kind="orders/comments")
        statuses = [OrderStatus(id=id, state_id="fraud") for id in ("1", "2", "3")]
        errors = [result.error for result in self.remote.push("status", statuses)]
        self.assertEqual([type(error) for error in errors], [Unavailable] * 3)
        again = self.pushed("status", *statuses)
        self.assertEqual([result.unchanged for result in again], [True, False, False])
        self.assertEqual(len([one for one in self.order["histories"] if one.get("status") == "fraud"]), 1)


class TestGone(BadInputCase):
    def test_a_deleted_product_stays_readable_on_its_papers(self):
        for row in (self.lamp, self.red, self.shirt):
            del self.shop.store.rows["product"][row["id"]]
        (order,), (invoice,), (memo,) = (self.documents(kind) for kind in ("order", "invoice", "return"))
        for document in (order, invoice, memo):
            codes = [line.code for line in document.lines if line.role == "product"]
            self.assertEqual(codes, ["LAMP", "SHIRT-R"])
        self.assertEqual(order.difference(), (0, 0, 0))

    def test_a_deleted_order_refuses_its_papers(self):
        self.shop.store.rows["order"].clear()
        (page,) = self.pages("invoice")
        self.assertEqual((page.documents, len(page.refusals)), ([], 1))
        self.assertIn("is gone", str(page.refusals[0].error))

    def test_a_deleted_product_is_not_found(self):
        id = str(self.lamp["id"])
        del self.shop.store.rows["product"][self.lamp["id"]]
        self.assertIsInstance(self.refusal("price", Price(variant_id=id, amount=Decimal(1))), NotFound)
        self.assertIsInstance(self.refusal("stock", make.level(id, 1)), NotFound)

    def test_what_the_interface_does_not_have_is_refused(self):
        for work in (
            lambda: self.remote.subscribe("https://odoo.invalid/hook"),
            lambda: self.remote.events({}, b"{}"),
            lambda: self.remote.outcomes("order", ["1"]),
        ):
            with self.assertRaises(Unsupported):
                work()

    def test_a_file_of_another_server_is_not_fetched(self):
        for url in ("https://thief.invalid/a.gif", "file:///etc/passwd", ""):
            with self.subTest(url), self.assertRaises(Rejected):
                self.remote.download(url)
