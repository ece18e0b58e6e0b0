from screening.audit.models import AuditEvent
from screening.decisions.models import Candidate
from screening.fulltexts.models import Report, Study
from screening.fulltexts.queries import included_studies, reports_sought
from screening.reviews.models import Member
from tests.decisions.rows import make_candidate, vote
from tests.fulltexts.rows import retrieve, title_candidate


def test_an_included_citation_becomes_a_report_to_seek_and_to_judge(
    protocol: object, ada: Member, grace: Member
) -> None:
    candidate = make_candidate(ada.review)
    vote(ada, candidate, "include")
    assert not Report.objects.exists()
    vote(grace, candidate, "include")
    report = Report.objects.get()
    assert (report.citation_id, report.retrieval, report.study) == (candidate.citation_id, "sought", None)
    assert (report.candidate.stage, report.candidate.outcome) == ("full_text", "pending")
    event = AuditEvent.objects.get(kind="report.sought")
    assert (event.subject_id, event.data) == (report.pk, {"citation": candidate.citation_id})


def test_an_inclusion_taken_back_and_made_again_brings_one_report(sought: Report, grace: Member) -> None:
    candidate = title_candidate(sought)
    vote(grace, candidate, "exclude")
    assert not reports_sought(review=sought.review).exists()
    vote(grace, candidate, "include")
    assert list(reports_sought(review=sought.review)) == [sought]
    assert Report.objects.count() == 1
    assert Candidate.objects.filter(stage="full_text").count() == 1


def test_an_included_report_gets_a_study_named_after_it(protocol: object, ada: Member, grace: Member) -> None:
    report = retrieve(ada, grace, authors=[{"family": "Wilson", "given": "JE"}], year=2024)
    for voter in (ada, grace):
        vote(voter, report.candidate, "include")
    report.refresh_from_db()
    assert report.study is not None
    assert report.study.label == "Wilson 2024"
    assert list(included_studies(review=ada.review)) == [report.study]


def test_a_study_counts_only_while_a_report_of_it_is_included(
    here: Report, ada: Member, grace: Member
) -> None:
    for voter in (ada, grace):
        vote(voter, here.candidate, "include")
    vote(grace, title_candidate(here), "exclude")
    assert not included_studies(review=here.review).exists()
    assert Study.objects.count() == 1
    vote(grace, title_candidate(here), "include")
    assert included_studies(review=here.review).count() == Study.objects.count() == 1
