"""A product's forms: the Odoo product that stands for each variant of a remote, and what tells them apart.

Only the combinations that the remote has are made, never all that attributes allow; what it had and has no more is
archived. Everything is read and made for a whole page.
"""

from decimal import Decimal

from odoo.fields import Command

from ...convert.cleared import left_alone
from ...convert.problem import Problem
from ...convert.product import in_odoo_basis
from ...convert.variant import PLACES, VARIANT_FIELD_GROUPS, shared_extras, variant_vals, weight_of
from ...remotes.documents import IDENTITY, PRICE
from ...remotes.documents.amounts import rounded
from ..values import current, plain
from .attributes import Attributes
from .variant_plan import Plan, by_template, has_forms, name_of, values_of

#: Odoo's own reaction to changed attribute lines: it would make every combination.
_QUIET = {"create_product_product": False, "update_product_template_attribute_values": False}


class Forms:
    """The variants of a set of products, as their documents have them.

    :param rows: product bindings whose ``odoo_id`` stands
    :param references: needs ``sale_tax``
    :param new: the rows among them whose Odoo record has just been made
    """

    def __init__(self, rows, documents, references, new):
        self.env = rows.env
        self.references = references
        self.company = rows.backend_id.company_id
        self.bindings = self._bindings(rows, [variant for row in rows for variant in documents[row.id].variants])
        taking = rows.filtered(lambda row: row in new or row._takes(IDENTITY))
        told = [variant for row in taking for variant in documents[row.id].variants]
        self.attributes = Attributes(rows.backend_id, told)
        values = "product_template_attribute_value_ids.product_attribute_value_id"
        products = by_template(self.env["product.product"], rows.odoo_id, values)
        lines = by_template(self.env["product.template.attribute.line"], rows.odoo_id, "value_ids", "attribute_id.name")
        self.plans = []
        for row in rows:
            own = products[row.odoo_id.id]
            bound = {
                id: binding.odoo_id
                for id, binding in self.bindings.items()
                if binding.odoo_id in own and binding.product_binding_id == row and binding.state != "gone"
            }
            making = lines[row.odoo_id.id].filtered(lambda line: line.attribute_id.create_variant != "no_variant")
            self.plans.append(Plan(row, documents[row.id], own, making, bound, is_new=row in new))
        self.new = new
        agreed = taking._agreed_documents()
        self.agreed = {row_id: {one.id: one for one in document.variants} for row_id, document in agreed.items()}
        self.agreed_weights = {
            (row_id, one.id): weight_of(document, one)
            for row_id, document in agreed.items()
            for one in document.variants
        }

    def _bindings(self, rows, variants):
        """Return ``{remote id: variant binding}`` of these products, and of variants that were another one's."""
        ids = [variant.id for variant in variants]
        bindings = self.env["shop_erp.binding.variant"].search(
            [
                "&", ("backend_id", "=", rows.backend_id.id),
                "|", ("product_binding_id", "in", rows.ids), ("external_id", "in", ids),
            ]
        )  # fmt: skip
        return {binding.external_id: binding for binding in bindings}

    def settle(self):
        """Make, change, archive; return ``[(row, variant, Odoo product)]``.

        :raises Problem: what ``Plan.resolve`` raises, or "variant_excluded"
        """
        taking = [plan for plan in self.plans if self._takes(plan, IDENTITY)]
        for plan in taking:
            plan.resolve(self.attributes)
        changing = [plan for plan in taking if not plan.is_settled]
        if changing:
            self._settle_lines(changing)
            self._settle_values(changing)
            self._check_exclusions(changing)
            self._settle_products(changing)
            self._drop_left(changing)
            for plan in changing:
                self._settle_extras(plan)
        settled = [pair for plan in self.plans if plan not in taking for pair in plan.known_pairs()]
        return settled + [
            (plan.row, variant, product)
            for plan in taking
            for variant, product in zip(plan.document.variants, plan.chosen, strict=True)
        ]

    def _takes(self, plan, group):
        """Return whether the remote's may be written; what a new product is like is the remote's to say."""
        return plan.row in self.new or plan.row._takes(group)

    def _settle_lines(self, plans):
        """Give each template the attribute lines and values that its variants need."""
        to_create = []
        for plan in plans:
            lines = {line.attribute_id.id: line for line in plan.lines.sorted("active")}  # active ones win
            for attribute_id, values in plan.wanted.items():
                line = lines.get(attribute_id)
                if not line:
                    to_create.append((plan, {"attribute_id": attribute_id, "value_ids": [Command.set(list(values))]}))
                elif not line.active or not set(values) <= set(line.value_ids.ids):
                    commands = [Command.link(value_id) for value_id in values]
                    line.with_context(**_QUIET).write({"active": True, "value_ids": commands})
        created = self.env["product.template.attribute.line"].with_context(**_QUIET).create(
            [vals | {"product_tmpl_id": plan.template.id} for plan, vals in to_create]
        )  # fmt: skip
        for line, (plan, _vals) in zip(created.with_env(self.env), to_create, strict=True):
            plan.lines |= line

    def _settle_values(self, plans):
        """Give each attribute line of the templates a record for each of its values, as Odoo does."""
        model = self.env["product.template.attribute.value"]
        lines = self.env["product.template.attribute.line"].union(*(plan.lines for plan in plans)).filtered("active")
        present = model.search([("attribute_line_id", "in", lines.ids)])
        known = {(value.attribute_line_id.id, value.product_attribute_value_id.id): value for value in present}
        pairs = [(line.id, value_id) for line in lines for value_id in line.value_ids.ids]
        known_ones = model.concat(*(known[pair] for pair in pairs if pair in known))
        known_ones.filtered(lambda value: not value.ptav_active).write({"ptav_active": True})
        created = model.create(
            [
                {"attribute_line_id": line_id, "product_attribute_value_id": value_id}
                for line_id, value_id in pairs
                if (line_id, value_id) not in known
            ]
        )
        self._values = {
            (value.product_tmpl_id.id, value.product_attribute_value_id.id): value for value in known_ones | created
        }

    def _value(self, plan, value_id):
        return self._values[plan.template.id, value_id]

    def _value_ids(self, plan, combination):
        return [self._value(plan, value_id).id for value_id in combination.values()]

    def _check_exclusions(self, plans):
        exclusions = self.env["product.template.attribute.exclusion"].search(
            [("product_tmpl_id", "in", [plan.template.id for plan in plans])]
        )
        pairs = [
            {exclusion.product_template_attribute_value_id.id, value.id}
            for exclusion in exclusions
            for value in exclusion.value_ids
        ]
        for plan in plans if pairs else ():
            for variant, combination in zip(plan.document.variants, plan.combinations, strict=True):
                ids = set(self._value_ids(plan, combination))
                if any(pair <= ids for pair in pairs):
                    raise Problem("variant_excluded", product=plan.template.display_name, variant=name_of(variant))

    def _settle_products(self, plans):
        """Archive what is no form any more, then give each variant its product, its combination and its values."""
        model = self.env["product.product"].with_company(self.company)
        model.concat(*(plan.freed for plan in plans)).write({"active": False})
        self._move_combinations(plans)
        to_create = []
        for plan in plans:
            for index, variant in enumerate(plan.document.variants):
                vals = self._variant_vals(plan, variant)
                if plan.chosen[index]:
                    product = plan.chosen[index].with_company(self.company)
                    product.write(changed_vals(product, vals))
                    continue
                value_ids = self._value_ids(plan, plan.combinations[index])
                vals["product_template_attribute_value_ids"] = [Command.set(value_ids)]
                to_create.append((plan, index, vals | {"product_tmpl_id": plan.template.id}))
        created = model.create([vals for _plan, _index, vals in to_create])
        for product, (plan, index, _vals) in zip(created.with_env(self.env), to_create, strict=True):
            plan.chosen[index] = product
        templates = self.env["product.template"].concat(*(plan.template for plan in plans))
        templates.invalidate_recordset(["product_variant_ids", "attribute_line_ids"])

    def _variant_vals(self, plan, variant):
        per_kilogram = self.env["product.template"]._shop_erp_per_kilogram()
        agreed_weight = self.agreed_weights.get((plan.row.id, variant.id))
        vals = variant_vals(plan.document, variant, agreed_weight=agreed_weight, per_kilogram=per_kilogram)
        base = self.agreed.get(plan.row.id, {}).get(variant.id)
        vals = left_alone(vals, variant, base, {"default_code": "code", "barcode": "barcode"})
        if not _is_off_there(plan):
            vals["active"] = variant.active and plan.template.active
        return {name: value for name, value in vals.items() if self._takes(plan, VARIANT_FIELD_GROUPS[name])}

    def _move_combinations(self, plans):
        """A variant that is the same there keeps its Odoo product (its stock, its orders) when its values change.

        Odoo allows a combination once among active products: those that change are out of the way first.
        """
        moving = [
            (product, self._value_ids(plan, combination))
            for plan in plans
            for product, combination in zip(plan.chosen, plan.combinations, strict=True)
            if product and values_of(product) != frozenset(combination.values())
        ]
        if moving:
            self.env["product.product"].concat(*(product for product, _ids in moving)).write({"active": False})
            self.env.flush_all()
            for product, value_ids in moving:
                product.product_template_attribute_value_ids = [Command.set(value_ids)]

    def _drop_left(self, plans):
        """Values that no form has any more leave the lines, or Odoo would wake the archived forms that had them."""
        asleep = self.env["product.template.attribute.value"]
        for plan in plans:
            for line in plan.lines.filtered("active"):
                left = line.value_ids.filtered(lambda value, plan=plan: value.id in plan.left)
                if not left:
                    continue
                asleep |= line.product_template_value_ids.filtered(
                    lambda value, left=left: value.product_attribute_value_id in left
                )
                is_empty = left == line.value_ids
                vals = {"active": False} if is_empty else {"value_ids": [Command.unlink(value.id) for value in left]}
                line.with_context(**_QUIET).write(vals)
        asleep.filtered("ptav_active").write({"ptav_active": False})

    def _settle_extras(self, plan):
        """Share the extras out on the values; what cannot be shared out stays with each combination."""
        extras = self._extras(plan)
        if (
            not extras
            or not self._takes(plan, PRICE)
            or [_exact(product.price_extra) for product in plan.chosen] == extras
        ):
            return
        shares = shared_extras([sorted(told.values()) for told in plan.told], extras)
        kept = sum((_exact(self._value(plan, value_id).price_extra) for value_id in plan.kept.values()), Decimal(0))
        if kept:
            shares = None
        for value_id in {value_id for told in plan.told for value_id in told.values()}:
            self._value(plan, value_id).price_extra = float(shares[value_id]) if shares else 0.0
        for product, extra in zip(plan.chosen, extras, strict=True):
            product.shop_erp_price_extra = 0.0 if shares else float(extra - kept)

    def _extras(self, plan):
        """Return what each variant costs more than the product in Odoo's basis, None where no price is kept there."""
        document = plan.document
        if document.price is None or not has_forms(document):
            return None
        taxes = [self.references.sale_tax(tax_id) for tax_id in document.tax_ids]
        base = in_odoo_basis(document.price, document, taxes)
        prices = [in_odoo_basis(document.price + variant.price_extra, document, taxes) for variant in document.variants]
        return [rounded(price - base, PLACES) for price in prices]


def _is_off_there(plan):
    """Switched off as a whole in a shop to which Odoo lists: its forms stay what they are here, like the product."""
    is_listed = plan.row.backend_id._lists_products()
    return is_listed and plan.template.active and not plan.document.active


def _exact(amount):
    return rounded(Decimal(repr(amount)), PLACES)


def changed_vals(record, vals):
    """Return those of the values that the record does not have already."""
    return {name: value for name, value in vals.items() if current(record, name) != plain(record, name, value)}
