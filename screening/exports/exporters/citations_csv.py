"""The citations with their sources and outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from django.db.models import Prefetch

from screening.exports.exporter import EXPORTERS
from screening.lib.spreadsheet import csv_lines
from screening.records.models import Citation, Record
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

HEAD = [
    "citation",
    "title",
    "authors",
    "year",
    "journal",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "pmcid",
    "nct",
    "language",
    "type",
    "retracted",
    "sources",
    "route",
    "removed",
    "title_abstract",
    "full_text",
    "abstract",
]


@EXPORTERS.register
class CitationsCsv:
    key: ClassVar[str] = "citations_csv"
    label: ClassVar[str] = "Citations (CSV)"
    about: ClassVar[str] = "Every citation with its sources and the outcome at each stage."
    extension: ClassVar[str] = "csv"
    content_type: ClassVar[str] = "text/csv; charset=utf-8"
    permission: ClassVar[Permission] = Permission.EXPORT

    def write(self, member: Member) -> Iterator[str]:
        return csv_lines(HEAD, self._rows(member))

    def _rows(self, member: Member) -> Iterator[list[object]]:
        records = Record.objects.select_related("run__source").only("citation", "run__source__name")
        citations = Citation.objects.filter(review=member.review_id, merged_into=None).prefetch_related(
            "candidates", Prefetch("records", queryset=records)
        )
        for citation in citations.order_by("pk").iterator(chunk_size=500):
            outcome = {c.stage: c.outcome for c in citation.candidates.all()}
            yield [
                citation.pk,
                citation.title,
                "; ".join(citation.author_names),
                citation.year,
                citation.journal,
                citation.volume,
                citation.issue,
                citation.pages,
                citation.doi,
                citation.pmid,
                citation.pmcid,
                citation.nct,
                citation.languages,
                citation.types,
                citation.retracted,
                "; ".join(sorted({record.run.source.name for record in citation.records.all()})),
                citation.route,
                citation.closed_reason if citation.closed_as else "",
                outcome.get("title_abstract", ""),
                outcome.get("full_text", ""),
                citation.abstract_text,
            ]
