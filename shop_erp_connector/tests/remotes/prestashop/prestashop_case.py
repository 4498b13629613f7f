"""A simulated shop and a remote opened on it, for the tests of PrestaShop."""

from unittest import TestCase

from ....remotes import open_remote
from ....remotes.memory import ProcessMemory
from ...simulators.prestashop import PrestaShopSimulator


class PrestaShopCase(TestCase):
    """``shop`` is a fresh shop of ``version``; ``remote`` is open on it and remembers in ``memory``."""

    version = "8.2.1"
    simulator_class = PrestaShopSimulator

    def setUp(self):
        self.shop = self.enterContext(self.simulator_class(self.version))
        self.memory = ProcessMemory()
        self.remote = self.opened()

    def opened(self, **settings):
        """Return another remote on the same shop, as another worker would open it."""
        return self.enterContext(open_remote("prestashop", {**self.shop.settings, **settings}, memory=self.memory))

    def added(self, what, *args, **values):
        """Add something in the back office and return its id."""
        return getattr(self.shop, f"add_{what}")(*args, **values)["id"]

    def settle(self):
        """Let ten minutes pass: what was just written is behind margin and look-back. Forget the calls."""
        self.shop.clock.advance(600)
        self.shop.log.clear()

    def pages(self, kind, cursor=None, **options):
        """Return all pages of a pull."""
        return list(self.remote.pull(kind, cursor=cursor, **options))

    def documents(self, kind, cursor=None, **options):
        """Return the documents of all pages of a pull."""
        return [document for page in self.pages(kind, cursor, **options) for document in page.documents]
