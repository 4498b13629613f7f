"""An account has two addresses: which of ours they are, what becomes of a third, and how one goes again."""

from ....remotes.documents import FieldValue
from ... import make
from .woocommerce_case import WooCommerceCase


class TestAddresses(WooCommerceCase):
    def account(self, **fields):
        home = make.address(street="Rua A 1", alias="home")
        return make.customer(**{"id": "", "email": "ana@mail.invalid", "billing": home, "addresses": (), **fields})

    def there(self, id):
        row = self.shop.row("customers", int(id))
        return row["billing"]["address_1"], row["shipping"]["address_1"]

    def test_their_names_come_back_under_our_own(self):
        work = make.address(street="Rua B 2", alias="work")
        (result,) = self.push("customer", self.account(addresses=(work,)))
        self.assertEqual(result.part_ids, {"home": f"billing-{result.id}", "work": f"shipping-{result.id}"})
        self.assertEqual((self.there(result.id), result.warning), (("Rua A 1", "Rua B 2"), ""))
        customer = self.only("customer", result.id)
        self.assertEqual([one.id for one in (customer.billing, *customer.addresses)], list(result.part_ids.values()))

    def test_a_third_one_is_named(self):
        places = [make.address(street=f"Rua {name}", alias=name, is_default=name == "C") for name in "BCD"]
        (result,) = self.push("customer", self.account(addresses=tuple(places)))
        self.assertEqual(self.there(result.id), ("Rua A 1", "Rua C"))
        self.assertEqual(
            result.warning, "The shop keeps one delivery address of an account; these stay here alone: B, D."
        )

    def test_the_one_that_the_shop_has_keeps_its_place(self):
        (result,) = self.push("customer", self.account(addresses=(make.address(street="Rua B 2"),)))
        known = make.address(id=f"shipping-{result.id}", street="Rua B 3", alias="known")
        other = make.address(street="Rua Z", alias="other", is_default=True)
        self.push("customer", self.account(id=result.id, addresses=(other, known)))
        self.assertEqual(self.there(result.id), ("Rua A 1", "Rua B 3"))

    def test_nothing_of_an_address_is_left_in_the_one_that_takes_its_place(self):
        old = make.address(street="Rua B 2", street2="3 esq.", company="Velha Lda", state="11", phone="210")
        (result,) = self.push("customer", self.account(addresses=(old,)))
        new = make.address(street="Rua Z", street2="", company="", state="", phone="", alias="new")
        gone = (f"shipping-{result.id}",)
        self.push("customer", self.account(id=result.id, addresses=(new,), removed_address_ids=gone))
        shipping = self.shop.row("customers", int(result.id))["shipping"]
        names = ("address_1", "address_2", "company", "state", "phone")
        self.assertEqual([shipping[name] for name in names], ["Rua Z", "", "", "", ""])

    def test_one_that_is_there_borrows_nothing_from_the_account(self):
        row = self.shop.add_customer(
            "ana@mail.invalid", billing={"address_1": "Rua A 1"}, shipping={"address_1": "B 2"}
        )
        same = make.address(id=f"shipping-{row['id']}", street="B 3", company="", phone="", first_name="", last_name="")
        facts = {"company": "Firma Lda", "phone": "210", "first_name": "Ana", "last_name": "Lima"}
        self.push("customer", self.account(id=str(row["id"]), addresses=(same,), **facts))
        shipping = self.shop.row("customers", row["id"])["shipping"]
        names = ("address_1", "company", "phone", "first_name", "last_name")
        self.assertEqual([shipping[name] for name in names], ["B 3", "", "", "", ""])

    def test_an_e_mail_of_the_billing_address_follows_the_accounts_unless_it_is_another(self):
        for known, told in (("", "eva@mail.invalid"), ("ana@mail.invalid", "eva@mail.invalid"), ("b@b.invalid",) * 2):
            row = self.shop.add_customer("ana@mail.invalid", billing={"address_1": "Rua A 1", "email": known})
            self.push("customer", self.account(id=str(row["id"]), email="eva@mail.invalid"))
            changed = self.shop.row("customers", row["id"])
            self.assertEqual((changed["email"], changed["billing"]["email"]), ("eva@mail.invalid", told))
            self.shop.store.remove("customers", row["id"])

    def test_one_that_is_taken_away_is_emptied(self):
        (result,) = self.push("customer", self.account(addresses=(make.address(street="Rua B 2"),)))
        removed = self.account(id=result.id, removed_address_ids=(f"shipping-{result.id}",))
        self.push("customer", self.account(id=result.id))
        self.assertEqual(self.there(result.id), ("Rua A 1", "Rua B 2"), "not named is not removed")
        self.push("customer", removed)
        self.assertEqual(self.there(result.id), ("Rua A 1", ""))
        self.assertEqual(self.only("customer", result.id).addresses, ())


class TestAccounts(WooCommerceCase):
    def test_one_is_found_by_its_e_mail(self):
        id = str(self.shop.add_customer("ana@mail.invalid")["id"])
        self.assertEqual(self.remote.find("customer", "ana@mail.invalid").id, id)
        self.assertIsNone(self.remote.find("customer", "ana@mail.invali"))
        self.assertIsNone(self.remote.find("customer", ""))

    def test_a_role_of_its_own_is_told_and_never_written(self):
        row = self.shop.add_customer("ana@mail.invalid")
        self.assertNotIn("role", [one.code for one in self.only("customer", row["id"]).fields])
        row["role"] = "wholesale_customer"
        role, *_meta = self.only("customer", row["id"]).fields
        self.assertEqual((role.code, role.value), ("role", {"": "wholesale_customer"}))
        sent = make.customer(
            id=str(row["id"]),
            email="ana@mail.invalid",
            fields=(FieldValue(code="role", value={"": "customer"}), FieldValue(code="size", value={"": "L"})),
        )
        (result,) = self.push("customer", sent)
        self.assertEqual(row["role"], "wholesale_customer")
        self.assertIn("cannot change an account's role: it stays as it is there", result.warning)
        same = (FieldValue(code="role", value={"": "wholesale_customer"}),)
        (result,) = self.push("customer", make.customer(id=str(row["id"]), email="ana@mail.invalid", fields=same))
        self.assertEqual(result.warning, "")
        self.assertEqual(self.shop.meta(row).get("role"), None)
        self.assertEqual(self.shop.meta(row)["size"], "L")
