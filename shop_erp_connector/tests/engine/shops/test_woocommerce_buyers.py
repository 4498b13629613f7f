"""A WooCommerce shop and Odoo change the same customers; their addresses have no names there."""

from odoo.tests import tagged

from ..shop_case import ShopOutCase
from .woocommerce_shop import WooCommerceShop

AT_HOME = {"first_name": "Ana", "last_name": "Lima", "city": "Lisboa", "postcode": "1000-001", "country": "PT"}


@tagged("post_install", "-at_install")
class TestBuyers(WooCommerceShop, ShopOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for direction in ("in", "out"):
            cls.flow(cls.backend, "customer", direction).active = True
        addresses = {"billing": {**AT_HOME, "address_1": "Rua A 1"}, "shipping": {**AT_HOME, "address_1": "Rua B 2"}}
        cls.there = cls.shop.add_customer("ana@mail.invalid", first_name="Ana", last_name="Lima", **addresses)
        cls.sync(cls.backend, "customer", "in")
        rows = cls.env["shop_erp.binding.partner"].search([("backend_id", "=", cls.backend.id)])
        cls.row = rows.filtered(lambda row: row.external_id == str(cls.there["id"]))
        cls.ana = cls.row.odoo_id

    def meet(self):
        for direction in ("in", "out"):
            run = self.sync(self.backend, "customer", direction)
            self.assertEqual((run.failed, run.held), (0, 0), run.errors)

    def change_there(self, **values):
        self.shop.clock.advance(3600)
        self.shop.customers.update(self.there["id"], values)

    def assert_calm(self):
        self.meet()
        self.shop.log.clear()
        runs = [self.sync(self.backend, "customer", direction) for direction in ("in", "out")]
        self.assertEqual(([run.changed for run in runs], self.writes()), ([0, 0], []))

    def test_addresses_without_names_are_not_taken_for_one_another(self):
        self.backend.ownership_ids.owner = "newest"
        self.ana.email = "eva@mail.invalid"
        self.change_there(shipping={"phone": "+351 210 000 003"})
        self.meet()
        self.meet()
        self.assertEqual(sorted(self.ana.child_ids.mapped("street")), ["Rua A 1", "Rua B 2"])
        there = self.shop.row("customers", self.there["id"])
        self.assertEqual((there["email"], there["shipping"]["address_1"]), ("eva@mail.invalid", "Rua B 2"))
        self.assert_calm()

    def test_what_the_shop_does_not_speak_of_is_no_reason_to_send_again(self):
        """Odoo says that an account may sign in, the shop has no word for it."""
        self.backend.account_rule = "rule"
        self.backend.ownership_ids.owner = "odoo"
        self.change_there(billing={"city": "Porto"})
        self.meet()
        self.assertEqual(self.shop.row("customers", self.there["id"])["billing"]["city"], "Lisboa")
        self.assert_calm()
