"""What the shop accepts in a field: error 85 for the rest."""

import re

from .failures import ApiError

#: What no text of HTML may hold: scripts and what starts one; frames and forms besides, unless the shop allows frames.
EVENTS = (
    "onmousedown|onmousemove|onmmouseup|onmouseover|onmouseout|onload|onunload|onfocus|onblur|onchange|onsubmit"
    "|ondblclick|onclick|onkeydown|onkeyup|onkeypress|onmouseenter|onmouseleave|onerror|onselect|onreset|onabort"
    "|ondragdrop|onresize|onactivate|onafterprint|onmoveend|onafterupdate|onanimationstart|onbeforeunload|ondrag"
)
UNCLEAN = re.compile(rf"<\s*script|({EVENTS})\s*=|script:|<\s*(i?frame|form|input|embed|object)", re.IGNORECASE)
NUMBER = r"-?\d+(\.\d+)?"
PRICE = r"\d{1,10}(\.\d{1,9})?"
#: validator: what the whole value must match; a validator that is not here accepts everything.
PATTERNS = {
    "isunsignedid": r"\d+",
    "isunsignedint": r"\d+",
    "ispositiveint": r"0*[1-9]\d*",
    "isnullorunsignedid": r"\d*",
    "isint": r"-?\d+",
    "isbool": r"[01]",
    "isfloat": NUMBER,
    "isunsignedfloat": r"\d+(\.\d+)?",
    "ispercentage": r"\d+(\.\d+)?",
    "isprice": PRICE,
    "isnegativeprice": f"-?{PRICE}",
    "isreference": r"[^<>;={}]*",
    "isgenericname": r"[^<>={}]*",
    "iscatalogname": r"[^<>;=#{}]*",
    "iscustomername": r"(?!.*(https?:|www\.))[^0-9!<>,;?=+()@#\"{}_$%:]*",
    "isname": r"[^0-9!<>,;?=+()@#\"{}_$%:]*",
    "iscarriername": r"[^<>;=#{}]*",
    "isemail": r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+",
    "isean13": r"\d{0,13}",
    "isupc": r"\d{0,12}",
    "isisbn": r"[0-9-]*",
    "ismd5": r"[a-f0-9]{32}",
    "isaddress": r"[^!<>?=+@{}_$%]*",
    "iscityname": r"[^!<>;?=+@#\"{}_$%]*",
    "ispostcode": r"[a-zA-Z 0-9-]*",
    "isphonenumber": r"[+0-9. ()/-]*",
    "ismessage": r"[^<>{}]*",
    "ismodulename": r"[a-zA-Z0-9_-]+",
    "islinkrewrite": r"[_a-zA-Z0-9-]+",
    "isdate": r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?",
    "isdateformat": r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?",
    "isproductvisibility": r"both|catalog|search|none",
    "isreductiontype": r"amount|percentage",
    "istrackingnumber": r"[~:#,%&_=()\[\]@.? a-zA-Z0-9/\\-]*",
    "iscolor": r"#[0-9a-fA-F]{6}|[a-z]*",
}
PATTERNS = {name: re.compile(pattern, re.DOTALL) for name, pattern in PATTERNS.items()}


def check(resource, field, value):
    """Raise error 85 (84 in a translation) when a value that was sent is not valid.

    :param value: a text, or ``{language id: text}``
    """
    if isinstance(value, dict):
        for text in value.values():
            _check_text(resource, field, text, 84)
    else:
        _check_text(resource, field, value, 85)


def _check_text(resource, field, text, code):
    if text == "":
        if "required" in field.flags and code == 85:
            raise _refused(resource, field, "empty", code)
        return
    if field.validator == "isCleanHtml" and UNCLEAN.search(text):
        raise _refused(resource, field, "not valid", code)
    pattern = PATTERNS.get(field.validator.lower())
    if pattern and not pattern.fullmatch(text):
        raise _refused(resource, field, "not valid", code)
    if field.max_size and len(text) > field.max_size:
        raise _refused(resource, field, f"too long ({len(text)} chars max)", code)


def _refused(resource, field, problem, code):
    return ApiError(400, code, f'Validation error: "Property {resource.model}-&gt;{field.name} is {problem}"')
