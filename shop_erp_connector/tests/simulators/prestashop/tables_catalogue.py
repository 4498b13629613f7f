"""Resources of the catalogue: see ``schema.py`` for how to read the tables.

Products, combinations and stock are as recorded from 8.2.1 and 1.7.8.11; the others follow the dossier.
"""

from .schema import table

PRODUCTS = table(
    "products", "product", "Product", "The products", unsorted=("reference",), covering=True,
    text="""
    id_manufacturer             ref:manufacturers       isUnsignedId
    id_supplier                 ref:suppliers           isUnsignedId
    id_category_default         ref:categories          isUnsignedId
    new                         text
    cache_default_attribute     int
    id_default_image            ref:images/products/{id}  getter
    id_default_combination      ref:combinations        getter
    id_tax_rules_group          ref:tax_rule_groups     isUnsignedId
    position_in_category        int                     getter
    manufacturer_name           text                    getter readonly
    quantity                    int                     getter readonly
    type                        text                    getter
    id_shop_default             int                     isUnsignedId default=1
    reference                   text                    max=32 isReference until=1.7.7
    reference                   text                    max=64 isReference since=1.7.7
    supplier_reference          text                    max=64 isReference
    location                    text                    max=255 isString
    width                       dec6                    isUnsignedFloat
    height                      dec6                    isUnsignedFloat
    depth                       dec6                    isUnsignedFloat
    weight                      dec6                    isUnsignedFloat
    quantity_discount           bool                    isBool
    ean13                       text                    max=13 isEan13
    isbn                        text                    max=32 isIsbn since=1.7
    upc                         text                    max=12 isUpc
    mpn                         text                    max=40 isMpn since=1.7.7
    cache_is_pack               bool                    isBool
    cache_has_attachments       bool                    isBool
    is_virtual                  bool                    isBool
    state                       int                     isUnsignedId since=1.7
    additional_delivery_times   int                     isUnsignedId since=1.7.3
    delivery_in_stock           lang                    max=255 isGenericName since=1.7.3
    delivery_out_stock          lang                    max=255 isGenericName since=1.7.3
    product_type                text                    isGenericName since=1.7.8
    on_sale                     bool                    isBool
    online_only                 bool                    isBool
    ecotax                      dec6                    isPrice
    minimal_quantity            int                     isUnsignedInt until=8
    minimal_quantity            int                     isPositiveInt since=8
    low_stock_threshold         int                     isInt null since=1.7.4
    low_stock_alert             bool                    isBool since=1.7.4
    price                       dec6                    required isPrice
    wholesale_price             dec6                    isPrice
    unity                       text                    isString
    unit_price                  dec6                    isPrice since=8
    unit_price_ratio            dec6
    additional_shipping_cost    dec6                    isPrice
    customizable                int                     isUnsignedInt
    text_fields                 int                     isUnsignedInt
    uploadable_files            int                     isUnsignedInt
    active                      bool                    isBool
    redirect_type               text                    isString
    id_type_redirected          int                     isUnsignedId since=1.7
    available_for_order         bool                    isBool
    available_date              date                    isDateFormat
    show_condition              bool                    isBool since=1.7
    condition                   text                    isGenericName default=new
    show_price                  bool                    isBool
    indexed                     bool                    isBool
    visibility                  text                    isProductVisibility default=both
    advanced_stock_management   bool                    isBool
    date_add                    time                    isDate
    date_upd                    time                    isDate
    pack_stock_type             int                     isUnsignedInt
    meta_description            lang                    max=512 isGenericName
    meta_keywords               lang                    max=255 isGenericName until=9
    meta_title                  lang                    max=255 isGenericName
    link_rewrite                lang                    max=128 isLinkRewrite
    name                        lang                    max=128 isCatalogName
    description                 lang                    isCleanHtml until=8
    description                 lang                    max=4194303 isCleanHtml since=8
    description_short           lang                    isCleanHtml until=8
    description_short           lang                    max=4194303 isCleanHtml since=8
    available_now               lang                    max=255 isGenericName
    available_later             lang                    max=255 IsGenericName
    + categories category api=categories href=categories id*
    + images image api=images href=images/products/{id} id
    + combinations combination api=combinations href=combinations id*
    + product_option_values product_option_value api=product_option_values href=product_option_values id*
    + product_features product_feature api=product_features href=product_features
      id* id_feature_value*>product_feature_values
    + tags tag api=tags href=tags id*
    + stock_availables stock_available api=stock_availables href=stock_availables id* id_product_attribute*
    + attachments attachment api=attachments href=attachments id*
    + accessories product api=products href=products id*>products
    + product_bundle product api=products id* id_product_attribute quantity
    """,
)  # fmt: skip

COMBINATIONS = table(
    "combinations", "combination", "Combination", "The product combinations",
    text="""
    id_product                  ref:products            required isUnsignedId
    location                    text                    max=255 isString until=8
    ean13                       text                    max=13 isEan13
    isbn                        text                    max=32 isIsbn since=1.7
    upc                         text                    max=12 isUpc
    mpn                         text                    max=40 isMpn since=1.7.7
    quantity                    int                     max=10 isInt until=8
    reference                   text                    max=64
    supplier_reference          text                    max=64
    wholesale_price             dec6                    max=27 isNegativePrice
    price                       dec6                    max=20 isNegativePrice
    ecotax                      dec6                    max=20 isPrice
    weight                      dec6                    isFloat
    unit_price_impact           dec6                    max=20 isNegativePrice
    minimal_quantity            int                     required isUnsignedId until=8
    minimal_quantity            int                     required isPositiveInt since=8
    low_stock_threshold         int                     isInt null since=1.7.4
    low_stock_alert             bool                    isBool since=1.7.4
    default_on                  bool                    isBool null
    available_date              date                    isDateFormat
    available_now               lang                    max=255 isGenericName since=8.1
    available_later             lang                    max=255 IsGenericName since=8.1
    + product_option_values product_option_value api=product_option_values href=product_option_values id
    + images image api=images/products href=images/products/{id_product} id
    """,
)  # fmt: skip

STOCK_AVAILABLES = table(
    "stock_availables", "stock_available", "StockAvailable", "Available quantities",
    unsorted=("id_product", "id_product_attribute"), refused=("POST", "DELETE"),
    text="""
    id_product                  ref:products            required isUnsignedId
    id_product_attribute        ref:combinations        required isUnsignedId
    id_shop                     ref:shops               isUnsignedId
    id_shop_group               int                     isUnsignedId
    quantity                    int                     required max=10 isInt until=8
    quantity                    int                     required isInt since=8
    depends_on_stock            bool                    required isBool
    out_of_stock                int                     required isInt
    location                    text                    max=255 isString since=1.7
    """,
)  # fmt: skip

CATEGORIES = table(
    "categories", "category", "Category", "The product categories", unsorted=("id_parent",),
    text="""
    id_parent                   ref:categories          isUnsignedInt
    level_depth                 int                     getter readonly
    nb_products_recursive       int                     getter readonly
    active                      bool                    required isBool
    id_shop_default             int                     isUnsignedId default=1
    is_root_category            bool                    isBool
    position                    int
    date_add                    time                    isDate
    date_upd                    time                    isDate
    name                        lang                    required max=128 isCatalogName
    link_rewrite                lang                    max=128 isLinkRewrite
    description                 lang                    isCleanHtml
    additional_description      lang                    isCleanHtml since=8
    meta_title                  lang                    max=255 isGenericName
    meta_description            lang                    max=512 isGenericName
    meta_keywords               lang                    max=255 isGenericName until=9
    + categories category api=categories href=categories id
    + products product api=products href=products id
    """,
)  # fmt: skip

SPECIFIC_PRICES = table(
    "specific_prices", "specific_price", "SpecificPrice", "Specific price management",
    text="""
    id_shop_group               int                     isUnsignedId
    id_shop                     ref:shops               required isUnsignedId
    id_cart                     ref:carts               required isUnsignedId
    id_product                  ref:products            required isUnsignedId
    id_product_attribute        ref:combinations        isUnsignedId
    id_currency                 ref:currencies          required isUnsignedId
    id_country                  ref:countries           required isUnsignedId
    id_group                    ref:groups              required isUnsignedId
    id_customer                 ref:customers           required isUnsignedId
    id_specific_price_rule      int                     isUnsignedId
    price                       dec6                    required isNegativePrice
    from_quantity               int                     required isUnsignedInt
    reduction                   dec6                    required isPrice
    reduction_tax               bool                    required isBool
    reduction_type              text                    required isReductionType
    from                        time                    required isDateFormat
    to                          time                    required isDateFormat
    """,
)  # fmt: skip

PRODUCT_OPTIONS = table(
    "product_options", "product_option", "AttributeGroup", "The product options",
    text="""
    is_color_group              bool                    isBool
    group_type                  text                    required
    position                    int                     isInt
    name                        lang                    required max=128 isGenericName
    public_name                 lang                    required max=64 isGenericName
    + product_option_values product_option_value api=product_option_values href=product_option_values id
    """,
)  # fmt: skip

PRODUCT_OPTION_VALUES = table(
    "product_option_values", "product_option_value", "ProductAttribute", "The product options value",
    text="""
    id_attribute_group          ref:product_options     required isUnsignedId
    color                       text                    isColor
    position                    int                     isInt
    name                        lang                    required max=128 isGenericName
    """,
)  # fmt: skip

PRODUCT_FEATURES = table(
    "product_features", "product_feature", "Feature", "The product features",
    text="""
    position                    int                     isInt
    name                        lang                    required max=128 isGenericName
    """,
)  # fmt: skip

PRODUCT_FEATURE_VALUES = table(
    "product_feature_values", "product_feature_value", "FeatureValue", "The product feature values",
    text="""
    id_feature                  ref:product_features    required isUnsignedId
    custom                      bool                    isBool
    value                       lang                    required max=255 isGenericName
    """,
)  # fmt: skip

MANUFACTURERS = table(
    "manufacturers", "manufacturer", "Manufacturer", "The product brands",
    text="""
    active                      bool                    isBool
    link_rewrite                text                    getter readonly
    name                        text                    required max=64 isCatalogName
    date_add                    time                    isDate
    date_upd                    time                    isDate
    description                 lang                    isCleanHtml
    short_description           lang                    isCleanHtml
    meta_title                  lang                    max=255 isGenericName
    meta_description            lang                    max=512 isGenericName
    meta_keywords               lang                    isGenericName until=9
    """,
)  # fmt: skip

TAGS = table(
    "tags", "tag", "Tag", "The Products tags",
    text="""
    id_lang                     ref:languages           required isUnsignedId
    name                        text                    required max=32 isGenericName
    """,
)  # fmt: skip

SUPPLIERS = table(
    "suppliers", "supplier", "Supplier", "The product suppliers",
    text="""
    link_rewrite                text                    getter readonly
    name                        text                    required max=64 isCatalogName
    active                      bool
    date_add                    time                    isDate
    date_upd                    time                    isDate
    description                 lang                    isCleanHtml
    meta_title                  lang                    max=255 isGenericName
    meta_description            lang                    max=512 isGenericName
    meta_keywords               lang                    isGenericName until=9
    """,
)  # fmt: skip

PRODUCT_SUPPLIERS = table(
    "product_suppliers", "product_supplier", "ProductSupplier", "Product Suppliers",
    text="""
    id_product                  ref:products            required isUnsignedId
    id_product_attribute        ref:combinations        required isUnsignedId
    id_supplier                 ref:suppliers           required isUnsignedId
    id_currency                 ref:currencies          isUnsignedId
    product_supplier_reference  text                    max=64 isReference
    product_supplier_price_te   dec6                    isPrice
    """,
)  # fmt: skip

TABLES = (
    PRODUCTS, COMBINATIONS, STOCK_AVAILABLES, CATEGORIES, SPECIFIC_PRICES, PRODUCT_OPTIONS,
    PRODUCT_OPTION_VALUES, PRODUCT_FEATURES, PRODUCT_FEATURE_VALUES, MANUFACTURERS, TAGS, SUPPLIERS,
    PRODUCT_SUPPLIERS,
)  # fmt: skip
