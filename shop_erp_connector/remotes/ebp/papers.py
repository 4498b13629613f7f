"""PDFs of documents: files named by the document's number in a folder (dossier §5), or files attached in EBP."""

import base64

from ..contract import DOWNLOAD_LIMIT
from ..errors import InvalidSettings, ProtocolError, Rejected
from ..transport.files import is_safe_name
from . import wire
from .wire import text

_ATTACHED = """
SELECT CAST(f.ParentId AS VARCHAR(36)) AS document, f.Content AS content FROM SaleDocumentAssociatedFiles f
 WHERE f.ParentId IN :ids AND f.TypeMime = 'application/pdf' ORDER BY f.Name
"""

_BEGIN, _END, _TAIL = b"%PDF-", b"%%EOF", 2048


class Papers:
    """Finds PDFs.

    :param tables: a ``Tables``; ``files``: a ``Files``; ``folder``: where PDFs are put, "" nowhere
    """

    def __init__(self, tables, files, folder):
        self._tables = tables
        self._files = files
        self._folder = folder

    def names(self):
        """Return the names of the files that lie there now."""
        if not self._folder:
            return frozenset()
        try:
            return frozenset(entry.name for entry in self._files.entries(self._folder))
        except InvalidSettings:
            return frozenset()  # nobody has put a PDF there yet; check() makes the folder

    def arrived(self, waiting):
        """Return the ids, of ``{id: number}``, whose PDF lies there now."""
        names = self.names() if waiting else ()
        return [id for id, number in waiting.items() if file_name(number) in names]

    def read(self, numbers):
        """Return ``{id: PDF as base64}`` of documents ``{id: number}``; one that is not there yet is left out."""
        if not numbers:
            return {}
        rows = self._tables.rows(_ATTACHED, call="read attached files", ids=list(numbers))
        found = {text(row, "document"): bytes(row["content"] or b"") for row in rows}
        names = self.names()
        for id, number in numbers.items():
            if file_name(number) in names:
                found[id] = self._files.read(self._folder, file_name(number), limit=DOWNLOAD_LIMIT)
        return {id: base64.b64encode(content).decode() for id, content in found.items() if is_whole(content)}

    def download(self, name):
        """Return the bytes of a PDF in the folder.

        :raises Rejected: no plain file name; ``NotFound``: it is not there; ``ProtocolError``: it is no PDF
        """
        if not is_safe_name(name) or not self._folder:
            raise Rejected(f"{name[:80]!r} is not the name of a file in the folder of PDFs.", system=wire.SYSTEM)
        content = self._files.read(self._folder, name, limit=DOWNLOAD_LIMIT)
        if not is_whole(content):
            raise ProtocolError(f"The file {name} is no PDF, or only a part of one.", system=wire.SYSTEM)
        return content


def file_name(number):
    """Return the name of a document's PDF; "/" and the like cannot stand in a file name, EBP's print writes "_"."""
    name = "".join(sign if is_safe_name(f"a{sign}a") else "_" for sign in number)
    return f"{name}.pdf"


def is_whole(content):
    """Return whether bytes are a PDF from its begin to its end, and not one that is still being written."""
    return content.startswith(_BEGIN) and _END in content[-_TAIL:]
