"""Answers that never came: whether a write arrived is found out, and nothing is there twice."""

from ...remotes.errors import OutcomeUnknown, ProtocolError, Unavailable
from .case import needs


class LostAnswerPromises:
    @needs("pushes")
    def test_a_write_whose_answer_was_lost_happens_once(self, kind):
        self._assert_settled(kind, lambda which: self.simulator.faults.cut_after_accepting(**which), 1)

    @needs("pushes")
    def test_several_writes_whose_answer_was_lost_happen_once(self, kind):
        self._assert_settled(kind, lambda which: self.simulator.faults.cut_after_accepting(**which), 3)

    @needs("pushes")
    def test_a_write_whose_answer_was_cut_short_happens_once(self, kind):
        self._assert_settled(kind, lambda which: self.simulator.faults.cut_body(**which), 1)

    @needs("pushes")
    def test_a_write_that_was_lost_on_the_way_happens_once(self, kind):
        self._assert_settled(kind, lambda which: self.simulator.faults.refuse(**which), 1)

    @needs("pushes")
    def test_a_write_answered_with_a_web_page_happens_once(self, kind):
        page = "<html><body>We are back soon</body></html>"
        self._assert_settled(kind, lambda which: self.simulator.faults.status(200, body=page, **which), 1)

    @needs("pushes")
    def test_a_write_that_broke_the_server_happens_once(self, kind):
        self._assert_settled(kind, lambda which: self.simulator.faults.status(500, **which), 1)

    @needs("finds_own_key")
    def test_what_was_created_is_found_by_its_key(self, kind):
        documents = self.new(kind, 3)
        results = self.remote.push(kind, documents)
        for worker in (self.remote, self.opened()):
            found = [worker.find(kind, self.key(kind, document)) for document in documents]
            self.assertEqual([result.id for result in found], [result.id for result in results])
            self.assertEqual([result.number for result in found], [result.number for result in results])

    @needs("finds_own_key")
    def test_what_was_never_sent_is_not_found(self, kind):
        sent, never = self.new(kind, 2)
        self.remote.push(kind, [sent])
        self.assertIsNone(self.remote.find(kind, self.key(kind, never)))

    @needs("finds_own_key")
    def test_finding_does_not_mix_up_similar_keys(self, kind):
        (document,) = self.new(kind, 1)
        self.remote.push(kind, [document])
        key = self.key(kind, document)
        for similar in (key[:-1], f"{key}1"):
            self.assertIsNone(self.remote.find(kind, similar), similar)

    def _assert_settled(self, kind, break_the_next, count):
        """Do what the hub does after each class of error; then each document is there, once."""
        documents = self.new(kind, count)
        # The first of a kind also reads lists; what is to break is the write alone.
        self.remote.push(kind, self.new(kind, 1))
        break_the_next(self.writes[kind])
        errors = self.pushed(kind, documents)
        self.assertEqual(self.simulator.faults.pending(), 0)
        again = []
        for document, error in zip(documents, errors, strict=True):
            self.assertIsInstance(error, OutcomeUnknown | Unavailable | ProtocolError | None)
            # Looked up when it may have arrived; sent again when it did not, or when a person saw the error.
            if error and not (isinstance(error, OutcomeUnknown) and self._found(kind, document)):
                again.append(document)
        self.assertEqual(self.pushed(kind, again) if again else [], [None] * len(again))
        self.assertEqual([len(self.held(kind, document)) for document in documents], [1] * count)

    def _found(self, kind, document):
        """Look a document up as after an unknown outcome; what is found is what is there."""
        self.assertIn(kind, self.remote.capabilities.finds_own_key, "An unknown outcome that nobody can settle.")
        found = self.opened().find(kind, self.key(kind, document))
        self.assertEqual([found.id] if found else [], self.held(kind, document))
        return found
