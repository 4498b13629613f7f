"""CSV, JSON Lines and XML: read from any row on, written piece by piece, and refused as a whole when broken."""

import io
import json
import unittest
from dataclasses import replace

from ...remotes.transport.dialects import NEUTRAL, PRESETS
from ...remotes.transport.rowfiles import FORMATS, Unreadable, raw
from ...remotes.transport.rowfiles.summing import Summing, Sums

FRANCE = PRESETS["france"]
CSV, JSONL, XML = FORMATS["csv"], FORMATS["jsonl"], FORMATS["xml"]


def rows(module, content, dialect=NEUTRAL, **options):
    """Return all rows of a file."""
    return list(module.read(io.BytesIO(content), dialect, **options))


def cells(module, content, dialect=NEUTRAL, **options):
    """Return the cells of all rows of a file."""
    return [row.cells for row in rows(module, content, dialect, **options)]


def written(module, records, names=None, dialect=NEUTRAL, closes=False):
    """Return (bytes, value of the generator)."""
    pieces, generator = [], module.write(records, names, dialect, closes=closes)
    while True:
        try:
            pieces.append(next(generator))
        except StopIteration as stop:
            return b"".join(pieces), stop.value


class UnreadableCase(unittest.TestCase):
    def assert_unreadable(self, words, module, content, dialect=NEUTRAL, *, is_cut=None):
        with self.assertRaises(Unreadable) as caught:
            rows(module, content, dialect)
        self.assertIn(words, caught.exception.message)
        if is_cut is not None:
            self.assertEqual(caught.exception.is_cut, is_cut)


class TestCsv(UnreadableCase):
    def test_cells_by_column(self):
        content = b'a;b\r\n1;"x ""y"";\r\nz"\r\n;\\N\r\n'
        self.assertEqual(cells(CSV, content), [{"a": "1", "b": 'x "y";\r\nz'}, {"a": ""}])

    def test_the_mark_of_utf8_is_no_part_of_the_first_column(self):
        self.assertEqual(cells(CSV, b"\xef\xbb\xbfa;b\r\n1;2\r\n"), [{"a": "1", "b": "2"}])

    def test_encodings(self):
        self.assertEqual(cells(CSV, "a\nCafé 5 €\n".encode("cp1252"), FRANCE), [{"a": "Café 5 €"}])
        self.assertEqual(cells(CSV, "a\nCafé\n".encode("cp850"), replace(NEUTRAL, encoding="cp850")), [{"a": "Café"}])
        self.assert_unreadable("Line 2 is not utf-8: byte 0xe9", CSV, "a\nCafé\n".encode("cp1252"))
        self.assert_unreadable("it should be cp1252", CSV, b"\xef\xbb\xbfa\n1\n", FRANCE)
        self.assert_unreadable("UTF-16", CSV, "a\n1\n".encode("utf-16"))
        self.assert_unreadable("Line 1 holds zero bytes", CSV, b"a\x00\n1\n")
        self.assert_unreadable("Line 3 holds zero bytes", CSV, b"a\n1\n" + bytes(9) + b"\n")
        self.assertEqual(cells(CSV, b"a\n1\x00\n2\n"), [{"a": "1\x00"}, {"a": "2"}], "one cell's matter")

    def test_reading_goes_on_at_any_row(self):
        content = b"a;b\r\n" + b"".join(b'%d;"x\r\ny"\r\n' % number for number in range(20)) + b"#END;rows=20\r\n"
        all_rows = rows(CSV, content)
        self.assertEqual(len(all_rows), 20)
        for place in range(20):
            row = all_rows[place]
            self.assertEqual(rows(CSV, content, start=row.position, number=row.number), all_rows[place:])

    def test_lines_are_counted_for_people(self):
        self.assertEqual([row.number for row in rows(CSV, b'a\n"x\ny"\n2\n')], [2, 4])

    def test_what_makes_a_file_unreadable(self):
        for words, content, is_cut in (
            ("empty", b"", True),
            ("empty", b"\r\n", True),
            ("Line 2 has 1 cells, the header has 2", b"a;b\r\n1", True),
            ("Line 2 has 1 cells, the header has 2", b"a;b\r\n1\r\n2;3\r\n", False),
            ("Line 2 has 3 cells", b"a;b\r\n1;2;3\r\n", False),
            ("unexpected end of data", b'a;b\r\n1;"x', True),
            ("expected after", b'a;b\r\n1;"x"y\r\n', False),
            ("'a' is there twice", b"a;b;a\r\n", False),
            ("after the closing line", b"a\r\n#END;rows=0\r\n1\r\n", False),
        ):
            with self.subTest(words, content=content):
                self.assert_unreadable(words, CSV, content, is_cut=is_cut)

    def test_a_line_without_end_is_not_read_into_memory(self):
        self.assert_unreadable("longer than 4 MiB", CSV, b"a\r\n" + b"x" * raw.LONGEST_ROW + b"x\r\n")
        self.assert_unreadable("longer than 4 MiB", CSV, b'a\r\n"' + b"x\r\n" * 1_500_000)

    def test_the_closing_line_is_the_value_of_the_reading(self):
        generator = CSV.read(io.BytesIO(b"a\r\n1\r\n#END;rows=1;sha256=AB\r\n"), NEUTRAL)
        next(generator)
        with self.assertRaises(StopIteration) as stop:
            next(generator)
        self.assertEqual(stop.exception.value, Sums(1, "ab"))

    def test_writing(self):
        content, (sums, replaced) = written(CSV, [{"a": "1", "b": "x;y"}, {"a": "Ő"}], ["a", "b"], FRANCE, closes=True)
        head = b'a;b\r\n1;"x;y"\r\nO;\r\n'
        self.assertTrue(content.startswith(head + b"#END;rows=2;sha256="))
        self.assertEqual((sums.rows, sums.size, replaced), (2, len(content), 1))
        self.assertEqual(cells(CSV, content, FRANCE), [{"a": "1", "b": "x;y"}, {"a": "O", "b": ""}])

    def test_writing_with_the_mark_of_utf8(self):
        content, _value = written(CSV, [{"a": "1"}], ["a"], replace(NEUTRAL, has_bom=True, separator=","))
        self.assertEqual(content, b"\xef\xbb\xbfa\r\n1\r\n")

    def test_sums_of_what_was_read_are_those_of_what_was_written(self):
        content, (sums, _replaced) = written(CSV, [{"a": "1"}], ["a"], closes=True)
        stream = Summing(io.BytesIO(content))
        generator = CSV.read(stream, NEUTRAL)
        with self.assertRaises(StopIteration) as stop:
            while True:
                next(generator)
        closing = stop.exception.value
        self.assertEqual(closing.differs(Sums(1, stream.sha256_before_closing)), "")
        self.assertEqual((stream.size, stream.sha256), (sums.size, sums.sha256))

    def test_sums_that_differ_say_how(self):
        found = Sums(2, "aa", 10)
        self.assertEqual(Sums.told("rows=2;sha256=AA;size=10").differs(found), "")
        self.assertEqual(Sums.told("rows=3").differs(found), "It should have 3 rows and has 2.")
        self.assertEqual(Sums.told("size=11").differs(found), "It should have 11 bytes and has 10.")
        self.assertIn("checksum", Sums.told("sha256=bb").differs(found))
        self.assertEqual(Sums.told("nothing of use").differs(found), "")


class TestJsonLines(UnreadableCase):
    CONTENT = b'{"record":"A","price":12.50,"active":true,"gone":null}\n\n{"record":"B","lines":[{"no":1},{"no":2}]}\n'

    def test_records_with_their_sets(self):
        first, second = rows(JSONL, self.CONTENT)
        self.assertEqual(
            {name: str(cell) for name, cell in first.cells.items()}, {"record": "A", "price": "12.50", "active": "True"}
        )
        self.assertEqual([row.cells for row in second.sets["lines"]], [{"no": 1}, {"no": 2}])

    def test_reading_goes_on_at_any_row(self):
        all_rows = rows(JSONL, self.CONTENT)
        self.assertEqual(rows(JSONL, self.CONTENT, start=all_rows[1].position, number=3), all_rows[1:])

    def test_what_makes_a_file_unreadable(self):
        for words, content, is_cut in (
            ("Line 1 is no JSON", b'{"a":1', True),
            ("Line 1 is no JSON", b'{"a":1\n{"a":2}\n', False),
            ("Line 1 is not an object", b"[1]\n", False),
            ("NaN is no number", b'{"a":NaN}\n', False),
            ("Line 2 is not UTF-8", b'{"a":1}\n{"a":"\xe9"}\n', False),
            ("must be a list of objects", b'{"a":[1]}\n', False),
            ("Line 1 is no JSON", b'{"a":' + b"[" * 100_000 + b"\n", False),
        ):
            with self.subTest(words, content=content[:30]):
                self.assert_unreadable(words, JSONL, content, is_cut=is_cut)

    def test_writing(self):
        content, (sums, _replaced) = written(JSONL, [{"record": "A", "lines": [{"no": "1"}]}, {"record": "Ő"}])
        self.assertEqual([json.loads(line)["record"] for line in content.splitlines()], ["A", "Ő"])
        self.assertEqual((sums.rows, sums.size), (2, len(content)))


class TestXml(UnreadableCase):
    CONTENT = (
        b'<?xml version="1.0" encoding="utf-8"?>\n<rows>\n <row><record>A</record><name>x &lt;&amp; y</name></row>\n'
        b" <row><record>B</record><lines><row><no>1</no><taxes><row><rate>20</rate></row></taxes></row>"
        b"<row><no>2</no></row></lines><note/></row>\n</rows>\n"
    )

    def test_records_with_their_sets(self):
        first, second = rows(XML, self.CONTENT)
        self.assertEqual(first.cells, {"record": "A", "name": "x <& y"})
        self.assertEqual(second.cells, {"record": "B", "note": ""})
        self.assertEqual([row.cells for row in second.sets["lines"]], [{"no": "1"}, {"no": "2"}])
        self.assertEqual([row.cells for row in second.sets["lines"][0].sets["taxes"]], [{"rate": "20"}])

    def test_reading_goes_on_at_any_row(self):
        content = b"<rows>" + b"".join(b"<row><a>%d</a></row>" % number for number in range(9000)) + b"</rows>"
        all_rows = rows(XML, content)
        self.assertEqual(len(all_rows), 9000)
        for place in (0, 1, 4000, 8999):
            row = all_rows[place]
            again = rows(XML, content, start=row.position, number=row.number)
            self.assertEqual(again, all_rows[place:])

    def test_what_makes_a_file_unreadable(self):
        bomb = b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rows><row><x>&b;</x></row></rows>'
        outside = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rows><row><x>&x;</x></row></rows>'
        for words, content, is_cut in (
            ("document type", bomb, False),
            ("document type", outside, False),
            ("no element found", b"", True),
            ("no element found", b"<rows><row><a>1</a></row>", True),
            ("mismatched tag", b"<rows><row></rows>", False),
            ("should be <rows>", b"<html><body/></html>", False),
            ("stand <row> elements", b"<rows><item/></rows>", False),
            ("nested too deeply", b"<rows>" + b"<row><x>" * 6, False),
            ("stands where a column should be", b"<rows><row><row/></row></rows>", False),
            ("has <a> twice", b"<rows><row><a>1</a><a>2</a></row></rows>", False),
            ("it should be utf-8", b'<?xml version="1.0" encoding="iso-8859-1"?><rows/>', False),
            ("undefined entity", b"<rows><row><a>&nope;</a></row></rows>", False),
        ):
            with self.subTest(words, content=content[:40]):
                self.assert_unreadable(words, XML, content, is_cut=is_cut)

    def test_a_record_without_end_is_not_read_into_memory(self):
        self.assert_unreadable("longer than 4 MiB", XML, b"<rows><row><a>" + b"x" * 5 * 1024 * 1024)

    def test_other_encodings(self):
        content = '<?xml version="1.0" encoding="windows-1252"?><rows><row><a>Café €</a></row></rows>'.encode("cp1252")
        self.assertEqual(cells(XML, content, FRANCE), [{"a": "Café €"}])

    def test_writing(self):
        record = {"record": "A", "name": "x <& y\x00\r\n", "lines": [{"no": "1"}, {"no": "2"}]}
        content, (sums, _replaced) = written(XML, [record, {"record": "Ő"}], dialect=FRANCE)
        first, second = rows(XML, content, FRANCE)
        self.assertEqual(first.cells, {"record": "A", "name": "x <& y\r\n"})
        self.assertEqual([row.cells for row in first.sets["lines"]], [{"no": "1"}, {"no": "2"}])
        self.assertEqual((second.cells, sums.rows), ({"record": "Ő"}, 2))
