"""Envelopes of SOAP v2: read by the WSDL's types, written as a real shop writes them.

Parts are taken by their names: one that is not there is an empty one, one that nobody knows is passed over. Types and
sizes that the caller states are not looked at.
"""

from decimal import Decimal
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from .schema import ARRAYS, OPERATIONS, SCALARS, STRUCTURES, parts
from .store import amount
from .wsdl import ENCODING, messages

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


class Fault(Exception):
    """What the interface says no with; an API fault has a number and travels with status 200."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = str(code)
        self.text = text


class Typed:
    """A value that is shown with another type than its field's, as plugins do."""

    def __init__(self, type, value):
        self.type = type
        self.value = value


def local(element):
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def called(body):
    """Return the element of the call inside an envelope.

    :raises Fault: it is no envelope
    """
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise Fault("Sender", "Invalid XML") from None
    found = root.find(f"{{{ENVELOPE}}}Body")
    if found is None or not len(found):
        raise Fault("Sender", "Invalid XML")
    return found[0]


def operation_of(element, *, wsi):
    """Return the name of the operation that an element calls."""
    name = local(element)
    if not wsi:
        return name
    return name.removesuffix("Param").removesuffix("Request")


def arguments(element, *, wsi):
    """Return (operation, {part: value}) of a call.

    :raises Fault: there is no such operation
    """
    operation = operation_of(element, wsi=wsi)
    if operation not in OPERATIONS:
        raise Fault("SOAP-ENV:Server", f"Procedure '{local(element)}' not present")
    given = {local(child): child for child in element}
    values = {}
    for wire, (name, type) in parts(operation, wsi=wsi).items():
        values[name] = _read(given[wire], type) if wire in given else None
    return operation, values


def _read(element, type):
    if element.get(f"{{{INSTANCE}}}nil") == "true":
        return None
    if type in ARRAYS:
        return [_read(child, ARRAYS[type]) for child in element]
    if type in STRUCTURES:
        given = {local(child): child for child in element}
        return {name: _read(given[name], of) for name, (of, _must) in STRUCTURES[type].items() if name in given}
    return _scalar((element.text or ""), type)


def _scalar(text, type):
    """Return a text as PHP casts it: what is no number is 0."""
    if type == "boolean":
        return text in ("1", "true")
    if type in ("int", "double"):
        try:
            number = Decimal(text.strip() or "0")
        except ArithmeticError:
            number = Decimal(0)
        return int(number) if type == "int" else number
    return text


def answer(operation, value, namespace, *, wsi):
    """Return the envelope that answers an operation."""
    _asked, (part, type) = OPERATIONS[operation]
    name = "result" if wsi else part
    content = _written(name, type, value, wsi=wsi)
    element = messages(operation, wsi=wsi)[1]
    return envelope(f"<ns1:{element}>\n{content}</ns1:{element}>", namespace, encoded=not wsi)


def envelope(content, namespace, *, encoded):
    """Return an envelope around the content of its body."""
    style = f' SOAP-ENV:encodingStyle="{ENCODING}"' if encoded else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<SOAP-ENV:Envelope xmlns:SOAP-ENV="{ENVELOPE}" xmlns:ns1="{namespace}" '
        f'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="{INSTANCE}" xmlns:SOAP-ENC="{ENCODING}"{style}>\n'
        f"<SOAP-ENV:Body>\n{content}\n</SOAP-ENV:Body>\n</SOAP-ENV:Envelope>\n"
    )


def fault(refusal):
    """Return the envelope of a ``Fault``."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV="{ENVELOPE}">\n<SOAP-ENV:Body>\n'
        f"<SOAP-ENV:Fault>\n<faultcode>{escape(refusal.code)}</faultcode>\n"
        f"<faultstring>{escape(refusal.text)}</faultstring>\n</SOAP-ENV:Fault>\n</SOAP-ENV:Body>\n"
        "</SOAP-ENV:Envelope>\n"
    )


def _written(name, type, value, *, wsi):
    if isinstance(value, Typed):
        type, value = value.type, value.value
    prefix = "xsd" if type in SCALARS else "ns1"
    shown = "" if wsi else f' xsi:type="{prefix}:{type}"'
    if value is None:
        return f'<{name} xsi:nil="true"{shown if type not in SCALARS else ""}/>\n'
    if type in ARRAYS:
        return _array(name, type, value, wsi=wsi)
    if type in STRUCTURES:
        return f"<{name}{shown}>\n{_fields(STRUCTURES[type], value, wsi=wsi)}</{name}>\n"
    return f"<{name}{shown}>{escape(text_of(value, type))}</{name}>\n"


def _fields(fields, row, *, wsi):
    """Return the fields that a row has, in the order of the WSDL; one without value only where it must be there.

    What no field is declared for is shown at the end, as plugins do.
    """
    content = "".join(
        _written(name, type, row.get(name), wsi=wsi)
        for name, (type, must) in fields.items()
        if row.get(name) is not None or (must and name in row)
    )
    return content + "".join(
        _written(name, "string", value, wsi=wsi) for name, value in row.items() if name.startswith("plugin_")
    )


def _array(name, type, values, *, wsi):
    item = ARRAYS[type]
    if wsi:
        inner = "".join(_written("complexObjectArray", item, value, wsi=True) for value in values)
        return f"<{name}>\n{inner}</{name}>\n"
    of = f"{'xsd' if item in SCALARS else 'ns1'}:{item}[{len(values)}]"
    head = f'<{name} SOAP-ENC:arrayType="{of}" xsi:type="ns1:{type}"'
    inner = "".join(_written("item", item, value, wsi=False) for value in values)
    return f"{head}>\n{inner}</{name}>\n" if values else f"{head}/>\n"


def text_of(value, type="string"):
    """Return a value as the shop shows it: four decimals in texts, none that say nothing in numbers."""
    if isinstance(value, bool):
        return ("true" if value else "false") if type == "boolean" else str(int(value))
    if isinstance(value, Decimal):
        return amount(value) if type == "string" else f"{value.normalize():f}"
    return str(value)
