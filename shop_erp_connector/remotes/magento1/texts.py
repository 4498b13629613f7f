"""Texts as the shop takes them."""

import re
import unicodedata

from ..errors import Rejected
from .wire import SYSTEM


def the_text(shop, texts, field):
    """Return the default text: in the main language, or the only one that there is.

    :raises Rejected: there is none, or several of which none is the main language's
    """
    texts = {language: text for language, text in texts.items() if text.strip()}
    if shop.main_language in texts:
        return texts[shop.main_language]
    if len(texts) == 1:
        return next(iter(texts.values()))
    message = (
        f"There is no {field}."
        if not texts
        else f"The {field} is not there in the shop's main language ({shop.main_language or 'none is set'})."
    )
    raise Rejected(message, system=SYSTEM, field=field)


def slug_of(text):
    """Return a text as part of an address: plain letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
