"""Magento 2: whole products go from Odoo to the shop, with all they have, and come back unchanged."""

from odoo.tests import tagged

from ..catalogue import test_variants_out
from ..catalogue.picture_case import PictureCase, field, picture
from ..catalogue.test_pictures_out import PicturesToShop
from .magento2_shop import Magento2Shop


@tagged("post_install", "-at_install")
class TestShirt(Magento2Shop, test_variants_out.VariantsOutCase):
    """A shirt in two colours and two sizes; the shop has neither attribute."""

    settings = {"barcode_attribute": "ean"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connect_magento2()
        cls.shop.add_attribute("ean", "EAN", kind="text")
        cls.shirt = cls.make_shirt()
        cls.shirt.default_code = "SHIRT"

    def parent(self):
        """The shop's row of the shirt."""
        return self.row_of("SHIRT") or next(
            row for row in self.shop.store.all("product") if row["type_id"] == "configurable"
        )

    def children(self):
        """``{SKU: row}`` of the variants that the parent has."""
        rows = (self.shop.store.rows["product"][id] for id in self.parent()["configurable_links"])
        return {row["sku"]: row for row in rows}

    def status(self, sku):
        return self.value(sku, "status")

    def media(self, sku):
        return [entry["label"] for entry in self.row_of(sku)["media"]]

    def send(self):
        self.sent("category")
        return self.sent("product")

    def nothing_more(self):
        """A further run, and one that compares everything anew, send nothing."""
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])
        self.env["shop_erp.binding.product"].search([("backend_id", "=", self.backend.id)])._look_for_changes()
        self.send()
        self.assertEqual(self.writes(), [])

    def test_it_goes_out_whole(self):
        self.in_portuguese(self.shirt).name = "Camisa"
        self.variant(self.shirt, "SH-red-L").write(
            {"shop_erp_price_extra": 2.0, "barcode": "5601234000017", "weight": 0.3}
        )
        self.shirt.write(
            {
                "image_1920": field(picture("red")),
                "shop_erp_picture_legend": "Front",
                "country_of_origin": self.env.ref("base.pt").id,
                "shop_erp_brand_id": self.env["shop_erp.brand"].create({"name": "Luz"}).id,
            }
        )
        self.variant(self.shirt, "SH-blue-S").image_variant_1920 = field(picture("blue"))
        run = self.send()
        self.assertEqual(run.created, 1)
        parent, children = self.parent(), self.children()
        self.assertEqual(sorted(children), ["SH-blue-L", "SH-blue-S", "SH-red-L", "SH-red-S"])
        self.assertEqual((parent["values"]["name"], parent["values"]["country_of_manufacture"]),
                         ({0: "Shirt", 2: "Camisa"}, {0: "PT"}))  # fmt: skip
        prices = {sku: str(row["values"]["price"][0]) for sku, row in children.items()}
        self.assertEqual(prices, {"SH-red-S": "10", "SH-red-L": "12", "SH-blue-S": "10", "SH-blue-L": "10"})
        self.assertEqual((self.value("SH-red-L", "ean"), str(self.value("SH-red-L", "weight"))),
                         ("5601234000017", "0.3"))  # fmt: skip
        (brand,) = self.shop.store.find("attribute", attribute_code="manufacturer")[0]["options"]
        self.assertEqual((brand["label"], parent["values"]["manufacturer"]), ("Luz", {0: brand["value"]}))
        labels = [
            self.shop.store.find("attribute", default_frontend_label=name)[0]["options"] for name in ("Colour", "Size")
        ]
        self.assertEqual([{one["label"] for one in options} for options in labels], [{"red", "blue"}, {"S", "L"}])
        self.assertEqual([entry["label"] for entry in parent["media"]], ["Front"])
        self.assertEqual((len(self.media("SH-blue-S")), self.media("SH-red-S")), (1, []))
        self.assertEqual(self.shirt.shop_erp_binding_ids.variant_ids.odoo_id, self.shirt.product_variant_ids)
        self.nothing_more()

    def test_what_was_sent_comes_back_as_the_same(self):
        self.in_portuguese(self.shirt).name = "Camisa"
        self.shirt.image_1920 = field(picture("red"))
        self.send()
        products, lines = self.shirt.product_variant_ids, self.shirt.attribute_line_ids
        self.shop.clock.advance(600)
        self.taken("category")
        self.taken("product")
        self.assertEqual((self.shirt.product_variant_ids, self.shirt.attribute_line_ids), (products, lines))
        self.assertEqual((self.shirt.name, self.in_portuguese(self.shirt).name), ("Shirt", "Camisa"))
        self.assertEqual(len(self.env["product.template"].search([("name", "=", "Shirt")])), 1)
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])

    def test_variants_are_added_archived_and_woken(self):
        self.send()
        gone = self.variant(self.shirt, "SH-blue-L")
        gone.active = False
        self.assertEqual(self.send().changed, 1)
        self.assertEqual((self.status("SH-blue-L"), self.status("SH-red-L")), (2, 1))
        gone.active = True
        line = self.shirt.attribute_line_ids.filtered(lambda line: line.attribute_id.name == "Colour")
        line.value_ids = [(0, 0, {"name": "green", "attribute_id": line.attribute_id.id})]
        self.name_variants(self.shirt)
        self.send()
        self.assertEqual((self.status("SH-blue-L"), len(self.children())), (1, 6))
        self.nothing_more()

    def test_taken_offline_it_is_switched_off_with_all_its_variants(self):
        self.send()
        self.shirt.active = False
        self.assertEqual(self.send().changed, 1)
        self.assertEqual(self.parent()["values"]["status"], {0: 2})
        self.assertEqual({self.status(sku) for sku in self.children()}, {2})

    def test_a_category_that_odoo_takes_away_goes_and_the_shops_own_stay(self):
        self.send()
        row = self.shirt.shop_erp_binding_ids
        own = self.shop.add_category("Offers")
        there = self.env["product.category"].create([{"name": name} for name in ("Sale", "New")])
        row.category_ids = there
        self.send()
        self.assertLessEqual({"Sale", "New"}, self.categories())
        self.parent()["category_links"].append({"position": 0, "category_id": str(own["id"])})
        names = self.categories()
        row.category_ids = there[0]
        self.assertEqual(self.send().changed, 1)
        self.assertEqual(self.categories(), names - {"New"})
        self.nothing_more()

    def categories(self):
        """The names of the categories that the shirt is in."""
        ids = [int(link["category_id"]) for link in self.parent()["category_links"]]
        return {self.shop.store.rows["category"][id]["values"]["name"][0] for id in ids}

    def test_products_shown_beside_are_told_once_they_are_there(self):
        shoe, hat = self.env["product.template"].create(
            [
                {"name": name, "default_code": name.upper(), "taxes_id": self.taxes[23].ids, "is_storable": True}
                for name in ("Shoe", "Hat")
            ]
        )
        self.shirt.write({"shop_erp_accessory_ids": shoe.ids, "shop_erp_alternative_ids": hat.ids})
        self.send()
        self.send()
        links = sorted((one["link_type"], one["linked_product_sku"]) for one in self.parent()["product_links"])
        self.assertEqual(links, [("crosssell", "SHOE"), ("related", "HAT")])
        self.nothing_more()


@tagged("post_install", "-at_install")
class TestLamp(Magento2Shop, test_variants_out.VariantsOutCase):
    """A product of the shop that Odoo has read, with the shop's own texts, category and picture."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connect_magento2()
        cls.shop.add_attribute("care", "Care", kind="textarea", scope="store")
        cls.lamps = cls.shop.add_category("Lamps")
        cls.there = cls.shop.add_product(
            "LAMP", "20.00", name="Lamp", categories=[cls.lamps["id"]], description="<p>Brass</p>",
            url_key="brass-lamp", meta_title="Buy lamps", care="Wipe", country_of_manufacture="PT",
        )  # fmt: skip
        cls.there["values"]["name"][2] = "Candeeiro"
        cls.there["values"]["care"][2] = "Limpar"
        cls.shop.add_picture(cls.there, "front.gif", picture("red", form="GIF"), label="Front", types=["image"])

    def setUp(self):
        super().setUp()
        self.taken("category")
        self.taken("product")
        self.row = self.rows("product", str(self.there["id"]), backend=self.backend)
        self.lamp = self.row.odoo_id

    def test_texts_category_picture_and_origin_are_odoos(self):
        lamp = self.lamp
        self.assertEqual((lamp.name, self.in_portuguese(lamp).name), ("Lamp", "Candeeiro"))
        self.assertEqual((lamp.shop_erp_description, self.row.meta_title, self.row.slug),
                         ("<p>Brass</p>", "Buy lamps", "brass-lamp"))  # fmt: skip
        self.assertEqual((lamp.categ_id.name, lamp.country_of_origin.code), ("Lamps", "PT"))
        self.assertTrue(lamp.image_1920)
        self.shop.log.clear()
        self.sent("product")
        self.assertEqual(self.writes(), [])

    def test_only_what_odoo_changes_changes_there(self):
        self.in_portuguese(self.lamp).name = "Lanterna"
        self.row.meta_title = "All lamps"
        self.assertEqual(self.sent("product").changed, 1)
        values = self.row_of("LAMP")["values"]
        self.assertEqual((values["name"], values["meta_title"]), ({0: "Lamp", 2: "Lanterna"}, {0: "All lamps"}))
        self.assertEqual((values["url_key"], values["care"]), ({0: "brass-lamp"}, {0: "Wipe", 2: "Limpar"}))
        self.assertEqual([entry["label"] for entry in self.row_of("LAMP")["media"]], ["Front"])

    def test_a_picture_that_odoo_drops_goes(self):
        self.lamp.image_1920 = False
        self.sent("product")
        self.assertEqual(self.row_of("LAMP")["media"], [])

    def test_moved_renamed_and_placed_categories_go_out(self):
        row = self.env["shop_erp.binding.category"].search([("odoo_id", "=", self.lamp.categ_id.id)])
        light = self.env["product.category"].create({"name": "Light"})
        other = self.env["product.template"].create(
            {"name": "Bulb", "default_code": "BULB", "categ_id": light.id, "taxes_id": self.taxes[23].ids}
        )
        self.env["shop_erp.binding.product"]._put_online(self.backend, other, "on")
        self.sent("category")
        self.lamp.categ_id.write({"name": "Lights", "parent_id": light.id})
        row.write({"position": 4, "name": ""})
        self.in_portuguese(row).name = "Luzes"
        self.sent("category")
        there = self.shop.store.rows["category"][self.lamps["id"]]
        parent = self.shop.store.rows["category"][there["parent_id"]]
        self.assertEqual((there["values"]["name"], there["position"], parent["values"]["name"][0]),
                         ({0: "Lights", 2: "Luzes"}, 4, "Light"))  # fmt: skip
        self.shop.log.clear()
        self.sent("category")
        self.assertEqual(self.writes(), [])


@tagged("post_install", "-at_install")
class TestMagento2Pictures(PicturesToShop, Magento2Shop, PictureCase):
    """Promises of every shop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connect_magento2()

    def send(self):
        return PictureCase.send(self)

    def uploads(self):
        """How many pictures were sent since somebody asked."""
        count = len([call for call in self.shop.log if call.method == "POST" and "/media" in call.path])
        self.shop.log.clear()
        return count

    def shown(self):
        """The legends of the lamp's pictures in the shop, in order."""
        media = self.row_of("LAMP")["media"]
        return [entry["label"] for entry in sorted(media, key=lambda one: one["position"])]
