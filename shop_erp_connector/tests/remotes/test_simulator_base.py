"""The server that all simulators share: its clock, its log, its faults."""

from datetime import UTC, datetime
from threading import Thread
from time import monotonic
from xml.etree import ElementTree

import pytest
import requests
from werkzeug.wrappers import Response

from ..simulators.base import Simulator
from ..simulators.faults import ENTITY_BOMB


class Counter(Simulator):
    """Counts what it carries out and answers with a text of a hundred letters."""

    settings = {}

    def __init__(self):
        super().__init__()
        self.number = 0

    def answer(self, request):
        before = self.number
        self.number = before + len(request.get_data() or b"1")
        return Response("x" * 100)

    def state(self):
        return {"number": self.number}

    def restore(self, state):
        self.number = state["number"]


@pytest.fixture
def counter():
    with Counter() as simulator:
        yield simulator


def get(counter, path="/a"):
    return requests.get(f"{counter.url}{path}", timeout=10)


class TestLog:
    def test_calls_are_counted_by_method_path_and_kind(self, counter):
        get(counter, "/orders?filter[id]=%5B1%5D")
        get(counter, "/orders/5")
        requests.post(f"{counter.url}/orders", b"1", timeout=10)
        assert counter.log.count() == 3
        assert counter.log.count("GET") == 2
        assert counter.log.count("GET", r"filter\[id\]=\[1\]") == 1
        assert counter.log.count(kind="orders") == 2
        assert counter.log.summary() == {("GET", "orders"): 1, ("GET", "5"): 1, ("POST", "orders"): 1}
        call = counter.log[0]
        assert (call.method, call.path, call.query) == ("GET", "/orders", "filter[id]=[1]")
        assert (call.status, call.bytes) == (200, 100)
        counter.log.clear()
        assert len(counter.log) == 0


class TestFaults:
    def test_refused_request_is_not_carried_out(self, counter):
        counter.faults.refuse()
        with pytest.raises(requests.ConnectionError):
            get(counter)
        assert (counter.number, counter.log[0].status) == (0, 0)
        assert get(counter).status_code == 200

    def test_cut_after_accepting_is_carried_out(self, counter):
        counter.faults.cut_after_accepting()
        with pytest.raises(requests.ConnectionError):
            requests.post(counter.url, b"1", timeout=10)
        assert counter.number == 1

    def test_half_a_body(self, counter):
        counter.faults.cut_body()
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            get(counter)
        assert counter.number == 1

    def test_status_with_headers_for_so_many_requests(self, counter):
        counter.faults.status(429, times=2, headers={"Retry-After": "3"}, body="wait")
        assert [get(counter).status_code for _number in range(3)] == [429, 429, 200]
        assert counter.number == 1

    def test_faults_wait_for_their_requests(self, counter):
        counter.faults.status(500, method="POST", path=r"/b\?x=1$")
        counter.faults.status(503, kind="c")
        assert get(counter, "/b?x=1").status_code == 200
        assert counter.faults.pending() == 2
        assert requests.post(f"{counter.url}/b?x=1", b"1", timeout=10).status_code == 500
        assert get(counter, "/c").status_code == 503
        assert counter.faults.pending() == 0

    def test_cleared_faults_do_not_happen(self, counter):
        counter.faults.refuse(times=9)
        counter.faults.clear()
        assert get(counter).status_code == 200

    def test_slow_answers_do_not_hold_up_others(self, counter):
        counter.faults.slow(1, kind="slow")
        waiting = Thread(target=get, args=(counter, "/slow"))
        begun = monotonic()
        waiting.start()
        while counter.faults.pending():
            pass
        get(counter, "/quick")
        assert monotonic() - begun < 0.9
        waiting.join()
        assert monotonic() - begun >= 1

    def test_entity_bomb_is_well_formed(self):
        small = ENTITY_BOMB.replace("&a8;", "&a1;")
        assert ElementTree.fromstring(small).text == "a" * 100


class TestClock:
    def test_frozen_clock_dates_the_answers(self, counter):
        counter.clock.freeze(datetime(2026, 3, 1, 12, tzinfo=UTC))
        counter.clock.advance(60)
        assert get(counter).headers["Date"] == "Sun, 01 Mar 2026 12:01:00 GMT"

    def test_running_clock_keeps_its_offset(self, counter):
        counter.clock.run(datetime(2030, 1, 1, tzinfo=UTC))
        counter.clock.advance(3600)
        assert 0 <= (counter.clock.now() - datetime(2030, 1, 1, 1, tzinfo=UTC)).total_seconds() < 60


class TestServer:
    def test_changes_do_not_cross(self, counter):
        threads = [
            Thread(target=lambda: [requests.post(counter.url, b"1", timeout=10) for _number in range(10)])
            for _thread in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert counter.number == 80

    def test_the_port_stays_over_a_restart(self, counter):
        url = counter.url
        counter.stop()
        with pytest.raises(requests.ConnectionError):
            get(counter)
        counter.start()
        assert (counter.url, get(counter).status_code) == (url, 200)

    def test_state_and_time_are_kept_in_a_file(self, tmp_path, counter):
        counter.number = 7
        counter.clock.freeze(datetime(2030, 1, 1, tzinfo=UTC))
        counter.save(tmp_path / "state")
        with Counter() as other:
            other.load(tmp_path / "state")
            assert other.number == 7
            assert other.clock.now().year == 2030
