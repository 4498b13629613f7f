"""Orders, blocking, names and odd texts on their way between a shop, Odoo and an ERP."""

from odoo.tests import tagged

from .test_customer_chain import ChainCase


@tagged("post_install", "-at_install")
class TestBothSides(ChainCase):
    """A PrestaShop whose customers go both ways."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everything_on(cls.backend)
        cls.account = cls.shop.add_customer(
            "anna@mail.test",
            firstname="Anna Mária",
            lastname="Kovács",
            birthday="1990-05-17",
            newsletter="1",
            optin="1",
        )["id"]
        cls.home = cls.shop.add_address(cls.account, alias="Home", address1="Rua A 1")["id"]
        cls.backend.is_family_name_first = True
        cls.sync(cls.backend, "customer", "in")
        cls.row = cls.account_row(cls.backend, cls.account)
        cls.partner = cls.row.odoo_id

    def there(self):
        return self.shop.row("customers", self.account)

    def test_names_of_hungary_survive_changes_on_both_sides(self):
        self.assertEqual(self.partner.name, "Kovács Anna Mária")
        self.shop.edit("customers", self.account, lastname="Nagy")
        self.exchange((self.backend, "in"))
        self.assertEqual(self.partner.name, "Nagy Anna Mária")
        self.partner.name = "Szabó Anna Mária"
        self.exchange((self.backend, "out"), (self.backend, "in"))
        self.assertEqual((self.there()["firstname"], self.there()["lastname"]), ("Anna Mária", "Szabó"))
        self.assertEqual(self.partner.name, "Szabó Anna Mária")

    def test_birthday_newsletter_and_consent_go_both_ways(self):
        self.assertEqual(str(self.partner.shop_erp_birthday), "1990-05-17")
        self.assertEqual(self.partner.shop_erp_newsletter, "yes")
        self.assertEqual(self.partner.shop_erp_consents, [{"name": "optin", "given": True, "given_at": ""}])
        self.partner.write(
            {
                "shop_erp_birthday": "1991-06-18",
                "shop_erp_newsletter": "no",
                "shop_erp_consents": [{"name": "optin", "given": False, "given_at": ""}],
            }
        )
        self.exchange((self.backend, "out"))
        there = self.there()
        self.assertEqual((there["birthday"], there["newsletter"], there["optin"]), ("1991-06-18", "0", "0"))
        self.shop.edit("customers", self.account, newsletter="1")
        self.exchange((self.backend, "in"))
        self.assertEqual(self.partner.shop_erp_newsletter, "yes")

    def test_an_order_keeps_its_address_though_the_account_moved_on_either_side(self):
        lamp = self.shop.add_product("LAMP", "100.00", quantity=9)["id"]
        for kind in ("category", "product"):
            self.sync(self.backend, kind, "in")
        placed = self.shop.place_order(self.account, [(lamp, 1)], carrier=1, state="Payment accepted")
        self.sync(self.backend, "order", "in")
        order = self.env["shop_erp.binding.order"].search([("external_id", "=", str(placed["id"]))]).odoo_id
        self.assertEqual(order.partner_shipping_id.street, "Rua A 1")
        self.partner.street = "Rua Nova 2"
        self.exchange((self.backend, "out"), (self.backend, "in"))
        self.assertEqual(order.partner_shipping_id.street, "Rua A 1")
        kept = self.shop.row("addresses", placed["id_address_delivery"])
        self.assertEqual((kept["address1"], kept["deleted"]), ("Rua A 1", "1"))
        (moved,) = [row for row in self.shop.rows("addresses", id_customer=str(self.account)) if row["deleted"] != "1"]
        self.assertEqual(moved["address1"], "Rua Nova 2")
        active = self.partner.child_ids.filtered("active")
        self.assertEqual(active.mapped("street"), ["Rua Nova 2"])

    def test_any_script_arrives_there_and_stays_here(self):
        self.partner.comment = "ملاحظة 😀"
        contact = self.env["res.partner"].create(
            {
                "parent_id": self.partner.id,
                "type": "delivery",
                "name": "محمد بن علي",
                "street": "شارع النيل ١٢",
                "city": "القاهرة",
                "country_id": self.env.ref("base.pt").id,
            }
        )
        self.exchange((self.backend, "out"), (self.backend, "in"))
        self.assertIn("ملاحظة", self.there()["note"])
        self.assertIn("ملاحظة 😀", self.partner.comment)
        streets = [row["address1"] for row in self.shop.rows("addresses", id_customer=str(self.account))]
        self.assertIn(contact.street, streets)

    def test_twenty_addresses_go_and_stay_twenty(self):
        self.env["res.partner"].create(
            [
                {
                    "parent_id": self.partner.id,
                    "type": "delivery",
                    "street": f"Rua {number}",
                    "city": "Porto",
                    "zip": "4000-001",
                    "country_id": self.env.ref("base.pt").id,
                }
                for number in range(19)
            ]
        )
        self.exchange((self.backend, "out"), (self.backend, "in"), (self.backend, "out"))
        self.assertEqual(len(self.shop.rows("addresses", id_customer=str(self.account))), 20)
        self.assertEqual(len(self.partner.child_ids), 20)
