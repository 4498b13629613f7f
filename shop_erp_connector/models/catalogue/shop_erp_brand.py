from odoo import fields, models
from odoo.tools import SQL


class Brand(models.Model):
    """Who stands behind a product: its manufacturer or brand, as buyers know it."""

    _name = "shop_erp.brand"
    _description = "Brand"
    _order = "name"

    name = fields.Char(required=True)

    _unique_name = models.UniqueIndex("(lower(name))", "There is a brand of this name already.")

    def _found_or_made(self, names):
        """Return ``{name: id}``; letter case aside, missing ones are made."""
        wanted = {name.lower(): name for name in names if name}
        if not wanted:
            return {}
        self.flush_model()
        rows = self.env.execute_query(
            SQL("SELECT lower(name), id FROM shop_erp_brand WHERE lower(name) = ANY(%s)", list(wanted))
        )
        found = dict(rows)
        missing = [name for key, name in wanted.items() if key not in found]
        found |= {brand.name.lower(): brand.id for brand in self.create([{"name": name} for name in missing])}
        return {name: found[name.lower()] for name in names if name}
