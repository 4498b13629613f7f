"""An ERP's grid of colours and sizes: variants in Odoo, a stock level of each, and an invoice of one of them."""

from odoo.tests import tagged

from ...common import SimulatedCase


@tagged("post_install", "-at_install")
class TestErpGrids(SimulatedCase):
    def test_a_grid_comes_in_with_its_stock_and_follows_the_erp(self):
        account, backend = self.connect_erp()
        account.add_product("TSH", "T-shirt", price="12.30")
        account.add_grid("TSH", ["azul", "branca"], ["S", "L"], {("azul", "S"): 3, ("branca", "L"): 5})
        backend._set_settings({"colours_sizes": "1"})
        backend.action_check()
        run = self.sync(backend, "product", "in")
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0), run.errors)
        shirt = self.env["shop_erp.binding.product"].search([("backend_id", "=", backend.id)]).odoo_id
        self.assertEqual(shirt.attribute_line_ids.attribute_id.mapped("name"), ["Cor", "Tamanho"])
        self.assertEqual(len(shirt.product_variant_ids), 4)
        run = self.sync(backend, "stock", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(sorted(shirt.product_variant_ids.mapped("qty_available")), [0, 0, 3, 5])
        products = shirt.product_variant_ids
        account.add_grid("TSH", ["azul", "verde"], ["S", "L"], {("azul", "S"): 3})
        self.sync(backend, "product", "in")
        gone = products - shirt.product_variant_ids
        self.assertEqual(set(gone.product_template_attribute_value_ids.mapped("name")) & {"branca"}, {"branca"})
        self.assertEqual((len(gone), len(shirt.product_variant_ids)), (2, 4))
