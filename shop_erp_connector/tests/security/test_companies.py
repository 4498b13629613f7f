"""What belongs to one company is not there for the people of another."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .. import make
from ..common import HubCase

#: Nobody may read these at all; see test_secrets.py.
_HIDDEN = {"shop_erp.memory", "shop_erp.announcement", "shop_erp.contact.claim"}

#: Words that all companies share, as they share attributes and units.
_SHARED = {"shop_erp.brand"}


@tagged("post_install", "-at_install")
class TestCompanies(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lamp = cls.bind_product("100")
        cls.env["shop_erp.stock.rule"].create({"backend_id": cls.backend.id, "product_tmpl_id": lamp.id})
        cls.order = cls.receive("order", make.order()).odoo_id
        shared = {"backend_id": cls.backend.id, "external_id": "1", "state": "done"}
        cls.env["shop_erp.return"].create(
            {"order_id": cls.order.id, "line_ids": [(0, 0, {"sale_line_id": cls.order.order_line[0].id})]}
        )
        for model in ("category", "stock", "price", "status", "picking", "invoice", "return"):
            cls.env[f"shop_erp.binding.{model}"].create(shared)
        cls.env["shop_erp.binding.price"].create(shared | {"external_id": "2", "state": "failed"})
        level = cls.env["shop_erp.binding.stock"].search([("backend_id", "=", cls.backend.id)])
        cls.env["shop_erp.supplier.stock"].create(
            {
                "backend_id": cls.backend.id,
                "level_id": level.id,
                "product_id": cls.env["product.product"].search([], limit=1).id,
                "quantity": 1,
                "basis": "physical",
                "read_at": "2026-03-02 17:44:10",
            }
        )
        cls.make_catalogue()
        audit = cls.env["shop_erp.audit"].create({"backend_id": cls.backend.id, "direction": "out"})
        cls.env["shop_erp.audit.line"].create({"audit_id": audit.id, "kind": "unknown"})
        cls.env["shop_erp.stock.shortage"].create(
            {
                "backend_id": cls.backend.id,
                "level_id": level.id,
                "product_id": cls.env["product.product"].search([], limit=1).id,
                "since": "2026-03-02 17:44:10",
            }
        )
        cls.make_questions(level)
        cls.other = cls.env["res.company"].create({"name": "Other company"})
        cls.stranger = new_test_user(
            cls.env,
            login="other_administrator",
            groups="shop_erp_connector.group_administrator",
            company_id=cls.other.id,
            company_ids=[(6, 0, cls.other.ids)],
        )

    @classmethod
    def make_catalogue(cls):
        colour = cls.env["product.attribute"].create({"name": "Colour", "value_ids": [(0, 0, {"name": "red"})]})
        attribute = {"backend_id": cls.backend.id, "key": "#1", "attribute_id": colour.id}
        value = {"key": "#1", "value_id": colour.value_ids.id}
        cls.env["shop_erp.attribute"].create(attribute | {"value_ids": [(0, 0, value)]})
        own = cls.env["product.template"].create({"name": "Own lamp", "company_id": cls.company.id})
        cls.env["shop_erp.picture"].create({"product_tmpl_id": own.id, "name": "At night"})
        listing = cls.env["shop_erp.binding.product"].search([("backend_id", "=", cls.backend.id)], limit=1)
        link = {"binding_id": listing.id, "field_name": "shop_erp_accessory_ids", "code": "SHADE"}
        cls.env["shop_erp.product.link"].create(link)
        field = cls.env["ir.model.fields"]._get("product.template", "description_purchase")
        user_field = {"backend_id": cls.make_backend("With fields", "magento2").id, "field_id": field.id}
        cls.env["shop_erp.field"].create(user_field | {"remote_code": "note"})

    @classmethod
    def make_questions(cls, level):
        """What people decide about: a conflict and a take-over."""
        cls.env["shop_erp.conflict"].create(
            {
                "backend_id": cls.backend.id,
                "res_model": level._name,
                "res_id": level.id,
                "field_group": "stock",
            }
        )
        takeover = cls.env["shop_erp.takeover"].create({"backend_id": cls.backend.id, "kind": "product"})
        line = cls.env["shop_erp.takeover.line"].create(
            {"takeover_id": takeover.id, "res_id": 1, "name": "Lamp", "finding": "new"}
        )
        cls.env["shop_erp.takeover.change"].create({"line_id": line.id, "field_name": "name"})

    def models(self):
        """All models of ours that keep something; what a wizard asks is its user's own."""
        return [
            self.env[name]
            for name, model in sorted(self.env.registry.items())
            if name.startswith("shop_erp.")
            and not (model._abstract or model._transient)
            and name not in _HIDDEN | _SHARED
        ]

    def test_every_model_has_rows_here_and_none_for_the_other_company(self):
        self.assertGreaterEqual(len(self.models()), 16)
        for model in self.models():
            with self.subTest(model=model._name):
                rows = model.with_context(active_test=False).search([])
                self.assertTrue(rows)
                theirs = model.with_user(self.stranger).with_context(active_test=False)
                self.assertFalse(theirs.search([]))
                self.assertEqual(theirs.search_count([]), 0)
                with self.assertRaises(AccessError):
                    rows.with_user(self.stranger).read(["display_name"])
                with self.assertRaises(AccessError):
                    rows.with_user(self.stranger).write({"write_date": False})

    def test_both_companies_may_have_a_shop_of_the_same_name(self):
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.other.id)], limit=1)
        theirs = (
            self.env["shop_erp.backend"]
            .with_user(self.stranger)
            .create({"name": self.backend.name, "system": "prestashop", "warehouse_id": warehouse.id})
        )
        self.assertEqual(theirs.company_id, self.other)
        self.assertEqual(self.env["shop_erp.backend"].with_user(self.stranger).search([]), theirs)

    def test_sync_now_on_a_shared_record_starts_nothing_of_another_company(self):
        flow = self.backend.flow_ids.filtered(lambda flow: (flow.kind, flow.direction) == ("product", "out"))
        flow.active = True
        before = self.env["shop_erp.run"].search_count([])
        product = self.env["product.template"].create({"name": "Shared", "company_id": False})
        with self.assertRaisesRegex(Exception, "No shop or ERP exchanges"):
            product.with_user(self.stranger).with_company(self.other).action_shop_erp_sync_now()
        self.assertEqual(self.env["shop_erp.run"].search_count([]), before)

    def test_mapping_takes_only_its_own_companys_records(self):
        journal = self.env["account.journal"].create(
            {"name": "Bank of the other", "type": "bank", "code": "OBNK", "company_id": self.other.id}
        )
        with self.assertRaisesRegex(Exception, "compan"):
            self.map("payment", "bankwire", journal_id=journal.id)
            self.env.flush_all()

    def test_imported_records_belong_to_the_backends_company(self):
        self.assertEqual(self.order.company_id, self.company)
        self.assertEqual(self.order.warehouse_id, self.backend.warehouse_id)
