"""First and family name ⇄ the one name of a contact, so that a round trip is exact.

Odoo has one name; shops have two, and in some countries (Hungary) people write and read the family name first. The
order is a setting of the shop. What a shop said is kept beside the name: as long as the name is still the one made of
it, the shop gets its own two names back.
"""


def composed(first, last, *, family_first=False):
    """Return the one name of a person, "" when neither part is known."""
    parts = (last, first) if family_first else (first, last)
    return " ".join(part for part in parts if part)


def split(name, *, first="", last="", family_first=False):
    """Return (first name, family name) of a contact's name.

    :param first, last: what is known from before. Parts that the name still begins or ends with stay; a name that was
        never split has its family name in its last word, or in its first one where that comes first
    """
    name = (name or "").strip()
    if (first or last) and name in (composed(first, last), composed(first, last, family_first=True)):
        return first, last
    if family_first:
        return _split_family_first(name, first, last)
    if last and name.endswith(f" {last}"):
        return name.removesuffix(f" {last}").strip(), last
    if first and name.startswith(f"{first} "):
        return first, name.removeprefix(f"{first} ").strip()
    rest, _space, word = name.rpartition(" ")
    return rest.strip(), word


def _split_family_first(name, first, last):
    if last and name.startswith(f"{last} "):
        return name.removeprefix(f"{last} ").strip(), last
    if first and name.endswith(f" {first}"):
        return first, name.removesuffix(f" {first}").strip()
    word, _space, rest = name.partition(" ")
    return rest.strip(), word
