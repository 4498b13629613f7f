"""Import files for EBP: French captions, exact amounts, each record once; what became of it stands in the tables."""

import csv
import io
from decimal import Decimal
from unittest.mock import patch

from ....remotes.documents import Address
from ....remotes.ebp import sending
from ....remotes.errors import OutcomeUnknown, Rejected, Unavailable
from ... import make
from .ebp_case import EbpCase, line, order, role

KEY, REFERENCE = "ODOO-a1b2c3-ORD42", "WEB-ODOO-a1b2c3-ORD42"


class FileCase(EbpCase):
    def content(self, encoding="cp1252"):
        """Return the text of the only import file."""
        (name,) = self.simulator.names("in")
        return (self.simulator.root / "in" / name).read_bytes().decode(encoding)

    def rows(self):
        """Return its rows as ``{caption: text}``."""
        return list(csv.DictReader(io.StringIO(self.content(), newline=""), delimiter=";"))


class TestOrderFile(FileCase):
    def test_rows_as_the_import_wants_them(self):
        lines = [line(), line("CAF-002", "12.00", quantity=1), role("shipping", "4.90")]
        placed = make.PLACED.replace(hour=23)
        self.pushed(order(lines=lines, carrier_id="COLIS", placed_at=placed, customer_note="Sonner\r\n2 fois"))
        self.assertTrue(self.simulator.names("in")[0].startswith("orders_"))
        self.assertTrue(self.simulator.names("in")[0].endswith("_000001.txt"))
        first, second = self.rows()
        expected = {
            "Document - Numéro du document": REFERENCE,
            "Document - Date": "02/03/2026",
            "Document - Code client": "CLI001",
            "Document - Nom du client": "Rita Exemplo",
            "Document - Adresse 1 (facturation)": "12 rue des Lilas",
            "Document - Adresse 2 (facturation)": "",
            "Document - Code postal (facturation)": "69003",
            "Document - Ville (facturation)": "Lyon",
            "Document - Code Pays (facturation)": "FR",
            "Document - E-mail (facturation)": "paul@exemple.fr",
            "Document - Nom (adresse) (livraison)": "Rita Exemplo",
            "Document - Code frais de port": "COLIS",
            "Document - Frais de port HT": "4,90",
            "Document - Taux de TVA port": "20",
            "Document - Total TTC": "40,68",
            "Document - Notes": "S00042 / Sonner 2 fois",
            "Document - Code mode de règlement": "CB",
            "Ligne - Code article": "CAF-001",
            "Ligne - Description": "Café CAF-001",
            "Ligne - Quantité": "2",
            "Ligne - Taux de TVA": "20",
            "Ligne - PV HT": "8,5",
            "Ligne - PV TTC": "10,2",
            "Ligne - Montant Net HT": "17,00",
            "Ligne - Montant Net TTC": "20,40",
        }
        self.assertEqual({caption: first[caption] for caption in expected}, expected)
        self.assertEqual((second["Ligne - Code article"], second["Ligne - PV HT"]), ("CAF-002", "12"))
        self.assertEqual(second["Document - Numéro du document"], REFERENCE)
        self.assertTrue(self.content().startswith("Document - Numéro du document;Document - Date;"))
        self.assertEqual(self.content().count("\r\n"), self.content().count("\n"))

    def test_a_day_is_one_of_the_servers_zone(self):
        self.remote = self.opened(zone="Europe/Paris")
        self.pushed(order(placed_at=make.PLACED.replace(hour=23, minute=30)))
        self.assertEqual(self.rows()[0]["Document - Date"], "03/03/2026")

    def test_no_text_becomes_a_column_a_line_or_another_letter(self):
        name = '=1+1;"x"\r\nLigne\t€ œ ő'
        self.pushed(order(lines=[line(name=name)], note="é" * 300))
        (row,) = self.rows()
        self.assertEqual(row["Ligne - Description"], '=1+1;"x" Ligne € œ o')
        self.assertEqual(len(row["Document - Notes"]), len("S00042 / ") + 300)
        self.simulator.importer.run()
        self.assertEqual(
            self.simulator.lines(self.simulator.order(REFERENCE)["Id"])[0]["DescriptionClear"], '=1+1;"x" Ligne € œ o'
        )

    def test_long_addresses_take_four_lines_and_are_never_cut(self):
        place = make.address(
            street="Résidence des Grands Boulevards de la Croix-Rousse", street2="Escalier C, 4e étage"
        )
        self.pushed(order(billing=place))
        row = self.rows()[0]
        self.assertEqual(
            [row[f"Document - Adresse {place} (facturation)"] for place in range(1, 5)],
            ["Résidence des Grands Boulevards de la", "Croix-Rousse", "Escalier C, 4e étage", ""],
        )
        for field, place in (
            ("billing_street", make.address(street="rue " * 50)),
            ("billing_city", make.address(city="L" * 36)),
            ("name", make.address(company="S" * 61)),
        ):
            with self.subTest(field):
                error = self.refused(order(f"{KEY}-{field}", billing=place))
                self.assertEqual((error.field, error.code), (field, "too_long"))

    def test_discounts_and_fees_need_an_item(self):
        lines = [line(), role("discount", "-5.00")]
        error = self.refused(order(lines=lines))
        self.assertIn("discount_item", str(error))
        self.remote = self.opened(discount_item="REMISE")
        self.pushed(order(lines=lines))
        row = self.rows()[1]
        self.assertEqual(
            (row["Ligne - Code article"], row["Ligne - PV HT"], row["Ligne - Montant Net TTC"]),
            ("REMISE", "-5", "-6,00"),
        )

    def test_what_cannot_be_an_order_is_refused_alone(self):
        bad = {
            "key_missing": order(""),
            "sent": order(),
            "quote": order(is_quote=True),
            "currency": order(currency="USD"),
            "totals": order(gross=Decimal(99), net=Decimal(99), tax=Decimal(0)),
            "gift_card": order(lines=[line(), role("gift_card", "-5", "")]),
            "item_missing": order(lines=[line("NO-SUCH")]),
            "unknown_code": order(payment_method_code="PAYPAL"),
            "customer_missing": order(customer=make.customer("NOBODY")),
            "address_missing": order(billing=None, delivery=None),
            "empty": order(lines=[role("shipping", "4.90")]),
            "shipping_tax": order(lines=[line(), role("shipping", "4"), role("shipping", "2", "5.5")]),
            "taxes": order(lines=[line(taxes=(make.tax("20"), make.tax("2")))]),
            "rounding": order(lines=[line(net="0.37", quantity=30000)]),
        }
        bad["sent"] = make.order(id="WEB-1", key=KEY, currency="EUR")
        for code, document in bad.items():
            with self.subTest(code):
                error = self.refused(document)
                self.assertIsInstance(error, Rejected)
                self.assertEqual(error.code, code, str(error))
        results = self.remote.push("order", [bad["item_missing"], order("GOOD")])
        self.assertEqual([bool(result.error) for result in results], [True, False])
        self.assertEqual([row["Document - Numéro du document"] for row in self.rows()], ["WEB-GOOD"])

    def test_buyers_are_found_by_code_number_or_the_default_customer(self):
        self.simulator.add_customer("PRO01", "Boulangerie", IntracommunityVATNumber="FR 44 732829320")
        unknown = make.customer("", email="new@exemple.fr")
        self.assertEqual(self.refused(order(customer=unknown)).code, "customer_missing")
        self.remote = self.opened(default_customer="CLI001")
        by_vat = make.customer("", vat="FR44732829320")
        self.pushed(order("A", customer=unknown), order("B", customer=by_vat))
        self.assertEqual([row["Document - Code client"] for row in self.rows()], ["CLI001", "PRO01"])
        self.simulator.add_customer("PRO02", "Boulangerie", IntracommunityVATNumber="FR44732829320")
        self.assertEqual(self.refused(order("C", customer=by_vat)).code, "customer_ambiguous")

    def test_encodings_and_captions_of_a_profile(self):
        changes = "Ligne - PV HT=Ligne - Prix HT|Ligne - Quantité=Qté"
        self.remote = self.opened(encoding="utf-8", captions=changes)
        self.pushed(order(lines=[line(name="Café ő")]))
        self.assertIn("Café ő", self.content("utf-8"))
        self.assertIn(";Qté;", self.content("utf-8"))
        self.assertIn(";Ligne - Prix HT;", self.content("utf-8"))

    def test_a_key_that_is_too_long_has_a_short_form(self):
        long = "ODOO-a1b2c3-ORD" + "4" * 40
        self.pushed(order(long))
        number = self.rows()[0]["Document - Numéro du document"]
        self.assertEqual(len(number), 30)
        self.simulator.importer.run()
        self.assertEqual(self.remote.find("order", long).id, number)
        self.assertIsNone(self.remote.find("order", long + "4"))


class TestOutcomes(FileCase):
    def test_an_order_waits_for_the_import_and_gets_its_number(self):
        (ticket,) = self.pushed(order())
        self.assertEqual(self.outcome(ticket).ticket, ticket)
        self.simulator.importer.run()
        result = self.outcome(ticket)
        self.assertEqual((result.id, result.number, result.ticket, result.warning), (REFERENCE, "CM00000001", "", ""))
        self.assertEqual(self.remote.find("order", KEY).number, "CM00000001")

    def test_an_order_is_written_once(self):
        (ticket,) = self.pushed(order())
        (again,) = self.opened().push("order", [order(note="changed")])
        self.assertEqual(again.ticket.rpartition("|")[0], ticket.rpartition("|")[0])
        self.assertEqual(len(self.simulator.names("in")), 1)
        self.simulator.importer.run()
        (done,) = self.opened().push("order", [order(note="changed")])
        self.assertEqual((done.unchanged, done.number, done.ticket), (True, "CM00000001", ""))
        self.assertEqual(self.simulator.names("in"), [])

    def test_one_that_ebp_has_without_our_memory_is_not_written_again(self):
        """Also where the words in front of the number were taken off."""
        self.simulator.enter(8, [], Reference=REFERENCE, CustomerId="CLI001", AmountVatIncluded=Decimal("20.40"))
        (result,) = self.remote.push("order", [order()])
        self.assertEqual((result.unchanged, result.number, result.warning), (True, "CM00000001", ""))

    def test_the_same_order_twice_in_a_push(self):
        first, second = self.remote.push("order", [order(), order()])
        self.assertIsNone(first.error)
        self.assertEqual(second.error.code, "twice")

    def test_a_refused_order_has_the_words_of_the_log_and_may_be_sent_again(self):
        self.simulator.add_customer("CLI002", "Durand")
        tickets = self.pushed(order("A"), order("B", customer=make.customer("CLI002")))
        self.simulator.store.delete("Customer", Id="CLI002")
        self.simulator.importer.run()
        self.assertEqual(self.outcome(tickets[0]).number, "CM00000001")
        # the file has just left: for ten minutes it may still come
        self.assertEqual(self.outcome(tickets[1]).ticket, tickets[1])
        error = self.later(tickets[1]).error
        self.assertIsInstance(error, Rejected)
        self.assertEqual((error.code, error.text), ("not_imported", "WEB-B : ERREUR Client CLI002 inconnu"))
        self.simulator.add_customer("CLI002", "Durand")
        with self.in_an_hour():
            (again,) = self.opened().push("order", [order("B", customer=make.customer("CLI002"))])
        self.assertNotEqual(again.ticket, tickets[1])
        self.simulator.importer.run()
        self.assertEqual(self.outcome(again.ticket).number, "CM00000002")

    def test_a_refused_file_is_told_at_once(self):
        (ticket,) = self.pushed(order())
        self.simulator.importer.left_out.add("Ligne - PV TTC")
        self.simulator.importer.run()
        error = self.outcome(ticket).error
        self.assertIn("Ligne - PV TTC (manquantes ou inconnues du profil)", error.text)
        self.assertEqual(self.simulator.names("error")[0][-4:], ".txt")
        self.assertIsNone(self.remote.find("order", KEY))
        self.assertIn("1 import files lie in error", " ".join(self.remote.check().warnings))

    def test_a_file_in_the_wrong_encoding_is_refused(self):
        self.simulator.importer.encoding = "utf-8"
        (ticket,) = self.pushed(order())
        self.simulator.importer.run()
        self.assertIn("encodage du profil", self.outcome(ticket).error.text)

    def test_a_locked_file_and_a_locked_database_only_take_time(self):
        (ticket,) = self.pushed(order())
        self.simulator.importer.locked_files.update(self.simulator.names("in"))
        self.simulator.importer.run()
        self.assertEqual(self.later(ticket).ticket, ticket)
        self.simulator.importer.locked_files.clear()
        self.simulator.importer.is_locked = True
        self.simulator.importer.run()
        self.assertEqual(self.later(ticket).ticket, ticket)
        self.simulator.importer.is_locked = False
        self.simulator.importer.run()
        self.assertEqual(self.outcome(ticket).number, "CM00000001")

    def test_an_import_that_died_after_its_work_is_told_as_doubled(self):
        (ticket,) = self.pushed(order())
        self.simulator.importer.crashes = True
        self.simulator.importer.run()
        self.assertEqual(self.outcome(ticket).number, "CM00000001")
        self.simulator.importer.run()
        self.assertIn("2 times (CM00000001, CM00000002)", self.outcome(ticket).warning)

    def test_a_total_that_differs_is_told(self):
        (ticket,) = self.pushed(order(lines=[line(net="10.01", quantity=1, rate="20"), line(net="10.01", quantity=1)]))
        self.simulator.importer.run()
        self.assertEqual(self.outcome(ticket).warning, "")
        row = self.simulator.order(REFERENCE)
        self.simulator.store.update("SaleDocument", {"Id": row["Id"]}, AmountVatIncluded=Decimal("24.03"))
        self.assertEqual(
            self.outcome(ticket).warning, "EBP made CM00000001 of it with a total of 24.03, the order says 24.02."
        )

    def test_a_file_that_vanished_is_given_time(self):
        (ticket,) = self.pushed(order())
        (self.simulator.root / "in" / self.simulator.names("in")[0]).unlink()
        self.assertEqual(self.outcome(ticket).ticket, ticket)
        self.assertIn("There is no log beside the file", str(self.later(ticket).error))

    def test_tickets_of_others(self):
        for ticket in ("", "42", "../../etc/passwd|WEB-1|", "a|b|c"):
            with self.subTest(ticket):
                self.assertIsInstance(self.outcome(ticket).error, OutcomeUnknown)

    def test_all_orders_of_a_push_stand_in_one_file_and_cost_no_further_statement(self):
        self.pushed(order("X"))
        self.simulator.log.clear()
        self.pushed(*(order(f"A{number}") for number in range(100)))
        few = len(self.simulator.log)
        self.assertEqual((len(self.simulator.names("in")), few), (2, 3))
        self.simulator.importer.run()
        self.simulator.log.clear()
        tickets = [f"orders_x_{number}|WEB-A{number}|" for number in range(100)]
        results = self.remote.outcomes("order", tickets)
        self.assertEqual(len({result.number for result in results}), 100)
        self.assertEqual(len(self.simulator.log), 1)

    def in_an_hour(self):
        return patch.object(sending.time, "time", return_value=sending.time.time() + 3600)

    def later(self, ticket):
        """Ask for a ticket now, and again in an hour."""
        self.outcome(ticket)
        with self.in_an_hour():
            return self.outcome(ticket)


class TestPartiesAndItems(FileCase):
    def test_a_customer_is_made_once_and_then_buys(self):
        buyer = make.customer("", email="rita@example.com", vat="", billing=make.address(country="FR"))
        (result,) = self.remote.push("customer", [buyer])
        self.assertRegex(result.id, r"^WEB[A-Z2-7]{10}$")
        self.assertEqual(self.rows()[0]["Nom"], "Rita Exemplo")
        error = self.remote.push("order", [order(customer=buyer)])[0].error
        self.assertIsInstance(error, Unavailable)
        self.assertIn("waits for its own import", str(error))
        self.simulator.importer.run()
        (told,) = self.remote.outcomes("customer", [result.ticket])
        self.assertEqual((told.id, told.ticket), (result.id, ""))
        self.pushed(order(customer=buyer))
        self.assertEqual(self.rows()[0]["Document - Code client"], result.id)
        (again,) = self.remote.push("customer", [buyer])
        self.assertEqual((again.id, again.unchanged, again.ticket), (result.id, True, ""))

    def test_a_customer_is_changed_without_waiting(self):
        (result,) = self.remote.push("customer", [make.customer("CLI001", billing=Address(city="Paris"))])
        self.assertEqual((result.id, result.ticket), ("CLI001", ""))
        self.simulator.importer.run()
        self.assertEqual(self.documents("customer")["CLI001"].billing.city, "Paris")

    def test_customers_that_cannot_be(self):
        for code, customer in (
            ("code_missing", make.customer("", email="")),
            ("too_long", make.customer("", code="C" * 21)),
            ("unknown", make.customer("", code="C1", price_table_id="NO-SUCH")),
        ):
            with self.subTest(code):
                self.assertEqual(self.refused(customer, kind="customer").code, code)

    def test_an_item_is_made(self):
        product = make.product(
            "", code="THE-100", name={"": "Thé vert"}, price=Decimal("4.90"), tax_ids=(self.simulator.reduced_vat,)
        )
        (result,) = self.remote.push("product", [product])
        row = self.rows()[0]
        self.assertEqual(
            (row["Code article"], row["Libellé"], row["PV HT"], row["PV TTC"], row["Taux de TVA"]),
            ("THE-100", "Thé vert", "4,90", "", "5,5"),
        )
        self.simulator.importer.run()
        (told,) = self.remote.outcomes("product", [result.ticket])
        self.assertEqual(told.id, "THE-100")
        self.assertEqual(self.documents("product")["THE-100"].price, Decimal("4.9"))

    def test_items_that_cannot_be(self):
        variants = (make.product().variants[0], make.product("2").variants[0])
        for code, product in (
            ("code_missing", make.product("", code="")),
            ("variants", make.product("", code="T", variants=variants)),
            ("service", make.product("", code="T", is_service=True)),
            ("taxes", make.product("", code="T", tax_ids=("t15",))),
            ("name_missing", make.product("", code="T", name={}, tax_ids=())),
        ):
            with self.subTest(code):
                self.assertEqual(self.refused(product, kind="product").code, code)
