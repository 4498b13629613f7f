"""Answers of a real WooCommerce, where they are at hand: read, made rows of a simulator, compared.

They lie beside the repository (``../shared/recordings``), one file per request: lines with ``>`` are what was sent,
then comes the answer. Nothing of them is part of the repository.
"""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from email.utils import parsedate_to_datetime
from pathlib import Path

from ...simulators.woocommerce.catalogue import PRODUCT, VARIATION
from ...simulators.woocommerce.store import moment

FOLDER = Path(__file__).resolve().parents[5] / "shared" / "recordings" / "woocommerce-11"
ABSENT = "The recordings of real shops (../shared/recordings beside the repository) are not here."


@dataclass(frozen=True, slots=True)
class Recording:
    """One request and what the shop answered.

    :param target: path below the API and query as sent; :param body: what was sent, None for nothing
    :param content: the answer, read
    """

    name: str
    method: str
    target: str
    body: str | None
    status: int
    headers: dict
    content: object

    @property
    def at(self):
        """When it was answered."""
        return parsedate_to_datetime(self.headers["date"])


def read():
    """Return ``{name: Recording}`` in the order of their requests, {} when there are none."""
    index = FOLDER / "_index.txt"
    names = (
        [line.split()[0] for line in index.read_text().splitlines() if re.match(r"[\w-]+ ", line)]
        if index.exists()
        else []
    )
    paths = [FOLDER / f"{name}.http" for name in dict.fromkeys(names)]
    recordings = [_read(path) for path in paths if path.exists()]
    return {one.name: one for one in sorted(recordings, key=lambda one: one.at)}


def _read(path):
    head, _blank, answer = path.read_text().partition("\n\n")
    sent, _line, told = head.partition("\nHTTP ")
    first, *body = [line.removeprefix("> ") for line in sent.split("\n")]
    method, target = first.split(" ", 1)
    status, *lines = told.splitlines()
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    return Recording(
        path.stem, method, target, body[0] if body else None, int(status.split()[0]), headers, _loaded(answer)
    )


def _loaded(answer):
    return json.loads(answer) if answer.strip() else None


# from answers to rows

_DATES = ("date_created", "date_modified", "date_on_sale_from", "date_on_sale_to")


def seed(shop, recordings):
    """Give a simulator what the recorded shop had before: its sample products, terms and attributes."""
    store = shop.store
    store.tables["zones"].clear(), store.tables["zone_methods"].clear()
    store.last_ids["zone"] = 0
    store.insert("zones", {"name": "Germany", "order": 0})
    for key in (3, 4):
        store.remove("taxes", key)
    for row in recordings["list-products-attributes"].content:
        store.insert("attributes", {name: row[name] for name in row if name != "_links"}, key=row["id"])
    for attribute, names in ((1, ("Blue", "Green", "Red", "Gray", "Yellow")), (2, ("Large", "Medium", "Small"))):
        for name in names:
            shop.terms.insert_term(attribute, {"name": name})
    for row in recordings["list-products-categories"].content:
        values = {name: row[name] for name in row if name not in ("_links", "count", "image")}
        store.insert("categories", {**values, "image": 0}, key=row["id"])
    shirts = {"name": "Tshirts", "slug": "tshirts", "parent": 16, "description": "", "display": "default"}
    store.insert("categories", {**shirts, "image": 0, "menu_order": 0}, key=17)
    _seed_products(shop, recordings)
    store.last_ids |= {"post": 35, "user": 1, "item": 0}


def _seed_products(shop, recordings):
    names = ("products-fields", "list-products", "products-page2", "sku-filter", "variable")
    rows = {row["id"]: row for name in names for row in recordings[name].content}
    for key in range(11, 35):
        if key in (11, *range(25, 31)):
            continue
        row = rows.get(key, {"id": key, "sku": f"sample-{key}"})
        _upsert(shop, "products", {"regular_price": row.get("price", ""), **row}, PRODUCT)
    parent = {"id": 11, "sku": "woo-vneck-tee", "name": "V-Neck T-Shirt", "type": "variable"}
    color, size = {"id": 1, "options": ["Blue"]}, {"id": 2, "options": ["Large"]}
    pair = [{"name": "", "position": 0, "visible": True, "variation": True, **one} for one in (color, size)]
    _upsert(shop, "products", {**parent, "attributes": pair}, PRODUCT)
    for row in recordings["variations"].content:
        _upsert(shop, "variations", {**row, "product_id": 12}, VARIATION)
    variations = recordings["variations-batch-two-parents"].content["update"]
    before = {"manage_stock": False, "stock_quantity": None}
    _upsert(shop, "variations", {**variations[0], "product_id": 11, **before}, VARIATION)


def _upsert(shop, table, values, template):
    made = moment("2026-11-22T05:44:24")
    row = {**template, "date_created": made, "date_modified": made}
    row |= {name: value for name, value in values.items() if name in template and name not in _DATES}
    for name in _DATES:
        if values.get(f"{name}_gmt"):
            row[name] = moment(values[f"{name}_gmt"])
    for name in ("categories", "tags", "brands"):
        row |= {name: [one["id"] for one in values.get(name, ())]} if name in template else {}
    if table == "variations":
        chosen = [
            {**one, "option": one["option"].lower() if one["id"] else one["option"]} for one in values["attributes"]
        ]
        row |= {"attributes": [{name: one[name] for name in ("id", "name", "option")} for one in chosen], "image": 0}
    for entry in row["meta_data"]:
        shop.store.last_ids["meta"] = max(shop.store.last_ids["meta"], entry["id"])
    row = shop.store.insert(table, row, key=values["id"])
    if row["sku"]:
        shop.store.skus[row["sku"].lower()] = row["id"]


# comparing

#: What differs from shop to shop and from run to run, or is for people's eyes only.
_VOLATILE = re.compile(
    r"(date_\w+|order_key|count|payment_url|permalink\w*|avatar_url|price_html|related_ids|src|generated_slug)"
)
_NUMBERED = ("meta_data", "line_items", "tax_lines", "shipping_lines", "fee_lines", "coupon_lines")


def comparable(content, host=""):
    """Return an answer without what differs from run to run: such values are told by their type alone."""
    if isinstance(content, list):
        return [comparable(one) for one in content]
    if not isinstance(content, dict):
        return content
    result = {}
    for name, value in content.items():
        if name == "_links":
            result[name] = _without_host(value)
        elif _VOLATILE.fullmatch(name):
            result[name] = type(value).__name__
        elif name == "variations":
            result[name] = sorted(value)
        elif name in _NUMBERED:
            result[name] = [{key: part for key, part in comparable(one).items() if key != "id"} for one in value]
        else:
            result[name] = comparable(value)
    return result


def _without_host(value):
    return json.loads(re.sub(r"https?://127\.0\.0\.1:\d+", "", json.dumps(value)))


def shape(content):
    """Return the structure of an answer: names and types, rows of a list that are alike once."""
    if isinstance(content, dict):
        return {name: shape(value) for name, value in content.items()}
    if isinstance(content, list):
        return list({json.dumps(shape(one), sort_keys=True): shape(one) for one in content}.values())
    return (
        "number"
        if isinstance(content, int | float | Decimal) and not isinstance(content, bool)
        else type(content).__name__
    )
