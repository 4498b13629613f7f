"""The shop from inside, as calls of Python: looking at rows, settings, taxes, customers, products, carriers.

Every method returns rows of the store: ``product["id"]`` is a number, everything else a text as the
webservice shows it. Where a row is asked for, its id does as well. No request of the webservice is involved
or logged.
"""

from dataclasses import dataclass
from decimal import Decimal

from . import order_life, product_rules, rules, seed
from .derived import address_part
from .money import ZERO


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """All orders together: how many, and what they come to with and without tax, in their own currencies."""

    count: int
    including: Decimal
    excluding: Decimal


class BackOffice:
    """What the people of the shop do; mixed into the simulator, which has ``store`` and ``lock``."""

    # looking

    def rows(self, resource, **conditions):
        """Return the rows of a resource whose fields have these values."""
        with self.lock:
            return self.store.find(resource, **conditions)

    def only(self, resource, **conditions):
        """Return the one row of a resource; fails when there is none or when there are several."""
        rows = self.rows(resource, **conditions)
        if len(rows) != 1:
            raise AssertionError(f"There are {len(rows)} rows of {resource} instead of one.")
        return rows[0]

    def row(self, resource, row):
        """Return a row by its id, or the row itself."""
        if isinstance(row, dict):
            return row
        found = self.store.get(resource, row)
        if found is None:
            raise LookupError(f"The shop has no {resource} {row}.")
        return found

    def stock(self, product, combination=0):
        """Return the quantity in stock of a product, or of one of its combinations."""
        found = {"id_product": self._key(product), "id_product_attribute": self._key(combination)}
        return int(self.only("stock_availables", **found)["quantity"])

    def totals(self):
        """Return the ``OrderTotals`` of the shop."""
        orders = self.rows("orders")
        return OrderTotals(
            len(orders),
            sum((Decimal(order["total_paid_tax_incl"]) for order in orders), ZERO),
            sum((Decimal(order["total_paid_tax_excl"]) for order in orders), ZERO),
        )

    # changing

    def edit(self, resource, row, **values):
        """Change fields as the back office does; moves date_upd where there is one."""
        with self.lock:
            row = self.row(resource, row)
            self.store.update(resource, row, values)
            return row

    def configure(self, name, value):
        """Set a setting of the shop, such as PS_TIMEZONE or PS_ROUND_TYPE."""
        with self.lock:
            row = self.store.first("configurations", name=name)
            if row is None:
                return self.store.insert("configurations", {"name": name, "value": str(value)})
            return self.edit("configurations", row, value=str(value))

    def set_stock(self, product, quantity, combination=0):
        """Set a stock level as the back office does; moves no date of the product."""
        with self.lock:
            change = quantity - self.stock(product, combination)
            order_life.move_stock(self.store, self._key(product), self._key(combination), change)

    def remove(self, resource, row):
        """Delete a row as the back office does."""
        with self.lock:
            rules.delete(self.store, resource, self.row(resource, row))

    def add_tax(self, rate, name, countries, *, group=None):
        """Add a tax for countries (ISO codes); return its tax rule group: ``group`` or a new one."""
        store = self.store
        with self.lock:
            tax = store.insert("taxes", {"rate": rate, "name": name, "active": 1})
            if group is None:
                group = store.insert("tax_rule_groups", {"name": name, "active": 1})
            group = self.row("tax_rule_groups", group)
            for code in countries:
                country = self.only("countries", iso_code=code)["id"]
                rule = {"id_tax_rules_group": group["id"], "id_country": country, "id_tax": tax["id"]}
                store.insert("tax_rules", rule)
            return group

    def add_currency(self, code, rate, *, name=None, symbol=None, number=""):
        """Add a currency; ``rate`` is what one unit of the shop's own currency costs in it."""
        with self.lock:
            return seed.currency(self.store, code, name or code, symbol or code, number, rate)

    def add_group(self, name, *, tax_excluded=False, reduction=0):
        """Add a group of customers; ``reduction`` in percent on all prices."""
        values = {
            "name": name,
            "price_display_method": tax_excluded,
            "reduction": reduction,
            "show_prices": 1,
        }
        with self.lock:
            return self.store.insert("groups", values)

    def add_customer(self, email=None, *, guest=False, group=None, **values):
        """Add a customer, with an invented name where none is given; a guest orders without an account."""
        store = self.store
        with self.lock:
            number = store.last_ids["customers"] + 1
            first, last = person(number)
            group = self._key(group) or (2 if guest else 3)
            row = store.insert(
                "customers",
                {
                    "firstname": first,
                    "lastname": last,
                    "email": email or f"customer{number}@shop.invalid",
                    "passwd": rules.hashed(f"password {number}"),
                    "is_guest": guest,
                    "id_default_group": group,
                    "groups": [{"id": str(group)}],
                    "id_lang": 1,
                    "active": 1,
                    "id_shop": 1,
                    "id_shop_group": 1,
                    **values,
                },
            )
            store.update("customers", row, rules.secrets_of(store, row))
            return row

    def add_address(self, customer, *, country="PT", **values):
        """Add an address of a customer in a country (ISO code)."""
        with self.lock:
            customer = self.row("customers", customer)
            number = self.store.last_ids["addresses"] + 1
            return self.store.insert(
                "addresses",
                {
                    "id_customer": customer["id"],
                    "id_country": self.only("countries", iso_code=country)["id"],
                    "alias": "My address",
                    "firstname": customer["firstname"],
                    "lastname": customer["lastname"],
                    "company": customer["company"],
                    "address1": f"{seed.STREETS[number % len(seed.STREETS)]} {number}",
                    "postcode": "1000-001" if country == "PT" else "10001",
                    "city": "Lisboa" if country == "PT" else "Cidade Exemplo",
                    "phone": f"210{number:06d}",
                    **values,
                },
            )

    def add_category(self, name, *, parent=2):
        """Add a category below another one."""
        with self.lock:
            values = {"name": name, "link_rewrite": address_part(name), "active": 1}
            return self.store.insert("categories", {**values, "id_parent": self._key(parent)})

    def add_product(self, reference, price, *, name=None, tax=1, quantity=0, category=2, **values):
        """Add a product; ``price`` without tax, ``tax`` a tax rule group, ``name`` may be translated."""
        with self.lock:
            name = name or f"Product {reference}"
            text = name if isinstance(name, str) else next(iter(name.values()))
            row = self.store.insert(
                "products",
                {
                    "reference": reference,
                    "price": price,
                    "name": name,
                    "link_rewrite": address_part(text),
                    "id_tax_rules_group": self._key(tax),
                    "id_category_default": self._key(category),
                    "categories": [{"id": str(self._key(category))}],
                    "product_type": "standard",
                    "_position": str(self.store.last_ids["products"] + 1),
                    **dict.fromkeys(("state", "active", "available_for_order", "show_price", "indexed"), 1),
                    "minimal_quantity": 1,
                    **values,
                },
            )
            product_rules.new_stock(self.store, row["id"], quantity=quantity)
            return row

    def add_option(self, name, values, *, group_type="select"):
        """Add a group of option values (a size, a colour) and return the rows of its values."""
        with self.lock:
            group = self.store.insert("product_options", {"name": name, "public_name": name, "group_type": group_type})
            return [
                self.store.insert("product_option_values", {"id_attribute_group": group["id"], "name": value})
                for value in values
            ]

    def add_combination(self, product, reference, *, values=(), price=0, quantity=0, **fields):
        """Add a combination; ``price`` is what it costs more, ``values`` are option values."""
        with self.lock:
            product = self.row("products", product)
            first = not self.store.find("combinations", id_product=product["id"])
            row = self.store.insert(
                "combinations",
                {
                    "id_product": product["id"],
                    "reference": reference,
                    "price": price,
                    "minimal_quantity": 1,
                    "default_on": 1 if first else "",
                    "product_option_values": [{"id": str(self._key(value))} for value in values],
                    **fields,
                },
            )
            self.store.update("products", product, {"product_type": "combinations"}, touch=False)
            product_rules.new_stock(self.store, product["id"], row["id"], quantity)
            return row

    def add_special_price(self, product, *, percent=None, amount=None, tax_included=True, **conditions):
        """Add a specific price of a product: a reduction in percent or in money, or a fixed ``price``.

        :param conditions: further fields, such as ``id_group``, ``from_quantity``, ``id_product_attribute``
        """
        reduction = Decimal(percent) / 100 if percent is not None else amount or 0
        with self.lock:
            return self.store.insert(
                "specific_prices",
                {
                    "id_product": self._key(product),
                    "price": -1,
                    "from_quantity": 1,
                    "reduction": reduction,
                    "reduction_tax": tax_included,
                    "reduction_type": "percentage" if percent is not None else "amount",
                    **conditions,
                },
            )

    def add_carrier(self, name, price, *, tax=1, url="", **values):
        """Add a carrier; ``price`` per order without tax, ``tax`` a tax rule group."""
        with self.lock:
            number = self.store.last_ids["carriers"] + 1
            return self.store.insert(
                "carriers",
                {
                    "name": name,
                    "delay": name,
                    "url": url,
                    "active": 1,
                    "id_reference": number,
                    "position": number,
                    "is_free": Decimal(price) == 0,
                    "id_tax_rules_group": self._key(tax),
                    "_price": str(price),
                    **values,
                },
            )

    def add_cart_rule(self, name, *, percent=0, amount=0, tax_included=True, free_shipping=False, **values):
        """Add a voucher: in percent of the products, in money, with free shipping, or a mixture."""
        with self.lock:
            return self.store.insert(
                "cart_rules",
                {
                    "name": name,
                    "code": name.upper().replace(" ", ""),
                    "date_from": "2020-01-01 00:00:00",
                    "date_to": "2040-01-01 00:00:00",
                    "quantity": 1000,
                    "quantity_per_user": 1000,
                    "priority": 1,
                    "reduction_percent": percent,
                    "reduction_amount": amount,
                    "reduction_tax": tax_included,
                    "free_shipping": free_shipping,
                    "active": 1,
                    **values,
                },
            )

    @staticmethod
    def _key(row):
        """Return the id of a row, or of what is an id already."""
        return row["id"] if isinstance(row, dict) else int(row or 0)


def person(number):
    """Return an invented first and last name; different for the first numbers."""
    last = seed.LAST_NAMES[number % len(seed.LAST_NAMES)]
    return seed.FIRST_NAMES[number % len(seed.FIRST_NAMES)], last
