"""EBP keeps the promises of a remote.

What the suite asks of a server that answers with codes and bodies has no meaning for tables and a folder; what can go
wrong with those is in ``tests/remotes/ebp/``.
"""

import unittest
from decimal import Decimal
from itertools import count

from .. import make
from ..remotes.ebp.ebp_case import order
from ..simulators.ebp import EbpSimulator
from ..simulators.ebp.office import ORDER
from .case import ContractCase
from .changes import ChangePromises
from .checking import CheckPromises
from .lists import LookupPromises
from .lost import LostAnswerPromises
from .reading import ReadingPromises
from .refusals import RefusalPromises
from .secrecy import SecrecyPromises
from .settings import SettingsPromises
from .writing import WritingPromises

#: The column by which a record is named in the import files, and the table it comes to.
NAMED = {
    "order": ("orders", "Document - Numéro du document"),
    "customer": ("customers", "Code"),
    "product": ("items", "Code article"),
}


class TestEbp(
    SettingsPromises,
    CheckPromises,
    LookupPromises,
    ReadingPromises,
    ChangePromises,
    WritingPromises,
    LostAnswerPromises,
    SecrecyPromises,
    RefusalPromises,
    ContractCase,
    unittest.TestCase,
):
    """On a copy of the database, with the exchange folder beside it."""

    system = "ebp"
    simulator_class = EbpSimulator
    leaves_unchanged = frozenset({"order", "customer", "product"})
    #: What writes is a file; the log is that of the database.
    writes = {kind: {"method": "INSERT"} for kind in ("order", "customer", "product")}

    # a folder keeps no log of who looks into it
    test_every_call_is_counted = None
    # writing is a file: no database's answer can be lost with it
    test_a_write_whose_answer_was_lost_happens_once = None
    test_several_writes_whose_answer_was_lost_happen_once = None
    test_a_write_whose_answer_was_cut_short_happens_once = None
    test_a_write_that_was_lost_on_the_way_happens_once = None
    test_a_write_answered_with_a_web_page_happens_once = None
    test_a_write_that_broke_the_server_happens_once = None
    test_too_many_calls_are_to_be_sent_later = None

    def setUp(self):
        self.numbers = count(1001)
        super().setUp()

    def started(self):
        simulator = super().started()
        self.addCleanup(simulator.close)
        return simulator

    def seed(self):
        simulator = self.simulator
        with simulator.store.transaction():
            for number in range(4):
                simulator.add_family(f"F{number}", f"Famille {number}", "Noire", "Rouge", "Verte")
            for number in range(12):
                simulator.add_item(f"CAF-{number:03d}", f"Café {number}", stock="40", FamilyId="F1", SubFamilyId="F101")
                simulator.add_customer(f"CLI{number:03d}", f"Martin {number}")
            for item in simulator.add_range("TEE", "Tee-shirt", "Taille", ["Petit", "Grand"]):
                simulator.set_stock(item, "5", store=simulator.second_store)
            simulator.add_price_list("PRO1", "PRO", ("CAF-001", 1, "7.20", None), ("CAF-002", 10, None, "15"))
            simulator.add_address("CLI001")
            for number in range(12):
                self._seed_order(number)

    def _seed_order(self, number):
        line = {
            "ItemId": f"CAF-{number:03d}",
            "DescriptionClear": "Café",
            "Quantity": Decimal(2),
            "VatId": self.simulator.vat,
            "NetAmountVatExcluded": Decimal(17),
            "RealNetAmountVatExcluded": Decimal(17),
            "DeliveredQuantity": Decimal(0),
        }
        made = self.simulator.enter(
            ORDER,
            [line],
            Reference=f"{'Document importé n° ' if number % 2 else ''}WEB-S{number:03d}",
            CustomerId="CLI001",
            SettlementModeId="CB",
            AmountVatExcluded=Decimal(17),
            VatAmount=Decimal("3.40"),
            AmountVatIncluded=Decimal("20.40"),
        )
        if number % 3:
            made = self.simulator.deliver(made)
        invoice = self.simulator.invoice(made)
        if number % 2:
            self.simulator.print(invoice)

    def ids(self, kind):
        rows = self.simulator.store.rows
        shown = [row["Id"] for row in rows("Item") if not row["ParentRangeItemId"]]
        return {
            "category": lambda: [
                *(row["Id"] for row in rows("ItemFamily")),
                *(f"{row['ItemFamilyId']}/{row['Id']}" for row in rows("ItemSubFamily")),
            ],
            "product": lambda: shown,
            "stock": lambda: [f"{row['ItemId']}/{row['StorehouseId']}" for row in rows("StockItem")],
            "price": self._price_ids,
            "customer": lambda: [row["Id"] for row in rows("Customer")],
            "status": lambda: [row["Reference"].rpartition(" ")[2] for row in rows("SaleDocument", DocumentType=8)],
            "invoice": lambda: [row["Id"] for row in rows("SaleDocument", DocumentType=2)],
        }[kind]()

    def _price_ids(self):
        rows = self.simulator.store.rows
        heads = {row["ParentRangeItemId"] for row in rows("Item")}
        own = [row["Id"] for row in rows("Item") if row["Id"] not in heads]
        return own + [f"{row['ItemId']}/PRO/{row['Id']}" for row in rows("PriceListCalculationLine")]

    def missing_id(self, kind):
        return "00000000-1111-2222-3333-444444444444" if kind == "invoice" else "999999"

    def touch(self, kind, id):
        number = Decimal(next(self.numbers))
        update = self.simulator.store.update
        {
            "product": lambda: update("Item", {"Id": id}, SalePriceVatExcluded=number),
            "stock": lambda: update("StockItem", {"ItemId": id.partition("/")[0]}, RealStock=number),
            "customer": lambda: update("Customer", {"Id": id}, CurrentAmount=number),
            "invoice": lambda: update("SaleDocument", {"Id": id}, CommitmentsBalanceDue=number),
        }[kind]()

    def new(self, kind, count):
        names = [f"N{next(self.numbers)}" for _ in range(count)]
        return {
            "order": lambda: [order(f"ODOO-a1b2c3-ORD{name}", number=name) for name in names],
            "customer": lambda: [make.customer(id="", code=name, billing=make.address()) for name in names],
            "product": lambda: [make.product(id="", code=name, tax_ids=()) for name in names],
        }[kind]()

    def refused(self, kind):
        return {
            "order": lambda: order("ODOO-a1b2c3-X", lines=[make.line(variant="NO-SUCH")]),
            "customer": lambda: make.customer(id="", email=""),
            "product": lambda: make.product(id="", code=""),
        }[kind]()

    def held(self, kind, document):
        name, caption = NAMED[kind]
        wanted = f"WEB-{document.key}" if kind == "order" else document.code
        lying = {row[caption] for row in self.simulator.importer.lying(name)}
        return [record for record in sorted(lying) if record == wanted]
