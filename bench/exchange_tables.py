"""What the exchange by tables costs, without Odoo: products and levels read from tables, orders written."""

import contextlib
import itertools
import json
import resource
import time

from exchange_files import BATCH, LEVELS, ORDERS, PRODUCTS, _order
from figures import figure

from odoo.addons.shop_erp_connector.remotes import open_remote
from odoo.addons.shop_erp_connector.remotes.exchange import staging
from odoo.addons.shop_erp_connector.tests import servers

#: The kinds of database that the bench measures.
KINDS = ("postgresql", "mysql", "firebird")


def exchange_tables(divisor=1):
    """Read 50,000 products with two variants each and 200,000 levels, write 1,000 orders of three lines.

    The floor of reading is the driver alone that fetches the same rows; that of memory the peak after the first page.
    """
    results = {}
    for kind in KINDS:
        place = servers.shared(kind).database()
        try:
            results |= _measured(kind, place, divisor)
        finally:
            place.drop()
    return results


def _measured(kind, place, divisor):
    settings = place.settings
    settings |= {"database": settings.pop("kind"), "port": str(settings["port"]), "answers": "none"}
    with contextlib.closing(place.connect()) as connection, open_remote("table_exchange", settings) as remote:
        _execute(connection, staging.statements(place.kind))
        results = {}
        for name, count, fill in (("product", PRODUCTS // divisor, _products), ("stock", LEVELS // divisor, _levels)):
            fill(connection, place.mark, count)
            results |= _read(remote, kind, name, count, connection)
        return results | _write(remote, kind, ORDERS // divisor)


def _read(remote, database, kind, count, connection):
    bare = _bare(connection, {"product": ("e2h_products", "e2h_product_variants"), "stock": ("e2h_stock",)}[kind])
    calls, began, read, cursor, early = remote.calls, time.perf_counter(), 0, None, None
    while cursor is None or cursor["more"]:  # as the hub does: a page a job, each acknowledged by the next
        page = next(remote.pull(kind, cursor=cursor))
        read += len(page.documents)
        early = early or _peak_megabytes()
        cursor = json.loads(json.dumps(page.cursor))
    seconds = time.perf_counter() - began
    if read != count:
        raise SystemExit(f"{count} records of {kind} were written, {read} were read")
    return {
        f"tables_{database}_{kind}_read": figure(count / seconds, "records/s", count / bare),
        f"tables_{database}_{kind}_read_sql_per_1000": figure((remote.calls - calls) / count * 1000, "statements"),
        f"tables_{database}_{kind}_read_peak_mb": figure(_peak_megabytes(), "MB", early),
    }


def _bare(connection, tables):
    """Fetch the same rows with the driver alone; return seconds."""
    began = time.perf_counter()
    cursor = connection.cursor()
    for table in tables:
        cursor.execute(f"SELECT * FROM {table} ORDER BY row_id")  # noqa: S608 (a constant)
        while cursor.fetchmany(500):
            continue
    connection.commit()
    return time.perf_counter() - began


def _write(remote, database, count):
    began, calls = time.perf_counter(), remote.calls
    for start in range(0, count, BATCH):
        results = remote.push("order", [_order(number) for number in range(start, min(start + BATCH, count))])
        if any(result.error for result in results):
            raise SystemExit(f"an order was refused: {results}")
    seconds = time.perf_counter() - began
    return {
        f"tables_{database}_order_written": figure(count / seconds, "orders/s"),
        f"tables_{database}_order_written_sql_per_1000": figure((remote.calls - calls) / count * 1000, "statements"),
    }


def _products(connection, mark, count):
    numbers = range(1, count + 1)
    _insert(connection, mark, "e2h_products", ("row_id", "record", "code", "name", "price", "tax_ids", "category_id"),
            ((n, f"P{n}", f"P{n}", f"Product {n}", "12.50", "TN", "C1") for n in numbers))  # fmt: skip
    _insert(connection, mark, "e2h_product_variants", ("row_id", "line_no", "id", "code"),
            ((n, no, f"P{n}-{no}", f"P{n}-{no}") for n in numbers for no in (1, 2)))  # fmt: skip


def _levels(connection, mark, count):
    _insert(connection, mark, "e2h_stock", ("record", "product_id", "variant_id", "location_id", "quantity"),
            ((f"P{n}-1/01", f"P{n}", f"P{n}-1", "01", n % 90) for n in range(1, count + 1)))  # fmt: skip


def _insert(connection, mark, table, columns, rows):
    """Insert rows, 1,000 of them in a transaction."""
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))})"  # noqa: S608
    cursor, rows = connection.cursor(), iter(rows)
    while pending := list(itertools.islice(rows, 1000)):
        cursor.executemany(statement, pending)
        connection.commit()


def _execute(connection, statements):
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    connection.commit()


def _peak_megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
