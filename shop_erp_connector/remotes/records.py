"""Records that a remote lists, each read into a document by itself."""

from .contract import Refusal
from .errors import ProtocolError, Rejected


def read_each(items, build, *, id_of, system, name_of=None):
    """Return (documents, refusals) of items: one that cannot be read spoils nothing but itself.

    :param build: takes an item, returns its document, or None for an item that is none. ``Rejected``, ``ProtocolError``
        and values that are none (``InvalidDocument``, a date that is no date) are the item's own fault; any other error
        is no fault of the item (a broken line, a used-up budget) and ends the reading
    :param id_of: the remote's id of an item
    :param system: whose words the errors are, see ``RemoteError``
    :param name_of: what a person calls the item, "The order 7"; without it, it is a record with this id
    """
    documents, refusals = [], []
    for item in items:
        try:
            document = build(item)
        except (ProtocolError, Rejected) as exc:
            refusals.append(Refusal(id=id_of(item), error=exc))
        except ValueError as exc:
            name = name_of(item) if name_of else f"The record {id_of(item)}"
            error = ProtocolError(f"{name} cannot be read: {exc}", system=system)
            refusals.append(Refusal(id=id_of(item), error=error))
        else:
            if document is not None:
                documents.append(document)
    return documents, refusals
