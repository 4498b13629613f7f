"""The shop's people and its buyers, as calls of Python."""

from copy import deepcopy
from decimal import Decimal

from . import carts, catalogue, links, orders
from .money import Bought
from .store import ZERO

ADDRESS = {
    "firstname": "Rita",
    "lastname": "Exemplo",
    "street": "Rua do Cais 12",
    "city": "Porto",
    "postcode": "4050-100",
    "country_id": "PT",
    "telephone": "220000000",
}


class BackOffice:
    """Mixed into the simulator; every change has the date of its clock."""

    def add_product(self, sku, price="10.00", *, type="simple", quantity=0, categories=(2,), **values):
        """Add a product and return its id; ``values`` are the interface's attributes, ``attributes`` people's own."""
        with self.lock:
            row = catalogue.new_row(self, sku, type=type, set=values.pop("set", 4))
            row |= {"name": f"Product {sku}", "description": f"All about {sku}", "short_description": f"{sku} in short"}
            row |= {"status": "1", "url_key": sku.lower(), "weight": Decimal("0.5"), "tax_class_id": "2"}
            row |= {"price": Decimal(price), "category_ids": list(categories), "website_ids": [1]}
            row |= {"qty": Decimal(quantity), "is_in_stock": int(quantity > 0)} | values
            return self.store.add("products", row)["id"]

    def add_category(self, name, parent=2):
        """Add a category and return its id."""
        with self.lock:
            position = sum(row["parent_id"] == parent for row in self.store.categories.values()) + 1
            row = {"name": name, "parent_id": parent, "is_active": 1, "position": position}
            now = self.store.now()
            row |= {"url_key": name.lower().replace(" ", "-"), "created_at": now, "updated_at": now}
            return self.store.add("categories", row)["id"]

    def add_store(self, code, name):
        """Add a store view of the one website and return its id."""
        with self.lock:
            return self.store.add("stores", {"code": code, "website_id": 1, "name": name})["id"]

    def add_option(self, attribute, label):
        """Add an option to an attribute and return its id."""
        with self.lock:
            (row,) = [row for row in self.store.attributes.values() if row["code"] == attribute]
            number = self.store.number("options", 50)
            row["options"][number] = label
            return number

    def link(self, type, product, other, quantity="1.0000"):
        """Put a product into a grouped one, or relate two ("related", "up_sell", "cross_sell")."""
        with self.lock:
            row = self.store.products[product]
            place = sum(link["type"] == type for link in row["links"]) + 1
            links.add(row, type, other, {"qty": quantity, "position": place})

    def add_customer(self, email="", *, address=True, **values):
        """Add a customer with one address and return its id."""
        with self.lock:
            now, number = self.store.now(), self.store.counters.get("customers", 0) + 1
            row = {"email": email or f"buyer{number}@example.com", "firstname": "Rita", "lastname": "Exemplo"}
            row |= {"group_id": 1, "website_id": 1, "store_id": 1, "created_at": now, "updated_at": now}
            customer = self.store.add("customers", row | {"password_hash": f"{number:064x}:SALT"} | values)
            if address:
                place = self.store.add(
                    "addresses", {"customer_id": customer["id"], "created_at": now, "updated_at": now} | ADDRESS
                )
                customer |= {"billing": place["id"], "shipping": place["id"]}
            return customer["id"]

    def place_order(self, customer, lines, *, percent="0", coupon="", shipping=("10.00", "0", "0"), **options):
        """Buy and return the order's number.

        :param customer: a customer's id, or None for a guest
        :param lines: (product id, quantity) or (product id, quantity, children) with children (id, quantity, price)
        :param percent: discount on the goods; ``coupon`` the code that it was given for
        :param shipping: net, tax and discount of the carriage
        """
        with self.lock:
            guest = {"email": "guest@example.com", "firstname": "Guest", "lastname": "Exemplo", "group_id": 0}
            buyer = self.store.customers[customer] if customer else guest
            country = options.get("country", "PT")
            address = ADDRESS | {"country_id": country} | {name: buyer[name] for name in ("firstname", "lastname")}
            row = orders.place(
                self,
                [self._bought(*line) for line in lines],
                customer=carts.customer_of(buyer),
                billing=address | options.get("billing", {}),
                shipping=address,
                method=("flatrate_flatrate", "Flat Rate - Fixed"),
                carriage=tuple(Decimal(part) for part in shipping),
                payment=options.get("payment", "checkmo"),
                store_id=options.get("store", 1),
                percent=Decimal(percent),
                coupon=coupon,
                note=options.get("note", ""),
            )
            return row["increment_id"]

    def _bought(self, product, quantity, children=()):
        row = self.store.products[product]
        inner = [(self.store.products[id], Decimal(number), Decimal(price)) for id, number, price in children]
        price = row["special_price"] if row["special_price"] is not None else row["price"]
        return Bought(row, Decimal(quantity), price or ZERO, inner)

    def order(self, number):
        """Return a copy of an order's row."""
        with self.lock:
            return deepcopy(orders.found(self, number))

    def comment(self, number, text, *, status=None):
        """Write a comment on an order, as people do; its date moves."""
        with self.lock:
            orders.moved(self, orders.found(self, number), status=status, comment=text)

    def product(self, id):
        """Return a copy of a product's row."""
        with self.lock:
            return deepcopy(self.store.products[id])

    def edit(self, table, id, **values):
        """Change a row of a table; its date moves."""
        with self.lock:
            self.store.tables[table][id].update(values, updated_at=self.store.now())

    def remove(self, table, id):
        """Delete a row of a table."""
        with self.lock:
            del self.store.tables[table][id]

    def rows(self, table, **values):
        """Return copies of the rows of a table that have these values."""
        with self.lock:
            rows = self.store.tables[table].values()
            return deepcopy([row for row in rows if all(row.get(name) == value for name, value in values.items())])

    def populate(self, *, products=0, customers=0, orders=0):
        """Add so many products and customers, and orders of one to three lines by and of those that there are."""
        for _number in range(products):
            number = len(self.store.products)
            self.add_product(f"POP-{number:05}", f"{5 + number % 40}.95", quantity=50)
        for _number in range(customers or int(bool(orders and not self.store.customers))):
            self.add_customer()
        goods, buyers = [*self.store.products], [*self.store.customers]
        for _number in range(orders):
            number = len(self.store.orders)
            chosen = [(goods[(number + step) % len(goods)], 1 + step) for step in range(1 + number % 3)]
            self.place_order(buyers[number % len(buyers)], chosen)
