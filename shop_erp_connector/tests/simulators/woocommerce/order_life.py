"""What happens to an order once it is there: states, stock, notes, mails. Recordings order-processing, order-notes."""

from .catalogue import stock_owner

NAMES = {
    "pending": "Pending payment", "processing": "Processing", "on-hold": "On hold", "completed": "Completed",
    "cancelled": "Cancelled", "refunded": "Refunded", "failed": "Failed", "checkout-draft": "Draft",
}  # fmt: skip

#: The mails that reaching a state sends, as notes name them.
MAILS = {
    "processing": ("New order", "Processing order"),
    "on-hold": ("New order", "Order on-hold"),
    "completed": ("Completed order",),
    "cancelled": ("Cancelled order",),
    "refunded": ("Refunded order",),
    "failed": ("Failed order",),
}

_TAKES_STOCK = ("processing", "on-hold", "completed")
_GIVES_BACK = ("pending", "cancelled")


class OrderLife:
    """Moves orders through their states.

    :param shop: the simulator: ``moves_dates_with_stock`` tells whether a sale moves the date of what is sold
    """

    def __init__(self, shop):
        self.shop = shop
        self.store = shop.store

    def set_status(self, order, status):
        """Put an order into a state, with all that follows."""
        before = order["status"]
        if status == before:
            return
        order["status"] = status
        now = self.store.now()
        if status in ("processing", "completed"):
            order["date_paid"] = order["date_paid"] or now
        if status == "completed":
            order["date_completed"] = now
        if status in _TAKES_STOCK:
            self.reduce_stock(order)
        elif status in _GIVES_BACK:
            self.restore_stock(order)
        if before != "new":
            names = {**NAMES, **self.shop.extra_statuses}
            text = f"Order status changed from {names.get(before, before)} to {names.get(status, status)}."
            self.add_note(order, text)
        for mail in MAILS.get(status, ()):
            if mail != "New order" or before in ("new", "pending", "failed"):
                self.send(order, mail)

    def send(self, order, mail):
        """Send a mail about an order, and note it."""
        self.store.mails.append((mail, order["id"]))
        self.add_note(order, f'Email "{mail}" sent.')

    def add_note(self, order, text, *, is_for_customer=False, author="WooCommerce"):
        """Write a note; it does not move the order's date. A note for the customer is mailed."""
        row = {"order_id": order["id"], "note": text, "customer_note": is_for_customer, "author": author}
        row = self.store.insert("notes", {**row, "date_created": self.store.now()})
        if is_for_customer:
            self.send(order, "Customer note")
        return row

    def reduce_stock(self, order):
        """Take what was ordered out of stock, once."""
        changes = []
        for line in order["line_items"]:
            row = self._stock_of(line)
            if row is None or _taken(line):
                continue
            changes.append(f"{line['name']} ({row['stock_quantity']}&rarr;{row['stock_quantity'] - line['quantity']})")
            self._move(row, line, -line["quantity"])
            self.store.write_meta(line, [{"key": "_reduced_stock", "value": line["quantity"]}])
        if changes:
            self.add_note(order, f"Stock levels reduced: {', '.join(changes)}")

    def restore_stock(self, order):
        """Put what was taken back."""
        for line in order["line_items"]:
            row, taken = self._stock_of(line), _taken(line)
            if row is not None and taken:
                self._move(row, line, taken)
                line["meta_data"] = [one for one in line["meta_data"] if one["key"] != "_reduced_stock"]

    def adjust_stock(self, line, quantity):
        """Move the stock of a line of which so much is to be out of stock now."""
        row, taken = self._stock_of(line), _taken(line)
        if row is None or not taken:
            return
        self._move(row, line, taken - quantity)
        self.store.write_meta(line, [{"key": "_reduced_stock", "value": quantity}])

    def _stock_of(self, line):
        if line["variation_id"]:
            variation = self.store.get("variations", line["variation_id"])
            row = stock_owner(self.store, variation) if variation else None
        else:
            row = self.store.get("products", line["product_id"])
        return row if row and row["manage_stock"] else None

    def _move(self, row, line, quantity):
        row["stock_quantity"] += quantity
        row["total_sales"] = max(row["total_sales"] - quantity, 0)
        if not self.shop.moves_dates_with_stock:
            return
        now = self.store.now()
        row["date_modified"] = now
        for id in (line["product_id"], line["variation_id"]):
            owner = self.store.get("products", id) if id else None
            if owner:
                owner["date_modified"] = now
        self.shop.announce("product.updated", row["id"])


def _taken(line):
    found = [one["value"] for one in line["meta_data"] if one["key"] == "_reduced_stock"]
    return int(found[0]) if found else 0
