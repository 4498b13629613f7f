"""What people do in Odoo: the warehouse sends parcels, the office writes invoices."""

from odoo.fields import Domain

from . import backends, database
from .places import DemoError

#: Records that are handled in one go: what a person ticks in a list.
_BATCH = 25
#: Every which order is still to be sent when the day ends.
_LEFT_OVER = 12


def deliver():
    """Validate the deliveries of the shop's confirmed orders, with tracking numbers, but for a few."""
    with database.session() as env:
        pickings = _pickings(env).ids
    pickings = [key for number, key in enumerate(pickings) if number % _LEFT_OVER != _LEFT_OVER - 1]
    for start in range(0, len(pickings), _BATCH):
        with database.session() as env:
            _deliver(env["stock.picking"].browse(pickings[start : start + _BATCH]))


def _pickings(env):
    """Return what is ready to be sent, the oldest orders first."""
    ready = Domain("state", "=", "assigned") & Domain("picking_type_code", "=", "outgoing")
    return env["stock.picking"].search(ready & Domain("sale_id", "in", _orders(env).ids), order="sale_id")


def _orders(env):
    rows = env["shop_erp.binding.order"].search([("backend_id", "=", backends.find(env, backends.SHOP).id)])
    return rows.odoo_id


def _deliver(pickings):
    for picking in pickings.filtered("carrier_id.tracking_url"):
        picking.carrier_tracking_ref = f"CA{picking.id:08d}PT"
    question = pickings.button_validate()
    if question is not True:
        raise DemoError(f"Odoo asks something before it validates deliveries: {question}")


def invoice():
    """Invoice what was delivered, one invoice for each order, and post it."""
    with database.session() as env:
        delivered = _orders(env).filtered(
            lambda order: order.delivery_status == "full" and order.invoice_status == "to invoice"
        )
        orders = delivered.sorted("id").ids
    for start in range(0, len(orders), _BATCH):
        with database.session() as env:
            batch = env["sale.order"].browse(orders[start : start + _BATCH])
            batch._create_invoices(grouped=True).action_post()
