"""The audit: levels of both sides read page by page; what differs twice by the same is a difference.

A level that is on its way is none: what was just sold there reaches Odoo with the next orders, what has changed here
reaches the remote with the next levels. So what differs is looked at again after the orders have been read, and counts
only when it still differs by as much.
"""

from collections import defaultdict, namedtuple
from decimal import Decimal

from odoo import fields
from odoo.tools import SQL

from ...convert.order import decimal_of
from . import availability, expectations
from .levels import Places, on_hand

#: Seconds until what differs is looked at again, and until it is asked again whether the orders have been read.
LOOK_AFTER, _ASK_AFTER = 600, 60

#: How often a level that keeps moving is looked at, and how often orders are waited for.
_MOST_LOOKS, _MOST_WAITS = 3, 30

#: So many levels are looked at again one by one; more are read as a whole.
_FEW = 200

#: What both sides say of a level: there, here as it should be there, and what really lies here.
Figures = namedtuple("Figures", "level theirs ours here")


def perform(step, remote):
    """Read one page for the first time, note what differs, and plan the next page or the second look."""
    audit = step.run_id.audit_id
    page = _page(remote, step.cursor)
    _note_seen(audit, page.documents)
    found = compared(audit, page.documents)
    step._count(fetched=len(page.documents))
    step._note_total(page.total)
    audit.compared += len(page.documents)
    audit._add_lines(found)
    audit._add_unknown(page.documents)
    if page.cursor.get("more"):
        step._plan("audit", cursor=page.cursor)
        return
    audit._add_missing()
    if audit.line_ids.filtered(lambda line: line.state == "suspect"):
        _plan_look(step)


def look(step, remote):
    """Look again at what differs: the same difference is one, another one is a level on its way."""
    audit = step.run_id.audit_id
    suspects = audit.line_ids.filtered(lambda line: line.state == "suspect")
    if not suspects:
        return
    if _orders_are_awaited(audit) and audit.waits < _MOST_WAITS:
        audit.waits += 1
        step._plan("look", eta=_ASK_AFTER)
        return
    ids = suspects.mapped("external_id")
    documents = [document for document in _read(remote, ids) if document.id in set(ids)]
    step._count(fetched=len(documents))
    _note_seen(audit, documents)
    if audit._judge(suspects, compared(audit, documents), {document.id for document in documents}, _MOST_LOOKS):
        _plan_look(step)


def _page(remote, cursor):
    return next(iter(remote.pull("stock", cursor=cursor or None, limit=remote.capabilities.page.get("stock", 100))))


def _read(remote, ids):
    """Yield the levels of some ids; where that would take a call for each of many, all levels."""
    limit = remote.capabilities.page.get("stock", 100)
    if "stock" in remote.capabilities.pulls_by_id and len(ids) <= _FEW:
        pages = remote.pull("stock", ids=ids, limit=limit)
    else:
        pages = remote.pull("stock", limit=limit)
    for page in pages:
        yield from page.documents


def _plan_look(step):
    audit = step.run_id.audit_id
    audit.write({"looked_at": fields.Datetime.now(), "waits": 0})
    step._plan("look", eta=LOOK_AFTER)


def _orders_are_awaited(audit):
    """Have the shop's orders been read since the last look? Their reading is started when it has not been."""
    flows = audit.backend_id.flow_ids.filtered("active")
    flow = flows.filtered(lambda flow: (flow.kind, flow.direction) == ("order", "in"))
    if not flow:
        return False
    since_then = [("flow_id", "=", flow.id), ("state", "!=", "running"), ("started_at", ">=", audit.looked_at)]
    if flow.env["shop_erp.run"].search_count(since_then):
        return False
    flow._start(trigger="schedule")
    return True


def _note_seen(audit, documents):
    """Keep what the remote shows, and when it was seen: one statement."""
    audit.env["shop_erp.binding.stock"].flush_model()
    audit.env.execute_query(
        SQL(
            """UPDATE shop_erp_binding_stock AS level
                  SET shown_quantity = page.quantity, audited_at = clock_timestamp() AT TIME ZONE 'utc'
                 FROM unnest(%s::text[], %s::numeric[]) AS page (external_id, quantity)
                WHERE level.backend_id = %s AND level.external_id = page.external_id RETURNING level.id""",
            [document.id for document in documents],
            [document.quantity for document in documents],
            audit.backend_id.id,
        )
    )
    audit.env["shop_erp.binding.stock"].invalidate_model(["shown_quantity", "audited_at"])


def compared(audit, documents):
    """Return the ``Figures`` of the documents' levels that are known here; without what is on its way by itself."""
    by_id = {document.id: document for document in documents}
    levels = audit.env["shop_erp.binding.stock"].search(
        [
            ("backend_id", "=", audit.backend_id.id),
            ("external_id", "in", list(by_id)),
            ("odoo_id", "!=", False),
            ("state", "!=", "gone"),
        ]
    )
    theirs = {level: by_id[level.external_id].quantity for level in levels}
    return _compared_sent(audit, theirs) if audit.direction == "out" else _compared_reported(audit, theirs)


def _compared_sent(audit, theirs):
    """Levels that Odoo sends: what would be sent now, unless it is about to be sent."""
    if not theirs:
        return []
    audit.env.flush_all()
    ids = [level.id for level in theirs]
    table = availability.table(audit.backend_id, SQL("bound.id = ANY(%s)", ids))
    rows = audit.env.execute_query(
        SQL(
            """SELECT id, quantity, there, sent, state, COALESCE(moved_there, false) FROM (%s) AS told
                WHERE problem IS NULL""",
            table,
        )
    )
    levels = {level.id: level for level in theirs}
    found = []
    for level_id, ours, here, sent, state, moved_there in rows:
        level = levels[level_id]
        is_sent = moved_there or (sent != ours and decimal_of(sent or 0, 4) == theirs[level])
        if audit.is_exchanged and is_sent and state in ("done", "dirty", "in_doubt", "sending"):
            continue  # the next run brings it
        found.append(Figures(level, theirs[level], decimal_of(ours, 4), decimal_of(here, 4)))
    return found


def _compared_reported(audit, theirs):
    """Levels that the remote reports: what Odoo has there, with what only one side has taken out yet.

    What the remote tells since it was last read is about to be booked: what was booked last counts. Levels that share
    a place and lot here are compared together, and so are all levels of a product whose goods are on their way out.
    """
    backend = audit.backend_id
    products = backend.env["product.product"].union(*(level.odoo_id for level in theirs))
    owed = expectations.taken_there_only(backend, products)
    groups = defaultdict(list)
    for level in backend.env["shop_erp.binding.stock"].search(
        [("backend_id", "=", backend.id), ("odoo_id", "in", products.ids), ("digest", "!=", False)], order="id"
    ):
        place = (level.location_id, level.lot_id) if not owed.get(level.odoo_id) else None
        groups[level.odoo_id, place].append(level)
    here = _lying(backend, products)
    found = []
    for (product, place), levels in groups.items():
        if place is not None and not place[0]:
            continue  # not booked yet: it is held or failed, and listed there
        expected = sum((_expected(audit, level, theirs) for level in levels), Decimal(0))
        lying = here(product, levels)
        found.append(Figures(levels[0], expected, lying - owed.get(product, Decimal(0)), lying))
    return found


def _expected(audit, level, theirs):
    is_booked = audit.is_exchanged and level.state in ("done", "pending")
    return decimal_of(level.quantity, 4) if is_booked else theirs.get(level, decimal_of(level.shown_quantity, 4))


def _lying(backend, products):
    """Return a function of (product, levels): what lies at their places; what several of them share counts once."""
    places, found = Places(backend), {}

    def lying(product, levels):
        keys = {(places.at(level.location_id), level.lot_id) for level in levels if level.location_id}
        for place in {place for place, _lot in keys} - found.keys():
            found[place] = on_hand(place, products)
        return sum((found[place].get((product, lot), Decimal(0)) for place, lot in keys), Decimal(0))

    return lying


def deltas(audit, levels):
    """Return ``{(product, location, lot): quantity}`` that Odoo lacks (below 0: has too much) of reported levels."""
    found = _compared_reported(audit, {level: decimal_of(level.shown_quantity, 4) for level in levels})
    return {
        (one.level.odoo_id, one.level.location_id, one.level.lot_id): one.theirs - one.ours
        for one in found
        if one.level in levels
    }
