"""What goes back to a shop of an order that came from it: the same promises for every shop."""


class OrderLife:
    """Joined with a case that has ``order``, taken from a shop that keeps tracking numbers and is told of invoices.

    ``state_there()`` tells the order's state in the shop, ``tracked()`` its tracking numbers, ``told()`` what its buyer
    was told.
    """

    #: The order's state as it came in, and those that stand for delivered and cancelled.
    came_in, delivered, cancelled = "2", "5", "6"

    def deliver(self, tracking="PT123456789"):
        picking = self.order.picking_ids
        picking.carrier_tracking_ref = tracking
        picking.move_ids.write({"quantity": 2, "picked": True})
        picking._action_done()

    def test_state_goes_back_once(self):
        # that Odoo took what came in for confirmed is no news there
        run = self.sync(self.backend, "status", "out")
        self.assertEqual((run.failed, self.state_there()), (0, self.came_in), run.errors)
        self.deliver()
        self.sync(self.backend, "status", "out")
        self.assertEqual(self.state_there(), self.delivered)
        self.shop.log.clear()
        self.sync(self.backend, "status", "out")
        self.assertEqual(self.writes(), [])

    def test_our_own_state_coming_back_is_an_echo(self):
        self.deliver()
        self.sync(self.backend, "status", "out")
        self.assertEqual(self.state_there(), self.delivered)
        lines = self.order.order_line
        run = self.sync(self.backend, "order", "in")
        self.assertEqual((run.held, run.failed), (0, 0), run.errors)
        self.assertEqual((self.order.state, self.order.order_line), ("sale", lines))

    def test_cancelled_here_is_cancelled_there(self):
        self.order._action_cancel()
        self.sync(self.backend, "status", "out")
        self.assertEqual(self.state_there(), self.cancelled)

    def test_tracking_number_goes_back_once(self):
        self.deliver("PT987654321")
        run = self.sync(self.backend, "shipment", "out")
        self.assertEqual(run.failed, 0, run.errors)
        self.assertEqual(self.tracked(), ["PT987654321"])
        self.shop.log.clear()
        self.sync(self.backend, "shipment", "out")
        self.assertEqual(self.writes(), [])

    def test_tracking_number_that_is_typed_later_is_sent_then(self):
        self.deliver(tracking=False)
        self.sync(self.backend, "shipment", "out")
        self.assertEqual(self.tracked(), [])
        self.order.picking_ids.carrier_tracking_ref = "PT111"
        self.sync(self.backend, "shipment", "out")
        self.assertEqual(self.tracked(), ["PT111"])

    def test_invoice_is_told_to_the_buyer_once(self):
        self.deliver()
        invoice = self.order._create_invoices()
        invoice.action_post()
        run = self.sync(self.backend, "invoice", "out")
        self.assertEqual(run.failed, 0, run.errors)
        (message,) = self.told()
        self.assertTrue(message.startswith(f"Invoice {invoice.name}: http"), message)
        self.assertIn(f"access_token={invoice.access_token}", message)
        self.shop.log.clear()
        self.sync(self.backend, "invoice", "out")
        self.assertEqual(self.writes(), [])
