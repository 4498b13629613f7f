"""Magento 1: what a real OpenMage shop answered, read into documents; literal values to the cent."""

import unittest
from datetime import UTC, datetime
from decimal import Decimal

from ....remotes import open_remote
from ....remotes.errors import AuthenticationFailed, NotFound, ProtocolError, Rejected
from ....remotes.transport import soap
from ... import make
from . import magento1_recordings as recorded
from .magento1_case import SETTINGS, Replay

RECORDINGS = recorded.read()
LATER = {"more": False, "until": "2026-11-22T06:00:00+00:00"}


@unittest.skipUnless(RECORDINGS, recorded.ABSENT)
class TestRecordings(unittest.TestCase):
    def setUp(self):
        soap.forget_wsdls()
        self.addCleanup(soap.forget_wsdls)
        self.replay = self.enterContext(Replay())
        self.replay.record(login="login")
        self.remote = self.enterContext(open_remote("magento1", SETTINGS | {"url": self.replay.url}))

    def only(self, kind, **names):
        """Return the only document of a delta that these recordings answer."""
        self.replay.record(**names)
        (page,) = self.remote.pull(kind, cursor=LATER)
        self.assertEqual(page.refusals, ())
        (document,) = page.documents
        return document

    def one(self, kind, id, **names):
        """Return the document of one id."""
        self.replay.record(**names)
        (page,) = self.remote.pull(kind, ids=[id])
        self.assertEqual(page.refusals, ())
        (document,) = page.documents
        return document

    def test_check(self):
        self.replay.record(magentoInfo="magento-info", storeList="store-list")
        self.replay.answers["catalogProductAttributeOptions"] = RECORDINGS["product-list-none"].answer.replace(
            "catalogProductListResponse", "catalogProductAttributeOptionsResponse"
        )
        info = self.remote.check()
        self.assertEqual((info.version, info.clock), ("1.9.4.5 Community", "UTC"))
        self.assertEqual(
            [(shop.id, shop.code, shop.name) for shop in info.shops], [("1", "default", "Default Store View")]
        )

    def test_a_new_order(self):
        order = self.only("order", salesOrderList="order-list", salesOrderInfo="order-info")
        self.assertEqual((order.id, order.number, order.state_id), ("100000001", "100000001", "pending"))
        self.assertEqual((order.shop_id, order.currency, order.digits), ("1", "EUR", 2))
        self.assertEqual(order.placed_at, datetime(2026, 11, 22, 5, 46, 25, tzinfo=UTC))
        self.assertEqual((order.net, order.tax, order.gross), (Decimal("26.64"), Decimal("3.16"), Decimal("29.80")))
        self.assertEqual(order.difference(), (0, 0, 0))
        mug, shipping = order.lines
        self.assertEqual((mug.role, mug.id, mug.product_id, mug.variant_id), ("product", "1", "4", "4"))
        self.assertEqual(
            (mug.quantity, mug.net, mug.tax, mug.gross), (2, Decimal("16.64"), Decimal("3.16"), Decimal("19.80"))
        )
        self.assertEqual([(tax.id, tax.rate, tax.amount) for tax in mug.taxes], [("", 19, Decimal("3.16"))])
        self.assertEqual((mug.delivered, mug.refunded, mug.cancelled), (0, 0, 0))
        self.assertEqual((shipping.role, shipping.name, shipping.net), ("shipping", "Flat Rate - Fixed", 10))
        self.assertEqual((shipping.tax, shipping.taxes), (0, ()))
        self.assertEqual((order.carrier_id, order.payment_method_code), ("flatrate_flatrate", "checkmo"))
        self.assertEqual(
            [(payment.state, payment.amount) for payment in order.payments], [("pending", Decimal("29.80"))]
        )
        self.assertEqual((order.customer.id, order.customer.is_guest, order.customer.group_id), ("1", False, "1"))
        address = order.delivery
        self.assertEqual((address.street, address.zip, address.city), ("Straße 1", "10115", "Berlin"))
        self.assertEqual((address.state, address.country, address.phone), ("Berlin", "DE", "030123"))

    def test_a_complete_order(self):
        self.replay.record(salesOrderList="order-list")
        order = self.one("order", "100000001", salesOrderInfo="order-info-complete")
        self.assertEqual((order.state_id, order.state_name), ("complete", "Complete"))
        self.assertEqual([(payment.state, payment.amount) for payment in order.payments], [("paid", Decimal("29.80"))])
        self.assertEqual([message.text for message in order.messages], ["hello", "hello"])
        self.assertEqual([message.is_private for message in order.messages], [True, True])
        self.assertEqual((order.lines[0].delivered, order.lines[0].quantity), (2, 2))

    def test_a_missing_order(self):
        self.replay.record(salesOrderInfo="order-missing")
        (page,) = self.remote.pull("order", ids=["100000009"])
        ((refusal),) = page.refusals
        self.assertIsInstance(refusal.error, NotFound)
        self.assertEqual((refusal.id, refusal.error.text), ("100000009", "Requested order not exists."))

    def test_a_product(self):
        pictures = RECORDINGS["image-list"].answer
        self.replay.answers["catalogProductAttributeMediaList"] = pictures
        nothing = RECORDINGS["product-list-none"].answer
        self.replay.answers["catalogProductLinkList"] = nothing.replace("catalogProductList", "catalogProductLinkList")
        product = self.one("product", "1", catalogProductInfo="product-info")
        self.assertEqual((product.code, product.name), ("TS-RED", {"": "T-Shirt rot"}))
        self.assertEqual((product.price, product.price_includes_tax, product.tax_ids), (Decimal("19.95"), True, ("2",)))
        self.assertEqual((product.weight, product.attribute_set, product.active), (Decimal("0.2"), "4", True))
        self.assertEqual((product.category_id, product.category_ids), ("3", ("3",)))
        self.assertEqual(product.slug, {"": "t-shirt-rot"})
        self.assertEqual(product.updated_at, datetime(2026, 11, 22, 5, 44, 33, tzinfo=UTC))
        (variant,) = product.variants
        self.assertEqual((variant.id, variant.code), ("1", "TS-RED"))
        (image,) = product.images
        self.assertEqual((image.id, image.name, image.legend), ("/i/m/image.png", "image.png", {"": "l"}))

    def test_stock(self):
        self.replay.record(catalogProductList="list-filter-from-to-one-field")
        self.replay.record(catalogInventoryStockItemList="stock-list")
        (page,) = self.remote.pull("stock", ids=["2", "4"])
        level = {document.id: document.quantity for document in page.documents}
        self.assertEqual(level, {"2": 0, "4": 10})

    def test_a_category(self):
        self.replay.record(catalogCategoryTree="category-tree")
        with self.assertRaises(ProtocolError) as caught:
            list(self.remote.pull("category"))
        # The tree is understood; what is asked next was not recorded.
        self.assertEqual(caught.exception.call, "catalogCategoryInfo")

    def test_a_customer(self):
        empty = RECORDINGS["product-list-none"].answer.replace("catalogProductList", "customerAddressList")
        self.replay.answers["customerAddressList"] = empty
        customer = self.only("customer", customerCustomerList="customer-list")
        self.assertEqual((customer.id, customer.first_name, customer.last_name), ("1", "Jörg", "Müller"))
        self.assertEqual((customer.group_id, customer.shop_ids, customer.addresses), ("1", ("1",), ()))
        self.assertNotIn("b418ea", customer.to_json())

    def test_a_shipment_and_an_invoice(self):
        heads = RECORDINGS["order-list"].answer
        self.replay.answers["salesOrderList"] = heads
        shipment = self.one("shipment", "100000001", salesOrderShipmentInfo="shipment-info")
        self.assertEqual((shipment.order_id, shipment.tracking_number), ("100000001", "JJD0001"))
        self.assertEqual((shipment.carrier_id, shipment.carrier_name), ("custom", "DHL"))
        self.assertEqual([(line.order_line_id, line.quantity) for line in shipment.lines], [("1", 2)])
        invoice = self.one("invoice", "100000001", salesOrderInvoiceInfo="invoice-info")
        self.assertEqual((invoice.order_id, invoice.state, invoice.note), ("100000001", "paid", "c"))
        self.assertEqual(
            (invoice.net, invoice.tax, invoice.gross), (Decimal("26.64"), Decimal("3.16"), Decimal("29.80"))
        )
        (line,) = invoice.lines
        self.assertEqual((line.net, line.tax, line.taxes[0].rate), (Decimal("16.64"), Decimal("3.16"), 19))

    def test_groups(self):
        self.replay.record(customerGroupList="customer-groups")
        groups = self.remote.lookups("group")
        self.assertEqual(
            [(group.id, group.name) for group in groups],
            [("0", "NOT LOGGED IN"), ("1", "General"), ("2", "Wholesale"), ("3", "Retailer")],
        )

    def test_a_refused_login(self):
        self.replay.record(login="login-bad")
        with self.assertRaises(AuthenticationFailed) as caught:
            self.remote.check()
        self.assertEqual(caught.exception.text, "Access denied.")

    def test_a_session_that_is_never_accepted(self):
        self.replay.record(magentoInfo="session-expired")
        with self.assertRaises(AuthenticationFailed):
            self.remote.check()
        self.assertEqual([operation for operation, _sent in self.replay.sent], ["login", "magentoInfo"] * 2)

    def test_a_sku_that_is_taken(self):
        self.replay.record(
            catalogProductList="product-list-none",
            catalogProductAttributeSetList="attribute-sets",
            catalogProductCreate="product-create-dup",
            storeList="store-list",
        )
        (result,) = self.remote.push("product", [make.product(id="", name={"": "Mug"}, tax_ids=(), variants=())])
        self.assertIsInstance(result.error, Rejected)
        self.assertEqual(result.error.text, 'The value of attribute "SKU" must be unique')
        sent = self.replay.sent[-1][1]
        self.assertIn("<name>Mug</name>", sent)
        self.assertIn("<websites><item>1</item></websites>", sent)
