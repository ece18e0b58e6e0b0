"""The connector against a real server on this machine, with every fault that it can be told to have."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from Bio import Entrez

from screening.demo.corpus import bulk
from screening.demo.eutils import GOOD_KEY, StandIn
from screening.lib.polite_http import Patience, PoliteClient
from screening.lib.rate_limit import Lane, LocalLimiter
from screening.searches.connector import (
    CONNECTORS,
    Batch,
    Context,
    SearchCancelled,
    SearchInterrupted,
    SearchRefused,
)
from screening.searches.connectors.pubmed import PubMed

QUERY = "pain"
ADA = Context(contact_email="ada@example.org")


class Unlimited(LocalLimiter):
    """No waiting in tests; what was waited for is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[float] = []

    def take(self, lane: Lane) -> float:
        return 0.0

    def hold(self, lane: Lane, seconds: float) -> None:
        self.held.append(seconds)


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as standin:
        yield standin


def connected(standin: StandIn, limiter: Unlimited | None = None, **patience: Any) -> PubMed:
    limits = Patience(**patience)
    return PubMed(client=PoliteClient(standin.url, limiter or Unlimited(), limits, sleep=lambda _: None))


def received(
    pubmed: PubMed, context: Context = ADA, query: str = QUERY
) -> tuple[list[str], list[str], list[str]]:
    """What was planned, what came, what is missing."""
    _, pmids = pubmed.plan(query, context)
    found: list[Batch] = list(pubmed.fetch(pmids, context))
    came = [record.accession for batch in found for record in batch.records if record.description]
    return pmids, came, [pmid for batch in found for pmid in batch.missing]


def test_it_is_registered() -> None:
    assert CONNECTORS["pubmed"] is PubMed


def test_a_search_from_preview_to_records(standin: StandIn) -> None:
    pubmed = connected(standin)
    preview = pubmed.preview(QUERY, ADA)
    assert preview.hits > 100
    assert preview.translation
    pmids, came, missing = received(pubmed)
    assert len(set(pmids)) == len(pmids) == preview.hits
    assert (came, missing) == (pmids, [])


def test_every_request_is_a_post_that_names_tool_and_address(standin: StandIn) -> None:
    pubmed = connected(standin)
    pubmed.preview(QUERY, ADA)
    received(pubmed)
    assert {request.method for request in standin.requests} == {"POST"}
    assert {(request.tool, request.email) for request in standin.requests} == {
        ("reviewapp", "ada@example.org")
    }
    assert not any(request.keyed for request in standin.requests)


def test_a_preview_fetches_nothing(standin: StandIn) -> None:
    connected(standin).preview(QUERY, ADA)
    (request,) = standin.requests
    assert request.fields["retmax"] == "0"


def test_warnings_are_sentences(standin: StandIn) -> None:
    preview = connected(standin).preview('(exosome xxyzzy "low back pain foo"', ADA)
    assert len(preview.warnings) >= 3
    assert all(warning.endswith((".", "”")) for warning in preview.warnings)


def test_books_come_with_articles(standin: StandIn) -> None:
    pubmed = connected(standin)
    _, pmids = pubmed.plan("all[sb]", ADA)
    kinds = {r.raw[:12] for batch in pubmed.fetch(pmids, ADA) for r in batch.records}
    assert kinds == {b"<PubmedArtic", b"<PubmedBookA"}


def test_beyond_9999_hits_every_pmid_is_planned() -> None:
    with StandIn(bulk(25_000)) as standin:
        preview, pmids = connected(standin).plan('"bulk record"', ADA)
        assert preview.hits == len(set(pmids)) == 25_000
        assert preview.warnings == ()
        _, newest = connected(standin).plan('"bulk record"', ADA, limit=12_000)
        assert newest == sorted(pmids, key=int, reverse=True)[:12_000]


@pytest.mark.parametrize("limit", [1, 5, 9_999])
def test_a_limit_takes_the_newest(standin: StandIn, limit: int) -> None:
    pubmed = connected(standin)
    everything = pubmed.plan(QUERY, ADA)[1]
    preview, pmids = pubmed.plan(QUERY, ADA, limit)
    assert pmids == everything[:limit]
    assert preview.hits == len(everything)


TRANSIENT = [
    "500",
    "502",
    "html",
    "error200",
    "outage",
    "error_in_efetch",
    "timeout400",
    "429",
    "empty",
    "reset",
    "truncated",
    "hang",
    "slow",
    "lost_history",
]


@pytest.mark.parametrize("kind", TRANSIENT)
@pytest.mark.parametrize("on", ["esearch", "efetch"])
def test_a_passing_fault_heals(standin: StandIn, kind: str, on: str) -> None:
    limiter = Unlimited()
    unanswered = kind in ("hang", "slow")
    standin.fail(kind, times=1 if unanswered else 3, on=on)
    patience = {"read": 1.5, "whole": 3.0} if unanswered else {}
    pmids, came, missing = received(connected(standin, limiter, **patience), query="exosome")
    assert any(request.fault == kind for request in standin.seen(on))
    assert len(pmids) > 10
    assert (came, missing) == (pmids, [])
    assert limiter.held == ([2.0] * 3 if kind == "429" else [])


@pytest.mark.parametrize("kind", ["half", "omit", "bad_record", "broken_record"])
def test_a_record_that_is_short_or_spoilt_once_comes_the_second_time(standin: StandIn, kind: str) -> None:
    standin.fail(kind)
    pmids, came, missing = received(connected(standin))
    assert (came, missing) == (pmids, [])


def test_a_record_that_never_comes_is_named(standin: StandIn) -> None:
    pubmed = connected(standin)
    pmids = pubmed.plan(QUERY, ADA)[1]
    standin.fail("omit", times=99, pmid=int(pmids[7]))
    (batch,) = pubmed.fetch(pmids, ADA)
    assert batch.missing == (pmids[7],)
    assert len(batch.records) == len(pmids) - 1


@pytest.mark.parametrize("kind", ["bad_record", "broken_record"])
def test_one_bad_record_costs_that_record_and_is_kept_raw(standin: StandIn, kind: str) -> None:
    pubmed = connected(standin)
    pmids = pubmed.plan(QUERY, ADA)[1]
    standin.fail(kind, times=99, pmid=int(pmids[7]))
    (batch,) = pubmed.fetch(pmids, ADA)
    (bad,) = (record for record in batch.records if record.problem)
    assert (bad.accession, bad.description) == (pmids[7], None)
    assert bad.raw.startswith(b"<Pubmed")
    assert len(batch.records) == len(pmids)


def test_elements_of_a_future_dtd_lose_nothing(standin: StandIn) -> None:
    pubmed = connected(standin)
    pmids = pubmed.plan(QUERY, ADA)[1]
    list(pubmed.fetch(pmids, ADA))  # one of these reports is retracted once it was fetched
    (before,) = pubmed.fetch(pmids, ADA)
    standin.fail("new_element")
    (after,) = pubmed.fetch(pmids, ADA)
    assert [r.description for r in after.records] == [r.description for r in before.records]
    assert b"<FutureList" in after.records[0].raw


def test_an_outage_ends_with_a_sentence_and_a_retry_may_heal_it(standin: StandIn) -> None:
    standin.fail("500", times=6)
    pubmed = connected(standin)
    with pytest.raises(SearchInterrupted, match=r"HTTP 500.*several times"):
        pubmed.preview(QUERY, ADA)
    assert len(standin.requests) == 6
    assert pubmed.preview(QUERY, ADA).hits


def test_a_wrong_key_ends_at_once_and_is_not_repeated(
    standin: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(SearchRefused, match="does not accept the API key") as caught:
        connected(standin).preview(QUERY, replace(ADA, api_key="wr0ng-key"))
    assert len(standin.requests) == 1
    assert (
        "wr0ng"
        not in f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r} {caplog.text}"
    )


def test_a_good_key_goes_along(standin: StandIn) -> None:
    connected(standin).preview(QUERY, replace(ADA, api_key=GOOD_KEY))
    assert standin.requests[0].keyed


def test_keys_of_other_programs_in_this_process_are_not_used(
    standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Entrez, "api_key", "somebody-elses")
    monkeypatch.setattr(Entrez, "email", "somebody@else.example")
    connected(standin).preview(QUERY, ADA)
    assert not standin.requests[0].keyed
    assert standin.requests[0].email == "ada@example.org"


def test_without_an_address_nothing_is_sent(standin: StandIn) -> None:
    for ask in (
        lambda: connected(standin).preview(QUERY, Context(contact_email="")),
        lambda: connected(standin).plan(QUERY, Context(contact_email="")),
        lambda: list(connected(standin).fetch(["1"], Context(contact_email=""))),
    ):
        with pytest.raises(SearchRefused, match="e-mail"):
            ask()
    assert standin.requests == []


@pytest.mark.parametrize("query", ["", "x" * 20_001, "a\0b"])
def test_a_query_that_cannot_work_is_never_sent(standin: StandIn, query: str) -> None:
    for ask in (connected(standin).preview, connected(standin).plan):
        with pytest.raises(SearchRefused):
            ask(query, ADA)
    assert standin.requests == []


def test_a_query_of_20000_characters_is_sent_whole(standin: StandIn) -> None:
    query = ("pain OR " * 2_500)[: 20_000 - 4] + "pain"
    connected(standin).preview(query, ADA)
    assert standin.requests[0].term == query


@pytest.mark.parametrize("kind", ["hang", "slow"])
def test_cancel_ends_a_hung_request_within_seconds(standin: StandIn, kind: str) -> None:
    pubmed = connected(standin)
    pmids = pubmed.plan(QUERY, ADA)[1]
    standin.fail(kind, on="efetch")
    started = time.monotonic()
    with pytest.raises(SearchCancelled):
        list(pubmed.fetch(pmids, replace(ADA, cancelled=lambda: time.monotonic() - started > 0.2)))
    assert time.monotonic() - started < 5


def test_cancel_ends_a_preview_and_a_plan(standin: StandIn) -> None:
    cancelled = replace(ADA, cancelled=lambda: True)
    for ask in (connected(standin).preview, connected(standin).plan):
        with pytest.raises(SearchCancelled):
            ask(QUERY, cancelled)


def test_the_rate_stays_below_ncbis_limit() -> None:
    with StandIn(rate_limit=True) as standin:
        pubmed = PubMed(standin.url)
        began = time.monotonic()
        for _ in range(3):
            pubmed.preview("exosome", replace(ADA, api_key=GOOD_KEY))
        assert [request.status for request in standin.requests] == [200, 200, 200]
        assert standin.requests[-1].at - began > 2 / 10


def test_biopython_may_not_reach_the_network_behind_our_back() -> None:
    with pytest.raises(LookupError):
        Entrez.esearch(db="pubmed", term="x", email="a@example.org")


def test_a_clock_set_back_does_not_put_biopython_to_sleep(standin: StandIn) -> None:
    Entrez._open.previous = time.time() + 3600
    assert connected(standin).preview(QUERY, ADA).hits


def test_a_proxy_may_stand_before_ncbi(standin: StandIn) -> None:
    """Only the utility's name and the parameters of Biopython's address are used."""
    connected(standin).preview(QUERY, ADA)
    assert standin.requests[0].utility == "esearch"
