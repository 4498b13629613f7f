"""What is written of a page where both sides may have changed a record: part by part, value by value.

First the parts of the documents that are no values of the record are put together: what came in, with Odoo's where
only Odoo changed them or its change counts. Applied is what comes out; what is agreed remains what came in, so that
Odoo's is a difference that is sent. Then the values that the document gives the record are settled one by one.
"""

from odoo import fields
from odoo.fields import Command

from ..convert.problem import Problem
from ..remotes.documents import IDENTITY
from . import cleared
from .ownership import ASK, CONTEXT_KEY, NEWEST, REMOTE, Decisions
from .part_labels import name_of
from .parts import BOTH, changed, three_way
from .values import current, plain, readable


class Settlement:
    """A set of rows with the documents that came in for them.

    :param rows: as ``ownership.decided`` returns them
    ``rows``, ``documents`` and ``references`` are what is to be applied; ``kept`` (``{row id: {group: when Odoo changed
    it}}``) is what Odoo has to send then
    """

    def __init__(self, rows, documents, references):
        self.documents, self.references, self.kept = dict(documents), references, {}
        decisions = rows.env.context.get(CONTEXT_KEY) or {}
        # a part of the rows may be tried again: each try decides anew
        decisions = Decisions({row.id: dict(decisions[row.id]) for row in rows if row.id in decisions})
        self.rows = rows.with_context(**{CONTEXT_KEY: decisions}) if decisions else rows
        self._settled = self.rows.filtered(lambda row: row.id in decisions)
        self._contested = self._settled.filtered(
            lambda row: any(decision.is_contested for decision in decisions[row.id].values())
        )
        self._bases = self._settled._agreed_documents() if self._settled else {}
        lines = self._contested._conflict_lines()
        self._cases = {
            row.id: _Case(row, decisions[row.id], documents[row.id], self._bases.get(row.id), lines.get(row.id, {}))
            for row in self._settled
        }
        self._settle_parts()

    def _settle_parts(self):
        rows = self._settled.filtered(lambda row: self._cases[row.id].is_looked_at)
        kinds = rows._part_kinds(self.references) if rows else []
        rows = rows.filtered(lambda row: self._cases[row.id].has_questions(kinds))
        if not (rows and kinds):
            return
        mine = rows._documents_here()
        mine = {row_id: found for row_id, found in mine.items() if not isinstance(found, Problem)}
        cleared.tell(rows.browse(mine), mine)
        for row in rows:
            self.documents[row.id] = self._cases[row.id].with_parts(self.documents[row.id], mine.get(row.id))
        if any(self.documents[row.id] is not self._cases[row.id].theirs for row in rows):
            # what Odoo's parts refer to is none of what the page's own documents do
            self.references = self.rows._references({row.id: self.documents[row.id] for row in self.rows})
        self.references.documents_here = mine

    def settle(self, vals, problems):
        """Take out of ``vals`` what Odoo keeps; conflicts are added to ``problems``.

        :param vals: ``{row id: values}``
        """
        contested = self._contested.filtered(lambda row: row.id in vals)
        base_vals = _base_vals(contested, {row.id: self._bases[row.id] for row in contested if row.id in self._bases})
        for row in self._settled.filtered(lambda row: row.id in vals):
            case = self._cases[row.id]
            vals[row.id] = case.left(vals[row.id], base_vals.get(row.id, {}))
            self.documents[row.id] = case.with_kept_values(self.documents[row.id])
            if case.conflicts:
                names = ", ".join(sorted(case.label(line) for line in case.conflicts))
                problems[row.id] = Problem("conflict", fields=names, lines=case.conflicts)
            elif case.kept:
                self.kept[row.id] = case.kept


def _base_vals(rows, bases):
    """Return ``{row id: values}`` that the agreed documents would give the records."""
    rows = rows.browse(bases)
    if not rows:
        return {}
    found = rows._prepare_vals(bases, rows._references(bases))
    return {row_id: vals for row_id, vals in found.items() if not isinstance(vals, Problem)}


class _Case:
    """One row with what came in for it.

    :param decisions: ``{field group: Decision}``; what is settled here is noted in it
    :param lines: the questions that were asked about it before
    """

    def __init__(self, row, decisions, document, base, lines):
        self.row, self.decisions, self.lines, self.base, self.mine = row, decisions, lines, base, None
        self.record, self.paths = row.odoo_id.with_company(row.company_id), row._changed_by_paths()
        self.theirs, self.kept, self.conflicts = document, {}, []
        self._kept_values, self._sides = set(), []

    @property
    def is_looked_at(self):
        """Whether anything that came in may not be taken as it is."""
        is_refused = any(one.is_contested or not one.takes for one in self.decisions.values())
        return is_refused and self.row.digest != self.theirs.digest()

    # --- parts of the document ---

    def has_questions(self, kinds):
        """Return whether Odoo's own document is needed: both sides moved, or the remote changed what is not its own."""
        for kind in kinds:
            base = kind.of(self.row, self.base, is_own=False) if self.base else {}
            self._sides.append((kind, base, kind.of(self.row, self.theirs, is_own=False)))
        decisions = [
            self.decisions.get(part.group) for _kind, *sides in self._sides for part in changed(*sides).values()
        ]
        return any(one.is_contested for one in self.decisions.values()) or any(
            decision and not decision.takes for decision in decisions
        )

    def with_parts(self, document, mine):
        """Return the document with those parts that Odoo keeps.

        :param mine: the document that Odoo would send, None where it cannot be made
        """
        self.mine = mine
        for kind, base, theirs in self._sides:
            if mine:
                document = self._with_kind(kind, document, base, theirs)
            else:
                self._settle_unknown({part.group for part in changed(base, theirs).values()})
        for group, decision in self.decisions.items():
            if decision.is_contested and mine:
                self.decisions[group] = decision._replace(is_merged=True)
        return document

    def _with_kind(self, kind, document, base, theirs):
        mine = kind.of(self.row, self.mine, is_own=True)
        self._put_right(kind, mine, base, theirs)
        mine, base, theirs = kind.compared(self.row, mine, base, theirs)
        kept = set()
        for key, verdict in three_way(mine, base, theirs, absent=kind.absent).items():
            part = next(side[key] for side in (mine, theirs, base) if key in side)
            decision = self.decisions.get(part.group)
            if not decision or not decision.is_contested:
                continue
            if verdict == BOTH and kind.is_more(part, base.get(key)):
                self._keep(part.group, decision)
                continue
            if verdict == BOTH and self._is_their_part(decision, key, [side.get(key) for side in (base, mine, theirs)]):
                continue
            for group in (part.group, *kind.kept_with(key)):
                self._keep(group, self.decisions.get(group, decision))
            kept.add(key)
        if kind.is_whole:
            self._close_whole({part.group for part in mine.values()}, is_kept=bool(kept))
            return document
        kept = {key for key in kept if key in theirs or kind.absent is not None}
        return kind.put(self.row, document, self.mine, kept) if kept else document

    def _put_right(self, kind, mine, base, theirs):
        """What was changed there although it is not theirs to change is sent again, but not what is not told."""
        for key, part in changed(base, theirs).items():
            decision = self.decisions.get(part.group)
            own, there = (side[key].value if key in side else kind.absent for side in (mine, theirs))
            is_refused = decision and not decision.takes and not decision.is_contested
            if is_refused and None not in (own, there) and own != there and kind.is_sent(key, self.mine):
                self._keep(part.group, decision)

    def _is_their_part(self, decision, key, sides):
        if decision.owner == NEWEST:
            return decision.takes
        base, mine, there = sides
        texts = [side.text if side and side.value is not None else "" for side in sides]
        if texts[1] == texts[2]:
            texts = [str(side.value) if side and side.value is not None else "" for side in sides]
        part = mine or there or base
        return self._chosen(
            field_group=part.group,
            field_name=name_of(key),
            subject=part.subject,
            base_text=texts[0],
            odoo_text=texts[1],
            there_text=texts[2],
        )

    def _close_whole(self, groups, *, is_kept):
        for group in groups:
            decision = self.decisions.get(group)
            if decision and decision.is_contested:
                self.decisions[group] = decision._replace(takes=not is_kept, is_contested=False)

    def _settle_unknown(self, groups):
        """Odoo's own document cannot be made: of what was changed there it is asked group by group."""
        for group in groups:
            decision = self.decisions.get(group)
            if not decision or not decision.is_contested:
                continue
            takes = decision.takes
            if decision.owner == ASK:
                takes = self._chosen(
                    field_group=group,
                    field_name="",
                    subject="",
                    base_text=self.base.described(group) if self.base else "",
                    odoo_text=self.row.env._("changed on %(day)s", day=decision.changed_at.date()),
                    there_text=self.theirs.described(group),
                )
            if not takes:
                self._keep(group, decision)
            self.decisions[group] = decision._replace(takes=takes, is_contested=False)

    # --- values of the record ---

    def left(self, vals, base_vals):
        """Return the values to write."""
        groups, moved = self.row._groups_of_values(), self._moved_groups()
        left = {}
        for name, value in vals.items():
            group = groups.get(name, IDENTITY)
            decision = self.decisions.get(group)
            if decision is None or self._is_taken(group, decision, name, value, base_vals, group in moved):
                left[name] = value
            elif name in self.row._joined_values and name in base_vals:
                left[name] = self._joined(name, value, base_vals[name])
            else:
                self._kept_values.add(name)
        for group, decision in self.decisions.items():
            is_theirs = decision.takes and not decision.is_contested
            is_kept = decision.changed_at and decision.owner != REMOTE and not is_theirs
            if is_kept and self._is_more(group, vals):
                self._keep(group, decision)
        return left

    def _moved_groups(self):
        theirs, agreed = self.theirs.digests(), self.base.digests() if self.base else {}
        moved = {group for group in theirs | agreed if theirs.get(group) != agreed.get(group)}
        return moved | {group for group, sources in self.row._moved_with.items() if moved & sources}

    def _is_more(self, group, vals):
        """Return whether Odoo may have changed something of the group that the document does not speak of."""
        return bool(set(self.paths[group]) - {f"odoo_id.{name}" for name in vals})

    def _is_taken(self, group, decision, name, value, base_vals, is_moved):
        if decision.takes and not decision.is_contested:
            return True
        here, there = current(self.record, name), plain(self.record, name, value)
        if here == there:
            return True
        base = self._base_value(name, base_vals)
        taken = decision.is_contested and is_moved and self._is_their_value(group, decision, name, (base, here, there))
        if not taken and (decision.changed_at or not self._is_nothing(name, here)):
            self._keep(group, decision)
        return taken

    def _is_nothing(self, name, value):
        """Return whether Odoo has nothing to say that would be sent: what it never had stays as it is there."""
        return not value and self.record._fields[name].type != "boolean"

    def _base_value(self, name, base_vals):
        """Return the value that both agreed on, None when it is not known; what the document left out was empty."""
        if name in base_vals:
            return plain(self.record, name, base_vals[name])
        is_plain = self.record._fields[name].type not in ("one2many", "many2many")
        return plain(self.record, name, False) if base_vals and is_plain else None

    def _is_their_value(self, group, decision, name, sides):
        base, here, there = sides
        if base is not None and base in (here, there):
            return base == here
        if base is not None and name in self.row._joined_values:
            return False
        if decision.owner == NEWEST:
            return decision.takes
        return self._chosen(
            field_group=group,
            field_name=name,
            subject="",
            base_text="" if base is None else readable(self.record, name, base),
            odoo_text=readable(self.record, name, here),
            there_text=readable(self.record, name, there),
        )

    def _joined(self, name, value, base_value):
        """Return the records of both sides: what one of them added or took away since both agreed."""
        base, here = plain(self.record, name, base_value), current(self.record, name)
        there = plain(self.record, name, value)
        added, removed = there - base - here, (base - there) & here
        return [Command.link(id) for id in sorted(added)] + [Command.unlink(id) for id in sorted(removed)]

    def with_kept_values(self, document):
        """Return the document with Odoo's own fields behind the values that were kept."""
        fields_of = self.row._fields_of_values
        names = [field for name in self._kept_values for field in fields_of.get(name, ())]
        if not (names and self.mine):
            return document
        return self.row._with_kept_values(document, self.mine, names)

    # --- both ---

    def _chosen(self, **line):
        """Return whether a person chose theirs of these very values; where nobody has chosen, ask."""
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
        conflicts = self.row.env["shop_erp.conflict"]
        return conflicts._label_of(self.row._name, line["field_group"], line["field_name"], line["subject"])
