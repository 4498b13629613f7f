"""Names that documents speak of ⇄ the shop's ids: attributes, tags, brands. What is missing is made, all at once."""

import re
import unicodedata

from ..errors import Rejected
from .refusals import about_a_record, existing_id
from .rows import SYSTEM
from .texts import name_key, told
from .variants import choices

#: Longest slug of a global attribute (dossier section 4).
LONGEST_SLUG = 28

_SLUG = re.compile(r"[a-z0-9_-]{1,28}")

#: How the slugs of global attributes begin.
GLOBAL = "pa_"


def ensured_attributes(shop, names, refused):
    """Return ``{name key: attribute id}`` of global attributes; those that the shop does not have are created.

    :param refused: is filled with ``{("variants", name key): Rejected}`` of those that the shop does not take
    """
    known = _by_name(shop, "attribute")
    missing = [name for name in dict.fromkeys(names) if name_key(name) not in known]
    if missing:
        entries = {("variants", name_key(name)): {"name": name, "slug": slug_of(name)} for name in missing}
        _create(shop, "products/attributes", "attribute", entries, refused)
        shop.lists.forget("attribute")
        known = _by_name(shop, "attribute")
        for name in missing:
            if name_key(name) not in known:
                refused.setdefault(("variants", name_key(name)), _taken(shop, name))
    return known


def _taken(shop, name):
    """Return the error of an attribute whose slug another one has: somebody has renamed that, or means another."""
    slug = f"{GLOBAL}{slug_of(name)}"
    there = next((entry["name"] for entry in shop.lists.all("attribute").values() if entry["code"] == slug), "")
    message = f"The shop calls its attribute {slug} {there}, not {name}: give one of them another name."
    return Rejected(message, system=SYSTEM, field="variants")


def ensure_features(shop, products, refused):
    """Create the global attributes ("pa_fabric") that products have as features and the shop lacks.

    :param refused: is filled with ``{("fields", code): Rejected}`` of those that the shop does not take
    """
    wanted = {field.code: field.name for product in products for field in product.fields if _is_global(field.code)}
    known = {entry["code"] for entry in shop.lists.all("attribute").values()} if wanted else set()
    missing = {code: name for code, name in wanted.items() if code not in known}
    entries = {}
    for code, name in missing.items():
        slug = code.removeprefix(GLOBAL)
        if _SLUG.fullmatch(slug):
            entries["fields", code] = {"name": name or slug.replace("-", " ").capitalize(), "slug": slug}
        else:
            # The shop would change the code, or refuse it.
            message = f"{code} is no code of an attribute: small letters, digits and dashes, {LONGEST_SLUG} at most."
            refused["fields", code] = Rejected(message, system=SYSTEM, field="fields")
    if entries:
        _create(shop, "products/attributes", "attribute", entries, refused)
        shop.lists.forget("attribute")


def ensured_terms(shop, field, names, refused):
    """Return ``{name key: id}`` of tags or brands; missing ones are created.

    :param field: of a product: "tags" or "brand"
    :param refused: is filled with ``{(field, name key): Rejected}`` of those that the shop does not take
    """
    list_name = field.removesuffix("s")
    if not names:
        return {}
    known = _by_name(shop, list_name)
    missing = [name for name in dict.fromkeys(names) if name_key(name) not in known]
    if missing:
        entries = {(field, name_key(name)): {"name": name} for name in missing}
        created = _create(shop, f"products/{list_name}s", list_name, entries, refused)
        shop.lists.forget(list_name)
        known |= {key: id for (_field, key), id in created.items()}
    return known


def _by_name(shop, list_name):
    return {name_key(entry["name"]): id for id, entry in shop.lists.all(list_name).items()}


def _create(shop, path, what, entries, refused):
    """Create terms; one that is there after all is that one. Return ``{key: id}``, and fill ``refused`` by key.

    :param entries: ``{(field of a product, what names the term): what to send}``
    """
    ids = {}
    for key, one in zip(entries, shop.wire.batch(path, "create", list(entries.values()), what), strict=True):
        if not isinstance(one, dict):
            ids[key] = one.id
        elif existing_id(one) or str(one.get("code", "")).endswith("slug_already_exists"):
            ids[key] = existing_id(one)
        else:
            refused[key] = _refusal(one, field=key[0])
    return ids


def _refusal(told, *, field):
    error = about_a_record(told)
    return Rejected(error.message, system=error.system, code=error.code, text=error.text, field=field)


def slug_of(name):
    """Return a slug that a global attribute may have: ASCII, not too long."""
    ascii_text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:LONGEST_SLUG].strip("-") or "attribute"


def feature_codes(product, row):
    """Return which of a product's custom fields are attributes: global ones, and those that it has of its own there."""
    own = {one.text("slug") for one in row.rows("attributes") if not one.flag("variation")} if row else set()
    return {field.code for field in product.fields if _is_global(field.code) or field.code in own}


def _is_global(code):
    return code.startswith(GLOBAL)


def attributes_of(means, product, row):
    """Return what to send of a product's attributes, None to leave them: those of its variants, and all it has besides.

    A value that the shop offers and we do not is kept: variations of the shop may have it.
    """
    chosen = choices(product)
    codes = feature_codes(product, row)
    features = {field.code: field for field in product.fields if field.code in codes}
    if not chosen and not features:
        return None
    entries = []
    present = {name_key(one.plain("name")): one for one in row.rows("attributes")} if row else {}
    for name, values in chosen.items():
        one = present.pop(name_key(name), None)
        offered = [str(option) for option in one.list("options")] if one else []
        options = list(dict.fromkeys((*offered, *values)))
        id = one.reference("id") if one else means.attributes[name_key(name)]
        facts = {"position": _place(one, entries), "variation": True, "visible": True}
        entries.append({**_named(id, name), **facts, "options": options})
    known = means.shop.lists.all("attribute") if features else {}
    for one in present.values():
        kept = {name: one.raw(name) for name in ("visible", "variation", "options")}
        kept["position"] = _place(one, entries)
        field = features.pop(one.text("slug"), None)
        if field:
            kept["options"] = _options(means, field)
        entries.append({**_named(one.reference("id"), one.plain("name")), **kept})
    for code, field in features.items():
        id = next(id for id, entry in known.items() if entry["code"] == code)
        if id in {str(entry.get("id")) for entry in entries}:
            message = f"{code} tells the product's variants apart: it cannot be a custom field as well."
            raise Rejected(message, system=SYSTEM, field="fields")
        facts = {"position": _place(None, entries), "visible": True, "variation": False}
        entries.append({"id": int(id), **facts, "options": _options(means, field)})
    return entries


def _place(one, entries):
    """Return an attribute's place: the shop would put one that names none before all others."""
    if one:
        return int(one.amount("position") or 0)
    return 1 + max((entry["position"] for entry in entries), default=-1)


def _options(means, field):
    text = told(means.shop.lists, field.value, "fields")
    return [option.strip() for option in text.split(",") if option.strip()]


def _named(id, name):
    return {"id": int(id)} if id else {"name": name}
