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

_LEVELS = """
SELECT e.CODPROD || '/' || e.CODSETORESTOQUE AS id, MAX(e.CODPROD) AS codprod, MAX(e.CODSETORESTOQUE) AS sector,
       MAX(p.CODPRODGRADE) AS codprodgrade, MAX(p.CODIGO) AS code, MAX(u.FATORCONVERSAO) AS factor,
       SUM(COALESCE(e.ESTATU, 0)) AS there, SUM(COALESCE(e.RESERVADOORCAMENTO, 0)) AS ordered,
       SUM(COALESCE(e.RESERVADOOS, 0)) AS serviced, MAX(e.LAST_CHANGE) AS changed, MAX(e.LAST_CHANGE) AS dated
  FROM PRODUTOESTOQUE e
  JOIN PRODUTO p ON p.CODPROD = e.CODPROD
  LEFT JOIN UNIDADE u ON u.CODUNIDADE = p.CODUNIDADE
 WHERE e.CODEMPRESA IN {companies} AND {condition}
 GROUP BY e.CODPROD || '/' || e.CODSETORESTOQUE
"""
_COLUMNS = ("id", "codprod", "sector", "codprodgrade", "code", "factor", "there", "ordered", "serviced", "dated")

#: Open quotations of ours, which nobody has counted yet: neither cancelled nor turned into a sale.
_UNCOUNTED = """
SELECT l.CODPROD, o.CODSETORESTOQUE AS sector, SUM(l.QUANTIDADE) AS quantity
  FROM ORCAMENTO o JOIN ORCAMENTOPROD l ON l.CODORC = o.CODORC
 WHERE l.CODPROD IN {products} AND o.CODEMPRESA IN {companies} AND o.ENTREGATELEFONE LIKE :reference
   AND COALESCE(o.FLAGCANCELADO, 'N') <> 'Y'
   AND NOT EXISTS (SELECT 1 FROM MOVENDA m WHERE m.ENTREGATELEFONE = o.ENTREGATELEFONE)
 GROUP BY l.CODPROD, o.CODSETORESTOQUE
"""

_PRICES = """
SELECT t.CODPRODUTOPRECO AS id, t.CODPROD, p.CODPRODGRADE, t.CODPRECO, t.PRECO AS amount, t.QUANTIDADEMINIMA AS minimum,
       u.FATORCONVERSAO AS factor
  FROM PRODUTOPRECO t
  JOIN PRODUTO p ON p.CODPROD = t.CODPROD
  JOIN PRECO h ON h.CODPRECO = t.CODPRECO
  LEFT JOIN UNIDADE u ON u.CODUNIDADE = p.CODUNIDADE
 WHERE {condition}
"""
_PRICE_COLUMNS = ("id", "codprod", "codprodgrade", "codpreco", "amount", "minimum", "factor")


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
            yield from self._walker.by_ids("stock", ids, lambda chunk: self._by_ids(chunk, read_at), limit=limit)
            return
        sectors, known = wire.listed("sector", self._lists.sectors(self._chosen))
        place = f"e.CODSETORESTOQUE IN {sectors}"
        everything = _LEVELS.format(companies=self._companies, condition=place)
        # What others than the program itself reserve dates no row of the stock.
        is_dated = self._dated and not self._reference
        listing = Listing(
            everything=everything,
            changes=f"{everything} HAVING MAX(e.LAST_CHANGE) >= :since" if is_dated else "",
            columns=_COLUMNS,
            key="id",
            read=lambda rows: self._levels(rows, read_at),
            parameters=self._parameters | known,
        )
        yield from self._walker.pull("stock", listing, cursor=cursor, limit=limit)

    def prices(self, *, cursor, ids, limit):
        """Yield pages of prices; they are not dated there, so all are read each time (dossier §3.2)."""
        if ids is not None:
            yield from self._walker.by_ids("price", ids, self._prices_by_ids, limit=limit)
            return
        query = _PRICES.format(condition="COALESCE(h.FLAGINATIVA, 'N') NOT IN ('Y', 'S')")
        listing = Listing(everything=query, columns=_PRICE_COLUMNS, key="id", read=self._prices)
        yield from self._walker.pull("price", listing, cursor=cursor, limit=limit)

    def _by_ids(self, ids, read_at):
        sectors = self._lists.sectors(self._chosen)
        wanted = [id for id in ids if id.partition("/")[2] in sectors]
        keys, known = wire.listed("level", wanted)
        query = _LEVELS.format(companies=self._companies, condition=f"e.CODPROD || '/' || e.CODSETORESTOQUE IN {keys}")
        return self._levels(self._tables.rows(query, call="read stock", **self._parameters, **known), read_at)

    def _levels(self, rows, read_at):
        uncounted = self._uncounted([text(row, "codprod") for row in rows]) if self._reference else {}
        return wire.parsed(rows, _id_of, lambda row: self._level(row, read_at, uncounted))

    def _level(self, row, read_at, uncounted):
        product, sector = text(row, "codprod"), text(row, "sector")
        pieces = number(row, "there") - number(row, "ordered") - number(row, "serviced")
        pieces -= uncounted.get((product, sector), Decimal(0))
        return StockLevel(
            id=text(row, "id"),
            updated_at=wire.aware(row["dated"], self._walker.zone),
            product_id=product_id(row),
            variant_id=product,
            code=text(row, "code"),
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

    def _prices_by_ids(self, ids):
        keys, known = wire.listed("price", ids)
        query = _PRICES.format(condition=f"t.CODPRODUTOPRECO IN {keys}")
        return self._prices(self._tables.rows(query, call="read price", **known))

    def _prices(self, rows):
        return wire.parsed(rows, _id_of, self._price)

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


def _id_of(row):
    return text(row, "id")
