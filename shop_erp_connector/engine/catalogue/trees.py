"""The tree that a remote wants its categories to be, and what is wrong with it."""

from odoo.tools import SQL


def wanted_parents(model, backend):
    """Return ``{remote id: parent's remote id}`` of all categories of a backend, as their newest documents say."""
    model.flush_model()
    return dict(
        model.env.execute_query(
            SQL(
                """SELECT external_id,
                          COALESCE(COALESCE(pending_document, document)::json #>> '{content,parent_id}', '')
                     FROM %s WHERE backend_id = %s AND external_id IS NOT NULL""",
                SQL.identifier(model._table),
                backend.id,
            )
        )
    )


def loop_of(id, parents):
    """Return the ids of the loop that ``id`` is part of, beginning with it; [] when it is in none."""
    path = [id]
    while parent := parents.get(path[-1]):
        if parent == id:
            return path
        if parent in path:
            return []
        path.append(parent)
    return []
