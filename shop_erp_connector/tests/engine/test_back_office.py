"""From a record in Odoo to its page in the shop's back office: where there is one, and without asking the shop."""

from lxml import etree

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged

from ..common import HubCase

SHOP = "https://shop.example"
ADMIN = f"{SHOP}/admin012abc"


@tagged("post_install", "-at_install")
class TestBackOffice(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["shop_erp.backend"].create({"name": "Page shop", "system": "prestashop"})
        cls.shop._set_settings({"url": f"{SHOP}/api", "key": "SECRET", "admin_path": "/admin012abc/"})
        lamp, cls.ana = cls.bind_product("12", backend=cls.shop), cls.env["res.partner"].create({"name": "Ana"})
        cls.product, cls.variant = (
            cls.rows_of(name, odoo_id=record.id)
            for name, record in (("product", lamp), ("variant", lamp.product_variant_id))
        )
        cls.account = cls.bound("partner", "34", cls.ana)
        cls.address = cls.bound("partner", "a5", cls.ana.copy(), is_address=True, owner_id=cls.account.id)
        cls.order = cls.bound("order", "56", cls.env["sale.order"].create({"partner_id": cls.ana.id}))

    @classmethod
    def bound(cls, model, external_id, record, **vals):
        shared = {"backend_id": cls.shop.id, "external_id": external_id, "odoo_id": record.id, "state": "done"}
        return cls.env[f"shop_erp.binding.{model}"].create(shared | vals)

    @classmethod
    def rows_of(cls, model, **vals):
        domain = [("backend_id", "=", cls.shop.id), *((name, "=", value) for name, value in vals.items())]
        return cls.env[f"shop_erp.binding.{model}"].search(domain)

    def assert_opens(self, row, url):
        self.assertEqual(row.action_open_there(), {"type": "ir.actions.act_url", "url": url, "target": "new"})

    def test_product_customer_and_order_open_in_the_shop(self):
        product = f"{ADMIN}/index.php?controller=AdminProducts&id_product=12&updateproduct"
        customer = f"{ADMIN}/index.php?controller=AdminCustomers&id_customer=34&viewcustomer"
        self.assert_opens(self.product, product)
        self.assert_opens(self.account, customer)
        self.assert_opens(self.order, f"{ADMIN}/index.php?controller=AdminOrders&id_order=56&vieworder")
        self.assert_opens(self.variant, product)
        self.assert_opens(self.address, customer)

    def test_clerks_who_may_not_see_settings_open_it_too(self):
        clerk = new_test_user(self.env, "page_clerk", "base.group_user,shop_erp_connector.group_user")
        self.env.invalidate_all()
        url = self.product.with_user(clerk).action_open_there()["url"]
        self.assertEqual(url, f"{ADMIN}/index.php?controller=AdminProducts&id_product=12&updateproduct")

    def test_no_page_where_the_folder_is_not_told(self):
        self.shop._set_settings({"admin_path": False})
        self.env.invalidate_all()
        self.assertEqual((self.product | self.product).mapped("page_url"), [False])
        self.assertFalse(self.order.action_open_there())

    def test_no_page_of_what_is_gone_or_was_never_there(self):
        self.product.state, self.order.external_id = "gone", False
        self.assertEqual((self.product.page_url, self.order.page_url), (False, False))

    def test_no_page_in_systems_without_a_back_office(self):
        erp = self.env["shop_erp.backend"].create({"name": "Page ERP", "system": "keyinvoice"})
        self.account.backend_id = erp
        self.env.invalidate_all()
        self.assertFalse(self.account.page_url)

    def test_an_unfinished_connection_shows_the_record_without_its_page(self):
        self.shop._set_settings({"key": False})
        self.env.invalidate_all()
        self.assertFalse(self.order.page_url)

    def test_a_list_of_orders_reads_the_settings_once(self):
        orders = self.order
        for number in range(60, 80):
            orders |= self.bound("order", str(number), self.order.odoo_id.copy())
        self.env.invalidate_all()
        orders.mapped("external_id")
        with self.assertQueryCount(4):
            self.assertEqual(len(set(orders.mapped("page_url"))), 21)

    def test_a_host_is_no_folder(self):
        with self.assertRaisesRegex(ValidationError, "Folder of the back office must be a folder"):
            self.shop._set_settings({"admin_path": "https://elsewhere.example/admin"})

    def test_the_buttons_show_where_there_is_a_page(self):
        for model, view in (
            ("shop_erp.binding.category", None),
            ("shop_erp.binding.product", None),
            ("shop_erp.binding.partner", None),
            ("shop_erp.binding.order", None),
            ("product.template", "product.product_template_only_form_view"),
            ("sale.order", "sale.view_order_form"),
        ):
            with self.subTest(model):
                arch = self.env[model].get_view(view and self.env.ref(view).id, "form")["arch"]
                buttons = etree.fromstring(arch).iterfind(".//button[@name='action_open_there']")
                self.assertEqual([button.get("invisible") for button in buttons], ["not page_url"])
