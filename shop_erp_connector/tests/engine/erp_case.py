"""A connected ERP that issues fiscal documents, and what is sent to it."""

from datetime import date

from ..common import SimulatedCase

COMPANY_VAT = "503504564"  # invented; the check digits are right


class ErpOutCase(SimulatedCase):
    """``account`` and its ``backend`` with two goods and a service, and a ``buyer`` with a VAT number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.backend = cls.connect_erp()
        cls.account.add_product("AZ-1", "Azulejo", price="24.60", tax="1", stock="40")
        cls.account.add_product("CV-2", "Vinho", price="11.30", tax="2", stock="40")
        cls.account.add_product("PORTES", "Portes", price="4.92", tax="1", is_service=True)
        cls.sync(cls.backend, "product", "in")
        cls.tile = cls.product("AZ-1")
        cls.wine = cls.product("CV-2")
        cls.tile.invoice_policy = cls.wine.invoice_policy = "order"
        cls.buyer = cls.make_buyer("Oficina do Exemplo", COMPANY_VAT)

    @classmethod
    def product(cls, reference):
        row = cls.env["shop_erp.binding.variant"].search(
            [("backend_id", "=", cls.backend.id), ("external_id", "=", reference)]
        )
        return row.odoo_id

    @classmethod
    def make_buyer(cls, name, vat=False):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "vat": vat,
                "email": "loja@oficina.example",
                "street": "Rua das Flores 5",
                "zip": "4000-001",
                "city": "Porto",
                "country_id": cls.env.ref("base.pt").id,
            }
        )

    @classmethod
    def make_order(cls, buyer=None, reference="SHOP-1", lines=None):
        """A confirmed order: two tiles at 20.00 with 23 %, one bottle at 10.00 with 13 %, unless said otherwise."""
        lines = lines or [(cls.tile, 2, 20.0, cls.taxes[23]), (cls.wine, 1, 10.0, cls.taxes[13])]
        order = cls.env["sale.order"].create(
            {
                "partner_id": (buyer or cls.buyer).id,
                "client_order_ref": reference,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": tax.ids,
                        },
                    )
                    for product, quantity, price, tax in lines
                ],
            }
        )
        order.action_confirm()
        return order

    @classmethod
    def make_invoice(cls, order):
        invoice = order._create_invoices()
        invoice.invoice_date = date.today()
        invoice.action_post()
        return invoice
