"""Code lists and the Odoo records that stand for them: rules that propose, and the look-up that documents use.

A rule proposes only when exactly one Odoo record fits; two candidates are a question for a person, never a choice.
"""

from collections import defaultdict
from decimal import Decimal

from odoo.fields import Domain

from ..convert.problem import Problem

#: lookup type: the mapping's field that says what the entry stands for
TARGET_FIELDS = {
    "tax": "tax_id",
    "payment": "journal_id",
    "carrier": "carrier_id",
    "state": "order_action",
    "location": "warehouse_id",
    "group": "tag_id",
    "price_table": "pricelist_id",
    "payment_term": "payment_term_id",
    "territory": "fiscal_position_id",
}

#: lookup type: what its entries may stand for beside, or instead of, their main target
FURTHER_TARGETS = {"group": ("pricelist_id",)}


def propose(backend):
    """Fill the open mappings of a backend by its matching rules."""
    env = backend.env
    for mapping in env["shop_erp.mapping"].search([("backend_id", "=", backend.id), ("state", "=", "open")]):
        rule = _RULES.get(mapping.type)
        found = rule(backend, mapping.lookup_id) if rule else None
        if found and len(found) == 1:
            mapping.write({TARGET_FIELDS[mapping.type]: found.id, "state": "proposed"})


def _propose_tax(backend, lookup):
    taxes = backend.env["account.tax"].search(
        [("company_id", "=", backend.company_id.id), ("type_tax_use", "=", "sale"), ("amount_type", "=", "percent")]
    )
    rate = Decimal(str(lookup.rate))
    same_rate = taxes.filtered(lambda tax: Decimal(str(tax.amount)) == rate)
    if backend.match_tax_by_name:
        short_names = {name for name in (lookup.code, lookup.name) if name}
        named = same_rate.filtered(lambda tax: tax.name in short_names or tax.invoice_label in short_names)
        if len(named) == 1:
            return named
    if backend.match_tax_by_rate:
        fitting = same_rate
        if lookup.included:
            fitting = fitting.filtered(lambda tax: tax.price_include == (lookup.included == "yes"))
        if lookup.country_code:
            fitting = fitting.filtered(lambda tax: tax.country_id.code == lookup.country_code)
        return fitting
    return None


def _by_name(model, company_field="company_id", extra=()):
    def rule(backend, lookup):
        domain = Domain("name", "=ilike", lookup.name or "") & Domain(list(extra))
        return backend.env[model].search(domain & Domain(company_field, "in", [backend.company_id.id, False]))

    return rule


def _tag_by_name(backend, lookup):
    """Tags belong to no company."""
    return backend.env["res.partner.category"].search([("name", "=ilike", lookup.name or "")])


_RULES = {
    "tax": _propose_tax,
    "payment": _by_name("account.journal", extra=[("type", "in", ("bank", "cash", "credit"))]),
    "carrier": _by_name("delivery.carrier"),
    "location": _by_name("stock.warehouse"),
    "group": _tag_by_name,
    "price_table": _by_name("product.pricelist"),
    "payment_term": _by_name("account.payment.term"),
    "territory": _by_name("account.fiscal.position"),
}


def targets(backend, lookup_type):
    """Return ``{remote id: mapping}`` of the entries of a type that stand for something."""
    mappings = (
        backend.env["shop_erp.mapping"]
        .sudo()
        .search_fetch(
            [("backend_id", "=", backend.id), ("type", "=", lookup_type), ("state", "!=", "open")],
            ["lookup_id", "state", TARGET_FIELDS[lookup_type]],
        )
    )
    mappings.lookup_id.fetch(["external_id", "name", "rate", "active"])
    return {mapping.lookup_id.external_id: mapping for mapping in mappings}


def entries_by(backend, lookup_type, field):
    """Return ``{what they stand for: [mapping]}``: the remote's entries of a type by one field of their mapping."""
    entries = defaultdict(list)
    for mapping in targets(backend, lookup_type).values():
        value = mapping[field]
        if value:
            entries[value if isinstance(value, str) else value.id].append(mapping)
    return dict(entries)


def the_one(mappings, *, record):
    """Return the remote id of the entry that is meant: the only one, the only active or the only confirmed one.

    :param record: what they stand for, as people call it
    :raises Problem: "ambiguous_there"
    """
    for is_better in (lambda mapping: mapping.lookup_id.active, lambda mapping: mapping.state == "confirmed"):
        mappings = [mapping for mapping in mappings if is_better(mapping)] or mappings
        if len(mappings) == 1:
            return mappings[0].lookup_id.external_id
    names = ", ".join(mapping.lookup_id.display_name for mapping in mappings)
    raise Problem("ambiguous_there", record=record, backend=mappings[0].backend_id.name, candidates=names)
