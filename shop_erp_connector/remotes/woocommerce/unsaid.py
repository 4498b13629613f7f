"""What a document says of a product and the shop has no place for: said in a sentence, never dropped without a word."""

from .texts import name_key

#: Field of a document → what only plugins keep of it.
OF_PLUGINS = {
    "unit_price": "unit price",
    "minimum_quantity": "minimum quantity",
    "available_on": "date of availability",
    "delivery_text": "delivery time",
    "payment_codes": "payment methods of a product",
}


def unsaid(means, product, row):
    """Return a sentence about what was not sent, "" for nothing.

    :param means: see ``publishing.Means``; :param row: the product as it was there, None for a new one
    """
    sentences = []
    beside = (*product.related_codes, *product.accessory_codes)
    missing = [code for code in dict.fromkeys(beside) if name_key(code) not in means.codes]
    if missing:
        sentences.append(f"The shop has no product {', '.join(missing)} to show beside this one.")
    if product.brand and not means.brands:
        sentences.append("The shop's WooCommerce has no brands: they come with 9.6.")
    if product.components and row is not None and row.text("type") != "grouped":
        sentences.append("The shop's product is no group: what is in it is not told there.")
    if product.low_stock and row is not None and not row.flag("manage_stock"):
        sentences.append("The shop does not count this product: its low stock is not told there.")
    lacking = [words for name, words in OF_PLUGINS.items() if _says(product, name)]
    if lacking:
        sentences.append(f"WooCommerce itself keeps no {' and no '.join(lacking)}: a custom field can hold it.")
    return " ".join(sentences)


def _says(product, name):
    value = getattr(product, name)
    return value is not None and value > 1 if name == "minimum_quantity" else bool(value)
