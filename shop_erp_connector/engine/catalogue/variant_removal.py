"""A variant that one side has removed since both agreed, while the other one changed it: it stays or goes as a whole.

Removed in a remote is a variant that its product does not name any more; removed in Odoo is one that is archived.
"""

from dataclasses import replace

from ...remotes.documents import STATE
from ..part_labels import field_name
from ..parts import Part

#: Fields of the part's key ``("variant", remote id, field)``: who has removed it.
THERE, HERE = "removed_there", "removed_here"
FIELDS = frozenset({THERE, HERE})

_KIND = "variant"


def compared(row, mine, base, theirs):
    """Return the parts of all variants, those of a variant in question put together in one.

    :param mine, base, theirs: ``{(kind, remote id, field): Part}``
    """
    archived = _archived(row)
    sides = [_by_variant(side) for side in (mine, base, theirs)]
    questions = {}
    for id, before in sides[1].items():
        own, there = sides[0].get(id, {}), sides[2].get(id, {})
        if not there and id not in archived:
            changed = _changed(before, own)
            if changed:
                group = before[changed[0]].group
                questions[id] = THERE, group, _words(row.env, own, changed), row.env._("removed")
        elif there and id in archived and not _is_off(there) and not _is_off(before):
            changed = _changed(before, there)
            if changed:
                questions[id] = HERE, STATE, row.env._("removed"), _words(row.env, there, changed)
    return tuple(
        _with_questions(side, questions, before=sides[1], place=place)
        for place, side in enumerate((mine, base, theirs))
    )


def put(document, mine, keys):
    """Return the document with Odoo's answer: the variant is in it once more, as a new one, or switched off."""
    back = {id for _kind, id, field in keys if field == THERE}
    off = {id for _kind, id, field in keys if field == HERE}
    variants = [replace(one, active=False) if one.id in off else one for one in document.variants]
    variants += [replace(one, id="") for one in mine.variants if one.id in back]
    return replace(document, variants=tuple(variants))


def _archived(row):
    """Return the remote ids of the variants that are archived in Odoo though their product is not."""
    bindings = row.variant_ids.filtered(lambda one: one.state != "gone") if row.odoo_id.active else row.variant_ids[:0]
    return {one.external_id for one in bindings if not one.odoo_id.active}


def _by_variant(side):
    found = {}
    for (_kind, id, field), part in side.items():
        found.setdefault(id, {})[field] = part
    return found


def _changed(before, after):
    """Return the fields of a variant that a side changed; that it is sold or not is another question."""
    return [
        field
        for field, part in before.items()
        if field != "active" and field in after and after[field].value not in (None, part.value)
    ]


def _is_off(parts):
    return "active" in parts and parts["active"].value is False


def _words(env, parts, changed):
    return ", ".join(f"{field_name(env, _KIND, field)}: {parts[field].text or '–'}" for field in changed)


def _with_questions(side, questions, *, before, place):
    """Return a side's parts with one part for each variant in question.

    :param place: of the side: 0 for Odoo's, 1 for what was agreed, 2 for theirs
    """
    parts = {key: part for key, part in side.items() if key[1] not in questions}
    for id, (field, group, here, there) in questions.items():
        text = (here, "", there)[place]
        parts[_KIND, id, field] = Part(group, (place, text), text, next(iter(before[id].values())).subject)
    return parts
