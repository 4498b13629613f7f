from dataclasses import replace

from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..convert.problem import Problem
from ..convert.product import first_text, product_of, product_vals
from ..engine.mappings import targets
from ..engine.references import Taxes


class BindingProduct(models.Model):
    """A product of a remote ⇄ a product template; its variants are bound by ``shop_erp.binding.variant``."""

    _name = "shop_erp.binding.product"
    _description = "Product of a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "product"

    odoo_id = fields.Many2one("product.template", "Product", ondelete="restrict", index=True)
    variant_ids = fields.One2many("shop_erp.binding.variant", "product_binding_id")

    @api.depends(
        "odoo_id.name",
        "odoo_id.default_code",
        "odoo_id.barcode",
        "odoo_id.list_price",
        "odoo_id.taxes_id",
        "odoo_id.weight",
        "odoo_id.categ_id",
        "odoo_id.description_sale",
        "odoo_id.active",
    )
    def _compute_content_changed(self):
        super()._compute_content_changed()

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
        return found

    def _match_by(self, field, value_of, documents, found):
        open_rows = self.filtered(lambda row: row.id not in found)
        values = {value_of(documents[row.id]) for row in open_rows} - {""}
        if not values:
            return {}
        domain = Domain(field, "in", list(values)) & Domain("company_id", "in", [self.company_id.id, False])
        if field == "name":
            domain &= Domain("type", "=", "service")
        candidates = {}
        for template in self.env["product.template"].search(domain):
            candidates.setdefault(template[field], []).append(template)
        matched = {}
        for row in open_rows:
            value = value_of(documents[row.id])
            hits = candidates.get(value, ()) if value else ()
            if len(hits) == 1:
                matched[row.id] = hits[0].id
            elif hits:
                names = ", ".join(f"{template.display_name} (#{template.id})" for template in hits[:5])
                matched[row.id] = Problem("ambiguous", field=field, value=value, candidates=names)
        return matched

    def _prepare_vals(self, documents, references):
        vals = {}
        for row in self:
            document = documents[row.id]
            try:
                category = document.category_id
                if category and category not in references.categories:
                    raise Problem("category_unknown", category=category)
                vals[row.id] = product_vals(document, references, category_id=references.categories.get(category))
                if len(document.variants) > 1 or (document.variants and document.variants[0].attributes):
                    for name in ("default_code", "barcode"):
                        vals[row.id].pop(name)
                    if not row.odoo_id:
                        vals[row.id]["attribute_line_ids"] = self._attribute_lines(document)
            except Problem as problem:
                vals[row.id] = problem
        return vals

    def _attribute_lines(self, document):
        """Return the attribute lines of a product, attributes and values found by name or made."""
        values = {}
        for variant in document.variants:
            for text in variant.attributes:
                attribute, _equals, value = text.partition("=")
                values.setdefault(attribute, {}).setdefault(value)
        lines = []
        for name, names in values.items():
            attribute = self._found_or_made("product.attribute", {"name": name})
            value_ids = [
                self._found_or_made("product.attribute.value", {"name": value, "attribute_id": attribute.id}).id
                for value in names
            ]
            lines.append(Command.create({"attribute_id": attribute.id, "value_ids": [Command.set(value_ids)]}))
        return lines

    def _found_or_made(self, model, vals):
        domain = Domain.AND([Domain(name, "=", value) for name, value in vals.items()])
        return self.env[model].search(domain, limit=1) or self.env[model].create(vals)

    def _after_apply(self, documents, references, new):
        """Bind each variant to its Odoo product, with its own code and barcode; archive forms that do not exist."""
        binding_model = self.env["shop_erp.binding.variant"]
        known = {
            row.external_id: row
            for row in binding_model.search(
                [("backend_id", "=", self.backend_id.id), ("product_binding_id", "in", self.ids)]
            )
        }
        to_create = []
        for row in self:
            products = row._products_of_variants(documents[row.id])
            for variant, product in products:
                if variant.id not in known:
                    to_create.append(
                        {
                            "backend_id": self.backend_id.id,
                            "external_id": variant.id,
                            "number": variant.code or False,
                            "product_binding_id": row.id,
                            "odoo_id": product.id,
                            "state": "done",
                        }
                    )
        binding_model.create(to_create)

    def _products_of_variants(self, document):
        """Return ``[(variant document, Odoo product)]``."""
        self.ensure_one()
        template = self.odoo_id
        if len(document.variants) == 1 and not document.variants[0].attributes:
            return [
                (
                    document.variants[0],
                    template.product_variant_id or template.with_context(active_test=False).product_variant_ids[:1],
                )
            ]
        by_attributes = {
            frozenset(
                f"{value.attribute_id.name}={value.name}" for value in product.product_template_attribute_value_ids
            ): product
            for product in template.product_variant_ids
        }
        pairs = []
        for variant in document.variants:
            product = by_attributes.pop(frozenset(variant.attributes), None)
            if product:
                product.write({"default_code": variant.code or False, "barcode": variant.barcode or False})
                pairs.append((variant, product))
        for product in by_attributes.values():
            product.active = False
        return pairs

    # --- out ---

    @api.model
    def _records_to_send(self, backend):
        """Return the products that the backend's product flow sends."""
        flow = backend.with_context(active_test=False).flow_ids.filtered(
            lambda flow: flow.kind == "product" and flow.direction == "out"
        )
        domain = Domain("sale_ok", "=", True) & Domain("type", "!=", "service")
        domain &= Domain("company_id", "in", [backend.company_id.id, False]) & Domain(flow._domain())
        return self.env["product.template"].search(domain)

    @api.model
    def _new_rows(self, flow):
        bound = self.search([("backend_id", "=", flow.backend_id.id)]).odoo_id
        return [
            {"odoo_id": template.id, "key": template.default_code}
            for template in self._records_to_send(flow.backend_id) - bound
        ]

    def _make_documents(self, remote):
        backend = self.backend_id
        language = (backend.language_id.iso_code or "en")[:2]
        categories = {
            row.odoo_id.id: row.external_id
            for row in self.env["shop_erp.binding.category"].search(
                [
                    ("backend_id", "=", backend.id),
                    ("odoo_id", "in", self.odoo_id.categ_id.ids),
                    ("external_id", "!=", False),
                ]
            )
        }
        taxes = {mapping.tax_id.id: external_id for external_id, mapping in targets(backend, "tax").items()}
        return {row.id: row._make_document(categories, taxes, language) for row in self}

    def _make_document(self, categories, taxes, language):
        template = self.odoo_id
        if not template.default_code:
            return Problem("code_missing", product=template.display_name)
        if not self.external_id:
            self.key = template.default_code
        sale_taxes = template.taxes_id.filtered(lambda tax: tax.company_id == self.company_id)
        missing = sale_taxes.filtered(lambda tax: tax.id not in taxes)
        if missing:
            return Problem("tax_not_there", tax=missing[0].name, backend=self.backend_id.name)
        if template.categ_id and template.categ_id.id not in categories:
            return Problem("not_yet", record=template.categ_id.display_name, backend=self.backend_id.name)
        if len(template.product_variant_ids) > 1:
            return Problem("variants_not_sent", product=template.display_name)
        return product_of(
            template,
            id=self.external_id or "",
            variant_id=self.variant_ids[:1].external_id or "",
            category_id=categories.get(template.categ_id.id, ""),
            tax_ids=[taxes[tax.id] for tax in sale_taxes],
            price_includes_tax=any(tax.price_include for tax in sale_taxes),
            language=language,
        )

    def _push_first(self):
        """Categories that the remote does not know yet go first."""
        categories = self.env["shop_erp.binding.category"].search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("odoo_id", "parent_of", self.odoo_id.categ_id.ids),
                ("state", "=", "dirty"),
                ("external_id", "=", False),
            ]
        )
        return [categories] if categories else []

    @api.model
    def _agreed_document(self, document, result):
        (variant,) = document.variants
        return replace(document, variants=(replace(variant, id=result.variant_id or variant.id or result.id),))

    def _after_push(self, results, documents):
        """A plain product's variant is known by the id that the remote gives its only form."""
        variants = self.env["shop_erp.binding.variant"]
        unbound = self.filtered(lambda row: not row.variant_ids)
        variants.create(
            [
                {
                    "backend_id": row.backend_id.id,
                    "external_id": results[row.id].variant_id or results[row.id].id,
                    "product_binding_id": row.id,
                    "odoo_id": row.odoo_id.product_variant_id.id,
                    "state": "done",
                    "direction": "out",
                }
                for row in unbound
            ]
        )


class BindingVariant(models.Model):
    """A variant of a remote ⇄ a product; order lines and stock levels find their product here."""

    _name = "shop_erp.binding.variant"
    _description = "Variant of a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "product"

    odoo_id = fields.Many2one("product.product", "Variant", ondelete="restrict", index=True)
    product_binding_id = fields.Many2one("shop_erp.binding.product", required=True, ondelete="cascade", index=True)
