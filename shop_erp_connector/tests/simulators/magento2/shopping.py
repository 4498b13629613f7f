"""What buyers do, and shops full of it."""

import copy
from decimal import Decimal

from . import checkout


class Shopping:
    """Mixed into the simulator."""

    def place_order(self, customer, lines, **terms):
        """Place an order and return its row.

        :param customer: a row of ``add_customer()``, None for a guest (``email`` is needed then)
        :param lines: ``(product, quantity)`` or ``checkout.Wanted``; with the chosen
            variant as third for a configurable product
        :param terms: fields of ``checkout.Terms``; addresses are the customer's, or one in Berlin
        """
        wanted = [line if isinstance(line, checkout.Wanted) else _wanted(*line) for line in lines]
        known = customer["addresses"][0] if customer and customer["addresses"] else self.address()
        bare = {name: value for name, value in known.items() if name in checkout_fields(known)}
        terms = {"billing": bare, "shipping": bare, **terms}
        return checkout.place(self, wanted, checkout.Terms(customer=customer, **terms))

    def populate(self, *, products=0, customers=0, orders=0, categories=0):
        """Fill the shop with plain things; orders of two lines by the customers in turn."""
        for number in range(categories):
            self.add_category(f"Category {number}")
        goods = self._many_products(products) or self.store.all("product")
        people = [self.add_customer() for _number in range(customers)] or self.store.all("customer")
        if orders and not people:
            people = [self.add_customer()]
        for number in range(orders):
            first, second = goods[number % len(goods)], goods[(number + 1) % len(goods)]
            self.place_order(people[number % len(people)], [(first, 2), (second, 1)])

    def _many_products(self, count):
        """Add products that differ in nothing but name and SKU; checking each against all others takes its time."""
        rows = []
        for number in range(count):
            sku = f"P-{number:05d}"
            if not rows:
                rows.append(self.add_product(sku, "24.39", quantity=20))
                continue
            row = copy.deepcopy(rows[0]) | {"id": self.store.number("product"), "sku": sku}
            row["values"] |= {"name": {0: f"Product {sku}"}, "url_key": {0: f"product-{sku.lower()}"}}
            rows.append(self.store.insert("product", row, number=row["id"]))
            self.set_default_quantity(row, Decimal(20), True)
        return rows


def checkout_fields(address):
    """Return the fields that an order takes over of a customer's address."""
    return set(address) - {"id", "customer_id", "default_billing", "default_shipping", "custom_attributes"}


def _wanted(product, quantity, child=None):
    return checkout.Wanted(product, Decimal(quantity), child=child)
