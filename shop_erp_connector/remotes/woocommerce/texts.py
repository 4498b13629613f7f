"""Texts: documents may speak several languages, a WooCommerce shop speaks one."""

from ..errors import Rejected
from .rows import SYSTEM


def spoken(text):
    """Return a text of the shop as documents have it: without language, because it has only one."""
    return {"": text} if text else {}


def told(lists, texts, field):
    """Return the text to send, in the shop's language.

    :param texts: ``{language: text}``, "" as language for texts that have none
    :raises Rejected: there are several and none of them is in the shop's language
    """
    texts = {language: text for language, text in texts.items() if text}
    if len(texts) == 1:
        return next(iter(texts.values()))
    if not texts or "" in texts:
        return texts.get("", "")
    language = lists.language
    by_form = {code.lower().replace("-", "_"): text for code, text in texts.items()}
    for form in (language.lower(), language[:2].lower()):
        if form and form in by_form:
            return by_form[form]
    relatives = [text for code, text in by_form.items() if language and code[:2] == language[:2].lower()]
    if not relatives:
        known = ", ".join(sorted(texts))
        message = f"The shop's language is {language or 'not known'}; the {field.replace('_', ' ')} is in {known}."
        raise Rejected(message, system=SYSTEM, field=field)
    return relatives[0]


def name_key(name):
    """Return a name as it is compared: letter case and spaces aside, as in the shop's database."""
    return " ".join(name.split()).casefold()
