from dataclasses import replace

from odoo import fields, models

from ...convert.problem import Problem
from ...convert.trade import LINKS
from ...remotes.documents import CATEGORIES


class BindingProductLinks(models.Model):
    """Accessories and alternatives of a product, which documents name by their codes."""

    _inherit = "shop_erp.binding.product"

    link_ids = fields.One2many("shop_erp.product.link", "binding_id")

    _changed_by = {CATEGORIES: tuple(f"odoo_id.{name}" for name in LINKS.values())}

    # --- in ---

    def _after_apply(self, documents, references, new):
        super()._after_apply(documents, references, new)
        rows = self.filtered(lambda row: row._takes(CATEGORIES))
        rows._link_named(documents, self._agreed_documents())
        self._link_waiting(documents)

    def _link_named(self, documents, bases):
        """Link what the documents name; what is not known yet waits for its product."""
        codes = {code for row in self for field in LINKS for code in getattr(documents[row.id], field)}
        known = self._templates_by_code(codes)
        to_create = []
        for row in self:
            base = bases.get(row.id)
            for field, name in LINKS.items():
                named = getattr(documents[row.id], field)
                if not named and not (base and getattr(base, field)):
                    continue  # a remote that does not speak of them says nothing about Odoo's
                wanted = self.env["product.template"].union(*(known[code] for code in named if code in known))
                if row.odoo_id[name] != wanted:
                    row.odoo_id[name] = wanted
                row.link_ids.filtered(lambda link, name=name: link.field_name == name).unlink()
                to_create += [
                    {"binding_id": row.id, "field_name": name, "code": code} for code in named if code not in known
                ]
        self.env["shop_erp.product.link"].create(to_create)

    def _templates_by_code(self, codes):
        """Return ``{code: product}`` of those that the remote has under one code."""
        if not codes:
            return {}
        rows = self.search_fetch(
            [("backend_id", "=", self.backend_id.id), ("number", "in", list(codes)), ("odoo_id", "!=", False)],
            ["number", "odoo_id"],
        )
        found = rows.grouped("number")
        return {code: same.odoo_id for code, same in found.items() if len(same.odoo_id) == 1}

    def _link_waiting(self, documents):
        """Link the products of this page to those that named them before."""
        codes = {documents[row.id].code for row in self} - {""}
        links = self.env["shop_erp.product.link"].search(
            [("backend_id", "=", self.backend_id.id), ("code", "in", list(codes))]
        )
        known = self._templates_by_code(set(links.mapped("code")))
        ready = links.filtered(lambda link: link.code in known)
        for link in ready:
            link.binding_id.odoo_id[link.field_name] |= known[link.code]
        rows = ready.binding_id
        ready.unlink()
        rows._set_unchanged(rows - self)

    # --- out ---

    def _make_documents(self, remote):
        documents = super()._make_documents(remote)
        rows = self.filtered(lambda row: row.id in documents and not isinstance(documents[row.id], Problem))
        linked = self.env["product.template"].union(*(rows.odoo_id[name] for name in LINKS.values()))
        codes = self._codes_there(linked)
        bases = rows._agreed_documents()
        for row in rows:
            told = {field: row._codes_of(field, codes, bases.get(row.id)) for field in LINKS}
            documents[row.id] = replace(documents[row.id], **told)
        return documents

    def _codes_there(self, templates):
        """Return ``{product: code}`` of the products that the remote has."""
        rows = self.search_fetch(
            [
                ("backend_id", "=", self.backend_id.id),
                ("odoo_id", "in", templates.ids),
                ("external_id", "!=", False),
                ("state", "!=", "gone"),
            ],
            ["odoo_id", "number"],
        )
        return {row.odoo_id: row.number or self._code_of(row.odoo_id) for row in rows}

    def _codes_of(self, field, codes, base):
        """Return the codes of the linked products, in the order that the remote knows."""
        name = LINKS[field]
        found = {codes[template] for template in self.odoo_id[name] if codes.get(template)}
        found |= set(self.link_ids.filtered(lambda link: link.field_name == name).mapped("code"))
        known = [code for code in getattr(base, field) if code in found] if base else []
        return (*known, *sorted(found - set(known)))

    def _after_push(self, results, documents):
        """Products that name one which was just made there can name it there now."""
        super()._after_push(results, documents)
        made = self.filtered(lambda row: row.id in results and not documents[row.id].id).odoo_id
        if made:
            named = ["|", *((f"odoo_id.{name}", "in", made.ids) for name in LINKS.values())]
            domain = [("backend_id", "=", self.backend_id.id), ("external_id", "!=", False), *named]
            self.search(domain)._look_for_changes()
