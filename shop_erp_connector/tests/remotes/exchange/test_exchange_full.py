"""Full files: what they leave out is gone, unless it is so much that the file must be incomplete."""

from ....remotes.errors import DELETED, NotFound
from ..killed_steps import Kept
from .file_exchange_case import FileExchangeCase
from .test_exchange_kills import KilledCase

PENDING, DONE, ERROR = "e2h/pending", "e2h/done", "e2h/error"

TEN = tuple((letter, "1") for letter in "ABCDEFGHIJ")


class TestFullFiles(FileExchangeCase):
    def gone(self, cursor=None, **options):
        """Read to the end; return (levels, records that are told as gone, cursor)."""
        documents, refusals, cursor = self.read("stock", cursor, **options)
        self.assertEqual({type(refusal.error) for refusal in refusals} - {NotFound}, set())
        self.assertEqual({refusal.error.reason for refusal in refusals} - {DELETED}, set())
        return self.levels(documents), [refusal.id for refusal in refusals], cursor

    def test_what_a_full_file_leaves_out_is_gone(self):
        self.stock(*TEN, full=True)
        levels, gone, cursor = self.gone()
        self.assertEqual((len(levels), gone), (10, []))
        self.stock(*TEN[:8], full=True)
        levels, gone, cursor = self.gone(cursor)
        self.assertEqual((len(levels), gone), (8, ["I", "J"]))
        self.stock(*TEN[:8], full=True)
        self.assertEqual(self.gone(cursor)[1], [])

    def test_it_is_told_page_by_page_by_any_worker(self):
        self.stock(*TEN, full=True)
        _levels, _gone, cursor = self.gone()
        self.stock(*TEN[:8], full=True)
        for limit in (1, 3, 9):
            with self.subTest(limit):
                levels, gone, _cursor = self.gone(cursor, limit=limit)
                self.assertEqual((len(levels), gone), (8, ["I", "J"]))

    def test_changes_since_the_last_full_file_count(self):
        self.stock(*TEN, full=True)
        self.stock(("NEW", "4"))
        self.erp.send("stock", {"stock": [{"record": "J", "variant_id": "J", "quantity": "1", "operation": "D"}]})
        _levels, gone, cursor = self.gone()
        self.assertEqual(gone, ["J"])
        self.stock(*TEN[:9], full=True)
        self.assertEqual(self.gone(cursor)[1], ["NEW"])

    def test_changes_leave_nothing_out(self):
        self.stock(*TEN, full=True)
        _levels, _gone, cursor = self.gone()
        self.stock(("A", "2"))
        self.assertEqual(self.gone(cursor)[:2], ({"A": "2"}, []))

    def test_a_full_file_that_leaves_out_too_much_is_set_aside(self):
        self.stock(*TEN, full=True)
        _levels, _gone, cursor = self.gone()
        name = self.stock(*TEN[:7], full=True)
        self.stock(("A", "5"))
        levels, gone, cursor = self.gone(cursor)
        self.assertEqual((levels, gone), ({"A": "5"}, []))
        report = self.erp.text(ERROR, f"{name}.report.txt")
        self.assertIn("3 of the 10 records that were known are not in this full file, such as H: more than 20", report)
        for put_back in (name, f"{name}.ok"):
            (self.erp.root / ERROR / put_back).rename(self.erp.root / PENDING / put_back)
        levels, gone, _cursor = self.gone(cursor, remote=self.opened(most_lost="30"))
        self.assertEqual((len(levels), gone), (7, ["H", "I", "J"]))

    def test_it_can_be_switched_off(self):
        self.stock(*TEN, full=True)
        _levels, _gone, cursor = self.gone()
        self.stock(*TEN[:2], full=True)
        levels, gone, _cursor = self.gone(cursor, remote=self.opened(most_lost="0"))
        self.assertEqual((len(levels), gone), (2, []))

    def test_nothing_is_told_when_the_archive_was_cleared(self):
        self.stock(*TEN, full=True)
        _levels, _gone, cursor = self.gone()
        _levels, _gone, cursor = self.gone(cursor)
        for path in (self.erp.root / DONE).rglob("*.csv"):
            path.unlink()
        self.stock(*TEN[:9], full=True)
        self.assertEqual(self.gone(cursor)[1], [])

    def test_a_row_that_is_wrong_is_not_gone(self):
        self.stock(*TEN, full=True)
        _levels, _gone, cursor = self.gone()
        self.stock(*TEN[:9], ("J", "many"), full=True)
        _documents, refusals, cursor = self.read("stock", cursor)
        self.assertEqual([(refusal.id, refusal.error.field) for refusal in refusals], [("J", "quantity")])
        rows = [{"stock": [{"variant_id": variant, "quantity": quantity}]} for variant, quantity in TEN[:9]]
        self.erp.send("stock", *rows, {"stock": [{"variant_id": "J", "quantity": "many"}]}, full=True)
        _documents, refusals, cursor = self.read("stock", cursor)
        self.assertEqual([refusal.error.field for refusal in refusals], ["quantity"])

    def test_files_without_number_under_one_name(self):
        content = "variant_id;quantity\r\n" + "".join(f"{variant};1\r\n" for variant, _quantity in TEN)
        cursor = None
        for lines, expected in ((11, []), (10, ["J"]), (9, ["I"])):
            self.erp.put("stock_F.csv", "\r\n".join(content.split("\r\n")[:lines]).encode() + b"\r\n")
            self.erp.put("stock_F.csv.ok", b"")
            _levels, gone, cursor = self.gone(cursor)
            self.assertEqual(gone, expected)
            _levels, _gone, cursor = self.gone(cursor)

    def test_each_company_has_its_own_full_file(self):
        cursor = None
        for company, letters in (("01", "ABCDEFGHIJ"), ("02", "KLMNO"), ("01", "ABCDEFGHI")):
            number = len(self.erp.names(PENDING)) + len(self.erp.names(DONE)) + 1
            rows = "".join(f"{letter};1\r\n" for letter in letters)
            name = f"stock_F_{company}_{number:06d}.csv"
            self.erp.put(name, f"variant_id;quantity\r\n{rows}".encode())
            self.erp.put(f"{name}.ok", b"")
            _levels, gone, cursor = self.gone(cursor, remote=self.opened(numbers="any"))
        self.assertEqual(gone, ["J"])


class TestKilled(KilledCase):
    """What is gone is told, however often the hub dies meanwhile."""

    def test_what_is_gone_is_told(self):
        steps = self.each_step(self.read_all, self.check, self.prepare)
        self.assertGreater(steps, 30)

    def prepare(self):
        rows = [{"stock": [{"record": record, "variant_id": record, "quantity": "1"}]} for record in "ABCDEFGHIJ"]
        self.erp.send("stock", *rows, full=True)
        self.erp.send("stock", *rows[:8], full=True)

    def read_all(self):
        hub = Kept(self.place / "hub.json", levels=[], gone=[], cursor=None, ends=0)
        stored = hub.load()
        while stored["ends"] < 2:
            with self.remote() as remote:
                page = next(remote.pull("stock", cursor=stored["cursor"], limit=9))
            stored["levels"] += [level.id for level in page.documents]
            stored["gone"] += [refusal.id for refusal in page.refusals]
            stored["cursor"] = page.cursor
            stored["ends"] += not page.cursor["more"]
            hub.save(stored)

    def check(self):
        stored = Kept(self.place / "hub.json").load()
        self.assertEqual(stored["levels"], list("ABCDEFGHIJABCDEFGH"))
        self.assertEqual(stored["gone"], ["I", "J"])
