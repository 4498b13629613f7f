"""The customers of the simulated shop, as calls of Python."""

ADDRESS = {
    "first_name": "Ewa", "last_name": "Lis", "address_1": "Polna 3", "city": "Berlin", "postcode": "10115",
    "country": "DE", "phone": "030 1234",
}  # fmt: skip


class Shopping:
    """What customers do."""

    def place_order(
        self, items, *, customer=None, shipping="", fees=(), coupons=(), status="processing", address=None, **values
    ):
        """Order products; return the order's row.

        :param items: (product or variation row, quantity) pairs
        :param shipping: what it costs, without tax; "" for none
        :param fees: (name, amount without tax, tax class) triples
        :param address: where to, by default in Berlin
        """
        lines = [
            {"product_id": row.get("product_id", row["id"]), "variation_id": row["id"] if "product_id" in row else 0,
             "quantity": quantity}
            for row, quantity in items
        ]  # fmt: skip
        email = customer["email"] if customer else "guest@mail.invalid"
        order = {
            "billing": {**(address or ADDRESS), "email": email},
            "shipping": address or ADDRESS,
            "customer_id": customer["id"] if customer else 0,
            "payment_method": "bacs",
            "payment_method_title": "Direct bank transfer",
            "created_via": "checkout",
            "line_items": lines,
            "fee_lines": [{"name": name, "total": total, "tax_class": tax_class} for name, total, tax_class in fees],
            "status": status,
        }
        if shipping:
            method = {"method_id": "flat_rate", "method_title": "Flat rate", "instance_id": "1", "total": shipping}
            order["shipping_lines"] = [method]
        if coupons:
            order["coupon_lines"] = [{"code": code} for code in coupons]
        with self.lock:
            return self.orders.create({**order, **values})

    def populate(self, *, products=0, customers=0, orders=0, lines=2):
        """Fill the shop: products P0001 …, customers, and orders of them."""
        with self.lock:
            goods = [
                self.add_product(f"P{number:04}", f"{5 + number % 50}.90", quantity=100) for number in range(products)
            ]
            goods = goods or self.store.rows("products")
            buyers = [self.add_customer() for _number in range(customers)] or [None]
            for number in range(orders):
                items = [(goods[(number + step) % len(goods)], 1 + step) for step in range(lines)]
                buyer = buyers[number % len(buyers)]
                self.place_order(items, customer=buyer, shipping="4.12" if number % 2 else "")
