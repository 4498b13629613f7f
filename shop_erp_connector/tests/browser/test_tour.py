"""The screens in a real browser."""

import os
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..common import SimulatedCase
from ..security.test_roles import make_user


@tagged("post_install", "-at_install")
class TestTour(SimulatedCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop(name="Tour shop")
        cls.backend.mapping_ids.filtered(lambda mapping: mapping.type == "tax").tax_id = False
        cls.taxes[23].name = "Shop VAT 23%"
        cls.flow(cls.backend, "order", "in").active = True

    def test_clerk_maps_a_tax_and_presses_sync_now(self):
        lamp = self.shop.add_product("LAMP-01", "20.00", quantity=5)
        self.bind_product(str(lamp["id"]), backend=self.backend)
        self.shop.place_order(self.shop.add_customer(), [(lamp, 2)], state="Payment accepted")
        self.shop.clock.advance(60)
        # the browser's requests do their jobs themselves: no job runner is about in a test
        with patch.dict(os.environ, {"QUEUE_JOB__NO_DELAY": "1"}):
            self.start_tour("/odoo/shop-erp-lookups", "shop_erp_map_tax_and_sync", login="admin")
        binding = self.env["shop_erp.binding.order"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(binding.state, "done", binding.reason)
        products = binding.odoo_id.order_line.filtered(lambda line: not line.is_delivery)
        self.assertEqual((products.price_subtotal, products.price_total), (40.0, 49.2))
        self.assertEqual(products.tax_ids, self.taxes[23])

    def test_clerk_finds_a_customers_page_in_the_shop(self):
        self.backend._set_settings({"admin_path": "admin012abc"})
        erp = self.env["shop_erp.backend"].create({"name": "Tour ERP", "system": "keyinvoice"})
        ana = self.env["res.partner"].create({"name": "Ana"})
        for backend in self.backend | erp:
            self.env["shop_erp.binding.partner"].create(
                {"backend_id": backend.id, "external_id": "34", "odoo_id": ana.id, "state": "done"}
            )
        make_user(self.env, "user")
        self.start_tour(f"/odoo/res.partner/{ana.id}", "shop_erp_open_in_shop", login="shop_user")

    def test_administrator_has_all_orders_read_again(self):
        known = self.env["shop_erp.run"].search([])
        with patch.dict(os.environ, {"QUEUE_JOB__NO_DELAY": "1"}):
            self.start_tour(f"/odoo/shop-erp/{self.backend.id}", "shop_erp_read_again", login="admin")
        run = self.env["shop_erp.run"].search([]) - known
        self.assertEqual((run.kind, run.direction, run.state), ("order", "in", "done"), run.errors)

    def test_manager_takes_over_what_the_shop_has(self):
        taxes = self.backend.mapping_ids.filtered(lambda mapping: mapping.type == "tax" and "23%" in mapping.name)
        taxes.tax_id = self.taxes[23]
        own = self.env["product.template"].create({"name": "Old lamp", "default_code": "LAMP-1"})
        self.env["product.template"].create([{"name": f"Twin {n}", "default_code": "TWIN"} for n in range(2)])
        for reference, name in (("LAMP-1", "Reading lamp"), ("LAMP-2", "Desk lamp"), ("TWIN", "Twin lamp")):
            self.shop.add_product(reference, "20.00", name=name)
        self.sync(self.backend, "category", "in")
        takeover = self.env["shop_erp.takeover"].create({"backend_id": self.backend.id, "kind": "product"})
        with patch.dict(os.environ, {"QUEUE_JOB__NO_DELAY": "1"}):
            self.start_tour(f"/odoo/shop-erp-take-over/{takeover.id}", "shop_erp_take_over", login="admin")
        self.assertEqual((takeover.state, takeover.imported_count), ("done", 3), takeover.errors)
        self.assertEqual(own.name, "Reading lamp")
        bound = self.env["shop_erp.binding.product"].search([("backend_id", "=", self.backend.id)]).odoo_id
        self.assertEqual(sorted(bound.mapped("name")), ["Desk lamp", "Reading lamp"])
