"""The first take-over: read without importing, matched, decided in bulk, tried without a trace, imported."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...common import SimulatedCase


@tagged("post_install", "-at_install")
class TestTakeover(SimulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.known = cls.make("Brass lamp", "LAMP-1", list_price=11.0)
        cls.similar = cls.make("Garden lantern copper", "OTHER-2")
        cls.make("Twin", "TWIN", barcode="5601234000017")
        cls.make("Twin", "TWIN")
        cls.shop.add_product("LAMP-1", "20.00", name="Lamp of brass")
        cls.shop.add_product("X-2", "30.00", name="Garden lantern coper")
        cls.shop.add_product("TWIN", "40.00", name="Twin there")
        cls.shop.add_product("NEW-4", "50.00", name="Quite another thing")
        cls.shop.add_product("TORN", "60.00", name="Torn", ean13="5601234000017")
        cls.make("Torn", "TORN")

    @classmethod
    def make(cls, name, code, **vals):
        return cls.env["product.template"].create({"name": name, "default_code": code, **vals})

    def begin(self, kind="product"):
        takeover = self.env["shop_erp.takeover"].create({"backend_id": self.backend.id, "kind": kind})
        takeover.action_read()
        self.work()
        return takeover

    def take_categories(self):
        takeover = self.begin("category")
        takeover.line_ids.filtered(lambda line: not line.decision).action_create_new()
        takeover.action_import()
        self.work()
        return takeover

    def line(self, takeover, code):
        return takeover.line_ids.filtered(lambda line: line.code == code)

    def findings(self, takeover):
        return {line.code: (line.finding, line.rule, line.decision) for line in takeover.line_ids}

    def test_all_is_read_and_matched_and_nothing_imported(self):
        before = self.env["product.template"].with_context(active_test=False).search_count([])
        takeover = self.begin()
        self.assertEqual(
            self.findings(takeover),
            {
                "LAMP-1": ("matched", "code", "link"),
                "X-2": ("ambiguous", "name", False),
                "TWIN": ("ambiguous", False, False),
                "NEW-4": ("new", False, "create"),
                "TORN": ("conflicting", False, False),
            },
        )
        self.assertEqual(self.line(takeover, "LAMP-1").product_id, self.known)
        self.assertEqual(self.line(takeover, "X-2").product_id, self.similar)
        self.assertFalse(self.line(takeover, "TWIN").product_id)
        self.assertIn("Garden lantern copper", self.line(takeover, "X-2").candidate_text)
        self.assertEqual(
            (takeover.state, takeover.new_count, takeover.matched_count, takeover.undecided_count), ("ready", 1, 1, 3)
        )
        self.assertEqual((takeover.ambiguous_count, takeover.conflicting_count), (2, 1))
        self.assertEqual(self.env["product.template"].with_context(active_test=False).search_count([]), before)

    def test_new_products_that_share_a_code_are_a_question_until_one_of_them_is_left_out(self):
        for name in ("First", "Second"):
            self.shop.add_product("DUP", "9.00", name=name)
        self.take_categories()
        takeover = self.begin()
        lines = self.line(takeover, "DUP")
        self.assertEqual(lines.mapped("finding"), ["conflicting", "conflicting"])
        self.assertEqual(set(lines.mapped("decision")), {False})
        self.assertIn("Several products there have the code DUP", lines[0].outcome_reason)
        lines[1].action_leave_out()
        lines[0].action_create_new()
        takeover.action_import()
        self.work()
        products = self.env["product.template"].search([("default_code", "=", "DUP")])
        self.assertEqual((products.mapped("name"), lines[0].outcome), (["First"], "created"))

    def test_a_new_product_with_the_code_of_one_that_was_taken_over_is_a_question(self):
        self.sync(self.backend, "category", "in")
        self.sync(self.backend, "product", "in")
        self.shop.add_product("NEW-4", "9.00", name="Another with that code")
        line = self.begin().line_ids.filtered(lambda one: one.name == "Another with that code")
        self.assertEqual((line.finding, line.decision), ("conflicting", False))

    def test_the_list_shows_records_with_and_without_a_proposal(self):
        takeover = self.begin()
        shown = takeover.line_ids.web_read(
            {"code": {}, "candidate_text": {}, "product_id": {"fields": {"display_name": {}}}, "category_id": {}}
        )
        by_code = {line["code"]: line for line in shown}
        self.assertEqual(by_code["LAMP-1"]["product_id"]["display_name"], "[LAMP-1] Brass lamp")
        self.assertEqual((by_code["NEW-4"]["product_id"], by_code["NEW-4"]["category_id"]), (False, False))
        self.assertEqual(by_code["TWIN"]["candidate_text"], "[TWIN] Twin (Code); [TWIN] Twin (Code)")

    def test_the_flows_own_runs_leave_it_alone(self):
        takeover = self.begin()
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.created, run.changed, run.held), (0, 0, 0), run.errors)
        self.assertEqual(set(takeover.line_ids.mapped("is_imported")), {False})

    def test_dry_run_shows_each_field_and_writes_nothing(self):
        self.take_categories()
        takeover = self.begin()
        products = self.env["product.template"].with_context(active_test=False)
        before, codes = products.search_count([]), products.search([]).mapped("default_code")
        calls = len(self.shop.log)
        takeover.action_try()
        self.work()
        self.assertEqual(len(self.shop.log), calls)
        known, new = self.line(takeover, "LAMP-1"), self.line(takeover, "NEW-4")
        self.assertEqual((known.outcome, new.outcome), ("changed", "created"), new.outcome_reason)
        changes = {change.field_name: (change.old_text, change.new_text) for change in known.change_ids}
        self.assertEqual(changes["name"], ("Brass lamp", "Lamp of brass"))
        self.assertEqual(changes["list_price"], ("11.00", "20.00"))
        self.assertIn(("name", "", "Quite another thing"), self.changes_of(new))
        self.assertEqual((self.known.name, self.known.list_price), ("Brass lamp", 11.0))
        self.assertEqual((products.search_count([]), products.search([]).mapped("default_code")), (before, codes))
        rows = self.env["shop_erp.binding.product"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual((rows.odoo_id, set(rows.mapped("takeover"))), (products.browse(), {"aside"}))

    def test_dry_run_of_a_product_that_has_a_history_shows_its_fields_only(self):
        products = self.env(context={})["product.template"]  # with the messages that Odoo writes for everybody
        told = products.create({"name": "Told lamp", "default_code": "TOLD"})
        self.assertTrue(told.message_ids)
        self.shop.add_product("TOLD", "12.00", name="Told there")
        self.take_categories()
        takeover = self.begin()
        takeover.action_try()
        self.work()
        line = self.line(takeover, "TOLD")
        self.assertEqual(line.outcome, "changed", takeover.last_run_id.errors)
        self.assertIn(("name", "Told lamp", "Told there"), self.changes_of(line))
        self.assertFalse({name for name in line.change_ids.mapped("field_name") if name.startswith("message_")})

    def test_dry_run_says_how_many_pictures_would_be_fetched_and_from_where(self):
        self.take_categories()
        new = self.shop.only("products", reference="NEW-4")
        for place in (1, 2):
            values = {"id_product": str(new["id"]), "position": place, "cover": place == 1, "content": b"never read"}
            self.shop.store.insert("images", values)
        takeover = self.begin()
        calls = len(self.shop.log)
        takeover.action_try()
        self.work()
        self.assertEqual(len(self.shop.log), calls)
        found = {name: new for name, _old, new in self.changes_of(self.line(takeover, "NEW-4"))}
        count, *addresses = found["shop_erp_picture_ids"].split("\n")
        images = [f"{self.shop.url}/api/images/products/{new['id']}/{one['id']}" for one in self.shop.rows("images")]
        self.assertEqual((count, addresses), ("2 would be fetched:", images))
        self.assertNotIn("shop_erp_picture_ids", dict(self.texts_of(takeover, "LAMP-1")))
        rows = self.env["shop_erp.binding.product"].search([("backend_id", "=", self.backend.id)])
        self.assertFalse(any(rows.mapped("awaits_files")))

    def texts_of(self, takeover, code):
        return [(change.field_name, change.new_text) for change in self.line(takeover, code).change_ids]

    def changes_of(self, line):
        return [(change.field_name, change.old_text, change.new_text) for change in line.change_ids]

    def test_the_import_does_what_the_dry_run_showed(self):
        self.take_categories()
        takeover = self.begin()
        self.line(takeover, "X-2").action_accept()
        self.line(takeover, "TWIN").action_leave_out()
        self.line(takeover, "TORN").action_create_new()
        takeover.action_try()
        self.work()
        shown = {line.code: line.outcome for line in takeover.line_ids}
        self.assertEqual(
            shown, {"LAMP-1": "changed", "X-2": "changed", "TWIN": False, "NEW-4": "created", "TORN": "failed"}
        )
        takeover.action_import()
        self.work()
        self.assertEqual(self.known.name, "Lamp of brass")
        self.assertEqual((self.similar.name, self.similar.default_code), ("Garden lantern coper", "X-2"))
        new = self.env["product.template"].search([("default_code", "=", "NEW-4")])
        self.assertEqual((new.name, new.list_price), ("Quite another thing", 50.0))
        self.assertEqual(
            {line.code: line.is_imported for line in takeover.line_ids},
            {"LAMP-1": True, "X-2": True, "TWIN": True, "NEW-4": True, "TORN": False},
        )
        self.assertIn("5601234000017", self.line(takeover, "TORN").outcome_reason)

    def test_what_is_left_out_stays_out_until_it_is_taken_in(self):
        self.take_categories()
        takeover = self.begin()
        takeover.line_ids.action_leave_out()
        takeover.action_import()
        self.assertEqual(takeover.state, "done")
        lamp = self.shop.only("products", reference="NEW-4")
        self.shop.edit("products", lamp, name={1: "Renamed"})
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.created, run.changed, run.held), (0, 0, 0), run.errors)
        row = self.rows("product", str(lamp["id"]), backend=self.backend)
        self.assertEqual((row.takeover, row.state), ("left_out", "done"))
        row.action_take_in()
        self.work()
        self.assertEqual((row.state, row.odoo_id.default_code), ("done", "NEW-4"), row.reason)

    def test_another_record_is_chosen(self):
        self.take_categories()
        takeover = self.begin()
        line = self.line(takeover, "NEW-4")
        other = self.make("Somewhere else", "ELSE")
        line.product_id = other
        self.assertEqual((line.decision, line.rule), ("link", "person"))
        takeover.action_import()
        self.work()
        self.assertEqual((other.name, other.default_code), ("Quite another thing", "NEW-4"))

    def test_two_that_would_become_one_are_a_question(self):
        self.shop.add_product("LAMP-1", "70.00", name="Second of that code")
        takeover = self.begin()
        both = self.line(takeover, "LAMP-1")
        self.assertEqual(both.mapped("finding"), ["conflicting", "conflicting"])
        self.assertEqual(both.mapped("decision"), [False, False])
        takeover.line_ids.action_accept()
        self.assertEqual(self.findings(takeover)["X-2"][2], "link")
        self.assertEqual(both.mapped("decision"), [False, False])
        both.decision = "link"
        takeover.action_try()
        self.assertEqual(both.mapped("decision"), [False, False])
        with self.assertRaises(UserError):
            takeover.line_ids.filtered(lambda line: line.code == "NEW-4").decision = "link"

    def test_reading_again_keeps_decisions_and_finds_what_is_new(self):
        takeover = self.begin()
        self.line(takeover, "TWIN").action_leave_out()
        self.shop.add_product("NEW-9", "9.00", name="Came later")
        takeover.action_read()
        self.work()
        self.assertEqual(self.line(takeover, "TWIN").decision, "leave_out")
        self.assertEqual(self.line(takeover, "NEW-9").finding, "new")
        self.assertEqual(len(takeover.line_ids), 6)

    def test_categories_come_with_their_parents_first(self):
        lighting = self.shop.add_category("Lighting")
        self.shop.add_category("Lamps", parent=lighting)
        takeover = self.take_categories()
        self.assertEqual(takeover.state, "done", takeover.line_ids.mapped("outcome_reason"))
        lamps = self.env["product.category"].search([("name", "=", "Lamps")])
        self.assertEqual(lamps.parent_id.name, "Lighting")

    def test_customers_are_recognised(self):
        partner = self.env["res.partner"].create({"name": "Ana Silva", "email": "ana@example.com"})
        self.env["res.partner"].create({"name": "Somebody", "email": "rui@example.com"})
        self.shop.add_customer("ANA@example.com", firstname="Ana", lastname="Silva")
        self.shop.add_customer("rui@example.com", firstname="Rui", lastname="Costa")
        takeover = self.begin("customer")
        found = {line.name: (line.finding, line.rule, line.partner_id) for line in takeover.line_ids}
        self.assertEqual(found["Ana Silva"], ("matched", "email", partner))
        self.assertEqual(found["Rui Costa"][:2], ("ambiguous", "email"))

    def test_a_name_alone_is_a_question_also_when_it_is_the_same(self):
        twin = self.make("Quite another thing", "NOT-4")
        takeover = self.begin()
        line = self.line(takeover, "NEW-4")
        self.assertEqual((line.finding, line.rule, line.decision, line.score), ("ambiguous", "name", False, 99))
        self.assertEqual(line.product_id, twin)

    def test_customers_of_a_similar_name_are_looked_for_in_their_own_place(self):
        create = self.env["res.partner"].create
        here = create({"name": "Marta Figueiredo", "zip": "4000-001"})
        create({"name": "Marta Figueiredo", "zip": "1000-001"})
        create({"name": "Marta Figueiredo", "zip": "4000-001", "active": False})
        for email, first_name, zip in (
            ("one@example.com", "Marta", "4000-001"),
            ("two@example.com", "Quite", "1000-001"),
            ("three@example.com", "Marta", ""),
        ):
            customer = self.shop.add_customer(email, firstname=first_name, lastname="Figueiredo")
            self.shop.add_address(customer, postcode=zip, firstname=first_name, lastname="Figueiredo")
        takeover = self.begin("customer")
        found = {line.details: (line.finding, line.rule, line.partner_id) for line in takeover.line_ids}
        self.assertEqual(found["one@example.com"], ("ambiguous", "name", here))
        self.assertEqual(found["three@example.com"][0], "new")

    def test_users_look_and_managers_decide(self):
        takeover = self.begin()
        user = new_test_user(self.env, login="looker", groups="shop_erp_connector.group_user")
        manager = new_test_user(self.env, login="decider", groups="shop_erp_connector.group_manager,base.group_user")
        self.assertEqual(len(takeover.line_ids.with_user(user).mapped("name")), 5)
        for work in (
            lambda: takeover.line_ids.with_user(user).action_create_new(),
            lambda: takeover.with_user(user).action_import(),
            lambda: takeover.with_user(user).action_try(),
        ):
            with self.assertRaises(AccessError):
                work()
        self.line(takeover, "TWIN").with_user(manager).action_leave_out()
        takeover.with_user(manager).action_read()
        self.work()
        self.assertEqual(self.line(takeover, "TWIN").decision, "leave_out")

    def test_matching_costs_the_same_for_a_few_and_for_many(self):
        takeover = self.begin()
        few = self.statements(takeover, 2)
        self.shop.populate(products=60)
        takeover.action_read()
        self.work()
        self.assertLessEqual(self.statements(takeover, 60), few + 2)

    def statements(self, takeover, count):
        rows = self.env["shop_erp.binding.product"].search([("backend_id", "=", self.backend.id)], limit=count)
        self.assertEqual(len(rows), count)
        documents, _unreadable = rows._pending_documents()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        rows._candidates(documents, rows._references(documents))
        return self.env.cr.sql_log_count - before
