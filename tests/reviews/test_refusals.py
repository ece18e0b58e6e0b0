"""What leaves an event when somebody is refused, in whose chain, and how often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from screening.audit import trail
from screening.audit.models import AuditEvent
from screening.audit.queries import verify
from screening.reports.events import in_words
from screening.reviews import refusals
from screening.reviews.models import Member
from screening.reviews.operations import change_settings
from screening.reviews.permissions import Permission
from screening.reviews.team import remove_member
from tests.casting import make_user, signed_in

SETTINGS = "/r/exosomes/settings/"


def told(review_id: int) -> list[tuple[Any, ...]]:
    events = AuditEvent.objects.filter(review_id=review_id, kind="access.refused").order_by("sequence")
    return [(e.actor_id, e.subject_type, e.subject_id, e.data["operation"], e.data["right"]) for e in events]


def test_a_member_without_the_right_stands_in_the_reviews_trail(owen: Member, olive: Member) -> None:
    assert signed_in(olive).post(SETTINGS, {"title": "Mine"}).status_code == 403
    assert told(olive.review_id) == [(olive.user_id, "member", olive.pk, "reviews:settings", "manage_review")]
    [line] = in_words(events=list(AuditEvent.objects.filter(kind="access.refused")))
    assert line.words == "was refused: reviews:settings (no right to manage review)"
    assert (line.actor, line.about) == ("Olive", "member Olive")
    assert verify(review_id=olive.review_id).broken is None


def test_looking_leaves_none(owen: Member, olive: Member, mallory: Member) -> None:
    for member in (olive, mallory):
        assert signed_in(member).get(SETTINGS).status_code in (403, 404)
        assert signed_in(member).head("/r/exosomes/team/1/").status_code in (403, 404)
    assert not AuditEvent.objects.filter(kind="access.refused").exists()


def test_one_event_for_each_person_right_and_hour(
    owen: Member, olive: Member, ada: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        signed_in(olive).post(SETTINGS)
        signed_in(olive).post("/r/exosomes/settings/blinding/")
        signed_in(olive).post(reverse("decisions:interests", args=["exosomes"]) + "decide/")
        signed_in(ada).post(SETTINGS)
    assert [(who, right) for who, *_, right in told(owen.review_id)] == [
        (olive.user_id, "manage_review"), (olive.user_id, "manage_team"), (ada.user_id, "manage_review"),
    ]  # fmt: skip
    later = timezone.now() + refusals.ONCE_IN + timedelta(minutes=1)
    monkeypatch.setattr("screening.reviews.refusals.timezone.now", lambda: later)
    signed_in(olive).post(SETTINGS)
    assert len(told(owen.review_id)) == 4


def test_strangers_stand_in_the_installations_chain_whether_or_not_the_review_exists(
    owen: Member, mallory: Member
) -> None:
    nora = make_user("Nora")
    signed_in(mallory).post(SETTINGS)
    signed_in(mallory).post("/r/no-such-review/settings/")
    signed_in(nora).post("/r/no-such-review/settings/")
    assert (told(owen.review_id), told(mallory.review_id)) == ([], [])
    assert told(trail.INSTALLATION) == [
        (user.pk, "user", user.pk, "reviews:settings", "be on the review") for user in (mallory.user, nora)
    ]
    events = AuditEvent.objects.filter(review_id=trail.INSTALLATION, kind="access.refused")
    assert [event.data["review"] for event in events.order_by("sequence")] == [owen.review_id, 0]


def test_whoever_left_stands_in_the_reviews(owen: Member, ada: Member) -> None:
    remove_member(by=owen, member=ada)
    assert signed_in(ada).post(SETTINGS).status_code == 404
    assert told(owen.review_id) == [(ada.user_id, "member", ada.pk, "reviews:settings", "be on the review")]


def test_what_a_page_refuses_further_on(owen: Member, ada: Member) -> None:
    assert signed_in(ada).post("/r/exosomes/team/", {"role": "owner"}).status_code == 403
    assert signed_in(ada).post("/r/exosomes/notices/999/read/").status_code == 404
    assert [right for *_, right in told(owen.review_id)] == [
        refusals.OF_OTHERS,
        refusals.OF_THIS_REVIEW,
    ]


def test_it_outlives_the_transaction_in_which_it_happened(owen: Member, olive: Member) -> None:
    """An operation inside another: what is rolled back takes the refusal along, so it is written afterwards."""
    with pytest.raises(PermissionDenied), refusals.kept(changing=True), transaction.atomic():
        change_settings(by=olive, title="Mine", contact_email="")
    assert [right for *_, right in told(owen.review_id)] == [Permission.MANAGE_REVIEW]


def test_a_script_gets_a_sentence(olive: Member, mallory: Member) -> None:
    script = {"HX-Request": "true"}
    answer = signed_in(olive).post(SETTINGS, headers=script)
    assert (answer.status_code, answer.content) == (
        403, b"Your role (Observer) does not allow this. Nothing was stored.",
    )  # fmt: skip
    answer = signed_in(mallory).post(SETTINGS, headers=script)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
