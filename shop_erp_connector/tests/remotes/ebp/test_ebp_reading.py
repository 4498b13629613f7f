"""EBP is read: items and ranges, stock, prices, customers, states, invoices with their PDFs; nothing is written."""

import base64
from datetime import datetime, timedelta
from decimal import Decimal

from ....remotes.errors import InvalidSettings, NotFound, ProtocolError, Rejected, Unavailable, Unsupported
from ...simulators.ebp.office import ORDER, PDF
from .ebp_case import EbpCase, order

PNG = b"\x89PNG\r\n\x1a\n picture"


class TestGoods(EbpCase):
    def test_an_item(self):
        self.simulator.add_family("CAFE", "Cafés", "Grains")
        self.simulator.add_item(
            "CAF-250",
            "Café 250 g",
            price="8.525",
            BarCode="3760001234567",
            FamilyId="CAFE",
            SubFamilyId="CAFE01",
            DesComClear="Torréfié à Lyon",
            Weight=Decimal(250),
            WeightUnitId="G",
            ItemImage=PNG,
        )
        product = self.documents("product")["CAF-250"]
        self.assertEqual(
            (product.code, product.barcode, product.name), ("CAF-250", "3760001234567", {"": "Café 250 g"})
        )
        self.assertEqual((product.price, product.price_includes_tax), (Decimal("8.525"), False))
        self.assertEqual((product.weight, product.cost), (Decimal("0.25"), Decimal("4.1")))
        self.assertEqual((product.category_id, product.tax_ids), ("CAFE/CAFE01", (self.simulator.vat,)))
        self.assertEqual(product.description, {"": "Torréfié à Lyon"})
        self.assertTrue(product.active and product.is_stored)
        ((image,), (variant,)) = product.images, product.variants
        self.assertEqual((variant.id, image.name), ("CAF-250", "image.png"))
        self.assertEqual(self.remote.download(image.url), PNG)

    def test_a_range_is_one_product_with_variants(self):
        self.simulator.add_range("TEE", "Tee-shirt", "Taille", ["Petit", "Grand"], price="20")
        self.simulator.set_price("TEE-GRA", "22.50")
        product = self.documents("product")["TEE"]
        self.assertEqual(
            [(v.id, v.attributes[0].text, v.price_extra) for v in product.variants],
            [("TEE-GRA", "Taille=Grand", Decimal("2.5")), ("TEE-PET", "Taille=Petit", Decimal(0))],
        )
        self.assertEqual(product.price, Decimal(20))
        self.assertNotIn("TEE-GRA", self.documents("product"))
        self.assertNotIn("TEE", {price.variant_id for price in self.documents("price").values()})

    def test_a_variant_that_changed_brings_its_product(self):
        self.simulator.add_range("TEE", "Tee-shirt", "Taille", ["Petit", "Grand"], price="20")
        (page,) = self.remote.pull("product")
        later = (datetime.fromisoformat(page.cursor["until"]) + timedelta(hours=1)).isoformat()
        self.simulator.clock.advance(7200)
        self.simulator.set_price("TEE-GRA", "25")
        (page,) = self.remote.pull("product", cursor=page.cursor | {"until": later})
        self.assertEqual([product.id for product in page.documents], ["TEE"])

    def test_what_is_not_for_the_web_stays_away(self):
        self.assertNotIn("REMISE", self.documents("product"))
        self.remote = self.opened(published_only="")
        self.assertIn("REMISE", self.documents("product"))
        self.assertIn("REMISE", self.documents("price"))

    def test_states_that_are_not_active(self):
        self.simulator.store.update("Item", {"Id": "CAF-001"}, ActiveState=2)
        self.assertFalse(self.documents("product")["CAF-001"].active)
        self.assertTrue(self.documents("product")["CAF-002"].active)

    def test_stock_by_storehouse_and_its_three_figures(self):
        figures = {"BookedQuantity": Decimal(3), "OrderedQuantity": Decimal(5), "SuppliersOrderedQuantity": Decimal(12)}
        self.simulator.set_stock("CAF-001", "40", VirtualStock=Decimal(44), **figures)
        self.simulator.set_stock("CAF-001", "2.5", store=self.simulator.second_store)
        main, second = (f"CAF-001/{store}" for store in (self.simulator.main_store, self.simulator.second_store))
        for figure, quantity, basis in (
            ("real", 40, "physical"),
            ("virtual", 44, "available"),
            ("free", 32, "available"),
        ):
            with self.subTest(figure):
                self.remote = self.opened(available=figure)
                levels = self.documents("stock")
                self.assertEqual((levels[main].quantity, levels[main].basis), (Decimal(quantity), basis))
                self.assertEqual((levels[main].incoming, levels[second].quantity), (Decimal(12), Decimal("2.5")))
                self.assertEqual(self.remote.capabilities.stock_basis, basis)
        self.remote = self.opened(storehouses=self.simulator.second_store)
        self.assertEqual(list(self.documents("stock")), [second])

    def test_a_storehouse_that_is_out_of_use(self):
        self.simulator.store.update("Storehouse", {"Id": self.simulator.main_store}, Asleep=True)
        self.assertEqual(self.documents("stock"), {})
        with self.assertRaises(InvalidSettings) as caught:
            self.opened(storehouses="no-such").check()
        self.assertEqual(caught.exception.field, "storehouses")

    def test_prices_of_lists_for_a_category(self):
        self.simulator.add_price_list("PRO1", "PRO", ("CAF-001", 1, "7.20", None), ("CAF-002", 10, None, "15"))
        self.simulator.add_price_list("OLD", "PRO", ("CAF-003", 1, "1", None), EndValidityDate=datetime(2020, 1, 1))
        self.simulator.add_price_list("OTHER", "NOBODY", ("CAF-003", 1, "2", None))
        prices = list(self.documents("price").values())
        base = {price.variant_id: price.amount for price in prices if price.is_base}
        self.assertEqual(base, {f"CAF-00{number}": Decimal("8.5") for number in (1, 2, 3)})
        found = {
            price.variant_id: (price.table_id, price.amount, price.discount_percent, price.minimum_quantity)
            for price in prices
            if not price.is_base
        }
        self.assertEqual(
            found,
            {
                "CAF-001": ("PRO", Decimal("7.2"), None, None),
                "CAF-002": ("PRO", Decimal(0), Decimal(15), Decimal(10)),
            },
        )
        self.remote = self.opened(price_lists="none")
        self.assertEqual(len(self.documents("price")), 3)

    def test_a_picture_that_is_gone(self):
        with self.assertRaises(NotFound):
            self.remote.download("item-image:1:CAF-001")
        with self.assertRaises(Rejected):
            self.remote.download("item-image:CAF-001")


class TestCustomers(EbpCase):
    def test_a_company_with_addresses_and_credit(self):
        self.simulator.add_customer(
            "PRO01",
            "Boulangerie Martin",
            NaturalPerson=False,
            Siren="732829320",
            Nic="00074",
            IntracommunityVATNumber="FR44732829320",
            PriceListCategoryId="PRO",
            SettlementModeId="VIR30",
            DiscountRate=Decimal(5),
            AllowedAmount=Decimal(2000),
            CurrentAmount=Decimal("340.10"),
            MainInvoicingAddress_Address2="Bâtiment B",
            MainInvoicingAddress_Address3="2e étage",
            MainInvoicingAddress_CountryIsoCode="FRA",
            MainDeliveryAddress_Address1="3 quai Rambaud",
            MainDeliveryAddress_City="Lyon",
        )
        self.simulator.add_address("PRO01")
        invoice = self.simulator.enter(2, [], CustomerId="PRO01", AmountVatIncluded=Decimal("120"))
        self.simulator.add_debt(invoice, "40.10")
        customer = self.documents("customer", ids=["PRO01"])["PRO01"]
        self.assertEqual((customer.company, customer.last_name), ("Boulangerie Martin", ""))
        self.assertEqual((customer.vat, customer.identity_number), ("FR44732829320", "73282932000074"))
        self.assertEqual((customer.price_table_id, customer.discount_percent), ("PRO", Decimal(5)))
        self.assertEqual(customer.payment_term, "Virement 30 jours")
        self.assertEqual(
            (customer.billing.street, customer.billing.street2, customer.billing.country),
            ("12 rue des Lilas", "Bâtiment B, 2e étage", "FR"),
        )
        self.assertEqual([address.city for address in customer.addresses], ["Lyon", "Lyon"])
        credit = customer.credit
        self.assertEqual((credit.allowed, credit.limit, credit.balance), (True, Decimal(2000), Decimal("340.1")))
        ((debt,),) = [credit.invoices]
        self.assertEqual((debt.number, debt.open_amount), ("FA00000001", Decimal("40.1")))

    def test_a_person(self):
        customer = self.documents("customer")["CLI001"]
        self.assertEqual((customer.company, customer.last_name), ("", "Martin Paul"))
        self.assertEqual((customer.email, customer.credit.allowed), ("cli001@exemple.fr", False))


class SoldCase(EbpCase):
    """One order of ours that EBP has imported."""

    def setUp(self):
        super().setUp()
        self.pushed(order())
        self.simulator.importer.run()
        self.reference = "WEB-ODOO-a1b2c3-ORD42"
        self.sold = self.simulator.order(self.reference)["Id"]


class TestStates(SoldCase):
    def state(self):
        status = self.documents("status")[self.reference]
        return status.state_id, status.number

    def test_an_order_goes_its_way(self):
        self.assertEqual(self.state(), ("preparing", "CM00000001"))
        self.simulator.deliver(self.sold, quantities=[1])
        self.assertEqual(self.state()[0], "partly_shipped")
        note = self.simulator.deliver(self.sold, quantities=[1])
        self.assertEqual(self.state()[0], "shipped")
        invoice = self.simulator.invoice(note)
        self.assertEqual(self.state()[0], "invoiced")
        self.simulator.cancel(invoice)
        self.assertEqual(self.state()[0], "shipped")

    def test_an_order_that_is_invoiced_at_once(self):
        self.simulator.invoice(self.sold)
        self.assertEqual(self.state()[0], "invoiced")

    def test_a_cancelled_order(self):
        self.simulator.cancel(self.sold)
        self.assertEqual(self.state()[0], "cancelled")
        self.remote = self.opened(cancelled_states="")
        self.assertEqual(self.state()[0], "preparing")

    def test_an_order_that_was_imported_twice_is_told(self):
        name = self.simulator.names("done")[0]
        self.simulator.importer.take(name, (self.simulator.root / "done" / name).read_bytes())
        (page,) = self.remote.pull("status")
        self.assertEqual(page.documents, [])
        self.assertIn("2 times (CM00000001, CM00000002)", str(page.refusals[0].error))
        self.assertIn("was imported 2 times", " ".join(self.remote.check().warnings))

    def test_orders_of_others_are_not_ours(self):
        self.simulator.enter(ORDER, [], Reference="Document importé n° OXA-1", CustomerId="CLI001")
        self.simulator.enter(ORDER, [], Reference=None, CustomerId="CLI001")
        self.assertEqual(list(self.documents("status")), [self.reference])


class TestInvoices(SoldCase):
    def test_an_invoice_with_its_pdf(self):
        invoice = self.simulator.invoice(self.simulator.deliver(self.sold))
        self.simulator.print(invoice)
        document = self.documents("invoice")[invoice]
        self.assertEqual((document.number, document.type, document.state), ("FA00000001", "invoice", "open"))
        self.assertEqual((document.order_id, document.order_number), (self.reference, "CM00000001"))
        self.assertEqual((document.net, document.tax, document.gross), (Decimal(17), Decimal("3.4"), Decimal("20.4")))
        ((line,),) = [document.lines]
        self.assertEqual((line.variant_id, line.quantity, line.net), ("CAF-001", Decimal(2), Decimal(17)))
        self.assertEqual((line.taxes[0].rate, line.taxes[0].amount), (Decimal(20), Decimal("3.4")))
        self.assertEqual(base64.b64decode(document.pdf), PDF)
        self.assertEqual(self.remote.download("FA00000001.pdf"), PDF)

    def test_a_pdf_that_is_attached_in_ebp(self):
        invoice = self.simulator.invoice(self.sold)
        self.simulator.attach(invoice)
        self.assertEqual(base64.b64decode(self.documents("invoice")[invoice].pdf), PDF)

    def test_a_pdf_that_comes_later_brings_its_invoice_again(self):
        invoice = self.simulator.invoice(self.sold)
        (page,) = self.remote.pull("invoice")
        self.assertEqual(page.documents[0].pdf, "")
        cursor = page.cursor | {"until": "2999-01-01T00:00:00"}
        (page,) = self.opened().pull("invoice", cursor=cursor)
        self.assertEqual(page.documents, [])
        self.simulator.print(invoice, content=PDF[:20])
        pages = list(self.opened().pull("invoice", cursor=page.cursor | {"until": "2999-01-01T00:00:00"}))
        self.assertEqual([document.pdf for page in pages for document in page.documents], [""])
        self.simulator.print(invoice)
        cursor = pages[-1].cursor | {"until": "2999-01-01T00:00:00"}
        first, second = self.opened().pull("invoice", cursor=cursor)
        self.assertEqual((first.documents, first.cursor["more"], second.cursor["more"]), ([], True, False))
        self.assertEqual([base64.b64decode(document.pdf) for document in second.documents], [PDF])
        (resumed,) = self.opened().pull("invoice", cursor=first.cursor)
        self.assertEqual([document.id for document in resumed.documents], [invoice])
        (page,) = self.opened().pull("invoice", cursor=second.cursor | {"until": "2999-01-01T00:00:00"})
        self.assertEqual((page.documents, page.cursor["waiting"]), ([], {}))

    def test_shipping_is_what_the_lines_leave(self):
        self.simulator.store.update(
            "SaleDocument",
            {"Id": self.sold},
            ShippingAmountVatExcluded=Decimal("4.90"),
            VatAmount=Decimal("4.38"),
            AmountVatIncluded=Decimal("26.28"),
        )
        document = self.documents("invoice", ids=[self.simulator.invoice(self.sold)])
        (invoice,) = document.values()
        shipping = invoice.lines[-1]
        self.assertEqual((shipping.role, shipping.net, shipping.tax), ("shipping", Decimal("4.9"), Decimal("0.98")))
        self.assertEqual(sum(line.gross for line in invoice.lines), invoice.gross)

    def test_paid_and_taken_back(self):
        invoice = self.simulator.invoice(self.sold)
        self.simulator.pay(invoice)
        credit = self.simulator.credit(invoice)
        found = self.documents("invoice")
        self.assertEqual(found[invoice].state, "paid")
        self.assertEqual(
            (found[credit].type, found[credit].refund_of, found[credit].order_id, found[credit].gross),
            ("credit_note", "FA00000001", self.reference, Decimal("20.4")),
        )

    def test_only_finished_invoices_where_the_code_is_known(self):
        invoice = self.simulator.invoice(self.sold)
        self.remote = self.opened(invoice_validation="3")
        self.assertEqual(self.documents("invoice"), {})
        self.simulator.store.update("SaleDocument", {"Id": invoice}, ValidationState=3)
        self.assertEqual(list(self.documents("invoice")), [invoice])

    def test_invoices_of_others_are_not_ours(self):
        self.simulator.invoice(self.simulator.enter(ORDER, [], CustomerId="CLI001"))
        self.assertEqual(self.documents("invoice"), {})

    def test_names_that_lead_elsewhere(self):
        for name in ("../in/x.pdf", "/etc/passwd", ""):
            with self.subTest(name), self.assertRaises(Rejected):
                self.remote.download(name)
        (self.simulator.root / "pdf" / "x.pdf").write_bytes(b"<html>")
        with self.assertRaises(ProtocolError):
            self.remote.download("x.pdf")
        with self.assertRaises(NotFound):
            self.remote.download("y.pdf")


class TestBadDays(EbpCase):
    def test_nothing_is_ever_written_into_the_tables(self):
        before = self.simulator.store.everything()
        self.pushed(order())
        self.remote.check()
        for kind in sorted(self.remote.capabilities.pulls):
            list(self.remote.pull(kind))
        self.remote.find("order", "ODOO-a1b2c3-ORD42")
        self.assertEqual(self.simulator.store.everything(), before)
        self.assertEqual({call.method for call in self.simulator.log}, {"SELECT"})
        with self.assertRaises(ProtocolError), self.remote._tables.transaction("write") as transaction:
            transaction.execute("UPDATE Item SET Caption = 'x'")
        with self.assertRaises(Unsupported):
            self.remote.push("stock", [])

    def test_a_missing_column_is_named(self):
        self.simulator.store.drop_column("Item", "AllowPublishOnWeb")
        with self.assertRaises(ProtocolError) as caught:
            self.remote.check()
        self.assertIn("AllowPublishOnWeb", str(caught.exception))

    def test_codes_that_this_installation_does_not_use(self):
        self.simulator.enter(ORDER, [], CustomerId="CLI001")
        self.simulator.store.update("Item", {"ActiveState": 0}, ActiveState=1)
        first, second = self.opened(order_types="27", invoice_types="8").check().warnings
        self.assertIn("order_types (27). There are 8: 1 such as CM00000001", first)
        self.assertIn("ActiveState 1", second)

    def test_settings_that_make_no_sense(self):
        for setting, value in (
            ("zone", "Europe/Nowhere"),
            ("captions", "Libellé"),
            ("order_types", "BC"),
            ("order_types", ""),
            ("number_start", "WEB%"),
            ("location", "http://example.com"),
            ("database", "relative.sqlite"),
            ("discount_item", "NO-SUCH"),
            ("default_customer", "NO-SUCH"),
        ):
            with self.subTest(f"{setting}={value}"), self.assertRaises(InvalidSettings) as caught:
                self.opened(**{setting: value}).check()
            self.assertEqual(caught.exception.field, setting)

    def test_a_connection_that_is_lost_while_reading(self):
        pages = self.remote.pull("product", limit=1)
        first = next(pages)
        self.simulator.faults.fail("lost", times=5)
        with self.assertRaises(Unavailable):
            next(pages)
        self.simulator.faults.clear()
        rest = [product.id for page in self.opened().pull("product", cursor=first.cursor) for product in page.documents]
        self.assertEqual(rest, ["CAF-002", "CAF-003"])
