"""The discount of a customer: it comes in, goes out, holds for Odoo's own quotations, and is never lost silently."""

from dataclasses import replace
from decimal import Decimal

from odoo.tests import Form, tagged

from ....remotes.documents import Customer
from ... import make
from ...common import HubCase
from ..shop_case import ShopOutCase

ANA = Customer(id="7", company="Reis Lda", email="ana@reis.invalid")


@tagged("post_install", "-at_install")
class TestDiscountInOdoo(HubCase):
    system = "file_exchange"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.row = cls.receive("customer", replace(ANA, discount_percent=Decimal(10)))
        cls.partner = cls.row.odoo_id
        cls.lamp = cls.bind_product("100", list_price=200.0).product_variant_id

    def quotation(self, partner=None, **line):
        line = {"product_id": self.lamp.id, "product_uom_qty": 1} | line
        return self.env["sale.order"].create({"partner_id": (partner or self.partner).id, "order_line": [(0, 0, line)]})

    def test_a_quotation_made_by_hand_has_it(self):
        order = self.quotation()
        self.assertEqual((order.order_line.discount, order.amount_untaxed), (10.0, 180.0))
        order.order_line.product_uom_qty = 3
        self.assertEqual((order.order_line.discount, order.amount_untaxed), (10.0, 540.0))
        delivery = self.env["res.partner"].create({"parent_id": self.partner.id, "type": "delivery", "name": "Shed"})
        self.assertEqual(self.quotation(delivery).order_line.discount, 10.0)

    def test_it_comes_on_top_of_the_price_list(self):
        self.env.user.group_ids += self.env.ref("sale.group_discount_per_so_line")
        self.partner.property_product_pricelist = self.env["product.pricelist"].create(
            {
                "name": "Trade",
                "item_ids": [(0, 0, {"compute_price": "percentage", "percent_price": 20, "applied_on": "3_global"})],
            }
        )
        order = self.quotation()
        self.assertEqual((order.order_line.discount, order.amount_untaxed), (28.0, 144.0))
        order.action_update_prices()
        self.assertEqual(order.amount_untaxed, 144.0)

    def test_the_order_says_it_where_nobody_sees_the_discounts_of_lines(self):
        self.assertEqual(self.quotation().shop_erp_discount, 10.0)
        self.assertEqual(self.quotation(discount=3.0).shop_erp_discount, 0.0)
        self.assertEqual(self.quotation(self.env["res.partner"].create({"name": "Somebody"})).shop_erp_discount, 0.0)

    def test_what_a_person_says_of_a_line_holds(self):
        self.assertEqual(self.quotation(discount=3.0).order_line.discount, 3.0)

    def test_another_customer_has_another_one(self):
        form = Form(self.env["sale.order"])
        form.partner_id = self.partner
        with form.order_line.new() as line:
            line.product_id = self.lamp
        form.partner_id = self.env["res.partner"].create({"name": "Somebody"})
        self.assertEqual(form.save().order_line.discount, 0.0)

    def test_another_customer_has_another_one_also_where_the_order_is_saved(self):
        order = self.quotation()
        with Form(order) as form:
            form.partner_id = self.env["res.partner"].create({"name": "Somebody"})
        self.assertEqual(order.order_line.discount, 0.0)
        with Form(order) as form:
            form.partner_id = self.partner
            form.partner_id = self.env["res.partner"].create({"name": "Somebody else"})
        self.assertEqual(order.order_line.discount, 0.0)

    def test_customers_without_one_leave_a_lines_discount_alone(self):
        self.env.user.group_ids += self.env.ref("sale.group_discount_per_so_line")
        self.env.user.group_ids += self.env.ref("product.group_product_pricelist")
        self.env["product.pricelist"].create({"name": "Everybody's"})
        somebody, other = self.env["res.partner"].create([{"name": "Somebody"}, {"name": "Else"}])
        order = self.quotation(somebody, discount=15.0)
        self.assertTrue(order.pricelist_id)
        with Form(order) as form:
            form.partner_id = other
        self.assertEqual(order.order_line.discount, 15.0)

    def test_delivery_and_other_companies_have_none(self):
        carrier = self.env["delivery.carrier"].create(
            {"name": "Parcel", "fixed_price": 5.0, "product_id": self.backend.shipping_product_id.id}
        )
        order = self.quotation()
        order.set_delivery_line(carrier, 5.0)
        self.assertEqual(order.order_line.filtered("is_delivery").discount, 0.0)
        other = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(self.partner.with_company(other).shop_erp_discount, 0.0)

    def test_what_a_shop_sold_costs_what_it_cost_there(self):
        self.map("tax", "t15", rate=make.dec(15), tax_id=self.tax15.id)
        row = self.receive("order", make.order(customer=ANA, billing=None, delivery=None))
        self.assertEqual((row.state, row.odoo_id.amount_untaxed), ("done", 10.0), row.reason)
        row.odoo_id.order_line._compute_discount()
        self.assertEqual(row.odoo_id.amount_untaxed, 10.0)

    def test_a_partner_of_files_takes_it(self):
        self.partner.shop_erp_discount = 12.5
        self.assertEqual(self.row._make_documents(None)[self.row.id].discount_percent, Decimal("12.5"))


@tagged("post_install", "-at_install")
class TestDiscountThere(ShopOutCase):
    def test_a_shop_that_takes_none_says_so_on_the_account(self):
        self.backend.account_rule = "rule"
        partner = self.env["res.partner"].create(
            {"name": "Ana Reis", "email": "ana@reis.invalid", "customer_rank": 1, "shop_erp_discount": 7.5}
        )
        self.sync(self.backend, "customer", "out")
        row = partner.shop_erp_account_ids
        self.assertEqual((row.state, row.reason_code), ("done", "warning"))
        self.assertIn("7.5 % of Ana Reis", row.reason)
        self.sync(self.backend, "customer", "out")
        self.assertIn("7.5 % of Ana Reis", row.reason)
