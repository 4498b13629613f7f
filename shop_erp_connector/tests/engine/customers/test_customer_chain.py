"""A customer goes the whole way, as people see it at both ends: shop → Odoo → ERP, and ERP → Odoo → shop."""

from decimal import Decimal

from odoo.tests import tagged

from ...common import SimulatedCase
from ...simulators.ebp import EbpSimulator


class ChainCase(SimulatedCase):
    """A PrestaShop, and the contacts that its accounts are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()

    @classmethod
    def everything_on(cls, *backends):
        for backend in backends:
            for direction in ("in", "out"):
                cls.flow(backend, "customer", direction).active = True

    @classmethod
    def account_row(cls, backend, external_id):
        domain = [("backend_id", "=", backend.id), ("external_id", "=", str(external_id)), ("is_address", "=", False)]
        return cls.env["shop_erp.binding.partner"].search(domain)

    def exchange(self, *ways):
        """Run flows of customers one after the other; nothing may go wrong."""
        for backend, direction in ways:
            run = self.sync(backend, "customer", direction)
            self.assertEqual((run.failed, run.held), (0, 0), run.errors)

    def writes(self, simulator):
        return [call.kind for call in simulator.log if call.method not in ("GET", "HEAD")]


@tagged("post_install", "-at_install")
class TestShopToErp(ChainCase):
    """New buyers of the shop become clients of an ERP that knows them by their tax numbers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.erp = cls.connect_erp()
        cls.erp.account_rule = "rule"
        cls.everything_on(cls.backend, cls.erp)
        cls.company = cls.shop.add_customer(
            "compras@oficina.test", firstname="Ana", lastname="Reis", company="Oficina Reis", note="Entrega de manhã"
        )["id"]
        cls.home = cls.shop.add_address(
            cls.company,
            address1="Rua A 1",
            address2="2.º Esq",
            postcode="4000-001",
            city="Porto",
            phone="220000001",
            vat_number="PT503504564",
        )["id"]
        cls.shed = cls.shop.add_address(cls.company, alias="Armazém", address1="Rua B 2", postcode="4000-002")["id"]
        cls.person = cls.shop.add_customer("rui@mail.test", firstname="Rui", lastname="Costa", birthday="1980-02-29")[
            "id"
        ]
        cls.shop.add_address(cls.person, address1="Rua C 3", vat_number="123456789")

    def chain(self):
        self.exchange((self.backend, "in"), (self.erp, "out"))

    def client(self):
        return self.account.client("503504564")

    def test_a_new_buyer_arrives_with_all_that_the_erp_keeps(self):
        self.chain()
        client = self.client()
        self.assertEqual(
            {
                name: client[name]
                for name in ("Name", "Address", "PostalCode", "Locality", "Phone", "Email", "Comments")
            },
            {
                "Name": "Oficina Reis",
                "Address": "Rua A 1, 2.º Esq",
                "PostalCode": "4000-001",
                "Locality": "Porto",
                "Phone": "220000001",
                "Email": "compras@oficina.test",
                "Comments": "Entrega de manhã",
            },
        )
        self.assertEqual([one["Address"] for one in client["addresses"].values()], ["Rua B 2"])
        self.assertEqual(self.account.client("123456789")["Name"], "Rui Costa")

    def test_each_change_in_the_shop_arrives_and_the_second_run_is_silent(self):
        self.chain()
        self.shop.edit("customers", self.company, company="Oficina Reis & Filhos")
        self.shop.edit("addresses", self.home, address1="Rua Nova 9", phone="220000009")
        self.shop.edit("addresses", self.shed, address1="Rua Mudada 8")
        self.chain()
        client = self.client()
        self.assertEqual(
            (client["Name"], client["Address"], client["Phone"]),
            ("Oficina Reis & Filhos", "Rua Nova 9, 2.º Esq", "220000009"),
        )
        self.assertEqual([one["Address"] for one in client["addresses"].values()], ["Rua Mudada 8"])
        self.shop.log.clear()
        self.account.log.clear()
        self.exchange((self.backend, "in"), (self.erp, "out"), (self.erp, "in"), (self.backend, "out"))
        self.assertEqual(self.writes(self.shop), [])
        self.assertEqual([call.kind for call in self.account.log if call.kind.startswith(("insert", "update"))], [])

    def test_an_address_that_comes_or_goes_in_the_shop_does_so_in_the_erp(self):
        self.chain()
        self.shop.add_address(self.company, alias="Loja", address1="Rua D 4")
        self.shop.edit("addresses", self.shed, deleted="1")
        self.chain()
        self.assertEqual([one["Address"] for one in self.client()["addresses"].values()], ["Rua D 4"])

    def test_what_is_changed_in_the_erp_arrives_in_the_shop(self):
        self.chain()
        self.exchange((self.erp, "in"))
        self.account.account.clients[self.client()["IdClient"]]["Phone"] = "229999999"
        self.exchange((self.erp, "in"), (self.backend, "out"))
        self.assertEqual(self.shop.row("addresses", self.home)["phone"], "229999999")


@tagged("post_install", "-at_install")
class TestErpToShop(ChainCase):
    """Existing customers of an ERP get accounts in the shop, with prices, terms and credit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = EbpSimulator()
        cls.erp = cls.connect(cls.office, "ebp", "ERP")
        cls.euro = cls.env.ref("base.EUR")
        cls.backend.account_rule = "rule"
        cls.everything_on(cls.backend, cls.erp)
        cls.office.add_customer(
            "REIS",
            "Reis SARL",
            NaturalPerson=False,
            IntracommunityVATNumber="FR40303265045",
            MainInvoicingContact_Name="Durand",
            MainInvoicingContact_FirstName="Zoé",
            MainInvoicingContact_Phone="0400000001",
            MainDeliveryAddress_Address1="3 quai Rambaud",
            MainDeliveryAddress_ZipCode="69002",
            MainDeliveryAddress_City="Lyon",
            MainDeliveryAddress_CountryIsoCode="FR",
            AllowedAmount=1000,
            CurrentAmount=250,
        )
        cls.person = cls.office.add_customer("ANA", "Petit", MainInvoicingContact_FirstName="Ana")

    def setUp(self):
        super().setUp()
        self.wholesale = self.env["product.pricelist"].create({"name": "Wholesale", "currency_id": self.euro.id})
        self.term = self.env["account.payment.term"].create({"name": "Card"})
        self.intra = self.env["account.fiscal.position"].create({"name": "France"})
        self.map("payment_term", "Carte bancaire", backend=self.erp, payment_term_id=self.term.id)
        for mapping in self.erp.mapping_ids.filtered(lambda one: one.type in ("price_table", "group")):
            mapping.action_confirm()

    def chain(self):
        self.exchange((self.erp, "in"), (self.backend, "out"))

    def there(self, email="reis@exemple.fr"):
        return self.shop.only("customers", email=email)

    def test_an_account_is_opened_with_all_that_the_shop_keeps(self):
        self.chain()
        row = self.there()
        self.assertEqual((row["company"], row["active"]), ("Reis SARL", "1"))
        self.assertEqual(Decimal(row["outstanding_allow_amount"]), 1000)
        home, dock = self.shop.rows("addresses", id_customer=str(row["id"]))
        self.assertEqual(
            (home["address1"], home["phone"], home["vat_number"]), ("12 rue des Lilas", "0400000001", "FR40303265045")
        )
        self.assertEqual((dock["address1"], dock["city"]), ("3 quai Rambaud", "Lyon"))
        ana = self.there("ana@exemple.fr")
        self.assertEqual((ana["firstname"], ana["lastname"], ana["company"]), ("Ana", "Petit", ""))

    def test_each_change_in_the_erp_arrives_and_the_second_run_is_silent(self):
        self.chain()
        self.office.clock.advance(60)
        self.office.store.update(
            "Customer",
            {"Id": "REIS"},
            Name="Reis et Fils",
            MainInvoicingContact_Phone="0400000009",
            MainDeliveryAddress_Address1="5 quai Rambaud",
            AllowedAmount=2000,
        )
        self.chain()
        row = self.there()
        self.assertEqual((row["company"], Decimal(row["outstanding_allow_amount"])), ("Reis et Fils", 2000))
        home, dock = self.shop.rows("addresses", id_customer=str(row["id"]))
        self.assertEqual((home["phone"], dock["address1"]), ("0400000009", "5 quai Rambaud"))
        self.round()
        self.assertEqual(self.office.store.row("Customer", Id="REIS")["MainDeliveryAddress_Address1"], "5 quai Rambaud")
        self.shop.log.clear()
        self.round()
        self.assertEqual((self.writes(self.shop), self.office.names("in")), ([], []))

    def test_who_has_no_email_gets_no_account_and_the_form_says_why(self):
        self.office.add_customer("MUET", "Muet", MainInvoicingContact_Email="")
        self.chain()
        self.assertEqual(len(self.shop.rows("customers")), 2)
        partner = self.account_row(self.erp, "MUET").odoo_id
        self.assertIn("go by e-mail", partner.shop_erp_absent)
        self.office.clock.advance(60)
        self.office.store.update("Customer", {"Id": "MUET"}, MainInvoicingContact_Email="muet@exemple.fr")
        self.chain()
        self.assertEqual(self.there("muet@exemple.fr")["lastname"], "Muet")

    def test_an_address_that_the_erp_takes_away_is_archived_and_leaves_the_shop(self):
        self.chain()
        dock = self.account_row(self.erp, "REIS").address_ids.odoo_id
        self.office.clock.advance(60)
        place = ("Address1", "ZipCode", "City", "CountryIsoCode")
        self.office.store.update("Customer", {"Id": "REIS"}, **{f"MainDeliveryAddress_{name}": "" for name in place})
        self.chain()
        self.assertFalse(dock.active)
        rows = self.shop.rows("addresses", id_customer=str(self.there()["id"]))
        self.assertEqual([row["address1"] for row in rows if row["deleted"] != "1"], ["12 rue des Lilas"])

    def round(self):
        """Everything is exchanged once, and the ERP imports what it was given."""
        self.exchange((self.backend, "in"), (self.erp, "out"))
        self.office.importer.run()
        self.env["shop_erp.binding.partner"].search([("state", "=", "sending")]).next_try = False
        self.env["shop_erp.flow"]._cron_dispatch()
        self.work()
        self.assertFalse(self.env["shop_erp.binding.partner"].search([("state", "=", "sending")]))
        self.exchange((self.erp, "in"), (self.backend, "out"))
