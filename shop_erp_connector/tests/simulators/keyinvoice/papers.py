"""Sales documents: inserting closes them, numbers them, reckons their totals and moves the goods."""

import base64
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from .account import LISBON, SERIES, Refused, mandatory, money
from .goods import move, product_of
from .pdf import pdf
from .people import client_of, page

#: What moves goods: out of the first warehouse, or back into it.
_MOVES = {"4": -1, "34": -1, "32": -1, "15": -1, "16": -1, "6": 1, "7": 1}
#: What raises or lowers what a client owes.
_OWED = {"4": 1, "8": 1, "7": -1, "9": -1}
_VOIDABLE = ("4", "32", "34")
_VOID_DAYS = 5


def insert(account, parameters, now):
    """insertDocument"""
    mandatory(parameters, "DocType", "DocLines")
    doc_type = str(parameters["DocType"])
    series = _series(account, doc_type, parameters.get("DocSeries"))
    buyer = _buyer(account, parameters)
    if parameters.get("IdPaymentMethod"):
        _payment(account, parameters["IdPaymentMethod"])
    lines = [line_of(account, number, line) for number, line in enumerate(parameters["DocLines"], 1)]
    document = {
        "DocType": doc_type,
        "DocSeries": series[0],
        "DocNum": _next_number(account, doc_type, series[0]),
        "Date": str(parameters.get("DocDate") or now.astimezone(LISBON).date().isoformat()),
        "DueDate": str(parameters.get("DueDate") or ""),
        "Reference": str(parameters.get("DocReference") or ""),
        "Comments": str(parameters.get("Comments") or ""),
        "PaymentType": str(parameters.get("IdPaymentMethod") or ""),
        "ShipTo": {name: str(value) for name, value in parameters.items() if name.startswith("ShipTo")},
        "Voided": False,
        "lines": lines,
        **buyer,
        **totals_of(account, lines, parameters),
    }
    document["FullDocNumber"] = f"{SERIES[doc_type][0]} {series[1]}/{document['DocNum']}"
    document["open"] = document["GrossTotal"] if doc_type == "4" else Decimal(0)
    account.documents.append(document)
    _move(account, document, _MOVES.get(doc_type, 0))
    return _address(document)


def get(account, parameters, _now):
    """getDocument: DocNum as a number, no FullDocNumber, ATDocCodeID with a capital D."""
    document = document_of(account, parameters)
    return {
        "DocType": document["DocType"],
        "DocSeries": document["DocSeries"],
        "DocNum": document["DocNum"],
        "Date": document["Date"],
        "IdClient": document["IdClient"],
        "VATIN": document["VATIN"],
        "ClientName": document["ClientName"],
        "Discounts": money(document["Discounts"]),
        "FinancialDiscount": "0.00",
        "NetTotal": money(document["NetTotal"]),
        "TaxTotal": money(document["TaxTotal"]),
        "GrossTotal": money(document["GrossTotal"]),
        "Comments": document["Comments"],
        "ATDocCodeID": document.get("ATDocCodeID", ""),
        "Reference": document["Reference"],
        "PaymentType": document["PaymentType"],
        "Voided": "1" if document["Voided"] else "0",
        "Lines": [_line_row(account, line) for line in document["lines"]],
    }


def listed(account, parameters, _now):
    """documentsList: in the order of insertion."""
    mandatory(parameters, "DocType")
    rows = [
        {name: row[name] for name in ("DocType", "DocSeries", "DocNum", "Date", "IdClient", "VATIN", "ClientName")}
        | {"GrossTotal": money(row["GrossTotal"])}
        for row in account.documents
        if row["DocType"] == str(parameters["DocType"])
        and parameters.get("IdClient") in (None, "", row["IdClient"])
        and parameters.get("DocSeries") in (None, "", row["DocSeries"])
    ]
    return {"Documents": page(rows, parameters)}


def count(account, parameters, _now):
    """countDocuments"""
    mandatory(parameters, "DocType")
    return {"Count": str(sum(row["DocType"] == str(parameters["DocType"]) for row in account.documents))}


def get_pdf(account, parameters, _now):
    """getDocumentPDF"""
    document = document_of(account, parameters)
    buyer = document["ClientName"]
    content = pdf(document["FullDocNumber"], buyer, f"Total: {money(document['GrossTotal'])} EUR")
    return {"DocumentBinary": base64.b64encode(content).decode()}


def settle(account, parameters, now):
    """settleInvoice: a receipt for all that is open."""
    return _receipt(account, document_of(account, parameters), None, now)


def insert_receipt(account, parameters, now):
    """insertReceipt: one receipt; the amounts of its lines are taken off their invoices."""
    mandatory(parameters, "DocLines")
    receipt = None
    for line in parameters["DocLines"]:
        mandatory(line, "DocType", "DocSeries", "DocNum", "SettleValue")
        receipt = _receipt(account, document_of(account, line), Decimal(str(line["SettleValue"])), now, receipt)
    return receipt


def open_amount(account, parameters, _now):
    """checkIfSettle"""
    return {"Value": money(document_of(account, parameters)["open"])}


def current_account(account, parameters, _now):
    """getClientCurrentAccount: what was invoiced and paid, with the balance after each, oldest first."""
    client, balance, rows = client_of(account, parameters), Decimal(0), []
    for document in account.documents:
        if document["IdClient"] != client["IdClient"] or document["Voided"] or document["DocType"] not in _OWED:
            continue
        amount = _OWED[document["DocType"]] * document["GrossTotal"]
        balance += amount
        rows.append(
            {
                **{name: str(document[name]) for name in ("Date", "DocType", "DocNum")},
                "RefDoc": document["Reference"],
                "Deb": money(max(amount, Decimal(0))),
                "Cre": money(max(-amount, Decimal(0))),
                "Balance": money(balance),
            }
        )
    return {"Documents": page(rows, parameters)}


def void(account, parameters, now):
    """setDocumentVoid: void within five days, a credit note later."""
    document = document_of(account, parameters)
    if document["DocType"] not in _VOIDABLE or document["Voided"]:
        raise Refused("O documento não pode ser anulado.", "-304")
    age = now.astimezone(LISBON).date() - date.fromisoformat(document["Date"])
    if age.days > _VOID_DAYS:
        return _credit_note(account, document, now)
    document["Voided"] = True
    document["open"] = Decimal(0)
    _move(account, document, -_MOVES[document["DocType"]])
    return {"Voided": "1", "Message": "Documento anulado."}


def document_of(account, parameters):
    """Return the document that type, series (default: the key's) and number address."""
    mandatory(parameters, "DocType", "DocNum")
    doc_type, number = str(parameters["DocType"]), str(parameters["DocNum"])
    series = _series(account, doc_type, parameters.get("DocSeries"))[0]
    for row in account.documents:
        if (row["DocType"], row["DocSeries"], str(row["DocNum"])) == (doc_type, series, number):
            return row
    raise Refused("O documento indicado não existe.", "-305")


def _series(account, doc_type, wanted):
    if doc_type not in account.series:
        raise Refused("O tipo de documento indicado não é válido.", "-308")
    for series in account.series[doc_type]:
        if not wanted or series[0] == str(wanted):
            return series
    raise Refused("A série indicada não é válida para este tipo de documento.", "-343")


def _next_number(account, doc_type, series):
    return 1 + sum(row["DocType"] == doc_type and row["DocSeries"] == series for row in account.documents)


def _buyer(account, parameters):
    if parameters.get("IdClient"):
        client = client_of(account, {"IdClient": parameters["IdClient"]})
        return {"IdClient": client["IdClient"], "VATIN": client["VATIN"], "ClientName": client["Name"]}
    mandatory(parameters, "Name", "Address", "PostalCode", "Locality")
    if not parameters.get("CountryCode") and not parameters.get("IdCountry"):
        raise Refused("O parâmetro CountryCode é obrigatório.", "-5")
    return {"IdClient": "0", "VATIN": "999999990", "ClientName": str(parameters["Name"])}


def _payment(account, wanted):
    if not any(row["IdPayment"] == str(wanted) for row in account.payments):
        raise Refused("O método de pagamento indicado não é válido.")


def line_of(account, number, line):
    """Return a line; what the call leaves out is the product's."""
    mandatory(line, "IdProduct")
    product = product_of(account, line["IdProduct"])
    combinations = _combinations(product, line)
    quantity = sum((Decimal(str(one["Qty"])) for one in combinations or [line]), Decimal(0))
    price = product["price"] if line.get("Price") in (None, "") else Decimal(str(line["Price"]))
    if quantity <= 0 or price < 0:
        raise Refused("A quantidade e o preço não podem ser negativos.", "-302")
    tax = str(line.get("IdTax") or product["tax"])
    account.tax(tax)
    return {
        "number": number,
        "product": str(line["IdProduct"]),
        "name": str(line.get("ProductName") or product["name"]),
        "quantity": quantity,
        "price": price,
        "tax": tax,
        "discount": Decimal(str(line.get("Discount") or 0)),
        "combinations": combinations,
    }


def _combinations(product, line):
    """Return the colours and sizes of a line: a product that has any is not told by its quantity alone."""
    told = line.get("ColorsSizes") or []
    if "grid" not in product:
        mandatory(line, "Qty")
        return []
    for one in told:
        mandatory(one, "IdColor", "IdSize", "Qty")
        known = {**product["colours"], "0": ""}, {**product["sizes"], "0": ""}
        if one["IdColor"] not in known[0] or one["IdSize"] not in known[1]:
            raise Refused("A cor ou o tamanho indicado não existe.", "-331")
    if not told:
        raise Refused("Indique as cores e os tamanhos do produto.", "-331")
    return [{name: str(one[name]) for name in ("IdColor", "IdSize", "Qty")} for one in told]


def _value(line):
    return line["quantity"] * line["price"] * (1 - line["discount"] / 100)


def _cents(amount):
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def totals_of(account, lines, parameters):
    """Return the totals: values are added up per tax, the document's discount is shared out first."""
    values = defaultdict(Decimal)
    for line in lines:
        values[line["tax"]] += _value(line)
    whole = sum(values.values(), Decimal(0))
    off = Decimal(str(parameters.get("DiscountValue") or 0))
    off = off or whole * Decimal(str(parameters.get("Discount") or 0)) / 100
    net = tax = Decimal(0)
    for tax_id, value in values.items():
        value = value - off * value / whole if whole else value
        factor = account.rate(tax_id) / 100
        if account.prices_with_vat:
            gross_of_tax = _cents(value)
            net_of_tax = _cents(gross_of_tax / (1 + factor))
            net, tax = net + net_of_tax, tax + gross_of_tax - net_of_tax
        else:
            net, tax = net + _cents(value), tax + _cents(value * factor)
    return {"NetTotal": net, "TaxTotal": tax, "GrossTotal": net + tax, "Discounts": _cents(off)}


def _line_row(account, line):
    rate = account.rate(line["tax"])
    net = _value(line) / (1 + rate / 100) if account.prices_with_vat else _value(line)
    return {
        "DocLin": line["number"],
        "IdProduct": line["product"],
        "ProductName": line["name"],
        "UnitPrice": f"{line['price']:f}",
        "Qty": f"{line['quantity']:.3f}",
        "Discount": f"{line['discount']:f}",
        "TaxValue": f"{rate:f}",
        "NetValue": money(_cents(net)),
        "ColorsSizes": line["combinations"],
    }


def _move(account, document, direction):
    for line in document["lines"]:
        product = account.products[line["product"]]
        if product["has_stocks"] and not product["is_service"]:
            move(product, line["combinations"], direction * line["quantity"])


def _address(document):
    return {
        "DocType": document["DocType"],
        "DocSeries": document["DocSeries"],
        "DocNum": str(document["DocNum"]),
        "FullDocNumber": document["FullDocNumber"],
    }


def _receipt(account, invoice, amount, now, receipt=None):
    amount = invoice["open"] if amount is None else amount
    if invoice["Voided"] or not 0 < amount <= invoice["open"]:
        raise Refused("O documento já se encontra liquidado.", "-666")
    invoice["open"] -= amount
    if receipt:
        return receipt
    series = _series(account, "9", None)
    paper = {
        "DocType": "9",
        "DocSeries": series[0],
        "DocNum": _next_number(account, "9", series[0]),
        "Date": now.astimezone(LISBON).date().isoformat(),
        "Reference": invoice["FullDocNumber"],
        "Comments": "",
        "PaymentType": invoice["PaymentType"],
        "Voided": False,
        "lines": [],
        "open": Decimal(0),
        "NetTotal": amount,
        "TaxTotal": Decimal(0),
        "GrossTotal": amount,
        "Discounts": Decimal(0),
        **{name: invoice[name] for name in ("IdClient", "VATIN", "ClientName")},
    }
    paper["FullDocNumber"] = f"RC {series[1]}/{paper['DocNum']}"
    account.documents.append(paper)
    return _address(paper)


def _credit_note(account, document, now):
    series = _series(account, "7", None)
    note = document | {
        "DocType": "7",
        "DocSeries": series[0],
        "DocNum": _next_number(account, "7", series[0]),
        "Date": now.astimezone(LISBON).date().isoformat(),
        "Reference": document["FullDocNumber"],
        "open": Decimal(0),
    }
    note["FullDocNumber"] = f"NC {series[1]}/{note['DocNum']}"
    account.documents.append(note)
    document["open"] = Decimal(0)
    _move(account, note, 1)
    return _address(note)
