"""What comes back: requests and refunds of the shop, goods and money apart, to the cent, never above what is left."""

from dataclasses import replace

from odoo.exceptions import UserError
from odoo.tests import tagged

from ....remotes.documents import Message, Return, ReturnedLine
from ... import make
from ...common import HubCase, SimulatedCase
from ..shops.returns_with_shop import ReturnsWithShop


@tagged("post_install", "-at_install")
class TestReturns(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.bind_product("100", invoice_policy="order")
        stock = cls.backend.warehouse_id.lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(cls.lamp.product_variant_id, stock, 10)
        # three pieces whose tax the shop rounds per piece: Odoo alone would make another cent of it
        cls.document = make.order(
            lines=[
                make.line("1.01", gross="1.17", quantity=3),
                make.line("7.00", role="shipping", variant="", id="s", name="Post"),
            ]
        )
        cls.order = cls.receive("order", cls.document).odoo_id

    def deliver(self):
        picking = self.order.picking_ids
        picking.move_ids.write({"quantity": 3, "picked": True})
        picking.button_validate()

    def invoice(self):
        self.order._create_invoices().action_post()

    def refund(self, id="r1", lines=None, **fields):
        lines = lines or (
            ReturnedLine(
                order_line_id="l1",
                quantity=make.dec(3),
                net=make.dec("1.01"),
                tax=make.dec("0.16"),
                gross=make.dec("1.17"),
            ),
        )
        gross = sum(line.gross for line in lines) + fields.get("adjustment", 0)
        return Return(
            id=id, number=f"CS{id}", type="refund", order_id="41", currency="USD", lines=lines, gross=gross, **fields
        )

    def request(self, **fields):
        line = ReturnedLine(order_line_id="l1", quantity=make.dec(1), reason="Too dark")
        return Return(id="q1", number="RMA-1", type="request", order_id="41", lines=(line,), note="Sorry", **fields)

    def test_a_refund_of_the_shop_is_a_credit_note_of_the_same_cents(self):
        self.invoice()
        row = self.receive("return", self.refund())
        self.assertEqual(row.state, "done", row.reason)
        note = row.odoo_id.credit_note_ids
        self.assertEqual((note.move_type, note.state), ("out_refund", "posted"))
        self.assertEqual((note.amount_untaxed, note.amount_tax, note.amount_total), (1.01, 0.16, 1.17))
        self.assertEqual(
            note.reversed_entry_id, self.order.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")
        )
        self.assertEqual(row.odoo_id.state, "done", "nothing was delivered: no goods to wait for")

    def test_a_refund_that_comes_before_its_invoice_waits_and_follows(self):
        row = self.receive("return", self.refund())
        self.assertEqual((row.state, row.reason_code), ("held", "refund_before_invoice"))
        self.assertFalse(row.odoo_id, "nothing half done")
        self.invoice()
        self.make_step("return", "fetch").run_id._plan_left_over()
        self.assertEqual((row.state, row.odoo_id.credit_note_ids.amount_total), ("done", 1.17), row.reason)

    def test_never_more_than_is_left(self):
        self.invoice()
        self.receive("return", self.refund())
        rest = ReturnedLine(
            order_line_id="s",
            role="shipping",
            quantity=make.dec(1),
            net=make.dec("7.00"),
            tax=make.dec("1.05"),
            gross=make.dec("8.05"),
        )
        more = replace(rest, gross=make.dec("9.22"), tax=make.dec("2.22"))
        row = self.receive("return", self.refund("r2", (more,)))
        self.assertEqual((row.state, row.reason_code), ("held", "refund_too_high"))
        self.assertIn("8.05", row.reason)
        row = self.receive("return", self.refund("r3", (rest,)))
        self.assertEqual((row.state, row.odoo_id.credit_note_ids.amount_total), ("done", 8.05), row.reason)

    def test_money_without_lines_is_taken_off_the_taxes_of_the_invoice(self):
        self.invoice()
        row = self.receive(
            "return",
            Return(
                id="r4",
                type="refund",
                order_id="41",
                currency="USD",
                adjustment=make.dec("2.30"),
                gross=make.dec("2.30"),
                reason="Scratch",
            ),
        )
        note = row.odoo_id.credit_note_ids
        self.assertEqual((row.state, note.amount_total, note.amount_tax), ("done", 2.3, 0.3), row.reason)
        self.assertEqual(
            self.order.order_line.filtered(lambda line: line.product_id == self.lamp.product_variant_id).qty_invoiced, 3
        )

    def test_the_same_refund_again_gives_nothing_more_back(self):
        self.invoice()
        document = self.refund()
        row = self.receive("return", document)
        self.receive("return", replace(document, note="Thank you"))
        self.assertEqual(len(row.odoo_id.credit_note_ids), 1)

    def test_a_request_waits_for_a_decision_with_the_buyers_words(self):
        row = self.receive("return", self.request(messages=(Message(text="Please hurry"),)))
        record = row.odoo_id
        self.assertEqual(
            (row.state, record.state, record.line_ids.reason, record.note), ("done", "requested", "Too dark", "Sorry")
        )
        self.assertIn("Please hurry", "".join(record.message_ids.mapped("body")))

    def test_what_people_write_to_the_buyer_is_news_and_its_echo_is_none(self):
        row = self.receive("return", self.request(messages=(Message(text="Please hurry"),)))
        row.env.flush_all()
        row._set_unchanged(row)
        answer = "Of course"
        row.odoo_id.message_post(body=answer, message_type="comment", subtype_xmlid="mail.mt_comment")
        self.assertTrue(row.content_changed)
        self.assertEqual(row.odoo_id._messages_for_buyer(), [answer])
        count = len(row.odoo_id.message_ids)
        self.receive("return", self.request(messages=(Message(text="Please hurry"), Message(text="Of course"))))
        self.assertEqual(len(row.odoo_id.message_ids), count)

    def test_goods_and_money_go_their_own_ways(self):
        self.deliver()
        self.invoice()
        record = self.receive("return", self.request()).odoo_id
        record.action_accept()
        self.assertEqual(record.line_ids.decision, "refund")
        record.action_receive()
        self.assertEqual((record.state, record.picking_ids.state), ("received", "done"))
        self.assertEqual(self.lamp.qty_available, 8)
        record.action_refund()
        self.assertEqual((record.state, record.credit_note_ids.amount_total), ("done", 0.39))
        with self.assertRaisesRegex(UserError, "Done"):
            record.action_refund()

    def test_what_is_scrapped_is_not_for_sale_again(self):
        self.deliver()
        record = self.receive("return", self.request()).odoo_id
        record.action_accept()
        record.line_ids.destination = "scrap"
        record.action_receive()
        self.assertEqual(self.lamp.qty_available, 7)

    def test_what_is_to_be_repaired_is_the_companys_but_not_for_sale(self):
        self.deliver()
        record = self.receive("return", self.request()).odoo_id
        record.line_ids.decision = "repair"
        record.action_accept()
        record.line_ids.destination = "repair"
        record.action_receive()
        place = self.env.ref("shop_erp_connector.location_repairs")
        lamp = self.lamp.product_variant_id
        self.assertEqual(lamp.with_context(location=place.id).qty_available, 1)
        self.assertEqual(lamp.with_context(warehouse_id=self.backend.warehouse_id.id).qty_available, 7)
        self.assertEqual(record.state, "done")

    def test_more_than_was_delivered_cannot_come_back(self):
        record = self.receive("return", self.request()).odoo_id
        record.action_accept()
        with self.assertRaisesRegex(UserError, "more comes back"):
            record.action_receive()

    def test_an_exchange_is_an_order_that_costs_nothing(self):
        self.deliver()
        record = self.receive("return", self.request()).odoo_id
        record.line_ids.decision = "exchange"
        record.action_accept()
        record.action_exchange()
        self.assertEqual((record.exchange_order_id.state, record.exchange_order_id.amount_total), ("draft", 0))
        self.assertEqual(record.exchange_order_id.order_line.product_id, self.lamp.product_variant_id)
        record.action_receive()
        self.assertEqual(record.state, "done")

    def test_refused_nothing_comes_back(self):
        record = self.receive("return", self.request()).odoo_id
        record.action_refuse()
        self.assertEqual((record.state, record.amount, record.line_ids.decision), ("refused", 0, "refuse"))

    def test_a_return_of_an_unknown_order_waits_for_it(self):
        row = self.receive("return", replace(self.request(), order_id="77"))
        self.assertEqual((row.state, row.reason_code), ("held", "order_missing"))

    def test_a_line_that_the_order_does_not_have_is_a_question(self):
        lines = (ReturnedLine(order_line_id="l9", name="Vase", quantity=make.dec(1), gross=make.dec(1)),)
        row = self.receive("return", self.refund("r5", lines))
        self.assertEqual((row.state, row.reason_code), ("held", "return_line_unknown"))
        self.assertIn("Vase", row.reason)


@tagged("post_install", "-at_install")
class TestReturnsWithTheShop(ReturnsWithShop, SimulatedCase):
    refund_call = {"method": "POST", "kind": "order_slip"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()

    def place(self):
        lamp = self.shop.add_product("LAMP-1", "10.00", tax=1)
        self.placed = self.shop.place_order(self.shop.add_customer(), [(lamp, 3)], state="Processing in progress")
        (self.detail,) = self.shop.rows("order_details", id_order=self.placed["id"])

    def refund_one_there(self):
        self.shop.refund(self.placed, "12.30", lines=[(self.detail, 1, "10.00", "12.30")])

    def refunds_there(self):
        return [
            (
                float(slip["total_products_tax_incl"]),
                next((one["id_order_detail"] for one in slip.get("order_slip_details", ())), None),
            )
            for slip in self.shop.rows("order_slip", id_order=self.placed["id"])
        ]

    def line_there(self):
        return str(self.detail["id"])

    def test_an_adjustment_has_the_tax_of_the_order(self):
        record = self.env["shop_erp.return"].create({"order_id": self.order.id, "adjustment": 12.3})
        record.action_accept()
        record.action_refund()
        self.sync(self.backend, "return", "out")
        (slip,) = self.shop.rows("order_slip", id_order=self.placed["id"])
        self.assertEqual([float(slip[f"total_products_tax_{basis}"]) for basis in ("excl", "incl")], [10.0, 12.3])
