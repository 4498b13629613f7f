"""Webhooks of a system that signs them: what they name is fetched by a job, however often they are delivered."""

import hashlib
import hmac
import json
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ... import remotes
from ...remotes.capabilities import Capabilities
from ...remotes.contract import Event, Page, Remote, RemoteInfo, Setting
from ...remotes.errors import AuthenticationFailed
from .. import make
from ..common import SimulatedCase

_SECRET = "a secret that both sides know"


def signature(body, secret=_SECRET):
    """The signature of a delivery's body, as the sender computes it."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class SigningShop(Remote):
    """A shop that signs its webhooks and has every order it is asked for; it needs no network."""

    system = "signing"
    label = "Signing shop"
    SETTINGS = (Setting(name="secret", label="Webhook secret", type="secret", required=True),)
    capabilities = Capabilities(pulls=frozenset({"order"}), pulls_by_id=frozenset({"order"}), webhooks=True)

    def check(self):
        """See ``Remote``."""
        return RemoteInfo(name=self.label, version="1")

    def _pull(self, kind, cursor, ids, limit):
        lines = [make.line("10.00", rate="", taxes=())]
        unpaid = {"payment_method_code": "", "payment_method_name": "", "payments": ()}
        orders = [make.order(id, lines=lines, currency="EUR", **unpaid) for id in ids or ()]
        yield Page(documents=orders, cursor={"more": False})

    def events(self, headers, body):
        """See ``Remote``."""
        if not hmac.compare_digest(headers.get("x-signature", ""), signature(body, self.settings["secret"])):
            raise AuthenticationFailed("The signature does not fit.", system=self.system)
        return [Event(kind=kind, id=id) for kind, id in json.loads(body)]


@tagged("post_install", "-at_install")
class TestWebhookDelivery(SimulatedCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        entry = (SigningShop.label, SigningShop.__module__, SigningShop.__name__)
        cls.enterClassContext(patch.dict(remotes.REGISTRY, {SigningShop.system: entry}))
        cls.backend = cls.env["shop_erp.backend"].create({"name": "Hook shop", "system": "signing"})
        cls.backend._set_settings({"secret": _SECRET})
        cls.backend.action_check()
        cls.orders_in = cls.flow(cls.backend, "order", "in")
        cls.orders_in.active = True
        cls.map("state", "2", order_action="confirm")
        cls.bind_product("100")

    def deliver(self, *events, signed=None):
        """Send one delivery that names (kind, id) pairs; by default with the signature it should have."""
        body = json.dumps(events).encode()
        headers = {"Content-Type": "application/json", "X-Signature": signed or signature(body)}
        answer = self.url_open(f"/shop_erp/webhook/{self.backend.id}", data=body, headers=headers)
        self.env.invalidate_all()
        return answer.status_code, answer.text

    def runs(self):
        """The runs of the backend, oldest first."""
        return self.env["shop_erp.run"].search([("backend_id", "=", self.backend.id)], order="id")

    def jobs(self):
        """The queue's rows of the backend's steps."""
        rows = self.env["queue.job"].search([("model_name", "=", "shop_erp.run.step")])
        return rows.filtered(lambda row: row.records.backend_id == self.backend)

    def orders(self):
        """The sale orders of the backend."""
        return self.env["sale.order"].search([("origin", "=like", "Hook shop %")])

    def test_signed_delivery_queues_one_run_for_what_it_names(self):
        answer = self.deliver(("order", "42"), ("order", "41"), ("order", "42"))
        self.assertEqual(answer, (200, "ok"))
        self.assertRecordValues(
            self.runs(),
            [{"trigger": "webhook", "kind": "order", "direction": "in", "flow_id": self.orders_in.id}],
        )
        self.assertRecordValues(
            self.runs().step_ids, [{"task": "fetch", "state": "planned", "external_ids": ["41", "42"]}]
        )
        self.assertFalse(self.orders(), "While the shop waits nothing is fetched.")

    def test_its_jobs_have_a_channel_of_their_own(self):
        self.deliver(("order", "41"))
        self.assertEqual(self.jobs().mapped("channel"), ["root.shop_erp.hook"])
        self.work()
        self.assertEqual(self.jobs().mapped("channel"), ["root.shop_erp.hook"] * 2, "reading and writing")
        channel = self.env.ref("shop_erp_connector.channel_hook")
        self.assertEqual(channel.complete_name, "root.shop_erp.hook")

    def test_what_it_names_becomes_orders(self):
        self.deliver(("order", "41"), ("order", "42"))
        self.work()
        self.assertRecordValues(
            self.orders().sorted("client_order_ref"),
            [
                {"client_order_ref": "REF41", "amount_total": 10.0, "state": "sale"},
                {"client_order_ref": "REF42", "amount_total": 10.0, "state": "sale"},
            ],
        )
        self.assertRecordValues(self.runs(), [{"state": "done", "created": 2, "held": 0, "failed": 0}])
        self.assertFalse(self.orders_in.cursor, "How far the shop was read is no business of single orders.")

    def test_wrong_signature_is_refused_and_nothing_is_queued(self):
        other_body, other_secret = signature(b'[["order", "42"]]'), signature(b'[["order", "41"]]', "guessed")
        for signed in (other_body, other_secret, "nonsense"):
            self.assertEqual(self.deliver(("order", "41"), signed=signed), (401, "refused"))
        self.assertFalse(self.runs())
        self.assertFalse(self.jobs())

    def test_right_signature_of_the_same_body_is_taken(self):
        self.assertEqual(self.deliver(("order", "41"), signed=signature(b'[["order", "41"]]')), (200, "ok"))

    def test_repeated_delivery_makes_no_second_order(self):
        for _delivery in range(2):  # once more before anything was fetched
            self.assertEqual(self.deliver(("order", "41")), (200, "ok"))
        self.work()
        self.assertEqual(self.deliver(("order", "41")), (200, "ok"))  # and once more afterwards
        self.work()
        self.assertRecordValues(
            self.runs(),
            [
                {"state": "done", "fetched": 1, "created": 1, "failed": 0},
                {"state": "done", "fetched": 1, "created": 0, "failed": 0},
                {"state": "done", "fetched": 1, "created": 0, "failed": 0},
            ],
        )
        self.assertEqual(self.orders().mapped("client_order_ref"), ["REF41"])
        self.assertEqual(set(self.jobs().mapped("state")), {"done"})

    def test_what_nobody_wants_to_read_is_answered_and_left(self):
        self.orders_in.active = False
        self.assertEqual(self.deliver(("order", "41"), ("product", "7")), (200, "ok"))
        self.assertFalse(self.runs())
