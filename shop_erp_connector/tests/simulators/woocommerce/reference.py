"""Lists that a shop is set up with: taxes, gateways, shipping, settings, countries, the system's status.

Recordings list-taxes*, list-payment_gateways, list-shipping*, list-settings, list-data*, list-system_status,
list-orders-statuses.
"""

from .order_life import NAMES

METHODS = (
    ("flat_rate", "Flat rate", "Lets you charge a fixed rate for shipping."),
    ("free_shipping", "Free shipping", "Free shipping is a special method which can be triggered with coupons."),
    ("local_pickup", "Local pickup", "Allow customers to pick up orders themselves."),
    ("pickup_location", "Local pickup", "Allow customers to choose a local pickup location during checkout."),
)

COUNTRIES = {
    "AT": "Austria", "BE": "Belgium", "DE": "Germany", "ES": "Spain", "FR": "France", "GB": "United Kingdom (UK)",
    "IT": "Italy", "PL": "Poland", "PT": "Portugal", "US": "United States (US)",
}  # fmt: skip
STATES = {
    "DE": {"DE-BE": "Berlin", "DE-BY": "Bavaria"},
    "ES": {"M": "Madrid", "B": "Barcelona"},
    "US": {"NY": "New York"},
}
CURRENCIES = {
    "EUR": ("Euro", "&euro;"),
    "USD": ("United States (US) dollar", "&#36;"),
    "PLN": ("Polish złoty", "&#122;ł"),
}

GROUPS = ("general", "products", "tax", "shipping", "checkout", "account", "email", "advanced")

#: Setting: (group, option it is about, how the option is told).
SETTINGS = {
    "woocommerce_currency": ("general", "currency", str),
    "woocommerce_default_country": ("general", "country", str),
    "woocommerce_price_num_decimals": ("general", "decimals", str),
    "woocommerce_calc_taxes": ("general", "calc_taxes", lambda value: "yes" if value else "no"),
    "woocommerce_weight_unit": ("products", "weight_unit", {"kg": "kg", "g": "g", "lbs": "lbs", "oz": "oz"}.get),
    "woocommerce_dimension_unit": ("products", "dimension_unit", str),
    "woocommerce_manage_stock": ("products", "manage_stock", lambda value: "yes" if value else "no"),
    "woocommerce_prices_include_tax": ("tax", "prices_include_tax", lambda value: "yes" if value else "no"),
    "woocommerce_tax_round_at_subtotal": ("tax", "round_at_subtotal", lambda value: "yes" if value else "no"),
}


class Reference:
    """Shows what one shop is set up with."""

    def __init__(self, shop, base):
        self.shop = shop
        self.store = shop.store
        self.base = base

    # taxes

    def tax(self, row):
        """Return a tax rate."""
        names = (
            "id",
            "country",
            "state",
            "postcode",
            "city",
            "rate",
            "name",
            "priority",
            "compound",
            "shipping",
            "order",
            "class",
        )
        return {
            **{name: row[name] for name in names},
            "postcodes": [],
            "cities": [],
            "_links": self._links("taxes", row["id"]),
        }

    def tax_classes(self):
        """Return the tax classes."""
        links = {"collection": [{"href": f"{self.base}/taxes/classes"}]}
        return [{"slug": slug, "name": name, "_links": links} for slug, name in self.shop.tax_classes.items()]

    # payment and shipping

    def gateways(self):
        """Return the payment methods, also those that are switched off."""
        return [self._gateway(id, gateway) for id, gateway in self.shop.gateways.items()]

    def _gateway(self, id, gateway):
        label = {"label": "Title", "description": "", "type": "safe_text", "tip": "", "placeholder": ""}
        title = {"id": "title", **label, "value": gateway["title"], "default": gateway["title"]}
        instructions = {
            **title,
            "id": "instructions",
            "label": "Instructions",
            "type": "textarea",
            "value": "",
            "default": "",
        }
        links = self._links("payment_gateways", id)
        links["self"][0]["targetHints"] = {"allow": ["GET", "POST", "PUT", "PATCH"]}
        return {
            "id": id,
            "title": gateway["title"],
            "description": gateway["description"],
            "order": "",
            "enabled": gateway["enabled"],
            "method_title": gateway["title"],
            "method_description": gateway["description"],
            "method_supports": gateway["method_supports"],
            "settings": {"title": title, "instructions": instructions},
            "needs_setup": False,
            "post_install_scripts": [],
            "settings_url": f"{self.shop.home_url}/wp-admin/admin.php?page=wc-settings&tab=checkout",
            "connection_url": None,
            "setup_help_text": None,
            "required_settings_keys": [],
            "_links": links,
        }

    def shipping_methods(self):
        """Return the kinds of shipping that there are."""
        allow = {"allow": ["GET"]}
        links = [self._links("shipping_methods", id) for id, _title, _about in METHODS]
        for one in links:
            one["self"][0]["targetHints"] = allow
        rows = zip(METHODS, links, strict=True)
        return [{"id": id, "title": title, "description": about, "_links": link} for (id, title, about), link in rows]

    def zones(self):
        """Return the shipping zones; the rest of the world is zone 0."""
        rest = {"id": 0, "name": "Locations not covered by your other zones", "order": 0}
        return [self._zone(row) for row in (rest, *self.store.rows("zones"))]

    def _zone(self, row):
        links = self._links("shipping/zones", row["id"])
        links["describedby"] = [{"href": f"{self.base}/shipping/zones/{row['id']}/locations"}]
        return {"id": row["id"], "name": row["name"], "order": row["order"], "_links": links}

    def zone_methods(self, zone_id):
        """Return the shipping methods of a zone."""
        return [self._zone_method(row) for row in self.store.rows("zone_methods", zone_id=zone_id)]

    def _zone_method(self, row):
        titles = {id: title for id, title, _about in METHODS}
        return {
            "id": row["id"],
            "instance_id": row["id"],
            "title": row["title"],
            "order": row["id"],
            "enabled": row["enabled"],
            "method_id": row["method_id"],
            "method_title": titles[row["method_id"]],
            "method_description": "<p>.</p>\n",
            "settings": {},
            "_links": self._links(f"shipping/zones/{row['zone_id']}/methods", row["id"]),
        }

    # settings and data

    def groups(self):
        """Return the groups of settings."""
        rows = []
        for name in GROUPS:
            links = {"options": [{"href": f"{self.base}/settings/{name}"}]}
            rows.append({"id": name, "label": name.capitalize(), "description": "", "parent_id": "", "sub_groups": [],
                         "_links": links})  # fmt: skip
        return rows

    def settings(self, group):
        """Return the settings of a group, None for a group that does not exist."""
        if group not in GROUPS:
            return None
        return [self.setting(name) for name, (owner, _option, _told) in SETTINGS.items() if owner == group]

    def setting(self, name):
        """Return one setting."""
        group, option, told = SETTINGS[name]
        row = {
            "id": name,
            "label": name,
            "description": "",
            "type": "text",
            "default": "",
            "tip": "",
            "group_id": group,
        }
        links = self._links(f"settings/{group}", name)
        return {**row, "value": told(self.store.options[option]), "_links": links}

    def data(self):
        """Return what lists of data there are."""
        about = {
            "continents": "List of supported continents, countries, and states.",
            "countries": "List of supported states in a given country.",
            "currencies": "List of supported currencies.",
        }
        links = [self._links("data", slug) for slug in about]
        for one in links:
            one["self"][0]["targetHints"] = {"allow": ["GET"]}
        return [
            {"slug": slug, "description": text, "_links": link}
            for (slug, text), link in zip(about.items(), links, strict=True)
        ]

    def country(self, code):
        """Return a country with its states, None for an unknown one."""
        code = code.upper()
        if code not in COUNTRIES:
            return None
        states = [{"code": key, "name": name} for key, name in STATES.get(code, {}).items()]
        links = self._links("data/countries", code.lower())
        links["self"][0]["targetHints"] = {"allow": ["GET"]}
        return {"code": code, "name": COUNTRIES[code], "states": states, "_links": links}

    def currency(self):
        """Return the shop's currency."""
        code = self.store.options["currency"]
        name, symbol = CURRENCIES[code]
        links = self._links("data/currencies", code)
        links["self"][0]["targetHints"] = {"allow": ["GET"]}
        return {"code": code, "name": name, "symbol": symbol, "_links": links}

    def statuses(self):
        """Return the states of orders."""
        names = {**NAMES, **self.shop.extra_statuses}
        return [{"slug": slug, "name": name} for slug, name in names.items()]

    def system_status(self):
        """Return the system's status; the zone told here is PHP's, not the site's."""
        options = self.store.options
        home = self.shop.home_url
        return {
            "environment": {
                "home_url": home, "site_url": home, "store_id": "00000000-0000-0000-0000-000000000000",
                "version": self.shop.version, "wp_version": "7.1.4", "wp_multisite": False,
                "language": options["language"],
                "default_timezone": "UTC", "php_version": "8.2.36", "server_info": "Apache",
            },
            "database": {}, "active_plugins": [], "inactive_plugins": [],
            "dropins_mu_plugins": {"dropins": [], "mu_plugins": []}, "theme": {},
            "settings": {
                "api_enabled": False, "force_ssl": False, "currency": options["currency"],
                "currency_symbol": CURRENCIES[options["currency"]][1], "currency_position": "right_space",
                "thousand_separator": ".", "decimal_separator": ",", "number_of_decimals": options["decimals"],
                "geolocation_enabled": False, "HPOS_enabled": True, "HPOS_sync_enabled": False,
            },
            "security": {"secure_connection": self.shop.https, "hide_errors": True}, "pages": [],
            "post_type_counts": [], "logging": {},
        }  # fmt: skip

    def index(self):
        """Return the public document about the site: name, zone and what is installed."""
        zone = self.store.options["timezone"]
        offset = self.store.now().astimezone(self.store.zone).utcoffset().total_seconds() / 3600
        return {
            "name": self.store.options["name"],
            "description": "",
            "url": self.shop.home_url,
            "home": self.shop.home_url,
            "gmt_offset": int(offset) if offset.is_integer() else offset,
            "timezone_string": "" if zone.startswith("Etc/") else zone,
            "namespaces": ["oembed/1.0", "wc/v1", "wc/v2", "wc/v3", "wc-analytics", "wp/v2"],
            "authentication": [],
            "routes": {},
            "_links": {},
        }

    def _links(self, path, id):
        allow = {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]}
        return {
            "self": [{"href": f"{self.base}/{path}/{id}", "targetHints": allow}],
            "collection": [{"href": f"{self.base}/{path}"}],
        }
