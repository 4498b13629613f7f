"""What EBP's people do with documents: transfer, deliver, invoice, print, cancel, take back."""

from decimal import ROUND_HALF_UP, Decimal

ORDER, DELIVERY, INVOICE, CREDIT_NOTE = 8, 6, 2, 3
CANCELLED = 9

_SERIES = {
    ORDER: ("CM", "SaleOrder"),
    DELIVERY: ("BL", "SaleDelivery"),
    INVOICE: ("FA", "SaleInvoice"),
    CREDIT_NOTE: ("AV", "SaleCreditNote"),
}

#: What every document made of another takes over from it.
_COPIED = (
    "CustomerId", "CustomerName", "SettlementModeId", "ShippingId", "ShippingAmountVatExcluded", "ShippingVatRate",
    "AmountVatExcluded", "VatAmount", "AmountVatIncluded",
)  # fmt: skip

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


class Office:
    """Operators' actions on sales documents; mixed into the simulator."""

    def order(self, reference):
        """Return the only order that was imported under our number."""
        return self.store.row("SaleDocument", Reference=f"Document importé n° {reference}")

    def lines(self, document):
        """Return the lines of a document, by its id, in their order."""
        return sorted(self.store.rows("SaleDocumentLine", DocumentId=document), key=lambda line: line["LineOrder"])

    def enter(self, type, lines, **values):
        """Make a document with a number; return its id. Lines: dicts of columns."""
        return enter(self.store, type, lines, **values)

    def deliver(self, order, *, quantities=None):
        """Make a delivery note of an order, or of part of it; return its id.

        :param quantities: one per line; None: all of it
        """
        lines = self.lines(order)
        quantities = [Decimal(q) for q in quantities or [line["Quantity"] for line in lines]]
        note = self._transferred(order, DELIVERY, lines, quantities, AssociatedOrderId=order)
        for line, quantity in zip(lines, quantities, strict=True):
            delivered = (line["DeliveredQuantity"] or Decimal(0)) + quantity
            self.store.update("SaleDocumentLine", {"Id": line["Id"]}, DeliveredQuantity=delivered)
            self._take_out(line["ItemId"], quantity)
        return note

    def invoice(self, document):
        """Make an invoice of an order or a delivery note; return its id."""
        source = self.store.row("SaleDocument", Id=document)
        lines = self.lines(document)
        values = {"CommitmentsBalanceDue": source["AmountVatIncluded"]}
        if source["DocumentType"] == ORDER:
            values["AssociatedOrderId"] = document
            for line in lines:
                self._take_out(line["ItemId"], line["Quantity"])
        else:
            values["AssociatedDeliveryOrderId"] = document
        quantities = [line["Quantity"] for line in lines]
        return self._transferred(document, INVOICE, lines, quantities, **values)

    def credit(self, invoice):
        """Make a credit note of an invoice; return its id."""
        lines = self.lines(invoice)
        quantities = [line["Quantity"] for line in lines]
        return self._transferred(
            invoice, CREDIT_NOTE, lines, quantities, AssociatedInvoiceId=invoice, CommitmentsBalanceDue=Decimal(0)
        )

    def pay(self, invoice):
        """Let an invoice be paid."""
        self.store.update("SaleDocument", {"Id": invoice}, CommitmentsBalanceDue=Decimal(0))
        self.store.update("SaleCommitment", {"DocumentId": invoice}, BalanceDue=Decimal(0))

    def cancel(self, document):
        """Cancel a document."""
        self.store.update("SaleDocument", {"Id": document}, DocumentState=CANCELLED)

    def print(self, document, *, content=PDF):
        """Print a document into the folder of PDFs, under its number; return the file's name."""
        name = f"{self.store.row('SaleDocument', Id=document)['DocumentNumber']}.pdf"
        (self.root / "pdf" / name).write_bytes(content)
        return name

    def attach(self, document, *, content=PDF):
        """Attach a PDF to a document inside EBP."""
        self.store.add(
            "SaleDocumentAssociatedFiles",
            ParentId=document,
            Name="facture.pdf",
            TypeMime="application/pdf",
            Content=content,
        )

    def _transferred(self, document, type, lines, quantities, **values):
        source = self.store.row("SaleDocument", Id=document)
        copies = [
            {name: line[name] for name in ("ItemId", "DescriptionClear", "VatId", "SalePriceVatExcluded", "LineType")}
            | {"Quantity": quantity}
            | {
                name: line[name] * quantity / line["Quantity"]
                for name in ("NetAmountVatExcluded", "RealNetAmountVatExcluded")
            }
            for line, quantity in zip(lines, quantities, strict=True)
        ]
        made = self.enter(type, copies, **{name: source[name] for name in _COPIED} | values)
        if type != CREDIT_NOTE:
            self.store.update("SaleDocument", {"Id": document}, TransferedDocumentId=made)
        return made

    def _take_out(self, item, quantity):
        for level in self.store.rows("StockItem", ItemId=item, StorehouseId=self.main_store):
            self.store.update("StockItem", {"Id": level["Id"]}, RealStock=level["RealStock"] - quantity)


def enter(store, type, lines, **values):
    """Make a document with a number of its series; return its id."""
    prefix, counter = _SERIES[type]
    number = store.next_number(f"{counter}¤NextId")
    defaults = {"DocumentType": type, "DocumentDate": store.now(), "DocumentState": 0, "ValidationState": 0}
    document = store.add("SaleDocument", DocumentNumber=f"{prefix}{number:08d}", **defaults | values)
    for place, line in enumerate(lines, 1):
        store.add("SaleDocumentLine", DocumentId=document, LineOrder=place, **{"LineType": 0} | line)
    return document


def cents(amount):
    """Return an amount with two decimals, half away from zero."""
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
