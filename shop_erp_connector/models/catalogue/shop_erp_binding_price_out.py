from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from ...convert.problem import Problem
from ...engine.catalogue import price_documents, price_rules
from ...remotes.documents import Product
from .shop_erp_binding_price import RULE_KEY


class BindingPrice(models.Model):
    """Prices that Odoo sends: a base price for each variant that is known there, and what its price lists say."""

    _inherit = "shop_erp.binding.price"

    @api.model
    def _new_rows(self, flow):
        """One base price for each variant, one row for each rule that holds for it (``price_rules.py``)."""
        backend = flow.backend_id
        watched = self._search(
            [("backend_id", "=", backend.id), ("variant_binding_id", "!=", False), ("is_rule", "=", False)]
        )
        variants = self.env["shop_erp.binding.variant"].search(
            [
                ("backend_id", "=", backend.id),
                ("external_id", "!=", False),
                ("odoo_id", "!=", False),
                ("id", "not in", watched.subselect("variant_binding_id")),
            ]
        )
        products = self._varied_products(backend)
        self.create(
            [self._product_vals(backend, product) for product in products]
            + [self._base_vals(backend, variant) for variant in variants]
        )
        self._note_sent_with_product(variants.product_binding_id | products)
        missing = price_rules.settle(self, backend)
        bound = variants.browse([row["variant_binding_id"] for row in missing])
        codes = {variant.id: variant.odoo_id.default_code for variant in bound}
        return [
            row | {"key": self._rule_key(backend, row), "number": codes[row["variant_binding_id"]]} for row in missing
        ]

    @api.model
    def _varied_products(self, backend):
        """Return products whose variants' prices are kept there as surcharges on their own, which has no row yet."""
        if not backend._capabilities.keeps_surcharges:
            return self.env["shop_erp.binding.product"]
        priced = self._search(
            [("backend_id", "=", backend.id), ("variant_binding_id", "=", False), ("is_rule", "=", False)]
        )
        found = self.env["shop_erp.binding.product"].search(
            [
                ("backend_id", "=", backend.id),
                ("external_id", "!=", False),
                ("odoo_id", "!=", False),
                ("odoo_id", "not in", priced.subselect("odoo_id")),
                ("odoo_id.attribute_line_ids", "!=", False),
            ]
        )
        return found.filtered(lambda row: len(row.variant_ids) > 1)

    @api.model
    def _product_vals(self, backend, product):
        return {
            "backend_id": backend.id,
            "state": "dirty",
            "direction": "out",
            "odoo_id": product.odoo_id.id,
            "external_id": product.external_id,
            "number": product.number or product.odoo_id.name,
        }

    @api.model
    def _base_vals(self, backend, variant):
        return {
            "backend_id": backend.id,
            "state": "dirty",
            "direction": "out",
            "odoo_id": variant.odoo_id.product_tmpl_id.id,
            "variant_binding_id": variant.id,
            "external_id": variant.external_id,
            "number": variant.odoo_id.default_code,
        }

    @api.model
    def _rule_key(self, backend, row):
        """Return the key of a rule's row: one price is announced once, whoever sends it."""
        return "-".join(["RULE", str(backend.id), *(str(row[name] or 0) for name in RULE_KEY)])

    @api.model
    def _note_sent_with_product(self, product_rows):
        """What a product has just taken along as its price is agreed; it is not sent once more."""
        agreed = product_rows.filtered(lambda row: row.state == "done" and row.document)
        products = {row.odoo_id: Product.from_json(row.document) for row in agreed}
        rows = self.search(
            [
                ("backend_id", "=", product_rows.backend_id.id),
                ("odoo_id", "in", agreed.odoo_id.ids),
                ("is_rule", "=", False),
                ("digest", "=", False),
            ]
        )
        sources = price_documents.Sources(rows)
        for row in rows:
            price = price_documents.told_by_product(row, products[row.odoo_id], sources)
            if price:
                row.write({"document": price.to_json(), "digest": price.digest()})

    @api.model
    def _mark_changed(self, backend):
        """As everywhere; besides, a price that was held is looked at again as soon as anything of it changed."""
        self.flush_model()
        self.env.execute_query(
            SQL(
                """UPDATE shop_erp_binding_price SET state = 'dirty', direction = 'out', tries = 0, next_try = NULL,
                          changed_at = now() AT TIME ZONE 'utc'
                    WHERE backend_id = %s AND content_changed AND pending_document IS NULL
                      AND (state IN ('done', 'failed') OR state = 'held' AND direction = 'out')
                      AND (odoo_id IS NOT NULL OR is_rule) RETURNING id""",
                backend.id,
            )
        )
        self.invalidate_model()

    def _make_documents(self, remote):
        """Odoo's prices as they are now; a rule that is gone takes its price away there."""
        documents = price_documents.documents(self)
        held = self.filtered(lambda row: isinstance(documents.get(row.id), Problem))
        self._set_unchanged(held)  # it is looked at again when something of it changes
        return documents

    def _after_push(self, results, documents):
        """What was taken away there needs no row any more."""
        super()._after_push(results, documents)
        self.filtered(lambda row: documents[row.id].active is False).unlink()

    @api.model
    def _without_prices(self, rows, documents):
        """Return product documents without prices where these travel by themselves.

        A product that differs in nothing else is what was agreed. A new one, or one with a new variant, takes its
        prices along: it could not be sold without.
        """
        rows = rows.filtered(lambda row: row.id in documents and row.external_id and row.backend_id._sends_prices())
        for row in rows:
            document = documents[row.id]
            if isinstance(document, Problem) or not all(variant.id for variant in document.variants):
                continue
            bare = price_documents.bare(document)
            agreed = Product.from_json(row.document) if row.document else None
            is_agreed = agreed and price_documents.bare(agreed).digest() == bare.digest()
            documents[row.id] = replace(agreed, id=row.external_id) if is_agreed else bare
        return documents
