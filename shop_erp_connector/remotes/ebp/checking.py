"""The connection test: what is missing, what a setting names that is not there, and what people should look at."""

from ..contract import RemoteInfo
from ..documents import Lookup
from ..errors import InvalidSettings, ProtocolError
from . import wire
from .wire import number, text

#: Without these columns nothing is right; asked for without reading a row.
_NEEDED = {
    "Item": "Id Caption DesComClear FamilyId SubFamilyId UnitId BarCode SalePriceVatExcluded VatId PurchasePrice "
    "CostPrice Weight WeightUnitId ManageStock ActiveState AllowPublishOnWeb ItemType ItemImage ImageVersion "
    "ParentRangeItemId RangeTypeElementId0 RangeTypeElementId1 RangeTypeElementId2 RangeTypeElementId3 "
    "RangeTypeElementId4 sysCreatedDate sysModifiedDate",
    "ItemFamily": "Id Caption",
    "ItemSubFamily": "Id Caption ItemFamilyId",
    "RangeType": "Id Caption",
    "RangeTypeElement": "Id Caption RangeTypeId",
    "StockItem": "ItemId StorehouseId RealStock VirtualStock BookedQuantity OrderedQuantity SuppliersOrderedQuantity "
    "sysCreatedDate sysModifiedDate",
    "Storehouse": "Id Caption Asleep",
    "PriceListCategory": "Id Description",
    "PriceList": "Id StartValidityDate EndValidityDate IsPromotion",
    "PriceListInclusionLine": "PriceListId IsExcluded StartElementId EndElementId",
    "PriceListCalculationLine": "Id PriceListId ItemId Threshold PriceValue DiscountValue",
    "Vat": "Id TerritorialityId Rate Description",
    "Customer": "Id Name NaturalPerson Siren Nic IntracommunityVATNumber FamilyId PriceListCategoryId SettlementModeId "
    "TerritorialityId DiscountRate AllowedAmount CurrentAmount ActiveState sysCreatedDate sysModifiedDate",
    "CustomerFamily": "Id Caption",
    "Address": "Id AssociatedCustomerId AddressFields_Address1 IsMainInvoicing IsMainDelivery",
    "SettlementMode": "Id Caption",
    "Shipping": "Id Caption",
    "SaleDocument": "Id DocumentNumber DocumentType DocumentDate CustomerId Reference SerialId DocumentState "
    "ValidationState ShippingAmountVatExcluded SettlementModeId VatAmount AmountVatIncluded CommitmentsBalanceDue "
    "AssociatedOrderId AssociatedInvoiceId TransferedDocumentId sysCreatedDate sysModifiedDate",
    "SaleDocumentLine": "Id DocumentId LineOrder LineType ItemId DescriptionClear Quantity NetAmountVatExcluded "
    "RealNetAmountVatExcluded VatId DeliveredQuantity",
    "SaleCommitment": "DocumentId DueDate Amount BalanceDue sysCreatedDate sysModifiedDate",
    "SaleDocumentAssociatedFiles": "ParentId Name Content TypeMime",
}

_TYPES = """
SELECT d.DocumentType AS type, COUNT(*) AS documents, MAX(d.DocumentNumber) AS sample FROM SaleDocument d
 GROUP BY d.DocumentType ORDER BY 1
"""
_STATES = "SELECT i.ActiveState AS state, COUNT(*) AS items FROM Item i GROUP BY i.ActiveState ORDER BY 2 DESC"
_TWICE = """
SELECT d.Reference AS reference, COUNT(*) AS times FROM SaleDocument d
 WHERE d.DocumentType IN :types AND (d.Reference LIKE :with_words OR d.Reference LIKE :without_words)
 GROUP BY d.Reference HAVING COUNT(*) > 1
"""


class Checking:
    """Looks at database and folders for ``check()``.

    :param tables: a ``Tables``; ``lists``: the ``CodeLists``; ``files``: a ``Files``; ``folders``: a ``Folders``
    :param settings: all settings; ``types``: a ``Types``; ``references``: a ``References``
    """

    def __init__(self, tables, lists, files, folders, settings, types, references):
        self._tables = tables
        self._lists = lists
        self._files = files
        self._folders = folders
        self._settings = settings
        self._types = types
        self._references = references

    def info(self):
        """Return the ``RemoteInfo``.

        :raises ProtocolError: tables or columns are missing
        :raises InvalidSettings: a setting names what is not there
        """
        self._require()
        self._lists.storehouses(wire.codes(self._settings["storehouses"]))
        for setting in ("discount_item", "fee_item"):
            self._check_code("Item", setting)
        self._check_code("Customer", "default_customer")
        for folder in self._folders.all:
            self._files.make_folder(folder)
            self._files.entries(folder)
        return RemoteInfo(
            name="EBP",
            version="SQL Server" if self._settings["kind"] == "sqlserver" else "a copy of the database",
            currencies=(Lookup(id=wire.CURRENCY, type="currency", code=wire.CURRENCY, name="Euro"),),
            clock=self._settings["zone"],
            warnings=tuple(self._warnings()),
        )

    def _require(self):
        missing = []
        for table, columns in _NEEDED.items():
            try:
                query = f"SELECT {', '.join(columns.split())} FROM {table} WHERE 1 = 0"  # noqa: S608 (constants)
                self._tables.rows(query, call=f"look at {table}")
            except ProtocolError as exc:
                missing.append(f"{table} ({exc.text})" if exc.text else table)
        if missing:
            message = f"This database is not as expected: {'; '.join(missing)}."
            raise ProtocolError(message, system=wire.SYSTEM, call="look at the tables")

    def _check_code(self, table, setting):
        code = self._settings[setting]
        if not code:
            return
        query = f"SELECT t.Id AS id FROM {table} t WHERE t.Id = :code"  # noqa: S608 (constants)
        if not self._tables.rows(query, call=f"look for {setting}", code=code):
            raise InvalidSettings(f"EBP has no {table.lower()} {code}.", system=wire.SYSTEM, field=setting)

    def _warnings(self):
        yield from self._wrong_types()
        yield from self._wrong_states()
        rows = self._tables.rows(_TWICE, call="look for doubles", types=self._types.orders, **self._references.patterns)
        for row in rows:
            yield f"{text(row, 'reference')} was imported {text(row, 'times')} times: delete all but one in EBP."
        if self._folders.refused:
            names = [entry.name for entry in self._files.entries(self._folders.refused) if entry.name.endswith(".txt")]
            if names:
                yield f"{len(names)} import files lie in {self._folders.refused}, such as {names[0]}."

    def _wrong_types(self):
        """Warn where there are sales documents, and none of a type that the settings name."""
        rows = self._tables.rows(_TYPES, call="count documents")
        known = {text(row, "type") for row in rows}
        seen = ", ".join(f"{text(row, 'type')}: {text(row, 'documents')} such as {text(row, 'sample')}" for row in rows)
        for setting, codes in (("order_types", self._types.orders), ("invoice_types", self._types.invoices)):
            if known and not known & set(codes):
                yield f"No document has a type of {setting} ({', '.join(codes)}). There are {seen}."

    def _wrong_states(self):
        rows = self._tables.rows(_STATES, call="count items")
        active = wire.codes(self._settings["active_states"])
        if rows and text(rows[0], "state") not in active:
            yield (
                f"Most items ({number(rows[0], 'items')}) have the ActiveState {text(rows[0], 'state')}, "
                f"which the settings do not take for active ({', '.join(active)})."
            )
