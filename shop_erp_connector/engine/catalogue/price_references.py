"""What prices that come in refer to: products, price lists, customers; looked up for a whole page."""

from functools import cached_property

from ...convert.price import check_price, from_basis, rule_vals
from ...convert.problem import Problem
from ..mappings import targets
from ..references import Places
from .price_documents import Sources

#: Lookup type → the problem of an entry that stands for no price list.
_UNMAPPED = {"price_table": "price_table_unmapped", "group": "price_group_unmapped"}


class PriceReferences(Places):
    """What a page of ``Price`` documents refers to.

    :param documents: ``{row id: Price}``
    ``rules`` (``{row id: values of a rule}``), ``amounts`` and ``extras`` (``{row id: price or surcharge in Odoo's
    basis}``) are filled while the page is prepared; ``row_values`` says which row of the binding stands for what.
    """

    def __init__(self, rows, documents):
        super().__init__(rows.backend_id)
        self.documents = documents
        self.sources = Sources(rows)
        self.rules, self.amounts, self.extras = {}, {}, {}

    def _by_id(self, model, ids, names):
        domain = [("backend_id", "=", self.backend.id), ("external_id", "in", list(ids)), ("odoo_id", "!=", False)]
        return {row.external_id: row for row in self.env[model].search_fetch(domain, names)}

    @cached_property
    def variants(self):
        """``{remote id: variant's row}``"""
        wanted = {price.variant_id for price in self.documents.values()} - {""}
        return self._by_id("shop_erp.binding.variant", wanted, ["external_id", "odoo_id"])

    @cached_property
    def products(self):
        """``{remote id: product's row}``, of prices that name no variant"""
        wanted = {price.product_id for price in self.documents.values() if not price.variant_id} - {""}
        return self._by_id("shop_erp.binding.product", wanted, ["external_id", "odoo_id"])

    @cached_property
    def _categories(self):
        wanted = {price.category_id for price in self.documents.values()} - {""}
        return self._by_id("shop_erp.binding.category", wanted, ["external_id", "odoo_id"])

    @cached_property
    def _customers(self):
        wanted = {price.customer_id for price in self.documents.values()} - {""}
        return self._by_id("shop_erp.binding.partner", wanted, ["external_id", "odoo_id"])

    @cached_property
    def _entries(self):
        return {lookup_type: targets(self.backend, lookup_type) for lookup_type in _UNMAPPED}

    def variant(self, price):
        """Return the row of a price's variant, an empty one for a price of several variants.

        :raises Problem: "product_unknown"
        """
        rows = self.env["shop_erp.binding.variant"]
        if price.variant_id:
            if price.variant_id not in self.variants:
                raise Problem("product_unknown", line=price.id, product=price.variant_id)
            return self.variants[price.variant_id]
        product = self.products.get(price.product_id)
        return product.variant_ids if product and len(product.variant_ids) == 1 else rows

    def template(self, price):
        """Return the product of a price, an empty one for a price of a category or of everything.

        :raises Problem: "product_unknown"
        """
        if price.variant_id:
            return self.variant(price).odoo_id.product_tmpl_id
        if price.product_id and price.product_id not in self.products:
            raise Problem("product_unknown", line=price.id, product=price.product_id)
        return self.products[price.product_id].odoo_id if price.product_id else self.env["product.template"]

    def here(self, amount, price):
        """Return an amount of a price in its product's basis in Odoo.

        :raises Problem: "price_basis_mixed", "price_tax_no_percentage", "price_needs_product"
        """
        template = self.template(price)
        if not template:
            raise Problem("price_needs_product", price=price.id)
        digits = self.backend.company_id.currency_id.decimal_places
        facts = {"includes_tax": price.includes_tax, "digits": digits, "product": template.display_name}
        return from_basis(amount, self.sources.basis(template), **facts)

    def rule(self, price):
        """Return the values of the price list's rule that a price is.

        :raises Problem: what it says, or whom it is for, cannot be kept
        """
        check_price(price)
        if price.country:
            raise Problem("price_of_country", price=price.id, country=price.country)
        amount = price.amount if price.discount_amount is None else price.discount_amount
        if price.discount_percent is None:
            amount = self.here(amount, price)
        return rule_vals(price, amount) | self._scope(price) | {"pricelist_id": self._pricelist(price).id}

    def _scope(self, price):
        template, variant = self.template(price), self.variant(price)
        scope = {"product_tmpl_id": template.id, "product_id": False, "categ_id": False}
        if variant and len(template.product_variant_ids) > 1:
            return scope | {"applied_on": "0_product_variant", "product_id": variant.odoo_id.id}
        if template:
            return scope | {"applied_on": "1_product"}
        if not price.category_id:
            return scope | {"applied_on": "3_global"}
        if price.category_id not in self._categories:
            raise Problem("category_unknown", category=price.category_id)
        return scope | {"applied_on": "2_product_category", "categ_id": self._categories[price.category_id].odoo_id.id}

    def customer(self, price):
        """Return the row of a price's customer, an empty one for none.

        :raises Problem: "price_customer_unknown"
        """
        if not price.customer_id:
            return self.env["shop_erp.binding.partner"]
        if price.customer_id not in self._customers:
            raise Problem("price_customer_unknown", price=price.id, customer=price.customer_id)
        return self._customers[price.customer_id]

    def lookup(self, price):
        """Return the code list's entry of a price's table or group, an empty one for none.

        :raises Problem: "price_table_unmapped", "price_group_unmapped", "price_cases_mixed"
        """
        named = {"price_table": price.table_id, "group": price.group_id}
        named = {lookup_type: id for lookup_type, id in named.items() if id}
        if len(named) + bool(price.customer_id) > 1:
            raise Problem("price_cases_mixed", price=price.id)
        for lookup_type, id in named.items():
            mapping = self._entries[lookup_type].get(id)
            if not mapping or not mapping.pricelist_id:
                facts = {"id": id, "name": self._name_of(lookup_type, id), "lookup_type": lookup_type}
                raise Problem(_UNMAPPED[lookup_type], **facts)
            return mapping.lookup_id
        return self.env["shop_erp.lookup"]

    def _name_of(self, lookup_type, id):
        entries = self.backend.lookup_ids.filtered(lambda entry: (entry.type, entry.external_id) == (lookup_type, id))
        return entries.name or id

    def _pricelist(self, price):
        lookup, customer = self.lookup(price), self.customer(price)
        if lookup:
            pricelist = self._entries[lookup.type][lookup.external_id].pricelist_id
        elif customer:
            pricelist = self._own_list(customer.odoo_id.with_company(self.backend.company_id))
        else:
            pricelist = self.backend.price_list_id
            if not pricelist:
                raise Problem("price_list_missing", price=price.id, backend=self.backend.name)
        wanted = price.currency or self.backend.company_id.currency_id.name
        if pricelist.currency_id.name != wanted:
            raise Problem("price_currency", price=price.id, currency=wanted, pricelist=pricelist.name)
        return pricelist

    def _own_list(self, partner):
        """Return the price list of a customer alone; a new one goes on with the list that the customer had before."""
        present = partner.specific_property_product_pricelist
        sharing = [("specific_property_product_pricelist", "=", present.id), ("id", "!=", partner.id)]
        if present and not partner.search_count(sharing, limit=1):
            return present
        before = present or partner.property_product_pricelist
        own = self.env["product.pricelist"].create(
            {
                "name": f"{partner.display_name} ({self.backend.name})",
                "currency_id": (before or self.backend.company_id).currency_id.id,
                "company_id": self.backend.company_id.id,
            }
        )
        if before:
            rest = {"compute_price": "formula", "base": "pricelist", "base_pricelist_id": before.id}
            self.env["product.pricelist.item"].create(rest | {"pricelist_id": own.id, "applied_on": "3_global"})
        partner.specific_property_product_pricelist = own
        return own

    def row_values(self, price):
        """Return what the price's row stands for: the case by which its rule is recognised, see ``price_rules``."""
        is_rule = not price.is_base or price.discount_percent is not None or price.discount_amount is not None
        return {
            "is_rule": is_rule,
            "variant_binding_id": self.variant(price).id or None,
            "lookup_id": self.lookup(price).id or None if is_rule else None,
            "partner_binding_id": self.customer(price).id or None if is_rule else None,
            "minimum_quantity": float(price.minimum_quantity or 0),
        }
