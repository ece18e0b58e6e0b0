"""One vote of one's own on many citations: blind, each on record, sent twice it is once, and back again."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.audit.models import AuditEvent
from screening.decisions.batch_models import VoteBatch
from screening.decisions.bulk import batches
from screening.decisions.bulk.asking import plan_for, vote_on_all
from screening.decisions.bulk.batches import cast_some, take_back_batch, told_of
from screening.decisions.figures.first_votes import first_votes
from screening.decisions.models import Candidate, Vote
from screening.decisions.operations import resolve, undo_vote
from screening.decisions.requirements import Refused
from screening.jobs import running
from screening.jobs.models import Job
from screening.jobs.operations import cancel, retry
from screening.records.queries import citations_of
from screening.reviews.permissions import Role
from screening.reviews.team import change_role
from tests.casting import signed_in
from tests.decisions.rows import make_candidate, make_citation, make_protocol, make_reason, outcome_of, vote


@pytest.fixture
def candidates(review, protocol):
    return [make_candidate(review, f"Citation {number}") for number in range(4)]


def asked(by, verdict="exclude", **fields):
    return vote_on_all(
        by=by, citations=citations_of(member=by), verdict=verdict, key=fields.pop("key", uuid4()), **fields
    )


def done(by, batch=None):
    """Whatever waits is done, as a worker does it."""
    for job in Job.objects.active():
        running.run(job.pk)
    assert not Job.objects.filter(state="failed").exists(), Job.objects.filter(state="failed").first().error
    return told_of(batch=batch or VoteBatch.objects.own(by).get())


def mine(member):
    rows = Vote.objects.own(member).filter(superseded_by=None).order_by("candidate")
    return list(rows.values_list("candidate", "verdict"))


def test_what_waits_for_me_gets_my_vote_and_nothing_else(ada, grace, judy, review, candidates):
    judged, decided, alone, untouched = candidates
    vote(ada, judged, "include")
    for member in (grace, judy):
        vote(member, decided, "include")
    vote(grace, alone, "include")
    make_citation(review, "Removed", closed_as="other")
    plan = plan_for(member=ada, citations=citations_of(member=ada))
    assert (plan.found, plan.votes, plan.judged, plan.decided, plan.elsewhere) == (5, 2, 1, 1, 1)
    batch = asked(ada, note="By type")
    assert mine(ada) == [(judged.pk, "include")]
    told = done(ada)
    assert (told.asked, told.cast, told.standing, told.left) == (2, 2, 2, {})
    assert mine(ada) == [(judged.pk, "include"), (alone.pk, "exclude"), (untouched.pk, "exclude")]
    assert [outcome_of(c)[0] for c in candidates] == ["pending", "included", "conflict", "pending"]
    cast = AuditEvent.objects.filter(kind="vote.cast", data__batch=batch.pk)
    assert {event.subject_id for event in cast} == {alone.pk, untouched.pk}
    assert AuditEvent.objects.get(kind="vote.batch_cast").data["votes"] == 2
    row = Vote.objects.own(ada).get(candidate=alone)
    assert (row.note, row.batch, row.is_first) == ("By type", batch, False)


def test_no_agreement_comes_of_it_but_the_first_look_after_it_counts(ada, grace, review, candidates):
    batch = asked(ada, "include")
    done(ada)
    for candidate in candidates:
        vote(grace, candidate, "include")
    assert first_votes(review=review, stage="title_abstract") == []
    take_back_batch(by=ada, batch=batch)
    done(ada)
    seen = vote(ada, candidates[0], "include")
    assert not seen.is_first, "Grace's vote was open"
    other = make_candidate(review)
    alone = citations_of(member=ada).filter(pk=other.citation_id)
    again = vote_on_all(by=ada, citations=alone, verdict="include", key=uuid4())
    done(ada, again)
    take_back_batch(by=ada, batch=again)
    done(ada, again)
    assert vote(ada, other, "include").is_first, "nobody had judged it, and this time Ada looked"


def test_all_of_it_is_taken_back_but_what_was_changed_or_settled_since(ada, grace, judy, review, candidates):
    changed, settled, undone, plain = candidates
    batch = asked(ada)
    done(ada)
    vote(ada, changed, "include")
    undo_vote(by=ada, candidate=undone, key=uuid4())
    vote(grace, settled, "include")
    resolve(by=judy, candidate=settled, verdict="include")
    take_back_batch(by=ada, batch=batch)
    told = done(ada)
    assert told.standing == 1
    assert mine(ada) == [
        (changed.pk, "include"), (settled.pk, "exclude"), (undone.pk, "withdrawn"), (plain.pk, "withdrawn"),
    ]  # fmt: skip
    assert Vote.objects.own(ada).count() == 7, "nothing is deleted"
    assert outcome_of(settled) == ("included", "resolved")


def test_the_outcomes_are_as_before_when_all_is_taken_back(ada, grace, candidates):
    for candidate in candidates[:2]:
        vote(grace, candidate, "include")
    before = [outcome_of(c) for c in candidates]
    batch = asked(ada)
    done(ada)
    assert [outcome_of(c) for c in candidates] != before
    take_back_batch(by=ada, batch=batch)
    assert done(ada).standing == 0
    assert [outcome_of(c) for c in candidates] == before
    with pytest.raises(Refused, match="No vote of these stands"):
        take_back_batch(by=ada, batch=batch)


def test_sent_twice_it_is_one_batch(ada, candidates):
    key = uuid4()
    first = asked(ada, key=key)
    assert asked(ada, "include", key=key) == first
    done(ada)
    assert asked(ada, key=key) == first
    assert Vote.objects.own(ada).count() == 4


def test_somebody_elses_key_is_refused(ada, grace, candidates):
    key = uuid4()
    asked(ada, key=key)
    with pytest.raises(Refused, match="sent before"):
        asked(grace, key=key)


def test_it_goes_on_where_it_stopped(ada, candidates, monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    batch = asked(ada)
    ids = batch.candidates
    cast_some(by=ada, batch=batch, candidates=ids[:2])  # and then the worker died
    job = Job.objects.get()
    cancel(by=ada, job=job)
    assert told_of(batch=batch).standing == 2
    retry(by=ada, job=job)
    told = done(ada)
    assert (told.cast, told.standing, Vote.objects.own(ada).count()) == (4, 4, 4)
    cast_some(by=ada, batch=batch, candidates=ids)  # once more adds nothing
    assert Vote.objects.own(ada).count() == 4


def test_what_was_decided_or_judged_in_between_is_left_out_and_said(ada, grace, judy, candidates):
    asked(ada)
    for member in (grace, judy):
        vote(member, candidates[0], "include")
    vote(ada, candidates[1], "include")
    told = done(ada)
    assert told.left == {"Decided in the meantime.": 1, "Judged by you in the meantime.": 1}
    assert outcome_of(candidates[0]) == ("included", "agreed")


def test_while_it_is_cast_it_is_not_taken_back(ada, candidates):
    batch = asked(ada)
    cast_some(by=ada, batch=batch, candidates=batch.candidates[:1])
    with pytest.raises(Refused, match="still being cast"):
        take_back_batch(by=ada, batch=batch)


def test_a_right_that_is_taken_ends_it(owen, ada, candidates):
    asked(ada)
    change_role(by=owen, member=ada, role=Role.OBSERVER)
    job = Job.objects.get()
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, "may no longer" in job.error) == ("failed", True)
    assert not Vote.rows.exists()


def test_bad_input_stores_nothing(ada, review, candidates, mallory):
    reason = make_reason(review, "Not clinical")
    late = make_reason(review, "Only at full text", at_title_abstract=False)
    foreign = make_reason(mallory.review, "Foreign")
    for verdict, given, note in [
        ("include", reason, ""), ("never", None, ""), ("withdrawn", None, ""), ("exclude", late, ""),
        ("exclude", None, "a\0b"), ("exclude", None, "x" * 10_001),
    ]:  # fmt: skip
        with pytest.raises(Refused):
            asked(ada, verdict, reason=given, note=note)
    with pytest.raises(PermissionDenied):
        asked(ada, "exclude", reason=foreign)
    make_protocol(review, number=2, reason_required=True)
    with pytest.raises(Refused, match="needs a reason"):
        asked(ada, "exclude")
    for member in candidates:
        vote(ada, member, "include")
    with pytest.raises(Refused, match="None of these waits"):
        asked(ada, "include")
    assert not VoteBatch.rows.exists()
    assert not Job.objects.exists()


def test_only_who_screens_and_in_their_own_name(olive, mallory, grace, ada, candidates):
    with pytest.raises(PermissionDenied):
        asked(olive)
    batch = asked(ada)
    done(ada)
    with pytest.raises(Refused):
        take_back_batch(by=grace, batch=batch)
    with pytest.raises(PermissionDenied):
        take_back_batch(by=mallory, batch=batch)
    for name in ("batch", "take_back_batch"):
        where = reverse(f"decisions:{name}", args=["exosomes", batch.pk])
        for method in ("get", "post"):
            assert getattr(signed_in(grace), method)(where).status_code in (404, 405)


def test_nothing_before_the_protocol_is_frozen(ada, review):
    make_candidate(review)
    with pytest.raises(Refused, match="protocol is frozen"):
        asked(ada)
    assert "Screening starts when" in signed_in(ada).get(MANY).content.decode()


MANY = "/r/exosomes/screen/many/"


def test_the_latest_are_told_apart_by_how_many_they_were(ada, review, candidates):
    asked(ada)
    make_candidate(review)
    done(ada)
    asked(ada)
    page = signed_in(ada).get(MANY).content.decode()
    assert "UTC: 4 citations, exclude" in page
    assert "UTC: 1 citation, exclude" in page


def test_the_page_shows_what_would_happen_and_the_next_how_it_went(ada, review, candidates):
    reason = make_reason(review, "Not clinical")
    make_candidate(review, "An editorial", types=["Editorial"], year=2001)
    browser = signed_in(ada)
    listed = browser.get("/r/exosomes/citations/?year_to=2010").content.decode()
    assert f"{MANY}?year_to=2010" in listed
    page = browser.get(f"{MANY}?year_to=2010").content.decode()
    assert "An editorial" in page
    assert "Vote on 1 citation<" in page
    refused = browser.post(f"{MANY}?year_to=2010", {"key": uuid4(), "note": "kept words"})
    assert (refused.status_code, "Choose a verdict." in refused.content.decode()) == (422, True)
    assert "kept words</textarea>" in refused.content.decode()
    answer = browser.post(f"{MANY}?year_to=2010", {"reason": reason.pk, "key": uuid4()})
    batch = VoteBatch.objects.own(ada).get()
    assert (batch.verdict, batch.reason, len(batch.candidates)) == ("exclude", reason, 1)
    assert answer.url == f"{MANY}{batch.pk}/"
    assert "Waiting for a worker" in browser.get(answer.url).content.decode()
    done(ada)
    page = browser.get(answer.url).content.decode()
    assert "Take back 1 vote<" in page
    assert "citations/?year_to=2010" in page
    assert browser.post(f"{answer.url}undo/").url == answer.url
    done(ada)
    assert "No vote of these stands any more" in browser.get(answer.url).content.decode()


def test_what_came_after_the_preview_gets_no_vote_unseen(ada, review, candidates):
    browser = signed_in(ada)
    sent = {"verdict": "exclude", "key": uuid4(), "shown": len(candidates)}
    assert f'name="shown" value="{len(candidates)}"' in browser.get(MANY).content.decode()
    make_candidate(review, "Imported a moment ago")
    page = browser.post(MANY, sent).content.decode()
    assert not VoteBatch.objects.own(ada).exists()
    assert f"{len(candidates) + 1} citations would get your vote now, not {len(candidates)}." in page
    assert "Imported a moment ago" in page
    assert browser.post(MANY, sent | {"shown": len(candidates) + 1}).status_code == 302
    assert len(VoteBatch.objects.own(ada).get().candidates) == len(candidates) + 1


def test_chosen_rows(ada, candidates):
    some = [c.citation_id for c in candidates[:2]]
    query = "&".join(f"citation={pk}" for pk in [*some, "x", 10**30])
    browser = signed_in(ada)
    assert "Chosen one by one" in browser.get(f"{MANY}?of=chosen&{query}").content.decode()
    browser.post(f"{MANY}?of=chosen&{query}", {"verdict": "include", "key": uuid4()})
    assert VoteBatch.objects.own(ada).get().candidates == [c.pk for c in candidates[:2]]


def test_pages_take_the_same_queries_with_one_row_and_with_three(ada, review, protocol):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_candidate(review)
            asked(ada)
        for job in Job.objects.active():
            running.run(job.pk)
        make_candidate(review)
        browser, found = signed_in(ada), []
        for where in (MANY, f"{MANY}{VoteBatch.objects.own(ada).order_by('pk').last().pk}/"):
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(where).status_code == 200
            found.append(len(captured))
        counts.append(found)
        vote(ada, Candidate.objects.order_by("pk").last(), "include")
    assert counts[0] == counts[1]
