"""A catalogue that an ERP has already: taken over, and afterwards decided about by one side while both change it."""

from odoo.tests import tagged

from ...common import SimulatedCase


@tagged("post_install", "-at_install")
class TestErpTakeover(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account, cls.backend = cls.connect_erp()
        top = cls.account.add_family("Louça")
        family = cls.account.add_family("Taças", parent=top)
        cls.account.add_product("T-1", "Taça azul", price="12.30", family=family)
        cls.account.add_product("T-2", "Taça rosa", price="24.60", family=family)
        cls.known = cls.env["product.template"].create({"name": "Cup", "default_code": "T-1", "list_price": 7.0})

    def take_over(self, kind):
        takeover = self.env["shop_erp.takeover"].create({"backend_id": self.backend.id, "kind": kind})
        takeover.action_read()
        self.work()
        return takeover

    def test_families_then_products_are_shown_tried_and_imported(self):
        families = self.take_over("category")
        self.assertEqual((families.new_count, families.state), (2, "ready"))
        families.action_import()
        self.work()
        products = self.take_over("product")
        self.assertEqual((products.matched_count, products.new_count), (1, 1))
        calls = len(self.account.log)
        products.action_try()
        self.work()
        self.assertEqual(len(self.account.log), calls)
        line = products.line_ids.filtered(lambda one: one.code == "T-1")
        shown = {change.field_name: (change.old_text, change.new_text) for change in line.change_ids}
        self.assertEqual((shown["name"], shown["list_price"]), (("Cup", "Taça azul"), ("7.00", "10.00")))
        self.assertEqual(self.known.name, "Cup")
        products.action_import()
        self.work()
        self.assertEqual((products.state, self.known.name, self.known.list_price), ("done", "Taça azul", 10.0))
        self.assertEqual(self.known.categ_id.complete_name.split(" / ")[-2:], ["Louça", "Taças"])
        new = self.env["product.template"].search([("default_code", "=", "T-2")])
        self.assertEqual((new.name, new.list_price), ("Taça rosa", 20.0))


@tagged("post_install", "-at_install")
class TestErpAndOdooChange(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["product.template"].search([]).sale_ok = False
        cls.account, cls.backend = cls.connect_erp()
        cls.account.add_product("T-1", "Taça", price="12.30")
        for direction in ("in", "out"):
            cls.flow(cls.backend, "product", direction).active = True
        cls.sync(cls.backend, "product", "in")
        cls.cup = cls.env["shop_erp.binding.product"].search([("backend_id", "=", cls.backend.id)]).odoo_id

    def own(self, owner):
        self.backend.ownership_ids.filtered(lambda line: line.kind == "product").owner = owner

    def there(self):
        return self.account.account.products["T-1"]

    def both_change(self):
        self.cup.write({"name": "Odoo's", "weight": 2.0})
        self.there()["name"] = "Theirs"
        self.sync(self.backend, "product", "out")
        self.sync(self.backend, "product", "in")
        self.sync(self.backend, "product", "out")

    def test_an_erp_owns_its_products_unless_somebody_says_otherwise(self):
        self.both_change()
        self.assertEqual((self.cup.name, self.there()["name"]), ("Theirs", "Theirs"))

    def test_what_odoo_owns_is_sent_again(self):
        self.own("odoo")
        self.both_change()
        self.assertEqual((self.cup.name, self.there()["name"], self.there()["weight"]), ("Odoo's", "Odoo's", 2))

    def test_a_person_is_asked_with_three_values(self):
        self.own("ask")
        self.both_change()
        row = self.cup.shop_erp_binding_ids
        self.assertEqual((row.state, row.reason_code), ("held", "conflict"), row.reason)
        texts = {line.field_name: (line.base_text, line.odoo_text, line.there_text) for line in row.conflict_ids}
        self.assertEqual(texts["name"], ("Taça", "Odoo's", "Theirs"))

    def test_a_round_without_changes_sends_nothing(self):
        self.own("odoo")
        self.sync(self.backend, "product", "out")
        self.account.log.clear()
        for _round in range(2):
            self.sync(self.backend, "product", "in")
            run = self.sync(self.backend, "product", "out")
            self.assertEqual((run.created, run.changed, run.failed, run.held), (0, 0, 0, 0), run.errors)
        self.assertEqual(self.account.log.count(kind="updateProduct"), 0)

    def test_what_was_switched_off_here_is_not_listed_there_and_still_not_gone(self):
        self.own("odoo")
        self.account.add_product("T-2", "Taça rosa")
        self.sync(self.backend, "product", "in")
        row = self.cup.shop_erp_binding_ids
        self.cup.active = False
        self.sync(self.backend, "product", "out")
        self.assertFalse(self.there()["active"])
        for _reading in range(3):
            self.sync(self.backend, "product", "in")
        self.assertEqual(row.state, "done", row.reason)
        self.cup.active = True
        self.sync(self.backend, "product", "out")
        self.assertEqual((self.there()["active"], row.state), (True, "done"), row.reason)
