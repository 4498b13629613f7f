"""Kits are offered as often as their scarcest component allows, and orders of kits hold their components."""

from odoo.tests import tagged

from odoo.addons.shop_erp_connector.tests.engine.stock.level_case import LevelCase


@tagged("post_install", "-at_install")
class TestKits(LevelCase):
    """A lamp set of two bulbs and a cable of 1.5 metres; a box of three sets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bulb = cls.component("Bulb")
        cls.cable = cls.component("Cable", uom_id=cls.env.ref("uom.product_uom_meter").id)
        cls.set = cls.bind_product("300", is_storable=False).product_variant_id
        cls.kit(cls.set, {cls.bulb: 2, cls.cable: 1.5})
        cls.box = cls.bind_product("400", is_storable=False).product_variant_id
        cls.kit(cls.box, {cls.set: 3, cls.bulb: 1})
        added = cls.add_levels()
        cls.set_level = added.filtered(lambda row: row.odoo_id == cls.set)
        cls.box_level = added.filtered(lambda row: row.odoo_id == cls.box)
        cls.stock_up(20, product=cls.bulb)
        cls.stock_up(10, product=cls.cable)

    @classmethod
    def component(cls, name, **vals):
        return cls.env["product.product"].create({"name": name, "is_storable": True, **vals})

    @classmethod
    def kit(cls, product, parts, **vals):
        lines = [(0, 0, {"product_id": part.id, "product_qty": quantity}) for part, quantity in parts.items()]
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": lines,
                **vals,
            }
        )

    def test_scarcest_component_decides(self):
        self.assertEqual(self.now(self.set_level), 6)  # cable for 6.67 sets, bulbs for 10
        self.stock_up(-10, product=self.bulb)
        self.assertEqual(self.now(self.set_level), 5)

    def test_nested_kits_down_to_what_lies_on_the_shelf(self):
        self.assertEqual(self.now(self.box_level), 2)  # 7 bulbs and 4.5 metres each

    def test_the_same_figures_as_odoo(self):
        for product, level in ((self.set, self.set_level), (self.box, self.box_level)):
            odoo = product.with_context(warehouse_id=self.backend.warehouse_id.id).free_qty
            self.assertEqual(self.now(level), odoo, product.name)

    def test_confirmed_and_waiting_orders_of_kits_hold_components(self):
        self.sell(2, product=self.set)
        self.assertEqual(self.now(self.set_level), 4)
        self.shop_order(1, "41", variant="300-0", state_id="1")
        self.assertEqual(self.now(self.set_level), 3)
        self.held_order(1, "42", variant="400-0")
        self.assertEqual(self.now(self.set_level), 0)

    def test_a_component_sold_alone_lowers_its_kits(self):
        row = self.levels.create({"backend_id": self.backend.id, "odoo_id": self.bulb.id, "external_id": "B-0"})
        self.sell(15, product=self.bulb)
        self.assertEqual((self.now(row), self.now(self.set_level)), (5, 2))

    def test_units_and_amounts_of_the_bill(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        screws = self.component("Screw")
        pack = self.bind_product("500", is_storable=False).product_variant_id
        bill = self.kit(pack, {screws: 1}, product_qty=2)
        bill.bom_line_ids.product_uom_id = dozen
        self.stock_up(20, product=screws)
        self.assertEqual(self.now(self.add_levels()), 3)  # a dozen for two packs

    def test_goods_without_inventory_limit_nothing(self):
        leaflet = self.component("Leaflet", is_storable=False)
        self.set.bom_ids.bom_line_ids = [(0, 0, {"product_id": leaflet.id, "product_qty": 1})]
        self.assertEqual(self.now(self.set_level), 6)

    def test_lines_for_some_variants_and_bills_of_one_variant(self):
        colour = self.env["product.attribute"].create({"name": "Colour", "value_ids": [(0, 0, {"name": "red"})]})
        colour.value_ids = [(0, 0, {"name": "blue"})]
        template = self.env["product.template"].create(
            {
                "name": "Shade",
                "attribute_line_ids": [
                    (0, 0, {"attribute_id": colour.id, "value_ids": [(6, 0, colour.value_ids.ids)]})
                ],
            }
        )
        red, blue = template.product_variant_ids
        paint = self.component("Red paint")
        bill = self.kit(red, {self.bulb: 1, paint: 1})
        bill.bom_line_ids[1].bom_product_template_attribute_value_ids = red.product_template_attribute_value_ids
        rows = self.levels.create(
            [
                {"backend_id": self.backend.id, "odoo_id": variant.id, "external_id": f"S-{variant.id}"}
                for variant in (red, blue)
            ]
        )
        self.stock_up(4, product=paint)
        self.assertEqual([self.now(row) for row in rows], [4, 20])
        self.kit(blue, {self.cable: 5}, product_id=blue.id, sequence=-1)
        self.assertEqual([self.now(row) for row in rows], [4, 2])

    def test_bills_of_other_companies_and_for_making_are_no_kits(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.set.bom_ids.company_id = other
        self.assertEqual(self.document(self.set_level).code, "level_not_stocked")
        self.set.bom_ids.company_id = self.company
        self.set.bom_ids.type = "normal"
        self.assertEqual(self.document(self.set_level).code, "level_not_stocked")

    def test_explanation_names_the_components(self):
        self.sell(1, product=self.set)
        self.assertEqual(
            self.set_level.explanation.split("\n"),
            ["2 × Bulb: 20 on hand − 2 reserved", "1.5 × Cable: 10 on hand − 1.5 reserved", "= 5"],
        )

    def test_a_changed_bill_is_sent(self):
        self.told(self.set_level)
        self.assertNotIn(self.set_level, self.changed())
        self.set.bom_ids.bom_line_ids[0].product_qty = 5
        self.assertIn(self.set_level, self.changed())
        self.assertEqual(self.now(self.set_level), 4)
