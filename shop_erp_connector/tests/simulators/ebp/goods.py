"""What EBP's people do with the catalogue: families, items, ranges, stock, price lists."""

from decimal import Decimal


class Goods:
    """Operators' actions on the catalogue; mixed into the simulator."""

    def seed_lists(self):
        """What every installation has: VAT rates, storehouses, codes, counters."""
        self.vat = self.store.add("Vat", Rate=Decimal("20"), Description="TVA 20 %", TerritorialityId="FRANCE")
        self.reduced_vat = self.store.add(
            "Vat", Rate=Decimal("5.5"), Description="TVA 5,5 %", TerritorialityId="FRANCE"
        )
        self.main_store = self.store.add("Storehouse", Caption="Dépôt principal", Main=True, Asleep=False)
        self.second_store = self.store.add("Storehouse", Caption="Boutique", Main=False, Asleep=False)
        self.store.add("SettlementMode", Id="CB", Caption="Carte bancaire")
        self.store.add("SettlementMode", Id="VIR30", Caption="Virement 30 jours")
        self.store.add("Shipping", Id="COLIS", Caption="Colissimo")
        self.store.add("CustomerFamily", Id="PART", Caption="Particuliers")
        self.store.add("PriceListCategory", Id="PRO", Description="Professionnels")
        for name, value in (("SaleOrder", 1), ("SaleDelivery", 1), ("SaleInvoice", 1), ("SaleCreditNote", 1)):
            self.store.add("EbpSysAutoIncrement", incName=f"{name}¤NextId", incValue=value)

    def add_family(self, id, caption, *sub_families):
        """Make a family with sub-families."""
        self.store.add("ItemFamily", Id=id, Caption=caption)
        for number, name in enumerate(sub_families, 1):
            self.store.add("ItemSubFamily", Id=f"{id[:7]}{number:02d}", Caption=name, ItemFamilyId=id)

    def add_item(self, code, caption, *, price="8.50", stock=None, **values):
        """Make an item for the web; with stock in the main storehouse where that is given. Return its code."""
        defaults = {
            "Caption": caption,
            "UnitId": "U",
            "VatId": self.vat,
            "SalePriceVatExcluded": Decimal(price),
            "CostPrice": Decimal("4.10"),
            "Weight": Decimal("0.27"),
            "WeightUnitId": "KG",
            "ManageStock": True,
            "AllowPublishOnWeb": True,
            "ActiveState": 0,
            "ItemType": 0,
            "ImageVersion": 1,
        }
        self.store.add("Item", Id=code, **defaults | values)
        if stock is not None:
            self.set_stock(code, stock)
        return code

    def add_range(self, code, caption, axis, values, **fields):
        """Make a range: a head, and one item for each value of its axis; return the items' codes."""
        self.add_item(code, caption, **fields)
        kind = self.store.add("RangeType", Caption=axis)
        codes = []
        for value in values:
            element = self.store.add("RangeTypeElement", Caption=value, RangeTypeId=kind)
            member = f"{code}-{value[:3].upper()}"
            self.add_item(member, f"{caption} {value}", ParentRangeItemId=code, RangeTypeElementId0=element, **fields)
            codes.append(member)
        return codes

    def set_stock(self, item, quantity, *, store=None, **values):
        """Set how much lies in a storehouse."""
        where = {"ItemId": item, "StorehouseId": store or self.main_store}
        values = {"RealStock": Decimal(quantity), "VirtualStock": Decimal(quantity)} | values
        if not self.store.update("StockItem", where, **values):
            self.store.add("StockItem", **where | values)

    def set_price(self, item, price):
        """Change an item's own price."""
        self.store.update("Item", {"Id": item}, SalePriceVatExcluded=Decimal(price))

    def add_price_list(self, id, category, *lines, **values):
        """Make a price list for one customer category.

        :param lines: ``(item, threshold, price or None, discount or None)``
        """
        self.store.add("PriceList", Id=id, Description=id, IsPromotion=False, **values)
        self.store.add(
            "PriceListInclusionLine", PriceListId=id, StartElementId=category, EndElementId=category, IsExcluded=False
        )
        for item, threshold, price, discount in lines:
            self.store.add(
                "PriceListCalculationLine",
                PriceListId=id,
                ItemId=item,
                Threshold=Decimal(threshold),
                PriceValue=Decimal(price) if price else None,
                DiscountValue=Decimal(discount) if discount else None,
            )
