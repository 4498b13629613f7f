"""Resources of carts, messages and settings: see ``schema.py`` for how to read the tables.

Carts and cart rules are as recorded from 8.2.1 and 1.7.8.11; the others follow the dossier.
"""

from .schema import table

CARTS = table(
    "carts", "cart", "Cart", "Customer's carts",
    text="""
    id_address_delivery         ref:addresses           isUnsignedId
    id_address_invoice          ref:addresses           isUnsignedId
    id_currency                 ref:currencies          required isUnsignedId
    id_customer                 ref:customers           isUnsignedId
    id_guest                    ref:guests              isUnsignedId
    id_lang                     ref:languages           required isUnsignedId
    id_shop_group               int                     isUnsignedId
    id_shop                     int                     isUnsignedId
    id_carrier                  int                     isUnsignedId
    recyclable                  bool                    isBool
    gift                        bool                    isBool
    gift_message                text                    isMessage until=8
    gift_message                text                    max=4194303 isCleanHtml since=8
    mobile_theme                bool                    isBool
    delivery_option             text                    until=8
    delivery_option             text                    max=4194303 since=8
    secure_key                  text                    max=32
    allow_seperated_package     bool                    isBool
    date_add                    time                    isDate
    date_upd                    time                    isDate
    + cart_rows cart_row virtual id_product*>products id_product_attribute*>combinations
      id_address_delivery*>addresses id_customization>customizations quantity*
    """,
)  # fmt: skip

CART_RULES = table(
    "cart_rules", "cart_rule", "CartRule", "Cart rules management",
    text="""
    id_customer                 ref:customers           isUnsignedId
    date_from                   time                    required isDate
    date_to                     time                    required isDate
    description                 text                    isCleanHtml
    quantity                    int                     isUnsignedInt
    quantity_per_user           int                     isUnsignedInt
    priority                    int                     isUnsignedInt
    partial_use                 bool                    isBool
    code                        text                    max=254 isCleanHtml
    minimum_amount              dec6                    isFloat
    minimum_amount_tax          bool                    isBool
    minimum_amount_currency     int                     isInt
    minimum_amount_shipping     bool                    isBool
    country_restriction         bool                    isBool
    carrier_restriction         bool                    isBool
    group_restriction           bool                    isBool
    cart_rule_restriction       bool                    isBool
    product_restriction         bool                    isBool
    shop_restriction            bool                    isBool
    free_shipping               bool                    isBool
    reduction_percent           dec2                    isPercentage
    reduction_amount            dec6                    isFloat
    reduction_tax               bool                    isBool
    reduction_currency          int                     isUnsignedId default=1
    reduction_product           int                     isInt
    reduction_exclude_special   bool                    isBool since=1.7
    gift_product                int                     isUnsignedId
    gift_product_attribute      int                     isUnsignedId
    highlight                   bool                    isBool
    active                      bool                    isBool
    date_add                    time                    isDate
    date_upd                    time                    isDate
    name                        lang                    required max=254 isCleanHtml
    """,
)  # fmt: skip

MESSAGES = table(
    "messages", "message", "Message", "The Messages",
    text="""
    id_cart                     int                     isUnsignedId
    id_order                    int                     isUnsignedId
    id_customer                 int                     isUnsignedId
    id_employee                 int                     isUnsignedId
    message                     text                    required max=1600 isCleanHtml
    private                     bool                    isBool
    date_add                    time                    isDate
    """,
)  # fmt: skip

CUSTOMER_THREADS = table(
    "customer_threads", "customer_thread", "CustomerThread", "Customer services threads",
    text="""
    id_lang                     ref:languages           required isUnsignedId
    id_shop                     ref:shops               isUnsignedId
    id_customer                 ref:customers           isUnsignedId
    id_order                    ref:orders              isUnsignedId
    id_product                  ref:products            isUnsignedId
    id_contact                  int                     required isUnsignedId
    email                       text                    max=255 isEmail
    token                       text                    required isGenericName
    status                      text
    date_add                    time                    isDate
    date_upd                    time                    isDate
    + customer_messages customer_message api=customer_messages href=customer_messages id
    """,
)  # fmt: skip

CUSTOMER_MESSAGES = table(
    "customer_messages", "customer_message", "CustomerMessage", "Customer services messages",
    text="""
    id_employee                 int                     isUnsignedId
    id_customer_thread          ref:customer_threads
    ip_address                  text                    max=15 isIp2Long
    message                     text                    required isCleanHtml
    file_name                   text
    user_agent                  text
    private                     bool
    date_add                    time                    isDate
    date_upd                    time                    isDate
    read                        bool                    isBool
    """,
)  # fmt: skip

GROUPS = table(
    "groups", "group", "Group", "The customer's groups",
    text="""
    reduction                   dec2                    isFloat
    price_display_method        int                     required isPriceDisplayMethod
    show_prices                 bool                    isBool
    date_add                    time                    isDate
    date_upd                    time                    isDate
    name                        lang                    required max=32 isGenericName
    """,
)  # fmt: skip

CARRIERS = table(
    "carriers", "carrier", "Carrier", "The Carriers",
    text="""
    deleted                     bool                    isBool
    is_module                   bool                    isBool
    id_tax_rules_group          ref:tax_rule_groups     getter
    id_reference                int
    name                        text                    required max=64 isCarrierName
    active                      bool                    required isBool
    is_free                     bool                    isBool
    url                         text                    isAbsoluteUrl
    shipping_handling           bool                    isBool
    shipping_external           text
    range_behavior              bool                    isBool
    shipping_method             int                     isUnsignedInt
    max_width                   int                     isUnsignedInt
    max_height                  int                     isUnsignedInt
    max_depth                   int                     isUnsignedInt
    max_weight                  dec6                    isFloat
    grade                       int                     max=1 isUnsignedInt
    external_module_name        text                    max=64
    need_range                  text
    position                    int
    delay                       lang                    required max=512 isGenericName
    """,
)  # fmt: skip

COUNTRIES = table(
    "countries", "country", "Country", "The countries",
    text="""
    id_zone                     ref:zones               required isUnsignedId
    id_currency                 ref:currencies          isUnsignedId
    call_prefix                 int                     isInt
    iso_code                    text                    required max=3 isLanguageIsoCode
    active                      bool                    isBool
    contains_states             bool                    required isBool
    need_identification_number  bool                    required isBool
    need_zip_code               bool                    isBool
    zip_code_format             text                    isZipCodeFormat
    display_tax_label           bool                    required isBool
    name                        lang                    required max=64 isGenericName
    """,
)  # fmt: skip

STATES = table(
    "states", "state", "State", "The available states of countries",
    text="""
    id_zone                     ref:zones               required isUnsignedId
    id_country                  ref:countries           required isUnsignedId
    iso_code                    text                    required max=7 isStateIsoCode
    name                        text                    required max=80 isGenericName
    active                      bool                    isBool
    """,
)  # fmt: skip

ZONES = table(
    "zones", "zone", "Zone", "The Countries zones",
    text="""
    name                        text                    required max=64 isGenericName
    active                      bool                    isBool
    """,
)  # fmt: skip

CURRENCIES = table(
    "currencies", "currency", "Currency", "The currencies",
    text="""
    names                       lang                    isGenericName since=1.7.6
    name                        text                    max=255 isGenericName
    symbol                      lang                    max=255 since=1.7.6
    iso_code                    text                    required max=3 isLanguageIsoCode
    numeric_iso_code            text                    max=3 isNumericIsoCode since=1.7
    precision                   int                     isInt since=1.7.6
    conversion_rate             dec6                    required isUnsignedFloat
    deleted                     bool                    isBool
    active                      bool                    isBool
    unofficial                  bool                    isBool since=1.7.6
    modified                    bool                    isBool since=1.7.6
    pattern                     lang                    max=255 since=1.7.7
    """,
)  # fmt: skip

LANGUAGES = table(
    "languages", "language", "Language", "Shop languages",
    text="""
    name                        text                    required max=32 isGenericName
    iso_code                    text                    required max=2 isLanguageIsoCode
    locale                      text                    max=5 isLocale since=1.7
    language_code               text                    max=5 isLanguageCode
    active                      bool                    isBool
    is_rtl                      bool                    isBool
    date_format_lite            text                    required max=32 isPhpDateFormat
    date_format_full            text                    required max=32 isPhpDateFormat
    """,
)  # fmt: skip

TAXES = table(
    "taxes", "tax", "Tax", "The tax rate",
    text="""
    rate                        dec3                    required isFloat
    active                      bool
    deleted                     bool
    name                        lang                    required max=32 isGenericName
    """,
)  # fmt: skip

TAX_RULES = table(
    "tax_rules", "tax_rule", "TaxRule", "Tax rules entity",
    text="""
    id_tax_rules_group          ref:tax_rule_groups     required isUnsignedId
    id_state                    ref:states              isUnsignedId
    id_country                  ref:countries           required isUnsignedId
    zipcode_from                text                    isPostCode
    zipcode_to                  text                    isPostCode
    id_tax                      int                     required isUnsignedId
    behavior                    int                     isUnsignedInt
    description                 text                    isString
    """,
)  # fmt: skip

TAX_RULE_GROUPS = table(
    "tax_rule_groups", "tax_rule_group", "TaxRulesGroup", "Tax rule groups",
    text="""
    name                        text                    required max=64 isGenericName
    active                      bool                    isBool
    deleted                     bool                    isBool
    date_add                    time                    isDate
    date_upd                    time                    isDate
    """,
)  # fmt: skip

SHOPS = table(
    "shops", "shop", "Shop", "Shops from multi-shop feature",
    text="""
    id_shop_group               ref:shop_groups         required
    id_category                 ref:categories          required
    active                      bool                    isBool
    deleted                     bool                    isBool
    name                        text                    required max=64 isGenericName
    color                       text                    isColor since=1.7.7
    theme_name                  text                    max=255 isThemeName since=1.7
    """,
)  # fmt: skip

SHOP_GROUPS = table(
    "shop_groups", "shop_group", "ShopGroup", "Shop groups from multi-shop feature",
    text="""
    name                        text                    required max=64 isGenericName
    color                       text                    isColor since=1.7.7
    share_customer              bool                    isBool
    share_order                 bool                    isBool
    share_stock                 bool                    isBool
    active                      bool                    isBool
    deleted                     bool                    isBool
    """,
)  # fmt: skip

CONFIGURATIONS = table(
    "configurations", "configuration", "Configuration", "Shop configuration",
    text="""
    value                       text
    name                        text                    required max=254 isConfigName
    id_shop_group               int                     isUnsignedId null
    id_shop                     int                     isUnsignedId null
    date_add                    time                    isDate
    date_upd                    time                    isDate
    """,
)  # fmt: skip

TABLES = (
    CARTS, CART_RULES, MESSAGES, CUSTOMER_THREADS, CUSTOMER_MESSAGES, GROUPS, CARRIERS, COUNTRIES, STATES,
    ZONES, CURRENCIES, LANGUAGES, TAXES, TAX_RULES, TAX_RULE_GROUPS, SHOPS, SHOP_GROUPS, CONFIGURATIONS,
)  # fmt: skip
