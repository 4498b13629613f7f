"""An older version's data after the upgrade: what is connected goes on as it was."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from odoo.tests import tagged

from .. import make
from ..common import HubCase

_SCRIPTS = Path(__file__).parents[2] / "migrations"


def migrate(env, version, stage):
    """Run a migration script on the test's own transaction."""
    path = _SCRIPTS / version / f"{stage}-migration.py"
    spec = spec_from_file_location("migration", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    env.flush_all()
    module.migrate(env.cr, "19.0.1.0.0")
    env.invalidate_all()


@tagged("post_install", "-at_install")
class TestFromFirstVersion(HubCase):
    def test_connected_shops_get_rules_and_owners_and_keep_what_people_chose(self):
        self.backend.match_rule_ids.unlink()
        self.backend.ownership_ids.unlink()
        self.env.cr.execute("ALTER TABLE shop_erp_backend ADD COLUMN match_customer_by_vat boolean DEFAULT false")
        migrate(self.env, "19.0.1.1.0", "post")
        rules = self.backend.with_context(active_test=False).match_rule_ids
        self.assertEqual(
            {rule.rule: rule.active for rule in rules},
            {"vat": False, "code": False, "email": False, "name_email": True},
        )
        self.assertIn("product", self.backend.ownership_ids.mapped("kind"))

    def test_products_that_came_from_a_shop_stay_online_there(self):
        row = self.receive("product", make.product("1"))
        row.flush_recordset()
        self.env.cr.execute("UPDATE shop_erp_binding_product SET switch = 'rule', in_rule = NULL, is_online = false")
        self.env.invalidate_all()
        migrate(self.env, "19.0.1.1.0", "post")
        self.assertEqual((row.switch, row.is_online, row.content_changed), ("on", True, False))

    def test_steps_get_the_kind_of_their_run(self):
        step = self.make_step("product", "fetch")
        step.flush_recordset()
        self.env.cr.execute("ALTER TABLE shop_erp_run_step ALTER kind DROP NOT NULL")
        self.env.cr.execute("UPDATE shop_erp_run_step SET kind = NULL WHERE id = %s", [step.id])
        migrate(self.env, "19.0.1.1.0", "pre")
        self.assertEqual(step.kind, "product")


@tagged("post_install", "-at_install")
class TestFromSecondVersion(HubCase):
    def test_connected_systems_get_what_is_new_and_keep_what_people_chose(self):
        shop = self.env["shop_erp.backend"].create({"name": "Old shop", "system": "prestashop"})
        shop._set_settings({"key": "KEPT"})
        shop.setting_ids.filtered(lambda setting: setting.name == "admin_path").unlink()
        migrate(self.env, "19.0.1.2.0", "post")
        self.assertIn("admin_path", shop.setting_ids.mapped("name"))
        self.assertEqual(shop.setting_ids._as_dict(), {"key": "KEPT"})
        erp = self.env["shop_erp.backend"].create({"name": "Old ERP", "system": "keyinvoice"})
        flows = erp.with_context(active_test=False).flow_ids
        flows.filtered(lambda flow: (flow.kind, flow.direction) == ("product", "out")).unlink()
        erp.ownership_ids.filtered(lambda line: line.kind == "product").unlink()
        migrate(self.env, "19.0.1.2.0", "post")
        found = erp.with_context(active_test=False).flow_ids
        (learned,) = found.filtered(lambda flow: (flow.kind, flow.direction) == ("product", "out"))
        self.assertFalse(learned.active)
        self.assertIn("product", erp.ownership_ids.mapped("kind"))

    def test_what_odoo_never_took_does_not_look_cleared(self):
        """The shop's brand was read while Odoo owned it: its next export must leave it alone."""
        self.backend.with_context(active_test=False).flow_ids.filtered(
            lambda flow: flow.kind == "product"
        ).active = True
        self.backend.ownership_ids.filtered(lambda line: line.kind == "product").owner = "odoo"
        row = self.receive("product", make.product("1", brand="Lumen"))
        row.odoo_id.shop_erp_brand_id = False
        self.assertFalse(row._agreed_documents()[row.id].untold)
        migrate(self.env, "19.0.1.2.0", "post")
        self.assertIn("brand", row._agreed_documents()[row.id].untold)
        self.assertEqual(row._agreed_documents()[row.id].digest(), row.digest)

    def test_a_mobile_that_only_the_address_had_is_not_lost(self):
        home = make.address("address-1", mobile="910000001")
        row = self.receive("customer", make.customer("6", addresses=(home,)))
        row.odoo_id.shop_erp_mobile = False
        row._set_unchanged(row)
        migrate(self.env, "19.0.1.2.0", "post")
        self.assertEqual((row.odoo_id.shop_erp_mobile, row.content_changed), ("910000001", False))
