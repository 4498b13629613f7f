"""Shipments, invoices and credit memos, read: each page with the orders they belong to in one more call.

An invoice names order lines, not variants, and says nothing of tax rates, so its order is looked at. Amounts are the
paper's own. Recordings invoices-of-order, creditmemo-get, shipments.
"""

from decimal import Decimal

from ..documents import Invoice, OrderLine, Payment, Return, ReturnedLine, Shipment, ShippedLine
from ..documents.amounts import ZERO, rounded
from ..documents.order import PRODUCT, SHIPPING
from ..errors import ProtocolError
from .codelists import carrier_of, payment_of
from .customers import address_of
from .lines import AppliedTaxes, Tellers
from .orders import DIGITS, message_of
from .rows import SYSTEM
from .shop import read_each

#: How a comment names our own record; whoever looks for it looks for exactly this.
KEY = "Ref. {}"

#: Invoice states of the shop.
INVOICE_STATES = {"1": "open", "2": "paid", "3": "cancelled"}

#: What of an order is needed beside its papers.
ORDER_FIELDS = (
    "entity_id,increment_id,order_currency_code,customer_id,subtotal,billing_address,shipping_description,"
    "payment[method,additional_information,last_trans_id],"
    "items[item_id,parent_item_id,product_id,product_type,sku,name,price,qty_ordered,tax_percent,row_total,"
    "discount_amount],extension_attributes[item_applied_taxes,payment_additional_info,"
    "shipping_assignments[shipping[method]]]"
)


class Papers:
    """What a page of papers needs of its orders.

    :param order_ids: ids of the orders; those that are gone are missing
    """

    def __init__(self, shop, order_ids):
        self._shop = shop
        rows = shop.wire.rows_by("/orders", "entity_id", order_ids, fields=ORDER_FIELDS)
        self.orders = {row.text("entity_id"): row for row in rows}
        self.tellers = {
            id: Tellers(row.rows("items"), row.amount_or_zero("subtotal"), 2) for id, row in self.orders.items()
        }

    def order(self, row):
        """Return the order of a paper.

        :raises ProtocolError: there is none
        """
        order = self.orders.get(row.text("order_id"))
        if order is None:
            message = f"The order {row.text('order_id')} of {row.optional('increment_id')} is gone."
            raise ProtocolError(message, system=SYSTEM, call=row.call)
        return order

    def goods(self, order_id, item_id):
        """Return the order's row of what is really delivered with a line, None for a line that is gone."""
        tellers = self.tellers[order_id]
        item = tellers.by_id.get(item_id)
        return tellers.goods(item) if item is not None else None

    def taxes(self, order):
        """Return the taxes of an order by rate."""
        return AppliedTaxes(self._shop, order)


def pull_shipments(shop, cursor, ids, limit):
    """Yield pages of ``Shipment``. A tracking number that is added later moves no date: it is not noticed."""
    return shop.pages("/shipments", cursor, ids, limit, lambda rows: _read(shop, rows, _shipment))


def pull_invoices(shop, cursor, ids, limit):
    """Yield pages of ``Invoice``."""
    return shop.pages("/invoices", cursor, ids, limit, lambda rows: _read(shop, rows, _invoice))


def pull_returns(shop, cursor, ids, limit):
    """Yield pages of ``Return``: credit memos, which are money given back."""
    return shop.pages("/creditmemos", cursor, ids, limit, lambda rows: _read(shop, rows, _return))


def key_in(row):
    """Return our own reference that a paper's comments hold, "" for none."""
    beginning = KEY.format("")
    for comment in row.rows("comments"):
        for line in comment.optional("comment").splitlines():
            if line.startswith(beginning):
                return line.removeprefix(beginning).strip()
    return ""


def _read(shop, rows, build):
    papers = Papers(shop, {row.text("order_id") for row in rows}) if rows else None
    return read_each(rows, lambda row: build(shop, row, papers))


def _shipment(shop, row, papers):
    order = papers.order(row)
    tracks = row.rows("tracks")
    tracks.sort(key=lambda track: track.amount_or_zero("entity_id"))
    lines = []
    for item in row.rows("items"):
        goods = papers.goods(order.text("entity_id"), item.text("order_item_id"))
        lines.append(
            ShippedLine(
                order_line_id=item.text("order_item_id"),
                variant_id=goods.reference("product_id") if goods is not None else item.reference("product_id"),
                quantity=item.amount("qty"),
                code=item.optional("sku"),
            )
        )
    return Shipment(
        id=row.text("entity_id"),
        updated_at=row.moment("updated_at"),
        key=key_in(row),
        order_id=order.text("entity_id"),
        order_number=order.text("increment_id"),
        number=row.text("increment_id"),
        carrier_id=carrier_of(order)[0],
        carrier_name=tracks[0].optional("title") if tracks else carrier_of(order)[1],
        tracking_number=", ".join(track.text("track_number") for track in tracks if track.optional("track_number")),
        shipped_at=row.moment("created_at"),
        location_id=row.extension.optional("source_code"),
        packages=len(tracks) or None,
        weight=row.optional_amount("total_weight"),
        lines=tuple(lines),
    )


def _invoice(shop, row, papers):
    order = papers.order(row)
    gross, tax = row.amount("grand_total"), row.amount_or_zero("tax_amount")
    code, name = payment_of(order)
    state = INVOICE_STATES.get(row.optional("state"), "open")
    payment = Payment(method_code=code, method_name=name, state="paid", amount=gross,
                      reference=row.optional("transaction_id"), paid_at=row.moment("created_at"))  # fmt: skip
    created = row.moment("created_at")
    return Invoice(
        id=row.text("entity_id"),
        updated_at=row.moment("updated_at"),
        key=key_in(row),
        number=row.text("increment_id"),
        order_id=order.text("entity_id"),
        order_number=order.text("increment_id"),
        issued_on=created.date() if created else None,
        currency=row.text("order_currency_code"),
        digits=DIGITS.get(row.text("order_currency_code"), 2),
        billing=address_of(shop, order.row("billing_address")) if order.has("billing_address") else None,
        lines=tuple(_invoice_lines(row, order, papers)),
        payment_method_code=code,
        payments=(payment,) if state == "paid" else (),
        state=state,
        net=gross - tax,
        tax=tax,
        gross=gross,
    )


def _amounts(item):
    """Return (net, tax) of a paper's row; its row total still has its discount in it."""
    net = item.amount_or_zero("row_total") - item.amount_or_zero("discount_amount")
    net += item.amount_or_zero("discount_tax_compensation_amount")
    return net, item.amount_or_zero("tax_amount")


def _invoice_lines(row, order, papers):
    taxes, order_id = papers.taxes(order), order.text("entity_id")
    for item in row.rows("items"):
        if not item.has("row_total") or not item.amount_or_zero("qty"):
            continue
        net, tax = _amounts(item)
        yield OrderLine(
            id=item.text("entity_id"),
            role=PRODUCT,
            quantity=item.amount("qty"),
            net=net,
            tax=tax,
            gross=net + tax,
            taxes=taxes.of("product", item.text("order_item_id"), tax, _percent(papers, order_id, item)),
            **_named(papers, order_id, item),
        )
    net, tax = _shipping(row)
    if net or tax:
        yield OrderLine(
            id="shipping",
            role=SHIPPING,
            name="Shipping",
            net=net,
            tax=tax,
            gross=net + tax,
            taxes=taxes.of("shipping", "", tax, rounded(tax * 100 / net, 2) if net else ZERO),
        )


def _named(papers, order_id, item):
    """Return which product a paper's row is about."""
    goods = papers.goods(order_id, item.text("order_item_id"))
    return {
        "product_id": item.reference("product_id"),
        "variant_id": goods.reference("product_id") if goods is not None else item.reference("product_id"),
        "code": item.optional("sku"),
        "name": item.optional("name"),
    }


def _percent(papers, order_id, item):
    ordered = papers.tellers[order_id].by_id.get(item.text("order_item_id"))
    return ordered.amount_or_zero("tax_percent") if ordered is not None else ZERO


def _shipping(row):
    net = row.amount_or_zero("shipping_amount") + row.amount_or_zero("shipping_discount_tax_compensation_amount")
    return net, row.amount_or_zero("shipping_tax_amount")


def _return(shop, row, papers):
    order = papers.order(row)
    gross, tax = row.amount("grand_total"), row.amount_or_zero("tax_amount")
    code, name = payment_of(order)
    return Return(
        id=row.text("entity_id"),
        updated_at=row.moment("updated_at"),
        key=key_in(row),
        number=row.text("increment_id"),
        type="refund",
        order_id=order.text("entity_id"),
        order_number=order.text("increment_id"),
        customer_id=order.reference("customer_id"),
        currency=row.text("order_currency_code"),
        digits=DIGITS.get(row.text("order_currency_code"), 2),
        created_at=row.moment("created_at"),
        lines=tuple(_returned_lines(row, order, papers)),
        adjustment=row.amount_or_zero("adjustment"),
        net=gross - tax,
        tax=tax,
        gross=gross,
        payment=Payment(method_code=code, method_name=name, state="refunded", amount=gross,
                        reference=row.optional("transaction_id")),
        messages=tuple(message_of(one) for one in row.rows("comments") if one.optional("comment")),
    )  # fmt: skip


def _returned_lines(row, order, papers):
    taxes, order_id = papers.taxes(order), order.text("entity_id")
    for item in row.rows("items"):
        if not item.has("row_total") or not item.amount_or_zero("qty"):
            continue
        net, tax = _amounts(item)
        yield ReturnedLine(
            id=item.text("entity_id"),
            order_line_id=item.text("order_item_id"),
            quantity=item.amount("qty"),
            net=net,
            tax=tax,
            gross=net + tax,
            taxes=taxes.of("product", item.text("order_item_id"), tax, _percent(papers, order_id, item)),
            **_named(papers, order_id, item),
        )
    net, tax = _shipping(row)
    if net or tax:
        percent = rounded(tax * 100 / net, 2) if net else ZERO
        yield ReturnedLine(id="shipping", role=SHIPPING, name="Shipping", quantity=Decimal(1), net=net, tax=tax,
                           gross=net + tax, taxes=taxes.of("shipping", "", tax, percent))  # fmt: skip
