"""What is there of each product, and what is asked for: the queries whose rows are added up by availability.py.

Each has the columns (scope, product, on hand, reserved, promised, quoted, seen, leaving, expected, own,
suppliers, day) and uses
the common tables of that module.
"""

from odoo.tools import SQL

from . import suppliers
from .places import OWN

_OPEN_MOVES = SQL("('waiting', 'confirmed', 'partially_available', 'assigned')")

#: A delivery's destination in the end, once all of its steps are done, is not counted.
_GOES_OUT = SQL(
    """NOT EXISTS (SELECT FROM counted AS inside WHERE inside.scope = place_from.scope
          AND inside.location_id = COALESCE(move.location_final_id, move.location_dest_id))"""
)


def parts(backend, product_ids=None):
    """Return the queries whose rows are added up.

    :param product_ids: only these are of interest; None: all
    """

    def of(table):
        if product_ids is None:
            return SQL("true")
        return SQL("%s = ANY(%s)", SQL.identifier(table, "product_id"), product_ids)

    known = _known_there(backend)
    return [
        _quants(backend, of),
        _promised(known, of),
        _leaving(known, of),
        _expected(of),
        _quoted(backend),
        _seen(backend),
        _suppliers(backend),
        *([_own(backend)] if known else []),
    ]


def _known_there(backend):
    """Return the query of orders that the remote takes off by itself, None when it wants them taken off here.

    A remote that counts physical goods subtracts the orders that it has placed or was given.
    """
    if backend.stock_basis_there == "available":
        return None
    return SQL("SELECT odoo_id FROM shop_erp_binding_order WHERE backend_id = %s AND odoo_id IS NOT NULL", backend.id)


def _quants(backend, of):
    """What lies there, but for expired lots; what is reserved, in any lot."""
    is_sold = SQL("true")
    if "removal_date" in backend.env["stock.lot"]._fields:
        is_sold = SQL(
            "NOT EXISTS (%s)",
            SQL(
                """SELECT FROM stock_lot AS lot WHERE lot.id = quant.lot_id
                  AND LEAST(lot.removal_date, lot.expiration_date) <= now() AT TIME ZONE 'utc'"""
            ),
        )
    return SQL(
        """SELECT counted.scope, quant.product_id, CASE WHEN %s THEN quant.quantity ELSE 0 END,
                  quant.reserved_quantity, 0, 0, 0, 0, 0, 0, 0, NULL::date
             FROM stock_quant AS quant JOIN counted ON counted.location_id = quant.location_id
            WHERE %s""",
        is_sold,
        of("quant"),
    )


def _not_known(known):
    if not known:
        return SQL("true")
    return SQL(
        """NOT EXISTS (SELECT FROM sale_order_line AS sold WHERE sold.id = move.sale_line_id
              AND sold.order_id IN (%s))""",
        known,
    )


def _promised(known, of):
    """What confirmed sales take from here and is not reserved: there was too little, or it is not time yet.

    Of products that are bought on order, the rest is asked of suppliers (see ``suppliers.py``).
    """
    return SQL(
        """SELECT place_from.scope, move.product_id, 0, 0,
                  GREATEST(move.product_qty * (1 - COALESCE(move.quantity, 0) / NULLIF(move.product_uom_qty, 0)), 0),
                  0, 0, 0, 0, 0, 0, NULL::date
             FROM stock_move AS move JOIN source AS place_from ON place_from.location_id = move.location_id
             JOIN product_product AS product ON product.id = move.product_id
             JOIN product_template AS template ON template.id = product.product_tmpl_id
            WHERE move.state IN %s AND %s AND move.sale_line_id IS NOT NULL
              AND template.shop_erp_bought_on_order IS NOT true AND move.procure_method = 'make_to_stock'
              AND %s AND %s""",
        _OPEN_MOVES,
        of("move"),
        _GOES_OUT,
        _not_known(known),
    )


def _leaving(known, of):
    """Everything that will leave, sold or not: for the forecast."""
    return SQL(
        """SELECT place_from.scope, move.product_id, 0, 0, 0, 0, 0, move.product_qty, 0, 0, 0, NULL::date
             FROM stock_move AS move JOIN counted AS place_from ON place_from.location_id = move.location_id
            WHERE move.state IN %s AND %s AND %s AND %s""",
        _OPEN_MOVES,
        of("move"),
        _GOES_OUT,
        _not_known(known),
    )


def _expected(of):
    """What is on its way here, and the first day of it."""
    return SQL(
        """SELECT counted.scope, move.product_id, 0, 0, 0, 0, 0, 0, move.product_qty, 0, 0, move.date::date
             FROM stock_move AS move
             JOIN counted ON counted.location_id = COALESCE(move.location_final_id, move.location_dest_id)
            WHERE move.state IN %s AND %s
              AND NOT EXISTS (SELECT FROM counted AS inside
                    WHERE inside.scope = counted.scope AND inside.location_id = move.location_id)""",
        _OPEN_MOVES,
        of("move"),
    )


def _suppliers(backend):
    """What suppliers could send, at the backend as a whole and at the one place that stands for its warehouse."""
    return SQL(
        """SELECT offering.scope, offer.product_id, 0, 0, 0, 0, 0, 0, 0, 0, offer.free, NULL::date
             FROM (SELECT DISTINCT scope FROM root WHERE scope = %s OR scope %% 2 = 1
                    UNION SELECT min(place.scope) FROM place JOIN asking ON asking.scope = place.scope
                     WHERE asking.warehouse_id = %s) AS offering (scope)
            CROSS JOIN (%s) AS offer (product_id, free)""",
        OWN,
        backend.warehouse_id.id,
        suppliers.parts(backend),
    )


def _own(backend):
    """What is reserved for orders that the remote takes off by itself."""
    return SQL(
        """SELECT counted.scope, line.product_id, 0, 0, 0, 0, 0, 0, 0, line.quantity_product_uom, 0, NULL::date
             FROM shop_erp_binding_order AS bound
             JOIN sale_order_line AS sold ON sold.order_id = bound.odoo_id
             JOIN stock_move AS move ON move.sale_line_id = sold.id AND move.state IN %s
             JOIN stock_move_line AS line ON line.move_id = move.id
             JOIN counted ON counted.location_id = line.location_id
            WHERE bound.backend_id = %s""",
        _OPEN_MOVES,
        backend.id,
    )


def _is_held(placed_at):
    """The shop's time for unpaid orders is not over."""
    return SQL(
        """(COALESCE(shop.unpaid_hours, 0) = 0
             OR %s > now() AT TIME ZONE 'utc' - make_interval(hours => shop.unpaid_hours))""",
        placed_at,
    )


def _others_only(backend):
    """A remote that counts physical goods takes its own orders off by itself."""
    if backend.stock_basis_there == "available":
        return SQL("true")
    return SQL("bound.backend_id <> %s", backend.id)


def _quoted(backend):
    """Quotations made of shops' orders: the shop has taken them off its shelf, Odoo has reserved nothing."""
    return SQL(
        """SELECT asking.scope, COALESCE(kit.component_id, line.product_id), 0, 0, 0,
                  line.product_uom_qty * unit.factor / own_unit.factor * COALESCE(kit.quantity, 1),
                  0, 0, 0, 0, 0, NULL::date
             FROM shop_erp_binding_order AS bound
             JOIN shop_erp_backend AS shop ON shop.id = bound.backend_id
             JOIN sale_order ON sale_order.id = bound.odoo_id AND sale_order.state IN ('draft', 'sent')
             JOIN asking ON asking.warehouse_id = sale_order.warehouse_id
             JOIN sale_order_line AS line ON line.order_id = sale_order.id AND line.display_type IS NULL
             JOIN product_product AS product ON product.id = line.product_id
             JOIN product_template AS template ON template.id = product.product_tmpl_id
             JOIN uom_uom AS unit ON unit.id = line.product_uom_id
             JOIN uom_uom AS own_unit ON own_unit.id = template.uom_id
             LEFT JOIN kit ON kit.product_id = line.product_id
            WHERE bound.direction = 'in' AND %s
              AND (sale_order.shop_erp_payment_state IN ('paid', 'partial', 'authorised') OR %s)""",
        _others_only(backend),
        _is_held(SQL("sale_order.date_order")),
    )


def _seen(backend):
    """Orders seen but not imported, because they wait or are held; not cancelled or ignored ones."""
    return SQL(
        """SELECT asking.scope, COALESCE(kit.component_id, variant.odoo_id), 0, 0, 0, 0,
                  (line ->> 'quantity')::numeric * COALESCE(kit.quantity, 1), 0, 0, 0, 0, NULL::date
             FROM shop_erp_binding_order AS bound
             JOIN shop_erp_backend AS shop ON shop.id = bound.backend_id
            CROSS JOIN LATERAL (SELECT bound.pending_document::jsonb -> 'content' AS content) AS seen
             LEFT JOIN shop_erp_lookup AS point
               ON point.backend_id = bound.backend_id AND point.type = 'location'
              AND point.external_id = seen.content ->> 'location_id'
             LEFT JOIN shop_erp_mapping AS point_meaning ON point_meaning.lookup_id = point.id
             JOIN asking ON asking.warehouse_id = COALESCE(point_meaning.warehouse_id, shop.warehouse_id)
            CROSS JOIN LATERAL jsonb_array_elements(seen.content -> 'lines') AS line
             JOIN shop_erp_binding_variant AS variant
               ON variant.backend_id = bound.backend_id AND variant.external_id = line ->> 'variant_id'
             LEFT JOIN kit ON kit.product_id = variant.odoo_id
             LEFT JOIN shop_erp_lookup AS state
               ON state.backend_id = bound.backend_id AND state.type = 'state'
              AND state.external_id = seen.content ->> 'state_id'
             LEFT JOIN shop_erp_mapping AS meaning ON meaning.lookup_id = state.id
            WHERE bound.direction = 'in' AND bound.odoo_id IS NULL AND bound.pending_document IS NOT NULL
              AND bound.state IN ('pending', 'held', 'failed')
              AND COALESCE(meaning.order_action, 'confirm') NOT IN ('cancel', 'ignore')
              AND (COALESCE(meaning.order_action, 'confirm') <> 'quotation'
                   OR seen.content -> 'payments' -> -1 ->> 'state' IN ('paid', 'authorised') OR %s) AND %s""",
        _is_held(SQL("(seen.content ->> 'placed_at')::timestamptz AT TIME ZONE 'utc'")),
        _others_only(backend),
    )
