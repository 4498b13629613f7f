"""Customers and their addresses written to PrestaShop."""

import io
import logging
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ....remotes.documents import Address, Consent, Credit, Customer
from ....remotes.errors import OutcomeUnknown, Rejected
from ... import make
from ...simulators.prestashop import PrestaShopSimulator
from .prestashop_case import PrestaShopCase

HOME = Address(alias="ODOO-1", street="Rua Nova 1", zip="1000-001", city="Lisboa", country="PT", phone="210000001")
SHED = Address(alias="ODOO-2", street="Rua Velha 2", zip="1000-002", city="Lisboa", country="PT", last_name="Shed")


class ListeningShop(PrestaShopSimulator):
    """A shop that shows the passwords it was sent."""

    def __init__(self, *args):
        super().__init__(*args)
        self.passwords = []

    def answer(self, request):
        parts = request.get_data(as_text=True).split("<passwd>")[1:]
        self.passwords += [part.partition("</passwd>")[0] for part in parts]
        return super().answer(request)


class TestPrestaShopAccounts(PrestaShopCase):
    simulator_class = ListeningShop

    def push(self, *customers):
        return self.remote.push("customer", list(customers))

    def account(self, result):
        return self.shop.row("customers", int(result.id))

    def test_an_account_is_opened_with_all_that_is_said_of_it(self):
        group = self.added("group", "Trade")
        (result,) = self.push(
            Customer(
                first_name="Ana",
                last_name="Reis",
                company="Reis Lda",
                email="Ana@reis.invalid",
                language="pt",
                birthday=date(1980, 5, 4),
                newsletter=True,
                consents=(Consent(name="optin", given=True),),
                website="https://reis.invalid",
                identity_number="123",
                note="Rings twice",
                group_id=str(group),
                group_ids=(str(group), "3"),
                credit=Credit(allowed=True, currency="EUR", limit=Decimal(500)),
            )
        )
        self.assertIsNone(result.error)
        row = self.account(result)
        said = {
            "firstname": "Ana",
            "lastname": "Reis",
            "company": "Reis Lda",
            "email": "Ana@reis.invalid",
            "id_lang": "2",
            "birthday": "1980-05-04",
            "newsletter": "1",
            "optin": "1",
            "website": "https://reis.invalid",
            "siret": "123",
            "note": "Rings twice",
            "active": "1",
            "is_guest": "0",
            "id_default_group": str(group),
        }
        self.assertEqual({name: str(row[name]) for name in said}, said)
        self.assertEqual(Decimal(row["outstanding_allow_amount"]), 500)
        self.assertEqual([one["id"] for one in row["groups"]], [str(group), "3"])

    def test_addresses_follow_their_account(self):
        (result,) = self.push(
            Customer(
                first_name="Ana",
                last_name="Reis",
                email="a@b.invalid",
                vat="PT503504564",
                billing=HOME,
                addresses=(SHED,),
            )
        )
        home, shed = self.shop.rows("addresses", id_customer=result.id)
        self.assertEqual(
            (home["alias"], home["address1"], home["vat_number"], home["lastname"], home["company"]),
            ("ODOO-1", "Rua Nova 1", "PT503504564", "Reis", ""),
        )
        self.assertEqual((shed["address1"], shed["firstname"], shed["vat_number"]), ("Rua Velha 2", "Shed", ""))
        self.assertEqual(result.part_ids, {"ODOO-1": f"address-{home['id']}", "ODOO-2": f"address-{shed['id']}"})

    def test_what_was_written_is_read_again(self):
        (result,) = self.push(
            Customer(first_name="Ana", last_name="Reis", email="ana@reis.invalid", is_blocked=True, billing=HOME)
        )
        (read,) = self.documents("customer", ids=[result.id])
        self.assertEqual((read.email, read.is_blocked, read.group_id), ("ana@reis.invalid", True, "3"))
        self.assertEqual([address.street for address in read.addresses], ["Rua Nova 1"])

    def test_passwords_are_random_and_shown_nowhere(self):
        seen = io.StringIO()
        handler = logging.StreamHandler(seen)
        logging.getLogger().addHandler(handler)
        self.addCleanup(logging.getLogger().removeHandler, handler)
        results = self.push(
            Customer(last_name="Reis", email="a@reis.invalid"), Customer(last_name="Reis", email="no mail of any")
        )
        self.assertEqual([type(result.error) for result in results], [type(None), Rejected])
        passwords = set(self.shop.passwords)
        self.assertEqual(len(passwords), 2)
        self.assertTrue(all(len(password) >= 32 for password in passwords))
        error = results[1].error
        shown = f"{seen.getvalue()} {results!r} {error} {vars(error)!r} {self.remote!r} {self.memory.__dict__!r}"
        self.assertFalse([password for password in passwords if password in shown])

    def test_an_account_with_the_e_mail_is_taken_over_and_a_guest_is_not(self):
        guest = self.added("customer", "ana@reis.invalid", guest=True)
        (first,) = self.push(Customer(last_name="Reis", email="ana@reis.invalid"))
        self.assertNotEqual(first.id, str(guest))
        (second,) = self.push(Customer(last_name="Reis", email="ANA@reis.invalid", note="Known"))
        self.assertEqual(second.id, first.id)
        self.assertEqual(self.account(first)["note"], "Known")
        self.assertEqual(self.remote.find("customer", "ANA@REIS.INVALID").id, first.id)
        self.assertIsNone(self.remote.find("customer", "nobody@reis.invalid"))

    def test_a_change_writes_what_differs_and_blanks_nothing(self):
        customer = Customer(first_name="Ana", last_name="Reis", email="ana@reis.invalid", note="Rings twice")
        (made,) = self.push(customer)
        password = self.account(made)["passwd"]
        (same,) = self.push(replace(customer, id=made.id, note=""))
        self.assertTrue(same.unchanged)
        (changed,) = self.push(replace(customer, id=made.id, note="", last_name="Reis Mota"))
        self.assertFalse(changed.unchanged)
        row = self.account(made)
        self.assertEqual((row["lastname"], row["note"], row["passwd"]), ("Reis Mota", "Rings twice", password))

    def test_access_is_taken_away_and_given_back(self):
        customer = Customer(last_name="Reis", email="ana@reis.invalid")
        (made,) = self.push(customer)
        for blocked, active in ((True, "0"), (None, "0"), (False, "1")):
            self.push(replace(customer, id=made.id, is_blocked=blocked))
            self.assertEqual(self.account(made)["active"], active)

    def test_groups_that_are_told_are_all_groups(self):
        group = str(self.added("group", "Trade"))
        customer = Customer(last_name="Reis", email="ana@reis.invalid")
        (made,) = self.push(customer)
        for document, expected in (
            (replace(customer, id=made.id, group_id=group), ["3", group]),
            (replace(customer, id=made.id, group_id=group, group_ids=(group,)), [group]),
            (replace(customer, id=made.id), [group]),
        ):
            (result,) = self.push(document)
            self.assertIsNone(result.error)
            self.assertEqual([one["id"] for one in self.account(made)["groups"]], expected)

    def test_a_changed_address_keeps_its_id_until_an_order_uses_it(self):
        customer = Customer(last_name="Reis", email="ana@reis.invalid", billing=HOME)
        (made,) = self.push(customer)
        number = made.part_ids["ODOO-1"]
        moved = replace(HOME, id=number, street="Rua Nova 9", street2="3 Esq")
        (result,) = self.push(replace(customer, id=made.id, billing=moved))
        self.assertEqual(result.part_ids, {"ODOO-1": number})
        product = self.added("product", "LAMP", "10.00")
        self.shop.place_order(int(made.id), [(product, 1)])
        back = replace(moved, street="Rua Nova 11", street2="", emptied=("street2",))
        (result,) = self.push(replace(customer, id=made.id, billing=back))
        self.assertNotEqual(result.part_ids, {"ODOO-1": number})
        old, new = sorted(self.shop.rows("addresses", id_customer=made.id), key=lambda row: row["id"])
        self.assertEqual((old["address1"], old["deleted"]), ("Rua Nova 9", "1"))
        self.assertEqual(
            (new["address1"], new["address2"], new["phone"], new["deleted"]), ("Rua Nova 11", "", "210000001", "0")
        )
        (read,) = self.documents("customer", ids=[made.id])
        self.assertEqual([address.street for address in read.addresses], ["Rua Nova 11"])

    def test_an_address_goes_only_when_it_is_named(self):
        customer = Customer(last_name="Reis", email="ana@reis.invalid", billing=HOME, addresses=(SHED,))
        (made,) = self.push(customer)
        self.push(replace(customer, id=made.id, billing=None, addresses=()))
        self.assertEqual(len([row for row in self.shop.rows("addresses") if row["deleted"] != "1"]), 2)
        removed = (made.part_ids["ODOO-2"],)
        (result,) = self.push(replace(customer, id=made.id, billing=None, addresses=(), removed_address_ids=removed))
        self.assertFalse(result.unchanged)
        (read,) = self.documents("customer", ids=[made.id])
        self.assertEqual([address.street for address in read.addresses], ["Rua Nova 1"])

    def test_what_the_shop_asks_for_is_named(self):
        customer = Customer(last_name="Reis", email="ana@reis.invalid")
        for document, field in (
            (replace(customer, email=""), "email"),
            (replace(customer, is_guest=True), "is_guest"),
            (replace(customer, group_ids=("99",)), "group_id"),
            (replace(customer, shop_ids=("1", "2")), "shop_ids"),
            (replace(customer, last_name="", company="2020"), "last_name"),
            (replace(customer, credit=Credit(allowed=True, currency="USD", limit=Decimal(1))), "credit"),
            (replace(customer, billing=replace(HOME, country="XX")), "country"),
            (replace(customer, billing=replace(HOME, city="")), "city"),
            (replace(customer, billing=replace(HOME, id="address-999")), "addresses"),
        ):
            with self.subTest(field):
                (result,) = self.push(document)
                self.assertEqual((type(result.error), result.error.field), (Rejected, field))

    def test_a_company_stands_for_the_names_that_the_shop_wants(self):
        (result,) = self.push(Customer(company="Lamps 4 You, Lda.", email="info@lamps.invalid"))
        row = self.account(result)
        self.assertEqual((row["firstname"], row["lastname"]), ("Lamps You Lda.", "Lamps You Lda."))
        self.assertEqual(row["company"], "Lamps 4 You, Lda.")

    def test_a_company_stands_for_the_names_at_its_address_too(self):
        home = make.address("", first_name="", last_name="Lamps 4 You, Lda.", company="Lamps 4 You, Lda.")
        (result,) = self.push(Customer(company="Lamps 4 You, Lda.", email="info@lamps.invalid", billing=home))
        self.assertEqual((result.error, result.warning), (None, ""))
        (row,) = self.shop.rows("addresses", id_customer=result.id)
        self.assertEqual(
            (row["firstname"], row["lastname"], row["company"]),
            ("Lamps You Lda.", "Lamps You Lda.", "Lamps 4 You, Lda."),
        )

    def test_a_name_with_digits_is_sent_without_and_that_is_said(self):
        shed = make.address("", first_name="Armazém", last_name="2", company="Reis")
        customer = Customer(first_name="Café", last_name="21", email="cafe@reis.invalid", addresses=(shed,))
        (result,) = self.push(customer)
        self.assertEqual(
            (result.error, result.warning),
            (None, "The shop takes no digits and signs in names and has these without: Armazém 2, Café 21."),
        )
        self.assertEqual(self.shop.row("customers", int(result.id))["lastname"], "Café")
        (row,) = self.shop.rows("addresses", id_customer=result.id)
        self.assertEqual((row["firstname"], row["lastname"]), ("Armazém", "Armazém"))

    def test_one_refused_address_leaves_the_other_customers_alone(self):
        customers = [
            Customer(last_name="Reis", email=f"{number}@reis.invalid", billing=replace(HOME, zip="1?" * (number == 1)))
            for number in range(3)
        ]
        results = self.push(*customers)
        self.assertEqual([bool(result.error) for result in results], [False, True, False])
        self.assertEqual(len(self.shop.rows("addresses")), 2)

    def test_a_lost_answer_about_addresses_makes_none_twice(self):
        customer = Customer(last_name="Reis", email="ana@reis.invalid", billing=HOME, addresses=(SHED,))
        self.shop.faults.cut_after_accepting(method="POST", kind="addresses")
        (result,) = self.push(customer)
        self.assertIsInstance(result.error, OutcomeUnknown)
        (result,) = self.push(customer)
        self.assertIsNone(result.error)
        self.assertEqual(len(self.shop.rows("addresses")), 2)
        self.assertEqual(len(self.shop.rows("customers", email="ana@reis.invalid")), 1)

    def test_fifty_customers_with_two_addresses_cost_a_dozen_calls(self):
        customers = [
            Customer(last_name="Reis", email=f"c{number}@reis.invalid", billing=HOME, addresses=(SHED,))
            for number in range(50)
        ]
        self.push(Customer(last_name="Reis", email="first@reis.invalid", billing=HOME))
        self.shop.log.clear()
        results = self.push(*customers)
        self.assertEqual([result.error for result in results], [None] * 50)
        self.assertLessEqual(len(self.shop.log), 6)


class TestPrestaShop17Accounts(TestPrestaShopAccounts):
    version = "1.7.8.11"


del PrestaShopCase
