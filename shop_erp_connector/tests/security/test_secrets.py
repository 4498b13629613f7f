"""A secret goes in and never comes out: not by reading, searching, exporting, logging, failing or copying."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import SimulatedCase
from .test_roles import make_user

BULLETS = "••••••••"


@tagged("post_install", "-at_install")
class TestSecrets(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.administrator = make_user(cls.env, "administrator")
        cls.administrator.group_ids |= cls.env.ref("base.group_allow_export")
        cls.setting = cls.backend.setting_ids.filtered("is_secret").with_user(cls.administrator)
        cls.settings = cls.env["shop_erp.backend.setting"].with_user(cls.administrator)

    def setUp(self):
        super().setUp()
        self.addCleanup(setattr, self.shop, "key", self.shop.key)
        self.secret = self.shop.key

    def test_it_reads_as_bullets_everywhere(self):
        self.assertEqual(self.setting.value, BULLETS)
        self.assertEqual(self.setting.read(["name", "value"])[0]["value"], BULLETS)
        self.assertEqual(self.setting.web_read({"value": {}})[0]["value"], BULLETS)
        self.assertEqual(self.setting.export_data(["name", "value"])["datas"], [["key", BULLETS]])
        self.assertEqual(self.setting.copy_data()[0].get("value"), None)
        form = self.backend.with_user(self.administrator).web_read(
            {"setting_ids": {"fields": {"name": {}, "value": {}}}}
        )
        values = {row["name"]: row["value"] for row in form[0]["setting_ids"]}
        self.assertEqual(values["key"], BULLETS)
        self.assertNotIn(self.secret, str(form))
        self.assertNotIn(self.secret, str(self.setting.read()))

    def test_the_stored_value_cannot_be_asked_for(self):
        for work in (
            lambda: self.setting.read(["stored_value"]),
            lambda: self.setting.stored_value,
            lambda: self.setting.export_data(["stored_value"]),
            lambda: self.settings.search([("stored_value", "=like", "S%")]),
            lambda: self.settings.search([], order="stored_value"),
            lambda: self.settings.search_read([], ["stored_value"]),
            lambda: self.settings.formatted_read_group([], ["stored_value"], ["__count"]),
            lambda: self.settings.formatted_read_group([], [], ["stored_value:max"]),
            lambda: self.backend.with_user(self.administrator).search([("setting_ids.stored_value", "=like", "S%")]),
            lambda: self.setting.write({"stored_value": "x"}),
        ):
            with self.assertRaises(AccessError):
                work()
        self.assertNotIn("stored_value", self.settings.fields_get())

    def test_what_is_a_secret_is_not_for_people_to_say(self):
        with self.assertRaises(AccessError):
            self.setting.write({"is_secret": False})
        self.assertEqual(self.setting.value, BULLETS)

    def test_another_address_does_not_get_the_secret(self):
        address = self.backend.setting_ids.filtered(lambda row: row.name == "url").with_user(self.administrator)
        address.value = self.shop.url + "/"
        self.assertFalse(self.setting.value)
        self.backend._set_settings({"key": self.secret, "url": self.shop.url})
        self.assertEqual(self.setting.value, BULLETS)

    def test_bullets_that_are_saved_back_change_nothing(self):
        self.setting.value = BULLETS
        self.backend.action_check()
        self.assertEqual(self.backend.state, "ready")

    def test_new_key_counts_and_the_connection_must_be_tested_again(self):
        self.setting.value = "NEWKEYNEWKEYNEWKEYNEWKEYNEWKEYNE"
        self.assertEqual(self.backend.state, "draft")
        self.shop.key = "NEWKEYNEWKEYNEWKEYNEWKEYNEWKEYNE"
        self.backend.action_check()
        self.assertEqual(self.backend.state, "ready")
        self.assertEqual(self.setting.value, BULLETS)

    def test_a_copied_backend_has_no_key(self):
        copy = self.backend.with_user(self.administrator).copy({"name": "Copy"})
        self.assertEqual((copy.state, copy.setting_ids.filtered("is_secret").value), ("draft", False))

    def test_memories_and_announcements_are_the_programs_own(self):
        for model in ("shop_erp.memory", "shop_erp.announcement", "shop_erp.contact.claim"):
            rows = self.env[model].with_user(self.administrator)
            for work in (
                lambda rows=rows: rows.search([]),
                lambda rows=rows: rows.create({"backend_id": self.backend.id}),
            ):
                with self.assertRaises(AccessError):
                    work()
        self.assertTrue(self.env["shop_erp.memory"].search_count([]))

    def test_failing_calls_leave_no_key_in_logs_errors_and_jobs(self):
        echo = f"<html>Bad key {self.secret} and again {self.secret[:32]}</html>"
        self.shop.faults.status(500, kind="orders", body=echo)
        self.shop.faults.status(200, kind="products", body=echo)
        self.shop.faults.refuse(kind="stock_availables")
        with self.assertLogs(level="DEBUG") as logs:
            for kind in ("order", "product", "stock"):
                self.sync(self.backend, kind, "in")
            self.shop.key = "ANOTHERKEYANOTHERKEYANOTHERKEYAN"
            self.sync(self.backend, "customer", "in")
        self.assertEqual(self.backend.state, "stopped")
        self.assert_absent("\n".join(logs.output))
        steps = self.env["shop_erp.run.step"].search([("backend_id", "=", self.backend.id)])
        self.assertGreaterEqual(len(steps.filtered("errors")), 4)
        self.assert_absent(steps.read(), steps.run_id.read(), self.backend.read(), self.backend.activity_ids.read())
        self.assert_absent(self.backend.message_ids.read(["body"]), self.env["queue.job"].search([]).read())

    def assert_absent(self, *contents):
        for content in contents:
            self.assertNotIn(self.secret, str(content))

    def test_wrong_url_with_the_key_in_it_is_refused_without_repeating_it(self):
        self.backend._set_settings({"url": f"http://{self.secret}@127.0.0.1:1/"})
        self.backend.action_check()
        self.assertEqual(self.backend.state, "stopped")
        self.assertNotIn(self.secret, self.backend.state_reason)
