"""Webhooks: registered and mended by us; what they bring is checked and taken as a hint.

The shop tells the secret to nobody, switches a webhook off after six failures in a row, sends a first ping without a
signature, and tells several changes of a record once, with its latest state, in no order that counts. So an event only
names a record. The dossier's section 7; recordings create-webhook*, webhook-reactivate, webhook-deliveries*.
"""

import base64
import hashlib
import hmac
import json
import re
from urllib.parse import urlsplit

from ..contract import Event
from ..errors import AuthenticationFailed, InvalidSettings, ProtocolError
from .rows import SYSTEM, Row

#: What is told, and the kind of document that each is about.
KINDS = {"order": "order", "product": "product", "customer": "customer"}

#: Topics that are subscribed to. "restored" is an update of a record that had gone.
TOPICS = tuple(
    f"{resource}.{event}"
    for resource, events in (
        ("order", ("created", "updated", "deleted", "restored")),
        ("product", ("created", "updated", "deleted", "restored")),
        ("customer", ("created", "updated", "deleted")),
    )
    for event in events
)

#: The memory's dict of which secret each webhook was given, as a fingerprint.
MEMORY = "webhooks"

_PING = re.compile(rb"webhook_id=\d+")


def subscribe(shop, address):
    """Register what is missing, mend what is wrong; return what was done. See ``Remote.subscribe``."""
    secret = shop.settings["webhook_secret"]
    if not secret:
        message = "Enter a secret first: without one anybody could send events."
        raise InvalidSettings(message, system=SYSTEM, field="webhook_secret")
    ours = [row for row in shop.wire.all("webhooks", "webhook", status="all") if _is_ours(row, address)]
    with shop.memory.locked(MEMORY) as known:
        fingerprints = dict(known)
    done, kept = [], {}
    for topic in TOPICS:
        rows = sorted((row for row in ours if row.text("topic") == topic), key=lambda row: _rank(row, address))
        if rows:
            id, mended = _mended(shop, rows[0], address, secret, fingerprints)
            done += mended
            done += [_removed(shop, row) for row in rows[1:]]
        else:
            id = _created(shop, topic, address, secret)
            done.append(f"{topic} is registered.")
        kept[id] = _fingerprint(secret, id)
    with shop.memory.locked(MEMORY) as known:
        known.clear()
        known.update(kept)
    return tuple(done)


def events(shop, headers, body):
    """Verify and parse a delivery. See ``Remote.events``."""
    signature = headers.get("x-wc-webhook-signature", "")
    if not signature and _PING.fullmatch(body.strip()):
        return []
    secret = shop.settings["webhook_secret"]
    expected = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    # Compared also without a secret, so that the time tells nothing.
    fits = hmac.compare_digest(expected, signature.encode("ascii", "replace"))
    if not (fits and secret):
        _distrust(shop, headers.get("x-wc-webhook-id", ""))
        raise AuthenticationFailed("The signature of the webhook does not fit.", system=SYSTEM, call="webhook")
    return _events(headers.get("x-wc-webhook-topic", ""), body)


def _events(topic, body):
    kind = KINDS.get(topic.partition(".")[0])
    if kind is None:
        return []
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise ProtocolError("The webhook is no JSON.", system=SYSTEM, call="webhook") from None
    row = Row(content, f"webhook {topic}", "webhook")
    # A variation is told as a product of its own; documents know it as a part of its product.
    id = row.reference("parent_id") if kind == "product" and row.text("type") == "variation" else row.id
    return [Event(kind=kind, id=id)]


def _name(topic, address):
    """Return the name of a webhook. It holds the backend's path, by which it is known when the host has changed."""
    return f"Odoo {urlsplit(address).path} {topic}"


def _is_ours(row, address):
    """A webhook is ours by its address, or by its name: then the address is an old one of this backend."""
    return row.text("delivery_url") == address or row.plain("name") == _name(row.text("topic"), address)


def _rank(row, address):
    """The one that needs least mending stays."""
    return row.text("delivery_url") != address, row.text("status") != "active", int(row.id)


def _created(shop, topic, address, secret):
    values = {"name": _name(topic, address), "topic": topic, "delivery_url": address, "secret": secret}
    return shop.wire.send("POST", "webhooks", {**values, "status": "active"}, "webhook").id


def _mended(shop, row, address, secret, fingerprints):
    """Return (id, what was done)."""
    topic, values, done = row.text("topic"), {}, []
    if row.text("delivery_url") != address:
        values["delivery_url"] = address
        done.append(f"{topic} is sent to this address now.")
    if row.text("status") != "active":
        values["status"] = "active"
        done.append(f"{topic} was switched off by the shop; it is on again.")
    if fingerprints.get(row.id) != _fingerprint(secret, row.id):
        # Which secret it has nobody can read: it is written again when we did not write just this one.
        values["secret"] = secret
        done.append(f"{topic} has the secret of the settings now.")
    if values:
        shop.wire.send("PUT", f"webhooks/{row.id}", values, "webhook")
    return row.id, done


def _removed(shop, row):
    shop.wire.remove(f"webhooks/{row.id}", "webhook")
    return f"A second webhook of {row.text('topic')} is removed."


def _fingerprint(secret, id):
    return hmac.new(secret.encode(), f"webhook {id}".encode(), hashlib.sha256).hexdigest()[:16]


def _distrust(shop, id):
    """A webhook that signs wrongly has another secret: the next subscription writes ours again."""
    with shop.memory.locked(MEMORY) as known:
        known.pop(id, None)
