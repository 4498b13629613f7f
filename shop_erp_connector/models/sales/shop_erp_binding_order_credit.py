from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...convert.order import decimal_of
from ...convert.policy import CONFIRM, decision, payment_state
from ...convert.problem import Problem
from ...engine.customers import credit as credit_engine
from ...remotes.documents.amounts import ZERO, rounded

#: Problems of an order that a manager may release.
RELEASABLE = ("credit_exceeded", "credit_refused", "credit_unknown")

#: Who is owed nothing for an order: it is paid, or somebody else vouches for it.
_SETTLED = ("paid", "authorised")

_OPEN = (False, "draft", "sent")


class BindingOrder(models.Model):
    """Orders on account: above the customer's limit they are held, with the figures, until a manager releases them.

    Asked is before the order stands in Odoo; one that is confirmed is not looked at again.
    """

    _inherit = "shop_erp.binding.order"

    credit_released_by = fields.Many2one("res.users", "Released by", readonly=True, copy=False)
    credit_released_at = fields.Datetime("Released", readonly=True, copy=False)
    credit_released_amount = fields.Float(
        "Released up to", readonly=True, copy=False, digits=(16, 2), help="The order's total when it was released."
    )
    is_releasable = fields.Boolean(compute="_compute_is_releasable")

    def _compute_is_releasable(self):
        for row in self:
            row.is_releasable = row.state == "held" and row.reason_code in RELEASABLE

    def write(self, vals):
        """Only who may release orders writes that they are."""
        if "credit_released_amount" in vals or "credit_released_by" in vals:
            self._check_credit_manager()
        return super().write(vals)

    def action_release_credit(self):
        """Let these orders pass although the customer's credit does not cover them."""
        self._check_credit_manager()
        for row in self.filtered(lambda row: not row.is_releasable):
            raise UserError(self.env._("%(order)s is not held for the customer's credit.", order=row.display_name))
        documents, _unreadable = self._pending_documents()
        for row in self.browse(documents):
            row.write(
                {
                    "credit_released_by": self.env.uid,
                    "credit_released_at": fields.Datetime.now(),
                    "credit_released_amount": float(documents[row.id].gross),
                }
            )
        return self.browse(documents).action_retry()

    def _check_credit_manager(self):
        if not self.env.su and not self.env.user.has_group("shop_erp_connector.group_manager"):
            raise AccessError(self.env._("Managers of Shops & ERPs release orders above the credit limit."))

    def _prepare_vals(self, documents, references):
        found = super()._prepare_vals(documents, references)
        rows = self.filtered(
            lambda row: (
                not isinstance(found.get(row.id, Problem("")), Problem)
                and row._is_on_account(documents[row.id], references)
            )
        )
        return found | rows._credit_problems(documents, references) if rows else found

    def _is_on_account(self, order, references):
        """Return whether the order is to be confirmed now and paid later."""
        method = references.payment_method(order)
        if not method.is_on_account or self.odoo_id.state not in _OPEN or payment_state(order) in _SETTLED:
            return False
        action = decision(references.meaning(order.state_id), order, confirmation=method.confirmation, approval=False)
        return action == CONFIRM

    def _credit_problems(self, documents, references):
        """Return ``{row id: Problem}`` of the orders that the customers' credit does not cover, oldest orders first."""
        company = self.backend_id.company_id
        buyers = {row.id: self._buyer(documents[row.id], references) for row in self}
        partners = self.env["res.partner"].union(*buyers.values())
        standings = credit_engine.standings(company, partners)
        sums = credit_engine.under_way(company, partners, standings, without=self.odoo_id.ids)
        problems = {}
        for row in self.sorted(lambda row: (str(documents[row.id].placed_at or ""), row.id)):
            order, partner = documents[row.id], buyers[row.id]
            problem = row._credit_problem(order, partner, standings.get(partner.id), sums.get(partner.id, ZERO))
            if problem and decimal_of(row.credit_released_amount, order.digits) < order.gross:
                problems[row.id] = problem
            else:
                sums[partner.id] = sums.get(partner.id, ZERO) + row._in_company_currency(order)
        return problems

    def _buyer(self, order, references):
        return self.env["res.partner"].browse(references.parties[order.id][0]).commercial_partner_id

    def _currency_of(self, order):
        return self.env["res.currency"].with_context(active_test=False).search([("name", "=", order.currency)])

    def _in_company_currency(self, order):
        company = self.backend_id.company_id
        currency = self._currency_of(order)
        converted = currency._convert(float(order.gross), company.currency_id, company, fields.Date.context_today(self))
        return decimal_of(converted, company.currency_id.decimal_places)

    def _credit_problem(self, order, partner, standing, under_way):
        """Return why the customer's credit does not cover the order, None when it does."""
        if standing is None or (standing.credit.limit is not None and standing.credit.balance is None):
            return Problem("credit_unknown", customer=partner.name, remedy=self._credit_remedy())
        credit, company = standing.credit, self.backend_id.company_id
        facts = {"customer": partner.name, "ledger": standing.ledger, "currency": credit.currency}
        if not credit.allowed:
            total = f"{rounded(order.gross, order.digits):f}"
            return Problem("credit_refused", total=total, **facts | {"currency": order.currency})
        total = credit_engine.amount_in(order.gross, self._currency_of(order), credit, company)
        more = credit_engine.amount_in(under_way, company.currency_id, credit, company)
        if total is None or more is None:
            return Problem("currency_unknown", currency=credit.currency)
        over = credit_engine.is_exceeded(credit, more + total)
        if over is None or over <= 0:
            return None
        figures = {"limit": credit.limit, "balance": credit.balance, "open": more, "total": total, "over": over}
        shown = {name: f"{rounded(amount, order.digits):f}" for name, amount in figures.items()}
        return Problem("credit_exceeded", **facts, **shown)

    def _credit_remedy(self):
        ledger = credit_engine.ledger_of(self.backend_id.company_id)
        if ledger and not credit_engine.tells_limits(ledger) and not ledger.company_id.account_use_credit_limit:
            return self.env._(
                "%(ledger)s tells what is owed and no limits: switch on sales credit limits in Odoo's accounting"
                " settings.",
                ledger=ledger.name,
            )
        if ledger:
            return self.env._("%(ledger)s does not know the customer, or was not read yet.", ledger=ledger.name)
        return self.env._(
            "choose the ERP that keeps the customers' credit on its form, or switch on sales credit limits in Odoo's"
            " accounting settings."
        )

    def _after_apply(self, documents, references, new):
        super()._after_apply(documents, references, new)
        released = self.filtered(lambda row: row in new and row.credit_released_by and row.odoo_id)
        released.odoo_id._message_log_batch(
            {
                row.odoo_id.id: self.env._(
                    "Released above the customer's credit by %(person)s.", person=row.credit_released_by.name
                )
                for row in released
            }
        )
