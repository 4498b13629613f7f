from dataclasses import replace

from odoo import models
from odoo.fields import Command

from ...convert.problem import Problem
from ...engine.languages import Languages
from ...engine.ownership import ODOO
from ...engine.values import differing
from ...remotes.documents import TEXT


class BindingProductTags(models.Model):
    """Words by which buyers search for a product: Odoo's tags, as far as they are visible to customers.

    Several shops may give one product tags of their own. So what came in adds the tags that it names and takes away
    those that the same remote named before; all others stay. Where a user field of the remote stands for Odoo's tags,
    they are that field.
    """

    _inherit = "shop_erp.binding.product"

    _value_groups = {"product_tag_ids": TEXT}
    _value_fields = {"product_tag_ids": "tags"}
    _joined_values = frozenset({"product_tag_ids"})
    _says = {"": ("tags",)}
    _changed_by = {TEXT: ("odoo_id.product_tag_ids.name", "odoo_id.product_tag_ids.visible_to_customers")}

    # --- in ---

    def _prepare_vals(self, documents, references):
        found = super()._prepare_vals(documents, references)
        if self._tags_are_a_field():
            return found
        bases = self._agreed_documents()
        agreed = {row.id: set(bases[row.id].tags) if row.id in bases else set() for row in self}
        new = {name for row in self for name in documents[row.id].tags if name not in agreed[row.id]}
        ids = self._tag_ids(new, set().union(*agreed.values()))
        for row in self:
            if isinstance(found[row.id], dict):
                found[row.id]["product_tag_ids"] = _commands(documents[row.id].tags, agreed[row.id], ids)
        return found

    def _tags_are_a_field(self):
        """Return whether a rule of the backend says which of its fields Odoo's tags are; a query only if any does."""
        rules = self.env["shop_erp.field"].sudo()
        if not any(name == "product_tag_ids" for _model, name, _is_sent in rules._exchanged(self._kind)):
            return False
        domain = [("backend_id", "=", self.backend_id.id), ("kind", "=", self._kind), ("name", "=", "product_tag_ids")]
        return bool(rules.search_count(domain, limit=1))

    def _tag_ids(self, new, known):
        """Return ``{name: id}``; of those that Odoo had already, none is made again after it was deleted in Odoo."""
        if not new | known:
            return {}
        return self.env["product.tag"]._shop_erp_by_name(new, known - new, Languages(self.backend_id).main)

    def _note_owned(self):
        """An older version agreed on tags for which Odoo had no place: where they are not Odoo's, it gets them now."""
        super()._note_owned()
        if self._owners().get(TEXT) == ODOO:
            return
        agreed = self.filtered("odoo_id")._agreed_documents()
        ids = self._tag_ids({name for document in agreed.values() for name in document.tags}, set())
        for row in self.browse(agreed):
            row.odoo_id.write(differing(row.odoo_id, {"product_tag_ids": _commands(agreed[row.id].tags, set(), ids)}))
        self._set_unchanged(self.browse(agreed))

    # --- out ---

    def _make_documents(self, remote):
        documents = super()._make_documents(remote)
        if self._tags_are_a_field():
            return documents
        bases = self._agreed_documents()
        language = Languages(self.backend_id).main if self else None
        for row in self:
            document = documents.get(row.id)
            if document is not None and not isinstance(document, Problem):
                tags = row.odoo_id.with_context(lang=language).product_tag_ids
                documents[row.id] = replace(document, tags=_names(tags, bases.get(row.id)))
        return documents


def _commands(names, agreed, ids):
    wanted, before = ({ids[name] for name in some if name in ids} for some in (names, agreed))
    return [Command.link(id) for id in sorted(wanted)] + [Command.unlink(id) for id in sorted(before - wanted)]


def _names(tags, base):
    """Return the names of tags as the remote spells them, in its order, then the others by name."""
    agreed = {name.casefold(): name for name in base.tags} if base else {}
    own = {tag.name.casefold(): tag.name for tag in tags if tag.visible_to_customers or tag.name.casefold() in agreed}
    known = [name for key, name in agreed.items() if key in own]
    return (*known, *sorted(name for key, name in own.items() if key not in agreed))
