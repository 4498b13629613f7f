"""KeyInvoice: families, products, stock and clients."""

import tempfile
from decimal import Decimal
from pathlib import Path

from ....remotes.documents import Address, Customer
from ....remotes.errors import AuthenticationFailed, NotFound, ProtocolError, RateLimited, Rejected, Unsupported
from ....remotes.keyinvoice.api3 import undoubled
from ....remotes.keyinvoice.vat import is_person, is_valid_nif
from ...simulators.faults import ENTITY_BOMB
from .keyinvoice_case import OTHER_VAT, PERSON_VAT, VAT, KeyInvoiceCase, billing, customer


class TestCatalogue(KeyInvoiceCase):
    def test_families_come_after_their_parents(self):
        self.account.add_family("Vinhos", ref="V")
        child = self.account.add_family("Tintos", ref="T", parent="7003")
        self.account.add_family("Bebidas", ref="B")
        families, _refusals, (page,) = self.pulled("category")
        self.assertEqual([family.code for family in families], ["V", "B", "T"])
        self.assertEqual((families[2].id, families[2].parent_id, families[2].name), (child, "7003", {"": "Tintos"}))
        self.assertEqual((page.total, page.cursor), (3, {"offset": 0, "more": False}))

    def test_a_circle_of_families_and_an_unknown_parent_are_top_families(self):
        self.account.add_family("A", parent="7002")
        self.account.add_family("B", parent="7001")
        self.account.add_family("C", parent="1")
        families, _refusals, _pages = self.pulled("category")
        self.assertEqual(
            {(family.id, family.parent_id) for family in families}, {("7001", ""), ("7002", ""), ("7003", "")}
        )

    def test_a_product(self):
        family = self.account.add_family("Garrafas")
        self.account.add_product(
            "BOT-75",
            "Garrafa 75 cl",
            price="8.50",
            tax="2",
            ean="5601234000016",
            weight="0.550",
            family=family,
            brand="Vidraria Azul",
            supplier="VA-1",
            short="Garrafa",
            long="<p>Garrafa de vidro</p>",
            stock="3",
        )
        ((product,), _refusals, _pages) = self.pulled("product")
        self.assertEqual((product.id, product.code, product.barcode), ("BOT-75", "BOT-75", "5601234000016"))
        self.assertEqual((product.name, product.short_description), ({"": "Garrafa 75 cl"}, {"": "Garrafa"}))
        self.assertEqual(product.description, {"": "<p>Garrafa de vidro</p>"})
        self.assertEqual((product.price, product.price_includes_tax), (Decimal("8.50"), True))
        self.assertEqual((product.tax_ids, product.category_id, product.category_ids), (("2",), family, (family,)))
        self.assertEqual(
            (product.weight, product.brand, product.supplier_code), (Decimal("0.55"), "Vidraria Azul", "VA-1")
        )
        self.assertEqual((product.is_service, product.is_stored, product.active), (False, True, True))
        (variant,) = product.variants
        self.assertEqual((variant.id, variant.code, variant.barcode), ("BOT-75", "BOT-75", "5601234000016"))

    def test_services_and_goods_without_stock(self):
        self.account.add_product("PORTES", "Portes de envio", is_service=True)
        self.account.add_product("GELO", "Gelo", has_stocks=False)
        products, _refusals, _pages = self.pulled("product")
        self.assertEqual([(p.is_service, p.is_stored) for p in products], [(True, False), (False, False)])

    def test_read_by_id_is_the_same_document(self):
        """getProduct says HasStock where listProducts says HasStocks, and gives the tax id as a number."""
        self.account.add_product("BOT-75", "Garrafa 75 cl", price="8.50")
        self.account.add_product("GELO", "Gelo", has_stocks=False)
        listed, _refusals, _pages = self.pulled("product")
        read, _refusals, _pages = self.pulled("product", ids=["BOT-75", "GELO"])
        self.assertEqual([p.digest() for p in read], [p.digest() for p in listed])

    def test_a_missing_id_is_refused(self):
        self.account.add_product("BOT-75", "Garrafa 75 cl")
        products, (refusal,), _pages = self.pulled("product", ids=["BOT-75", "NADA"])
        self.assertEqual([product.id for product in products], ["BOT-75"])
        self.assertEqual(refusal.id, "NADA")
        self.assertIsInstance(refusal.error, NotFound)

    def test_a_rate_with_several_taxes_is_settled_by_the_product_itself(self):
        self.account.add_product("LIVRO", "Livro", tax="5")
        self.account.add_product("BOT-75", "Garrafa 75 cl", tax="1")
        products, _refusals, _pages = self.pulled("product")
        self.assertEqual([product.tax_ids for product in products], [("5",), ("1",)])
        self.assertEqual(self.account.log.count(kind="getProduct"), 1)

    def test_a_rate_without_tax_refuses_that_product_only(self):
        self.account.add_product("BOT-75", "Garrafa 75 cl", tax="1")
        self.account.add_product("VELHO", "Artigo antigo", tax="9")
        self.account.account.taxes.append({"Id": "9", "Value": "21"})
        self.remote.lookups("tax")
        with self.memory.locked("code_lists") as kept:
            kept["tax"]["rows"].pop()
        self.remote = self.opened()
        products, (refusal,), _pages = self.pulled("product")
        self.assertEqual([product.id for product in products], ["BOT-75"])
        self.assertEqual((refusal.id, refusal.error.field), ("VELHO", "tax_ids"))
        self.assertIn("21 %", str(refusal.error))

    def test_a_broken_row_refuses_that_product_only(self):
        self.account.add_product("BOT-75", "Garrafa 75 cl")
        broken = '{"IdProduct": "A", "Name": "A", "TaxValue": "23", "Price": "x"}'
        good = '{"IdProduct": "B", "Name": "B", "TaxValue": 23.0, "Price": 2.5, "IsService": 0, "HasStocks": 1}'
        body = f'{{"Status": 1, "Data": {{"Products": [{broken}, {good}]}}}}'
        self.account.faults.status(200, body=body, content_type="application/json", kind="listProducts")
        (product,), (refusal,), _pages = self.pulled("product")
        self.assertEqual((product.id, product.price, product.price_includes_tax), ("B", Decimal("2.5"), True))
        self.assertIsInstance(refusal.error, ProtocolError)

    def test_hundred_products_a_call(self):
        self.account.seed_catalogue(products=247, families=8)
        products, _refusals, pages = self.pulled("product")
        self.assertEqual(len({product.id for product in products}), 250)
        self.assertEqual(
            [(len(page.documents), page.cursor, page.total) for page in pages],
            [
                (100, {"offset": 100, "more": True, "total": 250}, 250),
                (100, {"offset": 200, "more": True, "total": 250}, 250),
                (50, {"offset": 0, "more": False}, 250),
            ],
        )
        self.assertEqual(self.account.log.count(kind="listProducts"), 3)
        self.assertEqual(self.account.log.count(kind="countProducts"), 1)

    def test_a_pull_is_resumed_and_begun_anew(self):
        self.account.seed_catalogue(products=147, families=8)
        first = next(iter(self.remote.pull("product")))
        rest, _refusals, (page,) = self.pulled("product", cursor=first.cursor)
        self.assertEqual(len(rest), 50)
        again, _refusals, _pages = self.pulled("product", cursor=page.cursor)
        self.assertEqual(len(again), 150)

    def test_a_limit_cuts_pages_without_more_calls(self):
        self.account.seed_catalogue(products=97, families=8)
        products, _refusals, pages = self.pulled("product", limit=30)
        self.assertEqual([len(page.documents) for page in pages], [30, 30, 30, 10, 0])
        self.assertEqual(len({product.id for product in products}), 100)
        self.assertEqual(self.account.log.count(kind="listProducts"), 2)
        self.assertEqual([page.cursor["more"] for page in pages], [True, True, True, True, False])

    def test_nothing_is_one_empty_page(self):
        for kind in ("category", "product", "stock", "customer"):
            documents, _refusals, pages = self.pulled(kind)
            self.assertEqual((documents, len(pages), pages[0].cursor), ([], 1, {"offset": 0, "more": False}))

    def test_state_survives_saving(self):
        self.account.add_product("BOT-75", "Garrafa 75 cl", stock="3")
        with tempfile.TemporaryDirectory() as folder:
            self.account.save(Path(folder) / "account")
            self.account.counter_sale("BOT-75", 2)
            self.account.load(Path(folder) / "account")
        self.assertEqual(self.account.stock("BOT-75"), Decimal(3))


class TestStock(KeyInvoiceCase):
    def test_levels_of_goods_with_stock(self):
        self.account.add_product("BOT-75", "Garrafa 75 cl", stock="3.5", shop_stock="1")
        self.account.add_product("NEG", "Vendido a mais", stock="-2")
        self.account.add_product("GELO", "Gelo", has_stocks=False)
        self.account.add_product("PORTES", "Portes de envio", is_service=True)
        levels, _refusals, _pages = self.pulled("stock")
        self.assertEqual(
            [(level.id, level.variant_id, level.location_id, level.quantity, level.basis) for level in levels],
            [
                ("BOT-75", "BOT-75", "", Decimal("4.5"), "physical"),
                ("NEG", "NEG", "", Decimal(-2), "physical"),
            ],
        )
        self.assertIsNotNone(levels[0].read_at.tzinfo)

    def test_a_counter_sale_lowers_it(self):
        self.account.add_product("BOT-75", "Garrafa 75 cl", stock="3")
        self.assertEqual(self.account.counter_sale("BOT-75", 2), "FS A/1")
        ((level,), _refusals, _pages) = self.pulled("stock", ids=["BOT-75"])
        self.assertEqual(level.quantity, Decimal(1))


class TestStockByWarehouse(KeyInvoiceCase):
    options = {"api3": True}

    def setUp(self):
        super().setUp()
        self.account.add_product("BOT-75", "Garrafa 75 cl", stock="3", shop_stock="1")
        self.account.add_product("A/B", "Com barra", stock="7")

    def test_locations_with_accents(self):
        rows = [(row.id, row.name) for row in self.remote.lookups("location")]
        self.assertEqual(rows, [("1", "Armazém principal"), ("2", "Loja da Sé")])

    def test_a_level_per_product_and_warehouse(self):
        levels, _refusals, _pages = self.pulled("stock")
        self.assertEqual(
            [(level.id, level.variant_id, level.location_id, level.quantity) for level in levels],
            [
                ("BOT-75/1", "BOT-75", "1", Decimal(3)),
                ("A/B/1", "A/B", "1", Decimal(7)),
                ("BOT-75/2", "BOT-75", "2", Decimal(1)),
                ("A/B/2", "A/B", "2", Decimal(0)),
            ],
        )

    def test_pages_and_ids(self):
        pages = list(self.remote.pull("stock", limit=3))
        self.assertEqual([len(page.documents) for page in pages], [3, 1])
        rest, _refusals, _pages = self.pulled("stock", cursor=pages[0].cursor, limit=3)
        self.assertEqual([level.id for level in rest], ["A/B/2"])
        (level,), (refusal,), _pages = self.pulled("stock", ids=["A/B/1", "NADA/1"])
        self.assertEqual((level.quantity, refusal.id), (Decimal(7), "NADA/1"))

    def test_its_session_is_shared_and_renewed(self):
        self.pulled("stock")
        self.opened().lookups("location")
        self.assertEqual(self.account.log.count(kind="authenticate"), 1)
        self.account.expire_session()
        self.pulled("stock")
        self.assertEqual(self.account.log.count(kind="authenticate"), 2)
        self.assertEqual(self.account.log.count(kind="listWarehouseStock"), 5)

    def test_its_calls_count_on_the_same_budget(self):
        self.remote.lookups("location")
        with self.memory.locked("calls") as calls:
            self.assertEqual(calls["used"], 2)
        self.account.use_calls(4998)
        with self.assertRaises(RateLimited):
            self.pulled("stock")

    def test_its_wrong_key(self):
        self.account.account.key = "chave-nova"
        with self.assertRaises(AuthenticationFailed) as caught:
            self.remote.lookups("location")
        self.assertEqual((caught.exception.code, caught.exception.text), ("-1", "Chave da API inválida."))

    def test_a_refusal_and_a_missing_operation(self):
        with self.assertRaises(NotFound) as caught:
            self.remote._api3.read("clientExists", "503504564")
        self.assertEqual((caught.exception.code, caught.exception.text), ("-102", "O cliente indicado não existe."))
        with self.assertRaises(Unsupported):
            self.remote._api3.read("insertDocumentHeader")

    def test_dangerous_and_unreadable_answers(self):
        self.remote.lookups("location")
        for body in (ENTITY_BOMB, "<html></html>", "nada", ""):
            with self.subTest(body[:20]):
                self.account.faults.status(200, body=body, content_type="text/xml", kind="listWarehouseStock")
                with self.assertRaises(ProtocolError):
                    self.pulled("stock")

    def test_text_that_was_encoded_twice(self):
        self.assertEqual(undoubled("ArmazÃ©m"), "Armazém")
        for words in ("Armazém", "São João", "10 €", "plain"):
            self.assertEqual(undoubled(words), words)


class TestCustomers(KeyInvoiceCase):
    def test_a_client_is_created(self):
        result = self.pushed("customer", customer(phone="220000001"))
        client = self.account.client(VAT)
        self.assertEqual(result.id, client["IdClient"])
        self.assertEqual(
            {
                name: client[name]
                for name in (
                    "VATIN",
                    "Name",
                    "Address",
                    "PostalCode",
                    "Locality",
                    "CountryCode",
                    "Phone",
                    "Email",
                )
            },
            {
                "VATIN": "503504564",
                "Name": "Oficina do Exemplo, Lda.",
                "Address": "Rua das Flores 5, 2.º esq.",
                "PostalCode": "4000-001",
                "Locality": "Porto",
                "CountryCode": "PT",
                "Phone": "220000001",
                "Email": "loja@oficina.example",
            },
        )

    def test_a_client_with_the_same_number_is_adopted(self):
        id_client = self.account.add_client(
            VAT,
            "Oficina do Exemplo, Lda.",
            Address="Rua das Flores 5, 2.º esq.",
            PostalCode="4000-001",
            Locality="Porto",
            Email="loja@oficina.example",
            Phone="999",
        )
        result = self.pushed("customer", customer(vat=f"PT {VAT}"))
        self.assertEqual((result.id, result.unchanged), (id_client, True))
        self.assertEqual(self.account.log.count(kind="updateClient"), 0)
        self.assertEqual(self.account.client(VAT)["Phone"], "999")

    def test_only_what_differs_is_changed(self):
        id_client = self.account.add_client(VAT, "Nome antigo", Phone="999")
        result = self.pushed("customer", customer(id=id_client))
        self.assertEqual((result.id, result.unchanged), (id_client, False))
        client = self.account.client(VAT)
        self.assertEqual((client["Name"], client["Phone"]), ("Oficina do Exemplo, Lda.", "999"))
        self.assertTrue(self.pushed("customer", customer(id=id_client)).unchanged)

    def test_a_client_created_meanwhile_is_adopted(self):
        id_client = self.account.add_client(VAT, "Oficina do Exemplo, Lda.")
        body = '{"Status": 0, "ErrorMessage": "O cliente não existe."}'
        self.account.faults.status(200, body=body, content_type="application/json", kind="clientExists")
        self.assertEqual(self.pushed("customer", customer()).id, id_client)
        self.assertEqual(self.account.totals()["clients"], 1)

    def test_numbers_that_are_refused_before_a_call(self):
        for vat, code in (
            ("", "vat_missing"),
            ("999999990", "final_consumer"),
            ("PT999999999", "final_consumer"),
            ("503504565", "vat_invalid"),
            ("12345", "vat_invalid"),
        ):
            with self.subTest(vat):
                error = self.refused("customer", customer(vat=vat))
                self.assertIsInstance(error, Rejected)
                self.assertEqual((error.field, error.code), ("vat", code))
        self.assertEqual(len(self.account.log), 0)

    def test_a_foreign_number(self):
        self.pushed("customer", customer(vat="ES B-12345674", billing=billing(country="ES")))
        self.assertEqual(self.account.client("ESB12345674")["CountryCode"], "ES")

    def test_the_number_of_a_client_cannot_change(self):
        id_client = self.account.add_client(OTHER_VAT, "Oficina")
        error = self.refused("customer", customer(id=id_client))
        self.assertEqual((error.field, error.code), ("vat", "vat_changed"))

    def test_a_client_that_is_gone(self):
        self.assertIsInstance(self.refused("customer", customer(id="1")), NotFound)

    def test_find_by_number(self):
        id_client = self.account.add_client(VAT, "Oficina")
        self.assertEqual(self.remote.find("customer", f"PT{VAT}").id, id_client)
        for key in (OTHER_VAT, "999999990", ""):
            self.assertIsNone(self.remote.find("customer", key))

    def test_clients_are_read(self):
        company = self.account.add_client(
            VAT,
            "Oficina do Exemplo, Lda.",
            Address="Rua das Flores 5",
            PostalCode="4000-001",
            Locality="Porto",
            Email="loja@oficina.example",
            Phone="220000001",
            Comments="Bom cliente",
        )
        self.account.add_client(PERSON_VAT, "Inês Exemplo")
        self.account.add_client("999999990", "Consumidor Final")
        (first, second), _refusals, _pages = self.pulled("customer")
        address = {"company": "Oficina do Exemplo, Lda.", "street": "Rua das Flores 5", "zip": "4000-001"}
        self.assertEqual(
            first,
            Customer(
                id=company,
                code=company,
                company="Oficina do Exemplo, Lda.",
                email="loja@oficina.example",
                phone="220000001",
                vat=VAT,
                note="Bom cliente",
                billing=Address(**address, city="Porto", phone="220000001", vat=VAT),
            ),
        )
        self.assertEqual((second.company, second.last_name, second.name), ("", "Inês Exemplo", "Inês Exemplo"))
        (read,), _refusals, _pages = self.pulled("customer", ids=[company])
        self.assertEqual(read.digest(), first.digest())

    def test_check_digits(self):
        for number in ("503504564", "123456789", "510123457", "999999990", "100000002", "500000000"):
            self.assertTrue(is_valid_nif(number), number)
        for number in ("503504565", "123456780", "", "50350456", "5035045640", "A03504564"):
            self.assertFalse(is_valid_nif(number), number)
        self.assertEqual([is_person(number) for number in ("123456789", "503504564")], [True, False])
