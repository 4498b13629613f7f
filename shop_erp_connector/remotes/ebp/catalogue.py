"""Families as categories, and items: plain ones and ranges ("gammes").

Each variant of a range is an item of its own that names its parent and up to five elements of axes (dossier §4). Here
the range is one product whose id is the parent's code; the variants' ids are their own codes.
"""

from decimal import Decimal

from ..documents import AttributeValue, Category, Image, Product, Variant
from ..exchange.walking import Listing, aware
from . import wire
from .wire import flag, number, text

#: The product that an item belongs to.
PRODUCT = "COALESCE(NULLIF(i.ParentRangeItemId, ''), i.Id)"

#: An item that is only the head of a range has no price, stock or sale of its own.
NO_RANGE = "NOT EXISTS (SELECT 1 FROM Item c WHERE c.ParentRangeItemId = i.Id)"

_EVERYTHING = f"""
SELECT x.id AS id FROM (SELECT {PRODUCT} AS id FROM Item i WHERE {{shown}}) x GROUP BY x.id
"""  # noqa: S608 (constants)

_CHANGES = f"""
SELECT x.id AS id, MAX(x.changed) AS changed FROM (
  SELECT {PRODUCT} AS id, {{second}} AS changed FROM Item i WHERE {{shown}} AND {{touched}} >= :since
) x GROUP BY x.id
"""  # noqa: S608 (constants)

_ITEMS = """
SELECT i.Id, i.ParentRangeItemId, i.Caption, i.DesComClear, i.FamilyId, i.SubFamilyId, i.UnitId, i.BarCode,
       i.SalePriceVatExcluded, CAST(i.VatId AS VARCHAR(36)) AS VatId, i.PurchasePrice, i.CostPrice, i.Weight,
       i.WeightUnitId, i.ManageStock, i.ActiveState, i.AllowPublishOnWeb, i.ItemType, i.RangeTypeElementId0,
       i.RangeTypeElementId1, i.RangeTypeElementId2, i.RangeTypeElementId3, i.RangeTypeElementId4, i.ImageVersion,
       SUBSTRING(i.ItemImage, 1, 4) AS image_begin, {touched} AS dated
  FROM Item i WHERE i.Id IN :ids OR i.ParentRangeItemId IN :ids ORDER BY i.Id
"""

_AXES = """
SELECT CAST(e.Id AS VARCHAR(36)) AS id, e.Caption AS name, CAST(t.Id AS VARCHAR(36)) AS axis_id, t.Caption AS axis
  FROM RangeTypeElement e JOIN RangeType t ON t.Id = e.RangeTypeId
"""

_IMAGE = "SELECT ItemImage AS content FROM Item WHERE Id = :id"

#: How pictures of items are called in a document; see ``Remote.download``.
IMAGE = "item-image:"

_FORMATS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"BM": "bmp", b"RIFF": "webp"}
_ELEMENTS = [f"rangetypeelementid{place}" for place in range(5)]
_GRAMS = {"": Decimal(1), "KG": Decimal(1), "G": Decimal("0.001"), "GR": Decimal("0.001"), "T": Decimal(1000)}


class Catalogue:
    """Reads families and items.

    :param tables: a ``Tables``; ``zone``: of the database's wall clock
    :param published_only: leave out what is not marked for the web
    :param active, services: codes of ActiveState and ItemType
    """

    def __init__(self, tables, *, zone, published_only, active, services):
        self._tables = tables
        self._zone = zone
        self._published_only = published_only
        self._active = active
        self._services = services
        self.shown = "i.AllowPublishOnWeb = 1" if published_only else "1 = 1"

    @property
    def listing(self):
        """What products are read from."""
        dated = wire.touched("i")
        return Listing(
            everything=_EVERYTHING.format(shown=self.shown),
            changes=_CHANGES.format(
                shown=self.shown, touched=dated, second=wire.second(self._tables.dialect.name, dated)
            ),
            columns=("id",),
            key=("id",),
            read=lambda rows: self.products([text(row, "id") for row in rows]),
        )

    def categories(self):
        """Return all families, each before its sub-families."""
        call = "read families"
        families = self._tables.rows("SELECT Id, Caption FROM ItemFamily ORDER BY Id", call=call)
        below = self._tables.rows("SELECT Id, Caption, ItemFamilyId FROM ItemSubFamily ORDER BY Id", call=call)
        found = [_category(text(row, "id"), "", row) for row in families]
        found += [_category(sub_family_id(row, "itemfamilyid", "id"), text(row, "itemfamilyid"), row) for row in below]
        return found

    def some_categories(self, ids):
        """Return (documents, refusals) of the families with these ids."""
        return [category for category in self.categories() if category.id in ids], []

    def products(self, ids):
        """Return (documents, refusals) of the products with these ids, in their order."""
        rows = self._tables.rows(_ITEMS.format(touched=wire.touched("i")), call="read product", ids=list(ids))
        heads = {text(row, "id"): row for row in rows}
        variants = wire.grouped([row for row in rows if self._is_shown(row)], "parentrangeitemid")
        axes = self._axes() if any(text(row, "parentrangeitemid") for row in rows) else {}
        found = [
            (heads[id], variants.get(id, []))
            for id in ids
            if id in heads and (variants.get(id) or self._is_shown(heads[id]))
        ]
        return wire.parsed(found, lambda item: text(item[0], "id"), lambda item: self._product(*item, axes))

    def image(self, id):
        """Return the bytes of an item's picture, None where it has none (any more)."""
        rows = self._tables.rows(_IMAGE, call="read a picture", id=id)
        return bytes(rows[0]["content"]) if rows and rows[0]["content"] else None

    def _is_shown(self, row):
        return not self._published_only or flag(row, "allowpublishonweb")

    def _axes(self):
        return {text(row, "id"): row for row in self._tables.rows(_AXES, call="read ranges")}

    def _is_active(self, row):
        return text(row, "activestate") in self._active

    def _product(self, head, below, axes):
        sold = below or [head]
        prices = [number(row, "salepricevatexcluded") for row in sold]
        base = min(prices)
        dated = [moment for moment in (aware(row["dated"], self._zone) for row in [head, *below]) if moment]
        category = text(head, "familyid")
        if category and text(head, "subfamilyid"):
            category = sub_family_id(head, "familyid", "subfamilyid")
        plain = not below
        return Product(
            id=text(head, "id"),
            updated_at=max(dated, default=None),
            code=text(head, "id"),
            barcode=text(head, "barcode") if plain else "",
            variants=tuple(self._variant(row, price - base, axes) for row, price in zip(sold, prices, strict=True)),
            is_service=text(head, "itemtype") in self._services,
            is_stored=any(flag(row, "managestock") for row in sold),
            unit=text(head, "unitid"),
            weight=_weight(head) if plain else None,
            name={"": text(head, "caption")},
            description={"": text(head, "descomclear")} if text(head, "descomclear") else {},
            price=base,
            cost=_cost(head) if plain else None,
            tax_ids=(text(head, "vatid"),) if text(head, "vatid") else (),
            category_id=category,
            category_ids=(category,) if category else (),
            images=_images(head),
            active=any(self._is_active(row) for row in sold),
            untold=_weight_not_read(head) if plain else (),
        )

    def _variant(self, row, extra, axes):
        elements = [text(row, name) for name in _ELEMENTS]
        return Variant(
            id=text(row, "id"),
            code=text(row, "id"),
            barcode=text(row, "barcode"),
            attributes=tuple(_attribute(axes[element]) for element in elements if element in axes),
            price_extra=extra,
            cost=_cost(row),
            weight=_weight(row),
            active=self._is_active(row),
            untold=_weight_not_read(row),
        )


def sub_family_id(row, family, sub_family):
    """Return the category id of a sub-family: its code alone may be used in several families."""
    return f"{text(row, family)}/{text(row, sub_family)}"


def _category(id, parent, row):
    return Category(id=id, parent_id=parent, code=text(row, "id"), name={"": text(row, "caption")})


def _attribute(row):
    return AttributeValue(
        attribute=text(row, "axis"),
        value=text(row, "name"),
        attribute_id=text(row, "axis_id"),
        value_id=text(row, "id"),
    )


def _cost(row):
    return number(row, "costprice") or number(row, "purchaseprice") or None


def _weight(row):
    """Return kilograms; None where there is no weight, or one in a unit that is not known."""
    factor = _GRAMS.get(text(row, "weightunitid").upper())
    weight = number(row, "weight")
    return weight * factor if weight and factor else None


def _weight_not_read(row):
    """Return ("weight",) where there is one in a unit that is not known: it is no reason to forget Odoo's."""
    return ("weight",) if number(row, "weight") and _weight(row) is None else ()


def _images(row):
    begin = row["image_begin"]
    if not begin:
        return ()
    ending = next((ending for known, ending in _FORMATS.items() if bytes(begin).startswith(known)), "")
    if not ending:
        return ()
    id, version = text(row, "id"), text(row, "imageversion") or "0"
    return (Image(id=f"{id}/{version}", url=f"{IMAGE}{version}:{id}", name=f"image.{ending}"),)
