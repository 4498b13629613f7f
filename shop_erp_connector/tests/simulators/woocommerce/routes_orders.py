"""Routes of selling: orders with notes and refunds, customers, coupons."""

from decimal import Decimal

from . import batches
from .failures import ApiError, invalid_id
from .order_shown import OrderShown
from .query import in_dates, page_of, sorted_rows
from .routes_products import _paged
from .schema import price_text, truth, validate
from .store import both_texts


def _shown(call):
    return OrderShown(call.shop, call.base, call.digits)


def _order(call, id, status=404):
    row = call.store.get("orders", id)
    if row is None:
        raise invalid_id("woocommerce_rest_shop_order", status)
    return row


def list_orders(call):
    arguments = call.arguments
    rows = call.store.rows("orders")
    wanted, statuses = arguments.ids("include"), arguments.list("status") or ["any"]
    rows = [row for row in rows if wanted is None or row["id"] in wanted]
    excluded = arguments.ids("exclude") or ()
    rows = [row for row in rows if row["id"] not in excluded]
    if "any" in statuses:
        rows = [row for row in rows if row["status"] not in ("trash", "auto-draft")]
    else:
        rows = [row for row in rows if row["status"] in statuses]
    customer, created_via = arguments.text("customer"), arguments.list("created_via")
    rows = [row for row in rows if not customer or str(row["customer_id"]) == customer]
    rows = [row for row in rows if created_via is None or row["created_via"] in created_via]
    search = arguments.text("search").lower()
    rows = [row for row in rows if search in f"{row['id']} {row['number']} {row['billing']['email']}".lower()]
    return _paged(call, rows, _shown(call).order)


def create_order(call):
    validate("orders", call.values, is_new=True)
    row = call.shop.orders.create(call.values)
    call.created(row, "orders/{}")
    return _shown(call).order(row)


def get_order(call, id):
    return _shown(call).order(_order(call, id))


def update_order(call, id):
    validate("orders", call.values, is_new=False)
    return _shown(call).order(call.shop.orders.update(id, call.values))


def delete_order(call, id):
    row = _order(call, id)
    shown = _shown(call).order(row)
    if call.arguments.flag("force"):
        call.store.remove("orders", id)
        return shown
    if row["status"] == "trash":
        raise ApiError(410, "woocommerce_rest_already_trashed", "The order has already been deleted.")
    call.shop.trash_order(row)
    return shown


def batch_orders(call):
    def delete(id):
        shown = _shown(call).order(_order(call, id))
        call.store.remove("orders", id)
        return shown

    return batches.run(call, call.shop.orders.create, call.shop.orders.update, delete, _shown(call).order)


def list_statuses(call):
    return call.shop.reference.statuses()


# notes


def _order_of_note(call, order_id):
    if call.store.get("orders", order_id) is None:
        raise ApiError(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.")


def list_notes(call, order_id):
    _order_of_note(call, order_id)
    kind = call.arguments.one_of("type", "any", ("any", "customer", "internal"))
    rows = call.store.rows("notes", order_id=order_id)
    if kind != "any":
        rows = [row for row in rows if row["customer_note"] == (kind == "customer")]
    return [_shown(call).note(row) for row in rows]


def create_note(call, order_id):
    validate("notes", call.values, is_new=True)
    _order_of_note(call, order_id)
    author = "admin" if truth(call.values.get("added_by_user", False)) else "WooCommerce"
    is_for_customer = truth(call.values.get("customer_note", False))
    order = call.store.get("orders", order_id)
    row = call.shop.life.add_note(order, call.values["note"], is_for_customer=is_for_customer, author=author)
    call.created(row, f"orders/{order_id}/notes/{{}}")
    return _shown(call).note(row)


# refunds


def list_refunds(call, order_id):
    if call.store.get("orders", order_id) is None:
        raise ApiError.bare(404, "woocommerce_rest_invalid_order_id", "Invalid order ID.")
    rows = call.store.rows("refunds", parent_id=order_id)
    return _paged(call, rows, _shown(call).refund)


def create_refund(call, order_id):
    validate("refunds", call.values, is_new=True)
    row = call.shop.refunds.create(order_id, call.values)
    call.created(row, r"orders/(?P<order_id>[\d]+)/refunds/{}".replace("{}", "%s") % row["id"])
    return _shown(call).refund(row)


def list_all_refunds(call):
    shown = _shown(call)
    wanted = call.arguments.ids("include")
    excluded = call.arguments.ids("exclude") or ()
    rows = [row for row in call.store.rows("refunds") if wanted is None or row["id"] in wanted]
    rows = [row for row in rows if row["id"] not in excluded]
    rows = sorted_rows(call.arguments, in_dates(call.arguments, rows, call.store.zone))
    rows, headers = page_of(call.arguments, rows, f"{call.base}/{call.path}")
    call.headers += headers
    return [shown.refund(row, with_parent=True) for row in rows]


# customers


def _show_customer(call, row):
    return call.shop.customers.shown(row, with_meta=call.key.role == "administrator")


def list_customers(call):
    arguments = call.arguments
    rows = call.store.rows("customers")
    role, email, wanted = arguments.text("role", "customer"), arguments.text("email").lower(), arguments.ids("include")
    rows = [row for row in rows if role in ("all", row["role"])]
    rows = [row for row in rows if not email or row["email"].lower() == email]
    rows = [row for row in rows if wanted is None or row["id"] in wanted]
    search = arguments.text("search").lower()
    rows = [row for row in rows if search in f"{row['email']} {row['username']}".lower()]
    orderby = arguments.one_of("orderby", "name", ("id", "include", "name", "registered_date"))
    is_down = arguments.one_of("order", "asc", ("asc", "desc")) == "desc"
    keys = {
        "name": lambda row: (row["username"], row["id"]),
        "registered_date": lambda row: (row["date_created"], row["id"]),
    }
    rows = sorted(rows, key=keys.get(orderby, lambda row: row["id"]), reverse=is_down)
    rows, headers = page_of(arguments, rows, f"{call.base}/{call.path}")
    call.headers += headers
    return [_show_customer(call, row) for row in rows]


def create_customer(call):
    validate("customers", call.values, is_new=True)
    row = call.shop.customers.create(call.values)
    call.created(row, "customers/{}")
    return _show_customer(call, row)


def _customer(call, id):
    row = call.store.get("customers", id)
    if row is None:
        raise ApiError(404, "woocommerce_rest_invalid_id", "Invalid resource ID.")
    return row


def get_customer(call, id):
    return _show_customer(call, _customer(call, id))


def update_customer(call, id):
    validate("customers", call.values, is_new=False)
    return _show_customer(call, call.shop.customers.update(id, call.values))


def delete_customer(call, id):
    if not call.arguments.flag("force"):
        raise ApiError(501, "woocommerce_rest_trash_not_supported", "Customers do not support trashing.")
    shown = _show_customer(call, _customer(call, id))
    call.store.remove("customers", id)
    return shown


def batch_customers(call):
    customers = call.shop.customers

    def delete(id):
        shown = _show_customer(call, _customer(call, id))
        call.store.remove("customers", id)
        return shown

    return batches.run(call, customers.create, customers.update, delete, lambda row: _show_customer(call, row))


# coupons


def _show_coupon(call, row):
    path = f"{call.base}/coupons"
    names = ("id", "code", "status", "discount_type", "description", "free_shipping", "usage_count", "meta_data")
    empty = dict.fromkeys(("usage_limit", "usage_limit_per_user", "limit_usage_to_x_items"))
    lists = ("product_ids", "excluded_product_ids", "product_categories", "excluded_product_categories")
    zone = call.store.zone
    return {
        **{name: row[name] for name in names},
        **empty,
        **{name: [] for name in (*lists, "email_restrictions", "used_by")},
        **both_texts("date_created", row["date_created"], zone),
        **both_texts("date_modified", row["date_modified"], zone),
        **both_texts("date_expires", None, zone),
        "amount": f"{Decimal(row['amount']):.2f}",
        "individual_use": False,
        "exclude_sale_items": False,
        "minimum_amount": "0.00",
        "maximum_amount": "0.00",
        "_links": {
            "self": [
                {"href": f"{path}/{row['id']}", "targetHints": {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}}
            ],
            "collection": [{"href": path}],
        },
    }


def list_coupons(call):
    code = call.arguments.text("code").lower()
    rows = [row for row in call.store.rows("coupons") if not code or row["code"] == code]
    return _paged(call, rows, lambda row: _show_coupon(call, row))


def create_coupon(call):
    validate("coupons", call.values, is_new=True)
    code = call.values["code"].lower()
    if call.store.rows("coupons", code=code):
        raise ApiError(400, "woocommerce_rest_coupon_code_already_exists", "The coupon code already exists")
    now = call.store.now()
    row = call.store.insert("coupons", {
        "code": code, "status": "publish", "discount_type": call.values.get("discount_type", "fixed_cart"),
        "amount": price_text(call.values.get("amount", "0")) or "0", "description": "", "free_shipping": False,
        "usage_count": 0, "meta_data": [], "date_created": now, "date_modified": now,
    })  # fmt: skip
    call.created(row, "coupons/{}")
    return _show_coupon(call, row)


ORDER_ROUTES = (
    ("orders", {"GET": list_orders, "POST": create_order}),
    (r"orders/(?P<id>\d+)", {"GET": get_order, "PUT": update_order, "DELETE": delete_order}),
    ("orders/batch", {"POST": batch_orders}),
    ("orders/statuses", {"GET": list_statuses, "since": (9,)}),
    (r"orders/(?P<order_id>\d+)/notes", {"GET": list_notes, "POST": create_note}),
    (r"orders/(?P<order_id>\d+)/refunds", {"GET": list_refunds, "POST": create_refund}),
    ("refunds", {"GET": list_all_refunds, "since": (9,)}),
    ("customers", {"GET": list_customers, "POST": create_customer}),
    (r"customers/(?P<id>\d+)", {"GET": get_customer, "PUT": update_customer, "DELETE": delete_customer}),
    ("customers/batch", {"POST": batch_customers}),
    ("coupons", {"GET": list_coupons, "POST": create_coupon}),
)
