from __future__ import annotations

import pytest

from screening.searches.connector import Context, SearchInterrupted, SearchRefused
from tests.lib.http_server import answer
from tests.searches.connectors.test_contract import Connect

ADA = Context(contact_email="ada@example.org", api_key="k3y")


def test_the_key_travels_in_a_header_and_the_database_is_the_installations(connect: Connect) -> None:
    connector, service = connect("wos", 3, database="MEDLINE")
    list(connector.fetch(connector.plan("TS=pain", ADA)[1], ADA))
    assert {headers["X-ApiKey"] for headers in service.headers} == {"k3y"}
    assert {asked["db"] for asked in service.seen} == {"MEDLINE"}


def test_that_it_has_no_abstracts_is_said_before_anything_is_fetched(connect: Connect) -> None:
    connector, _ = connect("wos")
    assert any("without abstracts" in warning for warning in connector.preview("TS=pain", ADA).warnings)


def test_a_wrong_key_is_said(connect: Connect) -> None:
    connector, service = connect("wos")
    service.faults = [answer(b'{"error_description": "The access token is missing", "error": "x"}', 401)]
    with pytest.raises(SearchRefused, match=r"does not accept the API key.*CLARIVATE_API_KEY"):
        connector.preview("TS=pain", ADA)


def test_a_refused_query_is_quoted(connect: Connect) -> None:
    connector, service = connect("wos")
    body = b'{"error": {"status": 400, "title": "Bad request", "details": "Unknown field tag XX"}}'
    service.faults = [answer(body, 400, Content_Type="application/json")]
    with pytest.raises(SearchRefused, match="says: “Unknown field tag XX”"):
        connector.preview("XX=pain", ADA)


def test_a_used_up_allowance_says_what_plans_allow(connect: Connect) -> None:
    connector, service = connect("wos")
    service.faults = [answer(b"{}", 429)] * 99
    with pytest.raises(SearchInterrupted, match=r"50 a day on trial.*the next day"):
        connector.preview("TS=pain", ADA)
