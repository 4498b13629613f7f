"""What Odoo changed of a record is known by field group, and the flags of all groups come and go in one statement."""

from odoo.tests import tagged

from ..common import HubCase

_FLAGS = {"identity", "text", "price", "categories", "images", "state"}


@tagged("post_install", "-at_install")
class TestGroupFlags(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.bind_product()
        cls.row = cls.template.shop_erp_binding_ids
        cls.row._set_unchanged(cls.row)

    def changed(self):
        self.row.flush_recordset()
        self.row.invalidate_recordset()
        return {group for group, flag in self.row._group_flags().items() if self.row[flag]}

    def test_a_change_sets_the_flag_of_its_group_and_the_sum(self):
        self.assertEqual((self.changed(), self.row.content_changed), (set(), False))
        for vals, group in (
            ({"name": "Other"}, "text"),
            ({"list_price": 11.0}, "price"),
            ({"default_code": "OTHER"}, "identity"),
            ({"active": False}, "state"),
        ):
            self.template.write(vals)
            self.assertEqual((self.changed(), self.row.content_changed), ({group}, True), vals)
            self.row._set_unchanged(self.row)
            self.assertEqual((self.changed(), self.row.content_changed), (set(), False), vals)

    def test_a_form_of_the_product_counts_as_the_product(self):
        self.template.product_variant_id.barcode = "5601234000017"
        self.assertEqual(self.changed(), {"identity"})

    def test_flags_are_set_and_reset_by_one_statement_each(self):
        self.row._look_for_changes()
        self.assertTrue(self.changed() >= _FLAGS)
        self.row.flush_recordset()
        with self.assertQueryCount(1):
            self.row._look_for_changes()
        with self.assertQueryCount(1):
            self.row._set_unchanged(self.row)
        self.assertEqual(self.changed(), set())

    def test_every_group_has_its_flag(self):
        for model in self.env["shop_erp.binding"]._concrete_models():
            for flag in model._group_flags().values():
                self.assertEqual(model._fields[flag].type, "datetime", (model._name, flag))
