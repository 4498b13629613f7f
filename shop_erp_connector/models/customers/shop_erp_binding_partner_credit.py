from dataclasses import replace

from odoo import api, fields, models

from ...convert.problem import Problem
from ...engine.customers import credit as credit_engine

CREDIT = "credit"


class BindingPartner(models.Model):
    """Trade credit: what the ERP says a customer may owe and owes, and the shops that are told.

    Shops are told soon after it moved: an invoice, a payment, a new limit, another reading of the ERP.
    """

    _inherit = "shop_erp.binding.partner"

    credit_document = fields.Text(readonly=True, copy=False)
    credit_read_at = fields.Datetime("Credit read", readonly=True, copy=False)
    credit_currency_id = fields.Many2one("res.currency", compute="_compute_credit")
    credit_allowed = fields.Boolean("On account", compute="_compute_credit")
    credit_limit = fields.Monetary("Credit limit", compute="_compute_credit", currency_field="credit_currency_id")
    credit_balance = fields.Monetary("Owes", compute="_compute_credit", currency_field="credit_currency_id")
    credit_invoices = fields.Text("Open invoices", compute="_compute_credit")

    _changed_by = {
        CREDIT: (
            "odoo_id.credit_limit",
            "odoo_id.shop_erp_move_ids.amount_residual",
            "odoo_id.shop_erp_move_ids.state",
            "odoo_id.shop_erp_binding_ids.credit_document",
        )
    }
    credit_changed_at = fields.Datetime(compute="_compute_credit_changed_at", store=True, copy=False)

    _credit_changed_idx = models.Index("(backend_id) WHERE credit_changed_at IS NOT NULL")

    @api.depends(lambda self: self._changed_by_paths().get(CREDIT, ()))
    def _compute_credit_changed_at(self):
        """As other groups' flags; only where somebody is to be told."""
        now = fields.Datetime.now()
        for row in self:
            is_told = row.backend_id.takes_credit and not row.backend_id.keeps_credit and not row.is_address
            row.credit_changed_at = now if is_told else False

    @api.depends("credit_document", "document")
    def _compute_credit(self):
        """What was read here, else what was told there last."""
        agreed = self.filtered(lambda row: not row.credit_document)._agreed_documents()
        read = self._read_credits()
        for row in self:
            credit = read.get(row.id) or getattr(agreed.get(row.id), "credit", None)
            row.credit_allowed = bool(credit and credit.allowed)
            row.credit_limit = float(credit.limit or 0) if credit else 0.0
            row.credit_balance = float(credit.balance or 0) if credit else 0.0
            row.credit_currency_id = row._currency_named(credit.currency if credit else "")
            row.credit_invoices = row._invoice_lines(credit) if credit else False

    def _read_credits(self):
        """Return ``{row id: Credit}`` of what was read, with Odoo's limits where a system tells what is owed only."""
        read = {row.id: credit_engine.loaded(row.credit_document) for row in self if row.credit_document}
        without_limits = self.browse(read).filtered(lambda row: not credit_engine.tells_limits(row.backend_id))
        for company, rows in without_limits.grouped("company_id").items():
            standings = credit_engine.standings(company, rows.odoo_id)
            read |= {row.id: standings[row.odoo_id.id].credit for row in rows if row.odoo_id.id in standings}
        return read

    def _currency_named(self, code):
        currencies = self.env["res.currency"].with_context(active_test=False)
        return currencies.search([("name", "=", code)], limit=1) if code else self.company_id.currency_id

    def _invoice_lines(self, credit):
        return "\n".join(
            self.env._(
                "%(number)s: %(open)s of %(amount)s, due %(day)s",
                number=one.number,
                open=f"{one.open_amount:f}",
                amount=f"{one.amount:f}",
                day=one.due_on or "–",
            )
            for one in credit.invoices
        )

    # --- in ---

    def _after_apply(self, documents, references, new):
        """Keep what the document says of credit, and when that was."""
        super()._after_apply(documents, references, new)
        for row in self.filtered(lambda row: row.backend_id.keeps_credit and not row.is_address):
            credit = documents[row.id].credit
            text = credit_engine.stored(credit) if credit else False
            vals = {"credit_read_at": self.env.cr.now()}
            row.write(vals if row.credit_document == text else vals | {"credit_document": text})

    @api.model
    def _read_credit_again(self, backend, partners):
        """Read from the ERP how these customers stand now; return the runs."""
        runs = self.env["shop_erp.run"].sudo()
        if not backend.keeps_credit or self._kind not in backend._capabilities.pulls_by_id:
            return runs
        rows = self.search(
            [
                ("backend_id", "=", backend.id),
                ("odoo_id", "in", partners.ids),
                ("external_id", "!=", False),
                ("is_address", "=", False),
            ]
        )
        flow = self._flow(backend, "in")
        return runs._start(flow, "record", external_ids=rows.mapped("external_id")) if rows and flow else runs

    # --- out ---

    def _make_documents(self, remote):
        documents = super()._make_documents(remote)
        backend = self.backend_id
        if not backend.takes_credit or backend.keeps_credit:
            return documents
        standings = credit_engine.standings(backend.company_id, self.odoo_id)
        for row in self.filtered(lambda row: row.id in documents and row.odoo_id.id in standings):
            if not isinstance(documents[row.id], Problem):
                documents[row.id] = replace(documents[row.id], credit=standings[row.odoo_id.id].credit)
        return documents

    @api.model
    def _tell_credits(self):
        """Start the sending of customers whose credit moved, without waiting for the flow's turn."""
        sending = [("kind", "=", self._kind), ("direction", "=", "out"), ("active", "=", True)]
        flows = self.env["shop_erp.flow"].search([*sending, ("backend_id.state", "=", "ready")])
        for flow in flows.filtered(lambda flow: flow.backend_id.takes_credit and not flow.backend_id.keeps_credit):
            moved = [("backend_id", "=", flow.backend_id.id), ("credit_changed_at", "!=", False)]
            moved += [("state", "=", "done"), ("external_id", "!=", False), ("odoo_id", "!=", False)]
            rows = self.search(moved, order="id", limit=1000)
            running = [("flow_id", "=", flow.id), ("state", "=", "running")]
            if rows and not self.env["shop_erp.run"].search_count(running, limit=1):
                rows.write({"state": "dirty", "direction": "out", "changed_at": fields.Datetime.now()})
                self.env["shop_erp.run"].sudo()._start(flow, "schedule", record_ids=rows.ids)


class Flow(models.Model):
    _inherit = "shop_erp.flow"

    @api.model
    def _cron_dispatch(self):
        super()._cron_dispatch()
        self.env["shop_erp.binding.partner"]._tell_credits()


class BindingInvoice(models.Model):
    _inherit = "shop_erp.binding.invoice"

    def _after_push(self, results, documents):
        """An invoice or a payment that the ERP was told of has moved the customer's balance there."""
        super()._after_push(results, documents)
        for backend in self.backend_id:
            partners = self.filtered(
                lambda row, backend=backend: row.backend_id == backend
            ).odoo_id.commercial_partner_id
            self.env["shop_erp.binding.partner"]._read_credit_again(backend, partners)

    def _after_apply(self, documents, references, new):
        """An invoice or a payment that the ERP tells of has moved it, too."""
        super()._after_apply(documents, references, new)
        partners = self.odoo_id.commercial_partner_id
        self.env["shop_erp.binding.partner"]._read_credit_again(self.backend_id, partners)
