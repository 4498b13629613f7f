"""What the shop changes after an order is in Odoo, and totals that Odoo would see otherwise."""

from dataclasses import replace

from odoo.tests import tagged

from ... import make
from ...common import HubCase


@tagged("post_install", "-at_install")
class TestOrderChanges(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.bind_product("100")

    def test_an_order_that_is_paid_after_a_payment_error_lives_again(self):
        document = make.order()
        order = self.receive("order", document).odoo_id
        self.receive("order", replace(document, state_id="6"))
        self.assertEqual(order.state, "cancel")
        again = make.order(lines=[make.line("25.00", quantity=2)])
        binding = self.receive("order", again)
        self.assertEqual((binding.state, order.state, order.amount_total), ("done", "sale", 28.75), binding.reason)
        self.assertEqual(order.picking_ids.filtered(lambda one: one.state != "cancel").move_ids.product_uom_qty, 2)

    def test_an_order_that_came_in_cancelled_is_confirmed_when_it_is_paid(self):
        document = make.order(state_id="6")
        order = self.receive("order", document).odoo_id
        self.receive("order", replace(document, state_id="2"))
        self.assertEqual(order.state, "sale")

    def test_what_a_person_cancelled_in_odoo_stays_cancelled_and_is_a_question(self):
        document = make.order()
        order = self.receive("order", document).odoo_id
        order._action_cancel()
        binding = self.receive("order", replace(document, customer_note="Hurry up"))
        self.assertEqual((binding.state, binding.reason_code), ("held", "cancelled_here"))
        self.assertEqual(order.state, "cancel")

    def test_cancelled_there_after_invoicing_is_a_question_for_a_person(self):
        self.lamp.invoice_policy = "order"
        document = make.order()
        order = self.receive("order", document).odoo_id
        invoice = order._create_invoices()
        invoice.action_post()
        binding = self.receive("order", replace(document, state_id="6"))
        self.assertEqual((binding.state, binding.reason_code), ("held", "cancelled_after_invoicing"))
        self.assertIn(invoice.name, binding.reason)
        self.assertEqual(order.state, "sale")

    def test_what_an_account_says_of_itself_does_not_hold_a_confirmed_order(self):
        document = make.order()
        self.receive("order", document)
        binding = self.receive("order", replace(document, customer=make.customer(newsletter=True, phone="911111111")))
        self.assertEqual((binding.state, binding.reason), ("done", False))

    def test_another_buyer_after_confirmation_is_a_question(self):
        document = make.order()
        self.receive("order", document)
        binding = self.receive("order", replace(document, customer=make.customer("7")))
        self.assertEqual((binding.state, binding.reason_code), ("held", "changed_after_confirmation"))
        self.assertIn("customer", binding.reason)

    def test_tax_of_a_service_line_survives_the_rewriting_of_a_quotation(self):
        shipping = make.line("7.00", role="shipping", variant="", id="s", name="Post")
        document = make.order(state_id="1", lines=[make.line("10.00"), shipping])
        order = self.receive("order", document).odoo_id
        binding = self.receive("order", replace(document, customer_note="Ring twice"))
        self.assertEqual((binding.state, order.amount_total), ("done", 19.55), binding.reason)
        self.assertEqual(order.order_line.tax_ids, self.tax15)


@tagged("post_install", "-at_install")
class TestTotalsInOdoo(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bind_product("100")

    def test_totals_that_odoo_rounds_otherwise_are_held_before_confirming(self):
        good = make.order("45")
        finer = make.order("46", lines=[make.line("10.005", gross="11.506")], digits=3)
        rows = self.receive("order", good, finer)
        self.assertEqual(rows.mapped("state"), ["done", "held"])
        self.assertEqual(rows[1].reason_code, "totals_differ_in_odoo")
        self.assertIn("10.005 / 11.506", rows[1].reason)
        self.assertFalse(rows[1].odoo_id)

    def test_amount_without_a_quantity_is_refused(self):
        binding = self.receive("order", make.order(lines=[make.line("10.00", quantity=0)]))
        self.assertEqual((binding.state, binding.reason_code), ("held", "quantity_missing"))
        self.assertIn("11.5", binding.reason)

    def test_tax_that_is_a_group_of_taxes_is_refused(self):
        parts = self.tax15.copy({"name": "Part", "amount": 10}) | self.tax15.copy({"name": "Rest", "amount": 5})
        group = self.env["account.tax"].create(
            {
                "name": "Both",
                "amount_type": "group",
                "amount": 15,
                "type_tax_use": "sale",
                "children_tax_ids": [(6, 0, parts.ids)],
            }
        )
        self.map("tax", "both", rate=make.dec(15), tax_id=group.id)
        document = make.order(lines=[make.line("10.00", taxes=(make.tax(id="both"),))])
        binding = self.receive("order", document)
        self.assertEqual((binding.state, binding.reason_code), ("held", "tax_no_percentage"))
        self.assertIn("Both", binding.reason)

    def test_archived_price_lists_and_currencies_are_not_used(self):
        krone = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "NOK")])
        krone.active = True
        pricelist = self.env["product.pricelist"].create({"name": "Krone", "currency_id": krone.id, "active": False})
        binding = self.receive("order", make.order(currency="NOK"))
        self.assertEqual((binding.state, binding.reason_code), ("held", "currency_unknown"))
        pricelist.active = True
        binding.action_retry()
        self.assertEqual((binding.state, binding.odoo_id.pricelist_id), ("done", pricelist), binding.reason)
