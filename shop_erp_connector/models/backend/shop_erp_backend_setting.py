from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...remotes import remote_class
from ...remotes.contract import Settings
from ...remotes.errors import InvalidSettings

_MASK = "••••••••"


class BackendSetting(models.Model):
    """One setting of a backend's remote. Secrets are write-only: they go in and are never shown or exported again."""

    _name = "shop_erp.backend.setting"
    _description = "Setting of a shop or ERP connection"
    _order = "sequence, id"
    _rec_name = "label"

    backend_id = fields.Many2one("shop_erp.backend", "Shop or ERP", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer()
    name = fields.Char(required=True, readonly=True)
    label = fields.Char(required=True, readonly=True)
    help = fields.Text(readonly=True)
    is_secret = fields.Boolean(readonly=True)
    is_required = fields.Boolean(readonly=True)
    stored_value = fields.Char(groups=fields.NO_ACCESS, copy=False)
    value = fields.Char(compute="_compute_value", inverse="_inverse_value", compute_sudo=True)
    # The same under a second name: an editable list finds a cell by its field's name, and only one may be a password.
    secret = fields.Char("Secret", related="value", readonly=False)

    _unique_name = models.Constraint("UNIQUE (backend_id, name)", "A backend has one setting of each name.")

    @api.depends("stored_value", "is_secret")
    def _compute_value(self):
        for setting in self:
            hidden = setting.is_secret and setting.stored_value
            setting.value = _MASK if hidden else setting.stored_value

    def _inverse_value(self):
        for setting in self:
            value = setting.value
            if setting.is_secret and value:
                value = value.replace(_MASK, "")  # what is typed beside the mask is the new secret
                if not value:
                    continue
            before = setting.sudo().stored_value
            if not setting.is_secret and before and before != value:
                setting._drop_secrets_of_old_address()
            setting.sudo().stored_value = value
        self.invalidate_recordset(["value", "secret"])  # what was typed does not travel back to the browser
        self.backend_id._settings_changed()

    def _drop_secrets_of_old_address(self):
        """A secret is sent to the address it was entered for and to no other: whoever changes that, enters it again."""
        addresses = {item.name for item in remote_class(self.backend_id.system).SETTINGS if item.type == "url"}
        if self.name in addresses:
            secrets_sudo = self.sudo().backend_id.setting_ids.filtered("is_secret")
            secrets_sudo.stored_value = False

    def write(self, vals):
        """What a setting is, above all whether it is a secret, is the program's to say; people give values."""
        if not self.env.su and vals.keys() - {"value", "secret"}:
            raise AccessError(self.env._("Only the value of a setting can be changed."))
        done = super().write(vals)
        if "stored_value" in vals:
            self.env.registry.clear_cache()  # what a connection can do follows from its settings
        return done

    @api.model
    def _sync(self, backend):
        """Make the rows of a backend those that its system declares."""
        declared = remote_class(backend.system).SETTINGS
        rows = {row.name: row for row in backend.setting_ids}
        backend.setting_ids.filtered(lambda row: row.name not in {item.name for item in declared}).unlink()
        self.sudo().create(  # the values are nobody's to read or write but through this model
            [
                {
                    "backend_id": backend.id,
                    "sequence": number,
                    "name": item.name,
                    "label": item.label,
                    "help": item.help,
                    "is_secret": item.type == "secret",
                    "is_required": item.required,
                    "stored_value": item.default or False,
                }
                for number, item in enumerate(declared)
                if item.name not in rows
            ]
        )

    def _as_dict(self, *, with_secrets=True):
        """Return the settings as the remote wants them; what was emptied has its default again."""
        return {
            row.name: row.stored_value or ""
            for row in self.sudo()
            if (with_secrets or not row.is_secret)
            and (row.stored_value or row.name in row._may_be_empty(row.backend_id.system))
        }

    @api.model
    def _may_be_empty(self, system):
        return {item.name for item in remote_class(system).SETTINGS if item.may_be_empty}

    @api.constrains("stored_value")
    def _check_value(self):
        """Refuse an unusable value where it is entered; what is still missing is told by the connection test."""
        for backend in self.backend_id:
            given = backend.setting_ids._as_dict()
            declared = remote_class(backend.system).SETTINGS
            optional = [item for item in declared if item.name in given]
            try:
                Settings.checked(backend.system, optional, given)
            except InvalidSettings as error:
                raise ValidationError(str(error)) from error
