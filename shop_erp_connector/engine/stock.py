"""Stock: which levels changed (one statement), what a level is now, and a remote's levels as inventory moves."""

from collections import defaultdict

from odoo.fields import Command
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


def move_to_levels(backend, deltas):
    """Book what came in or went out at the remote as inventory moves, valued like any other.

    :param deltas: ``{(product, warehouse): quantity}``; positive came in, negative went out
    """
    moves = backend.env["stock.move"].create(
        [
            _move_vals(backend, product, delta, warehouse.lot_stock_id)
            for (product, warehouse), delta in deltas.items()
            if delta
        ]
    )
    if moves:
        moves._action_done()


def _move_vals(backend, product, delta, stock):
    loss = product.with_company(backend.company_id).property_stock_inventory
    source, destination = (loss, stock) if delta > 0 else (stock, loss)
    shared = {
        "product_id": product.id,
        "company_id": backend.company_id.id,
        "location_id": source.id,
        "location_dest_id": destination.id,
    }
    return shared | {
        "product_uom": product.uom_id.id,
        "product_uom_qty": abs(delta),
        "is_inventory": True,
        "picked": True,
        "inventory_name": backend.env._("Stock level of %(backend)s", backend=backend.name),
        "state": "confirmed",
        "move_line_ids": [Command.create(shared | {"product_uom_id": product.uom_id.id, "quantity": abs(delta)})],
    }


def expect_less(backend, lines):
    """The remote takes these lines' goods out of its own stock: its next level is expected to be lower by them.

    Odoo has booked or will book the same goods by its own delivery; without this they would leave twice. The digest
    is none of a report's: also a report that equals the last one is then compared with what is expected.

    :param lines: sale order lines or invoice lines
    """
    quantities = defaultdict(float)
    for line in lines:
        if line.product_id.is_storable:
            quantity = line.product_uom_qty if "product_uom_qty" in line else line.quantity
            quantities[line.product_id.id] += line.product_uom_id._compute_quantity(quantity, line.product_id.uom_id)
    if not quantities:
        return
    model = backend.env["shop_erp.binding.stock"]
    model.flush_model()
    backend.env.execute_query(
        SQL(
            """UPDATE shop_erp_binding_stock AS bound SET quantity = bound.quantity - sent.quantity,
                      digest = 'expected', expected_at = now() AT TIME ZONE 'utc'
                 FROM unnest(%s::integer[], %s::float[]) AS sent (product_id, quantity)
                WHERE bound.backend_id = %s AND bound.odoo_id = sent.product_id RETURNING bound.id""",
            list(quantities),
            list(quantities.values()),
            backend.id,
        )
    )
    model.invalidate_model()
