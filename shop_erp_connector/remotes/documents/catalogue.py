"""The catalogue: categories, products with their variants, prices and stock levels."""

import typing
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .base import CATEGORIES, IDENTITY, IMAGES, PRICE, STATE, STOCK, TEXT, Document, Part, grouped


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Document):
    """A node of the category or family tree.

    :param parent_id: remote id of the parent; "" for a top category
    :param name: ``{language: text}``, languages as ISO codes ("pt", "pt_BR"); "" where the remote has one language
    """

    KIND: typing.ClassVar[str] = "category"

    parent_id: str = grouped(CATEGORIES, default="")
    code: str = grouped(IDENTITY, default="")
    name: dict[str, str] = grouped(TEXT, default_factory=dict)
    active: bool = grouped(STATE, default=True)
    position: int = grouped(CATEGORIES, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant(Part):
    """What is counted, priced and ordered: a product's only form, or one combination of its attributes.

    :param id: remote id of the variant, unique in the remote; order lines and stock levels speak of it
    :param attributes: ``(attribute name, value name)`` pairs as "name=value" texts; () for a plain product
    :param price_extra: what this variant costs above (or below) the product, in the product's tax basis
    """

    id: str = ""
    code: str = ""
    barcode: str = ""
    attributes: tuple[str, ...] = ()
    price_extra: Decimal = Decimal(0)
    weight: Decimal | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Document):
    """A product with all its variants (at least one).

    :param price: sale price of one unit, None when the remote keeps no price here
    :param price_includes_tax: whether ``price`` holds the tax
    :param tax_ids: remote lookup ids (type "tax") that apply to the product
    :param weight: kilograms
    :param category_id: the default category; ``category_ids`` names all of them
    :param is_stored: False for goods and services of which no stock is kept
    """

    KIND: typing.ClassVar[str] = "product"

    code: str = grouped(IDENTITY, default="")
    barcode: str = grouped(IDENTITY, default="")
    variants: tuple[Variant, ...] = grouped(IDENTITY, default=())
    is_service: bool = grouped(IDENTITY, default=False)
    is_stored: bool = grouped(IDENTITY, default=True)
    weight: Decimal | None = grouped(IDENTITY, default=None)
    brand: str = grouped(IDENTITY, default="")
    supplier_code: str = grouped(IDENTITY, default="")
    name: dict[str, str] = grouped(TEXT, default_factory=dict)
    short_description: dict[str, str] = grouped(TEXT, default_factory=dict)
    description: dict[str, str] = grouped(TEXT, default_factory=dict)
    price: Decimal | None = grouped(PRICE, default=None)
    price_includes_tax: bool = grouped(PRICE, default=False)
    cost: Decimal | None = grouped(PRICE, default=None)
    tax_ids: tuple[str, ...] = grouped(PRICE, default=())
    category_id: str = grouped(CATEGORIES, default="")
    category_ids: tuple[str, ...] = grouped(CATEGORIES, default=())
    image_ids: tuple[str, ...] = grouped(IMAGES, default=())
    active: bool = grouped(STATE, default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price(Document):
    """One price of one variant: a price change that does not resend the product.

    :param variant_id: remote id of the variant; ``product_id`` of the product it belongs to
    """

    KIND: typing.ClassVar[str] = "price"

    product_id: str = grouped(PRICE, default="")
    variant_id: str = grouped(PRICE, default="")
    amount: Decimal = grouped(PRICE, default=Decimal(0))
    includes_tax: bool = grouped(PRICE, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLevel(Document):
    """How much of one variant there is at one place.

    :param id: the variant's id, joined with the location's where the remote has locations
    :param quantity: in the product's unit; may be negative or fractional as the remote tells it
    :param basis: "physical" counts what lies there; "available" has the remote's open orders subtracted
    :param read_at: when the level was computed; an older level never overwrites a newer one
    """

    KIND: typing.ClassVar[str] = "stock"

    product_id: str = grouped(STOCK, default="")
    variant_id: str = grouped(STOCK, default="")
    location_id: str = grouped(STOCK, default="")
    quantity: Decimal = grouped(STOCK, default=Decimal(0))
    basis: typing.Literal["physical", "available"] = grouped(STOCK, default="physical")
    read_at: datetime | None = grouped("sequence", default=None)
