from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit.models import AuditEvent
from screening.decisions.models import Vote
from screening.decisions.operations import resolve
from screening.fulltexts.models import FullTextFile, Report
from screening.fulltexts.operations import (
    judge_report,
    mark_not_retrieved,
    mark_retrieved,
    record_attempt,
    reopen_retrieval,
)
from screening.protocol.models import ExclusionReason
from screening.reviews.models import Member
from tests.decisions.rows import make_protocol, vote
from tests.fulltexts.rows import pdf


def state(report: Report) -> str:
    return Report.objects.get(pk=report.pk).retrieval


def test_a_pdf_makes_a_report_retrieved_and_says_who_brought_it(sought: Report, ines: Member) -> None:
    mark_retrieved(by=ines, report=sought, upload=pdf("Wilson 2024.pdf"))
    sought.refresh_from_db()
    file = FullTextFile.objects.get(report=sought)
    assert (sought.retrieval, sought.retrieval_by, file.name) == ("retrieved", ines, "Wilson 2024.pdf")
    event = AuditEvent.objects.get(kind="report.retrieved")
    assert event.data == {
        "citation": sought.citation_id,
        "file": file.pk,
        "sha256": file.sha256,
        "by_link": False,
    }


def test_a_link_will_do_and_a_file_may_follow(sought: Report, ada: Member) -> None:
    mark_retrieved(by=ada, report=sought, link="https://example.org/text")
    mark_retrieved(by=ada, report=sought, upload=pdf())
    sought.refresh_from_db()
    assert (sought.link, sought.files.count()) == ("https://example.org/text", 1)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://example.org/x.pdf", "file:///etc/passwd", "text"]
)
def test_a_link_is_a_web_address(sought: Report, ada: Member, link: str) -> None:
    with pytest.raises(ValidationError):
        mark_retrieved(by=ada, report=sought, link=link)
    assert state(sought) == "sought"


def test_retrieved_means_that_others_can_read_it_too(sought: Report, ada: Member) -> None:
    with pytest.raises(ValidationError, match="Choose a PDF or give a link"):
        mark_retrieved(by=ada, report=sought)


def test_not_retrieved_is_signed_with_a_note_and_reopened_with_a_reason(sought: Report, ada: Member) -> None:
    with pytest.raises(ValidationError, match="Say what was tried"):
        mark_not_retrieved(by=ada, report=sought, note=" ")
    mark_not_retrieved(by=ada, report=sought, note="The authors never answered")
    with pytest.raises(ValidationError, match="Reopen"):
        mark_retrieved(by=ada, report=sought, upload=pdf())
    with pytest.raises(ValidationError, match="Say why"):
        reopen_retrieval(by=ada, report=sought, reason="")
    reopen_retrieval(by=ada, report=sought, reason="They answered")
    mark_retrieved(by=ada, report=sought, upload=pdf())
    assert state(sought) == "retrieved"
    kinds = AuditEvent.objects.filter(subject_type="report").values_list("kind", flat=True)
    assert list(kinds)[-3:] == ["report.not_retrieved", "report.retrieval_reopened", "report.retrieved"]


def test_what_is_here_is_not_signed_away(here: Report, ada: Member) -> None:
    with pytest.raises(ValidationError, match="marked as retrieved"):
        mark_not_retrieved(by=ada, report=here, note="Lost")


def test_a_decision_keeps_the_text_it_rests_on(here: Report, ada: Member, grace: Member) -> None:
    for voter in (ada, grace):
        vote(voter, here.candidate, "include")
    with pytest.raises(ValidationError, match="votes on this report are in"):
        reopen_retrieval(by=ada, report=here, reason="Wrong file")
    mark_retrieved(by=ada, report=here, upload=pdf("supplement.pdf"))
    assert here.files.count() == 2


def test_every_attempt_is_kept(sought: Report, ada: Member) -> None:
    for method in ("Publisher", "Interlibrary loan"):
        record_attempt(by=ada, report=sought, method=method, result="No answer")
    assert list(sought.attempts.values_list("method", "result")) == [
        ("Publisher", "No answer"),
        ("Interlibrary loan", "No answer"),
    ]


def test_only_a_report_that_is_here_is_judged(sought: Report, ada: Member, reason: ExclusionReason) -> None:
    with pytest.raises(ValidationError, match="no full text here"):
        judge_report(by=ada, report=sought, verdict="exclude", key=uuid4(), reason=reason)
    assert not Vote.objects.visible_to(ada).filter(candidate__stage="full_text").exists()


def test_an_exclusion_has_exactly_one_reason(
    here: Report, ada: Member, grace: Member, reason: ExclusionReason
) -> None:
    with pytest.raises(ValidationError) as refusal:
        judge_report(by=ada, report=here, verdict="exclude", key=uuid4())
    assert "reason" in refusal.value.message_dict
    for voter in (ada, grace):
        judge_report(by=voter, report=here, verdict="exclude", key=uuid4(), reason=reason)
    candidate = Report.objects.get(pk=here.pk).candidate
    assert (candidate.outcome, candidate.reason) == ("excluded", reason)


def test_the_same_vote_sent_twice_is_one(here: Report, ada: Member) -> None:
    key = uuid4()
    first, again = (judge_report(by=ada, report=here, verdict="include", key=key) for _ in range(2))
    assert first == again
    assert AuditEvent.objects.filter(kind="vote.cast", data__stage="full_text").count() == 1


def test_maybe_is_offered_only_where_it_asks_for_a_third_person(here: Report, ada: Member) -> None:
    with pytest.raises(ValidationError, match="include or exclude"):
        judge_report(by=ada, report=here, verdict="maybe", key=uuid4())
    make_protocol(ada.review, number=2, maybe="conflict")
    assert judge_report(by=ada, report=here, verdict="maybe", key=uuid4()).verdict == "maybe"


def test_a_conflict_is_settled_by_somebody_else_and_founds_the_study(
    here: Report, ada: Member, grace: Member, judy: Member, reason: ExclusionReason
) -> None:
    judge_report(by=ada, report=here, verdict="include", key=uuid4())
    judge_report(by=grace, report=here, verdict="exclude", key=uuid4(), reason=reason)
    assert Report.objects.get(pk=here.pk).candidate.outcome == "conflict"
    resolve(by=judy, candidate=here.candidate, verdict="include", note="Lumbar subgroup reported apart")
    assert Report.objects.get(pk=here.pk).study is not None


def test_who_may_do_what(sought: Report, olive: Member, audrey: Member, eve: Member, mallory: Member) -> None:
    for who in (olive, audrey, mallory):
        with pytest.raises(PermissionDenied):
            mark_retrieved(by=who, report=sought, upload=pdf())
    mark_retrieved(by=eve, report=sought, upload=pdf())
    with pytest.raises(PermissionDenied):
        judge_report(by=eve, report=sought, verdict="include", key=uuid4())
