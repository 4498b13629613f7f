"""Names that documents speak of ⇄ the shop's ids: attributes, tags, brands. What is missing is made, all at once."""

import re
import unicodedata

from ..errors import Rejected
from .refusals import about_a_record, existing_id
from .texts import name_key

#: Longest slug of a global attribute (dossier section 4).
LONGEST_SLUG = 28


def ensured_attributes(shop, names):
    """Return ``{name key: attribute id}`` of global attributes; those that the shop does not have are created.

    :raises Rejected: the shop refuses one
    """
    known = _by_name(shop, "attribute")
    missing = [name for name in dict.fromkeys(names) if name_key(name) not in known]
    if missing:
        entries = [{"name": name, "slug": slug_of(name)} for name in missing]
        _create(shop, "products/attributes", "attribute", entries)
        shop.lists.forget("attribute")
        known = _by_name(shop, "attribute")
    return known


def ensured_terms(shop, list_name, names):
    """Return ``{name key: id}`` of tags ("tag") or brands ("brand"); missing ones are created.

    :raises Rejected: the shop refuses one
    """
    if not names:
        return {}
    known = _by_name(shop, list_name)
    missing = [name for name in dict.fromkeys(names) if name_key(name) not in known]
    if missing:
        created = _create(shop, f"products/{list_name}s", list_name, [{"name": name} for name in missing])
        shop.lists.forget(list_name)
        known |= {name_key(name): id for name, id in zip(missing, created, strict=True)}
    return known


def _by_name(shop, list_name):
    return {name_key(entry["name"]): id for id, entry in shop.lists.all(list_name).items()}


def _create(shop, path, what, entries):
    """Create terms; one that is there after all is that one. Return their ids."""
    ids = []
    for one in shop.wire.batch(path, "create", entries, what):
        if not isinstance(one, dict):
            ids.append(one.id)
        elif existing_id(one) or str(one.get("code", "")).endswith("slug_already_exists"):
            ids.append(existing_id(one))
        else:
            raise _refused(one)
    return ids


def _refused(told):
    error = about_a_record(told)
    return Rejected(error.message, system=error.system, code=error.code, text=error.text, field="variants")


def slug_of(name):
    """Return a slug that a global attribute may have: ASCII, not too long."""
    ascii_text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:LONGEST_SLUG].strip("-") or "attribute"
