"""What every connector owes: what it says of itself, and how it bears a service that misbehaves."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings

from screening.searches.connector import (
    CONNECTORS,
    Batch,
    Context,
    SearchCancelled,
    SearchInterrupted,
    SearchRefused,
)
from screening.searches.fileformat import FORMATS
from screening.searches.models import Source
from tests.lib.http_server import Answer, answer
from tests.searches.connectors.conftest import Connected, Unlimited
from tests.searches.connectors.services import SERVICES
from tests.searches.connectors.stand_in import hang

Connect = Callable[..., Connected]
ADA = Context(contact_email="ada@example.org", api_key="adas-own-key", token="adas-own-token")
ALL = [plugin.key for plugin in CONNECTORS]
HTML = answer(b"<!doctype html><title>Sorry</title>", Content_Type="text/html")
each_service = pytest.mark.parametrize("key", SERVICES)


def came(batches: list[Batch]) -> list[str]:
    return [record.accession for batch in batches for record in batch.records if record.description]


def missing(batches: list[Batch]) -> list[str]:
    return [accession for batch in batches for accession in batch.missing]


@pytest.mark.parametrize("key", ALL)
def test_it_says_what_it_is_and_is_made_from_the_settings(key: str) -> None:
    plugin: Any = CONNECTORS[key]
    assert plugin.label
    assert plugin.kind in (Source.Kind.DATABASE, Source.Kind.REGISTER)
    assert plugin.raw_format in ("", *(known.key for known in FORMATS))
    assert plugin(redis_url="", **settings.CONNECTOR_OPTIONS[key])


def test_every_service_has_its_stand_in() -> None:
    assert set(ALL) - {"pubmed"} == set(SERVICES)


@each_service
def test_a_preview_counts_and_fetches_nothing(connect: Connect, key: str) -> None:
    connector, service = connect(key)
    assert connector.preview(" pain AND walking ", ADA).hits == 35
    (asked,) = service.seen
    assert "pain AND walking" in asked.values()
    assert "1" in asked.values()


@each_service
def test_every_accession_is_planned_and_every_record_comes(connect: Connect, key: str) -> None:
    connector, service = connect(key)
    preview, accessions = connector.plan("pain", ADA)
    assert preview.hits == len(set(accessions)) == 35
    assert not [warning for warning in preview.warnings if "named only" in warning]
    batches = list(connector.fetch(accessions, ADA))
    assert (came(batches), missing(batches)) == (accessions, [])
    assert [len(batch.records) for batch in batches] == [8, 8, 8, 8, 3]
    received = [record for batch in batches for record in batch.records]
    assert [json.loads(record.raw) for record in received] == service.records
    assert b"\n" in received[0].raw  # the service's own bytes, not written anew
    assert all(record.description and record.description.title for record in received)


@each_service
def test_a_job_that_was_killed_asks_only_for_the_rest(connect: Connect, key: str) -> None:
    connector, service = connect(key, 20)
    _, accessions = connector.plan("pain", ADA)
    first = next(iter(connector.fetch(accessions, ADA)))
    rest = [accession for accession in accessions if accession not in came([first])]
    service.seen.clear()
    assert came(list(connector.fetch(rest, ADA))) == accessions[8:]
    assert not any(accessions[0].lower() in str(asked).lower().split(",") for asked in service.seen)


@each_service
@pytest.mark.parametrize("limit", [4, 10, 14, 99])
def test_a_limit_plans_the_first(connect: Connect, key: str, limit: int) -> None:
    connector, _ = connect(key)
    everything = connector.plan("pain", ADA)[1]
    preview, accessions = connector.plan("pain", ADA, limit)
    assert preview.hits == 35
    assert accessions == everything[:limit]


@each_service
def test_nothing_found_is_no_failure(connect: Connect, key: str) -> None:
    connector, _ = connect(key, 0)
    preview, accessions = connector.plan("pain", ADA)
    assert (preview.hits, accessions) == (0, [])
    assert list(connector.fetch([], ADA)) == []


@each_service
def test_what_does_not_come_is_asked_for_again_and_then_named(connect: Connect, key: str) -> None:
    connector, service = connect(key, 12)
    _, accessions = connector.plan("pain", ADA)
    del service.records[4]
    batches = list(connector.fetch(accessions, ADA))
    assert missing(batches) == [accessions[4]]
    assert came(batches) == [one for one in accessions if one != accessions[4]]


@each_service
@pytest.mark.parametrize(
    "fault",
    [
        answer(status=500),
        answer(status=503, body=b"<html>"),
        answer(b'{"studies": [{"a": 1}, {', Content_Type="application/json"),
        answer(b"", Content_Type="application/json"),
        answer(b"[" * 100_000, Content_Type="application/json"),
        answer(b'{"unexpected": true}', Content_Type="application/json"),
        HTML,
    ],
    ids=["500", "503", "cut off", "empty", "deep", "other", "web page"],
)
def test_a_passing_fault_heals(connect: Connect, key: str, fault: Answer) -> None:
    connector, service = connect(key, 20)
    service.faults = [fault, fault]
    _, accessions = connector.plan("pain", ADA)
    service.faults = [fault]
    assert len(came(list(connector.fetch(accessions, ADA)))) == 20


@each_service
def test_retry_after_holds_every_worker(connect: Connect, key: str, limiter: Unlimited) -> None:
    connector, service = connect(key)
    service.faults = [answer(status=429, Retry_After="7")]
    assert connector.preview("pain", ADA).hits == 35
    assert limiter.held == [7.0]


@each_service
def test_a_fault_that_stays_interrupts_with_a_sentence(connect: Connect, key: str) -> None:
    connector, service = connect(key)
    service.faults = [HTML] * 99
    with pytest.raises(SearchInterrupted, match=r"a web page instead of data\. .+ was asked several times"):
        connector.plan("pain", ADA)


@each_service
def test_a_refusal_is_quoted_and_not_repeated(connect: Connect, key: str) -> None:
    connector, service = connect(key)
    service.faults = [answer(b"Unbalanced parentheses", 400, Content_Type="text/plain")]
    with pytest.raises(SearchRefused, match="“Unbalanced parentheses”"):
        connector.preview("(pain", ADA)
    assert len(service.seen) == 1


@each_service
def test_a_redirect_is_not_followed_and_names_the_setting(connect: Connect, key: str) -> None:
    connector, service = connect(key)
    service.faults = [answer(status=302, Location="http://127.0.0.1:1/")]
    with pytest.raises(SearchRefused, match=f"check {connector.setting}"):
        connector.preview("pain", ADA)


@each_service
def test_hopeless_queries_are_refused_before_anything_is_sent(connect: Connect, key: str) -> None:
    connector, service = connect(key)
    for query in ("  ", "pain\0", "x" * (connector.longest + 1)):
        with pytest.raises(SearchRefused, match="query"):
            connector.plan(query, ADA)
    with pytest.raises(SearchRefused, match="address that it can write to"):
        connector.plan("pain", Context(contact_email="", api_key="adas-own-key"))
    assert not service.seen


@each_service
def test_a_query_as_long_as_allowed_is_sent_whole(connect: Connect, key: str) -> None:
    connector, service = connect(key, 1)
    query = "pain or " * (connector.longest // 8)
    assert connector.preview(query, ADA).hits == 1
    assert query.strip() in service.seen[0].values()


@each_service
def test_too_many_hits_are_refused_with_advice(
    connect: Connect, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connector, service = connect(key)
    monkeypatch.setattr(type(connector), "most", 30)
    with pytest.raises(SearchRefused, match=r"finds 35 records; at most 30 .+ “Fetch at most”"):
        connector.plan("pain", ADA)
    assert len(service.seen) == 1
    assert len(connector.plan("pain", ADA, 30)[1]) == 30


@each_service
def test_a_cursor_that_leads_nowhere_ends_with_a_warning(connect: Connect, key: str) -> None:
    connector, service = connect(key)
    part = service.part
    service.part = lambda cursor, size: (part("", size)[0], "c0")  # type: ignore[method-assign]
    preview, accessions = connector.plan("pain", ADA)
    assert len(accessions) == 10
    assert any("finds 35 records, but named only 10" in warning for warning in preview.warnings)
    assert len(service.seen) < 5


@each_service
def test_an_entry_without_its_accession_is_not_planned_and_said(connect: Connect, key: str) -> None:
    connector, service = connect(key, 3)
    part = service.part

    def nameless(cursor: str, size: int) -> tuple[list[Any], str]:
        records, following = part(cursor, size)
        return [*records[:1], *map(unnamed, records[1:2]), *records[2:]], following

    service.part = nameless  # type: ignore[method-assign]
    preview, accessions = connector.plan("pain", ADA)
    assert len(accessions) == 2
    assert all(accessions)
    assert any("finds 3 records, but named only 2" in warning for warning in preview.warnings)


def unnamed(record: Any) -> Any:
    if "protocolSection" in record:
        return {"protocolSection": {"identificationModule": {"nctId": ""}}}
    if "itemInfo" in record:
        return {"itemInfo": {"itemIdList": {"lui": ""}}}
    return record | dict.fromkeys(("id", "DOI", "eid", "uid"), "")


@each_service
def test_the_service_is_told_who_asks_and_no_key_of_another(connect: Connect, key: str) -> None:
    connector, service = connect(key, 3)
    list(connector.fetch(connector.plan("pain", ADA)[1], ADA))
    assert set(service.agents) == {"reviewapp-test (mailto:ada@example.org)"}
    assert "adas-own" not in str(service.seen) + str(service.paths), "a key is in no address"
    for headers in service.headers:
        assert ("adas-own-key" in headers.values()) is bool(connector.services)
    assert {path.split()[1].partition("/lui/")[0] for path in service.paths} == {f"/api/{connector.path}"}


@each_service
def test_only_a_setting_leads_inside_the_network(
    connect: Connect, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, service = connect(key)
    plugin: Any = CONNECTORS[key]
    monkeypatch.setattr(plugin, "home", service.url)
    with pytest.raises(SearchRefused, match="inside this network"):
        plugin().preview("pain", ADA)
    assert not service.seen
    assert plugin(base_url=service.url).preview("pain", ADA).hits == 35


@each_service
def test_cancelling_ends_a_hanging_request(connect: Connect, key: str) -> None:
    connector, service = connect(key)
    service.faults = [hang(service)]
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    with pytest.raises(SearchCancelled):
        connector.plan("pain", replace(ADA, cancelled=stop.is_set))


def test_slips_are_pointed_out(connect: Connect) -> None:
    connector, _ = connect("openalex")
    warnings = connector.preview('(pain "walking', ADA).warnings
    assert [bool(word in " ".join(warnings)) for word in ("quotation mark", "parentheses")] == [True, True]


@pytest.mark.parametrize("key", [plugin.key for plugin in CONNECTORS if plugin.needs_key])
def test_without_its_key_nothing_is_sent(connect: Connect, key: str) -> None:
    connector, service = connect(key)
    with pytest.raises(SearchRefused, match=r"only with an .*API key, and none is stored"):
        connector.preview("pain", replace(ADA, api_key=""))
    assert not service.seen


@pytest.mark.parametrize("key", [plugin.key for plugin in CONNECTORS if plugin.needs_key])
def test_a_key_that_a_service_writes_into_its_answer_is_in_no_record_and_no_sentence(
    connect: Connect, key: str
) -> None:
    connector, service = connect(key, 3)
    _, accessions = connector.plan("pain", ADA)
    reply = service.reply
    service.reply = lambda stand_in, asked: json.loads(
        json.dumps(reply(stand_in, asked)).replace("sitting", "https://x.example/?apiKey=adas-own-key")
    )
    batches = list(connector.fetch(accessions, ADA))
    assert len(came(batches)) == 3
    assert "adas-own-key" not in str(batches)
    service.faults = [answer(b"the key adas-own-key is odd", 400, Content_Type="text/plain")]
    with pytest.raises(SearchRefused, match="key … is odd"):
        connector.preview("pain", ADA)


def test_a_service_is_its_own_lane() -> None:
    hosts = [CONNECTORS[key].home for key in SERVICES]  # type: ignore[attr-defined]
    assert len(set(hosts)) == len(hosts)
    assert all(host.startswith("https://") for host in hosts)
