"""POST, PUT and PATCH: a document of one or many entities, saved one after another without a transaction."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from . import rules, validation
from .failures import ApiError


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity as it was sent: values are texts, or ``{language id: text}`` for a translatable field."""

    key: str
    values: dict
    associations: dict


def parse(resource, body):
    """Return the entities of a document in their order.

    :raises ApiError: 127, the body is no XML
    """
    text = re.sub(r"\Axml=", "", body.decode("utf-8", "replace"))
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        message = f"XML error : String could not be parsed as XML\nXML length : {len(body)}\nOriginal XML : {text}"
        raise ApiError(500, 127, message) from None
    return [_entity(resource, element) for element in root]


def _entity(resource, element):
    values = {}
    for field in resource.fields:
        node = element.find(field.name)
        if node is not None:
            values[field.name] = _translations(node) if field.type == "lang" else (node.text or "")
    lists = element.find("associations")
    associations = {one.tag: [_row(row) for row in one] for one in (lists if lists is not None else ())}
    return Entity(element.findtext("id", "").strip(), values, associations)


def _translations(node):
    return {int(one.get("id", 0)): one.text or "" for one in node.findall("language")}


def _row(element):
    return {one.tag: (one.text or "").strip() for one in element}


def save(store, resource, entities, method, *, mail=False):
    """Save entities in their order and return pairs of (row, entity); those before a failing one stay saved.

    :param mail: the caller asked for mails with ``sendemail=1``
    :raises ApiError: the first problem, which does not say whose it is
    """
    _check_ids(entities, method)
    saved = []
    for entity in entities:
        if method == "POST":
            saved.append((_create(store, resource, entity, mail=mail), entity))
        else:
            saved.append((_change(store, resource, entity, method, mail=mail), entity))
    return saved


def _check_ids(entities, method):
    keys = [entity.key for entity in entities]
    if method == "POST":
        if any(keys):
            raise ApiError(400, 91, "id is forbidden when adding a new resource")
        return
    if not all(keys):
        raise ApiError(400, 90, "id is required when modifying a resource")
    if len(set(keys)) < len(keys):
        raise ApiError(400, 89, "id is duplicate in request")


def _create(store, resource, entity, *, mail):
    values = _values(resource, entity, "POST")
    change = rules.Change(store, resource.name, None, values, entity.associations, "POST", mail)
    created = rules.create(change)
    if created is not None:
        return created
    rules.before(change)
    row = store.insert(resource.name, change.stored())
    _fill_required_translations(store, resource, row)
    rules.after(change.on(row))
    return row


def _change(store, resource, entity, method, *, mail):
    row = store.get(resource.name, entity.key) if entity.key.isdigit() else None
    if row is None:
        raise ApiError(404, 92, "Invalid ID")
    values = _values(resource, entity, method)
    change = rules.Change(store, resource.name, row, values, entity.associations, method, mail)
    rules.before(change)
    store.update(resource.name, row, change.stored(), touch=True)
    if method == "PUT" and "date_add" in row and not entity.values.get("date_add"):
        store.update(resource.name, row, {"date_add": store.now()})
    rules.after(change)
    return row


def _values(resource, entity, method):
    """The values to set, checked field by field; PUT and POST set what was not sent to nothing."""
    values = {}
    for field in resource.fields:
        if field.name in entity.values:
            if "readonly" in field.flags:
                message = f'parameter "{field.name}" not writable. Please remove this attribute of this XML'
                raise ApiError(400, 93, message)
            values[field.name] = entity.values[field.name]
        elif method != "PATCH":
            if "required" in field.flags and not _made_by_the_shop(field, method):
                raise ApiError(400, 41, f'parameter "{field.name}" required')
            values[field.name] = None
    for name, value in values.items():
        if value is not None:
            validation.check(resource, resource.by_name[name], value)
    return values


def _made_by_the_shop(field, method):
    return method == "POST" and field.name == "link_rewrite"


def _fill_required_translations(store, resource, row):
    """A required text that is missing in a language takes the one of the default language."""
    default = int(store.configuration("PS_LANG_DEFAULT") or 1)
    for field in resource.fields:
        if field.type == "lang" and "required" in field.flags:
            texts = row[field.name]
            row[field.name] = {one: text or texts.get(default, "") for one, text in texts.items()}
