"""Votes of merged citations, end to end: whichever is kept, none is lost, and undoing restores what was."""

from __future__ import annotations

import pytest

from screening.audit.models import AuditEvent
from screening.decisions.models import Candidate, Vote
from screening.decisions.operations import resolve
from screening.decisions.queries import own_votes, queue
from screening.duplicates.operations import merge, undo_merge
from screening.fulltexts.models import Report
from screening.fulltexts.operations import mark_retrieved
from screening.records.models import Citation
from screening.reports.events import visible_events
from screening.reviews.models import Member
from screening.reviews.permissions import Role
from tests.casting import join, signed_in
from tests.decisions.rows import make_protocol, make_reason, outcome_of, vote
from tests.duplicates.rows import assert_counts_add_up, certain
from tests.searching import found, imported, received

Standing = dict[tuple[int, str, str], str]


@pytest.fixture
def pair(owen: Member) -> tuple[Candidate, Candidate]:
    make_protocol(owen.review)
    one, other = certain(owen)
    return one.candidates.get(), other.candidates.get()


def standing(candidate: Candidate) -> dict[str, str]:
    """Who thinks what there now."""
    votes = Vote.rows.filter(candidate=candidate, superseded_by=None).exclude(verdict="withdrawn")
    return {str(vote.by): vote.verdict for vote in votes}


def together(owner: Member, keep: Candidate, other: Candidate) -> None:
    merge(by=owner, keep=keep.citation, others=[other.citation])


def apart(owner: Member, other: Candidate) -> None:
    undo_merge(by=owner, citation=Citation.objects.get(pk=other.citation_id))


def test_each_persons_vote_counts_on_the_one_that_is_kept(
    owen: Member, ada: Member, grace: Member, pair: tuple[Candidate, Candidate]
) -> None:
    keep, other = pair
    vote(ada, keep, "include")
    cast = vote(grace, other, "include", note="A trial")
    together(owen, keep, other)
    assert standing(keep) == {"Ada": "include", "Grace": "include"}
    assert outcome_of(keep) == ("included", "agreed")
    carried = Vote.rows.get(candidate=keep, by=grace)
    assert (carried.carried_from, carried.note, carried.is_first) == (cast, "A trial", False)
    assert_counts_add_up(owen)
    apart(owen, other)
    assert standing(keep) == {"Ada": "include"}
    assert standing(other) == {"Grace": "include"}
    assert (outcome_of(keep), outcome_of(other)) == (("pending", ""), ("pending", ""))
    assert_counts_add_up(owen)


def test_who_voted_both_ways_is_asked_again(
    owen: Member, ada: Member, pair: tuple[Candidate, Candidate]
) -> None:
    keep, other = pair
    vote(ada, keep, "include")
    vote(ada, other, "exclude")
    together(owen, keep, other)
    assert standing(keep) == {}
    assert keep in queue(member=ada)
    apart(owen, other)
    assert (standing(keep), standing(other)) == ({"Ada": "include"}, {"Ada": "exclude"})
    assert not queue(member=ada).exists()
    assert own_votes(member=ada).count() == 2


def test_differing_outcomes_are_a_conflict_until_undone(
    owen: Member, ada: Member, grace: Member, judy: Member, ines: Member, pair: tuple[Candidate, Candidate]
) -> None:
    keep, other = pair
    for person in (ada, grace):
        vote(person, keep, "include")
    for person in (judy, owen):
        vote(person, other, "exclude")
    together(owen, keep, other)
    assert outcome_of(keep) == ("conflict", "")
    assert_counts_add_up(owen)
    apart(owen, other)
    assert (outcome_of(keep), outcome_of(other)) == (("included", "agreed"), ("excluded", "agreed"))
    assert_counts_add_up(owen)


def test_a_settled_conflict_is_open_again_where_the_other_was_decided_otherwise(
    owen: Member, ada: Member, grace: Member, judy: Member, pair: tuple[Candidate, Candidate]
) -> None:
    keep, other = pair
    reason = make_reason(owen.review, "Animal study")
    vote(ada, keep, "include")
    vote(grace, keep, "exclude", reason=reason)
    resolve(by=judy, candidate=keep, verdict="include")
    vote(owen, other, "exclude", reason=reason)
    vote(judy, other, "exclude", reason=reason)
    together(owen, keep, other)
    assert outcome_of(keep) == ("conflict", "")
    fresh = signed_in(join(owen, "Ivo", Role.ADJUDICATOR))
    page = fresh.get(f"/r/exosomes/screen/conflicts/{keep.pk}/").content.decode()
    assert 'id="settle"' in page, "it is to be settled again"
    life = fresh.get(f"/r/exosomes/report/citation/{keep.citation_id}/").content.decode()
    assert "The resolution before this no longer stands" in life
    apart(owen, other)
    assert outcome_of(keep) == ("included", "resolved")
    assert_counts_add_up(owen)


def test_a_settled_conflict_is_carried_to_one_that_is_pending(
    owen: Member, ada: Member, grace: Member, judy: Member, pair: tuple[Candidate, Candidate]
) -> None:
    keep, other = pair
    vote(ada, other, "include")
    vote(grace, other, "exclude")
    resolve(by=judy, candidate=other, verdict="exclude", reason=make_reason(owen.review, "Animal study"))
    together(owen, keep, other)
    assert outcome_of(keep) == ("excluded", "resolved")
    assert_counts_add_up(owen)
    apart(owen, other)
    assert (outcome_of(keep), outcome_of(other)) == (("pending", ""), ("excluded", "resolved"))
    assert_counts_add_up(owen)


def test_what_somebody_said_since_stays_when_the_merge_is_undone(
    owen: Member, ada: Member, pair: tuple[Candidate, Candidate]
) -> None:
    keep, other = pair
    vote(ada, other, "include")
    together(owen, keep, other)
    vote(ada, keep, "exclude")
    apart(owen, other)
    assert (standing(keep), standing(other)) == ({"Ada": "exclude"}, {"Ada": "include"})


def test_merged_and_undone_twice(owen: Member, ada: Member, pair: tuple[Candidate, Candidate]) -> None:
    keep, other = pair
    vote(ada, other, "include")
    for _ in range(2):
        together(owen, keep, other)
        assert standing(keep) == {"Ada": "include"}
        apart(owen, other)
        assert (standing(keep), standing(other)) == ({}, {"Ada": "include"})
    assert_counts_add_up(owen)


def test_full_texts_are_pooled_too(
    owen: Member, ada: Member, grace: Member, pair: tuple[Candidate, Candidate]
) -> None:
    texts = []
    for candidate in pair:
        for person in (ada, grace):
            vote(person, candidate, "include")
        report = Report.objects.get(citation=candidate.citation)
        mark_retrieved(by=ada, report=report, link="https://example.org/text")
        texts.append(report.candidate)
    vote(ada, texts[0], "include")
    vote(grace, texts[1], "include")
    together(owen, *pair)
    assert standing(texts[0]) == {"Ada": "include", "Grace": "include"}
    assert outcome_of(texts[0]) == ("included", "agreed")
    assert_counts_add_up(owen)
    apart(owen, pair[1])
    assert (outcome_of(texts[0])[0], outcome_of(texts[1])[0]) == ("pending", "pending")
    assert_counts_add_up(owen)


def test_who_merges_learns_nothing_of_votes_on_what_is_pending(
    owen: Member, ada: Member, audrey: Member, pair: tuple[Candidate, Candidate]
) -> None:
    keep, other = pair
    vote(ada, other, "exclude")
    together(owen, keep, other)
    assert AuditEvent.objects.filter(kind="vote.carried").count() == 1
    assert not visible_events(member=owen).filter(kind="vote.carried").exists()
    assert visible_events(member=audrey).filter(kind="vote.carried").exists()


def test_three_become_one_and_the_middle_one_leaves(
    owen: Member, ada: Member, grace: Member, judy: Member
) -> None:
    make_protocol(owen.review, votes_required=3)
    citations = [
        *found(owen, received("1", "A")), *imported(owen, received("", "B"), received("", "C"))
    ]  # fmt: skip
    for person, citation in zip((ada, grace, judy), citations, strict=True):
        vote(person, citation.candidates.get(), "include")
    keep = citations[0].candidates.get()
    merge(by=owen, keep=citations[0], others=citations[1:])
    assert outcome_of(keep) == ("included", "agreed")
    apart(owen, citations[1].candidates.get())
    assert standing(keep) == {"Ada": "include", "Judy": "include"}
    assert outcome_of(keep) == ("pending", "")
    assert_counts_add_up(owen)
