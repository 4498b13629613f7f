"""Everything that speaks with the world; knows no Odoo. The only door: ``open_remote()`` and ``systems()``.

documents/     the neutral language: Product, Customer, Order, StockLevel …
errors.py      what can go wrong, by what the caller does about it
capabilities.py  what a remote can do, as facts
contract.py    what every remote promises: check, lookups, pull, push, find, events
memory.py      what a remote shares between workers: session ids, counters
cursors.py     look-back and page walking, used by all
transport/     http, xml, soap: each translates its library's errors
prestashop/ keyinvoice/ …   one package per system, always the same file names
"""

import importlib

from .errors import InvalidSettings

#: system: (name people know, module, class). Adding a remote is one line here.
REGISTRY = {
    "cplus": ("C-Plus", ".cplus", "CPlus"),
    "ebp": ("EBP", ".ebp", "Ebp"),
    "file_exchange": ("Files in a folder", ".exchange.files", "FileExchange"),
    "keyinvoice": ("KeyInvoice", ".keyinvoice", "KeyInvoice"),
    "magento1": ("Magento 1 / OpenMage", ".magento1", "Magento1"),
    "magento2": ("Magento 2", ".magento2", "Magento2"),
    "prestashop": ("PrestaShop", ".prestashop", "PrestaShop"),
    "table_exchange": ("Tables in a database", ".exchange.tables", "TableExchange"),
    "woocommerce": ("WooCommerce", ".woocommerce", "WooCommerce"),
}


def systems():
    """Return ``{system: label}`` of every remote that can be opened."""
    return {system: label for system, (label, _module, _name) in sorted(REGISTRY.items())}


def remote_class(system):
    """Return the class of a system, to read its settings and the most that it can do without opening it.

    :raises InvalidSettings: no such system
    """
    if system not in REGISTRY:
        raise InvalidSettings(f"There is no system called {system!r}.", system=str(system))
    _label, module, name = REGISTRY[system]
    return getattr(importlib.import_module(module, __name__), name)


def settled_capabilities(system, settings):
    """Return the ``Capabilities`` of a connection with these settings, which may be incomplete and lack the secrets.

    :param settings: plain dict
    :raises InvalidSettings: no such system
    """
    return remote_class(system).capabilities_with(settings)


def open_remote(system, settings, *, memory=None, contents=None):
    """Return a ready ``Remote``; no call is sent yet.

    :param settings: plain dict; unknown keys are an error
    :param memory: see ``memory.Memory``; by default one of this object's own. Objects that use one account at the
        same time must share one: an ERP may allow a single session
    :param contents: see ``memory.Contents``; needed only to send pictures and files
    :raises InvalidSettings: unknown system or unusable settings
    """
    return remote_class(system)(settings, memory=memory, contents=contents)
