"""Keys in headers, allowances that are used up, and services that only a setting may put inside the network."""

from __future__ import annotations

import pytest

from screening.lib.polite_http import Exhausted, Permanent, PoliteClient
from screening.lib.public_hosts import is_outside
from screening.lib.rate_limit import LocalLimiter
from tests.lib.http_server import ScriptedServer, answer
from tests.lib.test_polite_http import LANE, SECRET, client_of, judge, server

__all__ = ["server"]  # the fixture


def test_secrets_go_in_headers_and_into_no_other_request(server: ScriptedServer) -> None:
    client = client_of(server)
    client.get("works", {}, lane=LANE, judge=judge, secrets={"X-ApiKey": SECRET})
    client.get("works", {}, lane=LANE, judge=judge)
    assert [headers.get("X-ApiKey") for _, _, headers, _ in server.seen] == [SECRET, None]
    assert SECRET not in server.seen[0][1]


@pytest.mark.parametrize("key", ["two\r\nX-Evil: 1", "with blank", "schlüssel", ""])
def test_a_key_that_is_none_is_not_sent_and_not_quoted(server: ScriptedServer, key: str) -> None:
    with pytest.raises(Permanent, match="Copy it again") as refusal:
        client_of(server).get("works", {}, lane=LANE, judge=judge, secrets={"X-ApiKey": key})
    assert not key or key not in str(refusal.value)
    assert not server.seen


def test_a_used_up_allowance_is_not_asked_for_again(server: ScriptedServer) -> None:
    server.answers = [answer(status=429, Retry_After="3")] * 9
    with pytest.raises(Exhausted, match="used up"):
        client_of(server).get("works", {}, lane=LANE, judge=lambda reply: Exhausted("It is used up."))
    assert len(server.seen) == 1


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_public_service_is_not_looked_for_inside_the_network(server: ScriptedServer, scheme: str) -> None:
    url = server.url.replace("http", scheme).replace("127.0.0.1", "localhost")
    client = PoliteClient(url, LocalLimiter(), sleep=lambda seconds: None, public=True)
    with pytest.raises(Permanent, match="inside this network, so nothing was sent"):
        client.get("works", {}, lane=LANE, judge=judge, secrets={"X-ApiKey": SECRET})
    assert not server.seen


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
    ],
)
def test_addresses_that_lead_out(address: str, outside: bool) -> None:
    assert is_outside(address) is outside
