"""What orders and invoices that are sent to a remote refer to there: variants, taxes, buyers, payment methods."""

from dataclasses import replace
from functools import cached_property

from ..convert.partner_out import customer_of
from ..convert.problem import Problem
from ..convert.tax_number import bare_vat
from ..remotes.documents import Customer
from .mappings import entries_by, the_one


class OutgoingTaxes:
    """The remote's taxes behind Odoo's."""

    def __init__(self, backend):
        self.backend = backend
        self.env = backend.env

    @cached_property
    def _taxes(self):
        return entries_by(self.backend, "tax", "tax_id")

    def tax_external_id(self, tax):
        """Return the remote's id of a tax.

        :raises Problem: "tax_not_there", "ambiguous_there"
        """
        if tax.id not in self._taxes:
            raise Problem("tax_not_there", tax=tax.name, backend=self.backend.name)
        return the_one(self._taxes[tax.id], record=tax.name)


class OutgoingReferences(OutgoingTaxes):
    """What an order or invoice that is sent to a remote refers to there.

    :param lines: the sale order lines or invoice lines of the whole set
    """

    def __init__(self, backend, lines):
        super().__init__(backend)
        self.lines = lines

    @cached_property
    def _variants(self):
        rows = self.env["shop_erp.binding.variant"].search_fetch(
            [
                ("backend_id", "=", self.backend.id),
                ("odoo_id", "in", self.lines.product_id.ids),
                ("external_id", "!=", False),
            ],
            ["odoo_id", "external_id"],
        )
        return {row.odoo_id.id: row.external_id for row in rows}

    @cached_property
    def _discount_products(self):
        backends = self.env["shop_erp.backend"].search([("company_id", "=", self.backend.company_id.id)])
        return backends.discount_product_id | backends.gift_card_product_id

    def variant_external_id(self, line):
        """Return the remote's id of the line's product.

        :raises Problem: "not_bound"
        """
        found = self._variants.get(line.product_id.id)
        if not found:
            raise Problem("not_bound", record=line.product_id.display_name or line.name, backend=self.backend.name)
        return found

    def role(self, line):
        """Return the document role of an Odoo line."""
        if line.product_id in self._discount_products or line.price_subtotal < 0:
            return "discount"
        if line._name == "sale.order.line" and line.is_delivery:
            return "shipping"
        return "product"


class OutgoingParties:
    """Buyers and payment methods of a set of orders or invoices, as the remote knows them."""

    def __init__(self, backend, records):
        self.backend = backend
        partners = records.partner_id.commercial_partner_id
        rows = backend.env["shop_erp.binding.partner"].search(
            [
                ("backend_id", "=", backend.id),
                ("odoo_id", "in", partners.ids),
                ("external_id", "!=", False),
                ("is_address", "=", False),
            ]
        )
        self._customers = {row.odoo_id.id: row for row in rows._primary_last()}
        self._payments = entries_by(backend, "payment", "journal_id")

    def customer(self, partner):
        """Return the buyer's document; its id is the remote's when the remote knows the buyer."""
        partner = partner.commercial_partner_id
        row = self._customers.get(partner.id)
        if not row and bare_vat(partner.vat) and self.backend._capabilities.customer_needs_vat:
            raise Problem("not_bound", record=partner.display_name, backend=self.backend.name)
        family_first = self.backend.is_family_name_first
        return customer_of(partner, id=row.external_id if row else "", family_first=family_first)

    def payment_code(self, journal):
        """Return the remote's payment method for a journal, "" when none stands for it.

        :raises Problem: "ambiguous_there"
        """
        entries = self._payments.get(journal.id)
        return the_one(entries, record=journal.name) if entries else ""


def fiscal_digest(invoice):
    """Return a hash of what an issued invoice says for good: buyer, day, lines and totals.

    What may change without changing the invoice stays out: ids there, mappings, addresses, our own number.
    """
    buyer = invoice.customer
    return replace(
        invoice,
        id="",
        number="",
        order_number="",
        payment_method_code="",
        note="",
        billing=None,
        delivery=None,
        customer=Customer(company=buyer.company, last_name=buyer.last_name, vat=buyer.vat),
        lines=tuple(replace(line, variant_id="", taxes=()) for line in invoice.lines),
    ).digest()
