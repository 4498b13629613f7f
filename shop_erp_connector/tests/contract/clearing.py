"""Cleared is cleared: what is told to be empty is empty there, what is not told stays, what is not kept is declared."""

import dataclasses
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ...remotes.documents import FieldValue
from ...remotes.errors import Rejected
from .. import make
from .case import needs

#: What can be cleared, filled: {kind: {field: value}}. Texts are in all languages of the shops.
FILLED = {
    "category": {"description": "All lamps", "meta_title": "Lamps", "meta_description": "Lamps of brass"},
    "product": {
        "barcode": "5601234000017",
        "brand": "Lumen & Sons",
        "supplier_code": "SUP-1",
        "origin_country": "PT",
        "customs_code": "94052190",
        "weight": Decimal("1.5"),
        "width": Decimal(10),
        "height": Decimal(20),
        "depth": Decimal(30),
        "short_description": "Brass",
        "description": "<p>Solid brass</p>",
        "meta_title": "Buy lamps",
        "meta_description": "All lamps",
        "delivery_text": "In two days",
        "tags": ("brass", "wall"),
        "fields": "Brass",
    },
    "customer": {
        "company": "Casa da Luz",
        "phone": "220000001",
        "mobile": "910000001",
        "vat": "PT501234567",
        "birthday": date(1980, 2, 3),
        "note": "Ring twice",
        "website": "https://luz.invalid",
        "identity_number": "12345678",
    },
}

#: The same of an address.
AT_THE_DOOR = {
    "company": "Casa da Luz",
    "street2": "Back door",
    "state": "Porto",
    "phone": "220000002",
    "mobile": "910000002",
    "vat": "PT501234567",
    "identity_number": "12345678",
    "note": "Ring twice",
}

EMPTY = (None, "", (), {}, Decimal(0))


class ClearingPromises:
    @needs("clears")
    def test_what_is_told_to_be_empty_is_empty(self, kind):
        full, there = self._filled(kind)
        self.assertEqual(self.pushed(kind, [self._emptied(full)]), [None])
        left = self._fetched(kind, full.id)
        said = {name for name, value in self._said(left) if value not in EMPTY}
        self.assertEqual(said, self.compulsory & said)
        self.assertEqual(_lasting(left), _lasting(there))

    @needs("clears")
    def test_what_is_not_told_is_left_alone(self, kind):
        full, there = self._filled(kind)
        self.assertEqual(self.pushed(kind, [self._silent(full)]), [None])
        self.assertEqual(self._said(self._fetched(kind, full.id)), self._said(there))

    @needs("clears")
    def test_what_is_not_kept_is_declared(self, kind):
        """Else it would look cleared."""
        _full, there = self._filled(kind)
        self._assert_declared(there)

    @needs("clears")
    def test_what_has_no_place_because_its_setting_was_emptied_is_declared(self, kind):
        emptied = {setting.name: "" for setting in self.remote_class.SETTINGS if setting.may_be_empty}
        self.chosen = self.chosen | emptied
        _full, there = self._filled(kind)
        self._assert_declared(there)

    def _assert_declared(self, there):
        for part in _parts(there):
            empty = {name for name in _names(part) if getattr(part, name) in EMPTY}
            self.assertEqual(empty - set(part.untold), set(), type(part).__name__)
            told = {name for name in part.untold if getattr(part, name) not in EMPTY}
            self.assertLessEqual(told, {"category_id"}, "a proposal for a new product, where there is no default one")

    @needs("clears")
    def test_what_is_compulsory_is_refused_by_name(self, kind):
        for name in sorted(self.compulsory):
            full, _there = self._filled(kind)
            name = name.removeprefix("door ")
            if kind == "customer" and name in AT_THE_DOOR:
                also = {"phone": ("phone", "mobile")}.get(name, (name,))
                billing = replace(full.billing, **dict.fromkeys(also, ""), emptied=also)
                document = replace(full, billing=billing)
            elif kind == "product" and name in FILLED[kind]:
                document = replace(full, **{name: dict.fromkeys(getattr(full, name), "")})
            else:
                continue
            (error,) = self.pushed(kind, [document])
            self.assertIsInstance(error, Rejected)
            self.assertIn(name.replace("_", " "), str(error))

    def test_a_customer_is_not_left_without_his_e_mail(self):
        """The accounts of all shops go by it."""
        if "customer" in self.clears:
            full, _there = self._filled("customer")
            (error,) = self.pushed("customer", [replace(full, email="", emptied=("email",))])
            self.assertIsInstance(error, Rejected)
            self.assertEqual(error.field, "email")

    @needs("clears")
    def test_one_language_is_cleared_alone(self, kind):
        if kind == "customer" or "translations" not in self.remote.capabilities.writes:
            return
        full, _there = self._filled(kind)
        main, other = list(full.meta_title)
        document = replace(full, meta_title={main: full.meta_title[main], other: ""})
        self.assertEqual(self.pushed(kind, [document]), [None])
        left = self._fetched(kind, full.id).meta_title
        self.assertEqual({language[:2] for language, text in left.items() if text}, {main}, left)

    @needs("pushes")
    def test_a_character_that_no_wire_carries_harms_one_record_at_most(self, kind):
        """It arrives without it, or is refused; the others arrive."""
        for character in ("\x01", "\x1f", "\ufffe", "\ud800"):
            with self.subTest(repr(character)):
                documents = self.new(kind, 3)
                spoiled = _with_character(documents[1], character)
                first, middle, last = self.pushed(kind, [documents[0], spoiled, documents[2]])
                self.assertEqual((first, last), (None, None))
                self.assertTrue(middle is None or isinstance(middle, Rejected), repr(middle))

    @needs("clears")
    def test_a_name_of_300_characters_harms_one_record_at_most(self, kind):
        """It arrives whole, or is refused with its field; the others arrive."""
        documents = self.new(kind, 3)
        name = "N" * 300
        long = {"last_name": name} if kind == "customer" else {"name": dict.fromkeys(documents[1].name, name)}
        spoiled = replace(documents[1], **long)
        first, middle, last = self.remote.push(kind, [documents[0], spoiled, documents[2]])
        self.assertEqual((first.error, last.error), (None, None))
        if middle.error is None:
            there = self._fetched(kind, middle.id)
            whole = there.last_name if kind == "customer" else next(iter(there.name.values()))
            self.assertEqual(whole, name)
        else:
            self.assertIsInstance(middle.error, Rejected)
            # By us, with the figure, or by the remote, in its own words.
            self.assertTrue("300" in str(middle.error) or middle.error.text, str(middle.error))

    # --- documents ---

    #: Languages of the shop, the main one first.
    languages = ("en", "pt")
    #: Fields of ``FILLED`` and "door <field>" that the remote cannot be without.
    compulsory = frozenset()
    #: Settings by which what a fresh shop has no place for has one.
    chosen = {}
    #: Code of a user field.
    field_code = "Material"
    #: Further values of FILLED that only this remote wants otherwise.
    filled = {}

    def _filled(self, kind):
        """Return (the document as it was sent, with its id; as it is read)."""
        self.remote = self.opened(**self.chosen)
        (document,) = self.new(kind, 1)
        if kind == "customer":
            document = replace(document, **self._person(document))
        else:
            document = replace(document, **{name: self._value(document, name) for name in FILLED[kind]})
        (result,) = self.remote.push(kind, [document])
        self.assertIsNone(result.error)
        there = self._fetched(kind, result.id)
        return _with_ids(document, there), there

    def _value(self, document, name):
        value = self.filled.get(name, FILLED[document.KIND][name])
        if name == "fields":
            texts = dict.fromkeys(self.languages, value)
            return (FieldValue(code=self.field_code, name=self.field_code, value=texts),)
        return dict.fromkeys(self.languages, value) if isinstance(getattr(document, name), dict) else value

    def _person(self, document):
        facts = {name: self.filled.get(name, value) for name, value in FILLED["customer"].items()}
        door = {name: self.filled.get(f"door {name}", value) for name, value in AT_THE_DOOR.items()}
        billing = make.address(id="", alias="home", **door)
        other = make.address(id="", alias="work", street="Rua Nova 1", city="Braga", **door)
        return facts | {"billing": billing, "addresses": (other,)}

    def _emptied(self, document):
        return self._silent(document, is_told=True)

    def _silent(self, document, *, is_told=False):
        """Return the document with nothing in these fields, told to be empty or not told."""
        changes = {}
        for name in _names(document):
            value = getattr(document, name)
            if is_told and _prefix(document) + name in self.compulsory:
                continue
            if isinstance(value, dict):
                changes[name] = dict.fromkeys(value, "") if is_told else {}
            elif name == "fields":
                changes[name] = tuple(replace(one, value=dict.fromkeys(one.value, "")) for one in value if is_told)
            elif isinstance(value, Decimal):
                changes[name] = Decimal(0) if is_told else None
            else:
                changes[name] = None if isinstance(value, date) else type(value)()
        told = tuple(name for name in _names(document) if name in changes and getattr(document, name) not in EMPTY)
        changes["emptied"] = told if is_told else ()
        if document.__class__.__name__ == "Customer":
            changes["billing"] = self._silent(document.billing, is_told=is_told)
            changes["addresses"] = tuple(self._silent(one, is_told=is_told) for one in document.addresses)
        if document.__class__.__name__ == "Product":
            changes["variants"] = tuple(replace(one, barcode="", weight=None) for one in document.variants)
        return replace(document, **changes)

    def _fetched(self, kind, id):
        (document,) = [one for page in self.remote.pull(kind, ids=[id]) for one in page.documents]
        return document

    def _said(self, document):
        """Return ``[(field, value)]`` of what can be cleared, in order."""
        found = []
        for part in _parts(document):
            found += [(_prefix(part) + name, _plain(getattr(part, name))) for name in _names(part)]
        return found


def _prefix(part):
    return "" if hasattr(part, "KIND") else "door "


def _plain(value):
    if isinstance(value, dict):
        return {language: text for language, text in value.items() if text}
    if isinstance(value, tuple):
        return tuple(one for one in value if isinstance(one, str) or (one.code and any(one.value.values())))
    return value


def _parts(document):
    yield document
    if document.KIND == "customer":
        yield from filter(None, (document.billing, *document.addresses))


def _names(part):
    kind = getattr(part, "KIND", "")
    return FILLED[kind] if kind else AT_THE_DOOR


def _lasting(document):
    """Return what nobody has cleared."""
    names = ("code", "first_name", "last_name", "email", "price", "active", "category_ids", "parent_id")
    return {name: getattr(document, name) for name in names if hasattr(document, name)}


def _with_character(document, character):
    """Return a document in whose words, not its codes, a character stands."""
    changes = {}
    for field in ("name", "description", "short_description", "note", "customer_note", "company", "comment"):
        value = getattr(document, field, None)
        if isinstance(value, dict):
            changes[field] = {language: f"{text}{character}!" for language, text in value.items()}
        elif isinstance(value, str) and value and field != "name":
            changes[field] = f"{value}{character}!"
    return dataclasses.replace(document, **changes)


def _with_ids(sent, there):
    changes = {"id": there.id}
    if there.KIND == "customer":
        by_street = {one.street: one.id for one in _parts(there) if hasattr(one, "street")}
        changes["billing"] = replace(sent.billing, id=by_street.get(sent.billing.street, ""))
        changes["addresses"] = tuple(replace(one, id=by_street.get(one.street, "")) for one in sent.addresses)
    return dataclasses.replace(sent, **changes)
