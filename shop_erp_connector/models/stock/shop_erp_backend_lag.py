from odoo import api, fields, models

from ...engine.stock import lag


class LagBackend(models.Model):
    """How long the oldest change has been waiting to be sent."""

    _inherit = "shop_erp.backend"

    lag_warning_minutes = fields.Integer(
        "Warn after (minutes)",
        default=120,
        required=True,
        help="A change that waits longer than this, and longer than two intervals of its flow, is late.",
    )
    lag_since = fields.Datetime("Oldest change not sent", compute="_compute_lag")
    lag_minutes = fields.Integer("Waiting (minutes)", compute="_compute_lag")
    lag_text = fields.Char("Waiting for", compute="_compute_lag")
    lag_kinds = fields.Char("What is late", compute="_compute_lag")
    is_late = fields.Boolean("Late", compute="_compute_lag", search="_search_is_late")

    _check_lag_warning_minutes = models.Constraint(
        "CHECK (lag_warning_minutes > 0)", "A change is late after a minute at least."
    )

    def _compute_lag(self):
        """One statement for all of them."""
        waiting = lag.oldest(self) if self.ids else {}
        names = dict(self.env["shop_erp.flow"]._fields["kind"]._description_selection(self.env))
        for backend in self:
            since = waiting.get(backend.id, {})
            late = backend._late_kinds(since)
            backend.lag_since = min(since.values(), default=False)
            backend.lag_minutes = lag.minutes(backend.lag_since) if since else 0
            backend.lag_text = backend._duration(backend.lag_minutes) if since else False
            backend.lag_kinds = ", ".join(names[kind] for kind in late) or False
            backend.is_late = bool(late)

    def _late_kinds(self, since):
        intervals = {flow.kind: flow.interval_minutes for flow in self.flow_ids if flow.direction == "out"}
        return [
            kind
            for kind, moment in sorted(since.items())
            if lag.minutes(moment) >= max(self.lag_warning_minutes, 2 * intervals.get(kind, 0))
        ]

    def _duration(self, minutes):
        """Return a duration as people say it: the two largest units."""
        days, hours = divmod(minutes // 60, 24)
        if days:
            return self.env._("%(days)s d %(hours)s h", days=days, hours=hours)
        if hours:
            return self.env._("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes % 60)
        return self.env._("%(minutes)s min", minutes=minutes)

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self.search([("active", "=", True)]).filtered("is_late")
        return [("id", "in" if True in value else "not in", late.ids)]
