"""The state of an order, read and written: comments, hold, cancel.

The shop saves any text as status, and none as none: a comment always carries the status the order has or is to have.
Cancelling answers false where it is not possible, without an error. Recordings order-comment*, order-cancel,
order-hold-cancelled.
"""

from ..contract import Result
from ..documents import OrderStatus
from ..errors import NotFound, Rejected
from .lookups import state_names
from .orders import message_of
from .rows import SYSTEM
from .sending import Sending
from .shop import read_each

PATH = "/orders"

FIELDS = (
    "entity_id,increment_id,state,status,updated_at,"
    "status_histories[entity_id,comment,created_at,is_visible_on_front,is_customer_notified,status]"
)


def pull_statuses(shop, cursor, ids, limit):
    """Yield pages of ``OrderStatus`` with the comments of the order."""
    return shop.pages(
        PATH, cursor, ids, limit, lambda rows: read_each(rows, lambda row: _status(shop, row)), fields=FIELDS
    )


def push_statuses(shop, statuses):
    """Set states and append messages; what an order has already is not sent again."""
    sending = Sending(len(statuses))
    rows = order_rows(shop, [status.id for status in statuses], FIELDS)
    for index, status in enumerate(statuses):
        sending.each(index, lambda status=status: _push(shop, status, rows))
    return sending.results


def order_rows(shop, ids, fields):
    """Return ``{order id: row}``."""
    known = [id for id in ids if id.isdigit()]
    return {row.text("entity_id"): row for row in shop.wire.rows_by(PATH, "entity_id", known, fields=fields)}


def no_order(id):
    """Return the error of an order that the shop does not have."""
    message = f"The shop has no order {id or '(none given)'}."
    return NotFound(message, system=SYSTEM, code="404", field="order_id")


def write_comment(shop, row, text, *, status="", is_private=True, notify=False):
    """Append a comment to an order; its status stays unless another one is given."""
    history = {
        "comment": text,
        "status": status or row.optional("status"),
        "is_customer_notified": int(notify),
        "is_visible_on_front": int(not is_private),
    }
    shop.wire.write("POST", f"/orders/{row.text('entity_id')}/comments", {"statusHistory": history})


def has_comment(row, text):
    """Tell whether an order's history holds a comment with just this text."""
    return any(history.optional("comment").strip() == text.strip() for history in row.rows("status_histories"))


def _status(shop, row):
    status = row.optional("status")
    histories = [history for history in row.rows("status_histories") if history.optional("comment")]
    return OrderStatus(
        id=row.text("entity_id"),
        updated_at=row.moment("updated_at"),
        number=row.text("increment_id"),
        state_id=status,
        state_name=state_names(shop).get(status, status),
        messages=tuple(message_of(history) for history in reversed(histories)),
    )


def _push(shop, status, rows):
    row = rows.get(status.id)
    if row is None:
        raise no_order(status.id)
    messages = [message for message in status.messages if not message.id and not has_comment(row, message.text)]
    current, wanted = row.optional("status"), status.state_id or row.optional("status")
    if wanted == current and not messages:
        return Result(id=status.id, number=row.text("increment_id"), unchanged=True)
    if wanted != current:
        # A state that goes by an action of its own needs no comment; any other one goes with the first comment.
        is_done = _act(shop, row, wanted)
        if not is_done and not messages:
            write_comment(shop, row, "", status=wanted, notify=status.notify)
    for message in messages:
        write_comment(
            shop, row, message.text, status=wanted, is_private=message.is_private,
            notify=status.notify and not message.is_private,
        )  # fmt: skip
    return Result(id=status.id, number=row.text("increment_id"))


def _act(shop, row, wanted):
    """Cancel, hold or release where that is what is wanted; tell whether the state is reached by it."""
    id = row.text("entity_id")
    if wanted not in state_names(shop):
        message = f"The shop has no order state {wanted}."
        raise Rejected(message, system=SYSTEM, field="state_id")
    if wanted == "canceled":
        if shop.wire.write("POST", f"/orders/{id}/cancel") is not True:
            message = f"The order {row.text('increment_id')} cannot be cancelled any more: it is {row.text('status')}."
            raise Rejected(message, system=SYSTEM, field="state_id")
        return True
    if wanted == "holded":
        shop.wire.write("POST", f"/orders/{id}/hold")
        return True
    if row.optional("state") == "holded":
        shop.wire.write("POST", f"/orders/{id}/unhold")
    return False
