"""The neutral language: immutable documents that every remote reads and writes and Odoo's side understands.

Money and quantities are ``Decimal`` (a float is an error), times are aware and in UTC, countries, currencies and
languages are ISO codes, translated texts are ``{language: text}``, lists are tuples.
"""

from .base import Document, InvalidDocument, Part
from .catalogue import Category, Price, Product, StockLevel, Variant
from .fulfilment import Invoice, OrderStatus, Return, ReturnedLine, Shipment, ShippedLine
from .lookup import LOOKUP_TYPES, Lookup
from .order import ROLES, AppliedTax, Message, Order, OrderLine, Payment
from .party import Address, Customer

#: The document class of each kind.
KINDS = {
    cls.KIND: cls
    for cls in (Category, Product, StockLevel, Price, Customer, Order, OrderStatus, Shipment, Invoice, Return, Lookup)
}

__all__ = [
    "KINDS",
    "LOOKUP_TYPES",
    "ROLES",
    "Address",
    "AppliedTax",
    "Category",
    "Customer",
    "Document",
    "InvalidDocument",
    "Invoice",
    "Lookup",
    "Message",
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
]
