"""Stock per storehouse, and prices: the items' own and those of price lists for a customer category."""

from datetime import datetime, time
from decimal import Decimal

from ..documents import Price, StockLevel
from ..documents.offer import level_id
from ..exchange.walking import Listing, aware, listed
from . import wire
from .catalogue import NO_RANGE, PRODUCT
from .wire import flag, number, text

#: Several rows of one item and storehouse (places inside it) are one level.
_LEVELS = f"""
SELECT s.ItemId AS item, CAST(s.StorehouseId AS VARCHAR(36)) AS place, MAX({PRODUCT}) AS product,
       SUM(COALESCE(s.RealStock, 0)) AS real_stock, SUM(COALESCE(s.VirtualStock, 0)) AS virtual_stock,
       SUM(COALESCE(s.BookedQuantity, 0)) AS booked, SUM(COALESCE(s.OrderedQuantity, 0)) AS ordered,
       SUM(COALESCE(s.SuppliersOrderedQuantity, 0)) AS coming, MAX({{touched}}) AS dated, {{second}} AS changed
  FROM StockItem s JOIN Item i ON i.Id = s.ItemId
 WHERE {{shown}} AND {NO_RANGE} AND {{places}}
 GROUP BY s.ItemId, s.StorehouseId
"""  # noqa: S608 (constants)
_LEVEL_COLUMNS = (
    "item", "place", "product", "real_stock", "virtual_stock", "booked", "ordered", "coming", "dated"
)  # fmt: skip

#: A list counts for a category when one inclusion line names just that category (dossier §4; see unconfirmed.py).
_PRICES = f"""
SELECT i.Id AS item, '' AS line, '' AS category, {PRODUCT} AS product, i.SalePriceVatExcluded AS amount,
       NULL AS discount, NULL AS threshold, NULL AS starts, NULL AS ends, 0 AS promotion
  FROM Item i WHERE {{shown}} AND {NO_RANGE}
"""  # noqa: S608 (constants)
_LISTED = f"""
UNION ALL
SELECT i.Id AS item, CAST(l.Id AS VARCHAR(36)) AS line, c.Id AS category, {PRODUCT} AS product, l.PriceValue AS amount,
       l.DiscountValue AS discount, l.Threshold AS threshold, p.StartValidityDate AS starts, p.EndValidityDate AS ends,
       CASE WHEN p.IsPromotion = 1 THEN 1 ELSE 0 END AS promotion
  FROM PriceListCalculationLine l
  JOIN PriceList p ON p.Id = l.PriceListId
  JOIN Item i ON i.Id = l.ItemId
  JOIN PriceListCategory c ON EXISTS (
       SELECT 1 FROM PriceListInclusionLine n WHERE n.PriceListId = p.Id AND n.StartElementId = c.Id
          AND n.EndElementId = c.Id AND COALESCE(n.IsExcluded, 0) = 0)
 WHERE {{shown}} AND (p.EndValidityDate IS NULL OR p.EndValidityDate >= :today)
"""  # noqa: S608 (constants)
_PRICE_COLUMNS = (
    "item", "line", "category", "product", "amount", "discount", "threshold", "starts", "ends", "promotion"
)  # fmt: skip

#: What a figure is made of, by the setting ``available``.
_FIGURES = {
    "real": lambda row: number(row, "real_stock"),
    "virtual": lambda row: number(row, "virtual_stock"),
    "free": lambda row: number(row, "real_stock") - number(row, "booked") - number(row, "ordered"),
}


class Offers:
    """Reads stock levels and prices.

    :param tables: a ``Tables``; ``lists``: the ``CodeLists``; ``walker``: a ``Walker``
    :param shown: SQL, which items count; ``storehouses``: those chosen, () for all in use
    :param figure: a key of the setting ``available``; ``price_lists``: whether they are read
    """

    def __init__(self, tables, lists, walker, *, shown, storehouses, figure, price_lists):
        self._tables = tables
        self._lists = lists
        self._walker = walker
        self._shown = shown
        self._chosen = storehouses
        self._figure = figure
        self._price_lists = price_lists

    def stock(self, *, cursor, ids, limit):
        """Yield pages of stock levels."""
        read_at = aware(self._walker.now(), self._walker.zone)
        if ids is not None:
            yield from self._walker.by_ids("stock", ids, lambda chunk: self._by_ids(chunk, read_at), limit=limit)
            return
        places, known = listed("place", self._lists.storehouses(self._chosen) or [wire.NO_GUID])
        everything = self._levels(f"s.StorehouseId IN {places}")
        listing = Listing(
            everything=everything,
            changes=f"{everything} HAVING MAX({wire.touched('s')}) >= :since",
            columns=_LEVEL_COLUMNS,
            key=("item", "place"),
            read=lambda rows: self._documents(rows, read_at),
            parameters=known,
        )
        yield from self._walker.pull("stock", listing, cursor=cursor, limit=limit)

    def prices(self, *, cursor, limit):
        """Yield pages of prices; lists and their lines are not known to be dated, so all are read each time."""
        query, parameters = _PRICES.format(shown=self._shown), {}
        if self._price_lists:
            query += _LISTED.format(shown=self._shown)
            parameters = {"today": datetime.combine(self._walker.now().date(), time())}
        listing = Listing(
            everything=query,
            columns=_PRICE_COLUMNS,
            key=("item", "line", "category"),
            read=lambda rows: wire.parsed(rows, _price_id, self._price),
            parameters=parameters,
        )
        yield from self._walker.pull("price", listing, cursor=cursor, limit=limit)

    def _levels(self, places):
        dated = wire.touched("s")
        second = wire.second(self._tables.dialect.name, f"MAX({dated})")
        return _LEVELS.format(shown=self._shown, touched=dated, second=second, places=places)

    def _by_ids(self, ids, read_at):
        places = self._lists.storehouses(self._chosen) or [wire.NO_GUID]
        items = {id.rpartition("/")[0] for id in ids}
        query = self._levels("s.ItemId IN :items AND s.StorehouseId IN :places")
        rows = self._tables.rows(query, call="read stock", items=sorted(items), places=places)
        documents, refusals = self._documents(rows, read_at)
        return [level for level in documents if level.id in ids], [bad for bad in refusals if bad.id in ids]

    def _documents(self, rows, read_at):
        return wire.parsed(rows, _level_id, lambda row: self._level(row, read_at))

    def _level(self, row, read_at):
        coming = number(row, "coming")
        return StockLevel(
            id=_level_id(row),
            updated_at=aware(row["dated"], self._walker.zone),
            product_id=text(row, "product"),
            variant_id=text(row, "item"),
            code=text(row, "item"),
            location_id=text(row, "place"),
            quantity=_FIGURES[self._figure](row),
            basis="physical" if self._figure == "real" else "available",
            read_at=read_at,
            incoming=coming if coming > 0 else None,
        )

    def _price(self, row):
        amount, discount = number(row, "amount"), number(row, "discount")
        is_discount = bool(text(row, "line")) and not amount
        threshold = number(row, "threshold")
        ends = aware(row["ends"], self._walker.zone)
        return Price(
            id=_price_id(row),
            product_id=text(row, "product"),
            variant_id=text(row, "item"),
            amount=Decimal(0) if is_discount else amount,
            discount_percent=discount if is_discount else None,
            table_id=text(row, "category"),
            currency=wire.CURRENCY,
            minimum_quantity=threshold if threshold > 1 else None,
            starts_at=aware(row["starts"], self._walker.zone),
            ends_at=ends,
            is_promotion=True if flag(row, "promotion") else None,
        )


def _level_id(row):
    return level_id(text(row, "item"), text(row, "place"))


def _price_id(row):
    parts = [text(row, "item"), text(row, "category"), text(row, "line")]
    return "/".join(part for part in parts if part)
