"""An open shop: its wire, its settings made usable, and its code lists."""

import re
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..documents.amounts import rounded
from ..errors import InvalidSettings, Rejected
from .codelists import CodeLists
from .wire import SYSTEM, Wire

#: Attributes of every new shop (recording attributes) that products have a field for and no answer names by itself.
COUNTRY, COST = "country_of_manufacture", "cost"

#: Kilograms of one unit of weight.
WEIGHTS = {"kg": Decimal(1), "g": Decimal("0.001"), "lb": Decimal("0.45359237")}

#: Decimals of the currencies that have not two.
DIGITS = dict.fromkeys(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "XAF", "XOF"), 0
)
DIGITS |= dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)


class Shop:
    """What all kinds need of one shop.

    :param settings: checked ``contract.Settings``
    :param contents: where the bytes of the hub's own pictures are
    """

    def __init__(self, settings, memory, contents):
        self.settings = settings
        self.contents = contents
        self.wire = Wire(url=settings["url"], user=settings["user"], key=settings["api_key"], memory=memory)
        self.currency = _currency(settings["currency"])
        self.prices_include_tax = settings["prices"] == "with tax"
        self.rates = _rates(settings["tax_rates"])
        self.main_language, self.views = _languages(settings["languages"])
        self.field_codes = tuple(code.strip() for code in settings["fields"].split(",") if code.strip())
        self.barcode_code, self.brand_code = settings["barcode_field"], settings["brand_field"]
        self.store_id = settings["store_id"]
        self.further_states = _states(settings["order_states"])
        self.zone = _zone(settings["timezone"])
        self.factor = WEIGHTS[settings["weight_unit"]]
        self.lists = CodeLists(self.wire, memory)

    @property
    def attribute_codes(self):
        """The codes of the attributes that products are read with beside those that every answer has."""
        own = filter(None, (self.barcode_code, self.brand_code))
        return tuple(dict.fromkeys((*self.field_codes, *own, COUNTRY, COST)))

    def digits(self, currency):
        """Return the decimals of a currency."""
        return DIGITS.get(currency, 2)

    def language_of(self, store_id):
        """Return the language of a store view's texts: its own where the settings name it, else the default's."""
        if not self.main_language or not store_id:
            return ""
        names = {str(row["store_id"]): (str(row["store_id"]), str(row["code"])) for row in self.lists.stores()}
        found = [language for language, view in self.views.items() if view in names.get(store_id, ())]
        return found[0] if found else self.main_language

    def website_ids(self):
        """Return the ids of the websites that records belong to: the chosen store's, else all."""
        stores = [row for row in self.lists.stores() if self.store_id in ("", str(row["store_id"]))]
        if not stores:
            raise InvalidSettings(f"The shop has no store view {self.store_id}.", system=SYSTEM, field="store_id")
        return list(dict.fromkeys(str(row["website_id"]) for row in stores))

    def store_of(self):
        """Return the row of the chosen store view, else of the only one there is.

        :raises InvalidSettings: there are several and none is chosen
        """
        stores = [row for row in self.lists.stores() if self.store_id in ("", str(row["store_id"]))]
        if len(stores) != 1:
            message = f"The shop has {len(stores)} store views that fit: choose one in the settings."
            raise InvalidSettings(message, system=SYSTEM, field="store_id")
        return stores[0]

    def in_shops_basis(self, amount, *, includes_tax, tax_class):
        """Return a price with or without tax as the shop keeps prices.

        :param tax_class: the product's, whose rate the settings name
        :raises Rejected: the rate is not known
        """
        if includes_tax == self.prices_include_tax or not amount:
            return amount
        if tax_class in ("", "0"):
            return amount
        if tax_class not in self.rates:
            message = (
                f"The price has to be turned into one {self.settings['prices']}, and the settings name no rate of tax "
                f"class {tax_class}."
            )
            raise Rejected(message, system=SYSTEM, field="tax_ids")
        factor = 1 + self.rates[tax_class] / 100
        return rounded(amount * factor if self.prices_include_tax else amount / factor, 4)


def _currency(text):
    if not re.fullmatch("[A-Za-z]{3}", text):
        message = "The currency must be its code of three letters, like EUR."
        raise InvalidSettings(message, system=SYSTEM, field="currency")
    return text.upper()


def _zone(name):
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        message = f"There is no time zone called {name!r}; they are called like Europe/Lisbon."
        raise InvalidSettings(message, system=SYSTEM, field="timezone") from None


def _rates(text):
    """Return ``{tax class: percent}`` of "2=23, 4=6"."""
    rates = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = re.fullmatch(r"(\d+)\s*=\s*(\d{1,2}(?:\.\d{1,4})?)", part)
        if not found:
            message = f"Tax rates are written as class=percent, like 2=23, 4=6; {part!r} is not."
            raise InvalidSettings(message, system=SYSTEM, field="tax_rates")
        rates[found.group(1)] = Decimal(found.group(2))
    return rates


def _languages(text):
    """Return (language of the default texts, {language: store view}) of "pt, en=english"."""
    main, views = "", {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        language, _equals, view = (piece.strip() for piece in part.partition("="))
        if not re.fullmatch("[a-z]{2}(_[A-Z]{2})?", language) or (main and not view) or (view and not main):
            message = (
                "Languages are written as the default's code, then code=store view for each further one, like "
                f"pt, en=english; {part!r} does not fit."
            )
            raise InvalidSettings(message, system=SYSTEM, field="languages")
        if view:
            views[language] = view
        else:
            main = language
    return main, views


def _states(text):
    """Return ``{status code: label}`` of "packed=Packed, await_pickup=Waits for pickup"."""
    states = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        code, equals, label = (piece.strip() for piece in part.partition("="))
        if not equals or not re.fullmatch(r"\w{1,32}", code) or not label:
            message = f"Order states are written as code=label, like packed=Packed; {part!r} is not."
            raise InvalidSettings(message, system=SYSTEM, field="order_states")
        states[code] = label
    return states
