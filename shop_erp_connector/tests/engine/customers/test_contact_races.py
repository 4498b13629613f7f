"""Two connections meet on one buyer whom Odoo does not know yet: one contact is made of him."""

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from ....engine import apply, fetch
from ....remotes.contract import Page
from ... import make
from ..committed_case import CommittedCase


@tagged("post_install", "-at_install")
class TestContactRaces(CommittedCase):
    def receive_customer(self, env, document):
        fetch.store(self.make_step(env, "customer", "fetch"), Page(documents=[document], cursor={}))
        row = env["shop_erp.binding.partner"].search(
            [("backend_id", "=", self.backend_id), ("external_id", "=", document.id)]
        )
        return row.id

    def apply(self, env, row_id):
        apply.perform(self.make_step(env, "customer", "apply", record_ids=[row_id]))

    def test_two_accounts_of_one_company_at_once(self):
        with self.transaction() as env:
            ids = [
                self.receive_customer(
                    env, make.customer(id, company="Race, Lda.", vat="PT503504564", email=f"{id}@example.com")
                )
                for id in ("81", "82")
            ]
        first, second = self.connection(), self.connection()
        self.apply(first, ids[0])
        first.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            self.apply(second, ids[1])
        second.cr.rollback()
        self.apply(second, ids[1])
        second.cr.commit()
        with self.transaction() as env:
            rows = env["shop_erp.binding.partner"].browse(ids)
            self.assertEqual((rows.mapped("state"), len(rows.odoo_id)), (["done", "done"], 1))
            self.assertEqual(rows.mapped("is_secondary"), [False, True])

    def test_buyers_who_are_not_the_same_do_not_meet(self):
        with self.transaction() as env:
            ids = [
                self.receive_customer(env, make.customer(id, first_name=f"R{id}", email=f"{id}@example.com"))
                for id in ("81", "82")
            ]
        first, second = self.connection(), self.connection()
        self.apply(first, ids[0])
        self.apply(second, ids[1])
        first.cr.commit()
        second.cr.commit()
        with self.transaction() as env:
            self.assertEqual(len(env["shop_erp.binding.partner"].browse(ids).odoo_id), 2)
