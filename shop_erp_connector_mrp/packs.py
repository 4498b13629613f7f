"""Packs of a remote ⇄ bills of materials of the type Kit."""

from collections import defaultdict
from decimal import Decimal

from odoo.fields import Command
from odoo.tools import float_round

from odoo.addons.shop_erp_connector.convert.problem import Problem
from odoo.addons.shop_erp_connector.remotes.documents import Component
from odoo.addons.shop_erp_connector.remotes.documents.amounts import rounded


def is_kit(document):
    """Return whether a pack is the same for every buyer: then Odoo can put it together by itself."""
    return bool(document.components) and all(one.is_default and not one.option for one in document.components)


class Parts:
    """The Odoo products behind the components of a set of packs, looked up at once: by variant, by product, by code."""

    def __init__(self, backend, documents):
        components = [one for document in documents if is_kit(document) for one in document.components]
        env = backend.env
        live = [("backend_id", "=", backend.id), ("state", "!=", "gone"), ("odoo_id", "!=", False)]
        variants = env["shop_erp.binding.variant"].search(
            [*live, ("external_id", "in", [one.variant_id for one in components if one.variant_id])]
        )
        self._by_variant = {row.external_id: row.odoo_id for row in variants}
        products = env["shop_erp.binding.product"].search(
            [*live, ("external_id", "in", [one.product_id for one in components if one.product_id])]
        )
        self._by_product = {row.external_id: row.odoo_id.product_variant_ids for row in products}
        codes = [one.code for one in components if one.code and not one.variant_id and not one.product_id]
        self._by_code = defaultdict(env["product.product"].browse)
        for product in env["product.product"].search(
            [("default_code", "in", codes), ("company_id", "in", [backend.company_id.id, False])]
        ):
            self._by_code[product.default_code] |= product

    def product(self, component, pack):
        """Return the Odoo product of a component.

        :param pack: what a sentence calls the pack
        :raises Problem: "component_unknown", "ambiguous"
        """
        found = self._by_variant.get(component.variant_id)
        if not found and not component.variant_id and component.product_id:
            found = self._by_product.get(component.product_id)
        elif not found and not component.variant_id:
            found = self._by_code.get(component.code)
        name = component.code or component.variant_id or component.product_id
        if not found:
            raise Problem("component_unknown", product=pack, component=name)
        if len(found) > 1:
            names = ", ".join(found[:5].mapped("display_name"))
            raise Problem("ambiguous", field="component", value=name, candidates=names)
        return found

    def missing(self, document):
        """Return the remote ids of the products of a pack that Odoo does not know."""
        return {
            one.product_id
            for one in document.components
            if one.product_id and one.product_id not in self._by_product and one.variant_id not in self._by_variant
        }


def lines_of(document, parts, *, pack, digits):
    """Return ``[(Odoo product, quantity)]`` of a pack; a product that it names twice is one line.

    :param digits: decimals of quantities in Odoo
    :raises Problem: what ``Parts.product`` raises, or "pack_quantity"
    """
    lines = defaultdict(Decimal)
    for component in document.components:
        product = parts.product(component, pack)
        if rounded(component.quantity, digits) != component.quantity:
            raise Problem(
                "pack_quantity", product=pack, quantity=f"{component.quantity:f}", component=product.display_name
            )
        lines[product] += component.quantity
    return list(lines.items())


def bill_vals(template, company, lines):
    """Return mrp.bom values of a pack."""
    return {
        "product_tmpl_id": template.id,
        "product_uom_id": template.uom_id.id,
        "product_qty": 1,
        "type": "phantom",
        "company_id": company.id,
        "bom_line_ids": line_commands(lines),
    }


def line_commands(lines):
    """Return the commands that make a bill hold these lines and no others."""
    return [
        Command.clear(),
        *(
            Command.create({"product_id": product.id, "product_uom_id": product.uom_id.id, "product_qty": float(count)})
            for product, count in lines
        ),
    ]


def holds(bill, lines):
    """Return whether a bill says these very lines."""
    present = [
        (line.product_id, rounded(Decimal(repr(line.product_qty)), 6), line.product_uom_id)
        for line in bill.bom_line_ids
    ]
    wanted = [(product, rounded(count, 6), product.uom_id) for product, count in lines]
    return bill.product_qty == 1 and sorted(present, key=str) == sorted(wanted, key=str)


def components_of(bill, ids, backend):
    """Return the ``Component``s of a kit.

    :param ids: ``{Odoo product id: (remote id of the variant, of its product)}``; None for one that is under way
    :raises Problem: "not_bound", "not_yet"
    """
    found = []
    made = bill.product_uom_id._compute_quantity(bill.product_qty, bill.product_tmpl_id.uom_id, round=False)
    product = bill.product_tmpl_id.product_variant_id
    for line in bill.bom_line_ids.filtered(lambda line: not line._skip_bom_line(product)):
        part = line.product_id
        if not ids.get(part.id):
            code = "not_yet" if part.id in ids else "not_bound"
            raise Problem(code, record=part.display_name, backend=backend.name)
        quantity = line.product_uom_id._compute_quantity(line.product_qty, part.uom_id, round=False) / made
        variant_id, product_id = ids[part.id]
        found.append(
            Component(
                variant_id=variant_id,
                product_id=product_id,
                code=part.default_code or "",
                quantity=Decimal(repr(float_round(quantity, precision_digits=6))),
            )
        )
    return tuple(found)
