"""What customers do in the shop, as calls of Python, and what becomes of their orders."""

import random
from decimal import Decimal

from . import checkout, order_life, seed


class Shopping:
    """Buying; mixed into the simulator beside ``BackOffice``, whose rows and ids it takes."""

    def place_order(
        self, customer, lines, *, carrier=2, cart_rules=(), payment=("ps_wirepayment", "Bank transfer"),
        state="Awaiting bank wire payment", message="", address=None, invoice_address=None, currency=1,
        wrapping=0, gift_message="",
    ):  # fmt: skip
        """Buy something and return the order.

        :param lines: tuples of (product, quantity) or (product, quantity, combination)
        :param state: English name or id of the first state
        :param address: by default the customer's first one, or a new one
        :param invoice_address: by default the delivery address
        :param wrapping: price of the gift wrapping without tax
        """
        with self.lock:
            customer = self.row("customers", customer)
            address = self.row("addresses", address) if address else self._address_of(customer)
            invoice = self.row("addresses", invoice_address) if invoice_address else address
            order = checkout.place(
                self.store,
                checkout.Purchase(
                    customer=customer,
                    delivery=address,
                    invoice=invoice,
                    carrier=self.row("carriers", carrier),
                    currency=self.row("currencies", currency),
                    lines=[self._line(*line) for line in lines],
                    state=self.state_named(state),
                    module=payment[0],
                    payment=payment[1],
                    language=int(customer["id_lang"]),
                    cart_rules=tuple(self.row("cart_rules", rule) for rule in cart_rules),
                    wrapping=Decimal(wrapping),
                    gift_message=gift_message,
                ),
            )
            if message:
                self._write_message(order, customer, message)
            return order

    def state_named(self, state):
        """Return the row of a state by its English name or its id."""
        if isinstance(state, str) and not state.isdigit():
            return next(row for row in self.rows("order_states") if row["name"][1] == state)
        return self.row("order_states", int(state))

    def change_state(self, order, state):
        """Put an order into a state (English name or id) as the back office does."""
        with self.lock:
            order = self.row("orders", order)
            order_life.change_state(self.store, order, self.state_named(state), employee=1)
            return order

    def pay(self, order):
        """Let the payment of an order arrive."""
        return self.change_state(order, "Payment accepted")

    def cancel(self, order):
        """Cancel an order; its goods go back to stock."""
        return self.change_state(order, "Canceled")

    def refund(self, order, amount, *, lines=(), shipping=("0", "0")):
        """Give money back as the back office does: a credit slip.

        :param amount: with tax, of products; what the lines do not explain is money without goods
        :param lines: tuples of (order detail, quantity, amount without tax, amount with tax)
        :param shipping: shipping given back, without and with tax
        """
        with self.lock:
            order = self.row("orders", order)
            details = [
                {
                    "id_order_detail": str(self._key(detail)),
                    "product_quantity": str(quantity),
                    "amount_tax_excl": str(net),
                    "amount_tax_incl": str(gross),
                }
                for detail, quantity, net, gross in lines
            ]
            net = sum((Decimal(line["amount_tax_excl"]) for line in details), Decimal(0)) or Decimal(amount)
            return self.store.insert(
                "order_slip",
                {
                    "id_customer": order["id_customer"],
                    "id_order": order["id"],
                    "conversion_rate": 1,
                    "total_products_tax_excl": net,
                    "total_products_tax_incl": Decimal(amount),
                    "total_shipping_tax_excl": Decimal(shipping[0]),
                    "total_shipping_tax_incl": Decimal(shipping[1]),
                    "amount": Decimal(amount),
                    "partial": 1,
                    "order_slip_details": details,
                },
            )

    def populate(self, *, products=0, customers=0, orders=0, seed_number=1):
        """Fill the shop with invented products, customers and orders; the same for the same numbers."""
        chance = random.Random(seed_number)
        with self.lock:
            for number in range(self.store.last_ids["products"] + 1, self.store.last_ids["products"] + 1 + products):
                name = f"{chance.choice(seed.THINGS)} {chance.choice(seed.COLOURS)} {number}"
                price = Decimal(chance.randrange(100, 20000)) / 100
                self.add_product(f"P{number:06d}", price, name=name, quantity=chance.randrange(10, 500))
            for _number in range(customers):
                self.add_address(self.add_customer())
            self._populate_orders(orders, chance)

    def _populate_orders(self, count, chance):
        customers, products = self.rows("customers"), self.rows("products")
        for _number in range(count):
            chosen = chance.sample(products, min(len(products), chance.randrange(1, 5)))
            lines = [(product, chance.randrange(1, 4)) for product in chosen]
            state = chance.choice(("Awaiting bank wire payment", "Payment accepted"))
            self.place_order(chance.choice(customers), lines, state=state)

    def _line(self, product, quantity, combination=None):
        combination = self.row("combinations", combination) if combination else None
        return self.row("products", product), combination, quantity

    def _address_of(self, customer):
        found = self.store.first("addresses", id_customer=customer["id"], deleted=0)
        return found or self.add_address(customer)

    def _write_message(self, order, customer, text):
        """What a customer writes at the checkout is a message and, copied, a customer thread."""
        parties = {"id_order": order["id"], "id_customer": customer["id"]}
        self.store.insert("messages", {**parties, "id_cart": order["id_cart"], "message": text})
        thread = self.store.insert(
            "customer_threads",
            {
                **parties,
                "id_lang": order["id_lang"],
                "id_shop": 1,
                "email": customer["email"],
                "status": "open",
                "token": customer["secure_key"][:12],
            },
        )
        self.store.insert("customer_messages", {"id_customer_thread": thread["id"], "message": text})
