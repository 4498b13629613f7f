"""What is pushed: one result per document, in their order; never all or nothing; nothing sent that is there already."""

from ...remotes.errors import AuthenticationFailed, RateLimited, Rejected, Unavailable
from .case import needs


class WritingPromises:
    @needs("pushes")
    def test_each_document_arrives_and_has_its_own_result(self, kind):
        documents = self.new(kind, 5)
        results = self.remote.push(kind, documents)
        self.assertEqual([result.error for result in results], [None] * 5)
        self.assertEqual([[result.id] for result in results], [self.held(kind, document) for document in documents])
        self.assertFalse(any(result.unchanged for result in results))

    @needs("pushes")
    def test_nothing_to_push_is_nothing_sent(self, kind):
        self.assertEqual(self.remote.push(kind, []), [])
        self.assertEqual(len(self.simulator.log), 0)

    @needs("pushes")
    def test_a_bad_document_fails_alone(self, kind):
        for place in (0, 2, 4):
            with self.subTest(place=place):
                documents = self.new(kind, 4)
                documents.insert(place, self.refused(kind))
                results = self.remote.push(kind, documents)
                self.assertEqual(
                    [index for index, result in enumerate(results) if result.error], [place], list(map(str, results))
                )
                self.assertIsInstance(results[place].error, Rejected)
                self.assertTrue(str(results[place].error))
                del documents[place], results[place]
                self.assertEqual(
                    [[result.id] for result in results], [self.held(kind, document) for document in documents]
                )

    @needs("pushes")
    def test_only_bad_documents_are_results_too(self, kind):
        results = self.remote.push(kind, [self.refused(kind), self.refused(kind)])
        self.assertEqual([isinstance(result.error, Rejected) for result in results], [True, True])

    @needs("pushes")
    def test_further_documents_cost_no_further_calls(self, kind):
        """Or as many as the joining class declares; an error among them may cost more."""
        self.remote.push(kind, self.new(kind, 1))
        few, many = (self._calls(kind, count) for count in (2, 12))
        self.assertLessEqual(many - few, 10 * self.calls_per_document.get(kind, 0))

    @needs("pushes", "leaves_unchanged")
    def test_what_is_there_already_is_not_sent_again(self, kind):
        documents = self.new(kind, 3)
        first = self.remote.push(kind, documents)
        self.simulator.log.clear()
        again = self.remote.push(kind, documents)
        self.assertEqual([result.unchanged for result in again], [True] * 3)
        self.assertEqual([result.id for result in again], [result.id for result in first])
        self.assertEqual(self.simulator.log.calls(**self.writes[kind]), [])

    @needs("pushes")
    def test_a_refused_key_stops_everything(self, kind):
        self.simulator.faults.status(401, times=20)
        documents = self.new(kind, 2)
        for error in self.pushed(kind, documents):
            self.assertIsInstance(error, AuthenticationFailed)
        self.simulator.faults.clear()
        self._assert_arrives_once(kind, documents)

    @needs("pushes")
    def test_too_many_calls_are_to_be_sent_later(self, kind):
        documents = self.new(kind, 2)
        self.simulator.faults.status(429, headers={"Retry-After": "17"}, times=20, **self.writes[kind])
        for error in self.pushed(kind, documents):
            self.assertIsInstance(error, RateLimited)
            self.assertEqual(error.retry_after, 17)
        self.simulator.faults.clear()
        self._assert_arrives_once(kind, documents)

    @needs("pushes")
    def test_a_server_that_is_not_there_has_nothing_in_doubt(self, kind):
        documents = self.new(kind, 2)
        self.remote.check()
        self.simulator.stop()
        errors = self.pushed(kind, documents)
        self.simulator.start()
        for error in errors:
            self.assertIsInstance(error, Unavailable)
        self._assert_arrives_once(kind, documents)

    def _calls(self, kind, count):
        before = len(self.simulator.log)
        results = self.remote.push(kind, self.new(kind, count))
        self.assertEqual([result.error for result in results], [None] * count)
        return len(self.simulator.log) - before

    def _assert_arrives_once(self, kind, documents):
        """Nothing of it is there so far; sent again it is, once."""
        self.assertEqual([self.held(kind, document) for document in documents], [[]] * len(documents))
        self.assertEqual(self.pushed(kind, documents), [None] * len(documents))
        self.assertEqual([len(self.held(kind, document)) for document in documents], [1] * len(documents))
