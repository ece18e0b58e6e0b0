"""The table of characteristics of included studies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import ClassVar

from screening.exports.exporter import EXPORTERS
from screening.extraction.queries import current_forms
from screening.extraction.table import table_of
from screening.lib.spreadsheet import csv_lines
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@EXPORTERS.register
class CharacteristicsCsv:
    key: ClassVar[str] = "characteristics_csv"
    label: ClassVar[str] = "Characteristics of included studies (CSV)"
    about: ClassVar[str] = (
        "A row per included study, a column per field of the extraction form: the consensus, or what the extractors"
        " found so far. With several forms, their tables one below the other."
    )
    extension: ClassVar[str] = "csv"
    content_type: ClassVar[str] = "text/csv; charset=utf-8"
    permission: ClassVar[Permission] = Permission.EXPORT

    def write(self, member: Member) -> Iterator[str]:
        tables = [table_of(member=member, form=form) for form in current_forms(review=member.review)]
        if not tables:
            return csv_lines(["Study"], [])
        first, *others = tables
        more = chain.from_iterable(chain([[], table.head], table.as_text()) for table in others)
        return csv_lines(first.head, chain(first.as_text(), more))
