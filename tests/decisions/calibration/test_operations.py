"""Rounds from opening to closing: who gets what, what is refused, what counts."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from screening.audit.models import AppendOnlyError, AuditEvent
from screening.decisions.barring.operations import bar
from screening.decisions.calibration.finished import finished
from screening.decisions.calibration.operations import close_round, open_gate, open_round, say, set_gate
from screening.decisions.calibration.results import results_of
from screening.decisions.calibration_models import PilotComment
from screening.decisions.figures.own_progress import progress
from screening.decisions.models import Vote
from screening.decisions.operations import undo_vote
from screening.decisions.queries import queue, votes_on
from screening.decisions.requirements import Refused
from screening.notices.models import Notice
from screening.reviews.operations import set_blinding
from screening.reviews.permissions import Role
from screening.reviews.team import change_role, remove_member
from tests.casting import arranging, join
from tests.decisions.calibration.rounds import drawn, judge_all, make_round
from tests.decisions.rows import make_candidate, make_protocol, make_reason, outcome_of, vote


def kinds(review):
    return list(
        AuditEvent.objects.filter(review_id=review.pk).order_by("sequence").values_list("kind", flat=True)
    )


def waiting(member):
    return set(queue(member=member))


def test_a_round_draws_from_those_nobody_voted_on(owen, ada, grace, candidates):
    vote(ada, candidates[0], "include")
    pilot = make_round(owen, [ada, grace], size=3, seed="spine")
    assert drawn(pilot) == candidates[1:]
    assert (pilot.number, pilot.seed, pilot.counts, pilot.protocol.number) == (1, "spine", True, 1)
    event = AuditEvent.objects.get(kind="pilot.opened")
    assert event.data["candidates"] == [c.pk for c in candidates[1:]]
    assert event.data["members"] == sorted([ada.pk, grace.pk])
    assert Notice.objects.filter(kind="pilot.opened").count() == 2


def test_an_undone_vote_is_a_vote_here(owen, ada, grace, candidates):
    vote(ada, candidates[0], "include")
    undo_vote(by=ada, candidate=candidates[0], key=uuid4())
    assert candidates[0] not in drawn(make_round(owen, [ada, grace], size=3))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"size": 0}, "1 to 200"),
        ({"size": 201}, "1 to 200"),
        ({"size": 5}, "not left"),
        ({"members": "one"}, "two people"),
    ],
)
def test_what_makes_no_round(owen, ada, grace, candidates, given, sentence):
    members = [ada] if given.pop("members", "") else [ada, grace]
    with pytest.raises(Refused, match=sentence):
        make_round(owen, members, **given)


def test_it_needs_a_frozen_protocol_a_blind_review_and_no_other_round(owen, ada, grace, review, olive):
    with pytest.raises(Refused, match="frozen"):
        make_round(owen, [ada, grace])
    make_protocol(review)
    for number in range(4):
        make_candidate(review, f"Citation {number}")
    with pytest.raises(Refused, match="two people"):
        make_round(owen, [ada, olive])
    set_blinding(by=owen, blinded=False, reason="training")
    with pytest.raises(Refused, match="judged blind"):
        make_round(owen, [ada, grace], size=1)
    set_blinding(by=owen, blinded=True, reason="done")
    make_round(owen, [ada, grace], size=1)
    with pytest.raises(Refused, match="open already"):
        make_round(owen, [ada, grace], size=1)


def test_only_owners_open_and_close_rounds_and_gates(ada, grace, owen, candidates):
    pilot = make_round(owen, [ada, grace])
    for change in (
        lambda: open_round(by=ada, size=1, members=[ada, grace]),
        lambda: close_round(by=ada, pilot=pilot, reason="enough"),
        lambda: set_gate(by=ada, percent=80, kappa=None),
        lambda: open_gate(by=ada, reason="enough"),
    ):
        with pytest.raises(PermissionDenied):
            change()


def test_while_a_round_is_open_its_members_get_nothing_else_and_others_none_of_it(
    owen, ada, grace, judy, candidates
):
    pilot = make_round(owen, [ada, grace], size=2)
    others = set(candidates) - set(drawn(pilot))
    assert waiting(ada) == set(drawn(pilot))
    assert waiting(judy) == others
    judge_all(pilot, ada, "ii")
    assert waiting(ada) == set()
    with pytest.raises(Refused, match="others take part"):
        vote(judy, drawn(pilot)[0], "include")
    vote(ada, others.pop(), "include")  # held in a browser since before the round


def test_it_stays_pending_and_blind_until_all_have_judged_all(owen, ada, grace, judy, candidates):
    pilot = make_round(owen, [ada, grace, judy], size=2)
    judge_all(pilot, ada, "ie")
    judge_all(pilot, grace, "ie")
    for candidate in drawn(pilot):
        assert outcome_of(candidate) == ("pending", "")
        for member in (ada, judy, owen):
            assert {v.by for v in votes_on(member=member, candidate=candidate)} <= {member}
    assert progress(member=judy).completed == 0
    assert [m.pk for m in finished(pilot=pilot).done] == [ada.pk, grace.pk]
    first, second = drawn(pilot)
    vote(judy, first, "include")
    pilot.refresh_from_db()
    assert pilot.closed_at is None
    last = vote(judy, second, "include")
    pilot.refresh_from_db()
    assert (pilot.is_complete, pilot.closed_by, pilot.last_vote) == (True, judy, last.pk)
    assert outcome_of(first) == ("included", "agreed")
    assert outcome_of(second) == ("conflict", "")
    assert all(v.is_first and not v.after_opening for v in votes_on(member=judy, candidate=second))
    assert kinds(owen.review)[-4:] == ["outcome.changed", "report.sought", "outcome.changed", "pilot.closed"]
    assert Notice.objects.filter(kind="pilot.closed").count() == 3


def test_the_last_vote_sent_again_is_one_vote(owen, ada, grace, candidates):
    pilot = make_round(owen, [ada, grace], size=1)
    [candidate] = drawn(pilot)
    vote(ada, candidate, "include")
    key = uuid4()
    assert vote(grace, candidate, "include", key=key) == vote(grace, candidate, "include", key=key)
    assert kinds(owen.review).count("pilot.closed") == 1


def test_a_mind_changed_during_the_round_is_taken_one_changed_after_it_is_not(owen, ada, grace, candidates):
    pilot = make_round(owen, [ada, grace], size=1)
    [candidate] = drawn(pilot)
    vote(ada, candidate, "exclude")
    vote(ada, candidate, "include")
    vote(grace, candidate, "exclude")
    vote(grace, candidate, "include")
    pilot.refresh_from_db()
    [case] = results_of(pilot=pilot).cases
    assert case.verdicts == ["include", "exclude"]
    assert outcome_of(candidate) == ("included", "agreed"), "Grace gave in after the talk"


def test_what_a_member_is_barred_from_holds_nothing_up(owen, ada, grace, candidates):
    first, second = candidates[:2]
    pilot = make_round(owen, [ada, grace])
    bar(by=owen, member=ada, citation=first.citation, reason="Co-author")
    for candidate in candidates:
        if candidate != first:
            vote(ada, candidate, "include")
    assert first not in queue(member=ada)
    for candidate in candidates:
        vote(grace, candidate, "include")
    pilot.refresh_from_db()
    assert pilot.is_complete
    assert outcome_of(first) == ("pending", "")
    assert outcome_of(second) == ("included", "agreed")


def test_undoing_keeps_it_open(owen, ada, grace, candidates):
    pilot = make_round(owen, [ada, grace], size=1)
    [candidate] = drawn(pilot)
    vote(ada, candidate, "include")
    undo_vote(by=ada, candidate=candidate, key=uuid4())
    vote(grace, candidate, "include")
    pilot.refresh_from_db()
    assert pilot.closed_at is None
    assert waiting(ada) == {candidate}


@pytest.mark.parametrize("leaves", [True, False], ids=["left", "observes now"])
def test_who_left_no_longer_holds_it_up(owen, ada, grace, judy, candidates, leaves):
    pilot = make_round(owen, [ada, grace, judy], size=2)
    judge_all(pilot, ada, "ii")
    vote(judy, drawn(pilot)[0], "include")
    if leaves:
        remove_member(by=owen, member=judy)
    else:
        change_role(by=owen, member=judy, role=Role.OBSERVER)
    judge_all(pilot, grace, "ie")
    pilot.refresh_from_db()
    assert pilot.is_complete
    assert len(results_of(pilot=pilot).members) == 3, "what Judy said before stays"


def test_if_the_last_one_missing_leaves_an_owner_closes_it_without_a_reason(
    owen, ada, grace, judy, candidates
):
    pilot = make_round(owen, [ada, grace, judy], size=1)
    judge_all(pilot, ada, "i")
    judge_all(pilot, grace, "i")
    with pytest.raises(Refused, match="Say why"):
        close_round(by=owen, pilot=pilot)
    remove_member(by=owen, member=judy)
    assert close_round(by=owen, pilot=pilot).is_complete
    with pytest.raises(Refused, match="closed already"):
        close_round(by=owen, pilot=pilot, reason="again")


def test_a_citation_merged_or_set_aside_meanwhile_holds_nothing_up(owen, ada, grace, candidates):
    pilot = make_round(owen, [ada, grace], size=2)
    first, second = drawn(pilot)
    with arranging(owen.review):
        first.citation.withdrawn = True
        first.citation.save()
    vote(ada, second, "include")
    vote(grace, second, "include")
    pilot.refresh_from_db()
    assert pilot.is_complete


def test_votes_that_do_not_count_are_kept_and_leave_the_citation_in_the_pool(owen, ada, grace, candidates):
    pilot = make_round(owen, [ada, grace], size=2, counts=False)
    judge_all(pilot, ada, "ie")
    judge_all(pilot, grace, "ii")
    pilot.refresh_from_db()
    first, second = drawn(pilot)
    assert (pilot.is_complete, pilot.percent) == (True, 50)
    for candidate in (first, second):
        assert outcome_of(candidate) == ("pending", "")
        assert {first, second} <= waiting(ada) & waiting(grace)
        votes = Vote.objects.unblinded(because="the test looks").filter(candidate=candidate)
        assert votes.count() == 4, "two votes, each set aside by another"
    assert [case.verdicts for case in results_of(pilot=pilot).cases] == [
        ["include", "include"],
        ["exclude", "include"],
    ]
    assert not AuditEvent.objects.filter(kind="outcome.changed").exists()
    again = vote(ada, second, "include")
    assert (again.is_first, again.after_opening) == (False, True)
    vote(grace, second, "include")
    assert outcome_of(second) == ("included", "agreed")
    assert [case.verdicts for case in results_of(pilot=pilot).cases] == [
        ["include", "include"],
        ["exclude", "include"],
    ]
    assert second not in drawn(make_round(owen, [ada, grace], size=2)), "it was voted on"


def test_a_round_is_talked_over_when_it_is_closed(owen, ada, grace, judy, candidates):
    pilot = make_round(owen, [ada, grace], size=1)
    [candidate] = drawn(pilot)
    with pytest.raises(Refused, match="still open"):
        say(by=ada, pilot=pilot, text="I took it")
    judge_all(pilot, ada, "i")
    judge_all(pilot, grace, "e")
    pilot.refresh_from_db()
    comment = say(by=ada, pilot=pilot, text=" The abstract says adults. ", candidate=candidate)
    assert comment.text == "The abstract says adults."
    say(by=judy, pilot=pilot, text="An adjudicator may")
    outsider = join(owen, "Lin", Role.REVIEWER)
    with pytest.raises(Refused, match="took part"):
        say(by=outsider, pilot=pilot, text="Me too")
    other = next(c for c in candidates if c != candidate)
    for text, about, sentence in [
        (" ", None, "Write something"), ("a\0b", None, "Write something"), ("x" * 10_001, None, "Write something"),
        ("fine", other, "not in the round"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            say(by=ada, pilot=pilot, text=text, candidate=about)
    comment.text = "I never said so"
    with arranging(owen.review), pytest.raises(AppendOnlyError):
        comment.save()
    assert PilotComment.objects.count() == 2


def test_differing_reasons_are_told_apart_from_differing_verdicts(
    owen, ada, grace, review, candidates, reason
):
    pilot = make_round(owen, [ada, grace], size=2)
    first, second = drawn(pilot)
    vote(ada, first, "exclude", reason=reason)
    vote(grace, first, "exclude", reason=make_reason(review, "Not clinical"))
    vote(ada, second, "maybe")
    vote(grace, second, "include")
    pilot.refresh_from_db()
    reasons, verdicts = results_of(pilot=pilot).cases
    assert (reasons.disagree, reasons.reasons_differ) == (False, True)
    assert (verdicts.disagree, verdicts.reasons_differ) == (True, False)
    assert outcome_of(second) == ("included", "agreed"), (
        "a maybe counts as include, and is talked over all the same"
    )
