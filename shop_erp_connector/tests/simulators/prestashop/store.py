"""The database of the shop: rows as the webservice reads them, and nothing of what a shop does with them.

A row is a dict: ``id`` a number, every other field a text as the database gives it back (``"12.500000"``), a
translatable field ``{language id: text}``, an association under its name a list of dicts. Names with an
underscore before them (``_price``) belong to the simulator and are never shown.
"""

from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from . import tables_catalogue, tables_orders, tables_settings
from .schema import version_tuple

TABLES = (*tables_catalogue.TABLES, *tables_orders.TABLES, *tables_settings.TABLES)

#: Fields that are looked up often, by resource; "images" is the simulator's own table of pictures.
INDEXED = {
    "combinations": ("id_product",),
    "images": ("id_product",),
    "order_carriers": ("id_order",),
    "order_cart_rules": ("id_order",),
    "order_details": ("id_order",),
    "order_histories": ("id_order",),
    "order_invoices": ("id_order",),
    "order_payments": ("order_reference",),
    "orders": ("id_cart",),
    "addresses": ("id_customer",),
    "specific_prices": ("id_product",),
    "stock_availables": ("id_product",),
}


class Store:
    """All rows of the shop.

    :param version: such as "8.2.1"; decides which fields exist
    :param clock: the simulator's clock; dates are written in the zone of PS_TIMEZONE
    """

    def __init__(self, version, clock):
        self.version = version_tuple(version)
        self.clock = clock
        resources = [one.at(self.version) for one in TABLES]
        self.resources = {one.name: one for one in sorted(resources, key=lambda resource: resource.name)}
        self._defaults = {
            name: {field.name: field.empty for field in resource.fields if field.type != "lang"}
            for name, resource in self.resources.items()
        }
        self.mails = []
        self.clear()

    def clear(self):
        """Forget every row."""
        self.tables = {name: {} for name in (*self.resources, "images")}
        self.last_ids = dict.fromkeys(self.tables, 0)
        self.changes = dict.fromkeys(self.tables, 0)
        self.listings = {}
        self._indexes = {(name, field): defaultdict(dict) for name, fields in INDEXED.items() for field in fields}

    def state(self):
        """Return everything that must survive a restart."""
        return {"tables": self.tables, "last_ids": self.last_ids, "mails": self.mails}

    def restore(self, state):
        """Take over what ``state()`` returned."""
        self.clear()
        self.last_ids.update(state["last_ids"])
        self.mails[:] = state["mails"]
        for name, rows in state["tables"].items():
            for row in rows.values():
                self._keep(name, row)

    # time

    @property
    def zone(self):
        """The zone of the shop's dates."""
        return ZoneInfo(self.configuration("PS_TIMEZONE") or "Europe/Paris")

    def now(self):
        """Return the shop's time as it stands in the database: local, without a zone, in whole seconds."""
        return self.clock.now().astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")

    def local(self, text):
        """Return a time of the database as an aware time."""
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=self.zone)

    # reading

    def rows(self, resource):
        """Return the rows of a resource in the order of their ids."""
        return list(self.tables[resource].values())

    def get(self, resource, key):
        """Return a row by its id (number or text), None when there is none."""
        return self.tables[resource].get(int(key or 0))

    def find(self, resource, **conditions):
        """Return the rows whose fields have these values, compared as text."""
        wanted = {name: str(value) for name, value in conditions.items()}
        for name, value in wanted.items():
            if (resource, name) in self._indexes:
                rows = self._indexes[resource, name].get(value, {}).values()
                break
        else:
            rows = self.tables[resource].values()
        return [row for row in rows if all(str(row.get(name)) == value for name, value in wanted.items())]

    def first(self, resource, **conditions):
        """Return the first row that ``find()`` returns or None."""
        rows = self.find(resource, **conditions)
        return rows[0] if rows else None

    def configuration(self, name):
        """Return a setting of the shop, "" when it is not set."""
        for row in self.tables["configurations"].values():
            if row["name"] == name:
                return row["value"]
        return ""

    def languages(self):
        """Return the ids of the languages."""
        return list(self.tables["languages"])

    # writing

    def insert(self, resource, values, *, key=None):
        """Add a row and return it; fields that are not given get their defaults, dates the shop's time."""
        schema = self.resources.get(resource)
        key = key or self.last_ids[resource] + 1
        row = {"id": key, **self._defaults.get(resource, {})}
        if schema:
            for field in schema.fields:
                if field.type == "lang":
                    row[field.name] = dict.fromkeys(self.languages(), "")
            for name in ("date_add", "date_upd"):
                if name in row:
                    row[name] = self.now()
        self._set(resource, row, values)
        self.last_ids[resource] = max(self.last_ids[resource], key)
        self._keep(resource, row)
        return row

    def update(self, resource, row, values, *, touch=True):
        """Change a row; ``touch`` moves its date_upd, as every save of the shop does."""
        self._forget(resource, row)
        self._set(resource, row, values)
        if touch and "date_upd" in row:
            row["date_upd"] = self.now()
        self._keep(resource, row)

    def delete(self, resource, row):
        """Remove a row."""
        self._forget(resource, row)
        del self.tables[resource][row["id"]]

    def _set(self, resource, row, values):
        by_name = self.resources[resource].by_name if resource in self.resources else {}
        for name, value in values.items():
            field = by_name.get(name)
            if field is None:
                row[name] = value
            elif field.type == "lang":
                row[name] = self._translations(value, row.get(name, {}))
            else:
                row[name] = field.stored(value)

    def _translations(self, value, before):
        if isinstance(value, dict):
            return {**before, **{int(language): str(text) for language, text in value.items()}}
        return dict.fromkeys(self.languages(), str(value or ""))

    def _keep(self, resource, row):
        self.tables[resource][row["id"]] = row
        self.changes[resource] += 1
        for name in INDEXED.get(resource, ()):
            self._indexes[resource, name][str(row.get(name))][row["id"]] = row

    def _forget(self, resource, row):
        self.changes[resource] += 1
        for name in INDEXED.get(resource, ()):
            self._indexes[resource, name][str(row.get(name))].pop(row["id"], None)
