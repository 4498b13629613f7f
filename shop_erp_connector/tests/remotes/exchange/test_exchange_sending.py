"""Files for the partner: complete when they appear, each record in one of them, and what the partner answered."""

import base64
import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from unittest.mock import patch

from ....remotes import open_remote
from ....remotes.documents import Image, Invoice, StockLevel
from ....remotes.errors import OutcomeUnknown, ProtocolError, Rejected, Unavailable
from ....remotes.exchange import register
from ... import make
from ...simulators.exchange_files.reading import rows_of
from .file_exchange_case import FileExchangeCase

PENDING, DONE, ERROR, ACK = "h2e/pending", "h2e/done", "h2e/error", "ack/h2e"


def order(key, **fields):
    """A new order for the partner."""
    return make.order(id="", key=key, currency="EUR", lines=[make.line(taxes=(make.tax("20", amount="2"),))], **fields)


class TestAnswers(FileExchangeCase):
    options = {"answers": "acknowledgements"}

    def test_what_was_written_waits_for_its_answer(self):
        (result,) = self.remote.push("order", [order("PS1-187")])
        self.assertTrue(result.ticket)
        self.assertEqual(self.outcomes(result), [("", "", result.ticket, None)])
        self.erp.importer.run()
        self.assertEqual(self.outcomes(result), [("ID-OR00001", "OR00001", "", None)])
        self.assertEqual(self.outcomes(result), [("ID-OR00001", "OR00001", "", None)])

    def test_every_record_has_its_own_answer(self):
        self.erp.importer.refuses["PS1-188"] = ("UNKNOWN_SKU", "Article CAF-999 inconnu")
        self.erp.importer.asks_again.add("PS1-189")
        results = self.remote.push("order", [order(key) for key in ("PS1-187", "PS1-188", "PS1-189")])
        self.erp.importer.run()
        good, refused, later = self.remote.outcomes("order", [result.ticket for result in results])
        self.assertEqual(good.number, "OR00001")
        self.assertIsInstance(refused.error, Rejected)
        self.assertEqual((refused.error.code, refused.error.text), ("UNKNOWN_SKU", "Article CAF-999 inconnu"))
        self.assertIsInstance(later.error, Unavailable)

    def test_a_refused_record_can_be_sent_again(self):
        self.erp.importer.refuses["PS1-187"] = ("UNKNOWN_SKU", "inconnu")
        (first,) = self.remote.push("order", [order("PS1-187")])
        self.erp.importer.run()
        self.erp.importer.refuses.clear()
        (second,) = self.opened().push("order", [order("PS1-187")])
        self.assertNotEqual(second.ticket, first.ticket)
        self.erp.importer.run()
        self.assertEqual(self.outcomes(second)[0][1], "OR00001")
        self.assertEqual(self.erp.importer.taken("orders"), {"PS1-187": 1})

    def test_a_record_without_answer_is_never_written_twice(self):
        (first,) = self.remote.push("order", [order("PS1-187")])
        for again in (order("PS1-187"), order("PS1-187", note="changed")):
            (second,) = self.opened().push("order", [again])
            self.assertEqual(second.ticket, first.ticket)
        self.assertEqual(len(self.erp.importer.lying("orders")), 1)
        self.assertEqual(self.opened().find("order", "PS1-187").ticket, first.ticket)

    def test_an_answered_record_is_not_written_twice(self):
        self.remote.push("order", [order("PS1-187")])
        self.erp.importer.run()
        (again,) = self.opened().push("order", [order("PS1-187")])
        self.assertEqual((again.id, again.unchanged, again.ticket), ("ID-OR00001", True, ""))
        self.assertEqual(self.erp.importer.lying("orders"), {})
        found = self.opened().find("order", "PS1-187")
        self.assertEqual((found.id, found.number), ("ID-OR00001", "OR00001"))

    def test_what_was_refused_is_not_found(self):
        self.erp.importer.refuses["PS1-187"] = ("X", "no")
        self.remote.push("order", [order("PS1-187")])
        self.erp.importer.run()
        self.assertIsNone(self.remote.find("order", "PS1-187"))

    def test_answers_are_found_weeks_later(self):
        with patch.object(register, "datetime") as clock:
            clock.now.return_value = datetime(2026, 1, 2, tzinfo=UTC)
            (first,) = self.remote.push("order", [order("PS1-187")])
            clock.now.return_value = datetime(2026, 1, 29, tzinfo=UTC)
            self.assertEqual(self.opened().find("order", "PS1-187").ticket, first.ticket)

    def test_a_change_of_what_the_partner_has_is_sent_and_answered_like_a_new_record(self):
        self.remote.push("order", [order("PS1-187")])
        self.erp.importer.run()
        (result,) = self.remote.push("order", [make.order(id="ID-OR00001", key="PS1-187", currency="EUR")])
        self.assertEqual(len(self.erp.importer.lying("orders")), 1)
        self.erp.importer.refuses["ID-OR00001"] = ("E9", "Commande livrée")
        self.erp.importer.run()
        (outcome,) = self.remote.outcomes("order", [result.ticket])
        self.assertIn("Commande livrée", str(outcome.error))

    def test_levels_wait_for_nothing(self):
        level = StockLevel(id="V1", variant_id="V1", quantity=Decimal(3))
        for _turn in range(2):
            (result,) = self.remote.push("stock", [level])
            self.assertEqual((result.id, result.ticket, result.error), ("V1", "", None))
        self.assertEqual(len(self.erp.importer.lying("stock")), 2)

    def test_a_broken_answer_is_told(self):
        (result,) = self.remote.push("order", [order("PS1-187")])
        base = result.ticket.partition("|")[0]
        for content, error in (
            (b"record;result\r\nPS1-187;PERHAPS\r\n", ProtocolError),
            (b"record;result\r\nPS1-187;\xe9\r\n", ProtocolError),
            (b"record;result\r\nPS1-1", None),
            (b"", None),
            (b"record;result\r\nPS1-999;OK\r\n", None),
        ):
            with self.subTest(content):
                self.erp.put(f"{base}.ack.csv", content, folder=ACK)
                ((_id, _number, ticket, found),) = [self.outcomes(result, remote=self.opened())[0]]
                self.assertIs(type(found), error or type(None))
                self.assertEqual(ticket, "" if error else result.ticket)

    def test_one_bad_line_refuses_the_order(self):
        (result,) = self.remote.push("order", [order("PS1-187")])
        base = result.ticket.partition("|")[0]
        lines = b"record;no;result;code;text\r\nPS1-187;1;OK;;\r\nPS1-187;2;ERR;SKU;inconnu\r\nPS1-187;3;OK;;\r\n"
        self.erp.put(f"{base}.ack.csv", lines, folder=ACK)
        ((_id, _number, _ticket, error),) = self.outcomes(result)
        self.assertIn("Row 2", str(error))

    def test_a_ticket_of_somebody_else(self):
        (result,) = self.remote.outcomes("order", ["42"])
        self.assertIsInstance(result.error, OutcomeUnknown)
        (result,) = self.remote.outcomes("order", ["../../etc/passwd|x"])
        self.assertIsInstance(result.error, Rejected)

    def outcomes(self, *results, remote=None):
        """Return (id, number, ticket, error) of each."""
        found = (remote or self.opened()).outcomes("order", [result.ticket for result in results])
        return [(result.id, result.number, result.ticket, result.error) for result in found]


class TestMoves(FileExchangeCase):
    options = {"answers": "moves"}

    def test_what_was_taken_is_done_and_what_was_set_aside_refused(self):
        self.erp.importer.answers = False
        taken, lying, refused = (self.remote.push("order", [order(key)])[0].ticket for key in ("A", "B", "C"))
        names = {ticket: ticket.partition("|")[0] + ".csv" for ticket in (taken, lying, refused)}
        (self.erp.root / PENDING / names[taken]).unlink()
        (self.erp.root / PENDING / names[refused]).rename(self.erp.root / ERROR / names[refused])
        self.erp.put(f"{names[refused]}.log", b"Code TVA inconnu\r\n", folder=ERROR)
        done, waiting, error = self.opened().outcomes("order", [taken, lying, refused])
        self.assertEqual((done.id, waiting.ticket), ("A", lying))
        self.assertIsInstance(error.error, Rejected)
        self.assertEqual(error.error.text, "Code TVA inconnu")


class TestFiles(FileExchangeCase):
    options = {"answers": "none"}

    def test_files_are_numbered_without_gap(self):
        for key in "ABC":
            self.opened().push("order", [order(key)])
        self.assertEqual([name[-10:-4] for name in self.erp.importer.lying("orders")], ["000001", "000002", "000003"])

    def test_a_letter_that_the_encoding_lacks_is_replaced(self):
        remote = self.opened(dialect="france")
        remote.push("customer", [make.customer(id="", code="C1", company="Kovács Ő €")])
        (content,) = [path.read_bytes() for path in (self.erp.root / PENDING).glob("customers_*")]
        ((row,),) = [rows_of(content, encoding="cp1252")]
        self.assertEqual(row["company"], "Kovács O €")

    def test_formulas_are_defused_for_spreadsheets(self):
        customer = make.customer(id="", code="C1", company='=HYPERLINK("http://x")', phone="+351 220")
        self.opened(guards_formulas="1").push("customer", [customer])
        ((row,),) = self.erp.importer.lying("customers").values()
        self.assertEqual((row["company"], row["phone"]), ('\'=HYPERLINK("http://x")', "'+351 220"))

    def test_markers_come_last(self):
        remote = self.opened(marker="1", closing_line="0")
        remote.push("order", [order("A")])
        names = self.erp.names(PENDING)
        self.assertEqual(len([name for name in names if name.endswith(".ok")]), len(names) // 2)
        main = next(name for name in names if name.startswith("orders") and name.endswith(".csv"))
        content = (self.erp.root / PENDING / main).read_bytes()
        told = self.erp.text(PENDING, f"{main}.ok")
        self.assertEqual(told, f"rows=1;sha256={hashlib.sha256(content).hexdigest()};size={len(content)}")
        self.assertNotIn(b"#END", content)

    def test_what_we_write_we_can_read(self):
        documents = [order("A"), order("B", note='line\r\nbreak; "quoted"')]
        for format in ("csv", "jsonl", "xml"):
            with self.subTest(format):
                remote = self.opened(format=format, marker="1")
                remote.push(
                    "order",
                    [
                        make.order(
                            id=document.key, key=document.key, currency="EUR", lines=document.lines, note=document.note
                        )
                        for document in documents
                    ],
                )
                for path in (self.erp.root / PENDING).iterdir():
                    path.rename(self.erp.root / "e2h/pending" / path.name)
                read, refusals, cursor = self.read("order")
                self.assertEqual(([d.note for d in read], refusals), ([d.note for d in documents], []))
                self.assertEqual([d.lines for d in read], [d.lines for d in documents])
                self.assertEqual(self.read("order", cursor | {"last": None})[0], [])

    def test_pictures_and_pdfs_are_files_beside(self):
        content = b"\x89PNG\r\n\x1a\n picture"
        key = hashlib.sha256(content).hexdigest()

        class Contents:
            def read(self, wanted):
                return {key: content}[wanted]

        remote = open_remote("file_exchange", self.erp.settings, memory=self.memory, contents=Contents())
        pdf = base64.b64encode(b"%PDF-1.4 x").decode()
        remote.push("product", [make.product(id="", code="A", images=(Image(content_key=key, name="a.png"),))])
        remote.push("invoice", [Invoice(key="F1", number="F1", currency="EUR", pdf=pdf)])
        self.assertEqual(len(self.erp.names("doc")), 2)
        (product,) = list((self.erp.root / PENDING).glob("product_images_*"))
        ((row,),) = [rows_of(product.read_bytes())]
        self.assertEqual((self.erp.root / "doc" / row["url"]).read_bytes(), content)
        ((row,),) = self.erp.importer.lying("invoices").values()
        self.assertEqual((row["pdf"], (self.erp.root / "doc" / row["pdf_url"]).read_bytes()), ("", b"%PDF-1.4 x"))

    def test_a_picture_that_is_gone_fails_alone(self):
        lost = make.product(id="", code="A", images=(Image(content_key="0" * 64, name="a.png"),))
        first, second = self.remote.push("product", [lost, make.product(id="", code="B")])
        self.assertIsInstance(first.error, Rejected)
        self.assertEqual((second.id, second.error), ("B", None))

    def test_the_same_again_is_unchanged(self):
        self.remote.push("order", [order("A")])
        (again,) = self.opened().push("order", [order("A")])
        self.assertTrue(again.unchanged)
        (changed,) = self.opened().push("order", [order("A", note="changed")])
        self.assertFalse(changed.unchanged)
        self.assertEqual(len(self.erp.importer.lying("orders")), 2)
