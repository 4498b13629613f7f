"""A small company in the tables from the ERP: fourteen records of each kind, and lists with a few entries each."""

from datetime import date, datetime
from decimal import Decimal

#: {type: (record, code, name)}
LISTS = {
    "tax": (("TN", "TN", "TVA 20"), ("TR", "TR", "TVA 5.5")),
    "payment": (("CB", "CB", "Carte bancaire"), ("VIR", "VIR", "Virement")),
    "carrier": (("COL", "COL", "Colis 24"),),
    "state": (("accepted", "accepted", "Accepted"), ("shipped", "shipped", "Shipped")),
    "group": (("PRO", "PRO", "Revendeurs"),),
    "location": (("01", "01", "Dépôt principal"), ("02", "02", "Boutique")),
    "price_table": (("T1", "T1", "Tarif général"),),
    "payment_term": (("30J", "30J", "30 jours"),),
    "territory": (("FR", "FR", "France métropolitaine"),),
    "country": (("FR", "FR", "France"),),
    "currency": (("EUR", "EUR", "Euro"),),
    "language": (("fr", "fr", "Français"),),
    "shop": (("1", "1", "Boutique en ligne"),),
    "series": (("FA", "FA", "Factures"),),
    "brand": (("M1", "M1", "Torréfacteur"),),
    "attribute": (("A1", "A1", "Mouture"),),
    "attribute_set": (("S1", "S1", "Cafés"),),
    "field": (("F1", "F1", "Origine"),),
    "unit": (("PCE", "PCE", "Pièce"),),
    "zone": (("Z1", "Z1", "Métropole"),),
}
RATES = {"TN": Decimal(20), "TR": Decimal("5.5")}
COUNT = 14


def seed(erp):
    """Write everything, kind by kind."""
    for type, entries in LISTS.items():
        for record, code, name in entries:
            erp.put("e2h_lookups", record=record, type=type, code=code, name=name, rate=RATES.get(record))
    for number in range(1, COUNT + 1):
        for write in (_category, _product, _stock, _price, _customer, _order, _status, _shipment, _invoice, _return):
            write(erp, number)


def _category(erp, number):
    parent = "" if number == 1 else "FAM01"
    erp.put("e2h_categories", record=f"FAM{number:02}", name=f"Famille n° {number}", parent_id=parent or None)


def _product(erp, number):
    code = f"CAF-{number:03}"
    erp.put(
        "e2h_products",
        record=code,
        code=code,
        name=f"Café «{number}» 250 g",
        price=Decimal("8.50") + number,
        tax_ids="TN",
        category_id="FAM02",
        weight=Decimal("0.27"),
        active=1,
    )


def _stock(erp, number):
    code = f"CAF-{number:03}"
    erp.put("e2h_stock", record=f"{code}/01", product_id=code, location_id="01", quantity=Decimal(number) / 2)


def _price(erp, number):
    code = f"CAF-{number:03}"
    erp.put("e2h_prices", record=f"{code}/T1", product_id=code, table_id="T1", amount=Decimal("7.9") + number)


def _customer(erp, number):
    erp.put(
        "e2h_customers",
        record=f"CLI{number:04}",
        code=f"CLI{number:04}",
        company=f"Épicerie Exemple {number}",
        email=f"achats{number}@example.com",
        group_id="PRO",
        billing_street="1 rue du Port",
        billing_zip="29000",
        billing_city="Quimper",
        billing_country="FR",
        lines={"e2h_customer_addresses": [{"id": "1", "city": "Brest", "country": "FR"}]},
    )


def _order(erp, number):
    erp.put(
        "e2h_orders",
        record=f"CC{number:04}",
        number=f"CC{number:04}",
        placed_at=datetime(2026, 3, 2, 9, 30),
        currency="EUR",
        state_id="accepted",
        payment_method_code="CB",
        net=Decimal("17"),
        tax=Decimal("3.40"),
        gross=Decimal("20.40"),
        lines={"e2h_order_lines": [_line("CAF-001"), _line("CAF-002")]},
    )


def _line(code):
    return {
        "id": code,
        "product_id": code,
        "variant_id": code,
        "quantity": Decimal(1),
        "net": Decimal("8.50"),
        "tax": Decimal("1.70"),
        "gross": Decimal("10.20"),
        "tax_id": "TN",
        "tax_rate": Decimal(20),
    }


def _status(erp, number):
    erp.put("e2h_statuses", record=f"CC{number:04}", state_id="shipped", state_name="Shipped")


def _shipment(erp, number):
    erp.put(
        "e2h_shipments",
        record=f"BL{number:04}",
        number=f"BL{number:04}",
        order_id=f"CC{number:04}",
        carrier_id="COL",
        tracking_number=f"8R{number:09}",
        lines={"e2h_shipment_lines": [{"order_line_id": "CAF-001", "quantity": Decimal(1)}]},
    )


def _invoice(erp, number):
    erp.put(
        "e2h_invoices",
        record=f"FA{number:04}",
        type="invoice",
        number=f"FA{number:04}",
        order_id=f"CC{number:04}",
        issued_on=date(2026, 3, 4),
        currency="EUR",
        net=Decimal("17"),
        tax=Decimal("3.40"),
        gross=Decimal("20.40"),
        state="open",
        pdf="JVBERi0xLjQK",
        lines={"e2h_invoice_lines": [_line("CAF-001"), _line("CAF-002")]},
    )


def _return(erp, number):
    erp.put(
        "e2h_returns",
        record=f"RT{number:04}",
        type="refund",
        currency="EUR",
        order_id=f"CC{number:04}",
        state_id="accepted",
        lines={"e2h_return_lines": [{"order_line_id": "CAF-001", "quantity": Decimal(1)}]},
    )
