"""Taxes of an order's lines: ICMS from the program's own table of states, PIS and COFINS from the product.

Whether the program computes them again when the operator makes a sale of the quotation is not confirmed (dossier §3.5);
they are filled in anyway. Prices hold them: nothing is added to what the buyer pays.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from ..errors import Rejected
from . import wire
from .wire import number, text

CENT = Decimal("0.01")

_RATES = """
SELECT CODCALCULOICMS, CODUFDESTINO, CODCFOP, ALIQICMS, ALIQREDUCAOBASEICMS, CODSITUACAOTRIBUTARIA, CSOSN
  FROM CALCULOICMSESTADO
 WHERE CODCALCULOICMS IN {calculations} AND CODUFORIGEM = :origin AND CODUFDESTINO IN {states} AND CODCFOP IN {cfops}
"""


@dataclass(frozen=True, slots=True)
class Taxes:
    """The columns of ORCAMENTOPROD that are about taxes."""

    columns: dict[str, object]


class TaxTable:
    """The lines of CALCULOICMSESTADO that the orders of one push may need.

    :param origin: the company's state; ``same``, ``other``: CFOPs to try inside the state and to another one
    """

    def __init__(self, *, origin, same, other):
        self.origin = origin
        self._cfops = {True: same, False: other}
        self._rows = {}

    def load(self, transaction, calculations, states):
        """Read what these products and states need, by one statement."""
        calculations, first = wire.listed("calculation", sorted(calculations))
        states, second = wire.listed("state", sorted(states))
        cfops, third = wire.listed("cfop", [*self._cfops[True], *self._cfops[False]])
        query = _RATES.format(calculations=calculations, states=states, cfops=cfops)
        for row in transaction.rows(query, origin=self.origin, **first, **second, **third):
            key = (text(row, "codcalculoicms"), text(row, "codufdestino"), text(row, "codcfop"))
            self._rows.setdefault(key, []).append(row)

    def is_inside(self, state):
        """Return whether a customer's state is the company's."""
        return state == self.origin

    def taxes(self, product, state, total):
        """Return the ``Taxes`` of a line that costs ``total``.

        The CFOP of tax substitution is tried first; the first CFOP that has a line must have exactly one.

        :raises Rejected: none has a line, or one has several
        """
        rate = self._rate(product, state)
        columns = {
            "CODSITUACAOTRIBUTARIA": text(rate, "codsituacaotributaria") or None,
            "CSOSN": text(rate, "csosn") or None,
            "CODCFOP": text(rate, "codcfop"),
            "BASEIPI": Decimal(0),
            "ALIQIPI": Decimal(0),
            "VALORIPI": Decimal(0),
            "BASESUBSTTRIBUTARIA": Decimal(0),
            "VALORSUBSTTRIBUTARIA": Decimal(0),
        }
        base = even(total * (100 - number(rate, "aliqreducaobaseicms")) / 100)
        columns |= _tax("ICMS", base, number(rate, "aliqicms"))
        for name in ("PIS", "COFINS"):
            columns |= _tax(name, total, number(product, f"aliq{name.lower()}"))
            columns[f"CST{name}"] = text(product, f"cst{name.lower()}saida") or None
        return Taxes(columns)

    def _rate(self, product, state):
        calculation, code = text(product, "codcalculoicms"), text(product, "codigo")
        cfops = self._cfops[self.is_inside(state)]
        for cfop in cfops:
            rows = self._rows.get((calculation, state, cfop), [])
            if len(rows) == 1:
                return rows[0]
            if rows:
                raise _refused(
                    f"Product {code}: CALCULOICMSESTADO has {len(rows)} lines for calculation {calculation} from "
                    f"{self.origin} to {state} with CFOP {cfop}; one of them must go.",
                    "icms_ambiguous",
                )
        raise _refused(
            f"Product {code}: CALCULOICMSESTADO has no line for calculation {calculation or '(none)'} from "
            f"{self.origin} to {state} with CFOP {' or '.join(cfops)}; add one, or give the product another "
            "calculation of ICMS.",
            "icms_missing",
        )


def even(amount):
    """Round an amount of a line: half to even, as the program's own lines are (dossier §3.5)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_EVEN)


def _tax(name, base, rate):
    return {f"BASE{name}": base, f"ALIQ{name}": rate, f"VALOR{name}": even(base * rate / 100)}


def _refused(sentence, code):
    return Rejected(sentence, system=wire.SYSTEM, call="write an order", field="lines", code=code)
