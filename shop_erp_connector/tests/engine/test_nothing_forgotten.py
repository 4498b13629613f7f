"""Rows that wait, rows that doubt, rows that are passed over: whatever happens around them, they are not forgotten."""

from dataclasses import replace

from odoo import fields
from odoo.tests import tagged

from ...engine.stock import availability
from ...remotes.documents import Category
from .. import make
from ..common import HubCase
from .erp_case import ErpOutCase
from .shop_case import ShopOutCase


@tagged("post_install", "-at_install")
class TestWaitingRows(HubCase):
    def test_held_row_stays_held_when_its_batch_is_halved(self):
        self.env["product.product"].create({"name": "Has it", "barcode": "5601234000017"})
        self.backend.match_product_by_barcode = False
        rows = self.receive(
            "product",
            make.product("100", tax_ids=("unknown",)),
            make.product("101", barcode="5601234000017"),
            make.product("102"),
        )
        self.assertEqual(rows.mapped("state"), ["held", "failed", "done"], rows.mapped("reason"))
        self.assertTrue(rows[0].pending_document, "what waits for a person is kept")
        self.mapping_of("unknown").tax_id = self.tax15
        rows[0].action_retry()
        self.assertEqual((rows[0].state, rows[0].odoo_id.default_code), ("done", "P100"))

    def mapping_of(self, external_id):
        return self.backend.mapping_ids.filtered(lambda mapping: mapping.external_id == external_id)

    def test_older_waiting_content_gives_way_when_the_remote_goes_back(self):
        document = make.product("100", code="P100")
        row = self.receive("product", document)
        self.assertEqual(row.state, "done", row.reason)
        self.receive("product", replace(document, price=make.dec(99), tax_ids=("unknown",)))
        self.assertEqual(row.state, "held")
        self.receive("product", document)
        self.assertEqual((row.state, row.odoo_id.list_price), ("done", 10.0))

    def test_product_that_waits_for_its_category_is_tried_again_by_the_next_run(self):
        row = self.receive("product", make.product("100", category_id="5"))
        self.assertEqual((row.state, row.reason_code), ("held", "category_unknown"))
        self.receive("category", Category(id="5", name={"en": "Lamps"}))
        run = self.make_step("product", "fetch").run_id
        run._plan_left_over()
        self.assertEqual((row.state, row.odoo_id.categ_id.name), ("done", "Lamps"))

    def test_many_rows_are_retried_in_steps_of_fifty(self):
        self.bind_product("100")
        documents = [make.order(str(number), payment_method_code="crypto") for number in range(1000, 1060)]
        rows = self.receive("order", *documents)
        self.mapping_of("crypto").journal_id = self.journal
        run = rows._retry()
        self.assertEqual(run.step_ids.filtered(lambda step: step.task == "apply").mapped("created"), [50, 10])

    def test_reading_again_is_refused_while_the_flow_is_being_read(self):
        flow = self.make_step("order", "fetch").run_id.flow_id
        flow.cursor = {"until": "2026-01-01T00:00:00+00:00"}
        with self.assertRaisesRegex(Exception, "being read right now"):
            flow.action_read_again()
        self.assertTrue(flow.cursor)


@tagged("post_install", "-at_install")
class TestDoubtUnderAnotherName(ShopOutCase):
    def test_reference_changed_while_in_doubt_is_a_question_not_a_second_product(self):
        product = self.make_products(1)
        self.sync(self.backend, "category", "out")
        self.shop.faults.cut_after_accepting(method="POST", kind="products")
        self.sync(self.backend, "product", "out")
        row = product.shop_erp_binding_ids
        self.assertEqual(row.state, "in_doubt")
        product.default_code = "LAMP-NEW"
        row.next_try = False
        self.sync(self.backend, "product", "out")
        self.assertEqual((row.state, row.reason_code), ("held", "in_doubt"))
        self.assertIn("LAMP-0", row.reason)
        self.assertEqual(len(self.shop.rows("products")), 1)

    def test_record_that_never_gets_a_clear_answer_ends_with_a_person(self):
        product = self.make_products(1)
        self.sync(self.backend, "category", "out")
        for _try in range(10):
            self.shop.faults.status(500, method="POST", kind="products")
            product.shop_erp_binding_ids.next_try = False
            self.sync(self.backend, "product", "out")
        row = product.shop_erp_binding_ids
        self.assertEqual((row.state, row.reason_code), ("held", "in_doubt"))
        self.assertTrue(row.reason)

    def test_untested_connection_sends_nothing(self):
        self.make_products(1)
        self.backend.state = "draft"
        self.shop.log.clear()
        run = self.sync(self.backend, "product", "out")
        self.assertEqual(self.shop.log.count(), 0)
        self.assertIn("not been tested", run.errors)


@tagged("post_install", "-at_install")
class TestDoubt(ErpOutCase):
    def test_sync_now_on_an_invoice_in_doubt_looks_before_it_sends(self):
        invoice = self.make_invoice(self.make_order())
        self.account.faults.cut_after_accepting(kind="insertDocument")
        self.sync(self.backend, "invoice", "out")
        row = invoice.shop_erp_binding_ids
        self.assertEqual(row.state, "in_doubt")
        invoice.action_shop_erp_sync_now()
        self.work()
        self.assertEqual((row.state, self.account.totals()["4"][0] if "4" in self.account.totals() else 1), ("done", 1))
        self.assertEqual(self.account.log.count(kind="insertDocument"), 1)

    def test_doubt_survives_a_problem_and_a_retry(self):
        invoice = self.make_invoice(self.make_order())
        self.account.faults.cut_after_accepting(kind="insertDocument")
        self.sync(self.backend, "invoice", "out")
        row = invoice.shop_erp_binding_ids
        row._set_state("held", "not_bound", "held meanwhile")
        row.action_retry()
        self.work()
        self.assertEqual(row.state, "done", row.reason)
        self.assertEqual(self.account.log.count(kind="insertDocument"), 1)

    def test_buyer_sent_first_is_kept_when_the_invoice_cannot_be_looked_up(self):
        invoice = self.make_invoice(self.make_order())
        self.env["shop_erp.binding.invoice"].create(
            {
                "backend_id": self.backend.id,
                "odoo_id": invoice.id,
                "state": "in_doubt",
                "direction": "out",
                "key": "ODOO-TEST-INV1",
            }
        )
        self.account.faults.refuse(kind="documentsList", times=5)
        self.account.faults.refuse(kind="countDocuments", times=5)
        self.sync(self.backend, "invoice", "out")
        self.assertTrue(self.buyer.shop_erp_binding_ids.external_id, "what was sent for the buyer stays stored")
        self.account.faults.clear()
        invoice.shop_erp_binding_ids.next_try = False
        self.sync(self.backend, "invoice", "out")
        self.assertEqual(self.account.log.count(kind="insertClient"), 1)

    def test_remote_id_that_stands_for_another_record_is_a_question(self):
        twin = self.make_buyer("Oficina, second entry", self.buyer.vat)
        self.make_order()
        self.make_order(buyer=twin, reference="SHOP-2")
        self.sync(self.backend, "customer", "out")
        rows = (self.buyer | twin).shop_erp_binding_ids.sorted("id")
        self.assertEqual(sorted(rows.mapped("state")), ["done", "held"])
        self.assertEqual(rows.filtered(lambda row: row.state == "held").reason_code, "taken_there")


@tagged("post_install", "-at_install")
class TestStockWaits(ShopOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.make_products(2)
        cls.send_catalogue()
        cls.stock_up(cls.products, 5)
        for kind, direction in (("stock", "out"), ("order", "in")):
            cls.flow(cls.backend, kind, direction).active = True

    def test_levels_follow_as_soon_as_the_orders_are_read(self):
        flows = self.env["shop_erp.flow"].search([("backend_id", "=", self.backend.id), ("active", "=", True)])
        flows.next_run = fields.Datetime.now()
        flows._cron_dispatch()
        started = self.env["shop_erp.run"].search([("state", "=", "running"), ("backend_id", "=", self.backend.id)])
        self.assertEqual(started.mapped("kind"), ["order"])
        self.work()
        self.assertEqual(self.levels(), [5, 5])

    def levels(self):
        ids = self.products.product_variant_ids.shop_erp_variant_ids.mapped("external_id")
        by_variant = {
            f"{row['id_product']}-{row['id_product_attribute']}": int(row["quantity"])
            for row in self.shop.rows("stock_availables")
        }
        return [by_variant[variant] for variant in ids]

    def test_pieces_of_a_held_order_are_not_offered_again(self):
        self.sync(self.backend, "stock", "out")
        lamp = self.products[0].shop_erp_binding_ids.external_id
        buyer = self.shop.add_customer()
        self.shop.place_order(buyer, [(int(lamp), 3)], payment=("crypto", "Coins"), state="Payment accepted")
        self.sync(self.backend, "order", "in")
        held = self.env["shop_erp.binding.order"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual((held.state, held.reason_code), ("held", "payment_unmapped"))
        self.sync(self.backend, "stock", "out")
        self.assertEqual(self.levels(), [2, 5])

    def test_level_that_was_refused_is_sent_again_when_it_changes(self):
        self.sync(self.backend, "stock", "out")
        row = self.products[0].product_variant_id.shop_erp_stock_ids
        row._set_state("failed", "rejected", "refused by the shop")
        self.stock_up(self.products[0], 4)
        self.sync(self.backend, "stock", "out")
        self.assertEqual((row.state, self.levels()), ("done", [9, 5]))

    def test_quotation_of_one_shop_is_not_offered_in_another(self):
        _other_shop, other = self.connect_shop(name="Second shop")
        binding = self.env["shop_erp.binding.product"].create(
            {"backend_id": other.id, "external_id": "900", "odoo_id": self.products[0].id, "state": "done"}
        )
        self.env["shop_erp.binding.variant"].create(
            {
                "backend_id": other.id,
                "external_id": "900-0",
                "odoo_id": self.products[0].product_variant_id.id,
                "product_binding_id": binding.id,
                "state": "done",
            }
        )
        lamp = self.products[0].shop_erp_binding_ids.filtered(lambda row: row.backend_id == self.backend).external_id
        self.shop.place_order(self.shop.add_customer(), [(int(lamp), 2)], state="Awaiting bank wire payment")
        self.sync(self.backend, "order", "in")
        order = self.env["shop_erp.binding.order"].search([("backend_id", "=", self.backend.id)]).odoo_id
        self.assertEqual(order.state, "draft")
        level = self.env["shop_erp.binding.stock"].create(
            {"backend_id": other.id, "odoo_id": self.products[0].product_variant_id.id, "external_id": "900-0"}
        )
        self.assertEqual(availability.levels_now(level)[level.id].quantity, 3)
