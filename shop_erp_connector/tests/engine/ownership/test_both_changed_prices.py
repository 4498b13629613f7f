"""Both sides changed a price for some cases, or a variant's own: asked with three values, kept one by one."""

from datetime import datetime, timedelta

from odoo.tests import tagged

from .both_changed_case import BothChangedCase


@tagged("post_install", "-at_install")
class TestPrices(BothChangedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.special = cls.shop.add_special_price(cls.there["id"], percent=15, id_group=3, from_quantity=10)
        cls.trade = cls.env["product.pricelist"].create({"name": "Trade", "currency_id": cls.company.currency_id.id})
        group = cls.mapping(cls.backend, "group", "3")
        group.pricelist_id = cls.trade
        cls.group_name = group.lookup_id.name
        for direction in ("in", "out"):
            cls.flow(cls.backend, "price", direction).active = True
        run = cls.sync(cls.backend, "price", "in")
        if run.failed or run.held:
            raise AssertionError(run.errors)
        cls.backend.ownership_ids.owner = cls.owner
        cls.rule = cls.trade.item_ids
        cls.rule_row = cls.rule.shop_erp_price_ids

    def there_now(self):
        row = self.read_there("specific_prices", self.special)
        return row["reduction"], row["from_quantity"], row["to"]

    def test_a_discount_that_both_changed_is_a_question(self):
        self.rule.percent_price = 20
        self.change_there("specific_prices", self.special, reduction="0.300000")
        self.come_in("price")
        label = f"Price for {self.group_name} from 10 pieces"
        self.assertEqual(self.asked(self.rule_row), {label: ("−15 %", "−20 %", "−30 %")})
        self.choose(self.rule_row, amount="odoo")
        self.assertEqual((self.rule.percent_price, self.there_now()[0]), (20.0, "0.200000"))
        self.assert_calm("price")

    def test_the_shops_discount_is_taken_when_it_is_chosen(self):
        self.rule.percent_price = 20
        self.change_there("specific_prices", self.special, reduction="0.300000")
        self.go_out("price")
        self.choose(self.rule_row, amount="remote")
        self.assertEqual((self.rule.percent_price, self.there_now()[0]), (30.0, "0.300000"))
        self.assert_calm("price")

    def test_a_discount_here_and_its_quantity_there_meet(self):
        self.rule.percent_price = 20
        self.change_there("specific_prices", self.special, from_quantity="12")
        self.go_out("price")
        self.assertEqual((self.rule.percent_price, self.rule.min_quantity), (20.0, 12.0))
        self.assertEqual(self.there_now()[:2], ("0.200000", "12"))
        self.assert_calm("price")

    def test_an_end_here_and_a_discount_there_meet(self):
        self.rule.date_end = datetime(2040, 1, 1)
        self.change_there("specific_prices", self.special, reduction="0.300000")
        self.come_in("price")
        self.assertEqual((self.rule.percent_price, self.rule.date_end), (30.0, datetime(2040, 1, 1)))
        self.go_out("price")
        self.assertEqual((self.there_now()[0], self.there_now()[2][:4]), ("0.300000", "2040"))
        self.assert_calm("price")

    def test_a_formula_stays_a_formula_when_its_price_is_kept(self):
        self.rule.write({"compute_price": "formula", "percent_price": 0, "price_discount": 10, "price_surcharge": 1})
        self.change_there("specific_prices", self.special, reduction="0.300000", from_quantity="12")
        self.come_in("price")
        (line,) = self.rule_row.conflict_ids
        self.assertEqual((line.odoo_text, line.there_text), ("19.00 EUR without tax", "−30 %"))
        self.choose(self.rule_row, amount="odoo")
        self.assertEqual(
            (self.rule.compute_price, self.rule.price_discount, self.rule.min_quantity), ("formula", 10, 12)
        )
        self.assertEqual(self.read_there("specific_prices", self.special)["price"], "19.000000")

    def test_a_price_that_was_taken_away_there_and_changed_here_is_a_question(self):
        self.rule.percent_price = 20
        self.take_away_there()
        self.assertEqual(list(self.asked(self.rule_row).values()), [("−15 %", "−20 %", "taken away")])
        self.rule_row.action_take_theirs()
        self.work()
        self.assertFalse(self.rule.exists())

    def test_a_price_that_was_taken_away_there_is_made_again_when_odoos_is_kept(self):
        self.rule.percent_price = 20
        self.take_away_there()
        self.choose(self.rule_row, amount="odoo")
        (made,) = self.shop.rows("specific_prices")
        self.assertEqual((made["reduction"], self.rule_row.external_id), ("0.200000", f"specific-{made['id']}"))
        self.assert_calm("price")

    def take_away_there(self):
        self.shop.remove("specific_prices", self.special["id"])
        self.rule_row.write({"direction": "in", "read_at": datetime.now() - timedelta(hours=1)})
        self.come_in("price")

    def test_a_variants_surcharge_that_both_changed_is_a_question(self):
        medium = self.form("SHIRT-M")
        medium.shop_erp_price_extra += 1
        self.change_there("combinations", self.medium, self.shirt_there, price="2.50")
        self.come_in("price")
        rows = self.env["shop_erp.binding.price"].search([("product_id", "=", medium.id)])
        ((label, values),) = self.asked(rows).items()
        self.assertIn("SHIRT-M", label)
        self.assertEqual(values, ("+2.00 EUR without tax", "+3.00 EUR without tax", "+2.50 EUR without tax"))
        self.choose(rows, amount="odoo")
        self.assertEqual(medium.price_extra, 3.0)
        self.assertEqual(self.read_there("combinations", self.medium)["price"], "3.000000")
