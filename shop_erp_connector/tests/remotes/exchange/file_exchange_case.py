"""An ERP's folder and an exchange on it, for tests of one rule each."""

import unittest

from ....remotes import open_remote
from ...contract.case import JsonMemory
from ...simulators.exchange_files import FolderErp


class FileExchangeCase(unittest.TestCase):
    """``self.erp`` is the partner, ``self.remote`` the exchange on its folder."""

    #: Settings besides the address.
    options = {}

    def setUp(self):
        self.erp = FolderErp(**self.options)
        self.addCleanup(self.erp.close)
        self.erp.start()
        self.memory = JsonMemory()
        self.remote = self.opened()

    def opened(self, **changes):
        """Return another exchange on the same memory, as another worker opens it."""
        remote = open_remote("file_exchange", self.erp.settings | changes, memory=self.memory)
        self.addCleanup(remote.close)
        return remote

    def read(self, kind, cursor=None, **options):
        """Read to the end as the hub does, one page per worker; return (documents, refusals, last cursor)."""
        documents, refusals, remote = [], [], options.pop("remote", None)
        while True:
            page = next(iter((remote or self.opened()).pull(kind, cursor=cursor, **options)))
            documents += page.documents
            refusals += page.refusals
            cursor = page.cursor
            if not cursor["more"]:
                return documents, refusals, cursor

    def stock(self, *pairs, **options):
        """Let the ERP write levels: (variant, quantity) pairs."""
        rows = [{"stock": [{"record": variant, "variant_id": variant, "quantity": qty}]} for variant, qty in pairs]
        return self.erp.send("stock", *rows, **options)

    def levels(self, documents):
        """Return ``{variant: quantity as text}``."""
        return {level.variant_id: str(level.quantity) for level in documents}
