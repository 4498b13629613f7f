"""Which products are online in a shop: by rule, by hand, in bulk; what is switched off is inactive there, not gone."""

from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from ... import make
from ...common import HubCase
from ..shop_case import ShopOutCase


@tagged("post_install", "-at_install")
class TestListingOut(ShopOutCase):
    def there(self, number):
        return self.shop.only("products", reference=f"LAMP-{number}")["active"]

    def send(self):
        return self.sync(self.backend, "product", "out")

    def listing(self, product):
        return product.shop_erp_binding_ids

    def test_switched_off_is_inactive_there_and_on_again_is_active(self):
        products = self.make_products(2)
        self.send()
        self.assertEqual((self.there(0), self.there(1)), ("1", "1"))
        self.listing(products[1]).switch = "off"
        self.shop.log.clear()
        run = self.send()
        self.assertEqual((run.changed, self.there(0), self.there(1)), (1, "1", "0"), run.errors)
        self.assertEqual(self.writes(), ["products"])
        self.listing(products[1]).switch = "on"
        self.send()
        self.assertEqual((self.there(1), len(self.shop.rows("products"))), ("1", 2))

    def test_archived_product_is_inactive_there(self):
        products = self.make_products(1)
        self.send()
        products.active = False
        self.send()
        self.assertEqual(self.there(0), "0")
        products.active = True
        self.send()
        self.assertEqual(self.there(0), "1")

    def test_rule_by_category_tag_and_filter(self):
        wall = self.env["product.category"].create({"name": "Wall", "parent_id": self.lighting.id})
        tag = self.env["product.tag"].create({"name": "Web"})
        products = self.make_products(4, categ_id=wall.id, product_tag_ids=tag.ids)
        products[0].categ_id = self.env["product.category"].create({"name": "Tools"})
        products[1].product_tag_ids = False
        products[2].list_price = 2
        self.backend.listed_category_ids = self.lighting
        self.backend.listed_tag_ids = tag
        self.flow(self.backend, "product", "out").record_domain = "[('list_price', '>', 5)]"
        run = self.send()
        self.assertEqual((run.created, run.held, run.failed), (1, 0, 0), run.errors)
        self.assertEqual([row["reference"] for row in self.shop.rows("products")], ["LAMP-3"])

    def test_what_falls_out_of_the_rule_is_inactive_and_comes_back(self):
        tag = self.env["product.tag"].create({"name": "Web"})
        products = self.make_products(2, product_tag_ids=tag.ids)
        self.backend.listed_tag_ids = tag
        self.send()
        products[0].product_tag_ids = False
        self.send()
        self.assertEqual((self.there(0), self.there(1)), ("0", "1"))
        self.assertEqual(products[0].shop_erp_online_ids, self.env["shop_erp.backend"])
        products[0].product_tag_ids = tag
        self.send()
        self.assertEqual(self.there(0), "1")

    def test_switch_goes_before_the_rule(self):
        tag = self.env["product.tag"].create({"name": "Web"})
        products = self.make_products(2)
        products[0].product_tag_ids = tag
        self.backend.listed_tag_ids = tag
        rows = self.env["shop_erp.binding.product"]
        rows._put_online(self.backend, products[1], "on")
        rows._put_online(self.backend, products[0], "off")
        self.send()
        self.assertEqual([row["reference"] for row in self.shop.rows("products")], ["LAMP-1"])
        self.listing(products[0]).switch = "rule"
        self.send()
        self.assertEqual(self.there(0), "1")

    def test_rule_is_looked_at_with_the_same_statements_for_many_as_for_few(self):
        self.make_products(3, barcode=False)
        self.send()
        flow = self.flow(self.backend, "product", "out")
        rows = self.env["shop_erp.binding.product"]

        def statements():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows._new_rows(flow)
            return self.env.cr.sql_log_count - before

        few = statements()
        for product in self.env["product.template"].search([("default_code", "like", "LAMP-")]):
            product.default_code = f"OLD-{product.default_code}"
        self.make_products(40, barcode=False)
        self.send()
        self.assertEqual(statements(), few)

    def test_bulk_by_a_manager_from_the_list(self):
        manager = new_test_user(
            self.env, "lister", groups="shop_erp_connector.group_manager,sales_team.group_sale_manager"
        )
        products = self.make_products(3)
        wizard_model = self.env["shop_erp.listing.wizard"].with_user(manager).with_context(active_ids=products.ids)
        form = Form(wizard_model)
        form.backend_ids.clear()
        form.backend_ids.add(self.backend)
        form.switch = "off"
        form.save().action_apply()
        self.assertEqual(products.shop_erp_binding_ids.mapped("switch"), ["off"] * 3)
        self.work()
        self.assertFalse(self.shop.rows("products"))
        flow = self.flow(self.backend, "product", "out")
        flow.active = True
        form.switch = "on"
        action = form.save().action_apply()
        self.assertIn("on their way", action["params"]["message"])
        self.work()
        self.assertEqual([self.there(number) for number in range(3)], ["1", "1", "1"])

    def test_products_are_found_by_where_they_are_online(self):
        products = self.make_products(2)
        self.send()
        self.listing(products[1]).switch = "off"
        search = self.env["product.template"].search
        ours = [("id", "in", products.ids)]
        self.assertEqual(search([*ours, ("shop_erp_online_ids", "!=", False)]), products[0])
        self.assertEqual(search([*ours, ("shop_erp_online_ids", "=", False)]), products[1])
        self.assertEqual(search([*ours, ("shop_erp_online_ids", "in", self.backend.ids)]), products[0])
        self.assertEqual(search([*ours, ("shop_erp_online_ids", "ilike", "Shop")]), products[0])
        self.assertEqual(search([*ours, ("shop_erp_online_ids", "not in", self.backend.ids)]), products[1])


@tagged("post_install", "-at_install")
class TestListingIn(HubCase):
    def test_inactive_product_of_a_shop_that_is_sent_products_is_switched_off_there_only(self):
        flows = self.backend.with_context(active_test=False).flow_ids
        flows.filtered(lambda flow: (flow.kind, flow.direction) == ("product", "out")).active = True
        row = self.receive("product", make.product("1", active=False))
        self.assertEqual((row.state, row.switch, row.is_online), ("done", "off", False), row.reason)
        self.assertTrue(row.odoo_id.active)
        self.receive("product", make.product("1"))
        self.assertEqual((row.switch, row.is_online), ("on", True))
        self.assertFalse(row.content_changed)

    def test_inactive_product_of_a_source_is_archived(self):
        row = self.receive("product", make.product("1", active=False))
        self.assertEqual((row.odoo_id.active, row.switch), (False, "off"))
        self.receive("product", make.product("1"))
        self.assertEqual((row.odoo_id.active, row.switch, row.is_online), (True, "on", True))

    def test_known_product_that_is_inactive_there_stays_so(self):
        self.env["product.template"].create({"name": "Lamp", "default_code": "P1"})
        row = self.receive("product", make.product("1", active=False))
        self.assertEqual((row.state, row.switch), ("done", "off"), row.reason)

    def test_what_the_shop_has_stays_as_it_is_when_the_rule_would_leave_it_out(self):
        tag = self.env["product.tag"].create({"name": "Web"})
        self.backend.listed_tag_ids = [Command.link(tag.id)]
        row = self.receive("product", make.product("1"))
        flow = self.backend.with_context(active_test=False).flow_ids.filtered(
            lambda flow: (flow.kind, flow.direction) == ("product", "out")
        )
        self.env["shop_erp.binding.product"]._new_rows(flow)
        self.assertTrue(row.is_online)

    def test_what_the_rule_says_of_a_product_with_a_switch_of_its_own_is_no_change(self):
        row = self.receive("product", make.product("1"))
        flow = self.backend.with_context(active_test=False).flow_ids.filtered(
            lambda flow: (flow.kind, flow.direction) == ("product", "out")
        )
        self.env["shop_erp.binding.product"]._new_rows(flow)
        self.assertTrue(row.in_rule)
        self.assertFalse(row.content_changed)
