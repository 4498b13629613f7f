"""The SOAP transport: what it loads, sends, counts and says when something is wrong."""

import unittest

from ...remotes.errors import OutcomeUnknown, ProtocolError, Rejected, Unavailable, Unsupported
from ...remotes.transport import soap
from ...remotes.transport.http import Http
from ..simulators.faults import ENTITY_BOMB
from ..simulators.keyinvoice import KEY, KeyInvoiceSimulator
from ..simulators.keyinvoice.soap import fault, wsdl


class TestSoap(unittest.TestCase):
    def setUp(self):
        self.server = KeyInvoiceSimulator()
        self.server.start()
        self.addCleanup(self.server.stop)
        self.http, self.soap = self.opened()

    def opened(self):
        http = Http(system="test", base_url=self.server.url, secrets=(KEY,))
        self.addCleanup(http.close)
        return http, soap.Soap(http, "/API3_ws.php?wsdl")

    def answer_wsdl(self, body, status=200):
        self.server.faults.status(status, body=body, content_type="text/xml", kind="wsdl")

    def test_a_call(self):
        self.assertEqual(self.soap.call("authenticate", KEY, safe=False), ["1", "sid-api3-1"])
        self.assertEqual(self.http.calls, 2)

    def test_rows(self):
        _code, sid = self.soap.call("authenticate", KEY, safe=False)
        answer = self.soap.call("listWarehouse", sid, safe=True)
        self.assertEqual(answer["RC"], "1")
        self.assertEqual([row["Key"] for row in answer["DAT"]], ["1", "2"])

    def test_the_wsdl_is_read_once_per_process_and_its_address_is_not_believed(self):
        self.assertIn('location="http://interno.invalid/API3_ws.php"', wsdl("http://interno.invalid/API3_ws.php"))
        self.soap.call("authenticate", KEY, safe=True)
        self.opened()[1].call("company", "sid-api3-1", safe=True)
        self.assertEqual(self.server.log.count(kind="wsdl"), 1)

    def test_a_fault(self):
        self.server.faults.status(500, body=fault(f"Chave {KEY} recusada"), content_type="text/xml", kind="company")
        with self.assertRaises(Rejected) as caught:
            self.soap.call("company", "x", safe=False)
        error = caught.exception
        self.assertEqual((error.code, error.text, error.call), ("SOAP-ENV:Client", "Chave ••• recusada", "company"))

    def test_an_operation_that_is_not_there(self):
        with self.assertRaises(Unsupported):
            self.soap.call("deleteEverything", safe=True)

    def test_arguments_that_do_not_fit(self):
        with self.assertRaises(ProtocolError):
            self.soap.call("company", "x", "y", "z", safe=False)
        self.assertEqual(self.server.log.count(kind="company"), 0)

    def test_broken_answers(self):
        for body in ("<html></html>", "text", ENTITY_BOMB, "<Envelope/>", ""):
            for safe, expected in ((True, ProtocolError), (False, OutcomeUnknown)):
                with self.subTest(body=body[:20], safe=safe):
                    self.server.faults.status(200, body=body, content_type="text/xml", kind="company")
                    with self.assertRaises(expected):
                        self.soap.call("company", "x", safe=safe)

    def test_a_broken_server(self):
        for safe, expected in ((True, Unavailable), (False, OutcomeUnknown)):
            self.server.faults.status(502, body="<html>", kind="company")
            with self.assertRaises(expected):
                self.soap.call("company", "x", safe=safe)
            self.server.faults.status(500, body="<html>", kind="company")
            with self.assertRaises(expected):
                self.soap.call("company", "x", safe=safe)

    def test_a_lost_answer(self):
        self.soap.call("authenticate", KEY, safe=True)
        self.server.faults.cut_after_accepting(kind="company")
        with self.assertRaises(OutcomeUnknown):
            self.soap.call("company", "x", safe=False)

    def test_wsdls_that_are_refused(self):
        elsewhere = wsdl("http://x.invalid/").replace(
            'namespace="http://schemas.xmlsoap.org/soap/encoding/"',
            'namespace="urn:other" schemaLocation="http://192.0.2.1/secret.xsd"',
        )
        local = elsewhere.replace("http://192.0.2.1/secret.xsd", "file:///etc/passwd")
        for body in (elsewhere, local, ENTITY_BOMB, "<html></html>", "<definitions/>"):
            with self.subTest(body[:40]):
                soap.forget_wsdls()
                self.answer_wsdl(body)
                with self.assertRaises(ProtocolError):
                    self.opened()[1].call("company", "x", safe=True)

    def test_a_wsdl_that_is_gone(self):
        self.answer_wsdl("<html></html>", status=404)
        with self.assertRaises(Rejected):
            self.soap.call("company", "x", safe=True)
