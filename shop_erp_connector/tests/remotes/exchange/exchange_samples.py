"""The files of docs/exchange: one small shop's documents as the exchange writes them, and the tables' statements.

bin/python -m odoo.addons.shop_erp_connector.tests.remotes.exchange.exchange_samples     writes them anew
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from ....remotes.documents import (
    AppliedTax,
    AttributeValue,
    Category,
    Credit,
    Image,
    Invoice,
    Lookup,
    OpenInvoice,
    OrderLine,
    OrderStatus,
    Price,
    Product,
    Return,
    ReturnedLine,
    Shipment,
    ShippedLine,
    StockLevel,
    Variant,
)
from ....remotes.exchange import cells, manual, staging
from ....remotes.exchange.columns import LAYOUTS
from ....remotes.exchange.rows import to_rows
from ....remotes.transport.databases import KINDS
from ....remotes.transport.dialects import NEUTRAL, PRESETS
from ....remotes.transport.rowfiles import FORMATS
from ... import make

FOLDER = Path(__file__).resolve().parents[4] / "docs" / "exchange"
MANUAL = FOLDER.with_suffix(".md")

WHEN = datetime(2025, 3, 4, 13, 5, tzinfo=UTC)
VAT = Decimal(20)


def documents():
    """Return documents of every kind."""
    address = make.address(id="L1", first_name="Anne", last_name="Exemple", street="12 rue des Lilas", zip="69003",
                           city="Lyon", country="FR", phone="0400000000")  # fmt: skip
    lines = (
        _line("1", "CAF-250", "Café 250 g", 3, "25.50", "5.10"),
        _line("2", "TASSE-R", "Tasse rouge", 1, "12.00", "2.40"),
        OrderLine(id="3", role="shipping", name="Livraison", net=Decimal("4.90"), tax=Decimal("0.98"),
                  gross=Decimal("5.88"), taxes=(AppliedTax(id="TN", rate=VAT, amount=Decimal("0.98")),)),
    )  # fmt: skip
    money = {"net": Decimal("42.40"), "tax": Decimal("8.48"), "gross": Decimal("50.88"), "currency": "EUR"}
    customer = make.customer(
        id="WEB00042", code="WEB00042", company="Café du Port", first_name="Anne", last_name="Exemple",
        email="anne@example.com", language="fr", group_id="PRO", price_table_id="B2B", discount_percent=Decimal(5),
        billing=address, addresses=(address,), shop_ids=("PS1",), is_blocked=False,
        credit=Credit(allowed=True, currency="EUR", limit=Decimal(500), balance=Decimal("120.50"), invoices=(
            OpenInvoice(number="FA00007", amount=Decimal("120.50"), open_amount=Decimal("120.50"),
                        due_on=date(2025, 3, 31)),)),
    )  # fmt: skip
    return (
        Category(id="VAI", code="VAI", name={"fr": "Vaisselle", "en": "Crockery"}),
        *_products(),
        StockLevel(id="CAF-250/01", product_id="CAF-250", variant_id="CAF-250", location_id="01", lot="L2503",
                   quantity=Decimal(42), expires_on=date(2026, 3, 1), incoming=Decimal(12),
                   incoming_on=date(2025, 3, 18), read_at=WHEN),
        Price(id="CAF-250/B2B", variant_id="CAF-250", table_id="B2B", amount=Decimal("7.20"), currency="EUR"),
        Price(id="CAF-250/B2B/10", variant_id="CAF-250", table_id="B2B", minimum_quantity=Decimal(10),
              amount=Decimal("6.80"), currency="EUR"),
        customer,
        make.order(id="", key="PS1-187", number="187", shop_id="PS1", customer=customer, billing=address,
                   delivery=address, lines=lines, payment_method_code="CB", placed_at=WHEN, updated_at=WHEN,
                   state_id="accepted", payments=(), **money),
        OrderStatus(id="CDE00412", state_id="shipped", state_name="Expédiée", updated_at=WHEN),
        Shipment(id="BL00300", number="BL00300", order_id="CDE00412", carrier_id="COL", tracking_number="6A00000000012",
                 shipped_at=WHEN, lines=(ShippedLine(order_line_id="1", variant_id="CAF-250", quantity=Decimal(3)),)),
        Invoice(id="FA00412", number="FA00412", order_id="CDE00412", issued_on=date(2025, 3, 5), lines=lines,
                pdf_url="INVOICE_FA00412_2025-03-05.pdf", billing=address, payment_method_code="CB", **money),
        Return(id="RT0001", key="PS1-R12", order_id="CDE00412", currency="EUR", created_at=WHEN, state_id="accepted",
               lines=(ReturnedLine(order_line_id="2", variant_id="TASSE-R", quantity=Decimal(1), reason="Cassée"),)),
        Lookup(id="TN", type="tax", code="TN", name="TVA 20 %", rate=VAT),
        Lookup(id="01", type="location", code="01", name="Dépôt principal"),
    )  # fmt: skip


def samples():
    """Return ``{file name: bytes}``: a CSV file per set, the orders also as JSON Lines, XML and as in France."""
    found, by_set = {}, {}
    for document in documents():
        for name, rows in to_rows(document).items():
            by_set.setdefault(name, []).extend(rows)
    for layout in LAYOUTS.values():
        for row_set in layout:
            if row_set.name in by_set:
                found[f"{row_set.name}.csv"] = _csv(row_set, by_set[row_set.name], NEUTRAL)
    found["stock_france.csv"] = _csv(LAYOUTS["stock"][0], by_set["stock"], PRESETS["france"])
    (order,) = [to_rows(document) for document in documents() if document.KIND == "order"]
    for format in ("jsonl", "xml"):
        pieces = FORMATS[format].write([cells.record_of_sets(order)], None, NEUTRAL)
        found[f"orders.{format}"] = b"".join(pieces)
    return found | {f"{kind}.sql": staging.script(kind).encode() for kind in KINDS}


def _csv(row_set, rows, dialect):
    """Only columns that some row fills, so that people can read them; the exchange writes them all."""
    filled = [
        column.name for column in row_set.all_columns if any(row.get(column.name) not in (None, "") for row in rows)
    ]
    texts = (cells.texts(row, row_set, dialect) for row in rows)
    return b"".join(FORMATS["csv"].write(texts, filled, dialect, closes=True))


def _products():
    yield Product(
        id="CAF-250", code="CAF-250", barcode="3400000000012", name={"": 'Café "moulu" 250 g'}, category_id="EPI",
        price=Decimal("8.50"), tax_ids=("TN",), weight=Decimal("0.270"), unit="PCE", updated_at=WHEN,
        variants=(Variant(id="CAF-250", code="CAF-250", barcode="3400000000012", weight=Decimal("0.270")),),
    )  # fmt: skip
    yield Product(
        id="TASSE", code="TASSE", name={"fr": "Tasse", "en": "Cup"}, price=Decimal("12.00"), tax_ids=("TN",),
        category_id="VAI", images=(Image(url="tasse-rouge.png", name="tasse-rouge.png"),), updated_at=WHEN,
        variants=tuple(
            Variant(id=f"TASSE-{value[0]}", code=f"TASSE-{value[0]}",
                    attributes=(AttributeValue(attribute="Couleur", value=value),))
            for value in ("Rouge", "Bleue")
        ),
    )  # fmt: skip


def _line(id, code, name, quantity, net, tax):
    net, tax = Decimal(net), Decimal(tax)
    return OrderLine(
        id=id, variant_id=code, code=code, name=name, quantity=Decimal(quantity), net=net, tax=tax, gross=net + tax,
        taxes=(AppliedTax(id="TN", rate=VAT, amount=tax),),
    )  # fmt: skip


def manual_with(columns, tables):
    """Return docs/exchange.md with these texts between their marks."""
    text = MANUAL.read_text()
    for begin, end, part in ((manual.BEGIN, manual.END, columns), (manual.TABLES_BEGIN, manual.TABLES_END, tables)):
        before, _begin, rest = text.partition(begin)
        _part, _end, after = rest.partition(end)
        text = f"{before}{begin}\n\n{part}\n{end}{after}"
    return text


def main():
    """Write samples and columns anew."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.iterdir():
        path.unlink()
    for name, content in samples().items():
        (FOLDER / name).write_bytes(content)
    MANUAL.write_text(manual_with(manual.columns(), manual.tables()))


if __name__ == "__main__":
    main()
