"""C-Plus: an order is written as a reserved quotation, exactly, once, and all of it or nothing."""

import unittest
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

from ....remotes.documents import Address
from ....remotes.errors import InvalidSettings, Rejected
from .cplus_case import CNPJ, CPF, CPlusCase, OnFirebird, OnSqlite

#: What is not null in the quotation of order 187, but its moments and its customer.
HEADER = {
    "CODORC": "000000001",
    "NUMEROORCAMENTO": 501,
    "NOMECLI": "João da Silva",
    "FLAGCLI": "Y",
    "FLAGSTATUS": "O",
    "FLAGRESERVADO": "Y",
    "FLAGESTOQUELIBERADO": "Y",
    "FLAGALTPAF": "N",
    "FLAGIMPRESSO": "N",
    "FLAGDESCAUTORIZADO": "N",
    "FLAGFRETE": "D",
    "FLAGTIPODESCONTO": "A",
    "FLAGTIPOACRESCIMO": "A",
    "FLAGPALM": 0,
    "CODEMPRESA": 1,
    "CODORCAMENTOSTATUS": "000000001",
    "CODSETORESTOQUE": "000000001",
    "CODPRECO": "000000001",
    "CODVENDED": "000000001",
    "CODFP": "000000002",
    "CODTIPOMOVIMENTO": "000000001",
    "CODUSER": "000000001",
    "CODCFOP": "5102",
    "IDENTIFICADORDESTINO": "1",
    "NUMPEDLOJAVIRTUAL": 187,
    "NUMPEDCLIENTE": "187",
    "ENTREGAENDERECO": "Rua das Flores",
    "ENTREGANUMERO": "100",
    "ENTREGACOMPLEMENTO": "Apto 5",
    "ENTREGABAIRRO": "Centro",
    "ENTREGACIDADE": "Porto Alegre",
    "ENTREGAESTADO": "RS",
    "ENTREGACEP": "90010000",
    "ENTREGAPAIS": "BRASIL",
    "ENTREGATELEFONE": "HMX76IBQ6QB2GJD",
    "ENTREGAOBS": "João da Silva - Tel. 51 3333-4444",
    "OBS": "Pedido 187\nDeixar na portaria",
    "VALORFRETE": Decimal("12.40"),
    "VALORTOTALPRODUTOS": Decimal("45.30"),
    "VALORTOTAL": Decimal("52.70"),
    "VALORDESCONTO": Decimal("5.00"),
    "VALORACRESCIMO": Decimal(0),
    "ALIQDESCONTO": Decimal("11.0375"),
    "ALIQACRESCIMO": Decimal(0),
    "BASEICMS": Decimal("45.30"),
    "VALORICMS": Decimal("7.71"),
    "BASESUBSTTRIBUTARIA": Decimal(0),
    "VALORSUBSTTRIBUTARIA": Decimal(0),
    "VALORTOTALIPI": Decimal(0),
    "VALORTOTALPIS": Decimal("0.74"),
    "VALORTOTALCOFINS": Decimal("3.44"),
    "VALORTOTALSERVICOS": Decimal(0),
    "VALORTOTALISS": Decimal(0),
    "VALORSEGURO": Decimal(0),
    "VALOROUTRASDESPESAS": Decimal(0),
    "CAMPOVALOR1": Decimal(100),
    "QUANTIDADEVOLUMES": 1,
}

#: What is not null in a line of two pieces, but its moment.
LINE = {
    "CODORCPROD": "000000001",
    "CODORC": "000000001",
    "CODPROD": "000000001",
    "CODPRECO": "000000001",
    "CODEMPRESA": 1,
    "QUANTIDADE": Decimal(2),
    "VALORUNITARIO": Decimal("18.90"),
    "VALORTOTAL": Decimal("37.80"),
    "COMPLEMENTO": "Moído",
    "CODSITUACAOTRIBUTARIA": "00",
    "CODCFOP": "5102",
    "BASEICMS": Decimal("37.80"),
    "ALIQICMS": Decimal(17),
    "VALORICMS": Decimal("6.43"),
    "BASEPIS": Decimal("37.80"),
    "ALIQPIS": Decimal("1.65"),
    "VALORPIS": Decimal("0.62"),
    "CSTPIS": "01",
    "BASECOFINS": Decimal("37.80"),
    "ALIQCOFINS": Decimal("7.60"),
    "VALORCOFINS": Decimal("2.87"),
    "CSTCOFINS": "01",
    "BASEIPI": Decimal(0),
    "ALIQIPI": Decimal(0),
    "VALORIPI": Decimal(0),
    "BASESUBSTTRIBUTARIA": Decimal(0),
    "VALORSUBSTTRIBUTARIA": Decimal(0),
    "FLAGTIPOACRESCIMOITEM": "V",
    "FLAG1": "Y",
    "FLAG2": "Y",
    "FLAG3": "N",
    "FLAGITEMCANCELADO": "N",
    "FLAGCANCELADO": "N",
    "FLAGALTPAF": "N",
}


class OrderPromises(CPlusCase):
    def setUp(self):
        super().setUp()
        self.customer = self.seeded(products=3)

    def test_an_order_becomes_a_reserved_quotation(self):
        order = self.order(
            self.line("000000001", price="18.90", quantity=2),
            self.line("000000002", price="7.50"),
            self.role("shipping", "12.40"),
            self.role("discount", "-5.00"),
            number="187",
            customer_note="Deixar na portaria",
        )
        (result,) = self.pushed(order)
        self.assertEqual((result.id, result.number), ("HMX76IBQ6QB2GJD", "501"))
        header = self.simulator.quotation("187")
        now = self.simulator.now()
        self.assertEqual(header.pop("DATA"), now.date())
        self.assertIsInstance(header.pop("HORA"), time)
        self.assertEqual(header.pop("DATAHORARESERVA").date(), now.date())
        self.assertEqual(
            {name: value for name, value in header.items() if value is not None},
            HEADER | {"CODCLI": self.customer},
        )

    def test_its_lines_carry_their_taxes(self):
        self.pushed(self.order(self.line("000000001", price="18.90", quantity=2, note="Moído"), number="1"))
        (line,) = self.simulator.quotation_lines("000000001")
        self.assertIsInstance(line.pop("DATAINCLUSAO"), datetime)
        self.assertEqual(
            {name: value for name, value in line.items() if value is not None},
            LINE,
        )

    def test_halves_go_to_the_even_cent_in_a_line(self):
        """2.50 at 1.65 % is 0.04125; at 17 % 0.425, which rounds to 0.42."""
        self.pushed(self.order(self.line(price="2.50"), number="1"))
        (line,) = self.simulator.quotation_lines("000000001")
        self.assertEqual((line["VALORICMS"], line["VALORPIS"]), (Decimal("0.42"), Decimal("0.04")))

    def test_cents_of_rounding_are_in_the_discount(self):
        """Three for 10.00 are 3 x 3.33, and one cent is missing; three for 20.00 are 3 x 6.67, and one is too many."""
        three = self.line(price="10.00")
        for gross, price, discount, surcharge in (
            ("10.00", "3.33", "0.00", "0.01"),
            ("20.00", "6.67", "0.01", "0.00"),
        ):
            order = self.order(_for(three, quantity=3, gross=gross))
            self.pushed(order)
            header = self.simulator.quotation(order.number)
            (line,) = self.simulator.quotation_lines(header["CODORC"])
            self.assertEqual(line["VALORUNITARIO"], Decimal(price))
            self.assertEqual(header["VALORTOTAL"], Decimal(gross))
            self.assertEqual(
                (header["VALORDESCONTO"], header["VALORACRESCIMO"]), (Decimal(discount), Decimal(surcharge))
            )

    def test_a_box_of_twelve_is_twelve_pieces(self):
        box = self.simulator.add_product("CX", "Caixa de café", CODUNIDADE="000000002", price="10.00", quantity="30")
        self.pushed(self.order(self.line(box, price="120.00", quantity=2), number="1"))
        (line,) = self.simulator.quotation_lines("000000001")
        self.assertEqual((line["QUANTIDADE"], line["VALORUNITARIO"]), (Decimal(24), Decimal(10)))
        levels = self.documents("stock", ids=[f"{box}/000000001"])
        # 30 - 24 pieces are half a box
        self.assertEqual(levels[f"{box}/000000001"].quantity, Decimal("0.5"))

    def test_a_customer_of_another_state_has_other_taxes(self):
        self.simulator.add_customer("Comércio Exemplo Ltda", CNPJ, state="SP")
        self.pushed(self.order(vat="11.222.333/0001-81", number="1"))
        header = self.simulator.quotation("1")
        (line,) = self.simulator.quotation_lines(header["CODORC"])
        self.assertEqual((header["CODCFOP"], header["IDENTIFICADORDESTINO"]), ("6102", "2"))
        self.assertEqual((line["CODCFOP"], line["ALIQICMS"], line["VALORICMS"]), ("6102", 12, Decimal("2.27")))

    def test_tax_substitution_is_looked_for_first(self):
        self.simulator.add_icms("RS", "5405", "0", cst="60")
        self.pushed(self.order(number="1"))
        (line,) = self.simulator.quotation_lines("000000001")
        self.assertEqual((line["CODCFOP"], line["CODSITUACAOTRIBUTARIA"]), ("5405", "60"))

    def test_a_reduced_base(self):
        self.simulator.edit("CALCULOICMSESTADO", {"CODUFDESTINO": "RS"}, ALIQREDUCAOBASEICMS=Decimal("41.18"))
        self.pushed(self.order(self.line(price="100.00"), number="1"))
        (line,) = self.simulator.quotation_lines("000000001")
        self.assertEqual((line["BASEICMS"], line["VALORICMS"]), (Decimal("58.82"), Decimal("10.00")))

    def test_two_lines_for_one_tax_refuse_the_order(self):
        self.simulator.add_icms("RS", "5102", "12")
        error = self.refused(self.order())
        self.assertIsInstance(error, Rejected)
        self.assertEqual((error.field, error.code), ("lines", "icms_ambiguous"))
        self.assertIn("P00001", str(error))
        self.assertIn("2 lines", str(error))

    def test_no_line_for_a_tax_refuses_the_order(self):
        self.simulator.edit("PRODUTO", {"CODPROD": "000000001"}, CODCALCULOICMS=None)
        error = self.refused(self.order())
        self.assertEqual((error.field, error.code), ("lines", "icms_missing"))
        self.assertIn("5405 or 5102", str(error))

    def test_the_same_order_is_written_once(self):
        order = self.order()
        first, again = self.pushed(order)[0], self.pushed(order)[0]
        self.assertEqual((again.id, again.number, again.unchanged), (first.id, first.number, True))
        self.assertEqual(self.simulator.store.count("ORCAMENTO"), 1)

    def test_an_order_that_is_a_sale_by_now_is_not_written_again(self):
        order = self.order()
        (first,) = self.pushed(order)
        self.simulator.convert("000000001", keep=False)
        self.assertEqual(self.pushed(order)[0].unchanged, True)
        self.assertEqual(self.remote.find("order", order.key).id, first.id)
        self.assertEqual(self.simulator.store.count("ORCAMENTO"), 0)

    def test_what_is_refused_and_why(self):
        simulator, order = self.simulator, self.order
        blocked = simulator.add_customer("Bloqueado", CNPJ, BLOQUEADO="S", MOTIVOBLOQUEIO="Títulos vencidos")
        cases = (
            (order(vat=CNPJ), "customer", "Títulos vencidos"),
            (order(vat="98765432100"), "customer", "98765432100"),
            (order(vat=""), "customer", "CPF or CNPJ"),
            (order(self.line("000000099")), "lines", "000000099"),
            (order(self.line("")), "lines", "names no product"),
            (order(self.role("shipping", "5.00")), "lines", "no goods"),
            (order(self.line(), self.role("gift_card", "-5.00")), "lines", "gift card"),
            (order(self.line(price="10.00"), gross=Decimal("12.00")), "lines", "more than rounding"),
            (order(currency="EUR"), "currency", "BRL"),
            (order(is_quote=True), "is_quote", "Quotes"),
            (order(payment_method_code="77"), "payment", "77"),
            (order(carrier_id="77"), "carrier", "77"),
            (order(location_id="77"), "location", "77"),
            (order(delivery=Address(street="Calle 1", country="AR")), "delivery", "AR"),
            (order(delivery=Address(street="R" * 61, country="BR")), "delivery.street", "60 characters"),
            (order(key=""), "key", "key"),
        )
        self.assertTrue(blocked)
        for refused, field, words in cases:
            with self.subTest(words):
                error = self.refused(refused)
                self.assertIsInstance(error, Rejected)
                self.assertEqual(error.field, field)
                self.assertIn(words, str(error))

    def test_a_customer_twice_is_not_guessed(self):
        self.simulator.add_customer("João da Silva", "111.444.777-35")
        error = self.refused(self.order())
        self.assertEqual((error.field, error.code), ("customer", "customer_ambiguous"))
        self.assertIn("1, 2", str(error))

    def test_buyers_without_a_tax_number_can_share_a_customer(self):
        consumer = self.simulator.add_customer("Consumidor final", "")
        self.remote = self.opened(default_customer=consumer)
        self.pushed(self.order(vat="", number="1"))
        self.assertEqual(self.simulator.quotation("1")["CODCLI"], consumer)

    def test_the_customer_that_is_known_is_taken(self):
        self.simulator.add_customer("João da Silva", CPF)
        order = self.order(number="1")
        self.pushed(replace(order, customer=replace(order.customer, id=self.customer)))
        self.assertEqual(self.simulator.quotation("1")["CODCLI"], self.customer)

    def test_an_order_that_is_there_is_not_changed(self):
        order = self.order()
        (result,) = self.pushed(order)
        error = self.refused(replace(order, id=result.id))
        self.assertEqual((error.field, error.code), ("id", "sent"))

    def test_letters_that_the_database_lacks_are_written_in_another_form(self):
        order = self.order(number="1", customer_note="Őszintén ☕ ção €")
        (result,) = self.pushed(order)
        self.assertIn("Ő", result.warning)
        self.assertEqual(self.simulator.quotation("1")["OBS"], "Pedido 1\nOszintén ? ção €")

    def test_keys_follow_the_counters(self):
        self.simulator.edit("CODIGO", {"NOMECAMPO": "CODORC"}, ULTIMOCODIGO=41)
        self.pushed(self.order(number="1"), self.order(number="2"))
        keys = [self.simulator.quotation(number)["CODORC"] for number in "12"]
        self.assertEqual(keys, ["000000041", "000000042"])
        counters = {row["NOMECAMPO"]: row["ULTIMOCODIGO"] for row in self.simulator.store.rows("CODIGO")}
        self.assertEqual(counters, {"CODORC": 43, "NUMEROORCAMENTO": 503})

    def test_counters_that_hold_the_last_number(self):
        self.remote = self.opened(counter_value="last")
        self.pushed(self.order(number="1"))
        self.assertEqual(self.simulator.quotation("1")["CODORC"], "000000002")
        counters = {row["NOMECAMPO"]: row["ULTIMOCODIGO"] for row in self.simulator.store.rows("CODIGO")}
        self.assertEqual(counters, {"CODORC": 2, "NUMEROORCAMENTO": 502})

    def test_a_number_that_is_taken_is_never_used(self):
        """The counter says 1, and 1 is taken: somebody has not counted."""
        for key in ("000000001", "000000007"):
            self.simulator.store.add("ORCAMENTO", CODORC=key, NUMEROORCAMENTO=500 + int(key))
        self.pushed(self.order(number="1"))
        header = self.simulator.quotation("1")
        self.assertEqual((header["CODORC"], header["NUMEROORCAMENTO"]), ("000000008", 508))

    def test_lines_without_a_counter_follow_the_highest_key(self):
        """The known integrator's shorter keys do not count."""
        for key in ("000123", "000000500"):
            self.simulator.store.add("ORCAMENTOPROD", CODORCPROD=key, CODORC="000000900", CODPROD="000000001")
        self.pushed(self.order(self.line(), self.line("000000002"), number="1"))
        keys = [line["CODORCPROD"] for line in self.simulator.quotation_lines("000000001")]
        self.assertEqual(keys, ["000000501", "000000502"])

    def test_lines_with_a_counter(self):
        self.simulator.store.insert(
            "CODIGO", {"NOMETABELA": "ORCAMENTOPROD", "NOMECAMPO": "CODORCPROD", "ULTIMOCODIGO": 70}
        )
        self.pushed(self.order(self.line(), self.line("000000002"), number="1"))
        keys = [line["CODORCPROD"] for line in self.simulator.quotation_lines("000000001")]
        self.assertEqual(keys, ["000000070", "000000071"])

    def test_no_counter_is_told(self):
        self.simulator.store.delete("CODIGO", NOMECAMPO="CODORC")
        error = self.refused(self.order())
        self.assertEqual(error.code, "counter")
        self.assertIn("ORCAMENTO.CODORC", str(error))

    def test_guids_are_filled_where_all_have_one(self):
        self.pushed(self.order(number="1"))
        self.assertIsNone(self.simulator.quotation("1")["GUID"])
        self.simulator.edit("ORCAMENTO", {"CODORC": "000000001"}, GUID="{6E0F0D0A-0000-4000-8000-000000000001}")
        self.remote = self.opened()
        self.pushed(self.order(number="2"))
        self.assertRegex(self.simulator.quotation("2")["GUID"], r"^\{[0-9A-F]{8}-[0-9A-F-]{27}\}$")

    def test_orders_need_a_user(self):
        self.remote = self.opened(user_code="")
        with self.assertRaises(InvalidSettings) as caught:
            self.remote.push("order", [self.order()])
        self.assertEqual(caught.exception.field, "user_code")

    def test_the_day_of_delivery(self):
        self.pushed(self.order(number="1", delivery_on=date(2026, 12, 24)))
        self.assertEqual(self.simulator.quotation("1")["ENTREGADATA"], date(2026, 12, 24))


def _for(line, *, quantity, gross):
    return replace(line, quantity=Decimal(quantity), gross=Decimal(gross), net=Decimal(gross))


class TestOrdersOnSqlite(OnSqlite, OrderPromises, unittest.TestCase):
    pass


class TestOrdersOnFirebird(OnFirebird, OrderPromises, unittest.TestCase):
    pass
