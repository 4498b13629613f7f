from dataclasses import replace

from odoo import fields, models

from odoo.addons.shop_erp_connector.convert.problem import Problem
from odoo.addons.shop_erp_connector.remotes.documents import IDENTITY

from .. import packs


class BindingProduct(models.Model):
    """A pack is a kit: its bill of materials follows the remote's components, and goes out as components."""

    _inherit = "shop_erp.binding.product"

    shop_erp_bom_id = fields.Many2one(
        "mrp.bom", "Kit", readonly=True, help="The bill of materials that says what is in the pack."
    )

    _changed_by = {
        IDENTITY: (
            "odoo_id.bom_ids.active",
            "odoo_id.bom_ids.type",
            "odoo_id.bom_ids.product_qty",
            "odoo_id.bom_ids.bom_line_ids.product_id",
            "odoo_id.bom_ids.bom_line_ids.product_qty",
            "odoo_id.bom_ids.bom_line_ids.product_uom_id",
        )
    }

    # --- in ---

    def _references(self, documents):
        references = super()._references(documents)
        references.parts = packs.Parts(self.backend_id, documents.values())
        return references

    def _prepare_vals(self, documents, references):
        """Kits have no stock of their own; one whose parts are not known waits for them."""
        found = super()._prepare_vals(documents, references)
        coming = {documents[row.id].id for row in self}
        for row in self.filtered(lambda row: packs.is_kit(documents[row.id]) and isinstance(found[row.id], dict)):
            missing = references.parts.missing(documents[row.id]) - coming
            if missing:
                name = ", ".join(sorted(missing))
                found[row.id] = Problem("component_unknown", product=documents[row.id].code, component=name)
            elif row.odoo_id:
                found[row.id].pop("is_storable", None)
            else:
                found[row.id]["is_storable"] = False
        return found

    def _missing_there(self, documents, references):
        kind, ids = super()._missing_there(documents, references)
        missing = set().union(
            *(references.parts.missing(documents[row.id]) for row in self if packs.is_kit(documents[row.id]))
        )
        return (kind, ids) if ids or not missing else ("product", missing)

    def _after_apply(self, documents, references, new):
        super()._after_apply(documents, references, new)
        rows = self.filtered(lambda row: row in new or row._takes(IDENTITY))
        kits = rows.filtered(lambda row: packs.is_kit(documents[row.id]))
        (rows - kits).shop_erp_bom_id.filtered("active").active = False
        if not kits:
            return
        parts = packs.Parts(self.backend_id, [documents[row.id] for row in kits])  # with those of this very page
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        bills = kits._present_bills()
        to_create = []
        for row in kits:
            lines = packs.lines_of(documents[row.id], parts, pack=row.odoo_id.display_name, digits=digits)
            bill = row.shop_erp_bom_id or bills[row.id]
            if len(bill) == 1 and bill.type == "phantom":
                row._update_bill(bill, lines)
            elif not bill:
                to_create.append((row, packs.bill_vals(row.odoo_id, self.backend_id.company_id, lines)))
        created = self.env["mrp.bom"].create([vals for _row, vals in to_create])
        for (row, _vals), bill in zip(to_create, created, strict=True):
            row.shop_erp_bom_id = bill

    def _present_bills(self):
        """Return ``{row id: bills of materials that Odoo had}``."""
        company_ids = [self.backend_id.company_id.id, False]
        bills = self.env["mrp.bom"].search(
            [("product_tmpl_id", "in", self.odoo_id.ids), ("company_id", "in", company_ids)]
        )
        return {row.id: bills.filtered(lambda bill, row=row: bill.product_tmpl_id == row.odoo_id) for row in self}

    def _update_bill(self, bill, lines):
        vals = {"active": True} if self.odoo_id.active and not bill.active else {}
        if not packs.holds(bill, lines):
            vals |= {"product_qty": 1, "bom_line_ids": packs.line_commands(lines)}
        if vals:
            bill.write(vals)
        if self.shop_erp_bom_id != bill:
            self.shop_erp_bom_id = bill

    def _pack_warnings(self, documents):
        """Packs whose parts the buyer chooses, and products that Odoo makes in its own way, are no kits."""
        warnings, bills = {}, self._present_bills()
        for row in self:
            product = row.odoo_id.display_name
            if not packs.is_kit(documents[row.id]):
                warnings[row] = Problem("pack_with_choices", product=product)
            elif not row.shop_erp_bom_id:
                names = ", ".join(bills[row.id].mapped("display_name"))
                components = self._component_names(documents[row.id])
                warnings[row] = Problem("pack_is_made", product=product, components=components, bills=names)
        return warnings

    # --- out ---

    def _make_documents(self, remote):
        documents = super()._make_documents(remote)
        if "packs" not in self.backend_id._capabilities.writes:
            return documents
        bills = self._kit_bills()
        ids = self._part_ids(bills)
        for row_id, document in documents.items():
            bill = bills.get(self.browse(row_id).odoo_id)
            if bill and not isinstance(document, Problem) and len(document.variants) == 1:
                try:
                    components = packs.components_of(bill, ids, self.backend_id)
                    documents[row_id] = replace(document, components=components)
                except Problem as problem:
                    documents[row_id] = problem
        return documents

    def _kit_bills(self):
        """Return ``{product: its kit}``, chosen as Odoo does when one is sold."""
        found = self.env["mrp.bom"]._bom_find(
            self.odoo_id.product_variant_id, company_id=self.backend_id.company_id.id, bom_type="phantom"
        )
        return {product.product_tmpl_id: bill for product, bill in found.items() if bill}

    def _part_ids(self, bills):
        products = self.env["mrp.bom"].concat(*bills.values()).bom_line_ids.product_id
        rows = self.env["shop_erp.binding.variant"].search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("odoo_id", "in", products.ids),
                ("external_id", "!=", False),
                ("state", "!=", "gone"),
            ]
        )
        waiting = self._unsent(products.product_tmpl_id).odoo_id.product_variant_ids
        found = {row.odoo_id.id: (row.external_id, row.product_binding_id.external_id or "") for row in rows}
        return dict.fromkeys(waiting.ids) | found

    def _unsent(self, templates):
        """Return the rows of products that are to be sent, and that the remote does not know yet."""
        return self.search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("odoo_id", "in", templates.ids),
                ("state", "in", ("dirty", "in_doubt", "sending")),
                ("external_id", "=", False),
            ]
        )

    def _push_first(self):
        """The parts of a kit go before it."""
        first = super()._push_first()
        if "packs" not in self.backend_id._capabilities.writes:
            return first
        parts = self.env["mrp.bom"].concat(*self._kit_bills().values()).bom_line_ids.product_id.product_tmpl_id
        rows = self._unsent(parts)
        return [*first, rows] if rows else first
