"""The shop's error codes → our errors. Sources: dossier, section 4; recordings bad-*, post-*, not-found."""

import html
import re

from ..errors import (
    AuthenticationFailed,
    InvalidSettings,
    NotFound,
    ProtocolError,
    Rejected,
    Unavailable,
    Unsupported,
)
from ..transport import xml
from .rows import SYSTEM

#: The shop's own error code → what it means for us. Codes that are absent go by the HTTP status.
CODES = {
    **dict.fromkeys((16, 17, 18, 20, 21, 25, 26, 132), AuthenticationFailed),
    **dict.fromkeys((23, 27, 101), Unsupported),
    **dict.fromkeys((28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 127), ProtocolError),
    **dict.fromkeys((41, 46, 84, 85, 86, 88, 89, 90, 91, 93, 123, 133, 134, 135, 140, 141), Rejected),
    **dict.fromkeys((61, 63, 65, 72, 73, 76), Rejected),
    57: NotFound,
    **dict.fromkeys((87, 92, 131), NotFound),
    22: Unavailable,
}

#: HTTP status → class, where an answer carries no known code.
STATUSES = {
    401: AuthenticationFailed,
    403: AuthenticationFailed,
    404: NotFound,
    405: Unsupported,
    414: ProtocolError,
}

#: The shop's field names where ours differ; for showing which field is at fault.
FIELDS = {
    "reference": "code",
    "ean13": "barcode",
    "id_category_default": "category_id",
    "id_parent": "parent_id",
    "id_tax_rules_group": "tax_ids",
    "wholesale_price": "cost",
    "description_short": "short_description",
    "supplier_reference": "supplier_code",
    "link_rewrite": "slug",
    "id_manufacturer": "brand",
    "unity": "unit_price_unit",
    "minimal_quantity": "minimum_quantity",
    "low_stock_threshold": "low_stock",
    "available_date": "available_on",
    "delivery_in_stock": "delivery_text",
}

_FIELD_IN_TEXT = re.compile(r'->(?:\w+->)?(\w+)|parameter "(\w+)"')


def redirected(http, response, shop_id):
    """Return the error of a redirect: an unknown shop id leads to the front page, as wrong addresses do."""
    what = f"shop {shop_id} does not exist or " if shop_id else ""
    return InvalidSettings(
        f"The shop redirects instead of answering: {what}the address is wrong.",
        system=SYSTEM,
        call=response.call,
        code=response.status,
        text=http.redactor.redact(response.headers.get("location", "")),
        field="shop_id" if shop_id else "url",
    )


def refused(http, response):
    """Return the error that an answer with an error document or an error status stands for."""
    if response.status == 404 and "psws-version" not in response.headers:
        return _not_a_webservice(http, response)
    errors = _errors(http, response)
    # With two errors (140 + 46, 20 + 21) the first is the cause, the second what followed from it.
    code = next((code for code, _text in errors if code in CODES), errors[0][0] if errors else 0)
    text = " ".join(text for _code, text in errors)
    cls = CODES.get(code)
    status = response.status if response.status >= 400 else 500
    error = http.failure(
        response,
        {**STATUSES, **({status: cls} if cls else {})},
        code=code or status,
        text=text,
        message=_sentence(status, code, text),
    )
    names = _FIELD_IN_TEXT.search(text)
    if names:
        name = names[1] or names[2]
        error.field = FIELDS.get(name, name)
    return error


def _not_a_webservice(http, response):
    """A record that is not there is answered by the Webservice too, with its version (recording not-found)."""
    return InvalidSettings(
        "There is no Webservice at this address: the address is wrong, or the shop's friendly URLs are off.",
        system=SYSTEM,
        call=http.redactor.redact(response.call),
        code=response.status,
        field="url",
    )


def _errors(http, response):
    """Return ``[(code, text)]`` of an error document, [] for an answer without one."""
    if not response.body.lstrip().startswith(b"<"):
        return [(0, response.text[:200])] if response.body.strip() else []
    try:
        root = xml.parse(response.body, redactor=http.redactor, system=SYSTEM, call=response.call)
    except ProtocolError as exc:
        return [(0, exc.message)]
    errors = [(error.findtext("code") or "", error.findtext("message") or "") for error in root.iter("error")]
    return [(int(code) if code.isdigit() else 0, html.unescape(text)) for code, text in errors]


def _sentence(status, code, text):
    if code in (25, 26, 132):
        return "The Webservice key lacks a right."
    if status == 401 and not code:
        # The Webservice itself only says so when no key arrived (recording no-auth).
        return "The key did not arrive: the web server does not hand the Authorization header to PrestaShop."
    if status == 401 or CODES.get(code) is AuthenticationFailed:
        return "The shop does not accept the Webservice key."
    if code == 22 or status == 503:
        return "The shop's Webservice is switched off or the shop is under maintenance."
    if status == 404:
        return "The shop does not know this record."
    if status >= 500 and not text:
        return "The shop broke off without a word."
    return "The shop refuses it."
