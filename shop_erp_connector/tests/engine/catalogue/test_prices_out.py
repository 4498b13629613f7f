"""Prices to a shop: base prices of variants, and what price lists say for groups, customers, quantities and times."""

from datetime import datetime, timedelta

from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ....engine.catalogue import price_documents
from ..shop_case import ShopOutCase


class PricesOutCase(ShopOutCase):
    """Three products in the shop; ``trade`` is the price list of the shop's group 3."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.make_products(3)
        cls.send_catalogue()
        cls.flow(cls.backend, "price", "out").active = True
        cls.trade = cls.env["product.pricelist"].create({"name": "Trade", "currency_id": cls.company.currency_id.id})
        cls.mapping(cls.backend, "group", "3").pricelist_id = cls.trade
        cls.sync(cls.backend, "price", "out")

    @classmethod
    def rule(cls, pricelist=None, product=None, **vals):
        scope = {"applied_on": "1_product", "product_tmpl_id": product.id} if product else {"applied_on": "3_global"}
        return cls.env["product.pricelist.item"].create({"pricelist_id": (pricelist or cls.trade).id, **scope, **vals})

    def bind(self, products):
        """Let the shop have these plain products at another price."""
        there = [self.shop.add_product(f"BULK-{product.id}", "1.00")["id"] for product in products]
        rows = self.env["shop_erp.binding.product"].create(
            [
                {"backend_id": self.backend.id, "external_id": str(id), "odoo_id": product.id, "state": "done"}
                for id, product in zip(there, products, strict=True)
            ]
        )
        self.env["shop_erp.binding.variant"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "external_id": f"{row.external_id}-0",
                    "odoo_id": row.odoo_id.product_variant_id.id,
                    "product_binding_id": row.id,
                    "state": "done",
                }
                for row in rows
            ]
        )

    def send(self):
        run = self.sync(self.backend, "price", "out")
        self.assertEqual(run.failed, 0, run.errors)
        return run

    def there(self, number=0):
        """The specific prices of a product in the shop, as ``[(price, reduction, group, quantity)]``."""
        product = self.shop.only("products", reference=f"LAMP-{number}")
        rows = self.shop.rows("specific_prices", id_product=product["id"])
        names = ("price", "reduction", "id_group", "from_quantity")
        return sorted(tuple(row[name] for name in names) for row in rows)

    def price_of(self, number=0):
        return self.shop.only("products", reference=f"LAMP-{number}")["price"]

    def row_of(self, rule, number=0):
        rows = rule.shop_erp_price_ids
        return rows.filtered(lambda row: row.odoo_id == self.products[number])


@tagged("post_install", "-at_install")
class TestBasePrices(PricesOutCase):
    def test_price_change_is_one_call_and_no_reason_to_send_the_product(self):
        self.shop.log.clear()
        self.products[1].list_price = 31.5
        product_run = self.sync(self.backend, "product", "out")
        self.assertEqual((product_run.changed, product_run.skipped, len(self.shop.log)), (0, 1, 0))
        run = self.send()
        self.assertEqual((run.changed, [call.method for call in self.shop.log]), (1, ["PATCH"]))
        self.assertEqual(self.price_of(1), "31.500000")
        self.shop.log.clear()
        self.sync(self.backend, "product", "out")
        self.send()
        self.assertEqual(len(self.shop.log), 0)

    def test_product_with_a_new_name_is_sent_without_its_price(self):
        self.products[0].write({"name": "Renamed", "list_price": 77})
        self.sync(self.backend, "product", "out")
        row = self.shop.only("products", reference="LAMP-0")
        self.assertEqual((row["name"][1], row["price"]), ("Renamed", "20.000000"))
        self.send()
        self.assertEqual(self.price_of(0), "77.000000")

    def test_new_product_takes_its_price_along_and_it_is_not_sent_again(self):
        self.env["product.template"].create(
            {"name": "New", "default_code": "NEW", "list_price": 5, "taxes_id": self.taxes[23].ids, "is_storable": True,
             "categ_id": self.lamps.id}
        )  # fmt: skip
        self.sync(self.backend, "product", "out")
        self.assertEqual(self.shop.only("products", reference="NEW")["price"], "5.000000")
        self.shop.log.clear()
        run = self.send()
        self.assertEqual((run.skipped, len(self.shop.log)), (1, 0))

    def test_prices_with_tax_are_told_without_and_never_in_a_silent_basis(self):
        included = self.taxes[23].copy({"name": "IVA 23% incl.", "price_include_override": "tax_included"})
        self.mapping(self.backend, "tax", "1").tax_id = included
        self.products[0].write({"list_price": 24.6, "taxes_id": included.ids})
        self.send()
        self.assertEqual(self.price_of(0), "20.000000")
        self.products[0].taxes_id = self.taxes[23] + included
        self.send()
        row = self.products[0].shop_erp_price_ids
        self.assertEqual((row.state, row.reason_code), ("held", "price_basis_mixed"))
        self.products[0].taxes_id = included
        self.send()
        self.assertEqual(row.state, "done")
        self.backend.price_basis = "product"
        self.products[0].taxes_id = False
        self.send()
        self.assertEqual((row.state, row.reason_code), ("held", "price_basis_unknown"))
        self.assertIn("no sales tax", row.reason)

    def test_tax_that_is_not_mapped_makes_no_price(self):
        included = self.taxes[23].copy({"name": "IVA 23% incl.", "price_include_override": "tax_included"})
        self.products[0].write({"list_price": 24.6, "taxes_id": included.ids})
        self.send()
        row = self.products[0].shop_erp_price_ids
        self.assertEqual((row.state, row.reason_code, self.price_of(0)), ("held", "tax_not_there", "20.000000"))

    def test_shops_own_price_list_makes_the_base_prices(self):
        own = self.env["product.pricelist"].create({"name": "Shop", "currency_id": self.company.currency_id.id})
        every = self.rule(own, compute_price="percentage", percent_price=-10)
        one = self.rule(own, self.products[1], compute_price="fixed", fixed_price=19.5)
        self.backend.price_list_id = own
        self.send()
        self.assertEqual([self.price_of(number) for number in range(3)], ["22.000000", "19.500000", "24.200000"])
        one.unlink()
        every.percent_price = -20
        self.send()
        self.assertEqual([self.price_of(number) for number in range(3)], ["24.000000", "25.200000", "26.400000"])
        self.backend.price_list_id = False
        self.send()
        self.assertEqual([self.price_of(number) for number in range(3)], ["20.000000", "21.000000", "22.000000"])

    def test_prices_take_the_same_statements_whatever_their_number(self):
        products = self.make_products(30, barcode=False)
        self.bind(products)
        retail = self.env["product.pricelist"].create({"name": "Retail", "currency_id": self.company.currency_id.id})
        base = {"compute_price": "formula", "base": "pricelist", "base_pricelist_id": retail.id, "price_discount": 10}
        self.rule(**base)
        flow = self.flow(self.backend, "price", "out")
        model = self.env["shop_erp.binding.price"]
        rows = model.create([row | {"backend_id": self.backend.id} for row in model._new_rows(flow)])
        rows = rows.filtered("is_rule")
        self.assertEqual(len(rows), 33)

        def statements(part):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(price_documents.documents(part)), len(part))
            return self.cr.sql_log_count - before

        self.assertLessEqual(statements(rows), statements(rows[:3]) + 1)

    def test_price_of_a_litre_follows_the_price(self):
        self.products[0].write({"shop_erp_content": 0.5, "shop_erp_content_unit": "l"})
        self.sync(self.backend, "product", "out")
        self.send()
        row = self.shop.only("products", reference="LAMP-0")
        self.assertEqual((row["price"], row["unit_price"], row["unity"]), ("20.000000", "40.000000", "l"))
        self.shop.log.clear()
        self.products[0].list_price = 25
        self.sync(self.backend, "product", "out")
        self.send()
        row = self.shop.only("products", reference="LAMP-0")
        self.assertEqual((row["price"], row["unit_price"]), ("25.000000", "50.000000"))
        self.assertEqual(len(self.shop.log), 1)

    def test_thousand_prices_are_the_batch_floor(self):
        products = self.make_products(1000, barcode=False)
        batches = self.backend._capabilities.batch["price"]
        self.bind(products)
        self.shop.log.clear()
        run = self.send()
        self.assertEqual((run.changed, len(self.shop.log)), (1000, 1000 // batches))


@tagged("post_install", "-at_install")
class TestRules(PricesOutCase):
    def test_every_kind_of_rule_says_its_price(self):
        self.rule(product=self.products[0], compute_price="fixed", fixed_price=15)
        self.rule(product=self.products[1], compute_price="percentage", percent_price=12.5, min_quantity=10)
        self.rule(product=self.products[2], compute_price="formula", price_surcharge=-3)
        run = self.send()
        self.assertEqual((run.created, run.held), (3, 0), run.errors)
        self.assertEqual(self.there(0), [("15.000000", "0.000000", "3", "1")])
        self.assertEqual(self.there(1), [("-1.000000", "0.125000", "3", "10")])
        self.assertEqual(self.there(2), [("-1.000000", "3.000000", "3", "1")])
        self.shop.log.clear()
        self.send()
        self.assertEqual(len(self.shop.log), 0)

    def test_formulas_become_exact_amounts_that_follow_the_cost(self):
        self.products[0].standard_price = 10
        rule = self.rule(
            product=self.products[0], compute_price="formula", base="standard_price", price_markup=55, price_round=5,
            price_surcharge=-0.01,
        )  # fmt: skip
        self.send()
        self.assertEqual(self.there(0), [("14.990000", "0.000000", "3", "1")])
        self.products[0].standard_price = 20
        self.send()
        self.assertEqual(self.there(0), [("29.990000", "0.000000", "3", "1")])
        self.assertEqual(rule.shop_erp_price_ids.shown_price, "29.99 EUR without tax")

    def test_most_special_rule_holds_and_hidden_ones_are_not_told(self):
        every = self.rule(compute_price="percentage", percent_price=5)
        category = self.rule(
            compute_price="percentage", percent_price=7, applied_on="2_product_category", categ_id=self.lighting.id
        )
        one = self.rule(product=self.products[0], compute_price="fixed", fixed_price=9)
        self.send()
        self.assertEqual([len(rule.shop_erp_price_ids) for rule in (every, category, one)], [0, 2, 1])
        self.assertEqual(self.there(0), [("9.000000", "0.000000", "3", "1")])
        self.assertEqual(self.there(2), [("-1.000000", "0.070000", "3", "1")])
        there = self.shop.only("specific_prices", id_product=self.shop.only("products", reference="LAMP-0")["id"])
        one.unlink()
        self.send()
        # the same case: the row there is changed, not made anew
        self.assertEqual(self.there(0), [("-1.000000", "0.070000", "3", "1")])
        self.assertEqual(self.shop.row("specific_prices", there["id"])["reduction"], "0.070000")
        category.unlink()
        every.unlink()
        self.send()
        self.assertEqual(self.shop.rows("specific_prices"), [])
        self.assertFalse(self.env["shop_erp.binding.price"].search([("is_rule", "=", True)]))

    def test_promotion_with_dates_comes_changes_and_ends(self):
        now = Datetime.now().replace(microsecond=0)
        rule = self.rule(
            product=self.products[0], compute_price="percentage", percent_price=20,
            date_start=now, date_end=now + timedelta(days=10),
        )  # fmt: skip
        self.send()
        (there,) = self.shop.rows("specific_prices")
        self.assertEqual((there["reduction"], there["to"] > there["from"]), ("0.200000", True))
        rule.date_end = now + timedelta(days=20)
        self.send()
        (changed,) = self.shop.rows("specific_prices")
        self.assertEqual((changed["id"], changed["to"] > there["from"]), (there["id"], True))
        rule.write({"date_start": now - timedelta(days=5), "date_end": now - timedelta(days=1)})
        self.send()
        self.assertEqual(self.shop.rows("specific_prices"), [])

    def test_overlapping_periods_are_held_with_both_names(self):
        def period(first, last, **vals):
            return self.rule(
                product=self.products[0], compute_price="percentage",
                date_start=datetime(2040, 6, first), date_end=datetime(2040, 6, last), **vals,
            )  # fmt: skip

        lower, upper = period(1, 10, percent_price=10), period(5, 20, percent_price=15)
        run = self.send()
        self.assertEqual((run.created, run.held), (1, 1))
        self.assertEqual(lower.shop_erp_price_ids.reason_code, "price_periods_overlap")
        self.assertEqual(upper.shop_erp_price_ids.state, "done")
        self.assertEqual(lower.shop_erp_state, "attention")
        lower.date_end = datetime(2040, 6, 5)
        self.send()
        self.assertEqual((lower.shop_erp_price_ids.state, len(self.there(0))), ("done", 2))

    def test_prices_of_one_customer_are_the_customers(self):
        partner = self.env["res.partner"].create({"name": "Buyer"})
        self.env["shop_erp.binding.partner"].create(
            {"backend_id": self.backend.id, "external_id": "7", "odoo_id": partner.id, "state": "done"}
        )
        own = self.env["product.pricelist"].create({"name": "Buyer's", "currency_id": self.company.currency_id.id})
        partner.specific_property_product_pricelist = own
        self.rule(own, self.products[0], compute_price="fixed", fixed_price=11)
        self.send()
        (there,) = self.shop.rows("specific_prices")
        self.assertEqual((there["id_customer"], there["id_group"], there["price"]), ("7", "0", "11.000000"))
        partner.specific_property_product_pricelist = False
        self.send()
        self.assertEqual(self.shop.rows("specific_prices"), [])

    def test_variants_have_prices_of_their_own(self):
        colour = self.env["product.attribute"].create(
            {"name": "Shade", "value_ids": [Command.create({"name": name}) for name in ("red", "blue")]}
        )
        shirt = self.make_products(
            1, name="Shirt", default_code=False, barcode=False, list_price=10,
            attribute_line_ids=[
                Command.create({"attribute_id": colour.id, "value_ids": [Command.set(colour.value_ids.ids)]})
            ],
        )  # fmt: skip
        there = self.shop.add_product("SHIRT", "10.00")
        values = self.shop.add_option("Shade", ["red", "blue"])
        binding = self.env["shop_erp.binding.product"].create(
            {"backend_id": self.backend.id, "external_id": str(there["id"]), "odoo_id": shirt.id, "state": "done"}
        )
        combinations = []
        for variant, value in zip(shirt.product_variant_ids, values, strict=True):
            combination = self.shop.add_combination(there, variant.display_name, values=[value])
            combinations.append(combination["id"])
            self.env["shop_erp.binding.variant"].create(
                {
                    "backend_id": self.backend.id, "external_id": f"{there['id']}-{combination['id']}",
                    "odoo_id": variant.id, "product_binding_id": binding.id, "state": "done",
                }
            )  # fmt: skip
        shirt.attribute_line_ids.product_template_value_ids[1].price_extra = 2.5
        rule = self.rule(product=shirt, compute_price="percentage", percent_price=10)
        self.send()
        prices = [self.shop.row("combinations", id)["price"] for id in combinations]
        self.assertEqual((prices, len(rule.shop_erp_price_ids)), (["0.000000", "2.500000"], 2))
        self.shop.log.clear()
        shirt.attribute_line_ids.product_template_value_ids[1].price_extra = 3
        run = self.send()
        self.assertEqual((run.changed, self.shop.row("combinations", combinations[1])["price"]), (1, "3.000000"))
        self.assertEqual([call.method for call in self.shop.log], ["PATCH"])
        self.shop.log.clear()
        shirt.list_price = 12
        run = self.send()
        self.assertEqual((run.changed, [call.method for call in self.shop.log]), (1, ["PATCH"]))
        self.assertEqual(self.shop.row("products", there["id"])["price"], "12.000000")
        own = self.env["product.pricelist"].create({"name": "Shop", "currency_id": self.company.currency_id.id})
        self.rule(own, shirt, compute_price="percentage", percent_price=50)
        self.backend.price_list_id = own
        self.send()
        self.assertEqual(self.shop.row("products", there["id"])["price"], "6.000000")
        self.assertEqual(self.shop.row("combinations", combinations[1])["price"], "1.500000")

    def test_rules_that_are_not_exact_are_held_with_the_reason(self):
        dollar = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "USD")])
        dollar.active = True
        self.trade.currency_id = dollar
        moving = self.rule(product=self.products[0], compute_price="formula", price_surcharge=1)
        fixed = self.rule(product=self.products[1], compute_price="fixed", fixed_price=4)
        run = self.sync(self.backend, "price", "out")
        self.assertEqual((run.held, moving.shop_erp_price_ids.reason_code), (1, "price_rate_moves"))
        self.assertIn("Trade", moving.shop_erp_price_ids.reason)
        # the shop has no dollars, and says so
        self.assertEqual(run.failed + run.created, 1)
        self.assertIn("currency", (fixed.shop_erp_price_ids.reason or "currency").lower())

    def test_rule_that_builds_on_another_list_follows_it(self):
        retail = self.env["product.pricelist"].create({"name": "Retail", "currency_id": self.company.currency_id.id})
        base = self.rule(retail, self.products[0], compute_price="fixed", fixed_price=30)
        self.rule(product=self.products[0], compute_price="formula", base="pricelist", base_pricelist_id=retail.id,
                  price_discount=10)  # fmt: skip
        self.send()
        self.assertEqual(self.there(0), [("27.000000", "0.000000", "3", "1")])
        base.fixed_price = 40
        self.send()
        self.assertEqual(self.there(0), [("36.000000", "0.000000", "3", "1")])
        base.date_end = datetime(2040, 1, 1)
        run = self.send()
        self.assertEqual(run.held, 1)

    def test_negative_price_is_held(self):
        rule = self.rule(product=self.products[0], compute_price="formula", price_discount=50, price_surcharge=-30)
        run = self.send()
        self.assertEqual((run.held, rule.shop_erp_price_ids.reason_code), (1, "price_negative"))


@tagged("post_install", "-at_install")
class TestBothWays(ShopOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lamp = cls.shop.add_product("LAMP", "20.00", name="Lamp")
        values = cls.shop.add_option("Shade", ["red", "blue"])
        shirt = cls.shop.add_product("SHIRT", "10.00", name="Shirt")
        for value, price in zip(values, ("0", "2.50"), strict=True):
            cls.shop.add_combination(shirt, f"SHIRT-{price}", values=[value], price=price)
        cls.special = cls.shop.add_special_price(lamp, percent=15, id_group=3, from_quantity=5)
        cls.trade = cls.env["product.pricelist"].create({"name": "Trade", "currency_id": cls.company.currency_id.id})
        cls.mapping(cls.backend, "group", "3").pricelist_id = cls.trade
        for kind in ("category", "product", "price"):
            run = cls.sync(cls.backend, kind, "in")
            if run.failed or run.held:
                raise AssertionError(run.errors)

    def test_prices_that_came_in_are_not_sent_back_and_change_on_both_sides(self):
        (rule,) = self.trade.item_ids
        self.assertEqual((rule.percent_price, rule.min_quantity, rule.product_tmpl_id.name), (15.0, 5.0, "Lamp"))
        shirt = self.env["product.template"].search([("name", "=", "Shirt")])
        self.assertEqual(sorted(shirt.product_variant_ids.mapped("lst_price")), [10.0, 12.5])
        rows = self.env["shop_erp.binding.price"].search([("backend_id", "=", self.backend.id)])
        self.shop.log.clear()
        run = self.sync(self.backend, "price", "out")
        self.assertEqual((run.failed, run.created, self.writes()), (0, 0, []), run.errors)
        self.assertEqual(self.env["shop_erp.binding.price"].search([("backend_id", "=", self.backend.id)]), rows)
        rule.percent_price = 20
        self.sync(self.backend, "price", "out")
        self.assertEqual(self.shop.row("specific_prices", self.special["id"])["reduction"], "0.200000")
        self.shop.remove("specific_prices", self.shop.row("specific_prices", self.special["id"]))
        # it was read in the hour before: within one second nobody can tell
        rows.filtered("is_rule").write({"direction": "in", "read_at": datetime.now() - timedelta(hours=1)})
        self.sync(self.backend, "price", "in")
        self.assertFalse(rule.exists())
