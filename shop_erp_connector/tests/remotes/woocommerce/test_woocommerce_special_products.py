"""Groups, the shop's own fields, and what it has no place for: kept where it can be, said where it cannot."""

from dataclasses import replace
from datetime import date

from ....remotes.documents import AttributeValue, Component, FieldValue, Variant
from ... import make
from .woocommerce_case import WooCommerceCase, dec


def product(**fields):
    """A product without taxes."""
    return make.product(**{"id": "", "code": "NEW", "variants": (), "tax_ids": (), **fields})


def field(code, text):
    """A value of a custom field."""
    return FieldValue(code=code, value={"": text})


class TestGroups(WooCommerceCase):
    def fill(self):
        self.parts = [self.shop.add_product(code, "1.00") for code in ("A", "B", "C")]
        ids = [row["id"] for row in self.parts[:2]]
        self.group = self.shop.products.create({"name": "Set", "type": "grouped", "grouped_products": ids})

    def listed(self, *components):
        return product(id=str(self.group["id"]), code="SET", price=None, components=components)

    def test_parts_follow_ours_by_id_and_by_code(self):
        _first, second, third = (row["id"] for row in self.parts)
        self.push("product", self.listed(Component(code="C"), Component(product_id=str(second))))
        self.assertEqual(self.group["grouped_products"], [third, second])
        self.shop.log.clear()
        self.push("product", self.listed(Component(code="C"), Component(product_id=str(second))))
        self.assertEqual(self.group["grouped_products"], [third, second])

    def test_a_group_counts_nothing_and_lists_whole_products(self):
        twice = self.listed(Component(code="A", quantity=dec(2)))
        self.assertIn("each product once", str(self.refusal("product", twice)))
        self.assertIn("no product Z", str(self.refusal("product", self.listed(Component(code="Z")))))

    def test_a_new_pack_is_refused_and_the_parts_of_another_product_are_not_told(self):
        error = self.refusal("product", product(components=(Component(code="A"),)))
        self.assertIn("has no packs", str(error))
        id = str(self.parts[2]["id"])
        (result,) = self.push("product", product(id=id, code="C", components=(Component(code="A"),)))
        self.assertEqual(result.warning, "The shop's product is no group: what is in it is not told there.")


class TestOwnFields(WooCommerceCase):
    def fill(self):
        self.shop.terms.create("shipping_classes", {"name": "Bulky goods"})

    def row(self):
        return self.shop.only("products", sku="NEW")

    def test_they_are_custom_fields_both_ways(self):
        values = {"catalog_visibility": "hidden", "featured": "1", "purchase_note": "Thanks", "sold_individually": "0"}
        told = [field(code, text) for code, text in {**values, "shipping_class": "bulky GOODS"}.items()]
        (result,) = self.push("product", product(fields=tuple(told)))
        row = self.row()
        self.assertEqual((row["catalog_visibility"], row["shipping_class"]), ("hidden", "bulky-goods"))
        self.assertEqual((row["featured"], row["sold_individually"], row["purchase_note"]), (True, False, "Thanks"))
        self.assertEqual(row["meta_data"], [])
        self.assertEqual(
            {one.code: one.value[""] for one in self.only("product", result.id).fields},
            {"catalog_visibility": "hidden", "featured": "1", "shipping_class": "bulky-goods",
             "purchase_note": "Thanks"},
        )  # fmt: skip

    def test_emptied_they_are_as_in_a_new_product(self):
        self.push("product", product(fields=(field("catalog_visibility", "hidden"), field("featured", "yes"))))
        id = str(self.row()["id"])
        self.push("product", product(id=id, fields=(field("catalog_visibility", ""), field("featured", ""))))
        self.assertEqual((self.row()["catalog_visibility"], self.row()["featured"]), ("visible", False))
        self.assertEqual(self.only("product", id).fields, ())

    def test_what_the_shop_does_not_know_is_refused(self):
        for code, text in (("catalog_visibility", "secret"), ("featured", "perhaps"), ("shipping_class", "air")):
            error = self.refusal("product", product(fields=(field(code, text),)))
            self.assertIn(repr(text), str(error))
            self.assertEqual(error.field, "fields")


class TestFeatures(WooCommerceCase):
    def attributes(self):
        row = self.shop.only("products", sku="NEW")
        named = {one["id"]: one["name"] for one in self.shop.rows("attributes")}
        return {named.get(one["id"], one["name"]): one["options"] for one in row["attributes"]}

    def test_global_attributes_are_made_when_the_shop_lacks_them(self):
        fabric = FieldValue(code="pa_fabric", name="Fabric", value={"": "Cotton, Wool"})
        (result,) = self.push("product", product(fields=(fabric, field("pa_care-note", "Cold"))))
        self.assertEqual([(one["name"], one["slug"]) for one in self.shop.rows("attributes")],
                         [("Fabric", "pa_fabric"), ("Care note", "pa_care-note")])  # fmt: skip
        self.assertEqual(self.attributes(), {"Fabric": ["Cotton", "Wool"], "Care note": ["Cold"]})
        found = {one.code: one.value[""] for one in self.only("product", result.id).fields}
        self.assertEqual(found, {"pa_fabric": "Cotton, Wool", "pa_care-note": "Cold"})
        self.push("product", product(id=result.id, fields=(field("pa_fabric", "Silk"),)))
        self.assertEqual(self.attributes()["Fabric"], ["Silk"])
        self.assertEqual(len(self.shop.rows("attributes")), 2)

    def test_one_that_cannot_be_made_is_its_products_own_matter(self):
        codes = (f"pa_{'x' * 29}", "pa_Fabric", "pa_fabric")
        documents = [product(code=code, fields=(field(code, "Silk"),)) for code in codes]
        *errors, fine = (result.error for result in self.remote.push("product", documents))
        self.assertEqual([(error.field, error.message.split()[0]) for error in errors],
                         [("fields", code) for code in codes[:2]])  # fmt: skip
        self.assertIsNone(fine)
        self.assertEqual([one["slug"] for one in self.shop.rows("attributes")], ["pa_fabric"])

    def test_attributes_keep_their_places_and_new_ones_stand_behind_them(self):
        first, second = (self.shop.add_attribute(name, [name]) for name in ("Fabric", "Care"))
        attributes = [{"id": one["id"], "options": ["x"], "position": 7 - place, "visible": True}
                      for place, one in enumerate((first, second))]  # fmt: skip
        row = self.shop.add_product("NEW", "1.00", attributes=attributes)
        self.push("product", product(id=str(row["id"]), fields=(field("pa_fabric", "Silk"), field("pa_origin", "PT"))))
        places = {one["name"]: one["position"] for one in self.shop.only("products", sku="NEW")["attributes"]}
        self.assertEqual(places, {"Fabric": 7, "Care": 6, "Origin": 8})

    def test_an_attribute_of_the_product_alone_stays_one(self):
        own = {"name": "Finish", "options": ["Matt"], "visible": True, "variation": False}
        row = self.shop.add_product("NEW", "1.00", attributes=[own])
        (finish,) = self.only("product", row["id"]).fields
        self.assertEqual((finish.name, finish.value), ("Finish", {"": "Matt"}))
        self.push("product", product(id=str(row["id"]), fields=(field(finish.code, "Glossy"),)))
        self.assertEqual(self.attributes(), {"Finish": ["Glossy"]})
        self.assertEqual(self.shop.only("products", sku="NEW")["meta_data"], [])

    def test_what_tells_variants_apart_is_no_custom_field(self):
        size = self.shop.add_attribute("Size", ["S", "L"])
        shirt = self.shop.add_variable("SHIRT", [(size, ["S", "L"])])
        self.shop.add_variation(shirt, "SHIRT-S", "1.00", ["S"])
        document = self.only("product", shirt["id"])
        error = self.refusal("product", replace(document, fields=(field("pa_size", "S"),)))
        self.assertIn("pa_size tells the product's variants apart", str(error))


class TestBeside(WooCommerceCase):
    def fill(self):
        self.bulb, self.lamp = (self.shop.add_product(code, "1.00")["id"] for code in ("BULB", "LAMP"))
        self.plain = self.shop.products.create({"name": "Without reference", "type": "simple"})["id"]
        lists = {name: [self.bulb, self.plain] for name in ("upsell_ids", "cross_sell_ids")}
        self.row = self.shop.add_product("NEW", "1.00", **lists)

    def listed(self):
        return [set(self.row[name]) for name in ("upsell_ids", "cross_sell_ids")]

    def test_a_product_without_a_reference_stays_where_it_was(self):
        id = str(self.row["id"])
        self.assertEqual(self.only("product", id).related_codes, ("BULB",))
        self.push("product", product(id=id, related_codes=("LAMP",), emptied=("accessory_codes",)))
        self.assertEqual(self.listed(), [{self.lamp, self.plain}, {self.plain}])

    def test_what_is_not_told_stays(self):
        self.push("product", product(id=str(self.row["id"])))
        self.assertEqual(self.listed(), [{self.bulb, self.plain}, {self.bulb, self.plain}])


class TestRenamedAttributes(WooCommerceCase):
    def test_one_whose_code_is_taken_is_refused_by_its_name_there(self):
        self.shop.add_attribute("Size", ["S"])["name"] = "Talla"
        size = AttributeValue(attribute="Size", value="S")
        forms = (Variant(code="NEW-S", attributes=(size,)),)
        first, second = self.remote.push("product", [product(variants=forms), product(code="FINE")])
        self.assertEqual((first.error.field, "pa_size Talla" in str(first.error)), ("variants", True))
        self.assertIsNone(second.error)


class TestUnsaid(WooCommerceCase):
    def test_products_that_the_shop_does_not_have(self):
        self.shop.add_product("BULB", "1.00")
        (result,) = self.push("product", product(related_codes=("BULB", "GONE"), accessory_codes=("LOST",)))
        self.assertEqual(result.warning, "The shop has no product GONE, LOST to show beside this one.")

    def test_what_only_plugins_keep(self):
        facts = {"minimum_quantity": dec(2), "available_on": date(2027, 1, 1), "payment_codes": ("bacs",)}
        (result,) = self.push("product", product(**facts))
        self.assertEqual(
            result.warning,
            "WooCommerce itself keeps no minimum quantity and no date of availability and no payment methods of a"
            " product: a custom field can hold it.",
        )
        (result,) = self.push("product", product(id=result.id, minimum_quantity=dec(1)))
        self.assertEqual(result.warning, "")


class TestBrands(WooCommerceCase):
    def test_one_is_made_exchanged_and_taken_away(self):
        (result,) = self.push("product", product(brand="Lumen"))
        self.assertEqual(self.only("product", result.id).brand, "Lumen")
        self.push("product", product(id=result.id, brand="Luz"))
        self.assertEqual(self.only("product", result.id).brand, "Luz")
        self.push("product", product(id=result.id))
        self.assertEqual(self.only("product", result.id).brand, "Luz", "not told is not emptied")
        self.push("product", product(id=result.id, emptied=("brand",)))
        self.assertEqual(self.only("product", result.id).brand, "")


class TestBrandsOfAnOldShop(WooCommerceCase):
    options = {"version": "9.5.0"}

    def test_the_product_goes_and_the_brand_is_said(self):
        (result,) = self.push("product", product(brand="Lumen"))
        self.assertEqual(result.warning, "The shop's WooCommerce has no brands: they come with 9.6.")
        self.assertEqual(result.id, str(self.shop.only("products", sku="NEW")["id"]))
