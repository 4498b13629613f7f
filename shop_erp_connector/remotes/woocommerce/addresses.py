"""The two addresses of an account, billing and delivery: which of ours is which, and what there is no place for.

They have no ids there; documents call them "billing-<account>" and "shipping-<account>". The dossier's section 5.
"""

from dataclasses import replace

#: Ids of an account's addresses.
BILLING, DELIVERY = "billing-", "shipping-"


def delivery_of(customer):
    """Return the address that goods go to, None for none beside the billing address."""
    return next(iter(_deliveries(customer)), None)


def is_taken_away(customer):
    """Tell whether the account's delivery address is to go, and no other one takes its place."""
    return (
        bool(customer.id) and f"{DELIVERY}{customer.id}" in customer.removed_address_ids and not _deliveries(customer)
    )


def with_addresses(customer, result):
    """Return the result of an account that was written, with what its addresses are called there.

    Those that the shop has no place for are named, never left out without a word.
    """
    if result.error:
        return result
    sent = {BILLING: customer.billing, DELIVERY: delivery_of(customer)}
    ids = {address.alias: f"{name}{result.id}" for name, address in sent.items() if address and address.alias}
    spare = [address.alias or address.city or address.street for address in _deliveries(customer)[1:]]
    warning = f"The shop keeps one delivery address of an account; these stay here alone: {', '.join(spare)}."
    return replace(result, part_ids=result.part_ids | ids, warning=warning if spare else result.warning)


def _deliveries(customer):
    """Return the addresses beside the billing address: the one that the shop has, else the default one, goes first."""
    there = f"{DELIVERY}{customer.id}"
    others = [address for address in customer.addresses if address != customer.billing]
    return sorted(others, key=lambda address: (address.id != there, not address.is_default))
