"""Contacts merged in Odoo: all their accounts stay bound, one of each system speaks for the contact."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ....engine.outgoing import OutgoingParties
from ... import make
from ...common import HubCase


@tagged("post_install", "-at_install")
class TestMerge(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bind_product("100")
        cls.one = cls.receive("customer", make.customer("1", addresses=(make.address("address-1"),)))
        cls.two = cls.receive("customer", make.customer("2", first_name="Rui", addresses=(make.address("address-2"),)))

    def merge(self, target, *sources):
        partners = target.union(*sources)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(partners.ids, target)

    def test_both_accounts_stay_and_one_is_primary(self):
        target, source = self.two.odoo_id, self.one.odoo_id
        self.merge(target, source)
        self.assertEqual((self.one | self.two).odoo_id, target)
        self.assertEqual((self.one.is_secondary, self.two.is_secondary), (True, False))
        self.assertEqual(self.rows("customer", "address-1", "address-2").odoo_id.parent_id, target)
        self.assertTrue(self.one.content_changed)
        order = self.receive("order", make.order(customer=make.customer("1"), billing=None, delivery=None))
        self.assertEqual(order.odoo_id.partner_id, target)
        self.assertEqual(OutgoingParties(self.backend, order.odoo_id).customer(target).id, "2")
        self.one.action_make_primary()
        self.assertEqual(OutgoingParties(self.backend, order.odoo_id).customer(target).id, "1")

    def test_rows_that_both_were_created_from_odoo(self):
        (self.one | self.two).write({"direction": "out"})
        self.one.key, self.two.key = "ODOO-1", "ODOO-2"
        self.merge(self.one.odoo_id, self.two.odoo_id)
        self.assertEqual((self.one | self.two).mapped("key"), ["ODOO-1", False])

    def test_a_row_that_was_never_sent_goes(self):
        new = self.env["res.partner"].create({"name": "New"})
        row = self.one.create({"backend_id": self.backend.id, "odoo_id": new.id, "key": "ODOO-9", "state": "dirty"})
        self.merge(self.one.odoo_id, new)
        self.assertFalse(row.exists())
        self.assertEqual(self.one.is_secondary, False)

    def test_a_row_that_is_being_created_there_is_waited_for(self):
        new = self.env["res.partner"].create({"name": "New"})
        self.one.create({"backend_id": self.backend.id, "odoo_id": new.id, "key": "ODOO-9", "state": "in_doubt"})
        with self.assertRaisesRegex(UserError, "being created"):
            self.merge(self.one.odoo_id, new)

    def test_a_question_that_the_merge_answers_goes_on(self):
        twins = self.env["res.partner"].create([{"name": "Ana Exemplo", "email": "ana@example.com"}] * 2)
        held = self.receive("customer", make.customer("3", first_name="Ana", email="ana@example.com"))
        self.assertEqual(held.reason_code, "ambiguous")
        self.merge(twins[0], twins[1])
        self.assertEqual((held.state, held.odoo_id), ("done", twins[0]))
