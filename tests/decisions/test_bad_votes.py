"""Everything that can be wrong with a vote, sent by a script and by a plain form: a sentence, and nothing stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from screening.audit.models import AuditEvent
from screening.decisions.barring.operations import bar
from screening.decisions.models import Candidate, Vote
from screening.fulltexts.models import Report
from screening.reviews.models import Member
from screening.reviews.team import remove_member
from tests.casting import arranging, signed_in
from tests.decisions.rows import make_candidate, make_full_text, make_protocol, make_reason, vote

Change = Callable[[Candidate], Any]


def stored() -> int:
    return Vote.objects.unblinded(because="the test looks").count()


def refusals() -> list[tuple[str, str]]:
    events = AuditEvent.objects.filter(kind="access.refused").order_by("review_id", "sequence")
    return [(event.data["operation"], event.data["right"]) for event in events]


def sent(client: Client, candidate: int, *, script: bool, slug: str = "exosomes", **data: Any) -> Any:
    headers = {"HX-Request": "true"} if script else {}
    url = reverse("decisions:vote", args=[slug, candidate])
    return client.post(url, {"key": str(uuid4()), "verdict": "include"} | data, headers=headers)


def close(candidate: Candidate, **fields: Any) -> None:
    with arranging(candidate.review):
        for name, value in fields.items():
            setattr(candidate.citation, name, value)
        candidate.citation.save()


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("no verdict", {"verdict": ""}, "Choose a verdict."),
    ("an unknown verdict", {"verdict": "perhaps"}, "The verdict is include, maybe or exclude."),
    ("an undo in disguise", {"verdict": "withdrawn"}, "The verdict is include, maybe or exclude."),
    ("NUL in the verdict", {"verdict": "include\0"}, "The verdict is"),
    ("no reason", {"verdict": "exclude"}, "An exclusion needs a reason here"),
    ("an unknown reason", {"verdict": "exclude", "reason": "999999"}, "This reason is not offered here"),
    ("no number as a reason", {"verdict": "exclude", "reason": "x"}, "This reason is not offered here"),
    ("NUL in the reason", {"verdict": "exclude", "reason": "1\0"}, "Null characters are not allowed"),
    ("a note too long", {"note": "x" * 100_000}, "A note has up to 10,000 characters; this one has 100,000."),
    ("NUL in the note", {"note": "a\0b"}, "The note holds a NUL character"),
    ("no key", {"key": ""}, "The vote has no valid key"),
    ("a malformed key", {"key": "12345678-1234"}, "The vote has no valid key"),
    ("NUL in the key", {"key": str(uuid4()) + "\0"}, "The vote has no valid key"),
    ("somebody else's vote", {"by": "1"}, "A vote is always one's own"),
    ("somebody else's vote, by member", {"member": "grace"}, "A vote is always one's own"),
]


@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
@pytest.mark.parametrize(("data", "sentence"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_what_is_sent_wrongly(
    ada: Member, review: Any, data: dict[str, Any], sentence: str, script: bool
) -> None:
    make_protocol(review, reason_required=True)
    make_reason(review, "Not low back pain")
    candidate = make_candidate(review)
    answer = sent(signed_in(ada), candidate.pk, script=script, **data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode().replace("&#x27;", "'")
    assert answer.headers["Content-Type"].startswith("text/plain") == script
    assert stored() == 0
    for_others = [("decisions:vote", "vote for somebody else")]
    assert refusals() == (for_others if "by" in data or "member" in data else [])


CLOSED: list[tuple[str, Change, str]] = [
    ("taken out", lambda it: close(it, closed_as="other"), "was taken out of screening"),
    ("undone", lambda it: close(it, withdrawn=True), "The search that found this citation was undone"),
    ("merged", lambda it: close(it, merged_into=make_candidate(it.review).citation), "was merged into"),
    ("settled", lambda it: settle(it), "A conflict about this one was settled"),
]


def settle(candidate: Candidate) -> None:
    with arranging(candidate.review):
        Candidate.objects.filter(pk=candidate.pk).update(outcome="included", decided_by="resolved")


@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
@pytest.mark.parametrize(("shut", "sentence"), [c[1:] for c in CLOSED], ids=[c[0] for c in CLOSED])
def test_what_is_closed(ada: Member, candidate: Candidate, shut: Change, sentence: str, script: bool) -> None:
    shut(candidate)
    answer = sent(signed_in(ada), candidate.pk, script=script)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert (stored(), refusals()) == (0, [])


@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
def test_a_stage_that_is_not_open_yet(ada: Member, review: Any, script: bool) -> None:
    answer = sent(signed_in(ada), make_candidate(review).pk, script=script)
    assert answer.status_code == 422
    assert "Screening starts when the protocol is frozen. Nothing was stored." in answer.content.decode()
    assert stored() == 0


@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
def test_reasons_that_are_not_for_this_vote(
    ada: Member, mallory: Member, review: Any, candidate: Candidate, script: bool
) -> None:
    here = make_reason(review, "Not low back pain")
    retired = make_reason(review, "Retired", retired_at=timezone.now())
    elsewhere = make_reason(mallory.review, "Foreign")
    later = make_reason(review, "Full texts only", at_title_abstract=False)
    client = signed_in(ada)
    for reason, verdict, sentence in [
        (elsewhere, "exclude", "This reason is not offered here"),
        (retired, "exclude", "This reason is not offered here"),
        (later, "exclude", "This reason is not offered here"),
        (here, "include", "Only an exclusion has a reason."),
        (here, "maybe", "Only an exclusion has a reason."),
    ]:
        answer = sent(client, candidate.pk, script=script, verdict=verdict, reason=reason.pk)
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True), reason
    assert stored() == 0


@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
def test_what_is_not_here(ada: Member, mallory: Member, candidate: Candidate, script: bool) -> None:
    """Another review's candidate looks like one that never was, on the page and in the trail."""
    for number in (10**9, make_candidate(mallory.review).pk, make_full_text(ada.review).pk):
        answer = sent(signed_in(ada), number, script=script)
        assert answer.status_code == 404
        said = "This is not in the review" if script else "Nothing lives at this address"
        assert said in answer.content.decode()
    assert stored() == 0
    assert refusals() == [("decisions:vote", "reach what is not in this review")], "once in an hour"
    assert AuditEvent.objects.get(kind="access.refused").review_id == ada.review_id


@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
def test_a_key_is_one_votes_alone(
    ada: Member, grace: Member, review: Any, candidate: Candidate, script: bool
) -> None:
    key, other = str(uuid4()), make_candidate(review)
    for _ in range(2):
        assert sent(signed_in(ada), candidate.pk, script=script, key=key).status_code in (200, 302)
    for member, there, data in [
        (ada, candidate, {"verdict": "exclude"}),
        (ada, other, {}),
        (grace, candidate, {}),
    ]:
        answer = sent(signed_in(member), there.pk, script=script, key=key, **data)
        assert (answer.status_code, "was sent before" in answer.content.decode()) == (422, True)
    assert stored() == 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
@pytest.mark.parametrize(
    ("seconds", "kept"),
    [("-86400", 0), ("9" * 18, 86_400), ("9" * 5000, None), ("NaN", None), ("1e3", None), ("1\0", None)],
)
def test_the_servers_clock_counts(
    ada: Member, candidate: Candidate, seconds: str, kept: int | None, script: bool
) -> None:
    """What the browser's says of the time is dropped where it makes no sense; the vote is taken."""
    told = {"seconds": seconds, "cast_at": "1999-01-01T00:00:00Z", "is_first": "0"}
    answer = sent(signed_in(ada), candidate.pk, script=script, **told)
    assert answer.status_code in (200, 302)
    [cast] = Vote.objects.unblinded(because="the test looks")
    assert (cast.seconds, cast.is_first) == (kept, True)
    assert timezone.now() - cast.cast_at < timedelta(minutes=1)


@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
def test_who_may_not_vote(
    owen: Member, ada: Member, olive: Member, mallory: Member, candidate: Candidate, script: bool
) -> None:
    remove_member(by=owen, member=ada)
    for member, status, sentence in [
        (olive, 403, "Your role (Observer) does not"),
        (ada, 404, "you are not on it any more" if script else "a review you are not on"),
        (mallory, 404, "you are not on it any more" if script else "a review you are not on"),
    ]:
        for _ in range(2):
            answer = sent(signed_in(member), candidate.pk, script=script)
            assert (answer.status_code, sentence in answer.content.decode()) == (status, True), member
    assert stored() == 0
    assert refusals() == [
        ("decisions:vote", "be on the review"),  # Mallory, in the installation's chain
        ("decisions:vote", "screen"),
        ("decisions:vote", "be on the review"),
    ]


@pytest.mark.parametrize("script", [True, False], ids=["script", "form"])
def test_who_is_barred(owen: Member, ada: Member, candidate: Candidate, script: bool) -> None:
    bar(by=owen, member=ada, citation=candidate.citation, reason="Co-author")
    answer = sent(signed_in(ada), candidate.pk, script=script)
    assert (answer.status_code, "You are barred from this citation" in answer.content.decode()) == (422, True)
    assert stored() == 0
    assert refusals() == [("title_abstract screening", "judge what they are barred from")]


FULL_TEXT: list[tuple[dict[str, Any], str]] = [
    ({"verdict": "maybe"}, "The verdict is include or exclude"),
    ({"verdict": "exclude"}, "An exclusion needs a reason"),
    ({"key": "x"}, "The vote has no valid key"),
    ({"note": "x" * 100_000}, "this one has 100,000"),
    ({"note": "a\0b"}, "holds a NUL character"),
    ({"by": "2"}, "A vote is always one's own"),
]


@pytest.mark.parametrize(("data", "sentence"), FULL_TEXT)
def test_the_same_at_full_text(
    owen: Member, ada: Member, review: Any, data: dict[str, Any], sentence: str
) -> None:
    make_protocol(review)
    for name in ("One", "Two"):
        make_reason(review, name)
    candidate = make_full_text(review)
    with arranging(review):
        Report.objects.filter(pk=candidate.report_id).update(retrieval="retrieved")
        Candidate.objects.create(
            review=review, citation=candidate.citation, stage="title_abstract", outcome="included"
        )
    url = reverse("fulltexts:judge", args=["exosomes", candidate.report_id])
    client = signed_in(ada)
    answer = client.post(url, {"key": str(uuid4()), "verdict": "include"} | data)
    assert (answer.status_code, sentence in answer.content.decode().replace("&#x27;", "'")) == (422, True)
    bar(by=owen, member=ada, citation=candidate.citation, reason="Co-author")
    refused = client.post(url, {"key": str(uuid4()), "verdict": "include"})
    assert (refused.status_code, "You are barred" in refused.content.decode()) == (422, True)
    assert stored() == 0


def test_looking_leaves_no_event(olive: Member, mallory: Member, ada: Member, candidate: Candidate) -> None:
    for member in (olive, mallory):
        assert signed_in(member).get(reverse("decisions:room", args=["exosomes"])).status_code in (403, 404)
    vote(ada, candidate, "include")
    assert refusals() == []
