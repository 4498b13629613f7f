from odoo import api, models
from odoo.tools import SQL


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model
    def _shop_erp_kits(self, company):
        """Kits are products with a bill of materials of the type Kit, chosen as Odoo does when one is sold.

        Components that are kits themselves are followed to their own; goods without inventory limit nothing.
        """
        for model in ("mrp.bom", "mrp.bom.line", "product.product", "product.template", "uom.uom"):
            self.env[model].flush_model()
        return SQL(
            """WITH RECURSIVE bom AS (%s), part AS (%s),
                    exploded (product_id, component_id, quantity, depth) AS (
                      SELECT product_id, component_id, quantity, 1 FROM part
                       UNION ALL
                      SELECT exploded.product_id, part.component_id, exploded.quantity * part.quantity, depth + 1
                        FROM exploded JOIN part ON part.product_id = exploded.component_id WHERE depth < 20)
               SELECT exploded.product_id, exploded.component_id, sum(exploded.quantity)
                 FROM exploded
                 JOIN product_product AS component ON component.id = exploded.component_id
                 JOIN product_template AS template ON template.id = component.product_tmpl_id AND template.is_storable
                WHERE exploded.component_id NOT IN (SELECT product_id FROM bom)
                GROUP BY exploded.product_id, exploded.component_id""",
            self._shop_erp_kit_boms(company),
            self._shop_erp_kit_parts(),
        )

    @api.model
    def _shop_erp_kit_boms(self, company):
        """The first bill of each product by sequence, its own before that of all variants."""
        return SQL(
            """SELECT DISTINCT ON (product.id) product.id AS product_id, bom.id AS bom_id,
                      bom.product_qty * unit.factor / own_unit.factor AS made
                 FROM mrp_bom AS bom
                 JOIN product_product AS product ON product.product_tmpl_id = bom.product_tmpl_id
                  AND (bom.product_id IS NULL OR bom.product_id = product.id)
                 JOIN product_template AS template ON template.id = product.product_tmpl_id
                 JOIN uom_uom AS unit ON unit.id = bom.product_uom_id
                 JOIN uom_uom AS own_unit ON own_unit.id = template.uom_id
                WHERE bom.active AND bom.type = 'phantom' AND (bom.company_id IS NULL OR bom.company_id = %s)
                ORDER BY product.id, bom.sequence, bom.product_id, bom.id""",
            company.id,
        )

    @api.model
    def _shop_erp_kit_parts(self):
        """The lines of a bill that are for the variant: of each attribute that a line names, it has one of the values.

        Values that make no variant are chosen with an order; their lines belong to no kit in general.
        """
        return SQL(
            """SELECT bom.product_id, line.product_id AS component_id,
                      line.product_qty * unit.factor / own_unit.factor / bom.made AS quantity
                 FROM bom
                 JOIN mrp_bom_line AS line ON line.bom_id = bom.bom_id AND line.product_qty > 0
                 JOIN product_product AS component ON component.id = line.product_id
                 JOIN product_template AS template ON template.id = component.product_tmpl_id
                 JOIN uom_uom AS unit ON unit.id = line.product_uom_id
                 JOIN uom_uom AS own_unit ON own_unit.id = template.uom_id
                WHERE NOT EXISTS (
                      SELECT FROM mrp_bom_line_product_template_attribute_value_rel AS link
                        JOIN product_template_attribute_value AS value
                          ON value.id = link.product_template_attribute_value_id
                        LEFT JOIN product_variant_combination AS combination
                          ON combination.product_template_attribute_value_id = value.id
                         AND combination.product_product_id = bom.product_id
                       WHERE link.mrp_bom_line_id = line.id
                       GROUP BY value.attribute_id
                      HAVING count(combination.product_product_id) = 0)"""
        )
