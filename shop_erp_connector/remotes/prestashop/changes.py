"""How records of the shop are created and changed, whatever they are.

On a change only our fields are written: by PATCH, or before version 8 as the whole record, read again, with
our fields put in. Recordings product-put-clean, product-patch, product-put-readonly and
product-after-put-partial.
"""

import re
from decimal import Decimal

from ..errors import NotFound, Rejected
from .batches import Sending
from .rows import SYSTEM, entity, put

#: Entities of one write: each product is indexed for search while the shop saves it (100 take it 0.65 s).
BATCH = 50

#: How a column of decimals is told.
_DECIMAL = re.compile(r"-?\d+\.\d{6}")

#: Read-only fields that a PUT must not hold (code 93), and the position (codes 134 and 135). Associations
#: are left out of it as a whole: the shop leaves alone what it is not sent, and combinations that were
#: missing in it would be deleted with their stock.
NOT_TO_SEND = (
    "manufacturer_name",
    "quantity",
    "position_in_category",
    "level_depth",
    "nb_products_recursive",
)


def sorted_out(shop, batches, documents, current, build_new, build_changes):
    """Return (creates, updates) as sendings; a document that cannot be sent is settled with the reason."""
    creates, updates = [], []
    for index, document in enumerate(documents):
        try:
            if not document.id:
                key, element = build_new(shop, document)
                creates.append(Sending(index, element, key=key))
            elif document.id in current:
                updates.append(Sending(index, build_changes(shop, document, current[document.id])))
            else:
                raise NotFound(f"The shop has no {document.KIND} {document.id}.", system=SYSTEM, code="404")
        except Rejected as exc:
            batches.settle(index, error=exc)
    return creates, updates


def send_changes(shop, batches, resource, sendings):
    """Send elements that ``changing`` made."""
    batches.update("PATCH" if shop.wire.can_patch else "PUT", resource, sendings, BATCH)


def current_rows(shop, resource, ids, narrow):
    """Return ``{id: row}`` of records to change: whole where they must be sent back whole."""
    ids = [id for id in ids if id]
    if not ids:
        return {}
    display = narrow if shop.wire.can_patch else "full"
    return {row.id: row for row in shop.wire.rows_by(resource, "id", ids, display=display)}


def changing(shop, row, fields):
    """Return the element that changes these fields of a record and nothing else."""
    if shop.wire.can_patch:
        return entity(row.node, {"id": row.id, **fields})
    element = row.copy(without=NOT_TO_SEND)
    for name, value in fields.items():
        put(element, name, value)
    return element


def differing(row, fields):
    """Return those of ``fields`` that the record does not hold yet; fields that this version lacks are left out."""
    found = {}
    for name, value in fields.items():
        if not row.has(name):
            continue
        if isinstance(value, dict):
            present = row.texts(name)
            texts = {id: text for id, text in value.items() if present.get(id, "") != text}
            if texts:
                found[name] = texts
        elif not _same(row.text(name), value):
            found[name] = value
    return found


def _same(present, wanted):
    """Compare as text, columns of decimals as numbers: a reference 007 is none that is 7."""
    if present != wanted and _DECIMAL.fullmatch(present):
        return Decimal(present) == Decimal(wanted or 0)
    return present == wanted


def recognised(part, ids_by_key):
    """Return ``{index: id}`` of the sendings whose key the shop knows by now."""
    return {sending.index: ids_by_key[sending.key] for sending in part if sending.key in ids_by_key}


def bit(value):
    """Return a boolean as the shop writes it."""
    return "1" if value else "0"
