"""The WSDL, as a shop makes it from its settings: rpc/encoded by default, document/literal where it complies with WS-I.

The address in it is one that nobody can reach, as behind a proxy. What is declared without being meant is declared
here too: every part of a request is compulsory in it, although the server asks for none.
"""

from .schema import ARRAYS, OPERATIONS, SCALARS, STRUCTURES, parts

ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
ADDRESS = "http://interno.invalid/index.php/api/v2_soap/index/"
ACTION = "urn:Mage_Api_Model_Server_V2_HandlerAction"


def wsdl(namespace, *, wsi):
    """Return the WSDL as text."""
    return _wsi(namespace) if wsi else _rpc(namespace)


def messages(operation, *, wsi):
    """Return (element of the request, element of the answer)."""
    if not wsi:
        return operation, f"{operation}Response"
    asked = f"{operation}Param" if operation in ("login", "endSession") else f"{operation}RequestParam"
    return asked, f"{operation}ResponseParam"


def _head(namespace):
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:typens="{namespace}" '
        'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" '
        f'xmlns:soapenc="{ENCODING}" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" name="Shop" '
        f'targetNamespace="{namespace}">'
    )


def _type(name):
    return f"xsd:{name}" if name in SCALARS else f"typens:{name}"


def _element(name, type, must):
    return f'<xsd:element name="{name}" type="{_type(type)}"{"" if must else " minOccurs=" + chr(34) + "0" + chr(34)}/>'


def _structure(name, fields, group):
    inner = "".join(_element(field, type, must) for field, (type, must) in fields.items())
    return f'<xsd:complexType name="{name}"><xsd:{group}>{inner}</xsd:{group}></xsd:complexType>'


def _rpc(namespace):
    arrays = "".join(
        f'<xsd:complexType name="{name}"><xsd:complexContent><xsd:restriction base="soapenc:Array">'
        f'<xsd:attribute ref="soapenc:arrayType" wsdl:arrayType="{_type(item)}[]"/>'
        "</xsd:restriction></xsd:complexContent></xsd:complexType>"
        for name, item in ARRAYS.items()
    )
    structures = "".join(_structure(name, fields, "all") for name, fields in STRUCTURES.items())
    declared = ""
    for name, (asked, answer) in OPERATIONS.items():
        given = "".join(f'<part name="{part}" type="{_type(type)}"/>' for part, type in asked.items())
        declared += (
            f'<message name="{name}Request">{given}</message>'
            f'<message name="{name}Response"><part name="{answer[0]}" type="{_type(answer[1])}"/></message>'
        )
    body = f'<soap:body namespace="{namespace}" use="encoded" encodingStyle="{ENCODING}"/>'
    return (
        f'{_head(namespace)}<types><xsd:schema targetNamespace="{namespace}"><xsd:import namespace="{ENCODING}"/>'
        f"{structures}{arrays}</xsd:schema></types>{declared}{_bound(body, style='rpc', action=ACTION)}</definitions>"
    )


def _wsi(namespace):
    arrays = "".join(
        f'<xsd:complexType name="{name}"><xsd:sequence><xsd:element name="complexObjectArray" type="{_type(item)}" '
        'minOccurs="0" maxOccurs="unbounded"/></xsd:sequence></xsd:complexType>'
        for name, item in ARRAYS.items()
    )
    structures = "".join(_structure(name, fields, "sequence") for name, fields in STRUCTURES.items())
    elements, declared = "", ""
    for name, (_asked, answer) in OPERATIONS.items():
        fields = {part: (type, True) for part, (_name, type) in parts(name, wsi=True).items()}
        for message, element, content in zip(
            ("Request", "Response"), messages(name, wsi=True), (fields, {"result": (answer[1], True)}), strict=True
        ):
            inner = "".join(_element(field, type, must) for field, (type, must) in content.items())
            elements += (
                f'<xsd:element name="{element}"><xsd:complexType><xsd:sequence>{inner}</xsd:sequence>'
                "</xsd:complexType></xsd:element>"
            )
            declared += (
                f'<message name="{name}{message}"><part name="parameters" element="typens:{element}"/></message>'
            )
    bound = _bound('<soap:body use="literal"/>', style="document", action="")
    return (
        f'{_head(namespace)}<types><xsd:schema targetNamespace="{namespace}">{structures}{arrays}{elements}'
        f"</xsd:schema></types>{declared}{bound}</definitions>"
    )


def _bound(body, *, style, action):
    """Return port type, binding and service."""
    ports = "".join(
        f'<operation name="{name}"><input message="typens:{name}Request"/><output message="typens:{name}Response"/>'
        "</operation>"
        for name in OPERATIONS
    )
    bindings = "".join(
        f'<operation name="{name}"><soap:operation soapAction="{action}"/><input>{body}</input>'
        f"<output>{body}</output></operation>"
        for name in OPERATIONS
    )
    return (
        f'<portType name="HandlerPortType">{ports}</portType><binding name="HandlerBinding" '
        f'type="typens:HandlerPortType"><soap:binding style="{style}" '
        f'transport="http://schemas.xmlsoap.org/soap/http"/>{bindings}</binding><service name="ShopService">'
        f'<port name="HandlerPort" binding="typens:HandlerBinding"><soap:address location="{ADDRESS}"/></port>'
        "</service>"
    )
