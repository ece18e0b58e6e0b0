from __future__ import annotations

import gzip
import logging
import random
import socket
import struct
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from screening.lib.errand import Errand
from screening.lib.polite_http import (
    NotServed,
    Patience,
    Permanent,
    PoliteClient,
    Reply,
    Transient,
)
from screening.lib.rate_limit import Lane, LocalLimiter, Stopped
from tests.lib.http_server import ScriptedServer, answer

LANE = Lane("rate:test", 0.0)
SECRET = "s3cret-key"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.close()


def judge(reply: Reply) -> NotServed | None:
    if reply.status in (429, 500):
        return Transient("busy")
    return None if reply.status == 200 else Permanent("no")


def client_of(server: ScriptedServer, slept: list[float] | None = None, **patience: Any) -> PoliteClient:
    sleep = (lambda seconds: None) if slept is None else slept.append
    return PoliteClient(server.url, LocalLimiter(), Patience(**patience), sleep=sleep)


def post(client: PoliteClient, **kwargs: Any) -> Reply:
    return client.post("esearch.fcgi", b"api_key=" + SECRET.encode(), lane=LANE, judge=judge, **kwargs)


def drop(handler: BaseHTTPRequestHandler) -> None:
    """Reset the connection instead of answering."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Promise a thousand bytes and close after two."""
    answer(b"ok", Content_Length="1000")(handler)
    handler.close_connection = True


def chunk_cut(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"10\r\nhalf")
    handler.close_connection = True


def test_posts_the_form_below_the_base_address_and_returns_the_whole_answer(server: ScriptedServer) -> None:
    server.answers = [answer(b"x" * 200_000, X_Thing="1")]
    reply = post(client_of(server))
    assert (reply.status, len(reply.body), reply.headers["x-thing"]) == (200, 200_000, "1")
    method, path, headers, body = server.seen[0]
    assert (method, path, body) == ("POST", "/folder/esearch.fcgi", b"api_key=s3cret-key")
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_gets_with_the_parameters_in_the_address_and_says_who_asks(server: ScriptedServer) -> None:
    client = client_of(server)
    parameters = {"query": "a&b=c #1 ü"}
    client.get("works", parameters, lane=LANE, judge=judge, agent="us (mailto:a@b.org)\r\nX-Evil: 1")
    method, path, headers, body = server.seen[0]
    assert (method, path, body) == ("GET", "/folder/works?query=a%26b%3Dc+%231+%C3%BC", b"")
    assert headers["User-Agent"] == "us (mailto:a@b.org) X-Evil: 1"
    assert "Content-Type" not in headers


def test_a_path_may_end_in_an_encoded_identifier(server: ScriptedServer) -> None:
    client_of(server).get("works/10.1000%2Fa%2Cb", {}, lane=LANE, judge=judge)
    assert server.seen[0][1] == "/folder/works/10.1000%2Fa%2Cb?"


def test_what_is_got_is_tried_again_like_a_post(server: ScriptedServer) -> None:
    server.answers = [answer(status=500), drop, answer(b"done")]
    assert client_of(server).get("works", {}, lane=LANE, judge=judge).body == b"done"


def test_an_address_too_long_for_servers_is_not_sent(server: ScriptedServer) -> None:
    with pytest.raises(Permanent, match="longer than the 8,000 characters"):
        client_of(server).get("works", {"query": "x" * 8_000}, lane=LANE, judge=judge)
    assert not server.seen


def test_asks_for_gzip_and_unpacks_it(server: ScriptedServer) -> None:
    server.answers = [answer(gzip.compress(b"text" * 50_000), Content_Encoding="gzip")]
    assert post(client_of(server)).body == b"text" * 50_000
    assert server.seen[0][2]["Accept-Encoding"] == "gzip"


def test_reads_a_chunked_answer_in_gzip(server: ScriptedServer) -> None:
    packed = gzip.compress(random.Random(1).randbytes(100_000))

    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.send_header("Content-Encoding", "gzip")
        handler.end_headers()
        for start in range(0, len(packed), 5_000):
            piece = packed[start : start + 5_000]
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        handler.wfile.write(b"0\r\n\r\n")

    server.answers = [write]
    client = client_of(server)
    assert post(client).body == gzip.decompress(packed)
    assert post(client).body == b"ok"  # the connection is in order afterwards


@pytest.mark.parametrize(
    "fault", [drop, cut, chunk_cut, answer(status=500), answer(b"junk", Content_Encoding="gzip")]
)
def test_a_transient_fault_heals_after_growing_pauses(server: ScriptedServer, fault: Any) -> None:
    server.answers = [fault, fault, fault]
    slept: list[float] = []
    assert post(client_of(server, slept, first_pause=0.1)).body == b"ok"
    assert len(server.seen) == 4
    assert 0.7 <= sum(slept) <= 0.7 * 1.5  # 0.1 + 0.2 + 0.4, and up to half as much again


def test_pauses_do_not_grow_without_bound(server: ScriptedServer) -> None:
    server.answers = [answer(status=500)] * 5
    slept: list[float] = []
    post(client_of(server, slept, first_pause=0.1, longest_pause=0.2))
    assert sum(slept) <= (0.1 + 4 * 0.2) * 1.5


def test_gives_up_after_the_last_attempt_with_the_reason(server: ScriptedServer) -> None:
    server.answers = [answer(status=500)] * 9
    with pytest.raises(Transient, match="busy"):
        post(client_of(server, attempts=3))
    assert len(server.seen) == 3


def test_a_permanent_fault_ends_at_once(server: ScriptedServer) -> None:
    server.answers = [answer(status=400)]
    with pytest.raises(Permanent, match="no"):
        post(client_of(server))
    assert len(server.seen) == 1


def test_redirects_are_not_followed(server: ScriptedServer) -> None:
    server.answers = [answer(status=302, Location="http://127.0.0.1:1/elsewhere")]
    with pytest.raises(Permanent):
        post(client_of(server))
    assert len(server.seen) == 1


def test_retry_after_holds_every_worker(server: ScriptedServer) -> None:
    server.answers = [answer(status=429, Retry_After="7")]
    clock = FakeClock()
    limiter = LocalLimiter(clock)
    others_wait: list[float] = []

    def sleep(seconds: float) -> None:
        others_wait.append(limiter.take(LANE))
        clock.now += seconds

    assert post(PoliteClient(server.url, limiter, sleep=sleep)).body == b"ok"
    assert others_wait[0] == pytest.approx(7)
    assert clock.now >= 7


class FakeClock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_long_retry_after_ends_the_attempts_with_a_sentence(server: ScriptedServer) -> None:
    server.answers = [answer(status=429, Retry_After="3600")]
    with pytest.raises(Transient, match="60 minutes"):
        post(client_of(server))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3),
        ("", 0),
        ("soon", 0),
    ],
)
def test_retry_after_is_a_number(header: str, seconds: float) -> None:
    assert Reply(429, {"retry-after": header}, b"").retry_after == seconds


@pytest.mark.parametrize(("ahead", "seconds"), [(100, 100), (-100, 0)])
def test_retry_after_is_a_date(ahead: float, seconds: float) -> None:
    header = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead), usegmt=True)
    assert Reply(429, {"retry-after": header}, b"").retry_after == pytest.approx(seconds, abs=20)


def test_an_answer_that_is_too_large_is_refused(server: ScriptedServer) -> None:
    server.answers = [answer(gzip.compress(b"0" * 5_000_000), Content_Encoding="gzip")]
    with pytest.raises(Permanent, match="larger"):
        post(client_of(server, most_bytes=1_000_000))


def test_a_hanging_server_costs_one_read_time_out(server: ScriptedServer) -> None:
    server.answers = [lambda handler: server.closing.wait(5) and None]
    assert post(client_of(server, read=0.2)).body == b"ok"


def drip(server: ScriptedServer) -> Any:
    def write(handler: BaseHTTPRequestHandler) -> None:
        answer(b"", Content_Length="100000")(handler)
        while not server.closing.wait(0.02):
            handler.wfile.write(b".")

    return write


def test_a_dripping_server_meets_the_deadline_of_the_whole_request(server: ScriptedServer) -> None:
    server.answers = [drip(server)]
    started = time.monotonic()
    with pytest.raises(Transient, match="too long"):
        post(client_of(server, whole=0.2, attempts=1))
    assert time.monotonic() - started < 5


def test_stopping_ends_a_dripping_answer(server: ScriptedServer) -> None:
    server.answers = [drip(server)]
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    with pytest.raises(Stopped):
        post(client_of(server), stopped=stop.is_set)


def test_cancel_ends_a_hang_at_once(server: ScriptedServer) -> None:
    server.answers = [lambda handler: server.closing.wait(5) and None]
    client = client_of(server)
    started = time.monotonic()
    errand = Errand(lambda stopped: post(client, stopped=stopped))
    with pytest.raises(Stopped):
        errand.result(lambda: time.monotonic() - started > 0.1)
    assert time.monotonic() - started < 5


def test_an_errand_hands_over_what_its_work_returns_or_raises() -> None:
    assert Errand(lambda stopped: 42).result(lambda: False) == 42
    with pytest.raises(Transient, match="busy"):
        Errand(lambda stopped: post_nothing()).result(lambda: False)


def post_nothing() -> None:
    raise Transient("busy")


@pytest.mark.parametrize(
    "path",
    [
        "http://127.0.0.1:1/x",
        "//other.example/x",
        "../x",
        "x?y=1",
        "",
        "x\r\ny",
        "x/..",
        "%2e%2E/x",
        "x%2F..%2Fy",
        "x%",
    ],
)
def test_a_request_cannot_leave_the_service(server: ScriptedServer, path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        client_of(server).post(path, b"", lane=LANE, judge=judge)
    with pytest.raises(ValueError, match="not a path"):
        client_of(server).get(path, {}, lane=LANE, judge=judge)
    assert not server.seen


@pytest.mark.parametrize(
    "base", ["file:///etc/passwd", "ftp://x/", "http:///x", "https://a:b@x/", "https://x/?q=1"]
)
def test_the_base_address_is_plain(base: str) -> None:
    with pytest.raises(ValueError, match="base address"):
        PoliteClient(base, LocalLimiter())


def test_an_unreachable_server_is_told_in_a_sentence() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{unused.getsockname()[1]}/"
    client = PoliteClient(base, LocalLimiter(), Patience(attempts=1))
    with pytest.raises(Transient, match="does not accept connections"):
        post(client)


@pytest.mark.parametrize("fault", [drop, cut, answer(status=500), answer(status=400)])
def test_nothing_of_the_request_is_logged_or_raised(
    server: ScriptedServer, fault: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers = [fault] * 9
    with pytest.raises(NotServed) as caught:
        post(client_of(server, attempts=2))
    told = f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r} {caplog.text}"
    assert SECRET not in told
    assert server.url not in told
