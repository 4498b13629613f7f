"""What is measured. Each function fills a fresh database and shop and returns named figures."""

import resource
import statistics
import time

from figures import figure

from odoo.fields import Command

BATCH = 50


# --- orders ---------------------------------------------------------------------------------------------------------


def orders(hub, shop, divisor):
    """Import known orders of 3 and of 8 lines, as quotations and confirmed, beside bare ORM of the same size."""
    count, many = 1000 // divisor, 1000  # figures per 1,000 hold for 1,000 only: what is fixed counts once
    shop.call("populate", products=200, customers=40)
    backend_id = hub.connect(shop.settings)
    import_catalogue(hub, backend_id)
    place_and_import(hub, shop, backend_id, 40, 1, seed=1)  # now all customers and addresses are known
    results = {}
    shop.call("calls", clear=True)
    hub.jobs = 0
    three, _sql = place_and_import(hub, shop, backend_id, many, 3, seed=2)
    results["order_import_http_per_1000"] = figure(shop.call("calls")[0], "calls")
    results["order_import_jobs_per_1000"] = figure(hub.jobs, "jobs")
    results["order_import_3_lines"] = figure(many / three, "orders/s", many / bare(hub, backend_id, many, 3)[0])
    eight, statements = place_and_import(hub, shop, backend_id, count, 8, seed=3)
    bare_eight, bare_statements = bare(hub, backend_id, count, 8)
    results["order_import_8_lines"] = figure(count / eight, "orders/s", count / bare_eight)
    results["order_import_sql"] = figure(statements / count, "statements", bare_statements / count)
    results |= confirmed(hub, shop, backend_id, count // 5)
    results |= rerun(hub, shop, backend_id, three + eight)
    return results


def confirmed(hub, shop, backend_id, count):
    """The same with confirmation: stock moves and pickings are made."""

    def confirm_from_now_on(env):
        env["shop_erp.mapping"].search(
            [("backend_id", "=", backend_id), ("type", "=", "state")]
        ).order_action = "confirm"

    hub.commit(confirm_from_now_on)
    seconds, _sql = place_and_import(hub, shop, backend_id, count, 8, seed=4)
    bare_seconds, _bare_sql = bare(hub, backend_id, count, 8, confirm=True)
    return {"order_confirmed_8_lines": figure(count / seconds, "orders/s", count / bare_seconds)}


def rerun(hub, shop, backend_id, first_seconds):
    """Nothing changed in the shop: the next run reads what its look-back covers, and writes nothing anywhere."""
    import_all(hub, backend_id, "order")
    shop.call("calls", clear=True)
    seconds = import_all(hub, backend_id, "order")
    return {
        "rerun_fraction": figure(seconds / first_seconds, "of first run"),
        "rerun_sent": figure(shop.call("calls")[1], "writes"),
    }


def place_and_import(hub, shop, backend_id, count, lines, *, seed):
    """Let buyers order, then import; return (seconds, SQL statements) of the import alone."""
    shop.call("advance", seconds=3600)
    shop.call("place_orders", count=count, lines=lines, seed=seed)
    shop.call("advance", seconds=60)
    before = hub.statements()
    seconds = import_all(hub, backend_id, "order")
    counters = hub.counters(backend_id, "order")
    if counters["created"] != count:
        raise SystemExit(f"{count} orders were placed, the import says {counters}")
    return seconds, hub.statements() - before


def import_all(hub, backend_id, kind):
    """Run a flow to its end; return seconds."""
    began = time.perf_counter()
    hub.start(backend_id, kind, "in")
    hub.drain()
    return time.perf_counter() - began


def import_catalogue(hub, backend_id):
    """Categories first, then products; stop when one of them is not imported."""
    import_all(hub, backend_id, "category")
    import_all(hub, backend_id, "product")
    counters = hub.counters(backend_id, "product")
    if counters["held"] or counters["failed"]:
        raise SystemExit(f"products were not imported: {counters}")


def bare(hub, backend_id, count, lines, *, confirm=False):
    """Plain ``sale.order.create`` in batches of 50, one transaction each; return (seconds, statements)."""

    def known(env):
        products = env["shop_erp.binding.variant"].search([("backend_id", "=", backend_id)]).odoo_id
        partners = env["shop_erp.binding.order"].search([("backend_id", "=", backend_id)]).odoo_id.partner_id
        return products.ids, partners.ids

    product_ids, partner_ids = hub.commit(known)
    seconds, statements = [], 0
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        vals_list = [_bare_vals(start + index, lines, product_ids, partner_ids) for index in range(size)]
        before, began = hub.statements(), time.perf_counter()
        hub.commit(_create, vals_list, confirm)
        seconds.append(time.perf_counter() - began)
        statements += hub.statements() - before
    return sum(seconds), statements


def _bare_vals(number, lines, product_ids, partner_ids):
    return {
        "partner_id": partner_ids[number % len(partner_ids)],
        "order_line": [
            Command.create(
                {
                    "product_id": product_ids[(number * 7 + line) % len(product_ids)],
                    "product_uom_qty": 1 + line % 3,
                    "price_unit": 10.0 + line,
                }
            )
            for line in range(lines)
        ],
    }


def _create(env, vals_list, confirm):
    orders = env["sale.order"].with_context(tracking_disable=True).create(vals_list)
    if confirm:
        orders.action_confirm()


# --- stock ----------------------------------------------------------------------------------------------------------


def stock(hub, shop, _divisor):
    """Send 1,000 changed levels; then run again with nothing changed."""
    count = 1000
    shop.call("populate", products=count, customers=1)
    backend_id = hub.connect(shop.settings)
    import_catalogue(hub, backend_id)
    hub.commit(_receive_goods, backend_id)
    shop.call("calls", clear=True)
    hub.jobs = 0
    before = hub.statements()
    hub.start(backend_id, "stock", "out")
    seconds = hub.drain()
    statements = hub.statements() - before
    calls, _writes = shop.call("calls", clear=True)
    counters = hub.counters(backend_id, "stock")
    if counters["changed"] + counters["skipped"] != count:  # a few are in the shop just so already
        raise SystemExit(f"{count} levels changed, the run says {counters}")
    results = {
        "stock_push_http_per_1000": figure(calls, "calls"),
        "stock_push_jobs_per_1000": figure(hub.jobs, "jobs"),
        "stock_push_sql": figure(statements / count, "statements"),
        "stock_push": figure(count / seconds, "levels/s"),
    }
    hub.start(backend_id, "stock", "out")
    hub.drain()
    results["stock_rerun_sent"] = figure(shop.call("calls")[1], "writes")
    return results


def _receive_goods(env, backend_id):
    warehouse = env["shop_erp.backend"].browse(backend_id).warehouse_id
    products = env["shop_erp.binding.variant"].search([("backend_id", "=", backend_id)]).odoo_id
    for number, product in enumerate(products):
        env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 7 + number % 50)


# --- products -------------------------------------------------------------------------------------------------------


def products(hub, shop, divisor):
    """Import 20,000 products; the peak memory of the process and its growth after the first tenth."""
    count = 20000 // divisor
    shop.call("populate", products=count // 10, customers=1)
    backend_id = hub.connect(shop.settings)
    import_catalogue(hub, backend_id)
    early = _peak_megabytes()
    shop.call("populate", products=count - count // 10, customers=0)
    seconds = import_all(hub, backend_id, "product")
    peak = _peak_megabytes()
    bare_seconds = _bare_products(hub, 500)
    return {
        "product_import": figure((count - count // 10) / seconds, "products/s", 500 / bare_seconds),
        "product_import_peak_mb_20000": figure(peak, "MB", early),
    }


def _peak_megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _bare_products(hub, count):
    seconds = []
    for start in range(0, count, BATCH):
        vals_list = [
            {"name": f"Bare {number}", "default_code": f"B{number}", "list_price": 10.0, "is_storable": True}
            for number in range(start, start + BATCH)
        ]
        began = time.perf_counter()
        hub.commit(lambda env, vals_list=vals_list: env["product.template"].create(vals_list))
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds) * len(seconds)


#: Products first: the peak of the process's memory never falls again.
MEASURES = (products, orders, stock)
