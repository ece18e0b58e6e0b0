"""The same that can be wrong with a vote in the screening room, where else one judges: at full text, in settling a
conflict, in taking back, and behind a gate or a pilot round. A sentence, and nothing stored in part.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from screening.decisions.calibration.operations import set_gate
from screening.decisions.forms import NOT_FOR_OTHERS, OLD_FORM
from screening.decisions.models import Candidate, Resolution, Vote
from screening.fulltexts.models import Report
from screening.reviews.models import Member, Review
from tests.casting import arranging, signed_in
from tests.decisions.calibration.rounds import drawn, make_round
from tests.decisions.rows import make_candidate, make_full_text, make_protocol, make_reason, vote
from tests.decisions.test_bad_votes import refusals, sent, stored
from tests.fulltexts.rows import retrieve, seek


@pytest.fixture
def review(review: Review) -> Review:
    make_protocol(review, reason_required=True)
    return review


@pytest.fixture
def report(review: Review, ada: Member, grace: Member) -> Report:
    return retrieve(ada, grace)


@pytest.fixture
def disputed(review: Review, ada: Member, grace: Member) -> Candidate:
    candidate = make_candidate(review)
    vote(ada, candidate, "include")
    vote(grace, candidate, "exclude")
    return candidate


def judged(client: Client, report: int, slug: str = "exosomes", **data: Any) -> Any:
    url = reverse("fulltexts:judge", args=[slug, report])
    return client.post(url, {"key": str(uuid4()), "verdict": "include"} | data)


def settled(client: Client, candidate: int, **data: Any) -> Any:
    return client.post(
        reverse("decisions:resolve", args=["exosomes", candidate]), {"verdict": "include"} | data
    )


def reasons(review: Review, mallory: Member) -> list[tuple[int, str, str]]:
    """Reason, verdict, and why it will not do."""
    here = make_reason(review, "Not low back pain")
    elsewhere = make_reason(mallory.review, "Foreign")
    retired = make_reason(review, "Retired", retired_at=timezone.now())
    not_offered = "This reason is not offered here"
    return [
        (elsewhere.pk, "exclude", not_offered),
        (retired.pk, "exclude", not_offered),
        (10**9, "exclude", not_offered),
        (here.pk, "include", "Only an exclusion has a reason."),
    ]


BAD: list[tuple[dict[str, Any], str]] = [
    ({"verdict": ""}, "Choose a verdict"),
    ({"verdict": "withdrawn"}, "The verdict is include or exclude"),
    ({"verdict": "include\0"}, "The verdict is include or exclude"),
    ({"verdict": "exclude"}, "An exclusion needs a reason here"),
    ({"verdict": "exclude", "reason": "1\0"}, "Null characters are not allowed"),
    ({"note": "x" * 100_000}, "this one has 100,000"),
    ({"note": "a\0b"}, "holds a NUL character"),
]


def said(answer: Any) -> str:
    return answer.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize(("data", "sentence"), BAD)
def test_a_conflict(judy: Member, disputed: Candidate, data: dict[str, Any], sentence: str) -> None:
    make_reason(judy.review, "Not low back pain")
    answer = settled(signed_in(judy), disputed.pk, **data)
    assert (answer.status_code, sentence in said(answer)) == (422, True)
    assert not Resolution.objects.exists()


def test_a_conflict_with_reasons_of_elsewhere(judy: Member, mallory: Member, disputed: Candidate) -> None:
    client = signed_in(judy)
    for reason, verdict, sentence in reasons(judy.review, mallory):
        answer = settled(client, disputed.pk, verdict=verdict, reason=reason)
        assert (answer.status_code, sentence in said(answer)) == (422, True), reason
    assert not Resolution.objects.exists()


def test_a_conflict_that_is_none_or_not_ones_own_to_settle(
    owen: Member, ada: Member, judy: Member, mallory: Member, disputed: Candidate
) -> None:
    pending = make_candidate(judy.review)
    for number in (10**9, make_candidate(mallory.review).pk, pending.pk):
        assert settled(signed_in(judy), number).status_code == 404
    assert settled(signed_in(ada), disputed.pk).status_code == 403
    assert refusals() == [
        ("decisions:resolve", "reach what is not in this review"),
        ("decisions:resolve", "resolve_conflicts"),
    ]
    vote(judy, disputed, "include")
    answer = settled(signed_in(judy), disputed.pk)
    assert (answer.status_code, "You voted on this one" in said(answer)) == (422, True)
    assert not Resolution.objects.exists()


@pytest.mark.parametrize("given", [{"keep": "1"}, {"verdict": "include"}], ids=["kept", "anew"])
def test_looking_again_for_somebody_else(owen: Member, ada: Member, review: Review, given: Any) -> None:
    candidate = make_candidate(review)
    cast = vote(ada, candidate, "include")
    make_protocol(review, number=2)
    where = reverse("decisions:look_again_vote", args=["exosomes", candidate.pk])
    answer = signed_in(ada).post(
        where, {"key": uuid4(), "pile": "title_abstract-1-in", "by": owen.pk} | given
    )
    assert (answer.status_code, NOT_FOR_OTHERS in said(answer)) == (422, True)
    assert Vote.objects.own(ada).get() == cast
    assert refusals() == [("decisions:look_again_vote", "vote for somebody else")]


def test_settling_and_voting_on_many_for_somebody_else(
    owen: Member, ada: Member, judy: Member, disputed: Candidate
) -> None:
    make_candidate(judy.review)
    answer = settled(signed_in(judy), disputed.pk, member=owen.pk)
    assert (answer.status_code, NOT_FOR_OTHERS in said(answer)) == (422, True)
    many = reverse("decisions:vote_on_all", args=["exosomes"])
    answer = signed_in(ada).post(many, {"key": uuid4(), "verdict": "include", "by": owen.pk})
    assert (answer.status_code, NOT_FOR_OTHERS in said(answer)) == (422, True)
    assert (Resolution.objects.count(), stored()) == (0, 2)
    right = "vote for somebody else"
    assert refusals() == [("decisions:resolve", right), ("decisions:vote_on_all", right)]


@pytest.mark.parametrize("key", [{}, {"key": "no-uuid"}])
def test_a_form_whose_hidden_key_is_broken_says_so(
    ada: Member, disputed: Candidate, key: dict[str, str]
) -> None:
    make_candidate(ada.review)
    before, client = stored(), signed_in(ada)
    many = reverse("decisions:vote_on_all", args=["exosomes"])
    comment = reverse("decisions:comment", args=["exosomes", disputed.pk])
    for url, data in ((many, {"verdict": "include"}), (comment, {"text": "As I read it"})):
        answer = client.post(url, data | key)
        assert (answer.status_code, OLD_FORM in said(answer)) == (422, True)
    assert stored() == before


def test_full_texts_with_reasons_of_elsewhere(ada: Member, mallory: Member, report: Report) -> None:
    """A reason beside an include was chosen before a change of mind: buttons of a choice cannot be let go of."""
    before, client = stored(), signed_in(ada)
    *wrong, (here, _, _) = reasons(ada.review, mallory)
    for reason, verdict, sentence in wrong:
        answer = judged(client, report.pk, verdict=verdict, reason=reason)
        assert (answer.status_code, sentence in said(answer)) == (422, True), reason
    assert stored() == before
    assert judged(client, report.pk, reason=here).status_code == 302
    assert Vote.objects.own(ada).get(candidate=report.candidate).reason is None


def test_full_texts_that_are_not_here(ada: Member, grace: Member, mallory: Member, report: Report) -> None:
    away, before = seek(ada, grace), stored()
    for number in (10**9, make_full_text(mallory.review).report_id):
        assert judged(signed_in(ada), number).status_code == 404
    assert refusals() == [("fulltexts:judge", "reach what is not in this review")]
    answer = judged(signed_in(ada), away.pk)
    assert (answer.status_code, "no full text here" in said(answer)) == (422, True)
    assert stored() == before


def test_full_texts_by_who_may_not(ada: Member, olive: Member, mallory: Member, report: Report) -> None:
    before = stored()
    assert judged(signed_in(olive), report.pk).status_code == 403
    assert judged(signed_in(mallory), report.pk).status_code == 404
    assert judged(signed_in(ada), report.pk, by="2").status_code == 422
    assert sorted(refusals()) == [
        ("fulltexts:judge", "be on the review"),
        ("fulltexts:judge", "screen"),
        ("fulltexts:judge", "vote for somebody else"),
    ]
    assert stored() == before


def test_a_key_sent_twice_at_full_text(ada: Member, grace: Member, report: Report) -> None:
    key, other, before = str(uuid4()), retrieve(ada, grace), stored()
    for _ in range(2):
        assert judged(signed_in(ada), report.pk, key=key).status_code == 302
    for member, there in ((ada, other), (grace, report)):
        answer = judged(signed_in(member), there.pk, key=key)
        assert (answer.status_code, "was sent before" in said(answer)) == (422, True)
    assert stored() == before + 1


def test_the_servers_clock_counts_at_full_text(ada: Member, report: Report) -> None:
    """How long a full text took is not asked for."""
    told = {"seconds": "9", "cast_at": "1999-01-01", "is_first": "0"}
    assert judged(signed_in(ada), report.pk, **told).status_code == 302
    cast = Vote.objects.own(ada).get(candidate=report.candidate)
    assert (cast.seconds, cast.is_first) == (None, True)
    assert timezone.now() - cast.cast_at < timedelta(minutes=1)


@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
def test_a_stage_that_is_closed_to_somebody_now(
    owen: Member, ada: Member, grace: Member, judy: Member, review: Review, script: bool
) -> None:
    """Behind the gate, and in a pilot round of others."""
    outside, *_ = [make_candidate(review) for _ in range(4)]
    set_gate(by=owen, percent=90, kappa=None)
    answer = sent(signed_in(ada), outside.pk, script=script)
    assert (answer.status_code, "Main screening is closed until" in said(answer)) == (422, True)
    pilot = make_round(owen, [ada, grace], size=4)
    answer = sent(signed_in(judy), drawn(pilot)[0].pk, script=script)
    assert (answer.status_code, "others take part. Nothing was stored." in said(answer)) == (422, True)
    assert stored() == 0


@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
def test_taking_back_what_is_not_ones_own(
    ada: Member, grace: Member, mallory: Member, review: Review, script: bool
) -> None:
    candidate, headers = make_candidate(review), {"HX-Request": "true"} if script else {}
    cast = vote(ada, candidate, "include")

    def undone(number: int, **data: Any) -> Any:
        url = reverse("decisions:undo", args=["exosomes", number])
        return signed_in(grace).post(url, {"key": str(uuid4())} | data, headers=headers)

    for number in (10**9, make_candidate(mallory.review).pk):
        assert undone(number).status_code == 404
    for data in ({}, {"key": "x"}, {"key": str(cast.key)}, {"vote": str(cast.pk)}):
        assert undone(candidate.pk, **data).status_code in (302, 422), data
    assert stored() == 1
    with arranging(review):
        cast.refresh_from_db()
    assert cast.verdict == "include"
