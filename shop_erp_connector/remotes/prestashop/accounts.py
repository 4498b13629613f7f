"""Customers, written: accounts are opened, changed and blocked; their addresses follow (addresses.py).

The shop wants a password when it opens an account. It gets one made up here that nobody ever sees: it is in no
document, no log and no answer, and the customer asks the shop for a new one ("forgot your password"). The Webservice
mails nobody. Dossier section 5; recordings create-customer, customer-duplicate-email.
"""

import secrets
from dataclasses import replace
from decimal import Decimal

from ..contract import Result
from ..documents.amounts import rounded
from ..errors import Rejected
from ..transport.xml import clean
from .addresses import names, push_addresses
from .batches import Batches
from .changes import bit, changing, recognised, send_changes, sorted_out
from .customers import OPTIN
from .rows import SYSTEM, entity, put_association

#: Entities of one write: the shop hashes a password for each new account (0.1 s).
BATCH = 25

#: Our fields → the shop's, of those that can be emptied.
FIELDS = {
    "company": "company",
    "identity_number": "siret",
    "website": "website",
    "note": "note",
    "birthday": "birthday",
}

#: How the shop writes that there is none.
NOTHING = {"birthday": "0000-00-00"}

#: Fields that are yes or no; the shop writes no as 0 or as nothing.
_FLAGS = ("newsletter", "optin", "active")

#: By these a filter on e-mails would be misread.
_NOT_IN_FILTERS = frozenset("|,[]%")


def push_customers(shop, customers):
    """Open accounts or change them, with their addresses; an account that has the e-mail is the one to open.

    Sent again a customer does no harm: the account is found by its e-mail, its addresses by what they say.
    """
    batches = Batches(shop.wire, len(customers))
    owners = _accounts(shop, [customer.email for customer in customers if not customer.id])
    known = [customer if customer.id else _taken_over(customer, owners) for customer in customers]
    ids = [customer.id for customer in known if customer.id]
    current = {row.id: row for row in shop.wire.rows_by("customers", "id", ids)} if ids else {}
    creates, updates = sorted_out(shop, batches, known, current, _new_account, _account_changes)
    unchanged = [sending for sending in updates if sending.entity is None]
    for sending in unchanged:
        batches.settle(sending.index, id=known[sending.index].id, unchanged=bool(customers[sending.index].id))
    send_changes(shop, batches, "customers", [sending for sending in updates if sending not in unchanged])
    batches.create("customers", creates, BATCH, lambda part: recognised(part, _ids_by_email(shop, part)))
    return push_addresses(shop, customers, batches.results)


def find_customer(shop, email):
    """Return the ``Result`` of the account with this e-mail, None for none; guests are no accounts."""
    row = _accounts(shop, [email]).get(email.strip().casefold())
    return Result(id=row.id) if row else None


def _accounts(shop, emails):
    """Return ``{e-mail in lower case: row}`` of accounts; the shop's database does not tell capitals apart."""
    wanted = {email.strip() for email in emails if not set(email) & _NOT_IN_FILTERS}
    rows = shop.wire.rows_by(
        "customers",
        "email",
        wanted,
        display="[id,email,deleted]",
        filters={"is_guest": "[0]"},
        fold=str.casefold,
    )
    return {row.text("email").casefold(): row for row in rows}


def _ids_by_email(shop, part):
    return {email: row.id for email, row in _accounts(shop, [sending.key for sending in part]).items()}


def _taken_over(customer, owners):
    row = owners.get(customer.email.strip().casefold())
    return replace(customer, id=row.id) if row else customer


def _new_account(shop, customer):
    if customer.is_guest:
        message = "Guests come from the shop's own orders; only accounts can be opened."
        raise Rejected(message, system=SYSTEM, field="is_guest")
    fields = _fields(shop, customer)
    if not fields["email"]:
        raise _without_email()
    first, last = names(customer)
    group_id = fields.get("id_default_group") or shop.lists.configuration("PS_CUSTOMER_GROUP") or "3"
    fields |= {"firstname": first, "lastname": last, "passwd": secrets.token_urlsafe(24), "id_default_group": group_id}
    fields.setdefault("id_lang", shop.lists.configuration("PS_LANG_DEFAULT"))
    fields.setdefault("active", bit(customer.active and not customer.is_blocked))
    if len(customer.shop_ids) == 1:
        fields["id_shop"] = customer.shop_ids[0]
    groups = [{"id": id} for id in _group_ids(customer, (group_id,))]
    return customer.email.strip().casefold(), entity("customer", fields, {"groups": ("group", groups)})


def _account_changes(shop, customer, row):
    """Return the element that changes what differs, None where nothing does."""
    if row.flag("deleted"):
        message = f"The shop keeps the e-mail of account {row.id}, which was deleted there for good."
        raise Rejected(message, system=SYSTEM, field="email")
    wanted = _fields(shop, customer) | _changed_names(customer, row)
    if "email" in customer.emptied:
        raise _without_email()
    emptied = {FIELDS[name] for name in customer.emptied if name in FIELDS}
    changed = {
        name: value or NOTHING.get(name, "")
        for name, value in wanted.items()
        if (value or name in emptied) and not _is_so(row, name, value)
    }
    groups = _group_ids(customer, row.associated_ids("groups"))
    regrouped = set(groups) != set(row.associated_ids("groups"))
    if not changed and not regrouped:
        return None
    element = changing(shop, row, changed)
    if regrouped:
        put_association(element, "groups", "group", [{"id": id} for id in groups])
    return element


def _without_email():
    return Rejected("The e-mail is missing: the shop's accounts go by it.", system=SYSTEM, field="email")


def _changed_names(customer, row):
    """A company without a person keeps the person that the shop knows."""
    if not (customer.first_name or customer.last_name):
        return {}
    first, last = names(customer)
    return {"firstname": first if customer.first_name else row.text("firstname") or first, "lastname": last}


def _is_so(row, name, value):
    if name == "outstanding_allow_amount":
        return row.amount(name) == Decimal(value)
    if name in _FLAGS:
        return bit(row.flag(name)) == value
    if name == "birthday":
        return (row.day(name).isoformat() if row.day(name) else "") == value
    return row.optional(name).strip() == value


def _fields(shop, customer):
    """Return the fields that opening and changing have in common; an empty text is a value that we do not know."""
    fields = {
        "email": customer.email.strip(),
        "company": clean(customer.company),
        "siret": customer.identity_number,
        "website": customer.website,
        "note": clean(customer.note),
        "birthday": customer.birthday.isoformat() if customer.birthday else "",
    }
    flags = {"newsletter": customer.newsletter, "optin": _consent(customer, OPTIN), "active": _may_sign_in(customer)}
    fields |= {name: bit(value) for name, value in flags.items() if value is not None}
    language_id = shop.lists.language_id(customer.language)
    if language_id:
        fields["id_lang"] = language_id
    for id in (customer.group_id, *customer.group_ids):
        if id and shop.lists.entry("group", id) is None:
            raise Rejected(f"The shop has no customer group {id}.", system=SYSTEM, field="group_id")
    if customer.group_id:
        fields["id_default_group"] = customer.group_id
    if len(customer.shop_ids) > 1:
        message = "An account belongs to one shop here; choose one shop for this customer."
        raise Rejected(message, system=SYSTEM, field="shop_ids")
    return fields | _credit(shop, customer)


def _may_sign_in(customer):
    """Return None where nothing is said about it: blocking and deactivating are one switch here.

    Who is let in again is told as inactive still, as he was read while he was blocked.
    """
    if customer.is_blocked is not None:
        return not customer.is_blocked
    return None if customer.active else False


def _consent(customer, name):
    return next((consent.given for consent in customer.consents if consent.name == name), None)


def _credit(shop, customer):
    """Return the allowed outstanding amount; the shop knows no balance, and no customer without limit."""
    credit = customer.credit
    if credit is None or (credit.allowed and credit.limit is None):
        return {}
    currency = shop.lists.entry("currency", shop.lists.configuration("PS_CURRENCY_DEFAULT"))
    if credit.allowed and currency and credit.currency != currency["code"]:
        message = f"The limit is in {credit.currency or 'no currency'}, the shop keeps it in {currency['code']}."
        raise Rejected(message, system=SYSTEM, field="credit")
    return {"outstanding_allow_amount": f"{rounded(credit.limit if credit.allowed else Decimal(0), 6):f}"}


def _group_ids(customer, present):
    """Return all groups of an account: those that are told, or else what it has and its main one."""
    told = customer.group_ids or present
    return tuple(dict.fromkeys(id for id in (*told, customer.group_id) if id))
