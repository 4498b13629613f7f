"""What the shop computes when asked: fields with a getter, lists of rows of other tables."""


def type_of_product(_store, row):
    """Return "pack", "virtual" or "simple"."""
    if row["cache_is_pack"] == "1":
        return "pack"
    return "virtual" if row["is_virtual"] == "1" else "simple"


def cover(store, row):
    """Return the id of the product's cover picture as text, "" without one."""
    images = store.find("images", id_product=row["id"])
    return str(next((image["id"] for image in images if image["cover"]), ""))


def default_combination(store, row):
    """Return the id of the product's default combination as text, "0" without one."""
    combinations = store.find("combinations", id_product=row["id"])
    return str(next((one["id"] for one in combinations if one["default_on"] == "1"), 0))


def manufacturer_name(store, row):
    """Return the name of the product's manufacturer, "" without one."""
    manufacturer = store.get("manufacturers", row["id_manufacturer"])
    return manufacturer["name"] if manufacturer else ""


def shipping_number(store, row):
    """Return the tracking number of the order's first carrier row."""
    carrier = store.first("order_carriers", id_order=row["id"])
    return carrier["tracking_number"] if carrier else ""


def depth_of_category(store, row):
    """Return how many categories are above this one, as text; a loop (the shop's column just says something) ends."""
    above = []
    while (row := store.get("categories", row["id_parent"])) is not None and row["id"] not in above:
        above.append(row["id"])
    return str(len(above))


def products_below(store, row):
    """Return how many products are in the category or below it, as text."""
    below = {str(row["id"])}
    for category in store.rows("categories"):
        if category["id_parent"] in below:
            below.add(str(category["id"]))
    return str(sum(any(one["id"] in below for one in row.get("categories", ())) for row in store.rows("products")))


def address_part(text):
    """Return a name as part of an address in the shop: small letters, digits and dashes."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text.lower())
    return "-".join(part for part in kept.split("-") if part)


#: (resource, field): function of (store, row)
FIELDS = {
    ("products", "type"): type_of_product,
    ("products", "id_default_image"): cover,
    ("products", "id_default_combination"): default_combination,
    ("products", "cache_default_attribute"): default_combination,
    ("products", "manufacturer_name"): manufacturer_name,
    ("products", "quantity"): lambda _store, _row: "0",
    ("products", "position_in_category"): lambda _store, row: row.get("_position", ""),
    ("combinations", "quantity"): lambda _store, _row: "0",
    ("orders", "shipping_number"): shipping_number,
    ("categories", "level_depth"): depth_of_category,
    ("categories", "nb_products_recursive"): products_below,
    ("manufacturers", "link_rewrite"): lambda _store, row: address_part(row["name"]),
    ("suppliers", "link_rewrite"): lambda _store, row: address_part(row["name"]),
}


def value_of(store, resource, row, name):
    """Return a field's value as the webservice shows it."""
    function = FIELDS.get((resource, name))
    return function(store, row) if function else row[name]


def _ids(rows):
    return [{"id": str(row["id"])} for row in rows]


def _option_values(store, row):
    seen = {}
    for combination in store.find("combinations", id_product=row["id"]):
        for value in combination.get("product_option_values", ()):
            seen[value["id"]] = value
    return list(seen.values())


def _stock_of_product(store, row):
    rows = store.find("stock_availables", id_product=row["id"])
    names = ("id", "id_product_attribute")
    return [{name: str(stock[name]) for name in names} for stock in rows if stock["id_shop"] != "0"]


def _order_rows(store, row):
    names = (
        "id", "product_id", "product_attribute_id", "product_quantity", "product_name", "product_reference",
        "product_ean13", "product_isbn", "product_upc", "product_price", "id_customization",
        "unit_price_tax_incl", "unit_price_tax_excl",
    )  # fmt: skip
    details = store.find("order_details", id_order=row["id"])
    return [{name: str(detail.get(name, "")) for name in names} for detail in details]


def _children(store, row):
    return _ids(one for one in store.find("categories", id_parent=row["id"]) if one["active"] == "1")


def _products_in(store, row):
    key = {"id": str(row["id"])}
    return _ids(product for product in store.rows("products") if key in product.get("categories", ()))


#: (resource, association): function of (store, row); every other association is kept in the row.
ASSOCIATIONS = {
    ("products", "images"): lambda store, row: _ids(
        sorted(store.find("images", id_product=row["id"]), key=lambda image: image["position"])
    ),
    ("products", "combinations"): lambda store, row: _ids(store.find("combinations", id_product=row["id"])),
    ("products", "product_option_values"): _option_values,
    ("products", "stock_availables"): _stock_of_product,
    ("orders", "order_rows"): _order_rows,
    ("categories", "categories"): _children,
    ("categories", "products"): _products_in,
    ("product_options", "product_option_values"): lambda store, row: _ids(
        store.find("product_option_values", id_attribute_group=row["id"])
    ),
    ("customer_threads", "customer_messages"): lambda store, row: _ids(
        store.find("customer_messages", id_customer_thread=row["id"])
    ),
}


def rows_of(store, resource, row, name):
    """Return the rows of an association: dicts of text."""
    function = ASSOCIATIONS.get((resource, name))
    return function(store, row) if function else row.get(name, [])
