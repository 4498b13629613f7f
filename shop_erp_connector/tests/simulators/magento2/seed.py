"""A freshly installed shop: one website in euros, English and German views, taxes of three countries."""

from decimal import Decimal

#: (code, label, scope, input, type of the database, id)
ATTRIBUTES = (
    ("name", "Product Name", "store", "text", "varchar", 73),
    ("sku", "SKU", "global", "text", "static", 74),
    ("description", "Description", "store", "textarea", "text", 75),
    ("short_description", "Short Description", "store", "textarea", "text", 76),
    ("price", "Price", "global", "price", "decimal", 77),
    ("special_price", "Special Price", "global", "price", "decimal", 78),
    ("special_from_date", "Special Price From Date", "website", "date", "datetime", 79),
    ("special_to_date", "Special Price To Date", "website", "date", "datetime", 80),
    ("cost", "Cost", "global", "price", "decimal", 81),
    ("weight", "Weight", "global", "weight", "decimal", 82),
    ("manufacturer", "Manufacturer", "global", "select", "int", 83),
    ("meta_title", "Meta Title", "store", "text", "varchar", 84),
    ("meta_keyword", "Meta Keywords", "store", "textarea", "text", 85),
    ("meta_description", "Meta Description", "store", "textarea", "varchar", 86),
    ("image", "Base", "store", "media_image", "varchar", 87),
    ("small_image", "Small", "store", "media_image", "varchar", 88),
    ("thumbnail", "Thumbnail", "store", "media_image", "varchar", 89),
    ("color", "Color", "global", "select", "int", 93),
    ("status", "Enable Product", "website", "select", "int", 97),
    ("visibility", "Visibility", "store", "select", "int", 99),
    ("url_key", "URL Key", "store", "text", "varchar", 119),
    ("country_of_manufacture", "Country of Manufacture", "website", "select", "varchar", 114),
    ("tax_class_id", "Tax Class", "website", "select", "int", 132),
    ("options_container", "Display Product Options In", "store", "select", "varchar", 106),
    ("msrp_display_actual_price_type", "Display Actual Price", "website", "select", "varchar", 111),
    ("required_options", "", "global", "text", "static", 107),
    ("has_options", "", "global", "text", "static", 108),
    ("price_type", "Dynamic Price", "global", "boolean", "int", 122),
    ("sku_type", "Dynamic SKU", "global", "boolean", "int", 123),
    ("weight_type", "Dynamic Weight", "global", "boolean", "int", 124),
    ("price_view", "Price View", "website", "select", "int", 125),
    ("shipment_type", "Ship Bundle Items", "global", "select", "int", 126),
    ("category_ids", "Categories", "global", "text", "static", 104),
    ("updated_at", "", "global", "date", "static", 109),
    ("created_at", "", "global", "date", "static", 110),
    ("type_id", "", "global", "text", "static", 112),
    ("entity_id", "", "global", "text", "static", 113),
)

#: Fields of an attribute that no test looks at, as recorded (attr-list).
ATTRIBUTE_FIELDS = {
    "is_wysiwyg_enabled": False, "is_html_allowed_on_front": False, "used_for_sort_by": False, "is_filterable": False,
    "is_filterable_in_search": False, "is_used_in_grid": False, "is_visible_in_grid": False,
    "is_filterable_in_grid": False, "position": 0, "apply_to": [], "is_searchable": "0",
    "is_visible_in_advanced_search": "0", "is_comparable": "0", "is_used_for_promo_rules": "0",
    "is_visible_on_front": "0", "used_in_product_listing": "0", "is_visible": True, "is_required": False,
    "is_unique": "0", "frontend_labels": [], "validation_rules": [], "entity_type_id": "4",
}  # fmt: skip

STORES = (
    {"id": 0, "code": "admin", "name": "Admin", "website_id": 0, "store_group_id": 0, "is_active": 1},
    {"id": 1, "code": "default", "name": "Default Store View", "website_id": 1, "store_group_id": 1, "is_active": 1},
)

#: locale and time zone of a store view
LOCALES = {1: ("en_US", "Europe/Berlin")}

SOURCE = {
    "enabled": True, "latitude": 0, "longitude": 0, "country_id": "US", "postcode": "00000",
    "use_default_carrier_config": True, "carrier_links": [],
}  # fmt: skip

COUNTRIES = {
    "DE": ("DEU", "Germany", (("79", "NDS", "Niedersachsen"), ("82", "BER", "Berlin"), ("81", "BAY", "Bayern"))),
    "PT": ("PRT", "Portugal", ()),
    "PL": ("POL", "Poland", ()),
    "US": ("USA", "United States", (("43", "NY", "New York"),)),
}

MODULES = ("Magento_Store", "Magento_Backend", "Magento_Catalog", "Magento_Sales", "Magento_Customer", "Magento_Tax")
MSI_MODULES = ("Magento_Inventory", "Magento_InventoryApi", "Magento_InventorySales")


def fill(store, *, msi):
    """Write what an installation writes."""
    store.insert("website", {"id": 0, "code": "admin", "name": "Admin", "default_group_id": 0}, number=0)
    store.insert("website", {"id": 1, "code": "base", "name": "Main Website", "default_group_id": 1}, number=1)
    for row in STORES:
        locale, zone = LOCALES.get(row["id"], ("en_US", "UTC"))
        store.insert("store", dict(row, locale=locale, timezone=zone), number=row["id"])
    _classes_and_taxes(store)
    for number, code in enumerate(("NOT LOGGED IN", "General", "Wholesale", "Retailer")):
        store.insert("group", {"id": number, "code": code, "tax_class_id": 3}, number=number)
    _catalogue(store)
    if msi:
        store.insert("source", {"source_code": "default", "name": "Default Source", **SOURCE})
        store.insert("stock", {"stock_id": 1, "name": "Default Stock", "sources": ["default"], "websites": ["base"]})


def _classes_and_taxes(store):
    store.insert("tax_class", {"class_id": 2, "class_name": "Taxable Goods", "class_type": "PRODUCT"}, number=2)
    store.insert("tax_class", {"class_id": 3, "class_name": "Retail Customer", "class_type": "CUSTOMER"}, number=3)
    store.insert("tax_class", {"class_id": 4, "class_name": "Reduced Goods", "class_type": "PRODUCT"}, number=4)
    rates = {}
    for code, rate in (("DE-19", "19"), ("DE-7", "7"), ("PT-23", "23"), ("PT-6", "6")):
        number = store.number("tax_rate")
        rates[code] = number
        store.insert(
            "tax_rate",
            {"id": number, "code": code, "rate": Decimal(rate), "tax_country_id": code[:2], "tax_region_id": 0,
             "region_name": "*", "tax_postcode": "*", "titles": []},
            number=number,
        )  # fmt: skip
    for name, product_class, codes in (("Standard", 2, ("DE-19", "PT-23")), ("Reduced", 4, ("DE-7", "PT-6"))):
        number = store.number("tax_rule")
        store.insert(
            "tax_rule",
            {"id": number, "code": name, "priority": 0, "position": 0, "customer_tax_class_ids": [3],
             "product_tax_class_ids": [product_class], "tax_rate_ids": [rates[code] for code in codes],
             "calculate_subtotal": False},
            number=number,
        )  # fmt: skip


def _catalogue(store):
    for code, label, scope, kind, backend, number in ATTRIBUTES:
        row = {
            **ATTRIBUTE_FIELDS, "attribute_id": number, "attribute_code": code, "default_frontend_label": label,
            "scope": scope, "frontend_input": kind, "backend_type": backend, "options": [],
            "is_user_defined": code in ("color", "manufacturer"),
        }  # fmt: skip
        if code in ("name", "sku"):
            row["frontend_class"] = "validate-length"
        if code == "sku":
            row["backend_model"] = "Magento\\Catalog\\Model\\Product\\Attribute\\Backend\\Sku"
        store.insert("attribute", row, number=number)
    store.last["option"] = 3
    store.rows["attribute_set"][4] = {
        "attribute_set_id": 4, "attribute_set_name": "Default", "sort_order": 1, "entity_type_id": 4
    }  # fmt: skip
    store.insert("category", _root(1, 0, "Root Catalog", "1"), number=1)
    store.insert("category", _root(2, 1, "Default Category", "1/2"), number=2)


#: When the shop was installed.
INSTALLED = "2024-05-02 09:00:00"


def _root(number, parent, name, path):
    return {
        "id": number, "parent_id": parent, "values": {"name": {0: name}, "is_active": {0: True}}, "position": 1,
        "level": number - 1, "path": path, "created_at": INSTALLED,
        "updated_at": INSTALLED,
    }  # fmt: skip
