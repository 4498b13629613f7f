"""Settings: checked before anything is sent, with the name of the one that is wrong."""

from ...remotes import open_remote, systems
from ...remotes.documents import KINDS, LOOKUP_TYPES
from ...remotes.errors import InvalidSettings

#: A value that fits no setting of a type.
UNUSABLE = {
    "url": "ftp://shop.example",
    "path": "https://elsewhere.example/admin",
    "integer": "many",
    "choice": "no such choice",
}


class SettingsPromises:
    def test_the_remote_is_in_the_registry(self):
        self.assertEqual(systems()[self.system], self.remote_class.label)
        self.assertIsInstance(self.remote, self.remote_class)

    def test_an_unknown_system_is_refused(self):
        with self.assertRaises(InvalidSettings):
            open_remote("no such system", {})

    def test_an_unknown_setting_is_refused(self):
        self._assert_invalid("colour", "red")

    def test_a_missing_setting_is_named(self):
        required = [setting for setting in self.remote_class.SETTINGS if setting.required]
        self.assertTrue(required)
        for setting in required:
            with self.subTest(setting.name):
                self._assert_invalid(setting.name, "")

    def test_an_unusable_value_is_named(self):
        for setting in self.remote_class.SETTINGS:
            if setting.type in UNUSABLE:
                with self.subTest(setting.name):
                    self._assert_invalid(setting.name, UNUSABLE[setting.type])

    def test_what_may_be_empty_stays_so(self):
        for setting in self.remote_class.SETTINGS:
            if setting.may_be_empty:
                with self.subTest(setting.name):
                    self.assertEqual((bool(setting.default), setting.required), (True, False))
                    self.assertEqual(self.opened(**{setting.name: ""}).settings[setting.name], "")

    def test_a_path_leads_nowhere_else(self):
        for setting in self.remote_class.SETTINGS:
            if setting.type == "path":
                for value in ("..", "a/../b", "//elsewhere.example", "admin?x=1", "admin#x", "a b", "javascript:1"):
                    with self.subTest(setting.name, value=value):
                        self._assert_invalid(setting.name, value)

    def test_secrets_never_travel_in_the_clear(self):
        for setting in self.of_type("url"):
            with self.subTest(setting.name):
                self._assert_invalid(setting.name, "http://shop.example/somewhere")

    def test_every_setting_says_what_it_is(self):
        for setting in self.remote_class.SETTINGS:
            with self.subTest(setting.name):
                self.assertTrue(setting.label)
                self.assertEqual(setting.type == "choice", bool(setting.choices))

    def test_opening_sends_nothing(self):
        self.opened()
        self.assertEqual((len(self.simulator.log), self.remote.calls), (0, 0))

    def test_capabilities_fit_together(self):
        facts = self.remote.capabilities
        self.assertLessEqual(facts.pulls | facts.pulls_by_id | facts.pushes, KINDS.keys())
        self.assertLessEqual(facts.lookups, set(LOOKUP_TYPES))
        self.assertLessEqual(facts.pulls_changes, facts.pulls)
        self.assertLessEqual(facts.creates, facts.pushes)
        self.assertLessEqual(facts.finds_own_key, facts.creates)
        self.assertLessEqual(facts.batch.keys(), facts.pushes)
        self.assertLessEqual(facts.page.keys(), facts.pulls | facts.pulls_by_id)
        self.assertTrue(all(size > 0 for size in (*facts.batch.values(), *facts.page.values())))
        self.assertEqual(bool(facts.pulls_changes), facts.clock != "none")

    def _assert_invalid(self, name, value):
        settings = {**self.simulator.settings, name: value}
        with self.assertRaises(InvalidSettings) as caught, open_remote(self.system, settings) as remote:
            remote.check()
        self.assertEqual(caught.exception.field, name)
        self.assertEqual(len(self.simulator.log), 0)
