"""What a whole reading does not name any more: missing once it failed, missing twice it is gone."""

from datetime import UTC

from odoo.tools import SQL

from .problems import text

#: So many may be missing without a doubt about the reading itself.
_FEW = 10


def note_read(model, backend, documents, moment):
    """Date the rows of the documents that were read, changed or not.

    :param moment: our own time (aware) just before the page was read
    """
    model.env.execute_query(
        SQL(
            "UPDATE %s SET read_at = %s WHERE backend_id = %s AND external_id = ANY(%s) RETURNING id",
            SQL.identifier(model._table),
            moment.astimezone(UTC).replace(tzinfo=None),
            backend.id,
            [document.id for document in documents],
        )
    )
    model.invalidate_model(["read_at"])


def note_missing(model, step):
    """Note the rows that a whole reading did not name.

    Where most of what was known is missing, the reading is doubted, not the records: nothing is noted but that.
    """
    flow = step.run_id.flow_id
    if not flow.whole_since or step.run_id.takeover_id:
        return
    model.flush_model()
    flow.flush_recordset()
    [(known, ids)] = model.env.execute_query(
        SQL(
            """SELECT count(*), array_agg(id) FILTER (WHERE read_at < since AND write_date < since)
                 FROM %s, (SELECT whole_since AS since FROM shop_erp_flow WHERE id = %s) AS reading
                WHERE backend_id = %s AND direction = 'in' AND odoo_id IS NOT NULL AND state != 'gone'
                  AND read_at IS NOT NULL""",
            SQL.identifier(model._table),
            flow.id,
            flow.backend_id.id,
        )
    )
    missing = model.browse(ids or ())  # what was refused in this reading has just been written: it is there
    if len(missing) > _FEW and 2 * len(missing) > known:
        step._note_error(text(step.env, "most_missing", count=len(missing), backend=flow.backend_id.name))
        return
    for row in missing:
        row._note_missing(text(step.env, "not_named", record=row.number or row.external_id))
        step._count(failed=1)
        step._note_error(row.reason)
