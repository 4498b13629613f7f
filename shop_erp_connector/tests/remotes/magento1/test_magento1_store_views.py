"""Magento 1: what a store view shows of its own, and what it only repeats."""

from decimal import Decimal

from ....remotes.documents import Category, FieldValue, Product
from .magento1_case import Magento1Case


class TestStoreViews(Magento1Case):
    """A shop in English with a Portuguese store view."""

    def setUp(self):
        super().setUp()
        self.view = self.shop.add_store("portugues", "Português")
        (ean,) = self.shop.rows("attributes", code="ean")
        self.shop.edit("attributes", ean["id"], scope="store")
        self.remote = self.opened(languages="en, pt=portugues", store_id="1", fields="ean")

    def lamp(self, text, id=""):
        """Return a lamp with a title and a user field."""
        return Product(
            id=id, code="LAMP", name={"en": "Lamp"}, meta_title=text, price=Decimal(9), tax_ids=("2",),
            fields=(FieldValue(code="ean", value=text),),
        )  # fmt: skip

    def shown(self, id):
        """Return (title, user field) by default and in the store view."""
        row, view = self.shop.product(id), self.shop.store.translations.get((id, self.view), {})
        own = view.get("attributes", {})
        return (row["meta_title"], view.get("meta_title")), (row["attributes"].get("ean"), own.get("ean"))

    def test_a_text_that_a_store_view_repeats_is_none_of_its_own(self):
        id = self.shop.add_product("LAMP", meta_title="Buy", attributes={"ean": "A"})
        self.shop.add_category("Lamps")
        lamp = self.only("product")
        self.assertEqual((lamp.name, lamp.meta_title), ({"en": "Product LAMP"}, {"en": "Buy"}))
        self.assertEqual([field.value for field in lamp.fields], [{"en": "A"}])
        self.assertEqual([category.name for category in self.pulled("category")],
                         [{"en": "Default Category"}, {"en": "Lamps"}])  # fmt: skip
        self.shop.store.translations[id, self.view] = {"meta_title": "Comprar", "attributes": {"ean": "B"}}
        lamp = self.only("product")
        self.assertEqual(lamp.meta_title, {"en": "Buy", "pt": "Comprar"})
        self.assertEqual([field.value for field in lamp.fields], [{"en": "A", "pt": "B"}])

    def test_a_translation_alone_does_not_become_the_default_text(self):
        (result,) = self.pushed("product", self.lamp({"en": "Buy", "pt": "Comprar"}))
        id = int(result.id)
        self.assertEqual(self.shown(id), (("Buy", "Comprar"),) * 2)
        self.pushed("product", self.lamp({"en": "", "pt": "Comprar"}, result.id))
        self.assertEqual(self.shown(id), ((None, "Comprar"),) * 2)
        self.assertEqual([field.value for field in self.only("product").fields], [{"pt": "Comprar"}])
        self.pushed("product", self.lamp({"pt": "Comprar"}, result.id))
        self.assertEqual(self.shown(id), ((None, "Comprar"),) * 2)

    def test_nor_does_that_of_a_category(self):
        lamps = Category(parent_id="2", name={"en": "Lamps"}, meta_title={"pt": "Comprar"})
        (result,) = self.pushed("category", lamps)
        (row,) = self.shop.rows("categories", id=int(result.id))
        self.assertEqual((row.get("meta_title"), row["views"]), (None, {"portugues": {
            "meta_title": "Comprar", "updated_at": row["updated_at"]}}))  # fmt: skip
