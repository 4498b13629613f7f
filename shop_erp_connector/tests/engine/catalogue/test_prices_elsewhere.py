"""Prices to shops that keep less of them: offers with dates, prices by group and quantity; the rest is held."""

from datetime import datetime

from odoo.tests import tagged

from ...common import SimulatedCase
from ...simulators.magento1 import Magento1Simulator
from ...simulators.magento2 import Magento2Simulator
from ..shops.woocommerce_shop import WooCommerceShop


class PricesElsewhere(SimulatedCase):
    """``lamp`` is known to the shop at 20.00; ``everybody`` is the shop's list, ``trade`` that of one of its groups."""

    group = ""

    @classmethod
    def prepare(cls, shop, backend):
        cls.shop, cls.backend = shop, backend
        cls.there = shop.add_product("LAMP", "20.00", name="Lamp")
        cls.map_taxes(cls.backend)
        cls.backend.price_basis = "product"
        cls.lamp = cls.env["product.template"].create(
            {"name": "Lamp", "default_code": "LAMP", "list_price": 20, "taxes_id": cls.taxes[23].ids}
        )
        binding = {"backend_id": cls.backend.id, "state": "done"}
        product = cls.env["shop_erp.binding.product"].create(
            binding | {"external_id": cls.product_id(), "odoo_id": cls.lamp.id}
        )
        cls.env["shop_erp.binding.variant"].create(
            binding
            | {
                "external_id": cls.variant_id(),
                "odoo_id": cls.lamp.product_variant_id.id,
                "product_binding_id": product.id,
            }
        )
        currency = cls.company.currency_id.id
        cls.everybody, cls.trade = cls.env["product.pricelist"].create(
            [{"name": name, "currency_id": currency} for name in ("Everybody", "Trade")]
        )
        cls.backend.price_list_id = cls.everybody
        if cls.group:
            cls.mapping(cls.backend, "group", cls.group).pricelist_id = cls.trade

    @classmethod
    def product_id(cls):
        return str(cls.there["id"])

    @classmethod
    def variant_id(cls):
        return cls.product_id()

    def rule(self, pricelist, **vals):
        scope = {"pricelist_id": pricelist.id, "applied_on": "1_product", "product_tmpl_id": self.lamp.id}
        return self.env["product.pricelist.item"].create(scope | vals)

    def offer(self, percent=25):
        return self.rule(
            self.everybody,
            compute_price="percentage",
            percent_price=percent,
            date_start=datetime(2026, 1, 1),
            date_end=datetime(2040, 1, 1),
        )

    def send(self):
        run = self.sync(self.backend, "price", "out")
        self.assertEqual(run.failed, 0, run.errors)
        return run


@tagged("post_install", "-at_install")
class TestWooCommerce(WooCommerceShop, PricesElsewhere):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prepare(*cls.connect_shop())
        # as the shop keeps its prices
        cls.lamp.taxes_id = cls.taxes[23].copy({"name": "IVA incl.", "price_include_override": "tax_included"})

    @classmethod
    def variant_id(cls):
        return f"{cls.there['id']}-0"

    def row(self):
        return self.shop.row("products", self.there["id"])

    def test_offer_is_a_sale_price_that_follows_the_base_price_and_goes_again(self):
        offer = self.offer()
        self.lamp.list_price = 40
        self.send()
        self.assertEqual((self.row()["regular_price"], self.row()["sale_price"]), ("40.00", "30.00"))
        self.lamp.list_price = 60
        self.send()
        self.assertEqual((self.row()["regular_price"], self.row()["sale_price"]), ("60.00", "45.00"))
        self.shop.log.clear()
        self.send()
        self.assertEqual(len(self.shop.log), 0)
        offer.unlink()
        self.send()
        self.assertEqual((self.row()["regular_price"], self.row()["sale_price"]), ("60.00", ""))

    def take(self):
        run = self.sync(self.backend, "price", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        return run

    def test_what_was_sent_is_no_news_when_it_is_read(self):
        self.offer()
        self.lamp.list_price = 40
        self.send()
        rows = self.env["shop_erp.binding.price"].search([("backend_id", "=", self.backend.id)])
        rules = self.everybody.item_ids
        run = self.take()
        self.assertEqual((run.created, run.changed, len(rows)), (0, 0, 2))
        self.assertEqual((self.lamp.list_price, self.everybody.item_ids), (40, rules))
        self.shop.log.clear()
        self.send()
        self.assertEqual([call.kind for call in self.shop.log if call.method != "GET"], [])

    def test_prices_of_the_shops_people_come_in_and_an_ended_sale_goes(self):
        ends = "2031-12-31T23:59:59"
        self.shop.edit_product(self.there["id"], regular_price="44.00", sale_price="33.00", date_on_sale_to_gmt=ends)
        self.take()
        self.assertEqual(self.lamp.list_price, 44)
        (rule,) = self.everybody.item_ids
        self.assertEqual((rule.fixed_price, rule.date_end, rule.product_tmpl_id),
                         (33, datetime(2031, 12, 31, 23, 59, 59), self.lamp))  # fmt: skip
        self.shop.edit_product(self.there["id"], sale_price="30.00")
        self.take()
        self.assertEqual(rule.fixed_price, 30)
        self.shop.edit_product(self.there["id"], sale_price="")
        rule.shop_erp_price_ids.read_at = datetime(2026, 1, 1)  # all of this happens within a second
        self.take()
        self.assertFalse(rule.exists())

    def test_prices_by_quantity_are_held_with_the_reason(self):
        rule = self.rule(self.everybody, compute_price="fixed", fixed_price=15, min_quantity=10)
        self.send()
        row = rule.shop_erp_price_ids
        self.assertEqual((row.state, row.reason_code), ("held", "no_quantity_prices"))
        self.assertIn("Shop has no prices by quantity", row.reason)


@tagged("post_install", "-at_install")
class TestMagento2(PricesElsewhere):
    group = "2"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shop = Magento2Simulator()
        cls.prepare(shop, cls.connect(shop, "magento2", "Shop"))

    def product(self):
        return self.shop.store.rows["product"][int(self.there["id"])]

    def tiers(self):
        return sorted(
            (tier["customer_group_id"], str(tier["qty"]), str(tier["value"])) for tier in self.product()["tiers"]
        )

    def test_offers_and_tiers_come_change_and_go(self):
        offer = self.offer()
        tier = self.rule(self.trade, compute_price="fixed", fixed_price=14, min_quantity=5)
        self.rule(self.trade, compute_price="percentage", percent_price=10)
        run = self.send()
        self.assertEqual(run.held, 0, run.errors)
        rows = self.env["shop_erp.binding.price"].search([("backend_id", "=", self.backend.id)])
        id = self.product_id()
        self.assertEqual(set(rows.mapped("external_id")), {id, f"{id}/special", f"{id}/2/5", f"{id}/2/1"})
        tier.fixed_price = 13
        self.send()
        self.shop.log.clear()
        self.assertEqual(self.send().changed, 0)
        self.assertEqual(len(self.shop.log), 0)
        (offer + self.trade.item_ids).unlink()
        self.send()
        self.assertEqual(rows.exists().mapped("external_id"), [id])


@tagged("post_install", "-at_install")
class TestMagento1(PricesElsewhere):
    group = "2"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shop = Magento1Simulator()
        cls.prepare(shop, cls.connect(shop, "magento1", "Shop"))

    @classmethod
    def product_id(cls):
        return str(cls.there["id"] if isinstance(cls.there, dict) else cls.there)

    def test_discounts_become_amounts(self):
        self.rule(self.trade, compute_price="percentage", percent_price=10, min_quantity=5)
        self.offer()
        run = self.send()
        self.assertEqual(run.held, 0, run.errors)
        rows = self.env["shop_erp.binding.price"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(set(rows.mapped("state")), {"done"})
        shown = sorted(rows.mapped("shown_price"))
        self.assertEqual(shown[0], "15.00 EUR without tax, since 01/01/2026, until 01/01/2040")
        self.assertEqual(shown[1:], ["18.00 EUR without tax, from 5", "20.00 EUR without tax"])
