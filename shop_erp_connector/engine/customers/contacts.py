"""Contacts below a customer, made in one batch.

Odoo hands the customer's commercial values (tax number, payment terms …) down to each new contact on its own, with a
look at every company for each. For customers who have no values by company, and new ones have none, they are handed
down here with the contacts.
"""

from odoo.tools import SQL


def create_below(partners, vals_list):
    """Create child contacts and return them in order.

    :param partners: the model, in the environment to be used
    :param vals_list: values with a "parent_id"
    """
    if not vals_list:
        return partners
    parents = partners.browse({vals["parent_id"] for vals in vals_list})
    slow = _with_values_by_company(parents)
    handed_down = {parent.id: _handed_down(parent) for parent in parents if parent.id not in slow}
    created = {}
    for is_slow in (True, False):
        part = {index: vals for index, vals in enumerate(vals_list) if (vals["parent_id"] in slow) == is_slow}
        model = partners if is_slow else partners.with_context(_partners_skip_fields_sync=True)
        made = model.create([handed_down.get(vals["parent_id"], {}) | vals for vals in part.values()])
        created |= dict(zip(part, made.ids, strict=True))
    return partners.browse([created[index] for index in range(len(vals_list))])


def _handed_down(parent):
    commercial = parent.commercial_partner_id
    names = [name for name in commercial._commercial_fields() if not commercial._fields[name].company_dependent]
    return {name: value for name, value in commercial._convert_fields_to_values(names).items() if value}


def _with_values_by_company(parents):
    """Return the ids of the customers who have any commercial value that differs by company, in one query."""
    commercial = parents.commercial_partner_id
    names = [name for name in commercial._company_dependent_commercial_fields() if commercial._fields[name].store]
    commercial.flush_recordset(names)
    condition = SQL(" OR ").join([SQL("false"), *(SQL("%s IS NOT NULL", SQL.identifier(name)) for name in names)])
    found = parents.env.execute_query(
        SQL("SELECT id FROM res_partner WHERE id = ANY(%s) AND (%s)", list(commercial.ids), condition)
    )
    ids = {partner_id for (partner_id,) in found}
    return {parent.id for parent in parents if parent.commercial_partner_id.id in ids}
