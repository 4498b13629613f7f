"""Code lists, and the ids with which other documents refer to them."""

from decimal import Decimal

from ...remotes.documents import Lookup
from .case import needs


class LookupPromises:
    def test_each_list_has_entries_with_ids_of_their_own(self):
        self.assertTrue(self.remote.capabilities.lookups)
        for type in sorted(self.remote.capabilities.lookups):
            with self.subTest(type):
                entries = self.remote.lookups(type)
                ids = [entry.id for entry in entries]
                self.assertTrue(ids)
                self.assertEqual(len(set(ids)), len(ids))
                self.assertEqual({entry.type for entry in entries}, {type})
                self.assertTrue(all(entry.id and (entry.name or entry.code) for entry in entries))
                self.assertEqual([Lookup.from_json(entry.to_json()) for entry in entries], entries)

    def test_taxes_tell_their_rates(self):
        for tax in self._list("tax"):
            self.assertIsInstance(tax.rate, Decimal)
            self.assertTrue(0 <= tax.rate < 100, tax)

    def test_currencies_countries_and_languages_have_their_codes(self):
        for type, lengths in (("currency", {3}), ("country", {2}), ("language", {2, 5})):
            for entry in self._list(type):
                self.assertIn(len(entry.code), lengths, entry)

    def test_a_list_is_the_same_for_every_worker(self):
        for type in sorted(self.remote.capabilities.lookups):
            with self.subTest(type):
                self.assertEqual(self.opened().lookups(type), self.remote.lookups(type))

    @needs("pulls")
    def test_documents_name_entries_of_the_lists(self, kind):
        known = {type: {entry.id for entry in self.remote.lookups(type)} for type in self.remote.capabilities.lookups}
        for page in self.remote.pull(kind):
            for document in page.documents:
                for type, id in _references(document):
                    self.assertIn(id, known.get(type, {id}), f"{kind} {document.id}: {type}")

    @needs("pulls")
    def test_parents_come_before_what_refers_to_them(self, kind):
        """A category after its parent, once the whole tree is read; stock only of variants that exist."""
        read = [document for page in self.remote.pull(kind) for document in page.documents]
        if kind == "category":
            places = {category.id: place for place, category in enumerate(read)}
            parents = [category.parent_id for category in read if category.parent_id]
            self.assertTrue(parents)
            self.assertLessEqual(set(parents), places.keys())
        if kind == "stock":
            variants = {
                variant.id
                for page in self.remote.pull("product")
                for product in page.documents
                for variant in product.variants
            }
            self.assertLessEqual({level.variant_id for level in read}, variants)

    def _list(self, type):
        return self.remote.lookups(type) if type in self.remote.capabilities.lookups else []


def _references(document):
    """Yield (lookup type, id) of what a document names; empty ids name nothing."""
    fields = {"state_id": "state", "payment_method_code": "payment", "carrier_id": "carrier", "group_id": "group"}
    named = [(type, getattr(document, field, "")) for field, type in fields.items()]
    named += [("shop", getattr(document, "shop_id", "")), ("location", getattr(document, "location_id", ""))]
    named += [("tax", id) for id in getattr(document, "tax_ids", ())]
    named += [("tax", tax.id) for line in getattr(document, "lines", ()) for tax in getattr(line, "taxes", ())]
    return [(type, id) for type, id in named if id]
