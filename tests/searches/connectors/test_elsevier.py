"""Scopus and Embase: keys, entitlements, quotas, and the two ways through a result of Scopus."""

from __future__ import annotations

import json
from typing import Any

import pytest

from screening.searches.connector import Context, SearchInterrupted, SearchRefused
from tests.lib.http_server import Answer, answer
from tests.searches.connectors.test_contract import Connect, came, missing
from tests.searches.connectors.vendors import scopus_page

ADA = Context(contact_email="ada@example.org", api_key="k3y", token="t0ken")
BOTH = pytest.mark.parametrize("key", ["scopus", "embase"])


def error(code: str, words: str, status: int, **headers: str) -> Answer:
    body = {"service-error": {"status": {"statusCode": code, "statusText": words}}}
    return answer(json.dumps(body).encode(), status, Content_Type="application/json", **headers)


@BOTH
def test_key_and_token_travel_in_headers(connect: Connect, key: str) -> None:
    connector, service = connect(key, 3)
    connector.preview("pain", ADA)
    assert service.headers[0]["X-ELS-APIKey"] == "k3y"
    assert service.headers[0]["X-ELS-Insttoken"] == "t0ken"
    connector.preview("pain", Context(contact_email="ada@example.org", api_key="k3y"))
    assert "X-ELS-Insttoken" not in service.headers[1]


@BOTH
@pytest.mark.parametrize(
    "fault",
    [
        error("APIKEY_INVALID", "Invalid API Key", 401),
        answer(b'{"error-response": {"error-code": "APIKEY_INVALID", "error-message": "Invalid"}}', 401),
        answer(
            b"<service-error><status><statusCode>AUTHENTICATION_ERROR</statusCode>"
            b"<statusText>Invalid API Key: k3y</statusText></status></service-error>",
            401,
        ),
    ],
    ids=["service-error", "error-response", "xml"],
)
def test_a_wrong_key_is_said_and_not_shown(connect: Connect, key: str, fault: Answer) -> None:
    connector, service = connect(key)
    service.faults = [fault]
    with pytest.raises(SearchRefused, match=r"does not accept the API key.*My account") as refusal:
        connector.preview("pain", ADA)
    assert "k3y" not in str(refusal.value)
    assert len(service.seen) == 1


@pytest.mark.parametrize(
    ("key", "advice"),
    [("scopus", "institution's token.*SCOPUS_VIEW=STANDARD"), ("embase", "for each key by itself")],
)
@pytest.mark.parametrize(
    "fault",
    [
        error("AUTHORIZATION_ERROR", "The requestor is not authorized to access the requested view", 401),
        error("AUTHENTICATION_ERROR", "Requestor configuration settings insufficient for access", 403),
        error("AUTHORIZATION_ERROR", "Use of the cursor parameter is restricted", 403),
    ],
    ids=["view", "configuration", "cursor"],
)
def test_what_a_key_may_not_do_is_said_with_advice(
    connect: Connect, key: str, advice: str, fault: Answer
) -> None:
    connector, service = connect(key)
    service.faults = [fault]
    with pytest.raises(SearchRefused, match=f"Elsevier says.*{advice}"):
        connector.plan("pain", ADA)


@BOTH
@pytest.mark.parametrize(
    ("reset", "sentence"),
    [
        ("1773301098", "begins anew on 12 March 2026 at 07:38 UTC"),
        ("1773301098000", "begins anew on 12 March 2026 at 07:38 UTC"),
        ("2026-03-12 07:38:18", "begins anew on 12 March 2026 at 07:38 UTC"),
        ("soon", "every seven days"),
        ("9" * 30, "every seven days"),
    ],
)
def test_a_used_up_quota_says_when_it_begins_anew_and_is_not_asked_again(
    connect: Connect, key: str, reset: str, sentence: str
) -> None:
    connector, service = connect(key)
    headers = {"X_ELS_Status": "QUOTA_EXCEEDED - Quota Exceeded", "X_RateLimit_Reset": reset}
    service.faults = [answer(b"", 429, **headers)]
    with pytest.raises(SearchInterrupted, match=f"quota of this Elsevier key .* is used up.*{sentence}"):
        connector.plan("pain", ADA)
    assert len(service.seen) == 1


@BOTH
def test_asking_too_quickly_is_tried_again(connect: Connect, key: str) -> None:
    connector, service = connect(key)
    service.faults = [answer(b"", 429)]
    assert connector.preview("pain", ADA).hits == 35


@BOTH
def test_a_query_that_is_too_long_for_elsevier_is_said(connect: Connect, key: str) -> None:
    connector, service = connect(key)
    service.faults = [answer(b"", 414)]
    with pytest.raises(SearchRefused, match="Split it"):
        connector.preview("pain", ADA)


def test_a_preview_of_scopus_asks_for_the_view_that_the_run_will_need(connect: Connect) -> None:
    connector, service = connect("scopus")
    connector.preview("pain", ADA)
    list(connector.fetch(connector.plan("pain", ADA)[1], ADA))
    assert service.seen[0]["view"] == service.seen[-1]["view"] == "COMPLETE"
    assert [asked.get("cursor") for asked in service.seen[1:5]] == ["*", "c10", "c20", "c30"]


def test_the_standard_view_pages_by_offset_and_says_what_is_missing(connect: Connect) -> None:
    connector, service = connect("scopus", view="STANDARD")
    preview, accessions = connector.plan("pain", ADA)
    assert len(accessions) == preview.hits == 35
    assert [asked["start"] for asked in service.seen] == ["0", "8", "16", "24", "32"]
    assert any("without abstract" in warning for warning in preview.warnings)
    assert not any("named only" in warning for warning in preview.warnings)
    batches = list(connector.fetch(accessions, ADA))
    assert (came(batches), missing(batches)) == (accessions, [])
    assert {asked["view"] for asked in service.seen if "view" in asked} == {"STANDARD"}


def test_the_standard_view_ends_at_five_thousand(connect: Connect) -> None:
    connector, service = connect("scopus", view="STANDARD")
    service.reply = lambda stand_in, asked: scopus_page([{"eid": f"2-s2.0-{asked.get('start')}"}], 7_000)
    with pytest.raises(SearchRefused, match=r"finds 7,000 records; at most 5,000 .+ “Fetch at most”"):
        connector.plan("pain", ADA)


def test_another_view_is_refused_at_the_start(connect: Connect) -> None:
    with pytest.raises(ValueError, match="SCOPUS_VIEW"):
        connect("scopus", view="FULL")


def test_scopus_says_an_empty_result_with_an_entry_that_is_none(connect: Connect) -> None:
    connector, _ = connect("scopus", 0)
    assert connector.plan("pain", ADA) == (connector.preview("pain", ADA), [])


def test_embase_numbers_without_their_letter_are_the_same(connect: Connect) -> None:
    connector, service = connect("embase", 3)
    reply = service.reply

    def bare(stand_in: Any, asked: dict[str, str]) -> Any:
        found = json.dumps(reply(stand_in, asked))
        return json.loads(found.replace('"lui": "L', '"lui": "'))

    service.reply = bare
    _, accessions = connector.plan("pain", ADA)
    assert accessions == ["L1", "L2", "L3"]
    assert came(list(connector.fetch(accessions, ADA))) == accessions


def test_an_embase_record_that_is_gone_is_missing(connect: Connect) -> None:
    connector, service = connect("embase", 2)
    service.faults = [error("RESOURCE_NOT_FOUND", "The resource specified cannot be found.", 404)] * 9
    assert missing(list(connector.fetch(["L9"], ADA))) == ["L9"]
