"""Votes and resolutions: what is stored, what is refused, what the trail says."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from screening.audit.models import AuditEvent
from screening.decisions.models import Candidate, Resolution, Vote
from screening.decisions.operations import cast_vote, resolve, undo_vote
from screening.decisions.outcomes import consequences
from screening.decisions.requirements import Refused
from screening.reviews.operations import set_blinding
from screening.reviews.team import remove_member
from tests.casting import arranging
from tests.decisions.rows import (
    make_candidate,
    make_full_text,
    make_protocol,
    make_reason,
    outcome_of,
    vote,
)


def votes_on(candidate):
    return Vote.objects.unblinded(because="the test looks").filter(candidate=candidate).order_by("pk")


def events_on(candidate, kind):
    events = AuditEvent.objects.filter(kind=kind, subject_type="candidate", subject_id=candidate.pk)
    return [event.data for event in events.order_by("sequence")]


def refusal(**arguments):
    with pytest.raises(Refused) as refused:
        cast_vote(key=uuid4(), **arguments)
    return refused.value.messages[0]


def test_two_votes_settle_and_the_trail_says_so(ada, grace, candidate, protocol):
    first = vote(ada, candidate, "include", note="adults", seconds=12)
    assert outcome_of(candidate) == ("pending", "")
    vote(grace, candidate, "maybe")
    assert outcome_of(candidate) == ("included", "agreed")
    assert candidate.decided_at is not None
    assert (first.note, first.seconds, first.protocol, first.is_first) == ("adults", 12, protocol, True)
    assert events_on(candidate, "vote.cast")[0] == {
        "stage": "title_abstract", "citation": candidate.citation_id, "vote": first.pk, "verdict": "include",
        "reason": None, "protocol": protocol.pk, "supersedes": None, "first": True,
    }  # fmt: skip
    assert events_on(candidate, "outcome.changed") == [
        {"stage": "title_abstract", "citation": candidate.citation_id, "report": None, "before": "pending",
         "after": "included", "decided_by": "agreed", "reason": None}
    ]  # fmt: skip


def test_one_vote_settles_where_one_is_required(ada, review):
    make_protocol(review, votes_required=1)
    candidate = make_candidate(review)
    vote(ada, candidate, "exclude")
    assert outcome_of(candidate) == ("excluded", "agreed")


def test_a_changed_mind_supersedes_and_is_no_first_vote(ada, candidate):
    first, second = vote(ada, candidate, "include"), vote(ada, candidate, "exclude")
    assert [v.pk for v in votes_on(candidate)] == [first.pk, second.pk]
    assert (second.supersedes, second.is_first, second.after_opening) == (first, False, False)


def test_undo_withdraws_and_the_next_vote_counts_again(ada, grace, candidate):
    vote(ada, candidate, "include")
    vote(grace, candidate, "include")
    undone = undo_vote(by=ada, candidate=candidate, key=uuid4())
    assert outcome_of(candidate) == ("pending", "")
    assert candidate.decided_at is None
    assert undone.verdict == "withdrawn"
    again = vote(ada, candidate, "exclude")
    assert outcome_of(candidate) == ("conflict", "")
    assert again.after_opening, "Ada had seen Grace's vote"
    assert [v.is_first for v in votes_on(candidate)] == [True, True, False, False]


def test_in_an_unblinded_review_only_the_first_to_vote_is_independent(owen, ada, grace, candidate):
    set_blinding(by=owen, blinded=False, reason="training")
    for member in (ada, grace):
        member.review.refresh_from_db()
    assert vote(ada, candidate, "include").is_first
    seen = vote(grace, candidate, "include")
    assert (seen.is_first, seen.after_opening) == (False, True)


def test_there_must_be_a_vote_to_undo(ada, candidate):
    with pytest.raises(Refused, match="no vote of yours"):
        undo_vote(by=ada, candidate=candidate, key=uuid4())
    vote(ada, candidate, "include")
    undo_vote(by=ada, candidate=candidate, key=uuid4())
    with pytest.raises(Refused, match="no vote of yours"):
        undo_vote(by=ada, candidate=candidate, key=uuid4())


def test_a_late_vote_that_disagrees_opens_a_conflict(ada, grace, judy, candidate):
    vote(ada, candidate, "include")
    vote(grace, candidate, "include")
    late = vote(judy, candidate, "exclude")
    assert outcome_of(candidate) == ("conflict", "")
    assert (late.after_opening, late.is_first) == (True, False)


def test_differing_reasons_by_order_or_conflict(ada, grace, review, candidate):
    first, second = make_reason(review, "Not clinical"), make_reason(review, "No exosomes")
    vote(ada, candidate, "exclude", reason=second)
    vote(grace, candidate, "exclude", reason=first)
    assert outcome_of(candidate) == ("excluded", "agreed")
    assert candidate.reason == first
    make_protocol(review, number=2, differing_reasons="conflict")
    other = make_candidate(review)
    vote(ada, other, "exclude", reason=second)
    vote(grace, other, "exclude", reason=first)
    assert outcome_of(other) == ("conflict", "")


def test_the_trail_says_when_only_the_reason_changed(ada, grace, review, candidate):
    first, second = make_reason(review, "Not clinical"), make_reason(review, "No exosomes")
    vote(ada, candidate, "exclude", reason=second)
    vote(grace, candidate, "exclude", reason=second)
    vote(grace, candidate, "exclude", reason=first)
    changes = events_on(candidate, "outcome.changed")
    assert [(c["before"], c["after"], c["reason"]) for c in changes] == [
        ("pending", "excluded", second.pk), ("excluded", "excluded", first.pk),
    ]  # fmt: skip


def test_a_key_sent_twice_is_one_vote(ada, candidate):
    key = uuid4()
    first = vote(ada, candidate, "include", key=key, note="n")
    vote(ada, candidate, "exclude")
    assert vote(ada, candidate, "include", key=key, note="n") == first
    assert votes_on(candidate).count() == 2
    undone = undo_vote(by=ada, candidate=candidate, key=(again := uuid4()))
    assert undo_vote(by=ada, candidate=candidate, key=again) == undone


def test_a_key_used_otherwise_is_refused(ada, grace, review, candidate):
    key, other = uuid4(), make_candidate(review)
    vote(ada, candidate, "include", key=key)
    for by, where, verdict in [
        (ada, candidate, "exclude"),
        (ada, other, "include"),
        (grace, candidate, "include"),
    ]:
        with pytest.raises(Refused, match="sent before, with other content"):
            vote(by, where, verdict, key=key)
    assert Vote.objects.unblinded(because="the test looks").count() == 1


def test_reasons(ada, review, candidate, mallory):
    at_full_text = make_reason(review, "Only at full text", at_title_abstract=False)
    kept = make_reason(review, "Kept")
    retired = make_reason(review, "Retired", retired_at="2024-01-01T00:00Z")
    assert "Only an exclusion" in refusal(by=ada, candidate=candidate, verdict="include", reason=kept)
    assert "Only an exclusion" in refusal(by=ada, candidate=candidate, verdict="maybe", reason=kept)
    assert "retired" in refusal(by=ada, candidate=candidate, verdict="exclude", reason=retired)
    assert "at this stage" in refusal(by=ada, candidate=candidate, verdict="exclude", reason=at_full_text)
    with pytest.raises(PermissionDenied, match="another review"):
        vote(ada, candidate, "exclude", reason=make_reason(mallory.review, "Foreign"))
    assert vote(ada, candidate, "exclude").reason is None
    make_protocol(review, number=2, reason_required=True)
    assert "needs a reason" in refusal(by=ada, candidate=candidate, verdict="exclude")
    assert vote(ada, candidate, "exclude", reason=kept).reason == kept


def test_full_text_needs_one_reason_whatever_the_rules(ada, grace, review, protocol, reason):
    candidate = make_full_text(review)
    assert "needs a reason" in refusal(by=ada, candidate=candidate, verdict="exclude")
    vote(ada, candidate, "exclude", reason=reason)
    vote(grace, candidate, "exclude", reason=reason)
    assert outcome_of(candidate) == ("excluded", "agreed")
    assert events_on(candidate, "outcome.changed")[0]["report"] == candidate.report_id


@pytest.mark.parametrize("note", ["x" * 10_001, "a\0b"])
def test_notes_that_cannot_be_kept(ada, candidate, note):
    assert "note" in refusal(by=ada, candidate=candidate, verdict="include", note=note)
    assert not votes_on(candidate).exists()


@pytest.mark.parametrize("verdict", ["withdrawn", "yes", ""])
def test_verdicts_that_are_none(ada, candidate, verdict):
    assert "include, maybe or exclude" in refusal(by=ada, candidate=candidate, verdict=verdict)


@pytest.mark.parametrize(("clock", "kept"), [(-5, 0), (10**12, 86400), (None, None), (40, 40)])
def test_a_wrong_clock_costs_no_vote(ada, candidate, clock, kept):
    assert vote(ada, candidate, "include", seconds=clock).seconds == kept


def test_nothing_before_the_protocol_is_frozen(ada, review):
    assert "protocol is frozen" in refusal(by=ada, candidate=make_candidate(review), verdict="include")


def test_closed_and_merged_citations_take_no_vote(ada, review, candidate):
    other = make_candidate(review)
    with arranging(review):
        candidate.citation.closed_as = "other"
        candidate.citation.save()
        other.citation.merged_into = candidate.citation
        other.citation.save()
    assert "taken out" in refusal(by=ada, candidate=candidate, verdict="include")
    assert "merged" in refusal(by=ada, candidate=other, verdict="include")


def test_a_vote_in_another_review_is_refused_and_on_record(mallory, candidate):
    with pytest.raises(PermissionDenied):
        vote(mallory, candidate, "include")
    refused = AuditEvent.objects.filter(kind="access.refused", review_id=mallory.review_id)
    assert refused.count() == 1
    assert not votes_on(candidate).exists()


def test_who_may_not_screen(olive, audrey, eve, candidate):
    for member in (olive, audrey, eve):
        with pytest.raises(PermissionDenied):
            vote(member, candidate, "include")


def test_a_member_who_left_keeps_their_vote_and_casts_none(owen, ada, grace, candidate):
    vote(ada, candidate, "include")
    remove_member(by=owen, member=ada)
    with pytest.raises(PermissionDenied):
        vote(ada, candidate, "exclude")
    vote(grace, candidate, "include")
    assert outcome_of(candidate) == ("included", "agreed")


def test_resolution(ada, grace, judy, candidate, reason):
    vote(ada, candidate, "include")
    vote(grace, candidate, "exclude", reason=reason)
    resolve(by=judy, candidate=candidate, verdict="exclude", reason=reason, note="rats only")
    assert outcome_of(candidate) == ("excluded", "resolved")
    assert candidate.reason == reason
    assert candidate.resolutions.get().note == "rats only"
    assert votes_on(candidate).count() == 2
    assert events_on(candidate, "conflict.resolved") == [
        {
            "stage": "title_abstract",
            "citation": candidate.citation_id,
            "verdict": "exclude",
            "reason": reason.pk,
        }
    ]
    assert "was settled" in refusal(by=ada, candidate=candidate, verdict="include")


def test_resolutions_that_are_refused(owen, ada, grace, judy, candidate, reason):
    with pytest.raises(Refused, match="no conflict"):
        resolve(by=owen, candidate=candidate, verdict="include")
    vote(judy, candidate, "include")
    undo_vote(by=judy, candidate=candidate, key=uuid4())
    vote(ada, candidate, "include")
    vote(grace, candidate, "exclude")
    with pytest.raises(Refused, match="You voted on this one"):
        resolve(by=judy, candidate=candidate, verdict="include")
    with pytest.raises(PermissionDenied):
        resolve(by=ada, candidate=candidate, verdict="include")
    with pytest.raises(Refused, match="needs a reason"):
        resolve(by=owen, candidate=candidate, verdict="exclude")
    with pytest.raises(Refused, match="Only an exclusion"):
        resolve(by=owen, candidate=candidate, verdict="include", reason=reason)
    with pytest.raises(Refused, match="include or exclude"):
        resolve(by=owen, candidate=candidate, verdict="maybe")
    assert not Resolution.objects.exists()


def test_what_is_included_has_its_consequence_once(ada, grace, judy, review, candidate, monkeypatch):
    followed = []
    follow = {"title_abstract": lambda by, candidate: followed.append((by, candidate.pk, candidate.outcome))}
    monkeypatch.setattr(consequences, "INCLUDED", follow)
    vote(ada, candidate, "include")
    vote(grace, candidate, "include")
    vote(judy, candidate, "include")
    assert followed == [(grace, candidate.pk, "included")]
    vote(grace, candidate, "exclude")
    vote(grace, candidate, "include")
    assert len(followed) == 2


@pytest.mark.django_db(transaction=True)
def test_votes_at_the_same_moment_settle_once(ada, grace, candidate):
    key = uuid4()
    _at_once(
        lambda: vote(ada, candidate, "include", key=key),
        lambda: vote(ada, candidate, "include", key=key),
        lambda: vote(grace, candidate, "include"),
    )
    assert votes_on(candidate).count() == 2
    assert Candidate.objects.get(pk=candidate.pk).outcome == "included"
    assert len(events_on(candidate, "outcome.changed")) == 1


def _at_once(*actions):
    barrier, failures = Barrier(len(actions)), []

    def act(action):
        try:
            barrier.wait(timeout=10)
            action()
        except BaseException as failure:  # handed to the test below
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=act, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert failures == []
