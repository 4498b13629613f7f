from datetime import UTC

from odoo import fields, models

from ...engine import whole


class Flow(models.Model):
    """Since when a flow has been reading all that a remote has, page by page, maybe over several runs."""

    _inherit = "shop_erp.flow"

    whole_since = fields.Datetime(
        "Reads everything since", readonly=True, copy=False, help="Empty when only changes are read."
    )

    def _note_begin(self, cursor, moment):
        """A reading begins or goes on.

        :param cursor: how far the remote was read before, None for not at all
        :param moment: our own time (aware) just before the page is read
        """
        if (cursor or {}).get("more"):
            return
        reads_all = not cursor or self.kind not in self.backend_id._capabilities.pulls_changes
        flow_sudo = self.sudo()  # people who may synchronise may not edit flows
        flow_sudo.whole_since = moment.astimezone(UTC).replace(tzinfo=None) if reads_all else False


class ReadWhole(models.AbstractModel):
    """A binding whose records are missed when a whole reading does not name them."""

    _name = "shop_erp.binding.whole"
    _description = "Binding that notices what is deleted there"

    read_at = fields.Datetime(readonly=True, help="When it was last read, by our own clock.")

    def _note_read(self, backend, documents, row_ids, moment):
        whole.note_read(self, backend, documents, moment)
        return super()._note_read(backend, documents, row_ids, moment)

    def _note_whole(self, step):
        whole.note_missing(self, step)
        return super()._note_whole(step)


class BindingProduct(models.Model):
    """Products that are deleted there."""

    _name = "shop_erp.binding.product"
    _inherit = ["shop_erp.binding.whole", "shop_erp.binding.product"]


class BindingCategory(models.Model):
    """Categories that are deleted there."""

    _name = "shop_erp.binding.category"
    _inherit = ["shop_erp.binding.whole", "shop_erp.binding.category"]
