"""Resources of customers and orders: see ``schema.py`` for how to read the tables.

Customers, addresses, orders and their parts, cart rules and carts are as recorded from 8.2.1 and 1.7.8.11;
the others follow the dossier.
"""

from .schema import table

CUSTOMERS = table(
    "customers", "customer", "Customer", "The e-shop's customers",
    text="""
    id_default_group            ref:groups
    id_lang                     ref:languages           isUnsignedId
    newsletter_date_add         time
    ip_registration_newsletter  text
    last_passwd_gen             time                    locked
    secure_key                  text                    locked isMd5
    deleted                     bool                    isBool
    passwd                      text                    required max=255 isPasswd until=8
    passwd                      text                    required max=255 isHashedPassword since=8
    lastname                    text                    required max=255 isCustomerName
    firstname                   text                    required max=255 isCustomerName
    email                       text                    required max=255 isEmail
    id_gender                   int                     isUnsignedId
    birthday                    date                    isBirthDate
    newsletter                  bool                    isBool
    optin                       bool                    isBool
    website                     text                    isUrl
    company                     text                    isGenericName
    siret                       text                    isGenericName
    ape                         text                    isApe
    outstanding_allow_amount    dec6                    isFloat
    show_public_prices          bool                    isBool
    id_risk                     int                     isUnsignedInt
    max_payment_days            int                     isUnsignedInt
    active                      bool                    isBool
    note                        text                    max=65000 until=8
    note                        text                    max=4194303 since=8
    is_guest                    bool                    isBool
    id_shop                     int                     isUnsignedId
    id_shop_group               int                     isUnsignedId
    date_add                    time                    isDate
    date_upd                    time                    isDate
    reset_password_token        text                    max=40 isSha1 since=1.7
    reset_password_validity     time                    isDateOrNull since=1.7
    + groups group api=groups href=groups id
    """,
)  # fmt: skip

ADDRESSES = table(
    "addresses", "address", "Address", "The Customer, Brand and Customer addresses",
    unsorted=("id_customer",), text="""
    id_customer                 ref:customers           isNullOrUnsignedId
    id_manufacturer             ref:manufacturers       isNullOrUnsignedId
    id_supplier                 ref:suppliers           isNullOrUnsignedId
    id_warehouse                ref:warehouses          isNullOrUnsignedId
    id_country                  ref:countries           required isUnsignedId
    id_state                    ref:states              isNullOrUnsignedId
    alias                       text                    required max=32 isGenericName
    company                     text                    max=255 isGenericName
    lastname                    text                    required max=255 isName
    firstname                   text                    required max=255 isName
    vat_number                  text                    isGenericName
    address1                    text                    required max=128 isAddress
    address2                    text                    max=128 isAddress
    postcode                    text                    max=12 isPostCode
    city                        text                    required max=64 isCityName
    other                       text                    max=300 isMessage until=8
    other                       text                    max=4194303 isMessage since=8
    phone                       text                    max=32 isPhoneNumber
    phone_mobile                text                    max=32 isPhoneNumber
    dni                         text                    max=16 isDniLite
    deleted                     bool                    isBool
    date_add                    time                    isDate
    date_upd                    time                    isDate
    """,
)  # fmt: skip

ORDERS = table(
    "orders", "order", "Order", "The Customers orders",
    text="""
    id_address_delivery         ref:addresses           required isUnsignedId
    id_address_invoice          ref:addresses           required isUnsignedId
    id_cart                     ref:carts               required isUnsignedId
    id_currency                 ref:currencies          required isUnsignedId
    id_lang                     ref:languages           required isUnsignedId
    id_customer                 ref:customers           required isUnsignedId
    id_carrier                  ref:carriers            required isUnsignedId
    current_state               link:order_states       isUnsignedId
    module                      text                    required isModuleName
    invoice_number              int
    invoice_date                time
    delivery_number             int
    delivery_date               time
    valid                       int
    date_add                    time                    isDate
    date_upd                    time                    isDate
    shipping_number             text                    getter isTrackingNumber until=8
    shipping_number             text                    getter since=8
    note                        text                    since=1.7.8 until=8
    note                        text                    max=4194303 since=8
    id_shop_group               int                     isUnsignedId
    id_shop                     int                     isUnsignedId
    secure_key                  text                    isMd5
    payment                     text                    required isGenericName
    recyclable                  bool                    isBool
    gift                        bool                    isBool
    gift_message                text                    isMessage until=8
    gift_message                text                    max=4194303 isCleanHtml since=8
    mobile_theme                bool                    isBool
    total_discounts             dec6                    isPrice
    total_discounts_tax_incl    dec6                    isPrice
    total_discounts_tax_excl    dec6                    isPrice
    total_paid                  dec6                    required isPrice
    total_paid_tax_incl         dec6                    isPrice
    total_paid_tax_excl         dec6                    isPrice
    total_paid_real             dec6                    required isPrice
    total_products              dec6                    required isPrice
    total_products_wt           dec6                    required isPrice
    total_shipping              dec6                    isPrice
    total_shipping_tax_incl     dec6                    isPrice
    total_shipping_tax_excl     dec6                    isPrice
    carrier_tax_rate            dec3                    isFloat
    total_wrapping              dec6                    isPrice
    total_wrapping_tax_incl     dec6                    isPrice
    total_wrapping_tax_excl     dec6                    isPrice
    round_mode                  int                     isUnsignedId
    round_type                  int                     isUnsignedId
    conversion_rate             dec6                    required isFloat
    reference                   text
    + order_rows order_row virtual id product_id*>products product_attribute_id* product_quantity*
      product_name! product_reference! product_ean13! product_isbn! product_upc! product_price!
      id_customization>customizations unit_price_tax_incl! unit_price_tax_excl!
    """,
)  # fmt: skip

ORDER_DETAILS = table(
    "order_details", "order_detail", "OrderDetail", "Details of an order",
    text="""
    id_order                    ref:orders              required isUnsignedId
    product_id                  ref:products            isUnsignedId
    product_attribute_id        link:combinations       isUnsignedId
    product_quantity_reinjected int                     isUnsignedInt
    group_reduction             dec2                    isFloat
    discount_quantity_applied   int                     isInt
    download_hash               text                    isGenericName
    download_deadline           time                    isDateFormat
    id_order_invoice            int                     isUnsignedId
    id_warehouse                int                     required isUnsignedId
    id_shop                     int                     required isUnsignedId
    id_customization            int                     isUnsignedId since=1.7
    product_name                text                    required isGenericName
    product_quantity            int                     required isInt
    product_quantity_in_stock   int                     isInt
    product_quantity_return     int                     isUnsignedInt
    product_quantity_refunded   int                     isUnsignedInt
    product_price               dec6                    required isPrice
    reduction_percent           dec2                    isFloat
    reduction_amount            dec6                    isPrice
    reduction_amount_tax_incl   dec6                    isPrice
    reduction_amount_tax_excl   dec6                    isPrice
    product_quantity_discount   dec6                    isFloat
    product_ean13               text                    isEan13
    product_isbn                text                    isIsbn since=1.7
    product_upc                 text                    isUpc
    product_mpn                 text                    isMpn since=1.7.7
    product_reference           text                    isReference
    product_supplier_reference  text                    isReference
    product_weight              dec6                    isFloat
    tax_computation_method      int                     isUnsignedId
    id_tax_rules_group          int                     isInt
    ecotax                      dec6                    isFloat
    ecotax_tax_rate             dec3                    isFloat
    download_nb                 int                     isInt
    unit_price_tax_incl         dec6                    isPrice
    unit_price_tax_excl         dec6                    isPrice
    total_price_tax_incl        dec6                    isPrice
    total_price_tax_excl        dec6                    isPrice
    total_shipping_price_tax_excl  dec6                 isPrice
    total_shipping_price_tax_incl  dec6                 isPrice
    purchase_supplier_price     dec6                    isPrice
    original_product_price      dec6                    isPrice
    original_wholesale_price    dec6                    isPrice
    total_refunded_tax_excl     dec6                    isPrice since=1.7.7
    total_refunded_tax_incl     dec6                    isPrice since=1.7.7
    + taxes tax api=taxes href=taxes id
    """,
)  # fmt: skip

ORDER_STATES = table(
    "order_states", "order_state", "OrderState", "The Order statuses", unsorted=("module_name",),
    text="""
    unremovable                 bool                    isBool
    delivery                    bool                    isBool
    hidden                      bool                    isBool
    send_email                  bool                    isBool
    module_name                 text                    isModuleName
    invoice                     bool                    isBool
    color                       text                    isColor
    logable                     bool                    isBool
    shipped                     bool                    isBool
    paid                        bool                    isBool
    pdf_delivery                bool                    isBool
    pdf_invoice                 bool                    isBool
    deleted                     bool                    isBool
    name                        lang                    required max=64 isGenericName
    template                    lang                    max=64 isTplName
    """,
)  # fmt: skip

ORDER_HISTORIES = table(
    "order_histories", "order_history", "OrderHistory", "The Order histories", unsorted=("id_order",),
    text="""
    id_employee                 ref:employees           isUnsignedId
    id_order_state              ref:order_states        required isUnsignedId
    id_order                    ref:orders              required isUnsignedId
    date_add                    time                    isDate
    """,
)  # fmt: skip

ORDER_CARRIERS = table(
    "order_carriers", "order_carrier", "OrderCarrier", "The Order carriers",
    text="""
    id_order                    ref:orders              required isUnsignedId
    id_carrier                  ref:carriers            required isUnsignedId
    id_order_invoice            int                     isUnsignedId
    weight                      dec6                    isFloat
    shipping_cost_tax_excl      dec6                    isFloat
    shipping_cost_tax_incl      dec6                    isFloat
    tracking_number             text                    max=64 isTrackingNumber
    date_add                    time                    isDate
    """,
)  # fmt: skip

ORDER_PAYMENTS = table(
    "order_payments", "order_payment", "OrderPayment", "The Order payments",
    text="""
    order_reference             text                    max=9 isAnything
    id_currency                 int                     required isUnsignedId
    amount                      dec6                    required isNegativePrice
    payment_method              text                    isGenericName
    conversion_rate             dec6                    isFloat
    transaction_id              text                    max=254 isAnything
    card_number                 text                    max=254 isAnything
    card_brand                  text                    max=254 isAnything
    card_expiration             text                    max=254 isAnything
    card_holder                 text                    max=254 isAnything
    date_add                    time                    isDate
    id_employee                 int                     isNullOrUnsignedId null since=8
    """,
)  # fmt: skip

ORDER_CART_RULES = table(
    "order_cart_rules", "order_cart_rule", "OrderCartRule", "The Order cart rules",
    text="""
    id_order                    ref:orders              required isUnsignedId
    id_cart_rule                int                     required isUnsignedId
    id_order_invoice            int                     isUnsignedId
    name                        text                    required isCleanHtml
    value                       dec6                    required isFloat
    value_tax_excl              dec6                    required isFloat
    free_shipping               bool                    isBool
    deleted                     bool                    isBool since=1.7.7
    """,
)  # fmt: skip

ORDER_INVOICES = table(
    "order_invoices", "order_invoice", "OrderInvoice", "The Order invoices",
    text="""
    id_order                    ref:orders              required isUnsignedId
    number                      int                     required isUnsignedId
    delivery_number             int                     isUnsignedId
    delivery_date               time                    isDateFormat
    total_discount_tax_excl     dec6
    total_discount_tax_incl     dec6
    total_paid_tax_excl         dec6
    total_paid_tax_incl         dec6
    total_products              dec6
    total_products_wt           dec6
    total_shipping_tax_excl     dec6
    total_shipping_tax_incl     dec6
    shipping_tax_computation_method  int
    total_wrapping_tax_excl     dec6
    total_wrapping_tax_incl     dec6
    shop_address                text
    note                        text
    date_add                    time                    isDate
    """,
)  # fmt: skip

ORDER_SLIP = table(
    "order_slip", "order_slip", "OrderSlip", "The Order slips", nodes="order_slips",
    text="""
    id_customer                 ref:customers           required isUnsignedId
    id_order                    ref:orders              required isUnsignedId
    conversion_rate             dec6                    required isFloat
    total_products_tax_excl     dec6                    required isFloat
    total_products_tax_incl     dec6                    required isFloat
    total_shipping_tax_excl     dec6                    required isFloat
    total_shipping_tax_incl     dec6                    required isFloat
    amount                      dec6                    isFloat
    shipping_cost               dec6                    isFloat
    shipping_cost_amount        dec6                    isFloat
    partial                     bool                    isBool
    date_add                    time                    isDate
    date_upd                    time                    isDate
    order_slip_type             int                     isInt
    + order_slip_details order_slip_detail virtual
      id id_order_detail* product_quantity* amount_tax_excl* amount_tax_incl*
    """,
)  # fmt: skip

TABLES = (
    CUSTOMERS, ADDRESSES, ORDERS, ORDER_DETAILS, ORDER_STATES, ORDER_HISTORIES, ORDER_CARRIERS,
    ORDER_PAYMENTS, ORDER_CART_RULES, ORDER_INVOICES, ORDER_SLIP,
)  # fmt: skip
