"""What Odoo did not take of a variant or an address, because it is Odoo's to say, is not blanked in the shop."""

from odoo.tests import tagged

from ..customers.test_customers_out import CustomersOutCase
from .both_changed_case import BothChangedCase


@tagged("post_install", "-at_install")
class TestOfVariants(BothChangedCase):
    owner = "odoo"

    def test_a_barcode_that_odoo_never_had_stays_there(self):
        self.change_there("combinations", self.small, self.shirt_there, ean13="")
        self.come_in()
        self.go_out()
        self.form("SHIRT-S").barcode = False
        self.go_out()
        self.assertEqual(self.read_there("combinations", self.small)["ean13"], "")
        self.change_there("combinations", self.small, self.shirt_there, ean13="2000000000039")
        self.come_in()
        self.assertFalse(self.form("SHIRT-S").barcode)
        self.form("SHIRT-M").weight = 3
        run = self.go_out()
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(self.read_there("combinations", self.small)["ean13"], "2000000000039")
        self.assert_calm()
        self.form("SHIRT-M").barcode = False
        self.go_out()
        self.assertEqual(self.read_there("combinations", self.medium)["ean13"], "", "what Odoo had is cleared")


@tagged("post_install", "-at_install")
class TestOfAddresses(CustomersOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for direction in ("in", "out"):
            cls.flow(cls.backend, "customer", direction).active = True

    def test_a_company_that_odoo_never_had_stays_there(self):
        self.backend.ownership_ids.filtered(lambda line: line.kind == "customer").owner = "odoo"
        self.shop.clock.advance(3600)
        self.shop.edit("addresses", self.work_there["id"], company="Oficina")
        self.shop.edit("customers", self.account["id"])
        self.sync(self.backend, "customer", "in")
        work = self.partner.child_ids.filtered(lambda contact: contact.street == "Rua B 2")
        self.assertFalse(work.shop_erp_company)
        work.street = "Rua Mudada 3"
        self.send()
        row = self.shop.row("addresses", self.work_there["id"])
        self.assertEqual((row["address1"], row["company"]), ("Rua Mudada 3", "Oficina"))
        self.sync(self.backend, "customer", "in")
        self.shop.log.clear()
        self.sync(self.backend, "customer", "in")
        self.send()
        self.assertEqual(self.writes(), [])
        work.street = "Rua Mudada 4"
        self.send()
        work.city = "Faro"
        self.send()
        row = self.shop.row("addresses", self.work_there["id"])
        self.assertEqual((row["address1"], row["city"], row["company"]), ("Rua Mudada 4", "Faro", "Oficina"))
