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
_NOT_IN_CODES = re.compile(r"[<>;={}]")

#: Longest texts of the shop's columns; descriptions have no limit that a text would meet.
LONGEST = {"name": 128, "code": 64, "supplier_code": 64, "availability": 255}


def translated(lists, texts, field, *, is_new):
    """Return ``{language id: text}`` to send.

    A new record is filled in all of the shop's languages; a change touches only the languages that the
    document speaks, so that translations made in the shop stay.

    :param texts: ``{language code: text}``; "pt_PT" and "pt" stand for each other where only one of them is
        there
    :raises Rejected: there is no text at all, or one is too long
    """
    languages = {id: neutral_language(entry) for id, entry in lists.all("language").items()}
    default_id = lists.configuration("PS_LANG_DEFAULT")
    found = {id: _in_language(texts, code) for id, code in languages.items()}
    fallback = found.get(default_id) or texts.get("") or next(filter(None, texts.values()), "")
    if not fallback:
        raise Rejected(f"The {_words(field)} is missing.", system=SYSTEM, field=field)
    if is_new:
        found = {id: text or fallback for id, text in found.items()}
    found = {id: text for id, text in found.items() if text} or {default_id: fallback}
    return {id: _checked(text, field) for id, text in found.items()}


def checked_code(code, field="code"):
    """Return a reference.

    :raises Rejected: it is too long or holds a character that the shop forbids
    """
    if _NOT_IN_CODES.search(code):
        raise Rejected("The shop takes no < > ; = { } in a reference.", system=SYSTEM, field=field)
    return _fitting(clean(code), field)


def checked_barcode(barcode):
    """Return a barcode; the shop's column ean13 takes up to 13 digits.

    :raises Rejected: it is something else
    """
    if not re.fullmatch(r"[0-9]{0,13}", barcode):
        raise Rejected(f"The shop takes barcodes of up to 13 digits, not {barcode}.", system=SYSTEM, field="barcode")
    return barcode


def link_name(text, otherwise):
    """Return the part of a page's address that stands for a name: ASCII letters, digits and hyphens."""
    for candidate in (text, otherwise):
        ascii_text = unicodedata.normalize("NFKD", candidate).encode("ascii", "ignore").decode().lower()
        link = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
        if link:
            return link[:128]
    return "item"


def name_key(name):
    """Return a name as it is compared: as the shop stores it, letter case aside, as in its database."""
    return _plain_name(name).casefold()


def _checked(text, field):
    return _fitting(_plain_name(text), field) if field in ("name", "availability") else clean(text)


def _plain_name(name):
    return " ".join(_NOT_IN_NAMES.sub(" ", clean(name)).split())


def _fitting(text, field):
    longest = LONGEST[field]
    if len(text) > longest:
        message = f"The {_words(field)} has {len(text)} characters, the shop takes {longest}."
        raise Rejected(message, system=SYSTEM, field=field)
    return text


def _in_language(texts, code):
    """Return the text in a language, else in another form of the same language."""
    if code in texts:
        return texts[code]
    return next((text for other, text in texts.items() if other[:2].lower() == code[:2] and other), "")


def _words(field):
    return field.replace("_", " ")
