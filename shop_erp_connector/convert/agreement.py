"""What is agreed with a customer ⇄ res.partner values: groups, price list, payment terms, taxes, discount.

What a remote does not tell changes nothing in Odoo, and what it tells in a code that nobody has mapped is a question,
never Odoo's default.
"""

from decimal import Decimal

from odoo.fields import Command

from .problem import Problem

#: Field group of a customer's document that all of this belongs to.
GROUP = "group"

#: The field group of each value of ``agreement_vals``.
FIELD_GROUPS = dict.fromkeys(
    (
        "category_id",
        "property_product_pricelist",
        "property_payment_term_id",
        "property_account_position_id",
        "shop_erp_discount",
    ),
    GROUP,
)

#: The tax territory under which buyers without VAT are mapped; no remote's own name of one.
EXEMPT = "exempt"

#: ``{field of the document: (type of its code, value)}`` of what a remote can take away again.
_TAKEN_AWAY = {
    "price_table_id": ("price_table", "property_product_pricelist"),
    "payment_term": ("payment_term", "property_payment_term_id"),
    "tax_territory": ("territory", "property_account_position_id"),
}

#: What a customer has himself, where the value's own name answers with everybody's default.
_STORED = {"property_product_pricelist": "specific_property_product_pricelist"}


def agreement_vals(customer, partner, known, base=None):
    """Return res.partner values of what is agreed with a customer, only those that the document speaks of.

    :param partner: the customer's contact in the backend's company, an empty recordset for a new one
    :param known: ``engine.agreements.Agreements``
    :param base: the document on which both sides agreed last, None for none
    :raises Problem: "customer_price_table_unmapped" and the like
    """
    vals = _taken_away(customer, partner, known, base) | _group_vals(customer, partner, known)
    if customer.price_table_id:
        pricelist = known.target("price_table", customer.price_table_id, customer=customer.name)
        vals["property_product_pricelist"] = pricelist.id
    if customer.payment_term:
        term = known.target("payment_term", customer.payment_term, customer=customer.name)
        vals["property_payment_term_id"] = term.id
    if customer.discount_percent is not None:
        vals["shop_erp_discount"] = float(customer.discount_percent)
    return vals | _tax_vals(customer, partner, known)


def _taken_away(customer, partner, known, base):
    """Return what came with a code that the customer has no more: what Odoo has made of it since stays.

    Whatever the remote has no list of is nothing that it could take away.
    """
    vals = {}
    for field, (lookup_type, name) in _TAKEN_AWAY.items():
        code = getattr(base, field) if base else ""
        if code and not getattr(customer, field) and field not in customer.untold and known.lists(lookup_type):
            came = known.found(lookup_type, code)
            if came and partner[_STORED.get(name, name)] == came:
                vals[name] = False
    return vals


def changed(partner, name, value):
    """Tell whether one of the values of ``agreement_vals`` would change the contact."""
    if name == "category_id":
        return any((code == Command.LINK) != (id in partner.category_id.ids) for code, id, _more in value)
    return partner[name] != value if name == "shop_erp_discount" else partner[name].id != value


def unmapped_groups(customer, known):
    """Return the ids of the customer's groups of which nobody has said what they mean in Odoo."""
    return [id for id in groups_of(customer) if not known.is_settled("group", id)]


def groups_of(customer):
    """Return all groups of a customer, the main one first."""
    return list(dict.fromkeys(id for id in (customer.group_id, *customer.group_ids) if id))


def _group_vals(customer, partner, known):
    groups = groups_of(customer)
    if not groups:
        return {}
    wanted = known.tags(groups)
    commands = [Command.link(tag.id) for tag in wanted]
    commands += [Command.unlink(tag.id) for tag in known.all_tags - wanted]
    vals = {"category_id": commands} if commands else {}
    pricelist = known.group_pricelist(customer.group_id)
    current = partner.specific_property_product_pricelist
    if pricelist:
        vals["property_product_pricelist"] = pricelist.id
    elif current and current in known.all_group_pricelists:
        vals["property_product_pricelist"] = False  # it came with a group that he is not in any more
    return vals


def _tax_vals(customer, partner, known):
    if customer.tax_exempt:
        return {"property_account_position_id": known.target("territory", EXEMPT, customer=customer.name).id}
    if customer.tax_territory:
        position = known.target("territory", customer.tax_territory, customer=customer.name)
        return {"property_account_position_id": position.id}
    exempt = known.found("territory", EXEMPT)
    if customer.tax_exempt is False and exempt and partner.property_account_position_id == exempt:
        return {"property_account_position_id": False}
    return {}


def agreement_of(partner, known, agreed):
    """Return the document's fields of what is agreed with a customer, as ``{field: value}``.

    :param partner: the contact in the backend's company
    :param agreed: the last agreed document, None when there is none
    :raises Problem: something that is agreed has no counterpart there, or several
    """
    fields = _groups(partner, known, agreed) if known.takes("groups") else {}
    fields["price_table_id"] = _price_table(partner, known)
    term, position = partner.property_payment_term_id, partner.property_account_position_id
    if term:
        fields["payment_term"] = known.entry("payment_term", term) or term.name
    if partner.shop_erp_discount:
        fields["discount_percent"] = Decimal(str(partner.shop_erp_discount))
    territory = known.entry("territory", position) if position else ""
    if territory == EXEMPT:
        return fields | {"tax_exempt": True}
    exempt = False if known.found("territory", EXEMPT) else None
    return fields | {"tax_territory": territory, "tax_exempt": exempt}


def _groups(partner, known, agreed):
    """Return the groups: those of his tags and price list, and of the others those that he has there."""
    mine = known.groups_of(partner)
    theirs = groups_of(agreed) if agreed else []
    kept = [id for id in theirs if not known.has_meaning(id)]
    groups = [*mine, *(id for id in kept if id not in mine)]
    if not groups:
        if theirs:
            raise Problem("no_group_left", record=partner.name, backend=known.backend.name)
        return {}
    main = agreed.group_id if agreed and agreed.group_id in groups else ""
    if mine and main not in mine:
        main = known.main_group(partner, mine)
    if not main and len(kept) > 1:
        raise Problem("no_group_left", record=partner.name, backend=known.backend.name)
    return {"group_id": main or groups[0], "group_ids": tuple(groups)}


def _price_table(partner, known):
    pricelist, own = partner.property_product_pricelist, partner.specific_property_product_pricelist
    if not pricelist or not known.lists("price_table"):
        return ""
    table = known.entry("price_table", pricelist)
    is_told_otherwise = own in known.all_group_pricelists or known.takes("customer_prices")
    if own and not table and not is_told_otherwise:  # everybody's default is nothing to agree on
        raise Problem("pricelist_not_there", record=partner.name, pricelist=pricelist.name, backend=known.backend.name)
    return table
