"""What must hold of orders once a shop, Odoo and an ERP have exchanged everything."""

from collections import Counter

from ....convert.order import decimal_of
from .goods import CENT, ZERO, cents

#: Why an order may wait for a person after everything was exchanged: code and what its sentence names.
WAITING = {
    "changed_after_confirmation",
    "cancelled_after_delivery",
    "cancelled_after_invoicing",
    "cancelled_here",
}


class OrderChecks:
    """Joined with a walk, which has ``orders``, ``story`` and a counter."""

    def insist(self, condition, message):
        if not condition:
            raise AssertionError(f"{message}\n" + "\n".join(self.story))

    def check(self):
        self.env.invalidate_all()
        for rows in self.rows():
            for row in rows.filtered(lambda one: one.state != "done"):
                self.insist(
                    (row.state in ("held", "failed", "gone", "ignored") and row.reason)
                    or row.reason_code == "not_there_yet",
                    f"{row} {row.display_name} {row.state} {row.reason}",
                )
        for id in self.orders:
            self.check_order(id)
        self.check_levels()
        self.check_erp()

    def check_order(self, id):
        row = self.row(id)
        self.insist(len(row) == 1, f"{id}: {len(row)} rows")
        found = self.env["sale.order"].search([("client_order_ref", "=", self.reference(id))])
        life = self.life(id)
        about = f"{id} {life} {row.state} {row.reason_code}: {row.reason}; {found.mapped('state')}"
        if not found:
            self.insist(row.state in ("held", "failed") and row.reason, f"missing: {about}")
            return
        self.insist(len(found) == 1 and found == row.odoo_id, f"doubled: {about}")
        waits = row.state == "held"
        if waits:
            self.insist(row.reason_code in WAITING, f"waits: {about}")
            self.reasons.add(f"order {row.reason_code}: {row.reason}")
        if life == "cancelled":
            self.insist(found.state == "cancel" or waits, f"not cancelled: {about}")
            return
        if life == "open":
            self.insist(found.state in ("draft", "sent", "cancel"), f"open: {about}")
        else:
            self.insist(found.state in ("sale", "cancel"), f"alive: {about}")
        if not waits and id not in self.notes:
            self.check_amounts(id, found)
        self.check_refunds(id, found)
        self.check_told(id, found)

    def check_amounts(self, id, order):
        ours = decimal_of(order.amount_untaxed, 2), decimal_of(order.amount_total, 2)
        self.insist(ours == self.totals(id), f"{id}: {ours} {self.totals(id)} there")
        lines = order.order_line.filtered(lambda one: one.product_id.default_code in self.goods and one.price_subtotal)
        here = sorted(
            (one.product_id.default_code, decimal_of(one.product_uom_qty, 4), decimal_of(one.price_subtotal, 2),
             decimal_of(one.price_total, 2)) for one in lines
        )  # fmt: skip
        there = sorted(one for one in self.sold(id) if one[0] in self.goods and cents(one[2]))
        self.insist(len(here) == len(there), f"{id}: lines {here} {there}")
        for mine, theirs in zip(here, there, strict=True):
            near = all(abs(a - b) <= CENT for a, b in zip(mine[2:], theirs[2:], strict=True))
            self.insist(mine[:2] == theirs[:2] and near, f"{id}: line {mine} {theirs}")

    def check_refunds(self, id, order):
        there = sorted(cents(amount) for amount in self.given_back(id))
        notes = order.shop_erp_return_ids.credit_note_ids
        here = sorted(decimal_of(note.amount_total, 2) for note in notes)
        waiting = self.env["shop_erp.binding.return"].search(
            [("backend_id", "=", self.backend.id), ("state", "!=", "done")]
        )
        waiting = waiting.filtered(
            lambda one: (
                one.odoo_id.order_id == order or f'"order_id":"{id}"' in (one.pending_document or "").replace(" ", "")
            )
        )
        for one in waiting:
            self.events[f"refund {one.reason_code}"] += 1
            self.reasons.add(f"refund {one.direction} {one.reason_code}: {one.reason}")
        if order.state == "cancel" and not order.invoice_ids:
            return
        warned = self.env["shop_erp.binding.return"].search(
            [("backend_id", "=", self.backend.id), ("reason_code", "=", "warning"), ("odoo_id.order_id", "=", order.id)]
        )
        self.reasons |= {f"refund {one.reason}" for one in warned}
        if warned:
            self.insist(len(here) == len(there) or waiting, f"{id}: refunds here {here} there {there}")
        elif not waiting:
            self.insist(here == there, f"{id}: refunds here {here} there {there}")
        else:
            why = [f"{one.state} {one.reason}" for one in waiting]
            self.insist(len(here) + len(there) <= 2 * max(len(here), len(there)), why)
            both = Counter(here) & Counter(there)
            apart = sum((Counter(here) + Counter(there) - both - both).values())
            self.insist(apart == len(waiting), f"{id}: refunds here {here} there {there}; {why}")
        given = sum((decimal_of(move.amount_total, 2) for move in order.invoice_ids
                     if move.state == "posted" and move.move_type == "out_invoice"), ZERO)  # fmt: skip
        self.insist(sum(here, ZERO) <= given, f"{id}: more than {given} given back: {here}")

    def check_told(self, id, order):
        numbers = [one.carrier_tracking_ref for one in order.picking_ids
                   if one.state == "done" and one.carrier_tracking_ref]  # fmt: skip
        there = self.tracked(id)
        rows = self.env["shop_erp.binding.picking"].search(
            [("backend_id", "=", self.backend.id), ("odoo_id", "in", order.picking_ids.ids)]
        )
        bad = rows.filtered(lambda one: one.state != "done")
        why = [f"{one.state} {one.reason}" for one in bad]
        if bad:
            self.events[f"shipment {bad[0].reason_code}"] += 1
            self.reasons.add(f"shipment {bad[0].reason_code}: {bad[0].reason}")
        self.insist(len(there) == len(set(there)) and (bad or sorted(there) == sorted(numbers)),
                     f"{id}: tracked {numbers} there {there} {why}")  # fmt: skip
        told = [text.partition(": ")[0] for text in self.told(id) if text.startswith(("Invoice", "Credit"))]
        self.insist(len(told) == len(set(told)), f"{id}: told {told}")

    def check_levels(self):
        """A shop offers what lies here less what its live orders still wait for."""
        owed = Counter()
        orders = self.env["shop_erp.binding.order"].search([("backend_id", "=", self.backend.id)]).odoo_id
        for order in orders.filtered(lambda one: one.state != "cancel"):
            for line in order.order_line:
                open = line.product_uom_qty - line.qty_delivered
                owed[line.product_id.default_code] += max(open, 0)
        for code in self.goods:
            product = self.products[code]
            free = max(int(product.qty_available - owed[code]), 0)
            offered, kept = self.level(code), self.kept_back(code)
            fits = offered == free if not kept else free - kept <= offered <= free
            self.insist(fits, f"{code}: offered {offered}, free {free}, kept {kept}")

    def kept_back(self, _code):
        return 0

    def check_erp(self):
        documents = self.account.documents("13", "4", "7")
        by_reference = Counter(one["Reference"] for one in documents)
        self.insist(not [key for key, count in by_reference.items() if count > 1], f"doubled {by_reference}")
        known = {one["Reference"]: one for one in documents}
        rows = self.env["shop_erp.binding.order"].search([("backend_id", "=", self.erp.id)])
        sales = self.env["shop_erp.binding.order"].search([("backend_id", "=", self.backend.id)]).odoo_id
        confirmed = sales.filtered(lambda one: one.state == "sale")
        self.insist(confirmed <= rows.odoo_id, f"orders {confirmed - rows.odoo_id} not at the ERP")
        self.check_papers(rows, known, "order")
        invoices = self.env["shop_erp.binding.invoice"].search([("backend_id", "=", self.erp.id)])
        moves = self.env["account.move"].search(
            [("move_type", "in", ("out_invoice", "out_refund")), ("state", "=", "posted"),
             ("line_ids.sale_line_ids.order_id", "in", sales.ids)]
        ) | sales.shop_erp_return_ids.credit_note_ids  # fmt: skip
        self.insist(moves <= invoices.odoo_id, f"invoices {(moves - invoices.odoo_id).mapped('name')} not at the ERP")
        self.check_papers(invoices, known, "invoice")
        self.insist(len(known) <= len(rows) + len(invoices), "papers of nobody")

    def check_papers(self, rows, known, kind):
        for row in rows:
            record, paper = row.odoo_id, known.get(row.key)
            lines = record.order_line if kind == "order" else record.invoice_line_ids
            lines = lines.filtered(lambda one: one.display_type in (False, "product"))
            about = f"{kind} {row.display_name} {row.state} {row.reason_code}: {row.reason}"
            if paper is None:
                fits = record.currency_id.name == "EUR" and all(len(line.tax_ids) == 1 for line in lines)
                follows = row.reason_code == "not_there_yet"
                self.insist((row.state in ("held", "failed") or follows) and row.reason, f"not at the ERP: {about}")
                self.insist(not fits or follows or record.state == "cancel", f"refused: {about}")
                self.events[f"{kind} refused by ERP"] += 1
                self.reasons.add(f"{kind} not at ERP {row.reason_code}: {row.reason}")
                continue
            ours = decimal_of(record.amount_total, 2)
            same = paper["GrossTotal"] == ours
            if row.state != "done":
                self.events[f"{kind} at ERP {row.reason_code}"] += 1
                self.reasons.add(f"{kind} at ERP {row.reason_code}: {row.reason}")
            self.insist(same or row.state in ("held", "failed"), f"{about}: {ours} ERP {paper['GrossTotal']}")
            if row.state != "done":
                continue
            quantity = "product_uom_qty" if kind == "order" else "quantity"
            # the ERP works the tax out of the gross prices; a shop that rounds each piece comes to another one
            pieces = sum(int(line[quantity]) for line in lines) + len(lines)
            net = decimal_of(record.amount_untaxed, 2)
            near = abs(paper["NetTotal"] - net) <= CENT * pieces
            self.insist(near, f"{about}: net {net} {paper['NetTotal']}")
            mine = Counter(
                (self.code_there(one.product_id), decimal_of(one[quantity], 4)) for one in lines
                if one.price_total >= 0 and one.product_id.default_code != "DISCOUNT"
            )  # fmt: skip
            theirs = Counter((one["product"], one["quantity"]) for one in paper["lines"])
            self.insist(mine == theirs, f"{about}: lines {mine} {theirs}")

    def code_there(self, product):
        rows = self.env["shop_erp.binding.variant"].search(
            [("backend_id", "=", self.erp.id), ("odoo_id", "=", product.id)]
        )
        return rows.external_id.split("¦")[0]
