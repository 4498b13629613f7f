"""An ERP's catalogue in Odoo: families as a tree, products with taxes, prices, barcodes and weight."""

from odoo.tests import tagged

from .erp_case import ErpOutCase


@tagged("post_install", "-at_install")
class TestErpCatalogue(ErpOutCase):
    def read_catalogue(self):
        return self.sync(self.backend, "category", "in"), self.sync(self.backend, "product", "in")

    def test_families_become_a_tree_and_products_stand_in_it(self):
        tableware = self.account.add_family("Louça")
        plates = self.account.add_family("Pratos", parent=tableware)
        self.account.add_product(
            "PR-1",
            "Prato raso",
            price="12.30",
            tax="1",
            ean="5601234000014",
            weight="0.450",
            family=plates,
            short="Raso",
        )
        self.read_catalogue()
        product = self.product("PR-1").product_tmpl_id
        self.assertRecordValues(
            product,
            [
                {
                    "name": "Prato raso",
                    "default_code": "PR-1",
                    "barcode": "5601234000014",
                    "weight": 0.45,
                    "list_price": 10.0,
                    "taxes_id": self.taxes[23].ids,
                    "is_storable": True,
                    "description_sale": "Raso",
                }
            ],
        )
        self.assertEqual(product.categ_id.complete_name, "Louça / Pratos")

    def test_services_are_no_goods(self):
        self.assertEqual((self.product("PORTES").type, self.product("PORTES").is_storable), ("service", False))

    def test_product_of_odoo_with_that_code_is_matched_not_doubled(self):
        ours = self.env["product.template"].create({"name": "Our own", "default_code": "OWN-1"})
        self.account.add_product("OWN-1", "Deles", price="1.23")
        self.read_catalogue()
        self.assertEqual(self.product("OWN-1").product_tmpl_id, ours)
        self.assertEqual(ours.name, "Deles")

    def test_two_products_with_that_code_are_a_question(self):
        self.env["product.template"].create([{"name": name, "default_code": "TWIN"} for name in ("One", "Two")])
        self.account.add_product("TWIN", "Qual", price="1.23")
        self.read_catalogue()
        row = self.rows("product", "TWIN")
        self.assertEqual((row.state, row.reason_code), ("held", "ambiguous"))
        self.assertIn("One", row.reason)
        self.assertIn("Two", row.reason)

    def test_name_that_no_database_takes_fails_alone(self):
        self.account.add_product("BAD-1", "Nome\x00mau", price="1.23")
        self.account.add_product("GOOD-1", "Nome bom", price="1.23")
        _families, run = self.read_catalogue()
        self.assertEqual((run.state, run.created), ("done", 1), run.errors)
        self.assertEqual(self.rows("product", "BAD-1", "GOOD-1").mapped("state"), ["failed", "done"])

    def test_changed_price_and_name_follow_and_nothing_else_is_written(self):
        self.account.account.products["AZ-1"] |= {"name": "Azulejo novo"}
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.changed, run.skipped), (1, 2))
        self.assertEqual(self.tile.name, "Azulejo novo")

    def test_every_flow_of_a_seeded_account_ends_without_questions(self):
        self.account.seed_catalogue(products=60, families=8)
        families, products = self.read_catalogue()
        stock = self.sync(self.backend, "stock", "in")
        self.assertEqual([run.held + run.failed for run in (families, products, stock)], [0, 0, 0], products.errors)
        self.assertEqual((families.created, products.created), (8, 62))
