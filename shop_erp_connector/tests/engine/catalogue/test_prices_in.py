"""Prices that come in: sales prices, and rules of the price lists that tables, groups and customers stand for."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from ....engine import fetch as fetch_engine
from ....remotes.contract import Page
from ....remotes.documents import Price, Variant
from ... import make
from ...common import HubCase


def price(id="p1", **fields):
    """A net price of 8.00 of product 100."""
    return Price(**{"id": id, "product_id": "100", "variant_id": "100-0", "amount": Decimal(8), **fields})


@tagged("post_install", "-at_install")
class TestPricesIn(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.bind_product()
        cls.trade = cls.env["product.pricelist"].create({"name": "Trade"})
        cls.map("group", "3", name="Resellers", pricelist_id=cls.trade.id)

    def received(self, *documents):
        rows = self.receive("price", *documents)
        return rows, self.apply(rows.filtered(lambda row: row.state == "pending"))

    def rule_vals(self, item, *names):
        return tuple(item[name] for name in names)

    def test_base_price_is_the_sales_price_in_the_products_own_basis(self):
        row, _step = self.received(price("100-0", amount=Decimal("12.5")))
        self.assertEqual((row.state, self.lamp.list_price, row.variant_binding_id.odoo_id),
                         ("done", 12.5, self.lamp.product_variant_id))  # fmt: skip
        self.received(price("100-0", amount=Decimal("11.50"), includes_tax=True))
        self.assertEqual(self.lamp.list_price, 10.0)
        self.assertFalse(row.is_rule)
        self.assertFalse(row.content_changed)

    def test_prices_of_a_group_become_rules_of_its_list(self):
        moment = datetime(2040, 3, 1, tzinfo=UTC)
        rows, _step = self.received(
            price("a", group_id="3"),
            price("b", group_id="3", minimum_quantity=Decimal(10), discount_percent=Decimal("12.5")),
            price("c", group_id="3", discount_amount=Decimal("1.15"), includes_tax=True, starts_at=moment,
                  is_promotion=True),
        )  # fmt: skip
        self.assertEqual(rows.mapped("state"), ["done"] * 3, rows.mapped("reason"))
        self.assertEqual(rows.item_id.pricelist_id, self.trade)
        fixed, percent, amount = rows.item_id.browse([row.item_id.id for row in rows])
        names = ("compute_price", "fixed_price", "percent_price", "price_surcharge", "min_quantity", "date_start")
        self.assertEqual(self.rule_vals(fixed, *names), ("fixed", 8.0, 0.0, 0.0, 0.0, False))
        self.assertEqual(self.rule_vals(percent, *names), ("percentage", 0.0, 12.5, 0.0, 10.0, False))
        self.assertEqual(self.rule_vals(amount, *names), ("formula", 0.0, 0.0, -1.0, 0.0, datetime(2040, 3, 1)))
        self.assertTrue(amount.shop_erp_is_promotion)
        self.assertEqual(rows.mapped("lookup_id.external_id"), ["3"])

    def test_change_writes_the_same_rule_and_the_end_removes_it(self):
        row, _step = self.received(price("a", group_id="3"))
        item = row.item_id
        self.received(price("a", group_id="3", amount=Decimal(7)))
        self.assertEqual((row.item_id, item.fixed_price), (item, 7.0))
        self.received(price("a", group_id="3", active=False))
        self.assertEqual((row.state, item.exists()), ("gone", item.browse()))
        self.received(price("a", group_id="3"))
        self.assertEqual((row.state, row.item_id.fixed_price), ("done", 8.0))

    def test_unmapped_tables_and_groups_hold_with_their_names_until_mapped(self):
        rows, _step = self.received(price("a", table_id="PRO"), price("b", group_id="9"))
        self.assertEqual(rows.mapped("reason_code"), ["price_table_unmapped", "price_group_unmapped"])
        self.assertIn("«PRO» (PRO) has no price list", rows[0].reason)
        retail = self.env["product.pricelist"].create({"name": "Pro"})
        self.map("price_table", "PRO", pricelist_id=retail.id)
        rows[0].state = "pending"
        self.apply(rows[0])
        self.assertEqual((rows[0].state, rows[0].item_id.pricelist_id), ("done", retail))

    def test_prices_of_everybody_need_the_shops_list(self):
        row, _step = self.received(price("a", minimum_quantity=Decimal(5)))
        self.assertEqual((row.state, row.reason_code), ("held", "price_list_missing"))
        own = self.env["product.pricelist"].create({"name": "Shop"})
        self.backend.price_list_id = own
        row.state = "pending"
        self.apply(row)
        self.assertEqual((row.state, row.item_id.pricelist_id, row.item_id.min_quantity), ("done", own, 5.0))

    def test_customers_price_makes_a_list_of_their_own_that_goes_on_with_the_old_one(self):
        partner = self.env["res.partner"].create(
            {"name": "Buyer", "specific_property_product_pricelist": self.trade.id}
        )
        other = partner.copy({"specific_property_product_pricelist": self.trade.id})
        self.env["shop_erp.binding.partner"].create(
            {"backend_id": self.backend.id, "external_id": "7", "odoo_id": partner.id, "state": "done"}
        )
        rows, _step = self.received(price("a", customer_id="7"), price("b", customer_id="8"))
        self.assertEqual(rows.mapped("state"), ["done", "held"], rows.mapped("reason"))
        self.assertEqual(rows[1].reason_code, "price_customer_unknown")
        own = partner.specific_property_product_pricelist
        self.assertEqual((own.name, other.specific_property_product_pricelist), ("Buyer (Lamp shop)", self.trade))
        self.assertEqual(own._get_product_price(self.lamp.product_variant_id, 1), 8.0)
        self.trade.item_ids.create(
            {"pricelist_id": self.trade.id, "applied_on": "3_global", "compute_price": "fixed", "fixed_price": 3}
        )
        stranger = self.env["product.template"].create({"name": "Other", "list_price": 5})
        self.assertEqual(own._get_product_price(stranger.product_variant_id, 1), 3.0)

    def test_whole_reading_notices_what_is_no_longer_there(self):
        both, _step = self.received(price("a", group_id="3"), price("b", group_id="3", minimum_quantity=Decimal(5)))
        items = both.item_id
        step = self.make_step("price", "fetch")
        both.read_at = datetime(2020, 1, 1)
        fetch_engine.store(step, Page(documents=[price("a", group_id="3")], cursor={}))
        fetch_engine.finish(step)
        self.assertEqual((both.mapped("state"), items.exists()), (["done", "gone"], both[0].item_id))

    def test_nonsense_and_strangers_are_held_and_the_others_pass(self):
        moment = datetime(2040, 1, 1, tzinfo=UTC)
        wrong = {
            "negative": ({"amount": Decimal(-1)}, "price_negative"),
            "discount": ({"discount_percent": Decimal(150)}, "price_discount_wrong"),
            "period": ({"starts_at": moment, "ends_at": moment}, "price_period_wrong"),
            "product": ({"product_id": "5", "variant_id": "5-0"}, "product_unknown"),
            "country": ({"country": "PT"}, "price_of_country"),
            "mixed": ({"customer_id": "1"}, "price_cases_mixed"),
            "currency": ({"currency": "ZZZ"}, "price_currency"),
        }
        documents = [price(id, group_id="3", **values) for id, (values, _code) in wrong.items()]
        rows, _step = self.received(*documents, price("good", group_id="3"))
        self.assertEqual(rows.mapped("reason_code"), [*(code for _values, code in wrong.values()), False])
        self.assertEqual(rows[-1].state, "done")
        for row in rows[:-1]:
            self.assertEqual(row.state, "held")
            self.assertTrue(row.reason.strip())

    def test_price_of_a_category_is_a_rule_of_the_category(self):
        category = self.env["product.category"].create({"name": "Lamps"})
        self.env["shop_erp.binding.category"].create(
            {"backend_id": self.backend.id, "external_id": "12", "odoo_id": category.id, "state": "done"}
        )
        fields = {"product_id": "", "variant_id": "", "group_id": "3", "discount_percent": Decimal(10)}
        rows, _step = self.received(price("a", category_id="12", **fields), price("b", **fields))
        self.assertEqual(rows.mapped("state"), ["done"] * 2, rows.mapped("reason"))
        self.assertEqual(rows.item_id.mapped("applied_on"), ["2_product_category", "3_global"])
        self.assertEqual(rows[0].item_id.categ_id, category)
        self.assertFalse(rows.odoo_id)

    def test_price_of_a_litre_says_what_is_in_a_piece(self):
        wine = make.product(
            id="300", code="WINE", category_id="", tax_ids=("t15",), variants=(Variant(id="300-0", code="WINE"),),
            price=Decimal("9.00"), unit_price=Decimal("12.00"), unit_price_unit="l",
        )  # fmt: skip
        (row,) = rows = self.receive("product", wine)
        self.apply(rows.filtered(lambda row: row.state == "pending"))
        self.assertEqual(row.state, "done", row.reason)
        template = row.odoo_id
        self.assertEqual((template.shop_erp_content, template.shop_erp_content_unit), (0.75, "l"))
        self.assertEqual(template.shop_erp_unit_price, 12.0)

    def test_prices_of_variants_add_up(self):
        colour = self.env["product.attribute"].create(
            {"name": "Shade", "value_ids": [Command.create({"name": name}) for name in ("red", "blue")]}
        )
        line = {"attribute_id": colour.id, "value_ids": [Command.set(colour.value_ids.ids)]}
        shirt = self.env["product.template"].create(
            {
                "name": "Shirt",
                "list_price": 10,
                "taxes_id": self.tax15.ids,
                "attribute_line_ids": [Command.create(line)],
            }
        )
        binding = self.env["shop_erp.binding.product"].create(
            {"backend_id": self.backend.id, "external_id": "200", "odoo_id": shirt.id, "state": "done"}
        )
        for number, variant in enumerate(shirt.product_variant_ids):
            self.env["shop_erp.binding.variant"].create(
                {"backend_id": self.backend.id, "external_id": f"200-{number}", "odoo_id": variant.id,
                 "product_binding_id": binding.id, "state": "done"}
            )  # fmt: skip
        red, blue = (Price(id=f"200-{n}", product_id="200", variant_id=f"200-{n}") for n in range(2))
        self.received(replace(red, amount=Decimal(10)), replace(blue, amount=Decimal("12.5")))
        self.assertEqual((shirt.list_price, shirt.product_variant_ids.mapped("lst_price")), (10.0, [10.0, 12.5]))
        self.received(replace(red, amount=Decimal(11)), replace(blue, amount=Decimal("13.5")))
        self.assertEqual((shirt.list_price, shirt.product_variant_ids.mapped("lst_price")), (11.0, [11.0, 13.5]))
        whole = Price(id="200", product_id="200", amount=Decimal(20))
        self.received(whole, replace(red, surcharge=Decimal(-1)), replace(blue, surcharge=Decimal(3)))
        self.assertEqual((shirt.list_price, shirt.product_variant_ids.mapped("lst_price")), (20.0, [19.0, 23.0]))
        rows, _step = self.received(
            replace(red, id="s1", group_id="3", amount=Decimal(9)),
            Price(id="s2", product_id="200", group_id="3", discount_percent=Decimal(5), minimum_quantity=Decimal(3)),
        )
        self.assertEqual(rows.mapped("state"), ["done"] * 2, rows.mapped("reason"))
        self.assertEqual(rows[0].item_id.product_id, shirt.product_variant_ids[0])
        self.assertEqual((rows[1].item_id.applied_on, rows[1].variant_binding_id.id), ("1_product", False))

    def test_a_page_takes_the_same_statements_whatever_its_size(self):
        for number in range(2, 26):
            self.bind_product(str(number))

        def statements(numbers):
            documents = [
                Price(
                    id=f"g{number}", product_id=str(number), variant_id=f"{number}-0", group_id="3", amount=Decimal(4)
                )
                for number in numbers
            ]
            rows = self.receive("price", *documents)
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.apply(rows)
            self.env.flush_all()
            self.assertEqual(set(rows.mapped("state")), {"done"})
            return self.cr.sql_log_count - before

        statements([2])
        few = statements(range(3, 6))
        many = statements(range(6, 26))
        self.assertLessEqual(many, few + 3)
