from __future__ import annotations

import json

from screening.searches.connector import Context
from tests.lib.http_server import answer
from tests.searches.connectors.test_contract import Connect, came, missing

ADA = Context(contact_email="ada@example.org")
SICI = "10.1000/a(1998),2:<1::AID-X~1>3.0.CO;2-Y"


def test_a_doi_with_a_comma_is_asked_for_by_itself(connect: Connect) -> None:
    connector, service = connect("crossref", 3)
    service.records[1]["DOI"] = SICI
    _, accessions = connector.plan("pain", ADA)
    assert accessions == ["10.1000/cr.1", SICI.lower(), "10.1000/cr.3"]
    batches = list(connector.fetch(accessions, ADA))
    assert (came(batches), missing(batches)) == (accessions, [])
    assert json.loads(batches[0].records[1].raw) == service.records[1]
    assert service.paths[-1].endswith("/works/10.1000%2Fa%281998%29%2C2%3A%3C1%3A%3Aaid-x%7E1%3E3.0.co%3B2-y")


def test_one_that_is_gone_is_missing(connect: Connect) -> None:
    connector, service = connect("crossref", 0)
    service.faults = [answer(b"Resource not found.", 404, Content_Type="text/plain")] * 9
    batches = list(connector.fetch(["10.1000/a,b", "10.1000/a,..b"], ADA))
    assert (came(batches), missing(batches)) == ([], ["10.1000/a,b", "10.1000/a,..b"])


def test_it_says_that_it_knows_no_operators(connect: Connect) -> None:
    connector, service = connect("crossref", 1)
    assert any("no AND, OR or NOT" in warning for warning in connector.preview("pain AND walk", ADA).warnings)
    assert not any("no AND" in warning for warning in connector.preview("pain walk", ADA).warnings)
    assert {asked["mailto"] for asked in service.seen} == {"ada@example.org"}
