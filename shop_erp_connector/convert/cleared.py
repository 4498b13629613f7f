"""What one side cleared: said by the last agreed document, and not by the side's own one any more.

An empty field says nothing by itself: Odoo may never have known it (a record that was taken over, a flow that only
goes out), and a shop may not keep it. Only what both sides had agreed on can be cleared. So what was cleared follows
from the agreed document, and nothing has to be kept for it.
"""

from dataclasses import replace

from .texts import by_language, first_text, paired

#: Texts that a record cannot be without: a language that lost its own gets the main one's.
_COMPULSORY = frozenset({"name"})

#: What is one of several, where the remote does not say which.
_AMONG = {"category_id": "category_ids"}

#: What is only told together with the price.
_WITH_PRICE = frozenset({"unit_price", "unit_price_unit"})


def with_emptied(document, base, says):
    """Return a document for the remote in which everything that was cleared is told to be empty.

    :param base: the document on which both sides agreed last, None for none: nothing is cleared
    :param says: ``{name of a part's field, "" for the document's own: names of the fields that Odoo can fill}``
    """
    changes = _changes(document, base, says.get("", ()))
    had = _parts_by_id(base, says)
    for name, fields in says.items():
        if name:
            changes[name] = _parts(name, getattr(document, name), had, fields)
    return replace(document, **changes)


def _parts_by_id(document, says):
    """Return ``{id: part}`` of a document, in whichever field it stands: an address may be the billing address or not.

    A single part without an id stands under its field's name.
    """
    parts = {}
    for name in says if document else ():
        many = getattr(document, name) if name else ()
        parts |= {one.id or name: one for one in (many if isinstance(many, tuple) else (many,)) if one}
    return parts


def _changes(part, base, names):
    told, emptied = {}, []
    for name in names:
        value = getattr(part, name)
        if _stays_as_it_is_there(value, base, name):
            told[name] = getattr(base, name)
            continue
        had = getattr(base, name) if base and name not in base.untold else _nothing(value)
        if name == "fields":
            told[name] = _fields(value, had)
        elif isinstance(value, dict):
            told[name] = _texts(value, had, is_compulsory=name in _COMPULSORY)
        elif had and not value and _is_spoken_of(part, name):
            emptied.append(name)
    words = {"emptied": tuple(emptied)}
    if base and base.untold:
        same = part if not told else replace(part, **told)
        words["untold"] = tuple(name for name in base.untold if getattr(same, name) == getattr(base, name))
    return told | words


def _nothing(value):
    """Return an empty value of many; a single one (a day, an amount) has none of its own."""
    return type(value)() if isinstance(value, (dict, tuple)) else None


def _stays_as_it_is_there(value, base, name):
    """Odoo has not taken what the remote has, and has nothing of its own: it is no difference that would be sent."""
    is_empty = not (any(value.values()) if isinstance(value, dict) else value)
    return is_empty and bool(base) and name in base.untold


def _is_spoken_of(part, name):
    """A document without its price, because prices travel by themselves, says nothing of the unit's either."""
    return name not in _WITH_PRICE or part.price is not None


def _texts(texts, had, *, is_compulsory=False):
    said = {language: text for language, text in texts.items() if text}
    main = next(iter(said.values()), "") if is_compulsory else ""
    return said | dict.fromkeys(_gone(said, had), main)


def _gone(said, had):
    """Return the languages in which something was said, and is not any more."""
    return [
        language
        for language, text in had.items()
        if text and language not in said and not (language == "" and said) and not _is_renamed(language, said, had)
    ]


def _is_renamed(language, said, had):
    """The remote's codes may have changed: "en" where it was "en_US"."""
    return any(code[:2] == language[:2] and code not in had for code in said)


def _fields(values, had):
    """A user field that Odoo has no value for is told only to those who have one."""
    known = {one.code: one.value for one in had}
    told = (replace(one, value=_texts(one.value, known.get(one.code, {}))) for one in values)
    return tuple(one for one in told if one.value)


def _parts(name, parts, had, fields):
    if isinstance(parts, tuple):
        return tuple(replace(one, **_changes(one, had.get(one.id), fields)) for one in parts)
    return replace(parts, **_changes(parts, had.get(parts.id or name), fields)) if parts else None


def as_agreed(document, base):
    """Return a document that was read, with what the remote does not keep as both sides agreed on it.

    :param base: the document on which both sides agreed last, None for none
    """
    names = [name for name in ("variants", "addresses", "billing") if getattr(document, name, None)]
    changes, had = _filled(document, base), _parts_by_id(base, names)
    for name in names:
        parts = getattr(document, name)
        is_one = not isinstance(parts, tuple)
        many = (parts,) if is_one else parts
        filled = tuple(replace(one, **_filled(one, had.get(one.id or name))) for one in many)
        changes[name] = filled[0] if is_one else filled
    return replace(document, **changes)


def _filled(part, base):
    found = {name: getattr(base, name) for name in part.untold if name not in base.untold} if base else {}
    for name, several in _AMONG.items():
        if name in found and found[name] not in getattr(part, several):
            del found[name]  # it is none of them any more
    return found | {"untold": ()}


def with_not_taken(document, before, says, taken):
    """Return a document that was read, with the names of what the remote fills and Odoo has neither known nor taken.

    :param before: what was agreed until now, None for nothing
    :param taken: function that tells whether Odoo takes a field group
    """
    own = {name: document.group_of(name) for name in says.get("", ())}
    changes, had = {"untold": _not_taken(document, before, own, taken)}, _parts_by_id(before, says)
    for field in says:
        found = getattr(document, field) if field else None
        many = found if isinstance(found, tuple) else (found,)
        noted = []
        for one in filter(None, many):
            groups = {name: one.group_of(name) or document.group_of(field) for name in says[field]}
            noted.append(replace(one, untold=_not_taken(one, had.get(one.id or field), groups, taken)))
        if noted:
            changes[field] = tuple(noted) if isinstance(found, tuple) else noted[0]
    return replace(document, **changes)


def _not_taken(part, before, groups, taken):
    """:param groups: ``{name of a field: its field group}``"""
    return tuple(
        name
        for name, group in groups.items()
        if name != "fields"
        and getattr(part, name)
        and not taken(group)
        and not (before and name not in before.untold and getattr(before, name))
    )


def left_alone(vals, document, base, fields):
    """Return Odoo's values without those that would empty what the remote has never filled.

    :param base: the document on which both sides agreed last, None for none
    :param fields: ``{name of a value: field of the document}``
    """
    return {
        name: value
        for name, value in vals.items()
        if name not in fields or getattr(document, fields[name]) or (base and getattr(base, fields[name]))
    }


def texts_here(document, base, field, languages, reading, here=None):
    """Return ``{Odoo language: text}`` of a text that was read; "" where it was cleared there since both agreed.

    :param base: the document on which both sides agreed last, None for none
    :param languages: ``{Odoo code: ISO code}``, the main one first
    :param here: Odoo's text in the main language, None where that is not asked about
    """
    return cleared_texts(getattr(document, field), getattr(base, field) if base else {}, languages, reading, here)


def cleared_texts(texts, agreed, languages, reading, here=None):
    """Return the same of ``{language: text}`` and what was agreed of it.

    Another language's text stands in for the main one only where that never had any, here or there.
    """
    found = by_language(texts, languages, reading)
    before = by_language(agreed, languages, reading)
    main = next(iter(languages))
    if not _spoken(texts, languages, main):
        if _spoken(agreed, languages, main):
            found.pop(main, None)
        elif here is not None and here != reading(first_text(agreed, languages)):
            before.pop(main, None)
            found |= {main: here}
    return dict.fromkeys(before, "") | found


def _spoken(texts, languages, main):
    said = {code: text for code, text in texts.items() if text.strip()}
    return bool(said.get(paired(languages, said).get(main)))
