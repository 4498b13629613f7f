"""C-Plus: what is read from the tables, and how odd rows are told."""

import unittest
from datetime import UTC, date, datetime
from decimal import Decimal

from ....remotes.documents import AttributeValue, OpenInvoice
from ....remotes.errors import InvalidSettings, NotFound, ProtocolError
from .cplus_case import CNPJ, CPF, CPlusCase, OnFirebird, OnSqlite


class ReadingPromises(CPlusCase):
    def test_a_plain_product(self):
        simulator = self.simulator
        simulator.seed_goods(sections=2)
        key = simulator.add_product(
            "CAF-250",
            "CAFE TORRADO 250G",
            barcode="7891234567895",
            NOMEPRODWEB="Café torrado – 250 g",
            DESCRICAOWEB="Açúcar não incluído “€”",
            PESOBRUTO=Decimal("0.275"),
            CODSEC="000000002",
            CODFABRICANTE="000000001",
        )
        product = self.documents("product")[key]
        self.assertEqual((product.code, product.barcode), ("CAF-250", "7891234567895"))
        self.assertEqual(product.name, {"": "Café torrado – 250 g"})
        self.assertEqual(product.description, {"": "Açúcar não incluído “€”"})
        self.assertEqual((product.price, product.price_includes_tax), (Decimal("18.9"), True))
        self.assertEqual((product.weight, product.cost, product.unit), (Decimal("0.275"), Decimal("9.1"), "UN"))
        self.assertEqual((product.brand, product.customs_code), ("Torrefação Exemplo", "09012100"))
        self.assertEqual((product.category_id, product.active, product.is_stored), ("000000002", True, True))
        (variant,) = product.variants
        self.assertEqual((variant.id, variant.code, variant.attributes), (key, "CAF-250", ()))

    def test_a_grid_is_one_product_with_its_cells(self):
        grid, cells = self.simulator.add_grid("Camiseta", ["Azul", "Vermelha"], ["P", "G"])
        self.simulator.set_price(cells["Vermelha", "G"], "21.40")
        self.simulator.deactivate(cells["Azul", "P"])
        documents = self.documents("product")
        self.assertEqual(list(documents), [f"G{grid}"])
        product = documents[f"G{grid}"]
        self.assertEqual((product.name, product.price, product.active), ({"": "Camiseta"}, Decimal("18.9"), True))
        by_id = {variant.id: variant for variant in product.variants}
        red = by_id[cells["Vermelha", "G"]]
        self.assertEqual((red.code, red.price_extra), ("CAM001-Ve-G", Decimal("2.5")))
        self.assertEqual([value.text for value in red.attributes], ["Cor=Vermelha", "Tamanho=G"])
        self.assertEqual(
            red.attributes[0],
            AttributeValue(
                attribute="Cor", value="Vermelha", attribute_id="000000001", value_id="000000002", value_code="VE"
            ),
        )
        self.assertFalse(by_id[cells["Azul", "P"]].active)

    def test_a_cell_that_changes_brings_the_whole_grid(self):
        grid, cells = self.simulator.add_grid("Camiseta", ["Azul"], ["P", "G"])
        self.simulator.seed_goods(products=1)
        (page,) = self.remote.pull("product")
        self.simulator.clock.advance(7200)
        self.simulator.edit("PRODUTO", {"CODPROD": cells["Azul", "G"]}, NOMEPROD="Camiseta Azul GG")
        documents = self.documents("product", cursor=page.cursor)
        self.assertEqual([(id, len(product.variants)) for id, product in documents.items()], [(f"G{grid}", 2)])

    def test_a_new_barcode_is_a_change_of_the_product(self):
        first, second = self.simulator.seed_goods(products=2)
        (page,) = self.remote.pull("product")
        self.simulator.clock.advance(7200)
        self.simulator.add_barcode(second, "7891234567895")
        self.assertEqual(list(self.documents("product", cursor=page.cursor)), [second])
        self.assertNotEqual(first, second)

    def test_a_change_dated_by_the_database_itself_is_found(self):
        """The program's own trigger, with the database's clock: as on a real installation."""
        _first, second = self.simulator.seed_goods(products=2)
        (page,) = self.remote.pull("product")
        self.simulator.edit("PRODUTO", {}, LAST_CHANGE=datetime(2020, 1, 1, 8, 0))
        self.simulator.store.execute("UPDATE PRODUTO SET OBS = 'x' WHERE CODPROD = :key", key=second)
        self.assertEqual(list(self.documents("product", cursor=page.cursor)), [second])

    def test_available_is_less_both_reservations(self):
        key = self.simulator.add_product("P1", "Café", quantity="40")
        self.simulator.set_stock(key, "40", RESERVADOORCAMENTO=Decimal(3), RESERVADOOS=Decimal(2))
        level = self.documents("stock")[f"{key}/000000001"]
        self.assertEqual((level.quantity, level.basis, level.variant_id), (35, "available", key))
        self.assertEqual((level.location_id, level.product_id), ("000000001", key))

    def test_sectors_of_returned_goods_and_other_companies_do_not_count(self):
        key = self.simulator.add_product("P1", "Café", quantity="1")
        self.simulator.set_stock(key, "10", sector="000000002")
        self.simulator.set_stock(key, "100", sector="000000003")  # RMA
        self.simulator.set_stock(key, "1000", company=2)
        self.assertEqual(
            {id: level.quantity for id, level in self.documents("stock").items()},
            {f"{key}/000000001": 1, f"{key}/000000002": 10},
        )

    def test_companies_and_sectors_of_the_settings(self):
        key = self.simulator.add_product("P1", "Café", quantity="1")
        self.simulator.set_stock(key, "10", sector="000000002")
        self.simulator.set_stock(key, "1000", company=2)
        self.remote = self.opened(companies="1, 2", sectors="1")
        self.assertEqual(
            {id: level.quantity for id, level in self.documents("stock").items()}, {f"{key}/000000001": 1001}
        )

    def test_a_level_without_its_sector_is_none(self):
        key = self.simulator.add_product("P1", "Café")
        (page,) = self.remote.pull("stock", ids=[key])
        self.assertEqual(page.documents, [])
        self.assertIsInstance(page.refusals[0].error, NotFound)

    def test_null_quantities_are_nothing(self):
        key = self.simulator.add_product("P1", "Café")
        self.simulator.store.update("PRODUTOESTOQUE", {"CODPROD": key}, ESTATU=None)
        self.assertEqual(self.documents("stock")[f"{key}/000000001"].quantity, 0)

    def test_null_flags_are_no(self):
        key = self.simulator.add_product("P1", "Café", FLAGNAOVENDER=None, FLAGSERVICO=None, FLAGCONTROLAESTOQUE=None)
        product = self.documents("product")[key]
        self.assertEqual((product.active, product.is_service, product.is_stored), (True, False, True))
        customer = self.simulator.add_customer("Ana", CPF, BLOQUEADO=None, FLAGNAOVENDER=None)
        self.assertIs(self.documents("customer")[customer].is_blocked, False)

    def test_prices_of_all_tables(self):
        key = self.simulator.add_product("P1", "Café", price="18.90")
        self.simulator.set_price(key, "15.50", table="000000002", minimum="10")
        self.simulator.edit("PRECO", {"CODPRECO": "000000001"}, FLAGINATIVA=None)
        first, second = self.documents("price").values()
        self.assertEqual((first.amount, first.table_id, first.minimum_quantity), (Decimal("18.9"), "", None))
        self.assertTrue(first.is_base and first.includes_tax)
        self.assertEqual((second.amount, second.table_id, second.minimum_quantity), (Decimal("15.5"), "000000002", 10))
        self.assertEqual((second.variant_id, second.product_id), (key, key))

    def test_tables_out_of_use_have_no_prices(self):
        key = self.simulator.add_product("P1", "Café")
        self.simulator.set_price(key, "15.50", table="000000002")
        self.simulator.edit("PRECO", {"CODPRECO": "000000002"}, FLAGINATIVA="S")
        self.assertEqual([price.amount for price in self.documents("price").values()], [Decimal("18.9")])

    def test_prices_and_levels_of_a_box_are_those_of_the_box(self):
        key = self.simulator.add_product("CX", "Caixa", CODUNIDADE="000000002", price="1.50", quantity="30")
        self.assertEqual(self.documents("stock")[f"{key}/000000001"].quantity, Decimal("2.5"))
        (price,) = self.documents("price").values()
        self.assertEqual((price.amount, self.documents("product")[key].price), (18, 18))

    def test_two_prices_for_one_case_are_not_guessed(self):
        key = self.simulator.add_product("P1", "Café", price="18.90")
        other = self.simulator.add_product("P2", "Chá")
        self.simulator.set_price(key, "21.00", minimum="1")
        self.assertIn("18.9, 21", str(self.refusals("product")[key]))
        (page,) = self.remote.pull("product")
        self.assertEqual([product.id for product in page.documents], [other])

    def test_cells_of_large_grids_are_all_there(self):
        colours, sizes = [f"C{number}" for number in range(8)], [f"T{number}" for number in range(6)]
        with self.simulator.store.batch():
            grid, cells = self.simulator.add_grid("Camiseta", colours, sizes)
        self.assertEqual(len(self.documents("product")[f"G{grid}"].variants), 48)
        ids = [id for page in self.remote.pull("stock", limit=7) for id in [level.id for level in page.documents]]
        self.assertEqual(sorted(ids), sorted(f"{cell}/000000001" for cell in cells.values()))

    def test_a_customer_with_addresses_and_credit(self):
        simulator = self.simulator
        key = simulator.add_customer(
            "Comércio São João Ltda",
            CNPJ,
            state="SP",
            LIMITECRED=Decimal("5000.00"),
            BLOQUEADO="Y",
            CODPRECO="000000002",
        )
        simulator.add_address(key, COMPLEMENTOLOGRADOURO="Galpão 2", CONTATO="Depósito")
        simulator.add_debt(key, "100.00", paid="30.00", number="1001", due_in=10)
        simulator.add_debt(key, "50.00", number="1002", due_in=40)
        simulator.add_debt(key, "999.00", number="1003", FLAGPAGO="Y")
        simulator.add_debt(key, "888.00", number="1004", FLAGCANCELADA="S")
        customer = self.documents("customer")[key]
        self.assertEqual((customer.company, customer.vat, customer.is_blocked), ("Comércio São João Ltda", CNPJ, True))
        self.assertEqual((customer.price_table_id, customer.payment_term), ("000000002", "PIX"))
        billing, (address,) = customer.billing, customer.addresses
        self.assertEqual((billing.street, billing.street2, billing.state), ("Rua das Flores, 100", "Centro", "SP"))
        self.assertEqual((address.street2, address.company), ("Galpão 2 - Norte", "Depósito"))
        credit = customer.credit
        self.assertEqual((credit.allowed, credit.limit, credit.balance), (True, 5000, 120))
        today = simulator.now().date()
        self.assertEqual(
            credit.invoices[0],
            OpenInvoice(
                number="1001",
                amount=Decimal(100),
                open_amount=Decimal(70),
                due_on=date.fromordinal(today.toordinal() + 10),
            ),
        )

    def test_a_payment_is_a_change_of_the_customer(self):
        simulator = self.simulator
        keys = [simulator.add_customer(name, CPF) for name in ("Ana", "Bia")]
        debt = simulator.add_debt(keys[1], "100.00")
        (page,) = self.remote.pull("customer")
        simulator.clock.advance(7200)
        simulator.edit("CONTARECEBER", {"CODCR": debt}, FLAGPAGO="Y", TOTPAGO=Decimal(100))
        documents = self.documents("customer", cursor=page.cursor)
        self.assertEqual([(key, customer.credit.balance) for key, customer in documents.items()], [(keys[1], 0)])

    def test_only_customers_with_the_tag(self):
        keys = [self.simulator.add_customer(name, CPF) for name in ("Ana", "Bia")]
        self.simulator.store.add("CLIENTECARACTERISTICA", CODCLI=keys[1], CODCARACTERISTICAPESSOA="000000005")
        self.remote = self.opened(customer_tag="5")
        self.assertEqual(list(self.documents("customer")), keys[1:])
        (page,) = self.remote.pull("customer", ids=keys)
        self.assertIsInstance(page.refusals[0].error, NotFound)

    def test_sections_hang_under_their_path(self):
        self.simulator.seed_goods(sections=6)
        parents = {key: category.parent_id for key, category in self.documents("category").items()}
        self.assertEqual(
            parents,
            {
                "000000001": "",
                "000000002": "000000001",
                "000000003": "000000001",
                "000000004": "000000001",
                "000000005": "",
                "000000006": "000000005",
            },
        )

    def test_a_page_costs_as_many_statements_for_one_product_as_for_many(self):
        self.simulator.seed_goods(products=1)
        self.documents("product")
        self.simulator.log.clear()
        self.documents("product")
        few = len(self.simulator.log)
        for number in range(30):
            self.simulator.add_product(f"X{number}", "Café")
        self.simulator.log.clear()
        self.assertEqual(len(self.documents("product")), 31)
        self.assertEqual((few, len(self.simulator.log)), (6, 6))

    def test_dates_are_those_of_the_shop(self):
        key = self.simulator.add_product("P1", "Café")
        self.simulator.edit("PRODUTO", {"CODPROD": key}, LAST_CHANGE=datetime(2026, 3, 4, 14, 5, 11))
        self.remote = self.opened(zone="America/Sao_Paulo")
        self.assertEqual(self.documents("product")[key].updated_at, datetime(2026, 3, 4, 17, 5, 11, tzinfo=UTC))

    def test_without_trust_in_dates_all_is_read_each_time(self):
        keys = self.simulator.seed_goods(products=3)
        self.remote = self.opened(trust_last_change="0")
        self.assertEqual(
            (self.remote.capabilities.pulls_changes, self.remote.capabilities.clock), (frozenset(), "none")
        )
        (page,) = self.remote.pull("product")
        self.simulator.clock.advance(7200)
        self.assertEqual(list(self.documents("product", cursor=page.cursor)), keys)

    def test_unreserved_orders_are_subtracted_by_the_reader(self):
        """Where C-Plus counts no reservation of its own."""
        key = self.simulator.add_product("P1", "Café", quantity="40")
        self.simulator.add_customer("João", CPF)
        self.remote = self.opened(reservation="hub")
        first, second, third = (self.order(self.line(key, quantity=2)) for _turn in range(3))
        self.pushed(first, second, third)
        self.assertEqual(self.simulator.quotation(first.number)["FLAGRESERVADO"], "N")
        self.assertEqual(self.documents("stock")[f"{key}/000000001"].quantity, 34)
        self.simulator.cancel_quotation("000000001")
        self.simulator.convert("000000002")
        # 40 less 2 that were sold less 2 of the third
        self.assertEqual(self.documents("stock")[f"{key}/000000001"].quantity, 36)
        self.assertNotIn("stock", self.remote.capabilities.pulls_changes)

    def test_a_section_of_a_setting_that_is_not_there(self):
        with self.assertRaises(InvalidSettings) as caught:
            list(self.opened(sectors="1,9").pull("stock"))
        self.assertEqual(caught.exception.field, "sectors")
        self.assertIn("000000002 Depósito", str(caught.exception))

    def test_a_missing_column_is_named(self):
        self.simulator.add_product("P1", "Café")
        self.simulator.drop_column("PRODUTOESTOQUE", "RESERVADOOS")
        self.addCleanup(self.simulator.add_column, "PRODUTOESTOQUE", "RESERVADOOS", "NUMERIC(15, 4)")
        with self.assertRaises(ProtocolError) as caught:
            self.remote.check()
        self.assertIn("PRODUTOESTOQUE.RESERVADOOS", str(caught.exception))
        with self.assertRaises(ProtocolError):
            list(self.remote.pull("stock"))


class TestReadingOnSqlite(OnSqlite, ReadingPromises, unittest.TestCase):
    pass


class TestReadingOnFirebird(OnFirebird, ReadingPromises, unittest.TestCase):
    pass
