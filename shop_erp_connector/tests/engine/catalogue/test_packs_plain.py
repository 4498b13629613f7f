"""Without Manufacturing a pack is a plain product, and the user is told."""

from unittest import SkipTest

from odoo.tests import tagged

from ....remotes.documents import Component, Variant
from ... import make
from ...common import HubCase


@tagged("post_install", "-at_install")
class TestPlainPacks(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "mrp.bom" in cls.env:
            raise SkipTest("The module mrp is installed: packs are kits, see the addon of kits.")

    def test_a_pack_is_imported_as_a_plain_product_with_a_warning(self):
        components = (Component(product_id="1", variant_id="1-0", code="BULB", quantity=make.dec("2.00")),)
        document = make.product("900", code="BOX", variants=(Variant(id="900-0"),), components=components)
        row = self.receive("product", document)
        self.assertEqual((row.state, row.reason_code, row.odoo_id.default_code), ("done", "warning", "BOX"))
        self.assertIn("2 × BULB", row.reason)
        self.assertIn("Manufacturing", row.reason)
        self.receive("product", make.product("900", code="BOX", variants=(Variant(id="900-0"),)))
        self.assertFalse(row.reason, "it is no pack any more")
