"""Customers with their addresses, price table, blocks and credit. They are read only: see the package's README."""

from decimal import Decimal

from ..documents import Credit, Customer, OpenInvoice
from . import addresses, wire
from .lookups import CURRENCY
from .pages import Listing
from .wire import flag, number, text

_TAGGED = """
 AND EXISTS (SELECT 1 FROM CLIENTECARACTERISTICA k
              WHERE k.CODCLI = c.CODCLI AND k.CODCARACTERISTICAPESSOA = :tag)
"""

_EVERYTHING = "SELECT c.CODCLI AS id FROM CLIENTE c WHERE c.CODCLI IS NOT NULL"

#: A customer has changed when its row has, or something it owes.
_CHANGES = """
SELECT x.id AS id, MAX(x.changed) AS changed FROM (
  SELECT c.CODCLI AS id, c.LAST_CHANGE AS changed FROM CLIENTE c WHERE c.LAST_CHANGE >= :since {tagged}
  UNION ALL
  SELECT c.CODCLI AS id, r.LAST_CHANGE AS changed
    FROM CONTARECEBER r JOIN CLIENTE c ON c.CODCLI = r.CODCLI WHERE r.LAST_CHANGE >= :since {tagged}
) x GROUP BY x.id
"""

_CUSTOMERS = """
SELECT c.CODCLI, c.CODIGO, c.NOMECLI, c.FLAGFISICA, c.CPF, c.CNPJ, c.ENDERECO, c.NUMEROLOGRADOURO,
       c.COMPLEMENTOLOGRADOURO, c.BAIRRO, c.CIDADE, c.ESTADO, c.CEP, c.TELEFONE, c.EMAIL, c.LIMITECRED, c.BLOQUEADO,
       c.FLAGNAOVENDER, c.CODPRECO, c.LAST_CHANGE, f.DESCRICAO AS payment
  FROM CLIENTE c LEFT JOIN FORMAPAG f ON f.CODFP = c.CODFP
 WHERE c.CODCLI IN {keys} {tagged} ORDER BY c.CODCLI
"""

_ADDRESSES = """
SELECT CODCLIENTEENDERECO AS id, CODCLI, ENDERECO, NUMEROLOGRADOURO, COMPLEMENTOLOGRADOURO, BAIRRO, CIDADE, ESTADO, CEP,
       TELEFONE, CONTATO
  FROM CLIENTEENDERECO WHERE CODCLI IN {keys} ORDER BY CODCLIENTEENDERECO
"""

#: What is owed (dossier §3.4): neither paid nor cancelled.
_DEBTS = """
SELECT CODCLI, NUMDOC, VALOR, TOTPAGO, DATVENC FROM CONTARECEBER
 WHERE CODCLI IN {keys} AND COALESCE(FLAGPAGO, 'N') NOT IN ('Y', 'S') AND COALESCE(FLAGCANCELADA, 'N') NOT IN ('Y', 'S')
 ORDER BY DATVENC, CODCR
"""


class Customers:
    """Reads customers.

    :param tables: a ``Tables``; ``walker``: a ``Walker``
    :param tag: only customers that carry this CODCARACTERISTICAPESSOA; "" all of them
    :param dated: whether LAST_CHANGE is trusted
    """

    def __init__(self, tables, walker, *, tag, dated):
        self._tables = tables
        self._walker = walker
        self._tagged = _TAGGED if tag else ""
        self._parameters = {"tag": tag} if tag else {}
        self._dated = dated

    def pull(self, *, cursor, ids, limit):
        """Yield pages of customers."""
        if ids is not None:
            yield from self._walker.by_ids("customer", ids, self.customers, limit=limit)
            return
        listing = Listing(
            everything=(_EVERYTHING + self._tagged,),
            changes=_CHANGES.format(tagged=self._tagged) if self._dated else "",
            read=self.customers,
            parameters=self._parameters,
        )
        yield from self._walker.pull("customer", listing, cursor=cursor, limit=limit)

    def customers(self, ids):
        """Return (documents, refusals) of the customers with these keys."""
        keys, known = wire.listed("customer", ids)
        rows = self._read(_CUSTOMERS.format(keys=keys, tagged=self._tagged), known | self._parameters)
        found = _by_customer(self._read(_ADDRESSES.format(keys=keys), known))
        debts = _by_customer(self._read(_DEBTS.format(keys=keys), known))
        return wire.parsed(
            rows,
            lambda row: text(row, "codcli"),
            lambda row: self._customer(row, found.get(row["codcli"], ()), debts.get(row["codcli"], ())),
        )

    def _read(self, query, parameters):
        return self._tables.rows(query, call="read customer", **parameters)

    def _customer(self, row, more_addresses, debts):
        is_person = flag(row, "flagfisica")
        name = text(row, "nomecli")
        vat = wire.tax_number(text(row, "cpf" if is_person else "cnpj"))
        return Customer(
            id=text(row, "codcli"),
            updated_at=wire.aware(row["last_change"], self._walker.zone),
            code=text(row, "codigo"),
            company="" if is_person else name,
            # C-Plus has one name, and nothing says where a person's surname begins.
            last_name=name if is_person else "",
            email=text(row, "email"),
            phone=text(row, "telefone"),
            vat=vat,
            is_blocked=flag(row, "bloqueado") or flag(row, "flagnaovender"),
            price_table_id=text(row, "codpreco"),
            payment_term=text(row, "payment"),
            credit=_credit(row, debts),
            billing=addresses.read(row, name=name, is_person=is_person, vat=vat),
            addresses=tuple(_address(address, name, is_person) for address in more_addresses),
        )


def _by_customer(rows):
    found = {}
    for row in rows:
        found.setdefault(row["codcli"], []).append(row)
    return found


def _address(row, name, is_person):
    return addresses.read(row, name=text(row, "contato") or name, is_person=is_person, id=text(row, "id"))


def _credit(row, debts):
    """Return what a customer may owe and owes. No limit (or 0) buys nothing on account."""
    limit = number(row, "limitecred")
    owed = [(debt, number(debt, "valor"), number(debt, "totpago")) for debt in debts]
    return Credit(
        allowed=limit > 0,
        currency=CURRENCY,
        limit=limit,
        balance=sum((amount - paid for _debt, amount, paid in owed), Decimal(0)),
        invoices=tuple(
            OpenInvoice(
                number=text(debt, "numdoc"), amount=amount, open_amount=amount - paid, due_on=wire.day(debt["datvenc"])
            )
            for debt, amount, paid in owed
        ),
    )
