"""Stock that goes out: which levels changed (one statement), and what a level is now."""

from odoo.tools import SQL


def free_quantities(backend, product_ids):
    """Return ``{product id: quantity}`` free to sell in the backend's warehouse, read now.

    Free: what lies in internal places of the warehouse less what is reserved there, and less what the shops
    of the warehouse have taken off their shelves although Odoo has not reserved it: quotations made of their orders,
    and orders that Odoo has not imported yet, because they are held. Warehouses are expected to reserve at
    confirmation (Odoo's default).
    """
    rows = backend.env.execute_query(
        SQL(
            "SELECT product_id, sum(free) FROM (%s) AS part WHERE product_id = ANY(%s) GROUP BY product_id",
            _free_parts(backend),
            list(product_ids),
        )
    )
    return dict.fromkeys(product_ids, 0.0) | dict(rows)


def _free_parts(backend):
    """Return the query of (product_id, free): what lies there and, below 0, what is asked for."""
    for model in ("stock.quant", "sale.order", "sale.order.line", "shop_erp.binding.order", "shop_erp.mapping"):
        backend.env[model].flush_model()
    return SQL(
        """SELECT product_id, quantity - reserved_quantity AS free
             FROM stock_quant WHERE location_id IN (%s)
            UNION ALL
           SELECT line.product_id, -line.product_uom_qty
             FROM shop_erp_binding_order AS bound
             JOIN shop_erp_backend AS shop ON shop.id = bound.backend_id AND shop.warehouse_id = %s
             JOIN sale_order ON sale_order.id = bound.odoo_id AND sale_order.state IN ('draft', 'sent')
             JOIN sale_order_line AS line ON line.order_id = sale_order.id AND line.display_type IS NULL
            WHERE bound.direction = 'in'
            UNION ALL
           %s""",
        _internal_locations(backend),
        backend.warehouse_id.id,
        _seen_parts(backend),
    )


def _seen_parts(backend):
    """Return the query of (product_id, -quantity) of orders seen but not imported; not of cancelled or ignored ones."""
    return SQL(
        """SELECT variant.odoo_id, -(line ->> 'quantity')::float
             FROM shop_erp_binding_order AS bound
             JOIN shop_erp_backend AS shop ON shop.id = bound.backend_id AND shop.warehouse_id = %s
            CROSS JOIN LATERAL (SELECT bound.pending_document::jsonb -> 'content' AS content) AS seen
            CROSS JOIN LATERAL jsonb_array_elements(seen.content -> 'lines') AS line
             JOIN shop_erp_binding_variant AS variant
               ON variant.backend_id = bound.backend_id AND variant.external_id = line ->> 'variant_id'
             LEFT JOIN shop_erp_lookup AS state
               ON state.backend_id = bound.backend_id AND state.type = 'state'
              AND state.external_id = seen.content ->> 'state_id'
             LEFT JOIN shop_erp_mapping AS meaning ON meaning.lookup_id = state.id
            WHERE bound.direction = 'in' AND bound.odoo_id IS NULL AND bound.pending_document IS NOT NULL
              AND bound.state IN ('pending', 'held', 'failed')
              AND COALESCE(meaning.order_action, 'confirm') NOT IN ('cancel', 'ignore')""",
        backend.warehouse_id.id,
    )


def _internal_locations(backend):
    return SQL(
        "SELECT id FROM stock_location WHERE usage = 'internal' AND parent_path LIKE %s",
        f"{backend.warehouse_id.view_location_id.parent_path}%",
    )


def mark_changed(model, backend):
    """Levels whose free quantity is not the one last sent become dirty: one statement, whatever their number.

    Levels that the remote refused are tried again once they differ from what was sent last.
    """
    model.flush_model()
    model.env.execute_query(
        SQL(
            """UPDATE shop_erp_binding_stock AS bound SET state = 'dirty', direction = 'out', tries = 0, next_try = NULL
                 FROM (SELECT level.id, GREATEST(ROUND(COALESCE(now_there.free, 0)::numeric, 4), 0) AS free
                         FROM shop_erp_binding_stock AS level
                         LEFT JOIN (SELECT product_id, sum(free) AS free FROM (%s) AS part GROUP BY product_id)
                                AS now_there ON now_there.product_id = level.odoo_id
                        WHERE level.backend_id = %s AND level.state IN ('done', 'failed')) AS now_here
                WHERE bound.id = now_here.id AND now_here.free IS DISTINCT FROM bound.quantity RETURNING bound.id""",
            _free_parts(backend),
            backend.id,
        )
    )
    model.invalidate_model()
