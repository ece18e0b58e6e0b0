"""Whatever stands in an address or is left in a form: an answer, never an error of the program."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from screening.reviews.models import Member
from tests.casting import signed_in
from tests.test_access import ADDRESSES, TAKES, address
from tests.world import furnish

# every name that a page reads from its query
NAMES = re.findall(
    r"\S+",
    """actor after before doi download field form from full_text kind member mine next order outcome page removed
    retracted retrieval show since size source stage state text title_abstract until verdict without year_from
    year_to""",
)
ODD = ["9" * 20, "9" * 5000, "a\0b", "²", "٣", "<script>", "((((%_\\", "x" * 20_000, "0001-01-01", "-1"]
FIELDS = re.findall(
    r"\S+",
    """abstract again answer asked at_full_text automatic blueprint by_names chosen days do c0 c1 choices citations code
    connector contact_email criterion_code current differing_reasons edits edits_seen email encoding f1-page
    f1-report f1-text facet fields_missing format help hits keep key kind label limit limits line link match
    maybe member method name names new note
    notes other password place platform proposals question reason reason_required
    records report result reviewed_on reviewer reviewer_name role run searched_on seconds seen slug source
    sources stages strategy study text text_words then title to type unit upto username verdict
    votes_required""",
)


@pytest.fixture
def examples(owen: Member) -> dict[str, Any]:
    return furnish(owen) | {"link": "x"}


def asked(member: Member, method: str, path: str, data: Any = None) -> int:
    browser = Client(headers={"cookie": signed_in_as[member.pk]})
    browser.raise_request_exception = False
    with transaction.atomic():
        answer = getattr(browser, method)(path, data)
        transaction.set_rollback(True)
    return answer.status_code


signed_in_as: dict[int, str] = {}


@pytest.fixture(autouse=True)
def session(owen: Member) -> None:
    signed_in_as[owen.pk] = signed_in(owen).cookies.output(header="").strip()


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:12])
def test_odd_queries(examples: dict[str, Any], owen: Member, odd: str) -> None:
    query = dict.fromkeys(NAMES, odd)
    broken = [name for name in ADDRESSES if asked(owen, "get", address(name, examples), query) >= 500]
    assert broken == []


@pytest.mark.parametrize(
    "odd", ["9" * 20, "%00", "..%2f..%2fetc%2fpasswd", "dbr.ft_excluded." + "9" * 5000, "dbr.source.%00"]
)
def test_odd_addresses(examples: dict[str, Any], owen: Member, odd: str) -> None:
    broken = []
    for name, arguments in TAKES.items():
        for argument in arguments:
            here = address(name, examples)
            there = re.sub(rf"/{re.escape(str(examples.get(argument)))}(?=/)", f"/{odd}", here)
            broken += [(name, method) for method in ("get", "post") if asked(owen, method, there) >= 500]
    assert broken == []


@pytest.mark.parametrize(
    "odd", ["", "9" * 4000, "a\0b", "é" * 20_001, "2024-99-99", "javascript:alert(1)", "x"]
)
def test_odd_forms(examples: dict[str, Any], owen: Member, odd: str) -> None:
    data = dict.fromkeys(FIELDS, odd)
    broken = [name for name in ADDRESSES if asked(owen, "post", address(name, examples), data) >= 500]
    assert broken == []


@pytest.mark.parametrize(
    "target", ["protocol", "front:home", "9" * 20, "//elsewhere.example", "https:///x", "\\\\x"]
)
def test_where_to_go_on_is_a_path_of_this_site(owen: Member, target: str) -> None:
    answer = signed_in(owen).get(reverse("accounts:sign_in"), {"next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/")
