"""Stock per sector, and the prices of all price tables.

Available is what lies there less what quotations and service orders reserve; both are subtracted (dossier §3.3: a known
integrator adds the second back). Quantities and prices are those of the unit the product is sold in.
"""

from decimal import ROUND_DOWN, Decimal

from ..documents import Price, StockLevel
from . import wire
from .catalogue import factor_of, product_id
from .pages import Listing
from .wire import number, text

#: Products with their stock: read by product, whose key has an index.
_PRODUCTS = "SELECT p.CODPROD AS id FROM PRODUTO p"

_CHANGES = """
SELECT TRIM(e.CODPROD) || '/' || TRIM(e.CODSETORESTOQUE) AS id, MAX(e.LAST_CHANGE) AS changed
  FROM PRODUTOESTOQUE e JOIN PRODUTO p ON p.CODPROD = e.CODPROD
 WHERE e.LAST_CHANGE >= :since AND e.CODEMPRESA IN {companies} AND e.CODSETORESTOQUE IN {sectors}
 GROUP BY TRIM(e.CODPROD) || '/' || TRIM(e.CODSETORESTOQUE)
"""

#: "+ 0" keeps Firebird from walking through all rows of a company, by which the table's key begins.
_LEVELS = """
SELECT e.CODPROD, e.CODSETORESTOQUE AS sector, MAX(p.CODPRODGRADE) AS codprodgrade, MAX(u.FATORCONVERSAO) AS factor,
       SUM(COALESCE(e.ESTATU, 0)) AS there, SUM(COALESCE(e.RESERVADOORCAMENTO, 0)) AS ordered,
       SUM(COALESCE(e.RESERVADOOS, 0)) AS serviced, MAX(e.LAST_CHANGE) AS changed
  FROM PRODUTOESTOQUE e
  JOIN PRODUTO p ON p.CODPROD = e.CODPROD
  LEFT JOIN UNIDADE u ON u.CODUNIDADE = p.CODUNIDADE
 WHERE e.CODPROD IN {products} AND e.CODEMPRESA + 0 IN {companies} AND e.CODSETORESTOQUE IN {sectors}
 GROUP BY e.CODPROD, e.CODSETORESTOQUE
 ORDER BY e.CODPROD, e.CODSETORESTOQUE
"""

#: Open quotations of ours, which nobody has counted yet: neither cancelled nor turned into a sale.
_UNCOUNTED = """
SELECT l.CODPROD, o.CODSETORESTOQUE AS sector, SUM(l.QUANTIDADE) AS quantity
  FROM ORCAMENTO o JOIN ORCAMENTOPROD l ON l.CODORC = o.CODORC
 WHERE l.CODPROD IN {products} AND o.CODEMPRESA IN {companies} AND o.ENTREGATELEFONE LIKE :reference
   AND COALESCE(o.FLAGCANCELADO, 'N') <> 'Y'
   AND NOT EXISTS (SELECT 1 FROM MOVENDA m WHERE m.ENTREGATELEFONE = o.ENTREGATELEFONE)
 GROUP BY l.CODPROD, o.CODSETORESTOQUE
"""

_PRICE_KEYS = """
SELECT t.CODPRODUTOPRECO AS id FROM PRODUTOPRECO t JOIN PRECO h ON h.CODPRECO = t.CODPRECO
  JOIN PRODUTO p ON p.CODPROD = t.CODPROD
 WHERE COALESCE(h.FLAGINATIVA, 'N') NOT IN ('Y', 'S')
"""

_PRICES = """
SELECT t.CODPRODUTOPRECO AS id, t.CODPROD, p.CODPRODGRADE, t.CODPRECO, t.PRECO AS amount, t.QUANTIDADEMINIMA AS minimum,
       u.FATORCONVERSAO AS factor
  FROM PRODUTOPRECO t
  JOIN PRODUTO p ON p.CODPROD = t.CODPROD
  LEFT JOIN UNIDADE u ON u.CODUNIDADE = p.CODUNIDADE
 WHERE t.CODPRODUTOPRECO IN {keys}
"""


class Offers:
    """Reads stock levels and prices.

    :param tables: a ``Tables``; ``lists``: the ``CodeLists``; ``walker``: a ``Walker``
    :param companies, sectors: whose stock counts; () of sectors: all that count in the program
    :param price_table: key of the table whose prices are the base prices
    :param reference: LIKE pattern of our orders' references; "" where the program counts what they reserve
    """

    def __init__(self, tables, lists, walker, *, companies, sectors, price_table, reference, dated):
        self._tables = tables
        self._lists = lists
        self._walker = walker
        self._companies, self._parameters = wire.listed("company", companies)
        self._chosen = sectors
        self._price_table = price_table
        self._reference = reference
        self._dated = dated

    def stock(self, *, cursor, ids, limit):
        """Yield pages of stock levels."""
        read_at = self._walker.now()
        if ids is not None:
            yield from self._walker.by_ids(
                "stock", ids, lambda chunk: self._by_ids([id for id in chunk if "/" in id], read_at), limit=limit
            )
            return
        sectors, known = self._sectors()
        # What others than the program itself reserve dates no row of the stock.
        is_dated = self._dated and not self._reference
        changes = _CHANGES.format(companies=self._companies, sectors=sectors) if is_dated else ""
        listing = Listing(
            everything=(_PRODUCTS,),
            changes=changes,
            read=lambda ids: self._by_ids(ids, read_at),
            parameters=self._parameters | known,
            width=len(known),
        )
        yield from self._walker.pull("stock", listing, cursor=cursor, limit=limit)

    def prices(self, *, cursor, ids, limit):
        """Yield pages of prices; they are not dated there, so all are read each time (dossier §3.2)."""
        if ids is not None:
            yield from self._walker.by_ids("price", ids, self._prices, limit=limit)
            return
        listing = Listing(everything=(_PRICE_KEYS,), read=self._prices)
        yield from self._walker.pull("price", listing, cursor=cursor, limit=limit)

    def _sectors(self):
        return wire.listed("sector", self._lists.sectors(self._chosen))

    def _by_ids(self, ids, read_at):
        """Return (levels, refusals) of ids "product/sector", or of products with all their sectors."""
        products = list(dict.fromkeys(id.partition("/")[0] for id in ids))
        keys, known = wire.listed("product", products)
        sectors, places = self._sectors()
        query = _LEVELS.format(products=keys, companies=self._companies, sectors=sectors)
        rows = self._tables.rows(query, call="read stock", **self._parameters, **known, **places)
        wanted = {id for id in ids if "/" in id}
        if wanted:
            rows = [row for row in rows if _level_id(row) in wanted]
        uncounted = self._uncounted(products) if self._reference else {}
        return wire.parsed(rows, _level_id, lambda row: self._level(row, read_at, uncounted))

    def _level(self, row, read_at, uncounted):
        product, sector = text(row, "codprod"), text(row, "sector")
        pieces = number(row, "there") - number(row, "ordered") - number(row, "serviced")
        pieces -= uncounted.get((product, sector), Decimal(0))
        return StockLevel(
            id=_level_id(row),
            updated_at=wire.aware(row["changed"], self._walker.zone),
            product_id=product_id(row),
            variant_id=product,
            location_id=sector,
            # Rounded down: a part of a box that is left over cannot be sold as a box.
            quantity=(pieces / factor_of(row)).quantize(Decimal("0.0001"), rounding=ROUND_DOWN),
            basis="available",
            read_at=wire.aware(read_at, self._walker.zone),
        )

    def _uncounted(self, products):
        keys, known = wire.listed("product", dict.fromkeys(products))
        query = _UNCOUNTED.format(products=keys, companies=self._companies)
        rows = self._tables.rows(
            query, call="read open quotations", reference=self._reference, **known, **self._parameters
        )
        return {(text(row, "codprod"), text(row, "sector")): number(row, "quantity") for row in rows}

    def _prices(self, ids):
        keys, known = wire.listed("price", ids)
        rows = self._tables.rows(_PRICES.format(keys=keys), call="read price", **known)
        return wire.parsed(rows, lambda row: text(row, "id"), self._price)

    def _price(self, row):
        table, minimum, factor = text(row, "codpreco"), number(row, "minimum"), factor_of(row)
        return Price(
            id=text(row, "id"),
            product_id=product_id(row),
            variant_id=text(row, "codprod"),
            amount=number(row, "amount") * factor,
            includes_tax=True,
            table_id="" if table == self._price_table else table,
            minimum_quantity=minimum / factor if minimum > 1 else None,
        )


def _level_id(row):
    return f"{text(row, 'codprod')}/{text(row, 'sector')}"
