"""Both sides changed a part of a product that is no field of it: asked with three values, kept one by one."""

from datetime import timedelta

from odoo.tests import tagged

from .both_changed_case import BothChangedCase


@tagged("post_install", "-at_install")
class TestTranslations(BothChangedCase):
    def in_portuguese(self):
        return self.lamp.with_context(lang="pt_PT")

    def test_a_translation_that_both_changed_is_a_question(self):
        self.in_portuguese().name = "Candeeiro"
        self.change_there("products", self.there, name={2: "Lanterna"})
        self.come_in()
        self.assertEqual(self.asked(self.lamp_row), {"Name (Portuguese)": ("Lamp", "Candeeiro", "Lanterna")})
        self.choose(self.lamp_row, name="odoo")
        self.assertEqual(self.in_portuguese().name, "Candeeiro")
        self.assertEqual(self.read_there("products", self.there)["name"], {1: "Lamp", 2: "Candeeiro"})
        self.assert_calm()

    def test_the_shops_translation_is_taken_when_it_is_chosen(self):
        self.in_portuguese().name = "Candeeiro"
        self.change_there("products", self.there, name={2: "Lanterna"})
        self.go_out()
        self.choose(self.lamp_row, name="remote")
        self.assertEqual((self.lamp.name, self.in_portuguese().name), ("Lamp", "Lanterna"))
        self.assertEqual(self.read_there("products", self.there)["name"], {1: "Lamp", 2: "Lanterna"})
        self.assert_calm()

    def test_each_side_changed_another_language(self):
        self.in_portuguese().name = "Candeeiro"
        self.change_there("products", self.there, name={1: "Brass lamp"})
        self.go_out()
        self.assertEqual((self.lamp.name, self.in_portuguese().name), ("Brass lamp", "Candeeiro"))
        self.assertEqual(self.read_there("products", self.there)["name"], {1: "Brass lamp", 2: "Candeeiro"})
        self.assert_calm()

    def test_both_changed_it_to_the_same(self):
        self.in_portuguese().name = "Candeeiro"
        self.change_there("products", self.there, name={2: "Candeeiro"})
        self.assertEqual(self.come_in().held, 0)
        self.assert_calm()

    def test_the_listings_own_text_in_two_languages(self):
        portuguese = self.lamp_row.with_context(lang="pt_PT")
        self.lamp_row.meta_title = "Lamp of brass"
        portuguese.meta_title = "De latão"
        self.change_there("products", self.there, meta_title={1: "", 2: "Latão"}, slug={1: "new"})
        self.come_in()
        self.assertEqual(
            self.asked(self.lamp_row), {"Title for search engines (Portuguese)": ("", "De latão", "Latão")}
        )
        self.choose(self.lamp_row, meta_title="remote")
        self.assertEqual((self.lamp_row.meta_title, portuguese.meta_title), ("Lamp of brass", "Latão"))
        self.assertEqual(self.read_there("products", self.there)["meta_title"], {1: "Lamp of brass", 2: "Latão"})
        self.assert_calm()


@tagged("post_install", "-at_install")
class TestVariants(BothChangedCase):
    def combinations(self, field):
        return tuple(self.read_there("combinations", row)[field] for row in (self.small, self.medium))

    def test_a_barcode_that_both_changed_is_a_question(self):
        self.form("SHIRT-M").barcode = "2000000000039"
        self.change_there("combinations", self.medium, self.shirt_there, ean13="2000000000046")
        self.come_in()
        self.assertEqual(
            self.asked(self.shirt_row),
            {"Variant SHIRT-M: barcode": ("2000000000022", "2000000000039", "2000000000046")},
        )
        self.assertIn("Variant SHIRT-M: barcode", self.shirt_row.reason)
        self.choose(self.shirt_row, barcode="odoo")
        self.assertEqual(self.form("SHIRT-M").barcode, "2000000000039")
        self.assertEqual(self.combinations("ean13"), ("2000000000015", "2000000000039"))
        self.assert_calm()

    def test_one_of_each_is_kept(self):
        self.form("SHIRT-M").write({"barcode": "2000000000039", "default_code": "SHIRT-MED"})
        self.change_there("combinations", self.medium, self.shirt_there, ean13="2000000000046", reference="SHIRT-MM")
        self.go_out()
        self.choose(self.shirt_row, barcode="remote", code="odoo")
        medium = self.form("SHIRT-MED")
        self.assertEqual(medium.barcode, "2000000000046")
        self.assertEqual(self.combinations("reference"), ("SHIRT-S", "SHIRT-MED"))
        self.assertEqual(self.combinations("ean13"), ("2000000000015", "2000000000046"))
        self.assert_calm()

    def test_each_side_changed_another_variant(self):
        self.form("SHIRT-S").barcode = "2000000000039"
        self.change_there("combinations", self.medium, self.shirt_there, ean13="2000000000046")
        self.go_out()
        self.assertEqual(
            (self.form("SHIRT-S").barcode, self.form("SHIRT-M").barcode), ("2000000000039", "2000000000046")
        )
        self.assertEqual(self.combinations("ean13"), ("2000000000039", "2000000000046"))
        self.assert_calm()

    def test_each_side_added_a_variant(self):
        line = self.shirt.attribute_line_ids
        large = self.env["product.attribute.value"].create({"name": "L", "attribute_id": line.attribute_id.id})
        line.value_ids |= large
        self.shirt.product_variant_ids.filtered(lambda one: not one.default_code).default_code = "SHIRT-L"
        tiny = self.extra_value("XS")
        self.shop.clock.advance(3600)
        self.shop.add_combination(self.shirt_there["id"], "SHIRT-XS", values=[tiny])
        self.shop.edit("products", self.shirt_there["id"])
        self.go_out()
        self.assertEqual(self.shirt_row.state, "done", self.shirt_row.reason)
        self.assertEqual(
            sorted(self.shirt.product_variant_ids.mapped("default_code")), ["SHIRT-L", "SHIRT-M", "SHIRT-S", "SHIRT-XS"]
        )
        there = self.shop.rows("combinations", id_product=self.shirt_there["id"])
        self.assertEqual(sorted(row["reference"] for row in there), ["SHIRT-L", "SHIRT-M", "SHIRT-S", "SHIRT-XS"])

    def extra_value(self, name):
        option = self.shop.rows("product_options")[-1]
        return self.shop.store.insert("product_option_values", {"id_attribute_group": option["id"], "name": name})

    def test_an_extra_price_that_both_changed_is_a_question(self):
        self.form("SHIRT-M").shop_erp_price_extra += 1
        self.change_there("combinations", self.medium, self.shirt_there, price="2.50")
        self.come_in()
        self.assertEqual(self.asked(self.shirt_row), {"Variant SHIRT-M: extra price": ("2.00", "3.00", "2.50")})
        self.choose(self.shirt_row, price_extra="odoo")
        self.assertEqual(self.form("SHIRT-M").price_extra, 3.0)
        self.assertEqual(self.combinations("price"), ("0.000000", "3.000000"))
        self.assert_calm()

    def test_an_extra_price_here_and_a_barcode_there_meet(self):
        self.form("SHIRT-M").shop_erp_price_extra += 1
        self.change_there("combinations", self.medium, self.shirt_there, ean13="2000000000046")
        self.go_out()
        self.assertEqual((self.form("SHIRT-M").price_extra, self.form("SHIRT-M").barcode), (3.0, "2000000000046"))
        self.assertEqual(self.combinations("price"), ("0.000000", "3.000000"))
        self.assertEqual(self.combinations("ean13"), ("2000000000015", "2000000000046"))
        self.assert_calm()

    def test_an_extra_price_alone_is_sent(self):
        self.form("SHIRT-M").shop_erp_price_extra += 1
        self.go_out()
        self.assertEqual(self.combinations("price"), ("0.000000", "3.000000"))
        self.assert_calm()


@tagged("post_install", "-at_install")
class TestNewest(BothChangedCase):
    owner = "newest"

    def change_both(self, later_there):
        moment = self.shop.clock.now()
        self.form("SHIRT-M").barcode = "2000000000039"
        self.form("SHIRT-S").barcode = "2000000000053"
        self.env.flush_all()
        self.shop.clock.run(moment + timedelta(days=1 if later_there else -1))
        self.shop.edit("combinations", self.medium["id"], ean13="2000000000046")
        self.shop.edit("products", self.shirt_there["id"])
        self.shop.clock.run(moment + timedelta(days=2))

    def barcodes(self):
        there = tuple(self.read_there("combinations", row)["ean13"] for row in (self.small, self.medium))
        return (self.form("SHIRT-S").barcode, self.form("SHIRT-M").barcode), there

    def test_the_shop_was_later_and_what_only_odoo_changed_stays(self):
        self.change_both(later_there=True)
        self.go_out()
        self.assertEqual(self.barcodes(), (("2000000000053", "2000000000046"),) * 2)
        self.assert_calm()

    def test_odoo_was_later(self):
        self.change_both(later_there=False)
        self.go_out()
        self.assertEqual(self.barcodes(), (("2000000000053", "2000000000039"),) * 2)
        self.assert_calm()


@tagged("post_install", "-at_install")
class TestOdooOwns(BothChangedCase):
    owner = "odoo"

    def test_what_the_shop_changed_is_put_right_there(self):
        self.change_there("combinations", self.medium, self.shirt_there, ean13="2000000000046", price="9.00")
        self.change_there("products", self.there, name={2: "Lanterna"}, meta_title={1: "Shop title"})
        run = self.come_in()
        self.assertEqual((run.held, run.failed), (0, 0), run.errors)
        self.assertEqual((self.form("SHIRT-M").barcode, self.form("SHIRT-M").price_extra), ("2000000000022", 2.0))
        self.assertEqual(self.lamp.with_context(lang="pt_PT").name, "Lamp")
        self.go_out()
        medium, lamp = self.read_there("combinations", self.medium), self.read_there("products", self.there)
        self.assertEqual((medium["ean13"], medium["price"]), ("2000000000022", "2.000000"))
        self.assertEqual(lamp["name"], {1: "Lamp", 2: "Lamp"})
        self.assert_calm()


@tagged("post_install", "-at_install")
class TestTheShopOwns(BothChangedCase):
    owner = "remote"

    def test_what_odoo_changed_is_not_sent_and_the_shops_is_taken(self):
        self.form("SHIRT-S").barcode = "2000000000039"
        self.lamp.with_context(lang="pt_PT").name = "Candeeiro"
        self.shop.log.clear()
        self.go_out()
        self.assertEqual(self.writes(), [])
        self.change_there("combinations", self.small, self.shirt_there, ean13="2000000000046")
        self.change_there("products", self.there, name={2: "Lanterna"})
        self.come_in()
        self.assertEqual(self.form("SHIRT-S").barcode, "2000000000046")
        self.assertEqual(self.lamp.with_context(lang="pt_PT").name, "Lanterna")
        self.assert_calm()


@tagged("post_install", "-at_install")
class TestCategoriesOfProducts(BothChangedCase):
    def test_each_side_put_it_into_another_category(self):
        garden, kitchen, cellar = (self.shop.add_category(name) for name in ("Garden", "Kitchen", "Cellar"))
        self.come_in("category")
        ids = [{"id": category["id"]} for category in (self.root_of(self.there), cellar)]
        self.change_there("products", self.there, categories=ids)
        self.come_in()
        self.assertEqual(self.lamp_row.category_ids.mapped("name"), ["Cellar"])
        self.lamp_row.category_ids = self.bound(kitchen["id"], "category").odoo_id
        ids = [{"id": category["id"]} for category in (self.root_of(self.there), cellar, garden)]
        self.change_there("products", self.there, categories=ids)
        self.go_out()
        self.assertEqual(self.lamp_row.state, "done", self.lamp_row.reason)
        self.assertEqual(sorted(self.lamp_row.category_ids.mapped("name")), ["Garden", "Kitchen"])
        there = {int(one["id"]) for one in self.read_there("products", self.there)["categories"]}
        self.assertEqual(there, {self.root_of(self.there)["id"], kitchen["id"], garden["id"]})
        self.assert_calm()

    def test_the_only_further_one_goes_there_while_odoo_changes_a_title(self):
        garden = self.shop.add_category("Garden")
        self.come_in("category")
        root = self.root_of(self.there)
        self.change_there("products", self.there, categories=[{"id": root["id"]}, {"id": garden["id"]}])
        self.come_in()
        self.assertEqual(self.lamp_row.category_ids.mapped("name"), ["Garden"])
        self.lamp_row.meta_title = "Lamp of brass"
        self.change_there("products", self.there, categories=[{"id": root["id"]}])
        self.come_in()
        self.go_out()
        self.assertFalse(self.lamp_row.category_ids)
        there = self.read_there("products", self.there)
        self.assertEqual([int(one["id"]) for one in there["categories"]], [root["id"]])
        self.assertEqual(there["meta_title"][1], "Lamp of brass")
        self.assert_calm()

    def root_of(self, product):
        return self.shop.row("categories", self.read_there("products", product)["id_category_default"])
