from dataclasses import replace

from odoo import api, models

from ...engine.catalogue import standing_price
from ...engine.catalogue.variant_plan import has_forms
from ...engine.catalogue.variants import Forms, changed_vals
from ...remotes.documents import IDENTITY, PRICE, STATE

#: What may change of a variant that is bound.
_OF_BINDING = ("number", "product_binding_id", "odoo_id")
#: Template fields that are each variant's own where there are several.
_OF_VARIANTS = ("default_code", "barcode", "weight", "standard_price")


class BindingProduct(models.Model):
    """The variants of a product: made and archived as the remote has them, and sent as Odoo has them."""

    _inherit = "shop_erp.binding.product"

    _changed_by = {
        IDENTITY: (
            "odoo_id.product_variant_ids.default_code",
            "odoo_id.product_variant_ids.barcode",
            "odoo_id.product_variant_ids.weight",
            "odoo_id.product_variant_ids.combination_indices",
        ),
        PRICE: (
            "odoo_id.product_variant_ids.shop_erp_price_extra",
            "odoo_id.product_variant_ids.product_template_attribute_value_ids.price_extra",
        ),
        STATE: ("odoo_id.product_variant_ids.active",),
    }

    # --- in ---

    def _prepare_vals(self, documents, references):
        """What each variant has of its own is no value of the product."""
        vals = super()._prepare_vals(documents, references)
        for row_id, found in vals.items():
            if isinstance(found, dict) and has_forms(documents[row_id]):
                for name in _OF_VARIANTS:
                    found.pop(name, None)
        return vals

    def _create_records(self, new, vals):
        """Products with variants are made without any: which there are is the remote's to say, not Odoo's."""
        documents, _unreadable = new._pending_documents()
        formed = new.filtered(lambda row: has_forms(documents[row.id]))
        created = super()._create_records(new - formed, vals)
        quiet = formed.with_context(create_product_product=False)
        return created | {
            row.with_env(self.env): record.with_env(self.env)
            for row, record in super(BindingProduct, quiet)._create_records(quiet, vals).items()
        }

    def _write_records(self, known, vals):
        """Only what differs is written: Odoo looks up a lot about each product that it writes.

        Forms of a product that is sold again are woken before it: without any, Odoo would make every combination.
        """
        for row in known:
            vals[row.id] = changed_vals(row.odoo_id, vals[row.id])
        waking = known.filtered(lambda row: vals[row.id].get("active"))
        for row in waking:
            forms = row.variant_ids.filtered(lambda binding: binding.state != "gone").odoo_id
            forms = forms or row.odoo_id.with_context(active_test=False).product_variant_ids[:1]
            forms.filtered(lambda product, row=row: product.product_tmpl_id == row.odoo_id).active = True
        return super()._write_records(known.filtered(lambda row: vals[row.id]), vals)

    def _after_apply(self, documents, references, new):
        """Bind each variant to its Odoo product, with its own code and barcode; archive forms that do not exist."""
        super()._after_apply(documents, references, new)
        forms = Forms(self, documents, references, new)
        settled = forms.settle()
        self._bind_variants(settled, forms.bindings)
        bound = {binding.external_id: binding for binding in self.variant_ids}
        for row, variant, _product in settled:
            if variant.id and variant.supplier_code and variant.attributes and (row in new or row._takes(IDENTITY)):
                bound[variant.id]._keep_supplier_code(variant.supplier_code)

    def _bind_variants(self, settled, known):
        """Keep which Odoo product each variant is; those that the remote has no more are gone."""
        to_create, live = [], self.env["shop_erp.binding.variant"]
        for row, variant, product in settled:
            binding = known.get(variant.id)
            if not variant.id:
                continue  # the remote has it no more, and gets it back as a new one
            if not binding:
                to_create.append(self._variant_binding_vals(row, variant, product))
                continue
            live |= binding
            vals = self._variant_binding_vals(row, variant, product)
            binding.write(changed_vals(binding, {name: vals[name] for name in _OF_BINDING}))
        live._take_back()
        live.create(to_create)
        left = live.concat(*known.values()) - live
        left.filtered(lambda binding: binding.product_binding_id in self)._let_go()

    @api.model
    def _variant_binding_vals(self, row, variant, product):
        return {
            "backend_id": row.backend_id.id,
            "external_id": variant.id,
            "number": variant.code or False,
            "product_binding_id": row.id,
            "odoo_id": product.id,
            "state": "done",
        }

    @api.model
    def _told_from_agreed(self, backend, documents, bases):
        documents = super()._told_from_agreed(backend, documents, bases)
        if not backend._capabilities.tells_lowest_price:
            return documents
        return standing_price.told_from_agreed(backend, documents, bases)

    # --- out ---

    @api.model
    def _agreed_document(self, document, result):
        """Variants have the ids that the remote gave them; what it takes away when it is archived is not there."""
        document = super()._agreed_document(document, result)
        if not has_forms(document):
            (variant,) = document.variants
            return replace(document, variants=(replace(variant, id=result.variant_id or variant.id or result.id),))
        ids = result.part_ids
        return replace(
            document,
            variants=tuple(
                replace(variant, id=ids.get(variant.code, variant.id))
                for variant in document.variants
                if variant.active or not ids or variant.code in ids
            ),
        )

    def _after_push(self, results, documents):
        """Variants are known by the ids that the remote gives them: its only form's, or one for each code."""
        super()._after_push(results, documents)
        told = [
            (row, product, external_id)
            for row in self
            for product, external_id in row._ids_of_variants(results[row.id], documents[row.id])
        ]
        model = self.env["shop_erp.binding.variant"]
        ids = [external_id for _row, _product, external_id in told if external_id]
        known = {
            binding.external_id: binding
            for binding in model.search([("backend_id", "=", self.backend_id.id), ("external_id", "in", ids)])
        }
        to_create, kept = [], model
        for row, product, external_id in told:
            binding = known.get(external_id) if external_id else None
            if binding:
                kept |= binding
                if (binding.product_binding_id, binding.odoo_id) != (row, product):
                    binding.write({"product_binding_id": row.id, "odoo_id": product.id})
            elif external_id:
                vals = {"product_binding_id": row.id, "odoo_id": product.id, "external_id": external_id}
                to_create.append(vals | {"backend_id": row.backend_id.id, "state": "done", "direction": "out"})
        kept._take_back()
        kept |= model.create(to_create)
        answered = self.filtered(lambda row: results[row.id].part_ids or not has_forms(documents[row.id]))
        (answered.variant_ids - kept).filtered(lambda binding: not binding.odoo_id.active)._let_go()

    def _ids_of_variants(self, result, document):
        """Return ``[(Odoo product, remote id)]`` as the remote has named them."""
        products = self.odoo_id.with_context(active_test=False).product_variant_ids
        if not has_forms(document):
            return [(self.odoo_id.product_variant_id or products[:1], result.variant_id or result.id)]
        by_code = {variant.code: variant.id for variant in document.variants}
        return [
            (product, result.part_ids.get(product.default_code))
            for product in products.sorted("active")
            if product.default_code in by_code and product.default_code in result.part_ids
        ]
