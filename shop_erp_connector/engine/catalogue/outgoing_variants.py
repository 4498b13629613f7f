"""The variants of products that are sent: those that are sold, and archived ones that the remote still has."""

from ...convert.problem import Problem
from ...convert.variant import variant_of
from .attributes import OutgoingAttributes
from .variant_plan import by_template, has_forms


class OutgoingVariants:
    """The variants of a set of product bindings, everything read at once."""

    def __init__(self, rows):
        self.backend = rows.backend_id
        env = rows.env
        bindings = env["shop_erp.binding.variant"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("product_binding_id", "in", rows.ids),
                ("external_id", "!=", False),
                ("state", "!=", "gone"),
            ]
        )
        self._codes = {
            binding.odoo_id.id: binding._vendor().product_code or binding.supplier_code or "" for binding in bindings
        }
        self._ids = {binding.odoo_id.id: binding.external_id for binding in bindings}
        path = "product_template_attribute_value_ids.product_attribute_value_id.attribute_id.name"
        self._products = by_template(env["product.product"], rows.odoo_id, path)
        rows.odoo_id.attribute_line_ids.value_ids.mapped("name")
        values = env["product.product"].concat(*self._products.values()).product_template_attribute_value_ids
        self._attributes = OutgoingAttributes(self.backend, values)

    def of(self, row):
        """Return the ``Variant`` documents of a binding.

        :raises Problem: "variants_not_made", "variants_not_sent", "code_missing", "too_many_attributes",
            "attribute_ambiguous_there"
        """
        products, lines = self._products[row.odoo_id.id], _making_lines(row.odoo_id)
        sent = self._sent(products, lines)
        if not sent:
            raise Problem("variants_not_made", product=row.odoo_id.display_name)
        agreed = _agreed(row)
        has_sisters = len(sent) > 1 or any(len(line.value_ids) > 1 for line in lines)
        has_sisters = has_sisters or bool(agreed and lines and has_forms(agreed))
        if has_sisters:
            self._check_limits(row, lines)
        for product in sent.filtered(lambda product: not product.default_code and product.id not in self._ids):
            raise Problem("code_missing", product=product.display_name)
        told = [value for variant in (agreed.variants if agreed else ()) for value in variant.attributes]
        return tuple(
            variant_of(
                product,
                id=self._ids.get(product.id, ""),
                attributes=[
                    self._attributes.told(value, told) for value in product.product_template_attribute_value_ids
                ]
                if has_sisters
                else (),
                has_sisters=has_sisters,
                supplier_code=self._codes.get(product.id, "") if has_sisters else "",
            )
            for product in sent
        )

    def code_of(self, row, variants):
        """Return the code that the remote has for a product with variants: Odoo has none for the whole of it."""
        if any(variant.attributes for variant in variants) and row.document:
            return _agreed(row).code
        return ""

    def _sent(self, products, lines):
        """Archived forms go along while the remote has them, so that it stops selling them."""
        attributes = set(lines.attribute_id.ids)
        live = products.filtered("active")
        kept = products.filtered(
            lambda product: (
                not product.active
                and product.id in self._ids
                and set(product.product_template_attribute_value_ids.attribute_id.ids) == attributes
            )
        )
        return live | kept if live else kept or products

    def _check_limits(self, row, lines):
        capabilities, backend = row.backend_id._capabilities, row.backend_id
        if "variants" not in capabilities.writes:
            raise Problem("variants_not_sent", product=row.odoo_id.display_name, backend=backend.name)
        limit = capabilities.variant_attributes
        if limit and len(lines) > limit:
            raise Problem(
                "too_many_attributes",
                product=row.odoo_id.display_name,
                backend=backend.name,
                count=len(lines),
                names=", ".join(lines.attribute_id.mapped("name")),
                limit=limit,
            )


def _making_lines(template):
    return template.attribute_line_ids.filtered(lambda line: line.attribute_id.create_variant != "no_variant")


def _agreed(row):
    return row._document_class().from_json(row.document) if row.document else None
