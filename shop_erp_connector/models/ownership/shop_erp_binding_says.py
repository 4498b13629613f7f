from odoo import api, models

from ...convert.category import CATEGORY_READINGS
from ...convert.cleared import as_agreed, left_alone
from ...convert.listing import READINGS
from ...convert.trade import TRADE_VALUE_FIELDS
from ...engine import cleared
from ...engine.ownership import ODOO


class Binding(models.AbstractModel):
    """Which fields of its documents Odoo fills, so that one it has cleared is told to be empty (``engine/cleared.py``).

    Fields that Odoo has no place for are not among them: what the remote has there stays. Classes that extend a binding
    name what they add; the declarations are joined.
    """

    _inherit = "shop_erp.binding"

    #: ``{field of a part or of parts, "" for the document itself: names of the fields that Odoo fills}``
    _says = {}
    #: ``{name of a value of _prepare_vals: field of the document}``, left alone until the remote fills it
    _value_fields = {}

    @api.model
    def _all_says(self):
        """Return ``_says`` of all classes of this model."""
        says = {}
        for cls in reversed(self._model_classes__):
            for part, names in cls.__dict__.get("_says", {}).items():
                says[part] = (*says.get(part, ()), *names)
        return says

    @api.model
    def _all_value_fields(self):
        """Return ``_value_fields`` of all classes of this model."""
        fields = {}
        for cls in reversed(self._model_classes__):
            fields |= cls.__dict__.get("_value_fields", {})
        return fields

    @api.model
    def _completed(self, document, base):
        """Return a document that was read, with what the remote does not keep as both sides agreed on it."""
        return as_agreed(document, base)

    def _note_owned(self):
        """Note that what Odoo owns of the agreed documents need not have come from Odoo (an older version's data)."""
        owned = {group for group, owner in self._owners().items() if owner == ODOO}
        if owned:
            cleared.note_owned(self, owned)

    def _prepare_page(self, documents, references, problems):
        """What the remote does not fill and never has filled is no reason to forget what Odoo knows."""
        vals = super()._prepare_page(documents, references, problems)
        fields = self._all_value_fields()
        if fields:
            bases = self._agreed_documents()
            for row in self.filtered(lambda row: row.odoo_id and row.id in vals):
                vals[row.id] = left_alone(vals[row.id], documents[row.id], bases.get(row.id), fields)
        return vals


class BindingCategory(models.Model):
    """What Odoo says of a category."""

    _inherit = "shop_erp.binding.category"
    _says = {"": tuple(CATEGORY_READINGS)}


class BindingProduct(models.Model):
    """What Odoo says of a product."""

    _inherit = "shop_erp.binding.product"
    _says = {
        "": (
            *READINGS,
            "barcode",
            "brand",
            "supplier_code",
            "origin_country",
            "customs_code",
            "weight",
            "width",
            "height",
            "depth",
            "low_stock",
            "unit_price",
            "unit_price_unit",
            "accessory_codes",
            "related_codes",
            "payment_codes",
            "fields",
        ),
        "variants": ("barcode", "supplier_code", "weight"),
    }
    _value_fields = TRADE_VALUE_FIELDS | {
        "default_code": "code",
        "barcode": "barcode",
        "weight": "weight",
        "description_sale": "short_description",
        "shop_erp_description": "description",
    }


class BindingPartner(models.Model):
    """What Odoo says of a customer and his addresses."""

    _inherit = "shop_erp.binding.partner"
    _address = (
        "company",
        "street2",
        "zip",
        "state",
        "phone",
        "mobile",
        "vat",
        "identity_number",
        "note",
    )
    _says = {
        "": (
            "company",
            "email",
            "phone",
            "mobile",
            "vat",
            "birthday",
            "note",
            "website",
            "identity_number",
            "price_table_id",
            "payment_term",
            "tax_territory",
            "fields",
        ),
        "billing": _address,
        "addresses": _address,
    }
