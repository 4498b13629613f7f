"""What does not go on by itself is in one list, whatever its kind."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .. import make
from ..common import HubCase


@tagged("post_install", "-at_install")
class TestAttention(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.receive("order", make.order("41"))
        shared = {"backend_id": cls.backend.id, "direction": "out"}
        cls.price = cls.env["shop_erp.binding.price"].create(
            shared | {"external_id": "7", "number": "LAMP", "state": "failed", "reason": "The shop says no."}
        )
        cls.env["shop_erp.binding.category"].create(shared | {"external_id": "9", "state": "done"})

    def lines(self, user=None):
        return self.env["shop_erp.attention"].with_user(user or self.env.user).search([], order="kind")

    def test_all_kinds_in_one_list_with_their_reasons(self):
        order, price = self.lines()
        self.assertEqual((order.kind, order.state, order.reason_code), ("order", "held", "product_unknown"))
        self.assertEqual(order.reason, self.order.reason)
        self.assertEqual(
            (price.kind, price.state, price.name, price.reason), ("price", "failed", "LAMP", "The shop says no.")
        )
        self.assertEqual((price.res_model, price.res_id), ("shop_erp.binding.price", self.price.id))
        self.assertEqual(price.action_open()["res_id"], self.price.id)

    def test_the_list_takes_one_query(self):
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.env["shop_erp.attention"].search_fetch([("state", "=", "held")], ["kind", "reason", "backend_id"])

    def test_orders_are_tried_again_from_the_list(self):
        self.bind_product("100")
        order = self.lines().filtered(lambda line: line.kind == "order")
        order.action_retry()
        self.assertEqual(self.order.state, "done")
        self.assertEqual(self.lines().mapped("kind"), ["price"])

    def test_what_has_no_flow_cannot_be_tried_again(self):
        self.backend.with_context(active_test=False).flow_ids.unlink()
        with self.assertRaises(UserError):
            self.lines().action_retry()

    def test_settled_by_hand(self):
        self.lines().action_mark_done()
        self.assertFalse(self.lines())
        self.assertEqual((self.order.state, self.price.state), ("done", "done"))

    def test_a_clerk_sees_and_does_not_settle(self):
        clerk = new_test_user(self.env, login="clerk", groups="shop_erp_connector.group_user")
        self.assertEqual(self.lines(clerk).mapped("state"), ["held", "failed"])
        with self.assertRaises(AccessError):
            self.lines(clerk).action_mark_done()

    def test_the_dashboard_leads_there(self):
        action = self.backend.action_open_failed()
        self.assertEqual(action["res_model"], "shop_erp.attention")
        found = self.env["shop_erp.attention"].search(action["domain"] + [("state", "=", "failed")])
        self.assertEqual(found.res_id, self.price.id)
        self.assertEqual(self.backend.failed_count, len(found))
