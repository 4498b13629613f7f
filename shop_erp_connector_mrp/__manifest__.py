{
    "name": "Shop and ERP Connector: Kits",
    "summary": "Packs of shops are kits: put together from the remote's components, offered as often as these allow",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Shop and ERP Connector contributors",
    "website": "https://github.com/shop-erp-connector/shop_erp_connector",
    "category": "Sales/Sales",
    "depends": ["shop_erp_connector", "mrp"],
    "auto_install": True,
}
