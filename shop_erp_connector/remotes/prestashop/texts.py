"""Texts as the shop takes them. Nothing is cut: what is too long is refused, naming the field.

The shop refuses a whole record for one character that its rules forbid, so in names these become spaces; a
reference with such a character is refused, because it would not be the same reference any more.
"""

import re
import unicodedata

from ..errors import Rejected
from ..transport.xml import clean
from .codelists import neutral_language
from .wire import SYSTEM

_NOT_IN_NAMES = re.compile(r"[<>;=#{}]")
_NOT_IN_PHRASES = re.compile(r"[<>={}]")
_NOT_IN_CODES = re.compile(r"[<>;={}]")

#: What the shop calls no clean HTML, whatever its settings: scripts, and what runs one.
_UNCLEAN = re.compile(
    r"<\s*script|script:|on(?:mouse(?:down|move|over|out|enter|leave)|key(?:down|up|press)|dblclick|click|load|unload"
    r"|focus|blur|change|submit|error|select|reset|abort|resize)\s*=",
    re.IGNORECASE,
)

#: Longest texts of the shop's columns; descriptions have no limit that a text would meet.
LONGEST = {
    "name": 128,
    "code": 64,
    "supplier_code": 64,
    "availability": 255,
    "delivery_text": 255,
    "meta_title": 255,
    "meta_description": 512,
    "slug": 128,
    "brand": 64,
    "tags": 32,
    "attribute": 64,
    "attribute value": 128,
    "field name": 128,
    "fields": 255,
    "unit_price_unit": 255,
}

#: Where the document's field is called otherwise.
FIELDS = {"attribute": "variants", "attribute value": "variants", "field name": "fields"}

#: Names of products, categories and brands ("catalog names"), which take fewer characters than other phrases.
NAMES = ("name", "brand")

HTML = ("description", "short_description")

#: Texts that a change may empty; the others are compulsory there, or no text of the record itself.
CLEARED = frozenset({"description", "short_description", "meta_title", "meta_description", "delivery_text"})


def translated(lists, texts, field, *, is_new, present=None):
    """Return ``{language id: text}`` to send.

    A new record is filled in all of the shop's languages; a change touches only the languages that the
    document speaks, so that translations made in the shop stay. A text that is told to be empty empties it; in a
    compulsory field the shop takes no empty text, so there it says nothing.

    :param texts: ``{language code: text}``; "pt_PT" and "pt" stand for each other where only one of them is
        there
    :param present: ``{language id: text}`` of what the shop has: that is taken back as it is, whatever it holds
    :raises Rejected: there is no text at all where one is compulsory, or one is too long
    """
    languages = {id: neutral_language(entry) for id, entry in lists.all("language").items()}
    default_id = lists.configuration("PS_LANG_DEFAULT")
    found = {id: _in_language(texts, code) for id, code in languages.items()}
    fallback = found.get(default_id) or texts.get("") or next(filter(None, texts.values()), "")
    if not fallback and (is_new or field not in CLEARED):
        raise Rejected(f"The {_words(field)} is missing.", system=SYSTEM, field=field)
    if is_new:
        found = {id: text or fallback for id, text in found.items()}
    takes = {id: text for id, text in found.items() if text or (text is not None and field in CLEARED)}
    takes, present = takes or {default_id: fallback}, present or {}
    if not takes.get(default_id, "-"):
        # It goes from the languages, too, that were only filled with it when the record was made.
        copies = [id for id, text in present.items() if text == present.get(default_id)]
        takes = dict.fromkeys(copies, "") | takes
    return {id: text if text == present.get(id) else checked_text(text, field) for id, text in takes.items()}


def checked_code(code, field="code"):
    """Return a reference.

    :raises Rejected: it is too long or holds a character that the shop forbids
    """
    if _NOT_IN_CODES.search(code) or clean(code) != code:
        message = "The shop takes no < > ; = { } and no control characters in a reference."
        raise Rejected(message, system=SYSTEM, field=field)
    return _fitting(code, field)


def checked_barcode(barcode):
    """Return a barcode; the shop's column ean13 takes up to 13 digits.

    :raises Rejected: it is something else
    """
    if not re.fullmatch(r"[0-9]{0,13}", barcode):
        raise Rejected(f"The shop takes barcodes of up to 13 digits, not {barcode}.", system=SYSTEM, field="barcode")
    return barcode


def link_names(slugs, names, otherwise, *, is_new):
    """Return ``{language id: part of the address}``: the slugs, and for a new record the names where there is none.

    :param slugs, names: ``{language id: text}``
    """
    found = {id: link_name(text, otherwise) for id, text in slugs.items() if text}
    return ({id: link_name(text, otherwise) for id, text in names.items()} if is_new else {}) | found


def link_name(text, otherwise):
    """Return the part of a page's address that stands for a name: ASCII letters, digits and hyphens."""
    for candidate in (text, otherwise):
        ascii_text = (
            unicodedata.normalize("NFKD", candidate.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
        )
        link = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
        if link:
            return link[:128]
    return "item"


def name_key(name):
    """Return a name as it is compared: as the shop stores it, letter case aside, as in its database."""
    return _spaced(name, _NOT_IN_NAMES).casefold()


def checked_text(text, field):
    """Return a text as the shop takes it in a field of ``LONGEST`` or ``HTML``.

    :raises Rejected: it is too long, or no clean HTML
    """
    if field in HTML:
        return _clean_html(clean(text), field)
    forbidden = _NOT_IN_NAMES if field in NAMES else _NOT_IN_PHRASES
    return _fitting(_spaced(text, forbidden), field)


def _clean_html(text, field):
    found = _UNCLEAN.search(text)
    if found:
        message = f"The {_words(field)} holds {found.group()!r}: the shop takes no scripts in a text. Take it out."
        raise Rejected(message, system=SYSTEM, field=field)
    return text


def _spaced(text, forbidden):
    return " ".join(forbidden.sub(" ", clean(text)).split())


def _fitting(text, field):
    longest = LONGEST[field]
    if len(text) > longest:
        message = f"The {_words(field)} has {len(text)} characters, the shop takes {longest}."
        raise Rejected(message, system=SYSTEM, field=FIELDS.get(field, field))
    return text


def _in_language(texts, code):
    """Return the text in a language, else in another form of the same language; None where nothing is said in it."""
    if code in texts:
        return texts[code]
    return next((text for other, text in texts.items() if other[:2].lower() == code[:2] and other), None)


def _words(field):
    return field.replace("_", " ")
