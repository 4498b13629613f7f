"""What of the stock is offered: basis, places, buffer, maximum; and what cannot be offered says so."""

from datetime import date, timedelta
from decimal import Decimal

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .level_case import LevelCase


@tagged("post_install", "-at_install")
class TestBasis(LevelCase):
    def setUp(self):
        super().setUp()
        self.stock_up(10)
        self.sell(3)

    def receive_goods(self, quantity):
        supplier = self.env.ref("stock.stock_location_suppliers")
        move = self.env["stock.move"].create(
            {
                "product_id": self.lamp.id,
                "product_uom_qty": quantity,
                "location_id": supplier.id,
                "location_dest_id": self.stock.id,
                "company_id": self.company.id,
            }
        )
        move._action_confirm()
        return move

    def test_free_is_what_nobody_was_promised(self):
        self.assertEqual(self.now(), 7)

    def test_on_hand_is_what_lies_there(self):
        self.backend.stock_basis = "on_hand"
        self.assertEqual(self.now(), 10)

    def test_forecast_counts_what_is_on_its_way(self):
        self.backend.stock_basis = "forecast"
        self.receive_goods(20)
        self.assertEqual(self.now(), 27)
        self.backend.stock_basis = "free"
        self.assertEqual(self.now(), 7)

    def test_each_basis_subtracts_what_a_shop_has_sold_and_odoo_does_not_have(self):
        self.held_order(2)
        found = []
        for basis in ("free", "on_hand", "forecast"):
            self.backend.stock_basis = basis
            found.append(self.now())
        self.assertEqual(found, [5, 8, 5])


@tagged("post_install", "-at_install")
class TestPlaces(LevelCase):
    def setUp(self):
        super().setUp()
        self.outlet = self.warehouse("Outlet", "OUT")
        self.stock_up(10)
        self.stock_up(4, location=self.outlet.lot_stock_id)

    def test_only_the_shops_warehouse_counts_unless_others_are_chosen(self):
        self.assertEqual(self.now(), 10)
        self.backend.stock_warehouse_ids = self.backend.warehouse_id | self.outlet
        self.assertEqual(self.now(), 14)
        self.backend.stock_warehouse_ids = self.outlet
        self.assertEqual(self.now(), 4)

    def test_single_locations_with_all_that_is_in_them(self):
        shelf = self.shelf("Shelf A")
        self.stock_up(3, location=self.shelf("Box 1", shelf))
        self.backend.stock_location_ids = shelf
        self.assertEqual(self.now(), 3)
        self.backend.stock_warehouse_ids = self.outlet
        self.assertEqual(self.now(), 7)

    def test_a_location_of_damaged_goods_is_not_offered(self):
        damaged = self.shelf("Damaged")
        self.stock_up(5, location=self.shelf("Very", damaged))
        self.assertEqual(self.now(), 15)
        damaged.shop_erp_not_for_sale = True
        self.assertEqual(self.now(), 10)

    def test_goods_outside_of_internal_locations_are_not_offered(self):
        self.stock_up(5, location=self.env.ref("stock.stock_location_customers"))
        self.stock_up(5, location=self.env.ref("stock.stock_location_suppliers"))
        self.assertEqual(self.now(), 10)

    def test_a_delivery_from_the_warehouse_is_subtracted_from_its_shelf_too(self):
        shelf = self.shelf("Shelf A")
        self.stock_up(-10)
        self.stock_up(6, location=shelf)
        self.backend.stock_location_ids = shelf
        self.sell(2)
        self.assertEqual(self.now(), 4)
        self.sell(9)  # four of them can be reserved
        self.assertEqual(self.now(), 0)
        self.backend.stock_location_ids = self.outlet.lot_stock_id
        self.assertEqual(self.now(), 4, "the outlet owes nothing")

    def test_what_leaves_in_two_steps_is_promised_once(self):
        self.backend.warehouse_id.delivery_steps = "pick_ship"
        order = self.sell(3)
        self.assertEqual(self.now(), 7)
        pick = order.picking_ids
        pick.move_ids.write({"quantity": 3, "picked": True})
        pick._action_done()
        self.assertEqual(len(order.picking_ids), 2)
        self.assertEqual(self.now(), 7)


@tagged("post_install", "-at_install")
class TestRules(LevelCase):
    def setUp(self):
        super().setUp()
        self.stock_up(10)

    def rule(self, **vals):
        return self.env["shop_erp.stock.rule"].create(
            {"backend_id": self.backend.id, "product_tmpl_id": self.lamp.product_tmpl_id.id, **vals}
        )

    def test_buffer_and_maximum(self):
        self.backend.stock_buffer = 3
        self.assertEqual(self.now(), 7)
        self.backend.stock_maximum = 5
        self.assertEqual(self.now(), 5)
        self.backend.stock_buffer = 20
        self.assertEqual(self.now(), 0)

    def test_a_share_is_kept_back_in_whole_pieces_when_it_is_more_than_the_pieces(self):
        self.backend.write({"stock_buffer": 1, "stock_buffer_percent": 25})
        self.assertEqual(self.now(), 7)  # a quarter of ten are three whole ones
        self.backend.stock_buffer = 4
        self.assertEqual(self.now(), 6)

    def test_rule_of_a_product_replaces_the_shops_figures(self):
        self.backend.write({"stock_buffer": 3, "stock_maximum": 5})
        rule = self.rule()
        self.assertEqual((rule.buffer, rule.maximum, self.now()), (3, 5, 5))
        rule.write({"buffer": 0, "maximum": 0})
        self.assertEqual(self.now(), 10)
        rule.basis = "on_hand"
        self.sell(4)
        self.assertEqual(self.now(), 10)

    def test_rule_of_a_variant_wins_and_another_shops_rule_says_nothing(self):
        self.rule(buffer=1)
        self.rule(buffer=2, product_id=self.lamp.id)
        other = self.make_backend("Other shop")
        self.rule(buffer=9, backend_id=other.id)
        self.assertEqual(self.now(), 8)

    def test_rule_with_a_warehouse_of_its_own(self):
        outlet = self.warehouse("Outlet", "OUT")
        self.stock_up(4, location=outlet.lot_stock_id)
        rule = self.rule(warehouse_ids=outlet.ids)
        self.assertEqual(self.now(), 4)
        shelf = self.shelf("Shelf A")
        self.stock_up(1, location=shelf)
        rule.location_ids = shelf
        self.assertEqual(self.now(), 5)

    def test_a_changed_rule_sends_the_level_again(self):
        self.told()
        self.assertFalse(self.changed())
        rule = self.rule(buffer=1)
        self.assertEqual(self.changed(), self.level)
        self.told()
        rule.unlink()
        self.assertEqual(self.changed(), self.level)

    def test_refused_figures_and_rules(self):
        for vals in ({"stock_buffer": -1}, {"stock_buffer_percent": 101}, {"stock_maximum": -1}, {"unpaid_hours": -1}):
            with self.subTest(vals=vals), mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self.backend.write(vals)
                self.env.flush_all()
        self.rule()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.rule()
        other = self.bind_product("200").product_variant_id
        with self.assertRaises(ValidationError):
            self.rule(product_id=other.id)


@tagged("post_install", "-at_install")
class TestPlacesThere(LevelCase):
    """A remote with several locations: a level for each that is mapped."""

    def setUp(self):
        super().setUp()
        self.outlet = self.warehouse("Outlet", "OUT")
        self.stock_up(10)
        self.stock_up(4, location=self.outlet.lot_stock_id)
        self.main = self.map("location", "L1", warehouse_id=self.backend.warehouse_id.id)
        self.second = self.map("location", "L2", warehouse_id=self.outlet.id)
        self.add_levels()

    def by_place(self):
        rows = self.levels.search([("backend_id", "=", self.backend.id)], order="external_id")
        return {row.external_id: row for row in rows}

    def test_one_level_for_each_location_and_none_for_the_whole(self):
        rows = self.by_place()
        self.assertEqual(list(rows), ["100-0/L1", "100-0/L2"])
        documents = [self.document(row) for row in rows.values()]
        self.assertEqual(
            [(one.variant_id, one.location_id, one.quantity) for one in documents],
            [("100-0", "L1", Decimal(10)), ("100-0", "L2", Decimal(4))],
        )
        self.assertFalse(self.add_levels())

    def test_a_promise_lowers_the_level_of_its_warehouse_only(self):
        self.held_order(2)
        self.assertEqual([self.now(row) for row in self.by_place().values()], [8, 4])

    def test_an_order_of_a_stock_point_is_promised_there(self):
        self.held_order(3, location_id="L2")
        self.assertEqual([self.now(row) for row in self.by_place().values()], [10, 1])

    def test_a_shelf_of_its_own_is_not_counted_with_its_warehouse(self):
        shelf = self.shelf("Showroom")
        self.stock_up(3, location=shelf)
        self.assertEqual(self.now(self.by_place()["100-0/L1"]), 13)
        self.second.write({"warehouse_id": self.backend.warehouse_id.id, "location_id": shelf.id})
        self.assertEqual([self.now(row) for row in self.by_place().values()], [10, 3])

    def test_the_same_goods_at_two_locations_are_held_until_that_is_mended(self):
        self.second.warehouse_id = self.backend.warehouse_id
        row = self.by_place()["100-0/L2"]
        problem = self.document(row)
        self.assertEqual((problem.code, problem.facts["location"]), ("locations_overlap", "L2 (L2)"))
        row._set_state("held", problem.code)
        self.assertNotIn(row, self.changed())
        self.second.warehouse_id = self.outlet
        self.assertIn(row, self.changed())
        self.assertEqual(self.now(row), 4)

    def test_a_location_that_is_mapped_no_more_is_held(self):
        self.second.write({"warehouse_id": False})
        row = self.by_place()["100-0/L2"]
        self.assertEqual(self.document(row).code, "location_unmapped")


@tagged("post_install", "-at_install")
class TestBadInput(LevelCase):
    def test_pieces_are_offered_whole_and_never_below_nothing(self):
        self.stock_up(2.7)
        self.assertEqual(self.document().quantity, Decimal(2))
        self.stock_up(-5)
        self.assertEqual(self.document().quantity, Decimal(0))

    def test_tenths_that_add_up_to_a_piece_are_one(self):
        for _time in range(10):
            self.stock_up(0.1)
        self.assertEqual(self.now(), 1)

    def test_a_product_kept_by_the_dozen_is_told_by_the_dozen(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        eggs = self.bind_product("200", uom_id=dozen.id).product_variant_id
        level = self.add_levels()
        self.stock_up(5, product=eggs)
        order = self.sell(12, product=eggs, confirm=False)
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_unit")
        order.action_confirm()
        self.assertEqual(self.now(level), 4)

    def test_a_product_that_is_not_stored_any_more_is_held_and_the_others_go_on(self):
        self.stock_up(5)
        self.told()
        other = self.bind_product("200")
        self.add_levels()
        self.lamp.is_storable = False
        self.assertIn(self.level, self.changed())
        documents = self.levels.search([("backend_id", "=", self.backend.id)])._make_documents(None)
        self.assertEqual(documents[self.level.id].code, "level_not_stocked")
        self.assertEqual(documents[other.product_variant_id.shop_erp_stock_ids.id].quantity, 0)
        self.level._set_state("held", "level_not_stocked")
        self.assertNotIn(self.level, self.changed())
        self.lamp.is_storable = True
        self.assertIn(self.level, self.changed())

    def test_a_level_that_was_read_before_is_taken_over(self):
        self.bind_product("200")
        row = self.levels.create({"backend_id": self.backend.id, "external_id": "200-0", "state": "failed"})
        self.assertFalse(self.add_levels())
        self.assertEqual(row.variant_binding_id.external_id, "200-0")


@tagged("post_install", "-at_install")
class TestAnnounced(LevelCase):
    """Goods on their way and selling more than there is, where the shop takes them."""

    def setUp(self):
        super().setUp()
        self.backend.stock_announce_incoming = True
        self.day = fields.Date.today() + timedelta(days=9)

    def order_goods(self, quantity, day):
        move = self.env["stock.move"].create(
            {
                "product_id": self.lamp.id,
                "product_uom_qty": quantity,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.stock.id,
                "date": f"{day} 12:00:00",
                "company_id": self.company.id,
            }
        )
        move._action_confirm()
        return move

    def test_expected_goods_are_announced_with_their_first_day(self):
        self.order_goods(7, self.day + timedelta(days=30))
        self.order_goods(5, self.day)
        document = self.document()
        self.assertEqual((document.quantity, document.incoming, document.incoming_on), (0, Decimal(12), self.day))
        english = document.availability["en"]
        self.assertEqual(english, f"Expected on {self.day.strftime('%m/%d/%Y')}")

    def test_the_text_is_the_shops_own_and_of_each_language(self):
        self.env["res.lang"]._activate_lang("pt_PT")
        self.backend.stock_incoming_text = "{quantity} more on {date}"
        self.backend.with_context(lang="pt_PT").stock_incoming_text = "Mais {quantity} em {date}"
        self.order_goods(5, date(2099, 3, 1))
        self.assertEqual(self.document().availability, {"en": "5 more on 03/01/2099", "pt": "Mais 5 em 01/03/2099"})

    def test_what_is_owed_already_is_not_announced(self):
        self.sell(3)
        self.order_goods(5, self.day)
        self.assertEqual(self.document().incoming, Decimal(2))

    def test_goods_that_are_late_promise_no_day(self):
        self.order_goods(5, fields.Date.today() - timedelta(days=1))
        document = self.document()
        self.assertEqual((document.incoming, document.incoming_on, document.availability), (Decimal(5), None, {}))

    def test_another_day_is_sent_and_an_announcement_is_taken_back_once(self):
        move = self.order_goods(5, self.day)
        self.told()
        self.assertFalse(self.changed())
        move.date += timedelta(days=1)
        self.assertEqual(self.changed(), self.level)
        self.told()
        move._action_cancel()
        self.assertEqual(self.changed(), self.level)
        document = self.document()
        self.assertEqual((document.incoming, document.availability), (Decimal(0), {}))
        self.told()
        self.assertIsNone(self.document().incoming)
        self.assertFalse(self.changed())

    def test_a_new_text_is_sent_with_what_is_announced(self):
        self.order_goods(5, self.day)
        self.told()
        self.backend.stock_incoming_text = "Soon: {date}"
        self.assertEqual(self.changed(), self.level)

    def test_nothing_is_announced_unless_wanted(self):
        self.order_goods(5, self.day)
        self.backend.stock_announce_incoming = False
        document = self.document()
        self.assertEqual((document.incoming, document.incoming_on, document.availability), (None, None, {}))

    def test_selling_more_than_there_is(self):
        self.told()
        self.assertIsNone(self.document().backorders)
        self.backend.stock_backorders = "allow"
        self.assertEqual(self.changed(), self.level)
        self.assertIs(self.document().backorders, True)
        self.env["shop_erp.stock.rule"].create(
            {
                "backend_id": self.backend.id,
                "product_tmpl_id": self.lamp.product_tmpl_id.id,
                "backorders": "deny",
            }
        )
        self.assertIs(self.document().backorders, False)
