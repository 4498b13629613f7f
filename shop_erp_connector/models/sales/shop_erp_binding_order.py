from datetime import UTC

from odoo import api, fields, models
from odoo.fields import Command, Domain

from ...convert.money import balanced, check_rates
from ...convert.order import decimal_of, lines_of, order_vals
from ...convert.partner_out import address_of
from ...convert.policy import decision, paid_on, payment_state
from ...convert.problem import Problem
from ...engine.customers import parties
from ...engine.outgoing import OutgoingParties, OutgoingReferences
from ...engine.references import OrderReferences
from ...engine.stock import expectations
from ...remotes.documents import Order
from ...remotes.documents.amounts import rounded

#: States of an order in Odoo that still follows the shop; False: not there yet.
_OPEN = (False, "draft", "sent")

#: What a decision makes of an order; "quotation" leaves it as it is.
_ACTS = ("confirm", "cancel")

#: Actions by which an order that was cancelled lives again.
_REVIVING = ("confirm", "quotation")

#: A change of these after confirmation concerns a person, and so does another buyer; what else an account says of
#: itself (a newsletter, a telephone number), states, payments and notes just follow.
_BINDING_GROUPS = frozenset({"lines", "totals", "address"})


class BindingOrder(models.Model):
    """An order of a shop, or an order sent to an ERP ⇄ a sale order."""

    _name = "shop_erp.binding.order"
    _description = "Order of a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "order"
    _is_final = True
    _is_sequential = True

    odoo_id = fields.Many2one("sale.order", "Order", ondelete="restrict", index=True)

    _unique_record = models.UniqueIndex(
        "(backend_id, odoo_id) WHERE odoo_id IS NOT NULL", "A shop or ERP knows each of these records once."
    )
    series = fields.Char(readonly=True)

    @api.depends("odoo_id.order_line.product_uom_qty", "odoo_id.order_line.price_unit", "odoo_id.state")
    def _compute_content_changed(self):
        super()._compute_content_changed()

    # --- in ---

    def _references(self, documents):
        return OrderReferences(self.backend_id, list(documents.values()))

    def _import_context(self):
        return super()._import_context() | {"shop_erp_keep_dates": True, "sale_no_log_for_new_lines": True}

    def _prepare_vals(self, documents, references):
        wanted, vals = {}, {}
        for row in self:
            try:
                wanted[row.id] = row._wanted_action(documents[row.id], references)
            except Problem as problem:
                vals[row.id] = problem
        # a state that is not to be imported: the order is known and agreed, but no sale
        importing = self.filtered(lambda row: row.id in wanted and (wanted[row.id] != "ignore" or row.odoo_id))
        drafts = importing.filtered(
            lambda row: row.odoo_id.state in _OPEN or (row.odoo_id.state == "cancel" and wanted[row.id] in _REVIVING)
        )
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

    def _wanted_action(self, order, references):
        """Return what the order's state means for Odoo, "echo" when it is one that we have sent, mapped or not.

        :raises Problem: the state is not mapped, or would revive what a person cancelled in Odoo
        """
        try:
            action = references.action(order)
        except Problem:
            if not self._state_is_echo(order):
                raise
            return "echo"
        if self.odoo_id.state == "cancel" and action in _REVIVING:
            agreed = Order.from_json(self.document).state_id if self.document else ""
            if references.meaning(agreed) != "cancel":
                raise Problem("cancelled_here", order=self.odoo_id.name, state=order.state_name or order.state_id)
            self._check_can_cancel()  # what was delivered or invoiced would be so a second time
        return action

    def _state_is_echo(self, order):
        sent = self.env["shop_erp.binding.status"].search(
            [("backend_id", "=", self.backend_id.id), ("odoo_id", "=", self.odoo_id.id), ("odoo_id", "!=", False)]
        )
        return order.state_id and order.state_id in sent.mapped("sent_state_id")

    def _draft_vals(self, order, references):
        journal_id = references.journal_id(order)
        exact, (net_moved, tax_moved) = balanced(order)
        check_rates(exact)
        vals = order_vals(exact, references)
        if self.odoo_id:
            vals["order_line"].insert(0, Command.clear())
        method = references.payment_method(order)
        return vals | {
            "shop_erp_payment_method": order.payment_method_name or order.payment_method_code,
            "shop_erp_payment_journal_id": journal_id,
            "shop_erp_invoicing": method.invoicing,
            "shop_erp_approval": self._approval(order, method),
            **self._payment_vals(order),
            "shop_erp_customer_note": order.customer_note,
            "shop_erp_rounding": f"{net_moved:f} / {tax_moved:f}" if net_moved or tax_moved else False,
        }

    def _confirmed_vals(self, order, action):
        """Return what may still change on a confirmed order.

        :raises Problem: what the shop changed concerns a person
        """
        if action == "cancel" and self.odoo_id.state == "sale":
            self._check_can_cancel()  # what else changed of an order that is no more concerns nobody
        elif self.odoo_id.state == "sale":
            changed = self._changed_groups(order) if self.document else ()
            if changed:
                raise Problem("changed_after_confirmation", groups=", ".join(sorted(changed)))
        return self._payment_vals(order) if order.payments else {}

    @api.model
    def _payment_vals(self, order):
        return {
            "shop_erp_payment_state": payment_state(order),
            "shop_erp_payment_reference": order.payments[-1].reference if order.payments else False,
            "shop_erp_paid_on": paid_on(order),
        }

    def _approval(self, order, method):
        """Return how far the payment check is: a person's answer here stands, one that was given there counts too.

        An order that was refused and lives again is checked again.
        """
        known = self.odoo_id.shop_erp_approval
        if known == "approved" or (known == "refused" and self.odoo_id.state != "cancel"):
            return known
        if order.risk in ("approved", "refused"):
            return order.risk
        return "waiting" if known or order.risk == "review" or method.needs_approval else False

    def _changed_groups(self, order):
        base = Order.from_json(self.document)
        old, new = base.as_ordered().digests(), order.as_ordered().digests()
        changed = {group for group in _BINDING_GROUPS if old.get(group) != new.get(group)}
        if (base.customer and base.customer.id) != (order.customer and order.customer.id):
            changed.add("customer")
        return changed

    def _check_can_cancel(self):
        """What has left the house, as goods or as a fiscal document, is not undone by a state of the shop."""
        if self.odoo_id.picking_ids.filtered(lambda picking: picking.state == "done"):
            raise Problem("cancelled_after_delivery")
        posted = self.odoo_id.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice" and move.payment_state != "reversed"
        )
        if posted:
            raise Problem("cancelled_after_invoicing", invoices=", ".join(posted.mapped("name")))

    def _write_records(self, known, vals):
        """An order that lives again is a quotation first; lines come after the head, which makes Odoo compute taxes.

        Replacing its lines takes the delivery method off an order (module delivery): it is set again.
        """
        revived = known.filtered(lambda row: row.odoo_id.state == "cancel" and "order_line" in vals[row.id])
        revived.odoo_id.action_draft()
        for row in known:
            head = dict(vals[row.id])
            lines = head.pop("order_line", None)
            row.odoo_id.write(head)
            if lines:
                row.odoo_id.write({"order_line": lines})
            if "carrier_id" in head and row.odoo_id.carrier_id.id != head["carrier_id"]:
                row.odoo_id.carrier_id = head["carrier_id"]

    def _after_apply(self, documents, references, new):
        """Confirm and cancel in one batch each, and keep the order's messages."""
        self._check_totals(documents)
        self._log_messages(documents)
        self.odoo_id.filtered("shop_erp_approval")._shop_erp_call_checker()
        self._become({row.id: row._decision(documents[row.id], references) for row in self.filtered("odoo_id")})

    def _decision(self, order, references):
        return decision(
            references.meaning(order.state_id),
            order,
            confirmation=references.payment_method(order).confirmation,
            approval=self.odoo_id.shop_erp_approval,
        )

    def _become(self, decisions):
        """Confirm and cancel in one batch each; invoicing follows in a job of its own."""
        decided = {name: self.filtered(lambda row, name=name: decisions.get(row.id) == name).odoo_id for name in _ACTS}
        to_confirm = decided["confirm"].filtered(lambda order: order.state in _OPEN)
        if to_confirm:
            to_confirm.action_confirm()
        to_cancel = decided["cancel"].filtered(lambda order: order.state != "cancel")
        if to_cancel:
            to_cancel.with_context(disable_cancel_warning=True)._action_cancel()
        to_invoice = decided["confirm"].filtered(lambda order: order.shop_erp_invoicing in ("invoice", "pay"))
        if to_invoice:
            to_invoice.with_delay(channel="root.shop_erp.in")._shop_erp_invoice()

    def _follow_policy(self):
        """Let the orders become what their last agreed document says, now that a person has decided something."""
        documents = {row.id: Order.from_json(row.document) for row in self if row.document}
        rows = self.browse(documents)
        for backend in rows.backend_id:
            part = rows.filtered(lambda row, backend=backend: row.backend_id == backend)
            references = OrderReferences(backend, [documents[row.id] for row in part])
            part._become({row.id: row._decision(documents[row.id], references) for row in part})

    def _missing_there(self, documents, references):
        """The products of lines that Odoo does not know."""
        return "product", {id for row in self for id in references.missing_products(documents[row.id])}

    def _check_totals(self, documents):
        """Compare what Odoo made of the orders with what the remote states, before anything is confirmed.

        :raises Problem: "totals_differ_in_odoo"
        """
        for row in self.filtered(lambda row: row.odoo_id and row.odoo_id.state in _OPEN):
            document, order = documents[row.id], row.odoo_id
            theirs = [rounded(amount, document.digits) for amount in (document.net, document.gross)]
            ours = [decimal_of(amount, document.digits) for amount in (order.amount_untaxed, order.amount_total)]
            if ours != theirs:
                raise Problem(
                    "totals_differ_in_odoo",
                    ours=" / ".join(f"{amount:f}" for amount in ours),
                    theirs=" / ".join(f"{amount:f}" for amount in theirs),
                    currency=document.currency,
                )

    # --- out ---

    @api.model
    def _new_rows(self, flow):
        """Confirmed orders, of the flow's first day or later, that the backend neither sent nor was sent."""
        bound = self._search([("backend_id", "=", flow.backend_id.id), ("odoo_id", "!=", False)])
        domain = Domain("state", "=", "sale") & Domain("company_id", "=", flow.company_id.id)
        domain &= ~Domain("id", "in", bound.subselect("odoo_id")) & Domain(flow._domain())
        if flow.since:
            domain &= Domain("date_order", ">=", flow.since)
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
        # that an order which the remote has was cancelled is told as its state, where the remote takes states
        told = self.filtered(lambda row: row.external_id and row.odoo_id.state == "cancel")
        if "status" not in self.backend_id._capabilities.pushes:
            told = self.browse()
        for row in self - told:
            try:
                documents[row.id] = row._make_document(references, context)
            except Problem as problem:
                documents[row.id] = problem
        return documents

    def _make_document(self, references, context):
        order = self.odoo_id
        if order.state != "sale":
            raise Problem("not_confirmed", order=order.name, backend=self.backend_id.name)
        digits = order.currency_id.decimal_places
        lines = order.order_line.filtered(lambda line: not line.display_type)
        net, gross = decimal_of(order.amount_untaxed, digits), decimal_of(order.amount_total, digits)
        return Order(
            id=self.external_id or "",
            key=self.key or "",
            number=order.name,
            is_quote=self.backend_id.sends_quotes,
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
        if self.backend_id._stock_moves_with == "order":
            expectations.expect_less(self.backend_id, self.odoo_id.order_line)
