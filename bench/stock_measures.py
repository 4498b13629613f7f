"""What stock costs when there is much of it: levels that changed, levels that did not, and deliveries."""

import time

from figures import figure

#: Levels of which none has changed.
UNCHANGED = 100000
LINES = 100


def many_levels(hub, shop, divisor):
    """Send 10,000 changed levels to one shop; calls and jobs are those of 10,000 also in a quick run."""
    count = 10000 // divisor
    shop.call("populate", products=count, customers=1)
    backend_id = hub.connect(shop.settings)
    hub.commit(_bind, backend_id, shop.call("product_ids"))
    shop.call("calls", clear=True)
    hub.jobs = 0
    hub.start(backend_id, "stock", "out")
    seconds = hub.drain()
    counters = hub.counters(backend_id, "stock")
    if counters["changed"] + counters["skipped"] != count:
        raise SystemExit(f"{count} levels changed, the run says {counters}")
    return {
        "stock_push_http_per_10000": figure(shop.call("calls")[0] * divisor, "calls"),
        "stock_push_jobs_per_10000": figure(hub.jobs * divisor, "jobs"),
        "stock_push_10000": figure(count / seconds, "levels/s"),
    }


def _bind(env, backend_id, product_ids):
    """Make all of the shop's products forms of one of Odoo's: their levels change together."""
    product = env["product.product"].create({"name": "Bench", "is_storable": True})
    row = env["shop_erp.binding.product"].create(
        {"backend_id": backend_id, "external_id": "bench", "odoo_id": product.product_tmpl_id.id, "state": "done"}
    )
    env["shop_erp.binding.variant"].create(
        [
            {
                "backend_id": backend_id,
                "external_id": f"{product_id}-0",
                "odoo_id": product.id,
                "product_binding_id": row.id,
                "state": "done",
            }
            for product_id in product_ids
        ]
    )
    location = env["shop_erp.backend"].browse(backend_id).warehouse_id.lot_stock_id
    env["stock.quant"]._update_available_quantity(product, location, 123456)


def unchanged_levels(hub, shop, _divisor):
    """Look for changes among 100,000 levels of as many products, none of which has changed."""
    backend_id = hub.connect(shop.settings)
    hub.commit(_insert_levels, backend_id)
    with hub.registry.cursor() as cr:
        cr.execute("ANALYZE")
        cr.commit()
    before, began = hub.statements(), time.perf_counter()
    hub.commit(_mark_changed, backend_id)
    seconds, statements = time.perf_counter() - began, hub.statements() - before
    changed = hub.commit(lambda env: env["shop_erp.binding.stock"].search_count([("state", "!=", "done")]))
    if changed:
        raise SystemExit(f"nothing changed, but {changed} levels are to be sent")
    return {
        "stock_unchanged_100000": figure(seconds, "s"),
        "stock_unchanged_100000_sql": figure(statements, "statements"),
    }


def _mark_changed(env, backend_id):
    env["shop_erp.binding.stock"]._mark_changed(env["shop_erp.backend"].browse(backend_id))


def _insert_levels(env, backend_id):
    """Copy one product with its stock and its level: the ORM would take minutes for it."""
    product = env["product.product"].create({"name": "Bench", "is_storable": True})
    backend = env["shop_erp.backend"].browse(backend_id)
    env["stock.quant"]._update_available_quantity(product, backend.warehouse_id.lot_stock_id, 7)
    env["shop_erp.binding.stock"].create(
        {"backend_id": backend_id, "odoo_id": product.id, "external_id": "0", "state": "done", "direction": "out",
         "quantity": 7}
    )  # fmt: skip
    env.flush_all()
    _copy(env, "product_template", "id = %s", product.product_tmpl_id.id)
    _copy(env, "product_product", "id = %s", product.id, product_tmpl_id="product_tmpl_id + copy")
    _copy(env, "stock_quant", "product_id = %s", product.id, product_id="product_id + copy")
    _copy(env, "shop_erp_binding_stock", "backend_id = %s", backend_id, odoo_id="odoo_id + copy", external_id="copy")


def _copy(env, table, condition, value, **changed):
    """Insert copies whose ids follow that of the row; the named columns are expressions of its own and ``copy``."""
    env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    columns = [name for (name,) in env.cr.fetchall()]
    shown = [changed.get(name, "id + copy" if name == "id" else f'"{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    env.cr.execute(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(shown)} FROM {table},"  # noqa: S608 - no foreign text
        f" generate_series(1, {UNCHANGED - 1}) AS copies (copy) WHERE {condition}",
        [value],
    )


def deliveries(hub, shop, _divisor):
    """Validate a delivery of 100 lines whose order and products shops know, and one that they do not."""
    backend_id = hub.connect(shop.settings)
    plain_ids, bound_ids = hub.commit(_make_goods), hub.commit(_make_goods)
    hub.commit(_bind_goods, backend_id, bound_ids)
    for _time in range(2):  # the first is what Odoo does once
        plain = _deliver(hub, plain_ids)
        bound = _deliver(hub, bound_ids, backend_id)
    return {"delivery_100_lines_extra_sql": figure(bound - plain, "statements")}


def _make_goods(env):
    location = env["stock.warehouse"].search([], limit=1).lot_stock_id
    products = env["product.product"].create([{"name": f"Goods {n}", "is_storable": True} for n in range(LINES)])
    for product in products:
        env["stock.quant"]._update_available_quantity(product, location, 50)
    return products.ids


def _bind_goods(env, backend_id, product_ids):
    products = env["product.product"].browse(product_ids)
    shared = {"backend_id": backend_id, "state": "done"}
    rows = env["shop_erp.binding.product"].create(
        [{**shared, "external_id": str(one.id), "odoo_id": one.product_tmpl_id.id} for one in products]
    )
    variants = env["shop_erp.binding.variant"].create(
        [
            {**shared, "external_id": f"{one.id}-0", "odoo_id": one.id, "product_binding_id": row.id}
            for one, row in zip(products, rows, strict=True)
        ]
    )
    env["shop_erp.binding.stock"].create(
        [
            {**shared, "external_id": one.external_id, "odoo_id": one.odoo_id.id, "variant_binding_id": one.id}
            for one in variants
        ]
    )


def _deliver(hub, product_ids, backend_id=None):
    """Return how many statements it takes to validate a delivery of one of each product."""
    picking_id = hub.commit(_order, product_ids, backend_id)
    before = hub.statements()
    hub.commit(lambda env: env["stock.picking"].browse(picking_id)._action_done())
    return hub.statements() - before


def _order(env, product_ids, backend_id):
    order = env["sale.order"].create(
        {
            "partner_id": env.user.partner_id.id,
            "order_line": [(0, 0, {"product_id": product_id, "product_uom_qty": 1}) for product_id in product_ids],
        }
    )
    order.action_confirm()
    picking = order.picking_ids
    if backend_id:
        shared = {"backend_id": backend_id, "external_id": str(order.id), "state": "done"}
        for model, record in (("order", order), ("status", order), ("picking", picking)):
            env[f"shop_erp.binding.{model}"].create({**shared, "odoo_id": record.id})
    picking.move_ids.picked = True
    return picking.id


STOCK_MEASURES = (many_levels, unchanged_levels, deliveries)
