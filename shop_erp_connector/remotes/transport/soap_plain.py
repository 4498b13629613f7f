"""SOAP for services that look at names alone: requests are written plainly, answers are read as they stand.

Some servers (PHP's among them) decode a request through their own WSDL and need no types in it, and show texts where
their WSDL promises numbers. zeep reads the WSDL here, for the operations, the names of their parts and the style;
the envelopes are written and read without it: numbers stay the text that was sent, fields that a plugin added do no
harm, and one odd value spoils its own record only.

Both styles are spoken: rpc/encoded, with lists of ``<item>``, and document/literal, with lists of a repeated element.
"""

from email.utils import parsedate_to_datetime

from lxml import etree

from ..errors import InvalidSettings, OutcomeUnknown, ProtocolError, Rejected, Unsupported
from . import xml
from .soap import Soap

_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = "http://www.w3.org/2001/XMLSchema"
_NAMESPACES = {"e": _ENVELOPE, "c": _ENCODING, "xsi": _INSTANCE, "xsd": _SCHEMA}

#: The element that repeated values of a list are called by in document/literal services.
LIST_ELEMENT = "complexObjectArray"


class PlainSoap(Soap):
    """The operations of one WSDL, called by name with positional arguments made of dicts, lists and texts.

    Answers are dicts, lists, texts and None. ``server_time`` is the server's own clock as its last answer had it.
    """

    def __init__(self, http, wsdl_path):
        super().__init__(http, wsdl_path)
        self.server_time = None
        self._address = wsdl_path.partition("?")[0]

    def has(self, operation):
        """Return whether the WSDL has an operation."""
        return operation in dict(self._described())

    @property
    def namespace(self):
        """The WSDL's own namespace, which differs from server to server."""
        return etree.QName(self._described()._binding.name).namespace

    def ask(self, operation, *arguments, safe):
        """Call an operation of the WSDL; an argument that is None is left out, and so are those that are not given.

        :param safe: whether calling twice does no harm
        :raises Unsupported: the WSDL has no such operation, or fewer parts than are to be filled
        :raises Rejected: the server answered with a fault; ``code`` and ``text`` are the fault's
        :raises ProtocolError: the WSDL or a safe call's answer is not understood
        :raises OutcomeUnknown: an unsafe call was sent and its answer is lost or not understood
        """
        service = self._described()
        if not self.has(operation):
            raise self._error(Unsupported, f"The server offers no operation {operation}.", operation)
        described = service._binding._operations[operation]
        names = [name for name, _element in described.input.body.type.elements]
        given = {name: value for name, value in zip(names, arguments, strict=False) if value is not None}
        if any(value is not None for value in arguments[len(names) :]):
            raise self._error(
                Unsupported, f"The server's {operation} takes no more than {len(names)} parts.", operation
            )
        is_rpc = described.style == "rpc"
        tag = etree.QName(self.namespace, operation) if is_rpc else described.input.body.qname
        item = "item" if is_rpc else LIST_ELEMENT
        call = etree.Element(tag, nsmap={"u": self.namespace})
        for name, value in given.items():
            _append(call, name, value, item)
        return self._exchange(self._address, operation, call, described.soapaction or "", safe=safe)

    def ask_untyped(self, path, operation, arguments, *, safe):
        """Call an operation that has no schema, at another address of the server: every value carries its type.

        :param arguments: ``{name of the part: value}``
        """
        call = etree.Element(etree.QName(self.namespace, operation), nsmap={"u": self.namespace})
        for name, value in arguments.items():
            _append_typed(call, name, value)
        return self._exchange(path, operation, call, "", safe=safe)

    def _described(self):
        try:
            return self._bound()
        except Rejected as exc:
            # Nobody said no to a record: there is no service at this address.
            message = "There is no WSDL at this address."
            raise InvalidSettings(message, system=exc.system, call="WSDL", code=exc.code, field="url") from None

    def _exchange(self, path, operation, call, action, *, safe):
        envelope = etree.Element(etree.QName(_ENVELOPE, "Envelope"), nsmap=_NAMESPACES)
        etree.SubElement(envelope, etree.QName(_ENVELOPE, "Body")).append(call)
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}
        response = self.http.send("POST", path, headers=headers, body=xml.to_bytes(envelope), safe=safe)
        if response.status not in (200, 500):
            raise self._failure(response, operation)
        try:
            root = xml.parse(response.body, redactor=self.http.redactor, system=self.http.system, call=operation)
            answer = self._content(root, operation)
        except ProtocolError as exc:
            if response.status != 200:
                raise self._failure(response, operation) from None
            if not safe:
                raise OutcomeUnknown(exc.message, system=exc.system, call=operation) from None
            raise
        self._note_time(response)
        return _read(answer[0]) if len(answer) else None

    def _failure(self, response, operation):
        """Return the error of an answer that is none of the service's."""
        # A SOAP service says what it has to say in an envelope: a status of 400 or 404 is a proxy's, or another page's.
        is_foreign = 400 <= response.status < 500 and response.status not in (401, 403, 429)
        error = self.http.failure(response, {response.status: ProtocolError} if is_foreign else None)
        error.call = operation
        return error

    def _content(self, root, operation):
        """Return the element of the answer inside its envelope."""
        body = root.find(f"{{{_ENVELOPE}}}Body")
        if body is None or not len(body):
            message = "The answer is no SOAP envelope."
            excerpt = self.http.redactor.excerpt(etree.tostring(root))
            raise ProtocolError(message, excerpt=excerpt, system=self.http.system, call=operation)
        name = etree.QName(body[0]).localname
        if name == "Fault":
            facts = {etree.QName(part).localname: (part.text or "").strip() for part in body[0].iterchildren("*")}
            raise self._error(
                Rejected,
                "The server refused the call.",
                operation,
                code=facts.get("faultcode", ""),
                text=facts.get("faultstring", ""),
            )
        if not name.startswith(f"{operation}Response"):
            message = f"The answer belongs to another call ({name})."
            raise ProtocolError(message, system=self.http.system, call=operation)
        return body[0]

    def _note_time(self, response):
        try:
            self.server_time = parsedate_to_datetime(response.headers.get("date", ""))
        except ValueError:
            self.server_time = None


def _append(parent, name, value, item):
    """Append a value as nested elements; a list's entries are all called ``item``."""
    element = etree.SubElement(parent, name)
    if isinstance(value, dict):
        for key, inner in value.items():
            if inner is not None:
                _append(element, key, inner, item)
    elif isinstance(value, list | tuple):
        for inner in value:
            _append(element, item, inner, item)
    else:
        element.text = xml.clean(str(value))


def _append_typed(parent, name, value):
    element = etree.SubElement(parent, name)
    if value is None:
        element.set(etree.QName(_INSTANCE, "nil"), "true")
    elif isinstance(value, list | tuple):
        element.set(etree.QName(_ENCODING, "arrayType"), f"xsd:anyType[{len(value)}]")
        element.set(etree.QName(_INSTANCE, "type"), "c:Array")
        for inner in value:
            _append_typed(element, "item", inner)
    else:
        element.set(etree.QName(_INSTANCE, "type"), "xsd:string")
        element.text = xml.clean(str(value))


def _read(element):
    """Return an element's value: a list, a dict, a text, or None."""
    if element.get(etree.QName(_INSTANCE, "nil")) in ("true", "1"):
        return None
    type = (element.get(etree.QName(_INSTANCE, "type")) or "").rpartition(":")[2]
    children = list(element.iterchildren("*"))
    if type == "Map":
        return {pair[0].text or "": _read(pair[1]) for pair in children if len(pair) == 2}
    if element.get(etree.QName(_ENCODING, "arrayType")) is not None or type in ("Array", "FixedArray"):
        return [_read(child) for child in children]
    names = [etree.QName(child).localname for child in children]
    if names and set(names) == {LIST_ELEMENT}:
        return [_read(child) for child in children]
    if not children:
        text = element.text or ""
        # An element with nothing but the space between its tags is an empty list of document/literal.
        return text if text.strip() else ""
    return dict(zip(names, map(_read, children), strict=True))
