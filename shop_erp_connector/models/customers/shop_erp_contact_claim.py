from odoo import api, fields, models


class ContactClaim(models.Model):
    """Who is about to become a contact: two jobs that meet on one buyer must not make two of him.

    The key is a hash of what a rule compares; it says nothing about anybody. See ``engine/customers/matching.py``.
    """

    _name = "shop_erp.contact.claim"
    _description = "Claim on a new contact"
    _log_access = False

    key = fields.Char(required=True)
    claimed_at = fields.Datetime(required=True)

    _unique_key = models.Constraint("UNIQUE (key)", "A new contact is claimed once.")

    @api.autovacuum
    def _gc_claims(self):
        """Forget claims of yesterday: the contacts stand, and rules find them."""
        self.search([("claimed_at", "<", fields.Datetime.subtract(fields.Datetime.now(), days=1))]).unlink()
