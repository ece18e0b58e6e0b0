"""Three worlds: Grace did nothing, included, excluded. Until Ada has voted too, her pages are the same bytes."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.fulltexts.models import Report
from screening.protocol.models import ExclusionReason
from screening.reviews.models import Member
from tests.casting import signed_in
from tests.decisions.rows import vote
from tests.fulltexts.rows import retrieve

CHANGING = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": "|name="key" value=")[^"]*')


class Undone(Exception):
    pass


def pages_of(member: Member, addresses: list[str]) -> list[bytes]:
    browser = signed_in(member)
    ask = {reverse("fulltexts:queue", args=["exosomes"]): browser.post}
    pages = [ask.get(address, browser.get)(address, follow=True).content for address in addresses]
    return [CHANGING.sub(rb"\1", page) for page in pages]


def in_a_world_where(happens: Callable[[], object], look: Callable[[], list[bytes]]) -> list[bytes]:
    """What ``look`` sees after something happened, which is then undone."""
    seen: list[bytes] = []
    try:
        with transaction.atomic():
            happens()
            seen = look()
            raise Undone
    except Undone:
        return seen


@pytest.fixture
def addresses(here: Report) -> list[str]:
    def url(name: str, *args: object) -> str:
        return reverse(f"fulltexts:{name}", args=["exosomes", *args])

    listed = [
        url("list") + query
        for query in ("", "?mine=open", "?mine=done", "?outcome=pending", "?outcome=conflict")
    ]
    return [*listed, url("report", here.pk), url("queue")]


def test_on_a_pending_report_others_leave_no_trace(
    here: Report,
    ada: Member,
    grace: Member,
    eve: Member,
    olive: Member,
    reason: ExclusionReason,
    addresses: list[str],
) -> None:
    retrieve(ada, grace, title="A second report, so that order could tell")
    worlds: list[Callable[[], object]] = [
        lambda: None,
        lambda: vote(grace, here.candidate, "include", note="Looks right"),
        lambda: vote(grace, here.candidate, "exclude", reason=reason, seconds=77),
    ]
    for who, shown in ((ada, addresses), (eve, addresses[:-1]), (olive, addresses[:-1])):
        look = partial(pages_of, who, shown)
        nothing, included, excluded = (in_a_world_where(happens, look) for happens in worlds)
        assert nothing == included == excluded, who


def test_the_bytes_do_differ_once_it_is_no_longer_pending(
    here: Report, ada: Member, grace: Member, addresses: list[str]
) -> None:
    before = pages_of(ada, addresses)
    for voter in (ada, grace):
        vote(voter, here.candidate, "include")
    assert all(a != b for a, b in zip(before[:2], pages_of(ada, addresses)[:2], strict=True))


def test_asking_takes_as_many_queries_in_every_world(here: Report, ada: Member, grace: Member) -> None:
    browser, address = signed_in(ada), reverse("fulltexts:report", args=["exosomes", here.pk])
    with CaptureQueriesContext(connection) as before:
        browser.get(address)
    vote(grace, here.candidate, "include")
    with CaptureQueriesContext(connection) as after:
        browser.get(address)
    assert len(before) == len(after)
