"""How long changes have been waiting to be sent: one statement for all shops and ERPs, whatever they exchange."""

from datetime import UTC, datetime

from odoo.tools import SQL


def oldest(backends):
    """Return ``{backend id: {kind: since when (naive UTC)}}`` of what the active flows still have to send.

    What is marked to be sent has its time; what has changed since the last run looked counts from the record's own last
    change, for stock from the last movement of the goods.
    """
    env = backends.env
    env.flush_all()
    models = env["shop_erp.binding"]._concrete_models()
    queries = [query for model in models for query in _queries(model)]
    found = env.execute_query(
        SQL(
            """WITH flow AS (
                 SELECT flow.backend_id, flow.kind, run.started_at AS looked_at
                   FROM shop_erp_flow AS flow
                   LEFT JOIN LATERAL (SELECT max(started_at) AS started_at FROM shop_erp_run
                     WHERE flow_id = flow.id AND trigger NOT IN ('record', 'audit')) AS run ON true
                  WHERE flow.active AND flow.direction = 'out' AND flow.backend_id = ANY(%s))
               SELECT backend_id, kind, min(since) FROM (%s) AS waiting WHERE since IS NOT NULL
                GROUP BY backend_id, kind""",
            list(backends.ids),
            SQL(" UNION ALL ").join(queries),
        )
    )
    waiting = {}
    for backend_id, kind, since in found:
        waiting.setdefault(backend_id, {})[kind] = since
    return waiting


def minutes(since):
    """Return how many minutes have passed since a moment (naive UTC)."""
    return int((datetime.now(UTC).replace(tzinfo=None) - since).total_seconds() // 60)


def _queries(model):
    """Return the queries of (backend, kind, since when) of one binding model: what is marked, and what is not yet."""
    table, kind = SQL.identifier(model._table), model._kind
    marked = SQL(
        """SELECT bound.backend_id, flow.kind, min(COALESCE(bound.changed_at, bound.create_date)) AS since
             FROM %s AS bound JOIN flow ON flow.backend_id = bound.backend_id AND flow.kind = %s
            WHERE bound.state IN ('dirty', 'in_doubt', 'sending') AND bound.direction = 'out'
            GROUP BY bound.backend_id, flow.kind""",
        table,
        kind,
    )
    return [marked, _moved_goods() if kind == "stock" else _changed_records(model, table, kind)]


def _changed_records(model, table, kind):
    return SQL(
        """SELECT bound.backend_id, flow.kind, min(GREATEST(record.write_date, flow.looked_at))
             FROM %s AS bound
             JOIN flow ON flow.backend_id = bound.backend_id AND flow.kind = %s
             JOIN %s AS record ON record.id = bound.odoo_id
            WHERE bound.content_changed AND bound.state = 'done' AND bound.pending_document IS NULL
            GROUP BY bound.backend_id, flow.kind""",
        table,
        kind,
        SQL.identifier(model._record_model()._table),
    )


def _moved_goods():
    return SQL(
        """SELECT level.backend_id, 'stock', min(quant.write_date)
             FROM stock_quant AS quant
             JOIN shop_erp_binding_stock AS level ON level.odoo_id = quant.product_id
              AND level.state = 'done' AND level.direction = 'out'
             JOIN flow ON flow.backend_id = level.backend_id AND flow.kind = 'stock'
            WHERE quant.write_date > flow.looked_at
            GROUP BY level.backend_id"""
    )
