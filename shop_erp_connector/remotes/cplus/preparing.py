"""What the orders of one push need to know of the database: read for all of them at once, before any is written."""

from ..errors import Rejected
from . import wire
from .catalogue import factor_of
from .wire import flag, text

_PRODUCTS = """
SELECT p.CODPROD, p.CODIGO, p.CODCALCULOICMS, p.CSTPISSAIDA, p.CSTCOFINSSAIDA, p.ALIQPIS, p.ALIQCOFINS,
       u.FATORCONVERSAO AS factor
  FROM PRODUTO p LEFT JOIN UNIDADE u ON u.CODUNIDADE = p.CODUNIDADE WHERE p.CODPROD IN {keys}
"""

_CUSTOMERS = """
SELECT x.* FROM (
  SELECT CODCLI, CODIGO, NOMECLI, ESTADO, BLOQUEADO, MOTIVOBLOQUEIO, FLAGNAOVENDER, CODFP, CODVENDED, CODTRANS,
         CODTIPOMOVIMENTO, REPLACE(REPLACE(REPLACE(CPF, '.', ''), '/', ''), '-', '') AS cpf,
         REPLACE(REPLACE(REPLACE(CNPJ, '.', ''), '/', ''), '-', '') AS cnpj
    FROM CLIENTE
) x WHERE x.CODCLI IN {keys} OR x.cpf IN {numbers} OR x.cnpj IN {numbers}
"""

_REFERENCES = """
SELECT ENTREGATELEFONE AS reference, NUMEROORCAMENTO AS number FROM ORCAMENTO WHERE ENTREGATELEFONE IN {keys}
UNION ALL
SELECT ENTREGATELEFONE AS reference, NULL AS number FROM MOVENDA WHERE ENTREGATELEFONE IN {keys}
"""


class Facts:
    """Products, customers, tax rates and what is there already, for some orders.

    :param transaction: one that reads
    :param orders: ``{reference: order}``
    """

    def __init__(self, transaction, orders, *, taxes, default_customer):
        self.taxes = taxes
        self._default_customer = default_customer
        self.known = known_references(transaction, orders)
        self._products = self._read_products(transaction, orders.values())
        self._customers = self._read_customers(transaction, orders.values())
        calculations = {text(row, "codcalculoicms") for row in self._products.values()}
        taxes.load(transaction, calculations, {text(row, "estado").upper() for row in self._customers})

    def product(self, line):
        """Return the row of PRODUTO of an order's line.

        :raises Rejected: there is none
        """
        row = self._products.get(line.variant_id)
        if row is None:
            raise refused(
                f"Line {line.name or line.id}: C-Plus has no product {line.variant_id}.", "lines", "product_missing"
            )
        return row

    def factors(self, lines):
        """Return ``{variant id: pieces of C-Plus in one unit}``."""
        return {line.variant_id: factor_of(self.product(line)) for line in lines}

    def customer(self, order):
        """Return the row of CLIENTE that buys: by id, by CPF or CNPJ, or the default customer for unnamed buyers.

        :raises Rejected: none fits, several do, or C-Plus sells them nothing
        """
        row = self._found_customer(order)
        name = f"{text(row, 'codigo')} {text(row, 'nomecli')}"
        if flag(row, "bloqueado") or flag(row, "flagnaovender"):
            reason = text(row, "motivobloqueio")
            raise refused(
                f"Customer {name} is blocked in C-Plus{': ' + reason if reason else ''}.", "customer", "blocked"
            )
        if not text(row, "estado"):
            raise refused(
                f"Customer {name} has no state (UF) in C-Plus, on which the taxes depend.", "customer", "state_missing"
            )
        return row

    def _found_customer(self, order):
        if order.customer and order.customer.id:
            return self._only(
                [row for row in self._customers if text(row, "codcli") == order.customer.id],
                f"with the key {order.customer.id}",
            )
        number = tax_number_of(order)
        if number:
            return self._only(
                [row for row in self._customers if number in (text(row, "cpf"), text(row, "cnpj"))],
                f"with the CPF or CNPJ {number}",
            )
        if self._default_customer:
            return self._only(
                [row for row in self._customers if text(row, "codcli") == self._default_customer],
                f"with the key {self._default_customer} (the default customer of the settings)",
            )
        raise refused(
            "The buyer has no CPF or CNPJ, without which C-Plus cannot make an NF-e.", "customer", "tax_number_missing"
        )

    def _only(self, rows, which):
        if not rows:
            raise refused(f"C-Plus has no customer {which}: enter it there.", "customer", "customer_missing")
        if len(rows) > 1:
            codes = ", ".join(text(row, "codigo") for row in rows)
            raise refused(
                f"C-Plus has {len(rows)} customers {which} ({codes}): leave one.", "customer", "customer_ambiguous"
            )
        return rows[0]

    def _read_products(self, transaction, orders):
        keys, known = wire.listed(
            "product", dict.fromkeys(line.variant_id for order in orders for line in order.lines if line.variant_id)
        )
        rows = transaction.rows(_PRODUCTS.format(keys=keys), **known)
        return {text(row, "codprod"): row for row in rows}

    def _read_customers(self, transaction, orders):
        ids = {order.customer.id for order in orders if order.customer and order.customer.id}
        ids |= {self._default_customer} - {""}
        keys, first = wire.listed("customer", sorted(ids))
        numbers, second = wire.listed("number", sorted({tax_number_of(order) for order in orders} - {""}))
        return transaction.rows(_CUSTOMERS.format(keys=keys, numbers=numbers), **first, **second)


def known_references(transaction, references):
    """Return ``{reference: visible number}`` of the orders that C-Plus has, as quotation or as sale."""
    keys, parameters = wire.listed("reference", references)
    found = {}
    for row in transaction.rows(_REFERENCES.format(keys=keys), **parameters):
        reference = text(row, "reference")
        found[reference] = found.get(reference) or text(row, "number")
    return found


def tax_number_of(order):
    """Return the buyer's CPF or CNPJ without punctuation, "" where the order names none."""
    parties = (order.customer, order.billing)
    return next((number for party in parties if party and (number := wire.tax_number(party.vat))), "")


def refused(sentence, field, code):
    """Return the error for an order that cannot be written."""
    return Rejected(sentence, system=wire.SYSTEM, call="write an order", field=field, code=code)
