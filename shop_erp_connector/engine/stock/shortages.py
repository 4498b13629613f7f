"""Levels below their minimum: found and closed with one statement each, whatever their number."""

from odoo.tools import SQL

from . import availability


def watch(backend):
    """Note what has become too little, and what is enough again; return the ids of the new shortages."""
    model = backend.env["shop_erp.stock.shortage"]
    backend.env.flush_all()
    now_there = SQL(
        """SELECT level.id AS level_id, level.odoo_id AS product_id, told.there,
                  COALESCE(own.minimum, whole.minimum, backend.stock_minimum) AS minimum
             FROM (%s) AS told
             JOIN shop_erp_binding_stock AS level ON level.id = told.id AND level.state <> 'gone'
             JOIN shop_erp_backend AS backend ON backend.id = level.backend_id
             JOIN product_product AS product ON product.id = level.odoo_id AND product.active
             LEFT JOIN shop_erp_stock_rule AS own
               ON own.backend_id = level.backend_id AND own.product_id = product.id
             LEFT JOIN shop_erp_stock_rule AS whole
               ON whole.backend_id = level.backend_id AND whole.product_tmpl_id = product.product_tmpl_id
              AND whole.product_id IS NULL
            WHERE told.problem IS NULL AND NOT EXISTS (
                  SELECT FROM shop_erp_binding_stock AS first WHERE first.backend_id = level.backend_id
                     AND first.odoo_id = level.odoo_id AND first.id < level.id
                     AND first.variant_binding_id IS NULL AND level.variant_binding_id IS NULL)""",
        availability.table(backend),
    )
    backend.env.execute_query(_close(backend, now_there))
    new = backend.env.execute_query(_open(backend, now_there))
    model.invalidate_model()
    return [shortage_id for (shortage_id,) in new if shortage_id]


def _open(backend, now_there):
    return SQL(
        """INSERT INTO shop_erp_stock_shortage (backend_id, company_id, level_id, product_id, minimum, quantity, since,
                  create_uid, write_uid, create_date, write_date)
           SELECT %(backend)s, %(company)s, level_id, product_id, minimum, there, now() AT TIME ZONE 'utc',
                  %(user)s, %(user)s, now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc'
             FROM (%(there)s) AS now_there WHERE minimum > 0 AND there < minimum
           ON CONFLICT (level_id) WHERE ended_at IS NULL DO UPDATE
                  SET quantity = EXCLUDED.quantity, minimum = EXCLUDED.minimum
            WHERE (shop_erp_stock_shortage.quantity, shop_erp_stock_shortage.minimum)
                  IS DISTINCT FROM (EXCLUDED.quantity, EXCLUDED.minimum)
           RETURNING CASE WHEN xmax = 0 THEN id END""",
        backend=backend.id,
        company=backend.company_id.id,
        user=backend.env.uid,
        there=now_there,
    )


def _close(backend, now_there):
    return SQL(
        """UPDATE shop_erp_stock_shortage AS shortage SET ended_at = now() AT TIME ZONE 'utc'
            WHERE shortage.backend_id = %s AND shortage.ended_at IS NULL
              AND NOT EXISTS (SELECT FROM (%s) AS now_there
                    WHERE now_there.level_id = shortage.level_id AND minimum > 0 AND there < minimum)
           RETURNING id""",
        backend.id,
        now_there,
    )
