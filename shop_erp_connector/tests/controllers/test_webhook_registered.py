"""A shop that reports its changes: registered by a button, mended once a day, believed only when it signs."""

import base64
import hashlib
import hmac
import json

from odoo.tests import HttpCase, tagged

from ..common import SimulatedCase
from ..engine.shops.woocommerce_shop import WooCommerceShop


@tagged("post_install", "-at_install")
class TestWebhookRegistered(WooCommerceShop, SimulatedCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop(name="Reporting shop")
        cls.flow(cls.backend, "order", "in").active = True

    def setUp(self):
        super().setUp()
        self.backend.action_subscribe()
        self.assertEqual(self.backend.webhook_state, "registered", self.backend.webhook_note)

    def hooks(self):
        return self.shop.rows("webhooks")

    def mend(self):
        self.env["shop_erp.backend"]._cron_mend_webhooks()
        self.work()

    def deliver(self, topic, content, *, secret=None):
        body = json.dumps(content).encode()
        secret = secret or self.backend.sudo().setting_ids._as_dict()["webhook_secret"]
        signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        headers = {"X-WC-Webhook-Topic": topic, "X-WC-Webhook-Signature": signature, "Content-Type": "application/json"}
        return self.url_open(f"/shop_erp/webhook/{self.backend.id}", data=body, headers=headers)

    def test_the_button_registers_the_backends_own_address_with_a_secret_of_its_own(self):
        self.assertTrue(self.hooks())
        self.assertEqual({row["delivery_url"] for row in self.hooks()}, {self.backend.webhook_url})
        self.assertEqual({row["status"] for row in self.hooks()}, {"active"})
        self.assertGreaterEqual(len(self.hooks()[0]["secret"]), 32)
        self.assertEqual(self.backend.state, "ready", "making up the secret is no reason to test the connection again")

    def test_pressing_it_again_changes_nothing(self):
        before = self.hooks()
        self.backend.action_subscribe()
        self.assertEqual(self.hooks(), before)

    def test_what_the_shop_has_switched_off_is_mended_by_the_daily_look(self):
        id = self.hooks()[0]["id"]
        self.shop.row("webhooks", id)["status"] = "disabled"
        self.mend()
        self.assertEqual(self.shop.row("webhooks", id)["status"], "active")

    def test_a_shop_that_is_away_is_noted_and_holds_up_nothing(self):
        self.shop.faults.status(503, kind="webhooks", times=10)
        self.mend()
        self.assertEqual((self.backend.webhook_state, self.backend.state), ("failed", "ready"))
        self.assertTrue(self.backend.webhook_note)

    def test_a_signed_report_fetches_the_order_at_once(self):
        answer = self.deliver("order.updated", {"id": 41})
        self.assertEqual((answer.status_code, answer.text), (200, "ok"))
        run = self.env["shop_erp.run"].search([("trigger", "=", "webhook")])
        self.assertEqual((run.kind, run.step_ids.external_ids), ("order", ["41"]))

    def test_a_report_signed_with_another_secret_is_refused(self):
        self.assertEqual(self.deliver("order.updated", {"id": 41}, secret="another one").status_code, 401)
        self.assertFalse(self.env["shop_erp.run"].search([("trigger", "=", "webhook")]))

    def test_the_first_ping_is_not_signed_and_is_answered(self):
        url = f"/shop_erp/webhook/{self.backend.id}"
        answer = self.url_open(url, data={"webhook_id": self.hooks()[0]["id"]})
        self.assertEqual(answer.status_code, 200)
        self.assertFalse(self.env["shop_erp.run"].search([("trigger", "=", "webhook")]))
