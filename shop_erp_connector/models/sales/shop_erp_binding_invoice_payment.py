from datetime import UTC, datetime, time

from odoo import fields, models

from ...convert.order import decimal_of
from ...remotes.documents import Invoice, Payment

#: What Odoo calls an invoice on which nothing is open any more.
_PAID = ("paid", "in_payment")


class BindingInvoice(models.Model):
    """Money for an invoice: what was paid is told to the ERP, how it can be paid is read from it."""

    _inherit = "shop_erp.binding.invoice"

    payment_told = fields.Boolean(readonly=True, help="The ERP has the receipt.")

    def _receipt(self, remote, parties):
        """Return the document that tells the ERP what was paid on an invoice it issued, None when there is no news."""
        move = self.odoo_id
        is_due = move.payment_state in _PAID and move.move_type == "out_invoice" and not self.payment_told
        if not is_due or "receipts" not in remote.capabilities.writes:
            return None
        digits = move.currency_id.decimal_places
        return Invoice(
            id=self.external_id,
            key=self.key or "",
            number=self.number or "",
            series=self.series or "",
            currency=move.currency_id.name,
            digits=digits,
            gross=decimal_of(move.amount_total, digits),
            state="paid",
            payments=tuple(self._paid_parts(parties, digits)),
        )

    def _paid_parts(self, parties, digits):
        """Yield what paid the invoice: of a payment for several invoices the part that is this one's."""
        for part in self.odoo_id.sudo()._get_all_reconciled_invoice_partials():
            payment = part["aml"].move_id.origin_payment_id
            if part["is_exchange"] or part["aml"].move_type == "out_refund":
                continue  # no money: a difference of rates, or what a credit note took back
            yield Payment(
                method_code=parties.payment_code(payment.journal_id or part["aml"].journal_id),
                state="paid",
                amount=decimal_of(part["amount"], digits),
                reference=payment.memo or part["aml"].name or "",
                paid_at=datetime.combine(part["aml"].date, time(), UTC),
            )

    def _reference_vals(self, document):
        """Return what the invoice keeps of how it can be paid (Multibanco: entity and reference)."""
        waiting = [payment for payment in document.payments if payment.state == "pending" and payment.reference]
        if not waiting:
            return {}
        return {"shop_erp_payment_entity": waiting[0].entity, "shop_erp_payment_reference": waiting[0].reference}

    def _open_payments(self):
        """Return how the buyer can pay, as the ERP said; () where it said nothing."""
        move = self.odoo_id
        if not move.shop_erp_payment_reference or move.payment_state in _PAID:
            return ()
        return (
            Payment(
                entity=move.shop_erp_payment_entity or "",
                reference=move.shop_erp_payment_reference,
                amount=decimal_of(move.amount_residual, move.currency_id.decimal_places),
            ),
        )
