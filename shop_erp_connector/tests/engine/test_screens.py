"""What people see on forms: what a system cannot do is not asked, and sentences are in people's words."""

from lxml import etree

from odoo.tests import tagged

from ...engine import problems
from ..common import HubCase


@tagged("post_install", "-at_install")
class TestScreens(HubCase):
    def arch(self, model, view):
        return etree.fromstring(self.env[model].get_view(self.env.ref(view).id, "form")["arch"])

    def test_only_systems_that_take_orders_are_asked_about_quotations(self):
        group = "//group[field[@name='sends_quotes']]"
        (found,) = self.arch("shop_erp.backend", "shop_erp_connector.shop_erp_backend_view_form").xpath(group)
        self.assertEqual(found.get("invisible"), "' order ' not in (can_send or '')")
        backends = self.env["shop_erp.backend"].create(
            [{"name": system, "system": system} for system in ("prestashop", "keyinvoice")]
        )
        self.assertEqual([" order " in backend.can_send for backend in backends], [False, True])
        self.assertEqual([" images " in backend.can_read for backend in backends], [True, False])
        self.assertFalse(self.env["shop_erp.backend"].new({}).can_send)

    def test_a_setting_that_was_emptied_is_empty_where_that_means_something(self):
        shop = self.env["shop_erp.backend"].create({"name": "Plugin shop", "system": "woocommerce"})
        shop._set_settings({"tracking_number_key": False, "vat_keys": False})
        given = shop.setting_ids._as_dict()
        self.assertEqual((given["tracking_number_key"], given["vat_keys"]), ("", ""))
        self.assertEqual(given["invoice_number_key"], "_odoo_invoice_number")
        other = self.env["shop_erp.backend"].create({"name": "Brandless shop", "system": "magento2"})
        other._set_settings({"brand_attribute": False, "source_code": False})
        given = other.setting_ids._as_dict()
        self.assertEqual((given["brand_attribute"], "source_code" in given), ("", False))

    def test_a_variant_shows_where_it_is_known(self):
        lamp = self.bind_product("12").product_variant_id
        page = self.arch("product.product", "product.product_normal_form_view").find(
            ".//page[@name='shop_erp_variant']"
        )
        names = {field.get("name") for field in page.iterfind("field")}
        self.assertEqual(names, {"shop_erp_variant_ids", "shop_erp_stock_ids"})
        self.assertEqual(lamp.shop_erp_variant_ids.mapped("external_id"), ["12-0"])

    def test_an_address_shows_whose_it_is(self):
        ana = self.env["res.partner"].create({"name": "Ana"})
        home = ana.copy({"parent_id": ana.id, "type": "delivery"})
        shared = {"backend_id": self.backend.id, "state": "done"}
        rows = self.env["shop_erp.binding.partner"]
        account = rows.create(shared | {"external_id": "34", "odoo_id": ana.id})
        rows.create(shared | {"external_id": "a5", "odoo_id": home.id, "is_address": True, "owner_id": account.id})
        self.assertEqual((home.shop_erp_address_ids.owner_id, home.shop_erp_account_ids), (account, rows))
        self.assertFalse(ana.shop_erp_address_ids)

    def test_what_several_records_share_is_named_in_words(self):
        said = problems.text(self.env, "ambiguous", field="vat", value="PT501964843", candidates="Ana (#1), Eva (#2)")
        self.assertEqual(
            said,
            "Several records have the VAT number «PT501964843»: Ana (#1), Eva (#2). Choose one on this line, or tell"
            " them apart, then retry.",
        )
