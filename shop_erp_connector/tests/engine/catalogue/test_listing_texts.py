"""Texts in several languages: into Odoo's translations and the listing, out of them, and the shop's own kept."""

from odoo.tests import tagged

from ... import make
from ...common import HubCase
from ..shop_case import ShopOutCase

SCRIPTED = '<p onclick="go()">Solid brass</p><script>track()</script>'


class Portuguese:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pt_PT")

    def texts(self, record, name):
        """A field in English and Portuguese."""
        return record.with_context(lang="en_US")[name], record.with_context(lang="pt_PT")[name]


@tagged("post_install", "-at_install")
class TestTextsIn(Portuguese, HubCase):
    def lamp(self, **fields):
        texts = {"name": {"en": "Lamp", "pt": "Candeeiro"}}
        return make.product("1", **texts | fields)

    def test_names_and_descriptions_become_translations_of_the_product(self):
        row = self.receive(
            "product",
            self.lamp(
                short_description={"en": "<p>Brass</p>", "pt": "<p>Latão</p>"},
                description={"en": "<h2>Solid</h2>", "pt": "<h2>Maciço</h2><p>Sim</p>"},
            ),
        )
        product = row.odoo_id
        self.assertEqual(self.texts(product, "name"), ("Lamp", "Candeeiro"), row.reason)
        self.assertEqual(self.texts(product, "description_sale"), ("Brass", "Latão"))
        self.assertEqual(self.texts(product, "shop_erp_description"), ("<h2>Solid</h2>", "<h2>Maciço</h2><p>Sim</p>"))
        self.assertFalse(row.name)

    def test_what_a_product_has_no_field_for_belongs_to_the_listing(self):
        document = self.lamp(
            slug={"en": "lamp", "pt": "candeeiro"},
            meta_title={"en": "Buy lamps"},
            meta_description={"en": "All lamps"},
            delivery_text={"pt": "Em 2 dias"},
            on_sale=True,
            payment_codes=("bankwire", "paypal"),
        )
        row = self.receive("product", document)
        self.assertEqual(self.texts(row, "slug"), ("lamp", "candeeiro"))
        self.assertEqual((row.meta_title, row.meta_description), ("Buy lamps", "All lamps"))
        self.assertEqual(self.texts(row, "delivery_text")[1], "Em 2 dias")
        self.assertEqual(
            (row.on_sale, sorted(row.payment_lookup_ids.mapped("external_id"))), (True, ["bankwire", "paypal"])
        )
        self.assertFalse(row.content_changed)
        self.receive(
            "product", self.lamp(slug={"en": "lamp", "pt": "candeeiro"}, payment_codes=("paypal",), on_sale=False)
        )
        self.assertEqual((row.meta_title or "", row.on_sale), ("", False))
        self.assertEqual(row.payment_lookup_ids.mapped("external_id"), ["paypal"])

    def test_text_comes_back_to_the_listing_that_has_its_own(self):
        row = self.receive("product", self.lamp())
        row.name = "Lamp of the shop"
        self.receive("product", self.lamp(name={"en": "Lamp of this shop", "pt": "Lanterna"}))
        self.assertEqual((row.name, row.odoo_id.name), ("Lamp of this shop", "Lamp"))
        self.assertEqual(self.texts(row.odoo_id, "name")[1], "Lanterna")

    def test_scripts_never_reach_the_back_office(self):
        row = self.receive("product", self.lamp(description={"en": SCRIPTED}, name={"en": "Lamp<script>x()</script>"}))
        self.assertEqual((row.odoo_id.name, row.odoo_id.shop_erp_description), ("Lamp", "<p>Solid brass</p>"))
        self.assertIn("track()", row.document)

    def test_language_that_nobody_knows_is_held_and_the_others_pass(self):
        rows = self.receive("product", self.lamp(name={"qq": "Xyz"}), make.product("2"))
        self.assertEqual(rows.mapped("state"), ["held", "done"])
        self.assertIn("qq", rows[0].reason)
        both = self.receive("product", self.lamp(name={"qq": "Xyz", "en": "Lamp"}))
        self.assertEqual((both.state, both.odoo_id.name), ("done", "Lamp"))


@tagged("post_install", "-at_install")
class TestTextsOut(Portuguese, ShopOutCase):
    def send(self):
        return self.sync(self.backend, "product", "out")

    def there(self):
        return self.shop.only("products", reference="LAMP-0")

    def document(self, row):
        with self.backend._opened() as remote:
            return row._make_documents(remote)[row.id]

    def test_every_language_goes_out_and_what_is_not_translated_stays_as_it_is_there(self):
        product = self.make_products(1)
        product.with_context(lang="pt_PT").name = "Candeeiro"
        self.send()
        self.assertEqual((self.there()["name"][1], self.there()["name"][2]), ("Lamp 0", "Candeeiro"))
        self.assertEqual(self.document(product.shop_erp_binding_ids).short_description, {"en": "Made of brass"})

    def test_the_listings_own_texts_win(self):
        product = self.make_products(1)
        self.send()
        row = product.shop_erp_binding_ids
        row.write({"name": "Only here", "description": "<p>Long</p>", "meta_title": "Title", "slug": "only-here"})
        document = self.document(row)
        self.assertEqual(
            (document.name, document.description, document.meta_title, document.slug),
            ({"en": "Only here"}, {"en": "<p>Long</p>"}, {"en": "Title"}, {"en": "only-here"}),
        )
        run = self.send()
        self.assertEqual((run.changed, self.there()["name"][1], product.name), (1, "Only here", "Lamp 0"), run.errors)
        row.name = False
        self.send()
        self.assertEqual(self.there()["name"][1], "Lamp 0")

    def test_the_shops_own_html_goes_back_until_somebody_changes_it_here(self):
        self.shop.add_product("LAMP-0", "20.00", name="Lamp", description=SCRIPTED)
        self.sync(self.backend, "category", "in")
        self.sync(self.backend, "product", "in")
        row = self.env["shop_erp.binding.product"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(row.odoo_id.shop_erp_description, "<p>Solid brass</p>", row.reason)
        row.odoo_id.list_price = 21
        self.assertEqual(self.document(row).description, {"en": SCRIPTED, "pt": SCRIPTED})
        row.odoo_id.shop_erp_description = "<p>Cast iron</p>"
        self.assertEqual(self.document(row).description["en"], "<p>Cast iron</p>")

    def test_a_changed_translation_is_a_change(self):
        product = self.make_products(1)
        self.send()
        self.shop.log.clear()
        product.with_context(lang="pt_PT").name = "Candeeiro"
        run = self.send()
        self.assertEqual((run.changed, self.there()["name"][2]), (1, "Candeeiro"))

    def test_texts_are_read_with_the_same_statements_for_many_as_for_few(self):
        products = self.make_products(12)
        self.send()
        rows = products.shop_erp_binding_ids

        def statements(part):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.backend._opened() as remote:
                before = self.env.cr.sql_log_count
                part.browse(part.ids)._make_documents(remote)
                return self.env.cr.sql_log_count - before

        self.assertEqual(statements(rows[:3]), statements(rows))

    def test_offer_and_payment_methods_go_out(self):
        product = self.make_products(1)
        self.send()
        row = product.shop_erp_binding_ids
        lookups = self.env["shop_erp.lookup"].search([("backend_id", "=", self.backend.id), ("type", "=", "payment")])
        row.write({"on_sale": True, "payment_lookup_ids": lookups[:1].ids})
        document = self.document(row)
        self.assertEqual((document.on_sale, document.payment_codes), (True, (lookups[0].external_id,)))
