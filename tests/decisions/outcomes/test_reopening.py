"""An outcome is opened again and closed: votes stay, what it brought stays, the counts follow."""

import csv
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from screening.audit.models import AuditEvent
from screening.decisions.amending.rule_changes import apply_to
from screening.decisions.models import Resolution, Vote
from screening.decisions.operations import cast_vote, resolve, undo_vote
from screening.decisions.outcomes.reopening import reopen, take_back_reopening
from screening.decisions.queries import conflicts, standing_resolution
from screening.decisions.requirements import Refused
from screening.duplicates.operations import merge, undo_merge
from screening.fulltexts.models import Report
from screening.fulltexts.queries import reports_sought
from screening.notices.models import Notice
from tests.casting import arranging, signed_in
from tests.decisions.rows import make_candidate, make_protocol, outcome_of, vote


@pytest.fixture
def included(ada, grace, candidate):
    vote(ada, candidate, "include")
    vote(grace, candidate, "include")
    return candidate


def told(member):
    return list(Notice.objects.filter(member=member).values_list("kind", flat=True))


def test_an_agreed_outcome_becomes_a_conflict_and_keeps_all_votes(owen, ada, grace, judy, included):
    before = list(Vote.rows.values_list("pk", "verdict"))
    reopening = reopen(by=owen, candidate=included, reason="  The dose was overlooked. ")
    assert outcome_of(included) == ("conflict", "")
    assert list(Vote.rows.values_list("pk", "verdict")) == before
    assert reopening.note == "The dose was overlooked."
    assert standing_resolution(included) is None
    assert [c.latest for c in conflicts(member=judy)] == ["reopened"]
    assert (told(ada), told(grace), told(judy), told(owen)) == (
        ["outcome.reopened"],
        ["outcome.reopened"],
        [],
        [],
    )
    events = AuditEvent.objects.filter(subject_type="candidate", subject_id=included.pk).order_by("sequence")
    assert [e.kind for e in events][-2:] == ["outcome.reopened", "outcome.changed"]
    assert events.last().data["after"] == "conflict"


def test_somebody_settles_it_then(owen, judy, included):
    reopen(by=owen, candidate=included, reason="Look again")
    resolve(by=judy, candidate=included, verdict="exclude")
    assert outcome_of(included) == ("excluded", "resolved")


def test_or_all_who_voted_vote_anew(owen, ada, grace, included):
    reopen(by=owen, candidate=included, reason="Look again")
    again = vote(ada, included, "exclude")
    assert outcome_of(included) == ("conflict", "")
    assert (again.is_first, again.after_opening) == (False, True)
    vote(grace, included, "exclude")
    assert outcome_of(included) == ("excluded", "agreed")
    with pytest.raises(Refused, match="not open again any more"):
        take_back_reopening(by=owen, candidate=included)


def test_too_few_votes_left_make_it_pending(owen, ada, grace, included):
    reopen(by=owen, candidate=included, reason="Look again")
    undo_vote(by=ada, candidate=included, key=uuid4())
    assert outcome_of(included) == ("pending", "")
    vote(ada, included, "include")
    assert outcome_of(included) == ("conflict", ""), "Grace has not looked again"


def test_taken_back_the_votes_decide_as_before(owen, included):
    reopen(by=owen, candidate=included, reason="Look again")
    take_back_reopening(by=owen, candidate=included)
    assert outcome_of(included) == ("included", "agreed")


def test_taken_back_the_resolution_stands_again_as_it_was(owen, ada, grace, judy, candidate, reason):
    vote(ada, candidate, "include")
    vote(grace, candidate, "exclude")
    resolve(by=judy, candidate=candidate, verdict="exclude", reason=reason, note="Not our question")
    reopen(by=owen, candidate=candidate, reason="Look again")
    assert outcome_of(candidate) == ("conflict", "")
    vote(ada, candidate, "exclude")  # allowed: nothing is settled now
    take_back_reopening(by=owen, candidate=candidate)
    assert outcome_of(candidate) == ("excluded", "resolved")
    stands = standing_resolution(candidate)
    assert (stands.by, stands.note, stands.reason) == (judy, "Not our question", reason)
    assert Resolution.objects.count() == 3


def test_what_it_brought_counts_again_when_it_is_included_again(owen, judy, included):
    report = Report.objects.get(citation=included.citation)
    assert list(reports_sought(review=owen.review)) == [report]
    reopen(by=owen, candidate=included, reason="Look again")
    assert not reports_sought(review=owen.review).exists()
    resolve(by=judy, candidate=included, verdict="include")
    assert list(reports_sought(review=owen.review)) == [report]


@pytest.mark.parametrize("reason", ["", "   ", "a\0b", "x" * 10_001])
def test_a_reason_is_needed(owen, included, reason):
    with pytest.raises(Refused):
        reopen(by=owen, candidate=included, reason=reason)
    assert outcome_of(included) == ("included", "agreed")


def test_what_is_not_decided_is_not_opened(owen, ada, candidate):
    vote(ada, candidate, "include")
    with pytest.raises(Refused, match="no decision of people"):
        reopen(by=owen, candidate=candidate, reason="Look again")
    with pytest.raises(Refused, match="not open again"):
        take_back_reopening(by=owen, candidate=candidate)
    assert not Resolution.objects.exists()


def test_only_owners_and_adjudicators_of_this_review(ada, olive, judy, mallory, included):
    for member in (ada, olive, mallory):
        with pytest.raises(PermissionDenied):
            reopen(by=member, candidate=included, reason="Look again")
    reopen(by=judy, candidate=included, reason="Look again")


def test_a_citation_that_was_taken_out_is_not_opened(owen, included):
    with arranging(owen.review):
        included.citation.closed_as = "other"
        included.citation.save()
    with pytest.raises(Refused, match="taken out"):
        reopen(by=owen, candidate=included, reason="Look again")


def test_merged_into_another_the_fresh_look_is_still_to_be_had(owen, ada, grace, included):
    other = make_candidate(owen.review, "The same again")
    vote(ada, other, "include")
    vote(grace, other, "include")
    reopen(by=owen, candidate=included, reason="Look again")
    merge(by=owen, keep=other.citation, others=[included.citation])
    assert outcome_of(other) == ("conflict", "")
    undo_merge(by=owen, citation=included.citation)
    assert outcome_of(other) == ("included", "agreed")
    assert outcome_of(included) == ("conflict", "")


def test_a_vote_carried_by_a_merge_is_no_fresh_one(owen, ada, grace, judy, included):
    """Old votes of another citation close nothing that somebody asked to look at again."""
    reopen(by=owen, candidate=included, reason="Look again")
    for member in (ada, grace):
        vote(member, included, "include")
    assert outcome_of(included) == ("included", "agreed")
    reopen(by=owen, candidate=included, reason="And again")
    other = make_candidate(owen.review, "The same again")
    vote(judy, other, "include")
    merge(by=owen, keep=included.citation, others=[other.citation])
    for member in (ada, grace):
        vote(member, included, "include")
    assert outcome_of(included) == ("conflict", "")


def test_the_owner_is_told_when_a_late_vote_disagrees(owen, ada, judy, included):
    vote(judy, included, "include")
    assert told(owen) == []
    vote(judy, included, "exclude")
    assert outcome_of(included) == ("conflict", "")
    assert told(owen) == ["outcome.disputed"]
    vote(owen, included, "exclude")
    assert (told(owen), told(ada)) == (["outcome.disputed"], [])


def test_an_owner_is_not_told_of_what_they_did_themselves(owen, included):
    vote(owen, included, "exclude")
    assert outcome_of(included) == ("conflict", "")
    assert told(owen) == []


def test_adjudicators_alone_settle_where_the_rules_say_so(owen, ada, grace, judy, review):
    make_protocol(review, settled_by="adjudicators")
    candidate = make_candidate(review)
    vote(ada, candidate, "include")
    vote(grace, candidate, "exclude")
    with pytest.raises(Refused, match="By the protocol an adjudicator settles"):
        resolve(by=owen, candidate=candidate, verdict="include")
    resolve(by=judy, candidate=candidate, verdict="include")
    assert outcome_of(candidate) == ("included", "resolved")


def test_who_adjudicated_an_amended_outcome_saw_its_votes(owen, ada, grace, judy, included):
    """Pending again under stricter rules, it is no independent judgement of those who could read the votes."""
    stricter = make_protocol(owen.review, number=2, votes_required=3)
    apply_to(by=owen, version=stricter, candidates=[included.pk])
    assert outcome_of(included) == ("pending", "")
    seen = cast_vote(by=judy, candidate=included, verdict="include", key=uuid4())
    assert (seen.is_first, seen.after_opening) == (False, True)


def test_the_export_tells_of_it_only_while_the_votes_are_open(owen, ada, grace, judy, included):
    def rows(member):
        sent = signed_in(member).post(reverse("exports:download", args=["exosomes", "decisions_csv"]))
        lines = csv.DictReader(sent.getvalue().decode("utf-8-sig").splitlines())
        return [(row["verdict"], row["current"]) for row in lines if row["kind"] == "resolution"]

    reopen(by=owen, candidate=included, reason="Look again")
    assert rows(grace) == [("reopened", "True")]
    resolve(by=judy, candidate=included, verdict="include")
    assert rows(grace) == [("reopened", "False"), ("include", "True")]
    reopen(by=owen, candidate=included, reason="And again")
    undo_vote(by=ada, candidate=included, key=uuid4())
    assert outcome_of(included)[0] == "pending"
    assert rows(grace) == []
