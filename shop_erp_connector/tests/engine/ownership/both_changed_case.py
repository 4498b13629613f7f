"""A shop and Odoo that know the same goods, and both change them."""

from ..shop_case import ShopOutCase


class BothChangedCase(ShopOutCase):
    """A lamp and a shirt in S and M, read from a shop; everything goes both ways, and what both change is asked."""

    owner = "ask"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pt_PT")
        cls.there = cls.shop.add_product("LAMP", "20.00", name="Lamp")
        cls.shirt_there = cls.shop.add_product("SHIRT", "10.00", name="Shirt")
        small, medium = cls.shop.add_option("Size", ["S", "M"])
        cls.small = cls.shop.add_combination(cls.shirt_there, "SHIRT-S", values=[small], ean13="2000000000015")
        cls.medium = cls.shop.add_combination(
            cls.shirt_there, "SHIRT-M", values=[medium], ean13="2000000000022", price="2.00"
        )
        for kind in ("category", "product"):
            for direction in ("in", "out"):
                cls.flow(cls.backend, kind, direction).active = True
        cls.backend.ownership_ids.owner = cls.owner
        for kind in ("category", "product"):
            run = cls.sync(cls.backend, kind, "in")
            if run.failed or run.held:
                raise AssertionError(run.errors)
        cls.lamp, cls.shirt = (cls.bound(row["id"]).odoo_id for row in (cls.there, cls.shirt_there))
        cls.lamp_row, cls.shirt_row = cls.lamp.shop_erp_binding_ids, cls.shirt.shop_erp_binding_ids

    @classmethod
    def bound(cls, external_id, kind="product"):
        rows = cls.env[f"shop_erp.binding.{kind}"]
        return rows.search([("backend_id", "=", cls.backend.id), ("external_id", "=", external_id)])

    def form(self, code):
        """The shirt's variant of a code."""
        return self.shirt.product_variant_ids.filtered(lambda product: product.default_code == code)

    def change_there(self, resource, row, product=None, **values):
        """Edit a row in the shop an hour later; its product counts as changed, too."""
        self.shop.clock.advance(3600)
        self.shop.edit(resource, row["id"], **values)
        if product:
            self.shop.edit("products", product["id"])

    def read_there(self, resource, row):
        return self.shop.row(resource, row["id"])

    def come_in(self, kind="product"):
        return self.sync(self.backend, kind, "in")

    def go_out(self, kind="product"):
        return self.sync(self.backend, kind, "out")

    def asked(self, row):
        """The questions of a row: ``{label: (before, in Odoo, there)}``."""
        self.assertEqual((row.state, row.reason_code), ("held", "conflict"), row.reason)
        return {line.label: (line.base_text, line.odoo_text, line.there_text) for line in row.conflict_ids}

    def choose(self, row, **by_field):
        """Keep ``by_field[last word of the field]`` of each question, and let it be done."""
        for line in row.conflict_ids:
            line.choice = by_field[line.field_name.rpartition(":")[2]]
        row.action_resolve()
        self.work()
        self.assertEqual((row.state, len(row.conflict_ids)), ("done", 0), row.reason)

    def assert_calm(self, kind="product"):
        """Once what was sent has been read again, both flows find nothing to write on either side."""
        self.come_in(kind)
        self.shop.log.clear()
        came, went = self.come_in(kind), self.go_out(kind)
        self.assertEqual((came.created, came.changed, came.held, came.failed), (0, 0, 0, 0), came.errors)
        self.assertEqual((went.created, went.changed, went.held, went.failed), (0, 0, 0, 0), went.errors)
        self.assertEqual(self.writes(), [])
