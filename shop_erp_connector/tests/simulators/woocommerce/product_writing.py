"""Products and variations, saved: partial updates, lists replaced as a whole, SKUs unique, dates moved.

Recordings create-product*, stock-*, sale-price, batch*, variations-batch-*.
"""

from decimal import Decimal

from . import images
from .catalogue import PRODUCT, VARIATION
from .failures import ApiError, invalid_id
from .schema import PRODUCT_STATUSES, PRODUCT_TYPES, price_text, truth, whole
from .store import kept_text, moment, slug_of

_TEXTS = ("description", "short_description", "purchase_note")
_PLAIN = ("global_unique_id", "external_url", "button_text", "shipping_class", "weight", "tax_class", "post_password")
_FLAGS = ("featured", "virtual", "downloadable", "sold_individually", "reviews_allowed")
_LISTS = ("downloads", "default_attributes", "upsell_ids", "cross_sell_ids", "grouped_products")
_NUMBERS = ("menu_order", "download_limit", "download_expiry", "parent_id")


class ProductWriting:
    """Saves products and variations.

    :param shop: the simulator: its store, and the internet that pictures come from
    """

    def __init__(self, shop):
        self.shop = shop
        self.store = shop.store

    def create(self, values):
        """Save a new product and return its row."""
        self._check_sku(values.get("sku"), None)
        return self._saved(self._new(PRODUCT), values, "products")

    def update(self, key, values):
        """Change a product.

        :raises ApiError: it does not exist (400, as WooCommerce has it), or is a variation
        """
        if self.store.get("variations", key):
            path = "/products/&lt;product_id&gt;/variations/&lt;id&gt;"
            message = f"To manipulate product variations you should use the {path} endpoint."
            raise ApiError(404, "woocommerce_rest_invalid_product_id", message)
        row = self.store.get("products", key)
        if row is None:
            raise invalid_id("woocommerce_rest_product", 400)
        self._check_sku(values.get("sku"), key)
        return self._saved(row, values, "products")

    def create_variation(self, product_id, values):
        """Save a new variation of a product and return its row."""
        parent = self.store.get("products", product_id)
        if parent is None:
            raise ApiError(404, "woocommerce_rest_product_variation_invalid_parent", "Invalid product parent ID.")
        self._check_sku(values.get("sku"), None)
        row = self._new(VARIATION) | {"product_id": product_id, "name": parent["name"]}
        return self._saved_variation(row, values, parent)

    def update_variation(self, product_id, key, values):
        """Change a variation of the product that is named; one of another product does not exist here."""
        row = self.store.get("variations", key)
        if row is None or row["product_id"] != product_id:
            raise invalid_id("woocommerce_rest_product_variation", 404)
        self._check_sku(values.get("sku"), key)
        return self._saved_variation(row, values, self.store.get("products", product_id))

    def _new(self, template):
        now = self.store.now()
        return {**template, "id": 0, "date_created": now, "date_modified": now, "meta_data": []}

    def _check_sku(self, sku, key):
        if not sku:
            return
        if sku.lower() in self.shop.locked_skus:
            raise ApiError(400, "woocommerce_rest_product_not_created", "The product is being created already.")
        owner = self.store.skus.get(sku.lower())
        if owner not in (None, key):
            facts = {"resource_id": owner, "unique_sku": f"{sku}-1"}
            raise ApiError(400, "product_invalid_sku", "Invalid or duplicated SKU.", **facts)

    def _check_gtin(self, gtin, key):
        for table in ("products", "variations") if gtin else ():
            for row in self.store.rows(table):
                if row["global_unique_id"] == gtin and row["id"] != key:
                    message = "Invalid or duplicated GTIN, UPC, EAN or ISBN."
                    raise ApiError(400, "product_invalid_global_unique_id", message, resource_id=row["id"])

    def _saved(self, row, values, table):
        changed = {**row, **self._common(row, values), **self._of_product(row, values)}
        return self._kept(table, row, changed, values)

    def _saved_variation(self, row, values, parent):
        changed = {**row, **self._common(row, values)}
        if "attributes" in values:
            changed["attributes"] = [self._choice(parent, one) for one in values["attributes"]]
        if values.get("image") is not None:
            image = values["image"]
            changed["image"] = images.written(self.shop, [image])[0] if image else 0
        row = self._kept("variations", row, changed, values)
        # A variation's save moves its product's date as well (dossier section 4).
        parent["date_modified"] = row["date_modified"]
        self.shop.announce("product.updated", parent["id"])
        return row

    def _kept(self, table, row, changed, values):
        now = self.store.now()
        is_new = not row["id"]
        row = self.store.insert(table, changed) if is_new else row
        if row["sku"]:
            self.store.skus.pop(row["sku"].lower(), None)
        row.update(changed, id=row["id"], date_modified=now)
        if row["sku"]:
            self.store.skus[row["sku"].lower()] = row["id"]
        if table == "products":
            row["slug"] = self.store.unique_slug("products", row["slug"] or row["name"] or "product", key=row["id"])
        self.store.write_meta(row, values.get("meta_data"))
        _settle_prices(row)
        self.shop.announce("product.created" if is_new else "product.updated", row["id"])
        return row

    def _common(self, row, values):
        """Return what products and variations have in common."""
        self._check_gtin(values.get("global_unique_id"), row["id"])
        changed = {name: kept_text(values[name] or "") for name in _TEXTS if name in values}
        changed |= {name: values[name] for name in _PLAIN if name in values}
        changed |= {name: truth(values[name]) for name in _FLAGS if name in values}
        changed |= {name: values[name] for name in _LISTS if name in values}
        changed |= {name: whole(values[name]) for name in _NUMBERS if name in values}
        changed |= {name: price_text(values[name]) for name in ("regular_price", "sale_price") if name in values}
        if "sku" in values:
            changed["sku"] = values["sku"] or ""
        if "tax_status" in values:
            changed["tax_status"] = values["tax_status"]
        if values.get("status") in PRODUCT_STATUSES:
            changed["status"] = values["status"]
        if "dimensions" in values:
            changed["dimensions"] = {**row["dimensions"], **values["dimensions"]}
        return changed | self._sale_dates(values) | self._stock(row, values)

    def _sale_dates(self, values):
        """PHP takes a null for a value that is not there: only an empty text takes a date away."""
        changed = {}
        for name in ("date_on_sale_from", "date_on_sale_to"):
            if values.get(name) is not None:
                changed[name] = moment(values[name], self.store.zone) if values[name] else None
            if values.get(f"{name}_gmt") is not None:
                changed[name] = moment(values[f"{name}_gmt"]) if values[f"{name}_gmt"] else None
        return changed

    def _stock(self, row, values):
        """A quantity is taken only where stock is managed; managing it no more forgets it."""
        changed = {name: values[name] for name in ("stock_status", "backorders") if name in values}
        manages = truth(values["manage_stock"]) if "manage_stock" in values else row["manage_stock"]
        manages = manages and self.store.options["manage_stock"]
        changed["manage_stock"] = manages
        if not manages:
            return {**changed, "stock_quantity": None, "low_stock_amount": None}
        if values.get("stock_quantity") is not None:
            changed["stock_quantity"] = whole(values["stock_quantity"])
        elif row["stock_quantity"] is None:
            changed["stock_quantity"] = 0
        if "low_stock_amount" in values:
            amount = values["low_stock_amount"]
            changed["low_stock_amount"] = None if amount is None else whole(amount)
        return changed

    def _of_product(self, row, values):
        """Return what only products have."""
        changed = {}
        if "name" in values:
            changed["name"] = kept_text(values["name"])
        if "slug" in values:
            changed["slug"] = slug_of(values["slug"] or "")
        if "type" in values:
            changed["type"] = values["type"] if values["type"] in PRODUCT_TYPES else "simple"
        if "catalog_visibility" in values:
            changed["catalog_visibility"] = values["catalog_visibility"]
        for name in ("categories", "tags", "brands"):
            # Brands are saved by a hook of their own, which passes over an empty list.
            if name in values and (values[name] or name != "brands"):
                known = self.store.tables[name]
                changed[name] = [whole(one["id"]) for one in values[name] if whole(one.get("id", 0)) in known]
        if not changed.get("categories", row["categories"]):
            changed["categories"] = [self.shop.default_category_id]
        if "attributes" in values:
            changed["attributes"] = [self._attribute(one) for one in values["attributes"]]
        if "images" in values:
            changed["images"] = images.written(self.shop, values["images"])
        return changed

    def _attribute(self, one):
        """Return an attribute of a product; values of a global one that do not exist are made."""
        attribute = self.store.get("attributes", whole(one.get("id", 0)))
        options = one.get("options") or []
        options = options.split("|") if isinstance(options, str) else list(options)
        if attribute:
            options = [self._term(attribute, option)["name"] for option in options]
        return {
            "id": attribute["id"] if attribute else 0,
            "name": attribute["name"] if attribute else kept_text(one.get("name", "")),
            "position": whole(one.get("position", 0)),
            "visible": truth(one.get("visible", False)),
            "variation": truth(one.get("variation", False)),
            "options": [kept_text(option) for option in options],
        }

    def _term(self, attribute, name):
        name = kept_text(name)
        for row in self.store.rows("terms", attribute_id=attribute["id"]):
            if name.lower() in (row["name"].lower(), row["slug"]):
                return row
        return self.shop.terms.insert_term(attribute["id"], {"name": name})

    def _choice(self, parent, one):
        """Return a chosen value as rows keep it: a global one by its slug."""
        attribute = self.store.get("attributes", whole(one.get("id", 0)))
        option = str(one.get("option") or "")
        if attribute is None:
            return {"id": 0, "name": kept_text(one.get("name", "")), "option": kept_text(option)}
        terms = self.store.rows("terms", attribute_id=attribute["id"])
        found = [row for row in terms if kept_text(option).lower() in (row["name"].lower(), row["slug"])]
        return {
            "id": attribute["id"],
            "name": attribute["name"],
            "option": found[0]["slug"] if found else slug_of(option),
        }


def _settle_prices(row):
    """Parents have no price of their own; a sale that is no cheaper is dropped, without a word."""
    if row.get("type") in ("variable", "grouped"):
        row.update(regular_price="", sale_price="")
    regular, sale = row["regular_price"], row["sale_price"]
    if sale and (not regular or Decimal(sale) >= Decimal(regular)):
        row["sale_price"] = ""
