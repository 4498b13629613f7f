"""The whole life of orders: shop → Odoo → delivered → ERP invoice with PDF → number, tracking and state in the shop.

Both simulators run in this process: the seconds hold their work, too. Calls and jobs are exact.
"""

import time

from measures import figure, import_catalogue

from odoo.addons.shop_erp_connector.tests.simulators.keyinvoice import KeyInvoiceSimulator
from odoo.addons.shop_erp_connector.tests.simulators.prestashop import PrestaShopSimulator

PRODUCTS = 20

#: An account of the ERP has 5,000 calls a day; an invoice takes four of them.
ORDERS = 500


def whole_life(hub, _shop, divisor):
    """Let 500 orders live; return seconds, calls of both systems, and jobs."""
    count = ORDERS // divisor
    with PrestaShopSimulator() as shop, KeyInvoiceSimulator() as erp:
        shop_id, erp_id = _connected(hub, shop, erp)
        customers = [shop.add_customer() for _number in range(40)]
        products = shop.rows("products")
        for number in range(count):
            lines = [(products[(number + index) % PRODUCTS], 1 + index) for index in range(3)]
            shop.place_order(customers[number % 40], lines, state="Payment accepted")
        shop.clock.advance(60)
        shop.log.clear()
        erp.log.clear()
        hub.jobs, began = 0, time.perf_counter()
        _run(hub, shop_id, "order", "in")
        hub.commit(_deliver)
        hub.commit(_invoice)
        _run(hub, erp_id, "invoice", "out")
        for kind in ("shipment", "invoice", "status"):
            _run(hub, shop_id, kind, "out")
        seconds = time.perf_counter() - began
        _check(hub, shop, erp, count)
        calls = len(shop.log) + len(erp.log)
    return {
        "whole_life": figure(seconds / count, "s/order"),
        "whole_life_calls": figure(calls / count, "calls"),
        "whole_life_jobs": figure(hub.jobs / count, "jobs"),
    }


def _connected(hub, shop, erp):
    for number in range(PRODUCTS):
        price = f"{10 + number}.00"
        shop.add_product(f"L{number}", price, tax=1, quantity=100000)
        erp.add_product(f"L{number}", f"Lamp {number}", price=price, tax="1", stock="100000")
    erp.add_product("SHIPPING", "Shipping", price="5.00", tax="1", is_service=True)
    shop.clock.advance(60)
    shop_id = hub.connect(shop.settings)
    import_catalogue(hub, shop_id)
    return shop_id, hub.commit(_connect_erp, erp.settings, shop_id)


def _connect_erp(env, settings, shop_id):
    shop = env["shop_erp.backend"].browse(shop_id)
    for mapping in shop.mapping_ids.filtered(lambda mapping: mapping.type == "state"):
        status = {"5": "delivered", "4": "shipped"}.get(mapping.external_id)
        mapping.write({"order_action": "confirm", "order_status": status})
    if "stock_text_confirmation" in env.company:
        env.company.stock_text_confirmation = False  # text messages go through a service that is not here
    products = env["shop_erp.binding.variant"].search([("backend_id", "=", shop_id)]).odoo_id
    products.invoice_policy = "delivery"
    for product in products:
        env["stock.quant"]._update_available_quantity(product, shop.warehouse_id.lot_stock_id, 100000)
    backend = env["shop_erp.backend"].create({"name": "Bench ERP", "system": "keyinvoice"})
    backend._set_settings(settings)
    backend.action_check()
    taxes = {mapping.rate: mapping.tax_id for mapping in shop.mapping_ids if mapping.type == "tax"}
    for mapping in backend.mapping_ids.filtered(lambda mapping: mapping.type == "tax"):
        mapping.tax_id = taxes.get(mapping.rate) if mapping.country_code in (False, "PT") else False
    _bind(env, backend, products)
    _bind(env, backend, shop.shipping_product_id)
    return backend.id


def _bind(env, backend, products):
    """The catalogue was matched before: what is measured is the orders' life."""
    for product in products:
        reference = product.default_code
        known = {"backend_id": backend.id, "external_id": reference, "state": "done"}
        binding = env["shop_erp.binding.product"].create({**known, "odoo_id": product.product_tmpl_id.id})
        env["shop_erp.binding.variant"].create({**known, "odoo_id": product.id, "product_binding_id": binding.id})


def _run(hub, backend_id, kind, direction):
    hub.start(backend_id, kind, direction)
    hub.drain()


def _deliver(env):
    pickings = env["stock.picking"].search([("state", "=", "assigned"), ("picking_type_code", "=", "outgoing")])
    for picking in pickings:
        picking.carrier_tracking_ref = f"TRACK{picking.id}"
        for move in picking.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
    pickings._action_done()


def _invoice(env):
    orders = env["sale.order"].search([("invoice_status", "=", "to invoice")])
    orders._create_invoices(grouped=True).action_post()


def _check(hub, shop, erp, count):
    """Stop when a step was skipped: the figures would be too good."""

    def numbered(env):
        return env["account.move"].search_count([("shop_erp_number", "!=", False), ("shop_erp_pdf_id", "!=", False)])

    figures = {
        "invoices with PDF": hub.commit(numbered),
        "documents of the ERP": len(erp.documents("4")),
        "tracking numbers": sum(bool(row["tracking_number"]) for row in shop.rows("order_carriers")),
        "messages to buyers": len(shop.rows("customer_messages")),
    }
    if set(figures.values()) != {count}:
        raise SystemExit(f"{count} orders were to live, but: {figures}\n{hub.commit(_complaints)}")


def _complaints(env):
    runs = env["shop_erp.run"].search([]).filtered("errors")
    return "\n".join(f"{run.display_name}: {run.errors}" for run in runs)
