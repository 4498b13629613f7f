"""Odoo as the bench drives it: a database from the template, one connected backend, jobs done one after the other."""

import os
import subprocess
import time

import odoo
from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry

from odoo.addons.queue_job.job import Job

#: Two benches may run beside each other; what a killed one has left is dropped with the left-over test databases.
DATABASE = f"shop_erp_test_{os.getpid()}"


class Hub:
    """The bench's database and what was counted in it."""

    def __enter__(self):
        subprocess.run(["dropdb", "--if-exists", "--force", DATABASE], check=True, capture_output=True)
        subprocess.run(["createdb", "-T", os.environ["SHOP_ERP_TEMPLATE_DB"], DATABASE], check=True)
        odoo.tools.config["db_name"] = [DATABASE]
        self.registry = Registry.new(DATABASE, update_module=True, install_modules=["shop_erp_connector"])
        self.jobs = 0
        return self

    def __exit__(self, *_exc_info):
        sql_db.close_db(DATABASE)
        subprocess.run(["dropdb", "--if-exists", "--force", DATABASE], check=True, capture_output=True)

    def env(self, cr):
        """Return an environment as jobs have it: no tracking, no demo context."""
        return api.Environment(cr, SUPERUSER_ID, {})

    def commit(self, function, *arguments):
        """Call ``function(env, …)`` in a transaction of its own and return its result."""
        with self.registry.cursor() as cr:
            result = function(self.env(cr), *arguments)
            self.env(cr).flush_all()
            return result

    def connect(self, settings):
        """Create a backend on the simulated shop, map its codes as a person would, and return its id."""
        return self.commit(_connect, settings)

    def start(self, backend_id, kind, direction):
        """Start a flow now."""

        def start(env):
            flow = (
                env["shop_erp.backend"]
                .browse(backend_id)
                .with_context(active_test=False)
                .flow_ids.filtered(lambda flow: (flow.kind, flow.direction) == (kind, direction))
            )
            flow._start("user")

        self.commit(start)

    def drain(self):
        """Do all jobs as queue_job's runner does: each loaded, marked as started, done and stored. Return seconds."""
        began = time.perf_counter()
        while uuid := self.commit(_next_job):
            self._perform(uuid)
            self.jobs += 1
        self.commit(lambda env: env["shop_erp.run"]._close_finished())
        return time.perf_counter() - began

    def _perform(self, uuid):
        with self.registry.cursor() as cr:
            env = self.env(cr)
            job = Job.load(env, uuid)
            job.set_started()
            job.store()
            cr.commit()
            job.perform()
            job.set_done()
            job.store()
            env.flush_all()
            cr.commit()

    @staticmethod
    def statements():
        """Return how many SQL statements this process has sent so far."""
        return sql_db.sql_counter

    def counters(self, backend_id, kind):
        """Return the sums of the last run of a kind."""

        def read(env):
            run = env["shop_erp.run"].search([("backend_id", "=", backend_id), ("kind", "=", kind)], limit=1)
            return {
                name: run[name] for name in ("fetched", "created", "changed", "skipped", "held", "failed", "errors")
            }

        return self.commit(read)


def _next_job(env):
    env.cr.execute("SELECT uuid FROM queue_job WHERE state = 'pending' ORDER BY priority, date_created LIMIT 1")
    row = env.cr.fetchone()
    return row and row[0]


def _connect(env, settings):
    company = env.company
    tax = env["account.tax"].search([("type_tax_use", "=", "sale"), ("company_id", "=", company.id)], limit=1)
    euro = env.ref("base.EUR")
    euro.active = True
    if company.currency_id != euro:
        env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id, "company_id": company.id})
    backend = env["shop_erp.backend"].create({"name": "Bench shop", "system": "prestashop"})
    backend._set_settings(settings)
    backend.action_check()
    carrier = env["delivery.carrier"].create(
        {"name": "My carrier", "product_id": backend.shipping_product_id.id, "delivery_type": "fixed"}
    )
    journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
    for payment in (("ps_wirepayment", "Bank transfer"),):
        env["shop_erp.lookup"]._remember(backend, "payment", *payment)
    taxes = {}
    for mapping in backend.mapping_ids:
        if mapping.type == "tax":
            rate = mapping.rate
            if rate not in taxes:
                taxes[rate] = tax.copy({"name": f"{rate:g} % shop", "amount": rate, "company_id": company.id})
            mapping.tax_id = taxes[rate]
        elif mapping.type == "payment":
            mapping.journal_id = journal
        elif mapping.type == "carrier":
            mapping.carrier_id = carrier
        elif mapping.type == "state":
            mapping.order_action = "quotation"
    return backend.id
