"""An order whose product Odoo does not know yet brings the product along, and the product its category."""

from odoo.tests import tagged

from ..common import SimulatedCase


@tagged("post_install", "-at_install")
class TestOnDemand(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()

    def setUp(self):
        super().setUp()
        lamps = self.shop.add_category("Lamps")
        lamp = self.shop.add_product("LAMP-1", "20.00", category=lamps["id"], tax=1)
        self.shop.place_order(self.shop.add_customer(), [(lamp, 2)], state="Processing in progress")

    def imported(self, *kinds):
        for kind in kinds:
            self.flow(self.backend, kind, "in").active = True
        run = self.sync(self.backend, "order", "in")
        return run, self.env["shop_erp.binding.order"].search([("backend_id", "=", self.backend.id)])

    def test_product_and_category_come_with_the_order_in_one_run(self):
        run, row = self.imported("category", "product", "order")
        self.assertEqual((row.state, row.odoo_id.state), ("done", "sale"), row.reason)
        product = row.odoo_id.order_line.product_id.filtered(lambda product: product.type == "consu")
        self.assertEqual((product.default_code, product.categ_id.name), ("LAMP-1", "Lamps"))
        self.assertEqual(run.state, "done")
        self.assertEqual(self.env["shop_erp.run"].search_count([("backend_id", "=", self.backend.id)]), 1)

    def test_where_products_are_not_read_from_the_shop_the_order_waits_for_a_person(self):
        run, row = self.imported("order")
        self.assertEqual((row.state, row.reason_code), ("held", "product_unknown"))
        self.assertEqual(run.step_ids.mapped("task"), ["fetch", "apply"])

    def test_a_product_that_is_held_itself_is_asked_for_once(self):
        self.backend.mapping_ids.filtered(lambda mapping: mapping.type == "tax").tax_id = False
        for _order in range(3):
            self.shop.place_order(
                self.shop.add_customer(), [(self.shop.rows("products")[-1], 1)], state="Processing in progress"
            )
        run, row = self.imported("category", "product", "order")
        self.assertEqual((run.state, row.mapped("reason_code")), ("done", ["product_unknown"] * 4))
        asked = [call for call in self.shop.log if call.method == "GET" and call.kind == "products"]
        self.assertEqual(len(asked), 1)

    def test_a_product_that_is_gone_is_asked_for_once(self):
        self.shop.remove("products", self.shop.rows("products")[-1])
        _run, row = self.imported("category", "product", "order")
        self.assertEqual((row.state, row.reason_code), ("held", "product_unknown"))
        asked = [call for call in self.shop.log if call.method == "GET" and call.kind == "products"]
        self.assertEqual(len(asked), 1)
