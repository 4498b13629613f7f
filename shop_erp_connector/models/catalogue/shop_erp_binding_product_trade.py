from dataclasses import replace

from odoo import api, fields, models

from ...convert.problem import Problem
from ...convert.trade import TRADE_FIELD_GROUPS, trade_vals, with_trade, wrong_barcodes
from ...remotes.documents import IDENTITY, STOCK
from ..binding.shop_erp_binding_groups import group_flag


class BindingProductTrade(models.Model):
    """A product as goods: brand, size, origin, customs code, the supplier's reference, and barcodes that are right."""

    _inherit = "shop_erp.binding.product"

    supplier_code = fields.Char(
        "Supplier's reference", help="As told there, for a product that has no vendor in Odoo to keep it with."
    )
    wrong_barcodes = fields.Char(
        compute="_compute_wrong_barcodes", store=True, help="Numbers of trade whose check digit is wrong."
    )

    _value_groups = TRADE_FIELD_GROUPS
    _changed_by = {
        IDENTITY: (
            "odoo_id.shop_erp_brand_id.name",
            "odoo_id.shop_erp_width",
            "odoo_id.shop_erp_height",
            "odoo_id.shop_erp_depth",
            "odoo_id.country_of_origin",
            "odoo_id.hs_code",
            "odoo_id.seller_ids.product_code",
            "supplier_code",
        ),
        STOCK: ("odoo_id.shop_erp_low_stock",),
    }
    stock_changed_at = group_flag(STOCK)

    @api.depends("odoo_id.product_variant_ids.barcode")
    def _compute_wrong_barcodes(self):
        for row in self:
            row.wrong_barcodes = ", ".join(wrong_barcodes(row.odoo_id.product_variant_ids.mapped("barcode"))) or False

    # --- in ---

    def _match(self, documents, references):
        """Products that share a code cannot be told apart: each is a question, also when Odoo has none of them."""
        found = super()._match(documents, references)
        if not self.backend_id.match_product_by_code:
            return found
        open_rows = self.filtered(lambda row: row.id not in found and documents[row.id].code)
        rivals = {}
        for row in open_rows | self._others_with_codes({documents[row.id].code for row in open_rows}):
            code = documents[row.id].code if row.id in documents else row.number
            rivals.setdefault(code, []).append(row.external_id)
        for row in open_rows:
            code = documents[row.id].code
            if len(rivals[code]) > 1:
                found[row.id] = Problem("code_twice", value=code, candidates=", ".join(rivals[code]))
        return found

    def _others_with_codes(self, codes):
        if not codes:
            return self.browse()
        domain = [
            ("backend_id", "=", self.backend_id.id),
            ("number", "in", list(codes)),
            ("external_id", "!=", False),
            ("state", "!=", "gone"),
            ("id", "not in", self.ids),
        ]
        return self.search_fetch(domain, ["number", "external_id"])

    def _references(self, documents):
        references = super()._references(documents)
        references.brands = self.env["shop_erp.brand"]._found_or_made([one.brand for one in documents.values()])
        return references

    def _prepare_vals(self, documents, references):
        found = super()._prepare_vals(documents, references)
        per_kilogram = self.env["product.template"]._shop_erp_per_kilogram()
        bases = self._agreed_documents()
        for row_id, vals in found.items():
            if isinstance(vals, Problem):
                continue
            document = documents[row_id]
            try:
                vals |= trade_vals(document, references)
            except Problem as problem:
                found[row_id] = problem
                continue
            if document.weight is None and not (row_id in bases and bases[row_id].weight):
                vals.pop("weight", None)
            elif "weight" in vals:
                vals["weight"] *= per_kilogram
        return found

    def _after_apply(self, documents, references, new):
        super()._after_apply(documents, references, new)
        # which product a row stands for is written past Odoo's tracking
        self.env.add_to_compute(self._fields["wrong_barcodes"], self.filtered(lambda row: not row.document))
        to_create = []
        bases = self._agreed_documents()
        for row in self.filtered(lambda row: row._takes(IDENTITY)):
            code, vendor = documents[row.id].supplier_code, row._vendor()
            if not code and not (row.id in bases and bases[row.id].supplier_code):
                continue
            if vendor:
                if (vendor.product_code or "") != code:
                    vendor.product_code = code
            elif row.backend_id.supplier_id and code:
                to_create.append(
                    {
                        "partner_id": row.backend_id.supplier_id.id,
                        "product_tmpl_id": row.odoo_id.id,
                        "product_code": code,
                        "company_id": row.company_id.id,
                    }
                )
            elif (row.supplier_code or "") != code:
                row.supplier_code = code
        self.env["product.supplierinfo"].create(to_create)

    def _vendor(self):
        """Return the product's first vendor of this company."""
        vendors = self.odoo_id.seller_ids
        return vendors.filtered(lambda vendor: not vendor.company_id or vendor.company_id == self.company_id)[:1]

    # --- out ---

    def _make_documents(self, remote):
        documents = super()._make_documents(remote)
        per_kilogram = self.env["product.template"]._shop_erp_per_kilogram()
        bases = self._agreed_documents()
        for row in self:
            document = documents.get(row.id)
            if document is None or isinstance(document, Problem):
                continue
            document = with_trade(document, row.odoo_id, bases.get(row.id), per_kilogram=per_kilogram)
            code = row._vendor().product_code or row.supplier_code or ""
            documents[row.id] = replace(document, supplier_code=code)
        return documents
