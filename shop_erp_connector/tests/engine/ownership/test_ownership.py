"""Who owns a field group decides what is written: on the way in, on the way out, and when both sides changed it."""

from datetime import UTC, datetime, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..shop_case import ShopOutCase


class TwoWayCase(ShopOutCase):
    """Lamps that both sides know and agree on; categories and products go in both directions."""

    count = 1

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind in ("category", "product"):
            for direction in ("in", "out"):
                cls.flow(cls.backend, kind, direction).active = True
        cls.lamps_sold = cls.make_products(cls.count)
        cls.send_catalogue()
        cls.sync(cls.backend, "category", "in")
        cls.sync(cls.backend, "product", "in")
        cls.lamp = cls.lamps_sold[0]
        cls.row = cls.lamp.shop_erp_binding_ids

    def own(self, **owners):
        """Set the owner of field groups of products."""
        for group, owner in owners.items():
            lines = self.backend.ownership_ids.filtered(lambda line: line.kind == "product")
            lines.filtered(lambda line, group=group: line.field_group == group).owner = owner

    def there(self):
        return self.shop.only("products", reference="LAMP-0")

    def change_there(self, at=None, **values):
        """Edit the lamp in the shop, an hour later or at a moment; its clock goes on from where it was."""
        self.shop.clock.advance(3600)
        now = self.shop.clock.now()
        self.shop.clock.run(at or now)
        self.shop.edit("products", self.there(), **values)
        self.shop.clock.run(max(now, at or now))

    def come_in(self):
        return self.sync(self.backend, "product", "in")

    def go_out(self):
        return self.sync(self.backend, "product", "out")

    def names(self):
        """The lamp's name in Odoo and in the shop."""
        return self.lamp.name, self.there()["name"][1]

    def prices(self):
        return self.lamp.list_price, self.there()["price"]

    def assert_calm(self):
        """Once what was sent has been read again, both flows find nothing to write on either side."""
        self.come_in()
        self.shop.log.clear()
        came, went = self.come_in(), self.go_out()
        self.assertEqual((came.created, came.changed, came.held, came.failed), (0, 0, 0, 0), came.errors)
        self.assertEqual((went.created, went.changed, went.held, went.failed), (0, 0, 0, 0), went.errors)
        self.assertEqual(self.writes(), [])


@tagged("post_install", "-at_install")
class TestOwnerOfAGroup(TwoWayCase):
    def test_a_shop_is_given_the_catalogue_and_keeps_its_customers(self):
        owners = {(line.kind, line.field_group): line.owner for line in self.backend.ownership_ids}
        self.assertEqual(owners["product", "price"], "odoo")
        self.assertEqual(owners["category", "text"], "odoo")
        self.assertNotIn(("order", "lines"), owners)

    def test_echo_of_what_was_sent_is_not_sent_again(self):
        self.assert_calm()

    def test_what_odoo_owns_is_not_taken_and_is_put_right_there(self):
        self.change_there(name={1: "Shop lamp"}, price="33.000000")
        run = self.come_in()
        self.assertEqual(run.failed + run.held, 0, run.errors)
        self.assertEqual((self.lamp.name, self.lamp.list_price), ("Lamp 0", 20.0))
        self.go_out()
        self.assertEqual((self.names(), self.prices()), (("Lamp 0", "Lamp 0"), (20.0, "20.000000")))
        self.assert_calm()

    def test_what_the_shop_owns_is_taken_and_never_overwritten(self):
        self.own(text="remote")
        self.change_there(name={1: "Shop lamp"})
        self.lamp.write({"name": "Odoo lamp", "list_price": 25.0})
        self.shop.log.clear()
        self.go_out()
        self.assertEqual(self.names(), ("Shop lamp", "Shop lamp"))
        self.assertEqual(self.prices(), (25.0, "25.000000"))
        self.come_in()
        self.assertEqual(self.names(), ("Shop lamp", "Shop lamp"))
        self.assert_calm()

    def test_a_change_of_what_the_shop_owns_costs_no_call(self):
        self.own(text="remote")
        self.lamp.name = "Odoo lamp"
        self.shop.log.clear()
        run = self.go_out()
        asked = [call.kind for call in self.shop.log if call.kind == "products"]
        self.assertEqual((asked, run.skipped, self.row.state), ([], 1, "done"))

    def test_newest_the_shop_was_later(self):
        self.own(text="newest")
        self.lamp.name = "Odoo lamp"
        self.change_there(name={1: "Shop lamp"}, at=datetime.now(UTC) + timedelta(days=1))
        self.come_in()
        self.assertEqual(self.lamp.name, "Shop lamp")
        self.go_out()
        self.assertEqual(self.names(), ("Shop lamp", "Shop lamp"))

    def test_newest_odoo_was_later(self):
        self.own(text="newest")
        self.change_there(name={1: "Shop lamp"}, at=datetime.now(UTC) - timedelta(days=1))
        self.lamp.name = "Odoo lamp"
        self.go_out()
        self.assertEqual(self.names(), ("Odoo lamp", "Odoo lamp"))
        self.assert_calm()

    def test_newest_takes_what_only_the_shop_changed(self):
        self.own(text="newest")
        self.change_there(name={1: "Shop lamp"})
        self.come_in()
        self.assertEqual(self.lamp.name, "Shop lamp")

    def test_with_one_direction_that_one_wins(self):
        self.flow(self.backend, "product", "out").active = False
        self.change_there(name={1: "Shop lamp"})
        self.come_in()
        self.assertEqual(self.lamp.name, "Shop lamp")

    def test_price_here_and_text_there_meet(self):
        self.own(text="ask", price="ask")
        self.lamp.list_price = 25.0
        self.change_there(name={1: "Shop lamp"})
        self.shop.log.clear()
        self.go_out()
        self.assertEqual((self.names(), self.prices()), (("Shop lamp", "Shop lamp"), (25.0, "25.000000")))
        self.assertEqual(self.writes(), ["products"])
        self.assert_calm()

    def test_price_here_and_text_there_meet_the_other_way_round(self):
        self.own(text="ask", price="ask")
        self.lamp.list_price = 25.0
        self.change_there(name={1: "Shop lamp"})
        self.come_in()
        self.assertEqual((self.lamp.name, self.lamp.list_price), ("Shop lamp", 25.0))
        self.go_out()
        self.assertEqual((self.names(), self.prices()), (("Shop lamp", "Shop lamp"), (25.0, "25.000000")))
        self.assert_calm()

    def test_two_texts_of_one_group_meet(self):
        self.own(text="ask")
        self.lamp.description_sale = "Made of steel"
        self.change_there(name={1: "Shop lamp"})
        self.go_out()
        self.assertEqual(self.names(), ("Shop lamp", "Shop lamp"))
        self.assertEqual(self.there()["description_short"][1], "Made of steel")

    def test_texts_of_the_listing_meet_field_by_field(self):
        self.own(text="ask")
        self.row.meta_title = "Odoo title"
        self.change_there(name={1: "Shop lamp"}, meta_description={1: "Shop says"})
        self.go_out()
        self.assertEqual(self.names(), ("Shop lamp", "Shop lamp"))
        self.assertEqual((self.row.meta_title, self.row.meta_description), ("Odoo title", "Shop says"))
        there = self.there()
        self.assertEqual((there["meta_title"][1], there["meta_description"][1]), ("Odoo title", "Shop says"))
        self.assert_calm()

    def test_a_text_of_the_listing_that_both_changed_is_a_question(self):
        self.own(text="ask")
        self.row.meta_title = "Odoo title"
        self.change_there(meta_title={1: "Shop title"})
        self.come_in()
        line = self.row.conflict_ids
        self.assertEqual(
            (line.label, line.odoo_text, line.there_text), ("Title for search engines", "Odoo title", "Shop title")
        )
        self.row.action_keep_odoo()
        self.work()
        self.assertEqual((self.row.meta_title, self.there()["meta_title"][1]), ("Odoo title", "Odoo title"))
        self.assertEqual(self.row.state, "done")

    def test_a_text_of_the_listing_that_odoo_owns_is_put_right_there(self):
        self.row.meta_title = "Odoo title"
        self.go_out()
        self.assert_calm()
        self.change_there(meta_title={1: "Shop title"})
        self.come_in()
        self.go_out()
        self.assertEqual((self.row.meta_title, self.there()["meta_title"][1]), ("Odoo title", "Odoo title"))

    def test_what_a_system_cannot_respect_is_refused(self):
        line = self.backend.ownership_ids.filtered(lambda line: line.kind == "product")[0]
        self.backend.system = "cplus"
        self.assertFalse(line.exists())
        self.backend.system = "keyinvoice"
        customer = self.backend.ownership_ids.filtered(lambda line: line.kind == "customer")[:1]
        with self.assertRaisesRegex(ValidationError, "does not say when a record was changed"):
            customer.owner = "newest"


@tagged("post_install", "-at_install")
class TestConflict(TwoWayCase):
    def setUp(self):
        super().setUp()
        self.own(text="ask", price="ask")
        self.lamp.write({"name": "Odoo lamp", "list_price": 25.0})
        self.change_there(name={1: "Shop lamp"}, price="33.000000")

    def lines(self):
        return {line.field_name: (line.base_text, line.odoo_text, line.there_text) for line in self.row.conflict_ids}

    def assert_asked(self):
        self.assertEqual((self.row.state, self.row.reason_code), ("held", "conflict"), self.row.reason)
        self.assertEqual(
            self.lines(),
            {"name": ("Lamp 0", "Odoo lamp", "Shop lamp"), "list_price": ("20.00", "25.00", "33.00")},
        )
        self.assertEqual((self.names(), self.prices()), (("Odoo lamp", "Shop lamp"), (25.0, "33.000000")))

    def choose(self, **choices):
        for line in self.row.conflict_ids:
            line.choice = choices[line.field_name]

    def test_both_changed_is_a_question_on_the_way_in(self):
        run = self.come_in()
        self.assertEqual(run.held, 1)
        self.assert_asked()
        self.assertIn("Name", self.row.reason)

    def test_both_changed_is_a_question_on_the_way_out(self):
        self.shop.log.clear()
        run = self.go_out()
        self.assertEqual((run.held, self.writes()), (1, []))
        self.assert_asked()
        self.assertTrue(self.row.pending_document)

    def test_the_question_stands_and_is_asked_once(self):
        self.come_in()
        first = self.row.conflict_ids
        self.go_out()
        self.come_in()
        self.assertEqual(self.row.conflict_ids, first)
        self.assert_asked()

    def test_one_of_each_is_applied_and_sent_once(self):
        self.come_in()
        self.choose(name="remote", list_price="odoo")
        self.shop.log.clear()
        self.row.action_resolve()
        self.work()
        self.assertEqual((self.names(), self.prices()), (("Shop lamp", "Shop lamp"), (25.0, "25.000000")))
        self.assertEqual((self.writes(), self.row.state, len(self.row.conflict_ids)), (["products"], "done", 0))
        self.assert_calm()
        self.assertEqual((self.names(), self.prices()), (("Shop lamp", "Shop lamp"), (25.0, "25.000000")))

    def test_all_of_theirs(self):
        self.come_in()
        self.shop.log.clear()
        self.row.action_take_theirs()
        self.work()
        self.assertEqual((self.names(), self.prices()), (("Shop lamp", "Shop lamp"), (33.0, "33.000000")))
        self.assertEqual((self.writes(), self.row.state), ([], "done"))
        self.assert_calm()

    def test_all_of_odoos(self):
        self.go_out()
        self.shop.log.clear()
        self.row.action_keep_odoo()
        self.work()
        self.assertEqual((self.names(), self.prices()), (("Odoo lamp", "Odoo lamp"), (25.0, "25.000000")))
        self.assertEqual((self.writes(), self.row.state), (["products"], "done"))
        self.assert_calm()

    def test_without_a_choice_nothing_is_resolved(self):
        self.come_in()
        self.row.conflict_ids.filtered(lambda line: line.field_name == "name").choice = "odoo"
        with self.assertRaisesRegex(UserError, "Sales Price"):
            self.row.action_resolve()
        self.assert_asked()

    def test_a_choice_counts_for_the_values_it_was_made_about(self):
        self.come_in()
        self.choose(name="remote", list_price="remote")
        self.change_there(name={1: "Newer lamp"})
        self.come_in()
        self.assertEqual(self.lines()["name"], ("Lamp 0", "Odoo lamp", "Newer lamp"))
        self.assertEqual((self.row.state, self.lamp.name), ("held", "Odoo lamp"))

    def test_both_changed_to_the_same_is_agreed(self):
        self.change_there(name={1: "Odoo lamp"}, price="25.000000")
        self.shop.log.clear()
        run = self.come_in()
        self.assertEqual((run.held, self.row.state), (0, "done"), self.row.reason)
        self.go_out()
        self.assert_calm()

    def test_a_user_answers_the_question(self):
        self.come_in()
        user = new_test_user(self.env, login="clerk", groups="shop_erp_connector.group_user")
        row = self.row.with_user(user)
        for line in row.conflict_ids:
            line.choice = "remote"
        row.action_resolve()
        self.work()
        self.assertEqual((self.row.state, self.names()), ("done", ("Shop lamp", "Shop lamp")))


@tagged("post_install", "-at_install")
class TestTwoWayBudgets(TwoWayCase):
    count = 20

    def test_a_batch_is_read_once_before_it_is_sent(self):
        self.own(text="remote")
        for number, lamp in enumerate(self.lamps_sold):
            lamp.list_price = 100.0 + number
        self.shop.log.clear()
        run = self.go_out()
        self.assertEqual((run.changed, run.failed), (20, 0), run.errors)
        reads = [call for call in self.shop.log if call.method == "GET" and "display=full" in call.query]
        self.assertLessEqual(len(reads), 2, "once before sending, once by the remote itself")
        self.assertEqual(self.writes(), ["products"])
