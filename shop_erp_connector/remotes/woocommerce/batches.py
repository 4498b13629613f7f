"""Many records in one call, and what became of each of them.

A batch is never all or nothing and answers each record in its place; but it checks nothing that a single call would
check, so what is sent must be right (recording batch-mixed-errors).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..contract import Result
from ..cursors import chunked
from ..errors import OutcomeUnknown, Rejected, RemoteError, Unavailable
from .refusals import about_a_record
from .rows import Row
from .wire import PAGE


@dataclass(slots=True)
class Sending:
    """One record on its way.

    :param index: its place among the documents that were pushed
    :param values: what is sent
    :param id: what its result is called, when the shop's own id of the record is not it
    :param check: takes the answered row, returns an error or None: the shop drops some values without a word
    :param adopt: takes an error's content, returns the id of the record that stands in the way and is the very one
    """

    index: int
    values: dict
    id: str = ""
    check: Callable[[Row], Any] | None = None
    adopt: Callable[[dict], str] | None = None


class Batches:
    """Sends records and collects one ``Result`` per pushed document.

    :param wire: see ``wire.Wire``; :param count: how many documents were pushed; :param what: what a record is called
    """

    def __init__(self, wire, count, what):
        self._wire = wire
        self._what = what
        self._results = [None] * count
        self._stopped = None
        self.rows = {}

    @property
    def results(self):
        """Return the results in the order of the documents.

        :raises RemoteError: nothing at all was settled, because the connection failed
        """
        cause = self._stopped
        is_open = cause is None or isinstance(cause, OutcomeUnknown)
        if not is_open and all(result.error is cause for result in self._results):
            raise cause
        return self._results

    def settle(self, index, **facts):
        """Note what became of a document, e.g. ``error=`` or ``unchanged=True``."""
        self._results[index] = Result(**facts)

    def settle_like(self, index, other, id):
        """Note that a document shared the fate of another one."""
        self._results[index] = replace(self._results[other], id=id if self._results[other].error is None else "")

    def is_fine(self, index):
        """Tell whether a document has not gone wrong so far."""
        result = self._results[index]
        return result is None or result.error is None

    def code(self, index):
        """Return the shop's code of the error that a document has met, "" for none."""
        result = self._results[index]
        return result.error.code if result and result.error else ""

    def update(self, path, sendings):
        """Change records. Sending absolute values again does no harm, so a lost answer is only a delay."""
        for part in chunked(sendings, PAGE):
            self._try(path, "update", part, repeatable=True)

    def create(self, path, sendings, *, repeatable=False):
        """Create records; one whose ``adopt`` recognises what stands in the way is that one, and is changed instead.

        :param repeatable: the next push looks first, so a lost answer is only a delay
        """
        for part in chunked(sendings, PAGE):
            self._try(path, "create", part, repeatable=repeatable)

    def _try(self, path, name, part, *, repeatable):
        if self._stopped is not None:
            self._fail(part, self._not_sent())
            return
        try:
            told = self._wire.batch(path, name, [sending.values for sending in part], self._what)
        except RemoteError as exc:
            error = only_a_delay(exc) if repeatable else exc
            # A refusal of the whole batch is about these records; anything else is about the connection.
            if not isinstance(exc, Rejected):
                self._stopped = error
            self._fail(part, error)
            return
        adopted = []
        for sending, one in zip(part, told, strict=True):
            id = sending.adopt(one) if sending.adopt and isinstance(one, dict) else ""
            if id:
                values = {**sending.values, "id": int(id)}
                adopted.append(Sending(sending.index, values, id=sending.id, check=sending.check))
            else:
                self._note(sending, one)
        if adopted:
            self._try(path, "update", adopted, repeatable=True)

    def _note(self, sending, one):
        if isinstance(one, dict):
            self.settle(sending.index, error=about_a_record(one))
            return
        error = sending.check(one) if sending.check else None
        self.rows[sending.index] = one
        self.settle(sending.index, id=sending.id or one.id, error=error)

    def _fail(self, part, error):
        for sending in part:
            self.settle(sending.index, error=error)

    def _not_sent(self):
        cause = self._stopped
        if not isinstance(cause, OutcomeUnknown):
            return cause
        return Unavailable("Not sent, because the connection broke before it.", system=cause.system, call=cause.call)


def only_a_delay(error):
    """Return what a lost answer means where the next push looks first, or sends absolute values again: a delay."""
    if not isinstance(error, OutcomeUnknown):
        return error
    facts = {"system": error.system, "call": error.call, "code": error.code, "text": error.text}
    return Unavailable(error.message, **facts)
