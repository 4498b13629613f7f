"""Features of products ⇄ fields of documents: a feature's code is its name, or its id where several share the name.

People know features by name, and one that the shop does not have yet has nothing else. An id is taken for a code, too.

Values are of two sorts there: predefined ones, shared by products, and custom ones of a single product. Read are both;
written are predefined ones, found by their text and made when missing, so that a repeated write makes none twice.
"""

from dataclasses import dataclass

from ..documents import FieldValue
from ..errors import Rejected
from .batches import Batches, Sending
from .changes import BATCH, recognised
from .names import FEATURE, ensured, refusal_of
from .rows import entity
from .texts import name_key, translated

RESOURCE = "product_feature_values"


@dataclass(frozen=True, slots=True)
class Features:
    """What the documents' fields are called in the shop.

    :param known: see ``names.Known``; :param values: ``{(feature id, text key): value id}``
    :param errors: ``{the same: error}``
    """

    shop: object
    known: object
    values: dict
    errors: dict

    def rows(self, product, row):
        """Return the rows of the product's association: its fields, and the shop's own that no field names.

        :raises RemoteError: a name or value could not be made
        """
        present = row.associated("product_features") if row is not None else ()
        named, found = set(), []
        for value in product.fields:
            feature_id = _feature_id(self.shop, self.known, value)
            named.add(feature_id)
            if any(value.value.values()):
                key = feature_id, _text_key(self.shop, value)
                if key in self.errors:
                    raise self.errors[key]
                found.append((feature_id, self.values[key]))
        kept = [(one.text("id"), one.text("id_feature_value")) for one in present if one.text("id") not in named]
        return [{"id": feature_id, "id_feature_value": value_id} for feature_id, value_id in (*kept, *found)]


def ensured_features(shop, products):
    """Return the ``Features`` of products; features and values that the shop lacks are made."""
    fields = [value for product in products for value in product.fields]
    known = ensured(shop, FEATURE, [("", _name(value)) for value in fields if not _own_id(shop, value)])
    wanted = {}
    for value in fields:
        ids = _known_ids(shop, known, value)
        if len(ids) == 1 and any(value.value.values()):
            wanted.setdefault((ids[0], _text_key(shop, value)), value)
    values = _predefined(shop, {feature_id for feature_id, _key in wanted})
    errors = _make(shop, {key: value for key, value in wanted.items() if key not in values}, values)
    return Features(shop, known, values, errors)


def fields_of(shop, row, values):
    """Return the features of a product as fields.

    :param values: ``{value id: row}``, see ``value_rows``
    """
    found = []
    for one in row.associated("product_features"):
        feature, value = shop.lists.entry("feature", one.text("id")), values.get(one.text("id_feature_value"))
        if feature and value is not None:
            code, name = code_of(shop, one.text("id"), feature)
            found.append(FieldValue(code=code, name=name, value=shop.lists.texts(value.texts("value"))))
    return tuple(found)


def code_of(shop, id, feature):
    """Return (code, name) of a feature: the name is its code unless another feature has the same."""
    name = shop.lists.name(feature["names"])
    names = [name_key(shop.lists.name(entry["names"])) for entry in shop.lists.all("feature").values()]
    return (name if names.count(name_key(name)) == 1 else id), name


def value_rows(shop, rows):
    """Return ``{value id: row}`` of the values that products have: one call for a page."""
    ids = {one.text("id_feature_value") for row in rows for one in row.associated("product_features")}
    found = shop.wire.rows_by(RESOURCE, "id", ids, display="[id,value]") if ids else ()
    return {row.id: row for row in found}


def _own_id(shop, value):
    """Return the id that a field's code is, "" for a code that is a name."""
    features = shop.lists.all("feature")
    names = {name_key(shop.lists.name(entry["names"])) for entry in features.values()}
    return value.code if value.code in features and name_key(value.code) not in names else ""


def _name(value):
    return value.code or value.name


def _feature_id(shop, known, value):
    return _own_id(shop, value) or known.id_of(_name(value))


def _known_ids(shop, known, value):
    id = _own_id(shop, value)
    return [id] if id else known.ids.get(("", name_key(_name(value))), [])


def _text_key(shop, value):
    language = shop.lists.language(shop.lists.configuration("PS_LANG_DEFAULT"))
    return name_key(value.value.get(language) or next(filter(None, value.value.values()), ""))


def _predefined(shop, feature_ids):
    """Return ``{(feature id, text key): value id}`` of the shared values of features."""
    if not feature_ids:
        return {}
    rows = shop.wire.rows_by(
        RESOURCE, "id_feature", feature_ids, display="[id,id_feature,value]", filters={"custom": "[0]"}
    )
    rows.sort(key=lambda row: -int(row.id))
    return {(row.text("id_feature"), name_key(shop.lists.name(row.texts("value")))): row.id for row in rows}


def _make(shop, missing, values):
    """Create values; note their ids in ``values`` and return errors."""
    batches, sendings, errors = Batches(shop.wire, len(missing)), [], {}
    for index, (key, value) in enumerate(missing.items()):
        error = _planned(shop, index, key, value, sendings)
        if error is not None:
            batches.settle(index, error=error)
    batches.create(
        RESOURCE,
        sendings,
        BATCH,
        lambda part: recognised(part, _predefined(shop, {sending.key[0] for sending in part})),
    )
    for key, result in zip(missing, batches.outcomes, strict=True):
        if result.error is None:
            values[key] = result.id
        else:
            errors[key] = refusal_of(FEATURE, _name(missing[key]), result.error)
    return errors


def _planned(shop, index, key, value, sendings):
    """Plan the creation of a value; return why it cannot be, None when it can."""
    try:
        texts = translated(shop.lists, value.value, "fields", is_new=True)
    except Rejected as exc:
        return exc
    sendings.append(
        Sending(
            index,
            entity("product_feature_value", {"id_feature": key[0], "custom": "0", "value": texts}),
            key=key,
        )
    )
    return None
