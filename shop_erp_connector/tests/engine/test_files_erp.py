"""An ERP that exchanges files: its catalogue comes in and goes out, with variants, accessories, prices and bad rows."""

from odoo.fields import Command
from odoo.tests import tagged

from .. import make
from ..common import SimulatedCase
from ..simulators.exchange_files import FolderErp


class FilesCase(SimulatedCase):
    def setUp(self):
        """A folder and what is known of it begin anew with each test."""
        super().setUp()
        self.env["product.template"].search([]).sale_ok = False
        self.erp = FolderErp()
        self.enterContext(self.erp)
        self.backend = self.env["shop_erp.backend"].create({"name": "Files", "system": "file_exchange"})
        self.backend._set_settings(self.erp.settings)
        self.backend.action_check()
        self.map("tax", "TN", backend=self.backend, rate=make.dec(23), tax_id=self.taxes[23].id)

    def row(self, kind, id):
        model = self.env[f"shop_erp.binding.{kind}"]
        return model.search([("backend_id", "=", self.backend.id), ("external_id", "=", id)])

    def product(self, record, **values):
        told = {"record": record, "code": record, "name": f"Product {record}", "price": "8.50", "tax_ids": "TN"}
        return {"products": [told | values], "product_variants": [{"record": record, "no": "1", "id": record}]}


@tagged("post_install", "-at_install")
class TestFilesIn(FilesCase):
    def test_variants_links_and_texts_come_in(self):
        self.erp.send("category", {"categories": [{"record": "F1", "name": "Cups"}]})
        cup = {
            "products": [
                {
                    "record": "CUP",
                    "code": "CUP",
                    "name": "Cup",
                    "description": "<p>Fine</p><script>x()</script>",
                    "price": "12.00",
                    "price_includes_tax": "0",
                    "tax_ids": "TN",
                    "category_id": "F1",
                    "accessory_codes": "SAUCER",
                    "brand": "Luz",
                    "origin_country": "PT",
                }
            ],
            "product_variants": [
                {"record": "CUP", "no": "1", "id": "CUP-R", "code": "CUP-R", "price_extra": "0"},
                {"record": "CUP", "no": "2", "id": "CUP-B", "code": "CUP-B", "price_extra": "1.50"},
            ],
            "product_variant_attributes": [
                {"record": "CUP", "parent_no": "1", "no": "1", "attribute": "Colour", "value": "Red"},
                {"record": "CUP", "parent_no": "2", "no": "1", "attribute": "Colour", "value": "Blue"},
            ],
        }
        self.erp.send("product", cup, self.product("SAUCER"))
        self.sync(self.backend, "category", "in")
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.created, run.failed, run.held), (2, 0, 0), run.errors)
        template = self.row("product", "CUP").odoo_id
        forms = {
            one.default_code: (one.lst_price, one.product_template_attribute_value_ids.name)
            for one in template.product_variant_ids
        }
        self.assertEqual(forms, {"CUP-R": (12.0, "Red"), "CUP-B": (13.5, "Blue")})
        self.assertEqual(template.shop_erp_accessory_ids.default_code, "SAUCER")
        self.assertEqual((template.shop_erp_description, template.categ_id.name), ("<p>Fine</p>", "Cups"))
        self.assertEqual((template.shop_erp_brand_id.name, template.country_of_origin.code), ("Luz", "PT"))

    def test_each_bad_row_is_held_or_fails_and_the_others_pass(self):
        self.erp.send(
            "product",
            self.product("GOOD"),
            self.product("NAMELESS", name=""),
            self.product("TWIN-1", code="TWIN"),
            self.product("TWIN-2", code="TWIN"),
            self.product("TAX", tax_ids="??"),
            self.product("PRICE", price="a lot"),
            self.product("LONG", name="N" * 300),
            self.product("BYTE", name="Desk\x00lamp"),
            self.product("SIGN", name="=cmd|'/c calc'!A1"),
        )
        run = self.sync(self.backend, "product", "in")
        self.assertEqual([self.row("product", id).state for id in ("GOOD", "LONG", "SIGN")], ["done"] * 3, run.errors)
        held = {id: self.row("product", id).reason_code for id in ("NAMELESS", "TWIN-1", "TWIN-2")}
        self.assertEqual(held, {"NAMELESS": "name_missing", "TWIN-1": "code_twice", "TWIN-2": "code_twice"})
        self.assertEqual(self.row("product", "TAX").state, "held")
        self.assertEqual(
            (self.row("product", "BYTE").state, self.row("product", "BYTE").reason_code), ("failed", "unstorable")
        )
        price = self.row("product", "PRICE")
        self.assertEqual(price.state, "failed")
        self.assertIn("a lot", price.reason)

    def test_prices_by_table_and_quantity_become_rules(self):
        self.erp.send("product", self.product("RULES"))
        self.sync(self.backend, "product", "in")
        trade = self.env["product.pricelist"].create({"name": "Trade", "currency_id": self.company.currency_id.id})
        self.map("price_table", "T2", backend=self.backend, pricelist_id=trade.id)
        price = {"record": "RULES/T2", "product_id": "RULES", "variant_id": "RULES", "table_id": "T2"}
        self.erp.send("price", {"prices": [price | {"amount": "7.00", "minimum_quantity": "10"}]})
        run = self.sync(self.backend, "price", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertRecordValues(trade.item_ids, [{"fixed_price": 7.0, "min_quantity": 10.0}])

    def test_levels_by_lot_become_the_lots_stock(self):
        self.erp.send("product", self.product("MILK", is_stored="1"))
        self.sync(self.backend, "product", "in")
        milk = self.row("product", "MILK").odoo_id.product_variant_id
        milk.tracking = "lot"
        self.map("location", "01", backend=self.backend, warehouse_id=self.backend.warehouse_id.id)
        level = {"product_id": "MILK", "variant_id": "MILK", "location_id": "01", "basis": "physical"}
        told = (("L1", "5"), ("L2", "3"))
        rows = [level | {"record": f"MILK/01/{lot}", "lot": lot, "quantity": count} for lot, count in told]
        self.erp.send("stock", *({"stock": [row]} for row in rows))
        run = self.sync(self.backend, "stock", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        lots = self.env["stock.lot"].search([("product_id", "=", milk.id)])
        self.assertEqual({lot.name: lot.product_qty for lot in lots}, {"L1": 5.0, "L2": 3.0})


@tagged("post_install", "-at_install")
class TestFilesOut(FilesCase):
    def test_a_product_with_three_axes_is_written_with_its_family(self):
        lines = []
        for name in ("Colour", "Size", "Cloth"):
            attribute = self.env["product.attribute"].create(
                {"name": name, "value_ids": [Command.create({"name": f"{name} {one}"}) for one in (1, 2)]}
            )
            values = Command.set(attribute.value_ids.ids)
            lines.append(Command.create({"attribute_id": attribute.id, "value_ids": [values]}))
        shirt = self.env["product.template"].create(
            {
                "name": "Shirt",
                "list_price": 10.0,
                "taxes_id": [Command.set(self.taxes[23].ids)],
                "categ_id": self.env["product.category"].create({"name": "Clothes"}).id,
                "attribute_line_ids": lines,
            }
        )
        for number, product in enumerate(shirt.product_variant_ids):
            product.default_code = f"SH-{number}"
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        rows = [row for rows in self.erp.importer.lying("products").values() for row in rows]
        self.assertEqual([row["code"] for row in rows], [f"P{shirt.id}"])
        attributes = [
            row["attribute"] for rows in self.erp.importer.lying("product_variant_attributes").values() for row in rows
        ]
        self.assertEqual((len(attributes), set(attributes)), (24, {"Colour", "Size", "Cloth"}))
        families = [row for rows in self.erp.importer.lying("categories").values() for row in rows]
        self.assertIn("Clothes", families[-1]["name"])
