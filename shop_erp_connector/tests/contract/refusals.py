"""What a remote cannot do it refuses, at once and by name; what it can is in its capabilities."""

from ...remotes.documents import KINDS, LOOKUP_TYPES
from ...remotes.errors import AuthenticationFailed, Rejected, Unsupported


class RefusalPromises:
    def test_kinds_that_are_not_pulled(self):
        self._assert_refused(set(KINDS) - self.remote.capabilities.pulls, lambda kind: list(self.remote.pull(kind)))

    def test_kinds_that_are_not_pulled_by_id(self):
        able = self.remote.capabilities.pulls_by_id
        self._assert_refused(set(KINDS) - able, lambda kind: list(self.remote.pull(kind, ids=["1"])))

    def test_kinds_that_are_not_pushed(self):
        able = self.remote.capabilities.pushes
        self._assert_refused(set(KINDS) - able, lambda kind: self.remote.push(kind, [KINDS[kind]()]))
        self._assert_refused(set(KINDS) - able, lambda kind: self.remote.push(kind, []))

    def test_kinds_that_are_not_found_by_key(self):
        able = self.remote.capabilities.finds_own_key
        self._assert_refused(set(KINDS) - able, lambda kind: self.remote.find(kind, "SO1"))

    def test_lists_that_it_does_not_have(self):
        types = {*LOOKUP_TYPES, "", "no such list"} - self.remote.capabilities.lookups
        self._assert_refused(types, self.remote.lookups)

    def test_words_that_are_no_kind(self):
        for work in (lambda kind: list(self.remote.pull(kind)), lambda kind: self.remote.push(kind, [])):
            self._assert_refused({"", "no such kind"}, work)

    def test_kinds_that_are_changed_but_not_created(self):
        """A document without id is refused as a result of its own: the others in the push are fine."""
        facts = self.remote.capabilities
        for kind in sorted(facts.pushes - facts.creates):
            with self.subTest(kind):
                (result,) = self.remote.push(kind, [KINDS[kind]()])
                self.assertIsInstance(result.error, Rejected | Unsupported)

    def test_webhooks_without_a_good_signature(self):
        """Or all webhooks, from a remote that sends none."""
        expected = AuthenticationFailed if self.remote.capabilities.webhooks else Unsupported
        for headers in ({}, {"content-type": "application/json", "x-signature": "c2lnbmVk"}):
            with self.assertRaises(expected):
                self.remote.events(headers, b'{"id": 1}')

    def _assert_refused(self, words, work):
        for word in sorted(words):
            with self.subTest(word), self.assertRaises(Unsupported) as caught:
                work(word)
            self.assertEqual(caught.exception.system, self.system)
        self.assertEqual(len(self.simulator.log), 0)
