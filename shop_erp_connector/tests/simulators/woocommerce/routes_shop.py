"""Routes of what a shop is set up with, and of its webhooks."""

from .failures import ApiError
from .order_life import NAMES
from .query import page_of
from .schema import validate


def _counted(call, rows):
    """Answer a list that is told whole, with its total."""
    call.headers += [("X-WP-Total", str(len(rows))), ("X-WP-TotalPages", "1")]
    return rows


def list_taxes(call):
    rows, headers = page_of(call.arguments, call.store.rows("taxes"), f"{call.base}/{call.path}")
    call.headers += headers
    return [call.shop.reference.tax(row) for row in rows]


def list_tax_classes(call):
    return _counted(call, call.shop.reference.tax_classes())


def list_gateways(call):
    return _counted(call, call.shop.reference.gateways())


def list_shipping_methods(call):
    return _counted(call, call.shop.reference.shipping_methods())


def list_zones(call):
    return _counted(call, call.shop.reference.zones())


def list_zone_methods(call, id):
    if id and call.store.get("zones", id) is None:
        raise ApiError(404, "woocommerce_rest_shipping_zone_invalid", "Resource does not exist.")
    return _counted(call, call.shop.reference.zone_methods(id))


def list_groups(call):
    return call.shop.reference.groups()


def list_settings(call, group):
    rows = call.shop.reference.settings(group)
    if rows is None:
        raise ApiError(404, "rest_setting_setting_group_invalid", "Invalid setting group.")
    return rows


def get_setting(call, group, name):
    if name not in {row["id"] for row in list_settings(call, group)}:
        raise ApiError(404, "rest_setting_setting_invalid", "Invalid setting.")
    return call.shop.reference.setting(name)


def list_data(call):
    return call.shop.reference.data()


def list_countries(call):
    return [call.shop.reference.country(code) for code in call.shop.country_codes]


def get_country(call, code):
    country = call.shop.reference.country(code)
    if country is None:
        raise ApiError(
            404, "woocommerce_rest_data_invalid_location", "There are no locations matching these parameters."
        )
    return country


def get_currency(call):
    return call.shop.reference.currency()


def get_system_status(call):
    return call.shop.reference.system_status()


def list_order_totals(call):
    """Count the orders of each state; older shops tell their states only here."""
    names = {**NAMES, **call.shop.extra_statuses}
    counts = [row["status"] for row in call.store.rows("orders")]
    return [{"slug": slug, "name": name, "total": counts.count(slug)} for slug, name in names.items()]


# webhooks


def list_webhooks(call):
    status = call.arguments.one_of("status", "all", ("all", "active", "paused", "disabled"))
    rows = [row for row in call.store.rows("webhooks") if status in ("all", row["status"])]
    rows, headers = page_of(call.arguments, rows[::-1], f"{call.base}/{call.path}")
    call.headers += headers
    return [call.shop.webhooks.shown(row) for row in rows]


def create_webhook(call):
    validate("webhooks", call.values, is_new=True)
    row = call.shop.webhooks.create(call.values, call.key)
    call.created(row, "webhooks/{}")
    return call.shop.webhooks.shown(row)


def _webhook(call, id):
    row = call.store.get("webhooks", id)
    if row is None:
        raise ApiError(404, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.")
    return row


def get_webhook(call, id):
    return call.shop.webhooks.shown(_webhook(call, id))


def update_webhook(call, id):
    validate("webhooks", call.values, is_new=False)
    return call.shop.webhooks.shown(call.shop.webhooks.update(id, call.values))


def delete_webhook(call, id):
    row = _webhook(call, id)
    if not call.arguments.flag("force"):
        raise ApiError(501, "woocommerce_rest_trash_not_supported", "Webhooks do not support trashing.")
    call.store.remove("webhooks", id)
    return call.shop.webhooks.shown(row)


SHOP_ROUTES = (
    ("taxes", {"GET": list_taxes, "POST": lambda call: _refuse()}),
    ("taxes/classes", {"GET": list_tax_classes, "POST": lambda call: _refuse()}),
    ("payment_gateways", {"GET": list_gateways}),
    ("shipping_methods", {"GET": list_shipping_methods}),
    ("shipping/zones", {"GET": list_zones, "POST": lambda call: _refuse()}),
    (r"shipping/zones/(?P<id>\d+)/methods", {"GET": list_zone_methods}),
    ("settings", {"GET": list_groups}),
    (r"settings/(?P<group>[a-z_]+)", {"GET": list_settings}),
    (r"settings/(?P<group>[a-z_]+)/(?P<name>\w+)", {"GET": get_setting}),
    ("data", {"GET": list_data}),
    ("data/countries", {"GET": list_countries}),
    (r"data/countries/(?P<code>[a-zA-Z]+)", {"GET": get_country}),
    ("data/currencies/current", {"GET": get_currency}),
    ("system_status", {"GET": get_system_status}),
    ("reports/orders/totals", {"GET": list_order_totals}),
    ("webhooks", {"GET": list_webhooks, "POST": create_webhook}),
    (r"webhooks/(?P<id>\d+)", {"GET": get_webhook, "PUT": update_webhook, "DELETE": delete_webhook}),
)


def _refuse():
    raise ApiError(501, "rest_not_implemented", "Not simulated.")
