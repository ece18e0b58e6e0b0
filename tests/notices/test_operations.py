from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from screening.audit.models import AuditEvent
from screening.audit.trail import NoTrail
from screening.notices.models import Notice
from screening.notices.operations import mark_read, tell
from screening.notices.queries import unread
from screening.notices.sentences import KINDS, told
from screening.reviews.models import Member
from tests.casting import arranging

PROBLEM = "PubMed did not answer."


def notify(*members: Member, key: str = "a", problem: str = PROBLEM) -> None:
    with arranging(members[0].review):
        tell(members=members, kind="retractions.failed", key=key, problem=problem)


def test_a_thing_is_told_once(owen: Member, ada: Member) -> None:
    notify(owen, owen)
    notify(owen, ada, problem="Something else.")
    assert [notice.data["problem"] for notice in Notice.objects.filter(member=owen)] == [PROBLEM]
    assert Notice.objects.filter(member=ada).count() == 1
    notify(owen, key="b")
    assert unread(member=owen).count() == 2


def test_nobody_is_told_of_what_was_rolled_back(owen: Member) -> None:
    def tell_and_fail() -> None:
        with arranging(owen.review):
            tell(members=[owen], kind="retractions.failed", key="a", problem="")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        tell_and_fail()
    assert not Notice.objects.exists()
    with pytest.raises(NoTrail):
        tell(members=[owen], kind="retractions.failed", key="a", problem="")


@pytest.mark.parametrize(("kind", "data"), [("no.such", {}), ("search.failed", {"source": "PubMed"})])
def test_a_sentence_that_cannot_be_said_fails_at_once(owen: Member, kind: str, data: dict[str, str]) -> None:
    with pytest.raises(KeyError), arranging(owen.review):
        tell(members=[owen], kind=kind, key="a", **data)


def test_numbers_have_separators_and_braces_are_only_text() -> None:
    said = told("search.new_records", {"source": "{0.__class__}", "new": 1200, "received": 30000})
    assert said.sentence == "{0.__class__} was searched on schedule: 1,200 new here, of 30,000 received."
    assert all(pattern.page for pattern in KINDS.values())


def test_reading_is_ones_own_and_on_record(owen: Member, ada: Member) -> None:
    notify(owen, ada)
    notify(owen, key="b")
    first = Notice.objects.filter(member=owen).earliest("pk")
    mark_read(by=owen, notice=first)
    assert (unread(member=owen).count(), unread(member=ada).count()) == (1, 1)
    mark_read(by=owen)
    assert (unread(member=owen).count(), unread(member=ada).count()) == (0, 1)
    assert [event.data for event in AuditEvent.objects.filter(kind="notices.read")] == [{"notices": 1}] * 2
    mark_read(by=ada, notice=first)
    assert unread(member=ada).count() == 1


def test_anothers_review_is_closed(owen: Member, mallory: Member) -> None:
    notify(owen)
    with pytest.raises(PermissionDenied):
        mark_read(by=mallory, notice=Notice.objects.get())
