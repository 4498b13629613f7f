"""What goes wrong while something is sent: whatever the answer, the record exists there once, and the row says why."""

from decimal import Decimal

from odoo.tests import tagged

from .erp_case import COMPANY_VAT, ErpOutCase
from .shop_case import ShopOutCase


class Later:
    """Mixed into a case: rows that wait for their time get it."""

    def send_again(self, kind, rows):
        """Let the time of the rows' next try come and run their flow."""
        self.assertTrue(all(rows.mapped("next_try")), "each row says when it is tried again")
        rows.next_try = False
        return self.sync(self.backend, kind, "out")


@tagged("post_install", "-at_install")
class TestSendingToShop(Later, ShopOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.make_products(3)
        cls.sync(cls.backend, "category", "out")

    def setUp(self):
        super().setUp()
        self.addCleanup(setattr, self.shop, "key", self.shop.key)

    @property
    def bindings(self):
        return self.products.shop_erp_binding_ids.sorted("id")

    def there(self):
        return sorted(row["reference"] for row in self.shop.rows("products"))

    def test_answer_lost_after_the_shop_saved_is_found_not_created_again(self):
        self.shop.faults.cut_after_accepting(method="POST", kind="products")
        run = self.sync(self.backend, "product", "out")
        self.assertEqual(self.there(), ["LAMP-0", "LAMP-1", "LAMP-2"])
        doubtful = self.bindings.filtered(lambda row: row.state == "in_doubt")
        if doubtful:
            self.assertIn("broke", doubtful[0].reason)
            run = self.send_again("product", doubtful)
        self.assertEqual(run.failed, 0, run.errors)
        self.assertEqual(self.bindings.mapped("state"), ["done"] * 3)
        self.assertEqual(self.there(), ["LAMP-0", "LAMP-1", "LAMP-2"])
        ids = {row["reference"]: str(row["id"]) for row in self.shop.rows("products")}
        self.assertEqual(
            {row.odoo_id.default_code: row.external_id for row in self.bindings}, ids, "each row found its own"
        )

    def test_single_create_whose_answer_is_lost_is_in_doubt_and_found_later(self):
        self.products[1:].sale_ok = False
        self.shop.faults.cut_after_accepting(method="POST", kind="products")
        self.sync(self.backend, "product", "out")
        self.assertEqual(self.bindings.mapped("state"), ["in_doubt"])
        self.shop.faults.clear()
        self.assertEqual(self.there(), ["LAMP-0"])
        early = self.sync(self.backend, "product", "out")
        self.assertEqual((early.step_ids.mapped("task"), self.bindings.state), (["collect"], "in_doubt"))
        self.send_again("product", self.bindings)
        self.assertEqual((self.bindings.state, self.there()), ("done", ["LAMP-0"]))

    def test_what_changed_while_in_doubt_is_sent_after_it_was_found(self):
        self.products[1:].sale_ok = False
        self.shop.faults.cut_after_accepting(method="POST", kind="products")
        self.sync(self.backend, "product", "out")
        self.shop.faults.clear()
        self.products[0].list_price = 99.0
        self.send_again("product", self.bindings)
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.changed, self.bindings.state), (1, "done"))
        self.assertEqual(self.shop.only("products", reference="LAMP-0")["price"], "99.000000")

    def test_create_that_never_arrived_is_sent_again(self):
        self.shop.faults.refuse(method="POST", kind="products")
        self.sync(self.backend, "product", "out")
        waiting = self.bindings.filtered(lambda row: row.state != "done")
        if waiting:
            self.send_again("product", waiting)
        self.assertEqual((self.bindings.mapped("state"), self.there()), (["done"] * 3, ["LAMP-0", "LAMP-1", "LAMP-2"]))

    def test_too_many_calls_put_the_records_off_as_long_as_the_shop_says(self):
        self.shop.faults.status(429, headers={"Retry-After": "900"}, method="POST", kind="products", times=4)
        run = self.sync(self.backend, "product", "out")
        self.shop.faults.clear()
        self.assertEqual((self.there(), self.bindings.mapped("state")), ([], ["dirty"] * 3))
        self.assertEqual(self.bindings.mapped("reason_code"), ["rate_limited"] * 3)
        self.assertEqual(run.failed, 0)
        for row in self.bindings:
            self.assertEqual(round((row.next_try - row.write_date).total_seconds() / 60), 15)
        self.send_again("product", self.bindings)
        self.assertEqual(self.there(), ["LAMP-0", "LAMP-1", "LAMP-2"])

    def test_refused_key_stops_the_backend_and_the_records_wait(self):
        key, self.shop.key = self.shop.key, "ANOTHERKEYANOTHERKEYANOTHERKEYAN"
        self.sync(self.backend, "product", "out")
        self.assertEqual((self.backend.state, len(self.backend.activity_ids)), ("stopped", 1))
        self.assertEqual(set(self.bindings.mapped("state")), {"dirty"})
        self.shop.key = key
        self.backend.action_check()
        self.bindings.next_try = False
        self.sync(self.backend, "product", "out")
        self.assertEqual(self.there(), ["LAMP-0", "LAMP-1", "LAMP-2"])

    def test_lost_answer_to_a_level_is_no_open_question(self):
        self.sync(self.backend, "product", "out")
        self.stock_up(self.products, 7)
        self.shop.faults.cut_after_accepting(method="PATCH", kind="stock_availables")
        self.sync(self.backend, "stock", "out")
        levels = self.products.product_variant_ids.shop_erp_stock_ids
        waiting = levels.filtered(lambda row: row.state == "dirty")
        if waiting:
            self.send_again("stock", waiting)
        self.assertEqual(set(levels.mapped("state")), {"done"})
        self.assertEqual([self.shop.stock(row) for row in self.shop.rows("products")], [7, 7, 7])


@tagged("post_install", "-at_install")
class TestIssuingAtErp(Later, ErpOutCase):
    def issued(self, doc_type="4"):
        return [document["FullDocNumber"] for document in self.account.documents(doc_type)]

    def test_invoice_whose_answer_was_lost_is_found_by_its_key(self):
        invoice = self.make_invoice(self.make_order())
        self.account.faults.cut_after_accepting(kind="insertDocument")
        self.sync(self.backend, "invoice", "out")
        binding = invoice.shop_erp_binding_ids
        self.assertEqual(
            (binding.state, binding.reason_code, self.issued()), ("in_doubt", "outcome_unknown", ["FT A/1"])
        )
        self.assertFalse(invoice.shop_erp_number)
        self.send_again("invoice", binding)
        self.assertEqual((binding.state, self.issued()), ("done", ["FT A/1"]))
        self.assertEqual(self.account.log.count(kind="insertDocument"), 1)
        self.assertEqual((binding.external_id, binding.series), ("4/42/1", "42"))
        self.assertTrue(invoice.shop_erp_pdf_id.raw.startswith(b"%PDF-"))

    def test_invoice_that_never_arrived_is_issued_once(self):
        invoice = self.make_invoice(self.make_order())
        self.account.faults.refuse(kind="insertDocument")
        self.sync(self.backend, "invoice", "out")
        binding = invoice.shop_erp_binding_ids
        self.assertEqual((binding.state, self.issued()), ("in_doubt", []))
        self.send_again("invoice", binding)
        self.assertEqual((binding.state, self.issued(), invoice.shop_erp_number), ("done", ["FT A/1"], "FT A/1"))

    def test_doubt_that_lasts_stays_in_doubt_and_creates_nothing(self):
        invoice = self.make_invoice(self.make_order())
        self.account.faults.cut_after_accepting(kind="insertDocument")
        self.sync(self.backend, "invoice", "out")
        binding = invoice.shop_erp_binding_ids
        self.account.faults.status(500, kind="documentsList")
        self.account.faults.status(500, kind="countDocuments")
        self.send_again("invoice", binding)
        self.account.faults.clear()
        self.assertEqual(binding.state, "in_doubt")
        self.assertEqual(self.account.log.count(kind="insertDocument"), 1)
        self.work()
        binding.next_try = False
        self.sync(self.backend, "invoice", "out")
        self.assertEqual(self.issued(), ["FT A/1"])

    def test_order_whose_answer_broke_off_is_found_by_its_key(self):
        order = self.make_order()
        self.account.faults.cut_body(kind="insertDocument")
        self.sync(self.backend, "order", "out")
        binding = order.shop_erp_binding_ids
        self.assertEqual(binding.state, "in_doubt")
        self.send_again("order", binding)
        self.assertEqual((binding.state, binding.external_id, self.issued("13")), ("done", "13/41/1", ["EN E/1"]))

    def test_client_whose_creation_was_not_answered_is_one_client(self):
        order = self.make_order()
        self.account.faults.cut_after_accepting(kind="insertClient")
        self.sync(self.backend, "order", "out")
        client = self.buyer.shop_erp_binding_ids
        self.assertEqual(client.state, "in_doubt")
        client.next_try = False
        self.sync(self.backend, "customer", "out")
        self.assertEqual((client.state, self.account.totals()["clients"]), ("done", 1))
        binding = order.shop_erp_binding_ids
        if binding.state == "held":
            binding.action_retry()
            self.work()
        self.assertEqual((binding.state, len(self.issued("13"))), ("done", 1), binding.reason)
        self.assertEqual(self.account.documents("13")[0]["IdClient"], self.account.client(COMPANY_VAT)["IdClient"])

    def test_pdf_that_is_none_fails_and_the_number_stays(self):
        invoice = self.make_invoice(self.make_order())
        self.account.faults.status(
            200,
            kind="getDocumentPDF",
            body='{"Status":1,"Data":{"DocumentBinary":"bm90IGEgcGRm"}}',
            content_type="application/json",
        )
        self.sync(self.backend, "invoice", "out")
        self.assertEqual((invoice.shop_erp_number, invoice.shop_erp_pdf_id.id), ("FT A/1", False))
        binding = invoice.shop_erp_binding_ids
        self.assertEqual(binding.state, "failed")
        self.assertIn("PDF", binding.reason)
        binding._sync_now()
        self.work()
        self.assertEqual((binding.state, bool(invoice.shop_erp_pdf_id), self.issued()), ("done", True, ["FT A/1"]))

    def test_expired_session_is_renewed_without_a_word(self):
        self.make_invoice(self.make_order())
        self.account.expire_session()
        run = self.sync(self.backend, "invoice", "out")
        self.assertEqual((run.created, run.failed, self.issued()), (1, 0, ["FT A/1"]), run.errors)

    def test_session_is_opened_once_for_all_jobs(self):
        self.account.log.clear()
        for number in range(3):
            self.make_order(reference=f"SHOP-{number}")
            self.sync(self.backend, "order", "out")
        self.assertEqual((len(self.issued("13")), self.account.log.count(kind="authenticate")), (3, 0))

    def test_day_whose_calls_are_used_up_is_waited_for(self):
        self.account.use_calls(5000)
        run = self.sync(self.backend, "stock", "in")
        step = run.step_ids
        self.assertEqual((run.state, step.state, self.backend.state), ("running", "waiting", "ready"))
        self.assertIn("limite", run.errors)

    def test_refused_document_fails_with_the_accounts_words_and_the_others_go(self):
        bad = self.make_invoice(self.make_order(reference="SHOP-1"))
        good = self.make_invoice(self.make_order(reference="SHOP-2"))
        self.account.faults.status(
            200,
            kind="insertDocument",
            body='{"Status":0,"ErrorMessage":"Série fechada."}',
            content_type="application/json",
        )
        run = self.sync(self.backend, "invoice", "out")
        self.assertEqual((run.created, run.failed), (1, 1))
        self.assertEqual((bad.shop_erp_binding_ids.state, good.shop_erp_number), ("failed", "FT A/1"))
        self.assertIn("Série fechada.", bad.shop_erp_binding_ids.reason)
        self.assertEqual(self.account.totals()["invoices"]["gross"], Decimal("60.50"))
