"""Structures and operations of products, categories, attributes, pictures and stock; the form: ``schema.py``."""

_STOCK = (
    "qty is_in_stock:int manage_stock:int use_config_manage_stock:int min_qty:int use_config_min_qty:int "
    "min_sale_qty:int use_config_min_sale_qty:int max_sale_qty:int use_config_max_sale_qty:int is_qty_decimal:int "
    "backorders:int use_config_backorders:int notify_stock_qty:int use_config_notify_stock_qty:int"
)
_CATEGORY = "category_id:int! parent_id:int! name!"
_CREATED = (
    "name description short_description weight status url_key url_path visibility category_ids:ArrayOfString "
    "website_ids:ArrayOfString has_options gift_message_available price special_price special_from_date "
    "special_to_date tax_class_id tier_price:catalogProductTierPriceEntityArray meta_title meta_keyword "
    "meta_description custom_design custom_layout_update options_container"
)
_ATTRIBUTE = (
    "default_value is_unique:int is_required:int apply_to:ArrayOfString is_configurable:int is_searchable:int "
    "is_visible_in_advanced_search:int is_comparable:int is_used_for_promo_rules:int is_visible_on_front:int "
    "used_in_product_listing:int additional_fields:associativeArray"
)

STRUCTURES = {
    "catalogProductEntity": (
        "product_id! sku! name! set! type! category_ids:ArrayOfString! website_ids:ArrayOfString!"
    ),
    "catalogProductRequestAttributes": "attributes:ArrayOfString additional_attributes:ArrayOfString",
    "catalogProductReturnEntity": (
        "product_id sku set type categories:ArrayOfString websites:ArrayOfString created_at updated_at type_id "
        + _CREATED
        + " additional_attributes:associativeArray"
    ),
    "catalogProductCreateEntity": (
        "categories:ArrayOfString websites:ArrayOfString "
        + _CREATED
        + " additional_attributes:catalogProductAdditionalAttributesEntity "
        "stock_data:catalogInventoryStockItemUpdateEntity"
    ),
    "catalogProductAdditionalAttributesEntity": "multi_data:associativeMultiArray single_data:associativeArray",
    "associativeMultiEntity": "key! value:ArrayOfString!",
    "catalogProductAttributeSetEntity": "set_id:int name",
    "catalogProductTierPriceEntity": "customer_group_id website qty:int price:double",
    "catalogProductSpecialPriceReturnEntity": "special_price! special_from_date! special_to_date!",
    "catalogProductLinkEntity": "product_id type set sku position qty",
    "catalogCategoryEntity": (
        _CATEGORY + " is_active:int! position:int! level:int! children:ArrayOfCatalogCategoryEntities!"
    ),
    "catalogCategoryTree": _CATEGORY + " position:int! level:int! children:ArrayOfCatalogCategoryEntities!",
    "catalogCategoryEntityCreate": (
        "name is_active:int position:int available_sort_by:ArrayOfString custom_design custom_design_apply:int "
        "custom_design_from custom_design_to custom_layout_update default_sort_by description display_mode "
        "is_anchor:int landing_page:int meta_description meta_keywords meta_title page_layout url_key "
        "include_in_menu:int"
    ),
    "catalogCategoryInfo": (
        "category_id! is_active:int! position! level! parent_id! all_children! children! created_at updated_at name "
        "url_key description meta_title meta_keywords meta_description path url_path children_count:int display_mode "
        "is_anchor:int available_sort_by:ArrayOfString custom_design custom_design_apply custom_design_from "
        "custom_design_to page_layout custom_layout_update default_sort_by landing_page:int include_in_menu:int "
        "custom_use_parent_settings:int custom_apply_to_products:int filter_price_range"
    ),
    "catalogAttributeEntity": "attribute_id:int code type required scope",
    "catalogAttributeOptionEntity": "label! value!",
    "catalogProductAttributeFrontendLabelEntity": "store_id! label!",
    "catalogProductAttributeEntity": (
        "attribute_id! attribute_code! frontend_input! scope "
        + _ATTRIBUTE
        + " options:catalogAttributeOptionEntityArray frontend_label:catalogProductAttributeFrontendLabelArray!"
    ),
    "catalogProductAttributeOptionLabelEntity": "store_id:ArrayOfString! value!",
    "catalogProductAttributeOptionEntityToAdd": (
        "label:catalogProductAttributeOptionLabelArray! order:int! is_default:int!"
    ),
    "catalogProductImageEntity": "file! label! position! exclude! url! types:ArrayOfString!",
    "catalogProductImageFileEntity": "content! mime! name",
    "catalogProductAttributeMediaCreateEntity": (
        "file:catalogProductImageFileEntity label position types:ArrayOfString exclude remove"
    ),
    "catalogInventoryStockItemEntity": "product_id sku qty is_in_stock",
    "catalogInventoryStockItemUpdateEntity": _STOCK,
}

ARRAYS = {
    "associativeMultiArray": "associativeMultiEntity",
    "catalogProductEntityArray": "catalogProductEntity",
    "catalogProductCreateEntityArray": "catalogProductCreateEntity",
    "catalogProductAttributeSetEntityArray": "catalogProductAttributeSetEntity",
    "catalogProductTierPriceEntityArray": "catalogProductTierPriceEntity",
    "catalogProductLinkEntityArray": "catalogProductLinkEntity",
    "ArrayOfCatalogCategoryEntities": "catalogCategoryEntity",
    "catalogAttributeEntityArray": "catalogAttributeEntity",
    "catalogAttributeOptionEntityArray": "catalogAttributeOptionEntity",
    "catalogProductAttributeFrontendLabelArray": "catalogProductAttributeFrontendLabelEntity",
    "catalogProductAttributeOptionLabelArray": "catalogProductAttributeOptionLabelEntity",
    "catalogProductImageEntityArray": "catalogProductImageEntity",
    "catalogInventoryStockItemEntityArray": "catalogInventoryStockItemEntity",
    "catalogInventoryStockItemUpdateEntityArray": "catalogInventoryStockItemUpdateEntity",
}

_MEDIA = "catalogProductAttributeMediaCreateEntity"
_LINK = "data:catalogProductLinkEntity"

OPERATIONS = {
    "catalogProductList": ("sessionId filters:filters storeView", "storeView:catalogProductEntityArray"),
    "catalogProductInfo": (
        "sessionId productId storeView attributes:catalogProductRequestAttributes identifierType",
        "info:catalogProductReturnEntity",
    ),
    "catalogProductCreate": ("sessionId type set sku productData:catalogProductCreateEntity storeView", "result:int"),
    "catalogProductUpdate": (
        "sessionId product productData:catalogProductCreateEntity storeView identifierType",
        "result:boolean",
    ),
    "catalogProductMultiUpdate": (
        "sessionId productIds:ArrayOfString productData:catalogProductCreateEntityArray store identifierType",
        "result:boolean",
    ),
    "catalogProductSetSpecialPrice": (
        "sessionId product specialPrice fromDate toDate storeView identifierType",
        "result:int",
    ),
    "catalogProductGetSpecialPrice": (
        "sessionId product storeView identifierType",
        "result:catalogProductSpecialPriceReturnEntity",
    ),
    "catalogProductAttributeList": ("sessionId setId:int", "result:catalogAttributeEntityArray"),
    "catalogProductAttributeOptions": ("sessionId attributeId storeView", "result:catalogAttributeOptionEntityArray"),
    "catalogProductAttributeSetList": ("sessionId", "result:catalogProductAttributeSetEntityArray"),
    "catalogProductAttributeInfo": ("sessionId attribute", "result:catalogProductAttributeEntity"),
    "catalogProductAttributeAddOption": (
        "sessionId attribute data:catalogProductAttributeOptionEntityToAdd",
        "result:boolean",
    ),
    "catalogProductAttributeTierPriceInfo": (
        "sessionId product identifierType",
        "result:catalogProductTierPriceEntityArray",
    ),
    "catalogProductAttributeTierPriceUpdate": (
        "sessionId product tier_price:catalogProductTierPriceEntityArray identifierType",
        "result:int",
    ),
    "catalogProductAttributeMediaList": (
        "sessionId product storeView identifierType",
        "result:catalogProductImageEntityArray",
    ),
    "catalogProductAttributeMediaCreate": (f"sessionId product data:{_MEDIA} storeView identifierType", "result"),
    "catalogProductAttributeMediaUpdate": (
        f"sessionId product file data:{_MEDIA} storeView identifierType",
        "result:boolean",
    ),
    "catalogProductAttributeMediaRemove": ("sessionId product file identifierType", "result:boolean"),
    "catalogProductLinkList": ("sessionId type product identifierType", "result:catalogProductLinkEntityArray"),
    "catalogProductLinkAssign": (f"sessionId type product linkedProduct {_LINK} identifierType", "result:boolean"),
    "catalogProductLinkUpdate": (f"sessionId type product linkedProduct {_LINK} identifierType", "result:boolean"),
    "catalogProductLinkRemove": ("sessionId type product linkedProduct identifierType", "result:boolean"),
    "catalogCategoryTree": ("sessionId parentId storeView", "tree:catalogCategoryTree"),
    "catalogCategoryInfo": (
        "sessionId categoryId:int storeView attributes:ArrayOfString",
        "info:catalogCategoryInfo",
    ),
    "catalogCategoryCreate": (
        "sessionId parentId:int categoryData:catalogCategoryEntityCreate storeView",
        "attribute_id:int",
    ),
    "catalogCategoryUpdate": (
        "sessionId categoryId:int categoryData:catalogCategoryEntityCreate storeView",
        "id:boolean",
    ),
    "catalogCategoryMove": ("sessionId categoryId:int parentId:int afterId", "id:boolean"),
    "catalogInventoryStockItemList": (
        "sessionId products:ArrayOfString",
        "result:catalogInventoryStockItemEntityArray",
    ),
    "catalogInventoryStockItemUpdate": (
        "sessionId product data:catalogInventoryStockItemUpdateEntity",
        "result:int",
    ),
    "catalogInventoryStockItemMultiUpdate": (
        "sessionId productIds:ArrayOfString productData:catalogInventoryStockItemUpdateEntityArray",
        "result:boolean",
    ),
}
