"""What changed since a cursor: all of it, by the remote's clock; ties and look-back included."""

from .case import LIMIT, ids_of, needs, stored


class ChangePromises:
    @needs("pulls_changes")
    def test_later_only_what_changed_comes(self, kind):
        cursor = self._read(kind)
        self.simulator.clock.advance(3600)
        touched = self.ids(kind)[4]
        self.touch(kind, touched)
        self.simulator.clock.advance(60)
        self.assertEqual(ids_of(self.pages(kind, cursor=cursor)), [touched])

    @needs("pulls_changes")
    def test_nothing_changed_is_one_empty_page(self, kind):
        cursor = self._read(kind)
        self.simulator.clock.advance(3600)
        (page,) = self.pages(kind, cursor=cursor)
        self.assertEqual((page.documents, page.refusals, page.cursor["more"]), ([], (), False))

    @needs("pulls_changes")
    def test_a_change_right_after_reading_is_not_lost(self, kind):
        """It may carry the very second in which the list was read."""
        self.simulator.clock.freeze()
        cursor = self._read(kind)
        touched = self.ids(kind)[3]
        self.touch(kind, touched)
        self.simulator.clock.advance(60)
        self.assertIn(touched, ids_of(self.pages(kind, cursor=cursor)))

    @needs("pulls_changes")
    def test_a_change_that_became_visible_late_is_not_lost(self, kind):
        """It was dated when it began and seen only when it was saved, after the list had been read."""
        cursor = self._read(kind)
        touched = self.ids(kind)[3]
        self.simulator.clock.advance(-90)
        self.touch(kind, touched)
        self.simulator.clock.advance(150)
        self.assertIn(touched, ids_of(self.pages(kind, cursor=cursor)))

    @needs("pulls_changes")
    def test_changes_come_oldest_first(self, kind):
        cursor = self._read(kind)
        touched = [self.ids(kind)[index] for index in (7, 2, 5)]
        for id in touched:
            self.simulator.clock.advance(600)
            self.touch(kind, id)
        self.simulator.clock.advance(60)
        for limit in (1, 2, None):
            self.assertEqual(ids_of(self.pages(kind, cursor=cursor, limit=limit)), touched)

    @needs("pulls_changes")
    def test_many_changes_of_one_second_are_all_read(self, kind):
        cursor = self._read(kind)
        self.simulator.clock.advance(3600)
        self.simulator.clock.freeze()
        touched = self.ids(kind)[1:12]
        for id in touched:
            self.touch(kind, id)
        self.simulator.clock.advance(60)
        for limit in (1, 2, 3, 4, 10, 11, 12):
            self.assertCountEqual(ids_of(self.pages(kind, cursor=cursor, limit=limit)), touched)

    @needs("pulls_changes")
    def test_a_record_that_changes_while_the_list_is_read_moves_nobody_out(self, kind):
        """It leaves its place, so all that follow move up by one."""
        expected = set(self.ids(kind))
        pages = self.remote.pull(kind, limit=LIMIT)
        read = [next(pages)]
        for id in ids_of(read)[:3]:
            self.touch(kind, id)
        read += pages
        self.assertEqual(set(ids_of(read)), expected)

    @needs("pulls_changes")
    def test_what_changes_while_the_list_is_read_comes_next_time(self, kind):
        pages = self.remote.pull(kind, limit=LIMIT)
        read = [next(pages)]
        self.simulator.clock.advance(30)
        touched = ids_of(read)[0]
        self.touch(kind, touched)
        read += pages
        self.simulator.clock.advance(60)
        self.assertIn(touched, ids_of(self.pages(kind, cursor=stored(read[-1].cursor))))

    @needs("pulls_changes", "pulls_by_id")
    def test_a_document_tells_when_it_changed(self, kind):
        self.simulator.clock.freeze()
        (id,) = self.ids(kind)[:1]
        self.touch(kind, id)
        ((document,),) = [page.documents for page in self.pages(kind, ids=[id])]
        self.assertEqual(document.updated_at, self.simulator.clock.now().replace(microsecond=0))

    def _read(self, kind):
        """Read all; return the cursor at the end as it comes back from the database."""
        return stored(self.pages(kind)[-1].cursor)
