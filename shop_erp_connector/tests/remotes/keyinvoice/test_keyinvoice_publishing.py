"""KeyInvoice: families and products written, with colours and sizes."""

from dataclasses import replace
from decimal import Decimal

from ....remotes.documents import AttributeValue, Category, Component, Price, Product, Variant
from ....remotes.errors import NotFound, Rejected
from .keyinvoice_case import KeyInvoiceCase


def product(code="AZ-1", **fields):
    """A product of 23 % for 24.60 with the tax."""
    told = {
        "name": {"pt": "Azulejo"},
        "price": Decimal("24.60"),
        "price_includes_tax": True,
        "tax_ids": ("1",),
        "variants": (Variant(code=code),),
    }
    return Product(code=code, **told | fields)


def form(code, **values):
    """A variant by its attributes' names."""
    names = {"cor": "Cor", "tamanho": "Size", "tecido": "Tecido"}
    attributes = [AttributeValue(attribute=names[name], value=value) for name, value in values.items()]
    return Variant(code=code, attributes=tuple(attributes))


class TestFamilies(KeyInvoiceCase):
    def names(self):
        return {row["Name"]: (row["Ref"], row["FamilyCategoryId"]) for row in self.account.account.families.values()}

    def test_made_with_a_reference_of_its_name_and_its_parent(self):
        top = self.pushed("category", Category(name={"pt": "Louça & vidro"}))
        self.pushed("category", Category(name={"pt": "Taças"}, parent_id=top.id))
        twin = self.pushed("category", Category(name={"pt": "Taças"}))
        self.assertEqual(
            self.names() | {"": self.account.account.families[twin.id]["Ref"]},
            {"Louça & vidro": ("LOUCA-VIDRO", "0"), "Taças": ("TACAS-2", "0"), "": "TACAS-2"},
        )

    def test_taken_over_renamed_and_moved(self):
        known = self.account.add_family("Taças", ref="TC")
        other = self.account.add_family("Vidro", ref="VD")
        result = self.pushed("category", Category(name={"pt": "taças"}))
        self.assertEqual((result.id, self.names()["taças"]), (known, ("TC", "0")))
        self.account.log.clear()
        again = self.pushed("category", Category(id=known, name={"pt": "taças"}))
        self.assertEqual((again.unchanged, self.account.log.count(kind="updateFamily")), (True, 0))
        self.pushed("category", Category(id=known, name={"pt": "Copos"}, parent_id=other, code="X"))
        self.assertEqual(self.names(), {"Copos": ("TC", other), "Vidro": ("VD", "0")})
        self.pushed("category", Category(id=known, name={"pt": "Copos"}))
        self.assertEqual(self.names()["Copos"], ("TC", "0"))

    def test_what_cannot_be_is_said(self):
        self.assertIsInstance(self.refused("category", Category(id="99", name={"pt": "x"})), NotFound)
        self.assertIsInstance(self.refused("category", Category(name={})), Rejected)
        family = self.account.add_family("Vidro")
        result = self.pushed("category", Category(id=family, name={"pt": "Vidro"}, active=False))
        self.assertIn("cannot switch off a family", result.warning)

    def test_of_several_called_the_same_none_is_taken(self):
        for reference in ("A1", "B2"):
            self.account.add_family("Vidro", ref=reference)
        error = self.refused("category", Category(name={"pt": "vidro"}))
        self.assertEqual((error.code, "A1, B2" in str(error)), ("several", True))
        with self.assertRaises(Rejected):
            self.remote.find("category", "/Vidro")

    def test_a_page_reads_the_list_once(self):
        self.remote.check()
        self.account.log.clear()
        self.remote.push("category", [Category(name={"pt": f"Família {number}"}) for number in range(5)])
        self.assertEqual([self.account.log.count(kind=kind) for kind in ("listFamilies", "insertFamily")], [1, 5])


class TestProducts(KeyInvoiceCase):
    def there(self, reference="AZ-1"):
        return self.account.account.products[reference]

    def test_made_with_all_it_has(self):
        family = self.account.add_family("Azulejos")
        result = self.pushed(
            "product",
            product(
                name={"pt": "Azulejo"},
                short_description={"pt": "Pintado à mão"},
                description={"pt": "<p>Azul</p>"},
                barcode="5601234000017",
                supplier_code="FAB-7",
                weight=Decimal("1.250"),
                cost=Decimal("9.10"),
                category_id=family,
            ),
        )
        self.assertEqual((result.id, result.variant_id, result.warning), ("AZ-1", "AZ-1", ""))
        names = ("name", "short", "long", "ean", "supplier", "weight", "cost", "price", "tax", "family", "has_stocks")
        self.assertEqual(
            [self.there()[name] for name in names],
            [
                "Azulejo",
                "Pintado à mão",
                "<p>Azul</p>",
                "5601234000017",
                "FAB-7",
                Decimal("1.250"),
                Decimal("9.10"),
                Decimal("24.60"),
                "1",
                family,
                True,
            ],
        )

    def test_only_what_differs_is_sent_and_what_is_emptied_is_emptied(self):
        first = product(barcode="5601234000017", short_description={"pt": "Azul"})
        self.pushed("product", first)
        self.account.log.clear()
        self.assertTrue(self.pushed("product", replace(first, id="AZ-1")).unchanged)
        self.assertEqual(self.account.log.count(kind="updateProduct"), 0)
        self.pushed(
            "product",
            replace(first, id="AZ-1", barcode="", emptied=("barcode",), short_description={}, active=False),
        )
        self.assertEqual(self.account.log.count(kind="updateProduct"), 1)
        self.assertEqual((self.there()["ean"], self.there()["short"], self.there()["active"]), ("", "Azul", False))

    def test_without_a_price_the_price_stays(self):
        self.pushed("product", product())
        self.pushed("product", product(id="AZ-1", price=None, name={"pt": "Azulejo fino"}))
        self.assertEqual((self.there()["price"], self.there()["name"]), (Decimal("24.60"), "Azulejo fino"))
        self.assertIn("needs a price", str(self.refused("product", product("NEW", price=None))))

    def test_prices_are_told_as_the_account_keeps_them(self):
        self.pushed("product", product(price=Decimal("20.00"), price_includes_tax=False))
        self.assertEqual(self.there()["price"], Decimal("24.60"))

    def test_a_tax_of_nothing_is_one_of_the_account(self):
        self.pushed("product", product(tax_ids=("4",)))
        self.assertEqual(self.there()["tax"], "4")

    def test_bad_ones_fail_alone_with_the_field(self):
        bad = {
            "name": product("B1", name={}),
            "tax_ids": product("B2", tax_ids=("1", "2")),
            "price": product("B3", price=Decimal(-1)),
            "variants": product("B4", variants=(form("a", tecido="linho"),)),
        }
        results = self.remote.push("product", [*bad.values(), product()])
        self.assertEqual([result.error and result.error.field for result in results], [*bad, None])
        long = self.refused("product", product("B5", name={"pt": "N" * 300}))
        self.assertIn("demasiado longo", str(long))

    def test_brands_and_terms_of_sale_stay_here_and_it_is_said(self):
        told = {"brand": "Luz", "minimum_quantity": Decimal(6), "delivery_text": {"pt": "Amanhã"}}
        result = self.pushed("product", product(**told))
        self.assertEqual(
            result.warning,
            "KeyInvoice takes no brand of a product: enter Luz there."
            " KeyInvoice keeps no delivery time and no minimum quantity.",
        )
        self.assertEqual(self.pushed("product", product(minimum_quantity=Decimal(1))).warning, "")

    def test_what_has_no_place_there_is_said(self):
        self.pushed("product", product())
        pack = product(id="AZ-1", components=(Component(variant_id="X"),), is_service=True)
        warning = self.pushed("product", replace(pack, code="AZ-2")).warning
        for words in ("cannot be changed to AZ-2", "cannot change IsService", "has no packs"):
            self.assertIn(words, warning)


class TestGridsSent(KeyInvoiceCase):
    def setUp(self):
        super().setUp()
        self.remote = self.opened(colours_sizes="1")
        self.account.add_product("OLD", "Velho")
        self.account.add_grid("OLD", ["Azul"], [], {})

    def shirt(self, *forms, **fields):
        return product("TSH", variants=forms, **fields)

    def four(self):
        return [form(f"T-{cor}-{tamanho}", cor=cor, tamanho=tamanho) for cor in ("azul", "rosa") for tamanho in "SL"]

    def there(self):
        row = self.account.account.products["TSH"]
        return sorted(row["colours"].values()), sorted(row["sizes"].values())

    def test_colours_and_sizes_are_found_by_name_or_made_and_read_back_as_they_were_named(self):
        result = self.pushed("product", self.shirt(*self.four()))
        self.assertEqual(self.there(), (["Azul", "rosa"], ["L", "S"]))
        self.assertEqual(self.account.log.count(kind="insertColorSize"), 3)
        ((read,), _refusals, _pages) = self.pulled("product", ids=["TSH"])
        self.assertEqual({one.id for one in read.variants}, set(result.part_ids.values()))
        self.assertEqual(set(result.part_ids), {"T-azul-S", "T-azul-L", "T-rosa-S", "T-rosa-L"})

    def test_a_colour_is_added_and_sent_once(self):
        self.pushed("product", self.shirt(*self.four()))
        self.account.log.clear()
        self.assertTrue(self.pushed("product", self.shirt(*self.four(), id="TSH")).unchanged)
        more = [form("T-verde-S", cor="verde", tamanho="S"), form("T-verde-L", cor="verde", tamanho="L")]
        self.pushed("product", self.shirt(*self.four(), *more, id="TSH"))
        self.assertEqual(self.there(), (["Azul", "rosa", "verde"], ["L", "S"]))
        self.assertEqual(self.account.log.count(kind="setProductColorSize"), 1)

    def test_what_a_grid_cannot_keep_is_said(self):
        three = self.four()[:3]
        self.assertIn("every colour in every size", self.pushed("product", self.shirt(*three)).warning)
        dear = replace(self.four()[0], price_extra=Decimal(2))
        self.assertIn("one price for all", self.pushed("product", self.shirt(dear)).warning)

    def test_two_attributes_for_one_axis_are_refused(self):
        both = Variant(
            attributes=(AttributeValue(attribute="Cor", value="a"), AttributeValue(attribute="Color", value="b"))
        )
        self.assertIn("one colour (Cor) and one size", str(self.refused("product", self.shirt(both))))
        self.assertNotIn("TSH", self.account.account.products)

    def test_a_plain_product_of_that_reference_is_refused_or_extended(self):
        error = self.refused("product", product("OLD", name={"pt": "Velho"}))
        self.assertIn("has colours and sizes there", str(error))
        self.account.add_product("TSH", "Camisola")
        self.pushed("product", self.shirt(*self.four()))
        self.assertEqual(self.there(), (["Azul", "rosa"], ["L", "S"]))

    def test_without_the_setting_forms_are_not_sent(self):
        self.assertNotIn("variants", self.opened().capabilities.writes)

    def test_a_grid_has_one_price(self):
        ids = list(self.pushed("product", self.shirt(*self.four())).part_ids.values())
        first, again, dear = (
            Price(variant_id=id, amount=Decimal(amount), includes_tax=True)
            for id, amount in zip(ids, ("30.00", "30.00", "31.00"), strict=False)
        )
        results = self.remote.push("price", [first, again, dear])
        self.assertEqual([result.id for result in results[:2]], ids[:2])
        self.assertIn("one price for all colours and sizes", str(results[2].error))
        self.assertEqual(self.account.account.products["TSH"]["price"], Decimal("30.00"))
        prices = {price.id: price for price in self.pulled("price")[0]}
        self.assertEqual((prices["TSH"].variant_id, prices["TSH"].amount), ("", Decimal("30.00")))
        ((price,), _refusals, _pages) = self.pulled("price", ids=ids[:1])
        self.assertEqual((price.id, price.variant_id, price.amount), (ids[0], ids[0], Decimal("30.00")))

    def test_a_grids_price_may_change_later(self):
        ids = list(self.pushed("product", self.shirt(*self.four())).part_ids.values())
        for amount in ("30.00", "31.00"):
            self.pushed("price", Price(variant_id=ids[0], amount=Decimal(amount), includes_tax=True))
        self.assertEqual(self.account.account.products["TSH"]["price"], Decimal("31.00"))
