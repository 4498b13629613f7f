"""Pages: all of it, once, in pieces of the size asked for, and resumable anywhere."""

from ...remotes.documents import KINDS
from ...remotes.errors import NotFound, Unavailable
from .case import LIMIT, SEEDED, ids_of, needs, stored


class ReadingPromises:
    @needs("pulls")
    def test_everything_comes_once(self, kind):
        expected = self.ids(kind)
        self.assertGreaterEqual(len(expected), SEEDED)
        self.assertCountEqual(ids_of(self.pages(kind)), expected)
        self.assertCountEqual(ids_of(self.pages(kind, limit=LIMIT)), expected)

    @needs("pulls")
    def test_pages_are_no_larger_than_asked_for(self, kind):
        for limit in (2, LIMIT):
            pages = self.pages(kind, limit=limit)
            self.assertLessEqual(max(len(page.documents) + len(page.refusals) for page in pages), limit)

    @needs("pulls")
    def test_pages_are_read_when_they_are_asked_for(self, kind):
        pages = self.remote.pull(kind, limit=LIMIT)
        self.assertEqual(len(self.simulator.log), 0)
        first = next(pages)
        self.assertTrue(first.documents)

    @needs("pulls")
    def test_a_page_costs_less_than_a_call_for_each_document(self, kind):
        """Or than one more than the joining class declares."""
        self.pages(kind)
        self.simulator.log.clear()
        (page,) = self.pages(kind)
        self.assertLess(len(self.simulator.log), len(page.documents) * (1 + self.calls_per_read.get(kind, 0)))

    @needs("pulls")
    def test_more_is_true_until_the_last_page(self, kind):
        pages = self.pages(kind, limit=LIMIT)
        self.assertGreater(len(pages), 2)
        self.assertEqual([page.cursor["more"] for page in pages], [True] * (len(pages) - 1) + [False])

    @needs("pulls")
    def test_each_page_can_be_gone_on_from_by_another_worker(self, kind):
        expected, before = set(self.ids(kind)), []
        pages = self.pages(kind, limit=LIMIT)
        for page in pages[:-1]:
            before.append(page)
            after = self.pages(kind, cursor=stored(page.cursor), limit=LIMIT)
            self.assertEqual(set(ids_of(before)) | set(ids_of(after)), expected)
            self.assertEqual(set(ids_of(before)) & set(ids_of(after)), set())

    @needs("pulls")
    def test_a_page_that_breaks_can_be_read_again(self, kind):
        pages = self.remote.pull(kind, limit=LIMIT)
        read = [next(pages)]
        self.simulator.faults.status(503, times=20)
        error = self.raised(lambda: read.extend(pages))
        self.simulator.faults.clear()
        if error is not None:  # a remote that had the whole list in one answer has nothing left to break
            self.assertIsInstance(error, Unavailable)
        if read[-1].cursor["more"]:
            read += self.pages(kind, cursor=stored(read[-1].cursor), limit=LIMIT)
        self.assertCountEqual(ids_of(read), self.ids(kind))

    @needs("pulls")
    def test_nothing_to_read_is_one_empty_page(self, kind):
        """Or one page of what is never missing, such as a shop's home category."""
        self.simulator = self.started()
        self.simulator.clock.advance(60)
        (page,) = self.pages(kind)
        self.assertEqual((ids_of([page]), page.refusals, page.cursor["more"]), (self.ids(kind), (), False))

    @needs("pulls")
    def test_documents_are_whole_and_of_their_kind(self, kind):
        now = self.simulator.clock.now()
        for page in self.pages(kind):
            self.assertEqual(page.refusals, ())
            for document in page.documents:
                self.assertIs(type(document), KINDS[kind])
                self.assertTrue(document.id)
                self.assertEqual(KINDS[kind].from_json(document.to_json()), document)
                self.assertLessEqual(document.updated_at or now, now)

    @needs("pulls")
    def test_reading_again_changes_nothing(self, kind):
        first, second = ({d.id: d.digest() for page in self.pages(kind) for d in page.documents} for _turn in "ab")
        if kind != "stock":  # a level carries the time of its reading
            self.assertEqual(first, second)
        self.assertEqual(first.keys(), second.keys())

    @needs("pulls_by_id", "pulls")
    def test_by_id_a_record_is_the_same_as_in_the_list(self, kind):
        wanted = self.ids(kind)[1:4]
        listed = {d.id: d.digests() for page in self.pages(kind) for d in page.documents}
        pages = self.pages(kind, ids=wanted)
        self.assertCountEqual(ids_of(pages), wanted)
        for document in (document for page in pages for document in page.documents):
            groups = {group: digest for group, digest in document.digests().items() if group != "sequence"}
            self.assertEqual(groups, {group: listed[document.id][group] for group in groups})

    @needs("pulls_by_id")
    def test_a_missing_id_is_refused_alone(self, kind):
        missing = self.missing_id(kind)
        known = self.ids(kind)[:2]
        self.assertEqual(len(known), 2)
        pages = self.pages(kind, ids=[known[0], missing, known[1]])
        self.assertCountEqual(ids_of(pages), known)
        ((id, error),) = [(refusal.id, refusal.error) for page in pages for refusal in page.refusals]
        self.assertEqual(id, missing)
        self.assertIsInstance(error, NotFound)

    @needs("pulls_by_id")
    def test_ids_come_in_pages_too(self, kind):
        wanted = self.ids(kind)[:5]
        pages = self.pages(kind, ids=wanted, limit=2)
        self.assertCountEqual(ids_of(pages), wanted)
        self.assertLessEqual(max(len(page.documents) for page in pages), 2)

    @needs("pulls_by_id")
    def test_no_ids_are_one_empty_page(self, kind):
        (page,) = self.pages(kind, ids=[])
        self.assertEqual(page.documents, [])
