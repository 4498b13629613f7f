"""Orders that shops really send: nothing to pay, hundreds of lines, money back in a line, other currencies."""

from odoo.tests import tagged

from ... import make
from ...common import HubCase


@tagged("post_install", "-at_install")
class TestOddOrders(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.bind_product("100")

    def test_an_order_that_a_voucher_pays_in_full(self):
        voucher = make.line("-10.00", role="discount", variant="", id="d", name="Voucher", code="")
        row = self.receive("order", make.order(lines=[make.line("10.00"), voucher]))
        self.assertEqual((row.state, row.odoo_id.state, row.odoo_id.amount_total), ("done", "sale", 0.0), row.reason)

    def test_an_order_of_500_lines_in_one_piece(self):
        lines = [make.line("1.01", gross="1.17", quantity=3, id=str(number)) for number in range(500)]
        row = self.receive("order", make.order(lines=lines))
        self.assertEqual((row.state, len(row.odoo_id.order_line)), ("done", 500), row.reason)
        self.assertEqual((row.odoo_id.amount_untaxed, row.odoo_id.amount_total), (505.0, 585.0))

    def test_a_gift_card_keeps_its_own_tax_treatment(self):
        card = make.line("-5.00", rate="", role="gift_card", variant="", id="g", name="Gift card", code="")
        row = self.receive("order", make.order(lines=[make.line("10.00"), card]))
        self.assertEqual((row.state, row.odoo_id.amount_tax, row.odoo_id.amount_total), ("done", 1.5, 6.5), row.reason)

    def test_a_small_order_fee_is_a_line_of_its_own(self):
        fee = make.line("2.00", role="payment_fee", variant="", id="f", name="Small order", code="")
        row = self.receive("order", make.order(lines=[make.line("10.00"), fee]))
        fees = row.odoo_id.order_line.filtered(lambda line: line.product_id == self.backend.payment_fee_product_id)
        self.assertEqual((fees.name, fees.price_subtotal), ("Small order", 2.0))

    def test_an_export_without_tax_says_so_and_is_no_missing_mapping(self):
        row = self.receive("order", make.order(lines=[make.line("10.00", rate="")]))
        self.assertEqual((row.state, row.odoo_id.amount_tax), ("done", 0.0), row.reason)
        self.assertFalse(row.odoo_id.order_line.tax_ids)

    def test_another_currency_takes_the_shops_own_price_list(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        lists = self.env["product.pricelist"].create(
            [{"name": name, "currency_id": euro.id, "company_id": self.company.id} for name in ("First", "Ours")]
        )
        self.backend.pricelist_ids = lists[1]
        row = self.receive("order", make.order(currency="EUR"))
        self.assertEqual((row.state, row.odoo_id.pricelist_id, row.odoo_id.currency_id), ("done", lists[1], euro))

    def test_the_same_event_twice_and_a_paid_event_first_make_one_order(self):
        paid, created = make.order(state_id="2"), make.order(state_id="1")
        row = self.receive("order", paid)
        self.receive("order", paid)
        self.assertEqual(row.odoo_id.state, "sale")
        self.receive("order", created)
        orders = self.env["sale.order"].search([("client_order_ref", "=", "REF41")])
        self.assertEqual((len(orders), orders.state), (1, "sale"))
