"""The first take-over of what a remote has: read without applying, matched, tried in a savepoint, then applied.

Rows that were read for it are *aside*: the flow's own runs leave them alone until a person has decided.
"""

from urllib.parse import urlsplit

from . import apply as apply_engine
from . import rows as binding_rows
from .values import current, readable

#: How many records one step matches, or tries.
MATCH_BATCH, TRY_BATCH = 200, 50

#: Fields that say when and by whom, not what.
_AUTOMATIC = frozenset({"id", "create_date", "create_uid", "write_date", "write_uid", "parent_path"})

#: Whose fields tell a record's history, who follows it and what is to be done about it.
_DIARIES = ("mail.thread", "mail.activity.mixin")


def set_aside(model, row_ids):
    """Keep rows without an Odoo record from being applied; those that stand for one go on with the flow's next run."""
    model.browse(row_ids).filtered(lambda row: not row.odoo_id).write({"takeover": "aside"})


def match(step):
    """Propose for the step's rows which record of Odoo each may be."""
    rows = step._records().exists().filtered("pending_document")
    documents, unreadable = rows._pending_documents()
    for row, error in unreadable.items():
        row._set_state("failed", "refused", str(error))
    rows = rows.browse(documents)
    references = rows._references(documents)
    candidates = rows._candidates(documents, references)
    taken = rows._stood_for({one.record_id for found in candidates.values() for one in found})
    lines = [
        rows.browse(row_id)._takeover_facts(document, references)
        | {"res_id": row_id, "external_id": document.id}
        | proposal(candidates.get(row_id, []), taken)
        for row_id, document in documents.items()
    ]
    step.run_id.takeover_id._store_lines(lines)
    step._count(fetched=0, skipped=len(lines))


def proposal(candidates, taken):
    """Return what is found out about one record: values of a line of the take-over.

    Of several that are equally sure none is proposed.

    :param candidates: what it may be, the surest first
    :param taken: ids of records that another one of the remote's stands for already
    """
    exact = list(dict.fromkeys(one.record_id for one in candidates if one.score == 1))
    first, second, *_others = [*candidates, None, None]
    best = first if first and (not second or first.score > second.score) else None
    vals = {
        "candidates": [[one.record_id, one.rule, round(one.score * 100)] for one in candidates],
        "record_id": best.record_id if best else 0,
        "rule": best.rule if best else False,
        "score": round(best.score * 100) if best else 0,
        "decision": False,
    }
    if not candidates:
        return vals | {"finding": "new", "decision": "create"}
    if any(record_id in taken for record_id in exact):
        return vals | {"finding": "conflicting"}
    if len(exact) == 1:
        return vals | {"finding": "matched", "decision": "link"}
    rules = {one.record_id: one.rule for one in candidates if one.score == 1}
    is_torn = len(exact) > 1 and len(set(rules.values())) > 1
    return vals | {"finding": "conflicting" if is_torn else "ambiguous"}


def attempt_all(step):
    """Apply the step's rows as the import will, note what that does to which field, and undo all of it."""
    rows = step._records().exists()
    takeover = step.run_id.takeover_id
    savepoint = step.env.cr.savepoint()
    try:
        reports = _report(step, rows, takeover)
    finally:
        savepoint.close(rollback=True)
    step.env.invalidate_all()
    takeover._store_reports(reports)
    outcomes = [outcome for outcome, _reason, _changes_of_row in reports.values()]
    step._count(**{name: outcomes.count(name) for name in ("created", "changed", "held", "failed")})


def _report(step, rows, takeover):
    """Return ``{row id: (outcome, reason, [(field, old text, new text)])}``."""
    takeover._decide_rows(rows)
    rows.invalidate_recordset()
    before = _snapshot(rows)
    apply_engine.apply(step, rows)
    step.env.flush_all()
    step.env.invalidate_all()
    reports = {}
    for row in rows.exists():
        if row.state != "done":
            reports[row.id] = (row.state if row.state in ("held", "failed") else "held", row.reason or "", [])
            continue
        changes = [*_changes(row, before.get(row.id)), *_files(row)]
        outcome = "created" if row.id not in before else "changed" if changes else "unchanged"
        reports[row.id] = (outcome if row.odoo_id else "unchanged", "", changes)
    return reports


def _files(row):
    """Return a change that says which files the import would fetch: how many and from where; nothing is fetched."""
    files = row._files_to_fetch() if row._files_field else ()
    if not files:
        return []
    addresses = (urlsplit(file.url)._replace(query="", fragment="").geturl() for file in files)
    count = row.env._("%(count)s would be fetched:", count=len(files))
    return [(row._files_field, "", "\n".join((count, *addresses)))]


def _names(model, names):
    """Return the fields whose change is shown: what is stored and set, not what follows from it or tells of it."""
    unshown = _AUTOMATIC.union(*(model.env[diary]._fields for diary in _DIARIES))
    return sorted(
        name
        for name, field in model._fields.items()
        if name not in unshown - names.keys()
        and not field.related
        and model._has_field_access(field, "read")
        and (name in names or (field.store and field.type != "binary" and (not field.compute or not field.readonly)))
    )


def _snapshot(rows):
    """Return ``{row id: {field: (value, text)}}`` of the rows that stand for a record."""
    return {row.id: _state_of(row) for row in rows.filtered("odoo_id")}


def _state_of(row):
    record = row.odoo_id.with_context(active_test=False)
    names = _names(record, row._groups_of_values())
    values = {name: current(record, name) for name in names}
    return {name: (value, readable(record, name, value)) for name, value in values.items()}


def _changes(row, before):
    """Return ``[(field, old text, new text)]``; of a new record what the import can set and has set."""
    if not row.odoo_id:
        return []
    after = _state_of(row)
    if before is None:
        written = row._groups_of_values()
        return [(name, "", text) for name, (value, text) in after.items() if name in written and value]
    return [(name, before[name][1], after[name][1]) for name in after if before[name][0] != after[name][0]]


def left_out(rows):
    """Rows that a person leaves out count as known: what the remote says of them is agreed and not applied."""
    binding_rows.agree(rows)
