from odoo import models

from ...convert.problem import Problem
from ...engine.problems import sentence


class BindingProduct(models.Model):
    """Packs are kits in Odoo where Manufacturing is installed (the addon of kits); else plain products, and said so."""

    _inherit = "shop_erp.binding.product"

    def _note_warnings(self, documents):
        """Say what of a pack Odoo could not take; the product itself stands."""
        super()._note_warnings(documents)
        packs = self.filtered(lambda row: documents[row.id].components)
        for row, problem in packs._pack_warnings(documents).items():
            text = "\n".join(filter(None, (row.reason, sentence(self.env, problem))))
            row.write({"reason_code": "warning", "reason": text})

    def _pack_warnings(self, documents):
        """Return ``{row: Problem}`` of packs that are no kits in Odoo."""
        return {
            row: Problem(
                "pack_without_manufacturing",
                product=row.odoo_id.display_name,
                components=self._component_names(documents[row.id]),
            )
            for row in self
        }

    def _component_names(self, document):
        """Return what is in a pack, as a sentence names it."""
        return ", ".join(
            f"{component.quantity.normalize():f} × {component.code or component.variant_id or component.product_id}"
            for component in document.components
        )
