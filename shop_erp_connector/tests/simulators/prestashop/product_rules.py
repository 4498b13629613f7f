"""What the shop does when the webservice saves products, combinations, categories and stock."""

from . import order_life
from .derived import address_part
from .failures import Died, unable_to_save


def new_stock(store, product, combination=0, quantity=0):
    """Write the stock row of a product or of one of its combinations (ids)."""
    whole = store.first("stock_availables", id_product=product, id_product_attribute=0)
    store.insert(
        "stock_availables",
        {
            "id_product": product,
            "id_product_attribute": combination,
            "id_shop": 1,
            "quantity": quantity,
            "out_of_stock": whole["out_of_stock"] if whole else 2,
        },
    )
    order_life.add_up_stock(store, product)


def after_product(change):
    """A new product gets an address and a stock row; combinations that are sent decide which ones stay."""
    store, row, values = change.store, change.row, change.values
    if change.method == "POST":
        new_stock(store, row["id"])
        texts = {one: row["link_rewrite"][one] or address_part(name) for one, name in row["name"].items()}
        store.update("products", row, {"link_rewrite": texts, "indexed": 1})
    if "categories" in change.associations:
        position = len(store.tables["products"]) if change.associations["categories"] else ""
        store.update("products", row, {"_position": str(position)})
    if values.get("type"):
        kind = values["type"]
        store.update("products", row, {"cache_is_pack": kind == "pack", "is_virtual": kind == "virtual"})
    if "product_bundle" in change.associations:
        store.update("products", row, {"product_bundle": [_bundle_row(store, one) for one in row["product_bundle"]]})
    if "combinations" in change.associations:
        keep_combinations(store, row, change.associations["combinations"])
    set_default(store, row, values.get("id_default_combination"))
    set_cover(store, row, values.get("id_default_image"))


def _bundle_row(store, sent):
    """One part of a pack. The tag that is read is not the one that is written."""
    combination = sent.get("product_attribute_id")
    if combination is None:
        default = store.first("combinations", id_product=sent["id"], default_on=1)
        combination = str(default["id"]) if default else "0"
    return {"id": sent["id"], "id_product_attribute": combination, "quantity": sent.get("quantity", "1")}


def keep_combinations(store, product, sent):
    """Delete the combinations that are not among those sent, with their stock."""
    kept = {one["id"] for one in sent}
    for combination in store.find("combinations", id_product=product["id"]):
        if str(combination["id"]) not in kept:
            delete_combination(store, combination)


def set_default(store, product, key):
    """Make a combination the default one of its product."""
    if not key or not int(key):
        return
    for combination in store.find("combinations", id_product=product["id"]):
        chosen = str(combination["id"]) == str(key)
        store.update("combinations", combination, {"default_on": "1" if chosen else ""})


def set_cover(store, product, key):
    """Make a picture the cover of its product."""
    if not key:
        return
    for image in store.find("images", id_product=product["id"]):
        image["cover"] = str(image["id"]) == str(key)


def check_combination(change):
    """A product has one default combination: a second one breaks the unique key."""
    product = change.values.get("id_product") or (change.row or {}).get("id_product")
    if change.values.get("default_on") != "1":
        if "default_on" in change.values:
            change.values["default_on"] = None
        return
    for other in change.store.find("combinations", id_product=product, default_on=1):
        if other is not change.row:
            raise unable_to_save()


def after_combination(change):
    """A new combination gets its stock row; the first one becomes the default."""
    store, row = change.store, change.row
    if change.method == "POST":
        new_stock(store, row["id_product"], row["id"])
    order_life.add_up_stock(store, row["id_product"])
    if not store.find("combinations", id_product=row["id_product"], default_on=1):
        store.update("combinations", row, {"default_on": 1})


def delete_combination(store, combination):
    """Delete a combination with its stock row."""
    product = combination["id_product"]
    for row in store.find("stock_availables", id_product=product, id_product_attribute=combination["id"]):
        store.delete("stock_availables", row)
    for price in store.find("specific_prices", id_product=product, id_product_attribute=combination["id"]):
        store.delete("specific_prices", price)
    store.delete("combinations", combination)
    order_life.add_up_stock(store, product)
    others = store.find("combinations", id_product=product)
    if combination["default_on"] == "1" and others:
        store.update("combinations", others[0], {"default_on": "1"})


def delete_parts(store, product):
    """Delete everything that hangs on a product; rows of orders stay."""
    for resource in ("combinations", "stock_availables", "specific_prices", "images"):
        for row in store.find(resource, id_product=product["id"]):
            store.delete(resource, row)


def check_category(change):
    """A category is not below itself; a place that another one of its parent has becomes the last one."""
    values, row = change.values, change.row or {}
    parent = values.get("id_parent") or row.get("id_parent")
    if row and str(row["id"]) == parent:
        raise Died("a category cannot be its own parent")
    others = [one for one in change.store.find("categories", id_parent=parent) if one is not change.row]
    if values.get("position") in {one["position"] for one in others}:
        values["position"] = str(max(int(one["position"]) for one in others) + 1)


def after_category(change):
    """A new category gets its address from its name."""
    if change.method == "POST":
        row = change.row
        texts = {one: row["link_rewrite"][one] or address_part(name) for one, name in row["name"].items()}
        change.store.update("categories", row, {"link_rewrite": texts})


def after_stock(change):
    """The row of the product itself is the sum of its combinations after one of these is saved."""
    if change.row["id_product_attribute"] != "0":
        order_life.add_up_stock(change.store, change.row["id_product"])
