"""Two products of a shop that become one in Odoo: both listings stay bound to the product that stays.

Odoo's Community edition has no screen for it; what merges records elsewhere moves all that points to them with the
general half of its merging of contacts, and that is what is run here.
"""

from odoo.tests import tagged
from odoo.tools import SQL

from ..shop_case import ShopOutCase


@tagged("post_install", "-at_install")
class TestMergedProducts(ShopOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = (cls.shop.add_product(code, "20.00", name=code) for code in ("LAMP", "LAMP-OLD"))
        for kind, direction in (("category", "in"), ("product", "in"), ("stock", "out")):
            cls.flow(cls.backend, kind, direction).active = True
        for kind in ("category", "product"):
            cls.sync(cls.backend, kind, "in")
        cls.kept, cls.gone = (cls.listing(row).odoo_id for row in (cls.first, cls.second))

    @classmethod
    def listing(cls, row):
        return cls.env["shop_erp.binding.product"].search(
            [("backend_id", "=", cls.backend.id), ("external_id", "=", row["id"])]
        )

    def merge(self):
        """The variant first: once nothing points to it, it goes, and the product follows."""
        wizard = self.env["base.partner.merge.automatic.wizard"]
        for kept, gone in ((self.kept.product_variant_id, self.gone.product_variant_id), (self.kept, self.gone)):
            wizard._update_foreign_keys_generic(kept._name, gone, kept)
            wizard._update_reference_fields_generic(kept._name, gone, kept)
            self.env.cr.execute(SQL("DELETE FROM %s WHERE id = %s", SQL.identifier(gone._table), gone.id))
            self.env.invalidate_all()

    def test_both_listings_stand_for_the_product_that_stays(self):
        self.merge()
        rows = self.listing(self.first) | self.listing(self.second)
        self.assertEqual(rows.odoo_id, self.kept)
        self.assertEqual(rows.variant_ids.odoo_id, self.kept.product_variant_id)
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.created, run.failed, run.held), (0, 0, 0), run.errors)
        self.env["stock.quant"]._update_available_quantity(
            self.kept.product_variant_id, self.backend.warehouse_id.lot_stock_id, 5
        )
        run = self.sync(self.backend, "stock", "out")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        levels = [self.shop.stock(int(row["id"])) for row in (self.first, self.second)]
        self.assertEqual(levels, [5, 5])
