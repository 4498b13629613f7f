"""What a shop changes of a confirmed order: what it may contain, and what is left of the order whatever happens."""

from dataclasses import replace

from odoo.exceptions import UserError
from odoo.tests import tagged

from ....engine import apply as apply_engine
from ....remotes.documents import Attachment, Message
from ... import make
from ...common import HubCase

_SCRIPT = "<img src=x onerror=alert(1)>"


@tagged("post_install", "-at_install")
class TestProposals(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.bind_product("100", invoice_policy="order")
        stock = cls.backend.warehouse_id.lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(cls.lamp.product_variant_id, stock, 1)
        cls.document = make.order(lines=[make.line("20.00", quantity=2)])
        cls.row = cls.receive("order", cls.document)
        cls.order = cls.row.odoo_id
        cls.changed = make.order(lines=[make.line("30.00", quantity=3)])

    def accept(self):
        self.row.action_accept_change()
        apply_engine.apply(self.make_step("order", "apply"), self.row)

    def test_accepted_with_a_draft_invoice_and_goods_partly_reserved(self):
        invoice = self.order._create_invoices()
        self.order.picking_ids.action_assign()
        self.receive("order", self.changed)
        self.accept()
        self.assertEqual((self.row.state, self.order.state, self.order.amount_total), ("done", "sale", 34.5))
        self.assertEqual(invoice.state, "cancel")
        alive = self.order.picking_ids.filtered(lambda picking: picking.state != "cancel")
        self.assertEqual(sum(alive.move_ids.mapped("product_uom_qty")), 3)
        self.assertFalse(self.order.activity_ids, "the question is answered")

    def test_refused_the_question_is_answered_and_what_was_paid_is_known(self):
        payment = replace(self.document.payments[0], reference="TRX-2")
        self.receive("order", replace(self.changed, payments=(payment,)))
        self.row.action_refuse_change()
        self.assertFalse(self.order.activity_ids)
        self.assertEqual(self.order.shop_erp_payment_reference, "TRX-2")

    def test_goods_that_leave_and_money_that_goes_back_there_are_no_change_of_the_order(self):
        lines = [make.line("20.00", quantity=2, delivered=make.dec(0), refunded=make.dec(0))]
        row = self.receive("order", make.order("42", lines=lines))
        lines = [make.line("20.00", quantity=2, delivered=make.dec(2), refunded=make.dec(1))]
        self.receive("order", make.order("42", lines=lines))
        self.assertEqual((row.state, row.odoo_id.state), ("done", "sale"), row.reason)

    def test_goods_that_are_cancelled_there_are_a_question_that_says_so(self):
        lines = [make.line("20.00", quantity=2, cancelled=make.dec(0))]
        row = self.receive("order", make.order("42", lines=lines))
        self.receive("order", make.order("42", lines=[make.line("20.00", quantity=2, cancelled=make.dec(1))]))
        self.assertTrue(row.is_proposal)
        self.assertIn("Cancelled", row.differences)

    def test_a_version_that_odoo_cannot_take_leaves_the_order_as_it_was(self):
        self.receive("order", make.order(lines=[make.line("30.00", quantity=3, variant="200-0", name="Vase")]))
        with self.assertRaisesRegex(UserError, "Vase"):
            self.row.action_accept_change()
        self.assertEqual((self.order.state, self.row.state), ("sale", "held"))
        self.assertEqual(self.order.picking_ids.filtered(lambda one: one.state != "cancel").move_ids.product_uom_qty, 2)

    def test_changed_and_then_cancelled_there_is_cancelled_here(self):
        self.receive("order", self.changed)
        self.receive("order", replace(self.changed, state_id="6"))
        self.assertEqual((self.row.state, self.order.state), ("done", "cancel"), self.row.reason)
        self.assertFalse(self.order.activity_ids)

    def test_what_the_shop_writes_is_text_wherever_it_is_shown(self):
        self.receive(
            "order",
            replace(
                make.order(lines=[make.line("30.00", quantity=3, name=_SCRIPT)]),
                delivery=make.address(street=_SCRIPT),
                messages=(Message(text=f"{_SCRIPT}\nsecond line"),),
            ),
        )
        self.assertIn("&lt;img", self.row.differences)
        self.assertNotIn("<img", self.row.differences)
        self.row.action_refuse_change()
        bodies = "".join(self.order.message_ids.mapped("body"))
        self.assertNotIn("<img", bodies)
        self.assertRegex(bodies, r"&gt;\s*<br/?>\s*second line")

    def test_the_question_names_what_the_shop_wrote_as_text(self):
        self.order._action_cancel()
        self.receive("order", replace(self.document, state_name=_SCRIPT, customer_note="x"))
        note = self.order.activity_ids.note
        self.assertNotIn("<img", note)
        self.assertIn("&lt;img", note)
        self.receive("order", replace(self.document, state_name=_SCRIPT, customer_note="y"))
        self.assertEqual(len(self.order.activity_ids), 1)

    def test_a_page_that_a_buyer_uploads_is_kept_as_text(self):
        file = Attachment(id="7", name="logo.svg", url="https://shop.example/files/7")
        self.row._keep_file(file, b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
        domain = [("res_model", "=", "sale.order"), ("res_id", "=", self.order.id)]
        self.assertEqual(self.env["ir.attachment"].search(domain).mimetype, "text/plain")
