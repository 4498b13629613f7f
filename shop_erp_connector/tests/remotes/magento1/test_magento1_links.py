"""Products beside others in a Magento 1 shop: related ones, those offered in the cart, and the parts of groups."""

from decimal import Decimal

from ....remotes.documents import Component, Product
from .magento1_case import Magento1Case


class TestLinks(Magento1Case):
    def setUp(self):
        super().setUp()
        self.ids = {sku: self.shop.add_product(sku) for sku in ("CUP", "TEA", "MILK", "MUG")}

    def cup(self, **values):
        """Return the cup with what it says of other products."""
        return Product(id=str(self.ids["CUP"]), code="CUP", name={"": "Cup"}, **values)

    def held(self, type):
        """Return the SKUs that the shop has beside the cup, in their order."""
        links = [link for link in self.shop.product(self.ids["CUP"])["links"] if link["type"] == type]
        skus = {id: sku for sku, id in self.ids.items()}
        return [skus[link["id"]] for link in sorted(links, key=lambda link: link["position"])]

    def test_they_are_read_in_their_order_by_both_doors(self):
        for type, sku in (("related", "MUG"), ("related", "TEA"), ("cross_sell", "MILK"), ("up_sell", "MILK")):
            self.shop.link(type, self.ids["CUP"], self.ids[sku])
        for _door in "v1", "v2":
            cup = self.only("product", ids=[str(self.ids["CUP"])])
            self.assertEqual((cup.related_codes, cup.accessory_codes), (("MUG", "TEA"), ("MILK",)))
            self.forget_doors()
            self.shop.v1 = False

    def test_a_told_list_is_the_whole_one_and_only_differences_are_sent(self):
        self.shop.link("up_sell", self.ids["CUP"], self.ids["MUG"])
        self.pushed("product", self.cup(related_codes=("TEA", "MILK"), accessory_codes=("MUG",)))
        self.assertEqual((self.held("related"), self.held("cross_sell")), (["TEA", "MILK"], ["MUG"]))
        self.calls()
        self.pushed("product", self.cup(related_codes=("TEA", "MILK")))
        self.assertEqual({name for name in self.calls() if "Link" in name}, {"catalogProductLinkList"})
        self.pushed("product", self.cup(related_codes=("TEA", "MILK", "MUG")))
        self.assertEqual(self.calls()["catalogProductLinkAssign"], 1)
        self.pushed("product", self.cup(related_codes=("MUG", "TEA")))
        self.assertEqual(self.held("related"), ["MUG", "TEA"])
        self.assertEqual((self.held("cross_sell"), self.held("up_sell")), (["MUG"], ["MUG"]))

    def test_an_unknown_one_is_said_and_the_others_stand(self):
        (result,) = self.pushed("product", self.cup(accessory_codes=("NONE", "TEA")))
        self.assertEqual(result.warning, "The shop has no product NONE to show beside this one.")
        self.assertEqual(self.held("cross_sell"), ["TEA"])

    def test_the_parts_of_a_group(self):
        group = self.shop.add_product("SET", type="grouped")
        self.shop.link("grouped", group, self.ids["CUP"], "2.0000")
        self.shop.link("grouped", group, self.ids["MUG"], "1.0000")
        read = self.only("product", ids=[str(group)])
        self.assertEqual([(part.code, part.quantity) for part in read.components], [("CUP", 2), ("MUG", 1)])
        parts = (Component(variant_id=str(self.ids["CUP"]), quantity=Decimal(3)), Component(code="TEA"))
        document = Product(id=str(group), code="SET", name={"": "Set"}, components=parts)
        self.pushed("product", document)
        read = self.only("product", ids=[str(group)])
        self.assertEqual([(part.code, part.quantity) for part in read.components], [("CUP", 3), ("TEA", 1)])
        error = self.refused("product", document, components=(Component(code="NONE"),))
        self.assertEqual((error.field, error.message), ("components", "The shop has no product NONE for the group."))
