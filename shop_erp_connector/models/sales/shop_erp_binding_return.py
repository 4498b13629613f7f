from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.base.models.ir_qweb_fields import nl2br

from ...convert.order import decimal_of
from ...convert.problem import Problem
from ...engine import refunds
from ...engine.references import Places
from ...engine.stock import availability
from ...remotes.documents import Message, Return, ReturnedLine
from ...remotes.documents.amounts import ZERO, rounded


class BindingReturn(models.Model):
    """A return or refund of a shop ⇄ a return in Odoo."""

    _name = "shop_erp.binding.return"
    _description = "Return of a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "return"
    _is_sequential = True

    odoo_id = fields.Many2one("shop_erp.return", "Return", ondelete="restrict", index=True)

    _unique_record = models.UniqueIndex(
        "(backend_id, odoo_id) WHERE odoo_id IS NOT NULL", "A shop or ERP knows each of these records once."
    )

    @api.depends("odoo_id.state", "odoo_id.credit_note_ids.shop_erp_number", "odoo_id.line_ids.decision")
    def _compute_content_changed(self):
        super()._compute_content_changed()

    # --- in ---

    def _references(self, documents):
        references = Places(self.backend_id)
        wanted = {document.order_id for document in documents.values()} - {""}
        rows = self.env["shop_erp.binding.order"].search(
            [("backend_id", "=", self.backend_id.id), ("external_id", "in", list(wanted)), ("odoo_id", "!=", False)]
        )
        references.orders = {row.external_id: row.odoo_id for row in rows}
        return references

    def _missing_there(self, documents, references):
        """The orders that Odoo does not know."""
        return "order", {documents[row.id].order_id for row in self} - set(references.orders) - {""}

    def _prepare_vals(self, documents, references):
        vals = {}
        for row in self:
            try:
                vals[row.id] = row._return_vals(documents[row.id], references)
            except Problem as problem:
                vals[row.id] = problem
        return vals

    def _return_vals(self, document, references):
        order = references.orders.get(document.order_id)
        if not order:
            raise Problem("order_missing", order=document.order_number or document.order_id)
        if self.odoo_id:
            return self._later_vals(document)
        is_refund = document.type == "refund"
        return {
            "name": document.number or document.id,
            "order_id": order.id,
            "reason": document.reason,
            "note": document.note,
            "is_paid_there": is_refund,
            "state": "accepted" if is_refund else "requested",
            "adjustment": float(document.adjustment),
            "line_ids": [Command.create(vals) for vals in self._line_vals(document, order)],
        }

    def _later_vals(self, document):
        """What a buyer may still change before anybody has decided; money that was given back stays as it is booked.

        :raises Problem: "refund_totals_differ"
        """
        if self.odoo_id.is_paid_there and self.odoo_id.credit_note_ids:
            self._check_totals(document)
        return {"reason": document.reason, "note": document.note} if self.odoo_id.state == "requested" else {}

    def _line_vals(self, document, order):
        sold = [self._sold_line(line, order) for line in document.lines]
        amounts = refunds.shares_of(document, sold)
        for line, sale_line, amount in zip(document.lines, sold, amounts, strict=True):
            vals = {
                "sale_line_id": sale_line.id,
                "quantity": float(line.quantity),
                "reason": line.reason,
                "decision": line.decision or ("refund" if document.type == "refund" else False),
                "destination": "scrap" if line.restock is False else "restock",
            }
            if amount is not None:
                vals["net"], vals["gross"] = map(float, amount)
            yield vals

    @api.model
    def _sold_line(self, line, order):
        """Return the order's line that is meant: by the remote's own id, else the only one of that variant.

        :raises Problem: "return_line_unknown"
        """
        lines = order.order_line.filtered(lambda one: not one.display_type)
        found = lines.filtered(lambda one: one.shop_erp_line_id and one.shop_erp_line_id == line.order_line_id)
        if not found and line.code:
            found = lines.filtered(lambda one: one.product_id.default_code == line.code)
        if not found and line.role == "shipping":
            found = lines.filtered("is_delivery")
        if len(found) != 1:
            raise Problem("return_line_unknown", line=line.name or line.code or line.order_line_id, order=order.name)
        return found

    def _after_apply(self, documents, references, new):
        """Money that the shop has given back is booked at once; words go into the thread."""
        for row in new.filtered(lambda row: row.odoo_id.is_paid_there):
            if row._was_never_booked():
                row.odoo_id.state = "done"
                text = self.env._("The order was cancelled before it was invoiced: there is nothing to credit.")
                row.odoo_id._message_log(body=text)
                continue
            row.odoo_id.credit_note_ids = refunds.credit_note(row.odoo_id)
            row._check_totals(documents[row.id])
            row.odoo_id._finish()
        self._log_messages(documents)

    def _check_totals(self, document):
        """Compare the credit note with what the shop says it gave back.

        :raises Problem: "refund_totals_differ"
        """
        made = decimal_of(sum(self.odoo_id.credit_note_ids.mapped("amount_total")), document.digits)
        wanted = rounded(document.gross, document.digits)
        if wanted and made != wanted:
            record = document.number or document.id
            raise Problem("refund_totals_differ", record=record, wanted=f"{wanted:f}", made=f"{made:f}")

    def _was_never_booked(self):
        """A cancelled order whose money went back before anything was invoiced leaves nothing to credit."""
        order = self.odoo_id.order_id
        return order.state == "cancel" and not order.invoice_ids.filtered(lambda move: move.state == "posted")

    def _log_messages(self, documents):
        """Append what is new of the buyers' words; what people wrote here comes back as an echo."""
        bodies = {}
        for row in self.filtered("odoo_id"):
            known = {message.text for message in Return.from_json(row.document).messages} if row.document else set()
            known.update(row.odoo_id._messages_for_buyer())
            fresh = [message.text for message in documents[row.id].messages if message.text not in known]
            if fresh:
                bodies[row.odoo_id.id] = nl2br("\n".join(fresh))
        if bodies:
            self.env["shop_erp.return"].browse(bodies)._message_log_batch(bodies)

    # --- out ---

    @api.model
    def _new_rows(self, flow):
        """Returns with a credit note of Odoo's own, of orders that came from this backend."""
        backend = flow.backend_id
        told = self._search([("backend_id", "=", backend.id), ("odoo_id", "!=", False)])
        orders = self.env["shop_erp.binding.order"]._search(
            [("backend_id", "=", backend.id), ("direction", "=", "in"), ("odoo_id", "!=", False)]
        )
        records = self.env["shop_erp.return"].search(
            [
                ("credit_note_ids", "!=", False),
                ("is_paid_there", "=", False),
                ("order_id", "in", orders.subselect("odoo_id")),
                ("id", "not in", told.subselect("odoo_id")),
            ]
        )
        return [{"odoo_id": record.id, "key": self._own_key(record)} for record in records]

    def _make_documents(self, remote):
        """The money given back, or the answer to a buyer's request; a refund that came from there is no news there."""
        orders = {
            row.odoo_id.id: row.external_id
            for row in self.env["shop_erp.binding.order"].search(
                [("backend_id", "=", self.backend_id.id), ("odoo_id", "in", self.odoo_id.order_id.ids)]
            )
        }
        documents = {}
        for row in self:
            is_request = bool(row.external_id) and row.direction == "in"
            if row.odoo_id.is_paid_there or (is_request and "return_answers" not in remote.capabilities.writes):
                continue
            if order_id := orders.get(row.odoo_id.order_id.id):
                documents[row.id] = row._make_document(order_id)
            else:
                order = row.odoo_id.order_id.display_name
                documents[row.id] = Problem("not_bound", record=order, backend=self.backend_id.name)
        return documents

    def _after_push(self, results, documents):
        """A shop may put what it refunds back on its shelf: what it shows of these goods is not known any more."""
        super()._after_push(results, documents)
        orders = self.env["shop_erp.binding.order"].search(
            [("backend_id", "=", self.backend_id.id), ("odoo_id", "in", self.odoo_id.order_id.ids)]
        )
        availability.note_sold(self.backend_id, orders.ids)

    def _make_document(self, order_id):
        record = self.odoo_id
        digits = record.currency_id.decimal_places
        lines = tuple(self._returned_line(line, digits) for line in record.line_ids)
        refunded = [line for line in lines if line.decision == "refund"]
        adjustment = decimal_of(record.adjustment, digits)
        note = record.credit_note_ids[:1]
        net = sum((line.net for line in refunded), ZERO) + adjustment
        gross = sum((line.gross for line in refunded), ZERO) + adjustment
        if note:  # it knows the tax in the adjustment
            net, gross = decimal_of(note.amount_untaxed, digits), decimal_of(note.amount_total, digits)
        return Return(
            id=self.external_id or "",
            key=self.key or "",
            number=note.shop_erp_number or note.name or record.name,
            type="refund" if note else "request",
            order_id=order_id,
            currency=record.currency_id.name,
            digits=digits,
            state_name=record.state,
            lines=lines,
            adjustment=adjustment,
            net=net,
            tax=gross - net,
            gross=gross,
            reason=record.reason or "",
            messages=tuple(Message(text=text) for text in record._messages_for_buyer()),
        )

    @api.model
    def _returned_line(self, line, digits):
        net, gross = decimal_of(line.net, digits), decimal_of(line.gross, digits)
        return ReturnedLine(
            order_line_id=line.sale_line_id.shop_erp_line_id or "",
            code=line.product_id.default_code or "",
            name=line.sale_line_id.name.split("\n")[0],
            role="shipping" if line.sale_line_id.is_delivery else "product",
            quantity=decimal_of(line.quantity, 4),
            net=net,
            tax=gross - net,
            gross=gross,
            reason=line.reason or "",
            restock=line.destination == "restock",
            decision=line.decision or "",
        )
