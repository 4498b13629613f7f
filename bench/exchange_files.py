"""What the exchange by files costs, without Odoo: products and levels read from files, orders written."""

import csv
import json
import resource
import tempfile
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from odoo.addons.shop_erp_connector.remotes import open_remote
from odoo.addons.shop_erp_connector.remotes.documents import Address, AppliedTax, Customer, Order, OrderLine

PRODUCTS, LEVELS, ORDERS, BATCH = 50_000, 200_000, 1_000, 50


def exchange_files(divisor=1):
    """Read 50,000 products with two variants each and 200,000 levels, write 1,000 orders of three lines.

    The floor of reading is Python's csv module on the same files; that of memory the peak after the first page.
    """
    with tempfile.TemporaryDirectory() as folder:
        remote = open_remote("file_exchange", {"location": folder, "complete_when": "renamed", "answers": "none"})
        remote.check()
        results = {}
        for kind, count, write in (("product", PRODUCTS // divisor, _products), ("stock", LEVELS // divisor, _levels)):
            write(Path(folder, "e2h", "pending"), count)
            results |= _read(remote, kind, count, Path(folder, "e2h", "pending"))
        return results | _write(remote, ORDERS // divisor)


def _figure(value, unit, floor=None):
    ratio = None if not floor else round(value / floor, 3)
    return {"value": round(value, 3), "unit": unit, "floor": floor and round(floor, 3), "ratio": ratio}


def _read(remote, kind, count, folder):
    bare = _bare(folder)
    began, read, cursor, early = time.perf_counter(), 0, None, None
    while cursor is None or cursor["more"]:
        page = next(remote.pull(kind, cursor=cursor))
        read += len(page.documents)
        early = early or _peak_megabytes()
        cursor = json.loads(json.dumps(page.cursor))
    seconds = time.perf_counter() - began
    if read != count:
        raise SystemExit(f"{count} records of {kind} were written, {read} were read")
    list(remote.pull(kind, cursor=cursor))  # puts the files away, so that the next floor does not count them
    return {
        f"files_{kind}_read": _figure(count / seconds, "records/s", count / bare),
        f"files_{kind}_read_peak_mb": _figure(_peak_megabytes(), "MB", early),
    }


def _bare(folder):
    began = time.perf_counter()
    for path in folder.glob("*.csv"):
        with path.open(newline="") as stream:
            for _row in csv.DictReader(stream, delimiter=";"):
                continue
    return time.perf_counter() - began


def _write(remote, count):
    began = time.perf_counter()
    for start in range(0, count, BATCH):
        results = remote.push("order", [_order(number) for number in range(start, min(start + BATCH, count))])
        if any(result.error for result in results):
            raise SystemExit(f"an order was refused: {results}")
    return {"files_order_written": _figure(count / (time.perf_counter() - began), "orders/s")}


def _products(folder, count):
    with (
        (folder / "products_F_000001.csv").open("w", newline="") as products,
        (folder / "product_variants_F_000001.csv").open("w", newline="") as variants,
    ):
        products.write("record;code;name;price;tax_ids;category_id;weight\r\n")
        variants.write("record;no;id;code\r\n")
        for number in range(count):
            products.write(f"P{number};P{number};Product {number};8.50;TN;EPI;0.270\r\n")
            variants.write(f"P{number};1;P{number}-R;P{number}-R\r\nP{number};2;P{number}-B;P{number}-B\r\n")


def _levels(folder, count):
    with (folder / "stock_F_000001.csv").open("w", newline="") as levels:
        levels.write("product_id;variant_id;location_id;quantity;lot;updated_at\r\n")
        for number in range(count):
            levels.write(f"P{number};P{number}-R;01;{number % 100}.5;;2025-03-04T13:15:00Z\r\n")


def _order(number):
    line = {"quantity": Decimal(1), "net": Decimal(10), "tax": Decimal(2), "gross": Decimal(12)}
    taxes = (AppliedTax(id="TN", rate=Decimal(20), amount=Decimal(2)),)
    address = Address(first_name="Anne", last_name="Exemple", street="12 rue des Lilas", zip="69003", country="FR")
    return Order(
        key=f"BENCH-{number}",
        currency="EUR",
        placed_at=datetime(2025, 3, 4, tzinfo=UTC),
        customer=Customer(id="6", email="anne@example.com"),
        billing=address,
        delivery=address,
        lines=tuple(OrderLine(id=str(no), variant_id=f"P{no}-R", taxes=taxes, **line) for no in range(1, 4)),
        net=Decimal(30),
        tax=Decimal(6),
        gross=Decimal(36),
    )


def _peak_megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
