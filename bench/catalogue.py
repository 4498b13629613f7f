"""The catalogue: a first export with variants and pictures, an import, and prices that change."""

import ctypes
import gc
import os
import time
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from figures import figure
from measures import import_all
from PIL import Image

from odoo.fields import Command

#: Products made in Odoo in one transaction: the making shall not be what the memory grows by.
MADE = 100

#: What a picture holds in bytes, roughly: kept, 5,000 of them would be a gigabyte.
SIDE = 260

SIZES = ("S", "M", "L")


def catalogue(hub, shop, divisor):
    """Export 5,000 products of three variants and a picture each, change prices, import 50,000 products."""
    backend_id = hub.connect(shop.settings)
    hub.commit(_prepare, backend_id)
    results = _export(hub, shop, backend_id, 5000 // divisor)
    results |= _prices(hub, shop, backend_id, 1000 // divisor)
    return results | _import(hub, shop, backend_id, 50000 // divisor)


class Share:
    """What one task cost: seconds, statements, calls; what the hub's process and the simulated shop's computed."""

    seconds = statements = calls = writes = own_seconds = shop_seconds = 0


@contextmanager
def _measured(hub, shop):
    """Yield a ``Share`` that is filled in at the end."""
    share = Share()
    shop.call("calls", clear=True)
    statements, busy = hub.statements(), shop.call("busy_seconds")
    began, own = time.perf_counter(), time.process_time()
    yield share
    share.seconds, share.own_seconds = time.perf_counter() - began, time.process_time() - own
    share.statements = hub.statements() - statements
    share.shop_seconds = shop.call("busy_seconds") - busy
    share.calls, share.writes = shop.call("calls", clear=True)


def _forget_peak():
    """Give back what the making took; return what is left, in megabytes. Linux alone can do so."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return _peak()


def _peak():
    """Return the peak of the process's memory since ``_forget_peak``, in megabytes."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def _flat(early, begun):
    """Return the peak, beside what it would be if the whole took what the first tenth took."""
    return figure(_peak(), "MB", begun + early)


# --- export ---------------------------------------------------------------------------------------------------------


def _prepare(env, backend_id):
    """One tax that stands for one of the shop's, a category and an attribute; other products stay at home."""
    backend = env["shop_erp.backend"].browse(backend_id)
    mapping = backend.mapping_ids.filtered(lambda one: one.type == "tax" and one.rate == 23)[:1]
    mapping.tax_id = mapping.tax_id.copy({"name": "Sent 23 %", "amount": 23})
    env["product.template"].search([]).sale_ok = False
    backend.sends_images = "images" in backend._capabilities.writes
    env["product.category"].create({"name": "Sent"})
    env["product.attribute"].create(
        {"name": "Size of the bench", "value_ids": [Command.create({"name": name}) for name in SIZES]}
    )


def _make(hub, backend_id, numbers, *, plain=False):
    for start in range(0, len(numbers), MADE):
        hub.commit(_make_some, backend_id, numbers[start : start + MADE], plain)


def _make_some(env, backend_id, numbers, plain):
    backend = env["shop_erp.backend"].browse(backend_id)
    size = env["product.attribute"].search([("name", "=", "Size of the bench")])
    line = Command.create({"attribute_id": size.id, "value_ids": [Command.set(size.value_ids.ids)]})
    has_variants = not plain and "variants" in backend._capabilities.writes
    templates = env["product.template"].create(
        [
            {
                "name": f"Sent {number}",
                "default_code": False if has_variants else f"PLAIN-{number}",
                "is_storable": True,
                "list_price": 20.0 + number % 50,
                "taxes_id": [Command.set(env["account.tax"].search([("name", "=", "Sent 23 %")]).ids)],
                "categ_id": env["product.category"].search([("name", "=", "Sent")]).id,
                "attribute_line_ids": [line] if has_variants else [],
            }
            for number in numbers
        ]
    )
    for number, template in zip(numbers, templates, strict=True):
        for place, product in enumerate(template.product_variant_ids if has_variants else ()):
            product.default_code = f"SENT-{number}-{SIZES[place]}"
    if backend.sends_images and not plain:  # straight into the store: smaller copies of it are not what is measured
        env["ir.attachment"].create(
            [
                {"name": "image_1920", "res_model": "product.template", "res_field": "image_1920",
                 "res_id": template.id, "raw": _picture()}
                for template in templates
            ]
        )  # fmt: skip


def _picture():
    content = BytesIO()
    Image.frombytes("RGB", (SIDE, SIDE), os.urandom(3 * SIDE * SIDE)).save(content, "PNG", compress_level=0)
    return content.getvalue()


def _export(hub, shop, backend_id, count):
    tenth = count // 10
    _make(hub, backend_id, range(tenth))
    _run(hub, backend_id, "category", "out")
    early = -_forget_peak()
    _run(hub, backend_id, "product", "out", created=tenth)
    early += _peak()
    _make(hub, backend_id, range(tenth, count))
    begun = _forget_peak()
    with _measured(hub, shop) as share:
        _run(hub, backend_id, "product", "out", created=count - tenth)
    memory, sent = _flat(early, begun), count - tenth
    with _measured(hub, shop) as again:
        _run(hub, backend_id, "product", "out", created=0)
    return {
        "catalogue_export": figure(sent / share.seconds, "products/s"),
        "catalogue_export_cpu": figure(1000 * share.own_seconds / sent, "ms/product"),
        "catalogue_export_shop_share": figure(share.shop_seconds / share.seconds, "of the time"),
        "catalogue_export_calls": figure(share.calls / sent, "per product"),
        "catalogue_export_sql": figure(share.statements / sent, "per product"),
        "catalogue_export_peak_mb": memory,
        "catalogue_export_rerun_sent": figure(again.writes, "writes"),
    }


def _run(hub, backend_id, kind, direction, **expected):
    """Run a flow to its end; stop when it did not do what was expected."""
    hub.start(backend_id, kind, direction)
    hub.drain()
    counters = hub.counters(backend_id, kind)
    if counters["held"] or counters["failed"] or any(counters[name] != value for name, value in expected.items()):
        raise SystemExit(f"{kind} {direction}: expected {expected}, the run says {counters}")


# --- prices ---------------------------------------------------------------------------------------------------------


def _prices(hub, shop, backend_id, count):
    """One changed price, then many, of products with one form; then of some with variants.

    The floor is one call for as many products as one call may carry: what a variant costs more has not changed.
    """
    _make(hub, backend_id, range(count, 2 * count), plain=True)
    _run(hub, backend_id, "product", "out", created=count)
    _run(hub, backend_id, "price", "out")
    batch = hub.commit(lambda env: env["shop_erp.backend"].browse(backend_id)._capabilities.batch["price"])
    results = {}
    for name, code, number in (("one", "PLAIN-%", 1), ("1000", "PLAIN-%", count), ("variants", False, count)):
        hub.commit(_raise_prices, code, number)
        with _measured(hub, shop) as share:
            _run(hub, backend_id, "price", "out")
        results[f"catalogue_price_calls_{name}"] = figure(share.calls, "calls", -(-number // batch))
    return results


def _raise_prices(env, code, count):
    """Change prices of products that are in the shop."""
    rows = env["shop_erp.binding.price"].search(
        [("state", "=", "done"), ("odoo_id.default_code", "=like" if code else "=", code)]
    )
    for template in rows.odoo_id[:count]:
        template.list_price += 1


# --- import ---------------------------------------------------------------------------------------------------------


def _import(hub, shop, backend_id, count):
    tenth = count // 10
    shop.call("populate", products=tenth, customers=0)
    import_all(hub, backend_id, "category")
    early = -_forget_peak()
    import_all(hub, backend_id, "product")
    early += _peak()
    shop.call("populate", products=count - tenth, customers=0)
    begun = _forget_peak()
    with _measured(hub, shop) as share:
        import_all(hub, backend_id, "product")
    counters, read = hub.counters(backend_id, "product"), count - tenth
    if counters["created"] != read:
        raise SystemExit(f"{read} products are new, the import says {counters}")
    return {
        "catalogue_import": figure(read / share.seconds, "products/s"),
        "catalogue_import_cpu": figure(1000 * share.own_seconds / read, "ms/product"),
        "catalogue_import_shop_share": figure(share.shop_seconds / share.seconds, "of the time"),
        "catalogue_import_calls": figure(share.calls, "calls", -(-read // 100)),
        "catalogue_import_sql": figure(share.statements / read, "per product"),
        "catalogue_import_peak_mb": _flat(early, begun),
    }
