"""Families, products and stock levels, read from KeyInvoice.

A product is its reference: ``IdProduct`` is product id, variant id and code in one. Products with colours
and sizes are read as one variant, unless the account says that they are to be told apart (``grids``).
"""

from datetime import UTC, datetime
from decimal import Decimal

from ..documents import Category, Product, StockLevel, Variant
from ..errors import Rejected
from . import grids, pages
from .wire import PAGE_ROWS, SYSTEM, flag, number, text

#: Fields of a product and of a category that KeyInvoice does not keep: nothing is said by their emptiness.
_UNKEPT = (
    "origin_country", "customs_code", "width", "height", "depth", "slug", "meta_title", "meta_description",
    "delivery_text", "fields", "tags", "related_codes", "accessory_codes", "payment_codes", "low_stock",
    "minimum_quantity", "available_on", "unit_price",
)  # fmt: skip
_UNKEPT_OF_CATEGORIES = ("description", "slug", "meta_title", "meta_description")


class Catalogue:
    """Reads what can be sold.

    :param api: an ``Api5``; ``lists``: the ``CodeLists``
    :param api3: an ``Api3`` for stock per warehouse, or None for one level per product
    :param has_grids: whether products with colours and sizes are read as variants, each with a call of its own
    """

    def __init__(self, api, lists, *, api3=None, has_grids=False):
        self._api = api
        self._has_grids = has_grids
        self._lists = lists
        self._api3 = api3

    def categories(self, *, cursor=None, ids=None, limit=None):
        """Yield pages of families, parents before their children; the list is read whole, for its order."""
        families = _parents_first(self._api.all_rows("listFamilies", "Families"))
        if ids is None:
            yield from pages.sliced(families, _category, id_name="IdFamily", cursor=cursor, limit=limit)
            return
        known = {text(row, "IdFamily"): row for row in families}

        def read(id):
            if id not in known:
                raise pages.missing(id)
            return _category(known[id])

        yield from pages.by_ids(ids, read, limit=limit)

    def products(self, *, cursor=None, ids=None, limit=None):
        """Yield pages of products. KeyInvoice lists only those that are marked for the API."""
        taxes = self._lists.taxes()
        includes_tax = self._lists.prices_with_vat()
        grid_ids = self.grid_ids() if ids is None else ()

        def parse(row):
            row = self._product_row(text(row, "IdProduct")) if text(row, "IdProduct") in grid_ids else row
            return _product(row, self._tax_id(row, taxes), includes_tax=includes_tax)

        if ids is not None:
            yield from pages.by_ids(ids, lambda id: parse(self._product_row(id)), limit=limit)
            return
        yield from pages.scan(
            self._product_rows, parse, id_name="IdProduct", cursor=cursor, limit=limit, count=self.count
        )

    def stock(self, *, cursor=None, ids=None, limit=None):
        """Yield pages of stock levels; goods of which no stock is kept have none (§8.8)."""
        if self._api3:
            yield from self._stock_by_warehouse(cursor, ids, limit)
            return
        read_at = datetime.now(UTC)

        def parse(row):
            return _level(row, read_at)

        if ids is not None:
            yield from pages.by_ids(ids, lambda id: parse(self._level_row(id)), limit=limit)
            return
        if self._has_grids:
            yield from pages.sliced(self._level_rows(), parse, id_name="id", cursor=cursor, limit=limit)
            return
        yield from pages.scan(
            self._product_rows, parse, id_name="IdProduct", cursor=cursor, limit=limit, count=self.count
        )

    def count(self):
        """Return how many products KeyInvoice lists."""
        return int(number(self._api.read("countProducts"), "Count"))

    def _product_rows(self, offset):
        return self._api.rows("listProducts", "Products", Offset=str(offset))

    def _product_row(self, id):
        row = self._api.read("getProduct", IdProduct=id)
        if not row:
            raise pages.missing(id)
        return row

    def grid_ids(self):
        """Return the references of the products with colours or sizes."""
        if not self._has_grids:
            return frozenset()
        return frozenset(text(row, "IdProduct") for row in self._every_row(ColorsSizes="1"))

    def _every_row(self, **parameters):
        """Yield the rows of all pages, as many as there are."""
        offset, rows = 0, [None] * PAGE_ROWS
        while len(rows) == PAGE_ROWS:
            rows = self._api.rows("listProducts", "Products", Offset=str(offset), **parameters)
            yield from rows
            offset += PAGE_ROWS

    def _level_rows(self):
        """Return a row for each plain product and each combination; the latter with a call for each product."""
        grid_ids, rows = self.grid_ids(), []
        for row in self._every_row():
            id = text(row, "IdProduct")
            rows += grids.levels(self._product_row(id)) if id in grid_ids else [row | {"id": id}]
        return rows

    def _level_row(self, id):
        reference, colour, _size = grids.split(id)
        row = self._product_row(reference)
        if not colour:
            return row
        found = [one for one in grids.levels(row) if one["id"] == id]
        if not found:
            raise pages.missing(id)
        return found[0]

    def _tax_id(self, row, taxes):
        """Return the one tax of a product.

        The list tells its rate only. Where several taxes have this rate (exemptions do) the product itself
        is read: one call more, and the only way to know.

        :raises Rejected: no tax, or still several
        """
        fitting = _taxes_of(row, taxes)
        if len(fitting) > 1 and not text(row, "IdTax"):
            row = self._product_row(text(row, "IdProduct"))
            fitting = _taxes_of(row, taxes)
        if len(fitting) == 1:
            return fitting[0].id
        found = ", ".join(tax.name for tax in fitting) or "none"
        raise Rejected(
            f"Product {text(row, 'IdProduct')}: {text(row, 'TaxValue')} % must be one of the account's; "
            f"found: {found}.",
            system=SYSTEM,
            field="tax_ids",
            code="tax",
        )

    def _stock_by_warehouse(self, cursor, ids, limit):
        read_at = datetime.now(UTC)
        grid_ids = self.grid_ids()
        rows = [
            {"id": f"{reference}/{place.id}", "IdProduct": reference, "Stock": quantity, "place": place.id}
            for place in self._lists.locations()
            for reference, quantity in self._api3.warehouse_stock(place.id)
        ]

        def parse(row):
            if row["IdProduct"] in grid_ids:
                message = f"API3 tells the stock of {row['IdProduct']} for all its colours and sizes together."
                raise Rejected(message, system=SYSTEM, field="quantity", code="grid")
            return _level(row | {"HasStocks": "1"}, read_at, location=row["place"])

        if ids is None:
            yield from pages.sliced(rows, parse, id_name="id", cursor=cursor, limit=limit)
            return
        known = {row["id"]: row for row in rows}

        def read(id):
            if id not in known:
                raise pages.missing(id)
            return parse(known[id])

        yield from pages.by_ids(ids, read, limit=limit)


def _parents_first(rows):
    """Return the families so that each comes after its parent; a parent that is not listed counts as none.

    ``FamilyCategoryId`` as the parent's id is one client's reading [U]. Families in a circle come last, as
    top ones.
    """
    left = {text(row, "IdFamily"): row for row in rows}
    ordered, placed = [], set()
    while left:
        ready = [id for id, row in left.items() if _parent(row, left, placed) not in left]
        if not ready:
            return [*ordered, *(row | {"FamilyCategoryId": ""} for row in left.values())]
        for id in ready:
            row = left.pop(id)
            ordered.append(row | {"FamilyCategoryId": _parent(row, left, placed)})
        placed.update(ready)
    return ordered


def _parent(row, left, placed):
    parent = text(row, "FamilyCategoryId")
    is_other = parent != text(row, "IdFamily") and (parent in left or parent in placed)
    return parent if is_other else ""


def _category(row):
    return Category(
        id=text(row, "IdFamily"),
        code=text(row, "Ref"),
        name={"": text(row, "Name")},
        parent_id=text(row, "FamilyCategoryId"),
        untold=_UNKEPT_OF_CATEGORIES,
    )


def _product(row, tax_id, *, includes_tax):
    """Return the product; ``includes_tax`` is the account's rule, for a row that does not say it itself."""
    reference, barcode = text(row, "IdProduct"), text(row, "EAN")
    is_service = flag(row, "IsService")
    weight = _positive(row, "Weight")
    family = text(row, "IdFamily")
    family = "" if family == "0" else family
    return Product(
        id=reference,
        code=reference,
        barcode=barcode,
        variants=grids.variants(row, weight)
        if grids.has_grid(row)
        else (Variant(id=reference, code=reference, barcode=barcode, weight=weight),),
        is_service=is_service,
        is_stored=not is_service and flag(row, "HasStocks", "HasStock"),
        weight=weight,
        brand=text(row, "BrandName"),
        supplier_code=text(row, "SupplierRef"),
        name=_words(row, "Name"),
        short_description=_words(row, "ShortDescription"),
        description=_words(row, "LongDescription"),
        price=number(row, "Price") if text(row, "Price") else None,
        price_includes_tax=flag(row, "TaxIncluded") if text(row, "TaxIncluded") else includes_tax,
        tax_ids=(tax_id,),
        category_id=family,
        category_ids=(family,) if family else (),
        active=flag(row, "Active") if text(row, "Active") else True,
        # a brand is read, and cannot be given to a product
        untold=_UNKEPT if text(row, "BrandName") else (*_UNKEPT, "brand"),
    )


def _level(row, read_at, location=""):
    if flag(row, "IsService") or not flag(row, "HasStocks", "HasStock"):
        return None
    reference, id = text(row, "IdProduct"), row.get("id") or text(row, "IdProduct")
    return StockLevel(
        id=id,
        product_id=reference,
        variant_id=reference if location else id,
        location_id=location,
        quantity=number(row, "Stock"),
        basis="physical",
        read_at=read_at,
    )


def _taxes_of(row, taxes):
    """Return the taxes that fit what a row tells: the id alone, else rate and exemption code."""
    id, code = text(row, "IdTax"), text(row, "TaxExemptionReasonCode")
    if id:
        return [tax for tax in taxes if tax.id == id]
    rate = number(row, "TaxValue")
    return [tax for tax in taxes if tax.rate == rate and (not code or tax.code == code)]


def _positive(row, name):
    """Return a measure, None where it is empty or 0: KeyInvoice shows 0 for "not entered"."""
    value = number(row, name) if text(row, name) else Decimal(0)
    return value if value > 0 else None


def _words(row, name):
    """Return a text of a system with one language, {} where it is empty."""
    words = text(row, name)
    return {"": words} if words else {}
