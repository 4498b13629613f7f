"""Stock that comes in: where a remote's levels are kept in Odoo, and the inventory moves that follow its changes."""

from collections import defaultdict, namedtuple
from dataclasses import replace
from datetime import datetime, time
from decimal import ROUND_FLOOR, Decimal

from odoo.fields import Command, Domain
from odoo.tools import SQL

from ...convert.order import decimal_of
from ...convert.problem import Problem
from ...remotes.documents import StockLevel
from ..mappings import targets
from . import expectations

#: Where a level is kept: goods that come in go to ``location``, what lies below ``scope`` but not below one of the
#: ``others`` (places of their own) is what the level speaks of.
Place = namedtuple("Place", "location scope others")


class Places:
    """The places of a backend's levels."""

    def __init__(self, backend):
        self._warehouse = backend.warehouse_id
        self._entries = targets(backend, "location")
        self._kept_apart = backend.env["stock.location"]
        for entry in self._entries.values():
            self._kept_apart |= entry.location_id

    def of(self, external_id):
        """Return the place of a location there; of no location: the backend's warehouse.

        :raises Problem: "location_unmapped"
        """
        if external_id and external_id not in self._entries:
            raise Problem("location_unmapped", id=external_id, lookup_type="location")
        entry = self._entries.get(external_id)
        return self._place(entry.warehouse_id if entry else self._warehouse, entry and entry.location_id)

    def at(self, location):
        """Return the place whose goods come to a location of Odoo."""
        return self._place(location.warehouse_id, location if location in self._kept_apart else None)

    def _place(self, warehouse, location):
        scope = location or warehouse.view_location_id
        others = self._kept_apart.filtered(lambda one: one != scope and one.parent_path.startswith(scope.parent_path))
        return Place(location or warehouse.lot_stock_id, scope, others)


def rounded_down(env, quantity):
    """Return what Odoo can keep of a quantity: never more than there is."""
    digits = min(env["decimal.precision"].precision_get("Product Unit"), 4)
    return quantity.quantize(Decimal(1).scaleb(-digits), ROUND_FLOOR)


def products_of_variants(backend, variant_ids):
    """Return ``{remote id of a variant: product id}`` of the variants that the backend knows."""
    rows = backend.env["shop_erp.binding.variant"].search_fetch(
        [("backend_id", "=", backend.id), ("external_id", "in", list(variant_ids)), ("odoo_id", "!=", False)],
        ["external_id", "odoo_id"],
    )
    return {row.external_id: row.odoo_id.id for row in rows}


def book(backend, found):
    """Book what came in or went out there since the last report.

    The first report of a product at a place sets what Odoo has there; goods that only one side has taken out yet
    are reckoned with. A level that is kept elsewhere from now on moves there.

    :param found: ``{level: {"quantity", "place", "lot", "expires_on"}}``
    """
    lots = _lots(backend, found)
    reported = _reported(backend, found)
    deltas, first = defaultdict(Decimal), defaultdict(Decimal)
    for row, level in found.items():
        lot = lots.get((row.odoo_id, level["lot"]), backend.env["stock.lot"])
        key = (row.odoo_id, level["place"].location, lot)
        before = (row.odoo_id, row.location_id or key[1], row.lot_id or lot)
        if row.digest:
            deltas[before] -= decimal_of(row.quantity, 4)
            deltas[key] += level["quantity"]
        elif key in reported:
            deltas[key] += level["quantity"]
        else:
            first[row.odoo_id, level["place"], lot] += level["quantity"]
        row.write({"location_id": key[1].id, "lot_id": lot.id})
    for key, delta in _first_deltas(backend, first, {product for product, _location, _lot in reported}).items():
        deltas[key] += delta
    move(backend, deltas)


def _reported(backend, found):
    """Return the (product, location, lot) of which the backend has reported levels before."""
    ids = {row.odoo_id.id for row in found}
    rows = backend.env["shop_erp.binding.stock"].search(
        [("backend_id", "=", backend.id), ("odoo_id", "in", list(ids)), ("digest", "!=", False)]
    )
    return {(row.odoo_id, row.location_id, row.lot_id) for row in rows if row.location_id}


def _first_deltas(backend, first, known_products):
    """Return what is missing here, or too much, compared with levels that are reported for the first time."""
    places = defaultdict(lambda: backend.env["product.product"])
    for product, place, _lot in first:
        places[place] |= product
    lying = {}
    for place, products in places.items():
        lying |= {(product, place, lot): there for (product, lot), there in on_hand(place, products).items()}
    new_products = {product for product, _place, _lot in first} - known_products
    owed = (
        expectations.taken_there_only(backend, backend.env["product.product"].union(*new_products))
        if new_products
        else {}
    )
    deltas = {}
    for (product, place, lot), quantity in first.items():
        # goods that left there, but not here, are still here; the first place of the product keeps them
        target = quantity + owed.pop(product, Decimal(0))
        there = lying.get((product, place, lot), Decimal(0))
        deltas[product, place.location, lot] = target - there
    return deltas


def on_hand(place, products):
    """Return ``{(product, lot): quantity}`` of what lies at a place; lots of products without lots count together."""
    domain = Domain("product_id", "in", products.ids) & Domain("location_id.usage", "=", "internal")
    domain &= Domain("location_id", "child_of", place.scope.id)
    if place.others:
        domain &= ~Domain("location_id", "child_of", place.others.ids)
    found = defaultdict(Decimal)
    for product, lot, quantity in products.env["stock.quant"]._read_group(
        domain, ["product_id", "lot_id"], ["quantity:sum"]
    ):
        found[product, lot if product.tracking != "none" else lot.browse()] += decimal_of(quantity, 4)
    return found


def _lots(backend, found):
    """Return ``{(product, lot name): lot}``, made where they are missing; their expiry is what the remote says."""
    wanted = {(row.odoo_id, level["lot"]): level["expires_on"] for row, level in found.items() if level["lot"]}
    if not wanted:
        return {}
    company = backend.company_id
    lots = backend.env["stock.lot"].search(
        [
            ("product_id", "in", [product.id for product, _name in wanted]),
            ("name", "in", [name for _product, name in wanted]),
            ("company_id", "in", [company.id, False]),
        ]
    )
    known = {(lot.product_id, lot.name): lot for lot in lots}
    missing = [key for key in wanted if key not in known]
    made = lots.create(
        [{"product_id": product.id, "name": name, "company_id": company.id} for product, name in missing]
    )
    known |= dict(zip(missing, made, strict=True))
    if "expiration_date" in lots._fields:  # module product_expiry
        for key, expires_on in wanted.items():
            until = expires_on and datetime.combine(expires_on, time(23, 59, 59))
            if until and known[key].expiration_date != until:
                known[key].expiration_date = until
    return known


def move(backend, deltas):
    """Move by inventory moves, valued like any other.

    What came in is given to the deliveries that wait for it, as Odoo does after a receipt: otherwise it would be
    offered to others.

    :param deltas: ``{(product, location, lot): quantity}``; positive came in, negative went out
    """
    moves = backend.env["stock.move"].create(
        [
            _move_vals(backend, product, float(delta), place, lot)
            for (product, place, lot), delta in deltas.items()
            if delta
        ]
    )
    if moves:
        moves._action_done()
        _reserve_for_waiting(moves.filtered(lambda move: move.location_dest_id.usage == "internal"))


def _move_vals(backend, product, delta, stock, lot):
    loss = product.with_company(backend.company_id).property_stock_inventory
    source, destination = (loss, stock) if delta > 0 else (stock, loss)
    shared = {
        "product_id": product.id,
        "company_id": backend.company_id.id,
        "location_id": source.id,
        "location_dest_id": destination.id,
    }
    line = {"product_uom_id": product.uom_id.id, "quantity": abs(delta), "lot_id": lot.id}
    return shared | {
        "product_uom": product.uom_id.id,
        "product_uom_qty": abs(delta),
        "is_inventory": True,
        "picked": True,
        "inventory_name": backend.env._("Stock level of %(backend)s", backend=backend.name),
        "state": "confirmed",
        "move_line_ids": [Command.create(shared | line)],
    }


def _reserve_for_waiting(moves):
    """Reserve for deliveries that were confirmed before their goods were there, as after a receipt."""
    env = moves.env
    if not moves or env["ir.config_parameter"].sudo().get_param("stock.picking_no_auto_reserve"):
        return
    domain = Domain.OR(
        Domain("product_id", "=", move.product_id.id) & Domain("location_id", "parent_of", move.location_dest_id.id)
        for move in moves
    )
    domain &= Domain("state", "in", ("confirmed", "partially_available"))
    domain &= Domain("procure_method", "=", "make_to_stock")
    domain &= Domain("reservation_date", "<=", env.cr.now().date()) | Domain(
        "picking_type_id.reservation_method", "=", "at_confirm"
    )
    env["stock.move"].search(domain, order="priority desc, date asc, id asc")._action_assign()


def vanished(run):
    """Return levels of nothing for the places and lots that a whole reading does not name any more.

    Only of products that it does name, at another place or with another lot: what an ERP lists of a product is all it
    has. A product that is not named at all is for the audit: it may just not be for this backend any more.
    """
    rows = run.env.execute_query(
        SQL(
            """SELECT gone.id FROM shop_erp_binding_stock AS gone
                WHERE gone.backend_id = %(backend)s AND gone.direction = 'in' AND gone.document IS NOT NULL
                  AND gone.read_at < %(started)s
                  AND EXISTS (SELECT FROM shop_erp_binding_stock AS named
                               WHERE named.backend_id = gone.backend_id AND named.odoo_id = gone.odoo_id
                                 AND named.read_at >= %(started)s)""",
            backend=run.backend_id.id,
            started=run.started_at,
        )
    )
    levels = run.env["shop_erp.binding.stock"].browse(row_id for (row_id,) in rows)
    documents = [StockLevel.from_json(level.document) for level in levels]
    return [replace(document, quantity=Decimal(0)) for document in documents if document.quantity]
