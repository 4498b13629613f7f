"""Answers of real PrestaShops, where they are at hand: read, made rows of a simulator, compared by shape.

They lie beside the repository (``../shared/recordings``), one file per request: lines with ``>`` are what was
sent, then comes the answer. Nothing of them is part of the repository.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

FOLDER = Path(__file__).resolve().parents[5] / "shared" / "recordings"
ABSENT = f"The recordings of real shops are not beside the repository ({FOLDER.parent.name}/{FOLDER.name})."


@dataclass(frozen=True, slots=True)
class Recording:
    """One request and what a real shop answered.

    :param target: path below ``/api`` and query as sent
    :param body: what was sent
    :param content_type: "" when the answer had none
    """

    name: str
    method: str
    target: str
    body: bytes
    status: int
    content_type: str
    answer: str


def read(shop):
    """Return ``{name: Recording}`` of a shop ("prestashop-8.2") as its index lists them, {} when absent."""
    index = FOLDER / shop / "_index.txt"
    lines = index.read_text().splitlines() if index.exists() else []
    paths = [index.with_name(f"{line.split()[0]}.http") for line in lines if line and not line.startswith(" ")]
    return {path.stem: _read(path) for path in paths if path.exists()}


def _read(path):
    content = path.read_bytes()
    head, _blank, answer = content.partition(b"\n\n<?xml")
    sent, _line, headers = head.partition(b"\nHTTP ")
    first, *body = [line.removeprefix(b"> ") for line in sent.split(b"\n")]
    method, target = first.decode().split(" ", 1)
    found = re.search(rb"^Content-Type: ([^\r\n]+)", headers, re.MULTILINE)
    return Recording(
        name=path.stem,
        method=method,
        target=target.removeprefix("/api"),
        body=b"\n".join(body),
        status=int(headers.split(b" ", 1)[0]),
        content_type=found.group(1).decode().replace(" ", "") if found else "",
        answer="<?xml" + answer.decode("utf-8", "replace") if answer else "",
    )


def shape(text):
    """Return the structure of a document: names, attributes' names, children in order, repeated ones once."""
    return _shape(ElementTree.fromstring(text)) if text else None


def _shape(element):
    children = tuple(dict.fromkeys(_shape(child) for child in element))
    return element.tag, tuple(sorted(element.attrib)), children


def codes(text):
    """Return the codes of an error document, [] for anything else."""
    return [node.text for node in ElementTree.fromstring(text).iter("code")] if "<errors>" in text else []


# from answers to rows

#: What a list of ids does not tell: that most histories belong to the later orders.
UNTOLD = {"order_histories": {"id_order": 5}}


def seed(store, recordings, names):
    """Write the rows that the recordings of these names show into a store; ids stay."""
    for name in names:
        answer = recordings[name].answer if name in recordings else ""
        for element in ElementTree.fromstring(answer) if answer else ():
            for entity in [element] if element.find("id") is not None else element:
                _seed(store, entity)


def _seed(store, entity):
    resource = next((one for one in store.resources.values() if one.node == entity.tag), None)
    key = entity.get("id") or entity.findtext("id")
    if resource is None or not key:
        return
    values = {}
    for field in resource.fields:
        node = entity.find(field.name)
        if node is not None:
            texts = {one.get("id"): one.text or "" for one in node}
            values[field.name] = texts if field.type == "lang" else node.text or ""
    lists = entity.find("associations")
    for one in lists if lists is not None else ():
        rows = [{part.tag: part.text or "" for part in row} for row in one]
        values |= _seed_association(store, resource.name, key, one.tag, rows)
    _upsert(store, resource.name, int(key), values)


def _upsert(store, resource, key, values):
    values = {name: value for name, value in values.items() if name != "id"} or UNTOLD.get(resource, {})
    row = store.get(resource, key)
    if row is None:
        store.insert(resource, values, key=key)
    else:
        store.update(resource, row, values, touch=False)


def _seed_association(store, resource, key, name, rows):
    """Rows of other tables are written there; what is kept in the row is returned."""
    if resource == "products" and name in ("combinations", "stock_availables"):
        for row in rows:
            default = {"default_on": "1" if row is rows[0] else ""} if name == "combinations" else {"id_shop": 1}
            _upsert(store, name, int(row["id"]), {**row, "id_product": key, **default})
        return {}
    if resource == "products" and name == "images":
        for row in rows:
            image = {"id_product": key, "position": 1, "cover": row is rows[0], "content": b"GIF8"}
            _upsert(store, "images", int(row["id"]), image)
        return {}
    if resource == "products" and name == "product_option_values":
        for combination in store.find("combinations", id_product=key)[:1]:
            store.update("combinations", combination, {name: rows}, touch=False)
        return {}
    if resource == "orders" and name == "order_rows":
        for row in rows:
            _upsert(store, "order_details", int(row["id"]), {**row, "id_order": key})
        return {}
    return {name: rows}


def resources(text):
    """Return the elements of a list of resources (``GET /api/``)."""
    return list(ElementTree.fromstring(text)[0])


def flat(node):
    """Return everything an element says but its links."""
    rights = {name: value for name, value in node.attrib.items() if "href" not in name}
    return rights, (node.text or "").strip(), [(child.tag, flat(child)) for child in node]
