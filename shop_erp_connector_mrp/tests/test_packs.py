"""Packs of a shop are kits in Odoo, and kits of Odoo are packs in a shop that takes them."""

from odoo.tests import tagged

from odoo.addons.shop_erp_connector.remotes.documents import Component, Variant
from odoo.addons.shop_erp_connector.tests import make
from odoo.addons.shop_erp_connector.tests.common import SimulatedCase
from odoo.addons.shop_erp_connector.tests.engine.stock.level_case import LevelCase
from odoo.addons.shop_erp_connector.tests.simulators.magento2 import Magento2Simulator


def part(code, quantity="1", **fields):
    return Component(product_id=code, variant_id=f"{code}-0", code=f"P{code}", quantity=make.dec(quantity), **fields)


def pack(*components, id="900", **fields):
    variants = (Variant(id=f"{id}-0", code=f"P{id}"),)
    return make.product(id, components=components, variants=variants, **fields)


@tagged("post_install", "-at_install")
class TestPacksIn(LevelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bulb = cls.bind_product("200").product_variant_id
        cls.cable = cls.bind_product("300").product_variant_id

    def take(self, document):
        row = self.receive("product", document)
        self.assertEqual(row.state, "done", row.reason)
        return row

    def lines(self, row):
        return {line.product_id: line.product_qty for line in row.shop_erp_bom_id.bom_line_ids}

    def test_a_pack_is_a_kit_of_its_parts(self):
        row = self.take(pack(part("200", "2"), part("300")))
        bill = row.shop_erp_bom_id
        self.assertEqual((bill.type, bill.product_qty, bill.company_id), ("phantom", 1, self.company))
        self.assertEqual(self.lines(row), {self.bulb: 2, self.cable: 1})
        self.assertFalse(row.odoo_id.is_storable, "its stock is that of its parts")
        self.assertFalse(row.reason)

    def test_the_kit_follows_the_pack(self):
        row = self.take(pack(part("200", "2"), part("300")))
        bill = row.shop_erp_bom_id
        self.take(pack(part("200", "3")))
        self.assertEqual((row.shop_erp_bom_id, self.lines(row)), (bill, {self.bulb: 3}))
        self.take(pack())
        self.assertFalse(bill.active)
        self.take(pack(part("200", "3")))
        self.assertTrue(bill.active)
        line = bill.bom_line_ids
        self.take(pack(part("200", "3"), weight=make.dec(2)))
        self.assertEqual(bill.bom_line_ids, line, "nothing of it has changed")

    def test_a_pack_whose_part_comes_with_the_same_page(self):
        rows = self.receive("product", pack(part("901", "4")), make.product("901"))
        self.assertEqual(rows.mapped("state"), ["done", "done"], rows.mapped("reason"))
        self.assertEqual(self.lines(rows[0]), {rows[1].odoo_id.product_variant_id: 4})

    def test_a_pack_whose_part_is_not_known_waits_for_it(self):
        row = self.receive("product", pack(part("999")))
        self.assertEqual((row.state, row.reason_code, row.odoo_id.id), ("held", "component_unknown", False))
        self.assertIn("999", row.reason)

    def test_a_pack_whose_parts_are_chosen_stays_plain_and_says_so(self):
        row = self.take(pack(part("200", option="Bulb"), part("300", option="Bulb", is_default=False)))
        self.assertEqual((row.shop_erp_bom_id.id, row.reason_code), (False, "warning"))
        self.assertIn("chooses", row.reason)

    def test_what_odoo_makes_itself_is_not_rebuilt(self):
        template = self.env["product.template"].create({"name": "Box", "default_code": "P900"})
        self.env["mrp.bom"].create({"product_tmpl_id": template.id, "type": "normal", "code": "MAKE"})
        row = self.take(pack(part("200", "2")))
        self.assertEqual((row.odoo_id, row.shop_erp_bom_id.id, row.reason_code), (template, False, "warning"))
        self.assertIn("MAKE", row.reason)

    def test_a_kit_that_odoo_had_is_taken_over(self):
        template = self.env["product.template"].create({"name": "Box", "default_code": "P900"})
        bill = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": template.id,
                "type": "phantom",
                "bom_line_ids": [(0, 0, {"product_id": self.bulb.id, "product_qty": 9})],
            }
        )
        row = self.take(pack(part("200", "2")))
        self.assertEqual((row.shop_erp_bom_id, self.lines(row)), (bill, {self.bulb: 2}))

    def test_a_quantity_that_odoo_cannot_keep_is_held(self):
        row = self.receive("product", pack(part("200", "0.3333")))
        self.assertEqual((row.state, row.reason_code), ("held", "pack_quantity"))

    def test_a_pack_that_holds_itself_fails_alone(self):
        rows = self.receive("product", pack(part("900")), make.product("902"))
        self.assertEqual(rows.mapped("state"), ["failed", "done"])

    def test_a_pack_from_a_shop_is_offered_as_often_as_its_parts_allow(self):
        row = self.take(pack(part("200", "2"), part("300")))
        added = self.add_levels()
        level = added.filtered(lambda one: one.odoo_id == row.odoo_id.product_variant_id)
        self.stock_up(7, product=self.bulb)
        self.stock_up(10, product=self.cable)
        self.assertEqual(self.now(level), 3)
        self.take(pack(part("200", "1"), part("300")))
        self.assertEqual(self.now(level), 7)

    def test_the_statements_of_a_page_do_not_grow_by_pack(self):
        def counted(first, count):
            documents = [pack(part("200", "2"), part("300"), id=str(first + number)) for number in range(count)]
            rows = self.receive("product", *documents)
            for row, document in zip(rows, documents, strict=True):
                row.write({"pending_document": document.to_json(), "state": "pending"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.apply(rows)
            self.assertEqual(set(rows.mapped("state")), {"done"})
            return self.env.cr.sql_log_count - before

        few, many = counted(1000, 3), counted(2000, 23)
        self.assertLess((many - few) / 20, 1, (few, many))


@tagged("post_install", "-at_install")
class TestPacksOut(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = Magento2Simulator()
        cls.backend = cls.connect(cls.shop, "magento2", "Shop")
        cls.backend._set_settings(cls.shop.settings | {"country": "PT"})
        cls.backend.action_check()
        cls.map_taxes(cls.backend)
        cls.env["product.template"].search([]).sale_ok = False

    def make_product(self, code, **vals):
        return self.env["product.template"].create(
            {"name": code, "default_code": code, "list_price": 5, "taxes_id": self.taxes[23].ids} | vals
        )

    def make_box(self):
        """The kit is made first, so that its parts must be sent before it."""
        box = self.make_product("BOX", list_price=12)
        lamp, bulb = self.make_product("LAMP", is_storable=True), self.make_product("BULB", is_storable=True)
        bill = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": box.id,
                "type": "phantom",
                "bom_line_ids": [
                    (0, 0, {"product_id": product.product_variant_id.id, "product_qty": quantity})
                    for product, quantity in ((lamp, 1), (bulb, 2))
                ],
            }
        )
        return box, bill

    def send(self):
        self.sync(self.backend, "category", "out")
        return self.sync(self.backend, "product", "out")

    def parts(self):
        options = self.shop.store.product("BOX")["bundle_options"]
        return {link["sku"]: float(link["qty"]) for option in options for link in option["product_links"]}

    def test_a_kit_goes_out_with_its_parts_and_once(self):
        _box, bill = self.make_box()
        run = self.send()
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(self.shop.store.product("BOX")["type_id"], "bundle")
        self.assertEqual(self.parts(), {"LAMP": 1, "BULB": 2})
        self.shop.log.clear()
        self.send()
        self.assertEqual([call.kind for call in self.shop.log if call.method != "GET"], [])
        bill.bom_line_ids[1].product_qty = 3
        run = self.send()
        self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), run.errors)
        self.assertEqual(self.parts(), {"LAMP": 1, "BULB": 3})

    def test_a_kit_whose_part_is_not_sold_there_is_held(self):
        box, bill = self.make_box()
        bill.bom_line_ids[0].product_id.sale_ok = False
        run = self.send()
        self.assertEqual((run.held, box.shop_erp_binding_ids.reason_code), (1, "not_bound"))
        self.assertIn("LAMP", box.shop_erp_binding_ids.reason)
