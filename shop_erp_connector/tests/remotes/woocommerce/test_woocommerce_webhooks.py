"""WooCommerce's webhooks: registered, mended, checked; what they bring is a hint and no more."""

import threading

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from ....remotes.contract import Event
from ....remotes.errors import AuthenticationFailed, InvalidSettings, ProtocolError
from ...simulators.woocommerce import WEBHOOK_SECRET
from .woocommerce_case import WooCommerceCase

ADDRESS = "https://erp.invalid/shop_erp/webhook/7"
TOPICS = 11


class TestSubscribing(WooCommerceCase):
    def hooks(self, **values):
        return self.shop.rows("webhooks", **values)

    def test_all_are_registered_and_then_left_alone(self):
        self.assertEqual(len(self.remote.subscribe(ADDRESS)), TOPICS)
        self.assertEqual(len(self.hooks(delivery_url=ADDRESS, secret=WEBHOOK_SECRET, status="active")), TOPICS)
        self.calls()
        self.assertEqual(self.opened().subscribe(ADDRESS), ())
        self.assertEqual(self.calls(), {("GET", "webhooks"): 1})

    def test_one_that_the_shop_has_switched_off_is_on_again(self):
        self.remote.subscribe(ADDRESS)
        row = self.shop.only("webhooks", topic="order.updated")
        row["status"] = "disabled"
        (sentence,) = self.remote.subscribe(ADDRESS)
        self.assertIn("switched off", sentence)
        self.assertEqual((row["status"], row["failures"]), ("active", 0))

    def test_an_old_address_of_this_backend(self):
        self.remote.subscribe("https://old.invalid/shop_erp/webhook/7")
        self.assertEqual(len(self.remote.subscribe(ADDRESS)), TOPICS)
        self.assertEqual(len(self.hooks()), TOPICS)
        self.assertEqual(len(self.hooks(delivery_url=ADDRESS)), TOPICS)

    def test_another_secret(self):
        self.remote.subscribe(ADDRESS)
        self.assertEqual(len(self.opened(webhook_secret="another").subscribe(ADDRESS)), TOPICS)
        self.assertEqual(len(self.hooks(secret="another")), TOPICS)

    def test_one_that_signs_wrongly_gets_the_secret_again(self):
        self.remote.subscribe(ADDRESS)
        row = self.shop.only("webhooks", topic="order.created")
        row["secret"] = "typed in by somebody"
        self.shop.place_order([(self.shop.add_product("LAMP", "1.00"), 1)])
        wrong = [told for told in self.shop.webhooks.deliveries() if told[0]["topic"] == "order.created"]
        _row, headers, body = wrong[-1]
        with self.assertRaises(AuthenticationFailed):
            self.remote.events({name.lower(): value for name, value in headers.items()}, body)
        (sentence,) = self.remote.subscribe(ADDRESS)
        self.assertIn("secret", sentence)
        self.assertEqual(row["secret"], WEBHOOK_SECRET)

    def test_doubles_go_and_strangers_stay(self):
        self.remote.subscribe(ADDRESS)
        values = {"topic": "order.updated", "secret": WEBHOOK_SECRET}
        self.shop.webhooks.create({**values, "delivery_url": ADDRESS}, self.shop.key)
        stranger = self.shop.webhooks.create({**values, "delivery_url": "https://other.invalid/x"}, self.shop.key)
        self.assertEqual(len(self.remote.subscribe(ADDRESS)), 1)
        self.assertEqual(len(self.hooks(topic="order.updated", delivery_url=ADDRESS)), 1)
        self.assertIn(stranger, self.hooks())

    def test_without_a_secret_nothing_is_registered(self):
        with self.assertRaises(InvalidSettings) as caught:
            self.opened(webhook_secret="").subscribe(ADDRESS)
        self.assertEqual(caught.exception.field, "webhook_secret")
        self.assertEqual(self.hooks(), [])


class TestEvents(WooCommerceCase):
    def fill(self):
        self.remote.subscribe(ADDRESS)
        self.shop.webhooks.deliveries()

    def events(self):
        """Return the events of all deliveries that wait, in a wrong order."""
        told = self.shop.webhooks.deliveries()[::-1]
        return [
            event
            for _row, headers, body in told
            for event in self.remote.events({name.lower(): value for name, value in headers.items()}, body)
        ]

    def test_a_ping_has_no_signature_and_no_event(self):
        self.shop.webhooks.update(1, {"status": "paused"})
        self.shop.webhooks.update(1, {"status": "active"})
        ((_row, headers, body),) = self.shop.webhooks.deliveries()
        self.assertNotIn("X-WC-Webhook-Signature", headers)
        self.assertEqual(self.remote.events({name.lower(): value for name, value in headers.items()}, body), [])

    def test_orders_products_and_customers(self):
        lamp = self.shop.add_product("LAMP", "1.00", quantity=5)
        buyer = self.shop.add_customer()
        order = self.shop.place_order([(lamp, 1)])
        found = {(event.kind, event.id) for event in self.events()}
        self.assertEqual(
            found, {("product", str(lamp["id"])), ("customer", str(buyer["id"])), ("order", str(order["id"]))}
        )

    def test_a_variation_is_its_product(self):
        colour = self.shop.add_attribute("Colour", ["Red"])
        shirt = self.shop.add_variable("SHIRT", [(colour, ["Red"])])
        self.shop.add_variation(shirt, "SHIRT-R", "1.00", ["Red"])
        self.assertEqual({event.id for event in self.events()}, {str(shirt["id"])})

    def test_a_deleted_order(self):
        order = self.shop.place_order([(self.shop.add_product("LAMP", "1.00"), 1)])
        self.events()
        self.shop.trash_order(order)
        self.assertEqual({(event.kind, event.id) for event in self.events()}, {("order", str(order["id"]))})

    def test_the_dossiers_delivery(self):
        headers = {
            "x-wc-webhook-topic": "order.updated",
            "x-wc-webhook-signature": "sIw93/AaB+a6at1EmeSTZmk9EDTqn4oh7SaxmubFaqY=",
        }
        remote = self.opened(webhook_secret="hook-secret-1")
        body = b'{"id":741,"status":"processing"}'
        self.assertEqual(remote.events(headers, body), [Event(kind="order", id="741")])
        for wrong_headers, wrong_body in (
            (headers, body.replace(b"741", b"742")),
            ({**headers, "x-wc-webhook-signature": ""}, body),
            ({**headers, "x-wc-webhook-signature": "ç€"}, body),
            ({"x-wc-webhook-topic": "order.updated"}, body),
        ):
            with self.assertRaises(AuthenticationFailed):
                remote.events(wrong_headers, wrong_body)
        with self.assertRaises(AuthenticationFailed):
            self.opened(webhook_secret="").events(headers, body)

    def test_actions_of_plugins_are_nothing_to_us(self):
        values = {"topic": "action.woocommerce_cart_emptied", "delivery_url": ADDRESS, "secret": WEBHOOK_SECRET}
        row = self.shop.webhooks.create(values, self.shop.key)
        body = b'{"action":"woocommerce_cart_emptied","arg":1}'
        headers = {name.lower(): value for name, value in self.shop.webhooks.headers(row, body).items()}
        self.assertEqual(self.remote.events(headers, body), [])

    def test_an_error_instead_of_a_record(self):
        """The webhook's user may have lost his rights: the shop then tells the error."""
        row = self.shop.only("webhooks", topic="order.updated")
        body = b'{"code":"woocommerce_rest_cannot_view","message":"Sorry","data":{"status":401}}'
        headers = {name.lower(): value for name, value in self.shop.webhooks.headers(row, body).items()}
        with self.assertRaises(ProtocolError):
            self.remote.events(headers, body)


class _Quiet(WSGIRequestHandler):
    def log(self, type, message, *args):
        """Write no line per request."""


class TestDeliveries(WooCommerceCase):
    """The whole way: the shop's queue sends over HTTP, and gives up on an address that does not answer."""

    def setUp(self):
        super().setUp()
        self.received, self.status = [], 200
        self.server = make_server("127.0.0.1", 0, self.receive, threaded=True, request_handler=_Quiet)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.remote.subscribe(f"http://127.0.0.1:{self.server.server_port}/shop_erp/webhook/7")

    def receive(self, environ, start_response):
        request = Request(environ)
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.received += self.remote.events(headers, request.get_data())
        return Response("ok", status=self.status)(environ, start_response)

    def test_pings_then_the_latest_state_of_each_order(self):
        self.shop.deliver()
        self.assertEqual(self.received, [])
        order = self.shop.place_order([(self.shop.add_product("LAMP", "1.00"), 1)], status="pending")
        for status in ("processing", "completed"):
            self.shop.edit_order(order["id"], status=status)
        self.shop.deliver()
        self.assertEqual([event.id for event in self.received if event.kind == "order"], [str(order["id"])] * 2)

    def test_six_failures_switch_it_off_and_subscribing_mends_it(self):
        self.shop.deliver()
        self.status = 500
        lamp = self.shop.add_product("LAMP", "1.00")
        for _number in range(6):
            self.shop.place_order([(lamp, 1)])
        self.shop.deliver()
        row = self.shop.only("webhooks", topic="order.created")
        self.assertEqual(row["status"], "disabled")
        self.status = 200
        self.assertEqual(len(self.remote.subscribe(row["delivery_url"])), 1)
        self.assertEqual(row["status"], "active")
