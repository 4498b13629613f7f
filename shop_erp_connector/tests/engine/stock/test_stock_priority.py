"""What is sold in one shop is told to the others at once, and no shop is told before its own orders are in."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ...common import SimulatedCase


@tagged("post_install", "-at_install")
class TestPriority(SimulatedCase):
    """Two shops that sell the same lamp, ten of which are there and told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shops, cls.backends, cls.lamps = [], cls.env["shop_erp.backend"], []
        for name in ("First", "Second"):
            shop, backend = cls.connect_shop(name=f"{name} shop")
            lamp = shop.add_product("LAMP-1", "20.00", quantity=3)
            if not cls.backends:
                template = cls.bind_product(str(lamp["id"]), backend=backend)
                cls.lamp = template.product_variant_id
            else:
                cls.bind_again(backend, str(lamp["id"]))
            for kind, direction in (("stock", "out"), ("order", "in")):
                cls.flow(backend, kind, direction).active = True
            cls.shops.append(shop)
            cls.backends |= backend
            cls.lamps.append(lamp)
        cls.env["stock.quant"]._update_available_quantity(cls.lamp, cls.backends[0].warehouse_id.lot_stock_id, 10)
        cls.run_all()

    @classmethod
    def bind_again(cls, backend, external_id):
        row = cls.env["shop_erp.binding.product"].create(
            {
                "backend_id": backend.id,
                "external_id": external_id,
                "odoo_id": cls.lamp.product_tmpl_id.id,
                "state": "done",
            }
        )
        cls.env["shop_erp.binding.variant"].create(
            {
                "backend_id": backend.id,
                "external_id": f"{external_id}-0",
                "odoo_id": cls.lamp.id,
                "product_binding_id": row.id,
                "state": "done",
            }
        )

    @classmethod
    def run_all(cls):
        """Let the dispatcher start what is due and all jobs be done, a minute later."""
        for shop in cls.shops:
            shop.clock.advance(60)
        cls.env["shop_erp.flow"]._cron_dispatch()
        cls.work()

    def runs(self, start):
        """The runs since one, as (shop, kind, direction, trigger)."""
        runs = self.env["shop_erp.run"].search([("id", ">", start)], order="id")
        names = {self.backends[0]: 0, self.backends[1]: 1}
        return [(names[run.backend_id], run.kind, run.direction, run.trigger) for run in runs]

    def last_run(self):
        return self.env["shop_erp.run"].search([], limit=1).id

    def stock(self):
        return [shop.stock(lamp) for shop, lamp in zip(self.shops, self.lamps, strict=True)]

    def order_due(self, index):
        self.flow(self.backends[index], "order", "in").next_run = fields.Datetime.now() - timedelta(minutes=1)

    def place(self, index, quantity, **values):
        shop = self.shops[index]
        values.setdefault("state", "Payment accepted")
        return shop.place_order(shop.add_customer(), [(self.lamps[index], quantity)], carrier=1, **values)

    def test_both_were_told(self):
        self.assertEqual(self.stock(), [10, 10])

    def test_an_order_of_one_shop_lowers_the_other_at_once(self):
        self.place(0, 4)
        self.order_due(0)
        before = self.last_run()
        self.run_all()
        self.assertEqual(self.stock(), [6, 6])
        self.assertEqual(
            self.runs(before),
            [(0, "order", "in", "schedule"), (1, "order", "in", "order"), (1, "stock", "out", "order")],
        )

    def test_it_goes_before_what_the_schedule_brings(self):
        self.place(0, 4)
        self.order_due(0)
        for shop in self.shops:
            shop.clock.advance(60)
        self.env["shop_erp.flow"]._cron_dispatch()
        while not self.env["shop_erp.run"].search_count([("trigger", "=", "order")]):
            self.perform(self.due_jobs()[:1])
        background = self.flow(self.backends[0], "product", "in")._start(trigger="schedule")
        first = self.due_jobs()[:1]
        self.assertNotIn(background, self.env["shop_erp.run.step"].browse(first.records.ids).run_id)
        self.assertEqual(self.env["shop_erp.run.step"].browse(first.records.ids).run_id.trigger, "order")

    def test_orders_of_the_other_shop_are_read_before_it_is_told(self):
        self.place(0, 4)
        self.place(1, 5)
        self.order_due(0)
        self.run_all()
        self.assertEqual(self.stock(), [1, 1])

    def test_a_cancellation_gives_the_goods_back_to_the_other_shop(self):
        order = self.place(0, 4)
        self.order_due(0)
        self.run_all()
        self.shops[0].cancel(order)
        self.order_due(0)
        self.run_all()
        self.assertEqual(self.stock(), [10, 10])

    def test_an_order_that_is_cancelled_in_odoo_is_for_sale_again_in_both_shops(self):
        self.place(0, 4)
        self.order_due(0)
        self.run_all()
        row = self.env["shop_erp.binding.order"].search([("backend_id", "=", self.backends[0].id)])
        before = self.last_run()
        row.odoo_id._action_cancel()
        self.work()
        self.assertEqual(self.stock(), [10, 10])
        self.assertEqual({trigger for _shop, _kind, _direction, trigger in self.runs(before)}, {"order"})

    def test_a_held_order_lowers_the_other_shop_too(self):
        self.place(0, 4, payment=("crypto", "Coins"))
        self.order_due(0)
        self.run_all()
        held = self.env["shop_erp.binding.order"].search([("backend_id", "=", self.backends[0].id)])
        self.assertEqual((held.state, self.stock()), ("held", [6, 6]))

    def test_nothing_new_starts_nothing(self):
        self.order_due(0)
        before = self.last_run()
        self.run_all()
        self.assertEqual(self.runs(before), [(0, "order", "in", "schedule")])

    def test_levels_that_are_being_sent_are_looked_at_again(self):
        first, second = self.backends
        flow = self.flow(second, "stock", "out")
        self.flow(second, "order", "in").active = False
        run = flow._start(trigger="schedule")
        self.assertEqual(self.env["shop_erp.backend"]._levels_moved(second.company_id, known_by=first), run)
        self.assertLessEqual(flow.next_run, fields.Datetime.now())

    def test_a_shop_that_lowered_its_own_figure_gets_it_back_when_goods_come_in(self):
        self.place(0, 4)
        self.order_due(0)
        self.run_all()
        self.env["stock.quant"]._update_available_quantity(
            self.lamp, self.backends[0].warehouse_id.lot_stock_id, 4
        )  # as many as it was told last
        self.assertEqual(self.stock()[0], 6)
        self.sync(self.backends[0], "stock", "out")
        self.assertEqual(self.stock()[0], 10)

    def test_goods_of_an_unpaid_order_are_for_sale_again_in_both_shops(self):
        self.backends[0].unpaid_hours = 48
        self.place(0, 4, state="Awaiting bank wire payment")
        self.order_due(0)
        self.run_all()
        row = self.env["shop_erp.binding.order"].search([("backend_id", "=", self.backends[0].id)])
        self.assertEqual((row.odoo_id.state, self.stock()), ("draft", [6, 6]))
        row.odoo_id.date_order = fields.Datetime.now() - timedelta(hours=49)
        before = self.last_run()
        self.run_all()
        self.assertEqual(self.stock(), [10, 10])
        self.assertEqual({trigger for _shop, _kind, _direction, trigger in self.runs(before)}, {"order"})

    def test_sync_now_reads_the_orders_first(self):
        self.place(0, 4)
        for shop in self.shops:
            shop.clock.advance(60)
        runs = self.backends[0]._sync_now(("stock",), directions=("out",))
        self.assertEqual(runs.mapped("kind"), ["order"])
        self.work()
        self.assertEqual(self.stock(), [6, 6])
        sent = self.env["shop_erp.run"].search([("backend_id", "=", self.backends[0].id), ("kind", "=", "stock")])
        self.assertEqual(sent[0].trigger, "user")

    def test_sync_now_on_the_product_reads_the_orders_first(self):
        self.place(0, 4)
        for shop in self.shops:
            shop.clock.advance(60)
        before = self.last_run()
        self.lamp.product_tmpl_id.action_shop_erp_sync_now()
        self.work()
        self.assertEqual(self.stock(), [6, 6])
        kinds = [run[1:3] for run in self.runs(before) if run[0] == 0 and run[1] in ("order", "stock")]
        self.assertEqual(kinds[0], ("order", "in"))
        self.assertEqual(self.lamp.shop_erp_stock_ids.mapped("state"), ["done", "done"])

    def test_only_the_company_is_told(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.assertFalse(self.env["shop_erp.backend"]._levels_moved(other))
