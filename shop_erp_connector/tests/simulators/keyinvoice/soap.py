"""API3: rpc, positional parts, pages of 25, texts encoded twice. The namespace is our own."""

from xml.etree import ElementTree
from xml.sax.saxutils import escape

from .account import Refused
from .goods import level_prices, stock_of
from .people import client_of

NAMESPACE = "urn:keyinvoice-simulator"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
PAGE = 25


def _warehouses(account):
    return [{"Key": key, "Value": name} for key, name in account.warehouses]


def _warehouse_stock(account, warehouse):
    return [
        {"Ref": reference, "Stock": f"{product['stock'].get(warehouse, 0):.3f}"}
        for reference, product in account.products.items()
        if product["has_stocks"] and not product["is_service"]
    ]


def _products(account, offset):
    rows = [
        {
            "Ref": reference,
            "Name": product["name"],
            "Price": f"{product['price']:.2f}",
            "Stock": f"{stock_of(product):.3f}",
        }
        for reference, product in account.products.items()
    ]
    return rows[int(offset or 0) :][:PAGE]


def _client_exists(account, nif):
    return client_of(account, {"VATIN": nif})["IdClient"]


def _company(account):
    return account.company["Name"]


#: {operation: (parts after the session id, function, fields of its rows or () for a single value)}
OPERATIONS = {
    "company": ((), _company, ()),
    "clientExists": (("nif",), _client_exists, ()),
    "listWarehouse": ((), _warehouses, ("Key", "Value")),
    "listWarehouseStock": (("warehouse",), _warehouse_stock, ("Ref", "Stock")),
    "getProductPrices": (("ref",), level_prices, ("Key", "Value")),
    "listProducts": (("offset",), _products, ("Ref", "Name", "Price", "Stock")),
}


def operation_of(body):
    """Return (operation, values of its parts in order) of an envelope."""
    root = ElementTree.fromstring(body)
    (call,) = list(root.find(f"{{{ENVELOPE}}}Body"))
    return call.tag.rpartition("}")[2], [part.text or "" for part in call]


def answer(account, operation, arguments, now):
    """Return the envelope that answers an operation."""
    try:
        account.count_call(now)
        if operation == "authenticate":
            return _pair(operation, "1", account.log_in("api3", arguments[0], now))
        account.check_session("api3", arguments[0], now)
        _parts, function, fields = OPERATIONS[operation]
        value = function(account, *arguments[1:])
    except Refused as exc:
        return _refusal(operation, exc)
    return _rows(operation, fields, value) if fields else _pair(operation, "1", value)


def fault(words):
    """Return an envelope with a fault."""
    return _envelope(
        f"<SOAP-ENV:Fault><faultcode>SOAP-ENV:Client</faultcode><faultstring>{escape(words)}</faultstring>"
        "</SOAP-ENV:Fault>"
    )


def _refusal(operation, refused):
    fields = OPERATIONS.get(operation, ((), None, ()))[2]
    if fields:
        return _reply(operation, _element("RC", refused.code) + '<DAT SOAP-ENC:arrayType="xsd:anyType[0]"/>')
    return _pair(operation, refused.code, refused.words)


def _pair(operation, code, value):
    items = _element("item", code) + _element("item", value)
    return _envelope(
        f'<ns1:{operation}Response><return SOAP-ENC:arrayType="xsd:string[2]" '
        f'xsi:type="SOAP-ENC:Array">{items}</return></ns1:{operation}Response>'
    )


def _rows(operation, fields, rows):
    items = "".join(
        f'<item xsi:type="ns1:{operation}Row">{"".join(_element(name, row[name]) for name in fields)}</item>'
        for row in rows
    )
    array = f'<DAT SOAP-ENC:arrayType="ns1:{operation}Row[{len(rows)}]" xsi:type="SOAP-ENC:Array">{items}</DAT>'
    return _reply(operation, _element("RC", "1") + array)


def _reply(operation, content):
    return _envelope(
        f'<ns1:{operation}Response><return xsi:type="ns1:{operation}Answer">{content}</return>'
        f"</ns1:{operation}Response>"
    )


def _element(name, value):
    """Return an element; its text is taken for Latin-1 and encoded once more, as the server does."""
    doubled = str(value).encode().decode("latin-1")
    return f'<{name} xsi:type="xsd:string">{escape(doubled)}</{name}>'


def _envelope(content):
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<SOAP-ENV:Envelope xmlns:SOAP-ENV="{ENVELOPE}" xmlns:ns1="{NAMESPACE}" '
        'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" '
        'SOAP-ENV:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">'
        f"<SOAP-ENV:Body>{content}</SOAP-ENV:Body></SOAP-ENV:Envelope>"
    )


def wsdl(address):
    """Return the WSDL, with an address that nobody can reach, as servers behind a proxy have."""
    names = ["authenticate", *OPERATIONS]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:tns="{NAMESPACE}" '
        f'targetNamespace="{NAMESPACE}" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" '
        'xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
        'xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">'
        f"<types>{_types()}</types>"
        + "".join(map(_messages, names))
        + '<portType name="API3Port">'
        + "".join(
            f'<operation name="{name}"><input message="tns:{name}Request"/>'
            f'<output message="tns:{name}Response"/></operation>'
            for name in names
        )
        + '</portType><binding name="API3Binding" type="tns:API3Port">'
        '<soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>'
        + "".join(map(_bound, names))
        + '</binding><service name="API3"><port name="API3Port" binding="tns:API3Binding">'
        f'<soap:address location="{address}"/></port></service></definitions>'
    )


def _types():
    rows = "".join(
        f'<xsd:complexType name="{name}Row"><xsd:sequence>'
        + "".join(f'<xsd:element name="{field}" type="xsd:string"/>' for field in fields)
        + "</xsd:sequence></xsd:complexType>"
        + _array(f"{name}Rows", f"tns:{name}Row[]")
        + f'<xsd:complexType name="{name}Answer"><xsd:sequence><xsd:element name="RC" type="xsd:string"/>'
        f'<xsd:element name="DAT" type="tns:{name}Rows"/></xsd:sequence></xsd:complexType>'
        for name, (_parts, _function, fields) in OPERATIONS.items()
        if fields
    )
    return (
        f'<xsd:schema targetNamespace="{NAMESPACE}">'
        '<xsd:import namespace="http://schemas.xmlsoap.org/soap/encoding/"/>'
        f"{_array('Pair', 'xsd:string[]')}{rows}</xsd:schema>"
    )


def _array(name, of):
    return (
        f'<xsd:complexType name="{name}"><xsd:complexContent><xsd:restriction base="SOAP-ENC:Array">'
        f'<xsd:attribute ref="SOAP-ENC:arrayType" wsdl:arrayType="{of}"/>'
        "</xsd:restriction></xsd:complexContent></xsd:complexType>"
    )


def _messages(name):
    parts = ("apikey",) if name == "authenticate" else ("sid", *OPERATIONS[name][0])
    answer_type = f"{name}Answer" if name in OPERATIONS and OPERATIONS[name][2] else "Pair"
    inputs = "".join(f'<part name="{part}" type="xsd:string"/>' for part in parts)
    return (
        f'<message name="{name}Request">{inputs}</message>'
        f'<message name="{name}Response"><part name="return" type="tns:{answer_type}"/></message>'
    )


def _bound(name):
    body = (
        f'<soap:body use="encoded" namespace="{NAMESPACE}" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/>'
    )
    return (
        f'<operation name="{name}"><soap:operation soapAction="{NAMESPACE}#{name}"/>'
        f"<input>{body}</input><output>{body}</output></operation>"
    )
