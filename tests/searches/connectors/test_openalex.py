from __future__ import annotations

import pytest

from screening.searches.connector import Context, SearchInterrupted, SearchRefused
from tests.lib.http_server import answer
from tests.searches.connectors.test_contract import Connect

ADA = Context(contact_email="ada@example.org")


def test_the_key_goes_with_every_request_and_into_no_sentence(connect: Connect) -> None:
    connector, service = connect("openalex", 3, api_key="s3cret")
    list(connector.fetch(connector.plan("pain", ADA)[1], ADA))
    assert {(asked["api_key"], asked["mailto"]) for asked in service.seen} == {("s3cret", "ada@example.org")}
    service.faults = [answer(b'{"error": "Bad", "message": "key s3cret is odd"}', 400)]
    with pytest.raises(SearchRefused, match="key … is odd") as refusal:
        connector.preview("pain", ADA)
    assert "s3cret" not in str(refusal.value)


def test_without_a_key_none_is_sent_and_a_refusal_says_where_to_get_one(connect: Connect) -> None:
    connector, service = connect("openalex", 3)
    service.faults = [answer(b'{"error": "Unauthorized"}', 401)]
    with pytest.raises(SearchRefused, match="an administrator sets OPENALEX_API_KEY"):
        connector.preview("pain", ADA)
    assert "api_key" not in service.seen[0]


def test_a_used_up_allowance_is_said(connect: Connect) -> None:
    connector, service = connect("openalex", 3)
    service.faults = [answer(b"{}", 429)] * 99
    with pytest.raises(SearchInterrupted, match=r"Without an API key .+ a few a day"):
        connector.preview("pain", ADA)
