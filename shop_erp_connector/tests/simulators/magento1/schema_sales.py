"""Structures and operations of orders, shipments, invoices, credit memos and carts; the form: ``schema.py``.

Of the fields of Magento's paid edition only those are here that hold money of an order.
"""

#: Amounts that stand beside their twins in the shop's base currency.
_TOTALS = "tax_amount shipping_amount discount_amount subtotal grand_total total_paid total_refunded"
_AFTER = "total_canceled total_invoiced total_online_refunded total_offline_refunded"
_BASE_TOTALS = " ".join(f"base_{name}" for name in f"{_TOTALS} total_qty_ordered {_AFTER}".split())
_NAMES = (
    "billing_address_id billing_firstname billing_lastname shipping_address_id shipping_firstname shipping_lastname "
    "billing_name shipping_name store_to_base_rate store_to_order_rate base_to_global_rate base_to_order_rate weight "
    "store_name remote_ip status state applied_rule_ids global_currency_code base_currency_code store_currency_code "
    "order_currency_code shipping_method shipping_description customer_email customer_firstname customer_lastname "
    "quote_id is_virtual customer_group_id customer_note_notify customer_is_guest email_sent order_id gift_message_id"
)
_HEAD = f"{_TOTALS} total_qty_ordered {_AFTER} {_BASE_TOTALS} {_NAMES}"
_WEEE = (
    "weee_tax_applied_amount weee_tax_applied_row_amount base_weee_tax_applied_amount base_weee_tax_applied_row_amount "
    "weee_tax_disposition weee_tax_row_disposition base_weee_tax_disposition base_weee_tax_row_disposition"
)
_BORN = "increment_id parent_id created_at updated_at is_active"
_INVOICE_WEEE = (
    "base_weee_tax_applied_amount base_weee_tax_applied_row_amount weee_tax_applied_amount weee_tax_applied_row_amount "
    "weee_tax_disposition weee_tax_row_disposition base_weee_tax_disposition base_weee_tax_row_disposition"
)

STRUCTURES = {
    "salesOrderEntity": (
        "increment_id parent_id store_id created_at updated_at is_active customer_id "
        + _HEAD
        + " gift_message shipping_address:salesOrderAddressEntity billing_address:salesOrderAddressEntity "
        "items:salesOrderItemEntityArray payment:salesOrderPaymentEntity "
        "status_history:salesOrderStatusHistoryEntityArray"
    ),
    "salesOrderListEntity": (
        "increment_id store_id created_at updated_at customer_id "
        + _HEAD
        + " coupon_code protect_code base_discount_canceled base_discount_invoiced base_discount_refunded "
        "base_shipping_canceled base_shipping_invoiced base_shipping_refunded base_shipping_tax_amount "
        "base_shipping_tax_refunded base_subtotal_canceled base_subtotal_invoiced base_subtotal_refunded "
        "base_tax_canceled base_tax_invoiced base_tax_refunded base_total_invoiced_cost discount_canceled "
        "discount_invoiced discount_refunded shipping_canceled shipping_invoiced shipping_refunded shipping_tax_amount "
        "shipping_tax_refunded subtotal_canceled subtotal_invoiced subtotal_refunded tax_canceled tax_invoiced "
        "tax_refunded paypal_ipn_customer_notified adjustment_negative adjustment_positive base_adjustment_negative "
        "base_adjustment_positive base_shipping_discount_amount base_subtotal_incl_tax base_total_due "
        "shipping_discount_amount subtotal_incl_tax total_due customer_taxvat discount_description hold_before_state "
        "hold_before_status customer_note total_item_count hidden_tax_amount base_hidden_tax_amount "
        "shipping_hidden_tax_amount base_shipping_hidden_tax_amount hidden_tax_invoiced base_hidden_tax_invoiced "
        "hidden_tax_refunded base_hidden_tax_refunded shipping_incl_tax base_shipping_incl_tax "
        "base_customer_balance_amount customer_balance_amount base_gift_cards_amount gift_cards_amount "
        "base_reward_currency_amount reward_currency_amount firstname lastname telephone postcode"
    ),
    "salesOrderAddressEntity": (
        _BORN + " address_type firstname middlename lastname company street city region postcode country_id telephone "
        "fax region_id address_id"
    ),
    "salesOrderItemEntity": (
        "item_id order_id quote_item_id created_at updated_at product_id product_type product_options weight "
        "is_virtual sku name applied_rule_ids free_shipping is_qty_decimal no_discount qty_canceled qty_invoiced "
        "qty_ordered qty_refunded qty_shipped cost price base_price original_price base_original_price tax_percent "
        "tax_amount base_tax_amount tax_invoiced base_tax_invoiced discount_percent discount_amount "
        "base_discount_amount discount_invoiced base_discount_invoiced amount_refunded base_amount_refunded row_total "
        "base_row_total row_invoiced base_row_invoiced row_weight gift_message_id gift_message gift_message_available "
        "base_tax_before_discount tax_before_discount weee_tax_applied " + _WEEE
    ),
    "salesOrderPaymentEntity": (
        _BORN + " amount_ordered shipping_amount base_amount_ordered base_shipping_amount method po_number cc_type "
        "cc_number_enc cc_last4 cc_owner cc_exp_month cc_exp_year cc_ss_start_month cc_ss_start_year payment_id"
    ),
    "salesOrderStatusHistoryEntity": _BORN + " is_customer_notified status comment",
    "orderItemIdQty": "order_item_id:int! qty:double!",
    "salesOrderShipmentEntity": (
        "increment_id parent_id store_id created_at updated_at is_active shipping_address_id shipping_firstname "
        "shipping_lastname order_id order_increment_id order_created_at total_qty shipment_id "
        "items:salesOrderShipmentItemEntityArray tracks:salesOrderShipmentTrackEntityArray "
        "comments:salesOrderShipmentCommentEntityArray"
    ),
    "salesOrderShipmentCommentEntity": _BORN + " comment is_customer_notified comment_id",
    "salesOrderShipmentTrackEntity": _BORN + " carrier_code title number order_id track_id",
    "salesOrderShipmentItemEntity": _BORN + " sku name order_item_id product_id weight price qty item_id",
    "salesOrderInvoiceEntity": (
        "increment_id parent_id store_id created_at updated_at is_active global_currency_code base_currency_code "
        "store_currency_code order_currency_code store_to_base_rate store_to_order_rate base_to_global_rate "
        "base_to_order_rate subtotal base_subtotal base_grand_total discount_amount base_discount_amount "
        "shipping_amount base_shipping_amount tax_amount base_tax_amount billing_address_id billing_firstname "
        "billing_lastname order_id order_increment_id order_created_at state grand_total invoice_id "
        "items:salesOrderInvoiceItemEntityArray comments:salesOrderInvoiceCommentEntityArray"
    ),
    "salesOrderInvoiceItemEntity": (
        _BORN
        + " weee_tax_applied qty cost price tax_amount row_total base_price base_tax_amount base_row_total "
        + _INVOICE_WEEE
        + " sku name order_item_id product_id item_id"
    ),
    "salesOrderInvoiceCommentEntity": _BORN + " comment is_customer_notified comment_id",
    "salesOrderCreditmemoEntity": (
        "updated_at created_at increment_id global_currency_code base_currency_code order_currency_code "
        "store_currency_code invoice_id billing_address_id shipping_address_id state email_sent order_id tax_amount "
        "shipping_tax_amount base_tax_amount base_adjustment_positive base_grand_total adjustment subtotal "
        "discount_amount base_subtotal base_adjustment base_to_global_rate store_to_base_rate base_shipping_amount "
        "adjustment_negative subtotal_incl_tax shipping_amount base_subtotal_incl_tax base_adjustment_negative "
        "grand_total base_discount_amount base_to_order_rate store_to_order_rate base_shipping_tax_amount "
        "adjustment_positive store_id hidden_tax_amount base_hidden_tax_amount shipping_hidden_tax_amount "
        "shipping_incl_tax base_shipping_incl_tax creditmemo_id items:salesOrderCreditmemoItemEntityArray "
        "comments:salesOrderCreditmemoCommentEntityArray"
    ),
    "salesOrderCreditmemoItemEntity": (
        "item_id parent_id weee_tax_applied_row_amount base_price tax_amount base_row_total discount_amount row_total "
        "weee_tax_applied_amount base_discount_amount "
        "price_incl_tax base_tax_amount base_price_incl_tax qty price base_row_total_incl_tax row_total_incl_tax "
        "product_id order_item_id weee_tax_applied sku name hidden_tax_amount base_hidden_tax_amount"
    ),
    "salesOrderCreditmemoCommentEntity": (
        "parent_id created_at comment is_customer_notified comment_id is_visible_on_front"
    ),
    "salesOrderCreditmemoData": (
        "qtys:orderItemIdQtyArray shipping_amount:double adjustment_positive:double adjustment_negative:double"
    ),
    "shoppingCartTotalsEntity": "title amount:double",
    "shoppingCartProductEntity": (
        "product_id sku qty:double options:associativeArray bundle_option:associativeArray "
        "bundle_option_qty:associativeArray links:ArrayOfString"
    ),
    "shoppingCartCustomerEntity": (
        "mode customer_id:int email firstname lastname password confirmation website_id:int store_id:int group_id:int"
    ),
    "shoppingCartCustomerAddressEntity": (
        "mode address_id firstname lastname company street city region region_id postcode country_id telephone fax "
        "is_default_billing:int is_default_shipping:int"
    ),
    "shoppingCartShippingMethodEntity": (
        "code carrier carrier_title method method_title method_description price:double"
    ),
    "shoppingCartPaymentMethodEntity": ("po_number method cc_cid cc_owner cc_number cc_type cc_exp_year cc_exp_month"),
    "shoppingCartPaymentMethodResponseEntity": "code! title! cc_types:associativeArray!",
}

ARRAYS = {
    f"{name}Array": name
    for name in (
        "salesOrderListEntity", "salesOrderItemEntity", "salesOrderStatusHistoryEntity", "orderItemIdQty",
        "salesOrderShipmentEntity", "salesOrderShipmentCommentEntity", "salesOrderShipmentTrackEntity",
        "salesOrderShipmentItemEntity", "salesOrderInvoiceEntity", "salesOrderInvoiceItemEntity",
        "salesOrderInvoiceCommentEntity", "salesOrderCreditmemoEntity", "salesOrderCreditmemoItemEntity",
        "salesOrderCreditmemoCommentEntity", "shoppingCartTotalsEntity", "shoppingCartProductEntity",
        "shoppingCartCustomerAddressEntity", "shoppingCartShippingMethodEntity",
        "shoppingCartPaymentMethodResponseEntity",
    )
}  # fmt: skip

_CART = "sessionId quoteId:int"
_ITEMS = "itemsQty:orderItemIdQtyArray comment"

OPERATIONS = {
    "salesOrderList": ("sessionId filters:filters", "result:salesOrderListEntityArray"),
    "salesOrderInfo": ("sessionId orderIncrementId", "result:salesOrderEntity"),
    "salesOrderAddComment": ("sessionId orderIncrementId status comment notify", "result:boolean"),
    "salesOrderHold": ("sessionId orderIncrementId", "result:boolean"),
    "salesOrderUnhold": ("sessionId orderIncrementId", "result:boolean"),
    "salesOrderCancel": ("sessionId orderIncrementId", "result:boolean"),
    "salesOrderShipmentList": ("sessionId filters:filters", "result:salesOrderShipmentEntityArray"),
    "salesOrderShipmentInfo": ("sessionId shipmentIncrementId", "result:salesOrderShipmentEntity"),
    "salesOrderShipmentCreate": (
        f"sessionId orderIncrementId {_ITEMS} email:int includeComment:int",
        "shipmentIncrementId",
    ),
    "salesOrderShipmentAddTrack": (
        "sessionId shipmentIncrementId carrier title trackNumber weight:double",
        "result:int",
    ),
    "salesOrderShipmentRemoveTrack": ("sessionId shipmentIncrementId trackId", "result:boolean"),
    "salesOrderShipmentSendInfo": ("sessionId shipmentIncrementId comment", "result:boolean"),
    "salesOrderShipmentGetCarriers": ("sessionId orderIncrementId", "result:associativeArray"),
    "salesOrderInvoiceList": ("sessionId filters:filters", "result:salesOrderInvoiceEntityArray"),
    "salesOrderInvoiceInfo": ("sessionId invoiceIncrementId", "result:salesOrderInvoiceEntity"),
    "salesOrderInvoiceCreate": (f"sessionId invoiceIncrementId {_ITEMS} email includeComment", "result"),
    "salesOrderInvoiceAddComment": ("sessionId invoiceIncrementId comment email includeComment", "result:boolean"),
    "salesOrderCreditmemoList": ("sessionId filters:filters", "result:salesOrderCreditmemoEntityArray"),
    "salesOrderCreditmemoInfo": ("sessionId creditmemoIncrementId", "result:salesOrderCreditmemoEntity"),
    "salesOrderCreditmemoCreate": (
        "sessionId orderIncrementId creditmemoData:salesOrderCreditmemoData comment notifyCustomer:int "
        "includeComment:int refundToStoreCreditAmount",
        "result",
    ),
    "shoppingCartCreate": ("sessionId storeId", "quoteId:int"),
    "shoppingCartCustomerSet": (f"{_CART} customer:shoppingCartCustomerEntity storeId", "result:boolean"),
    "shoppingCartCustomerAddresses": (
        f"{_CART} customer:shoppingCartCustomerAddressEntityArray storeId",
        "result:boolean",
    ),
    "shoppingCartProductAdd": (f"{_CART} products:shoppingCartProductEntityArray storeId", "result:boolean"),
    "shoppingCartShippingList": (f"{_CART} storeId", "result:shoppingCartShippingMethodEntityArray"),
    "shoppingCartShippingMethod": (f"{_CART} method storeId", "result:boolean"),
    "shoppingCartPaymentList": (f"{_CART} store", "result:shoppingCartPaymentMethodResponseEntityArray"),
    "shoppingCartPaymentMethod": (f"{_CART} method:shoppingCartPaymentMethodEntity storeId", "result:boolean"),
    "shoppingCartTotals": (f"{_CART} storeId", "result:shoppingCartTotalsEntityArray"),
    "shoppingCartOrder": (f"{_CART} storeId licenses:ArrayOfString", "result"),
}
