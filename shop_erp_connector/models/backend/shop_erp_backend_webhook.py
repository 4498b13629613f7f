import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...remotes.errors import AuthenticationFailed, RemoteError

#: Name of the setting that holds what webhooks are signed with (see ``Remote.subscribe``).
_SIGNED_WITH = "webhook_secret"


class Backend(models.Model):
    """A shop that reports changes by itself: its webhooks are registered, and mended once a day."""

    _inherit = "shop_erp.backend"

    has_webhooks = fields.Boolean(compute="_compute_has_webhooks")
    use_webhooks = fields.Boolean(
        "Report changes at once",
        copy=False,
        help="The shop tells Odoo about changes as they happen. Scheduled reading goes on: a report can get lost.",
    )
    webhook_url = fields.Char("Address for reports", compute="_compute_webhook_url")
    webhook_state = fields.Selection(
        [("registered", "Registered"), ("failed", "Failed")], "Reports", readonly=True, copy=False
    )
    webhook_note = fields.Text(readonly=True, copy=False)
    webhook_checked_at = fields.Datetime("Reports checked", readonly=True, copy=False)

    @api.depends("system")
    def _compute_has_webhooks(self):
        for backend in self:
            backend.has_webhooks = bool(backend.system and backend._capabilities.webhooks)

    def _compute_webhook_url(self):
        for backend in self:
            path = f"/shop_erp/webhook/{backend._origin.id}"
            backend.webhook_url = f"{backend.get_base_url()}{path}" if backend._origin.id else False

    def action_subscribe(self):
        """Register the webhooks now, and look whether those that are there are as they should be."""
        self.ensure_one()
        self.check_access("write")
        if not self.has_webhooks:
            raise UserError(self.env._("%(backend)s does not report changes.", backend=self.name))
        self.use_webhooks = True
        self._subscribe()
        is_registered = self.webhook_state == "registered"
        title = self.env._("The shop reports changes") if is_registered else self.env._("That did not work")
        return self._notification("success" if is_registered else "danger", title, self.webhook_note)

    def _subscribe(self):
        """Register and mend; what was done, or why it could not be done, is noted on the backend."""
        self._make_webhook_secret()
        try:
            with self._opened() as remote:
                done = remote.subscribe(self.webhook_url)
        except RemoteError as error:
            if isinstance(error, AuthenticationFailed):
                self._stop(str(error))
            self._note_webhooks("failed", str(error))
        else:
            self._note_webhooks("registered", "\n".join(done) or self.env._("Everything is as it should be."))

    def _note_webhooks(self, state, note):
        now = fields.Datetime.now()
        self.sudo().write({"webhook_state": state, "webhook_note": note, "webhook_checked_at": now})

    def _make_webhook_secret(self):
        """Make up the secret with which the shop signs, unless a person has entered one."""
        setting_sudo = self.sudo().setting_ids.filtered(lambda setting: setting.name == _SIGNED_WITH)
        if setting_sudo and not setting_sudo.stored_value:
            setting_sudo.stored_value = secrets.token_urlsafe(32)

    def _job_subscribe(self):
        """Queue entry of the daily look."""
        if self.state == "ready" and self.use_webhooks:
            self._subscribe()

    @api.model
    def _cron_mend_webhooks(self):
        """Look after every shop's webhooks: a shop switches them off when it could not reach Odoo for a while."""
        backends = self.search([("use_webhooks", "=", True), ("state", "=", "ready")])
        for backend in backends.filtered("has_webhooks"):  # a job each: one shop that is away holds up no other
            backend.with_delay(
                channel="root.shop_erp.hook",
                identity_key=f"shop_erp.subscribe.{backend.id}",
                description=self.env._("%(backend)s: reports of changes", backend=backend.name),
            )._job_subscribe()
