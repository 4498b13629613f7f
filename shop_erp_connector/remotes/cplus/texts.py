"""Texts as the database can hold them: in its character set, and no longer than the column."""

import unicodedata

from ..errors import Rejected
from . import wire

#: Firebird's names of character sets, and Python's.
CODECS = {"WIN1252": "cp1252", "ISO8859_1": "latin-1", "ISO8859_15": "iso8859-15", "UTF8": "utf-8"}

#: Where a text comes from that is too long, by column.
_FIELDS = {
    "ENTREGAENDERECO": "delivery.street",
    "ENTREGANUMERO": "delivery.street",
    "ENTREGACOMPLEMENTO": "delivery.street2",
    "ENTREGABAIRRO": "delivery.street2",
    "ENTREGACIDADE": "delivery.city",
    "ENTREGAESTADO": "delivery.state",
    "ENTREGACEP": "delivery.zip",
    "ENTREGATELEFONE": "key",
    "NUMPEDCLIENTE": "number",
}


class Texts:
    """Makes texts fit, and remembers what had to be changed.

    :param schema: a ``Schema``; ``charset``: Firebird's name
    """

    def __init__(self, schema, charset):
        self._schema = schema
        self._codec = CODECS[charset]
        self.replaced = set()

    def fitted(self, table, values):
        """Return the values of a row with texts that the database can hold.

        A letter that the character set lacks loses its accent (ő becomes o); what has no such form becomes "?".

        :raises Rejected: a text is longer than its column; it is not cut, an address would lead elsewhere
        """
        return {
            column: self._fitted(table, column, value) if isinstance(value, str) else value
            for column, value in values.items()
        }

    @property
    def warning(self):
        """Return the sentence about what was replaced, "" when nothing was."""
        if not self.replaced:
            return ""
        return f"C-Plus cannot store {' '.join(sorted(self.replaced))}: written in another form."

    def _fitted(self, table, column, value):
        value = "".join(map(self._storable, unicodedata.normalize("NFC", value)))
        length = self._schema.length(table, column)
        if length and len(value) > length:
            raise Rejected(
                f"{table}.{column} holds {length} characters, this has {len(value)}: {value}. Shorten it.",
                system=wire.SYSTEM,
                call="write an order",
                field=_FIELDS.get(column, ""),
                code="too_long",
            )
        return value

    def _storable(self, letter):
        if self._can(letter):
            return letter
        self.replaced.add(letter)
        plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
        return plain if plain and self._can(plain) else "?"

    def _can(self, text):
        try:
            text.encode(self._codec)
        except UnicodeEncodeError:
            return False
        return True
