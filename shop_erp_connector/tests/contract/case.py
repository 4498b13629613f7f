"""What a remote tells to join the suite, and what all promises share."""

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime

from ...remotes import open_remote, remote_class
from ...remotes.errors import RemoteError

#: Records of each kind that ``seed()`` makes, at least.
SEEDED = 12

#: Documents of a page in these tests: several pages, the last one not full.
LIMIT = 5


def needs(*features):
    """Run a test once for each kind that all these capabilities name; the test gets the kind.

    What happens with the other kinds is the matter of ``refusals``.

    :param features: names in ``Capabilities``, or sets of kinds that the joining class declares
    """

    def marked(test):
        test.needs = features
        return test

    return marked


class JsonMemory:
    """A memory that keeps what Odoo's side can keep: JSON, written on exit, also after an error."""

    def __init__(self):
        self._texts = {}
        self._lock = threading.RLock()

    @contextmanager
    def locked(self, name):
        """See ``remotes.memory.Memory``."""
        with self._lock:
            content = json.loads(self._texts.get(name, "{}"))
            try:
                yield content
            finally:
                self._texts[name] = json.dumps(content)


class ContractCase:
    """A filled simulator and a remote on it; a joining class sets and overrides what is up to the first line.

    ``self.simulator`` runs, ``self.remote`` is open on it; its log and faults are empty when a test begins.
    """

    #: Name in the registry, class of the simulator and what its constructor is given.
    system = ""
    simulator_class = None
    simulator_options = {}
    #: Kinds of which push() leaves a document alone that is there already.
    leaves_unchanged = frozenset()
    #: Kinds that are read and changed and hold what can be cleared.
    clears = frozenset()
    #: {kind: calls that each further document of one push() may cost}; absent: none.
    calls_per_document = {}
    #: {kind: calls that each document of a page costs, where the remote leaves no choice}; absent: less than one.
    calls_per_read = {}
    #: {kind: which request carries the push}, as the simulator's log and faults select it.
    writes = {}
    #: {kind: page of the record 7 in the remote's back office, without the back office's own address}
    seen_at = {}

    def seed(self):
        """Fill ``self.simulator`` with at least 12 records of each kind that is pulled or pushed to."""
        raise NotImplementedError

    def ids(self, kind):
        """Return the ids that reading all of ``kind`` must bring, as the simulator knows them."""
        raise NotImplementedError

    def touch(self, kind, id):
        """Change a record in the simulator; needed for the kinds that are read by changes."""
        raise NotImplementedError

    def missing_id(self, kind):
        """Return an id of the right form that does not exist."""
        return "999999"

    def new(self, kind, count):
        """Return documents that the remote will take and that change something there; each time different ones."""
        raise NotImplementedError

    def refused(self, kind):
        """Return a document that the remote must refuse."""
        raise NotImplementedError

    def held(self, kind, document):
        """Return the ids (as results name them) under which the simulator holds what the document says."""
        raise NotImplementedError

    def key(self, kind, document):
        """Return what find() takes to look for the document."""
        return document.key

    def end_session(self):
        """Let the simulator forget who is logged in; nothing to do for remotes without sessions."""

    def secrets(self):
        """Return what must never be shown, as texts; called at the end of a test."""
        return [self.simulator.settings[setting.name] for setting in self.of_type("secret")]

    # up to here a joining class has its say

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if not cls.system:
            return
        capabilities = remote_class(cls.system).capabilities
        for name in dir(cls):
            test = getattr(cls, name)
            features = getattr(test, "needs", ())
            if features:
                sets = [getattr(capabilities, feature, None) or getattr(cls, feature, ()) for feature in features]
                for kind in sorted(set.intersection(*map(set, sets))):
                    setattr(cls, f"{name}__{kind}", _for_kind(test, kind))
                setattr(cls, name, None)

    def setUp(self):
        self.simulator = self.started()
        # Everything is made in one second, so that only ids tell the records' order.
        self.simulator.clock.advance(-7200)
        self.simulator.clock.freeze()
        self.seed()
        self.simulator.clock.run(datetime.now(UTC))
        self.memory = JsonMemory()
        self.remote = self.opened()
        self.simulator.log.clear()

    def started(self):
        """Return an empty simulator that runs until the test ends."""
        simulator = self.simulator_class(**self.simulator_options)
        simulator.start()
        self.addCleanup(simulator.stop)
        return simulator

    def opened(self, **settings):
        """Return another remote on the same memory, as another worker opens it."""
        remote = open_remote(self.system, self.simulator.settings | settings, memory=self.memory)
        self.addCleanup(remote.close)
        return remote

    def of_type(self, type):
        """Return the settings of a type that are in use."""
        used = self.simulator.settings
        return [setting for setting in self.remote_class.SETTINGS if setting.type == type and setting.name in used]

    @property
    def remote_class(self):
        """The class under test."""
        return remote_class(self.system)

    @property
    def some_kind(self):
        """A kind that can be pulled."""
        return min(self.remote.capabilities.pulls)

    def pages(self, kind, **options):
        """Return all pages of a pull by a new worker."""
        return list(self.opened().pull(kind, **options))

    def pushed(self, kind, documents):
        """Return one error (or None) per document, also where push() raised the one that they share."""
        try:
            results = self.remote.push(kind, documents)
        except RemoteError as exc:
            return [exc] * len(documents)
        self.assertEqual(len(results), len(documents))
        return [result.error for result in results]

    def raised(self, work):
        """Return the ``RemoteError`` of calling ``work``, None when it goes well."""
        try:
            work()
        except RemoteError as exc:
            return exc
        return None


def ids_of(pages):
    """Return the ids of all documents of pages, in order."""
    return [document.id for page in pages for document in page.documents]


def stored(cursor):
    """Return a cursor as it comes back from the database."""
    return json.loads(json.dumps(cursor))


def _for_kind(test, kind):
    def run(self):
        return test(self, kind)

    run.__doc__ = test.__doc__
    return run
