"""Store views and languages: base values are the texts of the main language, other store views translate them.

A product's text stands in the scope ``all`` and, where a store view has its own, in that store view's. Which store
views are translations is a setting; without it the shop is read and written in one language.
"""

import re

from ..errors import InvalidSettings, ProtocolError
from .rows import SYSTEM

_LOCALE = re.compile(r"[a-z]{2}_[A-Z]{2}$")


class Languages:
    """The languages of a shop.

    :param lists: see ``codelists.CodeLists``
    :param codes: codes of the store views, the main one first, separated by commas; "" for the first there is
    :raises InvalidSettings: the shop has no such store view
    """

    def __init__(self, lists, codes):
        views = {entry["code"]: entry for entry in lists.all("config").values()}
        wanted = [code.strip() for code in codes.split(",") if code.strip()]
        for code in wanted:
            if code not in views:
                known = ", ".join(views)
                message = f"The shop has no store view {code}; it has {known}."
                raise InvalidSettings(message, system=SYSTEM, field="store_views")
        if not views:
            raise ProtocolError("The shop has no store view.", system=SYSTEM, call="GET /store/storeConfigs")
        chosen = wanted or [next(iter(views))]
        self.main = views[chosen[0]]
        self.main_language = language_of(self.main["locale"])
        #: {language: code of the store view}, without the main one; of two with one language the first counts.
        self.translations = {}
        for code in chosen[1:]:
            language = language_of(views[code]["locale"])
            if language != self.main_language:
                self.translations.setdefault(language, code)
        self._by_store = {id: language_of(entry["locale"]) for id, entry in lists.all("config").items()}

    def of_store(self, store_id):
        """Return the language of a store view, "" for one that is gone."""
        return self._by_store.get(store_id, "")

    def texts(self, main, translated):
        """Return ``{language: text}`` of a base value and ``{language: text}`` of the store views.

        A store view answers with the base value where it has no text of its own, so an equal text is none: written
        back it would stay there when the base value changes.
        """
        own = {language: text for language, text in translated.items() if text and text != main}
        return {self.main_language: main, **own} if main else own

    def main_told(self, texts):
        """Return the text of the main language to be written, "" to empty it; None where nothing is said of it.

        The only text there is stands for it, but not where a store view shows that text: emptied, it would come back.
        """
        is_told = in_language(texts, self.main_language, None) is not None or "" in texts
        is_shown = any(in_language(texts, language, None) is not None for language in self.translations)
        return self.main_text(texts) if is_told or (len(texts) == 1 and not is_shown) else None

    def main_text(self, texts):
        """Return the text of the main language, or the only one there is, "" for none."""
        found = in_language(texts, self.main_language) or texts.get("", "")
        return found or (next(iter(texts.values())) if len(texts) == 1 else "")


def language_of(locale):
    """Return a locale as language code: "pt_PT", "en_US"; "sr" of "sr_Cyrl_RS"."""
    return locale if _LOCALE.match(locale) else locale[:2]


def in_language(texts, language, otherwise=""):
    """Return the text in a language; "pt" and "pt_PT" stand for each other where only one of them is there.

    :param otherwise: what to return where nothing is said in it
    """
    if language in texts:
        return texts[language]
    alike = [text for code, text in texts.items() if code[:2] == language[:2]]
    return alike[0] if len(alike) == 1 else otherwise


def in_store_view(texts, language):
    """Return the custom attributes to write into a store view, of what is told in its language.

    An emptied text is null there: the view shows the main one's again; an empty text would be shown as nothing
    (magento2#9186, magento2#10807).

    :param texts: ``{attribute code: {language: text}}``
    """
    told = ((code, in_language(found, language, None)) for code, found in texts.items())
    return [{"attribute_code": code, "value": text or None} for code, text in told if text is not None]
