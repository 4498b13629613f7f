"""The neutral language: immutable documents that every remote reads and writes and Odoo's side understands.

Money and quantities are ``Decimal`` (a float is an error), times are aware and in UTC, countries, currencies and
languages are ISO codes, translated texts are ``{language: text}``, lists are tuples.
"""

from .base import (
    ADDRESS,
    CATEGORIES,
    IDENTITY,
    IMAGES,
    LINES,
    PAYMENT,
    PRICE,
    STATE,
    STOCK,
    TEXT,
    TOTALS,
    Document,
    InvalidDocument,
    Part,
)
from .catalogue import AttributeValue, Category, Component, FieldValue, Image, Product, Variant
from .fulfilment import Invoice, OrderStatus, Shipment, ShippedLine
from .lookup import LOOKUP_TYPES, Lookup
from .offer import Price, StockLevel, level_id
from .order import ROLES, AppliedTax, Attachment, Message, Order, OrderLine, Payment
from .party import Address, Consent, Credit, Customer, OpenInvoice
from .returns import Return, ReturnedLine

#: The document class of each kind.
KINDS = {
    cls.KIND: cls
    for cls in (Category, Product, StockLevel, Price, Customer, Order, OrderStatus, Shipment, Invoice, Return, Lookup)
}

__all__ = [
    "ADDRESS",
    "CATEGORIES",
    "IDENTITY",
    "IMAGES",
    "KINDS",
    "LINES",
    "LOOKUP_TYPES",
    "PAYMENT",
    "PRICE",
    "ROLES",
    "STATE",
    "STOCK",
    "TEXT",
    "TOTALS",
    "Address",
    "AppliedTax",
    "Attachment",
    "AttributeValue",
    "Category",
    "Component",
    "Consent",
    "Credit",
    "Customer",
    "Document",
    "FieldValue",
    "Image",
    "InvalidDocument",
    "Invoice",
    "Lookup",
    "Message",
    "OpenInvoice",
    "Order",
    "OrderLine",
    "OrderStatus",
    "Part",
    "Payment",
    "Price",
    "Product",
    "Return",
    "ReturnedLine",
    "Shipment",
    "ShippedLine",
    "StockLevel",
    "Variant",
    "level_id",
]
