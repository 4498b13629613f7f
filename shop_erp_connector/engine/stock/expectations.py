"""What a remote takes out of its own stock by itself, because we told it that goods were sold.

Odoo books the same goods by its own delivery: without reckoning with that they would leave twice.
"""

from collections import defaultdict
from decimal import Decimal

from odoo.tools import SQL

from ...convert.order import decimal_of
from ...remotes.documents import StockLevel


def expect_less(backend, lines):
    """The remote takes these lines' goods out of its own stock: its next level is expected to be lower by them.

    Odoo has booked or will book the same goods by its own delivery; without this they would leave twice. The digest
    is none of a report's: also a report that equals the last one is then compared with what is expected. Where the
    remote has several places or lots, those of the order's warehouse give first, and what expires first; what it
    really took is booked from lot to lot with the next report.

    :param lines: sale order lines or invoice lines
    """
    quantities = defaultdict(Decimal)
    for line in lines.filtered("product_id.is_storable"):
        is_ordered = "product_uom_qty" in line
        order = line.order_id if is_ordered else line.sale_line_ids.order_id[:1]
        unit, quantity = line.product_uom_id, line.product_uom_qty if is_ordered else line.quantity
        exact = unit._compute_quantity(quantity, line.product_id.uom_id, round=False)
        quantities[line.product_id, order.warehouse_id or backend.warehouse_id] += decimal_of(exact, 4)
    _change(backend, {level_id: -quantity for level_id, quantity in _allocated(backend, quantities).items()})


def expect_more(backend, lines):
    """The remote puts these lines' goods back into its own stock; Odoo books them by its own receipt.

    :param lines: lines of a credit note, or of an order that was cancelled
    """
    returned = defaultdict(Decimal)
    for line in lines.filtered("product_id.is_storable"):
        quantity = line.product_uom_qty if "product_uom_qty" in line else line.quantity
        exact = line.product_uom_id._compute_quantity(quantity, line.product_id.uom_id, round=False)
        returned[line.product_id] += decimal_of(exact, 4)
    first = {level.odoo_id: level.id for level in reversed(_reported(backend, returned))}
    _change(backend, {first[product]: quantity for product, quantity in returned.items() if product in first})


def _change(backend, quantities):
    """Expect so much more of each level: one statement."""
    if not quantities:
        return
    model = backend.env["shop_erp.binding.stock"]
    model.flush_model()
    backend.env.execute_query(
        SQL(
            """UPDATE shop_erp_binding_stock AS bound SET quantity = bound.quantity + moved.quantity,
                      digest = 'expected', expected_at = clock_timestamp() AT TIME ZONE 'utc'
                 FROM unnest(%s::integer[], %s::numeric[]) AS moved (id, quantity)
                WHERE bound.id = moved.id RETURNING bound.id""",
            list(quantities),
            list(quantities.values()),
        )
    )
    model.invalidate_model()


def _reported(backend, products):
    """Return the levels of products that the remote has reported before."""
    return backend.env["shop_erp.binding.stock"].search(
        [
            ("backend_id", "=", backend.id),
            ("odoo_id", "in", [product.id for product in products]),
            ("digest", "!=", False),
        ],
        order="external_id",
    )


def _allocated(backend, quantities):
    """Return ``{level id: quantity}``: which reported levels give what is taken of each product."""
    levels = _reported(backend, {product for product, _warehouse in quantities})
    left = {level: decimal_of(level.quantity, 4) for level in levels}
    taken = defaultdict(Decimal)
    for (product, warehouse), quantity in quantities.items():
        candidates = sorted(
            (level for level in left if level.odoo_id == product),
            key=lambda level, warehouse=warehouse: (level.location_id.warehouse_id != warehouse, _expiry(level)),
        )
        for level in candidates:
            part = min(quantity, max(left[level], Decimal(0)))
            left[level] -= part
            taken[level.id] += part
            quantity -= part
        if candidates:
            taken[candidates[0].id] += quantity
    return {level_id: quantity for level_id, quantity in taken.items() if quantity}


def _expiry(level):
    document = level.document and StockLevel.from_json(level.document)
    return str(document.expires_on or "9999") if document else "9999"


def taken_there_only(backend, products):
    """Return ``{product: quantity}`` that the remote took out of its stock and Odoo has not delivered, or below 0 the
    other way round: for orders or invoices that were sent there, or are to be."""
    moves_with = backend._stock_moves_with
    if not products or not moves_with:
        return {}
    for model in ("sale.order.line", "account.move.line", "shop_erp.binding.order", "shop_erp.binding.invoice"):
        backend.env[model].flush_model()
    rows = backend.env.execute_query(
        SQL(
            """SELECT line.product_id,
                      sum((sent.quantity - line.qty_delivered) * line_unit.factor / unit.factor) AS quantity
                 FROM sale_order_line AS line
                 JOIN product_product AS product ON product.id = line.product_id
                 JOIN product_template AS template ON template.id = product.product_tmpl_id
                 JOIN uom_uom AS unit ON unit.id = template.uom_id
                 JOIN uom_uom AS line_unit ON line_unit.id = line.product_uom_id
                %s
                WHERE line.product_id = ANY(%s)
                GROUP BY line.product_id""",
            _sent_invoices(backend) if moves_with == "invoice" else _sent_orders(backend),
            products.ids,
        )
    )
    return {products.browse(product_id): decimal_of(quantity, 4) for product_id, quantity in rows}


def _sent_invoices(backend):
    return SQL(
        """JOIN LATERAL (
             SELECT sum(CASE WHEN bound.external_id IS NULL THEN 0
                             WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END
                        * invoiced.quantity * invoice_unit.factor / line_unit.factor) AS quantity
               FROM sale_order_line_invoice_rel AS link
               JOIN account_move_line AS invoiced ON invoiced.id = link.invoice_line_id
               JOIN account_move AS move ON move.id = invoiced.move_id
               JOIN uom_uom AS invoice_unit ON invoice_unit.id = invoiced.product_uom_id
               JOIN shop_erp_binding_invoice AS bound ON bound.odoo_id = invoiced.move_id AND bound.backend_id = %s
              WHERE link.order_line_id = line.id) AS sent ON sent.quantity IS NOT NULL""",
        backend.id,
    )


def _sent_orders(backend):
    return SQL(
        """JOIN LATERAL (
             SELECT CASE WHEN bound.external_id IS NOT NULL THEN line.product_uom_qty ELSE 0 END AS quantity
               FROM shop_erp_binding_order AS bound
              WHERE bound.odoo_id = line.order_id AND bound.backend_id = %s
           ) AS sent ON true""",
        backend.id,
    )
