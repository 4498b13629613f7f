"""Everything a page of documents refers to, looked up in a handful of queries and handed to ``convert/`` as facts."""

from collections import namedtuple
from decimal import Decimal
from functools import cached_property

from odoo.fields import Domain
from odoo.tools import SQL

from ..convert.problem import Problem
from ..remotes.documents.order import COMPONENT, PRODUCT
from .languages import Languages
from .mappings import targets

Carrier = namedtuple("Carrier", "id product_id uom_id")


class Places:
    """Countries, their states and languages by code.

    ``documents_here``: ``{row id: document}``, what Odoo would send of rows that both sides changed
    """

    def __init__(self, backend):
        self.backend = backend
        self.env = backend.env
        self.documents_here = {}

    @property
    def is_family_name_first(self):
        """Does the remote's country write the family name first?"""
        return self.backend.is_family_name_first

    @property
    def holds_wrong_vat(self):
        """Is a tax number that cannot be one a question for a person? Else it is kept as text."""
        return self.backend.wrong_vat == "hold"

    @cached_property
    def _countries(self):
        return {country.code: country.id for country in self.env["res.country"].search_fetch([], ["code"])}

    @cached_property
    def _languages(self):
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        return {code[:2]: code for code in reversed(codes)} | {code: code for code in codes}

    @cached_property
    def spoken(self):
        """Return the ``Languages`` of the backend."""
        return Languages(self.backend)

    @cached_property
    def languages(self):
        """Return the languages in which names are looked for, the backend's main one first."""
        main = self.backend.language_id.code
        return [code for code in (main, self.env.lang, "en_US") if code]

    def language(self, code):
        """Return the installed language for an ISO code, the backend's main one when it is not installed."""
        return self._languages.get(code) or self._languages.get(code[:2]) or self.backend.language_id.code or False

    def country_id(self, code):
        """Return the country's id, False for no country.

        :raises Problem: "unknown_country"
        """
        if not code:
            return False
        if code not in self._countries:
            raise Problem("unknown_country", country=code)
        return self._countries[code]

    def state_id(self, country_id, text):
        """Return the id of the state with that code or name, False for none given.

        :raises Problem: "unknown_state" when the country has states and none of them is meant
        """
        if not text or not country_id:
            return False
        states = self._states.get(country_id)
        if not states:
            return False
        if text.lower() not in states:
            country = self.env["res.country"].browse(country_id).name
            raise Problem("unknown_state", state=text, country=country)
        return states[text.lower()]

    @cached_property
    def _states(self):
        by_country = {}
        for state in self.env["res.country.state"].search_fetch([], ["country_id", "code", "name"]):
            names = by_country.setdefault(state.country_id.id, {})
            names[state.name.lower()] = names[state.code.lower()] = state.id
        return by_country


class Taxes(Places):
    """Places, and the Odoo taxes behind the remote's."""

    @cached_property
    def _taxes(self):
        """``{lookup id: (odoo tax id, price_include, rate)}``, the rate None for a tax that is no percentage"""
        found = {}
        for external_id, mapping in targets(self.backend, "tax").items():
            tax = mapping.tax_id
            rate = Decimal(str(tax.amount)) if tax.amount_type == "percent" else None
            found[external_id] = (tax.id, tax.price_include, rate)
        return found

    def _mapped_tax(self, lookup_id):
        """Return the tax of a lookup id that is known.

        Odoo keeps the remote's own amounts only where each tax of a line is one percentage.

        :raises Problem: "tax_no_percentage"
        """
        found = self._taxes[lookup_id]
        if found[2] is None:
            name = self.env["account.tax"].browse(found[0]).name
            raise Problem("tax_no_percentage", tax=lookup_id, odoo_tax=name)
        return found

    def sale_tax(self, lookup_id):
        """Return (odoo tax id, price_include, rate) of a product's tax.

        :raises Problem: "product_tax_unmapped", "tax_no_percentage"
        """
        if lookup_id not in self._taxes:
            raise Problem("product_tax_unmapped", tax=lookup_id, lookup_type="tax", id=lookup_id)
        return self._mapped_tax(lookup_id)

    def tax(self, applied, order, line=None):
        """Return (odoo tax id, price_include) of a tax applied to an order's line; never a silent zero.

        By the remote's id; without one, by the rate, when exactly one Odoo tax stands for it.
        """
        name = line.name if line else ""
        if applied.id:
            if applied.id not in self._taxes:
                raise Problem(
                    "tax_unmapped",
                    line=name,
                    tax=applied.name or applied.id,
                    rate=f"{applied.rate.normalize():f}",
                    lookup_type="tax",
                    id=applied.id,
                )
            tax_id, included, rate = self._mapped_tax(applied.id)
            if rate != applied.rate:
                raise Problem(
                    "tax_rate_differs",
                    tax=applied.name or applied.id,
                    rate=f"{applied.rate.normalize():f}",
                    odoo_rate=f"{rate.normalize():f}",
                )
            return tax_id, included
        return self._tax_by_rate(applied, order, name)

    def _tax_by_rate(self, applied, order, line_name):
        found = {entry for entry in self._taxes.values() if entry[2] == applied.rate}
        used = {tax.id for line in order.lines for tax in line.taxes if tax.rate == applied.rate and tax.id}
        same_order = {self._taxes[tax_id] for tax_id in used if tax_id in self._taxes}
        found = same_order if len(same_order) == 1 else found
        rate = f"{applied.rate.normalize():f}"
        if not found:
            raise Problem("tax_unmapped", line=line_name, tax=applied.name or f"{rate} %", rate=rate)
        if len(found) > 1:
            names = self.env["account.tax"].browse([entry[0] for entry in found]).mapped("name")
            raise Problem("tax_ambiguous", line=line_name, rate=rate, candidates=", ".join(names))
        tax_id, included, _rate = found.pop()
        return tax_id, included


class OrderReferences(Taxes):
    """All that a page of orders refers to.

    :param orders: the documents of the page
    ``parties`` (``{order id: (partner, invoice address, delivery address)}``) is filled by ``parties.py``.
    """

    def __init__(self, backend, orders):
        super().__init__(backend)
        self.orders = orders
        self.parties = {}
        self.company_id = backend.company_id.id
        self.warehouse_id = backend.warehouse_id.id
        self.team_id = backend.team_id.id

    @cached_property
    def line_defaults(self):
        """Return values of order lines that Odoo need not work out line by line.

        Analytic distributions come from rules; Odoo searches them for every line. Without any rule there is nothing
        to find.
        """
        has_rules = self.env["account.analytic.distribution.model"].sudo().search_count([], limit=1)
        return {} if has_rules else {"analytic_distribution": False}

    def origin(self, order):
        """Return what the order's source document field says."""
        return f"{self.backend.name} {order.number or order.id}"

    @cached_property
    def _variants(self):
        wanted = {line.variant_id for order in self.orders for line in order.lines if line.variant_id}
        rows = self.env["shop_erp.binding.variant"].search_fetch(
            [("backend_id", "=", self.backend.id), ("external_id", "in", list(wanted))], ["external_id", "odoo_id"]
        )
        rows.odoo_id.fetch(["uom_id", "product_tmpl_id"])
        return {row.external_id: (row.odoo_id.id, row.odoo_id.uom_id.id) for row in rows if row.odoo_id}

    def variant(self, line):
        """Return (product id, unit id) of a product line.

        :raises Problem: "product_unknown"
        """
        if line.variant_id not in self._variants:
            raise Problem("product_unknown", line=line.name, product=line.code or line.variant_id or line.product_id)
        return self._variants[line.variant_id]

    def comes_with_its_pack(self, line, order):
        """Tell whether Odoo itself puts this part of a pack together: a line of it would deliver it twice."""
        if line.role != COMPONENT or line.net or line.gross:
            return False
        pack = next((one for one in order.lines if one.id == line.parent_id), None)
        return bool(pack) and self._variants.get(pack.variant_id, (0,))[0] in self._kits

    @cached_property
    def _kits(self):
        kits = self.env["product.product"]._shop_erp_kits(self.backend.company_id)
        ids = [product_id for product_id, _uom_id in self._variants.values()]
        found = self.env.execute_query(
            SQL("SELECT product_id FROM (%s) AS kit (product_id, component_id, quantity) WHERE product_id = ANY(%s)",
                kits, ids)
        )  # fmt: skip
        return {product_id for (product_id,) in found}

    def missing_products(self, order):
        """Return the remote ids of the products that lines of the order name and Odoo does not know."""
        goods = (PRODUCT, COMPONENT)
        unknown = [line for line in order.lines if line.role in goods and line.variant_id not in self._variants]
        return {line.product_id for line in unknown if line.product_id}

    @cached_property
    def _carriers(self):
        carriers = {}
        for external_id, mapping in targets(self.backend, "carrier").items():
            product = mapping.carrier_id.product_id
            carriers[external_id] = Carrier(mapping.carrier_id.id, product.id, product.uom_id.id)
        return carriers

    def carrier(self, order):
        """Return the order's delivery method with the product of its shipping line.

        :raises Problem: "carrier_unmapped"
        """
        if order.carrier_id not in self._carriers:
            raise Problem("carrier_unmapped", id=order.carrier_id, name=order.carrier_name, lookup_type="carrier")
        return self._carriers[order.carrier_id]

    @cached_property
    def _payments(self):
        return targets(self.backend, "payment")

    def payment_method(self, order):
        """Return the mapping of the order's payment method, an empty one when it names none or it is not mapped."""
        return self._payments.get(order.payment_method_code) or self.env["shop_erp.mapping"]

    def journal_id(self, order):
        """Return the journal that stands for the order's payment method, False when the order names none.

        :raises Problem: "payment_unmapped"
        """
        code = order.payment_method_code
        if not code:
            return False
        if code not in self._payments:
            raise Problem("payment_unmapped", id=code, name=order.payment_method_name, lookup_type="payment")
        return self._payments[code].journal_id.id

    @cached_property
    def _actions(self):
        return {external_id: mapping.order_action for external_id, mapping in targets(self.backend, "state").items()}

    def meaning(self, state_id):
        """Return what a state means for Odoo, None when nobody has said so."""
        return self._actions.get(state_id) or None

    def action(self, order):
        """Return what the order's state means for Odoo, see ``ORDER_ACTIONS``.

        :raises Problem: "state_unmapped"
        """
        if not self.meaning(order.state_id):
            raise Problem("state_unmapped", id=order.state_id, name=order.state_name, lookup_type="state")
        return self._actions[order.state_id]

    def service(self, line):
        """Return (product id, unit id) that stands for a line that is no product.

        :raises Problem: "service_unmapped"
        """
        product = self.backend._service_product(line.role)
        if not product:
            raise Problem("service_unmapped", line=line.name, role=line.role)
        return product.id, product.uom_id.id

    @cached_property
    def _currencies(self):
        company = self.backend.company_id
        wanted = {order.currency for order in self.orders}
        currencies = self.env["res.currency"].search([("name", "in", list(wanted)), ("active", "=", True)])
        pricelists = {}
        domain = Domain("currency_id", "in", currencies.ids) & Domain("company_id", "in", [company.id, False])
        domain &= Domain("active", "=", True)
        own = self.backend.pricelist_ids.filtered(lambda pricelist: pricelist.currency_id in currencies)
        for pricelist in own | self.env["product.pricelist"].search(domain):
            pricelists.setdefault(pricelist.currency_id, pricelist.id)
        found = {}
        for currency in currencies:
            if currency == company.currency_id:
                pricelist_id = pricelists[currency] if currency in own.currency_id else False
                found[currency.name] = (currency.id, pricelist_id, 1.0)
            elif currency in pricelists:
                rate = self.env["res.currency"]._get_conversion_rate(company.currency_id, currency, company)
                found[currency.name] = (currency.id, pricelists[currency], rate)
        return found

    def currency(self, code):
        """Return (currency id, price list id or False, rate to the company's currency).

        :raises Problem: "currency_unknown"
        """
        if code not in self._currencies:
            raise Problem("currency_unknown", currency=code)
        return self._currencies[code]
