"""What the Webservice key must be allowed to do, and what stops working without it."""

#: (resources, verbs, what needs them). "write" is PATCH from version 8 on, PUT before.
NEEDED = (
    (("configurations", "languages", "currencies", "countries", "shops"), ("get",), "everything"),
    (("taxes", "tax_rules", "tax_rule_groups"), ("get",), "products and orders"),
    (("categories", "products"), ("get", "post", "write"), "the catalogue"),
    (("combinations", "product_options", "product_option_values"), ("get", "post"), "products with variants"),
    (("combinations",), ("delete",), "variants that are no longer sold"),
    (
        ("product_features", "product_feature_values", "manufacturers", "tags"),
        ("get", "post"),
        "brands, features and tags",
    ),
    (("product_suppliers",), ("get", "post", "write"), "suppliers' references"),
    (("images",), ("get", "post", "put", "delete"), "pictures"),
    (("stock_availables",), ("get", "write"), "stock levels"),
    (("combinations",), ("write",), "days on which variants are expected, and their prices"),
    (("specific_prices",), ("get", "post", "write", "delete"), "prices by group, customer, quantity or date"),
    (("customers", "addresses", "states", "groups"), ("get",), "customers and orders"),
    (("customers", "addresses"), ("post", "write"), "accounts of customers"),
    (
        (
            "orders",
            "order_details",
            "order_states",
            "order_payments",
            "order_cart_rules",
            "messages",
            "carriers",
        ),
        ("get",),
        "orders",
    ),
    (("order_slip",), ("get", "post"), "refunds"),
    (("order_histories",), ("post",), "order states"),
    (("order_carriers",), ("get", "write"), "tracking numbers"),
    (("customer_threads", "customer_messages"), ("get", "post"), "invoice messages"),
)


def missing_rights(root, *, can_patch):
    """Return a sentence for each resource that the key may not use as needed.

    :param root: the element that lists resources with get="true" and so on (recording root)
    """
    warnings = []
    for resources, verbs, purpose in NEEDED:
        for resource in resources:
            allowed = root.find(resource)
            verbs_here = [verb if verb != "write" else "patch" if can_patch else "put" for verb in verbs]
            missing = [verb for verb in verbs_here if allowed is None or allowed.get(verb) != "true"]
            if missing:
                wanted = ", ".join(verb.upper() for verb in missing)
                warnings.append(f"The key lacks {wanted} on {resource}, which is needed for {purpose}.")
    return warnings
