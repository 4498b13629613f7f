"""The shop's own lists, needed to read and write documents: cached in memory, shared by all workers.

Each list is read whole, on first need, kept for an hour, and read once more when an id turns up that it does not hold.
"""

import time
from decimal import Decimal

from ..errors import AuthenticationFailed, Unsupported

#: Seconds that a list is trusted.
LIFETIME = 3600

#: Seconds in which further unknown ids do not make a list be read yet again.
PATIENCE = 10


def _taxes(wire):
    return {
        row.id: {
            "name": row.plain("name"),
            "rate": str(row.amount("rate") or 0),
            "country": row.text("country"),
            "state": row.text("state"),
            "class": row.text("class") or "standard",
            "priority": row.text("priority"),
            "shipping": row.flag("shipping"),
            "local": bool(row.text("postcode") or row.text("city") or row.list("postcodes") or row.list("cities")),
        }
        for row in wire.all("taxes", "tax rate", orderby="id", order="asc")
    }


def _states(wire):
    """Read the states of orders. Shops that do not list them tell them with their figures."""
    try:
        rows = wire.list("orders/statuses", "order state").rows
    except Unsupported:
        rows = wire.list("reports/orders/totals", "order state").rows
    return {row.required("slug"): {"name": row.plain("name")} for row in rows}


def _gateways(wire):
    rows = wire.list("payment_gateways", "payment method", _fields="id,title,method_title,enabled").rows
    return {
        row.required("id"): {"name": row.plain("title") or row.plain("method_title"), "active": row.flag("enabled")}
        for row in rows
    }


def _carriers(wire):
    """Read the shipping methods of all zones (one call each), and the kinds of methods there are.

    Orders name an instance of a zone ("flat_rate:3"); those that were made by hand only a kind ("flat_rate").
    """
    found = {}
    for zone_id, zone in _zones(wire).items():
        for row in wire.list(f"shipping/zones/{zone_id}/methods", "shipping method").rows:
            name = f"{zone['name']}: {row.plain('title')}"
            found[f"{row.required('method_id')}:{row.id}"] = {"name": name, "active": row.flag("enabled")}
    for row in wire.list("shipping_methods", "shipping method").rows:
        found[row.required("id")] = {"name": row.plain("title"), "active": True}
    return found


def _zones(wire):
    # Zone 0 is the rest of the world.
    rows = wire.list("shipping/zones", "shipping zone").rows
    return {row.reference("id") or "0": {"name": row.plain("name")} for row in rows}


def _attributes(wire):
    rows = wire.list("products/attributes", "attribute", per_page="100").rows
    return {row.id: {"name": row.plain("name"), "code": row.text("slug")} for row in rows}


def _named(path, what):
    def read(wire):
        return {row.id: {"name": row.plain("name")} for row in wire.all(path, what, orderby="id", order="asc")}

    return read


def _shipping_classes(wire):
    rows = wire.all("products/shipping_classes", "shipping class", orderby="id", order="asc")
    return {row.id: {"name": row.plain("name"), "code": row.text("slug")} for row in rows}


def _brands(wire):
    """Read the brands; shops before 9.6 have none."""
    try:
        return _named("products/brands", "brand")(wire)
    except Unsupported:
        return {}


def _countries(wire):
    rows = wire.list("data/countries", "country", _fields="code,name").rows
    return {row.required("code").upper(): {"name": row.plain("name")} for row in rows}


def _currencies(wire):
    row = wire.get("data/currencies/current", "currency")
    return {row.required("code").upper(): {"name": row.plain("name")}}


#: list: how it is read, {id: entry}.
LISTS = {
    "tax": _taxes,
    "state": _states,
    "payment": _gateways,
    "carrier": _carriers,
    "zone": _zones,
    "attribute": _attributes,
    "brand": _brands,
    "shipping_class": _shipping_classes,
    "tag": _named("products/tags", "tag"),
    "country": _countries,
    "currency": _currencies,
}

#: What is read of the shop's settings: (group, id).
OPTIONS = {
    "prices_include_tax": ("tax", "woocommerce_prices_include_tax"),
    "country": ("general", "woocommerce_default_country"),
    "decimals": ("general", "woocommerce_price_num_decimals"),
    "weight_unit": ("products", "woocommerce_weight_unit"),
    "dimension_unit": ("products", "woocommerce_dimension_unit"),
    "manage_stock": ("products", "woocommerce_manage_stock"),
}


class CodeLists:
    """Code lists by name and id.

    :param wire: see ``wire.Wire``; :param memory: see ``remotes.memory``; the dict "code_lists" of it is used
    """

    def __init__(self, wire, memory):
        self._wire = wire
        self._memory = memory
        self._lists = {}

    def forget(self, *names):
        """Drop the lists that are named, or everything, so that the next question reads the shop again."""
        with self._memory.locked("code_lists") as shared:
            for name in names or [*shared]:
                shared.pop(name, None)
        for name in names or [*self._lists]:
            self._lists.pop(name, None)

    def all(self, name):
        """Return ``{id: entry}`` of a list in ``LISTS``."""
        return self._list(name)["entries"]

    def entry(self, name, id):
        """Return one entry, None for an id that the shop does not list."""
        known = self._list(name)
        if id in known["entries"]:
            return known["entries"][id]
        if id and id not in known["absent"] and known["asked_at"] < time.time() - PATIENCE:
            known = self._read(name, absent=[*known["absent"], id], asked_at=time.time())
        return known["entries"].get(id)

    def option(self, name):
        """Return a setting of the shop in ``OPTIONS``."""
        return self._list(f"option {name}")["entries"]["value"]

    @property
    def prices_include_tax(self):
        """Return whether the prices of products hold the tax."""
        return self.option("prices_include_tax") == "yes"

    @property
    def country(self):
        """Return the shop's own country; the setting may name a region after it ("ES:M")."""
        return self.option("country").partition(":")[0].upper()

    @property
    def language(self):
        """Return the language of the shop's texts ("de_DE"), "" where the key may not know it."""
        return self._list("language")["entries"]["value"]

    def _list(self, name):
        known = self._lists.get(name)
        if known is None:
            with self._memory.locked("code_lists") as shared:
                known = self._lists[name] = shared.get(name)
        if known is None or known["read_at"] < time.time() - LIFETIME:
            return self._read(name, absent=[])
        return known

    def _read(self, name, *, absent, asked_at=0.0):
        """Read a list and share it. The memory is not locked meanwhile: two readers do no harm."""
        entries = self._entries(name)
        absent = [id for id in absent if id not in entries]
        known = {"read_at": time.time(), "asked_at": asked_at, "entries": entries, "absent": absent}
        self._lists[name] = known
        with self._memory.locked("code_lists") as shared:
            shared[name] = known
        return known

    def _entries(self, name):
        if name == "language":
            return {"value": self._language()}
        if name.startswith("option "):
            group, id = OPTIONS[name.removeprefix("option ")]
            return {"value": self._wire.get(f"settings/{group}/{id}", "setting").text("value")}
        return LISTS[name](self._wire)

    def _language(self):
        try:
            status = self._wire.get("system_status", "system status", _fields="environment.language")
        except AuthenticationFailed:
            return ""
        environment = status.row("environment")
        return environment.text("language") if environment else ""


def rate(entry):
    """Return the rate of a tax entry in percent."""
    return Decimal(entry["rate"])
