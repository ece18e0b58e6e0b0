"""What an inclusion brings: a report to seek after titles and abstracts, a study after the full text.

Nothing is taken back with an inclusion: whether a report or study counts is asked of the outcomes, each time.
"""

from __future__ import annotations

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.models import Candidate
from screening.decisions.outcomes.consequences import when_included
from screening.fulltexts.models import Report
from screening.fulltexts.studies import give_own_study
from screening.protocol.models import Stage
from screening.reviews.models import Member


@when_included(Stage.TITLE_ABSTRACT)
def seek_report(by: Member, candidate: Candidate) -> None:
    """The citation's report, sought for retrieval, and its place at full text; once per citation."""
    if Report.objects.filter(citation=candidate.citation_id).exists():
        return
    report = Report.objects.create(review_id=candidate.review_id, citation_id=candidate.citation_id)
    Candidate.objects.create(
        review_id=candidate.review_id,
        stage=Stage.FULL_TEXT,
        citation_id=candidate.citation_id,
        report=report,
        priority=candidate.priority,
    )
    trail.record(Event.REPORT_SOUGHT, report, citation=candidate.citation_id)


@when_included(Stage.FULL_TEXT)
def found_study(by: Member, candidate: Candidate) -> None:
    """A study for the report, unless it belongs to one already."""
    report = Report.objects.select_related("citation").get(candidate=candidate)
    if report.study_id is None:
        give_own_study(report)
