"""Credit slips: read as refunds, written for refunds of Odoo, and found again."""

from dataclasses import replace
from decimal import Decimal

from ....remotes.documents import Return, ReturnedLine
from ....remotes.errors import OutcomeUnknown
from .prestashop_case import PrestaShopCase


class TestReturns(PrestaShopCase):
    def setUp(self):
        super().setUp()
        lamp = self.added("product", "LAMP", "10", tax=1)
        self.order = self.shop.place_order(self.shop.add_customer(), [(lamp, 3)])
        (self.detail,) = self.shop.rows("order_details", id_order=self.order["id"])
        self.settle()

    def line(self, quantity="1"):
        net, gross = Decimal("10.00") * Decimal(quantity), Decimal("12.30") * Decimal(quantity)
        return ReturnedLine(
            order_line_id=str(self.detail["id"]), quantity=Decimal(quantity), net=net, tax=gross - net, gross=gross
        )

    def refund(self, key="HUB-RET1", lines=None, **fields):
        lines = (self.line(),) if lines is None else lines
        totals = {name: sum(getattr(line, name) for line in lines) for name in ("net", "tax", "gross")}
        return Return(key=key, type="refund", order_id=str(self.order["id"]), lines=lines, **totals | fields)

    def pushed(self, document):
        (result,) = self.remote.push("return", [document])
        return result

    def slips(self):
        return self.shop.rows("order_slip", id_order=self.order["id"])

    def test_a_slip_is_a_refund_with_its_lines_and_shipping(self):
        self.shop.refund(self.order, "12.30", lines=[(self.detail, 1, "10.00", "12.30")], shipping=("4.07", "5.00"))
        self.settle()
        (document,) = self.documents("return")
        product, shipping = document.lines
        self.assertEqual((document.type, document.order_id), ("refund", str(self.order["id"])))
        self.assertEqual(
            (document.net, document.tax, document.gross), (Decimal("14.07"), Decimal("3.23"), Decimal("17.30"))
        )
        self.assertEqual(
            (product.order_line_id, product.quantity, product.gross), (str(self.detail["id"]), 1, Decimal("12.30"))
        )
        self.assertEqual((shipping.role, shipping.net, shipping.gross), ("shipping", Decimal("4.07"), Decimal("5.00")))
        self.assertEqual((document.adjustment, document.currency), (0, "EUR"))
        self.assertEqual(document.order_number, self.order["reference"])

    def test_money_without_goods_is_an_adjustment(self):
        self.shop.refund(self.order, "2.50")
        self.settle()
        (document,) = self.documents("return")
        self.assertEqual((document.lines, document.adjustment, document.gross), ((), Decimal("2.50"), Decimal("2.50")))

    def test_a_refund_of_ours_is_written_as_a_slip_that_reads_the_same(self):
        result = self.pushed(self.refund())
        self.settle()
        (document,) = self.documents("return", ids=[result.id])
        self.assertEqual((document.gross, document.net), (Decimal("12.30"), Decimal("10.00")))
        self.assertEqual(document.lines[0].order_line_id, str(self.detail["id"]))

    def test_lines_that_are_exchanged_are_no_money(self):
        lines = (self.line(), replace(self.line("2"), decision="exchange"))
        result = self.pushed(
            self.refund(lines=lines, net=Decimal("10.00"), tax=Decimal("2.30"), gross=Decimal("12.30"))
        )
        self.settle()
        (document,) = self.documents("return", ids=[result.id])
        self.assertEqual((len(document.lines), document.gross), (1, Decimal("12.30")))

    def test_what_is_there_is_final_and_not_written_again(self):
        result = self.pushed(self.refund())
        again = self.pushed(replace(self.refund(), id=result.id))
        self.assertTrue(again.unchanged)
        self.assertEqual(len(self.slips()), 1)

    def test_a_lost_answer_is_found_by_key_even_beside_a_slip_of_the_same_amount(self):
        self.shop.refund(self.order, "12.30", lines=[(self.detail, 1, "10.00", "12.30")])
        self.shop.faults.cut_after_accepting(method="POST", kind="order_slip")
        self.assertIsInstance(self.pushed(self.refund("HUB-RET2")).error, OutcomeUnknown)
        found = self.remote.find("return", "HUB-RET2")
        self.assertEqual(found.id, str(max(int(row["id"]) for row in self.slips())))
        self.assertEqual(len(self.slips()), 2)

    def test_a_key_that_was_never_sent_is_not_found(self):
        self.shop.refund(self.order, "12.30")
        self.assertIsNone(self.remote.find("return", "HUB-RET3"))

    def test_an_unknown_order_is_named(self):
        error = self.pushed(replace(self.refund(), order_id="999")).error
        self.assertIn("999", str(error))
