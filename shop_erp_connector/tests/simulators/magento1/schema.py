"""What the interface is made of: structures, lists and operations; catalogue and sales are in modules of their own.

A structure is its fields in the order of the WSDL, "name", "name:type" or, for one that is always there, "name!";
without a type it is a text. An operation is (parts of the request, part of the answer).
"""

from . import schema_catalogue, schema_sales

#: Types of XML Schema that fields have; everything else is one of ours.
SCALARS = ("string", "int", "double", "boolean")

_STRUCTURES = {
    "associativeEntity": "key! value!",
    "filters": "filter:associativeArray complex_filter:complexFilterArray",
    "complexFilter": "key! value:associativeEntity!",
    "storeEntity": "store_id:int! code! website_id:int! group_id:int! name! sort_order:int! is_active:int!",
    "magentoInfoEntity": "magento_version! magento_edition!",
    "directoryCountryEntity": "country_id! iso2_code! iso3_code! name!",
    "directoryRegionEntity": "region_id! code! name!",
    "customerCustomerEntityToCreate": (
        "customer_id:int email firstname lastname middlename password website_id:int store_id:int group_id:int prefix "
        "suffix dob taxvat gender:int"
    ),
    "customerCustomerEntity": (
        "customer_id:int created_at updated_at increment_id store_id:int website_id:int created_in email firstname "
        "middlename lastname group_id:int prefix suffix dob taxvat confirmation:boolean password_hash"
    ),
    "customerGroupEntity": "customer_group_id:int! customer_group_code!",
    "customerAddressEntityCreate": (
        "city company country_id fax firstname lastname middlename postcode prefix region_id:int region "
        "street:ArrayOfString suffix telephone is_default_billing:boolean is_default_shipping:boolean"
    ),
    "customerAddressEntityItem": (
        "customer_address_id:int created_at updated_at increment_id city company country_id fax firstname lastname "
        "middlename postcode prefix region region_id:int street suffix telephone is_default_billing:boolean "
        "is_default_shipping:boolean"
    ),
}

_ARRAYS = {
    "ArrayOfString": "string",
    "associativeArray": "associativeEntity",
    "complexFilterArray": "complexFilter",
    "storeEntityArray": "storeEntity",
    "directoryCountryEntityArray": "directoryCountryEntity",
    "directoryRegionEntityArray": "directoryRegionEntity",
    "customerCustomerEntityArray": "customerCustomerEntity",
    "customerGroupEntityArray": "customerGroupEntity",
    "customerAddressEntityArray": "customerAddressEntityItem",
}

_OPERATIONS = {
    "endSession": ("sessionId", "endSessionReturn:boolean"),
    "login": ("username apiKey", "loginReturn"),
    "storeList": ("sessionId", "stores:storeEntityArray"),
    "magentoInfo": ("sessionId", "info:magentoInfoEntity"),
    "directoryCountryList": ("sessionId", "countries:directoryCountryEntityArray"),
    "directoryRegionList": ("sessionId country", "countries:directoryRegionEntityArray"),
    "customerCustomerList": ("sessionId filters:filters", "storeView:customerCustomerEntityArray"),
    "customerCustomerCreate": ("sessionId customerData:customerCustomerEntityToCreate", "result:int"),
    "customerCustomerInfo": (
        "sessionId customerId:int attributes:ArrayOfString",
        "customerInfo:customerCustomerEntity",
    ),
    "customerCustomerUpdate": (
        "sessionId customerId:int customerData:customerCustomerEntityToCreate",
        "result:boolean",
    ),
    "customerGroupList": ("sessionId", "result:customerGroupEntityArray"),
    "customerAddressList": ("sessionId customerId:int", "result:customerAddressEntityArray"),
    "customerAddressCreate": ("sessionId customerId:int addressData:customerAddressEntityCreate", "result:int"),
    "customerAddressUpdate": ("sessionId addressId:int addressData:customerAddressEntityCreate", "info:boolean"),
    "customerAddressDelete": ("sessionId addressId:int", "info:boolean"),
}


def _fields(text):
    """Return ``{name: (type, whether it is always there)}``."""
    fields = {}
    for word in text.split():
        name, _colon, type = word.rstrip("!").partition(":")
        fields[name] = (type or "string", word.endswith("!"))
    return fields


#: {structure: {field: (type, always there)}}
STRUCTURES = {
    name: _fields(text) for name, text in (_STRUCTURES | schema_catalogue.STRUCTURES | schema_sales.STRUCTURES).items()
}

#: {list: type of its items}
ARRAYS = _ARRAYS | schema_catalogue.ARRAYS | schema_sales.ARRAYS

#: {operation: ({part: type}, (name of the answer's part, its type))}
OPERATIONS = {
    name: ({part: type for part, (type, _must) in _fields(asked).items()}, _fields(answered))
    for name, (asked, answered) in (_OPERATIONS | schema_catalogue.OPERATIONS | schema_sales.OPERATIONS).items()
}
OPERATIONS = {
    name: (asked, *[(part, type) for part, (type, _must) in answered.items()])
    for name, (asked, answered) in OPERATIONS.items()
}

#: How the parts are called where the shop complies with WS-I; the others are called alike.
WSI_PARTS = {
    "addressData": "addressdata",
    "product": "productId",
    "products": "productIds",
    "storeView": "store",
    "tier_price": "tierPrices",
}


def parts(operation, *, wsi):
    """Return ``{name on the wire: (name in OPERATIONS, type)}`` of a request."""
    asked, _answered = OPERATIONS[operation]
    return {WSI_PARTS.get(name, name) if wsi else name: (name, type) for name, type in asked.items()}
