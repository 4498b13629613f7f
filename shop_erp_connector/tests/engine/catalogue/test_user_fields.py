"""User fields: any Odoo field of products and customers ⇄ what a remote calls a feature, custom field or meta value."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ....engine import cleared
from ....remotes.documents import FieldValue
from ... import make
from ...common import HubCase, SimulatedCase
from ..shops.woocommerce_shop import WooCommerceShop


class FieldCase(HubCase):
    """Rules set the models up anew: when they are undone, so must that be."""

    system = "magento2"

    def setUp(self):
        self.addCleanup(self.registry.reset_changes)
        super().setUp()

    @classmethod
    def rule(cls, name, code, model="product.template", backend=None, **vals):
        field = cls.env["ir.model.fields"]._get(model, name)
        kind = "customer" if model == "res.partner" else "product"
        backend = backend or cls.backend
        return cls.env["shop_erp.field"].create(
            {"backend_id": backend.id, "kind": kind, "field_id": field.id, "remote_code": code, **vals}
        )

    @classmethod
    def added(cls, name, type, model="product.template", **vals):
        """A field that people have added to a model of Odoo."""
        return cls.env["ir.model.fields"].create(
            {
                "name": f"x_{name}",
                "field_description": name.capitalize(),
                "ttype": type,
                "model_id": cls.env["ir.model"]._get_id(model),
                **vals,
            }
        )


def told(**values):
    """``FieldValue``s without a language."""
    return tuple(FieldValue(code=code, value={"": text}) for code, text in values.items())


@tagged("post_install", "-at_install")
class TestIn(FieldCase):
    def take(self, document):
        row = self.receive("product", document)
        self.assertEqual(row.state, "done", row.reason)
        return row

    def test_values_of_every_type(self):
        self.added("sold", "boolean")
        self.added("pages", "integer")
        self.added("printed", "date")
        self.rule("description_purchase", "note")
        for name in ("sold", "pages", "printed"):
            self.rule(f"x_{name}", name)
        self.rule("volume", "volume", model="product.product")
        tags = self.env["product.tag"].create([{"name": "Summer"}, {"name": "Sale"}])
        self.rule("product_tag_ids", "season")
        self.rule("uom_id", "unit", direction="out")
        fields = told(note="Careful", sold="yes", pages="12", printed="2026-02-03", volume="1.5", season="sale, Summer")
        row = self.take(make.product("1", fields=fields))
        self.assertRecordValues(
            row.odoo_id, [{"description_purchase": "Careful", "x_sold": True, "x_pages": 12, "volume": 1.5}]
        )
        self.assertEqual((str(row.odoo_id.x_printed), row.odoo_id.product_tag_ids), ("2026-02-03", tags))

    def test_what_the_remote_takes_away_is_emptied_and_what_it_never_had_stays(self):
        self.rule("description_purchase", "note")
        self.rule("description_pickingout", "parcel")
        row = self.take(make.product("1", fields=told(note="Careful")))
        row.odoo_id.description_pickingout = "Fragile"
        self.take(make.product("1"))
        self.assertRecordValues(row.odoo_id, [{"description_purchase": False, "description_pickingout": "Fragile"}])

    def test_an_unreadable_value_is_held_with_field_and_value_and_the_others_pass(self):
        self.added("pages", "integer")
        self.rule("x_pages", "pages")
        rows = self.receive(
            "product", make.product("1", fields=told(pages="many")), make.product("2", fields=told(pages="7"))
        )
        self.assertEqual((rows.mapped("state"), rows[0].reason_code), (["held", "done"], "field_unreadable"))
        self.assertIn("Pages", rows[0].reason)
        self.assertIn("«many»", rows[0].reason)

    def test_records_are_never_made_for_a_name(self):
        self.rule("product_tag_ids", "season")
        row = self.receive("product", make.product("1", fields=told(season="Sumer")))
        self.assertEqual((row.state, row.reason_code), ("held", "field_value_unknown"))
        self.assertFalse(self.env["product.tag"].search([("name", "=", "Sumer")]))

    def test_translated_texts(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.added("material", "char", translate="standard")
        self.rule("x_material", "material", is_translated=True)
        value = FieldValue(code="material", value={"en": "Brass", "fr": "Laiton"})
        row = self.take(make.product("1", fields=(value,)))
        self.assertEqual(row.odoo_id.with_context(lang="en_US").x_material, "Brass")
        self.assertEqual(row.odoo_id.with_context(lang="fr_FR").x_material, "Laiton")

    def test_a_language_that_odoo_lacks_stays_there(self):
        self.added("material", "char", translate="standard")
        self.rule("x_material", "material", is_translated=True)
        value = FieldValue(code="material", value={"en": "Brass", "fr": "Laiton"})
        row = self.take(make.product("1", fields=(value,)))
        row.odoo_id.with_context(lang="en_US").x_material = "Steel"
        documents = row._make_documents(None)
        cleared.tell(row, documents)
        self.assertEqual(documents[row.id].fields[0].value, {"en": "Steel", "fr": "Laiton"})

    def test_customers(self):
        self.rule("function", "job", model="res.partner")
        row = self.receive("customer", make.customer(fields=told(job="Baker")))
        self.assertEqual((row.state, row.odoo_id.function), ("done", "Baker"), row.reason)

    def test_a_page_looks_names_up_at_once(self):
        tags = self.env["product.tag"].create([{"name": f"Tag {number}"} for number in range(30)])
        self.rule("product_tag_ids", "season")

        def counted(first, count):
            rows = self.receive("product", *(make.product(str(first + number)) for number in range(count)))
            for row, tag in zip(rows, tags, strict=False):
                document = make.product(row.external_id, fields=told(season=tag.name))
                row.write({"pending_document": document.to_json(), "state": "pending"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.apply(rows)
            self.assertEqual(set(rows.mapped("state")), {"done"}, rows.mapped("reason"))
            return self.env.cr.sql_log_count - before

        counted(10, 1)
        few, many = counted(100, 3), counted(200, 23)
        self.assertLess((many - few) / 20, 7, "what Odoo's write of a product takes")


@tagged("post_install", "-at_install")
class TestRules(FieldCase):
    def refused(self, words, *args, **vals):
        with self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
            self.rule(*args, **vals)
        self.assertIn(words, str(caught.exception))

    def test_what_cannot_work_is_refused_when_it_is_saved(self):
        self.refused("cannot be exchanged", "image_1920", "picture", direction="out")
        self.refused("cannot be written", "write_date", "changed")
        self.refused("already", "list_price", "price")
        self.refused("no translations", "volume", "volume", model="product.product", is_translated=True)
        self.refused("no field of that kind", "function", "job", model="res.partner", kind="product")
        shop = self.make_backend("Without", "keyinvoice")
        self.refused("no custom fields", "description_purchase", "note", backend=shop, direction="in")
        self.rule("list_price", "price", direction="out")

    def test_a_field_has_one_rule_and_a_code_too(self):
        self.rule("description_purchase", "note")
        for name, code in (("description_purchase", "other"), ("description_pickingin", "note")):
            with self.subTest(name=name), self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                self.rule(name, code)
            self.assertIn("counterpart", str(caught.exception).replace("unique", "counterpart"))

    def test_a_change_of_a_ruled_field_sets_the_flag_of_its_group_only(self):
        template = self.bind_product()
        row = template.shop_erp_binding_ids
        row._set_unchanged(row)
        template.description_purchase = "Nobody asked"
        self.assertFalse(row.content_changed)
        rule = self.rule("description_purchase", "note")
        row._set_unchanged(row)
        template.description_purchase = "Careful"
        self.assertTrue(row.fields_changed_at)
        self.assertFalse(row.text_changed_at)
        rule.unlink()
        row._set_unchanged(row)
        template.description_purchase = "Nobody asks any more"
        self.assertFalse(row.content_changed)

    def test_a_rule_goes_with_its_field(self):
        field = self.added("pages", "integer")
        rule = self.rule("x_pages", "pages")
        template = self.bind_product()
        field.unlink()
        self.assertFalse(rule.exists())
        template.name = "Another name"
        self.env.flush_all()


@tagged("post_install", "-at_install")
class TestBothWays(WooCommerceShop, SimulatedCase, FieldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop, cls.backend = cls.connect_shop()
        cls.env["product.template"].search([]).sale_ok = False
        cls.lamp = cls.env["product.template"].create(
            {"name": "Lamp", "default_code": "LAMP", "list_price": 5, "taxes_id": cls.taxes[23].ids}
        )
        cls.rule("description_purchase", "material")

    def send(self):
        self.sync(self.backend, "category", "out")
        return self.sync(self.backend, "product", "out")

    def meta(self):
        (row,) = self.shop.rows("products")
        return {one["key"]: one["value"] for one in row["meta_data"]}

    def test_attributes_and_the_shops_own_fields_are_custom_fields_too(self):
        self.added("visibility", "selection", selection_ids=[
            (0, 0, {"value": value, "name": value}) for value in ("visible", "hidden")
        ])  # fmt: skip
        self.env["shop_erp.field"].search([]).unlink()
        self.rule("description_purchase", "pa_material")
        self.rule("x_visibility", "catalog_visibility")
        self.lamp.write({"description_purchase": "Brass", "x_visibility": "hidden"})
        run = self.send()
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0), run.errors)
        (row,) = self.shop.rows("products")
        (attribute,) = self.shop.rows("attributes")
        self.assertEqual((attribute["slug"], row["attributes"][0]["options"]), ("pa_material", ["Brass"]))
        self.assertEqual(row["catalog_visibility"], "hidden")
        self.shop.clock.advance(600)
        attributes = [{"id": attribute["id"], "options": ["Steel"], "visible": True}]
        self.shop.edit_product(row["id"], catalog_visibility="visible", attributes=attributes)
        self.sync(self.backend, "category", "in")
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual((self.lamp.description_purchase, self.lamp.x_visibility), ("Steel", False))

    def test_a_field_goes_out_and_comes_back(self):
        self.lamp.description_purchase = "Brass"
        run = self.send()
        self.assertEqual((run.created, run.failed, run.held), (1, 0, 0), run.errors)
        self.assertEqual(self.meta()["material"], "Brass")
        self.shop.log.clear()
        self.send()
        self.assertEqual([call.kind for call in self.shop.log if call.method != "GET"], [])
        self.lamp.description_purchase = "Steel"
        run = self.send()
        self.assertEqual((run.changed, self.meta()["material"]), (1, "Steel"), run.errors)
        (row,) = self.shop.rows("products")
        for one in row["meta_data"]:
            one["value"] = "Copper" if one["key"] == "material" else one["value"]
        self.sync(self.backend, "category", "in")
        run = self.sync(self.backend, "product", "in")
        self.assertEqual((run.failed, run.held), (0, 0), run.errors)
        self.assertEqual(self.lamp.description_purchase, "Copper")
