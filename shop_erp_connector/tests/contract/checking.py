"""The connection test, and the faults that a person can have made: a wrong key, a wrong address."""

from zoneinfo import ZoneInfo

from ...remotes.errors import AuthenticationFailed, InvalidSettings, ProtocolError, Unavailable


class CheckPromises:
    def test_a_good_connection_is_described(self):
        info = self.remote.check()
        self.assertTrue(info.name)
        self.assertTrue(info.version)
        self.assertEqual(info.warnings, ())
        for type, entries in (("shop", info.shops), ("language", info.languages), ("currency", info.currencies)):
            self.assertEqual({entry.type for entry in entries}, {type} if entries else set())
        self.assertTrue(info.currencies)
        self.assertEqual([entry.code for entry in info.currencies if len(entry.code) != 3], [])
        self.assertTrue(not info.clock or ZoneInfo(info.clock))

    def test_a_wrong_secret_is_told_as_such(self):
        for setting in self.of_type("secret"):
            given = self.simulator.settings[setting.name]
            for wrong in (given[::-1], given[:-1], f"{given}ç€"):
                with self.subTest(wrong), self.assertRaises((AuthenticationFailed, InvalidSettings)):
                    self.opened(**{setting.name: wrong}).check()
            with self.assertRaises(AuthenticationFailed):
                list(self.opened(**{setting.name: given[::-1]}).pull(self.some_kind))

    def test_an_address_that_is_something_else_is_told(self):
        for setting in self.of_type("url"):
            with self.subTest(setting.name), self.assertRaises((ProtocolError, InvalidSettings)):
                self.opened(**{setting.name: f"{self.simulator.url}/elsewhere"}).check()

    def test_a_server_that_is_not_there_is_unavailable(self):
        self.remote.check()
        self.simulator.stop()
        try:
            with self.assertRaises(Unavailable):
                self.remote.check()
            with self.assertRaises(Unavailable):
                list(self.opened().pull(self.some_kind))
        finally:
            self.simulator.start()
        self.remote.check()

    def test_every_call_is_counted(self):
        self.remote.check()
        list(self.remote.pull(self.some_kind, limit=2))
        self.simulator.faults.status(500)
        self.raised(self.remote.check)
        self.assertGreater(len(self.simulator.log), 3)
        self.assertEqual(self.remote.calls, len(self.simulator.log))

    def test_a_session_that_ended_is_renewed_unseen(self):
        self.remote.check()
        for kind in sorted(self.remote.capabilities.pulls):
            self.end_session()
            self.assertTrue(list(self.remote.pull(kind)))
        for kind in sorted(self.remote.capabilities.pushes):
            self.end_session()
            self.assertEqual(self.pushed(kind, self.new(kind, 2)), [None, None])

    def test_several_workers_share_one_connection(self):
        first, second = self.opened(), self.opened()
        for _turn in range(2):
            self.assertEqual(first.check(), second.check())
