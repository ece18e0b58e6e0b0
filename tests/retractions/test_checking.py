"""From an included report to a mark on it, against a real server on this machine."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from screening.audit.models import AuditEvent
from screening.demo.corpus.demo import RETRACTED_LATER
from screening.demo.eutils import StandIn
from screening.jobs import running
from screening.jobs.models import Job
from screening.jobs.operations import cancel, retry
from screening.jobs.turns import TurnTaken, next_night
from screening.notices.models import Notice
from screening.records.description import Relation
from screening.records.models import Citation, Record
from screening.retractions.models import Flag, RetractionWatch
from screening.retractions.operations import check_on_schedule, note_said, set_watch, start_check
from screening.retractions.queries import watched
from screening.retractions.said import RETRACTED, Said
from screening.retractions.watching import start_due
from screening.reviews.models import Member
from screening.reviews.permissions import Role
from screening.reviews.team import change_role
from tests.casting import arranging
from tests.decisions.rows import make_candidate
from tests.searching import found, imported, make_source, received

pytestmark = pytest.mark.django_db


def include(*citations: Citation, outcome: str = "included") -> None:
    for citation in citations:
        with arranging(citation.review):
            citation.candidates.update(outcome=outcome)


@pytest.fixture
def report(owen: Member) -> Citation:
    """An included report that is retracted after it was found; another, pending one beside it."""
    trial, _ = found(owen, received(str(RETRACTED_LATER), "A trial"), received("90000011", "Pending"))
    include(trial)
    return trial


def check(by: Member) -> Job:
    job = start_check(by=by)
    running.run(job.pk)
    job.refresh_from_db()
    return job


def sentences(member: Member) -> list[str]:
    return [notice.told.sentence for notice in Notice.objects.filter(member=member).order_by("pk")]


def test_a_report_that_was_retracted_since_is_marked_and_its_owner_told(
    owen: Member, ada: Member, report: Citation, ncbi: StandIn
) -> None:
    before = Record.objects.get(citation=report).fields
    assert check(owen).state == "done"
    report.refresh_from_db()
    assert not report.retracted, "it is retracted later"
    job = check(owen)
    report.refresh_from_db()
    assert (job.state, report.retracted, report.questioned) == ("done", True, False)
    flag = Flag.objects.get()
    assert (flag.citation, flag.kind, flag.pmid) == (report, RETRACTED, str(RETRACTED_LATER + 8))
    assert sentences(owen) == ["PubMed says that an included report was retracted: “A trial”."]
    assert sentences(ada) == []
    assert Record.objects.get(citation=report).fields == before, "the record stays as received"
    event = AuditEvent.objects.get(kind="citation.flagged")
    assert (event.subject_id, event.data["what"]) == (report.pk, "retracted")
    check(owen)
    assert (Flag.objects.count(), len(sentences(owen))) == (1, 1), "what is known is not noted twice"
    assert {seen.ids for seen in ncbi.seen("efetch")} == {1}, "only included reports are asked after"


def test_the_last_check_is_on_record(owen: Member, report: Citation, ncbi: StandIn) -> None:
    [other] = found(owen, received("99999999", "Nobody knows it"), source=make_source(owen, name="Again"))
    include(other)
    check(owen)
    watch = RetractionWatch.objects.get()
    assert (watch.asked, watch.unanswered) == (2, ["99999999"])
    assert timezone.now() - watch.checked_at < timedelta(minutes=1)
    assert (watch.every, watch.next_due_at) == ("week", next_night())


def test_pmids_come_from_records_where_the_citation_has_none(owen: Member, report: Citation) -> None:
    [other] = imported(owen, received("", "Of Embase"))
    include(other)
    assert watched(review=owen.review) == {str(RETRACTED_LATER): [report.pk]}
    with arranging(owen.review):
        Record.objects.filter(citation=report).update(citation=other)
        Citation.objects.filter(pk=report.pk).update(merged_into=other)
    assert watched(review=owen.review) == {str(RETRACTED_LATER): [other.pk]}


@pytest.mark.parametrize("outcome", ["excluded", "pending", "conflict"])
def test_what_is_not_included_is_not_asked_after(owen: Member, report: Citation, outcome: str) -> None:
    include(report, outcome=outcome)
    assert watched(review=owen.review) == {}
    with pytest.raises(ValidationError, match="nothing to ask PubMed about"):
        start_check(by=owen)


def test_only_who_may_run_searches_asks(ada: Member, report: Citation) -> None:
    with pytest.raises(PermissionDenied):
        start_check(by=ada)
    with pytest.raises(PermissionDenied):
        set_watch(by=ada, every="", first_on=date(2030, 1, 1))


# What PubMed says, without PubMed


def test_an_expression_of_concern_is_told_and_an_erratum_only_shown(owen: Member, report: Citation) -> None:
    said = frozenset({Said("ErratumIn", "1")})
    assert note_said(by=owen, said={report.pk: said}) == 1
    report.refresh_from_db()
    assert (report.retracted, report.questioned, sentences(owen)) == (False, False, [])
    note_said(by=owen, said={report.pk: said | {Said("ExpressionOfConcernIn", "2")}})
    report.refresh_from_db()
    assert (report.retracted, report.questioned) == (False, True)
    assert sentences(owen) == ["PubMed shows an expression of concern about an included report: “A trial”."]
    note_said(by=owen, said={report.pk: said | {Said(RETRACTED, "3")}})
    report.refresh_from_db()
    assert (report.retracted, report.questioned) == (True, False)
    assert len(sentences(owen)) == 2


def test_what_pubmed_takes_back_is_taken_back_here(owen: Member, report: Citation) -> None:
    note_said(by=owen, said={report.pk: frozenset({Said(RETRACTED, "1")})})
    note_said(by=owen, said={report.pk: frozenset()})
    report.refresh_from_db()
    assert not report.retracted
    assert Flag.objects.get().gone_at is not None
    assert AuditEvent.objects.filter(kind="citation.unflagged").count() == 1
    note_said(by=owen, said={report.pk: frozenset({Said(RETRACTED, "1")})})
    report.refresh_from_db()
    assert (report.retracted, Flag.objects.count(), len(sentences(owen))) == (True, 2, 2)


def test_one_that_came_retracted_is_not_news_and_stays_so(owen: Member) -> None:
    told_so = received("5", "Came so", retracted=True, relations=(Relation(RETRACTED, "6"),))
    [citation] = found(owen, told_so)
    include(citation)
    note_said(by=owen, said={citation.pk: frozenset({Said(RETRACTED, "6")})})
    assert (Flag.objects.count(), sentences(owen)) == (1, [])
    note_said(by=owen, said={citation.pk: frozenset()})
    citation.refresh_from_db()
    assert citation.retracted, "its record says so"


def test_a_later_record_marks_it_at_once_and_the_check_tells_the_owner(owen: Member) -> None:
    source = make_source(owen)
    [citation] = found(owen, received("5", "A trial"), source=source)
    include(citation)
    found(owen, received("5", "RETRACTED: A trial", retracted=True), source=source)
    citation.refresh_from_db()
    assert (citation.retracted, sentences(owen)) == (True, [])
    for notices in ({Said(RETRACTED, "6")}, {Said(RETRACTED, "6"), Said("RetractedandRepublishedIn", "7")}):
        note_said(by=owen, said={citation.pk: frozenset(notices)})
        assert sentences(owen) == ["PubMed says that an included report was retracted: “A trial”."]


def test_another_reviews_citation_is_left_alone(owen: Member, mallory: Member, report: Citation) -> None:
    assert note_said(by=mallory, said={report.pk: frozenset({Said(RETRACTED)})}) == 0
    assert not Flag.objects.exists()


# On schedule


def due(owen: Member) -> RetractionWatch:
    watch = set_watch(by=owen, every="week", first_on=timezone.now().date() + timedelta(days=1))
    moment = timezone.now() - timedelta(seconds=1)
    with arranging(owen.review):
        RetractionWatch.objects.update(first_at=moment, next_due_at=moment)
    watch.refresh_from_db()
    return watch


def test_a_review_is_watched_as_soon_as_something_is_included(
    owen: Member, mallory: Member, report: Citation
) -> None:
    assert start_due() == []
    watch = RetractionWatch.objects.get()
    assert (watch.review, watch.every, watch.set_by) == (owen.review, "week", None)
    assert watch.next_due_at == next_night()
    start_due()
    assert AuditEvent.objects.filter(kind="schedule.set").count() == 1


def test_a_due_check_is_made_once(owen: Member, report: Citation) -> None:
    watch = due(owen)
    seen_by_another = RetractionWatch.objects.get()
    assert len(start_due()) == 1
    assert start_due() == []
    with pytest.raises(TurnTaken):
        check_on_schedule(by=owen, watch=seen_by_another)
    watch.refresh_from_db()
    assert watch.next_due_at > timezone.now() + timedelta(days=6)
    assert Job.objects.filter(kind="retractions.check").count() == 1


def test_an_owner_acts_where_nobody_set_it(owen: Member, ada: Member, report: Citation) -> None:
    start_due()
    with arranging(owen.review):
        RetractionWatch.objects.update(next_due_at=timezone.now())
    [job] = start_due()
    assert job.by == owen


def test_a_check_that_is_off_never_comes(owen: Member, report: Citation) -> None:
    set_watch(by=owen, every="", first_on=timezone.now().date())
    assert start_due() == []
    assert RetractionWatch.objects.get().next_due_at is None


def test_nothing_included_any_more_is_no_reason_to_complain(owen: Member, report: Citation) -> None:
    due(owen)
    include(report, outcome="excluded")
    assert start_due() == []
    assert (RetractionWatch.objects.get().paused_because, sentences(owen)) == ("", [])


def test_who_may_no_longer_ask_pauses_it(owen: Member, ines: Member, report: Citation) -> None:
    due(ines)
    change_role(by=owen, member=ines, role=Role.OBSERVER)
    assert (start_due(), start_due()) == ([], [])
    why = RetractionWatch.objects.get().paused_because
    assert "Ines set it and may no longer run searches" in why
    assert sentences(owen) == [f"The check for retractions is paused. {why}"]


def test_a_check_on_schedule_that_fails_is_told(owen: Member, report: Citation, ncbi: StandIn) -> None:
    due(owen)
    [job] = start_due()
    ncbi.fail("500", times=1000)
    running.run(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "NCBI" in job.error
    [sentence] = sentences(owen)
    assert sentence.startswith("The check for retractions did not get to the end.")
    ncbi.heal()
    retry(by=owen, job=job)
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, len(sentences(owen))) == ("done", 1)


def test_one_that_was_pressed_says_so_on_its_page_alone(
    owen: Member, report: Citation, ncbi: StandIn
) -> None:
    ncbi.fail("500", times=1000)
    assert (check(owen).state, sentences(owen)) == ("failed", [])


def test_a_check_can_be_stopped(owen: Member, report: Citation, ncbi: StandIn) -> None:
    job = start_check(by=owen)
    cancel(by=owen, job=job)
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.state, ncbi.requests) == ("cancelled", [])


# The command


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("check_retractions", "exosomes", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_what_pubmed_says(owen: Member, report: Citation, ncbi: StandIn) -> None:
    assert "1 asked, 0 not answered" in run()
    said: dict[str, Any] = json.loads(run("--json", "--as", "owen@example.org"))
    assert (said["state"], said["asked"], said["problem"]) == ("done", 1, "")
    assert [(one["citation"], one["kind"]) for one in said["said"]] == [(report.pk, RETRACTED)]


def test_the_command_fails_with_a_sentence(owen: Member, ada: Member) -> None:
    with pytest.raises(CommandError, match="nothing to ask PubMed about"):
        run()
    with pytest.raises(CommandError, match="does not allow this"):
        run("--as", "ada@example.org")


def test_a_full_text_inclusion_is_watched_too(owen: Member) -> None:
    candidate = make_candidate(owen.review, "By hand")
    with arranging(owen.review):
        Citation.objects.filter(pk=candidate.citation_id).update(pmid="77")
    include(candidate.citation)
    assert watched(review=owen.review) == {"77": [candidate.citation_id]}
