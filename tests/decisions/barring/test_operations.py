"""Nobody judges what they wrote: what barring does to the queue, to votes, to conflicts and to the trail."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit.models import AuditEvent
from screening.decisions.barring.operations import bar, confirm, dismiss, lift
from screening.decisions.figures.own_progress import progress
from screening.decisions.interests.models import Interest
from screening.decisions.models import Candidate, Vote
from screening.decisions.operations import resolve
from screening.decisions.queries import conflicts, queue, to_settle
from screening.decisions.requirements import Refused
from screening.duplicates.operations import merge, undo_merge
from screening.fulltexts.models import Report
from screening.fulltexts.queries import to_judge
from screening.reports.events import visible_events
from screening.reports.prisma import compare, count
from screening.reviews.models import Member, Review
from tests.casting import arranging
from tests.decisions.rows import make_candidate, make_full_text, make_interest, outcome_of, vote
from tests.protocol.casting import make_frozen
from tests.searching import found, received


def votes_on(candidate: Candidate) -> list[tuple[str, str]]:
    votes = Vote.objects.unblinded(because="the test looks").filter(candidate=candidate).order_by("pk")
    return [(str(v.by), v.verdict) for v in votes.select_related("by__user")]


def events(kind: str) -> list[dict[str, Any]]:
    return [event.data for event in AuditEvent.objects.filter(kind=kind).order_by("sequence")]


def test_a_barred_citation_is_not_handed_out(
    owen: Member, ada: Member, grace: Member, review: Review, candidate: Candidate
) -> None:
    other = make_candidate(review)
    bar(by=owen, member=ada, citation=candidate.citation, reason="Co-author")
    assert list(queue(member=ada)) == [other]
    assert progress(member=ada).left == 1
    assert set(queue(member=grace)) == {candidate, other}
    with pytest.raises(Refused, match="You are barred"):
        vote(ada, candidate, "include")
    assert votes_on(candidate) == []


def test_at_full_text_too(owen: Member, ada: Member, review: Review, protocol: Any) -> None:
    candidate = make_full_text(review)
    with arranging(review):
        Report.objects.filter(pk=candidate.report_id).update(retrieval="retrieved")
        Candidate.objects.create(
            review=review, citation=candidate.citation, stage="title_abstract", outcome="included"
        )
    assert to_judge(member=ada).count() == 1
    bar(by=owen, member=ada, citation=candidate.citation, reason="Co-author")
    assert to_judge(member=ada).count() == 0


def test_a_vote_is_withdrawn_and_somebody_else_asked(
    owen: Member, ada: Member, grace: Member, judy: Member, candidate: Candidate
) -> None:
    vote(ada, candidate, "include", note="I know it well")
    vote(grace, candidate, "include")
    assert outcome_of(candidate) == ("included", "agreed")
    bar(by=owen, member=ada, citation=candidate.citation, reason="Co-author")
    assert votes_on(candidate) == [("Ada", "include"), ("Grace", "include"), ("Ada", "withdrawn")]
    assert outcome_of(candidate) == ("pending", "")
    late = vote(judy, candidate, "exclude")
    assert late.after_opening, "the votes were open before"
    assert outcome_of(candidate) == ("conflict", "")


def test_what_a_barred_member_settled_is_open_again(
    owen: Member, ada: Member, grace: Member, judy: Member, candidate: Candidate
) -> None:
    vote(ada, candidate, "include")
    vote(grace, candidate, "exclude")
    resolve(by=judy, candidate=candidate, verdict="include")
    bar(by=owen, member=judy, citation=candidate.citation, reason="Co-author")
    assert outcome_of(candidate) == ("conflict", "")
    assert list(to_settle(member=judy)) == []
    assert [row.barred for row in conflicts(member=judy)] == [True]
    assert list(to_settle(member=owen)) == [candidate]
    with pytest.raises(Refused, match="You are barred"):
        resolve(by=judy, candidate=candidate, verdict="include")


def test_what_somebody_else_settled_stays(
    owen: Member, ada: Member, grace: Member, judy: Member, candidate: Candidate
) -> None:
    vote(ada, candidate, "include")
    vote(grace, candidate, "exclude")
    resolve(by=judy, candidate=candidate, verdict="include")
    bar(by=owen, member=ada, citation=candidate.citation, reason="Co-author")
    assert votes_on(candidate)[-1] == ("Ada", "withdrawn")
    assert outcome_of(candidate) == ("included", "resolved")


def test_lifting_restores_nothing_in_silence(owen: Member, ada: Member, candidate: Candidate) -> None:
    vote(ada, candidate, "include")
    bar(by=owen, member=ada, citation=candidate.citation, reason="Co-author")
    interest = Interest.objects.get()
    with pytest.raises(ValidationError, match="Say why they may judge it"):
        lift(by=owen, interests=[interest], reason=" ")
    assert lift(by=owen, interests=[interest], reason="Another A. Lovelace") == 1
    assert votes_on(candidate)[-1] == ("Ada", "withdrawn")
    assert list(queue(member=ada)) == [candidate]
    vote(ada, candidate, "exclude")
    assert [event["reason"] for event in events("interests.lifted")] == ["Another A. Lovelace"]


def test_proposals_are_confirmed_or_dismissed_all_or_none(
    owen: Member, ada: Member, review: Review, candidate: Candidate
) -> None:
    two = [make_interest(ada, candidate), make_interest(ada, make_candidate(review))]
    assert list(queue(member=ada)), "a proposal bars nobody"
    assert confirm(by=owen, interests=two[:1]) == 1
    assert events("interests.barred") == [{"citation": candidate.citation_id, "reason": "named as an author"}]
    assert dismiss(by=owen, interests=two) == 1, "what is barred is lifted with a reason, not dismissed"
    with pytest.raises(ValidationError, match="Nothing was changed"):
        dismiss(by=owen, interests=two)
    assert confirm(by=owen, interests=two[1:], reason="It is her after all") == 1
    assert sorted(Interest.objects.values_list("state", flat=True)) == ["barred", "barred"]


def test_who_decides(owen: Member, ada: Member, judy: Member, mallory: Member, candidate: Candidate) -> None:
    interest = make_interest(ada, candidate)
    for member in (ada, judy):
        with pytest.raises(PermissionDenied):
            bar(by=member, member=ada, citation=candidate.citation, reason="Mine")
        with pytest.raises(PermissionDenied):
            confirm(by=member, interests=[interest])
    with pytest.raises(PermissionDenied):
        bar(by=owen, member=mallory, citation=candidate.citation, reason="A stranger")
    with pytest.raises(PermissionDenied):
        dismiss(by=mallory, interests=[interest])
    bar(by=owen, member=ada, citation=candidate.citation, reason="Co-author")
    with pytest.raises(ValidationError, match="barred from this citation already"):
        bar(by=owen, member=ada, citation=candidate.citation, reason="Again")
    with pytest.raises(ValidationError, match="Say why"):
        bar(by=owen, member=judy, citation=candidate.citation, reason="")


def test_whoever_bars_does_not_learn_of_a_pending_vote(
    owen: Member, ada: Member, grace: Member, audrey: Member, candidate: Candidate
) -> None:
    vote(ada, candidate, "include")
    bar(by=owen, member=ada, citation=candidate.citation, reason="Co-author")
    bar(by=owen, member=grace, citation=candidate.citation, reason="Co-author")
    assert [event["vote"] for event in events("vote.barred")]
    for kind, seen in (("vote.barred", 0), ("interests.barred", 2)):
        assert visible_events(member=owen).filter(kind=kind).count() == seen
    assert visible_events(member=audrey).filter(kind="vote.barred").count() == 1


def test_it_follows_a_citation_that_is_merged(owen: Member, ada: Member, grace: Member) -> None:
    make_frozen(owen)
    found(owen, received("1", "Exosomes in discs"), received("2", "Exosomes in the spine"))
    one, other = Candidate.objects.filter(review=owen.review).order_by("pk")
    vote(ada, one, "include")
    vote(grace, one, "include")
    bar(by=owen, member=ada, citation=other.citation, reason="Co-author")
    merge(by=owen, keep=one.citation, others=[other.citation])
    assert votes_on(one)[-1] == ("Ada", "withdrawn")
    assert outcome_of(one) == ("pending", "")
    assert list(queue(member=ada)) == []
    other.citation.refresh_from_db()
    undo_merge(by=owen, citation=other.citation)
    states = dict(Interest.objects.values_list("citation", "state"))
    assert states == {one.citation_id: "lifted", other.citation_id: "barred"}
    assert votes_on(one)[-1] == ("Ada", "withdrawn"), "nothing is brought back in silence"
    assert not [row for row in compare(review=owen.review, counts=count(review=owen.review)) if not row.same]
