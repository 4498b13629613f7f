"""Rows of a program's own tables, each turned into a document by itself."""

from ..contract import Refusal
from ..documents import InvalidDocument
from ..errors import ProtocolError, Rejected


def parsed(items, id_of, parse, *, system):
    """Return (documents, refusals) of items, each parsed alone; a broken one harms no other.

    :param id_of: the remote's id of an item; ``parse`` its document
    :param system: whose words the errors are, see ``RemoteError``
    """
    documents, refusals = [], []
    for item in items:
        try:
            documents.append(parse(item))
        except (Rejected, ProtocolError) as exc:
            refusals.append(Refusal(id=id_of(item), error=exc))
        except (InvalidDocument, ValueError) as exc:
            error = ProtocolError(f"A value cannot be read: {exc}", system=system, call=f"read {id_of(item)}")
            refusals.append(Refusal(id=id_of(item), error=error))
    return documents, refusals
