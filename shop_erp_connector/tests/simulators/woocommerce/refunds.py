"""Money given back. A refund without a word goes through the gateway: ``api_refund`` is on by default.

Recordings refund, refund-too-much, refund-unknown-order, refund-line-with-tax, refunds-all.
"""

from decimal import Decimal

from .failures import ApiError
from .schema import price_text, truth, whole
from .totals import ZERO, six

_CODE = "woocommerce_rest_cannot_create_order_refund"
_KINDS = (("line_items", -1), ("shipping_lines", None), ("fee_lines", None))


class Refunds:
    """Saves the refunds of one shop."""

    def __init__(self, shop):
        self.shop = shop
        self.store = shop.store

    def create(self, order_id, values):
        """Give money back for an order and return the refund's row.

        :raises ApiError: there is no such order, the amount is too high, the gateway cannot do it
        """
        order = self.store.get("orders", order_id)
        if order is None:
            raise ApiError.bare(404, "woocommerce_rest_invalid_order_id", "Invalid order ID.")
        given = {entry["id"]: entry for entry in values.get("line_items") or ()}
        lines = {kind: self._lines(order, kind, given) for kind, _sign in _KINDS}
        amount = self._amount(values, lines)
        left = order["total"] - self.refunded(order)
        if amount <= 0 or amount > left:
            raise ApiError.bare(500, _CODE, "Invalid refund amount.")
        is_paid_back = truth(values.get("api_refund", True))
        if is_paid_back:
            self._pay_back(order, amount)
        refund = self._insert(order, values, lines, amount, is_full=amount == left)
        refund["refunded_payment"] = is_paid_back
        if truth(values.get("api_restock", True)):
            self._restock(order, given)
        order["date_modified"] = self.store.now()
        if amount == left:
            self.shop.life.set_status(order, "refunded")
        self.shop.announce("order.updated", order_id)
        return refund

    def refunded(self, order):
        """Return how much of an order has been given back."""
        return sum((row["amount"] for row in self.store.rows("refunds", parent_id=order["id"])), ZERO)

    def _amount(self, values, lines):
        if values.get("amount"):
            return Decimal(price_text(values["amount"]) or 0)
        total = ZERO
        for line in (line for part in lines.values() for line in part):
            total -= self.shop.totals.rounded(line["total"]) + self.shop.totals.tax(line["taxes"])
        return total

    def _lines(self, order, kind, given):
        lines = []
        for line in order[kind]:
            entry = given.get(line["id"])
            if entry is None:
                continue
            taxes = {whole(tax["id"]): -six(tax["refund_total"]) for tax in entry.get("refund_tax") or ()}
            quantity = -whole(entry.get("quantity", 0))
            total = -six(entry.get("refund_total", 0) or 0)
            meta = [{"id": self.store.next_id("meta"), "key": "_refunded_item_id", "value": str(line["id"])}]
            copied = {**line, "id": self.store.next_id("item"), "total": total, "taxes": taxes, "meta_data": meta}
            if kind == "line_items":
                copied |= {"quantity": quantity, "subtotal": total, "subtotal_taxes": taxes}
            lines.append(copied)
        return lines

    def _insert(self, order, values, lines, amount, *, is_full):
        taxes = {}
        for kind, part in lines.items():
            for id, tax in ((id, tax) for line in part for id, tax in line["taxes"].items()):
                sums = taxes.setdefault(id, {"tax_total": ZERO, "shipping_tax_total": ZERO})
                sums["shipping_tax_total" if kind == "shipping_lines" else "tax_total"] += tax
        tax_lines = [
            {"id": self.store.next_id("item"), "rate_id": id, "meta_data": [], **sums} for id, sums in taxes.items()
        ]
        now = self.store.now()
        refund = self.store.insert(
            "refunds",
            {
                "parent_id": order["id"], "amount": amount, "reason": values.get("reason", ""), "refunded_by": 1,
                "date_created": now, "date_modified": now, "meta_data": [], "tax_lines": tax_lines, **lines,
            },
        )  # fmt: skip
        meta = [{"key": "_refund_type", "value": "full" if is_full else "partial"}]
        self.store.write_meta(refund, [*(values.get("meta_data") or ()), *meta])
        return refund

    def _pay_back(self, order, amount):
        gateway = self.shop.gateways.get(order["payment_method"])
        if gateway is None or "refunds" not in gateway["method_supports"]:
            message = "The payment gateway for this order does not support automatic refunds."
            raise ApiError.bare(500, _CODE, message)
        self.store.money_back.append((order["id"], amount))

    def _restock(self, order, given):
        for line in order["line_items"]:
            entry = given.get(line["id"])
            quantity = whole(entry.get("quantity", 0)) if entry else 0
            taken = [one for one in line["meta_data"] if one["key"] == "_reduced_stock"]
            if quantity and taken:
                self.shop.life.adjust_stock(line, max(int(taken[0]["value"]) - quantity, 0))
                self.store.write_meta(line, [{"key": "_restock_refunded_items", "value": quantity}])
