"""PrestaShop: combinations are matched, made, changed and taken away; what broke is repeated without a second one."""

from dataclasses import replace
from decimal import Decimal

from ....remotes.documents import AttributeValue, Product
from ....remotes.errors import Rejected, Unavailable
from .prestashop_goods import GoodsCase, image, shirt, variant


def facts(product):
    """Return (id, code, values, price more, weight) of each variant."""
    return [
        (one.id, one.code, [value.text for value in one.attributes], one.price_extra, one.weight)
        for one in product.variants
    ]


class Variants:
    def test_a_product_with_new_attributes_is_made_with_its_variants(self):
        wanted = shirt(
            weight=Decimal("0.2"),
            variants=[
                variant("S-R", "Colour=red", "Size=M", price_extra=Decimal("2.5"), weight=Decimal("0.3")),
                variant("S-B", "Colour=blue", "Size=M", barcode="5901234123457", cost=Decimal(7)),
            ],
        )
        (result,) = self.pushed(wanted)
        first, second = (row["id"] for row in self.shop.rows("combinations"))
        self.assertEqual(result.part_ids, {"S-R": f"{result.id}-{first}", "S-B": f"{result.id}-{second}"})
        self.assertEqual(result.variant_id, "")
        found = self.found(result)
        self.assertEqual(
            facts(found),
            [
                (f"{result.id}-{first}", "S-R", ["Colour=red", "Size=M"], Decimal("2.5"), Decimal("0.3")),
                (f"{result.id}-{second}", "S-B", ["Colour=blue", "Size=M"], Decimal(0), Decimal("0.2")),
            ],
        )
        self.assertEqual((found.variants[1].barcode, found.variants[1].cost), ("5901234123457", Decimal(7)))
        self.assertEqual([row["default_on"] for row in self.shop.rows("combinations")], ["1", ""])
        self.assertEqual(self.shop.stock(int(result.id), first), 0)

    def test_attributes_and_values_of_a_push_are_made_once(self):
        self.shop.add_option("colour", ["Red"])
        self.pushed(*(shirt(f"SHIRT{number}") for number in range(5)))
        self.assertEqual(len(self.shop.rows("product_options")), 1)
        names = [row["name"][1] for row in self.shop.rows("product_option_values")]
        self.assertEqual(names, ["Red", "blue"])
        self.assertEqual(self.shop.log.count("POST", kind="product_option_values"), 1)

    def test_many_products_take_few_calls(self):
        self.pushed(shirt("FIRST"))
        self.shop.log.clear()
        self.pushed(*(shirt(f"SHIRT{number}") for number in range(25)))
        self.assertEqual(
            self.writes(), [("POST", "products"), ("POST", "combinations")], "25 products, 50 combinations"
        )
        self.assertEqual(self.shop.log.count("GET"), 2)

    def test_what_is_there_already_is_left_alone(self):
        self.pushed(shirt())
        self.shop.log.clear()
        (result,) = self.pushed(shirt())
        self.assertTrue(result.unchanged)
        self.assertEqual(self.writes(), [])
        self.assertEqual(set(result.part_ids), {"SHIRT-R", "SHIRT-B"})

    def test_a_changed_variant_is_one_write(self):
        (result,) = self.pushed(shirt())
        self.shop.log.clear()
        red = variant("SHIRT-RED", "Colour=red", id=result.part_ids["SHIRT-R"], price_extra=Decimal(3))
        wanted = shirt(id=result.id, variants=[red, variant("SHIRT-B", "Colour=blue")])
        (again,) = self.pushed(wanted)
        self.assertFalse(again.unchanged)
        self.assertEqual([path for _method, path in self.writes()], ["combinations"])
        self.assertEqual(again.part_ids["SHIRT-RED"], result.part_ids["SHIRT-R"])
        self.assertEqual([one.price_extra for one in self.found(result).variants], [Decimal(3), Decimal(0)])

    def test_a_value_that_is_renamed_keeps_its_combination(self):
        (result,) = self.pushed(shirt())
        wanted = shirt(variants=[variant("SHIRT-R", "Colour=crimson"), variant("SHIRT-B", "Colour=blue")])
        (again,) = self.pushed(wanted)
        self.assertEqual(again.part_ids, result.part_ids)
        texts = [one.attributes[0].text for one in self.found(result).variants]
        self.assertEqual(texts, ["Colour=crimson", "Colour=blue"])

    def test_a_variant_that_is_no_longer_sold_loses_its_combination(self):
        (result,) = self.pushed(shirt())
        gone = variant("SHIRT-R", "Colour=red", id=result.part_ids["SHIRT-R"], active=False)
        green = variant("SHIRT-G", "Colour=green")
        (again,) = self.pushed(shirt(id=result.id, variants=[gone, variant("SHIRT-B", "Colour=blue"), green]))
        self.assertEqual(set(again.part_ids), {"SHIRT-B", "SHIRT-G"})
        self.assertEqual([one.code for one in self.found(result).variants], ["SHIRT-B", "SHIRT-G"])
        self.assertEqual([row["default_on"] for row in self.shop.rows("combinations")], ["1", ""])
        (back,) = self.pushed(shirt(id=result.id, variants=[replace(gone, active=True)]))
        self.assertIn("SHIRT-R", back.part_ids)
        self.assertIn(result.part_ids["SHIRT-B"], back.warning)

    def test_a_product_that_is_switched_off_keeps_its_combinations(self):
        (result,) = self.pushed(shirt())
        off = tuple(replace(one, active=False) for one in shirt().variants)
        (again,) = self.pushed(shirt(id=result.id, variants=off, active=False))
        self.assertEqual(again.part_ids, result.part_ids)
        found = self.found(result)
        self.assertEqual((found.active, len(found.variants)), (False, 2))
        self.pushed(shirt(id=result.id, variants=off))
        found = self.found(result)
        self.assertEqual((found.active, len(found.variants)), (False, 2))

    def test_combinations_of_the_shop_that_nobody_names_stay(self):
        product = self.shop.add_product("SHIRT", "20")
        (green,) = self.shop.add_option("Colour", ["green"])
        other = self.added("combination", product, "SHIRT-G", values=[green])
        (result,) = self.pushed(shirt())
        self.assertIn(f"{product['id']}-{other}", result.warning)
        self.assertEqual(len(self.found(result).variants), 3)

    def test_a_plain_product_becomes_one_with_variants(self):
        product = self.shop.add_product("SHIRT", "20")
        (result,) = self.pushed(shirt())
        self.assertEqual(result.id, str(product["id"]))
        self.assertEqual(len(self.found(result).variants), 2)
        if self.version >= "8":
            self.assertEqual(product["product_type"], "combinations")

    def test_a_price_with_tax_makes_surcharges_without(self):
        variants = [variant("R", "Colour=red", price_extra=Decimal("12.30")), variant("B", "Colour=blue")]
        wanted = shirt(variants=variants, price=Decimal(123), price_includes_tax=True, tax_ids=("1",))
        (result,) = self.pushed(wanted)
        found = self.found(result)
        self.assertEqual((found.price, found.variants[0].price_extra), (Decimal(100), Decimal(10)))

    def test_variants_that_the_shop_would_mix_up_are_refused(self):
        twice = [variant("A", "Colour=red"), variant("A", "Colour=blue")]
        same = [variant("A", "Colour=red"), variant("B", "Colour=Red")]
        half = [variant("A", "Colour=red", "Size=M"), variant("B", "Colour=blue")]
        wrong = [variant("A;", "Colour=red"), variant("B", "Colour=blue")]
        long = [variant("A", f"Colour={'r' * 129}"), variant("B", "Colour=blue")]
        products = [shirt(f"S{number}", variants=one) for number, one in enumerate((twice, same, half, long))]
        results = self.remote.push("product", [*products, shirt("S9"), shirt("S8", variants=wrong)])
        self.assertEqual(
            [(type(one.error), one.error.field) if one.error else None for one in results],
            [(Rejected, "variants")] * 4 + [None, (Rejected, "variants")],
        )
        self.assertIn("reference A", results[0].error.message)
        self.assertIn("129 characters", results[3].error.message)
        self.assertEqual([row["reference"] for row in self.shop.rows("products")], ["S9"])

    def test_namesakes_among_attributes_are_not_guessed(self):
        for _time in range(2):
            self.shop.add_option("Colour", ["red", "blue"])
        results = self.remote.push("product", [shirt(), Product(code="PLAIN", name={"en": "Plain"})])
        self.assertEqual(results[0].error.field, "variants")
        self.assertIn("Colour (1, 2)", results[0].error.message)
        self.assertIsNone(results[1].error)
        ids = [AttributeValue(attribute="Colour", value=value, attribute_id="2") for value in ("red", "blue")]
        variants = [replace(variant(f"V{number}"), attributes=(one,)) for number, one in enumerate(ids)]
        (result,) = self.pushed(shirt(variants=variants))
        used = {one.attributes[0].attribute_id for one in self.found(result).variants}
        self.assertEqual(used, {"2"})

    def test_one_refused_combination_fails_its_product_alone(self):
        products = [shirt(f"S{number}") for number in range(4)]
        products[1] = shirt("S1", variants=[variant("S1-R", "Colour=red", price_extra=Decimal("1e11"))])
        results = self.remote.push("product", products)
        self.assertEqual([type(one.error) for one in results], [type(None), Rejected, type(None), type(None)])
        self.assertEqual(results[1].error.field, "variants")
        self.assertIn("S1-R", results[1].error.message)
        self.assertEqual([len(one.part_ids) for one in results], [2, 0, 2, 2])
        self.assertEqual(len(self.shop.rows("combinations")), 6)

    def test_a_lost_answer_is_repeated_without_a_second_combination(self):
        self.shop.faults.cut_after_accepting(method="POST", kind="combinations")
        (result,) = self.remote.push("product", [shirt()])
        self.assertIsInstance(result.error, Unavailable)
        (result,) = self.pushed(shirt())
        self.assertEqual(len(self.shop.rows("combinations")), 2)
        self.assertEqual(len(result.part_ids), 2)

    def test_a_lost_answer_about_names_is_repeated_without_second_ones(self):
        for kind in ("product_options", "product_option_values"):
            self.shop.faults.cut_after_accepting(method="POST", kind=kind)
            (result,) = self.remote.push("product", [shirt()])
            self.assertIsInstance(result.error, Unavailable)
            self.assertEqual(self.shop.rows("products"), [])
        self.pushed(shirt())
        self.assertEqual(len(self.shop.rows("product_options")), 1)
        self.assertEqual(len(self.shop.rows("product_option_values")), 2)

    def test_variants_show_their_pictures(self):
        red = variant("R", "Colour=red", image_ids=("key2",))
        blue = variant("B", "Colour=blue", image_ids=("key1", "key2"))
        (result,) = self.pushed(shirt(variants=[red, blue], images=(image("key1"), image("key2"))))
        ids = [result.part_ids["key1"], result.part_ids["key2"]]
        found = self.found(result)
        self.assertEqual([one.id for one in found.images], ids)
        self.assertEqual([one.image_ids for one in found.variants], [(ids[1],), (ids[0], ids[1])])
        known = (image("key1", id=ids[0]), image("key2", id=ids[1]))
        self.shop.log.clear()
        self.pushed(shirt(id=result.id, variants=[replace(red, image_ids=(ids[0],)), blue], images=known))
        self.assertEqual([path for _method, path in self.writes()], ["combinations"])
        self.assertEqual(self.found(result).variants[0].image_ids, (ids[0],))


class TestVariants(Variants, GoodsCase):
    """8.2: single fields by PATCH."""


class TestVariants17(Variants, GoodsCase):
    """1.7: whole records by PUT."""

    version = "1.7.8.11"


class TestVariants16(Variants, GoodsCase):
    """1.6: as 1.7, fewer fields."""

    version = "1.6.1.24"


class TestVariants9(Variants, GoodsCase):
    """9: as 8, some fields are gone."""

    version = "9.0.0"
