"""Credit notes: exact to the cent, in the taxes of what was sold, never more than is left."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged

from ....remotes.documents import Return, ReturnedLine
from ... import make
from ...common import HubCase


class RefundCase(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.bind_product("100", invoice_policy="order")
        cls.tax6 = cls.tax15.copy({"name": "Reduced 6%", "amount": 6})
        cls.map("tax", "t6", rate=make.dec(6), tax_id=cls.tax6.id)
        cls.backend.discount_product_id.invoice_policy = "order"

    def sold(self, *lines, id="41", invoiced=True, **fields):
        row = self.receive("order", make.order(id, lines=lines, **fields))
        self.assertEqual(row.state, "done", row.reason)
        if invoiced:
            row.odoo_id._create_invoices().action_post()
        return row.odoo_id

    def returned(self, order, *lines, adjustment=0.0):
        """A return of ``(order line, quantity)``."""
        vals = [(0, 0, {"sale_line_id": line.id, "quantity": part, "decision": "refund"}) for line, part in lines]
        return self.env["shop_erp.return"].create(
            {"order_id": order.id, "line_ids": vals, "adjustment": adjustment, "state": "accepted"}
        )

    def refund(self, *args, **fields):
        record = self.returned(*args, **fields)
        record.action_refund()
        return record.credit_note_ids

    def by_tax(self, moves):
        """``{rate: (base, tax)}`` of posted moves."""
        found = {}
        for line in moves.line_ids.filtered("tax_line_id"):
            base, tax = found.get(line.tax_line_id.amount, (0, 0))
            amounts = (abs(line.tax_base_amount), abs(line.amount_currency))
            found[line.tax_line_id.amount] = (round(base + amounts[0], 2), round(tax + amounts[1], 2))
        return found


@tagged("post_install", "-at_install")
class TestAmounts(RefundCase):
    def test_three_parts_add_up_to_the_invoice(self):
        order = self.sold(make.line("10.00", quantity=3))
        notes = [self.refund(order, (order.order_line, 1)) for _part in range(3)]
        self.assertEqual([note.amount_total for note in notes], [3.83, 3.84, 3.83])
        self.assertEqual([note.amount_untaxed for note in notes], [3.33, 3.34, 3.33])

    def test_two_rates_and_a_discount(self):
        order = self.sold(
            make.line("10.00", quantity=2),
            make.line("20.00", "6", id="l2"),
            make.line("-5.00", role="discount", variant="", id="d", name="Voucher", code=""),
        )
        note = self.refund(order, *((line, line.product_uom_qty) for line in order.order_line))
        invoice = order.invoice_ids - note
        self.assertEqual((note.amount_total, self.by_tax(note)), (invoice.amount_total, self.by_tax(invoice)))
        self.assertEqual(note.reversed_entry_id, invoice)

    def test_shipping_alone(self):
        shipping = make.line("7.00", role="shipping", variant="", id="s", name="Post")
        order = self.sold(make.line("10.00"), shipping)
        note = self.refund(order, (order.order_line.filtered("is_delivery"), 1))
        self.assertEqual((note.amount_untaxed, note.amount_total), (7.0, 8.05))

    def test_prices_that_include_their_tax(self):
        included = self.tax15.copy({"name": "15% in it", "price_include_override": "tax_included"})
        self.map("tax", "ti", rate=make.dec(15), tax_id=included.id)
        taxes = (make.tax("15", id="ti"),)
        line = make.line("8.69", gross="10.00", quantity=3, taxes=taxes)
        order = self.sold(line, prices_include_tax=True)
        notes = [self.refund(order, (order.order_line, 1)) for _part in range(3)]
        self.assertEqual([note.amount_total for note in notes], [3.33, 3.34, 3.33])
        self.assertEqual(round(sum(note.amount_untaxed for note in notes), 2), 8.69)

    def test_a_foreign_currency_at_another_days_rate(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        rates = self.env["res.currency.rate"]
        rates.search([("currency_id", "=", euro.id)]).unlink()
        rates.create({"currency_id": euro.id, "name": "2020-01-01", "rate": 0.5, "company_id": self.company.id})
        self.env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id})
        order = self.sold(make.line("10.00"), currency="EUR")
        rates.search([("currency_id", "=", euro.id)]).rate = 0.8
        note = self.refund(order, (order.order_line, 1))
        self.assertEqual((note.currency_id, note.amount_total), (euro, 11.5))
        receivable = note.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        self.assertEqual(receivable.balance, round(-11.5 / 0.8, 2))

    def test_what_is_kept_back_is_taken_off_the_taxes_of_what_comes_back(self):
        order = self.sold(make.line("10.00"), make.line("20.00", "6", id="l2"))
        note = self.refund(order, (order.order_line[0], 1), adjustment=-2.3)
        self.assertEqual((note.amount_total, self.by_tax(note)), (9.2, {15.0: (8.0, 1.2)}))

    def test_money_beside_the_lines_counts_for_what_is_left(self):
        order = self.sold(make.line("10.00"))
        self.refund(order, adjustment=6.0)
        with self.assertRaisesRegex(UserError, "5.50 is left"):
            self.refund(order, adjustment=6.0)
        self.refund(order, adjustment=5.5)
        with self.assertRaisesRegex(UserError, "0.00 is left"):
            self.refund(order, adjustment=0.01)

    def test_money_beside_the_lines_goes_to_the_taxes_that_are_left(self):
        order = self.sold(make.line("10.00"), make.line("20.00", "6", id="l2"))
        self.refund(order, (order.order_line[0], 1))
        note = self.refund(order, adjustment=21.2)
        self.assertEqual(self.by_tax(note), {6.0: (20.0, 1.2)})

    def test_no_more_of_a_tax_than_was_charged_of_it(self):
        order = self.sold(make.line("10.00"), make.line("20.00", "6", id="l2"))
        record = self.returned(order, (order.order_line[0], 1))
        record.line_ids.write({"net": 17.39, "gross": 20.0})
        with self.assertRaisesRegex(UserError, "11.50 is left"):
            record.action_refund()

    def test_what_was_credited_by_hand_is_not_left_any_more(self):
        order = self.sold(make.line("10.00"))
        invoice = order.invoice_ids
        wizard = self.env["account.move.reversal"].create(
            {"move_ids": invoice.ids, "journal_id": invoice.journal_id.id}
        )
        wizard.reverse_moves()
        invoice.reversal_move_ids.action_post()
        with self.assertRaisesRegex(UserError, "0.00 is left"):
            self.refund(order, (order.order_line, 1))

    def test_several_invoices_of_one_order(self):
        self.lamp.invoice_policy = "delivery"
        order = self.sold(make.line("10.00", quantity=4), invoiced=False)
        for delivered in (1, 4):
            order.order_line.qty_delivered = delivered
            order._create_invoices().action_post()
        note = self.refund(order, (order.order_line, 4))
        self.assertEqual(note.amount_total, 11.5)

    def test_a_return_entered_by_hand_gets_a_number(self):
        order = self.sold(make.line("10.00"))
        record = self.env["shop_erp.return"].create({"name": "New", "order_id": order.id})
        self.assertNotEqual(record.name, "New")


@tagged("post_install", "-at_install")
class TestRefundsOfTheShop(RefundCase):
    def document(self, *lines, id="r1", **fields):
        gross = sum(line.gross for line in lines) + fields.get("adjustment", 0)
        fields = {"gross": gross, **fields}
        return Return(id=id, type="refund", order_id="41", currency="USD", lines=lines, **fields)

    def line(self, net, gross, id="l1", quantity=1):
        net, gross = make.dec(net), make.dec(gross)
        return ReturnedLine(order_line_id=id, quantity=make.dec(quantity), net=net, tax=gross - net, gross=gross)

    def test_amounts_with_six_decimals(self):
        self.sold(make.line("10.00"), make.line("20.00", id="l2"))
        lines = (self.line("1.073913", "1.235000"), self.line("2.143478", "2.465000", id="l2"))
        row = self.receive("return", self.document(*lines))
        self.assertEqual((row.state, row.odoo_id.credit_note_ids.amount_total), ("done", 3.7), row.reason)

    def test_a_refund_that_changes_after_it_was_booked_is_a_question(self):
        self.sold(make.line("10.00"))
        document = self.document(self.line("1.00", "1.15"))
        self.receive("return", document)
        row = self.receive("return", replace(document, gross=make.dec("5.00")))
        self.assertEqual((row.state, row.reason_code), ("held", "refund_totals_differ"))

    def test_money_back_for_an_order_that_was_cancelled_before_its_invoice(self):
        order = self.sold(make.line("10.00"), invoiced=False)
        order._action_cancel()
        row = self.receive("return", self.document(self.line("10.00", "11.50")))
        self.assertEqual((row.state, row.odoo_id.state), ("done", "done"), row.reason)
        self.assertFalse(row.odoo_id.credit_note_ids)


@tagged("post_install", "-at_install")
class TestAnyRefunds(RefundCase):
    """Any order, invoiced, and given back in any parts."""

    goods = st.tuples(st.integers(1, 99_999), st.sampled_from(("15", "6", "")), st.integers(1, 5))

    @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.differing_executors])
    @given(st.lists(goods, min_size=1, max_size=3), st.booleans(), st.lists(st.integers(0, 4), max_size=4))
    def test_never_above_and_exact_in_the_end(self, goods, with_voucher, first_parts):
        lines = [
            make.line(Decimal(price) / 100, rate, id=f"l{index}", quantity=quantity)
            for index, (price, rate, quantity) in enumerate(goods)
        ]
        if with_voucher:
            off = -(lines[0].net / 3).quantize(make.dec("0.01"))
            lines.append(make.line(off, goods[0][1], role="discount", variant="", id="d", name="Voucher", code=""))
        savepoint = self.env.cr.savepoint()
        try:
            order = self.sold(*lines, id="h1")
            invoice = order.invoice_ids
            left = {line: line.product_uom_qty for line in order.order_line}
            notes = self.env["account.move"]
            for index, wanted in enumerate(first_parts):
                line = order.order_line[index % len(order.order_line)]
                part = min(wanted, left[line])
                if part and line.price_total > 0 and not with_voucher:
                    notes |= self.refund(order, (line, part))
                    left[line] -= part
                    self.assertLess(sum(notes.mapped("amount_total")), invoice.amount_total + 0.001)
            rest = [(line, part) for line, part in left.items() if part]
            if rest:
                notes |= self.refund(order, *rest)
            self.assertEqual(round(sum(notes.mapped("amount_total")), 2), round(invoice.amount_total, 2))
            self.assertEqual(round(sum(notes.mapped("amount_untaxed")), 2), round(invoice.amount_untaxed, 2))
            self.assertEqual(self.by_tax(notes), self.by_tax(invoice))
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()
