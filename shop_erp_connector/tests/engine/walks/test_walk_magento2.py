"""A random walk through the products and categories of a Magento 2 and of Odoo."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from ...simulators.magento2 import products as there_products
from ..catalogue.test_user_fields import FieldCase
from ..shop_case import ShopOutCase
from ..shops.magento2_shop import Magento2Shop
from .cells import Cell, Side, amount, field_side, text, translation_side
from .product_walk import TEXTS, WEIGHTS, ProductWalk

#: Our parts → attributes of the shop; ``STORES`` are its scopes, the one for all first.
ATTRIBUTES = {
    "name": "name",
    "short": "short_description",
    "long": "description",
    "title": "meta_title",
    "care": "care",
    "slug": "url_key",
}
STORES = {"en_US": 0, "pt_PT": 2}

#: What the variants cost: no two changes of both are alike, which would be one of the product's price.
TOTALS = {"SHIRT-S": (10.0, 11.0, 13.0), "SHIRT-M": (12.0, 12.3, 16.7, 9.1)}
TAX_CLASSES = {23: "2", 6: "4"}


@tagged("post_install", "-at_install")
class TestWalkMagento2(ProductWalk, Magento2Shop, FieldCase, ShopOutCase):
    """One walk for each owner; ``RandomWalk`` says how to walk further."""

    rounds = 2
    settings = {"barcode_attribute": "ean"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop.add_attribute("ean", "EAN", kind="text")
        cls.shop.add_attribute("care", "Care", kind="textarea", scope="store")
        cls.shop.add_attribute("size", "Size")
        cls.make_goods_there()
        cls.backend.action_check()  # which reads the shop's attributes
        cls.rule("description_purchase", "care", is_translated=True)
        for kind in cls.kinds:
            for direction in ("in", "out"):
                cls.flow(cls.backend, kind, direction).active = True
            run = cls.sync(cls.backend, kind, "in")
            if run.failed or run.held:
                raise AssertionError(run.errors)
        cls.lamp, cls.shirt = (cls.bound(row["id"]).odoo_id for row in (cls.there, cls.shirt_there))
        cls.lamp_row, cls.shirt_row = cls.lamp.shop_erp_binding_ids, cls.shirt.shop_erp_binding_ids

    @classmethod
    def make_goods_there(cls):
        """All goods are on sale; the hats may be shown beside the others."""
        shop = cls.shop
        cls.garden, cls.house, cls.sale = (shop.add_category(name) for name in ("Garden", "House", "Sale"))
        on_sale = {"categories": [cls.sale["id"]]}
        cls.hats = [shop.add_product(f"HAT-{number}", "5.00", **on_sale) for number in (1, 2)]
        cls.there = shop.add_product("LAMP", "20.00", **on_sale)
        children = [
            shop.add_product(
                f"SHIRT-{label}", price, visibility=1, ean=ean, size=shop.add_option(label, attribute="size")
            )
            for label, price, ean in (("S", "10.00", "2000000000015"), ("M", "12.00", "2000000000022"))
        ]
        cls.small, cls.medium = children
        cls.shirt_there = shop.add_configurable("SHIRT", children, attribute="size", **on_sale)
        for there in (cls.there, cls.shirt_there):
            for part, pattern in cls.patterns(there).items():
                starts = {store: pattern.format(number, 0) for number, store in enumerate(STORES.values(), 1)}
                there["values"][ATTRIBUTES[part]] = starts
        for label, there in (("garden", cls.garden), ("house", cls.house)):
            there["values"]["name"] = {store: f"{label} {number}0" for number, store in enumerate(STORES.values(), 1)}

    @staticmethod
    def patterns(there):
        """Return the texts of a product of the shop: part → pattern."""
        own = {"care": "K{}{}", "slug": f"u{there['id']}-{{}}{{}}"}
        return {part: TEXTS[part][2] for part in TEXTS} | own

    @classmethod
    def bound(cls, external_id, kind="product"):
        rows = cls.env[f"shop_erp.binding.{kind}"]
        return rows.search([("backend_id", "=", cls.backend.id), ("external_id", "=", str(external_id))])

    def form(self, code):
        """The shirt's variant of a code."""
        variants = self.shirt.with_context(active_test=False).product_variant_ids
        return variants.filtered(lambda product: product.default_code == code)

    # the shop's side

    def place(self, label):
        """Return (table, the shop's row now)."""
        goods = {"lamp": self.there, "shirt": self.shirt_there, "SHIRT-S": self.small, "SHIRT-M": self.medium}
        table, row = ("product", goods[label]) if label in goods else ("category", self.category_there(label))
        return table, self.shop.store.rows[table][row["id"]]

    def category_there(self, label):
        return {"garden": self.garden, "house": self.house, "sale": self.sale}[label]

    def side_there(self, label, part, detail=None):
        """Return the shop's side of a part; of prices there are cells of the shop's own kind."""
        if part in ATTRIBUTES:
            return self.value_there(label, ATTRIBUTES[part], STORES[detail])
        if part == "barcode":
            return self.value_there(label, "ean")
        if part == "weight":
            return self.value_there(label, "weight", convert=amount, back=lambda value: Decimal(str(value)))
        if part == "online":
            return self.value_there(label, "status", convert=lambda value: value == 1, back={True: 1, False: 2}.get)
        if part == "member":
            return self.membership(label, self.category_there(detail)["id"])
        return self.parent_there(label) if part == "parent" else None

    def value_there(self, label, code, store=0, convert=text, back=lambda value: value):
        """Return the side of an attribute's value; emptied in a store view, that shows the one for all again."""

        def read():
            return convert(self.place(label)[1]["values"].get(code, {}).get(store))

        def write(value):
            table, row = self.place(label)
            values = row["values"].setdefault(code, {})
            values[store] = back(value)
            if store and not value:
                del values[store]
            self.shop.edit(table, row["id"])

        return Side(read, write)

    def membership(self, label, id):
        def links():
            return self.place(label)[1]["category_links"]

        def write(value):
            kept = [one for one in links() if int(one["category_id"]) != id]
            kept += [{"position": 0, "category_id": str(id)}] * value
            self.shop.edit("product", self.place(label)[1]["id"], category_links=kept)

        return Side(lambda: any(int(one["category_id"]) == id for one in links()), write)

    def parent_there(self, label):
        house = self.house["id"]

        def write(value):
            self.shop.move_category(self.place(label)[1]["id"], house if value else 2)

        return Side(lambda: self.place(label)[1]["parent_id"] == house, write)

    # cells of this shop's own kind

    def cells(self):
        """Return those of every shop, and those of this one."""
        found = super().cells()
        for label, product, row in (("lamp", self.lamp, self.lamp_row), ("shirt", self.shirt, self.shirt_row)):
            found += self.own_cells(label, product, row)
        price = self.value_there("lamp", "price", convert=amount, back=lambda value: Decimal(str(value)))
        found.append(
            Cell("lamp.price", self.lamp_row, field_side(self.lamp, "list_price", amount), price, (20.0, 11.5))
        )
        for code, totals in TOTALS.items():
            weight = field_side(self.form(code), "weight", amount)
            found.append(Cell(f"{code}.weight", self.shirt_row, weight, self.side_there(code, "weight"), WEIGHTS))
            price = self.value_there(code, "price", convert=amount, back=lambda value: Decimal(str(value)))
            found.append(Cell(f"{code}.price", self.shirt_row, self.total_side(self.form(code)), price, totals))
        return [*found, self.main_category()]

    def own_cells(self, label, product, row):
        patterns = self.patterns(self.place(label)[1])
        for part, record, name in (("care", product, "description_purchase"), ("slug", row, "slug")):
            for number, code in enumerate(STORES, 1):
                values = tuple(patterns[part].format(number, value) for value in range(3))
                values = ("", *values) if number > 1 and part == "care" else values
                yield self.cell(label, part, row, translation_side(record, name, code, values), values, detail=code)
        yield self.country_cell(label, product, row)
        yield self.tax_cell(label, product, row)
        for hat in self.hats:
            for name, kind in (("shop_erp_alternative_ids", "related"), ("shop_erp_accessory_ids", "crosssell")):
                sides = self.beside_here(product, name, hat), self.beside_there(label, kind, hat)
                yield Cell(f"{label}.{kind}.{hat['sku']}", row, *sides, (True, False))

    def country_cell(self, label, product, row):
        countries = {code: self.env["res.country"].search([("code", "=", code)]) for code in ("PT", "DE", "US")}

        def write(value):
            product.country_of_origin = countries.get(value)

        there = self.value_there(label, "country_of_manufacture", back=lambda value: value or None)
        here = Side(lambda: text(product.country_of_origin.code), write)
        return Cell(f"{label}.country", row, here, there, ("", *countries))

    def tax_cell(self, label, product, row):
        def write(value):
            product.taxes_id = self.taxes[value]

        rates = {code: rate for rate, code in TAX_CLASSES.items()}
        there = self.value_there(label, "tax_class_id", convert=lambda value: rates[str(value)], back=TAX_CLASSES.get)
        return Cell(
            f"{label}.tax", row, Side(lambda: int(sum(product.taxes_id.mapped("amount"))), write), there, (23, 6)
        )

    def total_side(self, variant):
        def write(value):
            variant.shop_erp_price_extra += value - variant.lst_price

        return Side(lambda: amount(variant.lst_price), write)

    def beside_here(self, product, name, hat):
        other = self.bound(hat["id"]).odoo_id

        def write(value):
            product[name] = [Command.link(other.id) if value else Command.unlink(other.id)]

        return Side(lambda: other in product[name], write)

    def beside_there(self, label, kind, hat):
        pair = kind, hat["sku"]

        def links():
            return self.place(label)[1]["product_links"]

        def write(value):
            kept = [one for one in links() if (one["link_type"], one["linked_product_sku"]) != pair]
            new = {"sku": self.place(label)[1]["sku"], "link_type": kind, "linked_product_sku": hat["sku"],
                   "linked_product_type": "simple", "position": len(kept) + 1}  # fmt: skip
            self.shop.edit("product", self.place(label)[1]["id"], product_links=kept + [new] * value)

        return Side(lambda: any((one["link_type"], one["linked_product_sku"]) == pair for one in links()), write)

    def main_category(self):
        """Return the cell of the only category of a hat."""
        hat, labels = self.hats[0], ("sale", "garden", "house")
        row, there = self.bound(hat["id"]), {label: self.category_there(label)["id"] for label in labels}
        here = {label: self.bound(id, "category").odoo_id for label, id in there.items()}

        def written(label):
            row.odoo_id.categ_id = here[label]

        def links():
            return self.shop.store.rows["product"][hat["id"]]["category_links"]

        def edit(label):
            self.shop.edit("product", hat["id"], category_links=[{"position": 0, "category_id": str(there[label])}])

        def found_here():
            mine = row.odoo_id.categ_id | row.category_ids
            return [label for label in labels if here[label] in mine]

        def found_there():
            ids = {int(one["category_id"]) for one in links()}
            return [label for label in labels if there[label] in ids]

        sides = Side(lambda: "+".join(found_here()), written), Side(lambda: "+".join(found_there()), edit)
        return Cell("hat.category", row, *sides, labels, adds_only=True)

    # additions

    def new_product_there(self, number):
        """Add a product to the garden."""
        self.shop.add_product(f"THERE-{number}", "9.00", categories=[self.garden["id"]])

    def new_variant_there(self, number):
        """Add a variant of the shirt with a further size."""
        option = self.shop.add_option(f"T{number}", attribute="size")
        child = self.shop.add_product(f"SHIRT-T{number}", "11.00", visibility=1, size=option)
        parent = self.place("shirt")[1]
        parent["configurable_options"][0]["values"].append({"value_index": int(option)})
        there_products.set_children(self.shop, parent, [*parent["configurable_links"], child["id"]])
        self.shop.edit("product", parent["id"])

    def counts_there(self):
        """Return products, variants of the shirt and categories."""
        rows, links = self.shop.store.rows, self.place("shirt")[1]["configurable_links"]
        return {
            "products": len(rows["product"]) - len(links),
            "variants": len(links),
            "categories": len(rows["category"]),
        }
