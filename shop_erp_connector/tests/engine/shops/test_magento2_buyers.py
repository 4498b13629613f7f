"""Magento 2: accounts with their addresses and groups, both ways; what the other shops' tests demand holds here too."""

from odoo.tests import tagged

from ....remotes.documents import Customer
from ..customers import test_customers_out
from .magento2_shop import Magento2Shop

#: City → what the tests of all shops call the address in it: Magento's addresses have no name.
NAMES = {"Porto": "Home", "Lisboa": "Work"}


class Buyers(Magento2Shop):
    """Joined with the cases of customers, which connect their shop by ``connect_shop``."""

    @classmethod
    def make_account(cls):
        home, work = (
            cls.in_lisbon(city=city, street=[street], postcode=postcode, default_billing=city == "Porto",
                          default_shipping=city == "Porto", firstname="Ana Maria", lastname="da Silva")
            for city, street, postcode in (("Porto", "Rua A 1", "4000-001"), ("Lisboa", "Rua B 2", "1000-001"))
        )  # fmt: skip
        return cls.shop.add_customer(
            "ana@mail.test", firstname="Ana Maria", lastname="da Silva", addresses=[home, work]
        )

    def change_work_there(self, street):
        self.account_there()["addresses"][1]["street"] = [street]
        self.shop.edit("customer", self.account["id"])

    def person_there(self, account):
        row = self.account_there(account)
        return row["firstname"], row["lastname"], row.get("dob")

    def account_there(self, account=None):
        """The shop's row of an account."""
        return self.shop.store.rows["customer"][(account or self.account)["id"]]

    def there(self):
        return [(NAMES.get(one["city"], one["city"]), one["street"][0]) for one in self.account_there()["addresses"]]


@tagged("post_install", "-at_install")
class TestMagento2Customers(Buyers, test_customers_out.TestCustomersOut):
    def test_the_agreed_document_is_what_is_sent(self):
        """The billing address, which the shop names among the others, is told once; addresses are called by city."""
        self.partner.phone = "220000000"
        document = self.row._make_documents(None)[self.row.id]
        agreed = Customer.from_json(self.row.document)
        told = {one.id: one.street for one in (document.billing, *document.addresses)}
        self.assertEqual(told, {one.id: one.street for one in agreed.addresses})
        self.assertEqual((document.first_name, document.last_name), ("Ana Maria", "da Silva"))

    def test_a_new_address_without_a_telephone_gets_that_of_the_account(self):
        """The shop asks for one."""
        contact = {"parent_id": self.partner.id, "type": "delivery", "name": "Porta Quatro", "street": "Rua D 4"}
        country = self.env.ref("base.pt").id
        self.env["res.partner"].create([contact | {"city": "Faro", "zip": "8000-001", "country_id": country}])
        self.send()
        self.assertEqual(self.account_there()["addresses"][2]["telephone"], "030123")

    def test_the_group_goes_both_ways(self):
        trade = self.env["res.partner.category"].create({"name": "Trade"})
        self.mapping(self.backend, "group", "2").tag_id = trade
        self.mapping(self.backend, "group", "1").tag_id = self.env["res.partner.category"].create({"name": "Everybody"})
        self.partner.category_id = trade
        self.send()
        self.assertEqual(self.account_there()["group_id"], 2)
        rui = self.shop.add_customer("rui@mail.test", group_id=2)
        self.taken("customer")
        row = self.row.search([("backend_id", "=", self.backend.id), ("external_id", "=", str(rui["id"]))])
        self.assertIn(trade, row.odoo_id.category_id)

    def test_an_account_is_opened_once_with_group_and_addresses_and_the_shop_mails_it(self):
        faro = {"city": "Faro", "country_id": self.env.ref("base.pt").id}
        rui = self.env["res.partner"].create(
            {
                "name": "Rui Costa",
                "email": "rui@mail.test",
                "phone": "289000000",
                "street": "Rua E 5",
                "child_ids": [(0, 0, {"type": "delivery", "name": "Armazém", "street": "Rua F 6", **faro})],
                **faro,
            }
        )
        self.row.create(
            {"backend_id": self.backend.id, "odoo_id": rui.id, "key": "K1", "state": "dirty", "direction": "out"}
        )
        self.assertEqual(self.send().created, 1)
        (there,) = self.shop.store.find("customer", email="rui@mail.test")
        self.assertEqual((there["firstname"], there["lastname"]), ("Rui", "Costa"))
        self.assertEqual(sorted(one["street"][0] for one in there["addresses"]), ["Rua E 5", "Rua F 6"])
        self.assertEqual(self.shop.store.mails[-1], ("account_new_no_password", there["id"]))
        self.taken("customer")
        self.assertEqual(sorted(rui.child_ids.mapped("street")), ["Rua E 5", "Rua F 6"])
        self.shop.log.clear()
        self.send()
        self.assertEqual(self.writes(), [])


@tagged("post_install", "-at_install")
class TestMagento2AddressesOfBothSides(Buyers, test_customers_out.TestAddressesOfBothSides):
    pass
