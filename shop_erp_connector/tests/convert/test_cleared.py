"""What was cleared is told; what was never agreed on, not kept, not taken or not spoken of is not."""

from dataclasses import replace
from decimal import Decimal
from unittest import TestCase

from ...convert.cleared import as_agreed, not_taken, texts_here, with_emptied
from ...convert.texts import one_line
from ...remotes.documents import Customer, FieldValue, Product, Variant
from .. import make

LANGUAGES = {"en_US": "en_US", "pt_PT": "pt_PT"}

SAYS = {
    "": ("name", "description", "barcode", "brand", "unit_price", "fields"),
    "variants": ("barcode",),
}

AGREED = Product(
    id="7",
    name={"en": "Lamp", "pt": "Candeeiro"},
    description={"en": "Solid", "pt": "Maciço", "hu": "Tömör"},
    barcode="5601234000017",
    brand="Lumen",
    price=Decimal(5),
    unit_price=Decimal(2),
    variants=(Variant(id="7-1", barcode="1"), Variant(id="7-2", barcode="2")),
    fields=(FieldValue(code="Material", value={"": "Brass"}), FieldValue(code="Theirs", value={"": "Kept"})),
)


class TestToldOut(TestCase):
    def test_what_both_had_agreed_on_is_told_to_be_empty(self):
        bare = Product(
            id="7",
            name={"en": "Lamp"},
            price=Decimal(5),
            variants=(Variant(id="7-1", barcode="1"), Variant(id="7-2")),
            fields=(FieldValue(code="Material", value={"": ""}),),
        )
        told = with_emptied(bare, AGREED, SAYS)
        self.assertEqual(set(told.emptied), {"barcode", "brand", "unit_price"})
        self.assertEqual(told.description, {"en": "", "pt": "", "hu": ""})
        self.assertEqual(told.name, {"en": "Lamp", "pt": "Lamp"}, "a name is never empty")
        self.assertEqual([variant.emptied for variant in told.variants], [(), ("barcode",)])
        self.assertEqual([(one.code, one.value) for one in told.fields], [("Material", {"": ""})])
        self.assertEqual(told.digest(), replace(told, emptied=(), description={}, fields=()).digest())
        self.assertNotIn("emptied", told.to_json())

    def test_nothing_is_told_where_nothing_was_agreed(self):
        bare = Product(name={"en": "Lamp"}, fields=(FieldValue(code="Material", value={"": ""}),))
        told = with_emptied(bare, None, SAYS)
        self.assertEqual((told.emptied, told.description, told.fields), ((), {}, ()))

    def test_nor_what_odoo_has_not_taken_or_does_not_speak_of(self):
        agreed = replace(AGREED, untold=("barcode",))
        told = with_emptied(Product(id="7", name={"en": "Lamp"}), agreed, SAYS)
        self.assertEqual(told.emptied, ("brand",), "prices travel by themselves here")

    def test_a_language_whose_code_changed_is_none_that_was_cleared(self):
        agreed = replace(AGREED, description={"en_US": "Solid"})
        told = with_emptied(Product(id="7", description={"en": "Solid brass"}), agreed, {"": ("description",)})
        self.assertEqual(told.description, {"en": "Solid brass"})
        agreed = replace(AGREED, description={"": "Solid"})
        told = with_emptied(Product(id="7", description={"en": "Solid brass"}), agreed, {"": ("description",)})
        self.assertEqual(told.description, {"en": "Solid brass"})

    def test_addresses_are_known_by_their_ids_wherever_they_stand(self):
        agreed = Customer(id="1", addresses=(make.address("address-9", phone="1"),))
        sent = Customer(id="1", billing=make.address("address-9", phone=""))
        told = with_emptied(sent, agreed, {"": (), "billing": ("phone",), "addresses": ("phone",)})
        self.assertEqual(told.billing.emptied, ("phone",))


class TestToldIn(TestCase):
    def test_what_the_remote_does_not_keep_is_as_agreed(self):
        read = Product(id="7", barcode="", untold=("brand",), variants=(Variant(id="7-1", untold=("barcode",)),))
        found = as_agreed(read, AGREED)
        self.assertEqual((found.barcode, found.brand, found.untold), ("", "Lumen", ()))
        self.assertEqual((found.variants[0].barcode, found.variants[0].untold), ("1", ()))
        self.assertEqual(as_agreed(read, None).brand, "")

    def test_what_odoo_neither_knew_nor_took_is_noted(self):
        names = not_taken(AGREED, replace(AGREED, barcode=""), SAYS, lambda name: name == "brand")
        self.assertEqual(names, ("barcode",))
        self.assertIn('"untold":["barcode"]', replace(AGREED, untold=names).to_json())
        self.assertEqual(Product.from_json(replace(AGREED, untold=names).to_json()).untold, ("barcode",))
        self.assertEqual(replace(AGREED, untold=names).digest(), AGREED.digest())

    def test_a_cleared_main_text_is_not_replaced_by_another_language(self):
        read = Product(id="7", description={"pt": "Maciço"})
        texts = texts_here(read, AGREED, "description", LANGUAGES, one_line)
        self.assertEqual(texts, {"en_US": "", "pt_PT": "Maciço"})
        texts = texts_here(read, None, "description", LANGUAGES, one_line)
        self.assertEqual(texts["en_US"], "Maciço", "it never had a text there")
