"""Webhooks: verify, queue, answer. Nothing else happens while the shop waits."""

import logging
from collections import defaultdict
from urllib.parse import urlencode

from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..remotes.errors import AuthenticationFailed, RemoteError, Unsupported

_logger = logging.getLogger(__name__)

#: Largest body that is read; a shop's event is a few kilobytes.
_MOST_BYTES = 1024 * 1024


class WebhookController(http.Controller):
    @http.route(
        "/shop_erp/webhook/<int:backend_id>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=_MOST_BYTES,  # beyond it: 413
    )
    def receive(self, backend_id, **_query):
        """Take one delivery of a remote's webhook.

        The remote checks the signature. What it names is fetched by a job: the order in which events arrive and
        how often they are repeated does not matter then.
        """
        body = self._body()
        headers = {name.lower(): value for name, value in request.httprequest.headers.items()}
        # the caller is a shop, not a user: what it may do is decided by its signature alone
        backend_sudo = request.env(user=SUPERUSER_ID)["shop_erp.backend"].browse(backend_id).exists()
        if not backend_sudo.active:
            return request.make_response("unknown", status=404)
        try:
            with backend_sudo._opened() as remote:
                events = remote.events(headers, body)
        except (AuthenticationFailed, Unsupported):
            _logger.info("Webhook for backend %s was refused", backend_id)
            return request.make_response("refused", status=401)
        except RemoteError as error:
            _logger.info("Webhook for backend %s was not understood: %s", backend_id, error.reason)
            return request.make_response("not understood", status=400)
        self._queue(backend_sudo, events)
        return request.make_response("ok", status=200)

    @staticmethod
    def _body():
        """Return the bytes that were sent; Odoo has read a form before we are asked, so its fields are put together."""
        sent = request.httprequest
        return urlencode(list(sent.form.items(multi=True))).encode() if sent.form else sent.get_data(cache=False)

    def _queue(self, backend, events):
        ids = defaultdict(set)
        for event in events:
            ids[event.kind].add(event.id or event.document.id)
        for flow in backend.flow_ids.filtered(lambda flow: flow.active and flow.direction == "in" and flow.kind in ids):
            request.env["shop_erp.run"].with_user(SUPERUSER_ID)._start(
                flow, "webhook", external_ids=sorted(ids[flow.kind])
            )
