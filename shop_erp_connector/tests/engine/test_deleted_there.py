"""What a whole reading does not name any more: failed once, gone the second time, and back when it is named again."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .erp_case import ErpOutCase
from .shop_case import ShopOutCase


@tagged("post_install", "-at_install")
class TestErpProducts(ErpOutCase):
    def read(self):
        return self.sync(self.backend, "product", "in")

    def row(self):
        return self.tile.product_tmpl_id.shop_erp_binding_ids

    def test_product_that_is_missing_twice_is_gone_and_may_come_back(self):
        row, tile = self.row(), self.tile.product_tmpl_id
        deleted = self.account.account.products.pop("AZ-1")
        self.read()
        self.assertEqual((row.state, row.reason), ("failed", "AZ-1 is not in the list there any more."))
        self.read()
        self.assertEqual((row.state, row.odoo_id, tile.active), ("gone", tile, True))
        self.read()
        self.assertEqual(row.state, "gone")
        self.account.account.products["AZ-1"] = deleted
        self.read()
        self.assertEqual((row.state, row.odoo_id), ("done", tile))

    def test_product_that_is_missing_once_is_in_step_again(self):
        hidden = self.account.account.products.pop("AZ-1")
        self.read()
        self.account.account.products["AZ-1"] = hidden
        self.read()
        self.assertEqual(self.row().state, "done")
        self.account.account.products.pop("AZ-1")
        self.read()
        self.assertEqual(self.row().state, "failed", "the first miss again")

    def test_list_that_lacks_most_is_doubted(self):
        self.account.seed_catalogue(products=30, families=3)
        self.sync(self.backend, "category", "in")
        self.read()
        self.account.account.products.clear()
        run = self.read()
        self.assertIn("incomplete", run.errors)
        self.assertEqual(self.row().state, "done")


@tagged("post_install", "-at_install")
class TestShopCategories(ShopOutCase):
    def test_category_that_a_whole_reading_does_not_name_is_gone(self):
        there = self.shop.add_category("Lamps")
        self.sync(self.backend, "category", "in")
        row = self.env["shop_erp.binding.category"].search([("external_id", "=", str(there["id"]))])
        self.shop.remove("categories", there)
        self.sync(self.backend, "category", "in")
        self.assertEqual(row.state, "done", "only changes were read")
        for _time in range(2):
            self.flow(self.backend, "category", "in").action_read_again()
            self.work()
        self.assertEqual((row.state, bool(row.odoo_id)), ("gone", True), row.reason)

    def test_product_that_was_deleted_there_is_gone_once_it_is_sent_twice(self):
        product = self.make_products(1)
        self.send_catalogue()
        row = product.shop_erp_binding_ids
        self.shop.remove("products", self.shop.only("products", reference="LAMP-0"))
        states = []
        for price in (30, 40):
            product.list_price = price
            self.sync(self.backend, "product", "out")
            states.append(row.state)
        self.assertEqual(states, ["failed", "gone"], row.reason)


@tagged("post_install", "-at_install")
class TestCreatedAgain(ShopOutCase):
    def setUp(self):
        super().setUp()
        self.lamp = self.make_lamp()
        self.flow(self.backend, "product", "out").active = True
        self.send_all()
        self.row = self.lamp.shop_erp_binding_ids

    def there(self, code):
        """Return the shop's product with a code."""
        return self.shop.only("products", reference=code)

    def delete(self, row):
        """Let the shop's people delete a product for good."""
        self.shop.remove("products", row)

    def variant_of(self, row):
        """Return the remote id of the only form of a product of the shop."""
        return f"{row['id']}-0"

    def make_lamp(self):
        return self.env["product.template"].create(
            {"name": "Lamp", "default_code": "LAMP-1", "is_storable": True, "list_price": 20, "taxes_id": False}
        )

    def send_all(self):
        for kind in ("category", "product", "stock"):
            self.sync(self.backend, kind, "out")

    def test_product_that_was_deleted_there_is_created_anew_when_a_person_says_so(self):
        first = self.there("LAMP-1")
        self.delete(first)
        for price in (21, 22):
            self.lamp.list_price = price
            self.sync(self.backend, "product", "out")
            self.row._retry()
            self.work()
        self.assertEqual((self.row.state, self.row.may_create_again), ("gone", True), self.row.reason)
        self.row.action_create_again()
        self.work()
        second = self.there("LAMP-1")
        self.assertNotEqual(first["id"], second["id"])
        self.assertEqual((self.row.state, self.row.external_id), ("done", str(second["id"])), self.row.reason)
        self.assertEqual(self.row.variant_ids.mapped("external_id"), [self.variant_of(second)])
        self.assertFalse(self.row.may_create_again)
        self.sync(self.backend, "stock", "out")
        self.assertEqual(self.lamp.product_variant_ids.shop_erp_stock_ids.mapped("state"), ["done"])

    def test_what_is_there_or_nobody_sends_is_not_created_again(self):
        with self.assertRaises(UserError):
            self.row.action_create_again()
        self.row.state = "gone"
        self.flow(self.backend, "product", "out").active = False
        self.assertFalse(self.row.may_create_again)

    def test_a_clerk_does_not(self):
        self.row.state = "gone"
        clerk = new_test_user(self.env, login="clerk", groups="shop_erp_connector.group_user")
        with self.assertRaises(AccessError):
            self.row.with_user(clerk).action_create_again()
