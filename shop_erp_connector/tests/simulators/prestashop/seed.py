"""What a freshly installed shop holds, and invented people and things to fill it with."""

#: id as in a real shop: (ISO code, call prefix, {language: name}, zip code pattern, identity number needed)
COUNTRIES = {
    1: ("DE", 49, {1: "Germany", 2: "Alemanha"}, "NNNNN", False),
    3: ("BE", 32, {1: "Belgium", 2: "Bélgica"}, "NNNN", False),
    6: ("ES", 34, {1: "Spain", 2: "Espanha"}, "NNNNN", True),
    8: ("FR", 33, {1: "France", 2: "França"}, "NNNNN", False),
    10: ("IT", 39, {1: "Italy", 2: "Itália"}, "NNNNN", True),
    15: ("PT", 351, {1: "Portugal", 2: "Portugal"}, "NNNN-NNN", False),
    17: ("GB", 44, {1: "United Kingdom", 2: "Reino Unido"}, "", False),
    21: ("US", 1, {1: "United States", 2: "Estados Unidos"}, "NNNNN", False),
}

#: id: (ISO code, name) of states of the United States, the only country of the seed with states
STATES = {1: ("AL", "Alabama"), 2: ("AK", "Alaska"), 5: ("CA", "California"), 32: ("NY", "New York")}

#: Columns of STATE_FLAGS
FLAGS = ("invoice", "send_email", "logable", "delivery", "shipped", "paid", "pdf_invoice")

#: id: (English name, Portuguese name, template of the mail, module, FLAGS as digits)
ORDER_STATES = {
    1: ("Awaiting check payment", "A aguardar pagamento por cheque", "cheque", "ps_checkpayment", "0100000"),
    2: ("Payment accepted", "Pagamento aceite", "payment", "", "1110011"),
    3: ("Processing in progress", "Preparação em curso", "preparation", "", "1111010"),
    4: ("Shipped", "Enviado", "shipped", "", "1111110"),
    5: ("Delivered", "Entregue", "", "", "1011110"),
    6: ("Canceled", "Cancelado", "order_canceled", "", "0100000"),
    7: ("Refunded", "Reembolsado", "refund", "", "1100000"),
    8: ("Payment error", "Erro no pagamento", "payment_error", "", "0100000"),
    9: ("On backorder (paid)", "Por encomenda (pago)", "outofstock", "", "1100010"),
    10: ("Awaiting bank wire payment", "A aguardar transferência", "bankwire", "ps_wirepayment", "0100000"),
    11: ("Remote payment accepted", "Pagamento remoto aceite", "payment", "", "1110010"),
    12: ("On backorder (not paid)", "Por encomenda (não pago)", "outofstock", "", "0100000"),
    13: ("Awaiting Cash On Delivery validation", "A aguardar contra-reembolso", "cashondelivery",
         "ps_cashondelivery", "0000000"),
}  # fmt: skip

#: (group, rate in percent, ISO codes of the countries it is for)
TAXES = (
    ("Standard rate", "23", ("PT",)),
    ("Standard rate", "20", ("FR",)),
    ("Standard rate", "21", ("ES", "BE")),
    ("Standard rate", "19", ("DE",)),
    ("Standard rate", "22", ("IT",)),
    ("Intermediate rate", "13", ("PT",)),
    ("Intermediate rate", "10", ("ES", "FR")),
    ("Reduced rate", "6", ("PT",)),
    ("Reduced rate", "5.5", ("FR",)),
    ("Reduced rate", "7", ("DE",)),
)

CONFIGURATIONS = {
    "PS_LANG_DEFAULT": "1",
    "PS_CURRENCY_DEFAULT": "1",
    "PS_COUNTRY_DEFAULT": "15",
    "PS_TIMEZONE": "Europe/Paris",
    "PS_PRICE_ROUND_MODE": "2",
    "PS_ROUND_TYPE": "2",
    "PS_OS_WS_PAYMENT": "11",
    "PS_GIFT_WRAPPING": "1",
    "PS_GIFT_WRAPPING_TAX_RULES_GROUP": "1",
    "PS_SHOP_NAME": "Invented shop",
    "PS_STOCK_MANAGEMENT": "1",
    "PS_CUSTOMER_GROUP": "3",
}

FIRST_NAMES = (
    "Ana", "Bruno", "Carla", "Diogo", "Elsa", "Filipe", "Gabriela", "Hugo", "Inês", "Joana", "Luís", "Marta",
    "Nuno", "Olga", "Pedro", "Rita", "Sofia", "Tiago", "Vera", "Zélia",
)  # fmt: skip
LAST_NAMES = (
    "Inventado", "Exemplar", "Fictícia", "Amostra", "Figurante", "Modelo", "Hipótese", "Suposta",
    "Imaginário", "Personagem", "Fábula",
)  # fmt: skip
STREETS = ("Rua da Amostra", "Avenida do Exemplo", "Travessa Inventada", "Largo da Hipótese")
THINGS = ("Lamp", "Chair", "Table", "Mug", "Shelf", "Clock", "Basket", "Mirror", "Blanket", "Vase")
COLOURS = ("white", "black", "red", "green", "blue", "oak", "grey")


def fill(store):
    """Write the rows of a freshly installed shop."""
    _languages(store)
    _shop(store)
    _places(store)
    _order_states(store)
    _groups(store)
    _carriers(store)
    for key, name in ((1, "Root"), (2, "Home")):
        values = {"id_parent": key - 1, "active": 1, "is_root_category": key == 2, "name": name}
        store.insert("categories", {**values, "link_rewrite": name.lower()}, key=key)


def _languages(store):
    for iso, name, locale in (
        ("en", "English (English)", "en-US"),
        ("pt", "Português PT (Portuguese)", "pt-PT"),
    ):
        store.insert(
            "languages",
            {
                "name": name,
                "iso_code": iso,
                "locale": locale,
                "language_code": locale.lower(),
                "active": 1,
                "date_format_lite": "Y-m-d",
                "date_format_full": "Y-m-d H:i:s",
            },
        )


def _shop(store):
    for name, value in CONFIGURATIONS.items():
        store.insert("configurations", {"name": name, "value": value})
    store.insert("shop_groups", {"name": "Default", "active": 1})
    shop = {"id_shop_group": 1, "id_category": 2, "active": 1, "theme_name": "classic"}
    store.insert("shops", {**shop, "name": CONFIGURATIONS["PS_SHOP_NAME"]})
    currency(store, "EUR", "Euro", "€", "978", "1")


def currency(store, code, name, symbol, number, rate):
    """Write a currency and return its row; ``rate`` is what one unit of the shop's own currency costs."""
    return store.insert(
        "currencies",
        {
            "names": name,
            "name": name,
            "symbol": symbol,
            "iso_code": code,
            "numeric_iso_code": number,
            "precision": 2,
            "conversion_rate": rate,
            "active": 1,
        },
    )


def _places(store):
    for name in ("Europe", "North America"):
        store.insert("zones", {"name": name, "active": 1})
    for key, (iso, prefix, names, pattern, identity) in COUNTRIES.items():
        values = {
            "id_zone": 2 if iso == "US" else 1,
            "call_prefix": prefix,
            "iso_code": iso,
            "active": 1,
            "contains_states": iso == "US",
            "need_identification_number": identity,
            "need_zip_code": bool(pattern),
            "zip_code_format": pattern,
            "display_tax_label": iso != "US",
            "name": names,
        }
        store.insert("countries", values, key=key)
    for key, (iso, name) in STATES.items():
        values = {"id_zone": 2, "id_country": 21, "iso_code": iso, "name": name, "active": 1}
        store.insert("states", values, key=key)


def _order_states(store):
    for key, (name, portuguese, template, module, flags) in ORDER_STATES.items():
        values = {
            **dict(zip(FLAGS, flags, strict=True)),
            "unremovable": 1,
            "module_name": module,
            "color": "#3498D8",
            "name": {1: name, 2: portuguese},
            "template": template,
        }
        store.insert("order_states", values, key=key)


def _groups(store):
    for name, portuguese in (("Visitor", "Visitante"), ("Guest", "Convidado"), ("Customer", "Cliente")):
        store.insert("groups", {"name": {1: name, 2: portuguese}, "show_prices": 1})


def _carriers(store):
    collected = {"name": "Click and collect", "is_free": 1, "delay": "Pick up in-store", "_price": "0"}
    sent = {
        "name": "My carrier",
        "delay": "Delivery next day!",
        "_price": "7.00",
        "url": "https://track.invalid/@",
    }
    for position, values in enumerate((collected, sent)):
        common = {"id_reference": position + 1, "active": 1, "position": position, "id_tax_rules_group": 1}
        store.insert("carriers", {**common, **values, "shipping_method": 1})
