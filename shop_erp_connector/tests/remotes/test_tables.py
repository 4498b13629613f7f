"""The transport to databases, for real on each kind that can be started here."""

import dataclasses
import unittest
import unittest.mock
from decimal import Decimal

from ...remotes.errors import (
    AuthenticationFailed,
    InvalidSettings,
    ProtocolError,
    Rejected,
    RemoteError,
    Unavailable,
)
from ...remotes.transport import databases
from ...remotes.transport.databases import Place
from ...remotes.transport.tables import Tables
from .. import servers

TABLE = (
    "CREATE TABLE item (id INTEGER NOT NULL PRIMARY KEY, code CHAR(8) NOT NULL, "
    "price DECIMAL(10, 2), weight DOUBLE PRECISION)"
)


class TablesCase:
    """What holds for every kind of database."""

    kind = ""
    #: Does it refuse texts that are longer than their column, and numbers that are too large?
    checks_sizes = True

    def setUp(self):
        self.place = servers.shared(self.kind).database()
        self.addCleanup(self.place.drop)
        self.tables = self.opened()
        self.write(TABLE)
        with self.tables.transaction("fill") as transaction:
            transaction.execute(
                "INSERT INTO item (id, code, price, weight) VALUES (:id, :code, :price, :weight)",
                [{"id": id, "code": f"C{id % 3}", "price": "12.50", "weight": 0.1} for id in range(1, 24)],
            )

    def opened(self, **changes):
        tables = Tables(system="some_erp", place=dataclasses.replace(Place(**self.place.settings), **changes))
        self.addCleanup(tables.close)
        return tables

    def write(self, statement, **parameters):
        with self.tables.transaction("write") as transaction:
            return transaction.execute(statement, **parameters)

    def read(self, statement, **options):
        return self.tables.rows(statement, call="read", **options)

    def raised(self, work, *arguments, **options):
        with self.assertRaises(RemoteError) as caught:
            work(*arguments, **options)
        self.assertEqual(caught.exception.system, "some_erp")
        return caught.exception

    def test_values_are_exact_and_trimmed_and_names_lower_case(self):
        rows = self.read("SELECT id AS Id, code AS Code, price, weight FROM item WHERE id IN :ids", ids=[2, 5])
        self.assertEqual([row["id"] for row in rows], [2, 5])
        self.assertEqual(rows[0], {"id": 2, "code": "C2", "price": Decimal("12.5"), "weight": Decimal("0.1")})
        self.assertEqual([type(row["price"]) for row in rows], [Decimal] * 2)

    def test_pages_bring_everything_once_in_order(self):
        query = "SELECT id, code, price FROM item WHERE id >= :low"
        options = {"columns": ("id", "code"), "key": ("code", "id"), "limit": 5, "low": 3}
        pages = list(self.tables.pages(query, call="items", **options))
        self.assertEqual([len(page) for page in pages], [5, 5, 5, 5, 1])
        found = [(row["code"], row["id"]) for page in pages for row in page]
        self.assertEqual(found, sorted((f"C{id % 3}", id) for id in range(3, 24)))
        rest = self.tables.pages(query, call="items", after=found[9], **options)
        self.assertEqual([(row["code"], row["id"]) for page in rest for row in page], found[10:])

    def test_one_statement_a_page_read_when_asked_for(self):
        before = self.tables.calls
        pages = self.tables.pages("SELECT id FROM item", call="items", columns=("id",), key=("id",), limit=10)
        self.assertEqual(self.tables.calls, before)
        self.assertEqual([len(page) for page in pages], [10, 10, 3])
        self.assertEqual(self.tables.calls, before + 3)

    def test_a_value_is_never_part_of_the_statement(self):
        evil = "' OR 1=1"  # no longer than the column: Firebird refuses that
        self.assertEqual(self.read("SELECT id FROM item WHERE code = :code", code=evil), [])
        self.assertEqual(self.read("SELECT id FROM item WHERE code IN :codes", codes=[evil]), [])

    def test_a_query_can_only_read(self):
        for query in ("DELETE FROM item", "SELECT id FROM item; DELETE FROM item", "", "UPDATE item SET id = 1"):
            pages = self.tables.pages(query, call="items", columns=("id",), key=("id",))
            self.assertIsInstance(self.raised(list, pages), ProtocolError)
        self.assertEqual(len(self.read("SELECT id FROM item")), 23)

    def test_a_reading_transaction_cannot_write(self):
        with self.assertRaises(ProtocolError), self.tables.transaction("read", writes=False) as transaction:
            transaction.execute("DELETE FROM item")
        self.assertEqual(len(self.read("SELECT id FROM item")), 23)

    def test_missing_tables_and_columns_are_told(self):
        error = self.raised(self.read, "SELECT id FROM nothing_here")
        self.assertIsInstance(error, ProtocolError)
        self.assertIn("nothing_here", str(error).lower())
        error = self.raised(self.read, "SELECT id, colour FROM item")
        self.assertIsInstance(error, ProtocolError)
        self.assertIn("colour", str(error).lower())
        error = self.raised(self.read, "SELECT id FROM item", columns=("id", "Colour"))
        self.assertEqual(error.message, "The columns colour are missing.")

    def test_a_column_too_many_does_no_harm(self):
        self.assertEqual(len(self.read("SELECT * FROM item", columns=("id",))), 23)

    def test_what_a_table_refuses_is_rejected(self):
        refused = ["INSERT INTO item (id, code) VALUES (1, 'twice')", "INSERT INTO item (id, code) VALUES (90, NULL)"]
        if self.checks_sizes:
            refused += ["INSERT INTO item (id, code) VALUES (90, 'much too long')"]
        for statement in refused:
            self.assertIsInstance(self.raised(self.write, statement), Rejected, statement)
        self.assertEqual(self.read("SELECT id FROM item WHERE id = 90"), [])

    def test_an_error_in_the_middle_undoes_everything(self):
        def work():
            with self.tables.transaction("write") as transaction:
                transaction.execute("INSERT INTO item (id, code) VALUES (91, 'a')")
                transaction.execute("INSERT INTO item (id, code) VALUES (1, 'b')")

        self.assertIsInstance(self.raised(work), Rejected)
        self.assertEqual(self.read("SELECT id FROM item WHERE id = 91"), [])

    def test_a_part_may_fail_alone(self):
        with self.tables.transaction("write") as transaction:
            transaction.execute("INSERT INTO item (id, code) VALUES (91, 'a')")
            with self.assertRaises(Rejected), transaction.attempt():
                transaction.execute("INSERT INTO item (id, code) VALUES (92, 'b')")
                transaction.execute("INSERT INTO item (id, code) VALUES (1, 'b')")
        self.assertEqual(self.read("SELECT id FROM item WHERE id > 90"), [{"id": 91}])

    def test_an_error_of_ours_undoes_everything_too(self):
        with self.assertRaises(LookupError), self.tables.transaction("write") as transaction:
            transaction.execute("DELETE FROM item")
            raise LookupError
        self.assertEqual(len(self.read("SELECT id FROM item")), 23)

    def test_a_locked_row_is_for_later(self):
        with unittest.mock.patch.object(databases, "LOCK_TIMEOUT", 1):
            other = self.opened()
            with self.tables.transaction("first") as transaction:
                transaction.execute("UPDATE item SET code = 'x' WHERE id = 1")

                def work():
                    with other.transaction("second") as second:
                        second.execute("UPDATE item SET code = 'y' WHERE id = 1")

                self.assertIsInstance(self.raised(work), Unavailable)
        self.assertEqual(self.read("SELECT code FROM item WHERE id = 1"), [{"code": "x"}])

    def test_a_reader_does_not_wait_for_a_writer(self):
        with self.tables.transaction("write") as transaction:
            transaction.execute("UPDATE item SET code = 'x' WHERE id = 1")
            self.assertEqual(self.opened().rows("SELECT code FROM item WHERE id = 1", call="read"), [{"code": "C1"}])

    def test_it_can_be_used_again_after_it_was_closed(self):
        self.tables.close()
        self.assertEqual(len(self.read("SELECT id FROM item")), 23)


class ServerCase(TablesCase):
    """What holds for those that are servers."""

    def test_a_wrong_password_is_told_and_not_shown(self):
        for change in ({"password": "quite wrong"}, {"user": "nobody_here"}):
            error = self.raised(self.opened(**change).rows, "SELECT id FROM item", call="check")
            self.assertIsInstance(error, AuthenticationFailed)
            self.assertNotIn("quite wrong", f"{error} {vars(error)}")

    def test_a_server_that_is_not_there(self):
        error = self.raised(self.opened(port=1).rows, "SELECT id FROM item", call="check")
        self.assertIsInstance(error, Unavailable)

    def test_another_machine_needs_a_password(self):
        with self.assertRaises(InvalidSettings) as caught:
            self.opened(host="erp.example", password="")
        self.assertEqual(caught.exception.field, "password")


class TestPostgreSql(ServerCase, unittest.TestCase):
    kind = "postgresql"

    def test_a_wrong_password_is_told_and_not_shown(self):
        """The environment's server asks for none: a user that does not exist."""
        error = self.raised(self.opened(user="nobody_here").rows, "SELECT id FROM item", call="check")
        self.assertIsInstance(error, AuthenticationFailed)

    def test_no_such_database(self):
        error = self.raised(self.opened(name="nothing_here").rows, "SELECT id FROM item", call="check")
        self.assertIsInstance(error, ProtocolError)


class TestMariaDb(ServerCase, unittest.TestCase):
    kind = "mysql"


class TestFirebird(ServerCase, unittest.TestCase):
    kind = "firebird"

    def test_no_such_database(self):
        error = self.raised(self.opened(name=f"{self.place.name}x").rows, "SELECT id FROM item", call="check")
        self.assertIsInstance(error, ProtocolError)

    def test_a_windows_character_set_is_read(self):
        self.write("CREATE TABLE nome (nome VARCHAR(20) CHARACTER SET WIN1252)")
        self.write("INSERT INTO nome (nome) VALUES (:nome)", nome="Pão de açúcar")
        for charset in ("WIN1252", "UTF8"):
            rows = self.opened(charset=charset).rows("SELECT nome FROM nome", call="read")
            self.assertEqual(rows, [{"nome": "Pão de açúcar"}])


class TestSqlite(TablesCase, unittest.TestCase):
    kind = "sqlite"
    checks_sizes = False

    def test_a_file_that_is_not_there_is_not_made(self):
        error = self.raised(self.opened(name=f"{self.place.name[:-7]}x.sqlite").rows, "SELECT 1 AS one", call="check")
        self.assertIsInstance(error, ProtocolError)

    def test_only_files_of_databases_are_opened(self):
        for name in ("exchange.sqlite", "/etc/hostname"):
            with self.assertRaises(InvalidSettings):
                self.opened(name=name)


class TestSqlServer(unittest.TestCase):
    """No server to try: that a missing driver is told in words."""

    def test_the_missing_driver_is_named(self):
        with self.assertRaises(InvalidSettings) as caught:
            Tables(system="some_erp", place=Place(kind="sqlserver", host="erp.example", password="secret"))
        self.assertIn("pip install pyodbc", str(caught.exception))
        self.assertNotIn("secret", repr(Place(kind="sqlserver", password="secret")))
