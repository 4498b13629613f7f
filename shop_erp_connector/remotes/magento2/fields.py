"""The fields of a product as the shop takes them."""

import re
import unicodedata

from ..documents.amounts import rounded
from ..errors import Rejected
from . import taxes
from .catalogue import TEXT_INPUTS, TEXTS, WEIGHT_UNITS, is_translated
from .languages import in_store_view
from .placing import with_categories
from .rows import SYSTEM

ENABLED, DISABLED = 1, 2

#: In catalogue and search; nowhere by itself.
VISIBLE, HIDDEN = 4, 1

#: Longest text of one line that the shop's database keeps.
LONGEST_NAME = 255

#: Longest SKU of the shop's column.
LONGEST_SKU = 64

#: Attribute set that every shop has at first, by name.
DEFAULT_SET = "Default"


class Fields:
    """Builds bodies of products.

    :param shop: see ``shop.Shop``; :param options: see ``options.Options``
    """

    def __init__(self, shop, options):
        self._shop = shop
        self._options = options

    def texts(self, product):
        """Return the custom attributes of the texts in the main language, as far as they are told."""
        texts = ((code, self._shop.languages.main_told(getattr(product, field))) for field, code in TEXTS.items())
        return [{"attribute_code": code, "value": text} for code, text in texts if text is not None]

    def common(self, product, row):
        """Return what creating and changing have in common: only what the document says.

        :param row: the product in the shop, None for a new one
        :raises Rejected: a field that the shop needs is missing or names something that it has not
        """
        main = self._shop.languages.main_text
        name, sku = main(product.name), row.text("sku") if row is not None else product.code.strip()
        if not sku:
            message = "The product has no reference: the shop names its products by SKU."
            raise Rejected(message, system=SYSTEM, field="code")
        if len(sku) > LONGEST_SKU:
            raise Rejected(f"The shop takes SKUs of up to {LONGEST_SKU} characters.", system=SYSTEM, field="code")
        body = {"sku": sku, "status": ENABLED if product.active else DISABLED}
        if name or row is None:
            body["name"] = checked_name(self._required(name, "name"))
        body |= self.measures(product.weight, product.price, product.price_includes_tax, product.tax_ids, row)
        custom = [*self.texts(product), *self._custom(product, row)]
        if custom:
            body["custom_attributes"] = custom
        if product.tells("low_stock"):
            body["extension_attributes"] = {"stock_item": alert(product.low_stock)}
        return with_categories(product, row, body)

    def completed(self, body, product, *, kind, visibility):
        """Return the body of a new product with what it needs beside."""
        custom = list(body.get("custom_attributes", ()))
        if not self._shop.languages.main_text(product.slug):
            # Two products with one name would have one address, which the shop refuses.
            name = self._shop.languages.main_text(product.name)
            custom.append({"attribute_code": "url_key", "value": link_name(f"{name} {product.code}")})
        extension = {"website_ids": [int(self._shop.website_id)], **body.get("extension_attributes", {})}
        return body | {
            "type_id": kind,
            "visibility": visibility,
            "attribute_set_id": int(self.attribute_set(product)),
            "custom_attributes": custom,
            "extension_attributes": extension,
        }

    def measures(self, weight, price, includes_tax, tax_ids, row):
        """Return weight and price in the shop's own unit and tax basis."""
        fields = {}
        factor = WEIGHT_UNITS.get(self._shop.config["weight_unit"])
        if weight is not None and factor:
            fields["weight"] = rounded(weight / factor, 4)
        if price is not None:
            if not tax_ids and row is not None:
                tax_ids = taxes.of_class(self._shop, row.custom("tax_class_id"))
            fields["price"] = taxes.in_shop_basis(self._shop, price, includes_tax, tax_ids)
        return fields

    def attribute_set(self, product):
        """Return the id of the attribute set that a document names, or of the shop's first one.

        :raises Rejected: there is none of that name
        """
        sets = self._shop.lists.all("attribute_set")
        wanted = product.attribute_set or self._shop.settings["attribute_set"] or DEFAULT_SET
        found = [id for id, entry in sets.items() if wanted in (id, entry["name"])]
        if len(found) != 1:
            message = f"The shop has {len(found)} attribute sets called {wanted}."
            raise Rejected(message, system=SYSTEM, field="attribute_set")
        return found[0]

    def _custom(self, product, row):
        """Return the further attributes of a product."""
        values = {}
        if product.tax_ids:
            current = row.custom("tax_class_id") if row is not None else ""
            values["tax_class_id"] = taxes.class_for(self._shop, product.tax_ids, current=current)
        if product.cost is not None:
            values["cost"] = f"{product.cost:f}"
        if product.tells("tags"):
            values["meta_keyword"] = ", ".join(product.tags)
        if product.tells("origin_country"):
            values["country_of_manufacture"] = product.origin_country or None
        barcode, brand = self._shop.settings["barcode_attribute"], self._shop.settings["brand_attribute"]
        if barcode and product.tells("barcode"):
            values[barcode] = product.barcode
        if brand and product.tells("brand"):
            values[brand] = self._options.value_id(brand, product.brand) if product.brand else None
        values |= {value.code: self.field_value(value) for value in product.fields if self._is_told(value)}
        return [{"attribute_code": code, "value": value} for code, value in values.items()]

    def translated(self, product, language):
        """Return the custom attributes of texts and user fields that have texts of their own in a store view."""
        texts = {code: getattr(product, field) for field, code in TEXTS.items()}
        texts |= {value.code: value.value for value in product.fields if is_translated(self._attribute(value.code))}
        return in_store_view(texts, language)

    def _is_told(self, value):
        """Tell whether a field's value says something beside the texts of store views."""
        told = self._shop.languages.main_told(value.value)
        return told is not None or not is_translated(self._attribute(value.code))

    def _attribute(self, code):
        entry = self._shop.lists.by_code("attribute", code)
        if entry is None:
            raise Rejected(f"The shop has no attribute {code}.", system=SYSTEM, field="fields")
        return entry

    def field_value(self, value):
        """Return a custom field's value: the ids of the values where people choose, else the text; None for none."""
        entry = self._attribute(value.code)
        text = self._shop.languages.main_text(value.value)
        if not text:
            return "" if entry["input"] in TEXT_INPUTS else None
        if entry["input"] == "multiselect":
            parts = [part.strip() for part in text.split(",") if part.strip()]
            return ",".join(self._options.value_id(value.code, part) for part in parts)
        return self._options.value_id(value.code, text) if entry["input"] == "select" else text

    def _required(self, text, field):
        if not text:
            raise Rejected(f"The {field} is missing.", system=SYSTEM, field=field)
        return text


def alert(quantity):
    """Return the fields of a stock item that say below which quantity people are warned; the shop's own for none."""
    if not quantity:
        return {"use_config_notify_stock_qty": True}
    return {"notify_stock_qty": quantity, "use_config_notify_stock_qty": False}


def checked_name(text):
    """Return a name.

    :raises Rejected: it is longer than the shop's column
    """
    if len(text) > LONGEST_NAME:
        message = f"The name has {len(text)} characters, the shop takes {LONGEST_NAME}."
        raise Rejected(message, system=SYSTEM, field="name")
    return text


def link_name(text):
    """Return a text as part of an address."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
