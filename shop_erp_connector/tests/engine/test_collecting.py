"""Collecting what is to be sent costs the same memory and the same statements for many rows as for few."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ...engine import collect
from ..common import HubCase


@tagged("post_install", "-at_install")
class TestCollecting(HubCase):
    def dirty(self, count):
        rows = self.env["shop_erp.binding.product"]
        for number in range(count):
            rows |= self.bind_product(str(number)).shop_erp_binding_ids
        rows.write({"state": "dirty", "document": "{}"})
        self.env.flush_all()
        self.env.invalidate_all()
        return rows

    def test_documents_are_not_read(self):
        rows = self.dirty(3)
        step = self.make_step("product", "collect", direction="out")
        collect.perform(step)
        self.env.flush_all()
        self.assertEqual(set(rows.ids) & set(rows._fields["document"]._get_cache(self.env)), set())
        planned = self.env["shop_erp.run.step"].search([("run_id", "=", step.run_id.id), ("task", "=", "push")])
        self.assertEqual([row_id for one in planned for row_id in one.record_ids], rows.ids)

    def test_a_row_whose_next_try_is_later_waits(self):
        now, later = self.dirty(2)
        later.next_try = fields.Datetime.now() + timedelta(hours=1)
        step = self.make_step("product", "collect", direction="out")
        collect.perform(step)
        planned = self.env["shop_erp.run.step"].search([("run_id", "=", step.run_id.id), ("task", "=", "push")])
        self.assertEqual([row_id for one in planned for row_id in one.record_ids], now.ids)
