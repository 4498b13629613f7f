"""What orders of a Magento 1 shop have besides goods and carriage: fixed taxes, words for cards, a language."""

from dataclasses import replace
from decimal import Decimal

from ...simulators.magento1 import papers, refunds
from .magento1_case import Magento1Case


class TestBesideTheGoods(Magento1Case):
    def test_fixed_taxes_are_lines_whatever_the_shop_counts_them_as(self):
        fridge = self.shop.add_product("FRIDGE", "123.00", quantity=9, weee=Decimal("2.50"))
        told = {}
        for self.shop.weee_in_subtotal in (False, True):
            for self.shop.taxes_weee in (False, True):
                number = self.shop.place_order(self.shop.add_customer(), [(fridge, 2)], percent="10")
                order = self.only("order", ids=[number])
                self.assertEqual(order.difference(), (0, 0, 0))
                (line,) = [line for line in order.lines if line.name == "Fixed product tax"]
                told[self.shop.weee_in_subtotal, self.shop.taxes_weee] = (line.net, line.tax, order.gross)
        plain = (Decimal("5.00"), Decimal("0.00"), Decimal("236.40"))
        taxed = (Decimal("5.00"), Decimal("1.15"), Decimal("237.55"))
        self.assertEqual(told, {(False, False): plain, (False, True): taxed, (True, False): plain, (True, True): taxed})

    def test_papers_tell_fixed_taxes_too_and_a_refund_does_not_send_them(self):
        fridge = self.shop.add_product("FRIDGE", "123.00", quantity=9, weee=Decimal("2.50"))
        number = self.shop.place_order(self.shop.add_customer(), [(fridge, 2)])
        id = str(self.shop.order(number)["items"][0]["item_id"])
        papers.invoice(self.shop, {"invoiceIncrementId": number})
        data = {"qtys": [{"order_item_id": int(id), "qty": Decimal(1)}], "shipping_amount": Decimal(0)}
        refunds.refund(self.shop, {"orderIncrementId": number, "creditmemoData": data})
        invoice, refund = self.only("invoice"), self.only("return")
        self.assertEqual(
            [(line.id, line.gross) for line in invoice.lines], [(id, Decimal(246)), (f"{id}-weee", Decimal(5))]
        )
        told = [(line.order_line_id, line.gross) for line in refund.lines]
        self.assertEqual(told, [(id, Decimal(123)), (f"{id}-weee", Decimal("2.50"))])
        self.assertEqual((refund.tax, refund.gross), (Decimal(23), Decimal("125.50")))
        (result,) = self.pushed("return", replace(refund, id="", key="RMA/1"))
        self.assertEqual((result.number, result.warning), ("100000002", ""))

    def test_the_words_of_gift_cards_and_the_language_of_the_store_view(self):
        lamp = self.shop.add_product("LAMP", quantity=9)
        view = self.shop.add_store("english", "English")
        self.remote = self.opened(languages="pt, en=english")
        orders = [self.shop.place_order(self.shop.add_customer(), [(lamp, 1)], store=id) for id in (1, view)]
        self.shop.edit("orders", 2, gift_message="Happy birthday")
        first, second = self.pulled("order", ids=orders)
        self.assertEqual((first.language, second.language, second.customer.language), ("pt", "en", "en"))
        self.assertEqual([message.text for message in second.messages], ["Happy birthday"])
