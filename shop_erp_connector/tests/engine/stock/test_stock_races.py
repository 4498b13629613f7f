"""Levels that come in on two connections at once, and while goods are sent away: each piece is booked once."""

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ....engine import apply, fetch
from ....engine.stock import expectations
from ....remotes.contract import Page
from ... import make
from ..committed_case import CommittedCase


@tagged("post_install", "-at_install")
class TestStockRaces(CommittedCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self._remove_moves)  # comes before the removal of products
        with self.transaction() as env:
            row = self.bind_product(env, is_storable=True)
            self.product_id = row.odoo_id.product_variant_id.id
            self.warehouse_id = self.backend(env).warehouse_id.id

    def _remove_moves(self):
        with self.transaction() as env:
            for table in ("stock_move_line", "stock_move", "stock_quant"):
                env.cr.execute(SQL("DELETE FROM %s WHERE product_id = %s", SQL.identifier(table), self.product_id))

    def arrive(self, env, quantity):
        """Let a level arrive as one page; return its row, still to be applied."""
        step = self.make_step(env, "stock", "fetch")
        fetch.store(step, Page(documents=[make.level("100-0", quantity)], cursor={}))
        return env["shop_erp.binding.stock"].search([("backend_id", "=", self.backend_id)])

    def apply(self, env, row_id):
        apply.perform(self.make_step(env, "stock", "apply", record_ids=[row_id]))

    def on_hand(self):
        with self.transaction() as env:
            product = env["product.product"].browse(self.product_id)
            return product.with_context(warehouse_id=self.warehouse_id).qty_available

    def test_two_jobs_on_the_same_level_book_it_once(self):
        with self.transaction() as env:
            row_id = self.arrive(env, "12").id
        first, second = self.connection(look=False), self.connection(look=False)
        self.apply(first, row_id)
        self.apply(second, row_id)  # leaves the row to the first
        first.cr.commit()
        second.cr.commit()
        self.apply(second, row_id)
        second.cr.commit()
        self.assertEqual(self.on_hand(), 12.0)

    def test_a_job_that_saw_the_level_before_the_other_was_done_runs_again_and_books_nothing_more(self):
        with self.transaction() as env:
            row_id = self.arrive(env, "12").id
        first, second = self.connection(), self.connection()
        self.apply(first, row_id)
        first.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            self.apply(second, row_id)
        second.cr.rollback()
        self.apply(second, row_id)
        second.cr.commit()
        self.assertEqual(self.on_hand(), 12.0)

    def test_goods_sent_away_while_a_level_is_booked_are_expected_once(self):
        with self.transaction() as env:
            self.apply(env, self.arrive(env, "12").id)
            row_id = self.arrive(env, "15").id
        booking, sending = self.connection(), self.connection()
        self.apply(booking, row_id)
        booking.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            self.expect(sending, 5)
        sending.cr.rollback()
        self.expect(sending, 5)
        sending.cr.commit()
        with self.transaction() as env:
            self.assertEqual(env["shop_erp.binding.stock"].browse(row_id).quantity, 10.0)
            self.apply(env, self.arrive(env, "10").id)
        self.assertEqual(self.on_hand(), 15.0, "Odoo takes them out by its own delivery")

    def expect(self, env, quantity):
        """The remote takes so many out of its stock, because an order was sent there."""
        order = env["sale.order"].new(
            {"order_line": [(0, 0, {"product_id": self.product_id, "product_uom_qty": quantity})]}
        )
        expectations.expect_less(self.backend(env), order.order_line)

    def test_the_same_level_read_by_two_jobs_is_claimed_by_one(self):
        first, second = self.connection(), self.connection()
        self.arrive(first, "12")
        first.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            self.arrive(second, "12")
        second.cr.rollback()
        self.arrive(second, "12")
        second.cr.commit()
        self.work()
        self.assertEqual(self.on_hand(), 12.0)

    def test_delivery_validated_while_the_first_report_is_booked(self):
        """The report says what lies there now; the delivery leaves from it, whichever is written first."""
        with self.transaction() as env:
            env["stock.quant"]._update_available_quantity(
                env["product.product"].browse(self.product_id),
                env["stock.warehouse"].browse(self.warehouse_id).lot_stock_id,
                8,
            )
            row_id = self.arrive(env, "12").id
        booking, other = self.connection(), self.connection()
        self.take(other, 2)
        other.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            self.apply(booking, row_id)
        booking.cr.rollback()
        self.apply(booking, row_id)
        booking.cr.commit()
        self.assertEqual(self.on_hand(), 12.0)

    def take(self, env, quantity):
        product = env["product.product"].browse(self.product_id)
        location = env["stock.warehouse"].browse(self.warehouse_id).lot_stock_id
        env["stock.quant"]._update_available_quantity(product, location, -quantity)
        env.flush_all()
