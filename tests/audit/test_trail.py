"""What an operation leaves when something goes wrong in it, and what an event holds once it was stored."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from screening.audit import trail
from screening.audit.events import Event
from screening.audit.guard import AppendOnlyRows
from screening.audit.models import AppendOnlyError, AuditEvent
from screening.audit.queries import verify
from screening.decisions.models import Resolution, Vote
from screening.fulltexts.models import RetrievalAttempt
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.operations import change_settings
from screening.reviews.permissions import Permission
from tests.casting import arranging
from tests.decisions.rows import make_candidate, make_protocol, vote


@operation(Permission.MANAGE_REVIEW)
def half_done(*, by: Member) -> None:
    change_settings(by=by, title="Half done", contact_email="")
    raise ValidationError("and then something was wrong")


@operation(Permission.MANAGE_REVIEW)
def undeterred(*, by: Member) -> None:
    try:
        half_done(by=by)
    except ValidationError:
        trail.record(Event.EXPORT_MADE, by.review, format="another way")


def test_an_operation_that_fails_inside_another_leaves_neither_change_nor_event(owen: Member) -> None:
    undeterred(by=owen)
    owen.review.refresh_from_db()
    assert owen.review.title == "Exosomes for low back pain"
    kinds = AuditEvent.objects.filter(review_id=owen.review_id).values_list("kind", flat=True)
    assert list(kinds) == [Event.REVIEW_CREATED, Event.MEMBER_ADDED, Event.EXPORT_MADE]
    assert verify(review_id=owen.review_id).broken is None


@pytest.mark.parametrize(
    "data",
    [
        {"by_number": {1: "a", 10: "b", 2: "c"}},  # keys of JSON are text, and sort as such
        {"large": 2**80, "none": None, "list": (1, 2), "code": Permission.VIEW},
        {"text": "e\u0301 \u00e9 \U0001f600 \u2028"},
    ],
)
def test_what_is_read_again_is_what_the_hash_covers(owen: Member, data: dict[str, Any]) -> None:
    with trail.follow(review_id=owen.review_id, actor_id=None):
        trail.record(Event.EXPORT_MADE, owen.review, **data)
    assert verify(review_id=owen.review_id).broken is None


@pytest.mark.parametrize("fraction", [0.5, 1.0, 1e22, -0.0, float("nan")])
def test_fractions_are_refused_for_databases_round_them_each_in_their_way(
    owen: Member, fraction: float
) -> None:
    with pytest.raises((TypeError, ValueError)), trail.follow(review_id=owen.review_id, actor_id=None):
        trail.record(Event.EXPORT_MADE, owen.review, how_much=fraction)


@pytest.mark.django_db(transaction=True)
def test_a_trail_moved_to_another_database_is_still_whole(owen: Member, ada: Member, tmp_path: Path) -> None:
    make_protocol(owen.review)
    vote(ada, make_candidate(owen.review), "include")
    moved = tmp_path / "everything.json"
    call_command("dumpdata", "screening", output=str(moved))
    call_command("flush", interactive=False, verbosity=0)
    call_command("loaddata", str(moved), verbosity=0)
    verdict = verify(review_id=owen.review_id)
    assert (verdict.broken, verdict.length) == (
        None,
        AuditEvent.objects.filter(review_id=owen.review_id).count(),
    )


def test_what_is_only_added_to_cannot_be_changed_in_bulk_not_even_by_an_operation(
    owen: Member, ada: Member
) -> None:
    make_protocol(owen.review)
    cast = vote(ada, make_candidate(owen.review), "include")
    votes = Vote.objects.unblinded(because="the test tries to change them")
    for attempt in (
        lambda: votes.update(verdict="exclude"),
        lambda: votes.delete(),
        lambda: votes.bulk_update([cast], ["verdict"]),
    ):
        with pytest.raises(AppendOnlyError), arranging(owen.review):
            attempt()
    assert isinstance(votes, AppendOnlyRows)
    assert all(isinstance(model.objects.all(), AppendOnlyRows) for model in (Resolution, RetrievalAttempt))
