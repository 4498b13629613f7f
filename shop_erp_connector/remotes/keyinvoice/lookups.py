"""The account's own code lists: taxes, payment methods, series … Ids differ from account to account."""

import time
from decimal import Decimal

from ..documents import Lookup
from ..errors import ProtocolError
from .account import fingerprint
from .wire import SYSTEM, flag, number, text

#: How long a list read once serves all workers, in seconds. ``check()`` forgets them all.
LISTS_LIFETIME = 3600

#: KeyInvoice of this address is a Portuguese system: its taxes and series belong to this country.
COUNTRY = "PT"

#: Days to pay that are offered for mapping (``PaymentTerms`` of updateClient is a number of days).
USUAL_DAYS = (0, 7, 8, 10, 14, 15, 20, 21, 28, 30, 45, 60, 75, 90, 120)

#: Document types whose series are listed: invoice, credit note, order, simplified invoice, invoice-receipt.
SERIES_TYPES = ("4", "7", "13", "32", "34")


class CodeLists:
    """Code lists, read once an hour for all workers and kept in memory's dict "code_lists".

    :param api: an ``Api5``; ``api3``: an ``Api3``, or None without one
    :param owner: ``fingerprint()`` of the account; the lists of another account are not used
    """

    def __init__(self, api, memory, *, owner, api3=None):
        self._api = api
        self._api3 = api3
        self._memory = memory
        self._owner = fingerprint(owner, api3.http.base_url if api3 else "")
        # Asking the shared memory again for each document of a batch would cost more than the calls it saves.
        self._entries = {}

    def lookups(self, type):
        """Return the list ``type`` as lookups."""
        return _READERS[type](self)

    def forget(self):
        """Read every list again when it is next asked for."""
        self._entries.clear()
        with self._memory.locked("code_lists") as kept:
            kept.clear()

    def prices_with_vat(self):
        """Return whether prices of this key are gross: what ``Price`` of a document means (§8.2)."""
        (answer,) = self._kept("prices", lambda: [self._api.read("verifyUserInsertionPricesWithVAT")])
        return flag(answer, "PricesWithVAT")

    def taxes(self):
        """Return the tax lookups: rate, exemption code in ``code``, its words in ``detail``."""
        included = self.prices_with_vat()
        rows = self._kept("tax", lambda: self._api.rows("getTaxes", "Taxes"))
        return [_tax(row, included) for row in rows]

    def tax_rates(self):
        """Return ``{tax id: rate in percent}``."""
        return {tax.id: tax.rate for tax in self.taxes()}

    def series(self):
        """Return the series of all document types that matter here; ``detail`` names a series' types."""
        found = {}
        for doc_type in SERIES_TYPES:
            for row in self._series_rows(doc_type):
                id = text(row, "IdSerie")
                found.setdefault(id, (row, []))[1].append(doc_type)
        return [
            Lookup(
                id=id,
                type="series",
                code=text(row, "Ref"),
                name=text(row, "Name"),
                country=COUNTRY,
                detail=f"DocType {', '.join(types)}",
            )
            for id, (row, types) in found.items()
        ]

    def has_series(self, doc_type, id):
        """Return whether a document type has the series ``id``."""
        return any(text(row, "IdSerie") == id for row in self._series_rows(doc_type))

    def payments(self):
        """Return the payment methods."""
        rows = self._kept("payment", lambda: self._api.all_rows("listPaymentMethods", "Payments"))
        return [Lookup(id=text(row, "IdPayment"), type="payment", name=text(row, "Name")) for row in rows]

    def countries(self):
        """Return the countries; ``code`` is the ISO code that documents and clients carry."""
        rows = self._kept("country", lambda: self._api.all_rows("listCountries", "Countries"))
        return [_coded(row, "country", "IdCountry") for row in rows]

    def currencies(self):
        """Return the currencies. The names of the fields are those of the countries [U]."""
        rows = self._kept("currency", lambda: self._api.all_rows("listCurrencies", "Currencies"))
        return [_coded(row, "currency", "IdCurrency") for row in rows]

    def price_levels(self):
        """Return the price levels; ``included`` says whether their prices hold the tax."""
        rows = self._kept("price_table", lambda: self._api.rows("getPriceLevels", "PriceLevels"))
        return [
            Lookup(
                id=text(row, "Id"),
                type="price_table",
                name=text(row, "Name"),
                included=flag(row, "PricesWithVAT"),
                detail=text(row, "PricesWithVATDescription"),
            )
            for row in rows
        ]

    def payment_terms(self):
        """Return the usual numbers of days; the field takes any, the account lists none."""
        return [Lookup(id=str(days), type="payment_term", name=f"{days} days") for days in USUAL_DAYS]

    def locations(self):
        """Return the warehouses; only API3 tells them."""
        if self._api3 is None:
            return []
        rows = self._kept("location", lambda: [list(pair) for pair in self._api3.warehouses()])
        return [Lookup(id=id, type="location", name=name) for id, name in rows]

    def _series_rows(self, doc_type):
        return self._kept(
            f"series {doc_type}", lambda: self._api.all_rows("listDocumentSeries", "Series", DocType=doc_type)
        )

    def _kept(self, name, read):
        """Return the rows kept under ``name``, else read them. Never calls while the memory is locked."""
        if not self._is_fresh(self._entries.get(name)):
            with self._memory.locked("code_lists") as kept:
                self._entries[name] = kept.get(name)
        if not self._is_fresh(self._entries[name]):
            entry = {"owner": self._owner, "read_at": time.time(), "rows": _storable(read())}
            self._entries[name] = entry
            with self._memory.locked("code_lists") as kept:
                kept[name] = entry
        return self._entries[name]["rows"]

    def _is_fresh(self, entry):
        return bool(entry) and entry["owner"] == self._owner and 0 <= time.time() - entry["read_at"] < LISTS_LIFETIME


_READERS = {
    "tax": CodeLists.taxes,
    "payment": CodeLists.payments,
    "series": CodeLists.series,
    "country": CodeLists.countries,
    "currency": CodeLists.currencies,
    "price_table": CodeLists.price_levels,
    "payment_term": CodeLists.payment_terms,
    "location": CodeLists.locations,
}


def _tax(row, included):
    id, rate = text(row, "Id"), number(row, "Value")
    if not id:
        raise ProtocolError("A tax has no Id.", system=SYSTEM, call="getTaxes")
    reason = text(row, "ExemptionReason")
    code = text(row, "ExemptionReasonCode")
    return Lookup(
        id=id,
        type="tax",
        code=code,
        name=f"IVA {rate:f} %" + (f" ({code})" if code else ""),
        rate=rate,
        included=included,
        country=COUNTRY,
        detail=reason,
    )


def _coded(row, type, id_name):
    return Lookup(
        id=text(row, id_name),
        type=type,
        code=text(row, "Code").upper(),
        name=text(row, "Name"),
    )


def _storable(value):
    """Return JSON-able rows: numbers as the text they came with."""
    if isinstance(value, dict):
        return {name: _storable(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    return str(value) if isinstance(value, Decimal) else value
