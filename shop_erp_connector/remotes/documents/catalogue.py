"""The catalogue: categories, and products with their variants, images and components."""

import typing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .base import CATEGORIES, IDENTITY, IMAGES, PRICE, STATE, STOCK, TEXT, Document, Part, Told, grouped


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Part):
    """A picture of a product, a variant or a category.

    With both ``id`` and ``content_key`` the remote has this very content under that id: it is not sent again, only its
    place and legend may have changed.

    :param id: the remote's id of the picture; "" for one that the remote does not have yet
    :param url: where the remote hands it over (see ``Remote.download``)
    :param content_key: hash of the bytes, by which the hub hands them out (see ``Remote.contents``); "" when only
        the remote has them
    :param name: a file name with an extension that tells the format
    :param legend: ``{language: text}``
    """

    id: str = ""
    url: str = ""
    content_key: str = ""
    name: str = ""
    legend: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Document):
    """A node of the category or family tree.

    :param parent_id: remote id of the parent; "" for a top category
    :param name: ``{language: text}``, languages as ISO codes ("pt", "pt_BR"); "" where the remote has one language
    :param slug: the part of its address in the shop that names it, per language
    """

    KIND: typing.ClassVar[str] = "category"

    parent_id: str = grouped(CATEGORIES, default="")
    code: str = grouped(IDENTITY, default="")
    name: dict[str, str] = grouped(TEXT, default_factory=dict)
    description: dict[str, str] = grouped(TEXT, default_factory=dict)
    slug: dict[str, str] = grouped(TEXT, default_factory=dict)
    meta_title: dict[str, str] = grouped(TEXT, default_factory=dict)
    meta_description: dict[str, str] = grouped(TEXT, default_factory=dict)
    image: Image | None = grouped(IMAGES, default=None)
    active: bool = grouped(STATE, default=True)
    position: int = grouped(CATEGORIES, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeValue(Part):
    """What tells a variant from its sisters: "Colour: red".

    :param attribute, value: the names as people read them, in the remote's main language
    :param attribute_id, value_id: the remote's ids, "" where it has none; ``attribute_code``, ``value_code`` its codes
    """

    attribute: str = ""
    value: str = ""
    attribute_id: str = ""
    attribute_code: str = ""
    value_id: str = ""
    value_code: str = ""

    @property
    def text(self):
        """Return "attribute=value", by which a variant is named in a sentence and told from its sisters."""
        return f"{self.attribute}={self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant(Told):
    """What is counted, priced and ordered: a product's only form, or one combination of its attributes.

    :param id: remote id of the variant, unique in the remote; order lines and stock levels speak of it
    :param attributes: () for a plain product; else one value per attribute of the product
    :param price_extra: what this variant costs above (or below) the product, in the product's tax basis
    :param image_ids: which of the product's images show it, by ``id`` or (for those without) ``content_key``
    """

    id: str = ""
    code: str = ""
    barcode: str = ""
    attributes: tuple[AttributeValue, ...] = ()
    price_extra: Decimal = grouped(PRICE, default=Decimal(0))
    cost: Decimal | None = grouped(PRICE, default=None)
    weight: Decimal | None = None
    image_ids: tuple[str, ...] = ()
    supplier_code: str = ""
    active: bool = grouped(STATE, default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component(Part):
    """What is in a pack, and how often.

    :param option: the choice it belongs to, where the buyer chooses ("Frame"); "" where it always belongs to the pack
    :param is_default: whether it is in the pack unless the buyer chooses otherwise
    """

    product_id: str = ""
    variant_id: str = ""
    code: str = ""
    quantity: Decimal = Decimal(1)
    option: str = ""
    is_default: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue(Part):
    """A value of the remote that has no field of its own here: a feature, a custom field, a meta value.

    :param code: how the remote names the field; ``name`` as people read it
    :param value: ``{language: text}``, "" as language where it is not translated
    """

    code: str = ""
    name: str = ""
    value: dict[str, str] = field(default_factory=dict)

    @property
    def says_nothing(self):
        """A field without a value is one that is not there, or that is told to be empty."""
        return not any(self.value.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Document):
    """A product with all its variants (at least one).

    :param price: sale price of one unit, None when the remote keeps no price here
    :param price_includes_tax: whether ``price`` holds the tax
    :param tax_ids: remote lookup ids (type "tax") that apply to the product
    :param weight: kilograms; ``width``, ``height``, ``depth`` centimetres
    :param category_id: the default category; a remote that has none proposes one of ``category_ids`` for a new product
        and names "category_id" among ``untold``: what was agreed stays, as long as the product is in it
    :param category_ids: all of them that the hub knows; further ones of the remote stay
    :param removed_category_ids: categories out of which the hub has taken the product: the remote takes it out, too
    :param is_stored: False for goods and services of which no stock is kept
    :param components: what is in it, for a pack; () for anything else
    :param unit: the unit it is sold in, as the remote names it
    :param images: in the order in which they are shown, the main one first; pictures of the remote that are not named
        stay there
    :param removed_image_ids: remote ids of pictures that the hub has no more: the remote takes them off the product;
        one that is gone already is no error
    :param tags: words people search by; ``related_codes`` and ``accessory_codes`` name other products
    :param origin_country: ISO code; ``customs_code`` the number of the customs tariff
    :param payment_codes: lookup ids (type "payment") with which it may be bought; () where any will do
    :param delivery_text: how soon it is delivered, as the buyer reads it
    :param on_sale: marked as an offer
    """

    KIND: typing.ClassVar[str] = "product"
    VERSION: typing.ClassVar[int] = 2

    code: str = grouped(IDENTITY, default="")
    barcode: str = grouped(IDENTITY, default="")
    variants: tuple[Variant, ...] = grouped(IDENTITY, default=())
    components: tuple[Component, ...] = grouped(IDENTITY, default=())
    is_service: bool = grouped(IDENTITY, default=False)
    is_stored: bool = grouped(IDENTITY, default=True)
    unit: str = grouped(IDENTITY, default="")
    weight: Decimal | None = grouped(IDENTITY, default=None)
    width: Decimal | None = grouped(IDENTITY, default=None)
    height: Decimal | None = grouped(IDENTITY, default=None)
    depth: Decimal | None = grouped(IDENTITY, default=None)
    brand: str = grouped(IDENTITY, default="")
    supplier_code: str = grouped(IDENTITY, default="")
    origin_country: str = grouped(IDENTITY, default="")
    customs_code: str = grouped(IDENTITY, default="")
    attribute_set: str = grouped(IDENTITY, default="")
    fields: tuple[FieldValue, ...] = grouped("fields", default=())
    name: dict[str, str] = grouped(TEXT, default_factory=dict)
    short_description: dict[str, str] = grouped(TEXT, default_factory=dict)
    description: dict[str, str] = grouped(TEXT, default_factory=dict)
    slug: dict[str, str] = grouped(TEXT, default_factory=dict)
    meta_title: dict[str, str] = grouped(TEXT, default_factory=dict)
    meta_description: dict[str, str] = grouped(TEXT, default_factory=dict)
    delivery_text: dict[str, str] = grouped(TEXT, default_factory=dict)
    tags: tuple[str, ...] = grouped(TEXT, default=())
    price: Decimal | None = grouped(PRICE, default=None)
    price_includes_tax: bool = grouped(PRICE, default=False)
    unit_price: Decimal | None = grouped(PRICE, default=None)
    unit_price_unit: str = grouped(PRICE, default="")
    cost: Decimal | None = grouped(PRICE, default=None)
    tax_ids: tuple[str, ...] = grouped(PRICE, default=())
    on_sale: bool | None = grouped(PRICE, default=None)
    payment_codes: tuple[str, ...] = grouped(PRICE, default=())
    minimum_quantity: Decimal | None = grouped(STOCK, default=None)
    low_stock: Decimal | None = grouped(STOCK, default=None)
    available_on: date | None = grouped(STOCK, default=None)
    category_id: str = grouped(CATEGORIES, default="")
    category_ids: tuple[str, ...] = grouped(CATEGORIES, default=())
    removed_category_ids: tuple[str, ...] = grouped(CATEGORIES, default=())
    related_codes: tuple[str, ...] = grouped(CATEGORIES, default=())
    accessory_codes: tuple[str, ...] = grouped(CATEGORIES, default=())
    images: tuple[Image, ...] = grouped(IMAGES, default=())
    removed_image_ids: tuple[str, ...] = grouped(IMAGES, default=())
    active: bool = grouped(STATE, default=True)

    @classmethod
    def upgrade(cls, content, version):
        """Version 1 named attributes as "name=value" texts and images by their ids alone."""
        content = dict(content)
        images = content.pop("image_ids", ())
        if images:
            content["images"] = [{"id": id, "legend": {}} for id in images]
        content["variants"] = [_upgraded_variant(variant) for variant in content.get("variants", ())]
        return content


def _upgraded_variant(variant):
    pairs = [text.partition("=") for text in variant.get("attributes", ())]
    return variant | {"attributes": [{"attribute": name, "value": value} for name, _equals, value in pairs]}
