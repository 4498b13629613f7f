from datetime import UTC

from odoo import api, fields, models

from ..convert.order import decimal_of, in_product_unit
from ..engine.mappings import entries_by
from ..remotes.documents import Shipment, ShippedLine


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

    @api.depends("odoo_id.carrier_tracking_ref", "odoo_id.carrier_id")
    def _compute_content_changed(self):
        super()._compute_content_changed()

    @api.model
    def _new_rows(self, flow):
        """Finished deliveries of the backend's own orders."""
        told = self._search([("backend_id", "=", flow.backend_id.id)])
        orders = self.env["shop_erp.binding.order"]._search(
            [("backend_id", "=", flow.backend_id.id), ("direction", "=", "in"), ("odoo_id", "!=", False)]
        )
        pickings = self.env["stock.picking"].search(
            [
                ("state", "=", "done"),
                ("picking_type_code", "=", "outgoing"),
                ("sale_id", "in", orders.subselect("odoo_id")),
                ("id", "not in", told.subselect("odoo_id")),
            ]
        )
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
        return {
            row.id: row._make_document(orders[row.odoo_id.sale_id.id], carriers, variants)
            for row in self
            if row.odoo_id.carrier_tracking_ref
        }

    def _carrier_there(self, carriers):
        """Return the remote's carrier; "" when none stands for the transfer's, or several do: the name says it too."""
        entries = carriers.get(self.odoo_id.carrier_id.id, [])
        return entries[0].lookup_id.external_id if len(entries) == 1 else ""

    def _make_document(self, order_id, carriers, variants):
        picking = self.odoo_id
        return Shipment(
            id=self.external_id or "",
            key=self.key or "",
            order_id=order_id,
            carrier_id=self._carrier_there(carriers),
            carrier_name=picking.carrier_id.name or "",
            tracking_number=picking.carrier_tracking_ref or "",
            tracking_url=picking.carrier_tracking_url or "",
            shipped_at=picking.date_done.replace(tzinfo=UTC) if picking.date_done else None,
            lines=tuple(
                ShippedLine(
                    variant_id=variants.get(move.product_id.id, ""),
                    quantity=decimal_of(in_product_unit(move.quantity, move.product_uom, move.product_id), 4),
                )
                for move in picking.move_ids
            ),
        )
