"""A whole round with EBP, and the same killed at every step: nothing is lost, nothing is there twice."""

import base64
from decimal import Decimal

from ... import make
from ...simulators.ebp import EbpSimulator
from ...simulators.ebp.office import PDF
from ..exchange.test_exchange_kills import KilledCase
from ..killed_steps import Kept
from .ebp_case import EbpCase, line, order, role


class TestRound(EbpCase):
    def test_goods_in_order_out_invoice_back(self):
        products = self.documents("product")
        levels = {level.variant_id: level.quantity for level in self.documents("stock").values()}
        self.assertEqual((len(products), levels["CAF-001"]), (3, Decimal(40)))

        buyer = make.customer("", email="rita@example.com", vat="", billing=make.address(country="FR"))
        (made,) = self.remote.push("customer", [buyer])
        self.simulator.importer.run()
        (told,) = self.opened().outcomes("customer", [made.ticket])

        item = products["CAF-001"]
        goods = line(item.variants[0].id, item.price * 3, quantity=3)
        sale = order(lines=[goods, role("shipping", "4.90")], customer=make.customer(told.id))
        (ticket,) = self.pushed(sale)
        self.assertEqual(self.outcome(ticket).ticket, ticket)
        self.simulator.importer.run()
        sold = self.outcome(ticket)
        self.assertEqual((sold.number, sold.warning), ("CM00000001", ""))
        self.assertEqual(self.documents("status")[sold.id].state_id, "preparing")

        invoice = self.simulator.invoice(self.simulator.deliver(self.simulator.order(sold.id)["Id"]))
        self.simulator.print(invoice)
        self.assertEqual(self.documents("status")[sold.id].state_id, "invoiced")
        document = self.documents("invoice")[invoice]
        self.assertEqual((document.order_id, document.gross), (sold.id, sale.gross))
        self.assertEqual([part.role for part in document.lines], ["product", "shipping"])
        self.assertEqual(base64.b64decode(document.pdf), PDF)
        levels = {level.variant_id: level.quantity for level in self.documents("stock").values()}
        self.assertEqual(levels["CAF-001"], Decimal(37))


class KilledEbp(KilledCase):
    """Orders go out, EBP imports them, numbers and invoices come back; the hub dies at every step."""

    system = "ebp"
    partner_class = EbpSimulator

    def prepare(self):
        with self.erp.store.transaction():
            self.erp.add_item("CAF-001", "Café", stock="40")
            self.erp.add_customer("CLI001", "Martin Paul")

    def send_all(self):
        """As the hub does: a ticket is stored after the push; what has none is pushed again."""
        hub = Kept(self.place / "hub.json", tickets={})
        stored = hub.load()
        for keys in (("K1", "K2"), ("K3",)):
            if keys[0] in stored["tickets"]:
                continue
            with self.remote() as remote:
                results = remote.push("order", [order(key) for key in keys])
            stored["tickets"] |= {key: result.ticket or result.id for key, result in zip(keys, results, strict=True)}
            hub.save(stored)

    def imported(self):
        """Return how often EBP has each order."""
        references = [row["Reference"] for row in self.erp.store.rows("SaleDocument", DocumentType=8)]
        return {key: references.count(f"Document importé n° WEB-{key}") for key in ("K1", "K2", "K3")}

    def check(self):
        self.erp.importer.run()
        self.assertEqual(self.imported(), {"K1": 1, "K2": 1, "K3": 1})
        self.assertEqual(self.erp.names("in"), [])
        names = [name for name in self.erp.names("done") if name.endswith(".txt")]
        self.assertEqual(sorted(name[-10:-4] for name in names), ["000001", "000002"])
        with self.remote() as remote:
            found = [remote.find("order", key).number for key in ("K1", "K2", "K3")]
        self.assertEqual(found, ["CM00000001", "CM00000002", "CM00000003"])


class TestSending(KilledEbp):
    def test_every_order_arrives_once(self):
        steps = self.each_step(self.send_all, self.check, self.prepare)
        self.assertGreater(steps, 25)


class TestSendingToAQuickImporter(TestSending):
    """EBP imports what lies there between the death and the next try."""

    def before_next(self):
        self.erp.importer.run()


class TestReadingBack(KilledEbp):
    """Invoices are read with their PDFs, one of which comes late; page and cursor are stored in one go."""

    def test_every_invoice_is_stored_with_its_pdf(self):
        steps = self.each_step(self.read_all, self.check_read, self.prepare_sold)
        self.assertGreater(steps, 15)

    def prepare_sold(self):
        self.prepare()
        self.send_all()
        self.erp.importer.run()
        self.invoices = [self.erp.invoice(self.erp.order(f"WEB-{key}")["Id"]) for key in ("K1", "K2", "K3")]
        self.erp.print(self.invoices[0])
        self.erp.print(self.invoices[1])

    def read_all(self):
        hub = Kept(self.place / "read.json", papers={}, cursor=None, ends=0)
        stored = hub.load()
        while stored["ends"] < 3:
            with self.remote() as remote:
                page = next(remote.pull("invoice", cursor=stored["cursor"], limit=1))
            stored["papers"] |= {document.id: document.pdf for document in page.documents}
            stored["cursor"] = page.cursor
            stored["ends"] += not page.cursor["more"]
            hub.save(stored)
            if stored["ends"] == 1:
                (self.place / "share" / "pdf" / "FA00000003.pdf").write_bytes(PDF)

    def check_read(self):
        papers = Kept(self.place / "read.json").load()["papers"]
        self.assertEqual(papers, dict.fromkeys(self.invoices, base64.b64encode(PDF).decode()))
