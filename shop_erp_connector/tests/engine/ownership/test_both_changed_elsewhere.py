"""Both sides changed parts of categories, user fields and customers."""

from odoo.tests import tagged

from ....remotes.documents import FieldValue
from ... import make
from ...common import HubCase
from ..catalogue.test_user_fields import FieldCase, told
from ..customers.test_customers_out import CustomersOutCase
from .both_changed_case import BothChangedCase


@tagged("post_install", "-at_install")
class TestCategories(BothChangedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.garden = cls.shop.add_category("Garden")
        cls.sync(cls.backend, "category", "in")
        cls.row = cls.bound(cls.garden["id"], "category")

    def test_a_translation_that_both_changed_is_a_question(self):
        self.row.with_context(lang="pt_PT").name = "Jardim"
        self.change_there("categories", self.garden, name={1: "Outside", 2: "Horta"})
        self.come_in("category")
        self.assertEqual(self.asked(self.row), {"Name (Portuguese)": ("Garden", "Jardim", "Horta")})
        self.choose(self.row, name="odoo")
        self.assertEqual((self.row.odoo_id.name, self.row.with_context(lang="pt_PT").name), ("Outside", "Jardim"))
        self.assertEqual(self.read_there("categories", self.garden)["name"], {1: "Outside", 2: "Jardim"})
        self.assert_calm("category")

    def test_a_place_here_and_a_description_there_meet(self):
        self.row.position = 7
        self.change_there("categories", self.garden, description={1: "<p>Outside</p>", 2: ""})
        self.go_out("category")
        self.assertEqual((self.row.position, self.row.description), (7, "<p>Outside</p>"))
        self.assertEqual(self.read_there("categories", self.garden)["position"], "7")

    def test_a_place_that_both_changed_is_a_question(self):
        before = str(self.row.position)
        self.row.position = 7
        self.change_there("categories", self.garden, position="3")
        self.come_in("category")
        self.assertEqual(self.asked(self.row), {"Place among its sisters": (before, "7", "3")})
        self.choose(self.row, position="remote")
        self.assertEqual(self.row.position, 3)

    def test_a_parent_that_odoo_keeps_is_not_overwritten(self):
        house, yard = (self.shop.add_category(name) for name in ("House", "Yard"))
        self.come_in("category")
        house, yard = self.bound(house["id"], "category"), self.bound(yard["id"], "category")
        self.row.odoo_id.parent_id = house.odoo_id
        self.change_there("categories", self.garden, id_parent=yard.external_id)
        self.come_in("category")
        (line,) = self.row.conflict_ids
        self.assertEqual((line.odoo_text, line.there_text), ("Home / House", "Home / Yard"))
        self.choose(self.row, parent_id="odoo")
        self.assertEqual(self.row.odoo_id.parent_id, house.odoo_id)
        self.assertEqual(str(self.read_there("categories", self.garden)["id_parent"]), house.external_id)


@tagged("post_install", "-at_install")
class TestUserFields(FieldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pt_PT")
        flows = cls.backend.with_context(active_test=False).flow_ids
        flows.filtered(lambda flow: flow.kind == "product").active = True
        cls.backend.ownership_ids.owner = "ask"

    def take(self, *fields, **values):
        return self.receive("product", make.product("1", fields=fields, tax_ids=("t15",), **values))

    def resolved(self, row, choice):
        row.conflict_ids.choice = choice
        row._set_state("pending")
        self.apply(row)
        self.assertEqual(row.state, "done", row.reason)

    def test_what_belongs_to_the_variants(self):
        self.rule("volume", "volume", model="product.product")
        row = self.take(*told(volume="1.5"))
        row.odoo_id.product_variant_ids.volume = 2.5
        self.take(*told(volume="3.50"))
        line = row.conflict_ids
        self.assertEqual(
            (line.label, line.base_text, line.odoo_text, line.there_text), ("Volume", "1.5", "2.5", "3.50")
        )
        self.resolved(row, "odoo")
        self.assertEqual((row.odoo_id.product_variant_ids.volume, row.content_changed), (2.5, True))

    def test_the_same_number_written_otherwise_is_no_change(self):
        self.rule("volume", "volume", model="product.product")
        row = self.take(*told(volume="1.5"))
        row.odoo_id.product_variant_ids.volume = 2.5
        self.take(*told(volume="2.500"))
        self.assertEqual((row.state, row.odoo_id.product_variant_ids.volume), ("done", 2.5), row.reason)

    def test_a_translation(self):
        for code in ("en", "pt"):
            entry = {"backend_id": self.backend.id, "type": "language", "external_id": code, "code": code, "name": code}
            self.env["shop_erp.lookup"].create(entry)
        self.added("care", "char", translate="standard")
        self.rule("x_care", "care", is_translated=True)
        row = self.take(FieldValue(code="care", value={"en": "Wash", "pt": "Lavar"}))
        portuguese = row.odoo_id.with_context(lang="pt_PT")
        self.assertEqual(portuguese.x_care, "Lavar")
        portuguese.x_care = "Lavar a frio"
        self.take(FieldValue(code="care", value={"en": "Wash", "pt": "Lavar a quente"}))
        line = row.conflict_ids
        self.assertEqual((line.label, line.base_text), ("Care (Portuguese)", "Lavar"))
        self.assertEqual((line.odoo_text, line.there_text), ("Lavar a frio", "Lavar a quente"))
        self.resolved(row, "remote")
        self.assertEqual((portuguese.x_care, row.odoo_id.with_context(lang="en_US").x_care), ("Lavar a quente", "Wash"))


@tagged("post_install", "-at_install")
class TestCustomers(HubCase):
    system = "woocommerce"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        flows = cls.backend.with_context(active_test=False).flow_ids
        flows.filtered(lambda flow: flow.kind == "customer").active = True
        cls.backend.ownership_ids.owner = "ask"
        cls.tags = [cls.env["res.partner.category"].create({"name": name}) for name in ("Club", "Press", "Trade")]
        for number, tag in enumerate(cls.tags):
            cls.map("group", f"g{number}", tag_id=tag.id)

    def customer(self, *groups, **values):
        return self.receive("customer", make.customer("1", group_id=groups[0], group_ids=groups, **values))

    def test_each_side_gave_another_group(self):
        club, press, trade = self.tags
        row = self.customer("g0")
        row.odoo_id.category_id |= press
        self.customer("g0", "g2")
        self.assertEqual((row.state, row.odoo_id.category_id), ("done", club | press | trade), row.reason)
        self.assertTrue(row.group_changed_at)

    def test_a_term_that_both_changed_is_a_question_in_the_shops_company(self):
        terms = [self.env["account.payment.term"].create({"name": name}) for name in ("Now", "Soon", "Later")]
        for term in terms:
            self.map("payment_term", term.name, payment_term_id=term.id)
        row = self.customer("g0", payment_term="Now")
        partner = row.odoo_id.with_company(self.backend.company_id)
        self.assertEqual(partner.property_payment_term_id, terms[0])
        partner.property_payment_term_id = terms[1]
        self.customer("g0", payment_term="Later")
        line = row.conflict_ids
        self.assertEqual((line.base_text, line.odoo_text, line.there_text), ("Now", "Soon", "Later"))


@tagged("post_install", "-at_install")
class TestAddresses(CustomersOutCase):
    def test_a_street_that_both_changed_is_a_question_and_the_rest_goes_on(self):
        for direction in ("in", "out"):
            self.flow(self.backend, "customer", direction).active = True
        self.backend.ownership_ids.owner = "ask"
        work = self.row.address_ids.filtered(lambda row: row.external_id == f"address-{self.work_there['id']}")
        work.odoo_id.street = "Rua C 3"
        self.shop.clock.advance(3600)
        self.shop.edit("addresses", self.work_there["id"], address1="Rua D 4")
        self.shop.edit("customers", self.account["id"], birthday="1990-05-06")
        self.sync(self.backend, "customer", "in")
        self.assertEqual(str(self.partner.shop_erp_birthday), "1990-05-06")
        line = work.conflict_ids
        self.assertEqual((line.base_text, line.odoo_text, line.there_text), ("Rua B 2", "Rua C 3", "Rua D 4"))
        work.action_keep_odoo()
        self.work()
        self.sync(self.backend, "customer", "out")
        self.assertEqual((work.state, work.odoo_id.street), ("done", "Rua C 3"), work.reason)
        self.assertEqual(self.shop.row("addresses", self.work_there["id"])["address1"], "Rua C 3")
