"""What tests of Odoo's side share: a backend without its shop, and backends on simulators."""

from copy import deepcopy

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import TransactionCase

from odoo.addons.queue_job.controllers.main import RunJobController
from odoo.addons.queue_job.job import Job

from ..engine import apply as apply_engine
from ..engine import fetch as fetch_engine
from ..remotes.contract import Page
from ..remotes.documents import Lookup
from . import make
from .simulators.keyinvoice import KeyInvoiceSimulator
from .simulators.prestashop import PrestaShopSimulator

#: Ids of the simulated shop's states: what they mean when an order comes in, and of what they tell the shop.
SHOP_STATES = (
    ("10", "quotation", False),
    ("3", "confirm", "confirmed"),
    ("4", "confirm", "shipped"),
    ("5", "confirm", "delivered"),
    ("6", "cancel", "cancelled"),
)


class HubCase(TransactionCase):
    """One shop backend whose code lists are known and mapped; documents are handed to the engine directly."""

    system = "prestashop"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, queue_job__no_delay=True))
        cls.company = cls.env.company
        cls.tax15 = cls.env["account.tax"].search(
            [("company_id", "=", cls.company.id), ("type_tax_use", "=", "sale"), ("amount", "=", 15)], limit=1
        )
        cls.backend = cls.make_backend("Lamp shop")
        cls.map("tax", "t15", rate=make.dec(15), tax_id=cls.tax15.id)
        cls.journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.map("payment", "bankwire", journal_id=cls.journal.id)
        for state_id, action in (("1", "quotation"), ("2", "confirm"), ("6", "cancel"), ("9", "ignore")):
            cls.map("state", state_id, order_action=action)

    @classmethod
    def make_backend(cls, name, system=None, **vals):
        """A connected backend."""
        backend = cls.env["shop_erp.backend"].create({"name": name, "system": system or cls.system, **vals})
        backend.state = "ready"
        return backend

    @classmethod
    def map(cls, lookup_type, external_id, *, backend=None, rate=None, name=None, **target):
        """Make a remote's code stand for something in Odoo."""
        backend = backend or cls.backend
        known = cls.env["shop_erp.lookup"].search([("backend_id", "=", backend.id), ("type", "=", lookup_type)])
        documents = [
            Lookup(id=entry.external_id, type=lookup_type, name=entry.name or "", rate=make.dec(entry.rate))
            for entry in known
            if entry.external_id != external_id
        ]
        documents.append(Lookup(id=external_id, type=lookup_type, name=name or external_id, rate=rate))
        lookups = cls.env["shop_erp.lookup"]._store(backend, lookup_type, documents)
        mapping = lookups.filtered(lambda entry: entry.external_id == external_id).mapping_ids
        mapping.write(target)
        return mapping

    @classmethod
    def bind_product(cls, external_id="100", backend=None, **vals):
        """A stored product known to the backend, with its single variant ``<id>-0``."""
        template = cls.env["product.template"].create(
            {
                "name": f"Product {external_id}",
                "default_code": f"P{external_id}",
                "is_storable": True,
                "list_price": 10.0,
                "taxes_id": [(6, 0, cls.tax15.ids)],
                **vals,
            }
        )
        backend = backend or cls.backend
        binding = cls.env["shop_erp.binding.product"].create(
            {"backend_id": backend.id, "external_id": external_id, "odoo_id": template.id, "state": "done"}
        )
        cls.env["shop_erp.binding.variant"].create(
            {
                "backend_id": backend.id,
                "external_id": f"{external_id}-0",
                "odoo_id": template.product_variant_id.id,
                "product_binding_id": binding.id,
                "state": "done",
            }
        )
        return template

    @classmethod
    def make_step(cls, kind, task, direction="in", backend=None, **vals):
        """A step without its job."""
        backend = backend or cls.backend
        flow = backend.with_context(active_test=False).flow_ids.filtered(
            lambda flow: flow.kind == kind and flow.direction == direction
        )
        run = cls.env["shop_erp.run"].create(
            {
                "flow_id": flow.id,
                "backend_id": backend.id,
                "kind": kind,
                "direction": direction,
                "trigger": "user",
            }
        )
        return cls.env["shop_erp.run.step"].create(
            {"run_id": run.id, "backend_id": backend.id, "kind": kind, "task": task, **vals}
        )

    @classmethod
    def receive(cls, kind, *documents, backend=None):
        """Let documents arrive as one page and be applied; return their binding rows in order."""
        step = cls.make_step(kind, "fetch", backend=backend)
        fetch_engine.store(step, Page(documents=list(documents), cursor={}))
        return cls.rows(kind, *(document.id for document in documents), backend=backend)

    @classmethod
    def rows(cls, kind, *external_ids, backend=None):
        """Return the binding rows of remote ids, in order."""
        model = cls.make_step(kind, "apply", backend=backend)._bindings_model()
        found = {
            row.external_id: row
            for row in model.search(
                [("backend_id", "=", (backend or cls.backend).id), ("external_id", "in", external_ids)]
            )
        }
        return model.browse([found[external_id].id for external_id in external_ids if external_id in found])

    @classmethod
    def apply(cls, rows):
        """Apply pending rows outside of any run of theirs; return the step with its counts."""
        step = cls.make_step(rows._kind, "apply", record_ids=rows.ids)
        apply_engine.apply(step, rows)
        return step


class LoopbackOnly:
    """Mixed into a test case that calls simulators."""

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        """Odoo's check of the address takes a time-out for one number; ours is a pair."""
        if isinstance(options.get("timeout"), tuple):
            options["timeout"] = max(options["timeout"])
        return super()._request_handler(session, request, **options)


class SimulatedCase(LoopbackOnly, HubCase):
    """Backends on simulated shops and ERPs. Jobs stay in the queue until ``work()`` performs them as a worker would.

    The company is one in euros with taxes of 23, 13 and 6 %. Cursors that the program opens share the test's
    connection here: what must survive a rollback is tested by ``test_races.py`` on connections of its own.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls._registry_patched:  # a browser's case has done so already
            cls.registry_enter_test_mode_cls()
        cls.env = cls.env(context={"tracking_disable": True})
        cls.simulators = []
        cls.company = cls.env.company
        euro = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", "EUR")])
        euro.active = True
        cls.company.currency_id = euro
        cls.env["product.pricelist"].search([]).currency_id = euro
        cls.taxes = {
            rate: cls.tax15.with_env(cls.env).copy({"name": f"IVA {rate}%", "amount": rate}) for rate in (23, 13, 6)
        }

    def setUp(self):
        super().setUp()
        for simulator in self.simulators:
            simulator.log.clear()
            self.addCleanup(simulator.restore, deepcopy(simulator.state()))
            self.addCleanup(simulator.faults.clear)

    @classmethod
    def connect(cls, simulator, system, name, **vals):
        """Start a simulator and return a backend that is connected to it."""
        cls.simulators.append(cls.enterClassContext(simulator))
        backend = cls.env["shop_erp.backend"].create({"name": name, "system": system, **vals})
        backend._set_settings(simulator.settings)
        backend.action_check()
        if backend.state != "ready":
            raise AssertionError(backend.state_reason)
        return backend

    @classmethod
    def connect_shop(cls, version="8.2.1", name="Shop"):
        """Return (simulator, backend) of a PrestaShop whose codes are all mapped."""
        shop = PrestaShopSimulator(version)
        backend = cls.connect(shop, "prestashop", name)
        cls.map_taxes(backend)
        cls.map("payment", "ps_wirepayment", backend=backend, journal_id=cls.journal.id)
        carrier = cls.env["delivery.carrier"].create({"name": "Parcel", "product_id": backend.shipping_product_id.id})
        cls.map_codes(backend, "carrier", carrier_id=carrier.id)
        cls.map_codes(backend, "state", order_action="confirm")
        for state_id, action, status in SHOP_STATES:
            cls.mapping(backend, "state", state_id).write({"order_action": action, "order_status": status})
        return shop, backend

    @classmethod
    def connect_erp(cls, **options):
        """Return (simulator, backend) of a KeyInvoice account whose codes are all mapped."""
        account = KeyInvoiceSimulator(**options)
        backend = cls.connect(account, "keyinvoice", "ERP")
        cls.map_taxes(backend)
        cls.map_codes(backend, "payment", journal_id=False)
        return account, backend

    @classmethod
    def mapping(cls, backend, lookup_type, external_id):
        """Return the mapping of one entry of a code list."""
        return backend.mapping_ids.filtered(lambda one: (one.type, one.external_id) == (lookup_type, external_id))

    @classmethod
    def map_codes(cls, backend, lookup_type, **targets):
        """Map every entry of a code list alike."""
        backend.mapping_ids.filtered(lambda mapping: mapping.type == lookup_type).write(targets)

    @classmethod
    def map_taxes(cls, backend):
        """Map the taxes of 23, 13 and 6 % of a code list to the company's."""
        for mapping in backend.mapping_ids.filtered(lambda mapping: mapping.type == "tax"):
            if mapping.rate in cls.taxes and mapping.country_code in (False, "PT"):
                mapping.tax_id = cls.taxes[mapping.rate]

    @classmethod
    def flow(cls, backend, kind, direction):
        """Return a flow, active or not."""
        flows = backend.with_context(active_test=False).flow_ids
        return flows.filtered(lambda flow: (flow.kind, flow.direction) == (kind, direction))

    @classmethod
    def sync(cls, backend, kind, direction):
        """Run a flow with all that follows from it, a minute after what was done there; return the run."""
        for simulator in cls.simulators:
            simulator.clock.advance(60)
        run = cls.flow(backend, kind, direction)._start(trigger="user")
        cls.work()
        return run

    @classmethod
    def work(cls):
        """Perform the jobs that are due, in their order, each in a cursor of its own; return how many there were."""
        done = 0
        while job := cls.due_jobs()[:1]:
            cls.perform(job)
            done += 1
        return done

    @classmethod
    def due_jobs(cls):
        """Return the rows of the jobs that a worker would take now."""
        domain = ["|", ("eta", "=", False), ("eta", "<=", fields.Datetime.now()), ("state", "=", "pending")]
        return cls.env["queue.job"].search(domain, order="priority, id")

    @classmethod
    def perform(cls, job_row):
        """Perform one job as the queue does; a job that breaks raises here."""
        cls.env.flush_all()
        with cls.registry.cursor() as cr:
            job = Job.load(api.Environment(cr, SUPERUSER_ID, {}), job_row.uuid)
            RunJobController._runjob(job.env, job)
            cr.postcommit.run()  # a test's cursor would forget these
        cls.env.invalidate_all()
