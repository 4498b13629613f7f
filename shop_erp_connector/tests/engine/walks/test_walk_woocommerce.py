"""A random walk through the products and categories of a WooCommerce shop and of Odoo."""

from odoo.fields import Command
from odoo.tests import tagged

from ..shops.woocommerce_both_ways import WooCommerceBothWays
from .cells import Cell, Side, amount, field_side, text
from .product_walk import WEIGHTS, ProductWalk

#: Where the shop keeps a part; it has no titles for search engines.
TEXT_KEYS = {"name": "name", "short": "short_description", "long": "description"}

#: Net prices here and what they are in the shop, with 23 % of tax.
GROSS = {10.0: "12.30", 8.12: "9.99", 12.0: "14.76", 16.26: "20.00", 20.0: "24.60", 30.5: "37.515"}
SIZES = (0.0, 1.5, 12.5, 30.0)
BRANDS = ("", "Luz", "Sol & Mar")


def net(gross):
    """Return a price of the shop as Odoo shows it."""
    return round(float(gross or 0) / 1.23, 2)


def figure(value):
    """Return a figure as the shop keeps it, "" for none."""
    return f"{value:g}" if value else ""


@tagged("post_install", "-at_install")
class TestWalkWooCommerce(ProductWalk, WooCommerceBothWays):
    """One walk for each owner; ``RandomWalk`` says how to walk further."""

    languages = ("en_US",)

    @classmethod
    def make_goods_there(cls):
        super().make_goods_there()
        cls.shop.edit_product(cls.there["id"], name="N10")
        cls.shop.edit_product(cls.shirt_there["id"], name="N10")

    # the shop's side

    def side_there(self, label, part, detail=None):
        """Return the shop's side of a part."""
        if label in ("garden", "house"):
            return self.category_side(label, part)
        if part in TEXT_KEYS:
            return self.key(label, TEXT_KEYS[part])
        if part == "barcode":
            return self.key(label, "global_unique_id")
        if part == "online":
            return self.key(label, "status", lambda value: value == "publish", ("draft", "publish").__getitem__)
        if part == "weight":
            return self.key(label, "weight", amount, figure)
        return None  # of prices and categories there are cells of the shop's own kind

    def place(self, label):
        places = {"lamp": self.there, "shirt": self.shirt_there, "SHIRT-S": self.small, "SHIRT-M": self.medium}
        return places[label]

    def key(self, label, key, convert=text, back=text):
        """Return the side of a key of a product or variation."""
        row = self.place(label)
        return Side(
            lambda: convert(self.there_now(row)[key]),
            lambda value: self.shop.edit_product(row["id"], **{key: back(value)}),
        )

    def category_side(self, label, part):
        id, house = {"garden": self.garden, "house": self.house}[label]["id"], self.house["id"]

        def write(value):
            changed = {"parent": house if value else 0} if part == "parent" else {"name": value}
            self.shop.terms.update("categories", id, changed)

        def read():
            row = self.shop.row("categories", id)
            return row["parent"] == house if part == "parent" else row["name"]

        return Side(read, write)

    # cells of this shop's own kind

    def cells(self):
        """Return those of every shop, and those of this one."""
        found = super().cells()
        for label, product, row in (("lamp", self.lamp, self.lamp_row), ("shirt", self.shirt, self.shirt_row)):
            found += self.own_cells(label, product, row)
        price = Side(lambda: round(self.lamp.list_price, 2), lambda value: self.lamp.write({"list_price": value}))
        found.append(Cell("lamp.price", self.lamp_row, price, self.price_there("lamp"), tuple(GROSS)))
        low = Side(lambda: amount(self.there_now(self.there)["low_stock_amount"]), self.set_low_stock)
        here = field_side(self.lamp, "shop_erp_low_stock", amount)
        found.append(Cell("lamp.low_stock", self.lamp_row, here, low, (0.0, 1.0, 2.0)))
        for code in ("SHIRT-S", "SHIRT-M"):
            weight = field_side(self.form(code), "weight", amount)
            found.append(Cell(f"{code}.weight", self.shirt_row, weight, self.side_there(code, "weight"), WEIGHTS))
            price = self.total_side(self.form(code))
            found.append(Cell(f"{code}.price", self.shirt_row, price, self.price_there(code), tuple(GROSS)))
        return found

    def own_cells(self, label, product, row):
        for field, key in (("shop_erp_width", "width"), ("shop_erp_depth", "length"), ("shop_erp_height", "height")):
            there = self.size_there(label, key)
            yield Cell(f"{label}.{key}", row, field_side(product, field, amount), there, SIZES)
        slugs = tuple(f"{label}-{number}" for number in range(3))
        yield Cell(f"{label}.slug", row, field_side(row, "slug"), self.key(label, "slug"), slugs)
        yield Cell(f"{label}.brand", row, self.brand_here(product), self.brand_there(label), BRANDS)
        yield self.categories(label, product, row)
        for field, key in (("shop_erp_accessory_ids", "cross_sell_ids"), ("shop_erp_alternative_ids", "upsell_ids")):
            for there in (self.bulb_there, self.cable_there):
                sides = self.beside_here(product, field, there), self.beside_there(label, key, there)
                yield Cell(f"{label}.{key}.{there['sku']}", row, *sides, (True, False))

    def price_there(self, label):
        return self.key(label, "regular_price", net, GROSS.get)

    def total_side(self, variant):
        def write(value):
            variant.shop_erp_price_extra += value - round(variant.list_price + variant.price_extra, 2)

        return Side(lambda: round(variant.list_price + variant.price_extra, 2), write)

    def set_low_stock(self, value):
        self.shop.edit_product(self.there["id"], manage_stock=True, low_stock_amount=int(value) or None)

    def size_there(self, label, key):
        row = self.place(label)
        return Side(
            lambda: amount(self.there_now(row)["dimensions"][key]),
            lambda value: self.shop.edit_product(row["id"], dimensions={key: figure(value)}),
        )

    def brand_here(self, product):
        def write(value):
            product.shop_erp_brand_id = value and self.env["shop_erp.brand"]._found_or_made([value])[value]

        return Side(lambda: text(product.shop_erp_brand_id.name), write)

    def brand_there(self, label):
        row = self.place(label)

        def read():
            return "".join(
                self.shop.row("brands", id)["name"].replace("&amp;", "&") for id in self.there_now(row)["brands"]
            )

        def write(value):
            known = {one["name"].replace("&amp;", "&"): one["id"] for one in self.shop.rows("brands")}
            if value and value not in known:
                known[value] = self.shop.terms.create("brands", {"name": value})["id"]
            self.shop.edit_product(row["id"], brands=[{"id": known.get(value, 0)}])

        return Side(read, write)

    def categories(self, label, product, row):
        """Return the cell of all categories that a product is in."""
        garden, house = self.garden["id"], self.house["id"]
        known = {garden: self.category("garden"), house: self.category("house")}

        def read():
            mine = product.categ_id | row.category_ids
            return tuple(id for id in (garden, house) if known[id] in mine)

        def write(ids):
            row.category_ids = [Command.set([known[id].id for id in ids[1:]])]
            product.categ_id = known[ids[0]]

        there = Side(
            lambda: tuple(sorted(self.there_now(self.place(label))["categories"])),
            lambda ids: self.shop.edit_product(self.place(label)["id"], categories=[{"id": id} for id in ids]),
        )
        values = ((garden,), (house,), (garden, house))
        return Cell(f"{label}.categories", row, Side(read, write), there, values, adds_only=True)

    def beside_here(self, product, field, there):
        other = self.bound(there["id"]).odoo_id

        def write(value):
            product[field] = [Command.link(other.id) if value else Command.unlink(other.id)]

        return Side(lambda: other in product[field], write)

    def beside_there(self, label, key, there):
        row = self.place(label)

        def write(value):
            others = [id for id in self.there_now(row)[key] if id != there["id"]]
            self.shop.edit_product(row["id"], **{key: others + [there["id"]] * value})

        return Side(lambda: there["id"] in self.there_now(row)[key], write)

    # additions

    def new_product_there(self, number):
        """Add a product to the garden."""
        self.shop.add_product(f"THERE-{number}", "9.00", categories=[{"id": self.garden["id"]}])

    def new_variant_there(self, number):
        """Add a variation of the shirt with a further size."""
        (size,) = self.there_now(self.shirt_there)["attributes"]
        sizes = [{**size, "options": [*size["options"], f"T{number}"]}]
        self.shop.edit_product(self.shirt_there["id"], attributes=sizes)
        self.shop.add_variation(self.shirt_there, f"SHIRT-T{number}", "15.99", [f"T{number}"])

    def counts_there(self):
        """Return products, variations of the shirt, categories, and names that stand twice."""
        brands = [one["name"] for one in self.shop.rows("brands")]
        return {
            "products": len(self.shop.rows("products")),
            "variants": len(self.shop.rows("variations", product_id=self.shirt_there["id"])),
            "categories": len(self.shop.rows("categories")),
            "attributes": len(self.shop.rows("attributes")),
            "doubled brands": len(brands) - len(set(brands)),
        }
