"""Customers with two addresses each: read from the shop, sent to it, and a night in which few of many changed."""

import time

from figures import figure
from measures import import_all

BATCH = 50


def customers(hub, shop, divisor):
    """Import 10,000 customers, export 10,000, and read 10 changes of 100,000; beside bare ORM of the same size."""
    count = 10000 // divisor
    backend_id = hub.connect(shop.settings)
    results = _imported(hub, shop, backend_id, count)
    results |= _exported(hub, shop, backend_id, count)
    return results | _nightly(hub, shop, backend_id, 100000 // divisor)


def _imported(hub, shop, backend_id, count):
    shop.call("add_customers", count=count)
    shop.call("calls", clear=True)
    before = hub.statements()
    seconds = import_all(hub, backend_id, "customer")
    statements = hub.statements() - before
    counters = hub.counters(backend_id, "customer")
    if counters["created"] != count:
        raise SystemExit(f"{count} customers were there, the import says {counters}")
    bare_seconds, bare_statements = _bare(hub, 500)
    return {
        "customer_import": figure(count / seconds, "customers/s", 500 / bare_seconds),
        "customer_import_sql": figure(statements / count, "statements", bare_statements / 500),
        "customer_import_http_per_1000": figure(1000 * shop.call("calls", clear=True)[0] / count, "calls"),
    }


def _exported(hub, shop, backend_id, count):
    hub.commit(_make_buyers, backend_id, count)
    shop.call("calls", clear=True)
    before, began = hub.statements(), time.perf_counter()
    hub.start(backend_id, "customer", "out")
    hub.drain()
    seconds, statements = time.perf_counter() - began, hub.statements() - before
    counters = hub.counters(backend_id, "customer")
    if counters["created"] != count:
        raise SystemExit(f"{count} customers were to be sent, the export says {counters}")
    results = {
        "customer_export": figure(count / seconds, "customers/s"),
        "customer_export_sql": figure(statements / count, "statements"),
        "customer_export_http_per_1000": figure(1000 * shop.call("calls", clear=True)[0] / count, "calls"),
    }
    hub.start(backend_id, "customer", "out")
    hub.drain()
    return results | {"customer_rerun_sent": figure(shop.call("calls", clear=True)[1], "writes")}


def _nightly(hub, shop, backend_id, count):
    """Only the reading matters here: what is there stays in the shop, the cursor is set behind it."""
    shop.call("add_customers", count=count)
    shop.call("advance", seconds=3600)
    hub.commit(_read_up, backend_id)
    shop.call("advance", seconds=3600)
    shop.call("change_customers", count=10)
    shop.call("advance", seconds=60)
    shop.call("calls", clear=True)
    before = hub.statements()
    seconds = import_all(hub, backend_id, "customer")
    counters = hub.counters(backend_id, "customer")
    if counters["created"] + counters["changed"] != 10:
        raise SystemExit(f"10 customers changed, the run says {counters}")
    return {
        "customer_nightly_http": figure(shop.call("calls", clear=True)[0], "calls"),
        "customer_nightly_sql": figure(hub.statements() - before, "statements"),
        "customer_nightly": figure(seconds, "seconds"),
    }


def _read_up(env, backend_id):
    """Walk to the end of the shop's customers without storing any, as the nights before would have done."""
    backend = env["shop_erp.backend"].browse(backend_id)
    flows = backend.with_context(active_test=False).flow_ids
    flow = flows.filtered(lambda flow: (flow.kind, flow.direction) == ("customer", "in"))
    with backend._opened() as remote:
        for page in remote.pull("customer", cursor=flow.cursor):
            flow.cursor = page.cursor


def _make_buyers(env, backend_id, count):
    country_id = env.ref("base.pt").id
    partners = env["res.partner"].with_context(tracking_disable=True)
    buyers = partners.create(
        [
            {
                "name": "Rita Exemplo",
                "email": f"out{number}@example.com",
                "lang": "en_US",
                **_address(number, country_id),
                "child_ids": [(0, 0, {"type": "delivery", "name": "Door", **_address(number, country_id, "Rua B")})],
            }
            for number in range(count)
        ]
    )
    env["shop_erp.binding.partner"].create(
        [
            {"backend_id": backend_id, "odoo_id": one.id, "key": f"OUT-{one.id}", "state": "dirty", "direction": "out"}
            for one in buyers
        ]
    )


def _address(number, country_id, street="Rua A"):
    return {"street": f"{street} {number}", "zip": "4000-001", "city": "Porto", "country_id": country_id}


def _bare(hub, count):
    """Plain ``res.partner.create`` of a customer and his two addresses, in batches; return (seconds, statements)."""
    seconds, statements = 0.0, 0
    country_id = hub.commit(lambda env: env.ref("base.pt").id)
    for start in range(0, count, BATCH):
        vals_list = [
            {
                "name": f"Bare {number}",
                "email": f"bare{number}@example.com",
                **_address(number, country_id),
                "child_ids": [
                    (0, 0, {"type": "delivery", "name": "Door", **_address(number, country_id, street)})
                    for street in "AB"
                ],
            }
            for number in range(start, start + BATCH)
        ]
        before, began = hub.statements(), time.perf_counter()
        hub.commit(_create, vals_list)
        seconds += time.perf_counter() - began
        statements += hub.statements() - before
    return seconds, statements


def _create(env, vals_list):
    env["res.partner"].with_context(tracking_disable=True).create(vals_list)
