from datetime import UTC

from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..convert.money import balanced, check_rates
from ..convert.order import decimal_of, lines_of, order_vals
from ..convert.partner import address_of
from ..convert.problem import Problem
from ..engine import parties, stock
from ..engine.outgoing import OutgoingParties, OutgoingReferences
from ..engine.references import OrderReferences
from ..remotes.documents import Order

#: A change of these after confirmation concerns a person; states, payments and notes just follow.
_BINDING_GROUPS = frozenset({"lines", "totals", "address", "customer"})


class BindingOrder(models.Model):
    """An order of a shop, or an order sent to an ERP ⇄ a sale order."""

    _name = "shop_erp.binding.order"
    _description = "Order of a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "order"

    odoo_id = fields.Many2one("sale.order", "Order", ondelete="restrict", index=True)
    series = fields.Char(readonly=True)
    external_state = fields.Char("State there", readonly=True)

    @api.depends("odoo_id.order_line.product_uom_qty", "odoo_id.order_line.price_unit", "odoo_id.state")
    def _compute_content_changed(self):
        super()._compute_content_changed()

    # --- in ---

    def _references(self, documents):
        return OrderReferences(self.backend_id, list(documents.values()))

    def _import_context(self):
        return super()._import_context() | {"shop_erp_keep_dates": True, "sale_no_log_for_new_lines": True}

    def _prepare_vals(self, documents, references):
        wanted = {}
        for row in self:
            try:
                wanted[row.id] = references.action(documents[row.id])
            except Problem as problem:
                wanted[row.id] = self._state_is_echo(row, documents[row.id]) or problem
        # a state that is not to be imported: the order is known and agreed, but no sale
        importing = self.filtered(
            lambda row: not isinstance(wanted[row.id], Problem) and (wanted[row.id] != "ignore" or row.odoo_id)
        )
        drafts = importing.filtered(lambda row: row.odoo_id.state in (False, "draft", "sent"))
        vals = {row_id: found for row_id, found in wanted.items() if isinstance(found, Problem)}
        vals |= parties.resolve(drafts, documents, references) if drafts else {}
        for row in importing.filtered(lambda row: row.id not in vals):
            try:
                if row in drafts:
                    vals[row.id] = row._draft_vals(documents[row.id], references)
                else:
                    vals[row.id] = row._confirmed_vals(documents[row.id], wanted[row.id])
            except Problem as problem:
                vals[row.id] = problem
        return vals

    def _state_is_echo(self, row, order):
        """The state is one that we have sent ourselves: nothing to do, mapped or not."""
        sent = self.env["shop_erp.binding.status"].search(
            [("backend_id", "=", row.backend_id.id), ("odoo_id", "=", row.odoo_id.id), ("odoo_id", "!=", False)]
        )
        return "confirm" if order.state_id and order.state_id in sent.mapped("sent_state_id") else None

    def _draft_vals(self, order, references):
        journal_id = references.journal_id(order)
        exact, (net_moved, tax_moved) = balanced(order)
        check_rates(exact)
        vals = order_vals(exact, references)
        if self.odoo_id:
            vals["order_line"].insert(0, Command.clear())
        payment = order.payments[-1] if order.payments else None
        return vals | {
            "shop_erp_payment_method": order.payment_method_name or order.payment_method_code,
            "shop_erp_payment_journal_id": journal_id,
            "shop_erp_payment_state": payment.state if payment else "pending",
            "shop_erp_payment_reference": payment.reference if payment else False,
            "shop_erp_customer_note": order.customer_note,
            "shop_erp_rounding": f"{net_moved:f} / {tax_moved:f}" if net_moved or tax_moved else False,
        }

    def _confirmed_vals(self, order, action):
        """Return what may still change on a confirmed order.

        :raises Problem: what the shop changed concerns a person
        """
        if self.odoo_id.state == "sale" and self.document:
            base = Order.from_json(self.document).digests()
            new = order.digests()
            changed = {group for group in base.keys() | new.keys() if base.get(group) != new.get(group)}
            if changed & _BINDING_GROUPS:
                raise Problem("changed_after_confirmation", groups=", ".join(sorted(changed & _BINDING_GROUPS)))
            if action == "cancel" and self.odoo_id.picking_ids.filtered(lambda picking: picking.state == "done"):
                raise Problem("cancelled_after_delivery")
        payment = order.payments[-1] if order.payments else None
        if not payment:
            return {}
        return {"shop_erp_payment_state": payment.state, "shop_erp_payment_reference": payment.reference}

    def _write_records(self, known, vals):
        """Replacing its lines takes the delivery method off an order (module delivery): it is set again."""
        super()._write_records(known, vals)
        for row in known:
            carrier_id = vals[row.id].get("carrier_id")
            if carrier_id and row.odoo_id.carrier_id.id != carrier_id:
                row.odoo_id.carrier_id = carrier_id

    def _after_apply(self, documents, references, new):
        """Confirm and cancel in one batch each, and keep the order's messages."""
        self._log_messages(documents, new)
        actions = {}
        for row in self.filtered("odoo_id"):
            document = documents[row.id]
            action = references._actions.get(document.state_id)
            actions.setdefault(action, self.browse())
            actions[action] |= row
        to_confirm = actions.get("confirm", self.browse()).odoo_id.filtered(
            lambda order: order.state in ("draft", "sent")
        )
        if to_confirm:
            to_confirm.action_confirm()
        to_cancel = actions.get("cancel", self.browse()).odoo_id.filtered(lambda order: order.state != "cancel")
        if to_cancel:
            to_cancel.with_context(disable_cancel_warning=True)._action_cancel()

    def _log_messages(self, documents, new):
        bodies = {
            row.odoo_id.id: "\n".join(message.text for message in documents[row.id].messages)
            for row in new
            if documents[row.id].messages
        }
        if bodies:
            self.env["sale.order"].browse(bodies)._message_log_batch(bodies)

    # --- out ---

    @api.model
    def _new_rows(self, flow):
        """Confirmed orders of the company that the backend neither sent nor was sent."""
        bound = self._search([("backend_id", "=", flow.backend_id.id), ("odoo_id", "!=", False)])
        domain = Domain("state", "=", "sale") & Domain("company_id", "=", flow.company_id.id)
        domain &= ~Domain("id", "in", bound.subselect("odoo_id")) & Domain(flow._domain())
        return [
            {"odoo_id": order.id, "key": self._own_key(order)}
            for order in self.env["sale.order"].search(domain, order="id")
        ]

    def _push_first(self):
        """Buyers whom the remote does not know yet go first."""
        partners = self.env["shop_erp.binding.partner"]
        rows = partners._rows_for(self.backend_id, self.odoo_id.partner_id.commercial_partner_id)
        if not rows:
            return []
        shared = {"backend_id": self.backend_id.id, "state": "dirty", "direction": "out"}
        return [partners.create([shared | row for row in rows])]

    def _make_documents(self, remote):
        references = OutgoingReferences(self.backend_id, self.odoo_id.order_line)
        context = OutgoingParties(self.backend_id, self.odoo_id)
        documents = {}
        for row in self:
            try:
                documents[row.id] = row._make_document(references, context)
            except Problem as problem:
                documents[row.id] = problem
        return documents

    def _make_document(self, references, context):
        order = self.odoo_id
        digits = order.currency_id.decimal_places
        lines = order.order_line.filtered(lambda line: not line.display_type)
        net, gross = decimal_of(order.amount_untaxed, digits), decimal_of(order.amount_total, digits)
        return Order(
            id=self.external_id or "",
            key=self.key or "",
            number=order.name,
            placed_at=order.date_order.replace(tzinfo=UTC),
            currency=order.currency_id.name,
            digits=digits,
            prices_include_tax=any(lines.tax_ids.mapped("price_include")),
            customer=context.customer(order.partner_id),
            billing=address_of(order.partner_invoice_id),
            delivery=address_of(order.partner_shipping_id),
            lines=lines_of(lines, references, net=net, gross=gross, digits=digits),
            payment_method_code=context.payment_code(order.shop_erp_payment_journal_id),
            payment_method_name=order.shop_erp_payment_method or "",
            customer_note=order.shop_erp_customer_note or "",
            note=order.client_order_ref or "",
            net=net,
            tax=gross - net,
            gross=gross,
        )

    def _after_push(self, results, documents):
        for row in self:
            row.series = results[row.id].series
        if self.backend_id._capabilities.order_moves_stock:
            stock.expect_less(self.backend_id, self.odoo_id.order_line)
