from odoo import api, fields, models
from odoo.exceptions import ValidationError


class Attribute(models.Model):
    """What an attribute of a remote ("Colour") stands for in Odoo; kept, so that a rename there makes no second one.

    It is known by the remote's id, else by its code, else by its name (see ``engine/catalogue/attributes.py``).
    """

    _name = "shop_erp.attribute"
    _description = "Attribute of a shop or ERP"
    _order = "backend_id, name, id"

    backend_id = fields.Many2one(
        "shop_erp.backend", "Shop or ERP", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    key = fields.Char("Known there by", required=True, readonly=True)
    external_id = fields.Char("Remote id", readonly=True)
    code = fields.Char("Remote code", readonly=True)
    name = fields.Char("Name there", readonly=True)
    attribute_id = fields.Many2one(
        "product.attribute",
        "Odoo attribute",
        required=True,
        ondelete="cascade",
        index=True,
        domain=[("create_variant", "!=", "no_variant")],
    )
    value_ids = fields.One2many("shop_erp.attribute.value", "entry_id", "Values")

    _unique_key = models.Constraint("UNIQUE (backend_id, key)", "An attribute of a shop or ERP has one meaning.")

    @api.depends("name", "external_id")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = f"{entry.backend_id.name}: {entry.name or entry.code or entry.external_id}"

    def write(self, vals):
        """Values of another attribute mean nothing any more: they are learnt again with the next reading."""
        if "attribute_id" in vals:
            self.filtered(lambda entry: entry.attribute_id.id != vals["attribute_id"]).value_ids.unlink()
        return super().write(vals)


class AttributeValue(models.Model):
    """What a value of a remote's attribute ("red") stands for in Odoo."""

    _name = "shop_erp.attribute.value"
    _description = "Attribute value of a shop or ERP"
    _order = "entry_id, name, id"

    entry_id = fields.Many2one("shop_erp.attribute", required=True, ondelete="cascade", index=True, readonly=True)
    key = fields.Char("Known there by", required=True, readonly=True)
    external_id = fields.Char("Remote id", readonly=True)
    code = fields.Char("Remote code", readonly=True)
    name = fields.Char("Name there", readonly=True)
    attribute_id = fields.Many2one(related="entry_id.attribute_id", string="Attribute")
    value_id = fields.Many2one(
        "product.attribute.value",
        "Odoo value",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('attribute_id', '=', attribute_id)]",
    )

    _unique_key = models.Constraint("UNIQUE (entry_id, key)", "A value of a shop or ERP has one meaning.")

    @api.constrains("value_id", "entry_id")
    def _check_attribute(self):
        for row in self:
            if row.value_id.attribute_id != row.entry_id.attribute_id:
                raise ValidationError(
                    self.env._(
                        "%(value)s is no value of %(attribute)s.",
                        value=row.value_id.display_name,
                        attribute=row.entry_id.attribute_id.display_name,
                    )
                )
