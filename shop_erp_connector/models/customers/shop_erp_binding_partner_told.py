from odoo import api, fields, models

from ...convert.partner import with_telephones_of_home
from ...convert.partner_out import as_told_back
from ...engine import rows as binding_rows
from ...engine.customers import addresses
from ...remotes.documents import Customer


class BindingPartner(models.Model):
    """Accounts that Odoo sent, as their systems tell them: see ``engine/read_back.py``."""

    _inherit = "shop_erp.binding.partner"

    is_sent = fields.Boolean(
        readonly=True, help="Odoo has sent it: what it holds need not be what is told of it there."
    )
    sent_digest = fields.Char(readonly=True, help="Of what was sent last, while nothing else came from there.")

    @api.model
    def _completed(self, document, base):
        return with_telephones_of_home(super()._completed(document, base), document, base)

    def _is_agreed(self, document):
        return super()._is_agreed(document) or (bool(self.sent_digest) and self.sent_digest == document.digest())

    @api.model
    def _is_read_back(self):
        return True

    def _adopt(self, readings, remote):
        agreed = self._agreed_documents()
        own = self.search([("owner_id", "in", self.ids), ("is_address", "=", True)])
        known = {(row.owner_id.id, row.external_id): row for row in own}
        values = {}
        for row in self.browse(agreed):
            told = addresses.told(readings[row.id])
            is_known = all((row.id, address.id) in known for address in told)
            values[row.id] = as_told_back(agreed[row.id], readings[row.id], with_addresses=is_known)
            for address in told if is_known else ():
                bound = known[row.id, address.id]
                if not bound.pending_document:  # else it waits for an answer, and nothing was sent of it
                    values[bound.id] = Customer(id=address.id, billing=address)
        binding_rows.update(
            self.browse(),
            ("document", "digest", "is_sent"),
            {row_id: (document.to_json(), document.digest(), True) for row_id, document in values.items()},
        )
        self._note_sent(self.filtered(lambda row: row.id in agreed and values[row.id] != agreed[row.id]), remote)

    def _note_sent(self, rows, remote):
        """Keep what would be sent now, for those of which the remote says it in other words."""
        documents = rows._make_documents(remote) if rows else {}
        digests = {row_id: (one.digest(),) for row_id, one in documents.items() if isinstance(one, Customer)}
        binding_rows.update(self.browse(), ("sent_digest",), digests)

    def _clear_dirty(self):
        """What came from there may have changed what is to be sent."""
        super()._clear_dirty()
        self.filtered("sent_digest").write({"sent_digest": False})

    def _only_news(self, vals, before):
        """Leave out what the remote did not change since, while Odoo did not change its part either.

        :param before: ``{row id: values of the last agreed document}``
        """
        groups, flags = self._groups_of_values(), self._group_flags()
        for row in self.filtered(lambda row: row.is_sent and row.id in vals and before.get(row.id)):
            told = before[row.id]
            vals[row.id] = {
                name: value
                for name, value in vals[row.id].items()
                if name not in told or told[name] != value or (groups.get(name) in flags and row[flags[groups[name]]])
            }
        return vals

    def _take_mobiles(self):
        """After an upgrade: the mobile of a customer's address is his, too; without one he would seem to have lost it.

        Nothing that shops and ERPs would have to be told: no flag is set.
        """
        mobiles = {}
        for row_id, document in self._agreed_documents().items():
            row, address = self.browse(row_id), addresses.home(document)
            if address and address.mobile and not (row.is_address or row.odoo_id.shop_erp_mobile):
                mobiles[row.odoo_id.id] = address.mobile
        binding_rows.update(self.env["res.partner"], ("shop_erp_mobile",), {id: (one,) for id, one in mobiles.items()})
