"""What the token may do, and what the shop is.

The interface answers a wrong token and a missing right alike, so the store views are asked for first: who may not even
see them has no valid token. Dossier A2.
"""

import re

from ..errors import AuthenticationFailed, NotFound
from .wire import criteria

#: What is needed → the smallest call that needs it.
PROBES = {
    "Magento_Catalog::products": "/products",
    "Magento_Catalog::categories": "/categories/list",
    "Magento_Catalog::attributes_attributes": "/products/attributes",
    "Magento_Catalog::sets": "/products/attribute-sets/sets/list",
    "Magento_Sales::actions_view": "/orders",
    "Magento_Sales::sales_invoice": "/invoices",
    "Magento_Sales::shipment": "/shipments",
    "Magento_Sales::sales_creditmemo": "/creditmemos",
    "Magento_Customer::customer": "/customers/search",
    "Magento_Customer::group": "/customerGroups/search",
    "Magento_Tax::manage_tax": "/taxRates/search",
}

SOURCES = "/inventory/source-items"


def missing_rights(shop):
    """Return sentences about what the token may not do and what the settings promise in vain."""
    warnings = [
        f"The token lacks the right {resource}: {path} is refused."
        for resource, path in PROBES.items()
        if not _is_allowed(shop, path)
    ]
    if shop.settings["stock"] != "legacy":
        try:
            if not _is_allowed(shop, SOURCES):
                warnings.append("The token lacks the right Magento_InventoryApi::source: stock is refused.")
            elif shop.settings["source_code"] not in shop.lists.all("source"):
                warnings.append(f"The shop has no source {shop.settings['source_code']}.")
        except NotFound:
            warnings.append("The shop has no sources: choose the legacy stock in the settings.")
    return warnings


def version_of(shop):
    """Return "2.4 (Community)" as far as the shop tells it, else "2"."""
    found = re.match(r"[\w-]+/([\w.]+)(?: \((\w+)\))?", shop.wire.plain("/magento_version"))
    if not found:
        return "2"
    return f"{found[1]} ({found[2]})" if found[2] else found[1]


def _is_allowed(shop, path):
    try:
        shop.wire.get(path, query=criteria(size=1, fields="total_count"))
    except AuthenticationFailed:
        return False
    return True
