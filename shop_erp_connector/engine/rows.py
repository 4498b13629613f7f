"""Many binding rows with one statement: the claim (insert or notice a change) and the bulk updates."""

import re

from odoo.tools import SQL


def claim(model, backend, documents):
    """Store the documents of one page as pending rows of ``model``; a row is also the claim on its remote record.

    One statement: new rows are inserted, rows whose content changed become pending, all others stay untouched (an
    equal digest is an echo or the look-back, at any age). A record that could not be read before is back with any
    content, and one that waits with an older content gets the newer one, also when that is the agreed one again. When
    another transaction has just claimed the same record, PostgreSQL raises a serialisation error: the job runs again.
    What was erased stays away.

    :param documents: list of documents with distinct ids
    :return: (ids to apply, how many of them are new, how many documents were unchanged)
    """
    if not documents:
        return [], 0, 0
    model.flush_model()
    touched = model.env.execute_query(
        SQL(
            """INSERT INTO %(table)s AS bound
                 (backend_id, company_id, external_id, number, pending_document, pending_digest,
                  state, direction, tries, create_uid, write_uid, create_date, write_date)
               SELECT %(backend)s, %(company)s, page.external_id, NULLIF(page.number, ''), page.document, page.digest,
                      'pending', 'in', 0, %(user)s, %(user)s, now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc'
                 FROM unnest(%(ids)s::text[], %(numbers)s::text[], %(documents)s::text[], %(digests)s::text[])
                      AS page (external_id, number, document, digest)
               ON CONFLICT (backend_id, external_id) DO UPDATE SET
                  pending_document = EXCLUDED.pending_document, pending_digest = EXCLUDED.pending_digest,
                  number = COALESCE(EXCLUDED.number, bound.number), state = 'pending', direction = 'in', tries = 0,
                  write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                WHERE bound.state <> 'erased' AND bound.takeover IS DISTINCT FROM 'left_out'
                  AND (bound.pending_digest IS DISTINCT FROM EXCLUDED.pending_digest
                  AND (bound.digest IS DISTINCT FROM EXCLUDED.pending_digest OR bound.pending_digest IS NOT NULL)
                   OR bound.state IN ('failed', 'gone') AND bound.direction = 'in' AND bound.pending_document IS NULL)
               RETURNING id, (xmax = 0)""",
            table=SQL.identifier(model._table),
            backend=backend.id,
            company=backend.company_id.id,
            user=model.env.uid,
            ids=[storable(document.id) for document in documents],
            numbers=[storable(_number(document)) for document in documents],
            documents=[_storable_json(document.to_json()) for document in documents],
            digests=[document.digest() for document in documents],
        )
    )
    model.invalidate_model()
    ids = [row_id for row_id, _new in touched]
    return ids, sum(1 for _id, new in touched if new), len(documents) - len(ids)


#: The character 0 as answers in XML tell it, which cannot hold it (remotes/transport/xml.py); no text has it otherwise.
NUL = "\ufdd0"

#: What PostgreSQL takes in no text: the character 0 and halves of characters.
UNSTORABLE = re.compile(f"[\x00{NUL}\ud800-\udfff]")


def storable(text):
    """Return a text in which what cannot be stored is shown as a replacement character."""
    return UNSTORABLE.sub("\ufffd", text)


def _storable_json(text):
    """Return the same JSON; such characters are written by their numbers, so that the document stays what it is."""
    return UNSTORABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _number(document):
    return getattr(document, "number", "") or getattr(document, "code", "")


def reopen_erased(model, backend, external_ids):
    """Records that were erased and are to be known again: their rows start anew."""
    model.flush_model(["state", "external_id"])
    model.env.execute_query(
        SQL(
            """UPDATE %s SET state = 'failed', odoo_id = NULL, digest = NULL, direction = 'in'
                WHERE backend_id = %s AND external_id = ANY(%s) AND state = 'erased' RETURNING id""",
            SQL.identifier(model._table),
            backend.id,
            list(external_ids),
        )
    )
    model.invalidate_model(["state", "odoo_id", "digest", "direction"])


def reopen(rows):
    """What was agreed is to be applied again: something it refers to has changed here. Return the ids."""
    if not rows:
        return []
    rows.flush_recordset()
    rows.env.execute_query(
        SQL(
            """UPDATE %s SET pending_document = document, pending_digest = digest, state = 'pending'
                WHERE id = ANY(%s) RETURNING id""",
            SQL.identifier(rows._table),
            list(rows.ids),
        )
    )
    rows.invalidate_recordset()
    return rows.ids


def agree(rows):
    """Both sides agree on the rows' pending documents: they become the base of later comparisons."""
    if not rows:
        return
    rows.flush_recordset()
    rows.env.execute_query(
        SQL(
            """UPDATE %s SET document = pending_document, digest = pending_digest, pending_document = NULL,
                      pending_digest = NULL, state = 'done', takeover = NULL, reason_code = NULL, reason = NULL,
                      tries = 0, next_try = NULL, synced_at = now() AT TIME ZONE 'utc',
                      write_date = now() AT TIME ZONE 'utc'
                WHERE id = ANY(%s) RETURNING id""",
            SQL.identifier(rows._table),
            list(rows.ids),
        )
    )
    rows.invalidate_recordset()


def update(model, columns, values):
    """Give each row its own values, in one statement.

    :param columns: names of stored fields
    :param values: ``{row id: (value of each column, in order)}``
    """
    if not values:
        return
    model.browse(values).flush_recordset()
    arrays = zip(*values.values(), strict=True)
    model.env.execute_query(
        SQL(
            """UPDATE %s AS bound SET %s, write_date = now() AT TIME ZONE 'utc'
                 FROM unnest(%s::integer[], %s) AS new (id, %s) WHERE bound.id = new.id RETURNING bound.id""",
            SQL.identifier(model._table),
            SQL(", ").join(SQL("%s = new.%s", SQL.identifier(name), SQL.identifier(name)) for name in columns),
            list(values),
            SQL(", ").join(
                SQL(f"%s::{model._fields[name].column_type[0]}[]", list(array))
                for name, array in zip(columns, arrays, strict=True)
            ),
            SQL(", ").join(SQL.identifier(name) for name in columns),
        )
    )
    model.browse(values).invalidate_recordset()
