"""Who may write what: the owner of each field group, and what happens when both sides changed it.

Where a kind goes in both directions, each field group has an owner: Odoo, the remote, the one who changed it last, or
nobody ("ask"). A side *moved* when it left the document both agreed on: the remote's group has another digest, Odoo's
group is flagged. What only one side changed is taken from that side; two changes of one field are decided by the
owner, or become a question with the three values side by side. Comparing is done with the values that the document
would give the Odoo record: two documents may write one thing in two ways.
"""

from datetime import UTC
from typing import NamedTuple

from odoo import fields

from ..convert.problem import Problem
from ..remotes.documents import IDENTITY, TEXT
from . import rows as binding_rows
from .values import current, plain, readable

ODOO, REMOTE, NEWEST, ASK = "odoo", "remote", "newest", "ask"

#: How a conflict names a field of the binding itself, not of the Odoo record.
OWN = "own."

#: Where the decisions of a page are kept while it is applied, for ``_takes`` of the rows.
CONTEXT_KEY = "shop_erp_decisions"


class Decision(NamedTuple):
    """What happens to one field group of one row.

    :param takes: what comes in is written
    :param is_contested: both sides moved: field by field, what only one changed is taken from it
    :param changed_at: when Odoo changed the group, False when it did not
    :param is_merged: what stays was put into the document, so that all of it can be written
    """

    owner: str
    takes: bool
    is_contested: bool
    changed_at: object
    is_merged: bool = False


def decided(rows, documents):
    """Return the rows with a decision about each field group in their context; new records have none: all is theirs.

    :param documents: ``{row id: document}`` that came in
    """
    owners = rows._owners()
    if not owners:
        return rows
    flags = rows._group_flags()
    decisions = {}
    for row in rows.filtered("odoo_id"):
        document = documents[row.id]
        flagged = {group for group in owners if row[flags[group]]}
        moved = _moved_there(row, document) if any(owners[group] in (NEWEST, ASK) for group in flagged) else set()
        decisions[row.id] = {
            group: _decide(owner, row[flags[group]], group in moved, document) for group, owner in owners.items()
        }
    return rows.with_context(**{CONTEXT_KEY: decisions})


def _moved_there(row, document):
    """Return the groups that the remote changed since both agreed; all of them when nothing was agreed yet."""
    theirs = document.digests()
    base = row._agreed_documents().get(row.id)
    agreed = base.digests() if base else {}
    return {group for group in theirs | agreed if theirs.get(group) != agreed.get(group)}


def _decide(owner, changed_at, moved_there, document):
    if owner in (ODOO, REMOTE):
        return Decision(owner, owner == REMOTE, False, changed_at)
    if not changed_at or not moved_there:
        return Decision(owner, not changed_at, False, changed_at)
    if owner == NEWEST and document.updated_at:
        here = changed_at.replace(tzinfo=UTC)
        return Decision(owner, document.updated_at > here, True, changed_at)
    return Decision(ASK, False, True, changed_at)  # a record without a date has no newest side


def settle(rows, vals, documents, references, problems):
    """Take out of ``vals`` what Odoo keeps; conflicts are added to ``problems``.

    :param vals: ``{row id: values}``
    :return: ``{row id: {group: when Odoo changed it}}`` of what Odoo has to send, and the documents with the texts that
        the bindings keep
    """
    decisions = rows.env.context.get(CONTEXT_KEY) or {}
    settled = rows.filtered(lambda row: row.id in decisions and row.id in vals)
    if not settled:
        return {}, documents
    contested = settled.filtered(lambda row: any(one.is_contested for one in decisions[row.id].values()))
    bases, lines = contested._agreed_documents(), contested._conflict_lines()
    base_vals = _base_vals(contested, bases)
    here = settled._own_texts_here(references)
    there = settled._own_texts_there({row.id: documents[row.id] for row in settled}, references) if here else {}
    before = settled._own_texts_there(bases, references) if here else {}
    kept, merged = {}, dict(documents)
    for row in settled:
        case = _Case(row, decisions[row.id], base_vals.get(row.id, {}), lines.get(row.id, {}))
        vals[row.id] = case.left(vals[row.id], documents[row.id])
        stay = case.kept_texts(here.get(row.id, {}), there.get(row.id, {}), before.get(row.id, {}))
        if stay:
            merged[row.id] = row._with_own_texts(documents[row.id], stay, references)
        if case.conflicts:
            names = ", ".join(sorted(case.label(line) for line in case.conflicts))
            problems[row.id] = Problem("conflict", fields=names, lines=case.conflicts)
        elif case.kept:
            kept[row.id] = case.kept
    return kept, merged


def _base_vals(rows, bases):
    """Return ``{row id: values}`` that the agreed documents would give the records."""
    rows = rows.browse(bases)
    if not rows:
        return {}
    found = rows._prepare_vals(bases, rows._references(bases))
    return {row_id: vals for row_id, vals in found.items() if not isinstance(vals, Problem)}


class _Case:
    """One row with what came in for it."""

    def __init__(self, row, decisions, base_vals, lines):
        self.row, self.decisions, self.base_vals, self.lines = row, decisions, base_vals, lines
        self.record, self.paths = row.odoo_id, row._changed_by_paths()
        self.kept, self.conflicts = {}, []

    def left(self, vals, document):
        """Return the values to write."""
        groups = self.row._groups_of_values()
        left = {}
        for name, value in vals.items():
            decision = self.decisions.get(groups.get(name, IDENTITY))
            if decision is None or self._is_taken(groups.get(name, IDENTITY), decision, name, value):
                left[name] = value
        for group, decision in self.decisions.items():
            if decision.is_contested and group not in groups.values():
                self._settle_whole(group, decision, document)
            elif decision.changed_at and decision.owner != REMOTE and not decision.takes and self._is_more(group, vals):
                self._keep(group, decision)
        return left

    def _is_more(self, group, vals):
        """Return whether Odoo may have changed something of the group that the document does not speak of."""
        return bool(set(self.paths[group]) - {f"odoo_id.{name}" for name in vals})

    def _is_taken(self, group, decision, name, value):
        if decision.takes and not decision.is_contested:
            return True
        here, there = current(self.record, name), plain(self.record, name, value)
        if here == there:
            return True
        taken = decision.is_contested and self._takes_contested(group, decision, name, here, there)
        if not taken:
            self._keep(group, decision)
        return taken

    def _takes_contested(self, group, decision, name, here, there):
        base = self._base(name)
        if base is not None and base in (here, there):
            return base == here
        if decision.owner == NEWEST:
            return decision.takes
        was = "" if base is None else readable(self.record, name, base)
        return self._chosen(
            field_group=group,
            field_name=name,
            base_text=was,
            odoo_text=readable(self.record, name, here),
            there_text=readable(self.record, name, there),
        )

    def _base(self, name):
        """Return the value that both agreed on, None when it is not known; what the document left out was empty."""
        if name in self.base_vals:
            return plain(self.record, name, self.base_vals[name])
        is_plain = self.record._fields[name].type not in ("one2many", "many2many")
        return plain(self.record, name, False) if self.base_vals and is_plain else None

    def kept_texts(self, here, there, base):
        """Return the names of the binding's own texts that stay as they are; the others are taken.

        :param here: ``{field: text}`` of what the binding says itself; ``there``, ``base`` what documents would make it
        """
        decision = self.decisions.get(TEXT)
        if decision is None or not here or (decision.takes and not decision.is_contested):
            return set()
        differing = {name for name in here if here[name] != there[name]}
        stay = {
            name for name in differing if not self._takes_text(decision, name, here[name], there[name], base.get(name))
        }
        if stay:
            self._keep(TEXT, decision)
        if decision.is_contested:
            self.decisions[TEXT] = decision._replace(is_merged=True)
        return stay

    def _takes_text(self, decision, name, here, there, base):
        if not decision.is_contested:
            return False
        if base in (here, there):
            return base == here
        if decision.owner == NEWEST:
            return decision.takes
        return self._chosen(
            field_group=TEXT,
            field_name=f"{OWN}{name}",
            base_text=base or "",
            odoo_text=here,
            there_text=there,
        )

    def _settle_whole(self, group, decision, document):
        """A group none of whose fields is a value of the record (pictures, say) is kept or taken as a whole."""
        takes = decision.takes
        if decision.owner == ASK:
            base = self.row._agreed_documents().get(self.row.id)
            takes = self._chosen(
                field_group=group,
                field_name="",
                base_text=base.described(group) if base else "",
                odoo_text=self.row.env._("changed on %(day)s", day=decision.changed_at.date()),
                there_text=document.described(group),
            )
        if not takes:
            self._keep(group, decision)
        self.decisions[group] = decision._replace(takes=takes, is_contested=False)

    def _chosen(self, **line):
        """Return what a person chose about these very values; where nobody has, ask."""
        known = self.lines.get((line["field_group"], line["field_name"]))
        asked = (known.odoo_text or "", known.there_text or "") if known and known.choice else None
        if asked == (line["odoo_text"], line["there_text"]):
            return known.choice == REMOTE
        self.conflicts.append(line)
        return False

    def _keep(self, group, decision):
        self.kept[group] = decision.changed_at or fields.Datetime.now()

    def label(self, line):
        """Return how people call the field or group of a conflict."""
        return self.row.env["shop_erp.conflict"]._label_of(self.row._name, line["field_group"], line["field_name"])


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
    rows = rows.filtered(lambda row: row.state == "done" and row.content_changed)
    if rows:
        rows.write({"state": "dirty", "direction": "out", "changed_at": fields.Datetime.now()})
        size = step.backend_id._capabilities.batch.get(rows._kind, 1)
        for start in range(0, len(rows), size):
            step._plan("push", kind=step.kind, record_ids=rows[start : start + size].ids, is_retry=True)
