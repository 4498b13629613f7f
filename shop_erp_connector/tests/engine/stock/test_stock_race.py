"""Two connections that send one level: the older value never arrives after the newer one."""

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from ....engine import push
from ..committed_case import CommittedCase


@tagged("post_install", "-at_install")
class TestRace(CommittedCase):
    def setUp(self):
        super().setUp()
        lamp = self.shop.add_product("LAMP-1", "10.00", quantity=5)
        self.lamp_id = lamp["id"]
        with self.transaction() as env:
            row = self.bind_product(env, str(lamp["id"]), is_storable=True)
            self.product_id = row.odoo_id.product_variant_id.id
            self.put(env, 9)
            model = env["shop_erp.binding.stock"]
            flow = (
                self.backend(env)
                .with_context(active_test=False)
                .flow_ids.filtered(lambda flow: (flow.kind, flow.direction) == ("stock", "out"))
            )
            (vals,) = model._new_rows(flow)
            shared = {"backend_id": self.backend_id, "state": "dirty", "direction": "out"}
            self.row_id = model.create(shared | vals).id

    def put(self, env, quantity):
        """Goods come in or go out."""
        location = self.backend(env).warehouse_id.lot_stock_id
        env["stock.quant"]._update_available_quantity(
            env["product.product"].browse(self.product_id), location, quantity
        )

    def _remove_made(self):
        with self.transaction() as env:
            env["stock.quant"].search([("product_id", "=", self.product_id)]).sudo().unlink()
        super()._remove_made()

    def send(self, env):
        step = self.make_step(env, "stock", "push", "out", record_ids=[self.row_id])
        with self.backend(env)._opened() as remote:
            push.perform(step, remote)
        return step

    def test_who_looked_before_the_change_cannot_send_after_it(self):
        older = self.connection()
        with self.transaction() as env:
            self.put(env, -7)
        newer = self.connection()
        self.send(newer)
        newer.cr.commit()
        self.assertEqual(self.shop.stock(self.lamp_id), 2)
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            self.send(older)
        self.assertEqual(self.shop.stock(self.lamp_id), 2)

    def test_who_comes_while_a_level_is_being_sent_leaves_it_and_the_next_run_sends_the_newer_one(self):
        first = self.connection()
        self.send(first)
        with self.transaction() as env:
            self.put(env, -7)
        second = self.connection()
        self.send(second)
        second.cr.commit()
        self.assertEqual(self.shop.log.count("PATCH", kind="stock_availables"), 1)
        first.cr.commit()
        self.assertEqual(self.shop.stock(self.lamp_id), 9)
        with self.transaction() as env:
            env["shop_erp.binding.stock"]._mark_changed(self.backend(env))
            self.send(env)
        self.assertEqual(self.shop.stock(self.lamp_id), 2)
