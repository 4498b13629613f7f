"""What is held of a person is handed out whole, and erased where no law asks to keep it."""

import base64
import io
import json
import zipfile

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ....remotes.documents import Message
from ... import make
from ...common import HubCase
from ..shop_case import ShopOutCase

#: What must be nowhere any more.
SECRETS = ("Zacarias", "zacarias@example.com", "Rua Secreta", "918273645", "Call me Zac")


@tagged("post_install", "-at_install")
class TestPersonalData(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bind_product("100")
        cls.address = make.address(
            "address-1", first_name="Zacarias", last_name="Velho", street="Rua Secreta 7", phone="918273645"
        )
        cls.customer = make.customer(
            "6", first_name="Zacarias", last_name="Velho", email="zacarias@example.com", addresses=(cls.address,)
        )
        cls.document = make.order(
            "41",
            customer=cls.customer,
            billing=cls.address,
            delivery=cls.address,
            customer_note="Call me Zac",
            messages=(Message(id="1", text="Call me Zac", written_at=make.PLACED),),
        )
        cls.account = cls.receive("customer", cls.customer)
        cls.order = cls.receive("order", cls.document)
        cls.partner = cls.account.odoo_id
        cls.account.login = "zacarias@example.com"
        takeover = cls.env["shop_erp.takeover"].create({"backend_id": cls.backend.id, "kind": "customer"})
        cls.env["shop_erp.takeover.line"].create(
            {"takeover_id": takeover.id, "res_id": cls.account.id, "finding": "new", "name": "Zacarias Velho"}
        )
        cls.wizard = cls.env["shop_erp.personal.data"].create({"partner_id": cls.partner.id})

    def finish_order(self):
        order = self.order.odoo_id
        order.picking_ids.move_ids.quantity = 1
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        order._create_invoices().action_post()
        return order

    def everything(self):
        """All texts of our tables, of contacts, messages and orders."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'json', 'jsonb')"
            " AND (table_name LIKE 'shop_erp%' OR table_name IN ('mail_message', 'sale_order', 'queue_job'))"
        )
        found = []
        for table, column in self.env.cr.fetchall():
            self.env.cr.execute(f'SELECT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')
            found += [f"{table}.{column}: {text}" for (text,) in self.env.cr.fetchall()]
        return found

    def leaks(self):
        return [text[:200] for text in self.everything() if any(secret in text for secret in SECRETS)]

    def test_export_has_all(self):
        self.wizard.action_export()
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(self.wizard.archive))) as archive:
            held = json.loads(archive.read("personal_data.json"))
        self.assertEqual({"accounts", "contacts", "exchanged", "invoices", "messages", "orders"}, set(held))
        text = json.dumps(held, ensure_ascii=False)
        for secret in SECRETS:
            self.assertIn(secret, text)
        self.assertEqual([order["number"] for order in held["orders"]], [self.order.odoo_id.name])

    def test_open_orders_come_first(self):
        self.assertIn(self.order.odoo_id.name, self.wizard.open_points)
        with self.assertRaisesRegex(UserError, "not delivered or invoiced"):
            self.wizard.action_erase()

    def test_nothing_stays_but_what_an_invoice_needs(self):
        order = self.finish_order()
        self.assertTrue(self.leaks())
        step = self.make_step("customer", "apply")
        step.errors = "Customer Zacarias Velho (zacarias@example.com) was refused."
        invoice = order.invoice_ids
        self.wizard.action_erase()
        self.assertEqual(step.errors, "Customer … (…) was refused.")
        self.assertEqual(self.leaks(), [])
        self.assertEqual(invoice.partner_id.commercial_partner_id, self.partner)
        self.assertEqual((self.partner.name, self.partner.active), ("Zacarias Velho", False))
        self.assertEqual(
            (self.partner.email, self.partner.phone, self.partner.shop_erp_last_name), (False, False, False)
        )
        self.assertEqual(self.rows("customer", "6", "address-1").mapped("state"), ["erased", "erased"])

    def test_without_an_invoice_the_contact_is_nobody(self):
        self.order.odoo_id._action_cancel()
        self.wizard.action_erase()
        contacts = self.partner | self.partner.with_context(active_test=False).child_ids
        for contact in contacts:
            self.assertEqual((contact.name, contact.street), (f"Erased contact {contact.id}", False))
        self.assertEqual(self.leaks(), [])

    def test_no_column_of_the_contact_keeps_the_tax_number(self):
        self.order.odoo_id._action_cancel()
        self.partner.write({"country_id": self.env.ref("base.pt").id, "vat": "PT503504564"})
        self.wizard.action_erase()
        self.env.flush_all()
        self.env.cr.execute("SELECT to_jsonb(res_partner)::text FROM res_partner WHERE id = %s", [self.partner.id])
        self.assertNotIn("503504564", self.env.cr.fetchone()[0])

    def test_who_may_not_work_in_all_companies_that_hold_something_does_not_see_or_erase_it(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        groups = "shop_erp_connector.group_manager,base.group_partner_manager"
        user = new_test_user(self.env, "elsewhere", groups=groups, company_id=other.id, company_ids=other.ids)
        wizard = self.env["shop_erp.personal.data"].with_user(user).create({"partner_id": self.partner.id})
        for action in (wizard.action_export, wizard.action_erase):
            with self.assertRaisesRegex(UserError, f"invoices in {self.company.name}, too"):
                action()
        self.assertEqual(self.partner.name, "Zacarias Velho")
        user.company_ids += self.company
        wizard.action_export()
        self.assertTrue(wizard.archive)

    def test_what_was_erased_is_not_imported_anew(self):
        self.order.odoo_id._action_cancel()
        self.wizard.action_erase()
        self.receive("customer", make.customer("6", first_name="Zacarias", phone="1"))
        self.receive("order", self.document)
        self.assertEqual((self.account.state, self.order.state), ("erased", "erased"))
        self.assertEqual(self.leaks(), [])
        self.account._retry()
        self.account._sync_now()
        self.assertEqual(self.account.state, "erased")

    def test_who_buys_again_is_somebody_new(self):
        self.order.odoo_id._action_cancel()
        self.wizard.action_erase()
        row = self.receive(
            "order", make.order("42", customer=self.customer, billing=self.address, delivery=self.address)
        )
        self.assertEqual(row.state, "done", row.reason)
        self.assertNotEqual(row.odoo_id.partner_id, self.partner)
        self.assertEqual(row.odoo_id.partner_id.name, "Zacarias Velho")
        self.assertEqual((self.account.state, self.account.odoo_id), ("done", row.odoo_id.partner_id))

    def test_managers_only(self):
        user = new_test_user(self.env, "looker", groups="shop_erp_connector.group_user,base.group_partner_manager")
        with self.assertRaises(AccessError):
            self.partner.with_user(user).action_shop_erp_personal_data()


@tagged("post_install", "-at_install")
class TestErasureInShops(ShopOutCase):
    def test_the_shop_is_told_and_somebody_reminded(self):
        account = self.shop.add_customer("ana@mail.test", firstname="Ana", lastname="Silva")
        self.shop.add_address(account, address1="Rua A 1")
        self.sync(self.backend, "customer", "in")
        row = self.env["shop_erp.binding.partner"].search([("external_id", "=", str(account["id"]))])
        self.env["shop_erp.personal.data"].create({"partner_id": row.odoo_id.id}).action_erase()
        self.work()
        there = self.shop.row("customers", account["id"])
        self.assertEqual((there["firstname"], there["lastname"]), ("Anonymous", "Anonymous"))
        self.assertEqual(there["email"], f"erased-{account['id']}@anonymous.invalid")
        (address,) = [one for one in self.shop.rows("addresses") if one["id_customer"] == str(account["id"])] or [None]
        self.assertTrue(address is None or int(address["deleted"]))
        note = self.backend.activity_ids.filtered(lambda activity: "Erase customers" in activity.summary)
        self.assertIn(str(account["id"]), note.note)
        self.sync(self.backend, "customer", "in")
        self.assertEqual(row.state, "erased")
