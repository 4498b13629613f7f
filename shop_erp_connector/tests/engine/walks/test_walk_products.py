"""A random walk through the products and categories of a PrestaShop and of Odoo."""

from odoo.tests import tagged

from ..ownership.both_changed_case import BothChangedCase
from .cells import Cell, Side, amount, field_side, text
from .product_walk import TEXTS, ProductWalk

#: Where the shop keeps a part.
COLUMNS = {"name": "name", "short": "description_short", "long": "description", "title": "meta_title"}
FIGURES = {
    "price": "price",
    "weight": "weight",
    "extra": "price",
    "width": "width",
    "low_stock": "low_stock_threshold",
}
LANGUAGES = {"en_US": 1, "pt_PT": 2}


def texts(pattern):
    """Return the starting text of each language."""
    return {number: pattern.format(number, 0) for number in LANGUAGES.values()}


@tagged("post_install", "-at_install")
class TestWalkProducts(ProductWalk, BothChangedCase):
    """One walk for each owner, 15 seconds; ``RandomWalk`` says how to walk further."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.garden, cls.house = cls.shop.add_category("garden"), cls.shop.add_category("house")
        for label, there in (("garden", cls.garden), ("house", cls.house)):
            cls.shop.edit("categories", there["id"], name=texts(f"{label} {{}}{{}}"))
        cls.sync(cls.backend, "category", "in")
        cls.shop.clock.advance(3600)
        for there in (cls.there, cls.shirt_there):
            starting = {COLUMNS[part]: texts(TEXTS[part][2]) for part in TEXTS}
            cls.shop.edit("products", there["id"], accessories=[], **starting)
        cls.sync(cls.backend, "product", "in")

    def cells(self):
        """Return also what not every shop has: code, width, stock alert, and whether the shirt is shown beside it."""
        return [*super().cells(), *self.goods_cells()]

    def goods_cells(self):
        """Return what the lamp is as goods."""
        codes = ("LAMP", "LAMP-A", "LAMP-B", "LAMP-C")
        yield self.cell("lamp", "code", self.lamp_row, field_side(self.lamp, "default_code"), codes)
        for name, values in (("width", (0.0, 1.5, 2.5, 3.5)), ("low_stock", (0.0, 3.0, 4.0, 5.0))):
            here = field_side(self.lamp, f"shop_erp_{name}", amount)
            yield self.cell("lamp", name, self.lamp_row, here, values)

        def write(value):
            self.lamp.shop_erp_accessory_ids = self.shirt if value else False

        here = Side(lambda: self.shirt in self.lamp.shop_erp_accessory_ids, write)
        there = self.listed("lamp", "accessories", self.shirt_there["id"])
        yield Cell("lamp.accessory", self.lamp_row, here, there, (True, False))

    def place(self, label):
        """Return (resource, row, its product's row if it is a variant)."""
        places = {
            "lamp": ("products", self.there, None),
            "shirt": ("products", self.shirt_there, None),
            "SHIRT-S": ("combinations", self.small, self.shirt_there),
            "SHIRT-M": ("combinations", self.medium, self.shirt_there),
            "garden": ("categories", self.garden, None),
            "house": ("categories", self.house, None),
        }
        return places[label]

    def side_there(self, label, part, detail=None):
        """Return the shop's side of a part."""
        if part in COLUMNS:
            return self.translated(label, COLUMNS[part], LANGUAGES[detail])
        if part in FIGURES:
            return self.column(label, FIGURES[part], amount, ("{:.0f}" if part == "low_stock" else "{:.6f}").format)
        if part in ("barcode", "code"):
            return self.column(label, {"barcode": "ean13", "code": "reference"}[part], text, text)
        if part == "online":
            return self.column(label, "active", lambda value: value == "1", lambda value: "01"[value])
        if part == "parent":
            house = self.house["id"]
            return self.column(
                label, "id_parent", lambda value: int(value) == house, lambda value: house if value else 2
            )
        return self.listed(label, "categories", self.place(detail)[1]["id"])

    def column(self, label, column, convert, back):
        """Return the side of a column; ``back`` makes of a value what the shop keeps."""
        resource, row, product = self.place(label)

        def write(value):
            self.shop.edit(resource, row["id"], **{column: back(value)})
            if product:
                self.shop.edit("products", product["id"])

        return Side(lambda: convert(self.read_there(resource, row)[column]), write)

    def translated(self, label, column, language):
        """Return the side of a text in one language."""
        return self.column(label, column, lambda value: text(value[language]), lambda value: {language: value})

    def listed(self, label, association, id):
        """Return the side of whether a product's categories or accessories hold one of this id."""

        def back(value):
            rows = self.read_there(*self.place(label)[:2])[association]
            return [one for one in rows if int(one["id"]) != id] + [{"id": str(id)}] * value

        def convert(value):
            return any(int(one["id"]) == id for one in value)

        return self.column(label, association, convert, back)

    def new_product_there(self, number):
        """Add a product to the garden."""
        self.shop.add_product(f"THERE-{number}", "9.00", name=f"There {number}", category=self.garden["id"])

    def new_variant_there(self, number):
        """Add a combination of the shirt with a further size."""
        (size,) = self.read_there("combinations", self.small)["product_option_values"]
        group = self.shop.row("product_option_values", int(size["id"]))["id_attribute_group"]
        value = self.shop.store.insert("product_option_values", {"id_attribute_group": group, "name": f"T{number}"})
        self.shop.add_combination(self.shirt_there["id"], f"SHIRT-T{number}", values=[value], price="1.00")
        self.shop.edit("products", self.shirt_there["id"])

    def counts_there(self):
        """Return products, combinations of the shirt and categories."""
        return {
            "products": len(self.shop.rows("products")),
            "variants": len(self.shop.rows("combinations", id_product=str(self.shirt_there["id"]))),
            "categories": len(self.shop.rows("categories")),
        }
