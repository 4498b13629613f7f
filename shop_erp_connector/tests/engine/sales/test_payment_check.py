"""The payment check: nobody gets around it, whoever answers is asked once, and a refused order that lives again too."""

from dataclasses import replace

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ....remotes.documents import Payment
from ... import make
from ...common import HubCase

_SALES = "sales_team.group_sale_salesman_all_leads"


@tagged("post_install", "-at_install")
class TestPaymentCheck(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bind_product("100", invoice_policy="order")
        cls.method = cls.backend.mapping_ids.filtered(lambda mapping: mapping.type == "payment")
        cls.method.needs_approval = True
        cls.document = make.order()
        cls.row = cls.receive("order", cls.document)
        cls.order = cls.row.odoo_id
        cls.manager = new_test_user(cls.env, login="checker", groups=f"shop_erp_connector.group_manager,{_SALES}")
        cls.clerk = new_test_user(cls.env, login="seller", groups=f"shop_erp_connector.group_user,{_SALES}")

    def test_who_waits_for_the_check_is_confirmed_by_nobody(self):
        with self.assertRaisesRegex(UserError, "has not been approved"):
            self.order.with_user(self.clerk).action_confirm()
        self.assertEqual(self.order.state, "draft")

    def test_a_clerk_neither_approves_nor_refuses_nor_writes_the_answer(self):
        order = self.order.with_user(self.clerk)
        for work in (
            order.action_shop_erp_approve,
            order.action_shop_erp_refuse,
            lambda: order.write({"shop_erp_approval": "approved"}),
        ):
            with self.assertRaises(AccessError):
                work()
        self.assertEqual((self.order.state, self.order.shop_erp_approval), ("draft", "waiting"))

    def test_a_manager_approves(self):
        self.order.with_user(self.manager).action_shop_erp_approve()
        self.assertEqual((self.order.state, self.order.shop_erp_approval), ("sale", "approved"))

    def test_a_person_is_called_who_can_answer(self):
        administrators = self.env.ref("shop_erp_connector.group_administrator").all_user_ids
        caller = self.order.activity_ids.user_id
        self.assertIn(caller, administrators)
        self.assertNotEqual(caller, self.env.ref("base.user_root"))

    def test_an_answer_given_in_the_shop_counts(self):
        self.receive("order", replace(self.document, risk="approved"))
        self.assertEqual((self.order.state, self.order.shop_erp_approval), ("sale", "approved"))
        self.assertFalse(self.order.activity_ids)

    def test_an_order_cancelled_there_waits_for_no_answer_any_more(self):
        self.receive("order", replace(self.document, state_id="6"))
        self.assertEqual((self.order.state, len(self.order.activity_ids)), ("cancel", 0))
        with self.assertRaisesRegex(UserError, "does not wait"):
            self.order.action_shop_erp_approve()

    def test_a_doubt_that_comes_later_calls_a_person(self):
        self.method.needs_approval = False
        self.method.confirmation = "paid"
        unpaid = make.order("42", payments=(Payment(method_code="bankwire"),))
        order = self.receive("order", unpaid).odoo_id
        self.assertFalse(order.activity_ids)
        self.receive("order", replace(unpaid, risk="review"))
        self.assertEqual((order.shop_erp_approval, len(order.activity_ids)), ("waiting", 1))

    def test_a_refused_order_that_lives_again_is_checked_again(self):
        self.order.action_shop_erp_refuse()
        self.order.action_draft()
        self.assertEqual((self.order.shop_erp_approval, len(self.order.activity_ids)), ("waiting", 1))
        with self.assertRaisesRegex(UserError, "has not been approved"):
            self.order.action_confirm()
        self.order.action_shop_erp_approve()
        self.assertEqual(self.order.state, "sale")

    def test_a_refused_order_that_the_shop_cancels_and_revives_is_checked_again(self):
        self.order.action_shop_erp_refuse()
        self.receive("order", replace(self.document, state_id="6"))
        self.receive("order", replace(self.document, state_id="2", customer_note="Please, after all"))
        self.assertEqual((self.order.state, self.order.shop_erp_approval), ("draft", "waiting"), self.row.reason)
        self.assertEqual(len(self.order.activity_ids), 1)

    def test_a_refused_order_that_the_shop_still_changes_is_a_question(self):
        self.order.action_shop_erp_refuse()
        self.receive("order", replace(self.document, customer_note="Where is it?"))
        self.assertEqual((self.order.state, self.row.reason_code), ("cancel", "cancelled_here"))


@tagged("post_install", "-at_install")
class TestPolicyTable(HubCase):
    """Every rule of a payment method with every meaning of a state and every state of a payment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bind_product("100", invoice_policy="order")
        cls.method = cls.backend.mapping_ids.filtered(lambda mapping: mapping.type == "payment")

    def test_each_combination(self):
        quotation, confirm, cancel, ignore = "1", "2", "6", "9"
        paid, part, pending, failed = ("paid", "11.50"), ("paid", "5.00"), ("pending", "11.50"), ("failed", "11.50")
        expected = {
            ("state", quotation, paid): "draft",
            ("state", confirm, pending): "sale",
            ("state", confirm, failed): "sale",
            ("state", cancel, paid): "cancel",
            ("state", ignore, paid): None,
            ("paid", quotation, paid): "sale",
            ("paid", confirm, paid): "sale",
            ("paid", confirm, part): "draft",
            ("paid", confirm, pending): "draft",
            ("paid", confirm, failed): "draft",
            ("paid", cancel, paid): "cancel",
            ("paid", ignore, paid): None,
            ("always", quotation, pending): "sale",
            ("always", confirm, failed): "sale",
            ("always", cancel, pending): "cancel",
            ("always", ignore, pending): None,
        }
        for number, ((rule, state, (payment, amount)), wanted) in enumerate(expected.items()):
            with self.subTest(rule=rule, state=state, payment=payment, amount=amount):
                self.method.confirmation = rule
                payments = (Payment(method_code="bankwire", state=payment, amount=make.dec(amount)),)
                order = self.receive("order", make.order(f"c{number}", state_id=state, payments=payments)).odoo_id
                self.assertEqual(order.state or None, wanted)

    def test_an_order_with_nothing_to_pay_waits_for_no_payment(self):
        self.method.confirmation = "paid"
        voucher = make.line("-10.00", role="discount", variant="", id="d", name="Voucher", code="")
        row = self.receive("order", make.order(lines=[make.line("10.00"), voucher], payments=()))
        self.assertEqual((row.odoo_id.state, row.odoo_id.amount_total), ("sale", 0.0), row.reason)

    def test_two_payments_that_cover_the_order_together_pay_it(self):
        self.method.confirmation = "paid"
        first, second = (Payment(method_code="bankwire", state="paid", amount=make.dec(text)) for text in ("5", "6.5"))
        document = make.order(payments=(first,))
        order = self.receive("order", document).odoo_id
        self.assertEqual((order.state, order.shop_erp_payment_state), ("draft", "partial"))
        self.receive("order", replace(document, payments=(first, second)))
        self.assertEqual((order.state, order.shop_erp_payment_state), ("sale", "paid"))
