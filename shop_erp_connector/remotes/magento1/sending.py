"""Sending many documents: what goes wrong for one is its own matter, what goes wrong for the user stops the rest."""

from ..contract import Result
from ..errors import AuthenticationFailed, RateLimited, Rejected, RemoteError, Unavailable

#: Errors that the next document would only meet again.
_OF_THE_SHOP = (AuthenticationFailed, RateLimited, Unavailable)


def one_by_one(documents, send):
    """Return one ``Result`` per document, each made by ``send(document)``."""
    results, stopped = [], None
    for document in documents:
        try:
            results.append(Result(error=stopped) if stopped else send(document))
        except RemoteError as exc:
            results.append(Result(error=exc))
            stopped = exc if isinstance(exc, _OF_THE_SHOP) else None
    return results


def together(items, size, send):
    """Send items in parts by ``send(part)``; return ``{index: error}`` of those that the shop did not take.

    A part that is refused is halved until the refused item stands alone: what is sent is absolute, so that sending a
    good one again changes nothing.

    :param items: list of (index, anything); ``send`` gets such a list
    """
    errors = {}
    waiting = [items[start : start + size] for start in range(0, len(items), size)]
    while waiting:
        part = waiting.pop(0)
        try:
            send(part)
        except Rejected as exc:
            if len(part) == 1:
                errors[part[0][0]] = exc
            else:
                half = len(part) // 2
                waiting[:0] = [part[:half], part[half:]]
        except RemoteError as exc:
            # Of this part nothing is known, and the others would meet the same.
            is_shops = isinstance(exc, _OF_THE_SHOP)
            left = [part, *waiting] if is_shops else [part]
            errors |= {index: exc for each in left for index, _item in each}
            waiting = [] if is_shops else waiting
    return errors
