"""Orders, saved: lines from products, fees, shipping and coupons; totals worked out by the shop.

An unknown product is no error but an empty line; a line without id is a new line; the sent coupons replace all that
were there. Recordings create-order, order-create-*, order-line-quantity-change, order-unknown-*, orders-batch.
"""

import hashlib
from decimal import Decimal

from .catalogue import price_now
from .customers import BILLING, SHIPPING
from .failures import ApiError, invalid_id
from .schema import ORDER_STATUSES, price_text, truth, whole
from .store import kept_text, moment
from .totals import ZERO, six

ORDER = {
    "parent_id": 0, "status": "new", "customer_id": 0, "billing": dict.fromkeys(BILLING, ""),
    "shipping": dict.fromkeys(SHIPPING, ""), "payment_method": "", "payment_method_title": "", "transaction_id": "",
    "customer_ip_address": "", "customer_user_agent": "", "created_via": "rest-api", "customer_note": "",
    "cart_hash": "",
    "date_completed": None, "date_paid": None, "meta_data": [], "line_items": [], "shipping_lines": [], "fee_lines": [],
    "coupon_lines": [], "tax_lines": [], "discount_total": ZERO, "discount_tax": ZERO, "shipping_total": ZERO,
    "shipping_tax": ZERO, "cart_tax": ZERO, "total": ZERO, "total_tax": ZERO,
}  # fmt: skip

LINE = {
    "name": "", "product_id": 0, "variation_id": 0, "quantity": 1, "tax_class": "", "taxable": True, "subtotal": ZERO,
    "total": ZERO, "taxes": {}, "subtotal_taxes": {}, "meta_data": [],
}  # fmt: skip

_TEXTS = ("payment_method", "payment_method_title", "transaction_id", "customer_note")
_LINES = ("line_items", "shipping_lines", "fee_lines")


class Orders:
    """Saves the orders of one shop."""

    def __init__(self, shop):
        self.shop = shop
        self.store = shop.store
        self.life = shop.life
        self.totals = shop.totals

    def create(self, values):
        """Save a new order and return its row."""
        self._check_customer(values)
        options, now = self.store.options, self.store.now()
        order = self.store.insert("orders", {
            **ORDER, "currency": values.get("currency") or options["currency"], "version": self.shop.version,
            "prices_include_tax": options["prices_include_tax"], "date_created": now, "date_modified": now,
        })  # fmt: skip
        digest = hashlib.sha256(f"order {order['id']}".encode()).hexdigest()
        order |= {"order_key": f"wc_order_{digest[:13]}", "number": f"{self.shop.number_prefix}{order['id']}"}
        if values.get("created_via"):
            order["created_via"] = values["created_via"]
        try:
            self._fill(order, values)
        except ApiError as error:
            order["status"] = "checkout-draft"
            error.data["new_draft_order_id"] = order["id"]
            raise
        status = values.get("status", "pending")
        if truth(values.get("set_paid", False)):
            status = "processing"
        self.life.set_status(order, status if self._is_status(status) else "pending")
        self.shop.announce("order.created", order["id"])
        return order

    def update(self, key, values):
        """Change an order; its date moves in any case, also when nothing is sent."""
        order = self.store.get("orders", key)
        if order is None:
            raise invalid_id("woocommerce_rest_shop_order", 400)
        self._check_customer(values)
        self._fill(order, values)
        order["date_modified"] = self.store.now()
        if "status" in values:
            status = values["status"] if self._is_status(values["status"]) else "pending"
            self.life.set_status(order, status)
        self.shop.announce("order.updated", key)
        return order

    def _is_status(self, status):
        return status in ORDER_STATUSES or status in self.shop.extra_statuses

    def _check_customer(self, values):
        customer = whole(values.get("customer_id", 0))
        if customer and self.store.get("customers", customer) is None:
            raise ApiError(400, "woocommerce_rest_invalid_customer_id", "Customer ID is invalid.")

    def _fill(self, order, values):
        order |= {name: values[name] or "" for name in _TEXTS if name in values}
        if "customer_id" in values:
            order["customer_id"] = whole(values["customer_id"])
        for name in ("date_paid", "date_completed") if self.shop.takes_dates_of_payment else ():
            if values.get(f"{name}_gmt"):
                order[name] = moment(values[f"{name}_gmt"])
        for part, names in (("billing", BILLING), ("shipping", SHIPPING)):
            given = values.get(part) or {}
            order[part] = order[part] | {name: given[name] for name in names if name in given}
        self.store.write_meta(order, values.get("meta_data"))
        for name in _LINES:
            for line in values.get(name) or ():
                self._write_line(order, name, line)
        if {"billing", "shipping", *_LINES} & values.keys():
            self.totals.recalculate(order)
        if "coupon_lines" in values:
            self._apply_coupons(order, values["coupon_lines"])

    # lines

    def _write_line(self, order, name, values):
        lines = order[name]
        if not values.get("id"):
            line = _NEW[name](self, values)
            lines.append({**line, "id": self.store.next_id("item")})
            self.store.write_meta(lines[-1], values.get("meta_data"))
            return
        line = next((one for one in lines if one["id"] == values["id"]), None)
        if line is None:
            message = "Order item ID provided is not associated with order."
            raise ApiError(400, "woocommerce_rest_invalid_item_id", message)
        if self._is_deletion(name, values):
            lines.remove(line)
            return
        self._change_line(name, line, values)

    def _is_deletion(self, name, values):
        key = {"line_items": "quantity", "shipping_lines": "method_id", "fee_lines": "name"}[name]
        return key in values and values[key] in (None, 0)

    def _change_line(self, name, line, values):
        for field in ("name", "tax_class", "tax_status", "method_id", "method_title"):
            if field in values and field in line:
                line[field] = values[field]
        for field in ("total", "subtotal"):
            if field in values and field in line:
                line[field] = six(price_text(values[field]) or 0)
        if name == "line_items" and "quantity" in values:
            line["quantity"] = whole(values["quantity"])
            came_back = [int(one["value"]) for one in line["meta_data"] if one["key"] == "_restock_refunded_items"]
            self.life.adjust_stock(line, max(line["quantity"] - sum(came_back), 0))
        self.store.write_meta(line, values.get("meta_data"))

    def _new_item(self, values):
        """Return a line for a product. One that is not known becomes a line of nothing."""
        row, parent = self._found(values)
        quantity = whole(values.get("quantity", 1))
        line = {**LINE, "quantity": quantity, "taxes": {}, "subtotal_taxes": {}, "meta_data": []}
        if row is not None:
            tax_class = parent["tax_class"] if row.get("tax_class") == "parent" else row["tax_class"]
            line |= {
                "name": self.shop.catalogue.title(row) if row is not parent else row["name"],
                "product_id": parent["id"],
                "variation_id": row["id"] if row is not parent else 0,
                "tax_class": tax_class,
                "taxable": parent["tax_status"] == "taxable",
                "meta_data": self._choices(row, parent),
            }
            line["subtotal"] = line["total"] = self._price(row, line)
        if "name" in values:
            line["name"] = kept_text(values["name"])
        for name, other in (("total", "subtotal"), ("subtotal", "total")):
            if name in values:
                line[name] = six(price_text(values[name]) or 0)
                if other not in values and name == "total":
                    line["subtotal"] = line["total"]
        return line

    def _found(self, values):
        """Return (what is bought, its product); both are None when it is not known."""
        if not any(values.get(name) for name in ("product_id", "variation_id", "sku")):
            raise ApiError(400, "woocommerce_rest_required_product_reference", "Product ID or SKU is required.")
        key = whole(values.get("variation_id") or values.get("product_id") or 0)
        if values.get("sku"):
            sku = values["sku"].lower()
            tables = (self.store.rows("products"), self.store.rows("variations"))
            key = next((row["id"] for rows in tables for row in rows if row["sku"].lower() == sku), 0)
        variation = self.store.get("variations", key)
        if variation:
            return variation, self.store.get("products", variation["product_id"])
        product = self.store.get("products", key)
        return product, product

    def _price(self, row, line):
        amount = Decimal(price_now(row, self.store.now()) or 0) * line["quantity"]
        is_gross = self.store.options["prices_include_tax"] and line["taxable"]
        return six(self.totals.net(amount, line["tax_class"]) if is_gross else amount)

    def _choices(self, row, parent):
        """Return the chosen values as meta data; an attribute that may have any value is an empty one."""
        if row is parent:
            return []
        chosen = {one["id"] or one["name"]: one["option"] for one in row["attributes"]}
        meta = []
        for one in parent["attributes"]:
            if one["variation"]:
                attribute = self.store.get("attributes", one["id"])
                key = attribute["slug"] if attribute else one["name"].lower()
                value = chosen.get(one["id"] or one["name"], "")
                meta.append({"id": self.store.next_id("meta"), "key": key, "value": value})
        return meta

    def _new_shipping(self, values):
        if not values.get("method_id"):
            message = "Shipping method ID is required."
            raise ApiError(400, "woocommerce_rest_invalid_shipping_item", message)
        return {
            "method_id": values["method_id"],
            "method_title": values.get("method_title", ""),
            "instance_id": str(values.get("instance_id", "")),
            "tax_status": "taxable",
            "total": six(price_text(values.get("total", "")) or 0),
            "taxes": {},
            "meta_data": [],
        }

    def _new_fee(self, values):
        if not values.get("name"):
            raise ApiError(400, "woocommerce_rest_invalid_fee_item", "Fee name is required.")
        return {
            "name": kept_text(values["name"]),
            "tax_class": values.get("tax_class", ""),
            "tax_status": values.get("tax_status", "taxable"),
            "total": six(price_text(values.get("total", "")) or 0),
            "taxes": {},
            "meta_data": [],
        }

    def _apply_coupons(self, order, lines):
        coupons = []
        for line in lines:
            if line.get("id"):
                raise ApiError(400, "woocommerce_rest_coupon_item_id_readonly", "Coupon item ID is readonly.")
            code = str(line.get("code", "")).lower()
            found = self.store.rows("coupons", code=code)
            if not found:
                message = f'Coupon "{code}" cannot be applied because it does not exist.'
                raise ApiError(400, "woocommerce_rest_invalid_coupon", message)
            coupons += found
        self.totals.apply_coupons(order, coupons)


_NEW = {"line_items": Orders._new_item, "shipping_lines": Orders._new_shipping, "fee_lines": Orders._new_fee}
