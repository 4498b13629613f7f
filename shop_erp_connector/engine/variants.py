"""A product's forms: which Odoo record stands for each variant of a remote, and the attributes that tell them apart."""

from odoo.fields import Command, Domain

from ..convert.problem import Problem


def has_forms(document):
    """Return whether a product comes in forms told apart by attributes, be it only one; else it is its only form."""
    return len(document.variants) > 1 or bool(document.variants and document.variants[0].attributes)


def attribute_lines(env, document):
    """Return the attribute lines of a new product, attributes and values found by name or made."""
    values = {}
    for variant in document.variants:
        for attribute in variant.attributes:
            values.setdefault(attribute.attribute, {}).setdefault(attribute.value)
    lines = []
    for name, names in values.items():
        attribute = _found_or_made(env["product.attribute"], {"name": name})
        value_ids = [
            _found_or_made(env["product.attribute.value"], {"name": value, "attribute_id": attribute.id}).id
            for value in names
        ]
        lines.append(Command.create({"attribute_id": attribute.id, "value_ids": [Command.set(value_ids)]}))
    return lines


def _found_or_made(model, vals):
    """An archived one is used again: its name is still taken."""
    domain = Domain.AND([Domain(name, "=", value) for name, value in vals.items()])
    found = model.with_context(active_test=False).search(domain, order="active DESC, id", limit=1)
    if not found:
        return model.create(vals)
    if not found.active:
        found.active = True
    return found


def products_of(template, document):
    """Return ``[(variant, Odoo product)]``; each product gets its variant's code and barcode.

    Odoo makes every combination of the attributes: those that the remote does not have are archived.

    :raises Problem: "ambiguous", "variant_unknown"
    """
    products = template.with_context(active_test=False).product_variant_ids
    if not has_forms(document):
        return [(variant, template.product_variant_id or products[:1]) for variant in document.variants]
    forms = {_attributes(product): product for product in products.sorted("active")}  # active ones win
    pairs, taken = [], {}
    for variant in document.variants:
        attributes = frozenset(attribute.text for attribute in variant.attributes)
        text = ", ".join(sorted(attributes))
        if attributes in taken:
            both = ", ".join(one.code or one.id for one in (taken[attributes], variant))
            raise Problem("ambiguous", field="attributes", value=text, candidates=both)
        if attributes not in forms:
            raise Problem("variant_unknown", variant=text or variant.code or variant.id, product=template.display_name)
        taken[attributes] = variant
        pairs.append((variant, forms.pop(attributes)))
    _write_forms(template, pairs)
    for product in forms.values():
        if product.active:
            product.active = False
    return pairs


def _attributes(product):
    values = product.product_template_attribute_value_ids
    return frozenset(f"{value.attribute_id.name}={value.name}" for value in values)


def _write_forms(template, pairs):
    for variant, product in pairs:
        vals = {"default_code": variant.code or False, "barcode": variant.barcode or False}
        if template.active and not product.active:
            vals["active"] = True
        product.write(vals)
