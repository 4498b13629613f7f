"""Which rules of price lists hold for which variants of a shop, and which rows stand for them: two statements.

A price list stands for everybody (the shop's own list), for a price table or a customer group of the shop (by mapping)
or for one customer. Of a list, a rule is told for a variant when Odoo would ever take it: a rule that comes first in
Odoo's order (``product.pricelist.item``), holds from fewer pieces on and for at least the same time hides another one.
"""

from collections import Counter, namedtuple

from odoo.fields import Domain
from odoo.tools import SQL

from ..mappings import targets

#: For whom a price list stands: the entry of a code list, or a customer's row; neither: everybody.
Audience = namedtuple("Audience", "pricelist_id lookup_id partner_binding_id")

#: What a row of a rule is known by, beside its variant.
_SAME_CASE = SQL(
    "wanted.variant_binding_id = told.variant_binding_id AND wanted.minimum_quantity = told.minimum_quantity"
    " AND wanted.lookup_id IS NOT DISTINCT FROM told.lookup_id"
    " AND wanted.partner_binding_id IS NOT DISTINCT FROM told.partner_binding_id"
)

_CHANGED = SQL("content_changed = true, price_changed_at = now() AT TIME ZONE 'utc'")


def audiences(backend):
    """Return for whom the backend's price lists stand."""
    found = [Audience(backend.price_list_id.id, None, None)] if backend.price_list_id else []
    for lookup_type in ("price_table", "group"):
        for mapping in targets(backend, lookup_type).values():
            if mapping.pricelist_id:
                found.append(Audience(mapping.pricelist_id.id, mapping.lookup_id.id, None))
    if "customer_prices" in backend._capabilities.writes:
        found += _customers(backend, {audience.pricelist_id for audience in found})
    return found


def _customers(backend, shared):
    """Price lists that belong to one customer of the backend alone; one of several customers is a group's."""
    rows = backend.env["shop_erp.binding.partner"]._search(
        [("backend_id", "=", backend.id), ("external_id", "!=", False), ("odoo_id", "!=", False)]
    )
    partners = backend.env["res.partner"].with_company(backend.company_id)
    domain = Domain("specific_property_product_pricelist", "!=", False)
    owners = partners.search(domain & Domain("id", "in", rows.subselect("odoo_id")))
    lists = {partner: partner.specific_property_product_pricelist.id for partner in owners}
    counts = Counter(lists.values())
    own = {partner.id: id for partner, id in lists.items() if counts[id] == 1 and id not in shared}
    bound = backend.env["shop_erp.binding.partner"].search(
        [("backend_id", "=", backend.id), ("external_id", "!=", False), ("odoo_id", "in", list(own))], order="id"
    )
    return [Audience(own[row.odoo_id.id], None, row.id) for row in bound]


def settle(model, backend):
    """Give each row the rule that holds for it, and return values of rows that are missing.

    A row whose rule is gone is left without one: its price is taken away there, or the row goes at once when it was
    never sent. A new rule for the same case takes the row of the old one.
    """
    model.flush_model()
    model.env["product.pricelist.item"].flush_model()
    found = audiences(backend)
    missing = model.env.execute_query(_settled_rows(backend, found))
    if backend.price_list_id:
        model.env.execute_query(_settled_bases(backend, found))
    else:
        based = [("backend_id", "=", backend.id), ("is_rule", "=", False), ("item_id", "!=", False)]
        model.search(based).item_id = False
    model.invalidate_model()
    names = ("odoo_id", "variant_binding_id", "item_id", "lookup_id", "partner_binding_id", "minimum_quantity")
    return [dict(zip(names, row, strict=True)) | {"is_rule": True} for row in missing]


def _settled_rows(backend, found):
    return SQL(
        """WITH %(effective)s,
           wanted AS (SELECT * FROM effective WHERE NOT is_base),
           told AS (
               SELECT id, variant_binding_id, item_id, lookup_id, partner_binding_id, external_id, state,
                      COALESCE(minimum_quantity, 0) AS minimum_quantity
                 FROM shop_erp_binding_price
                WHERE backend_id = %(backend)s AND is_rule AND variant_binding_id IS NOT NULL
                  AND state <> 'gone'
           ),
           free_wanted AS (
               SELECT wanted.*, row_number() OVER (PARTITION BY %(case)s ORDER BY item_id) AS place FROM wanted
                WHERE NOT EXISTS (SELECT FROM told WHERE %(same)s AND wanted.item_id = told.item_id)
           ),
           free_told AS (
               SELECT told.*, row_number() OVER (PARTITION BY %(case)s ORDER BY id) AS place FROM told
                WHERE state <> 'pending'
                  AND NOT EXISTS (SELECT FROM wanted WHERE %(same)s AND wanted.item_id = told.item_id)
           ),
           taken_over AS (
               SELECT told.id, wanted.item_id, wanted.variant_binding_id, wanted.lookup_id, wanted.partner_binding_id,
                      wanted.minimum_quantity, wanted.place
                 FROM free_told AS told JOIN free_wanted AS wanted ON %(same)s AND wanted.place = told.place
           ),
           moved AS (
               UPDATE shop_erp_binding_price AS price SET item_id = taken_over.item_id, %(changed)s
                 FROM taken_over WHERE price.id = taken_over.id
           ),
           left_over AS (SELECT * FROM free_told WHERE id NOT IN (SELECT id FROM taken_over)),
           taken_away AS (
               UPDATE shop_erp_binding_price AS price SET item_id = NULL, %(changed)s
                 FROM left_over WHERE price.id = left_over.id AND price.external_id IS NOT NULL
                  AND (price.item_id IS NOT NULL OR price.content_changed IS NOT true)
           ),
           dropped AS (
               DELETE FROM shop_erp_binding_price AS price USING left_over
                WHERE price.id = left_over.id AND price.external_id IS NULL AND price.state <> 'in_doubt'
           )
           SELECT product_tmpl_id, variant_binding_id, item_id, lookup_id, partner_binding_id, minimum_quantity
             FROM free_wanted AS wanted
            WHERE NOT EXISTS (SELECT FROM taken_over AS told WHERE %(same)s AND wanted.place = told.place)
            ORDER BY variant_binding_id, item_id""",
        effective=_effective(backend, found),
        backend=backend.id,
        case=SQL("variant_binding_id, lookup_id, partner_binding_id, minimum_quantity"),
        same=_SAME_CASE,
        changed=_CHANGED,
    )


def _settled_bases(backend, found):
    return SQL(
        """WITH %(effective)s
           UPDATE shop_erp_binding_price AS price SET item_id = wanted.item_id, %(changed)s
             FROM shop_erp_binding_price AS told
             LEFT JOIN (SELECT DISTINCT ON (variant_binding_id) variant_binding_id, item_id FROM effective
                         WHERE is_base ORDER BY variant_binding_id, item_id) AS wanted
                    ON wanted.variant_binding_id = COALESCE(told.variant_binding_id, (
                       SELECT min(variant.id) FROM shop_erp_binding_variant AS variant
                         JOIN shop_erp_binding_product AS product ON product.id = variant.product_binding_id
                        WHERE product.backend_id = told.backend_id AND product.odoo_id = told.odoo_id))
            WHERE price.id = told.id AND told.backend_id = %(backend)s AND told.is_rule IS NOT true
              AND told.item_id IS DISTINCT FROM wanted.item_id RETURNING price.id""",
        effective=_effective(backend, found),
        backend=backend.id,
        changed=_CHANGED,
    )


def _effective(backend, found):
    """Return the tables up to ``effective``: each rule that Odoo would ever take, per variant and audience."""
    return SQL(
        """%(rules)s,
           applied AS (
               SELECT DISTINCT matched.variant_binding_id, matched.product_tmpl_id, rule.item_id, rule.pricelist_id,
                      rule.lookup_id, rule.partner_binding_id, rule.minimum_quantity, rule.date_start, rule.date_end,
                      rule.is_promotion, rule.applied_on, COALESCE(rule.categ_id, 0) AS categ_id
                 FROM matched JOIN rule USING (item_id)
           ),
           effective AS (
               SELECT lower.*,
                      lower.lookup_id IS NULL AND lower.partner_binding_id IS NULL AND lower.minimum_quantity = 0
                      AND lower.date_start IS NULL AND lower.date_end IS NULL AND NOT lower.is_promotion AS is_base
                 FROM applied AS lower
                WHERE NOT EXISTS (
                      SELECT FROM applied AS upper
                       WHERE upper.variant_binding_id = lower.variant_binding_id
                         AND upper.pricelist_id = lower.pricelist_id
                         AND (upper.applied_on, -upper.minimum_quantity, -upper.categ_id, -upper.item_id)
                           < (lower.applied_on, -lower.minimum_quantity, -lower.categ_id, -lower.item_id)
                         AND upper.minimum_quantity <= lower.minimum_quantity
                         AND (upper.date_start IS NULL OR upper.date_start <= lower.date_start)
                         AND (upper.date_end IS NULL OR upper.date_end >= lower.date_end)
                         AND (lower.is_promotion OR NOT upper.is_promotion))
           )""",
        rules=_rules(backend, found),
    )


def _rules(backend, found):
    """Return the tables ``rule`` and ``matched``: rules that hold now or later, and the variants they speak of.

    From one piece on is from the start: shops do not sell less. What a remote keeps as one price of several variants
    is not told for each of them again. That a customer's list goes on with another list is known there.
    """
    return SQL(
        """audience AS (
               SELECT * FROM unnest(%(lists)s::integer[], %(lookups)s::integer[], %(partners)s::integer[])
                   AS audience (pricelist_id, lookup_id, partner_binding_id)
           ),
           rule AS (
               SELECT audience.*, item.id AS item_id, item.applied_on, item.categ_id, item.product_tmpl_id,
                      item.product_id, item.date_start, item.date_end, category.parent_path,
                      COALESCE(item.shop_erp_is_promotion, false) AS is_promotion,
                      CASE WHEN item.min_quantity > 1 THEN item.min_quantity ELSE 0 END AS minimum_quantity
                 FROM audience
                 JOIN product_pricelist ON product_pricelist.id = audience.pricelist_id AND product_pricelist.active
                 JOIN product_pricelist_item AS item ON item.pricelist_id = audience.pricelist_id
                 LEFT JOIN product_category AS category ON category.id = item.categ_id
                WHERE (item.date_end IS NULL OR item.date_end > now() AT TIME ZONE 'utc')
                  AND (audience.partner_binding_id IS NULL OR item.base <> 'pricelist'
                       OR item.compute_price <> 'formula' OR item.price_discount <> 0 OR item.price_surcharge <> 0)
                  AND NOT EXISTS (
                      SELECT FROM shop_erp_binding_price AS whole
                       WHERE whole.backend_id = %(backend)s AND whole.item_id = item.id AND whole.is_rule
                         AND whole.variant_binding_id IS NULL)
           ),
           %(goods)s,
           matched AS (
               SELECT rule.item_id, goods.* FROM rule JOIN goods ON rule.product_id = goods.product_id
                WHERE rule.applied_on = '0_product_variant'
                UNION ALL
               SELECT rule.item_id, goods.* FROM rule JOIN goods ON rule.product_tmpl_id = goods.product_tmpl_id
                WHERE rule.applied_on = '1_product'
                UNION ALL
               SELECT rule.item_id, goods.* FROM rule
                 JOIN goods ON goods.parent_path LIKE rule.parent_path || '%%'
                WHERE rule.applied_on = '2_product_category'
                UNION ALL
               SELECT rule.item_id, goods.* FROM rule CROSS JOIN goods WHERE rule.applied_on = '3_global'
           )""",
        lists=[audience.pricelist_id for audience in found],
        lookups=[audience.lookup_id for audience in found],
        partners=[audience.partner_binding_id for audience in found],
        backend=backend.id,
        goods=_goods(backend),
    )


def _goods(backend):
    """Return the table ``goods``: the variants that the backend knows."""
    return SQL(
        """goods AS (
               SELECT variant.id AS variant_binding_id, product.id AS product_id, product.product_tmpl_id,
                      category.parent_path
                 FROM shop_erp_binding_variant AS variant
                 JOIN product_product AS product ON product.id = variant.odoo_id
                 JOIN product_template AS template ON template.id = product.product_tmpl_id
                 LEFT JOIN product_category AS category ON category.id = template.categ_id
                WHERE variant.backend_id = %(backend)s AND variant.external_id IS NOT NULL AND variant.state <> 'gone'
           )""",
        backend=backend.id,
    )
