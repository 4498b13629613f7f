"""What the simulated webservice answers to questions: keys, filters, orders, pages, displays."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
import requests

from ...simulators.prestashop import PrestaShopSimulator
from .prestashop_calls import Calls, codes


@pytest.fixture(scope="module")
def shop():
    """A shop with five products, one a second but for the last two, in the same; nobody writes to it."""
    with PrestaShopSimulator() as simulator:
        simulator.clock.freeze(datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC))
        for reference in ("MUG-2", "mug-10", "LAMP_1", "LAMP%1"):
            simulator.add_product(reference, "10.00", name={1: f"The {reference}", 2: f"O {reference}"})
            simulator.clock.advance(1)
        simulator.clock.advance(-1)
        simulator.add_product("", "20.00", ean13="5901234123457")
        yield simulator


@pytest.fixture(scope="module")
def calls(shop):
    return Calls(shop)


class TestFilters:
    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            ("filter[id]=[3]", [3]),
            ("filter[id]=3", [3]),
            ("filter[id]=[1|3|99]", [1, 3]),
            ("filter[id]=1|3", [1]),
            ("filter[id]=[2,4]", [2, 3, 4]),
            ("filter[id]=>[3]", [4, 5]),
            ("filter[id]=<[3]", [1, 2]),
            ("filter[id]=>=[3]", []),
            ("filter[id]=![1|2]", [3, 4, 5]),
            ("filter[id]=!3", []),
            ("filter[id]=>[1]&filter[id]=<[4]", [1, 2, 3]),
            ("filter[reference]=[MUG-10]", [2]),
            ("filter[reference]=[mug]%", [1, 2]),
            ("filter[reference]=%[1]", [3, 4]),
            ("filter[reference]=%[_]%", [3]),
            ("filter[reference]=%[%]%", [4]),
            ("filter[reference]=[]", [5]),
            ("filter[name]=[O lamp]%", [3, 4]),
            ("filter[price]=[10,15]", [1, 2, 3, 4]),
            ("filter[price]=[10.0]&filter[reference]=[LAMP]%", [3, 4]),
        ],
    )
    def test_forms(self, calls, filters, found):
        filters = filters.replace("%", "%25")
        assert calls.ids(f"products?{filters}&sort=[id_ASC]") == found

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("filter[nosuch]=[1]", "32"),
            ("filter[date_upd]=[2026-01-01,2027-01-01]", "32"),
            ("sort=[date_upd_ASC]", "32"),
            ("filter[reference]=", "33"),
            ("filter[quantity]=[1]", "34"),
            ("display=[id,nosuch]", "35"),
            ("sort=[id]", "37"),
        ],
    )
    def test_mistakes(self, calls, query, code):
        assert codes(calls.get(f"products?{query}")) == (400, [code])

    def test_range_of_dates_includes_both_ends_and_ties(self, calls):
        window = "[2026-03-01 13:00:01,2026-03-01 13:00:03]"
        found = calls.ids(f"products?date=1&filter[date_upd]={window}&sort=[date_upd_ASC,id_DESC]")
        assert found == [2, 3, 5, 4]

    def test_empty_list_is_no_error(self, calls):
        assert calls.get("products?filter[reference]=[nope]").text.endswith("<products>\n</products>\n</prestashop>\n")


class TestPages:
    @pytest.mark.parametrize(
        ("limit", "found"),
        [("2", [1, 2]), ("2,2", [3, 4]), ("4,9", [5]), ("0", []), ("-1", []), ("many", [])],
    )
    def test_limit(self, calls, limit, found):
        assert calls.ids(f"products?sort=[id_ASC]&limit={limit}") == found

    def test_unsorted_lists_come_in_the_order_of_an_index(self, shop, calls):
        assert calls.ids("products?display=[id,reference]") == [5, 4, 3, 2, 1]
        assert calls.ids("products") == [1, 2, 3, 4, 5]
        assert calls.ids("order_states") == [2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 1, 10]

    def test_nothing_says_how_many_there_are(self, calls):
        answer = calls.get("products?limit=1")
        assert "5" not in answer.text.partition("<products>")[2].replace(calls.shop.url, "")
        assert not {name for name in answer.headers if "total" in name.lower() or "count" in name.lower()}


class TestDisplay:
    def test_chosen_fields_come_in_the_order_of_the_resource(self, calls):
        product = ElementTree.fromstring(calls.get("products?display=[price,id,categories[id]]&limit=1").content)[0][0]
        assert [node.tag for node in product] == ["id", "price", "associations"]
        assert product.findtext("associations/categories/category/id") == "2"

    def test_one_language(self, calls):
        product = ElementTree.fromstring(calls.get("products/1?language=2").content)[0]
        assert [(node.get("id"), node.text) for node in product.find("name")] == [("2", "O MUG-2")]

    @pytest.mark.parametrize(("options", "price"), [("use_tax=1", "12.300000"), ("use_tax=0", "10.000000")])
    def test_computed_price(self, calls, options, price):
        assert calls.value(f"products/1?price[mine][{options.replace('=', ']=')}", "mine") == price


class TestKeysAndRights:
    def test_without_key_the_answer_is_no_xml(self, shop):
        answer = requests.get(f"{shop.url}/api/", timeout=10)
        assert (answer.status_code, answer.text) == (401, "401 Unauthorized")

    @pytest.mark.parametrize(("key", "expected"), [("A" * 32, ["20", "21"]), ("short", ["18"])])
    def test_wrong_keys(self, shop, key, expected):
        assert codes(Calls(shop, key=key).get("products")) == (401, expected)

    def test_rights_are_per_resource_and_method(self):
        with PrestaShopSimulator() as shop:
            shop.permissions["orders"] = {"GET"}
            shop.permissions["customers"] = set()
            calls = Calls(shop)
            listed = {node.tag: node.attrib for node in ElementTree.fromstring(calls.get("").content)[0]}
            assert "customers" not in listed
            assert (listed["orders"]["get"], listed["orders"]["patch"]) == ("true", "false")
            assert codes(calls.write("PUT", "orders", "<order/>")) == (405, ["25"])
            assert codes(calls.get("customers")) == (401, ["26"])
            assert codes(calls.get("nosuch")) == (400, ["27"])

    def test_switched_off(self):
        with PrestaShopSimulator() as shop:
            shop.active = False
            assert codes(Calls(shop).get("products")) == (503, ["22"])


class TestAnswers:
    def test_missing_entity_has_an_empty_answer(self, calls):
        answer = calls.get("products/999")
        assert (answer.status_code, answer.content, answer.headers.get("Content-Type")) == (404, b"", None)

    def test_time_and_version(self, shop, calls):
        answer = calls.get("")
        assert answer.headers["Access-Time"] == str(int(shop.clock.now().timestamp()))
        assert answer.headers["PSWS-Version"] == "8.2.1"

    def test_known_content_is_not_sent_again(self, calls):
        digest = calls.get("products").headers["Content-Sha1"]
        answer = calls.get("products", headers={"Local-Content-Sha1": digest})
        assert (answer.status_code, answer.content) == (304, b"")

    def test_shop_that_does_not_exist_leads_to_the_front_page(self, shop, calls):
        answer = calls.get("products?id_shop=7")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{shop.url}/")
        assert codes(calls.get("products?id_group_shop=7")) == (500, ["999"])

    def test_long_request_lines_are_refused(self, calls):
        # a bar is sent as three letters: seven for each id
        assert calls.get(f"products?filter[id]=[{'|'.join(['1234'] * 1160)}]").status_code == 200
        assert calls.get(f"products?filter[id]=[{'|'.join(['1234'] * 1170)}]").status_code == 414

    def test_dates_are_local_without_zone(self, shop, calls):
        assert calls.value("products/1", "date_add") == "2026-03-01 13:00:00"
        with PrestaShopSimulator() as other:
            other.configure("PS_TIMEZONE", "America/New_York")
            other.clock.freeze(datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC))
            assert other.add_product("P", "1")["date_add"] == "2026-03-01 07:00:00"

    @pytest.mark.parametrize(
        ("version", "absent"),
        [
            ("1.6.1.24", {"isbn", "state", "unit_price"}),
            ("1.7.8.11", {"unit_price"}),
            ("9.0.0", {"meta_keywords"}),
        ],
    )
    def test_versions_differ(self, version, absent):
        with PrestaShopSimulator(version) as shop:
            shop.add_product("P", "1")
            product = ElementTree.fromstring(Calls(shop).get("products/1").content)[0]
            names = {"isbn", "state", "unit_price", "meta_keywords"}
            assert names - {node.tag for node in product} == absent
