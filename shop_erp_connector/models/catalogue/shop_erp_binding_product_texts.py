from dataclasses import replace

from odoo import fields, models

from ...convert.listing import PRODUCT_TEXTS, READINGS, kept_texts, main_text, with_texts
from ...convert.problem import Problem
from ...engine.languages import Languages, stored_texts, write_texts
from ...remotes.documents import PRICE, TEXT
from .shop_erp_html import TranslatedHtml

_PRODUCT_FIELDS = [name for name, _reading in PRODUCT_TEXTS.values()]


class BindingProductTexts(models.Model):
    """What a shop says of a product: its own texts where it has some, else Odoo's.

    A text comes back to where it went out from: to the listing where that has a text of its own in the language, else
    to the product and its translations. What Odoo's product has no field for belongs to the listing.
    """

    _inherit = "shop_erp.binding.product"

    name = fields.Char("Name there", translate=True)
    short_description = TranslatedHtml("Short description there")
    description = TranslatedHtml("Description there")
    slug = fields.Char("Address in the shop", translate=True, help="The part of the page's address that names it.")
    meta_title = fields.Char("Title for search engines", translate=True)
    meta_description = fields.Char("Description for search engines", translate=True)
    delivery_text = fields.Char("Delivery time", translate=True, help="How soon it is delivered, as buyers read it.")
    on_sale = fields.Boolean("Marked as an offer")
    payment_lookup_ids = fields.Many2many(
        "shop_erp.lookup",
        "shop_erp_binding_product_payment",
        string="Payment methods",
        domain="[('backend_id', '=', backend_id), ('type', '=', 'payment')]",
        help="With which it may be bought. Empty: with any.",
    )

    _changed_by = {
        TEXT: (*READINGS, "odoo_id.shop_erp_description"),
        PRICE: ("on_sale", "payment_lookup_ids"),
    }
    _value_groups = {"shop_erp_description": TEXT}

    # --- in ---

    def _prepare_vals(self, documents, references):
        """The main language's texts; the other languages follow when the products stand."""
        found = super()._prepare_vals(documents, references)
        languages = references.spoken
        listing, bases = stored_texts(self, list(READINGS)), self._agreed_documents()
        product, main = stored_texts(self.odoo_id, _PRODUCT_FIELDS), languages.main
        for row in self:
            vals = found.get(row.id)
            if vals is None or isinstance(vals, Problem):
                continue
            document = documents[row.id]
            strange = languages.strange(document.name)
            if strange:
                name = document.code or document.id
                found[row.id] = Problem("language_unknown", record=name, languages=", ".join(strange))
                continue
            base, own = bases.get(row.id), product.get(row.odoo_id.id) if document != bases.get(row.id) else None
            for field, (name, reading) in PRODUCT_TEXTS.items():
                here = own and (own[name].get(main, own[name].get("en_US")) or "")
                vals[name] = main_text(document, base, field, languages.installed, reading, here)
            for field, (name, _reading) in PRODUCT_TEXTS.items():
                if row.odoo_id and listing[row.id][field].get(main):
                    vals.pop(name)
        return found

    def _after_apply(self, documents, references, new):
        super()._after_apply(documents, references, new)
        self._write_texts(documents, references.spoken)
        self._write_offer(documents)

    def _write_texts(self, documents, languages):
        listing = stored_texts(self, list(READINGS))
        product = stored_texts(self.odoo_id, _PRODUCT_FIELDS)
        bases = self._agreed_documents()
        for row in self.filtered(lambda row: row._takes(TEXT)):
            own, shared = kept_texts(
                documents[row.id],
                bases.get(row.id),
                listing[row.id],
                product[row.odoo_id.id],
                languages.installed,
            )
            write_texts(row, own, languages.installed)
            write_texts(row.odoo_id, shared, languages.installed)

    def _write_offer(self, documents):
        lookups = self.env["shop_erp.lookup"]
        for row in self.filtered(lambda row: row._takes(PRICE)):
            document = documents[row.id]
            if document.on_sale is not None and row.on_sale != document.on_sale:
                row.on_sale = document.on_sale
            if set(document.payment_codes) != set(row.payment_lookup_ids.mapped("external_id")):
                row.payment_lookup_ids = lookups.union(
                    *(lookups._remember(self.backend_id, "payment", code, code) for code in document.payment_codes)
                )

    # --- out ---

    def _make_documents(self, remote):
        documents = super()._make_documents(remote)
        rows = self.filtered(lambda row: row.id in documents and not isinstance(documents[row.id], Problem))
        languages = Languages(self.backend_id).sent
        listing, product = stored_texts(rows, list(READINGS)), stored_texts(rows.odoo_id, _PRODUCT_FIELDS)
        bases = rows._agreed_documents()
        for row in rows:
            base = bases.get(row.id)
            document = replace(
                documents[row.id],
                # what nobody has marked is not said, so that what the shop finds out by itself stays
                on_sale=row.on_sale or (False if base and base.on_sale is not None else None),
                payment_codes=row._payment_codes(base),
            )
            documents[row.id] = with_texts(document, listing[row.id], product[row.odoo_id.id], base, languages)
        return documents

    def _payment_codes(self, base):
        codes = self.payment_lookup_ids.mapped("external_id")
        if base and set(base.payment_codes) == set(codes):
            return base.payment_codes
        return tuple(sorted(codes))
