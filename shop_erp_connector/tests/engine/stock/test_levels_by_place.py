"""An ERP that tells its stock by place and by lot; and levels that cannot be."""

from datetime import UTC, datetime, timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ....engine import fetch as fetch_engine
from ....engine.stock import expectations
from ....remotes.contract import Page
from ....remotes.documents import InvalidDocument
from ... import make
from ...common import HubCase, SimulatedCase


class PlaceCase(HubCase):
    """An ERP backend with two places: ``1`` is the warehouse, ``2`` its shop window."""

    system = "keyinvoice"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.backend.warehouse_id
        cls.stock = cls.warehouse.lot_stock_id
        cls.window = cls.env["stock.location"].create({"name": "Window", "location_id": cls.stock.id})
        cls.map("location", "1", warehouse_id=cls.warehouse.id)
        cls.map("location", "2", warehouse_id=cls.warehouse.id, location_id=cls.window.id)
        cls.lamp = cls.bind_product("100").product_variant_id

    def report(self, *figures, moment=None, **fields):
        """Let levels arrive: (place, quantity) or (place, quantity, lot); return their rows."""
        documents = []
        for place, quantity, *lot in figures:
            (lot,) = lot or ("",)
            id = "/".join(part for part in ("100-0", place, lot) if part)
            level = {"location_id": place, "lot": lot} | fields
            documents.append(make.level("100-0", quantity, id=id, **level))
        step = self.make_step("stock", "fetch")
        fetch_engine.store(step, Page(documents=documents, cursor={}), moment=moment)
        return self.rows("stock", *(document.id for document in documents))

    def there(self, location, product=None):
        quants = self.env["stock.quant"].search(
            [("product_id", "=", (product or self.lamp).id), ("location_id", "=", location.id)]
        )
        return sum(quants.mapped("quantity"))

    def moves(self):
        return self.env["stock.move"].search([("product_id", "=", self.lamp.id), ("is_inventory", "=", True)])


@tagged("post_install", "-at_install")
class TestPlaces(PlaceCase):
    def test_each_place_there_is_its_place_here(self):
        self.report(("1", "40"), ("2", "3"))
        self.assertEqual((self.there(self.stock), self.there(self.window)), (40.0, 3.0))
        self.report(("1", "38"), ("2", "8"))
        self.assertEqual((self.there(self.stock), self.there(self.window)), (38.0, 8.0))
        self.assertEqual(self.moves().mapped("state"), ["done"] * 4)

    def test_first_report_of_the_warehouse_does_not_count_what_lies_in_a_place_of_its_own(self):
        self.env["stock.quant"]._update_available_quantity(self.lamp, self.window, 3)
        self.env["stock.quant"]._update_available_quantity(self.lamp, self.stock, 10)
        self.report(("1", "40"))
        self.assertEqual((self.there(self.stock), self.there(self.window)), (40.0, 3.0))

    def test_two_places_there_that_are_one_here_add_up_also_when_they_come_one_after_the_other(self):
        self.map("location", "2", location_id=False)
        self.report(("1", "40"))
        self.report(("2", "3"))
        self.assertEqual(self.there(self.stock), 43.0)
        self.report(("1", "39"), ("2", "5"))
        self.assertEqual(self.there(self.stock), 44.0)

    def test_unknown_place_is_held_with_a_sentence_and_the_rest_goes_on(self):
        good, bad = self.report(("1", "40"), ("7", "5"))
        self.assertEqual((good.state, bad.state, bad.reason_code), ("done", "held", "location_unmapped"))
        self.assertEqual(bad.reason, "Stock location 7 is not mapped. Map it to a warehouse under Lookups, then retry.")
        self.assertEqual(self.there(self.stock), 40.0)
        mapping = self.backend.mapping_ids.filtered(lambda one: (one.type, one.external_id) == ("location", "7"))
        mapping.warehouse_id = self.warehouse
        bad._retry()
        self.assertEqual((bad.state, self.there(self.stock)), ("done", 45.0))

    def test_place_that_stands_for_another_one_from_now_on_takes_its_goods_along(self):
        self.report(("2", "3"))
        other = self.env["stock.location"].create({"name": "Attic", "location_id": self.stock.id})
        self.map("location", "2", location_id=other.id)
        self.report(("2", "4"))
        self.assertEqual((self.there(self.window), self.there(other)), (0.0, 4.0))

    def test_place_that_a_whole_reading_names_no_more_is_empty(self):
        started = datetime.now(UTC) - timedelta(hours=1)
        self.report(("1", "40"), ("2", "3"), moment=started)
        step = self.make_step("stock", "fetch")
        documents = [make.level("100-0", "40", id="100-0/1", location_id="1")]
        fetch_engine.store(step, Page(documents=documents, cursor={}))
        fetch_engine.finish(step)
        self.assertEqual((self.there(self.stock), self.there(self.window)), (40.0, 0.0))
        self.assertEqual(self.rows("stock", "100-0/2").state, "done")

    def test_product_that_a_reading_does_not_name_at_all_stays_as_it_is(self):
        self.report(("1", "40"), ("2", "3"), moment=datetime.now(UTC) - timedelta(hours=1))
        fetch_engine.finish(self.make_step("stock", "fetch"))
        self.assertEqual((self.there(self.stock), self.there(self.window)), (40.0, 3.0))

    def test_mapping_takes_a_place_of_its_warehouse_only(self):
        for place in (self.env.ref("stock.stock_location_customers"), self.warehouse.view_location_id):
            with self.assertRaisesRegex(ValidationError, "no place for goods"):
                self.map("location", "2", location_id=place.id)

    def test_what_is_sent_to_the_remote_is_expected_to_be_missing_at_the_orders_warehouse(self):
        self.report(("1", "40"), ("2", "3"))
        partner = self.env["res.partner"].create({"name": "Buyer"})
        lines = [(0, 0, {"product_id": self.lamp.id, "product_uom_qty": 5})]
        order = self.env["sale.order"].create({"partner_id": partner.id, "order_line": lines})
        expectations.expect_less(self.backend, order.order_line)
        self.assertEqual(self.rows("stock", "100-0/1", "100-0/2").mapped("quantity"), [35.0, 3.0])
        self.report(("1", "35"), ("2", "3"))
        self.assertEqual((self.there(self.stock), self.there(self.window)), (40.0, 3.0), "Odoo delivers by itself")

    def test_level_read_before_goods_were_sent_away_says_nothing_about_them(self):
        before = datetime.now(UTC) - timedelta(seconds=5)
        self.report(("1", "40"), moment=before)
        row = self.rows("stock", "100-0/1")
        row.write({"quantity": 35.0, "digest": "expected", "expected_at": fields.Datetime.now()})
        self.report(("1", "40"), moment=before)
        self.assertEqual((row.quantity, self.there(self.stock)), (35.0, 40.0))
        self.report(("1", "40"), moment=datetime.now(UTC) + timedelta(seconds=5))
        self.assertEqual((row.quantity, self.there(self.stock)), (40.0, 45.0), "five came in there meanwhile")


@tagged("post_install", "-at_install")
class TestLots(PlaceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp.tracking = "lot"

    def lots(self):
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.lamp.id), ("location_id.usage", "=", "internal"), ("quantity", "!=", 0)]
        )
        return {(quant.lot_id.name, quant.location_id.name): quant.quantity for quant in quants}

    def test_each_lot_is_kept_apart(self):
        self.report(("1", "40", "A"), ("1", "2", "B"), ("2", "3", "A"))
        self.assertEqual(self.lots(), {("A", "Stock"): 40.0, ("B", "Stock"): 2.0, ("A", "Window"): 3.0})
        self.report(("1", "40", "A"), ("1", "0", "B"), ("2", "1", "A"))
        self.assertEqual(self.lots(), {("A", "Stock"): 40.0, ("A", "Window"): 1.0})
        lots = self.env["stock.lot"].search([("product_id", "=", self.lamp.id)])
        self.assertEqual((sorted(lots.mapped("name")), lots.company_id), (["A", "B"], self.company))

    def test_lot_that_exists_is_used(self):
        lot = self.env["stock.lot"].create({"product_id": self.lamp.id, "name": "A"})
        (row,) = self.report(("1", "40", "A"))
        self.assertEqual((row.lot_id, lot.product_qty), (lot, 40.0))

    def test_product_without_lots_here_adds_them_up(self):
        self.lamp.tracking = "none"
        self.report(("1", "40", "A"), ("1", "2", "B"))
        self.assertEqual(self.lots(), {(False, "Stock"): 42.0})

    def test_level_without_a_lot_is_held(self):
        (row,) = self.report(("1", "40"))
        self.assertEqual((row.state, row.reason_code), ("held", "lot_missing"))
        self.assertFalse(self.lots())

    def test_serial_number_is_there_once(self):
        self.lamp.tracking = "serial"
        good, bad = self.report(("1", "1", "S1"), ("1", "2", "S2"))
        self.assertEqual((good.state, bad.state, bad.reason_code), ("done", "held", "serial_twice"))
        self.assertEqual(self.lots(), {("S1", "Stock"): 1.0})

    def test_what_is_sent_away_is_expected_of_the_lots_that_expire_first(self):
        self.report(("1", "4", "A"), expires_on=make.PLACED.date() + timedelta(days=300))
        self.report(("1", "3", "B"), expires_on=make.PLACED.date() + timedelta(days=30))
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Buyer"}).id,
                "order_line": [(0, 0, {"product_id": self.lamp.id, "product_uom_qty": 5})],
            }
        )
        expectations.expect_less(self.backend, order.order_line)
        self.assertEqual(self.rows("stock", "100-0/1/A", "100-0/1/B").mapped("quantity"), [2.0, 0.0])


@tagged("post_install", "-at_install")
class TestLevelsThatCannotBe(PlaceCase):
    def test_less_than_nothing_is_kept_as_it_is(self):
        self.report(("1", "-3"))
        self.assertEqual(self.there(self.stock), -3.0)
        self.report(("1", "4"))
        self.assertEqual(self.there(self.stock), 4.0)

    def test_fractions_that_odoo_keeps(self):
        self.report(("1", "2.5"))
        self.assertEqual(self.there(self.stock), 2.5)

    def test_finer_fractions_are_rounded_down_and_the_line_says_so(self):
        (row,) = self.report(("1", "2.567"))
        self.assertEqual((row.state, row.reason_code, self.there(self.stock)), ("done", "rounded", 2.56))
        self.assertIn("there are 2.567, of which Odoo keeps 2.56 Units", row.reason)
        for tenth in range(6, 0, -1):
            self.report(("1", f"2.{tenth}67"))
        self.assertEqual(self.there(self.stock), 2.16, "nothing adds up to a mistake")
        self.report(("1", "2"))
        self.assertEqual((row.reason_code, self.there(self.stock)), (False, 2.0))

    def test_what_is_no_number_is_no_document(self):
        for quantity in ("NaN", "Infinity"):
            with self.assertRaises(InvalidDocument):
                make.level("100-0", quantity)

    def test_broken_stored_document_fails_alone(self):
        good, bad = self.report(("1", "5"), ("2", "5"))
        bad.write({"pending_document": bad.document.replace('"quantity":"5"', '"quantity":"NaN"'), "state": "pending"})
        good.write({"pending_document": good.document.replace('"quantity":"5"', '"quantity":"6"'), "state": "pending"})
        self.apply(good | bad)
        self.assertEqual((good.state, bad.state), ("done", "failed"))
        self.assertEqual((self.there(self.stock), self.there(self.window)), (6.0, 5.0))

    def test_service_and_consumable_are_held_and_the_rest_goes_on(self):
        self.bind_product("200", is_storable=False, type="service")
        self.bind_product("300", is_storable=False, type="consu")
        rows = self.receive(
            "stock", make.level("200-0", "5"), make.level("300-0", "5"), make.level("100-0", "5"), make.level("9-0")
        )
        self.assertEqual(rows.mapped("state"), ["held", "held", "done", "held"])
        self.assertEqual(
            rows.mapped("reason_code"), ["quantity_not_stocked", "quantity_not_stocked", False, "product_unknown"]
        )


@tagged("post_install", "-at_install")
class TestWarehousesThere(SimulatedCase):
    """KeyInvoice tells its stock by warehouse when its older interface is used."""

    def test_both_warehouses_come_in_and_a_counter_sale_leaves_the_first(self):
        account, backend = self.connect_erp(api3=True)
        account.add_product("AZ-1", "Azulejo", price="24.60", tax="1", stock="40", shop_stock="3")
        self.sync(backend, "product", "in")
        stock = backend.warehouse_id.lot_stock_id
        window = self.env["stock.location"].create({"name": "Window", "location_id": stock.id})
        for place, location in (("1", False), ("2", window.id)):
            self.mapping(backend, "location", place).write(
                {"warehouse_id": backend.warehouse_id.id, "location_id": location}
            )
        run = self.sync(backend, "stock", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        product = self.env["product.product"].search([("default_code", "=", "AZ-1")])
        account.counter_sale("AZ-1", 2)
        self.sync(backend, "stock", "in")
        quants = self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id", "in", (stock | window).ids)]
        )
        self.assertEqual({quant.location_id: quant.quantity for quant in quants}, {stock: 38.0, window: 3.0})
