"""Names that documents speak of ⇄ ids of the shop: attributes and their values, features, brands, tags.

What is missing is made, all of a push in one document. An equal name is looked for again in the shop itself right
before, so an interrupted push may be repeated. Two that share a name are told apart by the product's own, or refused.
"""

from dataclasses import dataclass, field

from ..errors import Rejected
from .batches import Batches, Sending, only_a_delay
from .changes import BATCH, recognised
from .rows import SYSTEM, entity
from .texts import checked_text, name_key, translated


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of named things.

    :param list_name: of ``codelists.LISTS``; :param resource, node: of the Webservice
    :param text_field: in ``texts.LONGEST``; :param document_field: that an error names
    :param build: takes (shop, parent id, name) and returns the fields of a new one
    :param parent: key of the parent's id in an entry, "" for things without parents
    """

    list_name: str
    resource: str
    node: str
    text_field: str
    document_field: str
    build: object
    parent: str = ""


def _in_all(shop, name, text_field):
    return translated(shop.lists, {"": name}, text_field, is_new=True)


def _new_option(shop, _parent, name):
    texts = _in_all(shop, name, "attribute")
    return {"is_color_group": "0", "group_type": "select", "name": texts, "public_name": texts}


def _new_value(shop, option_id, name):
    return {"id_attribute_group": option_id, "name": _in_all(shop, name, "attribute value")}


def _new_feature(shop, _parent, name):
    return {"name": _in_all(shop, name, "field name")}


def _new_brand(_shop, _parent, name):
    return {"active": "1", "name": checked_text(name, "brand")}


OPTION = Sort("option", "product_options", "product_option", "attribute", "variants", _new_option)
VALUE = Sort(
    "option_value", "product_option_values", "product_option_value", "attribute value", "variants", _new_value, "option"
)
FEATURE = Sort("feature", "product_features", "product_feature", "field name", "fields", _new_feature)
BRAND = Sort("manufacturer", "manufacturers", "manufacturer", "brand", "brand", _new_brand)


@dataclass(slots=True)
class Known:
    """What is known by name, of one sort.

    :param ids: ``{(parent id, name key): [ids]}``; :param errors: ``{the same: error}`` of those that were refused
    """

    sort: Sort
    ids: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)

    def id_of(self, name, parent="", among=()):
        """Return the id of a name.

        :param among: ids of which one is meant where several share the name
        :raises RemoteError: it could not be made; or several share it, and they are named
        """
        key = parent, name_key(name)
        if key in self.errors:
            raise self.errors[key]
        ids = self.ids.get(key, [])
        chosen = [id for id in ids if id in among] if len(ids) > 1 else ids
        if len(chosen) == 1:
            return chosen[0]
        what = self.sort.list_name.replace("_", " ")
        message = f"The shop has more than one {what} called {name} ({', '.join(ids)}): give them different names."
        if not ids:
            message = f"The shop has no {what} called {name}, and more than one place for it: make it there."
        raise Rejected(message, system=SYSTEM, field=self.sort.document_field)


def ensured(shop, sort, wanted):
    """Return what is ``Known`` of a sort after those that are missing were made.

    :param wanted: ``(parent id, name)`` pairs
    """
    by_key = {}
    for parent, name in wanted:
        by_key.setdefault((parent, name_key(name)), (parent, name))
    wanted = by_key
    known = Known(sort)
    if not wanted:
        return known
    known.ids = _by_name(shop, sort, shop.lists.all(sort.list_name))
    if wanted.keys() - known.ids.keys():
        known.ids = _by_name(shop, sort, shop.lists.reread(sort.list_name))
    missing = {key: wanted[key] for key in wanted if key not in known.ids}
    if missing:
        _make(shop, known, missing)
    return known


def _by_name(shop, sort, entries):
    ids = {}
    for id, entry in entries.items():
        key = entry[sort.parent] if sort.parent else "", name_key(shop.lists.name(entry["names"]))
        ids.setdefault(key, []).append(id)
    return ids


def _make(shop, known, missing):
    """Create what is missing and note its id or its error."""
    sort, sendings = known.sort, []
    batches = Batches(shop.wire, len(missing))
    for index, (key, (parent, name)) in enumerate(missing.items()):
        try:
            sendings.append(Sending(index, entity(sort.node, sort.build(shop, parent, name)), key=key))
        except Rejected as exc:
            batches.settle(index, error=exc)

    def saved(part):
        ids = _by_name(shop, sort, shop.lists.reread(sort.list_name))
        return recognised(part, {key: found[0] for key, found in ids.items()})

    batches.create(sort.resource, sendings, BATCH, saved)
    shop.lists.reread(sort.list_name)
    for key, result in zip(missing, batches.outcomes, strict=True):
        if result.error is None:
            known.ids[key] = [result.id]
        else:
            known.errors[key] = refusal_of(sort, missing[key][1], result.error)


def refusal_of(sort, name, error):
    """Return the error of a record whose name could not be made; nothing of the record itself was sent."""
    if isinstance(error, Rejected):
        message = f"{name}: {error.message}"
        return Rejected(
            message, system=error.system, call=error.call, code=error.code, text=error.text, field=sort.document_field
        )
    return only_a_delay(error)


def ensured_tags(shop, names):
    """Return ``{name key: tag id}`` of tags in the shop's default language; missing ones are made.

    :param names: as ``texts.checked_text`` returns them
    :raises RemoteError: the shop refuses one
    """
    wanted = {name_key(name): name for name in names if name_key(name)}
    if not wanted:
        return {}
    language_id = shop.lists.configuration("PS_LANG_DEFAULT")
    ids = _tags(shop, wanted.values(), language_id)
    missing = [name for key, name in wanted.items() if key not in ids]
    if missing:
        entities = [entity("tag", {"id_lang": language_id, "name": name}) for name in missing]
        rows = shop.wire.write("POST", "tags", entities)
        ids |= {name_key(name): row.id for name, row in zip(missing, rows, strict=True)}
    return ids


def _tags(shop, names, language_id):
    rows = shop.wire.rows_by(
        "tags", "name", names, display="[id,name,id_lang]", filters={"id_lang": f"[{language_id}]"}, fold=name_key
    )
    return {name_key(row.text("name")): row.id for row in rows}
