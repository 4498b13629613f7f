"""Customers with other remotes: a shop with two fixed addresses, and an ERP that knows clients by tax number."""

from odoo.tests import tagged

from ...common import SimulatedCase
from ..shops.woocommerce_shop import WooCommerceShop


@tagged("post_install", "-at_install")
class TestShopWithTwoAddresses(WooCommerceShop, SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        billing = {"first_name": "Ana", "last_name": "Silva", "address_1": "Rua A 1", "city": "Porto", "country": "PT"}
        cls.account = cls.shop.add_customer(
            "ana@mail.test",
            first_name="Ana",
            last_name="Silva",
            billing={**billing, "postcode": "4000-001", "phone": "220000000"},
            shipping={**billing, "address_1": "Rua B 2", "postcode": "4000-002"},
        )
        cls.sync(cls.backend, "customer", "in")
        cls.row = cls.env["shop_erp.binding.partner"].search(
            [("backend_id", "=", cls.backend.id), ("external_id", "=", str(cls.account["id"]))]
        )

    def there(self):
        row = next(row for row in self.shop.rows("customers") if row["id"] == self.account["id"])
        return row["billing"]["address_1"], row["shipping"]["address_1"]

    def test_both_addresses_are_contacts(self):
        partner = self.row.odoo_id
        self.assertEqual((self.row.state, partner.name, partner.street), ("done", "Ana Silva", "Rua A 1"))
        contacts = partner.child_ids.sorted("street")
        self.assertEqual(
            [(one.street, one.type) for one in contacts], [("Rua A 1", "invoice"), ("Rua B 2", "delivery")]
        )

    def test_each_goes_back_to_its_place(self):
        self.row.odoo_id.child_ids.filtered(lambda one: one.type == "delivery").street = "Rua C 3"
        self.sync(self.backend, "customer", "out")
        self.assertEqual(self.there(), ("Rua A 1", "Rua C 3"))
        self.row.odoo_id.street = "Rua D 4"
        self.sync(self.backend, "customer", "out")
        self.assertEqual(self.there(), ("Rua D 4", "Rua C 3"))
        self.sync(self.backend, "customer", "in")
        self.assertEqual(sorted(self.row.odoo_id.child_ids.mapped("street")), ["Rua C 3", "Rua D 4"])

    def test_a_login_by_template_is_the_one_in_the_shop(self):
        self.backend.write({"account_login": "kd-{code}", "account_rule": "rule"})
        partner = self.env["res.partner"].create(
            {"name": "Rui Costa", "email": "rui@mail.test", "ref": "C-9", "customer_rank": 1}
        )
        self.sync(self.backend, "customer", "out")
        there = next(row for row in self.shop.rows("customers") if row["email"] == "rui@mail.test")
        self.assertEqual((there["username"], partner.shop_erp_account_ids.login), ("kd-C-9", "kd-C-9"))

    def test_prices_of_one_customer_that_have_no_place_there_are_said(self):
        self.backend.account_rule = "rule"
        trade = self.env["product.pricelist"].create({"name": "Trade"})
        partner = self.env["res.partner"].create({"name": "Rui Costa", "email": "rui@mail.test", "customer_rank": 1})
        partner.with_company(self.backend.company_id).specific_property_product_pricelist = trade
        self.sync(self.backend, "customer", "out")
        row = partner.shop_erp_account_ids
        self.assertEqual((row.state, row.reason_code), ("done", "warning"))
        self.assertIn("price list Trade of Rui Costa", row.reason)

    def test_an_account_made_from_odoo_has_no_contact_twice(self):
        partner = self.env["res.partner"].create(
            {
                "name": "Rui Costa",
                "email": "rui@mail.test",
                "street": "Rua E 5",
                "city": "Faro",
                "country_id": self.env.ref("base.pt").id,
                "child_ids": [
                    (0, 0, {"type": "delivery", "name": "Armazém", "street": "Rua F 6", "city": "Faro"}),
                ],
            }
        )
        self.row.create(
            {"backend_id": self.backend.id, "odoo_id": partner.id, "key": "K1", "state": "dirty", "direction": "out"}
        )
        run = self.sync(self.backend, "customer", "out")
        self.assertEqual((run.created, run.failed), (1, 0), run.errors)
        self.sync(self.backend, "customer", "in")
        self.assertEqual(sorted(partner.child_ids.mapped("street")), ["Rua E 5", "Rua F 6"])
        self.shop.log.clear()
        self.sync(self.backend, "customer", "out")
        self.assertEqual([call.kind for call in self.shop.log if call.method != "GET"], [])

    def test_a_customer_made_in_odoo_keeps_his_own_street_beside_a_delivery_address(self):
        self.backend.account_rule = "rule"
        country = self.env.ref("base.pt").id
        home = {"street": "Rua E 5", "city": "Faro", "zip": "8000-001", "phone": "280000001", "country_id": country}
        shed = {"type": "delivery", "name": "Armazém", "street": "Cais 2", "city": "Braga", "country_id": country}
        partner = self.env["res.partner"].create(
            {"name": "Passo", "email": "passo@mail.test", "customer_rank": 1, **home, "child_ids": [(0, 0, shed)]}
        )
        for direction in ("out", "in", "out"):
            self.sync(self.backend, "customer", direction)
        partner.shop_erp_first_name = "Ana"
        self.sync(self.backend, "customer", "out")
        self.assertEqual((partner.street, partner.city, partner.phone), ("Rua E 5", "Faro", "280000001"))
        self.assertIn(("Cais 2", "Braga"), partner.child_ids.mapped(lambda one: (one.street, one.city)))

    def send(self):
        """Send accounts, and look whether a second run finds anything to send."""
        run = self.sync(self.backend, "customer", "out")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.shop.log.clear()
        self.sync(self.backend, "customer", "out")
        self.assertEqual([call.kind for call in self.shop.log if call.method != "GET"], [])

    def test_an_archived_address_is_emptied_there_and_another_takes_its_place(self):
        partner = self.row.odoo_id
        old = partner.child_ids.filtered(lambda one: one.type == "delivery")
        old.active = False
        self.send()
        self.assertEqual(self.there(), ("Rua A 1", ""))
        new = partner.child_ids.create(
            {"parent_id": partner.id, "type": "delivery", "name": "Loja", "street": "Rua G 7", "city": "Porto"}
        )
        self.send()
        self.assertEqual(self.there(), ("Rua A 1", "Rua G 7"))
        bound = self.row.search([("owner_id", "=", self.row.id), ("odoo_id", "=", new.id)])
        self.assertEqual((bound.external_id, bound.is_removed), (f"shipping-{self.account['id']}", False))
        run = self.sync(self.backend, "customer", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual((new.active, new.street, old.active), (True, "Rua G 7", False))

    def test_one_address_is_exchanged_for_another_at_once(self):
        partner = self.row.odoo_id
        old = partner.child_ids.filtered(lambda one: one.type == "delivery")
        old.active = False
        partner.child_ids.create(
            {"parent_id": partner.id, "type": "delivery", "name": "Loja", "street": "Rua G 7", "city": "Porto"}
        )
        self.send()
        self.assertEqual(self.there(), ("Rua A 1", "Rua G 7"))

    def test_one_that_there_is_no_place_for_is_named_on_the_account(self):
        partner = self.row.odoo_id
        partner.child_ids.create(
            {"parent_id": partner.id, "type": "delivery", "name": "Loja", "street": "Rua G 7", "city": "Porto"}
        )
        self.send()
        self.assertEqual(self.there(), ("Rua A 1", "Rua B 2"))
        self.assertEqual((self.row.state, self.row.reason_code), ("done", "warning"))
        self.assertIn("one delivery address", self.row.reason)


@tagged("post_install", "-at_install")
class TestErpWithClients(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.backend = cls.connect_erp()
        cls.client = cls.account.add_client("503504564", "Oficina, Lda.", Address="Rua A 1", Locality="Porto")
        cls.sync(cls.backend, "customer", "in")
        cls.row = cls.env["shop_erp.binding.partner"].search(
            [("backend_id", "=", cls.backend.id), ("external_id", "=", cls.client)]
        )

    def test_a_client_is_a_contact_with_its_own_address(self):
        partner = self.row.odoo_id
        self.assertEqual((self.row.state, partner.name, partner.street), ("done", "Oficina, Lda.", "Rua A 1"))
        self.assertFalse(partner.child_ids)

    def test_what_changed_in_odoo_changes_there_and_nothing_else(self):
        self.row.odoo_id.write({"phone": "220000000", "street": "Rua B 2"})
        run = self.sync(self.backend, "customer", "out")
        self.assertEqual((run.changed, run.failed, run.held), (1, 0, 0), run.errors)
        client = self.account.client("503504564")
        self.assertEqual(
            (client["Name"], client["Address"], client["Phone"]), ("Oficina, Lda.", "Rua B 2", "220000000")
        )
