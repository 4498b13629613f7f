import base64
import io
import zipfile

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.customers.erasure import erase
from ..engine.customers.personal_data import Person


class PersonalData(models.TransientModel):
    """What is held of a person: handed out, or erased."""

    _name = "shop_erp.personal.data"
    _description = "Personal data of a contact"

    partner_id = fields.Many2one("res.partner", "Contact", required=True, readonly=True, ondelete="cascade")
    held = fields.Text("What is held", compute="_compute_held")
    open_points = fields.Text("Before it can be erased", compute="_compute_held")
    keeps_invoices = fields.Boolean(compute="_compute_held")
    archive = fields.Binary(readonly=True, attachment=False)
    archive_name = fields.Char(readonly=True)

    @api.depends("partner_id")
    def _compute_held(self):
        for wizard in self:
            person = Person(wizard.partner_id)
            accounts = person.rows.filtered(lambda row: not row.is_address)
            counted = (
                (self.env._("Contacts and addresses"), person.contacts),
                (self.env._("Accounts in shops and ERPs"), accounts),
                (self.env._("Orders"), person.orders),
                (self.env._("Invoices"), person.moves),
            )
            wizard.held = "\n".join(f"{label}: {len(records)}" for label, records in counted)
            wizard.open_points = "\n".join(person.what_is_open()) or False
            wizard.keeps_invoices = bool(person.invoiced)

    @api.model
    def _action_open(self, partner):
        wizard = self.create({"partner_id": partner.id})
        return wizard._reopened()

    def _reopened(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Personal data"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _check_manager(self):
        self.ensure_one()
        self.check_access("write")
        self.partner_id.check_access("write")
        foreign = Person(self.partner_id.sudo()).companies() - self.env.user.company_ids
        if foreign:
            raise UserError(
                self.env._(
                    "%(contact)s has accounts, orders or invoices in %(companies)s, too: a manager who may work there"
                    " does this.",
                    contact=self.partner_id.display_name,
                    companies=", ".join(foreign.sudo().mapped("name")),
                )
            )

    def action_export(self):
        """Make a ZIP file of all that is held."""
        self._check_manager()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("personal_data.json", Person(self.partner_id.sudo()).as_json())
        self.write(
            {
                "archive": base64.b64encode(packed.getvalue()),
                "archive_name": f"personal_data_{self.partner_id.id}.zip",
            }
        )
        return self._reopened()

    def action_erase(self):
        """Erase what may be erased, and tell the shops."""
        self._check_manager()
        person = Person(self.partner_id.sudo())  # what is held of a person is in places that no single role sees
        open_points = person.what_is_open()
        if open_points:
            raise UserError("\n".join(open_points))
        rows = person.rows
        erase(person)
        rows._tell_erased()
        return {"type": "ir.actions.act_window_close"}
