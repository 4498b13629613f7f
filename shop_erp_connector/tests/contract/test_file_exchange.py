"""The exchange by files keeps the promises of a remote.

What the suite asks of a server that answers with codes has no meaning for a folder: faults of folders, files and
connections are in ``tests/remotes/exchange/``.
"""

import unittest

import paramiko

from ...remotes import open_remote
from ...remotes.documents import KINDS
from ...remotes.errors import AuthenticationFailed
from ...remotes.exchange.rows import record_of
from ...remotes.transport.connections import fingerprint
from ..simulators.exchange_files import FolderErp
from ..simulators.exchange_files.sftp import PASSWORD, SftpServer
from ..simulators.exchange_files.writing import MAIN
from .case import LIMIT, ContractCase, ids_of
from .changes import ChangePromises
from .checking import CheckPromises
from .lists import LookupPromises
from .lost import LostAnswerPromises
from .minimal import MinimalDocuments
from .reading import ReadingPromises
from .refusals import RefusalPromises
from .secrecy import SecrecyPromises
from .settings import SettingsPromises
from .writing import WritingPromises


class FilePromises(
    SettingsPromises,
    CheckPromises,
    LookupPromises,
    ReadingPromises,
    ChangePromises,
    WritingPromises,
    LostAnswerPromises,
    SecrecyPromises,
    RefusalPromises,
    ContractCase,
):
    """The promises that a folder can be asked for."""

    # a folder keeps no log of who looks into it
    test_every_call_is_counted = None
    # answers with codes and bodies
    test_a_page_that_breaks_can_be_read_again = None
    test_a_refused_key_stops_everything = None
    test_too_many_calls_are_to_be_sent_later = None
    test_a_write_whose_answer_was_lost_happens_once = None
    test_several_writes_whose_answer_was_lost_happen_once = None
    test_a_write_whose_answer_was_cut_short_happens_once = None
    test_a_write_that_was_lost_on_the_way_happens_once = None
    test_a_write_answered_with_a_web_page_happens_once = None
    test_a_write_that_broke_the_server_happens_once = None
    test_no_error_shows_a_secret = None
    test_no_result_shows_a_secret = None


class ErpOfFiles(MinimalDocuments):
    """How the ERP is filled, and what is sent to it."""

    system = "file_exchange"
    simulator_class = FolderErp
    leaves_unchanged = frozenset({"category", "product", "customer", "order", "shipment", "invoice", "return"})
    writes = {kind: {} for kind in KINDS}

    def started(self):
        simulator = super().started()
        self.addCleanup(simulator.close)
        return simulator

    def seed(self):
        self.simulator.seed()

    def ids(self, kind):
        return list(self.simulator.records.get(kind, ()))

    def touch(self, kind, id):
        self.simulator.touch(kind, id)

    def refused(self, kind):
        return KINDS[kind]()

    def held(self, kind, document):
        files = self.simulator.importer.lying(MAIN[kind])
        return [row["record"] for rows in files.values() for row in rows if row["record"] == record_of(document)]

    def key(self, kind, document):
        return record_of(document)


class TestFileExchange(ErpOfFiles, FilePromises, unittest.TestCase):
    """In a folder of this machine."""


class SftpErp(FolderErp):
    """The same ERP; the hub sees its folder through SFTP."""

    def __init__(self, **options):
        super().__init__(**options)
        self.server = SftpServer(self.root)

    def start(self):
        """Make the folders and serve them."""
        super().start()
        self.server.start()

    def stop(self):
        """Stop serving."""
        self.server.stop()

    @property
    def settings(self):
        """See ``FolderErp``."""
        return self.server.settings | self.options | {"fingerprint": fingerprint(self.server.host_key)}


class TestFileExchangeOverSftp(
    ErpOfFiles, SettingsPromises, CheckPromises, SecrecyPromises, RefusalPromises, ContractCase, unittest.TestCase
):
    """What depends on how the folder is reached; all else is the same as in a folder."""

    simulator_class = SftpErp
    test_every_call_is_counted = None
    test_no_error_shows_a_secret = None
    test_no_result_shows_a_secret = None

    def test_a_wrong_secret_is_told_as_such(self):
        """A private key is not asked for here, and the password must be right."""
        for wrong in (PASSWORD[::-1], PASSWORD[:-1], f"{PASSWORD}ç€", ""):
            with self.subTest(wrong), self.assertRaises(AuthenticationFailed):
                self.opened(password=wrong).check()

    def test_another_server_is_told_as_such(self):
        self.simulator.server.host_key = paramiko.ECDSAKey.generate()
        remote = open_remote(self.system, self.settings_before)
        with self.assertRaises(AuthenticationFailed) as caught:
            remote.check()
        self.assertEqual(caught.exception.field, "fingerprint")

    def test_all_kinds_are_read_and_written(self):
        for kind in ("product", "order"):
            self.assertEqual(sorted(ids_of(self.pages(kind, limit=LIMIT))), sorted(self.ids(kind)))
            documents = self.new(kind, 3)
            results = self.remote.push(kind, documents)
            self.assertEqual([[result.id] for result in results], [self.held(kind, document) for document in documents])

    def setUp(self):
        super().setUp()
        self.settings_before = self.simulator.settings
