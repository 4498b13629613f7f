"""What a freshly installed shop has: tax rates, shipping zones, gateways, the category of what has none."""

TAX_CLASSES = {"standard": "Standard rate", "reduced-rate": "Reduced rate", "zero-rate": "Zero rate"}

#: (country, rate, name, class)
TAXES = (
    ("DE", "19.0000", "MwSt", "standard"),
    ("DE", "7.0000", "MwSt red.", "reduced-rate"),
    ("PL", "23.0000", "VAT", "standard"),
    ("PL", "8.0000", "VAT red.", "reduced-rate"),
)

_GATEWAYS = (
    ("bacs", "Direct bank transfer", True, ["products"]),
    ("cheque", "Check payments", False, ["products"]),
    ("cod", "Cash on delivery", True, ["products"]),
)


def gateways():
    """Return the payment methods by id."""
    return {
        id: {"title": title, "description": f"{title}.", "enabled": enabled, "method_supports": list(supports)}
        for id, title, enabled, supports in _GATEWAYS
    }


def fill(store):
    """Fill an empty store; return the id of the category of products that have none."""
    # What WordPress itself brings: posts and pages, its own terms, the first user, the first comment.
    store.last_ids |= {"post": 9, "term": 14, "comment": 1, "item": 0, "meta": 0}
    for country, rate, name, tax_class in TAXES:
        store.insert("taxes", {
            "country": country, "state": "", "postcode": "", "city": "", "rate": rate, "name": name, "priority": 1,
            "compound": False, "shipping": True, "order": 1, "class": tax_class,
        })  # fmt: skip
    zone = store.insert("zones", {"name": "Germany", "order": 0})
    for method, title in (("flat_rate", "Flat rate"), ("free_shipping", "Free shipping")):
        store.insert("zone_methods", {"zone_id": zone["id"], "method_id": method, "title": title, "enabled": True})
    now = store.now()
    admin = {
        "email": "admin@shop.invalid",
        "first_name": "",
        "last_name": "",
        "role": "administrator",
        "username": "admin",
    }
    address = {}
    store.insert("customers", {
        **admin, "is_paying_customer": False, "billing": address, "shipping": address, "meta_data": [],
        "date_created": now, "date_modified": now,
    })  # fmt: skip
    row = {"name": "Uncategorized", "slug": "uncategorized", "parent": 0, "description": "", "display": "default"}
    return store.insert("categories", {**row, "image": 0, "menu_order": 0})["id"]
