"""What is promised: by confirmed orders, by orders of shops that wait, for as long as they may; and to nobody twice."""

from datetime import UTC, datetime, timedelta

from odoo import fields
from odoo.tests import tagged

from .level_case import LevelCase


@tagged("post_install", "-at_install")
class TestPromises(LevelCase):
    def setUp(self):
        super().setUp()
        self.stock_up(10)

    def test_a_confirmed_order_reserves_and_its_delivery_changes_nothing_more(self):
        row = self.shop_order(3)
        self.assertEqual((row.odoo_id.state, self.now()), ("sale", 7))
        picking = row.odoo_id.picking_ids
        self.assertEqual(picking.move_ids.quantity, 3)
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(self.now(), 7)

    def test_what_is_sold_beyond_the_stock_is_owed_from_the_next_goods(self):
        self.sell(14)
        self.assertEqual(self.now(), 0)
        self.stock_up(6)
        self.assertEqual(self.now(), 2)

    def test_a_warehouse_that_reserves_by_hand_promises_all_the_same(self):
        self.backend.warehouse_id.out_type_id.reservation_method = "manual"
        order = self.sell(4)
        self.assertEqual((order.picking_ids.move_ids.quantity, self.now()), (0, 6))
        order.picking_ids.action_assign()
        self.assertEqual((order.picking_ids.move_ids.quantity, self.now()), (4, 6))

    def test_a_quotation_typed_in_odoo_promises_nothing(self):
        self.sell(4, confirm=False)
        self.assertEqual(self.now(), 10)

    def test_a_dozen_is_twelve(self):
        order = self.shop_order(1, state_id="1").odoo_id
        self.assertEqual(order.state, "draft")
        order.order_line.filtered("product_id.is_storable").product_uom_id = self.env.ref("uom.product_uom_dozen")
        self.stock_up(10)
        self.assertEqual(self.now(), 8)

    def test_a_cancelled_order_holds_nothing(self):
        self.shop_order(3)
        self.shop_order(3, state_id="6", state_name="Cancelled")
        self.assertEqual(self.now(), 10)
        quotation = self.shop_order(2, "42", state_id="1")
        self.assertEqual(self.now(), 8)
        quotation.odoo_id.action_cancel()
        self.assertEqual(self.now(), 10)

    def test_a_held_order_is_subtracted_until_it_is_cancelled_there(self):
        row = self.held_order(3)
        self.assertEqual((row.state, self.now()), ("held", 7))
        self.held_order(3, state_id="6")
        self.assertEqual(self.now(), 10)
        self.held_order(3, state_id="9")  # a state that is not imported
        self.assertEqual(self.now(), 10)

    def test_held_pieces_of_another_shop_count_and_those_of_another_warehouse_do_not(self):
        other = self.make_backend("Other shop")
        outlet = self.warehouse("Outlet", "OUT")
        far = self.make_backend("Far shop", warehouse_id=outlet.id)
        for backend in (other, far):
            self.bind_product("100", backend=backend)
            variant = self.env["shop_erp.binding.variant"].search([("backend_id", "=", backend.id)])
            variant.odoo_id = self.lamp
        self.held_order(2, backend=other)
        self.assertEqual(self.now(), 8)
        self.held_order(2, backend=far)
        self.assertEqual(self.now(), 8)


@tagged("post_install", "-at_install")
class TestUnpaid(LevelCase):
    """Quotations and held orders in a state that is kept as a quotation hold their goods for a time."""

    def setUp(self):
        super().setUp()
        self.stock_up(10)

    def hours_ago(self, hours):
        return datetime.now(UTC).replace(microsecond=0) - timedelta(hours=hours)

    def test_time_is_counted_from_when_the_order_was_placed(self):
        self.backend.unpaid_hours = 48
        placed_at = self.hours_ago(47)
        order = self.shop_order(3, "41", state_id="1", payments=(), placed_at=placed_at)
        self.shop_order(2, "42", state_id="1", payments=(), placed_at=self.hours_ago(49))
        self.assertEqual(self.now(), 7)
        self.shop_order(1, "43", state_id="1", placed_at=self.hours_ago(49))  # it is paid, and waits for something else
        self.assertEqual(self.now(), 6)
        self.assertEqual(order.hold_until, placed_at.replace(tzinfo=None) + timedelta(hours=48))

    def test_without_a_time_they_hold_as_long_as_they_are_open(self):
        order = self.shop_order(2, state_id="1", payments=(), placed_at=self.hours_ago(10000))
        self.assertEqual((self.now(), order.hold_until), (8, False))

    def test_the_same_for_orders_that_are_held(self):
        self.backend.unpaid_hours = 48
        self.held_order(3, "41", state_id="1", payments=(), placed_at=self.hours_ago(47))
        self.held_order(2, "42", state_id="1", payments=(), placed_at=self.hours_ago(49))
        self.held_order(1, "43", state_id="2", payments=(), placed_at=self.hours_ago(49))  # to be confirmed
        self.held_order(1, "44", state_id="1", placed_at=self.hours_ago(49))  # paid
        self.assertEqual(self.now(), 5)

    def test_a_confirmed_order_holds_its_goods_for_good(self):
        self.backend.unpaid_hours = 1
        self.shop_order(3, placed_at=self.hours_ago(1000), payments=())
        self.assertEqual(self.now(), 7)

    def test_release_is_noted_once_on_the_order(self):
        self.backend.unpaid_hours = 48
        old = self.shop_order(2, "41", state_id="1", payments=(), placed_at=self.hours_ago(49))
        new = self.shop_order(2, "42", state_id="1", payments=(), placed_at=self.hours_ago(1))
        for _minute in range(2):
            self.env["shop_erp.flow"]._cron_dispatch()
        self.assertEqual((old.hold_released, new.hold_released), (True, False))
        notes = old.odoo_id.message_ids.filtered(lambda message: "48 hours" in (message.body or ""))
        self.assertEqual(len(notes), 1)

    def test_an_order_that_is_paid_after_all_is_confirmed(self):
        self.backend.unpaid_hours = 48
        row = self.shop_order(2, state_id="1", payments=(), placed_at=self.hours_ago(49))
        self.assertEqual(self.now(), 10)
        self.shop_order(2, placed_at=self.hours_ago(49))
        self.assertEqual((row.odoo_id.state, self.now()), ("sale", 8))


@tagged("post_install", "-at_install")
class TestRemoteThatCountsGoods(LevelCase):
    """A remote whose figures are physical takes its own orders off by itself: not once more here."""

    system = "keyinvoice"

    def setUp(self):
        super().setUp()
        self.stock_up(10)
        self.assertEqual(self.backend.stock_basis_there, "physical")

    @classmethod
    def out_flow(cls, backend=None):
        """This system takes no levels yet: what they would be is asked all the same."""
        return cls.env["shop_erp.flow"].new({"backend_id": (backend or cls.backend).id, "kind": "stock"})

    def give(self, order):
        """The remote has this order."""
        self.env["shop_erp.binding.order"].create(
            {"backend_id": self.backend.id, "odoo_id": order.id, "external_id": f"F{order.id}", "state": "done"}
        )

    def test_orders_that_it_was_given_are_not_subtracted_for_any_basis(self):
        for basis in ("free", "forecast"):
            with self.subTest(basis=basis):
                self.backend.stock_basis = basis
                before = self.now()
                order = self.sell(3)
                self.assertEqual(self.now(), before - 3)
                self.give(order)
                self.assertEqual(self.now(), before)
                self.assertEqual(self.document().basis, "physical")

    def test_what_is_not_reserved_of_them_is_not_subtracted_either(self):
        self.backend.warehouse_id.out_type_id.reservation_method = "manual"
        order = self.sell(3)
        self.assertEqual(self.now(), 7)
        self.give(order)
        self.assertEqual(self.now(), 10)

    def test_their_delivery_lowers_the_goods(self):
        order = self.sell(3)
        self.give(order)
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        self.assertEqual(self.now(), 7)

    def test_a_person_may_know_better_what_its_figure_means(self):
        order = self.sell(3)
        self.give(order)
        self.backend.stock_basis_there = "available"
        self.assertEqual((self.now(), self.document().basis), (7, "available"))

    def test_orders_of_others_are_subtracted(self):
        self.sell(2)
        self.assertEqual(self.now(), 8)


@tagged("post_install", "-at_install")
class TestBoughtOnOrder(LevelCase):
    """What suppliers have is offered once, whatever was sold of it."""

    def setUp(self):
        super().setUp()
        feed = self.make_backend("Feed", system="keyinvoice", is_supplier_feed=True)
        level = self.env["shop_erp.binding.stock"].create(
            {"backend_id": feed.id, "external_id": "W-9", "odoo_id": self.lamp.id, "state": "done"}
        )
        self.env["shop_erp.supplier.stock"].create(
            {
                "backend_id": feed.id,
                "level_id": level.id,
                "product_id": self.lamp.id,
                "quantity": 20,
                "basis": "physical",
                "read_at": fields.Datetime.now(),
            }
        )
        self.lamp.product_tmpl_id.shop_erp_bought_on_order = True

    def test_own_stock_and_the_suppliers_are_offered_together(self):
        self.stock_up(3)
        self.assertEqual(self.now(), 23)
        self.sell(5)  # three of its own, two of the supplier's
        self.assertEqual(self.now(), 18)

    def test_at_one_of_the_remotes_locations_only(self):
        outlet = self.warehouse("Outlet", "OUT")
        self.map("location", "L1", warehouse_id=outlet.id)
        self.map("location", "L2", warehouse_id=self.backend.warehouse_id.id)
        rows = self.add_levels().sorted("external_id")
        self.assertEqual([self.now(row) for row in rows], [0, 20])
