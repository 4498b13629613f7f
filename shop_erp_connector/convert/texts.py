"""Texts of several languages, and how the back office reads what a remote says.

A remote's text may be HTML of any kind. Odoo gets a *reading* of it: one line for a name, lines for a short text,
sanitised HTML for a description. The remote's own text stays in the last agreed document, and as long as Odoo's is
still its reading, the own text is what goes back.
"""

import html as markup
import re

from odoo.tools.mail import html_sanitize

_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_HIDDEN = re.compile(r"<(script|style)\b.*?(</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_LINE_END = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6])\s*>", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def one_line(text):
    """Return a name without tags, scripts and control characters, on one line."""
    return " ".join(_untagged(text).split())


def lines(text):
    """Return a text without tags and scripts; what HTML puts on lines of its own stays there."""
    if not _TAG.search(text):
        return _CONTROL.sub("", text).strip()
    text = markup.unescape(_untagged(_LINE_END.sub("\n", " ".join(text.split()))))
    return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


def safe_html(text):
    """Return HTML without what could run in the back office; "" for none."""
    text = _CONTROL.sub("", text)
    # twice: what a second pass would still change must not look like a change of Odoo's
    return _sanitised(_sanitised(text)) if text.strip() else ""


def _sanitised(text):
    return str(html_sanitize(text, sanitize_attributes=True) or "")


def _untagged(text):
    return _CONTROL.sub(" ", _TAG.sub(" ", _HIDDEN.sub(" ", text)))


def first_text(texts, languages):
    """Return the text in the first of ``languages`` that is there, else the only or first one, "" for none."""
    for language in languages:
        for code in (language, language[:2]):
            if texts.get(code, "").strip():
                return texts[code]
    return next((text for text in texts.values() if text.strip()), "")


def paired(languages, codes):
    """Return ``{Odoo language: code}``: which of a remote's language codes means which installed language.

    A code means one language: the one of exactly this code, else the first of the same tongue.

    :param languages: ``{Odoo code: ISO code}``, the main one first
    :param codes: the remote's codes; "" is the only language of a remote that names none
    """
    left, pairs = dict.fromkeys(codes), {}
    rules = (
        lambda language, code: code in (language, languages[language]),
        lambda language, code: code[:2].lower() == language[:2].lower(),
    )
    for fits in rules:
        for language in languages:
            found = next((code for code in left if code and fits(language, code)), None)
            if language not in pairs and found:
                pairs[language] = found
                del left[found]
    main = next(iter(languages), None)
    if main and main not in pairs and "" in left:
        pairs[main] = ""
    return {language: pairs[language] for language in languages if language in pairs}


def by_language(texts, languages, reading):
    """Return ``{Odoo language: reading of the text}`` of a document's texts, the main language first.

    A text of which no language is installed stands for the main one, when there is no other.

    :param languages: ``{Odoo code: ISO code}``, the main one first
    """
    found = {language: reading(texts[code]) for language, code in paired(languages, texts).items()}
    main = next(iter(languages))
    if not found.get(main):
        found = {main: reading(first_text(texts, languages))} | {code: text for code, text in found.items() if text}
    return {language: text for language, text in found.items() if text}


def texts_to_send(sources, agreed, languages):
    """Return ``{code: text}`` of what a document says in each language.

    A language in which nobody said anything is left out: the remote keeps what it has. What the remote says in
    languages that are not installed goes along as it is.

    :param sources: ``[({Odoo language: text}, reading)]``, the first that says something in a language wins
    :param agreed: the texts on which both sides agreed last
    :param languages: ``{Odoo language: code of the remote}``, the main one first
    """
    main = next(iter(languages))
    found = {code: text for code, text in agreed.items() if code and code not in languages.values()}
    for language, code in languages.items():
        there = agreed.get(code, "") or (agreed.get("", "") if language == main else "")
        # While Odoo's main text is what another language's says, the main one's is not spoken of.
        stand_in = first_text(agreed, languages) if language == main and not there else ""
        for translations, reading in sources:
            here = _said(translations, language, main, reading(there))
            if here and stand_in and reading(stand_in) == here:
                break
            if here:
                found[code] = there if reading(there) == here else here
                break
    return found


def _said(translations, language, main, agreed):
    """Return what was said in a language.

    Odoo copies the first text of a record into its source language: a text that is the main language's own is no
    translation, unless the remote has one in that language: then it is what replaces it.
    """
    main_text = translations.get(main, translations.get("en_US")) or ""
    if language == main:
        return main_text
    text = translations.get(language) or ""
    return text if text != main_text or agreed else ""
