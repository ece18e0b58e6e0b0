"""ELink of the stand-in: which records are linked, and in which shapes it answers."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from screening.demo.corpus import bulk, demo_collection
from screening.demo.corpus.links import CITED_IN, REFERENCES, SIMILAR, Links
from screening.demo.eutils import StandIn
from tests.demo.test_eutils import ask


@pytest.fixture
def standin():
    with StandIn() as running:
        yield running


def elink(standin, **fields):
    return ask(standin.url + "elink.fcgi", dbfrom="pubmed", cmd="neighbor", **fields)


def busy(name):
    """A record of the demonstration with links of this name."""
    links = Links(demo_collection())
    return next(article.pmid for article in demo_collection() if links.of(name, article.pmid))


def linked(link_set, name):
    found = [db for db in link_set.findall("LinkSetDb") if db.findtext("LinkName") == name]
    return [int(i.text) for db in found for i in db.findall("Link/Id")]


def test_repeated_ids_have_a_set_each_and_listed_ones_share_one(standin):
    pmid = busy(SIMILAR)
    status, _, body = elink(standin, linkname=SIMILAR, id=[pmid, 1])
    assert status == 200
    first, second = ET.fromstring(body).findall("LinkSet")
    assert first.findtext("IdList/Id") == str(pmid)
    assert linked(first, SIMILAR)[0] == pmid, "PubMed lists a record first among those similar to it"
    assert linked(second, SIMILAR) == []
    (both,) = ET.fromstring(elink(standin, id=f"{pmid},1")[2]).findall("LinkSet")
    assert [i.text for i in both.findall("IdList/Id")] == [str(pmid), "1"]


def test_without_a_name_every_kind_of_link_comes(standin):
    (found,) = ET.fromstring(elink(standin, id=busy(REFERENCES))[2]).findall("LinkSet")
    assert {SIMILAR, REFERENCES} <= {one.text for one in found.findall("LinkSetDb/LinkName")}
    assert {one.text for one in found.findall("LinkSetDb/DbTo")} == {"pubmed"}


def test_citing_and_cited_are_the_same_pairs():
    links = Links(demo_collection())
    cited = {(a.pmid, to) for a in demo_collection() for to in links.of(REFERENCES, a.pmid)}
    citing = {(by, a.pmid) for a in demo_collection() for by in links.of(CITED_IN, a.pmid)}
    assert cited == citing
    assert len(cited) > 100
    articles = {a.pmid: a for a in demo_collection()}
    assert all(articles[to].entered < articles[by].entered for by, to in cited)
    assert all(articles[by].pmc for by, _ in cited)


def test_a_collection_of_generated_records_has_no_links():
    assert Links(bulk(1_000)).of(SIMILAR, bulk(1_000).pmids[0]) == []


@pytest.mark.parametrize(
    ("kind", "end"),
    [("link_server", b"</eLinkResult>"), ("no_root", b'elink.dtd">'), ("empty_root", b"</eLinkResult>")],
)
def test_its_failures_come_with_status_200(standin, kind, end):
    standin.fail(kind, on="elink")
    status, _, body = elink(standin, id=busy(SIMILAR))
    assert status == 200
    assert body.rstrip().endswith(end)
    assert b"LinkSet>" not in body


def test_a_request_without_ids_or_database_is_refused(standin):
    assert elink(standin)[0] == 400
    assert ask(standin.url + "elink.fcgi", id="1")[0] == 400
