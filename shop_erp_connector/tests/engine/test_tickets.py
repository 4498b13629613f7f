"""Writes that a remote takes and does later: the row waits for the outcome, and nothing is sent twice meanwhile."""

from odoo import fields
from odoo.tests import tagged

from ..common import SimulatedCase
from ..simulators.exchange_files import FolderErp


@tagged("post_install", "-at_install")
class TestTickets(SimulatedCase):
    def setUp(self):
        super().setUp()
        self.erp = FolderErp(answers="acknowledgements")
        self.addCleanup(self.erp.close)
        self.erp.start()
        self.backend = self.env["shop_erp.backend"].create({"name": "Folder ERP", "system": "file_exchange"})
        self.backend._set_settings(self.erp.settings)
        self.backend.action_check()
        self.assertEqual(self.backend.state, "ready", self.backend.state_reason)
        self.flow(self.backend, "product", "out").active = True
        self.env["product.template"].search([]).sale_ok = False
        self.lamp = self.env["product.template"].create(
            {"name": "Lamp", "default_code": "LAMP-1", "taxes_id": [(5, 0, 0)], "list_price": 20.0}
        )
        self.send()
        self.row = self.lamp.shop_erp_binding_ids.filtered(lambda row: row.backend_id == self.backend)

    def send(self):
        return self.sync(self.backend, "product", "out")

    def ask(self):
        """Let the minute of the next look come."""
        self.row.next_try = fields.Datetime.now()
        self.env["shop_erp.flow"]._cron_dispatch()
        self.work()

    def files(self):
        return [name for name in self.erp.names("h2e") if name.startswith("products_D")]

    def test_what_was_taken_waits_and_is_not_sent_again(self):
        self.assertEqual((self.row.state, bool(self.row.ticket)), ("sending", True), self.row.reason)
        self.send()
        self.ask()
        self.assertEqual((len(self.files()), self.row.state, self.row.external_id), (1, "sending", False))

    def test_the_outcome_is_asked_for_as_soon_as_it_is_due(self):
        self.erp.importer.run()
        self.ask()
        self.assertEqual((self.row.state, self.row.external_id[:3]), ("done", "ID-"), self.row.reason)
        self.assertFalse(self.row.ticket or self.row.sent_document)
        self.send()
        self.assertEqual(len(self.files()), 1, "the remote has what it was sent")

    def test_what_the_remote_refuses_later_stands_on_the_row(self):
        (record,) = [row["record"] for rows in self.erp.importer.lying("products").values() for row in rows]
        self.erp.importer.refuses[record] = ("E12", "Famille inconnue")
        self.erp.importer.run()
        self.ask()
        self.assertEqual((self.row.state, self.row.ticket), ("failed", False))
        self.assertIn("Famille inconnue", self.row.reason)

    def test_what_changes_meanwhile_is_sent_once_the_outcome_is_known(self):
        self.lamp.name = "Table lamp"
        self.send()
        self.assertEqual(len(self.files()), 1)
        self.erp.importer.run()
        self.ask()
        self.send()
        self.assertEqual((len(self.files()), self.row.state), (2, "sending"))

    def test_a_remote_that_is_away_is_asked_again_later(self):
        self.erp.importer.run()
        self.erp.stop()
        self.ask()
        self.assertEqual(self.row.state, "sending")
        self.erp.start()
        self.ask()
        self.assertEqual(self.row.state, "done", self.row.reason)

    def test_a_person_may_press_sync_now_without_harm(self):
        self.row._sync_now()
        self.work()
        self.assertEqual((len(self.files()), self.row.state), (1, "sending"))
