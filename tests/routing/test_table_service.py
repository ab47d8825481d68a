"""Travel times from an OSRM server, for which a stand-in with its documented format speaks."""

import gzip
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from outreach.routing.falling_back import FallingBack
from outreach.routing.table_service import BLOCK, TableService
from outreach.routing.travel import PARKING_SECONDS, GreatCircle

PLACES = [(41.76, -72.68), (41.77, -72.69), (41.78, -72.70)]


class StandIn(BaseHTTPRequestHandler):
    """Answers a table: 100 s and 1000 m for each thousandth of a degree of latitude between."""

    def do_GET(self):
        self.server.asked.append(self.path)
        code, body = self.server.answer(self)
        if isinstance(body, dict):
            body = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        for name, value in self.server.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def table(self):
        parts = urlsplit(self.path)
        assert parts.path.startswith("/table/v1/driving/")
        coordinates = parts.path.removeprefix("/table/v1/driving/").split(";")
        north = [float(each.split(",")[1]) for each in coordinates]
        query = parse_qs(parts.query)
        assert query["annotations"] == ["duration,distance"]
        sources, targets = (
            [int(each) for each in query[name][0].split(";")]
            for name in ("sources", "destinations")
        )
        if len(sources) * len(targets) > BLOCK**2:
            return 400, {"code": "TooBig", "message": "Too many table coordinates"}
        steps = [[round(abs(north[s] - north[t]) * 1000) for t in targets] for s in sources]
        return 200, {
            "code": "Ok",
            "durations": [[100.0 * step for step in row] for row in steps],
            "distances": [[1000.0 * step for step in row] for row in steps],
        }

    def log_message(self, *_args):
        pass


@pytest.fixture
def server(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    server.asked, server.headers, server.answer = [], [], StandIn.table
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    settings.TRAVEL_TIME_URL = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def travel(server, settings):
    return FallingBack(TableService(settings.TRAVEL_TIME_URL), GreatCircle())


def test_it_asks_for_longitude_first_and_adds_parking(server, travel):
    matrix = travel.matrix(PLACES)
    assert matrix.source == "table service"
    assert matrix.seconds[0].tolist() == [0, 1000 + PARKING_SECONDS, 2000 + PARKING_SECONDS]
    assert matrix.metres[0].tolist() == [0, 10_000, 20_000]
    assert "/-72.680000,41.760000;" in server.asked[0]


def test_it_asks_in_blocks_that_the_server_takes(server, travel):
    places = [(41 + at / 1000, -72.0) for at in range(BLOCK + 20)]
    matrix = travel.matrix(places)
    assert len(server.asked) == 4
    assert matrix.fell_back == ""
    assert matrix.seconds[0, BLOCK + 19] == 100 * (BLOCK + 19) + PARKING_SECONDS
    assert matrix.seconds[BLOCK + 19, 0] == matrix.seconds[0, BLOCK + 19]


def test_it_guesses_where_there_is_no_way(server, travel):
    def without(handler):
        code, table = handler.table()
        table["durations"][0][1] = None
        return code, table

    server.answer = without
    matrix = travel.matrix(PLACES)
    assert matrix.seconds[0, 1] == GreatCircle().matrix(PLACES).seconds[0, 1]
    assert matrix.seconds[1, 0] == 1000 + PARKING_SECONDS


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((400, {"code": "NoTable", "message": "41.76"}), "REFUSED NoTable"),
        ((500, b"<h1>41.76</h1>"), "SILENT JSONDecodeError"),
        ((200, b"[]"), "REFUSED 200"),
        ((200, {"code": "Ok"}), "UNREADABLE"),
        (
            (200, {"code": "Ok", "durations": [[0]], "distances": [[0]]}),
            "UNREADABLE",
        ),
        (
            (200, {"code": "Ok", "durations": [[-1] * 3] * 3, "distances": [[1] * 3] * 3}),
            "UNREADABLE",
        ),
        (
            (200, {"code": "Ok", "durations": [["x"] * 3] * 3, "distances": [[1] * 3] * 3}),
            "UNREADABLE",
        ),
        ((302, b""), "SILENT JSONDecodeError"),
    ],
)
def test_it_falls_back_from_an_answer_that_it_cannot_use(answer, why, server, travel):
    server.answer = lambda _handler: answer
    if answer[0] == 302:
        server.headers = [("Location", "http://169.254.169.254/")]
    matrix = travel.matrix(PLACES)
    assert (matrix.source, matrix.fell_back) == ("great circle", why)
    assert "41.7" not in matrix.fell_back


def test_it_falls_back_from_a_server_that_is_slow(server, settings):
    def slowly(handler):
        time.sleep(2)
        return handler.table()

    server.answer = slowly
    slow = TableService(settings.TRAVEL_TIME_URL, patience=0.2)
    matrix = FallingBack(slow, GreatCircle()).matrix(PLACES)
    assert matrix.fell_back == "SILENT ReadTimeout"


def test_it_falls_back_from_a_server_that_answers_drop_by_drop(server, settings):
    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _drop in range(100):
            time.sleep(0.05)
            handler.wfile.write(b" ")
        return 200, b""

    server.answer = drip
    slow = TableService(settings.TRAVEL_TIME_URL, patience=0.3)
    matrix = FallingBack(slow, GreatCircle()).matrix(PLACES)
    assert matrix.fell_back == "TOO_LONG"


def test_it_reads_an_answer_that_is_compressed(server, travel):
    def compressed(handler):
        code, table = handler.table()
        return code, gzip.compress(json.dumps(table).encode())

    server.answer, server.headers = compressed, [("Content-Encoding", "gzip")]
    assert travel.matrix(PLACES).source == "table service"


def test_it_falls_back_from_a_server_that_is_gone(settings):
    settings.TRAVEL_TIME_URL = "http://127.0.0.1:9"
    gone = FallingBack(TableService(settings.TRAVEL_TIME_URL), GreatCircle())
    assert gone.matrix(PLACES).fell_back == "SILENT ConnectionError"


def test_it_asks_nobody_to_whom_no_setting_leads(server, settings):
    address, settings.TRAVEL_TIME_URL = settings.TRAVEL_TIME_URL, ""
    matrix = FallingBack(TableService(address), GreatCircle()).matrix(PLACES)
    assert matrix.fell_back == "SILENT HostRefusedError"
    assert server.asked == []
