"""A random walk through the products and categories of any shop: Odoo's side, and what is looked at."""

from odoo.fields import Command

from .cells import Addition, Cell, amount, extra_side, field_side, member_side, parent_side, switch_side
from .cells import translation_side as translated
from .random_walk import RandomWalk

#: Texts of a product: Odoo's field, on the listing or on the product, and a value of language n.
TEXTS = {
    "name": ("name", "product", "N{}{}"),
    "short": ("description_sale", "product", "D{}{}"),
    "long": ("shop_erp_description", "product", "<p>L{}{}</p>"),
    "title": ("meta_title", "listing", "T{}{}"),
}

PRICES = (10.0, 11.5, 12.0, 13.25, 20.0)
WEIGHTS = (0.0, 1.5, 2.5, 3.5)
EXTRAS = (0.0, 1.0, 2.0, 2.5, 4.0)
BARCODES = {
    "lamp": ("", "5601234000017", "5601234000024", "5601234000031"),
    "SHIRT-S": ("", "2000000000015", "2000000001012", "2000000001029"),
    "SHIRT-M": ("", "2000000000022", "2000000002019", "2000000002026"),
}


class ProductWalk(RandomWalk):
    """Joined with a case that has a ``lamp`` and a ``shirt`` with their ``lamp_row`` and ``shirt_row``, as
    ``BothChangedCase`` has; the shirt comes as SHIRT-S and SHIRT-M.

    A case says what the shop has: ``garden`` and ``house``, two rows of categories below the root that are bound,
    ``side_there()``, ``counts_there()``, ``new_product_there()`` and ``new_variant_there()``.
    """

    kinds = ("category", "product")
    #: The languages of the shop, first the main one. A text of the shop starts with the value of number 0.
    languages = ("en_US", "pt_PT")

    def side_there(self, label, part, detail=None):
        """Return the shop's ``Side`` of a part, None where the shop has no place for it.

        :param label: "lamp", "shirt", "SHIRT-S", "SHIRT-M", "garden" or "house"
        :param part: one of ``TEXTS`` (``detail`` is a language), "price", "weight", "barcode", "online", "extra",
            "member" (``detail`` is the label of a category), "parent" (of the garden: whether it is the house)
        """
        raise NotImplementedError

    def counts_there(self):
        """Return how many "products", "variants" (of the shirt) and "categories" the shop has."""
        raise NotImplementedError

    def new_product_there(self, number):
        """Add a product without variants to the shop."""
        raise NotImplementedError

    def new_variant_there(self, number):
        """Add a variant of the shirt with a further size to the shop."""
        raise NotImplementedError

    # cells

    def cells(self):
        """Return the cells of the lamp, the shirt and the two categories."""
        return [
            *self.product_cells("lamp", self.lamp, self.lamp_row),
            *self.product_cells("shirt", self.shirt, self.shirt_row),
            *self.lamp_cells(),
            *self.variant_cells("SHIRT-S"),
            *self.variant_cells("SHIRT-M"),
            *self.category_cells(),
        ]

    def product_cells(self, label, product, row):
        """Return what every product has."""
        for part in TEXTS:
            for number, code in enumerate(self.languages, 1):
                yield self.text_cell(label, part, product, row, number, code)
        yield self.cell(label, "price", row, field_side(product, "list_price", amount), PRICES)
        yield self.cell(label, "online", row, switch_side(row), (True, False))
        for name in ("garden", "house"):
            here = member_side(row, self.category(name))
            yield self.cell(label, "member", row, here, (True, False), detail=name, adds_only=True)

    def text_cell(self, label, part, product, row, number, code):
        """Return a text of a product in one language.

        The main language's is never empty: another one's would stand in for it in Odoo (``test_standing_in.py``).
        """
        name, place, pattern = TEXTS[part]
        values = tuple(pattern.format(number, value) for value in range(4))
        if part != "name" and number > 1:
            values = ("", *values)
        here = translated(row if place == "listing" else product, name, code, values)
        return self.cell(label, part, row, here, values, detail=code)

    def lamp_cells(self):
        """Return what only a product without variants has by itself."""
        yield self.cell("lamp", "weight", self.lamp_row, field_side(self.lamp, "weight", amount), WEIGHTS)
        yield self.cell("lamp", "barcode", self.lamp_row, field_side(self.lamp, "barcode"), BARCODES["lamp"])

    def variant_cells(self, code):
        """Return what a variant of the shirt has."""
        variant = self.form(code)
        yield self.cell(code, "barcode", self.shirt_row, field_side(variant, "barcode"), BARCODES[code])
        yield self.cell(code, "extra", self.shirt_row, extra_side(variant), EXTRAS)

    def category_cells(self):
        """Return the names and the place of the categories."""
        for label in ("garden", "house"):
            row = self.category_row(label)
            for number, code in enumerate(self.languages, 1):
                values = tuple(f"{label} {number}{value}" for value in range(4))
                here = translated(row.odoo_id if number == 1 else row, "name", code, values)
                yield self.cell(label, "name", row, here, values, detail=code)
        root = self.category_row("house").odoo_id.parent_id
        here = parent_side(self.category("garden"), self.category("house"), root)
        yield self.cell("garden", "parent", self.category_row("garden"), here, (True, False))

    def cell(self, label, part, row, here, values, detail=None, adds_only=False):
        """Return a cell with the shop's side of it."""
        name = ".".join(filter(None, (label, part, detail)))
        return Cell(name, row, here, self.side_there(label, part, detail), values, adds_only)

    def category(self, label):
        """Return Odoo's category of the garden or the house."""
        return self.category_row(label).odoo_id

    def category_row(self, label):
        """Return the binding of the garden or the house."""
        return self.bound({"garden": self.garden, "house": self.house}[label]["id"], "category")

    # additions

    def additions(self):
        """Return new products, and new variants where either side's are taken."""
        product, variant = ({f"{name}_{side}": 1 for side in ("here", "there")} for name in ("products", "variants"))
        found = [
            Addition("a new product here", self.new_product_here, product),
            Addition("a new product there", lambda: self.new_product_there(self.next_number()), product),
        ]
        if self.owner in ("ask", "newest"):
            found += [
                Addition("a new variant here", self.new_variant_here, variant),
                Addition("a new variant there", lambda: self.new_variant_there(self.next_number()), variant),
            ]
        return found

    def next_number(self):
        """Return a number for what is made next."""
        self.made = getattr(self, "made", 0) + 1
        return self.made

    def new_product_here(self):
        """Make a product in the garden."""
        number, garden = self.next_number(), self.category("garden")
        vals = {"name": f"Made {number}", "default_code": f"HERE-{number}", "barcode": False, "categ_id": garden.id}
        self.make_products(1, **vals)

    def new_variant_here(self):
        """Make a variant of the shirt with a further size."""
        line, number = self.shirt.attribute_line_ids, self.next_number()
        line.value_ids = [Command.create({"name": f"H{number}", "attribute_id": line.attribute_id.id})]
        new = self.shirt.product_variant_ids.filtered(lambda variant: not variant.default_code)
        new.default_code = f"SHIRT-H{number}"

    def counts(self):
        """Return products, variants of the shirt and categories on both sides."""
        domain = [("sale_ok", "=", True), ("active", "in", (True, False))]
        return {
            "products_here": self.env["product.template"].search_count(domain),
            "variants_here": len(self.shirt.with_context(active_test=False).product_variant_ids),
            **{f"{name}_there": number for name, number in self.counts_there().items()},
        }
