"""The back office of the simulated shop, as calls of Python; everything goes the way that requests go."""

from datetime import timedelta


class BackOffice:
    """What the shop's people do. Rows are returned as they are kept; ``id`` is a number."""

    def rows(self, table, **values):
        """Return rows with these values, by id."""
        with self.lock:
            return self.store.rows(table, **values)

    def row(self, table, key):
        """Return one row."""
        with self.lock:
            return self.store.tables[table][key]

    def only(self, table, **values):
        """Return the only row with these values; anything else is a failure."""
        (row,) = self.rows(table, **values)
        return row

    # catalogue

    def add_category(self, name, *, parent=0):
        """Add a category."""
        with self.lock:
            return self.terms.create("categories", {"name": name, "parent": parent})

    def add_attribute(self, name, options):
        """Add a global attribute with its values."""
        with self.lock:
            row = self.terms.create_attribute({"name": name})
            for option in options:
                self.terms.create_term(row["id"], {"name": option})
            return row

    def add_product(self, sku, price, *, quantity=None, name="", **values):
        """Add a simple product; with a quantity its stock is managed."""
        stock = {} if quantity is None else {"manage_stock": True, "stock_quantity": quantity}
        with self.lock:
            return self.products.create({"name": name or sku, "sku": sku, "regular_price": price, **stock, **values})

    def add_variable(self, sku, attributes, *, name="", **values):
        """Add a variable product. ``attributes`` is ``{attribute row, or name of a custom one: options}`` as pairs."""
        entries = []
        for attribute, options in attributes:
            named = {"id": attribute["id"]} if isinstance(attribute, dict) else {"name": attribute}
            entries.append({**named, "variation": True, "visible": True, "options": list(options)})
        with self.lock:
            row = {"name": name or sku, "sku": sku, "type": "variable", "attributes": entries}
            return self.products.create({**row, **values})

    def add_variation(self, product, sku, price, options, *, quantity=None, **values):
        """Add a variation; ``options`` are the chosen values in the order of the product's attributes ("" for any)."""
        chosen = [
            {"id": one["id"], "name": one["name"], "option": option}
            for one, option in zip(product["attributes"], options, strict=True)
            if option
        ]
        stock = {} if quantity is None else {"manage_stock": True, "stock_quantity": quantity}
        with self.lock:
            given = {"sku": sku, "regular_price": price, "attributes": chosen, **stock, **values}
            return self.products.create_variation(product["id"], given)

    def edit_product(self, key, **values):
        """Change a product or variation."""
        with self.lock:
            variation = self.store.get("variations", key)
            if variation:
                return self.products.update_variation(variation["product_id"], key, values)
            return self.products.update(key, values)

    def trash_product(self, row):
        """Put a product into the trash."""
        row.update(status="trash", slug=f"{row['slug']}__trashed", date_modified=self.store.now())
        self.announce("product.deleted", row["id"])

    def forget_product(self, row):
        """Delete a product for good, with its variations; lines of orders keep the name alone."""
        for variation in self.store.rows("variations", product_id=row["id"]):
            self.store.remove("variations", variation["id"])
        self.store.remove("products", row["id"])
        for order in self.store.rows("orders"):
            for line in order["line_items"]:
                if line["product_id"] == row["id"]:
                    line.update(product_id=0, variation_id=0)

    # selling

    def add_customer(self, email="", **values):
        """Make an account."""
        with self.lock:
            number = self.store.last_ids.get("user", 0) + 1
            return self.customers.create({"email": email or f"buyer{number}@mail.invalid", **values})

    def edit_order(self, key, **values):
        """Change an order."""
        with self.lock:
            return self.orders.update(key, values)

    def trash_order(self, row):
        """Put an order into the trash."""
        row.update(status="trash", date_modified=self.store.now())
        self.announce("order.updated", row["id"])
        self.announce("order.deleted", row["id"])

    def add_coupon(self, code, amount, *, discount_type="percent"):
        """Add a coupon."""
        now = self.store.now()
        with self.lock:
            return self.store.insert("coupons", {
                "code": code.lower(), "status": "publish", "discount_type": discount_type, "amount": amount,
                "description": "", "free_shipping": False, "usage_count": 0, "meta_data": [], "date_created": now,
                "date_modified": now,
            })  # fmt: skip

    def refund(self, order, **values):
        """Give money back by hand: nothing goes through a gateway."""
        with self.lock:
            return self.refunds.create(order["id"], {"api_refund": False, **values})

    def notes(self, order, *, is_for_customer=None):
        """Return the notes of an order, as texts."""
        rows = self.rows("notes", order_id=order["id"])
        return [row["note"] for row in rows if is_for_customer in (None, row["customer_note"])]

    def meta(self, row):
        """Return the meta data of a row as ``{key: value}``."""
        return {one["key"]: one["value"] for one in row["meta_data"]}

    # set up

    def configure(self, **options):
        """Change how the shop is set up; see ``store.OPTIONS``."""
        with self.lock:
            unknown = options.keys() - self.store.options.keys()
            if unknown:
                raise KeyError(", ".join(unknown))
            self.store.options.update(options)

    def add_tax(self, rate, country, *, name="VAT", tax_class="standard", priority=1):
        """Add a tax rate."""
        with self.lock:
            return self.store.insert("taxes", {
                "country": country, "state": "", "postcode": "", "city": "", "rate": f"{rate}.0000", "name": name,
                "priority": priority, "compound": False, "shipping": True, "order": 1, "class": tax_class,
            })  # fmt: skip

    def deliver(self):
        """Run the queue of webhooks, as WordPress does once a minute; return how many deliveries there were."""
        return self.webhooks.deliver()

    def shift_dates(self, seconds):
        """Move all dates of change, as if the shop had been quiet since."""
        with self.lock:
            for table in ("products", "variations", "orders"):
                for row in self.store.rows(table):
                    row["date_modified"] += timedelta(seconds=seconds)
