"""Which forms there are, and what a member may see of what was extracted with them."""

from __future__ import annotations

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from screening.audit.guard import AuditedQuerySet
from screening.extraction.answers import Answer
from screening.extraction.models import Extraction, ExtractionForm, Field, Value
from screening.fulltexts.models import Study
from screening.reviews.models import Member, Review


def published_forms(*, review: Review) -> QuerySet[ExtractionForm]:
    """Forms that can be answered or were: by name, the newest version first."""
    forms = ExtractionForm.objects.filter(review=review).exclude(published_at=None)
    return forms.order_by("name", "-version")


def current_forms(*, review: Review) -> QuerySet[ExtractionForm]:
    """The newest published version of each form."""
    newest = (
        published_forms(review=review).filter(name=OuterRef("name")).order_by("-version").values("pk")[:1]
    )
    return published_forms(review=review).filter(pk=Subquery(newest))


def own_extraction(*, member: Member, study: Study, form: ExtractionForm) -> Extraction | None:
    mine = Extraction.objects.own(member).filter(is_consensus=False)
    return mine.filter(study=study, form=form).select_related("form", "study").first()


def consensus_of(*, member: Member, study: Study, form: ExtractionForm) -> Extraction | None:
    return Extraction.objects.visible_to(member).filter(study=study, form=form, is_consensus=True).first()


def completed_for(*, member: Member, study: Study, form: ExtractionForm) -> AuditedQuerySet[Extraction]:
    """What extractors completed for the study, as far as it is open to the member; never drafts."""
    done = Extraction.objects.visible_to(member).filter(study=study, form=form, is_consensus=False)
    return done.exclude(completed_at=None).order_by("pk")


def shown_to(*, member: Member, form: ExtractionForm) -> AuditedQuerySet[Extraction]:
    """Completed extractions and consensuses of a form that are open to the member, with their answers. Two queries."""
    values = Prefetch("values", queryset=Value.objects.select_related("report__citation"))
    done = Extraction.objects.visible_to(member).filter(form=form).exclude(completed_at=None)
    return done.select_related("by__user").prefetch_related(values).order_by("pk")


def answers_of(*, extraction: Extraction) -> dict[Field, Answer]:
    """The answers of an extraction one was given by a blinded query.."""
    return {value.field: as_answer(value) for value in extraction.values.select_related("field")}


def as_answer(value: Value) -> Answer:
    return Answer(value.text, value.not_reported, value.report_id, value.page, value.quote)


def earlier_answers(*, member: Member, study: Study, form: ExtractionForm) -> dict[str, Answer]:
    """The member's own answers under the version before, by field key: where a new version begins."""
    before = Extraction.objects.own(member).filter(is_consensus=False, study=study)
    last = (
        before.filter(form__name=form.name, form__version__lt=form.version).order_by("-form__version").first()
    )
    return {field.key: answer for field, answer in answers_of(extraction=last).items()} if last else {}
