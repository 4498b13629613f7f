"""Conflicts of what has no single field, of other kinds, and how many statements a page of them costs."""

from datetime import UTC, datetime

from odoo.tests import tagged

from ....engine import ownership
from ....engine.settlement import Settlement
from ....remotes.documents import Address, AttributeValue, Category, Image, Variant
from ... import make
from ...common import HubCase

_PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestParts(HubCase):
    system = "woocommerce"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        flows = cls.backend.with_context(active_test=False).flow_ids
        flows.filtered(lambda flow: flow.kind in ("category", "product", "customer")).active = True
        cls.backend.ownership_ids.owner = "ask"
        cls.backend.sends_images = True

    def category(self, id, name):
        return Category(id=id, name={"en": name})

    def base(self, *ids, **values):
        return self.receive("product", *(make.product(id, code=f"L{id}", tax_ids=("t15",), **values) for id in ids))

    def test_pictures_are_kept_or_taken_as_a_whole(self):
        row = self.base("1", images=(Image(id="7", url="http://shop/7.jpg", name="7.jpg"),))
        row.odoo_id.image_1920 = _PIXEL
        pictures = tuple(Image(id=id, url=f"http://shop/{id}.jpg", name=f"{id}.jpg") for id in "789")
        self.base("1", images=pictures)
        line = row.conflict_ids
        self.assertEqual((row.reason_code, line.field_group, line.label), ("conflict", "images", "Pictures"))
        self.assertEqual((line.base_text, line.there_text), ("7.jpg", "7.jpg, 8.jpg, 9.jpg"))
        line.choice = "odoo"
        row._set_state("pending")
        self.apply(row)
        self.assertEqual((row.state, bool(row.images_changed_at), row.content_changed), ("done", True, True))

    def test_a_part_that_was_chosen_as_theirs_is_taken(self):
        row = self.base("1")
        row.odoo_id.image_1920 = _PIXEL
        self.base("1", images=(Image(id="7", url="http://shop/7.jpg", name="7.jpg"),))
        row.conflict_ids.choice = "remote"
        row._set_state("pending")
        self.apply(row)
        self.assertEqual((row.state, row.content_changed), ("done", False), row.reason)

    def test_references_are_compared_by_what_they_stand_for(self):
        self.receive("category", self.category("1", "Lighting"), self.category("2", "Garden"))
        lighting, garden = (row.odoo_id for row in self.rows("category", "1", "2"))
        row = self.base("1", category_id="1", category_ids=("1",))
        self.assertEqual(row.odoo_id.categ_id, lighting)
        kitchen = lighting.copy({"name": "Kitchen"})
        row.odoo_id.categ_id = kitchen
        self.base("1", category_id="2", category_ids=("2",))
        line = row.conflict_ids
        self.assertEqual((line.base_text, line.odoo_text, line.there_text), ("Lighting", "Kitchen", "Garden"))
        row.odoo_id.categ_id = garden
        row._set_state("pending")
        self.apply(row)
        self.assertEqual((row.state, row.conflict_ids), ("done", line.browse()))

    def test_categories_and_customers_ask_too(self):
        category = self.receive("category", self.category("1", "Lighting"))
        category.odoo_id.name = "Lamps"
        self.receive("category", self.category("1", "Lights"))
        self.assertEqual((category.reason_code, category.conflict_ids.there_text), ("conflict", "Lights"))
        home = Address(street="Rua A 1", city="Lisboa", country="PT")
        customer = self.receive("customer", make.customer("1", billing=home))
        customer.odoo_id.street = "Rua B 2"
        moved = Address(street="Rua C 3", city="Lisboa", country="PT")
        self.receive("customer", make.customer("1", billing=moved))
        line = customer.conflict_ids
        self.assertEqual((line.base_text, line.odoo_text, line.there_text), ("Rua A 1", "Rua B 2", "Rua C 3"))

    def test_without_a_date_the_newest_is_asked_for(self):
        self.backend.ownership_ids.owner = "newest"
        row = self.base("1", name={"en": "Lamp"})
        row.odoo_id.name = "Odoo lamp"
        self.base("1", name={"en": "Shop lamp"})
        self.assertEqual(row.reason_code, "conflict")
        later = datetime(2100, 1, 1, tzinfo=UTC)
        self.receive("product", make.product("1", code="L1", name={"en": "New"}, tax_ids=("t15",), updated_at=later))
        self.assertEqual((row.state, row.odoo_id.name), ("done", "New"), row.reason)

    def test_statements_do_not_grow_with_the_page(self):
        few, many = self.contested("1", "2"), self.contested(*(str(number) for number in range(10, 40)))
        self.assertEqual(self.statements_to_settle(many), self.statements_to_settle(few))

    def test_a_question_is_asked_also_when_another_record_of_the_page_fails(self):
        rows = self.base("1", "2")
        first, second = rows
        first.odoo_id.image_1920 = _PIXEL
        self.env["product.product"].create({"name": "Other", "barcode": "TAKEN"})
        picture = Image(id="7", url="http://shop/7.jpg", name="7.jpg")
        self.receive(
            "product",
            make.product("1", code="L1", tax_ids=("t15",), images=(picture,)),
            make.product("2", code="L2", tax_ids=("t15",), barcode="TAKEN"),
        )
        self.assertEqual((first.reason_code, second.state), ("conflict", "failed"), second.reason)

    def test_where_odoos_cannot_be_sent_it_is_asked_as_a_whole(self):
        self.receive("category", self.category("1", "Lighting"), self.category("2", "Garden"))
        row = self.base("1", category_id="1", category_ids=("1",))
        kitchen = self.env["product.category"].create({"name": "Kitchen"})
        row.odoo_id.categ_id = kitchen
        self.base("1", category_id="1", category_ids=("1", "2"))
        line = row.conflict_ids
        self.assertEqual((line.label, line.field_name), ("Categories", ""))
        self.assertIn("changed on", line.odoo_text)
        line.choice = "odoo"
        row._set_state("pending")
        self.apply(row)
        self.assertEqual((row.odoo_id.categ_id, row.category_ids.ids), (kitchen, []), row.reason)
        self.assertTrue(row.categories_changed_at)

    def test_statements_for_parts_do_not_grow_with_the_page(self):
        few, many = self.contested_shirts("1", "2"), self.contested_shirts(*(str(number) for number in range(10, 40)))
        self.assertEqual(self.statements_to_settle(many), self.statements_to_settle(few))

    def contested_shirts(self, *ids):
        """Shirts whose small form's barcode both sides changed."""
        rows = self.base_shirts(*ids, ending="A")
        for row in rows:
            row.odoo_id.product_variant_ids.filtered("barcode").barcode = f"{row.external_id}-B"
        self.base_shirts(*ids, ending="C")
        self.assertEqual(set(rows.mapped("reason_code")), {"conflict"})
        return rows

    def base_shirts(self, *ids, ending):
        sizes = [
            (AttributeValue(attribute="Size", value=size, attribute_id="1", value_id=size),) for size in ("S", "M")
        ]
        return self.receive(
            "product",
            *(
                make.product(
                    id,
                    code=f"SH{id}",
                    tax_ids=("t15",),
                    variants=(
                        Variant(id=f"{id}-1", code=f"{id}S", barcode=f"{id}-{ending}", attributes=sizes[0]),
                        Variant(id=f"{id}-2", code=f"{id}M", attributes=sizes[1]),
                    ),
                )
                for id in ids
            ),
        )

    def contested(self, *ids):
        rows = self.base(*ids, name={"en": "Lamp"})
        for row in rows:
            row.odoo_id.name = "Odoo lamp"
        self.base(*ids, name={"en": "Shop lamp"})
        self.assertEqual(set(rows.mapped("reason_code")), {"conflict"})
        return rows

    def statements_to_settle(self, rows):
        documents, _unreadable = rows._pending_documents()
        references = rows._references(documents)
        self.env.flush_all()
        self.env.invalidate_all()
        rows.odoo_id.fetch(["name"])
        before = self.env.cr.sql_log_count
        decided = ownership.decided(rows, documents)
        problems = {}
        settlement = Settlement(decided, documents, references)
        vals = settlement.rows._prepare_page(settlement.documents, references, problems)
        settlement.settle(vals, problems)
        self.assertEqual({problem.code for problem in problems.values()}, {"conflict"})
        return self.env.cr.sql_log_count - before
