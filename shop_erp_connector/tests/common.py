"""What tests of Odoo's side share: a backend without its shop, and backends on simulators."""

from odoo.tests import TransactionCase

from odoo.addons.shop_erp_connector.engine import apply as apply_engine
from odoo.addons.shop_erp_connector.engine import fetch as fetch_engine
from odoo.addons.shop_erp_connector.remotes.contract import Page
from odoo.addons.shop_erp_connector.remotes.documents import Lookup

from . import make


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
        cls.journal = cls.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1)
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
        return cls.env["shop_erp.run.step"].create({"run_id": run.id, "backend_id": backend.id, "task": task, **vals})

    @classmethod
    def receive(cls, kind, *documents, backend=None):
        """Let documents arrive as one page and be applied; return their binding rows in order."""
        step = cls.make_step(kind, "fetch", backend=backend)
        fetch_engine.store(step, Page(documents=list(documents), cursor={}))
        rows = cls.rows(kind, *(document.id for document in documents), backend=backend)
        return rows

    @classmethod
    def rows(cls, kind, *external_ids, backend=None):
        """Return the binding rows of remote ids, in order."""
        model = cls.make_step(kind, "apply", backend=backend)._bindings_model()
        found = {
            row.external_id: row
            for row in model.search([("backend_id", "=", (backend or cls.backend).id), ("external_id", "in", external_ids)])
        }
        return model.browse([found[external_id].id for external_id in external_ids if external_id in found])

    @classmethod
    def apply(cls, rows):
        """Apply pending rows outside of any run of theirs; return the step with its counts."""
        step = cls.make_step(rows._kind, "apply", record_ids=rows.ids)
        apply_engine.apply(step, rows)
        return step
