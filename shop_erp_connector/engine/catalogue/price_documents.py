"""Prices as documents: what Odoo's sales prices and price lists make of each row, for a whole set of rows."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from functools import cached_property

from ...convert.order import decimal_of
from ...convert.price import Rule, basis_of, discount_of, in_basis, ruled, unit_price_of
from ...convert.problem import Problem
from ...remotes.documents import Price
from ...remotes.documents.amounts import ZERO
from ..outgoing import OutgoingTaxes

#: What a price says → the ability that a remote needs for it.
_NEEDED = (
    ("table_id", "price_tables"),
    ("group_id", "group_prices"),
    ("customer_id", "customer_prices"),
    ("minimum_quantity", "quantity_prices"),
    ("starts_at", "promotions"),
    ("ends_at", "promotions"),
    ("is_promotion", "promotions"),
)

#: Rows that are read with their variants: figures need no more than these digits.
_DIGITS = 6


def documents(rows):
    """Return ``{row id: Price or Problem}``; a row that has nothing to say is left out."""
    sources, found = Sources(rows), {}
    for row in rows:
        try:
            price = _document(row, sources)
        except Problem as problem:
            price = problem
        if price:
            found[row.id] = price
    return found


def bare(product):
    """Return a product document without its prices."""
    variants = tuple(replace(variant, price_extra=ZERO) for variant in product.variants)
    empty = {"price": None, "price_includes_tax": False, "unit_price": None, "unit_price_unit": ""}
    return replace(product, variants=variants, **empty)


def with_prices_of(product, agreed):
    """Return a product document that told no prices with those of the agreed one: they were not spoken of."""
    extras = {variant.id: variant.price_extra for variant in agreed.variants}
    variants = tuple(replace(one, price_extra=extras.get(one.id, one.price_extra)) for one in product.variants)
    names = ("price", "price_includes_tax", "unit_price", "unit_price_unit")
    return replace(product, variants=variants, **{name: getattr(agreed, name) for name in names})


def told_by_product(row, product, sources):
    """Return the base price that an agreed product document has told already, None when it told none."""
    if product.price is None:
        return None
    id = row.variant_binding_id.external_id
    variant = next((one for one in product.variants if one.id == id), None)
    try:
        if product.price_includes_tax != sources.basis(row.odoo_id).included or not (variant or not id):
            return None
        if not id:
            return _base(row, sources, amount=product.price)
        if sources.is_surcharge(row):
            return _base(row, sources, surcharge=variant.price_extra)
        return _base(row, sources, amount=product.price + variant.price_extra)
    except Problem:
        return None  # it is held when its turn to be sent comes


class Sources:
    """What the prices of a set of rows are made of, read for all of them together."""

    def __init__(self, rows):
        self.rows = rows.with_company(rows.company_id) if rows else rows
        self.backend = rows.backend_id
        self.env = rows.env
        self.taxes = OutgoingTaxes(self.backend)
        self._bases = {}

    def basis(self, template):
        """Return the tax basis of a product's prices in Odoo.

        :raises Problem: "price_basis_mixed"
        """
        if template.id not in self._bases:
            taxes = template.taxes_id.filtered(lambda tax: tax.company_id == self.backend.company_id)
            told = [(tax.price_include, tax.amount_type, Decimal(repr(tax.amount))) for tax in taxes]
            self._bases[template.id] = basis_of(told, product=template.display_name), taxes
        return self._bases[template.id][0]

    def told(self, amount, template):
        """Return (amount, whether it holds the tax) as the remote is told it.

        :raises Problem: "price_basis_unknown", "price_tax_no_percentage", "tax_not_there", "ambiguous_there"
        """
        basis, included = self.basis(template), self.backend._price_included()
        if included is None and basis.included is None:
            raise Problem("price_basis_unknown", product=template.display_name, backend=self.backend.name)
        included = basis.included if included is None else included
        if included != basis.included:
            for tax in self._bases[template.id][1]:
                self.taxes.tax_external_id(tax)  # only a tax that is the same there makes the same price
        digits = self.backend.company_id.currency_id.decimal_places
        name = template.display_name
        return in_basis(amount, basis, included=included, digits=digits, product=name), included

    def is_surcharge(self, row):
        """Tell whether a variant's base price is told as a surcharge on its product's."""
        if not self.backend._capabilities.keeps_surcharges or not row.variant_binding_id:
            return False
        return len(row.variant_binding_id.product_binding_id.variant_ids) > 1

    def base_price(self, row):
        """Return the base price of a row's variant; of a whole product what its first variant costs without surcharge.

        :raises Problem: see ``ruled_price``
        """
        product = (row.variant_binding_id.odoo_id or self._first(row.odoo_id).odoo_id).with_company(row.company_id)
        if row.item_id:
            if row.item_id.currency_id != row.company_id.currency_id:
                raise Problem("price_rate_moves", rule=named(row.item_id))
            return self.ruled_price(row.item_id, product, 0)
        return self.sales_price(product) if row.variant_binding_id else _decimal(row.odoo_id.list_price)

    def product_price(self, row):
        """Return the base price of the product of a row's variant."""
        return self.base_price(self._product_rows[row.odoo_id])

    def _first(self, template):
        """Return the first variant's row of a product, by which its own price is made."""
        return self._variants_of.get(template, self.env["shop_erp.binding.variant"])[:1]

    @cached_property
    def _variants_of(self):
        rows = self.env["shop_erp.binding.variant"].search(
            [("backend_id", "=", self.backend.id), ("product_binding_id.odoo_id", "in", self.rows.odoo_id.ids)],
            order="id",
        )
        return rows.grouped(lambda row: row.product_binding_id.odoo_id)

    @cached_property
    def _product_rows(self):
        """``{product: the row of its own price}``"""
        rows = self.env["shop_erp.binding.price"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("odoo_id", "in", self.rows.odoo_id.ids),
                ("variant_binding_id", "=", False),
                ("is_rule", "=", False),
            ]
        )
        return rows.grouped("odoo_id")

    def sales_price(self, product):
        """Return a variant's sales price with its surcharge."""
        return _decimal(product.list_price) + _decimal(product.price_extra)

    def ruled_price(self, item, product, quantity):
        """Return the price that a rule makes, in the currency of its price list.

        :raises Problem: "price_rate_moves", "price_base_moves"
        """
        rule = rule_of(item)
        if rule.kind == "fixed":
            return rule.value
        currency = self.backend.company_id.currency_id
        if item.currency_id != currency:
            raise Problem("price_rate_moves", rule=named(item))
        if item.base == "pricelist":
            return ruled(self._listed(item, product, quantity), rule)
        base = _decimal(product.standard_price) if item.base == "standard_price" else self.sales_price(product)
        return ruled(base, rule)

    def _listed(self, item, product, quantity):
        pricelist = item.base_pricelist_id
        is_moving = pricelist.currency_id != item.currency_id or any(
            rule.base == "pricelist" or rule.date_start or rule.date_end for rule in pricelist.item_ids
        )
        if is_moving:
            raise Problem("price_base_moves", rule=named(item), pricelist=pricelist.name)
        return _decimal(self._list_prices[pricelist, quantity][product.id])

    @cached_property
    def _list_prices(self):
        """``{(price list, quantity): {product id: price}}`` of all lists that rules build on, one search for each"""
        wanted = defaultdict(lambda: self.env["product.product"])
        for row in self.rows.filtered(lambda row: row.item_id.base == "pricelist"):
            wanted[row.item_id.base_pricelist_id, row.minimum_quantity] |= row.variant_binding_id.odoo_id
        now = self.env.cr.now()
        return {
            (pricelist, quantity): pricelist._get_products_price(products, quantity or 1, date=now)
            for (pricelist, quantity), products in wanted.items()
        }

    def rival(self, row):
        """Return a rule of an overlapping period that goes before the row's own in Odoo, or an empty record."""
        for other in self._dated.get(_case(row), ()):
            if _order(other) < _order(row.item_id) and _overlap(other, row.item_id):
                return other
        return row.item_id.browse()

    @cached_property
    def _dated(self):
        """``{case: rules with a period}`` of the rows' variants"""
        siblings = self.env["shop_erp.binding.price"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("is_rule", "=", True),
                ("variant_binding_id", "in", self.rows.variant_binding_id.ids),
                "|",
                ("item_id.date_start", "!=", False),
                ("item_id.date_end", "!=", False),
            ]
        )
        cases = siblings.grouped(_case).items()
        return {case: found.item_id for case, found in cases if len(found.item_id) > 1}


def named(item):
    """Return how people call a rule: its list, what it is for and what it says."""
    return f"{item.pricelist_id.name}: {item.name}, {item.price}"


def rule_of(item):
    """Return a rule of a price list as figures."""
    if item.compute_price == "fixed":
        return Rule("fixed", _decimal(item.fixed_price))
    if item.compute_price == "percentage":
        return Rule("percentage", _decimal(item.percent_price))
    discount = -item.price_markup if item.base == "standard_price" else item.price_discount
    figures = (discount, item.price_round, item.price_surcharge, item.price_min_margin, item.price_max_margin)
    return Rule("formula", ZERO, *map(_decimal, figures))


def _decimal(number):
    return decimal_of(number, _DIGITS)


def _case(row):
    return row.variant_binding_id, row.lookup_id, row.partner_binding_id, row.minimum_quantity


def _order(item):
    """Return the place of a rule in Odoo's order; see ``product.pricelist.item``."""
    return item.applied_on, -item.min_quantity, -(item.categ_id.id or 0), -item.id


def _overlap(one, other):
    """Tell whether two periods share a moment and neither lies open around the other."""
    if not (one.date_start or one.date_end) or not (other.date_start or other.date_end):
        return False
    begins = max(filter(None, (one.date_start, other.date_start)), default=None)
    ends = min(filter(None, (one.date_end, other.date_end)), default=None)
    return not begins or not ends or begins < ends


def _document(row, sources):
    if row.is_rule:
        return _rule_document(row, sources) if row.item_id else _taken_away(row)
    price = sources.base_price(row)
    if not sources.is_surcharge(row):
        return _base(row, sources, amount=price)
    if row.odoo_id not in sources._product_rows:
        raise Problem("not_yet", record=row.odoo_id.display_name, backend=row.backend_id.name)
    return _base(row, sources, surcharge=price - sources.product_price(row))


def _base(row, sources, *, amount=ZERO, surcharge=None):
    """Return the base price of a row: of a variant, as a whole or as a surcharge, or of a product."""
    variant = row.variant_binding_id
    if amount < 0:
        raise Problem("price_negative", price=row.odoo_id.display_name, amount=f"{amount.normalize():f}")
    told, included = sources.told(amount if surcharge is None else surcharge, row.odoo_id)
    product_id = variant.product_binding_id.external_id if variant else row.external_id
    return Price(
        id=row.external_id or variant.external_id,
        product_id=product_id or "",
        variant_id=variant.external_id or "",
        amount=told if surcharge is None else ZERO,
        surcharge=None if surcharge is None else told,
        includes_tax=included,
        **(_unit_price(row.odoo_id, told) if surcharge is None else {}),
    )


def _unit_price(template, told):
    content = _decimal(template.shop_erp_content)
    if not content:
        return {}
    return {"unit_price": unit_price_of(told, content), "unit_price_unit": template.shop_erp_content_unit or ""}


def _taken_away(row):
    """Return the document that takes a price away, None for one that the remote never had."""
    if not row.external_id or not row.document:
        return None
    return replace(Price.from_json(row.document), id=row.external_id, active=False)


def _rule_document(row, sources):
    item, backend = row.item_id, row.backend_id
    variant = row.variant_binding_id
    entry = {row.lookup_id.type: row.lookup_id.external_id} if row.lookup_id else {}
    told = Price.from_json(row.document) if row.document and not variant else None
    price = Price(
        id=row.external_id or "",
        product_id=variant.product_binding_id.external_id or (told.product_id if told else ""),
        variant_id=variant.external_id or "",
        category_id=told.category_id if told else "",
        table_id=entry.get("price_table", ""),
        group_id=entry.get("group", ""),
        customer_id=row.partner_binding_id.external_id or "",
        currency=item.currency_id.name if item.currency_id != backend.company_id.currency_id else "",
        minimum_quantity=decimal_of(row.minimum_quantity, 4) if row.minimum_quantity > 1 else None,
        starts_at=item.date_start.replace(tzinfo=UTC) if item.date_start else None,
        ends_at=item.date_end.replace(tzinfo=UTC) if item.date_end else None,
        is_promotion=bool(item.shop_erp_is_promotion or item.date_start or item.date_end) or None,
    )
    _check_abilities(row, price)
    rival = sources.rival(row)
    if rival:
        raise Problem("price_periods_overlap", rule=named(item), other=named(rival))
    return replace(price, **_worth(row, sources))


def _check_abilities(row, price):
    writes = row.backend_id._capabilities.writes
    for name, ability in _NEEDED:
        if getattr(price, name) and ability not in writes:
            raise Problem(f"no_{ability}", rule=named(row.item_id), backend=row.backend_id.name)


def _worth(row, sources):
    """Return the discount of a rule where the remote keeps discounts on the same base, else its amount."""
    item, backend = row.item_id, row.backend_id
    template = row.odoo_id
    is_same_base = (item.base_pricelist_id if item.base == "pricelist" else item.browse().pricelist_id) == (
        backend.price_list_id
    ) and item.base != "standard_price"
    percent, amount = discount_of(rule_of(item)) if is_same_base else (None, None)
    if "discounts" in backend._capabilities.writes:
        if percent is not None:
            return {"discount_percent": percent}
        if amount is not None and template:
            told, included = sources.told(amount, template)
            return {"discount_amount": told, "includes_tax": included}
    product = (row.variant_binding_id.odoo_id or template.product_variant_id).with_company(row.company_id)
    if not row.variant_binding_id and (item.compute_price != "fixed" or not template):
        raise Problem("price_needs_variant", rule=named(item), backend=backend.name)
    price = sources.ruled_price(item, product, row.minimum_quantity)
    if price < 0:
        raise Problem("price_negative", price=named(item), amount=f"{price.normalize():f}")
    told, included = sources.told(price, template)
    return {"amount": told, "includes_tax": included}
