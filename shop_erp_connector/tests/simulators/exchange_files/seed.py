"""Some records of each kind, written as full files: fifteen products, two warehouses, orders and what follows them."""

COUNT = 15

LISTS = (
    ("tax", "TN", "TVA 20 %", {"rate": "20"}),
    ("tax", "TR", "TVA 5,5 %", {"rate": "5.5"}),
    ("payment", "CB", "Carte bancaire", {}),
    ("carrier", "COL", "Colissimo", {}),
    ("state", "accepted", "Acceptée", {}),
    ("state", "shipped", "Expédiée", {}),
    ("group", "PRO", "Professionnels", {}),
    ("location", "01", "Dépôt principal", {}),
    ("location", "02", "Magasin", {}),
    ("price_table", "B2B", "Tarif revendeur", {}),
    ("payment_term", "30J", "30 jours", {}),
    ("territory", "FR", "France métropolitaine", {}),
    ("country", "FR", "France", {"code": "FR"}),
    ("currency", "EUR", "Euro", {"code": "EUR"}),
    ("language", "fr", "Français", {"code": "fr"}),
    ("shop", "PS1", "Boutique", {}),
    ("series", "FA", "Factures", {}),
    ("brand", "ACME", "Acme", {}),
    ("attribute", "C", "Couleur", {}),
    ("attribute_set", "STD", "Standard", {}),
    ("field", "F1", "Origine", {}),
    ("unit", "PCE", "Pièce", {}),
    ("zone", "EU", "Europe", {}),
)

ADDRESS = {
    "billing_street": "12 rue des Lilas",
    "billing_zip": "69003",
    "billing_city": "Lyon",
    "billing_country": "FR",
}
MONEY = {"net": "25.50", "tax": "5.10", "gross": "30.60"}
LINE = {"quantity": "3", "tax_id": "TN", "tax_rate": "20", **MONEY}


def seed(erp):
    """Write the lists and a full file of each kind."""
    numbers = range(1, COUNT + 1)
    erp.send("lookup", *({"lookups": [{"type": t, "code": c, "record": c, "name": n, **x}]} for t, c, n, x in LISTS))
    erp.send("category", *(_category(number) for number in numbers), full=True)
    erp.send("product", *(_product(number) for number in numbers), full=True)
    erp.send("stock", *(_stock(number, place) for number in numbers for place in ("01", "02")), full=True)
    erp.send("price", *(_price(number) for number in numbers), full=True)
    erp.send("customer", *(_customer(number) for number in numbers), full=True)
    erp.send("order", *(_order(number) for number in numbers), full=True)
    erp.send("status", *({"statuses": [{"record": f"CC{n:04d}", "state_id": "shipped"}]} for n in numbers), full=True)
    erp.send("shipment", *(_shipment(number) for number in numbers), full=True)
    erp.send("invoice", *(_invoice(number) for number in numbers), full=True)
    erp.send("return", *(_return(number) for number in numbers), full=True)


def _category(number):
    parent = "EPI" if number > 1 else ""
    code = f"F{number:02d}" if number > 1 else "EPI"
    return {"categories": [{"record": code, "name": f"Famille {number}", "parent_id": parent}]}


def _product(number):
    row = {
        "record": f"CAF-{number:03d}", "code": f"CAF-{number:03d}", "name": f'Café "moulu" {number}', "price": "8.50",
        "tax_ids": "TN", "category_id": "EPI", "weight": "0.270", "unit": "PCE",
    }  # fmt: skip
    if number % 2:
        return {"products": [row]}
    variants, values = [], []
    for no, colour in enumerate(("Rouge", "Bleu"), 1):
        id = f"{row['record']}-{colour[0]}"
        variants.append({"record": row["record"], "no": str(no), "id": id, "code": id, "price_extra": "0"})
        values.append({"record": row["record"], "parent_no": str(no), "attribute": "Couleur", "value": colour})
    return {"products": [row], "product_variants": variants, "product_variant_attributes": values}


def _stock(number, place):
    variant = f"CAF-{number:03d}" + ("" if number % 2 else "-R")
    row = {"product_id": f"CAF-{number:03d}", "variant_id": variant, "location_id": place, "quantity": str(40 + number)}
    return {"stock": [row | {"lot": "", "incoming": "12", "incoming_on": "2025-03-18"}]}


def _price(number):
    return {
        "prices": [{"record": f"P{number}", "product_id": f"CAF-{number:03d}", "table_id": "B2B", "amount": "7.20"}]
    }


def _customer(number):
    code = f"WEB{number:05d}"
    row = {
        "record": code, "code": code, "company": f"Café du Port {number}", "email": f"port{number}@example.com",
        "group_id": "PRO", "discount_percent": "5", "price_table_id": "B2B", "credit_allowed": "1",
        "credit_limit": "500.00", "credit_balance": "120.50", "is_blocked": "0", **ADDRESS,
    }  # fmt: skip
    address = {
        "record": code,
        "id": "L1",
        "street": "3 quai Neuf",
        "zip": "13002",
        "city": "Marseille",
        "country": "FR",
    }
    return {"customers": [row], "customer_addresses": [address]}


def _order(number):
    record = f"CC{number:04d}"
    row = {
        "record": record, "number": record, "placed_at": "2025-03-04T10:00:00Z", "currency": "EUR",
        "customer_id": "WEB00001", "state_id": "accepted", "payment_method_code": "CB", **ADDRESS, **MONEY,
    }  # fmt: skip
    return {"orders": [row], "order_lines": [{"record": record, "variant_id": "CAF-001", "name": "Café", **LINE}]}


def _shipment(number):
    record = f"BL{number:04d}"
    row = {"record": record, "order_id": f"CC{number:04d}", "carrier_id": "COL", "tracking_number": f"6A{number:09d}"}
    line = {"record": record, "order_line_id": "1", "variant_id": "CAF-001", "quantity": "3"}
    return {"shipments": [row], "shipment_lines": [line]}


def _invoice(number):
    record = f"FA{number:05d}"
    row = {
        "record": record, "number": record, "type": "invoice", "order_id": f"CC{number:04d}", "currency": "EUR",
        "issued_on": "2025-03-05", "state": "open", "pdf_url": f"{record}.pdf", "payment_method_code": "CB", **MONEY,
    }  # fmt: skip
    return {"invoices": [row], "invoice_lines": [{"record": record, "variant_id": "CAF-001", "name": "Café", **LINE}]}


def _return(number):
    record = f"RT{number:04d}"
    row = {
        "record": record,
        "type": "request",
        "currency": "EUR",
        "order_id": f"CC{number:04d}",
        "state_id": "accepted",
    }
    return {"returns": [row], "return_lines": [{"record": record, "variant_id": "CAF-001", "quantity": "1"}]}
