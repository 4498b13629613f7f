"""Random lives of orders between a shop, Odoo and an ERP, and what must hold once everything is exchanged."""

import random
from collections import Counter
from copy import deepcopy
from datetime import date

from odoo.exceptions import UserError

from .goods import STOCK
from .order_checks import OrderChecks

#: Services of Odoo that orders are made of beside goods, as the ERP knows them.
SERVICES = ("SHIPPING", "PAYMENT-FEE", "GIFT-WRAPPING", "DISCOUNT", "GIFT-CARD", "ROUNDING")


class OrderWalk(OrderChecks):
    """Joined with a counter (see ``goods.py``) and ``SimulatedCase``."""

    seeds = range(1, 2)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.erp = cls.connect_erp()
        cls.erp._set_settings({"colours_sizes": True})
        cls.erp.action_check()
        cls.env["product.pricelist"].create({"name": "Dollar", "currency_id": cls.env.ref("base.USD").id})
        cls.env.ref("base.USD").active = True
        cls.shop, cls.backend = cls.connect_shop()
        cls.open_counter()
        cls.backend.action_check()
        cls.map_taxes(cls.backend)
        for kind in ("category", "product"):
            cls.sync(cls.backend, kind, "in")
        for code in SERVICES:
            cls.account.add_product(code, code, price="1.00", tax="1", is_service=True)
        cls.sync(cls.erp, "product", "in")
        cls.env["product.template"].search(
            [("product_variant_ids.default_code", "not in", [*cls.goods, "BOX"])]
        ).sale_ok = False
        for kind in ("category", "product"):
            run = cls.sync(cls.erp, kind, "out")
            if run.errors:
                raise AssertionError(run.errors)
        products = cls.env["product.product"].search([("default_code", "in", [*cls.goods, *SERVICES, "BOX"])])
        products.invoice_policy = "order"
        cls.products = {product.default_code: product for product in products}
        cls.flow(cls.erp, "invoice", "out").active = True
        cls.map_codes(cls.backend, "payment", journal_id=cls.journal.id)
        carrier = cls.env["delivery.carrier"].search([("name", "=", "Parcel")], limit=1)
        cls.map_codes(cls.backend, "carrier", carrier_id=carrier.id)
        location = cls.backend.warehouse_id.lot_stock_id
        for code in cls.goods:
            cls.env["stock.quant"]._update_available_quantity(cls.products[code], location, STOCK)
        cls.sync(cls.backend, "stock", "out")

    def walk_all(self):
        """Walk each of ``seeds`` from where the case begins."""
        before = [deepcopy(simulator.state()) for simulator in self.simulators]
        for seed in self.seeds:
            with self.subTest(seed=seed):
                savepoint = self.env.cr.savepoint()
                try:
                    self.walk(seed)
                finally:
                    self.env.flush_all()
                    savepoint.rollback()
                    savepoint.close(rollback=False)
                    self.env.invalidate_all()
                    for simulator, state in zip(self.simulators, before, strict=True):
                        simulator.restore(deepcopy(state))
                        simulator.faults.clear()

    def walk(self, seed, rounds=2, steps=26):
        self.chance = random.Random(seed)
        self.story, self.orders, self.events = [f"seed {seed}"], [], Counter()
        self.notes, self.reasons = [], set()
        self.shop_settings()
        self.backend.action_check()
        for _order in range(3):
            self.story.append(f"place {self.place()}")
        self.exchange()
        for _round in range(rounds):
            for _step in range(self.chance.randint(14, steps)):
                self.step()
            self.story.append("settle")
            self.settle()
            self.check()

    # --- what happens ---

    def step(self):
        deeds = {
            self.place: 22, self.paid: 12, self.changed: 6, self.cancelled_there: 5, self.cancelled_here: 3,
            self.given_back_there: 9, self.given_back_here: 10, self.shipped: 14, self.invoiced: 22,
            self.counted_here: 3, self.counted_there: 3, self.webhook: 8, self.exchange_some: 20,
        }  # fmt: skip
        deed = self.chance.choices(list(deeds), weights=list(deeds.values()))[0]
        self.shop.clock.advance(self.chance.randint(0, 90))
        told = deed()
        if told:
            self.events[deed.__name__] += 1
            self.story.append(f"{deed.__name__} {told}")
        self.env.flush_all()

    def any_order(self):
        return self.chance.choice(self.orders) if self.orders else None

    def place(self):
        id = self.buy()
        self.orders.append(id)
        return f"{id} {self.totals(id)} {self.life(id)} {[(one[0], str(one[1])) for one in self.sold(id)]}"

    def paid(self):
        id = self.any_order()
        return id and self.pay(id) and id

    def changed(self):
        id = self.any_order()
        return id and not self.given_back(id) and self.change(id) and f"{id} {self.totals(id)}"

    def cancelled_there(self):
        id = self.any_order()
        return id and not self.given_back(id) and self.cancel(id) and id

    def given_back_there(self):
        id = self.any_order()
        before = id and len(self.given_back(id))
        return id and self.give_back(id) and f"{id} {self.given_back(id)[before:]}"

    def row(self, id):
        return self.env["shop_erp.binding.order"].search(
            [("backend_id", "=", self.backend.id), ("external_id", "=", id)]
        )

    def sale(self):
        """Return a random confirmed order of Odoo, and its id there."""
        id = self.any_order()
        order = self.row(id).odoo_id if id else None
        return (id, order) if order and order.state == "sale" else (id, None)

    def cancelled_here(self):
        id, order = self.sale()
        if not order or order.invoice_ids.filtered(lambda move: move.state == "posted"):
            return None
        if order.picking_ids.filtered(lambda picking: picking.state == "done"):
            return None
        order._action_cancel()
        return id

    def shipped(self):
        id, order = self.sale()
        open = order and order.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel") and one.picking_type_code == "outgoing"
        )
        if not open:
            return None
        picking = open[0]
        for move in picking.move_ids:
            quantity = move.product_uom_qty
            if self.chance.random() < 0.4:
                quantity = self.chance.randint(0, int(quantity))
            move.write({"quantity": quantity, "picked": bool(quantity)})
        if not any(picking.move_ids.mapped("picked")):
            picking.move_ids.write({"picked": False})
            return None
        if self.chance.random() < 0.8:
            picking.carrier_tracking_ref = f"PT{picking.id:09d}"
        picking._action_done()
        return f"{id} {picking.name} {picking.carrier_tracking_ref} {picking.state}"

    def invoiced(self):
        id, order = self.sale()
        if not order or order.invoice_status != "to invoice":
            return None
        move = order._create_invoices()
        move.invoice_date = date.today()
        move.action_post()
        return f"{id} {move.name} {move.amount_total}"

    def given_back_here(self):
        """A return is decided in Odoo: lines, or money beside them."""
        id, order = self.sale()
        if not order or not order.invoice_ids.filtered(lambda move: move.state == "posted"):
            return None
        vals = {"order_id": order.id}
        line = self.chance.choice(order.order_line.filtered(lambda one: one.price_total > 0) or [None])
        if line and self.chance.random() < 0.7:
            quantity = self.chance.randint(1, int(line.product_uom_qty))
            part = {"sale_line_id": line.id, "quantity": quantity, "decision": "refund"}
            vals["line_ids"] = [(0, 0, part)]
        else:
            vals["adjustment"] = round(self.chance.random() * order.amount_total / 2, 2)
        try:
            with self.env.cr.savepoint():
                record = self.env["shop_erp.return"].create(vals)
                record.action_accept()
                record.action_refund()
                self.env.flush_all()
        except UserError as error:
            self.story.append(f"  Odoo refuses {error}")
            return None
        return f"{id} {record.name} {record.credit_note_ids.mapped('amount_total')} {line and line.name}"

    def counted_here(self):
        code, change = self.chance.choice(sorted(self.goods)), self.chance.choice((-7, 5, 11))
        location = self.backend.warehouse_id.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(self.products[code], location, change)
        return f"{code} {change}"

    def counted_there(self):
        code = self.chance.choice(sorted(self.goods))
        quantity = max(self.level(code) + self.chance.choice((-9, 4)), 0)
        self.set_level(code, quantity)
        # what people change there by hand is no news to Odoo: it has to send the level again
        self.env["shop_erp.binding.stock"].search([("odoo_id", "=", self.products[code].id)]).write(
            {"digest": False, "moved_there": True}
        )
        return f"{code} {quantity}"

    # --- exchange ---

    def shop_syncs(self):
        ways = (("order", "in"), ("return", "in"), ("return", "out"), ("status", "out"), ("shipment", "out"),
                ("invoice", "out"), ("stock", "out"))  # fmt: skip
        return [(self.backend, *way) for way in ways]

    def erp_syncs(self):
        return [(self.erp, *way) for way in (("order", "out"), ("invoice", "out"), ("invoice", "in"))]

    def webhook(self):
        """The shop reports orders: early, twice, in any order, also those that it reported before."""
        if not self.orders:
            return None
        ids = self.chance.sample(self.orders, min(len(self.orders), self.chance.randint(1, 3)))
        flow = self.flow(self.backend, "order", "in")
        for id in ids + ids[:1]:
            self.env["shop_erp.run"]._start(flow, "webhook", external_ids=[id])
        self.work()
        return str(ids)

    def exchange_some(self):
        told = []
        syncs = self.shop_syncs() + self.erp_syncs()
        for backend, kind, way in self.chance.sample(syncs, self.chance.randint(1, 4)):
            told.append(f"{backend.name}.{kind}.{way}{self.fault(backend)}")
            self.sync(backend, kind, way)
            self.shop.faults.clear()
            self.account.faults.clear()
        return " ".join(told)

    def fault(self, backend):
        faults = (self.shop if backend == self.backend else self.account).faults
        kind = self.chance.choice(("", "", "", "500", "cut", "cut", "refuse", "half"))
        if not kind:
            return ""
        which = {}
        if backend == self.backend and kind == "cut":
            which = self.chance.choice((*self.refund_calls, {}))
        elif backend != self.backend:
            which = {"kind": self.chance.choice(("insertDocument", "insertDocument", "getDocument", "insertClient"))}
        times = self.chance.choice((1, 1, 2))
        if kind == "500":
            faults.status(500, times=times, **which)
        elif kind == "cut":
            faults.cut_after_accepting(times=times, **which)
        elif kind == "refuse":
            faults.refuse(times=times, **which)
        else:
            faults.cut_body(times=times, **which)
        return f"!{kind}{which or ''}"

    MODELS = ("order", "return", "status", "picking", "invoice", "stock", "partner")

    def rows(self):
        for name in self.MODELS:
            yield self.env[f"shop_erp.binding.{name}"].search([("backend_id", "in", (self.backend + self.erp).ids)])

    def exchange(self):
        self.env["queue.job"].search([("state", "=", "pending")]).eta = False
        for backend in self.backend + self.erp:
            if backend.state != "ready":
                self.story.append(f"  {backend.name} {backend.state}: {backend.state_reason}")
                backend.action_check()
        for rows in self.rows():
            rows.filtered("next_try").next_try = False
        self.work()
        return [self.sync(*way) for way in self.shop_syncs()[:3] + self.erp_syncs() + self.shop_syncs()[3:]]

    def settle(self):
        for _time in range(6):
            self.shop.log.clear()
            self.account.log.clear()
            runs = self.exchange()
            told = [
                f"{run.display_name} {run.direction} {run.created} {run.changed} {run.failed} {run.errors}"
                for run in runs
                if (run.created, run.changed, run.failed) != (0, 0, 0)
            ]
            written = [call.kind for call in self.account.log if call.kind.startswith(("insert", "update", "set"))]
            written += self.writes()
            if not self.decide() and not told and not written:
                return
        self.insist(not told and not written, f"not calm: {told} {written}")

    def decide(self):
        """A person answers: proposals of the shop are accepted or refused, what cannot be undone is noted."""
        orders = self.env["shop_erp.binding.order"].search([("backend_id", "=", self.backend.id)])
        proposals = orders.filtered("is_proposal")
        for row in proposals:
            self.story.append(f"  proposal {row.external_id} {row.reason}")
            accept = self.chance.random() < 0.6
            try:
                with self.env.cr.savepoint():
                    row.action_accept_change() if accept else row.action_refuse_change()
            except UserError as error:
                self.story.append(f"  accepting {row.external_id}: {error}")
                row.action_refuse_change()
                accept = False
            self.story.append(f"  proposal {row.external_id} {'accepted' if accept else 'refused'}")
            if not accept:
                self.notes.append(row.external_id)
            self.work()
        ambiguous = orders.filtered(lambda one: one.reason_code == "ambiguous" and one.state == "held")
        for row in ambiguous:
            row._choose_buyer(self.chance.choice((*row._buyer_candidates(), self.env["res.partner"])))
            self.work()
        return len(proposals) + len(ambiguous)

    def writes(self):
        return [call.kind for call in self.shop.log if call.method not in ("GET", "HEAD")]
