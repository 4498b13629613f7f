"""Why a level is as it is: the words on the product's form, and who may read them."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .level_case import LevelCase


@tagged("post_install", "-at_install")
class TestExplanation(LevelCase):
    def lines(self):
        self.level.invalidate_recordset()
        return self.level.explanation.split("\n")

    def test_each_part_is_named_and_adds_up(self):
        self.stock_up(20)
        self.sell(3)
        self.backend.warehouse_id.out_type_id.reservation_method = "manual"
        self.sell(2)
        self.shop_order(4, "41", state_id="1")
        self.held_order(1, "42")
        self.backend.write({"stock_buffer": 2, "stock_maximum": 5})
        self.assertEqual(
            self.lines(),
            [
                "20 on hand − 3 reserved − 2 sold, not reserved yet − 4 held for orders not confirmed yet"
                " − 1 in orders not imported yet",
                "= 10 − 2 kept back, at most 5 shown → 5 offered",
            ],
        )
        self.assertEqual((self.level.current_quantity, self.level.quantity), (5, 0))

    def test_plain_stock_has_plain_words(self):
        self.stock_up(2.5)
        self.assertEqual(self.lines(), ["2.5 on hand", "= 2.5 → 2 offered"])
        self.stock_up(0.5)
        self.assertEqual(self.lines(), ["3 on hand", "= 3"])

    def test_forecast(self):
        self.backend.stock_basis = "forecast"
        self.stock_up(5)
        self.sell(2)
        self.assertEqual(self.lines(), ["5 on hand − 2 leaving", "= 3"])

    def test_a_clerk_without_rights_on_the_warehouse_may_read_it(self):
        self.stock_up(5)
        clerk = new_test_user(self.env, login="shop_clerk", groups="shop_erp_connector.group_user")
        self.assertEqual(self.level.with_user(clerk).explanation, "5 on hand\n= 5")

    def test_managers_make_rules_and_clerks_read_them(self):
        vals = {"backend_id": self.backend.id, "product_tmpl_id": self.lamp.product_tmpl_id.id, "buffer": 3}
        groups = "shop_erp_connector.group_manager,stock.group_stock_user"
        manager = new_test_user(self.env, login="shop_manager", groups=groups)
        rule = self.env["shop_erp.stock.rule"].with_user(manager).create(vals)
        clerk = new_test_user(self.env, login="shop_clerk", groups="shop_erp_connector.group_user")
        self.assertEqual(rule.with_user(clerk).buffer, 3)
        with self.assertRaises(AccessError):
            rule.with_user(clerk).buffer = 0

    def test_a_salesman_without_our_rights_cancels_an_order_of_a_shop(self):
        self.out_flow().active = True
        order = self.shop_order(2).odoo_id
        self.env["shop_erp.run"].search([("backend_id", "=", self.backend.id)]).state = "done"
        seller = new_test_user(self.env, login="seller", groups="sales_team.group_sale_salesman_all_leads")
        order.with_user(seller).with_context(queue_job__no_delay=False)._action_cancel()
        runs = self.env["shop_erp.run"].search([("backend_id", "=", self.backend.id), ("kind", "=", "stock")])
        self.assertEqual((order.state, runs.trigger), ("cancel", "order"))

    def test_a_level_that_a_remote_reports_is_not_explained(self):
        row = self.levels.create({"backend_id": self.backend.id, "external_id": "7", "odoo_id": self.lamp.id})
        self.assertEqual((row.explanation, row.current_quantity), (False, 0))
