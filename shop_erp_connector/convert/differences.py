"""What differs between the order that was agreed on and the one the shop has now, for a person to read."""

from collections import namedtuple

#: ``line`` names the order line (or "" for the order itself), ``what`` the field; both values are texts.
Difference = namedtuple("Difference", "line what before after")

_ADDRESS = ("street", "street2", "zip", "city", "state", "country", "phone")


def order_differences(before, after):
    """Return the differences of two ``Order`` documents as a list of ``Difference``, lines first."""
    found = list(_line_differences(before, after))
    for what in ("billing", "delivery"):
        old, new = (_address(getattr(order, what)) for order in (before, after))
        if old != new:
            found.append(Difference("", what, old, new))
    for what in ("net", "gross"):
        old, new = getattr(before, what), getattr(after, what)
        if old != new:
            found.append(Difference("", what, f"{old:f}", f"{new:f}"))
    old, new = (_buyer(order.customer) for order in (before, after))
    if old != new:
        found.append(Difference("", "customer", old, new))
    return found


def _line_differences(before, after):
    old, new = ({line.id: line for line in order.lines} for order in (before, after))
    for id in [*old, *(id for id in new if id not in old)]:
        line = new.get(id) or old[id]
        name = old.get(id, line).name or line.code or line.id
        if id not in new:
            yield Difference(name, "quantity", f"{old[id].quantity:f}", "0")
        elif id not in old:
            yield Difference(name, "quantity", "0", f"{new[id].quantity:f}")
            yield Difference(name, "gross", "0", f"{new[id].gross:f}")
        else:
            for what in ("name", "quantity", "net", "gross", "cancelled"):
                was, now = getattr(old[id], what), getattr(new[id], what)
                if (was or 0) != (now or 0):
                    yield Difference(name, what, str(was or 0), str(now or 0))


def _address(address):
    if not address:
        return ""
    name = f"{address.first_name} {address.last_name}".strip()
    return ", ".join(text for text in (address.company, name, *(getattr(address, part) for part in _ADDRESS)) if text)


def _buyer(customer):
    return f"{customer.name} ({customer.id})" if customer else ""
