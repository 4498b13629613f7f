"""Many records in one document, and what became of each of them.

The shop saves the entities of a document one after the other and stops at the first that it refuses,
without saying which one that was. Recordings stock-multi-put, stock-multi-put-invalid-second,
stock-multi-put-missing-id.
"""

from dataclasses import dataclass
from typing import Any

from ..contract import Result
from ..cursors import chunked
from ..errors import OutcomeUnknown, ProtocolError, Rejected, RemoteError, Unavailable

#: Errors that are about a record in the document; any other one is about the connection.
ABOUT_A_RECORD = (Rejected, ProtocolError)

#: Ids of one DELETE; a hundred take the shop 0.09 s (dossier section 12).
REMOVED_AT_ONCE = 100


@dataclass(slots=True)
class Sending:
    """One record on its way.

    :param index: its place among the documents that were pushed
    :param entity: the XML element to send
    :param id: what its result is called when the shop's own id of the entity is not it
    :param key: by what a created record is recognised, "" for none
    :param prefix: what stands before the shop's own id in the result of a created record
    """

    index: int
    entity: Any
    id: str = ""
    key: Any = ""
    prefix: str = ""


class Batches:
    """Sends records and collects one ``Result`` per pushed document.

    :param wire: see ``wire.Wire``
    :param count: how many documents were pushed
    """

    def __init__(self, wire, count):
        self._wire = wire
        self._results = [None] * count
        self._stopped = None

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

    @property
    def outcomes(self):
        """Return the same as ``results``, whatever failed: for parts of records, whose owners tell what happened."""
        return self._results

    def settle(self, index, **facts):
        """Note what became of a document without sending it, e.g. ``error=`` or ``unchanged=True``."""
        self._results[index] = Result(**facts)

    def update(self, method, resource, sendings, size, *, query=None):
        """PUT or PATCH records; repeats do no harm, so halves are tried until the refused one is alone."""
        for unlike in _without_repeats(sendings):
            for part in chunked(unlike, size):
                self._try(method, resource, part, query, created=None)

    def create(self, resource, sendings, size, created, *, query=None):
        """POST records.

        :param created: takes sendings, returns ``{index: id}`` of those that the shop has saved all the same
        """
        for part in chunked(sendings, size):
            self._try("POST", resource, part, query, created)

    def repeatable(self, sendings):
        """Say of creates whose answer was lost that they may be sent again: they are looked up first by the sender."""
        for sending in sendings:
            error = self._results[sending.index].error
            if isinstance(error, OutcomeUnknown):
                message = "The answer was lost: whether it was saved is looked up before it is sent again."
                self.settle(sending.index, error=Unavailable(message, system=error.system, call=error.call))

    def remove(self, resource, removals):
        """DELETE records; one that is gone meanwhile spoils nothing but itself.

        :param removals: ``[(index, the shop's id, id of the result)]``
        """
        for part in chunked(removals, REMOVED_AT_ONCE):
            self._remove(resource, part)

    def _remove(self, resource, part):
        if self._stopped is not None:
            self._refuse_removals(part, self._not_sent())
            return
        try:
            self._wire.delete(resource, [id for _index, id, _result_id in part])
        except ABOUT_A_RECORD as exc:
            if len(part) == 1:
                self._refuse_removals(part, exc)
                return
            middle = len(part) // 2
            self._remove(resource, part[:middle])
            self._remove(resource, part[middle:])
        except RemoteError as exc:
            self._stopped = exc
            self._refuse_removals(part, exc)
        else:
            for index, _id, result_id in part:
                self.settle(index, id=result_id)

    def _refuse_removals(self, part, error):
        for index, _id, _result_id in part:
            self.settle(index, error=error)

    def _try(self, method, resource, part, query, created):
        if self._stopped is not None:
            self._fail(part, self._not_sent())
            return
        try:
            rows = self._wire.write(method, resource, [sending.entity for sending in part], query=query)
        except ABOUT_A_RECORD as exc:
            self._after_refusal(method, resource, part, query, created, exc)
        except RemoteError as exc:
            self._stopped = exc
            self._fail(part, exc)
        else:
            for sending, row in zip(part, rows, strict=True):
                self.settle(sending.index, id=sending.id or f"{sending.prefix}{row.id}")

    def _after_refusal(self, method, resource, part, query, created, error):
        rest = part
        if created is not None and len(part) > 1:
            try:
                found = created(part)
            except RemoteError as exc:
                # Some of them are saved, and the shop does not tell any more which.
                self._stopped = exc
                self._fail(part, _unknown(error))
                return
            for sending in part:
                if sending.index in found:
                    self.settle(sending.index, id=sending.id or found[sending.index])
            rest = [sending for sending in part if sending.index not in found]
        if len(part) == 1:
            self._fail(part, error)
            return
        # Some were saved: the first that was not is the refused one. None were: it may be any of them.
        middle = 1 if len(rest) < len(part) else len(rest) // 2
        for half in (rest[:middle], rest[middle:]):
            if half:
                self._try(method, resource, half, query, created)

    def _fail(self, part, error):
        for sending in part:
            self.settle(sending.index, id="", error=error)

    def _not_sent(self):
        cause = self._stopped
        if not isinstance(cause, OutcomeUnknown):
            return cause
        return Unavailable("Not sent, because the connection broke before it.", system=cause.system, call=cause.call)


def only_a_delay(error):
    """Return the error of a step that may be repeated: what happened to it is looked up before it is done again."""
    if isinstance(error, OutcomeUnknown):
        return Unavailable(error.message, system=error.system, call=error.call, code=error.code, text=error.text)
    return error


def _unknown(error):
    return OutcomeUnknown(error.message, system=error.system, call=error.call, code=error.code, text=error.text)


def _without_repeats(sendings):
    """Return lists in which no record comes twice: the shop refuses a document with an id twice (code 89)."""
    rounds = []
    seen = {}
    for sending in sendings:
        id = sending.entity.findtext("id")
        number = seen[id] = seen.get(id, -1) + 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(sending)
    return rounds
