"""Buying on account, the whole way: an ERP says who owes what, a shop is told, an order above the limit waits."""

from decimal import Decimal

from odoo.tests import new_test_user, tagged

from ...simulators.ebp import EbpSimulator
from .test_customer_chain import ChainCase


class CreditCase(ChainCase):
    """A shop whose bank transfers are paid later, and a product that costs 100.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mapping(cls.backend, "payment", "ps_wirepayment").is_on_account = True
        cls.mapping(cls.backend, "state", "10").order_action = "confirm"  # awaits the money
        cls.lamp = cls.shop.add_product("LAMP", "100.00", quantity=99)["id"]
        for kind in ("category", "product"):
            cls.sync(cls.backend, kind, "in")
        cls.backend.account_rule = "rule"

    def order(self, quantity):
        """An order of the customer, as it stands in Odoo; a lamp costs 123.00 with tax, and nothing to send."""
        placed = self.shop.place_order(self.customer["id"], [(self.lamp, quantity)], carrier=1)
        self.sync(self.backend, "order", "in")
        return self.env["shop_erp.binding.order"].search(
            [("backend_id", "=", self.backend.id), ("external_id", "=", str(placed["id"]))]
        )

    def told_limit(self):
        return Decimal(self.shop.row("customers", self.customer["id"])["outstanding_allow_amount"])


@tagged("post_install", "-at_install")
class TestErpWithLimits(CreditCase):
    """An EBP that knows limits, balances and open invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = EbpSimulator()
        cls.erp = cls.connect(cls.office, "ebp", "Ledger")
        cls.map("payment_term", "Carte bancaire", backend=cls.erp).action_confirm()
        cls.everything_on(cls.backend, cls.erp)
        cls.office.add_customer(
            "REIS",
            "Reis SARL",
            NaturalPerson=False,
            AllowedAmount=1000,
            CurrentAmount=250,
            MainInvoicingAddress_CountryIsoCode="PT",
        )
        cls.map(
            "payment_term",
            "Carte bancaire",
            backend=cls.erp,
            payment_term_id=cls.env["account.payment.term"].create({"name": "Card"}).id,
        )
        for mapping in cls.erp.mapping_ids.filtered(lambda one: one.type in ("price_table", "group")):
            mapping.action_confirm()
        cls.sync(cls.erp, "customer", "in")
        cls.sync(cls.backend, "customer", "out")
        cls.customer = cls.shop.only("customers", email="reis@exemple.fr")

    def test_the_limit_is_told_and_told_again_when_it_moves(self):
        self.assertTrue(self.erp.keeps_credit)
        self.assertEqual(self.told_limit(), 1000)
        self.office.store.update("Customer", {"Id": "REIS"}, AllowedAmount=1500)
        self.sync(self.erp, "customer", "in")
        for _minute in range(2):  # in the first one the flows have their turns, and may meet
            self.env["shop_erp.flow"]._cron_dispatch()
            self.work()
        self.assertEqual(self.told_limit(), 1500)

    def test_an_order_above_it_waits_with_the_figures_and_a_manager_lets_it_pass(self):
        first = self.order(6)  # 250 + 738 = 988
        self.assertEqual(first.state, "done", first.reason)
        row = self.order(1)
        self.assertEqual((row.state, row.reason_code), ("held", "credit_exceeded"))
        for figure in ("Reis SARL", "1000.00", "250.00", "738.00", "123.00", "111.00", "Ledger"):
            self.assertIn(figure, row.reason)
        manager = new_test_user(self.env, login="boss", groups="shop_erp_connector.group_manager")
        row.with_user(manager).action_release_credit()
        self.work()
        self.assertEqual((row.state, row.odoo_id.state), ("done", "sale"), row.reason)

    def test_a_payment_in_the_erp_is_read_though_nobody_touched_the_customer(self):
        invoice = self.office.enter(2, [], CustomerId="REIS", AmountVatIncluded=Decimal(250))
        self.office.add_debt(invoice, "250.00")
        row = self.env["shop_erp.binding.partner"].search([("external_id", "=", "REIS")])
        self.sync(self.erp, "customer", "in")
        self.assertIn("250", row.credit_invoices)
        self.office.clock.advance(3600)
        self.office.pay(invoice)
        with self.office.store.transaction():  # the total of a customer moves without his own date
            stamp = self.office.store.row("Customer", Id="REIS")["sysModifiedDate"]
            self.office.store.update("Customer", {"Id": "REIS"}, CurrentAmount=0, sysModifiedDate=stamp)
        run = self.sync(self.erp, "customer", "in")
        self.assertEqual((run.changed, row.credit_balance, row.credit_invoices), (1, 0.0, ""))
        order = self.order(8)
        self.assertEqual(order.state, "done", order.reason)


@tagged("post_install", "-at_install")
class TestErpWithBalances(CreditCase):
    """A KeyInvoice, which says what clients owe; how much they may owe is Odoo's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.erp = cls.connect_erp()
        cls.erp._set_settings(cls.account.settings | {"client_accounts": "1", "client_details": "1"})
        cls.erp.action_check()
        cls.account.add_product("LAMP", "Candeeiro", price="123.00", tax="1", stock="99")
        cls.everything_on(cls.backend, cls.erp)
        cls.erp.account_rule = "rule"
        cls.sync(cls.erp, "product", "in")
        cls.customer = cls.shop.add_customer("compras@oficina.test", company="Oficina Reis")
        cls.shop.add_address(cls.customer["id"], vat_number="PT503504564")
        cls.levels = cls.env["product.pricelist"].create([{"name": name} for name in ("PVP", "Resale")])
        for level, pricelist in zip(("1", "2"), cls.levels, strict=True):
            cls.mapping(cls.erp, "price_table", level).pricelist_id = pricelist
        cls.sync(cls.backend, "customer", "in")
        cls.sync(cls.erp, "customer", "out")
        cls.row = cls.account_row(cls.erp, cls.account.client("503504564")["IdClient"])
        cls.partner = cls.row.odoo_id

    def keep(self, limit):
        self.erp.keeps_credit = True
        self.company.account_use_credit_limit = True
        self.partner.credit_limit = limit
        self.sync(self.erp, "customer", "in")

    def test_nobody_takes_it_for_the_ledger_by_itself(self):
        self.assertEqual((self.erp.tells_credit, self.erp.keeps_credit), (True, False))

    def test_without_limits_the_remedy_is_named(self):
        self.erp.keeps_credit = True
        self.sync(self.erp, "customer", "in")
        row = self.order(1)
        self.assertEqual(row.reason_code, "credit_unknown")
        self.assertIn("switch on sales credit limits", row.reason)

    def test_an_invoice_and_a_payment_move_the_balance_here_and_there(self):
        self.keep(500.0)
        row = self.order(3)
        self.assertEqual((row.state, self.row.credit_balance), ("done", 0.0), row.reason)
        order = row.odoo_id
        order.picking_ids.move_ids.write({"quantity": 3, "picked": True})
        order.picking_ids.button_validate()
        invoice = order._create_invoices()
        invoice.action_post()
        self.sync(self.erp, "invoice", "out")
        self.assertEqual((self.row.credit_limit, self.row.credit_balance), (500.0, 369.0))
        self.sync(self.backend, "customer", "out")
        self.assertEqual(self.told_limit(), 500)
        held = self.order(2)
        self.assertEqual(held.reason_code, "credit_exceeded")
        self.assertIn("369.00", held.reason)
        self.account.settle(self.account.documents("4")[0]["FullDocNumber"])
        self.sync(self.erp, "customer", "in")
        self.assertEqual(self.row.credit_balance, 0.0)
        held._retry()
        self.work()
        self.assertEqual(held.state, "done", held.reason)

    def test_price_level_and_discount_come_in(self):
        client = self.account.account.clients[self.row.external_id]
        self.sync(self.erp, "customer", "in")
        self.assertEqual(self.partner.property_product_pricelist, self.levels[0])
        client |= {"PriceLevel": "2", "Discount": "5"}
        self.account.account.clients[self.row.external_id] = client
        self.sync(self.erp, "customer", "in")
        self.assertEqual(
            (self.partner.property_product_pricelist, self.partner.shop_erp_discount), (self.levels[1], 5.0)
        )
