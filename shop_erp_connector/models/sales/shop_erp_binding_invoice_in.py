from odoo import models

from ...convert.order import decimal_of
from ...convert.problem import Problem


class BindingInvoice(models.Model):
    """An invoice that an ERP made of an order which was sent to it: Odoo writes the same one, with the ERP's number."""

    _inherit = "shop_erp.binding.invoice"

    def _references(self, documents):
        references = super()._references(documents)
        ids = {document.order_id for document in documents.values()} - {""}
        rows = self.env["shop_erp.binding.order"].search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("external_id", "in", list(ids)),
                ("direction", "=", "out"),
                ("odoo_id", "!=", False),
            ]
        )
        references.orders = {row.external_id: row.odoo_id for row in rows}
        return references

    def _match(self, documents, references):
        """An invoice of that order and amount that Odoo has written already, when there is exactly one."""
        found = super()._match(documents, references)
        for row in self:
            document = documents[row.id]
            order = references.orders.get(document.order_id)
            moves = order._shop_erp_invoices_of(document) if order else self.env["account.move"]
            if len(moves) == 1:
                found[row.id] = moves.id
        return found

    def _prepare_vals(self, documents, references):
        to_write = self.filtered(
            lambda row: not row.odoo_id and references.orders.get(documents[row.id].order_id, self.env["sale.order"])
        )
        vals = super(BindingInvoice, self - to_write)._prepare_vals(documents, references)
        for row in to_write:
            try:
                row._check_invoiceable(documents[row.id], references.orders[documents[row.id].order_id])
                vals[row.id] = {"document": documents[row.id], "order": references.orders[documents[row.id].order_id]}
            except Problem as problem:
                vals[row.id] = problem
        return vals

    def _check_invoiceable(self, document, order):
        """Raise what keeps Odoo from writing the same invoice: it must be of all that is left of the order.

        :raises Problem: "invoice_unknown", "invoice_totals_differ"
        """
        number = document.number or document.id
        if document.type != "invoice" or order.state != "sale":
            raise Problem("invoice_unknown", number=number)
        posted = order.invoice_ids.filtered(lambda move: move.state == "posted" and move.move_type == "out_invoice")
        left = decimal_of(order.amount_total - sum(posted.mapped("amount_total")), document.digits)
        if left != document.gross:
            raise Problem("invoice_totals_differ", number=number, theirs=f"{document.gross:f}", ours=f"{left:f}")

    def _create_records(self, new, vals):
        """Invoice the orders in full: the ERP has issued the document, whatever Odoo's policy says of deliveries."""
        created = {}
        for row in new:  # an invoice each: every one has its own number and day
            order, document = vals[row.id]["order"], vals[row.id]["document"]
            move = order._create_invoices() if order.invoice_status == "to invoice" else order._shop_erp_invoice_all()
            if document.issued_on:
                move.invoice_date = document.issued_on
            move.action_post()
            created[row] = move
        return created

    def _after_apply(self, documents, references, new):
        """What was just written gets number, PDF and XML like any other; another total than the ERP's undoes it."""
        for row_id, found in new._prepare_facts(documents).items():
            if isinstance(found, Problem):
                raise found
            new.browse(row_id).odoo_id.write(found)
        for row in self.filtered(lambda row: row.odoo_id and documents[row.id].xml):
            row._keep_xml(documents[row.id])
        return super()._after_apply(documents, references, new)

    def _keep_xml(self, document):
        """Attach the document itself where that is the original, once."""
        name = f"{document.access_key or (document.number or document.id).replace('/', '-')}.xml"
        known = [("res_model", "=", "account.move"), ("res_id", "=", self.odoo_id.id), ("name", "=", name)]
        if not self.env["ir.attachment"].search_count(known, limit=1):
            self.env["ir.attachment"].create(
                {
                    "name": name,
                    "raw": document.xml.encode(),
                    "mimetype": "application/xml",
                    "res_model": "account.move",
                    "res_id": self.odoo_id.id,
                }
            )
