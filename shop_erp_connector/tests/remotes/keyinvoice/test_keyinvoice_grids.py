"""Products of KeyInvoice with colours and sizes: variants, a level of each, and documents that name the combination."""

from decimal import Decimal

from .keyinvoice_case import KeyInvoiceCase, invoice, line


class TestGrids(KeyInvoiceCase):
    def setUp(self):
        super().setUp()
        self.account.add_product("AZ-1", "Azulejo", price="24.60", stock="40")
        self.account.add_product("TSH", "T-shirt", price="12.30", ean="5601234000017")
        stock = {("azul", "S"): 3, ("azul", "L"): 4, ("branca", "S"): 5}
        self.account.add_grid("TSH", ["azul", "branca"], ["S", "L"], stock)
        self.account.add_product("CINTO", "Cinto", price="5.00")
        self.account.add_grid("CINTO", [], ["90", "100"], {("", "90"): 2})
        self.remote = self.opened(colours_sizes="1")

    def product(self, reference):
        documents, refusals, _pages = self.pulled("product")
        self.assertEqual(refusals, [])
        return next(document for document in documents if document.id == reference)

    def variant(self, *values):
        return next(
            one for one in self.product("TSH").variants if tuple(value.value for value in one.attributes) == values
        )

    def test_each_colour_in_each_size_is_a_variant(self):
        shirt = self.product("TSH")
        told = [[value.text for value in variant.attributes] for variant in shirt.variants]
        self.assertEqual(
            told,
            [
                ["Cor=azul", "Tamanho=S"],
                ["Cor=azul", "Tamanho=L"],
                ["Cor=branca", "Tamanho=S"],
                ["Cor=branca", "Tamanho=L"],
            ],
        )
        self.assertEqual(len({variant.code for variant in shirt.variants}), 4)
        value = shirt.variants[0].attributes[0]
        self.assertEqual(value.attribute_id, "color")
        self.assertTrue(value.value_id)

    def test_one_axis_alone(self):
        told = [[value.text for value in variant.attributes] for variant in self.product("CINTO").variants]
        self.assertEqual(told, [["Tamanho=90"], ["Tamanho=100"]])

    def test_plain_products_are_read_with_the_list(self):
        self.account.log.clear()
        tile = self.product("AZ-1")
        self.assertEqual([variant.id for variant in tile.variants], ["AZ-1"])
        calls = [call.kind for call in self.account.log if call.kind == "getProduct"]
        self.assertEqual(len(calls), 2, "one for each product with colours or sizes")

    def test_each_combination_has_a_level(self):
        levels, refusals, _pages = self.pulled("stock")
        self.assertEqual(refusals, [])
        found = {level.variant_id: level.quantity for level in levels}
        variants = {variant.id for variant in self.product("TSH").variants}
        self.assertEqual(sorted(found[id] for id in variants), [0, 3, 4, 5])
        self.assertEqual(found["AZ-1"], 40)
        blue = self.variant("azul", "L").id
        ((level,), _refusals, _pages) = self.pulled("stock", ids=[blue])
        self.assertEqual((level.id, level.product_id, level.quantity), (blue, "TSH", 4))
        _levels, refusals, _pages = self.pulled("stock", ids=["TSH\u00a61\u00a61"])
        self.assertEqual(len(refusals), 1)

    def test_an_order_names_the_combination_and_takes_it_from_stock(self):
        blue = self.variant("azul", "L").id
        result = self.pushed("invoice", invoice(line(blue, "24.60", quantity="2", name="T-shirt")))
        ((level,), _refusals, _pages) = self.pulled("stock", ids=[blue])
        self.assertEqual(level.quantity, 2)
        ((paper,), _refusals, _pages) = self.pulled("invoice", ids=[result.id])
        self.assertEqual([(one.variant_id, one.quantity) for one in paper.lines], [(blue, Decimal(2))])

    def test_a_product_with_colours_sold_as_a_whole_is_refused_with_keyinvoices_words(self):
        error = self.refused("invoice", invoice(line("TSH", "12.30", name="T-shirt")))
        self.assertIn("cores", str(error))

    def test_without_the_setting_they_are_plain_products(self):
        self.remote = self.opened()
        self.assertEqual([variant.id for variant in self.product("TSH").variants], ["TSH"])
        self.assertNotIn("variants", self.remote.capabilities.reads)
