"""Orders → sale orders: totals to the cent, addresses of their own, and what is held instead of guessed."""

from dataclasses import replace

from odoo.tests import tagged

from ....remotes.documents import Message
from ... import make
from ...common import HubCase


@tagged("post_install", "-at_install")
class TestOrderImport(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.bind_product("100")
        cls.bulb = cls.bind_product("101")

    def test_order_arrives_with_its_totals_number_payment_and_notes(self):
        document = make.order(
            lines=[make.line("27.45", quantity=3), make.line("4.99", variant="101-0", id="l2")],
            customer_note="Ring twice",
            messages=(Message(text="Packed by Ana"),),
        )
        binding = self.receive("order", document)
        order = binding.odoo_id
        self.assertEqual(binding.state, "done", binding.reason)
        self.assertRecordValues(
            order,
            [
                {
                    "amount_untaxed": 32.44,
                    "amount_tax": 4.87,
                    "amount_total": 37.31,
                    "client_order_ref": "REF41",
                    "state": "sale",
                    "shop_erp_payment_method": "Bank transfer",
                    "shop_erp_payment_state": "paid",
                    "shop_erp_payment_reference": "TRX-1",
                    "shop_erp_payment_journal_id": self.journal.id,
                    "shop_erp_customer_note": "Ring twice",
                }
            ],
        )
        self.assertEqual(order.date_order, make.PLACED.replace(tzinfo=None))
        self.assertIn("Packed by Ana", "".join(order.message_ids.mapped("body")))
        self.assertRecordValues(
            order.order_line,
            [
                {"product_id": self.lamp.product_variant_id.id, "product_uom_qty": 3, "price_subtotal": 27.45},
                {"product_id": self.bulb.product_variant_id.id, "product_uom_qty": 1, "price_subtotal": 4.99},
            ],
        )

    def test_the_shops_own_rounding_is_kept_on_order_and_invoice(self):
        # 3 × 0.335 net: the shop rounds the tax of each piece, Odoo would compute 0.15 on 1.01
        document = make.order(lines=[make.line("1.01", gross="1.17", quantity=3)])
        order = self.receive("order", document).odoo_id
        self.assertEqual((order.amount_untaxed, order.amount_tax, order.amount_total), (1.01, 0.16, 1.17))
        order.order_line.qty_delivered = 3
        invoice = order._create_invoices()
        self.assertEqual((invoice.amount_untaxed, invoice.amount_tax, invoice.amount_total), (1.01, 0.16, 1.17))

    def test_tax_included_mapping_gives_the_same_totals(self):
        included = self.tax15.copy({"name": "15% incl.", "price_include_override": "tax_included"})
        self.map("tax", "t15i", rate=make.dec(15), tax_id=included.id)
        document = make.order(lines=[make.line("8.69", gross="9.99", taxes=(make.tax(id="t15i"),), quantity=1)])
        order = self.receive("order", document).odoo_id
        self.assertEqual((order.amount_untaxed, order.amount_tax, order.amount_total), (8.69, 1.30, 9.99))
        self.assertEqual(order.order_line.price_unit, 9.99)

    def test_cents_of_rounding_are_spread_and_told(self):
        lines = [make.line("10.00"), make.line("5.00", variant="101-0", id="l2")]
        document = make.order(lines=lines, net=make.dec("15.01"), gross=make.dec("17.26"))
        binding = self.receive("order", document)
        order = binding.odoo_id
        self.assertEqual((order.amount_untaxed, order.amount_total), (15.01, 17.26))
        self.assertEqual(order.shop_erp_rounding, "0.01 / 0.00")

    def test_totals_that_differ_are_held_with_both_figures(self):
        document = make.order(net=make.dec("12.00"), gross=make.dec("14.00"))
        binding = self.receive("order", document)
        self.assertEqual((binding.state, binding.reason_code), ("held", "totals_differ"))
        self.assertIn("12.00 + 2.00 = 14.00", binding.reason)
        self.assertIn("10.00 + 1.50 = 11.50", binding.reason)
        self.assertFalse(binding.odoo_id)

    def test_tax_that_does_not_fit_its_rate_is_held(self):
        document = make.order(lines=[make.line("10.00", gross="11.50", taxes=())])
        binding = self.receive("order", document)
        self.assertEqual((binding.state, binding.reason_code), ("held", "tax_does_not_fit"))

    def test_unknown_codes_are_held_one_by_one_and_the_rest_goes_on(self):
        documents = [
            make.order("50"),
            make.order("51", lines=[make.line(variant="999-0")]),
            make.order("52", lines=[make.line(taxes=(make.tax("23", id="t23"),))]),
            make.order("53", carrier_id="7", carrier_name="Pigeon"),
            make.order("54", payment_method_code="crypto", payment_method_name="Coins"),
            make.order("55", billing=make.address("address-9", country="XX")),
            make.order("56", state_id="77", state_name="Strange"),
        ]
        rows = self.receive("order", *documents)
        self.assertEqual(rows.mapped("state"), ["done", "held", "held", "held", "held", "held", "held"])
        self.assertEqual(
            rows.mapped("reason_code"),
            [
                False,
                "product_unknown",
                "tax_unmapped",
                "carrier_unmapped",
                "payment_unmapped",
                "unknown_country",
                "state_unmapped",
            ],
        )
        self.assertIn("Coins", rows[4].reason)
        self.assertTrue(rows[0].odoo_id)
        self.assertFalse(rows[1:].odoo_id)
        waiting = self.backend.mapping_ids.filtered(lambda mapping: mapping.external_id == "crypto")
        self.assertEqual(waiting.state, "open")

    def test_retry_replays_the_stored_order_after_mapping(self):
        binding = self.receive("order", make.order(payment_method_code="crypto", payment_method_name="Coins"))
        self.assertEqual(binding.state, "held")
        mapping = self.backend.mapping_ids.filtered(lambda mapping: mapping.external_id == "crypto")
        mapping.journal_id = self.journal
        binding.action_retry()
        self.assertEqual(binding.state, "done", binding.reason)
        self.assertEqual(binding.odoo_id.shop_erp_payment_journal_id, self.journal)

    def test_order_keeps_its_addresses_when_the_account_changes(self):
        first = self.receive("order", make.order("60")).odoo_id
        moved = make.address(street="Avenida Nova 1")
        second = self.receive("order", make.order("61", billing=moved, delivery=moved)).odoo_id
        self.assertEqual(first.partner_id, second.partner_id)
        self.assertEqual(first.partner_shipping_id.street, "Rua do Cais 12")
        self.assertEqual(second.partner_shipping_id.street, "Avenida Nova 1")

    def test_delivery_and_invoice_address_are_the_orders_own(self):
        delivery = make.address("address-2", street="Praça 3", last_name="Vizinha")
        order = self.receive("order", make.order(delivery=delivery)).odoo_id
        self.assertEqual(order.partner_invoice_id.street, "Rua do Cais 12")
        self.assertEqual(order.partner_shipping_id.street, "Praça 3")
        self.assertEqual(order.picking_ids.partner_id, order.partner_shipping_id)

    def test_same_order_again_changes_nothing(self):
        document = make.order()
        first = self.receive("order", document)
        order = first.odoo_id
        again = self.receive("order", replace(document, updated_at=None))
        self.assertEqual(again, first)
        self.assertEqual(again.odoo_id, order)
        self.assertEqual(again.state, "done")
        self.assertEqual(len(order.order_line), 1)

    def test_states_decide_what_happens(self):
        rows = self.receive(
            "order", make.order("70", state_id="1"), make.order("71", state_id="6"), make.order("72", state_id="9")
        )
        self.assertEqual(rows.mapped("state"), ["done", "done", "done"])
        self.assertEqual([row.odoo_id.state for row in rows], ["draft", "cancel", False])

    def test_quotation_is_confirmed_when_the_shop_says_so(self):
        document = make.order(state_id="1")
        order = self.receive("order", document).odoo_id
        self.assertEqual(order.state, "draft")
        self.receive("order", replace(document, state_id="2"))
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.picking_ids.move_ids.product_uom_qty, 1)

    def test_open_quotation_follows_the_shop(self):
        document = make.order(state_id="1")
        order = self.receive("order", document).odoo_id
        self.receive("order", make.order(state_id="1", lines=[make.line("25.00", quantity=2)]))
        self.assertEqual(order.amount_total, 28.75)
        self.assertEqual(order.order_line.product_uom_qty, 2)

    def test_change_after_confirmation_is_held_not_applied(self):
        order = self.receive("order", make.order()).odoo_id
        binding = self.receive("order", make.order(lines=[make.line("25.00", quantity=2)]))
        self.assertEqual((binding.state, binding.reason_code), ("held", "changed_after_confirmation"))
        self.assertEqual(order.amount_total, 11.5)

    def test_cancelled_there_is_cancelled_here_and_stock_released(self):
        document = make.order()
        order = self.receive("order", document).odoo_id
        self.receive("order", replace(document, state_id="6"))
        self.assertEqual(order.state, "cancel")
        self.assertEqual(set(order.picking_ids.mapped("state")), {"cancel"})

    def test_cancelled_after_delivery_is_a_question_for_a_person(self):
        document = make.order()
        order = self.receive("order", document).odoo_id
        order.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        order.picking_ids._action_done()
        binding = self.receive("order", replace(document, state_id="6"))
        self.assertEqual((binding.state, binding.reason_code), ("held", "cancelled_after_delivery"))
        self.assertEqual(order.state, "sale")

    def test_two_partners_with_the_vat_number_are_a_question(self):
        self.env["res.partner"].create([{"name": "A", "vat": "PT503504564"}, {"name": "B", "vat": "PT503504564"}])
        binding = self.receive("order", make.order(customer=make.customer(vat="PT503504564")))
        self.assertEqual((binding.state, binding.reason_code), ("held", "ambiguous"))
        self.assertIn("PT503504564", binding.reason)

    def test_buyer_is_found_by_name_and_email(self):
        partner = self.env["res.partner"].create({"name": "rita exemplo", "email": "Rita@Example.com"})
        self.env["res.partner"].create({"name": "Other", "email": "rita@example.com"})
        order = self.receive("order", make.order()).odoo_id
        self.assertEqual(order.partner_id, partner)

    def test_discount_shipping_and_coupon_lines_keep_their_tax(self):
        carrier = self.env["delivery.carrier"].create(
            {"name": "Post", "product_id": self.backend.shipping_product_id.id, "delivery_type": "fixed"}
        )
        self.map("carrier", "3", carrier_id=carrier.id)
        document = make.order(
            carrier_id="3",
            lines=[
                make.line("100.00"),
                make.line("6.00", role="shipping", variant="", id="s", name="Post"),
                make.line("-10.00", role="discount", variant="", id="d", name="SPRING"),
            ],
        )
        order = self.receive("order", document).odoo_id
        self.assertEqual((order.amount_untaxed, order.amount_tax, order.amount_total), (96.0, 14.4, 110.4))
        self.assertEqual(order.carrier_id, carrier)
        self.assertEqual(order.order_line.mapped("is_delivery"), [False, True, False])
        self.assertEqual(order.order_line.tax_ids, self.tax15)
        self.assertEqual(order.order_line[2].product_id, self.backend.discount_product_id)
