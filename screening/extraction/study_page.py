"""All that the page about one study shows to one member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from screening.extraction.answers import Answer
from screening.extraction.comparison import Cell
from screening.extraction.models import Extraction, ExtractionForm, Field
from screening.extraction.queries import (
    answers_of,
    current_forms,
    earlier_answers,
    own_extraction,
    published_forms,
)
from screening.extraction.sheet import Sheet
from screening.extraction.table import Row, table_of
from screening.fulltexts.models import Report, Study
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@dataclass(frozen=True, slots=True)
class StudyPage:
    """``sheet`` is the member's own draft to fill in; ``None`` once completed, for roles that never extract and for
    whoever is barred from the study."""

    study: Study
    form: ExtractionForm | None
    forms: list[ExtractionForm]
    reports: list[Report]
    row: Row | None
    cells: list[tuple[Field, Cell]]
    mine: Extraction | None
    sheet: Sheet | None
    carried_over: bool  # the sheet begins with the member's answers under an earlier version


def form_of(*, member: Member, asked: str = "") -> ExtractionForm | None:
    """The published form asked for by id, else the first current one; ``None`` before any is published."""
    forms = published_forms(review=member.review)
    if asked.isascii() and asked.isdecimal() and len(asked) < 12:
        return forms.filter(pk=asked).first()
    return current_forms(review=member.review).first()


def study_page(
    *, member: Member, study: Study, form: ExtractionForm | None, data: Mapping[str, Any] | None = None
) -> StudyPage:
    """``data`` is a sheet that was posted and could not be saved as it is."""
    forms, reports = list(current_forms(review=member.review)), reports_of(study)
    if form is None:
        return StudyPage(study, None, forms, reports, None, [], None, None, False)
    table = table_of(member=member, form=form, study=study)
    row = table.rows[0] if table.rows else None
    mine = own_extraction(member=member, study=study, form=form)
    can = row is not None and not row.barred
    fills = member.may(Permission.EXTRACT) and can and not (mine and mine.completed_at)
    given = _given(member, study, form, mine) if fills else {}
    sheet = Sheet(table.fields, reports, data=data, given=given) if fills else None
    cells = list(zip(table.fields, row.cells, strict=True)) if row else []
    return StudyPage(study, form, forms, reports, row, cells, mine, sheet, mine is None and bool(given))


def reports_of(study: Study) -> list[Report]:
    return list(study.reports.select_related("citation").prefetch_related("files"))


def _given(member: Member, study: Study, form: ExtractionForm, mine: Extraction | None) -> dict[str, Answer]:
    if mine is None:
        return earlier_answers(member=member, study=study, form=form)
    return {field.key: answer for field, answer in answers_of(extraction=mine).items()}
