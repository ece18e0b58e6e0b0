"""The table of characteristics: a row per included study, a column per field, as one member may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from screening.extraction.answers import Answer
from screening.extraction.comparison import Cell, Found, compare
from screening.extraction.interests import barred_studies
from screening.extraction.models import Extraction, ExtractionForm, Field
from screening.extraction.queries import as_answer, shown_to
from screening.fulltexts.models import Report, Study
from screening.fulltexts.queries import included_studies
from screening.reviews.models import Member


class Mine(StrEnum):
    """How far the member's own extraction of a study is. Nobody else's state is shown."""

    NOTHING = "not started"
    DRAFT = "draft"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Row:
    study: Study
    cells: list[Cell]
    mine: Mine
    is_settled: bool
    is_extracted: bool  # somebody's completed answers are open to the member
    barred: bool  # the member is, for a conflict of interest

    @property
    def differs(self) -> bool:
        return any(cell.differs for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    form: ExtractionForm
    fields: list[Field]
    rows: list[Row]

    def as_text(self) -> Iterator[list[str]]:
        """The rows as plain text, the study first."""
        for row in self.rows:
            yield [
                row.study.label,
                *(cell.text for cell in row.cells),
                "settled" if row.is_settled else "open",
            ]

    @property
    def head(self) -> list[str]:
        return ["Study", *(f"{f.label} ({f.unit})" if f.unit else f.label for f in self.fields), "State"]


def table_of(*, member: Member, form: ExtractionForm, study: Study | None = None) -> Table:
    """All included studies, or the one given. Six queries."""
    studies = included_studies(review=member.review)
    shown = shown_to(member=member, form=form)
    own = Extraction.objects.own(member).filter(form=form, is_consensus=False)
    if study is not None:
        studies, shown, own = studies.filter(pk=study.pk), shown.filter(study=study), own.filter(study=study)
    fields = list(form.fields.all())
    by_study = defaultdict(list)
    for extraction in shown:
        by_study[extraction.study_id].append(extraction)
    mine = {each.study_id: Mine.COMPLETE if each.completed_at else Mine.DRAFT for each in own}
    barred = barred_studies(member=member)
    rows = [
        _row(each, fields, by_study[each.pk], mine.get(each.pk, Mine.NOTHING), barred=each.pk in barred)
        for each in studies
    ]
    return Table(form, fields, rows)


def found_in(extraction: Extraction) -> dict[int, Found]:
    """The answers of an extraction from ``shown_to``, by field id."""
    by = "Consensus" if extraction.is_consensus else str(extraction.by)
    return {
        value.field_id: Found(by, as_answer(value), report_name(value.report))
        for value in extraction.values.all()
    }


def report_name(report: Report | None) -> str:
    if report is None:
        return ""
    return (
        f"{report.citation.authors_short} {report.citation.year or ''}: {report.citation.title[:60]}".strip()
    )


def side_by_side(field: Field, extractions: list[Extraction]) -> list[Found]:
    """What each extractor found for one field, a blank where they left it out; without the consensus."""
    originals = [each for each in extractions if not each.is_consensus]
    return [found_in(each).get(field.pk, Found(str(each.by), Answer())) for each in originals]


def _row(
    study: Study, fields: list[Field], extractions: list[Extraction], mine: Mine, *, barred: bool
) -> Row:
    settled = next((found_in(each) for each in extractions if each.is_consensus), None)
    cells = []
    for field in fields:
        consensus = settled.get(field.pk, Found("Consensus", Answer())) if settled is not None else None
        cells.append(compare(side_by_side(field, extractions), type=field.type, consensus=consensus))
    return Row(study, cells, mine, settled is not None, bool(extractions), barred)
