"""Tags of products: the words buyers search by, as both sides have them; what one side takes away goes on the other."""

from odoo.tests import tagged

from ....remotes.documents import FieldValue
from ... import make
from ...common import HubCase
from ..shop_case import ShopOutCase
from ..test_migrations import migrate


@tagged("post_install", "-at_install")
class TestTagsIn(HubCase):
    def test_tags_are_found_by_name_or_made_and_those_of_others_stay(self):
        web = self.env["product.tag"].create({"name": "Web"})
        row, other = self.receive(
            "product", make.product("1", tags=("web", "brass")), make.product("2", tags=("Brass", "wall"))
        )
        self.assertIn(web, row.odoo_id.product_tag_ids)
        self.assertEqual(sorted(row.odoo_id.product_tag_ids.mapped("name")), ["Brass", "Web"])
        self.assertEqual(sorted(other.odoo_id.product_tag_ids.mapped("name")), ["Brass", "wall"])
        row.odoo_id.product_tag_ids |= self.env["product.tag"].create({"name": "Of another shop"})
        self.receive("product", make.product("1", tags=("web", "new")))
        self.assertEqual(sorted(row.odoo_id.product_tag_ids.mapped("name")), ["Of another shop", "Web", "new"])
        self.receive("product", make.product("1"))
        self.assertEqual(row.odoo_id.product_tag_ids.mapped("name"), ["Of another shop"])

    def test_tags_that_differ_in_letter_case_only_are_told_apart(self):
        tags = self.env["product.tag"].create([{"name": "LED"}, {"name": "Led"}])
        row = self.receive("product", make.product("1", tags=("Led",)))
        self.assertEqual(row.odoo_id.product_tag_ids, tags[1])

    def test_a_user_field_may_stand_for_them(self):
        flows = self.backend.with_context(active_test=False).flow_ids
        flows.filtered(lambda flow: flow.kind == "product").active = True
        self.env["shop_erp.field"].create(
            {
                "backend_id": self.backend.id,
                "field_id": self.env["ir.model.fields"]._get("product.template", "product_tag_ids").id,
                "remote_code": "season",
            }
        )
        summer = self.env["product.tag"].create({"name": "Summer"})
        season = FieldValue(code="season", value={"": "Summer"})
        row = self.receive("product", make.product("1", tags=("brass",), fields=(season,)))
        self.assertEqual(row.odoo_id.product_tag_ids, summer)
        self.assertEqual(row._make_documents(None)[row.id].tags, ())

    def test_a_page_without_tags_asks_nothing_about_them(self):
        with self.assertLogs("odoo.sql_db", "DEBUG") as said:
            self.receive("product", *(make.product(str(number)) for number in range(3)))
        self.assertEqual([line for line in said.output if "FROM product_tag " in line], [])

    def test_an_older_versions_agreed_tags_come_in_with_the_upgrade(self):
        flows = self.backend.with_context(active_test=False).flow_ids
        flows.filtered(lambda flow: flow.kind == "product").active = True
        self.backend.ownership_ids.filtered(lambda line: line.kind == "product").owner = "newest"
        row = self.receive("product", make.product("1", tags=("brass",)))
        row.odoo_id.product_tag_ids = False
        migrate(self.env, "19.0.1.2.0", "post")
        self.assertEqual(row.odoo_id.product_tag_ids.mapped("name"), ["brass"])
        self.assertFalse(row.content_changed)


@tagged("post_install", "-at_install")
class TestTagsBothWays(ShopOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for direction in ("in", "out"):
            cls.flow(cls.backend, "product", direction).active = True
        cls.backend.ownership_ids.filtered(lambda line: line.kind == "product").owner = "newest"
        names = ("brass", "wall", "office use")
        cls.brass, cls.wall, cls.inner = cls.env["product.tag"].create([{"name": name} for name in names])
        cls.inner.visible_to_customers = False
        cls.lamps_sold = cls.make_products(2, product_tag_ids=[cls.brass.id, cls.wall.id, cls.inner.id])
        cls.send_catalogue()
        cls.rows = cls.lamps_sold.shop_erp_binding_ids

    def there(self, number=0):
        """Return the names of the tags that the shop shows."""
        row = self.shop.only("products", reference=f"LAMP-{number}")
        ids = [one["id"] for one in row["tags"]]
        return sorted(self.shop.row("tags", int(id))["name"] for id in ids)

    def read(self):
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)

    def test_visible_tags_are_sent_and_one_that_is_taken_away_goes_alone(self):
        self.assertEqual(self.there(), ["brass", "wall"])
        self.lamps_sold[0].product_tag_ids -= self.wall
        run = self.send_catalogue()[1]
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual((self.there(0), self.there(1)), (["brass"], ["brass", "wall"]))

    def test_tags_emptied_in_odoo_are_emptied_there(self):
        self.lamps_sold[0].product_tag_ids = False
        self.send_catalogue()
        self.assertEqual((self.there(0), self.there(1)), ([], ["brass", "wall"]))
        self.read()
        self.assertFalse(self.lamps_sold[0].product_tag_ids)

    def test_tags_emptied_there_are_emptied_in_odoo(self):
        self.read()
        self.shop.edit("products", self.shop.only("products", reference="LAMP-0"), tags=[])
        self.read()
        self.assertEqual(self.lamps_sold[0].product_tag_ids, self.inner)
        self.assertEqual(self.lamps_sold[1].product_tag_ids, self.brass | self.wall | self.inner)

    def test_what_each_side_changed_is_put_together(self):
        self.read()
        row = self.shop.only("products", reference="LAMP-0")
        self.shop.edit("products", row, tags=row["tags"][:1])
        new = self.env["product.tag"].create({"name": "new"})
        self.lamps_sold[0].product_tag_ids |= new
        self.read()
        self.send_catalogue()
        self.assertEqual(self.there(), ["brass", "new"])
        self.assertEqual(self.lamps_sold[0].product_tag_ids, self.brass | new | self.inner)

    def test_tags_of_a_product_that_is_taken_over_stay(self):
        tags = [{"id": str(self.shop.store.insert("tags", {"name": "of the shop", "id_lang": "1"})["id"])}]
        there = self.shop.add_product("OLD-1", "20.00", name="Old lamp", tags=tags)
        old = self.make_products(1, name="Old lamp", default_code="OLD-1", barcode=False)
        self.send_catalogue()
        self.assertEqual(old.shop_erp_binding_ids.external_id, str(there["id"]))
        self.assertEqual(self.shop.row("products", there["id"])["tags"], tags)
