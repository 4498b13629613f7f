"""Which languages Odoo and a remote share, and what Odoo has been told in each."""

from functools import cached_property

from odoo.tools import SQL

from ..convert.texts import paired


class Languages:
    """The languages of a backend."""

    def __init__(self, backend):
        self.backend = backend
        self.env = backend.env

    @cached_property
    def installed(self):
        """Return ``{Odoo code: ISO code}`` of the installed languages, the backend's main one first."""
        model = self.env["res.lang"].with_context(active_test=True)
        languages = model.search_fetch([], ["code", "iso_code"])
        current = languages.filtered(lambda language: language.code == self.env.lang)
        main = self.backend.language_id or current or languages[:1]
        return {language.code: language.iso_code or language.code for language in main | languages}

    @property
    def main(self):
        """Return Odoo's code of the backend's main language."""
        return next(iter(self.installed))

    @cached_property
    def listed(self):
        """Return the codes of the languages that the remote lists."""
        lookups = self.env["shop_erp.lookup"].sudo()  # jobs and buttons of people who may not read code lists
        entries = lookups.search_fetch([("backend_id", "=", self.backend.id), ("type", "=", "language")], ["code"])
        return [entry.code for entry in entries if entry.code]

    @cached_property
    def sent(self):
        """Return ``{Odoo code: code of the remote}`` of the languages in which texts are sent, the main one first."""
        takes_all = "translations" in self.backend._capabilities.writes
        pairs = paired(self.installed, self.listed) if takes_all else {}
        return {self.main: pairs.get(self.main) or self.installed[self.main][:2]} | pairs

    @cached_property
    def _existing(self):
        languages = self.env["res.lang"].with_context(active_test=False).search_fetch([], ["code", "iso_code"])
        codes = {code for language in languages for code in (language.code, language.iso_code) if code}
        return codes | {code[:2] for code in codes} | {*self.listed, ""}

    def missing_here(self, texts):
        """Return the codes of a remote's texts that no installed language reads; one that only repeats the main text
        is no text of its own."""
        said = {code: text for code, text in texts.items() if text}
        pairs = paired(self.installed, said)
        main_text = said.get(pairs.get(self.main))
        read = set(pairs.values())
        return [code for code, text in said.items() if read and code and code not in read and text != main_text]

    def missing_there(self, translations):
        """Return the installed languages in which Odoo says something that is not sent: the remote lacks them.

        :param translations: ``{Odoo code: text}`` of one field
        """
        if not self.listed or "translations" not in self.backend._capabilities.writes:
            return []  # a remote of one language says so before anything is sent
        main_text = translations.get(self.main, translations.get("en_US")) or ""
        return [
            code
            for code, text in translations.items()
            if text and text != main_text and code in self.installed and code not in self.sent
        ]

    def names(self, codes):
        """Return installed languages as people call them."""
        languages = self.env["res.lang"].search_fetch([("code", "in", list(codes))], ["name"])
        return ", ".join(languages.mapped("name"))

    def strange(self, texts):
        """Return the language codes of texts, where each of them is one that neither side has ever heard of."""
        codes = [code for code, text in texts.items() if text]
        return codes if codes and not set(codes) & self._existing else []


def stored_texts(records, names):
    """Return ``{record id: {field: {Odoo code: text}}}``, only what was said in a language, in one query.

    :param names: translated fields
    """
    if not records:
        return {}
    records.flush_recordset(names)
    rows = records.env.execute_query(
        SQL(
            "SELECT id, %s FROM %s WHERE id = ANY(%s)",
            SQL(", ").join(SQL.identifier(name) for name in names),
            SQL.identifier(records._table),
            list(records.ids),
        )
    )
    return {id: dict(zip(names, (value or {} for value in values), strict=True)) for id, *values in rows}


def write_texts(record, texts, languages):
    """Write ``{Odoo code: {field: text}}`` to a record, the main language first: its text is the source of the others.

    :param languages: Odoo codes, the main one first
    """
    for language in languages:
        if language in texts:
            record.with_context(lang=language).write(texts[language])
