"""Money that goes back, told by the shop or by Odoo: the same promises for every shop that has refunds."""


class ReturnsWithShop:
    """Joined with ``SimulatedCase`` by a class that sets ``shop`` and ``backend``.

    The order has three lamps of 10.00, 23 % on them, and is invoiced. The joining class says how its shop is asked.
    """

    #: What a push of refunds is called in the shop's log.
    refund_call = {}

    def place(self):
        """Let three lamps be ordered in the shop."""
        raise NotImplementedError

    def refund_one_there(self):
        """Let the shop give back one lamp, 12.30."""
        raise NotImplementedError

    def refunds_there(self):
        """Return (amount with tax, the only order line it gives back or None) of each refund in the shop."""
        raise NotImplementedError

    def line_there(self):
        """Return the id of the order's line in the shop."""
        raise NotImplementedError

    def setUp(self):
        super().setUp()
        self.place()
        for kind in ("category", "product"):
            self.sync(self.backend, kind, "in")
        self.env["product.template"].search([("default_code", "=", "LAMP-1")]).invoice_policy = "order"
        self.sync(self.backend, "order", "in")
        self.order = self.env["shop_erp.binding.order"].search([("backend_id", "=", self.backend.id)]).odoo_id
        self.order._create_invoices().action_post()

    def test_a_refund_of_the_shop_is_a_credit_note_here(self):
        self.refund_one_there()
        for _round in range(2):
            run = self.sync(self.backend, "return", "in")
        (record,) = self.order.shop_erp_return_ids
        self.assertEqual((record.credit_note_ids.amount_total, run.changed, run.created), (12.3, 0, 0), run.errors)

    def test_a_credit_note_of_ours_is_a_refund_there_once_and_no_news_when_read(self):
        line = self.order.order_line.filtered(lambda one: one.product_id.default_code == "LAMP-1")
        record = self.env["shop_erp.return"].create(
            {"order_id": self.order.id, "line_ids": [(0, 0, {"sale_line_id": line.id, "decision": "refund"})]}
        )
        record.action_accept()
        record.action_refund()
        for _round in range(2):
            self.sync(self.backend, "return", "out")
            self.sync(self.backend, "return", "in")
        self.assertEqual(self.refunds_there(), [(12.3, self.line_there())])
        self.assertEqual((len(self.order.shop_erp_return_ids), len(record.credit_note_ids)), (1, 1))
        self.assertEqual(record.shop_erp_binding_ids.state, "done")

    def test_a_refund_whose_answer_is_lost_is_written_once(self):
        record = self.env["shop_erp.return"].create({"order_id": self.order.id, "adjustment": 12.3})
        record.action_accept()
        record.action_refund()
        self.assertEqual(record.state, "done", "no parcel is to come")
        self.shop.faults.cut_after_accepting(**self.refund_call)
        for _round in range(3):
            self.sync(self.backend, "return", "out")
            record.shop_erp_binding_ids.next_try = False
        self.assertEqual(self.refunds_there(), [(12.3, None)])
        self.assertEqual(record.shop_erp_binding_ids.state, "done")
