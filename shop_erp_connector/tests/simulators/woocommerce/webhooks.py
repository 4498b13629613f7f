"""Webhooks: registered, pinged without a signature, told about changes by a queue that says only the latest.

Deliveries wait for the queue's next run; several changes of one record become one delivery with its latest state; more
than five failures in a row switch a webhook off. Recordings create-webhook*, webhook-reactivate, webhook-deliveries*.
"""

import base64
import hashlib
import hmac
import json
import re
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from .failures import ApiError
from .store import both_texts

HOOKS = {
    "order.created": ["woocommerce_new_order"],
    "order.updated": ["woocommerce_update_order", "woocommerce_order_refunded"],
    "order.deleted": ["wp_trash_post", "woocommerce_trash_order"],
    "product.created": [
        "woocommerce_process_product_meta", "woocommerce_new_product", "woocommerce_new_product_variation",
    ],
    "product.updated": [
        "woocommerce_process_product_meta", "woocommerce_update_product", "woocommerce_update_product_variation",
    ],
    "customer.created": ["user_register", "woocommerce_created_customer", "woocommerce_new_customer"],
    "customer.updated": ["profile_update", "woocommerce_update_customer"],
}  # fmt: skip

_TOPIC = re.compile(r"(order|product|customer|coupon)\.(created|updated|deleted|restored)|action\.(woocommerce|wc)_\w+")

#: A webhook is switched off by the failure after so many.
FAILURES = 5


class Webhooks:
    """The webhooks of one shop.

    :param shop: the simulator: version, urls, store, and how a record looks
    """

    def __init__(self, shop, base):
        self.shop = shop
        self.store = shop.store
        self.base = base

    def create(self, values, key):
        """Register a webhook; without a secret it gets that of the key that asks."""
        if not _TOPIC.fullmatch(values["topic"]):
            raise ApiError(400, "woocommerce_rest_webhook_invalid_topic", "Webhook topic must be valid.")
        self._check_url(values["delivery_url"])
        row = self.store.insert("webhooks", {
            "name": values.get("name") or f"Webhook created on {self.store.now():%b %d, %Y}", "status": "active",
            "topic": values["topic"], "delivery_url": values["delivery_url"],
            "secret": values.get("secret") or key.secret,
            "date_created": self.store.now(), "date_modified": None, "failures": 0,
        })  # fmt: skip
        row["status"] = values.get("status", "active")
        if row["status"] == "active":
            self._queue_ping(row)
        return row

    def update(self, id, values):
        """Change a webhook; one that is switched on is pinged and starts counting failures afresh."""
        row = self.store.get("webhooks", id)
        if row is None:
            raise ApiError(400, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.")
        if "delivery_url" in values:
            self._check_url(values["delivery_url"])
        was_active, before = row["status"] == "active", row["delivery_url"]
        names = ("name", "status", "topic", "delivery_url", "secret")
        row.update({name: values[name] for name in names if values.get(name)})
        row["date_modified"] = self.store.now()
        if row["status"] == "active" and (not was_active or row["delivery_url"] != before):
            row["failures"] = 0
            self._queue_ping(row)
        return row

    def _check_url(self, url):
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            message = "Webhook delivery URL must be a valid URL starting with http:// or https://."
            raise ApiError(400, "woocommerce_rest_webhook_invalid_delivery_url", message)

    def _queue_ping(self, row):
        self.store.pending.append(("ping", row["id"]))

    def announce(self, topic, id):
        """Note that a record changed."""
        if (topic, id) not in self.store.pending and self.store.rows("webhooks", topic=topic, status="active"):
            self.store.pending.append((topic, id))

    def shown(self, row):
        """Return a webhook as answers have it; its secret never is."""
        resource, _dot, event = row["topic"].partition(".")
        path = f"{self.base}/webhooks"
        allow = {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}
        return {
            **{name: row[name] for name in ("id", "name", "status", "topic", "delivery_url")},
            "resource": resource,
            "event": event,
            "hooks": HOOKS.get(row["topic"], [event] if resource == "action" else []),
            **both_texts("date_created", row["date_created"], self.store.zone),
            **both_texts("date_modified", row["date_modified"], self.store.zone),
            "_links": {
                "self": [{"href": f"{path}/{row['id']}", "targetHints": allow}],
                "collection": [{"href": path}],
            },
        }

    # deliveries

    def deliveries(self):
        """Empty the queue; return (webhook row, headers, body) of what there is to tell."""
        pending, self.store.pending = self.store.pending, []
        told = []
        for topic, id in pending:
            if topic == "ping":
                row = self.store.get("webhooks", id)
                told += [(row, {"Content-Type": "application/x-www-form-urlencoded"}, f"webhook_id={id}".encode())]
                continue
            for row in self.store.rows("webhooks", topic=topic, status="active"):
                body = self._body(topic, id)
                if body is not None:
                    told.append((row, self.headers(row, body), body))
        return [
            (row, {"User-Agent": self._agent, "Accept": "*/*", **headers}, body) for row, headers, body in told if row
        ]

    @property
    def _agent(self):
        return f"WooCommerce/{self.shop.version} Hookshot (WordPress/7.1.4)"

    def headers(self, row, body):
        """Return the headers of a delivery. Its id comes from webhook and second: it tells two of them not apart."""
        resource, _dot, event = row["topic"].partition(".")
        digest = hmac.new(row["secret"].encode(), body, hashlib.sha256).digest()
        delivery = hashlib.sha256(f"{row['id']} {self.store.now()}".encode()).hexdigest()[:32]
        return {
            "Content-Type": "application/json",
            "X-WC-Webhook-Source": f"{self.shop.home_url}/",
            "X-WC-Webhook-Topic": row["topic"],
            "X-WC-Webhook-Resource": resource,
            "X-WC-Webhook-Event": event,
            "X-WC-Webhook-Signature": base64.b64encode(digest).decode(),
            "X-WC-Webhook-ID": str(row["id"]),
            "X-WC-Webhook-Delivery-ID": delivery,
        }

    def _body(self, topic, id):
        """Return the record as it is now; deleted ones are told by their id alone, and forgotten ones not at all."""
        content = {"id": id} if topic.endswith(".deleted") else self.shop.record(topic.partition(".")[0], id)
        return None if content is None else json.dumps(content, separators=(",", ":")).encode()

    def deliver(self):
        """Run the queue: send everything over HTTP and count failures; return how many were sent."""
        sent = self.deliveries()
        for row, headers, body in sent:
            is_fine = 200 <= _post(row["delivery_url"], headers, body) <= 302
            row["failures"] = 0 if is_fine else row["failures"] + 1
            row["date_modified"] = self.store.now()
            if row["failures"] > FAILURES:
                row["status"] = "disabled"
        return len(sent)


def _post(url, headers, body):
    """Send a delivery and return the answer's status, 0 when there was none; redirects are not followed."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname, parts.port, timeout=10)
    try:
        connection.request("POST", parts.path or "/", body, headers)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()
