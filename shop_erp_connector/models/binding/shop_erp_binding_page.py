from odoo import api, fields, models

from ...remotes.errors import InvalidSettings


class Binding(models.AbstractModel):
    """Where a person sees the record in the remote's own back office."""

    _inherit = "shop_erp.binding"

    page_url = fields.Char("Page there", compute="_compute_page_url", help="Empty where there is no such page.")

    @api.depends("external_id", "state")
    def _compute_page_url(self):
        self.page_url = False
        there = self.filtered(lambda row: row.state not in ("gone", "erased"))
        for backend in there.backend_id:
            if self._kind in backend._capabilities.back_office:
                there.filtered(lambda row, backend=backend: row.backend_id == backend)._find_pages(backend)

    def _find_pages(self, backend):
        try:
            with backend._opened() as remote:
                for row in self:
                    row.page_url = remote.open_url(self._kind, row._page_id() or "") or False
        except InvalidSettings:
            return  # the form of the connection says what is missing

    def _page_id(self):
        """Return the remote id of the record on whose page this one is seen."""
        return self.external_id

    def action_open_there(self):
        """Open the record in the remote's own back office; the button shows where there is a page."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.page_url, "target": "new"} if self.page_url else False
