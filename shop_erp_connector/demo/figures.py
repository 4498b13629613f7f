"""Both sides compared: the simulated systems by their own tables, Odoo by its records."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from . import backends, database, people
from .backends import ERP, SHOP, STATES


@dataclass(frozen=True, slots=True)
class Figure:
    """One number on both sides.

    :param there: the shop's or the ERP's; ``here``: Odoo's
    """

    title: str
    there: int | Decimal
    here: int | Decimal

    @property
    def difference(self):
        """Return what Odoo has more."""
        return self.here - self.there

    @property
    def matches(self):
        """Tell whether both sides agree."""
        return not self.difference


def compare(world):
    """Return the ``Figure`` list."""
    with database.session() as env:
        orders = _bound(env, "order", SHOP)
        return [
            *_catalogue(env, world),
            *_orders(world, orders),
            *_told(env, world, orders),
            *_invoices(env, world),
            *_erp_orders(env, world),
            *_levels(env, world),
            *_waiting(env),
        ]


def nothing_moved(counts):
    """Return the figures of a day on which both systems were as Odoo had left them."""
    return [
        Figure(f"Records {name} although nothing had changed", 0, sum(row[name] for row in counts.values()))
        for name in ("created", "changed")
    ]


def _bound(env, kind, backend_name):
    """Return the Odoo records that a backend knows."""
    rows = env[f"shop_erp.binding.{kind}"].search([("backend_id", "=", backends.find(env, backend_name).id)])
    return rows.odoo_id


def _sum(records, field="amount_total"):
    return sum((Decimal(f"{amount:.2f}") for amount in records.mapped(field)), Decimal("0.00"))


def _catalogue(env, world):
    """Products, their forms and pictures as the shop shows them, and the prices agreed with professionals."""
    backend, shop = backends.find(env, SHOP), world.shop
    listings = env["shop_erp.binding.product"].search([("backend_id", "=", backend.id), ("is_online", "=", True)])
    products = listings.odoo_id
    shown = [row for row in shop.rows("products") if str(row["active"]) == "1"]
    yield Figure("Products online in the shop", len(shown), len(products))
    forms = products.product_variant_ids.filtered("product_template_attribute_value_ids")
    yield Figure("  their sizes and colours", len(shop.rows("combinations")), len(forms))
    pictures = len(products.filtered("image_1920")) + len(products.shop_erp_picture_ids)
    yield Figure("  their pictures", len(shop.rows("images")), pictures)
    group = str(shop.only("groups", price_display_method="1")["id"])
    agreed = env["product.pricelist"].search([("name", "=", people.GROUP)]).item_ids
    yield Figure("  prices for professionals", len(shop.rows("specific_prices", id_group=group)), len(agreed))


def _orders(world, orders):
    shop = world.shop.totals()
    yield Figure("Orders of the shop", shop.count, len(orders))
    yield Figure("  with tax, EUR", _cents(shop.including), _sum(orders))
    yield Figure("  without tax, EUR", _cents(shop.excluding), _sum(orders, "amount_untaxed"))


def _cents(amount):
    return amount.quantize(Decimal("0.01"))


def _told(env, world, orders):
    """What the shop was told: each order's state, its tracking number, its invoice's number and address."""
    in_state = _shop_states(world)
    rows = env["shop_erp.binding.order"].search([("odoo_id", "in", orders.ids), ("direction", "=", "in")])
    wanted = {row.external_id: _state_wanted(row.odoo_id) for row in rows}
    agreeing = [key for key, states in wanted.items() if in_state.get(key) in states]
    yield Figure("Orders in the state that Odoo says", len(agreeing), len(wanted))
    pickings = orders.picking_ids.filtered(lambda picking: picking.state == "done" and picking.carrier_tracking_ref)
    told = [row for row in world.shop.rows("order_carriers") if row["tracking_number"]]
    known = set(pickings.mapped("carrier_tracking_ref"))
    yield Figure("Tracking numbers in the shop", sum(row["tracking_number"] in known for row in told), len(pickings))
    texts = [row["message"] for row in world.shop.rows("customer_messages")]
    invoices = orders.invoice_ids.filtered("shop_erp_number")
    named = [move for move in invoices if any(_names(text, move) for text in texts)]
    yield Figure("Invoices with their PDF's address in the shop", len(named), len(invoices))


def _names(text, move):
    return move.shop_erp_number in text and f"/web/content/{move.shop_erp_pdf_id.id}?" in text


def _shop_states(world):
    """Return ``{order id: English name of its state}``."""
    names = {str(row["id"]): row["name"][1] for row in world.shop.rows("order_states")}
    return {str(row["id"]): names[row["current_state"]] for row in world.shop.rows("orders")}


def _state_wanted(order):
    """Return the shop's states that fit an order of Odoo."""
    if order.state == "cancel":
        return {name for name, (action, _status) in STATES.items() if action == "cancel"}
    if order.state != "sale":
        return {name for name, (action, _status) in STATES.items() if action == "quotation"}
    if order.delivery_status == "full":
        return {name for name, (_action, when) in STATES.items() if when == "delivered"}
    # that it is confirmed is no news to a shop whose own state said so
    return {name for name, (action, when) in STATES.items() if action == "confirm" and when != "delivered"}


def _invoices(env, world):
    moves = env["account.move"].search([("move_type", "=", "out_invoice"), ("state", "=", "posted")])
    issued = world.erp.documents("4")
    yield Figure("Invoices issued by the ERP", world.erp.totals()["invoices"]["count"], len(moves))
    yield Figure("  with tax, EUR", world.erp.totals()["invoices"]["gross"], _sum(moves))
    numbers = {row["FullDocNumber"] for row in issued}
    yield Figure("  numbers on Odoo's invoices", len(numbers), len(numbers & set(moves.mapped("shop_erp_number"))))
    pdfs = [move for move in moves if move.shop_erp_pdf_id.raw and move.shop_erp_pdf_id.raw.startswith(b"%PDF")]
    yield Figure("  PDFs on Odoo's invoices", len(issued), len(pdfs))


def _erp_orders(env, world):
    orders = env["sale.order"].search([("state", "=", "sale")])
    yield Figure("Orders in the ERP", world.erp.totals()["orders"]["count"], len(orders))
    yield Figure("  with tax, EUR", world.erp.totals()["orders"]["gross"], _sum(orders))


def _levels(env, world):
    """The shop has what is free in Odoo less what its quotations ask for, the ERP what lies in the warehouse."""
    levels = env["shop_erp.binding.stock"].search([("backend_id", "=", backends.find(env, SHOP).id)])
    asked = Counter()
    for line in _bound(env, "order", SHOP).filtered(lambda order: order.state in ("draft", "sent")).order_line:
        asked[line.product_id] += line.product_uom_qty
    sold = [level.external_id.split("-") for level in levels]
    differing = [
        level for level, (product, form) in zip(levels, sold, strict=True)
        if world.shop.stock(int(product), int(form)) != max(level.odoo_id.free_qty - asked[level.odoo_id], 0)
    ]  # fmt: skip
    combinations = world.shop.rows("combinations")
    plain = len(world.shop.rows("products")) - len({row["id_product"] for row in combinations})
    yield Figure("Stock levels in the shop", plain + len(combinations), len(levels))
    yield Figure("  that differ", 0, len(differing))
    known = env["shop_erp.binding.variant"].search([("backend_id", "=", backends.find(env, ERP).id)])
    goods = known.odoo_id.filtered("is_storable")
    differing = [
        product for product in goods if world.erp.stock(product.default_code) != Decimal(str(product.qty_available))
    ]
    yield Figure("Stock levels in the ERP", len(_stored(world)), len(goods))
    yield Figure("  that differ", 0, len(differing))


def _stored(world):
    return [row for row in world.erp.account.products.values() if row["has_stocks"]]


def _waiting(env):
    found = env["shop_erp.backend"].search([])
    counts = env["shop_erp.binding"]._count_by_backend(found, ("pending", "dirty", "in_doubt", "held", "failed"))
    for name in (ERP, SHOP):
        key = backends.find(env, name).id
        waiting = sum(number for (backend_id, _state), number in counts.items() if backend_id == key)
        yield Figure(f"Records of {name} that are not in step", 0, waiting)
