"""Customers and items as rows of import files. Their captions are unconfirmed (see ``unconfirmed``)."""

import base64
import hashlib

from ..documents import Address
from . import cells, unconfirmed
from .wire import refused, text

_CUSTOMERS = "SELECT c.Id AS id FROM Customer c WHERE c.Id IN :ids"
_ITEMS = "SELECT i.Id AS id FROM Item i WHERE i.Id IN :ids"


class CustomerForm:
    """Makes rows of customers.

    :param prefix: how codes begin that we make up
    """

    kind, file = "customer", "customers"

    def __init__(self, tables, lists, captions, *, prefix):
        self.captions = captions
        self._tables = tables
        self._lists = lists
        self._prefix = prefix

    def code(self, customer):
        """Return the code a customer has in EBP, or will have: its own, or one made of VAT number or e-mail.

        The same buyer always gets the same code, so that nobody is made twice; "" where nothing names the buyer.
        """
        if customer.id or customer.code:
            return customer.id or customer.code
        named = customer.vat.replace(" ", "").upper() or customer.email.lower()
        if not named:
            return ""
        return self._prefix + base64.b32encode(hashlib.sha256(named.encode()).digest()).decode()[:10]

    def record(self, customer):
        """See ``OrderForm.record``."""
        code = self.code(customer)
        if not code:
            sentence = "The customer has neither code, VAT number nor e-mail: nothing tells it from others."
            raise refused(sentence, "code", "code_missing")
        return code

    def facts(self, _customers):
        """Customers need to know nothing of the database."""

    def total(self, _customer):
        """Customers cost nothing."""

    def existing(self, codes):
        """Return those of the codes that EBP has."""
        rows = self._tables.rows(_CUSTOMERS, call="look customers up", ids=list(codes) or [""])
        return {text(row, "id") for row in rows}

    def rows(self, customer, _facts, dialect, *, pending):
        """See ``OrderForm.rows``."""
        record = self.record(customer)
        address = customer.billing or Address()
        if not customer.name:
            raise refused(f"{record}: the customer has no name.", "name", "name_missing")
        if customer.price_table_id and not self._lists.has("price_table", customer.price_table_id):
            raise refused(
                f"{record}: EBP has no price category {customer.price_table_id}.", "price_table_id", "unknown"
            )
        row = cells.address(address, "", record=record) | {
            "code": record,
            "name": customer.name,
            "vat": customer.vat.replace(" ", ""),
            "last_name": customer.last_name or address.last_name,
            "first_name": customer.first_name or address.first_name,
            "phone": customer.phone or address.phone,
            "mobile": customer.mobile or address.mobile,
            "email": customer.email,
            "group": customer.group_id,
            "price_table": customer.price_table_id,
        }
        return [cells.filled(row, self.captions, dialect, record=record)]


class ItemForm:
    """Makes rows of items (goods); EBP's own people make ranges."""

    kind, file = "product", "items"

    def __init__(self, tables, lists, captions):
        self.captions = captions
        self._tables = tables
        self._lists = lists

    def record(self, product):
        """See ``OrderForm.record``."""
        code = product.id or product.code
        if not code:
            raise refused("The product has no code.", "code", "code_missing")
        return code

    def facts(self, _products):
        """Items need to know nothing of the database."""

    def total(self, _product):
        """Items are not compared."""

    def existing(self, codes):
        """Return those of the codes that EBP has."""
        rows = self._tables.rows(_ITEMS, call="look items up", ids=list(codes) or [""])
        return {text(row, "id") for row in rows}

    def rows(self, product, _facts, dialect, *, pending):
        """See ``OrderForm.rows``."""
        record = self.record(product)
        if len(product.variants) > 1:
            sentence = f"{record} has {len(product.variants)} variants: make it a range in EBP by hand."
            raise refused(sentence, "variants", "variants")
        if product.is_service:
            raise refused(f"{record} is a service, the import profile is one of goods.", "is_service", "service")
        family, _slash, sub_family = product.category_id.partition("/")
        rate = self._rate(product, record)
        row = {
            "code": record,
            "name": next(iter(product.name.values()), ""),
            "description": next(iter(product.description.values()), ""),
            "family": family,
            "sub_family": sub_family,
            "unit": product.unit,
            "vat_rate": None if rate is None else cells.tidy(rate),
            "cost": product.cost,
            "gross_price" if product.price_includes_tax else "net_price": product.price,
            "barcode": product.barcode,
            "weight": product.weight,
            "published": unconfirmed.FLAGS[0] if product.active else unconfirmed.FLAGS[1],
        }
        if not row["name"]:
            raise refused(f"{record}: the product has no name.", "name", "name_missing")
        return [cells.filled(row, self.captions, dialect, record=record)]

    def _rate(self, product, record):
        if not product.tax_ids:
            return None
        rate = self._lists.rate(product.tax_ids[0])
        if rate is None or len(product.tax_ids) > 1:
            taxes = ", ".join(product.tax_ids)
            raise refused(f"{record}: EBP takes one VAT rate of its own, not {taxes}.", "tax_ids", "taxes")
        return rate
