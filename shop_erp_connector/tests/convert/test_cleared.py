"""What was cleared is told; what was never agreed on, not kept, not taken or not spoken of is not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from unittest import TestCase

from ...convert.cleared import as_agreed, cleared_texts, texts_here, with_emptied, with_not_taken
from ...convert.partner_out import as_told_back
from ...convert.texts import one_line, texts_to_send
from ...remotes.documents import Customer, FieldValue, Product, Variant
from .. import make

LANGUAGES = {"en_US": "en_US", "pt_PT": "pt_PT"}
LANGUAGES_THERE = {"en_US": "en", "pt_PT": "pt"}

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

    def test_nor_of_a_birthday_or_an_amount(self):
        new = Customer(first_name="Ana", birthday=date(1980, 2, 29), discount_percent=Decimal(5))
        told = with_emptied(new, None, {"": ("birthday", "discount_percent")})
        self.assertEqual((told, told.emptied), (new, ()))
        agreed = replace(new, id="1")
        told = with_emptied(Customer(id="1", first_name="Ana"), agreed, {"": ("birthday",)})
        self.assertEqual(told.emptied, ("birthday",))
        told = with_emptied(agreed, replace(agreed, birthday=None, untold=("birthday",)), {"": ("birthday",)})
        self.assertEqual((told.birthday, told.emptied), (date(1980, 2, 29), ()))

    def test_nor_what_odoo_has_not_taken_or_does_not_speak_of(self):
        agreed = replace(AGREED, untold=("barcode",))
        told = with_emptied(Product(id="7", name={"en": "Lamp"}), agreed, SAYS)
        self.assertEqual(told.emptied, ("brand",), "prices travel by themselves here")
        self.assertEqual((told.barcode, told.untold), (agreed.barcode, ("barcode",)), "it is no difference to be sent")
        told = with_emptied(Product(id="7", barcode="1"), agreed, SAYS)
        self.assertEqual((told.barcode, told.untold), ("1", ()))

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
        before = replace(AGREED, barcode="", brand="")
        noted = with_not_taken(AGREED, before, {"": ("barcode", "brand")}, lambda group: False)
        self.assertEqual(noted.untold, ("barcode", "brand"))
        stored = noted.to_json()
        self.assertIn('"untold":["barcode","brand"]', stored)
        self.assertEqual(Product.from_json(stored).untold, ("barcode", "brand"))
        self.assertEqual(noted.digest(), AGREED.digest())
        self.assertEqual(with_not_taken(AGREED, None, SAYS, lambda group: True).untold, ())

    def test_nor_of_a_variant_or_an_address(self):
        before = replace(AGREED, variants=(Variant(id="7-1", barcode="1"), Variant(id="7-2")))
        noted = with_not_taken(AGREED, before, SAYS, lambda group: group != "identity")
        self.assertEqual([one.untold for one in noted.variants], [(), ("barcode",)])
        stored = Product.from_json(noted.to_json())
        self.assertEqual((stored, stored.digest()), (AGREED, AGREED.digest()))
        self.assertEqual([one.untold for one in stored.variants], [(), ("barcode",)])
        told = with_emptied(Product(id="7", variants=(Variant(id="7-1"), Variant(id="7-2"))), stored, SAYS)
        self.assertEqual([(one.barcode, one.emptied) for one in told.variants], [("", ("barcode",)), ("2", ())])
        customer = Customer(id="1", billing=make.address("9", phone="1"))
        says = {"": (), "billing": ("phone",)}
        noted = with_not_taken(customer, Customer(id="1"), says, lambda group: group != "address")
        self.assertEqual(Customer.from_json(noted.to_json()).billing.untold, ("phone",))

    def test_it_is_not_forgotten_when_an_account_is_read_back(self):
        home, work = make.address("8"), make.address("9", company="Oficina")
        sent = Customer(id="1", billing=home, addresses=(replace(work, untold=("company",)),))
        for told in (Customer(id="1", billing=home, addresses=(work,)), Customer(id="1", billing=work)):
            found = as_told_back(sent, told, with_addresses=True)
            (there,) = [one for one in (found.billing, *found.addresses) if one.id == "9"]
            self.assertEqual((there.company, there.untold), ("Oficina", ("company",)))

    def test_a_cleared_main_text_is_not_replaced_by_another_language(self):
        read = Product(id="7", description={"pt": "Maciço"})
        texts = texts_here(read, AGREED, "description", LANGUAGES, one_line)
        self.assertEqual(texts, {"en_US": "", "pt_PT": "Maciço"})
        texts = texts_here(read, None, "description", LANGUAGES, one_line)
        self.assertEqual(texts["en_US"], "Maciço", "it never had a text there")

    def test_another_language_replaces_no_main_text_that_is_odoos_or_was_cleared(self):
        def here(text, said):
            agreed = {"pt": "Maciço"} if said == "Sólido" else {}
            return cleared_texts({"pt": said}, agreed, LANGUAGES, one_line, text).get("en_US")

        self.assertEqual(here("", "Maciço"), "Maciço", "first reading")
        self.assertEqual(here("Solid", "Maciço"), "Solid")
        self.assertEqual(here("Maciço", "Sólido"), "Sólido", "it still stands in")
        self.assertEqual(here("Solid", "Sólido"), "Solid")
        self.assertFalse(here("", "Sólido"), "it was cleared")

    def test_a_text_that_stands_in_is_not_sent_as_the_main_language(self):
        def sent(main):
            return texts_to_send([({"en_US": main}, one_line)], {"pt": "Maciço"}, LANGUAGES_THERE)

        self.assertEqual(sent("Maciço"), {})
        self.assertEqual(sent("Solid"), {"en": "Solid"})
