"""Orders, refunds and notes as answers show them. Recordings order-get, order-get-dp6, refund*, order-notes."""

import json
from decimal import ROUND_HALF_UP, Decimal

from .store import both_texts
from .totals import ZERO

_COPIED = (
    "id", "parent_id", "status", "currency", "version", "prices_include_tax", "customer_id", "order_key", "billing",
    "shipping", "payment_method", "payment_method_title", "transaction_id", "customer_ip_address",
    "customer_user_agent",
    "created_via", "customer_note", "cart_hash", "number", "meta_data",
)  # fmt: skip
_DATES = ("date_created", "date_modified", "date_completed", "date_paid")
_AMOUNTS = ("discount_total", "discount_tax", "shipping_total", "shipping_tax", "cart_tax", "total", "total_tax")
_ALLOW = {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "PLN": "zł"}


class OrderShown:
    """Shows the orders of one shop.

    :param digits: how many decimals amounts have (``dp`` of the query)
    """

    def __init__(self, shop, base, digits=None):
        self.store = shop.store
        self.home = shop.home_url
        self.catalogue = shop.catalogue
        self.totals = shop.totals
        self.base = base
        self.digits = self.store.options["decimals"] if digits is None else digits

    def order(self, row):
        """Return an order."""
        shown = {name: row[name] for name in _COPIED}
        for name in _DATES:
            shown |= both_texts(name, row[name], self.store.zone)
        shown |= {name: self._amount(row[name]) for name in _AMOUNTS}
        shown |= {
            "line_items": [self._line(line) for line in row["line_items"]],
            "tax_lines": [self._tax_line(line) for line in row["tax_lines"]],
            "shipping_lines": [self._shipping_line(line) for line in row["shipping_lines"]],
            "fee_lines": [self._fee_line(line) for line in row["fee_lines"]],
            "coupon_lines": [self._coupon_line(line) for line in row["coupon_lines"]],
            "refunds": [
                self._refund_in_order(one) for one in reversed(self.store.rows("refunds", parent_id=row["id"]))
            ],
            "payment_url": f"{self.home}/checkout/order-pay/{row['id']}/?pay_for_order=true&key={row['order_key']}",
            "is_editable": row["status"] in ("pending", "on-hold", "auto-draft"),
            "needs_payment": row["status"] in ("pending", "failed") and row["total"] > 0,
            "needs_processing": any(self._is_processed(line) for line in row["line_items"]),
            "currency_symbol": _SYMBOLS.get(row["currency"], row["currency"]),
            "_links": self._links_of_order(row),
        }
        return shown

    def _amount(self, value):
        return f"{Decimal(value).quantize(Decimal(1).scaleb(-self.digits), rounding=ROUND_HALF_UP):f}"

    def _taxes(self, taxes, subtotals=None):
        """Return the taxes of a line: rounded where the shop rounds per line, else with four decimals."""
        shown = self._amount
        if self.store.options["round_at_subtotal"] and self.digits < 4:

            def shown(value):
                return f"{value:.4f}".rstrip("0").rstrip(".")

        rows = [{"id": id, "total": shown(amount), "subtotal": ""} for id, amount in taxes.items()]
        for row in rows if subtotals is not None else ():
            row["subtotal"] = shown(subtotals[row["id"]])
        return rows

    def _line(self, line):
        product = self._product_of(line)
        price = float(line["total"]) / line["quantity"] if line["quantity"] else 0.0
        shown = {name: line[name] for name in ("id", "name", "product_id", "variation_id", "quantity", "tax_class")}
        shown |= {
            "subtotal": self._amount(line["subtotal"]),
            "subtotal_tax": self._amount(self.totals.tax(line["subtotal_taxes"])),
            "total": self._amount(line["total"]),
            "total_tax": self._amount(self.totals.tax(line["taxes"])),
            "taxes": self._taxes(line["taxes"], line["subtotal_taxes"]),
            "meta_data": [self._line_meta(one) for one in line["meta_data"]],
            "sku": self._sku(line, product),
            "price": int(price) if price.is_integer() else price,
            "image": self._image(line, product),
            "parent_name": self._parent_name(line),
        }
        if self.store.version >= (10,):
            shown["global_unique_id"] = product["global_unique_id"] if product else None
        return shown

    def _product_of(self, line):
        table, id = ("variations", "variation_id") if line["variation_id"] else ("products", "product_id")
        return self.store.get(table, line[id])

    def _sku(self, line, product):
        if product is None:
            return None
        parent = self.store.get("products", line["product_id"])
        return product["sku"] or (parent["sku"] if parent else "")

    def _parent_name(self, line):
        parent = self.store.get("products", line["product_id"]) if line["variation_id"] else None
        return parent["name"] if parent else None

    def _image(self, line, product):
        image = product and (product["image"] if line["variation_id"] else next(iter(product["images"]), 0))
        row = self.store.get("media", image)
        if row:
            return {"id": str(row["id"]), "src": row["src"]}
        return {"id": "" if product and not line["variation_id"] else 0, "src": ""}

    def _line_meta(self, one):
        display_key, display_value = one["key"], one["value"]
        attribute = next(iter(self.store.rows("attributes", slug=one["key"])), None)
        if attribute and one["value"]:
            terms = self.store.rows("terms", attribute_id=attribute["id"], slug=one["value"])
            display_key, display_value = attribute["name"], terms[0]["name"] if terms else one["value"]
        return {**one, "display_key": display_key, "display_value": display_value}

    def _tax_line(self, line):
        rate = self.store.get("taxes", line["rate_id"])
        percent = float(rate["rate"])
        return {
            "id": line["id"],
            "rate_code": f"{rate['country']}-{rate['name'].upper()}-{rate['priority']}",
            "rate_id": rate["id"],
            "label": rate["name"],
            "compound": rate["compound"],
            "tax_total": self._amount(line["tax_total"]),
            "shipping_tax_total": self._amount(line["shipping_tax_total"]),
            "rate_percent": int(percent) if percent.is_integer() else percent,
            "meta_data": line["meta_data"],
        }

    def _shipping_line(self, line):
        shown = {
            name: line[name] for name in ("id", "method_title", "method_id", "instance_id", "tax_status", "meta_data")
        }
        return shown | self._taxed(line)

    def _fee_line(self, line):
        shown = {name: line[name] for name in ("id", "name", "tax_class", "tax_status", "meta_data")}
        return shown | {"amount": ""} | self._taxed(line)

    def _taxed(self, line):
        tax = self._amount(self.totals.tax(line["taxes"]))
        return {"total": self._amount(line["total"]), "total_tax": tax, "taxes": self._taxes(line["taxes"])}

    def _coupon_line(self, line):
        coupon = self.store.get("coupons", line["coupon_id"])
        amount = float(coupon["amount"])
        amount = int(amount) if amount.is_integer() else amount
        kind = None if coupon["discount_type"] == "fixed_cart" else coupon["discount_type"]
        text = json.dumps([coupon["id"], coupon["code"], kind, amount], separators=(",", ":"))
        meta = {"id": line["id"] + 50, "key": "coupon_info", "value": text}
        return {
            "id": line["id"],
            "code": coupon["code"],
            "discount": _bare(line["discount"]),
            "discount_tax": _bare(line["discount_tax"]),
            "meta_data": [{**meta, "display_key": "coupon_info", "display_value": text}],
            "discount_type": coupon["discount_type"],
            "nominal_amount": amount,
            "free_shipping": coupon["free_shipping"],
        }

    def _is_processed(self, line):
        product = self._product_of(line)
        return bool(product and not (product["virtual"] and product["downloadable"]))

    def _refund_in_order(self, refund):
        tax = sum((self.totals.tax(line["taxes"]) for line in _all_lines(refund)), ZERO)
        total, tax = f"-{self._amount(refund['amount'])}", self._amount(tax)
        return {"id": refund["id"], "reason": refund["reason"], "total": total, "total_tax": tax}

    def _links_of_order(self, row):
        path = f"{self.base}/orders/{row['id']}"
        links = {"self": [{"href": path, "targetHints": _ALLOW}], "collection": [{"href": f"{self.base}/orders"}]}
        if self.store.version >= (9, 8):
            links["email_templates"] = [{"embeddable": True, "href": f"{path}/actions/email_templates"}]
        if row["customer_id"]:
            links["customer"] = [{"href": f"{self.base}/customers/{row['customer_id']}"}]
        return links

    # refunds and notes

    def refund(self, row, *, with_parent=False):
        """Return a refund: amounts of its lines are negative, its own amount is not."""
        order = f"{self.base}/orders/{row['parent_id']}"
        shown = {name: row[name] for name in ("id", "reason", "refunded_by", "refunded_payment", "meta_data")}
        return {
            **shown,
            **({"parent_id": row["parent_id"]} if with_parent else {}),
            **both_texts("date_created", row["date_created"], self.store.zone),
            "amount": self._amount(row["amount"]),
            "line_items": [self._line(line) for line in row["line_items"]],
            "shipping_lines": [self._shipping_line(line) for line in row["shipping_lines"]],
            "tax_lines": [self._tax_line(line) for line in row["tax_lines"]],
            "fee_lines": [self._fee_line(line) for line in row["fee_lines"]],
            "_links": {
                "self": [{"href": f"{order}/refunds/{row['id']}", "targetHints": {"allow": ["GET", "DELETE"]}}],
                "collection": [{"href": f"{order}/refunds"}],
                "up": [{"href": order}],
            },
        }

    def note(self, row):
        """Return a note."""
        order = f"{self.base}/orders/{row['order_id']}"
        return {
            **{name: row[name] for name in ("id", "author", "note", "customer_note")},
            **both_texts("date_created", row["date_created"], self.store.zone),
            "_links": {
                "self": [{"href": f"{order}/notes/{row['id']}", "targetHints": {"allow": ["GET", "DELETE"]}}],
                "collection": [{"href": f"{order}/notes"}],
                "up": [{"href": order}],
            },
        }


def _all_lines(row):
    return (*row["line_items"], *row["shipping_lines"], *row["fee_lines"])


def _bare(amount):
    """Return an amount without trailing zeros, as coupon lines have it."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
