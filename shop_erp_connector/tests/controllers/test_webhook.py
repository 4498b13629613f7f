"""The door for webhooks: who may not come in is told so, and nothing is queued for him."""

from odoo.tests import HttpCase, tagged

_JSON = {"Content-Type": "application/json"}


@tagged("post_install", "-at_install")
class TestWebhook(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["shop_erp.backend"].create({"name": "Shop", "system": "prestashop"})
        cls.backend._set_settings({"url": "https://shop.example", "key": "SIMULATEDSHOPKEYSIMULATEDSHOPKEY"})
        cls.backend.flow_ids.active = True

    def deliver(self, backend_id, body=b'{"id": 41}', **headers):
        """Send one delivery and return the answer; whatever it is, nothing may be queued."""
        jobs = self.env["queue.job"].search_count([])
        runs = self.env["shop_erp.run"].search_count([])
        answer = self.url_open(f"/shop_erp/webhook/{backend_id}", data=body, headers=_JSON | headers)
        self.assertEqual(self.env["queue.job"].search_count([]), jobs)
        self.assertEqual(self.env["shop_erp.run"].search_count([]), runs)
        return answer

    def test_unknown_backend_is_not_found(self):
        answer = self.deliver(self.backend.id + 1000)
        self.assertEqual((answer.status_code, answer.text), (404, "unknown"))

    def test_archived_backend_is_not_found(self):
        self.backend.active = False
        self.assertEqual(self.deliver(self.backend.id).status_code, 404)

    def test_system_without_webhooks_refuses(self):
        answer = self.deliver(self.backend.id)
        self.assertEqual((answer.status_code, answer.text), (401, "refused"))

    def test_backend_without_settings_refuses_without_an_error_page(self):
        backend = self.env["shop_erp.backend"].create({"name": "New shop", "system": "prestashop"})
        answer = self.deliver(backend.id)
        self.assertEqual((answer.status_code, answer.text), (400, "not understood"))

    def test_body_of_more_than_a_mebibyte_is_too_large(self):
        self.assertEqual(self.deliver(self.backend.id, b"x" * (1024 * 1024 + 1)).status_code, 413)

    def test_body_of_a_mebibyte_is_read(self):
        self.assertEqual(self.deliver(self.backend.id, b"x" * (1024 * 1024)).status_code, 401)

    def test_only_posting_is_possible(self):
        self.assertEqual(self.url_open(f"/shop_erp/webhook/{self.backend.id}").status_code, 405)

    def test_no_session_is_kept_and_no_token_is_asked_for(self):
        answer = self.deliver(self.backend.id)
        self.assertNotIn("session_id", answer.cookies)
