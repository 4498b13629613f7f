from odoo import api, fields, models

from ...convert.order import decimal_of
from ...engine.customers import credit as credit_engine
from ...remotes.documents.amounts import ZERO
from .shop_erp_binding_order_credit import RELEASABLE


class BindingOrder(models.Model):
    """An order that is held for the customer's credit goes on by itself once that covers it.

    A balance moves for many reasons: a payment or invoice in Odoo, another reading of the ERP, a new limit, another
    order that is cancelled. So the figures are compared each minute, for all held orders at once, with those for which
    an order was held. While they are the same, nobody has paid, and nothing is tried.
    """

    _inherit = "shop_erp.binding.order"

    credit_partner_id = fields.Many2one(
        "res.partner", "Credit of", readonly=True, copy=False, index="btree_not_null", help="Whom it was held for."
    )
    credit_wanted = fields.Float(digits=(16, 2), readonly=True, copy=False, help="In the company's currency.")
    credit_figures = fields.Char(readonly=True, copy=False, help="Limit, balance and what was on its way then.")

    def _remember_lookup(self, problem):
        """Keep for whose credit the order is held, and with which figures."""
        super()._remember_lookup(problem)
        if problem.code in RELEASABLE:
            self.write({name: problem.facts[name] for name in ("credit_partner_id", "credit_wanted", "credit_figures")})

    def _credit_problem(self, order, partner, standing, under_way):
        problem = super()._credit_problem(order, partner, standing, under_way)
        if problem and problem.code in RELEASABLE:
            problem.facts |= {
                "credit_partner_id": partner.id,
                "credit_wanted": float(self._in_company_currency(order)),
                "credit_figures": credit_engine.figures(standing, under_way),
            }
        return problem

    @api.model
    def _retry_covered(self):
        """Try those orders again that the credit covers by now, oldest first; return the runs."""
        held = [("state", "=", "held"), ("reason_code", "in", RELEASABLE), ("credit_partner_id", "!=", False)]
        rows = self.search([*held, ("backend_id.state", "=", "ready")], order="id")
        covered = self.browse().union(*(part._covered() for part in rows.grouped("company_id").values()))
        return covered._retry() if covered else self.env["shop_erp.run"]

    def _covered(self):
        """Return the rows, of one company, that the credit covers now and did not when they were held."""
        company, partners = self.company_id, self.credit_partner_id
        standings = credit_engine.standings(company, partners)
        sums = credit_engine.under_way(company, partners, standings, without=self.odoo_id.ids)
        covered = self.browse()
        for row in self:
            id, wanted = row.credit_partner_id.id, decimal_of(row.credit_wanted, company.currency_id.decimal_places)
            more = sums.get(id, ZERO)
            is_moved = row.credit_figures != credit_engine.figures(standings.get(id), more)
            if is_moved and credit_engine.is_covered(standings.get(id), more + wanted, company):
                covered |= row
                sums[id] = more + wanted
        return covered


class Flow(models.Model):
    _inherit = "shop_erp.flow"

    @api.model
    def _cron_dispatch(self):
        super()._cron_dispatch()
        self.env["shop_erp.binding.order"]._retry_covered()
