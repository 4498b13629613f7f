"""Which function carries out which operation, and which of them change something."""

from . import (
    carts,
    catalogue,
    categories,
    inventory,
    links,
    offers,
    order_life,
    orders,
    papers,
    people,
    pictures,
    refunds,
)

OPERATIONS = {
    "storeList": people.stores,
    "magentoInfo": people.version,
    "directoryCountryList": people.countries,
    "directoryRegionList": people.regions,
    "customerCustomerList": people.listed,
    "customerCustomerCreate": people.create,
    "customerCustomerInfo": people.info,
    "customerCustomerUpdate": people.update,
    "customerGroupList": people.groups,
    "customerAddressList": people.addresses,
    "customerAddressCreate": people.create_address,
    "customerAddressUpdate": people.update_address,
    "customerAddressDelete": people.delete_address,
    "catalogProductList": catalogue.listed,
    "catalogProductInfo": catalogue.info,
    "catalogProductCreate": catalogue.create,
    "catalogProductUpdate": catalogue.update,
    "catalogProductMultiUpdate": catalogue.multi_update,
    "catalogProductSetSpecialPrice": offers.set_special_price,
    "catalogProductGetSpecialPrice": offers.get_special_price,
    "catalogProductAttributeList": offers.attributes,
    "catalogProductAttributeOptions": offers.options,
    "catalogProductAttributeSetList": offers.sets,
    "catalogProductAttributeInfo": offers.attribute,
    "catalogProductAttributeAddOption": offers.add_option,
    "catalogProductAttributeTierPriceInfo": offers.tiers,
    "catalogProductAttributeTierPriceUpdate": offers.replace_tiers,
    "catalogProductAttributeMediaList": pictures.listed,
    "catalogProductAttributeMediaCreate": pictures.create,
    "catalogProductAttributeMediaUpdate": pictures.update,
    "catalogProductAttributeMediaRemove": pictures.remove,
    "catalogProductLinkList": links.listed,
    "catalogProductLinkAssign": links.assign,
    "catalogProductLinkUpdate": links.update,
    "catalogProductLinkRemove": links.remove,
    "catalogCategoryTree": categories.tree,
    "catalogCategoryInfo": categories.info,
    "catalogCategoryCreate": categories.create,
    "catalogCategoryUpdate": categories.update,
    "catalogCategoryMove": categories.move,
    "catalogInventoryStockItemList": inventory.listed,
    "catalogInventoryStockItemUpdate": inventory.update,
    "catalogInventoryStockItemMultiUpdate": inventory.multi_update,
    "salesOrderList": orders.listed,
    "salesOrderInfo": orders.info,
    "salesOrderAddComment": order_life.add_comment,
    "salesOrderHold": order_life.hold,
    "salesOrderUnhold": order_life.unhold,
    "salesOrderCancel": order_life.cancel,
    "salesOrderShipmentList": lambda shop, arguments: papers.listed(shop, "shipments", arguments),
    "salesOrderShipmentInfo": lambda shop, arguments: papers.info(shop, "shipments", "shipmentIncrementId", arguments),
    "salesOrderShipmentCreate": papers.ship,
    "salesOrderShipmentAddTrack": papers.add_track,
    "salesOrderShipmentRemoveTrack": papers.remove_track,
    "salesOrderShipmentSendInfo": papers.send_info,
    "salesOrderShipmentGetCarriers": papers.carriers,
    "salesOrderInvoiceList": lambda shop, arguments: papers.listed(shop, "invoices", arguments),
    "salesOrderInvoiceInfo": lambda shop, arguments: papers.info(shop, "invoices", "invoiceIncrementId", arguments),
    "salesOrderInvoiceCreate": papers.invoice,
    "salesOrderInvoiceAddComment": papers.add_invoice_comment,
    "salesOrderCreditmemoList": lambda shop, arguments: papers.listed(shop, "creditmemos", arguments),
    "salesOrderCreditmemoInfo": lambda shop, arguments: papers.info(
        shop, "creditmemos", "creditmemoIncrementId", arguments
    ),
    "salesOrderCreditmemoCreate": refunds.refund,
    "shoppingCartCreate": carts.create,
    "shoppingCartCustomerSet": carts.set_customer,
    "shoppingCartCustomerAddresses": carts.set_addresses,
    "shoppingCartProductAdd": carts.add_products,
    "shoppingCartShippingList": carts.shipping_methods,
    "shoppingCartShippingMethod": carts.set_shipping,
    "shoppingCartPaymentList": carts.payment_methods,
    "shoppingCartPaymentMethod": carts.set_payment,
    "shoppingCartTotals": carts.cart_totals,
    "shoppingCartOrder": carts.order,
}

#: Ends of names of the operations that a role with nothing but rights to read may call.
_READS = ("List", "Info", "Tree", "Options", "GetCarriers", "Totals", "GetSpecialPrice")


def is_reading(operation):
    """Return whether an operation changes nothing."""
    return operation.endswith(_READS)


def _named(function, *names):
    """Return a function of v1's positional arguments."""
    return lambda shop, values: function(shop, dict(zip(names, values, strict=False)))


#: {path of v1: function of (shop, list of arguments)}
PATHS = {
    "catalog_product.list": _named(catalogue.listed, "filters", "storeView"),
    "catalog_product.info": _named(catalogue.info1, "productId", "storeView", "plain", "identifierType"),
    "catalog_product_attribute_media.list": _named(pictures.listed, "product", "storeView", "identifierType"),
    "catalog_product_attribute_tier_price.info": _named(offers.tiers, "product", "identifierType"),
    "catalog_product_link.list": _named(links.listed, "type", "product", "identifierType"),
    "catalog_category.info": _named(categories.info, "categoryId", "storeView"),
    "cataloginventory_stock_item.list": _named(inventory.listed, "products"),
    "customer_address.list": _named(people.addresses, "customerId"),
    "sales_order.list": _named(orders.listed1, "filters"),
    "sales_order.info": _named(orders.info1, "orderIncrementId"),
    "sales_order_shipment.info": _named(OPERATIONS["salesOrderShipmentInfo"], "shipmentIncrementId"),
    "sales_order_invoice.info": _named(OPERATIONS["salesOrderInvoiceInfo"], "invoiceIncrementId"),
    "sales_order_creditmemo.info": _named(OPERATIONS["salesOrderCreditmemoInfo"], "creditmemoIncrementId"),
}
