"""Odoo holds the catalogue, an ERP is told: families, products, grids; what it cannot keep is held with the reason."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from ...common import SimulatedCase


class ErpCatalogueCase(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.backend = cls.connect_erp()
        cls.env["product.template"].search([]).sale_ok = False
        cls.goods = cls.env["product.category"].create({"name": "Louça"})
        cls.cups = cls.env["product.category"].create({"name": "Taças", "parent_id": cls.goods.id})

    @classmethod
    def make(cls, code, **vals):
        return cls.env["product.template"].create(
            {
                "name": f"Taça {code}",
                "default_code": code,
                "is_storable": True,
                "list_price": 10.0,
                "taxes_id": [Command.set(cls.taxes[23].ids)],
                "categ_id": cls.cups.id,
                **vals,
            }
        )

    def shirt(self, *axes):
        lines = []
        for name in axes:
            attribute = self.env["product.attribute"].create({"name": name, "create_variant": "always"})
            values = self.env["product.attribute.value"].create(
                [{"attribute_id": attribute.id, "name": f"{name} {number}"} for number in (1, 2)]
            )
            lines.append(Command.create({"attribute_id": attribute.id, "value_ids": [Command.set(values.ids)]}))
        shirt = self.make(False, name="Camisola", attribute_line_ids=lines)
        for number, product in enumerate(shirt.product_variant_ids):
            product.default_code = f"CAM-{number}"
        return shirt

    def there(self, code):
        return self.account.account.products[code]

    def families(self):
        rows = self.account.account.families.values()
        return {row["Name"]: self.account.account.families.get(row["FamilyCategoryId"], {}).get("Name") for row in rows}


@tagged("post_install", "-at_install")
class TestErpCatalogueOut(ErpCatalogueCase):
    def test_products_go_out_with_their_families_and_once(self):
        cup = self.make("T-1", barcode="5601234000017", weight=0.25, description_sale="De vidro")
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0), run.errors)
        self.assertEqual(self.families(), {"Louça": None, "Taças": "Louça"})
        row = self.there("T-1")
        told = (row["name"], row["price"], row["ean"], row["weight"], row["short"], row["tax"])
        self.assertEqual(told, ("Taça T-1", Decimal("12.30"), "5601234000017", Decimal("0.250000"), "De vidro", "1"))
        self.assertEqual(self.account.account.families[row["family"]]["Name"], "Taças")
        self.account.log.clear()
        again = self.sync(self.backend, "product", "out")
        self.assertEqual((again.created, again.changed, len(self.account.log)), (0, 0, 0))
        cup.name = "Taça fina"
        self.sync(self.backend, "product", "out")
        self.assertEqual([call.kind for call in self.account.log], ["getProduct", "updateProduct"])
        self.assertEqual(self.there("T-1")["name"], "Taça fina")

    def test_families_are_renamed_and_moved(self):
        self.make("T-1")
        self.sync(self.backend, "product", "out")
        self.cups.write({"name": "Copos", "parent_id": False})
        run = self.sync(self.backend, "category", "out")
        self.assertEqual((run.changed, run.failed), (1, 0), run.errors)
        self.assertEqual(self.families(), {"Louça": None, "Copos": None})

    def test_what_the_account_has_is_taken_over_and_an_order_finds_it(self):
        self.account.add_product("T-1", "Taça antiga", price="5.00")
        cup = self.make("T-1")
        self.sync(self.backend, "product", "out")
        self.assertEqual((len(self.account.account.products), self.there("T-1")["name"]), (1, "Taça T-1"))
        address = {"street": "Rua 5", "zip": "4000-001", "city": "Porto", "country_id": self.env.ref("base.pt").id}
        buyer = self.env["res.partner"].create({"name": "Ana", **address})
        order = self.env["sale.order"].create(
            {
                "partner_id": buyer.id,
                "order_line": [
                    Command.create(
                        {"product_id": cup.product_variant_id.id, "tax_ids": [Command.set(self.taxes[23].ids)]}
                    )
                ],
            }
        )
        order.action_confirm()
        self.sync(self.backend, "order", "out")
        row = order.shop_erp_binding_ids
        self.assertEqual(row.state, "done", row.reason)
        (paper,) = self.account.documents("13")
        self.assertEqual([line["product"] for line in paper["lines"]], ["T-1"])

    def test_what_is_taken_offline_is_switched_off_there_and_never_deleted(self):
        cup = self.make("T-1")
        self.sync(self.backend, "product", "out")
        cup.active = False
        self.sync(self.backend, "product", "out")
        self.assertEqual(self.there("T-1")["active"], False)
        cup.active = True
        self.sync(self.backend, "product", "out")
        self.assertEqual(self.there("T-1")["active"], True)

    def test_bad_ones_are_held_or_fail_with_a_sentence_and_the_others_go(self):
        self.make("GOOD")
        bad = {
            "untaxed": self.make("untaxed", taxes_id=[Command.set(self.tax15.ids)]),
            "nameless": self.make("long", name="N" * 300),
            "codeless": self.make(False),
        }
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.created, run.held, run.failed), (1, 2, 1), run.errors)
        self.assertEqual(list(self.account.account.products), ["GOOD"])
        reasons = {name: product.shop_erp_binding_ids.reason for name, product in bad.items()}
        self.assertIn("stands for no tax of", reasons["untaxed"])
        self.assertIn("demasiado longo", reasons["nameless"])
        self.assertIn("no internal reference", reasons["codeless"])

    def test_variants_are_held_where_grids_are_not_asked_for(self):
        shirt = self.shirt("Cor")
        run = self.sync(self.backend, "product", "out")
        row = shirt.shop_erp_binding_ids
        self.assertEqual((run.held, run.failed, row.reason_code), (1, 0, "variants_not_sent"), row.reason)
        self.assertIn("see the settings of ERP", row.reason)
        self.assertEqual(self.account.account.products, {})


@tagged("post_install", "-at_install")
class TestErpGridsOut(ErpCatalogueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend._set_settings({"colours_sizes": "1"})
        cls.backend.action_check()

    def test_colours_and_sizes_become_a_grid_and_come_back_as_the_same_variants(self):
        shirt = self.shirt("Cor", "Tamanho")
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.created, run.held, run.failed), (1, 0, 0), run.errors)
        row = self.there(f"P{shirt.id}")
        self.assertEqual(sorted(row["colours"].values()), ["Cor 1", "Cor 2"])
        self.assertEqual(sorted(row["sizes"].values()), ["Tamanho 1", "Tamanho 2"])
        bound = self.env["shop_erp.binding.variant"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(bound.odoo_id, shirt.product_variant_ids)
        products, before = self.env["product.product"].with_context(active_test=False), shirt.product_variant_ids
        count = products.search_count([])
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.created, run.failed, run.held), (0, 0, 0), run.errors)
        self.assertEqual((products.search_count([]), shirt.product_variant_ids), (count, before))

    def test_a_third_axis_is_held_with_the_limit_and_the_others_go(self):
        shirt = self.shirt("Cor", "Tamanho", "Tecido")
        self.make("GOOD")
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.created, run.held, run.failed), (1, 1, 0), run.errors)
        row = shirt.shop_erp_binding_ids
        self.assertEqual((row.state, row.reason_code), ("held", "too_many_attributes"))
        self.assertEqual(
            row.reason,
            "Camisola has 3 attributes that tell its variants apart (Cor, Tamanho, Tecido), and ERP takes 2 at most."
            " Use fewer, or keep the product out of the flow.",
        )

    def test_an_axis_that_it_does_not_have_fails_with_the_attribute(self):
        shirt = self.shirt("Tecido")
        self.sync(self.backend, "product", "out")
        row = shirt.shop_erp_binding_ids
        self.assertEqual(row.state, "failed")
        self.assertIn("not by «Tecido»", row.reason)

    def test_a_grid_has_one_price_both_ways(self):
        shirt = self.shirt("Cor", "Tamanho")
        self.sync(self.backend, "product", "out")
        self.sync(self.backend, "price", "out")
        shirt.list_price = 20.0
        run = self.sync(self.backend, "price", "out")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(self.there(f"P{shirt.id}")["price"], Decimal("24.60"))
        self.account.set_price(f"P{shirt.id}", "36.90")
        run = self.sync(self.backend, "price", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(shirt.list_price, 30.0)
        shirt.attribute_line_ids[0].product_template_value_ids[1].price_extra = 5.0
        run = self.sync(self.backend, "price", "out")
        self.assertTrue(run.failed)
        self.assertIn("one price for all colours and sizes", run.errors)
