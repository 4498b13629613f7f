"""Magento 2: attributes that tell variants apart, made where they are missing, and the sets that hold them."""

from dataclasses import replace
from decimal import Decimal

from ....remotes.documents import AttributeValue, FieldValue, Product, Variant
from ....remotes.errors import Rejected
from ... import make
from .magento2_case import Magento2Case


def shirt(*pairs, **fields):
    """Return a shirt in (colour, size) pairs."""
    variants = tuple(
        Variant(
            code=f"SHIRT-{colour}-{size}",
            attributes=(AttributeValue(attribute="Color", value=colour), AttributeValue(attribute="Größe", value=size)),
        )
        for colour, size in pairs
    )
    defaults = {"code": "SHIRT", "name": {"en_US": "Shirt"}, "price": Decimal(15), "tax_ids": ("DE-19",)}
    return Product(variants=variants, **defaults | fields)


class TestAttributes(Magento2Case):
    def attribute(self, code):
        """Return an attribute of the shop, None for none."""
        return next(iter(self.shop.store.find("attribute", attribute_code=code)), None)

    def value(self, sku, code):
        """Return an attribute's value in the scope of all store views."""
        return self.shop.store.product(sku)["values"].get(code, {}).get(0)

    def made(self):
        """Return the calls that made something but products."""
        return [call.kind for call in self.shop.log if call.method == "POST" and call.kind != "products"]

    def test_a_missing_attribute_is_made_with_its_values_and_put_into_the_set(self):
        (result,) = self.pushed("product", shirt(("Red", "S"), ("Red", "L")))
        size = self.attribute("grosse")
        told = (size["default_frontend_label"], size["frontend_input"], size["scope"], size["sets"])
        self.assertEqual(told, ("Größe", "select", "global", [4]))
        self.assertEqual([option["label"] for option in size["options"]], ["S", "L"])
        self.assertEqual(self.value("SHIRT-Red-L", "grosse"), size["options"][1]["value"])
        parent = self.shop.store.product("SHIRT")
        ids = [option["attribute_id"] for option in parent["configurable_options"]]
        self.assertEqual(ids, ["93", str(size["attribute_id"])])
        self.assertEqual((len(parent["configurable_links"]), result.warning), (2, ""))
        (read,) = [one for one in self.documents("product") if one.code == "SHIRT"]
        self.assertEqual([one.text for one in read.variants[1].attributes], ["Color=Red", "Größe=L"])

    def test_it_is_made_once(self):
        self.pushed("product", shirt(("Red", "S"), ("Red", "L")))
        self.shop.log.clear()
        self.pushed("product", shirt(("Red", "S"), ("Red", "L")))
        self.remote = self.opened()
        self.pushed("product", shirt(("Red", "S"), ("Red", "L"), code="OTHER"))
        self.assertEqual(self.made(), [])
        self.assertEqual(self.shop.log.count(kind="products/attribute-sets/attributes"), 0)

    def test_one_that_another_worker_made_is_taken(self):
        self.remote.lookups("attribute")
        self.shop.add_attribute("grosse", "Größe")
        self.pushed("product", shirt(("Red", "S"), ("Red", "L")))
        self.assertEqual(len(self.shop.store.find("attribute", default_frontend_label="Größe")), 1)

    def test_one_that_is_in_no_set_is_put_into_it(self):
        self.shop.add_attribute("size", "Größe", sets=())
        self.pushed("product", shirt(("Red", "S"), ("Red", "L")))
        self.assertEqual(self.attribute("size")["sets"], [4])
        self.assertTrue(self.value("SHIRT-Red-S", "size"))

    def test_a_label_without_letters_gets_a_code_of_its_own(self):
        first, second = shirt(("Red", "S"), ("Red", "L")).variants
        variants = tuple(
            replace(one, attributes=(AttributeValue(attribute="尺码", value=size),))
            for one, size in ((first, "S"), (second, "L"))
        )
        self.pushed("product", replace(shirt(("Red", "S")), variants=variants))
        (row,) = self.shop.store.find("attribute", default_frontend_label="尺码")
        self.assertRegex(row["attribute_code"], r"^attribute_[0-9a-f]{8}$")

    def test_what_cannot_be_used_is_refused_and_nothing_is_made(self):
        self.shop.add_attribute("grosse", "Weite", kind="text")
        error = self.refusal("product", shirt(("Red", "S"), ("Red", "L")))
        self.assertEqual((type(error), error.field), (Rejected, "variants"))
        self.assertIn("The shop's attribute grosse has no list of values", str(error))
        for code in ("size_a", "size_b"):
            self.shop.add_attribute(code, "Größe")
        self.remote.check()
        self.assertIn(
            "several attributes called Größe: size_a, size_b", str(self.refusal("product", shirt(("R", "S"))))
        )
        bad = shirt(("Red", "S"), ("Red", "s"))
        self.assertIn("Two variants are red, s", str(self.refusal("product", bad)))
        self.assertEqual(self.made(), [])

    def test_what_a_product_that_fails_has_lost_is_not_told_of_the_next_one(self):
        self.shop.add_attribute("material", "Material", kind="text", sets=())
        bad = shirt(("Red", "S"), ("Blue", "S"), fields=(FieldValue(code="material", value={"": "Steel"}),))
        bad = replace(bad, variants=(bad.variants[0], replace(bad.variants[1], code="X" * 65)))
        lamp = make.product(id="", code="LAMP", name={"en_US": "Lamp"}, tax_ids=(), variants=())
        first, second = self.remote.push("product", [bad, lamp])
        self.assertIn("SKUs of up to 64", str(first.error))
        self.assertEqual((second.error, second.warning), (None, ""))

    def test_a_value_that_the_shop_leaves_out_is_told(self):
        self.shop.add_attribute("material", "Material", kind="text", sets=())
        field = FieldValue(code="material", value={"": "Steel"})
        lamp = make.product(id="", code="LAMP", name={"en_US": "Lamp"}, tax_ids=(), variants=(), fields=(field,))
        (result,) = self.pushed("product", lamp)
        self.assertEqual(
            result.warning,
            "The shop keeps no value of material: the product's attribute set has no such attribute.",
        )
        self.shop.store.find("attribute", attribute_code="material")[0]["sets"] = [4]
        (again,) = self.pushed("product", lamp)
        self.assertEqual((again.warning, self.value("LAMP", "material")), ("", "Steel"))

    def test_an_attribute_that_was_added_since_the_list_was_read_is_found(self):
        self.remote.check()
        self.documents("product")
        self.remote.lookups("attribute")
        self.shop.add_attribute("grade", "Grade", kind="text")
        field = FieldValue(code="grade", value={"": "A"})
        lamp = make.product(id="", code="LAMP", name={"en_US": "Lamp"}, tax_ids=(), variants=(), fields=(field,))
        self.assertIn("no attribute grade", str(self.refusal("product", lamp)))
        with self.memory.locked("code_lists") as kept:
            kept["attribute"]["read_at"] -= 11
        self.remote = self.opened()
        self.pushed("product", lamp)
        self.assertEqual(self.value("LAMP", "grade"), "A")

    def test_values_that_were_added_since_the_list_was_read_are_told_by_their_names(self):
        """The list is read once more for them, and for one that the shop has lost no second time."""
        self.shop.add_attribute("material", "Material")
        row = self.shop.add_product("LAMP", material=self.shop.add_option("Brass", attribute="material"))
        self.documents("product")
        steel, luz = (
            self.shop.add_option("Steel", attribute="material"),
            self.shop.add_option("Luz", attribute="manufacturer"),
        )
        row["values"] |= {"material": {0: steel}, "manufacturer": {0: luz}}
        self.shop.log.clear()
        product = self.only("product")
        self.assertEqual(([one.value for one in product.fields], product.brand), ([{"": "Steel"}], "Luz"))
        self.assertEqual(self.shop.log.count(kind="products/attributes"), 1)
        row["values"]["material"] = {0: "999"}
        for _time in range(2):
            self.assertEqual([one.value for one in self.only("product").fields], [{"": "999"}])
        self.assertEqual(self.shop.log.count(kind="products/attributes"), 2)

    def test_texts_of_the_merchants_own_go_into_their_store_view_and_come_back(self):
        self.shop.add_store("pt", "pt_PT")
        self.remote = self.opened(store_views="default,pt")
        self.shop.add_attribute("care", "Care", kind="textarea", scope="store")
        self.shop.add_attribute("grade", "Grade", kind="text")
        fields = (
            FieldValue(code="care", value={"en_US": "Wipe", "pt_PT": "Limpar"}),
            FieldValue(code="grade", value={"en_US": "A", "pt_PT": "B"}),
        )
        lamp = make.product(id="", code="LAMP", name={"en_US": "Lamp"}, tax_ids=(), variants=(), fields=fields)
        self.pushed("product", lamp)
        values = self.shop.store.product("LAMP")["values"]
        self.assertEqual((values["care"], values["grade"]), ({0: "Wipe", 2: "Limpar"}, {0: "A"}))
        read = {one.code: one.value for one in self.only("product").fields}
        self.assertEqual(read, {"care": {"en_US": "Wipe", "pt_PT": "Limpar"}, "grade": {"": "A"}})


class TestFieldsOfCustomers(Magento2Case):
    def setUp(self):
        super().setUp()
        self.shop.add_customer_attribute("job", "Job")
        self.shop.add_customer_attribute("size", "Size", options=("Small", "Large"))
        self.row = self.shop.add_customer("ana@mail.test")

    def ana(self, **values):
        """Return the customer with values of her own fields."""
        fields = tuple(FieldValue(code=code, value={"": text}) for code, text in values.items())
        return make.customer(id=str(self.row["id"]), email="ana@mail.test", billing=None, fields=fields)

    def own(self):
        """Return the custom attributes in the shop."""
        return {one["attribute_code"]: one["value"] for one in self.row["custom_attributes"]}

    def test_they_go_out_once_and_come_back_by_their_labels(self):
        self.pushed("customer", self.ana(job="Baker", size="large"))
        self.assertEqual(self.own(), {"job": "Baker", "size": "5"})
        self.shop.log.clear()
        (again,) = self.pushed("customer", self.ana(job="Baker", size="Large"))
        self.assertEqual((again.unchanged, self.shop.log.count("PUT")), (True, 0))
        read = {one.code: (one.name, one.value) for one in self.only("customer").fields}
        self.assertEqual(read, {"job": ("Job", {"": "Baker"}), "size": ("Size", {"": "Large"})})

    def test_one_that_is_not_told_stays_and_an_empty_one_goes(self):
        self.pushed("customer", self.ana(job="Baker", size="Small"))
        self.pushed("customer", self.ana(job=""))
        self.assertEqual(self.own(), {"size": "4"})

    def test_nobody_is_asked_about_fields_that_nobody_has(self):
        self.documents("customer")
        self.pushed("customer", self.ana())
        self.assertEqual(self.shop.log.count(kind="attributeMetadata/customer"), 0)

    def test_what_the_shop_does_not_have_is_refused(self):
        for values, words in (
            ({"shoe": "42"}, "The shop's customers have no field shoe."),
            ({"size": "Huge"}, "Huge cannot be chosen for size"),
        ):
            error = self.refusal("customer", self.ana(**values))
            self.assertEqual(error.field, "fields")
            self.assertIn(words, str(error))
