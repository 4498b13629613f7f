"""Which tax is meant: the shop names groups of rules, our documents name taxes.

A product points to a tax rule group; the group's rules say which tax applies in which country. Group ids
are the shop's internal business and appear in no document.
"""

from decimal import Decimal

from ..documents.amounts import ZERO, cents
from ..errors import Rejected
from .wire import SYSTEM


def rate(lists, tax_id):
    """Return a tax's rate in percent, None for an unknown tax."""
    entry = lists.entry("tax", tax_id)
    return None if entry is None else Decimal(entry["rate"])


def of_group(lists, group_id, country_id):
    """Return the ids of the taxes that a rule group applies in a country, () for none.

    Rules for single states or post codes are left out: they never hold for the country as a whole.
    """
    rules = [rule for rule in _country_rules(lists, country_id) if rule["group"] == group_id]
    own = [rule for rule in rules if rule["country"] == country_id]
    return tuple(dict.fromkeys(rule["tax"] for rule in own or rules))


def of_product(lists, row):
    """Return the ids of the taxes that a product of the shop bears at home, () for none or for no product."""
    group_id = "" if row is None else row.reference("id_tax_rules_group")
    return of_group(lists, group_id, lists.configuration("PS_COUNTRY_DEFAULT")) if group_id else ()


def in_country(lists, country_id):
    """Return the ids of all taxes that any group applies in a country."""
    return tuple(dict.fromkeys(rule["tax"] for rule in _country_rules(lists, country_id)))


def country_of(lists, tax_id):
    """Return the ISO code of the only country whose rules use a tax, "" when there are several or none."""
    ids = {rule["country"] for rule in lists.all("tax_rule").values() if rule["tax"] == tax_id}
    country = lists.entry("country", ids.pop()) if len(ids) == 1 else None
    return country["code"] if country else ""


def group_for(lists, tax_ids, *, current=""):
    """Return the id of the rule group that applies exactly these taxes in the shop's own country.

    :param current: the group that the product has now; it stays when it fits
    :raises Rejected: no group fits, or several do (they are named, so that a person can choose)
    """
    country_id = lists.configuration("PS_COUNTRY_DEFAULT")
    wanted = set(tax_ids)
    groups = {rule["group"] for rule in lists.all("tax_rule").values()}
    fitting = sorted((id for id in groups if set(of_group(lists, id, country_id)) == wanted), key=int)
    if current in fitting:
        return current
    fitting = [id for id in fitting if (lists.entry("tax_group", id) or {"active": False})["active"]]
    if len(fitting) == 1:
        return fitting[0]
    taxes = ", ".join(_label(lists, id) for id in tax_ids)
    if not fitting:
        message = f"No tax rule group of the shop applies {taxes} in its own country."
    else:
        names = ", ".join(f"{lists.entry('tax_group', id)['name']} ({id})" for id in fitting)
        message = f"Several tax rule groups apply {taxes}: {names}. Set one on the product in the shop."
    raise Rejected(message, system=SYSTEM, field="tax_ids")


def factor(lists, tax_ids):
    """Return what a price without taxes is multiplied by to hold these taxes: 1.23 for 23 %.

    :raises Rejected: a tax is not known
    """
    percent = ZERO
    for tax_id in tax_ids:
        percentage = rate(lists, tax_id)
        if percentage is None:
            raise Rejected(f"The shop has no tax {tax_id}.", system=SYSTEM, field="tax_ids")
        percent += percentage
    return 1 + percent / 100


def explaining(lists, tax_ids, net, gross, digits, *, percent=None):
    """Return the ids among ``tax_ids`` whose rate turns ``net`` into ``gross`` within one cent.

    :param percent: the rate that the shop names for these amounts, None where it names none
    """
    found = []
    for tax_id in dict.fromkeys(tax_ids):
        percentage = rate(lists, tax_id)
        if percentage is None or (percent is not None and percentage != percent):
            continue
        if percent is not None or abs(gross - net * (1 + percentage / 100)) <= cents(digits):
            found.append(tax_id)
    return tuple(found)


def _country_rules(lists, country_id):
    rules = lists.all("tax_rule").values()
    return [
        rule
        for rule in rules
        if rule["tax"] and rule["country"] in (country_id, "0", "") and not rule["state"] and not rule["zip"]
    ]


def _label(lists, tax_id):
    entry = lists.entry("tax", tax_id)
    return lists.name(entry["names"]) if entry else f"tax {tax_id}"
