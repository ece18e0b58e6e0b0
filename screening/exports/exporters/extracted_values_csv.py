"""Every extracted value with its provenance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from screening.exports.exporter import EXPORTERS
from screening.extraction.queries import published_forms, shown_to
from screening.extraction.table import found_in
from screening.fulltexts.queries import included_studies
from screening.lib.spreadsheet import csv_lines
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

HEAD = ["form", "version", "study", "field", "key", "unit", "value", "by", "report", "page", "quote"]


@EXPORTERS.register
class ExtractedValuesCsv:
    key: ClassVar[str] = "extracted_values_csv"
    label: ClassVar[str] = "Extracted values with their sources (CSV)"
    about: ClassVar[str] = (
        "Every completed answer and consensus: who found it, in which report, page and quote."
    )
    extension: ClassVar[str] = "csv"
    content_type: ClassVar[str] = "text/csv; charset=utf-8"
    permission: ClassVar[Permission] = Permission.EXPORT

    def write(self, member: Member) -> Iterator[str]:
        return csv_lines(HEAD, self._rows(member))

    def _rows(self, member: Member) -> Iterator[list[object]]:
        studies = {study.pk: study.label for study in included_studies(review=member.review)}
        for form in published_forms(review=member.review):
            fields = list(form.fields.all())
            for extraction in shown_to(member=member, form=form).filter(study__in=studies):
                found = found_in(extraction)
                for field in fields:
                    if (one := found.get(field.pk)) is not None and not one.answer.is_blank:
                        yield [
                            form.name,
                            form.version,
                            studies[extraction.study_id],
                            field.label,
                            field.key,
                            field.unit,
                            one.answer.shown,
                            one.by,
                            one.report,
                            one.answer.page,
                            one.answer.quote,
                        ]
