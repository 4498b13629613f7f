"""What each body may hold: an unknown field inside an object breaks the call, a text is no number.

Types are dicts ``{field: None | float | int | type}``; a one-element list is a list of that type. Recordings
product-unknown-field, source-items-error-unknown-field, source-items-error-quantity.
"""

from decimal import Decimal, InvalidOperation

from .failures import ApiError, internal, required


def _names(text, **others):
    return dict.fromkeys(text.split(), None) | others


CUSTOM_ATTRIBUTES = [_names("attribute_code value")]

STOCK_ITEM = _names(
    "item_id product_id stock_id is_in_stock is_qty_decimal show_default_notification_message use_config_min_qty "
    "min_qty use_config_min_sale_qty min_sale_qty use_config_max_sale_qty max_sale_qty use_config_backorders "
    "backorders use_config_notify_stock_qty notify_stock_qty use_config_qty_increments qty_increments "
    "use_config_enable_qty_inc enable_qty_increments use_config_manage_stock manage_stock low_stock_date "
    "is_decimal_divided stock_status_changed_auto extension_attributes",
    qty=float,
)

MEDIA_ENTRY = _names(
    "id media_type label position disabled types file extension_attributes",
    content=_names("base64_encoded_data type name"),
)

PRODUCT = _names(
    "id sku name status visibility type_id created_at updated_at options",
    attribute_set_id=int,
    price=float,
    weight=float,
    custom_attributes=CUSTOM_ATTRIBUTES,
    media_gallery_entries=[MEDIA_ENTRY],
    tier_prices=[_names("customer_group_id qty value extension_attributes")],
    product_links=[
        _names("sku link_type linked_product_sku linked_product_type position", extension_attributes=_names("qty"))
    ],
    extension_attributes=_names(
        "website_ids category_links bundle_product_options configurable_product_options configurable_product_links",
        stock_item=STOCK_ITEM,
    ),
)

CATEGORY = _names(
    "id parent_id name is_active position level children created_at updated_at path available_sort_by "
    "include_in_menu extension_attributes",
    custom_attributes=CUSTOM_ATTRIBUTES,
)

ATTRIBUTE = _names(
    "attribute_id attribute_code frontend_input entity_type_id is_required is_user_defined default_frontend_label "
    "frontend_labels scope options is_unique extension_attributes custom_attributes"
)

ADDRESS = _names(
    "id customer_id region region_id country_id street company telephone fax postcode city firstname lastname "
    "middlename prefix suffix vat_id default_shipping default_billing extension_attributes",
    custom_attributes=CUSTOM_ATTRIBUTES,
)

CUSTOMER = _names(
    "id group_id default_billing default_shipping confirmation created_at updated_at created_in dob email firstname "
    "lastname middlename prefix suffix gender store_id taxvat website_id disable_auto_group_change",
    addresses=[ADDRESS],
    custom_attributes=CUSTOM_ATTRIBUTES,
    extension_attributes=_names("is_subscribed company_attributes assistance_allowed"),
)

#: Body key of a route → its type. A key that is absent here is a plain value.
BODIES = {
    "product": PRODUCT,
    "category": CATEGORY,
    "attribute": ATTRIBUTE,
    "customer": CUSTOMER,
    "stockItem": STOCK_ITEM,
    "entry": MEDIA_ENTRY,
    "option": _names("label value sort_order is_default store_labels"),
    "sourceItems": [_names("sku source_code status extension_attributes", quantity=float)],
    "statusHistory": _names(
        "comment created_at entity_id entity_name is_customer_notified is_visible_on_front parent_id status "
        "extension_attributes"
    ),
    "tracks": [_names("track_number title carrier_code extension_attributes")],
    "items": [_names("order_item_id extension_attributes", qty=float)],
    "comment": _names("comment is_visible_on_front extension_attributes"),
}


def bound(body, *names, optional=()):
    """Return the values of a body's keys, checked; further keys are ignored.

    :raises ApiError: 400 for a missing key or a text where a number belongs, 500 for an unknown field
    """
    if not isinstance(body, dict):
        body = {}
    for name in names:
        if name not in body:
            raise required(name)
    values = [_checked(body.get(name), BODIES.get(name), name) for name in (*names, *optional)]
    return values[0] if len(values) == 1 else values


def _checked(value, type_, name):
    if value is None or type_ is None:
        return value
    if isinstance(type_, list):
        if not isinstance(value, list):
            raise _wrong_type(name, value, "array")
        return [_checked(one, type_[0], name) for one in value]
    if isinstance(type_, dict):
        return _checked_object(value, type_, name)
    return _checked_number(value, type_, name)


def _checked_object(value, type_, name):
    if not isinstance(value, dict):
        raise _wrong_type(name, value, "object")
    unknown = [field for field in value if field not in type_]
    if unknown:
        raise internal(hash(unknown[0]) & 0xFFFFFFFF)
    return {field: _checked(one, type_[field], field) for field, one in value.items()}


def _checked_number(value, type_, name):
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _wrong_type(name, value, type_.__name__) from None
    return int(number) if type_ is int else number


def _wrong_type(name, value, expected):
    return ApiError(
        400,
        f'Error occurred during "{name}" processing. The "{value}" value\'s type is invalid. '
        f'The "{expected}" type was expected. Verify and try again.',
    )
