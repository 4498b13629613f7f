"""Brazil's electronic invoice (NF-e, and NFC-e at the counter): its XML is the original, its key has 44 digits.

Root ``nfeProc`` = ``NFe`` + ``protNFe``, namespace http://www.portalfiscal.inf.br/nfe (dossier §4).
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ..errors import ProtocolError
from ..transport import xml
from . import wire

_NAMESPACE = {"n": "http://www.portalfiscal.inf.br/nfe"}

#: Taxes of the document's totals that are part of what the buyer pays.
_TAXES = ("vICMS", "vST", "vIPI", "vPIS", "vCOFINS")


@dataclass(frozen=True, slots=True)
class FiscalDocument:
    """What an XML says: its access key, its text, its total, and the taxes inside it."""

    access_key: str
    text: str
    gross: Decimal
    tax: Decimal


def read(body, *, access_key, call):
    """Return the ``FiscalDocument`` of an XML as the database holds it.

    :param body: bytes, or text where the column is one
    :param access_key: what the database says beside it
    :raises ProtocolError: it is empty, no such XML, or of another document
    """
    data = body.encode() if isinstance(body, str) else body or b""
    if not data.strip():
        raise _wrong("C-Plus has no XML of the fiscal document", access_key, call)
    root = xml.parse(data, system=wire.SYSTEM, call=call)
    inside = root.find(".//n:infNFe", _NAMESPACE)
    totals = root.find(".//n:ICMSTot", _NAMESPACE)
    if inside is None or totals is None:
        raise _wrong("The XML is no NF-e: that of the fiscal document", access_key, call)
    if inside.get("Id") != f"NFe{access_key}":
        raise _wrong(f"The XML says {inside.get('Id')} where C-Plus says", access_key, call)
    amounts = {name: _amount(totals, name, access_key, call) for name in ("vNF", *_TAXES)}
    return FiscalDocument(
        access_key=access_key,
        text=_text(data, access_key, call),
        gross=amounts["vNF"],
        tax=sum((amounts[name] for name in _TAXES), Decimal(0)),
    )


def _amount(totals, name, access_key, call):
    value = totals.findtext(f"n:{name}", default="0", namespaces=_NAMESPACE)
    try:
        return Decimal(value)
    except InvalidOperation:
        raise _wrong(f"{name} cannot be {value!r} in the XML of the fiscal document", access_key, call) from None


def _text(data, access_key, call):
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong("The XML is not in UTF-8: that of the fiscal document", access_key, call) from None


def _wrong(sentence, access_key, call):
    return ProtocolError(f"{sentence} {access_key}.", system=wire.SYSTEM, call=call, code="nfe")
