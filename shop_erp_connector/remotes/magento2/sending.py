"""Many documents on their way, and what became of each of them.

Most calls of the interface take one record, some take many and say per record what they refuse, and one (source items)
saves all or nothing. Whatever it is, one bad record fails alone, and a broken connection stops the rest.
"""

from ..contract import Result
from ..errors import OutcomeUnknown, ProtocolError, Rejected, RemoteError, Unavailable, Unsupported
from .refusals import TooLarge

#: Errors that are about a record; any other one is about the connection.
ABOUT_A_RECORD = (Rejected, ProtocolError, Unsupported)


class Sending:
    """Collects one ``Result`` per document.

    :param count: how many documents were pushed
    """

    def __init__(self, count):
        self._results = [None] * count
        self._stopped = None

    @property
    def results(self):
        """Return the results in the order of the documents.

        Every push looks at what the shop has before it sends, so a lost answer is a delay and no open question.

        :raises RemoteError: nothing at all was settled, because the connection failed
        """
        cause = self._stopped
        is_open = cause is None or isinstance(cause, OutcomeUnknown)
        if not is_open and all(result.error is cause for result in self._results):
            raise cause
        return [_repeatable(result) for result in self._results]

    def settle(self, index, **facts):
        """Note what became of a document."""
        self._results[index] = Result(**facts)

    def is_refused(self, index):
        """Return whether a document has failed already."""
        result = self._results[index]
        return result is not None and result.error is not None

    def each(self, index, work):
        """Do the work of one document; ``work`` returns its ``Result``."""
        if self._stopped is not None:
            self.settle(index, error=self._not_sent())
            return
        try:
            self._results[index] = work()
        except ABOUT_A_RECORD as exc:
            self.settle(index, error=exc)
        except RemoteError as exc:
            self._stop(exc, [index])

    def together(self, indexes, work):
        """Do the work of many documents in one call; where it is refused, halves are tried until the bad one is alone.

        Only for calls that may be repeated without harm.

        :param work: takes indexes, returns ``{index: Result}``
        """
        if self._stopped is not None:
            for index in indexes:
                self.settle(index, error=self._not_sent())
            return
        try:
            for index, result in work(indexes).items():
                self._results[index] = result
        except ABOUT_A_RECORD as exc:
            self._halve(indexes, work, exc)
        except RemoteError as exc:
            self._stop(exc, indexes)

    def _halve(self, indexes, work, error):
        if len(indexes) == 1:
            self.settle(indexes[0], error=error)
            return
        size = error.limit if isinstance(error, TooLarge) and error.limit < len(indexes) else (len(indexes) + 1) // 2
        for start in range(0, len(indexes), size):
            self.together(indexes[start : start + size], work)

    def _stop(self, error, indexes):
        self._stopped = error
        for index in indexes:
            self.settle(index, error=error)

    def _not_sent(self):
        cause = self._stopped
        if not isinstance(cause, OutcomeUnknown):
            return cause
        return Unavailable("Not sent, because the connection broke before it.", system=cause.system, call=cause.call)


def _repeatable(result):
    error = result.error
    if not isinstance(error, OutcomeUnknown):
        return result
    return Result(
        error=Unavailable(error.message, system=error.system, call=error.call, code=error.code, text=error.text)
    )
