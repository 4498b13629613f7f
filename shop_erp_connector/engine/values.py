"""Values as ``write`` takes them: made comparable with what a record holds, and readable for people."""

from odoo.fields import Command


def plain(record, name, value):
    """Return what ``record[name]`` would be after ``write({name: value})``, as something that can be compared.

    Lists that create or edit other records have no such form: they are equal to their like only.
    """
    field = record._fields[name]
    if field.type in ("one2many", "many2many"):
        return _ids_after(set(record[name].ids), value)
    if field.type in ("float", "monetary"):
        return round(float(value or 0.0), _decimals(record, field))
    if field.type in ("char", "text", "html"):
        return (field.convert_to_cache(value, record) or "").strip()
    return field.convert_to_cache(value, record) or False


def differing(record, vals):
    """Return the values that a record does not have already."""
    return {name: value for name, value in vals.items() if plain(record, name, value) != current(record, name)}


def current(record, name):
    """Return what ``record[name]`` is, in the form of ``plain``."""
    value = record[name]
    if record._fields[name].type in ("one2many", "many2many"):
        return frozenset(value.ids)
    return plain(record, name, value)


def readable(record, name, value):
    """Return a value in the form of ``plain`` as text for people."""
    field = record._fields[name]
    if isinstance(value, frozenset):
        others = record.env[field.comodel_name].browse(sorted(value))
        return ", ".join(other.display_name or f"#{other.id}" for other in others)
    if field.type in ("one2many", "many2many"):
        return record.env._("new or changed entries")
    if field.type == "many2one":
        return record.env[field.comodel_name].browse(value or []).display_name or ""
    if field.type == "boolean":
        return record.env._("yes") if value else record.env._("no")
    if field.type == "selection":
        return dict(field._description_selection(record.env)).get(value) or ""
    if field.type in ("float", "monetary"):
        whole, _point, decimals = f"{value:.{_decimals(record, field)}f}".partition(".")
        return f"{whole}.{decimals.rstrip('0'):0<2}"
    return str(value or "")


def _decimals(record, field):
    digits = field.get_digits(record.env) if field.type == "float" else None
    return digits[1] if digits else 6


def _ids_after(ids, commands):
    """Return the ids that a list of commands leaves, or the commands as text when they make or edit records."""
    for code, id, more in (((*command, 0, 0)[:3]) for command in commands or ()):
        if code in (Command.CREATE, Command.UPDATE):
            return repr(commands)
        if code == Command.SET:
            ids = set(more)
        elif code == Command.CLEAR:
            ids = set()
        else:
            ids = ids | {id} if code == Command.LINK else ids - {id}
    return frozenset(ids)
