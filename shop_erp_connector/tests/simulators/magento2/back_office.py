"""What the shop's own people do: goods, buyers, stock, prices, papers."""

import base64
from decimal import Decimal

from . import orders, products
from .media import replace_entries
from .web import Call, found

#: A GIF of one pixel.
PICTURE = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00"


class BackOffice:
    """Mixed into the simulator; everything returns the row it wrote."""

    def add_product(self, sku, price="10.00", *, name="", type="simple", quantity=0, tax_class=2, weight="1",
                    categories=(), **values):  # fmt: skip
        """Add a product; further values are attributes (``color="4"``) in the scope of all store views."""
        data = {
            "sku": sku, "name": name or f"Product {sku}", "attribute_set_id": 4, "type_id": type,
            "price": Decimal(price) if price is not None else None,
            "custom_attributes": [{"attribute_code": "tax_class_id", "value": str(tax_class)}],
            "extension_attributes": {"category_links": [{"category_id": str(one)} for one in categories]},
        }  # fmt: skip
        if weight is not None and type not in ("virtual", "configurable"):
            data["weight"] = Decimal(weight)
        for own in ("status", "visibility"):
            if own in values:
                data[own] = values.pop(own)
        data["custom_attributes"] += [{"attribute_code": code, "value": value} for code, value in values.items()]
        row = products.save(self, None, data, 0)
        if type not in products.COMPOSITE:
            self.set_default_quantity(row, Decimal(quantity), quantity > 0)
        return row

    def add_option(self, label, *, attribute="color", labels=None):
        """Add a value of an attribute and return its number as text; ``labels`` is ``{store id: text}``."""
        (row,) = self.store.find("attribute", attribute_code=attribute)
        number = str(self.store.number("option"))
        row["options"].append({"value": number, "label": label, "store_labels": labels or {}})
        return number

    def add_attribute(self, code, label="", *, kind="select", scope="global", sets=None):
        """Add an attribute of the merchant's own to these sets (their numbers), or to all."""
        (pattern,) = self.store.find("attribute", attribute_code="color")
        number = max(self.store.rows["attribute"]) + 1
        row = pattern | {
            "attribute_id": number, "attribute_code": code, "default_frontend_label": label or code.capitalize(),
            "frontend_input": kind, "scope": scope, "options": [], "is_user_defined": True,
            "sets": None if sets is None else list(sets),
        }  # fmt: skip
        return self.store.insert("attribute", row, number=number)

    def add_customer_attribute(self, code, label="", *, options=()):
        """Add a field of customers; with options one that is chosen from."""
        values = {str(self.store.number("option")): text for text in options}
        row = {"code": code, "label": label or code.capitalize(), "kind": "select" if values else "text",
               "options": values}  # fmt: skip
        return self.store.insert("customer_attribute", row)

    def add_configurable(self, sku, children, *, attribute="color", **values):
        """Add a product with variants; ``children`` are rows that have a value of the attribute."""
        (row,) = self.store.find("attribute", attribute_code=attribute)
        parent = self.add_product(sku, None, type="configurable", weight=None, **values)
        parent["configurable_options"] = [{
            "id": self.store.number("configurable_option"), "attribute_id": str(row["attribute_id"]),
            "label": row["default_frontend_label"], "position": 0,
            "values": [{"value_index": int(products.value_of(child, attribute))} for child in children],
        }]  # fmt: skip
        products.set_children(self, parent, [child["id"] for child in children])
        return parent

    def add_bundle(self, sku, parts, *, price=None, **values):
        """Add a bundle of ``[(sku, quantity)]``; a price makes it one of fixed price."""
        row = self.add_product(sku, price or "0", type="bundle", weight=None, price_type="0" if price is None else "1",
                               shipment_type="0", **values)  # fmt: skip
        options = [
            {"title": f"Part {number}", "required": True, "position": number,
             "product_links": [{"sku": part, "qty": Decimal(quantity), "is_default": True, "position": 1}]}
            for number, (part, quantity) in enumerate(parts, 1)
        ]  # fmt: skip
        extension = {"bundle_product_options": options}
        return products.save(self, row, {"extension_attributes": extension}, 0)

    def add_grouped(self, sku, parts, **values):
        """Add a grouped product of ``[(sku, quantity)]``."""
        row = self.add_product(sku, None, type="grouped", weight=None, **values)
        row["product_links"] = [
            {"sku": sku, "link_type": "associated", "linked_product_sku": part, "linked_product_type": "simple",
             "position": number, "extension_attributes": {"qty": Decimal(quantity)}}
            for number, (part, quantity) in enumerate(parts, 1)
        ]  # fmt: skip
        return row

    def add_picture(self, product, name, content=PICTURE, *, types=(), label=None):
        """Add a picture to a product's gallery; the product's date stays."""
        entry = {"media_type": "image", "label": label, "position": len(product["media"]) + 1, "types": list(types),
                 "content": {"base64_encoded_data": base64.b64encode(content).decode(), "type": "image/gif",
                             "name": name}}  # fmt: skip
        replace_entries(self, product, [*product["media"], entry])
        return product["media"][-1]

    def add_category(self, name, *, parent=2, **values):
        """Add a category."""
        return self._office("POST", "/categories", {"category": {
            "name": name, "parent_id": parent, "is_active": True,
            "custom_attributes": [{"attribute_code": code, "value": value} for code, value in values.items()],
        }}, "category")  # fmt: skip

    def move_category(self, number, parent):
        """Hang a category below another one, as the last of its children."""
        self._office("PUT", f"/categories/{number}/move", {"parentId": parent}, "category")
        return self.store.rows["category"][number]

    def add_store(self, code, locale, *, name=""):
        """Add a store view of the one website."""
        number = max(self.store.rows["store"]) + 1
        row = {"id": number, "code": code, "name": name or code.capitalize(), "website_id": 1, "store_group_id": 1,
               "is_active": 1, "locale": locale, "timezone": "Europe/Berlin"}  # fmt: skip
        return self.store.insert("store", row, number=number)

    def add_source(self, code, name="", *, websites=("base",)):
        """Add a place goods are sent from; the websites sell from it too."""
        (first,) = self.store.find("source", source_code="default")
        number = max(self.store.rows["source"]) + 1
        row = self.store.insert("source", first | {"source_code": code, "name": name or code}, number=number)
        self.store.insert("stock", {"stock_id": number, "name": f"{code} stock", "sources": ["default", code],
                                    "websites": list(websites)}, number=number)  # fmt: skip
        return row

    def add_customer(self, email="", *, addresses=None, **values):
        """Add a customer; without addresses one in Berlin."""
        email = email or f"buyer{self.store.last.get('customer', 0) + 1}@mail.test"
        data = {"email": email, "firstname": "Rita", "lastname": "Exemplo", "website_id": 1, **values}
        data["addresses"] = [self.address()] if addresses is None else addresses
        return self._office("POST", "/customers", {"customer": data, "password": "Xy12345!"}, "customer")

    def address(self, **values):
        """Return an address as buyers write it."""
        return {
            "firstname": "Rita", "lastname": "Exemplo", "street": ["Chaussee 12"], "city": "Berlin",
            "postcode": "10115", "country_id": "DE", "telephone": "030123", "default_billing": True,
            "default_shipping": True,
        } | values  # fmt: skip

    def set_stock(self, sku, quantity, source="default"):
        """Write what lies in a source."""
        row = self.store.product(sku)
        self.store.source_items[(row["sku"], source)] = [Decimal(quantity), int(quantity > 0)]
        if source == "default":
            row["stock_item"] |= {"qty": Decimal(quantity), "is_in_stock": quantity > 0}

    def edit(self, table, number, **values):
        """Change fields of a row as its form does: the date moves. Attributes of products and categories too."""
        row = self.store.rows[table][number]
        for name, value in values.items():
            if "values" in row and name not in row:
                row["values"].setdefault(name, {})[0] = value
            else:
                row[name] = value
        row["updated_at"] = self.store.now
        return self.store.insert(table, row, number=number)

    def invoice(self, order, **body):
        """Invoice an order; all of it by default."""
        return self._office("POST", f"/order/{order['entity_id']}/invoice", body, "invoice")

    def ship(self, order, **body):
        """Ship an order; all of it by default."""
        return self._office("POST", f"/order/{order['entity_id']}/ship", body, "shipment")

    def refund(self, order, **body):
        """Give money back; all that is left by default."""
        return self._office("POST", f"/order/{order['entity_id']}/refund", body, "creditmemo")

    def comment(self, order, text, *, is_visible=False):
        """Write a comment that leaves the status alone."""
        orders.add_history(self, order, text, is_visible=is_visible, status=order["status"])
        return order["histories"][0]

    def salable(self, sku):
        """Return what may be sold of a product."""
        there = self.store.source_items.get((sku, "default"), [Decimal(0)])[0]
        return there + self.store.reservations.get(sku, 0)

    # what products and papers need of the stock

    def own_sku(self, sku):
        """Return a SKU as its product has it, in the database's eyes."""
        row = self.store.product(sku)
        return row["sku"] if row else sku

    def set_default_quantity(self, row, quantity, is_there):
        """Write the default source's quantity of a product, in both ways of keeping stock."""
        row["stock_item"] |= {"qty": quantity, "is_in_stock": is_there}
        if self.msi:
            self.store.source_items[(row["sku"], "default")] = [quantity, int(is_there)]

    def move_stock(self, sku, source, quantity):
        """Take goods out of a source, or put them back."""
        row = self.store.product(sku)
        held, status = self.store.source_items.get((sku, source), [Decimal(0), 1])
        self.store.source_items[(sku, source)] = [held + quantity, status]
        if row and source == "default":
            row["stock_item"]["qty"] += quantity

    def _office(self, method, path, body, table):
        """Call a route past rights; return the row it wrote."""
        _resource, function, parts = found(method, path)
        function(self, Call(method=method, path=path, store_id=0, body=body), *parts)
        return self.store.rows[table][max(self.store.rows[table])]
