"""All that a shop's catalogue says of a product and of its tree comes into Odoo, and goes back changed."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from ...common import SimulatedCase
from ..erp_case import ErpOutCase

IN_ODOO = {
    "name": "Lamp",
    "default_code": "LAMP-1",
    "barcode": "5601234000017",
    "weight": 1.5,
    "list_price": 20.0,
    "description_sale": "Made of brass",
    "shop_erp_width": 10.0,
    "shop_erp_height": 20.0,
    "shop_erp_depth": 30.0,
    "shop_erp_low_stock": 3.0,
}

ON_THE_LISTING = {
    "slug": "lamp-of-brass",
    "meta_title": "Buy lamps",
    "meta_description": "All lamps",
    "delivery_text": "In two days",
    "on_sale": True,
}

#: (what is changed in Odoo, what the shop says then)
CHANGES = (
    ({"name": "Fine lamp"}, {"name": "Fine lamp"}),
    ({"default_code": "LAMP-2"}, {"reference": "LAMP-2"}),
    ({"barcode": "5601234000024"}, {"ean13": "5601234000024"}),
    ({"weight": 2.5}, {"weight": "2.500000"}),
    ({"list_price": 21.5}, {"price": "21.500000"}),
    ({"description_sale": "Solid"}, {"description_short": "Solid"}),
    ({"shop_erp_width": 11.0, "shop_erp_height": 21.0}, {"width": "11.000000", "height": "21.000000"}),
    ({"shop_erp_low_stock": 4.0}, {"low_stock_threshold": "4"}),
)

LISTING_CHANGES = (
    ({"slug": "fine-lamp"}, {"link_rewrite": "fine-lamp"}),
    ({"meta_title": "Buy"}, {"meta_title": "Buy"}),
    ({"delivery_text": "Tomorrow"}, {"delivery_in_stock": "Tomorrow"}),
    ({"on_sale": False}, {"on_sale": "0"}),
)


@tagged("post_install", "-at_install")
class TestShopBothWays(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.maker = cls.shop.store.insert("manufacturers", {"name": "Lumen", "active": 1})
        cls.there = cls.shop.add_product(
            "LAMP-1",
            "20.000000",
            name="Lamp",
            ean13="5601234000017",
            weight="1.500000",
            width="10.000000",
            height="20.000000",
            depth="30.000000",
            description_short="<p>Made of brass</p>",
            link_rewrite="lamp-of-brass",
            meta_title="Buy lamps",
            meta_description="All lamps",
            delivery_in_stock="In two days",
            additional_delivery_times="2",
            on_sale="1",
            low_stock_threshold="3",
            id_manufacturer=str(cls.maker["id"]),
            supplier_reference="SUP-1",
        )
        cls.sync(cls.backend, "category", "in")
        cls.sync(cls.backend, "product", "in")
        cls.row = cls.env["shop_erp.binding.product"].search([("backend_id", "=", cls.backend.id)])
        cls.lamp = cls.row.odoo_id

    def said(self, names):
        row = self.shop.row("products", str(self.there["id"]))
        return {name: row[name][1] if isinstance(row[name], dict) else row[name] for name in names}

    def test_what_the_shop_says_is_in_odoo(self):
        self.assertEqual(self.row.state, "done", self.row.reason)
        self.assertEqual({name: self.lamp[name] for name in IN_ODOO}, IN_ODOO)
        self.assertEqual({name: self.row[name] for name in ON_THE_LISTING}, ON_THE_LISTING)
        self.assertEqual((self.lamp.shop_erp_brand_id.name, self.row.supplier_code), ("Lumen", "SUP-1"))
        self.assertEqual(self.lamp.taxes_id, self.taxes[23])

    def test_each_change_goes_to_the_shop_and_nothing_else(self):
        for record, changes in ((self.lamp, CHANGES), (self.row, LISTING_CHANGES)):
            for change, expected in changes:
                before = self.said(set(self.there) & {"name", "price", "reference", "ean13", "description", "weight"})
                record.write(change)
                run = self.sync(self.backend, "product", "out")
                self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), (change, run.errors))
                self.assertEqual(self.said(expected), expected)
                kept = {name: text for name, text in before.items() if name not in expected}
                self.assertEqual(self.said(kept), kept)
        self.assertEqual(self.sync(self.backend, "product", "out").changed, 0)

    def test_brand_and_supplier_reference_change_there(self):
        self.lamp.shop_erp_brand_id = self.env["shop_erp.brand"].create({"name": "Candeia"})
        self.row.supplier_code = "SUP-2"
        self.sync(self.backend, "product", "out")
        brand = self.shop.only("manufacturers", name="Candeia")
        self.assertEqual(
            self.said(("id_manufacturer", "supplier_reference")),
            {"id_manufacturer": str(brand["id"]), "supplier_reference": "SUP-2"},
        )

    def test_a_user_field_is_a_feature_of_the_shop(self):
        self.env["shop_erp.field"].create(
            {
                "backend_id": self.backend.id,
                "kind": "product",
                "field_id": self.env["ir.model.fields"]._get("product.template", "description_purchase").id,
                "remote_code": "Material",
                "direction": "both",
            }
        )
        self.lamp.description_purchase = "Brass"
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        feature = next(row for row in self.shop.rows("product_features") if row["name"][1] == "Material")
        (held,) = [
            one for one in self.said(("product_features",))["product_features"] if one["id"] == str(feature["id"])
        ]
        value = self.shop.row("product_feature_values", held["id_feature_value"])
        self.assertEqual(value["value"][1], "Brass")
        self.backend.ownership_ids.filtered(lambda line: line.kind == "product").owner = "remote"
        other = self.shop.store.insert(
            "product_feature_values", {"id_feature": str(feature["id"]), "value": "Copper", "custom": "0"}
        )
        features = [{"id": str(feature["id"]), "id_feature_value": str(other["id"])}]
        self.shop.edit("products", str(self.there["id"]), product_features=features)
        self.sync(self.backend, "product", "in")
        self.assertEqual(self.lamp.description_purchase, "Copper")


@tagged("post_install", "-at_install")
class TestTreeBothWays(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.lighting, cls.garden = cls.shop.add_category("Lighting"), cls.shop.add_category("Garden")
        cls.lamps = cls.shop.add_category("Lamps", parent=cls.lighting)
        cls.bulbs = cls.shop.add_category("Bulbs", parent=cls.lighting)
        cls.shop.edit("categories", cls.lamps, position="4")
        cls.sync(cls.backend, "category", "in")

    def row(self, category):
        rows = self.env["shop_erp.binding.category"].search([("backend_id", "=", self.backend.id)])
        return rows.filtered(lambda row: row.external_id == str(category["id"]))

    def test_renamed_moved_and_placed_there_and_here(self):
        lamps = self.row(self.lamps)
        self.assertEqual((lamps.odoo_id.complete_name.split(" / ")[-2:], lamps.position), (["Lighting", "Lamps"], 4))
        self.shop.edit(
            "categories",
            str(self.lamps["id"]),
            name={1: "Lanterns", 2: "Lanternas"},
            id_parent=str(self.garden["id"]),
            position="7",
        )
        self.backend.ownership_ids.filtered(lambda line: line.kind == "category").owner = "remote"
        self.sync(self.backend, "category", "in")
        self.assertEqual(lamps.odoo_id.complete_name.split(" / ")[-2:], ["Garden", "Lanterns"])
        self.assertEqual(lamps.position, 7)
        self.backend.ownership_ids.filtered(lambda line: line.kind == "category").owner = "odoo"
        lamps.odoo_id.write({"name": "Lights", "parent_id": self.row(self.lighting).odoo_id.id})
        lamps.position = 9
        run = self.sync(self.backend, "category", "out")
        self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), run.errors)
        there = self.shop.row("categories", str(self.lamps["id"]))
        self.assertEqual(
            (there["name"][1], there["id_parent"], there["position"]), ("Lights", str(self.lighting["id"]), "9")
        )

    def test_a_product_in_several_categories_keeps_its_default_one(self):
        categories = [{"id": str(one["id"])} for one in (self.lamps, self.bulbs)]
        product = self.shop.add_product("LAMP", "5.00", category=self.lamps, categories=categories)
        self.sync(self.backend, "product", "in")
        row = self.env["shop_erp.binding.product"].search([("external_id", "=", str(product["id"]))])
        self.assertEqual(row.odoo_id.categ_id, self.row(self.lamps).odoo_id)
        self.assertEqual(row.category_ids, self.row(self.bulbs).odoo_id)
        row.odoo_id.categ_id = self.row(self.bulbs).odoo_id
        row.category_ids = [Command.set(self.row(self.garden).odoo_id.ids)]
        run = self.sync(self.backend, "product", "out")
        self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), run.errors)
        there = self.shop.row("products", str(product["id"]))
        self.assertEqual(there["id_category_default"], str(self.bulbs["id"]))
        self.assertEqual({one["id"] for one in there["categories"]}, {str(self.bulbs["id"]), str(self.garden["id"])})


@tagged("post_install", "-at_install")
class TestErpPrices(ErpOutCase):
    @classmethod
    def connect_erp(cls, **options):
        """With API3, for the prices of all levels."""
        return super().connect_erp(api3=True, **options)

    def test_base_prices_come_in_and_go_out_by_themselves(self):
        self.account.set_price("AZ-1", "36.90")
        run = self.sync(self.backend, "price", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(self.tile.lst_price, 30.0)
        self.sync(self.backend, "price", "out")
        self.tile.list_price = 40.0
        self.account.log.clear()
        run = self.sync(self.backend, "price", "out")
        self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), run.errors)
        self.assertEqual(self.account.account.products["AZ-1"]["price"], Decimal("49.20"))
        self.assertEqual([call.kind for call in self.account.log if call.kind != "getProduct"], ["updateProduct"])

    def test_prices_of_a_level_become_rules_of_its_list(self):
        backend = self.backend
        self.account.set_level_price("AZ-1", "2", "15.0000")
        backend._set_settings({"price_levels": "1"})
        backend.action_check()
        trade = self.env["product.pricelist"].create({"name": "Trade", "currency_id": self.company.currency_id.id})
        self.mapping(backend, "price_table", "2").pricelist_id = trade
        run = self.sync(backend, "price", "in")
        self.assertEqual(run.failed, 0, run.errors)
        self.assertEqual(trade.item_ids.mapped("fixed_price"), [15.0])
