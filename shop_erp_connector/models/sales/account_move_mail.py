from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine.attempt import attempt, failure


class AccountMove(models.Model):
    """The buyer gets the invoice by mail where the shop has no place for it; once, and only when it is final."""

    _inherit = "account.move"

    shop_erp_mailed_at = fields.Datetime("Mailed to the buyer", copy=False, readonly=True, groups="base.group_user")
    shop_erp_mail_problem = fields.Text("Why it was not mailed", copy=False, readonly=True, groups="base.group_user")

    @api.model
    def _cron_shop_erp_mail(self):
        """Mail the final invoices of shops that want it so; an ERP's invoice is final when its PDF is here."""
        backends = self.env["shop_erp.backend"].search([("mails_invoices", "=", True)])
        for backend in backends:
            orders = self.env["shop_erp.binding.order"]._search(
                [("backend_id", "=", backend.id), ("direction", "=", "in"), ("odoo_id", "!=", False)]
            )
            domain = Domain("state", "=", "posted") & Domain("move_type", "in", ("out_invoice", "out_refund"))
            domain &= Domain("shop_erp_mailed_at", "=", False) & Domain("shop_erp_mail_problem", "=", False)
            domain &= Domain("line_ids.sale_line_ids.order_id", "in", orders.subselect("odoo_id"))
            if backend.mails_invoices_since:
                domain &= Domain("invoice_date", ">=", backend.mails_invoices_since)
            if self.env["shop_erp.binding.invoice"]._issuer(backend.company_id):
                domain &= Domain("shop_erp_pdf_id", "!=", False)
            self.search(domain, order="id", limit=200)._shop_erp_mail()

    def _shop_erp_mail(self):
        """Mail each invoice with its PDF; what cannot be mailed says why and is not tried again by itself."""
        errors = attempt(self, lambda part: part._shop_erp_mail_part())
        for move, error in errors.items():
            move.shop_erp_mail_problem = failure(self.env, error)[1]

    def _shop_erp_mail_part(self):
        for move in self:  # a mail each: every buyer has his own words, language and file
            if not move.partner_id.email:
                raise UserError(
                    self.env._(
                        "%(partner)s has no e-mail address. Add it and send %(invoice)s by hand.",
                        partner=move.partner_id.display_name,
                        invoice=move.name,
                    )
                )
            template = self.env.ref(
                "account.email_template_edi_credit_note"
                if move.move_type == "out_refund"
                else "account.email_template_edi_invoice"
            )
            if move.shop_erp_pdf_id:
                move.message_post_with_source(
                    template,
                    subtype_xmlid="mail.mt_comment",
                    attachment_ids=move.shop_erp_pdf_id.ids,
                    email_layout_xmlid="mail.mail_notification_light",
                )
            else:
                self.env["account.move.send"]._generate_and_send_invoices(
                    move, sending_methods=["email"], mail_template=template
                )
            move.shop_erp_mailed_at = fields.Datetime.now()
