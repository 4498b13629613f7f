from odoo import api, fields, models
from odoo.fields import Domain

from ...convert.problem import Problem
from ...convert.product import FIELD_GROUPS, first_text, product_of, product_vals
from ...engine.catalogue.outgoing_variants import OutgoingVariants
from ...engine.outgoing import OutgoingTaxes
from ...engine.references import Taxes
from ...remotes.documents import CATEGORIES, IDENTITY, IMAGES, PRICE, STATE, TEXT
from ..binding.shop_erp_binding_groups import group_flag


class BindingProduct(models.Model):
    """A product of a remote ⇄ a product template; its variants are bound by ``shop_erp.binding.variant``."""

    _name = "shop_erp.binding.product"
    _description = "Product of a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "product"

    odoo_id = fields.Many2one("product.template", "Product", ondelete="restrict", index=True)
    variant_ids = fields.One2many("shop_erp.binding.variant", "product_binding_id")

    _value_groups = FIELD_GROUPS
    _changed_by = {
        IDENTITY: ("odoo_id.default_code", "odoo_id.barcode", "odoo_id.weight"),
        TEXT: ("odoo_id.name", "odoo_id.description_sale"),
        PRICE: ("odoo_id.list_price", "odoo_id.taxes_id"),
        CATEGORIES: ("odoo_id.categ_id",),
        STATE: ("odoo_id.active",),
    }
    identity_changed_at = group_flag(IDENTITY)
    text_changed_at = group_flag(TEXT)
    price_changed_at = group_flag(PRICE)
    categories_changed_at = group_flag(CATEGORIES)
    images_changed_at = group_flag(IMAGES)
    state_changed_at = group_flag(STATE)

    # --- in ---

    def _references(self, documents):
        references = Taxes(self.backend_id)
        wanted = {document.category_id for document in documents.values()} - {""}
        rows = self.env["shop_erp.binding.category"].search_fetch(
            [("backend_id", "=", self.backend_id.id), ("external_id", "in", list(wanted)), ("odoo_id", "!=", False)],
            ["external_id", "odoo_id"],
        )
        references.categories = {row.external_id: row.odoo_id.id for row in rows}
        return references

    def _match(self, documents, references):
        """By code, then barcode, services also by name; each rule can be switched off. Several hits are a question."""
        backend, found = self.backend_id, {}
        rules = [
            (backend.match_product_by_code, "default_code", lambda document: document.code),
            (backend.match_product_by_barcode, "barcode", lambda document: document.barcode),
            (
                backend.match_service_by_name,
                "name",
                lambda document: first_text(document.name, references.languages) if document.is_service else "",
            ),
        ]
        for is_on, field, value_of in rules:
            if is_on:
                found |= self._match_by(field, value_of, documents, found)
        return self._once_each(found, documents)

    def _match_by(self, field, value_of, documents, found):
        open_rows = self.filtered(lambda row: row.id not in found)
        values = {value_of(documents[row.id]) for row in open_rows} - {""}
        if not values:
            return {}
        domain = Domain(field, "in", list(values)) & Domain("company_id", "in", [self.company_id.id, False])
        if field == "name":
            domain &= Domain("type", "=", "service")
        candidates = {}
        for template in self.env["product.template"].with_context(active_test=False).search(domain):
            candidates.setdefault(template[field], []).append(template)
        plain = {value_of(documents[row.id]) for row in open_rows if _is_plain(documents[row.id])}
        forms = self._forms_by(field, plain - candidates.keys() - {""})
        matched = {}
        for row in open_rows:
            value = value_of(documents[row.id])
            if value in forms and _is_plain(documents[row.id]):
                matched[row.id] = Problem("code_of_variant", value=value, variant=forms[value])
                continue
            hits = candidates.get(value, []) if value else []
            hits = [template for template in hits if template.active] or hits
            if len(hits) == 1:
                matched[row.id] = hits[0].id
            elif hits:
                names = ", ".join(f"{template.display_name} (#{template.id})" for template in hits[:5])
                matched[row.id] = Problem("ambiguous", field=field, value=value, candidates=names)
        return matched

    def _forms_by(self, field, values):
        """Return ``{value: name}`` of the variants, one of several of their product, that have these values."""
        if field == "name" or not values:
            return {}
        domain = Domain(field, "in", list(values)) & Domain("company_id", "in", [self.company_id.id, False])
        found = self.env["product.product"].search(domain & Domain("product_template_attribute_value_ids", "!=", False))
        return {product[field]: product.display_name for product in found}

    def _once_each(self, found, documents):
        """A product that two of the remote's match, or that another one stands for already, is a question."""
        matched = {row_id: template_id for row_id, template_id in found.items() if not isinstance(template_id, Problem)}
        rivals = {}
        for row_id, template_id in matched.items():
            rivals.setdefault(template_id, {})[row_id] = documents[row_id].code or documents[row_id].id
        others = self.search_fetch(
            [
                ("backend_id", "=", self.backend_id.id),
                ("odoo_id", "in", list(rivals)),
                ("state", "!=", "gone"),
                ("id", "not in", self.ids),
            ],
            ["odoo_id", "number", "external_id", "key"],
        )
        for other in others:
            rivals[other.odoo_id.id][other.id] = other.number or other.external_id or other.key
        for template_id, names in rivals.items():
            if len(names) > 1:
                template = self.env["product.template"].browse(template_id).display_name
                candidates = ", ".join(names.values())
                problem = Problem("matched_twice", product=template, candidates=candidates)
                found |= {row_id: problem for row_id in names if row_id in matched}
        return found

    def _prepare_vals(self, documents, references):
        vals = {}
        for row in self:
            document = documents[row.id]
            try:
                category = document.category_id
                if category and category not in references.categories:
                    raise Problem("category_unknown", category=category)
                vals[row.id] = product_vals(
                    document,
                    references,
                    category_id=references.categories.get(category),
                    present_tax_ids=row._own_taxes().ids,
                )
            except Problem as problem:
                vals[row.id] = problem
        return vals

    def _missing_there(self, documents, references):
        """The categories that Odoo does not know."""
        return "category", {documents[row.id].category_id for row in self} - set(references.categories) - {""}

    # --- out ---

    def _own_taxes(self):
        """A product may be shared by companies; each has its own taxes on it."""
        return self.odoo_id.taxes_id.filtered(lambda tax: tax.company_id == self.company_id)

    def _make_documents(self, remote):
        backend = self.backend_id
        language = (backend.language_id.iso_code or "en")[:2]
        categories = self._categories_there()
        taxes, variants = OutgoingTaxes(backend), OutgoingVariants(self)
        documents = {}
        for row in self:
            try:
                documents[row.id] = row._make_document(categories, taxes, variants, language)
            except Problem as problem:
                documents[row.id] = problem
        return documents

    def _categories_sent(self):
        return self.odoo_id.categ_id

    def _categories_there(self):
        """Return ``{id of the Odoo category: remote id}`` of what the products are in, as far as it is there."""
        rows = self.env["shop_erp.binding.category"].search_fetch(
            [
                ("backend_id", "=", self.backend_id.id),
                ("odoo_id", "in", self._categories_sent().ids),
                ("external_id", "!=", False),
            ],
            ["odoo_id", "external_id"],
        )
        return {row.odoo_id.id: row.external_id for row in rows}

    @api.model
    def _code_of(self, template):
        """Return the code under which a product is sent; one with variants has none of its own in Odoo."""
        return template.default_code or (f"P{template.id}" if len(template.product_variant_ids) > 1 else False)

    def _make_document(self, categories, taxes, variants, language):
        template = self.odoo_id
        own_variants = variants.of(self)
        code = variants.code_of(self, own_variants) or self._code_of(template)
        if not code:
            raise Problem("code_missing", product=template.display_name)
        if not self.external_id and self.key != code:
            if self.key and (self.state == "in_doubt" or self.env["shop_erp.announcement"]._announced(self)):
                return Problem("in_doubt", key=self.key, backend=self.backend_id.name)
            self.key = code
        sale_taxes = self._own_taxes()
        tax_ids = [taxes.tax_external_id(tax) for tax in sale_taxes]
        if template.categ_id and template.categ_id.id not in categories:
            raise Problem("not_yet", record=template.categ_id.display_name, backend=self.backend_id.name)
        return product_of(
            template,
            id=self.external_id or "",
            code=code,
            variants=own_variants,
            category_id=categories.get(template.categ_id.id, ""),
            tax_ids=tax_ids,
            price_includes_tax=any(tax.price_include for tax in sale_taxes),
            language=language,
        )

    def _push_first(self):
        """Categories that the remote does not know yet go first, also when nobody has switched their flow on."""
        model = self.env["shop_erp.binding.category"]
        model._add_missing(self.backend_id, self._categories_sent())
        categories = model.search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("odoo_id", "parent_of", self._categories_sent().ids),
                ("state", "=", "dirty"),
                ("external_id", "=", False),
            ]
        )
        return [categories] if categories else []


def _is_plain(document):
    """Return whether a product has one form only."""
    return len(document.variants) <= 1 and not any(variant.attributes for variant in document.variants)
