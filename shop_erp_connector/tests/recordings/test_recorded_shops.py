"""What real shops answered, led through the whole import into Odoo; every amount is the recording's, to the cent."""

from odoo.tests import tagged

from .recorded_case import RecordedCase

#: The lines of the shops' own demo orders as the orders name them; their details were not recorded.
_DETAILS = tuple(
    {
        "id": id, "id_order": order, "product_id": product, "product_attribute_id": combination,
        "product_quantity": quantity, "product_name": name, "product_reference": code, "reduction_percent": "0.00",
        "total_price_tax_incl": total, "total_price_tax_excl": total,
    }
    for id, order, product, combination, quantity, name, code, total in (
        (1, 1, 1, 1, 1, "Hummingbird printed t-shirt", "demo_1", "23.900000"),
        (2, 1, 2, 9, 1, "Hummingbird printed sweater", "demo_3", "35.900000"),
        (3, 2, 4, 18, 2, "Framed poster", "demo_5", "158.000000"),
        (4, 2, 8, 0, 1, "Mug", "demo_13", "11.900000"),
    )
)  # fmt: skip


#: The buyer of order 268 was not recorded.
_BUYER = {
    "id": 4, "id_lang": 1, "id_default_group": 3, "active": 1, "deleted": 0, "is_guest": 0, "newsletter": 0,
    "email": "bea@example.com", "firstname": "Bea", "lastname": "Beispiel", "birthday": "0000-00-00",
    "date_upd": "2026-11-22 06:43:50",
}  # fmt: skip


class Recorded:
    """What both shops tell alike."""

    def test_products_with_their_combinations(self):
        rows = self.read_catalogue()
        self.assertEqual(rows.mapped("external_id"), ["1", "2", "20"])
        self.assertEqual(rows.mapped("state"), ["done", "done", "done"], rows.mapped("reason"))
        shirt, _sweater, plain = rows.odoo_id
        self.assertRecordValues(
            shirt,
            [{"name": "Hummingbird printed t-shirt", "list_price": 23.9, "taxes_id": self.vat.ids}],
        )
        self.assertEqual(shirt.product_variant_ids.mapped("weight"), [0.3, 0.3])
        self.assertEqual(shirt.categ_id.complete_name, "Home / Clothes / Men")
        found = {
            row.external_id: sorted(row.odoo_id.product_template_attribute_value_ids.mapped("display_name"))
            for row in rows[0].variant_ids
        }
        self.assertEqual(found, {"1-1": ["Color: White", "Size: S"], "1-2": ["Color: Black", "Size: S"]})
        self.assertEqual((plain.name, plain.list_price, plain.categ_id.name), ("Ünïcode & name", 10.0, "Home"))
        self.assertEqual(rows[2].variant_ids.mapped("external_id"), ["20-0"])

    def test_customers(self):
        self.serve(customers="full-customers", addresses="full-addresses")
        rows = self.read("customer")
        self.assertEqual(set(rows.mapped("state")), {"done"}, rows.mapped("reason"))
        doe = rows.odoo_id.filtered(lambda partner: partner.email == "pub@prestashop.com")
        self.assertEqual((doe.name, doe.lang, doe.customer_rank), ("John DOE", "en_US", 1))

    def test_order_6(self):
        self.read_catalogue()
        self.serve(order_details="order-details", order_payments="order-payments")
        self.serve_one(orders="order-get", customers="create-customer", addresses="create-address")
        row = self.read("order")
        self.assertEqual((row.state, row.external_id), ("done", "6"), row.reason)
        order = row.odoo_id
        self.assertEqual(
            (order.amount_untaxed, order.amount_tax, order.amount_total, order.client_order_ref), self.order_6
        )
        self.assertEqual(self.tax_per_rate(order), {float(self.rate): self.order_6[1]})
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [2.0])
        self.assertEqual(order.order_line.name, "Größe & Maß")
        self.assertEqual(order.order_line.product_id.product_tmpl_id.name, "Ünïcode & name")
        self.assertEqual((order.partner_id.name, order.partner_id.lang), ("Jörg Müller", "en_US"))
        self.assertRecordValues(
            order.partner_shipping_id,
            [{"name": "Jörg Müller", "street": "Straße 1", "zip": "10115", "city": "Berlin", "country_code": "DE"}],
        )
        self.assertEqual((order.shop_erp_payment_method, order.shop_erp_payment_state), ("Bank transfer", "paid"))

    def test_the_demo_shops_orders(self):
        """Order 1 states 1.40 of tax on shipping at a rate of 0: it is shown to a person. Order 2 is in order."""
        self.read_catalogue()
        sweater = self.env["shop_erp.binding.product"].search([("external_id", "=", "2")])
        self.env["shop_erp.binding.variant"].create(
            {
                "backend_id": self.backend.id,
                "external_id": "2-9",
                "product_binding_id": sweater.id,
                "odoo_id": self.env["product.product"].create({"name": "Sweater, white, S"}).id,
                "state": "done",
            }
        )
        poster = self.bind_product("4", backend=self.backend)
        self.bind_product("8", backend=self.backend)
        poster.shop_erp_binding_ids.variant_ids.external_id = "4-18"
        self.serve(orders="full-orders", customers="full-customers", addresses="full-addresses")
        self.serve_rows("order_details", "order_detail", *_DETAILS)
        first, second = self.read("order")
        self.assertEqual((first.state, first.reason_code, first.odoo_id.id), ("held", "tax_does_not_fit", False))
        self.assertIn("Shipping", first.reason)
        self.assertIn("1.40", first.reason)
        self.assertIn("7.00", first.reason)
        self.assertEqual(second.state, "done", second.reason)
        order = second.odoo_id
        self.assertEqual((order.amount_untaxed, order.amount_tax, order.amount_total), (169.9, 0.0, 169.9))
        self.assertEqual(order.order_line.mapped("price_subtotal"), [158.0, 11.9])
        self.assertFalse(order.order_line.tax_ids)
        self.assertEqual((order.partner_id.name, order.client_order_ref), ("John DOE", "OHSATSERP"))


@tagged("post_install", "-at_install")
class Test82(Recorded, RecordedCase):
    folder = "prestashop-8.2"
    version = "8.2.1"
    rate = "19.000"
    order_6 = (20.0, 3.8, 23.8, "CXOLXATMG")

    def test_order_268_with_two_vouchers(self):
        """10 % and 5.00 off an order with a specific price and a combination, all under one tax."""
        self.read_catalogue()
        for external_id in ("23", "24"):
            self.bind_product(external_id, backend=self.backend)
        self.serve(order_details="order-with-cart-rules-details", order_cart_rules="order-cart-rules")
        self.serve_one(orders="order-with-cart-rules")
        self.serve_rows("customers", "customer", _BUYER)
        row = self.read("order")
        self.assertEqual((row.state, row.external_id), ("done", "268"), row.reason)
        order = row.odoo_id
        self.assertEqual(
            (order.amount_untaxed, order.amount_tax, order.amount_total, order.client_order_ref),
            (254.39, 48.33, 302.72, "MGKEZSWET"),
        )
        self.assertEqual(
            [(line.price_subtotal, line.price_total) for line in order.order_line],
            [(19.12, 22.75), (126.0, 149.94), (142.2, 169.22), (-28.73, -34.19), (-4.2, -5.0)],
        )
        self.assertEqual(self.tax_per_rate(order), {19.0: 48.33})
        self.assertEqual(order.order_line[3:].product_id, self.backend.discount_product_id)
        black = order.order_line[0].product_id.product_template_attribute_value_ids
        self.assertEqual(sorted(black.mapped("name")), ["Black", "S"])

    def test_order_268_is_invoiced_with_the_same_totals(self):
        self.test_order_268_with_two_vouchers()
        order = self.env["sale.order"].search([("client_order_ref", "=", "MGKEZSWET")])
        order.action_confirm()
        for line in order.order_line:
            line.qty_delivered = line.product_uom_qty
        invoice = order._create_invoices()
        self.assertEqual((invoice.amount_untaxed, invoice.amount_tax, invoice.amount_total), (254.39, 48.33, 302.72))


@tagged("post_install", "-at_install")
class Test178(Recorded, RecordedCase):
    folder = "prestashop-1.7.8"
    version = "1.7.8.11"
    rate = "16.000"
    order_6 = (20.0, 3.2, 23.2, "CYMYCCGQD")
