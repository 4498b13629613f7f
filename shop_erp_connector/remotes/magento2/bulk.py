"""Products that the shop saves later: accepted at once under a number, asked for afterwards.

The shop needs its queue consumer running for this, so it is a setting. Recordings bulk-products-post, bulk-status-*.
"""

from ..contract import Result
from ..errors import OutcomeUnknown, ProtocolError, Rejected, Unavailable
from .catalogue import PATH
from .rows import SYSTEM, Row

PATH_LATER = f"/async/bulk/V1{PATH}"

#: States of an operation (dossier A8).
COMPLETE, FAILED_FOR_NOW, FAILED, OPEN, REJECTED = "1", "2", "3", "4", "5"


def accepted(shop, bodies):
    """Hand products over; return ``{index: Result with a ticket}``.

    One product that cannot be read at all breaks the whole call, and nothing of it is queued.
    """
    indexes = list(bodies)
    answer = Row(
        shop.wire.write("POST", PATH_LATER, [{"product": bodies[index]} for index in indexes], safe=True),
        f"POST {PATH_LATER}",
    )
    number = answer.text("bulk_uuid")
    results = {}
    for item in answer.rows("request_items"):
        place = int(item.amount("id"))
        if not 0 <= place < len(indexes):
            raise ProtocolError("The answer names an item that was not sent.", system=SYSTEM, call=answer.call)
        index = indexes[place]
        if item.optional("status") == "rejected":
            error = Rejected("The shop refuses it.", system=SYSTEM, text=item.optional("error_message"))
            results[index] = Result(error=error)
        else:
            results[index] = Result(ticket=f"{number}/{place}/{bodies[index]['sku']}")
    return results


def outcomes(shop, tickets):
    """Return what became of tickets: one call for each bulk, and one for the ids of what was saved."""
    parts = [ticket.split("/", 2) for ticket in tickets]
    bulks = {number: _operations(shop, number) for number in dict.fromkeys(part[0] for part in parts)}
    results = []
    for ticket, (number, place, sku) in zip(tickets, parts, strict=True):
        results.append(_outcome(ticket, bulks[number], place, sku))
    saved = {result.number for result in results if result.number}
    ids = {row.text("sku").casefold(): row for row in shop.wire.rows_by(PATH, "sku", saved, fields="id,sku")}
    return [_with_id(result, ids) if result.number else result for result in results]


def _operations(shop, number):
    """Return ``{place: row}`` of a bulk, None for one that the shop has forgotten."""
    try:
        answer = Row(shop.wire.get(f"/bulk/{number}/status"), "GET /bulk/status")
    except Rejected:
        return None
    return {row.text("id"): row for row in answer.rows("operations_list")}


def _outcome(ticket, operations, place, sku):
    operation = (operations or {}).get(place)
    if operation is None:
        message = f"The shop knows nothing of what it was to do for {sku}."
        return Result(error=OutcomeUnknown(message, system=SYSTEM, call="GET /bulk/status"))
    status, text = operation.text("status"), operation.optional("result_message")
    if status == OPEN:
        return Result(ticket=ticket)
    if status == COMPLETE:
        return Result(number=sku)
    cls = Unavailable if status == FAILED_FOR_NOW else Rejected
    return Result(error=cls(f"The shop could not save {sku}.", system=SYSTEM, call="GET /bulk/status", text=text))


def _with_id(result, ids):
    row = ids.get(result.number.casefold())
    if row is None:
        message = f"The shop says that it saved {result.number}, and has it not."
        return Result(error=ProtocolError(message, system=SYSTEM, call="GET /bulk/status"))
    return Result(id=row.text("id"), variant_id=row.text("id"))
