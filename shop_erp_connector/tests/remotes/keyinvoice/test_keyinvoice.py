"""KeyInvoice: session, call budget, errors, code lists, check."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from ....remotes.errors import (
    AuthenticationFailed,
    InvalidSettings,
    NotFound,
    OutcomeUnknown,
    ProtocolError,
    RateLimited,
    Rejected,
    Unavailable,
    Unsupported,
)
from ....remotes.keyinvoice.account import seconds_to_midnight
from ....remotes.keyinvoice.wire import Duplicate, classified, flag, number
from ....remotes.memory import ProcessMemory
from .keyinvoice_case import KeyInvoiceCase, customer, line, order

HTML = "<html><body>Manutenção</body></html>"


class TestSession(KeyInvoiceCase):
    def logins(self):
        return self.account.log.count(kind="authenticate")

    def test_two_remotes_share_one_session(self):
        self.remote.lookups("payment")
        self.opened().find("customer", "503504564")
        self.opened().lookups("country")
        self.assertEqual(self.logins(), 1)

    def test_a_second_login_would_have_been_refused(self):
        self.remote.lookups("payment")
        with self.assertRaises(RateLimited) as caught:
            self.opened(memory=ProcessMemory()).lookups("payment")
        self.assertEqual(caught.exception.retry_after, 300)
        self.assertIn("Another program", str(caught.exception))

    def grow_older(self, seconds):
        self.account.clock.advance(seconds)
        with self.memory.locked("session") as session:
            session["expires_at"] -= seconds

    def test_a_session_with_more_than_300_seconds_left_is_kept(self):
        self.remote.find("customer", "503504564")
        self.grow_older(3290)
        self.remote.find("customer", "503504564")
        self.assertEqual(self.logins(), 1)

    def test_a_session_with_less_than_300_seconds_left_is_renewed(self):
        self.remote.find("customer", "503504564")
        self.grow_older(3301)
        self.remote.find("customer", "503504564")
        self.assertEqual(self.logins(), 2)

    def test_an_expired_session_is_renewed_and_the_read_repeated(self):
        self.remote.find("customer", "503504564")
        self.account.expire_session()
        self.assertEqual(len(self.remote.lookups("payment")), 5)
        self.assertEqual(self.logins(), 2)

    def test_an_expired_session_is_renewed_and_the_write_repeated_once(self):
        self.account.add_product("BOT-75", "Garrafa 75 cl")
        self.remote.lookups("tax")
        self.account.expire_session()
        self.pushed("order", order(line("BOT-75", "10.00")))
        self.assertEqual(self.account.log.count(kind="insertDocument"), 2)
        self.assertEqual(len(self.account.documents("13")), 1)

    def test_a_session_refused_twice_is_given_up(self):
        body = '{"Status": 0, "ErrorMessage": "Sessão inválida ou expirada."}'
        self.remote.lookups("tax")
        self.account.faults.status(200, body=body, content_type="application/json", kind="company", times=2)
        self.account.expire_session()
        with self.assertRaises(AuthenticationFailed):
            self.remote.check()

    def test_another_worker_renewed_it_already(self):
        self.remote.find("customer", "503504564")
        with self.memory.locked("session") as session:
            old = session["sid"]
        self.account.expire_session()
        self.opened().lookups("payment")
        self.assertNotEqual(self.remote._api._session.renewed(old), old)
        self.assertEqual(self.logins(), 2)

    def test_a_session_belongs_to_its_key(self):
        self.remote.find("customer", "503504564")
        with self.assertRaises(AuthenticationFailed) as caught:
            self.opened(api_key="outra-chave").find("customer", "503504564")
        self.assertEqual(caught.exception.text, "Chave da API inválida.")

    def test_neither_key_nor_session_show_in_errors(self):
        self.remote.lookups("tax")
        body = "<html>chave-de-exemplo sid-api5-1</html>"
        self.account.faults.status(200, body=body, kind="company")
        with self.assertRaises(ProtocolError) as caught:
            self.remote.check()
        self.assertEqual(caught.exception.excerpt, "<html>••• •••</html>")


class TestCallBudget(KeyInvoiceCase):
    def test_nothing_is_sent_when_the_calls_of_the_day_are_used_up(self):
        self.remote.lookups("payment")
        with self.memory.locked("calls") as calls:
            self.assertEqual(calls["used"], 2)
            calls["used"] = 5000
        sent = len(self.account.log)
        with self.assertRaises(RateLimited) as caught:
            self.remote.find("customer", "503504564")
        self.assertEqual(len(self.account.log), sent)
        self.assertLessEqual(caught.exception.retry_after, 25 * 3600)

    def test_the_count_begins_anew_each_day(self):
        self.remote.lookups("payment")
        with self.memory.locked("calls") as calls:
            calls.update(day="2020-01-01", used=5000)
        self.remote.find("customer", "503504564")
        with self.memory.locked("calls") as calls:
            self.assertEqual(calls["used"], 1)

    def test_the_servers_own_limit_stops_all_workers(self):
        self.remote.lookups("payment")
        self.account.use_calls(4998)
        with self.assertRaises(RateLimited):
            self.remote.lookups("country")
        sent = len(self.account.log)
        with self.assertRaises(RateLimited):
            self.opened().lookups("currency")
        self.assertEqual(len(self.account.log), sent)

    def test_the_rest_of_a_push_is_not_tried(self):
        self.remote.lookups("tax")
        with self.memory.locked("calls") as calls:
            calls["used"] = 5000
        results = self.remote.push("customer", [customer(), customer(vat="510123457")])
        self.assertEqual([type(result.error) for result in results], [RateLimited, RateLimited])

    def test_midnight_is_lisbons(self):
        lisbon = datetime.now(ZoneInfo("Europe/Lisbon"))
        then = lisbon + timedelta(seconds=seconds_to_midnight() + 1)
        self.assertEqual((then.hour, then.minute), (0, 0))

    def test_check_warns_of_a_catalogue_that_is_too_large_to_read_often(self):
        answer = '{"Status": 1, "Data": {"Count": "10000"}}'
        self.account.faults.status(200, body=answer, content_type="application/json", kind="countProducts")
        self.assertEqual(
            self.remote.check().warnings,
            (
                "Reading the 10000 products takes 100 calls; an account has 5000 a day: "
                "read stock and products every 36 minutes or less often.",
            ),
        )


class TestErrors(KeyInvoiceCase):
    def setUp(self):
        super().setUp()
        self.account.add_product("BOT-75", "Garrafa 75 cl")
        self.remote.lookups("tax")
        self.order = order(line("BOT-75", "10.00"))

    def test_a_web_page_on_a_read(self):
        self.account.faults.status(200, body=HTML, kind="company")
        with self.assertRaises(ProtocolError) as caught:
            self.remote.check()
        self.assertEqual(caught.exception.excerpt, HTML)
        self.assertEqual(caught.exception.call, "company")

    def test_a_web_page_on_a_write(self):
        self.account.faults.status(200, body=HTML, kind="insertDocument")
        self.assertIsInstance(self.refused("order", self.order), OutcomeUnknown)

    def test_a_cut_answer_on_a_write(self):
        self.account.faults.cut_body(kind="insertDocument")
        self.assertIsInstance(self.refused("order", self.order), OutcomeUnknown)

    def test_a_broken_server(self):
        for status in (500, 503):
            with self.subTest(status=status):
                self.account.faults.status(status, kind="company")
                with self.assertRaises(Unavailable):
                    self.remote.check()
                self.account.faults.status(status, kind="insertDocument")
                self.assertIsInstance(self.refused("order", self.order), OutcomeUnknown)

    def test_a_cut_connection_on_a_repeatable_write(self):
        self.pushed("customer", customer())
        self.account.faults.cut_after_accepting(kind="updateClient", times=2)
        self.assertIsInstance(self.refused("customer", customer(email="novo@oficina.example")), Unavailable)

    def test_a_server_that_is_not_there(self):
        self.account.stop()
        self.addCleanup(self.account.start)
        error = self.refused("customer", customer())
        self.assertIsInstance(error, Unavailable)

    def test_an_address_without_api(self):
        with self.assertRaises(ProtocolError):
            self.opened(memory=ProcessMemory(), url=f"{self.account.url}/other.php").check()

    def test_words_that_nobody_foresaw_refuse_the_record(self):
        body = '{"Status": 0, "ErrorMessage": "Erro 77: a lua está cheia", "ErrorCode": 77}'
        self.account.faults.status(200, body=body, content_type="application/json", kind="insertDocument")
        error = self.refused("order", self.order)
        self.assertIs(type(error), Rejected)
        self.assertEqual((error.text, error.code), ("Erro 77: a lua está cheia", "77"))

    def test_the_table_of_words(self):
        for words, cls, field in (
            ("Sessão expirada", AuthenticationFailed, ""),
            ("Sid inválido", AuthenticationFailed, ""),
            ("Configuração da chave API incompleta", AuthenticationFailed, ""),
            ("Já existe uma sessão activa", RateLimited, ""),
            ("Limite diário de chamadas excedido", RateLimited, ""),
            ("Já existe um cliente com este NIF", Duplicate, ""),
            ("NIF inválido", Rejected, "vat"),
            ("Produto inexistente", NotFound, ""),
            ("Motivo de isenção em falta", Rejected, "lines"),
            ("Série inválida", Rejected, "series"),
            ("O cliente residente em Sidney não é considerado", Rejected, ""),
        ):
            with self.subTest(words):
                error = classified(words)
                self.assertIsInstance(error, cls)
                self.assertEqual(error.field, field)
        self.assertNotIsInstance(classified("O cliente residente em Sidney"), AuthenticationFailed)

    def test_numbers_and_flags_are_read_strictly(self):
        self.assertEqual(number({"Price": "8.50"}, "Price"), Decimal("8.50"))
        for value in ("", "8,50", "NaN", None):
            with self.subTest(value), self.assertRaises(ProtocolError):
                number({"Price": value}, "Price")
        self.assertEqual(
            [flag({"Voided": value}, "Voided") for value in (1, "0", True, "")], [True, False, True, False]
        )
        with self.assertRaises(ProtocolError):
            flag({"Voided": "sim"}, "Voided")

    def test_settings(self):
        for settings in ({}, {"api_key": ""}, {"api_key": "x", "colour": "blue"}):
            with self.subTest(settings), self.assertRaises(InvalidSettings):
                type(self.remote)(settings)
        with self.assertRaises(InvalidSettings):
            type(self.remote)({"api_key": "x", "url": "http://login.keyinvoice.com/API5.php"})

    def test_what_it_cannot_do_is_said(self):
        for call in (
            lambda: self.remote.pull("return"),
            lambda: self.remote.pull("invoice"),
            lambda: self.remote.push("stock", []),
            lambda: self.remote.find("price", "X"),
            lambda: self.remote.lookups("carrier"),
            lambda: self.remote.lookups("location"),
            lambda: self.remote.events({}, b""),
        ):
            with self.assertRaises(Unsupported):
                call()


class TestCheckAndLookups(KeyInvoiceCase):
    def rows(self, type, *names):
        return [tuple(getattr(row, name) for name in names) for row in self.remote.lookups(type)]

    def test_check(self):
        info = self.remote.check()
        self.assertEqual((info.name, info.version, info.clock), ("Casa Azul, Lda.", "API5", "Europe/Lisbon"))
        self.assertEqual([currency.code for currency in info.currencies], ["EUR"])
        self.assertEqual(info.warnings, ())

    def test_check_warns_of_a_series_that_is_not_there(self):
        remote = self.opened(order_series="41", invoice_series="41")
        self.assertEqual(
            remote.check().warnings,
            ("KeyInvoice lists no series 41 for document type 4 (invoice_series).",),
        )

    def test_taxes(self):
        self.assertEqual(
            self.rows("tax", "id", "rate", "code", "detail", "included", "country"),
            [
                ("1", Decimal(23), "", "", True, "PT"),
                ("2", Decimal(13), "", "", True, "PT"),
                ("3", Decimal(6), "", "", True, "PT"),
                ("4", Decimal(0), "M16", "Artigo 14.º do RITI", True, "PT"),
                ("5", Decimal(0), "M05", "Artigo 6.º do CIVA", True, "PT"),
            ],
        )

    def test_payments(self):
        self.assertEqual(self.rows("payment", "id", "name")[2], ("3", "Transferência"))

    def test_series_name_their_document_types_once(self):
        self.assertEqual(
            self.rows("series", "id", "code", "detail", "country"),
            [
                ("42", "A", "DocType 4", "PT"),
                ("51", "W", "DocType 4, 34", "PT"),
                ("45", "A", "DocType 7", "PT"),
                ("41", "E", "DocType 13", "PT"),
                ("52", "W", "DocType 13", "PT"),
                ("44", "A", "DocType 32", "PT"),
                ("43", "A", "DocType 34", "PT"),
            ],
        )

    def test_countries_price_levels_currencies(self):
        self.assertEqual(self.rows("country", "id", "code", "name")[1], ("2", "ES", "Espanha"))
        self.assertEqual(
            self.rows("price_table", "id", "name", "included"), [("1", "PVP1", True), ("2", "Revenda", False)]
        )
        self.assertEqual(self.rows("currency", "code"), [("EUR",)])

    def test_lists_are_longer_than_a_page(self):
        self.account.account.countries = [
            {"IdCountry": str(row), "Code": "PT", "Name": f"País {row}", "Default": "0"} for row in range(250)
        ]
        self.assertEqual(len(self.remote.lookups("country")), 250)
        self.assertEqual(self.account.log.count(kind="listCountries"), 3)

    def test_lists_are_read_once_for_all_workers_until_check(self):
        self.remote.lookups("tax")
        self.opened().lookups("tax")
        self.assertEqual(self.account.log.count(kind="getTaxes"), 1)
        self.account.account.taxes.append({"Id": "9", "Value": "22"})
        self.remote.check()
        self.assertEqual(self.remote.lookups("tax")[-1].rate, Decimal(22))

    def test_lists_are_read_again_after_an_hour(self):
        self.remote.lookups("tax")
        with self.memory.locked("code_lists") as kept:
            kept["tax"]["read_at"] -= 3601
        self.opened().lookups("tax")
        self.assertEqual(self.account.log.count(kind="getTaxes"), 2)


class TestNetAccount(KeyInvoiceCase):
    options = {"prices_with_vat": False}

    def test_taxes_say_that_prices_are_net(self):
        self.assertEqual({tax.included for tax in self.remote.lookups("tax")}, {False})

    def test_products_say_so_too(self):
        self.account.add_product("BOT-75", "Garrafa 75 cl", price="8.50")
        ((product,), _refusals, _pages) = self.pulled("product")
        self.assertEqual((product.price, product.price_includes_tax), (Decimal("8.50"), False))
