"""Categories, tags, brands, attributes and their values, saved.

An equal name under one parent is refused with the id of the one that is there (dossier section 11).
"""

from . import images
from .failures import ApiError, missing_param
from .schema import whole
from .store import kept_text, slug_of

#: Longest slug of a global attribute, without "pa_".
LONGEST_SLUG = 28


class Terms:
    """Saves terms and attributes of one shop."""

    def __init__(self, shop):
        self.shop = shop
        self.store = shop.store

    def create(self, table, values):
        """Save a new category, tag, brand or shipping class."""
        parent = whole(values.get("parent", 0))
        if not values.get("name"):
            raise missing_param("name")
        if parent and table == "categories" and self.store.get("categories", parent) is None:
            raise ApiError(400, "woocommerce_rest_term_invalid", "Parent resource does not exist.")
        self._check_unique(table, values["name"], parent, None)
        row = {
            "name": "",
            "slug": "",
            "parent": parent,
            "description": "",
            "display": "default",
            "image": 0,
            "menu_order": 0,
        }
        row = self.store.insert(table, row)
        return self._filled(table, row, values)

    def update(self, table, key, values):
        """Change one; a name that a sister has is refused."""
        row = self.store.get(table, key)
        if row is None:
            raise ApiError(404, "woocommerce_rest_term_invalid", "Resource does not exist.")
        self._check_unique(table, values.get("name", row["name"]), whole(values.get("parent", row["parent"])), key)
        return self._filled(table, row, values)

    def _filled(self, table, row, values):
        row.update({name: kept_text(values[name] or "") for name in ("name", "description") if name in values})
        row.update({name: whole(values[name]) for name in ("parent", "menu_order") if name in values})
        if "display" in values:
            row["display"] = values["display"]
        if "slug" in values or not row["slug"]:
            row["slug"] = self.store.unique_slug(table, values.get("slug") or row["name"], key=row["id"])
        if "image" in values:
            row["image"] = images.written(self.shop, [values["image"]])[0] if values["image"] else 0
        return row

    def _check_unique(self, table, name, parent, key):
        for row in self.store.rows(table):
            if row["name"].lower() == kept_text(name).lower() and row["parent"] == parent and row["id"] != key:
                message = "A term with the name provided already exists with this parent."
                raise ApiError(400, "term_exists", message, resource_id=row["id"])

    # attributes

    def create_attribute(self, values):
        """Save a new global attribute."""
        slug = (values.get("slug") or slug_of(values["name"])).removeprefix("pa_")
        if len(slug) > LONGEST_SLUG:
            message = f'Slug "{slug}" is too long (28 characters max). Shorten it, please.'
            raise ApiError(400, "invalid_product_attribute_slug_too_long", message)
        if self.store.rows("attributes", slug=f"pa_{slug}"):
            message = f'Slug "{slug}" is already in use. Change it, please.'
            raise ApiError(400, "invalid_product_attribute_slug_already_exists", message)
        row = {"type": "select", "order_by": "menu_order", "has_archives": False, "name": kept_text(values["name"])}
        return self.store.insert("attributes", {**row, "slug": f"pa_{slug}"})

    def create_term(self, attribute_id, values):
        """Save a new value of an attribute."""
        if self.store.get("attributes", attribute_id) is None:
            raise ApiError(404, "woocommerce_rest_taxonomy_invalid", "Resource does not exist.")
        if not values.get("name"):
            raise missing_param("name")
        name = kept_text(values["name"])
        for row in self.store.rows("terms", attribute_id=attribute_id):
            if row["name"].lower() == name.lower():
                message = "A term with the name provided already exists in this taxonomy."
                raise ApiError(400, "term_exists", message, resource_id=row["id"])
        return self.insert_term(attribute_id, values)

    def insert_term(self, attribute_id, values):
        """Add a value without looking."""
        row = {"attribute_id": attribute_id, "name": kept_text(values["name"]), "description": "", "slug": ""}
        row["menu_order"] = whole(values.get("menu_order", 0))
        row = self.store.insert("terms", row)
        row["slug"] = self.store.unique_slug("terms", values.get("slug") or row["name"], key=row["id"])
        return row
