import binascii
from base64 import b64decode
from dataclasses import replace

from odoo import api, fields, models
from odoo.fields import Domain

from ...convert.order import decimal_of, lines_of
from ...convert.partner_out import address_of
from ...convert.problem import Problem
from ...engine import rows as binding_rows
from ...engine.outgoing import OutgoingParties, OutgoingReferences, fiscal_digest
from ...engine.stock import expectations
from ...remotes.documents import Invoice

#: Most invoices without a number that are read again when another one was issued.
_FEW = 20


class BindingInvoice(models.Model):
    """An invoice that an ERP issued for us, or that a shop was told about ⇄ a customer invoice."""

    _name = "shop_erp.binding.invoice"
    _description = "Invoice of a shop or ERP"
    _inherit = "shop_erp.binding"
    _kind = "invoice"
    _is_final = True

    odoo_id = fields.Many2one("account.move", "Invoice", ondelete="restrict", index=True)

    _unique_record = models.UniqueIndex(
        "(backend_id, odoo_id) WHERE odoo_id IS NOT NULL", "A shop or ERP knows each of these records once."
    )
    series = fields.Char(readonly=True)
    issued_digest = fields.Char(readonly=True, help="Of what was issued: an issued invoice may not change any more.")

    @api.depends("odoo_id.state", "odoo_id.shop_erp_number", "odoo_id.shop_erp_pdf_id", "odoo_id.payment_state")
    def _compute_content_changed(self):
        super()._compute_content_changed()

    # --- in: number, totals and PDF of what the ERP has issued ---

    def _prepare_vals(self, documents, references):
        return self._prepare_facts(documents)

    def _prepare_facts(self, documents):
        """Return ``{row id: values or Problem}`` of what the issuer says of an invoice that Odoo has: number, PDF."""
        vals = {}
        for row in self:
            document = documents[row.id]
            if not row.odoo_id:
                vals[row.id] = Problem("invoice_unknown", number=document.number or document.id)
                continue
            ours = decimal_of(row.odoo_id.amount_total, document.digits)
            if document.gross != ours:
                vals[row.id] = Problem(
                    "invoice_totals_differ", number=document.number, theirs=f"{document.gross:f}", ours=f"{ours:f}"
                )
                continue
            # a reading does not always tell the number that the issuing told
            vals[row.id] = {"shop_erp_number": document.number or row.odoo_id.shop_erp_number}
            vals[row.id] |= row._reference_vals(document)
            attachment = row._attachment(document)
            if isinstance(attachment, Problem):
                vals[row.id] = attachment
            elif attachment:
                vals[row.id]["shop_erp_pdf_id"] = attachment.id
        return vals

    def _attachment(self, document):
        """Return the PDF as an attachment of the invoice, made once per number."""
        if not document.pdf or self.odoo_id.shop_erp_pdf_id:
            return self.odoo_id.shop_erp_pdf_id
        try:
            content = b64decode(document.pdf, validate=True)
        except binascii.Error:
            content = b""
        if not content.startswith(b"%PDF"):
            return Problem("not_a_pdf", number=document.number)
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{(document.number or self.number or document.id).replace('/', '-')}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": self.odoo_id.id,
            }
        )
        attachment.generate_access_token()
        return attachment

    def _after_apply(self, documents, references, new):
        """The PDF is an attachment now: what is stored of the document need not hold it a second time.

        The digest stays that of the document as it was read, so that reading it again is an echo.
        """
        with_pdf = self.filtered(lambda row: documents[row.id].pdf)
        binding_rows.update(
            self.browse(),
            ("pending_document",),
            {row.id: (replace(documents[row.id], pdf="").to_json(),) for row in with_pdf},
        )

    # --- out ---

    @api.model
    def _new_rows(self, flow):
        """Posted customer invoices, of the flow's first day or later.

        For an ERP that issues them all of the flow; for a shop those of its orders.
        """
        backend = flow.backend_id
        bound = self._search([("backend_id", "=", backend.id), ("odoo_id", "!=", False)])
        domain = Domain("state", "=", "posted") & Domain("move_type", "in", ("out_invoice", "out_refund"))
        domain &= Domain("company_id", "=", backend.company_id.id) & Domain("id", "not in", bound.subselect("odoo_id"))
        domain &= Domain(flow._domain())
        if flow.since:
            domain &= Domain("invoice_date", ">=", flow.since)
        if not backend._capabilities.issues_invoices:
            orders = self.env["shop_erp.binding.order"]._search(
                [("backend_id", "=", backend.id), ("direction", "=", "in"), ("odoo_id", "!=", False)]
            )
            domain &= Domain("line_ids.sale_line_ids.order_id", "in", orders.subselect("odoo_id"))
            if self._issuer(backend.company_id):
                domain &= Domain("shop_erp_number", "!=", False) & Domain("shop_erp_pdf_id", "!=", False)
        return [
            {"odoo_id": move.id, "key": self._own_key(move)}
            for move in self.env["account.move"].search(domain, order="id")
        ]

    @api.model
    def _issuer(self, company):
        """Return the flow through which the company's invoices get their fiscal number, if there is one."""
        flows = self.env["shop_erp.flow"].search(
            [("company_id", "=", company.id), ("kind", "=", "invoice"), ("direction", "=", "out")]
        )
        return flows.filtered(lambda flow: flow.backend_id._capabilities.issues_invoices)[:1]

    def _push_first(self):
        """Buyers whom the remote does not know yet go first."""
        if not self.backend_id._capabilities.issues_invoices:
            return []
        partners = self.env["shop_erp.binding.partner"]
        rows = partners._rows_for(self.backend_id, self.odoo_id.partner_id.commercial_partner_id)
        if not rows:
            return []
        shared = {"backend_id": self.backend_id.id, "state": "dirty", "direction": "out"}
        return [partners.create([shared | row for row in rows])]

    def _make_documents(self, remote):
        if not remote.capabilities.issues_invoices:
            return self._make_notices()
        lines = self.odoo_id.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        references, parties = OutgoingReferences(self.backend_id, lines), OutgoingParties(self.backend_id, self.odoo_id)
        documents = {}
        for row in self:
            try:
                if row.external_id:
                    row._check_issued(references, parties)
                    if receipt := row._receipt(remote, parties):
                        documents[row.id] = receipt
                else:
                    documents[row.id] = row._make_document(references, parties)
            except Problem as problem:
                documents[row.id] = problem
        return documents

    def _check_issued(self, references, parties):
        """A fiscal document is final: there is nothing to send again, but a change in Odoo is not kept quiet.

        :raises Problem: "changed_after_issue"
        """
        changed = Problem("changed_after_issue", invoice=self.odoo_id.name, number=self.number or self.external_id)
        if self.odoo_id.state != "posted":
            raise changed
        try:
            now = fiscal_digest(self._make_document(references, parties))
        except Problem:
            return  # a mapping is missing by now; that says nothing about the invoice
        if self.issued_digest and now != self.issued_digest:
            raise changed

    def _make_document(self, references, parties):
        move = self.odoo_id
        self._check_posted()
        digits = move.currency_id.decimal_places
        orders = move.line_ids.sale_line_ids.order_id
        journals = orders.shop_erp_payment_journal_id
        lines = move.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        net, gross = decimal_of(move.amount_untaxed, digits), decimal_of(move.amount_total, digits)
        return Invoice(
            key=self.key or "",
            type="credit_note" if move.move_type == "out_refund" else "invoice",
            refund_of=self._refunded_number(),
            number=move.name,
            order_number=", ".join(order.client_order_ref or order.name for order in orders),
            issued_on=move.invoice_date,
            due_on=move.invoice_date_due or None,
            currency=move.currency_id.name,
            digits=digits,
            customer=parties.customer(move.partner_id),
            billing=address_of(move.partner_id),
            delivery=address_of(move.partner_shipping_id or move.partner_id),
            lines=lines_of(lines, references, net=net, gross=gross, digits=digits),
            payment_method_code=parties.payment_code(journals) if len(journals) == 1 else "",
            net=net,
            tax=gross - net,
            gross=gross,
            note=", ".join(order.client_order_ref for order in orders if order.client_order_ref),
        )

    def _refunded_number(self):
        """Return the fiscal number of the invoice that a credit note takes back, "" for an invoice.

        :raises Problem: "not_yet", "not_there_yet": that invoice has not got its number
        """
        original = self.odoo_id.reversed_entry_id
        if self.odoo_id.move_type != "out_refund" or not original:
            return ""
        row = original.sudo().shop_erp_binding_ids.filtered(lambda row: row.backend_id == self.backend_id)
        if self.backend_id._capabilities.issues_invoices and row and not original.shop_erp_number:
            code = "not_there_yet" if row.state in ("held", "failed", "done") else "not_yet"
            raise Problem(code, record=original.name, backend=self.backend_id.name)
        return original.shop_erp_number or original.name

    def _check_posted(self):
        if self.odoo_id.state != "posted":
            raise Problem("not_posted", invoice=self.odoo_id.name or self.odoo_id.display_name)

    def _make_notices(self):
        """What a shop is told: number, total, state, and where the PDF is."""
        orders = {
            row.odoo_id.id: row.external_id
            for row in self.env["shop_erp.binding.order"].search(
                [
                    ("backend_id", "=", self.backend_id.id),
                    ("odoo_id", "in", self.odoo_id.line_ids.sale_line_ids.order_id.ids),
                ]
            )
        }
        documents = {}
        for row in self:
            if row.external_id and row.odoo_id.state != "posted":
                continue  # the buyer was told; what follows is between people
            try:
                documents[row.id] = row._make_notice(orders)
            except Problem as problem:
                documents[row.id] = problem
        return documents

    def _make_notice(self, orders):
        move = self.odoo_id
        self._check_posted()
        digits = move.currency_id.decimal_places
        order = move.line_ids.sale_line_ids.order_id.filtered(lambda order: order.id in orders)
        if len(order) > 1:
            names = ", ".join(one.client_order_ref or one.name for one in order)
            raise Problem("several_orders", invoice=move.name, backend=self.backend_id.name, orders=names)
        return Invoice(
            id=self.external_id or "",
            key=self.key or "",
            type="credit_note" if move.move_type == "out_refund" else "invoice",
            refund_of=self._refunded_number(),
            number=move.shop_erp_number or move.name,
            order_id=orders.get(order.id, ""),
            currency=move.currency_id.name,
            digits=digits,
            net=decimal_of(move.amount_untaxed, digits),
            tax=decimal_of(move.amount_tax, digits),
            gross=decimal_of(move.amount_total, digits),
            pdf_url=self._pdf_url(),
            payments=self._open_payments(),
        )

    def _pdf_url(self):
        attachment = self.odoo_id.shop_erp_pdf_id.sudo()  # the token is what lets the buyer read it
        if not attachment:
            return self.odoo_id.get_base_url() + self.odoo_id.get_portal_url(report_type="pdf", download=True)
        token = attachment.access_token
        return f"{self.odoo_id.get_base_url()}/web/content/{attachment.id}?access_token={token}&download=true"

    def _after_push(self, results, documents):
        """The ERP's number goes onto the invoice at once; its PDF is fetched by a step of its own."""
        if not self.backend_id._capabilities.issues_invoices:
            return
        paid = self.filtered(lambda row: documents[row.id].state == "paid")
        paid.payment_told = True
        issued = self - paid
        for row in issued:
            row.write({"series": results[row.id].series, "issued_digest": fiscal_digest(documents[row.id])})
            row.odoo_id.shop_erp_number = results[row.id].number
        if self.backend_id._stock_moves_with == "invoice":
            notes = issued.odoo_id.filtered(lambda move: move.move_type == "out_refund")
            expectations.expect_less(self.backend_id, (issued.odoo_id - notes).invoice_line_ids)
            expectations.expect_more(self.backend_id, notes.invoice_line_ids)
        (self | self._without_number())._read_back()

    def _without_number(self):
        """Return rows whose number is not known: its telling was lost, and what was issued now may help to read it."""
        return self.search(
            [
                ("backend_id", "in", self.backend_id.ids),
                ("state", "=", "done"),
                ("external_id", "!=", False),
                ("odoo_id.state", "=", "posted"),
                ("odoo_id.shop_erp_number", "in", (False, "")),
            ],
            limit=_FEW,
        )

    def _read_back(self):
        """Fetch what the ERP made of the invoices: number, state and PDF. Return the runs."""
        runs = self.env["shop_erp.run"].sudo()
        for backend in self.backend_id:
            rows = self.filtered(lambda row, backend=backend: row.backend_id == backend)
            flow = self._flow(backend, "in")
            if flow:
                runs |= runs._start(flow, "record", external_ids=rows.mapped("external_id"))
        return runs

    def _issued(self):
        """Return the rows of final documents at an ERP: there is nothing to send again, only to read."""
        return self.filtered(lambda row: row.external_id and row.backend_id._capabilities.issues_invoices)

    def _retry(self):
        issued = self._issued().filtered(lambda row: not row.pending_document)
        return super(BindingInvoice, self - issued)._retry() | issued._read_back()

    def _sync_now(self):
        issued = self._issued()
        return super(BindingInvoice, self - issued)._sync_now() | issued._read_back()
