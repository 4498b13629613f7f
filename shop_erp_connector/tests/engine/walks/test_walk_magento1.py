"""A random walk through the products and categories of a Magento 1, whose interface knows no variants, and of Odoo."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from ...simulators.magento1 import categories as categories_there
from ..shop_case import ShopOutCase
from ..shops.magento1_shop import Magento1Shop
from .cells import Cell, Side, amount, field_side, text
from .product_walk import TEXTS, ProductWalk

COLUMNS = {"name": "name", "short": "short_description", "long": "description", "title": "meta_title"}

#: Net prices here and what they are in the shop, with 23 % of tax.
GROSS = {10.0: "12.3000", 8.12: "9.9876", 12.0: "14.7600", 20.0: "24.6000", 30.5: "37.5150"}
COUNTRIES = ("", "PT", "DE", "US")


@tagged("post_install", "-at_install")
class TestWalkMagento1(ProductWalk, Magento1Shop, ShopOutCase):
    """One walk for each owner; ``RandomWalk`` says how to walk further. A cap stands beside the lamp."""

    rounds = 2
    settings = {"barcode_field": "ean", "languages": "en, pt=portugues", "store_id": "1"}
    fault_methods = (None, "POST")

    @classmethod
    def connect_shop(cls, *version):
        cls.env["res.lang"]._activate_lang("pt_PT")
        return super().connect_shop(*version)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.view = cls.shop.add_store("portugues", "Português")
        cls.backend.action_check()
        cls.make_goods_there()
        for kind in cls.kinds:
            for direction in ("in", "out"):
                cls.flow(cls.backend, kind, direction).active = True
            run = cls.sync(cls.backend, kind, "in")
            if run.failed or run.held:
                raise AssertionError(run.errors)
        cls.lamp_row, cls.shirt_row = cls.bound(cls.there), cls.bound(cls.cap_there)
        cls.lamp, cls.shirt = cls.lamp_row.odoo_id, cls.shirt_row.odoo_id

    @classmethod
    def make_goods_there(cls):
        """All goods are on sale; the hats may be shown beside the others."""
        shop = cls.shop
        cls.garden, cls.house, sale = ({"id": shop.add_category(name)} for name in ("garden 10", "house 10", "Sale"))
        for label, row in (("garden", cls.garden), ("house", cls.house)):
            shop.store.categories[row["id"]]["views"] = {"portugues": {"name": f"{label} 20"}}
        on_sale = {"categories": (sale["id"],)}
        cls.hats = {sku: shop.add_product(sku, "6.15", **on_sale) for sku in ("HAT-1", "HAT-2")}
        starts = {column: TEXTS[part][2].format(1, 0) for part, column in COLUMNS.items()}
        cls.there, cls.cap_there = (shop.add_product(sku, "24.60", **on_sale, **starts) for sku in ("LAMP", "CAP"))
        for id in (cls.there, cls.cap_there):
            own = {column: TEXTS[part][2].format(2, 0) for part, column in COLUMNS.items()}
            shop.store.translations[id, cls.view] = own

    @classmethod
    def bound(cls, external_id, kind="product"):
        rows = cls.env[f"shop_erp.binding.{kind}"]
        return rows.search([("backend_id", "=", cls.backend.id), ("external_id", "=", str(external_id))])

    # the shop's side

    def side_there(self, label, part, detail=None):
        """Return the shop's side of a part; of prices there are cells of the shop's own kind."""
        if label in ("garden", "house"):
            return self.category_side(label, part, detail)
        if part in COLUMNS:
            return self.text_side(label, COLUMNS[part], detail)
        if part == "weight":
            return self.column(label, "weight", amount, lambda value: Decimal(str(value)))
        if part == "barcode":
            return self.attribute(label, "ean")
        if part == "online":
            return self.column(label, "status", lambda value: value == "1", {True: "1", False: "2"}.get)
        return self.membership(label, {"garden": self.garden, "house": self.house}[detail]["id"]) if detail else None

    def place(self, label):
        return {"lamp": self.there, "shirt": self.cap_there}[label]

    def now(self, label):
        return self.shop.product(self.place(label))

    def column(self, label, name, convert=text, back=lambda value: value or None):
        return Side(
            lambda: convert(self.now(label)[name]),
            lambda value: self.shop.edit("products", self.place(label), **{name: back(value)}),
        )

    def attribute(self, label, code):
        def write(value):
            self.shop.edit("products", self.place(label), attributes=self.now(label)["attributes"] | {code: value})

        return Side(lambda: text(self.now(label)["attributes"].get(code)), write)

    def text_side(self, label, name, language):
        """Return the side of a text; emptied in the store view, that shows the default again."""
        if language == "en_US":
            return self.column(label, name)

        def own():
            return self.shop.store.translations.setdefault((self.place(label), self.view), {})

        def write(value):
            own()[name] = value
            if not value:
                del own()[name]
            self.shop.edit("products", self.place(label))

        return Side(lambda: text(own().get(name)), write)

    def category_side(self, label, part, language):
        id, house = {"garden": self.garden, "house": self.house}[label]["id"], self.house["id"]

        def row():
            return self.shop.store.categories[id]

        def write(value):
            if part == "parent":
                call = {"categoryId": id, "parentId": house if value else 2}
                categories_there.move(self.shop, call)
            elif language == "en_US":
                self.shop.edit("categories", id, name=value)
            else:
                row().setdefault("views", {}).setdefault("portugues", {})["name"] = value

        def read():
            if part == "parent":
                return row()["parent_id"] == house
            return (
                row()["name"] if language == "en_US" else text(row().get("views", {}).get("portugues", {}).get("name"))
            )

        return Side(read, write)

    def membership(self, label, id):
        def ids():
            return self.now(label)["category_ids"]

        def write(value):
            kept = [one for one in ids() if one != id] + [id] * value
            self.shop.edit("products", self.place(label), category_ids=kept)

        return Side(lambda: id in ids(), write)

    # cells

    def text_cell(self, label, part, *others):
        """Return a text of a product; the shop insists on both descriptions, in every store view."""
        cell = super().text_cell(label, part, *others)
        if part in ("short", "long"):
            cell.values = tuple(filter(None, cell.values))
        return cell

    def variant_cells(self, code):
        """The interface tells no variants."""
        return []

    def cells(self):
        """Return those of every shop, and those of this one."""
        found = super().cells()
        for label, product, row in (("lamp", self.lamp, self.lamp_row), ("shirt", self.shirt, self.shirt_row)):
            price = Side(
                lambda one=product: round(one.list_price, 2),
                lambda value, one=product: one.write({"list_price": value}),
            )
            gross = self.column(
                label, "price", lambda value: round(float(value) / 1.23, 2), lambda value: Decimal(GROSS[value])
            )
            found.append(Cell(f"{label}.price", row, price, gross, tuple(GROSS)))
            slugs = tuple(f"{label}-{number}" for number in range(3))
            found.append(Cell(f"{label}.slug", row, field_side(row, "slug"), self.column(label, "url_key"), slugs))
            found.append(self.country_cell(label, product, row))
            for sku in self.hats:
                for name, kind in (("shop_erp_alternative_ids", "related"), ("shop_erp_accessory_ids", "cross_sell")):
                    sides = self.beside_here(product, name, sku), self.beside_there(label, kind, sku)
                    found.append(Cell(f"{label}.{kind}.{sku}", row, *sides, (True, False)))
        return found

    def country_cell(self, label, product, row):
        def write(value):
            product.country_of_origin = value and self.env["res.country"].search([("code", "=", value)])

        here = Side(lambda: text(product.country_of_origin.code), write)
        return Cell(f"{label}.country", row, here, self.attribute(label, "country_of_manufacture"), COUNTRIES)

    def beside_here(self, product, name, sku):
        other = self.bound(self.hats[sku]).odoo_id

        def write(value):
            product[name] = [Command.link(other.id) if value else Command.unlink(other.id)]

        return Side(lambda: other in product[name], write)

    def beside_there(self, label, kind, sku):
        def links():
            return self.now(label)["links"]

        def mine(link):
            return (link["type"], link["id"]) == (kind, self.hats[sku])

        def write(value):
            kept = [link for link in links() if not mine(link)]
            new = {"type": kind, "id": self.hats[sku], "qty": "0.0000", "position": 1}
            self.shop.edit("products", self.place(label), links=kept + [new] * value)

        return Side(lambda: any(mine(link) for link in links()), write)

    # additions

    def additions(self):
        """Return new products; the interface makes no variants."""
        return super().additions()[:2]

    def new_product_there(self, number):
        """Add a product to the garden."""
        self.shop.add_product(f"THERE-{number}", "9.84", categories=(self.garden["id"],))

    def counts_there(self):
        """Return products, forms of the cap and categories."""
        return {
            "products": len(self.shop.rows("products")),
            "variants": 1,
            "categories": len(self.shop.rows("categories")),
        }
