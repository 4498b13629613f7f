"""SOAP written plainly and read as it stands: both styles, values without a schema, answers of all sorts."""

import unittest

from werkzeug.wrappers import Response

from ...remotes.errors import InvalidSettings, OutcomeUnknown, ProtocolError, Rejected, Unavailable, Unsupported
from ...remotes.transport import soap
from ...remotes.transport.http import Http
from ...remotes.transport.soap_plain import PlainSoap
from ..simulators.base import Simulator
from ..simulators.magento1 import wsdl

PATH = "/api/"


class Echo(Simulator):
    """Keeps what it was sent and answers what it was told to."""

    def __init__(self, *, wsi=False):
        super().__init__()
        self.wsi = wsi
        self.content, self.status, self.sent, self.headers = "", 200, "", {}

    def kind_of(self, request):
        """See ``Simulator``."""
        return "wsdl" if request.method == "GET" else "call"

    def answer(self, request):
        """See ``Simulator``."""
        if request.method == "GET":
            return Response(wsdl("urn:echo", wsi=self.wsi), content_type="text/xml")
        self.sent, self.headers = request.get_data().decode(), request.headers
        return Response(self.content, status=self.status, content_type="text/xml")

    def replies(self, inner, operation="storeList"):
        """Answer with this content."""
        self.content = (
            '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" '
            'xmlns:c="http://schemas.xmlsoap.org/soap/encoding/" xmlns:n="http://xml.apache.org/xml-soap" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:u="urn:echo"><e:Body>'
            f"<u:{operation}Response>{inner}</u:{operation}Response></e:Body></e:Envelope>"
        )


class TestPlainSoap(unittest.TestCase):
    def opened(self, **options):
        """Return (server, client)."""
        soap.forget_wsdls()
        self.addCleanup(soap.forget_wsdls)
        server = self.enterContext(Echo(**options))
        http = Http(system="echo", base_url=server.url, secrets=("s3cret",))
        self.addCleanup(http.close)
        return server, PlainSoap(http, f"{PATH}?wsdl")

    def body(self, server):
        """Return what the server was sent inside its envelope's body."""
        return server.sent.partition("<e:Body>")[2].partition("</e:Body>")[0]

    def test_rpc(self):
        server, client = self.opened()
        server.replies("<result>1</result>", "catalogInventoryStockItemMultiUpdate")
        answer = client.ask(
            "catalogInventoryStockItemMultiUpdate",
            "sid",
            ["5", "6"],
            [{"qty": "1"}, {"qty": "2", "min_qty": None}],
            safe=True,
        )
        self.assertEqual(answer, "1")
        self.assertEqual(
            self.body(server),
            '<u:catalogInventoryStockItemMultiUpdate xmlns:u="urn:echo"><sessionId>sid</sessionId><productIds>'
            "<item>5</item><item>6</item></productIds><productData><item><qty>1</qty></item><item><qty>2</qty></item>"
            "</productData></u:catalogInventoryStockItemMultiUpdate>",
        )
        self.assertEqual(server.headers["SOAPAction"], '"urn:Mage_Api_Model_Server_V2_HandlerAction"')

    def test_document_literal(self):
        server, client = self.opened(wsi=True)
        server.replies("<result><complexObjectArray>a</complexObjectArray></result>", "storeList")
        self.assertEqual(client.ask("storeList", "sid", safe=True), ["a"])
        client.ask("storeList", "sid", safe=True)
        self.assertEqual(
            self.body(server),
            '<u:storeListRequestParam xmlns:u="urn:echo"><sessionId>sid</sessionId></u:storeListRequestParam>',
        )

    def test_parts_that_are_not_given_are_left_out(self):
        server, client = self.opened()
        server.replies("<tree/>", "catalogCategoryTree")
        client.ask("catalogCategoryTree", "sid", None, "2", safe=True)
        self.assertEqual(
            self.body(server),
            '<u:catalogCategoryTree xmlns:u="urn:echo"><sessionId>sid</sessionId><storeView>2</storeView>'
            "</u:catalogCategoryTree>",
        )

    def test_values_without_a_schema(self):
        server, client = self.opened()
        server.replies(
            '<multiCallReturn c:arrayType="x[2]"><item xsi:type="n:Map"><item><key>sku</key><value>A</value></item>'
            '<item><key>ids</key><value c:arrayType="x[0]" xsi:type="c:Array"/></item>'
            '<item><key>none</key><value xsi:nil="true"/></item></item><item>2</item></multiCallReturn>',
            "multiCall",
        )
        answer = client.ask_untyped("/v1/", "multiCall", {"calls": [["a.b", ["1", None]]]}, safe=True)
        self.assertEqual(answer, [{"sku": "A", "ids": [], "none": None}, "2"])
        self.assertEqual(
            self.body(server),
            '<u:multiCall xmlns:u="urn:echo"><calls c:arrayType="xsd:anyType[1]" xsi:type="c:Array">'
            '<item c:arrayType="xsd:anyType[2]" xsi:type="c:Array"><item xsi:type="xsd:string">a.b</item>'
            '<item c:arrayType="xsd:anyType[2]" xsi:type="c:Array"><item xsi:type="xsd:string">1</item>'
            '<item xsi:nil="true"/></item></item></calls></u:multiCall>',
        )

    def test_what_does_not_fit_the_wsdl(self):
        _server, client = self.opened()
        for arguments in (("nosuch", "sid"), ("storeList", "sid", "one", "too many")):
            with self.assertRaises(Unsupported):
                client.ask(*arguments, safe=True)

    def test_faults(self):
        server, client = self.opened()
        server.replies("")
        fault = "<e:Fault><faultcode>101</faultcode><faultstring>Product s3cret not exists.</faultstring></e:Fault>"
        server.content = server.content.replace("<u:storeListResponse></u:storeListResponse>", fault)
        for status in (200, 500):
            server.status = status
            with self.assertRaises(Rejected) as caught:
                client.ask("storeList", "sid", safe=False)
            self.assertEqual(caught.exception.code, "101")
            self.assertNotIn("s3cret", str(caught.exception))

    def test_answers_that_are_none(self):
        server, client = self.opened()
        client.has("storeList")
        server.replies("<result>1</result>", "login")
        other = server.content
        for status, content, safe, expected in (
            (200, "<html></html>", True, ProtocolError),
            (200, "<html></html>", False, OutcomeUnknown),
            (200, other, True, ProtocolError),
            (200, other, False, OutcomeUnknown),
            (404, "<html></html>", False, ProtocolError),
            (500, "<html></html>", True, Unavailable),
            (500, "<html></html>", False, OutcomeUnknown),
        ):
            server.status, server.content = status, content
            with self.subTest(status=status, safe=safe), self.assertRaises(expected) as caught:
                client.ask("storeList", "sid", safe=safe)
            self.assertEqual(caught.exception.call, "storeList")

    def test_no_wsdl_at_the_address(self):
        server, client = self.opened()
        server.faults.status(404, kind="wsdl")
        with self.assertRaises(InvalidSettings) as caught:
            client.ask("storeList", "sid", safe=True)
        self.assertEqual(caught.exception.field, "url")

    def test_a_wsdl_that_made_no_sense_is_read_again(self):
        server, client = self.opened()
        server.faults.status(200, body="<rss/>", content_type="text/xml", kind="wsdl")
        with self.assertRaises(ProtocolError):
            client.has("storeList")
        self.assertTrue(client.has("storeList"))
        self.assertEqual(client.namespace, "urn:echo")

    def test_the_servers_clock(self):
        server, client = self.opened()
        server.replies("<stores/>")
        client.ask("storeList", "sid", safe=True)
        self.assertLess(abs((client.server_time - server.clock.now()).total_seconds()), 5)
