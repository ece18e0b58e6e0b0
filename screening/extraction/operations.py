"""Answering a form for a study: drafts, completion, and the consensus of several extractors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from django.core.exceptions import ValidationError
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.extraction.answers import Answer, problem
from screening.extraction.interests import check_study
from screening.extraction.models import Extraction, ExtractionForm, Field, Value
from screening.extraction.queries import answers_of, completed_for, consensus_of, own_extraction
from screening.fulltexts.models import Report, Study
from screening.fulltexts.queries import included_studies
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

Answers = Mapping[Field, Answer]
COLUMNS = {
    "text": "text",
    "not_reported": "not_reported",
    "report": "report_id",
    "page": "page",
    "quote": "quote",
}


@operation(Permission.EXTRACT)
def save_extraction(
    *, by: Member, study: Study, form: ExtractionForm, answers: Answers, edits: int = 0
) -> Extraction:
    """Save the member's own draft, however incomplete; answers not given stay as they are.

    ``edits`` is the number the draft had when it was read, 0 for a new one. Raises ``ValidationError`` when it was
    changed since, is completed, the study is not included, or the member is barred from it.
    """
    _check(by, study, form)
    extraction = own_extraction(member=by, study=study, form=form)
    if extraction is None:
        extraction = Extraction.objects.add(review=by.review, study=study, form=form, by=by)
    if extraction.completed_at:
        raise ValidationError("You completed this extraction. Reopen it first, and say why.")
    _claim(extraction, edits)
    changed = _write(extraction, answers)
    trail.record(Event.EXTRACTION_SAVED, extraction, study=study.pk, form=form.pk, changed=changed)
    return extraction


@operation(Permission.EXTRACT)
def complete_extraction(*, by: Member, extraction: Extraction) -> None:
    """Say that the member's own draft is done. Raises ``ValidationError`` by field key for what is missing."""
    _check_own(by, extraction)
    if extraction.completed_at:
        raise ValidationError("You completed this extraction already.")
    if problems := problems_of(extraction.form, answers_of(extraction=extraction)):
        raise ValidationError(problems)
    extraction.completed_at = timezone.now()
    extraction.save(update_fields=["completed_at"])
    trail.record(
        Event.EXTRACTION_COMPLETED,
        extraction,
        study=extraction.study_id,
        form=extraction.form_id,
        consensus=False,
    )


@operation(Permission.EXTRACT)
def reopen_extraction(*, by: Member, extraction: Extraction, reason: str) -> None:
    """Back to a draft. Raises ``ValidationError`` once there is a consensus: what it was made from stays."""
    _check_own(by, extraction)
    if not reason.strip():
        raise ValidationError({"reason": "Say why: this is kept in the audit trail."})
    if not extraction.completed_at:
        raise ValidationError("This extraction is a draft already.")
    if consensus_of(member=by, study=extraction.study, form=extraction.form):
        raise ValidationError(
            "This study is settled. What the extractors found stays; ask to change the consensus."
        )
    extraction.completed_at = None
    extraction.save(update_fields=["completed_at"])
    trail.record(
        Event.EXTRACTION_REOPENED,
        extraction,
        study=extraction.study_id,
        form=extraction.form_id,
        reason=reason.strip(),
    )


@operation(Permission.SETTLE_EXTRACTIONS)
def settle(*, by: Member, study: Study, form: ExtractionForm, answers: Answers, edits: int = 0) -> Extraction:
    """Write the consensus, or change it; what the extractors found is another row each and stays.

    Raises ``ValidationError``, by field key for answers that will not do; then nothing is saved.
    """
    _check(by, study, form)
    mine = own_extraction(member=by, study=study, form=form)
    if mine and not mine.completed_at:
        raise ValidationError(
            "Complete your own extraction of this study first: you see the others' after that."
        )
    if not completed_for(member=by, study=study, form=form).exists():
        raise ValidationError("Nobody has completed an extraction of this study yet.")
    if problems := problems_of(form, answers):
        raise ValidationError(problems)
    consensus = consensus_of(member=by, study=study, form=form)
    if consensus is None:
        consensus = Extraction.objects.add(review=by.review, study=study, form=form, by=by, is_consensus=True)
    _claim(consensus, edits)
    consensus.by, consensus.completed_at = by, timezone.now()
    consensus.save(update_fields=["by", "completed_at"])
    changed = _write(consensus, answers)
    trail.record(
        Event.EXTRACTION_COMPLETED, consensus, study=study.pk, form=form.pk, consensus=True, changed=changed
    )
    return consensus


def problems_of(form: ExtractionForm, answers: Answers) -> dict[str, str]:
    """What keeps these answers from being complete, by field key."""
    found = {
        field.key: problem(
            answers.get(field, Answer()), type=field.type, choices=field.choices, required=field.required
        )
        for field in form.fields.all()
    }
    return {key: sentence for key, sentence in found.items() if sentence}


def _check(by: Member, study: Study, form: ExtractionForm) -> None:
    """Two people who begin with one study queue up here, on its row."""
    check_study(by, study)
    Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    if form.published_at is None:
        raise ValidationError("This form is a draft. It is answered once it is published.")
    if not included_studies(review=study.review).filter(pk=study.pk).exists():
        raise ValidationError("No report of this study is included now, so nothing is extracted from it.")


def _check_own(by: Member, extraction: Extraction) -> None:
    if extraction.by_id != by.pk or extraction.is_consensus:
        raise ValidationError("This is not your extraction.")
    check_study(by, extraction.study)


def _claim(extraction: Extraction, edits: int) -> None:
    """Count one edit, or refuse what was based on an older state."""
    if extraction.edits != edits:
        raise ValidationError(
            "These answers were changed in another window since you opened them, so nothing was saved. What you"
            " entered is kept here: compare with the saved answers, then save again."
        )
    extraction.edits += 1
    extraction.save(update_fields=["edits"])


def _write(extraction: Extraction, answers: Answers) -> list[int]:
    """Store what differs from what is stored; returns the ids of those fields."""
    _check_answers(extraction, answers)
    stored = {value.field_id: value for value in extraction.values.all()}
    before = answers_of(extraction=extraction)
    changed = {field: answer for field, answer in answers.items() if answer != before.get(field, Answer())}
    new: list[Value] = []
    old: list[Value] = []
    for field, answer in changed.items():
        value = stored.get(field.pk) or Value(
            review_id=extraction.review_id, extraction=extraction, field=field
        )
        for name in fields(answer):
            setattr(value, COLUMNS[name.name], getattr(answer, name.name))
        (old if value.pk else new).append(value)
    Value.objects.bulk_create(new)
    Value.objects.bulk_update(old, list(COLUMNS.values()))
    return [field.pk for field in changed]


def _check_answers(extraction: Extraction, answers: Answers) -> None:
    reports = {answer.report for answer in answers.values() if answer.report}
    if Report.objects.filter(pk__in=reports, study=extraction.study_id).count() != len(reports):
        raise ValidationError("An answer names a report that is not one of this study's.")
    if any(field.form_id != extraction.form_id for field in answers):
        raise ValidationError("An answer belongs to another form.")
