"""Which customers get an account in a shop, how they sign in, who invites them, and how access is taken away."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ....remotes.documents import Customer
from ..shop_case import ShopOutCase


@tagged("post_install", "-at_install")
class TestAccounts(ShopOutCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portugal, cls.spain = cls.env.ref("base.pt"), cls.env.ref("base.es")
        cls.trade = cls.env["res.partner.category"].create({"name": "Trade"})
        cls.backend.account_rule = "rule"
        cls.partner_by_files = cls.make_backend("Files", "file_exchange")

    @classmethod
    def contact(cls, name="Ana Reis", **vals):
        email = f"{name.split()[0].lower()}@reis.invalid"
        home = {"street": "Rua Nova 1", "zip": "1000-001", "city": "Lisboa", "country_id": cls.portugal.id}
        return cls.env["res.partner"].create({"name": name, "email": email, "customer_rank": 1, **home, **vals})

    def send(self):
        return self.sync(self.backend, "customer", "out")

    def emails(self):
        return sorted(row["email"] for row in self.shop.rows("customers"))

    def account(self, partner):
        return self.shop.only("customers", email=partner.email)

    def switch(self, partners, switch, **vals):
        wizard = Form(self.env["shop_erp.account.wizard"].with_context(active_ids=partners.ids))
        wizard.backend_ids.clear()
        wizard.backend_ids.add(self.backend)
        wizard.switch = switch
        wizard.is_sent_now = False
        return wizard.save().action_apply()

    def row(self, partner):
        return partner.shop_erp_account_ids

    def only_these(self, tag):
        self.backend.account_tag_ids = tag

    def test_the_rule_names_customers_by_country_region_tag_and_filter(self):
        lisbon = self.env["res.country.state"].search([("country_id", "=", self.portugal.id)], limit=1)
        flow = self.flow(self.backend, "customer", "out")
        contacts = {
            "by": self.contact("Bea Reis", state_id=lisbon.id, category_id=self.trade.ids),
            "no tag": self.contact("Carla Reis", state_id=lisbon.id),
            "no region": self.contact("Dora Reis", category_id=self.trade.ids),
            "abroad": self.contact("Eva Reis", country_id=self.spain.id, category_id=self.trade.ids),
            "filter": self.contact("Zoe Reis", state_id=lisbon.id, category_id=self.trade.ids),
        }
        self.backend.account_country_ids = self.portugal
        self.backend.account_state_ids = lisbon
        self.backend.account_tag_ids = self.trade
        flow.record_domain = "[('name', '!=', 'Zoe Reis')]"
        self.send()
        self.assertEqual(self.emails(), [contacts["by"].email])

    def test_buyers_are_the_rule_by_default_and_hand_is_none(self):
        default = self.env["shop_erp.backend"].create({"name": "Another", "system": "prestashop"})
        self.assertEqual(default.account_rule, "buyers")
        self.contact()
        self.backend.account_rule = "hand"
        self.send()
        self.assertEqual(self.emails(), [])

    def test_a_switch_goes_before_the_rule(self):
        self.only_these(self.trade)
        inside, outside = self.contact("Bea Reis", category_id=self.trade.ids), self.contact("Carla Reis")
        self.switch(inside, "off")
        self.switch(outside, "on")
        self.send()
        self.assertEqual(self.emails(), [outside.email])

    def test_access_is_taken_away_and_given_back_and_nothing_is_deleted(self):
        self.only_these(self.trade)
        ana = self.contact(category_id=self.trade.ids)
        self.send()
        row = self.row(ana)
        for switch, active, access in (("off", "0", "blocked"), ("on", "1", "allowed"), ("rule", "1", "allowed")):
            self.switch(ana, switch)
            self.send()
            self.assertEqual((self.account(ana)["active"], row.access, row.state), (active, access, "done"), row.reason)

    def test_who_falls_out_of_the_rule_is_blocked_only_where_that_is_wanted(self):
        self.only_these(self.trade)
        ana = self.contact(category_id=self.trade.ids)
        self.send()
        ana.category_id = False
        self.send()
        self.assertEqual(self.account(ana)["active"], "1")
        self.backend.account_blocks = True
        self.send()
        self.assertEqual(self.account(ana)["active"], "0")
        ana.category_id = self.trade
        self.send()
        self.assertEqual(self.account(ana)["active"], "1")

    def test_who_is_blocked_in_the_shop_is_switched_off_here(self):
        self.only_these(self.trade)
        ana = self.contact(category_id=self.trade.ids)
        self.send()
        row = self.row(ana)
        self.shop.edit("customers", self.account(ana)["id"], active="0")
        self.sync(self.backend, "customer", "in")
        self.assertEqual((row.switch, row.access), ("off", "blocked"))
        self.shop.edit("customers", self.account(ana)["id"], active="1")
        self.sync(self.backend, "customer", "in")
        self.assertEqual((row.switch, row.access), ("on", "allowed"))

    def test_logins_follow_the_template(self):
        row = self.env["shop_erp.binding.partner"].create(
            {"backend_id": self.partner_by_files.id, "odoo_id": self.contact(ref="C-7").id, "state": "dirty"}
        )
        self.assertEqual(row._make_documents(None)[row.id].login, "")
        self.partner_by_files.account_login = "kd-{code}"
        self.assertEqual(row._make_documents(None)[row.id].login, "kd-C-7")
        row.odoo_id.ref = False
        self.assertEqual(row._make_documents(None)[row.id].code, "login_missing")

    def test_a_template_names_what_there_is(self):
        for template in ("{code", "{password}", "fixed", "{}"):
            with self.assertRaises(ValidationError):
                self.partner_by_files.account_login = template
        self.partner_by_files.account_login = "{email}"

    def test_a_shop_that_takes_no_login_and_mails_nobody_is_not_asked_to(self):
        for name, value in (("account_login", "kd-{code}"), ("account_invites", "shop")):
            with self.assertRaises(ValidationError):
                self.backend[name] = value

    def test_the_shop_invites_once(self):
        self.partner_by_files.account_invites = "shop"
        row = self.env["shop_erp.binding.partner"].create(
            {"backend_id": self.partner_by_files.id, "odoo_id": self.contact().id, "state": "dirty"}
        )
        self.assertTrue(row._make_documents(None)[row.id].invite)
        row.external_id = "9"
        self.assertIsNone(row._make_documents(None)[row.id].invite)

    def test_odoo_invites_whom_it_gave_an_account_and_knows_no_password(self):
        self.only_these(self.trade)
        self.backend.account_invites = "odoo"
        self.backend.account_url = "https://shop.example/login"
        ana = self.contact(category_id=self.trade.ids)
        self.send()
        self.send()
        mails = self.env["mail.mail"].sudo().search([("recipient_ids", "in", ana.ids)])
        self.assertEqual(len(mails), 1)
        self.assertIn("https://shop.example/login", mails.body_html)
        self.assertIn("ana@reis.invalid", mails.body_html)
        self.assertTrue(self.row(ana).invited_at)
        passwords = self.shop.row("customers", self.account(ana)["id"])["passwd"]
        stored = f"{self.row(ana).read()} {mails.body_html}"
        self.assertNotIn(passwords, stored)
        self.assertNotIn("passwd", stored)

    def test_nobody_is_invited_who_is_there_already(self):
        self.only_these(self.trade)
        self.backend.account_invites = "odoo"
        ana = self.contact(category_id=self.trade.ids)
        self.shop.add_customer(ana.email)
        self.sync(self.backend, "customer", "in")
        self.send()
        self.assertFalse(self.env["mail.mail"].sudo().search([("recipient_ids", "in", ana.ids)]))

    def test_shops_of_an_installation_are_told(self):
        ana = self.contact()
        shop = self.env["shop_erp.lookup"].search(
            [("backend_id", "=", self.backend.id), ("type", "=", "shop")], limit=1
        )
        self.switch(ana, "on")
        row = self.row(ana)
        row.shop_lookup_ids = shop
        self.assertEqual(row._make_documents(None)[row.id].shop_ids, (shop.external_id,))
        shop.active = False
        self.assertEqual(row._make_documents(None)[row.id].code, "no_shop_left")

    def test_the_form_says_why_there_is_no_account(self):
        ana = self.contact()
        self.only_these(self.trade)
        flow = self.flow(self.backend, "customer", "out")
        for prepare, words in (
            (lambda: None, "flow is switched off"),
            (lambda: flow.write({"active": True}), "rule of who gets an account there does not name"),
            (lambda: self.backend.write({"account_rule": "hand"}), "only customers who are switched on"),
            (lambda: self.backend.write({"account_rule": "buyers"}), "only buyers of confirmed orders"),
            (lambda: ana.write({"email": False}), "go by e-mail"),
        ):
            prepare()
            ana.invalidate_recordset()
            self.assertIn(words, ana.shop_erp_absent)

    def test_a_manager_switches_and_a_clerk_does_not(self):
        sales = "sales_team.group_sale_salesman_all_leads"
        manager = new_test_user(self.env, login="boss", groups=f"shop_erp_connector.group_manager,{sales}")
        clerk = new_test_user(self.env, login="clerk", groups=f"shop_erp_connector.group_user,{sales}")
        ana = self.contact()
        wizard = self.env["shop_erp.account.wizard"].with_context(active_ids=ana.ids)
        with self.assertRaises(AccessError):
            wizard.with_user(clerk).create({"backend_ids": self.backend.ids})
        wizard.with_user(manager).create({"backend_ids": self.backend.ids, "is_sent_now": False}).action_apply()
        row = self.row(ana)
        self.assertEqual((row.switch, row.state), ("on", "dirty"))
        with self.assertRaises(AccessError):
            row.with_user(clerk).switch = "off"

    def test_another_companys_shops_are_not_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = new_test_user(
            self.env, login="there", groups="shop_erp_connector.group_user,base.group_partner_manager",
            company_id=other.id, company_ids=[(6, 0, other.ids)],
        )  # fmt: skip
        ana = self.contact()
        self.switch(ana, "on")
        self.env.invalidate_all()
        there = ana.with_user(user).with_company(other)
        self.assertFalse(there.shop_erp_account_ids)
        self.assertFalse(there.shop_erp_absent)

    def test_an_incoming_login_is_kept(self):
        self.receive("customer", Customer(id="77", last_name="Reis", email="r@reis.invalid", login="reis77"))
        self.work()
        row = self.rows("customer", "77")
        self.assertEqual((row.login, row.switch, row.in_rule), ("reis77", "rule", True))
        self.assertEqual(row._make_documents(None)[row.id].login, "reis77")

    def test_a_shop_that_mails_whatever_is_chosen_says_so(self):
        shops = self.env["shop_erp.backend"].create(
            [{"name": system, "system": system} for system in ("magento2", "prestashop")]
        )
        self.assertEqual(shops.mapped("invites_always"), [True, False])
        view = self.env["shop_erp.backend"].get_view(view_type="form")["arch"]
        self.assertIn("This shop mails every new customer by itself", view)
