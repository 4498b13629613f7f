"""People's own attributes of products, and those of the shop's own that documents have a field for: both ways.

A product has the attributes of its set; of any other the shop says nothing and keeps nothing, so what a set lacks is
said beside the product. A SKU is an attribute like others (recording attributes; the shop's source).
"""

from decimal import Decimal, InvalidOperation

from ..documents import FieldValue
from ..errors import ProtocolError, Rejected
from .shop import COST, COUNTRY
from .texts import is_main_told, own_texts
from .wire import SYSTEM

#: Fields of a document that no attribute of a new shop stands for, in words.
PLACELESS = {
    "width": "size",
    "height": "size",
    "depth": "size",
    "customs_code": "customs code",
    "supplier_code": "supplier's reference",
    "unit_price": "unit price",
    "available_on": "date of availability",
    "delivery_text": "delivery time",
    "payment_codes": "payment methods of a product",
}


def read(shop, texts):
    """Return the fields of a ``Product`` that its attributes tell; chosen options by their labels.

    :param texts: ``{language: Row}`` of the product in each store view
    """
    row = texts[shop.main_language]
    values = _values(shop, row)
    return {
        "barcode": values.get(shop.barcode_code, ""),
        "brand": _label(shop, shop.brand_code, values.get(shop.brand_code, "")),
        "origin_country": values[COUNTRY].upper(),
        "cost": _amount(row, values[COST]),
        "fields": _fields(shop, values, {language: _values(shop, texts[language]) for language in shop.views}),
    }


def _values(shop, row):
    """Return ``{code: value as it is kept}`` of the attributes asked for: v2 lists them apart, v1 among the others."""
    apart = {pair.text("key"): pair.text("value") for pair in row.rows("additional_attributes", "attribute")}
    return {code: apart.get(code) or _kept(row, code) for code in shop.attribute_codes}


def _kept(row, code):
    value = row.values.get(code)
    return ",".join(map(str, value)) if isinstance(value, list) else row.text(code)


def _amount(row, text):
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        message = f"{COST} of {row.name} cannot be {text[:100]!r}."
        raise ProtocolError(message, system=SYSTEM, call=row.name) from None


def _label(shop, code, value):
    """Return a value as people read it: the labels of chosen options."""
    attribute = shop.lists.attribute(code) if value else None
    if attribute is None or not attribute["options"]:
        return value
    return ", ".join(attribute["options"].get(one, one) for one in value.split(","))


def _fields(shop, values, translated):
    fields = []
    for code in shop.field_codes:
        attribute = shop.lists.attribute(code)
        if attribute is None:
            continue
        value = {"": _label(shop, code, values[code])} if values.get(code) else {}
        if translated and _is_text_of_views(attribute):
            texts = {language: told[code] for language, told in translated.items()}
            value = own_texts(shop.main_language, {shop.main_language: values[code]} | texts)
        if value:
            fields.append(FieldValue(code=code, name=attribute["label"], value=value))
    return tuple(fields)


def _is_text_of_views(attribute):
    """Return whether each store view has a text of its own; other values are the same in all of them."""
    return attribute["scope"] == "store" and not attribute["options"]


def data_of_view(shop, product, set_id, language):
    """Return what is sent of a product's fields in one language beside the main one, {} for nothing."""
    told = {field.code: field.value[language] for field in product.fields if language in field.value}
    lacking = _lacking(shop, told, set_id)
    single = [
        {"key": code, "value": value}
        for code, value in told.items()
        if code not in lacking and _is_text_of_views(shop.lists.attribute(code))
    ]
    return {"single_data": single} if single else {}


def _main_value(shop, texts):
    return texts.get(shop.main_language, next(iter(texts.values()), ""))


def data_of(shop, product, set_id, *, renamed):
    """Return what is sent of a product's attributes, {} for nothing; options that are missing are made.

    :param renamed: whether the SKU is another one in the shop
    :raises Rejected: a field or the barcode has no attribute in the shop
    """
    named = _named(shop, product)
    lacking = _lacking(shop, named, set_id)
    single, several = [], []
    for code, value in named.items():
        if code in lacking:
            continue
        attribute = shop.lists.attribute(code)
        if attribute["input"] == "multiselect":
            chosen = [shop.lists.option_id(code, label.strip()) for label in value.split(",") if label.strip()]
            several.append({"key": code, "value": chosen})
        elif attribute["input"] == "select" and code != COUNTRY:
            single.append({"key": code, "value": shop.lists.option_id(code, value) if value else ""})
        else:
            single.append({"key": code, "value": value})
    if renamed:
        single.append({"key": "sku", "value": product.code})
    found = {"single_data": single, "multi_data": several}
    return {name: rows for name, rows in found.items() if rows}


def warning(shop, product, set_id):
    """Return sentences about what the shop does not keep of a product, "" when it keeps all."""
    sentences = []
    lacking = _lacking(shop, _named(shop, product), set_id)
    if lacking:
        names = {str(row["set_id"]): str(row["name"]) for row in shop.lists.sets()}
        sentences.append(
            f"The attribute set {names.get(set_id, set_id)} has no {', '.join(lacking)}: the shop would not keep it."
        )
    placeless = dict.fromkeys(words for name, words in PLACELESS.items() if getattr(product, name))
    if placeless:
        sentences.append(f"The shop itself keeps no {' and no '.join(placeless)}: an attribute as field can hold it.")
    return " ".join(sentences)


def _named(shop, product):
    """Return ``{code: value}`` of all that a document says by attributes."""
    told = [field for field in product.fields if is_main_told(shop, field.value)]
    values = {field.code: _main_value(shop, field.value) for field in told}
    told = {shop.barcode_code: "barcode", shop.brand_code: "brand", COUNTRY: "origin_country"}
    values |= {code: getattr(product, name) for code, name in told.items() if code and product.tells(name)}
    return values | ({} if product.cost is None else {COST: f"{product.cost:f}"})


def _lacking(shop, named, set_id):
    """Return the codes of ``named`` that products of a set do not have.

    :raises Rejected: a field or the barcode is no attribute of the shop at all
    """
    own = (shop.brand_code, COUNTRY, COST)
    for code in named:
        if code not in own and shop.lists.attribute(code) is None:
            raise Rejected(f"The shop has no attribute {code}.", system=SYSTEM, field="fields")
    return [code for code in named if code not in shop.lists.set_codes(set_id)]
