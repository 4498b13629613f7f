"""Tests on real transactions: several database connections, each of which commits or breaks off for itself."""

from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name

from odoo.addons.queue_job.controllers.main import RunJobController
from odoo.addons.queue_job.job import Job

from ...engine import fetch
from ...remotes.contract import Page
from .. import make
from ..common import LoopbackOnly
from ..simulators.prestashop import PrestaShopSimulator

#: What tests make, in the order in which it can be removed; bindings, runs and mappings go with their backend.
_MADE = (
    "shop_erp.backend",
    "stock.picking",
    "shop_erp.return",
    "sale.order",
    "delivery.carrier",
    "product.template",
    "product.category",
    "res.partner",
    "shop_erp.announcement",
    "shop_erp.memory",
    "queue.job",
)


class CommittedCase(LoopbackOnly, BaseCase):
    """A shop and its backend, committed. Everything a test has committed is removed at its end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.transaction() as env:
            self._before = {model: set(self._all(env, model).ids) for model in _MADE}
        self.addCleanup(self._remove_made)
        self.shop = self.enterContext(PrestaShopSimulator())
        with self.transaction() as env:
            self.backend_id = self._connected(env).id

    def _connected(self, env):
        backend = env["shop_erp.backend"].create({"name": "Race shop", "system": "prestashop"})
        backend._set_settings(self.shop.settings)
        backend.action_check()
        self.assertEqual(backend.state, "ready", backend.state_reason)
        backend.mapping_ids.filtered(lambda mapping: mapping.type == "state").order_action = "quotation"
        return backend

    @staticmethod
    def _all(env, model):
        return env[model].with_context(active_test=False).search([])

    def _remove_made(self):
        with self.transaction() as env:
            for model in _MADE:
                made = self._all(env, model).filtered(lambda record, model=model: record.id not in self._before[model])
                if model == "sale.order":
                    made.filtered(lambda order: order.state == "sale")._action_cancel()
                made.unlink()

    @contextmanager
    def transaction(self):
        """An environment on a connection of its own; committed at the end, rolled back by an error."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def connection(self, *, look=True):
        """An environment on a connection of its own that lasts as long as the test.

        :param look: let it read once, so that it sees the database as it is now whatever others do
        """
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        cr.execute("SET LOCAL lock_timeout = '10s'")  # who waits for another connection of the same test fails
        if look:
            cr.execute("SELECT 1")
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def backend(self, env):
        return env["shop_erp.backend"].browse(self.backend_id)

    def make_step(self, env, kind, task, direction="in", **vals):
        """A step of a new run, without its job."""
        backend = self.backend(env)
        flow = backend.flow_ids.filtered(lambda flow: (flow.kind, flow.direction) == (kind, direction))
        run = env["shop_erp.run"].create(
            {"flow_id": flow.id, "backend_id": backend.id, "kind": kind, "direction": direction, "trigger": "user"}
        )
        return env["shop_erp.run.step"].create(
            {"run_id": run.id, "backend_id": backend.id, "kind": kind, "task": task, **vals}
        )

    def bind_product(self, env, external_id="100", **vals):
        """A product that the backend knows, with its only variant ``<id>-0``; return its row."""
        shared = {"backend_id": self.backend_id, "state": "done"}
        template = env["product.template"].create({"name": "Lamp", "type": "consu", "taxes_id": False, **vals})
        row = env["shop_erp.binding.product"].create({**shared, "external_id": external_id, "odoo_id": template.id})
        env["shop_erp.binding.variant"].create(
            {
                **shared,
                "external_id": f"{external_id}-0",
                "odoo_id": template.product_variant_id.id,
                "product_binding_id": row.id,
            }
        )
        return row

    def product_to_send(self, env, code="LAMP-1"):
        """A product that the shop does not have yet; return its row."""
        template = env["product.template"].create(
            {"name": "Lamp", "default_code": code, "type": "consu", "taxes_id": False, "categ_id": False}
        )
        to_send = {"key": code, "switch": "on", "state": "dirty", "direction": "out"}
        return env["shop_erp.binding.product"].create(to_send | {"backend_id": self.backend_id, "odoo_id": template.id})

    def order_document(self, id="41"):
        """An order of one untaxed line that nothing but the product must be known for."""
        line = make.line("10.00", rate="", taxes=())
        return make.order(id, lines=[line], state_id="10", payment_method_code="", payment_method_name="", payments=())

    def receive(self, env, *documents):
        """Let orders arrive as one page; return their rows. They are applied by the jobs that this plans."""
        fetch.store(self.make_step(env, "order", "fetch"), Page(documents=list(documents), cursor={}))
        return env["shop_erp.binding.order"].search(
            [("backend_id", "=", self.backend_id), ("external_id", "in", [document.id for document in documents])]
        )

    def orders(self, env):
        """The sale orders of the backend."""
        return env["sale.order"].search([("origin", "=like", "Race shop %")])

    def jobs(self, env, state="pending"):
        """The queue's rows of this test, oldest first."""
        rows = env["queue.job"].search([("state", "=", state), ("model_name", "=", "shop_erp.run.step")], order="id")
        return rows.filtered(lambda row: row.records.exists().backend_id.id == self.backend_id)

    def perform(self, env, uuid):
        """Perform a job as the queue does, in the connection of ``env``; committed when it succeeds."""
        RunJobController._runjob(env, Job.load(env, uuid))
        env.cr.commit()

    def work(self):
        """Perform all pending jobs, each in a connection of its own."""
        while uuid := self._next_job():
            with self.transaction() as env:
                self.perform(env, uuid)

    def _next_job(self):
        with self.transaction() as env:
            return self.jobs(env)[:1].uuid
