"""The page on which somebody settles what the extractors of one study found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from screening.extraction.answers import Answer
from screening.extraction.comparison import Cell, Found, compare
from screening.extraction.models import Extraction, ExtractionForm, Field
from screening.extraction.queries import answers_of, shown_to
from screening.extraction.sheet import AnswerForm, Sheet
from screening.extraction.study_page import reports_of
from screening.extraction.table import side_by_side
from screening.fulltexts.models import Study
from screening.reviews.models import Member


@dataclass(frozen=True, slots=True)
class Line:
    """One field: what each extractor found, and the form for the consensus."""

    form: AnswerForm
    found: list[Found]
    differs: bool


@dataclass(frozen=True, slots=True)
class SettlingPage:
    study: Study
    form: ExtractionForm
    extractors: int
    sheet: Sheet
    lines: list[Line]
    consensus: Extraction | None

    @property
    def edits(self) -> int:
        return self.consensus.edits if self.consensus else 0


def settling_page(
    *, member: Member, study: Study, form: ExtractionForm, data: Mapping[str, Any] | None = None
) -> SettlingPage:
    """As settled before; else filled with what the extractors agree on, blank where they differ: somebody decides."""
    fields = list(form.fields.all())
    shown = list(shown_to(member=member, form=form).filter(study=study))
    found = {field: side_by_side(field, shown) for field in fields}
    cells = {field: compare(found[field], type=field.type) for field in fields}
    consensus = next((each for each in shown if each.is_consensus), None)
    given = _settled(consensus) if consensus else _agreed(cells)
    sheet = Sheet(fields, reports_of(study), data=data, given=given)
    lines = [Line(each, found[each.field], cells[each.field].differs) for each in sheet.forms]
    return SettlingPage(study, form, len(shown) - bool(consensus), sheet, lines, consensus)


def _settled(consensus: Extraction) -> dict[str, Answer]:
    return {field.key: answer for field, answer in answers_of(extraction=consensus).items()}


def _agreed(cells: Mapping[Field, Cell]) -> dict[str, Answer]:
    return {
        field.key: cell.found[0].answer for field, cell in cells.items() if cell.found and not cell.differs
    }
