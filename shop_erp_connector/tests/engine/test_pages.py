"""Page by page: the cursor goes with its page, jobs may be lost, and a bad record spoils nothing but itself."""

from odoo.tests import tagged

from .. import make
from ..common import HubCase, SimulatedCase


@tagged("post_install", "-at_install")
class TestPages(SimulatedCase):
    """120 products are two pages: 100 and 20."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.shop.populate(products=120)
        cls.shop.clock.advance(60)
        cls.sync(cls.backend, "category", "in")

    @property
    def known(self):
        return self.env["shop_erp.binding.product"].search([("backend_id", "=", self.backend.id)])

    def start(self):
        """Start reading the products and do the first page only."""
        run = self.flow(self.backend, "product", "in")._start(trigger="user")
        self.perform(self.due_jobs())
        return run

    def fetching(self, run):
        """Return (the step that reads the next page, its job)."""
        step = run.step_ids.filtered(lambda step: step.task == "fetch" and step.state in ("planned", "waiting"))
        return step, self.env["queue.job"].search([("state", "=", "pending")]).filtered(lambda job: job.records == step)

    def reads(self):
        return self.shop.log.count("GET", r"/products\?display=full")

    def test_both_pages_arrive_with_one_call_each(self):
        self.shop.log.clear()
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.state, run.fetched, run.created, self.reads()), ("done", 120, 120, 2))
        self.assertEqual(set(self.known.mapped("state")), {"done"})
        self.assertEqual(len(self.known.odoo_id), 120)
        self.assertEqual(self.flow(self.backend, "product", "in").cursor["more"], False)

    def test_fault_on_the_second_page_keeps_the_first_and_resumes_there(self):
        run = self.start()
        flow = self.flow(self.backend, "product", "in")
        first_cursor = flow.cursor
        self.assertEqual((len(self.known), first_cursor["more"]), (100, True))
        self.shop.faults.status(500, kind="products")
        step, job = self.fetching(run)
        self.perform(job)
        self.assertEqual((step.state, flow.cursor, len(self.known)), ("waiting", first_cursor, 100))
        self.shop.log.clear()
        self.perform(self.fetching(run)[1])
        self.assertEqual((len(self.known), self.reads()), (120, 1))
        self.work()
        self.assertEqual((run.state, run.fetched, run.created), ("done", 120, 120))

    def test_broken_second_page_fails_the_run_and_the_next_run_resumes_there(self):
        run = self.start()
        self.shop.faults.status(200, kind="products", body="<html>Maintenance</html>")
        self.work()
        self.assertEqual((run.state, run.created, len(self.known)), ("failed", 100, 100))
        self.shop.log.clear()
        again = self.sync(self.backend, "product", "in")
        self.assertEqual((again.state, again.fetched, again.created, self.reads()), ("done", 20, 20, 1))
        self.assertEqual(len(self.known), 120)

    def test_cancelled_jobs_do_not_block_the_flow_and_lose_nothing(self):
        run = self.start()
        self.env["queue.job"].search([("state", "=", "pending")]).button_cancelled()
        self.env["shop_erp.flow"]._cron_dispatch()
        self.assertEqual(run.state, "failed")
        self.assertEqual(set(self.known.mapped("state")), {"pending"})
        again = self.sync(self.backend, "product", "in")
        self.assertEqual((again.state, again.created), ("done", 120))
        self.assertEqual(set(self.known.mapped("state")), {"done"})

    def test_a_running_flow_is_not_started_twice(self):
        run = self.start()
        self.assertEqual(self.flow(self.backend, "product", "in")._start(trigger="user"), run)
        self.work()
        other = self.flow(self.backend, "product", "in")._start(trigger="user")
        self.assertNotEqual(other, run)

    def test_nothing_changed_nothing_is_written(self):
        self.sync(self.backend, "product", "in")
        written = max(self.known.mapped("write_date"))
        self.shop.log.clear()
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.created, run.changed, run.step_ids.mapped("task")), (0, 0, ["fetch"]))
        self.assertEqual(max(self.known.mapped("write_date")), written)

    def test_reading_everything_again_changes_nothing(self):
        self.sync(self.backend, "product", "in")
        self.flow(self.backend, "product", "in").action_read_again()
        self.work()
        run = self.flow(self.backend, "product", "in").last_run_id
        self.assertEqual((run.fetched, run.skipped, run.created, run.changed), (120, 120, 0, 0))


@tagged("post_install", "-at_install")
class TestPoison(HubCase):
    def test_one_bad_record_among_fifty_stands_alone_with_its_sentence(self):
        documents = [make.product(str(number), barcode=f"56012340{number:05d}") for number in range(100, 149)]
        twin = make.product("149", barcode="5601234000120")
        rows = self.receive("product", *documents[:30], twin, *documents[30:])
        self.assertEqual(len(rows), 50)
        bad = self.rows("product", "149")
        self.assertEqual((rows - bad).mapped("state"), ["done"] * 49)
        self.assertEqual((bad.state, bad.reason_code, bad.odoo_id.id), ("failed", "refused", False))
        self.assertIn("5601234000120", bad.reason)
        self.assertEqual(len(rows.odoo_id), 49)
        step = self.env["shop_erp.run.step"].search([("task", "=", "apply"), ("created", ">", 0)])
        self.assertEqual((step.created, step.failed, step.run_id.errors), (49, 1, bad.reason))

    def test_bad_record_is_applied_once_it_is_corrected(self):
        rows = self.receive(
            "product", make.product("1", barcode="5601234000120"), make.product("2", barcode="5601234000120")
        )
        self.assertEqual(rows.mapped("state"), ["done", "failed"])
        rows = self.receive("product", make.product("2", barcode="5601234000137"))
        self.assertEqual((rows.state, rows.reason, rows.odoo_id.barcode), ("done", False, "5601234000137"))

    def test_stored_document_that_cannot_be_read_stands_alone(self):
        step = self.make_step("product", "apply")
        rows = self.env["shop_erp.binding.product"].create(
            [
                {"backend_id": self.backend.id, "external_id": id, "pending_document": text, "pending_digest": id}
                for id, text in (("1", make.product("1").to_json()), ("2", "{"), ("3", make.product("3").to_json()))
            ]
        )
        step.record_ids = rows.ids
        step._job_perform()
        self.assertEqual(rows.mapped("state"), ["done", "failed", "done"])
        self.assertIn("stored product", rows[1].reason)
        self.assertEqual((step.state, step.created, step.failed), ("done", 2, 1))
