"""Amended rules: what they would change is shown, blind, and changed only when an owner says so; and back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.audit.models import AuditEvent
from screening.decisions.amending import rule_changes
from screening.decisions.amending.rule_changes import apply_rules, changes
from screening.decisions.calibration.operations import close_round, open_round
from screening.decisions.models import Candidate, Vote
from screening.decisions.operations import resolve
from screening.decisions.outcomes.reopening import reopen
from screening.decisions.requirements import Refused
from screening.fulltexts.models import Report
from screening.jobs import running
from screening.protocol.models import StageRules
from screening.protocol.operations import amend, freeze, set_rules
from screening.protocol.queries import current_protocol
from screening.reviews.operations import set_blinding
from tests.casting import arranging, signed_in
from tests.decisions.rows import make_candidate, make_protocol, make_reason, outcome_of, vote

TA = "title_abstract"


def judged(review, *votes):
    candidate = make_candidate(review)
    for member, verdict, *reason in votes:
        vote(member, candidate, verdict, reason=reason[0] if reason else None)
    return candidate


def preview(version):
    return rule_changes.preview(version=version, found=changes(version=version))


def behind(version, move):
    return rule_changes.behind(version=version, found=changes(version=version), move=move)


def applied(owner, version):
    job = apply_rules(by=owner, version=version)
    running.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error
    return job


def test_each_rule_moves_what_it_moves(owen, ada, grace, review, protocol):
    first, second = make_reason(review, "Not clinical"), make_reason(review, "No exosomes")
    judged(review, (ada, "include"), (grace, "include"))
    judged(review, (ada, "include"), (grace, "maybe"))
    judged(review, (ada, "exclude", first), (grace, "exclude", second))
    judged(review, (ada, "include"), (grace, "exclude"))
    for rules, moves in [
        ({}, {}),
        (
            {"votes_required": 3},
            {("included", "pending"): 2, ("excluded", "pending"): 1, ("conflict", "pending"): 1},
        ),
        ({"votes_required": 1}, {}),
        ({"maybe": "conflict"}, {("included", "conflict"): 1}),
        ({"differing_reasons": "conflict"}, {("excluded", "conflict"): 1}),
        ({"reason_required": True, "settled_by": "adjudicators"}, {}),
    ]:
        with transaction.atomic():
            version = make_protocol(review, number=2, **rules)
            assert preview(version).moves == {(TA, *move): n for move, n in moves.items()}, rules
            transaction.set_rollback(True)


def test_nothing_advances_by_itself_and_applying_is_reversible(owen, ada, grace, review, protocol):
    agreed = judged(review, (ada, "include"), (grace, "include"))
    waiting = judged(review, (ada, "include"))
    votes = list(Vote.rows.values_list("pk", "verdict", "protocol"))
    one = make_protocol(review, number=2, votes_required=1)
    assert (outcome_of(agreed)[0], outcome_of(waiting)[0]) == ("included", "pending")
    applied(owen, one)
    assert (outcome_of(agreed)[0], outcome_of(waiting)[0]) == ("included", "included")
    assert Report.objects.filter(citation=waiting.citation).exists()
    three = make_protocol(review, number=3, votes_required=3)
    applied(owen, three)
    assert (outcome_of(agreed)[0], outcome_of(waiting)[0]) == ("pending", "pending")
    two = make_protocol(review, number=4)
    applied(owen, two)
    assert (outcome_of(agreed)[0], outcome_of(waiting)[0]) == ("included", "pending")
    assert list(Vote.rows.values_list("pk", "verdict", "protocol")) == votes
    told = AuditEvent.objects.filter(kind="outcome.changed", subject_id=waiting.pk).order_by("sequence")
    assert [e.data["after"] for e in told] == ["included", "pending"]
    assert [e.data["outcomes"] for e in AuditEvent.objects.filter(kind="outcome.rules_applied")] == [1, 2, 1]
    assert Report.objects.filter(citation=waiting.citation).count() == 1


def test_what_was_settled_stays_and_what_is_open_again_stays_open(owen, ada, grace, judy, review, protocol):
    settled = judged(review, (ada, "include"), (grace, "exclude"))
    resolve(by=judy, candidate=settled, verdict="exclude")
    opened = judged(review, (ada, "include"), (grace, "include"))
    reopen(by=owen, candidate=opened, reason="Look again")
    assert list(changes(version=protocol)) == []
    one = make_protocol(review, number=2, votes_required=1)
    assert list(changes(version=one)) == []
    three = make_protocol(review, number=3, votes_required=3)
    assert [(c.candidate, c.after) for c in changes(version=three)] == [(opened.pk, "pending")]
    applied(owen, three)
    assert outcome_of(settled) == ("excluded", "resolved")


def test_another_order_of_reasons_is_a_change_of_reason(owen, ada, grace, review, protocol):
    first, second = make_reason(review, "Not clinical"), make_reason(review, "No exosomes")
    candidate = judged(review, (ada, "exclude", first), (grace, "exclude", second))
    with arranging(review):
        type(first).objects.filter(pk=first.pk).update(position=9)
    assert preview(protocol).moves == {(TA, "excluded", "excluded"): 1}
    applied(owen, protocol)
    candidate.refresh_from_db()
    assert candidate.reason == second


def test_what_an_open_pilot_round_holds_waits_for_its_end(owen, ada, grace, judy, review, protocol):
    make_candidate(review)
    pilot = open_round(by=owen, members=[ada, grace, judy], size=1)
    [held] = [row.candidate for row in pilot.drawn.select_related("candidate")]
    vote(ada, held, "include")
    vote(grace, held, "include")
    version = make_protocol(review, number=2, votes_required=1)
    assert list(changes(version=version)) == []
    close_round(by=owen, pilot=pilot, reason="Enough")
    assert outcome_of(held) == ("included", "agreed")


def test_rules_that_are_not_in_force_are_not_applied(owen, ada, mallory, review, protocol):
    draft = amend(by=owen, reason="Three judge now")
    with pytest.raises(Refused, match="not in force"):
        apply_rules(by=owen, version=draft)
    with pytest.raises(PermissionDenied):
        apply_rules(by=ada, version=protocol)
    with pytest.raises(PermissionDenied):
        apply_rules(by=mallory, version=protocol)
    job = apply_rules(by=owen, version=protocol)
    make_protocol_in_place_of(draft)
    judged(review, (ada, "include"))
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, "amended in the meantime" in job.error) == ("failed", True)


def make_protocol_in_place_of(draft):
    with arranging(draft.review):
        type(draft).objects.filter(pk=draft.pk).update(frozen_at="2030-01-01T00:00Z")


def at(number, query="", name="rule_changes"):
    return reverse(f"decisions:{name}", args=["exosomes", number]) + query


def amended(owner, **changed):
    draft = amend(by=owner, reason="The rules were too loose")
    for stage in ("title_abstract", "full_text"):
        now = {
            "votes_required": 2, "maybe": "include", "reason_required": False, "differing_reasons": "order"
        } | changed  # fmt: skip
        set_rules(by=owner, version=draft, stage=stage, **now)
    return draft


def test_the_pages_from_draft_to_applied(owen, ada, grace, review, protocol):
    with arranging(review):
        protocol.question = "Do exosomes help?"
        protocol.save()
    doubtful = judged(review, (ada, "include"), (grace, "maybe"))
    draft = amended(owen, maybe=StageRules.Maybe.CONFLICT)
    browser = signed_in(owen)
    assert at(2) in browser.get(reverse("protocol:freeze", args=["exosomes"])).content.decode()
    page = browser.get(at(2)).content.decode()
    assert "A draft: nothing changes" in page
    assert at(2, name="apply_rules") not in page
    assert "?move=title_abstract.included.conflict" in page
    listed = browser.get(at(2, "?move=title_abstract.included.conflict")).content.decode()
    assert reverse("decisions:conflict", args=["exosomes", doubtful.pk]) in listed
    freeze(by=owen, version=draft)
    assert outcome_of(doubtful)[0] == "included"
    assert browser.post(at(2, name="apply_rules")).url == at(2)
    running.run(review.jobs.get().pk)
    assert outcome_of(doubtful)[0] == "conflict"
    page = browser.get(at(2)).content.decode()
    assert "No outcome that is decided would be another" in page
    assert "Applied last by Owen" in page
    assert "still pending" not in page, "no version asked for more votes"
    assert browser.get(at(1)).status_code == 404
    for query in ("?move=x", "?move=title_abstract.pending.included", "?move=a.b.c&page=z"):
        assert browser.get(at(2, query)).status_code == 200


def test_what_ada_thinks_of_what_is_pending_does_not_show(owen, ada, review, protocol):
    candidates = [make_candidate(review) for _ in range(3)]
    one = make_protocol(review, number=2, votes_required=1)
    queries = ["", "?move=title_abstract.pending.included", "?move=title_abstract.pending.excluded"]
    worlds = []
    for verdict in (None, "include", "exclude"):
        with transaction.atomic():
            if verdict:
                with arranging(review):  # as it was before the amendment: her vote settles nothing yet
                    row = vote(ada, candidates[0], verdict)
                    Candidate.objects.filter(pk=row.candidate_id).update(outcome="pending", decided_by="")
            seen = []
            for query in queries:
                with CaptureQueriesContext(connection) as captured:
                    page = signed_in(owen).get(at(2, query)).content.decode()
                seen.append((len(captured), page[page.index("<main") :].partition("csrfmiddlewaretoken")[0]))
            worlds.append(seen)
            assert "Of those still pending, fewer than 20 would be decided, or none." in page
            assert behind(one, (TA, "pending", "included")) == []
            transaction.set_rollback(True)
    assert worlds[0] == worlds[1] == worlds[2]


def test_from_twenty_on_how_many_pending_ones_is_told(owen, ada, review, protocol, monkeypatch):
    monkeypatch.setattr(rule_changes, "ENOUGH", 2)
    monkeypatch.setattr(rule_changes, "STEP", 2)
    judged(review, (ada, "include"))
    one = make_protocol(review, number=2, votes_required=1)
    with arranging(review):
        Candidate.objects.update(outcome="pending", decided_by="")
    assert preview(one).decided is None
    other = judged(review, (ada, "exclude"))
    with arranging(review):
        Candidate.objects.update(outcome="pending", decided_by="")
    assert preview(one) == rule_changes.Preview({}, 2)
    judged(review, (ada, "include"))
    with arranging(review):
        Candidate.objects.update(outcome="pending", decided_by="")
    assert preview(one).decided == 2, "it does not move with each vote"
    set_blinding(by=owen, blinded=False, reason="training")
    one.review.refresh_from_db()
    assert preview(one).moves == {(TA, "pending", "included"): 2, (TA, "pending", "excluded"): 1}
    assert behind(one, (TA, "pending", "excluded")) == [other.pk]


def test_the_page_takes_the_same_queries_with_one_row_and_with_three(owen, ada, grace, review, protocol):
    make_protocol(review, number=2, maybe="conflict")
    counts = []
    for more in (1, 2):
        for _ in range(more):
            with arranging(review):
                judged(review, (ada, "include"), (grace, "maybe"))
                Candidate.objects.update(outcome="included", decided_by="agreed")
        browser = signed_in(owen)
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(at(2, "?move=title_abstract.included.conflict"))
        assert "behind-title" in answer.content.decode()
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_rules_are_those_in_force(owen, review, protocol):
    assert current_protocol(review=review) == protocol
    assert protocol.rules.first().settled_by == "either"
