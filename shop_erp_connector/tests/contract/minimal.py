"""Documents of every kind with nothing but what their kind needs: what an ERP of files or tables is sent."""

from decimal import Decimal
from itertools import count

from ...remotes.documents import (
    Category,
    Invoice,
    OrderStatus,
    Price,
    Return,
    ReturnedLine,
    Shipment,
    ShippedLine,
    StockLevel,
)
from .. import make


class MinimalDocuments:
    """``new(kind, count)`` for a contract case; each document is called another name."""

    def setUp(self):
        self.numbers = count(1001)
        super().setUp()

    def new(self, kind, count):
        return [getattr(self, f"_{kind}")(f"N{next(self.numbers)}") for _ in range(count)]

    def _category(self, name):
        return Category(code=name, name={"": name})

    def _product(self, name):
        return make.product(id="", code=name)

    def _stock(self, name):
        return StockLevel(id=name, variant_id=name, quantity=Decimal(next(self.numbers)))

    def _price(self, name):
        return Price(id=name, variant_id=name, amount=Decimal(next(self.numbers)))

    def _customer(self, name):
        return make.customer(id="", code=name)

    def _order(self, name):
        return make.order(id="", key=name, currency="EUR")

    def _status(self, name):
        return OrderStatus(id=name, state_id="shipped")

    def _shipment(self, name):
        return Shipment(key=name, order_id="CC0001", lines=(ShippedLine(variant_id="CAF-001", quantity=Decimal(1)),))

    def _invoice(self, name):
        return Invoice(key=name, number=name, currency="EUR", lines=(make.line(),), net=Decimal(10), gross=Decimal(10))

    def _return(self, name):
        return Return(key=name, currency="EUR", lines=(ReturnedLine(variant_id="CAF-001", quantity=Decimal(1)),))
