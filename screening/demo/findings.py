"""What the prepared review's extractors wrote down about the included studies."""

from __future__ import annotations

from collections.abc import Sequence

from screening.extraction.answers import Answer
from screening.extraction.form_builder import publish_form
from screening.extraction.models import ExtractionForm, Field
from screening.extraction.operations import complete_extraction, save_extraction
from screening.fulltexts.models import Report, Study
from screening.reports.boxes import included_studies
from screening.reviews.models import Member

FOUND = {
    "design": "Single-arm trial",
    "participants": "20",
    "indication": "Facet joint pain",
    "product": "Vesicles of bone marrow stromal cells (invented)",
    "dose": "0.5 ml per joint",
    "route": "Facet joint",
    "comparator": "None",
    "follow_up": "90",
    "outcomes": "Pain (numerical rating scale), disability (Oswestry index)",
    "results": "Both scores fell at every visit.",
    "adverse_events": "None reported as serious.",
}
DIFFERING = {"participants": "21", "follow_up": "84"}  # what the second extractor read in the first study


def extract(*, owner: Member, extractors: Sequence[Member]) -> None:
    """Both extract the first study, and differ in two values; the first one also the second, and leaves a draft."""
    form = ExtractionForm.objects.get(review=owner.review)
    publish_form(by=owner, form=form, edits=form.edits)
    form.refresh_from_db()
    studies = list(included_studies(owner.review).order_by("pk")[:3])
    for study in studies[:1]:
        _write(extractors[1], study, form, {**FOUND, **DIFFERING}, complete=True)
    for number, study in enumerate(studies):
        _write(extractors[0], study, form, FOUND, complete=number < 2)


def _write(by: Member, study: Study, form: ExtractionForm, found: dict[str, str], *, complete: bool) -> None:
    report = Report.objects.filter(study=study).earliest("pk")
    answers = {
        field: Answer(found[field.key], report=report.pk, page="3")
        if field.key in found
        else Answer(not_reported=True)
        for field in Field.objects.filter(form=form)
    }
    extraction = save_extraction(by=by, study=study, form=form, answers=answers)
    if complete:
        complete_extraction(by=by, extraction=extraction)
