from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...convert.order import decimal_of, in_product_unit
from ...convert.partner_out import address_of
from ...convert.problem import Problem
from ...engine.mappings import entries_by
from ...engine.outgoing import OutgoingParties
from ...remotes.documents import Shipment, ShippedLine

#: For how many days what is missing of a transport document (its code, its number) is asked for with every run.
_ASKING_DAYS = 7


class BindingPicking(models.Model):
    """A delivery told to the shop whose order it fulfils ⇄ a transfer."""

    _name = "shop_erp.binding.picking"
    _description = "Delivery told to a shop"
    _inherit = "shop_erp.binding"
    _kind = "shipment"

    odoo_id = fields.Many2one("stock.picking", "Transfer", ondelete="cascade", index=True)

    _unique_record = models.UniqueIndex(
        "(backend_id, odoo_id) WHERE odoo_id IS NOT NULL", "A shop or ERP knows each of these records once."
    )

    mailed_at = fields.Datetime("Mailed to the buyer", readonly=True)

    @api.depends("odoo_id.carrier_tracking_ref", "odoo_id.carrier_id", "odoo_id.shop_erp_number")
    def _compute_content_changed(self):
        super()._compute_content_changed()

    @api.model
    def _new_rows(self, flow):
        """Finished deliveries: of the backend's own orders; for an ERP that issues their documents, all of the flow."""
        backend = flow.backend_id
        told = self._search([("backend_id", "=", backend.id)])
        domain = Domain("state", "=", "done") & Domain("picking_type_code", "=", "outgoing")
        domain &= Domain("id", "not in", told.subselect("odoo_id")) & Domain("company_id", "=", backend.company_id.id)
        domain &= Domain(flow._domain())
        if backend._capabilities.issues_transport_documents:
            domain &= Domain("sale_id", "!=", False) & Domain("date_done", ">=", flow.since or False)
        else:
            orders = self.env["shop_erp.binding.order"]._search(
                [("backend_id", "=", backend.id), ("direction", "=", "in"), ("odoo_id", "!=", False)]
            )
            domain &= Domain("sale_id", "in", orders.subselect("odoo_id"))
        pickings = self.env["stock.picking"].search(domain, order="id")
        return [{"odoo_id": picking.id, "key": self._own_key(picking)} for picking in pickings]

    def _make_documents(self, remote):
        backend = self.backend_id
        orders = {
            row.odoo_id.id: row.external_id
            for row in self.env["shop_erp.binding.order"].search(
                [("backend_id", "=", backend.id), ("odoo_id", "in", self.odoo_id.sale_id.ids)]
            )
        }
        carriers = entries_by(backend, "carrier", "carrier_id")
        variants = {
            row.odoo_id.id: row.external_id
            for row in self.env["shop_erp.binding.variant"].search(
                [("backend_id", "=", backend.id), ("odoo_id", "in", self.odoo_id.move_ids.product_id.ids)]
            )
        }
        capabilities = backend._capabilities
        tells_all = capabilities.issues_transport_documents or "partial_shipments" in capabilities.writes
        parties = OutgoingParties(backend, self.odoo_id.sale_id)
        documents = {}
        for row in self.filtered(lambda row: row._has_news() and (tells_all or row.odoo_id.carrier_tracking_ref)):
            order_id = orders.get(row.odoo_id.sale_id.id, "")
            try:
                documents[row.id] = row._make_document(order_id, carriers, variants, parties)
            except Problem as problem:
                documents[row.id] = problem
        return documents

    def _push_first(self):
        """Buyers whom an ERP does not know yet go first."""
        if not self.backend_id._capabilities.issues_transport_documents:
            return []
        partners = self.env["shop_erp.binding.partner"]
        rows = partners._rows_for(self.backend_id, self.odoo_id.sale_id.partner_id.commercial_partner_id)
        shared = {"backend_id": self.backend_id.id, "state": "dirty", "direction": "out"}
        return [partners.create([shared | row for row in rows])] if rows else []

    def _has_news(self):
        """An issued transport document is final, once its number and the code of the tax authority are known."""
        is_issued = self.backend_id._capabilities.issues_transport_documents and self.external_id
        return not is_issued or self._is_incomplete()

    def _is_incomplete(self):
        """Return whether number or code are still to be asked for: while the goods may be on their way."""
        picking = self.odoo_id
        is_young = picking.date_done > fields.Datetime.now() - timedelta(days=_ASKING_DAYS)
        return is_young and not (picking.shop_erp_document_code and picking.shop_erp_number)

    def _carrier_there(self, carriers):
        """Return the remote's carrier; "" when none stands for the transfer's, or several do: the name says it too."""
        entries = carriers.get(self.odoo_id.carrier_id.id, [])
        return entries[0].lookup_id.external_id if len(entries) == 1 else ""

    def _make_document(self, order_id, carriers, variants, parties):
        picking = self.odoo_id
        receiver = {}
        if self.backend_id._capabilities.issues_transport_documents:
            receiver = {
                "customer": parties.customer(picking.sale_id.partner_id),
                "delivery": address_of(picking.partner_id),
            }
        return Shipment(
            id=self.external_id or "",
            key=self.key or "",
            order_id=order_id,
            carrier_id=self._carrier_there(carriers),
            carrier_name=picking.carrier_id.name or "",
            tracking_number=picking.carrier_tracking_ref or "",
            tracking_url=picking.carrier_tracking_url or "",
            order_number=picking.sale_id.client_order_ref or picking.sale_id.name,
            number=picking.shop_erp_number or "",
            document_code=picking.shop_erp_document_code or "",
            notify=self.backend_id.mails_by == "shop",
            shipped_at=picking.date_done.replace(tzinfo=UTC) if picking.date_done else None,
            **receiver,
            lines=tuple(
                ShippedLine(
                    order_line_id=_line_there(move),
                    code=move.product_id.default_code or "",
                    name=move.product_id.name,
                    variant_id=variants.get(move.product_id.id, ""),
                    quantity=decimal_of(in_product_unit(move.quantity, move.product_uom, move.product_id), 4),
                )
                for move in picking.move_ids
            ),
        )

    def _after_push(self, results, documents):
        """What the ERP issued travels with the goods; and Odoo mails the buyer where it is the one to do so."""
        if self.backend_id._capabilities.issues_transport_documents:
            for row in self:
                result = results[row.id]
                row.odoo_id.write({"shop_erp_number": result.number, "shop_erp_document_code": result.code})
            self.filtered(lambda row: row._is_incomplete())._look_again()
        self._mail_buyers()

    def _mail_buyers(self):
        """Odoo mails the buyer, once for each delivery, where neither the shop nor Odoo's own validation does."""
        for row in self.filtered(lambda row: row.backend_id.mails_by == "odoo" and not row.mailed_at):
            picking = row.odoo_id
            row.mailed_at = fields.Datetime.now()
            if picking.company_id.stock_move_email_validation:
                continue
            template = picking.company_id.sudo().stock_mail_confirmation_template_id
            picking.message_post_with_source(
                template, email_layout_xmlid="mail.mail_notification_light", subtype_xmlid="mail.mt_comment"
            )


def _line_there(move):
    """Return the remote's id of the order line that goes out, "" for a part of what Odoo puts together itself."""
    line = move.sale_line_id
    return (line.shop_erp_line_id or "") if line.product_id == move.product_id else ""
