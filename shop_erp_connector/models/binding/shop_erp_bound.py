from odoo import api, fields, models
from odoo.exceptions import UserError


class Bound(models.AbstractModel):
    """What Odoo's own records learn: where else they exist, how that stands, and "Sync now".

    A concrete model names the One2many fields of its bindings in ``_shop_erp_bindings``.
    """

    _name = "shop_erp.bound"
    _description = "Record with counterparts in shops and ERPs"
    _shop_erp_bindings = ()

    shop_erp_state = fields.Selection(
        [("none", "Nowhere"), ("done", "In step"), ("waiting", "Under way"), ("attention", "Needs attention")],
        "Shops & ERPs",
        compute="_compute_shop_erp_state",
        compute_sudo=True,
        groups="base.group_user",
    )
    shop_erp_count = fields.Integer(
        "Number of shops and ERPs", compute="_compute_shop_erp_state", compute_sudo=True, groups="base.group_user"
    )
    shop_erp_reason = fields.Text(
        "Why not in step", compute="_compute_shop_erp_state", compute_sudo=True, groups="base.group_user"
    )

    @api.depends(lambda self: [f"{name}.state" for name in self._shop_erp_bindings])
    def _compute_shop_erp_state(self):
        for record in self:
            rows = [
                model_rows.filtered(lambda row: row.company_id in self.env.companies)
                for model_rows in record._shop_erp_rows()
            ]
            states = {state for model_rows in rows for state in model_rows.mapped("state")} - {"erased"}
            reasons = [f"{row.display_name}: {row.reason}" for model_rows in rows for row in model_rows if row.reason]
            record.shop_erp_count = len({row.backend_id for model_rows in rows for row in model_rows})
            record.shop_erp_reason = "\n".join(reasons) or False
            if not states:
                record.shop_erp_state = "none"
            elif states & {"held", "failed", "gone"}:
                record.shop_erp_state = "attention"
            else:
                record.shop_erp_state = "done" if states == {"done"} else "waiting"

    def _shop_erp_rows(self):
        return [self[name] for name in self._shop_erp_bindings]

    def action_shop_erp_sync_now(self):
        """Exchange this record with every shop and ERP it belongs to, now."""
        self.ensure_one()
        self.check_access("read")
        runs = self.env["shop_erp.run"].sudo()
        for rows in self._shop_erp_rows():
            runs |= rows._sync_now()
        if not runs:
            kinds = {self.env[self._fields[name].comodel_name]._kind for name in self._shop_erp_bindings}
            flows = (
                self.env["shop_erp.flow"]
                .sudo()
                .search(
                    [
                        ("kind", "in", list(kinds)),
                        ("direction", "=", "out"),
                        ("active", "=", True),
                        ("backend_id.state", "=", "ready"),
                        ("company_id", "in", self.env.companies.ids),
                    ]
                )
            )
            runs |= flows._start(trigger="user")
        if not runs:
            raise UserError(self.env._("No shop or ERP exchanges this kind of record. Switch its flow on first."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "Under way with %(backends)s.", backends=", ".join(runs.backend_id.mapped("name"))
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
