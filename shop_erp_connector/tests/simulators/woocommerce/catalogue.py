"""Products, variations, categories, tags, brands and attributes as answers show them.

Recordings list-products*, variations, variable, create-product, list-products-categories, list-products-attributes.
"""

from decimal import Decimal

from .images import image_of
from .store import both_texts

EMPTY_SIZE = {"length": "", "width": "", "height": ""}

#: A new product.
PRODUCT = {
    "name": "", "slug": "", "type": "simple", "status": "publish", "featured": False, "catalog_visibility": "visible",
    "description": "", "short_description": "", "sku": "", "global_unique_id": "", "regular_price": "",
    "sale_price": "",
    "date_on_sale_from": None, "date_on_sale_to": None, "total_sales": 0, "virtual": False, "downloadable": False,
    "downloads": [], "download_limit": -1, "download_expiry": -1, "external_url": "", "button_text": "",
    "tax_status": "taxable", "tax_class": "", "manage_stock": False, "stock_quantity": None, "stock_status": "instock",
    "backorders": "no", "low_stock_amount": None, "sold_individually": False, "weight": "", "dimensions": EMPTY_SIZE,
    "shipping_class": "", "reviews_allowed": True, "average_rating": "0", "upsell_ids": [], "cross_sell_ids": [],
    "parent_id": 0, "purchase_note": "", "categories": [], "brands": [], "tags": [], "images": [], "attributes": [],
    "default_attributes": [], "grouped_products": [], "menu_order": 0, "meta_data": [], "post_password": "",
}  # fmt: skip

#: A new variation; what is empty it takes from its product.
VARIATION = {
    "product_id": 0, "name": "", "status": "publish", "description": "", "sku": "", "global_unique_id": "",
    "regular_price": "", "sale_price": "", "date_on_sale_from": None, "date_on_sale_to": None, "virtual": False,
    "downloadable": False, "downloads": [], "download_limit": -1, "download_expiry": -1, "tax_status": "taxable",
    "tax_class": "parent", "manage_stock": False, "stock_quantity": None, "stock_status": "instock", "backorders": "no",
    "low_stock_amount": None, "weight": "", "dimensions": EMPTY_SIZE, "shipping_class": "", "image": 0,
    "attributes": [], "menu_order": 0, "meta_data": [], "total_sales": 0,
}  # fmt: skip

_COPIED = (
    "name", "slug", "type", "status", "featured", "catalog_visibility", "description", "short_description", "sku",
    "regular_price", "sale_price", "total_sales", "virtual", "downloadable", "downloads", "download_limit",
    "download_expiry", "external_url", "button_text", "tax_status", "tax_class", "manage_stock", "stock_quantity",
    "backorders", "low_stock_amount", "sold_individually", "weight", "dimensions", "shipping_class", "reviews_allowed",
    "average_rating", "upsell_ids", "cross_sell_ids", "parent_id", "purchase_note", "grouped_products", "menu_order",
    "meta_data", "post_password",
)  # fmt: skip

_COPIED_OF_VARIATION = (
    "description", "global_unique_id", "regular_price", "sale_price", "status", "virtual", "downloadable", "downloads",
    "download_limit", "download_expiry", "tax_status", "backorders", "low_stock_amount", "shipping_class", "menu_order",
    "meta_data",
)  # fmt: skip


def is_on_sale(row, now):
    """Tell whether the sale price of a product or variation holds now."""
    if not row["sale_price"] or (row["regular_price"] and Decimal(row["sale_price"]) >= Decimal(row["regular_price"])):
        return False
    begins, ends = row["date_on_sale_from"], row["date_on_sale_to"]
    return (begins is None or begins <= now) and (ends is None or now <= ends)


def price_now(row, now):
    """Return the price of a product or variation as text, "" for none."""
    return row["sale_price"] if is_on_sale(row, now) else row["regular_price"]


def stock_owner(store, variation):
    """Return the row whose stock a variation lives on: its own, else its product's."""
    parent = store.get("products", variation["product_id"])
    return parent if not variation["manage_stock"] and parent and parent["manage_stock"] else variation


class Catalogue:
    """Shows the rows of a store.

    :param store: see ``store.Store``; :param home: the shop's address; :param base: of the REST API
    """

    def __init__(self, store, home, base):
        self.store = store
        self.home = home
        self.base = base

    # products

    def product(self, row, *, is_edit=False):
        """Return a product as an answer has it; ``is_edit`` for answers to writes."""
        store, now = self.store, self.store.now()
        shown = {name: row[name] for name in _COPIED}
        shown |= {"id": row["id"], "permalink": self._permalink(row), **self._dates(row)}
        shown |= self._prices(row, now) | self._stock(row)
        if store.version >= (9, 2):
            shown["global_unique_id"] = row["global_unique_id"]
        if store.version >= (9, 6):
            shown["brands"] = self._terms("brands", row["brands"])
        shown |= {
            "shipping_required": not row["virtual"],
            "shipping_taxable": not row["virtual"] and row["tax_status"] != "none",
            "shipping_class_id": self._shipping_class_id(row["shipping_class"]),
            "rating_count": 0,
            "categories": self._terms("categories", row["categories"]),
            "tags": self._terms("tags", row["tags"]),
            "images": [image_of(store, id) for id in row["images"] if store.get("media", id)],
            "attributes": [self._attribute(one) for one in row["attributes"]],
            "default_attributes": row["default_attributes"],
            "variations": [one["id"] for one in self.variations_of(row)],
            "related_ids": [],
            "has_options": row["type"] == "variable",
            "_links": self._links(f"products/{row['id']}", "products"),
        }
        if is_edit:
            shown["permalink_template"] = f"{self.home}/product/%pagename%/"
            shown["generated_slug"] = row["slug"]
        return shown

    def variations_of(self, row):
        """Return the variations of a product as rows."""
        rows = self.store.rows("variations", product_id=row["id"]) if row["type"] == "variable" else ()
        return sorted(rows, key=lambda one: (one["menu_order"], one["id"]))

    def _prices(self, row, now):
        store = self.store
        children = self.variations_of(row) if row["type"] == "variable" else []
        if row["type"] == "grouped":
            children = [one for id in row["grouped_products"] if (one := store.get("products", id))]
        if row["type"] in ("variable", "grouped"):
            prices = [price for child in children if (price := price_now(child, now))]
            price = min(prices, key=Decimal, default="")
            on_sale = any(is_on_sale(child, now) for child in children)
        else:
            price, on_sale = price_now(row, now), is_on_sale(row, now)
        is_sold = row["type"] in ("simple", "variable") and row["status"] != "trash"
        sold = {"price": price, "on_sale": on_sale, "purchasable": bool(is_sold and price)}
        html = f'<span class="woocommerce-Price-amount amount"><bdi>{price}</bdi></span>' if price else ""
        return sold | {"price_html": html}

    def _stock(self, row):
        quantity = row["stock_quantity"] if row["manage_stock"] else None
        children = self.variations_of(row) if row["type"] == "variable" and not row["manage_stock"] else []
        states = [status_of_stock(stock_owner(self.store, child)) for child in children]
        status = "instock" if "instock" in states else states[0] if states else status_of_stock(row)
        may = row["backorders"] != "no"
        return {
            "stock_quantity": quantity,
            "stock_status": status,
            "backorders_allowed": may,
            "backordered": status == "onbackorder",
        }

    def _dates(self, row):
        zone = self.store.zone
        names = ("date_created", "date_modified", "date_on_sale_from", "date_on_sale_to")
        return {key: text for name in names for key, text in both_texts(name, row[name], zone).items()}

    def _permalink(self, row):
        if row["status"] == "trash":
            return f"{self.home}/?post_type=product&p={row['id']}"
        return f"{self.home}/product/{row['slug']}/"

    def _terms(self, table, ids):
        """Categories come in the shop's order, then by name; the others by name (``wc_change_get_terms_defaults``)."""
        found = [row for id in ids if (row := self.store.get(table, id))]
        rows = sorted(
            found, key=lambda row: (row.get("menu_order", 0) if table == "categories" else 0, row["name"].lower())
        )
        return [{"id": row["id"], "name": row["name"], "slug": row["slug"]} for row in rows]

    def _shipping_class_id(self, slug):
        return next((row["id"] for row in self.store.rows("shipping_classes", slug=slug)), 0) if slug else 0

    def _attribute(self, one):
        attribute = self.store.get("attributes", one["id"])
        name, slug = (attribute["name"], attribute["slug"]) if attribute else (one["name"], one["name"])
        shown = {name: one[name] for name in ("id", "position", "visible", "variation", "options")}
        return {**shown, "name": name, "slug": slug}

    # variations

    def variation(self, row):
        """Return a variation as its own routes show it."""
        store, now = self.store, self.store.now()
        parent = store.get("products", row["product_id"])
        shown = {name: row[name] for name in _COPIED_OF_VARIATION}
        price = price_now(row, now)
        shown |= {"id": row["id"], "type": "variation", "price": price, "on_sale": is_on_sale(row, now)}
        shown |= self._dates(row)
        shown |= self.stock_of_variation(row)
        shown |= {
            "permalink": self._permalink_of_variation(row, parent),
            "sku": row["sku"] or parent["sku"],
            "purchasable": bool(price),
            "tax_class": parent["tax_class"] if row["tax_class"] == "parent" else row["tax_class"],
            "weight": row["weight"] or parent["weight"],
            "dimensions": {name: row["dimensions"][name] or parent["dimensions"][name] for name in EMPTY_SIZE},
            "shipping_class_id": self._shipping_class_id(row["shipping_class"]),
            "image": image_of(store, row["image"]) if store.get("media", row["image"]) else None,
            "attributes": [self._chosen(one) for one in row["attributes"] if one["option"]],
            "name": ", ".join(self._option(one) for one in row["attributes"] if one["option"]),
            "parent_id": row["product_id"],
            "_links": self._variation_links(row),
        }
        if store.version >= (10,):
            shown["gallery_image_ids"] = []
        return shown

    def variation_as_product(self, row):
        """Return a variation as /products shows it: by its id, or found by its SKU."""
        parent = self.store.get("products", row["product_id"])
        shown = self.product({**parent, **PRODUCT, **{name: row[name] for name in row if name in PRODUCT}, "images": []}
                             | {"id": row["id"], "slug": f"{parent['slug']}-{row['id']}", "type": "variation",
                                "name": self.title(row), "parent_id": parent["id"],
                                "date_created": row["date_created"], "date_modified": row["date_modified"],
                                "attributes": []})  # fmt: skip
        own = self.variation(row)
        same = ("sku", "price", "on_sale", "manage_stock", "stock_quantity", "stock_status", "attributes", "tax_class")
        return shown | {name: own[name] for name in same}

    def title(self, row):
        """Return a variation's name as order lines have it: "Hoodie - Blue, Yes"."""
        parent = self.store.get("products", row["product_id"])
        options = ", ".join(self._option(one) for one in row["attributes"] if one["option"])
        return f"{parent['name']} - {options}" if options else parent["name"]

    def stock_of_variation(self, row):
        """Return the stock fields of a variation; "parent" where its product's stock is shared."""
        owner = stock_owner(self.store, row)
        status = status_of_stock(owner)
        return {
            "manage_stock": "parent" if owner is not row else row["manage_stock"],
            "stock_quantity": owner["stock_quantity"] if owner["manage_stock"] else None,
            "stock_status": status,
            "backorders_allowed": owner["backorders"] != "no",
            "backordered": status == "onbackorder",
        }

    def _permalink_of_variation(self, row, parent):
        query = "&".join(f"attribute_{self._chosen(one)['slug'].lower()}={one['option']}" for one in row["attributes"])
        return f"{self._permalink(parent)}?{query}"

    def _chosen(self, one):
        attribute = self.store.get("attributes", one["id"])
        if attribute is None:
            return {"id": 0, "name": one["name"], "slug": one["name"].lower(), "option": one["option"]}
        shown = {"id": one["id"], "name": attribute["name"], "slug": attribute["slug"]}
        return {**shown, "option": self._option(one)}

    def _option(self, one):
        """Return the name of a chosen value; rows keep the slug of global ones."""
        if not one["id"]:
            return one["option"]
        terms = self.store.rows("terms", attribute_id=one["id"], slug=one["option"])
        return terms[0]["name"] if terms else one["option"]

    def _variation_links(self, row):
        path = f"products/{row['product_id']}/variations"
        return self._links(f"{path}/{row['id']}", path, up=f"products/{row['product_id']}")

    # terms

    def category(self, row):
        """Return a category."""
        image = image_of(self.store, row["image"]) if self.store.get("media", row["image"]) else None
        count = sum(row["id"] in product["categories"] for product in self.store.rows("products"))
        path = "products/categories"
        links = self._links(f"{path}/{row['id']}", path, up=f"{path}/{row['parent']}" if row["parent"] else "")
        names = ("id", "name", "slug", "parent", "description", "display", "menu_order")
        return {**{name: row[name] for name in names}, "image": image, "count": count, "_links": links}

    def tag(self, row, table="tags"):
        """Return a tag, a brand or a shipping class."""
        count = sum(row["id"] in product.get(table, ()) for product in self.store.rows("products"))
        names = ("id", "name", "slug", "description")
        path = f"products/{table}"
        return {
            **{name: row[name] for name in names},
            "count": count,
            "_links": self._links(f"{path}/{row['id']}", path),
        }

    def attribute(self, row):
        """Return a global attribute."""
        path = "products/attributes"
        names = ("id", "name", "slug", "type", "order_by", "has_archives")
        return {**{name: row[name] for name in names}, "_links": self._links(f"{path}/{row['id']}", path)}

    def term(self, row):
        """Return a value of a global attribute."""
        path = f"products/attributes/{row['attribute_id']}/terms"
        names = ("id", "name", "slug", "description", "menu_order")
        return {**{name: row[name] for name in names}, "count": 0, "_links": self._links(f"{path}/{row['id']}", path)}

    def _links(self, path, collection, up=""):
        allow = {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}
        links = {
            "self": [{"href": f"{self.base}/{path}", "targetHints": allow}],
            "collection": [{"href": f"{self.base}/{collection}"}],
        }
        return links | ({"up": [{"href": f"{self.base}/{up}"}]} if up else {})


def status_of_stock(row):
    """Return the stock status of a row: derived where its stock is managed."""
    if not row["manage_stock"]:
        return row["stock_status"]
    if (row["stock_quantity"] or 0) > 0:
        return "instock"
    return "outofstock" if row["backorders"] == "no" else "onbackorder"
