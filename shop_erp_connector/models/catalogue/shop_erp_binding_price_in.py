from collections import defaultdict
from dataclasses import replace
from datetime import UTC

from odoo import models
from odoo.tools import SQL

from ...convert.order import decimal_of
from ...convert.problem import Problem
from ...engine import rows as binding_rows
from ...engine.catalogue.price_references import PriceReferences
from ...remotes.documents import PRICE, Price
from .shop_erp_binding_price import RULE_KEY

#: What a rule's value is not: when it holds.
_CONDITIONS = ("min_quantity", "date_start", "date_end", "shop_erp_is_promotion")

_ROW_COLUMNS = ("is_rule", "variant_binding_id", "lookup_id", "partner_binding_id", "minimum_quantity")


class BindingPrice(models.Model):
    """Prices that come in: base prices become sales prices, the others rules of the price list they are mapped to."""

    _inherit = "shop_erp.binding.price"

    _value_groups = {"list_price": PRICE}

    def _references(self, documents):
        return PriceReferences(self, documents)

    def _match(self, documents, references):
        found = {}
        for row in self:
            try:
                template = references.template(documents[row.id])
                if template:
                    found[row.id] = template.id
            except Problem as problem:
                found[row.id] = problem
        return found

    def _missing_there(self, documents, references):
        """The products that Odoo does not know."""
        prices = [documents[row.id] for row in self]
        known = {row.product_binding_id.external_id for row in references.variants.values()} | set(references.products)
        return "product", {price.product_id for price in prices} - known - {""}

    def _prepare_vals(self, documents, references):
        """Values of the product; a rule, and the price of one variant of several, are written afterwards."""
        vals = {}
        for row in self:
            try:
                found = row._prepare_price(documents[row.id], references)
            except Problem as problem:
                found = problem
            if found is not None:
                vals[row.id] = found
        return vals

    def _prepare_price(self, price, references):
        if price.active is False:
            return {} if self.odoo_id or self.item_id else None
        if references.row_values(price)["is_rule"]:
            references.rules[self.id] = references.rule(price)
            return {}
        if price.surcharge is not None:
            references.extras[self.id] = references.here(price.surcharge, price)
            return {}
        amount = references.here(price.amount, price)
        if amount < 0:
            raise Problem("price_negative", price=price.id, amount=f"{amount.normalize():f}")
        template, variant = references.template(price), references.variant(price)
        if variant and len(template.product_variant_ids) > 1:
            references.amounts[self.id] = amount
            return {}
        return {"list_price": float(amount)}

    def _write_records(self, known, vals):
        for row in known.filtered(lambda row: "list_price" in vals[row.id]):
            if decimal_of(row.odoo_id.list_price, 6) != decimal_of(vals[row.id]["list_price"], 6):
                row.odoo_id.list_price = vals[row.id]["list_price"]

    def _create_records(self, new, vals):
        """A price of a category or of everything has no product; its rule is made afterwards."""
        return {}

    def _after_apply(self, documents, references, new):
        """Write rules and the prices of variants, and note for whom each row is."""
        active = self.filtered(lambda row: documents[row.id].active is not False)
        (self - active).filtered(lambda row: row.is_rule and row._takes(PRICE)).item_id.unlink()
        taken = active.filtered(lambda row: row._takes(PRICE))
        priced = taken.filtered(lambda row: row.id in references.amounts)
        self._write_variant_prices(
            {references.variant(documents[row.id]).odoo_id: references.amounts[row.id] for row in priced}
        )
        for row in taken.filtered(lambda row: row.id in references.extras):
            row._write_surcharge(references.variant(documents[row.id]).odoo_id, references.extras[row.id])
        rules = {row: references.rules[row.id] for row in taken if row.id in references.rules}
        for row in [row for row in rules if row.item_id]:
            row.item_id.write(row._changed_rule(rules[row], references))
        missing = [row for row in rules if not row.item_id]
        items = self.env["product.pricelist.item"].create([rules[row] for row in missing])
        made = {row.id: (item.id,) for row, item in zip(missing, items, strict=True)}
        binding_rows.update(self, ("item_id",), made)
        values = {row.id: references.row_values(documents[row.id]) for row in active}
        binding_rows.update(
            self, _ROW_COLUMNS, {row_id: tuple(told[name] for name in _ROW_COLUMNS) for row_id, told in values.items()}
        )

    def _changed_rule(self, vals, references):
        """Where both sides changed the price, what Odoo keeps stays as it is: a formula is no amount."""
        here = references.documents_here.get(self.id)
        if not here or here.active is False:
            return vals
        own = references.rule(here)
        differing = {name for name in vals if own[name] != vals[name]}
        kept = set(_CONDITIONS) - differing if differing - set(_CONDITIONS) else vals.keys() - differing
        return {name: value for name, value in vals.items() if name not in kept}

    def _write_variant_prices(self, amounts):
        """A change that all variants share is the product's; any other stays with its combination.

        :param amounts: ``{variant: Decimal}``
        """
        by_product = defaultdict(dict)
        for product, amount in amounts.items():
            now = decimal_of(product.list_price, 6) + decimal_of(product.price_extra, 6)
            by_product[product.product_tmpl_id][product] = amount - now
        for template, deltas in by_product.items():
            shared = set(deltas.values())
            if len(shared) == 1 and set(template.product_variant_ids) == set(deltas):
                delta = shared.pop()
                if delta:
                    template.list_price = float(decimal_of(template.list_price, 6) + delta)
                continue
            for product, delta in deltas.items():
                if delta:
                    extra = decimal_of(product.shop_erp_price_extra, 6) + delta
                    product.shop_erp_price_extra = float(extra)

    def _write_surcharge(self, product, extra):
        """What the values of the attributes do not add up to stays with the combination."""
        delta = extra - decimal_of(product.price_extra, 6)
        if delta:
            product.shop_erp_price_extra = float(decimal_of(product.shop_erp_price_extra, 6) + delta)

    def _clear_dirty(self):
        """What is no more there is gone here, too; its id may be given to another price."""
        super()._clear_dirty()
        gone = self.filtered(lambda row: row.document and Price.from_json(row.document).active is False)
        kept = gone.filtered(lambda row: row.is_rule and row.item_id)  # Odoo's counts: it is made there again
        (gone - kept)._set_state("gone", odoo_id=False)
        for row in kept:
            document = replace(Price.from_json(row.document), id="", active=None)
            key = self._rule_key(row.backend_id, {name: row[name].id for name in RULE_KEY})
            row.write({"external_id": False, "digest": False, "document": document.to_json(), "key": key})

    # --- what was read ---

    def _note_read(self, backend, documents, row_ids, moment):
        """Date what was read, changed or not: what a whole reading does not name is no more."""
        self.env.execute_query(
            SQL(
                """UPDATE shop_erp_binding_price SET read_at = %s
                    WHERE backend_id = %s AND external_id = ANY(%s) RETURNING id""",
                moment.astimezone(UTC).replace(tzinfo=None),
                backend.id,
                [document.id for document in documents],
            )
        )
        self.invalidate_model(["read_at"])
        return []

    def _note_whole(self, step):
        """Prices for some cases that a whole reading names no more are taken away; a product keeps its base price."""
        run = step.run_id
        if self._kind in step.backend_id._capabilities.pulls_changes:
            return []
        gone = self.search(
            [
                ("backend_id", "=", run.backend_id.id),
                ("direction", "=", "in"),
                ("is_rule", "=", True),
                ("state", "not in", ("gone", "failed")),
                ("read_at", "<", run.started_at),
                ("document", "!=", False),
            ]
        )
        return [replace(Price.from_json(row.document), active=False) for row in gone]
