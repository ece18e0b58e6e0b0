import json
import socket
import struct
import subprocess
import sys
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from screening.demo.corpus import bulk, demo_collection
from screening.demo.corpus.demo import RETRACTED_LATER
from screening.demo.eutils import GOOD_KEY, StandIn

ROOT = Path(__file__).resolve().parents[2]
WHO = {"db": "pubmed", "tool": "test", "email": "ada@example.org"}


def ask(url, method="POST", **fields):
    """Status, headers and body of one request; None as a value leaves the field out."""
    sent = urlencode({k: v for k, v in (WHO | fields).items() if v is not None}, doseq=True)
    request = urllib.request.Request(url, sent.encode()) if method == "POST" else f"{url}?{sent}"
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read()


@pytest.fixture
def standin():
    with StandIn() as running:
        yield running


@pytest.fixture(scope="module")
def big():
    with StandIn(bulk(25_000)) as running:
        yield running


def search(standin, term, **more):
    return ET.fromstring(ask(standin.url + "esearch.fcgi", term=term, **more)[2])


def fetch(standin, **more):
    return ask(standin.url + "efetch.fcgi", retmode="xml", **more)


def pmids(body):
    return [int(p.text) for p in ET.fromstring(body).findall("./*/*/PMID")]


def test_the_address_is_a_drop_in_for_ncbis(standin):
    assert standin.url.startswith("http://127.0.0.1:")
    assert standin.url.endswith("/entrez/eutils/")


def test_a_client_that_breaks_off_between_two_requests_is_no_news(standin, capfd):
    with socket.create_connection(("127.0.0.1", urlsplit(standin.url).port)) as client:
        client.sendall(b"GET /control/ HTTP/1.1\r\nHost: x\r\n\r\n")
        client.recv(10)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # an RST, not a FIN
    assert ask(standin.url + "esearch.fcgi", term="pain")[0] == 200  # by then the server has noticed
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_esearch_gives_twenty_of_the_newest_first(standin, method):
    body = ask(standin.url + "esearch.fcgi", method, term="exosomes")[2]
    answer = ET.fromstring(body)
    ids = [int(i.text) for i in answer.iter("Id")]
    assert len(ids) == 20 == int(answer.findtext("RetMax"))
    assert int(answer.findtext("Count")) > 100
    assert ids == sorted(ids, reverse=True)


def test_esearch_pages(standin):
    every = [i.text for i in search(standin, "exosomes", retmax=100).iter("Id")]
    assert [i.text for i in search(standin, "exosomes", retstart=30, retmax=10).iter("Id")] == every[30:40]


def test_esearch_says_the_same_in_json(standin):
    said = json.loads(
        ask(standin.url + "esearch.fcgi", term='exosomes AND "back exosomes" x[y]', retmode="json")[2]
    )
    result = said["esearchresult"]
    assert result["translationset"][0]["from"] == "exosomes"
    assert result["errorlist"] == {"phrasesnotfound": ["x"], "fieldsnotfound": ["y"]}
    assert result["warninglist"]["quotedphrasesnotfound"] == ['"back exosomes"']
    assert result["warninglist"]["outputmessages"] == ["No items found."]


def test_esearch_warnings_in_xml(standin):
    answer = search(standin, '"back exosomes"[tiab] OR the x[y] OR (knee')
    assert answer.findtext("ErrorList/FieldNotFound") == "y"
    assert answer.findtext("WarningList/PhraseIgnored") == "the"
    assert answer.findtext("WarningList/QuotedPhraseNotFound") == '"back exosomes"[tiab]'
    assert answer.findtext("WarningList/OutputMessage") == "Unmatched parenthesis ignored."


def test_esearch_takes_dates_beside_the_term(standin):
    beside = search(standin, "exosomes OR pain", datetype="edat", mindate="2020", maxdate="2021/06")
    inside = search(standin, "(exosomes OR pain) AND 2020:2021/06[edat]")
    assert int(beside.findtext("Count")) == int(inside.findtext("Count")) > 0
    assert search(standin, "exosomes", reldate=1).findtext("Count") == "0"


def test_esearch_without_a_term_or_in_another_database_is_an_error_in_a_200(standin):
    assert "Empty term" in search(standin, "").findtext("ERROR")
    assert "Invalid db name" in search(standin, "pain", db="protein").findtext("ERROR")


def test_a_search_serves_at_most_9_999_and_says_so(big):
    answer = search(big, "all[sb]", retmax=20_000)
    assert answer.findtext("Count") == "25000"
    assert len(list(answer.iter("Id"))) == 9_999
    message = answer.findtext("WarningList/OutputMessage")
    assert message == "Restrictions achieved. start and count adjusted to 0, 9999"


def test_a_search_beyond_9_998_is_an_error_in_a_200(big):
    status, _, body = ask(big.url + "esearch.fcgi", term="all[sb]", retstart=9_999)
    assert status == 200
    assert "'retstart' cannot be larger than 9998" in ET.fromstring(body).findtext("ERROR")
    raw = ask(big.url + "esearch.fcgi", term="all[sb]", retstart=9_999, retmode="json")[2]
    with pytest.raises(json.JSONDecodeError, match="control character"):
        json.loads(raw)
    assert "9998" in json.loads(raw, strict=False)["esearchresult"]["ERROR"]


def test_history_is_clamped_and_refused_at_9_999(big):
    kept = search(big, "all[sb]", usehistory="y", retmax=0)
    history = {"WebEnv": kept.findtext("WebEnv"), "query_key": kept.findtext("QueryKey")}
    assert len(pmids(fetch(big, retstart=9_990, retmax=500, **history)[2])) == 9
    status, _, body = fetch(big, retstart=9_999, retmax=1, **history)
    assert status == 400
    assert ET.fromstring(body).tag == "eFetchResult"


def test_splitting_by_uid_gets_everything(big):
    whole = int(search(big, '"bulk record"').findtext("Count"))
    halves = [
        search(big, f'("bulk record") AND {a}:{b}[UID]') for a, b in ((1, 20_080_000), (20_080_001, 10**9))
    ]
    assert sum(int(half.findtext("Count")) for half in halves) == whole == 25_000


def test_efetch_keeps_the_order_asked_and_leaves_out_what_is_not_there(standin):
    wanted = [90_000_021, 90_001_655, 5, 90_000_001]  # the second is a book
    status, _, body = fetch(standin, id=",".join(map(str, wanted)))
    assert status == 200
    assert pmids(body) == [90_000_021, 90_001_655, 90_000_001]
    assert b"pubmed_250101.dtd" in body
    assert [record.tag for record in ET.fromstring(body)][1] == "PubmedBookArticle"
    assert list(ET.fromstring(fetch(standin, id="5")[2])) == []


def test_efetch_of_nothing_is_a_400(standin):
    status, _, body = fetch(standin, id="abc")
    assert (status, b"ID list is empty" in body) == (400, True)


def test_efetch_in_text(standin):
    medline = ask(standin.url + "efetch.fcgi", id="90000001,5", rettype="medline", retmode="text")[2].decode()
    assert medline.startswith("PMID- 90000001")
    assert "The following PMID is not available: 5" in medline
    assert ask(standin.url + "efetch.fcgi", id="7,6", rettype="uilist", retmode="text")[2] == b"7\n6\n"


def test_epost_esummary_and_einfo(standin):
    posted = ET.fromstring(ask(standin.url + "epost.fcgi", id="90000011,90000001")[2])
    history = {"WebEnv": posted.findtext("WebEnv"), "query_key": posted.findtext("QueryKey")}
    assert pmids(fetch(standin, **history)[2]) == [90_000_011, 90_000_001]
    summary = json.loads(ask(standin.url + "esummary.fcgi", id="90000001,5", retmode="json")[2])["result"]
    assert summary["uids"] == ["90000001"]
    assert summary["5"]["error"] == "cannot get document summary"
    info = ET.fromstring(ask(standin.url + "einfo.fcgi", db="pubmed")[2])
    assert int(info.findtext("DbInfo/Count")) == len(demo_collection().pmids)


def test_history_expires_on_demand(standin):
    kept = search(standin, "exosomes", usehistory="y")
    standin.expire_history()
    status, _, body = fetch(standin, WebEnv=kept.findtext("WebEnv"), query_key=1)
    assert (status, ET.fromstring(body).findtext("ERROR")) == (400, "Unable to obtain query #1")


def test_more_than_200_ids_need_post(standin):
    ids = ",".join(map(str, range(201)))
    assert ask(standin.url + "efetch.fcgi", "GET", id=ids)[0] == 414
    assert ask(standin.url + "efetch.fcgi", "POST", id=ids)[0] == 200


@pytest.mark.parametrize("key", ["wrong", ""])
def test_a_wrong_or_empty_key_is_refused_and_repeated(standin, key):
    status, _, body = ask(standin.url + "esearch.fcgi", term="pain", api_key=key)
    assert status == 400
    assert json.loads(body)["api-key"] == key


@pytest.mark.parametrize(("key", "limit"), [(None, 3), (GOOD_KEY, 10)])
def test_the_rate_limit_answers_429_with_retry_after(key, limit):
    with StandIn(rate_limit=True) as standin:
        answers = [ask(standin.url + "esearch.fcgi", term="x", api_key=key) for _ in range(limit + 1)]
    assert [status for status, _, _ in answers] == [200] * limit + [429]
    _, headers, body = answers[-1]
    assert headers["Retry-After"] == "2"
    assert json.loads(body)["error"] == "API rate limit exceeded"
    assert standin.peak_rate == limit + 1


def test_requests_are_remembered_without_the_key(standin):
    ask(standin.url + "esearch.fcgi", term="pain", api_key=GOOD_KEY)
    ask(standin.url + "efetch.fcgi", id="1,2,3", tool=None)
    first, second = standin.requests
    assert (first.utility, first.term, first.keyed, first.email) == (
        "esearch",
        "pain",
        True,
        "ada@example.org",
    )
    assert (second.ids, second.method, second.status, second.keyed) == (3, "POST", 200, False)
    assert standin.anonymous == [second]
    assert GOOD_KEY not in json.dumps(standin.report())


def test_other_processes_steer_it_over_http(standin):
    control = standin.url.replace("/entrez/eutils/", "/control/")
    assert ask(control + "fail", kind="500", times=2, on="efetch")[0] == 200
    assert [fetch(standin, id="90000001")[0] for _ in range(3)] == [500, 500, 200]
    status, _, body = ask(control + "fail", kind="earthquake")
    assert (status, "broken_record" in json.loads(body)["error"]) == (400, True)
    ask(control + "fail", kind="502", times=99)
    ask(control + "heal")
    ask(control + "rate_limit", on="1")
    assert [fetch(standin, id="90000001")[0] for _ in range(4)] == [200, 200, 200, 429]
    log = json.loads(ask(control + "log", "GET")[2])
    assert [seen["fault"] for seen in log["requests"]][:3] == ["500", "500", ""]
    assert ask(control + "nonsense")[0] == 404


def test_it_runs_by_itself_without_django():
    command = [sys.executable, "-X", "importtime", "-m", "screening.demo.eutils", "--bulk", "50"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            url = process.stdout.readline().strip()
            answer = ET.fromstring(ask(url + "esearch.fcgi", term="all[sb]")[2])
        finally:
            process.terminate()
        imported = process.stderr.read()
    assert answer.findtext("Count") == "50"
    assert "django" not in imported


def test_one_trial_is_retracted_after_it_was_fetched_first():
    with StandIn() as first:
        before, after = (fetch(first, id=f"{RETRACTED_LATER},90000011")[2] for _ in range(2))
    with StandIn(revised=True) as again:
        started_again = fetch(again, id=f"{RETRACTED_LATER},90000011")[2]
    assert b"RetractionIn" not in before
    assert after.count(b'RefType="RetractionIn"') == after.count(b">Retracted Publication<") == 1
    assert started_again == after
