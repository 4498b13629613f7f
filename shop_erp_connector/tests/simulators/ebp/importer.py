"""The import of text files, and the task that runs it: EBP takes the same file twice and answers nothing but a log."""

import csv
from datetime import datetime
from decimal import Decimal, InvalidOperation

from . import captions
from .office import ORDER, cents, enter


class Refusal(ValueError):
    """A file or a document that is not imported; the message is what the log says."""


class Importer:
    """Imports what lies in the folder "in".

    :ivar encoding: of the import profiles
    :ivar is_locked: somebody has the database for himself: nothing is imported
    :ivar locked_files: names that another program holds open
    :ivar crashes: the process dies once after its commit, before the file is moved
    :ivar left_out: captions that the profile of this installation does not know
    :ivar imported: names of files, in the order in which they were imported
    """

    def __init__(self, store, root):
        self.encoding = "cp1252"
        self.is_locked = False
        self.locked_files = set()
        self.crashes = False
        self.left_out = set()
        self.imported = []
        self._store = store
        self._root = root

    def run(self):
        """Import all files, in the order of their names."""
        if self.is_locked:
            return
        for path in sorted((self._root / "in").glob("*.txt")):
            if path.name not in self.locked_files:
                self._run(path)

    def lying(self, name="orders"):
        """Return the rows of all files of a kind that wait, as ``{caption: text}``."""
        paths = sorted((self._root / "in").glob(f"{name}_*.txt"))
        return [row for path in paths for row in self._rows(path.read_bytes())]

    def _run(self, path):
        try:
            log = self.take(path.name, path.read_bytes())
        except Refusal as refusal:
            self._move(path, "error", [str(refusal)])
            return
        self.imported.append(path.name)
        if self.crashes:
            self.crashes = False
            return
        self._move(path, "done", log)

    def take(self, name, content):
        """Import the content of a file, as a person with the wizard would; return the lines of the log."""
        rows = self._rows(content)
        works = {"orders": self._orders, "customers": self._customers, "items": self._items}
        with self._store.transaction():
            return works[name.partition("_")[0]](rows)

    def _move(self, path, folder, log):
        (self._root / folder / f"{path.name}.log").write_bytes("\r\n".join(log).encode("cp1252", "replace"))
        path.rename(self._root / folder / path.name)

    def _rows(self, content):
        try:
            text = content.decode(self.encoding)
        except UnicodeDecodeError:
            raise Refusal("Le fichier n'est pas dans l'encodage du profil.") from None
        if "\n" in text.replace("\r\n", ""):
            raise Refusal("Fins de ligne inattendues.")
        return list(csv.DictReader(text.splitlines(), delimiter=";", strict=True))

    def _checked(self, rows, known, needed):
        header = set(rows[0]) if rows else set()
        missing = [caption for caption in needed if caption not in header]
        unknown = sorted(header - (known.keys() - self.left_out))
        if missing or unknown:
            raise Refusal(f"Colonnes : {', '.join(missing + unknown)} (manquantes ou inconnues du profil).")
        return [{known[caption]: value for caption, value in row.items()} for row in rows]

    def _orders(self, rows):
        documents = {}
        for row in self._checked(rows, captions.DOCUMENT, captions.NEEDED):
            documents.setdefault(row["number"], []).append(row)
        return [self._line(number, lambda lines=lines: self._order(lines)) for number, lines in documents.items()]

    def _line(self, record, work):
        try:
            return f"{record} : OK {work()}"
        except Refusal as refusal:
            return f"{record} : ERREUR {refusal}"

    def _order(self, rows):
        head = rows[0]
        customer = self._store.rows("Customer", Id=head["customer"])
        if not customer:
            raise Refusal(f"Client {head['customer']} inconnu")
        for table, name in (("SettlementMode", "payment"), ("Shipping", "carrier")):
            if head[name] and not self._store.has(table, head[name]):
                raise Refusal(f"Code {head[name]} inconnu")
        lines = [self._order_line(row) for row in rows]
        shipping, shipping_rate = _number(head["shipping"]), _number(head["shipping_rate"])
        net = sum((line["NetAmountVatExcluded"] for line in lines), Decimal(0)) + shipping
        taxes = {shipping_rate: shipping}
        for line, row in zip(lines, rows, strict=True):
            rate = _number(row["rate"])
            taxes[rate] = taxes.get(rate, Decimal(0)) + line["NetAmountVatExcluded"]
        tax = sum((cents(base * rate / 100) for rate, base in taxes.items()), Decimal(0))
        places = {name: value for name, value in head.items() if name.startswith(("Invoicing", "Delivery"))}
        return self._number_of(
            enter(
                self._store,
                ORDER,
                lines,
                Reference=f"Document importé n° {head['number']}",
                DocumentDate=datetime.strptime(head["date"], "%d/%m/%Y"),
                CustomerId=head["customer"],
                CustomerName=head["name"],
                SettlementModeId=head["payment"] or customer[0]["SettlementModeId"],
                ShippingId=head["carrier"],
                ShippingAmountVatExcluded=shipping,
                ShippingVatRate=shipping_rate,
                AmountVatExcluded=net,
                VatAmount=tax,
                AmountVatIncluded=net + tax,
                NotesClear=head["notes"],
                **places,
            )
        )

    def _order_line(self, row):
        if not self._store.has("Item", row["item"]):
            raise Refusal(f"Article {row['item']} inconnu")
        quantity, price = _number(row["quantity"]), _number(row["unit_net"])
        net = cents(quantity * price)
        return {
            "ItemId": row["item"],
            "DescriptionClear": row["description"],
            "Quantity": quantity,
            "VatId": self._vat(row["rate"]),
            "SalePriceVatExcluded": price,
            "NetAmountVatExcluded": net,
            "RealNetAmountVatExcluded": net,
            "DeliveredQuantity": Decimal(0),
        }

    def _vat(self, text):
        rate = _number(text)
        found = [row["Id"] for row in self._store.rows("Vat") if row["Rate"] == rate]
        if not found and rate:
            raise Refusal(f"Taux de TVA {text} inconnu")
        return found[0] if found else None

    def _number_of(self, document):
        return self._store.row("SaleDocument", Id=document)["DocumentNumber"]

    def _customers(self, rows):
        rows = self._checked(rows, captions.CUSTOMER, ("Code", "Nom"))
        return [self._line(row["Id"], lambda row=row: self._put("Customer", {"ActiveState": 0}, row)) for row in rows]

    def _items(self, rows):
        rows = self._checked(rows, captions.ITEM, ("Code article", "Libellé"))
        return [self._line(row["Id"], lambda row=row: self._item(row)) for row in rows]

    def _item(self, row):
        row = dict(row)
        rate = row.pop("rate")
        values = {name: _number(row.pop(name)) for name in ("PurchasePrice", "SalePriceVatExcluded", "Weight")}
        values["SalePriceVatIncluded"] = _number(row.pop("SalePriceVatIncluded"))
        values |= {"VatId": self._vat(rate) if rate else None, "AllowPublishOnWeb": row["AllowPublishOnWeb"] == "Oui"}
        return self._put("Item", {"ActiveState": 0, "ManageStock": True}, row | values)

    def _put(self, table, defaults, row):
        values = {name: value for name, value in row.items() if name != "Id"}
        if self._store.has(table, row["Id"]):
            self._store.update(table, {"Id": row["Id"]}, **values)
        else:
            self._store.add(table, **defaults | row)
        return row["Id"]


def _number(text):
    if "." in text:
        raise Refusal(f"Nombre {text} illisible")
    try:
        return Decimal(text.replace(",", ".") or 0)
    except InvalidOperation:
        raise Refusal(f"Nombre {text} illisible") from None
