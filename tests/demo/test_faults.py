import http.client
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
from urllib.parse import urlencode

import pytest

from screening.demo.eutils import StandIn

IDS = [90_000_001, 90_000_011, 90_000_021, 90_000_031]


@pytest.fixture(scope="module")
def running():
    with StandIn() as standin:
        yield standin


@pytest.fixture
def standin(running):
    yield running
    running.heal()


def ask(standin, utility="efetch", timeout=30, **fields):
    fields = fields or {"id": ",".join(map(str, IDS)), "retmode": "xml"}
    sent = urlencode({"db": "pubmed", "tool": "t", "email": "e@example.org"} | fields).encode()
    try:
        with urllib.request.urlopen(f"{standin.url}{utility}.fcgi", sent, timeout=timeout) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


@pytest.mark.parametrize(
    ("kind", "status", "holds"),
    [
        ("500", 500, b"WWW Error 500 Diagnostic"),
        ("502", 502, b"<html>"),
        ("html", 200, b"<html>"),
        ("error200", 200, b"<ERROR>Search Backend failed: Database is not supported: pubmed</ERROR>"),
        ("outage", 200, b"<ERROR>Search Backend failed: Unable to open connection"),
        ("error_in_efetch", 200, b"<eFetchResult><ERROR>"),
        ("timeout400", 400, b"External viewer error"),
        ("lost_history", 400, b"Unable to obtain query #1"),
        ("429", 429, b"API rate limit exceeded"),
        ("empty", 200, b""),
    ],
)
def test_an_answer_is_replaced_once_and_then_right(standin, kind, status, holds):
    standin.fail(kind)
    code, body = ask(standin)
    assert (code, holds in body) == (status, True)
    assert ask(standin)[0] == 200
    assert len(ET.fromstring(ask(standin)[1])) == len(IDS)


def test_the_500_page_begins_like_xml(standin):
    standin.fail("500")
    assert ask(standin)[1].startswith(b"<?xml")


def test_reset(standin):
    standin.fail("reset")
    with pytest.raises(ConnectionResetError):
        ask(standin)


def test_truncated_promises_more_than_it_sends(standin):
    standin.fail("truncated")
    with pytest.raises(http.client.IncompleteRead):
        ask(standin)


def test_hang_never_answers(standin):
    standin.fail("hang")
    with pytest.raises(TimeoutError):
        ask(standin, timeout=0.3)


def test_slow_drips_for_longer_than_anyone_waits(standin):
    standin.fail("slow")
    begun = time.monotonic()
    sent = urlencode({"id": str(IDS[0])}).encode()
    with urllib.request.urlopen(f"{standin.url}efetch.fcgi", sent, timeout=5) as answer:
        first = answer.read(64)
    assert len(first) == 64
    assert 0.2 < time.monotonic() - begun < 3


def test_half_is_well_formed_and_short(standin):
    standin.fail("half")
    assert len(ET.fromstring(ask(standin)[1])) == len(IDS) // 2


def test_omit_leaves_out_one_record_every_time(standin):
    standin.fail("omit", pmid=IDS[1], times=2)
    for _ in range(2):
        found = [int(p.text) for p in ET.fromstring(ask(standin)[1]).iterfind("./*/*/PMID")]
        assert found == [IDS[0], *IDS[2:]]


@pytest.mark.parametrize("kind", ["bad_record", "broken_record"])
def test_one_bad_record_spoils_the_batch_but_not_its_neighbours(standin, kind):
    standin.fail(kind, pmid=IDS[2])
    body = ask(standin)[1].decode()
    with pytest.raises(ET.ParseError):
        ET.fromstring(body)
    records = body.partition("<PubmedArticleSet>\n")[2].removesuffix("\n</PubmedArticleSet>").split("\n")
    assert [_readable(record) for record in records] == [True, True, False, True]


def _readable(record):
    try:
        return bool(ET.fromstring(record).tag)
    except ET.ParseError:
        return False


def test_new_elements_come_with_a_new_dtd(standin):
    standin.fail("new_element")
    body = ask(standin)[1]
    assert b"pubmed_270101.dtd" in body
    assert len(ET.fromstring(body).findall(".//FutureList/Future")) == len(IDS)


def test_faults_wait_for_their_utility_and_their_turn(standin):
    standin.fail("500", on="esearch", after=1, times=2)
    assert ask(standin)[0] == 200
    assert [ask(standin, "esearch", term="knee")[0] for _ in range(4)] == [200, 500, 500, 200]


def test_a_lost_history_stays_lost(standin):
    kept = ET.fromstring(ask(standin, "esearch", term="knee", usehistory="y")[1])
    standin.fail("lost_history")
    again = {"WebEnv": kept.findtext("WebEnv"), "query_key": kept.findtext("QueryKey")}
    assert [ask(standin, **again)[0] for _ in range(2)] == [400, 400]


def test_refused_requests_use_up_no_fault(standin):
    standin.fail("500")
    assert ask(standin, "esearch", term="knee", api_key="wrong")[0] == 400
    assert ask(standin)[0] == 500


def test_unknown_faults_are_refused():
    with pytest.raises(ValueError, match="no fault of the kind 'fire'"):
        StandIn().fail("fire")


def test_stopping_ends_a_hanging_answer():
    standin = StandIn().start()
    standin.fail("hang")
    with pytest.raises(TimeoutError):
        ask(standin, timeout=0.2)
    begun = time.monotonic()
    standin.stop()
    assert time.monotonic() - begun < 5
