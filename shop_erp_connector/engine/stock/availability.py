"""How much of each variant may be offered now: one statement, whatever the number of levels.

What is there is added up for each scope (see places.py) and product, in parts that people can check; kits are counted
from their components; then buffer and maximum of the level's rule, or of its backend, apply. Read when a level is
sent, never carried along.
"""

from collections import namedtuple

from odoo.tools import SQL

from . import places
from .promises import parts

#: A level as it would be sent now. Quantities are Decimal; what is not told is None. ``problem``: why it is not sent.
Level = namedtuple("Level", "id quantity incoming incoming_on backorders problem")

#: Problems of levels that settle themselves once their cause is gone.
PROBLEMS = ("level_not_stocked", "location_unmapped", "locations_overlap")

#: What a level, or a kit's component, is made of.
PARTS = ("on_hand", "reserved", "promised", "quoted", "seen", "leaving", "expected", "own", "suppliers")

#: One row of an explanation; ``needed`` is how many of the component a kit takes, None for what is no kit.
Explanation = namedtuple(
    "Explanation", ("id", "product_id", "needed", *PARTS, "basis", "there", "keep", "maximum", "quantity")
)


def levels_now(rows):
    """Return ``{row id: Level}`` of binding rows of one backend."""
    found = _read(rows, SQL("SELECT id, quantity, incoming, incoming_on, backorders, problem FROM told"))
    return {level[0]: Level(*level) for level in found}


def table(backend, condition=SQL("true")):  # noqa: B008 - immutable
    """Return the query of all levels of a backend as they are now: id, there, keep, quantity, problem and more.

    The caller flushes. :param condition: which rows of ``shop_erp_binding_stock AS bound``
    """
    return SQL("WITH %s SELECT * FROM told", _tables(backend, condition))


def explained(rows):
    """Return ``{row id: [Explanation]}`` of binding rows of one backend; a kit has one for each component."""
    found = _read(
        rows,
        SQL(
            """SELECT piece.id, piece.product_id, piece.needed, %s, piece.basis, told.there, told.keep,
                      told.maximum, told.quantity
                 FROM piece JOIN told ON told.id = piece.id ORDER BY piece.id, piece.product_id""",
            SQL(", ").join(SQL("piece.%s", SQL.identifier(name)) for name in PARTS),
        ),
    )
    explanations = {}
    for line in found:
        explanations.setdefault(line[0], []).append(Explanation(*line))
    return explanations


def mark_changed(model, backend):
    """Levels that are not as they were last sent become dirty: one statement, whatever their number.

    Levels that the remote refused are tried again once they differ from what was sent last. One that cannot be told any
    more is looked at too, so that it is held with a sentence; one that can be told again goes on.
    """
    model.env.flush_all()
    model.env.execute_query(
        SQL(
            """UPDATE shop_erp_binding_stock SET state = 'dirty', direction = 'out', tries = 0, next_try = NULL,
                      changed_at = now() AT TIME ZONE 'utc'
                WHERE id = ANY(ARRAY(WITH %s SELECT told.id FROM told
                       WHERE CASE WHEN state IN ('done', 'failed') THEN problem IS NOT NULL OR moved_there
                                    OR (quantity, COALESCE(incoming, 0), incoming_on, backorders) IS DISTINCT FROM
                                       (sent, COALESCE(sent_incoming, 0), sent_incoming_on, sent_backorders)
                                  ELSE state = 'held' AND direction = 'out' AND reason_code = ANY(%s)
                                   AND problem IS NULL END))
            RETURNING id""",
            _tables(backend, SQL("true")),
            list(PROBLEMS),
        )
    )
    model.invalidate_model()


def note_sold(backend, row_ids):
    """The shop has taken the goods of these orders off its own figures, or put them back: what it shows is not known.

    Such levels are sent once more, also when they are what was sent last.

    :param row_ids: order rows that were just read
    """
    backend.env["shop_erp.binding.stock"].flush_model()
    backend.env.execute_query(
        SQL(
            """UPDATE shop_erp_binding_stock AS level SET moved_there = true, digest = NULL
                 FROM shop_erp_binding_order AS bound
                CROSS JOIN LATERAL (VALUES (bound.pending_document), (bound.document)) AS told (document)
                CROSS JOIN LATERAL jsonb_array_elements(told.document::jsonb -> 'content' -> 'lines') AS line
                 JOIN shop_erp_binding_variant AS variant
                   ON variant.backend_id = bound.backend_id AND variant.external_id = line ->> 'variant_id'
                WHERE bound.id = ANY(%s) AND level.variant_binding_id = variant.id AND level.direction = 'out'
                  AND level.moved_there IS NOT true RETURNING level.id""",
            list(row_ids),
        )
    )
    backend.env["shop_erp.binding.stock"].invalidate_model(["moved_there", "digest"])


def _read(rows, query):
    rows.env.flush_all()
    kits = rows.env["product.product"]._shop_erp_kits(rows.company_id)
    products = set(rows.odoo_id.ids)
    components = rows.env.execute_query(
        SQL(
            "SELECT component_id FROM (%s) AS kit (product_id, component_id, quantity) WHERE product_id = ANY(%s)",
            kits,
            list(products),
        )
    )
    products.update(component_id for (component_id,) in components)
    tables = _tables(rows.backend_id, SQL("bound.id = ANY(%s)", list(rows.ids)), list(products))
    return rows.env.execute_query(SQL("WITH %s %s", tables, query))


def _tables(backend, condition, product_ids=None):
    """Return the common tables up to ``piece`` (level or component of a kit) and ``told`` (level).

    They are kept apart from one another: how many rows each has is known only when it is there.

    :param condition: which rows of ``shop_erp_binding_stock AS bound``
    :param product_ids: of these products and components; None: of all
    """
    return SQL(
        """%s, kit (product_id, component_id, quantity) AS MATERIALIZED (%s), rule AS (%s),
           level AS MATERIALIZED (%s),
           part (scope, product_id, on_hand, reserved, promised, quoted, seen, leaving, expected, own, suppliers,
                 day) AS (%s),
           stock AS MATERIALIZED (%s), piece AS MATERIALIZED (%s), told AS (%s)""",
        places.tables(backend),
        backend.env["product.product"]._shop_erp_kits(backend.company_id),
        _rules(backend),
        _levels(backend, condition),
        SQL(" UNION ALL ").join(parts(backend, product_ids)),
        _sums(),
        _pieces(),
        _told(backend),
    )


def _rules(backend):
    """A variant's own rule wins over the one of its product."""
    return SQL(
        """SELECT DISTINCT ON (product.id) product.id AS product_id, rule.basis, rule.buffer, rule.buffer_percent,
                  rule.maximum, rule.backorders, ruled.scope
             FROM shop_erp_stock_rule AS rule
             JOIN product_product AS product ON product.product_tmpl_id = rule.product_tmpl_id
              AND (rule.product_id IS NULL OR rule.product_id = product.id)
             LEFT JOIN ruled ON ruled.rule_id = rule.id
            WHERE rule.backend_id = %s ORDER BY product.id, rule.product_id""",
        backend.id,
    )


def _levels(backend, condition):
    return SQL(
        """SELECT bound.id, bound.odoo_id AS product_id, COALESCE(place.scope, rule.scope, %s) AS scope,
                  COALESCE(rule.basis, %s) AS basis, COALESCE(rule.buffer, %s) AS buffer,
                  COALESCE(rule.buffer_percent, %s) AS buffer_percent, COALESCE(rule.maximum, %s) AS maximum,
                  COALESCE(rule.backorders, %s) AS backorders, template.is_storable,
                  bound.state, bound.direction, bound.reason_code, bound.moved_there, bound.quantity AS sent,
                  bound.incoming AS sent_incoming, bound.incoming_on AS sent_incoming_on,
                  bound.backorders AS sent_backorders,
                  CASE WHEN bound.location_lookup_id IS NOT NULL AND place.scope IS NULL THEN 'location_unmapped'
                       WHEN bound.location_lookup_id IN (SELECT lookup_id FROM shared) THEN 'locations_overlap'
                  END AS problem
             FROM shop_erp_binding_stock AS bound
             JOIN product_product AS product ON product.id = bound.odoo_id
             JOIN product_template AS template ON template.id = product.product_tmpl_id
             LEFT JOIN place ON place.lookup_id = bound.location_lookup_id
             LEFT JOIN rule ON rule.product_id = bound.odoo_id
            WHERE bound.backend_id = %s AND %s""",
        places.OWN,
        backend.stock_basis,
        backend.stock_buffer,
        backend.stock_buffer_percent,
        backend.stock_maximum,
        backend.stock_backorders or None,
        backend.id,
        condition,
    )


# --- what is offered ---


def _sums():
    return SQL(
        "SELECT scope, product_id, %s, min(day) AS day FROM part GROUP BY scope, product_id",
        SQL(", ").join(SQL("sum(%s)::numeric AS %s", SQL.identifier(name), SQL.identifier(name)) for name in PARTS),
    )


def _pieces():
    """Each level with its parts; for a kit, each component with its.

    A full join is never done row by row, however few rows the database expects; what is only stock falls away again.
    """
    return SQL(
        """SELECT asked.id, asked.basis, asked.component_id AS product_id, asked.needed, stock.day, %s
             FROM (SELECT level.id, level.basis, level.scope, kit.quantity AS needed,
                          COALESCE(kit.component_id, level.product_id) AS component_id
                     FROM level LEFT JOIN kit ON kit.product_id = level.product_id) AS asked
             FULL JOIN stock ON stock.scope = asked.scope AND stock.product_id = asked.component_id
            WHERE COALESCE(asked.id, 0) > 0""",
        SQL(", ").join(
            SQL("COALESCE(stock.%s, 0) AS %s", SQL.identifier(name), SQL.identifier(name)) for name in PARTS
        ),
    )


def _told(backend):
    """Buffer, maximum and whole pieces; what is owed already shows as nothing left, never as less than nothing."""
    takes = backend._capabilities.writes
    down, up = (SQL(), SQL()) if "fractions" in takes else (SQL("FLOOR"), SQL("CEIL"))
    incoming = SQL("%s", bool(backend.stock_announce_incoming and "availability" in takes))
    return SQL(
        """SELECT id, there, keep, maximum, problem, backorders, incoming, state, direction, reason_code, moved_there,
                  sent, sent_incoming, sent_incoming_on, sent_backorders,
                  GREATEST(LEAST(%(down)s(ROUND(there - keep, 4)), NULLIF(maximum, 0)), 0) AS quantity,
                  CASE WHEN incoming > 0 AND day >= CURRENT_DATE THEN day END AS incoming_on
             FROM (SELECT level.id, there, day, level.maximum, state, direction, reason_code, moved_there, sent,
                          sent_incoming, sent_incoming_on, sent_backorders,
                          CASE WHEN level.is_storable OR is_kit THEN level.problem ELSE 'level_not_stocked'
                          END AS problem,
                          CASE WHEN %(backorders)s THEN level.backorders END AS backorders,
                          GREATEST(level.buffer, %(up)s(GREATEST(there, 0) * level.buffer_percent / 100)) AS keep,
                          CASE WHEN %(incoming)s
                               THEN GREATEST(%(down)s(LEAST(expected, expected + free)), 0) END AS incoming
                     FROM level FULL JOIN (%(counted)s) AS totals ON totals.id = level.id) AS kept""",
        down=down,
        up=up,
        backorders="backorders" in takes,
        incoming=incoming,
        counted=_totals(),
    )


def _totals():
    """A kit is there as often as its scarcest component allows."""
    return SQL(
        """SELECT id, bool_or(needed IS NOT NULL) AS is_kit, min(day) FILTER (WHERE needed IS NULL) AS day,
                  COALESCE(min(expected) FILTER (WHERE needed IS NULL), 0) AS expected,
                  min(CASE WHEN needed IS NULL THEN free ELSE FLOOR(ROUND(free / needed, 4)) END) AS free,
                  min(CASE WHEN needed IS NULL THEN there ELSE FLOOR(ROUND(there / needed, 4)) END) AS there
             FROM (SELECT id, needed, day, expected, free, CASE basis
                          WHEN 'on_hand' THEN on_hand - seen + suppliers
                          WHEN 'forecast' THEN on_hand + expected - leaving - quoted - seen + suppliers
                          ELSE free END AS there
                     FROM (SELECT *, on_hand - reserved + own - promised - quoted - seen + suppliers AS free FROM piece)
                          AS freed) AS based
            GROUP BY id"""
    )
