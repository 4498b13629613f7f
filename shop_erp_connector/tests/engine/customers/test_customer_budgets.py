"""Customers with addresses cost statements per page, not per record; commercial values are handed down all the same."""

from odoo.tests import tagged

from ... import make
from ...common import HubCase, SimulatedCase


@tagged("post_install", "-at_install")
class TestStatements(HubCase):
    def page(self, first, **fields):
        """Fifty customers with two addresses each."""
        return [
            make.customer(
                str(number),
                first_name="Ana",
                email=f"c{number}@example.com",
                addresses=(
                    make.address(f"address-{number}a", **fields),
                    make.address(f"address-{number}b", street="Rua B"),
                ),
                **fields,
            )
            for number in range(first, first + 50)
        ]

    def test_fifty_customers_with_a_hundred_addresses(self):
        self.receive("customer", *self.page(1000))  # what is fetched once is known now
        with self.assertQueryCount(60):
            self.receive("customer", *self.page(2000))
        rows = self.env["shop_erp.binding.partner"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual((len(rows), set(rows.mapped("state"))), (300, {"done"}))

    def test_fifty_customers_whose_telephone_changed(self):
        """Odoo looks for letters and children of each contact it writes; what is ours stays per page."""
        self.receive("customer", *self.page(1000))
        with self.assertQueryCount(450):
            rows = self.receive("customer", *self.page(1000, phone="999"))
        self.assertEqual(set(rows.odoo_id.mapped("phone")), {"999"})

    def test_commercial_values_are_handed_down(self):
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        partner = self.env["res.partner"].create(
            {"name": "Rita Exemplo", "email": "rita@example.com", "vat": "PT503504564"}
        )
        partner.property_account_position_id = position
        row = self.receive("customer", make.customer("6", addresses=(make.address(),)))
        self.assertEqual(row.odoo_id, partner)
        contact = partner.child_ids
        self.assertEqual((contact.vat, contact.property_account_position_id), ("PT503504564", position))
        other = self.receive(
            "customer",
            make.customer("7", email="o@example.com", vat="PT501442600", addresses=(make.address("address-7"),)),
        )
        self.assertEqual(other.odoo_id.child_ids.vat, "PT501442600")
        self.assertEqual(other.odoo_id.child_ids.commercial_partner_id, other.odoo_id)


@tagged("post_install", "-at_install")
class TestCalls(SimulatedCase):
    def test_ten_changed_of_many_cost_pages_of_ten(self):
        shop, backend = self.connect_shop()
        accounts = [shop.add_customer() for _number in range(300)]
        for account in accounts:
            shop.add_address(account)
        self.sync(backend, "customer", "in")
        shop.clock.advance(3600)
        for account in accounts[:10]:
            shop.edit("customers", account, company="Changed")
        shop.log.clear()
        run = self.sync(backend, "customer", "in")
        self.assertEqual((run.changed, run.failed), (10, 0))
        self.assertLessEqual(len(shop.log), 7)
