"""Documents of products with variants, received and looked at."""

from dataclasses import replace

from ....remotes.documents import AttributeValue, Variant
from ... import make
from ...common import HubCase

#: The remote's ids of its attributes and values.
IDS = {
    "Colour": "1", "Size": "2", "Fabric": "3",
    "red": "11", "blue": "12", "green": "13", "S": "21", "L": "22", "cotton": "31", "linen": "32",
}  # fmt: skip


def values(**told):
    """``values(Colour="red", Size="S")`` as a variant's attributes, with the remote's ids."""
    return tuple(
        AttributeValue(attribute=name, value=value, attribute_id=IDS[name], value_id=IDS[value])
        for name, value in told.items()
    )


def variant(number, extra="0", **fields):
    """A variant of product 300; attributes are named by capital letters, other fields by small ones."""
    told = {name: value for name, value in fields.items() if name[0].isupper()}
    own = {name: value for name, value in fields.items() if name not in told}
    own.setdefault("code", f"C{number}")
    return Variant(id=f"300-{number}", attributes=values(**told), price_extra=make.dec(extra), **own)


def shirt(*variants, **fields):
    """Product 300 with these variants."""
    return make.product("300", **{"name": {"en": "Shirt"}, "code": "SHIRT"} | fields, variants=variants)


PLAIN = make.product("300", code="SHIRT", name={"en": "Shirt"}, variants=(Variant(id="300-0", code="SHIRT"),))
GRID = shirt(
    variant(1, Colour="red", Size="S"),
    variant(2, "2", Colour="red", Size="L"),
    variant(3, "0.5", Colour="blue", Size="S"),
)


class VariantCase(HubCase):
    """``take`` lets a document arrive; ``forms`` says what Odoo has."""

    def take(self, document):
        row = self.receive("product", document)
        self.assertEqual(row.state, "done", row.reason)
        return row

    def held(self, document):
        row = self.receive("product", document)
        self.assertEqual(row.state, "held", row.reason)
        return row

    def forms(self, row):
        """``{code: (values, is active, extra)}`` of all Odoo products of a row."""
        products = row.odoo_id.with_context(active_test=False).product_variant_ids
        return {
            product.default_code: (
                " ".join(product.product_template_attribute_value_ids.sorted("id").mapped("name")),
                product.active,
                product.price_extra,
            )
            for product in products
        }

    def product(self, row, code):
        return row.odoo_id.with_context(active_test=False).product_variant_ids.filtered(
            lambda product: product.default_code == code
        )

    def bound(self, row):
        """``{remote id: (code of the Odoo product, state)}``"""
        return {
            binding.external_id: (binding.odoo_id.default_code, binding.state) for binding in row.variant_ids.sorted()
        }

    def without(self, document, *numbers):
        ids = {f"300-{number}" for number in numbers}
        return replace(document, variants=tuple(one for one in document.variants if one.id not in ids))
