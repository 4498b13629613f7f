"""Texts as the shop takes them."""

import re
import unicodedata

from ..errors import Rejected
from .wire import SYSTEM

#: Characters of a text of one line: the shop's database keeps no more, and some say nothing about it (its source).
LONGEST_NAME = 255

#: What no product of the shop is without (recording attributes).
COMPULSORY = frozenset({"name", "description", "short_description"})


def own_texts(main_language, texts):
    """Return ``{language: text}`` as it was read without what is empty, and without what store views only repeat.

    A store view without words of its own repeats the default's; sent as its own they would stay when that changes.
    """
    main = texts.get(main_language, "")
    return {language: text for language, text in texts.items() if text and (language == main_language or text != main)}


def is_main_told(shop, texts):
    """Return whether something is said of the default text: what a store view shows does not stand for it."""
    return any(language not in shop.views for language in texts)


def the_text(shop, texts, field):
    """Return the default text: in the main language, or the only one that there is; "" where it is told to be empty.

    :raises Rejected: there is none, or several of which none is the main language's
    """
    is_told, is_emptied = bool(texts), not texts.get(shop.main_language, "-").strip()
    texts = {} if is_emptied else {language: text for language, text in texts.items() if text.strip()}
    if not texts and is_told and field not in COMPULSORY:
        return ""
    if shop.main_language in texts:
        return texts[shop.main_language]
    if len(texts) == 1:
        return next(iter(texts.values()))
    message = (
        f"There is no {field.replace('_', ' ')}, and the shop insists on one."
        if not texts
        else f"The {field} is not there in the shop's main language ({shop.main_language or 'none is set'})."
    )
    raise Rejected(message, system=SYSTEM, field=field)


def checked_name(text):
    """Return a name.

    :raises Rejected: it is longer than the shop's column for texts of one line
    """
    if len(text) > LONGEST_NAME:
        message = f"The name has {len(text)} characters, the shop takes {LONGEST_NAME}."
        raise Rejected(message, system=SYSTEM, field="name")
    return text


def text_of_view(texts, language, field):
    """Return the text of a store view.

    :raises Rejected: it is told to be empty, and the shop insists on one
    """
    if not texts[language].strip() and field in COMPULSORY:
        message = f"There is no {field.replace('_', ' ')} in {language}, and the shop insists on one."
        raise Rejected(message, system=SYSTEM, field=field)
    return texts[language]


def slug_of(text):
    """Return a text as part of an address: plain letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
