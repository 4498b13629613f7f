"""Who bought: one contact per buyer, whatever the shop's ids say, and none that belongs to somebody else."""

from itertools import count

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.base.models.res_partner import ResPartner

from ... import make
from ...common import HubCase


@tagged("post_install", "-at_install")
class TestBuyers(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bind_product("100")
        cls.order_ids = count(900)

    def buyers(self, *customers):
        """The contacts behind one page with an order of each customer."""
        documents = [
            make.order(str(next(self.order_ids)), customer=customer, billing=None, delivery=None)
            for customer in customers
        ]
        rows = self.receive("order", *documents)
        self.assertEqual(set(rows.mapped("state")), {"done"}, rows.mapped("reason"))
        return [row.odoo_id.partner_id for row in rows]

    def test_the_final_consumers_number_is_nobodys(self):
        for number in ("999999990", "PT999999990", "999999999", "PT 000 000 000"):
            ana = make.customer(f"a{number}", first_name="Ana", email=f"ana{number[:2]}@example.com", vat=number)
            rui = make.customer(f"r{number}", first_name="Rui", email=f"rui{number[:2]}@example.com", vat=number)
            first, second = self.buyers(ana, rui)
            self.assertNotEqual(first, second, number)
            self.assertEqual((first.vat, second.vat), (False, False), number)

    def test_customers_without_an_id_stay_apart(self):
        ana = make.customer("", first_name="Ana", email="ana@example.com")
        rui = make.customer("", first_name="Rui", email="rui@example.com")
        first, second = self.buyers(ana, rui)
        self.assertEqual((first.name, second.name), ("Ana Exemplo", "Rui Exemplo"))
        self.assertFalse(self.rows("customer", ""))

    def test_a_guest_who_buys_twice_is_one_buyer(self):
        guests = [make.customer(str(id), is_guest=True) for id in (71, 72, 73)]
        first, second, third = self.buyers(*guests)
        self.assertEqual((first, second), (second, third))
        self.assertEqual(self.rows("customer", "71", "72", "73").odoo_id, first)
        (fourth,) = self.buyers(make.customer("74", is_guest=True))
        self.assertEqual(fourth, first)

    def test_a_company_with_two_accounts_is_one_buyer(self):
        one = make.customer("81", company="Oficina", vat="PT503504564", email="one@example.com")
        two = make.customer("82", company="Oficina, Lda.", vat="503504564", email="two@example.com")
        first, second = self.buyers(one, two)
        self.assertEqual(first, second)

    def test_guests_that_are_read_as_customers_are_one_contact(self):
        rows = self.receive("customer", make.customer("75", is_guest=True), make.customer("76", is_guest=True))
        self.assertEqual((rows.mapped("state"), len(rows.odoo_id)), (["done", "done"], 1))

    def test_an_address_that_changed_between_two_orders_of_a_page(self):
        old, new = make.address(street="Rua Velha 1"), make.address(street="Rua Nova 2")
        rows = self.receive(
            "order",
            make.order("91", billing=old, delivery=old),
            make.order("92", billing=new, delivery=new),
        )
        streets = [row.odoo_id.partner_shipping_id.street for row in rows]
        self.assertEqual(streets, ["Rua Velha 1", "Rua Nova 2"])
        self.assertEqual(self.rows("customer", "address-1").odoo_id.street, "Rua Nova 2")

    def test_an_archived_contact_is_taken_only_for_want_of_others(self):
        archived = self.env["res.partner"].create({"name": "Gone", "vat": "PT503504564", "active": False})
        (found,) = self.buyers(make.customer("61", vat="PT503504564"))
        self.assertEqual(found, archived)
        present = self.env["res.partner"].create({"name": "Here", "vat": "PT503504564"})
        (found,) = self.buyers(make.customer("62", vat="PT503504564"))
        self.assertEqual(found, present)

    def test_what_the_shop_does_not_know_is_not_erased(self):
        partner = self.env["res.partner"].create(
            {
                "name": "Rita Exemplo",
                "email": "rita@example.com",
                "phone": "911111111",
                "ref": "C-7",
                "comment": "Pays late",
                "is_company": True,
            }
        )
        row = self.receive("customer", make.customer("63"))
        self.assertEqual((row.odoo_id, row.state), (partner, "done"))
        self.assertEqual((partner.phone, partner.ref, partner.is_company), ("911111111", "C-7", True))
        self.assertIn("Pays late", partner.comment)


@tagged("post_install", "-at_install")
class TestRefusedVatNumbers(HubCase):
    """Countries' rules for VAT numbers come from Odoo's own modules; here they are one rule."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bind_product("100")
        cls.backend.wrong_vat = "hold"

    def setUp(self):
        super().setUp()
        for name in ("create", "write"):
            self.patch(ResPartner, name, self.checking(getattr(ResPartner, name)))

    @staticmethod
    def checking(method):
        def checked(partners, vals):
            if any(one.get("vat") == "PT123" for one in (vals if isinstance(vals, list) else [vals])):
                reason = "The number is not valid."
                raise ValidationError(reason)
            return method(partners, vals)

        return checked

    def test_a_refused_number_holds_its_order_and_names_it(self):
        wrong = make.customer("51", first_name="Falso", email="falso@example.com", vat="PT123")
        rows = self.receive("order", make.order("81"), make.order("82", customer=wrong))
        self.assertEqual(rows.mapped("state"), ["done", "held"])
        self.assertEqual(rows[1].reason_code, "vat_impossible")
        self.assertIn("PT123", rows[1].reason)

    def test_a_number_that_comes_later_is_checked_too(self):
        self.receive("order", make.order("83", state_id="1"))
        late = self.receive("order", make.order("84", billing=make.address("address-3", vat="PT123")))
        self.assertEqual((late.state, late.reason_code), ("held", "vat_impossible"))
