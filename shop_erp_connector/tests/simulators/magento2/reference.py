"""What changes seldom: store views, currencies, countries, taxes, groups, modules, tokens."""

from . import criteria
from .access import ADMIN_TOKEN
from .failures import ApiError, internal, no_such
from .schema import bound
from .seed import COUNTRIES, MODULES, MSI_MODULES
from .web import route

STORE = "Magento_Backend::store"
TAX = "Magento_Tax::manage_tax"


@route("GET", "/store/storeViews", STORE)
def store_views(shop, _call):
    """Store views, the administration's own among them."""
    names = ("id", "code", "name", "website_id", "store_group_id", "is_active")
    rows = sorted(shop.store.all("store"), key=lambda row: (row["id"] == 0, row["id"]))
    return [{name: row[name] for name in names} for row in rows]


@route("GET", "/store/websites", STORE)
def websites(shop, _call):
    """Websites, the administration's own among them."""
    return shop.store.all("website")


@route("GET", "/store/storeConfigs", STORE)
def store_configs(shop, _call):
    """Language, currency, time zone and addresses of each store view."""
    base = f"{shop.url}/"
    return [
        {
            "id": row["id"], "code": row["code"], "website_id": row["website_id"], "locale": row["locale"],
            "base_currency_code": "EUR", "default_display_currency_code": "EUR", "timezone": row["timezone"],
            "weight_unit": "kgs", "base_url": base, "base_link_url": base, "base_media_url": f"{base}media/",
            "secure_base_url": base, "secure_base_link_url": base, "secure_base_media_url": f"{base}media/",
        }
        for row in shop.store.all("store")
        if row["id"]
    ]  # fmt: skip


@route("GET", "/directory/currency", "anonymous")
def currency(_shop, _call):
    """The currencies of the shop."""
    return {
        "base_currency_code": "EUR", "base_currency_symbol": "€", "default_display_currency_code": "EUR",
        "default_display_currency_symbol": "€", "available_currency_codes": ["EUR"],
        "exchange_rates": [{"currency_to": "EUR", "rate": 1}],
    }  # fmt: skip


@route("GET", "/directory/countries", "anonymous")
def countries(_shop, _call):
    """All countries."""
    return [_country(code) for code in COUNTRIES]


@route("GET", "/directory/countries/{}", "anonymous")
def country(_shop, _call, code):
    """One country with its regions."""
    if code not in COUNTRIES:
        raise no_such("countryId", code)
    return _country(code)


@route("GET", "/taxClasses/search", TAX)
def tax_classes(shop, call):
    """Classes of products and of customers."""
    return _searched(shop, call, "tax_class", "class_id")


@route("GET", "/taxRates/search", TAX)
def tax_rates(shop, call):
    """Rates by country."""
    return _searched(shop, call, "tax_rate", "id")


@route("GET", "/taxRules/search", TAX)
def tax_rules(shop, call):
    """Which rates meet which classes."""
    return _searched(shop, call, "tax_rule", "id")


@route("GET", "/customerGroups/search", "Magento_Customer::group")
def groups(shop, call):
    """Customer groups; 0 is everybody who is not signed in."""
    answer = _searched(shop, call, "group", "id")
    answer["items"] = [dict(row, tax_class_name="Retail Customer") for row in answer["items"]]
    return answer


@route("GET", "/modules", "Magento_Backend::all")
def modules(shop, _call):
    """The names of the modules."""
    return [*MODULES, *(MSI_MODULES if shop.msi else ())]


@route("POST", "/integration/admin/token", "anonymous")
def admin_token(shop, call):
    """Sign a person in; where a second factor is asked for, not here."""
    user, password = bound(call.body, "username", "password")
    if shop.two_factors:
        raise ApiError(401, "Please use the 2fa provider-specific endpoints to obtain a token.",
                       {"active_providers": ["google"]})  # fmt: skip
    if (user, password) != ("admin", shop.admin_password):
        raise ApiError(401, "The account sign-in was incorrect or your account is disabled temporarily. Please wait "
                       "and try again later.")  # fmt: skip
    shop.admin_token = ADMIN_TOKEN
    return shop.admin_token


def _country(code):
    three, name, regions = COUNTRIES[code]
    shown = {"id": code, "two_letter_abbreviation": code, "three_letter_abbreviation": three,
             "full_name_locale": name, "full_name_english": name}  # fmt: skip
    if regions:
        shown["available_regions"] = [{"id": id, "code": short, "name": long} for id, short, long in regions]
    return shown


def _searched(shop, call, table, key):
    def column(row, field):
        if field not in row:
            raise internal(len(field))
        return row[field]

    rows, asked, total = criteria.answer(
        shop, call, shop.store.rows[table].values(), value=column, key=lambda row: row[key]
    )
    return {"items": rows, "search_criteria": asked, "total_count": total}
