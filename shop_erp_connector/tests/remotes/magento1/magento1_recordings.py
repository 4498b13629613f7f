"""Answers of a real OpenMage shop, where they are at hand: read, and compared by shape.

They lie beside the repository (``../shared/recordings``), one file per request: what was sent, then what came. Nothing
of them is part of the repository.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

FOLDER = Path(__file__).resolve().parents[5] / "shared" / "recordings" / "magento-1-soap"
ABSENT = "The recordings of real shops are not beside the repository (shared/recordings)."

_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_ARRAY = "{http://schemas.xmlsoap.org/soap/encoding/}arrayType"


@dataclass(frozen=True, slots=True)
class Recording:
    """One request and what the shop answered; ``sent`` and ``answer`` are envelopes as text."""

    name: str
    sent: str
    answer: str
    is_v1: bool

    @property
    def session(self):
        """The session that was used, "" for none."""
        found = re.search(r"<sessionId[^>]*>([^<]*)<", self.sent)
        return found.group(1) if found else ""


def read():
    """Return ``{name: Recording}`` in the order in which they were made, {} when they are not here."""
    index = FOLDER / "_index.txt"
    names = [line.split()[0] for line in index.read_text().splitlines() if line[:1].strip()] if index.exists() else []
    paths = [FOLDER / f"{name}.xml" for name in names]
    paths += sorted(set(FOLDER.glob("v1-*.xml")) - set(paths))
    return {path.stem: _read(path) for path in paths if path.exists()}


def wsdl():
    """Return the recorded WSDL as bytes."""
    return (FOLDER / "v2.wsdl").read_bytes()


def _read(path):
    text = path.read_text()
    envelopes = re.findall(r"<(?:SOAP-ENV|e):Envelope.*?</(?:SOAP-ENV|e):Envelope>", text, re.DOTALL)
    sent, answer = envelopes[0], envelopes[-1]
    return Recording(name=path.stem, sent=sent, answer=answer, is_v1=path.stem.startswith("v1-"))


def shape(text):
    """Return the structure of an envelope as lines "place type array", in order, repeated ones once; no texts.

    Of v1's maps the keys are left out: it answers every column that the database has.
    """
    return list(dict.fromkeys(_places(ElementTree.fromstring(text), "")))


def _places(element, above):
    type = element.get(_TYPE, "").rpartition(":")[2]
    array = re.sub(r"\[\d+\]", "[]", element.get(_ARRAY, "")).rpartition(":")[2]
    place = f"{above}/{element.tag.rpartition('}')[2]}"
    yield f"{place} {type} {array}".rstrip()
    if type != "Map":
        for child in element:
            yield from _places(child, place)


def fault(text):
    """Return (code, text) of a fault, None for anything else."""
    for element in ElementTree.fromstring(text).iter():
        if element.tag.endswith("}Fault"):
            found = {child.tag: child.text for child in element}
            return found["faultcode"], found["faultstring"]
    return None


def result(text):
    """Return the text of an answer that is one value, "" for anything else."""
    elements = list(ElementTree.fromstring(text).iter())
    return (elements[-1].text or "") if len(elements) == 4 else ""


def operation(text):
    """Return the operation that an envelope calls."""
    (body,) = list(ElementTree.fromstring(text))
    return body[0].tag.rpartition("}")[2]
