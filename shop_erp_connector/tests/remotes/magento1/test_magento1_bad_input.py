"""Magento 1 on a bad day: sessions, rights, proxies, plugins, odd numbers, records that are gone."""

from decimal import Decimal

from ....remotes import open_remote
from ....remotes.documents import OrderStatus
from ....remotes.errors import (
    AuthenticationFailed,
    InvalidSettings,
    NotFound,
    OutcomeUnknown,
    ProtocolError,
    Rejected,
    Unavailable,
    Unsupported,
)
from ....remotes.memory import ProcessMemory
from ....remotes.transport.soap import forget_wsdls
from ... import make
from ...simulators.magento1 import operations, schema
from ...simulators.magento1.soap import Typed
from .magento1_case import SETTINGS, Magento1Case

PAGE = "<!DOCTYPE html><html><body>Bad gateway</body></html>"


class TestSessions(Magento1Case):
    def setUp(self):
        super().setUp()
        self.addCleanup(forget_wsdls)

    def test_one_session_serves_all_workers(self):
        self.shop.add_product("TEA")
        for _turn in range(3):
            self.only("product", self.opened())
        self.assertEqual(self.shop.log.count(kind="login"), 1)

    def test_a_shop_that_switches_ws_i_off_is_known_again_at_the_next_login(self):
        self.shop.add_product("TEA")
        self.shop.wsi = True
        forget_wsdls()
        self.only("product", self.opened())
        self.shop.wsi = False
        self.memory = ProcessMemory()
        with self.assertRaises(AuthenticationFailed):
            self.only("product", self.opened())
        self.assertEqual(self.only("product", self.opened()).code, "TEA")

    def test_a_session_that_ran_out_is_renewed_once(self):
        self.remote.lookups("group")
        self.shop.clock.advance(3700)
        self.pulled("order")
        kinds = [call.kind for call in self.shop.log if call.kind in ("login", "salesOrderList")]
        self.assertEqual(kinds, ["login", "salesOrderList", "login", "salesOrderList", "salesOrderList"])

    def test_a_write_is_repeated_after_a_new_login_and_happens_once(self):
        number = self.shop.place_order(self.shop.add_customer(), [(self.shop.add_product("TEA"), 1)])
        status = OrderStatus(id=number, state_id="processing")
        self.remote.check()
        self.shop.faults.status(
            200,
            body='<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>5'
            "</faultcode><faultstring>Session expired.</faultstring></e:Fault></e:Body></e:Envelope>",
            content_type="text/xml",
            kind="salesOrderAddComment",
        )
        self.pushed("status", status)
        self.assertEqual(len(self.shop.order(number)["history"]), 2)

    def test_v1_gets_a_session_of_its_own_where_v2s_is_not_taken(self):
        self.shop.one_session = False
        for sku in ("A", "B"):
            self.shop.add_product(sku)
        for _turn in range(2):
            self.assertEqual(len(self.pulled("product", self.opened())), 2)
        doors = [call.path for call in self.shop.log if call.kind in ("login", "multiCall")]
        v2, v1 = "/index.php/api/v2_soap/", "/index.php/api/soap/"
        # Logged in at v2; the bundle refused, logged in at v1, the bundle, and the next one.
        self.assertEqual(doors, [v2, v1, v1, v1, v1])


class TestRights(Magento1Case):
    def test_a_role_that_may_only_read(self):
        id = self.shop.add_product("TEA")
        self.shop.read_only = True
        self.assertEqual(self.only("product").code, "TEA")
        (result,) = self.remote.push("stock", [make.level(str(id), 7)])
        self.assertIsInstance(result.error, AuthenticationFailed)
        self.assertIn("role does not allow", str(result.error))

    def test_a_user_that_was_switched_off(self):
        self.remote.check()
        self.shop.active = False
        self.shop.expire_sessions()
        with self.assertRaises(AuthenticationFailed):
            self.remote.check()


class TestProxies(Magento1Case):
    def setUp(self):
        super().setUp()
        for sku in ("A", "B"):
            self.shop.add_product(sku)
        self.pulled("product")

    def test_a_page_instead_of_an_answer(self):
        for status, expected in ((502, Unavailable), (404, ProtocolError), (400, ProtocolError), (200, ProtocolError)):
            for kind in ("catalogProductList", "multiCall"):
                with self.subTest(status=status, kind=kind):
                    self.shop.faults.status(status, body=PAGE, kind=kind)
                    with self.assertRaises(expected) as caught:
                        list(self.remote.pull("product"))
                    self.assertEqual(caught.exception.call, kind)

    def test_a_page_instead_of_the_answer_to_a_creation_is_an_open_question(self):
        self.shop.faults.status(200, body=PAGE, kind="catalogProductCreate")
        product = make.product(id="", code="TEA", name={"": "Tea"}, tax_ids=("2",), variants=())
        (result,) = self.remote.push("product", [product])
        self.assertIsInstance(result.error, OutcomeUnknown)
        self.assertIsNone(self.remote.find("product", "TEA"))

    def test_v1_that_closes_is_noticed_only_where_it_was_never_open(self):
        """A door that was open and shows a page has a bad day; one that never was open is left alone."""
        self.shop.v1 = False
        with self.assertRaises(ProtocolError):
            list(self.remote.pull("product"))
        self.forget_doors()
        self.assertEqual(len(self.pulled("product")), 2)
        self.calls()
        self.pulled("product", self.opened())
        self.assertNotIn("multiCall", self.calls())

    def test_a_firewall_before_v1_alone(self):
        self.forget_doors()
        self.shop.faults.status(403, body=PAGE, path="/api/soap/", times=5)
        self.assertEqual(len(self.pulled("product")), 2)

    def test_the_check_tries_v1_again(self):
        self.shop.v1 = False
        self.forget_doors()
        self.pulled("product")
        self.shop.v1 = True
        self.remote.check()
        self.calls()
        self.pulled("product")
        self.assertIn("multiCall", self.calls())

    def test_a_path_that_v1_does_not_know_is_asked_through_v2(self):
        path = "catalog_product_attribute_media.list"
        function = operations.PATHS.pop(path)
        self.addCleanup(operations.PATHS.__setitem__, path, function)
        self.assertEqual(len(self.pulled("product")), 2)
        self.assertEqual(self.calls()["catalogProductAttributeMediaList"], 2)


class TestOddValues(Magento1Case):
    def test_fields_that_a_plugin_added(self):
        id = self.shop.add_product("TEA", plugin_loyalty="7")
        self.shop.add_product("MUG", plugin_loyalty="8")
        number = self.shop.place_order(self.shop.add_customer(), [(id, 1)])
        order = self.shop.order(number)
        self.shop.edit("orders", order["id"], plugin_fee="1.00")
        for v1 in (True, False):
            self.shop.v1 = v1
            self.forget_doors()
            self.assertEqual([product.code for product in self.pulled("product")], ["TEA", "MUG"])
            self.assertEqual(self.only("order").id, number)

    def test_numbers_as_texts_and_texts_as_numbers(self):
        id = self.shop.add_product("1001", name=Typed("int", 42))
        self.shop.edit("products", id, price=Typed("double", Decimal("12.5")))
        product = self.only("product", ids=[str(id)])
        self.assertEqual((product.code, product.name, product.price), ("1001", {"": "42"}, Decimal("12.5")))

    def test_a_price_that_is_no_number_refuses_its_product_alone(self):
        self.shop.edit("products", self.shop.add_product("BAD"), price=Typed("string", "twelve"))
        self.shop.add_product("GOOD")
        (page,) = self.remote.pull("product")
        self.assertEqual([product.code for product in page.documents], ["GOOD"])
        ((refusal),) = page.refusals
        self.assertEqual(
            (refusal.id, str(refusal.error)), ("1", "price of product 1 cannot be 'twelve'. (magento1 product 1)")
        )

    def test_an_order_of_a_product_that_is_gone(self):
        id = self.shop.add_product("TEA", "12.30")
        number = self.shop.place_order(self.shop.add_customer(), [(id, 1)])
        self.shop.remove("products", id)
        line = self.only("order", ids=[number]).lines[0]
        self.assertEqual((line.variant_id, line.code, line.gross), (str(id), "TEA", Decimal("12.30")))

    def test_texts_of_every_kind(self):
        name = "Chá & «café» <b> ]]> 🫖 עברית"
        product = make.product(id="", code="TEA", name={"": name}, tax_ids=("2",), variants=())
        self.pushed("product", product)
        self.assertEqual(self.only("product").name, {"": name})
        self.pushed("product", make.product(id="", code="B\x00AD\x0b", name={"": "x"}, tax_ids=("2",), variants=()))
        self.assertEqual(self.shop.rows("products")[1]["sku"], "BAD")

    def test_an_error_of_the_shops_own(self):
        """Fault 1 holds the database's words: while reading it may pass, a record is refused with them."""
        fault = (
            '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>1</faultcode>'
            "<faultstring>SQLSTATE[40001]: Deadlock found</faultstring></e:Fault></e:Body></e:Envelope>"
        )
        self.shop.faults.status(200, body=fault, content_type="text/xml", kind="salesOrderList")
        with self.assertRaises(Unavailable) as caught:
            list(self.remote.pull("order"))
        self.assertEqual(caught.exception.text, "SQLSTATE[40001]: Deadlock found")
        self.shop.faults.status(200, body=fault, content_type="text/xml", kind="catalogProductCreate")
        product = make.product(id="", code="TEA", name={"": "Tea"}, tax_ids=("2",), variants=())
        (result,) = self.remote.push("product", [product])
        self.assertEqual((type(result.error), result.error.code), (Rejected, "1"))

    def test_an_operation_that_an_older_shop_lacks(self):
        operation = schema.OPERATIONS.pop("catalogInventoryStockItemMultiUpdate")
        self.addCleanup(schema.OPERATIONS.__setitem__, "catalogInventoryStockItemMultiUpdate", operation)
        ids = [self.shop.add_product(sku) for sku in ("A", "B")]
        self.pushed("stock", *(make.level(str(id), 3) for id in ids))
        self.assertEqual(self.calls()["catalogInventoryStockItemUpdate"], 2)


class TestSettings(Magento1Case):
    def test_unusable_ones_are_named(self):
        for name, value in (
            ("currency", "Euro"),
            ("prices", "gross"),
            ("tax_rates", "2:23"),
            ("tax_rates", "2=1234"),
            ("languages", "pt, en"),
            ("languages", "en=english"),
            ("order_states", "packed"),
            ("timezone", "Lisbon"),
        ):
            with self.subTest(value), self.assertRaises(InvalidSettings) as caught:
                open_remote("magento1", SETTINGS | {"url": self.shop.url, name: value})
            self.assertEqual(caught.exception.field, name)

    def test_addresses_with_and_without_their_index(self):
        for end in ("", "/", "/index.php", "/index.php/"):
            with self.subTest(end):
                info = self.opened(url=self.shop.url + end).check()
                self.assertEqual(info.version, "1.9.4.5 Community")

    def test_what_a_check_finds_wrong(self):
        self.shop.clock.run(self.shop.clock.now())
        info = self.opened(tax_rates="2=23").check()
        self.assertEqual(len(info.warnings), 1)
        self.assertIn("tax class 4 (Reduced)", info.warnings[0])
        self.shop.clock.advance(3600)
        (warning,) = self.remote.check().warnings
        self.assertIn("60 minutes ahead", warning)
        with self.assertRaises(InvalidSettings) as caught:
            self.opened(store_id="7").check()
        self.assertEqual(caught.exception.field, "store_id")

    def test_lists_are_read_once_an_hour(self):
        for _turn in range(3):
            self.opened().lookups("group")
        self.assertEqual(self.calls(), {"customerGroupList": 1})
        self.remote.check()
        self.remote.lookups("group")
        self.assertEqual(self.calls()["customerGroupList"], 1)

    def test_what_it_cannot_do(self):
        with self.assertRaises(Unsupported):
            self.remote.subscribe("https://hub.example/hook")
        with self.assertRaises(NotFound):
            raise self.refused("stock", make.level("77", 1))
