"""Users see and synchronise, managers map and retry, administrators connect; nobody reads a secret."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .. import make
from ..common import HubCase, SimulatedCase

_CLERK = "sales_team.group_sale_salesman_all_leads,account.group_account_invoice,stock.group_stock_user"


def make_user(env, role):
    """Return a user of one of our groups who also does sales, invoices and stock."""
    return new_test_user(env, login=f"shop_{role}", groups=f"shop_erp_connector.group_{role},{_CLERK}")


@tagged("post_install", "-at_install")
class TestUserOnForms(SimulatedCase):
    """What a clerk does on the forms of Odoo's own records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.lamp = cls.shop.add_product("LAMP-1", "20.00", name="Lamp", quantity=50)
        buyer = cls.shop.add_customer("ana@example.com")
        cls.there = cls.shop.place_order(buyer, [(cls.lamp, 2)], state="Payment accepted")
        for kind in ("category", "product", "customer", "order"):
            cls.sync(cls.backend, kind, "in")
        cls.order = cls.env["sale.order"].search([("client_order_ref", "=", cls.there["reference"])])
        cls.user = make_user(cls.env, "user")

    def press(self, record):
        """Press "Sync now" as the clerk, let the jobs be done, and return the runs."""
        known = self.env["shop_erp.run"].search([])
        record.with_user(self.user).action_shop_erp_sync_now()
        self.work()
        return self.env["shop_erp.run"].search([]) - known

    def test_product(self):
        product = self.order.order_line.product_template_id.filtered(lambda one: one.default_code == "LAMP-1")
        self.shop.edit("products", self.lamp, name={1: "Desk lamp"})
        runs = self.press(product)
        self.assertEqual((runs.mapped("state"), product.name), (["done"], "Desk lamp"))
        self.assertEqual(product.with_user(self.user).shop_erp_state, "done")

    def test_customer(self):
        partner = self.order.partner_id
        self.shop.edit("customers", self.shop.only("customers"), email="new@example.com")
        self.assertEqual(set(self.press(partner).mapped("state")), {"done"})
        self.assertEqual(partner.email, "new@example.com")

    def test_order(self):
        self.shop.cancel(self.there)
        self.assertEqual(set(self.press(self.order).mapped("state")), {"done"})
        self.assertEqual(self.order.state, "cancel")

    def test_invoice(self):
        self.flow(self.backend, "invoice", "out").active = True
        self.order.order_line.qty_delivered = 2
        invoice = self.order._create_invoices()
        invoice.action_post()
        self.assertEqual(self.press(invoice).mapped("state"), ["done"])
        self.assertEqual(invoice.shop_erp_binding_ids.state, "done")

    def test_backend_and_flows(self):
        self.flow(self.backend, "order", "in").active = True
        backend = self.backend.with_user(self.user)
        self.assertEqual(backend.action_sync_orders()["res_model"], "shop_erp.run")
        self.work()
        self.flow(backend, "order", "in").action_sync_now()
        self.work()
        self.assertEqual(self.flow(backend, "order", "in").run_ids.mapped("state"), ["done"] * 3)


@tagged("post_install", "-at_install")
class TestRoles(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user, cls.manager, cls.administrator = (
            make_user(cls.env, role) for role in ("user", "manager", "administrator")
        )
        cls.bind_product("100")
        cls.binding = cls.receive("order", make.order(payment_method_code="crypto", payment_method_name="Coins"))
        cls.mapping = cls.backend.mapping_ids.filtered(lambda mapping: mapping.external_id == "crypto")
        cls.backend._set_settings({"url": "https://shop.example", "key": "SECRETSECRETSECRETSECRETSECRET12"})
        cls.backend.state = "ready"
        cls.secret = cls.backend.setting_ids.filtered("is_secret")

    def refused(self, user, work):
        with self.assertRaises(AccessError):
            work(self.env(user=user, context={}))

    def test_user_reads_what_is_exchanged(self):
        env = self.env(user=self.user)
        self.assertEqual(env[self.backend._name].search([]), self.backend)
        self.assertIn("Coins", self.binding.with_env(env).reason)
        self.assertEqual(self.mapping.with_env(env).state, "open")
        self.assertTrue(env["shop_erp.run"].search([]).step_ids)

    def test_user_neither_maps_nor_retries_nor_settles(self):
        self.refused(self.user, lambda env: self.mapping.with_env(env).write({"journal_id": self.journal.id}))
        self.refused(self.user, lambda env: self.binding.with_env(env).action_retry())
        self.refused(self.user, lambda env: self.binding.with_env(env).action_mark_done())
        self.refused(self.user, lambda env: self.backend.flow_ids.with_env(env)[0].action_read_again())
        self.refused(self.user, lambda env: self.backend.flow_ids.with_env(env).write({"active": True}))
        self.assertEqual((self.binding.state, self.mapping.state), ("held", "open"))

    def test_manager_maps_and_retries(self):
        self.mapping.with_user(self.manager).journal_id = self.journal
        self.binding.with_user(self.manager).action_retry()
        self.assertEqual((self.mapping.state, self.binding.state), ("confirmed", "done"))
        self.assertEqual(self.binding.odoo_id.shop_erp_payment_journal_id, self.journal)

    def test_manager_replays_all_that_waits(self):
        self.mapping.with_user(self.manager).journal_id = self.journal
        self.mapping.with_user(self.manager).action_retry_waiting()
        self.assertEqual(self.binding.state, "done")

    def test_only_administrators_connect(self):
        for user in (self.user, self.manager):
            self.refused(user, lambda env: self.backend.with_env(env).action_check())
            self.refused(user, lambda env: self.backend.with_env(env).write({"name": "Other"}))
            self.refused(user, lambda env: env["shop_erp.backend"].create({"name": "New", "system": "prestashop"}))
        created = (
            self.env["shop_erp.backend"].with_user(self.administrator).create({"name": "New", "system": "prestashop"})
        )
        self.assertEqual(created.setting_ids.mapped("name"), ["url", "key", "shop_id", "admin_path"])

    def test_only_administrators_see_settings(self):
        for user in (self.user, self.manager):
            self.refused(user, lambda env: env["shop_erp.backend.setting"].search([]))
            self.refused(user, lambda env: self.secret.with_env(env).read(["value"]))
            self.refused(user, lambda env: self.backend.with_env(env).read(["setting_ids"]))
            self.refused(user, lambda env: self.backend.with_env(env).setting_ids.mapped("value"))
        names = self.backend.with_user(self.administrator).setting_ids.mapped("label")
        self.assertEqual(names, ["Address", "Webservice key", "Shop", "Folder of the back office"])

    def test_runs_and_bindings_are_nobodys_to_write(self):
        run = self.env["shop_erp.run"].search([], limit=1)
        for user in (self.user, self.manager):
            self.refused(user, lambda env: run.with_env(env).write({"state": "done"}))
            self.refused(user, lambda env: run.step_ids.with_env(env).write({"record_ids": [1]}))
            self.refused(user, lambda env: self.binding.with_env(env).unlink())

    def test_internal_user_without_our_groups_sees_nothing(self):
        stranger = new_test_user(self.env, login="stranger", groups="base.group_user")
        for model in ("shop_erp.backend", "shop_erp.mapping", "shop_erp.run", "shop_erp.binding.order"):
            self.refused(stranger, lambda env, model=model: env[model].search([]))

    def test_salesperson_without_our_groups_still_opens_and_duplicates_orders(self):
        clerk = new_test_user(self.env, login="clerk", groups=_CLERK)
        self.map("payment", "crypto", journal_id=self.journal.id)
        self.binding._retry()
        order = self.binding.odoo_id.with_user(clerk)
        self.assertEqual((order.shop_erp_state, order.shop_erp_payment_method), ("done", "Coins"))
        self.assertFalse(order.copy().shop_erp_payment_method)
        order.order_line.write({"product_uom_qty": 3})
        self.assertEqual(order.order_line.product_uom_qty, 3)
