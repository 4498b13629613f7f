"""Which locations count for a stock level, and what reaches into them: the first common tables of availability.py.

A *scope* is a set of locations whose goods are counted together: those of the backend, of one of the remote's
locations, or of a rule for a product. Levels name theirs by its number.
"""

from odoo.tools import SQL

#: The backend's own scope is 0; those of the remote's locations are even, those of rules odd.
#: Rules with the same places share one.
OWN = 0


def tables(backend):
    """Return the tables of scopes:

    * ``place``: the remote's locations that stand for something here, with their scope
    * ``ruled``: the rules with places of their own, with their scope
    * ``root``: what was chosen for each scope
    * ``counted``: the internal locations under it, but for those whose goods are not offered
    * ``source``: from where a delivery may take what is counted
    * ``asking``: the warehouses whose orders ask for it
    * ``shared``: places whose goods another place of the remote offers already: they would be counted twice
    """
    for model in ("stock.location", "stock.warehouse", "shop_erp.backend", "shop_erp.mapping"):
        backend.env[model].flush_model()
    return SQL(
        """place (lookup_id, scope, location_id) AS (%s), ruled (rule_id, scope) AS MATERIALIZED (%s),
           root (scope, location_id) AS MATERIALIZED (%s),
           counted (scope, location_id, warehouse_id, parent_path) AS MATERIALIZED (%s),
           source (scope, location_id) AS MATERIALIZED (
             SELECT DISTINCT scope, part::integer FROM counted
              CROSS JOIN LATERAL unnest(string_to_array(rtrim(parent_path, '/'), '/')) AS part),
           asking (scope, warehouse_id) AS (
             SELECT DISTINCT scope, warehouse_id FROM counted WHERE warehouse_id IS NOT NULL),
           shared (lookup_id) AS (
             SELECT place.lookup_id FROM place JOIN counted ON counted.scope = place.scope
              WHERE EXISTS (SELECT FROM place AS other JOIN counted AS same ON same.scope = other.scope
                             WHERE other.lookup_id <> place.lookup_id AND same.location_id = counted.location_id))""",
        _places(backend),
        _ruled(backend),
        _roots(backend),
        _counted(),
    )


def _places(backend):
    return SQL(
        """SELECT lookup.id, lookup.id * 2, COALESCE(mapping.location_id, warehouse.view_location_id)
             FROM shop_erp_lookup AS lookup
             JOIN shop_erp_mapping AS mapping ON mapping.lookup_id = lookup.id AND mapping.state <> 'open'
             JOIN stock_warehouse AS warehouse ON warehouse.id = mapping.warehouse_id
            WHERE lookup.backend_id = %s AND lookup.type = 'location' AND lookup.active""",
        backend.id,
    )


def _roots(backend):
    """Chosen warehouses and locations; without any choice the backend's warehouse."""
    return SQL(
        """WITH chosen (location_id) AS (
             SELECT warehouse.view_location_id FROM shop_erp_backend_stock_warehouse AS link
               JOIN stock_warehouse AS warehouse ON warehouse.id = link.stock_warehouse_id
              WHERE link.shop_erp_backend_id = %(backend)s
             UNION SELECT stock_location_id FROM shop_erp_backend_stock_location
              WHERE shop_erp_backend_id = %(backend)s)
           SELECT %(own)s, location_id FROM chosen
            UNION SELECT %(own)s, warehouse.view_location_id FROM shop_erp_backend AS backend
             JOIN stock_warehouse AS warehouse ON warehouse.id = backend.warehouse_id
            WHERE backend.id = %(backend)s AND NOT EXISTS (SELECT FROM chosen)
            UNION SELECT scope, location_id FROM place
            UNION SELECT ruled.scope, chosen.location_id FROM ruled JOIN (%(rules)s) AS chosen USING (rule_id)""",
        rules=_rule_roots(backend),
        backend=backend.id,
        own=OWN,
    )


def _ruled(backend):
    return SQL(
        """SELECT rule_id, min(rule_id) OVER (PARTITION BY locations) * 2 + 1
             FROM (SELECT rule_id, array_agg(location_id ORDER BY location_id) AS locations
                     FROM (%s) AS chosen GROUP BY rule_id) AS gathered""",
        _rule_roots(backend),
    )


def _rule_roots(backend):
    return SQL(
        """SELECT rule.id AS rule_id, warehouse.view_location_id AS location_id FROM shop_erp_stock_rule AS rule
             JOIN shop_erp_stock_rule_warehouse AS link ON link.shop_erp_stock_rule_id = rule.id
             JOIN stock_warehouse AS warehouse ON warehouse.id = link.stock_warehouse_id
            WHERE rule.backend_id = %(backend)s
            UNION SELECT rule.id, link.stock_location_id FROM shop_erp_stock_rule AS rule
             JOIN shop_erp_stock_rule_location AS link ON link.shop_erp_stock_rule_id = rule.id
            WHERE rule.backend_id = %(backend)s""",
        backend=backend.id,
    )


def _counted():
    """A shelf that is one of the remote's locations is none of the warehouse's that another one stands for."""
    return SQL(
        """SELECT DISTINCT root.scope, location.id, location.warehouse_id, location.parent_path
             FROM root JOIN stock_location AS top ON top.id = root.location_id
             JOIN stock_location AS location ON location.parent_path LIKE top.parent_path || '%%'
            WHERE location.usage = 'internal'
              AND NOT EXISTS (SELECT FROM stock_location AS closed
                    WHERE closed.shop_erp_not_for_sale AND location.parent_path LIKE closed.parent_path || '%%')
              AND NOT EXISTS (SELECT FROM place AS own JOIN place AS apart ON apart.location_id <> own.location_id
                     JOIN stock_location AS deeper ON deeper.id = apart.location_id
                    WHERE own.scope = root.scope AND deeper.parent_path LIKE top.parent_path || '%%'
                      AND location.parent_path LIKE deeper.parent_path || '%%')"""
    )
