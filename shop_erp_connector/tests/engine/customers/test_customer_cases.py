"""What happens to customers in years of business: wrong numbers, merges, deletions, removals, new countries."""

from odoo.tests import tagged

from ... import make
from ...common import HubCase
from .test_customer_chain import ChainCase


@tagged("post_install", "-at_install")
class TestShopAndErp(ChainCase):
    """A PrestaShop and a KeyInvoice, customers both ways."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.erp = cls.connect_erp()
        cls.erp.account_rule = "rule"
        cls.everything_on(cls.backend, cls.erp)

    @classmethod
    def buyer(cls, email, vat="", **values):
        """The id of a customer of the shop with one address."""
        account = cls.shop.add_customer(email, **values)["id"]
        cls.shop.add_address(account, address1="Rua A 1", vat_number=vat)
        return account

    def partner(self, account):
        return self.account_row(self.backend, account).odoo_id

    def everything(self):
        self.exchange((self.backend, "in"), (self.erp, "in"), (self.erp, "out"), (self.backend, "out"))

    def test_a_wrong_number_is_kept_for_people_and_no_erp_hears_of_it(self):
        account = self.buyer("ana@mail.test", "PT503504565", company="Oficina")
        self.everything()
        partner = self.partner(account)
        self.assertEqual((partner.vat, partner.shop_erp_vat_text), (False, "PT503504565"))
        self.assertIn("PT503504565", self.account_row(self.backend, account).reason)
        self.assertEqual(self.account.account.clients, {})
        self.assertIn("only customers with a VAT number", partner.shop_erp_absent)
        (address,) = self.shop.rows("addresses", id_customer=str(account))
        partner.phone = "220000000"
        self.everything()
        address = self.shop.row("addresses", address["id"])
        self.assertEqual((address["vat_number"], address["phone"]), ("PT503504565", "220000000"))
        self.shop.edit("addresses", address["id"], vat_number="PT503504564")
        self.everything()
        self.assertEqual((partner.vat, partner.shop_erp_vat_text), ("PT503504564", False))
        self.assertEqual(self.account.client("503504564")["Name"], "Oficina")

    def test_a_number_corrected_in_odoo_arrives_in_the_shop(self):
        account = self.buyer("ana@mail.test", "PT503504564", company="Oficina")
        self.exchange((self.backend, "in"))
        self.partner(account).vat = "PT501442600"
        self.exchange((self.backend, "out"))
        (address,) = self.shop.rows("addresses", id_customer=str(account))
        self.assertEqual(address["vat_number"], "PT501442600")

    def test_a_second_address_with_another_number_does_not_take_the_customers_away(self):
        account = self.buyer("ana@mail.test", "PT503504564", company="Oficina")
        self.everything()
        self.shop.clock.advance(60)
        self.shop.add_address(account, address1="Rua B 2", vat_number="PT501442600")
        self.everything()
        partner = self.partner(account)
        self.assertEqual(partner.vat, "PT503504564")
        self.assertIn("PT503504564, PT501442600", self.account_row(self.backend, account).reason)
        numbers = {row["address1"]: row["vat_number"] for row in self.shop.rows("addresses", id_customer=str(account))}
        self.assertEqual(numbers, {"Rua A 1": "PT503504564", "Rua B 2": "PT501442600"})
        self.assertEqual((len(self.account.account.clients), self.account.client("503504564")["Name"]), (1, "Oficina"))

    def test_after_a_merge_nothing_is_there_twice(self):
        one = self.buyer("um@mail.test", "PT503504564", company="Oficina")
        two = self.buyer("dois@mail.test", "PT501442600", company="Oficina Dois")
        self.everything()
        target, source = self.partner(one), self.partner(two)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((target | source).ids, target)
        for _round in range(2):
            self.everything()
        self.assertEqual((self.partner(one), self.partner(two)), (target, target))
        self.assertEqual(len(self.shop.rows("customers")), 2)
        self.assertEqual(len(self.account.account.clients), 2)
        addresses = [row for row in self.shop.rows("addresses") if row["deleted"] != "1"]
        self.assertEqual(len(addresses), 2)
        rows = self.env["shop_erp.binding.partner"].search([("odoo_id", "=", target.id), ("is_address", "=", False)])
        self.assertEqual(sorted(rows.mapped("is_secondary")), [False, False, True, True])
        self.shop.log.clear()
        self.account.log.clear()
        self.everything()
        self.assertEqual(self.writes(self.shop), [])
        self.assertEqual([call.kind for call in self.account.log if call.kind.startswith(("insert", "update"))], [])

    def test_a_guest_who_opens_an_account_later_is_one_contact(self):
        guest = self.buyer("rui@mail.test", firstname="Rui", lastname="Costa", guest=True)
        self.exchange((self.backend, "in"))
        account = self.buyer("rui@mail.test", firstname="Rui", lastname="Costa")
        self.exchange((self.backend, "in"))
        self.assertEqual(self.partner(account), self.partner(guest))
        self.shop.edit("customers", account, email="rui.costa@mail.test")
        self.exchange((self.backend, "in"))
        self.assertEqual(self.partner(account).email, "rui.costa@mail.test")

    def test_who_was_deleted_there_is_not_made_again(self):
        account = self.buyer("ana@mail.test")
        self.exchange((self.backend, "in"))
        row = self.account_row(self.backend, account)
        self.shop.remove("customers", account)
        for text in ("Late", "Later"):
            row.odoo_id.comment = text
            self.sync(self.backend, "customer", "out")
        self.assertEqual(row.state, "gone", row.reason)
        row.odoo_id.comment = "Too late"
        self.sync(self.backend, "customer", "out")
        self.assertEqual((self.shop.rows("customers"), row.odoo_id.active), ([], True))

    def test_a_group_that_was_deleted_there_holds_nobody_up(self):
        group = self.shop.add_group("Trade")
        self.backend.action_check()
        tag = self.env["res.partner.category"].create({"name": "Trade"})
        self.mapping(self.backend, "group", str(group["id"])).tag_id = tag
        account = self.buyer("ana@mail.test", groups=[{"id": "3"}, {"id": str(group["id"])}])
        self.exchange((self.backend, "in"))
        self.assertEqual(self.partner(account).category_id, tag)
        self.shop.remove("groups", group["id"])
        self.shop.edit("customers", account, groups=[{"id": "3"}])
        self.backend.action_check()
        self.partner(account).comment = "Rings twice"
        self.exchange((self.backend, "out"))
        there = self.shop.row("customers", account)
        self.assertEqual((there["note"], [one["id"] for one in there["groups"]]), ("Rings twice", ["3"]))

    def test_another_country_is_another_fiscal_position(self):
        spain = self.env["account.fiscal.position"].create(
            {"name": "Spain", "auto_apply": True, "country_id": self.env.ref("base.es").id}
        )
        account = self.buyer("ana@mail.test")
        self.exchange((self.backend, "in"))
        positions = self.env["account.fiscal.position"]
        self.assertNotEqual(positions._get_fiscal_position(self.partner(account)), spain)
        country = self.shop.only("countries", iso_code="ES")["id"]
        (address,) = self.shop.rows("addresses", id_customer=str(account))
        self.shop.edit("addresses", address["id"], id_country=country, postcode="28001", city="Madrid")
        self.exchange((self.backend, "in"))
        self.assertEqual(positions._get_fiscal_position(self.partner(account)), spain)

    def test_ten_changed_addresses_of_many_cost_pages_of_ten(self):
        accounts = [self.buyer(f"c{number}@mail.test") for number in range(300)]
        self.sync(self.backend, "customer", "in")
        self.shop.clock.advance(3600)
        for account in accounts[:10]:
            (address,) = self.shop.rows("addresses", id_customer=str(account))
            self.shop.edit("addresses", address["id"], city="Porto")
        self.shop.log.clear()
        run = self.sync(self.backend, "customer", "in")
        self.assertEqual((run.changed, run.failed), (10, 0), run.errors)
        self.assertLessEqual(len(self.shop.log), 7)
        self.assertEqual(self.partner(accounts[0]).city, "Porto")


@tagged("post_install", "-at_install")
class TestNumbersAndPlaces(HubCase):
    def test_people_and_companies_of_brazil(self):
        rows = self.receive(
            "customer",
            *(
                make.customer(
                    id, email=f"{id}@example.com", vat=vat, addresses=(make.address(f"a-{id}", country="BR"),), **name
                )
                for id, vat, name in (
                    ("cpf", "529.982.247-25", {"first_name": "Ana"}),
                    ("cnpj", "11.222.333/0001-81", {"company": "Loja Ltda"}),
                    ("wrong", "529.982.247-26", {"first_name": "Rui"}),
                )
            ),
        )
        self.assertEqual(rows.mapped("state"), ["done", "done", "done"], rows.mapped("reason"))
        self.assertEqual(
            [(row.odoo_id.is_company, row.odoo_id.vat, row.odoo_id.shop_erp_vat_text) for row in rows],
            [
                (False, "529.982.247-25", False),
                (True, "11.222.333/0001-81", False),
                (False, False, "529.982.247-26"),
            ],
        )

    def test_an_unknown_region_waits_alone(self):
        account = self.receive(
            "customer",
            make.customer("6", addresses=(make.address("a1"), make.address("a2", country="US", state="Atlantis"))),
        )
        self.assertEqual((account.state, account.odoo_id.city), ("done", "Porto"))
        held = self.rows("customer", "a2")
        self.assertEqual((held.state, held.reason_code), ("held", "unknown_state"))
        self.assertIn("Atlantis", held.reason)

    def test_a_language_that_odoo_lacks_goes_back_as_it_was_told(self):
        row = self.receive("customer", make.customer("6", language="hu"))
        row.odoo_id.comment = "New"
        document = row._make_documents(None)[row.id]
        self.assertEqual((document.language, document.note), ("hu", "New"))
