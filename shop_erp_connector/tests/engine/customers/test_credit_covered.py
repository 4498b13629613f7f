"""Orders that were held for the customer's credit go on by themselves as soon as it covers them."""

from decimal import Decimal

from odoo.tests import tagged

from .test_credit import LedgerCase


@tagged("post_install", "-at_install")
class TestCovered(LedgerCase):
    """The ledger's clients are read, paid for and looked at each minute."""

    def minute(self):
        self.env.flush_all()
        before = self.env["shop_erp.run"].search([])
        self.env["shop_erp.flow"]._cron_dispatch()
        return self.env["shop_erp.run"].search([]) - before

    def orders(self, first, count):
        return self.receive("order", *(self.order(str(first + number)) for number in range(count)))

    def test_a_reading_of_the_erp_lets_it_pass(self):
        self.told(balance=Decimal(1000))
        row = self.received()
        self.assertEqual((row.state, row.credit_partner_id), ("held", self.partner))
        self.assertFalse(self.minute())
        self.told(balance=Decimal(900))
        runs = self.minute()
        self.assertEqual((runs.backend_id, runs.trigger), (self.backend, "record"))
        self.assertEqual((row.state, row.odoo_id.state), ("done", "sale"), row.reason)
        self.assertFalse(row.credit_released_by)

    def test_what_moved_too_little_is_not_tried(self):
        self.told(balance=Decimal(1000))
        row = self.received()
        self.told(balance=Decimal(995))
        self.assertFalse(self.minute())
        self.assertEqual(row.state, "held")
        self.assertIn("1000.00", row.reason)

    def test_the_oldest_go_first_as_far_as_it_reaches(self):
        self.told(balance=Decimal(1000))
        rows = self.orders(50, 3)
        self.told(balance=Decimal("977.00"))
        self.minute()
        self.assertEqual(rows.sorted("id").mapped("state"), ["done", "done", "held"])

    def test_a_limit_that_is_given_at_last_lets_it_pass(self):
        refused = self.received()
        self.assertEqual(refused.reason_code, "credit_unknown")
        self.told(allowed=False, limit=Decimal(0), balance=Decimal(0))
        self.assertFalse(self.minute())
        self.told(balance=Decimal(0))
        self.minute()
        self.assertEqual(refused.state, "done", refused.reason)

    def test_a_payment_in_odoo_and_a_new_limit_let_it_pass(self):
        self.erp.keeps_credit = False
        self.company.account_use_credit_limit = True
        self.partner.credit_limit = 20.0
        first = self.received()
        invoice = first.odoo_id._create_invoices()
        invoice.action_post()
        row = self.received(self.order("42"))
        self.assertEqual(row.reason_code, "credit_exceeded")
        self.assertFalse(self.minute())
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"journal_id": self.journal.id}
        )._create_payments()
        self.minute()
        self.assertEqual(row.state, "done", row.reason)
        other = self.received(self.order("43"))
        self.assertEqual(other.reason_code, "credit_exceeded")
        self.partner.credit_limit = 500.0
        self.minute()
        self.assertEqual(other.state, "done", other.reason)

    def test_a_look_takes_the_same_statements_whatever_is_held(self):
        model = self.env["shop_erp.binding.order"]
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            model._retry_covered()
        self.told(balance=Decimal(1000))
        counts = []
        for first, count in ((100, 1), (200, 20)):
            self.orders(first, count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            model._retry_covered()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[0], 20)
