"""The tables of EBP that matter here, with the names and lengths of a real installation (dossier §4)."""

from sqlalchemy import Boolean, Column, Integer, LargeBinary, MetaData, Numeric, String, Table, Text
from sqlalchemy.dialects import sqlite

METADATA = MetaData()

#: Texts are compared there: every moment has the same length, with whole seconds.
_SECONDS = "%(year)04d-%(month)02d-%(day)02d %(hour)02d:%(minute)02d:%(second)02d"
DateTime = sqlite.DATETIME(storage_format=_SECONDS)


def _text(length, *names):
    return [Column(name, String(length)) for name in names]


def _amounts(*names):
    return [Column(name, Numeric(20, 6, asdecimal=True)) for name in names]


def _flags(*names):
    return [Column(name, Boolean) for name in names]


def _moments(*names):
    return [Column(name, DateTime) for name in names]


def _integers(*names):
    return [Column(name, Integer) for name in names]


def _table(name, length, *columns, key="Id"):
    flat = [column for group in columns for column in group]
    stamps = _moments("sysCreatedDate", "sysModifiedDate")
    return Table(name, METADATA, Column(key, String(length), primary_key=True), *flat, *stamps)


def _place(prefix):
    return [
        *_text(60, f"{prefix}Address_ThirdName"),
        *_text(40, *(f"{prefix}Address_Address{place}" for place in range(1, 5))),
        *_text(10, f"{prefix}Address_ZipCode"),
        *_text(35, f"{prefix}Address_City"),
        *_text(50, f"{prefix}Address_State"),
        *_text(3, f"{prefix}Address_CountryIsoCode"),
        *_text(60, f"{prefix}Contact_Name", f"{prefix}Contact_FirstName"),
        *_text(20, f"{prefix}Contact_Phone", f"{prefix}Contact_CellPhone"),
        *_text(100, f"{prefix}Contact_Email"),
    ]


_table("ItemFamily", 10, _text(40, "Caption"))
_table("ItemSubFamily", 10, _text(40, "Caption"), _text(10, "ItemFamilyId"))
_table("RangeType", 36, _text(40, "Caption"))
_table("RangeTypeElement", 36, _text(40, "Caption"), _text(36, "RangeTypeId"))
_table("Storehouse", 36, _text(40, "Caption"), _flags("Main", "Asleep"))
_table("PriceListCategory", 8, _text(40, "Description"))
_table("SettlementMode", 6, _text(60, "Caption"))
_table("Shipping", 8, _text(40, "Caption"))
_table("CustomerFamily", 10, _text(40, "Caption"))
_table("Vat", 36, _text(36, "TerritorialityId"), _amounts("Rate"), _text(80, "Description"))
_table(
    "Item",
    40,
    _text(80, "Caption"),
    [Column("DesComClear", Text), Column("ItemImage", LargeBinary)],
    _text(10, "FamilyId", "SubFamilyId"),
    _text(4, "UnitId", "WeightUnitId"),
    _text(40, "BarCode", "ParentRangeItemId"),
    _text(36, "VatId", *(f"RangeTypeElementId{place}" for place in range(5))),
    _amounts("SalePriceVatExcluded", "SalePriceVatIncluded", "PurchasePrice", "CostPrice", "Weight"),
    _flags("ManageStock", "AllowPublishOnWeb"),
    _integers("ActiveState", "ItemType", "ImageVersion"),
)
_table(
    "StockItem",
    36,
    _text(40, "ItemId"),
    _text(36, "StorehouseId"),
    _amounts("RealStock", "VirtualStock", "BookedQuantity", "OrderedQuantity", "SuppliersOrderedQuantity"),
)
_table(
    "PriceList",
    10,
    _text(40, "Description"),
    _flags("IsPromotion"),
    _moments("StartValidityDate", "EndValidityDate"),
)
_table(
    "PriceListInclusionLine",
    36,
    _text(10, "PriceListId"),
    _integers("InclusionType"),
    _flags("IsExcluded"),
    _text(40, "StartElementId", "EndElementId"),
)
_table(
    "PriceListCalculationLine",
    36,
    _text(10, "PriceListId"),
    _text(40, "ItemId"),
    _integers("CalculationType"),
    _amounts("Threshold", "PriceValue", "DiscountValue"),
)
_table(
    "Customer",
    20,
    _text(60, "Name"),
    _flags("NaturalPerson", "PriceWithTaxBased"),
    _text(20, "Siren", "IntracommunityVATNumber"),
    _text(5, "Nic"),
    _text(10, "FamilyId"),
    _text(8, "PriceListCategoryId"),
    _text(6, "SettlementModeId"),
    _text(36, "TerritorialityId"),
    _amounts("DiscountRate", "AllowedAmount", "CurrentAmount"),
    _integers("ActiveState"),
    _place("MainInvoicing"),
    _place("MainDelivery"),
)
_table(
    "Address",
    36,
    _text(20, "AssociatedCustomerId"),
    _text(60, "AddressFields_ThirdName"),
    _text(40, *(f"AddressFields_Address{place}" for place in range(1, 5))),
    _text(10, "AddressFields_ZipCode"),
    _text(50, "AddressFields_City", "AddressFields_State"),
    _text(3, "AddressFields_CountryIsoCode"),
    _flags("IsMainInvoicing", "IsMainDelivery"),
)
_table(
    "SaleDocument",
    36,
    _text(30, "DocumentNumber"),
    _text(70, "Reference"),
    _text(20, "CustomerId"),
    _text(60, "CustomerName", "CreatedBy"),
    _text(2, "SerialId"),
    _text(8, "ShippingId"),
    _text(6, "SettlementModeId"),
    _text(36, "TransferedDocumentId", "AssociatedOrderId", "AssociatedDeliveryOrderId", "AssociatedInvoiceId"),
    _integers("DocumentType", "DocumentState", "ValidationState", "DeliveryState"),
    _moments("DocumentDate", "DeliveryDate"),
    _amounts(
        "ShippingAmountVatExcluded", "ShippingVatRate", "AmountVatExcluded", "VatAmount", "AmountVatIncluded",
        "TotalDueAmount", "CommitmentsBalanceDue",
    ),
    _place("Invoicing"),
    _place("Delivery"),
    [Column("NotesClear", Text)],
)  # fmt: skip
_table(
    "SaleDocumentLine",
    36,
    _text(36, "DocumentId", "VatId"),
    _integers("LineOrder", "LineType"),
    _text(40, "ItemId"),
    [Column("DescriptionClear", Text)],
    _amounts(
        "Quantity", "SalePriceVatExcluded", "SalePriceVatIncluded", "NetAmountVatExcluded",
        "RealNetAmountVatExcluded", "DeliveredQuantity", "InvoicedQuantity",
    ),
)  # fmt: skip
_table("SaleCommitment", 36, _text(36, "DocumentId"), _moments("DueDate"), _amounts("Amount", "BalanceDue"))
_table(
    "SaleDocumentAssociatedFiles",
    36,
    _text(36, "ParentId"),
    _text(255, "Name", "TypeMime"),
    [Column("Content", LargeBinary)],
)
_table("EbpSysAutoIncrement", 128, _integers("incValue"), key="incName")
