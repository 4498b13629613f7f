"""What the simulated shop does as the real one: sessions, filters, stock, prices, orders and their papers."""

import tempfile
import unittest
from decimal import Decimal
from http.client import HTTPConnection
from xml.etree import ElementTree

from ...simulators.magento1 import Magento1Simulator, soap


class Shop:
    """Calls a simulator as hand-made envelopes do, without types."""

    def __init__(self, shop):
        self.shop = shop
        self.session = self.call("login", username=shop.user, apiKey=shop.key)

    def post(self, body, path="/index.php/api/v2_soap/"):
        """Send bytes; return (status, text)."""
        connection = HTTPConnection("127.0.0.1", self.shop.port, timeout=30)
        connection.request("POST", path, body.encode(), {"Content-Type": "text/xml"})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def call(self, operation, **parts):
        """Return the answer as lists, dicts and texts; (code, words) for a fault."""
        inner = "".join(f"<{name}>{content}</{name}>" for name, content in parts.items())
        if operation != "login":
            inner = f"<sessionId>{self.session}</sessionId>{inner}"
        envelope = (
            f'<e:Envelope xmlns:e="{soap.ENVELOPE}"><e:Body><u:{operation} xmlns:u="urn:x">{inner}</u:{operation}>'
        )
        _status, text = self.post(f"{envelope}</e:Body></e:Envelope>")
        (content,) = ElementTree.fromstring(text)[0]
        if content.tag.endswith("}Fault"):
            return tuple(part.text for part in content)
        return _value(content[0])


def _value(element):
    if any(child.tag == "item" for child in element) or any(name.endswith("arrayType") for name in element.attrib):
        return [_value(child) for child in element]
    if len(element):
        return {child.tag: _value(child) for child in element}
    return element.text or ""


def items(*texts):
    """Return texts as the items of a list."""
    return "".join(f"<item>{text}</item>" for text in texts)


def condition(*triples):
    """Return a complex filter of (field, operator, value)."""
    inner = (f"<key>{key}</key><value><key>{op}</key><value>{value}</value></value>" for key, op, value in triples)
    return f"<complex_filter>{items(*inner)}</complex_filter>"


class SimulatorCase(unittest.TestCase):
    """A shop with three products."""

    def setUp(self):
        self.shop = self.enterContext(Magento1Simulator())
        self.ids = [self.shop.add_product(sku, "12.30", quantity=5) for sku in ("A-1", "2", "C,3")]
        self.calls = Shop(self.shop)

    def skus(self, *conditions):
        """Return what a product list with these conditions names."""
        answer = self.calls.call("catalogProductList", filters=condition(*conditions))
        return [row["sku"] for row in answer] if isinstance(answer, list) else answer


class TestSessions(SimulatorCase):
    def test_a_session_ends_after_an_hour_without_calls(self):
        for _turn in range(3):
            self.shop.clock.advance(3000)
            self.assertEqual(len(self.calls.call("catalogProductList")), 3)
        self.shop.clock.advance(3700)
        self.assertEqual(self.calls.call("catalogProductList"), ("5", "Session expired. Try to relogin."))

    def test_a_second_login_leaves_the_first_session_alone(self):
        Shop(self.shop)
        self.assertEqual(len(self.calls.call("catalogProductList")), 3)

    def test_a_role_without_rights_reads_only(self):
        self.shop.read_only = True
        self.assertEqual(self.calls.call("magentoInfo")["magento_version"], "1.9.4.5")
        denied = self.calls.call("catalogInventoryStockItemUpdate", product="A-1", data="<qty>1</qty>")
        self.assertEqual(denied, ("2", "Access denied."))

    def test_faults_of_the_protocol_have_their_status(self):
        self.assertEqual(self.calls.post("<nonsense")[0], 500)
        self.assertEqual(self.calls.post("<a/>", "/index.php/api/nothing/")[0], 404)
        self.shop.v1 = False
        self.assertEqual(self.calls.post("<a/>", "/index.php/api/soap/")[0], 404)


class TestRestart(SimulatorCase):
    def test_a_saved_shop_goes_on(self):
        number = self.shop.place_order(self.shop.add_customer(), [(1, 2)])
        with tempfile.TemporaryDirectory() as folder, Magento1Simulator() as other:
            self.shop.save(f"{folder}/shop")
            other.load(f"{folder}/shop")
            self.assertEqual(other.order(number)["grand_total"], self.shop.order(number)["grand_total"])
            self.assertEqual(other.place_order(1, [(1, 1)]), str(int(number) + 1))


class TestFilters(SimulatorCase):
    def test_ranges_hold_both_ends(self):
        self.assertEqual(self.skus(("product_id", "from", "2"), ("product_id", "to", "3")), ["2", "C,3"])

    def test_of_two_conditions_on_a_field_the_first_counts(self):
        self.assertEqual(self.skus(("product_id", "gteq", "2"), ("product_id", "lteq", "2")), ["2", "C,3"])

    def test_a_list_cannot_name_a_comma(self):
        self.assertEqual(self.skus(("sku", "in", "A-1,C,3")), ["A-1"])

    def test_an_unknown_operator_is_true_of_nothing_and_an_unknown_field_a_fault(self):
        self.assertEqual(self.skus(("sku", "almost", "A-1")), [])
        self.assertEqual(self.skus(("colour", "eq", "1"))[0], "0")
        orders = self.calls.call("salesOrderList", filters=condition(("colour", "eq", "1")))
        self.assertEqual(orders[0], "1")


class TestStock(SimulatorCase):
    def test_an_id_that_is_anothers_sku_means_the_other(self):
        self.calls.call("catalogInventoryStockItemUpdate", product="2", data="<qty>9</qty>")
        self.assertEqual([self.shop.product(id)["qty"] for id in self.ids], [5, 9, 5])
        self.shop.add_product("1")
        (row,) = self.calls.call("catalogInventoryStockItemList", products=items("1"))
        self.assertEqual(row["product_id"], "4")

    def test_many_at_once_stop_at_the_first_that_is_not_there(self):
        answer = self.calls.call(
            "catalogInventoryStockItemMultiUpdate",
            productIds=items("A-1", "99", "C,3"),
            productData=items("<qty>1</qty>", "<qty>2</qty>", "<qty>3</qty>"),
        )
        self.assertEqual(answer[0], "101")
        self.assertEqual([self.shop.product(id)["qty"] for id in self.ids], [1, 5, 5])

    def test_stock_does_not_move_the_date(self):
        before = self.shop.product(1)["updated_at"]
        self.shop.clock.advance(60)
        self.calls.call("catalogInventoryStockItemUpdate", product="A-1", data="<qty>9</qty>")
        self.assertEqual(self.shop.product(1)["updated_at"], before)


class TestPrices(SimulatorCase):
    def test_many_at_once_go_on_after_one_that_is_not_there(self):
        answer = self.calls.call(
            "catalogProductMultiUpdate",
            productIds=items("1", "99", "3"),
            productData=items("<price>1</price>", "<price>2</price>", "<price>3.5</price>"),
            identifierType="id",
        )
        self.assertEqual(answer, ("108", "Product ID 99:\nProduct not exists."))
        self.assertEqual([str(self.shop.product(id)["price"]) for id in self.ids], ["1", "12.30", "3.5"])

    def test_tiers_are_replaced_whole_and_not_told_with_the_product(self):
        tier = "<customer_group_id>2</customer_group_id><website>all</website><qty>10</qty><price>9.9</price>"
        self.calls.call("catalogProductAttributeTierPriceUpdate", product="A-1", tier_price=items(tier))
        info = self.calls.call("catalogProductInfo", productId="A-1")
        self.assertEqual(info["tier_price"], [{"price": "9.9"}])
        self.assertEqual(
            self.calls.call("catalogProductAttributeTierPriceInfo", product="A-1"),
            [{"customer_group_id": "2", "website": "all", "qty": "10", "price": "9.9"}],
        )


class TestOrders(SimulatorCase):
    def ordered(self, *lines, **options):
        """Return the number of an order of a new customer."""
        return self.shop.place_order(self.shop.add_customer(), lines, **options)

    def state(self, number):
        """Return (state, status) of an order."""
        order = self.shop.order(number)
        return order["state"], order["status"]

    def test_a_discount_on_prices_with_tax(self):
        number = self.ordered((1, 2), percent="10", shipping=("5.00", "1.15", "0"))
        order = self.shop.order(number)
        amounts = {name: str(order[name]) for name in ("subtotal", "discount_amount", "tax_amount", "grand_total")}
        self.assertEqual(
            amounts, {"subtotal": "20.00", "discount_amount": "-2.46", "tax_amount": "5.29", "grand_total": "28.29"}
        )
        self.assertEqual(order["hidden_tax_amount"], Decimal("0.46"))

    def test_any_text_is_a_status_and_none_empties_it(self):
        number = self.ordered((1, 1))
        self.calls.call("salesOrderAddComment", orderIncrementId=number, status="nosuch", comment="hello")
        self.assertEqual(self.state(number), ("new", "nosuch"))
        self.calls.call("salesOrderAddComment", orderIncrementId=number, comment="hello")
        self.assertEqual(self.state(number), ("new", ""))

    def test_holding_and_cancelling(self):
        number = self.ordered((1, 2))
        self.assertEqual(self.shop.product(1)["qty"], 3)
        self.assertEqual(self.calls.call("salesOrderHold", orderIncrementId=number), "true")
        self.assertEqual(self.calls.call("salesOrderCancel", orderIncrementId=number)[0], "103")
        self.calls.call("salesOrderUnhold", orderIncrementId=number)
        self.assertEqual(self.state(number), ("new", "pending"))
        self.calls.call("salesOrderCancel", orderIncrementId=number)
        self.assertEqual((self.state(number), self.shop.product(1)["qty"]), (("canceled", "canceled"), 5))
        self.assertEqual(self.calls.call("salesOrderCancel", orderIncrementId=number)[0], "103")

    def test_an_order_is_invoiced_by_its_own_number_and_shipped_in_parts(self):
        number = self.ordered((1, 2))
        self.assertEqual(self.calls.call("salesOrderInvoiceCreate", invoiceIncrementId=number), "100000001")
        self.assertEqual(self.state(number), ("processing", "processing"))
        part = items("<order_item_id>1</order_item_id><qty>1</qty>")
        for expected in ("100000001", "100000002"):
            answer = self.calls.call("salesOrderShipmentCreate", orderIncrementId=number, itemsQty=part)
            self.assertEqual(answer, expected)
        self.assertEqual(self.state(number), ("complete", "complete"))
        again = self.calls.call("salesOrderShipmentCreate", orderIncrementId=number, itemsQty=part)
        self.assertEqual(again[0], "102")

    def test_a_part_is_given_back_then_the_rest(self):
        number = self.ordered((1, 2))
        self.assertEqual(self.calls.call("salesOrderCreditmemoCreate", orderIncrementId=number)[0], "106")
        self.calls.call("salesOrderInvoiceCreate", invoiceIncrementId=number)
        one = (
            f"<qtys>{items('<order_item_id>1</order_item_id><qty>1</qty>')}</qtys><shipping_amount>0</shipping_amount>"
        )
        self.calls.call("salesOrderCreditmemoCreate", orderIncrementId=number, creditmemoData=one)
        self.assertEqual(self.shop.order(number)["total_refunded"], Decimal("12.30"))
        self.calls.call("salesOrderCreditmemoCreate", orderIncrementId=number)
        self.assertEqual(self.state(number), ("closed", "closed"))

    def test_a_configurable_line_is_told_twice(self):
        parent = self.shop.add_product("SHIRT", "30.00", type="configurable")
        number = self.ordered((parent, 2, ((1, 1, 0),)))
        first, second = self.calls.call("salesOrderInfo", orderIncrementId=number)["items"]
        self.assertEqual((first["product_type"], first["sku"], first["row_total"]), ("configurable", "A-1", "48.7800"))
        self.assertEqual((second["product_type"], second["sku"], second["row_total"]), ("simple", "A-1", "0.0000"))
        self.assertNotIn("parent_item_id", second)

    def test_a_bundle_repeats_what_its_parts_cost(self):
        bundle = self.shop.add_product("BOX", "0", type="bundle")
        number = self.ordered((bundle, 1, ((1, 2, "12.30"), (3, 1, "6.15"))), shipping=("0", "0", "0"))
        rows = self.calls.call("salesOrderInfo", orderIncrementId=number)["items"]
        self.assertEqual([row["row_total"] for row in rows], ["25.0000", "20.0000", "5.0000"])
        self.assertEqual(self.shop.order(number)["grand_total"], Decimal("30.75"))
