"""A freshly installed shop, and the parts of the world that it knows."""

from decimal import Decimal

COUNTRIES = {
    "AT": ("AUT", "Austria"),
    "BE": ("BEL", "Belgium"),
    "DE": ("DEU", "Germany"),
    "ES": ("ESP", "Spain"),
    "FR": ("FRA", "France"),
    "IT": ("ITA", "Italy"),
    "PT": ("PRT", "Portugal"),
    "US": ("USA", "United States"),
}

#: (country, id, code, name)
REGIONS = (
    ("DE", 82, "BER", "Berlin"),
    ("DE", 81, "BAY", "Bayern"),
    ("US", 12, "CA", "California"),
    ("US", 43, "NY", "New York"),
)

#: {product tax class: percent}
RATES = {"2": Decimal(23), "4": Decimal(6)}

GROUPS = ("NOT LOGGED IN", "General", "Wholesale", "Retailer")

#: (id, code, kind of its field, label, whether it is required)
ATTRIBUTES = (
    (73, "name", "text", "Name", True),
    (74, "description", "textarea", "Description", True),
    (75, "short_description", "textarea", "Short Description", True),
    (76, "sku", "text", "SKU", True),
    (82, "weight", "weight", "Weight", True),
    (81, "cost", "price", "Cost", False),
    (119, "country_of_manufacture", "select", "Country of Manufacture", False),
    (77, "price", "price", "Price", True),
    (83, "manufacturer", "select", "Manufacturer", False),
    (92, "ean", "text", "EAN", False),
    (93, "color", "select", "Color", False),
    (94, "material", "multiselect", "Material", False),
    (124, "tax_class_id", "select", "Tax Class", True),
)
TAX_CLASSES = {0: "None", 2: "Taxable Goods", 4: "Reduced"}


def fill(store):
    """Fill an empty store: one shop, one set of attributes, one category to hang others under."""
    now = store.now()
    for number, code in enumerate(GROUPS):
        store.tables["groups"][number] = {"id": number, "code": code}
    store.add("stores", {"code": "default", "website_id": 1, "name": "Default Store View"})
    store.add("sets", {"name": "Default"}, id=4)
    for id, code, input, label, required in ATTRIBUTES:
        row = {"code": code, "input": input, "label": label, "required": required, "sets": [4], "options": {}}
        store.add("attributes", row, id=id)
    store.attributes[124]["options"] = dict(TAX_CLASSES)
    store.attributes[119]["options"] = {code: name for code, (_long, name) in COUNTRIES.items()}
    for name, parent in (("Root Catalog", 0), ("Default Category", 1)):
        category = {"name": name, "parent_id": parent, "is_active": 1, "position": 1, "url_key": None}
        store.add("categories", category | {"created_at": now, "updated_at": now})
