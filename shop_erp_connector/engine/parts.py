"""What of a document has no value on the Odoo record: compared part by part, and put together from both sides.

A part is the smallest thing that a person can keep or take: a text in one language, one field of one variant, one
further category. Its key is ``(kind of part, whose part it is, field)``; each kind says which parts a document has and
returns a document with some of them as another one has them.
"""

from dataclasses import replace
from typing import NamedTuple

from ..convert.texts import lines, paired

#: What ``three_way`` says of a part: only Odoo changed it, or both sides did.
MINE, BOTH = "mine", "both"


class Part(NamedTuple):
    """A part of a document.

    :param group: the field group whose owner decides
    :param value: what is compared; None where the document does not speak of it
    :param text: the value as people read it
    :param subject: whose part it is, as people name it
    """

    group: str
    value: object
    text: str = ""
    subject: str = ""


def three_way(mine, base, theirs, *, absent=None):
    """Return ``{key: MINE or BOTH}`` of the parts in which Odoo's differ and that the remote did not change alone.

    :param mine, base, theirs: ``{key: Part}`` of Odoo's document, the last agreed one and the one that came in
    :param absent: the value of a part that a document does not have; None: it does not speak of it
    """
    verdicts = {}
    for key in mine.keys() | base.keys() | theirs.keys():
        own, before, there = (side[key].value if key in side else absent for side in (mine, base, theirs))
        if own is not None and own not in (before, there):
            verdicts[key] = MINE if there is None or there == before else BOTH
    return verdicts


def changed(base, theirs):
    """Return ``{key: Part}`` of what the remote changed since both sides agreed."""
    return {
        key: theirs.get(key) or base[key]
        for key in base.keys() | theirs.keys()
        if key not in base or key not in theirs or base[key].value != theirs[key].value
    }


class Kind:
    """One kind of part of the documents of a set of rows."""

    name = ""
    #: The value of a part that a document does not have.
    absent = None
    #: Whether its parts are kept or taken as a whole, with the field group: nothing of it is put into documents.
    is_whole = False

    def of(self, row, document, *, is_own):
        """Return ``{key: Part}``.

        :param is_own: whether Odoo built the document: what it leaves out it does not speak of
        """
        raise NotImplementedError

    def put(self, row, document, mine, keys):
        """Return the document with the parts ``keys`` of Odoo's document ``mine``."""
        raise NotImplementedError

    def is_sent(self, key, mine):
        """Return whether sending Odoo's document makes a part there as it is in Odoo."""
        return True

    def compared(self, row, mine, base, theirs):
        """Return the three readings as they are to be compared: what can only stay or go as a whole is one part."""
        return mine, base, theirs

    def kept_with(self, key):
        """Return the further field groups that Odoo must send, where its part is kept."""
        return ()

    def is_more(self, part, before):
        """Return whether Odoo's part holds all of the agreed one and more: theirs may be taken, Odoo's addition stays.

        :param before: None where nothing was agreed
        """
        return False


def names_of(languages):
    """Return ``{Odoo code: name as people call it}`` of the installed languages."""
    known = languages.env["res.lang"]
    return {code: known._lang_get(code).name.split(" /")[0] for code in languages.installed}


class Texts(Kind):
    """Texts in each language that Odoo has.

    :param own: ``{row id: {field: {Odoo language: text}}}`` of what the bindings say themselves
    :param readings: ``{field: how the binding reads it}``
    :param shared: ``{field: (is it so in other languages than the main one, too?, how Odoo's record reads it)}`` of
        texts that the record holds unless the binding has its own; in the main language they are values of the record
    """

    name = "text"

    def __init__(self, group, languages, own, readings, shared):
        self.group, self.own, self.readings, self.shared = group, own, readings, shared
        self.languages, self.main = languages.installed, languages.main
        self.names = names_of(languages)

    def of(self, row, document, *, is_own):
        found = {}
        for field in self.readings:
            texts = getattr(document, field)
            codes = paired(self.languages, texts)
            for language in self.languages:
                reading = self._reading(row, field, language)
                if not reading:
                    continue
                code = codes.get(language)
                value = (None if is_own else "") if code is None else reading(texts[code])
                subject = "" if language == self.main else self.names[language]
                key = (self.name, language, field)
                found[key] = Part(self.group, value, lines(value or "") or value or "", subject)
        return found

    def _reading(self, row, field, language):
        """Return how a text is read, None for a value of the record."""
        if field not in self.shared or self.own[row.id][field].get(language):
            return self.readings[field]
        in_all_languages, reading = self.shared[field]
        if language == self.main:
            return None
        return reading if in_all_languages else self.readings[field]

    def put(self, row, document, mine, keys):
        told = {}
        for _kind, language, field in keys:
            texts = told.setdefault(field, dict(getattr(document, field)))
            code = paired(self.languages, getattr(mine, field))[language]
            texts[paired(self.languages, texts).get(language, code)] = getattr(mine, field)[code]
        return replace(document, **told)


class Facts(Kind):
    """Single fields of a document.

    :param fields: ``{field: (group, readable text of a value)}``
    """

    name = "fact"

    def __init__(self, fields):
        self.fields = fields

    def of(self, row, document, *, is_own):
        found = {}
        for field, (group, readable) in self.fields.items():
            value = getattr(document, field)
            is_told = document.tells(field) if is_own else value is not None
            told = frozenset(value) if isinstance(value, tuple) else value
            found[self.name, "", field] = Part(group, told if is_told else None, readable(value) if is_told else "")
        return found

    def put(self, row, document, mine, keys):
        return replace(document, **{field: getattr(mine, field) for _kind, _subject, field in keys})


class Members(Kind):
    """Lists of which each entry is a part: one that is in the list, or not.

    Both sides cannot disagree about one: whoever changed it has added it, or has removed it.

    :param fields: ``{field: group}``
    """

    name = "member"
    absent = False

    def __init__(self, fields):
        self.fields = fields

    def of(self, row, document, *, is_own):
        return {
            (self.name, entry, field): Part(group, True)
            for field, group in self.fields.items()
            for entry in self._entries(document, field)
        }

    def _entries(self, document, field):
        return [entry for entry in getattr(document, field) if entry and entry != self._left_out(document, field)]

    def _left_out(self, document, field):
        """The default category of a product is a value of its own."""
        return document.category_id if field == "category_ids" else ""

    def is_sent(self, key, mine):
        """Out of a category that Odoo never knew it for, a product is not taken."""
        _kind, entry, field = key
        return field != "category_ids" or entry in (*mine.category_ids, *mine.removed_category_ids)

    def put(self, row, document, mine, keys):
        told = {}
        for _kind, entry, field in sorted(keys):
            entries = told.get(field, getattr(document, field))
            rest = tuple(one for one in entries if one != entry)
            told[field] = (*rest, entry) if entry in self._entries(mine, field) else rest
        return replace(document, **told)
