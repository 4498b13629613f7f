"""PrestaShop: all that a product says arrives and is read again: texts, brand, features, tags, packs, what sells it."""

from datetime import date
from decimal import Decimal

from ....remotes.documents import Category, Component, FieldValue, Product
from ....remotes.errors import NotFound, Rejected, Unavailable
from .prestashop_goods import GoodsCase, shirt, variant


def lamp(code="LAMP", **values):
    return Product(code=code, **{"name": {"en": "Lamp", "pt": "Candeeiro"}, **values})


#: What a product may say besides, as it is read again in every version.
FACTS = {
    "brand": "Lumen",
    "supplier_code": "SUP-1",
    "short_description": {"en": "<p>Short</p>", "pt": "<p>Curto</p>"},
    "description": {"en": "<p>A <b>lamp</b> for © & co</p>", "pt": "<p>Um candeeiro</p>"},
    "slug": {"en": "nice-lamp", "pt": "belo-candeeiro"},
    "meta_title": {"en": "Lamp; the best", "pt": "Candeeiro"},
    "meta_description": {"en": "A lamp", "pt": "Um"},
    "delivery_text": {"en": "In 3 days", "pt": "Em 3 dias"},
    "tags": ("light", "desk"),
    "width": Decimal("10.5"),
    "height": Decimal(20),
    "depth": Decimal("0.5"),
    "weight": Decimal("1.25"),
    "on_sale": True,
    "minimum_quantity": Decimal(3),
    "available_on": date(2026, 12, 24),
    "unit_price_unit": "per litre",
    "cost": Decimal("3.5"),
}


class Goods:
    def test_what_a_product_says_is_read_again(self):
        (result,) = self.pushed(lamp(**FACTS))
        found = self.found(result)
        self.assertEqual({name: getattr(found, name) for name in FACTS}, FACTS)
        self.shop.log.clear()
        (again,) = self.pushed(lamp(id=result.id, **FACTS))
        self.assertEqual((again.unchanged, self.writes()), (True, []))

    def test_a_change_touches_what_it_names_and_no_other_language(self):
        (result,) = self.pushed(lamp(**FACTS))
        (again,) = self.pushed(lamp(id=result.id, description={"en": "<p>New</p>"}, on_sale=False))
        self.assertFalse(again.unchanged)
        found = self.found(result)
        self.assertEqual(found.description, {"en": "<p>New</p>", "pt": "<p>Um candeeiro</p>"})
        kept = FACTS | {"description": found.description, "on_sale": False}
        self.assertEqual({name: getattr(found, name) for name in FACTS}, kept)

    def test_sizes_are_in_the_shops_units(self):
        self.shop.configure("PS_DIMENSION_UNIT", "in")
        self.shop.configure("PS_WEIGHT_UNIT", "g")
        (result,) = self.pushed(lamp(width=Decimal("2.54"), weight=Decimal("0.5")))
        (row,) = self.shop.rows("products")
        self.assertEqual((row["width"], row["weight"]), ("1.000000", "500.000000"))
        found = self.found(result)
        self.assertEqual((found.width, found.weight), (Decimal("2.54"), Decimal("0.5")))

    def test_what_is_in_a_unit_that_nobody_knows_is_not_told(self):
        (result,) = self.pushed(lamp(width=Decimal("2.54"), weight=Decimal("0.5")))
        self.shop.configure("PS_DIMENSION_UNIT", "span")
        self.shop.configure("PS_WEIGHT_UNIT", "stone")
        self.remote.check()  # reads the shop's settings anew
        found = self.found(result)
        self.assertEqual((found.width, found.weight, found.variants[0].weight), (None, None, None))
        self.assertLessEqual({"width", "height", "depth", "weight"}, {*found.untold})
        self.assertEqual(found.variants[0].untold, ("weight",))

    def test_a_slug_is_made_from_the_name_and_then_stays(self):
        name = {"en": "Große Lampe ©", "pt": "Candeeiro"}
        (result,) = self.pushed(lamp(name=name), lamp("OTHER", name={"en": "灯"}))[:1]
        self.assertEqual(self.found(result).slug, {"en": "grosse-lampe", "pt": "candeeiro"})
        (other,) = self.documents("product", ids=[str(self.shop.rows("products")[1]["id"])])
        self.assertEqual(other.slug["en"], "other")
        self.pushed(lamp(id=result.id, name={"en": "Small lamp"}))
        self.assertEqual(self.found(result).slug["en"], "grosse-lampe")
        self.pushed(lamp(id=result.id, slug={"en": "Small lamp!"}))
        self.assertEqual(self.found(result).slug, {"en": "small-lamp", "pt": "candeeiro"})

    def test_brands_are_made_once_and_found_again(self):
        self.shop.store.insert("manufacturers", {"name": "LUMEN", "active": 1})
        self.pushed(lamp("A", brand="Lumen"), lamp("B", brand="Nova"), lamp("C", brand="nova "))
        self.assertEqual([row["name"] for row in self.shop.rows("manufacturers")], ["LUMEN", "Nova"])

    def test_a_name_that_is_refused_fails_its_products_alone(self):
        self.shop.permissions["manufacturers"] = {"GET"}
        results = self.remote.push("product", [lamp("A", brand="Lumen"), lamp("B")])
        self.assertEqual([result.error is None for result in results], [False, True])
        self.assertEqual([row["reference"] for row in self.shop.rows("products")], ["B"])

    def test_features_are_made_and_those_of_the_shop_stay(self):
        own = self.shop.store.insert("product_features", {"name": "Paper type"})
        value = self.shop.store.insert(
            "product_feature_values", {"id_feature": own["id"], "value": "Ruled", "custom": 1}
        )
        row = {"id": str(own["id"]), "id_feature_value": str(value["id"])}
        product = self.shop.add_product("LAMP", "10", product_features=[row])
        cotton = FieldValue(name="Material", value={"en": "Cotton", "pt": "Algodão"})
        (result,) = self.pushed(lamp(fields=(cotton,)))
        self.assertEqual(result.id, str(product["id"]))
        found = self.found(result).fields
        self.assertEqual(
            [(field.name, field.value) for field in found],
            [("Paper type", {"en": "Ruled", "pt": "Ruled"}), ("Material", {"en": "Cotton", "pt": "Algodão"})],
        )
        self.assertEqual([field.code for field in found], ["Paper type", "Material"])
        self.assertEqual([entry.id for entry in self.remote.lookups("field")], ["Paper type", "Material"])
        self.shop.log.clear()
        (again,) = self.pushed(lamp(id=result.id, fields=(found[1],)))
        self.assertTrue(again.unchanged)
        self.pushed(lamp(id=result.id, fields=(FieldValue(code=found[1].code),)))
        self.assertEqual([field.name for field in self.found(result).fields], ["Paper type"])

    def test_features_of_one_name_are_told_by_their_ids(self):
        first, second = (self.shop.store.insert("product_features", {"name": "Material"})["id"] for _time in "12")
        results = self.remote.push("product", [lamp(fields=(FieldValue(name="Material", value={"en": "Oak"}),))])
        self.assertEqual(results[0].error.field, "fields")
        self.assertIn(f"Material ({first}, {second})", results[0].error.message)
        (result,) = self.pushed(lamp(fields=(FieldValue(code=str(second), value={"en": "Oak"}),)))
        self.assertEqual([(one.code, one.name) for one in self.found(result).fields], [(str(second), "Material")])

    def test_a_key_without_rights_to_the_catalogue_lists_nothing_of_it(self):
        for resource in ("manufacturers", "product_options", "product_features"):
            self.shop.permissions[resource] = set()
        self.assertEqual([self.remote.lookups(name) for name in ("brand", "attribute", "field")], [[], [], []])

    def test_feature_values_are_shared_and_made_once(self):
        fields = [FieldValue(name="Material", value={"en": text}) for text in ("Oak", "oak", "Beech")]
        self.pushed(*(lamp(f"L{number}", fields=(field,)) for number, field in enumerate(fields)))
        self.pushed(lamp("L9", fields=(fields[2],)))
        self.assertEqual([row["value"][1] for row in self.shop.rows("product_feature_values")], ["Oak", "Beech"])
        self.assertEqual(len(self.shop.rows("product_features")), 1)

    def test_a_feature_that_the_shop_would_not_take_is_refused_by_field(self):
        wrong = FieldValue(name="Material", value={"en": "x" * 256})
        results = self.remote.push("product", [lamp("A", fields=(wrong,)), lamp("B")])
        self.assertEqual((results[0].error.field, results[1].error), ("fields", None))
        self.assertIn("256 characters", results[0].error.message)

    def test_a_lost_answer_about_features_is_repeated_without_second_ones(self):
        field = FieldValue(name="Material", value={"en": "Oak"})
        for kind in ("product_features", "product_feature_values"):
            self.shop.faults.cut_after_accepting(method="POST", kind=kind)
            (result,) = self.remote.push("product", [lamp(fields=(field,))])
            self.assertIsInstance(result.error, Unavailable)
        self.pushed(lamp(fields=(field,)))
        self.assertEqual(len(self.shop.rows("product_features")), 1)
        self.assertEqual(len(self.shop.rows("product_feature_values")), 1)

    def test_tags_of_other_languages_stay(self):
        tags = [{"id": str(self.shop.store.insert("tags", {"name": name, "id_lang": language})["id"])}
                for name, language in (("light", 1), ("luz", 2), ("old", 1))]  # fmt: skip
        product = self.shop.add_product("LAMP", "10", tags=tags)
        (result,) = self.pushed(lamp(tags=("light", "desk")))
        self.assertEqual(self.found(result).tags, ("light", "desk"))
        names = [self.shop.row("tags", int(one["id"]))["name"] for one in product["tags"]]
        self.assertEqual(names, ["luz", "light", "desk"])

    def test_accessories_are_known_by_code(self):
        bulb, nameless = self.shop.add_product("BULB", "2"), self.shop.add_product("", "1")
        self.shop.add_product("CABLE", "1")
        beside = [{"id": str(row["id"])} for row in (bulb, nameless)]
        product = self.shop.add_product("LAMP", "10", accessories=beside)
        wanted = lamp(accessory_codes=("CABLE", "NONE"), related_codes=("OTHER",))
        (result,) = self.pushed(wanted)
        self.assertEqual(result.id, str(product["id"]))
        self.assertEqual(self.found(result).accessory_codes, ("CABLE",))
        self.assertEqual(product["accessories"][0], {"id": str(nameless["id"])})
        self.assertIn("NONE", result.warning)
        self.assertIn("alternatives", result.warning)
        (again,) = self.pushed(lamp(id=result.id))
        self.assertEqual((again.unchanged, len(product["accessories"])), (True, 2))

    def test_references_are_those_of_the_products_supplier(self):
        supplier = self.shop.store.insert("suppliers", {"name": "Maker", "active": 1})["id"]
        product = self.shop.add_product("LAMP", "10", id_supplier=supplier)
        other = {"id_product": product["id"], "id_supplier": 9, "product_supplier_reference": "THEIRS"}
        self.shop.store.insert("product_suppliers", other)
        (result,) = self.pushed(lamp(supplier_code="M-1"))
        self.assertEqual(self.found(result).supplier_code, "M-1")
        self.pushed(lamp(supplier_code="M-2"))
        self.assertEqual(self.found(result).supplier_code, "M-2")
        rows = self.shop.rows("product_suppliers")
        self.assertEqual([row["product_supplier_reference"] for row in rows], ["THEIRS", "M-2"])
        variants = [variant("R", "Colour=red", supplier_code="M-R"), variant("B", "Colour=blue")]
        self.pushed(shirt("LAMP", variants=variants))
        self.assertEqual([one.supplier_code for one in self.found(result).variants], ["M-R", ""])
        self.shop.log.clear()
        (again,) = self.pushed(shirt("LAMP", variants=variants, supplier_code="M-2"))
        self.assertEqual((again.unchanged, self.writes()), (True, []))

    def test_several_categories_and_one_default(self):
        lamps, desks, offers = (self.added("category", name) for name in ("Lamps", "Desks", "Offers"))
        wanted = lamp(category_id=str(desks), category_ids=(str(lamps), str(desks)))
        (result,) = self.pushed(wanted)
        found = self.found(result)
        self.assertEqual((found.category_id, set(found.category_ids)), (str(desks), {str(lamps), str(desks)}))
        self.pushed(lamp(id=result.id, category_id=str(offers)))
        found = self.found(result)
        self.assertEqual(found.category_id, str(offers))
        self.assertEqual(set(found.category_ids), {str(lamps), str(desks), str(offers)})
        gone = (str(lamps), str(offers), "999")
        self.pushed(lamp(id=result.id, category_id=str(offers), removed_category_ids=gone))
        self.assertEqual(set(self.found(result).category_ids), {str(desks), str(offers)})

    def test_packs_hold_products_and_variants(self):
        bulb = self.shop.add_product("BULB", "2")
        (shirts,) = self.pushed(shirt())
        parts = (Component(code="BULB", quantity=Decimal(2)), Component(code="SHIRT-B"))
        (result,) = self.pushed(lamp("PACK", components=parts, price=Decimal(30)))
        found = self.found(result)
        self.assertEqual(
            [(part.product_id, part.variant_id, part.code, part.quantity) for part in found.components],
            [
                (str(bulb["id"]), f"{bulb['id']}-0", "BULB", Decimal(2)),
                (shirts.id, shirts.part_ids["SHIRT-B"], "SHIRT-B", Decimal(1)),
            ],
        )
        self.shop.log.clear()
        (again,) = self.pushed(lamp("PACK", id=result.id, components=found.components, price=Decimal(30)))
        self.assertTrue(again.unchanged)
        more = (found.components[0], Component(variant_id=shirts.part_ids["SHIRT-R"], quantity=Decimal(5)))
        self.pushed(lamp("PACK", id=result.id, components=more))
        found = self.found(result)
        self.assertEqual([(part.code, part.quantity) for part in found.components], [("BULB", 2), ("SHIRT-R", 5)])
        self.pushed(lamp("PACK", id=result.id))
        self.assertEqual(len(self.found(result).components), 2)

    def test_packs_that_the_shop_cannot_hold_are_refused(self):
        self.shop.add_product("BULB", "2")
        self.pushed(shirt())
        wrong = (
            Component(code="NONE"),
            Component(code="SHIRT"),
            Component(code="BULB", quantity=Decimal("1.5")),
            Component(code="BULB", option="Which bulb"),
        )
        products = [lamp(f"PACK{number}", components=(part,)) for number, part in enumerate(wrong)]
        both = shirt("BOTH", components=(Component(code="BULB"),))
        results = self.remote.push("product", [*products, both, lamp("GOOD", components=(Component(code="BULB"),))])
        errors = [(type(result.error), result.error.field) for result in results[:-1]]
        self.assertEqual(errors, [(Rejected, "components")] * 5)
        self.assertIsNone(results[-1].error)
        self.assertEqual(len(self.shop.rows("products")), 3)

    def test_what_this_version_lacks_is_told(self):
        (result,) = self.pushed(lamp(unit_price=Decimal("2.5"), low_stock=Decimal(4), price=Decimal(5)))
        found = self.found(result)
        self.assertEqual((found.unit_price, found.low_stock, result.warning), self.lacking)

    def test_twice_the_same_reference_is_made_once(self):
        results = self.remote.push("product", [lamp(), lamp(name={"en": "Other"}), lamp("B")])
        self.assertEqual([type(result.error) for result in results], [type(None), Rejected, type(None)])
        self.assertEqual(results[1].error.field, "code")
        self.assertEqual([row["reference"] for row in self.shop.rows("products")], ["LAMP", "B"])

    def test_texts_that_only_the_shop_refuses_are_named(self):
        products = [lamp(f"L{number}") for number in range(5)]
        products[3] = lamp("L3", description={"en": "<iframe src='https://a.invalid'></iframe>"})
        results = self.remote.push("product", products)
        self.assertEqual([type(result.error) for result in results].count(Rejected), 1)
        self.assertEqual(results[3].error.field, "description")
        self.assertEqual(len(self.shop.rows("products")), 4)

    def test_a_product_that_is_gone_is_told(self):
        (result,) = self.remote.push("product", [lamp(id="77")])
        self.assertIsInstance(result.error, NotFound)

    def test_a_page_takes_as_many_calls_as_one_product(self):
        """Products, combinations, feature values, tags, and the codes of accessories and parts: one call each."""
        self.shop.add_product("ACCESSORY", "1")
        self.pushed(shirt("PART"))
        self.shop.clock.advance(3600)
        field = FieldValue(name="Material", value={"en": "Oak"})
        facts = {"fields": (field,), "tags": ("light",), "accessory_codes": ("ACCESSORY",)}
        self.pushed(*(shirt(f"SHIRT{number}", **facts) for number in range(20)))
        self.pushed(*(lamp(f"PACK{number}", components=(Component(code="PART-R"),)) for number in range(20)))
        cursor = self.pages("product")[-1].cursor
        self.shop.clock.advance(3600)
        for row in self.shop.rows("products")[2:]:
            self.shop.edit("products", row, on_sale=1)
        self.settle()
        (page,) = self.pages("product", cursor)
        self.assertEqual(len(page.documents), 40)
        self.assertEqual(
            self.shop.log.summary(),
            {
                ("GET", "languages"): 1,
                ("GET", "products"): 2,
                ("GET", "combinations"): 2,
                ("GET", "product_feature_values"): 1,
                ("GET", "tags"): 1,
            },
        )


class Categories:
    def test_texts_are_read_again(self):
        texts = {
            "name": {"en": "Lamps", "pt": "Candeeiros"},
            "description": {"en": "<p>All</p>", "pt": "<p>Todos</p>"},
            "slug": {"en": "all-lamps", "pt": "todos"},
            "meta_title": {"en": "Lamps", "pt": "Candeeiros"},
            "meta_description": {"en": "All our lamps", "pt": "Os nossos"},
        }
        (result,) = self.remote.push("category", [Category(**texts)])
        (found,) = self.documents("category", ids=[result.id])
        self.assertEqual({name: getattr(found, name) for name in texts}, texts)
        (again,) = self.remote.push("category", [Category(id=result.id, **texts)])
        self.assertTrue(again.unchanged)
        self.remote.push("category", [Category(id=result.id, name={"en": "Lights"}, active=False)])
        (found,) = self.documents("category", ids=[result.id])
        self.assertEqual((found.name, found.active), ({"en": "Lights", "pt": "Candeeiros"}, False))
        self.assertEqual((found.slug, found.description), (texts["slug"], texts["description"]))

    def test_a_category_is_moved_and_placed(self):
        lamps, desks = self.added("category", "Lamps"), self.added("category", "Desks")
        moved = Category(id=str(desks), name={"en": "Desks"}, parent_id=str(lamps), position=7)
        (result,) = self.remote.push("category", [moved])
        self.assertIsNone(result.error)
        (found,) = self.documents("category", ids=[str(desks)])
        self.assertEqual((found.parent_id, found.position), (str(lamps), 7))

    def test_one_that_would_be_its_own_parent_or_holds_scripts_is_refused_alone(self):
        lamps, desks = self.added("category", "Lamps"), self.added("category", "Desks")
        wrong = Category(id=str(lamps), name={"en": "Lamps"}, parent_id=str(lamps))
        script = Category(name={"en": "Scripts"}, description={"en": "<script>alert(1)</script>"})
        good = Category(id=str(desks), name={"en": "Tables"})
        results = self.remote.push("category", [wrong, script, good])
        self.assertEqual(
            [one.error.field if one.error else None for one in results], ["parent_id", "description", None]
        )

    def test_an_equal_one_is_taken_over_with_its_texts(self):
        lamps = self.added("category", "Lamps")
        results = self.remote.push(
            "category", [Category(name={"en": "lamps"}, description={"en": "All"}), Category(name={"en": "New"})] * 2
        )
        self.assertEqual([one.error for one in results], [None] * 4)
        self.assertEqual([one.id for one in results[2:]], [one.id for one in results[:2]])
        self.assertEqual(results[0].id, str(lamps))
        self.assertEqual(len(self.shop.rows("categories")), 4)
        self.assertEqual(self.shop.row("categories", lamps)["description"][1], "All")


class TestGoods(Goods, Categories, GoodsCase):
    """8.2: single fields by PATCH."""

    lacking = (Decimal("2.5"), Decimal(4), "")


class TestGoods17(Goods, Categories, GoodsCase):
    """1.7: whole records by PUT; the Webservice has no unit price."""

    version = "1.7.8.11"
    lacking = (None, Decimal(4), "The Webservice of PrestaShop 1.7.8.11 takes no unit price.")


class TestGoods16(Goods, Categories, GoodsCase):
    """1.6: fewer fields."""

    version = "1.6.1.24"
    lacking = (None, None, "The Webservice of PrestaShop 1.6.1.24 takes no unit price and no stock alert.")


class TestGoods9(Goods, Categories, GoodsCase):
    """9: as 8, some fields are gone."""

    version = "9.0.0"
    lacking = (Decimal("2.5"), Decimal(4), "")


class TestVariantFacts(GoodsCase):
    def test_what_sells_a_product_holds_for_its_variants(self):
        facts = {"minimum_quantity": Decimal(2), "low_stock": Decimal(5), "available_on": date(2026, 12, 24)}
        variants = [variant("R", "Colour=red", supplier_code="SUP-R"), variant("B", "Colour=blue")]
        self.pushed(shirt(variants=variants, **facts))
        rows = self.shop.rows("combinations")
        names = ("minimal_quantity", "low_stock_threshold", "available_date")
        self.assertEqual([[row[name] for name in names] for row in rows], [["2", "5", "2026-12-24"]] * 2)
        self.assertEqual(rows[0]["supplier_reference"], "SUP-R")
