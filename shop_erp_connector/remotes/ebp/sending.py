"""Pushing into import files, and finding out in the tables what EBP made of them.

EBP answers nothing and takes the same file twice (dossier §3.1). So the duplicate check is ours: before anything is
written, and whenever the hub asks, the record is looked up in the tables; what was written and is not there yet
has a ticket. Only when its file has left the import folder for some time, or lies among the refused ones, it counts as
refused, with the words of the log.
"""

import time
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from ..contract import Result
from ..errors import InvalidSettings, NotFound, OutcomeUnknown, Rejected, RemoteError
from ..transport.files import is_safe_name
from . import wire
from .states import twice
from .wire import number, text
from .writer import ENDING

#: Largest part of a log that is shown to people, in bytes.
_LOG_LIMIT = 64 * 1024
_SHOWN = 2000

_DAY = 86400


class Fates:
    """What became of import files, looked at once for each of them.

    :param folders: object with the folders' names ``incoming``, ``taken`` and ``refused``
    :param wait: seconds that a file which has left the import folder is given
    """

    def __init__(self, files, memory, folders, *, wait, log_ending):
        self._files = files
        self._memory = memory
        self._folders = folders
        self._wait = wait
        self._log_ending = log_ending

    def of(self, base):
        """Return (whether its records may still come, the words of its log)."""
        name = base + ENDING
        if self._lies(self._folders.incoming, name):
            return True, ""
        if self._lies(self._folders.refused, name):
            return False, self._words(self._folders.refused, name)
        if self._seconds_away(base) < self._wait:
            return True, ""
        return False, self._words(self._folders.taken, name)

    def _seconds_away(self, base):
        """Return for how long a file is known to have left; noted when it is first missed."""
        now = time.time()
        with self._memory.locked("left") as left:
            for other in [other for other, since in left.items() if now - since > 60 * _DAY]:
                del left[other]
            return now - left.setdefault(base, now)

    def _lies(self, folder, name):
        return bool(folder) and self._files.entry(folder, name) is not None

    def _words(self, folder, name):
        if not folder:
            return ""
        try:
            content = self._files.read(folder, name + self._log_ending, limit=_LOG_LIMIT)
        except (NotFound, Rejected, InvalidSettings):
            return ""
        try:
            return content.decode("utf-8-sig").strip()
        except UnicodeDecodeError:
            return content.decode("cp1252", "replace").strip()


class Sending:
    """What goes to EBP.

    :param writer: a ``Writer``; ``forms``: ``{kind: form}``; ``states``: a ``States``, which finds orders;
        ``references``: a ``References``
    :param fates: function that answers fresh ``Fates``
    """

    def __init__(self, writer, forms, states, references, fates):
        self._writer = writer
        self._forms = forms
        self._states = states
        self._references = references
        self._fates = fates

    def push(self, kind, documents):
        """See ``Remote.push``. All documents stand in one file."""
        if not documents:
            return []
        form = self._forms[kind]
        results = [None] * len(documents)
        records = {}
        for index, document in enumerate(documents):
            try:
                records[index] = form.record(document)
            except RemoteError as exc:
                results[index] = Result(error=exc)
        if records:
            facts = form.facts([documents[index] for index in records])
            with self._writer.turn(form) as register:
                self._write(form, register, documents, records, facts, results)
        return results

    def find(self, kind, key):
        """See ``Remote.find``: in the tables, or in a file that still waits."""
        form = self._forms[kind]
        record = self._references.of(key)
        known = self._known(form.kind, [record])
        if record in known:
            return known[record][0]
        with self._writer.turn(form) as register:
            written = register.written([record])
        if record not in written:
            return None
        found = self._told(form.kind, [(written[record][0].removesuffix(ENDING), record, None)])[0]
        return None if found.error else found

    def outcomes(self, kind, tickets):
        """See ``Remote.outcomes``."""
        parsed = [_parsed(ticket) for ticket in tickets]
        told = iter(self._told(kind, [facts for facts in parsed if facts]))
        return [next(told) if facts else _no_ticket(ticket) for facts, ticket in zip(parsed, tickets, strict=True)]

    def _write(self, form, register, documents, records, facts, results):
        new = [record for index, record in records.items() if not documents[index].id]
        known = self._known(form.kind, new)
        waiting = self._waiting(form, register, [record for record in new if record not in known])
        rows, written = [], {}
        for index, record in records.items():
            document = documents[index]
            if not document.id and record in known:
                results[index] = _compared(known[record], form.total(document), unchanged=True)
            elif not document.id and record in waiting:
                results[index] = Result(id=record, ticket=waiting[record], unchanged=True)
            elif record not in written.values():
                results[index] = self._rows_of(form, document, facts, rows)
                if results[index] is None:
                    written[index] = record
            else:
                sentence = f"{record} is twice in one push."
                results[index] = Result(error=wire.refused(sentence, "key", "twice"))
        if not written:
            return
        to_remember = [record for index, record in written.items() if not documents[index].id]
        base = self._writer.write(form, register, rows, to_remember)
        for index, record in written.items():
            is_new = not documents[index].id
            ticket = _ticket(base, record, form.total(documents[index])) if is_new else ""
            results[index] = Result(id=record, ticket=ticket)

    def _rows_of(self, form, document, facts, rows):
        """Add the document's rows; return None, or the result with what is wrong with it."""
        try:
            rows += form.rows(document, facts, self._writer.dialect, pending=self._customer_waits)
        except RemoteError as exc:
            return Result(error=exc)
        return None

    def _customer_waits(self, code):
        form = self._forms["customer"]
        with self._writer.turn(form) as register:
            return code in self._waiting(form, register, [code])

    def _waiting(self, form, register, records):
        """Return ``{record: ticket}`` of records that were written and may still come."""
        written = {record: name for record, (name, _digest) in register.written(records).items()}
        fates, found = self._fates(), {}
        by_base = {base: fates.of(base)[0] for base in {name.removesuffix(ENDING) for name in written.values()}}
        for record, name in written.items():
            base = name.removesuffix(ENDING)
            if by_base[base]:
                found[record] = _ticket(base, record, None)
        return found

    def _told(self, kind, facts):
        """Return one ``Result`` for each (file, record, total). Files first: what was imported meanwhile is found."""
        fates = self._fates()
        by_base = {base: fates.of(base) for base in dict.fromkeys(base for base, _record, _total in facts)}
        known = self._known(kind, [record for _base, record, _total in facts])
        results = []
        for base, record, total in facts:
            may_come, words = by_base[base]
            if record in known:
                results.append(_compared(known[record], total))
            elif may_come:
                results.append(Result(id=record, ticket=_ticket(base, record, total)))
            else:
                results.append(Result(error=_not_imported(base, record, words)))
        return results

    def _known(self, kind, records):
        """Return ``{record: (Result, total or None)}`` of what EBP has. One statement."""
        records = list(dict.fromkeys(records))
        if not records:
            return {}
        if kind != "order":
            return {record: (Result(id=record), None) for record in self._forms[kind].existing(records)}
        return {reference: _order(reference, rows) for reference, rows in self._states.orders(records).items()}


def _order(reference, rows):
    """Return (result, what EBP makes of the order); the first number where it is there several times."""
    warning = twice(reference, rows) if len(rows) > 1 else ""
    result = Result(id=reference, number=text(rows[0], "documentnumber"), warning=warning)
    return result, number(rows[0], "amountvatincluded")


def _compared(known, total, *, unchanged=False):
    """Return the result with a warning where EBP's total is another one."""
    result, made = known
    warning = result.warning
    if not warning and total is not None and made is not None and made != total:
        warning = f"EBP made {result.number} of it with a total of {made:.2f}, the order says {total:.2f}."
    return replace(result, unchanged=unchanged, warning=warning)


def _ticket(base, record, total):
    return f"{base}|{record}|{'' if total is None else total}"


def _parsed(ticket):
    """Return (file, record, total or None) of a ticket, None where it is none of ours."""
    base, first, rest = ticket.partition("|")
    record, second, total = rest.rpartition("|")
    if not (first and second and record and is_safe_name(base)):
        return None
    try:
        return base, record, Decimal(total) if total else None
    except InvalidOperation:
        return None


def _no_ticket(ticket):
    return Result(error=OutcomeUnknown(f"{ticket[:80]!r} is no ticket of EBP.", system=wire.SYSTEM))


def _not_imported(base, record, words):
    """Return the error for a record that EBP did not take, with the log's lines about it."""
    lines = [line for line in words.splitlines() if record in line]
    found = "\n".join(lines) or words
    sentence = f"EBP's import of {base}{ENDING} is over, and {record} is not there."
    if not found:
        sentence += " There is no log beside the file: look at the import in EBP."
    return Rejected(sentence, system=wire.SYSTEM, text=found[:_SHOWN], code="not_imported")
