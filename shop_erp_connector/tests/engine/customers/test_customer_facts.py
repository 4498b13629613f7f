"""What is easily lost on the way of a customer: a second telephone, a company's name with signs in it."""

from odoo.tests import tagged

from .test_customer_chain import ChainCase


@tagged("post_install", "-at_install")
class TestCustomerFacts(ChainCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everything_on(cls.backend)
        cls.backend.account_rule = "rule"

    def test_a_phone_and_a_street_that_changed_here_change_there_next(self):
        there = self.shop.add_customer("rui@mail.test", firstname="Rui", lastname="Costa")["id"]
        home = self.shop.add_address(there, phone="220000001")["id"]
        self.exchange((self.backend, "in"))
        partner = self.account_row(self.backend, there).odoo_id
        partner.write({"phone": "220000002", "street": "Rua 2"})
        self.exchange((self.backend, "out"))
        self.assertEqual(self.shop.row("addresses", home)["phone"], "220000002")
        self.shop.edit("addresses", home, phone="220000003", address1="Rua 3")
        self.exchange((self.backend, "in"))
        self.assertEqual((partner.phone, partner.street), ("220000003", "Rua 3"))
        self.assertEqual((partner.child_ids.phone, partner.child_ids.street), ("220000003", "Rua 3"))

    def test_the_mobile_of_the_main_address_is_the_customers_both_ways(self):
        there = self.shop.add_customer("rui@mail.test", firstname="Rui", lastname="Costa")["id"]
        home = self.shop.add_address(there, phone="220000001", phone_mobile="910000001")["id"]
        self.exchange((self.backend, "in"))
        partner = self.account_row(self.backend, there).odoo_id
        self.assertEqual((partner.phone, partner.shop_erp_mobile), ("220000001", "910000001"))
        partner.shop_erp_mobile = "910000002"
        self.exchange((self.backend, "out"))
        self.assertEqual(self.shop.row("addresses", home)["phone_mobile"], "910000002")
        self.shop.edit("addresses", home, phone_mobile="910000003")
        self.exchange((self.backend, "in"))
        self.assertEqual((partner.phone, partner.shop_erp_mobile), ("220000001", "910000003"))
        partner.shop_erp_mobile = False
        self.exchange((self.backend, "out"))
        row = self.shop.row("addresses", home)
        self.assertEqual((row["phone"], row["phone_mobile"]), ("220000001", ""))
        self.shop.log.clear()
        self.exchange((self.backend, "in"), (self.backend, "out"))
        self.assertEqual((self.writes(self.shop), partner.phone, partner.shop_erp_mobile), ([], "220000001", False))

    def test_a_mobile_that_comes_later_is_not_his_phone(self):
        there = self.shop.add_customer("rui@mail.test", firstname="Rui", lastname="Costa")["id"]
        home = self.shop.add_address(there, phone="220000001")["id"]
        self.exchange((self.backend, "in"))
        self.shop.edit("addresses", home, phone_mobile="910000001")
        self.exchange((self.backend, "in"), (self.backend, "out"))
        partner = self.account_row(self.backend, there).odoo_id
        self.assertEqual((partner.phone, partner.shop_erp_mobile), ("220000001", "910000001"))

    def test_who_is_let_in_again_may_sign_in(self):
        there = self.shop.add_customer("rui@mail.test", firstname="Rui", lastname="Costa")["id"]
        self.exchange((self.backend, "in"))
        row = self.account_row(self.backend, there)
        found = []
        for switch in ("off", "on", "off", "rule"):
            row.switch = switch
            self.exchange((self.backend, "out"), (self.backend, "in"))
            found.append((self.shop.row("customers", there)["active"], row.switch))
        self.assertEqual(found, [("0", "off"), ("1", "on"), ("0", "off"), ("1", "rule")])

    def test_who_the_rule_names_again_may_sign_in(self):
        there = self.shop.add_customer("rui@mail.test", firstname="Rui", lastname="Costa")["id"]
        self.exchange((self.backend, "in"))
        self.backend.write({"account_blocks": True, "account_country_ids": self.env.ref("base.es").ids})
        self.exchange((self.backend, "out"), (self.backend, "in"))
        self.assertEqual(self.shop.row("customers", there)["active"], "0")
        self.backend.account_country_ids = False
        self.exchange((self.backend, "out"), (self.backend, "in"))
        self.assertEqual(self.shop.row("customers", there)["active"], "1")

    def test_a_company_with_signs_in_its_name_gets_an_account_with_its_address(self):
        partner = self.env["res.partner"].create(
            {
                "name": "Lamps 4 You, Lda.",
                "is_company": True,
                "customer_rank": 1,
                "email": "info@lamps.test",
                "street": "Rua A 1",
                "city": "Porto",
                "zip": "4000-001",
                "country_id": self.env.ref("base.pt").id,
            }
        )
        self.exchange((self.backend, "out"))
        row = self.shop.only("customers", email="info@lamps.test")
        (home,) = self.shop.rows("addresses", id_customer=str(row["id"]))
        self.assertEqual((row["company"], home["company"]), ("Lamps 4 You, Lda.", "Lamps 4 You, Lda."))
        self.exchange((self.backend, "in"), (self.backend, "out"))
        self.assertEqual(
            (partner.name, partner.shop_erp_last_name, partner.child_ids.name), ("Lamps 4 You, Lda.", False, False)
        )
        self.assertEqual(self.account_row(self.backend, row["id"]).state, "done")
