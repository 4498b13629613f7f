"""Orders as rows of an import file: one row per line, the document's cells repeated (dossier §3.1)."""

from datetime import UTC, datetime
from decimal import Decimal

from ..documents.order import COMPONENT, DISCOUNT, GIFT_CARD, PAYMENT_FEE, PRODUCT, ROUNDING, SHIPPING, WRAPPING
from ..errors import Unavailable
from . import cells, wire
from .wire import refused, text

ZERO = Decimal(0)

_ITEMS = "SELECT i.Id AS id FROM Item i WHERE i.Id IN :ids"

_CUSTOMERS = """
SELECT c.Id AS id, c.IntracommunityVATNumber AS vat FROM Customer c
 WHERE c.Id IN :ids OR REPLACE(c.IntracommunityVATNumber, ' ', '') IN :vats
"""


class Facts:
    """What the orders of one push need to know of the database.

    :ivar items: codes that exist; ``customers``: codes; ``by_vat``: ``{number: codes}``
    """

    def __init__(self, tables, orders, *, codes, extra_items):
        wanted = {line.variant_id for order in orders for line in order.lines if line.variant_id} | extra_items
        call = "prepare orders"
        rows = tables.rows(_ITEMS, call=call, ids=sorted(wanted) or [""])
        self.items = {text(row, "id") for row in rows}
        vats = {vat_of(order) for order in orders} - {""}
        rows = tables.rows(_CUSTOMERS, call=call, ids=sorted(codes - {""}) or [""], vats=sorted(vats) or [""])
        self.customers = {text(row, "id") for row in rows}
        self.by_vat = {}
        for row in rows:
            if text(row, "vat"):
                self.by_vat.setdefault(text(row, "vat").replace(" ", "").upper(), []).append(text(row, "id"))


class OrderForm:
    """Makes rows of orders.

    :param captions: see ``captions.ORDER``; ``references``: a ``References``; ``lists``: the ``CodeLists``
    :param customer_code: function of a ``Customer`` that answers the code it has, or will have, in EBP
    :param settings: all settings; ``zone``: of EBP's days
    """

    kind, file = "order", "orders"

    def __init__(self, tables, lists, references, captions, *, customer_code, settings, zone):
        self.captions = captions
        self._tables = tables
        self._lists = lists
        self._references = references
        self._customer_code = customer_code
        self._settings = settings
        self._zone = zone

    def record(self, order):
        """Return the reference under which the order is known.

        :raises Rejected: it is none that EBP can be given
        """
        if order.id:
            raise refused("EBP has this order already, and its people change it there.", "id", "sent")
        if not order.key:
            raise refused("The order has no key of ours, by which it could be found again.", "key", "key_missing")
        return self._references.of(order.key)

    def facts(self, orders):
        """Return the ``Facts`` of some orders, read at once."""
        codes = {self._wanted_code(order) for order in orders} | {self._settings["default_customer"]}
        extra = {self._settings["discount_item"], self._settings["fee_item"]} - {""}
        return Facts(self._tables, orders, codes=codes, extra_items=extra)

    def rows(self, order, facts, dialect, *, pending):
        """Return the rows of one order as ``{caption: text}``.

        :param pending: function of a customer's code: is its own import file still waiting?
        :raises Rejected: EBP could not take it as it is; ``Unavailable``: its customer is not imported yet
        """
        self._check(order)
        head = self._head(order, facts, pending)
        lines = [line for line in order.lines if line.role != SHIPPING]
        rows = [head | self._line(order, line, facts) for line in lines if line.role != COMPONENT or line.gross]
        if not rows:
            raise refused(f"{order.number}: the order has no lines.", "lines", "empty")
        return [cells.filled(row, self.captions, dialect, record=order.number or order.key) for row in rows]

    def total(self, order):
        """Return what the order costs, to be compared with what EBP makes of it."""
        return cells.cents(order.gross)

    def _check(self, order):
        if order.is_quote:
            raise refused("Quotes are not sent to EBP, only orders.", "is_quote", "quote")
        if order.currency != wire.CURRENCY:
            raise refused(f"Orders are sent in {wire.CURRENCY}, this is in {order.currency}.", "currency", "currency")
        if any(order.difference()):
            raise refused(f"{order.number}: the lines do not add up to the total.", "lines", "totals")
        if any(line.role == GIFT_CARD for line in order.lines):
            sentence = f"{order.number}: paid with a gift card in part, which is no discount. Enter this order by hand."
            raise refused(sentence, "lines", "gift_card")

    def _head(self, order, facts, pending):
        record = order.number or order.key
        code = self._customer(order, facts, pending)
        billing = order.billing or order.delivery
        if billing is None:
            raise refused(f"{record}: the order has no address.", "billing", "address_missing")
        email = order.customer.email if order.customer else ""
        head = {
            "number": self._references.of(order.key),
            "date": (order.placed_at or datetime.now(UTC)).astimezone(self._zone).date(),
            "customer": code,
            "name": billing.company or billing.person or (order.customer.name if order.customer else ""),
            "billing_email": email,
            "vat": vat_of(order),
            "carrier": self._known("carrier", order.carrier_id, record),
            "payment": self._known("payment", order.payment_method_code, record),
            "gross": cells.cents(order.gross),
            "note": " / ".join(filter(None, (order.number, order.customer_note, order.note))),
            "delivery_on": order.delivery_on,
        }
        head |= cells.address(billing, "billing_", record=record) | self._shipping(order, record)
        if order.delivery:
            head |= cells.address(order.delivery, "delivery_", record=record)
            head["delivery_name"] = order.delivery.company or order.delivery.person
        return head

    def _shipping(self, order, record):
        lines = [line for line in order.lines if line.role == SHIPPING]
        rates = {_rate(line, record) for line in lines if line.net}
        if len(rates) > 1:
            raise refused(f"{record}: shipping has several VAT rates, EBP takes one.", "lines", "shipping_tax")
        net = sum((line.net for line in lines), ZERO)
        return {"shipping_net": cells.cents(net), "shipping_rate": cells.tidy(next(iter(rates), ZERO))}

    def _line(self, order, line, facts):
        record = order.number or order.key
        name = line.name or line.code or line.id
        item = self._item(line, facts, f"{record}, line {name}")
        if not line.quantity:
            raise refused(f"{record}, line {name}: the quantity is zero.", "lines", "quantity")
        return {
            "item": item,
            "description": " - ".join(filter(None, (line.name, line.note))),
            "quantity": cells.tidy(line.quantity),
            "rate": cells.tidy(_rate(line, f"{record}, line {name}")),
            "unit_net": self._unit(line.net, line.quantity, f"{record}, line {name}"),
            "unit_gross": self._unit(line.gross, line.quantity, f"{record}, line {name}"),
            "line_net": cells.cents(line.net),
            "line_gross": cells.cents(line.gross),
        }

    def _unit(self, amount, quantity, record):
        """Return the price of one; it must make the line's amount again, to the cent."""
        step = Decimal(1).scaleb(-self._settings.integer("price_decimals"))
        price = (amount / quantity).quantize(step)
        if cells.cents(price * quantity) != cells.cents(amount):
            sentence = f"{record}: no unit price of {self._settings['price_decimals']} decimals makes {amount}."
            raise refused(sentence, "lines", "rounding")
        return cells.tidy(price)

    def _item(self, line, facts, record):
        if line.role in (PRODUCT, COMPONENT):
            item = line.variant_id
        else:
            setting = "fee_item" if line.role in (PAYMENT_FEE, WRAPPING) or line.net > 0 else "discount_item"
            item = self._settings[setting]
            if not item:
                what = {DISCOUNT: "discount", ROUNDING: "rounding"}.get(line.role, "fee")
                sentence = f"{record} is a {what}: name an item of EBP for it in the settings ({setting})."
                raise refused(sentence, "lines", "item_missing")
        if item not in facts.items:
            raise refused(f"{record}: EBP has no item {item or '(none)'}.", "lines", "item_missing")
        return item

    def _known(self, type, id, record):
        if id and not self._lists.has(type, id):
            raise refused(f"{record}: EBP has no {type} {id}.", type, "unknown_code")
        return id

    def _wanted_code(self, order):
        return self._customer_code(order.customer) if order.customer else ""

    def _customer(self, order, facts, pending):
        """Return the code of the customer who buys: by code, by VAT number, or the default one.

        :raises Rejected: there is none, or several have the number; ``Unavailable``: it is not imported yet
        """
        record = order.number or order.key
        code = self._wanted_code(order)
        if code in facts.customers:
            return code
        if code and pending(code):
            message = f"{record}: customer {code} waits for its own import into EBP."
            raise Unavailable(message, system=wire.SYSTEM, call="write an import file")
        named = facts.by_vat.get(vat_of(order), []) if vat_of(order) else []
        if len(named) > 1:
            sentence = f"{record}: EBP has several customers with {vat_of(order)}: {', '.join(sorted(named))}."
            raise refused(sentence, "customer", "customer_ambiguous")
        if named:
            return named[0]
        default = self._settings["default_customer"]
        if default and default in facts.customers and not (order.customer and order.customer.id):
            return default
        missing = (order.customer.id if order.customer else "") or default or code or "for this buyer"
        raise refused(f"{record}: EBP has no customer {missing}.", "customer", "customer_missing")


def vat_of(order):
    """Return the buyer's VAT number without blanks, "" where the order names none."""
    parties = (order.customer, order.billing)
    return next((party.vat.replace(" ", "").upper() for party in parties if party and party.vat), "")


def _rate(line, record):
    """Return the one VAT rate of a line.

    :raises Rejected: several taxes, or a tax amount without a tax
    """
    if len(line.taxes) > 1 or (line.tax and not line.taxes):
        raise refused(f"{record}: EBP takes one VAT rate per line, this has {len(line.taxes)}.", "lines", "taxes")
    return line.taxes[0].rate if line.taxes else ZERO
