"""The category tree in both directions: texts per language, moves, renames, places, loops, and what hangs on them."""

from odoo import Command
from odoo.tests import tagged

from ....remotes.documents import Category
from ... import make
from ...common import HubCase
from ..erp_case import ErpOutCase
from ..shop_case import ShopOutCase


def category(id, parent="", **fields):
    return Category(**{"id": id, "parent_id": parent, "name": {"en": f"Category {id}"}} | fields)


@tagged("post_install", "-at_install")
class TestTreeIn(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pt_PT")

    def receive_categories(self, *documents):
        return self.receive("category", *documents)

    def test_main_name_is_odoos_and_all_other_texts_are_the_bindings(self):
        row = self.receive_categories(
            category(
                "1",
                name={"en": "Lamps", "pt": "Candeeiros"},
                description={"en": "<p>All</p><script>x()</script>"},
                slug={"en": "lamps", "pt": "candeeiros"},
                meta_title={"pt": "Compre"},
                position=7,
            )
        )
        portuguese = row.with_context(lang="pt_PT")
        self.assertEqual((row.odoo_id.name, row.name or "", portuguese.name), ("Lamps", "", "Candeeiros"), row.reason)
        self.assertEqual((row.description, row.slug, portuguese.slug), ("<p>All</p>", "lamps", "candeeiros"))
        self.assertEqual((portuguese.meta_title, row.position), ("Compre", 7))
        self.assertFalse(row.content_changed)

    def test_renamed_and_moved_there_is_renamed_and_moved_here(self):
        one, two, three = self.receive_categories(category("1"), category("2", "1"), category("3"))
        self.assertEqual(two.odoo_id.parent_id, one.odoo_id)
        known = two.odoo_id
        self.receive_categories(category("2", "3", name={"en": "New name"}))
        self.assertEqual((two.odoo_id, known.name, known.parent_id), (known, "New name", three.odoo_id))

    def test_known_category_moved_below_a_new_one_of_the_same_page(self):
        row = self.receive_categories(category("1"))
        self.receive_categories(category("1", "2"), category("2"))
        self.assertEqual(row.odoo_id.parent_id, self.rows("category", "2").odoo_id)

    def test_tree_is_turned_round_in_any_order(self):
        rows = self.receive_categories(category("1"), category("2", "1"), category("3", "2"))
        self.receive_categories(category("1", "3"), category("2", ""), category("3", "2"))
        self.assertEqual(rows.mapped("state"), ["done"] * 3, rows.mapped("reason"))
        one, two, three = rows.odoo_id
        self.assertEqual((one.parent_id, three.parent_id, bool(two.parent_id)), (three, two, False))

    def test_loop_is_named_and_the_others_pass(self):
        rows = self.receive_categories(
            category("1", "2"), category("2", "3"), category("3", "1"), category("4", "1"), category("5")
        )
        self.assertEqual(rows.mapped("state"), ["held"] * 4 + ["done"])
        self.assertEqual(rows.mapped("reason_code")[:4], ["category_loop"] * 3 + ["parent_unknown"])
        self.assertEqual(
            rows[0].reason,
            "Category Category 1 (1) lies within itself: Category 1 (1) → Category 3 (3) → Category 2 (2) →"
            " Category 1 (1). Give one of them another parent there; it is then read again.",
        )
        itself = self.receive_categories(category("6", "6"))
        self.assertEqual(itself.reason_code, "category_loop")

    def test_loop_among_known_categories_changes_nothing_here(self):
        one, two = self.receive_categories(category("1"), category("2", "1"))
        row = self.receive_categories(category("1", "2"))
        self.assertEqual((row.state, row.reason_code), ("held", "category_loop"))
        self.assertEqual((two.odoo_id.parent_id, bool(one.odoo_id.parent_id)), (one.odoo_id, False))

    def test_what_hangs_on_a_category_without_a_name_waits_for_it(self):
        rows = self.receive_categories(category("1", name={"en": " "}), category("2", "1"), category("3", "2"))
        self.assertEqual(rows.mapped("reason_code"), ["name_missing", "parent_unknown", "parent_unknown"])
        self.assertFalse(rows.odoo_id)

    def test_several_categories_of_a_product(self):
        self.receive_categories(category("1"), category("2"), category("3"))
        product = make.product("7", category_id="2", category_ids=("1", "2", "3"))
        row = self.receive("product", product)
        names = row.category_ids.mapped("name")
        self.assertEqual((row.odoo_id.categ_id.name, sorted(names)), ("Category 2", ["Category 1", "Category 3"]))
        self.receive("product", make.product("7", category_id="2", category_ids=("2", "3")))
        self.assertEqual(row.category_ids.name, "Category 3")
        unknown = self.receive("product", make.product("8", category_id="2", category_ids=("2", "99")))
        self.assertEqual((unknown.state, unknown.reason_code), ("held", "category_unknown"))
        self.assertIn("99", unknown.reason)


@tagged("post_install", "-at_install")
class TestTreeOut(ShopOutCase):
    def there(self, id):
        return self.shop.row("categories", id)

    def row_of(self, record):
        rows = self.env["shop_erp.binding.category"]
        return rows.search([("backend_id", "=", self.backend.id), ("odoo_id", "=", record.id)])

    def document(self, row):
        with self.backend._opened() as remote:
            return row._make_documents(remote)[row.id]

    def test_renamed_and_moved_here_is_renamed_and_moved_there(self):
        self.make_products(1)
        self.send_catalogue()
        row, before = self.row_of(self.lamps), len(self.shop.rows("categories"))
        self.lamps.write({"name": "Lights", "parent_id": False})
        run = self.sync(self.backend, "category", "out")
        self.assertEqual((run.changed, run.created), (1, 0), run.errors)
        self.assertEqual(self.there(row.external_id)["name"][1], "Lights")
        self.assertEqual(len(self.shop.rows("categories")), before)

    def test_texts_of_the_binding_go_out_in_every_language(self):
        self.env["res.lang"]._activate_lang("pt_PT")
        self.make_products(1)
        self.send_catalogue()
        row = self.row_of(self.lamps)
        row.write({"description": "<p>All lamps</p>", "slug": "all-lamps", "meta_title": "Lamps!", "position": 3})
        row.with_context(lang="en_US").name = ""
        row.with_context(lang="pt_PT").name = "Candeeiros"
        document = self.document(row)
        self.assertEqual(document.name, {"en": "Lamps", "pt": "Candeeiros"})
        self.assertEqual(
            (document.description, document.slug, document.meta_title, document.position),
            ({"en": "<p>All lamps</p>"}, {"en": "all-lamps"}, {"en": "Lamps!"}, 3),
        )
        self.sync(self.backend, "category", "out")
        self.assertEqual(self.there(row.external_id)["name"][2], "Candeeiros")

    def test_what_only_the_shop_knows_goes_back_as_it_was(self):
        there = self.shop.add_category("Hidden")
        self.shop.edit("categories", there, active=0)
        self.sync(self.backend, "category", "in")
        row = self.rows("category", str(there["id"]), backend=self.backend)
        row.odoo_id.name = "Still hidden"
        self.assertFalse(self.document(row).active)

    def test_further_categories_are_made_and_sent_with_the_product(self):
        sale = self.env["product.category"].create({"name": "Sale"})
        product = self.make_products(1)
        self.env["shop_erp.binding.product"]._put_online(self.backend, product, "on")
        product.shop_erp_binding_ids.category_ids = [Command.link(sale.id)]
        self.sync(self.backend, "product", "out")
        there = self.shop.only("products", reference="LAMP-0")
        expected = {self.row_of(self.lamps).external_id, self.row_of(sale).external_id}
        self.assertEqual({entry["id"] for entry in there["categories"]}, expected)
        self.assertEqual(there["id_category_default"], self.row_of(self.lamps).external_id)


@tagged("post_install", "-at_install")
class TestFamilies(ErpOutCase):
    def test_families_and_sub_families_of_an_erp_are_the_tree(self):
        first = self.account.add_family("Cerâmica")
        second = self.account.add_family("Painéis", parent=first)
        run = self.sync(self.backend, "category", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        tiles, panels = self.rows("category", first, second, backend=self.backend)
        self.assertEqual((tiles.odoo_id.name, panels.odoo_id.parent_id), ("Cerâmica", tiles.odoo_id))
