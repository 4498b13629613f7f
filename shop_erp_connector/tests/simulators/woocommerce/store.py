"""The rows of one shop, its options, and the numbers that WordPress gives out."""

import copy
import html
import re
import unicodedata
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

#: Table → the sequence its ids come from. WordPress keeps all posts in one table, all terms in another.
SEQUENCES = {
    "products": "post", "variations": "post", "orders": "post", "refunds": "post", "coupons": "post", "media": "post",
    "categories": "term", "tags": "term", "brands": "term", "terms": "term", "shipping_classes": "term",
    "attributes": "attribute", "customers": "user", "notes": "comment", "taxes": "rate", "webhooks": "webhook",
    "zones": "zone", "zone_methods": "zone_method", "items": "item",
}  # fmt: skip

#: What a shop is set to.
OPTIONS = {
    "currency": "EUR",
    "decimals": 2,
    "timezone": "Europe/Berlin",
    "country": "DE",
    "prices_include_tax": True,
    "round_at_subtotal": False,
    "calc_taxes": True,
    "manage_stock": True,
    "weight_unit": "kg",
    "dimension_unit": "cm",
    "language": "en_US",
    "name": "Simulated shop",
}


class Store:
    """Everything a shop knows.

    :param clock: see ``base.Clock``; :param version: of WooCommerce, as text
    """

    def __init__(self, clock, version):
        self.clock = clock
        self.version = tuple(int(part) for part in version.split("."))
        self.tables = {name: {} for name in SEQUENCES}
        self.last_ids = {}
        self.options = dict(OPTIONS)
        #: Mails that were sent, as (what, whom or which order).
        self.mails = []
        #: Money that went back through a gateway: (order id, amount).
        self.money_back = []
        #: (topic, resource id) that webhooks still have to tell, oldest first.
        self.pending = []
        #: What must be unique and is asked for often: {SKU in small letters: id}, {(table, slug): id}.
        self.skus, self.slugs = {}, {}

    def now(self):
        """Return the time, in whole seconds as the database keeps them."""
        return self.clock.now().replace(microsecond=0)

    @property
    def zone(self):
        """The zone of the site."""
        return ZoneInfo(self.options["timezone"])

    def next_id(self, sequence):
        """Return the next number of a sequence."""
        self.last_ids[sequence] = self.last_ids.get(sequence, 0) + 1
        return self.last_ids[sequence]

    def insert(self, table, values, key=None):
        """Add a row, under ``key`` where one is given, and return it."""
        sequence = SEQUENCES[table]
        key = key or self.next_id(sequence)
        self.last_ids[sequence] = max(self.last_ids.get(sequence, 0), key)
        row = {**copy.deepcopy(values), "id": key}
        self.tables[table][key] = row
        return row

    def get(self, table, key):
        """Return a row, None where there is none."""
        return self.tables[table].get(key)

    def rows(self, table, **values):
        """Return the rows with these values, by id."""
        found = [
            row for row in self.tables[table].values() if all(row.get(name) == value for name, value in values.items())
        ]
        return sorted(found, key=lambda row: row["id"])

    def remove(self, table, key):
        """Take a row away for good."""
        self.tables[table].pop(key, None)
        for index in (self.skus, self.slugs):
            for name in [name for name, owner in index.items() if owner == key]:
                del index[name]

    def unique_slug(self, table, text, *, key=None):
        """Return a slug that no other row of the table has."""
        base = slug = slug_of(text)
        number = 1
        while self.slugs.get((table, slug), key) != key:
            number += 1
            slug = f"{base}-{number}"
        self.slugs[table, slug] = key
        return slug

    def write_meta(self, row, entries):
        """Update the meta data of a row as WooCommerce does: by id, else by key, else a new entry."""
        meta = row.setdefault("meta_data", [])
        for entry in entries or ():
            found = [one for one in meta if one["id"] == entry.get("id")] if entry.get("id") else []
            if not found and "key" in entry:
                found = [one for one in meta if one["key"] == entry["key"]]
            if entry.get("value") is None:
                for one in found:
                    meta.remove(one)
            elif found:
                found[0]["value"] = stored_value(entry["value"])
            elif "key" in entry:
                value = stored_value(entry["value"])
                meta.append({"id": self.next_id("meta"), "key": str(entry["key"]), "value": value})

    def state(self):
        """Return what ``restore()`` takes."""
        names = ("tables", "last_ids", "options", "mails", "money_back", "pending", "skus", "slugs")
        return {name: copy.deepcopy(getattr(self, name)) for name in names}

    def restore(self, state):
        """Take over what ``state()`` returned."""
        for name, value in copy.deepcopy(state).items():
            setattr(self, name, value)


def stored_value(value):
    """Return a meta value as it comes back: numbers and true as texts, lists and objects as they are."""
    if value is True:
        return "1"
    if value is False:
        return ""
    return str(value) if isinstance(value, int | float) else value


def slug_of(text):
    """Return the part of an address that a text becomes."""
    text = re.sub(r"<[^>]*>|&\w+;", "", text)
    text = unicodedata.normalize("NFKD", text.replace("ß", "s")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", re.sub(r"[\"'.]", "", text)).strip("-")


def kept_text(text):
    """Return a text as WordPress stores it: a bare ampersand becomes an entity, scripts are taken out."""
    text = re.sub(r"(?is)<script.*?</script>", "", str(text))
    return re.sub(r"&(?!#?\w+;)", "&amp;", text)


def plain_text(text):
    """Return a text without tags and entities, as sent in a mail."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def moment(text, zone=UTC):
    """Return a date as an aware time; ``zone`` is that of texts without one.

    :raises ValueError: it is no date with a time
    """
    if not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d", text):
        raise ValueError(text)
    value = datetime.fromisoformat(text)
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def local_text(value, zone):
    """Return a time as wall-clock text of a zone, None for none."""
    return value.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S") if value else None


def both_texts(name, value, zone):
    """Return a date as answers have it: local, and in UTC."""
    return {name: local_text(value, zone), f"{name}_gmt": local_text(value, UTC)}
