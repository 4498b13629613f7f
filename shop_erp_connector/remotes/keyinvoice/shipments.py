"""Transport documents: a guia for goods that leave, with the code of the tax authority that must travel with them.

Only what moves is said: goods and quantities. A guia carries no prices of ours; those of the product cards stand on
it (dossier §4: omitted prices fall back to the card).
"""

from dataclasses import replace

from ..contract import Result
from ..errors import Rejected, RemoteError
from .account import LISBON
from .grids import document_line
from .issuing import address
from .wire import SYSTEM, text

#: Guia de remessa and guia de transporte (dossier §3), by the setting ``transport_document``.
DOC_TYPES = {"remessa": "15", "transporte": "16"}


class Shipments:
    """Issues transport documents and has them communicated.

    :param api: an ``Api5``; ``issuing``: an ``Issuing``
    :param doc_type: of ``DOC_TYPES``
    """

    def __init__(self, api, issuing, *, doc_type):
        self._api = api
        self._issuing = issuing
        self._doc_type = doc_type

    def push(self, shipment):
        """Issue the document of a delivery; return its ``Result`` with the tax authority's code.

        A guia that exists but has no code yet is a warning: the goods must not leave without it. Sent again with its
        id, only what is not known of it is asked for: the code, and the number when the answer was lost.
        """
        if shipment.id and shipment.document_code and shipment.number:
            raise Rejected("An issued document cannot be changed.", system=SYSTEM, field="id", code="id")
        if shipment.id:
            number = shipment.number or self._issuing.full_number(self._issuing.read(shipment.id))
            return self._communicated(Result(id=shipment.id, number=number))
        header = {"Comments": f"#{shipment.order_number}"} if shipment.order_number else {}
        if shipment.shipped_at:
            header["MovementStartTime"] = shipment.shipped_at.astimezone(LISBON).strftime("%Y-%m-%d %H:%M")
        result = self._issuing.issue_goods(shipment, self._doc_type, _lines(shipment), **header)
        return self._communicated(result)

    def find(self, key):
        """Return the ``Result`` of the transport document with our key, or None."""
        found = self._issuing.find(tuple(DOC_TYPES.values()), key)
        return self._communicated(found) if found else None

    def _communicated(self, result):
        """Ask for the code; asked again for the same document, KeyInvoice tells the code it has."""
        try:
            row = self._api.write("transportDocumentCommunication", **address(result.id))
        except RemoteError as exc:
            return replace(result, warning=f"{result.number} exists, but has no code of the tax authority: {exc}")
        return replace(result, code=text(row, "ATDocCodeId"))


def _lines(shipment):
    lines = []
    for line in shipment.lines:
        if not line.variant_id:
            message = f"«{line.name or line.code}» is not known to KeyInvoice: send or match the product first."
            raise Rejected(message, system=SYSTEM, field="lines", code="lines")
        lines.append(document_line(line.variant_id, f"{line.quantity:f}"))
    if not lines:
        raise Rejected("A transport document needs a line.", system=SYSTEM, field="lines", code="lines")
    return lines
