"""Products below their minimum: found by one statement, told once, mailed once a day."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...common import HubCase


@tagged("post_install", "-at_install")
class TestShortages(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = new_test_user(
            cls.env, login="keeper", email="keeper@example.com", groups="shop_erp_connector.group_user"
        )
        cls.backend.write({"stock_minimum": 5, "stock_responsible_id": cls.keeper.id})
        cls.lamp, cls.bulb = (cls.bind_product(number).product_variant_id for number in ("100", "200"))
        cls.levels = cls.env["shop_erp.binding.stock"].create(
            [
                {
                    "backend_id": cls.backend.id,
                    "odoo_id": product.id,
                    "variant_binding_id": product.shop_erp_variant_ids.id,
                    "external_id": product.shop_erp_variant_ids.external_id,
                    "direction": "out",
                    "state": "done",
                }
                for product in (cls.lamp, cls.bulb)
            ]
        )
        for product in (cls.lamp, cls.bulb):
            cls.stock(product, 10)

    @classmethod
    def stock(cls, product, quantity):
        cls.env["stock.quant"]._update_available_quantity(product, cls.backend.warehouse_id.lot_stock_id, quantity)

    def watch(self):
        self.env["shop_erp.stock.shortage"]._cron_watch()
        return self.env["shop_erp.stock.shortage"].search([("backend_id", "=", self.backend.id)], order="id")

    def activities(self):
        activity_type = self.env.ref("shop_erp_connector.mail_activity_stock_minimum")
        return self.backend.activity_ids.filtered(lambda one: one.activity_type_id == activity_type)

    def mails(self):
        known = self.env["mail.mail"].search([])
        self.env["shop_erp.stock.shortage"]._cron_mail()
        return self.env["mail.mail"].search([]) - known

    def test_enough_of_everything_is_no_shortage(self):
        self.assertFalse(self.watch())
        self.assertFalse(self.activities())

    def test_shortage_is_found_told_and_closed(self):
        self.stock(self.lamp, -6)
        shortage = self.watch()
        self.assertRecordValues(
            shortage,
            [
                {
                    "product_id": self.lamp.id,
                    "level_id": self.levels[0].id,
                    "quantity": 4.0,
                    "minimum": 5.0,
                    "ended_at": False,
                    "company_id": self.company.id,
                }
            ],
        )
        activity = self.activities()
        self.assertEqual((activity.user_id, activity.summary), (self.keeper, "Products below their minimum: 1"))
        self.assertIn("[P100] Product 100", activity.note)
        self.assertEqual(self.backend.shortage_count, 1)
        self.stock(self.lamp, 1)
        self.watch()
        self.assertTrue(shortage.ended_at)
        self.assertFalse(self.activities())

    def test_same_shortage_is_told_once(self):
        self.stock(self.lamp, -6)
        self.watch()
        self.activities().action_feedback()
        self.stock(self.lamp, -1)
        (shortage,) = self.watch()
        self.assertEqual(shortage.quantity, 3.0)
        self.assertFalse(self.activities(), "the person knows")
        self.stock(self.bulb, -9)
        self.assertEqual(len(self.watch()), 2)
        self.assertEqual(self.activities().summary, "Products below their minimum: 2")
        self.watch()
        self.assertEqual(len(self.activities()), 1)

    def test_one_mail_a_day_about_what_is_new(self):
        self.stock(self.lamp, -6)
        self.stock(self.bulb, -8)
        self.watch()
        (mail,) = self.mails()
        self.assertEqual(
            (mail.subject, mail.recipient_ids), ("Products below their minimum: 2", self.keeper.partner_id)
        )
        self.assertIn("Product 100", mail.body_html)
        self.assertIn("Lamp shop", mail.body_html)
        self.assertIn("/odoo/shop-erp-shortages", mail.body_html)
        self.watch()
        self.assertFalse(self.mails(), "nothing new")
        self.stock(self.lamp, 9)
        self.watch()
        self.stock(self.lamp, -9)
        self.watch()
        (mail,) = self.mails()
        self.assertEqual(mail.subject, "Products below their minimum: 1", "fell once more")

    def test_what_is_enough_again_by_the_evening_is_not_mailed(self):
        self.stock(self.lamp, -6)
        self.watch()
        self.stock(self.lamp, 6)
        self.watch()
        self.assertFalse(self.mails())

    def test_a_products_own_minimum_wins_and_a_variants_wins_over_it(self):
        rule = self.env["shop_erp.stock.rule"].create(
            {"backend_id": self.backend.id, "product_tmpl_id": self.lamp.product_tmpl_id.id}
        )
        self.assertEqual(rule.minimum, 5.0)
        rule.minimum = 20
        self.assertEqual(self.watch().product_id, self.lamp)
        own = rule.copy({"product_id": self.lamp.id})
        own.minimum = 0
        self.assertTrue(self.watch().ended_at)

    def test_product_of_which_an_erp_tells_several_lots_is_short_once(self):
        erp = self.make_backend("ERP", system="keyinvoice", stock_minimum=50)
        shared = {"backend_id": erp.id, "odoo_id": self.lamp.id, "direction": "in", "state": "done"}
        self.env["shop_erp.binding.stock"].create([shared | {"external_id": f"100/{lot}"} for lot in "AB"])
        self.watch()
        self.assertEqual(erp.shortage_count, 1)

    def test_what_is_promised_is_not_there(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Buyer"}).id,
                "order_line": [(0, 0, {"product_id": self.lamp.id, "product_uom_qty": 7})],
            }
        )
        order.action_confirm()
        self.assertEqual(self.watch().quantity, 3.0)

    def test_as_many_statements_for_many_as_for_one(self):
        def counted():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.watch()
            return self.env.cr.sql_log_count - before

        self.stock(self.lamp, -6)
        self.watch()
        few = counted()
        for number in range(300, 330):
            product = self.bind_product(str(number)).product_variant_id
            self.levels[0].copy(
                {
                    "odoo_id": product.id,
                    "external_id": f"{number}-0",
                    "variant_binding_id": product.shop_erp_variant_ids.id,
                }
            )
        self.watch()
        self.assertLessEqual(counted(), few + 4)
        self.assertEqual(self.backend.shortage_count, 31)

    def test_shortages_are_forgotten_after_a_year(self):
        self.stock(self.lamp, -6)
        shortage = self.watch()
        shortage.ended_at = fields.Datetime.now() - timedelta(days=400)
        self.env["shop_erp.stock.shortage"]._gc_shortages()
        self.assertFalse(shortage.exists())

    def test_users_see_shortages_and_write_none(self):
        self.stock(self.lamp, -6)
        shortage = self.watch().with_user(self.keeper)
        self.assertEqual(shortage.quantity, 4.0)
        with self.assertRaises(AccessError):
            shortage.write({"minimum": 1})
