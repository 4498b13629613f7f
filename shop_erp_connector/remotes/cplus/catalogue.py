"""Sections as categories, and products: plain ones and grids.

Each cell of a grid is a product of its own in C-Plus (own key, price, stock, code) that names the grid and its place on
two axes (dossier §3.1). Here a grid is one product whose variants are the cells; its id is "G" and the grid's key,
because a grid and a product may have the same nine digits.
"""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile
from operator import itemgetter

from ..cursors import chunked
from ..documents import AttributeValue, Category, Product, Variant
from ..errors import ProtocolError
from . import unconfirmed, wire
from .pages import MOST_KEYS, Listing
from .wire import flag, number, text

GRID = "G"

_PLAIN = "SELECT p.CODPROD AS id FROM PRODUTO p WHERE p.CODPRODGRADE IS NULL"
_GRIDS = "SELECT DISTINCT 'G' || p.CODPRODGRADE AS id FROM PRODUTO p WHERE p.CODPRODGRADE IS NOT NULL"

#: A product has changed when its row has, or one of its codes.
_CHANGES = """
SELECT x.id AS id, MAX(x.changed) AS changed FROM (
  SELECT CASE WHEN p.CODPRODGRADE IS NULL THEN p.CODPROD ELSE 'G' || p.CODPRODGRADE END AS id,
         p.LAST_CHANGE AS changed
    FROM PRODUTO p WHERE p.LAST_CHANGE >= :since
  UNION ALL
  SELECT CASE WHEN p.CODPRODGRADE IS NULL THEN p.CODPROD ELSE 'G' || p.CODPRODGRADE END AS id,
         c.LAST_CHANGE AS changed
    FROM PRODUTOCODIGO c JOIN PRODUTO p ON p.CODPROD = c.CODPROD WHERE c.LAST_CHANGE >= :since
) x GROUP BY x.id
"""

_PRODUCTS = """
SELECT p.CODPROD, p.CODIGO, p.NOMEPROD, p.NOMEPRODWEB, p.DESCRICAOWEB, p.CODPRODGRADE, p.CODITEMGRADEDETALHEH,
       p.CODITEMGRADEDETALHEV, p.PESOBRUTO, p.PESOLIQUIDO, p.PRECUSTO, p.FLAGINATIVO, p.FLAGNAOVENDER, p.FLAGSERVICO,
       p.FLAGCONTROLAESTOQUE, p.CODSEC, p.LAST_CHANGE, u.CODIGO AS unit, u.FATORCONVERSAO AS factor,
       f.CODIGOCLASSIFICACAOFISCAL AS ncm, {brand} AS brand
  FROM PRODUTO p
  LEFT JOIN UNIDADE u ON u.CODUNIDADE = p.CODUNIDADE
  LEFT JOIN CLASSIFICACAOFISCAL f ON f.CODCLASSIFICACAOFISCAL = p.CODCLASSIFICACAOFISCAL
  {join}
 WHERE {column} IN {keys}
 ORDER BY p.CODPROD
"""

_CODES = "SELECT CODPROD, CODIGO, FATORCONVERSAO FROM PRODUTOCODIGO WHERE CODPROD IN {keys}"

_PRICES = """
SELECT CODPROD, PRECO FROM PRODUTOPRECO
 WHERE CODPROD IN {keys} AND CODPRECO = :price_table AND COALESCE(QUANTIDADEMINIMA, 0) <= 1
"""

_AXES = """
SELECT d.CODITEMGRADEDETALHE AS id, d.DESCRICAO AS name, d.SIGLA AS code, d.POSICAO AS place,
       a.CODITEMGRADE AS axis_id, a.DESCRICAO AS axis
  FROM ITEMGRADEDETALHE d JOIN ITEMGRADE a ON a.CODITEMGRADE = d.CODITEMGRADE
"""

#: EAN-8, UPC, EAN-13 and GTIN-14.
_BARCODE = re.compile(r"\d{8}|\d{12,14}")


class Catalogue:
    """Reads sections and products.

    :param tables: a ``Tables``; ``schema``: a ``Schema``
    :param zone: of the shop's wall clock; ``price_table``: key of the table whose prices products carry
    """

    def __init__(self, tables, schema, *, zone, price_table):
        self._tables = tables
        self._schema = schema
        self._zone = zone
        self._price_table = price_table

    def categories(self):
        """Return all sections, a parent before its children."""
        rows = self._tables.rows(
            "SELECT CODSEC, CODIGO, NOMESECAO, CLASSIFICACAO FROM SECAO ORDER BY CLASSIFICACAO, CODSEC",
            call="read sections",
        )
        paths = {text(row, "classificacao"): text(row, "codsec") for row in reversed(rows)}
        return [_category(row, paths, position) for position, row in enumerate(rows)]

    def some_categories(self, ids):
        """Return (documents, refusals) of the sections with these keys; the whole tree is one statement anyway."""
        return [category for category in self.categories() if category.id in ids], []

    @property
    def listing(self):
        """What products are read from."""
        return Listing(everything=(_PLAIN, _GRIDS), changes=_CHANGES, read=self.products)

    def products(self, ids):
        """Return (documents, refusals) of the products with these ids; plain ones and grids by queries of their own."""
        plain = [id for id in ids if not id.startswith(GRID)]
        grids = [id.removeprefix(GRID) for id in ids if id.startswith(GRID)]
        first = self._products("p.CODPROD", plain) if plain else ([], [])
        second = self._products("p.CODPRODGRADE", grids) if grids else ([], [])
        return first[0] + second[0], first[1] + second[1]

    def _products(self, column, keys):
        keys, known = wire.listed("product", keys)
        rows = self._read(self._products_query({"column": column, "keys": keys}), known)
        if column == "p.CODPROD":
            # A cell of a grid is no product of its own.
            rows = [row for row in rows if not row["codprodgrade"]]
        cells = [text(row, "codprod") for row in rows]
        details = Details(
            codes=_grouped(self._read_of(cells, _CODES)),
            prices=_grouped(self._read_of(cells, _PRICES, price_table=self._price_table)),
            axes=self._axes() if any(row["codprodgrade"] for row in rows) else {},
            zone=self._zone,
        )
        return wire.parsed(_cells(rows), _id_of, lambda cells: _product(cells, details))

    def _products_query(self, found):
        if not self._schema.has_list(unconfirmed.BRANDS):
            return _PRODUCTS.format(brand="NULL", join="", **found)
        join = "LEFT JOIN FABRICANTE b ON b.CODFABRICANTE = p.CODFABRICANTE"
        return _PRODUCTS.format(brand="b.NOMEFABRICANTE", join=join, **found)

    def _axes(self):
        rows = self._tables.rows(_AXES, call="read grids")
        return {text(row, "id"): row for row in rows}

    def _read_of(self, products, query, **parameters):
        """Return the rows of a query about products; a page of grids may have more cells than a list takes keys."""
        rows = []
        for chunk in chunked(products, MOST_KEYS):
            keys, known = wire.listed("product", chunk)
            rows += self._read(query.format(keys=keys), parameters | known)
        return rows

    def _read(self, query, parameters):
        return self._tables.rows(query, call="read product", **parameters)


class Details:
    """What a page's products need besides their own rows, by key.

    :param codes, prices: rows by CODPROD; ``axes``: rows by CODITEMGRADEDETALHE
    """

    def __init__(self, *, codes, prices, axes, zone):
        self.axes = axes
        self.zone = zone
        self._codes = codes
        self._prices = prices

    def barcode(self, product):
        """Return the first code that is a barcode of one piece."""
        for code, row in sorted(
            ((text(row, "codigo"), row) for row in self._codes.get(product, ())), key=itemgetter(0)
        ):
            if _BARCODE.fullmatch(code) and number(row, "fatorconversao") in (0, 1):
                return code
        return ""

    def price(self, product, factor):
        """Return the price of one unit, None where the table has none.

        :raises ProtocolError: the table has several
        """
        amounts = {number(row, "preco") for row in self._prices.get(product, ())}
        if len(amounts) > 1:
            raise ProtocolError(
                f"Product {product} has several prices in one table: {', '.join(map(wire.plain, sorted(amounts)))}.",
                system=wire.SYSTEM,
                call="read product",
            )
        return amounts.pop() * factor if amounts else None

    def attributes(self, cell):
        """Return what tells a cell from its sisters."""
        keys = [text(cell, name) for name in ("coditemgradedetalhev", "coditemgradedetalheh")]
        return tuple(_attribute(self.axes[key]) for key in keys if key in self.axes)


def factor_of(row, name="factor"):
    """Return how many pieces of C-Plus are one unit as it is sold: 1 where nothing is said (dossier §7.5)."""
    factor = number(row, name)
    return factor if factor > 1 else Decimal(1)


def product_id(row):
    """Return the id of the product that a row with ``codprod`` and ``codprodgrade`` belongs to."""
    grid = text(row, "codprodgrade")
    return GRID + grid if grid else text(row, "codprod")


def _category(row, paths, position):
    path = text(row, "classificacao")
    # Assumed from one installation: levels divided by dots (dossier §3.1).
    parents = [path[:end] for end in range(len(path) - 1, 0, -1) if path[end] == "."]
    return Category(
        id=text(row, "codsec"),
        parent_id=next((paths[parent] for parent in parents if parent in paths), ""),
        code=text(row, "codigo"),
        name={"": text(row, "nomesecao")},
        position=position,
    )


def _grouped(rows):
    found = {}
    for row in rows:
        found.setdefault(text(row, "codprod"), []).append(row)
    return found


def _cells(rows):
    """Return the rows of each product as a list: one row for a plain one, all cells for a grid."""
    found = {}
    for row in rows:
        found.setdefault(product_id(row), []).append(row)
    return list(found.values())


def _id_of(cells):
    return product_id(cells[0])


def _product(cells, details):
    first = cells[0]
    variants = [_variant(cell, details) for cell in cells]
    prices = [details.price(text(cell, "codprod"), factor_of(cell)) for cell in cells]
    known = [price for price in prices if price is not None]
    price = min(known) if known else None
    if text(first, "codprodgrade"):
        variants = [
            _with_extra(variant, cell_price, price) for variant, cell_price in zip(variants, prices, strict=True)
        ]
    changed = [moment for moment in (wire.aware(cell["last_change"], details.zone) for cell in cells) if moment]
    return Product(
        id=product_id(first),
        updated_at=max(changed, default=None),
        code=text(first, "codigo") if len(cells) == 1 else "",
        barcode=variants[0].barcode if len(cells) == 1 else "",
        variants=tuple(variants),
        is_service=flag(first, "flagservico"),
        # A null flag is no, but goods whose stock nobody looks after would be sold without end.
        is_stored=not flag(first, "flagservico") and text(first, "flagcontrolaestoque").upper() != "N",
        unit=text(first, "unit"),
        weight=variants[0].weight,
        brand=text(first, "brand"),
        customs_code=text(first, "ncm"),
        name={"": _name(cells)},
        description={"": text(first, "descricaoweb")} if text(first, "descricaoweb") else {},
        price=price,
        price_includes_tax=True,
        cost=variants[0].cost,
        category_id=text(first, "codsec"),
        category_ids=(text(first, "codsec"),) if text(first, "codsec") else (),
        active=any(variant.active for variant in variants),
    )


def _name(cells):
    """Return a product's name; a grid has none of its own that is known: what its cells' names have in common."""
    names = [text(cell, "nomeprodweb") or text(cell, "nomeprod") for cell in cells]
    if len(names) == 1:
        return names[0]
    columns = zip(*(name.split() for name in names), strict=False)
    common = [words[0] for words in takewhile(lambda words: len(set(words)) == 1, columns)]
    return " ".join(common).rstrip(" -,") or names[0]


def _variant(cell, details):
    product, factor = text(cell, "codprod"), factor_of(cell)
    weight = number(cell, "pesobruto") or number(cell, "pesoliquido")
    cost = number(cell, "precusto")
    return Variant(
        id=product,
        code=text(cell, "codigo"),
        barcode=details.barcode(product),
        attributes=details.attributes(cell),
        cost=cost * factor if cost else None,
        weight=weight * factor if weight else None,
        active=not flag(cell, "flaginativo") and not flag(cell, "flagnaovender"),
    )


def _with_extra(variant, price, base):
    if price is None or base is None:
        return variant
    return replace(variant, price_extra=price - base)


def _attribute(row):
    return AttributeValue(
        attribute=text(row, "axis"),
        value=text(row, "name"),
        attribute_id=text(row, "axis_id"),
        value_id=text(row, "id"),
        value_code=text(row, "code"),
    )
