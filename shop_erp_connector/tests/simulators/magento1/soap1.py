"""Envelopes of SOAP v1: maps and lists without a schema, every value with its type.

call(sessionId, path, args)    multiCall(sessionId, [[path, args], …], options)
"""

from decimal import Decimal
from xml.sax.saxutils import escape

from .soap import INSTANCE, Typed, envelope, local, text_of
from .wsdl import ENCODING

_NIL = f"{{{INSTANCE}}}nil"
_TYPE = f"{{{INSTANCE}}}type"
_ARRAY = f"{{{ENCODING}}}arrayType"


def read(element):
    """Return the value of an element: a list, a dict, a text, or None."""
    if element.get(_NIL) == "true":
        return None
    type = (element.get(_TYPE) or "").rpartition(":")[2]
    if type == "Map":
        return {pair[0].text or "": read(pair[1]) for pair in element}
    if element.get(_ARRAY) is not None or type in ("Array", "FixedArray"):
        return [read(child) for child in element]
    return element.text or ""


def arguments(element):
    """Return ``{part: value}`` of a call."""
    return {local(child): read(child) for child in element}


def answer(operation, value, namespace):
    """Return the envelope that answers an operation; what bundled calls answered stands in a list of its own kind."""
    name = f"{operation}Return"
    content = _written(name, value)
    if operation == "multiCall":
        inner = "".join(_written("item", each) for each in value)
        head = f'<{name} SOAP-ENC:arrayType="xsd:ur-type[{len(value)}]" xsi:type="ns1:FixedArray">'
        content = f"{head}{inner}</{name}>"
    text = envelope(f"<ns1:{operation}Response>{content}</ns1:{operation}Response>", namespace, encoded=True)
    return text.replace("<SOAP-ENV:Envelope ", '<SOAP-ENV:Envelope xmlns:ns2="http://xml.apache.org/xml-soap" ', 1)


def _written(name, value):
    if value is None:
        return f'<{name} xsi:nil="true"/>'
    if isinstance(value, dict):
        # An empty one is an empty list to PHP.
        return _map(name, value) if value else _list(name, [])
    if isinstance(value, list):
        return _list(name, value)
    if isinstance(value, Typed):
        return f'<{name} xsi:type="xsd:{value.type}">{escape(text_of(value.value, value.type))}</{name}>'
    type = "boolean" if isinstance(value, bool) else "int" if isinstance(value, int) else "string"
    return f'<{name} xsi:type="xsd:{type}">{escape(text_of(value, type))}</{name}>'


def _map(name, value):
    pairs = "".join(
        f'<item><key xsi:type="xsd:string">{escape(key)}</key>{_written("value", inner)}</item>'
        for key, inner in value.items()
    )
    return f'<{name} xsi:type="ns2:Map">{pairs}</{name}>'


def _list(name, values):
    if not values:
        return f'<{name} SOAP-ENC:arrayType="xsd:ur-type[0]" xsi:type="SOAP-ENC:Array"/>'
    kinds = {type(value) for value in values}
    of = {dict: "ns2:Map", str: "xsd:string", Decimal: "xsd:string"}.get(kinds.pop(), "xsd:ur-type")
    of = "xsd:ur-type" if kinds else of
    inner = "".join(_written("item", value) for value in values)
    return f'<{name} SOAP-ENC:arrayType="{of}[{len(values)}]" xsi:type="SOAP-ENC:Array">{inner}</{name}>'
