"""The partner's files: in order, each once, nothing half, nothing lost; what is broken goes aside and says why."""

import json
from decimal import Decimal
from unittest.mock import patch

from ....remotes.errors import NotFound, ProtocolError, Rejected, Unavailable
from ....remotes.exchange import groups
from .file_exchange_case import FileExchangeCase

PENDING, DONE, ERROR = "e2h/pending", "e2h/done", "e2h/error"


class TestOrder(FileExchangeCase):
    def test_files_come_by_number_and_leave_when_the_next_reading_begins(self):
        self.stock(("A", "1"))
        self.stock(("A", "2"), ("B", "7"))
        documents, _refusals, cursor = self.read("stock")
        self.assertEqual([(d.variant_id, str(d.quantity)) for d in documents], [("A", "1"), ("A", "2"), ("B", "7")])
        # the second page was asked for with a cursor that tells of the first file
        self.assertEqual((len(self.erp.names(PENDING)), len(self.erp.names(DONE))), (2, 2))
        again, _refusals, _cursor = self.read("stock", cursor)
        self.assertEqual((again, self.erp.names(PENDING), len(self.erp.names(DONE))), ([], [], 4))

    def test_a_reading_without_its_cursor_reads_again(self):
        self.stock(("A", "1"))
        self.read("stock")
        documents, _refusals, _cursor = self.read("stock")
        self.assertEqual(self.levels(documents), {"A": "1"})

    def test_a_missing_number_stops_and_is_told(self):
        self.stock(("A", "1"), number=7)
        self.stock(("A", "3"), number=9)
        documents, _refusals, cursor = self.read("stock")
        self.assertEqual(self.levels(documents), {"A": "1"})
        with self.assertRaises(Unavailable) as caught:
            self.read("stock", cursor)
        self.assertIn("number 8 of stock never came", str(caught.exception))
        self.stock(("A", "2"), number=8)
        documents, _refusals, _cursor = self.read("stock", cursor)
        self.assertEqual([str(level.quantity) for level in documents], ["2", "3"])

    def test_a_missing_number_can_be_allowed(self):
        self.stock(("A", "1"), number=7)
        self.stock(("A", "3"), number=9)
        remote = self.opened(numbers="any")
        self.assertEqual(len(self.read("stock", remote=remote)[0]), 2)

    def test_a_full_file_needs_no_predecessor(self):
        self.stock(("A", "1"), number=7)
        self.stock(("A", "9"), number=12, full=True)
        self.assertEqual(len(self.read("stock")[0]), 2)

    def test_a_repeated_file_changes_nothing(self):
        name = self.stock(("A", "1"), number=7)
        content = (self.erp.root / PENDING / name).read_bytes()
        _documents, _refusals, cursor = self.read("stock")
        _documents, _refusals, cursor = self.read("stock", cursor)
        self.erp.put(name, content)
        self.erp.put(f"{name}.ok", b"rows=1")
        documents, refusals, cursor = self.read("stock", cursor)
        self.assertEqual((documents, refusals), ([], []))
        self.read("stock", cursor)
        self.assertEqual((self.erp.names(PENDING), self.erp.names(ERROR)), ([], []))

    def test_a_repeated_number_with_other_content_goes_aside(self):
        self.stock(("A", "1"), number=7)
        _documents, _refusals, cursor = self.read("stock")
        _documents, _refusals, cursor = self.read("stock", cursor)
        name = self.stock(("A", "500"), number=7)
        documents, _refusals, _cursor = self.read("stock", cursor)
        self.assertEqual(documents, [])
        self.assertIn("Number 7 was read already, with other content", self.erp.text(ERROR, f"{name}.report.txt"))

    def test_files_without_numbers_come_by_name(self):
        for name, quantity in (("stock.csv", "1"), ("stock_20250304T131500Z.csv", "2")):
            self.erp.put(name, f"record;variant_id;quantity\r\nA;A;{quantity}\r\n".encode())
            self.erp.put(f"{name}.ok", b"rows=1")
        documents, _refusals, cursor = self.read("stock")
        self.assertEqual([str(level.quantity) for level in documents], ["1", "2"])
        self.erp.put("stock.csv", b"record;variant_id;quantity\r\nA;A;33\r\n")
        self.erp.put("stock.csv.ok", b"rows=1")
        documents, _refusals, _cursor = self.read("stock", cursor)
        self.assertEqual([str(level.quantity) for level in documents], ["33"])

    def test_other_companies_files_are_left_alone(self):
        for company in ("01", "02"):
            self.erp.put(f"stock_D_{company}_20250304T131500Z_000001.csv", b"record;variant_id;quantity\nA;A;1\n")
            self.erp.put(f"stock_D_{company}_20250304T131500Z_000001.csv.ok", b"rows=1")
        self.assertEqual(len(self.read("stock", remote=self.opened(company="02"))[0]), 1)

    def test_files_of_nobody_are_left_alone(self):
        for name in ("readme.txt", "stock.xls", "stocks.csv", "Stock.csv", "stock_D_1.csv.tmp"):
            self.erp.put(name, b"x")
        self.assertEqual(self.read("stock")[0], [])
        self.assertEqual(len(self.erp.names(PENDING)), 5)


class TestPages(FileExchangeCase):
    def test_a_page_goes_on_where_the_last_one_ended(self):
        self.stock(*((f"V{number}", str(number)) for number in range(1, 26)))
        for limit in (1, 7, 25, 26):
            documents, _refusals, _cursor = self.read("stock", limit=limit)
            self.assertEqual([level.variant_id for level in documents], [f"V{number}" for number in range(1, 26)])

    def test_the_cursor_stays_small(self):
        for _file in range(150):
            self.stock(("A", "1"))
        _documents, _refusals, cursor = self.read("stock")
        _documents, _refusals, cursor = self.read("stock", cursor)
        self.assertLess(len(json.dumps(cursor)), 5000)

    def test_a_file_that_changes_while_it_is_read_stops_the_reading(self):
        name = self.stock(("A", "1"), ("B", "2"))
        page = next(self.remote.pull("stock", limit=1))
        self.erp.put(name, b"record;variant_id;quantity\r\nX;X;1\r\nY;Y;2\r\nZ;Z;3\r\n")
        with self.assertRaises(Unavailable) as caught:
            list(self.opened().pull("stock", cursor=page.cursor, limit=1))
        self.assertIn("was changed while it was read", str(caught.exception))
        (self.erp.root / PENDING / name).unlink()
        with self.assertRaises(Unavailable) as caught:
            list(self.opened().pull("stock", cursor=page.cursor, limit=1))
        self.assertIn("was taken away", str(caught.exception))

    def test_a_page_is_not_read_twice_when_new_files_arrive(self):
        self.stock(("A", "1"), ("B", "2"))
        page = next(self.remote.pull("stock", limit=1))
        self.stock(("C", "3"))
        documents, _refusals, cursor = self.read("stock", page.cursor, limit=1)
        self.assertEqual(self.levels(documents), {"B": "2"})
        self.assertEqual(self.levels(self.read("stock", cursor)[0]), {"C": "3"})


class TestCompleteness(FileExchangeCase):
    CONTENT = b"record;variant_id;quantity\r\nA;A;1\r\n"

    def test_without_proof_a_file_must_stay_the_same_for_a_minute(self):
        with patch.object(groups.time, "time") as now:
            now.return_value = 1000.0
            self.erp.put("stock_D_000001.csv", self.CONTENT[:-5])
            self.assertEqual(self.read("stock")[0], [])
            now.return_value = 1050.0
            self.erp.put("stock_D_000001.csv", self.CONTENT)
            self.assertEqual(self.read("stock")[0], [])
            now.return_value = 1105.0
            self.assertEqual(self.read("stock")[0], [])
            now.return_value = 1111.0
            self.assertEqual(self.levels(self.read("stock")[0]), {"A": "1"})

    def test_a_closing_line_is_proof(self):
        self.stock(("A", "1"), marker=False, closing=True)
        self.assertEqual(self.levels(self.read("stock")[0]), {"A": "1"})

    def test_with_markers_nothing_is_read_without(self):
        remote = self.opened(complete_when="marker")
        name = self.stock(("A", "1"), marker=False, closing=True)
        self.assertEqual(self.read("stock", remote=remote)[0], [])
        self.erp.put(f"{name}.ok", b"rows=1")
        self.assertEqual(self.levels(self.read("stock", remote=remote)[0]), {"A": "1"})

    def test_renamed_files_are_read_at_once(self):
        self.stock(("A", "1"), marker=False)
        self.assertEqual(self.read("stock")[0], [])
        remote = self.opened(complete_when="renamed")
        self.assertEqual(self.levels(self.read("stock", remote=remote)[0]), {"A": "1"})

    def test_what_waits_holds_up_later_numbers(self):
        self.stock(("A", "1"), marker=False)
        self.stock(("A", "2"))
        self.assertEqual(self.read("stock")[0], [])

    def test_a_half_written_file_is_never_used(self):
        """Cut anywhere: either it is not read, or it is set aside."""
        name = self.stock(("A", "1"), ("B", "22"), closing=True, marker=False)
        content = (self.erp.root / PENDING / name).read_bytes()
        remote = self.opened(complete_when="renamed")
        for size in range(len(content) - len(b"#END;rows=2;sha256=\r\n") - 64):
            with self.subTest(size):
                self.erp.put(name, content[:size])
                self.erp.put(f"{name}.ok", f"rows=2;size={len(content)}".encode())
                self.assertEqual(self.read("stock", remote=remote)[0], [])
                self.assertIn(name, " ".join(self.erp.names(ERROR)))
                for path in (self.erp.root / ERROR).iterdir():
                    path.unlink()


class TestBrokenFiles(FileExchangeCase):
    HEAD = "record;variant_id;quantity\r\n"

    def aside(self, content, words, *, marker=b"rows=1"):
        """Drop a file; assert that nothing of it is used, that the report says why, and that the rest goes on."""
        name = "stock_D_20250304T131500Z_000001.csv"
        self.erp.put(name, content)
        self.erp.put(f"{name}.ok", marker)
        self.stock(("GOOD", "5"), number=2)
        documents, refusals, cursor = self.read("stock")
        self.assertEqual((self.levels(documents), refusals), ({"GOOD": "5"}, []))
        report = self.erp.text(ERROR, f"{name}.report.txt")
        self.assertIn(words, report)
        self.assertIn("put it back", report)
        self.assertEqual(self.erp.names(ERROR), [name, f"{name}.ok", f"{name}.report.txt"])
        self.assertEqual((self.erp.root / ERROR / name).read_bytes(), content)
        return name, cursor

    def test_wrong_encoding(self):
        self.aside((self.HEAD + "Caf\u00e9;A;1\r\n").encode("cp1252"), "Line 2 is not utf-8: byte 0xe9")

    def test_missing_column(self):
        self.aside(b"record;variant_id\r\nA;A\r\n", "stock lacks the column quantity")

    def test_extra_column(self):
        self.aside(b"record;variant_id;quantity;qauntity\r\nA;A;1;2\r\n", "stock has no column qauntity")

    def test_missing_cell(self):
        self.aside((self.HEAD + "A;A\r\n").encode(), "Line 2 has 2 cells, the header has 3")

    def test_wrong_count(self):
        self.aside((self.HEAD + "A;A;1\r\n").encode(), "It should have 2 rows and has 1", marker=b"rows=2")

    def test_wrong_checksum(self):
        self.aside((self.HEAD + "A;A;1\r\n").encode(), "not what its checksum says", marker=b"sha256=" + b"0" * 64)

    def test_most_rows_wrong(self):
        rows = "".join(f"A{number};A{number};1,5\r\n" for number in range(30))
        self.aside((self.HEAD + rows).encode(), "30 of the first 30 records are wrong", marker=b"rows=30")

    def test_empty_file(self):
        self.aside(b"", "empty")

    def test_a_number_twice_in_the_header(self):
        self.aside(b"record;quantity;quantity\r\nA;1;2\r\n", "'quantity' is there twice")

    def test_too_large(self):
        remote = self.opened(max_megabytes="1")
        name = "stock_D_20250304T131500Z_000001.csv"
        self.erp.put(name, self.HEAD.encode() + b"A;A;1\r\n" * 200_000)
        self.erp.put(f"{name}.ok", b"rows=200000")
        self.assertEqual(self.read("stock", remote=remote)[0], [])
        self.assertIn("larger than 1 MiB", self.erp.text(ERROR, f"{name}.report.txt"))

    def test_a_corrected_file_comes_under_the_same_number(self):
        name, cursor = self.aside(b"record;variant_id\r\nA;A\r\n", "lacks the column")
        self.erp.put(name, (self.HEAD + "A;A;1\r\n").encode())
        self.erp.put(f"{name}.ok", b"rows=1")
        documents, _refusals, _cursor = self.read("stock", cursor)
        self.assertEqual(self.levels(documents), {"A": "1"})

    def test_the_connection_test_counts_them(self):
        self.aside(b"", "empty")
        self.assertEqual(
            self.opened().check().warnings, ("1 files lie aside in e2h/error, with a report beside each.",)
        )


class TestRows(FileExchangeCase):
    def test_a_row_that_is_wrong_fails_alone(self):
        self.stock(*((f"V{number}", "x" if number == 3 else str(number)) for number in range(1, 9)))
        documents, refusals, _cursor = self.read("stock", limit=2)
        self.assertEqual(len(documents), 7)
        ((id, error),) = [(refusal.id, refusal.error) for refusal in refusals]
        self.assertEqual(id, "V3")
        self.assertIsInstance(error, Rejected)
        self.assertIn("Line 4 of stock: quantity: 'x' is no number with a point", str(error))
        self.assertEqual(error.field, "quantity")

    def test_what_is_deleted_there_is_not_found(self):
        self.erp.send("product", {"products": [{"record": "A", "operation": "D"}]})
        documents, refusals, _cursor = self.read("product")
        ((id, error),) = [(refusal.id, refusal.error) for refusal in refusals]
        self.assertEqual((documents, id), ([], "A"))
        self.assertIsInstance(error, NotFound)

    def test_a_column_of_the_partners_own_is_passed_over(self):
        self.erp.send("stock", {"stock": [{"record": "A", "variant_id": "A", "quantity": "1", "x_shelf": "B7"}]})
        self.assertEqual(self.levels(self.read("stock")[0]), {"A": "1"})

    def test_a_formula_is_a_text_like_any_other(self):
        self.erp.send("product", {"products": [{"record": "A", "name": "=cmd|'/c calc'!A1", "code": "@SUM(1)"}]})
        ((product,), _refusals, _cursor) = self.read("product")
        self.assertEqual((product.name, product.code), ({"": "=cmd|'/c calc'!A1"}, "@SUM(1)"))

    def test_rows_below_stand_in_the_order_of_their_records(self):
        heads = [{"record": record, "currency": "EUR", "net": "1", "tax": "0", "gross": "1"} for record in "ABC"]
        line = {"quantity": "1", "net": "1", "tax": "0", "gross": "1"}
        self.erp.send("order", {"orders": heads, "order_lines": [line | {"record": record} for record in "AAC"]})
        documents, _refusals, cursor = self.read("order", limit=1)
        self.assertEqual([(order.id, len(order.lines)) for order in documents], [("A", 2), ("B", 0), ("C", 1)])
        name = self.erp.send("order", {"orders": heads, "order_lines": [line | {"record": record} for record in "CA"]})
        documents, _refusals, _cursor = self.read("order", cursor)
        self.assertEqual(documents, [])
        self.assertIn("Line 3 of order_lines belongs to 'A'", self.erp.text(ERROR, f"{name}.report.txt"))

    def test_french_files(self):
        remote = self.opened(dialect="france")
        content = 'record;name;price;available_on\r\nA;"Café ""moulu"" 5 €";"1\u00a0234,50";04/03/2025\r\n'.encode(
            "cp1252"
        )
        self.erp.put("products_D_000001.csv", content)
        self.erp.put("products_D_000001.csv.ok", b"rows=1")
        ((product,), refusals, _cursor) = self.read("product", remote=remote)
        self.assertEqual(refusals, [])
        self.assertEqual((product.name[""], product.price), ('Café "moulu" 5 €', Decimal("1234.50")))
        self.assertEqual(product.available_on.isoformat(), "2025-03-04")

    def test_the_mark_of_utf8(self):
        self.erp.put("stock_D_000001.csv", b"\xef\xbb\xbfrecord;variant_id;quantity\r\nA;A;1\r\n")
        self.erp.put("stock_D_000001.csv.ok", b"rows=1")
        self.assertEqual(self.levels(self.read("stock")[0]), {"A": "1"})

    def test_json_lines_and_xml(self):
        self.erp.put(
            "stock_D_000001.jsonl",
            b'{"record":"A","variant_id":"A","quantity":1.5}\n{"record":"B","variant_id":"B","quantity":"2"}\n',
        )
        self.erp.put(
            "stock_D_000002.xml",
            b"<rows><row><record>C</record><variant_id>C</variant_id><quantity>3</quantity></row></rows>",
        )
        for name in ("stock_D_000001.jsonl", "stock_D_000002.xml"):
            self.erp.put(f"{name}.ok", b"")
        documents, refusals, _cursor = self.read("stock", limit=1)
        self.assertEqual((self.levels(documents), refusals), ({"A": "1.5", "B": "2", "C": "3"}, []))


class TestContents(FileExchangeCase):
    def test_a_pdf_is_read_from_its_folder(self):
        self.erp.put("FA00001.pdf", b"%PDF-1.4 content", folder="doc")
        self.assertEqual(self.remote.download("FA00001.pdf"), b"%PDF-1.4 content")
        self.erp.put("FA00002.pdf", b"<html>", folder="doc")
        with self.assertRaises(ProtocolError):
            self.remote.download("FA00002.pdf")
        with self.assertRaises(NotFound):
            self.remote.download("FA00003.pdf")

    def test_names_that_lead_elsewhere_are_refused(self):
        for name in ("../e2h/pending/x.pdf", "/etc/passwd", "..\\x.pdf", "https://example.com/x.pdf", ""):
            with self.subTest(name), self.assertRaises(Rejected):
                self.remote.download(name)

    def test_lists_are_read_from_the_newest_file(self):
        self.erp.send(
            "lookup", {"lookups": [{"type": "tax", "record": "T1", "code": "T1", "name": "Old", "rate": "5"}]}
        )
        self.erp.send(
            "lookup", {"lookups": [{"type": "tax", "record": "T2", "code": "T2", "name": "New", "rate": "20"}]}
        )
        for _turn in range(2):
            self.assertEqual([(tax.id, tax.rate) for tax in self.remote.lookups("tax")], [("T2", Decimal(20))])
        self.assertEqual(self.remote.lookups("carrier"), [])
