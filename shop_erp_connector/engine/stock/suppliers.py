"""What suppliers have of products that are bought on order: a part of what is free to sell."""

from collections import defaultdict

from odoo.fields import Domain
from odoo.tools import SQL

from ...convert.problem import Problem
from .. import rows as binding_rows
from .levels import products_of_variants


def parts(backend):
    """Return the query of (product_id, free) that suppliers add to what the backend may sell.

    Only products marked as bought on order, and levels that are not older than their feed allows. Less what customers
    of the company have ordered and nobody has delivered or reserved: all of it where the supplier tells what lies
    there ("physical"), what was ordered or changed since the last reading where the supplier has orders that were
    given to it subtracted already ("available").
    """
    for model in ("shop_erp.supplier.stock", "shop_erp.backend", "product.template", "sale.order", "sale.order.line"):
        backend.env[model].flush_model()
    backend.env["stock.move"].flush_model()
    return SQL(
        """SELECT offer.product_id, offer.quantity - COALESCE(demand.quantity, 0) AS free
             FROM (SELECT level.product_id, template.uom_id, sum(GREATEST(level.quantity, 0))::float AS quantity,
                          bool_or(level.basis = 'physical') AS is_physical, min(level.read_at) AS read_at
                     FROM shop_erp_supplier_stock AS level
                     JOIN shop_erp_backend AS feed ON feed.id = level.backend_id
                      AND feed.active AND feed.is_supplier_feed
                      AND level.read_at > now() AT TIME ZONE 'utc' - make_interval(hours => feed.supplier_stock_hours)
                     JOIN product_product AS product ON product.id = level.product_id
                     JOIN product_template AS template ON template.id = product.product_tmpl_id
                      AND template.shop_erp_bought_on_order
                    WHERE level.company_id = %(company)s
                    GROUP BY level.product_id, template.uom_id) AS offer
             JOIN uom_uom AS unit ON unit.id = offer.uom_id
             LEFT JOIN LATERAL (%(demand)s) AS demand ON true""",
        company=backend.company_id.id,
        demand=_open_demand(),
    )


def _open_demand():
    """Return the query of what is ordered of ``offer.product_id`` and neither delivered, reserved nor given up."""
    return SQL(
        """SELECT sum(GREATEST(line.product_uom_qty - COALESCE(line.qty_delivered, 0), 0) * line_unit.factor
                      / unit.factor - COALESCE(moves.reserved, 0))::float AS quantity
             FROM sale_order_line AS line
             JOIN sale_order AS ordered ON ordered.id = line.order_id AND ordered.state = 'sale'
             JOIN uom_uom AS line_unit ON line_unit.id = line.product_uom_id
             LEFT JOIN LATERAL (
                  SELECT bool_and(move.state IN ('done', 'cancel')) AS is_over,
                         sum(CASE WHEN place.usage = 'internal' AND move.state IN ('assigned', 'partially_available')
                                  THEN move.quantity * move_unit.factor / unit.factor END) AS reserved
                    FROM stock_move AS move
                    JOIN stock_location AS place ON place.id = move.location_id
                    JOIN uom_uom AS move_unit ON move_unit.id = move.product_uom
                   WHERE move.sale_line_id = line.id) AS moves ON true
            WHERE line.product_id = offer.product_id AND line.display_type IS NULL
              AND line.product_uom_qty > COALESCE(line.qty_delivered, 0)
              AND COALESCE(moves.is_over, false) IS NOT true
              AND (offer.is_physical OR GREATEST(ordered.write_date, line.write_date) > offer.read_at)"""
    )


def matches(backend, wanted):
    """Return ``{row id: product id or Problem}`` of levels whose variant the feed's backend does not know.

    By the supplier's code, our own code, then the barcode; what none of them fits is left out: nobody sells it here.

    :param wanted: ``{row id: StockLevel}``
    """
    found = {}
    for values_of in (_products_by_supplier_code, _products_by("default_code"), _products_by("barcode")):
        open_rows = {row_id: document for row_id, document in wanted.items() if row_id not in found}
        codes = {row_id: document.code or document.variant_id for row_id, document in open_rows.items()}
        products = values_of(backend, set(codes.values()) - {""})
        for row_id, code in codes.items():
            candidates = products.get(code, backend.env["product.product"])
            if len(candidates) == 1:
                found[row_id] = candidates.id
            elif candidates:
                names = ", ".join(candidates[:5].mapped("display_name"))
                found[row_id] = Problem("ambiguous", field="code", value=code, candidates=names)
    return found


def _products_by_supplier_code(backend, codes):
    products = defaultdict(lambda: backend.env["product.product"])
    if not backend.supplier_id or not codes:
        return products
    for price in backend.env["product.supplierinfo"].search(
        [
            ("partner_id", "child_of", backend.supplier_id.commercial_partner_id.id),
            ("product_code", "in", list(codes)),
            ("company_id", "in", [backend.company_id.id, False]),
        ]
    ):
        products[price.product_code] |= price.product_id or price.product_tmpl_id.product_variant_ids
    return products


def _products_by(field):
    def products_by_field(backend, codes):
        products = defaultdict(lambda: backend.env["product.product"])
        domain = Domain(field, "in", list(codes)) & Domain("company_id", "in", [backend.company_id.id, False])
        for product in backend.env["product.product"].search(domain) if codes else ():
            products[product[field]] |= product
        return products

    return products_by_field


def store(backend, found):
    """Keep what the supplier has: one statement for the levels of a page.

    :param found: ``{level: {"quantity", "basis"}}``
    """
    if not found:
        return
    model = backend.env["shop_erp.supplier.stock"]
    model.flush_model()
    levels = list(found)
    backend.env.execute_query(
        SQL(
            """INSERT INTO shop_erp_supplier_stock AS stock (level_id, backend_id, company_id, partner_id, product_id,
                      quantity, basis, read_at, create_date, write_date)
               SELECT page.level_id, %s, %s, %s, page.product_id, page.quantity, page.basis,
                      COALESCE(level.read_at, now() AT TIME ZONE 'utc'), now() AT TIME ZONE 'utc',
                      now() AT TIME ZONE 'utc'
                 FROM unnest(%s::integer[], %s::integer[], %s::numeric[], %s::text[])
                      AS page (level_id, product_id, quantity, basis)
                 JOIN shop_erp_binding_stock AS level ON level.id = page.level_id
               ON CONFLICT (level_id) DO UPDATE SET product_id = EXCLUDED.product_id, quantity = EXCLUDED.quantity,
                      basis = EXCLUDED.basis, read_at = EXCLUDED.read_at, write_date = EXCLUDED.write_date
               RETURNING id""",
            backend.id,
            backend.company_id.id,
            backend.supplier_id.id or None,
            [level.id for level in levels],
            [level.odoo_id.id for level in levels],
            [found[level]["quantity"] for level in levels],
            [found[level]["basis"] for level in levels],
        )
    )
    model.invalidate_model()


def newly_known(backend, documents):
    """Return the ids of levels to apply again, because a product fits them since: they are pending from now on.

    :param documents: the levels that were just read
    """
    rows = backend.env["shop_erp.binding.stock"].search(
        [
            ("backend_id", "=", backend.id),
            ("external_id", "in", [document.id for document in documents]),
            ("odoo_id", "=", False),
            ("state", "=", "done"),
            ("document", "!=", False),
        ]
    )
    read = {document.id: document for document in documents}
    wanted = {row.id: read[row.external_id] for row in rows}
    known = products_of_variants(backend, {document.variant_id for document in wanted.values()})
    fitting = [row_id for row_id, document in wanted.items() if document.variant_id in known]
    fitting += matches(backend, {row_id: one for row_id, one in wanted.items() if row_id not in fitting})
    return binding_rows.reopen(rows.browse(fitting))


def note_read(backend, external_ids, moment):
    """Date the supplier's levels that were just read, changed or not: what a feed drops grows too old to count."""
    model = backend.env["shop_erp.supplier.stock"]
    model.flush_model()
    backend.env.execute_query(
        SQL(
            """UPDATE shop_erp_supplier_stock AS stock SET read_at = %s
                 FROM shop_erp_binding_stock AS level
                WHERE level.id = stock.level_id AND level.backend_id = %s AND level.external_id = ANY(%s)
               RETURNING stock.id""",
            moment,
            backend.id,
            external_ids,
        )
    )
    model.invalidate_model()
