"""Who may write what: the owner of each field group, and what happens when both sides changed it.

Where a kind goes in both directions, each field group has an owner: Odoo, the remote, the one who changed it last, or
nobody ("ask"). A side *moved* when it left the document both agreed on: the remote's document has another digest, a
group of Odoo's is flagged. What only one side changed is taken from that side; two changes of one field or part are
decided by the owner, or become a question with the three values side by side: see ``settlement.py``.
"""

from datetime import UTC
from typing import NamedTuple

from odoo import fields

from . import rows as binding_rows

ODOO, REMOTE, NEWEST, ASK = "odoo", "remote", "newest", "ask"

#: Where the decisions of a page are kept while it is applied, for ``_takes`` of the rows.
CONTEXT_KEY = "shop_erp_decisions"


class Decision(NamedTuple):
    """What happens to one field group of one row.

    :param takes: what comes in is written
    :param is_contested: both sides moved: value by value and part by part, what only one changed is taken from it
    :param changed_at: when Odoo changed the group, False when it did not
    :param is_merged: what stays of Odoo's was put into the document, so that all of it can be written
    """

    owner: str
    takes: bool
    is_contested: bool
    changed_at: object
    is_merged: bool = False


class Decisions(dict):
    """``{row id: {field group: Decision}}`` of one try; equal to itself alone: Odoo shares what has equal contexts."""

    def __eq__(self, other):
        return self is other

    __hash__ = object.__hash__


def decided(rows, documents):
    """Return the rows with a decision about each field group in their context; new records have none: all is theirs.

    :param documents: ``{row id: document}`` that came in
    """
    owners = rows._owners()
    if not owners:
        return rows
    flags = rows._group_flags()
    decisions = {
        row.id: {group: _decide(owner, row[flags[group]], row, documents[row.id]) for group, owner in owners.items()}
        for row in rows.filtered("odoo_id")
    }
    return rows.with_context(**{CONTEXT_KEY: decisions})


def _decide(owner, changed_at, row, document):
    if owner in (ODOO, REMOTE):
        return Decision(owner, owner == REMOTE, False, changed_at)
    if not changed_at or row.digest == document.digest():
        return Decision(owner, not changed_at, False, changed_at)
    if owner == NEWEST and document.updated_at:
        here = changed_at.replace(tzinfo=UTC)
        return Decision(owner, document.updated_at > here, True, changed_at)
    return Decision(ASK, False, True, changed_at)  # a record without a date has no newest side


def finish(rows, kept):
    """What Odoo kept of the applied rows is still to be sent; their questions are answered."""
    if not rows.env.context.get(CONTEXT_KEY):
        return
    rows._forget_conflicts()
    flags = rows._group_flags()
    values = {row.id: (True, *(kept[row.id].get(group) or None for group in flags)) for row in rows if row.id in kept}
    binding_rows.update(rows.browse(), ("content_changed", *flags.values()), values)


def send_kept(step, rows):
    """Plan the sending of what Odoo kept, where the run is there to send or is about just these records.

    Once: what moves there meanwhile is taken along by the flow's next run.
    """
    is_meant = step.run_id.direction == "out" or step.run_id.trigger == "record"
    if step.is_retry or not is_meant or not rows.env.context.get(CONTEXT_KEY):
        return
    rows = rows.filtered(lambda row: row.state == "done" and row.content_changed)._sent_with()
    rows = rows.filtered(lambda row: row.state == "done" and row.content_changed)
    if rows:
        rows.write({"state": "dirty", "direction": "out", "changed_at": fields.Datetime.now()})
        size = step.backend_id._capabilities.batch.get(rows._kind, 1)
        for start in range(0, len(rows), size):
            step._plan("push", kind=step.kind, record_ids=rows[start : start + size].ids, is_retry=True)
