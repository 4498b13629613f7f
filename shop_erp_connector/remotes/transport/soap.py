"""SOAP for all remotes: zeep builds and reads the envelopes, ``http`` carries them.

Time-outs, redaction, call counts, TLS rules and the size limit are therefore those of ``http``. Nothing is
loaded but the WSDL and schemas beside it on the same server; the one schema that zeep fetches from the
network by itself (the array types of SOAP 1.1) is kept here.
"""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import zeep
from requests.structures import CaseInsensitiveDict
from zeep.exceptions import Error, Fault
from zeep.helpers import serialize_object
from zeep.transports import Transport

from ..errors import OutcomeUnknown, ProtocolError, Rejected, Unsupported
from . import xml

#: How long a WSDL read once is good for all connections of this process, in seconds.
WSDL_LIFETIME = 3600.0

#: WSDLs kept at most.
_WSDLS_KEPT = 32

#: {address: (read at, bytes)}
_wsdls = {}

_ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"

#: What rpc services need of the SOAP 1.1 encoding: the array type and the attributes on it.
_ENCODING_SCHEMA = f"""<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:enc="{_ENCODING}" targetNamespace="{_ENCODING}">
  <xs:attribute name="arrayType" type="xs:string"/>
  <xs:attribute name="offset" type="xs:string"/>
  <xs:attributeGroup name="arrayAttributes">
    <xs:attribute ref="enc:arrayType"/>
    <xs:attribute ref="enc:offset"/>
  </xs:attributeGroup>
  <xs:complexType name="Array">
    <xs:sequence>
      <xs:any namespace="##any" minOccurs="0" maxOccurs="unbounded" processContents="lax"/>
    </xs:sequence>
    <xs:attributeGroup ref="enc:arrayAttributes"/>
  </xs:complexType>
</xs:schema>""".encode()


class Soap:
    """The operations of one WSDL, called by name with positional arguments.

    :param http: an ``Http`` whose base address is the server alone, e.g. "https://login.example.com"
    :param wsdl_path: path and query of the WSDL; calls go to the same path without the query, whatever
        address the WSDL names (behind a proxy it often names one that is not reachable, or plain http)
    """

    def __init__(self, http, wsdl_path):
        self.http = http
        self._wsdl_path = wsdl_path
        self._transport = _OverHttp(http, urlsplit(wsdl_path).path)
        self._service = None

    def call(self, operation, *arguments, safe):
        """Call an operation and return its answer as plain dicts, lists, texts and numbers.

        :param safe: whether calling twice does no harm
        :raises Unsupported: the WSDL has no such operation
        :raises Rejected: the server answered with a fault; ``code`` and ``text`` are the fault's
        :raises ProtocolError: the WSDL or a safe call's answer is not understood, or the arguments do not fit
        :raises OutcomeUnknown: an unsafe call was sent and its answer is lost or not understood
        """
        service = self._bound()
        if operation not in dict(service):
            raise self._error(Unsupported, f"The server offers no operation {operation}.", operation)
        self._transport.begin(operation, safe=safe)
        try:
            return serialize_object(service[operation](*arguments), dict)
        except Fault as exc:
            raise self._error(
                Rejected,
                "The server refused the call.",
                operation,
                code=exc.code or "",
                text=str(exc.message),
            ) from None
        except (Error, TypeError, ValueError, LookupError) as exc:
            cls = OutcomeUnknown if self._transport.has_sent and not safe else ProtocolError
            message = (
                "The answer is not what the WSDL promises."
                if self._transport.has_sent
                else ("The call does not fit the server's WSDL.")
            )
            raise self._error(cls, message, operation, text=f"{type(exc).__name__}: {exc}") from None

    def _bound(self):
        if self._service is None:
            settings = zeep.Settings(strict=True, forbid_dtd=True, forbid_entities=True)
            url = self.http.base_url + self._wsdl_path
            try:
                client = zeep.Client(url, transport=self._transport, settings=settings)
                self._service = client.service
            except (Error, ValueError, LookupError, AttributeError) as exc:
                # What made no sense is not kept: the next one asks again.
                _wsdls.pop(url, None)
                raise self._error(
                    ProtocolError, "The WSDL is not understood.", "WSDL", text=f"{type(exc).__name__}: {exc}"
                ) from None
        return self._service

    def _error(self, cls, message, call, *, code="", text=""):
        text = self.http.redactor.redact(text)
        return cls(message, system=self.http.system, call=call, code=code, text=text)


def forget_wsdls():
    """Read every WSDL again when it is next needed."""
    _wsdls.clear()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What zeep reads of an answer."""

    status_code: int
    content: bytes
    headers: Any
    encoding: str | None = None


class _OverHttp(Transport):
    """zeep's transport on our ``Http``; it has no session of its own."""

    def __init__(self, http, path):
        # Not calling the base class: it would open a session and allow file:// in it.
        self._http = http
        self._path = path
        self._close_session = False
        self._operation = ""
        self._safe = False
        self.has_sent = False

    def begin(self, operation, *, safe):
        """Name the call that follows."""
        self._operation, self._safe, self.has_sent = operation, safe, False

    def load(self, url):
        """Return the WSDL, a schema beside it, or the kept schema; nothing else is ever read."""
        if url == _ENCODING:
            return _ENCODING_SCHEMA
        if not url.startswith(f"{self._http.base_url}/"):
            message = "The WSDL asks for a file outside its server, which is refused."
            raise ProtocolError(message, system=self._http.system, call="WSDL", text=self._http.redactor.redact(url))
        read_at, content = _wsdls.get(url, (0.0, b""))
        if time.monotonic() - read_at > WSDL_LIFETIME or not content:
            content = self._fetched(url)
            if len(_wsdls) >= _WSDLS_KEPT:
                _wsdls.clear()
            _wsdls[url] = (time.monotonic(), content)
        return content

    def post(self, address, message, headers):
        """Send one envelope to the WSDL's own path; ``address`` is what the WSDL claims."""
        headers = {"Content-Type": "text/xml; charset=utf-8", **headers}
        self.has_sent = True
        response = self._http.send("POST", self._path, headers=headers, body=message, safe=self._safe)
        if response.status not in (200, 500):
            raise self._http.failure(response)
        try:
            xml.parse(response.body, redactor=self._http.redactor, system=self._http.system, call=self._operation)
        except ProtocolError as exc:
            if response.status != 200:
                raise self._http.failure(response) from None
            if not self._safe:
                raise OutcomeUnknown(exc.message, system=exc.system, call=exc.call) from None
            raise
        return _Answer(response.status, response.body, CaseInsensitiveDict(response.headers))

    def _fetched(self, url):
        response = self._http.send("GET", url.removeprefix(self._http.base_url))
        if response.status != 200:
            raise self._http.failure(response)
        xml.parse(response.body, redactor=self._http.redactor, system=self._http.system, call="WSDL")
        return response.body
