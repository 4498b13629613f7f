"""User fields: any field of Odoo's products and contacts ⇄ a feature, custom field or meta value of a remote."""

from collections import defaultdict

from odoo.fields import Command, Domain

from ..convert.cleared import cleared_texts
from ..convert.field import Unreadable, text_of, value_of
from ..convert.problem import Problem
from ..convert.texts import by_language, first_text
from ..remotes.documents import FieldValue
from .languages import Languages, stored_texts

FIELDS = "fields"


class FieldRules:
    """The user fields of one kind at one backend."""

    def __init__(self, backend, kind):
        self.backend, self.env = backend, backend.env
        rules = self.env["shop_erp.field"].sudo().search([("backend_id", "=", backend.id), ("kind", "=", kind)])
        capabilities = backend._capabilities
        self.incoming = rules.filtered(lambda rule: rule.direction != "out" and FIELDS in capabilities.reads)
        self.outgoing = rules.filtered(lambda rule: rule.direction != "in" and FIELDS in capabilities.writes)
        self.languages = Languages(backend)

    # --- in ---

    def values(self, documents, agreed):
        """Return ``{row id: {model: {field: value}} or Problem}`` of what documents say.

        A field that a document does not name is left alone, unless the remote had a value when both sides agreed.

        :param agreed: ``{row id: last agreed document}``
        """
        if not self.incoming:
            return {}
        told = {row_id: _texts(document, agreed.get(row_id)) for row_id, document in documents.items()}
        before = {row_id: _agreed_texts(agreed.get(row_id)) for row_id in documents}
        names = self._related(told)
        found = {}
        for row_id, texts in told.items():
            values = defaultdict(dict)
            try:
                for rule in self.incoming:
                    if rule.remote_code in texts:
                        was = before[row_id].get(rule.remote_code, {})
                        values[rule.model][rule.name] = self._value(rule, texts[rule.remote_code], was, names)
                found[row_id] = dict(values)
            except Problem as problem:
                found[row_id] = problem
        return found

    def _value(self, rule, texts, was, names):
        text = self._main_text(rule, texts)
        if rule.is_translated:
            said = cleared_texts(texts, was, self.languages.installed, str)
            text = said.get(self.languages.main) or ""
            if not text and any(said.values()):
                return ""  # False would empty the other languages, too
        if rule.ttype in ("many2one", "many2many"):
            return self._records(rule, text, names)
        try:
            return value_of(rule.ttype, text, choices=rule._choices())
        except Unreadable as error:
            raise self._unreadable(rule, text, error.wanted) from None

    def meaning(self, rule, text):
        """Return what a text is compared by: two texts of one number, date or name are the same."""
        if rule.ttype in ("many2one", "many2many"):
            return frozenset(name.casefold() for name in _names(rule, text))
        try:
            return value_of(rule.ttype, text, choices=rule._choices())
        except Unreadable:
            return text

    def _main_text(self, rule, texts):
        if rule.is_translated:
            return by_language(texts, self.languages.installed, str).get(self.languages.main) or ""
        return first_text(texts, self.languages.installed)

    def translations(self, document, agreed):
        """Return ``{Odoo language: {field: text}}`` of a document's translated fields, the main language left out."""
        texts, was, found = _texts(document, agreed), _agreed_texts(agreed), defaultdict(dict)
        for rule in self.incoming.filtered("is_translated"):
            said, agreed_texts = (one.get(rule.remote_code, {}) for one in (texts, was))
            for language, text in cleared_texts(said, agreed_texts, self.languages.installed, str).items():
                if language != self.languages.main:
                    found[language][rule.name] = text
        return found

    def _related(self, told):
        """Return ``{model: {name in small letters: records}}`` of all records that texts name, a query a model."""
        wanted = defaultdict(set)
        for rule in self.incoming.filtered(lambda rule: rule.ttype in ("many2one", "many2many")):
            for texts in told.values():
                wanted[rule.relation].update(_names(rule, self._main_text(rule, texts.get(rule.remote_code, {}))))
        found = {}
        for model_name, names in wanted.items():
            model = self.env[model_name]
            names_domain = Domain.OR(Domain(model._rec_name, "=ilike", _escaped(name)) for name in names)
            if "company_id" in model._fields:
                names_domain &= Domain("company_id", "in", [self.backend.company_id.id, False])
            found[model_name] = records = defaultdict(model.browse)
            for record in model.search(names_domain) if names else ():
                records[record[model._rec_name].casefold()] |= record
        return found

    def _records(self, rule, text, names):
        """Records are found by name and never made: a typing error there must not fill Odoo's lists."""
        found = []
        for name in _names(rule, text):
            records = names[rule.relation][name.casefold()]
            if len(records) != 1:
                reason = "field_value_ambiguous" if records else "field_value_unknown"
                model = self.env[rule.relation]._description
                raise Problem(reason, field=rule.label, there=rule.remote_code, value=name, model=model)
            found.append(records.id)
        if rule.ttype == "many2many":
            return [Command.set(found)]
        return found[0] if found else False

    def _unreadable(self, rule, text, wanted):
        return Problem("field_unreadable", field=rule.label, there=rule.remote_code, value=text, wanted=wanted)

    # --- out ---

    def documents(self, records, agreed):
        """Return ``{record id: tuple of FieldValues or Problem}``.

        :param records: products (templates) or contacts
        :param agreed: ``{record id: last agreed document}``; what it says in languages that Odoo lacks goes along
        """
        translated = self.outgoing.filtered("is_translated")
        texts = stored_texts(records, translated.mapped("name")) if translated else {}
        found = {}
        for record in records:
            try:
                was = _agreed_texts(agreed.get(record.id))
                said = texts.get(record.id, {})
                found[record.id] = tuple(self._told(rule, record, said, was) for rule in self.outgoing)
            except Problem as problem:
                found[record.id] = problem
        return found

    def _told(self, rule, record, texts, was):
        if rule.is_translated:
            said, sent = texts[rule.name], self.languages.sent
            strange = {code: text for code, text in was.get(rule.remote_code, {}).items() if code}
            value = {code: text for code, text in strange.items() if code not in sent.values()} | {
                code: said.get(language) or (said.get("en_US", "") if language == self.languages.main else "")
                for language, code in sent.items()
            }
            return FieldValue(code=rule.remote_code, value={code: text for code, text in value.items() if text})
        return FieldValue(code=rule.remote_code, value={"": self._text(rule, record)})

    def _text(self, rule, record):
        holders = record.product_variant_ids if rule.model == "product.product" else record
        texts = {text_of(rule.ttype, self._plain(rule, holder)) for holder in holders}
        if len(texts) > 1:
            raise Problem("field_differs", field=rule.label, there=rule.remote_code, record=record.display_name)
        return texts.pop() if texts else ""

    def _plain(self, rule, holder):
        value = holder.with_company(self.backend.company_id)[rule.name]
        if rule.ttype not in ("many2one", "many2many"):
            return value
        names = value.sorted("id").mapped(value._rec_name)
        if rule.ttype == "many2many" and any("," in name for name in names):
            raise Problem("field_comma", field=rule.label, record=holder.display_name, value=", ".join(names))
        return names


def _agreed_texts(agreed):
    return {value.code: value.value for value in (agreed.fields if agreed else ())}


def _texts(document, agreed):
    """Return ``{code: {language: text}}``; what the remote had and has no more is empty."""
    gone = {code: {} for code in _agreed_texts(agreed)}
    return gone | {value.code: value.value for value in document.fields}


def _names(rule, text):
    parts = text.split(",") if rule.ttype == "many2many" else [text]
    return [part.strip() for part in parts if part.strip()]


def _escaped(name):
    return name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
