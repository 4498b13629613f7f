"""How WooCommerce says no: codes and statuses → our errors. Texts are translated there, so codes decide.

Sources: the dossier's section 3; recordings bad-*, no-auth, readonly-post, not-found, no-route, refund-too-much,
refund-unknown-order, batch-mixed-errors.
"""

from ..errors import InvalidSettings, NotFound, OutcomeUnknown, ProtocolError, Rejected, Unsupported
from .rows import SYSTEM

#: The shop does not know who asks: the key is wrong, or it did not get that far.
UNKNOWN_KEY = (
    "The shop does not know the consumer key; or its server keeps the header Authorization from it: then choose"
    " “oauth” as authentication."
)
REFUSED_KEY = (
    "The shop refuses the key: check consumer key, secret and permissions (WooCommerce → Settings → Advanced)."
)
LACKING_RIGHT = "The user whom the key belongs to lacks this right: use a shop manager's or administrator's."
NO_SHOP = "There is no WooCommerce at this address: check it, and that permalinks are not set to “Plain”."

#: Which field of a document a parameter is about.
FIELDS = {
    "sku": "code", "regular_price": "amount", "sale_price": "amount", "stock_quantity": "quantity",
    "status": "state_id",
    "global_unique_id": "barcode", "email": "email", "name": "name", "parent": "parent_id", "images": "images",
}  # fmt: skip

#: Codes that name their field themselves.
CODES = {
    "product_invalid_sku": "code",
    "product_invalid_global_unique_id": "barcode",
    "woocommerce_product_image_upload_error": "images",
    "woocommerce_product_invalid_image_id": "images",
    "registration-error-email-exists": "email",
    "customer_invalid_email": "email",
    "term_exists": "name",
}


def refused(http, response, content):
    """Return the error that an answer stands for.

    :param http: see ``transport.http.Http``; :param content: the answer as read from JSON, None when it is none
    """
    told = content if isinstance(content, dict) else {}
    code, text = str(told.get("code") or ""), str(told.get("message") or "")
    if not code:
        return _not_of_the_shop(http, response)
    if response.status in (401, 403):
        message = LACKING_RIGHT if response.status == 403 else REFUSED_KEY if "authentication" in code else UNKNOWN_KEY
        return http.failure(response, message=message, code=code, text=text)
    facts = {"call": http.redactor.redact(response.call), "code": code, "text": http.redactor.redact(text)}
    if code == "rest_no_route":
        return Unsupported("The shop's WooCommerce does not have this: it may be too old.", system=SYSTEM, **facts)
    if response.status < 500 or isinstance(told.get("data"), int):
        return about_a_record(told, **facts)
    return http.failure(response, code=code, text=text)


def about_a_record(told, *, call="", code="", text=""):
    """Return the error of one record, also of one in a batch.

    A missing id is 404 when it is read and 400 when it is written; refunds carry a bare number as data.

    :param told: the error as the shop tells it
    """
    data = told.get("data")
    status = data if isinstance(data, int) else data.get("status") if isinstance(data, dict) else 0
    code = code or str(told.get("code") or "")
    text = text or str(told.get("message") or "")
    facts = {"system": SYSTEM, "call": call, "code": code, "text": text}
    if status == 404 or code.endswith(("_invalid_id", "_term_invalid")):
        return NotFound("The shop does not have this record.", **facts)
    params = data.get("params") if isinstance(data, dict) else None
    name = next(iter(params), "") if isinstance(params, dict) else ""
    field = CODES.get(code) or FIELDS.get(name, name)
    return Rejected(_sentence(code, name), field=field, **facts)


def existing_id(error_content):
    """Return the id of the record that stands in the way ("duplicate SKU", "term exists"), "" where none is told."""
    data = error_content.get("data")
    id = data.get("resource_id") if isinstance(data, dict) else None
    return str(id) if id else ""


def not_understood(http, response):
    """Return the error of an answer that is no JSON, or JSON of another kind."""
    facts = {"system": SYSTEM, "call": http.redactor.redact(response.call), "code": response.status}
    if not response.safe:
        return OutcomeUnknown("The answer is not the shop's; whether it was done is not known.", **facts)
    excerpt = http.redactor.excerpt(response.text)
    return ProtocolError("The answer is not the shop's.", excerpt=excerpt, **facts)


def _not_of_the_shop(http, response):
    """Something between us and the shop answered: a proxy, a firewall, a maintenance page."""
    if response.status in (401, 403):
        message = "A server before the shop refuses the call (a firewall, a password on the whole site)."
        return http.failure(response, message=message)
    if 300 <= response.status < 400:
        message = "The address leads elsewhere: enter the one that it leads to (https, with or without www)."
        call = http.redactor.redact(response.call)
        return InvalidSettings(message, system=SYSTEM, call=call, code=response.status, field="url")
    if response.status == 404:
        return http.failure(response, {404: ProtocolError}, message=NO_SHOP)
    return http.failure(response)


def _sentence(code, name):
    if code == "product_invalid_sku":
        return "Another product of the shop has this reference (SKU)."
    if code == "woocommerce_product_image_upload_error":
        return "The shop could not fetch a picture: its address must be public and end in .jpg, .png or the like."
    return f"The shop refuses the field {name}." if name else "The shop refuses the record."
