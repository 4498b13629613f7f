"""Levels of a shop as they would be sent now, without the shop."""

from ....engine.stock import availability
from ... import make
from ...common import HubCase


class LevelCase(HubCase):
    """``lamp`` and its ``level`` in the shop; nothing lies anywhere yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock = cls.backend.warehouse_id.lot_stock_id
        cls.lamp = cls.bind_product("100").product_variant_id
        cls.levels = cls.env["shop_erp.binding.stock"]
        cls.level = cls.add_levels().filtered(lambda row: row.odoo_id == cls.lamp)
        cls.buyer = cls.env["res.partner"].create({"name": "Buyer"})

    @classmethod
    def out_flow(cls, backend=None):
        backend = (backend or cls.backend).with_context(active_test=False)
        return backend.flow_ids.filtered(lambda flow: (flow.kind, flow.direction) == ("stock", "out"))

    @classmethod
    def add_levels(cls, backend=None):
        """Add the levels that are missing, as a run does; return them."""
        flow = cls.out_flow(backend)
        shared = {"backend_id": flow.backend_id.id, "state": "dirty", "direction": "out"}
        return cls.levels.create([shared | row for row in cls.levels._new_rows(flow)])

    @classmethod
    def stock_up(cls, quantity, product=None, location=None, lot=None):
        cls.env["stock.quant"]._update_available_quantity(
            product or cls.lamp, location or cls.stock, quantity, lot_id=lot
        )

    def now(self, level=None):
        """The quantity that would be sent now."""
        level = level or self.level
        return availability.levels_now(level)[level.id].quantity

    def document(self, level=None):
        level = level or self.level
        return level._make_documents(None)[level.id]

    def told(self, level=None):
        """Take a level as just sent."""
        level = level or self.level
        level._after_push({}, level._make_documents(None))
        level._set_state("done")

    def changed(self):
        """Look for changes as a run does; return the levels that are to be sent."""
        self.levels._mark_changed(self.backend)
        return self.levels.search([("backend_id", "=", self.backend.id), ("state", "=", "dirty")])

    @classmethod
    def sell(cls, quantity, product=None, *, confirm=True, **vals):
        """An order typed in Odoo."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.buyer.id,
                "order_line": [(0, 0, {"product_id": (product or cls.lamp).id, "product_uom_qty": quantity})],
                **vals,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def shop_order(cls, quantity, id="41", *, variant="100-0", backend=None, **fields):
        """An order placed in a shop and applied; the default state is confirmed at once."""
        line = make.line("10.00", quantity=quantity, variant=variant)
        return cls.receive("order", make.order(id, lines=[line], **fields), backend=backend)

    @classmethod
    def held_order(cls, quantity, id="41", **fields):
        """The same, which cannot be applied yet: nobody knows its payment method."""
        return cls.shop_order(quantity, id, payment_method_code="coins", **fields)

    @classmethod
    def warehouse(cls, name, code):
        return cls.env["stock.warehouse"].create({"name": name, "code": code, "company_id": cls.company.id})

    @classmethod
    def shelf(cls, name, parent=None):
        return cls.env["stock.location"].create(
            {"name": name, "location_id": (parent or cls.stock).id, "usage": "internal", "company_id": cls.company.id}
        )
