"""Which records of Odoo a remote's record may be: by what names it exactly, and by names that resemble."""

from typing import NamedTuple

from odoo.tools import SQL

#: How much two names have in common, from 0 to 1, for one to be proposed for the other.
_LEAST_SIMILARITY = 0.45

#: What a name that is the very same counts: 1 is for what is certain.
_SUREST_NAME = 0.99

#: How many records are proposed for one.
_MOST_PROPOSALS = 3


class Candidate(NamedTuple):
    """One record that it may be.

    :param rule: what they have in common: "code", "barcode", "vat", "email", "path" or "name"
    :param score: 1 for what is equal, less for names that resemble
    """

    record_id: int
    rule: str
    score: float = 1.0


def equal(rows, values, records, value_of):
    """Return ``{row id: records of Odoo with the same value}``.

    :param values: ``{row id: value}``; empty ones match nothing
    :param records: Odoo records, and ``value_of(record)`` their value; both are compared without regard to case
    """
    by_value = {}
    for record in records:
        by_value.setdefault(_folded(value_of(record)), []).append(record)
    return {row.id: by_value.get(_folded(values.get(row.id)), []) if values.get(row.id) else [] for row in rows}


def _folded(text):
    return (text or "").strip().casefold()


def _called(record_id, score):
    """Return a candidate by name; a name alone is never sure, also when it is the very same."""
    return Candidate(record_id, "name", min(float(score), _SUREST_NAME))


def similar_within(model, names, column, values, *, condition):
    """Return ``{row id: [Candidate]}`` as ``similar`` does, of records that have the row's own value in a column.

    One statement that reads the table once: neither names of contacts nor such columns have an index that would help.

    :param values: ``{row id: value}``; rows without one match nothing
    """
    asked = [(row_id, name, values[row_id]) for row_id, name in names.items() if name and values.get(row_id)]
    if not asked or not model.pool.has_trigram:
        return {}
    model.flush_model(["name", column])
    table, name = SQL.identifier(model._table), model._field_to_sql(model._table, "name")
    ids, texts, wanted = (list(part) for part in zip(*asked, strict=True))
    rows = model.env.execute_query(
        SQL(
            """SELECT asked.id, %(table)s.id, similarity(%(name)s, asked.name) AS score
                 FROM unnest(%(ids)s::integer[], %(texts)s::text[], %(wanted)s::text[]) AS asked (id, name, value)
                 JOIN %(table)s ON %(column)s = asked.value
                WHERE similarity(%(name)s, asked.name) >= %(least)s AND %(condition)s
                ORDER BY asked.id, score DESC, %(table)s.id""",
            ids=ids,
            texts=texts,
            wanted=wanted,
            table=table,
            name=name,
            column=SQL.identifier(model._table, column),
            least=_LEAST_SIMILARITY,
            condition=condition,
        )
    )
    found = {}
    for row_id, record_id, score in rows:
        found.setdefault(row_id, []).append(_called(record_id, score))
    return {row_id: best[:_MOST_PROPOSALS] for row_id, best in found.items()}


def similar(model, names, *, condition=None):
    """Return ``{row id: [Candidate]}`` of records whose name resembles, best first; PostgreSQL's trigrams tell.

    One statement; Odoo's own trigram index on the name finds the few that are compared.

    :param names: ``{row id: name}``
    :param condition: an ``SQL`` on the table of ``model`` that candidates have to fulfil
    """
    names = {row_id: name for row_id, name in names.items() if name}
    if not names or not model.pool.has_trigram:
        return {}
    model.flush_model(["name"])
    table, name = SQL.identifier(model._table), model._field_to_sql(model._table, "name")
    indexed = name
    if model._fields["name"].translate:
        indexed = SQL("jsonb_path_query_array(%s, '$.*')::text", SQL.identifier(model._table, "name"))
    found = {}
    for row_id, record_id, score in model.env.execute_query(
        SQL(
            """SELECT asked.id, best.id, best.score
                 FROM unnest(%(ids)s::integer[], %(names)s::text[]) AS asked (id, name)
                 JOIN LATERAL (
                      SELECT %(table)s.id, similarity(%(name)s, asked.name) AS score FROM %(table)s
                       WHERE asked.name <%% %(indexed)s AND similarity(%(name)s, asked.name) >= %(least)s
                         AND %(condition)s
                       ORDER BY score DESC, %(table)s.id LIMIT %(most)s) AS best ON TRUE
                ORDER BY asked.id, best.score DESC, best.id""",
            ids=list(names),
            names=list(names.values()),
            table=table,
            name=name,
            indexed=indexed,
            least=_LEAST_SIMILARITY,
            most=_MOST_PROPOSALS,
            condition=condition or SQL("TRUE"),
        )
    ):
        found.setdefault(row_id, []).append(_called(record_id, score))
    return found
