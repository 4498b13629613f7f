"""What is agreed with KeyInvoice's clients, and their alternative addresses."""

from dataclasses import replace
from decimal import Decimal

from ....remotes.documents import Address
from ....remotes.errors import OutcomeUnknown, Rejected
from ...simulators.keyinvoice import papers
from .keyinvoice_case import KeyInvoiceCase, customer

SHED = Address(alias="Shed", street="Rua Velha 2", street2="Armazém 3", zip="1000-002", city="Lisboa", country="PT")
YARD = Address(alias="Yard", street="Rua Larga 9", zip="1000-009", city="Lisboa", country="PT")


class TestClients(KeyInvoiceCase):
    def push(self, document):
        (result,) = self.remote.push("customer", [document])
        return result

    def client(self, document):
        return self.account.client(document.vat)

    def test_price_level_and_days_are_written_to_new_and_known_clients(self):
        document = customer(price_table_id="2", payment_term="30")
        made = self.push(document)
        self.assertIsNone(made.error)
        self.assertEqual((self.client(document)["PriceLevel"], self.client(document)["PaymentTerms"]), ("2", "30"))
        self.push(replace(document, id=made.id, price_table_id="1", payment_term="60"))
        self.assertEqual((self.client(document)["PriceLevel"], self.client(document)["PaymentTerms"]), ("1", "60"))
        self.push(replace(document, id=made.id, price_table_id="", payment_term=""))
        self.assertEqual((self.client(document)["PriceLevel"], self.client(document)["PaymentTerms"]), ("1", "60"))

    def test_a_price_level_that_is_so_is_not_sent(self):
        document = customer(price_table_id="2")
        made = self.push(document)
        self.account.log.clear()
        self.assertTrue(self.push(replace(document, id=made.id)).unchanged)
        self.assertEqual(self.account.log.calls(kind="updateClient"), [])

    def test_what_is_told_to_be_empty_is_and_the_rest_stays(self):
        document = customer(phone="220000001", note="Ring twice", email="ana@mail.invalid", mobile="")
        document = replace(document, billing=replace(document.billing, phone=""))
        made = self.push(document)
        told = replace(document, id=made.id, phone="", note="", email="")
        self.assertTrue(self.push(told).unchanged)
        result = self.push(replace(told, emptied=("phone", "note")))
        self.assertIsNone(result.error)
        client = self.client(document)
        self.assertEqual((client["Phone"], client["Comments"], client["Email"]), ("", "", "ana@mail.invalid"))
        without = replace(told, vat="", emptied=("vat",))
        self.assertEqual(self.push(without).error.field, "vat")

    def test_agreed_terms_that_are_taken_away_stay_and_are_said(self):
        made = self.push(customer(payment_term="30"))
        result = self.push(customer(id=made.id, emptied=("payment_term", "price_table_id")))
        self.assertIsNone(result.error)
        self.assertIn("keeps the client's price level and days to pay", result.warning)

    def test_terms_are_days_and_are_listed_for_mapping(self):
        error = self.push(customer(payment_term="end of month")).error
        self.assertEqual((type(error), error.field), (Rejected, "payment_term"))
        terms = self.remote.lookups("payment_term")
        self.assertIn(("30", "30 days"), [(term.id, term.name) for term in terms])

    def test_a_discount_is_not_taken_and_that_is_known(self):
        self.assertIsNone(self.push(customer(discount_percent=Decimal(5))).error)
        self.assertNotIn("customer_discounts", self.remote.capabilities.writes)

    def test_alternative_addresses_are_added_changed_and_taken_away(self):
        document = customer(addresses=(SHED, YARD))
        made = self.push(document)
        self.assertEqual(made.part_ids, {"Shed": f"{made.id}-1", "Yard": f"{made.id}-2"})
        shed = self.client(document)["addresses"]["1"]
        self.assertEqual((shed["Address"], shed["PostalCode"], shed["Country"]), (
            "Rua Velha 2, Armazém 3", "1000-002", "Portugal"
        ))  # fmt: skip
        known = replace(document, id=made.id, addresses=(replace(SHED, id=f"{made.id}-1"),))
        self.assertTrue(self.push(known).unchanged)
        moved = replace(SHED, id=f"{made.id}-1", street="Rua Nova 5", street2="")
        result = self.push(replace(known, addresses=(moved,), removed_address_ids=(f"{made.id}-2",)))
        self.assertFalse(result.unchanged)
        self.assertEqual([row["Address"] for row in self.client(document)["addresses"].values()], ["Rua Nova 5"])

    def test_an_address_that_is_there_is_known_by_what_it_says(self):
        document = customer(addresses=(SHED,))
        made = self.push(document)
        again = self.push(replace(document, id=made.id))
        self.assertEqual((again.unchanged, again.part_ids), (True, made.part_ids))

    def test_a_lost_answer_makes_no_address_twice(self):
        document = customer(addresses=(SHED,))
        self.account.faults.cut_after_accepting(kind="insertAltAddress")
        self.assertIsInstance(self.push(document).error, OutcomeUnknown)
        self.assertIsNone(self.push(document).error)
        self.assertEqual(len(self.client(document)["addresses"]), 1)

    def test_what_an_address_lacks_is_named(self):
        for address, field in (
            (replace(SHED, street="", street2=""), "street"),
            (replace(SHED, country=""), "country"),
            (replace(SHED, id="1-99"), "addresses"),
        ):
            error = self.push(customer(addresses=(address,))).error
            self.assertEqual((type(error), error.field), (Rejected, field))


class TestKeyInvoiceClientsByThemselves(KeyInvoiceCase):
    """What the list of clients does not tell is read for each client, where the settings say so."""

    def test_details_and_accounts_cost_a_call_each_and_are_one_content_either_way(self):
        client = self.account.add_client("503504564", "Oficina, Lda.")
        self.account.account.clients[client] |= {"PriceLevel": "2", "Discount": "7.5"}
        self.account.add_product("AZ-1", "Azulejo", price="24.60", tax="1", stock="40")
        remote = self.opened(client_details="1", client_accounts="1")
        self.assertIn("balances", remote.capabilities.reads)
        (page,) = remote.pull("customer")
        (listed,) = page.documents
        self.assertEqual(
            (listed.price_table_id, listed.discount_percent, listed.billing.country, listed.credit.balance),
            ("2", Decimal("7.5"), "PT", Decimal(0)),
        )
        line = {"IdProduct": "AZ-1", "Qty": "1", "Price": "24.60", "IdTax": "1"}
        with self.account.lock:
            papers.insert(
                self.account.account, {"DocType": "4", "IdClient": client, "DocLines": [line]}, self.account.clock.now()
            )
        (page,) = remote.pull("customer", ids=[client])
        (read,) = page.documents
        self.assertEqual(read.credit.balance, Decimal("24.60"))
        self.account.settle(self.account.documents("4")[0]["FullDocNumber"])
        (page,) = remote.pull("customer", ids=[client])
        self.assertEqual(page.documents[0].digest(), listed.digest())

    def test_without_the_settings_nothing_more_is_asked_or_said(self):
        self.account.add_client("503504564", "Oficina, Lda.")
        remote = self.opened()
        self.assertNotIn("balances", remote.capabilities.reads)
        self.account.log.clear()
        (page,) = remote.pull("customer")
        self.assertIsNone(page.documents[0].credit)
        self.assertEqual([call.kind for call in self.account.log if call.kind != "authenticate"], ["listClients"])


del KeyInvoiceCase
