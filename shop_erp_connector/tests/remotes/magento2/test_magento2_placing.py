"""Magento 2: into which categories a product is put, and out of which it is taken; what each costs."""

from ... import make
from .magento2_case import Magento2Case


class TestCategoriesOfProducts(Magento2Case):
    def setUp(self):
        super().setUp()
        self.lamps, self.sale, self.own = (str(self.shop.add_category(name)["id"]) for name in ("Lamps", "Sale", "Own"))
        self.row = self.shop.add_product("LAMP")
        self.row["category_links"] = [
            {"position": position, "category_id": id}
            for position, id in ((7, self.lamps), (3, self.sale), (1, self.own))
        ]

    def lamp(self, *category_ids, removed=(), **fields):
        """Return the lamp as Odoo tells it: in these categories, no longer in those."""
        values = {"id": str(self.row["id"]), "code": "LAMP", "name": {"en_US": "Lamp"}, "tax_ids": (), "variants": ()}
        return make.product(**values | {"category_ids": category_ids, "removed_category_ids": removed} | fields)

    def places(self, sku="LAMP"):
        """Return ``{category: place}`` of a product."""
        return {one["category_id"]: one["position"] for one in self.shop.store.product(sku)["category_links"]}

    def writes(self):
        """Return the calls that changed something."""
        return [(call.method, call.kind) for call in self.shop.log if call.method != "GET"]

    def test_taken_out_of_one_in_the_same_call(self):
        self.shop.log.clear()
        self.pushed("product", self.lamp(self.lamps, removed=(self.sale,)))
        self.assertEqual(self.places(), {self.lamps: 7, self.own: 1})
        self.assertEqual(self.writes(), [("POST", "products")])

    def test_taken_out_of_one_and_put_into_another(self):
        new = str(self.shop.add_category("New")["id"])
        self.pushed("product", self.lamp(self.lamps, new, removed=(self.sale,)))
        self.assertEqual(self.places(), {self.lamps: 7, self.own: 1, new: 0})

    def test_taken_out_of_all(self):
        self.pushed("product", self.lamp(removed=(self.lamps, self.sale, self.own)))
        self.assertEqual(self.places(), {})

    def test_what_is_not_spoken_of_stays(self):
        self.pushed("product", self.lamp(self.lamps))
        self.assertEqual(self.places(), {self.lamps: 7, self.sale: 3, self.own: 1})

    def test_out_of_what_it_is_not_in_costs_nothing(self):
        other = str(self.shop.add_category("Other")["id"])
        self.shop.log.clear()
        self.pushed("product", self.lamp(self.lamps, removed=(other, "999")))
        self.assertEqual((self.places(), self.writes()),
                         ({self.lamps: 7, self.sale: 3, self.own: 1}, [("POST", "products")]))  # fmt: skip

    def test_older_releases_do_it_in_the_same_call_too(self):
        self.shop.version_number = (2, 2, 3)
        self.shop.log.clear()
        self.pushed("product", self.lamp(self.lamps, removed=(self.sale,)))
        self.assertEqual((self.places(), self.writes()), ({self.lamps: 7, self.own: 1}, [("POST", "products")]))

    def test_a_shop_that_merges_is_asked_once_more(self):
        self.shop.merges_categories = True
        self.shop.log.clear()
        self.pushed("product", self.lamp(self.lamps, removed=(self.sale,)))
        self.assertEqual(self.places(), {self.lamps: 7, self.own: 1})
        self.assertEqual(self.writes(), [("POST", "products"), ("DELETE", "categories/products")])

    def test_a_slash_in_an_address_is_named(self):
        self.shop.merges_categories = True
        row = self.shop.add_product("LAMP/2")
        row["category_links"] = [{"position": 0, "category_id": id} for id in (self.lamps, self.sale)]
        (result,) = self.pushed("product", self.lamp(id=str(row["id"]), code="LAMP/2", removed=(self.sale,)))
        self.assertIn("LAMP/2 stays in the categories", result.warning)

    def test_variants_parent_is_taken_out_and_the_variants_are_not_asked(self):
        red = self.shop.add_product("S-R", color=self.shop.add_option("Red"))
        parent = self.shop.add_configurable("S", [red])
        for row in (parent, red):
            row["category_links"] = [{"position": 0, "category_id": self.sale}]
        (shirt,) = [one for one in self.documents("product") if one.code == "S"]
        self.pushed("product", make.product(
            id=shirt.id, code="S", name={"en_US": "S"}, tax_ids=(), price=None, variants=shirt.variants,
            removed_category_ids=(self.sale,),
        ))  # fmt: skip
        self.assertEqual((self.places("S"), self.places("S-R")), ({}, {self.sale: 0}))

    def test_products_that_are_saved_later_are_taken_out_at_once(self):
        self.remote = self.opened(async_products="1")
        (result,) = self.pushed("product", self.lamp(self.lamps, removed=(self.sale,)))
        self.assertEqual((result.ticket, self.places()), ("", {self.lamps: 7, self.own: 1}))
