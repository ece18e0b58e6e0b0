"""What tests of extraction stand on: an included study, a published form, answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from screening.extraction.answers import Answer
from screening.extraction.field_plan import FieldPlan
from screening.extraction.form_builder import create_form_from, publish_form
from screening.extraction.models import Extraction, ExtractionForm, Field
from screening.extraction.operations import complete_extraction, save_extraction
from screening.fulltexts.models import Report, Study
from screening.reviews.models import Member
from tests.decisions.rows import vote
from tests.fulltexts.rows import retrieve

PLANS = (
    FieldPlan("Design", type="choice", choices=("Randomised", "Single-arm"), required=True),
    FieldPlan("Participants", type="number", unit="people", required=True),
    FieldPlan("Dose", help="Per injection"),
)
DONE: Mapping[str, Answer] = {"design": Answer("Single-arm"), "participants": Answer("20")}


def make_form(owner: Member, name: str = "Characteristics") -> ExtractionForm:
    form = create_form_from(by=owner, name=name, fields=PLANS)
    publish_form(by=owner, form=form, edits=form.edits)
    return form


def include_study(*voters: Member, family: str = "Wilson") -> Study:
    report = retrieve(*voters, title=f"A report by {family}", authors=[{"family": family}], year=2024)
    for voter in voters:
        vote(voter, report.candidate, "include")
    study = Report.objects.get(pk=report.pk).study
    assert study is not None
    return study


def by_field(form: ExtractionForm, answers: Mapping[str, Answer]) -> dict[Field, Answer]:
    fields = {field.key: field for field in form.fields.all()}
    return {fields[key]: answer for key, answer in answers.items()}


def draft(
    by: Member, study: Study, form: ExtractionForm, answers: Mapping[str, Answer] = DONE, edits: int = 0
) -> Extraction:
    return save_extraction(by=by, study=study, form=form, answers=by_field(form, answers), edits=edits)


def complete(by: Member, study: Study, form: ExtractionForm, **changes: Answer) -> Extraction:
    extraction = draft(by, study, form, {**DONE, **changes})
    complete_extraction(by=by, extraction=extraction)
    return extraction


def posted(form: ExtractionForm, answers: Mapping[str, Answer], **more: Any) -> dict[str, Any]:
    """What a browser sends for these answers."""
    data: dict[str, Any] = {"edits": 0, **more}
    for field, answer in by_field(form, answers).items():
        data[f"f{field.pk}-text"] = answer.text
        data[f"f{field.pk}-page"], data[f"f{field.pk}-quote"] = answer.page, answer.quote
        data[f"f{field.pk}-report"] = answer.report or ""
        if answer.not_reported:
            data[f"f{field.pk}-not_reported"] = "on"
    return data
