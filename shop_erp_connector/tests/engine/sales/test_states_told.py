"""The shop is told what happened in Odoo, once, and never what it knows better."""

from odoo.tests import tagged

from ..shop_case import ShopOutCase


@tagged("post_install", "-at_install")
class TestStatesTold(ShopOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.shop.add_product("SHOP-LAMP", "20.00", name="Shop lamp", quantity=50)
        cls.buyer = cls.shop.add_customer("ana@example.com")
        cls.shop.add_address(cls.buyer)
        cls.sync(cls.backend, "category", "in")
        cls.sync(cls.backend, "product", "in")

    def place(self, state):
        self.there = self.shop.place_order(self.buyer, [(self.lamp, 2)], state=state)
        self.sync(self.backend, "order", "in")
        return self.env["sale.order"].search([("client_order_ref", "=", self.there["reference"])])

    def tell(self):
        self.shop.log.clear()
        run = self.sync(self.backend, "status", "out")
        return run, self.shop.row("orders", self.there["id"])["current_state"]

    def deliver(self, order, quantity=2):
        picking = order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        picking.move_ids.write({"quantity": quantity, "picked": True})
        picking._action_done()

    def state(self, external_id):
        return self.mapping(self.backend, "state", external_id)

    def test_an_order_that_was_shipped_before_it_came_in_is_not_set_back(self):
        order = self.place("Shipped")
        run, there = self.tell()
        self.assertEqual((order.state, run.failed, there, self.writes()), ("sale", 0, "4", []), run.errors)

    def test_a_state_without_a_status_of_its_own_is_not_set_back_either(self):
        self.state("5").order_status = False
        self.place("Delivered")
        self.assertEqual(self.tell()[1], "5")

    def test_what_is_behind_the_shop_is_no_news(self):
        self.state("4").order_status = "delivered"
        self.state("5").order_status = "shipped"
        order = self.place("Shipped")
        self.deliver(order, 1)
        self.assertEqual((order.delivery_status, self.tell()[1]), ("partial", "4"))

    def test_the_shop_is_not_told_what_it_says_itself(self):
        order = self.place("Payment accepted")
        self.shop.change_state(self.there, "Delivered")
        self.sync(self.backend, "order", "in")
        self.deliver(order)
        run, there = self.tell()
        self.assertEqual((order.delivery_status, there, self.writes(), run.changed), ("full", "5", [], 0))
        self.assertEqual(len(self.shop.log), 0)

    def test_both_answers_of_the_payment_check_are_told(self):
        method = self.backend.mapping_ids.filtered(lambda one: one.type == "payment")
        method.write({"needs_approval": True, "confirmation": "always"})
        self.state("8").order_status = "refused"
        self.state("2").write({"order_action": "confirm", "order_status": "approved"})
        self.state("3").order_status = False
        refused = self.place("Payment accepted")
        self.assertEqual((refused.state, refused.shop_erp_approval), ("draft", "waiting"))
        refused.action_shop_erp_refuse()
        self.assertEqual(self.tell()[1], "8")
        approved = self.place("Awaiting bank wire payment")
        approved.action_shop_erp_approve()
        self.assertEqual((approved.state, self.tell()[1]), ("sale", "2"))

    def test_an_order_cancelled_here_is_told_and_its_goods_are_free(self):
        order = self.place("Payment accepted")
        order._action_cancel()
        self.assertEqual(self.tell()[1], "6")
        self.assertFalse(order.picking_ids.filtered(lambda picking: picking.state != "cancel"))

    def test_later_changes_are_told(self):
        order = self.place("Payment accepted")
        self.assertEqual(self.tell()[1], "2")
        self.deliver(order)
        self.assertEqual(self.tell()[1], "5")

    def test_a_quotation_that_odoo_confirms_is_told(self):
        order = self.place("Awaiting bank wire payment")
        self.assertEqual((order.state, self.tell()[1]), ("draft", "10"))
        order.action_confirm()
        self.assertEqual(self.tell()[1], "3")

    def test_two_states_for_one_status_are_a_question_that_names_both(self):
        self.state("4").order_status = "delivered"
        order = self.place("Payment accepted")
        self.deliver(order)
        run, there = self.tell()
        row = order.shop_erp_status_ids
        self.assertEqual((run.held, there, row.state, row.reason_code), (1, "2", "held", "ambiguous_there"))
        for name in ("Shipped", "Delivered"):
            self.assertIn(name, row.reason.partition(":")[2])
