"""Shop and ERP connected, their code lists mapped and their flows switched on, by what the forms call."""

from odoo.fields import Datetime

from . import buying, company, world
from .places import DemoError

SHOP, ERP = "Casa Azul online", "KeyInvoice"

FLOWS = {
    ERP: (
        ("category", "in"), ("product", "in"), ("stock", "in"),
        ("customer", "out"), ("order", "out"), ("invoice", "out"),
    ),
    SHOP: (
        ("category", "out"), ("product", "out"), ("price", "out"), ("stock", "out"), ("order", "in"),
        ("status", "out"), ("shipment", "out"), ("invoice", "out"),
    ),
}  # fmt: skip

#: State of the shop (English name): what it means for Odoo, and when Odoo sets it.
STATES = {
    "Awaiting check payment": ("quotation", False),
    "Awaiting bank wire payment": ("quotation", False),
    "On backorder (not paid)": ("quotation", False),
    world.QUOTE: ("quotation", False),
    "Payment accepted": ("confirm", False),
    "Remote payment accepted": ("confirm", False),
    "On backorder (paid)": ("confirm", False),
    buying.ON_DELIVERY: ("confirm", False),
    "Processing in progress": ("confirm", "confirmed"),
    "Shipped": ("confirm", "delivered"),
    "Delivered": ("confirm", False),
    "Canceled": ("cancel", "cancelled"),
    "Payment error": ("cancel", False),
    "Refunded": ("cancel", False),
}

#: Minutes between two runs while people look on. Reading the ERP costs calls, of which a day has 5,000; levels go to
#: the shop in the minutes in which no orders are read.
_LIVE_INTERVAL, _ORDER_INTERVAL, _ERP_READING_INTERVAL = 1, 2, 10


def connect(env, simulated):
    """Connect both systems of a ``World``, or go on with the connections that are there."""
    language = env["res.lang"]._get_data(code=company.LANGUAGE).id
    for name, system, simulator in _systems(simulated):
        backend = find(env, name)
        if not backend:
            backend = env["shop_erp.backend"].create(
                {"name": name, "system": system, "language_id": language, **_services(env)}
            )
        _set_changed(backend, simulator.settings)
        if backend.state != "ready":
            check(backend)


def _systems(simulated):
    return ((ERP, "keyinvoice", simulated.erp), (SHOP, "prestashop", simulated.shop))


def _services(env):
    wrapping = env["product.product"].search([("default_code", "=", world.WRAPPING[0])])
    return {"wrapping_product_id": wrapping.id}


def find(env, name):
    """Return the backend of a name."""
    return env["shop_erp.backend"].search([("name", "=", name)])


def _set_changed(backend, settings):
    present = backend.sudo().setting_ids._as_dict()
    if any(present.get(name) != value for name, value in settings.items()):
        backend._set_settings(settings)


def check(backend):
    """Press "Test connection"; it also reads the code lists and maps by the rules."""
    backend.action_check()
    if backend.state != "ready":
        raise DemoError(f"{backend.name} cannot be connected: {backend.state_reason}")


def confirm_mappings(env):
    """Confirm what the rules have proposed, and say what they cannot know."""
    mappings = env["shop_erp.mapping"].search([])
    mappings.action_confirm()
    for mapping in mappings.filtered(lambda mapping: mapping.state == "open"):
        if mapping.type == "state":
            action, status = STATES[mapping.name]
            mapping.write({"order_action": action, "order_status": status})
        elif mapping.type == "tax" and mapping.backend_id.name == ERP:
            # The ERP's prices hold the tax and Odoo's do not: no rule takes one for the other.
            mapping.tax_id = env["account.tax"].search([("type_tax_use", "=", "sale"), ("amount", "=", mapping.rate)])


def switch_on(env):
    """Switch on the flows that the demo is about."""
    for name, kinds in FLOWS.items():
        for flow in find(env, name).with_context(active_test=False).flow_ids:
            # the buyers' orders are of the last days: all of them are to be sent
            flow.write({"active": (flow.kind, flow.direction) in kinds, "since": False})


def set_live(env, live):
    """Let the scheduled exchange go on by itself, or rest while the demo does its steps."""
    dispatcher = env.ref("shop_erp_connector.cron_dispatch").sudo()
    dispatcher.write({"active": live, "nextcall": Datetime.now()})
    if live:
        for flow in env["shop_erp.flow"].search([("active", "=", True)]):
            flow.write({"interval_minutes": _live_interval(flow), "next_run": Datetime.now()})


def _live_interval(flow):
    if flow.direction == "out":
        return _LIVE_INTERVAL
    return _ERP_READING_INTERVAL if flow.backend_id.name == ERP else _ORDER_INTERVAL
