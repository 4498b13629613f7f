"""Magento 2, written: a store view has the texts of its language; what is cleared there shows the main text again."""

from ....remotes.documents import Category, FieldValue
from ... import make
from .magento2_case import Magento2Case


class TestStoreViews(Magento2Case):
    def setUp(self):
        super().setUp()
        self.shop.add_store("pt", "pt_PT")
        self.shop.add_attribute("care", "Care", kind="textarea", scope="store")
        self.remote = self.opened(store_views="default,pt")

    def lamp(self, text, care):
        """Send the lamp with a description and a user field; return what the shop has of both."""
        fields = (FieldValue(code="care", value=care),)
        self.pushed(
            "product", make.product(id="", code="LAMP", description=text, fields=fields, tax_ids=(), variants=())
        )
        values = self.shop.store.product("LAMP")["values"]
        return values.get("description", {}), values.get("care", {})

    def lamps(self, text, id=""):
        """Send the category with a description; return its id and what the shop has of that."""
        (result,) = self.pushed("category", Category(id=id, name={"en_US": "Lamps"}, description=text))
        return result.id, self.shop.store.rows["category"][int(result.id)]["values"].get("description", {})

    def test_an_emptied_translation_is_none(self):
        both, pt_emptied = {"en_US": "Brass", "pt_PT": "Latão"}, {"en_US": "Brass", "pt_PT": ""}
        self.assertEqual(self.lamp(both, both), ({0: "Brass", 2: "Latão"},) * 2)
        self.assertEqual(self.lamp(pt_emptied, pt_emptied), ({0: "Brass"},) * 2)
        id, texts = self.lamps(both)
        self.assertEqual(texts, {0: "Brass", 2: "Latão"})
        self.assertEqual(self.lamps(pt_emptied, id)[1], {0: "Brass"})

    def test_a_translation_alone_does_not_become_the_main_text(self):
        both, alone = {"en_US": "Brass", "pt_PT": "Latão"}, {"pt_PT": "Latão"}
        main_emptied = {"en_US": "", "pt_PT": "Latão"}
        self.lamp(both, both)
        self.assertEqual(self.lamp(main_emptied, main_emptied), ({0: "", 2: "Latão"},) * 2)
        self.assertEqual([field.value for field in self.only("product").fields], [{"pt_PT": "Latão"}])
        self.assertEqual(self.lamp(alone, alone), ({0: "", 2: "Latão"},) * 2)
        id, _texts = self.lamps(both)
        self.assertEqual(self.lamps(main_emptied, id)[1], {0: "", 2: "Latão"})
        self.assertEqual(self.lamps(alone, id)[1], {0: "", 2: "Latão"})

    def test_a_text_in_a_language_that_no_store_view_has_is_the_main_one(self):
        french = {"fr_FR": "Laiton"}
        self.assertEqual(self.lamp(french, french), ({0: "Laiton"},) * 2)
