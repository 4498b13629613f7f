"""Routes of the catalogue: products, variations, categories, tags, attributes and their values."""

from . import batches
from .failures import ApiError, invalid_id
from .query import in_dates, page_of, sorted_rows
from .schema import validate

_TRASH = "trash"


def _paged(call, rows, show, **options):
    """Answer a page of rows that have dates."""
    rows = in_dates(call.arguments, rows, call.store.zone)
    rows = sorted_rows(call.arguments, rows, **options)
    rows, headers = page_of(call.arguments, rows, f"{call.base}/{call.path}")
    call.headers += headers
    return [show(row) for row in rows]


# products


def _selected(call, rows):
    """Return the rows that the filters of products and variations leave."""
    arguments = call.arguments
    wanted, excluded = arguments.ids("include"), arguments.ids("exclude") or ()
    statuses = arguments.list("status") or ["any"]
    rows = [row for row in rows if wanted is None or row["id"] in wanted]
    rows = [row for row in rows if row["id"] not in excluded]
    if "any" in statuses:
        rows = [row for row in rows if row["status"] not in (_TRASH, "auto-draft")]
    else:
        rows = [row for row in rows if row["status"] in statuses]
    gtin = arguments.list("global_unique_id")
    return [row for row in rows if gtin is None or row["global_unique_id"] in gtin]


def _with_sku(rows, skus):
    skus = {sku.lower() for sku in skus}
    return [row for row in rows if row["sku"].lower() in skus]


def list_products(call):
    arguments, store, catalogue = call.arguments, call.store, call.shop.catalogue
    rows = _selected(call, store.rows("products"))
    for name, field in (("category", "categories"), ("tag", "tags"), ("brand", "brands")):
        ids = arguments.ids(name)
        rows = [row for row in rows if ids is None or set(ids) & set(row[field])]
    for name in ("type", "slug", "tax_class"):
        value = arguments.text(name)
        rows = [row for row in rows if not value or row[name] == value]
    parents = arguments.ids("parent")
    rows = [row for row in rows if parents is None or row["parent_id"] in parents]
    search, piece = arguments.text("search").lower(), arguments.text("search_sku").lower()
    rows = [row for row in rows if search in f"{row['name']} {row['description']} {row['sku']}".lower()]
    rows = [row for row in rows if piece in row["sku"].lower()]
    if arguments.list("sku"):
        # Asked by SKU, variations are found as well, and told as if they were products.
        found = _with_sku(_selected(call, store.rows("variations")), arguments.list("sku"))
        rows = [*_with_sku(rows, arguments.list("sku")), *found]
    names = ("price", "popularity", "rating", "menu_order")

    def show(row):
        return catalogue.variation_as_product(row) if "product_id" in row else catalogue.product(row)

    return _paged(call, rows, show, also=names)


def create_product(call):
    validate("products", call.values, is_new=True)
    row = call.shop.products.create(call.values)
    call.created(row, "products/{}")
    return call.shop.catalogue.product(row, is_edit=True)


def get_product(call, id):
    row, variation = call.store.get("products", id), call.store.get("variations", id)
    if row is None and variation is None:
        raise invalid_id("woocommerce_rest_product", 404)
    return call.shop.catalogue.product(row) if row else call.shop.catalogue.variation_as_product(variation)


def update_product(call, id):
    validate("products", call.values, is_new=False)
    return call.shop.catalogue.product(call.shop.products.update(id, call.values), is_edit=True)


def delete_product(call, id):
    row = call.store.get("products", id)
    if row is None:
        raise invalid_id("woocommerce_rest_product", 404)
    if call.arguments.flag("force"):
        shown = call.shop.catalogue.product(row)
        call.shop.forget_product(row)
        return shown
    if row["status"] == _TRASH:
        raise ApiError(410, "woocommerce_rest_already_trashed", "The product has already been deleted.")
    shown = call.shop.catalogue.product(row)
    call.shop.trash_product(row)
    return shown


def batch_products(call):
    products, catalogue = call.shop.products, call.shop.catalogue

    def delete(id):
        row = call.store.get("products", id)
        if row is None:
            raise invalid_id("woocommerce_rest_product", 404)
        shown = catalogue.product(row)
        call.shop.forget_product(row)
        return shown

    return batches.run(call, products.create, products.update, delete, lambda row: catalogue.product(row, is_edit=True))


# variations


def _variation(call, product_id, id, status):
    row = call.store.get("variations", id)
    if row is None or row["product_id"] != product_id:
        raise invalid_id("woocommerce_rest_product_variation", status)
    return row


def list_variations(call, product_id):
    if call.store.get("products", product_id) is None:
        raise invalid_id("woocommerce_rest_product", 404)
    rows = _selected(call, call.store.rows("variations", product_id=product_id))
    return _paged(call, rows, call.shop.catalogue.variation, also=("menu_order",))


def list_all_variations(call):
    rows = _selected(call, call.store.rows("variations"))
    if call.arguments.list("sku"):
        rows = _with_sku(rows, call.arguments.list("sku"))
    return _paged(call, rows, call.shop.catalogue.variation, also=("menu_order",))


def create_variation(call, product_id):
    validate("variations", call.values, is_new=True)
    row = call.shop.products.create_variation(product_id, call.values)
    call.created(row, f"products/{product_id}/variations/{{}}")
    return call.shop.catalogue.variation(row)


def get_variation(call, product_id, id):
    return call.shop.catalogue.variation(_variation(call, product_id, id, 404))


def update_variation(call, product_id, id):
    validate("variations", call.values, is_new=False)
    return call.shop.catalogue.variation(call.shop.products.update_variation(product_id, id, call.values))


def delete_variation(call, product_id, id):
    row = _variation(call, product_id, id, 404)
    shown = call.shop.catalogue.variation(row)
    call.store.remove("variations", id)
    return shown


def batch_variations(call, product_id):
    """Work off variations; one that names a product of its own belongs to that, not to the product of the address."""
    products = call.shop.products

    def parent_of(values):
        return values.get("product_id", product_id) if call.shop.mixes_parents else product_id

    return batches.run(
        call,
        lambda values: products.create_variation(parent_of(values), values),
        lambda id, values: products.update_variation(parent_of(values), id, values),
        lambda id: delete_variation(call, product_id, id),
        call.shop.catalogue.variation,
    )


# terms


def _term_rows(call, table):
    arguments, rows = call.arguments, call.store.rows(table)
    wanted, parent = arguments.ids("include"), arguments.text("parent")
    rows = [row for row in rows if wanted is None or row["id"] in wanted]
    rows = [row for row in rows if not parent or row["parent"] == int(parent)]
    for name in ("slug",):
        rows = [row for row in rows if not arguments.text(name) or row[name] == arguments.text(name)]
    search = arguments.text("search").lower()
    rows = [row for row in rows if search in row["name"].lower()]
    orderby = arguments.one_of(
        "orderby", "name", ("id", "include", "name", "slug", "term_group", "description", "count")
    )
    is_down = arguments.one_of("order", "asc", ("asc", "desc")) == "desc"
    key = (lambda row: row["id"]) if orderby in ("id", "include") else (lambda row: (row["name"].lower(), row["id"]))
    rows, headers = page_of(arguments, sorted(rows, key=key, reverse=is_down), f"{call.base}/{call.path}")
    call.headers += headers
    return rows


def _term_routes(path, table, schema, show, since=(0,)):
    """Return the routes of a kind of terms; ``since`` is the version that it came with."""

    def listed(call):
        return [show(call, row) for row in _term_rows(call, table)]

    def create(call):
        validate(schema, call.values, is_new=True)
        row = call.shop.terms.create(table, call.values)
        call.created(row, f"{path}/{{}}")
        return show(call, row)

    def get(call, id):
        row = call.store.get(table, id)
        if row is None:
            raise ApiError(404, "woocommerce_rest_term_invalid", "Resource does not exist.")
        return show(call, row)

    def update(call, id):
        validate(schema, call.values, is_new=False)
        return show(call, call.shop.terms.update(table, id, call.values))

    def delete(call, id):
        if not call.arguments.flag("force"):
            message = "Resource does not support trashing."
            raise ApiError(501, "woocommerce_rest_trash_not_supported", message)
        shown = get(call, id)
        call.store.remove(table, id)
        return shown

    def batch(call):
        terms = call.shop.terms
        return batches.run(
            call,
            lambda values: terms.create(table, values),
            lambda id, values: terms.update(table, id, values),
            lambda id: delete(call, id),
            lambda row: show(call, row),
        )

    return (
        (path, {"GET": listed, "POST": create, "since": since}),
        (rf"{path}/(?P<id>\d+)", {"GET": get, "PUT": update, "DELETE": delete, "since": since}),
        (f"{path}/batch", {"POST": batch, "since": since}),
    )


# attributes


def list_attributes(call):
    rows = call.store.rows("attributes")
    call.headers += [("X-WP-Total", str(len(rows))), ("X-WP-TotalPages", "1")]
    return [call.shop.catalogue.attribute(row) for row in rows]


def create_attribute(call):
    validate("attributes", call.values, is_new=True)
    row = call.shop.terms.create_attribute(call.values)
    call.created(row, "products/attributes/{}")
    return call.shop.catalogue.attribute(row)


def get_attribute(call, id):
    row = call.store.get("attributes", id)
    if row is None:
        raise ApiError(404, "woocommerce_rest_taxonomy_invalid", "Resource does not exist.")
    return call.shop.catalogue.attribute(row)


def batch_attributes(call):
    def refuse(*_arguments):
        raise ApiError(501, "rest_not_implemented", "Not simulated.")

    return batches.run(call, call.shop.terms.create_attribute, refuse, refuse, call.shop.catalogue.attribute)


def list_terms(call, id):
    if call.store.get("attributes", id) is None:
        raise ApiError(404, "woocommerce_rest_taxonomy_invalid", "Resource does not exist.")
    rows = call.store.rows("terms", attribute_id=id)
    rows, headers = page_of(call.arguments, rows, f"{call.base}/{call.path}")
    call.headers += headers
    return [call.shop.catalogue.term(row) for row in rows]


def create_term(call, id):
    validate("terms", call.values, is_new=True)
    row = call.shop.terms.create_term(id, call.values)
    call.created(row, f"products/attributes/{id}/terms/{{}}")
    return call.shop.catalogue.term(row)


def batch_terms(call, id):
    def refuse(*_arguments):
        raise ApiError(501, "rest_not_implemented", "Not simulated.")

    return batches.run(
        call, lambda values: call.shop.terms.create_term(id, values), refuse, refuse, call.shop.catalogue.term
    )


def _tagged(table):
    return lambda call, row: call.shop.catalogue.tag(row, table)


PRODUCT_ROUTES = (
    ("products", {"GET": list_products, "POST": create_product}),
    (r"products/(?P<id>\d+)", {"GET": get_product, "PUT": update_product, "DELETE": delete_product}),
    ("products/batch", {"POST": batch_products}),
    ("variations", {"GET": list_all_variations, "since": (10, 3)}),
    (r"products/(?P<product_id>\d+)/variations", {"GET": list_variations, "POST": create_variation}),
    (
        r"products/(?P<product_id>\d+)/variations/(?P<id>\d+)",
        {"GET": get_variation, "PUT": update_variation, "DELETE": delete_variation},
    ),
    (r"products/(?P<product_id>\d+)/variations/batch", {"POST": batch_variations}),
    *_term_routes(
        "products/categories", "categories", "categories", lambda call, row: call.shop.catalogue.category(row)
    ),
    *_term_routes("products/tags", "tags", "tags", _tagged("tags")),
    *_term_routes("products/brands", "brands", "tags", _tagged("brands"), since=(9, 6)),
    *_term_routes("products/shipping_classes", "shipping_classes", "tags", _tagged("shipping_classes")),
    ("products/attributes", {"GET": list_attributes, "POST": create_attribute}),
    (r"products/attributes/(?P<id>\d+)", {"GET": get_attribute}),
    ("products/attributes/batch", {"POST": batch_attributes}),
    (r"products/attributes/(?P<id>\d+)/terms", {"GET": list_terms, "POST": create_term}),
    (r"products/attributes/(?P<id>\d+)/terms/batch", {"POST": batch_terms}),
)
