"""What the simulated webservice makes of a save, with the ways of the real one."""

import pytest

from ...simulators.prestashop import PrestaShopSimulator
from .prestashop_calls import Calls, codes

GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
NAME = "<lastname>Inventado</lastname><firstname>Ana</firstname>"
CUSTOMER = f"<customer><passwd>Xy12345678</passwd>{NAME}{{}}</customer>"


@pytest.fixture
def shop():
    with PrestaShopSimulator() as simulator:
        yield simulator


@pytest.fixture
def calls(shop):
    return Calls(shop)


def stock(key, quantity, *more):
    return f"<stock_available><id>{key}</id><quantity>{quantity}</quantity>{''.join(more)}</stock_available>"


def whole_stock(row, quantity, shop="<id_shop>1</id_shop>"):
    """A stock row as PUT needs it."""
    product = f"<id_product>{row['id_product']}</id_product><id_product_attribute>0</id_product_attribute>"
    settings = "<depends_on_stock>0</depends_on_stock><out_of_stock>2</out_of_stock>"
    return stock(row["id"], quantity, product, shop, settings)


class TestDocuments:
    def test_many_entities_are_answered_in_their_order(self, shop, calls):
        rows = [shop.rows("stock_availables", id_product=shop.add_product(f"P{n}", 1)["id"])[0] for n in range(3)]
        answer = calls.write("PATCH", "stock_availables", *(stock(row["id"], 7) for row in reversed(rows)))
        assert answer.status_code == 200
        places = [answer.text.index(f"<id><![CDATA[{row['id']}]]></id>") for row in rows]
        assert places == sorted(places, reverse=True)
        assert [row["quantity"] for row in rows] == ["7", "7", "7"]

    def test_entities_before_the_bad_one_stay(self, shop, calls):
        for number in range(3):
            shop.add_product(f"P{number}", 1)
        answer = calls.write("PATCH", "stock_availables", stock(1, 5), stock(2, "abc"), stock(3, 5))
        assert codes(answer) == (400, ["85"])
        assert "2" not in answer.text.partition("<message>")[2].partition("]]>")[0]
        assert [shop.stock(product) for product in (1, 2, 3)] == [5, 0, 0]

    @pytest.mark.parametrize(
        ("document", "expected"),
        [
            (
                "<stock_availables><stock_available><id>1</id></stock_available></stock_availables>",
                (400, ["90"]),
            ),
            (stock(1, 1) + stock(1, 2), (400, ["89"])),
            (stock(99, 1), (404, ["92"])),
            ("<stock_available>", (500, ["127"])),
        ],
    )
    def test_documents_that_are_refused(self, shop, calls, document, expected):
        shop.add_product("P", 1)
        assert codes(calls.write("PATCH", "stock_availables", document)) == expected

    def test_patch_came_with_version_8(self):
        with PrestaShopSimulator("1.7.8.11") as shop:
            shop.add_product("P", 1)
            assert codes(Calls(shop).write("PATCH", "products/1", "<product><id>1</id></product>")) == (
                405,
                ["23"],
            )

    def test_new_entity_brings_no_id(self, calls):
        assert codes(calls.write("POST", "products", "<product><id>4</id><price>1</price></product>")) == (
            400,
            ["91"],
        )


class TestProducts:
    def test_new_product_gets_stock_and_zeros(self, shop, calls):
        answer = calls.write(
            "POST",
            "products",
            '<product><price>9.5</price><name><language id="1">Desk lamp</language></name></product>',
        )
        assert answer.status_code == 201
        assert "<active><![CDATA[]]></active>" in answer.text
        product = shop.only("products")
        assert (product["price"], product["active"], product["visibility"]) == ("9.500000", "0", "both")
        assert product["link_rewrite"][1] == "desk-lamp"
        assert shop.stock(product) == 0

    def test_put_empties_what_is_left_out(self, shop, calls):
        product = shop.add_product("P", 10, weight="1.5")
        assert calls.write("PUT", "products/1", "<product><id>1</id><price>11</price></product>").status_code == 200
        assert (product["price"], product["reference"], product["weight"]) == ("11.000000", "", "0.000000")
        assert product["name"] == {1: "", 2: ""}

    def test_patch_leaves_the_rest_alone(self, shop, calls):
        product = shop.add_product("P", 10, weight="1.5")
        shop.clock.advance(5)
        before = product["date_upd"]
        assert calls.write("PATCH", "products", "<product><id>1</id><price>11</price></product>").status_code == 200
        assert (product["price"], product["reference"], product["weight"]) == ("11.000000", "P", "1.500000")
        assert product["date_upd"] > before

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ("<price>1e2</price>", (400, ["85"])),
            ("<price>10,5</price>", (400, ["85"])),
            ("<price>-1</price>", (400, ["85"])),
            ("<price>1</price><ean13>12345678901234</ean13>", (400, ["85"])),
            ("<price>1</price><reference>a;b</reference>", (400, ["85"])),
            ('<price>1</price><name><language id="1">a;b</language></name>', (400, ["84"])),
            ("<price>1</price><manufacturer_name>x</manufacturer_name>", (400, ["93"])),
            ("<reference>x</reference>", (400, ["41"])),
        ],
    )
    def test_values_that_are_refused(self, calls, values, expected):
        assert codes(calls.write("POST", "products", f"<product>{values}</product>")) == expected

    def test_combinations_that_are_not_sent_are_deleted(self, shop, calls):
        product = shop.add_product("P", 10)
        kept, lost = (shop.add_combination(product, f"P-{name}", quantity=3) for name in "AB")
        sent = f"<combinations><combination><id>{kept['id']}</id></combination></combinations>"
        body = f"<product><id>1</id><associations>{sent}</associations></product>"
        assert calls.write("PATCH", "products", body).status_code == 200
        assert [row["id"] for row in shop.rows("combinations")] == [kept["id"]]
        assert shop.stock(product) == 3
        assert shop.rows("stock_availables", id_product_attribute=lost["id"]) == []

    def test_second_default_combination_is_refused(self, shop, calls):
        product = shop.add_product("P", 10)
        first = shop.add_combination(product, "P-A")
        body = (
            "<combination><id_product>1</id_product><minimal_quantity>1</minimal_quantity>"
            "<default_on>{}</default_on></combination>"
        )
        assert codes(calls.write("POST", "combinations", body.format(1))) == (500, ["46"])
        assert calls.write("POST", "combinations", body.format(0)).status_code == 201
        second = shop.rows("combinations")[1]
        change = f"<product><id>1</id><id_default_combination>{second['id']}</id_default_combination></product>"
        calls.write("PATCH", "products", change)
        assert (first["default_on"], second["default_on"]) == ("", "1")

    def test_pack_reads_another_tag_than_it_writes(self, shop, calls):
        lamp = shop.add_product("P", 10)
        default, other = shop.add_combination(lamp, "A"), shop.add_combination(lamp, "B")
        pack = (
            "<product><price>1</price><type>pack</type><associations><product_bundle>"
            "<product><id>1</id>{}</product></product_bundle></associations></product>"
        )
        for tag in ("id_product_attribute", "product_attribute_id"):
            calls.write("POST", "products", pack.format(f"<{tag}>{other['id']}</{tag}><quantity>2</quantity>"))
        stored = [shop.row("products", key)["product_bundle"][0]["id_product_attribute"] for key in (2, 3)]
        assert stored == [str(default["id"]), str(other["id"])]
        assert calls.value("products/2", "type") == "pack"

    def test_specific_price_is_unique(self, calls, shop):
        shop.add_product("P", 10)
        names = (
            "id_shop",
            "id_cart",
            "id_currency",
            "id_country",
            "id_group",
            "id_customer",
            "reduction_tax",
        )
        zeros = "".join(f"<{name}>0</{name}>" for name in names)
        body = (
            f"<specific_price>{zeros}<id_product>1</id_product><price>-1</price>"
            "<from_quantity>1</from_quantity><reduction>0.1</reduction>"
            "<reduction_type>percentage</reduction_type>"
            "<from>0000-00-00 00:00:00</from><to>0000-00-00 00:00:00</to></specific_price>"
        )
        assert calls.write("POST", "specific_prices", body).status_code == 201
        assert codes(calls.write("POST", "specific_prices", body)) == (500, ["46"])

    def test_deleting_a_product_leaves_its_orders(self, shop, calls):
        product = shop.add_product("P", 10)
        shop.place_order(shop.add_customer(), [(product, 1)])
        assert calls.send("DELETE", "products/1").status_code == 200
        assert shop.rows("products") == shop.rows("stock_availables") == []
        assert shop.only("order_details")["product_id"] == "1"
        assert codes(calls.send("DELETE", "products/1")) == (404, ["87"])


class TestStock:
    def test_put_without_shop_hides_the_row(self, shop, calls):
        shop.add_product("P", 10)
        row = shop.only("stock_availables")
        assert calls.write("PUT", "stock_availables/1", whole_stock(row, 4, shop="")).status_code == 200
        assert calls.ids("stock_availables") == []
        assert calls.write("PATCH", "stock_availables", stock(1, 4, "<id_shop>1</id_shop>")).status_code == 200
        assert calls.ids("stock_availables") == [1]

    def test_stock_moves_no_date_of_the_product(self, shop, calls):
        product = shop.add_product("P", 10)
        before = product["date_upd"]
        shop.clock.advance(60)
        calls.write("PATCH", "stock_availables", stock(1, 4))
        assert (shop.stock(product), product["date_upd"]) == (4, before)

    def test_row_of_the_product_is_the_sum(self, shop, calls):
        product = shop.add_product("P", 10)
        for name, quantity in (("A", 3), ("B", 4)):
            shop.add_combination(product, name, quantity=quantity)
        calls.write("PATCH", "stock_availables", stock(1, 50))
        assert shop.stock(product) == 50
        calls.write("PATCH", "stock_availables", stock(2, 5))
        assert shop.stock(product) == 9

    def test_rows_are_neither_made_nor_deleted(self, calls):
        assert codes(calls.write("POST", "stock_availables", stock("", 1))) == (405, ["101"])
        assert codes(calls.send("DELETE", "stock_availables/1")) == (405, ["101"])


class TestCustomers:
    def test_account_with_a_known_mail_is_refused(self, shop, calls):
        shop.add_customer("ana@shop.invalid")
        answer = calls.write("POST", "customers", CUSTOMER.format("<email>ANA@shop.invalid</email>"))
        assert codes(answer) == (500, ["140", "46"])
        other = shop.add_customer("rui@shop.invalid")
        change = f"<customer><id>{other['id']}</id><email>ana@shop.invalid</email></customer>"
        assert codes(calls.write("PATCH", "customers", change)) == (500, ["141", "46"])

    def test_guests_may_repeat_a_mail(self, shop, calls):
        for _number in range(2):
            body = CUSTOMER.format("<email>ana@shop.invalid</email><is_guest>1</is_guest>")
            assert calls.write("POST", "customers", body).status_code == 201
        assert calls.write("POST", "customers", CUSTOMER.format("<email>ana@shop.invalid</email>")).status_code == 201
        assert len(shop.rows("customers")) == 3

    def test_password_is_not_kept(self, shop, calls):
        answer = calls.write("POST", "customers", CUSTOMER.format("<email>ana@shop.invalid</email>"))
        assert "Xy12345678" not in answer.text
        assert shop.only("customers")["passwd"].startswith("$2y$10$")

    def test_put_takes_the_key_and_the_date_away(self, shop, calls):
        customer = shop.add_customer("ana@shop.invalid")
        shop.clock.advance(60)
        before = customer["date_add"]
        calls.write("PUT", "customers", CUSTOMER.format(f"<id>{customer['id']}</id><email>ana@shop.invalid</email>"))
        assert (customer["secure_key"], customer["active"], customer["id_default_group"]) == ("", "0", "0")
        assert customer["date_add"] > before

    def test_address_of_an_order_is_only_marked(self, shop, calls):
        customer = shop.add_customer()
        used, free = shop.add_address(customer), shop.add_address(customer)
        shop.place_order(customer, [(shop.add_product("P", 1), 1)], address=used)
        for row in (used, free):
            assert calls.send("DELETE", f"addresses/{row['id']}").status_code == 200
        assert [(row["id"], row["deleted"]) for row in shop.rows("addresses")] == [(used["id"], "1")]

    def test_names_are_checked(self, calls):
        body = CUSTOMER.replace("Ana", "Ana 2").format("<email>ana@shop.invalid</email>")
        assert codes(calls.write("POST", "customers", body)) == (400, ["85"])


class TestOrders:
    @pytest.fixture
    def order(self, shop):
        order = shop.place_order(shop.add_customer(), [(shop.add_product("P", 10, quantity=5), 1)])
        shop.clock.advance(60)
        return order

    def history(self, calls, order, state, query=""):
        values = f"<id_order>{order}</id_order><id_order_state>{state}</id_order_state>"
        return calls.write("POST", f"order_histories{query}", f"<order_history>{values}</order_history>")

    def test_history_changes_the_state_and_mails_on_demand(self, shop, calls, order):
        before = order["date_upd"]
        assert self.history(calls, 1, 2).status_code == 201
        assert (order["current_state"], order["invoice_number"], shop.mails) == ("2", "1", [])
        assert order["date_upd"] > before
        assert self.history(calls, 1, 4, "?sendemail=1").status_code == 201
        assert (order["delivery_number"], shop.mails) == ("1", [("shipped", 1)])
        assert self.history(calls, 1, 4).status_code == 201
        assert [row["id_order_state"] for row in shop.rows("order_histories")] == ["10", "2", "4", "4"]

    @pytest.mark.parametrize(("order_id", "state"), [(1, 99), (99, 2)])
    def test_unknown_order_or_state_kills_the_shop(self, shop, calls, order, order_id, state):
        answer = self.history(calls, order_id, state)
        assert (answer.status_code, answer.content) == (500, b"")
        assert (order["current_state"], len(shop.rows("order_histories"))) == ("10", 1)

    def test_state_in_the_order_mails_unasked(self, shop, calls, order):
        calls.write("PATCH", "orders", "<order><id>1</id><current_state>2</current_state></order>")
        assert (order["current_state"], shop.mails) == ("2", [("payment", 1)])
        calls.write("PATCH", "orders", "<order><id>1</id><current_state>2</current_state></order>")
        assert len(shop.rows("order_histories")) == 2

    def test_tracking_on_the_carrier_row_moves_no_date_of_the_order(self, shop, calls, order):
        before = order["date_upd"]
        row = "<order_carrier><id>1</id><tracking_number>AB1</tracking_number></order_carrier>"
        assert calls.write("PATCH", "order_carriers/1?sendemail=1", row).status_code == 200
        assert order["date_upd"] == before
        assert calls.value("orders/1", "shipping_number") == "AB1"
        assert shop.mails == [("in_transit", 1)]

    def test_shipping_number_moves_it(self, shop, calls, order):
        before = order["date_upd"]
        calls.write("PATCH", "orders", "<order><id>1</id><shipping_number>AB2</shipping_number></order>")
        assert order["date_upd"] > before
        assert shop.only("order_carriers")["tracking_number"] == "AB2"

    def test_order_of_a_cart(self, shop, calls):
        customer = shop.add_customer()
        address = shop.add_address(customer)
        shop.add_product("P", 10, quantity=5)
        shop.store.insert("carts", {"cart_rows": [{"id_product": "1", "quantity": "2"}]})
        names = ("id_cart", "id_currency", "id_lang", "id_carrier")
        body = "".join(f"<{name}>1</{name}>" for name in names) + (
            f"<id_customer>{customer['id']}</id_customer>"
            f"<id_address_delivery>{address['id']}</id_address_delivery>"
            f"<id_address_invoice>{address['id']}</id_address_invoice><module>ps_wirepayment</module>"
            "<payment>Bank transfer</payment><total_paid>24.60</total_paid>"
            "<total_paid_real>0</total_paid_real>"
            "<total_products>20</total_products><total_products_wt>24.6</total_products_wt>"
            "<conversion_rate>1</conversion_rate>"
        )
        answer = calls.write("POST", "orders", f"<order>{body}</order>")
        assert answer.status_code == 201
        assert "<reference><![CDATA[]]></reference>" in answer.text
        assert shop.only("orders")["current_state"] == "11"
        again = calls.write("POST", "orders", f"<order>{body}</order>")
        assert (again.status_code, again.text[:27]) == (500, "Cart cannot be loaded or an")


class TestImages:
    def test_life_of_a_picture(self, shop, calls):
        shop.add_product("P", 10)
        assert calls.get("images/products/1").status_code == 404
        answer = calls.send("POST", "images/products/1", files={"image": ("a.gif", GIF)})
        assert (answer.status_code, "<position><![CDATA[1]]></position>" in answer.text) == (200, True)
        kept = calls.get("images/products/1/1")
        assert kept.headers["Content-Type"] == "image/gif"
        assert kept.content != GIF
        assert calls.value("products/1", "id_default_image") == "1"
        again = calls.send("POST", "images/products/1/1?ps_method=PUT", files={"image": ("a.gif", GIF)})
        assert again.content == kept.content
        assert calls.send("DELETE", "images/products/1/1").status_code == 200
        assert codes(calls.send("DELETE", "images/products/1/1")) == (400, ["57"])

    @pytest.mark.parametrize("files", [{"image": ("a.txt", b"text")}, {"picture": ("a.gif", GIF)}])
    def test_what_is_no_picture(self, shop, calls, files):
        shop.add_product("P", 10)
        assert codes(calls.send("POST", "images/products/1", files=files)) == (400, ["76"])


class TestSaving:
    def test_a_second_run_finds_the_same_shop(self, tmp_path, shop):
        shop.place_order(shop.add_customer(), [(shop.add_product("P", 10, quantity=5), 2)])
        shop.save(tmp_path / "shop")
        with PrestaShopSimulator() as second:
            second.load(tmp_path / "shop")
            assert second.totals() == shop.totals()
            assert second.stock(1) == 3
            assert second.add_product("Q", 1)["id"] == 2
            assert Calls(second).value("orders/1", "total_paid") == "33.210000"
