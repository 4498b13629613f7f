from odoo import api, fields, models
from odoo.exceptions import ValidationError


class Picture(models.Model):
    """A further picture of a product: its gallery. The main picture is the product's own, a variant's the variant's.

    A picture may be shown for some variants only; shops that show pictures by variant are told so.
    """

    _name = "shop_erp.picture"
    _description = "Picture of a product"
    _order = "sequence, id"

    product_tmpl_id = fields.Many2one("product.template", "Product", required=True, ondelete="cascade", index=True)
    image_1920 = fields.Image("Picture", max_width=1920, max_height=1920)
    image_256 = fields.Image("Preview", related="image_1920", max_width=256, max_height=256, store=True)
    name = fields.Char("Legend", translate=True, help="What is to be seen, for people who cannot see it.")
    sequence = fields.Integer(default=10)
    variant_ids = fields.Many2many(
        "product.product",
        string="Only for",
        domain="[('product_tmpl_id', '=', product_tmpl_id)]",
        help="Variants that this picture shows; empty: it shows the product as a whole.",
    )

    @api.depends("name", "product_tmpl_id")
    def _compute_display_name(self):
        for picture in self:
            picture.display_name = picture.name or picture.product_tmpl_id.display_name

    @api.constrains("variant_ids", "product_tmpl_id")
    def _check_variants(self):
        for picture in self:
            if picture.variant_ids.product_tmpl_id - picture.product_tmpl_id:
                raise ValidationError(
                    self.env._(
                        "The picture «%(picture)s» belongs to another product than its variants. Choose variants of"
                        " %(product)s.",
                        picture=picture.display_name,
                        product=picture.product_tmpl_id.display_name,
                    )
                )


class ProductTemplate(models.Model):
    _inherit = "product.template"

    shop_erp_picture_legend = fields.Char("Legend of the main picture", translate=True)
    shop_erp_picture_ids = fields.One2many("shop_erp.picture", "product_tmpl_id", "Further pictures", copy=True)
    shop_erp_refused_pictures = fields.Text(
        "Pictures that did not come in", compute="_compute_shop_erp_refused_pictures", compute_sudo=True
    )

    def _compute_shop_erp_refused_pictures(self):
        for template in self:
            rows = template.shop_erp_binding_ids.filtered(lambda row: row.company_id in self.env.companies)
            refused = [(row.backend_id.name, note.get("refused")) for row in rows for note in row.picture_notes or ()]
            template.shop_erp_refused_pictures = "\n".join(f"{name}: {why}" for name, why in refused if why) or False
