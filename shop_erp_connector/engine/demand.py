"""Records that a page refers to and Odoo does not know yet: they are fetched by the same run, then the page goes on.

What waits is a stack of ``[kind, row ids]``: an order waits for a product, the product for its category. Each step that
applies records takes the stack along; the one that misses nothing hands the top of it on.
"""

#: How high the stack may grow: a product, its category, that one's parents.
_MOST_WAITING = 8


def go_on(step, held, documents, references):
    """Fetch what held rows miss and let them wait for it; where nothing is missing, try again what waits.

    Only what a flow into Odoo of its own reads is fetched, and once: what is still missing when the rows are tried
    again is there, but held itself (its tax is not mapped, say), and fetching it again would never end.

    :param held: rows that are held for a record that is not known
    """
    waiting = step.waiting or []
    kind, ids = held._missing_there(documents, references) if held and not step.is_retry else ("", ())
    if ids and len(waiting) < _MOST_WAITING and _is_fetched(step, kind):
        waiting = [[step.kind, held.ids], *waiting]
        step._plan("fetch", kind=kind, external_ids=sorted(ids), waiting=waiting)
    else:
        try_again(step)


def try_again(step):
    """Apply the rows on top of the step's stack once more."""
    if step.waiting:
        (kind, row_ids), *rest = step.waiting
        step._plan("apply", kind=kind, record_ids=row_ids, waiting=rest, is_retry=True)


def _is_fetched(step, kind):
    backend = step.backend_id
    if kind not in backend._capabilities.pulls_by_id:
        return False
    return any(flow.active and (flow.kind, flow.direction) == (kind, "in") for flow in backend.flow_ids)
