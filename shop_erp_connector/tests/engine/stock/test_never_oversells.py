"""The proof: thousands of sales in two shops and at a counter, and nobody is promised what is not there."""

from datetime import timedelta
from decimal import Decimal

from odoo import fields
from odoo.tests import tagged

from ...common import SimulatedCase
from .market import Market

#: Products that are sold everywhere, and how many of each there are in the beginning.
_REFERENCES = [f"KI-{number}" for number in range(40)]
_STOCK = 16

#: What shops keep back: so many are sold of a product at most before all systems know of it.
_BUFFER = 12

#: Tables that grow with every sale.
_GROWING = (
    "account_move",
    "account_move_line",
    "queue_job",
    "sale_order",
    "sale_order_line",
    "shop_erp_binding_invoice",
    "shop_erp_binding_order",
    "shop_erp_run",
    "shop_erp_run_step",
    "stock_move",
    "stock_move_line",
    "stock_picking",
    "stock_quant",
    "stock_reference",
    "stock_reference_move_rel",
    "stock_reference_sale_rel",
)


class MarketCase(SimulatedCase):
    """Two shops, an ERP with a counter, and Odoo between them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.erp = cls.connect_erp()
        pairs = [cls.connect_shop(name=f"Shop {number}") for number in range(2)]
        cls.shops, cls.backends = [shop for shop, _backend in pairs], [backend for _shop, backend in pairs]
        for reference in _REFERENCES:
            cls.account.add_product(reference, f"Produto {reference}", price="12.30", tax="1", stock=_STOCK)
            for shop in cls.shops:
                shop.add_product(reference, "10.00", quantity=0)
        for backend, kinds in (
            (cls.erp, ["product"]),
            *((backend, ["category", "product"]) for backend in cls.backends),
        ):
            for kind in kinds:
                cls.sync(backend, kind, "in")
        cls.products = cls.env["product.product"].search([("default_code", "in", _REFERENCES)])
        cls.products.invoice_policy = "order"
        cls.flows = cls.env["shop_erp.flow"].union(
            *(cls.flow(backend, "order", "in") + cls.flow(backend, "stock", "out") for backend in cls.backends),
            cls.flow(cls.erp, "invoice", "out"),
            cls.flow(cls.erp, "stock", "in"),
        )
        cls.flows.active = True

    def open_market(self, **options):
        """Return the market after everything was exchanged once."""
        self.spoilt = set()
        self.market = Market(self.shops, self.account, _REFERENCES, stock=_STOCK, **options)
        self.assertTrue(self.exchange(is_quiet=True))
        return self.market

    # --- the exchange, with the world going on between any two jobs ---

    def exchange(self, *, is_quiet=False, late=()):
        """An hour passes, the office works, and the dispatcher starts what is due. Return whether all went well.

        :param late: which of the flows do not come this time
        """
        self._pass_time()
        self._count_rows()
        self._decide_held()
        self._work_in_the_office()
        self.market.truth.begin_exchange()
        known = self.env["shop_erp.run"].search([("state", "!=", "running")])
        for number, flow in enumerate(self.flows):
            flow.next_run = fields.Datetime.now() + timedelta(hours=number in late)
        while self._is_something_done(is_quiet):
            pass
        runs = self.env["shop_erp.run"].search([("id", "not in", known.ids)])
        is_well = not late and all(run.state == "done" and not run.errors for run in runs)
        if is_well:
            self.market.truth.end_exchange()
        return is_well

    def _is_something_done(self, is_quiet):
        """Dispatch, and perform the job that is first in the queue."""
        self.env["shop_erp.flow"]._cron_dispatch()
        job = self.due_jobs()[:1]
        if job:
            self.perform(job)
        if job and not is_quiet:
            self.market.happen(self.market.chance.randrange(3))
        return job

    def _pass_time(self):
        """An hour later: what waited for its next try is due."""
        for simulator in self.simulators:
            simulator.clock.advance(3600)
        self.env.flush_all()
        self.env.cr.execute("UPDATE queue_job SET eta = NULL WHERE state = 'pending'")
        self.env.cr.execute("UPDATE shop_erp_binding_stock SET next_try = NULL")
        self.env.cr.execute("UPDATE shop_erp_binding_invoice SET next_try = NULL")
        self.env.invalidate_all()

    def _count_rows(self):
        """Tell PostgreSQL how much there is: of a transaction that does not end it knows nothing by itself."""
        self.env.cr.execute("ANALYZE " + ", ".join(_GROWING))

    def _decide_held(self):
        """A person says what the new ways to pay are."""
        for backend in self.backends:
            open_mappings = backend.mapping_ids.filtered(lambda one: (one.type, one.state) == ("payment", "open"))
            open_mappings.journal_id = self.journal
        self.env["shop_erp.binding"]._retry_waiting_for(self.env["shop_erp.backend"].union(*self.backends))

    def _work_in_the_office(self):
        """Collective invoices for what is confirmed; half of what is ready leaves the house."""
        orders = self.env["sale.order"].search([("invoice_status", "=", "to invoice"), ("state", "=", "sale")])
        if orders:
            orders._create_invoices().action_post()
        ready = self.env["stock.picking"].search([("state", "=", "assigned")], order="id")
        leaving = ready[: len(ready) // 2]
        leaving.move_ids.picked = True
        leaving._action_done()

    def spoil(self):
        """Order what goes wrong in the next exchange; return which runs are late."""
        chance = self.market.chance
        shop = chance.choice(self.shops)
        kind = chance.choice((*[""] * 8, "late", "lost level", "lost invoice", "no orders", "busy"))
        self.spoilt |= {kind} - {""}
        if kind == "lost level":
            shop.faults.cut_after_accepting(kind="stock_availables", method="PATCH")
        elif kind == "lost invoice":
            self.account.faults.cut_after_accepting(kind="insertDocument")
        elif kind == "no orders":
            shop.faults.status(503, kind="orders")
        elif kind == "busy":
            self.account.faults.refuse(kind="listProducts")
        return chance.sample(range(len(self.flows)), 2) if kind == "late" else ()

    # --- in the end ---

    def settle(self):
        """The last orders are paid or cancelled, and nothing disturbs the exchange any more.

        What is sold and brought at the same time leaves levels as they were: the shop must hear of it all the same.
        """
        self.market.close_all()
        for simulator in self.simulators:
            simulator.faults.clear()
        self.exchange(is_quiet=True)
        self.exchange(is_quiet=True)
        self.market.balance()
        self.assertTrue(self.market.events["balance"])
        for _round in range(3):
            self.exchange(is_quiet=True)

    def assert_all_agree(self, buffer=0):
        """What is free by the truth is what everybody shows."""
        free = self.market.truth.free
        for product in self.products:
            reference = product.default_code
            with self.subTest(product=reference):
                offered = max(free[reference] - buffer, 0)
                there = [self.market.stock(number, reference) for number in range(2)]
                self.assertEqual((there, self.account.stock(reference)), ([offered] * 2, Decimal(free[reference])))


@tagged("post_install", "-at_install")
class TestNeverOversells(MarketCase):
    def trade(self, market, rounds):
        """Let the market go on for so many rounds, then come to rest; all that is offered must be explained."""
        for _round in range(rounds):
            market.happen(100)
            self.exchange(late=self.spoil())
        self.settle()
        self.assertEqual(market.truth.unexplained, [], "offered beyond what there was and what was just sold")
        self.assertGreaterEqual(market.truth.sales, 600)
        self.assertGreaterEqual(len(market.events), 5, market.events)
        self.assertGreaterEqual(len(self.spoilt), 2, "something went wrong on purpose")

    def test_without_buffer_each_oversell_is_a_sale_that_nobody_could_know_of(self):
        market = self.open_market(seed=1, low=_STOCK)
        self.trade(market, 7)
        self.assertTrue(market.truth.oversold, "without it, what follows proves nothing")
        for one in market.truth.oversold:
            self.assertLessEqual(one.pieces, one.unknown, one)
        self.assert_all_agree()

    def test_with_a_buffer_for_what_is_sold_meanwhile_nothing_is_oversold(self):
        for backend in self.backends:
            backend.stock_buffer = _BUFFER
        market = self.open_market(seed=2, rush=_BUFFER, low=_BUFFER // 2)
        self.trade(market, 14)
        self.assertEqual(market.truth.oversold, [])
        self.assert_all_agree(_BUFFER)
