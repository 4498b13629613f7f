"""The shop's errors → ours. Sources: dossier A3 and A2; recordings bad-*, no-auth, order-*-twice, product-slash-get.

Messages are translated by the shop's language: the status decides, texts are for people.
"""

import json
import re

from ..errors import InvalidSettings, NotFound, ProtocolError, Rejected, Unsupported
from .rows import SYSTEM

#: HTTP status → class, where it differs from the general rule.
STATUSES = {404: NotFound, 405: Unsupported}

#: The shop's field names where ours differ; for showing which field is at fault.
FIELDS = {
    "sku": "code",
    "attribute_set_id": "attribute_set",
    "parent_id": "parent_id",
    "email": "email",
    "customer_group": "group_id",
    "customerGroup": "group_id",
    "quantity": "quantity",
    "source_code": "location_id",
    "firstname": "first_name",
    "lastname": "last_name",
    "telephone": "phone",
    "country_id": "country",
    "tax_class_id": "tax_ids",
}


_PLACEHOLDER = re.compile(r"%(\w+)")


class TooLarge(Rejected):
    """The shop's input limits refuse the size of a page or a list; ``limit`` is what it takes."""

    def __init__(self, message="", *, limit=0, **facts):
        super().__init__(message, **facts)
        self.limit = limit


def redirected(http, response):
    """Return the error of a redirect: the address is not the shop's own."""
    return InvalidSettings(
        "The shop redirects instead of answering: the address is wrong.",
        system=SYSTEM,
        call=response.call,
        code=response.status,
        text=http.redactor.redact(response.headers.get("location", "")),
        field="url",
    )


def refused(http, response):
    """Return the error that an answer with an error status stands for."""
    answer = _answer(response)
    if response.status == 404 and answer is None:
        return _not_an_interface(http, response)
    text = _text(answer)
    parameters = answer.get("parameters") if answer else None
    limit = _limit(response, parameters)
    if limit:
        return TooLarge(
            "The shop's input limits refuse so many at once.",
            limit=limit,
            system=SYSTEM,
            call=response.call,
            code=response.status,
            text=http.redactor.redact(text),
        )
    error = http.failure(response, STATUSES, text=text, message=_sentence(response.status, parameters))
    error.field = _field(answer)
    return error


def interpolated(message, parameters):
    """Return a message with its parameters: ``%1`` or ``%name``, of a list in the order in which the names appear
    (recording tier-prices-errors)."""
    message = str(message)
    if isinstance(parameters, list):
        names = dict.fromkeys(_PLACEHOLDER.findall(message))
        is_numbered = all(name.isdigit() for name in names)
        names = [str(number) for number, _value in enumerate(parameters, 1)] if is_numbered else names
        parameters = dict(zip(names, parameters, strict=False))
    if not isinstance(parameters, dict):
        return message
    return _PLACEHOLDER.sub(lambda match: str(parameters.get(match[1], match[0])), message)


def not_understood(http, response, message):
    """Return the error of an answer that makes no sense."""
    return ProtocolError(
        message,
        system=SYSTEM,
        call=response.call,
        code=response.status,
        excerpt=http.redactor.excerpt(response.text),
    )


def _answer(response):
    """Return the error's object, None for anything that is no JSON of the interface (a page of the web server)."""
    try:
        answer = json.loads(response.body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else {}


def _text(answer):
    if not answer:
        return ""
    texts = [interpolated(answer.get("message") or "", answer.get("parameters"))]
    for error in _listed(answer.get("errors")):
        texts.append(interpolated(error.get("message") or "", error.get("parameters")))
    messages = answer.get("messages")
    for error in _listed(messages.get("error") if isinstance(messages, dict) else None):
        texts.append(str(error.get("message") or ""))
    return " ".join(dict.fromkeys(re.sub(r"\s*\n\s*", " ", text) for text in texts if text))


def _listed(errors):
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []


def _limit(response, parameters):
    """Return what the input limits allow, 0 for any other error. Dossier A3, from 2.4.3 on."""
    if response.status != 400 or not isinstance(parameters, dict):
        return 0
    limit = str(parameters.get("max") or "")
    return int(limit) if limit.isdigit() else 0


def _field(answer):
    for error in (answer or {}, *_listed((answer or {}).get("errors"))):
        parameters = error.get("parameters")
        if isinstance(parameters, dict):
            name = str(parameters.get("fieldName") or parameters.get("field") or "")
            if name:
                return FIELDS.get(name, name)
    return ""


def _not_an_interface(http, response):
    """A record that is not there is answered by the interface too, as JSON (recording product-missing)."""
    return InvalidSettings(
        "There is no Magento REST interface at this address.",
        system=SYSTEM,
        call=http.redactor.redact(response.call),
        code=response.status,
        field="url",
    )


def _sentence(status, parameters):
    if status == 401:
        resource = parameters.get("resources") if isinstance(parameters, dict) else ""
        missing = f" The right {resource} is missing, or the token is not accepted at all." if resource else ""
        return f"The shop does not accept the token or its signature.{missing}"
    if status == 403:
        return "The shop, or a firewall before it, does not let the call pass."
    if status == 404:
        return "The shop does not know this record."
    if status == 503:
        return "The shop is under maintenance."
    if status >= 500:
        return "The shop broke off; its log says why."
    return "The shop refuses it."
