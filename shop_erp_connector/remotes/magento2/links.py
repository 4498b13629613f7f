"""Products shown beside another: related ones and, as accessories, those offered in the cart (cross-sell).

The shop replaces all of a product's links by those that are sent, of every type at once: links of the types that we do
not speak of, such as a group's parts, go back as they were (dossier, section 5). A link to a SKU that the shop does not
have would make it refuse the product.
"""

#: Field of a document → type of the shop's links.
TYPES = {"related_codes": "related", "accessory_codes": "crosssell"}


def beside(saver, product, row):
    """Return the links to send, {} where the shop has them, and a sentence about SKUs that it does not have."""
    told = {kind: getattr(product, name) for name, kind in TYPES.items() if product.tells(name)}
    if not told:
        return {}, ""
    sku = row.text("sku") if row is not None else product.code.strip()
    present = row.rows("product_links") if row is not None else ()
    kept = [link.whole for link in present if link.optional("link_type") not in told]
    known = {kind: [saver.by_sku.get(code.casefold()) for code in codes] for kind, codes in told.items()}
    missing = [code for codes in told.values() for code in codes if code.casefold() not in saver.by_sku]
    warning = f"The shop has no product {', '.join(missing)} to show beside this one." if missing else ""
    links = [
        _link(sku, kind, one, place)
        for kind, rows in known.items()
        for place, one in enumerate(filter(None, rows), start=1)
    ]
    wanted = [(link["link_type"], link["linked_product_sku"]) for link in links]
    held = [(link.text("link_type"), link.text("linked_product_sku")) for link in present]
    if sorted(wanted) == sorted(pair for pair in held if pair[0] in told):
        return {}, warning
    return {"product_links": [*kept, *links]}, warning


def _link(sku, kind, row, place):
    return {
        "sku": sku,
        "link_type": kind,
        "linked_product_sku": row.text("sku"),
        "linked_product_type": row.text("type_id"),
        "position": place,
    }
